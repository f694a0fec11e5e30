/* flags.h: the command line of patron-report. */
#ifndef REPORT_FLAGS_H
#define REPORT_FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a column of the file can be. The order is the order in which the report lists the columns that it used. */
enum report_role {
    ROLE_CUSTOMER,
    ROLE_TIME,
    ROLE_AMOUNT,      /* what was charged for this row */
    ROLE_ORDER_TOTAL, /* what was charged for the whole order, on its first row or repeated on all of them */
    ROLE_PRICE,       /* of one unit: the row's amount is quantity x price */
    ROLE_QUANTITY,
    ROLE_DISCOUNT,
    ROLE_COST,
    ROLE_ORDER,
    ROLE_SHOP,
    ROLE_PRODUCT,
    ROLE_PRODUCT_NAME,
    ROLE_CATEGORY,
    ROLE_STATUS,
    ROLE_REFUNDED,      /* what the shop gave back of the whole order */
    ROLE_REFUNDED_TIME, /* when it did */
    ROLE_CANCELLED,     /* a day or a yes: the order was cancelled */
    ROLE_TEST,          /* a yes: a test order */
    ROLE_PARENT,        /* a refund's own row: the order that it refunds */
    ROLE_CURRENCY,
    ROLE_COUPON,
    ROLE_CAMPAIGN,
    ROLE_CHANNEL,
    ROLE_COUNTRY,
    ROLES
};

/* Sections of the report, in the order in which they are printed. */
enum report_section {
    SECTION_COLUMNS,
    SECTION_DAY,
    SECTION_RECONCILIATION,
    SECTION_FIGURES,
    SECTION_WEEK,
    SECTION_RFM,
    SECTION_COHORTS,
    SECTION_CHURN,
    SECTION_SIGNS,
    SECTION_STAGES,
    SECTION_REPEAT,
    SECTION_SEQUENCE,
    SECTION_PRODUCTS,
    SECTION_PROMOTIONS,
    SECTION_VALUE,
    SECTION_POINTS,
    SECTIONS
};

/* The section's word for --sections ("columns", "day", ...). */
const char *report_section_name(enum report_section section);

#define REPORT_TIERS_MAX 16

/* The role's flag without the dashes ("customer", "order-total", ...), which is also its name in messages. */
const char *report_role_name(enum report_role role);

#define REPORT_ENGLISH 0
#define REPORT_GERMAN 1

#define REPORT_DECIMALS_DETECT 0
#define REPORT_DECIMALS_POINT 1
#define REPORT_DECIMALS_COMMA 2

#define REPORT_TIMES_DETECT 0
#define REPORT_TIMES_LOCAL 1 /* times without an offset are the shop's wall clock */
#define REPORT_TIMES_UTC 2   /* times without an offset are UTC */

#define REPORT_NEGATIVE_DETECT 0
#define REPORT_NEGATIVE_REFUND 1 /* an order of negative total is a refund */
#define REPORT_NEGATIVE_ERROR 2

struct report_flags {
    const char *program; /* argv[0] */
    const char **files;  /* "-" = standard input */
    int file_count;

    bool help, version;
    bool quiet;          /* no progress */
    bool skip_bad;
    int language;        /* REPORT_ENGLISH, REPORT_GERMAN */
    const char *out;     /* directory, or NULL */
    int32_t threads;     /* 1 .. 256 */
    bool has_as_of;
    int32_t as_of;       /* civil day */
    bool has_observed_from;
    int32_t observed_from;
    bool zero_orders;
    bool count_by_order;
    uint32_t sections;   /* bits of the sections to print; 0 = all */
    const char *points;  /* a file of points, or NULL */
    const char *points_per, *points_worth; /* money for a point, money that a point is worth; NULL = 1, not said */
    int32_t points_days; /* points are good for so many days, -1 = for ever */
    const char *tiers;   /* "silver=200,gold=500" or NULL */
    int tiers_by;        /* PATRON_LOYALTY_BY_* */
    bool duplicates;     /* count rows that are equal in every column */

    /* how the file is written */
    char delimiter;          /* 0 = find out */
    char quote;              /* '"' */
    const char *encoding;    /* NULL = UTF-8 */
    int decimals;            /* REPORT_DECIMALS_* */
    int round;               /* decimals that amounts are rounded to, -1 = exact */
    const char *date_format; /* NULL = find out */
    const char *zone;        /* NULL = days as written */
    int times;               /* REPORT_TIMES_* */

    /* what it means */
    const char *column[ROLES]; /* header names, several joined by commas; "-" = do not use; NULL = recognise */
    int negative;              /* REPORT_NEGATIVE_* */
    const char *kinds;         /* "completed=sale,refunded=refund,..." or NULL */
    const char *only_currency; /* rows of other currencies are left out; NULL = there may be only one */
    const char **guests;       /* further keys that mean guest */
    int guest_count;
};

/* Reads a command line. 0, or 1 with one sentence in `message`. A path or text in `flags` points into argv. Free with
 * report_flags_free in either case. */
int report_flags_parse(int argc, char **argv, struct report_flags *flags, char *message, size_t capacity);
void report_flags_free(struct report_flags *flags);

/* The flags as --help prints them, in one string of lines of at most 100 characters. */
const char *report_flags_help(int language);

#endif
