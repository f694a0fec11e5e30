--TEST--
Tiers; Book::tiers, tiersCount, tierChanges
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{Period, TierBy, Tiers, TierWindow};

require __DIR__ . '/rooms.inc';
$book = six();
$d = '2024-03-31';
$tiers = new Tiers(['silver' => 3000, 'gold' => 7000], window: TierWindow::Rolling, windowDays: 365);
show($tiers->names());
// ann's 7700 fall below 7000 when the 2500 of 5 January leave the window, a year later.
$table = $book->tiers($d, $tiers);
lines($table);
var_dump($table->tiers === $tiers);
lines($book->tiers($d, $tiers, first: 2), 'customer', 'tier');
$count = $book->tiersCount($d, $tiers, within: 300);
lines($count, 'tier', 'buyers', 'rate', 'low', 'value', 'inGrace', 'lapsing');
lines($book->tiersCount($d, $tiers, group: [1, 2, 2])->get(2), 'tier', 'buyers', 'rate');
$changes = $book->tierChanges('2024-01-31', $d, $tiers);
lines($changes);
echo $changes->earlier->format('Y-m-d'), "\n";
lines($book->tiers($d, new Tiers(['one' => 1, 'two' => 2], TierBy::Orders)), 'customer', 'tier', 'value', 'until');
lines($book->tiers('2024-03-31', new Tiers(['x' => 1], window: TierWindow::Period, period: Period::Month, graceDays: 20)),
    'customer', 'tier', 'byValue', 'value', 'until');
$points = new Tiers([5 => 50, 'top' => 90], TierBy::Points);
lines($book->tiers($d, $points, $book->ledger()), 'customer', 'tier', 'value');
show($points->names());

echo "-- wrong\n";
thrown(fn () => new Tiers([]));
thrown(fn () => new Tiers(['a' => 2, 'b' => 1]));
thrown(fn () => new Tiers(['a' => -1]));
thrown(fn () => new Tiers(['a' => 1.5]));
thrown(fn () => new Tiers(range(1, 65)));
thrown(fn () => new Tiers(['a' => 1], windowDays: 0));
thrown(fn () => new Tiers(['a' => 1], weekStart: 7));
thrown(fn () => $tiers->__construct(['a' => 1]));
thrown(fn () => $book->tiers($d, new Tiers(['a' => 1], windowDays: 5)));
thrown(fn () => $book->tiers($d, new Tiers(['a' => 1], graceDays: -5)));
thrown(fn () => $book->tiers($d, $points));
thrown(fn () => $book->tiers($d, ['a' => 1]));
thrown(fn () => $book->tiers($d, $tiers, first: 5));
thrown(fn () => $book->tiers($d, $points, new Patron\Ledger([1], ['2024-01-05'], [0], [100])));
thrown(fn () => $book->tiersCount($d, $tiers, within: -1));
thrown(fn () => $book->tiersCount($d, $tiers, confidence: 0));
thrown(fn () => $book->tierChanges($d, '2024-01-01', $tiers));
thrown(fn () => $book->tierChanges('x', $d, $tiers));
?>
--EXPECT--
["silver","gold"]
{"customer":"ann","tier":"gold","byValue":"gold","value":7700,"gap":null,"until":"2025-01-03","keepGap":1800}
{"customer":"bob","tier":"silver","byValue":"silver","value":3600,"gap":3400,"until":"2025-01-06","keepGap":1200}
{"customer":"cid","tier":"gold","byValue":"gold","value":9900,"gap":null,"until":"2025-02-13","keepGap":7000}
bool(true)
["cid","gold"]
[null,0,0,0,0,0,0]
["silver",1,0.333333,0.061492,3600,0,1]
["gold",2,0.666667,0.20766,17600,0,1]
[null,0,0]
["silver",1,0.5]
["gold",1,0.5]
{"customer":"ann","fromTier":null,"toTier":"gold","fromValue":2500,"toValue":7700}
{"customer":"bob","fromTier":null,"toTier":"silver","fromValue":1800,"toValue":3600}
{"customer":"cid","fromTier":null,"toTier":"gold","fromValue":0,"toValue":9900}
2024-01-31
["ann","two",3,null]
["bob","two",2,null]
["cid","one",1,null]
["ann","x","x",2500,"2024-04-20"]
["bob",null,null,0,null]
["cid",null,null,0,null]
["ann","5",77]
["bob",null,36]
["cid","top",99]
["5","top"]
-- wrong
Patron\ArgumentException (thresholds): thresholds must name 1 ... 64 tiers
Patron\ArgumentException (thresholds): thresholds must rise from 0 or more
Patron\ArgumentException (thresholds): thresholds must rise from 0 or more
Patron\TypeException (thresholds): thresholds must be whole numbers, not float
Patron\ArgumentException (thresholds): thresholds must name 1 ... 64 tiers
Patron\ArgumentException (windowDays): windowDays must be 1 or more
Patron\ArgumentException (weekStart): weekStart must be 0 (Monday) ... 6
Error: These tiers have been constructed already
Patron\ArgumentException (tiers): tiers: window_days is 5
Patron\ArgumentException (tiers): tiers: grace_days is -5
Patron\ArgumentException (ledger): ledger is NULL: tiers by points need one
TypeError: Patron\Book::tiers(): Argument #2 ($tiers) must be of type Patron\Tiers, array given
Patron\RangeException (first): first 5 is not one of 3 customers
Patron\MismatchException (ledger): the keys of book and ledger are not of one kind
Patron\ArgumentException (within): tiers: within is -1
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\RangeException (earlier): the earlier day is after as_of
Patron\ArgumentException (earlier): earlier "x" is not a day of the form Y-m-d
