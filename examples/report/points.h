/* points.h: a file of points (earned, spent, refunded ...) to a ledger. */
#ifndef REPORT_POINTS_H
#define REPORT_POINTS_H

#include "input.h"

#include <patron/loyalty.h>

/* What a ledger needs to know besides its file. Money is in units of 10^-decimals. */
struct points_rule {
    int32_t decimals;
    int64_t per;        /* money for one point */
    int32_t days;       /* points are good for so many days after theirs, -1 = for ever */
};

/* An amount of money as flags and files write it, in units of 10^-decimals. False if it is none or does not fit. */
bool points_money(const char *bytes, int64_t length, int sign, int32_t decimals, int64_t *out);

/* Reads the CSV file and replays it. 0, or 1 with a sentence that names file and line. Free the ledger. */
int points_read(const struct report_flags *flags, const struct points_rule *rule, patron_loyalty_ledger **ledger,
                char *message, size_t capacity);

#endif
