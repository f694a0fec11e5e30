/* Labels, discount depth and mailings against naive readings of their definitions, by hand, and in every form that
 * must not matter. The oracles are here: plain loops over the naive assembler's customers. */
#include "oracle_book.h"

#include <patron/cohorts.h>
#include <patron/promotions.h>
#include <patron/stats.h>

#include <math.h>

#define GROUPS 2
#define ROWS_MAX 200
#define CELLS_MAX (GROUPS * ROWS_MAX)
#define LABEL_ARRAYS 13
#define DEPTH_ARRAYS 11
#define ARMS 3

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

/* ---- mailings ---------------------------------------------------------------------------------------------------- */

struct response {
    patron_promotions_response counts;
    int64_t array[5][GROUPS * ARMS], square[GROUPS * ARMS * 4];
};

static void response_begin(struct response *response)
{
    memset(response, 0, sizeof *response);
    response->counts = (patron_promotions_response){sizeof response->counts, GROUPS * ARMS, response->array[0],
                                                    response->array[1],
        response->array[2], response->array[3], response->array[4], response->square};
}

/* Means and intervals of the nets against the textbook's two sums. */
static void check_nets(const struct response *response, long double nets[2][ARMS])
{
    double mean[ARMS], difference[ARMS], low[ARMS], high[ARMS], incremental[ARMS];
    patron_promotions_effects out = {.size = sizeof out, .capacity = ARMS, .net = mean, .net_difference = difference,
                                     .net_low = low, .net_high = high, .incremental = incremental};
    patron_error error;
    assert_ok(patron_promotions_compare(ARMS, &response->counts, 0, PATRON_STATS_HOLM, NULL, &out, &error), &error);
    long double average[ARMS], variance[ARMS]; /* the latter of the average */
    for (int a = 0; a < ARMS; a++) {
        long double n = (long double)response->array[0][a];
        average[a] = n > 0 ? nets[0][a] / n : 0;
        variance[a] = n > 1 ? (nets[1][a] - nets[0][a] * average[a]) / (n - 1) / n : 0;
        assert_true(fabsl(average[a] - mean[a]) <= 1e-9L * fmaxl(1, fabsl(average[a])));
        bool compares = a > 0 && n > 1 && response->array[0][0] > 1;
        long double wanted = compares ? average[a] - average[0] : 0;
        long double half = compares ? 1.959963984540054L * sqrtl(fmaxl(0, variance[a] + variance[0])) : 0;
        assert_true(fabsl(wanted - difference[a]) <= 1e-9L * fmaxl(1, fabsl(average[a]) + fabsl(average[0])));
        assert_that(fabsl(wanted - half - low[a]) <= 1e-6L * fmaxl(1, half) &&
                        fabsl(wanted + half - high[a]) <= 1e-6L * fmaxl(1, half),
                    "arm %d: %g … %g, expected %Lg ± %Lg", a, low[a], high[a], wanted, half);
        assert_true(fabsl(wanted * n - incremental[a]) <= 1e-9L * n * fmaxl(1, fabsl(average[a]) + fabsl(average[0])));
    }
}

static void check_mailing(const struct shop *shop, const patron_book *book, const struct oracle_book *seen,
                          int32_t days,
                          bool own_days)
{
    struct response found, expected;
    int64_t n = seen->customers, half = n / 2;
    int32_t *arm = malloc(((size_t)n + 1) * sizeof *arm), *sent = malloc(((size_t)n + 1) * sizeof *sent);
    assert_true(arm && sent);
    response_begin(&found);
    response_begin(&expected);
    long double nets[2][ARMS] = {{0}}; /* Σ and Σ of squares of each arm's nets */
    int32_t *group = groups_of(book);
    uint8_t *mask = malloc((size_t)n + 1);
    assert_non_null(mask);
    const patron_selection selection = {sizeof selection, mask, group, GROUPS};
    const bool grouped = days == 30;
    patron_promotions_mailing mailing = {sizeof mailing, arm, ARMS, seen->as_of - 60, own_days ? sent : NULL, days, 0,
                                         grouped ? &selection : NULL};
    if (!grouped) mailing.size = offsetof(patron_promotions_mailing, selection); /* as it was before */
    for (int64_t i = 0; i < n; i++) {
        const struct oracle_customer *customer = &seen->customer[i];
        int64_t orders = 0, net = 0;
        arm[i] = (int32_t)(i % (ARMS + 1)) - 1;
        sent[i] = i % 11 == 5 ? PATRON_NO_DAY : seen->as_of - (int32_t)(i * 7 % 100);
        int32_t day = own_days ? sent[i] : mailing.sent_day;
        mask[i] = i % 6 != 2;
        if (arm[i] < 0 || day == PATRON_NO_DAY) continue;
        if (grouped && (group[i] < 0 || !mask[i])) continue;
        int64_t at = arm[i] + (grouped ? group[i] * ARMS : 0);
        if (seen->as_of - day < days) {
            expected.array[1][at]++;
            continue;
        }
        for (int64_t k = 0; k < customer->orders; k++)
            if (customer->order[k].counts && customer->order[k].day >= day && customer->order[k].day - day <= days) {
                orders++;
                net += customer->order[k].amount -
                       oracle_refunded(customer->order[k].refund, customer->order[k].refunds, seen->as_of);
            }
        nets[0][arm[i]] += (long double)net;
        nets[1][arm[i]] += (long double)net * (long double)net;
        expected.array[0][at]++;
        expected.array[2][at] += orders > 0;
        expected.array[3][at] += orders;
        expected.array[4][at] += net;
        uint64_t square = (uint64_t)(net * net); /* the shops' nets are below 2^31 */
        expected.square[at * 4] += (int64_t)(square & UINT32_MAX);
        expected.square[at * 4 + 1] += (int64_t)(square >> 32);
    }
    patron_error error;
    assert_ok(patron_promotions_respond(book, seen->as_of, &mailing, 0, half, &found.counts, &error), &error);
    assert_ok(patron_promotions_respond(book, seen->as_of, &mailing, half, n - half, &found.counts, &error), &error);
    assert_that(!memcmp(found.array, expected.array, sizeof found.array), "%s: responses", shop->name);
    assert_memory_equal(found.square, expected.square, sizeof found.square);
    if (!grouped) check_nets(&found, nets);
    free(arm);
    free(sent);
    free(group);
    free(mask);
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
        check_mailing(shop, book, seen, which % 2 ? 30 : 60, which % 3 == 0);
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

#define NEAR(found, expected) \
    assert_that(fabs((found) - (expected)) < 1e-9 * fmax(1, fabs((double)(expected))), "%.17g, expected %.17g", \
                (found), (double)(expected))

static void effects_by_hand(void **state)
{
    (void)state;
    /* hold-out: 10 of 100 bought for 20 each; variant 1: 25 of 100 for 20 each; variant 2 went to nobody */
    int64_t recipients[3] = {100, 100, 0}, responders[3] = {10, 25, 0}, net[3] = {200, 500, 0};
    int64_t square[12] = {4000, 0, 0, 0, 10000, 0, 0, 0, 0, 0, 0, 0};
    double rate[3], low[3], high[3], difference[3], d_low[3], d_high[3], p[3], p_adjusted[3], mean[3],
        net_difference[3], net_low[3], net_high[3], net_p[3], net_adjusted[3], incremental[3];
    patron_promotions_response response = {sizeof response, 3, recipients, NULL, responders, NULL, net, square};
    patron_promotions_effects out = {sizeof out, 3, rate, low, high, difference, d_low, d_high, p, p_adjusted, mean,
        net_difference, net_low, net_high, net_p, net_adjusted, incremental};
    patron_error error;
    assert_ok(patron_promotions_compare(3, &response, 0, PATRON_STATS_HOLM, NULL, &out, &error), &error);
    NEAR(rate[0], .1);
    NEAR(rate[1], .25);
    NEAR(difference[1], .15);
    double d, l, h, expected_p;
    assert_ok(patron_stats_rate_difference(25, 100, 10, 100, .95, &d, &l, &h, &expected_p, &error),
              &error);
    assert_true(d_low[1] == l && d_high[1] == h && p[1] == expected_p && p_adjusted[1] == expected_p);
    NEAR(mean[0], 2);
    NEAR(net_difference[1], 3);
    NEAR(incremental[1], 300);
    /* variances 3600/99 and 7500/99; each over 100 */
    double deviation = sqrt((3600. / 99 + 7500. / 99) / 100);
    NEAR(net_low[1], 3 - 1.959963984540054 * deviation);
    NEAR(net_high[1], 3 + 1.959963984540054 * deviation);
    NEAR(net_p[1], erfc(3 / deviation / sqrt(2)));
    assert_true(difference[0] == 0 && p[0] == 1 && net_p[0] == 1 && incremental[0] == 0);
    assert_true(rate[2] == 0 && low[2] == 0 && high[2] == 1 && difference[2] == 0 && p[2] == 1 && p_adjusted[2] == 1);
    /* three arms that compare: adjusted over two */
    recipients[2] = 100, responders[2] = 11, net[2] = 220, square[8] = 4400;
    assert_ok(patron_promotions_compare(3, &response, .9, PATRON_STATS_BENJAMINI_HOCHBERG, NULL, &out, &error), &error);
    NEAR(p_adjusted[1], 2 * p[1]);
    NEAR(p_adjusted[2], p[2]);
    /* nets so large that their squares leave 128 bits when multiplied: all alike, so that nothing is spread */
    int64_t huge[2] = {INT64_C(1) << 60, INT64_C(1) << 60}, two[2] = {2, 2}, huge_square[8] = {0, 0, 0, 1 << 23, 0, 0,
                                                                                               0, 1 << 23};
    patron_promotions_response large = {sizeof large, 2, two, NULL, two, NULL, huge, huge_square};
    assert_ok(patron_promotions_compare(2, &large, 0, PATRON_STATS_UNADJUSTED, NULL, &out, &error), &error);
    assert_true(net_difference[1] == 0 && net_p[1] == 1 && net_low[1] == 0);
    /* a certain difference */
    int64_t certain[2] = {0, 20}, certain_square[8] = {0, 0, 0, 0, 200, 0, 0, 0};
    patron_promotions_response sure = {sizeof sure, 2, two, NULL, two, NULL, certain, certain_square};
    assert_ok(patron_promotions_compare(2, &sure, 0, PATRON_STATS_UNADJUSTED, NULL, &out, &error), &error);
    assert_true(net_difference[1] == 10 && net_p[1] == 0 && net_low[1] == 10);
    /* one recipient: a rate, but nothing is known of how nets vary, so that nothing is said of their difference */
    for (int which = 0; which < 2; which++) {
        int64_t few[2] = {which ? 1 : 2, which ? 2 : 1}, some[2] = {which, 1}, nets[2] = {which ? 5 : 0, 7};
        int64_t squares[8] = {which ? 25 : 0, 0, 0, 0, 49, 0, 0, 0};
        patron_promotions_response lone = {sizeof lone, 2, few, NULL, some, NULL, nets, squares};
        assert_ok(patron_promotions_compare(2, &lone, 0, PATRON_STATS_HOLM, NULL, &out, &error), &error);
        NEAR(mean[1], which ? 3.5 : 7);
        NEAR(difference[1], which ? -.5 : 1);
        assert_true(p[1] < 1 && p_adjusted[1] == p[1]);
        assert_true(net_difference[1] == 0 && net_low[1] == 0 && net_high[1] == 0 && incremental[1] == 0);
        assert_true(net_p[1] == 1 && net_adjusted[1] == 1);
    }
}

static void adjusted_p_values_by_hand(void **state)
{
    (void)state;
    const double p[5] = {.04, .001, .03, .5, .01};
    const double holm[5] = {.09, .005, .09, .5, .04}, bh[5] = {.05, .005, .05, .5, .025};
    double found[5];
    patron_error error;
    assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, p, 5, NULL, found, &error), &error);
    for (int i = 0; i < 5; i++) NEAR(found[i], holm[i]);
    assert_ok(patron_stats_adjust(PATRON_STATS_BENJAMINI_HOCHBERG, p, 5, NULL, found, &error), &error);
    for (int i = 0; i < 5; i++) NEAR(found[i], bh[i]);
    assert_ok(patron_stats_adjust(PATRON_STATS_UNADJUSTED, p, 5, NULL, found, &error), &error);
    assert_memory_equal(found, p, sizeof p);
    memcpy(found, p, sizeof p); /* in place */
    assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, found, 5, NULL, found, &error), &error);
    NEAR(found[4], .04);
    assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, NULL, 0, NULL, NULL, &error), &error);
    const double ones[3] = {1, .9, .8};
    assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, ones, 3, NULL, found, &error), &error);
    assert_true(found[0] == 1 && found[1] == 1 && found[2] == 1);
    const double bad[2] = {.5, 1.5}, nan[1] = {(double)NAN};
    assert_int_equal(patron_stats_adjust(PATRON_STATS_HOLM, bad, 2, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_true(error.argument == 2 && error.row == 1);
    assert_int_equal(patron_stats_adjust(PATRON_STATS_HOLM, nan, 1, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_adjust(3, p, 5, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_adjust(0, NULL, 5, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_adjust(0, p, -1, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_adjust(0, p, 5, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_true(found[0] == 1);
}

/* By their definitions: Holm's is the largest of p_j times how many are not below it, over those up to p_i; Benjamini and
 * Hochberg's the least of p_j n over how many are not above it, over those from p_i on. Ties, 0 and 1 among them. */
static void adjusted_p_values_as_defined(void **state)
{
    (void)state;
    struct rng rng = {17};
    for (int round = 0; round < 300; round++) {
        double p[40], found[2][40], shuffled[40], again[40];
        int n = (int)rng_between(&rng, 1, 40), turn = (int)rng_between(&rng, 0, 39);
        patron_error error;
        for (int i = 0; i < n; i++)
            p[i] = rng_chance(&rng, 30) ? (double)rng_between(&rng, 0, 4) / 4 : (double)rng_between(&rng, 0, 60) / 999;
        assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, p, n, NULL, found[0], &error), &error);
        assert_ok(patron_stats_adjust(PATRON_STATS_BENJAMINI_HOCHBERG, p, n, NULL, found[1], &error), &error);
        for (int i = 0; i < n; i++) {
            double holm = 0, bh = 1;
            for (int j = 0; j < n; j++) {
                int from = 0, to = 0;
                for (int k = 0; k < n; k++) from += p[k] >= p[j], to += p[k] <= p[j];
                if (p[j] <= p[i]) holm = fmax(holm, p[j] * from);
                if (p[j] >= p[i]) bh = fmin(bh, p[j] * n / to);
            }
            NEAR(found[0][i], fmin(1, holm));
            NEAR(found[1][i], bh);
            shuffled[(i + turn) % n] = p[i];
        }
        for (int which = 0; which < 2; which++) { /* the order of the table does not matter to a bit */
            int32_t method = which ? PATRON_STATS_BENJAMINI_HOCHBERG : PATRON_STATS_HOLM;
            assert_ok(patron_stats_adjust(method, shuffled, n, NULL, again, &error), &error);
            for (int i = 0; i < n; i++) assert_true(again[(i + turn) % n] == found[which][i]);
        }
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
    struct counting *counting;
    struct labels *labels;
    struct depth *depth;
    struct response *response;
    const patron_promotions_mailing *mailing;
    double *p;
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

static patron_status fail_mailing(void *context, patron_error *error)
{
    struct failing *c = context;
    return patron_promotions_respond(c->book, c->as_of, c->mailing, 0, patron_book_customers(c->book),
                                     &c->response->counts,
                                     error);
}

static patron_status fail_compare(void *context, patron_error *error)
{
    struct failing *c = context;
    patron_promotions_effects out = {.size = sizeof out, .capacity = ARMS, .p_adjusted = c->p};
    int64_t n[ARMS] = {5, 5, 5}, k[ARMS] = {1, 2, 3}, net[ARMS] = {0}, square[ARMS * 4] = {0};
    patron_promotions_response response = {sizeof response, ARMS, n, NULL, k, NULL, net, square};
    return patron_promotions_compare(ARMS, &response, 0, PATRON_STATS_HOLM, &c->counting->allocator, &out, error);
}

static void allocations_that_fail(void **state)
{
    (void)state;
    struct shop shop;
    struct counting counting;
    struct labels *labels = malloc(sizeof *labels);
    struct depth *depth = malloc(sizeof *depth);
    struct response response;
    double p[ARMS];
    assert_true(labels && depth);
    counting_begin(&counting);
    shop_random(&shop, 11600, SHOP_LINES);
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    int32_t *arm = calloc((size_t)patron_book_customers(book) + 1, sizeof *arm);
    assert_non_null(arm);
    labels_begin(labels, true, 0);
    depth_begin(depth, 0);
    response_begin(&response);
    patron_promotions_mailing mailing = {sizeof mailing, arm, ARMS, 15000, NULL, 30, 0, NULL};
    struct failing call = {book, &counting, labels, depth, &response, &mailing, p, shop_as_of(&shop, 4)};
    const struct test_memory out[] = {{labels->array, sizeof labels->array}, {depth->array, sizeof depth->array},
                                      {response.array, sizeof response.array}, {p, sizeof p}};
    assert_int_equal(each_allocation_fails(&counting, fail_labels, NULL, &call, &out[0], 1), 2);
    assert_int_equal(each_allocation_fails(&counting, fail_depth, NULL, &call, &out[1], 1), 1);
    memset(&response.square, 0, sizeof response.square);
    assert_int_equal(each_allocation_fails(&counting, fail_mailing, NULL, &call, &out[2], 1), 1);
    assert_int_equal(each_allocation_fails(&counting, fail_compare, NULL, &call, &out[3], 1), 4);
    free(arm);
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
    struct response response;
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
    response_begin(&response);
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
    int32_t *arm = calloc((size_t)n + 1, sizeof *arm), *sent = calloc((size_t)n + 1, sizeof *sent);
    assert_true(arm && sent);
    const patron_promotions_mailing good = {sizeof good, arm, ARMS, as_of - 40, NULL, 30, 0, NULL};
    patron_promotions_mailing m = good;
#define RESPOND(mailing) patron_promotions_respond(book, as_of, (mailing), 0, n, &response.counts, &error)
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(NULL));
    m.arm = NULL;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.arms = 1;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.days = 0;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.reserved = 1;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.selection = &selection;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.size = offsetof(patron_promotions_mailing, selection) - 1;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    int32_t *group = calloc((size_t)n + 1, sizeof *group);
    assert_non_null(group);
    patron_selection grouped = {.size = sizeof grouped, .group = group, .groups = GROUPS + 1};
    m = good, m.selection = &grouped; /* there is room for GROUPS */
    EXPECT(PATRON_ERROR_CAPACITY, 6, RESPOND(&m));
    grouped.groups = GROUPS;
    group[n - 1] = GROUPS;
    EXPECT(PATRON_ERROR_DATA, 3, RESPOND(&m));
    assert_true(error.row == n - 1);
    free(group);
    m = good, m.sent_day = PATRON_NO_DAY;
    EXPECT(PATRON_ERROR_RANGE, 3, RESPOND(&m));
    arm[n - 1] = ARMS;
    EXPECT(PATRON_ERROR_DATA, 3, RESPOND(&good));
    assert_true(error.row == n - 1 && !strcmp(error.column, "arm"));
    arm[n - 1] = 0;
    m = good, m.sent_days = sent, sent[0] = PATRON_DAY_MAX + 1;
    EXPECT(PATRON_ERROR_DATA, 3, RESPOND(&m));
    assert_true(error.row == 0 && !strcmp(error.column, "sent_days"));
    EXPECT(PATRON_ERROR_RANGE, 4, patron_promotions_respond(book, as_of, &good, 0, n + 1, &response.counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 6, patron_promotions_respond(book, as_of, &good, 0, n, NULL, &error));
    response.counts.capacity = ARMS - 1;
    EXPECT(PATRON_ERROR_CAPACITY, 6, RESPOND(&good));
    response.counts.capacity = ARMS;
    for (int a = 0; a < 5; a++)
        for (int k = 0; k < ARMS; k++) assert_int_equal(response.array[a][k], 0);
    response.array[0][0] = INT64_MAX;
    EXPECT(PATRON_ERROR_OVERFLOW, 6, RESPOND(&good));
    assert_int_equal(response.array[3][0], 0);
    int64_t two[2] = {2, 2}, three[2] = {3, 3}, squares[8] = {0};
    double rate[2] = {7, 7};
    patron_promotions_effects out = {.size = sizeof out, .capacity = 2, .rate = rate};
    patron_promotions_response counts = {sizeof counts, 2, two, NULL, three, NULL, two, squares};
    EXPECT(PATRON_ERROR_ARGUMENT, 1, patron_promotions_compare(1, &counts, 0, 0, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 2, patron_promotions_compare(2, NULL, 0, 0, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 2, patron_promotions_compare(2, &counts, 0, 0, NULL, &out, &error));
    counts.responders = two;
    counts.net = NULL;
    EXPECT(PATRON_ERROR_ARGUMENT, 2, patron_promotions_compare(2, &counts, 0, 0, NULL, &out, &error));
    counts.net = two;
    EXPECT(PATRON_ERROR_ARGUMENT, 2, patron_promotions_compare(3, &counts, 0, 0, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_promotions_compare(2, &counts, 1, 0, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 4, patron_promotions_compare(2, &counts, 0, 3, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 6, patron_promotions_compare(2, &counts, 0, 0, NULL, NULL, &error));
    out.capacity = 1;
    EXPECT(PATRON_ERROR_CAPACITY, 6, patron_promotions_compare(2, &counts, 0, 0, NULL, &out, &error));
    assert_true(rate[0] == 7 && rate[1] == 7);
    free(arm);
    free(sent);
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
        cmocka_unit_test(effects_by_hand),
        cmocka_unit_test(adjusted_p_values_by_hand),
        cmocka_unit_test(adjusted_p_values_as_defined),
        cmocka_unit_test(every_form_gives_the_same),
        cmocka_unit_test(allocations_that_fail),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
