--TEST--
median_recency(): by segment what the rows of a result say
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
foreach (Patron\median_recency(six()->rfm('2024-03-31')) as $segment => $row) {
    if ($row['medianRecency'] !== null) {
        echo $segment, ' ';
        var_dump($row['medianRecency']);
    }
}
$shop = shop();
$rule = $shop->rfmRule('2024-09-30', bins: 3);
foreach ([$shop->rfm('2024-09-30'), $shop->rfm('2024-09-30', first: 7, count: 40), $shop->rfm('2024-09-30', $rule, 'six'),
    $shop->rfm('2000-01-01', $rule, 'six')] as $scores) {
    $days = array_fill_keys($scores->map()->names(), []);
    foreach ($scores as $row) {
        if ($row->segment !== null) {
            $days[$row->segment][] = $row->recency;
        }
    }
    $medians = Patron\median_recency($scores);
    $same = $medians->rows() === array_keys($days) && $medians->columns() === ['medianRecency'];
    foreach ($days as $segment => $all) {
        sort($all);
        $half = intdiv(count($all), 2);
        $median = $all === [] ? null : ($all[$half] + $all[count($all) - 1 - $half]) / 2.0;
        $same = $same && $medians->get($segment, 'medianRecency') === $median;
    }
    var_dump($same);
}
$own = new Patron\RfmMap(bins: 3, cells: array_fill(0, 27, 0), names: ['7']);
var_dump(Patron\median_recency($shop->rfm('2024-09-30', $rule, $own))->rows());

echo "-- wrong\n";
thrown(fn () => Patron\median_recency($shop->rfm('2024-09-30', $rule)));
thrown(fn () => Patron\median_recency($shop->customers('2024-09-30')));
?>
--EXPECT--
potential_loyalist float(25)
about_to_sleep float(40)
lost float(45)
bool(true)
bool(true)
bool(true)
bool(true)
array(1) {
  [0]=>
  string(1) "7"
}
-- wrong
Patron\ArgumentException (scores): scores has no segments
TypeError: Patron\median_recency(): Argument #1 ($scores) must be of type Patron\RfmTable, Patron\Table given
