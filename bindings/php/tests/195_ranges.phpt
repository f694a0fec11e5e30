--TEST--
Ranges of customers give the rows, and add up to the sums, of the whole book; nothing changes an object afterwards
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{Level, RfmMap};

require __DIR__ . '/shop.inc';
$shop = shop();
$day = '2024-06-30';
$was = '2024-03-31';
$ranges = [[0, 1], [1, 0], [1, 70], [71, 49]];
[$rfm, $churn, $due] = [$shop->rfmRule($day), $shop->churnRule($day), $shop->replenishmentRule($day)];
$scores = [
    'customers' => fn ($first, $count) => $shop->customers($day, first: $first, count: $count),
    'rfm' => fn ($first, $count) => $shop->rfm($day, $rfm, first: $first, count: $count),
    'rfmMoves' => fn ($first, $count) => $shop->rfmMoves($was, $rfm, $day, $rfm, first: $first, count: $count),
    'churn' => fn ($first, $count) => $shop->churn($day, $churn, first: $first, count: $count),
    'replenishment' => fn ($first, $count) => $shop->replenishment($day, $due, first: $first, count: $count),
    'categories' => fn ($first, $count) => $shop->replenishment($day, $due, Level::Category, first: $first,
        count: $count),
];
foreach ($scores as $name => $score) {
    $rows = [];
    foreach ($ranges as [$first, $count]) {
        foreach ($score($first, $count) as $row) {
            $rows[] = $row->toArray();
        }
    }
    $whole = array_map(fn ($row) => $row->toArray(), iterator_to_array($score(0, null)));
    echo $name, ' ', count($rows) > 0 && $rows == $whole ? 'same' : 'other', "\n";
}
$counts = [
    'customersCount' => fn ($first, $count) => [array_values($shop->customersCount($day, first: $first,
        count: $count)->toArray())],
    'rfmCount' => fn ($first, $count) => $shop->rfmCount($day, $rfm, first: $first, count: $count)->toArray(),
    'rfmMigration' => fn ($first, $count) => $shop->rfmMigration($was, $rfm, $day, $rfm, first: $first,
        count: $count)->toArray(),
    'cohorts' => fn ($first, $count) => $shop->cohorts($day, by: 'category', first: $first,
        count: $count)->matrix('net')->toArray(),
    'churnStates' => fn ($first, $count) => $shop->churnStates($day, $churn, first: $first, count: $count)->toArray(),
    'replenishmentCount' => fn ($first, $count) => $shop->replenishmentCount($day, $due, first: $first,
        count: $count)->toArray(),
];
foreach ($counts as $name => $counted) {
    $sums = null;
    foreach ($ranges as [$first, $count]) {
        foreach ($counted($first, $count) as $row => $values) {
            foreach ($values as $column => $value) {
                $sums[$row][$column] = ($sums[$row][$column] ?? 0) + $value;
            }
        }
    }
    echo $name, ' ', $sums === $counted(0, null) ? 'same' : 'other', "\n";
}

echo "-- one shop in two time zones of the clock, one answer\n";
var_dump($shop->churn(new DateTimeImmutable('2024-06-30 23:59 America/New_York'))->packed('state')
    === $shop->churn($day)->packed('state'));

echo "-- iterators by hand\n";
$matrix = $shop->churnStates($day, $churn);
$iterator = $matrix->getIterator();
$iterator->next();
echo $iterator->key(), ' ', $iterator->current()['buyers'] === $matrix->get('one_time_open',
    'buyers') ? 'same' : 'other', "\n";
$groups = $shop->customersCount($day, group: array_map(fn ($n) => $n % 2 === 0, range(1, 120)));
$iterator = $groups->getIterator();
echo json_encode($iterator->key()), ' ', $iterator->current() === $groups->get(false) ? 'same' : 'other', "\n";

echo "-- own maps\n";
$cold = fn ($last) => new RfmMap(bins: 5, cells: array_map(fn ($cell) => $cell < $last ? 0 : 1, range(0, 124)),
    names: ['cold', 'warm']);
$first = $shop->rfm($was, $rfm, $cold(50));
show(Patron\migration($first, $shop->rfm($day, $rfm, $cold(50)))->rows());
thrown(fn () => Patron\migration($first, $shop->rfm($day, $rfm, $cold(51))));

echo "-- constructors that nobody can call\n";
$table = $shop->customers($day);
$objects = [$table, $table->row(0), $shop->churn($day)->row(0), $matrix, $groups, $shop->totals($day), $rfm, $churn,
    $due,
    $shop->cohorts($day), $shop->cohorts($day)->curve()];
foreach ($objects as $object) {
    $before = json_encode($object);
    (new ReflectionMethod($object, '__construct'))->invoke($object);
    if (json_encode($object) !== $before) {
        echo get_class($object), " changed\n";
    }
}
echo count($table), "\n";
?>
--EXPECT--
customers same
rfm same
rfmMoves same
churn same
replenishment same
categories same
customersCount same
rfmCount same
rfmMigration same
cohorts same
churnStates same
replenishmentCount same
-- one shop in two time zones of the clock, one answer
bool(true)
-- iterators by hand
one_time_open same
false same
-- own maps
["cold","warm","none"]
Patron\ArgumentException (before): before and after must be of one book and one map
-- constructors that nobody can call
120
