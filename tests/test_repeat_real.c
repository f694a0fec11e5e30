/* Repeat purchase on published orders: the numbers that are known of CDNOW's sample, and the books of Online Retail. */
#include "orders_csv.h"
#include "support.h"

#include <patron/repeat.h>
#include <patron/stats.h>

#include <math.h>

#define SEQUENCE 5
#define DAYS 600
#define COLUMNS (DAYS + 2)

static bool data_path(const char *file, char *path, size_t size)
{
    const char *data = getenv("PATRON_TEST_DATA");
    if (data) (void)snprintf(path, size, "%s/%s", data, file);
    else (void)snprintf(path, size, "%s/../shared/data/%s", PATRON_SOURCE_ROOT, file);
    FILE *there = fopen(path, "rb");
    if (there) (void)fclose(there);
    else printf("SKIP %s is not there\n", file);
    return there != NULL;
}

/* ---- CDNOW ------------------------------------------------------------------------------------------------------ */

/* master_id,sample_id,date,quantity,amount: a row is an order; orders of amount 0 count. */
static patron_book *cdnow_sample(const char *path)
{
    struct shop shop;
    char line[200];
    shop_begin(&shop);
    shop.flags = PATRON_BOOK_ZERO_ORDERS;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        int master, customer, year, month, date, quantity, dollars, cents;
        int32_t day;
        if (sscanf(line, "%d,%d,%d-%d-%d,%d,%d.%d", &master, &customer, &year, &month, &date, &quantity, &dollars,
                   &cents) != 8)
            continue;
        assert_ok(patron_calendar_day(year, month, date, &day, NULL), NULL);
        shop_add(&shop, shop_sale(customer, day, dollars * 100 + cents));
    }
    (void)fclose(file);
    assert_int_equal(shop.rows, 6919);
    patron_book *book = shop_book(&shop, NULL);
    shop_end(&shop);
    return book;
}

static void assert_near(double found, double expected, const char *what)
{
    assert_that(fabs(found - expected) <= 0.00005001, "%s: %.6f, not %.4f", what, found, expected);
}

static void check_rates(const patron_book *book, int32_t as_of)
{
    int64_t buyers = 0, repeaters = 0, purchases = 0, observed[5] = {0}, within[5] = {0}, bins[10] = {0}, net[10] = {0};
    const patron_repeat_cells cells = {.size = sizeof cells, .group_capacity = 1, .within_capacity = 5,
                                       .bin_capacity = 10, .buyers = &buyers, .repeaters = &repeaters,
                                       .purchases = &purchases, .observed = observed, .within = within,
                                       .bin_buyers = bins, .bin_net = net};
    patron_error error;
    double rate[5], low[5], high[5];
    const patron_repeat_rates out = {.size = sizeof out, .capacity = 5, .rate = rate, .low = low, .high = high};
    assert_ok(patron_repeat_count(book, as_of, NULL, NULL, 0, patron_book_customers(book), &cells, &error), &error);
    assert_true(buyers == 2357 && purchases == 6696 && within[2] == 687 && observed[2] == 2357);
    assert_ok(patron_repeat_rate(5, within, observed, 0, &out, &error), &error);
    static const double known[] = {.1739, NAN, .2915, .3763, .4557}; /* 30, 60, 90, 180, 365 days */
    for (int i = 0; i < 5; i++)
        if (i != 1) assert_near(rate[i], known[i], "repeat rate within N days");
    assert_ok(patron_repeat_rate(1, &repeaters, &buyers, 0, &out, &error), &error);
    assert_near(rate[0], .4832, "repeat rate");
    assert_true(low[0] < .4832 && high[0] > .4832 && high[0] - low[0] < .042);
    int64_t money = 0;
    for (int i = 0; i < 10; i++) money += net[i];
    assert_int_equal(money, 24409194);
    assert_int_equal(bins[0], buyers - repeaters);
    assert_near((double)(money - net[0]) / (double)money, .8473, "share of customers with two orders or more");
}

static void check_sequence(const patron_book *book, int32_t as_of)
{
    int64_t buyers[SEQUENCE] = {0}, next[SEQUENCE] = {0}, net[SEQUENCE] = {0};
    double rate[SEQUENCE];
    const patron_repeat_sequence_options options = {.size = sizeof options, .sequence = SEQUENCE};
    const patron_repeat_sequence_cells cells = {.size = sizeof cells, .capacity = SEQUENCE, .buyers = buyers,
                                                .next = next, .net = net};
    const patron_repeat_rates out = {.size = sizeof out, .capacity = SEQUENCE, .rate = rate};
    patron_error error;
    assert_ok(patron_repeat_sequence(book, as_of, &options, NULL, 0, patron_book_customers(book), &cells, &error),
              &error);
    assert_ok(patron_repeat_rate(SEQUENCE, next, buyers, 0, &out, &error), &error);
    static const double known[SEQUENCE] = {.4832, .6462, .7160, .7173, .7487};
    for (int n = 0; n < SEQUENCE; n++) assert_near(rate[n], known[n], "P(n+1 | n)");
    assert_that(fabs((double)net[0] / (double)buyers[0] / 100 - 32.99) < .01, "mean first order %.3f",
                (double)net[0] / (double)buyers[0] / 100);
    assert_near(1 - (double)net[0] / 24409194, .6814, "revenue of later orders");
}

static void check_times(const patron_book *book, int32_t as_of)
{
    static int64_t events[(SEQUENCE + 1) * COLUMNS], censored[(SEQUENCE + 1) * COLUMNS];
    static double share[(SEQUENCE + 1) * (COLUMNS - 1)];
    int64_t closed[SEQUENCE + 1] = {0}, closed_days[SEQUENCE + 1] = {0}, hundredths[3 * (SEQUENCE + 1)];
    int32_t day[3 * (SEQUENCE + 1)];
    const patron_repeat_sequence_options options = {.size = sizeof options, .sequence = SEQUENCE, .days = DAYS};
    const patron_repeat_time_cells cells = {.size = sizeof cells, .capacity = (SEQUENCE + 1) * COLUMNS,
                                            .row_capacity = SEQUENCE + 1, .events = events, .censored = censored,
                                            .closed = closed, .closed_days = closed_days};
    const patron_repeat_shares out = {.size = sizeof out, .capacity = (SEQUENCE + 1) * (COLUMNS - 1), .share = share};
    const patron_repeat_days points = {.size = sizeof points, .capacity = 3 * (SEQUENCE + 1),
                                       .closed_hundredths = hundredths, .day = day};
    int64_t customers = patron_book_customers(book);
    patron_error error;
    assert_ok(patron_repeat_times(book, as_of, &options, NULL, 0, customers, &cells, &error), &error);
    assert_ok(patron_repeat_curve(1, COLUMNS, events, censored, 0, &out, &error), &error);
    static const struct {
        int day;
        double share;
    } known[] = {{30, .1739}, {90, .2915}, {365, .4557}, {540, .4896}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_near(share[known[i].day], known[i].share, "Kaplan-Meier of the second order");
    memset(events, 0, sizeof events);
    memset(censored, 0, sizeof censored);
    memset(closed, 0, sizeof closed);
    memset(closed_days, 0, sizeof closed_days);
    assert_ok(patron_repeat_gaps(book, as_of, &options, NULL, 0, customers, &cells, &error), &error);
    assert_ok(patron_repeat_curve(SEQUENCE + 1, COLUMNS, events, censored, 0, &out, &error), &error);
    static const double by_order[SEQUENCE] = {.4557, .6694, .8012, .8116, .8740};
    for (int n = 0; n < SEQUENCE; n++)
        assert_near(share[(n + 1) * (COLUMNS - 1) + 365], by_order[n], "within 365 days of order n");
    assert_ok(patron_repeat_points(SEQUENCE + 1, COLUMNS, events, censored, NULL, 0, &points, &error), &error);
    assert_int_equal(hundredths[1], 3400); /* closed gaps */
    assert_int_equal(day[1], 93);          /* with the open ones */
    assert_int_equal(closed[0], 6696 - 2357);
    assert_that(fabs((double)closed_days[0] / (double)closed[0] - 70.9) < .05, "mean gap %.3f",
                (double)closed_days[0] / (double)closed[0]);
}

static void cdnow_numbers(void **state)
{
    (void)state;
    char path[600];
    int32_t as_of;
    if (!data_path("cdnow/cdnow_sample.csv", path, sizeof path)) skip();
    patron_book *book = cdnow_sample(path);
    assert_ok(patron_calendar_day(1998, 6, 30, &as_of, NULL), NULL);
    check_rates(book, as_of);
    check_sequence(book, as_of);
    check_times(book, as_of);
    patron_book_free(book);
}

/* ---- Online Retail ---------------------------------------------------------------------------------------------- */

#define PERIODS 80

static void check_growth(const patron_book *book, int32_t as_of, const patron_calendar *calendar, int32_t active_days)
{
    patron_repeat_period_options options = {.size = sizeof options, .calendar = calendar};
    static int64_t cell[10][PERIODS];
    patron_error error;
    memset(cell, 0, sizeof cell);
    const patron_repeat_growth_cells cells = {.size = sizeof cells, .capacity = PERIODS, .opening = cell[0],
                                              .new_buyers = cell[1], .reactivated = cell[2], .lapsed = cell[3],
                                              .closing = cell[4], .bought = cell[5], .bought_observed = cell[6],
                                              .bought_again = cell[7], .passing = cell[8]};
    assert_ok(patron_repeat_periods_of_book(book, as_of, calendar, &options.first_period, &options.period_count,
                                            &error),
              &error);
    assert_true(options.period_count > 3 && options.period_count <= PERIODS);
    options.active_days = active_days;
    assert_ok(patron_repeat_growth(book, as_of, &options, NULL, 0, patron_book_customers(book), &cells, &error),
              &error);
    int64_t born = 0, passing = 0, again = 0, bought = 0;
    for (int64_t p = 0; p < options.period_count; p++) {
        assert_int_equal(cell[0][p] + cell[1][p] + cell[2][p] - cell[3][p], cell[4][p]);
        if (p > 0) assert_int_equal(cell[0][p], cell[4][p - 1]);
        bought += cell[5][p];
        born += cell[1][p];
        passing += cell[8][p];
        again += cell[7][p];
    }
    assert_true(bought > again && again > 0 && cell[6][options.period_count - 1] == 0 && cell[0][0] == 0);
    patron_totals totals = {.size = sizeof totals};
    assert_ok(patron_book_totals(book, as_of, &totals, &error), &error);
    if (active_days == 3652059) { /* who never lapses is born once */
        assert_true(born == totals.buyers && passing == 0);
        assert_int_equal(cell[4][options.period_count - 1], totals.buyers);
    }
}

/* What the file's rows say of each month. */
static void rows_by_month(const struct orders_csv *orders, int32_t as_of, int32_t first, int64_t *net)
{
    for (int64_t i = 0; i < orders->rows; i++) {
        int32_t period;
        if (orders->day[i] > as_of) continue;
        assert_ok(patron_calendar_period(NULL, orders->day[i], &period, NULL), NULL);
        net[period - first] += orders->amount[i];
    }
}

static void check_net(const struct orders_csv *orders, const patron_book *book, int32_t as_of)
{
    patron_repeat_period_options options = {.size = sizeof options};
    int64_t cell[8][PERIODS] = {{0}}, rows[PERIODS] = {0}, sum = 0, unmatched = 0, guests = 0;
    patron_error error;
    patron_totals totals = {.size = sizeof totals};
    const patron_repeat_period_cells cells = {.size = sizeof cells, .capacity = PERIODS, .net = cell[0],
                                              .new_net = cell[1], .returning_net = cell[2], .first_net = cell[3],
                                              .later_net = cell[4], .unmatched_net = cell[5], .new_buyers = cell[7]};
    const patron_repeat_guest_cells guest_cells = {.size = sizeof guest_cells, .capacity = PERIODS, .net = cell[6]};
    assert_ok(patron_repeat_periods_of_book(book, as_of, NULL, &options.first_period, &options.period_count, &error),
              &error);
    assert_true(options.period_count <= PERIODS);
    assert_ok(patron_repeat_periods(book, as_of, &options, NULL, 0, patron_book_customers(book), &cells, &error),
              &error);
    assert_ok(patron_repeat_guests(book, as_of, &options, &guest_cells, &error), &error);
    assert_ok(patron_book_totals(book, as_of, &totals, &error), &error);
    rows_by_month(orders, as_of, options.first_period, rows);
    for (int64_t p = 0; p < options.period_count; p++) {
        int64_t by_customer = cell[1][p] + cell[2][p] + cell[6][p] + cell[5][p];
        int64_t by_purchase = cell[3][p] + cell[4][p] + cell[6][p] + cell[5][p];
        assert_int_equal(by_customer, rows[p]); /* new + returning + guest + unmatched = net */
        assert_int_equal(by_purchase, rows[p]);
        sum += rows[p];
        unmatched += cell[5][p];
        guests += cell[6][p];
    }
    assert_int_equal(sum, totals.net);
    assert_int_equal(unmatched, totals.net_unmatched);
    assert_int_equal(guests, totals.net_guests);
    assert_true(guests > 0 && unmatched < 0 && cell[2][options.period_count - 1] > cell[1][options.period_count - 1]);
}

static void online_retail_adds_up(void **state)
{
    (void)state;
    char path[600];
    struct orders_csv orders;
    patron_book *book;
    patron_error error;
    int32_t last;
    static const patron_calendar weeks = {sizeof weeks, PATRON_PERIOD_WEEK, 0, 0, 0};
    static const int32_t active[] = {30, 90, 365, 3652059};
    if (!data_path("online_retail/online_retail.csv.gz", path, sizeof path)) skip();
    assert_int_equal(orders_csv_read(path, &orders), 0);
    assert_ok(orders_csv_book(&orders, &book, &error), &error);
    patron_book_days(book, NULL, &last);
    for (int i = 0; i < 2; i++) {
        check_net(&orders, book, last - 100 * i);
        for (int a = 0; a < 4; a++) {
            check_growth(book, last - 100 * i, NULL, active[a]);
            check_growth(book, last - 100 * i, &weeks, active[a]);
        }
    }
    patron_book_free(book);
    orders_csv_free(&orders);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cdnow_numbers),
        cmocka_unit_test(online_retail_adds_up),
    };
    return cmocka_run_group_tests_name("repeat_real", tests, NULL, NULL);
}
