--TEST--
Book::valueConcentration, orderValues, lifetimeValue, revenueTree and payback
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/rooms.inc';
$book = six();
$d = '2024-03-31';
// Nets: 9900, 7700, 3600. The top 20 % of three are one, the top half two.
$table = $book->valueConcentration($d, shares: [2000, 5000]);
lines($table);
say([$table->gini, $table->buyers, $table->net, $table->negative, $table->negativeNet]);
lines($book->valueConcentration($d, shares: [10000], windowDays: 30, group: [1, 2, 2])->get(2));
lines($book->valueConcentration('2023-01-01', shares: [5000]));
var_dump($book->valueConcentration('2023-01-01')->gini, count($book->valueConcentration($d)));

echo "-- order values\n";
$table = $book->orderValues($d, quantiles: [2500, 5000], thresholds: [2500, 5000]);
lines($table);
say([$table->orders, $table->value, $table->aov]);
lines($table->thresholds);
show(count($book->orderValues($d)->thresholds));
lines($book->orderValues('2023-01-01', quantiles: [5000]));
var_dump($book->orderValues('2023-01-01')->aov);
lines($book->orderValues($d, quantiles: [5000], mask: [false, false, true], sales: true));
show($book->orderValues($d, group: ['a', 'b', 'a'], thresholds: [2600])->get('a')->thresholds->row(0)->below);
$guest = (new Patron\Builder())->addColumns([1, null], ['2024-01-05', '2024-01-06'], [100, 300])->book();
show([$guest->orderValues($d)->value, $guest->orderValues($d, guests: true)->value]);

echo "-- lifetime\n";
say($book->lifetimeValue($d, years: 1, margin: 0.5));
say($book->lifetimeValue('2023-01-01'));
say($book->lifetimeValue($d, group: [1, 1, null])->get(1)->orders);
$cost = (new Patron\Builder())->addColumns([1, 1], ['2024-01-05', '2024-01-15'], [1000, 1000], cost: [250, 250])->book();
say([$cost->lifetimeValue($d)->cost, $cost->lifetimeValue($d)->margin]);

echo "-- revenue\n";
$tree = $book->revenueTree($d, ['2024-01-01', '2024-01-31'], ['2024-02-01', '2024-02-29']);
lines($tree);
show($tree->change);
lines($book->revenueTree($d, ['2024-01-01', '2024-01-31'], ['2024-02-01', '2024-02-29'], group: ['a', 'a', 'b'])
    ->get('b'), 'part', 'netBefore', 'netAfter', 'change');

echo "-- payback\n";
$cohorts = $book->cohorts($d, periods: 3);
$table = Patron\payback($cohorts, ['2024-02' => 12000, '2024-01' => 8000]);
lines($table);
show([$table->of, count(Patron\payback($cohorts, []))]);
lines(Patron\payback($cohorts, ['(all)' => 1, '(none)' => 0], 'netTo'), 'cohort', 'state', 'payback', 'ratio');
show(Patron\payback($cost->cohorts($d), ['2024-01' => 10])->of);
lines(Patron\payback($book->cohorts($d, brackets: [1, 2]), ['2024-01' => 3000]), 'payback', 'column');
lines(Patron\payback(six()->cohorts($d, by: 'product'), ['tea' => 100]), 'cohort', 'cost', 'cac');

echo "-- wrong\n";
thrown(fn () => $book->valueConcentration($d, shares: []));
thrown(fn () => $book->valueConcentration($d, shares: [0]));
thrown(fn () => $book->valueConcentration($d, shares: [0.5]));
thrown(fn () => $book->valueConcentration($d, windowDays: 0));
thrown(fn () => $book->valueConcentration($d, group: [1]));
thrown(fn () => $book->orderValues($d, quantiles: [10001]));
thrown(fn () => $book->orderValues($d, quantiles: range(0, 100)));
thrown(fn () => $book->orderValues($d, thresholds: range(0, 100)));
thrown(fn () => $book->orderValues($d, thresholds: ['1']));
thrown(fn () => $book->orderValues($d, guests: true, mask: [1, 1, 1]));
thrown(fn () => $book->orderValues($d, confidence: -1));
thrown(fn () => $book->lifetimeValue($d, years: 0));
thrown(fn () => $book->lifetimeValue($d, years: NAN));
thrown(fn () => $book->lifetimeValue($d, margin: 0));
thrown(fn () => $book->lifetimeValue($d, margin: 1.5));
thrown(fn () => $book->lifetimeValue($d, first: 5));
thrown(fn () => $book->revenueTree($d, ['2024-01-01'], ['2024-02-01', '2024-02-29']));
thrown(fn () => $book->revenueTree($d, ['2024-01-31', '2024-01-01'], ['2024-02-01', '2024-02-29']));
thrown(fn () => $book->revenueTree($d, ['2024-01-01', '2024-01-31'], ['2024-02-01', '2024-04-29']));
thrown(fn () => $book->revenueTree($d, ['2024-01-01', '2024-01-31'], ['x', '2024-02-29']));
thrown(fn () => Patron\payback($cohorts, ['1999-01' => 1]));
thrown(fn () => Patron\payback($cohorts, ['2024-01' => 1.5]));
thrown(fn () => Patron\payback($cohorts, ['2024-01' => -1]));
thrown(fn () => Patron\payback($cohorts, ['2024-01' => 1], 'marginTo'));
thrown(fn () => Patron\payback($cohorts, ['2024-01' => 1], 'x'));
thrown(fn () => Patron\payback($book, []));
?>
--EXPECT--
{"top":0.2,"buyers":1,"net":9900,"share":0.466981,"multiple":1.400943,"restMultiple":1.752212}
{"top":0.5,"buyers":2,"net":17600,"share":0.830189,"multiple":1.245283,"restMultiple":2.444444}
[0.198113,3,21200,0,0]
{"top":1,"buyers":2,"net":0,"share":null,"multiple":null,"restMultiple":null}
{"top":0.5,"buyers":0,"net":0,"share":null,"multiple":null,"restMultiple":null}
NULL
int(5)
-- order values
{"quantile":0.25,"value":1975}
{"quantile":0.5,"value":2500}
[6,21200,3533.333333]
{"threshold":2500,"orders":6,"below":2,"rate":0.333333,"low":0.096771,"high":0.700007,"belowValue":3600}
{"threshold":5000,"orders":6,"below":5,"rate":0.833333,"low":0.436497,"high":0.969947,"belowValue":11300}
0
{"quantile":0.5,"value":null}
NULL
{"quantile":0.5,"value":9900}
2
[100,400]
-- lifetime
{"buyers":3,"orders":6,"firstOrders":3,"netCounted":21200,"exposureDays":214,"cost":null,"years":1,"margin":0.5,"aov":3533.333333,"frequency":10.233645,"repeatFrequency":5.116822,"value":18079.439252,"valueNew":10806.386293}
{"buyers":0,"orders":0,"firstOrders":0,"netCounted":0,"exposureDays":0,"cost":null,"years":3,"margin":1,"aov":null,"frequency":null,"repeatFrequency":null,"value":null,"valueNew":null}
5
[500,0.75]
-- revenue
{"part":"new","buyersBefore":2,"ordersBefore":2,"netBefore":4300,"buyersAfter":1,"ordersAfter":1,"netAfter":9900,"change":5600,"byBuyers":-4654.673646,"byFrequency":0,"byValue":10254.673646}
{"part":"returning","buyersBefore":0,"ordersBefore":0,"netBefore":0,"buyersAfter":2,"ordersAfter":2,"netAfter":4500,"change":4500,"byBuyers":4500,"byFrequency":0,"byValue":0}
{"part":"uncounted","buyersBefore":null,"ordersBefore":null,"netBefore":0,"buyersAfter":null,"ordersAfter":null,"netAfter":0,"change":0,"byBuyers":null,"byFrequency":null,"byValue":null}
{"part":"unmatched","buyersBefore":null,"ordersBefore":null,"netBefore":0,"buyersAfter":null,"ordersAfter":null,"netAfter":0,"change":0,"byBuyers":null,"byFrequency":null,"byValue":null}
{"part":"guests","buyersBefore":null,"ordersBefore":0,"netBefore":0,"buyersAfter":null,"ordersAfter":0,"netAfter":0,"change":0,"byBuyers":null,"byFrequency":null,"byValue":null}
10100
["new",0,9900,9900]
["returning",0,0,0]
["uncounted",0,0,0]
["unmatched",0,0,0]
-- payback
{"cohort":"2024-01","buyers":2,"cost":8000,"state":"paid","payback":1,"column":2,"cac":4000,"ltv":5650,"ratio":1.4125}
{"cohort":"2024-02","buyers":1,"cost":12000,"state":"open","payback":null,"column":1,"cac":12000,"ltv":9900,"ratio":0.825}
["netTo",0]
["(none)","empty",null,null]
["(all)","paid",0,18700]
"marginTo"
[0,1]
["tea",100,50]
-- wrong
Patron\ArgumentException (shares): shares must not be empty
Patron\ArgumentException (shares): options: share 0 is outside 1..10000 (shares)
Patron\TypeException (shares): shares must hold whole numbers, not float (row 0)
Patron\ArgumentException (windowDays): windowDays must be 1 or more
Patron\ArgumentException (group): group has 1 values, the book has 3 customers
Patron\ArgumentException (quantiles): options: quantile 10001 is outside 0..10000 (quantiles)
Patron\ArgumentException (quantiles): options: quantile_count is outside 0..100, or quantiles is NULL
Patron\ArgumentException (thresholds): options: threshold_count is outside 0..100, or thresholds is NULL
Patron\TypeException (thresholds): thresholds must hold whole numbers, not string (row 0)
Patron\ArgumentException (guests): options: guests are in no mask or group
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (years): years must be more than 0
Patron\ArgumentException (years): years must be more than 0
Patron\ArgumentException (margin): margin must be more than 0
Patron\ArgumentException (margin): margin is outside 0..1
Patron\RangeException (first): first 5 is not one of 3 customers
Patron\ArgumentException (before): before must be a list of a first and a last day
Patron\ArgumentException (before): before ends before it begins
Patron\RangeException (after): to is later than as_of (after)
Patron\ArgumentException (after): after "x" is not a day of the form Y-m-d
Patron\ArgumentException (costs): costs: a cohort that is not there
Patron\TypeException (costs): costs must be whole minor units, not float
Patron\ArgumentException (costs): a cost is below 0 (costs, row 0)
Patron\ArgumentException (of): of 'marginTo' is none of these cohorts' marginTo, netTo
Patron\ArgumentException (of): of 'x' is none of these cohorts' marginTo, netTo
TypeError: Patron\payback(): Argument #1 ($cohorts) must be of type Patron\Cohorts, Patron\Book given
