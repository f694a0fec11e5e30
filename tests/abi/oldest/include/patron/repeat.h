/* patron/repeat.h: who buys again, when, and who stays. Eight counts over customers, one over guests, a list, and pure
 * functions that make rates, curves and points of the counts.
 *
 *     book + as_of ──► count, sequence, times, gaps, periods, growth, season, windows
 *                  ──► rate, curve, points, retention
 *
 * What the words mean (as in patron/book.h; everything is seen at the end of as_of):
 *   - A purchase is all counted orders of a customer on one civil day (with PATRON_BOOK_COUNT_BY_ORDER: one counted
 *     order). A buyer has at least one. Days and purchases come from counted orders; money from every sale and refund
 *     where it says so.
 *   - A birth is the day of the first purchase. A buyer of unknown birth (observed_from, customer_since) is in no order
 *     sequence, time, season or repeat within N days, is never new, and is counted as `unknown_birth`.
 *   - Renewals are counted orders and purchases. Only gaps leave them out as if they did not exist; a flag chooses
 *     otherwise: WITHOUT_RENEWALS in patron_repeat_count, _sequence and _times, WITH_RENEWALS in patron_repeat_gaps.
 *   - As an order is counted at as_of, a refund in full removes it, and its purchase, from earlier periods too.
 *
 * Counts are exact and additive over ranges, shards and books: the same bits for any row order, split, thread count and
 * platform. Each adds int64 into the caller's cells, which the caller sets to 0 before the first call; an array that is
 * NULL is not wanted. Arrays are laid out [group] first (patron_selection), then as their comment says.
 *
 * Errors of every count: ARGUMENT (book, options, selection, cells), RANGE (as_of, range of customers), CAPACITY (an
 * array that is wanted is too small), DATA (a group, naming the customer), OVERFLOW (a cell would leave int64), MEMORY;
 * the cells are then untouched. */
#ifndef PATRON_REPEAT_H
#define PATRON_REPEAT_H

#include <patron/book.h>
#include <patron/calendar.h>
#include <patron/table.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PATRON_REPEAT_WITHOUT_RENEWALS 0x1u /* count, sequence, times: renewals do not exist */
#define PATRON_REPEAT_WITH_RENEWALS 0x2u    /* gaps: renewals are purchases */
#define PATRON_REPEAT_REFUND_ORDER 0x4u     /* periods, guests: refunds in the period of their order, not day */
#define PATRON_REPEAT_FIRST_ONLY 0x8u       /* windows: only buyers whose first purchase lies in the first window */

/* ---- repeat rate and orders per customer ----------------------------------------------------------------------- */

#define PATRON_REPEAT_WITHIN_MAX 100 /* largest within_count */
#define PATRON_REPEAT_BINS_MAX 65535 /* largest `bins` */

/* NULL options: every default. */
typedef struct patron_repeat_options {
    size_t size;
    uint64_t flags;         /* PATRON_REPEAT_WITHOUT_RENEWALS */
    const int32_t *within;  /* numbers of days, each 0 … 3652059, in any order; borrowed. NULL = 30, 60, 90, 180, 365 */
    int32_t within_count;   /* 1 … PATRON_REPEAT_WITHIN_MAX; 0 where within is NULL (then 5) */
    int32_t bins;           /* bins of purchases a buyer: 1, 2, …, `bins` or more; 0 = 10; 1 … PATRON_REPEAT_BINS_MAX */
} patron_repeat_options;

/* Repeat rate = repeaters / buyers. Repeat rate within N days = within / observed of that N: its whole holds only
 * buyers of known birth whose first purchase was N days or more before as_of. Purchases per buyer = purchases / buyers.
 * One-time buyers are bin 0. */
typedef struct patron_repeat_cells {
    size_t size;
    int64_t group_capacity, within_capacity, bin_capacity; /* elements of the arrays of each kind */
    /* [group] */
    int64_t *buyers;         /* = one_time + repeaters, of unknown birth too */
    int64_t *one_time;       /* one purchase */
    int64_t *repeaters;      /* two or more */
    int64_t *purchases;
    int64_t *orders;         /* counted ones */
    int64_t *unknown_birth;  /* buyers of unknown birth: in no `observed` ... */
    int64_t *unknown_repeaters; /* ... and how many of them are repeaters */
    int64_t *not_buyers;     /* customers (with a sale or refund) without a purchase */
    int64_t *not_buyers_net; /* their sales - refunds */
    /* [group][within] */
    int64_t *observed;       /* buyers of known birth with first purchase + N <= as_of */
    int64_t *within;         /* ... whose second purchase came N days or less after the first */
    /* [group][bin]: bin b holds buyers with b + 1 purchases, the last one those with `bins` or more */
    int64_t *bin_buyers;
    int64_t *bin_purchases;
    int64_t *bin_orders;
    int64_t *bin_net;        /* all sales - refunds of these buyers: Σ bin_net + not_buyers_net = net_customers +
                                net_unmatched of patron_book_totals */
} patron_repeat_cells;

/* Kind: count. Eligible: every buyer; `observed` says who is for "within". Errors: above. O(orders + refunds of the
 * range + cells), and within_count a buyer. */
PATRON_API patron_status patron_repeat_count(const patron_book *book, int32_t as_of,
                                             const patron_repeat_options *options, const patron_selection *selection,
                                             int64_t first, int64_t count, const patron_repeat_cells *cells,
                                             patron_error *error);

/* ---- order sequence -------------------------------------------------------------------------------------------- */

#define PATRON_REPEAT_SEQUENCE_MAX 1000 /* largest `sequence` */
#define PATRON_REPEAT_DAYS_MAX 65533    /* largest `days` */

/* For sequence, times and gaps. NULL options: every default. */
typedef struct patron_repeat_sequence_options {
    size_t size;
    uint64_t flags;   /* PATRON_REPEAT_WITHOUT_RENEWALS (sequence, times) or _WITH_RENEWALS (gaps) */
    int32_t sequence; /* S: the largest n, 0 = 10; 2 … PATRON_REPEAT_SEQUENCE_MAX */
    int32_t days;     /* D: times and gaps are told apart up to so many days, 0 = 1825; 1 … PATRON_REPEAT_DAYS_MAX */
} patron_repeat_sequence_options;

/* How large the arrays are for S, D and a number of groups. */
typedef struct patron_repeat_shape {
    size_t size;
    int64_t groups;
    int64_t sequence;       /* S */
    int64_t columns;        /* D + 2: 0 … D days, and one for everything later (`beyond`) */
    int64_t time_rows;      /* S - 1: row i is the (i + 2)-th purchase */
    int64_t gap_rows;       /* S + 1: row 0 is all gaps, row n the gap after the n-th purchase */
    int64_t sequence_cells; /* groups * sequence */
    int64_t time_cells;     /* groups * time_rows * columns */
    int64_t gap_cells;      /* groups * gap_rows * columns */
} patron_repeat_shape;

/* The shape for `groups` groups (>= 1). out->size must be set by the caller. ARGUMENT for bad options, or a shape that
 * no memory could hold. O(1). */
PATRON_API patron_status patron_repeat_shape_of(const patron_repeat_sequence_options *options, int64_t groups,
                                                patron_repeat_shape *out, patron_error *error);

/* P(n+1 | n) = next / buyers, with patron_repeat_rate. Mean value of the n-th purchase = net / buyers. It falls short
 * for buyers who reached n lately: the curve of patron_repeat_gaps takes that into account. */
typedef struct patron_repeat_sequence_cells {
    size_t size;
    int64_t capacity, group_capacity;
    /* [group][n - 1], n = 1 … S: eligible are buyers of known birth */
    int64_t *buyers;   /* with n or more purchases */
    int64_t *next;     /* with n + 1 or more */
    int64_t *renewals; /* whose n-th purchase is all renewals */
    int64_t *orders;   /* counted orders of the n-th purchases */
    int64_t *sales;    /* of these orders, before refunds */
    int64_t *net;      /* of these orders, their refunds taken off */
    /* [group] */
    int64_t *unknown_birth; /* buyers of unknown birth, in no cell */
} patron_repeat_sequence_cells;

/* Kind: count. Errors: above. O(orders + refunds of the range + cells). */
PATRON_API patron_status patron_repeat_sequence(const patron_book *book, int32_t as_of,
                                                const patron_repeat_sequence_options *options,
                                                const patron_selection *selection, int64_t first, int64_t count,
                                                const patron_repeat_sequence_cells *cells, patron_error *error);

/* ---- times ----------------------------------------------------------------------------------------------------- */

/* What patron_repeat_times and patron_repeat_gaps count: per row and day how many ended and how many were last seen
 * still waiting. Give events and censored to patron_repeat_curve and patron_repeat_points. */
typedef struct patron_repeat_time_cells {
    size_t size;
    int64_t capacity, row_capacity, group_capacity;
    /* [group][row][column]: column d = after d days; the last one = after more than D days */
    int64_t *events;   /* the purchase came */
    int64_t *censored; /* it had not come by as_of */
    /* [group][row] */
    int64_t *entered;  /* at risk at the start: Σ events + Σ censored. The eligible of the row */
    int64_t *closed;   /* Σ events */
    int64_t *closed_days; /* sum of their days, those beyond D too: mean of closed gaps = closed_days / closed */
    /* [group] */
    int64_t *unknown_birth; /* buyers of unknown birth: in no row of times, and of gaps in row 0 only */
} patron_repeat_time_cells;

/* Kind: count. Days from the FIRST purchase to the n-th: row i is n = i + 2, shape time_rows. Everyone of known birth
 * enters every row; who has not reached n is censored at as_of - first. Errors: above. O(orders + refunds of the range
 * + cells). */
PATRON_API patron_status patron_repeat_times(const patron_book *book, int32_t as_of,
                                             const patron_repeat_sequence_options *options,
                                             const patron_selection *selection, int64_t first, int64_t count,
                                             const patron_repeat_time_cells *cells, patron_error *error);

/* Kind: count. Days from a purchase to the NEXT one, shape gap_rows: row n (1 … S) from the n-th to the (n+1)-th
 * purchase of buyers of known birth ("when to write after order n"), row 0 all gaps of all buyers, later than S too
 * ("time between orders"). A closed gap is an event, the open one since the last purchase is censored at as_of - last
 * purchase. Renewals do not exist, so n counts the other purchases, and a birth is the first of those (WITH_RENEWALS:
 * as everywhere). Errors: above. O(orders + refunds of the range + cells). */
PATRON_API patron_status patron_repeat_gaps(const patron_book *book, int32_t as_of,
                                            const patron_repeat_sequence_options *options,
                                            const patron_selection *selection, int64_t first, int64_t count,
                                            const patron_repeat_time_cells *cells, patron_error *error);

/* ---- periods: new and returning -------------------------------------------------------------------------------- */

/* Which periods are the cells: period_count periods from index first_period on (patron_calendar_period). What lies in
 * no listed period is in no cell. */
typedef struct patron_repeat_period_options {
    size_t size;
    uint64_t flags;                  /* PATRON_REPEAT_REFUND_ORDER (periods, guests) */
    const patron_calendar *calendar; /* NULL = months */
    int64_t period_count;            /* 1 … 3652059 */
    int32_t first_period;
    int32_t active_days;             /* growth: W, 0 = 365; 1 … 3652059. Else 0 */
} patron_repeat_period_options;

/* The periods from the first to the last sale or refund of the book up to as_of: sets first_period and period_count for
 * the calendar (NULL = months); a book without any gives the period of as_of, 1. Errors: ARGUMENT, RANGE (as_of).
 * O(orders + refunds). */
PATRON_API patron_status patron_repeat_periods_of_book(const patron_book *book, int32_t as_of,
                                                       const patron_calendar *calendar, int32_t *first_period,
                                                       int64_t *period_count, patron_error *error);

#define PATRON_REPEAT_COMPLETE 1 /* the period has ended by as_of */
#define PATRON_REPEAT_PARTIAL 2  /* as_of lies in it, before its last day: its numbers are those up to as_of */
#define PATRON_REPEAT_FUTURE 3   /* it begins after as_of: its cells are 0 and mean nothing */

/* "complete", "partial", "future"; NULL for any other number. Static storage. */
PATRON_API const char *patron_repeat_state_name(int32_t state);

/* Kind: pure. First and last day and state of each listed period; each array has period_count elements or is NULL.
 * Errors: ARGUMENT (options), RANGE (as_of, periods outside the calendar). O(period_count). */
PATRON_API patron_status patron_repeat_period_days(const patron_repeat_period_options *options, int32_t as_of,
                                                   int32_t *first_day, int32_t *last_day, int32_t *state,
                                                   patron_error *error);

/* Two usual definitions of new and returning side by side:
 *   - by purchase: `first_*` is the first purchase alone (all orders of the birth day), `later_*` everything after it;
 *   - by customer: `new_*` is everything that a customer does in the period of its birth, `returning_*` in later ones.
 *
 * In each the parts add up to the minor unit: net = first_net + later_net + unmatched_net = new_net + returning_net +
 * unmatched_net. With net of patron_repeat_guests this is the shop's net of the period; over all periods the sum is net
 * of patron_book_totals.
 *   - Sales lie in the period of their day. So do refunds, so that no later refund changes the net of a past period
 *     (`first_net` can then be negative); with REFUND_ORDER they lie in the period of their order.
 *   - By purchase a refund belongs with its order, by customer with the period that it lies in.
 *   - What a customer does before its birth (orders refunded in full), or without ever having one, is first and new:
 *     `unborn_net` says how much of first_net that is.
 *   - Buyers of unknown birth are later and returning, never new: `returning_unknown` says how many they are. */
typedef struct patron_repeat_period_cells {
    size_t size;
    int64_t capacity, group_capacity;
    /* [group][period] */
    int64_t *buyers;            /* with a purchase in the period: = new_buyers + returning_buyers */
    int64_t *new_buyers;        /* born in it */
    int64_t *returning_buyers;  /* born before it, or of unknown birth */
    int64_t *returning_unknown; /* ... those of unknown birth */
    int64_t *repeat_buyers;     /* with a purchase in it that is not their first known one */
    int64_t *purchases;
    int64_t *orders;            /* counted: = first_orders + later_orders = new_orders + returning_orders */
    int64_t *sales;
    int64_t *refunds;           /* >= 0, unmatched ones too */
    int64_t *net;               /* sales - refunds */
    int64_t *unmatched_net;     /* - refunds without a known order, <= 0; always in the period of their day */
    int64_t *first_orders;      /* by purchase */
    int64_t *first_net;
    int64_t *later_orders;
    int64_t *later_net;
    int64_t *new_orders;        /* by customer */
    int64_t *new_net;
    int64_t *returning_orders;
    int64_t *returning_net;
    int64_t *unborn_net;        /* the part of first_net that is of orders before the birth day or without a birth */
    /* [group] */
    int64_t *unknown_birth;     /* buyers of unknown birth, whatever the periods */
} patron_repeat_period_cells;

/* Kind: count. Options must be given. Eligible: every customer. Errors: above, and RANGE for periods outside the
 * calendar. O(orders + refunds of the range + cells). */
PATRON_API patron_status patron_repeat_periods(const patron_book *book, int32_t as_of,
                                               const patron_repeat_period_options *options,
                                               const patron_selection *selection, int64_t first, int64_t count,
                                               const patron_repeat_period_cells *cells, patron_error *error);

/* [period]; guests have no groups. */
typedef struct patron_repeat_guest_cells {
    size_t size;
    int64_t capacity;
    int64_t *orders;  /* counted ones */
    int64_t *sales;
    int64_t *refunds; /* >= 0, those without a known order too */
    int64_t *net;     /* sales - refunds */
} patron_repeat_guest_cells;

/* Kind: count, of the book's guests: call it once a book, whatever ranges the customers are split into. Errors as
 * patron_repeat_periods. O(orders + refunds of guests + cells). */
PATRON_API patron_status patron_repeat_guests(const patron_book *book, int32_t as_of,
                                              const patron_repeat_period_options *options,
                                              const patron_repeat_guest_cells *cells, patron_error *error);

/* ---- periods: growth ------------------------------------------------------------------------------------------- */

/* A buyer is active at the end of a day if a purchase lies in the W days up to it (that day - W + 1 … that day). A
 * period opens at the end of the day before it and closes at the end of its last day, a partial one at as_of. In every
 * period opening + new_buyers + reactivated - lapsed = closing, and closing is the next period's opening. */
typedef struct patron_repeat_growth_cells {
    size_t size;
    int64_t capacity, group_capacity;
    /* [group][period] */
    int64_t *opening;             /* active before the period */
    int64_t *new_buyers;          /* active at its close, not at its opening, and born in it */
    int64_t *reactivated;         /* active at its close, not at its opening, and not new */
    int64_t *reactivated_unknown; /* ... those of unknown birth, who are never new */
    int64_t *lapsed;              /* active at its opening, not at its close */
    int64_t *closing;             /* active at its close */
    int64_t *passing;             /* purchased in it, but active neither at its opening nor at its close (short W) */
    /* month_to_month, the strict way: who buys in one period and again in the very next one. */
    int64_t *bought;              /* with a purchase in the period */
    int64_t *bought_observed;     /* the same where the next period has ended by as_of, else 0: the eligible */
    int64_t *bought_again;        /* of these: with a purchase in the next period; month_to_month = / bought_observed */
    /* [group] */
    int64_t *unknown_birth;
} patron_repeat_growth_cells;

/* Kind: count. Options must be given. Eligible: every buyer. Errors: above, and RANGE for periods outside the calendar.
 * O(orders + refunds of the range + cells). */
PATRON_API patron_status patron_repeat_growth(const patron_book *book, int32_t as_of,
                                              const patron_repeat_period_options *options,
                                              const patron_selection *selection, int64_t first, int64_t count,
                                              const patron_repeat_growth_cells *cells, patron_error *error);

/* ---- season ---------------------------------------------------------------------------------------------------- */

/* NULL options: every default. */
typedef struct patron_repeat_season_options {
    size_t size;
    uint64_t flags;      /* 0 */
    int32_t repeat_days; /* N, 0 = 365; 1 … 3652059 */
    int32_t reserved;    /* 0 */
} patron_repeat_season_options;

/* By calendar month of the first purchase, years taken together: index 0 = January. `observed` buyers alone are
 * eligible for what follows it, so that all have had the same N days: repeat rate = within / observed. With fewer than
 * two years of births the month cannot be told from the year. */
typedef struct patron_repeat_season_cells {
    size_t size;
    int64_t capacity, matrix_capacity, group_capacity;
    /* [group][12] */
    int64_t *buyers;           /* of known birth */
    int64_t *repeaters;        /* with a second purchase at any time up to as_of */
    int64_t *observed;         /* with first purchase + N <= as_of */
    int64_t *within;           /* ... whose second purchase came N days or less after the first */
    int64_t *within_purchases; /* ... purchases from the first one to N days after it, the first one too */
    int64_t *within_net;       /* ... and net of the counted orders of these purchases (/ observed = value in N days) */
    /* [group][12 months of birth][12 months of return] */
    int64_t *second;           /* observed buyers whose second purchase, within N days, lies in the month: Σ = within */
    int64_t *again;            /* observed buyers with any later purchase in the month, within N days: / observed */
    /* [group] */
    int64_t *unknown_birth;    /* buyers of unknown birth, in no cell */
} patron_repeat_season_cells;

/* Kind: count. Errors: above. O(orders + refunds of the range + cells). */
PATRON_API patron_status patron_repeat_season(const patron_book *book, int32_t as_of,
                                              const patron_repeat_season_options *options,
                                              const patron_selection *selection, int64_t first, int64_t count,
                                              const patron_repeat_season_cells *cells, patron_error *error);

/* ---- window x window ------------------------------------------------------------------------------------------- */

#define PATRON_REPEAT_OCCURRENCES_MAX 1000

/* Named windows and when they occurred: occurrence i of name[i] is first_day[i] … last_day[i]. Christmas 2023,
 * Christmas 2024 and Mother's Day 2024 are three occurrences of two names. Occurrences of one name must not overlap;
 * those of different names may. Arrays are borrowed. */
typedef struct patron_repeat_window_options {
    size_t size;
    uint64_t flags;           /* PATRON_REPEAT_FIRST_ONLY */
    int32_t names;            /* 1 … occurrences */
    int32_t occurrences;      /* 1 … PATRON_REPEAT_OCCURRENCES_MAX */
    const int32_t *name;      /* 0 … names - 1 */
    const int32_t *first_day; /* civil days, in any order of i */
    const int32_t *last_day;  /* >= first_day */
} patron_repeat_window_options;

/* Bought in A, came back in B: a buyer with a purchase in an occurrence of A is looked for in the next occurrence of B,
 * the first one that begins after A's last day (for B = A: the next Christmas). It is eligible if that one has ended by
 * as_of. The unit is a buyer and an occurrence of A, so who bought at two Christmases is asked about twice; give each
 * year a name of its own where it must not be. With FIRST_ONLY, A counts only where it holds the first purchase, and a
 * buyer counts once. Rate = back / base. */
typedef struct patron_repeat_window_cells {
    size_t size;
    int64_t capacity, name_capacity, group_capacity;
    /* [group][A][B] */
    int64_t *base;          /* buyer-occurrences of A whose next B has ended by as_of: the eligible */
    int64_t *back;          /* ... with a purchase in it */
    /* [group][A] */
    int64_t *buyers;        /* distinct buyers with a purchase in any occurrence of A (FIRST_ONLY: the first one) */
    int64_t *bought;        /* buyer-occurrences */
    /* [group] */
    int64_t *unknown_birth; /* buyers of unknown birth: left out with FIRST_ONLY, else in */
} patron_repeat_window_cells;

/* Kind: count. Options must be given. Errors: above. O(orders + refunds of the range + cells), and for a buyer the
 * square of the occurrences bought in. */
PATRON_API patron_status patron_repeat_windows(const patron_book *book, int32_t as_of,
                                               const patron_repeat_window_options *options,
                                               const patron_selection *selection, int64_t first, int64_t count,
                                               const patron_repeat_window_cells *cells, patron_error *error);

/* ---- anniversaries --------------------------------------------------------------------------------------------- */

/* NULL options: every default. */
typedef struct patron_repeat_anniversary_options {
    size_t size;
    uint64_t flags;   /* 0 */
    int32_t days;     /* N, 0 = 30; 1 … 3652059 */
    int32_t reserved; /* 0 */
} patron_repeat_anniversary_options;

/* Kind: score, of those whom it lists. The buyers whose next first-purchase anniversary lies in as_of … as_of + N, one
 * row each, ordered by anniversary day, then by key (by number in a book without keys):
 *     customer         INT32  number
 *     first_day        INT32  day of the first purchase
 *     anniversary_day  INT32  day
 *     years            INT32  >= 1
 *     purchases        INT64  so far
 *     last_day         INT32  day of the last purchase
 * An anniversary is the same month and day of a later year; who was born on 29 February has it on 28 February of common
 * years. Buyers of unknown birth are left out; *unknown_birth (NULL allowed) says how many. Only the mask of the
 * selection and "in no group" matter. Errors: as counts; *out is untouched. O(orders + rows log rows). */
PATRON_API patron_status patron_repeat_anniversaries(const patron_book *book, int32_t as_of,
                                                     const patron_repeat_anniversary_options *options,
                                                     const patron_selection *selection, int64_t *unknown_birth,
                                                     patron_table **out, patron_error *error);

/* ---- from counts to rates -------------------------------------------------------------------------------------- */

/* Each NULL = not wanted. A rate is defined where whole > 0. */
typedef struct patron_repeat_rates {
    size_t size;
    int64_t capacity; /* elements of each array */
    int64_t *part;    /* numerator; PATRON_NONE where whole is 0 */
    int64_t *whole;   /* n */
    double *rate;     /* part / whole; 0 where whole is 0 */
    double *low;      /* Wilson interval; 0 and 0 where whole is 0 */
    double *high;
} patron_repeat_rates;

/* Kind: pure. part[i] / whole[i] with Wilson interval at `confidence` (0 = 0.95): for repeaters / buyers, within /
 * observed, next / buyers, bought_again / bought_observed, second or again / observed (of its month of birth), back /
 * base. Model (patron_stats_wilson). Errors: ARGUMENT (a part outside 0 … whole, naming its position; confidence),
 * CAPACITY. O(count). */
PATRON_API patron_status patron_repeat_rate(int64_t count, const int64_t *part, const int64_t *whole, double confidence,
                                            const patron_repeat_rates *out, patron_error *error);

/* Each NULL = not wanted. */
typedef struct patron_repeat_kept {
    size_t size;
    int64_t capacity;
    int64_t *whole;    /* n: opening */
    double *retention; /* customer retention rate (closing - new) / opening: above 1 where more came back than lapsed;
                          0 where opening is 0 */
    double *kept;      /* (opening - lapsed) / opening, who never left: a share, so it has an interval; 1 - kept is
                          the churn rate of the period */
    double *low;       /* Wilson interval of kept; 0 and 0 where opening is 0 */
    double *high;
} patron_repeat_kept;

/* Kind: pure. Retention of each period (or cell) of patron_repeat_growth. Model. Errors: ARGUMENT (a negative count,
 * lapsed > opening, new > closing; confidence), CAPACITY. O(count). */
PATRON_API patron_status patron_repeat_retention(int64_t count, const int64_t *opening, const int64_t *new_buyers,
                                                 const int64_t *lapsed, const int64_t *closing, double confidence,
                                                 const patron_repeat_kept *out, patron_error *error);

/* [row][day], day = 0 … columns - 2: the column beyond has no share, as it is at risk to the end. Each NULL = not
 * wanted. */
typedef struct patron_repeat_shares {
    size_t size;
    int64_t capacity; /* rows * (columns - 1) */
    int64_t *at_risk; /* n: neither came nor lost to sight before this day; where it is 0 the share stays as it was */
    double *share;    /* 1 - S: have purchased after this many days or fewer, by Kaplan-Meier */
    double *variance; /* of the share, Greenwood */
    double *low;      /* log-log interval; 0 and 0 where the share is 0 */
    double *high;
} patron_repeat_shares;

/* Kind: pure. The Kaplan-Meier curve of each row of patron_repeat_times or _gaps (columns = D + 2). Model
 * (patron_stats_kaplan_meier at `confidence`, 0 = 0.95). Errors: ARGUMENT (a negative count, columns < 2, rows < 0,
 * confidence), OVERFLOW (a row's sum), CAPACITY. O(rows * columns). */
PATRON_API patron_status patron_repeat_curve(int64_t rows, int64_t columns, const int64_t *events,
                                             const int64_t *censored, double confidence,
                                             const patron_repeat_shares *out, patron_error *error);

/* Each NULL = not wanted. */
typedef struct patron_repeat_days {
    size_t size;
    int64_t capacity, row_capacity;
    /* [row][percent] */
    int64_t *closed_hundredths; /* of those who came back: the type-7 quantile of their days, in hundredths of a day,
                                   exact; PATRON_NONE where none came or the quantile lies beyond D */
    int32_t *day;               /* of everyone: the first day on which the Kaplan-Meier share reaches the percentage
                                   (as patron_stats_kaplan_meier_quantile); PATRON_NO_DAY where day D does not */
    /* [row] */
    int64_t *closed;            /* n of closed_hundredths */
    int64_t *entered;           /* n of day */
} patron_repeat_days;

/* Kind: pure. The points of each row at `percent_count` percentages, each 1 … 99 (NULL and 0: 25, 50, 75): when to
 * write after order n. `closed_hundredths` knows only who came back already, so it is short where many still may; `day`
 * counts those who are still waiting too, so it is not reached where fewer than the percentage ever come back. Errors:
 * as patron_repeat_curve, ARGUMENT for a percentage. O(rows * columns * percentages). */
PATRON_API patron_status patron_repeat_points(int64_t rows, int64_t columns, const int64_t *events,
                                              const int64_t *censored, const int32_t *percent, int64_t percent_count,
                                              const patron_repeat_days *out, patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
