#include "value.h"

#define YEAR 365.0
#define YEARS 3.0 /* the horizon of a lifetime */

const char *patron_value_payback_name(int32_t state)
{
    static const char *const names[] = {"paid", "open", "empty"};
    return state >= PATRON_VALUE_PAID && state <= PATRON_VALUE_EMPTY ? names[state - PATRON_VALUE_PAID] : NULL;
}

/* ---- shared ---------------------------------------------------------------------------------------------------- */

int64_t pt_value_starts(int64_t *members, int64_t groups)
{
    int64_t start = 0;
    for (int64_t g = 0; g < groups; g++) {
        int64_t many = members[g];
        members[g] = start;
        start += many;
    }
    return start;
}

patron_status pt_value_window(int32_t as_of, int32_t window_days, int32_t *from, patron_error *error)
{
    if (window_days < 0) return pt_fail_argument(error, 3, "options: window_days %d is below 0", (int)window_days);
    int64_t first = (int64_t)as_of - window_days + 1;
    *from = window_days == 0 || first < PATRON_DAY_MIN ? PATRON_DAY_MIN : (int32_t)first;
    return PATRON_OK;
}

/* ---- simple lifetime value: count -------------------------------------------------------------------------------- */

enum { BUYERS, ORDERS, FIRST_ORDERS, NET_COUNTED, EXPOSURE, COST, CELLS };

static void add_buyer(const patron_book *book, int32_t as_of, int64_t customer, int64_t *cell)
{
    int32_t first_day = PATRON_NO_DAY;
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > as_of) break;
        int64_t refunded = pt_refunded(book, i, as_of);
        if (!pt_counts(book, i, refunded)) continue;
        /* the first purchase is all counted orders of the first day, or the first order with COUNT_BY_ORDER */
        bool first = first_day == PATRON_NO_DAY ||
                     (first_day == book->day[i] && !(book->flags & PATRON_BOOK_COUNT_BY_ORDER));
        if (first_day == PATRON_NO_DAY) first_day = book->day[i];
        cell[ORDERS]++;
        cell[FIRST_ORDERS] += first;
        cell[NET_COUNTED] += book->amount[i] - refunded;
        if (book->cost) cell[COST] += book->cost[i];
    }
    if (first_day == PATRON_NO_DAY) return;
    cell[BUYERS]++;
    cell[EXPOSURE] += as_of - first_day;
}

patron_status patron_value_count(const patron_book *book, int32_t as_of, const patron_selection *given, int64_t first,
                                 int64_t count, const patron_value_counts *into, patron_error *error)
{
    patron_selection selection;
    patron_value_counts out;
    int64_t cells;
    bool fits = true;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_check_range(book, first, count, 4, error);
    if (!status) status = pt_selection_read(given, first, count, 3, &selection, error);
    if (!status && !into) status = pt_fail_argument(error, 6, "into is NULL");
    if (!status) status = pt_read_struct(into, &out, sizeof out, sizeof out, 6, "into", error);
    if (status) return status;
    if (out.capacity < selection.groups)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 6, -1, -1, "", "the arrays hold %lld groups, %lld are needed",
                       (long long)out.capacity, (long long)selection.groups);
    if (out.cost && !book->cost)
        return pt_fail(error, PATRON_ERROR_MISSING, 6, -1, -1, "cost", "the book has no cost column");
    if (pt_multiply(selection.groups, CELLS, &cells)) cells = INT64_MAX;
    int64_t *sums = pt_zero_array(&book->allocator, cells, sizeof *sums, error);
    if (!sums) return PATRON_ERROR_MEMORY;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selection, customer);
        if (group >= 0) add_buyer(book, as_of, customer, sums + group * CELLS);
    }
    int64_t *const array[CELLS] = {out.buyers,      out.orders,        out.first_orders,
                                   out.net_counted, out.exposure_days, out.cost};
    for (int commits = 0; commits < 2 && fits; commits++) /* first only looks */
        for (int k = 0; k < CELLS; k++)
            for (int64_t g = 0; array[k] && g < selection.groups; g++) {
                int64_t sum;
                if (pt_add(array[k][g], sums[g * CELLS + k], &sum)) fits = false;
                else if (commits) array[k][g] = sum;
            }
    PT_FREE(&book->allocator, sums, cells);
    return fits ? PATRON_OK : pt_fail(error, PATRON_ERROR_OVERFLOW, 6, -1, -1, "", "a cell would leave int64");
}

/* ---- simple lifetime value: the formula -------------------------------------------------------------------------- */

patron_status patron_value_lifetime_of(int64_t orders, int64_t first_orders, int64_t net_counted, int64_t exposure_days,
                                       int64_t cost, double years, double margin, patron_value_lifetime *out,
                                       patron_error *error)
{
    patron_value_lifetime found = {0};
    patron_status status = pt_check_out_struct(out, sizeof out->size, 8, "out", error);
    if (status) return status;
    if (orders < 0) return pt_fail_argument(error, 1, "orders are below 0");
    if (first_orders < 0 || first_orders > orders)
        return pt_fail_argument(error, 2, "first_orders are outside 0..orders");
    if (net_counted < 0) return pt_fail_argument(error, 3, "net_counted is below 0");
    if (exposure_days < 0) return pt_fail_argument(error, 4, "exposure_days are below 0");
    if (cost < PATRON_NONE) return pt_fail_argument(error, 5, "cost is below 0");
    if (!(years >= 0 && years <= 1000)) return pt_fail_argument(error, 6, "years are outside 0..1000");
    if (!(margin >= 0 && margin <= 1)) return pt_fail_argument(error, 7, "margin is outside 0..1");
    double horizon = years > 0 ? years : YEARS, exposure = (double)exposure_days / YEAR;
    found.margin = margin > 0 ? margin : 1;
    if (margin == 0 && cost != PATRON_NONE && net_counted > 0)
        found.margin = ((double)net_counted - (double)cost) / (double)net_counted;
    if (orders > 0) found.aov = (double)net_counted / (double)orders;
    if (exposure_days > 0) {
        found.frequency = (double)orders / exposure;
        found.repeat_frequency = (double)(orders - first_orders) / exposure;
    }
    found.value = found.aov * found.frequency * horizon * found.margin;
    found.value_new = found.aov * (1 + found.repeat_frequency * horizon) * found.margin;
    pt_write_struct(out, &found, sizeof found);
    return PATRON_OK;
}

/* ---- payback --------------------------------------------------------------------------------------------------- */

static patron_status check_cohort(int64_t row, int64_t columns, const int64_t *buyers, const int64_t *eligible,
                                  const int64_t *cost, patron_error *error)
{
    if (buyers[row] < 0) return pt_fail(error, PATRON_ERROR_ARGUMENT, 3, row, -1, "buyers", "buyers are below 0");
    if (cost[row] < 0) return pt_fail(error, PATRON_ERROR_ARGUMENT, 6, row, -1, "cost", "a cost is below 0");
    for (int64_t k = 0; k < columns; k++)
        if (eligible[row * columns + k] < 0 || eligible[row * columns + k] > buyers[row])
            return pt_fail(error, PATRON_ERROR_ARGUMENT, 4, row, -1, "eligible", "eligible is outside 0..buyers");
    return PATRON_OK;
}

static void put_payback(int64_t row, int64_t columns, int64_t buyers, const int64_t *eligible, const int64_t *value,
                        int64_t cost, const patron_value_payback_columns *out)
{
    int32_t last = PATRON_NONE, paid = PATRON_NONE;
    for (int64_t k = 0; buyers > 0 && k < columns - 1; k++) {
        if (eligible[k] != buyers) continue;
        last = (int32_t)k;
        if (paid == PATRON_NONE && value[k] >= cost) paid = last;
    }
    double cac = buyers > 0 ? (double)cost / (double)buyers : 0;
    double ltv = last == PATRON_NONE ? 0 : (double)value[last] / (double)buyers;
    if (out->state)
        out->state[row] =
            buyers == 0 ? PATRON_VALUE_EMPTY : paid == PATRON_NONE ? PATRON_VALUE_OPEN : PATRON_VALUE_PAID;
    if (out->payback) out->payback[row] = paid;
    if (out->column) out->column[row] = last;
    if (out->cac) out->cac[row] = cac;
    if (out->ltv) out->ltv[row] = ltv;
    if (out->ratio) out->ratio[row] = cac > 0 ? ltv / cac : 0;
}

patron_status patron_value_payback(int64_t rows, int64_t columns, const int64_t *buyers, const int64_t *eligible,
                                   const int64_t *value, const int64_t *cost, const patron_value_payback_columns *given,
                                   patron_error *error)
{
    patron_value_payback_columns out;
    int64_t cells;
    if (rows < 0) return pt_fail_argument(error, 1, "rows are below 0");
    if (columns < 1 || columns > INT32_MAX || pt_multiply(rows, columns, &cells))
        return pt_fail_argument(error, 2, "columns are outside of what an array can hold");
    if (rows > 0 && !buyers) return pt_fail_argument(error, 3, "buyers is NULL");
    if (rows > 0 && !eligible) return pt_fail_argument(error, 4, "eligible is NULL");
    if (rows > 0 && !value) return pt_fail_argument(error, 5, "value is NULL");
    if (rows > 0 && !cost) return pt_fail_argument(error, 6, "cost is NULL");
    if (!given) return pt_fail_argument(error, 7, "out is NULL");
    patron_status status = pt_read_struct(given, &out, sizeof out, sizeof out, 7, "out", error);
    if (status) return status;
    if (out.capacity < rows)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "%lld rows are needed", (long long)rows);
    for (int64_t row = 0; row < rows && !status; row++)
        status = check_cohort(row, columns, buyers, eligible, cost, error);
    for (int64_t row = 0; row < rows && !status; row++)
        put_payback(row, columns, buyers[row], eligible + row * columns, value + row * columns, cost[row], &out);
    return status;
}
