#include "promotions.h"

#include "special.h"

#include <patron/stats.h>

#include <math.h>

#define ARMS_MAX 1000
#define MAILING_DAYS_MAX 3650
#define DIGITS 4 /* of net squared */

/* ---- count ----------------------------------------------------------------------------------------------------- */

enum { RECIPIENTS, UNOBSERVED, RESPONDERS, ORDERS, NET, SQUARE, ARRAYS = SQUARE + DIGITS };

typedef struct tally {
    const patron_book *book;
    int32_t as_of;
    patron_promotions_mailing mailing;
    patron_selection selection;
    int64_t cells;    /* groups x arms */
    int64_t *scratch; /* [group][arm][array] */
} tally;

/* The arm and day 0 of a customer; false for who is not in the mailing. The arrays are the caller's and may be changed
 * by another thread, so that each is read once. */
static bool recipient_of(const patron_promotions_mailing *mailing, int64_t customer, int32_t *arm, int32_t *day)
{
    *arm = ((const volatile int32_t *)mailing->arm)[customer];
    *day = mailing->sent_days ? ((const volatile int32_t *)mailing->sent_days)[customer] : mailing->sent_day;
    return *arm >= 0 && *arm < mailing->arms && *day >= PATRON_DAY_MIN && *day <= PATRON_DAY_MAX;
}

static patron_status check_recipients(const patron_promotions_mailing *mailing, int64_t first, int64_t count,
                                      patron_error *error)
{
    for (int64_t customer = first; customer < first + count; customer++) {
        int32_t arm, day;
        if (recipient_of(mailing, customer, &arm, &day)) continue;
        if (arm != PATRON_NONE && (arm < 0 || arm >= mailing->arms))
            return pt_fail(error, PATRON_ERROR_DATA, 3, customer, -1, "arm", "%d is no arm", (int)arm);
        if (day != PATRON_NO_DAY && (day < PATRON_DAY_MIN || day > PATRON_DAY_MAX))
            return pt_fail(error, PATRON_ERROR_DATA, 3, customer, -1, "sent_days", "%d is no day", (int)day);
    }
    return PATRON_OK;
}

/* `selection` came after the other fields. */
static patron_status mailing_from(const patron_promotions_mailing *given, patron_promotions_mailing *out,
                                  patron_error *error)
{
    size_t least = offsetof(patron_promotions_mailing, selection);
    if (!given) return pt_fail_argument(error, 3, "mailing is NULL");
    patron_status status = pt_read_struct(given, out, sizeof *out, least, 3, "mailing", error);
    if (status) return status;
    if (!out->arm) return pt_fail_argument(error, 3, "mailing: arm is NULL");
    if (out->arms < 2 || out->arms > ARMS_MAX)
        return pt_fail_argument(error, 3, "mailing: arms are outside 2..%d", ARMS_MAX);
    if (out->days < 1 || out->days > MAILING_DAYS_MAX)
        return pt_fail_argument(error, 3, "mailing: days are outside 1..%d", MAILING_DAYS_MAX);
    if (out->reserved) return pt_fail_argument(error, 3, "mailing: reserved must be 0");
    if (!out->sent_days && (out->sent_day < PATRON_DAY_MIN || out->sent_day > PATRON_DAY_MAX))
        return pt_fail(error, PATRON_ERROR_RANGE, 3, -1, -1, "sent_day", "sent_day lies outside the calendar");
    return PATRON_OK;
}

static void add_customer(const tally *t, int64_t customer)
{
    const patron_book *book = t->book;
    int32_t arm, day;
    int64_t group = pt_selected(&t->selection, customer), orders = 0, net = 0;
    if (group < 0 || !recipient_of(&t->mailing, customer, &arm, &day)) return;
    int64_t *cell = t->scratch + (group * t->mailing.arms + arm) * ARRAYS, last = (int64_t)day + t->mailing.days;
    if (last > t->as_of) {
        cell[UNOBSERVED]++;
        return;
    }
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > last) break;
        int64_t refunded = pt_refunded(book, i, t->as_of);
        if (book->day[i] < day || !pt_counts(book, i, refunded)) continue;
        orders++;
        net += book->amount[i] - refunded;
    }
    cell[RECIPIENTS]++;
    cell[RESPONDERS] += orders > 0;
    cell[ORDERS] += orders;
    cell[NET] += net;
    pt_uint128 size = net < 0 ? -(pt_uint128)net : (pt_uint128)net, square = size * size;
    for (int k = 0; k < DIGITS; k++) cell[SQUARE + k] += (int64_t)(square >> (32 * k) & UINT32_MAX);
}

static bool add_or_look(const tally *t, const patron_promotions_response *out, bool commits)
{
    int64_t *const array[] = {out->recipients, out->unobserved, out->responders, out->orders, out->net};
    for (int64_t at = 0; at < t->cells; at++) {
        const int64_t *cell = t->scratch + at * ARRAYS;
        int64_t sum;
        for (int k = 0; k < SQUARE; k++) {
            if (!array[k]) continue;
            if (pt_add(array[k][at], cell[k], &sum)) return false;
            if (commits) array[k][at] = sum;
        }
        if (!out->net_square) continue;
        if (!pt_can_add(out->net_square + at * DIGITS, cell + SQUARE, DIGITS)) return false;
        if (commits) pt_commit(out->net_square + at * DIGITS, cell + SQUARE, DIGITS);
    }
    return true;
}

patron_status patron_promotions_respond(const patron_book *book, int32_t as_of,
                                        const patron_promotions_mailing *mailing, int64_t first, int64_t count,
                                        const patron_promotions_response *into, patron_error *error)
{
    tally t = {.book = book, .as_of = as_of};
    patron_promotions_response out;
    int64_t all;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = mailing_from(mailing, &t.mailing, error);
    if (!status) status = pt_check_range(book, first, count, 4, error);
    if (!status) status = check_recipients(&t.mailing, first, count, error);
    if (!status) status = pt_selection_read(t.mailing.selection, first, count, 3, &t.selection, error);
    if (!status && !into) status = pt_fail_argument(error, 6, "into is NULL");
    if (!status) status = pt_read_struct(into, &out, sizeof out, sizeof out, 6, "into", error);
    if (status) return status;
    if (pt_multiply(t.selection.groups, t.mailing.arms, &t.cells) || pt_multiply(t.cells, ARRAYS, &all))
        t.cells = all = INT64_MAX;
    if (out.capacity < t.cells)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 6, -1, -1, "", "the arrays hold %lld arms, %lld are needed",
                       (long long)out.capacity, (long long)t.cells);
    t.scratch = pt_zero_array(&book->allocator, all, sizeof *t.scratch, error);
    if (!t.scratch) return PATRON_ERROR_MEMORY;
    for (int64_t customer = first; customer < first + count; customer++) add_customer(&t, customer);
    if (add_or_look(&t, &out, false)) (void)add_or_look(&t, &out, true);
    else status = pt_fail(error, PATRON_ERROR_OVERFLOW, 6, -1, -1, "", "a cell would leave int64");
    PT_FREE(&book->allocator, t.scratch, all);
    return status;
}

/* ---- compare --------------------------------------------------------------------------------------------------- */

/* One arm: mean net of a recipient, and its variance over the recipients divided by their number (of two or more: one
 * alone says nothing about it). */
typedef struct arm {
    int64_t recipients, responders;
    double mean, error;
} arm;

/* n Σ x^2 - (Σ x)^2: exact where it fits into 128 bits. */
static double spread_of(const patron_promotions_response *response, int64_t at)
{
    const int64_t *digit = response->net_square + at * DIGITS;
    int64_t n = response->recipients[at], net = response->net[at];
    if (n < INT64_C(1) << 31 && digit[3] == 0 && digit[2] < INT64_C(1) << 29) {
        pt_int128 square = ((pt_int128)digit[2] << 64) + ((pt_int128)digit[1] << 32) + digit[0];
        return (double)(square * n - (pt_int128)net * net);
    }
    double square = 0;
    for (int k = DIGITS - 1; k >= 0; k--) square = square * 0x1p32 + (double)digit[k];
    return square * (double)n - (double)net * (double)net;
}

static arm arm_of(const patron_promotions_response *response, int64_t at)
{
    arm found = {response->recipients[at], response->responders[at], 0, 0};
    double n = (double)found.recipients;
    if (found.recipients > 0) found.mean = (double)response->net[at] / n;
    if (found.recipients > 1) found.error = fmax(0, spread_of(response, at)) / n / (n - 1) / n;
    return found;
}

static patron_status check_response(int32_t arms, const patron_promotions_response *response, patron_error *error)
{
    if (!response->recipients || !response->responders || !response->net || !response->net_square)
        return pt_fail_argument(error, 2, "recipients, responders, net and net_square are needed");
    if (response->capacity < arms) return pt_fail_argument(error, 2, "the response has fewer arms");
    for (int64_t at = 0; at < arms; at++) {
        bool good = response->responders[at] >= 0 && response->recipients[at] >= response->responders[at];
        for (int k = 0; k < DIGITS; k++) good = good && response->net_square[at * DIGITS + k] >= 0;
        if (!good) return pt_fail(error, PATRON_ERROR_ARGUMENT, 2, at, -1, "", "counts of an arm do not go together");
    }
    return PATRON_OK;
}

#define PUT(column, value) \
    do { \
        if (out->column) out->column[at] = (value); \
    } while (0)

/* Whether an arm and the hold-out have so many recipients each. */
static bool compares_with(int64_t at, const arm *here, const arm *base, int64_t least)
{
    return at > 0 && here->recipients >= least && base->recipients >= least;
}

static void put_arm(const patron_promotions_effects *out, int64_t at, const arm *here, const arm *base,
                    double confidence, double z, double *rate_p, double *net_p)
{
    double low = 0, high = 1, difference = 0, d_low = 0, d_high = 0, net = 0, half = 0;
    *rate_p = *net_p = 1;
    (void)patron_stats_wilson(here->responders, here->recipients, confidence, &low, &high, NULL);
    if (compares_with(at, here, base, 1))
        (void)patron_stats_rate_difference(here->responders, here->recipients, base->responders, base->recipients,
                                           confidence, &difference, &d_low, &d_high, rate_p, NULL);
    if (compares_with(at, here, base, 2)) {
        double deviation = sqrt(here->error + base->error);
        net = here->mean - base->mean;
        half = z * deviation;
        *net_p = deviation > 0 ? erfc(fabs(net) / deviation * 0.70710678118654752440) : net == 0 ? 1 : 0;
    }
    PUT(rate, here->recipients ? (double)here->responders / (double)here->recipients : 0);
    PUT(low, low);
    PUT(high, high);
    PUT(difference, difference);
    PUT(difference_low, d_low);
    PUT(difference_high, d_high);
    PUT(p_value, *rate_p);
    PUT(net, here->mean);
    PUT(net_difference, net);
    PUT(net_low, net - half);
    PUT(net_high, net + half);
    PUT(net_p_value, *net_p);
    PUT(incremental, net * (double)here->recipients);
}

/* Adjusts the p values of the arms that compare (marked in `counts`), which lie packed in p; others stay 1. */
static patron_status put_adjusted(double *column, int32_t arms, const double *all, const bool *compares, int32_t method,
                                  double *p, const patron_allocator *memory, patron_error *error)
{
    int64_t many = 0;
    if (!column) return PATRON_OK;
    for (int32_t at = 0; at < arms; at++)
        if (compares[at]) p[many++] = all[at];
    patron_status status = patron_stats_adjust(method, p, many, memory, p, error);
    many = 0;
    for (int32_t at = 0; !status && at < arms; at++) column[at] = compares[at] ? p[many++] : 1;
    return status;
}

patron_status patron_promotions_compare(int32_t arms, const patron_promotions_response *given, double confidence,
                                        int32_t adjustment, const patron_allocator *allocator,
                                        const patron_promotions_effects *columns, patron_error *error)
{
    patron_promotions_response response;
    patron_promotions_effects out;
    patron_allocator memory;
    double level = confidence == 0 ? 0.95 : confidence;
    double rate_p[ARMS_MAX], net_p[ARMS_MAX], packed[ARMS_MAX], adjusted[2][ARMS_MAX];
    bool rate_compares[ARMS_MAX], net_compares[ARMS_MAX];
    if (arms < 2 || arms > ARMS_MAX) return pt_fail_argument(error, 1, "arms are outside 2..%d", ARMS_MAX);
    if (!given) return pt_fail_argument(error, 2, "response is NULL");
    patron_status status = pt_read_struct(given, &response, sizeof response, sizeof response, 2, "response", error);
    if (!status) status = check_response(arms, &response, error);
    if (!status && !(level > 0 && level < 1))
        status = pt_fail_argument(error, 3, "confidence must lie between 0 and 1");
    if (!status && (adjustment < PATRON_STATS_UNADJUSTED || adjustment > PATRON_STATS_BENJAMINI_HOCHBERG))
        status = pt_fail_argument(error, 4, "there is no adjustment %d", (int)adjustment);
    if (!status) status = pt_allocator_from(allocator, &memory, error);
    if (!status && !columns) status = pt_fail_argument(error, 6, "out is NULL");
    if (!status) status = pt_read_struct(columns, &out, sizeof out, sizeof out, 6, "out", error);
    if (status) return status;
    if (out.capacity < arms)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 6, -1, -1, "", "the columns hold %lld arms, %d are needed",
                       (long long)out.capacity, (int)arms);
    double z = fabs(pt_normal_quantile((1 - level) / 2));
    const arm base = arm_of(&response, 0);
    const patron_promotions_effects nothing = {.size = sizeof nothing};
    for (int32_t at = 0; at < arms; at++) { /* only p values: everything is known before anything is written */
        const arm here = arm_of(&response, at);
        rate_compares[at] = compares_with(at, &here, &base, 1);
        net_compares[at] = compares_with(at, &here, &base, 2);
        put_arm(&nothing, at, &here, &base, level, z, &rate_p[at], &net_p[at]);
    }
    status = put_adjusted(adjusted[0], arms, rate_p, rate_compares, adjustment, packed, &memory, error);
    if (!status) status = put_adjusted(adjusted[1], arms, net_p, net_compares, adjustment, packed, &memory, error);
    for (int32_t at = 0; !status && at < arms; at++) {
        const arm here = arm_of(&response, at);
        put_arm(&out, at, &here, &base, level, z, &rate_p[at], &net_p[at]);
        if (out.p_adjusted) out.p_adjusted[at] = adjusted[0][at];
        if (out.net_p_adjusted) out.net_p_adjusted[at] = adjusted[1][at];
    }
    return status;
}
