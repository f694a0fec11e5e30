/* input.h: from files of orders to a book, with everything that the report says about how it read them.
 *
 *     report_flags_parse ──► report_input_read ──► print notes, columns, bad rows; measure input.book
 *                                              └─► on failure: print the message, exit 1, nothing was written */
#ifndef REPORT_INPUT_H
#define REPORT_INPUT_H

#include "flags.h"

#include <patron/book.h>

/* A text that need not end in a zero byte. */
struct report_text {
    const char *bytes;
    int64_t length;
};

/* The texts behind the integer keys of a book's product, category or label column: patron_book_keys gives INT64 keys,
 * and key k of that column is text[k]. count is 0 where the files have no such column. */
struct report_names {
    int64_t count;
    const struct report_text *text;
};

/* A column that was used. */
struct report_used {
    enum report_role role;
    const char *columns; /* as the file writes them: "Lineitem quantity"; several are joined by " + " or " or " */
};

/* A row that was left out with --skip-bad. */
struct report_bad {
    const char *message; /* "orders.csv line 1234, column total: 'abc' is not an amount" */
};

#define REPORT_BAD_LISTED 20

/* Where the reading is; called about every 100 ms of work, and once with done = total. total is 0 if not known. */
struct report_progress {
    void *context;
    void (*step)(void *context, int64_t done_bytes, int64_t total_bytes, int64_t rows);
};

struct report_input {
    patron_book *book;

    /* Amounts of the book are in units of 10^-amount_decimals: the most decimals that the files need. Without an amount
     * column every row is 1 and has_amount is false: money then means orders. */
    int32_t amount_decimals;
    bool has_amount;
    char currency[8];          /* "EUR", or "" where the files do not say */
    int32_t quantity_decimals; /* the book's quantity_scale is 10^quantity_decimals */
    bool has_quantity, has_order, has_product, has_category, has_discount, has_cost;

    const char *recogniser; /* "WooCommerce", "Shopify orders export", ..., "" = by column names alone */
    const char *format;     /* "comma, UTF-8, gzip" */

    const struct report_used *used; /* in the order of enum report_role */
    int64_t used_count;
    const char *const *notes;       /* what was assumed, a sentence each, in the language of the flags */
    int64_t note_count;

    int64_t rows_read;              /* data rows of the files, without headers */
    int64_t rows_bad;               /* left out with --skip-bad */
    const struct report_bad *bad;   /* the first REPORT_BAD_LISTED of them */
    int64_t bad_listed;
    int64_t rows_other_currency;    /* left out by --only-currency */
    int64_t rows_made;              /* rows given to the book beyond those read: refunds of a refunded-total column, and
                                       what an order's total has beyond its lines */
    int64_t rows_guest;             /* rows given to the book without a customer */

    struct report_names products;      /* keys: the SKU, or the name where there is no SKU */
    struct report_names product_names; /* by the same number: the last name seen; empty text = none */
    struct report_names categories;
    int32_t label_count;               /* labels of the book, in this order */
    const char *label[4];              /* "coupon", "campaign", "channel", "country" */
    struct report_names labels[4];

    struct report_arena *arena; /* owns all of the above but the book */
};

/* Reads flags->files and builds the book. 0, or 1 with one sentence in `message` (English, or German with --lang de)
 * that names the file, line and column where there is one; then *input is empty. `progress` may be NULL. */
int report_input_read(const struct report_flags *flags, const struct report_progress *progress,
                      struct report_input *input, char *message, size_t capacity);

/* Frees the book and everything else; an empty *input is allowed. */
void report_input_free(struct report_input *input);

#endif
