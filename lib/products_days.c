/* When items are sold, and how many units to expect. */
#include <math.h>

#include "products.h"
#include "special.h"

static void note_day(int32_t *first, int32_t *last, int64_t row, int32_t day)
{
    if (first && (first[row] == PATRON_NO_DAY || day < first[row])) first[row] = day;
    if (last && (last[row] == PATRON_NO_DAY || day > last[row])) last[row] = day;
}

patron_status patron_products_days(const patron_book *book, int32_t as_of, const patron_products_options *options,
                                   const patron_products_days_columns *given, patron_error *error)
{
    pt_products_plan plan;
    patron_products_days_columns out;
    patron_status status = pt_products_plan_read(book, as_of, options, 3, &plan, error);
    if (!status && !given) status = pt_fail_argument(error, 4, "out is NULL");
    if (!status) status = pt_read_struct(given, &out, sizeof out, sizeof out, 4, "out", error);
    if (status) return status;
    if (out.capacity < plan.items)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 4, -1, -1, "", "the columns hold %lld rows, %lld are needed",
                       (long long)out.capacity, (long long)plan.items);
    for (int64_t i = 0; i < plan.items; i++) {
        if (out.first_day) out.first_day[i] = PATRON_NO_DAY;
        if (out.last_day) out.last_day[i] = PATRON_NO_DAY;
    }
    for (int64_t i = 0; book->line_first && i < book->orders; i++) {
        if (book->day[i] > as_of || !pt_counts(book, i, pt_refunded(book, i, as_of))) continue;
        for (int64_t l = book->line_first[i]; l < (int64_t)book->line_first[i + 1]; l++) {
            int64_t row = pt_products_row(&plan, book->line_product[l]);
            if (row < plan.items) note_day(out.first_day, out.last_day, row, book->day[i]);
        }
    }
    return PATRON_OK;
}

/* ---- expected units --------------------------------------------------------------------------------------------- */

static patron_status read_options(const patron_products_expected_options *given, patron_products_expected_options *out,
                                  patron_error *error)
{
    if (!given) return pt_fail_argument(error, 5, "options are NULL");
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, 5, "options", error);
    if (status) return status;
    if (out->flags) return pt_fail_argument(error, 5, "options: unknown flags");
    if (out->reserved) return pt_fail_argument(error, 5, "options: reserved is not 0");
    if (out->as_of < PATRON_DAY_MIN || out->as_of > PATRON_DAY_MAX)
        return pt_fail_argument(error, 5, "options: as_of %d is outside the calendar", (int)out->as_of);
    if (out->window_days < 0 || out->window_days > PT_PRODUCTS_DAYS_MAX)
        return pt_fail_argument(error, 5, "options: window_days %d is outside 1..%d", (int)out->window_days,
                                PT_PRODUCTS_DAYS_MAX);
    if (out->horizon < 0 || out->horizon > PT_PRODUCTS_DAYS_MAX)
        return pt_fail_argument(error, 5, "options: horizon %d is outside 1..%d", (int)out->horizon,
                                PT_PRODUCTS_DAYS_MAX);
    if (out->quantity_scale < 0) return pt_fail_argument(error, 5, "options: quantity_scale is negative");
    if (out->confidence != 0 && !(out->confidence > 0 && out->confidence < 1))
        return pt_fail_argument(error, 5, "options: confidence is not between 0 and 1");
    if (!out->window_days) out->window_days = 365;
    if (!out->horizon) out->horizon = 30;
    if (!out->quantity_scale) out->quantity_scale = 1;
    if (out->confidence == 0) out->confidence = 0.95;
    return PATRON_OK;
}

/* What was sold of one item: each input is loaded once, as another thread may change it. */
typedef struct sold {
    int64_t units, squares;
    int32_t window;
} sold;

static bool read_sold(const volatile int64_t *units, const volatile int64_t *squares, const volatile int32_t *first_day,
                      const patron_products_expected_options *options, int64_t i, sold *out)
{
    int32_t first = first_day ? first_day[i] : PATRON_NO_DAY;
    *out = (sold){units[i], squares[i], options->window_days};
    if (out->squares < 0 || (out->units > 0 && out->squares == 0)) return false;
    if (first == PATRON_NO_DAY) return true;
    if (first > options->as_of) return false;
    int64_t age = (int64_t)options->as_of - first + 1;
    if (age < out->window) out->window = (int32_t)age;
    return true;
}

patron_status patron_products_expected(const int64_t *units, const int64_t *squares, const int32_t *first_day,
                                       int64_t count, const patron_products_expected_options *given, double *expected,
                                       double *low, double *high, patron_error *error)
{
    patron_products_expected_options options;
    sold one;
    patron_status status = read_options(given, &options, error);
    if (status) return status;
    if (count < 0) return pt_fail_argument(error, 4, "count is negative");
    if (count > 0 && !units) return pt_fail_argument(error, 1, "units are NULL");
    if (count > 0 && !squares) return pt_fail_argument(error, 2, "squares are NULL");
    for (int64_t i = 0; i < count; i++)
        if (!read_sold(units, squares, first_day, &options, i, &one))
            return pt_fail(error, PATRON_ERROR_ARGUMENT, 1, i, -1, "",
                           "item %lld: units, squares or first_day are wrong", (long long)i);
    double z = pt_normal_quantile(0.5 + options.confidence / 2), scale = (double)options.quantity_scale;
    for (int64_t i = 0; i < count; i++) {
        if (!read_sold(units, squares, first_day, &options, i, &one)) one = (sold){0, 0, options.window_days};
        double all = one.units > 0 ? (double)one.units : 0;
        double size = one.units > 0 ? (double)one.squares / all : scale; /* of an order, in quantity units */
        double orders = all / size, ratio = (double)options.horizon / (double)one.window, wide = z * z * ratio / 2;
        double middle = orders * ratio + wide, half = z * sqrt(orders * ratio * (1 + ratio) + wide * ratio / 2);
        double least = middle - half;
        if (expected) expected[i] = all * ratio / scale;
        if (low) low[i] = (least > 0 ? least : 0) * size / scale;
        if (high) high[i] = (middle + half) * size / scale;
    }
    return PATRON_OK;
}
