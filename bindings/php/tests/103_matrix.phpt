--TEST--
Matrix: labels on both sides
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$book = six();
$rule = $book->churnRule('2024-03-31');
$matrix = $book->churnStates('2024-03-31', $rule);
var_dump(count($matrix), $matrix->get('on_track', 'buyers'), $matrix->get('on_track', 'valueAtRisk'));
show($matrix->rows());
show($matrix->columns());
show($matrix->row('one_time_open'));
show($matrix);
var_dump($matrix->toArray()[3]);
foreach ($matrix as $state => $counts) {
    echo $state, ' ', $counts['buyers'], ' ';
    foreach ($matrix as $other => $ignored) {
    }
}
echo "\n";
$cohorts = shop()->cohorts('2024-12-31', by: 'product', periods: 2);
$net = $cohorts->matrix('net');
var_dump($net->get('(all)', 0) === $net->get('(all)', '0'), $net->row('(all)')[0] === $net->get('(all)', 0));
$keyed = (new Patron\Builder())->addColumns([1, 2], ['2024-01-05', '2024-01-06'], [100, 200], product: [7, 9])->book()
    ->cohorts('2024-01-31', by: 'product', periods: 1)->matrix('sales');
show($keyed->rows());
var_dump($keyed->get(7, 0), $keyed->get('7', '0'), $keyed->get('(all)', 'beyond'));
$labels = [];
foreach ($keyed as $label => $row) {
    $labels[] = $label;
}
show($labels);

echo "-- wrong\n";
thrown(fn () => $matrix->get('nope', 'buyers'));
thrown(fn () => $matrix->get('lost', 'nope'));
thrown(fn () => $matrix->get(0, 'buyers'));
thrown(fn () => $keyed->get('07', 0));
thrown(fn () => $keyed->row('nope'));
thrown(fn () => $matrix->x = 1);
thrown(fn () => new Patron\Matrix());
thrown(fn () => clone $matrix);
thrown(fn () => serialize($matrix));
thrown(function () use ($matrix) {
    foreach ($matrix as &$row) {
    }
});
?>
--EXPECT--
int(8)
int(2)
int(0)
["new","one_time_open","one_time_lost","on_track","slowing","slipping","lost","unknown"]
["buyers","net365","valueAtRisk"]
{"buyers":1,"net365":9900,"valueAtRisk":733}
{"rows":["new","one_time_open","one_time_lost","on_track","slowing","slipping","lost","unknown"],"columns":["buyers","net365","valueAtRisk"],"values":[[0,0,0],[1,9900,733],[0,0,0],[2,11300,0],[0,0,0],[0,0,0],[0,0,0],[0,0,0]]}
array(3) {
  [0]=>
  int(2)
  [1]=>
  int(11300)
  [2]=>
  int(0)
}
new 0 one_time_open 1 one_time_lost 0 on_track 2 slowing 0 slipping 0 lost 0 unknown 0 
bool(true)
bool(true)
[7,9,"(other)","(none)","(all)"]
int(100)
int(100)
int(0)
[7,9,"(other)","(none)","(all)"]
-- wrong
Patron\ArgumentException (row): row: there is no label 'nope'
Patron\ArgumentException (column): column: there is no label 'nope'
Patron\ArgumentException (row): row: there is no label 0
Patron\ArgumentException (row): row: there is no label '07'
Patron\ArgumentException (row): row: there is no label 'nope'
Error: Cannot create dynamic property Patron\Matrix::$x
Error: Call to private Patron\Matrix::__construct() from global scope
Error: Trying to clone an uncloneable object of class Patron\Matrix
Exception: Serialization of 'Patron\Matrix' is not allowed
Error: Patron\Matrix cannot be iterated by reference
