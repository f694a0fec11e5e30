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

    $tap->test('products without a category, and one that was deleted', static function () use ($tap, $stage, $database): void {
        $database->insert('wp_woocommerce_order_items', ['order_item_id', 'order_item_name', 'order_item_type', 'order_id'],
            [[1, 'Deleted', 'line_item', 1], [2, 'Deleted', 'line_item', 2], [3, 'Plain', 'line_item', 2]]);
        $meta = [];
        foreach ([1 => [0, '19.90'], 2 => [0, '2.00'], 3 => [55, '3.005']] as $item => [$product, $total]) {
            array_push($meta, [$item, '_product_id', "$product"], [$item, '_qty', '1'], [$item, '_line_total', $total]);
        }
        $database->insert('wp_woocommerce_order_itemmeta', ['order_item_id', 'meta_key', 'meta_value'], $meta);
        $night = $stage->run('nightly.php', '--as-of', '2026-10-31');
        $tap->same(0, $night['status'], $night['out']);
        $page = $stage->fetch('/customers/7');
        $tap->same([200, []], [$page['status'], Markup::faults($page['body'])], 'the page');
        $tap->true(str_contains($page['body'], '1 × Deleted, 1 × Plain'), 'names what was bought');
        $tap->same("5.00\u{a0}EUR", Markup::fields($page['body'])['net'], 'the order is worth its total, whatever its lines are rounded to');
    });

    $tap->test('the web server logged no error', static function () use ($tap, $stage): void {
        $tap->same(0, preg_match('/PHP (Warning|Fatal|Notice|Deprecated)|Exception|Error:/', $stage->serverLog(), $found), $found[0] ?? '');
    });
};
