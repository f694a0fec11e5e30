<?php

/* Memory of this process before and after 1,000 cycles that build a book of 20,000 orders, its churn states and RFM scores,
 * and free them.
 *
 *     php bench/php_memory.php [--quick] */

require __DIR__ . '/php_support.php';

use Patron\{Builder, TimeUnit};

/** kB of this process in memory. */
function resident(): int
{
    foreach (file('/proc/self/status') as $line) {
        if (str_starts_with($line, 'VmRSS:')) {
            return (int) substr($line, 6);
        }
    }
    return 0;
}

$small = quick();
[$count, $cycles] = $small ? [1000, 50] : [20000, 1000];
$shop = shop($count, intdiv($count, 5));
$rows = [];
for ($row = 0; $row < $count; $row++) {
    $rows[] = [$shop['customer'][$row], $shop['day'][$row], $shop['amount'][$row]];
}
unset($shop);

$cycle = function () use ($rows) {
    $book = (new Builder(timeUnit: TimeUnit::Day))->addRows($rows, customer: 0, time: 1, amount: 2)->book();
    must(count($book->churn(AS_OF)) === count($book) && count($book->rfm(AS_OF)) === count($book), 'a row a customer');
    return Patron\memory_usage();
};
for ($time = 0; $time < 10; $time++) {
    $held = $cycle();
}
gc_collect_cycles();
[$before, $own_before, $heap_before] = [resident(), Patron\memory_usage(), memory_get_usage()];
$begin = hrtime(true);
$middle = $before;
for ($time = 0; $time < $cycles; $time++) {
    $cycle();
    if ($time === intdiv($cycles, 2)) {
        $middle = resident();
    }
}
$taken = (hrtime(true) - $begin) / $cycles / 1e6;
gc_collect_cycles();
[$after, $own_after, $heap_after] = [resident(), Patron\memory_usage(), memory_get_usage()];
must(Patron\live_handles() === 0 && $own_after === $own_before, 'something is still held');
table('build a book, churn states and RFM scores, and free them, ' . which(), [
    'orders in a book' => number_format($count),
    'resident after 10 cycles (kB)' => number_format($before),
    'after ' . number_format(intdiv($cycles, 2)) . ' more' => number_format($middle),
    'after ' . number_format($cycles) . ' more' => number_format($after),
    'growth (kB)' => number_format($after - $before),
    'growth of PHP\'s heap (bytes)' => number_format($heap_after - $heap_before),
    'held by the extension in a cycle (kB)' => number_format(intdiv($held, 1024)),
    'held after all (bytes)' => number_format($own_after),
    'objects of the library alive' => number_format(Patron\live_handles()),
    'ms a cycle' => sprintf('%.2f', $taken),
]);
