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

patron_status patron_products_expected(int64_t units, int64_t squares, int64_t quantity_scale, int32_t window,
                                       int32_t horizon, double confidence, double *expected, double *low, double *high,
                                       patron_error *error)
{
    if (squares < 0 || (units > 0 && squares == 0))
        return pt_fail_argument(error, 2, "squares: %lld units cannot have squares of %lld", (long long)units,
                                (long long)squares);
    if (quantity_scale < 1) return pt_fail_argument(error, 3, "quantity_scale is less than 1");
    if (window < 1) return pt_fail_argument(error, 4, "window is less than a day");
    if (horizon < 0) return pt_fail_argument(error, 5, "horizon is negative");
    if (confidence == 0) confidence = 0.95;
    if (!(confidence > 0 && confidence < 1)) return pt_fail_argument(error, 6, "confidence is not between 0 and 1");
    double sold = units > 0 ? (double)units : 0, scale = (double)quantity_scale;
    double size = units > 0 ? (double)squares / sold : scale; /* of an order, in quantity units */
    double orders = sold / size, ratio = (double)horizon / (double)window;
    double z = pt_normal_quantile(0.5 + confidence / 2), wide = z * z * ratio / 2;
    double middle = orders * ratio + wide, half = z * sqrt(orders * ratio * (1 + ratio) + wide * ratio / 2);
    double least = middle - half;
    if (expected) *expected = sold * ratio / scale;
    if (low) *low = (least > 0 ? least : 0) * size / scale;
    if (high) *high = (middle + half) * size / scale;
    return PATRON_OK;
}
