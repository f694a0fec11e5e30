--TEST--
Book::newAndReturning and growth: both definitions add up, growth closes, bad input
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{Kind, Period, Refunds};

require __DIR__ . '/rooms.inc';
$book = six();
$d = '2024-03-31';
$table = $book->newAndReturning($d);
lines($table, 'period', 'firstDay', 'lastDay', 'state', 'buyers', 'newBuyers', 'returningBuyers', 'net', 'firstNet',
    'laterNet', 'newNet', 'returningNet', 'guestNet');
show([count($table->columns()), $table->unknownBirth]);
lines($book->newAndReturning('2024-03-15', since: '2024-03-01', until: '2024-04-30'), 'period', 'state', 'net');
lines($book->newAndReturning($d, Period::Quarter), 'period', 'net', 'newBuyers');
lines($book->newAndReturning($d, Period::Year, firstMonth: 2), 'period', 'net');
lines($book->newAndReturning($d, Period::Week, weekStart: 6, since: '2024-01-05', until: '2024-01-08'), 'period', 'net');
show(in_array('guestNet', $book->newAndReturning($d, mask: [1, 1, 1])->columns(), true));
show(in_array('guestNet', $book->newAndReturning($d, first: 1)->columns(), true));

echo "-- refunds, guests\n";
$shop = (new Patron\Builder())->addColumns(['a', 'a', 'a', null], ['2024-01-05', '2024-02-05', '2024-03-05', '2024-03-06'],
    [1000, 500, -300, 70], order: [1, 2, 1, 3], kind: ['s', 's', 'r', 's'],
    kinds: ['s' => Kind::Sale, 'r' => Kind::Refund])->book();
lines($shop->newAndReturning($d), 'period', 'net', 'refunds', 'firstNet', 'laterNet', 'newNet', 'returningNet',
    'guestNet');
lines($shop->newAndReturning($d, refunds: Refunds::Order), 'period', 'net', 'refunds', 'firstNet');

echo "-- growth\n";
lines($book->growth($d, activeDays: 30), 'period', 'opening', 'newBuyers', 'reactivated', 'lapsed', 'closing',
    'retention', 'kept', 'keptLow', 'keptHigh', 'bought', 'boughtObserved', 'boughtAgain', 'againRate');
$shop = shop();
foreach ([[], ['group' => array_map(fn ($n) => $n % 3, range(1, 120))]] as $more) {
    $found = $shop->growth('2024-12-31', ...['activeDays' => 60] + $more);
    $before = [];
    foreach ($more ? iterator_to_array($found, false) : [$found] as $at => $each) {
        foreach ($each as $row) {
            if ($row->opening + $row->newBuyers + $row->reactivated - $row->lapsed !== $row->closing
                || ($before[$at] ?? 0) !== $row->opening) {
                echo "does not close\n";
            }
            $before[$at] = $row->closing;
        }
    }
    show(count($before));
}
$found = $shop->newAndReturning('2024-12-31');
foreach ($found as $row) {
    if ($row->firstNet + $row->laterNet + $row->unmatchedNet !== $row->net
        || $row->newNet + $row->returningNet + $row->unmatchedNet !== $row->net) {
        echo "does not add up\n";
    }
}
var_dump(array_sum($found->column('net')) + array_sum($found->column('guestNet'))
    === $shop->totals('2024-12-31')->net);

echo "-- wrong\n";
thrown(fn () => $book->newAndReturning($d, weekStart: 7));
thrown(fn () => $book->newAndReturning($d, firstMonth: 0));
thrown(fn () => $book->newAndReturning($d, since: '2024-05-01'));
thrown(fn () => $book->newAndReturning($d, until: '2023-01-01'));
thrown(fn () => $book->newAndReturning($d, since: 'x'));
thrown(fn () => $book->newAndReturning($d, until: 5));
thrown(fn () => $book->newAndReturning($d, refunds: 'day'));
thrown(fn () => $book->newAndReturning($d, group: [1]));
thrown(fn () => $book->growth($d, activeDays: 0));
thrown(fn () => $book->growth($d, activeDays: 4000000));
thrown(fn () => $book->growth($d, confidence: 1.5));
thrown(fn () => $book->growth('2024-02-30'));
thrown(fn () => $book->growth($d, count: 4));
?>
--EXPECT--
["2024-01","2024-01-01","2024-01-31","complete",2,2,0,4300,4300,0,4300,0,0]
["2024-02","2024-02-01","2024-02-29","complete",3,1,2,14400,9900,4500,9900,4500,0]
["2024-03","2024-03-01","2024-03-31","complete",1,0,1,2500,0,2500,0,2500,0]
[28,0]
["2024-03","partial",2500]
["2024-04","future",0]
["2024-01",21200,3]
["2023-02",4300]
["2024-02",16900]
["2023-12-31",2500]
["2024-01-07",1800]
false
false
-- refunds, guests
["2024-01",1000,0,1000,0,1000,0,0]
["2024-02",500,0,0,500,0,500,0]
["2024-03",-300,300,-300,0,0,-300,70]
["2024-01",700,300,700]
["2024-02",500,0,0]
["2024-03",0,0,0]
-- growth
["2024-01",0,2,0,0,2,null,null,null,null,2,2,2,1]
["2024-02",2,1,0,0,3,1,1,0.34238,1,3,3,1,0.333333]
["2024-03",3,0,0,2,1,0.333333,0.333333,0.061492,0.79234,1,0,0,null]
1
3
bool(true)
-- wrong
Patron\ArgumentException (weekStart): weekStart must be 0 (Monday) ... 6
Patron\ArgumentException (firstMonth): firstMonth must be 1 ... 12
Patron\ArgumentException (until): until lies before the first period
Patron\ArgumentException (until): until lies before the first period
Patron\ArgumentException (since): since "x" is not a day of the form Y-m-d
Patron\TypeException (until): until must be a day as Y-m-d or a DateTimeInterface, not int
TypeError: Patron\Book::newAndReturning(): Argument #7 ($refunds) must be of type Patron\Refunds, string given
Patron\ArgumentException (group): group has 1 values, the book has 3 customers
Patron\ArgumentException (activeDays): activeDays must be 1 or more
Patron\ArgumentException (activeDays): options: active_days 4000000 is outside 1..3652059 (activeDays)
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (asOf): asOf "2024-02-30" is not a day of the form Y-m-d
Patron\RangeException (count): count 4 reaches beyond the 3 customers
