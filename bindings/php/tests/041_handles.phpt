--TEST--
Handles: counted, freed in any order, no growth over many cycles
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{Builder, Kind};
require __DIR__ . '/bad.inc';
function cycle(int $i): void
{
    $b = new Builder(scale: 2, timezone: 'Europe/Berlin', inputTimezone: 'UTC', guestKeys: ['g', 0], alias: [['x', 'a']], since: [['a', '2020-01-01']]);
    $b->addColumns(['a', null, 'b'], ['2024-01-01 10:00', '2024-01-02 10:00', '2024-01-03 10:00'], ['1.00', 2, 3], labels: ['l' => ['x', null, 1]]);
    $b->addRows((function () { yield ['c', '2024-01-01 12:00', '5.5', 'y']; })(), 0, 1, 2, labels: ['l' => 3]);
    $b->add('d', '2024-01-04 10:00', 7, labels: ['l' => null], kind: Kind::Refund);
    foreach ([fn () => $b->add('d', 'x', 7), fn () => $b->addColumns(['a'], ['b'], [1], labels: ['l' => [1]]),
        fn () => $b->addRows([['c', '2024-01-01 12:00', '5.5', 'y'], []], 0, 1, 2, labels: ['l' => 3])] as $bad) {
        try {
            $bad();
            echo "taken\n";
        } catch (Patron\DataException $e) {
        }
    }
    $other = (new Builder(scale: 2, timezone: 'UTC'))->add('z', '2024-01-04 10:00Z', 7, labels: ['l' => null]);
    $book = $b->merge($other)->book();
    unset($b);
    $found = [$book->keys(), $book->keys('l'), $book->find(['a', 'q']), $book->totals('2024-12-31'), $book->firstDay()];
    if ($i % 2) {
        unset($book);
    }
}
cycle(0);
cycle(1);
gc_collect_cycles();
$before = [Patron\live_handles(), Patron\memory_usage(), memory_get_usage()];
for ($i = 0; $i < 1000; $i++) {
    cycle($i);
}
echo Patron\live_handles() - $before[0], ' ', Patron\memory_usage() - $before[1], ' ',
    memory_get_usage() - $before[2] < 2000 ? 'no growth' : memory_get_usage() - $before[2], "\n";
$b = new Builder();
$c = new Builder();
echo Patron\live_handles(), ' ';
$book = $b->add(1, '2024-01-01', 1)->book();
echo Patron\live_handles(), ' ', Patron\memory_usage() >= $book->memory() && $book->memory() > 0 ? 'counted' : 'not counted', ' ';
unset($b, $c);
echo Patron\live_handles(), ' ', $book->totals('2024-01-01')->net, ' ';
unset($book);
echo Patron\live_handles(), ' ', Patron\memory_usage(), "\n";
// Alive at the end of the request, in the middle of things.
$kept = (new Builder(timezone: 'Europe/Berlin'))->add(1, '2024-01-01', 1)->book();
$waiting = (new Builder())->add(null, '2024-01-01', 1);
?>
--EXPECT--
0 0 no growth
2 3 counted 1 1 0 0
