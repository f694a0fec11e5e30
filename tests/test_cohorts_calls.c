#include "result_cohorts.h"

/* ---- axes -------------------------------------------------------------------------------------------------------- */

#define JAN 18993 /* 2022-01-01 */

static void test_axis_of_labels(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_COUPON;
    static const int64_t coupons[][2] = {{1, 30}, {2, 20}, {3, 20}, {4, 10}, {5, 10}, {6, SHOP_NULL}, {7, 40}};
    for (size_t i = 0; i < sizeof coupons / sizeof *coupons; i++) {
        struct shop_row row = shop_sale(coupons[i][0], JAN + (int64_t)i, 10);
        row.coupon = coupons[i][1];
        shop_add(&shop, row);
    }
    struct shop_row again = shop_sale(1, JAN, 10); /* the same day: customer 1 has two labels */
    again.coupon = 40;
    shop_add(&shop, again);
    for (int strings = 0; strings < 2; strings++) {
        struct shop_form form = {.key_type = strings ? PATRON_TYPE_STRING : PATRON_TYPE_INT64};
        patron_book *book = shop_book(&shop, &form);
        patron_cohorts_axis_options options = {.size = sizeof options, .by = PATRON_COHORTS_BY_LABEL,
                                               .label = "coupon"};
        patron_cohorts_axis *axis;
        patron_column keys = {.size = sizeof keys};
        int64_t count = -1;
        patron_error error;
        struct result r;
        options.limit = 3;
        assert_ok(patron_cohorts_axis_of_book(book, JAN + 100, &options, &axis, &error), &error);
        assert_ok(patron_cohorts_axis_keys(axis, &keys, &count, &error), &error);
        assert_int_equal(count, 3); /* most buyers first, then by key: 10, 20, 40, and 30 is left over */
        static const int64_t expected[] = {10, 20, 40};
        for (int64_t i = 0; i < count; i++) {
            if (strings) {
                const int64_t *offsets = keys.offsets;
                assert_int_equal(shop_key_from_text((const char *)keys.values + offsets[i],
                                                    offsets[i + 1] - offsets[i]),
                                 expected[i]);
            } else {
                assert_int_equal(((const int64_t *)keys.values)[i], expected[i]);
            }
        }
        count_all(&r, book, JAN + 100, axis, NULL, 0);
        assert_row(r.cells.buyers, (int64_t[]){2, 2, 2, 1, 1, 7}, 6, "buyers");
        assert_row(r.cells.net + 2 * r.shape.columns, (int64_t[]){30}, 1,
                   "net of coupon 40, with customer 1's other order");
        result_end(&r);
        patron_cohorts_axis_free(axis);
        patron_book_free(book);
    }
    shop_end(&shop);
}

/* Depth 0, 9.99 %, exactly 10 %, exactly 50 %, all of it; the last buyer's two orders of a day make 25 %. */
static void test_depth_bands(void **state)
{
    (void)state;
    static const int64_t orders[][3] = {{1, 100, 0}, {2, 9001, 999}, {3, 9000, 1000}, {4, 5, 5}, {5, 0, 70},
                                        {6, 50, 50}, {6, 100, 0}};
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_DISCOUNT;
    shop.flags = PATRON_BOOK_ZERO_ORDERS;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct shop_row row = shop_sale(orders[i][0], JAN, orders[i][1]);
        row.discount = orders[i][2];
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    patron_cohorts_axis *axis;
    patron_error error;
    struct result r;
    assert_ok(patron_cohorts_axis_of_book(book, JAN, AXIS(.by = PATRON_COHORTS_BY_DEPTH), &axis, &error), &error);
    count_all(&r, book, JAN, axis, NULL, SHOP_DISCOUNT);
    assert_row(r.cells.buyers, (int64_t[]){1, 1, 1, 1, 0, 2, 0, 0, 6}, 9, "buyers by depth");
    result_end(&r);
    patron_cohorts_axis_free(axis);
    patron_book_free(book);
    shop_end(&shop);
}

/* A product stops being one of the first purchase on the day on which the last of it comes back; a refund that names no
 * product gives back no units. */
static void test_products_given_back(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_PRODUCT | SHOP_QUANTITY | SHOP_KIND;
    static const int64_t rows[][5] = {{JAN, 500, 10, 2, PATRON_KIND_SALE}, {JAN, 500, 20, 1, PATRON_KIND_SALE},
                                      {JAN + 3, 100, 10, 1, PATRON_KIND_REFUND},
                                      {JAN + 5, 10, SHOP_NULL, 1, PATRON_KIND_REFUND},
                                      {JAN + 9, 100, 10, 1, PATRON_KIND_REFUND}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop_row row = shop_sale(1, rows[i][0], rows[i][1]);
        row.order = 1;
        row.product = rows[i][2];
        row.quantity = rows[i][3];
        row.kind = rows[i][4];
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    patron_cohorts_axis *axis;
    patron_error error;
    struct result r;
    assert_ok(patron_cohorts_axis_of_book(book, JAN, AXIS(.by = PATRON_COHORTS_BY_PRODUCT), &axis, &error), &error);
    static const int64_t buyers_then[][2] = {{1, 1}, {1, 1}, {0, 1}}, units_then[] = {3, 2, 1};
    static const int32_t then[] = {JAN + 2, JAN + 8, JAN + 9};
    for (int i = 0; i < 3; i++)
        for (uint64_t flags = 0; flags <= PATRON_COHORTS_REFUND_DAY; flags++) {
            count_all(&r, book, then[i], axis, OPTIONS(.flags = flags), shop.columns);
            assert_row(r.cells.buyers, buyers_then[i], 2, "buyers of products 10 and 20");
            assert_int_equal(r.cells.units[4 * r.shape.columns], units_then[i]);
            result_end(&r);
        }
    patron_cohorts_axis_free(axis);
    patron_book_free(book);
    shop_end(&shop);
}

static void expect_axis(const patron_cohorts_axis_options *options, patron_status expected)
{
    patron_cohorts_axis *axis = NULL;
    patron_error error = {0};
    patron_status status = patron_cohorts_axis_make(options, &axis, &error);
    assert_that(status == expected, "status %d, %d expected: %s", (int)status, (int)expected, error.message);
    assert_int_equal(error.code, expected);
    assert_null(axis);
}

static void test_axis_errors(void **state)
{
    (void)state;
    const int64_t numbers[] = {5, 6, 5};
    const uint8_t valid = 5; /* the second is null */
    const int32_t offsets[] = {0, 1};
    const int32_t good[] = {1, 10000}, unsorted[] = {5, 5}, low[] = {0}, high[] = {10001};
    patron_column twice = {.size = sizeof twice, .type = PATRON_TYPE_INT64, .values = numbers};
    patron_column null_key = twice, bad_text = {.size = sizeof bad_text, .type = PATRON_TYPE_STRING, .values = "\xff",
                                                .offsets = offsets};
    patron_calendar bad_calendar = {.size = sizeof bad_calendar, .period = 9};
    null_key.valid = &valid;
    expect_axis(NULL, PATRON_ERROR_ARGUMENT);
    expect_axis(&(patron_cohorts_axis_options){.size = 3}, PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.flags = 1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = 6), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = -1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.period_count = -1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.calendar = &bad_calendar), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.first_period = INT32_MAX, .period_count = 1), PATRON_ERROR_RANGE);
    expect_axis(AXIS(.first_period = INT32_MIN, .period_count = 1), PATRON_ERROR_RANGE);
    expect_axis(AXIS(.period_count = INT64_MAX), PATRON_ERROR_RANGE);
    expect_axis(AXIS(.label = "coupon"), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.keys = &twice), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.limit = 1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.edges = good, .edge_count = 2), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .period_count = 1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &twice, .key_count = -1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &twice, .key_count = 3), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &null_key, .key_count = 2), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &twice, .key_count = 2, .limit = 1),
                PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &twice, .key_count = INT64_C(1) << 40),
                PATRON_ERROR_LIMIT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_CATEGORY, .keys = &bad_text, .key_count = 1), PATRON_ERROR_DATA);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_LABEL, .keys = &twice, .key_count = 2), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_LABEL, .label = "", .keys = &twice, .key_count = 2),
                PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_LABEL, .label = "a name that is longer than 31 bytes",
                     .keys = &twice, .key_count = 2), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_DEPTH, .edge_count = 2), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_DEPTH, .edges = good), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_DEPTH, .edges = good, .edge_count = 10001), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_DEPTH, .edges = unsorted, .edge_count = 2), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_DEPTH, .edges = low, .edge_count = 1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_DEPTH, .edges = high, .edge_count = 1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.allocator = &(patron_allocator){.size = sizeof(patron_allocator)}), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_axis_make(AXIS(.period_count = 1), NULL, NULL), PATRON_ERROR_ARGUMENT);
    patron_cohorts_axis *axis = NULL;
    patron_column keys = {.size = sizeof keys};
    int64_t count = 0;
    patron_error error;
    assert_ok(patron_cohorts_axis_make(AXIS(.by = PATRON_COHORTS_BY_DEPTH, .edges = good, .edge_count = 2), &axis,
                                       &error),
              &error);
    assert_int_equal(patron_cohorts_axis_keys(axis, &keys, &count, &error), PATRON_ERROR_MISSING);
    assert_int_equal(patron_cohorts_axis_edges(axis, &count)[1], 10000);
    assert_int_equal(count, 2);
    assert_int_equal(patron_cohorts_axis_listed(axis), 4);
    patron_cohorts_axis_free(axis);
    assert_ok(patron_cohorts_axis_make(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &twice, .key_count = 2), &axis,
                                       &error),
              &error);
    assert_null(patron_cohorts_axis_edges(axis, NULL));
    assert_int_equal(patron_cohorts_axis_first_period(axis), 0);
    assert_int_equal(patron_cohorts_axis_keys(NULL, &keys, &count, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_axis_keys(axis, NULL, &count, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_axis_keys(axis, &keys, NULL, &error), PATRON_ERROR_ARGUMENT);
    patron_cohorts_axis_free(axis);
    patron_cohorts_axis_free(NULL);
}

/* ---- errors of a call -------------------------------------------------------------------------------------------- */

/* A small book with nothing but customers, days and amounts, and the axis of its months. */
struct small {
    struct shop shop;
    patron_book *book;
    patron_cohorts_axis *axis;
    struct result result;
};

static void small_begin(struct small *small)
{
    patron_error error;
    int32_t last = JAN + 299;
    shop_begin(&small->shop);
    for (int64_t i = 0; i < 60; i++) shop_add(&small->shop, shop_sale(i * i % 23, JAN + i * 5 % 299, 100 + i));
    shop_add(&small->shop, shop_sale(1, last, 1));
    small->book = shop_book(&small->shop, NULL);
    assert_ok(patron_cohorts_axis_of_book(small->book, last, NULL, &small->axis, &error), &error);
    result_begin(&small->result, small->axis, NULL, 1);
    result_without(&small->result, 0);
}

static void small_end(struct small *small)
{
    result_end(&small->result);
    patron_cohorts_axis_free(small->axis);
    patron_book_free(small->book);
    shop_end(&small->shop);
}

static void expect_count(const struct small *small, const patron_cohorts_axis *axis,
                         const patron_cohorts_options *options,
                         int64_t first, int64_t count, const patron_cohorts_cells *cells, patron_status expected)
{
    patron_error error = {0};
    patron_status status = patron_cohorts_count(small->book, shop_as_of(&small->shop, 5), axis, options, NULL, first,
                                                count, cells, &error);
    assert_that(status == expected, "status %d, %d expected: %s", (int)status, (int)expected, error.message);
    assert_int_equal(error.code, expected);
    for (int a = 0; a < COHORTS_ARRAYS; a++)
        for (int64_t i = 0; i < small->result.count[a]; i++) assert_int_equal(small->result.array[a][i], 0);
}

static void test_option_errors(void **state)
{
    (void)state;
    struct small s;
    const int32_t falling[] = {2, 2}, zero[] = {0}, high[] = {PATRON_COHORTS_K_MAX + 1}, good[] = {1, 2};
    patron_calendar bad = {.size = sizeof bad, .week_start = 7}, months = {.size = sizeof months};
    small_begin(&s);
    int64_t n = patron_book_customers(s.book);
    const patron_cohorts_options *wrong[] = {
        &(patron_cohorts_options){.size = 8}, OPTIONS(.flags = 2), OPTIONS(.window_days = -1),
        OPTIONS(.window_days = INT32_MAX), OPTIONS(.window_days = 7, .calendar = &months), OPTIONS(.calendar = &bad),
        OPTIONS(.periods = -1), OPTIONS(.periods = PATRON_COHORTS_K_MAX +
                                        1), OPTIONS(.sequence = 1), OPTIONS(.sequence = -1),
        OPTIONS(.sequence = PATRON_COHORTS_SEQUENCE_MAX + 1), OPTIONS(.brackets = good), OPTIONS(.bracket_count = 2),
        OPTIONS(.brackets = good, .bracket_count = -1), OPTIONS(.brackets = good, .bracket_count = 65536),
        OPTIONS(.brackets = good, .bracket_count = 2, .periods = 2), OPTIONS(.brackets = falling, .bracket_count = 2),
        OPTIONS(.brackets = zero, .bracket_count = 1), OPTIONS(.brackets = high, .bracket_count = 1)};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        patron_cohorts_shape shape = {.size = sizeof shape, .rows = 77};
        expect_count(&s, s.axis, wrong[i], 0, n, &s.result.cells, PATRON_ERROR_ARGUMENT);
        assert_int_equal(patron_cohorts_shape_of(s.axis, wrong[i], 1, &shape, NULL), PATRON_ERROR_ARGUMENT);
        assert_int_equal(shape.rows, 77);
    }
    expect_count(&s, NULL, NULL, 0, n, &s.result.cells, PATRON_ERROR_ARGUMENT);
    expect_count(&s, s.axis, NULL, 0, n, NULL, PATRON_ERROR_ARGUMENT);
    expect_count(&s, s.axis, NULL, 0, n + 1, &s.result.cells, PATRON_ERROR_RANGE);
    expect_count(&s, s.axis, NULL, -1, 1, &s.result.cells, PATRON_ERROR_RANGE);
    patron_cohorts_shape shape = {.size = sizeof shape};
    assert_int_equal(patron_cohorts_shape_of(s.axis, NULL, 0, &shape, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_shape_of(s.axis, NULL, INT64_MAX / 8, &shape, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_shape_of(s.axis, NULL, INT64_C(1) << 53, &shape, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_shape_of(s.axis, NULL, 1, NULL, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_shape_of(NULL, NULL, 1, &shape, NULL), PATRON_ERROR_ARGUMENT);
    small_end(&s);
}

static void test_output_errors(void **state)
{
    (void)state;
    struct small s;
    small_begin(&s);
    int64_t n = patron_book_customers(s.book);
    int32_t as_of = shop_as_of(&s.shop, 5);
    int64_t *capacities[] = {&s.result.cells.capacity, &s.result.cells.row_capacity, &s.result.cells.sequence_capacity,
                             &s.result.cells.group_capacity};
    for (int i = 0; i < 4; i++) {
        (*capacities[i])--;
        expect_count(&s, s.axis, NULL, 0, n, &s.result.cells, PATRON_ERROR_CAPACITY);
        (*capacities[i])++;
    }
    put_pointers(&s.result); /* now with margin, units and discount, which the book lacks */
    expect_count(&s, s.axis, NULL, 0, n, &s.result.cells, PATRON_ERROR_MISSING);
    patron_cohorts_cells none = {.size = sizeof none};
    expect_count(&s, s.axis, NULL, 0, n, &none, PATRON_OK); /* nothing is wanted */
    none.size = 16;
    expect_count(&s, s.axis, NULL, 0, n, &none, PATRON_ERROR_ARGUMENT);
    int64_t *const lacking[] = {s.result.array[LIBRARY_MARGIN], s.result.array[LIBRARY_UNITS],
                                s.result.array[LIBRARY_DISCOUNT], s.result.array[LIBRARY_MARGIN_TO]};
    for (int i = 0; i < 4; i++) {
        patron_cohorts_cells one = {.size = sizeof one, .capacity = s.result.shape.cells};
        *(i == 0 ? &one.margin : i == 1 ? &one.units : i == 2 ? &one.discount : &one.margin_to) = lacking[i];
        expect_count(&s, s.axis, NULL, 0, n, &one, PATRON_ERROR_MISSING);
    }
    for (int32_t by = PATRON_COHORTS_BY_LABEL; by <= PATRON_COHORTS_BY_DEPTH; by++) {
        const int64_t keys[] = {1, 2};
        patron_column column = {.size = sizeof column, .type = PATRON_TYPE_INT64, .values = keys};
        patron_cohorts_axis_options options = {.size = sizeof options, .by = by};
        patron_cohorts_axis *axis = NULL;
        patron_error error;
        if (by == PATRON_COHORTS_BY_LABEL) options.label = "coupon";
        if (by != PATRON_COHORTS_BY_DEPTH) {
            assert_int_equal(patron_cohorts_axis_of_book(s.book, as_of, &options, &axis, &error), PATRON_ERROR_MISSING);
            assert_null(axis);
            options.keys = &column;
            options.key_count = 2;
        }
        assert_ok(patron_cohorts_axis_make(&options, &axis, &error), &error);
        expect_count(&s, axis, NULL, 0, n, &none, PATRON_ERROR_ARGUMENT); /* its size is still wrong */
        expect_count(&s, axis, NULL, 0, n, &(patron_cohorts_cells){.size = sizeof none}, PATRON_ERROR_MISSING);
        patron_cohorts_axis_free(axis);
    }
    patron_cohorts_axis *axis = NULL;
    assert_int_equal(patron_cohorts_axis_of_book(NULL, as_of, NULL, &axis, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_axis_of_book(s.book, PATRON_DAY_MAX + 1, NULL, &axis, NULL), PATRON_ERROR_RANGE);
    assert_int_equal(patron_cohorts_axis_of_book(s.book, as_of, NULL, NULL, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_axis_of_book(s.book, as_of, AXIS(.by = 7), &axis, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_axis_of_book(s.book, as_of, AXIS(.limit = -1, .by = PATRON_COHORTS_BY_PRODUCT),
                                                 &axis, NULL),
                     PATRON_ERROR_ARGUMENT);
    assert_null(axis);
    assert_int_equal(patron_cohorts_count(s.book, PATRON_DAY_MIN - 1, s.axis, NULL, NULL, 0, n, &none, NULL),
                     PATRON_ERROR_RANGE);
    patron_selection selection = {.size = sizeof selection, .groups = 2, .group = calloc((size_t)n, sizeof(int32_t))};
    ((int32_t *)(uintptr_t)selection.group)[n - 1] = 2;
    assert_int_equal(patron_cohorts_count(s.book, as_of, s.axis, NULL, &selection, 0, n, &none, NULL),
                     PATRON_ERROR_DATA);
    free((void *)(uintptr_t)selection.group);
    small_end(&s);
}

static void test_kinds_of_keys(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 1, SHOP_LINES);
    struct shop_form text = {.key_type = PATRON_TYPE_STRING};
    patron_book *integers = shop_book(&shop, NULL), *strings = shop_book(&shop, &text);
    int32_t as_of = shop_as_of(&shop, 5);
    patron_cohorts_axis *axis;
    patron_error error;
    patron_cohorts_cells none = {.size = sizeof none};
    assert_ok(patron_cohorts_axis_of_book(strings, as_of, AXIS(.by = PATRON_COHORTS_BY_PRODUCT), &axis, &error),
              &error);
    assert_int_equal(patron_cohorts_count(integers, as_of, axis, NULL, NULL, 0, 1, &none, &error),
                     PATRON_ERROR_MISMATCH);
    assert_ok(patron_cohorts_count(strings, as_of, axis, NULL, NULL, 0, 1, &none, &error), &error);
    patron_book_free(integers);
    for (int64_t i = 0; i < shop.rows; i++) shop.row[i].product = shop.row[i].category = SHOP_NULL;
    integers = shop_book(&shop, NULL); /* a column without a key has no kind */
    assert_ok(patron_cohorts_count(integers, as_of, axis, NULL, NULL, 0, 1, &none, &error), &error);
    patron_cohorts_axis_free(axis);
    patron_book_free(integers);
    patron_book_free(strings);
    shop_end(&shop);
}

/* Puts INT64_MAX where something will be added, in one array after the other. */
static void test_sums_that_do_not_fit(void **state)
{
    (void)state;
    struct small s;
    small_begin(&s);
    int64_t n = patron_book_customers(s.book);
    int32_t as_of = shop_as_of(&s.shop, 5);
    patron_error error;
    struct result good;
    int tried = 0;
    count_all(&good, s.book, as_of, s.axis, NULL, 0);
    for (int a = 0; a < COHORTS_ARRAYS; a++)
        for (int64_t at = 0; at < good.count[a]; at++) {
            if (good.array[a][at] <= 0) continue;
            tried++;
            s.result.array[a][at] = INT64_MAX;
            patron_status status = patron_cohorts_count(s.book, as_of, s.axis, NULL, NULL, 0, n, &s.result.cells,
                                                        &error);
            assert_that(status == PATRON_ERROR_OVERFLOW, "%s: status %d", array_names[a], (int)status);
            s.result.array[a][at] = 0;
            for (int b = 0; b < COHORTS_ARRAYS; b++)
                for (int64_t i = 0; i < s.result.count[b]; i++) assert_int_equal(s.result.array[b][i], 0);
            break;
        }
    assert_true(tried >= 15);
    result_end(&good);
    small_end(&s);
    struct shop shop; /* a margin that does not fit although amounts and costs do */
    shop_begin(&shop);
    shop.columns = SHOP_COST;
    struct shop_row row = shop_sale(1, JAN, INT64_MAX);
    row.cost = -INT64_MAX;
    shop_add(&shop, row);
    patron_book *book = shop_book(&shop, NULL);
    patron_cohorts_axis *axis;
    struct result r;
    assert_ok(patron_cohorts_axis_of_book(book, JAN, NULL, &axis, &error), &error);
    result_begin(&r, axis, NULL, 1);
    r.cells.units = r.cells.discount = NULL;
    assert_int_equal(patron_cohorts_count(book, JAN, axis, NULL, NULL, 0, 1, &r.cells, &error), PATRON_ERROR_OVERFLOW);
    assert_int_equal(r.cells.sales[0], 0);
    r.cells.margin = r.cells.margin_to = NULL;
    assert_ok(patron_cohorts_count(book, JAN, axis, NULL, NULL, 0, 1, &r.cells, &error), &error);
    assert_true(r.cells.sales[0] == INT64_MAX);
    result_end(&r);
    patron_cohorts_axis_free(axis);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

struct memory_case {
    struct counting counting;
    patron_book *book;
    int32_t as_of;
    patron_cohorts_axis_options axis_options;
    patron_cohorts_options options;
    patron_cohorts_axis *axis;
    struct result result;
};

static patron_status call_count(void *context, patron_error *error)
{
    struct memory_case *c = context;
    return patron_cohorts_count(c->book, c->as_of, c->axis, &c->options, NULL, 0, patron_book_customers(c->book),
                                &c->result.cells, error);
}

static patron_status call_axis(void *context, patron_error *error)
{
    struct memory_case *c = context;
    return patron_cohorts_axis_of_book(c->book, c->as_of, &c->axis_options, &c->axis, error);
}

static patron_status call_make(void *context, patron_error *error)
{
    struct memory_case *c = context;
    return patron_cohorts_axis_make(&c->axis_options, &c->axis, error);
}

static void release_axis(void *context)
{
    struct memory_case *c = context;
    patron_cohorts_axis_free(c->axis);
}

static void test_every_allocation_fails(void **state)
{
    (void)state;
    for (int32_t by = PATRON_COHORTS_BY_PERIOD; by <= PATRON_COHORTS_BY_DEPTH; by++)
        for (int strings = 0; strings < 2; strings++) {
            struct memory_case c = {.axis_options = {.size = sizeof c.axis_options, .by = by}};
            struct shop shop;
            patron_error error;
            shop_random(&shop, 2, SHOP_MIXED);
            assert_true((shop.columns & SHOP_PRODUCT) && (shop.columns & SHOP_DISCOUNT) && (shop.columns & SHOP_TAG));
            counting_begin(&c.counting);
            struct shop_form form = {.key_type = strings ? PATRON_TYPE_STRING : 0, .allocator = &c.counting.allocator};
            c.book = shop_book(&shop, &form);
            c.as_of = shop_as_of(&shop, 4);
            c.options.size = sizeof c.options;
            if (by == PATRON_COHORTS_BY_LABEL) c.axis_options.label = "tag";
            struct test_memory axis_out = {&c.axis, sizeof c.axis};
            assert_true(each_allocation_fails(&c.counting, call_axis, release_axis, &c, &axis_out, 1) >= 1);
            assert_ok(call_axis(&c, &error), &error);
            patron_column keys = {.size = sizeof keys};
            result_begin(&c.result, c.axis, &c.options, 1);
            result_without(&c.result, shop.columns);
            struct test_memory outputs[COHORTS_ARRAYS];
            for (int a = 0; a < COHORTS_ARRAYS; a++)
                outputs[a] = (struct test_memory){c.result.array[a], (size_t)c.result.count[a] * sizeof(int64_t)};
            assert_true(each_allocation_fails(&c.counting, call_count, NULL, &c, outputs, COHORTS_ARRAYS) >= 7);
            patron_cohorts_axis *of_book = c.axis;
            int64_t count = 0;
            if (patron_cohorts_axis_keys(of_book, &keys, &count, NULL) == PATRON_OK) {
                c.axis_options.keys = &keys;
                c.axis_options.key_count = count;
            }
            c.axis_options.allocator = &c.counting.allocator;
            assert_true(each_allocation_fails(&c.counting, call_make, release_axis, &c, &axis_out, 1) >= 1);
            patron_cohorts_axis_free(of_book);
            patron_book_free(c.book);
            counting_end(&c.counting);
            result_end(&c.result);
            shop_end(&shop);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_axis_of_labels),
        cmocka_unit_test(test_depth_bands),
        cmocka_unit_test(test_products_given_back),
        cmocka_unit_test(test_axis_errors),
        cmocka_unit_test(test_option_errors),
        cmocka_unit_test(test_output_errors),
        cmocka_unit_test(test_kinds_of_keys),
        cmocka_unit_test(test_sums_that_do_not_fit),
        cmocka_unit_test(test_every_allocation_fails),
    };
    return cmocka_run_group_tests_name("cohorts_calls", tests, NULL, NULL);
}
