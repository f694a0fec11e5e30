#include "churn.h"

#include "parallel.h"

/* ---- edges and bins -------------------------------------------------------------------------------------------- */

#define MANTISSA_BITS 52
#define LOWEST_OCTAVE (-8) /* edge 0 is 2^-8, edge 256 is 2^8 */

/* The doubles nearest to 2^(f/16), times 2^52: what lies between two powers of two. */
static const uint64_t fraction[17] = {
    4503599627370496, 4702991017412879, 4911210218475899, 5128648071143992, 5355712719992597, 5592830379701282,
    5840446135085607, 6099024776549417, 6369051672525773, 6651033680544135, 6945500098633947, 7253003658850448,
    7574121564787629, 7909456575025820, 8259638134547591, 8625323556245722, 9007199254740992};

/* The bin within an octave that the leading six bits of a mantissa lie in, or the one below it. */
static const uint8_t first_guess[64] = {
    0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6,
    6, 7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 10, 11, 11, 11, 11,
    12, 12, 12, 12, 12, 13, 13, 13, 13, 13, 14, 14, 14, 14, 14, 15, 15, 15, 15, 15};

double patron_churn_edge(int32_t bin)
{
    if (bin < 1 || bin > PATRON_CHURN_BINS) return 0;
    int32_t octave = (bin >> 4) + LOWEST_OCTAVE;
    double edge = (double)fraction[bin & 15] * 0x1p-52;
    for (; octave > 0; octave--) edge *= 2;
    for (; octave < 0; octave++) edge /= 2;
    return edge;
}

int32_t pt_churn_bin_near(double u, bool *near)
{
    const uint64_t slack = 64; /* units in the last place: many times the error of u */
    uint64_t bits;
    *near = false; /* below edge 0 and above edge 256 lie the same bins as on their other side */
    if (u < 0x1p-8) return 0;
    if (u >= 0x1p8) return PATRON_CHURN_BINS - 1;
    memcpy(&bits, &u, sizeof bits);
    int32_t octave = (int32_t)(bits >> MANTISSA_BITS) - 1023;
    uint64_t mantissa = (bits & (((uint64_t)1 << MANTISSA_BITS) - 1)) | (uint64_t)1 << MANTISSA_BITS;
    int32_t f = first_guess[(mantissa >> (MANTISSA_BITS - 6)) & 63];
    f += mantissa >= fraction[f + 1];
    *near = mantissa - fraction[f] < slack || fraction[f + 1] - mantissa < slack;
    return ((octave - LOWEST_OCTAVE) << 4) + f;
}

/* Compares p/q with an edge in integers. Where neither is far from the other nothing leaves 128 bits: q < 2^63. */
static int32_t side_of(pt_uint128 p, pt_uint128 q, int32_t edge)
{
    int32_t octave = (edge >> 4) + LOWEST_OCTAVE;
    if (p >= q << 9) return 1;
    if (octave < 0 && p >= q) return 1;
    if (octave < 0) p <<= -octave;
    else q <<= octave;
    p <<= MANTISSA_BITS;
    q *= fraction[edge & 15];
    return (p > q) - (p < q);
}

pt_churn_scale pt_churn_scale_of(int64_t gaps, int64_t gap_days, int64_t number, int64_t span)
{
    pt_churn_scale scale;
    scale.days = gap_days + span * gaps;
    scale.weight = (pt_uint128)gaps * (pt_uint128)number;
    scale.inverse = (double)gaps * (double)number / (double)scale.days;
    return scale;
}

int32_t pt_churn_side(const pt_churn_scale *scale, int64_t silence, int32_t edge)
{
    return side_of((pt_uint128)silence * scale->weight, (pt_uint128)scale->days, edge);
}

int32_t pt_churn_bin(const pt_churn_scale *scale, int64_t silence)
{
    bool near;
    int32_t bin = pt_churn_bin_near((double)silence * scale->inverse, &near);
    if (!near) return bin;
    if (bin < PATRON_CHURN_BINS - 1 && pt_churn_side(scale, silence, bin + 1) >= 0) return bin + 1;
    if (bin > 0 && pt_churn_side(scale, silence, bin) < 0) return bin - 1;
    return bin;
}

/* ---- what is counted ------------------------------------------------------------------------------------------- */

/* Whether the number of a customer's purchases is known: the birth is that of the first purchase of any kind. */
static bool in_table(const patron_book *book, int64_t customer, int32_t as_of)
{
    if (!(book->flags & PATRON_BOOK_OBSERVED_FROM) && !book->since) return true;
    pt_walk walk = pt_walk_begin(book, customer, as_of, false);
    pt_purchase purchase;
    return pt_walk_next(&walk, &purchase) && pt_birth_known(book, customer, purchase.day);
}

static void count_second(int64_t *second, bool open, int64_t days)
{
    const int64_t later = PATRON_CHURN_SECOND_DAYS - 1;
    second[(open ? PATRON_CHURN_SECOND_DAYS : 0) + (days < later ? days : later)]++;
}

/* The first pass over one customer. */
static void count_gaps(const patron_book *book, int64_t customer, int32_t as_of, int64_t *gaps, int64_t *second)
{
    pt_walk walk = pt_walk_begin(book, customer, as_of, true);
    pt_purchase purchase;
    int64_t number = 0;
    int32_t first = 0, last = 0;
    while (pt_walk_next(&walk, &purchase)) {
        if (number++ == 0) first = purchase.day;
        else if (number == 2) count_second(second, false, (int64_t)purchase.day - first);
        last = purchase.day;
    }
    if (number == 1) count_second(second, true, (int64_t)as_of - first);
    if (number > 1) {
        gaps[0] += number - 1;
        gaps[1] += (int64_t)last - first;
    }
}

static void count_spell(int64_t *cells, const int64_t *shop, int64_t number, int64_t span, int64_t days, bool open)
{
    pt_churn_scale scale = pt_churn_scale_of(shop[0], shop[1], number, span);
    int64_t group = (number < PATRON_CHURN_GROUPS ? number : PATRON_CHURN_GROUPS) - 1;
    cells[((open ? PATRON_CHURN_GROUPS : 0) + group) * PATRON_CHURN_BINS + pt_churn_bin(&scale, days)]++;
}

/* The second pass over one customer. */
static void count_spells(const patron_book *book, int64_t customer, int32_t as_of, const int64_t *shop, int64_t *cells)
{
    pt_walk walk = pt_walk_begin(book, customer, as_of, true);
    pt_purchase purchase;
    int64_t number = 0;
    int32_t first = 0, last = 0;
    while (pt_walk_next(&walk, &purchase)) {
        if (number == 0) first = purchase.day;
        else count_spell(cells, shop, number, (int64_t)last - first, (int64_t)purchase.day - last, false);
        last = purchase.day;
        number++;
    }
    if (number > 0) count_spell(cells, shop, number, (int64_t)last - first, (int64_t)as_of - last, true);
}

/* ---- counts over a range --------------------------------------------------------------------------------------- */

static patron_status range_read(const patron_book *book, int32_t as_of, const patron_selection *given, int32_t argument,
                                int64_t first, int64_t count, patron_selection *selection, patron_error *error)
{
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_check_range(book, first, count, argument + 1, error);
    if (!status) status = pt_selection_read(given, first, count, argument, selection, error);
    return status;
}

/* Zeroed scratch of `groups` times `cells`. */
static int64_t *scratch_make(const patron_book *book, int64_t groups, int64_t cells, patron_error *error)
{
    int64_t total;
    if (pt_multiply(groups, cells, &total)) total = INT64_MAX;
    return pt_zero_array(&book->allocator, total, sizeof(int64_t), error);
}

static patron_status fail_overflow(patron_error *error, const char *column)
{
    return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, -1, -1, column, "a sum leaves int64");
}

patron_status patron_churn_gaps(const patron_book *book, int32_t as_of, const patron_selection *selection,
                                int64_t first, int64_t count, int64_t *gaps, int64_t *second, patron_error *error)
{
    patron_selection chosen;
    int64_t *gap_sums = NULL, *second_sums = NULL;
    patron_status status = range_read(book, as_of, selection, 3, first, count, &chosen, error);
    if (status) return status;
    status = PATRON_ERROR_MEMORY;
    if (!(gap_sums = scratch_make(book, chosen.groups, PATRON_CHURN_GAPS, error))) goto done;
    if (!(second_sums = scratch_make(book, chosen.groups, PATRON_CHURN_SECOND, error))) goto done;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&chosen, customer);
        if (group >= 0 && in_table(book, customer, as_of))
            count_gaps(book, customer, as_of, gap_sums + group * PATRON_CHURN_GAPS,
                       second_sums + group * PATRON_CHURN_SECOND);
    }
    status = PATRON_OK;
    const int64_t gap_cells = chosen.groups * PATRON_CHURN_GAPS, second_cells = chosen.groups * PATRON_CHURN_SECOND;
    if (!pt_can_add(gaps, gap_sums, gap_cells)) status = fail_overflow(error, "gaps");
    else if (!pt_can_add(second, second_sums, second_cells)) status = fail_overflow(error, "second");
    if (status) goto done;
    pt_commit(gaps, gap_sums, gap_cells);
    pt_commit(second, second_sums, second_cells);
done:
    if (second_sums) PT_FREE(&book->allocator, second_sums, chosen.groups * PATRON_CHURN_SECOND);
    if (gap_sums) PT_FREE(&book->allocator, gap_sums, chosen.groups * PATRON_CHURN_GAPS);
    return status;
}

patron_status patron_churn_count(const patron_book *book, int32_t as_of, const int64_t *shop_gaps,
                                 const patron_selection *selection, int64_t first, int64_t count, int64_t *cells,
                                 patron_error *error)
{
    patron_selection chosen;
    int64_t shop[PATRON_CHURN_GAPS];
    patron_status status = range_read(book, as_of, selection, 4, first, count, &chosen, error);
    if (status) return status;
    if (!shop_gaps) return pt_fail_argument(error, 3, "shop_gaps is NULL");
    memcpy(shop, shop_gaps, sizeof shop);
    if (!pt_churn_are_gaps(shop[0], shop[1]))
        return pt_fail_argument(error, 3, "shop_gaps are not a number of gaps and their sum in days");
    if (shop[0] == 0 || shop[1] == 0) return PATRON_OK;
    int64_t *sums = scratch_make(book, chosen.groups, PATRON_CHURN_CELLS, error);
    if (!sums) return PATRON_ERROR_MEMORY;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&chosen, customer);
        if (group >= 0 && in_table(book, customer, as_of))
            count_spells(book, customer, as_of, shop, sums + group * PATRON_CHURN_CELLS);
    }
    if (!pt_can_add(cells, sums, chosen.groups * PATRON_CHURN_CELLS)) status = fail_overflow(error, "cells");
    else pt_commit(cells, sums, chosen.groups * PATRON_CHURN_CELLS);
    PT_FREE(&book->allocator, sums, chosen.groups * PATRON_CHURN_CELLS);
    return status;
}

/* ---- fit ------------------------------------------------------------------------------------------------------- */

/* One slice of the customers; every slice counts into its own. */
typedef struct slice {
    int64_t gaps[PATRON_CHURN_GAPS];
    int64_t second[PATRON_CHURN_SECOND];
    int64_t cells[PATRON_CHURN_CELLS];
} slice;

typedef struct fitting {
    const patron_book *book;
    patron_selection chosen;
    int32_t as_of;
    int64_t slices;
    int64_t shop[PATRON_CHURN_GAPS];
    bool second_pass;
    slice *slice;
} fitting;

static void fit_slice(void *context, int64_t task)
{
    const fitting *fit = context;
    const patron_book *book = fit->book;
    slice *into = fit->slice + task;
    int64_t each = book->customers / fit->slices, rest = book->customers % fit->slices;
    int64_t first = task * each + (task < rest ? task : rest), end = first + each + (task < rest);
    for (int64_t customer = first; customer < end; customer++) {
        if (pt_selected(&fit->chosen, customer) < 0 || !in_table(book, customer, fit->as_of)) continue;
        if (fit->second_pass) count_spells(book, customer, fit->as_of, fit->shop, into->cells);
        else count_gaps(book, customer, fit->as_of, into->gaps, into->second);
    }
}

/* Adds every slice into the first: counts of one book cannot overflow. */
static void join_slices(fitting *fit)
{
    for (int64_t task = 1; task < fit->slices; task++) {
        pt_commit(fit->slice->gaps, fit->slice[task].gaps, PATRON_CHURN_GAPS);
        pt_commit(fit->slice->second, fit->slice[task].second, PATRON_CHURN_SECOND);
        pt_commit(fit->slice->cells, fit->slice[task].cells, PATRON_CHURN_CELLS);
    }
}

static int32_t first_day_of(const patron_book *book)
{
    bool observed = (book->flags & PATRON_BOOK_OBSERVED_FROM) != 0 && book->observed_from > book->first_day;
    return observed ? book->observed_from : book->first_day;
}

patron_status patron_churn_fit(const patron_book *book, int32_t as_of, const patron_churn_options *options,
                               const patron_selection *selection, patron_churn_rule **out, patron_error *error)
{
    patron_churn_options known;
    fitting fit = {.book = book, .as_of = as_of};
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_churn_options_read(options, 3, &known, error);
    if (!status) status = pt_selection_read(selection, 0, book->customers, 4, &fit.chosen, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 5, "out is NULL");
    fit.slices = known.threads > 1 ? known.threads : 1;
    fit.slice = pt_zero_array(&book->allocator, fit.slices, sizeof(slice), error);
    if (!fit.slice) return PATRON_ERROR_MEMORY;
    pt_parallel(known.threads, fit.slices, fit_slice, &fit);
    for (int64_t task = 0; task < fit.slices; task++) pt_commit(fit.shop, fit.slice[task].gaps, PATRON_CHURN_GAPS);
    fit.second_pass = true;
    if (fit.shop[1] > 0) pt_parallel(known.threads, fit.slices, fit_slice, &fit);
    join_slices(&fit);
    patron_churn_counts counts = {sizeof counts, book->flags, as_of, first_day_of(book), fit.shop, fit.slice->second,
                                  fit.slice->cells};
    known.threads = 0;
    status = patron_churn_rule_make(&counts, &known, &book->allocator, out, error);
    PT_FREE(&book->allocator, fit.slice, fit.slices);
    return status;
}
