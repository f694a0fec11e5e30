<?php

declare(strict_types=1);

namespace Storefront;

/**
 * The tables: those of WordPress and WooCommerce (high-performance order storage) that the example reads, with the
 * columns and keys that it needs or that one would miss, and its own, whose names begin with patron_.
 * In a real shop the former are there already and only OWN is created.
 */
final class Schema
{
    /** Words in braces are written in the database's own dialect; "key: name (columns)" is an index of the table above. */
    private const SHOP = [
        'CREATE TABLE wp_users (ID {id}, user_login varchar(60) NOT NULL, user_email varchar(100) NOT NULL,
            user_registered datetime NOT NULL, display_name varchar(250) NOT NULL)',
        'CREATE TABLE wp_posts (ID {id}, post_title text NOT NULL, post_status varchar(20) NOT NULL,
            post_name varchar(200) NOT NULL, post_type varchar(20) NOT NULL)',
        'CREATE TABLE wp_wc_product_meta_lookup (product_id bigint NOT NULL PRIMARY KEY, sku varchar(100))',
        'CREATE TABLE wp_terms (term_id {id}, name varchar(200) NOT NULL, slug varchar(200) NOT NULL)',
        'CREATE TABLE wp_term_taxonomy (term_taxonomy_id {id}, term_id bigint unsigned NOT NULL, taxonomy varchar(32) NOT NULL)',
        'CREATE TABLE wp_term_relationships (object_id bigint unsigned NOT NULL, term_taxonomy_id bigint unsigned NOT NULL,
            PRIMARY KEY (object_id, term_taxonomy_id))',
        'CREATE TABLE wp_wc_orders (id bigint unsigned NOT NULL PRIMARY KEY, status varchar(20), currency varchar(10),
            type varchar(20), tax_amount decimal(26,8), total_amount decimal(26,8), customer_id bigint unsigned,
            billing_email varchar(320), date_created_gmt datetime, date_updated_gmt datetime,
            parent_order_id bigint unsigned, payment_method varchar(100), payment_method_title text,
            transaction_id varchar(100), ip_address varchar(100), user_agent text, customer_note text)',
        'key: customer_id_billing_email (customer_id, billing_email)',
        'key: date_created (date_created_gmt)',
        'key: type_status (type, status)',
        'key: parent_order_id (parent_order_id)',
        'CREATE TABLE wp_wc_orders_meta (id {id}, order_id bigint unsigned, meta_key varchar(255), meta_value longtext)',
        'key: order_id (order_id)',
        'CREATE TABLE wp_woocommerce_order_items (order_item_id {id}, order_item_name longtext NOT NULL,
            order_item_type varchar(200) NOT NULL, order_id bigint unsigned NOT NULL)',
        'key: item_order_id (order_id)',
        'CREATE TABLE wp_woocommerce_order_itemmeta (meta_id {id}, order_item_id bigint unsigned NOT NULL,
            meta_key varchar(255), meta_value longtext)',
        'key: order_item_id (order_item_id)',
    ];

    /** What nightly.php writes, and who was contacted. Money is in cents, days are texts, states are patron's tokens. */
    private const OWN = [
        'CREATE TABLE patron_run (as_of varchar(10) NOT NULL PRIMARY KEY, finished_gmt datetime NOT NULL,
            currency varchar(10), orders bigint NOT NULL, orders_refunded bigint NOT NULL, customers bigint NOT NULL,
            buyers bigint NOT NULL, sales bigint NOT NULL, refunds bigint NOT NULL, net bigint NOT NULL,
            net_customers bigint NOT NULL, net_guests bigint NOT NULL, warnings varchar(200) NOT NULL)',
        'CREATE TABLE patron_rule (name varchar(20) NOT NULL PRIMARY KEY, bytes {blob} NOT NULL)',
        'CREATE TABLE patron_customer (customer_id bigint NOT NULL PRIMARY KEY, segment varchar(40) NOT NULL,
            state varchar(20), purchases bigint NOT NULL, last_day varchar(10) NOT NULL, net bigint NOT NULL,
            value_at_risk bigint NOT NULL, reason_en text NOT NULL, reason_de text NOT NULL, slipped_from varchar(20))',
        'key: patron_state (state, value_at_risk)',
        'key: patron_segment (segment, value_at_risk)',
        'CREATE TABLE patron_due (customer_id bigint NOT NULL, product_id bigint NOT NULL, due_day varchar(10) NOT NULL,
            window_from varchar(10) NOT NULL, window_to varchar(10) NOT NULL, state varchar(20) NOT NULL,
            last_day varchar(10) NOT NULL, quantity bigint NOT NULL, amount bigint NOT NULL, chance_percent int NOT NULL,
            level varchar(20) NOT NULL, evidence bigint NOT NULL, PRIMARY KEY (customer_id, product_id))',
        'CREATE TABLE patron_cohort (cohort varchar(10) NOT NULL, month int NOT NULL, buyers bigint NOT NULL,
            active bigint NOT NULL, eligible bigint NOT NULL, PRIMARY KEY (cohort, month))',
        'CREATE TABLE patron_contact (customer_id bigint NOT NULL PRIMARY KEY, contacted_gmt datetime NOT NULL)',
    ];

    public static function createShop(Database $database): void
    {
        self::create($database, self::SHOP);
    }

    public static function createOwn(Database $database): void
    {
        self::create($database, self::OWN);
    }

    private static function create(Database $database, array $statements): void
    {
        $words = $database->driver === 'mysql'
            ? ['{id}' => 'bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY', '{blob}' => 'mediumblob']
            : ['{id}' => 'INTEGER PRIMARY KEY', '{blob}' => 'blob'];
        $end = $database->driver === 'mysql' ? ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci' : '';
        $table = '';
        foreach ($statements as $sql) {
            if (preg_match('/^key: (\w+) (.*)/', $sql, $key)) {
                $database->pdo->exec("CREATE INDEX IF NOT EXISTS $key[1] ON $table $key[2]");
                continue;
            }
            $table = explode(' ', $sql)[2];
            $database->pdo->exec(strtr(preg_replace('/^CREATE TABLE/', 'CREATE TABLE IF NOT EXISTS', $sql), $words) . $end);
        }
    }
}
