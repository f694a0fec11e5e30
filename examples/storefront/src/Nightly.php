<?php

declare(strict_types=1);

namespace Storefront;

use Patron\Book;
use Patron\Builder;
use Patron\ChurnRule;
use Patron\ChurnTable;
use Patron\CurveKind;
use Patron\ReplenishmentRule;
use Patron\RfmRule;

/**
 * The nightly job: all orders make one book; its rules are saved for the web pages, and every customer's segment, state
 * and due products go back into tables. Nothing is written unless it all adds up with plain SQL.
 */
final class Nightly
{
    private const COHORT_MONTHS = 12;
    private const DUE_WITHIN = 7;
    private const NEWLY_DAYS = 7;

    private readonly Shop $shop;
    private readonly Results $results;

    public function __construct(private readonly Database $database, private readonly \DateTimeZone $zone)
    {
        $this->shop = new Shop($database);
        $this->results = new Results($database);
    }

    /** @return array<string, mixed> the run's row, see Results::run() */
    public function run(string $asOf): array
    {
        Schema::createOwn($this->database);
        // One transaction, so that the orders and the sums that they are held against are those of one moment.
        [$builder, $sums, $currencies] = $this->database->transaction(fn (): array => [
            $this->readOrders(), $this->shop->sums($asOf, $this->zone), $this->shop->currencies(),
        ]);
        if (count($currencies) > 1) {
            throw new \RuntimeException('Amounts in ' . implode(' and ', $currencies) . ' cannot be added up.');
        }
        $book = $builder->book();
        $run = $this->totals($book, $asOf, $sums, $currencies[0] ?? '');
        $rules = [
            'rfm' => $book->rfmRule($asOf),
            'churn' => $book->churnRule($asOf),
            'replenishment' => $book->replenishmentRule($asOf),
        ];
        $churn = $book->churn($asOf, $rules['churn']);
        $this->database->transaction(function () use ($book, $asOf, $run, $rules, $churn): void {
            $this->results->clear();
            $this->results->saveRun($run);
            foreach ($rules as $name => $rule) {
                $this->results->saveRule($name, $rule->save());
            }
            $this->results->saveCustomers($this->customers($book, $asOf, $rules['rfm'], $churn));
            $this->results->saveDue($this->due($book, $asOf, $rules['replenishment'], $churn));
            $this->results->saveCohorts($this->cohorts($book, $asOf));
            $this->checkTables($book, $asOf, $rules['churn'], $rules['rfm']);
        });
        return $run;
    }

    private function readOrders(): Builder
    {
        $builder = Shop::builder($this->zone);
        foreach ($this->shop->pages() as $page) {
            Shop::addTo($builder, $page);
        }
        return $builder;
    }

    private function totals(Book $book, string $asOf, array $sums, string $currency): array
    {
        $totals = $book->totals($asOf);
        $this->mustAgree('orders', $totals->orders, $sums['orders']);
        $this->mustAgree('sales', $totals->sales, $sums['sales']);
        $this->mustAgree('refunds', $totals->refunds, $sums['refunds']);
        return [
            'as_of' => $asOf,
            'finished_gmt' => gmdate('Y-m-d H:i:s'),
            'currency' => $currency,
            'orders' => $totals->orders,
            'orders_refunded' => $totals->ordersRefunded,
            'customers' => $totals->customers,
            'buyers' => $totals->buyers,
            'sales' => $totals->sales,
            'refunds' => $totals->refunds,
            'net' => $totals->net,
            'net_customers' => $totals->netCustomers + $totals->netUnmatched,
            'net_guests' => $totals->netGuests,
            'warnings' => implode(' ', $book->warnings($asOf)),
        ];
    }

    /** Every buyer: what nightly pages and lists show. @return \Generator<list<int|string|null>> */
    private function customers(Book $book, string $asOf, RfmRule $rule, ChurnTable $churn): \Generator
    {
        $keys = $book->keys();
        $segment = $book->rfm($asOf, $rule)->column('segment');
        $facts = $book->customers($asOf, columns: ['purchases', 'lastDay', 'net']);
        $purchases = $facts->column('purchases');
        $lastDay = $facts->column('lastDay');
        $net = $facts->column('net');
        $state = $churn->column('state');
        $risk = $churn->column('valueAtRisk');
        $since = (new \DateTimeImmutable($asOf))->modify('-' . self::NEWLY_DAYS . ' days');
        $slippedFrom = [];
        foreach ($churn->entered('slipping', $since->format('Y-m-d')) as $row) {
            $slippedFrom[$row->customer] = $row->fromState;
        }
        foreach ($keys as $i => $customer) {
            if ($segment[$i] === null) {
                continue; // no buyer: every order was cancelled or refunded
            }
            yield [
                $customer, $segment[$i], $state[$i], $purchases[$i], $lastDay[$i]->format('Y-m-d'), $net[$i],
                self::cents($risk[$i]), $churn->reason($i, 'en'), $churn->reason($i, 'de'), $slippedFrom[$customer] ?? null,
            ];
        }
    }

    /** What is due within a week and worth acting on. @return \Generator<list<int|string>> */
    private function due(Book $book, string $asOf, ReplenishmentRule $rule, ChurnTable $churn): \Generator
    {
        $due = $book->replenishment($asOf, $rule, within: self::DUE_WITHIN, gate: $churn, unsuppressed: true);
        foreach ($due as $row) {
            yield [
                $row->customer, $row->product, $row->dueDay->format('Y-m-d'), $row->windowFrom->format('Y-m-d'),
                $row->windowTo->format('Y-m-d'), $row->state, $row->lastDay->format('Y-m-d'), $row->expectedQuantity,
                $row->expectedAmount, (int) round(100 * $row->chance), $row->level, $row->evidence,
            ];
        }
    }

    /** Of those who first bought in a month, how many were active k months later. @return \Generator<list<int|string>> */
    private function cohorts(Book $book, string $asOf): \Generator
    {
        $curve = $book->cohorts($asOf, periods: self::COHORT_MONTHS)->curve(CurveKind::In);
        $active = $curve->part()->toArray();
        $eligible = $curve->whole()->toArray();
        foreach ($curve->whole()->rows() as $i => $cohort) {
            foreach ($active[$i] as $month => $count) {
                if ($eligible[$i][$month] > 0) { // else the month is not over for anybody
                    yield [(string) $cohort, $month, $eligible[$i][0], $count, $eligible[$i][$month]];
                }
            }
        }
    }

    /** The tables as they were written, against counts that patron makes from the book in one pass. */
    private function checkTables(Book $book, string $asOf, ChurnRule $churn, RfmRule $rfm): void
    {
        $written = array_column($this->results->states(), null, 'state');
        foreach ($book->churnStates($asOf, $churn) as $state => $counts) {
            $this->mustAgree("customers in state $state", $written[$state]['customers'] ?? 0, $counts['buyers']);
            $this->mustAgree("value at risk in state $state", $written[$state]['value_at_risk'] ?? 0, $counts['valueAtRisk']);
        }
        $written = array_column($this->results->segments(), null, 'segment');
        foreach ($book->rfmCount($asOf, $rfm) as $segment => $counts) {
            $this->mustAgree("customers in segment $segment", $written[$segment]['customers'] ?? 0, $counts['buyers']);
            $this->mustAgree("net of segment $segment", $written[$segment]['net'] ?? 0, $counts['net']);
        }
    }

    private function mustAgree(string $what, int $one, int $other): void
    {
        if ($one !== $other) {
            throw new \RuntimeException("The $what do not add up: $one against $other. Nothing was written.");
        }
    }

    /** Rounded as Book::churnStates rounds: halves up. */
    private static function cents(float $amount): int
    {
        return (int) floor($amount + 0.5);
    }
}
