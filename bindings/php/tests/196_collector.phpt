--TEST--
PHP's collector of cycles, which looks at objects once there are ten thousand
--EXTENSIONS--
patron
--FILE--
<?php
$count = 25000;
$book = (new Patron\Builder())->addColumns(range(1, $count), array_fill(0, $count, '2024-01-01'),
    array_fill(0, $count, 100))->book();
$rows = iterator_to_array($book->churn('2024-06-01')); // more than the collector's buffer holds
echo count($rows), ' ', $rows[$count - 1]->key, ' ', $rows[$count - 1]->lastDay->format('Y-m-d'), "\n";

$records = [];
foreach ($rows as $at => $row) {
    $cycle = [$row, $row->lastDay, $at % 100 ? null : $book->totals('2024-06-01')];
    $cycle[] = &$cycle;
    unset($cycle);
}
$rows = $row = null;
var_dump(gc_collect_cycles() >= 0);

$group = $book->customersCount('2024-06-01', group: range(1, $count));
$values = iterator_to_array($group);
$before = memory_get_usage();
gc_collect_cycles();
var_dump(memory_get_usage() - $before < 100000);
echo count($values), ' ', $group->get($count)->buyers, "\n";
?>
--EXPECT--
25000 25000 2024-01-01
bool(true)
bool(true)
25000 1
