--TEST--
add: rows gather and give the book of one batch; errors come at the row's own call
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind, Nulls, TimeUnit};
// More rows than are handed over at once, in several forms and widths, against one batch.
$columns = [];
$one = new Builder(scale: 2);
for ($i = 0; $i < 10000; $i++) {
    $row = [$i % 700, sprintf('2024-%02d-%02d', $i % 12 + 1, $i % 28 + 1), 100 + $i % 91, 'o' . $i, $i % 7 ? "p$i" : null, $i % 11 ? 2 : null];
    $one->add($row[0], $row[1], $i % 2 ? $row[2] : sprintf('1.%02d', $row[2] - 100), order: $row[3], product: $row[4], quantity: $row[5],
        labels: $i % 3 ? ['l' => $i % 5] : ($i ? [] : ['l' => null]), kind: $i % 4 ? null : Kind::Sale);
    foreach ($row as $at => $value) {
        $columns[$at][] = $value;
    }
    $columns[6][] = $i % 3 ? $i % 5 : null;
}
echo count($one), ' ';
$a = $one->book();
$b = (new Builder())->addColumns($columns[0], $columns[1], $columns[2], order: $columns[3], product: $columns[4], quantity: $columns[5],
    labels: ['l' => $columns[6]])->book();
var_dump(told($a) === told($b), json_encode($a->customers('2024-12-31')) === json_encode($b->customers('2024-12-31')),
    $a->keys('l') === $b->keys('l'), $a->keys('product') === $b->keys('product'));

$b = new Builder(timezone: 'Europe/Berlin', nulls: Nulls::Skip);
$b->add(1, '2024-01-01', 5)->add(2, '2024-01-02', null)->add(3, null, 5)->add(1, new DateTime('2024-01-02 23:30 UTC'), 5)
    ->add(null, '2024-01-04', 1, kind: Kind::Renewal)->add(0, '2024-01-05', 2, kind: 'x', kinds: ['x' => Kind::Ignored]);
echo count($b), ' ', $b->skipped(), ' ', told($b->book()), "\n";

// A guest first, then what shows the kind of keys; adds between batches.
$b->add('', '2024-01-01', 1)->add('ann', '2024-01-01', 1)->add(5, '2024-01-01', 1)->addColumns(['bob', 0], ['2024-01-02', '2024-01-02'], [1, 1])
    ->add('ann', '2024-01-03', 1)->addRows([['cid', '2024-01-04', 1]], 0, 1, 2)->add(null, '2024-01-05', 1);
echo count($b), ' ', told($b->book()), "\n";

// All that is wrong with a row, at its own call.
$make = fn () => (new Builder(timezone: 'UTC', scale: 2))->add(1, '2024-01-01', 5, discount: 0, labels: ['l' => 'a']);
$b = $make();
$want = told($make()->book());
$more = ['discount' => 0];
thrown(fn () => $b->add(1.5, '2024-01-01', 5));
thrown(fn () => $b->add('x', '2024-01-01', 5));
thrown(fn () => $b->add(1, '2024-01-32', 5));
thrown(fn () => $b->add(1, '2024-01-01 12:00', '5.001'));
thrown(fn () => $b->add(1, '2024-01-01', 5.0));
thrown(fn () => $b->add(1, 5, 5));
thrown(fn () => $b->add(1, null, 5));
thrown(fn () => $b->add(1, '2024-01-01', null));
thrown(fn () => $b->add(1, '1850-01-01 12:00Z', 5));
thrown(fn () => $b->add(1, '2024-01-01', 5, discount: -1));
thrown(fn () => $b->add(1, '2024-01-01', 5, shop: 5));
thrown(fn () => $b->add(1, '2024-01-01', 5, labels: ['l' => "\xff"]));
thrown(fn () => $b->add(1, '2024-01-01', 5, labels: [str_repeat('m', 32) => 1]));
thrown(fn () => $b->add(1, '2024-01-01', 5, lineLabels: ['l' => 1]));
thrown(fn () => $b->add(1, '2024-01-01', 5, labels: ['l' => 1.5]));
thrown(fn () => $b->add(1, '2024-01-01', 5, kind: 'paid'));
thrown(fn () => $b->add(1, '2024-01-01', 5, kind: 9));
thrown(fn () => $b->add(1, '2024-01-01', 5, kind: 'paid', kinds: ['paid' => 1]));
thrown(fn () => (new Builder())->add(1, '2024-01-01', 5, shop: 1));
thrown(fn () => (new Builder(timeUnit: TimeUnit::Day))->add(1, PHP_INT_MAX, 5));
thrown(fn () => (new Builder(timezone: 'UTC'))->add(1, '2024-01-01 12:00', 5)->add(1, '2024-01-01 12:00Z', 5));
thrown(fn () => (new Builder())->add("\xff", '2024-01-01', 5));
echo count($b), ' ', told($b->book()) === $want ? 'as it was' : 'changed', "\n";
// New columns come with later rows, until whole columns have come.
$b = (new Builder())->add(1, '2024-01-01', 5)->add(2, '2024-01-02', 6, product: 'a')->add(3, '2024-01-03', 7, labels: ['l' => 1], order: 3)
    ->add(4, '2024-01-04', 8, lineLabels: ['k' => 'x'], quantity: '2');
$b->addColumns([5], ['2024-01-05'], [9], product: ['b'], order: [9], quantity: [1], labels: ['l' => [2]], lineLabels: ['k' => ['y']]);
thrown(fn () => $b->add(6, '2024-01-06', 1, category: 'c'));
thrown(fn () => $b->add(6, '2024-01-06', 1, labels: ['n' => 1]));
$book = $b->add(6, '2024-01-06', 1)->book();
echo told($book), json_encode([$book->orders(), $book->keys('product'), $book->keys('l'), $book->keys('k')]), "\n";
// A first row that fails settles nothing.
$b = new Builder();
thrown(fn () => $b->add('ann', '2024-01-01', 1.5, order: 5));
echo told($b->add(7, '2024-01-01', 1)->book()), "\n";
?>
--EXPECT--
10000 bool(true)
bool(true)
bool(true)
bool(true)
4 2 [[1],4,11,0,1,"2024-01-01","2024-01-04"]
8 [["ann","5","bob","cid"],8,8,0,3,"2024-01-01","2024-01-05"]
TypeException [customer customer 0 -] customer must be an int, a string or null, not float (row 0)
DataException [customer customer 0 -] customer "x" is text, but the first key of the column was an int (row 0)
DataException [time time 0 -] time "2024-01-32" is not a time of the form Y-m-d, Y-m-d H:i:s or Y-m-dTH:i:s+00:00 (row 0)
DataException [amount amount 0 -] amount "5.001" has more decimals than scale allows (row 0)
TypeException [amount amount 0 -] amount must be exact: give a decimal string (with the Builder's scale) or an int of minor units, not float (row 0)
TypeException [time time 0 -] time holds whole numbers: say with the Builder's timeUnit what they count since 1970 (row 0)
DataException [time time 0 -] time is null (row 0)
DataException [amount amount 0 -] amount is null (row 0)
RangeException [time time 0 -] time is outside the years 1900 to 2099 that a zone covers (row 0)
DataException [discount discount 0 -] discount -1 is negative (row 0)
ArgumentException [shop shop 0 -] shop needs order: an order is a shop's order number (row 0)
DataException [labels l 0 -] l: not valid UTF-8 (labels, row 0)
ArgumentException [labels - - -] labels: a label's name must be 1 to 31 bytes of UTF-8
ArgumentException [lineLabels l - -] two labels are called "l" (lineLabels)
TypeException [labels l 0 -] l must be an int, a string or null, not float (labels, row 0)
DataException [kind kind 0 -] "paid" is not the value of a kind: say with kinds what the shop's statuses mean (row 0)
DataException [kind kind 0 -] "9" is not the value of a kind: say with kinds what the shop's statuses mean (row 0)
DataException [kind kind 0 -] status "paid" is not in kinds (row 0)
ArgumentException [shop shop 0 -] shop needs order: an order is a shop's order number (row 0)
RangeException [time time 0 -] time is outside the years 1 to 9999 (row 0)
ArgumentException [time time - -] time holds instants, that of the rows before clock times without a zone: give the Builder the inputTimezone that clock times show
DataException [customer customer 0 -] customer: not valid UTF-8 (row 0)
1 as it was
ArgumentException [category category 0 -] category is given here, but the rows before had none (row 0)
ArgumentException [labels n - -] labels: the rows before had no label "n" there
[[1,2,3,4,5,6],6,36,0,0,"2024-01-01","2024-01-06"][6,["a","b"],[1,2],["x","y"]]
TypeException [amount amount 0 -] amount must be exact: give a decimal string (with the Builder's scale) or an int of minor units, not float (row 0)
[[7],1,1,0,0,"2024-01-01","2024-01-01"]
