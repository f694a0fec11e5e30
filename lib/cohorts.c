#include "cohorts.h"

#include <inttypes.h>

/* ---- scratch --------------------------------------------------------------------------------------------------- */

/* The numbers of a cell. While customers are counted some hold something from which
 * the end result is made by one sum along the row, so that a customer costs no loop over columns:
 *   ELIGIBLE, LATER, LATER_ELIGIBLE: customers by their last column (plus one) of that kind, summed from the right;
 *   MARGIN: cost;  NET_TO: what leaves the sum of NET_ELIGIBLE with customers who are eligible no more;
 *   MARGIN_TO: cost of eligible customers, less what leaves with them. */
enum {
    /* what every order adds to, within a line or two of the cache */
    ACTIVE,
    ACTIVE_ELIGIBLE,
    PURCHASES,
    ORDERS,
    SALES,
    NET_ELIGIBLE,
    REFUNDS,
    RENEWALS,
    UNITS,
    DISCOUNT,
    MARGIN,
    MARGIN_TO,
    ELIGIBLE,
    LATER,
    LATER_ELIGIBLE,
    NET,
    NET_TO,
    CELL_NUMBERS
};
_Static_assert(CELL_NUMBERS == PT_COHORTS_CELL, "a cell holds every array of patron_cohorts_cells");

enum { BUYERS, REPEAT_IN_0, UNMATCHED, ROW_NUMBERS };
enum { NTH, NTH_BY, NTH_NET, NTH_LEAVING, NTH_NUMBERS };
_Static_assert(NTH_NUMBERS == PT_COHORTS_NTH, "the shape knows how large the scratch is");
enum { UNKNOWN_BIRTH, UNKNOWN_BIRTH_NET, NOT_BUYERS, NOT_BUYERS_NET, GROUP_NUMBERS };

/* Sums that may leave int64 on the way to a result that fits. */
static void add_wrapping(int64_t *into, int64_t value) { *into = (int64_t)((uint64_t)*into + (uint64_t)value); }

static void add_times(int64_t *into, int64_t value, int64_t times)
{
    *into = (int64_t)((uint64_t)*into + (uint64_t)value * (uint64_t)times);
}

/* The n-th purchase of the customer that is being counted. */
typedef struct event {
    int32_t column;
    int64_t net;
} event;

typedef struct counter {
    const patron_book *book;
    const patron_cohorts_axis *axis;
    int32_t as_of;
    bool refund_day, by_order;
    pt_cohorts_clock clock;
    patron_cohorts_shape shape;
    int64_t *cells;    /* [group][row][column][PT_COHORTS_CELL] */
    int64_t *rows;     /* [group][row][ROW_NUMBERS] */
    int64_t *sequence; /* [group][n - 2][row][column][NTH_NUMBERS] */
    int64_t *groups;   /* [group][GROUP_NUMBERS] */
    event *events;     /* [nth] */
    bool same_calendar; /* births and k are cut into the same periods */
    bool by_key;
    pt_cohorts_labels labels;
    pt_cohorts_map map;
    /* A customer in several cohorts is counted in a row of its own, which is then added to theirs. */
    bool several;
    int64_t *own;      /* [column][PT_COHORTS_CELL], zero between customers */
    uint8_t *is_touched; /* [column] */
    int32_t *touched;  /* [column] */
    int32_t touched_count;
    int64_t *member;   /* [row]: rows of the customer */
    pt_index *seen;    /* [row]: the customer + 1 that was put there last */
    int64_t members;
    pt_index customer; /* + 1 */
} counter;

/* What a customer leaves behind besides its cells. */
typedef struct outcome {
    int64_t unmatched;
    int32_t events;          /* used */
    int32_t eligible;        /* columns the customer is eligible for */
    bool repeat_in_0;
} outcome;

static int64_t *row_of(const counter *c, int64_t group, int64_t row)
{
    return c->cells + (group * c->shape.rows + row) * c->shape.columns * PT_COHORTS_CELL;
}

static void touch(counter *c, int32_t column)
{
    if (c->is_touched[column]) return;
    c->is_touched[column] = 1;
    c->touched[c->touched_count++] = column;
}

/* ---- refunds --------------------------------------------------------------------------------------------------- */

/* Units that a refund gives back: those of a product, of an order that the book knows (so never of a loose one). */
static int64_t units_refunded(const counter *c, const pt_refunds *refunds, int64_t r)
{
    if (refunds != &c->book->refunds || !refunds->quantity || refunds->product[r] == PT_INDEX_NONE) return 0;
    return refunds->quantity[r];
}

/* What refunds [from, until) do to a row, each in the column of its own day. Returns what eligible columns lose. */
static int64_t refund_by_day(counter *c, const pt_refunds *refunds, int64_t from, int64_t until,
                             const pt_cohorts_born *born, int32_t eligible, int64_t *row)
{
    int64_t lost = 0;
    for (int64_t r = from; r < until; r++) {
        if (refunds->day[r] > c->as_of) break;
        int32_t column = pt_cohorts_clock_column(&c->clock, born, refunds->day[r]);
        int64_t *cell = row + (int64_t)column * PT_COHORTS_CELL;
        if (c->several) touch(c, column);
        cell[REFUNDS] += refunds->amount[r];
        cell[UNITS] -= units_refunded(c, refunds, r);
        if (column < eligible) {
            cell[NET_ELIGIBLE] -= refunds->amount[r];
            lost += refunds->amount[r];
        }
    }
    return lost;
}

static int64_t loose_refunded(const patron_book *book, int64_t customer, int32_t as_of, bool *any)
{
    int64_t sum = 0;
    *any = false;
    if (!book->loose_first) return 0;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++) {
        if (book->loose.day[r] > as_of) break;
        sum += book->loose.amount[r];
        *any = true;
    }
    return sum;
}

/* ---- one customer ---------------------------------------------------------------------------------------------- */

/* Adds a buyer's orders to a row of cells: the inner loop of the measure. */
static void count_orders(counter *c, int64_t customer, const pt_cohorts_born *born, int64_t *row, outcome *out)
{
    const patron_book *book = c->book;
    const int32_t as_of = c->as_of, eligible = out->eligible;
    const int32_t nth_last = (int32_t)c->shape.nth + 1;
    const int64_t end = book->order_first[customer + 1];
    int64_t leaving = 0, leaving_cost = 0;
    int32_t run_day = PATRON_NO_DAY, purchase_day = PATRON_NO_DAY, column = 0, last_active = -1;
    int32_t purchases = 0, nth_column = 0;
    bool in_eligible = false;
    int64_t *cell = row;
    for (int64_t i = book->order_first[customer]; i < end && book->day[i] <= as_of; i++) {
        int64_t amount = book->amount[i], refunded = pt_refunded(book, i, as_of), net = amount;
        int32_t day = book->day[i];
        if (day != run_day) {
            run_day = day;
            column = pt_cohorts_clock_column(&c->clock, born, day);
            cell = row + (int64_t)column * PT_COHORTS_CELL;
            in_eligible = column < eligible;
            if (c->several) touch(c, column);
        }
        cell[SALES] += amount;
        if (book->quantity) cell[UNITS] += book->quantity[i];
        if (book->discount) cell[DISCOUNT] += book->discount[i];
        if (book->cost) {
            add_wrapping(&cell[MARGIN], book->cost[i]);
            if (in_eligible) {
                add_wrapping(&cell[MARGIN_TO], book->cost[i]);
                leaving_cost += book->cost[i];
            }
        }
        if (book->refund_first) {
            int64_t from = book->refund_first[i], until = book->refund_first[i + 1];
            if (c->refund_day) {
                leaving -= refund_by_day(c, &book->refunds, from, until, born, eligible, row);
            } else if (from < until) {
                cell[REFUNDS] += refunded;
                for (int64_t r = from; r < until && book->refunds.day[r] <= as_of; r++)
                    cell[UNITS] -= units_refunded(c, &book->refunds, r);
                net -= refunded;
            }
        }
        if (in_eligible) {
            cell[NET_ELIGIBLE] += net;
            leaving += net;
        }
        if (!pt_counts(book, i, refunded)) continue;
        cell[ORDERS]++;
        if (pt_bit(book->renewal, i)) cell[RENEWALS]++;
        if (day != purchase_day || c->by_order) {
            purchase_day = day;
            cell[PURCHASES]++;
            if (column != last_active) {
                last_active = column;
                cell[ACTIVE]++;
                cell[ACTIVE_ELIGIBLE] += in_eligible;
            }
            if (purchases <= nth_last) purchases++;
            if (purchases >= 2 && purchases <= nth_last) {
                nth_column = purchases - 2;
                c->events[nth_column] = (event){column, 0};
                out->events = purchases - 1;
            }
            if (purchases == 2 && column == 0) out->repeat_in_0 = true;
        }
        if (purchases >= 2 && purchases <= nth_last) c->events[nth_column].net += amount - refunded;
    }
    if (c->refund_day && book->loose_first)
        leaving -= refund_by_day(c, &book->loose, book->loose_first[customer], book->loose_first[customer + 1], born,
                                 eligible, row);
    int32_t both = last_active + 1 < eligible ? last_active + 1 : eligible;
    if (c->several) {
        touch(c, eligible);
        touch(c, both);
    }
    row[(int64_t)eligible * PT_COHORTS_CELL + ELIGIBLE]++;
    row[(int64_t)last_active * PT_COHORTS_CELL + LATER]++;
    row[(int64_t)both * PT_COHORTS_CELL + LATER_ELIGIBLE]++;
    add_wrapping(&row[(int64_t)eligible * PT_COHORTS_CELL + NET_TO], leaving);
    add_wrapping(&row[(int64_t)eligible * PT_COHORTS_CELL + MARGIN_TO], (int64_t)(0 - (uint64_t)leaving_cost));
}

/* Adds what hangs on the cohort as a whole, and the order sequence, `times` times. */
static void count_sequence(counter *c, int64_t group, int64_t row, const outcome *left, int64_t times)
{
    int64_t *numbers = c->rows + (group * c->shape.rows + row) * ROW_NUMBERS;
    numbers[BUYERS] += times;
    numbers[REPEAT_IN_0] += left->repeat_in_0 ? times : 0;
    add_times(&numbers[UNMATCHED], left->unmatched, times);
    for (int32_t n = 0; n < left->events; n++) {
        int64_t at = (group * c->shape.nth + n) * c->shape.rows + row;
        int64_t *line = c->sequence + at * c->shape.columns * NTH_NUMBERS;
        int64_t *cell = line + (int64_t)c->events[n].column * NTH_NUMBERS;
        cell[NTH] += times;
        add_times(&cell[NTH_NET], c->events[n].net, times);
        if (c->events[n].column < left->eligible) {
            cell[NTH_BY] += times;
            line[(int64_t)left->eligible * NTH_NUMBERS + NTH_LEAVING] += times;
        }
    }
}

static void join(counter *c, int64_t row)
{
    if (c->seen[row] == c->customer) return;
    c->seen[row] = c->customer;
    c->member[c->members++] = row;
}

static void join_label(void *context, pt_index code)
{
    counter *c = context;
    join(c, pt_cohorts_map_row(&c->map, code));
}

/* Adds the customer's own row `times` times to that of a cohort. */
static void add_own(counter *c, int64_t group, int64_t cohort, const outcome *left, int64_t times)
{
    int64_t *row = row_of(c, group, cohort);
    for (int32_t t = 0; t < c->touched_count; t++) {
        int64_t *into = row + (int64_t)c->touched[t] * PT_COHORTS_CELL;
        const int64_t *from = c->own + (int64_t)c->touched[t] * PT_COHORTS_CELL;
        for (int field = 0; field < PT_COHORTS_CELL; field++) add_times(&into[field], from[field], times);
    }
    count_sequence(c, group, cohort, left, times);
}

/* Gives a customer of several cohorts to each of them. Row ALL is made as the sum of all others (sum_all), so what is
 * there too often is taken off it here. */
static void spread(counter *c, int64_t group, const outcome *left)
{
    for (int64_t m = 0; m < c->members; m++) add_own(c, group, c->member[m], left, 1);
    add_own(c, group, c->axis->listed + PATRON_COHORTS_ROW_ALL, left, 1 - c->members);
    for (int32_t t = 0; t < c->touched_count; t++) {
        memset(c->own + (int64_t)c->touched[t] * PT_COHORTS_CELL, 0, PT_COHORTS_CELL * sizeof *c->own);
        c->is_touched[c->touched[t]] = 0;
    }
    c->touched_count = 0;
}

/* The net of a customer who is in no cohort; *is_customer tells whether there is a sale or refund at all. */
static int64_t net_outside(const counter *c, int64_t customer, bool *is_customer)
{
    const patron_book *book = c->book;
    int64_t net = -loose_refunded(book, customer, c->as_of, is_customer);
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > c->as_of) break;
        net += book->amount[i] - pt_refunded(book, i, c->as_of);
        *is_customer = true;
    }
    return net;
}

static void count_customer(counter *c, int64_t group, int64_t customer)
{
    const patron_book *book = c->book;
    int64_t *outside = c->groups + group * GROUP_NUMBERS;
    int64_t birth = pt_cohorts_birth(book, customer, c->as_of);
    bool is_customer = true;
    if (birth < 0 || !pt_birth_known(book, customer, book->day[birth])) {
        int64_t net = net_outside(c, customer, &is_customer);
        outside[birth < 0 ? NOT_BUYERS : UNKNOWN_BIRTH] += is_customer;
        outside[birth < 0 ? NOT_BUYERS_NET : UNKNOWN_BIRTH_NET] += net;
        return;
    }
    pt_cohorts_born born = {.day = book->day[birth]};
    if (!c->clock.window) born.period = pt_cohorts_clock_period(&c->clock, born.day);
    outcome left = {.eligible = pt_cohorts_clock_eligible(&c->clock, &born)};
    if (!c->refund_day) left.unmatched = loose_refunded(book, customer, c->as_of, &is_customer);
    int64_t row, end = c->axis->by == PATRON_COHORTS_BY_PERIOD ? birth : pt_cohorts_birth_end(book, customer, birth);
    c->members = 1;
    if (c->by_key) {
        c->members = 0;
        c->customer = (pt_index)(customer + 1);
        pt_cohorts_labels_visit(&c->labels, birth, end, join_label, c);
        row = c->members ? c->member[0] : c->axis->listed + PATRON_COHORTS_ROW_NONE;
    } else if (c->axis->by == PATRON_COHORTS_BY_DEPTH) {
        row = pt_cohorts_depth_row(c->axis, book, c->as_of, birth, end);
    } else {
        int64_t period = c->same_calendar ? born.period : pt_period_of(&c->axis->calendar, born.day);
        row = pt_cohorts_period_row(c->axis, period);
    }
    c->several = c->members > 1;
    count_orders(c, customer, &born, c->several ? c->own : row_of(c, group, row), &left);
    if (c->several)
        spread(c, group, &left);
    else
        count_sequence(c, group, row, &left, 1);
}

/* ---- from scratch to results ------------------------------------------------------------------------------------ */

/* Row ALL: the sum of the other rows, on top of what spread has taken off. On the way it may wrap. */
static void sum_rows(int64_t *plane, int64_t rows, int64_t width)
{
    int64_t *all = plane + (rows - 1) * width;
    for (int64_t row = 0; row + 1 < rows; row++)
        for (int64_t i = 0; i < width; i++) add_wrapping(&all[i], plane[row * width + i]);
}

static void sum_all(counter *c, int64_t group)
{
    int64_t rows = c->shape.rows, columns = c->shape.columns;
    sum_rows(c->cells + group * rows * columns * PT_COHORTS_CELL, rows, columns * PT_COHORTS_CELL);
    sum_rows(c->rows + group * rows * ROW_NUMBERS, rows, ROW_NUMBERS);
    for (int64_t n = 0; n < c->shape.nth; n++)
        sum_rows(c->sequence + (group * c->shape.nth + n) * rows * columns * NTH_NUMBERS, rows, columns * NTH_NUMBERS);
}

/* Turns a row's scratch into its results; false if a margin does not fit. */
static bool finish_row(counter *c, int64_t *row)
{
    int64_t eligible = 0, later = 0, later_eligible = 0, net_to = 0, cost_to = 0;
    bool fits = true;
    for (int64_t j = c->shape.columns - 1; j >= 0; j--) {
        int64_t *cell = row + j * PT_COHORTS_CELL, here = cell[ELIGIBLE], both = cell[LATER_ELIGIBLE];
        cell[ELIGIBLE] = eligible;
        cell[LATER_ELIGIBLE] = later_eligible;
        later += cell[LATER];
        cell[LATER] = later;
        eligible += here;
        later_eligible += both;
    }
    for (int64_t j = 0; j < c->shape.columns; j++) {
        int64_t *cell = row + j * PT_COHORTS_CELL;
        cell[NET] = cell[SALES] - cell[REFUNDS];
        add_wrapping(&net_to, cell[NET_ELIGIBLE]);
        add_wrapping(&net_to, (int64_t)(0 - (uint64_t)cell[NET_TO]));
        add_wrapping(&cost_to, cell[MARGIN_TO]);
        cell[NET_TO] = net_to;
        fits = !pt_subtract(net_to, cost_to, &cell[MARGIN_TO]) && fits;
        fits = !pt_subtract(cell[NET], cell[MARGIN], &cell[MARGIN]) && fits;
    }
    return fits;
}

static void finish_sequence(counter *c)
{
    int64_t rows = c->shape.groups * c->shape.nth * c->shape.rows;
    for (int64_t row = 0; row < rows; row++) {
        int64_t by = 0;
        for (int64_t j = 0; j < c->shape.columns; j++) {
            int64_t *cell = c->sequence + (row * c->shape.columns + j) * NTH_NUMBERS;
            by += cell[NTH_BY] - cell[NTH_LEAVING];
            cell[NTH_BY] = by;
        }
    }
}

/* An array of the caller's and the numbers of scratch that go into it: every step-th from `from` on. */
typedef struct target {
    int64_t *into;
    const int64_t *from;
    int64_t step, count;
} target;

static bool can_add(const target *t)
{
    int64_t sum;
    for (int64_t i = 0; t->into && i < t->count; i++)
        if (pt_add(t->into[i], t->from[i * t->step], &sum)) return false;
    return true;
}

static void commit(const target *t)
{
    for (int64_t i = 0; t->into && i < t->count; i++) t->into[i] += t->from[i * t->step];
}

#define TARGETS (PT_COHORTS_CELL + ROW_NUMBERS + NTH_LEAVING + GROUP_NUMBERS)

static patron_status add_to_cells(counter *c, const patron_cohorts_cells *o, patron_error *error)
{
    int64_t *const cells[PT_COHORTS_CELL] = {
        [ELIGIBLE] = o->eligible, [ACTIVE] = o->active, [ACTIVE_ELIGIBLE] = o->active_eligible, [LATER] = o->later,
        [LATER_ELIGIBLE] = o->later_eligible, [PURCHASES] = o->purchases, [ORDERS] = o->orders,
        [RENEWALS] = o->renewals, [SALES] = o->sales, [REFUNDS] = o->refunds, [NET] = o->net, [MARGIN] = o->margin,
        [UNITS] = o->units, [DISCOUNT] = o->discount, [NET_ELIGIBLE] = o->net_eligible, [NET_TO] = o->net_to,
        [MARGIN_TO] = o->margin_to};
    int64_t *const rows[ROW_NUMBERS] = {[BUYERS] = o->buyers, [REPEAT_IN_0] = o->repeat_in_0,
                                        [UNMATCHED] = o->unmatched};
    int64_t *const sequence[NTH_LEAVING] = {[NTH] = o->nth, [NTH_BY] = o->nth_by, [NTH_NET] = o->nth_net};
    int64_t *const groups[GROUP_NUMBERS] = {[UNKNOWN_BIRTH] = o->unknown_birth,
                                            [UNKNOWN_BIRTH_NET] = o->unknown_birth_net,
                                            [NOT_BUYERS] = o->not_buyers, [NOT_BUYERS_NET] = o->not_buyers_net};
    target targets[TARGETS];
    int used = 0;
    for (int i = 0; i < PT_COHORTS_CELL; i++)
        targets[used++] = (target){cells[i], c->cells + i, PT_COHORTS_CELL, c->shape.cells};
    for (int i = 0; i < ROW_NUMBERS; i++)
        targets[used++] = (target){rows[i], c->rows + i, ROW_NUMBERS, c->shape.row_cells};
    for (int i = 0; i < NTH_LEAVING; i++)
        targets[used++] = (target){sequence[i], c->sequence + i, NTH_NUMBERS, c->shape.sequence_cells};
    for (int i = 0; i < GROUP_NUMBERS; i++)
        targets[used++] = (target){groups[i], c->groups + i, GROUP_NUMBERS, c->shape.groups};
    for (int i = 0; i < TARGETS; i++)
        if (!can_add(&targets[i]))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 8, -1, -1, "", "a cell does not fit int64");
    for (int i = 0; i < TARGETS; i++) commit(&targets[i]);
    return PATRON_OK;
}

static patron_status finish(counter *c, const patron_cohorts_cells *out, patron_error *error)
{
    bool margin_wanted = out->margin || out->margin_to;
    for (int64_t group = 0; group < c->shape.groups; group++) sum_all(c, group);
    for (int64_t row = 0; row < c->shape.row_cells; row++)
        if (!finish_row(c, c->cells + row * c->shape.columns * PT_COHORTS_CELL) && margin_wanted)
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 8, -1, -1, "cost", "a margin does not fit int64");
    finish_sequence(c);
    return add_to_cells(c, out, error);
}

/* ---- the call -------------------------------------------------------------------------------------------------- */

static patron_status check_capacity(int64_t given, int64_t needed, bool wanted, const char *name, patron_error *error)
{
    if (!wanted || given >= needed) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_CAPACITY, 8, -1, -1, "", "cells: %s is %" PRId64 ", %" PRId64 " is needed", name,
                   given, needed);
}

static patron_status check_column(const void *column, bool wanted, const char *name, patron_error *error)
{
    if (!wanted || column) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_MISSING, 8, -1, -1, name, "the book has no %s", name);
}

static patron_status check_cells(const patron_book *book, const patron_cohorts_cells *o,
                                 const patron_cohorts_shape *shape, patron_error *error)
{
    bool cell = o->eligible || o->active || o->active_eligible || o->later || o->later_eligible || o->purchases ||
                o->orders || o->renewals || o->sales || o->refunds || o->net || o->margin || o->units || o->discount ||
                o->net_eligible || o->net_to || o->margin_to;
    bool row = o->buyers || o->repeat_in_0 || o->unmatched, sequence = o->nth || o->nth_by || o->nth_net;
    bool group = o->unknown_birth || o->unknown_birth_net || o->not_buyers || o->not_buyers_net;
    patron_status status = check_capacity(o->capacity, shape->cells, cell, "capacity", error);
    if (!status) status = check_capacity(o->row_capacity, shape->row_cells, row, "row_capacity", error);
    if (!status) status = check_capacity(o->sequence_capacity, shape->sequence_cells, sequence, "sequence_capacity",
                                         error);
    if (!status) status = check_capacity(o->group_capacity, shape->groups, group, "group_capacity", error);
    if (!status) status = check_column(book->cost, o->margin || o->margin_to, "cost", error);
    if (!status) status = check_column(book->quantity, o->units != NULL, "quantity", error);
    if (!status) status = check_column(book->discount, o->discount != NULL, "discount", error);
    return status;
}

static bool same_periods(const pt_periods *a, const pt_periods *b)
{
    return a->period == b->period && a->week_start == b->week_start && a->first_month == b->first_month;
}

/* Everything that a call allocates. On failure what was made is released by counter_end. */
static patron_status counter_begin(counter *c, const pt_cohorts_plan *plan, int64_t orders, patron_error *error)
{
    const patron_allocator *allocator = &c->book->allocator;
    patron_status status = pt_cohorts_clock_begin(c->book, c->as_of, plan, orders, &c->clock, error);
    if (status) return status;
    c->cells = pt_zero_array(allocator, c->shape.cells, PT_COHORTS_CELL * sizeof *c->cells, error);
    if (!c->cells) return PATRON_ERROR_MEMORY;
    c->rows = pt_zero_array(allocator, c->shape.row_cells, ROW_NUMBERS * sizeof *c->rows, error);
    if (!c->rows) return PATRON_ERROR_MEMORY;
    c->sequence = pt_zero_array(allocator, c->shape.sequence_cells, NTH_NUMBERS * sizeof *c->sequence, error);
    if (!c->sequence) return PATRON_ERROR_MEMORY;
    c->groups = pt_zero_array(allocator, c->shape.groups, GROUP_NUMBERS * sizeof *c->groups, error);
    if (!c->groups) return PATRON_ERROR_MEMORY;
    c->events = pt_array(allocator, c->shape.nth, sizeof *c->events, error);
    if (!c->events) return PATRON_ERROR_MEMORY;
    if (!c->by_key) return PATRON_OK;
    status = pt_cohorts_labels_begin(c->book, c->as_of, c->axis->by, c->axis->label, &c->labels, error);
    if (status) return status;
    status = pt_cohorts_map_begin(c->axis, c->labels.keys, allocator, &c->map, error);
    if (status) return status;
    c->own = pt_zero_array(allocator, c->shape.columns, PT_COHORTS_CELL * sizeof *c->own, error);
    if (!c->own) return PATRON_ERROR_MEMORY;
    c->is_touched = pt_zero_array(allocator, c->shape.columns, sizeof *c->is_touched, error);
    if (!c->is_touched) return PATRON_ERROR_MEMORY;
    c->touched = pt_array(allocator, c->shape.columns, sizeof *c->touched, error);
    if (!c->touched) return PATRON_ERROR_MEMORY;
    c->member = pt_array(allocator, c->shape.rows, sizeof *c->member, error);
    if (!c->member) return PATRON_ERROR_MEMORY;
    c->seen = pt_zero_array(allocator, c->shape.rows, sizeof *c->seen, error);
    return c->seen ? PATRON_OK : PATRON_ERROR_MEMORY;
}

static void counter_end(counter *c)
{
    const patron_allocator *allocator = &c->book->allocator;
    PT_FREE(allocator, c->seen, c->shape.rows);
    PT_FREE(allocator, c->member, c->shape.rows);
    PT_FREE(allocator, c->touched, c->shape.columns);
    PT_FREE(allocator, c->is_touched, c->shape.columns);
    pt_release(allocator, c->own, c->shape.columns, PT_COHORTS_CELL * sizeof *c->own);
    pt_cohorts_map_end(&c->map);
    pt_cohorts_labels_end(&c->labels);
    PT_FREE(allocator, c->events, c->shape.nth);
    pt_release(allocator, c->groups, c->shape.groups, GROUP_NUMBERS * sizeof *c->groups);
    pt_release(allocator, c->sequence, c->shape.sequence_cells, NTH_NUMBERS * sizeof *c->sequence);
    pt_release(allocator, c->rows, c->shape.row_cells, ROW_NUMBERS * sizeof *c->rows);
    pt_release(allocator, c->cells, c->shape.cells, PT_COHORTS_CELL * sizeof *c->cells);
    pt_cohorts_clock_end(c->book, &c->clock);
}

patron_status patron_cohorts_count(const patron_book *book, int32_t as_of, const patron_cohorts_axis *axis,
                                   const patron_cohorts_options *options, const patron_selection *selection,
                                   int64_t first, int64_t count, const patron_cohorts_cells *cells, patron_error *error)
{
    pt_cohorts_plan plan;
    patron_selection selected;
    patron_cohorts_cells out;
    counter c = {.book = book, .axis = axis, .as_of = as_of};
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_cohorts_plan_read(axis, options, 3, 4, &plan, error);
    if (!status) status = pt_check_range(book, first, count, 6, error);
    if (!status) status = pt_selection_read(selection, first, count, 5, &selected, error);
    if (!status) status = pt_cohorts_plan_shape(axis, &plan, selected.groups, 5, &c.shape, error);
    if (status) return status;
    if (!cells) return pt_fail_argument(error, 8, "cells is NULL");
    status = pt_read_struct(cells, &out, sizeof out, sizeof out, 8, "cells", error);
    if (!status) status = check_cells(book, &out, &c.shape, error);
    if (!status) status = check_column(book->discount, axis->by == PATRON_COHORTS_BY_DEPTH, "discount", error);
    if (status) return status;
    c.refund_day = (plan.flags & PATRON_COHORTS_REFUND_DAY) != 0;
    c.by_order = (book->flags & PATRON_BOOK_COUNT_BY_ORDER) != 0;
    c.by_key = pt_cohorts_by_key(axis->by);
    c.same_calendar = !plan.window && same_periods(&plan.periods, &axis->calendar);
    int64_t orders = (int64_t)book->order_first[first + count] - (int64_t)book->order_first[first];
    status = counter_begin(&c, &plan, orders, error);
    if (status) goto done;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selected, customer);
        if (group >= 0) count_customer(&c, group, customer);
    }
    status = finish(&c, &out, error);
done:
    counter_end(&c);
    return status;
}
