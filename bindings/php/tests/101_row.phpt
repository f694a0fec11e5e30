--TEST--
Row: its columns are properties that nobody can change
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$row = six()->customers('2024-03-31', columns: ['state', 'purchases', 'lastDay', 'lastGap', 'net'])->row(2);
var_dump($row);
show($row);
var_dump($row->toArray()['lastDay'] == new DateTimeImmutable('2024-02-15 UTC'));
var_dump(isset($row->net), isset($row->lastGap), empty($row->net), isset($row->nope), property_exists($row, 'net'));
var_dump($row->lastGap, $row->nope ?? 'none', isset($row->key));
foreach ($row as $name => $value) {
    echo $name, '=', $value instanceof DateTimeInterface ? $value->format('Y-m-d') : json_encode($value), ' ';
}
echo "\n", count((array) $row), ' ', implode(',', array_keys(get_object_vars($row))), "\n";
$table = six()->customers('2024-03-31');
var_dump($table->row(0) == $table->row(0), $table->row(0) == $table->row(1), $table->row(0) === $table->row(0));

echo "-- wrong\n";
thrown(fn () => $row->net = 1);
thrown(fn () => $row->other = 1);
thrown(function () use ($row) {
    $row->net++;
});
thrown(function () use ($row) {
    $row->net .= 'x';
});
thrown(function () use ($row) {
    $reference = &$row->net;
});
thrown(function () use ($row) {
    $row->net[] = 1;
});
thrown(function () use ($row) {
    unset($row->net);
});
thrown(function () use ($row) {
    foreach ($row as &$value) {
        $value = 0;
    }
});
thrown(fn () => $row->nope);
thrown(fn () => clone $row);
thrown(fn () => serialize($row));
thrown(fn () => new Patron\CustomerRow());
thrown(fn () => new ArrayObject($row));
show($row);
$bare = (new ReflectionClass(Patron\Row::class))->newInstanceWithoutConstructor();
show($bare->toArray());
thrown(fn () => $bare->key);
array_walk($row, function (&$value) {
    $value = 'changed';
});
var_dump($row->net, $row->toArray()['net'], ((array) $row)['net']);
?>
--EXPECTF--
object(Patron\CustomerRow)#%d (6) {
  ["customer"]=>
  string(3) "cid"
  ["state"]=>
  string(5) "buyer"
  ["purchases"]=>
  int(1)
  ["lastDay"]=>
  object(DateTimeImmutable)#%d (3) {
    ["date"]=>
    string(26) "2024-02-15 00:00:00.000000"
    ["timezone_type"]=>
    int(3)
    ["timezone"]=>
    string(3) "UTC"
  }
  ["net"]=>
  int(9900)
  ["lastGap"]=>
  NULL
}
{"customer":"cid","state":"buyer","purchases":1,"lastDay":"2024-02-15","net":9900,"lastGap":null}
bool(true)
bool(true)
bool(false)
bool(false)
bool(false)
bool(true)
NULL
string(4) "none"
bool(true)
customer="cid" state="buyer" purchases=1 lastDay=2024-02-15 net=9900 lastGap=null 
6 customer,state,purchases,lastDay,net,lastGap
bool(true)
bool(false)
bool(false)
-- wrong
Error: Cannot modify readonly property Patron\CustomerRow::$net
Error: Cannot modify readonly property Patron\CustomerRow::$other
Error: Cannot modify readonly property Patron\CustomerRow::$net
Error: Cannot modify readonly property Patron\CustomerRow::$net
Error: Cannot modify readonly property Patron\CustomerRow::$net
Error: Cannot modify readonly property Patron\CustomerRow::$net
Error: Cannot unset readonly property Patron\CustomerRow::$net
Error: Patron\CustomerRow cannot be iterated by reference
Patron\ArgumentException (nope): Patron\CustomerRow has no property 'nope'
Error: Trying to clone an uncloneable object of class Patron\CustomerRow
Exception: Serialization of 'Patron\CustomerRow' is not allowed
Error: Call to private Patron\Row::__construct() from global scope
InvalidArgumentException: Overloaded object of type Patron\CustomerRow is not compatible with ArrayObject
{"customer":"cid","state":"buyer","purchases":1,"lastDay":"2024-02-15","net":9900,"lastGap":null}
[]
Patron\ArgumentException (key): Patron\Row has no property 'key'
int(9900)
int(9900)
int(9900)
