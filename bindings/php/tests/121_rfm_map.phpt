--TEST--
RfmMap: presets and maps of one's own
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\RfmMap;

require __DIR__ . '/shop.inc';
show((new RfmMap())->names());
show((new RfmMap('six'))->names());
show((new RfmMap('six'))->fromNames());
show((new RfmMap('six'))->toNames());
var_dump((new RfmMap('classic'))->names() === (new RfmMap('default'))->names());
$cells = (new RfmMap('six'))->cells(2);
show($cells);
var_dump(count((new RfmMap())->cells()), count((new RfmMap('six'))->cells(10)));
$own = new RfmMap(bins: 5, cells: array_map(fn ($cell) => intdiv($cell, 25) > 2 ? 1 : 0, range(0, 124)),
    names: ['cold', 'wärm']);
show($own->names());
show([$own->fromNames(), $own->toNames()]);
show(six()->rfm('2024-03-31', map: $own)->column('segment'));
show(six()->rfm('2024-03-31', map: $own)->map()->names());
$names = ['cold', 'warm'];
$cells = array_fill(0, 8, 1);
$map = new RfmMap(bins: 2, cells: $cells, names: $names);
$names[1] = 'hot';
$cells[0] = 0;
show([$map->names(), $map->cells(2)]);

echo "-- wrong\n";
thrown(fn () => new RfmMap('nope'));
thrown(fn () => new RfmMap('six', 5));
thrown(fn () => new RfmMap(bins: 2));
thrown(fn () => new RfmMap(cells: [1]));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 0)));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 7, 0), names: ['a']));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 1), names: ['a']));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, -1), names: ['a']));
thrown(fn () => new RfmMap(bins: 1, cells: [0], names: ['a']));
thrown(fn () => new RfmMap(bins: 11, cells: [0], names: ['a']));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 0), names: ['a', 'a']));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 0), names: ['']));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 0), names: []));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 0), names: [str_repeat('x', 64)]));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 0), names: ["a\0b"]));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 0), names: [1]));
thrown(fn () => new RfmMap(bins: 2, cells: array_fill(0, 8, 'x'), names: ['a']));
thrown(fn () => new RfmMap(bins: 1 << 40, cells: [0], names: ['a']));
thrown(fn () => (new RfmMap())->cells(4));
thrown(fn () => (new RfmMap('six'))->cells(11));
thrown(fn () => (new RfmMap('six'))->cells(-1));
thrown(fn () => (new RfmMap('six'))->__construct('default'));
thrown(fn () => clone new RfmMap());
thrown(fn () => serialize(new RfmMap()));
?>
--EXPECT--
["champions","loyal","potential_loyalist","new","promising","needs_attention","about_to_sleep","at_risk","cant_lose_them","hibernating","lost"]
["champions","loyal","promising","needs_attention","at_risk","lost"]
["champions","loyal","promising","needs_attention","at_risk","lost","none"]
["champions","loyal","promising","needs_attention","at_risk","lost","refunded"]
bool(true)
[5,5,5,4,2,2,2,0]
int(125)
int(1000)
["cold","wärm"]
[["cold","wärm","none"],["cold","wärm","refunded"]]
["wärm","cold","cold"]
["cold","wärm"]
[["cold","warm"],[1,1,1,1,1,1,1,1]]
-- wrong
Patron\ArgumentException (preset): preset 'nope' is none of default, classic, six
Patron\ArgumentException (preset): a map of one's own needs bins, cells and names, and no preset
Patron\ArgumentException (cells): a map of one's own needs bins, cells and names, and no preset
Patron\ArgumentException (bins): a map of one's own needs bins, cells and names, and no preset
Patron\ArgumentException (names): a map of one's own needs bins, cells and names, and no preset
Patron\ArgumentException (cells): cells has 7 entries, 2 bins need 8
Patron\ArgumentException (cells): cell 0 of the map is in segment 1 of 1 (cells)
Patron\ArgumentException (cells): cell 0 of the map is in segment -1 of 1 (cells)
Patron\ArgumentException (bins): bins is 1, not 2 to 10
Patron\ArgumentException (bins): bins is 11, not 2 to 10
Patron\ArgumentException (names): segments 0 and 1 have the same name (names)
Patron\ArgumentException (names): the name of segment 0 is not 1 to 63 bytes of UTF-8 (names)
Patron\ArgumentException (cells): the map has 0 segments, not 1 to 1000 (cells)
Patron\ArgumentException (names): the name of segment 0 is not 1 to 63 bytes of UTF-8 (names)
Patron\ArgumentException (names): names must not hold NUL bytes
Patron\TypeException (names): names must be strings, not int
Patron\TypeException (cells): cells must hold whole numbers, not string (row 0)
Patron\ArgumentException (bins): bins 1099511627776 is out of range
Patron\ArgumentException (bins): this map is for 5 bins, not 4: use MAP_SIX or an own one
Patron\ArgumentException (bins): bins is 11, not 2 to 10
Patron\ArgumentException (bins): bins is -1, not 2 to 10
Error: This map has been constructed already
Error: Trying to clone an uncloneable object of class Patron\RfmMap
Exception: Serialization of 'Patron\RfmMap' is not allowed
