/* Pairs and transitions: against the oracle, in every form that must not matter, in bounded memory. */
#include "cases_products.h"

#include <math.h>

typedef patron_status (*pairs_call)(const patron_book *, int32_t, const patron_products_pairs_options *,
                                    const patron_selection *, const patron_products_baskets *, patron_table **,
                                    patron_error *);

#define GROUPS 3

/* A call's result. */
struct result {
    patron_table *table;
    patron_products_baskets out;
    int64_t baskets[GROUPS], left_out[GROUPS], empty[GROUPS];
};

static void run(const patron_book *book, int32_t as_of, bool transitions, const patron_products_pairs_options *options,
                const patron_selection *selection, struct result *result)
{
    patron_error error;
    pairs_call call = transitions ? patron_products_transitions : patron_products_pairs;
    memset(result, 0, sizeof *result);
    result->out = (patron_products_baskets){sizeof result->out, GROUPS, result->baskets, result->left_out,
                                            result->empty};
    assert_ok(call(book, as_of, options, selection, &result->out, &result->table, &error), &error);
}

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

struct expected {
    int64_t a, b, count; /* positions of items in order of key */
};

/* Exactly: a's lift is greater. */
static bool lifts(const struct oracle_baskets *found, const struct expected *a, const struct expected *b)
{
    return a->count * found->a_count[b->a] * found->b_count[b->b] >
           b->count * found->a_count[a->a] * found->b_count[a->b];
}

static bool comes_before(const struct oracle_baskets *found, bool by_lift, const struct expected *a,
                         const struct expected *b)
{
    if (by_lift && (lifts(found, a, b) || lifts(found, b, a))) return lifts(found, a, b);
    if (a->count != b->count) return a->count > b->count;
    return a->a != b->a ? a->a < b->a : a->b < b->b;
}

/* The pairs that a table must hold, in order; returns how many. */
static int64_t rank(const struct oracle_baskets *found, const patron_products_pairs_options *options,
                    struct expected *out)
{
    int64_t count = 0, least = options->min_count ? options->min_count : 2, top = options->top ? options->top : 100;
    bool by_lift = (options->flags & PATRON_PRODUCTS_BY_LIFT) != 0;
    for (int64_t a = 0; a < found->items; a++)
        for (int64_t b = 0; b < found->items; b++) {
            struct expected one = {a, b, found->both[a][b]};
            if (one.count < least) continue;
            int64_t at = count++;
            for (; at > 0 && comes_before(found, by_lift, &one, &out[at - 1]); at--) out[at] = out[at - 1];
            out[at] = one;
        }
    return count < top ? count : top;
}

static void assert_group(const struct result *result, const patron_book *book, const struct oracle_products *of,
                         bool transitions, const patron_products_pairs_options *options, int64_t group, int64_t *row)
{
    struct oracle_baskets *found = calloc(1, sizeof *found);
    struct expected *expected = calloc(ORACLE_ITEMS * ORACLE_ITEMS, sizeof *expected);
    int64_t items, most = options->max_items ? options->max_items : 100;
    assert_ok(patron_products_items(book, of->level, &items, NULL), NULL);
    assert_true(items <= ORACLE_ITEMS);
    found->items = items;
    for (int64_t i = 0; i < items; i++) { /* keys in order */
        int64_t key = shop_key(book, keys_of(of->level), i), at = i;
        for (; at > 0 && found->item[at - 1] > key; at--) found->item[at] = found->item[at - 1];
        found->item[at] = key;
    }
    if (transitions) oracle_products_transitions(of, most, found);
    else oracle_products_pairs(of, options->basket, (options->flags & PATRON_PRODUCTS_WITH_GUESTS) != 0, most, found);
    assert_that(result->baskets[group] == found->baskets && result->left_out[group] == found->left_out &&
                result->empty[group] == found->empty, "%s: %lld %lld %lld baskets, not %lld %lld %lld", of->shop->name,
                (long long)result->baskets[group], (long long)result->left_out[group], (long long)result->empty[group],
                (long long)found->baskets, (long long)found->left_out, (long long)found->empty);
    int64_t count = rank(found, options, expected);
    const int64_t *groups = values_of(result->table, "group");
    const int64_t *a = values_of(result->table, transitions ? "from" : "a"), *times = values_of(result->table, "count");
    const int64_t *b = values_of(result->table, transitions ? "to" : "b");
    const int64_t *a_count = values_of(result->table, transitions ? "from_count" : "a_count");
    const int64_t *b_count = values_of(result->table, transitions ? "to_count" : "b_count");
    const int64_t *baskets = values_of(result->table, transitions ? "steps" : "baskets");
    const double *lift = values_of(result->table, "lift");
    for (int64_t i = 0; i < count; i++, (*row)++) {
        const struct expected *one = &expected[i];
        double n = (double)one->count, n_a = (double)found->a_count[one->a], n_b = (double)found->b_count[one->b];
        double all = (double)found->baskets;
        assert_that(*row < patron_table_rows(result->table) && groups[*row] == group, "%s: row %lld is missing",
                    of->shop->name, (long long)*row);
        assert_int_equal(shop_key(book, keys_of(of->level), a[*row]), found->item[one->a]);
        assert_int_equal(shop_key(book, keys_of(of->level), b[*row]), found->item[one->b]);
        assert_int_equal(times[*row], one->count);
        assert_int_equal(a_count[*row], found->a_count[one->a]);
        assert_int_equal(b_count[*row], found->b_count[one->b]);
        assert_int_equal(baskets[*row], found->baskets);
        assert_true(fabs(lift[*row] - (n / all) / (n_a / all * (n_b / all))) < 1e-9 * lift[*row]);
        if (transitions) {
            double share = ((const double *)values_of(result->table, "share"))[*row];
            assert_true(fabs(share - n / n_a) < 1e-12);
            assert_true(((const double *)values_of(result->table, "share_low"))[*row] < share);
            assert_true(((const double *)values_of(result->table, "share_high"))[*row] >= share);
        } else {
            assert_true(fabs(((const double *)values_of(result->table, "support"))[*row] - n / all) < 1e-12);
            assert_true(fabs(((const double *)values_of(result->table, "a_to_b"))[*row] - n / n_a) < 1e-12);
            assert_true(fabs(((const double *)values_of(result->table, "b_to_a"))[*row] - n / n_b) < 1e-12);
        }
    }
    free(expected);
    free(found);
}

static void draw_options(struct rng *rng, bool transitions, int level, patron_products_pairs_options *out)
{
    *out = (patron_products_pairs_options){sizeof *out, 0, level, 0, 0, 0, 0};
    if (rng_chance(rng, 40)) out->flags |= PATRON_PRODUCTS_BY_LIFT;
    if (!transitions) out->basket = (int32_t)rng_between(rng, 0, 2);
    if (!transitions && out->basket == 0 && rng_chance(rng, 50)) out->flags |= PATRON_PRODUCTS_WITH_GUESTS;
    if (rng_chance(rng, 50)) out->max_items = rng_between(rng, 1, 5);
    if (rng_chance(rng, 60)) out->min_count = rng_between(rng, 1, 4);
    if (rng_chance(rng, 60)) out->top = rng_chance(rng, 50) ? INT64_MAX : rng_between(rng, 1, 8);
}

static void check(const struct shop *shop, struct rng *rng, bool transitions, int32_t as_of)
{
    patron_book *book = shop_book(shop, NULL);
    struct oracle_book *seen = oracle_book(shop, as_of);
    int level = has_level(shop, 1) ? (int)rng_between(rng, 0, 1) : 0;
    int32_t *group = malloc(((size_t)seen->customers + 1) * sizeof *group);
    for (int64_t i = 0; i < seen->customers; i++) group[i] = (int32_t)rng_between(rng, -1, GROUPS - 1);
    patron_selection selection = {sizeof selection, NULL, group, GROUPS};
    bool grouped = rng_chance(rng, 40);
    patron_products_pairs_options options;
    struct result result;
    int64_t row = 0;
    draw_options(rng, transitions, level, &options);
    run(book, as_of, transitions, &options, grouped ? &selection : NULL, &result);
    for (int32_t g = 0; g < (grouped ? GROUPS : 1); g++) {
        struct oracle_products of = {shop, seen, level, grouped ? group : NULL, g, 365, 365};
        assert_group(&result, book, &of, transitions, &options, g, &row);
    }
    assert_int_equal(row, patron_table_rows(result.table));
    patron_table_free(result.table);
    free(group);
    oracle_book_free(seen);
    patron_book_free(book);
}

static void random_shops_as_the_oracle_says(void **state)
{
    (void)state;
    struct rng rng = {101};
    for (int64_t k = 0; k < test_some(6, 120, 2000); k++) {
        struct shop shop;
        product_shop(&shop, 1000 + k);
        for (int turn = 0; turn < 4; turn++)
            check(&shop, &rng, turn & 1, shop_as_of(&shop, (int)rng_between(&rng, 0, 6)));
        shop_end(&shop);
    }
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        for (int64_t i = 0; i < shop.rows; i++) shop.row[i].product = i % 3 ? i % 3 : SHOP_NULL;
        shop.columns |= SHOP_PRODUCT;
        for (int turn = 0; turn < 4; turn++) check(&shop, &rng, turn & 1, shop_as_of(&shop, 4));
        shop_end(&shop);
    }
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

static void baskets_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_PRODUCT | SHOP_ORDER;
    static const struct {
        int64_t customer, day, order, product;
    } rows[] = {{1, 10, 1, 5}, {1, 10, 1, 6}, {1, 20, 2, 5}, {1, 20, 2, 7}, {2, 10, 3, 6}, {2, 10, 3, 5},
                {2, 30, 4, 5}, {2, 30, 5, 7}, {3, 10, 6, 7}, {3, 15, 7, 8}, {3, 15, 7, 5}, {3, 15, 7, 6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop_row row = shop_sale(rows[i].customer, rows[i].day, 100);
        row.order = rows[i].order;
        row.product = rows[i].product;
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    patron_products_pairs_options options = {sizeof options, 0, 0, 0, 2, 1, 0};
    struct result result;
    run(book, 100, false, &options, NULL, &result); /* order 7 holds three: left out */
    assert_true(result.baskets[0] == 6 && result.left_out[0] == 1 && result.empty[0] == 0);
    assert_int_equal(patron_table_rows(result.table), 2);
    const int64_t *a = values_of(result.table, "a_key"), *b = values_of(result.table, "b_key");
    const int64_t *count = values_of(result.table, "count");
    assert_true(a[0] == 5 && b[0] == 6 && count[0] == 2 && a[1] == 5 && b[1] == 7 && count[1] == 1);
    assert_true(((const double *)values_of(result.table, "b_to_a"))[0] == 1);
    assert_true(((const double *)values_of(result.table, "lift"))[0] == 2.0 * 6 / (4 * 2));
    patron_table_free(result.table);
    options.max_items = 0;
    options.basket = PATRON_PRODUCTS_IN_HISTORY;
    run(book, 100, false, &options, NULL, &result);
    assert_true(result.baskets[0] == 3);
    count = values_of(result.table, "count");
    a = values_of(result.table, "a_key");
    b = values_of(result.table, "b_key");
    assert_true(count[0] == 3 && a[0] == 5 && b[0] == 6 && a[1] == 5 && b[1] == 7 && a[2] == 6 && b[2] == 7);
    patron_table_free(result.table);
    options.basket = 0;
    run(book, 100, true, &options, NULL, &result); /* 1: {5 6} -> {5 7}; 2: {5 6} -> {5 7}; 3: {7} -> {5 6 8} */
    assert_true(result.baskets[0] == 3);
    count = values_of(result.table, "count");
    a = values_of(result.table, "from_key");
    b = values_of(result.table, "to_key");
    assert_true(a[0] == 5 && b[0] == 5 && count[0] == 2 && a[1] == 5 && b[1] == 7 && a[2] == 6 && b[2] == 5);
    assert_int_equal(patron_table_rows(result.table), 7);
    assert_true(((const double *)values_of(result.table, "share"))[0] == 1);
    patron_table_free(result.table);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- forms that must not matter ---------------------------------------------------------------------------------- */

struct reference {
    const patron_book *book;
    int32_t as_of;
    bool transitions;
    patron_products_pairs_options options;
    struct result result;
};

static void compare_variant(void *context, const patron_book *book, const char *variant)
{
    struct reference *reference = context;
    struct result result;
    run(book, reference->as_of, reference->transitions, &reference->options, NULL, &result);
    int64_t rows = patron_table_rows(reference->result.table);
    assert_that(patron_table_rows(result.table) == rows, "%s: other rows", variant);
    for (int32_t c = 0; c < patron_table_columns(result.table); c++) {
        patron_column one = {.size = sizeof one}, other = {.size = sizeof other};
        assert_ok(patron_table_column(result.table, c, &one, NULL), NULL);
        assert_ok(patron_table_column(reference->result.table, c, &other, NULL), NULL);
        for (int64_t i = 0; i < rows; i++) {
            int64_t x = ((const int64_t *)one.values)[i * (one.type != PATRON_TYPE_STRING64)];
            int64_t y = ((const int64_t *)other.values)[i];
            if (c == 1 || c == 2) { /* numbers of items */
                x = shop_key(book, PATRON_KEYS_PRODUCT, x);
                y = shop_key(reference->book, PATRON_KEYS_PRODUCT, y);
            } else if (one.type == PATRON_TYPE_STRING64) {
                const int64_t *offsets = one.offsets;
                x = shop_key_from_text((const char *)one.values + offsets[i], offsets[i + 1] - offsets[i]);
            }
            assert_that(x == y, "%s: row %lld of %s", variant, (long long)i, patron_table_name(result.table, c));
        }
    }
    assert_memory_equal(result.baskets, reference->result.baskets, sizeof result.baskets);
    patron_table_free(result.table);
}

static void the_form_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    for (int64_t k = 0; k < test_some(2, 10, 60); k++) {
        struct shop shop;
        product_shop(&shop, 1200 + k);
        patron_book *book = shop_book(&shop, NULL);
        struct reference reference = {.book = book, .as_of = shop_as_of(&shop, 4), .transitions = k & 1};
        struct rng rng = {(uint64_t)k};
        draw_options(&rng, reference.transitions, 0, &reference.options);
        run(book, reference.as_of, reference.transitions, &reference.options, NULL, &reference.result);
        for_each_variant(&shop, (uint64_t)k + 9, compare_variant, &reference);
        patron_table_free(reference.result.table);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

/* Many orders of few products out of very many: products squared would be 10^10 bytes and more. */
static void memory_follows_the_pairs(void **state)
{
    (void)state;
    struct counting counting;
    struct shop shop;
    struct rng rng = {111};
    const int64_t orders = test_some(12000, 60000, 400000), products = 30000;
    counting_begin(&counting);
    shop_begin(&shop);
    shop.columns = SHOP_PRODUCT | SHOP_ORDER;
    for (int64_t i = 0; i < orders * 4; i++) {
        struct shop_row row = shop_sale(i / 4 % 5000, i / 20000, 100);
        row.order = i / 4;
        row.product = rng_chance(&rng, 50) ? rng_between(&rng, 0, products - 1) : rng_between(&rng, 0, 99);
        shop_add(&shop, row);
    }
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    int64_t items, held = counting.bytes;
    assert_ok(patron_products_items(book, 0, &items, NULL), NULL);
    for (int turn = 0; turn < 2; turn++) {
        patron_products_pairs_options options = {sizeof options, 0, 0, 0, 0, 1, INT64_MAX};
        struct result result;
        run(book, 1000, turn, &options, NULL, &result);
        int64_t pairs = patron_table_rows(result.table);
        patron_table_free(result.table);
        assert_int_equal(counting.bytes, held);
        options.top = 10;
        counting.peak = counting.bytes;
        run(book, 1000, turn, &options, NULL, &result);
        int64_t peak = counting.peak - held, bound = 40 * pairs + 1500000 + 30 * items + 12 * 5000 + 100000;
        assert_that(peak <= bound, "%lld bytes for %lld pairs of %lld items, at most %lld", (long long)peak,
                    (long long)pairs, (long long)items, (long long)bound);
        assert_int_equal(patron_table_rows(result.table), 10);
        patron_table_free(result.table);
        options.min_count = 50; /* rare items are dropped before pairs are counted */
        counting.peak = counting.bytes;
        run(book, 1000, turn, &options, NULL, &result);
        assert_true(counting.peak - held <= peak);
        patron_table_free(result.table);
    }
    patron_book_free(book);
    shop_end(&shop);
    counting_end(&counting);
}

struct call {
    const patron_book *book;
    int32_t as_of;
    bool transitions;
    struct result result;
};

static patron_status call_pairs(void *context, patron_error *error)
{
    struct call *call = context;
    patron_products_pairs_options options = {sizeof options, 0, 0, 0, 0, 1, 0};
    return (call->transitions ? patron_products_transitions : patron_products_pairs)(
        call->book, call->as_of, &options, NULL, &call->result.out, &call->result.table, error);
}

static void release(void *context) { patron_table_free(((struct call *)context)->result.table); }

static void allocations_may_fail(void **state)
{
    (void)state;
    struct counting counting;
    struct call call;
    counting_begin(&counting);
    for (int turn = 0; turn < 4; turn++) {
        struct shop shop;
        product_shop(&shop, turn < 2 ? 1300 : 1301);
        struct shop_form form = {.allocator = &counting.allocator, .key_type = turn & 1 ? PATRON_TYPE_STRING : 0};
        patron_book *book = shop_book(&shop, &form);
        memset(&call, 0, sizeof call);
        call.book = book;
        call.as_of = shop_as_of(&shop, 4);
        call.transitions = turn >= 2;
        struct result *r = &call.result;
        r->out = (patron_products_baskets){sizeof r->out, GROUPS, r->baskets, r->left_out, r->empty};
        struct test_memory outputs[] = {{&r->table, sizeof r->table}, {r->baskets, sizeof r->baskets},
                                        {r->left_out, sizeof r->left_out}, {r->empty, sizeof r->empty}};
        assert_true(each_allocation_fails(&counting, call_pairs, release, &call, outputs, 4) > 20);
        patron_book_free(book);
        shop_end(&shop);
    }
    counting_end(&counting);
}

/* ---- what is refused --------------------------------------------------------------------------------------------- */

static void bad_arguments(void **state)
{
    (void)state;
    struct shop shop;
    product_shop(&shop, 1400);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book), number[GROUPS] = {7, 7, 7};
    int32_t as_of = shop_as_of(&shop, 4), *group = calloc((size_t)customers, sizeof *group);
    patron_table *table = NULL;
    patron_error error;
    const size_t size = sizeof(patron_products_pairs_options);
    const struct {
        patron_products_pairs_options options;
        bool pairs_too;
    } cases[] = {
        {{size - 1, 0, 0, 0, 0, 0, 0}, true},  {{size, 4, 0, 0, 0, 0, 0}, true},      {{size, 0, 2, 0, 0, 0, 0}, true},
        {{size, 0, -1, 0, 0, 0, 0}, true},     {{size, 0, 0, 3, 0, 0, 0}, true},      {{size, 0, 0, -1, 0, 0, 0}, true},
        {{size, 0, 0, 0, -1, 0, 0}, true},     {{size, 0, 0, 0, 10001, 0, 0}, true},  {{size, 0, 0, 0, 0, -1, 0}, true},
        {{size, 0, 0, 0, 0, 0, -1}, true},     {{size, 1, 0, 1, 0, 0, 0}, true},      {{size, 1, 0, 2, 0, 0, 0}, true},
        {{size, 1, 0, 0, 0, 0, 0}, false},     {{size, 0, 0, 1, 0, 0, 0}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (cases[i].pairs_too) {
            assert_int_equal(patron_products_pairs(book, as_of, &cases[i].options, NULL, NULL, &table, &error),
                             PATRON_ERROR_ARGUMENT);
            assert_int_equal(error.argument, 3);
        }
        assert_int_equal(patron_products_transitions(book, as_of, &cases[i].options, NULL, NULL, &table, &error),
                         PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 3);
    }
    patron_selection selection = {sizeof selection, NULL, group, GROUPS};
    patron_products_baskets baskets = {sizeof baskets, GROUPS - 1, number, number, number};
    assert_int_equal(patron_products_pairs(NULL, as_of, NULL, NULL, NULL, &table, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_products_pairs(book, PATRON_DAY_MAX + 1, NULL, NULL, NULL, &table, &error),
                     PATRON_ERROR_RANGE);
    assert_int_equal(patron_products_pairs(book, as_of, NULL, &selection, &baskets, &table, &error),
                     PATRON_ERROR_CAPACITY);
    assert_int_equal(error.argument, 5);
    baskets.size = 8;
    assert_int_equal(patron_products_pairs(book, as_of, NULL, NULL, &baskets, &table, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_products_pairs(book, as_of, NULL, NULL, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 6);
    group[customers - 1] = GROUPS;
    assert_int_equal(patron_products_pairs(book, as_of, NULL, &selection, NULL, &table, &error), PATRON_ERROR_DATA);
    assert_int_equal(error.row, customers - 1);
    selection.groups = INT64_C(1) << 45;
    assert_int_equal(patron_products_pairs(book, as_of, NULL, &selection, NULL, &table, &error), PATRON_ERROR_LIMIT);
    assert_null(table);
    assert_true(number[0] == 7 && number[1] == 7 && number[2] == 7);
    patron_products_pairs_options options = {sizeof options, 0, 1, 0, 0, 0, 0};
    patron_book_free(book);
    for (int64_t i = 0; i < shop.rows; i++) shop.row[i].category = SHOP_NULL;
    shop.columns &= ~SHOP_CATEGORY;
    book = shop_book(&shop, NULL);
    assert_int_equal(patron_products_pairs(book, as_of, &options, NULL, NULL, &table, &error), PATRON_ERROR_MISSING);
    assert_string_equal(error.column, "category");
    assert_ok(patron_products_pairs(book, as_of, NULL, NULL, NULL, &table, &error), &error);
    assert_int_equal(patron_table_columns(table), 13);
    patron_table_free(table);
    free(group);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_shops_as_the_oracle_says),
        cmocka_unit_test(baskets_by_hand),
        cmocka_unit_test(the_form_of_the_rows_does_not_matter),
        cmocka_unit_test(memory_follows_the_pairs),
        cmocka_unit_test(allocations_may_fail),
        cmocka_unit_test(bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
