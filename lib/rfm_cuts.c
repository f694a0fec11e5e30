#include "rfm.h"

/* ---- sorting ----------------------------------------------------------------------------------------------------- */

void pt_rfm_encode(pt_rfm_ratio value, int32_t words, uint64_t *key)
{
    const uint64_t sign = (uint64_t)1 << 63;
    if (words == 1) {
        key[0] = (uint64_t)value.numerator ^ sign;
        return;
    }
    /* Two different fractions with denominators below 2^32 are more than 2^-64 apart, so that cutting them off at 64
     * bits behind the point keeps them apart and in order. */
    int64_t whole = pt_floor_divide(value.numerator, value.denominator);
    uint64_t rest = (uint64_t)value.numerator - (uint64_t)whole * (uint64_t)value.denominator;
    key[0] = (uint64_t)whole ^ sign;
    key[1] = (uint64_t)(((pt_uint128)rest << 64) / (uint64_t)value.denominator);
}

#define DIGIT_BITS 11
#define DIGITS (1 << DIGIT_BITS)

/* One pass of a least-significant-digit radix sort. */
static void sort_digit(const uint64_t *from, uint64_t *into, int64_t count, int32_t words, int32_t word, int32_t shift)
{
    int64_t start[DIGITS] = {0}, sum = 0;
    for (int64_t i = 0; i < count; i++) start[from[i * words + word] >> shift & (DIGITS - 1)]++;
    for (int32_t d = 0; d < DIGITS; d++) {
        int64_t here = start[d];
        start[d] = sum;
        sum += here;
    }
    for (int64_t i = 0; i < count; i++) {
        const uint64_t *record = from + i * words;
        uint64_t *to = into + start[record[word] >> shift & (DIGITS - 1)]++ * words;
        for (int32_t w = 0; w < words; w++) to[w] = record[w];
    }
}

uint64_t *pt_rfm_radix(uint64_t *keys, uint64_t *spare, int64_t count, int32_t words)
{
    for (int32_t word = words - 1; word >= 0; word--) {
        uint64_t differs = 0;
        for (int64_t i = 1; i < count; i++) differs |= keys[i * words + word] ^ keys[word];
        for (int32_t shift = 0; shift < 64; shift += DIGIT_BITS) {
            if (!(differs >> shift & (DIGITS - 1))) continue;
            sort_digit(keys, spare, count, words, word, shift);
            uint64_t *sorted = spare;
            spare = keys;
            keys = sorted;
        }
    }
    return keys;
}

/* ---- reading sorted values --------------------------------------------------------------------------------------- */

static int compare_at(const pt_rfm_sorted *sorted, int64_t a, int64_t b)
{
    for (int32_t w = 0; w < sorted->words; w++) {
        uint64_t left = sorted->keys[a * sorted->words + w], right = sorted->keys[b * sorted->words + w];
        if (left != right) return left < right ? -1 : 1;
    }
    return 0;
}

static int64_t integer_at(const pt_rfm_sorted *sorted, int64_t i)
{
    return (int64_t)(sorted->keys[i] ^ (uint64_t)1 << 63);
}

/* The first position whose value equals (above = false) or exceeds (above = true) that at `position`. */
static int64_t bound(const pt_rfm_sorted *sorted, int64_t position, bool above)
{
    int64_t low = above ? position + 1 : 0, high = above ? sorted->count : position;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        bool beyond = above ? compare_at(sorted, middle, position) > 0 : compare_at(sorted, middle, position) >= 0;
        if (beyond) high = middle;
        else low = middle + 1;
    }
    return low;
}

/* A type-7 quantile at part / whole: (whole - rest) / whole of the value at `at`, rest / whole of the next. `between`:
 * it lies strictly between these two. */
typedef struct pt_quantile {
    int64_t at, rest;
    bool between;
} pt_quantile;

static pt_quantile quantile_at(const pt_rfm_sorted *sorted, int64_t part, int64_t whole)
{
    int64_t h = (sorted->count - 1) * part;
    pt_quantile q = {h / whole, h % whole, false};
    q.between = q.rest && compare_at(sorted, q.at, q.at + 1) != 0;
    return q;
}

/* whole times the quantile, of integers. */
static pt_int128 quantile_value(const pt_rfm_sorted *sorted, pt_quantile q, int64_t whole)
{
    pt_int128 sum = (pt_int128)integer_at(sorted, q.at) * (whole - q.rest);
    return q.rest ? sum + (pt_int128)integer_at(sorted, q.at + 1) * q.rest : sum;
}

/* ---- methods ----------------------------------------------------------------------------------------------------- */

static void mid_rank(const pt_rfm_sorted *sorted, int32_t bins, int64_t *at)
{
    int64_t n = sorted->count, done = 1; /* cuts 1 … done - 1 are found */
    for (int64_t first = 0, end; first < n && done < bins; first = end) {
        end = bound(sorted, first, true);
        int64_t score = 1 + bins * (first + end) / (2 * n); /* 2 * worse + equal = first + end */
        for (; done < bins && done < score; done++) at[done - 1] = first;
    }
}

static void ntile(const pt_rfm_sorted *sorted, int32_t bins, int64_t *at)
{
    int64_t size = sorted->count / bins, larger = sorted->count % bins;
    for (int64_t k = 1; k < bins; k++) at[k - 1] = k * size + (k < larger ? k : larger);
}

/* rfm 0.3: the bin begins at quantile + unit. For recency that reads in days d < quantile + 1, so in goodness it lies
 * above quantile - 1. */
static void r_rfm(const pt_rfm_sorted *sorted, int32_t dimension, int32_t bins, int64_t unit, int64_t *at)
{
    for (int64_t k = 1; k < bins; k++) {
        pt_int128 edge = quantile_value(sorted, quantile_at(sorted, k, bins), bins);
        bool recency = dimension == PT_RFM_RECENCY;
        edge += (recency ? -1 : (pt_int128)unit) * bins;
        int64_t low = 0, high = sorted->count;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            pt_int128 value = (pt_int128)integer_at(sorted, middle) * bins;
            if (recency ? value > edge : value >= edge) high = middle;
            else low = middle + 1;
        }
        at[k - 1] = low;
    }
}

/* pandas qcut: bins closed on the right. In goodness recency's are closed on the left. Edges need no arithmetic: each
 * is a value that was seen, or lies strictly between two neighbours. */
static void qcut(const pt_rfm_sorted *sorted, int32_t dimension, int32_t bins, int64_t *at)
{
    pt_quantile before = {0, 0, false}; /* the last edge taken: the least value */
    int64_t last = sorted->count - 1, taken = 0;
    for (int64_t k = 1; k < bins; k++) {
        pt_quantile edge = quantile_at(sorted, k, bins);
        if (!edge.between && !before.between && !compare_at(sorted, edge.at, before.at)) continue;
        if (!edge.between && !compare_at(sorted, edge.at, last))
            break; /* all further edges are the greatest value too */
        before = edge;
        at[taken++] = edge.between ? edge.at + 1 : bound(sorted, edge.at, dimension != PT_RFM_RECENCY);
    }
}

void pt_rfm_cut_positions(const pt_rfm_sorted *sorted, int32_t dimension, int32_t method, int32_t bins, int64_t unit,
                          int64_t *at)
{
    for (int32_t k = 1; k < bins; k++) at[k - 1] = sorted->count;
    if (!sorted->count) return;
    switch (method) {
    case PATRON_RFM_NTILE: ntile(sorted, bins, at); break;
    case PATRON_RFM_R_RFM: r_rfm(sorted, dimension, bins, unit, at); break;
    case PATRON_RFM_QCUT: qcut(sorted, dimension, bins, at); break;
    default: mid_rank(sorted, bins, at);
    }
}

void pt_rfm_frequency_cuts(const pt_rfm_sorted *sorted, int32_t bins, pt_rfm_ratio *cut)
{
    int64_t once = 0, whole = bins - 1, least = 1; /* score k begins at more than `least` */
    for (int64_t high = sorted->count; once < high;) {
        int64_t middle = once + (high - once) / 2;
        if (integer_at(sorted, middle) >= 2) high = middle;
        else once = middle + 1;
    }
    pt_rfm_sorted repeaters = {sorted->count - once, 1, sorted->keys + once};
    for (int64_t k = 2; k <= bins; k++) {
        int64_t begin = least + 1;
        if (k > 2 && repeaters.count) {
            pt_int128 sum = quantile_value(&repeaters, quantile_at(&repeaters, k - 2, whole), whole);
            int64_t rounded_up = (int64_t)((sum + whole - 1) / whole);
            if (rounded_up > begin) begin = rounded_up;
        }
        pt_rfm_ratio next = {begin, 1};
        cut[k - 2] = next;
        least = begin;
    }
}
