/* decimal.h: numbers as people and programs write them, exactly. */
#ifndef REPORT_DECIMAL_H
#define REPORT_DECIMAL_H

#include "flags.h"

/* A number is digits / 10^scale. Where one separator stands before exactly three digits ("1,234") the text alone does
 * not tell decimals from thousands: then digits / 10^3 or digits, which the rest of the file decides. */
#define DECIMAL_PLAIN 0
#define DECIMAL_POINT_OR_THOUSANDS 1 /* "1.234" */
#define DECIMAL_COMMA_OR_THOUSANDS 2 /* "1,234" */

struct decimal {
    int64_t digits;
    int32_t scale; /* 0 .. 31 */
    int32_t form;  /* DECIMAL_* */
};

/* What a number shows about the file it is in. */
#define DECIMAL_SHOWS_NOTHING 0
#define DECIMAL_SHOWS_POINT 1 /* "12.5" or "1,234.50": the point is the decimal sign */
#define DECIMAL_SHOWS_COMMA 2

#define DECIMAL_OK 0
#define DECIMAL_WRONG 1 /* not a number, or empty */
#define DECIMAL_LONG 2  /* more digits than fit */

/* Reads a number: sign (also behind, or brackets for negative), digits, thousands in threes by . , ' or a space, one
 * decimal sign, a currency sign or three-letter code before or behind. `decimals` (REPORT_DECIMALS_*) says what is
 * known of the file. Zeros at the end of the decimals beyond `keep` are dropped. Where `round` >= 0, decimals beyond it
 * that do not fit are dropped too. */
int decimal_read(const char *bytes, int64_t length, int decimals, int keep, int round, struct decimal *out, int *shows);

/* value x 10^power; true on overflow. */
bool decimal_scale(int64_t value, int32_t power, int64_t *out);

/* value / 10^power, rounded half away from zero; power >= 0. */
int64_t decimal_round(int64_t value, int32_t power);

#endif
