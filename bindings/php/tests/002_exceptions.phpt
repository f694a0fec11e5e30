--TEST--
Exceptions: one interface, the standard class that fits, and where it happened
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
foreach (['Data', 'Type', 'Argument', 'Range', 'Format', 'Mismatch', 'Missing', 'Memory'] as $name) {
    $class = new ReflectionClass("Patron\\{$name}Exception");
    echo $name, ' ', $class->getParentClass()->getName(), ' ', $class->implementsInterface(Patron\Exception::class) ? 'yes' : 'no';
    foreach (['argument', 'field', 'rowIndex', 'otherRowIndex'] as $property) {
        echo ' ', $class->getProperty($property)->isReadOnly() ? $class->getProperty($property)->getType() : 'open';
    }
    echo "\n";
}
$b = new Patron\Builder();
thrown(fn () => $b->addColumns([1, 2], ['2024-01-01', '2024-01-32'], [1, 1]));
thrown(fn () => $b->addColumns([1, 1], ['2024-01-01', '2024-01-01'], [1, 2], order: [5, 5])->addColumns([2], ['2024-01-01'],
    [1], order: [5])->book());
try {
    $b->book();
} catch (Patron\DataException $e) {
    try {
        $e->rowIndex = 3;
    } catch (Error $error) {
        echo $error->getMessage(), "\n";
    }
    echo get_debug_type($e->getPrevious()), ' ', basename($e->getFile()), ' ', $e->getCode(), "\n";
}
?>
--EXPECT--
Data RuntimeException yes ?string ?string ?int ?int
Type TypeError yes ?string ?string ?int ?int
Argument ValueError yes ?string ?string ?int ?int
Range RangeException yes ?string ?string ?int ?int
Format UnexpectedValueException yes ?string ?string ?int ?int
Mismatch LogicException yes ?string ?string ?int ?int
Missing LogicException yes ?string ?string ?int ?int
Memory RuntimeException yes ?string ?string ?int ?int
DataException [time time 1 -] time "2024-01-32" is not a time of the form Y-m-d, Y-m-d H:i:s or Y-m-dTH:i:s+00:00 (row 1)
DataException [order order 2 0] this order id is also used by another customer (row 2, against row 0)
Cannot modify readonly property Patron\DataException::$rowIndex
null 002_exceptions.php 0
