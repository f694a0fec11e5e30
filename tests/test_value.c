/* The value room against naive readings of its definitions, by hand, and in every form that must not matter. The
 * oracles are here: each is a few loops over the naive assembler's customers. */
#include "oracle_book.h"

#include <patron/value.h>

#include <math.h>

#define GROUPS 3
#define SHARES 3
#define QUANTILES 3
#define THRESHOLDS 2

static const int32_t shares[SHARES] = {1000, 3333, 10000}, quantiles[QUANTILES] = {0, 2500, 9100};
static const int64_t thresholds[THRESHOLDS] = {1500, 5000};

static void assert_near(double found, double expected, const char *what)
{
    assert_that(fabs(found - expected) <= 1e-9 * fmax(1, fabs(expected)), "%s: %.17g, expected %.17g", what, found,
                expected);
}

/* Who is in which group: hangs on the key alone, so that every form of a shop agrees. */
static int32_t group_of_key(int64_t key) { return (int32_t)(((uint64_t)key * 2654435761u >> 7) % (GROUPS + 1)) - 1; }

struct chosen {
    patron_selection selection;
    int32_t *group;
    uint8_t *mask;
};

static void chosen_begin(struct chosen *chosen, const patron_book *book)
{
    int64_t n = patron_book_customers(book);
    chosen->group = malloc(((size_t)n + 1) * sizeof *chosen->group);
    chosen->mask = malloc((size_t)n + 1);
    assert_true(chosen->group && chosen->mask);
    for (int64_t i = 0; i < n; i++) {
        int64_t key = shop_key(book, PATRON_KEYS_CUSTOMER, i);
        chosen->group[i] = group_of_key(key);
        chosen->mask[i] = (uint64_t)key % 5 != 1;
    }
    chosen->selection = (patron_selection){sizeof chosen->selection, chosen->mask, chosen->group, GROUPS};
}

static void chosen_end(struct chosen *chosen)
{
    free(chosen->group);
    free(chosen->mask);
}

static bool in_group(const struct oracle_customer *customer, int64_t group)
{
    return group_of_key(customer->key) == group && (uint64_t)customer->key % 5 != 1;
}

/* ---- results in one struct each ---------------------------------------------------------------------------------- */

struct concentration {
    int64_t buyers[GROUPS], net[GROUPS], negative[GROUPS], negative_net[GROUPS], top_buyers[GROUPS * SHARES],
        top_net[GROUPS * SHARES];
    double gini[GROUPS], top_share[GROUPS * SHARES], top_multiple[GROUPS * SHARES], rest_multiple[GROUPS * SHARES];
};

static patron_status concentration_of(const patron_book *book, int32_t as_of, int32_t window,
                                      const patron_selection *selection,
                                      struct concentration *out, patron_error *error)
{
    patron_value_concentration_options options = {sizeof options, 0, window, SHARES, shares};
    patron_value_concentration_columns columns = {sizeof columns, GROUPS, out->buyers, out->net, out->negative,
        out->negative_net, out->gini, out->top_buyers, out->top_net, out->top_share, out->top_multiple,
        out->rest_multiple};
    return patron_value_concentration(book, as_of, &options, selection, &columns, error);
}

struct orders {
    int64_t orders[GROUPS], value[GROUPS], quantile[GROUPS * QUANTILES], below[GROUPS * THRESHOLDS],
        below_value[GROUPS * THRESHOLDS];
};

static patron_status orders_of(const patron_book *book, int32_t as_of, int32_t window, uint64_t flags,
                               const patron_selection *selection, struct orders *out, patron_error *error)
{
    patron_value_orders_options options = {sizeof options, flags, window, QUANTILES, quantiles, thresholds, THRESHOLDS};
    patron_value_orders_columns columns = {sizeof columns, GROUPS, out->orders, out->value, out->quantile, out->below,
                                           out->below_value};
    return patron_value_orders(book, as_of, &options, selection, &columns, error);
}

struct counts {
    int64_t array[6][GROUPS];
};

static patron_status counts_of(const patron_book *book, int32_t as_of, const patron_selection *selection, int64_t first,
                               int64_t count, bool cost, struct counts *out, patron_error *error)
{
    patron_value_counts into = {sizeof into, GROUPS, out->array[0], out->array[1], out->array[2], out->array[3],
                                out->array[4], cost ? out->array[5] : NULL};
    return patron_value_count(book, as_of, selection, first, count, &into, error);
}

/* ---- oracles ----------------------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t net_between(const struct oracle_book *book, const struct oracle_customer *customer, int64_t from,
                           int64_t to)
{
    int64_t net = 0;
    for (int64_t i = 0; i < customer->orders; i++)
        if (customer->order[i].day >= from && customer->order[i].day <= to)
            net += customer->order[i].amount -
                   oracle_refunded(customer->order[i].refund, customer->order[i].refunds, book->as_of);
    for (int64_t i = 0; i < customer->looses; i++)
        if (customer->loose[i].day >= from && customer->loose[i].day <= to) net -= customer->loose[i].amount;
    return net;
}

static void check_concentration(const struct oracle_book *book, int64_t group, int32_t window,
                                const struct concentration *found)
{
    int64_t *net = malloc(((size_t)book->customers + 1) * sizeof *net), n = 0, sum = 0, negative = 0, negative_net = 0;
    long double differences = 0, floored = 0;
    assert_non_null(net);
    for (int64_t i = 0; i < book->customers; i++)
        if (book->customer[i].is_buyer && in_group(&book->customer[i], group))
            net[n++] = net_between(book, &book->customer[i], window ? (int64_t)book->as_of - window + 1 : INT32_MIN,
                                   book->as_of);
    qsort(net, (size_t)n, sizeof *net, ascending);
    for (int64_t i = 0; i < n; i++) {
        sum += net[i];
        if (net[i] < 0) negative++, negative_net += net[i];
        floored += net[i] > 0 ? net[i] : 0;
        for (int64_t k = 0; k < n; k++) /* mean absolute difference: the other definition of Gini's coefficient */
            differences += fabsl((long double)(net[i] > 0 ? net[i] : 0) - (long double)(net[k] > 0 ? net[k] : 0));
    }
    assert_int_equal(found->buyers[group], n);
    assert_int_equal(found->net[group], sum);
    assert_int_equal(found->negative[group], negative);
    assert_int_equal(found->negative_net[group], negative_net);
    assert_near(found->gini[group], floored > 0 ? (double)(differences / (2 * n * floored)) : 0, "gini");
    for (int s = 0; s < SHARES; s++) {
        int64_t top = 0, top_net = 0, at = group * SHARES + s;
        while (top * 10000 < n * shares[s]) top++;
        for (int64_t i = 0; i < top; i++) top_net += net[n - 1 - i];
        assert_int_equal(found->top_buyers[at], top);
        assert_int_equal(found->top_net[at], top_net);
        double rest = n > top ? (double)(sum - top_net) / (double)(n - top) : 0;
        assert_near(found->top_share[at], sum > 0 ? (double)top_net / (double)sum : 0, "share");
        assert_near(found->top_multiple[at], sum > 0 ? (double)top_net / (double)top * (double)n / (double)sum : 0,
                    "multiple");
        assert_near(found->rest_multiple[at], rest > 0 ? (double)top_net / (double)top / rest : 0, "rest multiple");
    }
    free(net);
}

static int64_t value_of(const struct oracle_book *book, const struct oracle_order *order, bool sales)
{
    return order->amount - (sales ? 0 : oracle_refunded(order->refund, order->refunds, book->as_of));
}

static void check_orders(const struct oracle_book *book, int64_t group, int32_t window, bool sales,
                         const struct orders *found)
{
    int64_t *value = NULL, n = 0, sum = 0, below[THRESHOLDS] = {0}, below_value[THRESHOLDS] = {0};
    for (int64_t i = 0; i < book->customers; i++) {
        const struct oracle_customer *customer = &book->customer[i];
        if (!in_group(customer, group)) continue;
        for (int64_t k = 0; k < customer->orders; k++) {
            const struct oracle_order *order = &customer->order[k];
            if (!order->counts || (window && order->day <= (int64_t)book->as_of - window)) continue;
            value = realloc(value, ((size_t)n + 1) * sizeof *value);
            assert_non_null(value);
            value[n++] = value_of(book, order, sales);
        }
    }
    if (n) qsort(value, (size_t)n, sizeof *value, ascending);
    for (int64_t i = 0; i < n; i++) {
        sum += value[i];
        for (int t = 0; t < THRESHOLDS; t++)
            if (value[i] < thresholds[t]) below[t]++, below_value[t] += value[i];
    }
    assert_int_equal(found->orders[group], n);
    assert_int_equal(found->value[group], sum);
    for (int q = 0; q < QUANTILES; q++) {
        int64_t expected = PATRON_NONE;
        if (n > 0) { /* type 7 at whole numbers: position (n - 1) q / 10000 */
            int64_t position = (n - 1) * quantiles[q], at = position / 10000, part = position % 10000;
            expected = value[at] * 10000 + (at + 1 < n ? part * (value[at + 1] - value[at]) : 0);
        }
        assert_int_equal(found->quantile[group * QUANTILES + q], expected);
    }
    for (int t = 0; t < THRESHOLDS; t++) {
        assert_int_equal(found->below[group * THRESHOLDS + t], below[t]);
        assert_int_equal(found->below_value[group * THRESHOLDS + t], below_value[t]);
    }
    free(value);
}

static void add_counts(const struct oracle_book *book, const struct oracle_customer *customer, int64_t cell[6])
{
    if (!customer->is_buyer) return;
    const struct oracle_purchase *first = &customer->purchase[0];
    cell[0]++;
    cell[1] += customer->counted;
    cell[2] += first->orders;
    cell[4] += book->as_of - first->day;
    for (int64_t k = 0; k < customer->orders; k++)
        if (customer->order[k].counts) {
            cell[3] += value_of(book, &customer->order[k], false);
            cell[5] += customer->order[k].cost;
        }
}

static void add_tree(const struct oracle_book *book, const struct oracle_customer *customer, int32_t from, int32_t to,
                     int64_t *cell)
{
    int64_t orders = 0, net = 0;
    for (int64_t k = 0; k < customer->orders; k++) {
        const struct oracle_order *order = &customer->order[k];
        if (order->day < from || order->day > to) continue;
        if (order->counts) orders++, net += value_of(book, order, false);
        else cell[6] += value_of(book, order, false);
    }
    for (int64_t k = 0; k < customer->looses; k++)
        if (customer->loose[k].day >= from && customer->loose[k].day <= to) cell[7] -= customer->loose[k].amount;
    if (!orders) return;
    bool is_new = customer->birth_known && customer->purchase[0].day >= from;
    cell[is_new ? 0 : 1]++;
    cell[is_new ? 2 : 3] += orders;
    cell[is_new ? 4 : 5] += net;
}

/* ---- against the oracles ----------------------------------------------------------------------------------------- */

static void check_wholes(const patron_book *book, const struct oracle_book *seen, int32_t window,
                         const patron_selection *selection)
{
    struct concentration concentration;
    struct orders orders;
    patron_error error;
    assert_ok(concentration_of(book, seen->as_of, window, selection, &concentration, &error), &error);
    for (int64_t g = 0; g < GROUPS; g++) check_concentration(seen, g, window, &concentration);
    for (int sales = 0; sales < 2; sales++) {
        assert_ok(orders_of(book, seen->as_of, window, sales ? PATRON_VALUE_SALES : 0, selection, &orders, &error),
                  &error);
        for (int64_t g = 0; g < GROUPS; g++) check_orders(seen, g, window, sales, &orders);
    }
    /* with guests, in one group: all counted orders of the totals */
    int64_t all, value;
    patron_value_orders_options options = {.size = sizeof options, .flags = PATRON_VALUE_WITH_GUESTS};
    patron_value_orders_columns columns = {.size = sizeof columns, .capacity = 1, .orders = &all, .value = &value};
    assert_ok(patron_value_orders(book, seen->as_of, &options, NULL, &columns, &error), &error);
    assert_int_equal(all, seen->totals.orders_counted);
    assert_int_equal(value, seen->totals.net_counted);
}

static void check_counts(const struct shop *shop, const patron_book *book, const struct oracle_book *seen,
                         const patron_selection *selection)
{
    struct counts found, expected;
    patron_error error;
    int64_t half = seen->customers / 2;
    bool cost = (shop->columns & SHOP_COST) != 0;
    memset(&found, 0, sizeof found);
    memset(&expected, 0, sizeof expected);
    for (int64_t i = 0; i < seen->customers; i++)
        for (int64_t g = 0; g < GROUPS; g++)
            if (in_group(&seen->customer[i], g)) {
                int64_t cell[6] = {0};
                add_counts(seen, &seen->customer[i], cell);
                for (int k = 0; k < 5 + cost; k++) expected.array[k][g] += cell[k];
            }
    assert_ok(counts_of(book, seen->as_of, selection, 0, half, cost, &found, &error), &error);
    assert_ok(counts_of(book, seen->as_of, selection, half, seen->customers - half, cost, &found, &error), &error);
    assert_memory_equal(&found, &expected, sizeof found);
}

/* Cells of any period, and periods that follow each other add up to the totals' net. */
static void check_tree(const struct shop *shop, const patron_book *book, const struct oracle_book *seen,
                       const patron_selection *selection)
{
    int32_t first, last;
    patron_error error;
    shop_days(shop, &first, &last);
    if (first > seen->as_of) first = last = seen->as_of;
    int32_t middle = first + (seen->as_of - first) / 2, from[2] = {PATRON_DAY_MIN, middle + 1}, to[2] = {middle,
                                                                                                         seen->as_of};
    int64_t net = 0, orders = 0;
    for (int p = 0; p < 2; p++) {
        if (from[p] > to[p]) continue;
        int64_t found[GROUPS * PATRON_VALUE_TREE_CELLS] = {0}, expected[GROUPS * PATRON_VALUE_TREE_CELLS] = {0};
        int64_t all[PATRON_VALUE_TREE_CELLS] = {0}, guest_orders, guest_net, third = seen->customers / 3;
        for (int64_t i = 0; i < seen->customers; i++)
            for (int64_t g = 0; g < GROUPS; g++)
                if (in_group(&seen->customer[i], g))
                    add_tree(seen, &seen->customer[i], from[p], to[p], expected + g * PATRON_VALUE_TREE_CELLS);
        assert_ok(patron_value_tree_count(book, seen->as_of, from[p], to[p], selection, 0, third, found,
                                          GROUPS * PATRON_VALUE_TREE_CELLS, &error), &error);
        assert_ok(patron_value_tree_count(book, seen->as_of, from[p], to[p], selection, third, seen->customers - third,
                                          found, GROUPS * PATRON_VALUE_TREE_CELLS, &error), &error);
        assert_memory_equal(found, expected, sizeof found);
        assert_ok(patron_value_tree_count(book, seen->as_of, from[p], to[p], NULL, 0, seen->customers, all,
                                          PATRON_VALUE_TREE_CELLS, &error), &error);
        assert_ok(patron_value_guests(book, seen->as_of, from[p], to[p], &guest_orders, &guest_net, &error), &error);
        net += all[4] + all[5] + all[6] + all[7] + guest_net;
        orders += all[2] + all[3] + guest_orders;
    }
    assert_int_equal(net, seen->totals.net);
    assert_int_equal(orders, seen->totals.orders_counted);
}

static void check_shop(const struct shop *shop)
{
    static const int32_t windows[] = {0, 365, 30, 1};
    patron_book *book = shop_book(shop, NULL);
    struct chosen chosen;
    chosen_begin(&chosen, book);
    for (int which = 0; which < SHOP_AS_OF; which++) {
        struct oracle_book *seen = oracle_book(shop, shop_as_of(shop, which));
        check_wholes(book, seen, windows[which % 4], &chosen.selection);
        check_counts(shop, book, seen, &chosen.selection);
        check_tree(shop, book, seen, &chosen.selection);
        oracle_book_free(seen);
    }
    chosen_end(&chosen);
    patron_book_free(book);
}

static void shops_as_the_oracles_say(void **state)
{
    (void)state;
    int64_t seeds = test_some(1, 5, 150);
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, (uint64_t)(10100 + seed), profile);
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

static void lifetime_by_hand(void **state)
{
    (void)state;
    patron_value_lifetime out = {.size = sizeof out};
    patron_error error;
    /* 4 orders of 2 buyers, 2 of them first ones, 10.00 each; 730 days of exposure are 2 years */
    assert_ok(patron_value_lifetime_of(4, 2, 4000, 730, 1000, 0, 0, &out, &error), &error);
    assert_near(out.aov, 1000, "aov");
    assert_near(out.frequency, 2, "frequency");
    assert_near(out.repeat_frequency, 1, "repeat frequency");
    assert_near(out.margin, .75, "margin");
    assert_near(out.value, 1000 * 2 * 3 * .75, "value");
    assert_near(out.value_new, 1000 * (1 + 3) * .75, "value of a new one");
    assert_ok(patron_value_lifetime_of(4, 2, 4000, 730, PATRON_NONE, 1, 0, &out, &error), &error);
    assert_true(out.margin == 1 && out.value == 2000);
    assert_ok(patron_value_lifetime_of(4, 2, 4000, 730, 1000, 2, .5, &out, &error), &error);
    assert_true(out.margin == .5 && out.value == 2000);
    assert_ok(patron_value_lifetime_of(0, 0, 0, 0, 0, 0, 0, &out, &error), &error);
    assert_true(out.aov == 0 && out.frequency == 0 && out.value == 0 && out.value_new == 0);
    const patron_value_lifetime kept = out;
    assert_int_equal(patron_value_lifetime_of(-1, 0, 0, 0, 0, 0, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_lifetime_of(1, 2, 0, 0, 0, 0, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_lifetime_of(1, 1, -1, 0, 0, 0, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_lifetime_of(1, 1, 1, -1, 0, 0, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_lifetime_of(1, 1, 1, 1, -2, 0, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_lifetime_of(1, 1, 1, 1, 0, (double)NAN, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_lifetime_of(1, 1, 1, 1, 0, 0, 1.01, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_lifetime_of(1, 1, 1, 1, 0, 0, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_memory_equal(&out, &kept, sizeof out);
}

static void payback_by_hand(void **state)
{
    (void)state;
    /* columns 0, 1, 2 and beyond */
    const int64_t buyers[4] = {10, 10, 10, 0}, cost[4] = {500, 2000, 0, 70};
    const int64_t eligible[16] = {10, 10, 4, 0, 10, 10, 10, 0, 10, 0, 0, 0, 0, 0, 0, 0};
    const int64_t value[16] = {300, 500, 999, 0, 900, 1200, 1500, 9000, 100, 0, 0, 0, 0, 0, 0, 0};
    int32_t status[4], payback[4], column[4];
    double cac[4], ltv[4], ratio[4];
    patron_value_payback_columns out = {sizeof out, 4, status, payback, column, cac, ltv, ratio};
    patron_error error;
    assert_ok(patron_value_payback(4, 4, buyers, eligible, value, cost, &out, &error), &error);
    const int32_t states[4] = {PATRON_VALUE_PAID, PATRON_VALUE_OPEN, PATRON_VALUE_PAID, PATRON_VALUE_EMPTY};
    const int32_t paid[4] = {1, PATRON_NONE, 0, PATRON_NONE}, last[4] = {1, 2, 0, PATRON_NONE};
    assert_memory_equal(status, states, sizeof status);
    assert_memory_equal(payback, paid, sizeof payback);
    assert_memory_equal(column, last, sizeof column);
    assert_true(cac[0] == 50 && ltv[0] == 50 && ratio[0] == 1 && ratio[1] == .75 && ratio[2] == 0 && cac[3] == 0);
    assert_string_equal(patron_value_payback_name(PATRON_VALUE_OPEN), "open");
    assert_null(patron_value_payback_name(0));
    assert_null(patron_value_payback_name(4));
    int64_t bad[16];
    memcpy(bad, eligible, sizeof bad);
    bad[5] = 11;
    assert_int_equal(patron_value_payback(4, 4, buyers, bad, value, cost, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_true(error.argument == 4 && error.row == 1);
    bad[5] = -1;
    assert_int_equal(patron_value_payback(4, 4, buyers, bad, value, cost, &out, &error), PATRON_ERROR_ARGUMENT);
    const int64_t negative[4] = {1, 1, -1, 1};
    assert_int_equal(patron_value_payback(4, 4, negative, eligible, value, cost, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_payback(4, 4, buyers, eligible, value, negative, &out, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_true(error.argument == 6 && error.row == 2);
    assert_int_equal(patron_value_payback(4, 0, buyers, eligible, value, cost, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_payback(-1, 4, buyers, eligible, value, cost, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_payback(4, 4, NULL, eligible, value, cost, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_payback(4, 4, buyers, NULL, value, cost, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_payback(4, 4, buyers, eligible, NULL, cost, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_payback(4, 4, buyers, eligible, value, NULL, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_payback(4, 4, buyers, eligible, value, cost, NULL, &error), PATRON_ERROR_ARGUMENT);
    out.capacity = 3;
    assert_int_equal(patron_value_payback(4, 4, buyers, eligible, value, cost, &out, &error), PATRON_ERROR_CAPACITY);
    assert_memory_equal(status, states, sizeof status);
}

static void effects_by_hand(void **state)
{
    (void)state;
    /* new: twice the buyers, the rest as it was; returning: gone; the two other nets change by 5 and -7 */
    const int64_t before[8] = {10, 4, 20, 8, 2000, 900, -5, 0}, after[8] = {20, 0, 40, 0, 4000, 0, 0, -7};
    patron_value_tree out = {.size = sizeof out};
    patron_error error;
    assert_ok(patron_value_tree_of(before, after, &out, &error), &error);
    assert_true(out.new_change == 2000 && out.returning_change == -900 && out.uncounted_change == 5 &&
                out.unmatched_change == -7 && out.change == 1098);
    assert_near(out.new_buyers, 2000, "new buyers");
    assert_near(out.new_frequency, 0, "frequency");
    assert_near(out.new_value, 0, "value");
    assert_true(out.returning_buyers == -900 && out.returning_frequency == 0 && out.returning_value == 0);
    /* the same net from twice the buyers and half the money an order */
    const int64_t even0[8] = {10, 0, 20, 0, 1000, 0, 0, 0}, even1[8] = {20, 0, 40, 0, 1000, 0, 0, 0};
    assert_ok(patron_value_tree_of(even0, even1, &out, &error), &error);
    assert_near(out.new_buyers, 1000 * log(2), "even buyers");
    assert_near(out.new_value, -1000 * log(2), "even value");
    struct rng rng = {91};
    for (int round = 0; round < 2000; round++) { /* effects add up to the change */
        int64_t cells[2][8];
        for (int p = 0; p < 2; p++)
            for (int k = 0; k < 2; k++) {
                cells[p][k] = rng_between(&rng, 0, 50);
                cells[p][2 + k] = cells[p][k] ? cells[p][k] + rng_between(&rng, 0, 100) : 0;
                cells[p][4 + k] = cells[p][k] ? rng_between(&rng, -100, 100000) : 0;
                cells[p][6 + k] = rng_between(&rng, -100, 0);
            }
        assert_ok(patron_value_tree_of(cells[0], cells[1], &out, &error), &error);
        assert_near(out.new_buyers + out.new_frequency + out.new_value, (double)out.new_change, "sum of new");
        assert_near(out.returning_buyers + out.returning_frequency + out.returning_value, (double)out.returning_change,
                    "sum of returning");
    }
    /* nets that differ by less than a double can say, or hardly: L is the net, and nothing is no number */
    static const int64_t nets[][2] = {{INT64_C(1) << 60, (INT64_C(1) << 60) + 1},
                                      {(INT64_C(1) << 60) + 1, INT64_C(1) << 60},
                                      {INT64_C(1000000000000000), INT64_C(1000000000000001)},
                                      {INT64_C(1000000007), INT64_C(1000000006)}};
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        const int64_t from[8] = {10, 0, 20, 0, nets[i][0], 0, 0, 0}, to[8] = {20, 0, 80, 0, nets[i][1], 0, 0, 0};
        assert_ok(patron_value_tree_of(from, to, &out, &error), &error);
        assert_near(out.new_buyers, (double)nets[i][0] * log(2), "buyers of nets nearly alike");
        assert_near(out.new_frequency, (double)nets[i][0] * log(2), "frequency of nets nearly alike");
        assert_near(out.new_value, -2 * (double)nets[i][0] * log(2), "value of nets nearly alike");
    }
    /* from almost nothing to everything and back */
    const int64_t little[8] = {1, 0, 1, 0, 1, 0, 0, 0}, much[8] = {1, 0, 1, 0, INT64_MAX, 0, 0, 0};
    assert_ok(patron_value_tree_of(little, much, &out, &error), &error);
    assert_near(out.new_value, 0x1p63, "more");
    assert_ok(patron_value_tree_of(much, little, &out, &error), &error);
    assert_near(out.new_value, -0x1p63, "less");
    assert_true(out.new_buyers == 0 && out.new_frequency == 0);
    const patron_value_tree kept = out;
    const int64_t wrong[8] = {10, 4, 9, 8, 0, 0, 0, 0}, huge[8] = {1, 0, 1, 0, INT64_MIN, 0, 0, 0}, nobody[8] = {0, 0,
                                                                                                                 0, 1};
    assert_int_equal(patron_value_tree_of(wrong, after, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    assert_int_equal(patron_value_tree_of(before, nobody, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_int_equal(patron_value_tree_of(NULL, after, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_tree_of(before, NULL, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_tree_of(before, after, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_value_tree_of(huge, before, &out, &error), PATRON_ERROR_OVERFLOW);
    assert_memory_equal(&out, &kept, sizeof out);
}

/* ---- what must not matter ---------------------------------------------------------------------------------------- */

struct result {
    struct concentration concentration;
    struct orders orders;
    struct counts counts;
    int64_t tree[GROUPS * PATRON_VALUE_TREE_CELLS];
};

struct joined {
    bool has;
    int32_t as_of;
    struct result result;
};

static void joins_with(void *context, const patron_book *book, const char *variant)
{
    struct joined *first = context;
    struct chosen chosen;
    struct result result;
    patron_error error;
    int64_t n = patron_book_customers(book);
    memset(&result, 0, sizeof result);
    chosen_begin(&chosen, book);
    assert_ok(concentration_of(book, first->as_of, 0, &chosen.selection, &result.concentration, &error), &error);
    assert_ok(orders_of(book, first->as_of, 0, 0, &chosen.selection, &result.orders, &error), &error);
    assert_ok(counts_of(book, first->as_of, &chosen.selection, 0, n, false, &result.counts, &error), &error);
    assert_ok(patron_value_tree_count(book, first->as_of, first->as_of - 100, first->as_of, &chosen.selection, 0, n,
                                      result.tree, GROUPS * PATRON_VALUE_TREE_CELLS, &error), &error);
    if (first->has) assert_that(!memcmp(&result, &first->result, sizeof result), "%s differs", variant);
    first->has = true;
    first->result = result;
    chosen_end(&chosen);
}

static void every_form_gives_the_same(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 10300, profile);
        struct joined first = {.as_of = shop_as_of(&shop, 4)};
        for_each_variant(&shop, 8, joins_with, &first);
        assert_true(first.has);
        shop_end(&shop);
    }
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

struct failing {
    const patron_book *book;
    const patron_selection *selection;
    struct result *result;
    int32_t as_of;
};

static patron_status fail_concentration(void *context, patron_error *error)
{
    struct failing *call = context;
    return concentration_of(call->book, call->as_of, 0, call->selection, &call->result->concentration, error);
}

static patron_status fail_orders(void *context, patron_error *error)
{
    struct failing *call = context;
    return orders_of(call->book, call->as_of, 0, 0, call->selection, &call->result->orders, error);
}

static patron_status fail_counts(void *context, patron_error *error)
{
    struct failing *call = context;
    return counts_of(call->book, call->as_of, call->selection, 0, patron_book_customers(call->book), true,
                     &call->result->counts, error);
}

static patron_status fail_tree(void *context, patron_error *error)
{
    struct failing *call = context;
    return patron_value_tree_count(call->book, call->as_of, 0, call->as_of, call->selection, 0,
                                   patron_book_customers(call->book), call->result->tree,
                                   GROUPS * PATRON_VALUE_TREE_CELLS, error);
}

static void allocations_that_fail(void **state)
{
    (void)state;
    struct shop shop;
    struct counting counting;
    struct chosen chosen;
    struct result result;
    counting_begin(&counting);
    shop_random(&shop, 10400, SHOP_LINES);
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    chosen_begin(&chosen, book);
    memset(&result, 0, sizeof result);
    struct failing call = {book, &chosen.selection, &result, shop_as_of(&shop, 4)};
    const struct test_memory out = {&result, sizeof result};
    assert_int_equal(each_allocation_fails(&counting, fail_concentration, NULL, &call, &out, 1), 4);
    assert_int_equal(each_allocation_fails(&counting, fail_orders, NULL, &call, &out, 1), 4);
    assert_int_equal(each_allocation_fails(&counting, fail_counts, NULL, &call, &out, 1), 1);
    assert_int_equal(each_allocation_fails(&counting, fail_tree, NULL, &call, &out, 1), 1);
    chosen_end(&chosen);
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
    struct result result;
    patron_error error;
    shop_random(&shop, 10500, SHOP_WEEKLY); /* no costs */
    patron_book *book = shop_book(&shop, NULL);
    int64_t n = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4), bad_share = 0, bad_quantile = 10001;
    memset(&result, 0x5A, sizeof result);
    struct result kept = result;
    const patron_selection selection = {.size = sizeof selection, .groups = 2};
    uint8_t *mask = calloc((size_t)n + 1, 1);
    assert_non_null(mask);
    const patron_selection masked = {.size = sizeof masked, .mask = mask};
    patron_value_concentration_options options = {.size = sizeof options};
    patron_value_concentration_columns columns = {.size = sizeof columns, .capacity = 1,
                                                  .net = result.concentration.net};
    EXPECT(PATRON_ERROR_ARGUMENT, 1, patron_value_concentration(NULL, as_of, NULL, NULL, &columns, &error));
    EXPECT(PATRON_ERROR_RANGE, 2, patron_value_concentration(book, PATRON_NO_DAY, NULL, NULL, &columns, &error));
    options.flags = 1;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_concentration(book, as_of, &options, NULL, &columns, &error));
    options = (patron_value_concentration_options){.size = sizeof options, .window_days = -1};
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_concentration(book, as_of, &options, NULL, &columns, &error));
    options = (patron_value_concentration_options){.size = sizeof options, .share_count = 1};
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_concentration(book, as_of, &options, NULL, &columns, &error));
    options.shares = &bad_share;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_concentration(book, as_of, &options, NULL, &columns, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 4, patron_value_concentration(book, as_of, NULL, &selection, &columns, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 5, patron_value_concentration(book, as_of, NULL, NULL, NULL, &error));
    columns.capacity = 0;
    EXPECT(PATRON_ERROR_CAPACITY, 5, patron_value_concentration(book, as_of, NULL, NULL, &columns, &error));
    patron_value_orders_options wanted = {.size = sizeof wanted, .flags = 4};
    patron_value_orders_columns into = {.size = sizeof into, .capacity = 1, .orders = result.orders.orders,
                                        .quantile = result.orders.quantile};
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_orders(book, as_of, &wanted, NULL, &into, &error));
    wanted = (patron_value_orders_options){.size = sizeof wanted, .quantile_count = 101, .quantiles = &bad_quantile};
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_orders(book, as_of, &wanted, NULL, &into, &error));
    wanted.quantile_count = 1;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_orders(book, as_of, &wanted, NULL, &into, &error));
    wanted = (patron_value_orders_options){.size = sizeof wanted, .threshold_count = 1};
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_orders(book, as_of, &wanted, NULL, &into, &error));
    wanted = (patron_value_orders_options){.size = sizeof wanted, .flags = PATRON_VALUE_WITH_GUESTS};
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_value_orders(book, as_of, &wanted, &masked, &into, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 5, patron_value_orders(book, as_of, NULL, NULL, NULL, &error));
    into.capacity = 0;
    EXPECT(PATRON_ERROR_CAPACITY, 5, patron_value_orders(book, as_of, NULL, NULL, &into, &error));
    EXPECT(PATRON_ERROR_MISSING, 6, counts_of(book, as_of, NULL, 0, n, true, &result.counts, &error));
    EXPECT(PATRON_ERROR_RANGE, 4, counts_of(book, as_of, NULL, 1, n, false, &result.counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 6, patron_value_count(book, as_of, NULL, 0, n, NULL, &error));
    patron_value_counts small = {.size = sizeof small, .buyers = result.counts.array[0]};
    EXPECT(PATRON_ERROR_CAPACITY, 6, patron_value_count(book, as_of, NULL, 0, n, &small, &error));
    EXPECT(PATRON_ERROR_RANGE, 3,
           patron_value_tree_count(book, as_of, PATRON_NO_DAY, as_of, NULL, 0, n, result.tree, 8, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 3,
           patron_value_tree_count(book, as_of, as_of, as_of - 1, NULL, 0, n, result.tree, 8, &error));
    EXPECT(PATRON_ERROR_RANGE, 4,
           patron_value_tree_count(book, as_of, 0, as_of + 1, NULL, 0, n, result.tree, 8, &error));
    EXPECT(PATRON_ERROR_RANGE, 6,
           patron_value_tree_count(book, as_of, 0, as_of, NULL, 0, n + 1, result.tree, 8, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 8, patron_value_tree_count(book, as_of, 0, as_of, NULL, 0, n, NULL, 8, &error));
    EXPECT(PATRON_ERROR_CAPACITY, 9,
           patron_value_tree_count(book, as_of, 0, as_of, NULL, 0, n, result.tree, 7, &error));
    EXPECT(PATRON_ERROR_RANGE, 4, patron_value_guests(book, as_of, 0, as_of + 1, NULL, NULL, &error));
    assert_memory_equal(&result, &kept, sizeof result);
    for (int k = 0; k < 8; k++) result.tree[k] = INT64_MAX;
    EXPECT(PATRON_ERROR_OVERFLOW, 8,
           patron_value_tree_count(book, as_of, 0, as_of, NULL, 0, n, result.tree, 8, &error));
    for (int64_t g = 0; g < 6; g++) result.counts.array[g][0] = INT64_MAX;
    EXPECT(PATRON_ERROR_OVERFLOW, 6, counts_of(book, as_of, NULL, 0, n, false, &result.counts, &error));
    free(mask);
    patron_book_free(book);
    shop_end(&shop);
    /* an order whose quantile does not fit */
    shop_begin(&shop);
    shop_add(&shop, shop_sale(1, 100, INT64_MAX / 10000 + 1));
    book = shop_book(&shop, NULL);
    into.capacity = 1;
    into.orders[0] = 77;
    EXPECT(PATRON_ERROR_OVERFLOW, 5, patron_value_orders(book, 200, NULL, NULL, &into, &error));
    assert_int_equal(into.orders[0], 77);
    into.quantile = NULL;
    assert_ok(patron_value_orders(book, 200, NULL, NULL, &into, &error), &error);
    assert_int_equal(into.orders[0], 1);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shops_as_the_oracles_say),  cmocka_unit_test(lifetime_by_hand),
        cmocka_unit_test(payback_by_hand),           cmocka_unit_test(effects_by_hand),
        cmocka_unit_test(every_form_gives_the_same), cmocka_unit_test(allocations_that_fail),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
