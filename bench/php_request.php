<?php

/* Microseconds of a web request in PHP: load the night's rules, take one customer's 20 orders, and say its churn state,
 * what it will soon need, and its segment.
 *
 *     php bench/php_request.php [--quick] */

require __DIR__ . '/php_support.php';

use Patron\{Book, Builder, ChurnRule, ReplenishmentRule, RfmRule, TimeUnit};

$small = quick();
$shop = shop($small ? 2000 : 20000, $small ? 400 : 4000);
$book = (new Builder(timeUnit: TimeUnit::Day))
    ->addColumns($shop['customer'], $shop['day'], $shop['amount'], product: $shop['product'])->book();
$churn_bytes = $book->churnRule(AS_OF)->save();
$rfm_bytes = $book->rfmRule(AS_OF)->save();
$due_bytes = $book->replenishmentRule(AS_OF)->save();
$churn_rule = ChurnRule::load($churn_bytes);
$rfm_rule = RfmRule::load($rfm_bytes);
$due_rule = ReplenishmentRule::load($due_bytes);

$own = [];
$orders = shop(20, 1);
foreach ($orders['day'] as $row => $day) {
    $own[] = ['customer' => 1, 'day' => gmdate('Y-m-d H:i:s', 86400 * $day + 43200), 'product' => $orders['product'][$row],
        'amount' => sprintf('%d.%02d', intdiv($orders['amount'][$row], 100), $orders['amount'][$row] % 100)];
}
$one = fn (): Book => (new Builder(scale: 2))
    ->addRows($own, customer: 'customer', time: 'day', amount: 'amount', product: 'product')->book();
$kept = $one();

$churn = fn (Book $book, ChurnRule $rule) => $book->churn(AS_OF, rule: $rule)->row(0)->state;
$reason = fn (Book $book, ChurnRule $rule) => $book->churn(AS_OF, rule: $rule)->row(0)->reason();
$segment = fn (Book $book, RfmRule $rule) => $book->rfm(AS_OF, rule: $rule)->row(0)->segment;
$due = function (Book $book, ReplenishmentRule $rule) {
    $products = [];
    foreach ($book->replenishment(AS_OF, rule: $rule, within: 7) as $row) {
        $products[] = $row->product;
    }
    return $products;
};
$request = fn () => [$reason($one_book = $one(), ChurnRule::load($churn_bytes)),
    $due($one_book, ReplenishmentRule::load($due_bytes)), $segment($one_book, RfmRule::load($rfm_bytes))];

[$sentence, $products, $name] = $request();
must($sentence !== '' && is_array($products) && is_string($name) && is_string($churn($kept, $churn_rule)), 'the request');
must(count($kept) === 1 && $kept->totals(AS_OF)->orders === 20, 'the own orders');

$times = $small ? 20 : 2000;
$mean = function (callable $work) use ($times): string {
    return sprintf('%.1f', best(7, function () use ($work, $times) {
        for ($time = 0; $time < $times; $time++) {
            $work();
        }
    }) / $times / 1000);
};
table('microseconds, ' . which(), [
    'load the churn rule' => $mean(fn () => ChurnRule::load($churn_bytes)),
    'load the RFM rule' => $mean(fn () => RfmRule::load($rfm_bytes)),
    'load the replenishment rule' => $mean(fn () => ReplenishmentRule::load($due_bytes)),
    'book of 20 orders, from rows of texts' => $mean($one),
    'churn state' => $mean(fn () => $churn($kept, $churn_rule)),
    'churn state with its reason' => $mean(fn () => $reason($kept, $churn_rule)),
    'segment' => $mean(fn () => $segment($kept, $rfm_rule)),
    'due products' => $mean(fn () => $due($kept, $due_rule)),
    'the request: rules, book, churn, due, segment' => $mean($request),
]);
