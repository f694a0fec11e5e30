<?php

/* What each thread of php_threads.c runs: every vector, and a shop whose numbers must be the same everywhere. */
require __DIR__ . '/../bindings/php/tests/vectors.inc';
require __DIR__ . '/../bindings/php/tests/shop.inc';

runVectors(vectorsFolder());
$book = shop(60);
$churn = $book->churn('2024-06-30');
echo hash('crc32b', json_encode([$churn, $book->rfm('2024-06-30'), $book->customers('2024-06-30'), $book->replenishment('2024-06-30'),
    $book->cohorts('2024-06-30')->curve()->rate(), $churn->row(0)->reason('de')])), "\n";
$builder = new Patron\Builder(scale: 2, inputTimezone: 'UTC', timezone: 'Europe/Berlin');
try {
    $builder->addRows([['a', '2024-01-01 10:00:00', '1.00'], ['b', '2024-01-01 10:00:00', '1.001']], 0, 1, 2);
} catch (Patron\DataException $e) {
    echo $e->getMessage(), "\n";
}
unset($book, $churn, $builder, $e);
echo Patron\memory_usage(), ' bytes in ', Patron\live_handles(), " objects\n";
