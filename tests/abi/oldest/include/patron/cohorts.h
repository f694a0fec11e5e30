/* patron/cohorts.h: buyers born together, followed over time.
 *
 *     axis (which cohorts are the rows) + options (what k is) ──► count ──► cells ──► curve, mean
 *
 * What the words mean:
 *   - A buyer is born on the day of its first counted order at as_of. The first purchase is all counted orders of
 *     that day (also with PATRON_BOOK_COUNT_BY_ORDER); its labels are their union. Buyers of unknown birth
 *     (observed_from, customer_since) are in no cohort and are counted apart.
 *   - k is the time since birth: calendar periods (k = period of the day - period of the birth), or elapsed windows
 *     of N days (k = ⌊days since birth / N⌋). Columns are k = 0, 1, … or brackets of k; the last column (`beyond`)
 *     holds every later k, so that sums over a row are complete.
 *   - A buyer is eligible for a column if the whole of it is observed at as_of: the last day of the column's last
 *     calendar period, or day (k + 1) N - 1 of its last window, is <= as_of. Nobody is eligible for the column
 *     beyond.
 *   - Purchases, orders and activity use counted orders. Money and units use every sale, renewal and refund: an order
 *     that was refunded in full is in sales and in refunds. What is dated before the birth (such orders and
 *     unmatched refunds) is in column 0.
 *   - Renewals are counted orders: births, activity, purchases and money include them; `renewals` shows them apart.
 *
 * Three curves, as analysts name them: IN (active in k), LATER (active in k or later) and BY (n-th purchase by k,
 * for the second one it ends at the repeat rate). Everything counted is exact, additive over ranges, shards and
 * books. */
#ifndef PATRON_COHORTS_H
#define PATRON_COHORTS_H

#include <patron/book.h>
#include <patron/calendar.h>
#include <patron/columns.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- axis ------------------------------------------------------------------------------------------------------ */

/* What a cohort is. */
#define PATRON_COHORTS_BY_PERIOD 1   /* period of the first purchase */
#define PATRON_COHORTS_BY_LABEL 2    /* a label of the first purchase: one buyer may be in several cohorts */
#define PATRON_COHORTS_BY_PRODUCT 3  /* a product of it, unless all its units were given back; may be several */
#define PATRON_COHORTS_BY_CATEGORY 4 /* a category of such a product; may be several */
#define PATRON_COHORTS_BY_DEPTH 5    /* its discount depth: Σ discount / Σ (amount + discount) */

/* The rows of the result: the listed cohorts 0 … listed-1, then three that every axis has, at listed + one of these. A
 * buyer who is in several cohorts counts once in ALL. NONE stays empty by PERIOD and DEPTH. */
#define PATRON_COHORTS_ROW_OTHER 0 /* a cohort that is not listed; a birth outside the periods */
#define PATRON_COHORTS_ROW_NONE 1  /* the first purchase has no such label: "(none)" */
#define PATRON_COHORTS_ROW_ALL 2   /* every buyer of known birth, once */
#define PATRON_COHORTS_ROWS_MORE 3

/* Immutable; names cohorts by periods, keys or edges and never by a book's numbers, so that books and shards add up. */
typedef struct patron_cohorts_axis patron_cohorts_axis;

/* What an axis is made of. Arrays are borrowed for the call and copied. A field that `by` does not use must be 0. */
typedef struct patron_cohorts_axis_options {
    size_t size;
    uint64_t flags;                  /* 0 */
    int32_t by;                      /* PATRON_COHORTS_BY_*, 0 = PERIOD */
    int32_t first_period;            /* PERIOD: index of the first one (patron_calendar_period) ... */
    int64_t period_count;            /* ... and how many; both are ignored by patron_cohorts_axis_of_book */
    const patron_calendar *calendar; /* PERIOD: NULL = months */
    const char *label;               /* LABEL: its name in the book */
    const patron_column *keys;       /* LABEL, PRODUCT, CATEGORY: the listed keys, distinct, not null; ignored by ... */
    int64_t key_count;               /* ... patron_cohorts_axis_of_book */
    int64_t limit;                   /* patron_cohorts_axis_of_book: at most so many keys, 0 = all */
    const int32_t *edges;            /* DEPTH: strictly ascending in 1 … 10000 (ten-thousandths), see below; */
    int64_t edge_count;              /* 0 = 1000, 2000, 3000, 5000. At most 10000 */
    const patron_allocator *allocator; /* NULL = malloc; patron_cohorts_axis_of_book uses the book's and ignores this */
} patron_cohorts_axis_options;

/* Makes an axis from what the options list. By DEPTH with n edges there are n + 2 cohorts: no discount; depth
 * below edges[0]; edges[0] <= depth < edges[1]; …; depth >= edges[n-1]. A purchase of list value 0 has no
 * discount. Errors: ARGUMENT (unknown by, a field that does not belong, no label, a null or repeated key, bad
 * edges), RANGE (periods outside the calendar), DATA (a key that is not UTF-8), MEMORY. O(keys). */
PATRON_API patron_status patron_cohorts_axis_make(const patron_cohorts_axis_options *options, patron_cohorts_axis **out,
                                                  patron_error *error);

/* Makes an axis of what a book holds at as_of. PERIOD: from the first to the last period with a birth
 * (first_period and period_count are ignored). LABEL, PRODUCT, CATEGORY: the keys of first purchases, those with
 * most buyers first, equal ones by key (integers by value, strings by bytes), at most `limit`. DEPTH: the edges.
 * NULL options: months. Errors as above; MISSING where the book has no such label, products or categories; RANGE
 * for as_of. O(orders + keys log keys). */
PATRON_API patron_status patron_cohorts_axis_of_book(const patron_book *book, int32_t as_of,
                                                     const patron_cohorts_axis_options *options,
                                                     patron_cohorts_axis **out, patron_error *error);

PATRON_API void patron_cohorts_axis_free(patron_cohorts_axis *axis);

PATRON_API int32_t patron_cohorts_axis_by(const patron_cohorts_axis *axis);

/* Cohorts listed, and all rows of the result: listed + PATRON_COHORTS_ROWS_MORE. */
PATRON_API int64_t patron_cohorts_axis_listed(const patron_cohorts_axis *axis);
PATRON_API int64_t patron_cohorts_axis_rows(const patron_cohorts_axis *axis);

/* PERIOD: the period index of row 0 (row r is period first + r). 0 for other axes. */
PATRON_API int32_t patron_cohorts_axis_first_period(const patron_cohorts_axis *axis);

/* LABEL, PRODUCT, CATEGORY: the listed keys in order of their rows, as a borrowed column (INT64 or STRING64) that
 * lives as long as the axis. out->size must be set by the caller. Error MISSING for other axes. O(1). */
PATRON_API patron_status patron_cohorts_axis_keys(const patron_cohorts_axis *axis, patron_column *out, int64_t *count,
                                                  patron_error *error);

/* DEPTH: the edges, borrowed; *count is 0 (and the result NULL) for other axes. */
PATRON_API const int32_t *patron_cohorts_axis_edges(const patron_cohorts_axis *axis, int64_t *count);

/* ---- counting -------------------------------------------------------------------------------------------------- */

#define PATRON_COHORTS_REFUND_DAY 0x1u /* refunds in the column of their own day; else in that of their order */

#define PATRON_COHORTS_K_MAX 65535       /* largest `periods` and bracket */
#define PATRON_COHORTS_SEQUENCE_MAX 1000 /* largest `sequence` */

/* NULL options: every default. */
typedef struct patron_cohorts_options {
    size_t size;
    uint64_t flags;                  /* PATRON_COHORTS_* */
    const patron_calendar *calendar; /* the periods of k; NULL = the axis's if it is by PERIOD, else months */
    int32_t window_days;             /* > 0: k counts elapsed windows of so many days (no calendar); <= 3,652,059 */
    int32_t periods;                 /* columns k = 0 … periods-1, 0 = 13; 1 … PATRON_COHORTS_K_MAX */
    const int32_t *brackets;         /* in place of `periods`: the first k of columns 1, 2, … and of beyond, */
    int32_t bracket_count;           /* strictly ascending from 1 on: {1, 4, 7, 13} = 0, 1-3, 4-6, 7-12, 13 and later */
    int32_t sequence;                /* count the 2nd … sequence-th purchase, 0 = 2; 2 … PATRON_COHORTS_SEQUENCE_MAX */
} patron_cohorts_options;

/* How large the arrays are. columns includes the last one, beyond: k columns + 1. */
typedef struct patron_cohorts_shape {
    size_t size;
    int64_t groups, rows, columns;
    int64_t nth;            /* sequence - 1: the 2nd purchase is index 0 */
    int64_t cells;          /* groups * rows * columns */
    int64_t row_cells;      /* groups * rows */
    int64_t sequence_cells; /* groups * nth * rows * columns */
} patron_cohorts_shape;

/* The shape of the result for `groups` groups (>= 1). out->size must be set by the caller. ARGUMENT for bad
 * options or a shape whose scratch (17 numbers a cell) no memory could hold. O(brackets). */
PATRON_API patron_status patron_cohorts_shape_of(const patron_cohorts_axis *axis, const patron_cohorts_options *options,
                                                 int64_t groups, patron_cohorts_shape *out, patron_error *error);

/* Cells to add into; the caller sets them to 0 before the first call. NULL = not wanted. Money is in minor units,
 * units in 1/quantity_scale pieces, all else customers, purchases or orders.
 *
 * [group][row][column], `capacity` cells each. Raw counts hold every buyer; the `eligible` ones hold, in a column,
 * only the buyers that are eligible for it, so each is a numerator over `eligible`. */
typedef struct patron_cohorts_cells {
    size_t size;
    int64_t capacity, row_capacity, sequence_capacity, group_capacity; /* elements of the arrays of each kind */
    int64_t *eligible;        /* buyers eligible for the column */
    int64_t *active;          /* buyers with a purchase in it; column 0 is all of them */
    int64_t *active_eligible; /* curve IN */
    int64_t *later;           /* buyers with a purchase in it or in a later one (up to as_of) */
    int64_t *later_eligible;  /* curve LATER */
    int64_t *purchases;
    int64_t *orders;          /* counted ones */
    int64_t *renewals;        /* those of them that are renewals */
    int64_t *sales;
    int64_t *refunds;         /* >= 0 */
    int64_t *net;             /* sales - refunds */
    int64_t *margin;          /* net - cost of all orders; MISSING error if the book has no cost */
    int64_t *units;           /* sold - given back (by refunds of known orders that name product and quantity); MISSING
                                 error if the book has no quantity */
    int64_t *discount;        /* MISSING error if the book has no discount */
    int64_t *net_eligible;    /* net in the column of buyers eligible for it */
    int64_t *net_to;          /* net in columns 0 … this one of buyers eligible for it: curve VALUE (LTV) */
    int64_t *margin_to;       /* the same of margin; MISSING as above */
    /* [group][row], `row_capacity` elements */
    int64_t *buyers;          /* size of the cohort */
    int64_t *repeat_in_0;     /* buyers with a second purchase in column 0 */
    int64_t *unmatched;       /* refunds without a known order (>= 0), in no column; 0 with REFUND_DAY */
    /* [group][n - 2][row][column], `sequence_capacity` elements */
    int64_t *nth;             /* buyers whose n-th purchase lies in the column */
    int64_t *nth_by;          /* buyers eligible for the column whose n-th purchase lies in it or before: curve BY */
    int64_t *nth_net;         /* net of the counted orders of those n-th purchases (their refunds taken off) */
    /* [group], `group_capacity` elements: who is in no row. Σ net over the columns of row ALL - unmatched of ALL
     * + unknown_birth_net + not_buyers_net = net_customers + net_unmatched of patron_book_totals. */
    int64_t *unknown_birth;     /* buyers of unknown birth */
    int64_t *unknown_birth_net; /* with their unmatched refunds */
    int64_t *not_buyers;        /* customers without a counted order at as_of */
    int64_t *not_buyers_net;
} patron_cohorts_cells;

/* Kind: count. Adds the buyers of customers [first, first + count), as seen at the end of as_of, into the cells.
 * `book` may be another than the one of the axis. Exact; the same sums for any split into ranges, shards or books.
 * Errors: ARGUMENT (options, axis NULL), RANGE (as_of, range), CAPACITY (an array that is wanted is too small),
 * MISSING (the book has no such label, product, category, discount, cost or quantity), MISMATCH (keys of the axis
 * and of the book are not of the same kind), DATA (a group), OVERFLOW (a sum), MEMORY; the cells are then
 * untouched. Time O(orders + refunds of the range + cells), plus the columns touched per cohort that a buyer is
 * in. Scratch: 17 numbers a cell, 4 a sequence cell, one number a day of the book (at most 65,537), 4 bytes a key
 * (20 a product where products can be given back). */
PATRON_API patron_status patron_cohorts_count(const patron_book *book, int32_t as_of, const patron_cohorts_axis *axis,
                                              const patron_cohorts_options *options, const patron_selection *selection,
                                              int64_t first, int64_t count, const patron_cohorts_cells *cells,
                                              patron_error *error);

/* ---- curves ---------------------------------------------------------------------------------------------------- */

#define PATRON_COHORTS_CURVE_IN 1    /* part = active_eligible */
#define PATRON_COHORTS_CURVE_LATER 2 /* part = later_eligible: the younger the column, the more can still come */
#define PATRON_COHORTS_CURVE_BY 3    /* part = nth_by of one n */
#define PATRON_COHORTS_CURVE_VALUE 4 /* part = net_to (LTV), net_eligible, margin_to: an average, without interval */

/* State of a cell. */
#define PATRON_COHORTS_COMPLETE 1 /* every buyer of the cohort is eligible */
#define PATRON_COHORTS_PARTIAL 2  /* some are: the rate is theirs */
#define PATRON_COHORTS_FUTURE 3   /* none is yet: there is no rate (it is not 0) */
#define PATRON_COHORTS_OPEN 4     /* curve LATER with a rate, which can still rise; the column beyond, without one */
#define PATRON_COHORTS_EMPTY 5    /* the cohort has no buyers */

/* "complete", "partial", "future", "open", "empty"; NULL for any other number. Static storage. */
PATRON_API const char *patron_cohorts_state_name(int32_t state);

/* Rates out. A rate is defined where whole > 0. Each NULL = not wanted. */
typedef struct patron_cohorts_rates {
    size_t size;
    int64_t capacity; /* elements of each array */
    int32_t *state;   /* PATRON_COHORTS_* */
    int64_t *part;    /* numerator; PATRON_NONE where whole is 0 */
    int64_t *whole;   /* n: eligible buyers */
    double *rate;     /* part / whole; 0 where whole is 0 */
    double *low;      /* Wilson interval; 0 and 0 where whole is 0 and in curve VALUE */
    double *high;
} patron_cohorts_rates;

/* Kind: pure. The curve of `rows` cohorts: out is [row][column]. buyers is [row]; eligible and part are
 * [row][column], all of one group (and one n). The last column is the one beyond. rate is exact, low and high are
 * model (patron_stats_wilson at `confidence`, 0 = 0.95). Errors: ARGUMENT (unknown curve; not 0 <= eligible <=
 * buyers; part outside 0 … eligible except in VALUE; confidence), CAPACITY. O(rows * columns). */
PATRON_API patron_status patron_cohorts_curve(int32_t curve, int64_t rows, int64_t columns, const int64_t *buyers,
                                              const int64_t *eligible, const int64_t *part, double confidence,
                                              const patron_cohorts_rates *out, patron_error *error);

/* Kind: pure. The mean row: in each column Σ part / Σ eligible over the complete cells among `rows` cohorts (give
 * the rows that it is about, for instance the listed ones, without ALL). out is [column]: COMPLETE where there is
 * a complete cell, EMPTY where no cohort has buyers, else FUTURE; OPEN beyond. Inputs and errors as above;
 * ARGUMENT for curve LATER, which has no mean; OVERFLOW. */
PATRON_API patron_status patron_cohorts_mean(int32_t curve, int64_t rows, int64_t columns, const int64_t *buyers,
                                             const int64_t *eligible, const int64_t *part, double confidence,
                                             const patron_cohorts_rates *out, patron_error *error);

/* Kind: pure, exact. Running sums along the columns of each row (sales, orders … from incremental to cumulative).
 * out may be values. Raw: what as_of does not show yet is not in it, so show it only where the state of the cell
 * is complete. Errors: ARGUMENT, OVERFLOW. */
PATRON_API patron_status patron_cohorts_cumulate(const int64_t *values, int64_t rows, int64_t columns, int64_t *out,
                                                 patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
