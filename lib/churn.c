#include "churn.h"

#include <math.h>

#define TRAILING 365

const char *patron_churn_state_name(int32_t state)
{
    static const char *const names[PATRON_CHURN_STATES] = {"new",     "one_time_open", "one_time_lost", "on_track",
                                                           "slowing", "slipping",      "lost",          "unknown"};
    return state >= 0 && state < PATRON_CHURN_STATES ? names[state] : NULL;
}

/* ---- one customer ---------------------------------------------------------------------------------------------- */

void pt_churn_history_read(const patron_book *book, int64_t customer, int32_t as_of, pt_churn_history *out)
{
    pt_walk walk = pt_walk_begin(book, customer, as_of, true);
    pt_purchase purchase;
    pt_churn_history history = {0, 0, 0};
    while (pt_walk_next(&walk, &purchase)) {
        if (history.purchases++ == 0) history.first = purchase.day;
        history.last = purchase.day;
    }
    *out = history;
}

int64_t pt_churn_net(const patron_book *book, int64_t customer, int32_t as_of)
{
    int64_t net = 0, after = (int64_t)as_of - TRAILING;
    for (int64_t i = pt_orders_until(book, customer, as_of) - 1;
         i >= (int64_t)book->order_first[customer] && book->day[i] > after; i--)
        net += book->amount[i] - pt_refunded(book, i, as_of);
    if (!book->loose_first) return net;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++)
        if (book->loose.day[r] > after && book->loose.day[r] <= as_of) net -= book->loose.amount[r];
    return net;
}

patron_status pt_churn_check_rule(const patron_book *book, const patron_churn_rule *rule, int32_t argument,
                                  patron_error *error)
{
    if (!rule) return pt_fail_argument(error, argument, "the rule is NULL");
    if ((book->flags & PT_CHURN_COUNTING) != rule->book_flags)
        return pt_fail(error, PATRON_ERROR_MISMATCH, argument, -1, -1, "",
                       "the rule was fitted on a book that counts orders and purchases differently");
    return PATRON_OK;
}

/* ---- score ----------------------------------------------------------------------------------------------------- */

static void write_view(const patron_churn_columns *out, int64_t i, const pt_churn_view *view)
{
    if (out->state) out->state[i] = view->state;
    if (out->score) out->score[i] = view->score;
    if (out->rho) out->rho[i] = view->rho;
    if (out->horizon) out->horizon[i] = view->horizon;
    if (out->p_now) out->p_now[i] = view->p_now;
    if (out->p_start) out->p_start[i] = view->p_start;
    if (out->cases) out->cases[i] = view->cases;
    if (out->flags) out->flags[i] = view->flags;
    if (out->scale) out->scale[i] = view->scale;
    if (out->ratio) out->ratio[i] = view->ratio;
    if (out->next_silence) out->next_silence[i] = view->next_silence;
    if (out->next_state) out->next_state[i] = view->next_state;
}

static void write_history(const patron_churn_columns *out, int64_t i, const pt_churn_history *history, int32_t as_of,
                          int32_t method, int32_t next_silence)
{
    bool has = history->purchases > 0;
    int64_t next = has && next_silence != PATRON_NO_DAY ? (int64_t)history->last + next_silence : INT64_MAX;
    if (out->method) out->method[i] = has ? method : PATRON_NONE;
    if (out->purchases) out->purchases[i] = history->purchases;
    if (out->last_day) out->last_day[i] = has ? history->last : PATRON_NO_DAY;
    if (out->silence) out->silence[i] = has ? as_of - history->last : PATRON_NO_DAY;
    if (out->next_day) out->next_day[i] = next <= PATRON_DAY_MAX ? (int32_t)next : PATRON_NO_DAY;
}

patron_status patron_churn_score(const patron_book *book, int32_t as_of, const patron_churn_rule *rule, int64_t first,
                                 int64_t count, const patron_churn_columns *out, patron_error *error)
{
    patron_churn_columns columns;
    pt_churn_bounds bounds;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_churn_check_rule(book, rule, 3, error);
    if (!status) status = pt_check_range(book, first, count, 4, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 6, "out is NULL");
    status = pt_read_struct(out, &columns, sizeof columns, sizeof columns.size + sizeof columns.capacity, 6, "out",
                            error);
    if (status) return status;
    if (columns.capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 6, -1, -1, "", "%lld rows are needed", (long long)count);
    status = pt_churn_bounds_begin(&bounds, rule, count, &book->allocator, error);
    if (status) return status;
    bool want_next = columns.next_silence || columns.next_day || columns.next_state;
    for (int64_t i = 0; i < count; i++) {
        pt_churn_history history;
        pt_churn_view view;
        pt_churn_history_read(book, first + i, as_of, &history);
        pt_churn_assess(rule, &bounds, &history, as_of, want_next, &view);
        write_view(&columns, i, &view);
        write_history(&columns, i, &history, as_of, rule->method, view.next_silence);
        if (!columns.net_365 && !columns.value_at_risk) continue;
        int64_t net = history.purchases > 0 ? pt_churn_net(book, first + i, as_of) : 0;
        if (columns.net_365) columns.net_365[i] = net;
        if (columns.value_at_risk) columns.value_at_risk[i] = pt_churn_value(&view, net);
    }
    pt_churn_bounds_end(&bounds);
    return PATRON_OK;
}

/* ---- states of a shop ------------------------------------------------------------------------------------------ */

/* To the nearest minor unit, halves up. |value| <= |net|, so that it fits but for the last step of the double. */
static int64_t to_minor_unit(double value)
{
    double rounded = floor(value + .5);
    if (rounded >= 0x1p63) return INT64_MAX;
    return rounded < -0x1p63 ? INT64_MIN : (int64_t)rounded;
}

/* Adds one customer into the cells of a group. False where a sum leaves int64. */
static bool count_state(int64_t *cells, int64_t states, const pt_churn_view *view, int64_t net)
{
    int64_t *buyers = cells + view->state, *nets = buyers + states, *values = nets + states;
    *buyers += 1;
    return !pt_add(*nets, net, nets) && !pt_add(*values, to_minor_unit(pt_churn_value(view, net)), values);
}

patron_status patron_churn_states(const patron_book *book, int32_t as_of, const patron_churn_rule *rule,
                                  const patron_selection *selection, int64_t first, int64_t count, int64_t *buyers,
                                  int64_t *net_365, int64_t *value_at_risk, patron_error *error)
{
    patron_selection chosen;
    pt_churn_bounds bounds;
    int64_t *sums = NULL, states, cells;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_churn_check_rule(book, rule, 3, error);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status) status = pt_selection_read(selection, first, count, 4, &chosen, error);
    if (status) return status;
    if (pt_multiply(chosen.groups, PATRON_CHURN_STATES, &states) || pt_multiply(states, 3, &cells)) cells = INT64_MAX;
    sums = pt_zero_array(&book->allocator, cells, sizeof *sums, error);
    if (!sums) return PATRON_ERROR_MEMORY;
    status = pt_churn_bounds_begin(&bounds, rule, count, &book->allocator, error);
    if (status) goto done;
    bool fits = true;
    for (int64_t customer = first; fits && customer < first + count; customer++) {
        pt_churn_history history;
        pt_churn_view view;
        int64_t group = pt_selected(&chosen, customer);
        if (group < 0) continue;
        pt_churn_history_read(book, customer, as_of, &history);
        if (history.purchases == 0) continue;
        pt_churn_assess(rule, &bounds, &history, as_of, false, &view);
        fits = count_state(sums + group * PATRON_CHURN_STATES, states, &view, pt_churn_net(book, customer, as_of));
    }
    pt_churn_bounds_end(&bounds);
    if (!fits || !pt_can_add(buyers, sums, states) || !pt_can_add(net_365, sums + states, states) ||
        !pt_can_add(value_at_risk, sums + 2 * states, states)) {
        status = pt_fail(error, PATRON_ERROR_OVERFLOW, 0, -1, -1, "", "a sum leaves int64");
        goto done;
    }
    pt_commit(buyers, sums, states);
    pt_commit(net_365, sums + states, states);
    pt_commit(value_at_risk, sums + 2 * states, states);
done:
    PT_FREE(&book->allocator, sums, cells);
    return status;
}
