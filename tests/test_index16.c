/* The library with 16-bit row numbers: more rows or customers than it can hold are a LIMIT error, and just as many
 * work. */
#ifndef PATRON_TEST_INDEX16
#error "compile this program and the library with -DPATRON_TEST_INDEX16"
#endif
#include "book.h"
#include "check_book.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(customers),
        cmocka_unit_test(builder),
        cmocka_unit_test(random_shops),
        cmocka_unit_test(credit_notes),
    };
    return cmocka_run_group_tests_name("index16", tests, NULL, NULL);
}
