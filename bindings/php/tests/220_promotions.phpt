--TEST--
Book::promotions, discountDepth, mailing and its effects
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\Adjustment;

require __DIR__ . '/rooms.inc';
$book = coupons();
$d = '2024-03-31';
$table = $book->promotions($d, 'coupon');
lines($table, 'coupon', 'orders', 'net', 'discount', 'discounted', 'buyers', 'returned', 'returnedRate', 'buyersNet',
    'newBuyers', 'newRepeaters', 'newRepeatRate', 'newNet');
show($table->columns());
show([$table->none->orders, $table->none->newBuyers, $table->all->orders, $table->all->net, $table->all->buyers]);
lines($book->promotions($d, 'coupon', repeatDays: 40), 'newObserved', 'newWithin', 'newWithinRate', 'newWithinLow');
lines($book->promotions($d, 'coupon', windowDays: 60, group: [0, 1, 0])->get(0), 'coupon', 'orders');
lines($book->promotions($d, 'coupon', mask: [1, 0, 0]), 'coupon', 'orders');
$shop = shop();
show($shop->promotions('2024-12-31', 'coupon')->column('orders'));
$few = (new Patron\Builder())->addColumns([1, 2, 3], ['2024-01-05', '2024-01-06', '2024-01-07'], [1, 2, 3],
    labels: ['n' => [10, 9, null]])->book();
lines($few->promotions($d, 'n'), 'n', 'orders');
show(in_array('discount', $few->promotions($d, 'n')->columns(), true));

echo "-- depth\n";
lines($book->discountDepth($d, edges: [2000]), 'band', 'buyers', 'repeaters', 'repeatRate', 'firstNet', 'laterOrders',
    'laterDiscounted', 'laterDiscountedRate', 'laterNet', 'orders', 'ordersRate', 'ordersNet', 'ordersDiscount');
show($book->discountDepth($d)->column('band'));
show($book->discountDepth($d, edges: [1250, 10000])->column('band'));
lines($book->discountDepth($d, edges: [2000], repeatDays: 40, group: [1, 1, 2])->get(1), 'observed', 'within',
    'withinRate', 'withinLow', 'withinHigh');

echo "-- mailing\n";
$six = six();
// ann ordered on 6 March, bob did not; dora is not in the book.
$mailing = $six->mailing($d, [['ann', 'card'], ['bob', 'none'], ['dora', 'card']], sent: '2024-03-01', days: 14,
    holdout: 'none');
echo get_class($mailing), "\n";
lines($mailing);
lines($mailing->compare(), 'arm', 'recipients', 'rate', 'difference', 'differenceLow', 'differenceHigh', 'pValue',
    'pAdjusted', 'net', 'netDifference', 'incremental');
show($mailing->compare()->columns());
lines($six->mailing($d, ['card', 'none', null], sent: ['2024-03-01', '2024-02-15', '2024-02-01'], days: 14,
    holdout: 'none'), 'arm', 'recipients', 'responders', 'orders', 'net');
lines($six->mailing($d, [['ann', 1, '2024-03-01'], ['bob', 0], ['dora', 1, '2024-03-20'], ['eve', 2, null]],
    sent: '2024-02-15', days: 14, holdout: 0), 'arm', 'recipients', 'unobserved', 'responders');
lines($six->mailing($d, ['a', 'b', 'a'], sent: '2024-02-01', days: 30, holdout: 'b', mask: [1, 1, 0]), 'arm',
    'recipients', 'responders');
lines($six->mailing($d, ['a', 'b', 'a'], sent: '2024-02-01', days: 30, holdout: 'b', group: ['x', 'x', 'y'])->get('y'),
    'arm', 'recipients', 'responders');
// 30 of 60 against 15 of 60 and 20 of 60.
$large = $shop->mailing('2024-12-31', array_map(fn ($n) => ['h', 'v', 'w'][$n % 3], range(0, 119)), sent: '2024-01-01',
    days: 200, holdout: 'h');
$plain = $large->compare(Adjustment::None);
var_dump($plain->column('pValue') === $plain->column('pAdjusted'));
$holm = $large->compare(Adjustment::Holm);
$p = array_slice($plain->column('pValue'), 1);
$adjusted = Patron\Stats::adjust($p);
var_dump(array_slice($holm->column('pAdjusted'), 1) === $adjusted);
$wilson = Patron\Stats::wilson($large->row(1)->responders, $large->row(1)->recipients, 0.9);
$effects = $large->compare(confidence: 0.9);
var_dump($effects->row(1)->low === $wilson->low, $effects->row(1)->high === $wilson->high);
var_dump($holm->row(0)->difference, abs($holm->row(1)->incremental - $holm->row(1)->netDifference
    * $holm->row(1)->recipients) < 1e-6);

echo "-- wrong\n";
thrown(fn () => $book->promotions($d, 'nothing'));
thrown(fn () => $book->promotions($d, "coupon\0x"));
thrown(fn () => $book->promotions($d, 'coupon', repeatDays: 0));
thrown(fn () => $book->promotions($d, 'coupon', windowDays: 5000000));
thrown(fn () => $book->promotions($d, 'coupon', group: []));
thrown(fn () => $book->discountDepth($d, edges: []));
thrown(fn () => $book->discountDepth($d, edges: [2000, 1000]));
thrown(fn () => $book->discountDepth($d, edges: range(1, 101)));
thrown(fn () => $six->discountDepth($d));
thrown(fn () => $six->mailing($d, ['a'], '2024-01-01', 5, 'a'));
thrown(fn () => $six->mailing($d, ['a', 'b', 1.5], '2024-01-01', 5, 'a'));
thrown(fn () => $six->mailing($d, ['a', 'a', 'a'], '2024-01-01', 5, 'a'));
thrown(fn () => $six->mailing($d, ['a', 'b', 'a'], 'x', 5, 'a'));
thrown(fn () => $six->mailing($d, ['a', 'b', 'a'], ['2024-01-01'], 5, 'a'));
thrown(fn () => $six->mailing($d, ['a', 'b', 'a'], '2024-01-01', 0, 'a'));
thrown(fn () => $six->mailing($d, ['a', 'b', 'a'], '2024-01-01', 4000, 'a'));
thrown(fn () => $six->mailing($d, ['a', 'b', 'a'], '2024-01-01', 5, null));
thrown(fn () => $six->mailing($d, [['ann', 'a'], ['ann', 'b']], '2024-01-01', 5, 'a'));
thrown(fn () => $six->mailing($d, [['ann', 'a'], ['ann']], '2024-01-01', 5, 'a'));
thrown(fn () => $six->mailing($d, [['ann', 'a'], 'b'], '2024-01-01', 5, 'a'));
thrown(fn () => $six->mailing($d, [[null, 'a']], '2024-01-01', 5, 'b'));
thrown(fn () => $six->mailing($d, [['ann', 'a']], ['2024-01-01', null, null], 5, 'b'));
thrown(fn () => $mailing->compare('holm'));
thrown(fn () => $mailing->compare(confidence: 0));
?>
--EXPECT--
["MAY",2,12400,9900,1,2,1,0.5,17600,2,1,0.5,17600]
["BF",1,1800,0,0,1,0,0,3600,0,0,null,0]
["coupon","orders","net","sales","discount","discounted","buyers","returned","returnedRate","returnedLow","returnedHigh","buyersNet","newBuyers","newRepeaters","newRepeatRate","newRepeatLow","newRepeatHigh","newObserved","newWithin","newWithinRate","newWithinLow","newWithinHigh","newNet"]
[3,1,6,21200,3]
[2,1,0.5,0.094531]
[0,0,null,null]
["MAY",1]
["BF",0]
["MAY",1]
["BF",0]
[105,99,82]
[9,1]
[10,1]
false
-- depth
["no discount",1,1,1,2500,2,1,0.5,5200,3,0.5,7000,0]
["below 20%",1,1,1,1800,1,0,0,1800,2,0.333333,4300,700]
["20% and more",1,0,0,9900,0,0,null,0,1,0.166667,9900,9900]
["no discount","below 10%","10% to 20%","20% to 30%","30% to 50%","50% and more"]
["no discount","below 12.5%","12.5% to 100%","100% and more"]
[1,1,1,0.206549,1]
[1,0,0,0,0.793451]
[0,0,null,null,null]
-- mailing
Patron\Mailing
{"arm":"none","recipients":1,"unobserved":0,"responders":0,"rate":0,"low":0,"high":0.793451,"orders":0,"net":0}
{"arm":"card","recipients":2,"unobserved":0,"responders":1,"rate":0.5,"low":0.094531,"high":0.905469,"orders":1,"net":2500}
["none",1,0,null,null,null,null,null,0,null,null]
["card",2,0.5,0.5,-0.391049,0.905469,0.386476,0.386476,1250,null,null]
["arm","recipients","responders","rate","low","high","difference","differenceLow","differenceHigh","pValue","pAdjusted","net","netDifference","netLow","netHigh","netPValue","netPAdjusted","incremental"]
["none",1,1,1,1800]
["card",1,1,1,2500]
["0",1,0,1]
["1",1,1,1]
["2",0,0,0]
["b",1,1]
["a",1,1]
["b",0,0]
["a",1,1]
bool(true)
bool(true)
bool(true)
bool(true)
NULL
bool(true)
-- wrong
Patron\ArgumentException (label): the book has no label 'nothing'
Patron\ArgumentException (label): the book has no label 'coupon'
Patron\ArgumentException (repeatDays): repeatDays must be 1 or more
Patron\ArgumentException (windowDays): options: window_days 5000000 is outside 1..3652059 (windowDays)
Patron\ArgumentException (group): group has 0 values, the book has 3 customers
Patron\ArgumentException (edges): edges must hold 1 ... 100 numbers
Patron\ArgumentException (edges): options: edges must ascend in 1..10000
Patron\ArgumentException (edges): edges must hold 1 ... 100 numbers
Patron\MissingException (discount): the book has no discount column
Patron\ArgumentException (arms): arms has 1 values, the book has 3 customers
Patron\TypeException (arms): arms must hold ints and strings, not float (row 2)
Patron\ArgumentException (arms): mailing: arms are outside 2..1000
Patron\ArgumentException (sent): sent "x" is not a day of the form Y-m-d
Patron\ArgumentException (sent): sent has 1 values, the book has 3 customers
Patron\ArgumentException (days): days must be 1 or more
Patron\ArgumentException (days): mailing: days are outside 1..3650
Patron\TypeException (holdout): holdout must be of type string|int, null given
Patron\ArgumentException (arms): arms names a customer twice (row 1)
Patron\ArgumentException (arms): arms must be lists [customer key, arm] or [customer key, arm, day] (row 1)
Patron\ArgumentException (arms): arms must be lists [customer key, arm] or [customer key, arm, day] (row 1)
Patron\ArgumentException (arms): arms: a customer key is null (row 0)
Patron\TypeException (sent): sent must be one day where arms are lists, which may have a day of their own
TypeError: Patron\Mailing::compare(): Argument #1 ($adjust) must be of type Patron\Adjustment, string given
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
