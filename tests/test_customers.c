/* The facts of every customer and their sums, against the oracle and in every form that must not matter. */
#include "cases_customers.h"

#include <time.h>

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

static const int32_t windows[] = {365, 30, 1, 3652059};
#define WINDOW_KINDS 4

static void expected_row(const struct oracle_book *seen, int64_t i, int32_t window, uint32_t has,
                         struct oracle_customers_row *out)
{
    oracle_customers_row(seen, &seen->customer[i], window, out);
#define X(name, needs) \
    if ((has & (needs)) != (needs)) out->name = 0;
    ALL_COLUMNS(X)
#undef X
}

static void check_scores(const struct shop *shop, const patron_book *book, int32_t as_of, int32_t window)
{
    struct oracle_book *seen = oracle_book(shop, as_of);
    struct filled filled;
    int64_t customers = patron_book_customers(book), net = 0, sales = 0, refunds = 0, counted = 0;
    assert_int_equal(customers, seen->customers);
    filled_begin(&filled, customers, shop->columns);
    score(book, as_of, window == 365 ? 0 : window, 0, &filled);
    for (int64_t i = 0; i < customers; i++) {
        struct oracle_customers_row found, expected;
        memset(&found, 0, sizeof found);
        expected_row(seen, i, window, shop->columns, &expected);
        filled_row(&filled, i, &found);
        assert_rows_equal(&found, &expected, shop->name, seen->customer[i].key);
        net += found.net;
        sales += found.sales;
        refunds += found.refunds;
        counted += found.net_counted;
    }
    patron_totals totals = {.size = sizeof totals}; /* money reconciles with the totals of the book */
    patron_error error;
    assert_ok(patron_book_totals(book, as_of, &totals, &error), &error);
    assert_int_equal(net, totals.net - seen->guests.net);
    assert_true(sales - refunds == net && counted <= sales);
    filled_end(&filled);
    oracle_book_free(seen);
}

static void check_counts(const struct shop *shop, const patron_book *book, int32_t as_of, int32_t window,
                         int32_t repeat)
{
    struct oracle_book *seen = oracle_book(shop, as_of);
    struct oracle_customers_counts expected;
    struct cells cells;
    patron_customers_options options = {sizeof options, 0, window == 365 ? 0 : window, repeat == 365 ? 0 : repeat};
    patron_error error;
    memset(&expected, 0, sizeof expected);
    for (int64_t i = 0; i < seen->customers; i++)
        oracle_customers_count(seen, &seen->customer[i], window, repeat, &expected);
    cells_begin(&cells, 1, 0);
    assert_ok(patron_customers_count(book, as_of, &options, NULL, 0, seen->customers, &cells.counts, &error), &error);
    cells_read(&cells);
    assert_counts_equal(&cells.group[0], &expected, shop->name);
    const struct oracle_customers_counts *found = &cells.group[0];
    assert_int_equal(found->buyers, found->one_time_buyers + found->repeaters);
    assert_int_equal(found->recent_buyers, found->recent_new + found->recent_returning + found->recent_unknown);
    assert_true(found->repeat_within <= found->repeat_observed && found->kept_buyers <= found->earlier_buyers);
    assert_int_equal(found->customers, seen->totals.customers);
    assert_int_equal(found->buyers, seen->totals.buyers);
    assert_int_equal(found->purchases, seen->totals.purchases);
    for (int g = 1; g < GROUPS_MAX; g++) assert_int_equal(cells.group[g].customers, 0);
    oracle_book_free(seen);
}

static void check_shop(const struct shop *shop, uint64_t seed)
{
    patron_book *book = shop_book(shop, NULL);
    struct rng rng = {seed};
    for (int which = 0; which < SHOP_AS_OF; which++) {
        int32_t as_of = shop_as_of(shop, which), window = windows[rng_between(&rng, 0, WINDOW_KINDS - 1)];
        check_scores(shop, book, as_of, window);
        check_counts(shop, book, as_of, window, windows[rng_between(&rng, 0, WINDOW_KINDS - 1)]);
        check_scores(shop, book, as_of, 365);
        check_counts(shop, book, as_of, 365, 365);
    }
    patron_book_free(book);
}

static void random_shops_as_the_oracle_says(void **state)
{
    (void)state;
    int seeds = test_soak() ? 300 : 6;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, (uint64_t)(5000 + seed), profile);
            if (seed % 3 == 1) shop.flags ^= PATRON_BOOK_COUNT_BY_ORDER;
            if (seed % 3 == 2) shop.flags ^= PATRON_BOOK_ZERO_ORDERS;
            check_shop(&shop, (uint64_t)seed + 1);
            shop_end(&shop);
        }
}

static void edge_shops_as_the_oracle_says(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        check_shop(&shop, 77);
        shop_end(&shop);
    }
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

static void a_customer_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    static const struct {
        int64_t day, amount, order, kind, discount, cost, quantity;
    } rows[] = {
        {100, 1000, 1, PATRON_KIND_SALE, 0, 400, 2},     {110, 2000, 2, PATRON_KIND_SALE, 100, 900, 3},
        {110, 500, 3, PATRON_KIND_SALE, 0, 100, 1},      {120, 900, 4, PATRON_KIND_RENEWAL, 0, 50, 1},
        {150, 3000, 5, PATRON_KIND_SALE, 300, 1000, 6},  {170, 700, 6, PATRON_KIND_SALE, 5, 300, 1},
        {171, -700, 6, PATRON_KIND_REFUND, 0, 0, 1},     {160, -1000, 5, PATRON_KIND_REFUND, 0, 0, 2},
        {165, -250, 99, PATRON_KIND_REFUND, 0, 0, 9},    {500, 4000, 7, PATRON_KIND_SALE, 0, 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop_row row = shop_sale(42, rows[i].day, rows[i].amount);
        row.order = rows[i].order;
        row.kind = rows[i].kind;
        row.discount = rows[i].discount;
        row.cost = rows[i].cost;
        row.quantity = rows[i].quantity;
        row.product = 9;
        shop_add(&shop, row);
    }
    shop.columns = SHOP_ORDER | SHOP_KIND | SHOP_DISCOUNT | SHOP_COST | SHOP_QUANTITY | SHOP_PRODUCT;
    patron_book *book = shop_book(&shop, NULL);
    struct filled filled;
    struct oracle_customers_row row;
    filled_begin(&filled, 1, shop.columns);
    score(book, 200, 50, 0, &filled); /* recent: 151 … 200; earlier: 101 … 150 */
    memset(&row, 0, sizeof row);
    filled_row(&filled, 0, &row);
    const struct oracle_customers_row expected = {
        PATRON_CUSTOMERS_BUYER, 1, 5, 1, 4, 1, 100, 150, 50, 100,
        8100, 1950, 6150, 7400, 6400,        /* order 6 is refunded in full: its sale and refund are money, no order */
        13, 2, 405, 2, 2750, 6150 - 2750,
        2, 50, 50, 40,                       /* gaps 10 and 40 */
        0, -250, 4, 6400 - 1000,             /* the 250 that hang on no order lie in the recent window */
    };
    assert_rows_equal(&row, &expected, "by hand", 42);
    score(book, 170, 50, 0, &filled); /* before its refund order 6 counts */
    filled_row(&filled, 0, &row);
    assert_int_equal(row.orders, 6);
    assert_int_equal(row.purchases, 5);
    assert_int_equal(row.last_gap, 20);
    assert_int_equal(row.gap_median_twice, 40);
    assert_int_equal(row.recent_net, 3000 - 1000 + 700 - 250 + 0);
    assert_int_equal(row.recent_orders, 2); /* days 121 … 170 */
    assert_int_equal(row.earlier_orders, 5 - 1);
    score(book, 99, 50, 0, &filled);
    filled_row(&filled, 0, &row);
    assert_int_equal(row.state, PATRON_CUSTOMERS_ABSENT);
    assert_int_equal(row.first_day, PATRON_NO_DAY);
    filled_end(&filled);
    patron_book_free(book);
    shop_end(&shop);
}

static void states_have_names(void **state)
{
    (void)state;
    assert_string_equal(patron_customers_state_name(PATRON_CUSTOMERS_ABSENT), "absent");
    assert_string_equal(patron_customers_state_name(PATRON_CUSTOMERS_NO_BUYER), "no_buyer");
    assert_string_equal(patron_customers_state_name(PATRON_CUSTOMERS_BUYER), "buyer");
    assert_null(patron_customers_state_name(-1));
    assert_null(patron_customers_state_name(PATRON_CUSTOMERS_STATES));
    assert_null(patron_customers_state_name(INT32_MIN));
}

/* ---- forms that must not matter --------------------------------------------------------------------------------- */

struct reference {
    const patron_book *book;
    struct filled filled;
    struct cells cells;
    int32_t as_of;
};

static void compare_variant(void *context, const patron_book *book, const char *variant)
{
    struct reference *reference = context;
    struct filled filled;
    struct cells cells;
    patron_error error;
    int64_t rows = patron_book_customers(book);
    filled_begin(&filled, rows, reference->filled.has);
    score(book, reference->as_of, 0, 0, &filled);
#define X(name, needs) \
    if (filled.columns.name) \
        assert_joined(reference->book, reference->filled.columns.name, book, filled.columns.name, \
                      sizeof *filled.columns.name, #name);
    ALL_COLUMNS(X)
#undef X
    cells_begin(&cells, 1, 0);
    assert_ok(patron_customers_count(book, reference->as_of, NULL, NULL, 0, rows, &cells.counts, &error), &error);
    assert_that(!memcmp(cells.array, reference->cells.array, sizeof cells.array), "%s: other sums", variant);
    filled_end(&filled);
}

static void the_form_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int seed = 0; seed < (test_soak() ? 20 : 2); seed++) {
            struct shop shop;
            struct reference reference;
            patron_error error;
            shop_random(&shop, (uint64_t)(7000 + seed), profile);
            patron_book *book = shop_book(&shop, NULL);
            reference.book = book;
            reference.as_of = shop_as_of(&shop, 3);
            filled_begin(&reference.filled, patron_book_customers(book), shop.columns);
            score(book, reference.as_of, 0, 0, &reference.filled);
            cells_begin(&reference.cells, 1, 0);
            assert_ok(patron_customers_count(book, reference.as_of, NULL, NULL, 0, patron_book_customers(book),
                                             &reference.cells.counts, &error), &error);
            for_each_variant(&shop, (uint64_t)seed + 3, compare_variant, &reference);
            filled_end(&reference.filled);
            patron_book_free(book);
            shop_end(&shop);
        }
}

/* Rows of any range are those of the whole, and sums of parts add up to the sums of the whole. */
static void ranges_join(void **state)
{
    (void)state;
    struct rng rng = {61};
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 8000, profile);
        patron_book *book = shop_book(&shop, NULL);
        int64_t customers = patron_book_customers(book);
        int32_t as_of = shop_as_of(&shop, 4);
        struct filled whole;
        struct cells all, parts;
        patron_error error;
        filled_begin(&whole, customers, shop.columns);
        score(book, as_of, 0, 0, &whole);
        cells_begin(&all, 1, 0);
        cells_begin(&parts, 1, 0);
        assert_ok(patron_customers_count(book, as_of, NULL, NULL, 0, customers, &all.counts, &error), &error);
        for (int64_t first = 0; first <= customers;) {
            int64_t count = rng_between(&rng, 0, customers - first);
            struct filled part;
            filled_begin(&part, count, shop.columns);
            score(book, as_of, 0, first, &part);
            for (int64_t i = 0; i < count; i++) {
                struct oracle_customers_row found, expected;
                memset(&found, 0, sizeof found);
                memset(&expected, 0, sizeof expected);
                filled_row(&part, i, &found);
                filled_row(&whole, first + i, &expected);
                assert_rows_equal(&found, &expected, shop.name, first + i);
            }
            filled_end(&part);
            assert_ok(patron_customers_count(book, as_of, NULL, NULL, first, count, &parts.counts, &error), &error);
            if (first == customers) break;
            first += count;
        }
        assert_memory_equal(parts.array, all.array, sizeof all.array);
        filled_end(&whole);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* A column that is not wanted changes nothing in the others. */
static void columns_may_be_left_out(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 8100, SHOP_LINES);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4);
    struct filled whole;
    patron_error error;
    filled_begin(&whole, customers, shop.columns);
    score(book, as_of, 0, 0, &whole);
#define X(name, needs) \
    if (whole.columns.name) { \
        patron_customers_columns one = {.size = sizeof one, .capacity = customers}; \
        size_t bytes = (size_t)customers * sizeof *one.name; \
        one.name = calloc((size_t)customers + 1, sizeof *one.name); \
        assert_non_null(one.name); \
        assert_ok(patron_customers_score(book, as_of, NULL, 0, customers, &one, &error), &error); \
        assert_memory_equal(one.name, whole.columns.name, bytes); \
        free(one.name); \
    }
    ALL_COLUMNS(X)
#undef X
    patron_customers_columns none = {.size = sizeof none, .capacity = customers};
    assert_ok(patron_customers_score(book, as_of, NULL, 0, customers, &none, &error), &error);
    patron_customers_counts nothing = {.size = sizeof nothing, .capacity = 1};
    assert_ok(patron_customers_count(book, as_of, NULL, NULL, 0, customers, &nothing, &error), &error);
    filled_end(&whole);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- groups ------------------------------------------------------------------------------------------------------ */

static void groups_and_masks(void **state)
{
    (void)state;
    struct rng rng = {62};
    for (int round = 0; round < 40; round++) {
        struct shop shop;
        shop_random(&shop, (uint64_t)(8200 + round), round % SHOP_PROFILES);
        patron_book *book = shop_book(&shop, NULL);
        int32_t as_of = shop_as_of(&shop, 3);
        struct oracle_book *seen = oracle_book(&shop, as_of);
        uint8_t *mask = malloc((size_t)seen->customers + 1);
        int32_t *group = malloc(((size_t)seen->customers + 1) * sizeof *group);
        assert_true(mask && group);
        int64_t groups = rng_between(&rng, 1, GROUPS_MAX);
        struct oracle_customers_counts expected[GROUPS_MAX];
        memset(expected, 0, sizeof expected);
        bool masked = rng_chance(&rng, 60), grouped = rng_chance(&rng, 80);
        for (int64_t i = 0; i < seen->customers; i++) {
            mask[i] = rng_chance(&rng, 70) ? (uint8_t)rng_between(&rng, 1, 255) : 0;
            group[i] = (int32_t)rng_between(&rng, -1, groups - 1);
            int64_t in = grouped ? group[i] : 0;
            if ((masked && !mask[i]) || in < 0) continue;
            oracle_customers_count(seen, &seen->customer[i], 365, 365, &expected[in]);
        }
        patron_selection selection = {sizeof selection, masked ? mask : NULL, grouped ? group : NULL, 0};
        if (grouped) selection.groups = groups;
        struct cells cells;
        patron_error error;
        cells_begin(&cells, grouped ? groups : 1, 1000); /* adds to what is there */
        assert_ok(patron_customers_count(book, as_of, NULL, &selection, 0, seen->customers, &cells.counts, &error),
                  &error);
        for (int a = 0; a < COUNT_ARRAYS; a++)
            for (int g = 0; g < GROUPS_MAX; g++) cells.array[a][g] -= 1000;
        cells_read(&cells);
        for (int g = 0; g < GROUPS_MAX; g++) assert_counts_equal(&cells.group[g], &expected[g], shop.name);
        free(mask);
        free(group);
        oracle_book_free(seen);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- what is refused --------------------------------------------------------------------------------------------- */

static void assert_untouched(const struct filled *filled)
{
#define X(name, needs) \
    if (filled->columns.name) \
        for (int64_t i = 0; i < filled->rows; i++) \
            assert_true((uint64_t)filled->columns.name[i] << 32 == UINT64_C(0x5A5A5A5A) << 32);
    ALL_COLUMNS(X)
#undef X
}

static void bad_arguments_of_score(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 8300, SHOP_LINES);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4);
    struct filled filled;
    filled_begin(&filled, customers, shop.columns);
    const size_t size = sizeof(patron_customers_options);
    const struct {
        const patron_book *book;
        int32_t as_of;
        patron_customers_options options;
        int64_t first, count, capacity;
        size_t out_size;
        patron_status status;
        int32_t argument;
    } cases[] = {
        {NULL, as_of, {size, 0, 0, 0}, 0, 1, 1, 0, PATRON_ERROR_ARGUMENT, 1},
        {book, PATRON_DAY_MIN - 1, {size, 0, 0, 0}, 0, 1, 1, 0, PATRON_ERROR_RANGE, 2},
        {book, PATRON_DAY_MAX + 1, {size, 0, 0, 0}, 0, 1, 1, 0, PATRON_ERROR_RANGE, 2},
        {book, PATRON_NO_DAY, {size, 0, 0, 0}, 0, 1, 1, 0, PATRON_ERROR_RANGE, 2},
        {book, as_of, {size, 1, 0, 0}, 0, 1, 1, 0, PATRON_ERROR_ARGUMENT, 3},
        {book, as_of, {size, UINT64_C(1) << 63, 0, 0}, 0, 1, 1, 0, PATRON_ERROR_ARGUMENT, 3},
        {book, as_of, {size - 1, 0, 0, 0}, 0, 1, 1, 0, PATRON_ERROR_ARGUMENT, 3},
        {book, as_of, {size, 0, -1, 0}, 0, 1, 1, 0, PATRON_ERROR_ARGUMENT, 3},
        {book, as_of, {size, 0, 3652060, 0}, 0, 1, 1, 0, PATRON_ERROR_ARGUMENT, 3},
        {book, as_of, {size, 0, 0, INT32_MIN}, 0, 1, 1, 0, PATRON_ERROR_ARGUMENT, 3},
        {book, as_of, {size, 0, 0, 3652060}, 0, 1, 1, 0, PATRON_ERROR_ARGUMENT, 3},
        {book, as_of, {size, 0, 0, 0}, -1, 1, 1, 0, PATRON_ERROR_RANGE, 4},
        {book, as_of, {size, 0, 0, 0}, 0, customers + 1, customers + 1, 0, PATRON_ERROR_RANGE, 4},
        {book, as_of, {size, 0, 0, 0}, customers, 1, 1, 0, PATRON_ERROR_RANGE, 4},
        {book, as_of, {size, 0, 0, 0}, 1, INT64_MAX, INT64_MAX, 0, PATRON_ERROR_RANGE, 4},
        {book, as_of, {size, 0, 0, 0}, 0, -1, 1, 0, PATRON_ERROR_RANGE, 4},
        {book, as_of, {size, 0, 0, 0}, 0, 2, 1, 0, PATRON_ERROR_CAPACITY, 6},
        {book, as_of, {size, 0, 0, 0}, 0, 1, 1, 16, PATRON_ERROR_ARGUMENT, 6},
    };
    patron_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        patron_customers_columns out = filled.columns;
        out.capacity = cases[i].capacity;
        if (cases[i].out_size) out.size = cases[i].out_size;
        patron_status status = patron_customers_score(cases[i].book, cases[i].as_of, &cases[i].options, cases[i].first,
                                                      cases[i].count, &out, &error);
        assert_that(status == cases[i].status && error.argument == cases[i].argument, "case %zu: %d at %d", i,
                    (int)status, (int)error.argument);
    }
    assert_int_equal(patron_customers_score(book, as_of, NULL, 0, 1, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 6);
    assert_untouched(&filled);
    filled_end(&filled);
    patron_book_free(book);
    shop_end(&shop);
}

static void bad_arguments_of_count(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 8400, SHOP_REFUNDS);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4);
    struct cells cells, before;
    patron_error error;
    int32_t *group = calloc((size_t)customers, sizeof *group);
    assert_non_null(group);
    patron_selection selection = {sizeof selection, NULL, group, 2};
    patron_customers_options options = {sizeof options, 4, 0, 0};
    cells_begin(&cells, 2, 7);
    memcpy(&before, &cells, sizeof cells);
#define CALL(book, as_of, options, selection, first, count, into) \
    patron_customers_count((book), (as_of), (options), (selection), (first), (count), (into), &error)
    assert_int_equal(CALL(NULL, as_of, NULL, NULL, 0, 1, &cells.counts), PATRON_ERROR_ARGUMENT);
    assert_int_equal(CALL(book, PATRON_DAY_MAX + 1, NULL, NULL, 0, 1, &cells.counts), PATRON_ERROR_RANGE);
    assert_int_equal(CALL(book, as_of, &options, NULL, 0, 1, &cells.counts), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    assert_int_equal(CALL(book, as_of, NULL, NULL, 0, customers + 1, &cells.counts), PATRON_ERROR_RANGE);
    assert_int_equal(error.argument, 5);
    assert_int_equal(CALL(book, as_of, NULL, NULL, 0, 1, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 7);
    cells.counts.capacity = 1;
    assert_int_equal(CALL(book, as_of, NULL, &selection, 0, customers, &cells.counts), PATRON_ERROR_CAPACITY);
    assert_int_equal(error.argument, 7);
    cells.counts.capacity = 2;
    cells.counts.size -= 8;
    assert_int_equal(CALL(book, as_of, NULL, &selection, 0, customers, &cells.counts), PATRON_ERROR_ARGUMENT);
    cells.counts.size += 8;
    static const int32_t bad[] = {2, -2, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        group[customers - 1] = bad[i];
        assert_int_equal(CALL(book, as_of, NULL, &selection, 0, customers, &cells.counts), PATRON_ERROR_DATA);
        assert_int_equal(error.row, customers - 1);
    }
    selection.groups = 0;
    assert_int_equal(CALL(book, as_of, NULL, &selection, 0, customers, &cells.counts), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 4);
    assert_memory_equal(&cells, &before, sizeof cells);
    for (int a = 0; a < COUNT_ARRAYS; a++) { /* every array is checked before any is changed */
        memset(&cells.array, 0, sizeof cells.array);
        cells.array[a][0] = INT64_MAX;
        patron_status status = CALL(book, as_of, NULL, NULL, 0, customers, &cells.counts);
        assert_true(status == PATRON_OK || status == PATRON_ERROR_OVERFLOW);
        int64_t sum = 0;
        for (int b = 0; b < COUNT_ARRAYS; b++) sum += b == a ? 0 : cells.array[b][0] != 0;
        assert_int_equal(sum != 0, status == PATRON_OK);
        assert_true(status == PATRON_OK || cells.array[a][0] == INT64_MAX);
        if (a == 0) assert_int_equal(status, PATRON_ERROR_OVERFLOW);
    }
#undef CALL
    free(group);
    patron_book_free(book);
    shop_end(&shop);
}

static void missing_columns_are_named(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 8500, SHOP_PLAIN);
    patron_book *book = shop_book(&shop, NULL);
    int64_t value[1000] = {0};
    patron_error error;
    assert_true(patron_book_customers(book) <= 1000);
    for (int k = 0; k < 6; k++) {
        patron_customers_columns out = {.size = sizeof out, .capacity = 1000};
        static const char *const names[] = {"quantity", "quantity", "discount", "discount", "cost", "cost"};
        *(k == 0 ? &out.units : k == 1 ? &out.units_returned : k == 2 ? &out.discount : k == 3 ? &out.discounted_orders
          : k == 4 ? &out.cost : &out.margin) = value;
        assert_int_equal(patron_customers_score(book, shop_as_of(&shop, 4), NULL, 0, patron_book_customers(book), &out,
                                                &error), PATRON_ERROR_MISSING);
        assert_string_equal(error.column, names[k]);
    }
    patron_book_free(book);
    for (int64_t i = 0; i < shop.rows; i++) shop.row[i].quantity = 1;
    shop.columns = SHOP_QUANTITY;
    book = shop_book(&shop, NULL);
    patron_customers_columns out = {.size = sizeof out, .capacity = 1000, .units_returned = value};
    assert_int_equal(patron_customers_score(book, shop_as_of(&shop, 4), NULL, 0, 1, &out, &error),
                     PATRON_ERROR_MISSING);
    assert_string_equal(error.column, "product");
    patron_book_free(book);
    shop_end(&shop);
}

static void a_margin_beyond_int64_is_an_error(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    struct shop_row row = shop_sale(1, 10, 5);
    row.cost = 3;
    shop_add(&shop, row);
    row = shop_sale(2, 10, INT64_MAX - 5);
    row.cost = -(INT64_MAX - 3);
    shop_add(&shop, row);
    shop.columns = SHOP_COST;
    patron_book *book = shop_book(&shop, NULL);
    struct filled filled;
    patron_error error;
    filled_begin(&filled, 2, shop.columns);
    assert_int_equal(patron_customers_score(book, 20, NULL, 0, 2, &filled.columns, &error), PATRON_ERROR_OVERFLOW);
    assert_int_equal(error.row, 1);
    assert_untouched(&filled);
    assert_ok(patron_customers_score(book, 20, NULL, 0, 1, &filled.columns, &error), &error);
    assert_int_equal(filled.columns.margin[0], 2);
    free(filled.columns.margin);
    filled.columns.margin = NULL;
    assert_ok(patron_customers_score(book, 20, NULL, 0, 2, &filled.columns, &error), &error);
    assert_true(filled.columns.net[1] == INT64_MAX - 5 && filled.columns.cost[1] == -(INT64_MAX - 3));
    filled_end(&filled);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

struct call {
    patron_book *book;
    int32_t as_of;
    struct filled *filled;
    struct cells *cells;
};

static patron_status call_score(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_customers_score(call->book, call->as_of, NULL, 0, call->filled->rows, &call->filled->columns, error);
}

static patron_status call_count(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_customers_count(call->book, call->as_of, NULL, NULL, 0, call->filled->rows, &call->cells->counts,
                                  error);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counting counting;
    struct shop shop;
    counting_begin(&counting);
    shop_random(&shop, 8600, SHOP_MIXED);
    struct shop_form form = {.allocator = &counting.allocator};
    struct filled filled;
    struct cells cells;
    struct call call = {shop_book(&shop, &form), shop_as_of(&shop, 3), &filled, &cells};
    filled_begin(&filled, patron_book_customers(call.book), shop.columns);
    struct test_memory outputs[64];
    int count = 0;
#define X(name, needs) \
    if (filled.columns.name) \
        outputs[count++] = (struct test_memory){filled.columns.name, (size_t)filled.rows * sizeof *filled.columns.name};
    ALL_COLUMNS(X)
#undef X
    assert_int_equal(each_allocation_fails(&counting, call_score, NULL, &call, outputs, count), 2);
    cells_begin(&cells, 1, 0);
    struct test_memory output = {cells.array, sizeof cells.array};
    assert_int_equal(each_allocation_fails(&counting, call_count, NULL, &call, &output, 1), 1);
    counting.calls = 0; /* nothing is allocated for the other columns */
    int32_t *kept = filled.columns.gap_median_twice;
    filled.columns.gap_median_twice = NULL;
    assert_int_equal(call_score(&call, NULL), PATRON_OK);
    assert_int_equal(counting.calls, 0);
    filled.columns.gap_median_twice = kept;
    filled_end(&filled);
    patron_book_free(call.book);
    shop_end(&shop);
    counting_end(&counting);
}

/* ---- size -------------------------------------------------------------------------------------------------------- */

/* 10^6 orders of one customer: the median of 10^6 gaps, in every shape that is bad for some way of sorting. */
static void one_customer_with_very_many_orders(void **state)
{
    (void)state;
    const int64_t orders = test_soak() ? 1000000 : 100000;
    for (int shape = 0; shape < 4; shape++) {
        struct counting counting;
        counting_begin(&counting);
        struct shop shop;
        struct rng rng = {63};
        shop_begin(&shop);
        int64_t day = PATRON_DAY_MIN, expected[8] = {0};
        for (int64_t i = 0; i < orders; i++) {
            const int64_t shapes[] = {1, 1 + 6 * i / orders, 7 - 6 * i / orders, rng_between(&rng, 1, 7)};
            int64_t gap = i ? shapes[shape] : 0;
            day += gap;
            if (i) expected[gap]++;
            shop_add(&shop, shop_sale(5, day, 100));
        }
        struct shop_form form = {.allocator = &counting.allocator};
        patron_book *book = shop_book(&shop, &form);
        int32_t median = -5;
        int64_t gaps = 0;
        patron_customers_columns out = {.size = sizeof out, .capacity = 1, .gap_median_twice = &median, .gaps = &gaps};
        patron_error error;
        counting.peak = counting.bytes;
        int64_t before = counting.bytes;
        clock_t start = clock();
        assert_ok(patron_customers_score(book, PATRON_DAY_MAX, NULL, 0, 1, &out, &error), &error);
        assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 20);
        assert_int_equal(counting.peak - before, 8 * orders);
        assert_int_equal(gaps, orders - 1);
        int64_t at[2] = {(gaps - 1) / 2, gaps / 2}, sum = 0;
        for (int k = 0; k < 2; k++) {
            int64_t seen = 0, value = 0;
            while (seen <= at[k]) seen += expected[++value];
            sum += value;
        }
        assert_int_equal(median, sum);
        patron_book_free(book);
        shop_end(&shop);
        counting_end(&counting);
    }
}

/* ---- threads ----------------------------------------------------------------------------------------------------- */

struct worker {
    const struct reference *reference;
    int64_t wrong;
};

static void *work(void *context)
{
    struct worker *worker = context;
    const struct reference *reference = worker->reference;
    for (int round = 0; round < 20; round++) {
        struct cells cells;
        patron_customers_columns out = {.size = sizeof out, .capacity = reference->filled.rows};
        out.gap_median_twice = malloc(((size_t)reference->filled.rows + 1) * sizeof *out.gap_median_twice);
        cells_begin(&cells, 1, 0);
        worker->wrong += patron_customers_score(reference->book, reference->as_of, NULL, 0, reference->filled.rows,
                                                &out, NULL);
        worker->wrong += memcmp(out.gap_median_twice, reference->filled.columns.gap_median_twice,
                                (size_t)reference->filled.rows * sizeof *out.gap_median_twice) != 0;
        worker->wrong += patron_customers_count(reference->book, reference->as_of, NULL, NULL, 0,
                                                reference->filled.rows, &cells.counts, NULL);
        worker->wrong += memcmp(cells.array, reference->cells.array, sizeof cells.array) != 0;
        free(out.gap_median_twice);
    }
    return NULL;
}

static void a_book_may_be_shared_by_threads(void **state)
{
    (void)state;
    struct shop shop;
    struct reference reference;
    patron_error error;
    shop_random(&shop, 8700, SHOP_MIXED);
    patron_book *book = shop_book(&shop, NULL);
    reference.book = book;
    reference.as_of = shop_as_of(&shop, 3);
    filled_begin(&reference.filled, patron_book_customers(book), shop.columns);
    score(book, reference.as_of, 0, 0, &reference.filled);
    cells_begin(&reference.cells, 1, 0);
    assert_ok(patron_customers_count(book, reference.as_of, NULL, NULL, 0, reference.filled.rows,
                                     &reference.cells.counts, &error), &error);
    pthread_t thread[7];
    struct worker worker[7];
    for (int i = 0; i < 7; i++) {
        worker[i] = (struct worker){&reference, 0};
        assert_int_equal(pthread_create(&thread[i], NULL, work, &worker[i]), 0);
    }
    for (int i = 0; i < 7; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_int_equal(worker[i].wrong, 0);
    }
    filled_end(&reference.filled);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_shops_as_the_oracle_says),
        cmocka_unit_test(edge_shops_as_the_oracle_says),
        cmocka_unit_test(a_customer_by_hand),
        cmocka_unit_test(states_have_names),
        cmocka_unit_test(the_form_of_the_rows_does_not_matter),
        cmocka_unit_test(ranges_join),
        cmocka_unit_test(columns_may_be_left_out),
        cmocka_unit_test(groups_and_masks),
        cmocka_unit_test(bad_arguments_of_score),
        cmocka_unit_test(bad_arguments_of_count),
        cmocka_unit_test(missing_columns_are_named),
        cmocka_unit_test(a_margin_beyond_int64_is_an_error),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(one_customer_with_very_many_orders),
        cmocka_unit_test(a_book_may_be_shared_by_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
