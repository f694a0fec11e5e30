--TEST--
Table: count, columns, values, packed values, rows, loops
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$table = six()->customers('2024-03-31', columns: ['net', 'state', 'lastDay', 'lastGap', 'purchases']);
var_dump(get_class($table), count($table), $table->columns());
show($table->column('customer'));
show($table->column('state'));
show($table->column('lastGap'));
var_dump($table->column('lastDay')[0]);
foreach ($table->columns() as $name) {
    if ($name === 'customer') {
        continue;
    }
    $format = $table->packedFormat($name);
    echo $name, ' ', $format, ' ', implode(',', unpack($format . '*', $table->packed($name))), "\n";
}
thrown(fn () => $table->packed('customer'));
thrown(fn () => $table->packedFormat('customer'));
$numbers = (new Patron\Builder())->addColumns([7, 9], ['2024-01-05', '2024-01-06'], [1,
    2])->book()->customers('2024-02-01');
echo $numbers->packedFormat('customer'), ' ', implode(',', unpack('q*', $numbers->packed('customer'))), "\n";

echo "-- loops\n";
foreach ($table as $number => $row) {
    echo $number, ' ', get_class($row), ' ', $row->key, ' ', $row->customer, ' ', $row->net, ' ',
        $row->lastDay->format('Y-m-d'), "\n";
    foreach ($table as $other) {
        echo ' ', $other->key;
    }
    echo "\n";
}
$kept = iterator_to_array($table);
unset($table);
gc_collect_cycles();
echo count($kept), ' ', $kept[2]->key, ' ', $kept[2]->net, "\n";
$table = six()->customers('2024-03-31');
$iterator = $table->getIterator();
var_dump($iterator instanceof Iterator, $iterator->key(), $iterator->current()->key);
$iterator->next();
var_dump($iterator->key(), $iterator->current()->key);
$iterator->next();
$iterator->next();
var_dump($iterator->valid());
$iterator->rewind();
var_dump($iterator->current()->key);
thrown(function () use ($table) {
    foreach ($table as &$row) {
    }
});
foreach ($table as $row) {
    break;
}
unset($table);
var_dump($row->key);
[$first, , $third] = iterator_to_array(six()->customers('2024-03-31'));
echo $first->key, ' ', $third->key, "\n";

echo "-- wrong\n";
$table = six()->customers('2024-03-31');
thrown(fn () => $table->column('nope'));
thrown(fn () => $table->row(3));
thrown(fn () => $table->row(-1));
thrown(fn () => new Patron\Table());
thrown(fn () => clone $table);
thrown(fn () => serialize($table));
thrown(fn () => $table->x = 1);
thrown(fn () => unserialize('O:12:"Patron\Table":0:{}'));
$bare = (new ReflectionClass(Patron\Table::class))->newInstanceWithoutConstructor();
var_dump(count($bare), $bare->columns(), json_encode($bare), iterator_to_array($bare));
thrown(fn () => $bare->row(0));
var_dump($table == six()->customers('2024-03-31'), $table == $table);
?>
--EXPECTF--
string(12) "Patron\Table"
int(3)
array(6) {
  [0]=>
  string(8) "customer"
  [1]=>
  string(5) "state"
  [2]=>
  string(9) "purchases"
  [3]=>
  string(7) "lastDay"
  [4]=>
  string(3) "net"
  [5]=>
  string(7) "lastGap"
}
["ann","bob","cid"]
["buyer","buyer","buyer"]
[31,43,null]
object(DateTimeImmutable)#%d (3) {
  ["date"]=>
  string(26) "2024-03-06 00:00:00.000000"
  ["timezone_type"]=>
  int(3)
  ["timezone"]=>
  string(3) "UTC"
}
state l 2,2,2
purchases q 3,2,1
lastDay l 19788,19773,19768
net q 7700,3600,9900
lastGap l 31,43,-2147483648
Patron\ArgumentException (name): name: the column 'customer' holds texts, which do not pack
Patron\ArgumentException (name): name: the column 'customer' holds texts, which do not pack
q 7,9
-- loops
0 Patron\CustomerRow ann ann 7700 2024-03-06
 ann bob cid
1 Patron\CustomerRow bob bob 3600 2024-02-20
 ann bob cid
2 Patron\CustomerRow cid cid 9900 2024-02-15
 ann bob cid
3 cid 9900
bool(true)
int(0)
string(3) "ann"
int(1)
string(3) "bob"
bool(false)
string(3) "ann"
Error: Patron\Table cannot be iterated by reference
string(3) "ann"
ann cid
-- wrong
Patron\ArgumentException (name): name: there is no column 'nope'
Patron\RangeException (index): index 3 is not among 3 rows
Patron\RangeException (index): index -1 is not among 3 rows
Error: Call to private Patron\Table::__construct() from global scope
Error: Trying to clone an uncloneable object of class Patron\Table
Exception: Serialization of 'Patron\Table' is not allowed
Error: Cannot create dynamic property Patron\Table::$x
Exception: Unserialization of 'Patron\Table' is not allowed
int(0)
array(0) {
}
string(2) "[]"
array(0) {
}
Patron\RangeException (index): index 0 is not among 0 rows
bool(false)
bool(true)
