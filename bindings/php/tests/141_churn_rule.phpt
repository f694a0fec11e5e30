--TEST--
ChurnRule: fitted, made of what shards counted, saved and loaded
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{ChurnMethod, ChurnRule};

require __DIR__ . '/shop.inc';
$shop = shop();
$day = '2024-06-30';
$rule = $shop->churnRule($day);
$info = $rule->inspect();
var_dump(get_class($info), $info->asOf->format('Y-m-d'), $info->horizon, $info->bands, array_sum($info->closed)
    === $info->gaps);
$own = $shop->churnRule($day, ChurnMethod::Km, horizon: 30, newDays: 0, bands: [.9, .6, 0.3], threads: 2)->inspect();
var_dump($own->horizon, $own->newDays, $own->bands);
var_dump($shop->churnRule($day, mask: array_fill(0, 120, false))->inspect()->gaps);
$cells = $rule->cells();
var_dump(count($cells), array_sum(array_slice($cells, 0, 1536)) === $info->gaps);
var_dump(ChurnRule::edge(0), ChurnRule::edge(128), ChurnRule::edge(256));

$halves = [[0, 50], [50, 70]];
$gaps = [0, 0];
foreach ($halves as [$first, $count]) {
    foreach ($shop->churnGaps($day, first: $first, count: $count) as $at => $number) {
        $gaps[$at] += $number;
    }
}
var_dump($gaps === $shop->churnGaps($day), $gaps[0] === $info->gaps);
$counts = ['cells' => array_fill(0, 3072, 0), 'second' => array_fill(0, 734, 0)];
foreach ($halves as [$first, $count]) {
    foreach ($shop->churnCount($day, $gaps, first: $first, count: $count) as $what => $numbers) {
        foreach ($numbers as $at => $number) {
            $counts[$what][$at] += $number;
        }
    }
}
var_dump($counts['cells'] === $cells);
$made = ChurnRule::make($day, $gaps, $counts['cells'], $counts['second'], $shop->firstDay());
var_dump($made->save() === $rule->save());
var_dump(ChurnRule::make($day, $gaps, $counts['cells'])->inspect()->newDays);
var_dump(ChurnRule::make($day, $gaps, $counts['cells'], horizon: 40, newDays: 20, bands: [0.7, 0.4,
    0.1])->inspect()->bands);

echo "-- one customer by a saved rule\n";
$one = shop(only: 3);
$table = $one->churn($day, ChurnRule::load($rule->save()));
$whole = $shop->churn($day, $rule);
var_dump(count($one), $table->row(0)->toArray() == $whole->row($shop->find([3])[0])->toArray());
echo $table->row(0)->reason('de'), "\n";

echo "-- wrong\n";
thrown(fn () => $shop->churnRule($day, ChurnMethod::Model));
thrown(fn () => $shop->churnRule($day, horizon: 0));
thrown(fn () => $shop->churnRule($day, horizon: 3651));
thrown(fn () => $shop->churnRule($day, newDays: -1));
thrown(fn () => $shop->churnRule($day, newDays: 1 << 40));
thrown(fn () => $shop->churnRule($day, bands: [0.5]));
thrown(fn () => $shop->churnRule($day, bands: [0.2, 0.5, 0.8]));
thrown(fn () => $shop->churnRule($day, bands: [0, 0, 0]));
thrown(fn () => $shop->churnRule($day, bands: [NAN, .5, .2]));
thrown(fn () => $shop->churnRule($day, bands: ['0.8', .5, .2]));
thrown(fn () => $shop->churnRule($day, threads: -1));
thrown(fn () => $shop->churnRule($day, threads: 257));
thrown(fn () => ChurnRule::edge(-1));
thrown(fn () => ChurnRule::edge(257));
thrown(fn () => ChurnRule::make($day, [1], $counts['cells']));
thrown(fn () => ChurnRule::make($day, $gaps, [1, 2]));
thrown(fn () => ChurnRule::make($day, $gaps, $counts['cells'], [1]));
thrown(fn () => ChurnRule::make($day, [-1, 0], $counts['cells']));
thrown(fn () => ChurnRule::make($day, [1.5, 0], $counts['cells']));
thrown(fn () => ChurnRule::make('x', $gaps, $counts['cells']));
thrown(fn () => ChurnRule::make($day, $gaps, $counts['cells'], firstDay: 'x'));
thrown(fn () => ChurnRule::make($day, $gaps, $counts['cells'], flags: -1));
thrown(fn () => ChurnRule::make($day, $gaps, $counts['cells'], bands: []));
thrown(fn () => $shop->churnCount($day, [1]));
thrown(fn () => $shop->churnCount($day, [-1, 5]));
thrown(fn () => $shop->churnCount($day, ['a', 5]));
thrown(fn () => $shop->churnGaps($day, mask: []));
thrown(fn () => $shop->churnGaps($day, first: 1000));
?>
--EXPECT--
string(16) "Patron\ChurnInfo"
string(10) "2024-06-30"
int(90)
array(3) {
  [0]=>
  float(0.8)
  [1]=>
  float(0.5)
  [2]=>
  float(0.2)
}
bool(true)
int(30)
int(0)
array(3) {
  [0]=>
  float(0.9)
  [1]=>
  float(0.6)
  [2]=>
  float(0.3)
}
int(0)
int(3072)
bool(true)
float(0)
float(1)
float(256)
bool(true)
bool(true)
bool(true)
bool(true)
int(30)
array(3) {
  [0]=>
  float(0.7)
  [1]=>
  float(0.4)
  [2]=>
  float(0.1)
}
-- one customer by a saved rule
int(1)
bool(true)
Hat 4-mal bestellt, etwa alle 26 Tage; seit 18 Tagen still (0,7-mal so lang). Von 66 vergleichbaren Fällen bestellten 95 % in 79 Tagen wieder; direkt nach einer Bestellung waren es 94 %.
-- wrong
Patron\ArgumentException (method): method MODEL: this version has only the method KM
Patron\ArgumentException (horizon): horizon must be 1 or more
Patron\ArgumentException (horizon): horizon must lie in 1 … 3650 days
Patron\ArgumentException (newDays): new_days must lie in 0 … 3650 (newDays)
Patron\ArgumentException (newDays): newDays 1099511627776 is out of range
Patron\ArgumentException (bands): bands must be three numbers
Patron\ArgumentException (bands): bands must fall from below 1 to above 0
Patron\ArgumentException (bands): bands must fall from below 1 to above 0
Patron\ArgumentException (bands): bands must fall from below 1 to above 0
Patron\TypeException (bands): bands must be numbers, not string
Patron\ArgumentException (threads): threads must lie in 0 … 256
Patron\ArgumentException (threads): threads must lie in 0 … 256
Patron\RangeException (bin): bin must be 0 ... 256
Patron\RangeException (bin): bin must be 0 ... 256
Patron\ArgumentException (gaps): gaps must be 2 numbers, not 1
Patron\ArgumentException (cells): cells must be 3072 numbers, not 2
Patron\ArgumentException (second): second must be 734 numbers, not 1
Patron\ArgumentException (gaps): gaps are not a number of gaps and their sum in days
Patron\TypeException (gaps): gaps must hold whole numbers, not float (row 0)
Patron\ArgumentException (asOf): asOf "x" is not a day of the form Y-m-d
Patron\ArgumentException (firstDay): firstDay "x" is not a day of the form Y-m-d
Patron\ArgumentException (flags): flags must be what Book::flags() gave
Patron\ArgumentException (bands): bands must be three numbers
Patron\ArgumentException (gaps): gaps must be 2 numbers, not 1
Patron\ArgumentException (gaps): shop_gaps are not a number of gaps and their sum in days
Patron\TypeException (gaps): gaps must hold whole numbers, not string (row 0)
Patron\ArgumentException (mask): mask has 0 values, the book has 120 customers
Patron\RangeException (first): first 1000 is not one of 120 customers
