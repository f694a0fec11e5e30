--TEST--
addPacked: packed numbers, lists of keys beside them, bad lengths
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind, TimeUnit};
$pack = fn (array $numbers) => pack('q*', ...$numbers);
$days = [19727, 19728, 19754, 19755];
$want = told((new Builder(timeUnit: TimeUnit::Day))->addColumns([7, 8, 7, 0], $days, [1250, 300, 45, -10], kind: [0, 0, 0, 2])->book());
echo $want, "\n";
$made = [
    'packed' => (new Builder(timeUnit: TimeUnit::Day))->addPacked($pack([7, 8, 7, 0]), $pack($days), $pack([1250, 300, 45, -10]),
        kind: $pack([0, 0, 0, 2])),
    'statuses' => (new Builder(timeUnit: TimeUnit::Day))->addPacked($pack([7, 8, 7, 0]), $pack($days), $pack([1250, 300, 45, -10]),
        kind: $pack([5, 5, 5, 9]), kinds: [5 => Kind::Sale, 9 => Kind::Refund]),
    'a list of keys' => (new Builder(timeUnit: TimeUnit::Day))->addPacked([7, '8', '7', null], $pack($days),
        $pack([1250, 300, 45, -10]), kind: $pack([0, 0, 0, 2])),
    'guests first' => (new Builder(timeUnit: TimeUnit::Day))->addPacked($pack([0]), $pack([19755]), $pack([-10]), kind: $pack([2]))
        ->addPacked($pack([7, 8, 7]), $pack([19727, 19728, 19754]), $pack([1250, 300, 45])),
    'seconds' => (new Builder(timeUnit: TimeUnit::Second, timezone: 'UTC'))->addPacked($pack([7, 8, 7, 0]),
        $pack(array_map(fn ($day) => $day * 86400 + 3, $days)), $pack([1250, 300, 45, -10]), kind: $pack([0, 0, 0, 2])),
];
foreach ($made as $what => $builder) {
    $found = told($builder->book());
    echo $what, ': ', $found === $want ? 'same' : $found, "\n";
}
// Text keys, then packed numbers: numbers become texts.
echo told((new Builder(timeUnit: TimeUnit::Day))->addColumns(['a'], [1], [1])->addPacked($pack([5, -6]), $pack([1, 1]), $pack([1, 1]))
    ->book()), "\n";
$b = new Builder(timeUnit: TimeUnit::Day);
thrown(fn () => $b->addPacked('1234567', '12345678', '12345678'));
thrown(fn () => $b->addPacked($pack([1, 2]), $pack([1]), $pack([1, 2])));
thrown(fn () => $b->addPacked($pack([1]), $pack([1]), [1]));
thrown(fn () => $b->addPacked($pack([1]), [1], $pack([1])));
thrown(fn () => $b->addPacked($pack([1]), $pack([PHP_INT_MAX]), $pack([1])));
thrown(fn () => $b->addPacked($pack([1]), $pack([1]), $pack([1]), kind: $pack([4])));
thrown(fn () => $b->addPacked($pack([0]), $pack([1]), $pack([1]), kind: $pack([4])));
thrown(fn () => $b->addPacked($pack([0, 0]), $pack([1, PHP_INT_MIN]), $pack([1, 1])));
thrown(fn () => $b->addPacked([1.5], $pack([1]), $pack([1])));
thrown(fn () => (new Builder())->addPacked($pack([1]), $pack([1]), $pack([1])));
thrown(fn () => (new Builder(timeUnit: TimeUnit::Second))->addPacked($pack([1]), $pack([1]), $pack([1])));
echo count($b), "\n";
?>
--EXPECT--
[[7,8],4,1595,10,-10,"2024-01-05","2024-02-02"]
packed: same
statuses: same
a list of keys: same
guests first: same
seconds: same
[["a","5","-6"],3,3,0,0,"1970-01-02","1970-01-02"]
ArgumentException [customer customer - -] customer is no string of 8 bytes a number, as pack('q*') makes it
ArgumentException [time time - -] time has 1 values, customer has 2
TypeException [amount amount - -] amount must be packed numbers, not array
TypeException [time time - -] time must be packed numbers, not array
RangeException [time time 0 -] day 9223372036854775807 is outside the years 1..9999 (time, row 0)
DataException [kind kind 0 -] 4 is not a kind (row 0)
DataException [kind kind 0 -] 4 is not a kind (row 0)
RangeException [time time 1 -] time is outside the years 1 to 9999 (row 1)
TypeException [customer customer 0 -] customer must be an int, a string or null, not float (row 0)
TypeException [time time - -] time holds whole numbers: say with the Builder's timeUnit what they count since 1970
ArgumentException [timezone time - -] time holds instants: give the Builder the shop's timezone, for the day of an order depends on it
0
