--TEST--
addBook: a book that grows equals one that is built at once; forgotten customers are guests
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\Builder;
$keep = ['keepOrderIds' => true, 'timezone' => 'Europe/Berlin'];
$rows = [];
mt_srand(5);
for ($i = 0; $i < 600; $i++) {
    $rows[] = ['c' . mt_rand(1, 60), sprintf('2024-%02d-%02d', intdiv($i, 50) + 1, mt_rand(1, 28)), mt_rand(100, 9000), 1000 + $i, $i % 3,
        'p' . $i % 9, 'k' . $i % 3, mt_rand(1, 5), mt_rand(0, 9), mt_rand(1, 99), 'coupon' . $i % 4, $i % 5];
}
$add = fn (Builder $b, array $rows) => $b->addRows($rows, 0, 1, 2, order: 3, shop: 4, product: 5, category: 6, quantity: 7, discount: 8, cost: 9,
    labels: ['coupon' => 10], lineLabels: ['line' => 11]);
$whole = $add(new Builder(...$keep), $rows)->book();
$half = $add(new Builder(...$keep), array_slice($rows, 0, 300))->book();
$b = (new Builder(...$keep))->addBook($half);
echo count($b), ' ', told($half) === told((new Builder(...$keep))->addBook($half)->book()) ? 'same' : 'other', "\n";
$grown = $add($b, array_slice($rows, 300))->book();
$facts = function ($book) {
    $made = [];
    foreach ($book->customers('2024-12-31') as $row) {
        $values = $row->toArray();
        unset($values['customer']);
        $made[$row->key ?? $row->customer] = $values;
    }
    ksort($made);
    return json_encode($made);
};
var_dump($facts($whole) === $facts($grown), json_encode($whole->totals('2024-12-31')) === json_encode($grown->totals('2024-12-31')));
$forgotten = (new Builder(...$keep))->addBook($half, ['c1', 'c2', 'nobody', 7])->book();
echo count($half) - count($forgotten), ' ', $half->totals('2024-12-31')->net === $forgotten->totals('2024-12-31')->net ? 'same' : 'other', ' ',
    $forgotten->totals('2024-12-31')->excludedRows['erased'] > 0 ? 'erased' : 'none', "\n";
// What does not fit.
$b = (new Builder())->addColumns([1], ['2024-01-01'], [1]);
thrown(fn () => $b->addBook($whole));
thrown(fn () => $b->addBook((new Builder())->addColumns(['x'], ['2024-01-01'], [1])->book()));
thrown(fn () => $b->addBook((new Builder(dropKeys: true))->addColumns([1], ['2024-01-01'], [1])->book()));
thrown(fn () => (new Builder())->addBook((new Builder())->addColumns([1], ['2024-01-01'], [1], order: [1])->book()));
thrown(fn () => $b->addBook((new Builder(quantityScale: 5))->addColumns([1], ['2024-01-01'], [1])->book()));
thrown(fn () => $b->addBook((new Builder())->addColumns([2], ['2024-01-01'], [1])->book(), [1.5]));
echo count($b), ' ', told($b->addBook((new Builder())->book())->addBook((new Builder())->addColumns([2], ['2024-02-01'], [5])->book(), [])
    ->book()), "\n";
// Rows that wait learn from the book what keys are.
echo told((new Builder())->addColumns([null], ['2024-01-01'], [1])->addBook((new Builder())->addColumns(['7'], ['2024-01-01'], [1])->book())
    ->addColumns([8], ['2024-01-02'], [1])->book()), "\n";
?>
--EXPECT--
600 same
bool(true)
bool(true)
2 same erased
ArgumentException [book - - -] book has other columns than the rows before
ArgumentException [book - - -] book has keys of another kind (ints or strings) in column customer
MismatchException [book - - -] the book was built without customer keys
MismatchException [book - - -] the book was built without KEEP_ORDER_IDS
MismatchException [book - - -] book and builder differ in quantity_scale
TypeException [forget - 0 -] forget must hold ints and strings, not float (row 0)
1 [[1,2],2,6,0,0,"2024-01-01","2024-02-01"]
[["7","8"],3,3,0,1,"2024-01-01","2024-01-02"]
