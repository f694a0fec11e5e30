<?php

/** Every request comes here:  php -S localhost:8080 public/index.php */

declare(strict_types=1);

namespace Storefront;

function e(string|int|null $text): string
{
    return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

// The form's token is the cookie's: another site can make a browser send the cookie, but cannot read it.
$language = $_COOKIE['language'] ?? null;
if (!is_string($language) || !in_array($language, ['en', 'de'], true)) {
    $language = str_starts_with(strtolower($_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? ''), 'de') ? 'de' : 'en';
}
$token = $_COOKIE['token'] ?? '';
$known = is_string($token) && preg_match('/^[0-9a-f]{32}$/D', $token);
if (!$known) {
    $token = bin2hex(random_bytes(16));
}
try {
    require __DIR__ . '/../src/bootstrap.php';
    $settings = Settings::fromEnvironment();
    $method = $_SERVER['REQUEST_METHOD'];
    $path = rawurldecode(explode('?', $_SERVER['REQUEST_URI'], 2)[0]);
    $response = (new Pages(Database::open($settings), $settings->zone(), $language, $known || $method !== 'POST' ? $token : '',
        $_GET, $_POST))->answer($method, $path);
} catch (\Throwable $failure) {
    error_log((string) $failure);
    $response = new Response(500, (new View($language, $token))->page('message', (new View($language, $token))->text('failed_title'),
        ['text' => (new View($language, $token))->text('failed')]));
}
if (!$known) {
    setcookie('token', $token, ['path' => '/', 'httponly' => true, 'samesite' => 'Strict']);
}
$response->send();
