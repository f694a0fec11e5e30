--TEST--
Every measure of repeat, value, promotions, products, classes and points under every ceiling
--EXTENSIONS--
patron
--INI--
memory_limit=512M
--FILE--
<?php
use Patron\{Basket, Expiry, Ledger, ProductGaps, TierBy, Tiers};
use function Patron\{live_handles, memory_usage};

require __DIR__ . '/rooms.inc';
$shop = shop();
$day = '2024-06-30';
$group = array_map(fn ($n) => $n % 5, range(1, 120));
$waits = $shop->repeatGaps($day, sequence: 3, days: 100);
$mailing = $shop->mailing($day, array_map(fn ($n) => $n % 3, range(1, 120)), '2024-01-01', 90, 0);
$cohorts = $shop->cohorts($day, by: 'product');
$churn = $shop->churn($day);
$ledger = $shop->ledger(expiry: Expiry::After, expiryCount: 90);
$tiers = new Tiers(['a' => 5000, 'b' => 20000], graceDays: 30);
$points = new Tiers(['a' => 50], TierBy::Points);
$events = $shop->loyaltyEvents();
$columns = array_map(fn ($name) => $events->column($name), ['customer', 'time', 'kind', 'amount', 'order']);
$columns[1] = array_map(fn ($time) => $time->format('Y-m-d'), $columns[1]);
$measures = [
    fn () => $shop->repeat($day, group: $group)->get(3)->bins->packed('net'),
    fn () => $shop->repeatSequence($day)->packed('rate'),
    fn () => $shop->repeatTimes($day, sequence: 4, days: 200, group: $group)->get(1)->packed('closed50'),
    fn () => $waits->curve(null)->packed('share'),
    fn () => $waits->within(10, 20)->packed('low'),
    fn () => $shop->newAndReturning($day)->packed('guestNet'),
    fn () => $shop->growth($day, group: $group)->get(2)->packed('kept'),
    fn () => $shop->season($day)->again->toArray(),
    fn () => $shop->windows($day, ['a' => [['2023-12-01', '2023-12-31']], 'b' => [['2024-02-01', '2024-02-28']]])
        ->packed('rate'),
    fn () => $shop->anniversaries($day, days: 300)->packed('years'),
    fn () => $shop->valueConcentration($day, group: $group)->get(0)->packed('share'),
    fn () => $shop->orderValues($day, thresholds: [1500])->thresholds->packed('below'),
    fn () => $shop->lifetimeValue($day, group: $group)->get(4)->value,
    fn () => $shop->revenueTree($day, ['2023-01-01', '2023-12-31'], ['2024-01-01', $day])->packed('byValue'),
    fn () => Patron\payback($cohorts, ['p1' => 5000, 'p2' => 100])->packed('ratio'),
    fn () => $shop->promotions($day, 'coupon', group: $group)->get(1)->packed('newNet'),
    fn () => $shop->discountDepth($day)->packed('ordersRate'),
    fn () => $shop->mailing($day, array_map(fn ($n) => [$n, $n % 2], range(100, 140)), '2024-01-01', 90, 0)
        ->packed('net'),
    fn () => $mailing->compare()->packed('incremental'),
    fn () => $shop->heroes($day, $churn)->cut,
    fn () => $shop->classes($day, $churn)->packed('stage'),
    fn () => $shop->stages($day, group: $group)->get(1)->activity->packed('net'),
    fn () => $shop->yearOverYear($day)->packed('partial'),
    fn () => $shop->churnSigns($day)->packed('gapWidening'),
    fn () => $shop->churnSignCount($day, group: $group)->get(3)->packed('goneWith'),
    fn () => Patron\Stats::adjust([0.1, 0.2, 0.3]),
    fn () => $shop->products($day)->guests->packed('orders'),
    fn () => $shop->firstProducts($day, group: $group)->get(2)->packed('loyal'),
    fn () => $shop->productGaps($day, ProductGaps::Second)->packed('day50'),
    fn () => $shop->expected($day)->packed('high'),
    fn () => $shop->pairs($day, basket: Basket::History, group: $group)->get(1)->packed('aToBLow'),
    fn () => $shop->transitions($day)->packed('lift'),
    fn () => $shop->overIndex($day, $group)->get(4)->packed('index'),
    fn () => (new Ledger(...$columns))->balances($day)->packed('balance'),
    fn () => Ledger::fromRows([[1, '2024-01-05', 'earn', 500], ['x', '2024-01-06', 'bonus', 5]], 0, 1, 2, 3)->keys(),
    fn () => $shop->ledger()->liability($day, group: $group)->get(1)->packed('outstanding'),
    fn () => $ledger->vintages($day)->packed('expired'),
    fn () => $ledger->history(7, $day)->packed('points'),
    fn () => $ledger->lots(7, $day)->packed('points'),
    fn () => $shop->tiers($day, $tiers)->packed('value'),
    fn () => $shop->tiersCount($day, $points, $ledger)->packed('buyers'),
    fn () => $shop->tierChanges('2024-01-31', $day, $tiers)->packed('toValue'),
];
$right = array_map(fn ($measure) => $measure(), $measures);
$spare = array_fill(0, 8, null);
for ($i = 0; $i < 8; $i++) {
    $spare[$i] = str_repeat('x', 1 << 19);
}
unset($spare, $i);
[$handles, $held] = [live_handles(), memory_usage()];
$refused = $wrong = $lost = 0;
for ($room = 0; $room < 400000; $room += 1 + ($room >> 3) + ($room < 4000 ? 200 : 2000)) {
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
var_dump($wrong, $lost, $refused > 200);
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
