<?php

declare(strict_types=1);

namespace Storefront;

/** The tables that begin with patron_: written by the nightly job, read by the pages. */
final class Results
{
    private const TABLES = ['patron_run', 'patron_rule', 'patron_customer', 'patron_due', 'patron_cohort'];
    private const PERSON = 'COALESCE(u.display_name, \'\') AS name, x.contacted_gmt
        FROM patron_customer c LEFT JOIN wp_users u ON u.ID = c.customer_id
        LEFT JOIN patron_contact x ON x.customer_id = c.customer_id';

    public function __construct(private readonly Database $database)
    {
    }

    // ---- written by the nightly job, in its transaction --------------------------------------------------------

    public function clear(): void
    {
        foreach (self::TABLES as $table) {
            $this->database->query("DELETE FROM $table");
        }
    }

    public function saveRun(array $run): void
    {
        $this->database->insert('patron_run', array_keys($run), [array_values($run)]);
    }

    public function saveRule(string $name, string $bytes): void
    {
        $insert = $this->database->pdo->prepare('INSERT INTO patron_rule (name, bytes) VALUES (?, ?)');
        $insert->bindValue(1, $name);
        $insert->bindValue(2, $bytes, \PDO::PARAM_LOB);
        $insert->execute();
    }

    public function saveCustomers(iterable $rows): void
    {
        $this->database->insert('patron_customer', ['customer_id', 'segment', 'state', 'purchases', 'last_day', 'net',
            'value_at_risk', 'reason_en', 'reason_de', 'slipped_from'], $rows);
    }

    public function saveDue(iterable $rows): void
    {
        $this->database->insert('patron_due', ['customer_id', 'product_id', 'due_day', 'window_from', 'window_to', 'state',
            'last_day', 'quantity', 'amount', 'chance_percent', 'level', 'evidence'], $rows);
    }

    public function saveCohorts(iterable $rows): void
    {
        $this->database->insert('patron_cohort', ['cohort', 'month', 'buyers', 'active', 'eligible'], $rows);
    }

    // ---- read by the pages ---------------------------------------------------------------------------------------

    /** The last nightly run, or null before the first one. */
    public function run(): ?array
    {
        try {
            return $this->database->row('SELECT * FROM patron_run');
        } catch (\PDOException $failure) {
            if ($failure->getCode() === '42S02' || str_contains($failure->getMessage(), 'no such table')) {
                return null;
            }
            throw $failure;
        }
    }

    /** @return array<string, string> saved rules by name */
    public function rules(): array
    {
        return array_column($this->database->rows('SELECT name, bytes FROM patron_rule'), 'bytes', 'name');
    }

    /** @return list<array{state: string|null, customers: int, net: int, value_at_risk: int}> */
    public function states(): array
    {
        return $this->sumsBy('state');
    }

    /** @return list<array{segment: string, customers: int, net: int, value_at_risk: int}> */
    public function segments(): array
    {
        return $this->sumsBy('segment');
    }

    private function sumsBy(string $column): array
    {
        return $this->database->rows(
            "SELECT $column, COUNT(*) AS customers, CAST(SUM(net) AS INTEGER) AS net,
                CAST(SUM(value_at_risk) AS INTEGER) AS value_at_risk
             FROM patron_customer GROUP BY $column ORDER BY 4 DESC, 1");
    }

    /** @return array<string, list<array>> cells by cohort and month */
    public function cohorts(): array
    {
        $cohorts = [];
        foreach ($this->database->query('SELECT * FROM patron_cohort ORDER BY cohort LIKE \'(%\', cohort, month') as $cell) {
            $cohorts[$cell['cohort']][$cell['month']] = $cell;
        }
        return $cohorts;
    }

    /**
     * Customers by value at risk, the largest first.
     *
     * @return list<array<string, mixed>>
     */
    public function customers(?string $state, ?string $segment, ?string $search, int $offset, int $count): array
    {
        $where = $values = [];
        foreach (['c.state' => $state, 'c.segment' => $segment] as $column => $value) {
            if ($value !== null) {
                $where[] = "$column = ?";
                $values[] = $value;
            }
        }
        if ($search !== null) {
            $where[] = "(u.display_name LIKE ? ESCAPE '!' OR u.user_email LIKE ? ESCAPE '!')";
            $pattern = '%' . strtr($search, ['!' => '!!', '%' => '!%', '_' => '!_']) . '%';
            array_push($values, $pattern, $pattern);
        }
        return $this->database->rows('SELECT c.*, ' . self::PERSON . ($where ? ' WHERE ' . implode(' AND ', $where) : '')
            . ' ORDER BY c.value_at_risk DESC, c.customer_id LIMIT ? OFFSET ?', [...$values, $count, $offset]);
    }

    public function newlySlipping(): array
    {
        return $this->database->rows('SELECT c.*, ' . self::PERSON . ' WHERE c.slipped_from IS NOT NULL
            ORDER BY c.value_at_risk DESC, c.customer_id');
    }

    public function due(): array
    {
        return $this->database->rows('SELECT d.*, p.post_title AS product, c.value_at_risk, ' . self::PERSON . '
            JOIN patron_due d ON d.customer_id = c.customer_id LEFT JOIN wp_posts p ON p.ID = d.product_id
            ORDER BY d.due_day, d.amount DESC, d.customer_id, d.product_id');
    }

    public function contacted(int $customer): ?string
    {
        return $this->database->value('SELECT contacted_gmt FROM patron_contact WHERE customer_id = ?', [$customer]) ?: null;
    }

    public function markContacted(int $customer): void
    {
        $this->database->transaction(function () use ($customer): void {
            $this->database->query('DELETE FROM patron_contact WHERE customer_id = ?', [$customer]);
            $this->database->insert('patron_contact', ['customer_id', 'contacted_gmt'], [[$customer, gmdate('Y-m-d H:i:s')]]);
        });
    }
}
