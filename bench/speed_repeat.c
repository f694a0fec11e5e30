/* speed_repeat: seconds of the measures of repeat purchase on a synthetic shop. By default 20 million orders of 2 million
 * customers over 700 days.
 *
 *     speed_repeat [ORDERS [CUSTOMERS]]
 *
 * Wall-clock and processor seconds are printed: on a machine with other work only the second ones compare. */
#include "timing.h"

#include <patron.h>

#include <string.h>

#define FIRST_DAY 19358 /* 2023-01-01 */
#define DAYS 700
#define AS_OF (FIRST_DAY + DAYS - 1)
#define CELLS 100000

static int64_t cells[12][CELLS];

static void end(patron_status status, const patron_error *error, const char *what)
{
    if (status) {
        fprintf(stderr, "speed_repeat: %s: %s\n", what, error->message);
        exit(1);
    }
    printf("%-28s", what);
    print_seconds();
}

static patron_book *build(int64_t orders, int64_t customers)
{
    int64_t *customer = take(orders, sizeof *customer), *amount = take(orders, sizeof *amount);
    int32_t *day = take(orders, sizeof *day);
    uint64_t state = 1;
    for (int64_t i = 0; i < orders; i++) {
        customer[i] = (int64_t)(dice(&state) % (uint64_t)customers);
        day[i] = FIRST_DAY + (int32_t)(dice(&state) % DAYS);
        amount[i] = 100 + (int64_t)(dice(&state) % 10000);
    }
    const patron_column keys = {.size = sizeof keys, .type = PATRON_TYPE_INT64, .values = customer};
    const patron_column days = {.size = sizeof days, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = day};
    const patron_column amounts = {.size = sizeof amounts, .type = PATRON_TYPE_INT64, .values = amount};
    const patron_rows rows = {.size = sizeof rows, .count = orders, .customer = &keys, .time = &days, .amount = &amounts};
    const patron_book_options options = {.size = sizeof options, .threads = 2};
    patron_book *book = NULL;
    patron_error error;
    begin();
    end(patron_book_build(&rows, &options, &book, &error), &error, "build");
    free(customer);
    free(amount);
    free(day);
    return book;
}

static void time_orders(const patron_book *book, int64_t n)
{
    patron_error error;
    const patron_repeat_cells rate = {.size = sizeof rate, .group_capacity = CELLS, .within_capacity = CELLS,
                                      .bin_capacity = CELLS, .buyers = cells[0], .repeaters = cells[1],
                                      .observed = cells[2], .within = cells[3], .bin_buyers = cells[4],
                                      .bin_net = cells[5]};
    const patron_repeat_sequence_cells sequence = {.size = sizeof sequence, .capacity = CELLS, .buyers = cells[0],
                                                   .next = cells[1], .net = cells[2]};
    const patron_repeat_time_cells times = {.size = sizeof times, .capacity = CELLS, .row_capacity = CELLS,
                                            .events = cells[6], .censored = cells[7], .entered = cells[8]};
    begin();
    end(patron_repeat_count(book, AS_OF, NULL, NULL, 0, n, &rate, &error), &error, "repeat: rates");
    begin();
    end(patron_repeat_sequence(book, AS_OF, NULL, NULL, 0, n, &sequence, &error), &error, "repeat: order sequence");
    begin();
    end(patron_repeat_times(book, AS_OF, NULL, NULL, 0, n, &times, &error), &error, "repeat: time to n-th");
    memset(cells, 0, sizeof cells);
    begin();
    end(patron_repeat_gaps(book, AS_OF, NULL, NULL, 0, n, &times, &error), &error, "repeat: gaps");
    patron_repeat_shape shape = {.size = sizeof shape};
    const patron_repeat_shares shares = {.size = sizeof shares, .capacity = CELLS, .share = take(CELLS, 8),
                                         .low = take(CELLS, 8), .high = take(CELLS, 8)};
    const patron_repeat_days points = {.size = sizeof points, .capacity = CELLS, .closed_hundredths = cells[0]};
    patron_status status = patron_repeat_shape_of(NULL, 1, &shape, &error);
    begin();
    if (!status)
        status = patron_repeat_curve(shape.gap_rows, shape.columns, cells[6], cells[7], 0, &shares, &error);
    if (!status)
        status = patron_repeat_points(shape.gap_rows, shape.columns, cells[6], cells[7], NULL, 0, &points, &error);
    end(status, &error, "repeat: curves and points");
    free(shares.share);
    free(shares.low);
    free(shares.high);
}

static void time_periods(const patron_book *book, int64_t n, int32_t period, const char *const names[2])
{
    patron_error error;
    const patron_calendar calendar = {.size = sizeof calendar, .period = period};
    patron_repeat_period_options options = {.size = sizeof options, .calendar = &calendar};
    const patron_repeat_period_cells periods = {.size = sizeof periods, .capacity = CELLS, .new_buyers = cells[0],
                                                .returning_buyers = cells[1], .new_net = cells[2],
                                                .returning_net = cells[3]};
    const patron_repeat_growth_cells growth = {.size = sizeof growth, .capacity = CELLS, .opening = cells[4],
                                               .lapsed = cells[5], .closing = cells[6]};
    patron_status status = patron_repeat_periods_of_book(book, AS_OF, &calendar, &options.first_period,
                                                         &options.period_count, &error);
    begin();
    if (!status) status = patron_repeat_periods(book, AS_OF, &options, NULL, 0, n, &periods, &error);
    end(status, &error, names[0]);
    options.active_days = 90;
    begin();
    end(patron_repeat_growth(book, AS_OF, &options, NULL, 0, n, &growth, &error), &error, names[1]);
}

static void time_seasons(const patron_book *book, int64_t n)
{
    static const int32_t name[] = {0, 1, 0, 1}, first[] = {FIRST_DAY + 30, FIRST_DAY + 120, FIRST_DAY + 395,
                                                           FIRST_DAY + 485};
    static const int32_t last[] = {FIRST_DAY + 45, FIRST_DAY + 130, FIRST_DAY + 410, FIRST_DAY + 495};
    const patron_repeat_window_options options = {.size = sizeof options, .names = 2, .occurrences = 4, .name = name,
                                                  .first_day = first, .last_day = last};
    const patron_repeat_window_cells windows = {.size = sizeof windows, .capacity = CELLS, .base = cells[0],
                                                .back = cells[1]};
    const patron_repeat_season_cells season = {.size = sizeof season, .capacity = CELLS, .matrix_capacity = CELLS,
                                               .within = cells[2], .again = cells[3]};
    patron_table *table = NULL;
    patron_error error;
    begin();
    end(patron_repeat_season(book, AS_OF, NULL, NULL, 0, n, &season, &error), &error, "repeat: season");
    begin();
    end(patron_repeat_windows(book, AS_OF, &options, NULL, 0, n, &windows, &error), &error, "repeat: windows");
    begin();
    end(patron_repeat_anniversaries(book, AS_OF, NULL, NULL, NULL, &table, &error), &error, "repeat: anniversaries");
    patron_table_free(table);
}

int main(int argc, char **argv)
{
    int64_t orders = argc > 1 ? atoll(argv[1]) : 20000000, customers = argc > 2 ? atoll(argv[2]) : orders / 10;
    static const char *const months[] = {"repeat: new, by month", "repeat: growth, by month"};
    static const char *const days[] = {"repeat: new, by day", "repeat: growth, by day"};
    if (orders < 1 || customers < 1 || orders > 200000000) {
        fputs("speed_repeat [ORDERS [CUSTOMERS]]\n", stderr);
        return 1;
    }
    printf("%lld orders of %lld customers over %d days\n", (long long)orders, (long long)customers, DAYS);
    printf("%-28s  %7s  %9s\n", "measure", "seconds", "processor");
    patron_book *book = build(orders, customers);
    int64_t n = patron_book_customers(book);
    time_orders(book, n);
    time_periods(book, n, PATRON_PERIOD_MONTH, months);
    time_periods(book, n, PATRON_PERIOD_DAY, days);
    time_seasons(book, n);
    patron_book_free(book);
    return 0;
}
