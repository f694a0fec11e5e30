--TEST--
Rows left out for a null are counted, and book() names rows as the caller counts them
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind, Nulls};
$skip = ['nulls' => Nulls::Skip];
$b = new Builder(...$skip);
$b->addColumns([1, 2, 3, 4], [null, '2024-01-01', '2024-01-02', null], [1, null, 3, 4], order: [1, 2, 3, 4]);
$b->addColumns([1, 2], ['2024-01-03', '2024-01-04'], [1, 2], order: [5, 6], kind: [null, Kind::Sale]);
$b->addRows([[1, null, 5, 9], [9, '2024-01-05', 5, 6]], 0, 1, 2, order: 3);
echo count($b), ' ', $b->skipped(), "\n";
thrown(fn () => $b->book());
echo count($b), ' ', $b->skipped(), "\n";
// One behind another builder with rows left out of its own.
$other = (new Builder(...$skip))->addColumns([null, 7, null, 8], [null, '2024-01-01', null, '2024-01-01'], [1, 2, 3, 4], order: [0, 1, 0, 1]);
thrown(fn () => $other->book());
$front = (new Builder(...$skip))->addColumns([1, 1], ['2024-01-01', null], [1, 1], order: [77, 78]);
thrown(fn () => $front->merge($other)->book());
echo count($front), ' ', $front->skipped(), ' ', count($other), ' ', $other->skipped(), "\n";
// All rows left out; errors in rows behind those left out.
$b = new Builder(...$skip);
echo count($b->addColumns([1], [null], [1])), ' ', $b->skipped(), ' ';
thrown(fn () => $b->addColumns([1, 1, 1], [null, '2024-01-01', '2024-01-02'], [1, 1, 1], discount: [0, 0, -1]));
thrown(fn () => $b->addColumns([null, null, null], [null, '2024-01-01', '2024-01-02'], [1, 1, 1], discount: [0, 0, -1]));
echo $b->skipped(), ' ', told($b->book()), ' ', $b->skipped(), "\n";
?>
--EXPECT--
3 5
DataException [order order 7 5] this order id is also used by another customer (row 7, against row 5)
3 5
DataException [order order 3 1] this order id is also used by another customer (row 3, against row 1)
DataException [order order 5 3] this order id is also used by another customer (row 5, against row 3)
3 3 0 0
0 1 DataException [discount discount 2 -] discount -1 is negative (row 2)
DataException [discount discount 2 -] discount -1 is negative (row 2)
1 [[],0,0,0,0,null,null] 0
