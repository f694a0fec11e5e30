--TEST--
Book::rfmRule, rfm, rfmCount: fit, scores, segments, bad input
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{Monetary, RfmMap, RfmMethod, RfmRule};

require __DIR__ . '/shop.inc';
$book = six();
$table = $book->rfm('2024-03-31');
var_dump(get_class($table), get_class($table->row(0)), get_class($table->rule()), get_class($table->map()));
foreach ($table as $row) {
    show($row);
}
show($book->rfm('2024-04-30', $table->rule())->column('recency'));
show($book->rfm('2024-01-06'));
show($book->rfm('2024-03-31', map: 'six')->column('segment'));
show($book->rfm('2024-03-31', map: 'classic', first: 1, count: 1)->column('segment'));

$shop = shop();
$rule = $shop->rfmRule('2024-06-30', bins: 4, windowDays: 365, monetary: Monetary::Margin,
    recencyMethod: RfmMethod::Quantile, frequencyMethod: RfmMethod::Qcut, monetaryMethod: RfmMethod::Ntile, threads: 2);
$info = $rule->inspect();
var_dump(get_class($info), $info->bins, $info->windowDays, $info->monetary, $info->monetaryMethod, $info->currencyUnit);
show(array_slice($info->recency, 0, 3));
$scores = $shop->rfm('2024-06-30', $rule);
var_dump(in_array('segment', $scores->columns(), true), max($scores->column('r')), isset($scores->row(0)->segment));
show($shop->rfm('2024-06-30', $rule, 'six')->row(0));
$cut = $shop->rfmRule('2024-06-30', bins: 3, recencyMethod: RfmMethod::Cuts, recencyCuts: [60, 20],
    frequencyMethod: RfmMethod::Cuts, frequencyCuts: [2, 4], monetaryMethod: RfmMethod::Cuts, monetaryCuts: [2000,
        8000]);
show(array_slice($cut->inspect()->recency, 0, 2));
show($shop->rfmRule('2024-06-30', caps: [30, 60, 90, 0])->inspect()->caps);
show($shop->rfmRule('2024-06-30', mask: array_fill(0, count($shop), false))->inspect()->population);

$rule = $shop->rfmRule('2024-06-30');
$matrix = $shop->rfmCount('2024-06-30', $rule);
show($matrix->columns());
$buyers = array_count_values(array_filter($shop->rfm('2024-06-30', $rule)->column('segment')));
foreach ($matrix as $segment => $counts) {
    if ($counts['buyers'] !== ($buyers[$segment] ?? 0)) {
        echo "buyers of $segment differ\n";
    }
}
$by = $shop->rfmCount('2024-06-30', $rule, 'six', group: array_map(fn ($n) => $n % 2 ? 'odd' : 'even', range(0,
    count($shop) - 1)));
$six = $shop->rfmCount('2024-06-30', $rule, new RfmMap('six'));
var_dump($by->get('odd')->get('lost', 'net') + $by->get('even')->get('lost', 'net') === $six->get('lost', 'net'));
$loaded = RfmRule::load($rule->save());
var_dump($loaded->save() === $rule->save(), $shop->rfm('2024-06-30', $loaded)->column('cell')
    === $shop->rfm('2024-06-30', $rule)->column('cell'));

echo "-- wrong\n";
$d = '2024-06-30';
thrown(fn () => $shop->rfmRule($d, bins: 1));
thrown(fn () => $shop->rfmRule($d, bins: 0));
thrown(fn () => $shop->rfmRule($d, bins: 11));
thrown(fn () => $shop->rfmRule($d, windowDays: -5));
thrown(fn () => $shop->rfmRule($d, currencyUnit: 0));
thrown(fn () => $shop->rfmRule($d, threads: 1000));
thrown(fn () => $shop->rfmRule($d, recencyMethod: RfmMethod::Cuts));
thrown(fn () => $shop->rfmRule($d, recencyMethod: RfmMethod::Cuts, recencyCuts: [1, 2]));
thrown(fn () => $shop->rfmRule($d, recencyMethod: RfmMethod::Cuts, recencyCuts: [1, 2, 3, 4]));
thrown(fn () => $shop->rfmRule($d, recencyMethod: RfmMethod::Cuts, recencyCuts: [4.5, 3, 2, 1]));
thrown(fn () => $shop->rfmRule($d, caps: [1, 2]));
thrown(fn () => $shop->rfmRule($d, caps: [1, 2, 3, -4]));
thrown(fn () => $shop->rfmRule($d, caps: [1, 2, 3, 1 << 40]));
thrown(fn () => $shop->rfmRule($d, mask: [true]));
thrown(fn () => $book->rfmRule('2024-03-31', monetary: Monetary::Margin));
thrown(fn () => six(keys: false)->rfmRule('2024-03-31', monetaryMethod: RfmMethod::Ntile));
thrown(fn () => $shop->rfm($d, map: 'nope'));
thrown(fn () => $shop->rfm($d, $shop->rfmRule($d, bins: 4), 'default'));
thrown(fn () => $shop->rfm($d, first: 500));
thrown(fn () => $shop->rfmCount($d, $shop->churnRule($d)));
thrown(fn () => $shop->rfmCount($d, $shop->rfmRule($d, bins: 4)));
thrown(fn () => $book->rfm('2024-03-31', $shop->rfmRule($d, monetaryMethod: RfmMethod::Ntile)));
$byOrder = (new Patron\Builder(countByOrder: true))->addColumns([1], ['2024-01-05'], [1])->book();
thrown(fn () => $byOrder->rfm('2024-03-31', $rule));
?>
--EXPECT--
string(15) "Patron\RfmTable"
string(13) "Patron\RfmRow"
string(14) "Patron\RfmRule"
string(13) "Patron\RfmMap"
{"customer":"ann","recency":25,"frequency":3,"monetaryNumerator":7700,"monetaryDenominator":1,"r":5,"f":3,"m":3,"cell":112,"segment":"potential_loyalist"}
{"customer":"bob","recency":40,"frequency":2,"monetaryNumerator":3600,"monetaryDenominator":1,"r":3,"f":2,"m":1,"cell":55,"segment":"about_to_sleep"}
{"customer":"cid","recency":45,"frequency":1,"monetaryNumerator":9900,"monetaryDenominator":1,"r":1,"f":1,"m":5,"cell":4,"segment":"lost"}
[55,70,75]
[{"customer":"ann","recency":1,"frequency":1,"monetaryNumerator":2500,"monetaryDenominator":1,"r":3,"f":1,"m":3,"cell":52,"segment":"about_to_sleep"},{"customer":"bob","recency":null,"frequency":null,"monetaryNumerator":0,"monetaryDenominator":0,"r":null,"f":null,"m":null,"cell":null,"segment":null},{"customer":"cid","recency":null,"frequency":null,"monetaryNumerator":0,"monetaryDenominator":0,"r":null,"f":null,"m":null,"cell":null,"segment":null}]
["promising","needs_attention","lost"]
["about_to_sleep"]
string(14) "Patron\RfmInfo"
int(4)
int(365)
int(2)
int(3)
int(1)
[265,105,22]
bool(false)
int(4)
bool(false)
{"customer":1,"recency":405,"frequency":0,"monetaryNumerator":0,"monetaryDenominator":1,"r":1,"f":1,"m":1,"cell":0,"segment":"lost"}
[60,20]
[30,60,90,0]
0
["buyers","orders","purchases","net","netCounted"]
bool(true)
bool(true)
bool(true)
-- wrong
Patron\ArgumentException (bins): bins is 1, not 2 to 10
Patron\ArgumentException (bins): bins must be 1 or more
Patron\ArgumentException (bins): bins is 11, not 2 to 10
Patron\ArgumentException (windowDays): windowDays must be 1 or more
Patron\ArgumentException (currencyUnit): currencyUnit must be 1 or more
Patron\ArgumentException (threads): threads is 1000, not 0 to 256
Patron\ArgumentException (recencyCuts): recency_cuts is NULL (recencyCuts)
Patron\ArgumentException (recencyCuts): recencyCuts must be 4 numbers
Patron\ArgumentException (recencyCuts): recency_cuts[1] must not be more than the one before (recencyCuts)
Patron\TypeException (recencyCuts): recencyCuts must hold whole numbers, not float (row 0)
Patron\ArgumentException (caps): caps must be 4 numbers of days
Patron\ArgumentException (caps): caps[3] is negative
Patron\ArgumentException (caps): caps: 1099511627776 is out of range (row 3)
Patron\ArgumentException (mask): mask has 1 values, the book has 120 customers
Patron\MissingException (cost): the rule needs a book with costs
Patron\MissingException (customer): NTILE needs a book with customer keys
Patron\ArgumentException (map): map 'nope' is none of default, classic, six
Patron\ArgumentException (map): this map is for 5 bins, not 4: use MAP_SIX or an own one
Patron\RangeException (first): first 500 is not one of 120 customers
TypeError: Patron\Book::rfmCount(): Argument #2 ($rule) must be of type Patron\RfmRule, Patron\ChurnRule given
Patron\ArgumentException (map): this map is for 5 bins, not 4: use MAP_SIX or an own one
Patron\MismatchException (rule): the rule's NTILE cuts hold integer keys, the book has string ones
Patron\MismatchException (rule): the rule was fitted on a book that counts zero orders or purchases otherwise
