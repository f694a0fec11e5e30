/* Leading indicators, against a naive reading of their definitions, by hand, and in every form that must not matter. */
#include "oracle_book.h"

#include <patron/churn.h>

#define GROUPS 3
#define CELLS (GROUPS * PATRON_CHURN_SIGNS * 2)

/* ---- oracle ------------------------------------------------------------------------------------------------------ */

struct signs {
    int32_t shown, known;
};

static struct signs oracle_signs(const struct oracle_book *book, const struct oracle_customer *customer,
                                 bool has_discount)
{
    struct signs signs = {0, 0};
    int64_t n = customer->sales_purchases;
    if (n == 0) return signs;
    const struct oracle_purchase *purchase = customer->sales_purchase, *last = &purchase[n - 1];
    signs.known = 1 << PATRON_CHURN_SIGN_LAST_REFUNDED;
    if (has_discount) signs.known |= 1 << PATRON_CHURN_SIGN_DISCOUNT_ONLY;
    if (n >= 3) {
        long double gaps = purchase[n - 2].day - purchase[0].day, nets = 0;
        for (int64_t i = 0; i < n - 1; i++) nets += purchase[i].net;
        signs.known |= 1 << PATRON_CHURN_SIGN_GAP_WIDENING | 1 << PATRON_CHURN_SIGN_VALUE_FALLING;
        if (last->day - purchase[n - 2].day > 1.5L * gaps / (n - 2)) signs.shown |= 1 << PATRON_CHURN_SIGN_GAP_WIDENING;
        if (last->net < 0.75L * nets / (n - 1)) signs.shown |= 1 << PATRON_CHURN_SIGN_VALUE_FALLING;
    }
    bool refunded = false, discounted = has_discount;
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        if (order->renewal) continue;
        if (order->day >= last->day && oracle_refunded(order->refund, order->refunds, book->as_of) > 0) refunded = true;
        if (order->counts && order->discount <= 0) discounted = false;
    }
    for (int64_t i = 0; i < customer->looses; i++) {
        const struct oracle_refund *loose = &customer->loose[i];
        if (loose->day >= last->day && loose->day <= book->as_of && loose->amount > 0) refunded = true;
    }
    if (refunded) signs.shown |= 1 << PATRON_CHURN_SIGN_LAST_REFUNDED;
    if (discounted) signs.shown |= 1 << PATRON_CHURN_SIGN_DISCOUNT_ONLY;
    return signs;
}

/* ---- helpers ----------------------------------------------------------------------------------------------------- */

struct cells {
    patron_churn_sign_counts counts;
    int64_t customers[CELLS], gone[CELLS];
};

static void cells_begin(struct cells *cells, int64_t start)
{
    for (int i = 0; i < CELLS; i++) cells->customers[i] = cells->gone[i] = start;
    cells->counts = (patron_churn_sign_counts){sizeof cells->counts, CELLS, cells->customers, cells->gone};
}

static int32_t *ints(int64_t count)
{
    int32_t *made = malloc(((size_t)count + 1) * sizeof *made);
    assert_non_null(made);
    memset(made, 0x5A, ((size_t)count + 1) * sizeof *made);
    return made;
}

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

static void check_scores(const struct shop *shop, const patron_book *book, int32_t as_of)
{
    struct oracle_book *seen = oracle_book(shop, as_of);
    int64_t half = seen->customers / 2;
    int32_t *signs = ints(seen->customers), *known = ints(seen->customers);
    patron_churn_sign_columns out = {sizeof out, half, signs, known};
    patron_churn_sign_columns rest = {sizeof rest, seen->customers - half, signs + half, known + half};
    patron_error error;
    assert_ok(patron_churn_signs(book, as_of, 0, half, &out, &error), &error);
    assert_ok(patron_churn_signs(book, as_of, half, seen->customers - half, &rest, &error), &error);
    for (int64_t i = 0; i < seen->customers; i++) {
        struct signs expected = oracle_signs(seen, &seen->customer[i], (shop->columns & SHOP_DISCOUNT) != 0);
        assert_that(signs[i] == expected.shown && known[i] == expected.known,
                    "%s, day %d, customer %lld: %x of %x, expected %x of %x", shop->name, (int)as_of, (long long)i,
                    (unsigned)signs[i], (unsigned)known[i], (unsigned)expected.shown, (unsigned)expected.known);
    }
    free(signs);
    free(known);
    oracle_book_free(seen);
}

static void check_counts(const struct shop *shop, const patron_book *book, int32_t as_of, int32_t horizon)
{
    struct oracle_book *now = oracle_book(shop, as_of), *then = oracle_book(shop, as_of - horizon);
    struct cells expected, found;
    int32_t *group = ints(now->customers);
    uint8_t *mask = malloc((size_t)now->customers + 1);
    assert_non_null(mask);
    cells_begin(&expected, 5);
    cells_begin(&found, 5);
    for (int64_t i = 0; i < now->customers; i++) {
        const struct oracle_customer *late = &now->customer[i];
        struct signs signs = oracle_signs(then, &then->customer[i], (shop->columns & SHOP_DISCOUNT) != 0);
        bool back = late->sales_purchases > 0 &&
                    late->sales_purchase[late->sales_purchases - 1].day > as_of - horizon;
        group[i] = (int32_t)(i % (GROUPS + 1)) - 1;
        mask[i] = i % 7 != 3;
        if (group[i] < 0 || !mask[i]) continue;
        for (int s = 0; s < PATRON_CHURN_SIGNS; s++)
            if (signs.known >> s & 1) {
                int cell = (group[i] * PATRON_CHURN_SIGNS + s) * 2 + (signs.shown >> s & 1);
                expected.customers[cell]++;
                expected.gone[cell] += !back;
            }
    }
    patron_selection selection = {sizeof selection, mask, group, GROUPS};
    patron_error error;
    int64_t part = now->customers / 3;
    int32_t given = horizon == 90 ? 0 : horizon;
    assert_ok(patron_churn_sign_count(book, as_of, given, &selection, 0, part, &found.counts, &error), &error);
    assert_ok(patron_churn_sign_count(book, as_of, given, &selection, part, now->customers - part, &found.counts,
                                      &error),
              &error);
    assert_memory_equal(found.customers, expected.customers, sizeof found.customers);
    assert_memory_equal(found.gone, expected.gone, sizeof found.gone);
    free(group);
    free(mask);
    oracle_book_free(now);
    oracle_book_free(then);
}

static void check_shop(const struct shop *shop)
{
    static const int32_t horizons[] = {90, 30, 365, 1};
    patron_book *book = shop_book(shop, NULL);
    for (int which = 1; which < SHOP_AS_OF; which++) {
        check_scores(shop, book, shop_as_of(shop, which));
        check_counts(shop, book, shop_as_of(shop, which), horizons[which % 4]);
    }
    patron_book_free(book);
}

static void shops_as_the_oracle_says(void **state)
{
    (void)state;
    int64_t seeds = test_some(1, 8, 200);
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, (uint64_t)(9700 + seed), profile);
            if (seed % 2) shop.flags ^= PATRON_BOOK_COUNT_BY_ORDER;
            check_shop(&shop);
            shop_end(&shop);
        }
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        check_shop(&shop);
        shop_end(&shop);
    }
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

static void every_sign_by_hand(void **state)
{
    (void)state;
    const int32_t today = 20000;
    const int32_t gap = 1 << PATRON_CHURN_SIGN_GAP_WIDENING, value = 1 << PATRON_CHURN_SIGN_VALUE_FALLING;
    const int32_t refund = 1 << PATRON_CHURN_SIGN_LAST_REFUNDED, discount = 1 << PATRON_CHURN_SIGN_DISCOUNT_ONLY;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_DISCOUNT | SHOP_KIND;
    static const struct {
        int64_t customer, day, amount, discount, kind;
    } rows[] = {
        {1, -100, 100, 0, 0}, {1, -90, 100, 9, 0}, {1, -74, 100, 9, 0},      /* 16 > 1.5 x 10 */
        {2, -100, 100, 0, 0}, {2, -90, 100, 9, 0}, {2, -75, 75, 9, 0},       /* 15 is not; 75 is not below 75 */
        {3, -100, 100, 0, 0}, {3, -90, 100, 9, 0}, {3, -80, 74, 9, 0},       /* 74 is */
        {4, -80, 100, 0, 0}, {4, -80, 20, 0, 2},                             /* given back on the day */
        {5, -80, 100, 5, 0}, {5, -60, 100, 1, 0},                            /* only on discount */
        {6, -80, 100, 0, 2},                                                 /* no purchase */
    };
    static const int64_t back[] = {1, 4}; /* come back within 30 days of today - 30 */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop_row row = shop_sale(rows[i].customer, today + rows[i].day, rows[i].amount);
        row.discount = rows[i].discount;
        row.kind = rows[i].kind;
        shop_add(&shop, row);
    }
    for (size_t i = 0; i < 2; i++) {
        struct shop_row row = shop_sale(back[i], today - 10, 500);
        row.discount = 0;
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    int32_t signs[6], known[6];
    patron_churn_sign_columns out = {sizeof out, 6, signs, known};
    patron_error error;
    assert_ok(patron_churn_signs(book, today - 30, 0, 6, &out, &error), &error);
    const int32_t shown[6] = {gap, 0, value, refund, discount, 0};
    const int32_t judged[6] = {15, 15, 15, refund | discount, refund | discount, 0};
    assert_memory_equal(signs, shown, sizeof signs);
    assert_memory_equal(known, judged, sizeof known);
    struct cells cells;
    cells_begin(&cells, 0);
    assert_ok(patron_churn_sign_count(book, today, 30, NULL, 0, 6, &cells.counts, &error), &error);
    const int64_t customers[8] = {2, 1, 2, 1, 4, 1, 4, 1}, gone[8] = {2, 0, 1, 1, 3, 0, 2, 1};
    assert_memory_equal(cells.customers, customers, sizeof customers);
    assert_memory_equal(cells.gone, gone, sizeof gone);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- what must not matter ---------------------------------------------------------------------------------------- */

struct joined {
    patron_book *book;
    int32_t *signs, as_of;
    struct cells cells;
};

static void joins_with(void *context, const patron_book *book, const char *variant)
{
    struct joined *first = context;
    int64_t customers = patron_book_customers(book);
    int32_t *signs = ints(customers);
    patron_churn_sign_columns out = {sizeof out, customers, signs, NULL};
    struct cells cells;
    patron_error error;
    cells_begin(&cells, 0);
    assert_ok(patron_churn_signs(book, first->as_of, 0, customers, &out, &error), &error);
    assert_ok(patron_churn_sign_count(book, first->as_of, 60, NULL, 0, customers, &cells.counts, &error), &error);
    if (first->signs) {
        assert_joined(first->book, first->signs, book, signs, sizeof *signs, variant);
        assert_memory_equal(cells.customers, first->cells.customers, sizeof cells.customers);
        assert_memory_equal(cells.gone, first->cells.gone, sizeof cells.gone);
        free(signs);
    } else {
        first->signs = signs;
        first->cells = cells;
    }
}

static void every_form_gives_the_same(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 9800, profile);
        struct joined first = {.book = shop_book(&shop, NULL), .as_of = shop_as_of(&shop, 4)};
        joins_with(&first, first.book, "itself");
        for_each_variant(&shop, 6, joins_with, &first);
        free(first.signs);
        patron_book_free(first.book);
        shop_end(&shop);
    }
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

struct failing {
    const patron_book *book;
    struct cells *cells;
    int32_t as_of;
};

static patron_status count_call(void *context, patron_error *error)
{
    struct failing *call = context;
    return patron_churn_sign_count(call->book, call->as_of, 0, NULL, 0, patron_book_customers(call->book),
                                   &call->cells->counts, error);
}

static void allocations_that_fail(void **state)
{
    (void)state;
    struct shop shop;
    struct counting counting;
    struct cells cells;
    counting_begin(&counting);
    shop_random(&shop, 9900, SHOP_LINES);
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    cells_begin(&cells, 0);
    struct failing call = {book, &cells, shop_as_of(&shop, 4)};
    const struct test_memory out[] = {{cells.customers, sizeof cells.customers}, {cells.gone, sizeof cells.gone}};
    assert_true(each_allocation_fails(&counting, count_call, NULL, &call, out, 2) >= 1);
    patron_book_free(book);
    shop_end(&shop);
    counting_end(&counting);
}

#define EXPECT(status, number, call) \
    do { \
        memset(&error, 0, sizeof error); \
        assert_int_equal((call), (status)); \
        assert_int_equal(error.argument, (number)); \
    } while (0)

static void what_is_refused(void **state)
{
    (void)state;
    struct shop shop;
    struct cells cells;
    patron_error error;
    shop_random(&shop, 9901, SHOP_WEEKLY);
    patron_book *book = shop_book(&shop, NULL);
    int64_t n = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4), *signs = ints(n);
    patron_churn_sign_columns out = {sizeof out, n, signs, NULL};
    cells_begin(&cells, 2);
    EXPECT(PATRON_ERROR_ARGUMENT, 1, patron_churn_signs(NULL, as_of, 0, n, &out, &error));
    EXPECT(PATRON_ERROR_RANGE, 2, patron_churn_signs(book, PATRON_NO_DAY, 0, n, &out, &error));
    EXPECT(PATRON_ERROR_RANGE, 3, patron_churn_signs(book, as_of, 1, n, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 5, patron_churn_signs(book, as_of, 0, n, NULL, &error));
    out.capacity--;
    EXPECT(PATRON_ERROR_CAPACITY, 5, patron_churn_signs(book, as_of, 0, n, &out, &error));
    for (int64_t i = 0; i < n; i++) assert_int_equal(signs[i], 0x5A5A5A5A);
    EXPECT(PATRON_ERROR_RANGE, 2,
           patron_churn_sign_count(book, PATRON_DAY_MAX + 1, 0, NULL, 0, n, &cells.counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_churn_sign_count(book, as_of, -1, NULL, 0, n, &cells.counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_churn_sign_count(book, as_of, 3651, NULL, 0, n, &cells.counts, &error));
    EXPECT(PATRON_ERROR_RANGE, 5, patron_churn_sign_count(book, as_of, 0, NULL, -1, n, &cells.counts, &error));
    patron_selection selection = {.size = sizeof selection, .groups = 2};
    EXPECT(PATRON_ERROR_ARGUMENT, 4, patron_churn_sign_count(book, as_of, 0, &selection, 0, n, &cells.counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 7, patron_churn_sign_count(book, as_of, 0, NULL, 0, n, NULL, &error));
    cells.counts.capacity = PATRON_CHURN_SIGNS * 2 - 1;
    EXPECT(PATRON_ERROR_CAPACITY, 7, patron_churn_sign_count(book, as_of, 0, NULL, 0, n, &cells.counts, &error));
    cells.counts.capacity = CELLS;
    for (int i = 0; i < CELLS; i++) assert_true(cells.customers[i] == 2 && cells.gone[i] == 2);
    for (int i = 0; i < CELLS; i++) cells.gone[i] = INT64_MAX;
    EXPECT(PATRON_ERROR_OVERFLOW, 7, patron_churn_sign_count(book, as_of, 3, NULL, 0, n, &cells.counts, &error));
    for (int i = 0; i < CELLS; i++) assert_int_equal(cells.customers[i], 2);
    /* a day before the calendar's first: nobody was a buyer then */
    cells_begin(&cells, 0);
    assert_ok(patron_churn_sign_count(book, PATRON_DAY_MIN, 90, NULL, 0, n, &cells.counts, &error), &error);
    for (int i = 0; i < CELLS; i++) assert_int_equal(cells.customers[i], 0);
    assert_string_equal(patron_churn_sign_name(PATRON_CHURN_SIGN_DISCOUNT_ONLY), "discount_only");
    assert_null(patron_churn_sign_name(PATRON_CHURN_SIGNS));
    assert_null(patron_churn_sign_name(-1));
    free(signs);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shops_as_the_oracle_says),  cmocka_unit_test(every_sign_by_hand),
        cmocka_unit_test(every_form_gives_the_same), cmocka_unit_test(allocations_that_fail),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
