--TEST--
Book::heroes, classes, yearOverYear, stages, churnSigns, churnSignCount; Stats::adjust
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{Adjustment, Stats};

require __DIR__ . '/rooms.inc';
$book = six();
$d = '2024-03-31';
// 40 days: 21 February to 31 March against 12 January to 20 February. ann 2500 against 2700 is within 10 %.
$table = $book->classes($d, before: '2024-02-29', windowDays: 40);
lines($table);
show([$table->heroes, $table->heroesBefore, $table->before->format('Y-m-d'), get_class($table->churn)]);
show($book->heroes($d));
show($book->heroes($d, mask: [true, true, false]));
$churn = $book->churn($d);
var_dump($book->heroes($d, $churn)->toArray() == $book->heroes($d)->toArray());
var_dump($book->classes($d, $churn)->churn === $churn, $book->classes($d)->before->format('Y-m-d'));
lines($book->classes($d, $churn, first: 1, count: 1), 'customer', 'stage');
lines($book->yearOverYear($d, windowDays: 40), 'year', 'buyers', 'rate', 'low', 'net', 'partial');
show($book->yearOverYear($d, windowDays: 40, group: ['x', 'y', 'y'])->get('y')->column('buyers'));
$table = $book->stages($d);
lines($table, 'stage', 'buyers', 'rate', 'net', 'wasHero');
lines($table->activity, 'activity', 'buyers', 'rate', 'net');
show([$table->heroes->cut, $table->asOf->format('Y-m-d')]);
$shop = shop();
$day = '2024-06-30';
$classes = $shop->classes($day);
$stages = $shop->stages($day);
$counted = array_count_values(array_filter($classes->column('stage')));
foreach ($stages as $row) {
    if (($counted[$row->stage] ?? 0) !== $row->buyers) {
        echo "$row->stage differs\n";
    }
}
var_dump(array_sum($classes->column('wasHero')) >= array_sum($stages->column('wasHero')),
    ($counted['hero'] ?? 0) === $classes->heroes->heroes);
$groups = $shop->stages($day, group: array_map(fn ($n) => $n % 2, range(1, 120)));
var_dump($groups->get(0)->row(3)->buyers + $groups->get(1)->row(3)->buyers === $stages->row(3)->buyers);

echo "-- signs\n";
lines($book->churnSigns($d));
lines($book->churnSigns($d, first: 2), 'customer', 'lastRefunded');
lines($book->churnSignCount($d, horizon: 30), 'sign', 'customersWith', 'goneWithRate', 'customersWithout', 'goneWithout',
    'goneWithoutRate', 'difference');
$found = $shop->churnSignCount($day);
foreach ($found as $row) {
    if ($row->difference === null) {
        continue;
    }
    $same = Stats::rateDifference($row->goneWith, $row->customersWith, $row->goneWithout, $row->customersWithout);
    if ($same->difference !== $row->difference || $same->pValue !== $row->pValue || $same->low !== $row->low) {
        echo "$row->sign differs\n";
    }
}
$p = array_values(array_filter($found->column('pValue'), fn ($p) => $p !== null));
var_dump(count($p) > 1, Stats::adjust($p) === array_values(array_filter($found->column('pAdjusted'),
    fn ($p) => $p !== null)));
say(Stats::adjust([0.01, 0.04, 0.03]));
say(Stats::adjust([0.01, 0.04, 0.03], Adjustment::BenjaminiHochberg));
say(Stats::adjust([1, 0.5], Adjustment::None));
show(Stats::adjust([]));

echo "-- wrong\n";
thrown(fn () => $book->classes($d, $shop->churn($d)));
thrown(fn () => $book->classes($d, $book->churn('2024-03-30')));
thrown(fn () => $book->classes($d, $book->churn($d, columns: ['rho'])));
thrown(fn () => $book->classes($d, $book->churn($d, first: 1)));
thrown(fn () => $book->classes($d, $book->customers($d)));
thrown(fn () => $book->classes($d, before: $d));
thrown(fn () => $book->classes($d, before: 'x'));
thrown(fn () => $book->classes($d, windowDays: 0));
thrown(fn () => $book->classes('x'));
thrown(fn () => $book->stages($d, first: 7));
thrown(fn () => $book->stages($d, confidence: 7));
thrown(fn () => $book->yearOverYear($d, windowDays: 5000000));
thrown(fn () => $book->heroes($d, mask: [1]));
thrown(fn () => $book->churnSigns($d, count: 4));
thrown(fn () => $book->churnSignCount($d, horizon: 3651));
thrown(fn () => $book->churnSignCount($d, horizon: 0));
thrown(fn () => Stats::adjust([2]));
thrown(fn () => Stats::adjust([0.1, 'x']));
thrown(fn () => Stats::adjust([NAN]));
thrown(fn () => Stats::adjust([0.1], 'holm'));
?>
--EXPECT--
{"customer":"ann","year":"same","partialBase":0,"stage":"hero","activity":"loyal","wasHero":0}
{"customer":"bob","year":"lapsed","partialBase":0,"stage":"active","activity":"loyal","wasHero":0}
{"customer":"cid","year":"lapsed","partialBase":1,"stage":"active","activity":"passive","wasHero":0}
[{"asOf":"2024-03-31","windowDays":40,"rest":3,"heroes":1,"cut":2500},{"asOf":"2024-02-29","windowDays":40,"rest":3,"heroes":0,"cut":9900},"2024-02-29","Patron\\ChurnTable"]
{"asOf":"2024-03-31","windowDays":365,"rest":3,"heroes":0,"cut":9900}
{"asOf":"2024-03-31","windowDays":365,"rest":2,"heroes":1,"cut":7700}
bool(true)
bool(true)
string(10) "2024-01-01"
["bob","active"]
["new",0,0,0,0,0]
["returned",0,0,0,0,0]
["lapsed",2,0.666667,0.20766,0,1]
["inactive",0,0,0,0,0]
["more",0,0,0,0,0]
["less",0,0,0,0,0]
["same",1,0.333333,0.061492,2500,0]
[0,0,2,0,0,0,0]
["inactive",0,0,0,0]
["fading",0,0,0,0]
["hero",0,0,0,0]
["active",3,1,21200,0]
["new",0,0,0]
["loyal",2,0.666667,11300]
["passive",1,0.333333,9900]
[9900,"2024-03-31"]
bool(true)
bool(true)
bool(true)
-- signs
{"customer":"ann","gapWidening":0,"valueFalling":0,"lastRefunded":0,"discountOnly":null}
{"customer":"bob","gapWidening":null,"valueFalling":null,"lastRefunded":0,"discountOnly":null}
{"customer":"cid","gapWidening":null,"valueFalling":null,"lastRefunded":0,"discountOnly":null}
["cid",0]
["gap_widening",0,null,0,0,null,null]
["value_falling",0,null,0,0,null,null]
["last_refunded",0,null,3,2,0.666667,null]
["discount_only",0,null,0,0,null,null]
bool(true)
bool(true)
[0.03,0.06,0.06]
[0.03,0.04,0.04]
[1,0.5]
[]
-- wrong
Patron\TypeException (churn): churn must be the whole book's Book::churn, with its states
Patron\ArgumentException (churn): churn must be of the same day as asOf
Patron\TypeException (churn): churn must be the whole book's Book::churn, with its states
Patron\TypeException (churn): churn must be the whole book's Book::churn, with its states
TypeError: Patron\Book::classes(): Argument #2 ($churn) must be of type ?Patron\ChurnTable, Patron\Table given
Patron\ArgumentException (before): before must be an earlier day than asOf
Patron\ArgumentException (before): before "x" is not a day of the form Y-m-d
Patron\ArgumentException (windowDays): windowDays must be 1 or more
Patron\ArgumentException (asOf): asOf "x" is not a day of the form Y-m-d
Patron\RangeException (first): first 7 is not one of 3 customers
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (windowDays): options: window_days 5000000 is outside 1..3652059 (windowDays)
Patron\ArgumentException (mask): mask has 1 values, the book has 3 customers
Patron\RangeException (count): count 4 reaches beyond the 3 customers
Patron\ArgumentException (horizon): the horizon of 3651 days is outside 1..3650
Patron\ArgumentException (horizon): horizon must be 1 or more
Patron\ArgumentException (pValues): a p value is outside 0..1 (pValues, row 0)
Patron\TypeException (pValues): pValues must hold numbers, not string (row 1)
Patron\ArgumentException (pValues): a p value is outside 0..1 (pValues, row 0)
TypeError: Patron\Stats::adjust(): Argument #2 ($method) must be of type Patron\Adjustment, string given
