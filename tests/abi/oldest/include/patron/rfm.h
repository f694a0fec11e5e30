/* patron/rfm.h: recency, frequency and monetary value: scores, segments, their summary and migration.
 *
 *   recency    days from the last purchase to as_of (fewer is better)
 *   frequency  purchases (definitions in patron/book.h; renewals are purchases here)
 *   monetary   net, net a purchase, or net less cost
 *
 *     fit (whole book, as_of) ──► rule (cuts of each dimension) ──► score / count / migrate (any book, any as_of)
 *
 * The population is the buyers at as_of. Scores run from 1 to `bins`, higher is better in all three dimensions; who is
 * no buyer has none (PATRON_NONE). Equal values get equal scores in every method but NTILE, and a better value never
 * gets a worse score. A rule holds cuts, which are values that were seen, and scores another book or day by those same
 * cuts. Everything here is exact (integers and rationals): the same bits for any row order, split, thread count and
 * platform.
 *
 * Window: with window_days = N, frequency counts the purchases of the days as_of-N+1 … as_of, and monetary is the money
 * of the orders of those days (after every refund of these orders dated <= as_of) less the unmatched refunds of those
 * days. Recency and who is a buyer do not look at the window, so frequency can be 0. Without a window all history up to
 * as_of counts. Money is every sale's and every refund's, of orders that count and of those refunded in full. */
#ifndef PATRON_RFM_H
#define PATRON_RFM_H

#include <patron/book.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- options --------------------------------------------------------------------------------------------------- */

#define PATRON_RFM_BINS_MAX 10
#define PATRON_RFM_CUTS_MAX 9 /* bins - 1 of them are used */

/* How a dimension is cut. N = population; "from worst to best" is by falling days, rising purchases, rising money.
 *
 *   DEFAULT   recency: QUANTILE with caps (below). frequency: one purchase scores 1; score 2 begins at c2 = 2
 *             purchases, score k at c_k = max(c_(k-1) + 1, type-7 quantile, rounded up, of the purchases of those with
 *             two or more at the probability (k - 2) / (bins - 1)). monetary: QUANTILE.
 *   QUANTILE  mid-rank: score = 1 + floor(bins * (2 * worse + equal) / (2N)), at most bins, where `worse` customers
 *             have a worse value and `equal` (the customer too) the same one.
 *   CUTS      the caller's: bins - 1 cuts as patron_rfm_info describes them (cut k: where values begin to
 *             score above k).
 *   NTILE     N customers from worst to best, ties by key (integers by value, strings by bytes), dealt into bins of
 *             equal size, the first N mod bins of them one larger (SQL NTILE). Equal values may get different scores.
 *             Needs a book with keys, to fit and to score; a rule for integer keys does not score string keys.
 *   R_RFM     as the R package rfm 0.3: the cut between bins is the type-7 quantile at k / bins plus 1 (monetary: plus
 *             currency_unit), bins are lower <= v < upper. Not with monetary MEAN, which that package does not have.
 *   QCUT      as pandas qcut(values, bins, duplicates="drop"): type-7 quantiles as edges, equal edges dropped, bins
 *             closed on the right (lower < v <= upper, the first with its lower edge). Where m < bins bins remain the
 *             scores are 1 … m, recency's counted from the most days on. */
#define PATRON_RFM_DEFAULT 0
#define PATRON_RFM_QUANTILE 1
#define PATRON_RFM_CUTS 2
#define PATRON_RFM_NTILE 3
#define PATRON_RFM_R_RFM 4
#define PATRON_RFM_QCUT 5

/* What monetary is. NET and MARGIN have the denominator 1, MEAN that of the purchases (of the window): the rational is
 * compared exactly and is not reduced. A mean over no purchases is 0 / 1. MARGIN takes off the cost of every order of
 * the window and needs a cost column (MISSING otherwise). */
#define PATRON_RFM_NET 0
#define PATRON_RFM_MEAN 1
#define PATRON_RFM_MARGIN 2

#define PATRON_RFM_CAPS_GIVEN 0x1u /* `caps` is set; with recency_method DEFAULT only */

/* NULL options: every default.
 *
 * Caps keep "recent" from meaning a year ago in a shop that is dying: caps[0] … caps[3] are the most days since the
 * last purchase with which a customer may score 5, 4, 3, 2 (of 5 bins; of another number of bins the score s is bound
 * by the cap of 5s / bins rounded up); whoever is beyond a score's cap gets the best lower score that is open. 0 = no
 * cap on that score. By default q75, q90, q97.5 and 2 * q97.5 (type-7, rounded down, at least 1) of the shop's closed
 * gaps between purchases up to as_of, renewals left out; or 90, 180, 365, 730 where there are fewer than 100 gaps. A
 * recency_method of QUANTILE is the default without caps. */
typedef struct patron_rfm_options {
    size_t size;
    uint64_t flags;                  /* PATRON_RFM_CAPS_GIVEN */
    int32_t bins;                    /* 2 … 10, 0 = 5 */
    int32_t window_days;             /* 0 = all history */
    int32_t monetary;                /* PATRON_RFM_NET, _MEAN, _MARGIN */
    int32_t recency_method;          /* PATRON_RFM_DEFAULT … _QCUT, and so the next two */
    int32_t frequency_method;
    int32_t monetary_method;
    const int64_t *recency_cuts;     /* for CUTS: bins - 1 falling numbers of days >= 0 (equal: an empty bin) */
    const int64_t *frequency_cuts;   /* for CUTS: bins - 1 rising numbers of purchases >= 0 */
    const int64_t *monetary_cuts;    /* for CUTS: bins - 1 rising amounts in minor units (of a purchase, for MEAN) */
    int64_t currency_unit;           /* minor units of 1 unit of currency (100 for euros in cents), for R_RFM; 0 = 1 */
    int32_t caps[4];                 /* with CAPS_GIVEN: days >= 0, 0 = off */
    int32_t threads;                 /* 0 or 1 = the calling thread only; at most 256 */
    int32_t reserved;                /* 0 */
} patron_rfm_options;

/* ---- rule ------------------------------------------------------------------------------------------------------ */

typedef struct patron_rfm_rule patron_rfm_rule;

/* Fit: the cuts of the buyers at as_of. Whom the selection leaves out (mask 0, or group PATRON_NONE) is not in the
 * population and not among the gaps; its groups are not told apart otherwise; NULL = everyone. A book without buyers
 * gives a rule all the same (there QUANTILE, NTILE, R_RFM and QCUT have no cuts: whoever comes later scores 1).
 * Errors: ARGUMENT, RANGE (as_of), DATA (a group out of range), MISSING (keys for NTILE, cost for MARGIN), OVERFLOW
 * (net less cost leaves int64; `row` is the customer's number), MEMORY. Time O(orders + n), NTILE O(orders + n log n);
 * memory during the call 32 bytes a customer, 48 with MEAN, 12 more with NTILE; the rule takes about 2 kB plus the
 * string keys of NTILE. Both from the book's allocator. */
PATRON_API patron_status patron_rfm_fit(const patron_book *book, int32_t as_of, const patron_rfm_options *options,
                                        const patron_selection *selection, patron_rfm_rule **out, patron_error *error);

/* Frees a rule; NULL is allowed. */
PATRON_API void patron_rfm_rule_free(patron_rfm_rule *rule);

/* Saves a rule. *needed (NULL allowed) gets the number of bytes, also with bytes == NULL, which writes nothing and is
 * no error. CAPACITY error if capacity < needed; then nothing is written. */
PATRON_API patron_status patron_rfm_rule_save(const patron_rfm_rule *rule, void *bytes, int64_t capacity,
                                              int64_t *needed, patron_error *error);

/* Loads what save wrote, with any bytes safe: FORMAT error for whatever is not a valid rule. allocator
 * NULL = malloc. */
PATRON_API patron_status patron_rfm_rule_load(const void *bytes, int64_t count, const patron_allocator *allocator,
                                              patron_rfm_rule **out, patron_error *error);

/* What a rule holds. Element k - 1 of an array of cuts is cut k: the worst value that scores above k, for k = 1 …
 * bins - 1; where no value scores exactly k + 1 it equals the next cut. Cuts beyond bins - 1 are as those that do not
 * exist.
 *   recency    the most days since the last purchase that score above k, caps applied; PATRON_NONE = no number of days
 *              does
 *   frequency  the fewest purchases that score above k; PATRON_NONE = no number does
 *   monetary   numerator / denominator minor units, the least that scores above k; denominator 0 = no amount does
 * With NTILE the cut is the value of the worst customer in the next bin: customers of an equal value with an earlier
 * key score k or below. */
typedef struct patron_rfm_info {
    size_t size;
    uint64_t book_flags;      /* PATRON_BOOK_ZERO_ORDERS | PATRON_BOOK_COUNT_BY_ORDER as in the book it was fitted on */
    int32_t bins;
    int32_t as_of;            /* the day of the fit */
    int32_t window_days;
    int32_t monetary;         /* PATRON_RFM_NET, … */
    int32_t recency_method, frequency_method, monetary_method;
    int32_t caps[4];          /* days, of the scores 5, 4, 3, 2; 0 = off (all are unless recency is DEFAULT) */
    int32_t reserved;
    int64_t currency_unit;
    int64_t population;       /* buyers it was fitted on */
    int64_t gaps;             /* closed gaps behind the caps; below 100 the caps are the fixed ones; PATRON_NONE = the
                                 caps were given, or there are none */
    int64_t recency[PATRON_RFM_CUTS_MAX];
    int64_t recency_uncapped[PATRON_RFM_CUTS_MAX]; /* before the caps: days that were seen, or the caller's */
    int64_t frequency[PATRON_RFM_CUTS_MAX];
    int64_t monetary_numerator[PATRON_RFM_CUTS_MAX];
    int64_t monetary_denominator[PATRON_RFM_CUTS_MAX];
} patron_rfm_info;

/* Fills *out (out->size must be set by the caller). O(1). */
PATRON_API patron_status patron_rfm_rule_inspect(const patron_rfm_rule *rule, patron_rfm_info *out,
                                                 patron_error *error);

/* ---- maps: from scores to segments ------------------------------------------------------------------------------- */

/* Presets. Segments are numbered from 0 in the order given here.
 *   DEFAULT (5 bins)  champions, loyal, potential_loyalist, new, promising, needs_attention, about_to_sleep, at_risk,
 *                     cant_lose_them, hibernating, lost. No cell with a higher F and M at equal R is in a worse
 *                     segment.
 *   CLASSIC (5 bins)  the same eleven names as they are copied around the web.
 *   SIX (any bins)    champions, loyal, promising, needs_attention, at_risk, lost: R in thirds (a score is taken at the
 *                     middle of its bin: top if 3(2R - 1) > 4 bins, bottom if 3(2R - 1) < 2 bins) times (F + M) / 2
 *                     above the middle score (F + M >= bins + 2) or not. Top third: champions, promising; middle:
 *                     loyal, needs_attention; bottom: at_risk, lost. By the default rule a one-time buyer is never
 *                     champion, loyal or at_risk.
 * RFM names describe the past; lists to act upon come from the churn states. Print them as "RFM: At Risk". */
#define PATRON_RFM_MAP_DEFAULT 0
#define PATRON_RFM_MAP_CLASSIC 1
#define PATRON_RFM_MAP_SIX 2
#define PATRON_RFM_MAP_OWN 3

/* A map has one segment for every cell of bins³, so it is total and its segments are disjoint. The cell of the scores
 * r, f, m is ((r - 1) * bins + f - 1) * bins + m - 1. Where a function takes a map, NULL means DEFAULT.
 * For a preset leave the other fields 0; OWN fills them (borrowed for the call; checked each time, O(bins³)):
 * segments 1 … 1000, every cell in [0, segments), names distinct and 1 … 63 bytes of UTF-8. A map whose bins
 * are not the rule's is an ARGUMENT error. */
typedef struct patron_rfm_map {
    size_t size;
    int32_t preset;   /* PATRON_RFM_MAP_* */
    int32_t bins;     /* OWN: 2 … 10; a preset: 0 */
    int32_t segments; /* OWN: how many */
    int32_t reserved; /* 0 */
    const int32_t *cells;     /* OWN: bins³ segments */
    const char *const *names; /* OWN: one a segment */
} patron_rfm_map;

/* How many segments a map has; 0 for one that is not valid. Pure. */
PATRON_API int64_t patron_rfm_map_segments(const patron_rfm_map *map);

/* The name of a segment (snake_case for presets), or NULL if the map has no such segment. A preset's name is static, an
 * own map's the caller's own pointer. */
PATRON_API const char *patron_rfm_map_name(const patron_rfm_map *map, int32_t segment);

/* Checks a map for rules of `bins` bins and writes its bins³ cells (cells NULL = only check), to look at or to change
 * into an own map. Errors: ARGUMENT saying what is wrong, CAPACITY. */
PATRON_API patron_status patron_rfm_map_cells(const patron_rfm_map *map, int32_t bins, int32_t *cells, int64_t capacity,
                                              patron_error *error);

/* ---- score ----------------------------------------------------------------------------------------------------- */

/* Row i is customer first + i. For who is not a buyer at as_of recency is PATRON_NO_DAY, the monetary numerator and
 * denominator are 0, everything else is PATRON_NONE. */
typedef struct patron_rfm_columns {
    size_t size;
    int64_t capacity;              /* elements in each column that is not NULL, >= count */
    int32_t *recency;              /* days */
    int64_t *frequency;            /* purchases, in the window */
    int64_t *monetary_numerator;   /* minor units, in the window */
    int64_t *monetary_denominator; /* >= 1; more than 1 only with MEAN; 0 = undefined */
    int32_t *r, *f, *m;            /* 1 … bins */
    int32_t *cell;                 /* of the map: 0 … bins³ - 1 */
    int32_t *segment;              /* of the map */
} patron_rfm_columns;

/* Score. map NULL = DEFAULT, whose 5 bins matter only where `segment` is wanted. Errors: ARGUMENT, RANGE, MISMATCH (the
 * book's counting flags or, for NTILE, its kind of key are not the rule's), MISSING (as fit), CAPACITY, OVERFLOW.
 * O(orders of the range). */
PATRON_API patron_status patron_rfm_score(const patron_book *book, int32_t as_of, const patron_rfm_rule *rule,
                                          const patron_rfm_map *map, int64_t first, int64_t count,
                                          const patron_rfm_columns *out, patron_error *error);

/* ---- summary per segment ----------------------------------------------------------------------------------------- */

/* Cells [group][segment]; all of a buyer's history up to as_of, whatever the rule's window. Share of revenue = net / Σ
 * net; AOV = net_counted / orders. */
typedef struct patron_rfm_counts {
    size_t size;
    int64_t capacity;     /* cells in each array that is not NULL, >= groups * segments */
    int64_t *buyers;
    int64_t *orders;      /* counted ones */
    int64_t *purchases;
    int64_t *net;         /* sales - refunds, unmatched refunds of the buyer too */
    int64_t *net_counted; /* net of the counted orders */
} patron_rfm_counts;

/* Count: adds. Errors: as score, and DATA (a group out of range), OVERFLOW (a cell would leave int64).
 * O(orders of the range). */
PATRON_API patron_status patron_rfm_count(const patron_book *book, int32_t as_of, const patron_rfm_rule *rule,
                                          const patron_rfm_map *map, const patron_selection *selection, int64_t first,
                                          int64_t count, const patron_rfm_counts *into, patron_error *error);

/* Twice the median of `recency` among the rows of each segment (so that it is a whole number), PATRON_NONE for a
 * segment without rows. Pure, exact: `segment` and `recency` are columns of patron_rfm_score over any range; rows with
 * a segment of PATRON_NONE are left out, another one outside [0, segments) or an undefined recency beside a segment is
 * a DATA error. O(count); allocator NULL = malloc. */
PATRON_API patron_status patron_rfm_median_recency(const int32_t *segment, const int32_t *recency, int64_t count,
                                                   int64_t segments, const patron_allocator *allocator,
                                                   int64_t *twice_median, patron_error *error);

/* ---- migration between two days ---------------------------------------------------------------------------------- */

/* A customer's segment at `before` and at `after` (before <= after), each by a rule of its own (the same one is
 * allowed; bins and counting flags must agree). With S segments:
 *   from = S `none`:     no buyer yet at `before`
 *   to   = S `refunded`: a buyer at `before` and no longer one, since refunds undid every order
 * Both are PATRON_NONE for who is a buyer on neither day. */
typedef struct patron_rfm_moves {
    size_t size;
    int64_t capacity; /* >= count */
    int32_t *from;
    int32_t *to;
} patron_rfm_moves;

/* The name of a `from` or `to`: the map's segment, "none" or "refunded", or NULL for anything else. */
PATRON_API const char *patron_rfm_from_name(const patron_rfm_map *map, int32_t from);
PATRON_API const char *patron_rfm_to_name(const patron_rfm_map *map, int32_t to);

/* Score: row i is customer first + i. Errors as patron_rfm_score; RANGE if before > after. */
PATRON_API patron_status patron_rfm_migrate(const patron_book *book, int32_t before, const patron_rfm_rule *rule_before,
                                            int32_t after, const patron_rfm_rule *rule_after,
                                            const patron_rfm_map *map, int64_t first, int64_t count,
                                            const patron_rfm_moves *out, patron_error *error);

/* Count: adds each customer of the range to the cell [group][from][to] of customers, (S + 1) * (S + 1) cells a group;
 * those who are buyers on neither day are in none. capacity: cells in the array. Errors as patron_rfm_count. */
PATRON_API patron_status patron_rfm_migration(const patron_book *book, int32_t before,
                                              const patron_rfm_rule *rule_before,
                                              int32_t after, const patron_rfm_rule *rule_after,
                                              const patron_rfm_map *map, const patron_selection *selection,
                                              int64_t first, int64_t count, int64_t *customers, int64_t capacity,
                                              patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
