--TEST--
What is wrong in $since is told with its row, those without a day counted too
--EXTENSIONS--
patron
--FILE--
<?php
$wrong = [
    [[1, '2024-01-01'], [2, null], [3, '2024-02-30']],
    [[1, null], [2, null], [3, 5]],
    [[1, null], [2]],
    [[1, new DateTimeImmutable('2024-01-01')], [2, new DateTimeZone('UTC')]],
];
foreach ($wrong as $since) {
    try {
        new Patron\Builder(since: $since);
        echo "none\n";
    } catch (Patron\Exception $error) {
        echo $error::class, ' ', $error->argument, ' ', json_encode($error->rowIndex), ': ', $error->getMessage(), "\n";
    }
}
echo count((new Patron\Builder(since: [[1, null], [2, '2024-01-01']]))->add(2, '2024-01-02', 1)->book()), "\n";
?>
--EXPECT--
Patron\ArgumentException since 2: since "2024-02-30" is not a day of the form Y-m-d (row 2)
Patron\TypeException since 2: since must be a day as Y-m-d or a DateTimeInterface, not int (row 2)
Patron\TypeException since 1: since must hold pairs that begin with a customer's key (int or string) (row 1)
Patron\TypeException since null: since must be a day as Y-m-d or a DateTimeInterface, not DateTimeZone
1
