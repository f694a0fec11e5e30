<?php

/** What strangers type: names with markup, parameters with SQL. */

declare(strict_types=1);

namespace Storefront\Tests;

return static function (Tap $tap, Stage $stage): void {
    $database = $stage->database;
    $done = $stage->run('fill.php', getenv('STOREFRONT_ORDERS'));
    if ($done['status'] !== 0) {
        throw new \RuntimeException($done['out']);
    }
    $script = '<script>alert(1)</script>';
    $quote = "\"><img src=x onerror='alert(1)'>&amp;";
    $database->query('UPDATE wp_users SET display_name = ? , user_email = ?', [$script, $quote]);
    $database->query('UPDATE wp_posts SET post_title = ?', [$quote . $script]);
    $database->query('UPDATE wp_woocommerce_order_items SET order_item_name = ?', [$script . $quote]);
    $database->query("UPDATE wp_users SET display_name = ? WHERE ID = 2", ["Robert'); DROP TABLE patron_customer;-- 50%_!"]);
    $done = $stage->run('nightly.php', '--as-of', '2026-10-31');
    if ($done['status'] !== 0) {
        throw new \RuntimeException($done['out']);
    }

    $tap->test('names of customers and products come out escaped', static function () use ($tap, $stage, $database, $script): void {
        $due = $database->value('SELECT MIN(customer_id) FROM patron_due');
        $seen = 0;
        foreach (['/', '/customers', '/due', '/slipping', "/customers/$due", '/customers/1', '/customers/2', '/customers?q=%3Cscript%3E'] as $path) {
            $html = $stage->fetch($path)['body'];
            $tap->true(!str_contains($html, '<script') && !str_contains($html, '<img'), "no markup of others in $path");
            $tap->same([], Markup::faults($html), $path);
            $seen += substr_count($html, htmlspecialchars($script));
        }
        $tap->true($seen > 100, 'but the names are there');
    });

    $tap->test('what was typed comes back escaped', static function () use ($tap, $stage): void {
        foreach (['"><script>alert(1)</script>', "' onfocus='alert(1)", '</title><script>'] as $text) {
            $page = $stage->fetch('/customers?q=' . rawurlencode($text));
            $tap->same(200, $page['status'], $text);
            $tap->same([], Markup::faults($page['body']), $text);
            $tap->true(str_contains($page['body'], 'value="' . htmlspecialchars($text, ENT_QUOTES | ENT_HTML5) . '"'), 'it is there');
            $missing = $stage->fetch('/' . rawurlencode($text));
            $tap->same([404, []], [$missing['status'], Markup::faults($missing['body'])], $text);
        }
    });

    $tap->test('SQL in parameters is only text', static function () use ($tap, $stage): void {
        $before = $stage->checksum();
        $found = static fn (string $text): int => count(Markup::rows($stage->fetch('/customers?q=' . rawurlencode($text))['body'], 'customer'));
        $tap->same(1, $found("Robert'); DROP TABLE"), 'a quote is a letter');
        $tap->same(1, $found('50%_!'), 'so are the signs of LIKE');
        $tap->same([0, 0, 0, 0], array_map($found, ["' OR '1'='1", "x' UNION SELECT 1,2,3,4,5,6,7,8,9,10,11 --", '_%_%_', '%%%']), 'nothing is found');
        foreach (["slipping' OR '1'='1", "' OR 1=1 --", 'slipping;', 'SLIPPING', 'slipping '] as $text) {
            $tap->same(404, $stage->fetch('/customers?state=' . rawurlencode($text))['status'], $text);
            $tap->same(404, $stage->fetch('/customers?segment=' . rawurlencode($text))['status'], $text);
        }
        foreach (["1'", '1%20OR%201=1', '1;DROP%20TABLE%20wp_users', "1'--", '1e3', '0x10'] as $text) {
            $tap->same(404, $stage->fetch("/customers/$text")['status'], $text);
        }
        $tap->same($before, $stage->checksum(), 'nothing changed');
    });

    $tap->test('parameters that are no text are 404', static function () use ($tap, $stage): void {
        foreach (['q[]=x', 'state[a]=b', 'page[]=1', 'q=%FF%FE', 'q=a%00b', 'segment[]='] as $query) {
            $tap->same(404, $stage->fetch("/customers?$query")['status'], $query);
        }
        foreach (['token[]=x', 'language[]=de'] as $cookie) {
            $tap->same(200, $stage->fetch('/', headers: ["Cookie: $cookie"])['status'], $cookie);
        }
    });

    $tap->test('templates print nothing without e()', static function () use ($tap): void {
        foreach (glob(__DIR__ . '/../templates/*.php') as $file) {
            $code = file_get_contents($file);
            preg_match_all('/<\?=(?! e\().*?\?>/', $code, $plain);
            $tap->same(basename($file) === 'layout.php' ? ['<?= $content ?>'] : [], $plain[0], basename($file));
            $tap->true(!preg_match('/\b(echo|print|printf)\b/', $code), basename($file));
        }
    });

    $tap->test('the web server logged no error', static function () use ($tap, $stage): void {
        $tap->same(0, preg_match('/PHP (Warning|Fatal|Notice|Deprecated)|Exception|Error:/', $stage->serverLog(), $found), $found[0] ?? '');
    });
};
