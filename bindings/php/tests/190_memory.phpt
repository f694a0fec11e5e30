--TEST--
Results count their memory, give it back, and stop at memory_limit with an exception
--EXTENSIONS--
patron
--INI--
memory_limit=128M
--FILE--
<?php
use function Patron\{live_handles, memory_usage};

require __DIR__ . '/shop.inc';
$measure = function () {
    $shop = shop(40);
    $day = '2024-06-30';
    $rule = $shop->churnRule($day);
    $churn = $shop->churn($day, $rule);
    $rows = iterator_to_array($churn->entered('slipping', '2024-04-30'));
    $churn->left(['on_track'], '2024-04-30');
    $shop->churnStates($day, $rule, group: range(1, 40))->get(3);
    $shop->customers($day);
    $shop->customersCount($day, group: range(1, 40));
    $rfm = $shop->rfm($day);
    Patron\migration($shop->rfm('2024-03-31'), $rfm);
    $shop->rfmCount($day, $rfm->rule(), 'six');
    $cohorts = $shop->cohorts($day, by: 'product', group: array_map(fn ($n) => $n % 2, range(1, 40)));
    $curve = $cohorts->get(0)->curve();
    $due = $shop->replenishment($day, within: 30);
    $due->rule()->items();
    json_encode([$churn, $rfm, $due, $curve->rate()]);
    try {
        $shop->churn($day, first: 1000);
    } catch (Patron\RangeException) {
    }
    try {
        $shop->cohorts($day, by: 'depth', sequence: 1);
    } catch (Patron\ArgumentException) {
    }
    try {
        $shop->replenishment($day, horizon: 5000);
    } catch (Patron\ArgumentException) {
    }
    try {
        $shop->rfm('0000-01-01');
    } catch (Patron\Exception) {
    }
    return $rows;
};
var_dump(live_handles(), memory_usage());
$rows = $measure();
var_dump(live_handles() > 0, memory_usage() > 0);
$rows = null;
var_dump(live_handles(), memory_usage());
$before = memory_get_usage();
for ($i = 0; $i < 20; $i++) {
    $measure();
}
var_dump(live_handles(), memory_usage(), memory_get_usage() - $before < 100000);

echo "-- the ceiling\n";
$book = (new Patron\Builder())->addColumns(range(1, 60000), array_fill(0, 60000, '2024-01-05'), array_fill(0, 60000,
    100))
    ->book();
$rule = $book->churnRule('2024-03-31');
$table = $book->customers('2024-03-31', columns: ['net', 'lastDay']);
gc_mem_caches();
$held = memory_usage();
ini_set('memory_limit', (string) (memory_get_usage(true) + $held + (1 << 19)));
thrown(fn () => $book->customers('2024-03-31'));
thrown(fn () => $book->churn('2024-03-31', $rule));
thrown(fn () => $book->cohorts('2024-03-31', periods: 60000, sequence: 1000));
thrown(fn () => $book->customersCount('2024-03-31', group: $table->column('net')));
thrown(fn () => json_encode($table));
ini_set('memory_limit', '128M');
var_dump(memory_usage() === $held, count($table->column('lastDay')), count($book->churn('2024-03-31', $rule)));
thrown(fn () => $book->cohorts('2024-03-31', periods: 65535, sequence: 1000));
unset($book, $rule, $table);
var_dump(live_handles(), memory_usage());
?>
--EXPECT--
int(0)
int(0)
bool(true)
bool(true)
int(0)
int(0)
int(0)
int(0)
bool(true)
-- the ceiling
Patron\MemoryException: this would pass memory_limit, or the system has no memory left
Patron\MemoryException: this would pass memory_limit, or the system has no memory left
Patron\MemoryException: this would pass memory_limit, or the system has no memory left
Patron\MemoryException: this would pass memory_limit, or the system has no memory left
Patron\MemoryException: this would pass memory_limit, or the system has no memory left
bool(true)
int(60000)
int(60000)
Patron\MemoryException: this would pass memory_limit, or the system has no memory left
int(0)
int(0)
