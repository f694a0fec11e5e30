<?php

/** A customer's page: the same as the nightly tables, from the customer's own rows alone. */

declare(strict_types=1);

namespace Storefront\Tests;

use Storefront\View;

return static function (Tap $tap, Stage $stage): void {
    $database = $stage->database;
    $en = new View('en', '', 'EUR');
    $orders = ['id', 'status', 'currency', 'type', 'total_amount', 'customer_id', 'date_created_gmt', 'parent_order_id'];
    $run = static function (string ...$arguments) use ($stage): void {
        $done = $stage->run(...$arguments);
        if ($done['status'] !== 0) {
            throw new \RuntimeException($done['out']);
        }
    };
    $run('fill.php', getenv('STOREFRONT_ORDERS'));
    // Somebody who has a subscription and never ordered anything else.
    $database->insert('wp_users', ['ID', 'user_login', 'user_email', 'user_registered', 'display_name'],
        [[700001, 's', 's@example.org', '2026-01-01 00:00:00', 'Subscriber']]);
    $database->insert('wp_wc_orders', $orders, [[910001, 'wc-completed', 'EUR', 'shop_order', '9.00', 700001, '2026-08-01 09:00:00', 0],
        [910002, 'wc-completed', 'EUR', 'shop_order', '9.00', 700001, '2026-09-01 09:00:00', 0]]);
    $database->insert('wp_wc_orders_meta', ['order_id', 'meta_key', 'meta_value'],
        [[910001, '_subscription_renewal', '5'], [910002, '_subscription_renewal', '5']]);
    $run('nightly.php', '--as-of', '2026-10-31');
    // Some of every state and segment, and everybody who is due.
    $some = $database->query('SELECT MIN(customer_id) FROM patron_customer GROUP BY segment, state
        UNION SELECT MAX(customer_id) FROM patron_customer GROUP BY segment, state
        UNION SELECT customer_id FROM patron_due')->fetchAll(\PDO::FETCH_COLUMN);

    $tap->test('the page says what the nightly table says, and what is due', static function () use ($tap, $stage, $database, $en, $some): void {
        $tap->true(count($some) > 40, 'enough customers');
        $due = [];
        foreach ($database->query('SELECT customer_id, product_id, due_day FROM patron_due ORDER BY customer_id, due_day, product_id') as $row) {
            $due[$row['customer_id']][] = "$row[product_id] $row[due_day]";
        }
        foreach ($some as $id) {
            $row = $database->row('SELECT * FROM patron_customer WHERE customer_id = ?', [$id]);
            $html = $stage->fetch("/customers/$id")['body'];
            $tap->same(['segment' => $row['segment'], 'state' => $row['state'] ?? ''], Markup::tokens($html), "customer $id");
            $fields = Markup::fields($html);
            $tap->same($en->money($row['net']), $fields['net'], "net of $id");
            if ($row['state'] !== null) {
                $tap->same($row['reason_en'], $fields['reason'], "reason of $id");
                $tap->true(str_starts_with($fields['value_at_risk'], $en->money($row['value_at_risk']) . ' '), "value at risk of $id");
            }
            $shown = [];
            foreach (Markup::rows($html, 'product') as $pair) {
                if ($pair['data']['due'] >= '2026-10-31' && $pair['data']['due'] <= '2026-11-07') {
                    $shown[] = $pair['data']['product'] . ' ' . $pair['data']['due'];
                }
            }
            $tap->same($due[$id] ?? [], $shown, "due for $id");
        }
    });

    $tap->test('the page reads the rules and the customer\'s own rows, nothing else', static function () use ($tap, $stage, $database, $some): void {
        foreach (array_slice($some, 0, 30) as $id) {
            $orders = $database->query("SELECT o.id FROM wp_wc_orders o LEFT JOIN wp_wc_orders p ON p.id = o.parent_order_id
                WHERE COALESCE(p.customer_id, o.customer_id) = ?", [$id])->fetchAll(\PDO::FETCH_COLUMN);
            $lines = (int) $database->value("SELECT COUNT(*) FROM wp_woocommerce_order_items WHERE order_item_type = 'line_item'
                AND order_id IN (" . implode(', ', $orders) . ')');
            $stage->statements();
            $tap->same(200, $stage->fetch("/customers/$id")['status'], 'status');
            $read = [];
            foreach ($stage->statements() as $statement) {
                $kind = match (true) {
                    str_contains($statement['sql'], 'wp_wc_orders') => 'own rows',
                    (bool) preg_match('/FROM (\w+)/', $statement['sql'], $table) => $table[1],
                    default => $statement['sql'],
                };
                $read[$kind] = ($read[$kind] ?? 0) + $statement['rows'];
            }
            ksort($read);
            $tap->same(['own rows' => count($orders) + $lines, 'patron_contact' => 0, 'patron_rule' => 3, 'patron_run' => 1, 'wp_users' => 1],
                $read, "rows read for $id");
        }
    });

    $tap->test('the database finds these rows by keys', static function () use ($tap, $stage, $database, $some): void {
        $stage->statements();
        $stage->fetch("/customers/$some[0]");
        $own = array_values(array_filter($stage->statements(), static fn (array $one): bool => str_contains($one['sql'], 'wp_wc_orders')));
        $tap->same(1, count($own), 'one statement');
        if ($database->driver === 'mysql') {
            foreach ($database->query('EXPLAIN ' . $own[0]['sql'], [$some[0], $some[0]]) as $step) {
                if (preg_match('/^(p|r|o|i|m|product|quantity|total|wp_wc_orders)$/', (string) $step['table'])) {
                    $tap->true(!in_array($step['type'], ['ALL', 'index'], true), json_encode($step));
                }
            }
        } else {
            foreach ($database->query('EXPLAIN QUERY PLAN ' . $own[0]['sql'], [$some[0], $some[0]]) as $step) {
                $tap->true(!preg_match('/^SCAN (?!own)|BLOOM|type_status/', $step['detail']), $step['detail']);
            }
        }
    });

    $tap->test('an order since the nightly run counts at once, on this page only', static function () use ($tap, $stage, $database, $orders): void {
        $id = $database->value("SELECT customer_id FROM patron_customer WHERE state = 'slipping' ORDER BY value_at_risk DESC, customer_id");
        $database->insert('wp_wc_orders', $orders,
            [[900000, 'wc-processing', 'EUR', 'shop_order', '12.34', $id, '2026-11-01 09:00:00', 0]]);
        $html = $stage->fetch("/customers/$id")['body'];
        $tap->same('on_track', Markup::tokens($html)['state'], 'state');
        $tap->true(str_contains($html, 'since the last nightly run'), 'says so');
        $tap->same('slipping', $database->value('SELECT state FROM patron_customer WHERE customer_id = ?', [$id]), 'the table waits for the night');
        $database->query('DELETE FROM wp_wc_orders WHERE id = 900000');
        $tap->same('slipping', Markup::tokens($stage->fetch("/customers/$id")['body'])['state'], 'without it as before');
    });

    $tap->test('customers who never bought, or whose only order was cancelled', static function () use ($tap, $stage, $database, $orders): void {
        $database->insert('wp_users', ['ID', 'user_login', 'user_email', 'user_registered', 'display_name'],
            [[800001, 'a', 'a@example.org', '2026-01-01 00:00:00', 'No Order'], [800002, 'b', 'b@example.org', '2026-01-01 00:00:00', 'Cancelled']]);
        $database->insert('wp_wc_orders', $orders,
            [[900001, 'wc-cancelled', 'EUR', 'shop_order', '12.34', 800002, '2026-10-01 09:00:00', 0]]);
        foreach ([800001 => 'No orders.', 800002 => 'cancelled'] as $id => $says) {
            $page = $stage->fetch("/customers/$id");
            $tap->same(200, $page['status'], (string) $id);
            $tap->same(['segment' => ''], Markup::tokens($page['body']), 'no segment');
            $tap->true(str_contains($page['body'], $says), $says);
            $tap->same([], Markup::faults($page['body']), 'HTML');
        }
    });

    $tap->test('renewals of a subscription are money and purchases, but no sign of life', static function () use ($tap, $stage, $database): void {
        $row = $database->row('SELECT state, purchases, net FROM patron_customer WHERE customer_id = 700001');
        $tap->same(['state' => null, 'purchases' => 2, 'net' => 1800], $row, 'the table');
        $html = $stage->fetch('/customers/700001')['body'];
        $tap->same('', Markup::tokens($html)['state'], 'no state');
        $tap->true(str_contains($html, 'subscription only'), 'says why');
        $tap->true(str_contains($stage->fetch('/')['body'], 'subscription only'), 'on the dashboard too');
    });

    $tap->test('nothing is due for those who are lost', static function () use ($tap, $stage, $database): void {
        $lost = $database->query("SELECT customer_id FROM patron_customer WHERE state = 'lost' AND purchases > 3
            ORDER BY customer_id LIMIT 40")->fetchAll(\PDO::FETCH_COLUMN);
        $tap->true(count($lost) > 10, 'enough customers');
        foreach ($lost as $id) {
            $tap->same([], Markup::rows($stage->fetch("/customers/$id")['body'], 'product'), "customer $id");
        }
    });

    $tap->test('guests have no page', static function () use ($tap, $stage): void {
        $tap->same(404, $stage->fetch('/customers/0')['status'], 'status');
    });
};
