<?php

/**
 * Fills an empty shop with example orders:  patron-generate | php fill.php      (or: php fill.php orders.csv)
 */

declare(strict_types=1);

namespace Storefront;

require __DIR__ . '/src/bootstrap.php';

$settings = Settings::fromEnvironment();
$csv = fopen($argv[1] ?? 'php://stdin', 'rb');
foreach ((new Example(Database::open($settings), $settings->zone()))->fill($csv) as $what => $count) {
    printf("%8d %s\n", $count, $what);
}
