--TEST--
Book::customers and customersCount: columns, ranges, windows, bad input
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$book = six();
foreach ($book->customers('2024-03-31') as $row) {
    show($row);
}
foreach ($book->customers('2024-01-06', columns: ['state', 'birthKnown', 'firstDay', 'daysSince',
    'gapMedianTwice']) as $row) {
    show($row);
}
show($book->customers('2024-03-31', columns: ['net'], first: 1, count: 1));
show($book->customers('2024-03-31', columns: [], first: 3));
show($book->customers(new DateTimeImmutable('2024-03-31'), windowDays: 30, columns: ['recentNet', 'earlierNet']));
$shop = shop();
$table = $shop->customers('2024-12-31');
show($table->columns());
$counts = $shop->customersCount('2024-12-31');
foreach (['orders', 'purchases', 'sales', 'refunds', 'net', 'netCounted', 'recentOrders', 'recentNet',
    'earlierNet'] as $name) {
    if (array_sum($table->column($name)) !== $counts->$name) {
        echo "sums of $name differ\n";
    }
}
$parts = [0, 0];
foreach ([[0, 50], [50, 70]] as [$first, $count]) {
    $part = $shop->customersCount('2024-12-31', repeatDays: 100, first: $first, count: $count);
    $parts[0] += $part->repeatWithin;
    $parts[1] += $part->repeatObserved;
}
$whole = $shop->customersCount('2024-12-31', repeatDays: 100);
var_dump($parts === [$whole->repeatWithin, $whole->repeatObserved]);
$totals = $shop->totals('2024-12-31');
var_dump($totals->netCustomers === $counts->net, $totals->buyers === $counts->buyers);
$unkeyed = six(keys: false)->customers('2024-03-31', columns: ['net']);
show($unkeyed);
echo $unkeyed->packedFormat('customer'), ' ', implode(',', unpack('q*', $unkeyed->packed('customer'))), "\n";

echo "-- wrong\n";
thrown(fn () => $book->customers());
thrown(fn () => $book->customers('2024-13-31'));
thrown(fn () => $book->customers('yesterday'));
thrown(fn () => $book->customers(20240331));
thrown(fn () => $book->customers(null));
thrown(fn () => $book->customers('2024-03-31', windowDays: 0));
thrown(fn () => $book->customers('2024-03-31', windowDays: -1));
thrown(fn () => $book->customers('2024-03-31', windowDays: PHP_INT_MAX));
thrown(fn () => $book->customers('2024-03-31', windowDays: 4000000));
thrown(fn () => $book->customers('2024-03-31', columns: ['nope']));
thrown(fn () => $book->customers('2024-03-31', columns: [1]));
thrown(fn () => $book->customers('2024-03-31', columns: ['margin']));
thrown(fn () => $book->customers('2024-03-31', columns: ['unitsReturned']));
thrown(fn () => $book->customers('2024-03-31', first: 4));
thrown(fn () => $book->customers('2024-03-31', first: -1));
thrown(fn () => $book->customers('2024-03-31', first: 1, count: 3));
thrown(fn () => $book->customers('2024-03-31', count: -1));
thrown(fn () => $book->customersCount('2024-03-31', repeatDays: 0));
thrown(fn () => $book->customersCount('2024-03-31', windowDays: 4000000));
thrown(fn () => $book->customersCount('2024-03-31', first: 1, count: 3));
?>
--EXPECT--
{"customer":"ann","state":"buyer","birthKnown":1,"orders":3,"renewalOrders":0,"purchases":3,"renewalPurchases":0,"firstDay":"2024-01-05","lastDay":"2024-03-06","daysSince":25,"tenure":86,"sales":7700,"refunds":0,"net":7700,"salesCounted":7700,"netCounted":7700,"gaps":2,"gapSum":61,"gapMedianTwice":61,"lastGap":31,"recentOrders":3,"recentNet":7700,"earlierOrders":0,"earlierNet":0}
{"customer":"bob","state":"buyer","birthKnown":1,"orders":2,"renewalOrders":0,"purchases":2,"renewalPurchases":0,"firstDay":"2024-01-08","lastDay":"2024-02-20","daysSince":40,"tenure":83,"sales":3600,"refunds":0,"net":3600,"salesCounted":3600,"netCounted":3600,"gaps":1,"gapSum":43,"gapMedianTwice":86,"lastGap":43,"recentOrders":2,"recentNet":3600,"earlierOrders":0,"earlierNet":0}
{"customer":"cid","state":"buyer","birthKnown":1,"orders":1,"renewalOrders":0,"purchases":1,"renewalPurchases":0,"firstDay":"2024-02-15","lastDay":"2024-02-15","daysSince":45,"tenure":45,"sales":9900,"refunds":0,"net":9900,"salesCounted":9900,"netCounted":9900,"gaps":0,"gapSum":0,"gapMedianTwice":null,"lastGap":null,"recentOrders":1,"recentNet":9900,"earlierOrders":0,"earlierNet":0}
{"customer":"ann","state":"buyer","birthKnown":1,"firstDay":"2024-01-05","daysSince":1,"gapMedianTwice":null}
{"customer":"bob","state":"absent","birthKnown":null,"firstDay":null,"daysSince":null,"gapMedianTwice":null}
{"customer":"cid","state":"absent","birthKnown":null,"firstDay":null,"daysSince":null,"gapMedianTwice":null}
[{"customer":"bob","net":3600}]
[]
[{"customer":"ann","recentNet":2500,"earlierNet":2700},{"customer":"bob","recentNet":0,"earlierNet":1800},{"customer":"cid","recentNet":0,"earlierNet":9900}]
["customer","state","birthKnown","orders","renewalOrders","purchases","renewalPurchases","firstDay","lastDay","daysSince","tenure","sales","refunds","net","salesCounted","netCounted","units","unitsReturned","discount","discountedOrders","cost","margin","gaps","gapSum","gapMedianTwice","lastGap","recentOrders","recentNet","earlierOrders","earlierNet"]
bool(true)
bool(true)
bool(true)
[{"customer":0,"net":7700},{"customer":1,"net":3600},{"customer":2,"net":9900}]
q 0,1,2
-- wrong
ArgumentCountError: Patron\Book::customers() expects at least 1 argument, 0 given
Patron\ArgumentException (asOf): asOf "2024-13-31" is not a day of the form Y-m-d
Patron\ArgumentException (asOf): asOf "yesterday" is not a day of the form Y-m-d
Patron\TypeException (asOf): asOf must be a day as Y-m-d or a DateTimeInterface, not int
Patron\TypeException (asOf): asOf must be a day as Y-m-d or a DateTimeInterface, not null
Patron\ArgumentException (windowDays): windowDays must be 1 or more
Patron\ArgumentException (windowDays): windowDays must be 1 or more
Patron\ArgumentException (windowDays): windowDays 9223372036854775807 is out of range
Patron\ArgumentException (windowDays): options: window_days 4000000 is outside 1..3652059 (windowDays)
Patron\ArgumentException (columns): columns: there is no column 'nope'
Patron\TypeException (columns): columns must be a list of names, not of int
Patron\MissingException (columns): the book has no cost column (columns)
Patron\MissingException (columns): the book has no quantity column (columns)
Patron\RangeException (first): first 4 is not one of 3 customers
Patron\RangeException (first): first -1 is not one of 3 customers
Patron\RangeException (count): count 3 reaches beyond the 3 customers
Patron\RangeException (count): count -1 reaches beyond the 3 customers
Patron\ArgumentException (repeatDays): repeatDays must be 1 or more
Patron\ArgumentException (windowDays): options: window_days 4000000 is outside 1..3652059 (windowDays)
Patron\RangeException (count): count 3 reaches beyond the 3 customers
