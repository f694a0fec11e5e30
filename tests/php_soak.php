<?php

/* The PHP extension gives back what it took: 20,000 cycles (or as many as the argument says) of rows in, every measure,
 * rules saved and loaded, and refused calls, with less than 2 MB of growth. */

use Patron\{Builder, ChurnRule, Kind, Nulls, ReplenishmentRule, RfmRule};

const AS_OF = '2024-03-31';

/** kB of this process in memory. */
function resident(): int
{
    foreach (file('/proc/self/status') as $line) {
        if (str_starts_with($line, 'VmRSS:')) {
            return (int) substr($line, 6);
        }
    }
    exit("no VmRSS\n");
}

function refused(callable $call): void
{
    try {
        $call();
    } catch (Patron\Exception) {
        return;
    }
    throw new Error('nothing thrown');
}

mt_srand(1);
$rows = [];
for ($row = 0; $row < 300; $row++) {
    $rows[] = ['customer' => mt_rand(0, 9) ? 'c' . mt_rand(1, 40) : null, 'amount' => mt_rand(1, 99) . '.50', 'kind' => 'paid',
        'time' => gmdate('Y-m-d H:i:s', 1704067200 + mt_rand(0, 89 * 86400)), 'product' => 'p' . mt_rand(0, 5), 'order' => $row,
        'quantity' => mt_rand(1, 4), 'coupon' => mt_rand(0, 2) ? null : 'SPRING'];
}
$wrong = $rows;
$wrong[299]['amount'] = 'a lot';

$cycle = function (int $number) use ($rows, $wrong) {
    $builder = new Builder(scale: 2, inputTimezone: 'UTC', timezone: 'Europe/Berlin', nulls: Nulls::Skip,
        keepOrderIds: true);
    $add = fn (iterable $rows) => $builder->addRows($rows, customer: 'customer', time: 'time', amount: 'amount', order: 'order',
        product: 'product', quantity: 'quantity', kind: 'kind', kinds: ['paid' => Kind::Sale], labels: ['coupon' => 'coupon']);
    refused(fn () => $add($wrong));
    refused(fn () => $add((function () use ($rows) {
        yield $rows[0];
        throw new Patron\DataException('in the middle');
    })()));
    $add($rows);
    $builder->add('c1', '2024-03-01', '9.99', order: 1000, product: 'p1', quantity: 1, kind: 'paid', labels: ['coupon' => null],
        kinds: ['paid' => Kind::Sale]);
    $book = $builder->book();
    $churn = $book->churn(AS_OF);
    $rfm = $book->rfm(AS_OF);
    $due = $book->replenishment(AS_OF);
    foreach ([$churn, $rfm, $due, $book->customers(AS_OF), $churn->entered(['slipping', 'lost'], since: '2024-02-01')] as $table) {
        foreach ($table as $row) {
            $kept = $row;
        }
    }
    json_encode($churn->count() ? $churn->row(0) : $kept);
    $churn->row(0)->reason('de');
    $book->rfm(AS_OF, rule: RfmRule::load($rfm->rule()->save()))->map()->names();
    $book->churn(AS_OF, rule: ChurnRule::load($churn->rule()->save()));
    $book->replenishment(AS_OF, rule: ReplenishmentRule::load($due->rule()->save()), gate: $churn, within: 7);
    refused(fn () => ChurnRule::load(substr($churn->rule()->save(), 0, 40 + $number % 100)));
    refused(fn () => $book->rfm('2024-02-30'));
    $book->cohorts(AS_OF, by: 'coupon')->curve()->rate()->toArray();
    $groups = $book->customersCount(AS_OF, group: array_fill(0, count($book), $number % 3));
    Patron\migration($book->rfm('2024-02-15'), $rfm);
    $other = (new Builder(scale: 2, timezone: 'Europe/Berlin', keepOrderIds: true))->addBook($book);
    return $groups->count() + $other->book()->orders();
};

$cycles = (int) ($argv[1] ?? 20000);
for ($number = 0; $number < 200; $number++) {
    $cycle($number);
}
gc_collect_cycles();
[$before, $heap, $begin] = [resident(), memory_get_usage(), hrtime(true)];
for ($number = 0; $number < $cycles; $number++) {
    $cycle($number);
}
gc_collect_cycles();
$growth = resident() - $before;
$heap = memory_get_usage() - $heap;
printf("%d cycles in %.0f s: %d kB before, growth %d kB; PHP's heap grew by %d bytes; held: %d bytes, %d objects\n", $cycles,
    (hrtime(true) - $begin) / 1e9, $before, $growth, $heap, Patron\memory_usage(), Patron\live_handles());
exit($growth < 2048 && $heap < 65536 && Patron\live_handles() === 0 && Patron\memory_usage() === 0 ? 0 : 1);
