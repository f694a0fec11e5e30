/* Balances on a day: per customer, their sums, and what became of the points of each period. */
#include "loyalty.h"

#include "book.h"

/* ---- one customer ------------------------------------------------------------------------------------------------ */

typedef struct look {
    int32_t as_of;
    int64_t until; /* the last day of `expiring` */
} look;

typedef struct facts {
    int64_t held, debt, expiring, next_points;
    int32_t next_expiry, last_event;
} facts;

static patron_status look_from(const patron_loyalty_ledger *ledger, int32_t as_of, const patron_loyalty_view *given,
                               look *out, patron_error *error)
{
    patron_loyalty_view view;
    patron_status status = pt_loyalty_check_as_of(ledger, as_of, 2, error);
    if (!status) status = pt_read_struct(given, &view, sizeof view, sizeof view, 3, "view", error);
    if (status) return status;
    if (view.flags & ~(uint64_t)PATRON_LOYALTY_WITHIN_SET)
        return pt_fail_argument(error, 3, "view: an unknown flag is set");
    if (view.reserved) return pt_fail_argument(error, 3, "view: reserved is not 0");
    if (view.within < 0 || view.within > PT_LOYALTY_DAYS_MAX)
        return pt_fail_argument(error, 3, "view: within %d is outside 0..%d", (int)view.within, PT_LOYALTY_DAYS_MAX);
    int32_t within = view.within || (view.flags & PATRON_LOYALTY_WITHIN_SET) ? view.within : 30;
    out->as_of = as_of;
    out->until = (int64_t)as_of + within;
    return PATRON_OK;
}

static void look_at(pt_points *points, const look *view, int64_t customer, facts *out)
{
    const pt_points_forest *forest = &points->forest;
    (void)pt_points_replay(points, customer, view->as_of);
    int64_t own = points->own ? pt_points_first_day(forest, points->own) : PT_LOYALTY_NEVER;
    int64_t renewed = points->renewed ? points->clock : PT_LOYALTY_NEVER, next = own < renewed ? own : renewed;
    out->held = pt_points_held(points);
    out->debt = points->debt;
    out->expiring = pt_points_before(forest, points->own, view->until + 1);
    if (renewed <= view->until) out->expiring += pt_points_sum(forest, points->renewed);
    out->next_expiry = PATRON_NO_DAY;
    out->next_points = 0;
    if (next < PT_LOYALTY_NEVER) {
        out->next_expiry = (int32_t)next;
        out->next_points = pt_points_before(forest, points->own, next + 1);
        if (renewed == next) out->next_points += pt_points_sum(forest, points->renewed);
    }
    bool any = points->next > (int64_t)points->ledger->first[customer];
    out->last_event = any ? points->ledger->day[points->next - 1] : PATRON_NO_DAY;
}

static int64_t expired(const pt_points *points)
{
    return points->total[PATRON_LOYALTY_REASON_EXPIRED] + points->total[PATRON_LOYALTY_REASON_REMOVED];
}

static int64_t taken(const pt_points *points)
{
    return points->total[PATRON_LOYALTY_REASON_TAKEN_BACK] + points->total[PATRON_LOYALTY_REASON_REVERSED];
}

/* ---- score ------------------------------------------------------------------------------------------------------- */

#define PUT(column, value) \
    do { \
        if (out->column) out->column[i] = (value); \
    } while (0)

static void put(const patron_loyalty_columns *out, int64_t i, const pt_points *points, const facts *found)
{
    PUT(balance, found->held - found->debt);
    PUT(earned, points->total[PATRON_LOYALTY_REASON_EARNED]);
    PUT(bonus, points->total[PATRON_LOYALTY_REASON_BONUS]);
    PUT(spent, points->total[PATRON_LOYALTY_REASON_SPENT]);
    PUT(restored, points->total[PATRON_LOYALTY_REASON_RESTORED]);
    PUT(expired, expired(points));
    PUT(taken, taken(points));
    PUT(debt, found->debt);
    PUT(shortfall, points->total[PATRON_LOYALTY_REASON_SHORTFALL]);
    PUT(expiring, found->expiring);
    PUT(next_expiry, found->next_expiry);
    PUT(next_points, found->next_points);
    PUT(last_event, found->last_event);
}

patron_status patron_loyalty_score(const patron_loyalty_ledger *ledger, int32_t as_of, const patron_loyalty_view *given,
                                   int64_t first, int64_t count, const patron_loyalty_columns *out_columns,
                                   patron_error *error)
{
    look view;
    patron_loyalty_columns columns;
    pt_points points;
    patron_status status = look_from(ledger, as_of, given, &view, error);
    if (!status) status = pt_loyalty_check_range(ledger, first, count, 4, error);
    if (!status && !out_columns) status = pt_fail_argument(error, 6, "out is NULL");
    if (!status) status = pt_read_struct(out_columns, &columns, sizeof columns, sizeof columns, 6, "out", error);
    if (status) return status;
    if (columns.capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 6, -1, -1, "", "the columns hold %lld rows, %lld are needed",
                       (long long)columns.capacity, (long long)count);
    status = pt_points_open(ledger, first, count, &points, error);
    if (status) return status;
    for (int64_t i = 0; i < count; i++) {
        facts found;
        look_at(&points, &view, first + i, &found);
        put(&columns, i, &points, &found);
    }
    pt_points_close(&points);
    return PATRON_OK;
}

/* ---- count ------------------------------------------------------------------------------------------------------- */

/* The arrays of patron_loyalty_counts. */
#define CELLS(X) \
    X(customers) X(holders) X(debtors) X(issued) X(earned) X(bonus) X(spent) X(restored) X(expired) X(taken) \
    X(shortfall) X(outstanding) X(debt) X(expiring) X(expiring_customers)

typedef struct sums {
#define X(name) int64_t name;
    CELLS(X)
#undef X
} sums;

#define X(name) +1
enum { CELLS_IN_ALL = 0 CELLS(X) };
#undef X
_Static_assert(sizeof(sums) == CELLS_IN_ALL * sizeof(int64_t), "sums are read as an array");
_Static_assert(sizeof(patron_loyalty_counts) == sizeof(size_t) + sizeof(int64_t) + CELLS_IN_ALL * sizeof(int64_t *),
               "every array of the header is in CELLS");

/* Sums over customers fit: the build has checked the sum of all points that move. */
static void add_customer(const pt_points *points, const facts *found, sums *into)
{
    int64_t earned = points->total[PATRON_LOYALTY_REASON_EARNED], bonus = points->total[PATRON_LOYALTY_REASON_BONUS];
    into->customers += found->last_event != PATRON_NO_DAY;
    into->holders += found->held > 0;
    into->debtors += found->debt > 0;
    into->issued += earned + bonus;
    into->earned += earned;
    into->bonus += bonus;
    into->spent += points->total[PATRON_LOYALTY_REASON_SPENT];
    into->restored += points->total[PATRON_LOYALTY_REASON_RESTORED];
    into->expired += expired(points);
    into->taken += taken(points);
    into->shortfall += points->total[PATRON_LOYALTY_REASON_SHORTFALL];
    into->outstanding += found->held;
    into->debt += found->debt;
    into->expiring += found->expiring;
    into->expiring_customers += found->expiring > 0;
}

/* scratch is [groups] of structs that are read as `arrays` cells; array k of the caller gets cell k of every group. */
static patron_status commit(int64_t *const *array, int arrays, const int64_t *scratch, int64_t groups, int32_t argument,
                            patron_error *error)
{
    for (int commits = 0; commits < 2; commits++) /* first only looks */
        for (int k = 0; k < arrays; k++)
            for (int64_t group = 0; array[k] && group < groups; group++) {
                int64_t sum;
                if (pt_add(array[k][group], scratch[group * arrays + k], &sum))
                    return pt_fail(error, PATRON_ERROR_OVERFLOW, argument, -1, -1, "", "a cell would leave int64");
                if (commits) array[k][group] = sum;
            }
    return PATRON_OK;
}

patron_status patron_loyalty_count(const patron_loyalty_ledger *ledger, int32_t as_of, const patron_loyalty_view *given,
                                   const patron_selection *given_selection, int64_t first, int64_t count,
                                   const patron_loyalty_counts *into, patron_error *error)
{
    look view;
    patron_selection selection;
    patron_loyalty_counts cells;
    pt_points points;
    patron_status status = look_from(ledger, as_of, given, &view, error);
    if (!status) status = pt_loyalty_check_range(ledger, first, count, 5, error);
    if (!status) status = pt_selection_read(given_selection, first, count, 4, &selection, error);
    if (!status && !into) status = pt_fail_argument(error, 7, "into is NULL");
    if (!status) status = pt_read_struct(into, &cells, sizeof cells, sizeof cells, 7, "into", error);
    if (status) return status;
    if (cells.capacity < selection.groups)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "the arrays hold %lld groups, %lld are needed",
                       (long long)cells.capacity, (long long)selection.groups);
    sums *scratch = pt_zero_array(&ledger->allocator, selection.groups, sizeof *scratch, error);
    if (!scratch) return PATRON_ERROR_MEMORY;
    status = pt_points_open(ledger, first, count, &points, error);
    if (status) goto done;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selection, customer);
        facts found;
        if (group < 0) continue;
        look_at(&points, &view, customer, &found);
        add_customer(&points, &found, &scratch[group]);
    }
    pt_points_close(&points);
    int64_t *const array[] = {
#define X(name) cells.name,
        CELLS(X)
#undef X
    };
    status = commit(array, CELLS_IN_ALL, (const int64_t *)scratch, selection.groups, 7, error);
done:
    PT_FREE(&ledger->allocator, scratch, selection.groups);
    return status;
}

/* ---- vintages ---------------------------------------------------------------------------------------------------- */

enum { LOTS, ISSUED, EXPIRED, OUTSTANDING, VINTAGE_ARRAYS };

typedef struct vintage {
    const pt_points *points;
    pt_periods periods;
    int64_t first_period, count;
    int64_t *cell; /* of the group: [count][VINTAGE_ARRAYS] */
} vintage;

/* The cells of a lot's period; NULL = it is not on the axis. */
static int64_t *cells_of(const vintage *v, int64_t lot)
{
    int32_t day = v->points->ledger->day[v->points->lot[lot].event];
    int64_t period = pt_period_of(&v->periods, day) - v->first_period;
    return period < 0 || period >= v->count ? NULL : v->cell + period * VINTAGE_ARRAYS;
}

static void add_node(void *context, const pt_points_node *node)
{
    int64_t *cells = cells_of(context, node->lot);
    if (cells) cells[OUTSTANDING] += node->points;
}

static void add_lots(vintage *v)
{
    for (int64_t lot = 0; lot < v->points->lots; lot++) {
        int64_t *cells = cells_of(v, lot);
        if (!cells) continue;
        cells[LOTS]++;
        cells[ISSUED] += v->points->ledger->points[v->points->lot[lot].event];
        cells[EXPIRED] += v->points->lot[lot].expired;
    }
    pt_points_walk(&v->points->forest, v->points->own, add_node, v);
    pt_points_walk(&v->points->forest, v->points->renewed, add_node, v);
}

patron_status patron_loyalty_vintage_count(const patron_loyalty_ledger *ledger, int32_t as_of,
                                           const patron_calendar *calendar, int32_t first_period, int64_t periods,
                                           const patron_selection *given_selection, int64_t first, int64_t count,
                                           const patron_loyalty_vintages *into, patron_error *error)
{
    patron_selection selection;
    patron_loyalty_vintages known;
    pt_points points;
    vintage v = {.points = &points, .first_period = first_period, .count = periods};
    int64_t cells;
    patron_status status = pt_loyalty_check_as_of(ledger, as_of, 2, error);
    if (!status) status = pt_periods_from(calendar, 3, &v.periods, error);
    if (!status && periods < 0) status = pt_fail_argument(error, 5, "periods is negative");
    if (!status) status = pt_loyalty_check_range(ledger, first, count, 7, error);
    if (!status) status = pt_selection_read(given_selection, first, count, 6, &selection, error);
    if (!status && !into) status = pt_fail_argument(error, 9, "into is NULL");
    if (!status) status = pt_read_struct(into, &known, sizeof known, sizeof known, 9, "into", error);
    if (status) return status;
    if (pt_multiply(selection.groups, periods, &cells) || known.capacity < cells)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 9, -1, -1, "", "%lld groups need %lld cells each",
                       (long long)selection.groups, (long long)periods);
    int64_t *scratch = pt_zero_array(&ledger->allocator, cells, VINTAGE_ARRAYS * sizeof *scratch, error);
    if (!scratch) return PATRON_ERROR_MEMORY;
    status = pt_points_open(ledger, first, count, &points, error);
    if (status) goto done;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selection, customer);
        if (group < 0) continue;
        v.cell = scratch + group * periods * VINTAGE_ARRAYS;
        (void)pt_points_replay(&points, customer, as_of);
        add_lots(&v);
    }
    pt_points_close(&points);
    int64_t *const array[VINTAGE_ARRAYS] = {known.lots, known.issued, known.expired, known.outstanding};
    status = commit(array, VINTAGE_ARRAYS, scratch, cells, 9, error);
done:
    pt_release(&ledger->allocator, scratch, cells, VINTAGE_ARRAYS * sizeof *scratch);
    return status;
}
