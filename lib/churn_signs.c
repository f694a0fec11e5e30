/* Leading indicators: what a customer's last purchases look like, and what that was worth some time ago. */
#include "churn.h"

#define HORIZON 90

const char *patron_churn_sign_name(int32_t sign)
{
    static const char *const names[PATRON_CHURN_SIGNS] = {"gap_widening", "value_falling", "last_refunded",
                                                          "discount_only"};
    return sign >= 0 && sign < PATRON_CHURN_SIGNS ? names[sign] : NULL;
}

/* ---- one customer ---------------------------------------------------------------------------------------------- */

typedef struct signs {
    int64_t purchases;
    int32_t shown, known; /* bits */
} signs;

static int32_t bit(bool is_set, int32_t sign) { return is_set ? 1 << sign : 0; }

/* Whether something of the orders from `day` on, or something unmatched, was given back from `day` to as_of. */
static bool given_back(const patron_book *book, int64_t customer, int32_t day, int32_t as_of)
{
    for (int64_t i = pt_orders_until(book, customer, as_of) - 1;
         i >= (int64_t)book->order_first[customer] && book->day[i] >= day; i--)
        if (!pt_bit(book->renewal, i) && pt_refunded(book, i, as_of) > 0) return true;
    if (!book->loose_first) return false;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++)
        if (book->loose.day[r] >= day && book->loose.day[r] <= as_of && book->loose.amount[r] > 0) return true;
    return false;
}

/* Whether every counted order of a purchase had a discount. */
static bool all_discounted(const patron_book *book, const pt_purchase *purchase, int32_t as_of)
{
    for (int64_t i = purchase->first; i < purchase->end; i++)
        if (!pt_bit(book->renewal, i) && pt_counts(book, i, pt_refunded(book, i, as_of)) && book->discount[i] <= 0)
            return false;
    return true;
}

/* No sum overflows: gaps add up to a span of days, and the build of the book has checked the money. */
static signs look_at(const patron_book *book, int64_t customer, int32_t as_of)
{
    pt_walk walk = pt_walk_begin(book, customer, as_of, true);
    pt_purchase purchase;
    signs found = {0, 0, 0};
    int64_t gap = 0, gaps_before = 0, net = 0, nets_before = 0;
    int32_t last = 0;
    bool discounted = book->discount != NULL;
    while (pt_walk_next(&walk, &purchase)) {
        gaps_before += gap;
        nets_before += net;
        gap = found.purchases ? purchase.day - last : 0;
        net = purchase.net;
        last = purchase.day;
        found.purchases++;
        discounted = discounted && all_discounted(book, &purchase, as_of);
    }
    if (!found.purchases) return found;
    int64_t before = found.purchases - 1; /* purchases before the last one */
    bool judged = before >= 2;
    found.known = bit(judged, PATRON_CHURN_SIGN_GAP_WIDENING) | bit(judged, PATRON_CHURN_SIGN_VALUE_FALLING) |
                  bit(true, PATRON_CHURN_SIGN_LAST_REFUNDED) |
                  bit(book->discount != NULL, PATRON_CHURN_SIGN_DISCOUNT_ONLY);
    found.shown = bit(judged && 2 * gap * (before - 1) > 3 * gaps_before, PATRON_CHURN_SIGN_GAP_WIDENING) |
                  bit(judged && (pt_int128)4 * net * before < (pt_int128)3 * nets_before,
                      PATRON_CHURN_SIGN_VALUE_FALLING) |
                  bit(given_back(book, customer, last, as_of), PATRON_CHURN_SIGN_LAST_REFUNDED) |
                  bit(discounted, PATRON_CHURN_SIGN_DISCOUNT_ONLY);
    return found;
}

/* ---- score ----------------------------------------------------------------------------------------------------- */

patron_status patron_churn_signs(const patron_book *book, int32_t as_of, int64_t first, int64_t count,
                                 const patron_churn_sign_columns *given, patron_error *error)
{
    patron_churn_sign_columns out;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_check_range(book, first, count, 3, error);
    if (!status && !given) status = pt_fail_argument(error, 5, "out is NULL");
    if (!status) status = pt_read_struct(given, &out, sizeof out, sizeof out, 5, "out", error);
    if (status) return status;
    if (out.capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 5, -1, -1, "", "%lld rows are needed", (long long)count);
    for (int64_t i = 0; i < count; i++) {
        signs found = look_at(book, first + i, as_of);
        if (out.signs) out.signs[i] = found.shown;
        if (out.known) out.known[i] = found.known;
    }
    return PATRON_OK;
}

/* ---- what they were worth -------------------------------------------------------------------------------------- */

static bool came_back(const patron_book *book, int64_t customer, int32_t after, int32_t as_of)
{
    pt_churn_history history;
    pt_churn_history_read(book, customer, as_of, &history);
    return history.purchases > 0 && history.last > after;
}

/* One group's cells are [customers, gone][sign][without, with]. */
#define CELLS (PATRON_CHURN_SIGNS * 2)

static void add_customer(const signs *found, bool gone, int64_t *customers, int64_t *lost)
{
    for (int32_t sign = 0; sign < PATRON_CHURN_SIGNS; sign++) {
        if (!(found->known >> sign & 1)) continue;
        int32_t cell = 2 * sign + (found->shown >> sign & 1);
        customers[cell]++;
        lost[cell] += gone;
    }
}

patron_status patron_churn_sign_count(const patron_book *book, int32_t as_of, int32_t horizon,
                                      const patron_selection *selection, int64_t first, int64_t count,
                                      const patron_churn_sign_counts *given, patron_error *error)
{
    patron_churn_sign_counts into;
    patron_selection chosen;
    int64_t cells, both;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status && (horizon < 0 || horizon > PT_CHURN_LATEST))
        status = pt_fail_argument(error, 3, "the horizon of %d days is outside 1..%d", (int)horizon, PT_CHURN_LATEST);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status) status = pt_selection_read(selection, first, count, 4, &chosen, error);
    if (!status && !given) status = pt_fail_argument(error, 7, "into is NULL");
    if (!status) status = pt_read_struct(given, &into, sizeof into, sizeof into, 7, "into", error);
    if (status) return status;
    if (pt_multiply(chosen.groups, CELLS, &cells) || pt_multiply(cells, 2, &both)) cells = both = INT64_MAX;
    if (into.capacity < cells)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "%lld cells are needed", (long long)cells);
    int64_t *sums = pt_zero_array(&book->allocator, both, sizeof *sums, error);
    if (!sums) return PATRON_ERROR_MEMORY;
    int32_t day = as_of - (horizon ? horizon : HORIZON); /* before the calendar there are no orders: nobody counts */
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&chosen, customer);
        if (group < 0) continue;
        signs found = look_at(book, customer, day);
        if (!found.purchases) continue;
        int64_t *customers = sums + group * CELLS;
        add_customer(&found, !came_back(book, customer, day, as_of), customers, customers + cells);
    }
    if (pt_can_add(into.customers, sums, cells) && pt_can_add(into.gone, sums + cells, cells)) {
        pt_commit(into.customers, sums, cells);
        pt_commit(into.gone, sums + cells, cells);
    } else {
        status = pt_fail(error, PATRON_ERROR_OVERFLOW, 7, -1, -1, "", "a cell would leave int64");
    }
    PT_FREE(&book->allocator, sums, both);
    return status;
}
