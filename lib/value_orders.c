#include "sort.h"
#include "value.h"

#include <patron/stats.h>

#define WHOLE 10000
#define MOST 100 /* quantiles, thresholds */

static const int32_t default_quantiles[] = {1000, 2500, 5000, 7500, 9000};

typedef struct look {
    const patron_book *book;
    int32_t as_of, from;
    bool sales;
    int32_t quantile_count, threshold_count;
    int32_t quantile[MOST];
    int64_t threshold[MOST];
} look;

static patron_status look_from(const patron_book *book, int32_t as_of, const patron_value_orders_options *given,
                               bool *guests, look *out, patron_error *error)
{
    patron_value_orders_options options;
    *out = (look){.book = book, .as_of = as_of};
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, 3, "options", error);
    if (!status) status = pt_value_window(as_of, options.window_days, &out->from, error);
    if (status) return status;
    if (options.flags & ~(uint64_t)(PATRON_VALUE_SALES | PATRON_VALUE_WITH_GUESTS))
        return pt_fail_argument(error, 3, "options: unknown flags");
    if (options.quantile_count < 0 || options.quantile_count > MOST ||
        (options.quantile_count > 0 && !options.quantiles))
        return pt_fail_argument(error, 3, "options: quantile_count is outside 0..%d, or quantiles is NULL", MOST);
    if (options.threshold_count < 0 || options.threshold_count > MOST ||
        (options.threshold_count > 0 && !options.thresholds))
        return pt_fail_argument(error, 3, "options: threshold_count is outside 0..%d, or thresholds is NULL", MOST);
    *guests = (options.flags & PATRON_VALUE_WITH_GUESTS) != 0;
    out->sales = (options.flags & PATRON_VALUE_SALES) != 0;
    out->threshold_count = (int32_t)options.threshold_count;
    out->quantile_count = options.quantile_count;
    const int32_t *source = options.quantiles;
    if (!options.quantile_count) {
        source = default_quantiles;
        out->quantile_count = (int32_t)(sizeof default_quantiles / sizeof *default_quantiles);
    }
    for (int32_t k = 0; k < out->threshold_count; k++) out->threshold[k] = options.thresholds[k];
    for (int32_t k = 0; k < out->quantile_count; k++) {
        out->quantile[k] = source[k];
        if (out->quantile[k] < 0 || out->quantile[k] > WHOLE)
            return pt_fail_argument(error, 3, "options: quantile %d is outside 0..%d", (int)source[k], WHOLE);
    }
    return PATRON_OK;
}

/* ---- values ---------------------------------------------------------------------------------------------------- */

/* The values of one group of orders (a customer, or the guests); NULL = only how many. */
static int64_t values_of(const look *view, int64_t customer, int64_t *value)
{
    const patron_book *book = view->book;
    int64_t many = 0;
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > view->as_of) break;
        if (book->day[i] < view->from) continue;
        int64_t refunded = pt_refunded(book, i, view->as_of);
        if (!pt_counts(book, i, refunded)) continue;
        if (value) value[many] = book->amount[i] - (view->sales ? 0 : refunded);
        many++;
    }
    return many;
}

static patron_status check_quantiles(const int64_t *value, int64_t n, patron_error *error)
{
    if (n > 0 && (value[n - 1] > INT64_MAX / WHOLE || value[0] < -(INT64_MAX / WHOLE)))
        return pt_fail(error, PATRON_ERROR_OVERFLOW, 5, -1, -1, "amount", "a quantile x %d does not fit into int64",
                       WHOLE);
    return PATRON_OK;
}

/* Ascending values of one group. */
static void put_group(const look *view, const patron_value_orders_columns *out, int64_t group, const int64_t *value,
                      int64_t n)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < n; i++) sum += value[i];
    if (out->orders) out->orders[group] = n;
    if (out->value) out->value[group] = sum;
    for (int32_t k = 0; out->quantile && k < view->quantile_count; k++) {
        int64_t *into = &out->quantile[group * view->quantile_count + k];
        if (n == 0 || patron_stats_quantile(value, n, view->quantile[k], WHOLE, into, NULL)) *into = PATRON_NONE;
    }
    for (int32_t k = 0; k < view->threshold_count; k++) {
        int64_t below = 0, below_value = 0, at = group * view->threshold_count + k;
        for (; below < n && value[below] < view->threshold[k]; below++) below_value += value[below];
        if (out->below) out->below[at] = below;
        if (out->below_value) out->below_value[at] = below_value;
    }
}

/* ---- the call -------------------------------------------------------------------------------------------------- */

/* Fills `value` group by group, sorted; end[g] is one past the last of group g. guests: their orders are in group 0. */
static void fill(const look *view, const int32_t *group, int64_t groups, bool guests, int64_t *value, int64_t *spare,
                 int64_t *end)
{
    int64_t customers = view->book->customers;
    (void)pt_value_starts(end, groups);
    for (int64_t customer = 0; customer < customers; customer++)
        if (group[customer] >= 0) end[group[customer]] += values_of(view, customer, value + end[group[customer]]);
    if (guests) end[0] += values_of(view, customers, value + end[0]);
    for (int64_t g = 0, start = 0; g < groups; start = end[g++]) pt_sort_numbers(value + start, spare, end[g] - start);
}

patron_status patron_value_orders(const patron_book *book, int32_t as_of, const patron_value_orders_options *options,
                                  const patron_selection *given, const patron_value_orders_columns *columns,
                                  patron_error *error)
{
    look view;
    patron_value_orders_columns out;
    patron_selection selection;
    bool guests = false;
    int32_t *group = NULL;
    int64_t *value = NULL, *spare = NULL, *end = NULL, total = 0;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = look_from(book, as_of, options, &guests, &view, error);
    if (!status) status = pt_selection_read(given, 0, book->customers, 4, &selection, error);
    if (!status && !columns) status = pt_fail_argument(error, 5, "out is NULL");
    if (!status) status = pt_read_struct(columns, &out, sizeof out, sizeof out, 5, "out", error);
    if (status) return status;
    if (guests && (selection.mask || selection.group))
        return pt_fail_argument(error, 3, "options: guests are in no mask or group");
    if (out.capacity < selection.groups)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 5, -1, -1, "", "the arrays hold %lld groups, %lld are needed",
                       (long long)out.capacity, (long long)selection.groups);
    group = pt_array(&book->allocator, book->customers, sizeof *group, error);
    end = group ? pt_zero_array(&book->allocator, selection.groups, sizeof *end, error) : NULL;
    if (!end) {
        status = PATRON_ERROR_MEMORY;
        goto done;
    }
    for (int64_t customer = 0; customer < book->customers; customer++) {
        int64_t in = pt_selected(&selection, customer), many = in >= 0 ? values_of(&view, customer, NULL) : 0;
        group[customer] = (int32_t)in;
        if (in >= 0) end[in] += many;
        total += many;
    }
    if (guests) {
        int64_t many = values_of(&view, book->customers, NULL);
        end[0] += many;
        total += many;
    }
    value = pt_array(&book->allocator, total, sizeof *value, error);
    spare = value ? pt_array(&book->allocator, total, sizeof *spare, error) : NULL;
    if (!spare) {
        status = PATRON_ERROR_MEMORY;
        goto done;
    }
    fill(&view, group, selection.groups, guests, value, spare, end);
    for (int64_t g = 0, start = 0; out.quantile && !status && g < selection.groups; start = end[g++])
        status = check_quantiles(value + start, end[g] - start, error);
    for (int64_t g = 0, start = 0; !status && g < selection.groups; start = end[g++])
        put_group(&view, &out, g, value + start, end[g] - start);
done:
    PT_FREE(&book->allocator, group, book->customers);
    PT_FREE(&book->allocator, end, selection.groups);
    PT_FREE(&book->allocator, value, total);
    PT_FREE(&book->allocator, spare, total);
    return status;
}
