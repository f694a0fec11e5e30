/* Large books: a customer with a million orders, a million customers with one, several partitions, several threads,
 * long chains of aliases. Sums are checked against plain arithmetic. */
#define _POSIX_C_SOURCE 200809L
#include <unistd.h>

#include "book.h"
#include "support.h"

/* Columns made directly: a shop of struct shop_row would be larger than all the rest. */
struct columns {
    int64_t *customer, *order;
    int32_t *day, *amount;
    patron_column column[4];
    patron_rows rows;
};

static int64_t large(void) { return getenv("PATRON_VALGRIND") ? 20000 : test_soak() ? 5000000 : 1000000; }

static void columns_begin(struct columns *columns, int64_t rows, bool orders)
{
    size_t count = (size_t)rows;
    memset(columns, 0, sizeof *columns);
    columns->customer = malloc(count * sizeof(int64_t));
    columns->order = malloc(count * sizeof(int64_t));
    columns->day = malloc(count * sizeof(int32_t));
    columns->amount = malloc(count * sizeof(int32_t));
    assert_true(columns->customer && columns->order && columns->day && columns->amount);
    patron_column all[4] = {{sizeof *all, PATRON_TYPE_INT64, 0, columns->customer, NULL, NULL, 0},
                            {sizeof *all, PATRON_TYPE_INT64, 0, columns->order, NULL, NULL, 0},
                            {sizeof *all, PATRON_TYPE_INT32, PATRON_UNIT_DAY, columns->day, NULL, NULL, 0},
                            {sizeof *all, PATRON_TYPE_INT32, 0, columns->amount, NULL, NULL, 0}};
    memcpy(columns->column, all, sizeof all);
    columns->rows.size = sizeof columns->rows;
    columns->rows.count = rows;
    columns->rows.customer = &columns->column[0];
    columns->rows.order = orders ? &columns->column[1] : NULL;
    columns->rows.time = &columns->column[2];
    columns->rows.amount = &columns->column[3];
}

static void columns_end(struct columns *columns)
{
    free(columns->customer);
    free(columns->order);
    free(columns->day);
    free(columns->amount);
}

static patron_book *build(const struct columns *columns, int32_t threads, struct counting *counting)
{
    patron_book_options options = {.size = sizeof options, .threads = threads};
    patron_book *book = NULL;
    patron_error error;
    options.allocator = counting ? &counting->allocator : NULL;
    assert_ok(patron_book_build(&columns->rows, &options, &book, &error), &error);
    return book;
}

/* Two books of one shop must be the same bits (same rows in the same order: no joining is needed). */
static void same_books(const patron_book *a, const patron_book *b)
{
    size_t orders = (size_t)a->orders;
    assert_int_equal(a->customers, b->customers);
    assert_int_equal(a->orders, b->orders);
    assert_true(memcmp(a->order_first, b->order_first, (size_t)(a->customers + 2) * sizeof *a->order_first) == 0);
    assert_true(memcmp(a->day, b->day, orders * sizeof *a->day) == 0);
    assert_true(memcmp(a->amount, b->amount, orders * sizeof *a->amount) == 0);
}

static void sorted_and_whole(const patron_book *book, int64_t orders, int64_t money)
{
    int64_t sum = 0;
    assert_int_equal(book->orders, orders);
    assert_int_equal(book->order_first[book->customers + 1], orders);
    for (int64_t c = 0; c <= book->customers; c++)
        for (int64_t i = book->order_first[c]; i < (int64_t)book->order_first[c + 1]; i++) {
            sum += book->amount[i];
            if (i > (int64_t)book->order_first[c]) assert_true(book->day[i - 1] <= book->day[i]);
        }
    assert_true(sum == money);
}

static void one_customer(void **state)
{
    (void)state;
    int64_t rows = large(), money = 0;
    for (int order = 0; order < 3; order++) { /* ascending, descending, shuffled */
        struct columns columns;
        struct rng rng = {5};
        columns_begin(&columns, rows, order == 2);
        money = 0;
        for (int64_t i = 0; i < rows; i++) {
            columns.customer[i] = 42;
            columns.order[i] = rows - i;
            int64_t day = order == 0 ? i / 1000 : order == 1 ? (rows - i) / 1000 : rng_between(&rng, 0, 5000);
            columns.day[i] = (int32_t)day;
            columns.amount[i] = (int32_t)(i % 7 + 1);
            money += columns.amount[i];
        }
        patron_book *book = build(&columns, 1, NULL), *same = build(&columns, 3, NULL);
        assert_int_equal(patron_book_customers(book), 1);
        sorted_and_whole(book, rows, money);
        same_books(book, same);
        patron_totals totals = {.size = sizeof totals};
        patron_error error;
        assert_ok(patron_book_totals(book, 100000, &totals, &error), &error);
        assert_int_equal(totals.buyers, 1);
        assert_true(totals.net == money);
        patron_book_free(book);
        patron_book_free(same);
        columns_end(&columns);
    }
}

static void one_order_each(void **state)
{
    (void)state;
    int64_t rows = large();
    for (int spread = 0; spread < 3; spread++) { /* dense and ascending, dense and shuffled, far apart */
        struct columns columns;
        columns_begin(&columns, rows, false);
        for (int64_t i = 0; i < rows; i++) {
            int64_t shuffled = i * 617 % rows;
            int64_t far = shuffled * INT64_C(9007199254740) - (INT64_C(1) << 62);
            columns.customer[i] = spread == 0 ? i : spread == 1 ? shuffled : far;
            columns.day[i] = (int32_t)(i % 1000);
            columns.amount[i] = 3;
        }
        patron_book *book = build(&columns, 1, NULL), *same = build(&columns, 2, NULL);
        patron_book *third = build(&columns, 7, NULL);
        assert_int_equal(patron_book_customers(book), rows);
        sorted_and_whole(book, rows, rows * 3);
        for (int64_t i = 0; i < rows; i++)
            assert_true(book->order_first[i] == (pt_index)i && book->day[i] == (int32_t)(i % 1000));
        same_books(book, same);
        same_books(book, third);
        int32_t *numbers = malloc((size_t)rows * sizeof *numbers);
        patron_error error;
        assert_non_null(numbers);
        assert_ok(patron_book_find(book, &columns.column[0], rows, numbers, &error), &error);
        for (int64_t i = 0; i < rows; i++) assert_true(numbers[i] == i);
        free(numbers);
        patron_book_free(book);
        patron_book_free(same);
        patron_book_free(third);
        columns_end(&columns);
    }
}

/* Many partitions of keys and of customers, order ids, several threads: the same bits, and sums per customer. */
static void many(void **state)
{
    (void)state;
    int64_t rows = large(), customers = rows / 12;
    struct columns columns;
    struct rng rng = {77};
    columns_begin(&columns, rows, true);
    int64_t *money = calloc((size_t)customers, sizeof *money);
    assert_non_null(money);
    for (int64_t i = 0; i < rows; i++) {
        int64_t customer = rng_between(&rng, 0, customers - 1);
        columns.customer[i] = customer * INT64_C(1099511627791) + 7;
        columns.order[i] = (int64_t)(((uint64_t)i * UINT64_C(0x9E3779B97F4A7C15)) >> 1);
        columns.day[i] = (int32_t)rng_between(&rng, 0, 900);
        columns.amount[i] = (int32_t)rng_between(&rng, 1, 50000);
        money[customer] += columns.amount[i];
    }
    patron_book *book = build(&columns, 1, NULL);
    for (int32_t threads = 2; threads <= 7; threads += 5) {
        patron_book *same = build(&columns, threads, NULL);
        same_books(book, same);
        patron_book_free(same);
    }
    patron_column keys = {.size = sizeof keys};
    patron_error error;
    int64_t known;
    assert_ok(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &keys, &known, &error), &error);
    assert_int_equal(known, patron_book_customers(book));
    for (int64_t c = 0; c < known; c++) {
        int64_t sum = 0, which = (((const int64_t *)keys.values)[c] - 7) / INT64_C(1099511627791);
        for (int64_t i = book->order_first[c]; i < (int64_t)book->order_first[c + 1]; i++) sum += book->amount[i];
        assert_true(sum == money[which]);
    }
    free(money);
    patron_book_free(book);
    columns_end(&columns);
}

/* A chain of merged accounts: account i was merged into i + 1. Following it must not cost the square of its length,
 * which is an hour against a second: the alarm ends a program that tries. */
static void long_chain_of_aliases(void **state)
{
    (void)state;
    int64_t links = getenv("PATRON_VALGRIND") ? 1000 : 1000000;
    (void)alarm(180);
    for (int backwards = 0; backwards < 2; backwards++) {
        struct columns columns;
        columns_begin(&columns, links + 1, false);
        int64_t *from = malloc((size_t)links * sizeof *from), *to = malloc((size_t)links * sizeof *to);
        assert_true(from && to);
        for (int64_t i = 0; i <= links; i++) columns.customer[i] = i, columns.day[i] = 1, columns.amount[i] = 1;
        for (int64_t i = 0; i < links; i++) {
            from[i] = backwards ? links - 1 - i : i;
            to[i] = from[i] + 1;
        }
        patron_column from_column = {sizeof from_column, PATRON_TYPE_INT64, 0, from, NULL, NULL, 0};
        patron_column to_column = {sizeof to_column, PATRON_TYPE_INT64, 0, to, NULL, NULL, 0};
        patron_book_options options = {.size = sizeof options, .alias_count = links,
                                       .alias_from = &from_column, .alias_to = &to_column};
        patron_book *book = NULL;
        patron_error error;
        assert_ok(patron_book_build(&columns.rows, &options, &book, &error), &error);
        assert_int_equal(patron_book_customers(book), 1);
        patron_column keys = {.size = sizeof keys};
        int64_t known;
        assert_ok(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &keys, &known, &error), &error);
        assert_int_equal(((const int64_t *)keys.values)[0], links);
        patron_book_free(book);
        to[backwards ? 0 : links - 1] = 0; /* the last one leads back to the first: a circle of all */
        book = NULL;
        assert_int_equal(patron_book_build(&columns.rows, &options, &book, &error), PATRON_ERROR_CONFLICT);
        assert_null(book);
        free(from);
        free(to);
        columns_end(&columns);
    }
    (void)alarm(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_customer),
        cmocka_unit_test(one_order_each),
        cmocka_unit_test(many),
        cmocka_unit_test(long_chain_of_aliases),
    };
    return cmocka_run_group_tests_name("book_large", tests, NULL, NULL);
}
