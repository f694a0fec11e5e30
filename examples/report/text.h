/* text.h: numbers, money, days and names as the report prints them, in English or German. Rounding happens here alone. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "input.h"

struct text {
    struct report_arena *arena; /* every text lives as long as it */
    bool german;
    int32_t decimals;      /* of the book's amounts */
    int32_t money_decimals; /* that are printed: 2, or none without amounts */
    const char *currency;
};

/* One of two sentences or formats, so that both languages stand side by side in the code. */
#define SAY(text, english, in_german) ((text)->german ? (in_german) : (english))

const char *text_number(const struct text *text, int64_t number);              /* 1,234 or 1.234 */
const char *text_money(const struct text *text, int64_t amount);               /* rounded, half away from zero */
const char *text_exact(const struct text *text, int64_t amount);               /* all decimals of the file */
const char *text_money_of(const struct text *text, int64_t amount, int64_t by); /* a quotient; "–" where by is 0 */
const char *text_real(const struct text *text, double number, int decimals);
const char *text_share(const struct text *text, int64_t part, int64_t whole);  /* "31.4 %"; "–" where whole is 0 */
const char *text_percent(const struct text *text, double rate, int decimals);
const char *text_interval(const struct text *text, int64_t part, int64_t whole); /* 95 %, Wilson: "29.8 – 33.1 %" */
const char *text_day(const struct text *text, int32_t day);                    /* 2011-12-09 or 09.12.2011 */
const char *text_day_of_year(const struct text *text, int32_t day);             /* 12-09 or 09.12. */
const char *text_month(const struct text *text, int32_t period);               /* 2011-12 or 12.2011 */
const char *text_days(const struct text *text, int64_t days);                  /* "1 day", "34 days" */

const char *text_ago(const struct text *text, int64_t days);                   /* as text_days; "vor 34 Tagen" */

/* Names of segments and states for people. */
const char *text_segment(const struct text *text, int32_t segment);
const char *text_churn(const struct text *text, int32_t state);
const char *text_due(const struct text *text, int32_t state);

#endif
