#include <patron/cohorts.h>
#include <patron/stats.h>

#include "oracle_cohorts.h"

/* ---- a result in the library's form ----------------------------------------------------------------------------- */

_Static_assert(sizeof(patron_cohorts_cells) ==
                   sizeof(size_t) + 4 * sizeof(int64_t) + COHORTS_ARRAYS * sizeof(int64_t *),
               "the oracle's arrays are those of the struct");

#define LIBRARY_UNITS 12 /* positions of the arrays that need a column of the book */
#define LIBRARY_MARGIN 11
#define LIBRARY_DISCOUNT 13
#define LIBRARY_MARGIN_TO 16
#define LIBRARY_NET 10
#define LIBRARY_UNMATCHED (COHORTS_CELL_ARRAYS + 2)
#define LIBRARY_GROUPS (COHORTS_ARRAYS - COHORTS_GROUP_ARRAYS)

struct result {
    patron_cohorts_shape shape;
    patron_cohorts_cells cells;
    int64_t count[COHORTS_ARRAYS];
    int64_t *array[COHORTS_ARRAYS];
};

static void put_pointers(struct result *result)
{
    memcpy(&result->cells.eligible, result->array, sizeof result->array);
}

static void result_begin(struct result *result, const patron_cohorts_axis *axis, const patron_cohorts_options *options,
                         int64_t groups)
{
    patron_error error;
    memset(result, 0, sizeof *result);
    result->shape.size = sizeof result->shape;
    assert_ok(patron_cohorts_shape_of(axis, options, groups, &result->shape, &error), &error);
    result->cells.size = sizeof result->cells;
    result->cells.capacity = result->shape.cells;
    result->cells.row_capacity = result->shape.row_cells;
    result->cells.sequence_capacity = result->shape.sequence_cells;
    result->cells.group_capacity = groups;
    for (int a = 0; a < COHORTS_ARRAYS; a++) {
        result->count[a] = a < COHORTS_CELL_ARRAYS ? result->shape.cells
                           : a < COHORTS_CELL_ARRAYS + COHORTS_ROW_ARRAYS ? result->shape.row_cells
                           : a < LIBRARY_GROUPS ? result->shape.sequence_cells : groups;
        result->array[a] = calloc((size_t)result->count[a] + 1, sizeof(int64_t));
        assert_non_null(result->array[a]);
    }
    put_pointers(result);
}

static void result_end(struct result *result)
{
    for (int a = 0; a < COHORTS_ARRAYS; a++) free(result->array[a]);
}

/* Does not ask for what the book lacks. */
static void result_without(struct result *result, uint32_t columns)
{
    if (!(columns & SHOP_COST)) result->cells.margin = result->cells.margin_to = NULL;
    if (!(columns & SHOP_QUANTITY)) result->cells.units = NULL;
    if (!(columns & SHOP_DISCOUNT)) result->cells.discount = NULL;
}

static bool has_array(uint32_t columns, int array)
{
    if (array == LIBRARY_MARGIN || array == LIBRARY_MARGIN_TO) return (columns & SHOP_COST) != 0;
    if (array == LIBRARY_UNITS) return (columns & SHOP_QUANTITY) != 0;
    if (array == LIBRARY_DISCOUNT) return (columns & SHOP_DISCOUNT) != 0;
    return true;
}

static const char *const array_names[COHORTS_ARRAYS] = {
    "eligible", "active", "active_eligible", "later", "later_eligible", "purchases", "orders", "renewals", "sales",
    "refunds", "net", "margin", "units", "discount", "net_eligible", "net_to", "margin_to", "buyers", "repeat_in_0",
    "unmatched", "nth", "nth_by", "nth_net", "unknown_birth", "unknown_birth_net", "not_buyers", "not_buyers_net"};

static void assert_same_result(const struct result *a, const struct result *b, uint32_t columns, const char *what)
{
    for (int i = 0; i < COHORTS_ARRAYS; i++) {
        assert_that(a->count[i] == b->count[i], "%s: %s: shape", what, array_names[i]);
        if (has_array(columns, i))
            assert_that(!memcmp(a->array[i], b->array[i], (size_t)a->count[i] * sizeof(int64_t)), "%s: %s differs", what,
                        array_names[i]);
    }
}

/* Counts everyone in one call. */
static void count_all(struct result *result, const patron_book *book, int32_t as_of, const patron_cohorts_axis *axis,
                      const patron_cohorts_options *options, uint32_t columns)
{
    patron_error error;
    result_begin(result, axis, options, 1);
    result_without(result, columns);
    assert_ok(patron_cohorts_count(book, as_of, axis, options, NULL, 0, patron_book_customers(book), &result->cells, &error),
              &error);
}

/* ---- random questions ------------------------------------------------------------------------------------------- */

#define KEYS 64

/* A question in both forms. Must not move. */
struct question {
    struct oracle_cohorts_question oracle;
    patron_cohorts_axis_options axis_options;
    patron_cohorts_options options;
    patron_calendar axis_calendar, calendar;
    int64_t keys[KEYS];
    int32_t edges[8], end[64], brackets[64];
    patron_cohorts_axis *axis;
};

static void draw_calendar(struct rng *rng, patron_calendar *calendar, struct oracle_calendar *oracle)
{
    memset(calendar, 0, sizeof *calendar);
    calendar->size = sizeof *calendar;
    calendar->period = (int32_t)rng_between(rng, 0, 5);
    if (calendar->period == PATRON_PERIOD_DAY && rng_chance(rng, 50)) calendar->period = PATRON_PERIOD_MONTH;
    if (calendar->period == PATRON_PERIOD_WEEK) calendar->week_start = (int32_t)rng_between(rng, 0, 6);
    if (calendar->period >= PATRON_PERIOD_QUARTER) calendar->first_month = (int32_t)rng_between(rng, 0, 12);
    oracle->period = calendar->period ? calendar->period : PATRON_PERIOD_MONTH;
    oracle->week_start = calendar->week_start;
    oracle->first_month = calendar->first_month ? calendar->first_month : 1;
}

static void draw_k(struct rng *rng, struct question *q)
{
    struct oracle_cohorts_question *o = &q->oracle;
    q->options.size = sizeof q->options;
    if (rng_chance(rng, 40)) {
        q->options.window_days = o->window = (int32_t)rng_between(rng, 1, rng_chance(rng, 50) ? 10 : 120);
    } else if (rng_chance(rng, 40)) {
        o->calendar = o->by == PATRON_COHORTS_BY_PERIOD ? o->axis : (struct oracle_calendar){PATRON_PERIOD_MONTH, 0, 1};
    } else {
        draw_calendar(rng, &q->calendar, &o->calendar);
        q->options.calendar = &q->calendar;
    }
    o->end = q->end;
    if (rng_chance(rng, 30)) {
        o->k_columns = rng_between(rng, 1, 6);
        for (int32_t j = 0, k = 0; j < o->k_columns; j++) q->end[j] = q->brackets[j] = k += (int32_t)rng_between(rng, 1, 5);
        q->options.brackets = q->brackets;
        q->options.bracket_count = (int32_t)o->k_columns;
    } else {
        o->k_columns = rng_chance(rng, 30) ? 13 : rng_between(rng, 1, 30);
        q->options.periods = o->k_columns == 13 ? 0 : (int32_t)o->k_columns;
        for (int32_t j = 0; j < o->k_columns; j++) q->end[j] = j + 1;
    }
    o->sequence = rng_chance(rng, 50) ? 2 : rng_between(rng, 2, 5);
    q->options.sequence = rng_chance(rng, 50) && o->sequence == 2 ? 0 : (int32_t)o->sequence;
    o->refund_day = rng_chance(rng, 40);
    q->options.flags = o->refund_day ? PATRON_COHORTS_REFUND_DAY : 0;
}

static int32_t which_keys(const struct question *q, const patron_book *book)
{
    switch (q->oracle.by) {
    case PATRON_COHORTS_BY_PRODUCT: return PATRON_KEYS_PRODUCT;
    case PATRON_COHORTS_BY_CATEGORY: return PATRON_KEYS_CATEGORY;
    default: return PATRON_KEYS_LABEL + patron_book_label(book, q->oracle.tag ? "tag" : "coupon");
    }
}

static void draw_keys(struct rng *rng, struct question *q, const patron_book *book)
{
    patron_column all = {.size = sizeof all}, listed = {.size = sizeof listed, .type = PATRON_TYPE_INT64, .values = q->keys};
    int64_t count = 0;
    patron_error error;
    assert_ok(patron_book_keys(book, which_keys(q, book), &all, &count, &error), &error);
    for (int64_t i = 0; i < count && q->oracle.key_count < KEYS - 1; i++)
        if (rng_chance(rng, 70)) q->keys[q->oracle.key_count++] = shop_key(book, which_keys(q, book), i);
    if (rng_chance(rng, 50)) q->keys[q->oracle.key_count++] = INT64_C(987654321987); /* that nobody has */
    q->oracle.keys = q->keys;
    q->axis_options.keys = &listed;
    q->axis_options.key_count = q->oracle.key_count;
    assert_ok(patron_cohorts_axis_make(&q->axis_options, &q->axis, &error), &error);
    q->axis_options.keys = NULL;
}

static void draw_axis(struct rng *rng, struct question *q, const struct shop *shop, const patron_book *book, int32_t as_of)
{
    patron_error error;
    struct oracle_cohorts_question *o = &q->oracle;
    q->axis_options.size = sizeof q->axis_options;
    q->axis_options.by = o->by;
    if (o->by == PATRON_COHORTS_BY_PERIOD) {
        draw_calendar(rng, &q->axis_calendar, &o->axis);
        q->axis_options.calendar = &q->axis_calendar;
        q->axis_options.by = rng_chance(rng, 50) ? 0 : o->by;
        if (rng_chance(rng, 50)) {
            assert_ok(patron_cohorts_axis_of_book(book, as_of, &q->axis_options, &q->axis, &error), &error);
            o->first_period = patron_cohorts_axis_first_period(q->axis);
            o->period_count = patron_cohorts_axis_listed(q->axis);
            return;
        }
        int32_t first, last;
        shop_days(shop, &first, &last);
        o->first_period = oracle_period(&o->axis, first) + rng_between(rng, -1, 2);
        o->period_count = rng_between(rng, 0, 30);
        q->axis_options.first_period = (int32_t)o->first_period;
        q->axis_options.period_count = o->period_count;
    } else if (o->by == PATRON_COHORTS_BY_DEPTH) {
        static const int32_t usual[] = {1000, 2000, 3000, 5000};
        memcpy(q->edges, usual, sizeof usual);
        o->edge_count = 4;
        if (rng_chance(rng, 50)) {
            o->edge_count = rng_between(rng, 1, 8);
            for (int32_t e = 0, at = 0; e < o->edge_count; e++) q->edges[e] = at += (int32_t)rng_between(rng, 1, 1250);
            q->axis_options.edges = q->edges;
            q->axis_options.edge_count = o->edge_count;
        }
        o->edges = q->edges;
    } else {
        if (o->by == PATRON_COHORTS_BY_LABEL) q->axis_options.label = o->tag ? "tag" : "coupon";
        draw_keys(rng, q, book);
        return;
    }
    assert_ok(patron_cohorts_axis_make(&q->axis_options, &q->axis, &error), &error);
}

static void question_begin(struct question *q, struct rng *rng, const struct shop *shop, const patron_book *book,
                           int32_t as_of)
{
    int32_t ways[8], count = 0;
    memset(q, 0, sizeof *q);
    ways[count++] = PATRON_COHORTS_BY_PERIOD;
    if (shop->columns & (SHOP_COUPON | SHOP_TAG)) ways[count++] = PATRON_COHORTS_BY_LABEL;
    if (shop->columns & SHOP_PRODUCT) ways[count++] = PATRON_COHORTS_BY_PRODUCT;
    if ((shop->columns & SHOP_CATEGORY) && (shop->columns & SHOP_PRODUCT)) ways[count++] = PATRON_COHORTS_BY_CATEGORY;
    if (shop->columns & SHOP_DISCOUNT) ways[count++] = PATRON_COHORTS_BY_DEPTH;
    q->oracle.by = ways[rng_between(rng, 0, count - 1)];
    q->oracle.tag = !(shop->columns & SHOP_COUPON) || ((shop->columns & SHOP_TAG) && rng_chance(rng, 50));
    draw_axis(rng, q, shop, book, as_of);
    draw_k(rng, q);
}

static void question_end(struct question *q) { patron_cohorts_axis_free(q->axis); }

/* ---- against the oracle ----------------------------------------------------------------------------------------- */

static bool can_ask(const patron_book *book, int32_t as_of)
{
    patron_totals totals = {.size = sizeof totals};
    return patron_book_totals(book, as_of, &totals, NULL) == PATRON_OK;
}

/* ALL and who is in no row make up the customers' net. */
static void assert_reconciles(const struct result *result, const patron_book *book, int32_t as_of)
{
    patron_totals totals = {.size = sizeof totals};
    patron_error error;
    assert_ok(patron_book_totals(book, as_of, &totals, &error), &error);
    int64_t all = result->shape.rows - 1, net = 0, buyers = result->array[COHORTS_CELL_ARRAYS][all];
    for (int64_t j = 0; j < result->shape.columns; j++)
        net += result->array[LIBRARY_NET][all * result->shape.columns + j];
    net -= result->array[LIBRARY_UNMATCHED][all];
    net += result->array[LIBRARY_GROUPS + 1][0] + result->array[LIBRARY_GROUPS + 3][0];
    assert_int_equal(net, totals.net_customers + totals.net_unmatched);
    assert_int_equal(buyers + result->array[LIBRARY_GROUPS][0], totals.buyers);
    assert_int_equal(result->array[LIBRARY_GROUPS][0], totals.buyers_unknown_birth);
    assert_int_equal(result->array[LIBRARY_GROUPS + 2][0], totals.customers - totals.buyers);
}

/* Customers left out and in groups, by key, in the book's numbers and in the oracle's. */
struct selected {
    patron_selection selection;
    uint8_t *mask, *oracle_mask;
    int32_t *group, *oracle_group;
};

static void draw_selection(struct rng *rng, const patron_book *book, const struct oracle_book *plain, struct selected *out)
{
    int64_t customers = patron_book_customers(book);
    memset(out, 0, sizeof *out);
    out->mask = calloc((size_t)customers + 1, 1);
    out->oracle_mask = calloc((size_t)plain->customers + 1, 1);
    out->group = calloc((size_t)customers + 1, sizeof *out->group);
    out->oracle_group = calloc((size_t)plain->customers + 1, sizeof *out->oracle_group);
    assert_true(out->mask && out->oracle_mask && out->group && out->oracle_group);
    out->selection = (patron_selection){sizeof out->selection, out->mask, out->group, rng_between(rng, 1, 3)};
    for (int64_t i = 0; i < plain->customers; i++) {
        int32_t number = shop_customer(book, plain->customer[i].key);
        assert_true(number >= 0);
        out->mask[number] = out->oracle_mask[i] = rng_chance(rng, 80);
        out->group[number] = out->oracle_group[i] = (int32_t)rng_between(rng, -1, out->selection.groups - 1);
    }
}

static void selected_end(struct selected *selected)
{
    free(selected->mask);
    free(selected->oracle_mask);
    free(selected->group);
    free(selected->oracle_group);
}

/* Counts in ranges drawn at random: any split adds up. */
static void count_ranges(struct rng *rng, struct result *result, const patron_book *book, int32_t as_of,
                         const struct question *q, const patron_selection *selection)
{
    patron_error error;
    for (int64_t first = 0, customers = patron_book_customers(book); first < customers;) {
        int64_t count = rng_between(rng, 1, rng_chance(rng, 50) ? customers - first : (customers - first + 3) / 4);
        assert_ok(patron_cohorts_count(book, as_of, q->axis, &q->options, selection, first, count, &result->cells, &error),
                  &error);
        first += count;
    }
}

static void compare(const struct shop *shop, uint64_t seed, int which)
{
    struct rng rng = {seed * 31 + (uint64_t)which};
    int32_t as_of = shop_as_of(shop, which);
    patron_book *book = shop_book(shop, NULL);
    if (!can_ask(book, as_of)) {
        patron_book_free(book);
        return;
    }
    struct oracle_book *plain = oracle_book(shop, as_of);
    struct question q;
    struct selected selected;
    struct result result;
    bool whole = rng_chance(&rng, 50);
    question_begin(&q, &rng, shop, book, as_of);
    draw_selection(&rng, book, plain, &selected);
    if (!whole) {
        q.oracle.groups = selected.selection.groups;
        q.oracle.mask = selected.oracle_mask;
        q.oracle.group = selected.oracle_group;
    }
    struct oracle_cohorts *expected = oracle_cohorts(shop, plain, &q.oracle);
    result_begin(&result, q.axis, &q.options, whole ? 1 : selected.selection.groups);
    result_without(&result, shop->columns);
    count_ranges(&rng, &result, book, as_of, &q, whole ? NULL : &selected.selection);
    for (int a = 0; a < COHORTS_ARRAYS; a++) {
        assert_int_equal(result.count[a], expected->count[a]);
        for (int64_t i = 0; has_array(shop->columns, a) && i < expected->count[a]; i++)
            assert_that(result.array[a][i] == expected->array[a][i],
                        "%s as_of %d by %d: %s[%lld] is %lld, %lld expected (%lld rows, %lld columns)", shop->name, (int)as_of,
                        (int)q.oracle.by, array_names[a], (long long)i, (long long)result.array[a][i],
                        (long long)expected->array[a][i], (long long)expected->rows, (long long)expected->columns);
    }
    if (whole) assert_reconciles(&result, book, as_of);
    result_end(&result);
    oracle_cohorts_free(expected);
    selected_end(&selected);
    question_end(&q);
    oracle_book_free(plain);
    patron_book_free(book);
}

static void test_random_shops(void **state)
{
    (void)state;
    uint64_t seeds = test_soak() ? 400 : 12;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (uint64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, seed, profile);
            for (int which = 0; which < SHOP_AS_OF; which++) compare(&shop, seed + 1000 * (uint64_t)profile, which);
            shop_end(&shop);
        }
}

static void test_edge_shops(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        for (int which = 0; which < SHOP_AS_OF; which++)
            for (uint64_t seed = 0; seed < 8; seed++) compare(&shop, seed, which);
        shop_end(&shop);
    }
}

/* ---- the same bits ---------------------------------------------------------------------------------------------- */

struct variant_case {
    patron_cohorts_axis_options axis_options;
    patron_cohorts_options options;
    int32_t as_of;
    uint32_t columns;
    bool begun;
    struct result first;
};

static void each_variant(void *context, const patron_book *book, const char *variant)
{
    struct variant_case *c = context;
    patron_cohorts_axis *axis;
    patron_error error;
    struct result result;
    assert_ok(patron_cohorts_axis_of_book(book, c->as_of, &c->axis_options, &axis, &error), &error);
    count_all(&result, book, c->as_of, axis, &c->options, c->columns);
    patron_cohorts_axis_free(axis);
    if (!c->begun) {
        c->begun = true;
        c->first = result;
        put_pointers(&c->first);
        return;
    }
    assert_same_result(&result, &c->first, c->columns, variant);
    result_end(&result);
}

static void test_variants(void **state)
{
    (void)state;
    static const int profiles[] = {SHOP_REFUNDS, SHOP_LINES, SHOP_TIES, SHOP_MIXED};
    for (size_t p = 0; p < sizeof profiles / sizeof *profiles; p++)
        for (int32_t by = PATRON_COHORTS_BY_PERIOD; by <= PATRON_COHORTS_BY_DEPTH; by++) {
            struct shop shop;
            shop_random(&shop, 77 + (uint64_t)by, profiles[p]);
            struct variant_case c = {.axis_options = {.size = sizeof c.axis_options, .by = by},
                                     .options = {.size = sizeof c.options, .window_days = by % 2 ? 0 : 30, .sequence = 4}};
            uint32_t needed = by == PATRON_COHORTS_BY_LABEL ? SHOP_TAG : by == PATRON_COHORTS_BY_PRODUCT ? SHOP_PRODUCT
                              : by == PATRON_COHORTS_BY_CATEGORY ? SHOP_PRODUCT | SHOP_CATEGORY
                              : by == PATRON_COHORTS_BY_DEPTH ? SHOP_DISCOUNT : 0;
            if ((shop.columns & needed) == needed) {
                if (by == PATRON_COHORTS_BY_LABEL) c.axis_options.label = "tag";
                if (by >= PATRON_COHORTS_BY_LABEL && by <= PATRON_COHORTS_BY_CATEGORY) c.axis_options.limit = 3;
                c.columns = shop.columns;
                c.as_of = shop_as_of(&shop, 4);
                for_each_variant(&shop, 5, each_variant, &c);
                assert_true(c.begun);
                result_end(&c.first);
            }
            shop_end(&shop);
        }
}

/* The customer of a row, which a refund may leave to its order. */
static int64_t owner(const struct shop *shop, int64_t row)
{
    const struct shop_row *own = &shop->row[row];
    for (int64_t i = 0; own->customer == SHOP_NULL && own->order != SHOP_NULL && i < shop->rows; i++)
        if (shop->row[i].order == own->order && shop->row[i].shop == own->shop && shop->row[i].customer != SHOP_NULL)
            return shop->row[i].customer;
    return own->customer;
}

/* Two shards of the customers, each a book of its own with its own numbers. */
static void test_shards_add_up(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 10; seed++) {
        struct shop shop, part[2];
        shop_random(&shop, seed, SHOP_CONSUMABLES);
        for (int s = 0; s < 2; s++) {
            shop_copy(&part[s], &shop);
            part[s].rows = 0;
        }
        for (int64_t i = 0; i < shop.rows; i++) shop_add(&part[owner(&shop, i) % 2 ? 1 : 0], shop.row[i]);
        int32_t as_of = shop_as_of(&shop, 4);
        patron_book *book = shop_book(&shop, NULL);
        patron_cohorts_axis_options axis_options = {.size = sizeof axis_options, .by = PATRON_COHORTS_BY_PRODUCT};
        patron_cohorts_axis *axis;
        patron_error error;
        assert_ok(patron_cohorts_axis_of_book(book, as_of, &axis_options, &axis, &error), &error);
        struct result whole, sum;
        count_all(&whole, book, as_of, axis, NULL, shop.columns);
        result_begin(&sum, axis, NULL, 1);
        result_without(&sum, shop.columns);
        for (int s = 0; s < 2; s++) {
            patron_book *shard = shop_book(&part[s], NULL);
            assert_ok(patron_cohorts_count(shard, as_of, axis, NULL, NULL, 0, patron_book_customers(shard), &sum.cells,
                                           &error), &error);
            patron_book_free(shard);
            shop_end(&part[s]);
        }
        assert_same_result(&whole, &sum, shop.columns, "shards");
        assert_true(whole.cells.buyers[whole.shape.rows - 1] > 0);
        result_end(&whole);
        result_end(&sum);
        patron_cohorts_axis_free(axis);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

#define JAN 18993 /* 2022-01-01 */
#define FEB (JAN + 31)
#define MAR (FEB + 28)

static void assert_row(const int64_t *found, const int64_t *expected, int64_t count, const char *what)
{
    for (int64_t i = 0; i < count; i++)
        assert_that(found[i] == expected[i], "%s[%lld] is %lld, %lld expected", what, (long long)i, (long long)found[i],
                    (long long)expected[i]);
}

static void test_triangle_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop_add(&shop, shop_sale(1, JAN + 4, 100)); /* January, again in January and March */
    shop_add(&shop, shop_sale(1, JAN + 20, 50));
    shop_add(&shop, shop_sale(1, MAR + 1, 30));
    shop_add(&shop, shop_sale(2, JAN + 30, 70)); /* January, again in February */
    shop_add(&shop, shop_sale(2, FEB + 0, 20));
    shop_add(&shop, shop_sale(3, JAN + 2, 10));  /* once */
    shop_add(&shop, shop_sale(4, FEB + 9, 80));  /* February, again in March */
    shop_add(&shop, shop_sale(4, MAR + 9, 5));
    shop_add(&shop, shop_sale(5, MAR + 2, 1));   /* March */
    patron_book *book = shop_book(&shop, NULL);
    patron_cohorts_axis_options axis_options = {.size = sizeof axis_options};
    patron_cohorts_options options = {.size = sizeof options, .periods = 2, .sequence = 3};
    patron_cohorts_axis *axis;
    patron_error error;
    struct result r;
    int32_t as_of = MAR + 15; /* March is not over */
    assert_ok(patron_cohorts_axis_of_book(book, as_of, &axis_options, &axis, &error), &error);
    assert_int_equal(patron_cohorts_axis_by(axis), PATRON_COHORTS_BY_PERIOD);
    assert_int_equal(patron_cohorts_axis_listed(axis), 3);
    assert_int_equal(patron_cohorts_axis_rows(axis), 6);
    assert_int_equal(patron_cohorts_axis_first_period(axis), 52 * 12);
    count_all(&r, book, as_of, axis, &options, 0);
    /* Rows January, February, March, other, (none), all; columns k = 0, 1 and beyond. */
    assert_row(r.cells.buyers, (int64_t[]){3, 1, 1, 0, 0, 5}, 6, "buyers");
    assert_row(r.cells.active, (int64_t[]){3, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 2, 1}, 18, "active");
    assert_row(r.cells.eligible, (int64_t[]){3, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 3, 0}, 18, "eligible");
    assert_row(r.cells.active_eligible, (int64_t[]){3, 1, 0, 1, 0, 0, 0, 0, 0}, 9, "active_eligible");
    assert_row(r.cells.later, (int64_t[]){3, 2, 1, 1, 1, 0, 1, 0, 0}, 9, "later");
    assert_row(r.cells.later_eligible, (int64_t[]){3, 2, 0, 1, 0, 0, 0, 0, 0}, 9, "later_eligible");
    assert_row(r.cells.purchases, (int64_t[]){4, 1, 1, 1, 1, 0, 1, 0, 0}, 9, "purchases");
    assert_row(r.cells.net, (int64_t[]){230, 20, 30, 80, 5, 0, 1, 0, 0}, 9, "net");
    assert_row(r.cells.net_to, (int64_t[]){230, 250, 0, 80, 0, 0, 0, 0, 0}, 9, "net_to");
    assert_row(r.cells.repeat_in_0, (int64_t[]){1, 0, 0, 0, 0, 1}, 6, "repeat_in_0");
    assert_row(r.cells.nth, (int64_t[]){1, 1, 0, 0, 1, 0, 0, 0, 0}, 9, "second purchases");
    assert_row(r.cells.nth + 18, (int64_t[]){0, 0, 1, 0, 0, 0, 0, 0, 0}, 9, "third purchases");
    assert_row(r.cells.nth_by, (int64_t[]){1, 2, 0, 0, 0, 0, 0, 0, 0}, 9, "second purchase by");
    assert_row(r.cells.nth_net, (int64_t[]){50, 20, 0, 0, 5, 0, 0, 0, 0}, 9, "net of second purchases");
    assert_row(r.cells.nth_net + 18, (int64_t[]){0, 0, 30, 0, 0, 0, 0, 0, 0}, 9, "net of third purchases");
    result_end(&r);
    patron_cohorts_axis_free(axis);
    patron_book_free(book);
    shop_end(&shop);
}

/* A full refund in March moves the birth from then on, and leaves a February report as it was. */
static void test_refund_moves_birth(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_KIND;
    struct shop_row row = shop_sale(1, JAN, 100);
    row.order = 1;
    shop_add(&shop, row);
    row = shop_sale(1, FEB + 10, 40);
    row.order = 2;
    shop_add(&shop, row);
    row = shop_sale(1, MAR + 2, 100);
    row.order = 1;
    row.kind = PATRON_KIND_REFUND;
    shop_add(&shop, row);
    row.order = 99; /* of no order */
    row.amount = 7;
    shop_add(&shop, row);
    patron_book *book = shop_book(&shop, NULL);
    patron_cohorts_axis_options axis_options = {.size = sizeof axis_options, .first_period = 52 * 12, .period_count = 2};
    patron_cohorts_options options = {.size = sizeof options, .periods = 3};
    patron_cohorts_axis *axis;
    patron_error error;
    struct result r;
    assert_ok(patron_cohorts_axis_make(&axis_options, &axis, &error), &error);
    count_all(&r, book, MAR - 1, axis, &options, 0);
    assert_row(r.cells.buyers, (int64_t[]){1, 0}, 2, "buyers in February");
    assert_row(r.cells.net, (int64_t[]){100, 40, 0, 0}, 4, "net in February");
    result_end(&r);
    count_all(&r, book, MAR + 2, axis, &options, 0);
    assert_row(r.cells.buyers, (int64_t[]){0, 1}, 2, "buyers in March");
    assert_row(r.cells.sales + 4, (int64_t[]){140, 0, 0, 0}, 4, "sales: what came before the birth is in column 0");
    assert_row(r.cells.refunds + 4, (int64_t[]){100, 0, 0, 0}, 4, "refunds of orders");
    assert_row(r.cells.unmatched, (int64_t[]){0, 7}, 2, "unmatched");
    result_end(&r);
    options.flags = PATRON_COHORTS_REFUND_DAY;
    count_all(&r, book, MAR + 2, axis, &options, 0);
    assert_row(r.cells.refunds + 4, (int64_t[]){0, 107, 0, 0}, 4, "refunds by day");
    assert_row(r.cells.net + 4, (int64_t[]){140, -107, 0, 0}, 4, "net by day");
    assert_row(r.cells.unmatched, (int64_t[]){0, 0}, 2, "unmatched by day");
    result_end(&r);
    patron_cohorts_axis_free(axis);
    patron_book_free(book);
    shop_end(&shop);
}

/* Days far apart are worked out without a table, as_of on the last day of the calendar. */
static void test_wide_shop(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop_add(&shop, shop_sale(1, PATRON_DAY_MIN, 5));
    shop_add(&shop, shop_sale(1, PATRON_DAY_MIN + 40, 6));
    shop_add(&shop, shop_sale(1, PATRON_DAY_MAX, 7));
    shop_add(&shop, shop_sale(2, PATRON_DAY_MAX, 8));
    patron_book *book = shop_book(&shop, NULL);
    patron_cohorts_axis_options axis_options = {.size = sizeof axis_options};
    patron_cohorts_axis *axis;
    patron_error error;
    struct result r;
    assert_ok(patron_cohorts_axis_of_book(book, PATRON_DAY_MAX, &axis_options, &axis, &error), &error);
    assert_int_equal(patron_cohorts_axis_listed(axis), 9999 * 12);
    int64_t last = 9999 * 12 - 1;
    for (int windows = 0; windows < 2; windows++) {
        patron_cohorts_options options = {.size = sizeof options, .periods = 3, .window_days = windows ? 30 : 0};
        count_all(&r, book, PATRON_DAY_MAX, axis, &options, 0);
        assert_row(r.cells.net, (int64_t[]){5, 6, 0, 7}, 4, "first row");
        assert_row(r.cells.eligible, (int64_t[]){1, 1, 1, 0}, 4, "first row eligible");
        assert_row(r.cells.net + last * 4, (int64_t[]){8, 0, 0, 0}, 4, "last row");
        assert_row(r.cells.eligible + last * 4, (int64_t[]){!windows, 0, 0, 0}, 4, "last row eligible");
        result_end(&r);
    }
    patron_cohorts_axis_free(axis);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- axes -------------------------------------------------------------------------------------------------------- */

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
        patron_cohorts_axis_options options = {.size = sizeof options, .by = PATRON_COHORTS_BY_LABEL, .label = "coupon"};
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
                assert_int_equal(shop_key_from_text((const char *)keys.values + offsets[i], offsets[i + 1] - offsets[i]),
                                 expected[i]);
            } else {
                assert_int_equal(((const int64_t *)keys.values)[i], expected[i]);
            }
        }
        count_all(&r, book, JAN + 100, axis, NULL, 0);
        assert_row(r.cells.buyers, (int64_t[]){2, 2, 2, 1, 1, 7}, 6, "buyers");
        assert_row(r.cells.net + 2 * r.shape.columns, (int64_t[]){30}, 1, "net of coupon 40, with customer 1's other order");
        result_end(&r);
        patron_cohorts_axis_free(axis);
        patron_book_free(book);
    }
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
#define AXIS(...) (&(patron_cohorts_axis_options){.size = sizeof(patron_cohorts_axis_options), __VA_ARGS__})
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
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &twice, .key_count = 2, .limit = 1), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &twice, .key_count = INT64_C(1) << 40), PATRON_ERROR_LIMIT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_CATEGORY, .keys = &bad_text, .key_count = 1), PATRON_ERROR_DATA);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_LABEL, .keys = &twice, .key_count = 2), PATRON_ERROR_ARGUMENT);
    expect_axis(AXIS(.by = PATRON_COHORTS_BY_LABEL, .label = "", .keys = &twice, .key_count = 2), PATRON_ERROR_ARGUMENT);
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
    assert_ok(patron_cohorts_axis_make(AXIS(.by = PATRON_COHORTS_BY_DEPTH, .edges = good, .edge_count = 2), &axis, &error),
              &error);
    assert_int_equal(patron_cohorts_axis_keys(axis, &keys, &count, &error), PATRON_ERROR_MISSING);
    assert_int_equal(patron_cohorts_axis_edges(axis, &count)[1], 10000);
    assert_int_equal(count, 2);
    assert_int_equal(patron_cohorts_axis_listed(axis), 4);
    patron_cohorts_axis_free(axis);
    assert_ok(patron_cohorts_axis_make(AXIS(.by = PATRON_COHORTS_BY_PRODUCT, .keys = &twice, .key_count = 2), &axis, &error),
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

static void expect_count(const struct small *small, const patron_cohorts_axis *axis, const patron_cohorts_options *options,
                         int64_t first, int64_t count, const patron_cohorts_cells *cells, patron_status expected)
{
    patron_error error = {0};
    patron_status status = patron_cohorts_count(small->book, shop_as_of(&small->shop, 5), axis, options, NULL, first, count,
                                                cells, &error);
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
#define OPTIONS(...) (&(patron_cohorts_options){.size = sizeof(patron_cohorts_options), __VA_ARGS__})
    const patron_cohorts_options *wrong[] = {
        &(patron_cohorts_options){.size = 8}, OPTIONS(.flags = 2), OPTIONS(.window_days = -1),
        OPTIONS(.window_days = INT32_MAX), OPTIONS(.window_days = 7, .calendar = &months), OPTIONS(.calendar = &bad),
        OPTIONS(.periods = -1), OPTIONS(.periods = PATRON_COHORTS_K_MAX + 1), OPTIONS(.sequence = 1), OPTIONS(.sequence = -1),
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
    assert_int_equal(patron_cohorts_axis_of_book(s.book, as_of, AXIS(.limit = -1, .by = PATRON_COHORTS_BY_PRODUCT), &axis, NULL),
                     PATRON_ERROR_ARGUMENT);
    assert_null(axis);
    assert_int_equal(patron_cohorts_count(s.book, PATRON_DAY_MIN - 1, s.axis, NULL, NULL, 0, n, &none, NULL),
                     PATRON_ERROR_RANGE);
    patron_selection selection = {.size = sizeof selection, .groups = 2, .group = calloc((size_t)n, sizeof(int32_t))};
    ((int32_t *)(uintptr_t)selection.group)[n - 1] = 2;
    assert_int_equal(patron_cohorts_count(s.book, as_of, s.axis, NULL, &selection, 0, n, &none, NULL), PATRON_ERROR_DATA);
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
    assert_ok(patron_cohorts_axis_of_book(strings, as_of, AXIS(.by = PATRON_COHORTS_BY_PRODUCT), &axis, &error), &error);
    assert_int_equal(patron_cohorts_count(integers, as_of, axis, NULL, NULL, 0, 1, &none, &error), PATRON_ERROR_MISMATCH);
    assert_ok(patron_cohorts_count(strings, as_of, axis, NULL, NULL, 0, 1, &none, &error), &error);
    patron_cohorts_axis_free(axis);
    patron_book_free(integers);
    patron_book_free(strings);
    shop_end(&shop);
}

static void test_sums_that_do_not_fit(void **state)
{
    (void)state;
    struct small s;
    small_begin(&s);
    int64_t n = patron_book_customers(s.book), all = s.result.shape.rows - 1;
    int32_t as_of = shop_as_of(&s.shop, 5);
    patron_error error;
    for (int a = 0; a < COHORTS_ARRAYS; a++) {
        if (!has_array(0, a)) continue;
        int64_t at = a < COHORTS_CELL_ARRAYS ? all * s.result.shape.columns : a < LIBRARY_UNMATCHED ? all : 0;
        if (a == LIBRARY_UNMATCHED || a >= LIBRARY_UNMATCHED + 1) continue; /* may well be 0 in this shop */
        s.result.array[a][at] = INT64_MAX;
        patron_status status = patron_cohorts_count(s.book, as_of, s.axis, NULL, NULL, 0, n, &s.result.cells, &error);
        bool adds = a != 7 && a != 9 && a != COHORTS_CELL_ARRAYS + 1; /* renewals, refunds, repeat_in_0 may be 0 */
        if (adds) {
            assert_that(status == PATRON_ERROR_OVERFLOW, "%s: status %d", array_names[a], (int)status);
            s.result.array[a][at] = 0;
            for (int b = 0; b < COHORTS_ARRAYS; b++)
                for (int64_t i = 0; i < s.result.count[b]; i++) assert_int_equal(s.result.array[b][i], 0);
            continue;
        }
        for (int b = 0; b < COHORTS_ARRAYS; b++)
            memset(s.result.array[b], 0, (size_t)s.result.count[b] * sizeof(int64_t));
    }
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

/* ---- curves ------------------------------------------------------------------------------------------------------ */

#define ROWS 4
#define COLUMNS 4
static const int64_t buyers[ROWS] = {10, 8, 5, 0};
static const int64_t eligible[ROWS * COLUMNS] = {10, 10, 6, 0, 8, 8, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0};
static const int64_t part[ROWS * COLUMNS] = {10, 4, 3, 0, 8, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0};

static void test_curve(void **state)
{
    (void)state;
    int32_t states[ROWS * COLUMNS];
    int64_t parts[ROWS * COLUMNS], wholes[ROWS * COLUMNS];
    double rate[ROWS * COLUMNS], low[ROWS * COLUMNS], high[ROWS * COLUMNS], expected_low, expected_high;
    patron_cohorts_rates out = {sizeof out, ROWS * COLUMNS, states, parts, wholes, rate, low, high};
    patron_error error;
    static const int32_t in[ROWS * COLUMNS] = {1, 1, 2, 4, 1, 1, 3, 4, 1, 3, 3, 4, 5, 5, 5, 5};
    static const int32_t later[ROWS * COLUMNS] = {4, 4, 4, 4, 4, 4, 3, 4, 4, 3, 3, 4, 5, 5, 5, 5};
    for (int32_t curve = PATRON_COHORTS_CURVE_IN; curve <= PATRON_COHORTS_CURVE_VALUE; curve++)
        for (int c = 0; c < 2; c++) {
            double confidence = c ? 0.8 : 0;
            assert_ok(patron_cohorts_curve(curve, ROWS, COLUMNS, buyers, eligible, part, confidence, &out, &error), &error);
            for (int i = 0; i < ROWS * COLUMNS; i++) {
                assert_int_equal(states[i], curve == PATRON_COHORTS_CURVE_LATER ? later[i] : in[i]);
                assert_int_equal(wholes[i], eligible[i]);
                assert_int_equal(parts[i], eligible[i] ? part[i] : PATRON_NONE);
                assert_true(rate[i] == (eligible[i] ? (double)part[i] / (double)eligible[i] : 0));
                expected_low = expected_high = 0;
                if (eligible[i] && curve != PATRON_COHORTS_CURVE_VALUE)
                    assert_ok(patron_stats_wilson(part[i], eligible[i], confidence, &expected_low, &expected_high, &error),
                              &error);
                assert_true(low[i] == expected_low && high[i] == expected_high);
            }
        }
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_COMPLETE), "complete");
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_PARTIAL), "partial");
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_FUTURE), "future");
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_OPEN), "open");
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_EMPTY), "empty");
    assert_null(patron_cohorts_state_name(0));
    assert_null(patron_cohorts_state_name(6));
    assert_null(patron_cohorts_state_name(INT32_MIN));
}

static void test_mean(void **state)
{
    (void)state;
    int32_t states[COLUMNS];
    int64_t parts[COLUMNS], wholes[COLUMNS];
    double rate[COLUMNS], high[COLUMNS], low, expected;
    patron_cohorts_rates out = {sizeof out, COLUMNS, states, parts, wholes, rate, NULL, high};
    patron_error error;
    assert_ok(patron_cohorts_mean(PATRON_COHORTS_CURVE_BY, ROWS, COLUMNS, buyers, eligible, part, 0, &out, &error), &error);
    assert_row(parts, (int64_t[]){23, 4, PATRON_NONE, PATRON_NONE}, 4, "part");
    assert_row(wholes, (int64_t[]){23, 18, 0, 0}, 4, "whole"); /* the partial cell of column 2 is not in it */
    assert_memory_equal(states, ((int32_t[]){1, 1, 3, 4}), sizeof states);
    assert_ok(patron_stats_wilson(4, 18, 0, &low, &expected, &error), &error);
    assert_true(rate[0] == 1 && rate[1] == 4.0 / 18.0 && rate[2] == 0 && high[1] == expected);
    assert_ok(patron_cohorts_mean(PATRON_COHORTS_CURVE_IN, 1, COLUMNS, buyers + 3, eligible + 12, part + 12, 0, &out, &error),
              &error);
    assert_memory_equal(states, ((int32_t[]){5, 5, 5, 5}), sizeof states);
    static const int64_t two[] = {1, 1}, full[] = {1, 0, 1, 0}, much[] = {INT64_MAX, 0, 1, 0};
    assert_int_equal(patron_cohorts_mean(PATRON_COHORTS_CURVE_VALUE, 2, 2, two, full, much, 0, &out, &error),
                     PATRON_ERROR_OVERFLOW);
    assert_int_equal(patron_cohorts_mean(PATRON_COHORTS_CURVE_LATER, 2, 2, two, full, full, 0, &out, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_mean(0, 2, 2, two, full, full, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    out.capacity = 1;
    assert_int_equal(patron_cohorts_mean(PATRON_COHORTS_CURVE_IN, 2, 2, two, full, full, 0, &out, &error),
                     PATRON_ERROR_CAPACITY);
}

static void expect_curve(int32_t curve, int64_t rows, int64_t columns, const int64_t *size, const int64_t *whole,
                         const int64_t *numerator, double confidence, int64_t capacity, patron_status expected)
{
    int32_t states[4] = {77, 77, 77, 77};
    patron_cohorts_rates out = {.size = sizeof out, .capacity = capacity, .state = states};
    patron_error error = {0};
    assert_int_equal(patron_cohorts_curve(curve, rows, columns, size, whole, numerator, confidence, &out, &error), expected);
    assert_int_equal(error.code, expected);
    if (expected) assert_int_equal(states[0], 77);
}

static void test_curve_errors(void **state)
{
    (void)state;
    static const int64_t size[] = {2}, whole[] = {2, 0}, more[] = {3, 0}, negative[] = {-1, 0};
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, whole, 0, 2, PATRON_OK);
    expect_curve(PATRON_COHORTS_CURVE_IN, 0, 2, NULL, NULL, NULL, 0, 2, PATRON_OK);
    expect_curve(0, 1, 2, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(5, 1, 2, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, -1, 2, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 1, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, INT64_MAX, 2, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, NULL, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, NULL, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, NULL, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, more, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, negative, negative, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, more, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, negative, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_VALUE, 1, 2, size, whole, negative, 0, 2, PATRON_OK);
    expect_curve(PATRON_COHORTS_CURVE_VALUE, 1, 2, size, whole, more, 0, 2, PATRON_OK);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, whole, 1.5, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, whole, 0, 1, PATRON_ERROR_CAPACITY);
    assert_int_equal(patron_cohorts_curve(1, 1, 2, size, whole, whole, 0, NULL, NULL), PATRON_ERROR_ARGUMENT);
    patron_cohorts_rates small = {.size = 8};
    assert_int_equal(patron_cohorts_curve(1, 1, 2, size, whole, whole, 0, &small, NULL), PATRON_ERROR_ARGUMENT);
}

static void test_cumulate(void **state)
{
    (void)state;
    int64_t values[6] = {1, 2, -5, 10, 0, 7}, out[6] = {0};
    patron_error error;
    assert_ok(patron_cohorts_cumulate(values, 2, 3, out, &error), &error);
    assert_row(out, (int64_t[]){1, 3, -2, 10, 10, 17}, 6, "cumulated");
    assert_ok(patron_cohorts_cumulate(values, 2, 3, values, &error), &error);
    assert_row(values, out, 6, "in place");
    assert_ok(patron_cohorts_cumulate(NULL, 0, 3, NULL, &error), &error);
    int64_t huge[2] = {INT64_MAX, 1};
    assert_int_equal(patron_cohorts_cumulate(huge, 1, 2, huge, &error), PATRON_ERROR_OVERFLOW);
    assert_true(huge[0] == INT64_MAX && huge[1] == 1);
    assert_ok(patron_cohorts_cumulate(huge, 2, 1, out, &error), &error); /* two rows: nothing is summed */
    assert_int_equal(patron_cohorts_cumulate(huge, -1, 2, out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_cumulate(huge, 1, -2, out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_cumulate(huge, INT64_MAX, 2, out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_cumulate(NULL, 1, 2, out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_cumulate(huge, 1, 2, NULL, &error), PATRON_ERROR_ARGUMENT);
}

/* ---- CDNOW ------------------------------------------------------------------------------------------------------- */

#ifndef PATRON_SOURCE_ROOT
#define PATRON_SOURCE_ROOT "."
#endif

static bool read_cdnow_sample(struct shop *shop)
{
    char path[1024], line[256];
    const char *given = getenv("PATRON_TEST_DATA");
    (void)snprintf(path, sizeof path, "%s/cdnow/cdnow_sample.csv", given ? given : PATRON_SOURCE_ROOT "/../shared/data");
    FILE *file = fopen(path, "r");
    shop_begin(shop);
    if (!file) return false;
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        int customer, year, month, day, whole, cents;
        assert_int_equal(sscanf(line, "%*d,%d,%d-%d-%d,%*d,%d.%d", &customer, &year, &month, &day, &whole, &cents), 6);
        int32_t civil;
        patron_error error;
        assert_ok(patron_calendar_day(year, month, day, &civil, &error), &error);
        shop_add(shop, shop_sale(customer, civil, (int64_t)whole * 100 + cents));
    }
    assert_int_equal(fclose(file), 0);
    return true;
}

/* Repeat rates of the sample that are well known: .4832 in all, and within 90, 180 and 365 days of those who were observed so
 * long 687/2357 = .2915, .3763 and .4557. */
static void test_cdnow(void **state)
{
    (void)state;
    struct shop shop;
    if (!read_cdnow_sample(&shop)) {
        print_message("SKIP cohorts of CDNOW: cdnow/cdnow_sample.csv is not there\n");
        skip();
    }
    shop.flags = PATRON_BOOK_ZERO_ORDERS;
    patron_book *book = shop_book(&shop, NULL);
    static const int32_t within[] = {91, 181, 366}; /* "within 90 days" is k <= 90 */
    int32_t as_of;
    patron_error error;
    patron_cohorts_axis *axis;
    struct result r;
    assert_ok(patron_calendar_day(1998, 6, 30, &as_of, &error), &error);
    assert_ok(patron_cohorts_axis_of_book(book, as_of, NULL, &axis, &error), &error);
    assert_int_equal(patron_cohorts_axis_listed(axis), 3); /* born in the first quarter of 1997 */
    count_all(&r, book, as_of, axis, OPTIONS(.window_days = 1, .brackets = within, .bracket_count = 3), 0);
    int64_t all = (r.shape.rows - 1) * r.shape.columns;
    assert_int_equal(r.cells.buyers[r.shape.rows - 1], 2357);
    assert_row(r.cells.eligible + all, (int64_t[]){2357, 2357, 2357, 0}, 4, "eligible");
    assert_int_equal(r.cells.nth_by[all], 687);
    assert_int_equal((r.cells.nth_by[all + 1] * 10000 + 1178) / 2357, 3763);
    assert_int_equal((r.cells.nth_by[all + 2] * 10000 + 1178) / 2357, 4557);
    int64_t repeaters = 0, purchases = 0, net = 0;
    for (int64_t j = 0; j < r.shape.columns; j++) {
        repeaters += r.cells.nth[all + j];
        purchases += r.cells.purchases[all + j];
        net += r.cells.net[all + j];
    }
    assert_int_equal((repeaters * 10000 + 1178) / 2357, 4832);
    assert_int_equal(purchases, 6696);
    assert_int_equal(net, 24409194);
    result_end(&r);
    patron_cohorts_axis_free(axis);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_shops),
        cmocka_unit_test(test_edge_shops),
        cmocka_unit_test(test_variants),
        cmocka_unit_test(test_shards_add_up),
        cmocka_unit_test(test_triangle_by_hand),
        cmocka_unit_test(test_refund_moves_birth),
        cmocka_unit_test(test_wide_shop),
        cmocka_unit_test(test_axis_of_labels),
        cmocka_unit_test(test_axis_errors),
        cmocka_unit_test(test_option_errors),
        cmocka_unit_test(test_output_errors),
        cmocka_unit_test(test_kinds_of_keys),
        cmocka_unit_test(test_sums_that_do_not_fit),
        cmocka_unit_test(test_every_allocation_fails),
        cmocka_unit_test(test_curve),
        cmocka_unit_test(test_mean),
        cmocka_unit_test(test_curve_errors),
        cmocka_unit_test(test_cumulate),
        cmocka_unit_test(test_cdnow),
    };
    return cmocka_run_group_tests_name("cohorts", tests, NULL, NULL);
}
