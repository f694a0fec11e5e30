--TEST--
Keys: a column is of the kind of its first key, the other kind is taken where it is exact, guests stay guests
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\Builder;
$keys = function (array $customers, array $options = []) {
    $count = count($customers);
    return (new Builder(...$options))->addColumns($customers, array_fill(0, $count, '2024-01-01'), array_fill(0, $count, 1))->book();
};
var_dump($keys([5, '7', '-3', '9223372036854775807', '-9223372036854775808', '0'])->keys() ===
    [5, 7, -3, PHP_INT_MAX, PHP_INT_MIN]);
var_dump($keys(['5', 7, -3, PHP_INT_MAX, PHP_INT_MIN, '007', 0])->keys() ===
    ['5', '7', '-3', '9223372036854775807', '-9223372036854775808', '007']);
foreach (['007', '-0', '+1', ' 1', '1.0', '1e3', '9223372036854775808', '-9223372036854775809', "1\0", '０'] as $bad) {
    thrown(fn () => $keys([1, $bad]));
}
// Guests do not say what kind keys are, nor is '' an error among numbers.
echo json_encode($keys(['', 0, null, 'ann', '0', ''])->keys()), ' ';
echo json_encode($keys(['', '0', 0, 12, ''])->keys()), ' ';
echo json_encode($keys(['-', 3, 'none'], ['guestKeys' => ['-', 'none']])->keys()), ' ';
echo json_encode($keys([0, 3, '0'], ['guestKeys' => []])->keys()), ' ';
echo json_encode($keys([17, '17', 18], ['guestKeys' => ['17']])->keys()), "\n";
thrown(fn () => $keys([1, ''], ['guestKeys' => []]));
// A batch of guests alone waits for the first key.
$b = (new Builder())->addColumns([null, 0, ''], ['2024-01-01', '2024-01-02', '2024-01-03'], [1, 2, 3]);
echo count($b), ' ';
thrown(fn () => $b->addColumns([null], ['2024-01-01'], [1], product: [1]));
thrown(fn () => $b->addColumns(['ann', "\xc3"], ['2024-01-01', '2024-01-01'], [1, 1]));
thrown(fn () => $b->addColumns([5, 'x'], ['2024-01-01', '2024-01-01'], [1, 1]));
echo count($b->addColumns(['ann'], ['2024-01-04'], [4])->addColumns([5], ['2024-01-05'], [5])), ' ', told($b->book()), "\n";
echo told($b->addColumns([null], ['2024-01-01'], [1])->book()), "\n";
// The kinds of other key columns.
$b = new Builder();
$b->addColumns([1, 1], ['2024-01-01', '2024-01-01'], [1, 1], order: [null, null], product: [null, 'a'], labels: ['l' => [null, 3]]);
$b->addColumns([1, 1], ['2024-01-01', '2024-01-01'], [1, 1], order: ['x', 7], product: [5, 'b'], labels: ['l' => ['4', 3]]);
thrown(fn () => $b->addColumns([1], ['2024-01-01'], [1], order: ['y'], product: [5], labels: ['l' => ['z']]));
$book = $b->book();
echo count($book), $book->orders(), json_encode([$book->keys('product'), $book->keys('l')]), "\n";
// Keys never become keys of a PHP array.
$book = $keys(['123', '0123', '12a']);
echo json_encode([$book->keys(), $book->find(['0123', 123, '123', '12a', '', null]), $keys([123])->find(['123', '0123', 123, 'x'])]), "\n";
thrown(fn () => $book->find([1.5]));
thrown(fn () => $keys([1], ['dropKeys' => true])->keys());
thrown(fn () => $keys([1], ['dropKeys' => true])->find([1]));
?>
--EXPECT--
bool(true)
bool(true)
DataException [customer customer 1 -] customer "007" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer "-0" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer "+1" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer " 1" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer "1.0" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer "1e3" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer "9223372036854775808" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer "-9223372036854775809" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer "1" is text, but the first key of the column was an int (row 1)
DataException [customer customer 1 -] customer "０" is text, but the first key of the column was an int (row 1)
["ann"] [12] [3] [0,3] [18]
DataException [customer customer 1 -] customer "" is text, but the first key of the column was an int (row 1)
3 ArgumentException [product product - -] product is given here, but the rows before had none
DataException [customer customer 1 -] customer: not valid UTF-8 (row 1)
DataException [customer customer 1 -] customer "x" is text, but the first key of the column was an int (row 1)
5 [["ann","5"],5,15,0,6,"2024-01-01","2024-01-05"]
[[],1,1,0,1,"2024-01-01","2024-01-01"]
DataException [labels l 0 -] l "z" is text, but the first key of the column was an int (labels, row 0)
14[["a","5","b"],[3,4]]
[["123","0123","12a"],[1,0,0,2,null,null],[0,null,0,null]]
TypeException [keys - 0 -] keys must hold ints and strings, not float (row 0)
MissingException [what - - -] the book was built without these keys (what)
MissingException [keys - - -] the book was built without customer keys
