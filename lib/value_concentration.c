#include "sort.h"
#include "value.h"

#define WHOLE 10000

static const int32_t default_shares[] = {100, 500, 1000, 2000, 5000};

/* ---- net of a buyer -------------------------------------------------------------------------------------------- */

/* False for who is no buyer. */
static bool net_of(const patron_book *book, int32_t as_of, int32_t from, int64_t customer, int64_t *net)
{
    bool buyer = false;
    *net = 0;
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > as_of) break;
        int64_t refunded = pt_refunded(book, i, as_of);
        buyer = buyer || pt_counts(book, i, refunded);
        if (book->day[i] >= from) *net += book->amount[i] - refunded;
    }
    if (!buyer || !book->loose_first) return buyer;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++)
        if (book->loose.day[r] >= from && book->loose.day[r] <= as_of) *net -= book->loose.amount[r];
    return true;
}

/* ---- one group ------------------------------------------------------------------------------------------------- */

/* Of n nets in ascending order; one below 0 counts as 0. Exact up to the last two steps. */
static double gini_of(const int64_t *net, int64_t n)
{
    pt_int128 weighted = 0, sum = 0;
    for (int64_t i = 0; i < n; i++) {
        if (net[i] <= 0) continue;
        weighted += (pt_int128)(i + 1) * net[i];
        sum += net[i];
    }
    if (sum == 0) return 0;
    return (double)(2 * weighted - (n + 1) * sum) / ((double)sum * (double)n);
}

static void put_top(const patron_value_concentration_columns *out, int64_t at, const int64_t *net, int64_t n,
                    int64_t sum, int32_t share)
{
    int64_t top = (int64_t)(((pt_int128)n * share + WHOLE - 1) / WHOLE), top_net = 0;
    for (int64_t i = n - top; i < n; i++) top_net += net[i];
    double mean = n > 0 ? (double)sum / (double)n : 0, top_mean = top > 0 ? (double)top_net / (double)top : 0;
    double rest = n > top ? (double)(sum - top_net) / (double)(n - top) : 0;
    if (out->top_buyers) out->top_buyers[at] = top;
    if (out->top_net) out->top_net[at] = top_net;
    if (out->top_share) out->top_share[at] = sum > 0 ? (double)top_net / (double)sum : 0;
    if (out->top_multiple) out->top_multiple[at] = sum > 0 ? top_mean / mean : 0;
    if (out->rest_multiple) out->rest_multiple[at] = rest > 0 ? top_mean / rest : 0;
}

static void put_group(const patron_value_concentration_columns *out, int64_t group, const int64_t *net, int64_t n,
                      const int32_t *shares, int32_t share_count)
{
    int64_t sum = 0, negative = 0, negative_net = 0;
    for (int64_t i = 0; i < n; i++) {
        sum += net[i];
        if (net[i] >= 0) continue;
        negative++;
        negative_net += net[i];
    }
    if (out->buyers) out->buyers[group] = n;
    if (out->net) out->net[group] = sum;
    if (out->negative) out->negative[group] = negative;
    if (out->negative_net) out->negative_net[group] = negative_net;
    if (out->gini) out->gini[group] = gini_of(net, n);
    for (int32_t k = 0; k < share_count; k++) put_top(out, group * share_count + k, net, n, sum, shares[k]);
}

/* ---- the call -------------------------------------------------------------------------------------------------- */

static patron_status options_from(int32_t as_of, const patron_value_concentration_options *given,
                                  patron_value_concentration_options *out, int32_t *from, int32_t *shares,
                                  patron_error *error)
{
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, 3, "options", error);
    if (!status) status = pt_value_window(as_of, out->window_days, from, error);
    if (status) return status;
    if (out->flags) return pt_fail_argument(error, 3, "options: unknown flags");
    if (out->share_count < 0 || out->share_count > PATRON_VALUE_SHARES_MAX || (out->share_count > 0 && !out->shares))
        return pt_fail_argument(error, 3, "options: share_count is outside 0..%d, or shares is NULL",
                                PATRON_VALUE_SHARES_MAX);
    const int32_t *source = out->share_count ? out->shares : default_shares;
    if (!out->share_count) out->share_count = (int32_t)(sizeof default_shares / sizeof *default_shares);
    for (int32_t k = 0; k < out->share_count; k++) {
        shares[k] = source[k];
        if (shares[k] < 1 || shares[k] > WHOLE)
            return pt_fail_argument(error, 3, "options: share %d is outside 1..%d", (int)shares[k], WHOLE);
    }
    return PATRON_OK;
}

patron_status patron_value_concentration(const patron_book *book, int32_t as_of,
                                         const patron_value_concentration_options *given_options,
                                         const patron_selection *given,
                                         const patron_value_concentration_columns *columns, patron_error *error)
{
    patron_value_concentration_options options;
    patron_value_concentration_columns out;
    patron_selection selection;
    int32_t shares[PATRON_VALUE_SHARES_MAX], from;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = options_from(as_of, given_options, &options, &from, shares, error);
    if (!status) status = pt_selection_read(given, 0, book->customers, 4, &selection, error);
    if (!status && !columns) status = pt_fail_argument(error, 5, "out is NULL");
    if (!status) status = pt_read_struct(columns, &out, sizeof out, sizeof out, 5, "out", error);
    if (status) return status;
    if (out.capacity < selection.groups)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 5, -1, -1, "", "the arrays hold %lld groups, %lld are needed",
                       (long long)out.capacity, (long long)selection.groups);
    int64_t n = book->customers;
    int32_t *group = pt_array(&book->allocator, n, sizeof *group, error);
    int64_t *net = group ? pt_array(&book->allocator, n, sizeof *net, error) : NULL;
    int64_t *sorted = net ? pt_array(&book->allocator, n, sizeof *sorted, error) : NULL;
    int64_t *end = sorted ? pt_zero_array(&book->allocator, selection.groups, sizeof *end, error) : NULL;
    if (!end) {
        status = PATRON_ERROR_MEMORY;
        goto done;
    }
    for (int64_t customer = 0; customer < n; customer++) {
        int64_t in = pt_selected(&selection, customer);
        group[customer] = in >= 0 && net_of(book, as_of, from, customer, &net[customer]) ? (int32_t)in : -1;
        if (group[customer] >= 0) end[group[customer]]++;
    }
    (void)pt_value_starts(end, selection.groups);
    for (int64_t customer = 0; customer < n; customer++)
        if (group[customer] >= 0) sorted[end[group[customer]]++] = net[customer];
    for (int64_t g = 0, start = 0; g < selection.groups; start = end[g++]) {
        pt_sort_numbers(sorted + start, net, end[g] - start);
        put_group(&out, g, sorted + start, end[g] - start, shares, options.share_count);
    }
done:
    PT_FREE(&book->allocator, group, n);
    PT_FREE(&book->allocator, net, n);
    PT_FREE(&book->allocator, sorted, n);
    PT_FREE(&book->allocator, end, selection.groups);
    return status;
}
