/* recognise.h: from the names in a file's header to the roles of its columns, and what a known export means by them. */
#ifndef REPORT_RECOGNISE_H
#define REPORT_RECOGNISE_H

#include "status.h"
#include "store.h"

#define MAPPED_MAX 4

struct mapping {
    const char *name; /* "" = by column names alone */

    /* Columns of a role, as positions in the header. Several: of a customer, time, product, ... the first that is not
     * empty in a row; of a discount their sum. */
    int32_t column[ROLES][MAPPED_MAX];
    int32_t count[ROLES];

    enum status_words words;
    bool carry;            /* a line without its order's fields belongs to the order of the line before */
    bool utc;              /* times without an offset are UTC */
    bool negative_refund;
    bool weeks;            /* times are numbers of weeks */
    bool refunds_have_rows; /* refunds stand in rows of their own, so the status "refunded" is not counted again */
    bool refunds_may_have_rows; /* the same, but they do not name their order: a negative total tells them */
    int round;             /* decimals of amounts, -1 = exact */
    const char *no_product; /* codes of the product column that are no products, as in struct known; NULL = none */
};

/* Whether a value, by its small letters and digits, is in a list by commas. */
bool recognise_in(const char *list, struct report_text text);

/* Finds the roles of `count` header names: by the flags, else by a known export, else by common names in English and
 * German. 0, or 1 with a sentence. */
int recognise(const struct report_flags *flags, const struct report_text *header, int32_t count,
              struct mapping *mapping, char *message, size_t capacity);

#endif
