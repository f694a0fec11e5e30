<?php

/**
 * The nightly job:  php nightly.php [--as-of 2026-10-31]      (without a day: yesterday, in the shop's timezone)
 */

declare(strict_types=1);

namespace Storefront;

require __DIR__ . '/src/bootstrap.php';

$settings = Settings::fromEnvironment();
$asOf = $argc === 1 ? (new \DateTimeImmutable('yesterday', $settings->zone()))->format('Y-m-d') : ($argv[2] ?? '');
if (($argc !== 1 && $argv[1] !== '--as-of') || $argc > 3 || !preg_match('/^\d{4}-\d\d-\d\d$/D', $asOf)) {
    fwrite(STDERR, "usage: php nightly.php [--as-of YYYY-MM-DD]\n");
    exit(2);
}
try {
    $run = (new Nightly(Database::open($settings), $settings->zone()))->run($asOf);
} catch (\Throwable $failure) {
    fwrite(STDERR, 'nightly: ' . $failure->getMessage() . "\n");
    exit(1);
}
$money = static fn (int $cents): string => number_format($cents / 100, 2) . ' ' . $run['currency'];
printf("%s: %d orders (%d refunded in full), %d customers, %d of them buyers\n",
    $asOf, $run['orders'], $run['orders_refunded'], $run['customers'], $run['buyers']);
printf("sales %s - refunds %s = net %s: the same sums as in plain SQL\n",
    $money($run['sales']), $money($run['refunds']), $money($run['net']));
printf("of which customers %s, guests %s\n", $money($run['net_customers']), $money($run['net_guests']));
if ($run['warnings'] !== '') {
    echo "look at: {$run['warnings']}\n";
}
