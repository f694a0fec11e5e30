/* oracle_cohorts.h (tests): cohorts counted naively, from definitions section 5: for every buyer, row and column a
 * walk over everything the buyer did. */
#ifndef TEST_ORACLE_COHORTS_H
#define TEST_ORACLE_COHORTS_H

#include <patron/cohorts.h>

#include "oracle_book.h"

struct oracle_calendar {
    int32_t period, week_start, first_month; /* all set: 1 … 5, 0 … 6, 1 … 12 */
};

/* The index of a period by walking from 1970-01-01 to the day. */
int64_t oracle_period(const struct oracle_calendar *calendar, int32_t day);

struct oracle_cohorts_question {
    int32_t by;
    struct oracle_calendar axis; /* PERIOD */
    int64_t first_period, period_count;
    bool tag;                    /* LABEL: the line-level tag, else the coupon */
    const int64_t *keys;         /* the listed ones */
    int64_t key_count;
    const int32_t *edges;        /* DEPTH */
    int64_t edge_count;
    struct oracle_calendar calendar; /* of k */
    int32_t window;                  /* or windows of so many days */
    const int32_t *end;              /* [columns of k]: the first k behind column 0, 1, … */
    int64_t k_columns;
    int64_t sequence;
    bool refund_day, by_order;
    const uint8_t *mask;         /* by number of the oracle's customers, or NULL */
    const int32_t *group;
    int64_t groups;
};

/* The arrays of patron_cohorts_cells, in that order. */
#define COHORTS_CELL_ARRAYS 17
#define COHORTS_ROW_ARRAYS 3
#define COHORTS_NTH_ARRAYS 3
#define COHORTS_GROUP_ARRAYS 4
#define COHORTS_ARRAYS (COHORTS_CELL_ARRAYS + COHORTS_ROW_ARRAYS + COHORTS_NTH_ARRAYS + COHORTS_GROUP_ARRAYS)

struct oracle_cohorts {
    int64_t rows, columns;
    int64_t count[COHORTS_ARRAYS];
    int64_t *array[COHORTS_ARRAYS];
};

struct oracle_cohorts *oracle_cohorts(const struct shop *shop, const struct oracle_book *book,
                                      const struct oracle_cohorts_question *question);
void oracle_cohorts_free(struct oracle_cohorts *cohorts);

/* The distinct keys (labels, products, categories) of the first purchase of a buyer; returns how many. */
int64_t oracle_first_keys(const struct shop *shop, const struct oracle_book *book,
                          const struct oracle_cohorts_question *question, const struct oracle_customer *buyer,
                          int64_t *keys, int64_t capacity);

#endif
