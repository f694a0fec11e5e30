/* check_replenish.h (tests): due lists and rules of replenishment, read and compared with the oracle. */
#ifndef TEST_CHECK_REPLENISH_H
#define TEST_CHECK_REPLENISH_H

#include "oracle_replenish.h"

#include <math.h>

#include <patron/replenish.h>

#define DAY_ZERO 14000 /* of the shops made here */

/* Columns of the due list. */
enum {
    CUSTOMER, ITEM, STATE, LEVEL, SUPPRESSED, EVIDENCE, PURCHASES, LAST_DAY, DUE_DAY, WINDOW_FROM, WINDOW_TO,
    EXPECTED_DAY, LAST_QUANTITY, EXPECTED_QUANTITY, EXPECTED_AMOUNT, CHANCE, PI, STILL, COLUMNS
};
extern const char *const due_names[COLUMNS];

int64_t due_integer(const patron_table *table, int32_t column, int64_t row);
double due_real(const patron_table *table, int32_t column, int64_t row);
bool due_is_real(int32_t column);

/* Whether a row of one list and one of another agree in every column from `column` on, bit by bit. */
bool due_same(const patron_table *table, int64_t row, const patron_table *other, int64_t other_row, int32_t column);

/* The first row of a customer's number. */
int64_t due_begin(const patron_table *table, int64_t customer);

patron_replenish_options due_options(int32_t level);
patron_replenish_rule *due_fit(const patron_book *book, int32_t as_of);
patron_table *due_table(const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
                        const patron_replenish_options *options);

/* The rule as bytes, of which there are so many. */
int64_t due_save(const patron_replenish_rule *rule, unsigned char **bytes);

/* A shop with enough gaps that items speak for themselves: products with cycles, quantities that stretch them, people
 * who stop, two categories and products without. */
void due_shop(struct shop *shop, uint64_t seed, int64_t customers);

/* Parameters, items and the due list against the oracle's. */
void check_parameters(const struct oracle_rule *oracle, const patron_replenish_rule *rule, const char *name);
void check_items(const struct oracle_rule *oracle, const patron_replenish_rule *rule);
void check_due(const struct shop *shop, const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
               const struct oracle_rule *oracle);

#define GROUPS 3
#define CELLS (GROUPS * PATRON_REPLENISH_CELLS)

struct cells {
    int64_t pairs[CELLS], customers[CELLS], units[CELLS], amount[CELLS], suppressed[CELLS];
};

patron_replenish_counts counts_of(struct cells *cells);

#endif
