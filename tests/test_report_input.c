/* What patron-report makes of known exports and of real data. */
#include "report_reading.h"

#define DAY(year, month, day) reading_day((year), (month), (day))

/* ---- known exports --------------------------------------------------------------------------------------------- */

static void woocommerce_orders(void **state)
{
    static const char *const keys[] = {"7", "ben@example.org", "8", "dan@example.org"};
    struct reading result;
    (void)state;
    reading_own(&result, "woocommerce_orders.csv", "");
    assert_string_equal(result.input.recogniser, "WooCommerce orders export");
    assert_reading_keys(result.input.book, keys, 4);
    assert_int_equal(result.totals.customers, 3);
    assert_string_equal(result.input.currency, "EUR");
    /* 103 is wholly refunded by its status, 105 in part by its column, 104 and 107 are left out, 106 is a guest's. */
    assert_int_equal(result.totals.orders_counted, 4);
    assert_int_equal(result.totals.orders_refunded, 1);
    assert_int_equal(result.totals.sales, 4990 + 2000 + 1550 + 8000 + 1200);
    assert_int_equal(result.totals.refunds, 1550 + 3025);
    assert_int_equal(result.totals.net_guests, 1200);
    assert_int_equal(result.totals.refunds_unmatched, 0);
    assert_int_equal(result.input.rows_made, 2);
    assert_true(reading_notes(&result.input, "the customer is taken from the next"));
    assert_true(reading_notes(&result.input, "wc-processing = sale (1)"));
    assert_true(reading_notes(&result.input, "refunded by their status alone"));
    assert_int_equal(result.input.label_count, 2);
    assert_string_equal(result.input.label[0], "coupon");
    assert_int_equal(result.input.labels[0].count, 1);
    assert_memory_equal(result.input.labels[0].text[0].bytes, "WELCOME", 7);
    reading_done(&result);
    /* A column named by hand is taken alone: its zeros are guests. */
    reading_own(&result, "woocommerce_orders.csv", "--customer customer_id");
    assert_int_equal(result.totals.customers, 2);
    assert_int_equal(result.input.rows_guest, 3);
    reading_done(&result);
}

static void woocommerce_lines(void **state)
{
    static const char *const keys[] = {"0007", "9"};
    struct reading result;
    (void)state;
    reading_own(&result, "woocommerce_lines.csv", "");
    assert_reading_keys(result.input.book, keys, 2);
    /* 18.90 is worth 9.00 + 5.00 and 4.90 of shipping; the total is repeated on both lines and counted once. */
    assert_int_equal(result.totals.sales, 1890 + 450);
    assert_int_equal(result.totals.orders_counted, 2);
    assert_int_equal(result.input.rows_made, 1);
    assert_int_equal(result.input.products.count, 2);
    assert_memory_equal(result.input.products.text[1].bytes, "CUP", 3);
    assert_string_equal(result.input.product_names.text[1].bytes, "Cup, blue");
    reading_done(&result);
}

/* Refunds as rows of their own: with the order they belong to, with the order's number, and with neither. */
static void woocommerce_refund_rows(void **state)
{
    struct reading result;
    (void)state;
    /* A refund of two lines repeats its total; one without lines has a total alone; 23 has no refund row but the status. */
    reading_text(&result,
                 "order_id,parent_id,order_date,status,customer_id,billing_email,item_sku,item_quantity,item_total,order_total\n"
                 "10,0,2025-01-01,wc-completed,5,a@x.de,T1,2,18.00,23.00\n"
                 "10,0,2025-01-01,wc-completed,5,a@x.de,M1,1,5.00,23.00\n"
                 "14,10,2025-01-10,wc-completed,5,a@x.de,M1,-1,-5.00,-14.00\n"
                 "14,10,2025-01-10,wc-completed,5,a@x.de,T1,-1,-9.00,-14.00\n"
                 "20,0,2025-01-12,wc-refunded,7,c@x.de,T1,1,9.00,9.00\n"
                 "21,20,2025-01-13,wc-completed,7,c@x.de,,,,-4.00\n"
                 "22,20,2025-01-14,wc-completed,7,c@x.de,,,,-5.00\n"
                 "23,0,2025-01-15,wc-refunded,7,c@x.de,T1,1,9.00,9.00\n",
                 "");
    assert_reading(&result);
    assert_string_equal(result.input.recogniser, "WooCommerce orders export");
    assert_int_equal(result.totals.sales, 2300 + 900 + 900);
    assert_int_equal(result.totals.refunds, 1400 + 900 + 900);
    assert_int_equal(result.totals.orders_counted, 1);
    assert_int_equal(result.totals.orders_refunded, 2);
    assert_int_equal(result.totals.refunds_unmatched, 0);
    reading_done(&result);
    /* WooCommerce Analytics: a refund has the number of its order. */
    reading_text(&result,
                 "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Items sold,Coupon(s),Net Sales\n"
                 "2025-01-01 10:00:00,10,27.90 €,completed,Ann A,new,2,,27.90\n"
                 "2025-01-05 10:00:00,10,-5.00 €,completed,Ann A,returning,-1,,-5.00\n"
                 "2025-01-07 10:00:00,13,13.90 €,refunded,Bob B,new,1,,13.90\n"
                 "2025-01-09 10:00:00,13,-13.90 €,refunded,Bob B,returning,-1,,-13.90\n",
                 "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 4180);
    assert_int_equal(result.totals.refunds, 1890);
    assert_int_equal(result.totals.orders_counted, 1);
    assert_int_equal(result.totals.refunds_unmatched, 0);
    reading_done(&result);
    /* Ids of their own and no word of the order: the whole one of 13 is found by customer and amount. */
    reading_text(&result,
                 "order_id,order_date,status,customer_id,billing_email,order_total\n"
                 "10,2025-01-01,wc-completed,5,a@x.de,27.90\n13,2025-01-07,wc-refunded,6,b@x.de,13.90\n"
                 "14,2025-01-10,wc-completed,5,a@x.de,-5.00\n15,2025-01-11,wc-completed,6,b@x.de,-13.90\n"
                 "x-16,2025-01-12,wc-refunded,8,d@x.de,7.00\n",
                 "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 2790 + 1390 + 700);
    assert_int_equal(result.totals.refunds, 500 + 1390 + 700);
    assert_int_equal(result.totals.orders_counted, 1);
    assert_int_equal(result.totals.orders_refunded, 2);
    assert_int_equal(result.totals.refunds_unmatched, 1);
    assert_true(reading_notes(&result.input, "Rows of negative total are refunds: 2."));
    reading_done(&result);
}

/* Fees and corrections among the stock codes are money without product. */
static void codes_that_are_no_products(void **state)
{
    struct reading result;
    (void)state;
    reading_text(&result,
                 "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
                 "1,22752,CUP,2,2011-01-01 10:00:00,3.00,1,UK\n1,POST,POSTAGE,1,2011-01-01 10:00:00,18.00,1,UK\n"
                 "2,DCGSSBOY,BAG,1,2011-01-02 10:00:00,3.00,1,UK\n2,m,Manual,1,2011-01-02 10:00:00,1.00,1,UK\n"
                 "2,BANK CHARGES,Charges,1,2011-01-02 10:00:00,1.00,1,UK\n",
                 "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 600 + 1800 + 300 + 100 + 100);
    assert_int_equal(result.input.products.count, 2);
    assert_true(reading_notes(&result.input, "lines without product: POST, m, BANK CHARGES (3 rows)."));
    reading_done(&result);
}

static void headers_are_read_as_people_write_them(void **state)
{
    struct reading result;
    (void)state;
    reading_text(&result, "Kunden Nr.;Bestell-Datum;Gesamtbetrag (€)\n00017;31.01.2025;1.234,50\n", "");
    assert_reading(&result);
    assert_string_equal(reading_used(&result.input, ROLE_AMOUNT), "Gesamtbetrag (€)");
    assert_int_equal(result.totals.sales, 123450);
    reading_done(&result);
    reading_text(&result, "email,date,amount\nA@x.de,2025-01-01,10\na@x.de,2025-01-02,5\nb,2025-01-02,5\nB,2025-01-02,5\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.customers, 4);
    assert_true(reading_notes(&result.input, "differ from another's only in capitals: 1."));
    reading_done(&result);
    reading_text(&result, "customer,date,amount,amount\na,2025-01-01,10,11\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 10);
    assert_true(reading_notes(&result.input, "2 columns are called amount"));
    reading_done(&result);
    reading_text(&result, "sep=;\r\ncustomer;date;amount\r\na;2025-01-01;10\r\nb;2025-01-x;10\r\n", "--skip-bad");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 10);
    assert_non_null(strstr(result.input.bad[0].message, "line 4, column date"));
    reading_done(&result);
}

static void woocommerce_table(void **state)
{
    static const char *const keys[] = {"11", "12"};
    struct reading result;
    (void)state;
    reading_own(&result, "woocommerce_table.csv", "");
    assert_reading_keys(result.input.book, keys, 2);
    /* The refunds stand in rows of their own and take their order's customer; the status is not counted again. */
    assert_int_equal(result.totals.refunds, 3500);
    assert_int_equal(result.totals.refunds_unmatched, 0);
    assert_int_equal(result.totals.orders_refunded, 1);
    assert_int_equal(result.totals.net_customers, 3000);
    assert_reading_days(&result, DAY(2026, 3, 28), DAY(2026, 4, 11));
    reading_done(&result);
    reading_own(&result, "woocommerce_table.csv", "--tz Europe/Berlin");
    assert_reading_days(&result, DAY(2026, 3, 29), DAY(2026, 4, 11));
    assert_true(reading_notes(&result.input, "Europe/Berlin"));
    reading_done(&result);
}

static void shopify_orders(void **state)
{
    static const char *const keys[] = {"kim@example.org", "lea@example.org", "max@example.org"};
    struct reading result;
    (void)state;
    reading_own(&result, "shopify_orders.csv", "");
    assert_string_equal(result.input.recogniser, "Shopify orders export");
    assert_reading_keys(result.input.book, keys, 3);
    assert_int_equal(result.totals.customers, 2); /* max has a cancelled order only */
    assert_int_equal(result.totals.sales, 5990 + 2250 + 4500 + 1500);
    assert_int_equal(result.totals.refunds, 2250 + 2250);
    assert_int_equal(result.totals.orders, 4);
    assert_int_equal(result.totals.orders_refunded, 1);
    assert_int_equal(result.totals.excluded_rows[PATRON_EXCLUDED_IGNORED], 2);
    assert_int_equal(result.totals.excluded_money[PATRON_EXCLUDED_IGNORED], 1990);
    assert_int_equal(result.totals.net_guests, 1500);
    /* As written, order 1003 is of 1 April; in UTC it would be of 31 March. */
    assert_reading_days(&result, DAY(2026, 3, 2), DAY(2026, 4, 3));
    assert_int_equal(result.input.products.count, 2);
    assert_string_equal(result.input.product_names.text[0].bytes, "Coffee 1 kg");
    assert_string_equal(reading_used(&result.input, ROLE_PRODUCT), "Lineitem sku or Lineitem name");
    assert_true(reading_notes(&result.input, "Lines that go on with the order before them, with its day, customer and status: 1."));
    reading_done(&result);
    reading_own(&result, "shopify_orders.csv", "--tz America/New_York --lang de");
    assert_reading_days(&result, DAY(2026, 3, 2), DAY(2026, 4, 3));
    assert_true(reading_notes(&result.input, "Zeilen, die die Bestellung davor fortsetzen"));
    reading_done(&result);
}

static void magento_orders(void **state)
{
    static const char *const keys[] = {"ina@example.org", "jon@example.org"};
    struct reading result;
    (void)state;
    reading_own(&result, "magento_orders.csv", "--tz Europe/Berlin");
    assert_reading_keys(result.input.book, keys, 2);
    assert_reading_days(&result, DAY(2026, 6, 1), DAY(2026, 6, 3)); /* 31 May 22:30 UTC is 1 June */
    assert_int_equal(result.input.amount_decimals, 2);      /* 119.0000 needs no more */
    assert_int_equal(result.totals.sales, 11900 + 3550 + 7000);
    assert_int_equal(result.totals.refunds, 3550 + 2000);
    assert_int_equal(result.totals.orders_refunded, 1);
    assert_int_equal(result.totals.excluded_rows[PATRON_EXCLUDED_IGNORED], 1);
    assert_true(reading_notes(&result.input, "Discounts are written with a minus"));
    reading_done(&result);
}

static void shopware_orders(void **state)
{
    static const char *const keys[] = {"SW10001", "SW10002"};
    struct reading result;
    (void)state;
    reading_own(&result, "shopware_orders.csv", "--tz Europe/Berlin");
    assert_string_equal(result.input.recogniser, "Shopware orders export");
    assert_string_equal(result.input.format, "semicolon, UTF-8");
    assert_reading_keys(result.input.book, keys, 2);
    assert_int_equal(result.totals.sales, 19999 + 2000);
    assert_reading_days(&result, DAY(2026, 2, 1), DAY(2026, 2, 1)); /* 31 January 23:15 UTC */
    reading_done(&result);
}

static void german_file(void **state)
{
    static const char *const keys[] = {"00017", "00018"};
    struct reading result;
    (void)state;
    reading_own(&result, "german.csv", "");
    assert_string_equal(result.input.recogniser, "");
    assert_string_equal(reading_used(&result.input, ROLE_CUSTOMER), "Kundennummer");
    assert_reading_keys(result.input.book, keys, 2);
    assert_int_equal(result.totals.sales, 123456 + 320 + 640 + 120500); /* 1.205 is no decimal here */
    assert_int_equal(result.input.quantity_decimals, 2);
    assert_int_equal(result.input.rows_guest, 1);
    assert_string_equal(result.input.categories.text[0].bytes, "Käse");
    assert_true(reading_notes(&result.input, "decimal comma"));
    reading_done(&result);
}

/* ---- real data ------------------------------------------------------------------------------------------------- */

struct fact {
    const char *file, *flags;
    int64_t rows, customers, buyers, sales, net, guests, net_guests, orders, zero;
    int32_t decimals;
    int32_t first[3], last[3];
};

static const struct fact facts[] = {
    {"cdnow/cdnow_master.csv",
     "",
     69659,
     23570,
     23502,
     250031563,
     250031563,
     0,
     0,
     69659,
     80,
     2,
     {1997, 1, 1},
     {1998, 6, 30}},
    {"cdnow/cdnow_master.csv",
     "--zero-orders",
     69659,
     23570,
     23570,
     250031563,
     250031563,
     0,
     0,
     69659,
     0,
     2,
     {1997, 1, 1},
     {1998, 6, 30}},
    {"cdnow/cdnow_sample.csv", "", 6919, 2357, 2349, 24409194, 24409194, 0, 0, 6919, 8, 2, {1997, 1, 1}, {1998, 6, 30}},
    {"online_retail/online_retail.csv.gz",
     "",
     541909,
     4372,
     4338,
     INT64_C(10666684544),
     INT64_C(9747747934),
     135080,
     INT64_C(1447682120),
     22062,
     2102,
     3,
     {2010, 12, 1},
     {2011, 12, 9}},
    {"online_retail/online_retail.csv.gz",
     "--zero-orders --threads 2",
     541909,
     4372,
     4339,
     INT64_C(10666684544),
     INT64_C(9747747934),
     135080,
     INT64_C(1447682120),
     22062,
     0,
     3,
     {2010, 12, 1},
     {2011, 12, 9}},
    {"rfm_pkg/rfm_data_orders.csv",
     "",
     4906,
     995,
     995,
     464158,
     464158,
     0,
     0,
     4906,
     0,
     0,
     {2001, 10, 29},
     {2006, 12, 30}},
    {"rfm_correia/sample_orders.csv",
     "",
     5009,
     793,
     793,
     2297261,
     2297261,
     0,
     0,
     5009,
     0,
     0,
     {2011, 1, 4},
     {2014, 12, 31}},
    {"grocery_elog/grocery_elog.csv",
     "",
     10483,
     1525,
     1525,
     10483,
     10483,
     0,
     0,
     10483,
     0,
     0,
     {2006, 1, 1},
     {2007, 12, 30}},
    {"edible_grocery/edible_grocery.csv",
     "",
     43556,
     4838,
     4838,
     14276283,
     14276283,
     0,
     0,
     39679,
     0,
     2,
     {2001, 1, 1},
     {2002, 12, 23}},
    {"complete_journey/transactions_sample.csv.gz",
     "",
     75000,
     2377,
     2373,
     23393524,
     23393524,
     0,
     0,
     47243,
     255,
     2,
     {2017, 1, 1},
     {2017, 12, 31}},
    {"shopify_fixture/order.csv",
     "--only-currency USD",
     5,
     5,
     5,
     61503,
     61503,
     0,
     0,
     5,
     0,
     2,
     {2025, 5, 1},
     {2025, 5, 5}},
};

static void facts_of_the_data(void **state)
{
    const char *data = getenv("PATRON_TEST_DATA");
    int absent = 0;
    (void)state;
    if (getenv("PATRON_VALGRIND")) {
        print_message("SKIP: the published files are read outside valgrind\n");
        skip();
    }
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const struct fact *fact = &facts[i];
        char line[800];
        struct reading result;
        (void)snprintf(line, sizeof line, "%s/%s", data ? data : PATRON_SOURCE_ROOT "/../shared/data", fact->file);
        FILE *file = fopen(line, "rb");
        if (!file) {
            printf("SKIP %s is not there\n", fact->file);
            absent++;
            continue;
        }
        (void)fclose(file);
        size_t length = strlen(line);
        (void)snprintf(line + length, sizeof line - length, " %s", fact->flags);
        reading_line(&result, line);
        assert_reading(&result);
        const patron_totals *totals = &result.totals;
        assert_that(totals->rows == fact->rows && totals->customers == fact->customers &&
                        totals->buyers == fact->buyers,
                    "%s: %lld rows, %lld customers, %lld buyers", fact->file, (long long)totals->rows,
                    (long long)totals->customers, (long long)totals->buyers);
        assert_that(totals->sales == fact->sales && totals->net == fact->net, "%s: sales %lld, net %lld", fact->file,
                    (long long)totals->sales, (long long)totals->net);
        assert_that(totals->net == totals->net_customers + totals->net_guests + totals->net_unmatched, "%s",
                    fact->file);
        assert_that(result.input.rows_guest == fact->guests && totals->net_guests == fact->net_guests, "%s: guests",
                    fact->file);
        assert_that(totals->orders == fact->orders && totals->orders_zero == fact->zero, "%s: %lld orders, %lld zero",
                    fact->file, (long long)totals->orders, (long long)totals->orders_zero);
        assert_int_equal(result.input.amount_decimals, fact->decimals);
        assert_reading_days(&result, DAY(fact->first[0], fact->first[1], fact->first[2]),
                    DAY(fact->last[0], fact->last[1], fact->last[2]));
        char key[64];
        reading_key(result.input.book, PATRON_KEYS_CUSTOMER, 0, key);
        if (strstr(fact->file, "cdnow_master")) assert_string_equal(key, "00001");
        reading_done(&result);
    }
    if (absent == (int)(sizeof facts / sizeof *facts)) skip();
}

/* ---- meanings -------------------------------------------------------------------------------------------------- */

static void flags_change_the_meaning(void **state)
{
    struct reading result;
    (void)state;
    reading_text(
        &result,
        "who,when,paid,what\nanna,2024-01-01,5,ok\nanna,2024-01-02,3,back\nnone,2024-01-03,4,ok\n,2024-01-03,2,ok\n",
        "--customer who --time when --amount paid --status what --kinds ok=sale,back=refund --guest none");
    assert_reading(&result);
    assert_int_equal(result.totals.refunds, 3);
    assert_int_equal(result.totals.customers, 1);
    assert_int_equal(result.input.rows_guest, 2);
    assert_true(reading_notes(&result.input, "empty (1), --guest (1)"));
    reading_done(&result);
    reading_text(&result, "customer,date,total\n1,2024-01-01,5\n1,2024-01-02,-3\n", "--negative refund");
    assert_reading(&result);
    assert_int_equal(result.totals.net, 2);
    assert_int_equal(result.totals.net_unmatched, -3);
    reading_done(&result);
    reading_text(&result, "customer,date,total\n1,2024-01-01,5\n1,2024-01-02,7\n", "--amount -");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 2);
    assert_false(result.input.has_amount);
    reading_done(&result);
    reading_text(&result, "customer,date,total\n1,2024-01-01,0.125\n1,2024-01-02,0.115\n", "--round 2");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 13 + 12);
    assert_true(reading_notes(&result.input, "rounded to 2 decimals; values changed by it: 2."));
    reading_done(&result);
    reading_text(&result, "customer,date,total,currency\n1,2024-01-01,5,EUR\n1,2024-01-01,7,USD\n",
                 "--only-currency USD");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 7);
    assert_string_equal(result.input.currency, "USD");
    reading_done(&result);
    reading_text(&result, "customer,date,total\nJos\xE9,2024-01-01,5\n", "--encoding windows-1252");
    assert_reading(&result);
    char key[64];
    reading_key(result.input.book, PATRON_KEYS_CUSTOMER, 0, key);
    assert_string_equal(key, "José");
    reading_done(&result);
    reading_text(&result, "customer,t,total\n1,1706775960,5\n", "--time t --date-format unix --tz Asia/Tokyo");
    assert_reading(&result);
    assert_reading_days(&result, DAY(2024, 2, 1), DAY(2024, 2, 1));
    reading_done(&result);
    reading_text(&result, "customer,t,total\n1,2024-01-31 23:30,5\n", "--time t --times utc --tz Europe/Berlin");
    assert_reading(&result);
    assert_reading_days(&result, DAY(2024, 2, 1), DAY(2024, 2, 1));
    reading_done(&result);
    reading_text(&result, "customer,t,total\n1,2024-01-31 23:30,5\n", "--time t --tz Europe/Berlin");
    assert_reading(&result);
    assert_reading_days(&result, DAY(2024, 1, 31), DAY(2024, 1, 31));
    assert_true(reading_notes(&result.input, "--times utc"));
    reading_done(&result);
}

static void amounts_are_put_together(void **state)
{
    struct reading result;
    (void)state;
    /* Quantity x price is exact at as many decimals as it needs. */
    reading_text(&result, "customer,date,unit price,qty\n1,2024-01-01,0.001,3\n1,2024-01-01,2.5,1.5\n", "");
    assert_reading(&result);
    assert_int_equal(result.input.amount_decimals, 3);
    assert_int_equal(result.totals.sales, 3 + 3750);
    assert_int_equal(result.input.quantity_decimals, 1);
    reading_done(&result);
    /* A refund of an order keeps to the order, wherever its lines stand; its own column says the day. */
    reading_text(&result,
              "order,customer,date,grand_total,refunded_amount,refunded_at\n"
              "A,1,2024-01-01,50,20,2024-02-01\nB,2,2024-01-02,30,0,\nA,1,2024-01-01,50,20,2024-02-01\n",
              "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 80);
    assert_int_equal(result.totals.refunds, 20);
    assert_int_equal(result.totals.refunds_unmatched, 0);
    assert_reading_days(&result, DAY(2024, 1, 1), DAY(2024, 2, 1));
    reading_done(&result);
    /* Without order ids a row is an order, and its refund hangs on it. */
    reading_text(&result, "customer,date,total,status\n1,2024-01-01,50,refunded\n2,2024-01-02,30,paid\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.orders_refunded, 1);
    assert_int_equal(result.totals.refunds_unmatched, 0);
    assert_false(result.input.has_order);
    reading_done(&result);
    /* Discounts add up, costs are kept. */
    reading_text(&result, "customer,date,total,d1,d2,cost\n1,2024-01-01,50,1.5,-2,10\n", "--discount d1,d2");
    assert_reading(&result);
    assert_true(result.input.has_discount && result.input.has_cost);
    assert_string_equal(reading_used(&result.input, ROLE_DISCOUNT), "d1 + d2");
    reading_done(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(woocommerce_orders),
        cmocka_unit_test(woocommerce_lines),
        cmocka_unit_test(woocommerce_refund_rows),
        cmocka_unit_test(codes_that_are_no_products),
        cmocka_unit_test(headers_are_read_as_people_write_them),
        cmocka_unit_test(woocommerce_table),
        cmocka_unit_test(shopify_orders),
        cmocka_unit_test(magento_orders),
        cmocka_unit_test(shopware_orders),
        cmocka_unit_test(german_file),
        cmocka_unit_test(facts_of_the_data),
        cmocka_unit_test(flags_change_the_meaning),
        cmocka_unit_test(amounts_are_put_together),
    };
    return cmocka_run_group_tests(tests, reading_begin, reading_end);
}
