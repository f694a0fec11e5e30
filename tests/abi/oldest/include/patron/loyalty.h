/* patron/loyalty.h: points and tiers. A ledger of points replayed from events, what it says on any day, and the tiers
 * of a programme by net, orders or points.
 *
 *     events (borrowed columns, batch by batch) ──► ledger (immutable) ──► balances, counts, history at any as_of
 *
 * How points move (source: definitions.md, section 12):
 *   - EARN of an order grants earned(amount) points as one lot; BONUS grants points as one lot. earned(a) = ⌊⌊a / per⌋
 *     · points · num / den⌋, by the rule (points for every full `per` minor units) and the multiplier (num / den) of
 *     the event; with ROUND_ONCE ⌊a · points · num / (per · den)⌋.
 *   - A lot has a last day on which its points are good; on the day after they leave the balance as expired. It comes
 *     from the event, or by the policy: never, N days after the lot's day, the end of a calendar period, or N days
 *     after the customer's last activity (EARN, BONUS; with RENEW_BY_SPEND also SPEND, once it has taken its points),
 *     which renews every lot that is still good and has no last day of its own.
 *   - SPEND takes points from the lots that expire soonest; at the same last day a lot with a day of its own comes
 *     before renewed ones, then the earlier event first. A spend beyond the balance is an error. EXPIRE takes points
 *     likewise, and calls them expired.
 *   - REFUND of an order first gives back points that were spent on it: `restore` of them, or ⌊spent · refunded /
 *     amount⌋ less what was given back before (everything for an order without EARN or of amount 0). What was taken
 *     last comes back first, into its lot, with that lot's last day: where that has passed, the points expire at once.
 *     A lot that is renewed by activity goes on being renewed while its points are spent. Then it takes back
 *     earned(amount) - earned(amount - refunded), less what was taken back before (refunds beyond the amount take no
 *     more): first off the order's own lot; as much of that lot as has expired need not be taken again; the rest off
 *     other lots as a spend does.
 *   - REVERSAL takes points away as a spend does (a mistaken bonus, fraud).
 *   - Where REFUND and REVERSAL find too few points, the rest is a debt (with DEBT) that grants and restored points pay
 *     first, or a shortfall that is reported and forgotten. Points given back to lots that have expired pay no debt.
 * So at every moment: balance = issued + restored - spent - expired - taken = Σ lots - debt, where `taken` is what was
 * taken back or away (with DEBT all of it, else without the shortfall).
 *
 * Order: events of one customer are replayed in the order given, and their times must not fall (else a DATA error), or
 * with SORT_EVENTS in order of time, at the same time in the order given. How the events of different customers mix
 * does not matter. Where clocks go back over midnight, an event's day is not before that of the customer's event before
 * it. Everything here is exact: integers, the same on every platform and for every split into ranges. */
#ifndef PATRON_LOYALTY_H
#define PATRON_LOYALTY_H

#include <patron/book.h>
#include <patron/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- events in ------------------------------------------------------------------------------------------------- */

#define PATRON_LOYALTY_EARN 0     /* an order: amount in minor units */
#define PATRON_LOYALTY_BONUS 1    /* amount in points, as in all that follow but REFUND */
#define PATRON_LOYALTY_SPEND 2
#define PATRON_LOYALTY_REFUND 3   /* of an order: |amount| in minor units is what was given back */
#define PATRON_LOYALTY_REVERSAL 4
#define PATRON_LOYALTY_EXPIRE 5   /* the shop's own system let points expire: more than the balance is an error */
#define PATRON_LOYALTY_KINDS 6

/* "earn", "bonus", "spend", "refund", "reversal", "expire"; NULL for another number. Static storage. */
PATRON_API const char *patron_loyalty_kind_name(int32_t kind);

/* A batch of events. customer, time, kind and amount are required; the rest may be NULL.
 *   customer   int or string (the same in all batches). Null: in EARN a guest's order, which earns nothing, and whose
 *              SPEND and REFUND do nothing; in REFUND the order's customer; elsewhere an error
 *   time       DAY, or instants (then options.zone is required; the same unit in all batches)
 *   kind       int, PATRON_LOYALTY_*                    amount  int, >= 0 (REFUND: the sign does not matter)
 *   order      int or string (the same in all batches). EARN: null = an order that cannot be refunded; two EARN of one
 *              order are a CONFLICT. SPEND: what it pays for, or null; it may come before the order's EARN. REFUND:
 *              required, and some EARN or SPEND before it must name it. Elsewhere not looked at
 *   event      int or string (the same in all batches): the event's own id. A second event of the same id is left out
 *              where it is equal in every column, and a CONFLICT where it is not: delivering twice changes nothing.
 *              Null = none
 *   rule       int, position in options.rule_points; null = 0. EARN only
 *   num, den   int, multiplier: 0 <= num, 1 <= den, both <= 1000000000; null = 1. EARN only
 *   expires    DAY, last day on which the lot's points are good, >= the event's day; null = by policy. EARN and BONUS
 *   restore    int, points spent on the order that this refund gives back; null = by proportion. REFUND only */
typedef struct patron_loyalty_events {
    size_t size;
    int64_t count;
    const patron_column *customer;
    const patron_column *time;
    const patron_column *kind;
    const patron_column *amount;
    const patron_column *order;
    const patron_column *event;
    const patron_column *rule;
    const patron_column *num;
    const patron_column *den;
    const patron_column *expires;
    const patron_column *restore;
} patron_loyalty_events;

#define PATRON_LOYALTY_EXPIRY_NEVER 0
#define PATRON_LOYALTY_EXPIRY_AFTER 1    /* expiry_count days after the lot's day: good up to day + expiry_count */
#define PATRON_LOYALTY_EXPIRY_PERIOD 2   /* up to the last day of the expiry_count-th period after the day's own */
#define PATRON_LOYALTY_EXPIRY_ACTIVITY 3 /* expiry_count days after the customer's last activity */

#define PATRON_LOYALTY_DEBT 0x1u           /* what could not be taken is a debt */
#define PATRON_LOYALTY_SORT_EVENTS 0x2u    /* replay in order of time instead of demanding it */
#define PATRON_LOYALTY_ROUND_ONCE 0x4u     /* no rounding to full `per` before the multiplier */
#define PATRON_LOYALTY_RENEW_BY_SPEND 0x8u /* SPEND is activity too */

/* NULL options: one point per 100 minor units, for ever. All arrays are borrowed for the call. */
typedef struct patron_loyalty_options {
    size_t size;
    uint64_t flags;                  /* the four above */
    int32_t expiry;                  /* PATRON_LOYALTY_EXPIRY_* */
    int32_t expiry_count;            /* AFTER, PERIOD: 0 … 3652059; ACTIVITY: 1 … 3652059; NEVER: 0 */
    const patron_calendar *calendar; /* PERIOD only; NULL = months */
    int32_t rule_count;              /* 0 … 65536; 0 = the one rule of 1 point per 100 minor units */
    int32_t reserved;                /* 0 */
    const int64_t *rule_points;      /* [rule_count], 0 … 1000000000 */
    const int64_t *rule_per;         /* [rule_count], 1 … 1000000000 minor units */
    const patron_zone *zone;         /* needed where a time column holds instants */
    const patron_allocator *allocator; /* NULL = malloc; the ledger's own from here on */
} patron_loyalty_options;

/* ---- the ledger ------------------------------------------------------------------------------------------------ */

typedef struct patron_loyalty_ledger patron_loyalty_ledger;

/* Checks and replays the events, and keeps them grouped by customer. Kind: build. `events` are `batches` pointers; rows
 * count through all batches, batches 0 gives an empty ledger. Whatever fails, nothing is applied and the error names
 * the event: DATA with row and column (a null, a value out of range, an unknown order, a refund before its order, a
 * time that falls, a spend beyond the balance: `message` says the balance), CONFLICT with row and other_row (an order
 * under two customers or earned twice, an event id with two contents), OVERFLOW with row (points, or the sum of all
 * points moved, leave int64), RANGE (time outside calendar or zone), ARGUMENT, LIMIT (more than 2^32-2 events or 2^31-1
 * customers), MEMORY. O(events log events of one customer) time; about 90 bytes an event while building, and
 * afterwards 29 an event, 4 a customer and the keys. Customers get numbers 0 … n-1 in order of first appearance. */
PATRON_API patron_status patron_loyalty_build(const patron_loyalty_events *const *events, int32_t batches,
                                              const patron_loyalty_options *options, patron_loyalty_ledger **out,
                                              patron_error *error);

/* Frees a ledger; NULL is allowed. */
PATRON_API void patron_loyalty_free(patron_loyalty_ledger *ledger);

/* What the build saw. events = replayed + repeated + guests. */
typedef struct patron_loyalty_info {
    size_t size;
    int64_t events;      /* rows given */
    int64_t replayed;
    int64_t repeated;    /* left out: their event id was seen before */
    int64_t guests;      /* left out: of guests' orders */
    int64_t customers;
    int64_t orders;      /* distinct order ids of customers */
    int64_t bytes;       /* that the ledger holds from its allocator */
    int32_t first_day;   /* of a replayed event; PATRON_NO_DAY = none */
    int32_t last_day;
} patron_loyalty_info;

/* out->size must be set. O(1). Error ARGUMENT. */
PATRON_API patron_status patron_loyalty_inspect(const patron_loyalty_ledger *ledger, patron_loyalty_info *out,
                                                patron_error *error);

/* The customers' keys in the order of their numbers, borrowed from the ledger: INT64 or STRING64; *count of them. O(1).
 * out->size must be set. */
PATRON_API patron_status patron_loyalty_keys(const patron_loyalty_ledger *ledger, patron_column *out, int64_t *count,
                                             patron_error *error);

/* The numbers of keys, PATRON_NONE where the ledger does not know one. As patron_book_find. O(count) expected. */
PATRON_API patron_status patron_loyalty_find(const patron_loyalty_ledger *ledger, const patron_column *keys,
                                             int64_t count, int32_t *numbers, patron_error *error);

/* The orders of a book as events, a batch for patron_loyalty_build: columns customer (the keys; guests are left out),
 * time (DAY), kind, amount (INT32, INT64) and order (INT64): the order's position in the book, so that these orders and
 * those of other batches must not be mixed by id unless the other ids are such positions. EARN for each sale and
 * renewal, at its amount, and REFUND for each refund of it from the day on which it acts; refunds without an order are
 * left out. By customer, then day; EARN before REFUND of the same order. Error MISSING with DROP_KEYS. Memory is the
 * book's. O(orders + refunds, sorted within a customer). */
PATRON_API patron_status patron_loyalty_book_events(const patron_book *book, patron_table **out, patron_error *error);

/* ---- balances: score -------------------------------------------------------------------------------------------- */

/* NULL: 30 days. */
typedef struct patron_loyalty_view {
    size_t size;
    uint64_t flags;      /* PATRON_LOYALTY_WITHIN_SET */
    int32_t within;      /* days of `expiring`, 0 … 3652059; 0 without WITHIN_SET = 30 */
    int32_t reserved;    /* 0 */
} patron_loyalty_view;

#define PATRON_LOYALTY_WITHIN_SET 0x1u /* within is set, 0 meaning that the last day is as_of */

/* Row i is customer first + i at the end of as_of. Points; NULL = not wanted. balance = earned + bonus + restored -
 * spent - expired - taken. */
typedef struct patron_loyalty_columns {
    size_t size;
    int64_t capacity;
    int64_t *balance;     /* < 0 where there is a debt */
    int64_t *earned;      /* by orders, before refunds took any back */
    int64_t *bonus;
    int64_t *spent;       /* before refunds gave any back */
    int64_t *restored;    /* given back by refunds */
    int64_t *expired;     /* by their last day, at once when given back, or by EXPIRE */
    int64_t *taken;       /* by refunds and reversals */
    int64_t *debt;        /* still owed: balance < 0 is - debt */
    int64_t *shortfall;   /* could not be taken, without DEBT */
    int64_t *expiring;    /* of the balance: last day in [as_of, as_of + within] if nothing more happens */
    int32_t *next_expiry; /* the first last day >= as_of; PATRON_NO_DAY = none expires */
    int64_t *next_points; /* points with that last day; 0 = none */
    int32_t *last_event;  /* day of the last event <= as_of; PATRON_NO_DAY = none */
} patron_loyalty_columns;

/* Score: replays the range. Errors: ARGUMENT, RANGE (as_of outside the calendar, range), CAPACITY, MEMORY. O(events of
 * the range, log within a customer); scratch for the customer with the most events. */
PATRON_API patron_status patron_loyalty_score(const patron_loyalty_ledger *ledger, int32_t as_of,
                                              const patron_loyalty_view *view, int64_t first, int64_t count,
                                              const patron_loyalty_columns *out, patron_error *error);

/* ---- sums: count ------------------------------------------------------------------------------------------------ */

/* Cells [group]. Liability = outstanding (patron_loyalty_value gives its money); breakage = expired / issued, with
 * n = issued; of points whose fate is known, expired / (issued - outstanding). */
typedef struct patron_loyalty_counts {
    size_t size;
    int64_t capacity;      /* cells in each array that is not NULL, >= groups */
    int64_t *customers;    /* with an event <= as_of */
    int64_t *holders;      /* with a balance > 0 */
    int64_t *debtors;      /* with a balance < 0 */
    int64_t *issued;       /* earned + bonus */
    int64_t *earned, *bonus, *spent, *restored, *expired, *taken, *shortfall; /* as in the columns */
    int64_t *outstanding;  /* Σ lots, the balances > 0 */
    int64_t *debt;
    int64_t *expiring;
    int64_t *expiring_customers;
} patron_loyalty_counts;

/* Count: adds into the cells; on failure they are as they were. The selection's arrays are by the ledger's customer
 * numbers. Errors: ARGUMENT, RANGE, DATA (group), CAPACITY, OVERFLOW, MEMORY. Complexity as score. */
PATRON_API patron_status patron_loyalty_count(const patron_loyalty_ledger *ledger, int32_t as_of,
                                              const patron_loyalty_view *view, const patron_selection *selection,
                                              int64_t first, int64_t count, const patron_loyalty_counts *into,
                                              patron_error *error);

/* Cells [group][period], by the period of the lot's day ("vintage"): issued = used + expired + outstanding, where used
 * is what was spent and not given back, taken, paid for a debt, or let expire by EXPIRE. So breakage by age is expired
 * / issued here. */
typedef struct patron_loyalty_vintages {
    size_t size;
    int64_t capacity;     /* cells in each array that is not NULL, >= groups x periods */
    int64_t *lots;
    int64_t *issued;
    int64_t *expired;     /* by their last day, or at once when given back */
    int64_t *outstanding;
} patron_loyalty_vintages;

/* Count over lots dated <= as_of whose period (calendar NULL = months) is one of first_period … first_period + periods
 * - 1; others are left out. periods >= 0. Errors and complexity as patron_loyalty_count. */
PATRON_API patron_status patron_loyalty_vintage_count(const patron_loyalty_ledger *ledger, int32_t as_of,
                                                      const patron_calendar *calendar, int32_t first_period,
                                                      int64_t periods, const patron_selection *selection, int64_t first,
                                                      int64_t count, const patron_loyalty_vintages *into,
                                                      patron_error *error);

/* What points are worth at num / den minor units a point: points · num = *whole · den + *rest exactly, 0 <= *rest <
 * den; either may be NULL. Kind: pure. Errors: ARGUMENT (num < 0 or den < 1), OVERFLOW (*whole leaves int64). */
PATRON_API patron_status patron_loyalty_value(int64_t points, int64_t num, int64_t den, int64_t *whole, int64_t *rest,
                                              patron_error *error);

/* ---- one customer's history -------------------------------------------------------------------------------------- */

#define PATRON_LOYALTY_REASON_EARNED 0
#define PATRON_LOYALTY_REASON_BONUS 1
#define PATRON_LOYALTY_REASON_SPENT 2
#define PATRON_LOYALTY_REASON_RESTORED 3   /* a refund gave spent points back */
#define PATRON_LOYALTY_REASON_TAKEN_BACK 4 /* by a refund */
#define PATRON_LOYALTY_REASON_REVERSED 5
#define PATRON_LOYALTY_REASON_EXPIRED 6    /* their last day is over; or given back too late */
#define PATRON_LOYALTY_REASON_REMOVED 7    /* by EXPIRE */
#define PATRON_LOYALTY_REASON_SHORTFALL 8  /* could not be taken: points 0, `missing` says how many */
#define PATRON_LOYALTY_REASONS 9

/* "earned", "bonus", "spent", "restored", "taken_back", "reversed", "expired", "removed", "shortfall"; NULL for another
 * number. Static storage. */
PATRON_API const char *patron_loyalty_reason_name(int32_t reason);

/* Every movement of a customer's points up to the end of as_of, in the order in which they happened. Columns:
 *   day      INT32, day  points leave by expiry on the day after their last one
 *   event    INT64       row of the event in the build's batches; PATRON_NONE for an expiry by the last day
 *   reason   INT32       PATRON_LOYALTY_REASON_*
 *   points   INT64       > 0 came, < 0 went
 *   balance  INT64       after it: the running sum of points
 *   missing  INT64       points that could not be taken; 0 but in SHORTFALL
 * Movements of 0 points are not listed. Errors: ARGUMENT, RANGE (as_of, or no such customer), MEMORY (the ledger's
 * allocator). O(events of the customer, log). */
PATRON_API patron_status patron_loyalty_history(const patron_loyalty_ledger *ledger, int64_t customer, int32_t as_of,
                                                patron_table **out, patron_error *error);

/* The lots that a customer's points lie in at the end of as_of, in the order in which they would be spent. Columns:
 * event (INT64, row of the grant), earned_day (INT32, day), expiry (INT32, day; PATRON_NO_DAY = never), renewed (INT32,
 * 1 = by activity), points (INT64, > 0). Errors as patron_loyalty_history. */
PATRON_API patron_status patron_loyalty_lots(const patron_loyalty_ledger *ledger, int64_t customer, int32_t as_of,
                                             patron_table **out, patron_error *error);

/* ---- tiers ------------------------------------------------------------------------------------------------------- */

/* What a tier is earned by, all as seen at as_of (a refund comes off its order's day):
 *   NET     sales less refunds of the window's orders, less the window's refunds without an order; minor units
 *   ORDERS  counted orders of the window
 *   POINTS  points issued in the window (earned and bonus) less those that refunds took back of them (the full
 *           difference earned(amount) - earned(amount - refunded), on the earning's day), less the window's reversals;
 *           needs a ledger */
#define PATRON_LOYALTY_BY_NET 0
#define PATRON_LOYALTY_BY_ORDERS 1
#define PATRON_LOYALTY_BY_POINTS 2

/* The window of a day u: */
#define PATRON_LOYALTY_LIFETIME 0 /* everything up to u */
#define PATRON_LOYALTY_PERIOD 1   /* from the first day of u's calendar period (default: calendar year) */
#define PATRON_LOYALTY_ROLLING 2  /* the window_days days that end with u */

/* value(u) = the sum over the window of day u. A day's tier by value is the highest whose threshold is <= value(u). The
 * tier held at as_of is the highest of the days as_of - grace_days … as_of: a tier is kept for grace_days days after
 * the last day on which its threshold was reached. */
typedef struct patron_loyalty_tiers {
    size_t size;
    uint64_t flags;            /* none yet: 0 */
    int32_t by;                /* PATRON_LOYALTY_BY_* */
    int32_t window;            /* PATRON_LOYALTY_LIFETIME, … */
    int32_t window_days;       /* ROLLING: 1 … 3652059, 0 = 365; else 0 */
    int32_t grace_days;        /* 0 … 3652059 */
    int32_t tier_count;        /* 1 … 64 */
    int32_t within;            /* count only: days of `lapsing`, 0 … 3652059 */
    const int64_t *thresholds; /* [tier_count], >= 0, rising strictly; the names are the caller's */
    const patron_calendar *calendar; /* PERIOD only; NULL = calendar years */
} patron_loyalty_tiers;

/* Row i is customer first + i of the book. Who is no buyer at as_of has no tier and undefined values. Undefined: tiers
 * PATRON_NONE, days PATRON_NO_DAY; `value` is 0 and the gaps PATRON_NONE. */
typedef struct patron_loyalty_tier_columns {
    size_t size;
    int64_t capacity;
    int32_t *tier;      /* held at as_of: 0 … tier_count-1; PATRON_NONE = below the first (or no buyer) */
    int32_t *by_value;  /* the tier of value alone: below `tier` in the days of grace */
    int64_t *value;     /* of as_of's window; may be negative */
    int64_t *gap;       /* to the tier above `tier`: its threshold - value, > 0; PATRON_NONE at the top */
    int32_t *until;     /* last day on which `tier` is held if nothing more happens; PATRON_NO_DAY = for ever, or no
                           tier; beyond the calendar PATRON_DAY_MAX */
    int64_t *keep_gap;  /* what must come into the window by the day after `until` for the tier to be kept: threshold -
                           value on that day, > 0; PATRON_NONE where until is undefined */
} patron_loyalty_tier_columns;

/* Score on the book. `ledger` is needed for POINTS (its customers are found by their keys; MISMATCH where one has
 * integer keys and the other strings, MISSING for a book without keys), else ignored. Errors: ARGUMENT, RANGE,
 * CAPACITY, MISSING, MISMATCH, MEMORY. A gap beyond int64 is held at INT64_MAX. O(orders or events of the range). */
PATRON_API patron_status patron_loyalty_tiers_score(const patron_book *book, const patron_loyalty_ledger *ledger,
                                                    int32_t as_of, const patron_loyalty_tiers *tiers, int64_t first,
                                                    int64_t count, const patron_loyalty_tier_columns *out,
                                                    patron_error *error);

/* Cells [group][tier_count + 1]: cell 0 = buyers without tier, cell 1 + t = tier t. */
typedef struct patron_loyalty_tier_counts {
    size_t size;
    int64_t capacity;   /* cells in each array that is not NULL, >= groups x (tier_count + 1) */
    int64_t *buyers;
    int64_t *value;     /* Σ value */
    int64_t *in_grace;  /* buyers whose tier by value alone is lower */
    int64_t *lapsing;   /* buyers whose `until` lies in [as_of, as_of + within] */
} patron_loyalty_tier_counts;

/* Count. Errors as score, and DATA (group), OVERFLOW (a cell). */
PATRON_API patron_status patron_loyalty_tiers_count(const patron_book *book, const patron_loyalty_ledger *ledger,
                                                    int32_t as_of, const patron_loyalty_tiers *tiers,
                                                    const patron_selection *selection, int64_t first, int64_t count,
                                                    const patron_loyalty_tier_counts *into, patron_error *error);

/* Who holds another tier at `as_of` than at `earlier` (each day as seen at its own end), by customer number. Columns:
 * customer (INT32, number in the book), from_tier, to_tier (INT32, PATRON_NONE = none), from_value, to_value (INT64).
 * Errors as score, and RANGE unless earlier <= as_of. Memory is the book's. */
PATRON_API patron_status patron_loyalty_tiers_changes(const patron_book *book, const patron_loyalty_ledger *ledger,
                                                      int32_t earlier, int32_t as_of, const patron_loyalty_tiers *tiers,
                                                      int64_t first, int64_t count, patron_table **out,
                                                      patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
