--TEST--
Record: named values that nobody can change
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$counts = six()->customersCount('2024-03-31');
var_dump(get_class($counts), $counts instanceof Patron\Record, $counts->buyers, $counts->net);
show($counts);
var_dump($counts->toArray()['repeaters'], isset($counts->buyers), isset($counts->recentUnknown), isset($counts->nope));
var_dump(empty($counts->recentUnknown), $counts->nope ?? 'none', count((array) $counts));
foreach ($counts as $name => $value) {
    echo $name, '=', $value, ' ';
}
echo "\n";
$info = six()->churnRule('2024-03-31')->inspect();
show($info->asOf->format('Y-m-d'));
show($info);
var_dump($info == six()->churnRule('2024-03-31')->inspect(), $info == $counts);
echo substr(print_r($counts, true), 0, 60), "\n";

echo "-- wrong\n";
thrown(fn () => $counts->buyers = 1);
thrown(fn () => $counts->nope);
thrown(function () use ($counts) {
    unset($counts->buyers);
});
thrown(function () use ($info) {
    $info->bands[0] = 1;
});
thrown(function () use ($counts) {
    foreach ($counts as &$value) {
    }
});
thrown(fn () => new Patron\Record());
thrown(fn () => clone $counts);
thrown(fn () => serialize($counts));
$bare = (new ReflectionClass(Patron\Record::class))->newInstanceWithoutConstructor();
show($bare->toArray());
show($bare->jsonSerialize());
array_walk($counts, function (&$value) {
    $value = 0;
});
var_dump($counts->buyers, $counts->toArray()['buyers']);
?>
--EXPECT--
string(21) "Patron\CustomerCounts"
bool(true)
int(3)
int(21200)
{"customers":3,"buyers":3,"buyersUnknownBirth":0,"oneTimeBuyers":1,"repeaters":2,"orders":6,"renewalOrders":0,"purchases":6,"sales":21200,"refunds":0,"net":21200,"netCounted":21200,"repeatObserved":0,"repeatWithin":0,"recentBuyers":3,"recentNew":3,"recentReturning":0,"recentUnknown":0,"recentRepeat":2,"recentOrders":6,"recentNet":21200,"recentNetCounted":21200,"recentNetReturning":0,"earlierBuyers":0,"keptBuyers":0,"earlierOrders":0,"earlierNet":0}
int(2)
bool(true)
bool(true)
bool(false)
bool(true)
string(4) "none"
int(27)
customers=3 buyers=3 buyersUnknownBirth=0 oneTimeBuyers=1 repeaters=2 orders=6 renewalOrders=0 purchases=6 sales=21200 refunds=0 net=21200 netCounted=21200 repeatObserved=0 repeatWithin=0 recentBuyers=3 recentNew=3 recentReturning=0 recentUnknown=0 recentRepeat=2 recentOrders=6 recentNet=21200 recentNetCounted=21200 recentNetReturning=0 earlierBuyers=0 keptBuyers=0 earlierOrders=0 earlierNet=0 
"2024-03-31"
{"bookFlags":0,"method":1,"asOf":"2024-03-31","horizon":90,"newDays":30,"bands":[0.8,0.5,0.2],"gaps":3,"gapDays":104,"meanGap":34.666666666666664,"closed":[2,1,0,0,0,0],"open":[1,1,1,0,0,0],"cases":[6,6,6,6,6,6],"support":[1.3542555469368927,1.3542555469368927,1.3542555469368927,1.3542555469368927,1.3542555469368927,1.3542555469368927]}
bool(true)
bool(false)
Patron\CustomerCounts Object
(
    [customers] => 3
    [buy
-- wrong
Error: Cannot modify readonly property Patron\CustomerCounts::$buyers
Patron\ArgumentException (nope): Patron\CustomerCounts has no property 'nope'
Error: Cannot unset readonly property Patron\CustomerCounts::$buyers
Error: Cannot modify readonly property Patron\ChurnInfo::$bands
Error: Patron\CustomerCounts cannot be iterated by reference
Error: Call to private Patron\Record::__construct() from global scope
Error: Trying to clone an uncloneable object of class Patron\CustomerCounts
Exception: Serialization of 'Patron\CustomerCounts' is not allowed
[]
[]
int(3)
int(3)
