/* Repeat purchase: buyers worked out by hand, every error, and anniversaries. */
#include "cases_repeat.h"

#define JAN 18993 /* 2022-01-01 */
#define FEB 19024
#define MAR 19052

/* ---- by hand ---------------------------------------------------------------------------------------------------- */

/* Customer 1: January, January again, March. 2: an order that is refunded in full in February, then one in March.
 * 3: only an order that is refunded. 4: born before the records begin. A guest; an unmatched refund of customer 1. */
static patron_book *hand_book(uint64_t flags)
{
    static const struct {
        int64_t customer, day, amount, order, kind;
    } rows[] = {
        {1, JAN, 1000, 1, PATRON_KIND_SALE},       {1, JAN + 20, 500, 2, PATRON_KIND_SALE},
        {1, MAR, 700, 3, PATRON_KIND_SALE},        {1, FEB, -100, 1, PATRON_KIND_REFUND},
        {1, MAR + 1, -30, 99, PATRON_KIND_REFUND}, {2, JAN + 3, 400, 4, PATRON_KIND_SALE},
        {2, FEB + 1, -400, 4, PATRON_KIND_REFUND}, {2, MAR + 5, 900, 5, PATRON_KIND_SALE},
        {3, FEB + 9, 250, 6, PATRON_KIND_SALE},    {3, FEB + 9, -250, 6, PATRON_KIND_REFUND},
        {4, JAN - 5, 50, 7, PATRON_KIND_SALE},     {4, FEB + 2, 60, 8, PATRON_KIND_RENEWAL},
        {0, JAN + 7, 80, 9, PATRON_KIND_SALE},     {0, MAR, -20, 9, PATRON_KIND_REFUND},
    };
    struct shop shop;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop_row row = shop_sale(rows[i].customer, rows[i].day, rows[i].amount);
        row.order = rows[i].order;
        row.kind = rows[i].kind;
        shop_add(&shop, row);
    }
    shop.columns = SHOP_ORDER | SHOP_KIND;
    shop.guest[0] = 0;
    shop.guests = 1;
    shop.flags = flags;
    shop.observed_from = JAN;
    patron_book *book = shop_book(&shop, NULL);
    shop_end(&shop);
    return book;
}

static void assert_row(const int64_t *found, const int64_t *expected, int64_t count, const char *what)
{
    for (int64_t i = 0; i < count; i++)
        assert_that(found[i] == expected[i], "%s[%lld] is %lld, not %lld", what, (long long)i, (long long)found[i],
                    (long long)expected[i]);
}

#define ROW(found, ...) \
    assert_row((found), (const int64_t[]){__VA_ARGS__}, (int64_t)(sizeof((const int64_t[]){__VA_ARGS__}) / 8), #found)

static void periods_by_hand(void **state)
{
    (void)state;
    patron_book *book = hand_book(PATRON_BOOK_OBSERVED_FROM);
    int64_t at[21][3] = {{0}}, unknown = 0, guests[4][3] = {{0}};
    patron_repeat_period_options options = {.size = sizeof options, .first_period = 624, .period_count = 3};
    patron_repeat_period_cells cells = {sizeof cells, 3, 1, at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7],
                                        at[8], at[9], at[10], at[11], at[12], at[13], at[14], at[15], at[16], at[17],
                                        at[18], at[19], &unknown};
    const patron_repeat_guest_cells guest_cells = {sizeof guest_cells, 3, guests[0], guests[1], guests[2], guests[3]};
    patron_error error;
    assert_ok(patron_repeat_periods(book, MAR + 20, &options, NULL, 0, 4, &cells, &error), &error);
    assert_ok(patron_repeat_guests(book, MAR + 20, &options, &guest_cells, &error), &error);
    ROW(cells.buyers, 1, 1, 2);
    ROW(cells.new_buyers, 1, 0, 1);
    ROW(cells.returning_buyers, 0, 1, 1);
    ROW(cells.returning_unknown, 0, 1, 0);
    ROW(cells.repeat_buyers, 1, 1, 1);
    ROW(cells.purchases, 2, 1, 2);
    ROW(cells.sales, 1900, 310, 1600);
    ROW(cells.refunds, 0, 750, 30);
    ROW(cells.net, 1900, -440, 1570);
    ROW(cells.unmatched_net, 0, 0, -30);
    ROW(cells.first_orders, 1, 0, 1);
    ROW(cells.first_net, 1400, -500, 900); /* order 1 and, before customer 2 was born, order 4; then their refunds */
    ROW(cells.later_net, 500, 60, 700);
    ROW(cells.new_orders, 2, 0, 1);
    ROW(cells.new_net, 1900, -400, 900);   /* customer 1 is new in January, 2 until March, 3 is never born */
    ROW(cells.returning_net, 0, -40, 700); /* customer 4's renewal and the refund of customer 1's first order */
    ROW(cells.unborn_net, 400, -400, 0);
    ROW(guests[0], 1, 0, 0);
    ROW(guests[3], 80, 0, -20);
    assert_int_equal(unknown, 1);
    memset(at, 0, sizeof at);
    memset(guests, 0, sizeof guests);
    options.flags = PATRON_REPEAT_REFUND_ORDER;
    assert_ok(patron_repeat_periods(book, MAR + 20, &options, NULL, 0, 4, &cells, &error), &error);
    assert_ok(patron_repeat_guests(book, MAR + 20, &options, &guest_cells, &error), &error);
    ROW(cells.refunds, 500, 250, 30);
    ROW(cells.first_net, 900, 0, 900);
    ROW(cells.returning_net, 0, 60, 700);
    ROW(guests[2], 20, 0, 0);
    patron_book_free(book);
}

static void growth_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    /* W = 30. 1: active at the ends of January and February, lapsed in March. 2: born and lapsed within January, back
     * in March. 3: buys on 1 February, on 3 March, when it would lapse, and on 5 April. 4: lapsed long ago. */
    static const int64_t days[][2] = {{1, JAN + 20}, {1, FEB + 15}, {2, JAN}, {2, MAR + 10}, {3, FEB}, {3, FEB + 30},
                                      {3, JAN + 94}, {4, JAN - 500}, {4, JAN + 95}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) shop_add(&shop, shop_sale(days[i][0], days[i][1], 10));
    patron_book *book = shop_book(&shop, NULL);
    int64_t at[10][5] = {{0}}, unknown = 0;
    patron_repeat_period_options options = {.size = sizeof options, .first_period = 624, .period_count = 5,
                                            .active_days = 30};
    const patron_repeat_growth_cells cells = {sizeof cells, 5, 1, at[0], at[1], at[2], at[3], at[4], at[5], at[6],
                                              at[7], at[8], at[9], &unknown};
    patron_error error;
    assert_ok(patron_repeat_growth(book, JAN + 100, &options, NULL, 0, 4, &cells, &error), &error); /* 11 April */
    ROW(cells.opening, 0, 1, 2, 2, 0);
    ROW(cells.new_buyers, 1, 1, 0, 0, 0);
    ROW(cells.reactivated, 0, 0, 1, 1, 0);
    ROW(cells.lapsed, 0, 0, 1, 1, 0);
    ROW(cells.closing, 1, 2, 2, 2, 0);
    ROW(cells.passing, 1, 0, 0, 0, 0);
    ROW(cells.bought, 2, 2, 2, 2, 0);
    ROW(cells.bought_observed, 2, 2, 0, 0, 0); /* April has not ended */
    ROW(cells.bought_again, 1, 1, 0, 0, 0);
    int32_t first[5], last[5], states[5];
    assert_ok(patron_repeat_period_days(&options, JAN + 100, first, last, states, &error), &error);
    assert_true(first[0] == JAN && last[0] == FEB - 1 && first[1] == FEB && last[1] == MAR - 1);
    static const int32_t expected[] = {PATRON_REPEAT_COMPLETE, PATRON_REPEAT_COMPLETE, PATRON_REPEAT_COMPLETE,
                                       PATRON_REPEAT_PARTIAL, PATRON_REPEAT_FUTURE};
    assert_memory_equal(states, expected, sizeof states);
    assert_string_equal(patron_repeat_state_name(states[0]), "complete");
    assert_string_equal(patron_repeat_state_name(states[3]), "partial");
    assert_string_equal(patron_repeat_state_name(states[4]), "future");
    assert_true(!patron_repeat_state_name(0) && !patron_repeat_state_name(4) && !patron_repeat_state_name(-1));
    double retention[5], kept[5], low[5], high[5];
    int64_t whole[5];
    const patron_repeat_kept out = {sizeof out, 5, whole, retention, kept, low, high};
    assert_ok(patron_repeat_retention(5, cells.opening, cells.new_buyers, cells.lapsed, cells.closing, 0, &out, &error),
              &error);
    assert_memory_equal(whole, cells.opening, sizeof whole);
    static const double held[] = {0, 1, 1, 1, 0}, stayed[] = {0, 1, .5, .5, 0};
    assert_memory_equal(retention, held, sizeof held); /* one lapsed, one came back */
    assert_memory_equal(kept, stayed, sizeof stayed);
    assert_true(low[0] == 0 && high[0] == 0 && high[1] == 1 && low[2] > .09 && high[2] < .91);
    patron_book_free(book);
    shop_end(&shop);
}

/* December 9999 is complete on its last day, the calendar's last, and not one day before. */
static void growth_at_the_end_of_the_calendar(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop_add(&shop, shop_sale(1, PATRON_DAY_MAX - 40, 10));
    shop_add(&shop, shop_sale(1, PATRON_DAY_MAX - 2, 10));
    patron_book *book = shop_book(&shop, NULL);
    for (int32_t before = 0; before < 2; before++) {
        patron_repeat_period_options options = {.size = sizeof options, .period_count = 2};
        int64_t observed[2] = {0}, again[2] = {0}, closing[2] = {0};
        int32_t last[2], states[2];
        const patron_repeat_growth_cells cells = {.size = sizeof cells, .capacity = 2, .closing = closing,
                                                  .bought_observed = observed, .bought_again = again};
        patron_error error;
        assert_ok(patron_calendar_period(NULL, PATRON_DAY_MAX - 40, &options.first_period, &error), &error);
        assert_ok(patron_repeat_growth(book, PATRON_DAY_MAX - before, &options, NULL, 0, 1, &cells, &error), &error);
        assert_ok(patron_repeat_period_days(&options, PATRON_DAY_MAX - before, NULL, last, states, &error), &error);
        ROW(closing, 1, 1);
        ROW(observed, !before, 0);
        ROW(again, !before, 0);
        assert_int_equal(last[1], PATRON_DAY_MAX);
        assert_int_equal(states[1], before ? PATRON_REPEAT_PARTIAL : PATRON_REPEAT_COMPLETE);
    }
    patron_book_free(book);
    shop_end(&shop);
}

static void renewals_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    static const int64_t rows[][2] = {{0, PATRON_KIND_SALE}, {10, PATRON_KIND_RENEWAL}, {25, PATRON_KIND_SALE}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop_row row = shop_sale(1, JAN + rows[i][0], 10);
        row.kind = rows[i][1];
        shop_add(&shop, row);
    }
    shop.columns = SHOP_KIND;
    patron_book *book = shop_book(&shop, NULL);
    for (int other = 0; other < 2; other++) {
        int64_t buyers[3] = {0}, renewals[3] = {0}, purchases = 0, days[6] = {0}, to_second[4] = {0};
        patron_repeat_sequence_options options = {.size = sizeof options, .sequence = 3, .days = 30,
                                                  .flags = other ? PATRON_REPEAT_WITHOUT_RENEWALS : 0};
        const patron_repeat_options rate = {.size = sizeof rate, .flags = options.flags};
        const patron_repeat_cells cells = {.size = sizeof cells, .group_capacity = 1, .purchases = &purchases};
        const patron_repeat_sequence_cells sequence = {.size = sizeof sequence, .capacity = 3, .buyers = buyers,
                                                       .renewals = renewals};
        const patron_repeat_time_cells times = {.size = sizeof times, .row_capacity = 2, .closed_days = to_second};
        const patron_repeat_time_cells gaps = {.size = sizeof gaps, .row_capacity = 4, .closed_days = days};
        patron_error error;
        assert_ok(patron_repeat_count(book, JAN + 40, &rate, NULL, 0, 1, &cells, &error), &error);
        assert_ok(patron_repeat_sequence(book, JAN + 40, &options, NULL, 0, 1, &sequence, &error), &error);
        assert_ok(patron_repeat_times(book, JAN + 40, &options, NULL, 0, 1, &times, &error), &error);
        assert_int_equal(patron_repeat_gaps(book, JAN + 40, &options, NULL, 0, 1, &gaps, &error),
                         other ? PATRON_ERROR_ARGUMENT : PATRON_OK);
        if (other) { /* the flag is not that of gaps */
            options.flags = PATRON_REPEAT_WITH_RENEWALS;
            assert_ok(patron_repeat_gaps(book, JAN + 40, &options, NULL, 0, 1, &gaps, &error), &error);
            assert_int_equal(patron_repeat_times(book, JAN + 40, &options, NULL, 0, 1, &times, &error),
                             PATRON_ERROR_ARGUMENT);
            ROW(buyers, 1, 1, 0);
            ROW(to_second, 25, 0);
            ROW(days, 25, 10, 15, 0);
        } else {
            ROW(buyers, 1, 1, 1);
            ROW(renewals, 0, 1, 0);
            ROW(to_second, 10, 25);
            ROW(days, 25, 25, 0, 0);
        }
        assert_int_equal(purchases, other ? 2 : 3);
    }
    patron_book_free(book);
    shop_end(&shop);
}

static void windows_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    /* Christmas is days 0-9 and 365-374, Mother's Day 150-159 and 515-524. */
    static const int64_t days[][2] = {{1, 5}, {1, 155}, {1, 370}, {2, 7}, {2, 370}, {2, 371},
                                      {3, 100}, {3, 366}, {3, 520}, {4, 151}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        shop_add(&shop, shop_sale(days[i][0], JAN + days[i][1], 10));
    patron_book *book = shop_book(&shop, NULL);
    static const int32_t name[] = {1, 0, 1, 0}, first[] = {JAN + 515, JAN + 365, JAN + 150, JAN};
    static const int32_t last[] = {JAN + 524, JAN + 374, JAN + 159, JAN + 9};
    int64_t base[4] = {0}, back[4] = {0}, buyers[2] = {0}, bought[2] = {0}, unknown = 0;
    patron_repeat_window_options options = {sizeof options, 0, 2, 4, name, first, last};
    const patron_repeat_window_cells cells = {sizeof cells, 4, 2, 1, base, back, buyers, bought, &unknown};
    patron_error error;
    assert_ok(patron_repeat_windows(book, JAN + 524, &options, NULL, 0, 4, &cells, &error), &error);
    ROW(bought, 5, 3); /* Christmas: 1 and 2 twice, 3 once; Mother's Day: 1, 3, 4 */
    ROW(buyers, 3, 3);
    ROW(base, 2, 5, 2, 2); /* the second Christmas has no third; Mother's Day: 1 and 4 in the first one */
    ROW(back, 2, 2, 1, 0);
    memset(base, 0, sizeof base);
    memset(back, 0, sizeof back);
    assert_ok(patron_repeat_windows(book, JAN + 523, &options, NULL, 0, 4, &cells, &error), &error);
    ROW(base, 2, 2, 2, 0); /* the second Mother's Day has not ended */
    ROW(back, 2, 1, 1, 0);
    memset(base, 0, sizeof base);
    memset(back, 0, sizeof back);
    memset(buyers, 0, sizeof buyers);
    options.flags = PATRON_REPEAT_FIRST_ONLY;
    assert_ok(patron_repeat_windows(book, JAN + 524, &options, NULL, 0, 4, &cells, &error), &error);
    ROW(base, 2, 2, 1, 1);
    ROW(back, 2, 1, 0, 0);
    ROW(buyers, 2, 1);
    patron_book_free(book);
    shop_end(&shop);
}

static void season_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    static const int64_t days[][2] = {{1, JAN}, {1, JAN + 30}, {1, FEB + 1}, {1, FEB + 2}, {1, JAN + 366}, {2, JAN + 2},
                                      {2, JAN + 368}, {3, MAR}, {3, MAR}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) shop_add(&shop, shop_sale(days[i][0], days[i][1], 10));
    patron_book *book = shop_book(&shop, NULL);
    int64_t at[6][12] = {{0}}, second[144] = {0}, again[144] = {0}, unknown = 0;
    const patron_repeat_season_cells cells = {sizeof cells, 12, 144, 1, at[0], at[1], at[2], at[3], at[4], at[5],
                                              second, again, &unknown};
    patron_error error;
    assert_ok(patron_repeat_season(book, JAN + 370, NULL, NULL, 0, 3, &cells, &error), &error);
    ROW(cells.buyers, 2, 0, 1);
    ROW(cells.repeaters, 2, 0, 0);
    ROW(cells.observed, 2, 0, 0);
    ROW(cells.within, 1, 0, 0); /* 366 days are too many */
    ROW(cells.within_purchases, 5, 0, 0);
    ROW(cells.within_net, 50, 0, 0);
    ROW(second, 1, 0, 0);
    ROW(again, 1, 1, 0);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- anniversaries ---------------------------------------------------------------------------------------------- */

static const void *column_of(const patron_table *table, const char *name)
{
    patron_column column = {.size = sizeof column};
    assert_ok(patron_table_column(table, patron_table_find(table, name), &column, NULL), NULL);
    return column.values;
}

static void check_anniversaries(const struct shop *shop, const patron_book *book, int32_t as_of, int32_t days)
{
    struct oracle_book *seen = oracle_book(shop, as_of);
    const patron_repeat_anniversary_options options = {sizeof options, 0, days == 30 ? 0 : days, 0};
    patron_table *table = NULL;
    patron_error error;
    int64_t unknown = -1, expected_rows = 0, expected_unknown = 0;
    assert_ok(patron_repeat_anniversaries(book, as_of, &options, NULL, &unknown, &table, &error), &error);
    const int32_t *customer = column_of(table, "customer"), *first = column_of(table, "first_day");
    const int32_t *day = column_of(table, "anniversary_day"), *years = column_of(table, "years");
    const int32_t *last = column_of(table, "last_day");
    const int64_t *purchases = column_of(table, "purchases");
    int64_t rows = patron_table_rows(table);
    for (int64_t i = 0; i < seen->customers; i++) {
        const struct oracle_customer *buyer = &seen->customer[i];
        if (!buyer->is_buyer) continue;
        expected_unknown += !buyer->birth_known;
        int32_t passed = 0, next = oracle_repeat_anniversary(buyer->purchase[0].day, as_of, days, &passed);
        if (!buyer->birth_known || next == PATRON_NO_DAY) continue;
        expected_rows++;
        int64_t at = 0;
        while (at < rows && customer[at] != i) at++;
        assert_that(at < rows, "%s: customer %lld is not in the list", shop->name, (long long)i);
        assert_true(first[at] == buyer->purchase[0].day && day[at] == next && years[at] == passed);
        assert_true(purchases[at] == buyer->purchases && last[at] == buyer->purchase[buyer->purchases - 1].day);
    }
    assert_int_equal(rows, expected_rows);
    assert_int_equal(unknown, expected_unknown);
    for (int64_t i = 1; i < rows; i++)
        assert_true(day[i - 1] < day[i] ||
                    (day[i - 1] == day[i] && shop_key(book, PATRON_KEYS_CUSTOMER, customer[i - 1]) <
                                                 shop_key(book, PATRON_KEYS_CUSTOMER, customer[i])));
    patron_table_free(table);
    oracle_book_free(seen);
}

static void anniversaries_as_the_oracle_says(void **state)
{
    (void)state;
    struct rng rng = {21};
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 9950, profile);
        patron_book *book = shop_book(&shop, NULL);
        check_anniversaries(&shop, book, shop_as_of(&shop, 4), 30);
        check_anniversaries(&shop, book, shop_as_of(&shop, 6), (int32_t)rng_between(&rng, 1, 400));
        patron_book_free(book);
        shop_end(&shop);
    }
}

static void leap_days_and_ends(void **state)
{
    (void)state;
    struct shop shop;
    int32_t leap, day;
    patron_error error;
    assert_ok(patron_calendar_day(2024, 2, 29, &leap, &error), &error);
    shop_begin(&shop);
    shop_add(&shop, shop_sale(1, leap, 10));
    shop_add(&shop, shop_sale(2, leap - 1, 10));
    shop_add(&shop, shop_sale(3, leap + 1, 10));
    shop_add(&shop, shop_sale(4, PATRON_DAY_MAX - 10, 10));
    patron_book *book = shop_book(&shop, NULL);
    for (int32_t year = 2024; year < 2034; year++) {
        assert_ok(patron_calendar_day(year, 2, 20, &day, &error), &error);
        check_anniversaries(&shop, book, day, 30);
        check_anniversaries(&shop, book, day + 8, 1);
        check_anniversaries(&shop, book, day + 9, 1);
    }
    patron_table *table = NULL;
    assert_ok(patron_repeat_anniversaries(book, PATRON_DAY_MAX, NULL, NULL, NULL, &table, &error), &error);
    assert_int_equal(patron_table_rows(table), 0); /* the calendar ends on 31 December 9999 */
    patron_table_free(table);
    assert_ok(patron_repeat_anniversaries(book, PATRON_DAY_MAX - 310, NULL, NULL, NULL, &table, &error), &error);
    assert_int_equal(patron_table_rows(table), 3); /* 24 February 9999 */
    assert_int_equal(((const int32_t *)column_of(table, "years"))[0], 9999 - 2024);
    patron_table_free(table);
    patron_book_free(book);
    shop_end(&shop);
}

struct list_call {
    patron_book *book;
    patron_selection selection;
    int64_t unknown;
    patron_table *table;
};

static patron_status call_list(void *context, patron_error *error)
{
    struct list_call *call = context;
    const patron_repeat_anniversary_options options = {sizeof options, 0, 366, 0};
    return patron_repeat_anniversaries(call->book, JAN + 100, &options, &call->selection, &call->unknown, &call->table,
                                       error);
}

static void release_list(void *context)
{
    struct list_call *call = context;
    patron_table_free(call->table);
}

static void lists_and_memory(void **state)
{
    (void)state;
    struct counting counting;
    struct shop shop;
    uint8_t mask[200];
    counting_begin(&counting);
    shop_begin(&shop);
    for (int64_t i = 0; i < 200; i++) {
        shop_add(&shop, shop_sale(i, JAN + i % 50, 10));
        mask[i] = i % 4 != 0;
    }
    struct shop_form form = {.allocator = &counting.allocator};
    struct list_call call = {.book = shop_book(&shop, &form), .selection = {sizeof call.selection, mask, NULL, 0}};
    struct test_memory outputs[] = {{&call.unknown, sizeof call.unknown}, {&call.table, sizeof call.table}};
    assert_true(each_allocation_fails(&counting, call_list, release_list, &call, outputs, 2) > 3);
    assert_ok(call_list(&call, NULL), NULL);
    assert_int_equal(patron_table_rows(call.table), 150);
    patron_table_free(call.table);
    patron_book_free(call.book);
    shop_end(&shop);
    counting_end(&counting);
}

/* ---- what is refused -------------------------------------------------------------------------------------------- */

/* What every count refuses, whatever it counts. */
static void every_count_refuses(void **state)
{
    (void)state;
    struct rng rng = {22};
    struct shop shop;
    shop_random(&shop, 9960, SHOP_MIXED);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = shop_as_of(&shop, 4);
    struct oracle_book *seen = oracle_book(&shop, as_of);
    int64_t customers = seen->customers;
    int32_t *group = calloc((size_t)customers, sizeof *group);
    assert_non_null(group);
    const patron_selection selection = {sizeof selection, NULL, group, 1}, none = {sizeof none, NULL, group, 0};
    const patron_selection many = {sizeof many, NULL, group, INT64_MAX / 4};
    for (int m = 0; m < REPEAT_MEASURES; m++) {
        struct question question;
        struct cells cells;
        patron_error error;
        const char *name = layouts[m].name;
        draw_question(&question, &rng, &shop);
        const struct oracle_repeat_question *q = &question.q;
        struct oracle_repeat *like = oracle_repeat(m, &shop, seen, q);
        cells_begin(&cells, m, like, 1, 5);
#define CALL(book, as_of, selection, first, count, given) \
    call_with(m, (book), (as_of), q, (selection), (first), (count), (given), &error)
        assert_refused(CALL(NULL, as_of, NULL, 0, 1, cells.words), PATRON_ERROR_ARGUMENT, &error, 1, name);
        assert_refused(CALL(book, PATRON_DAY_MAX + 1, NULL, 0, 1, cells.words), PATRON_ERROR_RANGE, &error, 2, name);
        assert_refused(CALL(book, as_of, &none, 0, 1, cells.words), PATRON_ERROR_ARGUMENT, &error, 4, name);
        assert_refused(CALL(book, as_of, NULL, 0, customers + 1, cells.words), PATRON_ERROR_RANGE, &error, 5, name);
        assert_refused(CALL(book, as_of, NULL, -1, 1, cells.words), PATRON_ERROR_RANGE, &error, 5, name);
        assert_refused(CALL(book, as_of, NULL, 0, customers, NULL), PATRON_ERROR_ARGUMENT, &error, 7, name);
        assert_refused(CALL(book, as_of, &many, 0, customers, cells.words), PATRON_ERROR_ARGUMENT, &error, 7, name);
        group[customers - 1] = 1;
        assert_int_equal(CALL(book, as_of, &selection, 0, customers, cells.words), PATRON_ERROR_DATA);
        assert_int_equal(error.row, customers - 1);
        group[customers - 1] = 0;
        cells.words[0] -= 8;
        assert_refused(CALL(book, as_of, NULL, 0, customers, cells.words), PATRON_ERROR_ARGUMENT, &error, 7, name);
        cells.words[0] += 8;
        for (int k = 0; k < layouts[m].capacities; k++) {
            cells.words[1 + k]--;
            assert_refused(CALL(book, as_of, NULL, 0, customers, cells.words), PATRON_ERROR_CAPACITY, &error, 7, name);
            cells.words[1 + k] -= INT64_MAX / 2;
            assert_refused(CALL(book, as_of, NULL, 0, customers, cells.words), PATRON_ERROR_CAPACITY, &error, 7, name);
            cells_point(&cells);
        }
        for (int a = 0; a < cells.arrays; a++)
            for (int64_t i = 0; i < cells.count[a]; i++) assert_int_equal(cells.array[a][i], 5);
        for (int a = 0; a < cells.arrays; a++) { /* every array is checked before any is changed */
            int64_t greatest = 0, at = 0;
            for (int64_t i = 0; i < cells.count[a]; i++)
                if (like->array[a][i] > greatest) greatest = like->array[a][at = i];
            if (greatest == 0) continue;
            cells.array[a][at] = INT64_MAX - greatest + 1;
            assert_refused(CALL(book, as_of, NULL, 0, customers, cells.words), PATRON_ERROR_OVERFLOW, &error, 7, name);
            assert_int_equal(cells.array[a][at], INT64_MAX - greatest + 1);
            cells.array[a][at] = 5;
        }
        assert_true(cells.array[0][0] == 5);
#undef CALL
        cells_end(&cells);
        oracle_repeat_free(like);
    }
    free(group);
    oracle_book_free(seen);
    patron_book_free(book);
    shop_end(&shop);
}

static void bad_options(void **state)
{
    (void)state;
    patron_book *book = hand_book(0);
    patron_error error;
    static const int32_t bad_within[] = {30, -1}, late_within[] = {3652060}, within[] = {1};
    const patron_repeat_cells cells = {.size = sizeof cells};
    const patron_repeat_options options[] = {
        {sizeof *options - 1, 0, NULL, 0, 0}, {sizeof *options, PATRON_REPEAT_WITH_RENEWALS, NULL, 0, 0},
        {sizeof *options, 0, NULL, 1, 0}, {sizeof *options, 0, within, 0, 0}, {sizeof *options, 0, within, 101, 0},
        {sizeof *options, 0, within, -1, 0}, {sizeof *options, 0, bad_within, 2, 0},
        {sizeof *options, 0, late_within, 1, 0}, {sizeof *options, 0, NULL, 0, -1},
        {sizeof *options, 0, NULL, 0, 65536},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        assert_refused(patron_repeat_count(book, MAR, &options[i], NULL, 0, 4, &cells, &error), PATRON_ERROR_ARGUMENT,
                       &error, 3, "count");
    const patron_repeat_sequence_options sequence[] = {
        {sizeof *sequence + 8, 0, 0, 0}, {sizeof *sequence, 0x8, 0, 0}, {sizeof *sequence, 0, 1, 0},
        {sizeof *sequence, 0, -2, 0}, {sizeof *sequence, 0, 1001, 0}, {sizeof *sequence, 0, 0, -1},
        {sizeof *sequence, 0, 0, 65534},
    };
    const patron_repeat_sequence_cells reached = {.size = sizeof reached};
    const patron_repeat_time_cells times = {.size = sizeof times};
    patron_repeat_shape shape = {.size = sizeof shape};
    for (size_t i = 1; i < sizeof sequence / sizeof *sequence; i++) {
        assert_refused(patron_repeat_sequence(book, MAR, &sequence[i], NULL, 0, 4, &reached, &error),
                       PATRON_ERROR_ARGUMENT, &error, 3, "sequence");
        assert_refused(patron_repeat_times(book, MAR, &sequence[i], NULL, 0, 4, &times, &error), PATRON_ERROR_ARGUMENT,
                       &error, 3, "times");
        assert_refused(patron_repeat_gaps(book, MAR, &sequence[i], NULL, 0, 4, &times, &error), PATRON_ERROR_ARGUMENT,
                       &error, 3, "gaps");
        assert_refused(patron_repeat_shape_of(&sequence[i], 1, &shape, &error), PATRON_ERROR_ARGUMENT, &error, 1,
                       "shape");
    }
    assert_refused(patron_repeat_shape_of(NULL, 0, &shape, &error), PATRON_ERROR_ARGUMENT, &error, 2, "shape");
    assert_refused(patron_repeat_shape_of(NULL, INT64_MAX / 100, &shape, &error), PATRON_ERROR_ARGUMENT, &error, 2,
                   "shape");
    assert_refused(patron_repeat_shape_of(NULL, 1, NULL, &error), PATRON_ERROR_ARGUMENT, &error, 3, "shape");
    assert_int_equal(shape.groups, 0);
    assert_ok(patron_repeat_shape_of(NULL, 2, &shape, &error), &error);
    assert_true(shape.sequence == 10 && shape.columns == 1827 && shape.time_rows == 9 && shape.gap_rows == 11 &&
                shape.sequence_cells == 20 && shape.time_cells == 2 * 9 * 1827 && shape.gap_cells == 2 * 11 * 1827);
    const patron_repeat_season_cells season = {.size = sizeof season};
    const patron_repeat_season_options seasons[] = {{sizeof *seasons, 1, 0, 0}, {sizeof *seasons, 0, -1, 0},
                                                    {sizeof *seasons, 0, 3652060, 0}, {sizeof *seasons, 0, 0, 1}};
    patron_table *table = NULL;
    for (size_t i = 0; i < sizeof seasons / sizeof *seasons; i++) {
        assert_refused(patron_repeat_season(book, MAR, &seasons[i], NULL, 0, 4, &season, &error), PATRON_ERROR_ARGUMENT,
                       &error, 3, "season");
        const patron_repeat_anniversary_options list = {sizeof list, seasons[i].flags, seasons[i].repeat_days,
                                                        seasons[i].reserved};
        assert_refused(patron_repeat_anniversaries(book, MAR, &list, NULL, NULL, &table, &error), PATRON_ERROR_ARGUMENT,
                       &error, 3, "anniversaries");
    }
    assert_refused(patron_repeat_anniversaries(book, MAR, NULL, NULL, NULL, NULL, &error), PATRON_ERROR_ARGUMENT,
                   &error, 6, "anniversaries");
    assert_refused(patron_repeat_anniversaries(NULL, MAR, NULL, NULL, NULL, &table, &error), PATRON_ERROR_ARGUMENT,
                   &error, 1, "anniversaries");
    assert_null(table);
    patron_book_free(book);
}

static void bad_periods(void **state)
{
    (void)state;
    patron_book *book = hand_book(0);
    patron_error error;
    static const patron_calendar wrong = {sizeof wrong, 6, 0, 0, 0};
    const size_t size = sizeof(patron_repeat_period_options);
    const struct {
        patron_repeat_period_options options;
        patron_status status;
    } cases[] = {
        {{size, 0x1, NULL, 1, 600, 0}, PATRON_ERROR_ARGUMENT}, {{size, 0, &wrong, 1, 600, 0}, PATRON_ERROR_ARGUMENT},
        {{size, 0, NULL, 0, 600, 0}, PATRON_ERROR_ARGUMENT},
        {{size, 0, NULL, 3652060, 600, 0}, PATRON_ERROR_ARGUMENT},
        {{size, 0, NULL, 1, 600, -1}, PATRON_ERROR_ARGUMENT},
        {{size, 0, NULL, 1, 600, 3652060}, PATRON_ERROR_ARGUMENT},
        {{size, 0, NULL, 1, INT32_MAX, 0}, PATRON_ERROR_RANGE}, {{size, 0, NULL, 2, INT32_MAX, 0}, PATRON_ERROR_RANGE},
        {{size, 0, NULL, 1, INT32_MIN, 0}, PATRON_ERROR_RANGE}, {{size, 0, NULL, 3000000, 0, 0}, PATRON_ERROR_RANGE},
        {{size - 8, 0, NULL, 1, 600, 0}, PATRON_ERROR_ARGUMENT},
    };
    const patron_repeat_period_cells periods = {.size = sizeof periods};
    const patron_repeat_growth_cells growth = {.size = sizeof growth};
    const patron_repeat_guest_cells guests = {.size = sizeof guests};
    int32_t day = 7;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const patron_repeat_period_options *options = &cases[i].options;
        patron_status status = cases[i].status;
        assert_refused(patron_repeat_periods(book, MAR, options, NULL, 0, 4, &periods, &error), status, &error, 3,
                       "periods");
        assert_refused(patron_repeat_growth(book, MAR, options, NULL, 0, 4, &growth, &error), status, &error, 3,
                       "growth");
        assert_refused(patron_repeat_guests(book, MAR, options, &guests, &error), status, &error, 3, "guests");
        assert_refused(patron_repeat_period_days(options, MAR, &day, NULL, NULL, &error), status, &error, 1, "days");
    }
    patron_repeat_period_options options = {size, 0, NULL, 1, 600, 365};
    assert_refused(patron_repeat_periods(book, MAR, &options, NULL, 0, 4, &periods, &error), PATRON_ERROR_ARGUMENT,
                   &error, 3, "active_days");
    assert_refused(patron_repeat_periods(book, MAR, NULL, NULL, 0, 4, &periods, &error), PATRON_ERROR_ARGUMENT, &error,
                   3, "no options");
    options.flags = PATRON_REPEAT_REFUND_ORDER;
    assert_refused(patron_repeat_growth(book, MAR, &options, NULL, 0, 4, &growth, &error), PATRON_ERROR_ARGUMENT,
                   &error, 3, "a flag of periods");
    options.active_days = 0;
    int64_t cell = 3, count = 3;
    const patron_repeat_guest_cells small = {.size = sizeof small, .capacity = 0, .net = &cell};
    assert_refused(patron_repeat_guests(book, MAR, &options, &small, &error), PATRON_ERROR_CAPACITY, &error, 4,
                   "guests");
    assert_refused(patron_repeat_guests(book, MAR, &options, NULL, &error), PATRON_ERROR_ARGUMENT, &error, 4, "guests");
    assert_refused(patron_repeat_guests(NULL, MAR, &options, &guests, &error), PATRON_ERROR_ARGUMENT, &error, 1,
                   "guests");
    assert_refused(patron_repeat_period_days(&options, PATRON_DAY_MAX + 1, &day, NULL, NULL, &error),
                   PATRON_ERROR_RANGE, &error, 2, "days");
    assert_refused(patron_repeat_periods_of_book(book, MAR, &wrong, &day, &count, &error), PATRON_ERROR_ARGUMENT,
                   &error, 3, "of_book");
    assert_refused(patron_repeat_periods_of_book(book, MAR, NULL, NULL, &count, &error), PATRON_ERROR_ARGUMENT, &error,
                   4, "of_book");
    assert_refused(patron_repeat_periods_of_book(book, MAR, NULL, &day, NULL, &error), PATRON_ERROR_ARGUMENT, &error, 5,
                   "of_book");
    assert_refused(patron_repeat_periods_of_book(NULL, MAR, NULL, &day, &count, &error), PATRON_ERROR_ARGUMENT, &error,
                   1, "of_book");
    assert_true(day == 7 && count == 3 && cell == 3);
    patron_book_free(book);
}

static void bad_windows(void **state)
{
    (void)state;
    patron_book *book = hand_book(0);
    const patron_repeat_window_cells cells = {.size = sizeof cells};
    static const int32_t first[] = {10, 30, 20}, last[] = {15, 40, 32}, name[] = {0, 1, 0}, touching[] = {0, 1, 1};
    static const int32_t same[] = {10, 30, 10}, late[] = {0, 2, 0};
    static const int32_t before[] = {9, 40, 32}, far[] = {15, PATRON_DAY_MAX + 1, 32};
    const size_t size = sizeof(patron_repeat_window_options);
    const patron_repeat_window_options cases[] = {
        {size, PATRON_REPEAT_REFUND_ORDER, 2, 3, name, first, last}, {size, 0, 0, 3, name, first, last},
        {size, 0, 4, 3, name, first, last}, {size, 0, 2, 0, name, first, last}, {size, 0, 2, 1001, name, first, last},
        {size, 0, 2, 3, NULL, first, last}, {size, 0, 2, 3, name, NULL, last}, {size, 0, 2, 3, name, first, NULL},
        {size, 0, 2, 3, late, first, last}, {size, 0, 2, 3, name, first, before}, {size, 0, 2, 3, name, first, far},
        {size, 0, 2, 3, touching, first, last}, {size, 0, 1, 3, touching, first, last},
        {size - 1, 0, 2, 3, name, first, last}, {size, 0, 2, 3, name, same, same},
    };
    patron_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(patron_repeat_windows(book, MAR, &cases[i], NULL, 0, 4, &cells, &error), PATRON_ERROR_ARGUMENT,
                       &error, 3, "windows");
    assert_refused(patron_repeat_windows(book, MAR, NULL, NULL, 0, 4, &cells, &error), PATRON_ERROR_ARGUMENT, &error, 3,
                   "windows");
    const patron_repeat_window_options good = {size, 0, 2, 3, name, first, last};
    assert_ok(patron_repeat_windows(book, MAR, &good, NULL, 0, 4, &cells, &error), &error);
    patron_book_free(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_by_hand),
        cmocka_unit_test(growth_by_hand),
        cmocka_unit_test(growth_at_the_end_of_the_calendar),
        cmocka_unit_test(renewals_by_hand),
        cmocka_unit_test(windows_by_hand),
        cmocka_unit_test(season_by_hand),
        cmocka_unit_test(anniversaries_as_the_oracle_says),
        cmocka_unit_test(leap_days_and_ends),
        cmocka_unit_test(lists_and_memory),
        cmocka_unit_test(every_count_refuses),
        cmocka_unit_test(bad_options),
        cmocka_unit_test(bad_periods),
        cmocka_unit_test(bad_windows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
