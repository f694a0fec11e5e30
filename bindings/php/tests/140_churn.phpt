--TEST--
Book::churn: states and why; who entered, who left
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$book = six();
$table = $book->churn('2024-03-31');
var_dump(get_class($table), get_class($table->rule()));
show($table->columns());
foreach ($table as $row) {
    echo get_class($row), ' ', $row->key, ' ', $row->state, ' ', $row->silence, ' ', $row->nextState, ' ',
        $row->nextDay?->format('Y-m-d'), ' ', round($row->valueAtRisk), "\n ", $row->reason(), "\n ",
            $row->reason('de'),
        "\n";
}
var_dump($table->reason(2, 'de') === $table->row(2)->reason('de'));
$early = $book->churn('2024-01-06');
show($early->column('state'));
show([$early->row(1)->reason(), $early->row(1)->cases, $early->row(1)->method]);
$few = $book->churn('2024-03-31', $table->rule(), columns: ['state'], first: 1, count: 1);
show($few);
var_dump($few->row(0)->reason() === $table->row(1)->reason());
var_dump($book->churn('2024-06-30')->row(0)->reason());

echo "-- entered and left\n";
$shop = shop();
$today = new DateTimeImmutable('2024-06-30');
$since = '2024-05-31';
$table = $shop->churn($today);
$was = $shop->churn($since, $table->rule());
$entered = $table->entered('slipping', since: $since);
show($entered->columns());
$expected = [];
foreach ($table as $number => $row) {
    $before = $was->row($number)->state;
    if ($row->state === 'slipping' && $before !== 'slipping') {
        $expected[$row->key] = [$before, $row->toArray()];
    }
}
$same = count($entered) === count($expected) && count($entered) > 0;
$last = INF;
foreach ($entered as $row) {
    [$before, $all] = $expected[$row->key];
    $same = $same && $row->fromState === $before && $row->toState === 'slipping' && $row->state === 'slipping'
        && in_array($row->change, ['silence', 'ordered', 'refunded'], true) && $row->valueAtRisk <= $last
        && array_diff_key($row->toArray(), ['fromState' => 1, 'toState' => 1, 'change' => 1]) == $all
        && $row->reason('de') === $table->reason($shop->find([$row->key])[0], 'de');
    $last = $row->valueAtRisk;
}
var_dump($same, get_class($entered->row(0)));
foreach ($shop->churn(asOf: $today)->entered('slipping', since: $since) as $row) {
    echo $row->key, ' ', $row->state, ' ', round($row->valueAtRisk), ' ', $row->reason('de'), "\n";
    break;
}
$left = $table->left(['on_track', 'slowing'], $since);
$changes = $shop->churnChanges($since, $today, $table->rule(), ['on_track', 'slowing'],
    [null, 'new', 'one_time_open', 'one_time_lost', 'slipping', 'lost', 'unknown']);
var_dump($left->column('customer') === $changes->column('customer'), $left->column('change')
    === $changes->column('reason'));
show($changes->columns());
var_dump($changes->row(0)->reason, get_class($changes->row(0)), count($table->entered(['new', null], $since)));
unset($shop, $table);
var_dump(strlen($left->row(0)->reason()) > 20);

echo "-- states of a shop\n";
$shop = shop();
$rule = $shop->churnRule('2024-06-30');
$states = $shop->churnStates('2024-06-30', $rule);
$counted = array_count_values(array_filter($shop->churn('2024-06-30', $rule)->column('state')));
foreach ($states as $state => $row) {
    if ($row['buyers'] !== ($counted[$state] ?? 0)) {
        echo "$state differs\n";
    }
}
$net = 0;
foreach ($shop->churn('2024-06-30', $rule) as $row) {
    $net += $row->state === null ? 0 : $row->net365;
}
var_dump($net === array_sum(array_column($states->toArray(), 1)));

echo "-- wrong\n";
$d = '2024-06-30';
$table = $shop->churn($d);
thrown(fn () => $table->entered('nope', $since));
thrown(fn () => $table->entered([], $since));
thrown(fn () => $table->entered([1], $since));
thrown(fn () => $table->entered(['new', 'one_time_open', 'one_time_lost', 'on_track', 'slowing', 'slipping', 'lost',
    'unknown', null], $since));
thrown(fn () => $table->entered('slipping', $d));
thrown(fn () => $table->left('slipping', '2025-01-01'));
thrown(fn () => $table->left('slipping', 'x'));
thrown(fn () => $table->reason(500));
thrown(fn () => $table->reason(0, 'fr'));
thrown(fn () => $table->row(0)->reason('DE'));
thrown(fn () => $shop->churn($d, $shop->rfmRule($d)));
thrown(fn () => $shop->churn($d, columns: ['nope']));
thrown(fn () => $shop->churn($d, first: 1, count: 120));
thrown(fn () => $shop->churnStates($d, $rule, group: [1]));
thrown(fn () => $shop->churnChanges($d, $d, $rule));
thrown(fn () => $shop->churnChanges($since, $d, $rule, 'nope'));
thrown(fn () => $shop->churnChanges($since, $d, $rule, null, [2]));
thrown(fn () => $shop->churnChanges($since, $d, $rule, mask: [true]));
$zero = (new Patron\Builder(zeroOrders: true))->addColumns([1], ['2024-01-05'], [0])->book();
thrown(fn () => $zero->churn($d, $rule));
?>
--EXPECT--
string(17) "Patron\ChurnTable"
string(16) "Patron\ChurnRule"
["customer","state","method","score","rho","horizon","pNow","pStart","cases","flags","scale","ratio","purchases","lastDay","silence","nextSilence","nextDay","nextState","net365","valueAtRisk"]
Patron\ChurnRow ann on_track 25 slowing 2024-05-25 0
 Ordered 3 times, about every 32 days; silent for 25 days (0.8 times as long). Of 6 comparable cases 95 % ordered again within 90 days; right after an order it was 92 %.
 Hat 3-mal bestellt, etwa alle 32 Tage; seit 25 Tagen still (0,8-mal so lang). Von 6 vergleichbaren Fällen bestellten 95 % in 90 Tagen wieder; direkt nach einer Bestellung waren es 92 %.
Patron\ChurnRow bob on_track 40 slowing 2024-05-19 0
 Ordered 2 times, about every 39 days; silent for 40 days (1.0 times as long). Of 3 comparable cases 90 % ordered again within 90 days; right after an order it was 88 %.
 Hat 2-mal bestellt, etwa alle 39 Tage; seit 40 Tagen still (1,0-mal so lang). Von 3 vergleichbaren Fällen bestellten 90 % in 90 Tagen wieder; direkt nach einer Bestellung waren es 88 %.
Patron\ChurnRow cid one_time_open 45 one_time_lost 2026-02-25 733
 Bought once, 45 days ago. Of 1 such customers 84 % ordered again within 90 days; right after the order it was 90 %.
 Hat einmal gekauft, vor 45 Tagen. Von 1 solchen Kunden bestellten 84 % in 90 Tagen wieder; direkt nach der Bestellung waren es 90 %.
bool(true)
["new",null,null]
["",null,null]
[{"customer":"bob","state":"on_track"}]
bool(true)
string(169) "Ordered 3 times, about every 32 days; silent for 116 days (3.6 times as long). Of 2 comparable cases 17 % ordered again within 90 days; right after an order it was 50 %."
-- entered and left
["customer","fromState","toState","change","state","method","score","rho","horizon","pNow","pStart","cases","flags","scale","ratio","purchases","lastDay","silence","nextSilence","nextDay","nextState","net365","valueAtRisk"]
bool(true)
string(15) "Patron\ChurnRow"
115 slipping 6894 Hat 8-mal bestellt, etwa alle 46 Tage; seit 59 Tagen still (1,3-mal so lang). Von 46 vergleichbaren Fällen bestellten 35 % in 90 Tagen wieder; direkt nach einer Bestellung waren es 83 %.
bool(true)
bool(true)
["customer","fromState","toState","reason","silence","net365","valueAtRisk","rho","score"]
string(7) "silence"
string(10) "Patron\Row"
int(0)
bool(true)
-- states of a shop
bool(true)
-- wrong
Patron\ArgumentException (states): states: 'nope' is no state
Patron\ArgumentException (states): states must name at least one
Patron\TypeException (states): states must be names of states, not int
Patron\ArgumentException (states): states must not be all there are
Patron\ArgumentException (since): from_day must lie before to_day (since)
Patron\ArgumentException (since): from_day must lie before to_day (since)
Patron\ArgumentException (since): since "x" is not a day of the form Y-m-d
Patron\RangeException (index): index 500 is not among 120 rows
Patron\ArgumentException (language): language must be 'en' or 'de', not 'fr'
Patron\ArgumentException (language): language must be 'en' or 'de', not 'DE'
TypeError: Patron\Book::churn(): Argument #2 ($rule) must be of type ?Patron\ChurnRule, Patron\RfmRule given
Patron\ArgumentException (columns): columns: there is no column 'nope'
Patron\RangeException (count): count 120 reaches beyond the 120 customers
Patron\ArgumentException (group): group has 1 values, the book has 120 customers
Patron\ArgumentException (fromDay): from_day must lie before to_day (fromDay)
Patron\ArgumentException (fromStates): fromStates: 'nope' is no state
Patron\TypeException (toStates): toStates must be names of states, not int
Patron\ArgumentException (mask): mask has 1 values, the book has 120 customers
Patron\MismatchException (rule): the rule was fitted on a book that counts orders and purchases differently
