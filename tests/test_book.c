/* The book: what its words mean, that no form of the input matters, and what it costs. */
#include "book.h"
#include "check_book.h"

/* ---- against the assembler, in every form ------------------------------------------------------------------------ */

static void each_against_oracle(void *context, const patron_book *book, const char *variant)
{
    check_book(context, book, false, variant);
}

static void random_shops(void **state)
{
    (void)state;
    uint64_t seeds = test_soak() ? 200 : getenv("PATRON_VALGRIND") ? 1 : 4;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (uint64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, seed, profile);
            patron_book *book = shop_book(&shop, NULL);
            check_book(&shop, book, true, "numbered");
            patron_book_free(book);
            for_each_variant(&shop, seed, each_against_oracle, &shop);
            shop_end(&shop);
        }
}

static void edge_shops(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        patron_book *book = shop_book(&shop, NULL);
        check_book(&shop, book, true, "numbered");
        patron_book_free(book);
        for_each_variant(&shop, 5, each_against_oracle, &shop);
        shop_end(&shop);
    }
}

static void every_integer_width(void **state)
{
    (void)state;
    static const int32_t types[] = {PATRON_TYPE_INT8,  PATRON_TYPE_INT16,  PATRON_TYPE_INT32,  PATRON_TYPE_INT64,
                                    PATRON_TYPE_UINT8, PATRON_TYPE_UINT16, PATRON_TYPE_UINT32, PATRON_TYPE_UINT64};
    struct shop shop;
    shop_begin(&shop);
    struct rng rng = {4};
    shop.columns = SHOP_ORDER | SHOP_PRODUCT | SHOP_QUANTITY | SHOP_DISCOUNT | SHOP_COST | SHOP_KIND | SHOP_TAG;
    for (int i = 0; i < 100; i++) {
        int64_t customer = rng_chance(&rng, 10) ? SHOP_NULL : rng_between(&rng, 0, 20);
        struct shop_row row = shop_sale(customer, rng_between(&rng, 0, 120), rng_between(&rng, 1, 127));
        row.order = i;
        row.product = rng_between(&rng, 0, 5);
        row.quantity = rng_chance(&rng, 30) ? SHOP_NULL : rng_between(&rng, 0, 3);
        row.discount = rng_between(&rng, 0, 9);
        row.cost = rng_between(&rng, 0, 9);
        row.kind = rng_between(&rng, 0, 1);
        row.tag = rng_chance(&rng, 60) ? SHOP_NULL : rng_between(&rng, 0, 4);
        shop_add(&shop, row);
    }
    (void)snprintf(shop.name, sizeof shop.name, "small numbers");
    for (size_t type = 0; type < sizeof types / sizeof *types; type++)
        for (int64_t first = 0; first < 20; first += 9)
            for (int64_t batches = 0; batches < 3; batches += 2) {
                struct shop_form form = {types[type], types[type], types[type], first, first > 0, batches, 0, 0, NULL};
                patron_book *book = shop_book(&shop, &form);
                check_book(&shop, book, true, "narrow");
                patron_book_free(book);
            }
    shop_end(&shop);
}

/* A string key may be empty, hold a zero byte, be a prefix of another, or be long. */
static void strange_strings(void **state)
{
    (void)state;
    char bytes[70000] = "aa\0a\xc3\xa9";
    memset(bytes + 10, 'x', 65000);
    int32_t offsets[] = {0, 0, 1, 2, 4, 6, 65006, 65006};
    /* "" "a" "a" "\0a" "é" (...xxx...) "" */
    int64_t days[] = {1, 2, 3, 4, 5, 6, 7}, amounts[] = {1, 2, 4, 8, 16, 32, 64};
    patron_column customer = {sizeof customer, PATRON_TYPE_STRING, 0, bytes, offsets, NULL, 0};
    patron_column time = {sizeof time, PATRON_TYPE_INT64, PATRON_UNIT_DAY, days, NULL, NULL, 0};
    patron_column amount = {sizeof amount, PATRON_TYPE_INT64, 0, amounts, NULL, NULL, 0};
    patron_rows rows = {0};
    rows.size = sizeof rows;
    rows.count = 7;
    rows.customer = &customer;
    rows.time = &time;
    rows.amount = &amount;
    patron_book *book = NULL;
    patron_error error;
    assert_ok(patron_book_build(&rows, NULL, &book, &error), &error);
    assert_int_equal(patron_book_customers(book), 5);
    int32_t numbers[7];
    assert_ok(patron_book_find(book, &customer, 7, numbers, &error), &error);
    const int32_t want[] = {0, 1, 1, 2, 3, 4, 0};
    assert_memory_equal(numbers, want, sizeof want);
    const int64_t sums[] = {1 + 64, 2 + 4, 8, 16, 32};
    for (int i = 0; i < 5; i++) {
        pt_walk walk = pt_walk_begin(book, i, 10, false);
        pt_purchase purchase;
        int64_t sum = 0;
        while (pt_walk_next(&walk, &purchase)) sum += purchase.sales;
        assert_int_equal(sum, sums[i]);
    }
    patron_column keys = {0};
    int64_t count;
    keys.size = sizeof keys;
    assert_ok(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &keys, &count, &error), &error);
    assert_int_equal(count, 5);
    assert_int_equal(keys.type, PATRON_TYPE_STRING64);
    const int64_t *got = keys.offsets;
    assert_int_equal(got[5] - got[4], 65000);
    assert_memory_equal((const char *)keys.values + got[4], bytes + 6, 65000);
    patron_book_free(book);
}

/* ---- sums of a book ---------------------------------------------------------------------------------------------- */

static patron_totals totals_of(const patron_book *book, int32_t as_of)
{
    patron_totals totals;
    patron_error error;
    memset(&totals, 0, sizeof totals);
    totals.size = sizeof totals;
    assert_ok(patron_book_totals(book, as_of, &totals, &error), &error);
    check_reconciled(&totals, "totals");
    return totals;
}

static patron_totals shop_totals(const struct shop *shop, int32_t as_of)
{
    patron_book *book = shop_book(shop, NULL);
    patron_totals totals = totals_of(book, as_of);
    check_book(shop, book, true, "totals");
    patron_book_free(book);
    return totals;
}

static struct shop_row order_row(int64_t customer, int64_t day, int64_t amount, int64_t order, int64_t kind)
{
    struct shop_row row = shop_sale(customer, day, amount);
    row.order = order;
    row.kind = kind;
    return row;
}

/* A refund of March leaves the report of February as it was. */
static void refund_acts_from_its_day(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_KIND;
    shop_add(&shop, order_row(1, 100, 5000, 7, PATRON_KIND_SALE));
    shop_add(&shop, order_row(SHOP_NULL, 130, -5000, 7, PATRON_KIND_REFUND));
    patron_totals before = shop_totals(&shop, 129), after = shop_totals(&shop, 130);
    assert_int_equal(before.orders_counted, 1);
    assert_int_equal(before.net, 5000);
    assert_int_equal(before.buyers, 1);
    assert_int_equal(before.rows_after, 1);
    assert_int_equal(after.orders_counted, 0);
    assert_int_equal(after.orders_refunded, 1);
    assert_int_equal(after.net, 0);
    assert_int_equal(after.customers, 1);
    assert_int_equal(after.buyers, 0);
    assert_int_equal(after.purchases, 0);
    shop_end(&shop);
}

/* A refund dated before its order acts on the order's day, and its row counts there. */
static void refund_before_its_order(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_KIND;
    shop_add(&shop, order_row(1, 90, 1000, 7, PATRON_KIND_REFUND));
    shop_add(&shop, order_row(1, 100, 5000, 7, PATRON_KIND_SALE));
    patron_totals before = shop_totals(&shop, 99), after = shop_totals(&shop, 100);
    assert_int_equal(before.rows, 2);
    assert_int_equal(before.rows_after, 2);
    assert_int_equal(before.customers, 0);
    assert_int_equal(after.net, 4000);
    assert_int_equal(after.rows_refund, 1);
    shop_end(&shop);
}

static void refunds_of_every_sort(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_KIND;
    shop_add(&shop, order_row(1, 100, 5000, 1, PATRON_KIND_SALE));
    shop_add(&shop, order_row(1, 101, 4999, 1, PATRON_KIND_REFUND)); /* all but one: the order still counts */
    shop_add(&shop, order_row(2, 100, 5000, 2, PATRON_KIND_SALE));
    shop_add(&shop, order_row(2, 101, -3000, 2, PATRON_KIND_REFUND));
    shop_add(&shop, order_row(2, 102, 3000, 2, PATRON_KIND_REFUND)); /* more than the order, by two signs */
    shop_add(&shop, order_row(3, 103, 700, 3, PATRON_KIND_REFUND));  /* of an order that nobody knows */
    shop_add(&shop, order_row(3, 103, 70, SHOP_NULL, PATRON_KIND_REFUND));
    shop_add(&shop, order_row(4, 100, 900, 4, PATRON_KIND_IGNORED));
    shop_add(&shop, order_row(4, 104, 900, 4, PATRON_KIND_REFUND)); /* ignored with its order */
    shop_add(&shop, order_row(SHOP_NULL, 100, 300, 5, PATRON_KIND_SALE));
    shop_add(&shop, order_row(SHOP_NULL, 101, 100, 5, PATRON_KIND_REFUND));
    shop_add(&shop, order_row(SHOP_NULL, 101, 40, 6, PATRON_KIND_REFUND)); /* a guest's, unmatched */
    patron_totals totals = shop_totals(&shop, 200);
    assert_int_equal(totals.customers, 3);
    assert_int_equal(totals.buyers, 1);
    assert_int_equal(totals.orders_counted, 2);
    assert_int_equal(totals.orders_refunded, 1);
    assert_int_equal(totals.refunds_over, 1);
    assert_int_equal(totals.refunds_unmatched, 3);
    assert_int_equal(totals.net_unmatched, -770);
    assert_int_equal(totals.net_customers, 1 - 1000);
    assert_int_equal(totals.net_guests, 160);
    assert_int_equal(totals.net_counted, 1 + 200);
    assert_int_equal(totals.rows_ignored, 2);
    assert_int_equal(totals.excluded_rows[PATRON_EXCLUDED_IGNORED], 1);
    assert_int_equal(totals.excluded_money[PATRON_EXCLUDED_IGNORED], 900);
    assert_int_equal(totals.excluded_rows[PATRON_EXCLUDED_IGNORED_REFUND], 1);
    assert_int_equal(totals.excluded_money[PATRON_EXCLUDED_IGNORED_REFUND], -900);
    assert_int_equal(totals.excluded_rows[PATRON_EXCLUDED_GUEST], 3);
    patron_book *book = shop_book(&shop, NULL);
    assert_int_equal(patron_book_orders(book), 3); /* customer 4 has a number and nothing else */
    patron_book_free(book);
    shop_end(&shop);
}

static void zero_orders(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_KIND;
    shop_add(&shop, order_row(1, 100, 0, 1, PATRON_KIND_SALE));
    shop_add(&shop, order_row(1, 105, 10, 1, PATRON_KIND_REFUND)); /* a zero order always counts where zero orders do */
    shop_add(&shop, order_row(2, 100, 5, 2, PATRON_KIND_SALE));
    shop_add(&shop, order_row(2, 100, -5, 2, PATRON_KIND_SALE));
    patron_totals totals = shop_totals(&shop, 100);
    assert_int_equal(totals.orders_zero, 2);
    assert_int_equal(totals.orders_counted, 0);
    assert_int_equal(totals.customers, 2);
    shop.flags = PATRON_BOOK_ZERO_ORDERS;
    totals = shop_totals(&shop, 105);
    assert_int_equal(totals.orders_counted, 2);
    assert_int_equal(totals.orders_zero, 0);
    assert_int_equal(totals.buyers, 2);
    assert_int_equal(totals.refunds_over, 1);
    shop_end(&shop);
}

static void purchases_by_day_or_order(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_KIND;
    for (int i = 0; i < 3; i++) shop_add(&shop, shop_sale(1, 100, 10 + i));
    shop_add(&shop, shop_sale(1, 101, 10));
    assert_int_equal(shop_totals(&shop, 200).purchases, 2);
    assert_int_equal(shop_totals(&shop, 200).orders_counted, 4);
    shop.flags = PATRON_BOOK_COUNT_BY_ORDER;
    assert_int_equal(shop_totals(&shop, 200).purchases, 4);
    shop_end(&shop);
}

static void negative_totals(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_PRODUCT | SHOP_QUANTITY;
    shop.flags = PATRON_BOOK_NEGATIVE_IS_REFUND;
    shop_add(&shop, order_row(1, 100, 900, 1, PATRON_KIND_SALE));
    shop_add(&shop, order_row(1, 100, -100, 1, PATRON_KIND_SALE)); /* a discount line */
    shop_add(&shop, order_row(1, 110, -300, 2, PATRON_KIND_SALE)); /* a credit note of two lines */
    shop_add(&shop, order_row(1, 112, -50, 2, PATRON_KIND_SALE));
    shop_add(&shop, order_row(2, 120, -5, 3, PATRON_KIND_SALE));
    patron_totals totals = shop_totals(&shop, 111);
    assert_int_equal(totals.sales, 800);
    assert_int_equal(totals.refunds, 350);
    assert_int_equal(totals.orders, 1);
    assert_int_equal(totals.rows_refund, 2); /* the later line counts on its order's day */
    totals = shop_totals(&shop, 120);
    assert_int_equal(totals.net_unmatched, -355);
    assert_int_equal(totals.customers, 2);
    assert_int_equal(totals.buyers, 1);
    shop_end(&shop);
}

/* A refund row without customer takes its order's, also where that order is a credit note itself. */
static void refund_of_a_credit_note(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_KIND;
    shop.flags = PATRON_BOOK_NEGATIVE_IS_REFUND;
    shop_add(&shop, order_row(1, 100, -900, 1, PATRON_KIND_SALE));
    shop_add(&shop, order_row(SHOP_NULL, 90, 100, 1, PATRON_KIND_REFUND));
    patron_totals totals = shop_totals(&shop, 100);
    assert_int_equal(totals.net_unmatched, -1000);
    assert_int_equal(totals.refunds_unmatched, 2);
    shop_end(&shop);
}

static void guests_and_aliases(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.guest[0] = 0;
    shop.guests = 1;
    shop.alias_from[0] = 11, shop.alias_to[0] = 12; /* 11 -> 12 -> 1 */
    shop.alias_from[1] = 12, shop.alias_to[1] = 1;
    shop.alias_from[2] = 13, shop.alias_to[2] = 0; /* merged into "guest" */
    shop.aliases = 3;
    const int64_t customers[] = {11, 0, SHOP_NULL, 1, 12, 13, 2};
    for (int i = 0; i < 7; i++) shop_add(&shop, shop_sale(customers[i], 100 + i, 1 << i));
    patron_totals totals = shop_totals(&shop, 200);
    assert_int_equal(totals.customers, 2);
    assert_int_equal(totals.net_guests, 2 + 4 + 32);
    assert_int_equal(totals.net_customers, 1 + 8 + 16 + 64);
    assert_int_equal(totals.purchases, 4);
    patron_book *book = shop_book(&shop, NULL);
    assert_int_equal(shop_customer(book, 1), 0);
    assert_int_equal(shop_customer(book, 2), 1);
    assert_int_equal(shop_customer(book, 11), PATRON_NONE); /* find takes canonical keys */
    assert_int_equal(shop_customer(book, 0), PATRON_NONE);
    patron_book_free(book);
    shop_end(&shop);
}

static void births(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    for (int i = 0; i < 4; i++) shop_add(&shop, shop_sale(i, i == 3 ? 99 : 120, 10));
    shop.since_customer[0] = 0, shop.since_day[0] = 99;
    shop.since_customer[1] = 1, shop.since_day[1] = 100;
    shop.since_customer[2] = 2, shop.since_day[2] = SHOP_NULL;
    shop.since_customer[3] = 77, shop.since_day[3] = 5; /* nobody */
    shop.sinces = 4;
    assert_int_equal(shop_totals(&shop, 200).buyers_unknown_birth, 0); /* no observed_from: every birth is known */
    shop.flags = PATRON_BOOK_OBSERVED_FROM;
    shop.observed_from = 100;
    assert_int_equal(shop_totals(&shop, 200).buyers_unknown_birth, 2);
    assert_int_equal(shop_totals(&shop, 99).buyers_unknown_birth, 1);
    shop_end(&shop);
}

static void observed_until(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop_add(&shop, shop_sale(1, 0, 10));
    shop.flags = PATRON_BOOK_OBSERVED_UNTIL;
    shop.observed_until = 0;
    patron_book *book = shop_book(&shop, NULL);
    patron_totals totals;
    patron_error error;
    uint64_t warnings = 99;
    memset(&totals, 0x5a, sizeof totals);
    totals.size = sizeof totals;
    patron_totals before = totals;
    assert_int_equal(patron_book_totals(book, 1, &totals, &error), PATRON_ERROR_RANGE);
    assert_int_equal(error.argument, 2);
    assert_memory_equal(&totals, &before, sizeof totals);
    assert_int_equal(patron_book_warnings(book, 1, &warnings, &error), PATRON_ERROR_RANGE);
    assert_int_equal(warnings, 99);
    assert_int_equal(totals_of(book, 0).orders, 1);
    patron_book_free(book);
    shop.flags |= PATRON_BOOK_ALLOW_BEYOND;
    book = shop_book(&shop, NULL);
    assert_int_equal(totals_of(book, 1).orders, 1);
    assert_int_equal(patron_book_totals(book, PATRON_DAY_MAX + 1, &totals, &error), PATRON_ERROR_RANGE);
    assert_int_equal(patron_book_totals(book, PATRON_DAY_MIN - 1, &totals, NULL), PATRON_ERROR_RANGE);
    assert_int_equal(totals_of(book, PATRON_DAY_MAX).orders, 1);
    assert_int_equal(totals_of(book, PATRON_DAY_MIN).orders, 0);
    patron_book_free(book);
    shop_end(&shop);
}

static void duplicates(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (uint64_t seed = 0; seed < (getenv("PATRON_VALGRIND") ? 1 : 2); seed++) {
            struct shop shop;
            struct rng rng = {seed};
            shop_random(&shop, seed, profile);
            int64_t rows = shop.rows;
            for (int i = 0; i < 20; i++) {
                struct shop_row row = shop.row[rng_between(&rng, 0, rows - 1)];
                if (row.kind == PATRON_KIND_REFUND) row.amount = -row.amount; /* another sign is another row */
                if (row.amount > 0 || row.kind == PATRON_KIND_REFUND) shop_add(&shop, row);
            }
            shop.flags |= PATRON_BOOK_FIND_DUPLICATES;
            shop_permute(&shop, seed);
            patron_totals got = shop_totals(&shop, PATRON_DAY_MAX);
            assert_true(got.duplicate_rows > 0);
            for_each_variant(&shop, seed, each_against_oracle, &shop);
            shop_end(&shop);
        }
}

/* Duplicates are found before sums are checked: their money must not overflow on the way to the error. */
static void duplicates_at_the_limit(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.flags = PATRON_BOOK_FIND_DUPLICATES;
    for (int i = 0; i < 3; i++) shop_add(&shop, shop_sale(1, 100, INT64_MAX));
    patron_book *book = NULL;
    patron_error error;
    assert_int_equal(shop_try(&shop, NULL, &book, &error), PATRON_ERROR_OVERFLOW);
    assert_int_equal(error.row, 1);
    shop.rows = 1;
    patron_totals totals = shop_totals(&shop, 100);
    assert_int_equal(totals.duplicate_rows, 0);
    assert_true(totals.net == INT64_MAX);
    shop_end(&shop);
}

static void renewals(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_KIND;
    shop_add(&shop, order_row(1, 100, 10, 1, PATRON_KIND_RENEWAL));
    shop_add(&shop, order_row(1, 100, 10, 1, PATRON_KIND_RENEWAL));
    shop_add(&shop, order_row(1, 101, 10, 2, PATRON_KIND_RENEWAL));
    shop_add(&shop, order_row(1, 101, 10, 2, PATRON_KIND_SALE)); /* one sale line: no renewal */
    shop_add(&shop, order_row(1, 102, 10, 3, PATRON_KIND_RENEWAL));
    shop_add(&shop, order_row(1, 103, 10, 3, PATRON_KIND_REFUND)); /* a refund line does not change that */
    patron_totals totals = shop_totals(&shop, 102);
    assert_int_equal(totals.orders_renewal, 2);
    assert_int_equal(totals.rows_renewal, 3);
    assert_int_equal(totals.rows_sale, 2);
    assert_int_equal(shop_totals(&shop, 103).orders_renewal, 1);
    shop_end(&shop);
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

/* 31 October 2024, 23:30 in Berlin is 22:30 UTC in winter; in summer the same clock is 21:30 UTC. */
static void zones(void **state)
{
    (void)state;
    static const int64_t second[] = {
        1730413800 /* 2024-10-31T22:30Z */, 1730415600 /* 23:00Z: November */,
        1729981800 /* 2024-10-26T22:30Z: the 27th, before the clocks go back */,
        1730068200 /* 2024-10-27T22:30Z: still the 27th */,
        1711837800 /* 2024-03-30T22:30Z */, 1711922400 /* 2024-03-31T22:00Z: April */};
    static const int32_t day[] = {20027, 20028, 20023, 20023, 19812, 19814};
    for (int32_t unit = PATRON_UNIT_SECOND; unit <= PATRON_UNIT_NANOSECOND; unit++)
        for (int i = 0; i < 6; i++) {
            struct shop shop;
            shop_begin(&shop);
            shop.unit = unit;
            shop_zone_berlin(&shop);
            int64_t time = second[i];
            for (int32_t u = PATRON_UNIT_SECOND; u < unit; u++) time *= 1000;
            shop_add(&shop, shop_sale(1, time, 5));
            int32_t first, last;
            patron_book *book = shop_book(&shop, NULL);
            patron_book_days(book, &first, &last);
            assert_int_equal(first, day[i]);
            assert_int_equal(last, day[i]);
            check_book(&shop, book, true, "zone");
            patron_book_free(book);
            shop_end(&shop);
        }
}

/* Orders of one day lie in order of their time within it, then id, then amount, then position. */
static void sequence_within_a_day(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_COUPON;
    shop.unit = PATRON_UNIT_MILLISECOND;
    shop_zone_berlin(&shop);
    int64_t noon = INT64_C(1700000000000);
    const struct { int64_t time, order, amount, coupon; } given[] = {
        {noon + 1, 1, 5, 0}, {noon, 10, 5, 1}, {noon, 9, 7, 2}, {noon, -1, 9, 3},
        {noon - 1, 99, 1, 6}, {noon, SHOP_NULL, 2, 7}, {noon, SHOP_NULL, 1, 8}, {noon, SHOP_NULL, 1, 9}};
    static const int64_t want[] = {6, 8, 9, 7, 3, 2, 1, 0};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        struct shop_row row = order_row(1, given[i].time, given[i].amount, given[i].order, 0);
        row.coupon = given[i].coupon;
        shop_add(&shop, row);
    }
    for (int strings = 0; strings < 2; strings++) {
        struct shop_form form = {.key_type = strings ? PATRON_TYPE_STRING : 0};
        patron_book *book = shop_book(&shop, &form);
        check_book(&shop, book, true, "sequence");
        for (int i = 0; i < 8; i++)
            assert_int_equal(shop_key(book, PATRON_KEYS_LABEL, book->labels[0].code[i]), want[i]);
        patron_book_free(book);
    }
    shop_end(&shop);
}

/* The hour that the clocks show twice: 02:30 summer time comes before 02:15 winter time. */
static void repeated_hour(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_COUPON;
    shop.unit = PATRON_UNIT_SECOND;
    shop_zone_berlin(&shop);
    static const int64_t instants[] = {1729991700 /* 01:15Z, 02:15 winter time */,
                                       1729989000 /* 00:30Z, 02:30 summer time */};
    for (int i = 0; i < 2; i++) {
        struct shop_row row = shop_sale(1, instants[i], 10 - i);
        row.coupon = i;
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    check_book(&shop, book, true, "repeated hour");
    assert_int_equal(shop_key(book, PATRON_KEYS_LABEL, book->labels[0].code[0]), 1);
    assert_int_equal(shop_key(book, PATRON_KEYS_LABEL, book->labels[0].code[1]), 0);
    patron_book_free(book);
    shop_end(&shop);
}

static void warnings_of(const struct shop *shop, int32_t as_of, uint64_t want)
{
    patron_book *book = shop_book(shop, NULL);
    patron_error error;
    uint64_t got = 99;
    assert_ok(patron_book_warnings(book, as_of, &got, &error), &error);
    assert_int_equal(got, want);
    patron_book_free(book);
}

static void warnings(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    warnings_of(&shop, 0, PATRON_WARNING_NO_SALES);
    shop_add(&shop, shop_sale(1, 18993, 5)); /* 2022-01-01 */
    warnings_of(&shop, 18992, PATRON_WARNING_NO_SALES);
    /* sales every second day, new customers: 4 a month from February on, 7 in January */
    for (int i = 0; i < 6; i++) shop_add(&shop, shop_sale(100 + i, 18993 + i, 5));
    for (int day = 2; day < 150; day += 2) shop_add(&shop, shop_sale(1, 18993 + day, 5));
    static const int32_t months[] = {19024, 19052, 19083};
    for (int m = 0; m < 3; m++)
        for (int i = 0; i < 4; i++) shop_add(&shop, shop_sale(200 + m * 10 + i, months[m] + i, 5));
    int32_t last = 18993 + 148;
    warnings_of(&shop, last, PATRON_WARNING_FIRST_PERIOD); /* 7 > 1.5 x 4 */
    warnings_of(&shop, last + 2, PATRON_WARNING_FIRST_PERIOD); /* as long as any gap */
    warnings_of(&shop, last + 3, PATRON_WARNING_FIRST_PERIOD | PATRON_WARNING_GAP_AT_END);
    shop.flags = PATRON_BOOK_OBSERVED_FROM;
    shop.observed_from = 19024; /* who was there before is not new in February */
    warnings_of(&shop, last, 0);
    shop.flags = 0;
    shop_add(&shop, shop_sale(300, 19024, 5));
    shop_add(&shop, shop_sale(301, 19052, 5));
    warnings_of(&shop, last, 0); /* the median of 5, 5, 4 is 5: 7 is not more than 7.5 */
    shop_end(&shop);
}

/* ---- keys and names ---------------------------------------------------------------------------------------------- */

static void keys_of_a_book(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 3, SHOP_MIXED);
    patron_book *book = shop_book(&shop, NULL);
    patron_error error;
    patron_column column;
    memset(&column, 0, sizeof column);
    column.size = sizeof column;
    int64_t count = 5;
    static const int32_t which[] = {PATRON_KEYS_CUSTOMER, PATRON_KEYS_PRODUCT, PATRON_KEYS_CATEGORY, PATRON_KEYS_LABEL,
                                    PATRON_KEYS_LABEL + 1};
    for (int i = 0; i < 5; i++) {
        assert_ok(patron_book_keys(book, which[i], &column, &count, &error), &error);
        assert_true(count > 0);
        for (int64_t a = 0; a < count; a++)
            assert_int_equal(shop_number(book, which[i], shop_key(book, which[i], a)), a); /* distinct */
    }
    for (int64_t p = 0; p < book->line_first[book->orders]; p++)
        if (book->line_product[p] != PT_INDEX_NONE && book->product_category[book->line_product[p]] != PT_INDEX_NONE)
            assert_int_equal(shop_key(book, PATRON_KEYS_CATEGORY, book->product_category[book->line_product[p]]),
                             shop_key(book, PATRON_KEYS_PRODUCT, book->line_product[p]) % 3);
    assert_int_equal(patron_book_label(book, "coupon"), 0);
    assert_int_equal(patron_book_label(book, "tag"), 1);
    assert_int_equal(patron_book_label(book, "tags"), PATRON_NONE);
    assert_int_equal(patron_book_label(book, ""), PATRON_NONE);
    static const int32_t no_keys[] = {3, -1, PATRON_KEYS_LABEL - 1, PATRON_KEYS_LABEL + 2, INT32_MAX, INT32_MIN};
    for (int i = 0; i < 6; i++) {
        assert_int_equal(patron_book_keys(book, no_keys[i], &column, &count, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 2);
    }
    column.size = 3;
    assert_int_equal(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &column, &count, &error), PATRON_ERROR_ARGUMENT);
    patron_book_free(book);

    shop.columns &= ~(SHOP_PRODUCT | SHOP_CATEGORY | SHOP_COUPON | SHOP_TAG);
    column.size = sizeof column;
    book = shop_book(&shop, NULL);
    for (int i = 1; i < 3; i++)
        assert_int_equal(patron_book_keys(book, which[i], &column, &count, &error), PATRON_ERROR_MISSING);
    assert_int_equal(patron_book_keys(book, PATRON_KEYS_LABEL, &column, &count, &error), PATRON_ERROR_ARGUMENT);
    patron_book_free(book);
    shop_end(&shop);
}

static void find_keys(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 4, SHOP_GUESTS);
    for (int strings = 0; strings < 2; strings++) {
        struct shop_form form = {.key_type = strings ? PATRON_TYPE_STRING : 0};
        patron_book *book = shop_book(&shop, &form);
        struct shop_input input;
        memset(&input, 0, sizeof input);
        int64_t keys[] = {shop_key(book, 0, 0), 0, SHOP_NULL, 123456, shop_key(book, 0, 1), -1};
        const int32_t want[] = {0, PATRON_NONE, PATRON_NONE, PATRON_NONE, 1, PATRON_NONE};
        int32_t numbers[6] = {9, 9, 9, 9, 9, 9};
        patron_error error;
        int32_t type = strings ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT32;
        const patron_column *same = shop_column(&input, keys, 6, type, 0, 3, false);
        type = strings ? PATRON_TYPE_INT64 : PATRON_TYPE_STRING;
        const patron_column *other = shop_column(&input, keys, 6, type, 0, 0, false);
        assert_ok(patron_book_find(book, same, 6, numbers, &error), &error);
        assert_memory_equal(numbers, want, sizeof want);
        assert_ok(patron_book_find(book, same, 0, NULL, &error), &error);
        memset(numbers, 0x5a, sizeof numbers);
        assert_int_equal(patron_book_find(book, other, 6, numbers, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 2);
        assert_int_equal(patron_book_find(book, NULL, 6, numbers, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(patron_book_find(book, same, -1, numbers, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(numbers[0], 0x5a5a5a5a);
        for (int i = 0; i < input.owned_count; i++) free(input.owned[i]);
        patron_book_free(book);
        form.flags = PATRON_BOOK_DROP_KEYS;
        book = shop_book(&shop, &form);
        input.columns = input.owned_count = 0;
        same = shop_column(&input, keys, 6, strings ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT32, 0, 3, false);
        patron_column column = {0};
        int64_t count;
        column.size = sizeof column;
        assert_int_equal(patron_book_find(book, same, 6, numbers, &error), PATRON_ERROR_MISSING);
        assert_int_equal(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &column, &count, &error), PATRON_ERROR_MISSING);
        assert_int_equal(numbers[0], 0x5a5a5a5a);
        for (int which = 0; which < SHOP_AS_OF; which++)
            check_totals(&shop, book, shop_as_of(&shop, which), false, "keys dropped");
        for (int i = 0; i < input.owned_count; i++) free(input.owned[i]);
        patron_book_free(book);
    }
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_shops),
        cmocka_unit_test(edge_shops),
        cmocka_unit_test(every_integer_width),
        cmocka_unit_test(strange_strings),
        cmocka_unit_test(refund_acts_from_its_day),
        cmocka_unit_test(refund_before_its_order),
        cmocka_unit_test(refunds_of_every_sort),
        cmocka_unit_test(zero_orders),
        cmocka_unit_test(purchases_by_day_or_order),
        cmocka_unit_test(negative_totals),
        cmocka_unit_test(refund_of_a_credit_note),
        cmocka_unit_test(guests_and_aliases),
        cmocka_unit_test(births),
        cmocka_unit_test(observed_until),
        cmocka_unit_test(duplicates),
        cmocka_unit_test(duplicates_at_the_limit),
        cmocka_unit_test(renewals),
        cmocka_unit_test(zones),
        cmocka_unit_test(sequence_within_a_day),
        cmocka_unit_test(repeated_hour),
        cmocka_unit_test(warnings),
        cmocka_unit_test(keys_of_a_book),
        cmocka_unit_test(find_keys),
    };
    return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
