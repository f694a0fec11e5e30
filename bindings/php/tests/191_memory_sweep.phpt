--TEST--
Every measure under every ceiling: a MemoryException or the right answer, and nothing is lost
--EXTENSIONS--
patron
--INI--
memory_limit=512M
--FILE--
<?php
use function Patron\{live_handles, memory_usage};

require __DIR__ . '/shop.inc';
$shop = shop();
$day = '2024-06-30';
$churnRule = $shop->churnRule($day);
$rfmRule = $shop->rfmRule($day);
$dueRule = $shop->replenishmentRule($day);
$churn = $shop->churn($day, $churnRule);
$cohorts = $shop->cohorts($day, by: 'product');
$bytes = [$churnRule->save(), $rfmRule->save(), $dueRule->save()];
$group = array_map(fn ($n) => $n % 5, range(1, 120));
$cells = array_fill(0, 125, 0);
$measures = [
    fn () => $shop->customers($day)->packed('net'),
    fn () => $shop->customersCount($day, group: $group)->get(3)->net,
    fn () => $shop->rfmRule($day)->save(),
    fn () => $shop->rfm($day)->packed('cell'),
    fn () => $shop->rfmCount($day, $rfmRule, group: $group)->get(1)->toArray(),
    fn () => $shop->rfmMigration('2024-01-31', $rfmRule, $day, $rfmRule, group: $group)->get(1)->toArray(),
    fn () => $shop->rfmMoves('2024-01-31', $rfmRule, $day, $rfmRule)->packed('to'),
    fn () => (new Patron\RfmMap(bins: 5, cells: $cells, names: ['all']))->cells(),
    fn () => $shop->cohorts($day, by: 'coupon', group: $group, edges: null, brackets: [1,
        5])->get(1)->matrix('net')->toArray(),
    fn () => $shop->cohorts($day, by: 'product', keys: ['p1', 'p2'])->sizes()->toArray(),
    fn () => $cohorts->curve()->high()->toArray(),
    fn () => $shop->churnRule($day)->save(),
    fn () => $shop->churn($day)->packed('rho'),
    fn () => $churn->entered('slipping', '2024-04-30')->packed('rho'),
    fn () => $shop->churnStates($day, $churnRule, group: $group)->get(2)->toArray(),
    fn () => $shop->churnChanges('2024-04-30', $day, $churnRule, mask: array_map(fn ($n) => $n > 1,
        $group))->packed('rho'),
    fn () => $shop->churnCount($day, $shop->churnGaps($day))['second'],
    fn () => $shop->replenishmentRule($day)->items()->packed('odds'),
    fn () => $shop->replenishment($day, gate: $churn)->packed('chance'),
    fn () => $shop->replenishmentCount($day, $dueRule, group: $group)->get(2)->toArray(),
    fn () => Patron\ChurnRule::load($bytes[0])->save(),
    fn () => Patron\RfmRule::load($bytes[1])->save(),
    fn () => Patron\ReplenishmentRule::load($bytes[2])->save(),
    fn () => Patron\Stats::kaplanMeier(100, array_fill(0, 100, 1), array_fill(0, 100, 0))->packed('low'),
];
$right = array_map(fn ($measure) => $measure(), $measures);
$spare = array_fill(0, 8, null);
for ($i = 0; $i < 8; $i++) {
    $spare[$i] = str_repeat('x', 1 << 19);
}
unset($spare, $i);
[$handles, $held] = [live_handles(), memory_usage()];
$refused = $wrong = $lost = 0;
for ($room = 0; $room < 400000; $room += 1 + ($room >> 4) + ($room < 4000 ? 100 : 700)) {
    foreach ($measures as $number => $measure) {
        ini_set('memory_limit', (string) (memory_get_usage(true) + $held + $room));
        try {
            $found = $measure();
            $wrong += $found !== $right[$number] ? 1 : 0;
        } catch (Patron\MemoryException $e) {
            $refused++;
        }
        $found = $e = null;
        ini_set('memory_limit', '512M');
        $lost += live_handles() !== $handles || memory_usage() !== $held ? 1 : 0;
    }
}
var_dump($wrong, $lost, $refused > 500);
foreach ($measures as $number => $measure) {
    if ($measure() !== $right[$number]) {
        echo "$number changed\n";
    }
}
?>
--EXPECT--
int(0)
int(0)
bool(true)
