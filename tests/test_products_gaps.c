/* Days to repurchase and to the second purchase, expected units and over-index. */
#include "cases_products.h"

#include "table.h"

#include <math.h>

#define MOST 30000 /* days of a gap */
#define CELLS 64

/* ---- gaps -------------------------------------------------------------------------------------------------------- */

struct quartiles {
    patron_products_quartile_columns out;
    int64_t closed[CELLS], open[CELLS];
    int32_t day_25[CELLS], day_50[CELLS], day_75[CELLS];
};

static void quartiles_of(const patron_table *const *tables, int64_t count, int64_t cells, struct quartiles *q)
{
    patron_error error;
    assert_true(cells <= CELLS);
    q->out = (patron_products_quartile_columns){sizeof q->out, CELLS, q->closed, q->open, q->day_25, q->day_50,
                                                q->day_75};
    assert_ok(patron_products_quartiles(tables, count, cells, NULL, &q->out, &error), &error);
}

/* One cell of a table against the oracle's counts by day. */
static void assert_cell(const patron_table *table, int64_t cell, const int64_t *closed, const int64_t *open)
{
    const int64_t *cells = values_of(table, "cell"), *ends = values_of(table, "closed");
    const int64_t *stays = values_of(table, "open");
    const int32_t *days = values_of(table, "days");
    int64_t seen = 0, expected = 0;
    for (int64_t i = 0; i < patron_table_rows(table); i++) {
        assert_true(i == 0 || cells[i - 1] < cells[i] || (cells[i - 1] == cells[i] && days[i - 1] < days[i]));
        if (cells[i] != cell) continue;
        assert_true(ends[i] + stays[i] > 0);
        assert_that(ends[i] == closed[days[i]] && stays[i] == open[days[i]],
                    "cell %lld, %d days: %lld %lld, not %lld %lld", (long long)cell, (int)days[i],
                    (long long)ends[i], (long long)stays[i], (long long)closed[days[i]],
                    (long long)open[days[i]]);
        seen += ends[i] + stays[i];
    }
    for (int64_t d = 0; d < MOST; d++) expected += closed[d] + open[d];
    assert_int_equal(seen, expected);
}

static void check_gaps(const struct shop *shop, int level, int which, int32_t as_of)
{
    patron_book *book = shop_book(shop, NULL);
    struct oracle_book *seen = oracle_book(shop, as_of);
    struct oracle_products of = {shop, seen, level, NULL, 0, 365, 365};
    patron_products_options options = {sizeof options, 0, level, 0, 0, 0};
    patron_table *table = NULL;
    struct quartiles q;
    patron_error error;
    int64_t items, *closed = malloc(MOST * sizeof *closed), *open = malloc(MOST * sizeof *open);
    assert_ok(patron_products_items(book, level, &items, NULL), NULL);
    int64_t rows = items + PATRON_PRODUCTS_ROWS;
    assert_ok(patron_products_gaps(book, as_of, &options, which, NULL, 0, patron_book_customers(book), &table, &error),
              &error);
    quartiles_of((const patron_table *const *)&table, 1, rows, &q);
    for (int64_t row = 0; row < rows; row++) {
        int64_t ends = 0, stays = 0;
        memset(closed, 0, MOST * sizeof *closed);
        memset(open, 0, MOST * sizeof *open);
        oracle_products_gaps(&of, target_of(book, level, row, rows), which, closed, open, MOST);
        assert_cell(table, row, closed, open);
        for (int64_t d = 0; d < MOST; d++) {
            ends += closed[d];
            stays += open[d];
        }
        assert_true(q.closed[row] == ends && q.open[row] == stays);
        assert_int_equal(q.day_25[row], oracle_products_quartile(closed, open, MOST, 1));
        assert_int_equal(q.day_50[row], oracle_products_quartile(closed, open, MOST, 2));
        assert_int_equal(q.day_75[row], oracle_products_quartile(closed, open, MOST, 3));
    }
    free(closed);
    free(open);
    patron_table_free(table);
    oracle_book_free(seen);
    patron_book_free(book);
}

static void gaps_as_the_oracle_says(void **state)
{
    (void)state;
    for (int64_t k = 0; k < test_some(4, 40, 600); k++) {
        struct shop shop;
        product_shop(&shop, 600 + k);
        for (int level = 0; level < 2; level++)
            for (int which = 0; which < 2; which++)
                if (has_level(&shop, level)) check_gaps(&shop, level, which, shop_as_of(&shop, (int)(k % SHOP_AS_OF)));
        shop_end(&shop);
    }
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        for (int64_t i = 0; i < shop.rows; i++) shop.row[i].product = i % 3 ? i % 3 : SHOP_NULL;
        shop.columns |= SHOP_PRODUCT;
        check_gaps(&shop, 0, 0, shop_as_of(&shop, 4));
        check_gaps(&shop, 0, 1, shop_as_of(&shop, 4));
        shop_end(&shop);
    }
}

/* Tables of ranges add up; groups keep apart; the counts agree with those of the tables of counts. */
static void gaps_of_ranges_join(void **state)
{
    (void)state;
    struct rng rng = {81};
    for (int64_t k = 0; k < test_some(3, 30, 200); k++) {
        struct shop shop;
        product_shop(&shop, 700 + k);
        patron_book *book = shop_book(&shop, NULL);
        int32_t as_of = shop_as_of(&shop, 4);
        int64_t customers = patron_book_customers(book), items, tables = 0;
        int which = (int)(k & 1);
        patron_table *whole = NULL, *part[200] = {NULL};
        struct quartiles q, r;
        patron_error error;
        int32_t *group = malloc(((size_t)customers + 1) * sizeof *group);
        for (int64_t i = 0; i < customers; i++) group[i] = (int32_t)rng_between(&rng, -1, 1);
        patron_selection selection = {sizeof selection, NULL, group, 2};
        assert_ok(patron_products_items(book, 0, &items, NULL), NULL);
        int64_t cells = 2 * (items + PATRON_PRODUCTS_ROWS);
        assert_ok(patron_products_gaps(book, as_of, NULL, which, &selection, 0, customers, &whole, &error), &error);
        for (int64_t first = 0, count; first < customers; first += count) {
            count = rng_between(&rng, 1, (customers - first + 1) / 2 + 1);
            if (count > customers - first) count = customers - first;
            assert_ok(patron_products_gaps(book, as_of, NULL, which, &selection, first, count, &part[tables++], &error),
                      &error);
        }
        quartiles_of((const patron_table *const *)&whole, 1, cells, &q);
        quartiles_of((const patron_table *const *)part, tables, cells, &r);
        assert_memory_equal(q.closed, r.closed, (size_t)cells * sizeof *q.closed);
        assert_memory_equal(q.open, r.open, (size_t)cells * sizeof *q.open);
        assert_memory_equal(q.day_25, r.day_25, (size_t)cells * sizeof *q.day_25);
        assert_memory_equal(q.day_50, r.day_50, (size_t)cells * sizeof *q.day_50);
        assert_memory_equal(q.day_75, r.day_75, (size_t)cells * sizeof *q.day_75);
        for (int64_t t = 0; t < tables; t++) patron_table_free(part[t]);
        patron_table_free(whole);
        free(group);
        patron_book_free(book);
        shop_end(&shop);
    }
}

static void compare_gaps(void *context, const patron_book *book, const char *variant)
{
    const struct shop *shop = context;
    patron_table *tables[2] = {NULL, NULL};
    patron_book *plain = shop_book(shop, NULL);
    const patron_book *books[2] = {plain, book};
    int64_t items;
    struct quartiles q[2];
    assert_ok(patron_products_items(book, 0, &items, NULL), NULL);
    for (int b = 0; b < 2; b++) {
        assert_ok(patron_products_gaps(books[b], shop_as_of(shop, 4), NULL, 0, NULL, 0, patron_book_customers(books[b]),
                                       &tables[b], NULL), NULL);
        quartiles_of((const patron_table *const *)&tables[b], 1, items + PATRON_PRODUCTS_ROWS, &q[b]);
    }
    for (int64_t i = 0; i < items; i++) {
        int64_t at = shop_number(book, PATRON_KEYS_PRODUCT, shop_key(plain, PATRON_KEYS_PRODUCT, i));
        assert_that(q[0].closed[i] == q[1].closed[at] && q[0].open[i] == q[1].open[at] &&
                    q[0].day_50[i] == q[1].day_50[at], "%s: product %lld", variant, (long long)i);
    }
    patron_table_free(tables[0]);
    patron_table_free(tables[1]);
    patron_book_free(plain);
}

static void the_form_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    for (int64_t k = 0; k < test_some(1, 4, 20); k++) {
        struct shop shop;
        product_shop(&shop, 800 + k);
        for_each_variant(&shop, (uint64_t)k, compare_gaps, &shop);
        shop_end(&shop);
    }
}

/* More gaps than the tally's first room holds, so that it merges and grows. */
static void many_gaps(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_PRODUCT;
    struct rng rng = {5};
    int64_t many = test_some(20000, 40000, 400000);
    for (int64_t i = 0; i < many; i++) {
        struct shop_row row = shop_sale(i % 50, rng_between(&rng, 0, 3000), 100);
        row.product = rng_between(&rng, 0, 30);
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    patron_table *table = NULL;
    patron_products_counts counts = {.size = sizeof counts, .capacity = 35};
    int64_t buyers[35] = {0}, purchases[35] = {0};
    struct quartiles q;
    counts.buyers = buyers;
    counts.purchases = purchases;
    assert_ok(patron_products_gaps(book, 3000, NULL, 0, NULL, 0, 50, &table, NULL), NULL);
    assert_ok(patron_products_count(book, 3000, NULL, NULL, 0, 50, &counts, NULL), NULL);
    quartiles_of((const patron_table *const *)&table, 1, 35, &q);
    for (int64_t i = 0; i < 31; i++) { /* every buyer has one open gap, every other purchase closed one */
        assert_int_equal(q.open[i], buyers[i]);
        assert_int_equal(q.closed[i], purchases[i] - buyers[i]);
        assert_true(q.closed[i] == 0 || (q.day_25[i] > 0 && q.day_25[i] <= q.day_50[i] && q.day_50[i] <= q.day_75[i]));
    }
    assert_int_equal(q.open[31 + PATRON_PRODUCTS_ROW_ALL], 50);
    patron_table_free(table);
    patron_book_free(book);
    shop_end(&shop);
}

static void bad_gaps(void **state)
{
    (void)state;
    struct shop shop;
    product_shop(&shop, 900);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = shop_as_of(&shop, 4);
    patron_table *table = NULL, *other = NULL;
    patron_error error;
    patron_products_options options = {sizeof options, 8, 0, 0, 0, 0};
#define GAPS(...) patron_products_gaps(__VA_ARGS__, &error)
    assert_int_equal(GAPS(NULL, as_of, NULL, 0, NULL, 0, 1, &table), PATRON_ERROR_ARGUMENT);
    assert_int_equal(GAPS(book, as_of, &options, 0, NULL, 0, 1, &table), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    assert_int_equal(GAPS(book, as_of, NULL, 2, NULL, 0, 1, &table), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 4);
    assert_int_equal(GAPS(book, as_of, NULL, 0, NULL, -1, 1, &table), PATRON_ERROR_RANGE);
    assert_int_equal(error.argument, 6);
    assert_int_equal(GAPS(book, as_of, NULL, 0, NULL, 0, 1, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 8);
    int32_t *group = calloc((size_t)patron_book_customers(book), sizeof *group);
    patron_selection selection = {sizeof selection, NULL, group, INT64_C(1) << 60};
    assert_int_equal(GAPS(book, as_of, NULL, 0, &selection, 0, 1, &table), PATRON_ERROR_LIMIT);
    assert_int_equal(error.argument, 5);
    selection.groups = -1;
    assert_int_equal(GAPS(book, as_of, NULL, 0, &selection, 0, 1, &table), PATRON_ERROR_ARGUMENT);
    free(group);
    assert_null(table);
    assert_ok(GAPS(book, as_of, NULL, 0, NULL, 0, patron_book_customers(book), &table), &error);
    int64_t items;
    assert_ok(patron_products_items(book, 0, &items, NULL), NULL);
    int64_t cells = items + PATRON_PRODUCTS_ROWS;
    struct quartiles q, before;
    memset(&q, 0x33, sizeof q);
    q.out = (patron_products_quartile_columns){sizeof q.out, CELLS, q.closed, q.open, q.day_25, q.day_50, q.day_75};
    memcpy(&before, &q, sizeof q);
    const patron_table *both[2] = {table, table};
#define QUARTILES(...) patron_products_quartiles(__VA_ARGS__, &error)
    assert_int_equal(QUARTILES(NULL, 1, cells, NULL, &q.out), PATRON_ERROR_ARGUMENT);
    assert_int_equal(QUARTILES(both, -1, cells, NULL, &q.out), PATRON_ERROR_ARGUMENT);
    assert_int_equal(QUARTILES(both, 1, 1, NULL, &q.out), PATRON_ERROR_ARGUMENT); /* cells beyond */
    assert_int_equal(error.argument, 1);
    assert_int_equal(QUARTILES(both, 1, -1, NULL, &q.out), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    patron_allocator broken = {sizeof broken, NULL, NULL, NULL};
    assert_int_equal(QUARTILES(both, 1, cells, &broken, &q.out), PATRON_ERROR_ARGUMENT);
    assert_int_equal(QUARTILES(both, 1, cells, NULL, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 5);
    assert_int_equal(QUARTILES(both, 1, CELLS + 1, NULL, &q.out), PATRON_ERROR_CAPACITY);
    q.out.size = 8;
    assert_int_equal(QUARTILES(both, 1, cells, NULL, &q.out), PATRON_ERROR_ARGUMENT);
    q.out.size = sizeof q.out;
    patron_products_pairs_options pairs = {sizeof pairs, 0, 0, 0, 0, 0, 0};
    assert_ok(patron_products_pairs(book, as_of, &pairs, NULL, NULL, &other, &error), &error);
    both[1] = other; /* a table, but not of gaps */
    assert_int_equal(QUARTILES(both, 2, cells, NULL, &q.out), PATRON_ERROR_ARGUMENT);
    both[1] = NULL;
    assert_int_equal(QUARTILES(both, 2, cells, NULL, &q.out), PATRON_ERROR_ARGUMENT);
    assert_memory_equal(&q, &before, sizeof q);
    static const pt_table_column columns[] = {{"cell", PATRON_TYPE_INT64, 0}, {"days", PATRON_TYPE_INT32, 0},
                                              {"closed", PATRON_TYPE_INT64, 0}, {"open", PATRON_TYPE_INT64, 0}};
    patron_allocator allocator;
    assert_ok(pt_allocator_from(NULL, &allocator, NULL), NULL);
    patron_table *vast = pt_table_make(&allocator, columns, 4, 1, NULL); /* two of it leave int64 */
    *(int64_t *)pt_table_values(vast, 0) = 0;
    *(int32_t *)pt_table_values(vast, 1) = 5;
    *(int64_t *)pt_table_values(vast, 2) = INT64_MAX;
    *(int64_t *)pt_table_values(vast, 3) = 0;
    both[0] = both[1] = vast;
    assert_int_equal(QUARTILES(both, 2, cells, NULL, &q.out), PATRON_ERROR_OVERFLOW);
    assert_memory_equal(&q, &before, sizeof q);
    patron_table_free(vast);
    both[0] = table;
    q.out.closed = q.out.open = NULL;
    q.out.day_25 = q.out.day_50 = q.out.day_75 = NULL;
    assert_ok(QUARTILES(both, 1, cells, NULL, &q.out), &error);
    quartiles_of(both, 0, cells, &q); /* no tables: no gaps */
    for (int64_t i = 0; i < cells; i++) assert_true(!q.closed[i] && !q.open[i] && q.day_50[i] == PATRON_NO_DAY);
    patron_table_free(other);
    patron_table_free(table);
    patron_book_free(book);
    shop_end(&shop);
}

struct call {
    const patron_book *book;
    const patron_allocator *allocator;
    int32_t as_of;
    patron_table *table;
    struct quartiles q;
};

static patron_status call_gaps(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_products_gaps(call->book, call->as_of, NULL, 0, NULL, 0, patron_book_customers(call->book),
                                &call->table, error);
}

static void release(void *context) { patron_table_free(((struct call *)context)->table); }

static patron_status call_quartiles(void *context, patron_error *error)
{
    struct call *call = context;
    const patron_table *tables[2] = {call->table, call->table};
    return patron_products_quartiles(tables, 2, CELLS, call->allocator, &call->q.out, error);
}

static void allocations_may_fail(void **state)
{
    (void)state;
    struct counting counting;
    struct shop shop;
    struct call call;
    counting_begin(&counting);
    shop_begin(&shop); /* enough gaps for several merges */
    shop.columns = SHOP_PRODUCT;
    for (int64_t i = 0; i < 4000; i++) {
        struct shop_row row = shop_sale(i % 40, i * i % 3001, 100);
        row.product = i % 31;
        shop_add(&shop, row);
    }
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    memset(&call, 0, sizeof call);
    call.book = book;
    call.as_of = 4000;
    call.allocator = &counting.allocator;
    struct test_memory table = {&call.table, sizeof call.table};
    assert_true(each_allocation_fails(&counting, call_gaps, release, &call, &table, 1) > 12);
    assert_ok(call_gaps(&call, NULL), NULL);
    call.q.out = (patron_products_quartile_columns){sizeof call.q.out, CELLS, call.q.closed, call.q.open, call.q.day_25,
                                                    call.q.day_50, call.q.day_75};
    struct test_memory outputs[] = {{call.q.closed, sizeof call.q.closed}, {call.q.day_50, sizeof call.q.day_50}};
    assert_true(each_allocation_fails(&counting, call_quartiles, NULL, &call, outputs, 2) >= 6);
    patron_table_free(call.table);
    patron_book_free(book);
    shop_end(&shop);
    counting_end(&counting);
}

/* ---- expected units ---------------------------------------------------------------------------------------------- */

#define assert_close(a, b, by) \
    assert_that(fabs((a) - (b)) <= (by), "%s is %.12g, not %.12g", #a, (double)(a), (double)(b))

static patron_status expect_one(int64_t units, int64_t squares, int64_t scale, int32_t window, int32_t horizon,
                                double confidence, double *expected, double *low, double *high, patron_error *error)
{
    patron_products_expected_options options = {sizeof options, 0, 1000, window, horizon, 0, scale, confidence};
    return patron_products_expected(&units, &squares, NULL, 1, &options, expected, low, high, error);
}

static void expected_units(void **state)
{
    (void)state;
    double e, l, h, z = 1.959963984540054;
    patron_error error;
    /* 90 orders of one piece in 90 days, the next 30: bounds solve (y - rx)² = z² r (x + y) */
    assert_ok(expect_one(90, 90, 1, 90, 30, 0, &e, &l, &h, &error), &error);
    double r = 30.0 / 90;
    assert_close(e, 30, 1e-12);
    assert_close((l - 30) * (l - 30), z * z * r * (90 + l), 1e-9);
    assert_close((h - 30) * (h - 30), z * z * r * (90 + h), 1e-9);
    assert_true(l < 30 && h > 30);
    double low = l, high = h;
    /* orders of 10 pieces each: the same interval in orders, ten times in pieces */
    assert_ok(expect_one(900, 9000, 1, 90, 30, 0, &e, &l, &h, &error), &error);
    assert_close(e, 300, 1e-9);
    assert_close(l, 10 * low, 1e-9);
    assert_close(h, 10 * high, 1e-9);
    /* quantity scale, and another confidence */
    assert_ok(expect_one(90000, 90000000, 1000, 90, 30, 0, &e, &l, &h, &error), &error);
    assert_close(e, 30, 1e-9);
    assert_close(l, low, 1e-9);
    assert_ok(expect_one(90, 90, 1, 90, 30, 0.5, &e, &l, &h, &error), &error);
    assert_true(l > low && h < high);
    /* nothing sold: zero with an honest upper bound, z² r pieces; more was given back than sold: the same */
    assert_ok(expect_one(0, 0, 1, 90, 30, 0, &e, &l, &h, &error), &error);
    assert_true(e == 0 && l == 0);
    assert_close(h, z * z * r, 1e-12);
    assert_ok(expect_one(-5, 25, 1, 90, 30, 0, &e, &l, &h, &error), &error);
    assert_true(e == 0 && l == 0);
    assert_ok(expect_one(5, 25, 1, 90, 7, 0, NULL, NULL, NULL, &error), &error);
}

static void expected_units_of_many(void **state)
{
    (void)state;
    static const int64_t units[] = {90, 0, 900, 90, 10}, squares[] = {90, 0, 9000, 90, 10};
    static const int32_t first[] = {PATRON_NO_DAY, 100, 950, 991, 1000}; /* windows 90, 90, 51, 10, 1 */
    static const int32_t window[] = {90, 90, 51, 10, 1};
    patron_products_expected_options options = {sizeof options, 0, 1000, 90, 0, 0, 0, 0};
    double e[5], l[5], h[5], one[3];
    patron_error error;
    assert_ok(patron_products_expected(units, squares, first, 5, &options, e, l, h, &error), &error);
    for (int i = 0; i < 5; i++) {
        assert_ok(expect_one(units[i], squares[i], 1, window[i], 30, 0, &one[0], &one[1], &one[2], &error), &error);
        assert_true(e[i] == one[0] && l[i] == one[1] && h[i] == one[2]);
    }
    assert_ok(patron_products_expected(NULL, NULL, NULL, 0, &options, NULL, NULL, NULL, &error), &error);
    const struct {
        int64_t units, squares, count;
        int32_t first;
        patron_products_expected_options options;
        int argument;
    } bad[] = {
        {1, -1, 1, 5, options, 1}, {1, 0, 1, 5, options, 1}, {1, 1, 1, 1001, options, 1}, {1, 1, -1, 5, options, 4},
        {1, 1, 1, 5, {8, 0, 1000, 90, 30, 0, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 1, 1000, 90, 30, 0, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, PATRON_DAY_MAX + 1, 90, 30, 0, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, PATRON_NO_DAY, 90, 30, 0, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, -1, 30, 0, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, 3652060, 30, 0, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, 90, -1, 0, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, 90, 3652060, 0, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, 90, 30, 1, 1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, 90, 30, 0, -1, 0}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, 90, 30, 0, 1, 1}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, 90, 30, 0, 1, -0.5}, 5},
        {1, 1, 1, 5, {sizeof options, 0, 1000, 90, 30, 0, 1, NAN}, 5},
    };
    e[0] = l[0] = h[0] = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        patron_status status = patron_products_expected(&bad[i].units, &bad[i].squares, &bad[i].first, bad[i].count,
                                                        &bad[i].options, e, l, h, &error);
        assert_that(status == PATRON_ERROR_ARGUMENT && error.argument == bad[i].argument, "case %zu: %d at %d", i,
                    (int)status, (int)error.argument);
        assert_int_equal(error.row, i < 3 ? 0 : -1);
    }
    assert_int_equal(patron_products_expected(units, squares, NULL, 1, NULL, e, l, h, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 5);
    assert_int_equal(patron_products_expected(NULL, squares, NULL, 1, &options, e, l, h, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    assert_int_equal(patron_products_expected(units, NULL, NULL, 1, &options, e, l, h, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_true(e[0] == 7 && l[0] == 7 && h[0] == 7);
}

/* The interval holds what a Poisson shop with mixed quantities sells next about as often as it says. */
static void expected_units_cover(void **state)
{
    (void)state;
    struct rng rng = {91};
    int64_t rounds = test_some(300, 4000, 20000), held = 0;
    for (int64_t k = 0; k < rounds; k++) {
        int64_t units = 0, squares = 0, later = 0;
        for (int day = 0; day < 120; day++)
            for (int i = 0; i < 20; i++) { /* 20 chances of 2 % a day: nearly Poisson with mean 0.4 */
                if (!rng_chance(&rng, 2)) continue;
                int64_t quantity = rng_chance(&rng, 20) ? 6 : 1;
                if (day >= 90) later += quantity;
                units += day < 90 ? quantity : 0;
                squares += day < 90 ? quantity * quantity : 0;
            }
        double low, high;
        assert_ok(expect_one(units, squares, 1, 90, 30, 0.9, NULL, &low, &high, NULL), NULL);
        held += (double)later >= low && (double)later <= high;
    }
    double share = (double)held / (double)rounds;
    assert_that(share > 0.86 && share < 0.95, "90 %% intervals hold %.3f", share);
}

/* ---- over-index -------------------------------------------------------------------------------------------------- */

static patron_status index_one(int64_t k, int64_t n, int64_t k_all, int64_t n_all, double confidence, double *index,
                               double *low, double *high, patron_error *error)
{
    return patron_products_over_index(&k, n, &k_all, n_all, 1, confidence, index, low, high, error);
}

static void over_index(void **state)
{
    (void)state;
    double index, low, high;
    patron_error error;
    assert_ok(index_one(30, 100, 120, 1000, 0, &index, &low, &high, &error), &error);
    assert_close(index, (30.0 / 100) / (120.0 / 1000), 1e-12);
    /* the ratio of 30/100 to 90/900 from Wilson bounds (.21895 .39586) and (.08207 .12133), then w = 0.1 */
    double l1 = .2189489, u1 = .3958485, l2 = .0820684, u2 = .1213318, p1 = .3, p2 = .1;
    double rl = (p1 * p2 - sqrt(p1 * p2 * p1 * p2 - l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2))) / (u2 * (2 * p2 - u2));
    double ru = (p1 * p2 + sqrt(p1 * p2 * p1 * p2 - u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2))) / (l2 * (2 * p2 - l2));
    assert_close(low, 1 / (0.1 + 0.9 / rl), 1e-5);
    assert_close(high, 1 / (0.1 + 0.9 / ru), 1e-5);
    assert_true(low < index && index < high);
    double wide = high - low;
    assert_ok(index_one(30, 100, 120, 1000, 0.5, &index, &low, &high, &error), &error);
    assert_true(high - low < wide);
    assert_ok(index_one(10, 100, 10, 1000, 0, &index, &low, &high, &error), &error);
    assert_close(index, 10, 1e-12); /* only the group has it: 1 / w is the most there can be */
    assert_true(high == 10 && low > 1);
    assert_ok(index_one(0, 100, 50, 1000, 0, &index, &low, &high, &error), &error);
    assert_true(index == 0 && low == 0 && high > 0 && high < 1);
    assert_ok(index_one(0, 100, 0, 1000, 0, &index, &low, &high, &error), &error);
    assert_true(index == 0 && low == 0 && high == 10);
    assert_ok(index_one(40, 100, 40, 100, 0, &index, &low, &high, &error), &error);
    assert_true(index == 1 && low == 1 && high == 1);
    assert_ok(index_one(40, 100, 60, 200, 0, NULL, NULL, NULL, &error), &error);
    for (int64_t n = 1; n <= 12; n++) /* always ordered and within 0 … 1 / w */
        for (int64_t rest = 0; rest <= 12; rest++)
            for (int64_t k = 0; k <= n; k++)
                for (int64_t k_rest = 0; k_rest <= rest; k_rest++) {
                    assert_ok(index_one(k, n, k + k_rest, n + rest, 0, &index, &low, &high, &error),
                              &error);
                    double most = (double)(n + rest) / (double)n;
                    assert_true(low >= 0 && low <= index + 1e-9 && index <= high + 1e-9 && high <= most + 1e-9);
                }
    static const int64_t bad[][5] = {{-1, 5, 5, 10, 1}, {6, 5, 8, 10, 1}, {0, 0, 5, 10, 2}, {1, 11, 5, 10, 4},
                                     {4, 5, 3, 10, 1}, {1, 9, 5, 10, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        index = low = high = 7;
        assert_int_equal(index_one(bad[i][0], bad[i][1], bad[i][2], bad[i][3], 0, &index, &low, &high,
                                                    &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, bad[i][4]);
        assert_true(index == 7 && low == 7 && high == 7);
    }
    assert_int_equal(index_one(1, 5, 3, 10, 1.5, &index, &low, &high, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 6);
    static const int64_t k[] = {3, 0, 5}, k_all[] = {4, 5, 9}, wrong[] = {4, 5, 11};
    double many[3], one;
    assert_ok(patron_products_over_index(k, 5, k_all, 10, 3, 0, many, NULL, NULL, &error), &error);
    for (int i = 0; i < 3; i++) {
        assert_ok(index_one(k[i], 5, k_all[i], 10, 0, &one, NULL, NULL, &error), &error);
        assert_true(one == many[i]);
    }
    assert_ok(patron_products_over_index(NULL, 5, NULL, 10, 0, 0, many, NULL, NULL, &error), &error);
    assert_int_equal(patron_products_over_index(k, 5, wrong, 10, 3, 0, many, NULL, NULL, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.row, 2);
    assert_int_equal(patron_products_over_index(k, 5, k_all, 10, -1, 0, many, NULL, NULL, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 5);
    assert_int_equal(patron_products_over_index(NULL, 5, k_all, 10, 1, 0, many, NULL, NULL, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    assert_int_equal(patron_products_over_index(k, 5, NULL, 10, 1, 0, many, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_as_the_oracle_says),
        cmocka_unit_test(gaps_of_ranges_join),
        cmocka_unit_test(the_form_of_the_rows_does_not_matter),
        cmocka_unit_test(many_gaps),
        cmocka_unit_test(bad_gaps),
        cmocka_unit_test(allocations_may_fail),
        cmocka_unit_test(expected_units),
        cmocka_unit_test(expected_units_of_many),
        cmocka_unit_test(expected_units_cover),
        cmocka_unit_test(over_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
