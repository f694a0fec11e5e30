--TEST--
Money of different scales is never added up; a book without keys says which argument it cannot take
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\Builder;

$two = fn () => (new Builder(scale: 2))->add(1, '2024-01-01', '1.00');
$three = fn () => (new Builder(scale: 3))->add(2, '2024-01-01', '1.000');
$unsaid = fn () => (new Builder())->add(3, '2024-01-01', 100);
$calls = [
    fn () => $two()->merge($three()),
    fn () => $two()->addBook($three()->book()),
    fn () => (new Builder(scale: 2))->addBook((new Builder(scale: 0))->book()),
    fn () => (new Builder(dropKeys: true))->add('a', '2024-01-01', 5)->book()->find(['a']),
];
foreach ($calls as $call) {
    try {
        $call();
        echo "none\n";
    } catch (Patron\Exception $error) {
        echo $error::class, ' (', $error->argument, '): ', $error->getMessage(), "\n";
    }
}
[$builder, $other] = [$two(), $three()];
try {
    $builder->merge($other);
} catch (Patron\MismatchException) {
    echo count($builder), count($other), "\n";
}
echo $two()->merge($two())->merge($unsaid())->book()->totals('2024-01-31')->net, ' ',
    $unsaid()->addBook($two()->book())->book()->totals('2024-01-31')->net, "\n";
?>
--EXPECT--
Patron\MismatchException (other): other has money of scale 3, this builder's is 2
Patron\MismatchException (book): book has money of scale 3, this builder's is 2
Patron\MismatchException (book): book has money of scale 0, this builder's is 2
Patron\MissingException (keys): the book was built without customer keys
11
300 200
