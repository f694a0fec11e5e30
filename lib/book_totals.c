/* What reconciles with the shop's own report, and what looks wrong with it. */
#include "book.h"
#include "calendar.h"

/* ---- totals ------------------------------------------------------------------------------------------------------------ */

/* Rows of an order or refund dated beyond as_of: both are counted where they act. */
static int64_t rows_of(const pt_index *rows, int64_t i) { return rows ? (int64_t)rows[i] : 1; }

static void add_refund_rows(const pt_refunds *refunds, int64_t begin, int64_t end, int32_t as_of, patron_totals *totals)
{
    for (int64_t i = begin; i < end; i++) {
        int64_t rows = rows_of(refunds->rows, i);
        totals->rows += rows;
        if (refunds->day[i] > as_of) totals->rows_after += rows;
        else totals->rows_refund += rows;
    }
}

/* What one group's orders and refunds come to. */
typedef struct group_sums {
    int64_t rows, money;        /* dated <= as_of, refunds among them */
    int64_t erased_rows, erased_money;
    int64_t orders, counted, counted_net, purchases, first_purchase;
    int64_t unmatched;          /* refunds, as a positive amount */
    bool any;
} group_sums;

static void add_order(const patron_book *book, int64_t i, int32_t as_of, patron_totals *totals, group_sums *sums)
{
    int64_t refunded = pt_refunded(book, i, as_of), rows = rows_of(book->rows, i), amount = book->amount[i];
    bool renewal = pt_bit(book->renewal, i);
    totals->orders++;
    sums->any = true;
    sums->rows += rows;
    sums->money += amount - refunded;
    totals->sales += amount;
    totals->refunds += refunded;
    *(renewal ? &totals->rows_renewal : &totals->rows_sale) += rows;
    if (refunded > amount) totals->refunds_over++;
    if (book->refund_first)
        for (int64_t r = book->refund_first[i]; r < (int64_t)book->refund_first[i + 1] && book->refunds.day[r] <= as_of; r++)
            sums->rows += rows_of(book->refunds.rows, r);
    if (pt_bit(book->erased, i)) {
        sums->erased_rows += rows;
        sums->erased_money += amount - refunded;
        if (book->refund_first)
            for (int64_t r = book->refund_first[i]; r < (int64_t)book->refund_first[i + 1] && book->refunds.day[r] <= as_of; r++)
                sums->erased_rows += rows_of(book->refunds.rows, r);
    }
    if (pt_counts(book, i, refunded)) {
        totals->orders_counted++;
        totals->orders_renewal += renewal;
        totals->net_counted += amount - refunded;
    } else if (amount == 0) {
        totals->orders_zero++;
    } else {
        totals->orders_refunded++;
    }
}

static void add_group(const patron_book *book, int64_t group, int32_t as_of, patron_totals *totals, group_sums *sums)
{
    int64_t end = book->order_first[group + 1], until = pt_orders_until(book, group, as_of);
    for (int64_t i = book->order_first[group]; i < end; i++) {
        totals->rows += rows_of(book->rows, i);
        if (i < until) add_order(book, i, as_of, totals, sums);
        else totals->rows_after += rows_of(book->rows, i);
    }
    if (book->refund_first)
        add_refund_rows(&book->refunds, book->refund_first[book->order_first[group]], book->refund_first[end], as_of, totals);
    if (!book->loose_first) return;
    int64_t loose = book->loose_first[group], loose_end = book->loose_first[group + 1];
    add_refund_rows(&book->loose, loose, loose_end, as_of, totals);
    for (int64_t i = loose; i < loose_end && book->loose.day[i] <= as_of; i++) {
        int64_t rows = rows_of(book->loose.rows, i);
        sums->any = true;
        sums->unmatched += book->loose.amount[i];
        sums->rows += rows;
        totals->refunds += book->loose.amount[i];
        totals->refunds_unmatched += rows > 0; /* else units of an order with a negative total, which is one refund */
        if (!pt_bit(book->loose_erased, i)) continue;
        sums->erased_rows += rows;
        sums->erased_money -= book->loose.amount[i];
    }
}

static void add_customer(const patron_book *book, int64_t customer, int32_t as_of, patron_totals *totals)
{
    group_sums sums = {0};
    add_group(book, customer, as_of, totals, &sums);
    totals->customers += sums.any;
    totals->net_customers += sums.money;
    totals->net_unmatched -= sums.unmatched;
    pt_walk walk = pt_walk_begin(book, customer, as_of, false);
    pt_purchase purchase;
    for (int64_t n = 0; pt_walk_next(&walk, &purchase); n++) {
        totals->purchases++;
        if (n > 0) continue;
        totals->buyers++;
        totals->buyers_unknown_birth += !pt_birth_known(book, customer, purchase.day);
    }
}

static void add_guests(const patron_book *book, int32_t as_of, patron_totals *totals)
{
    group_sums sums = {0};
    add_group(book, book->customers, as_of, totals, &sums);
    totals->net_guests = sums.money - sums.unmatched;
    totals->excluded_rows[PATRON_EXCLUDED_ERASED] = sums.erased_rows;
    totals->excluded_money[PATRON_EXCLUDED_ERASED] = sums.erased_money;
    totals->excluded_rows[PATRON_EXCLUDED_GUEST] = sums.rows - sums.erased_rows;
    totals->excluded_money[PATRON_EXCLUDED_GUEST] = totals->net_guests - sums.erased_money;
}

static void add_ignored(const patron_book *book, int32_t as_of, patron_totals *totals)
{
    for (int64_t i = 0; i < book->ignored_count; i++) {
        const pt_ignored *one = &book->ignored[i];
        totals->rows += one->rows;
        if (one->day > as_of) {
            totals->rows_after += one->rows;
            continue;
        }
        totals->rows_ignored += one->rows;
        totals->excluded_rows[one->reason] += one->rows;
        totals->excluded_money[one->reason] += one->money;
    }
}

patron_status patron_book_totals(const patron_book *book, int32_t as_of, patron_totals *out, patron_error *error)
{
    patron_totals totals = {0};
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_check_out_struct(out, sizeof *out, 3, "out", error);
    if (status) return status;
    for (int64_t customer = 0; customer < book->customers; customer++) add_customer(book, customer, as_of, &totals);
    add_guests(book, as_of, &totals);
    add_ignored(book, as_of, &totals);
    totals.net = totals.sales - totals.refunds;
    totals.duplicate_rows = book->duplicate_rows;
    totals.duplicate_money = book->duplicate_money;
    pt_write_struct(out, &totals, sizeof totals);
    return PATRON_OK;
}

/* ---- warnings ---------------------------------------------------------------------------------------------------------- */

#define MONTHS 4

/* Births in the first month with any and the three after it. */
typedef struct first_months {
    int64_t first; /* index of the first month, INT64_MAX = none yet */
    int64_t births[MONTHS];
} first_months;

static void add_birth(first_months *months, int64_t month)
{
    if (month < months->first) {
        int64_t shift = months->first == INT64_MAX ? MONTHS : months->first - month;
        for (int64_t i = MONTHS - 1; i >= 0; i--) months->births[i] = i >= shift ? months->births[i - shift] : 0;
        months->first = month;
    }
    if (month - months->first < MONTHS) months->births[month - months->first]++;
}

static int64_t median_of_three(int64_t a, int64_t b, int64_t c)
{
    int64_t least = a < b ? a : b, greatest = a < b ? b : a;
    return c < least ? least : c > greatest ? greatest : c;
}

/* Marks the days with a counted order in a bitmap that begins at the book's first day. */
static bool mark_days(const patron_book *book, int32_t as_of, uint8_t *days)
{
    bool any = false;
    for (int64_t group = 0; group <= book->customers; group++) {
        int64_t until = pt_orders_until(book, group, as_of);
        for (int64_t i = book->order_first[group]; i < until; i++) {
            if (!pt_counts(book, i, pt_refunded(book, i, as_of))) continue;
            int64_t at = book->day[i] - book->first_day;
            days[at >> 3] |= (uint8_t)(1u << (at & 7));
            any = true;
        }
    }
    return any;
}

static bool gap_at_end(const uint8_t *days, int64_t count)
{
    int64_t last = -1, longest = 0;
    for (int64_t i = 0; i < count; i++) {
        if (!pt_bit(days, i)) continue;
        if (last >= 0 && i - last > longest) longest = i - last;
        last = i;
    }
    int64_t end = count - 1 - last;
    return end >= 3 && end > longest;
}

patron_status patron_book_warnings(const patron_book *book, int32_t as_of, uint64_t *warnings, patron_error *error)
{
    first_months months = {INT64_MAX, {0}};
    uint64_t found = 0;
    pt_periods monthly;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status && !warnings) status = pt_fail_argument(error, 3, "warnings is NULL");
    if (!status) status = pt_periods_from(NULL, 0, &monthly, error);
    if (status) return status;
    int64_t days = book->first_day == PATRON_NO_DAY || as_of < book->first_day ? 0 : (int64_t)as_of - book->first_day + 1;
    uint8_t *sold = pt_zero_array(&book->allocator, (days + 7) / 8, 1, error);
    if (!sold) return PATRON_ERROR_MEMORY;
    for (int64_t customer = 0; customer < book->customers; customer++) {
        pt_walk walk = pt_walk_begin(book, customer, as_of, false);
        pt_purchase first;
        if (pt_walk_next(&walk, &first) && pt_birth_known(book, customer, first.day))
            add_birth(&months, pt_period_of(&monthly, first.day));
    }
    if (!mark_days(book, as_of, sold)) found |= PATRON_WARNING_NO_SALES;
    else if (gap_at_end(sold, days)) found |= PATRON_WARNING_GAP_AT_END;
    const int64_t *births = months.births;
    bool observed = months.first != INT64_MAX && pt_period_of(&monthly, as_of) >= months.first + MONTHS - 1;
    if (observed && 2 * births[0] > 3 * median_of_three(births[1], births[2], births[3])) found |= PATRON_WARNING_FIRST_PERIOD;
    PT_FREE(&book->allocator, sold, (days + 7) / 8);
    *warnings = found;
    return PATRON_OK;
}
