/* rfm.h (internal): what fit, score, count and rules share.
 *
 * Inside, every dimension is "goodness": a rational that rises from worst to best. Recency is the negated number of
 * days, so all three are cut, compared, saved and checked by the same code; inspect turns recency round again. */
#ifndef PT_RFM_H
#define PT_RFM_H

#include <patron/rfm.h>

#include "book.h"

#define PT_RFM_RECENCY 0
#define PT_RFM_FREQUENCY 1
#define PT_RFM_MONETARY 2
#define PT_RFM_DIMENSIONS 3

#define PT_RFM_CELLS_MAX (PATRON_RFM_BINS_MAX * PATRON_RFM_BINS_MAX * PATRON_RFM_BINS_MAX)
#define PT_RFM_BOOK_FLAGS (PATRON_BOOK_ZERO_ORDERS | PATRON_BOOK_COUNT_BY_ORDER)
#define PT_RFM_GAPS_LEAST 100 /* closed gaps that the shop's own caps need */

/* A value or a cut; denominator >= 1, at most the rows of a book, so that products of two fit 128 bits. A cut with the
 * denominator 0 does not exist: nothing passes it. */
typedef struct pt_rfm_ratio {
    int64_t numerator, denominator;
} pt_rfm_ratio;

static inline int pt_rfm_compare(pt_rfm_ratio a, pt_rfm_ratio b)
{
    pt_int128 left = (pt_int128)a.numerator * b.denominator, right = (pt_int128)b.numerator * a.denominator;
    return left < right ? -1 : left > right;
}

/* What both parts of a ratio can be divided by; 1 for one in lowest terms. */
static inline int64_t pt_rfm_common(pt_rfm_ratio ratio)
{
    uint64_t a = ratio.numerator < 0 ? 0 - (uint64_t)ratio.numerator : (uint64_t)ratio.numerator;
    uint64_t b = (uint64_t)ratio.denominator;
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return (int64_t)a; /* at most the denominator, since that is not 0 */
}

/* ---- rule ------------------------------------------------------------------------------------------------------ */

#define PT_RFM_KEYS_NONE 0
#define PT_RFM_KEYS_INTEGERS 1
#define PT_RFM_KEYS_STRINGS 2

/* The key of the worst customer above an NTILE cut. */
typedef struct pt_rfm_key {
    int64_t integer;
    int64_t start, length; /* strings: in key_bytes */
} pt_rfm_key;

struct patron_rfm_rule {
    patron_allocator allocator;
    uint64_t book_flags;
    int32_t bins, as_of, window_days, monetary;
    int32_t method[PT_RFM_DIMENSIONS];
    int32_t caps[4];
    int64_t currency_unit, population, gaps;
    pt_rfm_ratio cut[PT_RFM_DIMENSIONS][PATRON_RFM_CUTS_MAX]; /* recency's before the caps */
    pt_rfm_ratio capped[PATRON_RFM_CUTS_MAX];                 /* recency's, caps applied */
    int32_t keys;                                             /* PT_RFM_KEYS_*: of the book, if a method is NTILE */
    pt_rfm_key key[PT_RFM_DIMENSIONS][PATRON_RFM_CUTS_MAX];
    char *key_bytes;
    int64_t key_bytes_count;
};

/* Fills `capped` from the recency cuts and the caps. */
void pt_rfm_apply_caps(patron_rfm_rule *rule);

/* Whether a book can be scored by a rule: MISMATCH or MISSING if not. */
patron_status pt_rfm_check_rule(const patron_book *book, const patron_rfm_rule *rule, int32_t argument,
                                patron_error *error);

/* A book's kind of key as PT_RFM_KEYS_*. */
int32_t pt_rfm_keys_of(const patron_book *book);

/* ---- values of one customer -------------------------------------------------------------------------------------- */

/* What is counted, read once from a rule or from options. */
typedef struct pt_rfm_view {
    const patron_book *book;
    int32_t as_of;
    int32_t from; /* first day of the window */
    int32_t monetary;
} pt_rfm_view;

pt_rfm_view pt_rfm_view_of(const patron_book *book, int32_t as_of, int32_t window_days, int32_t monetary);

typedef struct pt_rfm_values {
    pt_rfm_ratio value[PT_RFM_DIMENSIONS]; /* goodness */
    int64_t orders, purchases, net, net_counted; /* all history */
} pt_rfm_values;

#define PT_RFM_BUYER 1
#define PT_RFM_NO_BUYER 0
#define PT_RFM_OVERFLOW (-1)

/* The values of a customer who is a buyer at as_of. `gaps` (NULL = not wanted): gaps[d] counts the closed gaps of d
 * days between purchases, renewals left out. Says PT_RFM_OVERFLOW where net less cost leaves int64. */
int pt_rfm_measure(const pt_rfm_view *view, int64_t customer, int64_t *gaps, pt_rfm_values *out);

/* Scores of the three dimensions, 1 … bins, of a customer of a book that passed pt_rfm_check_rule. */
void pt_rfm_scores(const patron_rfm_rule *rule, const pt_keys *keys, int64_t customer, const pt_rfm_values *values,
                   int32_t score[PT_RFM_DIMENSIONS]);

static inline int32_t pt_rfm_cell(int32_t bins, const int32_t score[PT_RFM_DIMENSIONS])
{
    return ((score[0] - 1) * bins + score[1] - 1) * bins + score[2] - 1;
}

/* OVERFLOW error naming the customer. */
patron_status pt_rfm_overflow(int64_t customer, patron_error *error);

/* ---- cuts -------------------------------------------------------------------------------------------------------- */

/* One dimension's values of the whole population, encoded so that unsigned words compare as the values do. */
typedef struct pt_rfm_sorted {
    int64_t count;
    int32_t words;        /* 1: integers; 2: means, as fixed point with 64 bits behind the point */
    const uint64_t *keys; /* [count][words], ascending */
} pt_rfm_sorted;

void pt_rfm_encode(pt_rfm_ratio value, int32_t words, uint64_t *key);

/* Sorts count records of `words` words; the result is in `keys` or in `spare`, which is returned. O(count). */
uint64_t *pt_rfm_radix(uint64_t *keys, uint64_t *spare, int64_t count, int32_t words);

/* at[k - 1] = position of the first value that scores above k, or count where none does, for k = 1 … bins - 1. For the
 * methods that take their cuts from the values seen. `unit` is what R_RFM adds. */
void pt_rfm_cut_positions(const pt_rfm_sorted *sorted, int32_t dimension, int32_t method, int32_t bins, int64_t unit,
                          int64_t *at);

/* The default cuts of frequency. */
void pt_rfm_frequency_cuts(const pt_rfm_sorted *sorted, int32_t bins, pt_rfm_ratio *cut);

/* ---- maps -------------------------------------------------------------------------------------------------------- */

/* A map as it was when it was checked. */
typedef struct pt_rfm_cells {
    int32_t bins, segments;
    int32_t segment[PT_RFM_CELLS_MAX];
} pt_rfm_cells;

/* Checks the map but for its names (NULL = DEFAULT) and copies its cells. */
patron_status pt_rfm_cells_from(const patron_rfm_map *given, int32_t bins, int32_t argument, pt_rfm_cells *out,
                                patron_error *error);

#endif
