<?php

declare(strict_types=1);

namespace Storefront;

use Patron\Kind;

/**
 * The shop's own tables, read only: orders as rows for a Patron\Builder, names, and sums in plain SQL.
 *
 * Every order gives one row for each of its products and one more, without a product, for what those leave of the
 * order's total: shipping, fees, taxes, rounding. A refund's money is its total alone; its product rows only say which
 * pieces came back. So the rows add up to the orders' totals, to the cent. Refunds carry no customer here, as in
 * WooCommerce: patron takes the customer of the order that they name.
 */
final class Shop
{
    /** Which statuses are sales. A status that is not listed is an error: somebody has to say what it means. */
    public const KINDS = [
        'wc-completed' => Kind::Sale,
        'wc-processing' => Kind::Sale,
        'wc-refunded' => Kind::Sale, // refunded in full: its refund is a row of its own
        'renewal' => Kind::Renewal,
        'refund' => Kind::Refund,
        'wc-pending' => Kind::Ignored,
        'wc-on-hold' => Kind::Ignored,
        'wc-cancelled' => Kind::Ignored,
        'wc-failed' => Kind::Ignored,
        'wc-checkout-draft' => Kind::Ignored,
        'auto-draft' => Kind::Ignored,
        'trash' => Kind::Ignored,
    ];

    private const PAID = "('wc-completed', 'wc-processing', 'wc-refunded')";
    private const ORDERS_PER_PAGE = 4000;

    /** Whole cents of an amount, exact in SQLite and in MariaDB. */
    private const CENTS = 'CAST(ROUND(CAST(%s AS DECIMAL(26,8)) * 100) AS INTEGER)';

    public function __construct(private readonly Database $database)
    {
    }

    /** Adds rows to a builder: a PDOStatement as it comes from the database, or an array of such rows. */
    public static function addTo(\Patron\Builder $builder, iterable $rows): void
    {
        $builder->addRows($rows, customer: 'customer', time: 'created', amount: 'cents', order: 'order_id',
            product: 'product', category: 'category', quantity: 'quantity', kind: 'kind', kinds: self::KINDS);
    }

    /** A builder for these rows: WooCommerce stores UTC, days begin when they begin for the shop. */
    public static function builder(\DateTimeZone $zone): \Patron\Builder
    {
        return new \Patron\Builder(scale: 2, inputTimezone: 'UTC', timezone: $zone, guestKeys: [0]);
    }

    /** All orders, some thousand at a time. @return \Generator<\PDOStatement> */
    public function pages(): \Generator
    {
        for ($after = 0; $after !== null; $after = $last) {
            $last = $this->database->value('SELECT id FROM wp_wc_orders WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?',
                [$after, self::ORDERS_PER_PAGE - 1]);
            $last = $last === false ? null : $last;
            yield $this->database->query(self::rowsOf('SELECT id FROM wp_wc_orders WHERE id > ? AND id <= ?
                AND type IN (\'shop_order\', \'shop_order_refund\')'), [$after, $last ?? PHP_INT_MAX]);
        }
    }

    /** One customer's rows, with the refunds of their orders; `name` is the product's. @return list<array<string, mixed>> */
    public function rowsOfCustomer(int $customer): array
    {
        // COALESCE keeps a planner without statistics off the index on types, which would read every order.
        return $this->database->rows(self::rowsOf(
            "SELECT id FROM wp_wc_orders WHERE customer_id = ? AND COALESCE(type, '') = 'shop_order'
             UNION ALL
             SELECT r.id FROM wp_wc_orders p JOIN wp_wc_orders r ON r.parent_order_id = p.id
             WHERE p.customer_id = ? AND COALESCE(p.type, '') = 'shop_order' AND COALESCE(r.type, '') = 'shop_order_refund'"
        ) . ' ORDER BY created, order_id, kind, product', [$customer, $customer]);
    }

    /**
     * What orders and refunds up to the end of a day add up to, in plain SQL.
     *
     * @return array{orders: int, sales: int, refunds: int}
     */
    public function sums(string $asOf, \DateTimeZone $zone): array
    {
        $end = (new \DateTimeImmutable($asOf, $zone))->modify('+1 day')->setTimezone(new \DateTimeZone('UTC'));
        $cents = sprintf(self::CENTS, 'o.total_amount');
        $row = $this->database->row(
            "SELECT COUNT(CASE WHEN o.type = 'shop_order' THEN 1 END) AS orders,
                CAST(COALESCE(SUM(CASE WHEN o.type = 'shop_order' THEN $cents END), 0) AS INTEGER) AS sales,
                CAST(COALESCE(SUM(CASE WHEN o.type = 'shop_order_refund' THEN -$cents END), 0) AS INTEGER) AS refunds
             FROM wp_wc_orders o
             LEFT JOIN wp_wc_orders p ON p.id = o.parent_order_id AND o.type = 'shop_order_refund'
             WHERE o.type IN ('shop_order', 'shop_order_refund') AND COALESCE(p.status, o.status) IN " . self::PAID . '
                AND o.date_created_gmt < ?', [$end->format('Y-m-d H:i:s')]);
        return array_map('intval', $row);
    }

    /** @return list<string> the currencies of all orders; there must not be two */
    public function currencies(): array
    {
        return $this->database->query('SELECT DISTINCT currency FROM wp_wc_orders ORDER BY currency')->fetchAll(\PDO::FETCH_COLUMN);
    }

    /** @return array{id: int, name: string, email: string}|null */
    public function customer(int $id): ?array
    {
        return $this->database->row('SELECT ID AS id, display_name AS name, user_email AS email FROM wp_users WHERE ID = ?', [$id]);
    }

    /** The rows of the orders and refunds whose ids $own selects. */
    private static function rowsOf(string $own): string
    {
        $order = "CAST(CASE o.type WHEN 'shop_order_refund' THEN NULL ELSE o.customer_id END AS INTEGER) AS customer, o.date_created_gmt AS created,
            CASE o.type WHEN 'shop_order_refund' THEN o.parent_order_id ELSE o.id END AS order_id, o.status AS status,
            CASE WHEN o.type = 'shop_order_refund' THEN 'refund'
                WHEN o.status IN " . self::PAID . " AND EXISTS (SELECT 1 FROM wp_wc_orders_meta m
                    WHERE m.order_id = o.id AND m.meta_key = '_subscription_renewal') THEN 'renewal'
                ELSE o.status END AS kind";
        $line = sprintf(self::CENTS, 'total.meta_value');
        $whole = sprintf(self::CENTS, 'o.total_amount');
        return "WITH own AS ($own)
            SELECT $order, NULLIF(CAST(product.meta_value AS INTEGER), 0) AS product, i.order_item_name AS name,
                COALESCE((SELECT MIN(t.slug) FROM wp_term_relationships r
                    JOIN wp_term_taxonomy x ON x.term_taxonomy_id = r.term_taxonomy_id AND x.taxonomy = 'product_cat'
                    JOIN wp_terms t ON t.term_id = x.term_id
                    WHERE r.object_id = CAST(product.meta_value AS INTEGER)), 'uncategorized') AS category,
                CAST(quantity.meta_value AS INTEGER) AS quantity,
                CASE o.type WHEN 'shop_order_refund' THEN 0 ELSE $line END AS cents
            FROM own JOIN wp_wc_orders o ON o.id = own.id
            JOIN wp_woocommerce_order_items i ON i.order_id = o.id AND i.order_item_type = 'line_item'
            JOIN wp_woocommerce_order_itemmeta product ON product.order_item_id = i.order_item_id AND product.meta_key = '_product_id'
            JOIN wp_woocommerce_order_itemmeta quantity ON quantity.order_item_id = i.order_item_id AND quantity.meta_key = '_qty'
            JOIN wp_woocommerce_order_itemmeta total ON total.order_item_id = i.order_item_id AND total.meta_key = '_line_total'
            UNION ALL
            SELECT $order, NULL, NULL, NULL, 0, $whole - CASE o.type WHEN 'shop_order_refund' THEN 0 ELSE
                COALESCE((SELECT CAST(SUM($line) AS INTEGER) FROM wp_woocommerce_order_items i
                    JOIN wp_woocommerce_order_itemmeta total ON total.order_item_id = i.order_item_id AND total.meta_key = '_line_total'
                    WHERE i.order_id = o.id AND i.order_item_type = 'line_item'), 0) END
            FROM own JOIN wp_wc_orders o ON o.id = own.id";
    }
}
