--TEST--
addRows: a fiber may be suspended, resumed, thrown into or thrown away in the middle
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\Builder;
$rows = function () {
    for ($day = 1; $day <= 5; $day++) {
        yield [$day, "2024-01-0$day", 100 * Fiber::suspend($day)];
    }
};
$b = new Builder();
$fiber = new Fiber(fn () => $b->addRows($rows(), 0, 1, 2));
$day = $fiber->start();
thrown(fn () => $b->add(1, '2024-01-01', 1));
while (!$fiber->isTerminated()) {
    $fiber->resume(2);
}
echo count($b), ' ', told($b->book()), "\n";

$fiber = new Fiber(fn () => $b->addRows($rows(), 0, 1, 2));
$fiber->start();
$fiber->resume(2);
thrown(fn () => $fiber->throw(new DomainException('stop')));
echo count($b->add(1, '2024-01-01', 1)), "\n";

// Two builders in two fibers by turns.
$books = [];
$fibers = array_map(fn ($at) => new Fiber(function () use ($at, $rows) {
    $GLOBALS['books'][$at] = (new Builder())->addRows($rows(), 0, 1, 2)->book();
}), [0, 1]);
foreach ($fibers as $at => $fiber) {
    $fiber->start();
}
for ($turn = 0; $turn < 5; $turn++) {
    foreach ($fibers as $at => $fiber) {
        $fiber->resume($at + 1);
    }
}
echo told($books[0]), told($books[1]), "\n";
unset($books);

// Thrown away in the middle: nothing stays.
$b->book();
$held = Patron\memory_usage();
$fiber = new Fiber(fn () => $b->addRows($rows(), 0, 1, 2));
$fiber->start();
$fiber->resume(1);
unset($fiber);
gc_collect_cycles();
echo count($b), ' ', Patron\memory_usage() <= $held ? 'given back' : 'held', "\n";

// The end of the request in the middle.
$b->addRows((function () {
    yield [1, '2024-01-01', 1];
    echo "exit\n";
    exit;
})(), 0, 1, 2);
?>
--EXPECT--
ArgumentException [this - - -] this Builder is in the middle of addRows()
5 [[1,2,3,4,5],5,1000,0,0,"2024-01-01","2024-01-05"]
DomainException stop
1
[[1,2,3,4,5],5,500,0,0,"2024-01-01","2024-01-05"][[1,2,3,4,5],5,1000,0,0,"2024-01-01","2024-01-05"]
0 given back
exit
