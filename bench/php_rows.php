<?php

/* Nanoseconds per row of each way into a book, against a plain PHP loop that sums the amounts of every customer.
 *
 *     php bench/php_rows.php [--quick] */

require __DIR__ . '/php_support.php';

use Patron\{Builder, TimeUnit};

$count = quick() ? 5000 : 500000;
$runs = quick() ? 1 : 5;
$shop = shop($count, intdiv($count, 5));
['customer' => $customer, 'day' => $day, 'amount' => $amount] = $shop;
$packed = array_map(fn ($column) => pack('q*', ...$column), [$customer, $day, $amount]);
$texts = [array_map(strval(...), $customer), array_map(fn ($day) => gmdate('Y-m-d H:i:s', 86400 * $day + 43200), $day),
    array_map(fn ($cents) => sprintf('%d.%02d', intdiv($cents, 100), $cents % 100), $amount)];
$named = $numbered = [];
for ($row = 0; $row < $count; $row++) {
    $named[] = ['customer' => $customer[$row], 'day' => $day[$row], 'amount' => $amount[$row]];
    $numbered[] = [$customer[$row], $day[$row], $amount[$row]];
}
$rows = function () use ($customer, $day, $amount, $count) {
    for ($row = 0; $row < $count; $row++) {
        yield [$customer[$row], $day[$row], $amount[$row]];
    }
};
$builder = fn () => new Builder(timeUnit: TimeUnit::Day);

$sums = [];
$plain = function () use ($customer, $amount, $count, &$sums) {
    $sums = [];
    for ($row = 0; $row < $count; $row++) {
        if (isset($sums[$customer[$row]])) {
            $sums[$customer[$row]] += $amount[$row];
        } else {
            $sums[$customer[$row]] = $amount[$row];
        }
    }
};
$plain_rows = function () use ($named, &$sums) {
    $sums = [];
    foreach ($named as $row) {
        $sums[$row['customer']] = ($sums[$row['customer']] ?? 0) + $row['amount'];
    }
};

$lines = [];
$time = function (string $name, callable $work) use (&$lines, $runs, $count) {
    $lines[$name] = sprintf('%.1f', best($runs, $work) / $count);
};
$time('plain loop over columns', $plain);
$time('plain loop over named rows', $plain_rows);
$time('addPacked', fn () => $builder()->addPacked(...$packed));
$time('addColumns, ints', fn () => $builder()->addColumns($customer, $day, $amount));
$time('addColumns, texts as a database gives them', fn () => (new Builder(scale: 2))->addColumns(...$texts));
$time('addRows, numbered rows', fn () => $builder()->addRows($numbered, 0, 1, 2));
$time('addRows, named rows', fn () => $builder()->addRows($named, 'customer', 'day', 'amount'));
$time('addRows, a generator', fn () => $builder()->addRows($rows(), 0, 1, 2));
$time('  the generator alone', function () use ($rows) {
    foreach ($rows() as $row) {
    }
});
$time('add, a row a call', function () use ($builder, $customer, $day, $amount, $count) {
    $into = $builder();
    for ($row = 0; $row < $count; $row++) {
        $into->add($customer[$row], $day[$row], $amount[$row]);
    }
});
if (extension_loaded('pdo_sqlite')) {
    $pdo = new PDO('sqlite::memory:');
    $pdo->exec('CREATE TABLE orders (customer INTEGER, day INTEGER, amount INTEGER)');
    $insert = $pdo->prepare('INSERT INTO orders VALUES (?, ?, ?)');
    $pdo->beginTransaction();
    foreach ($numbered as $row) {
        $insert->execute($row);
    }
    $pdo->commit();
    $query = fn () => $pdo->query('SELECT customer, day, amount FROM orders ORDER BY rowid', PDO::FETCH_NUM);
    $time('addRows, a PDOStatement (SQLite)', fn () => $builder()->addRows($query(), 0, 1, 2));
    $time('  the PDOStatement alone', function () use ($query) {
        foreach ($query() as $row) {
        }
    });
}
$best = INF;
for ($run = 0; $run < $runs; $run++) {
    $full = $builder()->addPacked(...$packed);
    $begin = hrtime(true);
    $book = $full->book();
    $best = min($best, hrtime(true) - $begin);
}
$lines['book(), of what is in'] = sprintf('%.1f', $best / $count);
$time('every customer\'s net, purchases, days', fn () => $book->customers(AS_OF));

// Every way gives the book whose sums the plain loop found.
ksort($sums);
$ways = ['addPacked' => $builder()->addPacked(...$packed), 'addColumns' => $builder()->addColumns($customer, $day, $amount),
    'texts' => (new Builder(scale: 2))->addColumns(...$texts), 'rows' => $builder()->addRows($named, 'customer', 'day', 'amount'),
    'generator' => $builder()->addRows($rows(), 0, 1, 2)];
foreach ($ways as $name => $way) {
    $table = $way->book()->customers(AS_OF, columns: ['net']);
    $net = array_combine($table->column('customer'), $table->column('net'));
    ksort($net);
    must($net == $sums, "$name gives other sums than the loop");
}
table("nanoseconds per row of a column of customers, days and amounts ($count rows), " . which(), $lines);
