--TEST--
Book::cohorts: rows, columns, counts, groups, bad input
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\Period;

require __DIR__ . '/shop.inc';
$cohorts = six()->cohorts('2024-03-31', periods: 3);
show($cohorts->rows());
show($cohorts->columns());
show($cohorts->names());
show($cohorts->sizes());
show($cohorts->outside());
show($cohorts->matrix('net'));
show($cohorts->matrix('net', cumulative: true)->row('(all)'));
show($cohorts->matrix('nth', 2));

$shop = shop();
$day = '2024-12-31';
show($shop->cohorts($day)->names());
foreach ([['by' => 'product'], ['by' => 'category', 'limit' => 1], ['by' => 'coupon'], ['by' => 'depth'],
        ['by' => 'depth', 'edges' => [50, 1250, 1255, 10000]], ['by' => 'product', 'keys' => ['p3', 'p1', 'nope']],
        ['period' => Period::Year], ['period' => Period::Year, 'firstMonth' => 4], ['period' => Period::Quarter],
        ['period' => Period::Week, 'weekStart' => 6, 'mask' => array_map(fn ($n) => $n < 9, range(0,
            119))]] as $options) {
    $rows = $shop->cohorts($day, ...$options)->rows();
    show(count($rows) > 12 ? array_slice($rows, 0, 3) : $rows);
}
show($shop->cohorts($day, brackets: [1, 4, 5, 13])->columns());
show($shop->cohorts($day, brackets: [1])->columns());
show($shop->cohorts($day, windowDays: 30, periods: 4)->matrix('purchases')->row('(all)'));
$keyed = (new Patron\Builder())->addColumns([1, 2], ['2024-01-05', '2024-01-06'], [100, 200], product: [7, 9])->book();
show($keyed->cohorts('2024-01-31', by: 'product', keys: [9, '7'])->rows());

$cohorts = $shop->cohorts($day, sequence: 4);
$totals = $shop->totals($day);
$all = $cohorts->matrix('net')->row('(all)');
$outside = $cohorts->outside();
var_dump(array_sum($all) + $outside->unknownBirthNet + $outside->notBuyersNet === $totals->netCustomers);
var_dump(array_sum($cohorts->matrix('nth', 4)->row('(all)')) < array_sum($cohorts->matrix('nth')->row('(all)')));
$parts = array_map(fn ($range) => $shop->cohorts($day, by: 'coupon', first: $range[0], count: $range[1])
    ->matrix('orders')->row('(all)'), [[0, 40], [40, 80]]);
$whole = $shop->cohorts($day, by: 'coupon')->matrix('orders')->row('(all)');
$same = true;
foreach ($whole as $column => $orders) {
    $same = $same && $orders === $parts[0][$column] + $parts[1][$column];
}
var_dump($same);
show($shop->cohorts($day, refundDay: true)->sizes()->row('(all)'));

echo "-- wrong\n";
thrown(fn () => $shop->cohorts($day, by: 'nope'));
thrown(fn () => $shop->cohorts($day, by: "coupon\0"));
thrown(fn () => six()->cohorts('2024-03-31', by: 'category'));
thrown(fn () => $shop->cohorts($day, by: 'period', keys: [1]));
thrown(fn () => $shop->cohorts($day, by: 'product', keys: ['p1', 'p1']));
thrown(fn () => $shop->cohorts($day, by: 'product', keys: [null]));
thrown(fn () => $shop->cohorts($day, by: 'product', keys: [1.5]));
thrown(fn () => $shop->cohorts($day, by: 'product', limit: 0));
thrown(fn () => $shop->cohorts($day, by: 'depth', edges: []));
thrown(fn () => $shop->cohorts($day, by: 'depth', edges: [5, 5]));
thrown(fn () => $shop->cohorts($day, by: 'period', edges: [5]));
thrown(fn () => $shop->cohorts($day, weekStart: 7));
thrown(fn () => $shop->cohorts($day, firstMonth: 0));
thrown(fn () => $shop->cohorts($day, periods: 0));
thrown(fn () => $shop->cohorts($day, periods: 65536));
thrown(fn () => $shop->cohorts($day, windowDays: 0));
thrown(fn () => $shop->cohorts($day, sequence: 1));
thrown(fn () => $shop->cohorts($day, brackets: []));
thrown(fn () => $shop->cohorts($day, brackets: [2, 1]));
thrown(fn () => $shop->cohorts($day, brackets: ['x']));
thrown(fn () => $shop->cohorts($day, brackets: [1], periods: 3));
thrown(fn () => $shop->cohorts($day, first: 121));
thrown(fn () => $cohorts->matrix('nope'));
thrown(fn () => $cohorts->matrix('buyers'));
thrown(fn () => $cohorts->matrix('nth', 1));
thrown(fn () => $cohorts->matrix('nth', 5));
thrown(fn () => six()->cohorts('2024-03-31')->matrix('margin'));
thrown(fn () => new Patron\Cohorts());
thrown(fn () => clone $cohorts);
thrown(fn () => serialize($cohorts));
thrown(fn () => $cohorts->x = 1);
?>
--EXPECT--
["2024-01","2024-02","(other)","(none)","(all)"]
["0","1","2","beyond"]
["eligible","active","activeEligible","later","laterEligible","purchases","orders","renewals","sales","refunds","net","netEligible","netTo","nth","nthBy","nthNet"]
{"rows":["2024-01","2024-02","(other)","(none)","(all)"],"columns":["buyers","repeatIn0","unmatched"],"values":[[2,0,0],[1,0,0],[0,0,0],[0,0,0],[3,0,0]]}
{"unknownBirth":0,"unknownBirthNet":0,"notBuyers":0,"notBuyersNet":0}
{"rows":["2024-01","2024-02","(other)","(none)","(all)"],"columns":["0","1","2","beyond"],"values":[[4300,4500,2500,0],[9900,0,0,0],[0,0,0,0],[0,0,0,0],[14200,4500,2500,0]]}
{"0":14200,"1":18700,"2":21200,"beyond":21200}
{"rows":["2024-01","2024-02","(other)","(none)","(all)"],"columns":["0","1","2","beyond"],"values":[[0,2,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,2,0,0]]}
["eligible","active","activeEligible","later","laterEligible","purchases","orders","renewals","sales","refunds","net","margin","units","discount","netEligible","netTo","marginTo","nth","nthBy","nthNet"]
["p2","p1","p0","p3","p5","p4","(other)","(none)","(all)"]
["c0","(other)","(none)","(all)"]
["C2","C0","C1","(other)","(none)","(all)"]
["no discount","below 10%","10% to 20%","20% to 30%","30% to 50%","50% and more","(other)","(none)","(all)"]
["no discount","below 0.5%","0.5% to 12.5%","12.5% to 12.55%","12.55% to 100%","100% and more","(other)","(none)","(all)"]
["p3","p1","nope","(other)","(none)","(all)"]
["2023","2024","(other)","(none)","(all)"]
["2022-04","2023-04","2024-04","(other)","(none)","(all)"]
["2023-01","2023-04","2023-07","2023-10","2024-01","2024-04","(other)","(none)","(all)"]
["2023-01-01","2023-01-08","2023-01-15"]
["0","1-3","4","5-12","13+"]
["0","1+"]
{"0":186,"1":117,"2":95,"3":89,"beyond":340}
[9,7,"(other)","(none)","(all)"]
bool(true)
bool(true)
bool(true)
{"buyers":120,"repeatIn0":20,"unmatched":0}
-- wrong
Patron\ArgumentException (by): by 'nope' is none of period, product, category, depth and no label of the book
Patron\ArgumentException (by): by 'coupon' is none of period, product, category, depth and no label of the book
Patron\MissingException (category): the book has no categories (category)
Patron\ArgumentException (keys): keys do not go with by 'period'
Patron\ArgumentException (keys): keys: a key is null or given twice
Patron\ArgumentException (keys): keys: a key is null or given twice
Patron\TypeException (keys): keys must hold ints and strings, not float (row 0)
Patron\ArgumentException (limit): limit must be 1 or more
Patron\ArgumentException (edges): edges must not be empty
Patron\ArgumentException (edges): edges[1] is 5: they must ascend strictly in 1 … 10000
Patron\ArgumentException (edges): edges belong to BY_DEPTH
Patron\ArgumentException (weekStart): weekStart must be 0 (Monday) ... 6
Patron\ArgumentException (firstMonth): firstMonth must be 1 ... 12
Patron\ArgumentException (periods): periods must be 1 or more
Patron\ArgumentException (periods): periods is 65536
Patron\ArgumentException (windowDays): windowDays must be 1 or more
Patron\ArgumentException (sequence): sequence is 1
Patron\ArgumentException (brackets): brackets must not be empty
Patron\ArgumentException (brackets): brackets[1] is 1: they must ascend strictly in 1 … 65535
Patron\TypeException (brackets): brackets must hold whole numbers, not string (row 0)
Patron\ArgumentException (periods): periods and brackets exclude each other
Patron\RangeException (first): first 121 is not one of 120 customers
Patron\ArgumentException (name): name: there is no count 'nope'
Patron\ArgumentException (name): name: there is no count 'buyers'
Patron\ArgumentException (n): n must be 2 ... 4 (sequence)
Patron\ArgumentException (n): n must be 2 ... 4 (sequence)
Patron\ArgumentException (name): name: there is no count 'margin'
Error: Call to private Patron\Cohorts::__construct() from global scope
Error: Trying to clone an uncloneable object of class Patron\Cohorts
Exception: Serialization of 'Patron\Cohorts' is not allowed
Error: Cannot create dynamic property Patron\Cohorts::$x
