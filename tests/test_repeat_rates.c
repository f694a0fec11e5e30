/* From the counts of repeat purchase to rates, curves and points. */
#include "cases_repeat.h"

#include <patron/stats.h>

#include <math.h>

static void rates(void **state)
{
    (void)state;
    static const int64_t part[] = {0, 1, 5, 946, 0, 7}, whole[] = {10, 10, 10, 2357, 0, 7};
    static const double low[] = {0, .01787621, .23659309, .38174490, 0, 0};
    static const double high[] = {.27753280, .40415003, .76340691, .42129143, 0, 1};
    int64_t parts[6], wholes[6];
    double rate[6], lows[6], highs[6];
    patron_repeat_rates out = {sizeof out, 6, parts, wholes, rate, lows, highs};
    patron_error error;
    assert_ok(patron_repeat_rate(6, part, whole, 0, &out, &error), &error);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(parts[i], whole[i] ? part[i] : PATRON_NONE);
        assert_int_equal(wholes[i], whole[i]);
        assert_true(fabs(rate[i] - (whole[i] ? (double)part[i] / (double)whole[i] : 0)) < 1e-15);
        if (i != 5) assert_true(fabs(lows[i] - low[i]) < 1e-8);
        assert_true(fabs(highs[i] - high[i]) < 1e-8);
    }
    memset(rate, 0x55, sizeof rate);
    static const int64_t bad[] = {0, 11}, negative[] = {0, -1};
    const struct {
        int64_t count;
        const int64_t *part, *whole;
        double confidence;
        patron_status status;
        int32_t argument;
    } cases[] = {
        {-1, part, whole, 0, PATRON_ERROR_ARGUMENT, 1}, {2, NULL, whole, 0, PATRON_ERROR_ARGUMENT, 2},
        {2, part, NULL, 0, PATRON_ERROR_ARGUMENT, 3},   {2, bad, whole, 0, PATRON_ERROR_ARGUMENT, 2},
        {2, negative, whole, 0, PATRON_ERROR_ARGUMENT, 2}, {2, part, negative, 0, PATRON_ERROR_ARGUMENT, 2},
        {2, part, whole, 1, PATRON_ERROR_ARGUMENT, 4},  {2, part, whole, -.1, PATRON_ERROR_ARGUMENT, 4},
        {2, part, whole, NAN, PATRON_ERROR_ARGUMENT, 4}, {7, part, whole, 0, PATRON_ERROR_CAPACITY, 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(patron_repeat_rate(cases[i].count, cases[i].part, cases[i].whole, cases[i].confidence, &out,
                                          &error),
                       cases[i].status, &error, cases[i].argument, "rate");
    assert_refused(patron_repeat_rate(1, part, whole, 0, NULL, &error), PATRON_ERROR_ARGUMENT, &error, 5, "rate");
    uint64_t untouched;
    memcpy(&untouched, rate, sizeof untouched);
    assert_true(untouched == UINT64_C(0x5555555555555555));
    out = (patron_repeat_rates){.size = sizeof out};
    assert_ok(patron_repeat_rate(0, NULL, NULL, .5, &out, &error), &error);
}

static void retentions(void **state)
{
    (void)state;
    static const int64_t opening[] = {10, 0}, created[] = {3, 4}, lapsed[] = {2, 0}, closing[] = {15, 4};
    static const int64_t wrong[] = {11, 0};
    static const int64_t many[] = {16, 0}, negative[] = {-1, 0};
    double retention[2], kept[2];
    const patron_repeat_kept out = {.size = sizeof out, .capacity = 2, .retention = retention, .kept = kept};
    patron_error error;
    assert_ok(patron_repeat_retention(2, opening, created, lapsed, closing, 0, &out, &error), &error);
    assert_true(retention[0] == 1.2 && kept[0] == .8 && retention[1] == 0 && kept[1] == 0);
#define REFUSED(count, a, b, c, d, confidence, status, argument) \
    assert_refused(patron_repeat_retention((count), (a), (b), (c), (d), (confidence), &out, &error), (status), &error, \
                   (argument), "retention")
    REFUSED(-1, opening, created, lapsed, closing, 0, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(2, NULL, created, lapsed, closing, 0, PATRON_ERROR_ARGUMENT, 2);
    REFUSED(2, opening, NULL, lapsed, closing, 0, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(2, opening, created, NULL, closing, 0, PATRON_ERROR_ARGUMENT, 4);
    REFUSED(2, opening, created, lapsed, NULL, 0, PATRON_ERROR_ARGUMENT, 5);
    REFUSED(2, opening, created, lapsed, closing, 2, PATRON_ERROR_ARGUMENT, 6);
    REFUSED(2, negative, created, lapsed, closing, 0, PATRON_ERROR_ARGUMENT, 2);
    REFUSED(2, opening, many, lapsed, closing, 0, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(2, opening, negative, lapsed, closing, 0, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(2, opening, created, wrong, closing, 0, PATRON_ERROR_ARGUMENT, 4);
    REFUSED(2, opening, created, negative, closing, 0, PATRON_ERROR_ARGUMENT, 4);
    REFUSED(3, opening, created, lapsed, closing, 0, PATRON_ERROR_CAPACITY, 7);
#undef REFUSED
    assert_refused(patron_repeat_retention(2, opening, created, lapsed, closing, 0, NULL, &error),
                   PATRON_ERROR_ARGUMENT, &error, 7, "retention");
}

#define ROWS 3
#define COLUMNS 12

/* Every waiting time by itself: how long, and whether it ended. */
struct waits {
    int64_t count, days[ROWS * COLUMNS * 4];
    bool ended[ROWS * COLUMNS * 4];
};

static int compare_days(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The product-limit estimate and the points, from the list of waits. */
static void check_row(const struct waits *waits, const patron_repeat_shares *curve, const patron_repeat_days *points,
                      int64_t row, const int32_t *percent, int64_t percents)
{
    int64_t closed_days[ROWS * COLUMNS * 4], closed = 0;
    double share[COLUMNS - 1], survival = 1;
    for (int64_t day = 0; day < COLUMNS - 1; day++) {
        int64_t risk = 0, ended = 0, at = row * (COLUMNS - 1) + day;
        for (int64_t i = 0; i < waits->count; i++) {
            risk += waits->days[i] >= day;
            ended += waits->days[i] == day && waits->ended[i];
        }
        if (ended) survival *= 1 - (double)ended / (double)risk;
        share[day] = 1 - survival;
        assert_int_equal(curve->at_risk[at], risk);
        assert_true(fabs(curve->share[at] - share[day]) < 1e-12);
        assert_true(curve->low[at] <= curve->share[at] + 1e-12 && curve->high[at] >= curve->share[at] - 1e-12);
        assert_true(curve->variance[at] >= 0 && curve->low[at] >= 0 && curve->high[at] <= 1);
        if (survival == 1) assert_true(curve->low[at] == 0 && curve->high[at] == 0 && curve->variance[at] == 0);
    }
    for (int64_t i = 0; i < waits->count; i++)
        if (waits->ended[i]) closed_days[closed++] = waits->days[i];
    qsort(closed_days, (size_t)closed, sizeof *closed_days, compare_days);
    assert_true(points->closed[row] == closed && points->entered[row] == waits->count);
    for (int64_t p = 0; p < percents; p++) {
        int64_t at = row * percents + p, numerator = PATRON_NONE;
        int64_t reached = patron_stats_kaplan_meier_quantile((double[]){2}, 0, .5);
        for (int64_t day = COLUMNS - 2; day >= 0; day--)
            if (share[day] >= percent[p] / 100.0 - 1e-9) reached = day;
        assert_int_equal(points->day[at], reached == PATRON_NONE ? PATRON_NO_DAY : reached);
        if (closed) {
            assert_ok(patron_stats_quantile(closed_days, closed, percent[p], 100, &numerator, NULL), NULL);
            int64_t upper = ((closed - 1) * percent[p] + 99) / 100;
            if (closed_days[upper] > COLUMNS - 2) numerator = PATRON_NONE;
        }
        assert_int_equal(points->closed_hundredths[at], numerator);
    }
}

static void curves_and_points(void **state)
{
    (void)state;
    struct rng rng = {23};
    static const int32_t quartiles[] = {25, 50, 75};
    for (int round = 0; round < 300; round++) {
        int64_t events[ROWS * COLUMNS] = {0}, censored[ROWS * COLUMNS] = {0};
        struct waits waits[ROWS];
        memset(waits, 0, sizeof waits);
        for (int64_t i = 0; i < ROWS * COLUMNS; i++) {
            struct waits *row = &waits[i / COLUMNS];
            if (rng_chance(&rng, 50)) events[i] = rng_between(&rng, 0, 2);
            if (rng_chance(&rng, 50)) censored[i] = rng_between(&rng, 0, 2);
            for (int64_t k = 0; k < events[i] + censored[i]; k++) {
                row->days[row->count] = i % COLUMNS;
                row->ended[row->count++] = k < events[i];
            }
        }
        int32_t percent[4];
        for (int i = 0; i < 4; i++) percent[i] = (int32_t)rng_between(&rng, 1, 99);
        int64_t at_risk[ROWS * COLUMNS], hundredths[4 * ROWS], closed[ROWS], entered[ROWS];
        double share[ROWS * COLUMNS], variance[ROWS * COLUMNS], low[ROWS * COLUMNS], high[ROWS * COLUMNS];
        int32_t day[4 * ROWS];
        const patron_repeat_shares curve = {sizeof curve, ROWS * (COLUMNS - 1), at_risk, share, variance, low, high};
        const patron_repeat_days points = {sizeof points, 4 * ROWS, ROWS, hundredths, day, closed, entered};
        patron_error error;
        bool standard = rng_chance(&rng, 30);
        assert_ok(patron_repeat_curve(ROWS, COLUMNS, events, censored, 0, &curve, &error), &error);
        assert_ok(patron_repeat_points(ROWS, COLUMNS, events, censored, standard ? NULL : percent, standard ? 0 : 4,
                                       &points, &error), &error);
        for (int64_t row = 0; row < ROWS; row++)
            check_row(&waits[row], &curve, &points, row, standard ? quartiles : percent, standard ? 3 : 4);
    }
}

static void bad_curves(void **state)
{
    (void)state;
    static const int64_t zero[6] = {0}, negative[6] = {0, 0, 0, 0, -1, 0}, large[6] = {1, 0, INT64_MAX, 0, 0, 0};
    static const int32_t percent[] = {25, 0}, over[] = {100}, good[] = {50};
    double share[4] = {7, 7, 7, 7};
    int64_t closed[2] = {7, 7};
    const patron_repeat_shares curve = {.size = sizeof curve, .capacity = 4, .share = share};
    const patron_repeat_shares small = {.size = sizeof curve, .capacity = 3, .share = share};
    const patron_repeat_days points = {.size = sizeof points, .row_capacity = 2, .closed = closed};
    const patron_repeat_days few = {.size = sizeof points, .row_capacity = 1, .closed = closed};
    const patron_repeat_days less = {.size = sizeof points, .capacity = 5, .row_capacity = 2,
                                     .closed_hundredths = closed};
    patron_error error;
    const struct {
        int64_t rows, columns;
        const int64_t *events, *censored;
        patron_status status;
        int32_t argument;
    } cases[] = {
        {-1, 3, zero, zero, PATRON_ERROR_ARGUMENT, 1},     {2, 1, zero, zero, PATRON_ERROR_ARGUMENT, 2},
        {INT64_MAX, 3, zero, zero, PATRON_ERROR_ARGUMENT, 1}, {2, 3, NULL, zero, PATRON_ERROR_ARGUMENT, 3},
        {2, 3, zero, NULL, PATRON_ERROR_ARGUMENT, 4},      {2, 3, negative, zero, PATRON_ERROR_ARGUMENT, 3},
        {2, 3, zero, negative, PATRON_ERROR_ARGUMENT, 4},  {2, 3, large, zero, PATRON_ERROR_OVERFLOW, 3},
        {2, 3, zero, large, PATRON_ERROR_OVERFLOW, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_refused(patron_repeat_curve(cases[i].rows, cases[i].columns, cases[i].events, cases[i].censored, 0,
                                           &curve, &error), cases[i].status, &error, cases[i].argument, "curve");
        assert_refused(patron_repeat_points(cases[i].rows, cases[i].columns, cases[i].events, cases[i].censored, NULL,
                                            0, &points, &error), cases[i].status, &error, cases[i].argument, "points");
    }
    assert_refused(patron_repeat_curve(2, 3, zero, zero, 1.5, &curve, &error), PATRON_ERROR_ARGUMENT, &error, 5,
                   "curve");
    assert_refused(patron_repeat_curve(2, 3, zero, zero, 0, NULL, &error), PATRON_ERROR_ARGUMENT, &error, 6, "curve");
    assert_refused(patron_repeat_curve(2, 3, zero, zero, 0, &small, &error), PATRON_ERROR_CAPACITY, &error, 6, "curve");
#define REFUSED(percent, count, out, status, argument) \
    assert_refused(patron_repeat_points(2, 3, zero, zero, (percent), (count), (out), &error), (status), &error, \
                   (argument), "points")
    REFUSED(percent, 2, &points, PATRON_ERROR_ARGUMENT, 5);
    REFUSED(over, 1, &points, PATRON_ERROR_ARGUMENT, 5);
    REFUSED(NULL, 1, &points, PATRON_ERROR_ARGUMENT, 6);
    REFUSED(good, 0, &points, PATRON_ERROR_ARGUMENT, 6);
    REFUSED(good, -1, &points, PATRON_ERROR_ARGUMENT, 6);
    REFUSED(good, 1, NULL, PATRON_ERROR_ARGUMENT, 7);
    REFUSED(good, 1, &few, PATRON_ERROR_CAPACITY, 7);
    REFUSED(NULL, 0, &less, PATRON_ERROR_CAPACITY, 7);
#undef REFUSED
    assert_true(share[0] == 7 && share[3] == 7 && closed[0] == 7 && closed[1] == 7);
    assert_ok(patron_repeat_curve(0, 3, NULL, NULL, 0, &small, &error), &error);
    assert_ok(patron_repeat_curve(2, 3, zero, zero, .9, &curve, &error), &error);
    assert_true(share[0] == 0 && share[3] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates),
        cmocka_unit_test(retentions),
        cmocka_unit_test(curves_and_points),
        cmocka_unit_test(bad_curves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
