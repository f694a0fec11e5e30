--TEST--
Book::products, firstProducts, productGaps, expected, pairs, transitions, overIndex
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{Basket, Builder, Kind, Level, ProductGaps};

require __DIR__ . '/rooms.inc';
$book = six();
$d = '2024-03-31';
$table = $book->products($d);
lines($table, 'product', 'buyers', 'newBuyers', 'newRate', 'repurchasers', 'repurchaseRate', 'repurchaseLow', 'orders',
    'sold', 'sales', 'recentNet', 'firstDay', 'lastDay');
show($table->columns());
show([$table->all->sales, $table->all->buyers, $table->rest->refunds, $table->none->orders, count($table->guests)]);
show([$book->products($d, mask: [1, 0, 1])->guests, $book->products($d, first: 1)->guests]);
lines($book->products($d, repeatDays: 40, group: ['x', 'y', 'x'])->get('x'), 'product', 'buyers', 'againObserved',
    'againWithin', 'againRate');
$rows = [['a', 1, '2024-01-05', 1000, 'tea', 's'], ['a', 1, '2024-01-05', 500, 'pot', 's'],
    [null, 2, '2024-01-06', 700, 'tea', 's'], ['a', 1, '2024-01-20', -100, null, 'r'],
    ['b', 3, '2024-02-01', 300, null, 's']];
$other = (new Builder())->addRows($rows, customer: 0, order: 1, time: 2, amount: 3, product: 4, kind: 5,
    kinds: ['s' => Kind::Sale, 'r' => Kind::Refund])->book();
$table = $other->products($d);
lines($table, 'product', 'buyers', 'sales', 'refunds');
lines($table->guests, 'product', 'orders', 'sales');
show([$table->all->sales, $table->none->sales, $table->rest->refunds, $table->guests->all->sales]);
$totals = $other->totals($d);
var_dump($table->all->sales + $table->guests->all->sales === $totals->sales);

echo "-- first\n";
$table = $book->firstProducts($d);
lines($table, 'product', 'buyers', 'repeaters', 'repeatRate', 'loyal', 'loyalRate', 'orders', 'net');
show([$table->none->buyers, $table->all->buyers, $table->unknown->buyers]);
lines($book->firstProducts($d, repeatDays: 40), 'product', 'repeatObserved', 'repeatWithin', 'withinRate', 'withinLow');

echo "-- gaps\n";
$table = $book->productGaps($d);
lines($table);
show($table->all);
lines($book->productGaps($d, ProductGaps::Second));
lines($book->productGaps($d, group: [5, 6, 6])->get(6), 'product', 'closed', 'open', 'day50');

echo "-- expected\n";
lines($book->expected($d, horizon: 30, windowDays: 60));
$pieces = (new Builder(quantityScale: 1000))->addColumns([1, 1], ['2024-03-01', '2024-03-11'], [100, 100],
    product: ['oil', 'oil'], quantity: ['1.5', '0.5'])->book();
lines($pieces->expected($d, horizon: 31), 'product', 'units', 'orders', 'expected');
lines($book->expected($d, mask: [0, 0, 1]), 'product', 'units');

echo "-- together\n";
$baskets = (new Builder())->addColumns(customer: [1, 1, 2, 2, 3, 3], order: [1, 1, 2, 2, 3, 3],
    time: ['2024-01-05', '2024-01-05', '2024-02-04', '2024-02-04', '2024-02-20', '2024-02-20'],
    amount: [2500, 1800, 2700, 9900, 1800, 2500], product: ['tea', 'pot', 'tea', 'pot', 'tea', 'cup'])->book();
$table = $baskets->pairs($d);
lines($table);
show([$table->baskets, $table->leftOut, $table->empty]);
lines($baskets->pairs($d, minCount: 1, byLift: true, top: 1), 'a', 'b', 'count', 'lift');
show($baskets->pairs($d, maxItems: 1)->leftOut);
lines($baskets->pairs($d, basket: Basket::History, minCount: 1, group: ['x', 'x', 'y'])->get('y'), 'a', 'b');
$steps = (new Builder())->addColumns(customer: ['ann', 'bob', 'ann', 'cid', 'bob', 'ann'],
    time: ['2024-01-05', '2024-01-08', '2024-02-04', '2024-02-15', '2024-02-20', '2024-03-06'],
    amount: [2500, 1800, 2700, 9900, 1800, 2500], product: ['pot', 'pot', 'tea', 'pot', 'tea', 'tea'])->book();
$table = $steps->transitions($d, minCount: 1);
lines($table);
show([$table->baskets, $table->leftOut, $table->empty]);

echo "-- over-index\n";
$groups = $book->overIndex($d, ['often', 'often', 'once']);
foreach ($groups as $label => $each) {
    echo "$label\n";
    lines($each);
}
lines($book->overIndex('2024-01-06', [1, 1, 2])->get(2));
$shop = shop();
foreach ([Level::Product, Level::Category] as $level) {
    $table = $shop->products('2024-12-31', $level);
    $sum = array_sum($table->column('sales')) + $table->none->sales + $table->rest->sales;
    var_dump($sum === $table->all->sales, $table->columns()[0]);
}

echo "-- wrong\n";
$bare = (new Builder())->addColumns([1], ['2024-01-05'], [100])->book();
thrown(fn () => $bare->products($d));
thrown(fn () => $book->products($d, Level::Category));
thrown(fn () => $book->products($d, 'product'));
thrown(fn () => $book->products($d, windowDays: 0));
thrown(fn () => $book->products($d, repeatDays: 5000000));
thrown(fn () => $book->firstProducts($d, group: [1]));
thrown(fn () => $bare->firstProducts($d));
thrown(fn () => $book->productGaps($d, 'second'));
thrown(fn () => $book->productGaps($d, first: 9));
thrown(fn () => $bare->productGaps($d));
thrown(fn () => $book->expected($d, horizon: 0));
thrown(fn () => $book->expected($d, horizon: 4000000));
thrown(fn () => $book->expected($d, confidence: 0));
thrown(fn () => $bare->expected($d));
thrown(fn () => $book->pairs($d, maxItems: 0));
thrown(fn () => $book->pairs($d, maxItems: 10001));
thrown(fn () => $book->pairs($d, minCount: -1));
thrown(fn () => $book->pairs($d, top: 0));
thrown(fn () => $book->pairs($d, basket: Basket::Purchase, guests: true));
thrown(fn () => $bare->pairs($d));
thrown(fn () => $book->transitions($d, top: 0));
thrown(fn () => $bare->transitions($d));
thrown(fn () => $book->overIndex($d));
thrown(fn () => $book->overIndex($d, [1]));
thrown(fn () => $book->overIndex($d, [1, 1, 1], confidence: 1));
?>
--EXPECT--
["tea",2,2,1,2,1,0.34238,5,5,11300,11300,"2024-01-05","2024-03-06"]
["pot",1,1,1,0,0,0,1,1,9900,9900,"2024-02-15","2024-02-15"]
["product","buyers","newBuyers","newRate","newLow","newHigh","existingBuyers","unknownBuyers","repurchasers","repurchaseRate","repurchaseLow","repurchaseHigh","againObserved","againWithin","againRate","againLow","againHigh","orders","purchases","sold","returned","sales","refunds","recentBuyers","recentNew","recentUnknown","recentOrders","recentUnits","recentNet","firstDay","lastDay"]
[21200,3,0,0,2]
[null,null]
["pot",1,1,0,0]
["tea",1,1,1,1]
["pot",1,500,0]
["tea",1,1000,0]
["tea",1,700]
["pot",0,0]
[1800,300,100,700]
bool(true)
-- first
["tea",2,2,1,1,0.5,5,11300]
["pot",1,0,0,0,0,1,9900]
[0,3,0]
["tea",2,1,0.5,0.094531]
["pot",1,0,0,0]
-- gaps
{"product":"tea","closed":3,"open":2,"day25":30,"day50":31,"day75":43}
{"product":"pot","closed":0,"open":1,"day25":null,"day50":null,"day75":null}
{"closed":3,"open":3,"day25":31,"day50":43,"day75":null}
{"product":"tea","closed":2,"open":0,"day25":30,"day50":30,"day75":43}
{"product":"pot","closed":0,"open":1,"day25":null,"day50":null,"day75":null}
["tea",1,1,43]
["pot",0,1,null]
-- expected
{"product":"tea","units":3,"orders":3,"expected":1.5,"low":0,"high":5.553192,"firstDay":"2024-01-05"}
{"product":"pot","units":1,"orders":1,"expected":0.652174,"low":0,"high":4.294033,"firstDay":"2024-02-15"}
["oil",2,2,2]
["pot",1]
["tea",0]
-- together
{"a":"pot","b":"tea","count":2,"aCount":2,"bCount":3,"baskets":3,"support":0.666667,"aToB":1,"aToBLow":0.34238,"aToBHigh":1,"bToA":0.666667,"bToALow":0.20766,"bToAHigh":0.938508,"lift":1}
[3,0,0]
["pot","tea",2,1]
3
["cup","tea"]
{"from":"pot","to":"tea","count":2,"fromCount":2,"toCount":3,"steps":3,"share":1,"shareLow":0.34238,"shareHigh":1,"lift":1}
{"from":"tea","to":"tea","count":1,"fromCount":1,"toCount":3,"steps":3,"share":1,"shareLow":0.206549,"shareHigh":1,"lift":1}
[3,0,0]
-- over-index
often
{"product":"tea","buyers":2,"n":2,"buyersAll":2,"nAll":3,"index":1.5,"low":0.982566,"high":1.5}
{"product":"pot","buyers":0,"n":2,"buyersAll":1,"nAll":3,"index":0,"low":0,"high":1.025462}
once
{"product":"pot","buyers":1,"n":1,"buyersAll":1,"nAll":3,"index":3,"low":0.949076,"high":3}
{"product":"tea","buyers":0,"n":1,"buyersAll":2,"nAll":3,"index":0,"low":0,"high":1.034868}
{"product":"pot","buyers":0,"n":0,"buyersAll":0,"nAll":1,"index":null,"low":null,"high":null}
{"product":"tea","buyers":0,"n":0,"buyersAll":1,"nAll":1,"index":null,"low":null,"high":null}
bool(true)
string(7) "product"
bool(true)
string(8) "category"
-- wrong
Patron\MissingException (product): the book has no products
Patron\MissingException (category): the book has no categories (category)
TypeError: Patron\Book::products(): Argument #2 ($level) must be of type Patron\Level, string given
Patron\ArgumentException (windowDays): windowDays must be 1 or more
Patron\ArgumentException (repeatDays): options: repeat_days 5000000 is outside 1..3652059 (repeatDays)
Patron\ArgumentException (group): group has 1 values, the book has 3 customers
Patron\MissingException (product): the book has no products
TypeError: Patron\Book::productGaps(): Argument #2 ($which) must be of type Patron\ProductGaps, string given
Patron\RangeException (first): first 9 is not one of 3 customers
Patron\MissingException (product): the book has no products
Patron\ArgumentException (horizon): horizon must be 1 or more
Patron\ArgumentException (horizon): options: horizon 4000000 is outside 1..3652059
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\MissingException (product): the book has no products
Patron\ArgumentException (maxItems): maxItems must be 1 or more
Patron\ArgumentException (maxItems): options: max_items 10001 is outside 1..10000 (maxItems)
Patron\ArgumentException (minCount): minCount must be 1 or more
Patron\ArgumentException (top): top must be 1 or more
Patron\ArgumentException (guests): options: guests have orders, but no purchases and no history
Patron\MissingException (product): the book has no products
Patron\ArgumentException (top): top must be 1 or more
Patron\MissingException (product): the book has no products
ArgumentCountError: Patron\Book::overIndex() expects at least 2 arguments, 1 given
Patron\ArgumentException (group): group has 1 values, the book has 3 customers
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
