<?php
// The example shop for the PHP programs of these pages: reads shop.csv (of patron-generate) and makes a book.

use Patron\Builder;
use Patron\Kind;

$asOf = '2026-10-31'; // the last day of the data
$kinds = ['completed' => Kind::Sale, 'renewal' => Kind::Renewal, 'refund' => Kind::Refund, 'cancelled' => Kind::Ignored];

$rows = (function () {
    $file = new SplFileObject('shop.csv');
    $names = $file->fgetcsv(escape: '');
    while (!$file->eof() && count($fields = $file->fgetcsv(escape: '')) === count($names)) {
        $row = array_combine($names, $fields);
        // The export has no costs: let goods cost 55 % of the list price, and shipping what it is charged for.
        $cents = (int) str_replace('.', '', $row['total']);
        $listed = $cents + (int) str_replace('.', '', $row['discount']);
        $row['cost'] = $cents <= 0 ? 0 : ($row['sku'] === '' ? $cents : intdiv($listed * 55, 100));
        $row['created_at'] = substr($row['created_at'], 0, 10);
        $row['quantity'] = (int) $row['quantity'];
        foreach (['coupon', 'campaign', 'channel', 'sku', 'category'] as $name) {
            $row[$name] = $row[$name] === '' ? null : $row[$name];
        }
        yield $row;
    }
})();

$book = (new Builder(scale: 2))->addRows($rows, customer: 'customer_id', time: 'created_at', amount: 'total',
    order: 'order_id', product: 'sku', category: 'category', quantity: 'quantity', discount: 'discount', cost: 'cost',
    kind: 'status', labels: ['coupon' => 'coupon', 'campaign' => 'campaign', 'channel' => 'channel'], kinds: $kinds)
    ->book();
