--TEST--
The two sides of a shop: the nightly list of who slips away, and one customer's page by the saved rule
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$orders = [];
for ($customer = 1; $customer <= 90; $customer++) {
    $state = 31 * $customer;
    $day = chance($state, 200);
    for ($order = 2 + chance($state, 8); $order > 0 && $day < 366; $order--) {
        $orders[] = [$customer, gmdate('Y-m-d H:i:s', 1704067200 + 86400 * $day + 82800), sprintf('%d.%02d',
            10 + chance($state, 90),
            chance($state, 100)), chance($state, 12) ? 'wc-completed' : 'wc-cancelled'];
        $day += 10 + chance($state, 50);
    }
}
$orders[] = [0, '2024-05-01 10:00:00', '99.00', 'wc-completed'];
[$today, $yesterday] = ['2024-09-18', new DateTimeImmutable('2024-09-17 08:00', new DateTimeZone('Europe/Berlin'))];
$path = tempnam(sys_get_temp_dir(), 'patron');

/* nightly */
$b = new Patron\Builder(scale: 2, inputTimezone: 'UTC', timezone: 'Europe/Berlin', guestKeys: [0, '']);
$b->addRows((function () use ($orders) {
    yield from $orders;
})(), customer: 0, time: 1, amount: 2, kind: 3,
    kinds: ['wc-completed' => Patron\Kind::Sale, 'wc-cancelled' => Patron\Kind::Ignored]);
$book = $b->book();
file_put_contents($path, $book->churnRule(asOf: $today)->save());
foreach ($book->churn(asOf: $today)->entered('slipping', since: $yesterday) as $row) {
    echo $row->key, ' ', $row->fromState, ' -> ', $row->state, ', ', $row->reason('de'), ' ',
        round($row->valueAtRisk), "\n";
    echo $row->lastDay->format('c e'), ' ', json_encode($row->jsonSerialize()['lastDay']), "\n";
    $key = $row->key;
}

/* in a web request: the rule and this customer's own orders, nothing else */
$rule = Patron\ChurnRule::load(file_get_contents($path));
unlink($path);
$ownOrders = array_filter($orders, fn ($order) => $order[0] === $key && $order[3] === 'wc-completed');
$one = (new Patron\Builder(scale: 2, inputTimezone: 'UTC', timezone: 'Europe/Berlin'))
    ->addRows($ownOrders, customer: 0, time: 1, amount: 2)->book();
echo $one->churn(asOf: $today, rule: $rule)->row(0)->reason('de'), "\n";
var_dump(count($one), $one->churn(asOf: $today, rule: $rule)->row(0)->toArray()
    == $book->churn(asOf: $today, rule: $rule)->row($book->find([$key])[0])->toArray());
?>
--EXPECT--
21 slowing -> slipping, Hat 4-mal bestellt, etwa alle 41 Tage; seit 109 Tagen still (2,7-mal so lang). Länger still als fast alle, die wiederkamen. 12399
2024-06-01T00:00:00+02:00 Europe/Berlin "2024-06-01"
28 slowing -> slipping, Hat 4-mal bestellt, etwa alle 25 Tage; seit 76 Tagen still (3,1-mal so lang). Länger still als fast alle, die wiederkamen. 11132
2024-07-04T00:00:00+02:00 Europe/Berlin "2024-07-04"
Hat 4-mal bestellt, etwa alle 25 Tage; seit 76 Tagen still (3,1-mal so lang). Länger still als fast alle, die wiederkamen.
int(1)
bool(true)
