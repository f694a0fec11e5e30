--TEST--
Stats and Calendar
--EXTENSIONS--
patron
--INI--
serialize_precision=10
--FILE--
<?php
use Patron\{Calendar, Period, Stats};

require __DIR__ . '/shop.inc';
show(Stats::wilson(3, 10));
show(Stats::wilson(0, 0));
show(Stats::wilson(10, 10, 0.5));
show(Stats::rateDifference(56, 70, 48, 80));
$curve = Stats::kaplanMeier(6, [1, 0, 2], [0, 1, 1]);
var_dump(get_class($curve), $curve->columns());
show($curve);
show($curve->column('survival'));
var_dump(Stats::kaplanMeierQuantile($curve->column('survival'), .5), Stats::kaplanMeierQuantile([1, .9], .5),
    Stats::kaplanMeierQuantile([], .5));
show(Stats::kaplanMeier(0, [], []));
show(Stats::quantile([1, 2, 10], 1, 4));
show(Stats::quantile([5], 1, 2)->toArray());
var_dump(get_class(Stats::wilson(1, 2)), get_class(Stats::rateDifference(1, 2, 1, 2)), get_class(Stats::quantile([1],
    0, 1)));

echo "-- calendar\n";
$week = new Calendar(Period::Week, weekStart: 6);
var_dump($week->period('1970-01-01'), $week->period('2024-03-03'),
    $week->firstDay($week->period('2024-03-09'))->format('Y-m-d'));
$year = new Calendar(Period::Year, firstMonth: 4);
var_dump($year->period('2024-03-31'), $year->period(new DateTime('2024-04-01 23:59')),
    $year->firstDay(54)->format('Y-m-d e'));
foreach (Period::cases() as $period) {
    $calendar = new Calendar($period);
    echo $period->value, ' ', $calendar->period('2024-02-29'), ' ',
        $calendar->firstDay($calendar->period('2024-02-29'))->format('Y-m-d'), "\n";
}

echo "-- wrong\n";
thrown(fn () => Stats::wilson(3, 2));
thrown(fn () => Stats::wilson(-1, 2));
thrown(fn () => Stats::wilson(1, 2, 0));
thrown(fn () => Stats::wilson(1, 2, 1.5));
thrown(fn () => Stats::wilson('a', 2));
thrown(fn () => Stats::rateDifference(1, 0, 1, 2));
thrown(fn () => Stats::rateDifference(1, 2, 3, 2));
thrown(fn () => Stats::rateDifference(1, 2, 1, 2, NAN));
thrown(fn () => Stats::kaplanMeier(2, [1, 1], [1, 0]));
thrown(fn () => Stats::kaplanMeier(2, [1], [1, 0]));
thrown(fn () => Stats::kaplanMeier(2, [1, -1], [0, 0]));
thrown(fn () => Stats::kaplanMeier(2, ['1'], [0]));
thrown(fn () => Stats::kaplanMeier(2, [1.0], [0]));
thrown(fn () => Stats::kaplanMeier(2, [1], ['x' => null]));
thrown(fn () => Stats::kaplanMeierQuantile([.5, .9], .5));
thrown(fn () => Stats::kaplanMeierQuantile([.9, 'x'], .5));
thrown(fn () => Stats::kaplanMeierQuantile([NAN], .5));
thrown(fn () => Stats::kaplanMeierQuantile([.9], 2));
thrown(fn () => Stats::quantile([2, 1], 1, 2));
thrown(fn () => Stats::quantile([], 1, 2));
thrown(fn () => Stats::quantile([1], 3, 2));
thrown(fn () => Stats::quantile([1], 0, 0));
thrown(fn () => Stats::quantile([PHP_INT_MIN, PHP_INT_MIN], 1, 2));
thrown(fn () => new Stats());
thrown(fn () => new Calendar(Period::Week, 7));
thrown(fn () => new Calendar(Period::Year, 0, 13));
thrown(fn () => new Calendar('week'));
thrown(fn () => $year->__construct(Period::Day));
thrown(fn () => $year->period('2024-02-30'));
thrown(fn () => $year->period(5));
thrown(fn () => $year->firstDay(9000));
thrown(fn () => $year->firstDay(1 << 40));
thrown(fn () => clone $year);
thrown(fn () => serialize($year));
thrown(fn () => $year->x = 1);
?>
--EXPECT--
{"low":0.1077912674,"high":0.6032218525}
{"low":0,"high":1}
{"low":0.9564859694,"high":1}
{"difference":0.2,"low":0.0524314724,"high":0.333872654,"pValue":0.008045081368}
string(12) "Patron\Table"
array(4) {
  [0]=>
  string(8) "survival"
  [1]=>
  string(8) "variance"
  [2]=>
  string(3) "low"
  [3]=>
  string(4) "high"
}
[{"survival":0.8333333333,"variance":0.02314814815,"low":0.2731228499,"high":0.9747124267},{"survival":0.8333333333,"variance":0.02314814815,"low":0.2731228499,"high":0.9747124267},{"survival":0.4166666667,"variance":0.04918981481,"low":0.05599186485,"high":0.7665222196}]
[0.8333333333,0.8333333333,0.4166666667]
int(2)
NULL
NULL
[]
{"numerator":6,"whole":4}
{"numerator":10,"whole":2}
string(15) "Patron\Interval"
string(21) "Patron\RateDifference"
string(15) "Patron\Quantile"
-- calendar
int(0)
int(2827)
string(10) "2024-03-03"
int(54)
int(55)
string(14) "2023-04-01 UTC"
day 19782 2024-02-29
week 2826 2024-02-26
month 649 2024-02-01
quarter 216 2024-01-01
year 54 2024-01-01
-- wrong
Patron\ArgumentException (k): k = 3 is outside 0..n = 2
Patron\ArgumentException (k): k = -1 is outside 0..n = 2
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
TypeError: Patron\Stats::wilson(): Argument #1 ($k) must be of type int, string given
Patron\ArgumentException (n1): n is 0, at least 1 is needed (n1)
Patron\ArgumentException (k2): k = 3 is outside 0..n = 2 (k2)
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (entered): at position 1 more have left than entered, 2
Patron\ArgumentException (censored): censored has 2 entries, events has 1
Patron\ArgumentException (events): a count at position 1 is negative (events)
Patron\TypeException (events): events must hold whole numbers, not string (row 0)
Patron\TypeException (events): events must hold whole numbers, not float (row 0)
Patron\TypeException (censored): censored must hold whole numbers, not null (row 0)
Patron\ArgumentException (survival): survival must hold numbers that fall from 1 to 0 (row 1)
Patron\ArgumentException (survival): survival must hold numbers that fall from 1 to 0 (row 1)
Patron\ArgumentException (survival): survival must hold numbers that fall from 1 to 0 (row 0)
Patron\ArgumentException (probability): probability must lie between 0 and 1
Patron\ArgumentException (ascending): ascending must hold numbers that never fall (row 1)
Patron\ArgumentException (ascending): ascending is NULL
Patron\ArgumentException (part): part is outside 0..whole
Patron\ArgumentException (whole): whole is 0, at least 1 is needed
Patron\DataException: the quantile's numerator does not fit into int64
Error: Call to private Patron\Stats::__construct() from global scope
Patron\ArgumentException (weekStart): weekStart must be 0 (Monday) ... 6
Patron\ArgumentException (firstMonth): firstMonth must be 1 ... 12
TypeError: Patron\Calendar::__construct(): Argument #1 ($period) must be of type Patron\Period, string given
Error: This calendar has been constructed already
Patron\ArgumentException (day): day "2024-02-30" is not a day of the form Y-m-d
Patron\TypeException (day): day must be a day as Y-m-d or a DateTimeInterface, not int
Patron\RangeException (index): period 9000 holds no day of the calendar (index)
Patron\ArgumentException (index): index 1099511627776 is out of range
Error: Trying to clone an uncloneable object of class Patron\Calendar
Exception: Serialization of 'Patron\Calendar' is not allowed
Error: Cannot create dynamic property Patron\Calendar::$x
