/* oracle_repeat.h (tests): the counts of repeat purchase, naively, from definitions section 6: for every cell a walk
 * over everything that every customer did. */
#ifndef TEST_ORACLE_REPEAT_H
#define TEST_ORACLE_REPEAT_H

#include "oracle_book.h"
#include "oracle_cohorts.h"

/* The counts, in the order of patron/repeat.h. */
#define REPEAT_COUNT 0
#define REPEAT_SEQUENCE 1
#define REPEAT_TIMES 2
#define REPEAT_GAPS 3
#define REPEAT_PERIODS 4
#define REPEAT_GROWTH 5
#define REPEAT_SEASON 6
#define REPEAT_WINDOWS 7
#define REPEAT_MEASURES 8
#define REPEAT_ARRAYS 24 /* no count has more */

struct oracle_repeat_question {
    bool other_renewals; /* renewals the other way than the measure has them: without, in gaps with */
    const int32_t *within;
    int64_t within_count, bins, sequence, days;
    struct oracle_calendar calendar;
    int64_t first_period, period_count, active_days;
    bool refund_order;
    int64_t repeat_days;
    int64_t names, occurrences;
    const int32_t *name, *first_day, *last_day;
    bool first_only;
    const uint8_t *mask; /* by number of the oracle's customers, or NULL */
    const int32_t *group;
    int64_t groups;
};

struct oracle_repeat {
    int arrays;
    int64_t cells[REPEAT_ARRAYS]; /* of one group */
    int64_t *array[REPEAT_ARRAYS]; /* [groups * cells], in the order of the library's struct */
};

struct oracle_repeat *oracle_repeat(int measure, const struct shop *shop, const struct oracle_book *book,
                                    const struct oracle_repeat_question *question);
void oracle_repeat_free(struct oracle_repeat *repeat);

/* Guests: orders, sales, refunds, net per period. */
void oracle_repeat_guests(const struct oracle_book *book, const struct oracle_repeat_question *question,
                          int64_t *const out[4]);

/* Whether a first purchase on `day` is known to be the customer's first. */
bool oracle_repeat_known(const struct shop *shop, const struct oracle_customer *customer, int32_t day);

/* The next anniversary of `first` in as_of ... as_of + days, looked for day by day; PATRON_NO_DAY = none. */
int32_t oracle_repeat_anniversary(int32_t first, int32_t as_of, int32_t days, int32_t *years);

#endif
