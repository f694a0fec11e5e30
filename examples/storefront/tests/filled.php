<?php

/** A filled shop: the script's sums, the pages' sums and the database's are the same; the web server's manners. */

declare(strict_types=1);

namespace Storefront\Tests;

use Storefront\View;

return static function (Tap $tap, Stage $stage): void {
    $database = $stage->database;
    $en = new View('en', '', 'EUR');

    $tap->test('fill: as many orders and as much money as in the CSV', static function () use ($tap, $stage, $database): void {
        $filled = $stage->run('fill.php', getenv('STOREFRONT_ORDERS'));
        $tap->same(0, $filled['status'], $filled['out']);
        $csv = fopen(getenv('STOREFRONT_ORDERS'), 'rb');
        $header = fgetcsv($csv, null, ',', '"', '');
        $cents = ['completed' => 0, 'renewal' => 0, 'refund' => 0, 'cancelled' => 0];
        $orders = [];
        while (($line = fgetcsv($csv, null, ',', '"', '')) !== false) {
            $line = array_combine($header, $line);
            $cents[$line['status']] += (int) str_replace('.', '', $line['total']);
            $orders["$line[order_id] $line[status]"] = true;
        }
        $tap->same(count($orders), $database->value('SELECT COUNT(*) FROM wp_wc_orders'), 'rows of orders');
        $sum = static fn (string $where): int => (int) $database->value("SELECT CAST(ROUND(SUM(total_amount) * 100) AS INTEGER) FROM wp_wc_orders WHERE $where");
        $tap->same($cents['completed'] + $cents['renewal'], $sum("type = 'shop_order' AND status <> 'wc-cancelled'"), 'sales');
        $tap->same($cents['cancelled'], $sum("status = 'wc-cancelled'"), 'cancelled');
        $tap->same($cents['refund'], $sum("type = 'shop_order_refund'"), 'refunds');
        $tap->true($cents['refund'] < 0, 'refunds are negative');
        $tap->same(0, $database->value("SELECT COUNT(*) FROM wp_wc_orders r LEFT JOIN wp_wc_orders p ON p.id = r.parent_order_id
            WHERE r.type = 'shop_order_refund' AND (p.id IS NULL OR r.customer_id IS NOT NULL)"), 'refunds without parent');
        foreach (["status = 'wc-processing'", "status = 'wc-refunded'", 'customer_id = 0', "type = 'shop_order_refund'"] as $some) {
            $tap->true($database->value("SELECT COUNT(*) FROM wp_wc_orders WHERE $some") > 0, "some orders with $some");
        }
    });

    $tap->test('fill: refuses a shop that has orders', static function () use ($tap, $stage): void {
        $before = $stage->checksum();
        $again = $stage->run('fill.php', getenv('STOREFRONT_ORDERS'));
        $tap->true($again['status'] !== 0, 'fails');
        $tap->true(str_contains($again['out'], 'has orders already'), $again['out']);
        $tap->same($before, $stage->checksum(), 'nothing changed');
    });

    $tap->test('before the nightly run every page says that it has not run', static function () use ($tap, $stage): void {
        foreach (PAGES as $path) {
            $page = $stage->fetch($path);
            $tap->same(503, $page['status'], $path);
            $tap->same([], Markup::faults($page['body']), $path);
        }
    });

    $tap->test('nightly: a wrong day is refused', static function () use ($tap, $stage): void {
        foreach ([['--as-of', '31.10.2026'], ['--as-of'], ['2026-10-31'], ['--as-of', '2026-02-30']] as $arguments) {
            $tap->true($stage->run('nightly.php', ...$arguments)['status'] !== 0, implode(' ', $arguments));
        }
    });

    $tap->test('nightly: prints totals that are those of plain SQL', static function () use ($tap, $stage, $database): void {
        $night = $stage->run('nightly.php', '--as-of', '2026-10-31');
        $tap->same(0, $night['status'], $night['out']);
        $sum = static fn (string $type): int => (int) $database->value("SELECT CAST(ROUND(SUM(o.total_amount) * 100) AS INTEGER)
            FROM wp_wc_orders o WHERE o.type = '$type' AND o.status <> 'wc-cancelled'");
        $sales = $sum('shop_order');
        $refunds = -$sum('shop_order_refund');
        $line = sprintf('sales %s EUR - refunds %s EUR = net %s EUR', ...array_map(
            static fn (int $cents): string => number_format($cents / 100, 2), [$sales, $refunds, $sales - $refunds]));
        $tap->true(str_contains($night['out'], $line), "$night[out] has $line");
        $tap->same([['sales' => $sales, 'refunds' => $refunds, 'net' => $sales - $refunds]],
            $database->rows('SELECT sales, refunds, net FROM patron_run'), 'what was written');
    });

    $tap->test('nightly: the same orders give the same tables and rules', static function () use ($tap, $stage, $database): void {
        $tables = static fn (): array => array_map(static fn (string $table): array => $database->rows("SELECT * FROM $table ORDER BY 1, 2"),
            ['patron_rule', 'patron_customer', 'patron_due', 'patron_cohort']);
        $before = $tables();
        $tap->same(0, $stage->run('nightly.php', '--as-of', '2026-10-31')['status'], 'runs');
        $tap->true($before === $tables(), 'the same rows');
        $tap->same(3, count($before[0]), 'rules');
        $tap->true(count($before[1]) > 300, 'customers');
        $tap->true(count($before[2]) > 0, 'due products');
    });

    if (Stage::hasServer()) {
        $tap->test('nightly: rules and tables are those that SQLite gives, byte for byte', static function () use ($tap, $database): void {
            $lite = new Stage('lite', sqlite: true);
            try {
                $tap->same(0, $lite->run('fill.php', getenv('STOREFRONT_ORDERS'))['status'], 'fills');
                $tap->same(0, $lite->run('nightly.php', '--as-of', '2026-10-31')['status'], 'runs');
                foreach (['patron_rule', 'patron_customer', 'patron_due', 'patron_cohort'] as $table) {
                    $sql = "SELECT * FROM $table ORDER BY 1, 2";
                    $tap->true($lite->database->rows($sql) === $database->rows($sql), $table);
                }
            } finally {
                $lite->close();
            }
        });
    }

    $tap->test('dashboard: totals are the database\'s', static function () use ($tap, $stage, $database, $en): void {
        $page = $stage->fetch('/');
        $tap->same(200, $page['status'], 'status');
        $fields = Markup::fields($page['body']);
        $paid = "o.type = 'shop_order' AND o.status <> 'wc-cancelled'";
        $cents = 'CAST(ROUND(SUM(o.total_amount) * 100) AS INTEGER)';
        $sales = (int) $database->value("SELECT $cents FROM wp_wc_orders o WHERE $paid");
        $refunds = -(int) $database->value("SELECT $cents FROM wp_wc_orders o WHERE o.type = 'shop_order_refund'");
        $guests = (int) $database->value("SELECT $cents FROM wp_wc_orders o LEFT JOIN wp_wc_orders p ON p.id = o.parent_order_id
            WHERE o.status <> 'wc-cancelled' AND COALESCE(p.customer_id, o.customer_id) = 0");
        $tap->same($en->money($sales), $fields['sales'], 'sales');
        $tap->same($en->money($refunds), $fields['refunds'], 'refunds');
        $tap->same($en->money($sales - $refunds), $fields['net'], 'net');
        $tap->same($en->money($guests), $fields['net_guests'], 'guests');
        $tap->same($en->money($sales - $refunds - $guests), $fields['net_customers'], 'customers');
        $tap->same($en->number((int) $database->value("SELECT COUNT(*) FROM wp_wc_orders o WHERE $paid")), $fields['orders'], 'orders');
        $tap->same($en->number((int) $database->value("SELECT COUNT(DISTINCT o.customer_id) FROM wp_wc_orders o WHERE $paid
            AND o.customer_id <> 0")), $fields['customers'], 'customers');
        $buyers = (int) $database->value("SELECT COUNT(DISTINCT o.customer_id) FROM wp_wc_orders o WHERE $paid AND o.customer_id <> 0
            AND ROUND((o.total_amount + COALESCE((SELECT SUM(r.total_amount) FROM wp_wc_orders r
                WHERE r.type = 'shop_order_refund' AND r.parent_order_id = o.id), 0)) * 100) > 0");
        $tap->same($en->number($buyers), $fields['buyers'], 'buyers');
        $tap->same($en->number((int) $database->value("SELECT COUNT(*) FROM wp_wc_orders WHERE status = 'wc-refunded'")),
            $fields['orders_refunded'], 'refunded in full');
    });

    $tap->test('dashboard: states and segments are the table\'s and add up', static function () use ($tap, $stage, $database, $en): void {
        $html = $stage->fetch('/')['body'];
        foreach (['state', 'segment'] as $column) {
            $rows = Markup::rows($html, $column);
            $tap->true(count($rows) > 3, "several rows by $column");
            $customers = 0;
            foreach ($rows as $row) {
                $value = $row['data'][$column] === '' ? null : $row['data'][$column];
                $expected = $database->row("SELECT COUNT(*) AS customers, CAST(SUM(net) AS INTEGER) AS net, CAST(SUM(value_at_risk) AS INTEGER) AS risk
                    FROM patron_customer WHERE COALESCE($column, '') = ?", [$value ?? '']);
                $tap->same([$en->number($expected['customers']), $en->money($expected['net']), $en->money($expected['risk'])],
                    [$row['cells'][1], $row['cells'][2], $row['cells'][4]], "$column $value");
                $customers += $expected['customers'];
            }
            $tap->same((int) $database->value('SELECT buyers FROM patron_run'), $customers, "buyers by $column");
        }
    });

    $tap->test('dashboard: cohorts hold every buyer once', static function () use ($tap, $stage, $database, $en): void {
        $rows = Markup::rows($stage->fetch('/')['body'], 'cohort');
        $buyers = [];
        foreach ($rows as $row) {
            $buyers[$row['data']['cohort']] = (int) str_replace(',', '', $row['cells'][1]);
        }
        $all = $buyers['(all)'];
        unset($buyers['(all)']);
        $tap->same((int) $database->value('SELECT buyers FROM patron_run'), $all, 'all');
        $tap->same($all, array_sum($buyers), 'the sum of the months');
        $tap->same(24, count($buyers), 'months');
        $tap->same('2024-11', array_key_first($buyers), 'the first');
        // Nobody was fully refunded in the first month: its buyers by SQL, and those of them who bought in the next month.
        $month = static fn (string $from, string $to): array => $database->query("SELECT DISTINCT o.customer_id FROM wp_wc_orders o
            WHERE o.type = 'shop_order' AND o.status IN ('wc-completed', 'wc-processing') AND o.customer_id <> 0
            AND o.date_created_gmt >= ? AND o.date_created_gmt < ?", [$from, $to])->fetchAll(\PDO::FETCH_COLUMN);
        $first = $month('2024-10-31 23:00:00', '2024-11-30 23:00:00');
        $tap->same(count($first), $buyers['2024-11'], 'buyers of the first month');
        $again = array_intersect($first, $month('2024-11-30 23:00:00', '2024-12-31 23:00:00'));
        $tap->same(['2024-11', $en->percent(count($again), count($first))], [$rows[0]['data']['cohort'], $rows[0]['cells'][2]],
            'active a month later');
    });

    $tap->test('due this week: every row of the table, within the week', static function () use ($tap, $stage, $database): void {
        $rows = Markup::rows($stage->fetch('/due')['body'], 'customer');
        $tap->same($database->value('SELECT COUNT(*) FROM patron_due'), count($rows), 'rows');
        foreach ($rows as $row) {
            $tap->true($row['data']['due'] >= '2026-10-31' && $row['data']['due'] <= '2026-11-07', $row['data']['due']);
        }
    });

    $tap->test('newly slipping: all are slipping, with a reason, the largest value first', static function () use ($tap, $stage, $database): void {
        $rows = Markup::rows($stage->fetch('/slipping')['body'], 'customer');
        $tap->true(count($rows) > 0, 'some');
        $written = $database->rows('SELECT * FROM patron_customer WHERE slipped_from IS NOT NULL ORDER BY value_at_risk DESC, customer_id');
        $tap->same(array_map(static fn (array $row): string => (string) $row['customer_id'], $written),
            array_map(static fn (array $row): string => $row['data']['customer'], $rows), 'who, in order');
        foreach ($written as $i => $row) {
            $tap->same('slipping', $row['state'], 'state');
            $tap->true($row['slipped_from'] !== 'slipping', 'was something else');
            $tap->true(strlen($row['reason_en']) > 20 && $row['reason_en'] !== $row['reason_de'], 'has reasons');
            $tap->same($row['reason_en'], $rows[$i]['cells'][3], 'shows it');
        }
    });

    $tap->test('customers: filters and pages', static function () use ($tap, $stage, $database): void {
        $count = (int) $database->value("SELECT COUNT(*) FROM patron_customer WHERE state = 'slipping'");
        $tap->same(min(50, $count), count(Markup::rows($stage->fetch('/customers?state=slipping')['body'], 'customer')), 'slipping');
        $first = Markup::rows($stage->fetch('/customers')['body'], 'customer');
        $second = Markup::rows($stage->fetch('/customers?page=2')['body'], 'customer');
        $tap->same([50, 50], [count($first), count($second)], 'rows of a page');
        $tap->same([], array_intersect(array_column(array_column($first, 'data'), 'customer'), array_column(array_column($second, 'data'), 'customer')),
            'nobody twice');
        foreach (['?page=0', '?page=x', '?page=-1', '?page=99999999999999999999', '?state=asleep', '?segment=rich'] as $wrong) {
            $tap->same(404, $stage->fetch("/customers$wrong")['status'], $wrong);
        }
        $tap->same(200, $stage->fetch('/customers?page=999')['status'], 'a page behind the last');
    });

    $tap->test('HTML: balanced, labelled, nothing from elsewhere', static function () use ($tap, $stage): void {
        foreach ([...PAGES, '/nowhere'] as $path) {
            $tap->same([], Markup::faults($stage->fetch($path)['body']), $path);
        }
        $tap->true(Markup::faults('<!DOCTYPE html><html lang="en"><h1>a</h1><table><tr><th>b</tr></table></html>') !== [], 'faults are found');
    });

    $tap->test('headers: a policy, no sniffing, on every answer', static function () use ($tap, $stage): void {
        foreach ([['/', 'GET', 200], ['/customers/1', 'GET', 200], ['/nowhere', 'GET', 404], ['/', 'PUT', 405], ['/style.css', 'GET', 200],
            ['/customers/1/contacted', 'POST', 403], ['/due', 'HEAD', 200]] as [$path, $method, $status]) {
            $answer = $stage->fetch($path, $method, $method === 'POST' ? [] : null);
            $tap->same($status, $answer['status'], "$method $path");
            $tap->true(str_starts_with($answer['headers']['content-security-policy'][0] ?? '', "default-src 'none';"), "policy of $path");
            $tap->same(['nosniff'], $answer['headers']['x-content-type-options'] ?? null, $path);
            $tap->same([$path === '/style.css' ? 'text/css; charset=utf-8' : 'text/html; charset=utf-8'], $answer['headers']['content-type'], $path);
            $tap->true(!isset($answer['headers']['x-powered-by']), 'nothing about PHP');
        }
    });

    $tap->test('methods: HEAD is GET without a body, others are 405 and say what is allowed', static function () use ($tap, $stage): void {
        foreach (PAGES as $path) {
            $head = $stage->fetch($path, 'HEAD');
            $tap->same([200, ''], [$head['status'], $head['body']], $path);
            foreach (['POST', 'PUT', 'DELETE', 'PATCH'] as $method) {
                $answer = $stage->fetch($path, $method, []);
                $tap->same([405, ['GET, HEAD']], [$answer['status'], $answer['headers']['allow'] ?? null], "$method $path");
            }
        }
        foreach (['/language', '/customers/1/contacted'] as $path) {
            $answer = $stage->fetch($path);
            $tap->same([405, ['POST']], [$answer['status'], $answer['headers']['allow'] ?? null], $path);
        }
    });

    $tap->test('addresses that do not exist are 404', static function () use ($tap, $stage): void {
        foreach (['/nowhere', '/customers/', '/customers/0', '/customers/-1', '/customers/x', '/customers/01', '/customers/999999',
            '/customers/999999999999999999', '/customers/9999999999999999999', '/customers/1%0A', '/index.php', '/../src/Shop.php',
            '/%2e%2e/src/Shop.php', '/src/Shop.php', '/due/', '//', '/customers/1/contacted/x'] as $path) {
            $answer = $stage->fetch($path);
            $tap->same(404, $answer['status'], $path);
            $tap->true(!str_contains($answer['body'], '<?php'), $path);
        }
    });

    $tap->test('GET and HEAD change nothing in the database', static function () use ($tap, $stage): void {
        $before = $stage->checksum();
        foreach ([...PAGES, '/nowhere', '/style.css', '/language', '/customers/1/contacted', '/?language=de', '/customers/1?contacted=1'] as $path) {
            $stage->fetch($path);
            $stage->fetch($path, 'HEAD');
        }
        $tap->same($before, $stage->checksum(), 'checksum');
    });

    $tap->test('nightly: what does not add up, or is not known, stops it and leaves everything', static function () use ($tap, $stage, $database): void {
        $order = ['id', 'status', 'currency', 'type', 'total_amount', 'customer_id', 'date_created_gmt', 'parent_order_id'];
        $parent = $database->row("SELECT id, customer_id FROM wp_wc_orders WHERE type = 'shop_order' AND status = 'wc-completed' ORDER BY id");
        $wrong = [
            'The refunds do not add up' => ['wc-completed', 'EUR', 'shop_order_refund', '1.00', null, '2026-10-01 12:00:00', $parent['id']],
            'EUR and USD' => ['wc-completed', 'USD', 'shop_order', '1.00', 1, '2026-10-01 12:00:00', 0],
            'wc-strange' => ['wc-strange', 'EUR', 'shop_order', '1.00', 1, '2026-10-01 12:00:00', 0],
        ];
        foreach ($wrong as $message => $values) {
            $database->insert('wp_wc_orders', $order, [[900000, ...$values]]);
            $before = $stage->checksum();
            $night = $stage->run('nightly.php', '--as-of', '2026-10-30');
            $tap->same(1, $night['status'], $message);
            $tap->true(str_contains($night['out'], $message), "$night[out] says $message");
            $tap->same($before, $stage->checksum(), "$message: nothing changed");
            $database->query('DELETE FROM wp_wc_orders WHERE id = 900000');
        }
        $tap->same(0, $stage->run('nightly.php', '--as-of', '2026-10-30')['status'], 'without them it runs');
    });

    $tap->test('nightly: a failure in the middle of writing leaves everything', static function () use ($tap, $stage, $database): void {
        $before = $stage->checksum();
        $database->pdo->exec('CREATE TRIGGER stop BEFORE INSERT ON patron_cohort ' . ($database->driver === 'mysql'
            ? "FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the disk is full'"
            : "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"));
        $night = $stage->run('nightly.php', '--as-of', '2026-10-29');
        $tap->same(1, $night['status'], 'fails');
        $tap->true(str_contains($night['out'], 'the disk is full'), $night['out']);
        $tap->same($before, $stage->checksum(), 'nothing changed');
        $database->pdo->exec('DROP TRIGGER stop');
    });

    $tap->test('the web server logged no error', static function () use ($tap, $stage): void {
        $tap->same(0, preg_match('/PHP (Warning|Fatal|Notice|Deprecated)|Exception|Error:/', $stage->serverLog(), $found), $found[0] ?? '');
    });
};
