--TEST--
Ranges and groups of every count add up to the whole shop
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\Groups;

require __DIR__ . '/rooms.inc';
$shop = shop();
$day = '2024-06-30';
$coupon = 'coupon';
$ranges = [[0, 1], [1, 0], [1, 70], [71, 49]];
$group = array_map(fn ($n) => 'g' . $n % 4, range(1, 120));
$ledger = $shop->ledger();
$counts = [
    'repeat' => [fn (...$a) => $shop->repeat($day, ...$a), ['buyers', 'repeaters']],
    'repeatSequence' => [fn (...$a) => $shop->repeatSequence($day, ...$a), ['buyers', 'next', 'net']],
    'repeatTimes' => [fn (...$a) => $shop->repeatTimes($day, ...$a), ['entered', 'closed', 'closedDays']],
    'repeatGaps' => [fn (...$a) => $shop->repeatGaps($day, ...$a), ['entered', 'closed', 'closedDays']],
    'newAndReturning' => [fn (...$a) => $shop->newAndReturning($day, ...$a), ['newBuyers', 'net', 'laterNet']],
    'growth' => [fn (...$a) => $shop->growth($day, ...$a), ['opening', 'lapsed', 'boughtAgain']],
    'season' => [fn (...$a) => $shop->season($day, ...$a), ['buyers', 'within', 'withinNet']],
    'windows' => [fn (...$a) => $shop->windows($day, ['a' => [['2023-11-01', '2023-12-31']],
        'b' => [['2024-02-01', '2024-04-01']]], ...$a), ['base', 'back']],
    'revenueTree' => [fn (...$a) => $shop->revenueTree($day, ['2023-01-01', '2023-06-30'], ['2024-01-01', $day],
        ...$a), ['netBefore', 'netAfter', 'change']],
    'discountDepth' => [fn (...$a) => $shop->discountDepth($day, ...$a), ['buyers', 'orders', 'ordersNet']],
    'yearOverYear' => [fn (...$a) => $shop->yearOverYear($day, ...$a), ['buyers', 'net', 'partial']],
    'stages' => [fn (...$a) => $shop->stages($day, ...$a), ['buyers', 'net', 'wasHero']],
    'churnSignCount' => [fn (...$a) => $shop->churnSignCount($day, ...$a), ['customersWith', 'goneWithout']],
    'liability' => [fn (...$a) => $ledger->liability($day, ...$a), ['outstanding', 'issued']],
    'vintages' => [fn (...$a) => $ledger->vintages($day, ...$a), ['lots', 'outstanding']],
];
$sum = function (iterable $parts, array $columns): array {
    $sums = [];
    foreach ($parts as $part) {
        foreach ($columns as $column) {
            foreach ($part->column($column) as $row => $value) {
                $sums[$column][$row] = ($sums[$column][$row] ?? 0) + $value;
            }
        }
    }
    return $sums;
};
$strip = fn (array $sums) => array_map(fn ($values) => array_slice($values, 0, 4), $sums);
foreach ($counts as $name => [$count, $columns]) {
    $whole = $sum([$count()], $columns);
    $parts = $sum(array_map(fn ($range) => $count(first: $range[0], count: $range[1]), $ranges), $columns);
    $groups = $count(group: $group);
    $grouped = $sum(iterator_to_array($groups, false), $columns);
    if ($name === 'revenueTree') {
        $whole = $strip($whole); // guests are in no range
    }
    echo $name, ' ', $parts === $whole ? 'same' : 'other', ' ', $grouped === $whole ? 'same' : 'other', ' ',
        $groups instanceof Groups && $groups->labels() === ['g1', 'g2', 'g3', 'g0'] ? 'labels' : 'other', "\n";
}
// Tables of keys: by key, for their order goes by the counts.
$keyed = [
    'promotions' => [fn (...$a) => $shop->promotions($day, $coupon, ...$a), ['orders', 'net', 'newBuyers']],
    'products' => [fn (...$a) => $shop->products($day, ...$a), ['buyers', 'sales', 'recentUnits']],
    'firstProducts' => [fn (...$a) => $shop->firstProducts($day, ...$a), ['buyers', 'loyal', 'net']],
    'productGaps' => [fn (...$a) => $shop->productGaps($day, ...$a), ['closed', 'open']],
];
$byKey = function (iterable $parts, array $columns): array {
    $sums = [];
    foreach ($parts as $part) {
        $keys = $part->column($part->columns()[0]);
        foreach ($columns as $column) {
            foreach ($part->column($column) as $row => $value) {
                $sums[$column][$keys[$row]] = ($sums[$column][$keys[$row]] ?? 0) + $value;
            }
            ksort($sums[$column]);
        }
    }
    return $sums;
};
foreach ($keyed as $name => [$count, $columns]) {
    $whole = $byKey([$count()], $columns);
    $parts = $byKey(array_map(fn ($range) => $count(first: $range[0], count: $range[1]), $ranges), $columns);
    $grouped = $byKey(iterator_to_array($count(group: $group), false), $columns);
    echo $name, ' ', $parts === $whole ? 'same' : 'other', ' ', $grouped === $whole ? 'same' : 'other', "\n";
    $by = $count()->column($columns[0]);
    $sorted = $by;
    rsort($sorted);
    var_dump($by === $sorted);
}
?>
--EXPECT--
repeat same same labels
repeatSequence same same labels
repeatTimes same same labels
repeatGaps same same labels
newAndReturning same same labels
growth same same labels
season same same labels
windows same same labels
revenueTree same same labels
discountDepth same same labels
yearOverYear same same labels
stages same same labels
churnSignCount same same labels
liability same same labels
vintages same same labels
promotions same same
bool(true)
products same same
bool(true)
firstProducts same same
bool(true)
productGaps same same
bool(true)
