/* support.h (tests): random numbers, an allocator that counts and fails, and shops: naive arrays of rows that can be
 * turned into every form the library takes. Nothing here calls more of the library than building a book and mapping
 * keys. Sources: support.c and support_shops.c. */
#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <patron/book.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- random numbers (deterministic) ----------------------------------------------------------------------------- */

struct rng {
    uint64_t state;
};

uint64_t rng_next(struct rng *rng);
int64_t rng_between(struct rng *rng, int64_t low, int64_t high); /* both included */
bool rng_chance(struct rng *rng, int32_t percent);

/* True if PATRON_SOAK is set to other than 0: tests may take minutes. */
bool test_soak(void);

/* How many of something: under valgrind (PATRON_VALGRIND is set), usually, and where tests may take minutes. */
int64_t test_some(int64_t few, int64_t usual, int64_t many);

/* Asserts with a text that says what was being compared; prints the text only where it fails. */
#define assert_that(condition, ...) test_assert((condition), #condition, __FILE__, __LINE__, __VA_ARGS__)
void test_assert(bool condition, const char *text, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Asserts that status is PATRON_OK, printing the error where it is not. */
#define assert_ok(status, error) test_ok((status), (error), __FILE__, __LINE__)
void test_ok(patron_status status, const patron_error *error, const char *file, int line);

/* ---- allocator -------------------------------------------------------------------------------------------------- */

/* Counts blocks and bytes, checks that release gets the bytes that allocate gave, and fails on demand. Thread-safe.
 * Pass &counting.allocator; the struct must not move while in use. */
struct counting {
    patron_allocator allocator;
    pthread_mutex_t lock;
    int64_t blocks, bytes, peak; /* live blocks and bytes, and the most bytes ever live (set peak = bytes to restart) */
    int64_t calls;               /* allocations asked for since `calls` was last set to 0 */
    int64_t fail_at;             /* fail call number fail_at (1 = first) ..., 0 = never */
    bool fail_on;                /* ... and every later one */
    int64_t failed;              /* allocations made to fail since `failed` was last set to 0 */
};

void counting_begin(struct counting *counting);
void counting_end(struct counting *counting); /* asserts that nothing is live */

struct test_memory {
    void *memory;
    size_t bytes;
};

/* Runs `call` with its 1st, 2nd, 3rd ... allocation failing, once and from then on, until no allocation was made to
 * fail. Each failing run must return PATRON_ERROR_MEMORY (also in its error), leave as many live blocks and bytes as
 * before and leave `outputs` (which are filled with a pattern before each run) untouched. The run that succeeds must
 * be OK; `release` (may be NULL) then frees what it made. Returns the number of allocations of a good run.
 * The library must be using counting->allocator: given in the call's options, or the book was built with it. */
int64_t each_allocation_fails(struct counting *counting, patron_status (*call)(void *context, patron_error *error),
                              void (*release)(void *context), void *context, const struct test_memory *outputs,
                              int output_count);

/* ---- shops ------------------------------------------------------------------------------------------------------ */

#define SHOP_NULL INT64_MIN /* a null, in every field but time, amount and kind */

/* Keys are integers here; a shop_form says how the library sees them. */
struct shop_row {
    int64_t customer;
    int64_t time; /* in the shop's unit: a day or an instant */
    int64_t amount;
    int64_t order, shop, product, category;
    int64_t quantity, discount, cost;
    int64_t coupon; /* label 0 "coupon", PATRON_LABEL_ORDER */
    int64_t tag;    /* label "tag" (position after coupon where both are there), PATRON_LABEL_LINE */
    int64_t kind;
};

/* Columns that the library is given besides customer, time and amount. */
#define SHOP_ORDER 0x1u
#define SHOP_SHOP 0x2u
#define SHOP_PRODUCT 0x4u
#define SHOP_CATEGORY 0x8u
#define SHOP_QUANTITY 0x10u
#define SHOP_DISCOUNT 0x20u
#define SHOP_COST 0x40u
#define SHOP_KIND 0x80u
#define SHOP_COUPON 0x100u
#define SHOP_TAG 0x200u

#define SHOP_LIST 64

struct shop {
    struct shop_row *row;
    int64_t rows, capacity;
    uint32_t columns; /* SHOP_ORDER ...; fields of other columns must be SHOP_NULL (kind 0) */
    int32_t unit;     /* PATRON_UNIT_*; 0 = DAY */
    int64_t zones;    /* lines of the zone table, 0 = none (needed with instants) */
    int64_t zone_instant[SHOP_LIST];
    int32_t zone_offset[SHOP_LIST];
    int64_t zone_until;
    uint64_t flags;   /* PATRON_BOOK_* */
    int32_t observed_from, observed_until;
    int64_t quantity_scale;
    int64_t guest[SHOP_LIST], guests;
    int64_t alias_from[SHOP_LIST], alias_to[SHOP_LIST], aliases;
    int64_t since_customer[SHOP_LIST], since_day[SHOP_LIST], sinces; /* since_day may be SHOP_NULL */
    char name[64];    /* for messages: profile and seed */
};

void shop_begin(struct shop *shop); /* empty, day unit, no columns */
void shop_end(struct shop *shop);
void shop_copy(struct shop *to, const struct shop *from);
void shop_add(struct shop *shop, struct shop_row row);
/* A row of three fields, everything else null, kind SALE. */
struct shop_row shop_sale(int64_t customer, int64_t time, int64_t amount);
/* Zone table of Europe/Berlin for 2010 ... 2030. */
void shop_zone_berlin(struct shop *shop);
/* Civil day of a row's time, by the zone table (naive loop). */
int32_t shop_day(const struct shop *shop, int64_t time);
/* First and last day of any row; 0 and -1 without rows. */
void shop_days(const struct shop *shop, int32_t *first, int32_t *last);
/* The which-th (0 ... SHOP_AS_OF - 1) of several days to look from: before all, first, inside, last, long after. */
#define SHOP_AS_OF 7
int32_t shop_as_of(const struct shop *shop, int which);

/* Profiles of random shops: all of them build without error; about 20 ... 300 rows over about two years. */
#define SHOP_PLAIN 0       /* customer, day, amount */
#define SHOP_REFUNDS 1     /* order ids, refunds of every sort: partial, full, over, early, unmatched, ignored */
#define SHOP_GUESTS 2      /* null customers, guest keys, aliases */
#define SHOP_LINES 3       /* order ids with lines, shops, products, categories, quantities, discounts, costs, labels */
#define SHOP_RENEWALS 4    /* subscriptions among sales, ignored rows */
#define SHOP_ZEROES 5      /* zero orders, sometimes counted */
#define SHOP_TIES 6        /* same day, same time, same amount, with and without order ids */
#define SHOP_WEEKLY 7      /* regular buyers, some of whom stop */
#define SHOP_CONSUMABLES 8 /* products with own cycles and quantities, some refunds of units */
#define SHOP_INSTANTS 9    /* instants with the zone of Berlin, lines of one order on two days */
#define SHOP_NEGATIVE 10   /* negative totals are refunds; discount lines */
#define SHOP_MIXED 11      /* all of it together, observed_from, since, several flags */
#define SHOP_PROFILES 12
void shop_random(struct shop *shop, uint64_t seed, int profile);

#define SHOP_EDGE_EMPTY 0
#define SHOP_EDGE_ONE_CUSTOMER 1
#define SHOP_EDGE_ONE_TIME_BUYERS 2
#define SHOP_EDGE_SAME_DAY 3
#define SHOP_EDGE_ONLY_REFUNDS 4
#define SHOP_EDGE_ONLY_GUESTS 5
#define SHOP_EDGE_ONE_ROW 6
#define SHOP_EDGE_LATE 7 /* everything after shop_as_of(shop, 0) is true of every shop; this one: after day 0 */
#define SHOP_EDGES 8
void shop_edge(struct shop *shop, int kind);

/* Shuffles the rows. Orders that tie in time, id and amount keep their sequence (position is what tells them apart). */
void shop_permute(struct shop *shop, uint64_t seed);

/* ---- shops in the library's form -------------------------------------------------------------------------------- */

/* How a shop is handed over. All zero: int64 columns, one batch through patron_book_build, no flags but the shop's. */
struct shop_form {
    int32_t key_type;    /* PATRON_TYPE_* of keys and labels; a width that does not hold a column becomes INT64 */
    int32_t value_type;  /* of amount, quantity, discount, cost, kind; likewise */
    int32_t time_type;   /* likewise */
    int64_t first;       /* `first` of every column: so many elements of rubbish lie before it */
    bool valid;          /* a validity bitmap on every column */
    int64_t batches;     /* > 0: through a builder in so many batches */
    int32_t threads;
    uint64_t flags;      /* PATRON_BOOK_* besides the shop's */
    const patron_allocator *allocator;
};

/* Columns, rows and options that own their memory. Everything in `rows` and `options` may be changed before use. */
#define SHOP_COLUMNS 24
struct shop_input {
    patron_rows rows;
    patron_book_options options;
    patron_column column[SHOP_COLUMNS];
    patron_label label[2];
    const patron_label *labels[2];
    patron_zone zone;
    void *owned[3 * SHOP_COLUMNS];
    int columns, owned_count;
};

struct shop_input *shop_input(const struct shop *shop, const struct shop_form *form); /* form NULL = all zero */
void shop_input_free(struct shop_input *input);

/* A part of an input's rows, by moving every column's `first`; borrows the input, must not move (it points into
 * itself). */
struct shop_slice {
    patron_rows rows;
    patron_column column[SHOP_COLUMNS];
    patron_label label[2];
    const patron_label *labels[2];
};
void shop_slice(struct shop_slice *slice, const struct shop_input *input, int64_t from, int64_t count);

/* One column of `count` values (SHOP_NULL = null) of a type; memory is released with the input (which may hold no
 * rows). */
const patron_column *shop_column(struct shop_input *input, const int64_t *values, int64_t count, int32_t type,
                                 int32_t unit, int64_t first, bool valid);

/* Builds a book as `form` says; shop_try returns the status, shop_book asserts OK. */
patron_status shop_try(const struct shop *shop, const struct shop_form *form, patron_book **out, patron_error *error);
patron_book *shop_book(const struct shop *shop, const struct shop_form *form);

/* ---- keys ------------------------------------------------------------------------------------------------------- */

#define SHOP_TEXT 64
/* A key as a string: order-preserving, of many lengths, with shared prefixes and UTF-8. */
void shop_key_text(int64_t key, char text[SHOP_TEXT]);
/* And back. */
int64_t shop_key_from_text(const char *text, int64_t length);

/* The shop's key (as in shop_row) of number `number` of customers, products, categories or a label
 * (patron_book_keys). */
int64_t shop_key(const patron_book *book, int32_t which, int64_t number);
/* The number of a key among them by a linear search, or -1. */
int64_t shop_number(const patron_book *book, int32_t which, int64_t key);
/* The number of a customer by patron_book_find, PATRON_NONE if unknown. */
int32_t shop_customer(const patron_book *book, int64_t key);

/* ---- variants --------------------------------------------------------------------------------------------------- */

/* Calls `each` with books of the same shop in every form that must not matter: as it is, permuted, string keys, narrow
 * keys with offsets and validity, batches through a builder, 2 threads, 7 threads, all together. Results must be the
 * same bits joined on the customer's key (shop_customer / shop_key). The book is freed after each call. */
typedef void (*shop_each)(void *context, const patron_book *book, const char *variant);
void for_each_variant(const struct shop *shop, uint64_t seed, shop_each each, void *context);

/* Asserts that two columns of one element per customer, of two books of one shop, agree joined on their keys. */
void assert_joined(const patron_book *book, const void *column, const patron_book *other_book, const void *other_column,
                   size_t element, const char *what);

#endif
