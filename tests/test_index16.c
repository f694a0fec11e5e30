/* The library with 16-bit row numbers: more rows or customers than it can hold are a LIMIT error, and just as many
 * work. */
#ifndef PATRON_TEST_INDEX16
#error "compile this program and the library with -DPATRON_TEST_INDEX16"
#endif
#include "book.h"
#include "check_book.h"

#include <patron/loyalty.h>
#include <patron/products.h>
#include <patron/stats.h>

#define ROWS_MAX 65534      /* 2^16 - 2, as 2^32 - 2 in the real one */
#define CUSTOMERS_MAX 32767 /* 2^15 - 1 */

static void fill(struct shop *shop, int64_t rows, int64_t customers)
{
    shop_begin(shop);
    for (int64_t i = 0; i < rows; i++) shop_add(shop, shop_sale(i % customers * 1000003, i % 500, 1));
    (void)snprintf(shop->name, sizeof shop->name, "%lld rows", (long long)rows);
}

static void refused(const struct shop *shop)
{
    static const struct shop_form forms[] = {
        {.threads = 1}, {.threads = 2, .key_type = PATRON_TYPE_STRING}, {.batches = 3}};
    for (int i = 0; i < 3; i++) {
        patron_book *book = NULL;
        patron_error error;
        patron_status status = shop_try(shop, &forms[i], &book, &error);
        assert_that(status == PATRON_ERROR_LIMIT, "form %d: status %d", i, (int)status);
        assert_int_equal(error.code, PATRON_ERROR_LIMIT);
        assert_null(book);
    }
}

static void accepted(const struct shop *shop, int64_t customers)
{
    static const struct shop_form forms[] = {
        {.threads = 1}, {.threads = 2, .key_type = PATRON_TYPE_STRING}, {.batches = 3}};
    for (int i = 0; i < 3; i++) {
        patron_book *book = shop_book(shop, &forms[i]);
        patron_totals totals = {.size = sizeof totals};
        patron_error error;
        assert_int_equal(patron_book_customers(book), customers);
        assert_int_equal(patron_book_orders(book), shop->rows);
        assert_ok(patron_book_totals(book, 1000, &totals, &error), &error);
        check_reconciled(&totals, shop->name);
        assert_int_equal(totals.net, shop->rows);
        assert_int_equal(totals.customers, customers);
        for (int64_t c = 0; c < customers; c += 997) assert_int_equal(shop_customer(book, c * 1000003), c);
        patron_book_free(book);
    }
}

static void rows(void **state)
{
    (void)state;
    struct shop shop;
    fill(&shop, ROWS_MAX, 100);
    accepted(&shop, 100);
    shop_end(&shop);
    fill(&shop, ROWS_MAX + 1, 100);
    refused(&shop);
    shop_end(&shop);
    fill(&shop, 2 * (ROWS_MAX + 1) + 5, 100); /* where the number would have come round */
    refused(&shop);
    shop_end(&shop);
}

static void customers(void **state)
{
    (void)state;
    struct shop shop;
    fill(&shop, CUSTOMERS_MAX + 300, CUSTOMERS_MAX);
    accepted(&shop, CUSTOMERS_MAX);
    shop_end(&shop);
    fill(&shop, CUSTOMERS_MAX + 300, CUSTOMERS_MAX + 1);
    refused(&shop);
    shop_end(&shop);
}

/* A batch beyond the limit is not taken; merging and adding a book are no way around it. */
static void builder(void **state)
{
    (void)state;
    struct shop shop;
    fill(&shop, 40000, 100);
    struct shop_input *input = shop_input(&shop, NULL);
    patron_builder *one = NULL, *other = NULL;
    patron_error error;
    assert_ok(patron_builder_open(NULL, &one, &error), &error);
    assert_ok(patron_builder_open(NULL, &other, &error), &error);
    assert_ok(patron_builder_add(one, &input->rows, &error), &error);
    assert_ok(patron_builder_add(other, &input->rows, &error), &error);
    assert_int_equal(patron_builder_add(one, &input->rows, &error), PATRON_ERROR_LIMIT);
    assert_int_equal(patron_builder_merge(one, other, &error), PATRON_ERROR_LIMIT);
    assert_int_equal(patron_builder_rows(one), 40000);
    assert_int_equal(patron_builder_rows(other), 40000);
    patron_book *book = NULL;
    assert_ok(patron_builder_finish(one, &book, &error), &error);
    assert_int_equal(patron_builder_add_book(other, book, NULL, 0, &error), PATRON_ERROR_LIMIT);
    assert_int_equal(patron_builder_rows(other), 40000);
    patron_book_free(book);
    assert_ok(patron_builder_finish(other, &book, &error), &error);
    assert_int_equal(patron_book_orders(book), 40000);
    patron_book_free(book);
    patron_builder_free(one);
    patron_builder_free(other);
    shop_input_free(input);
    shop_end(&shop);
}

/* Small shops are what they are in the real library. */
static void each_against_oracle(void *context, const patron_book *book, const char *variant)
{
    check_book(context, book, false, variant);
}

static void random_shops(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 1, profile);
        for_each_variant(&shop, 1, each_against_oracle, &shop);
        shop_end(&shop);
    }
}

/* Each line of a credit note counts besides the money of the note: as many rows as before, but too many refunds. */
static void credit_notes(void **state)
{
    (void)state;
    for (int over = 0; over < 2; over++) {
        struct shop shop;
        patron_book *book = NULL;
        patron_error error;
        shop_begin(&shop);
        shop.columns = SHOP_PRODUCT | SHOP_QUANTITY;
        shop.flags = PATRON_BOOK_NEGATIVE_IS_REFUND;
        for (int64_t i = 0; i < ROWS_MAX / 2 + over; i++) {
            struct shop_row row = shop_sale(1, i % 500, -1);
            row.product = i % 3;
            row.quantity = -1;
            shop_add(&shop, row);
        }
        if (over) {
            assert_int_equal(shop_try(&shop, NULL, &book, &error), PATRON_ERROR_LIMIT);
            assert_null(book);
        } else {
            patron_totals totals = {.size = sizeof totals};
            book = shop_book(&shop, NULL);
            assert_ok(patron_book_totals(book, 1000, &totals, &error), &error);
            assert_int_equal(totals.refunds_unmatched, ROWS_MAX / 2);
            assert_int_equal(totals.net, -(ROWS_MAX / 2));
            assert_int_equal(book->loose.count, ROWS_MAX);
            patron_book_free(book);
        }
        shop_end(&shop);
    }
}

/* A ledger takes as many events and customers as it can number, and no more. */
static void ledger(void **state)
{
    (void)state;
    static int64_t customer[ROWS_MAX + 1];
    static int32_t day[ROWS_MAX + 1];
    static int8_t kind[ROWS_MAX + 1];
    static const struct {
        int64_t events, customers;
        patron_status expected;
    } cases[] = {{ROWS_MAX, 1000, PATRON_OK},
                 {ROWS_MAX + 1, 1000, PATRON_ERROR_LIMIT},
                 {CUSTOMERS_MAX, CUSTOMERS_MAX, PATRON_OK},
                 {CUSTOMERS_MAX + 1, CUSTOMERS_MAX + 1, PATRON_ERROR_LIMIT}};
    for (int k = 0; k < 4; k++)
        for (int batches = 1; batches < 3; batches++) {
            int64_t n = cases[k].events, part = batches == 1 ? n : n / 3, issued = 0;
            for (int64_t i = 0; i < n; i++) {
                customer[i] = i % cases[k].customers * 1000003;
                day[i] = (int32_t)(i / cases[k].customers);
                kind[i] = PATRON_LOYALTY_BONUS;
            }
            patron_column column[2][3];
            patron_loyalty_events batch[2];
            const patron_loyalty_events *given[2] = {&batch[0], &batch[1]};
            for (int b = 0; b < 2; b++) {
                int64_t at = b ? part : 0;
                column[b][0] = (patron_column){.size = sizeof column[b][0], .type = PATRON_TYPE_INT64,
                                               .values = customer + at};
                column[b][1] = (patron_column){.size = sizeof column[b][1], .type = PATRON_TYPE_INT32,
                                               .unit = PATRON_UNIT_DAY, .values = day + at};
                column[b][2] = (patron_column){.size = sizeof column[b][2], .type = PATRON_TYPE_INT8,
                                               .values = kind + at};
                batch[b] = (patron_loyalty_events){.size = sizeof batch[b], .count = b ? n - part : part,
                    .customer = &column[b][0], .time = &column[b][1], .kind = &column[b][2], .amount = &column[b][2]};
            }
            patron_loyalty_ledger *made = NULL;
            patron_error error;
            assert_int_equal(patron_loyalty_build(given, batches, NULL, &made, &error), cases[k].expected);
            assert_true((made != NULL) == (cases[k].expected == PATRON_OK));
            if (!made) continue;
            patron_loyalty_info info = {.size = sizeof info};
            const patron_loyalty_counts into = {.size = sizeof into, .capacity = 1, .issued = &issued};
            assert_ok(patron_loyalty_inspect(made, &info, &error), &error);
            assert_true(info.events == n && info.customers == cases[k].customers);
            assert_ok(patron_loyalty_count(made, 1000, NULL, NULL, 0, info.customers, &into, &error), &error);
            assert_int_equal(issued, n * PATRON_LOYALTY_BONUS);
            patron_loyalty_free(made);
        }
}

/* There may be more pairs of products than rows, and more lengths of gaps. */
static void pairs_and_gaps(void **state)
{
    (void)state;
    enum { ITEMS = 400, PRODUCTS = 32766 };
    struct shop shop;
    patron_error error;
    patron_table *table = NULL;
    shop_begin(&shop);
    shop.columns = SHOP_PRODUCT;
    for (int64_t i = 0; i < ITEMS; i++) {
        struct shop_row row = shop_sale(1, 100, 5);
        row.product = 7 * i;
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    const patron_products_pairs_options options = {.size = sizeof options, .basket = PATRON_PRODUCTS_IN_PURCHASE,
                                                   .max_items = ITEMS, .min_count = 1, .top = INT64_MAX};
    assert_ok(patron_products_pairs(book, 200, &options, NULL, NULL, &table, &error), &error);
    assert_int_equal(patron_table_rows(table), ITEMS * (ITEMS - 1) / 2);
    patron_table_free(table);
    patron_book_free(book);
    shop_end(&shop);

    shop_begin(&shop);
    shop.columns = SHOP_PRODUCT;
    for (int64_t i = 0; i < 2 * PRODUCTS; i++) {
        struct shop_row row = shop_sale(i % PRODUCTS % 100, i < PRODUCTS ? i % 97 : 200 + i % 89, 5);
        row.product = i % PRODUCTS;
        shop_add(&shop, row);
    }
    book = shop_book(&shop, NULL);
    table = NULL;
    assert_ok(patron_products_gaps(book, 2000, NULL, PATRON_PRODUCTS_GAPS_REPURCHASE, NULL, 0,
                                   patron_book_customers(book), &table, &error), &error);
    int64_t rows = patron_table_rows(table), closed = 0, open = 0;
    const patron_table *tables[1] = {table};
    patron_column cells = {.size = sizeof cells}, ended = cells, left = cells;
    assert_true(rows > ROWS_MAX);
    assert_ok(patron_table_column(table, 0, &cells, &error), &error);
    assert_ok(patron_table_column(table, 2, &ended, &error), &error);
    assert_ok(patron_table_column(table, 3, &left, &error), &error);
    for (int64_t i = 0; i < rows; i++)
        if (((const int64_t *)cells.values)[i] < PRODUCTS) {
            closed += ((const int64_t *)ended.values)[i];
            open += ((const int64_t *)left.values)[i];
        }
    assert_true(closed == PRODUCTS && open == PRODUCTS);
    static int64_t of_cell[PRODUCTS + PATRON_PRODUCTS_ROWS];
    const patron_products_quartile_columns out = {.size = sizeof out, .capacity = PRODUCTS + PATRON_PRODUCTS_ROWS,
                                                  .closed = of_cell};
    assert_ok(patron_products_quartiles(tables, 1, PRODUCTS + PATRON_PRODUCTS_ROWS, NULL, &out, &error), &error);
    for (int64_t i = 0; i < PRODUCTS; i++) assert_int_equal(of_cell[i], 1);
    patron_table_free(table);
    patron_book_free(book);
    shop_end(&shop);
}

static void p_values(void **state)
{
    (void)state;
    static double p[ROWS_MAX + 1], adjusted[ROWS_MAX + 1];
    patron_error error;
    for (int64_t i = 0; i < ROWS_MAX; i++) p[i] = (double)(ROWS_MAX - i) / ROWS_MAX; /* 1 … 1 / n: each becomes 1 */
    assert_ok(patron_stats_adjust(PATRON_STATS_BENJAMINI_HOCHBERG, p, ROWS_MAX, NULL, adjusted, &error), &error);
    for (int64_t i = 0; i < ROWS_MAX; i++) assert_true(adjusted[i] > 1 - 1e-9 && adjusted[i] <= 1);
    adjusted[0] = 7;
    assert_int_equal(patron_stats_adjust(PATRON_STATS_HOLM, p, ROWS_MAX + 1, NULL, adjusted, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_true(error.argument == 3 && adjusted[0] == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(customers),
        cmocka_unit_test(builder),
        cmocka_unit_test(random_shops),
        cmocka_unit_test(credit_notes),
        cmocka_unit_test(ledger),
        cmocka_unit_test(pairs_and_gaps),
        cmocka_unit_test(p_values),
    };
    return cmocka_run_group_tests_name("index16", tests, NULL, NULL);
}
