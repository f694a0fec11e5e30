--TEST--
merge: rows move, the other is empty, what does not fit changes neither
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind, TimeUnit};
$one = fn ($customers, mixed ...$options) => (new Builder(...$options))->addColumns($customers, array_fill(0, count($customers), '2024-01-01'),
    array_fill(0, count($customers), 1));
$a = $one([1, 2]);
$b = $one(['3', 1]);
thrown(fn () => $a->merge($b));
thrown(fn () => $a->merge($a));
echo count($a), count($b), ' ', told($a->merge($one([3, 1]))->book()), "\n";
echo told($one(['a'])->merge($b)->book()), ' ', count($b), "\n";
echo told((new Builder())->merge($one(['a', 5]))->book()), told($one([4])->merge(new Builder())->book()), "\n";
// Rows that wait for their keys, on either side.
echo told($one([null])->merge($one(['a']))->book()), told($one(['a'])->merge($one([null]))->book()),
    told($one([null, 0])->merge($one(['']))->addColumns(['x'], ['2024-01-01'], [1])->book()), "\n";
// add()ed rows stay apart.
$a = (new Builder())->add(1, '2024-01-01', 1);
$b = (new Builder())->add(2, '2024-01-02', 2)->add(3, '2024-01-02', 2, kind: Kind::Refund);
echo told($a->merge($b)->add(4, '2024-01-03', 3)->book()), ' ', count($b->add('x', '2024-01-01 12:00', 1)), "\n";
$other = ['has other columns' => (new Builder())->addColumns([1], ['2024-01-01'], [1], product: [1]),
    'has other labels' => (new Builder())->addColumns([1], ['2024-01-01'], [1], labels: ['a' => [1]]),
    'counts quantities otherwise' => $one([1], quantityScale: 10)];
foreach ($other as $what => $b) {
    echo $what, ': ';
    $a = $one([1]);
    thrown(fn () => $a->merge($b));
    echo count($a), count($b), "\n";
}
$clock = fn (string $time, mixed ...$options) => (new Builder(...$options))->add(1, $time, 1);
thrown(fn () => $clock('2024-01-01 12:00', timezone: 'UTC')->merge($clock('2024-01-01 12:00Z', timezone: 'UTC')));
thrown(fn () => $clock('2024-01-01')->merge($clock('2024-01-01 12:00Z', timezone: 'UTC')));
echo told($clock('2024-01-01', timezone: 'Asia/Tokyo')->merge($clock('2024-01-01 23:00Z', timezone: 'UTC'))->book()),
    told($clock('2024-01-01', timezone: 'Asia/Tokyo')->merge($clock('2024-01-01 23:00'))->book()),
    told($clock('2024-01-01 23:00')->merge($clock('2024-01-02'))->book()), "\n";
?>
--EXPECT--
ArgumentException [other - - -] other has keys of another kind (ints or strings) in column customer
ArgumentException [other - - -] other is this builder itself
22 [[1,2,3],4,4,0,0,"2024-01-01","2024-01-01"]
[["a","3","1"],3,3,0,0,"2024-01-01","2024-01-01"] 0
[["a","5"],2,2,0,0,"2024-01-01","2024-01-01"][[4],1,1,0,0,"2024-01-01","2024-01-01"]
[["a"],2,2,0,1,"2024-01-01","2024-01-01"][["a"],2,2,0,1,"2024-01-01","2024-01-01"][["x"],4,4,0,3,"2024-01-01","2024-01-01"]
[[1,2,3,4],4,6,2,0,"2024-01-01","2024-01-03"] 1
has other columns: ArgumentException [other - - -] other has other columns than the rows before
11
has other labels: ArgumentException [other - - -] other has other columns than the rows before
11
counts quantities otherwise: MismatchException [other - - -] the builders differ in quantityScale (other)
11
ArgumentException [other - - -] other's times are instants, those of the rows before are clock times without a zone
ArgumentException [other - - -] other holds instants: give this Builder the shop's timezone
[[1],2,2,0,0,"2024-01-01","2024-01-02"][[1],2,2,0,0,"2024-01-01","2024-01-01"][[1],2,2,0,0,"2024-01-01","2024-01-02"]
