/* patron/book.h: from rows of orders to a book, the immutable base of every measure.
 *
 *     rows (borrowed columns) ──► builder (any number of batches) ──► book ──► measures (book + as_of)
 *
 * What the words mean:
 *   - A row is an order, or one line of an order. Rows with the same (shop, order id) are one order: amounts add up, its
 *     time is the earliest line's. Without an order column every row is an order of its own.
 *   - A refund is never an order. It is dated, and comes off its order from its own day on (a refund dated before its
 *     order acts on the order's day); a refund of an order that the rows do not hold comes off the customer (`unmatched`);
 *     a refund of an order whose rows are all IGNORED is ignored with it. The amounts of one order's refund rows may be written
 *     positive or negative: |amount| is what was given back. A refund row without a customer takes its order's.
 *   - An order with both sale and renewal lines is a sale, and all its rows are sale rows. IGNORED rows of an order that
 *     has other rows too are left out of it; their customer and labels are not compared with the order's.
 *   - An order counts at as_of if it is dated <= as_of, its amount is > 0 (>= 0 with PATRON_BOOK_ZERO_ORDERS, then a
 *     zero order always counts) and the refunds dated <= as_of are smaller than its amount.
 *   - A purchase is all counted orders of a customer on one civil day; with PATRON_BOOK_COUNT_BY_ORDER every counted
 *     order is a purchase.
 *   - A customer has a sale or refund dated <= as_of; a buyer has a counted order. Guests (null key, or a key in
 *     guest_keys) are in the totals and in no customer measure.
 *   - Same-time orders are sequenced by order id (integers by value, strings by bytes), then amount, then position. */
#ifndef PATRON_BOOK_H
#define PATRON_BOOK_H

#include <patron/calendar.h>
#include <patron/columns.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- rows in --------------------------------------------------------------------------------------------------- */

/* Kinds of a row. RENEWAL is a subscription's order: its money and its order count, but it is left out of gaps, churn and
 * replenishment (an order is a renewal if all its sale lines are). IGNORED rows (cancelled, failed, test) are in the
 * exclusions of the totals and nowhere else. */
#define PATRON_KIND_SALE 0
#define PATRON_KIND_RENEWAL 1
#define PATRON_KIND_REFUND 2
#define PATRON_KIND_IGNORED 3

#define PATRON_LABEL_ORDER 0 /* one value an order: two different non-null values in one order are a CONFLICT */
#define PATRON_LABEL_LINE 1  /* a set: every line may have its own */

/* A label column: coupon, campaign, channel, country, … Int or string; null = no label. */
typedef struct patron_label {
    size_t size;
    const char *name; /* 1..31 bytes of UTF-8, unique among the book's labels */
    const patron_column *column;
    int32_t level;    /* PATRON_LABEL_* */
    int32_t reserved; /* 0 */
} patron_label;

/* A batch of rows. customer, time and amount are required; the rest may be NULL, but a builder's batches must all have
 * the same columns (a key column may change between integer widths or between string layouts, not from integers to
 * strings).
 *   customer  int or string; null = guest                   time      DAY, or instants (then options.zone is required)
 *   amount    int, minor units charged after discounts      order     int or string order id; null = an order of its own
 *   shop      int or string; an order is (shop, order)      product   int or string; null = a line without product
 *   category  int or string, one per product: two different non-null ones are a CONFLICT
 *   quantity  int, in units of 1/quantity_scale             discount  int, minor units, >= 0
 *   cost      int, minor units                              kind      int, PATRON_KIND_*; absent = all SALE
 * Null is an error in time, amount and kind; in quantity, discount and cost it is 0. */
typedef struct patron_rows {
    size_t size;
    int64_t count;
    const patron_column *customer;
    const patron_column *time;
    const patron_column *amount;
    const patron_column *order;
    const patron_column *shop;
    const patron_column *product;
    const patron_column *category;
    const patron_column *quantity;
    const patron_column *discount;
    const patron_column *cost;
    const patron_column *kind;
    const patron_label *const *labels; /* label_count pointers */
    int32_t label_count;               /* 0..64 */
    int32_t reserved;                  /* 0 */
} patron_rows;

/* ---- options --------------------------------------------------------------------------------------------------- */

#define PATRON_BOOK_NEGATIVE_IS_REFUND 0x1u /* an order with a negative total is an unmatched refund of its money, and
                                               of the units of its lines of negative quantity; else a DATA error */
#define PATRON_BOOK_ZERO_ORDERS 0x2u        /* orders of amount 0 count (published data sets) */
#define PATRON_BOOK_COUNT_BY_ORDER 0x4u     /* every counted order is a purchase, instead of every day with one */
#define PATRON_BOOK_KEEP_ORDER_IDS 0x8u     /* needed by patron_builder_add_book when rows have order ids */
#define PATRON_BOOK_DROP_KEYS 0x10u         /* no customer keys in the book: find and keys say MISSING */
#define PATRON_BOOK_FIND_DUPLICATES 0x20u   /* count rows equal in every column to an earlier row (reported, never dropped) */
#define PATRON_BOOK_OBSERVED_FROM 0x40u     /* observed_from is set */
#define PATRON_BOOK_OBSERVED_UNTIL 0x80u    /* observed_until is set: an as_of beyond it is a RANGE error ... */
#define PATRON_BOOK_ALLOW_BEYOND 0x100u     /* ... unless this is set too */

/* All arrays are borrowed for the call that takes the options. NULL options: every default, malloc, one thread. */
typedef struct patron_book_options {
    size_t size;
    uint64_t flags;          /* PATRON_BOOK_* */
    int32_t threads;         /* 0 or 1 = the calling thread only; at most 256 */
    int32_t observed_from;   /* first day of the shop's complete records */
    int32_t observed_until;  /* last day that the data covers */
    int32_t reserved;        /* 0 */
    int64_t quantity_scale;  /* quantity units per piece, 0 = 1 */
    const patron_zone *zone; /* needed where a time column holds instants */
    const patron_column *guest_keys; /* keys that mean "guest" besides null, of the customer column's kind */
    int64_t guest_count;
    const patron_column *alias_from; /* merged accounts: alias_from[i] is counted as alias_to[i] (chains are followed, a */
    const patron_column *alias_to;   /* cycle is an error); applied before guest_keys */
    int64_t alias_count;
    const patron_column *since_customer; /* when the shop knows a customer from: keys (aliases are followed; of several */
    const patron_column *since_day;      /* days the earliest), and days in since_day (null = not known). Before */
    int64_t since_count;                 /* observed_from, or with a first purchase before it, a customer's birth is */
                                         /* unknown: in no cohort, sequence or count of new customers */
    const patron_allocator *allocator;   /* NULL = malloc */
} patron_book_options;

/* ---- book ------------------------------------------------------------------------------------------------------ */

typedef struct patron_book patron_book;

/* Builds a book from one batch without copying it first. Errors: ARGUMENT (options, columns), DATA (a null, a value out
 * of range, bad UTF-8, negative order total, unknown kind), CONFLICT (an order id under two customers, a product in two
 * categories, an order-level label with two values), OVERFLOW (Σ|amount|, Σ discount, Σ|cost| or Σ|quantity| leaves
 * int64), RANGE (time outside the calendar or zone), LIMIT (more than 2^32-2 rows or 2^31-1 customers; orders with
 * negative totals count their lines of negative quantity besides), MEMORY. Where several rows are wrong, the first one
 * found is named, the same for any number of threads.
 * Time O(rows) (plus a sort within each customer where rows are not in order of time). Memory: docs/explanation/memory.md. */
PATRON_API patron_status patron_book_build(const patron_rows *rows, const patron_book_options *options,
                                           patron_book **out, patron_error *error);

PATRON_API void patron_book_free(patron_book *book);

/* Customers in the book at any date (numbers 0 … n-1, in order of first appearance); guests are not among them. Every
 * key in the rows has a number, also one that only IGNORED rows name; patron_totals.customers counts those with a sale
 * or refund. */
PATRON_API int64_t patron_book_customers(const patron_book *book);

/* Orders in the book at any date, guests' orders included. */
PATRON_API int64_t patron_book_orders(const patron_book *book);

/* Days of the first and last sale, renewal or refund (PATRON_NO_DAY in an empty book); any may be NULL. */
PATRON_API void patron_book_days(const patron_book *book, int32_t *first, int32_t *last);

/* Bytes that the book holds from its allocator. */
PATRON_API int64_t patron_book_bytes(const patron_book *book);

/* The flags it was built with. */
PATRON_API uint64_t patron_book_flags(const patron_book *book);

/* Numbers of `count` customer keys: numbers[i], or PATRON_NONE for a key the book does not know (null and guests too).
 * Aliases are not followed: give canonical keys. O(count) expected. Error MISSING with DROP_KEYS, ARGUMENT for a column
 * of the other kind. */
PATRON_API patron_status patron_book_find(const patron_book *book, const patron_column *keys, int64_t count,
                                          int32_t *numbers, patron_error *error);

/* What a book can name, for patron_book_keys; labels are PATRON_KEYS_LABEL + position in patron_rows.labels. */
#define PATRON_KEYS_CUSTOMER 0
#define PATRON_KEYS_PRODUCT 1
#define PATRON_KEYS_CATEGORY 2
#define PATRON_KEYS_LABEL 100

/* The keys of customers, products, categories or a label's values in the order of their numbers, as a borrowed column
 * (INT64 or STRING64) of *count elements that lives as long as the book. out->size must be set by the caller.
 * Error MISSING where the book has none. O(1). */
PATRON_API patron_status patron_book_keys(const patron_book *book, int32_t which, patron_column *out, int64_t *count,
                                          patron_error *error);

/* The position of a label by name (add PATRON_KEYS_LABEL for patron_book_keys), or PATRON_NONE. */
PATRON_API int32_t patron_book_label(const patron_book *book, const char *name);

/* ---- totals ---------------------------------------------------------------------------------------------------- */

/* Why rows are outside a measure: indices of the `excluded_` arrays. */
#define PATRON_EXCLUDED_IGNORED 0         /* kind IGNORED: in no total */
#define PATRON_EXCLUDED_IGNORED_REFUND 1  /* refund of an IGNORED order: in no total */
#define PATRON_EXCLUDED_GUEST 2           /* guests: in totals, in no customer measure */
#define PATRON_EXCLUDED_ERASED 3          /* orders made guests' by a forget list: as guests */
#define PATRON_EXCLUDED_REASONS 4

/* What reconciles with the shop's own report. Everything is dated <= as_of except rows_after. Exact.
 *   rows = rows_sale + rows_renewal + rows_refund + rows_ignored + rows_after
 *   orders = orders_counted + orders_zero + orders_refunded
 *   sales - refunds = net = net_customers + net_guests + net_unmatched, to the minor unit
 * A row counts on its order's day, a refund on the day from which it acts; a row of an order with a negative total
 * (NEGATIVE_IS_REFUND) is in rows_refund, a refund row of an ignored order in rows_ignored. */
typedef struct patron_totals {
    size_t size;
    int64_t rows, rows_sale, rows_renewal, rows_refund, rows_ignored, rows_after;
    int64_t orders, orders_counted, orders_zero, orders_refunded, orders_renewal; /* renewal: those counted */
    int64_t purchases;                                    /* of customers */
    int64_t customers, buyers, buyers_unknown_birth;
    int64_t sales, refunds, net;
    int64_t net_customers, net_guests, net_unmatched;     /* unmatched: refunds of customers without a known order, <= 0 */
    int64_t net_counted;                                  /* net of counted orders: / orders_counted = AOV */
    int64_t refunds_unmatched, refunds_over; /* refunds without a known order, guests' too (an order with a negative total is
                                                one); orders refunded beyond their amount */
    int64_t duplicate_rows, duplicate_money;              /* whole book, with FIND_DUPLICATES, else PATRON_NONE and 0 */
    int64_t excluded_rows[PATRON_EXCLUDED_REASONS];
    int64_t excluded_money[PATRON_EXCLUDED_REASONS];      /* sales - refunds, by the signs the rows would have had */
} patron_totals;

/* Totals at the end of as_of. O(orders + refunds). out->size must be set by the caller. Error RANGE for an as_of outside
 * the calendar or beyond observed_until. */
PATRON_API patron_status patron_book_totals(const patron_book *book, int32_t as_of, patron_totals *out,
                                            patron_error *error);

#define PATRON_WARNING_FIRST_PERIOD 0x1u /* first month's births exceed 1.5 x the median of the next three: older customers
                                            look new; set observed_from */
#define PATRON_WARNING_GAP_AT_END 0x2u   /* the days from the last sale to as_of are more than the longest such gap before
                                            (and at least 3): a gap at the end fakes churn */
#define PATRON_WARNING_NO_SALES 0x4u     /* no counted order up to as_of */

/* Bits of what looks wrong with the data at as_of. O(orders). */
PATRON_API patron_status patron_book_warnings(const patron_book *book, int32_t as_of, uint64_t *warnings,
                                              patron_error *error);

/* ---- builder --------------------------------------------------------------------------------------------------- */

/* Takes batches and keeps a copy of them (about the size of the columns given, and about 1 kB a batch: hand over some
 * thousand rows at a time where you can). Not for two threads at once. */
typedef struct patron_builder patron_builder;

/* Options are copied, with everything they point to (but not the allocator's context). */
PATRON_API patron_status patron_builder_open(const patron_book_options *options, patron_builder **out,
                                             patron_error *error);

/* Appends a batch: all of it, or on failure nothing. Finds everything that is wrong with single rows; what only the whole
 * shows (conflicts, overflow) is found by finish. error->row counts from the builder's first row. */
PATRON_API patron_status patron_builder_add(patron_builder *builder, const patron_rows *rows, patron_error *error);

/* Moves all rows of `other` behind those of `builder`; `other` is empty afterwards (and still open). Their columns must
 * agree; options are the builder's. MISMATCH where allocator or quantity_scale differ. O(batches of other). */
PATRON_API patron_status patron_builder_merge(patron_builder *builder, patron_builder *other, patron_error *error);

/* Appends everything a book holds, for a book that grows without its old rows being kept. Orders of the customers in
 * `forget` (keys; forget_count 0 = none) become guests' orders: totals are unchanged, their reason is ERASED. Needs a book
 * with keys, and KEEP_ORDER_IDS where its rows had order ids (MISMATCH otherwise). Both must agree in
 * quantity_scale. O(rows and customers of the book).
 * Every measure of the new book is what one build from all rows would give: lines and refunds of old orders may still
 * come, aliases, guest keys, flags and since days of the builder hold for old rows too. What a book does not hold:
 *   - A refund that was unmatched stays unmatched, also when its order comes later. So does a later refund of an order
 *     that the book knows only from IGNORED rows. Later lines of an order with a negative total are an order of
 *     their own.
 *   - The own day of a refund that was dated before its order: it acts on the day that the order had.
 *   - Times within a day, but for their sequence: old orders come before new ones of the same day.
 *   - Positions: where nothing else tells orders apart, they lie in the order in which books and rows were added.
 *   - Numbers: customers, products and label values may get others; customers of IGNORED rows alone are dropped, and so
 *     are the options (since days too: give them again).
 *   - Duplicate rows: FIND_DUPLICATES sees orders, lines and refunds in place of the old rows.
 *   - Who was forgotten: new rows of an erased order must come without a customer (else CONFLICT), and new orders under
 *     the same key are a new customer, unless it is listed in guest_keys. */
PATRON_API patron_status patron_builder_add_book(patron_builder *builder, const patron_book *book,
                                                 const patron_column *forget, int64_t forget_count, patron_error *error);

/* Rows so far (of an added book: its orders, lines and refunds). */
PATRON_API int64_t patron_builder_rows(const patron_builder *builder);

/* Makes the book. On success the builder is empty (and still open); on failure it is as it was. Errors as
 * patron_book_build. */
PATRON_API patron_status patron_builder_finish(patron_builder *builder, patron_book **out, patron_error *error);

PATRON_API void patron_builder_free(patron_builder *builder);

/* ---- selections ------------------------------------------------------------------------------------------------ */

/* Which customers an aggregate is about, and in which group each is: arrays of patron_book_customers elements (one per
 * customer number, whatever the range). NULL selection or NULL arrays: everyone, one group.
 * The result of an aggregate is then [group][cell]. */
typedef struct patron_selection {
    size_t size;
    const uint8_t *mask;  /* 0 = left out; NULL = all in */
    const int32_t *group; /* 0 … groups-1, or PATRON_NONE = in no group; anything else is a DATA error naming the customer */
    int64_t groups;       /* with group: >= 1; without: 0 or 1 */
} patron_selection;

#ifdef __cplusplus
}
#endif
#endif
