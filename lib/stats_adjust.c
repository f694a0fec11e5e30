#include <patron/stats.h>

#include "base.h"
#include "sort.h"

#include <math.h>

static bool smaller(const void *context, pt_index a, pt_index b)
{
    const double *p = context;
    return p[a] < p[b];
}

/* `order` are the positions of rising p values. */
static void holm(const double *p, const pt_index *order, int64_t count, double *adjusted)
{
    double most = 0;
    for (int64_t i = 0; i < count; i++) {
        most = fmax(most, fmin(1, (double)(count - i) * p[order[i]]));
        adjusted[order[i]] = most;
    }
}

static void benjamini_hochberg(const double *p, const pt_index *order, int64_t count, double *adjusted)
{
    double least = 1;
    for (int64_t i = count - 1; i >= 0; i--) {
        least = fmin(least, (double)count / (double)(i + 1) * p[order[i]]);
        adjusted[order[i]] = least;
    }
}

patron_status patron_stats_adjust(int32_t method, const double *p_values, int64_t count,
                                  const patron_allocator *allocator, double *adjusted, patron_error *error)
{
    patron_allocator memory;
    patron_status status = PATRON_OK;
    if (method < PATRON_STATS_UNADJUSTED || method > PATRON_STATS_BENJAMINI_HOCHBERG)
        return pt_fail_argument(error, 1, "there is no method %d", (int)method);
    if (count < 0 || count > PT_ROWS_MAX) return pt_fail_argument(error, 3, "count is below 0 or too large");
    if (count > 0 && !p_values) return pt_fail_argument(error, 2, "p_values is NULL");
    if (count > 0 && !adjusted) return pt_fail_argument(error, 5, "adjusted is NULL");
    for (int64_t i = 0; i < count; i++)
        if (!(p_values[i] >= 0 && p_values[i] <= 1))
            return pt_fail(error, PATRON_ERROR_ARGUMENT, 2, i, -1, "p_values", "a p value is outside 0..1");
    status = pt_allocator_from(allocator, &memory, error);
    if (status) return status;
    pt_index *order = pt_array(&memory, count, sizeof *order, error), *spare = NULL;
    if (order) spare = pt_array(&memory, count, sizeof *spare, error);
    if (spare) {
        for (int64_t i = 0; i < count; i++) order[i] = (pt_index)i;
        pt_sort(order, spare, count, smaller, p_values);
        if (method == PATRON_STATS_HOLM) holm(p_values, order, count, adjusted);
        else if (method == PATRON_STATS_BENJAMINI_HOCHBERG) benjamini_hochberg(p_values, order, count, adjusted);
        else if (adjusted != p_values && count) memcpy(adjusted, p_values, (size_t)count * sizeof *adjusted);
    } else {
        status = PATRON_ERROR_MEMORY;
    }
    PT_FREE(&memory, order, count);
    PT_FREE(&memory, spare, count);
    return status;
}
