--TEST--
add() under every ceiling: a row that is refused leaves no trace, not even of what kind its keys were
--EXTENSIONS--
patron
--FILE--
<?php
use function Patron\memory_usage;

$refused = $taken = 0;
for ($room = 0; $room < 3000; $room++) {
    $builder = new Patron\Builder();
    for ($i = 0; $i < 3; $i++) {
        $builder->add(null, '2024-01-01', 100, labels: ['coupon' => null], lineLabels: ['tag' => null]);
    }
    ini_set('memory_limit', (string) (memory_get_usage(true) + memory_usage() + $room));
    try {
        $builder->add(5, '2024-01-01', 100, labels: ['coupon' => 'spring'], lineLabels: ['tag' => 7]);
        $in = true;
        $taken++;
    } catch (Patron\MemoryException) {
        $in = false;
        $refused++;
    }
    ini_set('memory_limit', '-1');
    if (!$in) {
        $builder->add('abc', '2024-01-02', 100, labels: ['coupon' => 9], lineLabels: ['tag' => 'x']);
        $builder->add(null, '2024-01-02', 100);
    }
    $rows = count($builder);
    $book = $builder->book();
    $found = [$rows, $book->keys(), $book->keys('coupon'), $book->keys('tag'), $book->totals('2024-12-31')->netGuests];
    if ($found !== ($in ? [4, [5], ['spring'], [7], 300] : [5, ['abc'], [9], ['x'], 400])) {
        echo "$room: ", json_encode($found), "\n";
    }
}
var_dump($taken > 100, $refused > 100 || getenv('USE_ZEND_ALLOC') === '0');
?>
--EXPECT--
bool(true)
bool(true)
