/* New and returning, by both definitions, and the periods that every count by period lists. */
#include "repeat.h"

#include <inttypes.h>

#define TABLE_MAX 65537 /* days looked up in a table; days beyond are worked out one by one */

/* ---- clock ------------------------------------------------------------------------------------------------------ */

patron_status pt_repeat_clock_begin(const patron_book *book, int32_t as_of, const pt_periods *periods, int64_t orders,
                                    pt_repeat_clock *out, patron_error *error)
{
    pt_repeat_clock clock = {.periods = *periods};
    int64_t days = 0;
    if (book->first_day != PATRON_NO_DAY) {
        days = (int64_t)(book->last_day < as_of ? book->last_day : as_of) - book->first_day + 1;
        if (days > TABLE_MAX) days = TABLE_MAX;
        if (days > orders || days < 0) days = 0; /* a table would cost more than it saves */
        clock.base = book->first_day;
    }
    clock.length = (int32_t)days;
    clock.of_day = pt_array(&book->allocator, days, sizeof *clock.of_day, error);
    if (!clock.of_day) return PATRON_ERROR_MEMORY;
    for (int32_t i = 0; i < clock.length; i++) clock.of_day[i] = pt_period_of(periods, clock.base + i);
    *out = clock;
    return PATRON_OK;
}

void pt_repeat_clock_end(const patron_book *book, pt_repeat_clock *clock)
{
    PT_FREE(&book->allocator, clock->of_day, clock->length);
}

int64_t pt_repeat_unfinished(const pt_periods *periods, int32_t as_of)
{
    if (as_of == PATRON_DAY_MAX) return (int64_t)pt_period_of(periods, as_of) + 1;
    return pt_period_of(periods, as_of + 1);
}

/* ---- which periods ---------------------------------------------------------------------------------------------- */

patron_status pt_repeat_plan_read(const patron_repeat_period_options *given, uint64_t flags, bool growth,
                                  int32_t argument, pt_repeat_plan *out, patron_error *error)
{
    patron_repeat_period_options options;
    int32_t day;
    if (!given) return pt_fail_argument(error, argument, "options is NULL");
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, argument, "options", error);
    if (!status) status = pt_repeat_check_flags(options.flags, flags, argument, error);
    if (!status) status = pt_periods_from(options.calendar, argument, &out->periods, error);
    if (!status)
        status = pt_repeat_read_days(options.active_days, 365, "active_days", argument, &out->active_days, error);
    if (status) return status;
    if (!growth && options.active_days)
        return pt_fail_argument(error, argument, "options: active_days is of growth only");
    if (options.period_count < 1 || options.period_count > PT_REPEAT_SPAN)
        return pt_fail_argument(error, argument, "options: period_count %" PRId64 " is outside 1..%d",
                                options.period_count, PT_REPEAT_SPAN);
    out->flags = options.flags;
    out->first = options.first_period;
    out->count = options.period_count;
    const patron_calendar calendar = {sizeof calendar, out->periods.period, out->periods.week_start,
                                      out->periods.first_month, 0};
    int64_t last = out->first + out->count - 1;
    if (last > INT32_MAX || patron_calendar_first_day(&calendar, out->first, &day, NULL) ||
        patron_calendar_first_day(&calendar, (int32_t)last, &day, NULL))
        return pt_fail(error, PATRON_ERROR_RANGE, argument, -1, -1, "",
                       "options: periods %" PRId32 " … %" PRId64 " are not all in the calendar", out->first, last);
    return PATRON_OK;
}

/* Widens first … last to the days <= as_of of a list. */
static void widen(const int32_t *day, int64_t count, int32_t as_of, int32_t *first, int32_t *last)
{
    for (int64_t i = 0; i < count; i++) {
        if (day[i] > as_of) continue;
        if (day[i] < *first) *first = day[i];
        if (day[i] > *last) *last = day[i];
    }
}

patron_status patron_repeat_periods_of_book(const patron_book *book, int32_t as_of, const patron_calendar *calendar,
                                            int32_t *first_period, int64_t *period_count, patron_error *error)
{
    pt_periods periods;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status) status = pt_periods_from(calendar, 3, &periods, error);
    if (status) return status;
    if (!first_period || !period_count)
        return pt_fail_argument(error, first_period ? 5 : 4, "%s is NULL",
                                first_period ? "period_count" : "first_period");
    int32_t first = PATRON_DAY_MAX + 1, last = PATRON_DAY_MIN - 1;
    widen(book->day, book->orders, as_of, &first, &last);
    if (book->refund_first) widen(book->refunds.day, book->refunds.count, as_of, &first, &last);
    if (book->loose_first) widen(book->loose.day, book->loose.count, as_of, &first, &last);
    if (first > last) first = last = as_of;
    *first_period = pt_period_of(&periods, first);
    *period_count = (int64_t)pt_period_of(&periods, last) - *first_period + 1;
    return PATRON_OK;
}

const char *patron_repeat_state_name(int32_t state)
{
    static const char *const names[] = {NULL, "complete", "partial", "future"};
    return state >= 0 && state < (int32_t)(sizeof names / sizeof *names) ? names[state] : NULL;
}

patron_status patron_repeat_period_days(const patron_repeat_period_options *options, int32_t as_of, int32_t *first_day,
                                        int32_t *last_day, int32_t *state, patron_error *error)
{
    pt_repeat_plan plan;
    patron_status status = pt_repeat_plan_read(options, PATRON_REPEAT_REFUND_ORDER, true, 1, &plan, error);
    if (status) return status;
    if (!pt_is_day(as_of))
        return pt_fail(error, PATRON_ERROR_RANGE, 2, -1, -1, "", "as_of %" PRId32 " is outside the calendar", as_of);
    for (int64_t i = 0; i < plan.count; i++) {
        int64_t first = pt_period_first_day(&plan.periods, plan.first + i);
        int64_t last = pt_period_first_day(&plan.periods, plan.first + i + 1) - 1;
        if (first < PATRON_DAY_MIN) first = PATRON_DAY_MIN;
        if (last > PATRON_DAY_MAX) last = PATRON_DAY_MAX;
        if (first_day) first_day[i] = (int32_t)first;
        if (last_day) last_day[i] = (int32_t)last;
        if (state)
            state[i] = last <= as_of ? PATRON_REPEAT_COMPLETE : first <= as_of ? PATRON_REPEAT_PARTIAL
                                                                               : PATRON_REPEAT_FUTURE;
    }
    return PATRON_OK;
}

/* ---- customers -------------------------------------------------------------------------------------------------- */

enum {
    BUYERS,
    NEW_BUYERS,
    RETURNING_BUYERS,
    RETURNING_UNKNOWN,
    REPEAT_BUYERS,
    PURCHASES,
    ORDERS,
    SALES,
    REFUNDS,
    NET,
    UNMATCHED_NET,
    FIRST_ORDERS,
    FIRST_NET,
    LATER_ORDERS,
    LATER_NET,
    NEW_ORDERS,
    NEW_NET,
    RETURNING_ORDERS,
    RETURNING_NET,
    UNBORN_NET,
    UNKNOWN_BIRTH,
    ARRAYS
};

typedef struct counter {
    const patron_book *book;
    int32_t as_of;
    bool by_order;
    pt_repeat_plan plan;
    pt_repeat_clock clock;
    pt_repeat_array array[ARRAYS];
} counter;

/* How far a customer is unborn, first and new: days (of orders) and the period (of everything) up to which. */
typedef struct born {
    bool known;
    int64_t unborn_until, first_until, new_until;
} born;

static born birth_of(const counter *c, int64_t customer, bool *buyer)
{
    pt_walk walk = pt_walk_begin(c->book, customer, c->as_of, false);
    pt_purchase purchase = {0};
    born out = {false, INT64_MAX, INT64_MAX, INT64_MAX};
    *buyer = pt_walk_next(&walk, &purchase);
    if (!*buyer) return out;
    out.known = pt_birth_known(c->book, customer, purchase.day);
    out.unborn_until = out.known ? (int64_t)purchase.day - 1 : INT64_MIN;
    out.first_until = out.known ? purchase.day : INT64_MIN;
    out.new_until = out.known ? pt_repeat_period(&c->clock, purchase.day) : INT64_MIN;
    return out;
}

/* The cell of a period in every array, or -1. */
static int64_t cell_of(const counter *c, int64_t group, int64_t period)
{
    int64_t at = period - c->plan.first;
    return at >= 0 && at < c->plan.count ? group * c->plan.count + at : -1;
}

#define AT(name) (c->array[name].scratch[cell])

/* Money of an order (sales, or less than 0: a refund of it) in a period. */
static void add_money(const counter *c, int64_t cell, int64_t period, const born *by, int32_t order_day, int64_t money)
{
    if (order_day <= by->first_until) AT(FIRST_NET) += money;
    if (order_day <= by->unborn_until) AT(UNBORN_NET) += money;
    if (period <= by->new_until) AT(NEW_NET) += money;
}

static void add_refunds(const counter *c, int64_t group, int64_t order, int64_t order_period, const born *by)
{
    const patron_book *book = c->book;
    bool by_day = !(c->plan.flags & PATRON_REPEAT_REFUND_ORDER);
    for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++) {
        if (book->refunds.day[r] > c->as_of) break;
        int64_t period = by_day ? pt_repeat_period(&c->clock, book->refunds.day[r]) : order_period;
        int64_t cell = cell_of(c, group, period);
        if (cell < 0) continue;
        AT(REFUNDS) += book->refunds.amount[r];
        add_money(c, cell, period, by, book->day[order], -book->refunds.amount[r]);
    }
}

static void add_unmatched(const counter *c, int64_t group, int64_t customer)
{
    const patron_book *book = c->book;
    if (!book->loose_first) return;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++) {
        if (book->loose.day[r] > c->as_of) break;
        int64_t cell = cell_of(c, group, pt_repeat_period(&c->clock, book->loose.day[r]));
        if (cell < 0) continue;
        AT(REFUNDS) += book->loose.amount[r];
        AT(UNMATCHED_NET) -= book->loose.amount[r];
    }
}

/* Where the pass over a customer's counted orders is. */
typedef struct place {
    int64_t purchases;
    int32_t purchase_day;
    int64_t active, repeating; /* the last periods with a purchase, and with one that is not the first */
} place;

static void add_counted(const counter *c, int64_t cell, int64_t period, const born *by, int32_t day, place *at)
{
    bool begins = at->purchases == 0 || day != at->purchase_day || c->by_order;
    at->purchases += begins;
    at->purchase_day = day;
    if (cell < 0) return;
    AT(ORDERS)++;
    AT(PURCHASES) += begins;
    if (day <= by->first_until) AT(FIRST_ORDERS)++;
    if (period <= by->new_until) AT(NEW_ORDERS)++;
    if (at->active != period) {
        at->active = period;
        AT(BUYERS)++;
        if (period <= by->new_until) AT(NEW_BUYERS)++;
        else if (!by->known) AT(RETURNING_UNKNOWN)++;
    }
    if (at->purchases > 1 && at->repeating != period) {
        at->repeating = period;
        AT(REPEAT_BUYERS)++;
    }
}

static void count_customer(counter *c, int64_t group, int64_t customer)
{
    const patron_book *book = c->book;
    bool buyer;
    born by = birth_of(c, customer, &buyer);
    place at = {0, 0, INT64_MIN, INT64_MIN};
    int32_t run_day = PATRON_NO_DAY;
    int64_t period = 0, cell = -1;
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        int32_t day = book->day[i];
        if (day > c->as_of) break;
        if (day != run_day) {
            run_day = day;
            period = pt_repeat_period(&c->clock, day);
            cell = cell_of(c, group, period);
        }
        if (cell >= 0) {
            AT(SALES) += book->amount[i];
            add_money(c, cell, period, &by, day, book->amount[i]);
        }
        if (book->refund_first) add_refunds(c, group, i, period, &by);
        if (pt_counts(book, i, pt_refunded(book, i, c->as_of))) add_counted(c, cell, period, &by, day, &at);
    }
    add_unmatched(c, group, customer);
    if (buyer) c->array[UNKNOWN_BIRTH].scratch[group] += !by.known;
}

/* What follows from the rest. */
static void finish(const counter *c, int64_t cells)
{
    for (int64_t cell = 0; cell < cells; cell++) {
        AT(RETURNING_BUYERS) = AT(BUYERS) - AT(NEW_BUYERS);
        AT(NET) = AT(SALES) - AT(REFUNDS);
        AT(LATER_ORDERS) = AT(ORDERS) - AT(FIRST_ORDERS);
        AT(LATER_NET) = AT(NET) - AT(UNMATCHED_NET) - AT(FIRST_NET);
        AT(RETURNING_ORDERS) = AT(ORDERS) - AT(NEW_ORDERS);
        AT(RETURNING_NET) = AT(NET) - AT(UNMATCHED_NET) - AT(NEW_NET);
    }
}

static void name_arrays(counter *c, const patron_repeat_period_cells *cells)
{
    int64_t *const into[UNKNOWN_BIRTH] = {
        [BUYERS] = cells->buyers, [NEW_BUYERS] = cells->new_buyers, [RETURNING_BUYERS] = cells->returning_buyers,
        [RETURNING_UNKNOWN] = cells->returning_unknown, [REPEAT_BUYERS] = cells->repeat_buyers,
        [PURCHASES] = cells->purchases, [ORDERS] = cells->orders, [SALES] = cells->sales, [REFUNDS] = cells->refunds,
        [NET] = cells->net, [UNMATCHED_NET] = cells->unmatched_net, [FIRST_ORDERS] = cells->first_orders,
        [FIRST_NET] = cells->first_net, [LATER_ORDERS] = cells->later_orders, [LATER_NET] = cells->later_net,
        [NEW_ORDERS] = cells->new_orders, [NEW_NET] = cells->new_net, [RETURNING_ORDERS] = cells->returning_orders,
        [RETURNING_NET] = cells->returning_net, [UNBORN_NET] = cells->unborn_net};
    for (int i = 0; i < UNKNOWN_BIRTH; i++)
        c->array[i] = (pt_repeat_array){into[i], c->plan.count, cells->capacity, "capacity", NULL};
    c->array[UNKNOWN_BIRTH] = (pt_repeat_array){cells->unknown_birth, 1, cells->group_capacity, "group_capacity", NULL};
}

patron_status patron_repeat_periods(const patron_book *book, int32_t as_of, const patron_repeat_period_options *options,
                                    const patron_selection *selection, int64_t first, int64_t count,
                                    const patron_repeat_period_cells *cells, patron_error *error)
{
    counter c = {.book = book, .as_of = as_of};
    patron_selection selected;
    patron_repeat_period_cells known;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status)
        status = pt_repeat_plan_read(options, PATRON_REPEAT_REFUND_ORDER, false, PT_REPEAT_OPTIONS, &c.plan, error);
    if (!status)
        status = pt_repeat_read(book, selection, first, count, cells, &known, sizeof known, &selected, error);
    if (status) return status;
    c.by_order = (book->flags & PATRON_BOOK_COUNT_BY_ORDER) != 0;
    name_arrays(&c, &known);
    status = pt_repeat_scratch(&book->allocator, selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
    if (status) return status;
    int64_t orders = (int64_t)book->order_first[first + count] - (int64_t)book->order_first[first];
    status = pt_repeat_clock_begin(book, as_of, &c.plan.periods, orders, &c.clock, error);
    if (status) goto done;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selected, customer);
        if (group >= 0) count_customer(&c, group, customer);
    }
    finish(&c, selected.groups * c.plan.count);
    status = pt_repeat_commit(selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
    pt_repeat_clock_end(book, &c.clock);
done:
    pt_repeat_release(&book->allocator, selected.groups, c.array, ARRAYS);
    return status;
}

/* ---- guests ----------------------------------------------------------------------------------------------------- */

enum { GUEST_ORDERS, GUEST_SALES, GUEST_REFUNDS, GUEST_NET, GUEST_ARRAYS };
#define GUEST_CELLS 4 /* the argument */

static int64_t period_of(const pt_repeat_plan *plan, int32_t day)
{
    int64_t at = (int64_t)pt_period_of(&plan->periods, day) - plan->first;
    return at >= 0 && at < plan->count ? at : -1;
}

static void count_guest_refunds(const pt_repeat_plan *plan, const pt_refunds *refunds, int64_t from, int64_t until,
                                int32_t as_of, const int32_t *order_day, int64_t *out)
{
    for (int64_t r = from; r < until && refunds->day[r] <= as_of; r++) {
        int64_t cell = period_of(plan, order_day ? *order_day : refunds->day[r]);
        if (cell >= 0) out[cell] += refunds->amount[r];
    }
}

static void count_guests(const patron_book *book, int32_t as_of, const pt_repeat_plan *plan, pt_repeat_array *array)
{
    int64_t until = pt_orders_until(book, book->customers, as_of), *refunds = array[GUEST_REFUNDS].scratch;
    bool by_order_day = (plan->flags & PATRON_REPEAT_REFUND_ORDER) != 0;
    for (int64_t i = book->order_first[book->customers]; i < until; i++) {
        int64_t cell = period_of(plan, book->day[i]);
        if (book->refund_first)
            count_guest_refunds(plan, &book->refunds, book->refund_first[i], book->refund_first[i + 1], as_of,
                                by_order_day ? &book->day[i] : NULL, refunds);
        if (cell < 0) continue;
        array[GUEST_SALES].scratch[cell] += book->amount[i];
        array[GUEST_ORDERS].scratch[cell] += pt_counts(book, i, pt_refunded(book, i, as_of));
    }
    if (book->loose_first)
        count_guest_refunds(plan, &book->loose, book->loose_first[book->customers],
                            book->loose_first[book->customers + 1], as_of, NULL, refunds);
    for (int64_t cell = 0; cell < plan->count; cell++)
        array[GUEST_NET].scratch[cell] = array[GUEST_SALES].scratch[cell] - refunds[cell];
}

patron_status patron_repeat_guests(const patron_book *book, int32_t as_of, const patron_repeat_period_options *options,
                                   const patron_repeat_guest_cells *cells, patron_error *error)
{
    pt_repeat_plan plan;
    patron_repeat_guest_cells known;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status)
        status = pt_repeat_plan_read(options, PATRON_REPEAT_REFUND_ORDER, false, PT_REPEAT_OPTIONS, &plan, error);
    if (!status && !cells) status = pt_fail_argument(error, GUEST_CELLS, "cells is NULL");
    if (!status) status = pt_read_struct(cells, &known, sizeof known, sizeof known, GUEST_CELLS, "cells", error);
    if (status) return status;
    int64_t *const into[] = {known.orders, known.sales, known.refunds, known.net};
    pt_repeat_array array[GUEST_ARRAYS];
    for (int i = 0; i < GUEST_ARRAYS; i++)
        array[i] = (pt_repeat_array){into[i], plan.count, known.capacity, "capacity", NULL};
    status = pt_repeat_scratch(&book->allocator, 1, array, GUEST_ARRAYS, GUEST_CELLS, error);
    if (status) return status;
    count_guests(book, as_of, &plan, array);
    status = pt_repeat_commit(1, array, GUEST_ARRAYS, GUEST_CELLS, error);
    pt_repeat_release(&book->allocator, 1, array, GUEST_ARRAYS);
    return status;
}
