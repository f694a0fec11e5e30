--TEST--
Messages that quote what rows hold are UTF-8, whatever that is
--EXTENSIONS--
patron
--FILE--
<?php
foreach (["\xff\xfe", str_repeat('x', 59) . 'é', str_repeat('é', 40), str_repeat('€', 40), 'a"b'] as $key) {
    try {
        (new Patron\Builder())->addColumns([7, $key], ['2024-01-01', '2024-01-02'], [1, 2]);
    } catch (Patron\DataException $error) {
        echo json_decode(json_encode($error->getMessage(), JSON_THROW_ON_ERROR)), "\n";
    }
}
try {
    $book = (new Patron\Builder())->book()->cohorts('2024-01-01', by: str_repeat('ü', 500) . "\xc3");
} catch (Patron\ArgumentException $error) {
    var_dump(preg_match('//u', $error->getMessage()), $error->argument);
}
?>
--EXPECT--
customer "??" is text, but the first key of the column was an int (row 1)
customer "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx?" is text, but the first key of the column was an int (row 1)
customer "éééééééééééééééééééééééééééééé" is text, but the first key of the column was an int (row 1)
customer "€€€€€€€€€€€€€€€€€€€€" is text, but the first key of the column was an int (row 1)
customer "a"b" is text, but the first key of the column was an int (row 1)
int(1)
string(2) "by"
