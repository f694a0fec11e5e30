#include "value.h"

#include <math.h>

#define CELLS PATRON_VALUE_TREE_CELLS

/* ---- count ----------------------------------------------------------------------------------------------------- */

typedef struct period {
    const patron_book *book;
    int32_t as_of, from, to;
} period;

static patron_status period_from(const patron_book *book, int32_t as_of, int32_t from, int32_t to, period *out,
                                 patron_error *error)
{
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (status) return status;
    if (from < PATRON_DAY_MIN)
        return pt_fail(error, PATRON_ERROR_RANGE, 3, -1, -1, "", "from lies outside the calendar");
    if (from > to) return pt_fail_argument(error, 3, "from is later than to");
    if (to > as_of) return pt_fail(error, PATRON_ERROR_RANGE, 4, -1, -1, "", "to is later than as_of");
    *out = (period){book, as_of, from, to};
    return PATRON_OK;
}

/* What one group of orders (a customer, or the guests) has in the period. */
typedef struct part {
    int32_t first_day; /* of the first counted order at all; PATRON_NO_DAY = no buyer */
    int64_t orders, net, uncounted, unmatched;
} part;

static part part_of(const period *view, int64_t customer)
{
    const patron_book *book = view->book;
    part found = {PATRON_NO_DAY, 0, 0, 0, 0};
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > view->to) break;
        bool inside = book->day[i] >= view->from;
        if (!inside && found.first_day != PATRON_NO_DAY) continue;
        int64_t refunded = pt_refunded(book, i, view->as_of), net = book->amount[i] - refunded;
        bool counts = pt_counts(book, i, refunded);
        if (counts && found.first_day == PATRON_NO_DAY) found.first_day = book->day[i];
        if (!inside) continue;
        found.orders += counts;
        if (counts) found.net += net;
        else found.uncounted += net;
    }
    if (!book->loose_first) return found;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++)
        if (book->loose.day[r] >= view->from && book->loose.day[r] <= view->to)
            found.unmatched -= book->loose.amount[r];
    return found;
}

static void add_customer(const period *view, int64_t customer, int64_t *cell)
{
    part found = part_of(view, customer);
    cell[PATRON_VALUE_UNCOUNTED_NET] += found.uncounted;
    cell[PATRON_VALUE_UNMATCHED_NET] += found.unmatched;
    if (!found.orders) return;
    bool returning = found.first_day < view->from || !pt_birth_known(view->book, customer, found.first_day);
    cell[returning ? PATRON_VALUE_RETURNING_BUYERS : PATRON_VALUE_NEW_BUYERS]++;
    cell[returning ? PATRON_VALUE_RETURNING_ORDERS : PATRON_VALUE_NEW_ORDERS] += found.orders;
    cell[returning ? PATRON_VALUE_RETURNING_NET : PATRON_VALUE_NEW_NET] += found.net;
}

patron_status patron_value_tree_count(const patron_book *book, int32_t as_of, int32_t from, int32_t to,
                                      const patron_selection *given, int64_t first, int64_t count, int64_t *cells,
                                      int64_t capacity, patron_error *error)
{
    period view;
    patron_selection selection;
    int64_t needed;
    patron_status status = period_from(book, as_of, from, to, &view, error);
    if (!status) status = pt_check_range(book, first, count, 6, error);
    if (!status) status = pt_selection_read(given, first, count, 5, &selection, error);
    if (!status && !cells) status = pt_fail_argument(error, 8, "cells is NULL");
    if (status) return status;
    if (pt_multiply(selection.groups, CELLS, &needed)) needed = INT64_MAX;
    if (capacity < needed)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 9, -1, -1, "", "%lld cells are needed", (long long)needed);
    int64_t *sums = pt_zero_array(&book->allocator, needed, sizeof *sums, error);
    if (!sums) return PATRON_ERROR_MEMORY;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selection, customer);
        if (group >= 0) add_customer(&view, customer, sums + group * CELLS);
    }
    if (pt_can_add(cells, sums, needed)) pt_commit(cells, sums, needed);
    else status = pt_fail(error, PATRON_ERROR_OVERFLOW, 8, -1, -1, "", "a cell would leave int64");
    PT_FREE(&book->allocator, sums, needed);
    return status;
}

patron_status patron_value_guests(const patron_book *book, int32_t as_of, int32_t from, int32_t to, int64_t *orders,
                                  int64_t *net, patron_error *error)
{
    period view;
    patron_status status = period_from(book, as_of, from, to, &view, error);
    if (status) return status;
    part found = part_of(&view, book->customers);
    if (orders) *orders = found.orders;
    if (net) *net = found.net + found.uncounted + found.unmatched;
    return PATRON_OK;
}

/* ---- effects --------------------------------------------------------------------------------------------------- */

/* L(from, from + change), both > 0. Nets that are almost the same differ by less than their quotient can say: there the
 * logarithm is taken of the change itself. */
static double logarithmic_mean(int64_t from, int64_t change)
{
    double growth = (double)change / (double)from;
    if (change == 0) return (double)from;
    return (double)change / (fabs(growth) < .5 ? log1p(growth) : log((double)(from + change) / (double)from));
}

/* Effects of buyers, orders a buyer and net an order on one net, which went from net0 to net0 + difference = net1. */
static void effects_of(int64_t buyers0, int64_t orders0, int64_t net0, int64_t buyers1, int64_t orders1, int64_t net1,
                       int64_t difference, double effect[3])
{
    double change = (double)difference;
    effect[0] = change;
    effect[1] = effect[2] = 0;
    if (net0 <= 0 || net1 <= 0) return;
    double mean = logarithmic_mean(net0, difference);
    effect[0] = mean * log((double)buyers1 / (double)buyers0);
    effect[1] = mean * log(((double)orders1 / (double)buyers1) / ((double)orders0 / (double)buyers0));
    effect[2] = change - effect[0] - effect[1]; /* so that they add up */
}

static patron_status check_cells(const int64_t *cell, int32_t argument, patron_error *error)
{
    if (!cell) return pt_fail_argument(error, argument, "%s is NULL", argument == 1 ? "before" : "after");
    for (int k = 0; k < 2; k++) {
        int64_t buyers = cell[PATRON_VALUE_NEW_BUYERS + k], orders = cell[PATRON_VALUE_NEW_ORDERS + k];
        if (buyers < 0 || orders < buyers || (buyers == 0 && (orders > 0 || cell[PATRON_VALUE_NEW_NET + k] != 0)))
            return pt_fail_argument(error, argument, "cell %d: buyers, orders and net do not go together", k);
    }
    return PATRON_OK;
}

patron_status patron_value_tree_of(const int64_t *before, const int64_t *after, patron_value_tree *out,
                                   patron_error *error)
{
    patron_value_tree tree = {0};
    double effect[2][3];
    int64_t *const change[] = {&tree.new_change, &tree.returning_change, &tree.uncounted_change,
                               &tree.unmatched_change};
    patron_status status = check_cells(before, 1, error);
    if (!status) status = check_cells(after, 2, error);
    if (!status) status = pt_check_out_struct(out, sizeof out->size, 3, "out", error);
    if (status) return status;
    for (int k = 0; k < 4; k++)
        if (pt_subtract(after[PATRON_VALUE_NEW_NET + k], before[PATRON_VALUE_NEW_NET + k], change[k]) ||
            pt_add(tree.change, *change[k], &tree.change))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, -1, -1, "", "a change does not fit into int64");
    for (int k = 0; k < 2; k++)
        effects_of(before[PATRON_VALUE_NEW_BUYERS + k], before[PATRON_VALUE_NEW_ORDERS + k],
                   before[PATRON_VALUE_NEW_NET + k], after[PATRON_VALUE_NEW_BUYERS + k],
                   after[PATRON_VALUE_NEW_ORDERS + k], after[PATRON_VALUE_NEW_NET + k], *change[k], effect[k]);
    tree.new_buyers = effect[0][0];
    tree.new_frequency = effect[0][1];
    tree.new_value = effect[0][2];
    tree.returning_buyers = effect[1][0];
    tree.returning_frequency = effect[1][1];
    tree.returning_value = effect[1][2];
    pt_write_struct(out, &tree, sizeof tree);
    return PATRON_OK;
}
