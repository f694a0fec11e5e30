<?php

/** Forms: only a POST with the token of the browser's own cookie changes anything. Both languages. */

declare(strict_types=1);

namespace Storefront\Tests;

return static function (Tap $tap, Stage $stage): void {
    $database = $stage->database;
    foreach ([['fill.php', getenv('STOREFRONT_ORDERS')], ['nightly.php', '--as-of', '2026-10-31']] as $arguments) {
        $done = $stage->run(...$arguments);
        if ($done['status'] !== 0) {
            throw new \RuntimeException($done['out']);
        }
    }
    $token = static function () use ($stage): string {
        preg_match('/name="token" value="([0-9a-f]{32})"/', $stage->fetch('/customers/1')['body'], $found);
        return $found[1];
    };

    $tap->test('a POST without the right token changes nothing', static function () use ($tap, $stage, $token): void {
        $right = $token();
        $before = $stage->checksum();
        $wrong = ['none' => [], 'empty' => ['token' => ''], 'another' => ['token' => str_repeat('0', 32)], 'a list' => ['token' => [$right]]];
        foreach ($wrong as $name => $form) {
            $tap->same(403, $stage->fetch('/customers/1/contacted', 'POST', $form)['status'], $name);
            $tap->same(403, $stage->fetch('/language', 'POST', $form + ['language' => 'de'])['status'], $name);
        }
        $stage->cookies = [];
        $tap->same(403, $stage->fetch('/customers/1/contacted', 'POST', ['token' => $right])['status'], 'without the cookie');
        $stage->cookies = ['token' => '', 'language' => 'en'];
        $tap->same(403, $stage->fetch('/customers/1/contacted', 'POST', ['token' => ''])['status'], 'both empty');
        $stage->cookies = [];
        $tap->same($before, $stage->checksum(), 'nothing changed');
    });

    $tap->test('the token\'s cookie stays with this site', static function () use ($tap, $stage): void {
        $stage->cookies = [];
        $cookie = $stage->fetch('/')['headers']['set-cookie'][0];
        $tap->true(str_contains($cookie, 'HttpOnly') && str_contains($cookie, 'SameSite=Strict'), $cookie);
        $tap->true(!isset($stage->fetch('/')['headers']['set-cookie']), 'set once');
    });

    $tap->test('marking a customer as contacted', static function () use ($tap, $stage, $database, $token): void {
        $answer = $stage->fetch('/customers/1/contacted', 'POST', ['token' => $token()]);
        $tap->same([303, ['/customers/1']], [$answer['status'], $answer['headers']['location'] ?? null], 'goes back to the page');
        $tap->same([1], $database->query('SELECT customer_id FROM patron_contact')->fetchAll(\PDO::FETCH_COLUMN), 'one row');
        $tap->true(isset(Markup::fields($stage->fetch('/customers/1')['body'])['contacted']), 'shown');
        $stage->fetch('/customers/1/contacted', 'POST', ['token' => $token()]);
        $tap->same(1, $database->value('SELECT COUNT(*) FROM patron_contact'), 'still one row');
        $tap->same(404, $stage->fetch('/customers/777777/contacted', 'POST', ['token' => $token()])['status'], 'an unknown customer');
        $tap->same(1, $database->value('SELECT COUNT(*) FROM patron_contact'), 'and no row');
    });

    $tap->test('the next nightly run keeps who was contacted', static function () use ($tap, $stage, $database): void {
        $tap->same(0, $stage->run('nightly.php', '--as-of', '2026-10-31')['status'], 'runs');
        $tap->same(1, $database->value('SELECT COUNT(*) FROM patron_contact'), 'one row');
    });

    $tap->test('language: by form, by cookie, by the browser\'s wish', static function () use ($tap, $stage, $token): void {
        $is = static fn (string $html, string $language): bool => str_contains($html, "<html lang=\"$language\">");
        $stage->cookies = [];
        $tap->true($is($stage->fetch('/')['body'], 'en'), 'English');
        $tap->true($is($stage->fetch('/', headers: ['Accept-Language: de-AT,de;q=0.9'])['body'], 'de'), 'what the browser asks for');
        $tap->true($is($stage->fetch('/', headers: ['Accept-Language: fr'])['body'], 'en'), 'an unknown wish');
        $tap->same(404, $stage->fetch('/language', 'POST', ['token' => $token(), 'language' => 'xx'])['status'], 'an unknown language');
        $tap->same(404, $stage->fetch('/language', 'POST', ['token' => $token(), 'language' => ['de']])['status'], 'a list');
        $tap->same(303, $stage->fetch('/language', 'POST', ['token' => $token(), 'language' => 'de'])['status'], 'German');
        $tap->true($is($stage->fetch('/')['body'], 'de'), 'German from now on');
        $stage->cookies['language'] = '../../etc/passwd';
        $tap->true($is($stage->fetch('/')['body'], 'en'), 'a strange cookie');
    });

    $tap->test('every page in German: its words, numbers, days and reasons', static function () use ($tap, $stage, $database): void {
        $stage->cookies['language'] = 'de';
        $german = ['/' => 'Zustände', '/customers' => 'Kunden', '/due' => 'Diese Woche fällig', '/slipping' => 'Neu entgleitend',
            '/customers/1' => 'Nächste fällige Produkte', '/nowhere' => 'Nicht gefunden'];
        foreach ($german as $path => $words) {
            $html = $stage->fetch($path)['body'];
            $tap->true(str_contains($html, $words), "$path: $words");
            $tap->same([], Markup::faults($html), $path);
        }
        $tap->true(str_contains($stage->fetch('/')['body'], '31.10.2026'), 'a day');
        $tap->same(1, preg_match('/^\d{1,3}(\.\d{3})*,\d\d\x{a0}EUR$/u', Markup::fields($stage->fetch('/')['body'])['net']), 'an amount');
        $row = $database->row("SELECT customer_id, reason_de FROM patron_customer WHERE state = 'slipping' ORDER BY customer_id");
        $html = $stage->fetch("/customers/$row[customer_id]")['body'];
        $tap->same($row['reason_de'], Markup::fields($html)['reason'], 'a reason');
        $tap->true(str_contains($html, \Patron\state_name('slipping', 'de')), 'a state');
    });

    $tap->test('both languages have the same texts, and every one is used', static function () use ($tap): void {
        $texts = require __DIR__ . '/../src/texts.php';
        $tap->same(array_keys($texts['en']), array_keys($texts['de']), 'keys');
        foreach (array_diff(array_keys(\Storefront\Shop::KINDS), ['renewal']) as $status) {
            $tap->true(isset($texts['en']["status_$status"]), "$status has a name");
        }
        $code = '';
        foreach ([...glob(__DIR__ . '/../templates/*.php'), ...glob(__DIR__ . '/../src/[A-Z]*.php'), __DIR__ . '/../public/index.php'] as $file) {
            $code .= file_get_contents($file);
        }
        foreach ($texts['en'] as $key => $text) {
            $tap->same(substr_count($text, '%'), substr_count($texts['de'][$key], '%'), "places in $key");
            $used = preg_match('/^(status|level)_/', $key) || preg_match("/'" . preg_quote(preg_replace('/_title$/', '', $key)) . "'/", $code);
            $tap->true((bool) $used, "$key is used");
        }
    });
};
