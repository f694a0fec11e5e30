--TEST--
Ledger: events by columns and rows, balances, liability, vintages, history, lots, what is wrong
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{Expiry, Kind, Ledger, LoyaltyKind, Period, TimeUnit};

require __DIR__ . '/rooms.inc';
$d = '2024-03-31';
$columns = [['ann', 'bob', 'ann', 'ann', 'bob', 'ann'],
    ['2024-01-05', '2024-01-08', '2024-02-04', '2024-02-15', '2024-02-20', '2024-03-06'],
    ['earn', 'earn', 'bonus', 'spend', 'refund', LoyaltyKind::Earn], [2500, 1800, 10, 20, 900, 990],
    [1, 2, null, null, 2, 3]];
$ledger = new Ledger(...$columns, expiry: Expiry::After, expiryCount: 90);
$info = $ledger->info()->toArray();
var_dump($info['bytes'] > 0);
unset($info['bytes']);
say($info);
show([count($ledger), $ledger->keys(), $ledger->find(['bob', 'eve', 5])]);
// ann: 25 + 10 + 9 points came, 20 of the first 25 were spent, whose last 5 are good up to 4 April. bob: 18 - 9.
lines($ledger->balances($d));
lines($ledger->balances($d, within: 3, columns: ['balance', 'expiring']));
lines($ledger->balances($d, columns: ['customer'], first: 1));
show($ledger->balances($d)->row(0)->key);
lines($ledger->liability($d, pointValue: [1, 2]));
show($ledger->liability($d, group: ['x', null])->get('x')->row(0)->outstanding);
show($ledger->liability($d, mask: [0, 1])->row(0)->outstanding);
lines($ledger->vintages('2024-06-30'));
lines($ledger->vintages($d, Period::Quarter, since: '2024-01-01', until: '2024-04-01', group: [1, 2])->get(2), 'period',
    'issued', 'outstanding');
lines($ledger->history('ann', '2024-04-30'));
lines($ledger->lots('ann', $d));
show([$ledger->history('bob', $d)->customer, $ledger->history('bob', '2024-01-01')->count()]);
$outlives = (fn () => (new Ledger(...$columns))->balances('2024-03-31'))();
lines($outlives, 'customer', 'balance');

echo "-- rows\n";
$rows = (function () {
    yield ['who' => 7, 'at' => '2024-01-05 23:30:00', 'what' => 'order', 'sum' => 2550, 'no' => 'A1'];
    yield (object) ['who' => '7', 'at' => '2024-02-05 10:00:00', 'what' => 'return', 'sum' => -550, 'no' => 'A1'];
    yield ['who' => 8, 'at' => '2024-02-05', 'what' => 'order', 'sum' => 100, 'no' => null];
})();
$kinds = ['order' => LoyaltyKind::Earn, 'return' => LoyaltyKind::Refund];
thrown(fn () => Ledger::fromRows($rows, 'who', 'at', 'what', 'sum', order: 'no', kinds: $kinds));
$rows = [[7, '2024-01-05', 'order', 2550, 'A1'], ['7', '2024-02-05', 'return', -550, 'A1'],
    [8, '2024-02-05', 'order', 100, null]];
$other = Ledger::fromRows($rows, 0, 1, 2, 3, order: 4, kinds: $kinds, rules: [[2, 100]]);
lines($other->balances($d), 'customer', 'balance', 'earned', 'taken');
show($other->find([7, '8']));
$berlin = new Ledger([1], [new DateTimeImmutable('2024-01-05T23:30:00Z')], [0], [100], timezone: 'Europe/Berlin');
echo $berlin->info()->firstDay->format('c'), "\n";
show((new Ledger([1], [19727], [0], [100], timeUnit: TimeUnit::Day))->info()->firstDay->format('Y-m-d'));
$twice = new Ledger([1, 1], ['2024-01-05', '2024-01-05'], [1, 1], [5, 5], event: ['e', 'e']);
show([$twice->info()->repeated, $twice->balances($d)->row(0)->balance]);
$multiplied = new Ledger([1], ['2024-01-05'], ['earn'], [1000], rule: [1], num: [3], den: [2], rules: [[1, 100], [1, 500]],
    expires: ['2024-12-31']);
lines($multiplied->balances($d), 'balance', 'nextExpiry');
$debt = fn ($debt) => (new Ledger([1, 1, 1], ['2024-01-05', '2024-01-06', '2024-01-07'], ['earn', 'spend', 'refund'],
    [1000, 10, 1000], order: [1, null, 1], debt: $debt))->balances('2024-02-01')->row(0);
show([$debt(true)->balance, $debt(true)->debt, $debt(false)->balance, $debt(false)->shortfall]);
show(count(new Ledger([], [], [], [])));
lines((new Ledger([], [], [], []))->vintages($d));

echo "-- of a book\n";
$book = six();
lines($book->ledger()->balances($d), 'customer', 'balance');
lines($book->ledger(rules: [[1, 1000]], expiry: Expiry::Period, expiryCount: 0)->balances($d), 'balance', 'expired');
lines($book->loyaltyEvents(), 'customer', 'time', 'kind', 'amount');

echo "-- wrong\n";
$new = fn (...$a) => fn () => new Ledger(...$a);
thrown($new(['a'], ['2024-01-01'], ['spend'], [5]));
thrown($new(['a'], ['2024-01-01'], ['nope'], [5]));
thrown($new(['a'], ['2024-01-01'], [9], [5]));
thrown($new(['a'], ['2024-01-01'], [1.5], [5]));
thrown($new(['a'], ['2024-01-01'], ['earn'], ['5']));
thrown($new(['a'], ['2024-01-01'], ['earn'], [null]));
thrown($new(['a'], ['2024-01-01'], ['earn'], []));
thrown($new([1.5], ['2024-01-01'], ['earn'], [1]));
thrown($new(['a'], ['tomorrow'], ['earn'], [1]));
thrown($new(['a'], [5], ['earn'], [1]));
thrown($new(['a', 'a'], ['2024-01-05', '2024-01-04'], ['earn', 'earn'], [1, 1]));
thrown($new(['a', 'b'], ['2024-01-05', '2024-01-05'], ['earn', 'earn'], [1, 1], order: [1, 1]));
thrown($new(['a'], ['2024-01-05'], ['refund'], [1], order: [1]));
thrown($new(['a'], ['2024-01-05'], ['earn'], [1], expires: ['2024-01-04']));
thrown($new(['a'], ['2024-01-05'], ['earn'], [1], rule: [3]));
thrown($new(['a'], ['2024-01-05'], ['earn'], [1], rules: []));
thrown($new(['a'], ['2024-01-05'], ['earn'], [1], rules: [1]));
thrown($new(['a'], ['2024-01-05'], ['earn'], [1], rules: [[1, 0]]));
thrown($new(['a'], ['2024-01-05'], ['earn'], [1], expiry: Expiry::After));
thrown($new(['a'], ['2024-01-05'], ['earn'], [1], expiry: Expiry::After, expiryCount: -1));
thrown($new(['a'], ['2024-01-05'], ['earn'], [1], timezone: 'Nowhere'));
thrown(fn () => Ledger::fromRows([5], 0, 1, 2, 3));
thrown(fn () => Ledger::fromRows([[1]], 0, 1, 2, 3));
thrown(fn () => Ledger::fromRows((function () {
    yield [1, '2024-01-05', 'earn', 1];
    throw new LogicException('mine');
})(), 0, 1, 2, 3));
thrown(fn () => Ledger::fromRows([], 0, 1, 2.5, 3));
thrown(fn () => $ledger->__construct(...$columns));
thrown(fn () => $ledger->history('eve', $d));
thrown(fn () => $ledger->lots(1.5, $d));
thrown(fn () => $ledger->balances($d, within: -1));
thrown(fn () => $ledger->balances($d, columns: ['x']));
thrown(fn () => $ledger->balances($d, first: 3));
thrown(fn () => $ledger->liability($d, pointValue: [1]));
thrown(fn () => $ledger->liability($d, pointValue: [1, 0]));
thrown(fn () => $ledger->liability($d, mask: [1]));
thrown(fn () => $ledger->vintages($d, weekStart: 9));
thrown(fn () => $ledger->vintages($d, since: 'x'));
thrown(fn () => $book->ledger(rules: [[-1, 100]]));
thrown(fn () => six(keys: false)->loyaltyEvents());
thrown(fn () => clone $ledger);
thrown(fn () => serialize($ledger));
?>
--EXPECT--
bool(true)
{"events":6,"replayed":6,"repeated":0,"guests":0,"customers":2,"orders":3,"firstDay":{"date":"2024-01-05 00:00:00.000000","timezone_type":3,"timezone":"UTC"},"lastDay":{"date":"2024-03-06 00:00:00.000000","timezone_type":3,"timezone":"UTC"}}
[2,["ann","bob"],[1,null,null]]
{"customer":"ann","balance":24,"earned":34,"bonus":10,"spent":20,"restored":0,"expired":0,"taken":0,"debt":0,"shortfall":0,"expiring":5,"nextExpiry":"2024-04-04","nextPoints":5,"lastEvent":"2024-03-06"}
{"customer":"bob","balance":9,"earned":18,"bonus":0,"spent":0,"restored":0,"expired":0,"taken":9,"debt":0,"shortfall":0,"expiring":9,"nextExpiry":"2024-04-07","nextPoints":9,"lastEvent":"2024-02-20"}
{"customer":"ann","balance":24,"expiring":0}
{"customer":"bob","balance":9,"expiring":0}
{"customer":"bob"}
"ann"
{"customers":2,"holders":2,"debtors":0,"issued":62,"earned":52,"bonus":10,"spent":20,"restored":0,"expired":0,"taken":9,"shortfall":0,"outstanding":33,"debt":0,"expiring":14,"expiringCustomers":2,"liability":16,"liabilityRest":1,"breakageRate":0,"breakageLow":0,"breakageHigh":0.058344,"fateRate":0,"fateLow":0,"fateHigh":0.11697}
24
9
{"period":"2024-01","lots":2,"issued":43,"expired":14,"rate":0.325581,"low":0.204933,"high":0.474838,"outstanding":0}
{"period":"2024-02","lots":1,"issued":10,"expired":10,"rate":1,"low":0.722467,"high":1,"outstanding":0}
{"period":"2024-03","lots":1,"issued":9,"expired":9,"rate":1,"low":0.700855,"high":1,"outstanding":0}
{"period":"2024-04","lots":0,"issued":0,"expired":0,"rate":null,"low":null,"high":null,"outstanding":0}
{"period":"2024-05","lots":0,"issued":0,"expired":0,"rate":null,"low":null,"high":null,"outstanding":0}
{"period":"2024-06","lots":0,"issued":0,"expired":0,"rate":null,"low":null,"high":null,"outstanding":0}
["2024-01",18,9]
["2024-04",0,0]
{"day":"2024-01-05","event":0,"reason":"earned","points":25,"balance":25,"missing":0}
{"day":"2024-02-04","event":2,"reason":"bonus","points":10,"balance":35,"missing":0}
{"day":"2024-02-15","event":3,"reason":"spent","points":-20,"balance":15,"missing":0}
{"day":"2024-03-06","event":5,"reason":"earned","points":9,"balance":24,"missing":0}
{"day":"2024-04-05","event":null,"reason":"expired","points":-5,"balance":19,"missing":0}
{"event":0,"earnedDay":"2024-01-05","expiry":"2024-04-04","renewed":0,"points":5}
{"event":2,"earnedDay":"2024-02-04","expiry":"2024-05-04","renewed":0,"points":10}
{"event":5,"earnedDay":"2024-03-06","expiry":"2024-06-04","renewed":0,"points":9}
["bob",0]
["ann",24]
["bob",9]
-- rows
Patron\DataException (time): time mixes clock times without a zone and dates (row 2)
["7",40,50,10]
["8",2,2,0]
[0,1]
2024-01-06T00:00:00+01:00
"2024-01-05"
[1,5]
[3,"2024-12-31"]
[-10,10,0,10]
0
{"period":"2024-03","lots":0,"issued":0,"expired":0,"rate":null,"low":null,"high":null,"outstanding":0}
-- of a book
["ann",77]
["bob",36]
["cid",99]
[2,4]
[0,2]
[0,9]
["ann","2024-01-05","earn",2500]
["ann","2024-02-04","earn",2700]
["ann","2024-03-06","earn",2500]
["bob","2024-01-08","earn",1800]
["bob","2024-02-20","earn",1800]
["cid","2024-02-15","earn",9900]
-- wrong
Patron\DataException (amount): spend of 5 points, the balance is 0 (amount, row 0)
Patron\DataException (kinds): kind "nope" is not listed (kinds, row 0)
Patron\DataException (kind): 9 is not a kind (row 0)
Patron\TypeException (kind): kind must be a LoyaltyKind or a status, not float (row 0)
Patron\TypeException (amount): amount must be a whole number, not string (row 0)
Patron\DataException (amount): amount is null (row 0)
Patron\ArgumentException (amount): amount has 0 rows, customer has 1
Patron\TypeException (customer): customer must hold ints and strings, not float (row 0)
Patron\DataException (time): time "tomorrow" is not a time of the form Y-m-d, Y-m-d H:i:s or Y-m-dTH:i:s+00:00 (row 0)
Patron\TypeException (time): time holds whole numbers: say with the Builder's timeUnit what they count since 1970 (row 0)
Patron\DataException (time): an event out of order: it is earlier than the customer's event before it (time, row 1, against row 0)
Patron\DataException (order): an order is earned twice (row 1, against row 0)
Patron\DataException (order): a refund of an unknown order: no event earns or pays it (row 0)
Patron\DataException (expires): the points expire before the day of the event (expires, row 0)
Patron\DataException (rule): rule 3 is outside 0..0 (row 0)
Patron\ArgumentException (rules): rules must not be empty
Patron\ArgumentException (rules): rules must be pairs of whole numbers: points, and for how many minor units
Patron\ArgumentException (rules): options: rule 0: 1 points per 0 minor units (rules)
Patron\ArgumentException (expiryCount): expiryCount is needed with this expiry
Patron\ArgumentException (expiryCount): options: expiry_count -1 is outside 0..3652059 (expiryCount)
Patron\ArgumentException (timezone): timezone: there is no zone "Nowhere"
Patron\TypeException (rows): a row must be an array or an object, not int (rows, row 0)
Patron\DataException (time): the row has no time (row 0)
LogicException: mine
Patron\TypeException (kind): kind must say where in a row it is: an int or a string, not float
Error: This ledger has been constructed already
Patron\ArgumentException (customer): customer: the ledger has no such customer
Patron\TypeException (customer): customer must hold ints and strings, not float (row 0)
Patron\ArgumentException (within): view: within -1 is outside 0..3652059
Patron\ArgumentException (columns): columns: there is no column 'x'
Patron\RangeException (first): first 3 is not one of 2 customers
Patron\TypeException (pointValue): pointValue must be two whole numbers: minor units, and for how many points
Patron\ArgumentException (pointValue): den is less than 1 (pointValue)
Patron\ArgumentException (mask): mask has 1 values, the book has 2 customers
Patron\ArgumentException (weekStart): weekStart must be 0 (Monday) ... 6
Patron\ArgumentException (since): since "x" is not a day of the form Y-m-d
Patron\ArgumentException (rules): options: rule 0: -1 points per 100 minor units (rules)
Patron\MissingException: the book was built without customer keys
Error: Trying to clone an uncloneable object of class Patron\Ledger
Exception: Serialization of 'Patron\Ledger' is not allowed
