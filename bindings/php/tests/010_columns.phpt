--TEST--
addColumns: lists of any make give one book, and are only read
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind};
$customer = [7, 8, 7, null];
$time = ['2024-01-05', '2024-01-06', '2024-02-01', '2024-02-02'];
$amount = [1250, 300, 45, 10];
$want = told((new Builder())->addColumns($customer, $time, $amount)->book());
echo $want, "\n";

function same(string $what, callable $make): void
{
    global $want;
    $found = told($make());
    echo $what, ': ', $found === $want ? 'same' : $found, "\n";
}
same('holes', function () {
    $c = [0, 7, 8, 0, 7, null];
    unset($c[0], $c[3]);
    return (new Builder())->addColumns($c, ['x' => '2024-01-05', 'a' => '2024-01-06', 5 => '2024-02-01', -1 => '2024-02-02'],
        [1250, 300, 45, 10])->book();
});
same('references', function () use ($time) {
    $seven = 7;
    $money = 300;
    $day = '2024-02-01';
    $c = [&$seven, 8, &$seven, null];
    $time[2] = &$day;
    $book = (new Builder())->addColumns($c, $time, [1250, &$money, 45, 10])->book();
    echo $seven, $money, $day, ' ';
    return $book;
});
same('decimal texts', fn () => (new Builder(scale: 2))->addColumns([7, '8', '7', 0], $time, ['12.50', '3', 45, '0.1000'])->book());
same('two batches', fn () => (new Builder())->addColumns([7, 8], array_slice($time, 0, 2), [1250, 300])
    ->addColumns([7, null], array_slice($time, 2), [45, 10])->book());
same('kinds', fn () => (new Builder())->addColumns($customer, $time, $amount, kind: [Kind::Sale, 'x', 0, 1],
    kinds: ['x' => Kind::Sale, 0 => Kind::Sale, '1' => Kind::Sale])->book());
same('dates', fn () => (new Builder(timezone: 'Europe/Berlin'))->addColumns($customer,
    array_map(fn ($day) => new DateTime("$day 13:00 UTC"), $time), $amount)->book());

// The literals of this script are not written to, and nobody's copy is separated.
$texts = ['12.50', '3'];
$before = [memory_get_usage(), var_export([$customer, $time, $amount, $texts], true)];
for ($i = 0; $i < 100; $i++) {
    $b = new Builder(scale: 2);
    $b->addColumns([1, '2'], ['2024-01-01', '2024-01-02'], $texts);
    $b->addColumns($customer, $time, $amount);
    unset($b);
}
echo memory_get_usage() - $before[0] < 4096 ? 'no growth' : 'growth', ' ',
    var_export([$customer, $time, $amount, $texts], true) === $before[1] ? 'unchanged' : 'changed', "\n";

// Nothing at all.
$b = (new Builder())->addColumns([], [], [], product: []);
echo count($b), ' ', told($b->book()), "\n";
echo json_encode((new Builder())->addColumns([], [], [], product: [])->book()->keys('product')), "\n";
?>
--EXPECT--
[[7,8],4,1605,0,10,"2024-01-05","2024-02-02"]
holes: same
73002024-02-01 references: same
decimal texts: same
two batches: same
kinds: same
dates: same
no growth unchanged
0 [[],0,0,0,0,null,null]
[]
