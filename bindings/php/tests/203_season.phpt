--TEST--
Book::season, windows and anniversaries
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/rooms.inc';
$book = six();
$d = '2024-03-31';
// Of the two born in January one came back within 40 days, in February.
$table = $book->season($d, repeatDays: 40);
say($table->row(0));
say($table->row(1));
show([count($table), count($table->months), $table->unknownBirth]);
say($table->months->row(1));
show([$table->second->get(1, 2), $table->again->get(1, 2), $table->again->get(2, 1), $table->second->columns()]);
show($book->season($d, repeatDays: 40, group: ['x', 'x', 'y'])->get('y')->column('buyers'));

echo "-- windows\n";
$windows = ['new year' => [['2024-01-01', '2024-01-10']], 'valentine' => [['2024-02-01', '2024-02-14'],
    [new DateTimeImmutable('2023-02-01'), '2023-02-14']], 7 => [['2024-03-01', '2024-04-10']]];
$table = $book->windows($d, $windows);
lines($table);
lines($table->bought);
lines($book->windows($d, $windows, firstOnly: true), 'boughtIn', 'backIn', 'base');
show($book->windows($d, $windows, group: [1, null, 2])->get(1)->column('base'));

echo "-- anniversaries\n";
$table = $book->anniversaries('2025-01-01', days: 10);
lines($table);
show([$table->unknownBirth, $table->row(0)->key, count($book->anniversaries('2025-01-01', mask: [0, 0, 1]))]);

echo "-- wrong\n";
thrown(fn () => $book->season($d, repeatDays: -5));
thrown(fn () => $book->season($d, repeatDays: 4000000));
thrown(fn () => $book->season($d, confidence: 0.0));
thrown(fn () => $book->windows($d));
thrown(fn () => $book->windows($d, []));
thrown(fn () => $book->windows($d, ['a' => []]));
thrown(fn () => $book->windows($d, ['a' => '2024-01-01']));
thrown(fn () => $book->windows($d, ['a' => [['2024-01-01']]]));
thrown(fn () => $book->windows($d, ['a' => [['2024-01-01', 'x']]]));
thrown(fn () => $book->windows($d, ['a' => [['2024-01-05', '2024-01-01']]]));
thrown(fn () => $book->windows($d, ['a' => [['2024-01-01', '2024-01-05'], ['2024-01-03', '2024-01-09']]]));
thrown(fn () => $book->windows($d, ['a' => array_fill(0, 1001, ['2024-01-01', '2024-01-05'])]));
thrown(fn () => $book->anniversaries($d, days: 0));
thrown(fn () => $book->anniversaries($d, mask: ['x', 1, 1]));
?>
--EXPECT--
{"month":1,"buyers":2,"repeaters":2,"observed":2,"within":1,"rate":0.5,"low":0.094531,"high":0.905469,"withinPurchases":3,"withinNet":7000}
{"month":2,"buyers":1,"repeaters":0,"observed":1,"within":0,"rate":0,"low":0,"high":0.793451,"withinPurchases":1,"withinNet":9900}
[12,144,0]
{"born":1,"month":2,"observed":2,"second":1,"secondRate":0.5,"secondLow":0.094531,"secondHigh":0.905469,"again":1,"againRate":0.5,"againLow":0.094531,"againHigh":0.905469}
[1,1,0,["1","2","3","4","5","6","7","8","9","10","11","12"]]
[0,1,0,0,0,0,0,0,0,0,0,0]
-- windows
{"boughtIn":"new year","backIn":"new year","base":0,"back":0,"rate":null,"low":null,"high":null}
{"boughtIn":"new year","backIn":"valentine","base":2,"back":1,"rate":0.5,"low":0.094531,"high":0.905469}
{"boughtIn":"new year","backIn":"7","base":0,"back":0,"rate":null,"low":null,"high":null}
{"boughtIn":"valentine","backIn":"new year","base":0,"back":0,"rate":null,"low":null,"high":null}
{"boughtIn":"valentine","backIn":"valentine","base":0,"back":0,"rate":null,"low":null,"high":null}
{"boughtIn":"valentine","backIn":"7","base":0,"back":0,"rate":null,"low":null,"high":null}
{"boughtIn":"7","backIn":"new year","base":0,"back":0,"rate":null,"low":null,"high":null}
{"boughtIn":"7","backIn":"valentine","base":0,"back":0,"rate":null,"low":null,"high":null}
{"boughtIn":"7","backIn":"7","base":0,"back":0,"rate":null,"low":null,"high":null}
{"window":"new year","buyers":2,"bought":2}
{"window":"valentine","buyers":1,"bought":1}
{"window":"7","buyers":1,"bought":1}
["new year","new year",0]
["new year","valentine",2]
["new year","7",0]
["valentine","new year",0]
["valentine","valentine",0]
["valentine","7",0]
["7","new year",0]
["7","valentine",0]
["7","7",0]
[0,1,0,0,0,0,0,0,0]
-- anniversaries
{"customer":"ann","firstDay":"2024-01-05","anniversaryDay":"2025-01-05","years":1,"purchases":3,"lastDay":"2024-03-06"}
{"customer":"bob","firstDay":"2024-01-08","anniversaryDay":"2025-01-08","years":1,"purchases":2,"lastDay":"2024-02-20"}
[0,"ann",0]
-- wrong
Patron\ArgumentException (repeatDays): repeatDays must be 1 or more
Patron\ArgumentException (repeatDays): options: repeat_days 4000000 is outside 1..3652059 (repeatDays)
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
ArgumentCountError: Patron\Book::windows() expects at least 2 arguments, 1 given
Patron\ArgumentException (windows): windows must name at least one window
Patron\ArgumentException (windows): windows: each window needs a list of pairs [first day, last day]
Patron\ArgumentException (windows): windows: each window needs a list of pairs [first day, last day]
Patron\ArgumentException (windows): windows: each window needs a list of pairs [first day, last day]
Patron\ArgumentException (windows): windows "x" is not a day of the form Y-m-d
Patron\ArgumentException (windows): options: occurrence 0 is 19727 … 19723 (windows)
Patron\ArgumentException (windows): options: occurrences 0 and 1 of one name overlap (windows)
Patron\ArgumentException (windows): windows: more than 1000 occurrences
Patron\ArgumentException (days): days must be 1 or more
Patron\TypeException (mask): mask must hold booleans (or 0 and 1) (row 0)
