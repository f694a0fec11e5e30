--TEST--
Book::repeatTimes and repeatGaps: points by Kaplan-Meier, curves, shares at days
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/rooms.inc';
$book = six();
$d = '2024-03-31';
// Days to the second purchase: 30 (ann), 43 (bob), 45 and still waiting (cid). To the third: 61, 83+, 45+.
$times = $book->repeatTimes($d, sequence: 3, percent: [50]);
echo get_class($times), "\n";
lines($times);
show($times->unknownBirth);
lines($times->within(30, 60));
$curve = $times->curve(2);
show([count($curve), $curve->n]);
foreach ([0, 30, 43, 44] as $day) {
    say($curve->row($day));
}
// Gaps: 30, 31 (ann), 43 (bob); open ones 25, 40, 45.
lines($book->repeatGaps($d, sequence: 2, percent: [25, 50]));
say($book->repeatGaps($d, sequence: 2)->curve(null)->row(31));
show($book->repeatGaps($d, sequence: 2)->curve(null)->n);
show($book->repeatGaps($d, sequence: 2, percent: [75])->columns());
$empty = $book->repeatTimes('2023-01-01', sequence: 2, days: 5);
lines($empty);
lines($empty->within(5));
say($empty->curve(2)->row(5));

echo "-- groups\n";
$groups = $book->repeatGaps($d, sequence: 2, group: ['x', 'y', 'x'], percent: [50]);
foreach ($groups as $label => $each) {
    echo $label, ' ';
    say($each->row(0));
    say($each->curve(null)->row(30));
}
lines($book->repeatTimes($d, sequence: 2, mask: [1, 0, 0], percent: [50]));

echo "-- curves outlive their table and book\n";
$curve = (fn () => six()->repeatGaps('2024-03-31'))()->curve(1);
gc_collect_cycles();
say($curve->row(43)->share);

echo "-- wrong\n";
thrown(fn () => $times->curve(1));
thrown(fn () => $times->curve(null));
thrown(fn () => $times->curve(-1));
thrown(fn () => $times->curve('x'));
thrown(fn () => $times->within());
thrown(fn () => $times->within(-1));
thrown(fn () => $times->within(1, 1826));
thrown(fn () => $times->within('5'));
thrown(fn () => $book->repeatTimes($d, percent: []));
thrown(fn () => $book->repeatTimes($d, percent: [50, 50]));
thrown(fn () => $book->repeatTimes($d, percent: [100]));
thrown(fn () => $book->repeatTimes($d, percent: ['50']));
thrown(fn () => $book->repeatTimes($d, days: 0));
thrown(fn () => $book->repeatTimes($d, days: 65534));
thrown(fn () => $book->repeatGaps($d, sequence: 1));
thrown(fn () => $book->repeatGaps($d, confidence: 2));
thrown(fn () => $book->repeatGaps($d, first: -1));
?>
--EXPECT--
Patron\Waits
{"n":2,"entered":3,"closed":2,"closedDays":73,"day50":43,"closed50":36.5}
{"n":3,"entered":3,"closed":1,"closedDays":61,"day50":61,"closed50":61}
0
{"n":2,"days":30,"atRisk":3,"share":0.333333,"low":0.054794,"high":0.945927}
{"n":2,"days":60,"atRisk":0,"share":0.666667,"low":0.225851,"high":0.991038}
{"n":3,"days":30,"atRisk":3,"share":0,"low":0,"high":0}
{"n":3,"days":60,"atRisk":2,"share":0,"low":0,"high":0}
[1826,2]
{"day":0,"events":0,"censored":0,"atRisk":3,"share":0,"variance":0,"low":0,"high":0}
{"day":30,"events":1,"censored":0,"atRisk":3,"share":0.333333,"variance":0.074074,"low":0.054794,"high":0.945927}
{"day":43,"events":1,"censored":0,"atRisk":2,"share":0.666667,"variance":0.074074,"low":0.225851,"high":0.991038}
{"day":44,"events":0,"censored":0,"atRisk":1,"share":0.666667,"variance":0.074074,"low":0.225851,"high":0.991038}
{"after":null,"entered":6,"closed":3,"closedDays":104,"day25":31,"day50":43,"closed25":30.5,"closed50":31}
{"after":1,"entered":3,"closed":2,"closedDays":73,"day25":30,"day50":43,"closed25":33.25,"closed50":36.5}
{"after":2,"entered":2,"closed":1,"closedDays":31,"day25":31,"day50":31,"closed25":31,"closed50":31}
{"day":31,"events":1,"censored":0,"atRisk":4,"share":0.4,"variance":0.048,"low":0.118244,"high":0.87427}
null
["after","entered","closed","closedDays","day75","closed75"]
{"n":2,"entered":0,"closed":0,"closedDays":0,"day25":null,"day50":null,"day75":null,"closed25":null,"closed50":null,"closed75":null}
{"n":2,"days":5,"atRisk":0,"share":null,"low":null,"high":null}
{"day":5,"events":0,"censored":0,"atRisk":0,"share":null,"variance":null,"low":null,"high":null}
-- groups
x {"after":null,"entered":4,"closed":2,"closedDays":61,"day50":31,"closed50":30.5}
{"day":30,"events":1,"censored":0,"atRisk":3,"share":0.333333,"variance":0.074074,"low":0.054794,"high":0.945927}
y {"after":null,"entered":2,"closed":1,"closedDays":43,"day50":43,"closed50":43}
{"day":30,"events":0,"censored":0,"atRisk":2,"share":0,"variance":0,"low":0,"high":0}
{"n":2,"entered":1,"closed":1,"closedDays":30,"day50":30,"closed50":30}
-- curves outlive their table and book
0.666667
-- wrong
Patron\ArgumentException (n): n: there is no row 1
Patron\ArgumentException (n): n: there is no row null
Patron\ArgumentException (n): n: there is no row -1
TypeError: Patron\Waits::curve(): Argument #1 ($n) must be of type ?int, string given
ArgumentCountError: Patron\Waits::within() expects at least 1 argument, 0 given
Patron\ArgumentException (days): days must be 0 ... 1825
Patron\ArgumentException (days): days must be 0 ... 1825
Patron\TypeException (days): days must be whole numbers, not string
Patron\ArgumentException (percent): percent must not be empty
Patron\ArgumentException (percent): percent must hold different numbers from 1 to 99 (row 1)
Patron\ArgumentException (percent): percent must hold different numbers from 1 to 99 (row 0)
Patron\TypeException (percent): percent must hold whole numbers, not string (row 0)
Patron\ArgumentException (days): days must be 1 or more
Patron\ArgumentException (days): options: days 65534 is outside 1..65533
Patron\ArgumentException (sequence): options: sequence 1 is outside 2..1000
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\RangeException (first): first -1 is not one of 3 customers
