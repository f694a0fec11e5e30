/* 09: who buys again and when: the order sequence, when to write after order n, growth accounting, anniversaries. */
#include "shop.h"

enum { ORDERS = 4, DAYS = 400, GAP_ROWS = ORDERS + 1, WIDTH = DAYS + 2 };

/* How often order n leads to order n + 1, and the days on which a quarter and half of all have come back. */
static int print_sequence(const patron_book *book, patron_error *error)
{
    static int64_t events[GAP_ROWS * WIDTH], censored[GAP_ROWS * WIDTH];
    int64_t buyers[ORDERS] = {0}, next[ORDERS] = {0}, all = patron_book_customers(book);
    int32_t day[GAP_ROWS * 2];
    double rate[ORDERS], low[ORDERS], high[ORDERS];
    const int32_t percent[] = {25, 50};
    patron_repeat_sequence_options options = {.size = sizeof options, .sequence = ORDERS, .days = DAYS};
    patron_repeat_sequence_cells cells = {.size = sizeof cells, .capacity = ORDERS, .buyers = buyers, .next = next};
    patron_repeat_time_cells gaps = {.size = sizeof gaps, .capacity = GAP_ROWS * WIDTH, .events = events,
                                     .censored = censored};
    patron_repeat_rates rates = {.size = sizeof rates, .capacity = ORDERS, .rate = rate, .low = low, .high = high};
    patron_repeat_days days = {.size = sizeof days, .capacity = GAP_ROWS * 2, .day = day};
    if (patron_repeat_sequence(book, SHOP_LAST_DAY, &options, NULL, 0, all, &cells, error) ||
        patron_repeat_gaps(book, SHOP_LAST_DAY, &options, NULL, 0, all, &gaps, error) ||
        patron_repeat_rate(ORDERS, next, buyers, 0, &rates, error) ||
        patron_repeat_points(GAP_ROWS, WIDTH, events, censored, percent, 2, &days, error))
        return 1;
    printf("after order  buyers  bought again             a quarter by day  half by day\n");
    for (int n = 1; n <= ORDERS; n++) {
        printf("%11d  %6lld  %4.1f %% (%4.1f to %4.1f)  %16d", n, (long long)buyers[n - 1], 100 * rate[n - 1],
               100 * low[n - 1], 100 * high[n - 1], (int)day[2 * n]);
        if (day[2 * n + 1] == PATRON_NO_DAY) printf("            -\n");
        else printf("  %11d\n", (int)day[2 * n + 1]);
    }
    return 0;
}

/* Active = bought in the last 180 days. opening + new + back - lapsed = closing. */
static int print_growth(const patron_book *book, patron_error *error)
{
    enum { QUARTERS = 8 };
    patron_calendar quarters = {.size = sizeof quarters, .period = PATRON_PERIOD_QUARTER};
    patron_repeat_period_options options = {.size = sizeof options, .calendar = &quarters, .active_days = 180};
    int64_t opening[QUARTERS] = {0}, born[QUARTERS] = {0}, back[QUARTERS] = {0}, lapsed[QUARTERS] = {0};
    int64_t closing[QUARTERS] = {0};
    int32_t first[QUARTERS];
    double kept[QUARTERS];
    patron_repeat_growth_cells cells = {.size = sizeof cells, .capacity = QUARTERS, .opening = opening,
                                        .new_buyers = born, .reactivated = back, .lapsed = lapsed, .closing = closing};
    patron_repeat_kept out = {.size = sizeof out, .capacity = QUARTERS, .kept = kept};
    if (patron_repeat_periods_of_book(book, SHOP_LAST_DAY, &quarters, &options.first_period, &options.period_count,
                                      error) ||
        patron_repeat_growth(book, SHOP_LAST_DAY, &options, NULL, 0, patron_book_customers(book), &cells, error) ||
        patron_repeat_period_days(&options, SHOP_LAST_DAY, first, NULL, NULL, error) ||
        patron_repeat_retention(options.period_count, opening, born, lapsed, closing, 0, &out, error))
        return 1;
    printf("\nquarter     opening   new  back  lapsed  closing   kept\n");
    for (int64_t q = 0; q < options.period_count; q++) {
        char text[16];
        printf("%s  %7lld  %4lld  %4lld  %6lld  %7lld", shop_date(first[q], text), (long long)opening[q],
               (long long)born[q], (long long)back[q], (long long)lapsed[q], (long long)closing[q]);
        if (opening[q]) printf("  %3.0f %%\n", 100 * kept[q]);
        else printf("      -\n");
    }
    return 0;
}

static int print_anniversaries(const patron_book *book, patron_error *error)
{
    patron_repeat_anniversary_options week = {.size = sizeof week, .days = 7};
    patron_table *table = NULL;
    if (patron_repeat_anniversaries(book, SHOP_LAST_DAY, &week, NULL, NULL, &table, error)) return 1;
    printf("\n%lld have the anniversary of their first purchase within 7 days\n",
           (long long)patron_table_rows(table));
    patron_table_free(table);
    return 0;
}

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_error error;
    shop_make(&shop);
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) || print_sequence(book, &error) ||
                 print_growth(book, &error) || print_anniversaries(book, &error);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
