<?php

/** A shop that has just opened: no order yet, then only a guest's. */

declare(strict_types=1);

namespace Storefront\Tests;

return static function (Tap $tap, Stage $stage): void {
    $database = $stage->database;
    \Storefront\Schema::createShop($database);

    $tap->test('no orders: the nightly job runs and every page stands', static function () use ($tap, $stage): void {
        $night = $stage->run('nightly.php', '--as-of', '2026-10-31');
        $tap->same(0, $night['status'], $night['out']);
        foreach (['/', '/customers', '/due', '/slipping'] as $path) {
            $page = $stage->fetch($path);
            $tap->same([200, []], [$page['status'], Markup::faults($page['body'])], $path);
        }
        $fields = Markup::fields($stage->fetch('/')['body']);
        $tap->same(['0', '0', '0.00'], [$fields['orders'], $fields['buyers'], $fields['net']], 'zeros');
        $tap->same(404, $stage->fetch('/customers/1')['status'], 'no customer');
    });

    $tap->test('one guest order: money, but no customer', static function () use ($tap, $stage, $database): void {
        $database->insert('wp_wc_orders', ['id', 'status', 'currency', 'type', 'total_amount', 'customer_id', 'date_created_gmt', 'parent_order_id'],
            [[1, 'wc-completed', 'EUR', 'shop_order', '19.90', 0, '2026-10-30 23:30:00', 0]]);
        $tap->same(0, $stage->run('nightly.php', '--as-of', '2026-10-30')['status'], 'the night before');
        $tap->same("0.00\u{a0}EUR", Markup::fields($stage->fetch('/')['body'])['net'], '23:30 UTC is the 31st in Berlin');
        $night = $stage->run('nightly.php', '--as-of', '2026-10-31');
        $tap->same(0, $night['status'], $night['out']);
        $fields = Markup::fields($stage->fetch('/')['body']);
        $tap->same(["19.90\u{a0}EUR", "19.90\u{a0}EUR", '0', '1'], [$fields['net'], $fields['net_guests'], $fields['customers'], $fields['orders']], 'totals');
    });

    $tap->test('one customer with one order', static function () use ($tap, $stage, $database): void {
        $database->insert('wp_wc_orders', ['id', 'status', 'currency', 'type', 'total_amount', 'customer_id', 'date_created_gmt', 'parent_order_id'],
            [[2, 'wc-processing', 'EUR', 'shop_order', '5.00', 7, '2026-10-31 10:00:00', 0]]);
        $night = $stage->run('nightly.php', '--as-of', '2026-10-31');
        $tap->same(0, $night['status'], $night['out']);
        $page = $stage->fetch('/customers/7');
        $tap->same([200, []], [$page['status'], Markup::faults($page['body'])], 'a customer whose account is gone');
        $row = $database->row('SELECT segment, state FROM patron_customer');
        $tap->same(['segment' => $row['segment'], 'state' => $row['state']], Markup::tokens($page['body']), 'same as the table');
    });

    $tap->test('the web server logged no error', static function () use ($tap, $stage): void {
        $tap->same(0, preg_match('/PHP (Warning|Fatal|Notice|Deprecated)|Exception|Error:/', $stage->serverLog(), $found), $found[0] ?? '');
    });
};
