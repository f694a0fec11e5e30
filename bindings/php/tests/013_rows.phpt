--TEST--
addRows: arrays, objects, generators, aggregates and PDO give one book
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind, Nulls};
$rows = [[7, '2024-01-05', '12.50', 'a', 'x'], ['8', '2024-01-06', 300, 'b', null], [7, '2024-02-01', '0.45', 'a', 'y'],
    [null, '2024-02-02', 10, 'a', 5]];
$names = ['who', 'when', 'money', 'what', 'coupon'];
$assoc = array_map(fn ($row) => array_combine($names, $row), $rows);
$kinds = ['a' => Kind::Sale, 'b' => Kind::Refund];
$by = fn (iterable $given, array $at) => (new Builder(scale: 2))->addRows($given, $at[0], $at[1], $at[2], kind: $at[3],
    labels: ['coupon' => $at[4]], kinds: $kinds)->book();
class OwnRow
{
    private $hidden = 1;
    public function __construct(public $who, public $when, public $money, public $what, public $coupon) {}
}
class Magic
{
    public function __construct(private array $values) {}
    public function __isset($name) { return isset($this->values[$name]) || array_key_exists($name, $this->values); }
    public function __get($name) { return $this->values[$name]; }
}
class Aggregate implements IteratorAggregate
{
    public function __construct(private array $rows) {}
    public function getIterator(): Iterator { yield from $this->rows; }
}
$generate = function () use ($rows) {
    foreach ($rows as &$row) {
        yield 'same key' => $row;
    }
};
$made = [
    'lists' => fn () => $by($rows, [0, 1, 2, 3, 4]),
    'numeric names' => fn () => $by($rows, ['0', '1', '2', '3', '4']),
    'assoc' => fn () => $by($assoc, $names),
    'generator' => fn () => $by($generate(), [0, 1, 2, 3, 4]),
    'aggregate' => fn () => $by(new Aggregate($assoc), $names),
    'ArrayIterator' => fn () => $by(new ArrayIterator($assoc), $names),
    'stdClass' => fn () => $by(array_map(fn ($row) => (object) $row, $assoc), $names),
    'objects of lists' => fn () => $by(array_map(fn ($row) => (object) $row, $rows), [0, 1, 2, 3, 4]),
    'own class' => fn () => $by(array_map(fn ($row) => new OwnRow(...$row), $rows), $names),
    'magic' => fn () => $by(array_map(fn ($row) => new Magic($row), $assoc), $names),
    'references' => function () use ($by, $rows, $names) {
        foreach ($rows as &$row) {
            foreach ($row as &$value) {
            }
            unset($value);
        }
        return $by($rows, [0, 1, 2, 3, 4]);
    },
];
foreach ($made as $what => $call) {
    $book = $call();
    $found = told($book) . json_encode($book->keys('coupon'));
    $want ??= $found;
    echo $what, ': ', $found === $want ? 'same' : $found, "\n";
}
echo $want, "\n";
var_dump($rows === [[7, '2024-01-05', '12.50', 'a', 'x'], ['8', '2024-01-06', 300, 'b', null], [7, '2024-02-01', '0.45', 'a', 'y'],
    [null, '2024-02-02', 10, 'a', 5]]);
$b = (new Builder(nulls: Nulls::Skip))->addRows([[1, null, 1], [1, '2024-01-01', 1], [1, '2024-01-01', null], [2, '2024-01-02', 1]], 0, 1, 2);
echo count($b), ' of 4, ', $b->skipped(), " left out\n";
thrown(fn () => $b->addRows([[1, '2024-01-01', 1], [1, null, 1], [1, 'x', 1]], 0, 1, 2));
echo count($b), ' ', $b->skipped(), "\n";
echo count((new Builder())->addRows([], 0, 1, 2)), ' ', count((new Builder())->addRows(new EmptyIterator(), 'a', 'b', 'c')->book()), "\n";
?>
--EXPECT--
lists: same
numeric names: same
assoc: same
generator: same
aggregate: same
ArrayIterator: same
stdClass: same
objects of lists: same
own class: same
magic: same
references: same
[[7,8],4,1305,300,10,"2024-01-05","2024-02-02"]["x","y","5"]
bool(true)
2 of 4, 2 left out
DataException [time time 2 -] time "x" is not a time of the form Y-m-d, Y-m-d H:i:s or Y-m-dTH:i:s+00:00 (row 2)
2 2
0 0
