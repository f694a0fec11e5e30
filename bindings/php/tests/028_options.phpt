--TEST--
Options of a Builder: what each does, and what is refused
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Negative};
foreach ([['scale' => -1], ['scale' => 19], ['quantityScale' => 0], ['threads' => 0], ['threads' => 257], ['guestKeys' => [1.5]],
    ['guestKeys' => [new stdClass()]], ['alias' => [1]], ['alias' => [[1]]], ['alias' => [[1, null]]], ['alias' => [[null, 1]]], ['alias' => ['a' => 'b']],
    ['since' => [[1, 2]]], ['since' => [[1, '2024-02-30']]], ['since' => [[1.5, '2024-01-01']]], ['observedFrom' => '2024-1-1'], ['observedUntil' => 5],
    ['observedFrom' => new DateTimeZone('UTC')], ['nulls' => 'skip'], ['negative' => null], ['timeUnit' => 'D'], ['scale' => 'two'], ['nothing' => 1]] as $options) {
    echo json_encode($options), ': ';
    thrown(fn () => new Builder(...$options));
}
$one = [[1, 2, 3], ['2024-01-01', '2024-01-05', '2024-02-01'], [10, 20, 30]];
$book = fn (array $options) => (new Builder(...$options))->addColumns(...$GLOBALS["one"])->book();
echo json_encode($book([])->flags()), ' ', json_encode($book(['zeroOrders' => true, 'countByOrder' => true, 'keepOrderIds' => true, 'dropKeys' => true,
    'findDuplicates' => true, 'negative' => Negative::Refund])->flags()), ' ', $book(['observedFrom' => '2024-01-01', 'observedUntil' => '2024-02-01',
    'allowBeyond' => true])->flags(), "\n";
// Accounts that were merged, in chains, by either way of writing a number; of a kind that no row has, none is meant.
echo json_encode($book(['alias' => [[2, 1], ['3', '2']]])->keys()), json_encode($book(['alias' => [['a', 'b'], [2, 1]]])->keys()), "\n";
thrown(fn () => $book(['alias' => [[1, 2], [2, 1]]]));
thrown(fn () => $book(['alias' => [[1, 'x']]]));
// Since when a customer is known: before the records began there is no birth.
$since = ['observedFrom' => '2024-01-03', 'since' => [[2, '2023-05-01'], ['3', new DateTimeImmutable('2024-01-04')], ['x', '2020-01-01'], [9, null]]];
echo $book($since)->totals('2024-02-01')->buyersUnknownBirth, ' ', $book(['observedFrom' => '2024-01-03'])->totals('2024-02-01')->buyersUnknownBirth, "\n";
// As of a day beyond the records.
thrown(fn () => $book(['observedUntil' => '2024-02-01'])->totals('2024-02-02'));
echo $book(['observedUntil' => new DateTime('2024-02-01'), 'allowBeyond' => true])->totals('2024-02-02')->net, "\n";
// Threads give the same book.
echo told($book(['threads' => 4])) === told($book([])) ? 'same' : 'other', ' ', told($book(['guestKeys' => ['3', 1]])), "\n";
echo (new Builder(findDuplicates: true))->addColumns([1, 1, 1], ['2024-01-01', '2024-01-01', '2024-01-01'], [5, 5, 6])->book()->totals('2024-01-01')
    ->duplicateRows, "\n";
// Empty builders.
echo count((new Builder(since: [['a', '2024-01-01']], alias: [['a', 'b']]))->book()), json_encode((new Builder())->book()->keys()), "\n";
$b = new Builder(scale: 2);
thrown(fn () => $b->__construct(scale: 3));
// Lists of our own: what the caller does with the array later is nothing to us.
$guests = [5];
$reference = &$guests[0];
$b = new Builder(guestKeys: $guests);
$reference = 1;
echo told($b->addColumns(...$one)->book()), "\n";
?>
--EXPECT--
{"scale":-1}: ArgumentException [scale - - -] scale must be 0 to 18
{"scale":19}: ArgumentException [scale - - -] scale must be 0 to 18
{"quantityScale":0}: ArgumentException [quantityScale - - -] quantityScale must be 1 or more
{"threads":0}: ArgumentException [threads - - -] threads must be 1 to 256
{"threads":257}: ArgumentException [threads - - -] threads must be 1 to 256
{"guestKeys":[1.5]}: TypeException [guestKeys - 0 -] guestKeys must hold ints and strings, not float (row 0)
{"guestKeys":[{}]}: TypeException [guestKeys - 0 -] guestKeys must hold ints and strings, not stdClass (row 0)
{"alias":[1]}: TypeException [alias - 0 -] alias must hold pairs that begin with a customer's key (int or string) (row 0)
{"alias":[[1]]}: TypeException [alias - 0 -] alias must hold pairs that begin with a customer's key (int or string) (row 0)
{"alias":[[1,null]]}: TypeException [alias - 0 -] alias must hold pairs of keys (int or string) (row 0)
{"alias":[[null,1]]}: TypeException [alias - 0 -] alias must hold pairs that begin with a customer's key (int or string) (row 0)
{"alias":{"a":"b"}}: TypeException [alias - 0 -] alias must hold pairs that begin with a customer's key (int or string) (row 0)
{"since":[[1,2]]}: TypeException [since - 0 -] since must be a day as Y-m-d or a DateTimeInterface, not int (row 0)
{"since":[[1,"2024-02-30"]]}: ArgumentException [since - 0 -] since "2024-02-30" is not a day of the form Y-m-d (row 0)
{"since":[[1.5,"2024-01-01"]]}: TypeException [since - 0 -] since must hold pairs that begin with a customer's key (int or string) (row 0)
{"observedFrom":"2024-1-1"}: ArgumentException [observedFrom - - -] observedFrom "2024-1-1" is not a day of the form Y-m-d
{"observedUntil":5}: TypeException [observedUntil - - -] observedUntil must be a day as Y-m-d or a DateTimeInterface, not int
{"observedFrom":{"timezone_type":3,"timezone":"UTC"}}: TypeException [observedFrom - - -] observedFrom must be a day as Y-m-d or a DateTimeInterface, not DateTimeZone
{"nulls":"skip"}: TypeError Patron\Builder::__construct(): Argument #6 ($nulls) must be of type Patron\Nulls, string given
{"negative":null}: TypeError Patron\Builder::__construct(): Argument #7 ($negative) must be of type Patron\Negative, null given
{"timeUnit":"D"}: TypeError Patron\Builder::__construct(): Argument #4 ($timeUnit) must be of type ?Patron\TimeUnit, string given
{"scale":"two"}: TypeError Patron\Builder::__construct(): Argument #1 ($scale) must be of type ?int, string given
{"nothing":1}: Error Unknown named parameter $nothing
0 63 448
[1][1,3]
DataException [alias alias_to 0 -] aliases lead in a circle (row 0)
ArgumentException [alias - - -] alias: "x" cannot be a customer's key, for those are ints
2 1
RangeException [asOf - - -] as_of lies 1 days beyond observed_until (asOf)
60
same [[2],3,60,0,40,"2024-01-01","2024-02-01"]
1
0[]
ArgumentException [this - - -] this Builder has been constructed before
[[1,2,3],3,60,0,0,"2024-01-01","2024-02-01"]
