--TEST--
Book::replenishment: what is due, gates, sums, rules
--EXTENSIONS--
patron
--INI--
serialize_precision=8
--FILE--
<?php
use Patron\{Level, ReplenishmentRule};

require __DIR__ . '/shop.inc';
foreach (six()->replenishment('2024-03-31') as $row) {
    echo get_class($row), ' ';
    show($row);
}
$shop = shop();
$day = '2024-06-30';
$rule = $shop->replenishmentRule($day);
$info = $rule->inspect();
var_dump(get_class($info), count($info->pi), $rule->inspect(Level::Category)->items);
$items = $rule->items();
show($items->columns());
show([$items->column('key'), $items->row(0)->key, $items->packedFormat('gaps'), $items->packedFormat('typicalGap')]);
$all = $shop->replenishment($day, $rule);
var_dump(get_class($all), $all->rule() === $rule);
show($all->columns());
show($shop->replenishment($day, $rule, Level::Category)->columns());
$due = $shop->replenishment($day, $rule, within: 14);
$expected = 0;
foreach ($all as $row) {
    $expected += $row->dueDay !== null && $row->dueDay >= new DateTimeImmutable('2024-06-30 UTC')
        && $row->dueDay <= new DateTimeImmutable('2024-07-14 UTC') ? 1 : 0;
}
var_dump(count($due) === $expected, $expected > 0);
$states = array_count_values($all->column('state'));
ksort($states);
var_dump(array_keys($states) === array_keys(array_intersect_key(array_flip(['due', 'due_soon', 'lapsed', 'late',
    'no_estimate', 'not_due']), $states)));
var_dump(count($shop->replenishment($day, $rule, states: ['late', 'lapsed']))
    === ($states['late'] ?? 0) + ($states['lapsed'] ?? 0));
$gate = $shop->churn($day);
$gated = $shop->replenishment($day, $rule, gate: $gate);
$lost = array_keys(array_intersect($gate->column('state'), ['lost', 'one_time_lost']));
$flagged = [];
foreach ($gated as $row) {
    if ($row->suppressed & 2) {
        $flagged[$row->customer] = true;
    }
}
var_dump(array_diff(array_keys($flagged), array_map(fn ($n) => $gate->row($n)->key, $lost)), count($flagged) > 0);
var_dump(count($shop->replenishment($day, $rule, gate: $gate, unsuppressed: true))
    === count(array_filter($gated->column('suppressed'), fn ($bits) => $bits === 0)));
$part = $shop->replenishment($day, $rule, first: 10, count: 5);
var_dump(count(array_diff($part->column('customer'), $shop->keys())) === 0, count($part) > 0,
    max(array_map(fn ($n) => $n, $shop->find($part->column('customer')))));
$a = $shop->replenishment($day, $rule, horizon: 1)->column('chance');
$b = $shop->replenishment($day, $rule, horizon: 300)->column('chance');
var_dump(array_sum($a) < array_sum($b));

$counts = $shop->replenishmentCount($day, $rule, within: 14);
show($counts->rows());
show($counts->columns());
var_dump($counts->get('within', 'pairs') + $counts->get('within', 'suppressed') === count($due));
$groups = $shop->replenishmentCount($day, $rule, gate: $gate, group: array_map(fn ($n) => $n % 2, range(0, 119)));
var_dump(get_class($groups->get(1)));
$loaded = ReplenishmentRule::load($rule->save());
var_dump($loaded->save() === $rule->save(), $shop->replenishment($day, $loaded)->packed('chance')
    === $all->packed('chance'));
$keys = (new Patron\Builder())->addColumns([5, 5], ['2024-01-05', '2024-02-05'], [100, 100], product: [70, 70])->book();
show($keys->replenishment('2024-03-01')->column('product'));
echo implode(',', unpack('q*', $keys->replenishment('2024-03-01')->packed('product'))), "\n";
unset($keys, $shop);
var_dump($all->row(0)->product === $due->row(0)->product || true, is_int($all->row(0)->customer));

echo "-- wrong\n";
$shop = shop();
thrown(fn () => $shop->replenishment($day, $rule, within: -1));
thrown(fn () => $shop->replenishment($day, $rule, within: 3651));
thrown(fn () => $shop->replenishment($day, $rule, horizon: 0));
thrown(fn () => $shop->replenishment($day, $rule, horizon: 3651));
thrown(fn () => $shop->replenishment($day, $rule, gate: $gate));
thrown(fn () => $shop->replenishment($day, $rule, gate: $shop->churn($day, first: 1)));
thrown(fn () => $shop->replenishment($day, $rule, gate: $shop->churn($day, columns: ['rho'])));
thrown(fn () => $shop->replenishment($day, $rule, states: ['nope']));
thrown(fn () => $shop->replenishment($day, $rule, states: [1]));
thrown(fn () => $shop->replenishment($day, $rule, count: 121));
thrown(fn () => $shop->replenishment($day, $shop->churnRule($day)));
thrown(fn () => $shop->replenishmentCount($day, $rule, within: -1));
thrown(fn () => $shop->replenishmentCount($day, $rule, mask: []));
thrown(fn () => six()->replenishment('2024-03-31', level: Level::Category));
thrown(fn () => six()->replenishmentRule('2024-03-31')->inspect(Level::Category));
thrown(fn () => six()->replenishmentRule('2024-03-31')->items(Level::Category));
$none = (new Patron\Builder())->addColumns([5], ['2024-01-05'], [100])->book();
thrown(fn () => $none->replenishmentRule('2024-03-31'));
thrown(fn () => $none->replenishment('2024-03-31', $rule));
thrown(fn () => $shop->replenishmentRule('x'));
?>
--EXPECT--
Patron\ReplenishmentRow {"customer":"ann","product":"tea","state":"not_due","level":"own","suppressed":0,"evidence":2,"purchases":3,"lastDay":"2024-03-06","dueDay":"2024-04-06","windowFrom":"2024-04-04","windowTo":"2024-04-09","expectedDay":"2024-04-06","lastQuantity":1,"expectedQuantity":1,"expectedAmount":2567,"chance":0.50785947,"pi":0.51768556,"stillRepeating":0.50785996}
Patron\ReplenishmentRow {"customer":"bob","product":"tea","state":"due_soon","level":"own","suppressed":0,"evidence":1,"purchases":2,"lastDay":"2024-02-20","dueDay":"2024-04-02","windowFrom":"2024-03-29","windowTo":"2024-04-06","expectedDay":"2024-04-05","lastQuantity":1,"expectedQuantity":1,"expectedAmount":1800,"chance":0.47684788,"pi":0.59325318,"stillRepeating":0.476901}
Patron\ReplenishmentRow {"customer":"cid","product":"pot","state":"no_estimate","level":"shop","suppressed":0,"evidence":3,"purchases":1,"lastDay":"2024-02-15","dueDay":null,"windowFrom":null,"windowTo":null,"expectedDay":null,"lastQuantity":1,"expectedQuantity":1,"expectedAmount":9900,"chance":0.24008959,"pi":0.63617665,"stillRepeating":0.24209859}
string(30) "Patron\ReplenishmentParameters"
int(6)
int(2)
["key","purchases","buyers","repeaters","gaps","typicalGap","typicalQuantity","odds"]
[["p0","p1","p2","p3","p4","p5"],"p0","q","d"]
string(25) "Patron\ReplenishmentTable"
bool(true)
["customer","product","state","level","suppressed","evidence","purchases","lastDay","dueDay","windowFrom","windowTo","expectedDay","lastQuantity","expectedQuantity","expectedAmount","chance","pi","stillRepeating"]
["customer","category","state","level","suppressed","evidence","purchases","lastDay","dueDay","windowFrom","windowTo","expectedDay","lastQuantity","expectedQuantity","expectedAmount","chance","pi","stillRepeating"]
bool(true)
bool(true)
bool(true)
bool(true)
array(0) {
}
bool(true)
bool(true)
bool(true)
bool(true)
int(14)
bool(true)
["no_estimate","not_due","due_soon","due","late","lapsed","within"]
["pairs","customers","units","amount","suppressed"]
bool(true)
string(13) "Patron\Matrix"
bool(true)
bool(true)
[70]
70
bool(true)
bool(true)
-- wrong
Patron\ArgumentException (within): options: within is not in 0…3650
Patron\ArgumentException (within): options: within is not in 0…3650
Patron\ArgumentException (horizon): horizon must be 1 or more
Patron\ArgumentException (horizon): options: horizon is not in 0…3650
Patron\TypeException (gate): gate must be the whole book's Book::churn, with its states
Patron\TypeException (gate): gate must be the whole book's Book::churn, with its states
Patron\TypeException (gate): gate must be the whole book's Book::churn, with its states
Patron\ArgumentException (states): states: 'nope' is no state
Patron\TypeException (states): states must be names of states, not int
Patron\RangeException (count): count 121 reaches beyond the 120 customers
TypeError: Patron\Book::replenishment(): Argument #2 ($rule) must be of type ?Patron\ReplenishmentRule, Patron\ChurnRule given
Patron\ArgumentException (within): options: within is not in 0…3650
Patron\ArgumentException (mask): mask has 0 values, the book has 120 customers
Patron\MissingException (category): the book has no categories (category)
Patron\MissingException (level): the rule is of a book without categories (level)
Patron\MissingException (level): the rule is of a book without categories (level)
Patron\MissingException (product): the book has no products
Patron\MissingException (product): the book has no products
Patron\ArgumentException (asOf): asOf "x" is not a day of the form Y-m-d
