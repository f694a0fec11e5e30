/* Growth accounting: who is active at the end of each period. A buyer's purchases make runs: stretches of days without
 * a break of activity. A run is active at the ends of periods from .. until; what it adds to a period is known from
 * where it begins and ends, so that a buyer costs no loop over periods. */
#include "repeat.h"

enum {
    OPENING,
    NEW_BUYERS,
    REACTIVATED,
    REACTIVATED_UNKNOWN,
    LAPSED,
    CLOSING,
    PASSING,
    BOUGHT,
    BOUGHT_OBSERVED,
    BOUGHT_AGAIN,
    UNKNOWN_BIRTH,
    CHANGES, /* [period + 2]: by how much the number of active buyers changes, from the period before the first on */
    ARRAYS
};

#define NO_PERIOD INT64_MIN

typedef struct counter {
    const patron_book *book;
    int32_t as_of;
    int64_t present;    /* the period of as_of */
    int64_t unfinished; /* the first one that has not ended */
    pt_repeat_plan plan;
    pt_repeat_clock clock;
    pt_repeat_array array[ARRAYS];
} counter;

/* Ends of periods at which a buyer is active: from .. until, `open` if still active at as_of. */
typedef struct run {
    int64_t from, until;
    bool open;
} run;

/* A buyer in the pass. */
typedef struct buyer {
    int64_t group, birth; /* NO_PERIOD = not known */
    run pending;          /* may yet join the next run; from = NO_PERIOD: none */
    int64_t passing;      /* a period with a run that reaches no end; NO_PERIOD = none */
} buyer;

static void add(const counter *c, int array, int64_t group, int64_t period)
{
    int64_t at = period - c->plan.first;
    if (at >= 0 && at < c->plan.count) c->array[array].scratch[group * c->plan.count + at]++;
}

/* The place of a period among the changes: 0 is the period before the first, or any earlier one. */
static int64_t place_of(const counter *c, int64_t period)
{
    int64_t at = period - c->plan.first + 1;
    return at < 0 ? 0 : at > c->plan.count + 1 ? c->plan.count + 1 : at;
}

static void flush_pending(const counter *c, buyer *who)
{
    const run *active = &who->pending;
    if (active->from == NO_PERIOD) return;
    int64_t *changes = c->array[CHANGES].scratch + who->group * (c->plan.count + 2);
    changes[place_of(c, active->from)]++;
    changes[place_of(c, active->until + 1)]--;
    if (active->from == who->birth) add(c, NEW_BUYERS, who->group, active->from);
    else add(c, REACTIVATED, who->group, active->from);
    if (who->birth == NO_PERIOD) add(c, REACTIVATED_UNKNOWN, who->group, active->from);
    if (!active->open) add(c, LAPSED, who->group, active->until + 1);
    who->pending.from = NO_PERIOD;
}

static void flush_passing(const counter *c, buyer *who)
{
    if (who->passing != NO_PERIOD) add(c, PASSING, who->group, who->passing);
    who->passing = NO_PERIOD;
}

/* A run that begins in period `from` and whose last purchase is on `last`. */
static void end_run(const counter *c, buyer *who, int64_t from, int32_t last)
{
    int64_t end = (int64_t)last + c->plan.active_days - 1; /* its last active day */
    run now = {from, c->present, end >= c->as_of};
    if (!now.open) now.until = (int64_t)pt_repeat_period(&c->clock, (int32_t)end + 1) - 1;
    bool joins = who->pending.from != NO_PERIOD && who->pending.until + 1 == from;
    if (now.until < from) { /* over before its period was */
        if (joins || who->passing == from) return;
        flush_passing(c, who);
        who->passing = from;
        return;
    }
    if (who->passing != from) flush_passing(c, who);
    who->passing = NO_PERIOD;
    if (joins) {
        who->pending.until = now.until;
        who->pending.open = now.open;
        return;
    }
    flush_pending(c, who);
    who->pending = now;
}

/* month_to_month: the buyer has bought in `period`, and before that last in `before`. */
static void count_bought(const counter *c, int64_t group, int64_t before, int64_t period)
{
    add(c, BOUGHT, group, period);
    if (before + 1 == period && period < c->unfinished) add(c, BOUGHT_AGAIN, group, before);
}

static void count_customer(const counter *c, int64_t group, int64_t customer)
{
    pt_walk walk = pt_walk_begin(c->book, customer, c->as_of, false);
    pt_purchase purchase;
    if (!pt_walk_next(&walk, &purchase)) return;
    int64_t period = pt_repeat_period(&c->clock, purchase.day), from = period;
    int32_t last = purchase.day;
    bool known = pt_birth_known(c->book, customer, purchase.day);
    buyer who = {group, known ? period : NO_PERIOD, {NO_PERIOD, 0, false}, NO_PERIOD};
    c->array[UNKNOWN_BIRTH].scratch[group] += !known;
    add(c, BOUGHT, group, period);
    while (pt_walk_next(&walk, &purchase)) {
        if (purchase.day == last) continue; /* COUNT_BY_ORDER */
        int64_t before = period;
        period = pt_repeat_period(&c->clock, purchase.day);
        if (period != before) count_bought(c, group, before, period);
        if ((int64_t)purchase.day - last > c->plan.active_days) {
            end_run(c, &who, from, last);
            from = period;
        }
        last = purchase.day;
    }
    end_run(c, &who, from, last);
    flush_pending(c, &who);
    flush_passing(c, &who);
}

static void finish(const counter *c, int64_t groups)
{
    int64_t count = c->plan.count, past = c->present - c->plan.first + 1; /* periods that have begun */
    if (past > count) past = count;
    for (int64_t group = 0; group < groups; group++) {
        const int64_t *changes = c->array[CHANGES].scratch + group * (count + 2);
        int64_t active = changes[0];
        for (int64_t i = 0; i < past; i++) {
            int64_t cell = group * count + i;
            c->array[OPENING].scratch[cell] = active;
            active += changes[i + 1];
            c->array[CLOSING].scratch[cell] = active;
            if (c->plan.first + i + 1 < c->unfinished)
                c->array[BOUGHT_OBSERVED].scratch[cell] = c->array[BOUGHT].scratch[cell];
        }
    }
}

static void name_arrays(counter *c, const patron_repeat_growth_cells *cells)
{
    int64_t *const into[UNKNOWN_BIRTH] = {
        [OPENING] = cells->opening, [NEW_BUYERS] = cells->new_buyers, [REACTIVATED] = cells->reactivated,
        [REACTIVATED_UNKNOWN] = cells->reactivated_unknown, [LAPSED] = cells->lapsed, [CLOSING] = cells->closing,
        [PASSING] = cells->passing, [BOUGHT] = cells->bought, [BOUGHT_OBSERVED] = cells->bought_observed,
        [BOUGHT_AGAIN] = cells->bought_again};
    for (int i = 0; i < UNKNOWN_BIRTH; i++)
        c->array[i] = (pt_repeat_array){into[i], c->plan.count, cells->capacity, "capacity", NULL};
    c->array[UNKNOWN_BIRTH] = (pt_repeat_array){cells->unknown_birth, 1, cells->group_capacity, "group_capacity", NULL};
    c->array[CHANGES] = (pt_repeat_array){NULL, c->plan.count + 2, 0, "", NULL};
}

patron_status patron_repeat_growth(const patron_book *book, int32_t as_of, const patron_repeat_period_options *options,
                                   const patron_selection *selection, int64_t first, int64_t count,
                                   const patron_repeat_growth_cells *cells, patron_error *error)
{
    counter c = {.book = book, .as_of = as_of};
    patron_selection selected;
    patron_repeat_growth_cells known;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status) status = pt_repeat_plan_read(options, 0, true, PT_REPEAT_OPTIONS, &c.plan, error);
    if (!status)
        status = pt_repeat_read(book, selection, first, count, cells, &known, sizeof known, &selected, error);
    if (status) return status;
    c.present = pt_period_of(&c.plan.periods, as_of);
    c.unfinished = pt_repeat_unfinished(&c.plan.periods, as_of);
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
    finish(&c, selected.groups);
    status = pt_repeat_commit(selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
    pt_repeat_clock_end(book, &c.clock);
done:
    pt_repeat_release(&book->allocator, selected.groups, c.array, ARRAYS);
    return status;
}
