<?php

/**
 * Runs the example in a web server of its own and looks at what it answers.
 *
 *   STOREFRONT_EXTENSION   path of patron.so
 *   STOREFRONT_ORDERS      CSV that patron-generate wrote
 *   PATRON_DSN …           empty: SQLite; else a MariaDB server, on which databases storefront_test_… are made and dropped
 */

declare(strict_types=1);

namespace Storefront\Tests;

require __DIR__ . '/../src/bootstrap.php';

foreach (['Tap', 'Skipped', 'Stage', 'Markup'] as $class) {
    require __DIR__ . "/$class.php";
}
const PAGES = ['/', '/customers', '/customers?page=2', '/customers?state=slipping', '/customers?segment=lost', '/customers?q=a',
    '/customers/1', '/customers/2', '/due', '/slipping'];

$tap = new Tap();
foreach (['filled', 'customer', 'forms', 'hostile', 'empty'] as $part) {
    echo "# $part\n";
    $stage = new Stage($part);
    try {
        (require __DIR__ . "/$part.php")($tap, $stage);
    } finally {
        $stage->close();
    }
}
exit($tap->close());
