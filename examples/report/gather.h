/* gather.h: rows of the files as columns, each value as exact as the files have it. What only the whole shows (decimal
 * comma, day or month first, the most decimals) is left to make.h. */
#ifndef REPORT_GATHER_H
#define REPORT_GATHER_H

#include "csvfile.h"
#include "recognise.h"
#include "store.h"

/* Columns of numbers. */
enum {
    NUMBER_AMOUNT,
    NUMBER_TOTAL,
    NUMBER_PRICE,
    NUMBER_QUANTITY,
    NUMBER_COST,
    NUMBER_REFUNDED,
    NUMBER_DISCOUNT, /* and the next MAPPED_MAX - 1 */
    NUMBERS = NUMBER_DISCOUNT + MAPPED_MAX
};

#define NUMBER_ABSENT 0xFFu /* else the code of a number is its scale + 32 x its form */
#define NUMBER_SCALE(code) ((int32_t)((code)&31u))
#define NUMBER_FORM(code) ((int32_t)((code) >> 5))

struct numbers {
    bool used;
    int64_t *digits;
    uint8_t *code;
    int64_t capacity, code_capacity;
};

/* A column of numbers of a dictionary's texts, -1 = none. */
struct texts {
    bool used;
    struct dictionary dictionary;
    int32_t *number;
    int64_t capacity;
};

enum { LABEL_COUPON, LABEL_CAMPAIGN, LABEL_CHANNEL, LABEL_COUNTRY, LABELS };

struct gather {
    const struct report_flags *flags;
    struct report_arena *arena;
    struct mapping map;
    bool german;

    struct report_text *header; /* of the first file */
    int32_t fields;
    int32_t *place; /* [fields]: where the present file has a column of the first */

    /* one element a row */
    int64_t rows;
    uint32_t *line;
    uint8_t *kind;   /* STATUS_* */
    int64_t *time;   /* seconds: UTC with --tz, else the clock on the wall; the day first where both ways are dates */
    int32_t *other;  /* month first instead: days to add; NULL while no row has both */
    struct numbers numbers[NUMBERS];
    struct keys customer, order, shop;
    int64_t *refunded_time; /* INT64_MIN = not said */
    struct texts orders;    /* the order's number, where an order's total or refund must be counted once */
    int32_t *own;           /* of a refund that names its order: the number of its own id there; else -1 */
    struct texts product, category, labels[LABELS];
    struct report_text *product_name;
    int64_t line_capacity, kind_capacity, time_capacity, other_capacity, refunded_capacity, product_name_capacity, own_capacity;

    int file;           /* the present one */
    int64_t *first_row; /* of each file */

    /* what the rows show */
    int64_t shows_point, shows_comma, open_point, open_comma; /* first row of each, -1 = none */
    int64_t shows_dmy, shows_mdy, open_date;
    int64_t first_offset, first_naive; /* times with and without an offset */
    int64_t last_carry;                /* the row whose order goes on; -1 = none */
    int64_t cancelled, tests, fallbacks, by_parent, other_currency, negative_discounts, carried, negative_rows, no_product;
    int64_t guests_empty, guests_zero, guests_null, guests_flag;
    bool any_time;
    struct dictionary statuses, currencies, no_products;
    struct {
        int status;
        int64_t rows;
    } *status;
    int64_t status_capacity;

    /* what went wrong */
    int64_t read, bad;
    struct report_bad *bad_list; /* [REPORT_BAD_LISTED] */
    int64_t bad_listed;
    char *message;
    size_t capacity;
    bool failed;

    char *skipped_order; /* an order left out for its currency */
    int64_t skipped_length, skipped_capacity;

    const struct report_progress *progress;
    int64_t done_before, total;
};

/* Reads all files of the flags. 0, or 1 with a sentence. The caller frees in either case. */
int gather_files(const struct report_flags *flags, const struct report_progress *progress, struct report_arena *arena,
                 struct gather *gather, struct csv_source *source, char *message, size_t capacity);
void gather_free(struct gather *gather);

/* Where a row stands: "orders.csv line 12". */
const char *gather_place(const struct gather *gather, int64_t row);

/* The names of a role's columns, joined. */
const char *gather_columns(const struct gather *gather, enum report_role role, const char *between);

#endif
