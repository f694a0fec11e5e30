--TEST--
addRows: rows and iterators that fail in the middle leave nothing behind
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\Builder;
$b = (new Builder())->addColumns([1], ['2024-01-01'], [1]);
$held = Patron\memory_usage();
$good = [1, '2024-01-02', 5];
$fail = function () use ($good) {
    yield $good;
    yield $good;
    throw new DomainException('no more');
};
thrown(fn () => $b->addRows($fail(), 0, 1, 2));
thrown(fn () => $b->addRows([$good, [1, '2024-01-02']], 0, 1, 2));
thrown(fn () => $b->addRows([$good, 'text'], 0, 1, 2));
thrown(fn () => $b->addRows([(object) ['a' => 1]], 'a', 'b', 'c'));
thrown(fn () => $b->addRows([[1, '2024-01-02', 1.5]], 0, 1, 2));
thrown(fn () => $b->addRows([$good, [1, '2024-01-02 12:00', 1]], 0, 1, 2));
thrown(fn () => $b->addRows('text', 0, 1, 2));
thrown(fn () => $b->addRows([$good], 0, 1, 2.5));
thrown(fn () => $b->addRows([$good], 0, 1, 2, labels: ['a' => 0]));
class Hidden
{
    private $money = 5;
    public $who = 1;
    public $when = '2024-01-01';
}
thrown(fn () => $b->addRows([new Hidden()], 'who', 'when', 'money'));
class Angry
{
    public $who = 1;
    public function __isset($name) { return true; }
    public function __get($name) { throw new DomainException("no $name"); }
}
thrown(fn () => $b->addRows([new Angry()], 'who', 'when', 'money'));

// The builder is busy while its rows are being read, whoever asks.
$calls = ['add' => fn () => $b->add(1, '2024-01-02', 5), 'addRows' => fn () => $b->addRows([], 0, 1, 2),
    'addColumns' => fn () => $b->addColumns([], [], []), 'book' => fn () => $b->book(),
    'merge' => fn () => (new Builder())->merge($b), 'merge into' => fn () => $b->merge(new Builder()),
    'again' => fn () => $b->__construct()];
foreach ($calls as $what => $call) {
    echo $what, ': ';
    $enter = function () use ($good, $call) {
        yield $good;
        thrown($call);
        yield $good;
    };
    $b->addRows($enter(), 0, 1, 2);
}
echo count($b), "\n";

// A generator that changes what it has given, an array that changes below the loop.
$row = [1, '2024-01-03', 5];
$change = function () use (&$row) {
    yield $row;
    $row[0] = 2;
    $row[1] = str_repeat('2024-01-04', 1);
    yield $row;
};
$rows = [new class {
    public $who = 3;
    public $when = '2024-01-05';
    public $money;
    public function __construct() { unset($this->money); }
    public function __isset($name) { return true; }
    public function __get($name) { $GLOBALS['rows'] = []; $this->when = null; unset($this->who); return 5; }
}];
echo told($b->addRows($change(), 0, 1, 2)->addRows($rows, 'who', 'when', 'money')->book()), ' ', count($rows), "\n";
echo Patron\memory_usage() <= $held ? 'given back' : 'held', "\n";
?>
--EXPECT--
DomainException no more
DataException [amount amount 1 -] the row has no "2" for amount (row 1)
TypeException [rows - 1 -] a row must be an array or an object, not string (rows, row 1)
DataException [time time 0 -] the row has no "b" for time (row 0)
TypeException [amount amount 0 -] amount must be exact: give a decimal string (with the Builder's scale) or an int of minor units, not float (row 0)
DataException [time time 1 -] time mixes dates and clock times without a zone (row 1)
TypeException [rows - - -] rows must be an array or something that iterates, not string
TypeException [amount amount - -] amount must say where in a row it is: an int or a string, not float
ArgumentException [labels a - -] labels: the rows before had no label "a" there
DataException [amount amount 0 -] the row has no "money" for amount (row 0)
DomainException no when
add: ArgumentException [this - - -] this Builder is in the middle of addRows()
addRows: ArgumentException [this - - -] this Builder is in the middle of addRows()
addColumns: ArgumentException [this - - -] this Builder is in the middle of addRows()
book: ArgumentException [this - - -] this Builder is in the middle of addRows()
merge: ArgumentException [other - - -] other is in the middle of addRows()
merge into: ArgumentException [this - - -] this Builder is in the middle of addRows()
again: ArgumentException [this - - -] this Builder has been constructed before
15
[[1,2,3],18,86,0,0,"2024-01-01","2024-01-05"] 0
given back
