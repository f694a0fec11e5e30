/* Labels and discount depth against naive readings of their definitions, by hand, and in every form that must not
 * matter. The oracles are here: plain loops over the naive assembler's customers. */
#include "oracle_book.h"

#include <patron/cohorts.h>
#include <patron/promotions.h>

#define GROUPS 2
#define ROWS_MAX 200
#define CELLS_MAX (GROUPS * ROWS_MAX)
#define LABEL_ARRAYS 13
#define DEPTH_ARRAYS 11

static int32_t group_of_key(int64_t key) { return (int32_t)((uint64_t)key % (GROUPS + 1)) - 1; }

static int32_t *groups_of(const patron_book *book)
{
    int64_t n = patron_book_customers(book);
    int32_t *group = malloc(((size_t)n + 1) * sizeof *group);
    assert_non_null(group);
    for (int64_t i = 0; i < n; i++) group[i] = group_of_key(shop_key(book, PATRON_KEYS_CUSTOMER, i));
    return group;
}

static int64_t value_count(const patron_book *book, int32_t label)
{
    patron_column column = {.size = sizeof column};
    int64_t count;
    assert_int_equal(patron_book_keys(book, PATRON_KEYS_LABEL + label, &column, &count, NULL), PATRON_OK);
    assert_true(count + PATRON_PROMOTIONS_ROWS_MORE <= ROWS_MAX);
    return count;
}

/* ---- labels ------------------------------------------------------------------------------------------------------ */

struct labels {
    patron_promotions_counts counts;
    int64_t array[LABEL_ARRAYS][CELLS_MAX];
};

static void labels_begin(struct labels *labels, bool discount, int64_t start)
{
    for (int a = 0; a < LABEL_ARRAYS; a++)
        for (int i = 0; i < CELLS_MAX; i++) labels->array[a][i] = start;
    int64_t(*array)[CELLS_MAX] = labels->array;
    labels->counts = (patron_promotions_counts){sizeof labels->counts, CELLS_MAX, array[0], array[1], array[2],
        discount ? array[3] : NULL, discount ? array[4] : NULL, array[5], array[6], array[7], array[8], array[9],
        array[10], array[11], array[12]};
}

/* Whether an order is in a row: has the value, has none, or any order at all. */
static bool is_in_row(const struct oracle_order *order, bool by_tag, int64_t value, int row)
{
    bool any = false;
    if (row == 1) return true;
    if (!by_tag) return row < 0 ? order->coupon == value : order->coupon == SHOP_NULL;
    for (int64_t i = 0; i < order->lines; i++) {
        if (row < 0 && order->line[i].tag == value && value != SHOP_NULL) return true;
        any = any || order->line[i].tag != SHOP_NULL;
    }
    return row == 0 && !any;
}

/* row: -1 = the value, 0 = none, 1 = all. */
static void add_row(const struct oracle_book *book, const struct oracle_customer *customer, bool by_tag, int64_t value,
                    int row,
                    int32_t window, int32_t repeat_days, int64_t cell[LABEL_ARRAYS])
{
    int64_t orders = 0, all_net = 0, first_purchase = -1, purchase = -1;
    bool born_in = false, born_with_any = false; /* orders of the first day in the row; with any value */
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        if (!order->counts) continue;
        int64_t net = order->amount - oracle_refunded(order->refund, order->refunds, book->as_of);
        all_net += net;
        while (purchase < 0 || i >= customer->purchase[purchase].end) purchase++;
        if (window && order->day <= (int64_t)book->as_of - window) continue;
        bool born = order->day == customer->purchase[0].day;
        if (born && !is_in_row(order, by_tag, SHOP_NULL, 0)) born_with_any = true;
        if (!is_in_row(order, by_tag, value, row)) continue;
        if (born) born_in = true;
        if (orders++ == 0) first_purchase = purchase;
        cell[0]++;
        cell[1] += net;
        cell[2] += order->amount;
        cell[3] += order->discount;
        cell[4] += order->discount > 0;
    }
    if (!orders) return;
    cell[5]++;
    cell[6] += first_purchase < customer->purchases - 1;
    cell[7] += all_net;
    if (!customer->birth_known || !born_in || (row == 0 && born_with_any)) return;
    bool observed = book->as_of - customer->purchase[0].day >= repeat_days;
    cell[8]++;
    cell[9] += customer->purchases > 1;
    cell[10] += observed;
    cell[11] += observed && customer->purchases > 1 &&
                customer->purchase[1].day - customer->purchase[0].day <= repeat_days;
    cell[12] += all_net;
}

static void check_label(const struct shop *shop, const patron_book *book, const struct oracle_book *seen, bool by_tag,
                        const patron_promotions_options *options)
{
    int32_t label = patron_book_label(book, by_tag ? "tag" : "coupon");
    int64_t values = value_count(book, label), rows = values + 2, half = seen->customers / 2;
    int32_t repeat = options->repeat_days ? options->repeat_days : 90, *group = groups_of(book);
    bool discount = (shop->columns & SHOP_DISCOUNT) != 0;
    struct labels *found = malloc(sizeof *found), *expected = malloc(sizeof *expected);
    patron_selection selection = {.size = sizeof selection, .group = group, .groups = GROUPS};
    patron_error error;
    assert_true(found && expected);
    labels_begin(found, discount, 3);
    labels_begin(expected, discount, 3);
    for (int64_t i = 0; i < seen->customers; i++)
        for (int64_t row = 0; row < rows; row++) {
            int64_t cell[LABEL_ARRAYS] = {0}, key = row < values ? shop_key(book, PATRON_KEYS_LABEL + label,
                                                                            row) : SHOP_NULL;
            if (group[i] < 0) continue;
            add_row(seen, &seen->customer[i], by_tag, key, row < values ? -1 : (int)(row - values),
                    options->window_days, repeat,
                    cell);
            for (int a = 0; a < LABEL_ARRAYS; a++)
                if (discount || (a != 3 && a != 4)) expected->array[a][group[i] * rows + row] += cell[a];
        }
    assert_ok(patron_promotions_count(book, seen->as_of, label, options, &selection, 0, half, &found->counts, &error),
              &error);
    assert_ok(patron_promotions_count(book, seen->as_of, label, options, &selection, half, seen->customers - half,
                                      &found->counts, &error), &error);
    for (int a = 0; a < LABEL_ARRAYS; a++)
        for (int64_t i = 0; i < GROUPS * rows; i++)
            assert_that(found->array[a][i] == expected->array[a][i], "%s, array %d, cell %lld: %lld, expected %lld",
                        shop->name, a,
                        (long long)i, (long long)found->array[a][i], (long long)expected->array[a][i]);
    assert_memory_equal(found->array, expected->array, sizeof found->array);
    free(found);
    free(expected);
    free(group);
}

/* ---- depth ------------------------------------------------------------------------------------------------------- */

struct depth {
    patron_promotions_depth_counts counts;
    int64_t array[DEPTH_ARRAYS][CELLS_MAX];
};

static void depth_begin(struct depth *depth, int64_t start)
{
    for (int a = 0; a < DEPTH_ARRAYS; a++)
        for (int i = 0; i < CELLS_MAX; i++) depth->array[a][i] = start;
    int64_t(*array)[CELLS_MAX] = depth->array;
    depth->counts = (patron_promotions_depth_counts){sizeof depth->counts, CELLS_MAX, array[0], array[1], array[2],
                                                     array[3],
        array[4], array[5], array[6], array[7], array[8], array[9], array[10]};
}

static int64_t band_of(int64_t discount, int64_t amount, const int32_t *edges, int64_t count)
{
    int64_t band = 1;
    if (discount <= 0) return 0;
    for (int64_t k = 0; k < count; k++)
        if ((long double)discount / (long double)(amount + discount) * 10000 >= edges[k] - 1e-12L) band = k + 2;
    return band;
}

static void add_depth(const struct oracle_book *book, const struct oracle_customer *customer, const int32_t *edges,
                      int64_t edge_count, int32_t repeat_days, struct depth *into, int64_t start)
{
    int64_t first_discount = 0, first_amount = 0, cell[8] = {0};
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        if (!order->counts) continue;
        int64_t net = order->amount - oracle_refunded(order->refund, order->refunds, book->as_of);
        int64_t band = start + band_of(order->discount, order->amount, edges, edge_count);
        into->array[8][band]++;
        into->array[9][band] += net;
        into->array[10][band] += order->discount;
        if (order->day == customer->purchase[0].day) {
            first_discount += order->discount;
            first_amount += order->amount;
            cell[4] += net;
        } else {
            cell[5]++;
            cell[6] += order->discount > 0;
            cell[7] += net;
        }
    }
    if (!customer->is_buyer || !customer->birth_known) return;
    cell[0] = 1;
    cell[1] = customer->purchases > 1;
    cell[2] = book->as_of - customer->purchase[0].day >= repeat_days;
    cell[3] = cell[2] && cell[1] && customer->purchase[1].day - customer->purchase[0].day <= repeat_days;
    int64_t band = start + band_of(first_discount, first_amount, edges, edge_count);
    for (int a = 0; a < 8; a++) into->array[a][band] += cell[a];
}

static void check_depth(const patron_book *book, const struct oracle_book *seen, const int32_t *edges,
                        int32_t edge_count)
{
    static const int32_t usual[] = {1000, 2000, 3000, 5000};
    patron_promotions_depth_options options = {.size = sizeof options, .edge_count = edge_count, .edges = edges};
    int64_t bands = (edge_count ? edge_count : 4) + 2, part = seen->customers / 3;
    struct depth *found = malloc(sizeof *found), *expected = malloc(sizeof *expected);
    int32_t *group = groups_of(book);
    patron_selection selection = {.size = sizeof selection, .group = group, .groups = GROUPS};
    patron_error error;
    assert_true(found && expected);
    depth_begin(found, -4);
    depth_begin(expected, -4);
    for (int64_t i = 0; i < seen->customers; i++)
        if (group[i] >= 0)
            add_depth(seen, &seen->customer[i], edge_count ? edges : usual, edge_count ? edge_count : 4, 90, expected,
                      group[i] * bands);
    assert_ok(patron_promotions_depth(book, seen->as_of, &options, &selection, 0, part, &found->counts, &error),
              &error);
    assert_ok(patron_promotions_depth(book, seen->as_of, &options, &selection, part, seen->customers - part,
                                      &found->counts,
                                      &error), &error);
    assert_memory_equal(found->array, expected->array, sizeof found->array);
    free(found);
    free(expected);
    free(group);
}

/* ---- against the oracles ----------------------------------------------------------------------------------------- */

static void check_shop(const struct shop *shop)
{
    static const int32_t edges[] = {1, 500, 1500, 9999, 10000};
    static const patron_promotions_options options[] = {
        {.size = sizeof *options}, {.size = sizeof *options, .repeat_days = 30, .window_days = 200}};
    patron_book *book = shop_book(shop, NULL);
    for (int which = 0; which < SHOP_AS_OF; which++) {
        struct oracle_book *seen = oracle_book(shop, shop_as_of(shop, which));
        if (shop->columns & SHOP_COUPON) check_label(shop, book, seen, false, &options[which % 2]);
        if (shop->columns & SHOP_TAG) check_label(shop, book, seen, true, &options[(which + 1) % 2]);
        if (shop->columns & SHOP_DISCOUNT) {
            check_depth(book, seen, NULL, 0);
            check_depth(book, seen, edges, 5);
        }
        oracle_book_free(seen);
    }
    patron_book_free(book);
}

static void shops_as_the_oracles_say(void **state)
{
    (void)state;
    int64_t seeds = test_some(1, 6, 150);
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, (uint64_t)(11100 + seed), profile);
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

/* Row ALL is the totals' customers, whatever the label; so are all bands together. */
static void all_reconciles_with_totals(void **state)
{
    (void)state;
    for (int64_t seed = 0; seed < test_some(2, 10, 100); seed++) {
        struct shop shop;
        shop_random(&shop, (uint64_t)(11300 + seed), SHOP_LINES);
        patron_book *book = shop_book(&shop, NULL);
        int32_t as_of = shop_as_of(&shop, 4), label = patron_book_label(book, "coupon");
        struct oracle_book *seen = oracle_book(&shop, as_of);
        struct labels *found = malloc(sizeof *found);
        int64_t guest_orders = 0, guest_net = 0, all = value_count(book, label) + PATRON_PROMOTIONS_ROW_ALL;
        patron_error error;
        assert_non_null(found);
        labels_begin(found, true, 0);
        assert_ok(patron_promotions_count(book, as_of, label, NULL, NULL, 0, seen->customers, &found->counts, &error),
                  &error);
        for (int64_t i = 0; i < seen->guests.orders; i++)
            if (seen->guests.order[i].counts) {
                guest_orders++;
                guest_net += seen->guests.order[i].amount -
                             oracle_refunded(seen->guests.order[i].refund, seen->guests.order[i].refunds, as_of);
            }
        assert_int_equal(found->array[0][all] + guest_orders, seen->totals.orders_counted);
        assert_int_equal(found->array[1][all] + guest_net, seen->totals.net_counted);
        assert_int_equal(found->array[1][all], found->array[7][all]);
        assert_int_equal(found->array[5][all], seen->totals.buyers);
        assert_int_equal(found->array[8][all], seen->totals.buyers - seen->totals.buyers_unknown_birth);
        struct depth *depth = malloc(sizeof *depth);
        int64_t sum[DEPTH_ARRAYS] = {0};
        assert_non_null(depth);
        depth_begin(depth, 0);
        assert_ok(patron_promotions_depth(book, as_of, NULL, NULL, 0, seen->customers, &depth->counts, &error), &error);
        for (int a = 0; a < DEPTH_ARRAYS; a++)
            for (int band = 0; band < 6; band++) sum[a] += depth->array[a][band];
        assert_int_equal(sum[0], seen->totals.buyers - seen->totals.buyers_unknown_birth);
        assert_int_equal(sum[8] + guest_orders, seen->totals.orders_counted);
        assert_int_equal(sum[9] + guest_net, seen->totals.net_counted);
        assert_int_equal(sum[4] + sum[7], found->array[12][all]); /* first and later net of those of known birth */
        free(depth);
        free(found);
        oracle_book_free(seen);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* Who was won by a coupon, or by none, is who is born in its cohort: another reading of the same definition. */
static void new_buyers_are_the_cohorts(void **state)
{
    (void)state;
    static const char *const names[2] = {"coupon", "tag"};
    int64_t compared = 0;
    for (int64_t seed = 0; seed < test_some(2, 20, 200); seed++) {
        struct shop shop;
        shop_random(&shop, (uint64_t)(11400 + seed), seed % 2 ? SHOP_LINES : SHOP_MIXED);
        if (seed % 3 == 1) shop.flags ^= PATRON_BOOK_COUNT_BY_ORDER;
        patron_book *book = shop_book(&shop, NULL);
        int32_t as_of = shop_as_of(&shop, 3 + (int)(seed % 3));
        int64_t n = patron_book_customers(book), born[ROWS_MAX + 3], listed, keys;
        patron_error error;
        for (int k = 0; k < 2; k++) {
            int32_t label = patron_book_label(book, names[k]);
            if (label < 0) continue;
            patron_cohorts_axis_options options = {.size = sizeof options, .by = PATRON_COHORTS_BY_LABEL,
                                                   .label = names[k]};
            patron_cohorts_axis *axis = NULL;
            patron_column column = {.size = sizeof column};
            struct labels *found = malloc(sizeof *found);
            assert_non_null(found);
            labels_begin(found, (shop.columns & SHOP_DISCOUNT) != 0, 0);
            memset(born, 0, sizeof born);
            assert_ok(patron_promotions_count(book, as_of, label, NULL, NULL, 0, n, &found->counts, &error), &error);
            assert_ok(patron_cohorts_axis_of_book(book, as_of, &options, &axis, &error), &error);
            assert_ok(patron_cohorts_axis_keys(axis, &column, &keys, &error), &error);
            listed = patron_cohorts_axis_listed(axis);
            patron_cohorts_cells cells = {.size = sizeof cells, .row_capacity = ROWS_MAX + 3, .buyers = born};
            assert_ok(patron_cohorts_count(book, as_of, axis, NULL, NULL, 0, n, &cells, &error), &error);
            int64_t values = value_count(book, label);
            for (int64_t v = 0; v < values; v++) {
                int64_t expected = 0;
                for (int64_t row = 0; row < listed; row++)
                    if (((const int64_t *)column.values)[row] == shop_key(book, PATRON_KEYS_LABEL + label, v))
                        expected = born[row];
                assert_int_equal(found->array[8][v], expected);
                compared += expected;
            }
            assert_int_equal(found->array[8][values], born[listed + PATRON_COHORTS_ROW_NONE]);
            assert_int_equal(found->array[8][values + 1], born[listed + PATRON_COHORTS_ROW_ALL]);
            patron_cohorts_axis_free(axis);
            free(found);
        }
        if (shop.columns & SHOP_DISCOUNT) { /* and by depth */
            patron_cohorts_axis_options options = {.size = sizeof options, .by = PATRON_COHORTS_BY_DEPTH};
            patron_cohorts_axis *axis = NULL;
            struct depth *depth = malloc(sizeof *depth);
            assert_non_null(depth);
            depth_begin(depth, 0);
            memset(born, 0, sizeof born);
            assert_ok(patron_promotions_depth(book, as_of, NULL, NULL, 0, n, &depth->counts, &error), &error);
            assert_ok(patron_cohorts_axis_make(&options, &axis, &error), &error);
            patron_cohorts_cells cells = {.size = sizeof cells, .row_capacity = ROWS_MAX + 3, .buyers = born};
            assert_ok(patron_cohorts_count(book, as_of, axis, NULL, NULL, 0, n, &cells, &error), &error);
            for (int band = 0; band < 6; band++) assert_int_equal(depth->array[0][band], born[band]);
            patron_cohorts_axis_free(axis);
            free(depth);
        }
        patron_book_free(book);
        shop_end(&shop);
    }
    assert_true(compared > 0);
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

/* Two orders on the first day, one of them with a coupon: won by the coupon, and not by none, however purchases are
 * counted. */
static void the_first_purchase_is_a_whole_day(void **state)
{
    (void)state;
    for (int by_order = 0; by_order < 2; by_order++) {
        struct shop shop;
        shop_begin(&shop);
        shop.columns = SHOP_COUPON | SHOP_DISCOUNT;
        shop.flags = by_order ? PATRON_BOOK_COUNT_BY_ORDER : 0;
        struct shop_row row = shop_sale(1, 100, 1000);
        shop_add(&shop, row);
        row.coupon = 7;
        row.discount = 3000;
        shop_add(&shop, row);
        patron_book *book = shop_book(&shop, NULL);
        struct labels *found = malloc(sizeof *found);
        struct depth *depth = malloc(sizeof *depth);
        patron_error error;
        assert_true(found && depth);
        labels_begin(found, true, 0);
        depth_begin(depth, 0);
        assert_ok(patron_promotions_count(book, 200, 0, NULL, NULL, 0, 1, &found->counts, &error), &error);
        assert_ok(patron_promotions_depth(book, 200, NULL, NULL, 0, 1, &depth->counts, &error), &error);
        /* rows: the coupon, none, all */
        static const int64_t orders[3] = {1, 1, 2}, won[3] = {1, 0, 1};
        for (int r = 0; r < 3; r++) {
            assert_int_equal(found->array[0][r], orders[r]);
            assert_int_equal(found->array[5][r], 1);
            assert_int_equal(found->array[8][r], won[r]);
            assert_int_equal(found->array[9][r], won[r] && by_order);
        }
        /* 3000 of 5000 in the first purchase: the deepest band */
        assert_int_equal(depth->array[0][5], 1);
        assert_int_equal(depth->array[1][5], by_order);
        assert_int_equal(depth->array[4][5], 2000);
        assert_int_equal(depth->array[5][5], 0);
        assert_true(depth->array[8][0] == 1 && depth->array[8][5] == 1 && depth->array[10][5] == 3000);
        free(found);
        free(depth);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- what must not matter ---------------------------------------------------------------------------------------- */

struct joined {
    bool has;
    int32_t as_of;
    struct labels labels; /* by key of the value: rows are put in order of key */
    struct depth depth;
};

static void by_key(const patron_book *book, int32_t label, const struct labels *found, struct labels *out)
{
    int64_t values = value_count(book, label);
    for (int64_t row = 0; row < values + 2; row++) {
        int64_t at = row;
        if (row < values) {
            at = 0;
            for (int64_t other = 0; other < values; other++)
                at += shop_key(book, PATRON_KEYS_LABEL + label, other) < shop_key(book, PATRON_KEYS_LABEL + label, row);
        }
        for (int a = 0; a < LABEL_ARRAYS; a++) out->array[a][at] = found->array[a][row];
    }
}

static void joins_with(void *context, const patron_book *book, const char *variant)
{
    struct joined *first = context;
    struct labels *labels = malloc(sizeof *labels), *sorted = calloc(1, sizeof *sorted);
    struct depth *depth = malloc(sizeof *depth);
    int32_t label = patron_book_label(book, "tag");
    patron_error error;
    assert_true(labels && sorted && depth);
    labels_begin(labels, true, 0);
    depth_begin(depth, 0);
    assert_ok(patron_promotions_count(book, first->as_of, label, NULL, NULL, 0, patron_book_customers(book),
                                      &labels->counts,
                                      &error), &error);
    assert_ok(patron_promotions_depth(book, first->as_of, NULL, NULL, 0, patron_book_customers(book), &depth->counts,
                                      &error),
              &error);
    by_key(book, label, labels, sorted);
    if (first->has) {
        assert_that(!memcmp(sorted->array, first->labels.array, sizeof sorted->array), "labels: %s differs", variant);
        assert_that(!memcmp(depth->array, first->depth.array, sizeof depth->array), "depth: %s differs", variant);
    }
    first->has = true;
    first->labels = *sorted;
    first->depth = *depth;
    free(labels);
    free(sorted);
    free(depth);
}

static void every_form_gives_the_same(void **state)
{
    (void)state;
    for (int64_t seed = 0; seed < test_some(1, 4, 40); seed++) {
        struct shop shop;
        shop_random(&shop, (uint64_t)(11500 + seed), SHOP_LINES);
        struct joined *first = calloc(1, sizeof *first);
        assert_non_null(first);
        first->as_of = shop_as_of(&shop, 4);
        for_each_variant(&shop, (uint64_t)seed, joins_with, first);
        assert_true(first->has);
        free(first);
        shop_end(&shop);
    }
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

struct failing {
    const patron_book *book;
    struct labels *labels;
    struct depth *depth;
    int32_t as_of;
};

static patron_status fail_labels(void *context, patron_error *error)
{
    struct failing *c = context;
    return patron_promotions_count(c->book, c->as_of, 0, NULL, NULL, 0, patron_book_customers(c->book),
                                   &c->labels->counts, error);
}

static patron_status fail_depth(void *context, patron_error *error)
{
    struct failing *c = context;
    return patron_promotions_depth(c->book, c->as_of, NULL, NULL, 0, patron_book_customers(c->book), &c->depth->counts,
                                   error);
}

static void allocations_that_fail(void **state)
{
    (void)state;
    struct shop shop;
    struct counting counting;
    struct labels *labels = malloc(sizeof *labels);
    struct depth *depth = malloc(sizeof *depth);
    assert_true(labels && depth);
    counting_begin(&counting);
    shop_random(&shop, 11600, SHOP_LINES);
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    labels_begin(labels, true, 0);
    depth_begin(depth, 0);
    struct failing call = {book, labels, depth, shop_as_of(&shop, 4)};
    const struct test_memory out[] = {{labels->array, sizeof labels->array}, {depth->array, sizeof depth->array}};
    assert_int_equal(each_allocation_fails(&counting, fail_labels, NULL, &call, &out[0], 1), 2);
    assert_int_equal(each_allocation_fails(&counting, fail_depth, NULL, &call, &out[1], 1), 1);
    free(labels);
    free(depth);
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
    struct shop shop, plain;
    struct labels *labels = malloc(sizeof *labels), *kept = malloc(sizeof *kept);
    struct depth *depth = malloc(sizeof *depth);
    patron_error error;
    assert_true(labels && kept && depth);
    shop_random(&shop, 11700, SHOP_LINES);
    shop_random(&plain, 11701, SHOP_WEEKLY);
    patron_book *book = shop_book(&shop, NULL), *poor = shop_book(&plain, NULL);
    int64_t n = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4);
    labels_begin(labels, true, 9);
    labels_begin(kept, true, 9);
    depth_begin(depth, 9);
    const patron_selection selection = {.size = sizeof selection, .groups = 2};
    patron_promotions_options bad = {.size = sizeof bad, .flags = 1};
    EXPECT(PATRON_ERROR_ARGUMENT, 1,
           patron_promotions_count(NULL, as_of, 0, NULL, NULL, 0, n, &labels->counts, &error));
    EXPECT(PATRON_ERROR_RANGE, 2,
           patron_promotions_count(book, PATRON_NO_DAY, 0, NULL, NULL, 0, n, &labels->counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 3,
           patron_promotions_count(book, as_of, 2, NULL, NULL, 0, n, &labels->counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 3,
           patron_promotions_count(book, as_of, -1, NULL, NULL, 0, n, &labels->counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 4,
           patron_promotions_count(book, as_of, 0, &bad, NULL, 0, n, &labels->counts, &error));
    bad = (patron_promotions_options){.size = sizeof bad, .repeat_days = -1};
    EXPECT(PATRON_ERROR_ARGUMENT, 4,
           patron_promotions_count(book, as_of, 0, &bad, NULL, 0, n, &labels->counts, &error));
    bad = (patron_promotions_options){.size = sizeof bad, .window_days = 3652060};
    EXPECT(PATRON_ERROR_ARGUMENT, 4,
           patron_promotions_count(book, as_of, 0, &bad, NULL, 0, n, &labels->counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 5,
           patron_promotions_count(book, as_of, 0, NULL, &selection, 0, n, &labels->counts, &error));
    EXPECT(PATRON_ERROR_RANGE, 6, patron_promotions_count(book, as_of, 0, NULL, NULL, 1, n, &labels->counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 8, patron_promotions_count(book, as_of, 0, NULL, NULL, 0, n, NULL, &error));
    labels->counts.capacity = 1;
    EXPECT(PATRON_ERROR_CAPACITY, 8,
           patron_promotions_count(book, as_of, 0, NULL, NULL, 0, n, &labels->counts, &error));
    labels->counts.capacity = CELLS_MAX;
    assert_memory_equal(labels->array, kept->array, sizeof labels->array);
    for (int i = 0; i < CELLS_MAX; i++) labels->array[12][i] = INT64_MAX;
    EXPECT(PATRON_ERROR_OVERFLOW, 8,
           patron_promotions_count(book, as_of, 0, NULL, NULL, 0, n, &labels->counts, &error));
    assert_memory_equal(labels->array, kept->array, sizeof labels->array[0] * 12);
    const int32_t falling[2] = {500, 500};
    patron_promotions_depth_options edges = {.size = sizeof edges, .edge_count = 2, .edges = falling};
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_promotions_depth(book, as_of, &edges, NULL, 0, n, &depth->counts, &error));
    edges.edges = NULL;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_promotions_depth(book, as_of, &edges, NULL, 0, n, &depth->counts, &error));
    edges = (patron_promotions_depth_options){.size = sizeof edges, .flags = 2};
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_promotions_depth(book, as_of, &edges, NULL, 0, n, &depth->counts, &error));
    EXPECT(PATRON_ERROR_MISSING, 1, patron_promotions_depth(poor, as_of, NULL, NULL, 0, 0, &depth->counts, &error));
    assert_string_equal(error.column, "discount");
    EXPECT(PATRON_ERROR_ARGUMENT, 7, patron_promotions_depth(book, as_of, NULL, NULL, 0, n, NULL, &error));
    depth->counts.capacity = 5;
    EXPECT(PATRON_ERROR_CAPACITY, 7, patron_promotions_depth(book, as_of, NULL, NULL, 0, n, &depth->counts, &error));
    for (int i = 0; i < CELLS_MAX; i++) assert_int_equal(depth->array[0][i], 9);
    free(labels);
    free(kept);
    free(depth);
    patron_book_free(book);
    patron_book_free(poor);
    shop_end(&shop);
    shop_end(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shops_as_the_oracles_say),
        cmocka_unit_test(all_reconciles_with_totals),
        cmocka_unit_test(new_buyers_are_the_cohorts),
        cmocka_unit_test(the_first_purchase_is_a_whole_day),
        cmocka_unit_test(every_form_gives_the_same),
        cmocka_unit_test(allocations_that_fail),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
