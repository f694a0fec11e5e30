--TEST--
Groups: results by group, labels in their own types; masks
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
$book = six();
$groups = $book->customersCount('2024-03-31', group: [7, '7', null]);
var_dump(count($groups), $groups->labels(), $groups->get(7)->net, $groups->get('7')->net);
foreach ($groups as $label => $record) {
    echo get_debug_type($label), ' ', $label, ' ', $record->buyers, "\n";
}
$groups = $book->customersCount('2024-03-31', group: [true, false, true]);
var_dump($groups->get(true)->net, $groups->get(false)->net);
show(array_map(fn ($record) => $record->net, iterator_to_array($book->customersCount('2024-03-31', group: ['a', 'b',
    'a']))));
var_dump($book->customersCount('2024-03-31', mask: [true, false, false])->net);
var_dump($book->customersCount('2024-03-31', mask: [false, true, true], group: ['x', 'x', 'y'])->get('x')->net);
$none = $book->customersCount('2024-03-31', group: [null, null, null]);
var_dump(count($none), $none->labels(), iterator_to_array($none));
$reference = 'a';
$list = ['a', &$reference, 'b'];
show($book->customersCount('2024-03-31', group: $list)->labels());
show($list);
$rule = $book->churnRule('2024-03-31');
$states = $book->churnStates('2024-03-31', $rule, group: ['de', 'at', 'de']);
var_dump(get_class($states), $states->get('de')->get('on_track', 'buyers'), $states->get('at')->get('on_track',
    'buyers'));
$cohorts = $book->cohorts('2024-03-31', group: ['de', 'at', 'de']);
var_dump(get_class($cohorts->get('de')), $cohorts->get('de')->sizes()->get('(all)', 'buyers'),
    $cohorts->get('at')->sizes()->get('(all)', 'buyers'));
unset($book);
$de = $cohorts->get('de');
unset($cohorts);
var_dump($de->matrix('net')->get('(all)', '0'));

echo "-- wrong\n";
$book = six();
thrown(fn () => $groups->get('true'));
thrown(fn () => $groups->get(1));
thrown(fn () => $groups->get(1.5));
thrown(fn () => $book->customersCount('2024-03-31', group: ['a', 'b']));
thrown(fn () => $book->customersCount('2024-03-31', mask: [true, true, true, true]));
thrown(fn () => $book->customersCount('2024-03-31', mask: [1, 'yes', true]));
thrown(fn () => $book->customersCount('2024-03-31', group: [1.5, 1, 1]));
thrown(fn () => $book->customersCount('2024-03-31', group: [[], 1, 1]));
thrown(fn () => new Patron\Groups());
thrown(fn () => clone $groups);
thrown(fn () => serialize($groups));
thrown(fn () => $groups->x = 1);
?>
--EXPECT--
int(2)
array(2) {
  [0]=>
  int(7)
  [1]=>
  string(1) "7"
}
int(7700)
int(3600)
int 7 1
string 7 1
int(17600)
int(3600)
{"a":17600,"b":3600}
int(7700)
int(3600)
int(0)
array(0) {
}
array(0) {
}
["a","b"]
["a","a","b"]
string(13) "Patron\Groups"
int(1)
int(1)
string(14) "Patron\Cohorts"
int(2)
int(1)
int(12400)
-- wrong
Patron\ArgumentException (label): label: there is no such group
Patron\ArgumentException (label): label: there is no such group
Patron\TypeException (label): label must be of type string|int|bool, float given
Patron\ArgumentException (group): group has 2 values, the book has 3 customers
Patron\ArgumentException (mask): mask has 4 values, the book has 3 customers
Patron\TypeException (mask): mask must hold booleans (or 0 and 1) (row 1)
Patron\TypeException (group): group must hold ints, strings or booleans, not float (row 0)
Patron\TypeException (group): group must hold ints, strings or booleans, not array (row 0)
Error: Call to private Patron\Groups::__construct() from global scope
Error: Trying to clone an uncloneable object of class Patron\Groups
Exception: Serialization of 'Patron\Groups' is not allowed
Error: Cannot create dynamic property Patron\Groups::$x
