<?php

/* What the benchmarks of the PHP extension share: the extension, a shop, times, and a table of results.
 *
 * They are run by hand: php bench/php_rows.php [--quick]. Without the extension loaded they take the one of build/php in
 * the checkout (tools/php_build build/php makes it). */

const AS_OF = '2024-06-30';
const AS_OF_DAY = 19904;

if (!extension_loaded('patron')) {
    $built = dirname(__DIR__) . '/build/php/bindings/php/modules/patron.so';
    if (!is_file($built)) {
        fwrite(STDERR, "load the extension, or build it: tools/php_build build/php\n");
        exit(1);
    }
    $command = array_map(escapeshellarg(...), [PHP_BINARY, '-d', "extension=$built", ...$argv]);
    passthru(implode(' ', $command), $status);
    exit($status);
}
ini_set('memory_limit', '-1');
mt_srand(1);

/** Whether the small run is wanted. */
function quick(): bool
{
    global $argv;
    $options = array_slice($argv, 1);
    if (array_diff($options, ['--quick'])) {
        fwrite(STDERR, "usage: php $argv[0] [--quick]\n");
        exit(2);
    }
    return $options !== [];
}

/** Columns of a random shop: whole cents, days since 1970-01-01, the products' names. */
function shop(int $orders, int $customers): array
{
    $columns = ['customer' => [], 'day' => [], 'amount' => [], 'product' => []];
    for ($row = 0; $row < $orders; $row++) {
        $columns['customer'][] = (int) ($customers * (mt_rand() / (mt_getrandmax() + 1)) ** 2) + 1;
        $columns['day'][] = AS_OF_DAY - mt_rand(0, 899);
        $columns['amount'][] = mt_rand(100, 19999);
        $columns['product'][] = 'p' . mt_rand(0, 39);
    }
    return $columns;
}

/** The least time of a call in nanoseconds, of some runs. */
function best(int $runs, callable $work): float
{
    $best = INF;
    for ($run = 0; $run < $runs; $run++) {
        $begin = hrtime(true);
        $work();
        $best = min($best, hrtime(true) - $begin);
    }
    return $best;
}

/** Ends the program if a benchmark did not compute what it should. */
function must(bool $good, string $what): void
{
    if (!$good) {
        fwrite(STDERR, "wrong: $what\n");
        exit(1);
    }
}

/** One table: names to the left, numbers to the right. */
function table(string $title, array $lines): void
{
    echo $title, "\n";
    $width = max(array_map(strlen(...), array_keys($lines)));
    foreach ($lines as $name => $value) {
        printf("  %-{$width}s  %14s\n", $name, $value);
    }
}

/** Which PHP this is, and whether it compiles as it runs. */
function which(): string
{
    $status = function_exists('opcache_get_status') ? @opcache_get_status(false) : false;
    return 'PHP ' . PHP_VERSION . (($status['jit']['on'] ?? false) ? ' with JIT' : '');
}
