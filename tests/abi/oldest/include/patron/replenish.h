/* patron/replenish.h: what each customer will soon need again, and when.
 *
 * What the words mean:
 *   - An item is a product, or at PATRON_REPLENISH_CATEGORY a category. A pair is a customer and an item the customer
 *     has bought. Lines without product (at category level: whose product has no category) are in no pair.
 *   - A purchase of a product is a civil day on which a counted order of the customer that is no renewal has lines of
 *     the product with more quantity than was given back; all such orders of a day are one purchase (also with
 *     PATRON_BOOK_COUNT_BY_ORDER: two purchases of a pair are never less than a day apart). A purchase of a category is
 *     a day with a purchase of one of its products; quantities add up.
 *   - Without a quantity column every line is one unit.
 *   - Given back, with a quantity column: the quantities of the order's refund rows that name the product, dated <=
 *     as_of (a row without quantity gives back money only). An unmatched refund row that names a product takes its
 *     quantity off the customer's latest purchases of that product on or before its day; so does each line of negative
 *     quantity of an order with a negative total, where that is a refund. Without a quantity column a product of an
 *     order is given back when the order's refund rows that name it reach the amount of its lines; unmatched ones do
 *     nothing.
 *   - A gap is the number of days from one purchase of a pair to the next (closed), or from the last one to as_of
 *     (open).
 *
 * The model: the logarithm of a gap is normal around a mean of the pair, shrunk to the item's, the category's and the
 * shop's (empirical Bayes), moved by the quantity bought (elasticity theta, estimated, 0…1) and by the customer's own
 * pace; and after an n-th purchase only a share pi_n ever buys again (mixture cure). All doubles are *model* values:
 * the same bits on one machine for any row order, numbering of customers and products, and split into ranges; so are
 * days and states, which are rounded from them. Purchases, quantities and amounts are exact. */
#ifndef PATRON_REPLENISH_H
#define PATRON_REPLENISH_H

#include <patron/book.h>
#include <patron/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- states and levels ------------------------------------------------------------------------------------------ */

/* States of a pair at as_of, by the days of the table (window_from, due_day, window_to). Exclusive.
 *   NO_ESTIMATE  one purchase, and: pi of the pair is below 0.3, or fewer than 10 customers have bought the item twice,
 *                or neither the item nor its category has 30 closed gaps
 *   NOT_DUE      as_of < window_from                     DUE_SOON  window_from <= as_of < due_day
 *   DUE          due_day <= as_of <= window_to
 *   LATE         after window_to, while still_repeating >= pi / 2           LAPSED  after that */
#define PATRON_REPLENISH_NO_ESTIMATE 0
#define PATRON_REPLENISH_NOT_DUE 1
#define PATRON_REPLENISH_DUE_SOON 2
#define PATRON_REPLENISH_DUE 3
#define PATRON_REPLENISH_LATE 4
#define PATRON_REPLENISH_LAPSED 5
#define PATRON_REPLENISH_STATES 6

/* "no_estimate", "not_due", "due_soon", "due", "late", "lapsed"; NULL for any other number. Static storage. */
PATRON_API const char *patron_replenish_state_name(int32_t state);

/* What an estimate mostly rests on: the pair's own closed gaps where they weigh at least as much as the prior
 * (gaps / variance within pairs >= 1 / variance between pairs); else the item if it has at least 30 closed gaps
 * (PRODUCT, or CATEGORY at category level), else its category with at least 30, else the shop. `evidence` is the number
 * of closed gaps there. */
#define PATRON_REPLENISH_BY_OWN 0
#define PATRON_REPLENISH_BY_PRODUCT 1
#define PATRON_REPLENISH_BY_CATEGORY 2
#define PATRON_REPLENISH_BY_SHOP 3

/* "own", "product", "category", "shop"; NULL for any other number. Static storage. */
PATRON_API const char *patron_replenish_level_name(int32_t level);

/* Items of fit and score. */
#define PATRON_REPLENISH_PRODUCT 0
#define PATRON_REPLENISH_CATEGORY 1

/* ---- rule ------------------------------------------------------------------------------------------------------- */

/* What a shop's gaps teach, for products and (where the book has categories) for categories. Immutable; any number of
 * threads may use it. Items are held by key, so a rule scores any book of the same shop whatever its numbers are. */
typedef struct patron_replenish_rule patron_replenish_rule;

typedef struct patron_replenish_fit_options {
    size_t size;
    uint64_t flags; /* none known: 0 */
} patron_replenish_fit_options;

/* Fits a rule to all customers' purchases dated <= as_of. Kind: fit, model. options may be NULL. Memory from the book's
 * allocator. Errors: ARGUMENT, RANGE (as_of), MISSING (the book has no products), MEMORY.
 * O(orders + lines log lines of the largest customer + products log products); no pass over the calendar.
 *   A  theta: within-pair least squares of ln gap on ln quantity at its start, over pairs with two closed gaps or more;
 *      theta = raw · raw² / (raw² + se²), held to 0…1; 0 where quantities do not vary or no degree of freedom is left
 *   B  z = ln gap - theta (ln q - item's mean ln q over all its purchases). Variances by moments, closed form: within
 *      pairs (at least 0.01; 0.65 if no pair has two gaps), pairs within item (at least 0.02; 0.2 if no item has two
 *      pairs), items within category (at least 0.005), categories (0.005), customers (0.01; over customers with gaps in
 *      two items or more). Items' and categories' variances are weighted means of squares with k / (k - groups) degrees
 *      of freedom, less 1 / mean weight. Products without category are one category. Means: item to category to shop
 *   D  pi_n, n = 1…5 and 6 or more: fixed point of the EM map (closed + Σ π S / (π S + 1 - π) + 1) / (gaps + 2), S at
 *      the item's mean with both variances; the map is convex in π, so the fixed point is unique: Newton's method from
 *      below until a step is at most 1e-12, 60 steps at most. Each item's odds multiplier (Σw + 20 mean π) / (Σπ + 20
 *      mean π) over its gaps, mean π over all gaps of the shop. */
PATRON_API patron_status patron_replenish_fit(const patron_book *book, int32_t as_of,
                                              const patron_replenish_fit_options *options,
                                              patron_replenish_rule **out, patron_error *error);

/* Frees a rule; NULL is allowed. */
PATRON_API void patron_replenish_rule_free(patron_replenish_rule *rule);

/* Writes a rule as bytes (the same bytes for the same rule, whatever the numbering of the book was). *needed (may be
 * NULL) gets the size, also with bytes NULL, when that is all that happens. CAPACITY error if capacity < size. */
PATRON_API patron_status patron_replenish_rule_save(const patron_replenish_rule *rule, void *bytes, int64_t capacity,
                                                    int64_t *needed, patron_error *error);

/* Makes a rule from bytes. Any bytes are safe: FORMAT error, or a rule whose every value is in its range. allocator
 * NULL = malloc. O(bytes). */
PATRON_API patron_status patron_replenish_rule_load(const void *bytes, int64_t count, const patron_allocator *allocator,
                                                    patron_replenish_rule **out, patron_error *error);

/* The parameters of one level of a rule. Variances are of ln days. */
typedef struct patron_replenish_parameters {
    size_t size;
    int64_t items;          /* with at least one purchase */
    int64_t purchases;
    int64_t pairs;
    int64_t gaps;           /* closed */
    double theta;           /* quantity elasticity, 0…1 */
    double theta_raw;       /* before shrinking; 0 where not estimable */
    double theta_se;        /* its standard error; 0 where not estimable */
    double variance_within; /* one gap around its pair */
    double variance_pairs;  /* pairs around their item */
    double variance_items;
    double variance_categories;
    double variance_customers;
    double mean;            /* the shop's ln days */
    double pi[6];           /* P(an n-th purchase is ever followed by another), n = 1…5, 6 or more */
    double pi_mean;         /* over all gaps */
    int64_t steps;          /* of the fit of pi */
} patron_replenish_parameters;

/* The parameters at `level` (PATRON_REPLENISH_PRODUCT or _CATEGORY). out->size must be set. Error MISSING for CATEGORY
 * in a rule of a book without categories. O(1). */
PATRON_API patron_status patron_replenish_rule_parameters(const patron_replenish_rule *rule, int32_t level,
                                                          patron_replenish_parameters *out, patron_error *error);

/* The items of a rule as a table in order of key. Columns: key (INT64 or STRING64), purchases, buyers, repeaters
 * (customers with two purchases or more), gaps (INT64), typical_gap (FLOAT64, days: exp of the item's mean at its mean
 * quantity), typical_quantity (FLOAT64: geometric mean, in quantity units), odds (FLOAT64). Memory from the rule's
 * allocator. O(items). */
PATRON_API patron_status patron_replenish_rule_items(const patron_replenish_rule *rule, int32_t level,
                                                     patron_table **out, patron_error *error);

/* ---- score: the due list ---------------------------------------------------------------------------------------- */

#define PATRON_REPLENISH_ONLY_WITHIN 0x1u       /* only pairs with as_of <= due_day <= as_of + within */
#define PATRON_REPLENISH_ONLY_UNSUPPRESSED 0x2u /* no pair with a bit in `suppressed` */
#define PATRON_REPLENISH_WITHIN_SET 0x4u        /* within is set, 0 meaning due today */

/* Why a pair should not be acted on, bits of the column `suppressed`. Scores and states are not changed by them. */
#define PATRON_REPLENISH_CATEGORY_BOUGHT 1 /* another product of its category was bought since; only of products */
#define PATRON_REPLENISH_CUSTOMER_LOST 2   /* the caller's gate */

/* Zero: products, every state, within 7 days, chance over 30 days, no gate.
 * gate is an optional array of patron_book_customers elements (by customer number, whatever the range): where bit
 * gate[c] of gate_values is set (0 <= gate[c] <= 63; other values are never gated), customer c gets CUSTOMER_LOST. With
 * the churn states as gate, gate_values = 1 << lost | 1 << one_time_lost. */
typedef struct patron_replenish_options {
    size_t size;
    uint64_t flags;        /* PATRON_REPLENISH_ONLY_*, PATRON_REPLENISH_WITHIN_SET */
    int32_t level;         /* PATRON_REPLENISH_PRODUCT or _CATEGORY */
    int32_t within;        /* days, 0…3650; 0 without WITHIN_SET = 7 */
    int32_t horizon;       /* days of `chance`, 1…3650; 0 = 30 */
    int32_t reserved;      /* 0 */
    uint64_t states;       /* bit s = rows of state s are wanted; 0 = all */
    const int32_t *gate;
    uint64_t gate_values;
} patron_replenish_options;

/* The pairs of customers [first, first + count), as seen at the end of as_of. Kind: score, model. options may be NULL.
 * Rows are sorted by customer number; within a customer by chance, falling, then by the item's buyers in the rule,
 * falling, then by key, rising. Columns (undefined values as in base.h; in NO_ESTIMATE the days from due_day on are
 * undefined; the doubles are there for every pair):
 *   customer           INT32        number in the book
 *   product | category INT64        number in the book (patron_book_keys); the name is that of the level
 *   state, level       INT32        PATRON_REPLENISH_…, PATRON_REPLENISH_BY_…
 *   suppressed         INT32        bits
 *   evidence           INT64        closed gaps behind the estimate
 *   purchases          INT64        n >= 1
 *   last_day           INT32, day   of the last purchase
 *   due_day            INT32, day   last_day + 50 % point of the gap, rounded to the nearest day and at least 1
 *   window_from, _to   INT32, day   25 % and 75 % points alike. None of the three moves until the next purchase
 *   expected_day       INT32, day   median given the silence so far, after as_of; PATRON_NO_DAY where 1 - F(d) < 1e-12
 *   last_quantity      INT64        of the last purchase, less what was given back; in quantity units
 *   expected_quantity  INT64        mean of the pair's purchases, rounded half up, at least 1
 *   expected_amount    INT64        expected_quantity at the pair's mean price (Σ amount / Σ quantity bought), rounded
 *                                   half up, >= 0
 *   chance             FLOAT64      P(bought within `horizon` days) = π (S(d) - S(d + N)) / (π S(d) + 1 - π)
 *   pi                 FLOAT64      π: pi_n with the odds multipliers of item and customer
 *   still_repeating    FLOAT64      π S(d) / (π S(d) + 1 - π)
 * The customer's own pace and odds multiplier come from the customer's own gaps in this book and from the rule, so any
 * split into ranges, and a book of one customer alone, give the same bits. A customer's pace is 0 unless two items have
 * closed gaps. Items that the rule does not know take their category's mean (else the shop's), odds 1 and no effect of
 * quantity. Days beyond the calendar are held at PATRON_DAY_MAX.
 * "Due within 7 days" of a shop: the whole range with ONLY_WITHIN (and ONLY_UNSUPPRESSED to act on it).
 * Errors: ARGUMENT, RANGE (as_of, first, count), MISSING (no products; CATEGORY without categories in book or rule),
 * MISMATCH (the book has other counting flags, key kinds or another quantity scale than the rule's), MEMORY.
 * O(lines of the range, log within a customer, + products + categories). */
PATRON_API patron_status patron_replenish_due(const patron_book *book, int32_t as_of,
                                              const patron_replenish_rule *rule,
                                              const patron_replenish_options *options, int64_t first, int64_t count,
                                              patron_table **out, patron_error *error);

/* ---- count ------------------------------------------------------------------------------------------------------ */

/* Cells of a count: one a state, and pairs with as_of <= due_day <= as_of + within (which have a state too). */
#define PATRON_REPLENISH_CELL_WITHIN 6
#define PATRON_REPLENISH_CELLS 7

/* Arrays of [group][PATRON_REPLENISH_CELLS] that are added to; NULL = not wanted. Suppressed pairs are in `suppressed`
 * and in no other array. */
typedef struct patron_replenish_counts {
    size_t size;
    int64_t capacity;    /* elements of each array, >= groups x PATRON_REPLENISH_CELLS */
    int64_t *pairs;
    int64_t *customers;  /* with at least one such pair */
    int64_t *units;      /* Σ expected_quantity */
    int64_t *amount;     /* Σ expected_amount */
    int64_t *suppressed; /* pairs */
} patron_replenish_counts;

/* Adds up the pairs of customers [first, first + count). Kind: count. Counts over ranges add up to the whole. The
 * fields `states` and `flags` of options other than WITHIN_SET must be 0. Errors: as patron_replenish_due, and
 * CAPACITY, OVERFLOW (outputs untouched), DATA (group out of range). */
PATRON_API patron_status patron_replenish_count(const patron_book *book, int32_t as_of,
                                                const patron_replenish_rule *rule,
                                                const patron_replenish_options *options,
                                                const patron_selection *selection, int64_t first, int64_t count,
                                                const patron_replenish_counts *out, patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
