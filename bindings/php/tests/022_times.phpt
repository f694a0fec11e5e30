--TEST--
Times: what is taken, and what each clock means
--EXTENSIONS--
patron
--INI--
date.timezone=America/New_York
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, TimeUnit};
$day = fn (mixed $time, mixed ...$options) => (new Builder(...$options))->addColumns([1], [$time], [1])->book()->firstDay()->format('Y-m-d e');
$berlin = ['timezone' => 'Europe/Berlin'];
$utc = $berlin + ['inputTimezone' => 'UTC'];
echo "dates\n";
foreach (['0001-01-01', '1969-12-31', '1970-01-01', '2000-02-29', '9999-12-31'] as $time) {
    echo $day($time), ' ', $day($time, ...$berlin), ' ', $day($time, ...$utc), "\n";
}
echo "clocks\n";
foreach (['2024-01-05 23:30:00', '2024-01-05T23:30', '2024-01-05 23:30:00.123456', '2024-06-05 22:00', '2024-06-05 21:59:59.999999',
    '2024-01-05 23:30:00.123456000'] as $time) {
    echo $time, ': ', $day($time), ', ', $day($time, ...$berlin), ', ', $day($time, ...$utc), "\n";
}
echo "instants\n";
foreach (['2024-01-05T23:30:00Z', '2024-01-05 23:30:00+00', '2024-01-05T18:30:00-05:00', '2024-01-06 05:00:00+0530', '2024-01-05T23:30z',
    '2024-01-05T22:59:59.999999Z'] as $time) {
    echo $time, ': ', $day($time, ...$berlin), ' ', $day($time, ...$utc), ' ', $day($time, timezone: 'UTC'), "\n";
}
echo $day(new DateTime('2024-01-05 23:30 UTC'), ...$berlin), ' ', $day(new DateTimeImmutable('2024-01-05 18:30 America/New_York'), ...$berlin),
    ' ', $day((new DateTimeImmutable('2024-01-05 23:30'))->setTimezone(new DateTimeZone('Asia/Tokyo')), timezone: new DateTimeZone('Asia/Tokyo')), "\n";
echo "numbers\n";
foreach (TimeUnit::cases() as $at => $unit) {
    $factor = [0, 1, 1000, 1000000, 1000000000][$at];
    echo $unit->name, ' ', $day($factor ? 1704497400 * $factor : 19727, timeUnit: $unit, timezone: 'Europe/Berlin'), ' ',
        $day($factor ? -86401 * $factor : -2, timeUnit: $unit, timezone: 'UTC'), "\n";
}
echo "no times\n";
foreach (['', '2024-02-30', '2023-02-29', '1900-02-29', '0000-00-00', '0000-00-00 00:00:00', '2024-13-01', '2024-1-5', '24-01-05', '2024-01-05 ', ' 2024-01-05',
    '2024-01-05 24:00:00', '2024-01-05 12:60', '2024-01-05 12:00:60', '2024-01-05 12', '2024-01-05 12:00:', '2024-01-05 12:00:00.',
    '2024-01-05 12:00:00.1234567', '2024-01-05 12:00:00+', '2024-01-05 12:00:00+1', '2024-01-05 12:00:00+24:00', '2024-01-05 12:00:00+01:60',
    '2024-01-05 12:00:00 UTC', '2024-01-05x12:00:00', '05.01.2024', 'now', "2024-01-05\0", '20240105', '+2024-01-05', '2024-01-05 12:00:00.12+01:00:00'] as $bad) {
    $failed = false;
    try {
        $day($bad, ...$berlin);
    } catch (Patron\DataException $e) {
        $failed = $e->rowIndex === 0 && $e->field === 'time';
    }
    echo $failed ? '' : "taken: $bad\n";
}
thrown(fn () => $day('2024-01-05 12:00Z'));
thrown(fn () => $day(new DateTime()));
thrown(fn () => $day(1, timeUnit: TimeUnit::Second));
thrown(fn () => $day(1, ...$berlin));
thrown(fn () => $day(1.5, timeUnit: TimeUnit::Second, timezone: 'UTC'));
thrown(fn () => $day('1'));
thrown(fn () => $day('01', timeUnit: TimeUnit::Second, timezone: 'UTC'));
echo $day('1704497400', timeUnit: TimeUnit::Second, timezone: 'UTC'), ' ', $day('-1', timeUnit: TimeUnit::Day), "\n";
thrown(fn () => $day('1899-12-31 12:00Z', ...$berlin));
thrown(fn () => $day('2100-01-01 12:00', ...$utc));
thrown(fn () => $day(new DateTime('2150-01-01'), ...$berlin));
thrown(fn () => $day(PHP_INT_MIN, timeUnit: TimeUnit::Day));
thrown(fn () => $day(PHP_INT_MAX, timeUnit: TimeUnit::Second, timezone: 'UTC'));
thrown(fn () => $day((new ReflectionClass(DateTime::class))->newInstanceWithoutConstructor(), ...$berlin));
// What one batch and one builder may mix.
$b = new Builder(timezone: 'Europe/Berlin');
thrown(fn () => $b->addColumns([1, 2], ['2024-01-05', '2024-01-05 12:00'], [1, 1]));
thrown(fn () => $b->addColumns([1, 2], ['2024-01-05 12:00', '2024-01-05 12:00Z'], [1, 1]));
$b->addColumns([1], ['2024-01-05'], [1])->addColumns([1], ['2024-01-05 23:59'], [1]);
thrown(fn () => $b->addColumns([1], ['2024-01-05 23:59Z'], [1]));
thrown(fn () => $b->add(1, new DateTime(), 1));
echo count($b->addColumns([1], ['2024-01-06'], [1])), ' ', told($b->book()), "\n";
$b->addColumns([1], ['2024-01-05'], [1])->addColumns([1], ['2024-01-05 23:59Z'], [1]);
thrown(fn () => $b->addColumns([1], ['2024-01-05 23:59'], [1]));
echo told($b->book()), "\n";
echo told((new Builder(...$utc))->addColumns([1, 1, 1], ['2024-01-05 23:59', '2024-01-05 22:59:59Z', new DateTime('2024-01-05 UTC')], [1, 1, 1])->book()), "\n";
?>
--EXPECT--
dates
0001-01-01 UTC 0001-01-01 Europe/Berlin 0001-01-01 Europe/Berlin
1969-12-31 UTC 1969-12-31 Europe/Berlin 1969-12-31 Europe/Berlin
1970-01-01 UTC 1970-01-01 Europe/Berlin 1970-01-01 Europe/Berlin
2000-02-29 UTC 2000-02-29 Europe/Berlin 2000-02-29 Europe/Berlin
9999-12-31 UTC 9999-12-31 Europe/Berlin 9999-12-31 Europe/Berlin
clocks
2024-01-05 23:30:00: 2024-01-05 UTC, 2024-01-05 Europe/Berlin, 2024-01-06 Europe/Berlin
2024-01-05T23:30: 2024-01-05 UTC, 2024-01-05 Europe/Berlin, 2024-01-06 Europe/Berlin
2024-01-05 23:30:00.123456: 2024-01-05 UTC, 2024-01-05 Europe/Berlin, 2024-01-06 Europe/Berlin
2024-06-05 22:00: 2024-06-05 UTC, 2024-06-05 Europe/Berlin, 2024-06-06 Europe/Berlin
2024-06-05 21:59:59.999999: 2024-06-05 UTC, 2024-06-05 Europe/Berlin, 2024-06-05 Europe/Berlin
2024-01-05 23:30:00.123456000: 2024-01-05 UTC, 2024-01-05 Europe/Berlin, 2024-01-06 Europe/Berlin
instants
2024-01-05T23:30:00Z: 2024-01-06 Europe/Berlin 2024-01-06 Europe/Berlin 2024-01-05 UTC
2024-01-05 23:30:00+00: 2024-01-06 Europe/Berlin 2024-01-06 Europe/Berlin 2024-01-05 UTC
2024-01-05T18:30:00-05:00: 2024-01-06 Europe/Berlin 2024-01-06 Europe/Berlin 2024-01-05 UTC
2024-01-06 05:00:00+0530: 2024-01-06 Europe/Berlin 2024-01-06 Europe/Berlin 2024-01-05 UTC
2024-01-05T23:30z: 2024-01-06 Europe/Berlin 2024-01-06 Europe/Berlin 2024-01-05 UTC
2024-01-05T22:59:59.999999Z: 2024-01-05 Europe/Berlin 2024-01-05 Europe/Berlin 2024-01-05 UTC
2024-01-06 Europe/Berlin 2024-01-06 Europe/Berlin 2024-01-06 Asia/Tokyo
numbers
Day 2024-01-05 Europe/Berlin 1969-12-30 UTC
Second 2024-01-06 Europe/Berlin 1969-12-30 UTC
Millisecond 2024-01-06 Europe/Berlin 1969-12-30 UTC
Microsecond 2024-01-06 Europe/Berlin 1969-12-30 UTC
Nanosecond 2024-01-06 Europe/Berlin 1969-12-30 UTC
no times
ArgumentException [timezone time 0 -] time holds instants: give the Builder the shop's timezone, for the day of an order depends on it (row 0)
ArgumentException [timezone time 0 -] time holds instants: give the Builder the shop's timezone, for the day of an order depends on it (row 0)
ArgumentException [timezone time 0 -] time holds instants: give the Builder the shop's timezone, for the day of an order depends on it (row 0)
TypeException [time time 0 -] time holds whole numbers: say with the Builder's timeUnit what they count since 1970 (row 0)
TypeException [time time 0 -] time must be a text like 2024-01-31 13:00:00, a DateTimeInterface, or an int with timeUnit; not float (row 0)
DataException [time time 0 -] time "1" is not a time of the form Y-m-d, Y-m-d H:i:s or Y-m-dTH:i:s+00:00 (row 0)
DataException [time time 0 -] time "01" is not a time of the form Y-m-d, Y-m-d H:i:s or Y-m-dTH:i:s+00:00 (row 0)
2024-01-05 UTC 1969-12-31 UTC
RangeException [time time 0 -] instant -2209032000000000 is outside the zone's table (time, row 0)
RangeException [time time 0 -] time is outside the years 1900 to 2099 that a zone covers (row 0)
RangeException [time time 0 -] instant 5680299600000000 is outside the zone's table (time, row 0)
RangeException [time time 0 -] day -9223372036854775808 is outside the years 1..9999 (time, row 0)
RangeException [time time 0 -] instant 9223372036854775807 is outside the zone's table (time, row 0)
TypeException [time time 0 -] time is a date whose constructor was not called (row 0)
DataException [time time 1 -] time mixes dates and clock times without a zone (row 1)
DataException [time time 1 -] time mixes clock times without a zone and instants (row 1)
ArgumentException [time time - -] time holds instants, that of the rows before clock times without a zone: give the Builder the inputTimezone that clock times show
ArgumentException [time time - -] time holds instants, that of the rows before clock times without a zone: give the Builder the inputTimezone that clock times show
3 [[1],3,3,0,0,"2024-01-05","2024-01-06"]
ArgumentException [time time - -] time holds clock times without a zone, that of the rows before instants: give the Builder the inputTimezone that clock times show
[[1],2,2,0,0,"2024-01-05","2024-01-06"]
[[1],3,3,0,0,"2024-01-05","2024-01-06"]
