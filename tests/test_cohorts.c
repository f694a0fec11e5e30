#include "result_cohorts.h"

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
        for (int32_t j = 0, k = 0; j < o->k_columns; j++) q->end[j] = q->brackets[j] = k += (int32_t)rng_between(rng,
                                                                                                                 1, 5);
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
    patron_column all = {.size = sizeof all}, listed = {.size = sizeof listed, .type = PATRON_TYPE_INT64,
                                                        .values = q->keys};
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

static void draw_axis(struct rng *rng, struct question *q, const struct shop *shop, const patron_book *book,
                      int32_t as_of)
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

static void draw_selection(struct rng *rng, const patron_book *book, const struct oracle_book *plain,
                           struct selected *out)
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
        assert_ok(patron_cohorts_count(book, as_of, q->axis, &q->options, selection, first, count, &result->cells,
                                       &error),
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
                        "%s as_of %d by %d: %s[%lld] is %lld, %lld expected (%lld rows, %lld columns)", shop->name,
                        (int)as_of,
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
    uint64_t seeds = (uint64_t)test_some(1, 7, 400);
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
            for (uint64_t seed = 0; seed < (uint64_t)test_some(2, 8, 8); seed++) compare(&shop, seed, which);
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
                                     .options = {.size = sizeof c.options, .window_days = by % 2 ? 0 : 30,
                                                 .sequence = 4}};
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
    patron_cohorts_axis_options axis_options = {.size = sizeof axis_options, .first_period = 52 * 12,
                                                .period_count = 2};
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

/* ---- CDNOW ------------------------------------------------------------------------------------------------------- */

#ifndef PATRON_SOURCE_ROOT
#define PATRON_SOURCE_ROOT "."
#endif

static bool read_cdnow_sample(struct shop *shop)
{
    char path[1024], line[256];
    const char *given = getenv("PATRON_TEST_DATA");
    (void)snprintf(path, sizeof path, "%s/cdnow/cdnow_sample.csv",
                   given ? given : PATRON_SOURCE_ROOT "/../shared/data");
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

/* Repeat rates of the sample that are well known: .4832 in all, and within 90, 180 and 365 days of those observed so
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
        cmocka_unit_test(test_cdnow),
    };
    return cmocka_run_group_tests_name("cohorts", tests, NULL, NULL);
}
