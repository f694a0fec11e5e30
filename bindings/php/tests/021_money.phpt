--TEST--
Money and quantities: exact at the scale or an error, by any INI setting
--EXTENSIONS--
patron
--INI--
precision=3
serialize_precision=3
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\Builder;
setlocale(LC_ALL, 'de_DE.UTF-8', 'C');
$sales = fn (mixed $money, ?int $scale = 2) => (new Builder(scale: $scale))->addColumns([1], ['2024-01-01'], [$money])->book()
    ->totals('2024-01-01')->sales;
foreach ([['12.5', 2], ['12', 2], ['0012.500000', 2], ['+3', 2], ['.5', 2], ['0', 0], ['7.000', 0], ['92233720368547758.07', 2],
    ['0.123456789012345678', 18], ['9.223372036854775807', 18], [12, 2], [PHP_INT_MAX, null], ['1.10', 1]] as [$money, $scale]) {
    echo $money, ' @ ', $scale ?? '-', ' = ', $sales($money, $scale), "\n";
}
foreach (['12.345', '1.', '.', '', '-', '+', '1,5', '1 000', ' 1', '1 ', '1e3', '0x10', '12.5.0', 'abc', "1\0", '−1',
    '92233720368547758.08', str_repeat('9', 60), '0.' . str_repeat('0', 30) . '1', NAN, 1.0, INF, [], '1٫5'] as $bad) {
    thrown(fn () => $sales($bad));
}
thrown(fn () => $sales('1', null));
thrown(fn () => $sales('-1'));
echo (new Builder(scale: 2, negative: Patron\Negative::Refund))->addColumns([1], ['2024-01-01'], ['-1.5'])->book()
    ->totals('2024-01-01')->net, "\n";
thrown(fn () => (new Builder(scale: 2))->addColumns([1, 1], ['2024-01-01', '2024-01-01'], [PHP_INT_MAX, 1])->book());
// Discount and cost follow the same rules, null is 0.
$b = new Builder(scale: 2);
$b->addColumns([1, 2], ['2024-01-01', '2024-01-01'], ['5', '6.00'], discount: ['1.25', null], cost: [null, '0.10']);
echo json_encode(array_map(fn ($row) => [$row->net, $row->cost ?? null], iterator_to_array($b->book()->customers('2024-01-01'), false))), "\n";
thrown(fn () => $b->addColumns([1], ['2024-01-01'], ['5'], discount: [1.0], cost: [1]));
thrown(fn () => $b->addColumns([1], ['2024-01-01'], ['5'], discount: [1], cost: ['1.001']));
// Quantities: whole numbers are units, texts are pieces.
$quantity = fn (mixed $it, int $scale) => (new Builder(quantityScale: $scale))->addColumns([1], ['2024-01-01'], [1], product: ['a'],
    quantity: [$it])->book()->replenishment('2024-01-01')->column('lastQuantity')[0] ?? 'none';
foreach ([['2', 1], ['1.5', 1000], ['1.500', 2], [3, 1000], ['0.125', 8], ['2.0', 1], [null, 1]] as [$it, $scale]) {
    echo json_encode($it), ' @ ', $scale, ' = ', json_encode($quantity($it, $scale)), "\n";
}
foreach ([['1.5', 1], ['0.3', 8], [1.0, 1], ['x', 1], ['9223372036854775807', 2]] as [$it, $scale]) {
    thrown(fn () => $quantity($it, $scale));
}
?>
--EXPECT--
12.5 @ 2 = 1250
12 @ 2 = 1200
0012.500000 @ 2 = 1250
+3 @ 2 = 300
.5 @ 2 = 50
0 @ 0 = 0
7.000 @ 0 = 7
92233720368547758.07 @ 2 = 9223372036854775807
0.123456789012345678 @ 18 = 123456789012345678
9.223372036854775807 @ 18 = 9223372036854775807
12 @ 2 = 12
9223372036854775807 @ - = 9223372036854775807
1.10 @ 1 = 11
DataException [amount amount 0 -] amount "12.345" has more decimals than scale allows (row 0)
DataException [amount amount 0 -] amount "1." is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "." is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "-" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "+" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "1,5" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "1 000" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount " 1" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "1 " is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "1e3" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "0x10" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "12.5.0" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "abc" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "1" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "−1" is not a decimal number like -12.50 (row 0)
DataException [amount amount 0 -] amount "92233720368547758.08" does not fit 64 bits (row 0)
DataException [amount amount 0 -] amount "9999999999999999999999999999999999999999" does not fit 64 bits (row 0)
DataException [amount amount 0 -] amount "0.0000000000000000000000000000001" has more decimals than scale allows (row 0)
TypeException [amount amount 0 -] amount must be exact: give a decimal string (with the Builder's scale) or an int of minor units, not float (row 0)
TypeException [amount amount 0 -] amount must be exact: give a decimal string (with the Builder's scale) or an int of minor units, not float (row 0)
TypeException [amount amount 0 -] amount must be exact: give a decimal string (with the Builder's scale) or an int of minor units, not float (row 0)
TypeException [amount amount 0 -] amount must be an int of minor units or a decimal string, not array (row 0)
DataException [amount amount 0 -] amount "1٫5" is not a decimal number like -12.50 (row 0)
ArgumentException [scale amount 0 -] amount is given as text: say with the Builder's scale how many decimals the currency has (row 0)
DataException [amount amount 0 -] this order's total is negative (-100) (amount, row 0)
-150
DataException [amount amount 1 -] the sum of |amount| leaves int64 at this row (row 1)
[[500,0],[600,10]]
TypeException [discount discount 0 -] discount must be exact: give a decimal string (with the Builder's scale) or an int of minor units, not float (row 0)
DataException [cost cost 0 -] cost "1.001" has more decimals than scale allows (row 0)
"2" @ 1 = 2
"1.5" @ 1000 = 1500
"1.500" @ 2 = 3
3 @ 1000 = 3
"0.125" @ 8 = 1
"2.0" @ 1 = 2
null @ 1 = "none"
DataException [quantity quantity 0 -] quantity "1.5" has more decimals than quantityScale allows (row 0)
DataException [quantity quantity 0 -] quantity "0.3" has more decimals than quantityScale allows (row 0)
TypeException [quantity quantity 0 -] quantity must be an int of 1/quantityScale pieces or a decimal string of pieces, not float (row 0)
DataException [quantity quantity 0 -] quantity "x" is not a decimal number like -12.50 (row 0)
DataException [quantity quantity 0 -] quantity "9223372036854775807" does not fit 64 bits (row 0)
