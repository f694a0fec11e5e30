/* known.h: the exports and the names of columns that are recognised. */
#ifndef REPORT_KNOWN_H
#define REPORT_KNOWN_H

#include "flags.h"
#include "status.h"

/* Header names are compared by their small letters and digits alone: "Order ID", "order_id" and "orderId" are orderid.
 * In a list, | separates alternatives of which the first that the file has is taken; an alternative a,b takes b too
 * where the file has it. A name ends at | , or the end. */
struct known {
    const char *name;
    const char *must; /* every one of these, by commas; an alternative in it by | */
    int fields;       /* exactly so many fields, 0 = any */
    struct {
        enum report_role role;
        const char *names;
    } role[16];
    enum status_words words;
    bool carry, utc, negative_refund, weeks, refunds_have_rows;
    int round; /* 0 = exact */
    const char *no_product; /* product codes of fees and corrections, by commas, written as header names are here */
};

/* The first one that fits a header is taken. Only its columns are used. */
extern const struct known known_export[];
extern const int known_exports;

/* For a header that is none of them: names of each role's column, the better ones first. */
extern const char *const known_names[ROLES];

/* Of those, the amounts that are certainly a line's, so that an order's total may stand beside them. */
extern const char *const known_line_amounts;

#endif
