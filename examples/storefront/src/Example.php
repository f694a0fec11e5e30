<?php

declare(strict_types=1);

namespace Storefront;

/** Fills an empty shop with the orders that examples/generate writes as CSV, the way WooCommerce would have saved them. */
final class Example
{
    private const CURRENCY = 'EUR';
    private const FIRST_PRODUCT = 101;
    private const FIRST_ORDER = 1001;
    private const OPEN_DAYS = 2; // orders of the last days are still being processed
    private const FIRST_NAMES = ['Anna', 'Ben', 'Clara', 'David', 'Emma', 'Finn', 'Greta', 'Hugo', 'Ida', 'Jonas', 'Karla',
        'Leo', 'Mia', 'Noah', 'Olga', 'Paul', 'Rosa', 'Samuel', 'Tilda', 'Viktor', 'Wanda', 'Yusuf', 'Zoë'];
    private const LAST_NAMES = ['Albrecht', 'Brandt', 'Conrad', 'Dietz', "d'Angelo", 'Engel', 'Fuchs', 'Günther', 'Haas',
        'Iversen', 'Jäger', 'Keller', 'Lang', 'Möller', 'Neumann', 'Otto', 'Peters', 'Quandt', 'Roth', 'Sommer', 'Voß'];

    private array $products = [];   // sku => [id, name, category]
    private array $categories = []; // category => term id
    private array $customers = [];  // id => first order's time
    private array $orders = [];     // order number of the CSV => [id, cents, customer]
    private array $tables = ['orders' => [], 'meta' => [], 'items' => [], 'itemmeta' => []];
    private int $nextOrder = self::FIRST_ORDER;
    private int $nextItem = 1;

    public function __construct(private readonly Database $database, private readonly \DateTimeZone $zone)
    {
    }

    /** @param resource $csv @return array<string, int> how many of what */
    public function fill($csv): array
    {
        Schema::createShop($this->database);
        if ($this->database->value('SELECT COUNT(*) FROM wp_wc_orders') > 0) {
            throw new \RuntimeException('The shop has orders already: nothing was filled in.');
        }
        $filled = $this->database->transaction(function () use ($csv): array {
            $last = '';
            foreach ($this->readOrders($csv) as $lines) {
                $this->takeOrder($lines);
                $last = max($last, $lines[0]['created_at']);
            }
            $this->flush(0);
            $this->writeCatalogue();
            $this->writeCustomers();
            if ($last !== '') {
                $this->settle($last);
            }
            return ['customers' => count($this->customers), 'products' => count($this->products),
                'orders' => count($this->orders), 'order rows' => $this->nextOrder - self::FIRST_ORDER];
        });
        $this->database->analyze();
        return $filled;
    }

    /** The lines of one order (or one refund) at a time. @return \Generator<list<array<string, string>>> */
    private function readOrders($csv): \Generator
    {
        $header = fgetcsv($csv, null, ',', '"', '');
        $lines = [];
        while (($fields = fgetcsv($csv, null, ',', '"', '')) !== false) {
            $line = array_combine($header, $fields);
            if ($lines && [$lines[0]['order_id'], $lines[0]['status']] !== [$line['order_id'], $line['status']]) {
                yield $lines;
                $lines = [];
            }
            $lines[] = $line;
        }
        if ($lines) {
            yield $lines;
        }
    }

    private function takeOrder(array $lines): void
    {
        ['order_id' => $number, 'status' => $status, 'created_at' => $local, 'customer_id' => $code] = $lines[0];
        $refund = $status === 'refund';
        $id = $this->nextOrder++;
        $customer = $code === '' ? 0 : (int) substr($code, 1);
        $created = (new \DateTimeImmutable($local, $this->zone))->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d H:i:s');
        $cents = array_sum(array_map(static fn (array $line): int => self::cents($line['total']), $lines));
        if ($refund) { // a row of its own, negative, with its order as parent and without a customer
            $parent = $this->orders[$number][0];
            $this->orders[$number][1] += $cents;
            $this->tables['meta'][] = [$id, '_refund_amount', self::decimal(-$cents)];
        } else {
            $this->orders[$number] = [$id, $cents, $customer];
            if ($customer !== 0) {
                $this->customers[$customer] ??= $created;
            }
            if ($status === 'renewal') {
                $this->tables['meta'][] = [$id, '_subscription_renewal', (string) (1_000_000 + $customer)];
            }
        }
        $this->tables['orders'][] = [
            $id, $status === 'cancelled' ? 'wc-cancelled' : 'wc-completed', self::CURRENCY,
            $refund ? 'shop_order_refund' : 'shop_order', '0', self::decimal($cents), $refund ? null : $customer,
            $refund ? null : ($customer ? "customer$customer@example.org" : "guest$id@example.org"), $created, $created,
            $refund ? $parent : 0,
        ];
        foreach ($lines as $line) {
            $this->takeLine($id, $line, $refund);
        }
        $this->flush(2000);
    }

    private function takeLine(int $order, array $line, bool $refund): void
    {
        $item = $this->nextItem++;
        $total = self::cents($line['total']);
        if ($line['sku'] === '') {
            $this->tables['items'][] = [$item, $line['product'], 'shipping', $order];
            $this->tables['itemmeta'][] = [$item, 'cost', self::decimal($total)];
            return;
        }
        $this->products[$line['sku']] ??= [self::FIRST_PRODUCT + count($this->products), $line['product'], $line['category']];
        $this->tables['items'][] = [$item, $line['product'], 'line_item', $order];
        foreach ([
            '_product_id' => (string) $this->products[$line['sku']][0],
            '_qty' => (string) (((int) $line['quantity']) * ($refund ? -1 : 1)),
            '_line_subtotal' => self::decimal($total + self::cents($line['discount'])),
            '_line_total' => self::decimal($total),
        ] as $key => $value) {
            $this->tables['itemmeta'][] = [$item, $key, $value];
        }
    }

    private function flush(int $keep): void
    {
        if (count($this->tables['orders']) <= $keep) {
            return;
        }
        $columns = [
            'orders' => ['wp_wc_orders', ['id', 'status', 'currency', 'type', 'tax_amount', 'total_amount', 'customer_id',
                'billing_email', 'date_created_gmt', 'date_updated_gmt', 'parent_order_id']],
            'meta' => ['wp_wc_orders_meta', ['order_id', 'meta_key', 'meta_value']],
            'items' => ['wp_woocommerce_order_items', ['order_item_id', 'order_item_name', 'order_item_type', 'order_id']],
            'itemmeta' => ['wp_woocommerce_order_itemmeta', ['order_item_id', 'meta_key', 'meta_value']],
        ];
        foreach ($this->tables as $name => $rows) {
            $this->database->insert($columns[$name][0], $columns[$name][1], $rows);
            $this->tables[$name] = [];
        }
    }

    private function writeCatalogue(): void
    {
        $posts = $lookup = $relations = [];
        foreach ($this->products as $sku => [$id, $name, $category]) {
            $term = $this->categories[$category] ??= count($this->categories) + 1;
            $posts[] = [$id, $name, 'publish', strtolower($sku), 'product'];
            $lookup[] = [$id, $sku];
            $relations[] = [$id, $term];
        }
        $terms = $taxonomy = [];
        foreach ($this->categories as $category => $id) {
            $terms[] = [$id, ucfirst($category), $category];
            $taxonomy[] = [$id, $id, 'product_cat'];
        }
        $this->database->insert('wp_posts', ['ID', 'post_title', 'post_status', 'post_name', 'post_type'], $posts);
        $this->database->insert('wp_wc_product_meta_lookup', ['product_id', 'sku'], $lookup);
        $this->database->insert('wp_terms', ['term_id', 'name', 'slug'], $terms);
        $this->database->insert('wp_term_taxonomy', ['term_taxonomy_id', 'term_id', 'taxonomy'], $taxonomy);
        $this->database->insert('wp_term_relationships', ['object_id', 'term_taxonomy_id'], $relations);
    }

    private function writeCustomers(): void
    {
        $rows = [];
        foreach ($this->customers as $id => $since) {
            $name = self::FIRST_NAMES[$id * 7 % count(self::FIRST_NAMES)] . ' ' . self::LAST_NAMES[$id * 11 % count(self::LAST_NAMES)];
            $rows[] = [$id, "customer$id", "customer$id@example.org", $since, $name];
        }
        $this->database->insert('wp_users', ['ID', 'user_login', 'user_email', 'user_registered', 'display_name'], $rows);
    }

    /** Orders that came back whole are "refunded"; the newest are "processing". */
    private function settle(string $last): void
    {
        $this->database->query("UPDATE wp_wc_orders SET status = 'wc-processing' WHERE type = 'shop_order' AND status = 'wc-completed'
            AND date_created_gmt >= ?", [(new \DateTimeImmutable($last))->modify('-' . self::OPEN_DAYS . ' days')->format('Y-m-d H:i:s')]);
        foreach ($this->orders as [$id, $left]) {
            if ($left === 0) {
                $this->database->query("UPDATE wp_wc_orders SET status = 'wc-refunded' WHERE id = ?", [$id]);
            }
        }
    }

    private static function cents(string $decimal): int
    {
        if (!preg_match('/^(-?)(\d+)\.(\d\d)$/D', $decimal, $part)) {
            throw new \UnexpectedValueException("'$decimal' is not an amount with two decimals");
        }
        return ($part[1] === '-' ? -1 : 1) * ((int) $part[2] * 100 + (int) $part[3]);
    }

    private static function decimal(int $cents): string
    {
        return sprintf('%s%d.%02d', $cents < 0 ? '-' : '', intdiv(abs($cents), 100), abs($cents) % 100);
    }
}
