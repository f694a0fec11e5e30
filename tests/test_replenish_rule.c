/* Replenishment: rules as bytes, on other books, with wrong arguments and without memory. */
#include "check_replenish.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- saved and loaded ------------------------------------------------------------------------------------------- */

/* Saved bytes do not depend on the order of the rows or the numbers of customers and products. */
static void same_bytes(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 8, 20);
    for (int32_t type = PATRON_TYPE_INT64; type <= PATRON_TYPE_STRING; type += PATRON_TYPE_STRING - PATRON_TYPE_INT64) {
        struct shop_form form = {.key_type = type};
        patron_book *book = shop_book(&shop, &form);
        patron_replenish_rule *rule = due_fit(book, DAY_ZERO + 333);
        unsigned char *bytes, *again;
        int64_t count = due_save(rule, &bytes);
        for (uint64_t seed = 0; seed < 4; seed++) {
            struct shop copy;
            shop_copy(&copy, &shop);
            shop_permute(&copy, seed);
            patron_book *other = shop_book(&copy, &form);
            patron_replenish_rule *other_rule = due_fit(other, DAY_ZERO + 333);
            assert_int_equal(due_save(other_rule, &again), count);
            assert_memory_equal(bytes, again, (size_t)count);
            free(again);
            patron_replenish_rule_free(other_rule);
            patron_book_free(other);
            shop_end(&copy);
        }
        free(bytes);
        patron_replenish_rule_free(rule);
        patron_book_free(book);
    }
    shop_end(&shop);
}

/* A web request: a book of one customer's orders, a rule from bytes. */
static void one_customer_alone(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 10, 15);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 280;
    patron_replenish_rule *rule = due_fit(book, as_of), *loaded = NULL;
    unsigned char *bytes;
    int64_t count = due_save(rule, &bytes);
    assert_ok(patron_replenish_rule_load(bytes, count, NULL, &loaded, NULL), NULL);
    patron_table *whole = due_table(book, as_of, rule, NULL);
    for (int64_t c = 0; c < patron_book_customers(book); c++) {
        struct shop own;
        shop_copy(&own, &shop);
        own.rows = 0;
        for (int64_t i = shop.rows - 1; i >= 0; i--) /* other numbers of products */
            if (shop.row[i].customer == shop_key(book, PATRON_KEYS_CUSTOMER, c)) shop_add(&own, shop.row[i]);
        patron_book *tiny = shop_book(&own, NULL);
        patron_table *part = due_table(tiny, as_of, loaded, NULL);
        for (int64_t i = 0; i < patron_table_rows(part); i++) {
            assert_true(due_same(whole, due_begin(whole, c) + i, part, i, STATE));
            assert_int_equal(shop_key(tiny, PATRON_KEYS_PRODUCT, due_integer(part, ITEM, i)),
                             shop_key(book, PATRON_KEYS_PRODUCT, due_integer(whole, ITEM, due_begin(whole, c) + i)));
        }
        patron_table_free(part);
        patron_book_free(tiny);
        shop_end(&own);
    }
    patron_table_free(whole);
    free(bytes);
    patron_replenish_rule_free(rule);
    patron_replenish_rule_free(loaded);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- rules as bytes --------------------------------------------------------------------------------------------- */

static void seal(unsigned char *bytes, int64_t count)
{
    uint64_t hash = XXH3_64bits(bytes, (size_t)count - 8);
    for (int i = 0; i < 8; i++) bytes[count - 8 + i] = (unsigned char)(hash >> (8 * i));
}

/* Loads bytes; where that works the rule must save to the same bytes and score without a value out of range. */
static bool survives(const unsigned char *bytes, int64_t count, const patron_book *book, int32_t as_of)
{
    patron_replenish_rule *rule = NULL;
    patron_error error = {0};
    patron_status status = patron_replenish_rule_load(bytes, count, NULL, &rule, &error);
    if (status) {
        assert_int_equal(status, PATRON_ERROR_FORMAT);
        assert_int_equal(error.code, PATRON_ERROR_FORMAT);
        assert_null(rule);
        return false;
    }
    unsigned char *again;
    assert_int_equal(due_save(rule, &again), count);
    assert_memory_equal(again, bytes, (size_t)count);
    free(again);
    patron_table *table = NULL;
    status = patron_replenish_due(book, as_of, rule, NULL, 0, patron_book_customers(book), &table, &error);
    assert_true(status == PATRON_OK || status == PATRON_ERROR_MISMATCH);
    for (int64_t i = 0; i < patron_table_rows(table); i++) {
        for (int32_t c = CHANCE; c < COLUMNS; c++)
            assert_true(due_real(table, c, i) >= 0 && due_real(table, c, i) <= 1);
        for (int32_t c = LAST_DAY; c <= EXPECTED_DAY; c++)
            assert_true(due_integer(table, c, i) == PATRON_NO_DAY ||
                        (due_integer(table, c, i) >= PATRON_DAY_MIN && due_integer(table, c, i) <= PATRON_DAY_MAX));
    }
    patron_table_free(table);
    status = patron_replenish_rule_items(rule, PATRON_REPLENISH_PRODUCT, &table, NULL);
    assert_int_equal(status, PATRON_OK);
    for (int64_t i = 0; i < patron_table_rows(table); i++)
        for (int32_t c = 5; c < 8; c++) assert_true(isfinite(due_real(table, c, i)) && due_real(table, c, i) >= 0);
    patron_table_free(table);
    patron_replenish_rule_free(rule);
    return true;
}

/* Every byte, but fewer where each costs much. */
static int64_t stride(void) { return getenv("PATRON_VALGRIND") ? 23 : 1; }

static void damaged_bytes(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 13, 6);
    int64_t good = 0, bad = 0;
    for (int32_t type = PATRON_TYPE_INT64; type <= PATRON_TYPE_STRING; type += PATRON_TYPE_STRING - PATRON_TYPE_INT64) {
        struct shop_form form = {.key_type = type};
        patron_book *book = shop_book(&shop, &form);
        int32_t as_of = DAY_ZERO + 333;
        patron_replenish_rule *rule = due_fit(book, as_of);
        unsigned char *bytes;
        int64_t count = due_save(rule, &bytes);
        unsigned char *copy = malloc((size_t)count + 8);
        assert_true(survives(bytes, count, book, as_of));
        for (int64_t length = 0; length < count; length++) { /* cut off, with and without a head that fits */
            memcpy(copy, bytes, (size_t)length);
            assert_false(survives(copy, length, book, as_of));
            if (length < 40) continue;
            for (int i = 0; i < 8; i++) copy[16 + i] = (unsigned char)((uint64_t)(length - 32) >> (8 * i));
            seal(copy, length);
            assert_false(survives(copy, length, book, as_of));
        }
        static const unsigned char values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
        for (int64_t at = 0; at < count - 8; at += stride())
            for (int v = 0; v < 5 + 8; v++) {
                memcpy(copy, bytes, (size_t)count);
                copy[at] = v < 5 ? values[v] : (unsigned char)(copy[at] ^ 1u << (v - 5));
                if (copy[at] == bytes[at]) continue;
                assert_false(survives(copy, count, book, as_of)); /* the checksum */
                seal(copy, count);
                if (survives(copy, count, book, as_of)) good++;
                else bad++;
            }
        memcpy(copy, bytes, (size_t)count - 8); /* longer than it needs */
        memset(copy + count - 8, 0, 8);
        for (int i = 0; i < 8; i++) copy[16 + i] = (unsigned char)((uint64_t)(count + 8 - 32) >> (8 * i));
        seal(copy, count + 8);
        assert_false(survives(copy, count + 8, book, as_of));
        free(copy);
        free(bytes);
        patron_replenish_rule_free(rule);
        patron_book_free(book);
    }
    assert_true(good > 0 && bad > good / 10);
    shop_end(&shop);
}

/* Eight bytes at a time: every number of a rule replaced by what a number may be at worst. */
static void extreme_numbers(void **state)
{
    (void)state;
    static const double values[] = {0, -1, 1, 1e-300, 1e300, -1e300, 0.999999999999, 1e-12, 44, 1e3, -1e3, 1e6, 0.01,
                                    1e24, INFINITY};
    static const int64_t integers[] = {1, -1, 2, INT64_MAX, INT64_MIN, (int64_t)1 << 32};
    struct shop shop;
    due_shop(&shop, 14, 8);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 333;
    patron_replenish_rule *rule = due_fit(book, as_of);
    unsigned char *bytes;
    int64_t count = due_save(rule, &bytes), good = 0;
    unsigned char *copy = malloc((size_t)count);
    for (int64_t at = 24; at + 8 <= count - 8; at += 4 * stride())
        for (size_t v = 0; v < 15 + 6; v++) {
            memcpy(copy, bytes, (size_t)count);
            if (v < 15) memcpy(copy + at, &values[v], 8);
            else memcpy(copy + at, &integers[v - 15], 8);
            seal(copy, count);
            good += survives(copy, count, book, as_of);
        }
    assert_true(good > 0);
    free(copy);
    free(bytes);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- errors ----------------------------------------------------------------------------------------------------- */

#define assert_fails(call, wanted, position)                   \
    do {                                                       \
        memset(&error, 0, sizeof error);                       \
        assert_int_equal((call), (wanted));                    \
        assert_int_equal(error.code, (wanted));                \
        assert_int_equal(error.argument, (position));          \
        assert_true(error.message[0] != '\0');                 \
    } while (0)

static void bad_options(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 15, 5);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 200;
    int64_t customers = patron_book_customers(book);
    patron_replenish_rule *rule = due_fit(book, as_of), *none = NULL;
    patron_table *table = NULL;
    patron_error error;
    patron_replenish_fit_options fit_options = {.size = sizeof fit_options, .flags = 1};
    assert_fails(patron_replenish_fit(NULL, as_of, NULL, &none, &error), PATRON_ERROR_ARGUMENT, 1);
    assert_fails(patron_replenish_fit(book, PATRON_DAY_MAX + 1, NULL, &none, &error), PATRON_ERROR_RANGE, 2);
    assert_fails(patron_replenish_fit(book, as_of, &fit_options, &none, &error), PATRON_ERROR_ARGUMENT, 3);
    fit_options.size = 3;
    assert_fails(patron_replenish_fit(book, as_of, &fit_options, &none, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_fit(book, as_of, NULL, NULL, &error), PATRON_ERROR_ARGUMENT, 4);

    struct {
        patron_replenish_options options;
    } bad[9];
    for (int i = 0; i < 9; i++) bad[i].options = due_options(PATRON_REPLENISH_PRODUCT);
    bad[0].options.size = 8;
    bad[1].options.flags = 8;
    bad[2].options.level = 2;
    bad[3].options.within = -1;
    bad[4].options.within = 3651;
    bad[5].options.horizon = -1;
    bad[6].options.horizon = 3651;
    bad[7].options.reserved = 1;
    bad[8].options.states = 64;
    struct cells cells = {.pairs = {0}};
    patron_replenish_counts into = counts_of(&cells);
    for (int i = 0; i < 9; i++) {
        assert_fails(patron_replenish_due(book, as_of, rule, &bad[i].options, 0, 1, &table, &error),
                     PATRON_ERROR_ARGUMENT, 4);
        assert_fails(patron_replenish_count(book, as_of, rule, &bad[i].options, NULL, 0, 1, &into, &error),
                     PATRON_ERROR_ARGUMENT, 4);
    }
    patron_replenish_options options = due_options(PATRON_REPLENISH_PRODUCT);
    options.states = 1;
    assert_fails(patron_replenish_count(book, as_of, rule, &options, NULL, 0, 1, &into, &error),
                 PATRON_ERROR_ARGUMENT, 4);
    options.states = 0;
    options.flags = PATRON_REPLENISH_ONLY_WITHIN;
    assert_fails(patron_replenish_count(book, as_of, rule, &options, NULL, 0, 1, &into, &error),
                 PATRON_ERROR_ARGUMENT, 4);
    assert_fails(patron_replenish_count(book, as_of, rule, NULL, NULL, 0, 1, NULL, &error), PATRON_ERROR_ARGUMENT, 8);
    into.size = 9;
    assert_fails(patron_replenish_count(book, as_of, rule, NULL, NULL, 0, 1, &into, &error), PATRON_ERROR_ARGUMENT, 8);
    into.size = sizeof into;
    assert_fails(patron_replenish_count(book, as_of, rule, NULL, NULL, 1, customers, &into, &error),
                 PATRON_ERROR_RANGE, 6);
    assert_fails(patron_replenish_due(book, as_of, NULL, NULL, 0, 1, &table, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_due(NULL, as_of, rule, NULL, 0, 1, &table, &error), PATRON_ERROR_ARGUMENT, 1);
    assert_fails(patron_replenish_due(book, PATRON_DAY_MIN - 1, rule, NULL, 0, 1, &table, &error),
                 PATRON_ERROR_RANGE, 2);
    assert_fails(patron_replenish_due(book, as_of, rule, NULL, -1, 1, &table, &error), PATRON_ERROR_RANGE, 5);
    assert_fails(patron_replenish_due(book, as_of, rule, NULL, 0, 1, NULL, &error), PATRON_ERROR_ARGUMENT, 7);
    assert_null(table);
    patron_replenish_parameters p = {.size = sizeof p}, short_one = {.size = 8};
    assert_fails(patron_replenish_rule_parameters(NULL, 0, &p, &error), PATRON_ERROR_ARGUMENT, 1);
    assert_fails(patron_replenish_rule_parameters(rule, 2, &p, &error), PATRON_ERROR_ARGUMENT, 2);
    assert_fails(patron_replenish_rule_parameters(rule, 0, NULL, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_rule_parameters(rule, 0, &short_one, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_rule_items(rule, -1, &table, &error), PATRON_ERROR_ARGUMENT, 2);
    assert_fails(patron_replenish_rule_items(rule, 0, NULL, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_rule_load("", 0, NULL, NULL, &error), PATRON_ERROR_ARGUMENT, 4);
    patron_allocator half = {.size = sizeof half};
    assert_int_equal(patron_replenish_rule_load("", 0, &half, &none, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_replenish_rule_save(NULL, NULL, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_null(none);
    patron_replenish_rule_free(NULL);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

static void check_mismatch(const struct shop *shop, const struct shop_form *form, const patron_replenish_rule *rule,
                           patron_status wanted, int32_t position)
{
    patron_book *book = shop_book(shop, form);
    patron_table *table = NULL;
    patron_error error;
    assert_fails(patron_replenish_due(book, DAY_ZERO + 200, rule, NULL, 0, 1, &table, &error), wanted, position);
    assert_null(table);
    patron_book_free(book);
}

static void rules_that_do_not_fit(void **state)
{
    (void)state;
    struct shop shop, other;
    due_shop(&shop, 16, 5);
    patron_book *book = shop_book(&shop, NULL);
    patron_replenish_rule *rule = due_fit(book, DAY_ZERO + 200);
    struct shop_form strings = {.key_type = PATRON_TYPE_STRING}, zeroes = {.flags = PATRON_BOOK_ZERO_ORDERS};
    struct shop_form orders = {.flags = PATRON_BOOK_COUNT_BY_ORDER};
    check_mismatch(&shop, &strings, rule, PATRON_ERROR_MISMATCH, 3);
    check_mismatch(&shop, &zeroes, rule, PATRON_ERROR_MISMATCH, 3);
    check_mismatch(&shop, &orders, rule, PATRON_ERROR_MISMATCH, 3);
    shop_copy(&other, &shop);
    other.quantity_scale = 10;
    check_mismatch(&other, NULL, rule, PATRON_ERROR_MISMATCH, 3);
    other.quantity_scale = 0;
    other.columns &= ~SHOP_QUANTITY;
    for (int64_t i = 0; i < other.rows; i++) other.row[i].quantity = SHOP_NULL;
    check_mismatch(&other, NULL, rule, PATRON_ERROR_MISMATCH, 3);
    other.columns &= ~(SHOP_PRODUCT | SHOP_CATEGORY);
    for (int64_t i = 0; i < other.rows; i++) other.row[i].product = other.row[i].category = SHOP_NULL;
    check_mismatch(&other, NULL, rule, PATRON_ERROR_MISSING, 1);
    patron_book *bare = shop_book(&other, NULL);
    patron_replenish_rule *none = NULL;
    patron_error error;
    assert_fails(patron_replenish_fit(bare, DAY_ZERO, NULL, &none, &error), PATRON_ERROR_MISSING, 1);
    assert_null(none);
    patron_book_free(bare);
    shop_end(&other);

    /* Categories of another kind than the rule's. */
    struct shop_input *input = shop_input(&shop, NULL);
    int64_t *categories = malloc((size_t)shop.rows * sizeof *categories);
    for (int64_t i = 0; i < shop.rows; i++) categories[i] = shop.row[i].category;
    input->rows.category = shop_column(input, categories, shop.rows, PATRON_TYPE_STRING, PATRON_UNIT_NONE, 0, true);
    patron_table *nothing = NULL;
    assert_ok(patron_book_build(&input->rows, &input->options, &bare, &error), &error);
    assert_fails(patron_replenish_due(bare, DAY_ZERO + 200, rule, NULL, 0, 1, &nothing, &error),
                 PATRON_ERROR_MISMATCH, 3);
    assert_null(nothing);
    patron_book_free(bare);

    /* But a column without a key has no kind: the customer whose rows name no category is scored all the same. */
    for (int64_t i = 0; i < shop.rows; i++) categories[i] = SHOP_NULL;
    input->rows.category = shop_column(input, categories, shop.rows, PATRON_TYPE_STRING, PATRON_UNIT_NONE, 0, true);
    assert_ok(patron_book_build(&input->rows, &input->options, &bare, &error), &error);
    assert_ok(patron_replenish_due(bare, DAY_ZERO + 200, rule, NULL, 0, 1, &nothing, &error), &error);
    assert_true(patron_table_rows(nothing) > 0);
    patron_table_free(nothing);
    nothing = NULL;
    patron_book_free(bare);
    input->rows.product = input->rows.category;
    assert_ok(patron_book_build(&input->rows, &input->options, &bare, &error), &error);
    assert_ok(patron_replenish_due(bare, DAY_ZERO + 200, rule, NULL, 0, 1, &nothing, &error), &error);
    assert_int_equal(patron_table_rows(nothing), 0);
    patron_table_free(nothing);
    free(categories);
    patron_book_free(bare);
    shop_input_free(input);

    /* A rule without categories. */
    shop_copy(&other, &shop);
    other.columns &= ~SHOP_CATEGORY;
    for (int64_t i = 0; i < other.rows; i++) other.row[i].category = SHOP_NULL;
    bare = shop_book(&other, NULL);
    patron_replenish_rule *plain = due_fit(bare, DAY_ZERO + 200);
    patron_replenish_parameters p = {.size = sizeof p};
    patron_table *table = NULL;
    assert_fails(patron_replenish_rule_parameters(plain, 1, &p, &error), PATRON_ERROR_MISSING, 2);
    assert_fails(patron_replenish_rule_items(plain, 1, &table, &error), PATRON_ERROR_MISSING, 2);
    patron_replenish_options options = due_options(PATRON_REPLENISH_CATEGORY);
    assert_fails(patron_replenish_due(book, DAY_ZERO, plain, &options, 0, 1, &table, &error), PATRON_ERROR_MISSING, 3);
    table = due_table(book, DAY_ZERO + 200, plain, NULL); /* it scores products of a book that has them */
    assert_true(patron_table_rows(table) > 0);
    patron_table_free(table);
    patron_replenish_rule_free(plain);
    patron_replenish_rule_free(rule);
    patron_book_free(bare);
    patron_book_free(book);
    shop_end(&other);
    shop_end(&shop);
}

/* ---- memory ----------------------------------------------------------------------------------------------------- */

struct call {
    const patron_book *book;
    int32_t as_of;
    const patron_replenish_rule *rule;
    const patron_allocator *allocator;
    const unsigned char *bytes;
    int64_t count;
    patron_replenish_rule *made;
    patron_table *table;
    struct cells cells;
};

static patron_status call_fit(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_replenish_fit(call->book, call->as_of, NULL, &call->made, error);
}

static patron_status call_load(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_replenish_rule_load(call->bytes, call->count, call->allocator, &call->made, error);
}

static patron_status call_due(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_replenish_due(call->book, call->as_of, call->rule, NULL, 0, patron_book_customers(call->book),
                                &call->table, error);
}

static patron_status call_items(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_replenish_rule_items(call->rule, PATRON_REPLENISH_PRODUCT, &call->table, error);
}

static patron_status call_count(void *context, patron_error *error)
{
    struct call *call = context;
    patron_replenish_counts into = counts_of(&call->cells);
    return patron_replenish_count(call->book, call->as_of, call->rule, NULL, NULL, 0, patron_book_customers(call->book),
                                  &into, error);
}

static void free_made(void *context) { patron_replenish_rule_free(((struct call *)context)->made); }
static void free_table(void *context) { patron_table_free(((struct call *)context)->table); }

static void allocations_fail(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 17, 9);
    for (int32_t type = PATRON_TYPE_INT64; type <= PATRON_TYPE_STRING; type += PATRON_TYPE_STRING - PATRON_TYPE_INT64) {
        struct counting counting;
        counting_begin(&counting);
        struct shop_form form = {.key_type = type, .allocator = &counting.allocator};
        patron_book *book = shop_book(&shop, &form);
        struct call call = {.book = book, .as_of = DAY_ZERO + 250, .allocator = &counting.allocator};
        struct test_memory rule_out = {&call.made, sizeof call.made}, table_out = {&call.table, sizeof call.table};
        struct test_memory cells_out = {&call.cells, sizeof call.cells};
        assert_true(each_allocation_fails(&counting, call_fit, free_made, &call, &rule_out, 1) > 10);
        patron_replenish_rule *rule = due_fit(book, call.as_of);
        unsigned char *bytes;
        call.count = due_save(rule, &bytes);
        call.bytes = bytes;
        call.rule = rule;
        assert_true(each_allocation_fails(&counting, call_load, free_made, &call, &rule_out, 1) > 5);
        assert_true(each_allocation_fails(&counting, call_due, free_table, &call, &table_out, 1) > 10);
        assert_true(each_allocation_fails(&counting, call_items, free_table, &call, &table_out, 1) > 5);
        assert_true(each_allocation_fails(&counting, call_count, NULL, &call, &cells_out, 1) > 5);
        free(bytes);
        patron_replenish_rule_free(rule);
        patron_book_free(book);
        counting_end(&counting);
    }
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_bytes),
        cmocka_unit_test(one_customer_alone),
        cmocka_unit_test(damaged_bytes),
        cmocka_unit_test(extreme_numbers),
        cmocka_unit_test(bad_options),
        cmocka_unit_test(rules_that_do_not_fit),
        cmocka_unit_test(allocations_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
