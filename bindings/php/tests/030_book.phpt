--TEST--
Book: counts, days, keys, find, totals, warnings
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind};
$book = (new Builder(scale: 2, timezone: 'Europe/Berlin'))->addColumns(
    ['ann', 'bob', 'ann', null, 'bob', 'ann', 'cid'],
    ['2024-01-05', '2024-01-08', '2024-02-04', '2024-02-15', '2024-02-20', '2024-03-06', '2024-03-07'],
    ['25.00', '18', '27', '9.9', '18', '5.50', '1'],
    order: [1, 2, 3, 4, 2, 5, 6], product: ['tea', 'tea', 'pot', 'tea', 'tea', null, 'pot'], category: ['c', 'c', null, 'c', null, null, null],
    kind: [Kind::Sale, Kind::Sale, Kind::Sale, Kind::Sale, Kind::Refund, Kind::Renewal, Kind::Ignored],
    labels: ['channel' => [1, 2, 1, null, 2, 3, null]])->book();
echo count($book), ' ', $book->count(), ' ', $book->orders(), ' ', $book->firstDay()->format('c'), ' ', $book->lastDay()->format('c'), ' ',
    get_class($book->firstDay()), ' ', $book->flags(), ' ', $book->memory() > 100 && $book->memory() < 20000 ? 'some bytes' : $book->memory(), "\n";
echo json_encode([$book->keys(), $book->keys('customer'), $book->keys('product'), $book->keys('category'), $book->keys('channel')]), "\n";
echo json_encode($book->find(['cid', 'dan', null, 'ann', 5])), json_encode($book->find([])), "\n";
foreach (['2024-02-10', '2024-12-31', new DateTime('2024-02-19 23:30 UTC')] as $day) {
    $totals = $book->totals($day);
    echo $totals::class, ' ', json_encode($totals), "\n";
}
echo json_encode([$book->warnings('2024-03-07'), $book->warnings('2024-12-31'), $book->warnings('2023-01-01')]), "\n";
thrown(fn () => $book->keys('coupon'));
thrown(fn () => $book->keys(''));
thrown(fn () => $book->totals('2024-02-30'));
thrown(fn () => $book->totals('tomorrow'));
thrown(fn () => $book->totals('2024-02-01 12:00'));
thrown(fn () => $book->totals(20000));
thrown(fn () => $book->totals(null));
thrown(fn () => $book->totals(new DateTime('2150-01-01')));
thrown(fn () => $book->warnings([]));
thrown(fn () => $book->totals());
thrown(fn () => $book->find('ann'));
$bare = (new Builder())->addColumns([1], ['2024-01-01'], [1])->book();
thrown(fn () => $bare->keys('product'));
echo $bare->firstDay()->format('c e'), ' ', $bare->totals(new DateTime('2024-01-01 23:59 America/New_York'))->net, "\n";
// A book outlives its builder, and has a zone of its own.
$zone = new DateTimeZone('Asia/Tokyo');
$other = (new Builder(timezone: $zone))->addColumns([1], ['2024-01-01'], [1])->book();
unset($zone);
echo $other->firstDay()->format('c e'), "\n";
?>
--EXPECT--
3 3 5 2024-01-05T00:00:00+01:00 2024-03-06T00:00:00+01:00 DateTimeImmutable 0 some bytes
[["ann","bob","cid"],["ann","bob","cid"],["tea","pot"],["c"],[1,2,3]]
[2,null,null,0,null][]
Patron\Totals {"rows":7,"rowsSale":3,"rowsRenewal":0,"rowsRefund":0,"rowsIgnored":0,"rowsAfter":4,"orders":3,"ordersCounted":3,"ordersZero":0,"ordersRefunded":0,"ordersRenewal":0,"purchases":3,"customers":2,"buyers":2,"buyersUnknownBirth":0,"sales":7000,"refunds":0,"net":7000,"netCustomers":7000,"netGuests":0,"netUnmatched":0,"netCounted":7000,"refundsUnmatched":0,"refundsOver":0,"duplicateRows":-1,"duplicateMoney":0,"excludedRows":{"ignored":0,"ignored_refund":0,"guest":0,"erased":0},"excludedMoney":{"ignored":0,"ignored_refund":0,"guest":0,"erased":0}}
Patron\Totals {"rows":7,"rowsSale":4,"rowsRenewal":1,"rowsRefund":1,"rowsIgnored":1,"rowsAfter":0,"orders":5,"ordersCounted":4,"ordersZero":0,"ordersRefunded":1,"ordersRenewal":1,"purchases":3,"customers":2,"buyers":1,"buyersUnknownBirth":0,"sales":8540,"refunds":1800,"net":6740,"netCustomers":5750,"netGuests":990,"netUnmatched":0,"netCounted":6740,"refundsUnmatched":0,"refundsOver":0,"duplicateRows":-1,"duplicateMoney":0,"excludedRows":{"ignored":1,"ignored_refund":0,"guest":1,"erased":0},"excludedMoney":{"ignored":100,"ignored_refund":0,"guest":990,"erased":0}}
Patron\Totals {"rows":7,"rowsSale":4,"rowsRenewal":0,"rowsRefund":1,"rowsIgnored":0,"rowsAfter":2,"orders":4,"ordersCounted":3,"ordersZero":0,"ordersRefunded":1,"ordersRenewal":0,"purchases":2,"customers":2,"buyers":1,"buyersUnknownBirth":0,"sales":7990,"refunds":1800,"net":6190,"netCustomers":5200,"netGuests":990,"netUnmatched":0,"netCounted":6190,"refundsUnmatched":0,"refundsOver":0,"duplicateRows":-1,"duplicateMoney":0,"excludedRows":{"ignored":0,"ignored_refund":0,"guest":1,"erased":0},"excludedMoney":{"ignored":0,"ignored_refund":0,"guest":990,"erased":0}}
[[],["first_period","gap_at_end"],["no_sales"]]
ArgumentException [what - - -] what: "coupon" is neither customer, product, category nor a label of the book
ArgumentException [what - - -] what: "" is neither customer, product, category nor a label of the book
ArgumentException [asOf - - -] asOf "2024-02-30" is not a day of the form Y-m-d
ArgumentException [asOf - - -] asOf "tomorrow" is not a day of the form Y-m-d
ArgumentException [asOf - - -] asOf "2024-02-01 12:00" is not a day of the form Y-m-d
TypeException [asOf - - -] asOf must be a day as Y-m-d or a DateTimeInterface, not int
TypeException [asOf - - -] asOf must be a day as Y-m-d or a DateTimeInterface, not null
RangeException [asOf - - -] asOf is outside the years 1900 to 2099 that a zone covers
TypeException [asOf - - -] asOf must be a day as Y-m-d or a DateTimeInterface, not array
ArgumentCountError Patron\Book::totals() expects exactly 1 argument, 0 given
TypeError Patron\Book::find(): Argument #1 ($keys) must be of type array, string given
MissingException [what - - -] the book was built without these keys (what)
2024-01-01T00:00:00+00:00 UTC 1
2024-01-01T00:00:00+09:00 Asia/Tokyo
