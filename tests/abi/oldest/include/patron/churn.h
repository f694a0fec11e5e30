/* patron/churn.h: who is slipping away. The churn table (a personal Kaplan-Meier table), the states and their reasons.
 *
 * Everything here counts purchases (patron/book.h) without renewals. A customer with purchases on days t_1 … t_x, all
 * dated <= as_of, is silent for d = as_of - t_x days. Notation of the formulas below:
 *
 *   gap       t_{j+1} - t_j; the last one is open and censored at as_of
 *   ḡ         Σ closed gaps / number of closed gaps, of the whole shop: kept as two integers
 *   s         the customer's own scale after purchase j: (ḡ + (t_j - t_1)) / j = (ḡ + sum of the earlier gaps) /
 *             (1 + their number). Nothing that came later enters it. In a score j = x
 *   u         gap / s, a rational number, or d / s for the silence so far
 *   group     the purchase number j that the gap follows: 1, 2, 3, 4, 5, or 6 for 6 and more
 *   bin       clamp(floor(16 log2 u) + 128, 0, 255); edge i is the double nearest to 2^((i-128)/16), and whether u lies
 *             below an edge is decided in integers: the table is *exact*
 *   S         Kaplan-Meier (Kaplan & Meier 1958) with actuarial censoring in each bin: hazard E / max(n - C/2, E) of E
 *             events and C censored among the n at risk at the bin's start (at most n / (n + 1/2), so that S stays
 *             above 0); ln S is linear in u inside a bin (bin 0 from u = 0). A group with fewer than 20 closed gaps
 *             uses all spells of groups 2 … 6, and if those have fewer than 20 too, or for group 1, all spells (bit
 *             POOLED)
 *   u*        upper edge of the last bin with >= 20 at risk at its start (where even the first has fewer: with >= 1,
 *             and bit FEW_CASES). Beyond it ln S(u) = ln S(u*) - β ln(u/u*), where n(u) is the number at risk at the
 *             start of the bin that holds u and β = max(ln S(u* / 2) - ln S(u*), 1 / (2 n(u* / 2))) / ln 2
 *   P(t | d)  1 - S((d+t)/s) / S(d/s): chance of a purchase within t days after d silent ones; where d/s <= u* at least
 *             1/2 / (n(d/s) + 1) (u* itself belongs to the bin below it). Where d/s > u* the bit EXTRAPOLATED is set
 *   H, h      the horizon, 90 days by default, and h = min(H, max(7, ceil(3 s))): a weekly buyer is noticed within
 *             weeks
 *   ρ         the least value of P(h | t) / P(h | 0) over the silence so far, 0 <= t <= d: it never rises without a
 *             purchase
 *
 * Bins, counts, days, purchases, net and `cases` are exact; S, P, ρ, states and what follows from them are model
 * values. Memory of a rule: about 80 kB; saved: about 24 kB. */
#ifndef PATRON_CHURN_H
#define PATRON_CHURN_H

#include <patron/book.h>
#include <patron/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- states ---------------------------------------------------------------------------------------------------- */

/* Exclusive; the first that matches. The bands are those of the rule, by default .8, .5 and .2. A buyer whose every
 * purchase is a renewal has no churn state (PATRON_NONE), like a customer who is no buyer. */
#define PATRON_CHURN_NEW 0            /* one purchase, silent for at most new_days */
#define PATRON_CHURN_ONE_TIME_OPEN 1  /* one purchase, ρ >= .2 */
#define PATRON_CHURN_ONE_TIME_LOST 2  /* one purchase, ρ < .2 */
#define PATRON_CHURN_ON_TRACK 3       /* two or more, ρ >= .8 */
#define PATRON_CHURN_SLOWING 4        /* ρ >= .5 */
#define PATRON_CHURN_SLIPPING 5       /* ρ >= .2 */
#define PATRON_CHURN_LOST 6           /* ρ < .2 */
#define PATRON_CHURN_UNKNOWN 7        /* the shop has no closed gap to compare with */
#define PATRON_CHURN_STATES 8

/* "new", "one_time_open", "one_time_lost", "on_track", "slowing", "slipping", "lost", "unknown"; NULL for another
 * number. */
PATRON_API const char *patron_churn_state_name(int32_t state);

#define PATRON_CHURN_METHOD_KM 1    /* the personal Kaplan-Meier table; the default for ever */
#define PATRON_CHURN_METHOD_MODEL 2 /* an ARGUMENT error: this version has KM only */

/* ---- counts: what a rule is made of ---------------------------------------------------------------------------- */

#define PATRON_CHURN_GROUPS 6
#define PATRON_CHURN_BINS 256
#define PATRON_CHURN_GAPS 2                   /* cells of `gaps`: [0] number of closed gaps, [1] their sum in days */
#define PATRON_CHURN_SECOND_DAYS 367          /* second purchases after 0 … 365 days; 366 stands for every later one */
#define PATRON_CHURN_SECOND (2 * 367)         /* cells of `second`: [0][days] came, [1][days] still open */
#define PATRON_CHURN_CELLS (2 * 6 * 256)      /* cells of `cells`: [0][group - 1][bin] closed gaps, [1][…] open ones */

/* Count, exact: the first of two passes. Adds the closed gaps of customers [first, first + count) as seen at the end
 * of as_of into gaps[group][PATRON_CHURN_GAPS] and the time from first to second purchase into
 * second[group][PATRON_CHURN_SECOND]; either may be NULL. `group` is the selection's. Customers whose birth is not
 * known (observed_from, customer_since) are left out: the number of their purchases is not known. Sums over ranges,
 * batches of customers or shards are the shop's. Errors: RANGE, ARGUMENT, DATA (a group out of range), OVERFLOW,
 * MEMORY. O(orders of the range). */
PATRON_API patron_status patron_churn_gaps(const patron_book *book, int32_t as_of, const patron_selection *selection,
                                           int64_t first, int64_t count, int64_t *gaps, int64_t *second,
                                           patron_error *error);

/* Count, exact: the second pass, given the sums of the first over the whole shop (`shop_gaps`, PATRON_CHURN_GAPS
 * numbers; every shard must use the same). Adds gaps by group and bin into cells[group][PATRON_CHURN_CELLS]. Nothing
 * is added if shop_gaps has no gap or no day in it. ARGUMENT unless 0 <= gaps <= 2^40 and 0 <= days <= gaps x the
 * calendar's length. O(orders of the range). */
PATRON_API patron_status patron_churn_count(const patron_book *book, int32_t as_of, const int64_t *shop_gaps,
                                            const patron_selection *selection, int64_t first, int64_t count,
                                            int64_t *cells, patron_error *error);

/* ---- rule ------------------------------------------------------------------------------------------------------ */

/* The churn table with its settings. Immutable; may be shared by threads. */
typedef struct patron_churn_rule patron_churn_rule;

#define PATRON_CHURN_NEW_DAYS 0x1u /* new_days is set, also where it is 0 */

/* NULL options: every default. */
typedef struct patron_churn_options {
    size_t size;
    uint64_t flags;      /* PATRON_CHURN_NEW_DAYS */
    int32_t method;      /* 0 = PATRON_CHURN_METHOD_KM; PATRON_CHURN_METHOD_MODEL is an ARGUMENT error */
    int32_t horizon;     /* H in days, 1 … 3650; 0 = 90 */
    int32_t new_days;    /* with the flag or where not 0: 0 … 3650. Else the Kaplan-Meier median of the second purchases
                            that come within 365 days, held in 14 … 90; 30 while the shop is younger than 365 days or
                            has no such purchase */
    int32_t threads;     /* of patron_churn_fit: 0 or 1 = the calling thread only; at most 256 */
    double bands[3];     /* least ρ of on_track, slowing, slipping (and one_time_open), 1 > … > 0; all 0 = .8, .5, .2 */
} patron_churn_options;

/* Fit: the table of the whole book at the end of as_of: patron_churn_gaps, patron_churn_count and
 * patron_churn_rule_make in one call. Whom the selection leaves out is not in the table; its groups are not told apart
 * otherwise. The same bits for any `threads`, row order or numbering of customers. The rule is in the book's allocator.
 * Errors: RANGE (as_of), ARGUMENT (options), DATA (a group out of range), MEMORY. O(orders). */
PATRON_API patron_status patron_churn_fit(const patron_book *book, int32_t as_of, const patron_churn_options *options,
                                          const patron_selection *selection, patron_churn_rule **out,
                                          patron_error *error);

/* What a rule is made of. */
typedef struct patron_churn_counts {
    size_t size;
    uint64_t book_flags;   /* patron_book_flags of the book(s): how purchases were counted */
    int32_t as_of;         /* of the counts */
    int32_t first_day;     /* first day of the shop's records: the first that patron_book_days gives, or observed_from
                              if later; PATRON_NO_DAY = not known (new_days is then 30) */
    const int64_t *gaps;   /* PATRON_CHURN_GAPS, as given to patron_churn_count */
    const int64_t *second; /* PATRON_CHURN_SECOND; NULL = none (new_days is then 30) */
    const int64_t *cells;  /* PATRON_CHURN_CELLS */
} patron_churn_counts;

/* Makes a rule from counts. ARGUMENT for a count below 0 or above 2^40. allocator NULL = malloc. O(1). */
PATRON_API patron_status patron_churn_rule_make(const patron_churn_counts *counts, const patron_churn_options *options,
                                                const patron_allocator *allocator, patron_churn_rule **out,
                                                patron_error *error);

/* Frees a rule; NULL is allowed. */
PATRON_API void patron_churn_rule_free(patron_churn_rule *rule);

/* Saves a rule into `bytes`. *needed (may be NULL) gets the number of bytes, also when bytes is NULL (then that is
 * all). CAPACITY error if capacity < needed; nothing is written then. */
PATRON_API patron_status patron_churn_rule_save(const patron_churn_rule *rule, void *bytes, int64_t capacity,
                                                int64_t *needed, patron_error *error);

/* Makes a rule from saved bytes; FORMAT error for anything else than bytes that patron_churn_rule_save wrote. Any
 * bytes are safe. allocator NULL = malloc. O(1). */
PATRON_API patron_status patron_churn_rule_load(const void *bytes, int64_t count, const patron_allocator *allocator,
                                                patron_churn_rule **out, patron_error *error);

/* A rule's settings, and what its table holds. */
typedef struct patron_churn_info {
    size_t size;
    uint64_t book_flags;   /* how the book of the fit counts purchases; another book's must be equal (MISMATCH) */
    int32_t method;        /* PATRON_CHURN_METHOD_*: the method used */
    int32_t as_of;         /* of the fit */
    int32_t horizon;       /* H */
    int32_t new_days;
    double bands[3];
    int64_t gaps;          /* closed gaps, with their sum in days: ḡ = gap_days / gaps */
    int64_t gap_days;
    double mean_gap;       /* ḡ in days; 0 without gaps */
    int64_t closed[PATRON_CHURN_GROUPS];    /* spells in the table, by group */
    int64_t open[PATRON_CHURN_GROUPS];
    int64_t cases[PATRON_CHURN_GROUPS];     /* spells that the group's curve is made of (more than its own: pooled) */
    double support[PATRON_CHURN_GROUPS];    /* u*; 0 without gaps */
} patron_churn_info;

/* Fills out; out->size must be set by the caller. O(1). */
PATRON_API patron_status patron_churn_rule_inspect(const patron_churn_rule *rule, patron_churn_info *out,
                                                   patron_error *error);

/* Copies the table, [closed, open][group - 1][bin], into cells[PATRON_CHURN_CELLS]. */
PATRON_API patron_status patron_churn_rule_cells(const patron_churn_rule *rule, int64_t *cells, patron_error *error);

/* Pure: lower edge of a bin, 0 for bin 0; PATRON_CHURN_BINS gives the upper edge of the last one, 256. 0 for any other
 * number. */
PATRON_API double patron_churn_edge(int32_t bin);

/* ---- score ----------------------------------------------------------------------------------------------------- */

#define PATRON_CHURN_EXTRAPOLATED 0x1 /* silent for longer than almost anyone in the table: d/s > u* */
#define PATRON_CHURN_POOLED 0x2       /* compared with customers of other purchase numbers too */
#define PATRON_CHURN_FEW_CASES 0x4    /* fewer than 20 cases in all */

/* Columns of a score; NULL = not wanted. In brackets: the undefined value, where the state is PATRON_NONE. Where the
 * shop has no closed gap (state UNKNOWN, or NEW with cases = PATRON_NONE) score, rho, p_now, p_start, scale, ratio and
 * value_at_risk are 0, horizon is PATRON_NO_DAY and cases PATRON_NONE. */
typedef struct patron_churn_columns {
    size_t size;
    int64_t capacity;       /* elements of each column; >= count */
    int32_t *state;         /* PATRON_CHURN_*, PATRON_NONE = not a buyer by any sale */
    int32_t *method;        /* PATRON_CHURN_METHOD_KM [PATRON_NONE] */
    double *score;          /* P(H | d): purchase within H days [0] */
    double *rho;            /* ρ [0] */
    int32_t *horizon;       /* h in days [PATRON_NO_DAY] */
    double *p_now;          /* P(h | d), "18 % ordered again within h days" [0] */
    double *p_start;        /* P(h | 0), "right after an order it was 61 %" [0] */
    int64_t *cases;         /* n(d/s), "of 412 comparable cases" [PATRON_NONE] */
    int32_t *flags;         /* PATRON_CHURN_EXTRAPOLATED | … [0] */
    double *scale;          /* s in days, "about every 34 days" [0] */
    double *ratio;          /* d/s, "2.8 times as long" [0] */
    int64_t *purchases;     /* x, renewals left out [0] */
    int32_t *last_day;      /* day of the last purchase, renewals left out [PATRON_NO_DAY] */
    int32_t *silence;       /* d in days [PATRON_NO_DAY] */
    int32_t *next_silence;  /* the first number of silent days, > d, at which the state gets worse: ρ falls below the
                               band, or a new customer leaves new_days. PATRON_NO_DAY = not within 3,650 silent days
                               (so for the lost) [PATRON_NO_DAY] */
    int32_t *next_day;      /* the same as a civil day: last_day + next_silence [PATRON_NO_DAY] */
    int32_t *next_state;    /* the state on that day [PATRON_NONE] */
    int64_t *net_365;       /* net of the orders of as_of-364 … as_of, renewals included, after their refunds up to
                               as_of, less the unmatched refunds of those days: recent_net of patron/customers.h [0] */
    double *value_at_risk;  /* (1 - ρ) x net_365 in minor units; negative where net_365 is [0] */
} patron_churn_columns;

/* Score, model: row i is customer first + i at the end of as_of, which may be any day (the rule may be older or
 * younger). Errors: RANGE, CAPACITY, ARGUMENT, MISMATCH (the book counts purchases differently from the rule's),
 * MEMORY. O(orders of the range + count); the next_ columns cost about as much as all others. */
PATRON_API patron_status patron_churn_score(const patron_book *book, int32_t as_of, const patron_churn_rule *rule,
                                            int64_t first, int64_t count, const patron_churn_columns *out,
                                            patron_error *error);

/* ---- states of a shop ------------------------------------------------------------------------------------------ */

/* Count: adds to buyers[group][PATRON_CHURN_STATES] the buyers in each state, to net_365 their trailing net and to
 * value_at_risk each customer's value at risk rounded to the minor unit (halves up); any may be NULL. Integer
 * sums of model states. Errors: as patron_churn_score, DATA (a group out of range), OVERFLOW. */
PATRON_API patron_status patron_churn_states(const patron_book *book, int32_t as_of, const patron_churn_rule *rule,
                                             const patron_selection *selection, int64_t first, int64_t count,
                                             int64_t *buyers, int64_t *net_365, int64_t *value_at_risk,
                                             patron_error *error);

/* ---- enter and leave ------------------------------------------------------------------------------------------- */

#define PATRON_CHURN_REASON_SILENCE 0  /* nothing but time passed: the state got worse */
#define PATRON_CHURN_REASON_ORDERED 1  /* a purchase after from_day, up to to_day */
#define PATRON_CHURN_REASON_REFUNDED 2 /* no such purchase, but one up to from_day no longer counts because of a refund
                                          after it */

/* "silence", "ordered", "refunded"; NULL for another number. */
PATRON_API const char *patron_churn_reason_name(int32_t reason);

/* Sets of states have bit state + 1 for each state in them (bit 0: no state). NULL options: every change. */
typedef struct patron_churn_changes_options {
    size_t size;
    uint64_t flags;       /* 0 */
    uint32_t from_states; /* only changes out of these states; 0 = any */
    uint32_t to_states;   /* only changes into these states; 0 = any */
} patron_churn_changes_options;

/* Every customer whose state on to_day differs from that on from_day (< to_day), both by the same rule, which should
 * be that of to_day: so only a purchase or a refund improves a state. Columns of the table:
 *   customer              int32    number
 *   from_state, to_state  int32    PATRON_NONE = none (yet, or no more)
 *   reason                int32    PATRON_CHURN_REASON_*
 *   silence               int32    days on to_day; PATRON_NO_DAY without state
 *   net_365               int64    on to_day, like the next three; 0 without state
 *   value_at_risk, rho, score  float64
 * Rows by value_at_risk, largest first, equal ones by customer key (integers by value, strings by bytes; without keys
 * by number). Whom the selection leaves out is not in it. The table is in the book's allocator. Errors as
 * patron_churn_score, DATA (a group out of range). O(orders + rows log rows). */
PATRON_API patron_status patron_churn_changes(const patron_book *book, int32_t from_day, int32_t to_day,
                                              const patron_churn_rule *rule,
                                              const patron_churn_changes_options *options,
                                              const patron_selection *selection, patron_table **out,
                                              patron_error *error);

/* ---- leading indicators ----------------------------------------------------------------------------------------- */

/* Signs that a customer may not come back, seen on the purchases up to a day (renewals left out). Each can be judged
 * only of some buyers. Exact. */
#define PATRON_CHURN_SIGN_GAP_WIDENING 0    /* three purchases or more: the last gap is longer than 1.5 x the mean of
                                               the gaps before it */
#define PATRON_CHURN_SIGN_VALUE_FALLING 1   /* three purchases or more: the net of the last one is below 0.75 x the mean
                                               net of those before it */
#define PATRON_CHURN_SIGN_LAST_REFUNDED 2   /* any purchase: something of the orders from the last purchase's day on was
                                               given back (of orders that no longer count too, and unmatched refunds) */
#define PATRON_CHURN_SIGN_DISCOUNT_ONLY 3   /* a book with discounts: every counted order had one */
#define PATRON_CHURN_SIGNS 4

/* "gap_widening", "value_falling", "last_refunded", "discount_only"; NULL for another number. Static storage. */
PATRON_API const char *patron_churn_sign_name(int32_t sign);

/* Row i is customer first + i; NULL = not wanted. Bit s stands for sign s; both are 0 for who has no purchase. */
typedef struct patron_churn_sign_columns {
    size_t size;
    int64_t capacity;
    int32_t *signs; /* bits of the signs that a customer shows */
    int32_t *known; /* bits of those that can be judged */
} patron_churn_sign_columns;

/* Score, exact. Errors: RANGE, ARGUMENT, CAPACITY. O(orders of the range), no memory. */
PATRON_API patron_status patron_churn_signs(const patron_book *book, int32_t as_of, int64_t first, int64_t count,
                                            const patron_churn_sign_columns *out, patron_error *error);

/* Cells [group][sign][0 = without the sign, 1 = with it]. */
typedef struct patron_churn_sign_counts {
    size_t size;
    int64_t capacity;   /* cells of each array, >= groups x PATRON_CHURN_SIGNS x 2 */
    int64_t *customers; /* buyers at as_of - horizon of whom the sign can be judged */
    int64_t *gone;      /* of those: no purchase in the horizon days up to as_of. gone / customers is the non-return
                           rate; patron_stats_rate_difference compares with and without */
} patron_churn_sign_counts;

/* Count, exact: what the signs of as_of - horizon were worth. Signs are those that showed at the end of that day
 * (later refunds unseen); who came back is seen at as_of. horizon: 1 … 3650 days, 0 = 90. Adds. Errors: RANGE,
 * ARGUMENT, CAPACITY, DATA (a group out of range), OVERFLOW, MEMORY. O(orders of the range). */
PATRON_API patron_status patron_churn_sign_count(const patron_book *book, int32_t as_of, int32_t horizon,
                                                 const patron_selection *selection, int64_t first, int64_t count,
                                                 const patron_churn_sign_counts *into, patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
