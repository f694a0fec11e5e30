--TEST--
An int is never made by cutting a fraction off
--EXTENSIONS--
patron
--FILE--
<?php
$book = (new Patron\Builder())->add(1, '2024-01-01', 100)->book();
$matrix = $book->cohorts('2024-01-31')->matrix('orders');
$calls = [
    fn () => new Patron\Builder(scale: 1.5),
    fn () => new Patron\Builder(scale: '1.5'),
    fn () => new Patron\Builder(threads: 1e30),
    fn () => $book->churn('2024-01-31', first: 0.5),
    fn () => $book->churn('2024-01-31', count: NAN),
    fn () => $book->rfmRule('2024-01-31', bins: 2.5),
    fn () => $matrix->get('2024-01', 0.5),
    fn () => Patron\Stats::wilson(1, 2.5),
    fn () => (new Patron\Calendar(Patron\Period::Day))->firstDay(0.25),
];
foreach ($calls as $call) {
    try {
        $call();
        echo "none\n";
    } catch (TypeError $error) {
        echo $error->getMessage(), "\n";
    }
}
// Whole numbers are what PHP takes for ints elsewhere too.
echo count($book->churn('2024-01-31', first: 0.0, count: '1')), ' ', $matrix->get('2024-01', 0.0), "\n";
?>
--EXPECT--
Patron\Builder::__construct(): Argument #1 ($scale) must be of type ?int, float given
Patron\Builder::__construct(): Argument #1 ($scale) must be of type ?int, string given
Patron\Builder::__construct(): Argument #19 ($threads) must be of type int, float given
Patron\Book::churn(): Argument #4 ($first) must be of type int, float given
Patron\Book::churn(): Argument #5 ($count) must be of type ?int, float given
Patron\Book::rfmRule(): Argument #2 ($bins) must be of type ?int, float given
Patron\Matrix::get(): Argument #2 ($column) must be of type string|int, float given
Patron\Stats::wilson(): Argument #2 ($n) must be of type int, float given
Patron\Calendar::firstDay(): Argument #1 ($index) must be of type int, float given
1 1
