#include "repeat.h"

#include <inttypes.h>

/* ---- arrays of a count ------------------------------------------------------------------------------------------ */

/* Elements of all arrays together; false if no memory could hold them. */
static bool size_of(int64_t groups, const pt_repeat_array *arrays, int32_t count, int64_t *out)
{
    int64_t sum = 0, size;
    for (int32_t i = 0; i < count; i++)
        if (pt_multiply(groups, arrays[i].cells, &size) || pt_add(sum, size, &sum)) return false;
    *out = sum;
    return (uint64_t)sum <= PTRDIFF_MAX / sizeof sum;
}

patron_status pt_repeat_scratch(const patron_allocator *allocator, int64_t groups, pt_repeat_array *arrays,
                                int32_t count, int32_t cells, patron_error *error)
{
    int64_t size;
    if (!size_of(groups, arrays, count, &size))
        return pt_fail_argument(error, cells, "%" PRId64 " groups of so many cells are more than memory can hold",
                                groups);
    for (int32_t i = 0; i < count; i++) {
        int64_t needed = groups * arrays[i].cells;
        if (arrays[i].into && arrays[i].capacity < needed)
            return pt_fail(error, PATRON_ERROR_CAPACITY, cells, -1, -1, "",
                           "cells: %s is %" PRId64 ", %" PRId64 " is needed", arrays[i].kind, arrays[i].capacity,
                           needed);
    }
    int64_t *block = pt_zero_array(allocator, size, sizeof *block, error);
    if (!block) return PATRON_ERROR_MEMORY;
    for (int32_t i = 0; i < count; i++) {
        arrays[i].scratch = block;
        block += groups * arrays[i].cells;
    }
    return PATRON_OK;
}

patron_status pt_repeat_commit(int64_t groups, const pt_repeat_array *arrays, int32_t count, int32_t cells,
                               patron_error *error)
{
    for (int32_t i = 0; i < count; i++)
        if (!pt_can_add(arrays[i].into, arrays[i].scratch, groups * arrays[i].cells))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, cells, -1, -1, "", "a cell does not fit int64");
    for (int32_t i = 0; i < count; i++) pt_commit(arrays[i].into, arrays[i].scratch, groups * arrays[i].cells);
    return PATRON_OK;
}

void pt_repeat_release(const patron_allocator *allocator, int64_t groups, pt_repeat_array *arrays, int32_t count)
{
    int64_t size = 0;
    if (size_of(groups, arrays, count, &size)) pt_release(allocator, arrays[0].scratch, size, sizeof(int64_t));
}

patron_status pt_repeat_read(const patron_book *book, const patron_selection *selection, int64_t first, int64_t count,
                             const void *cells, void *known, size_t size, patron_selection *out, patron_error *error)
{
    patron_status status = pt_check_range(book, first, count, PT_REPEAT_FIRST, error);
    if (!status) status = pt_selection_read(selection, first, count, PT_REPEAT_SELECTION, out, error);
    if (!status && !cells) status = pt_fail_argument(error, PT_REPEAT_CELLS, "cells is NULL");
    if (!status) status = pt_read_struct(cells, known, size, size, PT_REPEAT_CELLS, "cells", error);
    return status;
}

patron_status pt_repeat_check_flags(uint64_t flags, uint64_t allowed, int32_t argument, patron_error *error)
{
    if (flags & ~allowed) return pt_fail_argument(error, argument, "options: unknown flags");
    return PATRON_OK;
}

patron_status pt_repeat_read_days(int32_t given, int32_t standard, const char *name, int32_t argument, int32_t *out,
                                  patron_error *error)
{
    if (given < 0 || given > PT_REPEAT_SPAN)
        return pt_fail_argument(error, argument, "options: %s %" PRId32 " is outside 1..%d", name, given,
                                PT_REPEAT_SPAN);
    *out = given ? given : standard;
    return PATRON_OK;
}

int64_t pt_repeat_net(const patron_book *book, int64_t customer, int32_t as_of, bool *any)
{
    int64_t net = 0;
    *any = false;
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > as_of) break;
        net += book->amount[i] - pt_refunded(book, i, as_of);
        *any = true;
    }
    if (!book->loose_first) return net;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++) {
        if (book->loose.day[r] > as_of) break;
        net -= book->loose.amount[r];
        *any = true;
    }
    return net;
}

/* ---- repeat rate and orders per customer ------------------------------------------------------------------------ */

#define BINS_DEFAULT 10

enum {
    BUYERS,
    ONE_TIME,
    REPEATERS,
    PURCHASES,
    ORDERS,
    UNKNOWN_BIRTH,
    UNKNOWN_REPEATERS,
    NOT_BUYERS,
    NOT_BUYERS_NET,
    OBSERVED,
    WITHIN,
    BIN_BUYERS,
    BIN_PURCHASES,
    BIN_ORDERS,
    BIN_NET,
    ARRAYS
};

typedef struct counter {
    const patron_book *book;
    int32_t as_of, bins, within_count;
    bool sales_only, net_wanted, nobody_wanted;
    int32_t within[PATRON_REPEAT_WITHIN_MAX];
    pt_repeat_array array[ARRAYS];
} counter;

static patron_status read_within(const patron_repeat_options *options, counter *c, patron_error *error)
{
    static const int32_t standard[] = {30, 60, 90, 180, 365};
    const int32_t *within = options->within ? options->within : standard;
    c->within_count = options->within ? options->within_count : (int32_t)(sizeof standard / sizeof *standard);
    if ((!options->within && options->within_count) || c->within_count < 1 ||
        c->within_count > PATRON_REPEAT_WITHIN_MAX)
        return pt_fail_argument(error, PT_REPEAT_OPTIONS, "options: within_count is %" PRId32, options->within_count);
    for (int32_t i = 0; i < c->within_count; i++) {
        c->within[i] = within[i];
        if (c->within[i] < 0 || c->within[i] > PT_REPEAT_SPAN)
            return pt_fail_argument(error, PT_REPEAT_OPTIONS, "options: within[%" PRId32 "] is %" PRId32
                                    ", outside 0..%d", i, c->within[i], PT_REPEAT_SPAN);
    }
    return PATRON_OK;
}

static patron_status read_options(const patron_repeat_options *given, counter *c, patron_error *error)
{
    patron_repeat_options options;
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, PT_REPEAT_OPTIONS, "options",
                                          error);
    if (!status)
        status = pt_repeat_check_flags(options.flags, PATRON_REPEAT_WITHOUT_RENEWALS, PT_REPEAT_OPTIONS, error);
    if (!status) status = read_within(&options, c, error);
    if (status) return status;
    if (options.bins < 0 || options.bins > PATRON_REPEAT_BINS_MAX)
        return pt_fail_argument(error, PT_REPEAT_OPTIONS, "options: bins %" PRId32 " is outside 1..%d", options.bins,
                                PATRON_REPEAT_BINS_MAX);
    c->bins = options.bins ? options.bins : BINS_DEFAULT;
    c->sales_only = (options.flags & PATRON_REPEAT_WITHOUT_RENEWALS) != 0;
    return PATRON_OK;
}

static void count_nobody(counter *c, int64_t group, int64_t customer)
{
    bool any;
    int64_t net = pt_repeat_net(c->book, customer, c->as_of, &any);
    c->array[NOT_BUYERS].scratch[group] += any;
    c->array[NOT_BUYERS_NET].scratch[group] += net;
}

static void count_within(counter *c, int64_t group, int64_t age, int64_t gap)
{
    int64_t *observed = c->array[OBSERVED].scratch + group * c->within_count;
    int64_t *within = c->array[WITHIN].scratch + group * c->within_count;
    for (int32_t i = 0; i < c->within_count; i++) {
        observed[i] += age >= c->within[i];
        within[i] += age >= c->within[i] && gap <= c->within[i];
    }
}

static void count_customer(counter *c, int64_t group, int64_t customer)
{
    pt_walk walk = pt_walk_begin(c->book, customer, c->as_of, c->sales_only);
    pt_purchase purchase;
    int32_t first = 0, second = 0;
    int64_t purchases = 0, orders = 0;
    bool any;
    while (pt_walk_next(&walk, &purchase)) {
        if (purchases == 0) first = purchase.day;
        if (purchases == 1) second = purchase.day;
        purchases++;
        orders += purchase.orders;
    }
    if (purchases == 0) {
        if (c->nobody_wanted) count_nobody(c, group, customer);
        return;
    }
    bool known = pt_birth_known(c->book, customer, first);
    int64_t bin = group * c->bins + (purchases < c->bins ? purchases : c->bins) - 1;
    c->array[BUYERS].scratch[group]++;
    c->array[purchases == 1 ? ONE_TIME : REPEATERS].scratch[group]++;
    c->array[PURCHASES].scratch[group] += purchases;
    c->array[ORDERS].scratch[group] += orders;
    c->array[UNKNOWN_BIRTH].scratch[group] += !known;
    c->array[UNKNOWN_REPEATERS].scratch[group] += !known && purchases > 1;
    if (known) count_within(c, group, (int64_t)c->as_of - first, purchases > 1 ? (int64_t)second - first : INT64_MAX);
    c->array[BIN_BUYERS].scratch[bin]++;
    c->array[BIN_PURCHASES].scratch[bin] += purchases;
    c->array[BIN_ORDERS].scratch[bin] += orders;
    if (c->net_wanted) c->array[BIN_NET].scratch[bin] += pt_repeat_net(c->book, customer, c->as_of, &any);
}

static void name_arrays(counter *c, const patron_repeat_cells *cells)
{
    int64_t *const group[OBSERVED] = {cells->buyers, cells->one_time, cells->repeaters, cells->purchases,
                                      cells->orders, cells->unknown_birth, cells->unknown_repeaters, cells->not_buyers,
                                      cells->not_buyers_net};
    int64_t *const bin[] = {cells->bin_buyers, cells->bin_purchases, cells->bin_orders, cells->bin_net};
    for (int i = 0; i < OBSERVED; i++)
        c->array[i] = (pt_repeat_array){group[i], 1, cells->group_capacity, "group_capacity", NULL};
    c->array[OBSERVED] = (pt_repeat_array){cells->observed, c->within_count, cells->within_capacity, "within_capacity",
                                           NULL};
    c->array[WITHIN] = (pt_repeat_array){cells->within, c->within_count, cells->within_capacity, "within_capacity",
                                         NULL};
    for (int i = BIN_BUYERS; i < ARRAYS; i++)
        c->array[i] = (pt_repeat_array){bin[i - BIN_BUYERS], c->bins, cells->bin_capacity, "bin_capacity", NULL};
    c->net_wanted = cells->bin_net != NULL;
    c->nobody_wanted = cells->not_buyers || cells->not_buyers_net;
}

patron_status patron_repeat_count(const patron_book *book, int32_t as_of, const patron_repeat_options *options,
                                  const patron_selection *selection, int64_t first, int64_t count,
                                  const patron_repeat_cells *cells, patron_error *error)
{
    counter c = {.book = book, .as_of = as_of};
    patron_selection selected;
    patron_repeat_cells known;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status) status = read_options(options, &c, error);
    if (!status)
        status = pt_repeat_read(book, selection, first, count, cells, &known, sizeof known, &selected, error);
    if (status) return status;
    name_arrays(&c, &known);
    status = pt_repeat_scratch(&book->allocator, selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
    if (status) return status;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selected, customer);
        if (group >= 0) count_customer(&c, group, customer);
    }
    status = pt_repeat_commit(selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
    pt_repeat_release(&book->allocator, selected.groups, c.array, ARRAYS);
    return status;
}
