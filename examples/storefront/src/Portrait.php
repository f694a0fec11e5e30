<?php

declare(strict_types=1);

namespace Storefront;

use Patron\Book;
use Patron\ChurnRow;
use Patron\ChurnRule;
use Patron\ChurnTable;
use Patron\ReplenishmentRule;
use Patron\RfmRule;

/**
 * One customer as a web request sees them: the saved rules and the customer's own rows, nothing else. The book of these
 * few rows is scored by the rules of the whole shop, so that what the page says is what the nightly job says; and an
 * order that came in since counts at once.
 */
final class Portrait
{
    private function __construct(
        public readonly string $asOf,
        public readonly ?string $segment,
        public readonly ?ChurnRow $churn,
        /** @var list<array<string, mixed>> what is due, the soonest first */
        public readonly array $due,
        /** @var list<array<string, mixed>> the newest first */
        public readonly array $orders,
        public readonly int $net,
    ) {
    }

    /**
     * @param list<array<string, mixed>> $rows Shop::rowsOfCustomer()
     * @param array<string, string> $rules Results::rules()
     */
    public static function of(array $rows, array $rules, string $asOf, \DateTimeZone $zone): self
    {
        $orders = self::orders($rows, $zone);
        if (!$rows) {
            return new self($asOf, null, null, [], [], 0);
        }
        $builder = Shop::builder($zone);
        Shop::addTo($builder, $rows);
        $book = $builder->book();
        $asOf = max($asOf, $book->lastDay()?->format('Y-m-d') ?? $asOf);
        $segment = $book->rfm($asOf, RfmRule::load($rules['rfm']))->row(0)->segment;
        if ($segment === null) {
            return new self($asOf, null, null, [], $orders, $book->totals($asOf)->net);
        }
        $churn = $book->churn($asOf, ChurnRule::load($rules['churn']));
        $names = array_filter(array_column($rows, 'name', 'product'), is_string(...));
        $due = $names ? self::due($book, $asOf, ReplenishmentRule::load($rules['replenishment']), $churn, $names) : [];
        return new self($asOf, $segment, $churn->row(0), $due, $orders, $book->totals($asOf)->net);
    }

    /** @param array<int, string> $names of products */
    private static function due(Book $book, string $asOf, ReplenishmentRule $rule, ChurnTable $churn, array $names): array
    {
        $due = [];
        $pairs = $book->replenishment($asOf, $rule, gate: $churn, states: ['not_due', 'due_soon', 'due', 'late'], unsuppressed: true);
        foreach ($pairs as $pair) {
            $due[] = [
                'product_id' => $pair->product,
                'product' => $names[$pair->product],
                'due_day' => $pair->dueDay->format('Y-m-d'),
                'window_from' => $pair->windowFrom->format('Y-m-d'),
                'window_to' => $pair->windowTo->format('Y-m-d'),
                'state' => $pair->state,
                'last_day' => $pair->lastDay->format('Y-m-d'),
                'quantity' => $pair->expectedQuantity,
                'amount' => $pair->expectedAmount,
                'chance_percent' => (int) round(100 * $pair->chance),
                'level' => $pair->level,
                'evidence' => $pair->evidence,
            ];
        }
        usort($due, static fn (array $a, array $b): int => [$a['due_day'], $a['product_id']] <=> [$b['due_day'], $b['product_id']]);
        return $due;
    }

    /** The rows as a list of orders and refunds, for people. */
    private static function orders(array $rows, \DateTimeZone $zone): array
    {
        $orders = [];
        foreach ($rows as $row) {
            $refund = $row['kind'] === 'refund';
            $order = &$orders[$row['order_id'] . $row['created'] . $row['kind']];
            $order ??= ['id' => $row['order_id'], 'created' => $row['created'], 'refund' => $refund,
                'status' => $refund ? 'refund' : $row['status'], 'cents' => 0, 'items' => [],
                'day' => (new \DateTimeImmutable($row['created'], new \DateTimeZone('UTC')))->setTimezone($zone)->format('Y-m-d')];
            $order['cents'] += $row['cents'];
            if ($row['name'] !== null) {
                $order['items'][] = abs($row['quantity']) . ' × ' . $row['name'];
            }
            unset($order);
        }
        return array_reverse(array_values($orders));
    }
}
