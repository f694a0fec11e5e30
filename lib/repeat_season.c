/* By calendar month of the first purchase. */
#include "repeat.h"

#define MONTHS 12

enum {
    BUYERS,
    REPEATERS,
    OBSERVED,
    WITHIN,
    WITHIN_PURCHASES,
    WITHIN_NET,
    SECOND,
    AGAIN,
    UNKNOWN_BIRTH,
    ARRAYS
};

typedef struct counter {
    const patron_book *book;
    int32_t as_of, repeat_days;
    pt_repeat_clock clock; /* of months */
    pt_repeat_array array[ARRAYS];
} counter;

static int64_t month_of(const counter *c, int32_t day)
{
    int64_t month = pt_repeat_period(&c->clock, day);
    return month - pt_floor_divide(month, MONTHS) * MONTHS;
}

/* What an observed buyer does within N days after the first purchase, which `purchase` is. */
static void count_observed(const counter *c, int64_t cell, pt_walk *walk, pt_purchase *purchase)
{
    const int32_t first = purchase->day;
    uint32_t months = 0;
    bool repeated = false;
    do {
        if ((int64_t)purchase->day - first > c->repeat_days) break;
        c->array[WITHIN_PURCHASES].scratch[cell]++;
        c->array[WITHIN_NET].scratch[cell] += purchase->net;
        if (!pt_walk_next(walk, purchase)) break;
        if (!repeated) c->array[REPEATERS].scratch[cell]++;
        if ((int64_t)purchase->day - first <= c->repeat_days) {
            int64_t month = month_of(c, purchase->day);
            if (!repeated) {
                c->array[WITHIN].scratch[cell]++;
                c->array[SECOND].scratch[cell * MONTHS + month]++;
            }
            if (!(months >> month & 1u)) c->array[AGAIN].scratch[cell * MONTHS + month]++;
            months |= 1u << month;
        }
        repeated = true;
    } while (true);
}

static void count_customer(const counter *c, int64_t group, int64_t customer)
{
    pt_walk walk = pt_walk_begin(c->book, customer, c->as_of, false);
    pt_purchase purchase;
    if (!pt_walk_next(&walk, &purchase)) return;
    if (!pt_birth_known(c->book, customer, purchase.day)) {
        c->array[UNKNOWN_BIRTH].scratch[group]++;
        return;
    }
    int64_t cell = group * MONTHS + month_of(c, purchase.day);
    c->array[BUYERS].scratch[cell]++;
    if ((int64_t)c->as_of - purchase.day >= c->repeat_days) {
        c->array[OBSERVED].scratch[cell]++;
        count_observed(c, cell, &walk, &purchase);
    } else if (pt_walk_next(&walk, &purchase)) {
        c->array[REPEATERS].scratch[cell]++;
    }
}

static void name_arrays(counter *c, const patron_repeat_season_cells *cells)
{
    int64_t *const into[SECOND] = {cells->buyers, cells->repeaters, cells->observed, cells->within,
                                   cells->within_purchases, cells->within_net};
    for (int i = 0; i < SECOND; i++)
        c->array[i] = (pt_repeat_array){into[i], MONTHS, cells->capacity, "capacity", NULL};
    c->array[SECOND] = (pt_repeat_array){cells->second, MONTHS * MONTHS, cells->matrix_capacity, "matrix_capacity",
                                         NULL};
    c->array[AGAIN] = (pt_repeat_array){cells->again, MONTHS * MONTHS, cells->matrix_capacity, "matrix_capacity", NULL};
    c->array[UNKNOWN_BIRTH] = (pt_repeat_array){cells->unknown_birth, 1, cells->group_capacity, "group_capacity", NULL};
}

static patron_status read_options(const patron_repeat_season_options *given, counter *c, patron_error *error)
{
    patron_repeat_season_options options;
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, PT_REPEAT_OPTIONS, "options",
                                          error);
    if (!status) status = pt_repeat_check_flags(options.flags, 0, PT_REPEAT_OPTIONS, error);
    if (!status && options.reserved)
        status = pt_fail_argument(error, PT_REPEAT_OPTIONS, "options: reserved must be 0");
    if (!status)
        status = pt_repeat_read_days(options.repeat_days, 365, "repeat_days", PT_REPEAT_OPTIONS, &c->repeat_days,
                                     error);
    return status;
}

patron_status patron_repeat_season(const patron_book *book, int32_t as_of, const patron_repeat_season_options *options,
                                   const patron_selection *selection, int64_t first, int64_t count,
                                   const patron_repeat_season_cells *cells, patron_error *error)
{
    counter c = {.book = book, .as_of = as_of};
    patron_selection selected;
    patron_repeat_season_cells known;
    pt_periods months;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status) status = read_options(options, &c, error);
    if (!status)
        status = pt_repeat_read(book, selection, first, count, cells, &known, sizeof known, &selected, error);
    if (!status) status = pt_periods_from(NULL, 0, &months, error);
    if (status) return status;
    name_arrays(&c, &known);
    status = pt_repeat_scratch(&book->allocator, selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
    if (status) return status;
    int64_t orders = (int64_t)book->order_first[first + count] - (int64_t)book->order_first[first];
    status = pt_repeat_clock_begin(book, as_of, &months, orders, &c.clock, error);
    if (status) goto done;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selected, customer);
        if (group >= 0) count_customer(&c, group, customer);
    }
    status = pt_repeat_commit(selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
    pt_repeat_clock_end(book, &c.clock);
done:
    pt_repeat_release(&book->allocator, selected.groups, c.array, ARRAYS);
    return status;
}
