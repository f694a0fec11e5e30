--TEST--
rfmMigration, rfmMoves and migration(): from which segment to which
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$shop = shop();
$before = $shop->rfm('2024-03-31');
$after = $shop->rfm('2024-09-30');
$matrix = Patron\migration($before, $after);
show($matrix->rows());
show($matrix->columns());
$again = $shop->rfmMigration('2024-03-31', $before->rule(), '2024-09-30', $after->rule());
var_dump($matrix->toArray() === $again->toArray());
$moves = $shop->rfmMoves('2024-03-31', $before->rule(), '2024-09-30', $after->rule());
show($moves->columns());
$counted = [];
foreach ($moves as $move) {
    if ($move->from !== null) {
        $counted[$move->from][$move->to] = ($counted[$move->from][$move->to] ?? 0) + 1;
    }
}
$same = true;
foreach ($matrix as $from => $row) {
    foreach ($row as $to => $customers) {
        $same = $same && $customers === ($counted[$from][$to] ?? 0);
    }
}
var_dump($same, array_sum(array_map('array_sum', $matrix->toArray())));
$part = $shop->rfmMoves('2024-03-31', $before->rule(), '2024-09-30', $after->rule(), first: 10, count: 5);
var_dump($part->column('customer'), $part->column('to') === array_slice($moves->column('to'), 10, 5));
$groups = Patron\migration($before, $after, group: array_map(fn ($n) => $n % 3, range(0, count($shop) - 1)));
$sum = 0;
foreach ($groups as $each) {
    $sum += $each->get('none', 'champions');
}
var_dump($sum === $matrix->get('none', 'champions'));
$refunded = (new Patron\Builder())->addColumns(['a', 'a'], ['2024-01-01', '2024-03-01'], [100, 100], order: [1, 1],
    kind: [0, 2])->book();
$rule = $refunded->rfmRule('2024-01-31');
show($refunded->rfmMoves('2024-01-31', $rule, '2024-04-30', $rule));

echo "-- wrong\n";
thrown(fn () => Patron\migration($after, $before));
thrown(fn () => Patron\migration($before, shop()->rfm('2024-09-30')));
thrown(fn () => Patron\migration($before, $shop->rfm('2024-09-30', map: 'six')));
thrown(fn () => Patron\migration($before, $shop->rfm('2024-09-30', map: 'classic')));
thrown(fn () => Patron\migration($before, $shop->customers('2024-09-30')));
thrown(fn () => Patron\migration($before, $after, mask: []));
thrown(fn () => $shop->rfmMigration('2024-03-31', $before->rule(), '2024-01-31', $after->rule()));
thrown(fn () => $shop->rfmMoves('2024-03-31', $before->rule(), '2024-09-30', $shop->rfmRule('2024-09-30', bins: 4)));
thrown(fn () => $shop->rfmMoves('2024-03-31', $before->rule(), '2024-09-30', $after->rule(), 'nope'));
thrown(fn () => $shop->rfmMigration('x', $before->rule(), '2024-09-30', $after->rule()));
?>
--EXPECT--
["champions","loyal","potential_loyalist","new","promising","needs_attention","about_to_sleep","at_risk","cant_lose_them","hibernating","lost","none"]
["champions","loyal","potential_loyalist","new","promising","needs_attention","about_to_sleep","at_risk","cant_lose_them","hibernating","lost","refunded"]
bool(true)
["customer","from","to"]
bool(true)
int(120)
array(5) {
  [0]=>
  int(11)
  [1]=>
  int(12)
  [2]=>
  int(13)
  [3]=>
  int(14)
  [4]=>
  int(15)
}
bool(true)
bool(true)
[{"customer":"a","from":"about_to_sleep","to":"refunded"}]
-- wrong
Patron\RangeException (after): the second day is before the first (after)
Patron\ArgumentException (before): before and after must be of one book and one map
Patron\ArgumentException (before): before and after must be of one book and one map
Patron\ArgumentException (before): before and after must be of one book and one map
TypeError: Patron\migration(): Argument #2 ($after) must be of type Patron\RfmTable, Patron\Table given
Patron\ArgumentException (mask): mask has 0 values, the book has 120 customers
Patron\RangeException (after): the second day is before the first (after)
Patron\MismatchException (ruleAfter): the rules have 5 and 4 bins (ruleAfter)
Patron\ArgumentException (map): map 'nope' is none of default, classic, six
Patron\ArgumentException (before): before "x" is not a day of the form Y-m-d
