/* The order sequence, and how long it takes from one purchase to another. */
#include "repeat.h"

#include <inttypes.h>

#define SEQUENCE_DEFAULT 10
#define DAYS_DEFAULT 1825

/* ---- shape ------------------------------------------------------------------------------------------------------ */

/* Options, read and checked. */
typedef struct plan {
    uint64_t flags;
    int32_t sequence, days;
} plan;

static patron_status read_plan(const patron_repeat_sequence_options *given, uint64_t flags, int32_t argument, plan *out,
                               patron_error *error)
{
    patron_repeat_sequence_options options;
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, argument, "options", error);
    if (!status) status = pt_repeat_check_flags(options.flags, flags, argument, error);
    if (status) return status;
    if (options.sequence && (options.sequence < 2 || options.sequence > PATRON_REPEAT_SEQUENCE_MAX))
        return pt_fail_argument(error, argument, "options: sequence %" PRId32 " is outside 2..%d", options.sequence,
                                PATRON_REPEAT_SEQUENCE_MAX);
    if (options.days < 0 || options.days > PATRON_REPEAT_DAYS_MAX)
        return pt_fail_argument(error, argument, "options: days %" PRId32 " is outside 1..%d", options.days,
                                PATRON_REPEAT_DAYS_MAX);
    out->flags = options.flags;
    out->sequence = options.sequence ? options.sequence : SEQUENCE_DEFAULT;
    out->days = options.days ? options.days : DAYS_DEFAULT;
    return PATRON_OK;
}

patron_status patron_repeat_shape_of(const patron_repeat_sequence_options *options, int64_t groups,
                                     patron_repeat_shape *out, patron_error *error)
{
    plan read = {0};
    patron_repeat_shape shape = {.size = sizeof shape, .groups = groups};
    int64_t numbers;
    patron_status status = read_plan(options, PATRON_REPEAT_WITHOUT_RENEWALS | PATRON_REPEAT_WITH_RENEWALS, 1, &read,
                                     error);
    if (!status) status = pt_check_out_struct(out, sizeof *out, 3, "out", error);
    if (status) return status;
    if (groups < 1) return pt_fail_argument(error, 2, "groups is %" PRId64, groups);
    shape.sequence = read.sequence;
    shape.columns = (int64_t)read.days + 2;
    shape.time_rows = shape.sequence - 1;
    shape.gap_rows = shape.sequence + 1;
    if (pt_multiply(groups, shape.gap_rows * shape.columns, &shape.gap_cells) ||
        pt_multiply(shape.gap_cells, 3 * (int64_t)sizeof numbers, &numbers))
        return pt_fail_argument(error, 2, "%" PRId64 " groups of %" PRId64 " rows and %" PRId64
                                " columns are more than memory can hold", groups, shape.gap_rows, shape.columns);
    shape.sequence_cells = groups * shape.sequence;
    shape.time_cells = groups * shape.time_rows * shape.columns;
    pt_write_struct(out, &shape, sizeof shape);
    return PATRON_OK;
}

/* ---- order sequence --------------------------------------------------------------------------------------------- */

enum { BUYERS, NEXT, RENEWALS, ORDERS, SALES, NET, UNKNOWN_BIRTH, SEQUENCE_ARRAYS };

static void count_sequence(const patron_book *book, int32_t as_of, const plan *read, int64_t customer, int64_t group,
                           const pt_repeat_array *array)
{
    pt_walk walk = pt_walk_begin(book, customer, as_of, (read->flags & PATRON_REPEAT_WITHOUT_RENEWALS) != 0);
    pt_purchase purchase;
    int64_t begin = group * read->sequence, at = begin, end = begin + read->sequence;
    for (; pt_walk_next(&walk, &purchase); at++) {
        if (at == begin && !pt_birth_known(book, customer, purchase.day)) {
            array[UNKNOWN_BIRTH].scratch[group]++;
            return;
        }
        if (at > begin) array[NEXT].scratch[at - 1]++;
        if (at == end) return;
        array[BUYERS].scratch[at]++;
        array[RENEWALS].scratch[at] += purchase.renewal;
        array[ORDERS].scratch[at] += purchase.orders;
        array[SALES].scratch[at] += purchase.sales;
        array[NET].scratch[at] += purchase.net;
    }
}

patron_status patron_repeat_sequence(const patron_book *book, int32_t as_of,
                                     const patron_repeat_sequence_options *options, const patron_selection *selection,
                                     int64_t first, int64_t count, const patron_repeat_sequence_cells *cells,
                                     patron_error *error)
{
    plan read;
    patron_selection selected;
    patron_repeat_sequence_cells known;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status) status = read_plan(options, PATRON_REPEAT_WITHOUT_RENEWALS, PT_REPEAT_OPTIONS, &read, error);
    if (!status)
        status = pt_repeat_read(book, selection, first, count, cells, &known, sizeof known, &selected, error);
    if (status) return status;
    int64_t *const into[] = {known.buyers, known.next, known.renewals, known.orders, known.sales, known.net};
    pt_repeat_array array[SEQUENCE_ARRAYS];
    for (int i = 0; i < UNKNOWN_BIRTH; i++)
        array[i] = (pt_repeat_array){into[i], read.sequence, known.capacity, "capacity", NULL};
    array[UNKNOWN_BIRTH] = (pt_repeat_array){known.unknown_birth, 1, known.group_capacity, "group_capacity", NULL};
    status = pt_repeat_scratch(&book->allocator, selected.groups, array, SEQUENCE_ARRAYS, PT_REPEAT_CELLS, error);
    if (status) return status;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selected, customer);
        if (group >= 0) count_sequence(book, as_of, &read, customer, group, array);
    }
    status = pt_repeat_commit(selected.groups, array, SEQUENCE_ARRAYS, PT_REPEAT_CELLS, error);
    pt_repeat_release(&book->allocator, selected.groups, array, SEQUENCE_ARRAYS);
    return status;
}

/* ---- times and gaps --------------------------------------------------------------------------------------------- */

enum { EVENTS, CENSORED, ENTERED, CLOSED, CLOSED_DAYS, TIME_UNKNOWN_BIRTH, TIME_ARRAYS };

typedef struct timer {
    const patron_book *book;
    int32_t as_of;
    bool sales_only, from_first;
    int64_t sequence, rows, columns;
    pt_repeat_array array[TIME_ARRAYS];
} timer;

static void mark(const timer *t, int what, int64_t row, int64_t days)
{
    t->array[what].scratch[row * t->columns + (days < t->columns - 1 ? days : t->columns - 1)]++;
    if (what == EVENTS) t->array[CLOSED_DAYS].scratch[row] += days;
}

/* From the first purchase: who has n of them is censored in row n - 1 (the wait for the
 * next one), and only there until spread_censored. */
static void count_times(const timer *t, int64_t group, int64_t customer)
{
    pt_walk walk = pt_walk_begin(t->book, customer, t->as_of, t->sales_only);
    pt_purchase purchase;
    int64_t row = group * t->rows, reached = 1;
    if (!pt_walk_next(&walk, &purchase)) return;
    int64_t first = purchase.day;
    if (!pt_birth_known(t->book, customer, purchase.day)) {
        t->array[TIME_UNKNOWN_BIRTH].scratch[group]++;
        return;
    }
    for (; reached < t->sequence && pt_walk_next(&walk, &purchase); reached++)
        mark(t, EVENTS, row + reached - 1, purchase.day - first);
    if (reached < t->sequence) mark(t, CENSORED, row + reached - 1, t->as_of - first);
}

/* Row 0 holds every gap, row n that after the n-th purchase. */
static void count_gaps(const timer *t, int64_t group, int64_t customer)
{
    pt_walk walk = pt_walk_begin(t->book, customer, t->as_of, t->sales_only);
    pt_purchase purchase;
    int64_t row = group * t->rows, purchases = 1;
    if (!pt_walk_next(&walk, &purchase)) return;
    int64_t last = purchase.day;
    bool known = pt_birth_known(t->book, customer, purchase.day);
    t->array[TIME_UNKNOWN_BIRTH].scratch[group] += !known;
    for (; pt_walk_next(&walk, &purchase); purchases++) {
        mark(t, EVENTS, row, purchase.day - last);
        if (known && purchases <= t->sequence) mark(t, EVENTS, row + purchases, purchase.day - last);
        last = purchase.day;
    }
    mark(t, CENSORED, row, t->as_of - last);
    if (known && purchases <= t->sequence) mark(t, CENSORED, row + purchases, t->as_of - last);
}

/* Who waits for the n-th purchase waits for every later one too. */
static void spread_censored(const timer *t, int64_t groups)
{
    int64_t *censored = t->array[CENSORED].scratch;
    for (int64_t group = 0; group < groups; group++)
        for (int64_t i = t->columns; i < t->rows * t->columns; i++) {
            int64_t at = group * t->rows * t->columns + i;
            censored[at] += censored[at - t->columns];
        }
}

static void sum_rows(const timer *t, int64_t groups)
{
    for (int64_t row = 0; row < groups * t->rows; row++) {
        const int64_t *events = t->array[EVENTS].scratch + row * t->columns;
        const int64_t *censored = t->array[CENSORED].scratch + row * t->columns;
        int64_t closed = 0, open = 0;
        for (int64_t i = 0; i < t->columns; i++) {
            closed += events[i];
            open += censored[i];
        }
        t->array[CLOSED].scratch[row] = closed;
        t->array[ENTERED].scratch[row] = closed + open;
    }
}

static void name_arrays(timer *t, const patron_repeat_time_cells *cells)
{
    int64_t size = t->rows * t->columns, row = cells->row_capacity;
    t->array[EVENTS] = (pt_repeat_array){cells->events, size, cells->capacity, "capacity", NULL};
    t->array[CENSORED] = (pt_repeat_array){cells->censored, size, cells->capacity, "capacity", NULL};
    t->array[ENTERED] = (pt_repeat_array){cells->entered, t->rows, row, "row_capacity", NULL};
    t->array[CLOSED] = (pt_repeat_array){cells->closed, t->rows, row, "row_capacity", NULL};
    t->array[CLOSED_DAYS] = (pt_repeat_array){cells->closed_days, t->rows, row, "row_capacity", NULL};
    t->array[TIME_UNKNOWN_BIRTH] = (pt_repeat_array){cells->unknown_birth, 1, cells->group_capacity, "group_capacity",
                                                     NULL};
}

static patron_status count_time(timer *t, uint64_t flag, const patron_repeat_sequence_options *options,
                                const patron_selection *selection, int64_t first, int64_t count,
                                const patron_repeat_time_cells *cells, patron_error *error)
{
    plan read;
    patron_selection selected;
    patron_repeat_time_cells known;
    const patron_book *book = t->book;
    patron_status status = pt_check_as_of(book, t->as_of, PT_REPEAT_AS_OF, error);
    if (!status) status = read_plan(options, flag, PT_REPEAT_OPTIONS, &read, error);
    if (!status)
        status = pt_repeat_read(book, selection, first, count, cells, &known, sizeof known, &selected, error);
    if (status) return status;
    t->sales_only = t->from_first ? read.flags != 0 : read.flags == 0; /* each takes one flag, for its other way */
    t->sequence = read.sequence;
    t->rows = t->from_first ? t->sequence - 1 : t->sequence + 1;
    t->columns = (int64_t)read.days + 2;
    name_arrays(t, &known);
    status = pt_repeat_scratch(&book->allocator, selected.groups, t->array, TIME_ARRAYS, PT_REPEAT_CELLS, error);
    if (status) return status;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selected, customer);
        if (group < 0) continue;
        if (t->from_first) count_times(t, group, customer);
        else count_gaps(t, group, customer);
    }
    if (t->from_first) spread_censored(t, selected.groups);
    sum_rows(t, selected.groups);
    status = pt_repeat_commit(selected.groups, t->array, TIME_ARRAYS, PT_REPEAT_CELLS, error);
    pt_repeat_release(&book->allocator, selected.groups, t->array, TIME_ARRAYS);
    return status;
}

patron_status patron_repeat_times(const patron_book *book, int32_t as_of,
                                  const patron_repeat_sequence_options *options, const patron_selection *selection,
                                  int64_t first, int64_t count, const patron_repeat_time_cells *cells,
                                  patron_error *error)
{
    timer t = {.book = book, .as_of = as_of, .from_first = true};
    return count_time(&t, PATRON_REPEAT_WITHOUT_RENEWALS, options, selection, first, count, cells, error);
}

patron_status patron_repeat_gaps(const patron_book *book, int32_t as_of, const patron_repeat_sequence_options *options,
                                 const patron_selection *selection, int64_t first, int64_t count,
                                 const patron_repeat_time_cells *cells, patron_error *error)
{
    timer t = {.book = book, .as_of = as_of, .from_first = false};
    return count_time(&t, PATRON_REPEAT_WITH_RENEWALS, options, selection, first, count, cells, error);
}
