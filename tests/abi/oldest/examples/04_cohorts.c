/* 04: the cohort triangle by quarter of the first purchase: active in quarter k, with future cells left blank. */
#include "shop.h"

#define ROWS 16
#define COLUMNS 9 /* k = 0 … 7, and whatever lies beyond */

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_cohorts_axis *axis = NULL;
    patron_error error;
    patron_calendar quarters = {.size = sizeof quarters, .period = PATRON_PERIOD_QUARTER};
    patron_cohorts_axis_options by = {.size = sizeof by, .calendar = &quarters};
    patron_cohorts_options options = {.size = sizeof options, .periods = COLUMNS - 1};
    static int64_t eligible[ROWS * COLUMNS], active[ROWS * COLUMNS], buyers[ROWS];
    static double rate[ROWS * COLUMNS], mean[COLUMNS];
    static int32_t state[ROWS * COLUMNS], mean_state[COLUMNS];
    patron_cohorts_cells cells = {.size = sizeof cells, .capacity = ROWS * COLUMNS, .row_capacity = ROWS,
                                  .eligible = eligible, .active_eligible = active, .buyers = buyers};
    patron_cohorts_rates rates = {.size = sizeof rates, .capacity = ROWS * COLUMNS, .state = state, .rate = rate};
    patron_cohorts_rates means = {.size = sizeof means, .capacity = COLUMNS, .state = mean_state, .rate = mean};

    shop_make(&shop);
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) ||
                 patron_cohorts_axis_of_book(book, SHOP_LAST_DAY, &by, &axis, &error) ||
                 patron_cohorts_count(book, SHOP_LAST_DAY, axis, &options, NULL, 0, patron_book_customers(book), &cells,
                                      &error);
    int64_t listed = failed ? 0 : patron_cohorts_axis_listed(axis);
    failed = failed ||
             patron_cohorts_curve(PATRON_COHORTS_CURVE_IN, listed, COLUMNS, buyers, eligible, active, 0, &rates,
                                  &error) ||
             patron_cohorts_mean(PATRON_COHORTS_CURVE_IN, listed, COLUMNS, buyers, eligible, active, 0, &means, &error);
    if (!failed) {
        printf("first quarter  buyers");
        for (int k = 0; k < COLUMNS - 1; k++) printf("  k = %d", k);
        printf("\n");
    }
    for (int64_t r = 0; !failed && r < listed; r++) {
        int32_t first_day = 0;
        char text[16];
        (void)patron_calendar_first_day(&quarters, patron_cohorts_axis_first_period(axis) + (int32_t)r, &first_day,
                                        NULL);
        printf("%-13s  %6lld", shop_date(first_day, text), (long long)buyers[r]);
        for (int k = 0; k < COLUMNS - 1 && state[r * COLUMNS + k] != PATRON_COHORTS_FUTURE; k++)
            printf("  %4.0f%c", 100 * rate[r * COLUMNS + k],
                   state[r * COLUMNS + k] == PATRON_COHORTS_COMPLETE ? '%' : '*');
        printf("\n");
    }
    if (!failed) {
        printf("%-21s", "mean");
        for (int k = 0; k < COLUMNS - 1 && mean_state[k] == PATRON_COHORTS_COMPLETE; k++)
            printf("  %4.0f%%", 100 * mean[k]);
        printf("\n");
    }
    patron_cohorts_axis_free(axis);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
