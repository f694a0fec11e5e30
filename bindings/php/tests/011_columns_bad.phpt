--TEST--
addColumns: bad input names the argument and the row, and the builder is as it was
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind};
$b = new Builder();
$b->addColumns([1, 2], ['2024-01-01', '2024-01-02'], [10, 20], discount: [0, 1], labels: ['coupon' => ['a', null]]);
$good = told((clone_of($b))->book());

/** The same rows in another builder. */
function clone_of(Builder $b): Builder
{
    return (new Builder())->addColumns([1, 2], ['2024-01-01', '2024-01-02'], [10, 20], discount: [0, 1],
        labels: ['coupon' => ['a', null]]);
}
$d = ['discount' => [0], 'labels' => ['coupon' => [null]]];
$one = fn (array $c, array $t, array $a, array $more = []) => $b->addColumns($c, $t, $a, ...($more + $d));
thrown(fn () => $one([1], ['2024-01-01', '2024-01-01'], [1]));
thrown(fn () => $one([1], ['2024-01-01'], []));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['labels' => ['coupon' => []]]));
thrown(fn () => $one([1], ['2024-01-01'], [1.5]));
thrown(fn () => $one([1], ['2024-01-01'], ['1.50']));
thrown(fn () => $one([1], ['2024-01-01'], [true]));
thrown(fn () => $one([1], ['2024-01-01'], [null]));
thrown(fn () => $one([1], [null], [1]));
thrown(fn () => $one([1], [20000], [1]));
thrown(fn () => $one([1], [new stdClass()], [1]));
thrown(fn () => $one([1], [new DateTimeImmutable()], [1]));
thrown(fn () => $one([1.0], ['2024-01-01'], [1]));
thrown(fn () => $one([new stdClass()], ['2024-01-01'], [1]));
thrown(fn () => $one([false], ['2024-01-01'], [1]));
thrown(fn () => $one(['x'], ['2024-01-01'], [1]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['discount' => [-1]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['labels' => ['coupon' => ["\xff"]]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['labels' => ['coupon' => [1.5]]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['labels' => ['coupon' => 'a']]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['labels' => ['other' => [1]]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['labels' => []]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['product' => [1]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['discount' => null]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['shop' => [1]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['kind' => ['paid']]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['kind' => ['paid'], 'kinds' => ['open' => Kind::Sale]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['kind' => [7]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['kind' => [null]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['kind' => [Patron\Level::Product]]));
thrown(fn () => $one([1], ['2024-01-01'], [1], ['kind' => [0], 'kinds' => ['x' => 'sale']]));
thrown(fn () => (new Builder())->addColumns([1], ['2024-01-01'], [1], shop: [1]));
thrown(fn () => (new Builder())->addColumns([1], ['2024-01-01'], [1], labels: [str_repeat('x', 32) => [1]]));
thrown(fn () => (new Builder())->addColumns([1], ['2024-01-01'], [1], labels: ['' => [1]]));
thrown(fn () => (new Builder())->addColumns([1], ['2024-01-01'], [1], labels: ['a' => [1]], lineLabels: ['a' => [1]]));
echo count($b), ' ', $b->skipped(), ' ', told($b->book()) === $good ? 'as it was' : 'changed', "\n";
echo count($b), ' ', told($b->addColumns(['x'], ['2024-01-01 12:00'], [1])->book()), "\n";
?>
--EXPECT--
ArgumentException [time time - -] time has 2 values, customer has 1
ArgumentException [amount amount - -] amount has 0 values, customer has 1
ArgumentException [labels coupon - -] coupon has 0 values, customer has 1 (labels)
TypeException [amount amount 0 -] amount must be exact: give a decimal string (with the Builder's scale) or an int of minor units, not float (row 0)
ArgumentException [scale amount 0 -] amount is given as text: say with the Builder's scale how many decimals the currency has (row 0)
TypeException [amount amount 0 -] amount must be an int of minor units or a decimal string, not bool (row 0)
DataException [amount amount 0 -] amount is null (row 0)
DataException [time time 0 -] time is null (row 0)
TypeException [time time 0 -] time holds whole numbers: say with the Builder's timeUnit what they count since 1970 (row 0)
TypeException [time time 0 -] time must be a text like 2024-01-31 13:00:00, a DateTimeInterface, or an int with timeUnit; not stdClass (row 0)
ArgumentException [timezone time 0 -] time holds instants: give the Builder the shop's timezone, for the day of an order depends on it (row 0)
TypeException [customer customer 0 -] customer must be an int, a string or null, not float (row 0)
TypeException [customer customer 0 -] customer must be an int, a string or null, not stdClass (row 0)
TypeException [customer customer 0 -] customer must be an int, a string or null, not bool (row 0)
DataException [customer customer 0 -] customer "x" is text, but the first key of the column was an int (row 0)
DataException [discount discount 0 -] discount -1 is negative (row 0)
DataException [labels coupon 0 -] coupon: not valid UTF-8 (labels, row 0)
TypeException [labels coupon 0 -] coupon must be an int, a string or null, not float (labels, row 0)
TypeException [labels coupon - -] coupon must be a list, not string (labels)
ArgumentException [labels other - -] labels: the rows before had no label "other" there
ArgumentException [labels coupon - -] label "coupon" is missing here, but the rows before had it (labels)
ArgumentException [product product - -] product is given here, but the rows before had none
ArgumentException [discount discount - -] discount is missing here, but the rows before had it
ArgumentException [shop shop - -] shop is given here, but the rows before had none
DataException [kind kind 0 -] "paid" is not the value of a kind: say with kinds what the shop's statuses mean (row 0)
DataException [kind kind 0 -] status "paid" is not in kinds (row 0)
DataException [kind kind 0 -] "7" is not the value of a kind: say with kinds what the shop's statuses mean (row 0)
DataException [kind kind 0 -] kind is null (row 0)
TypeException [kind kind 0 -] kind must be a status or a Patron\Kind, not Patron\Level (row 0)
TypeException [kinds - - -] kinds must map statuses to cases of Patron\Kind, not to string
ArgumentException [shop shop - -] shop needs order: an order is a shop's order number
ArgumentException [labels - - -] labels: a label's name must be 1 to 31 bytes of UTF-8
ArgumentException [labels - - -] labels: a label's name must be 1 to 31 bytes of UTF-8
ArgumentException [lineLabels a - -] two labels are called "a" (lineLabels)
2 0 as it was
0 [["x"],1,1,0,0,"2024-01-01","2024-01-01"]
