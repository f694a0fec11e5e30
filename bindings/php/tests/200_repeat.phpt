--TEST--
Book::repeat and repeatSequence: rates with n and interval, bins, groups, mask, ranges, bad input
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/rooms.inc';
$book = six();
$d = '2024-03-31';
// ann and bob came back: after 30 and 43 days; cid was born on 15 February, 45 days before.
$table = $book->repeat($d, within: [30, 60]);
lines($table);
show([$table->buyers, $table->oneTime, $table->repeaters, $table->purchases, $table->orders, $table->unknownBirth,
    $table->unknownRepeaters, $table->notBuyers, $table->notBuyersNet, $table->asOf->format('Y-m-d')]);
lines($book->repeat($d, bins: 3)->bins);
show($book->repeat($d)->column('within'));
var_dump(isset($table->bins), isset($table->nothing), $table->packed('rate') === pack('d*', 2 / 3, 1 / 3, 1));
lines($book->repeatSequence($d, sequence: 3));
show($book->repeatSequence($d)->unknownBirth);

echo "-- groups, mask, ranges\n";
$groups = $book->repeat($d, within: [30], group: ['a', 'b', 'a']);
foreach ($groups as $label => $each) {
    echo $label, ' ';
    lines($each, 'buyers', 'repeaters', 'rate');
}
lines($book->repeat($d, within: [30], mask: [true, false, true]), 'buyers', 'repeaters');
lines($book->repeat($d, within: [30], first: 1), 'buyers', 'repeaters');
lines($book->repeat($d, within: [30], first: 1, count: 0), 'buyers', 'rate', 'low', 'high');
show($book->repeatSequence($d, sequence: 2, group: [1, 1, null])->get(1)->column('buyers'));

echo "-- renewals and unknown births\n";
$builder = new Patron\Builder(observedFrom: '2024-01-01', since: [['old', '2020-01-01']]);
$builder->addColumns(['old', 'old', 'new', 'new'], ['2024-01-05', '2024-02-05', '2024-01-06', '2024-01-26'],
    [100, 200, 300, 400], kind: ['s', 's', 's', 'r'], kinds: ['s' => Patron\Kind::Sale, 'r' => Patron\Kind::Renewal]);
$other = $builder->book();
$table = $other->repeat($d, within: [30]);
lines($table, 'within', 'buyers', 'repeaters');
show([$table->unknownBirth, $table->unknownRepeaters]);
lines($other->repeat($d, within: [30], renewals: false), 'within', 'buyers', 'repeaters');
show($other->repeatSequence($d, sequence: 2)->column('renewals'));

echo "-- wrong\n";
thrown(fn () => $book->repeat());
thrown(fn () => $book->repeat('x'));
thrown(fn () => $book->repeat($d, within: []));
thrown(fn () => $book->repeat($d, within: [-1]));
thrown(fn () => $book->repeat($d, within: ['30']));
thrown(fn () => $book->repeat($d, within: range(1, 101)));
thrown(fn () => $book->repeat($d, bins: 0));
thrown(fn () => $book->repeat($d, bins: 70000));
thrown(fn () => $book->repeat($d, confidence: 0));
thrown(fn () => $book->repeat($d, confidence: 1));
thrown(fn () => $book->repeat($d, confidence: NAN));
thrown(fn () => $book->repeat($d, mask: [true]));
thrown(fn () => $book->repeat($d, group: [1.5, 1, 1]));
thrown(fn () => $book->repeat($d, first: 4));
thrown(fn () => $book->repeat($d, count: 9));
thrown(fn () => $book->repeatSequence($d, sequence: 1));
thrown(fn () => $book->repeatSequence($d, sequence: 1001));
thrown(fn () => $table->bins = 3);
thrown(function () use ($table) {
    unset($table->bins);
});
var_dump(@$table->nothing);
?>
--EXPECT--
{"within":null,"buyers":3,"repeaters":2,"rate":0.666667,"low":0.20766,"high":0.938508}
{"within":30,"buyers":3,"repeaters":1,"rate":0.333333,"low":0.061492,"high":0.79234}
{"within":60,"buyers":2,"repeaters":2,"rate":1,"low":0.34238,"high":1}
[3,1,2,6,6,0,0,0,0,"2024-03-31"]
{"purchases":1,"buyers":1,"allPurchases":1,"orders":1,"net":9900}
{"purchases":2,"buyers":1,"allPurchases":2,"orders":2,"net":3600}
{"purchases":3,"buyers":1,"allPurchases":3,"orders":3,"net":7700}
[null,30,60,90,180,365]
bool(true)
bool(false)
bool(true)
{"n":1,"buyers":3,"next":2,"rate":0.666667,"low":0.20766,"high":0.938508,"renewals":0,"orders":3,"sales":14200,"net":14200}
{"n":2,"buyers":2,"next":1,"rate":0.5,"low":0.094531,"high":0.905469,"renewals":0,"orders":2,"sales":4500,"net":4500}
{"n":3,"buyers":1,"next":0,"rate":0,"low":0,"high":0.793451,"renewals":0,"orders":1,"sales":2500,"net":2500}
0
-- groups, mask, ranges
a [2,1,0.5]
[2,1,0.5]
b [1,1,1]
[1,0,0]
[2,1]
[2,1]
[2,1]
[2,0]
[0,null,null,null]
[0,null,null,null]
[2,2]
-- renewals and unknown births
[null,2,2]
[30,1,1]
[1,1]
[null,2,1]
[30,1,0]
[0,1]
-- wrong
ArgumentCountError: Patron\Book::repeat() expects at least 1 argument, 0 given
Patron\ArgumentException (asOf): asOf "x" is not a day of the form Y-m-d
Patron\ArgumentException (within): within must not be empty
Patron\ArgumentException (within): options: within[0] is -1, outside 0..3652059
Patron\TypeException (within): within must hold whole numbers, not string (row 0)
Patron\ArgumentException (within): options: within_count is 101
Patron\ArgumentException (bins): bins must be 1 or more
Patron\ArgumentException (bins): options: bins 70000 is outside 1..65535
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (mask): mask has 1 values, the book has 3 customers
Patron\TypeException (group): group must hold ints, strings or booleans, not float (row 0)
Patron\RangeException (first): first 4 is not one of 3 customers
Patron\RangeException (count): count 9 reaches beyond the 3 customers
Patron\ArgumentException (sequence): options: sequence 1 is outside 2..1000
Patron\ArgumentException (sequence): options: sequence 1001 is outside 2..1000
Error: Cannot create dynamic property Patron\Table::$bins
nothing thrown
NULL
