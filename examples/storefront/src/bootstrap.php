<?php

declare(strict_types=1);

namespace Storefront;

error_reporting(E_ALL);
ini_set('display_errors', PHP_SAPI === 'cli' ? 'stderr' : '0');
ini_set('log_errors', PHP_SAPI === 'cli' ? '0' : '1');

// Every warning is an error: nothing goes on with half a result.
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    if (!(error_reporting() & $level)) {
        return false; // silenced by @
    }
    throw new \ErrorException($message, 0, $level, $file, $line);
});

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Storefront\\')) {
        require __DIR__ . '/' . str_replace('\\', '/', substr($class, 11)) . '.php';
    }
});

if (!extension_loaded('patron')) {
    throw new \RuntimeException('The PHP extension "patron" is not loaded: see bindings/php, or run php -d extension=…/patron.so');
}
