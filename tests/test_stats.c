/* Intervals, Kaplan-Meier and quantiles: published values, values computed with 60 digits, and what always holds. */
#include "support.h"

#include <patron/stats.h>

#include "base.h"

#include <math.h>

static bool near(double found, double expected, double relative)
{
    return fabs(found - expected) <= relative * fabs(expected) || found == expected;
}

#define assert_near(found, expected, relative) \
    assert_that(near((found), (expected), (relative)), "%s = %.17g, not %.17g", #found, (found), (expected))

/* ---- Wilson ---------------------------------------------------------------------------------------------------- */

static void wilson_by_the_book(void **state)
{
    (void)state;
    static const struct {
        int64_t k, n;
        double confidence, low, high;
    } cases[] = {
        {0, 10, 0, 0, 2.7753279986288925272e-1},
        {1, 10, 0, 1.7876213095072903986e-2, 4.0415002679523849819e-1},
        {5, 10, 0.95, 2.3659309051256397769e-1, 7.6340690948743602231e-1},
        {10, 10, 0, 7.2246720013711074728e-1, 1},
        {946, 2357, 0.95, 3.8174489531041769081e-1, 4.2129143384982993802e-1},
        {3, 40, 0.9, 3.0370252611738997961e-2, 1.7348017873690041482e-1},
        {1, 1000000000000, 0, 1.7652455493517472888e-13, 5.664934265736511506e-12}, /* no cancellation */
        {0, 0, 0, 0, 1},
        {0, 0, 0.5, 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double low = -1, high = -1;
        patron_error error;
        assert_ok(patron_stats_wilson(cases[i].k, cases[i].n, cases[i].confidence, &low, &high, &error), &error);
        assert_near(low, cases[i].low, 1e-12);
        assert_near(high, cases[i].high, 1e-12);
        assert_true(cases[i].k > 0 || low == 0);
        assert_true(cases[i].k < cases[i].n || high == 1);
    }
}

static void wilson_always_holds_the_rate(void **state)
{
    (void)state;
    struct rng rng = {41};
    for (int round = 0; round < 20000; round++) {
        int64_t n = rng_chance(&rng, 50) ? rng_between(&rng, 1, 50) : rng_between(&rng, 1, INT64_MAX);
        int64_t k = rng_chance(&rng, 20) ? 0 : rng_chance(&rng, 20) ? n : rng_between(&rng, 0, n);
        double confidence = rng_chance(&rng, 20) ? 0x1p-1074 : rng_chance(&rng, 20) ? 1 - 0x1p-53
                                                             : (double)rng_between(&rng, 1, 999) / 1000;
        double low = -1, high = -1, rate = (double)k / (double)n, low_other, high_other;
        assert_ok(patron_stats_wilson(k, n, confidence, &low, &high, NULL), NULL);
        assert_that(low >= 0 && low <= rate && rate <= high && high <= 1, "%.17g %.17g %.17g", low, rate, high);
        assert_ok(patron_stats_wilson(n - k, n, confidence, &low_other, &high_other, NULL), NULL);
        assert_true(fabs(low_other - (1 - high)) < 1e-14 && fabs(high_other - (1 - low)) < 1e-14);
    }
}

static void wrong_rates_and_levels_are_refused(void **state)
{
    (void)state;
    static const struct {
        int64_t k, n;
        double confidence;
        int32_t argument;
    } cases[] = {{-1, 10, 0, 1},   {11, 10, 0, 1},       {1, 0, 0, 1},         {0, -1, 0, 2},
                 {INT64_MIN, INT64_MAX, 0, 1},           {5, 10, 1, 3},        {5, 10, -0.1, 3},
                 {5, 10, 1.5, 3},  {5, 10, INFINITY, 3}, {5, 10, -INFINITY, 3}, {5, 10, NAN, 3}};
    double low = 7, high = 8, other = 9;
    patron_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(patron_stats_wilson(cases[i].k, cases[i].n, cases[i].confidence, &low, &high, &error),
                         PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, cases[i].argument);
        assert_int_equal(patron_stats_rate_difference(cases[i].k, cases[i].n, 1, 2, cases[i].confidence, &other, &low,
                                                      &high, &other, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(patron_stats_rate_difference(1, 2, cases[i].k, cases[i].n, cases[i].confidence, &other, &low,
                                                      &high, &other, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, cases[i].argument == 3 ? 5 : cases[i].argument + 2 + (cases[i].n == 0));
    }
    assert_int_equal(patron_stats_rate_difference(0, 0, 1, 2, 0, &other, &low, &high, &other, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_true(low == 7 && high == 8 && other == 9);
    assert_ok(patron_stats_wilson(1, 2, 0, NULL, NULL, &error), &error);
    assert_ok(patron_stats_rate_difference(1, 2, 1, 3, 0, NULL, NULL, NULL, NULL, &error), &error);
}

/* ---- differences ----------------------------------------------------------------------------------------------- */

static void differences_by_the_book(void **state)
{
    (void)state;
    static const struct {
        int64_t k1, n1, k2, n2;
        double difference, low, high, p;
    } cases[] = {
        /* Newcombe 1998, table II, method 10: .0524 to .3339; .1705 to .8090; .0582 to .8062; -.0381 to .1926;
         * -.1611 to .2775; .6791 to 1.0; -.2775 to .1611 */
        {56, 70, 48, 80, 0.2, 5.2431472402364877896e-2, 3.3387265403690597643e-1, 8.0450813681965847314e-3},
        {9, 10, 3, 10, 0.6, 1.7052272393450287595e-1, 8.0901797353548798443e-1, 6.1698993205441622136e-3},
        {6, 7, 2, 7, 5.7142857142857142857e-1, 5.8227927482312201553e-2, 8.0624963752422776018e-1,
         3.0753561259274572045e-2},
        {5, 56, 0, 29, 8.9285714285714285714e-2, -3.8137147903536903301e-2, 1.9256001385511162047e-1,
         9.7186568170579725877e-2},
        {0, 10, 0, 20, 0, -1.6112515805281938715e-1, 2.7753279986288925272e-1, 1},
        {10, 10, 0, 20, 1, 6.7908603714191467264e-1, 1, 4.3204630578274972948e-8},
        {10, 10, 20, 20, 0, -2.7753279986288925272e-1, 1.6112515805281938715e-1, 1},
        {1000000007, 3000000000, 1000000000, 3000000000, 2.3333333333333333333e-9, -2.3853588592316017655e-5,
         2.3858255258978987106e-5, 9.9984704322078780638e-1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double difference = 9, low = 9, high = 9, p = 9;
        patron_error error;
        assert_ok(patron_stats_rate_difference(cases[i].k1, cases[i].n1, cases[i].k2, cases[i].n2, 0, &difference, &low,
                                               &high, &p, &error), &error);
        assert_near(difference, cases[i].difference, 1e-15);
        assert_near(low, cases[i].low, 1e-9);
        assert_near(high, cases[i].high, 1e-9);
        assert_near(p, cases[i].p, 1e-12);
    }
}

static void differences_are_sane_everywhere(void **state)
{
    (void)state;
    struct rng rng = {42};
    for (int round = 0; round < 20000; round++) {
        int64_t top = rng_chance(&rng, 50) ? 30 : INT64_MAX;
        int64_t n1 = rng_between(&rng, 1, top), n2 = rng_between(&rng, 1, top);
        int64_t k1 = rng_chance(&rng, 30) ? n1 - rng_between(&rng, 0, 1) : rng_between(&rng, 0, n1);
        int64_t k2 = rng_chance(&rng, 30) ? n2 - rng_between(&rng, 0, 1) : rng_between(&rng, 0, n2);
        double difference, low, high, p, back, back_low, back_high, back_p;
        assert_ok(patron_stats_rate_difference(k1, n1, k2, n2, 0, &difference, &low, &high, &p, NULL), NULL);
        assert_ok(patron_stats_rate_difference(k2, n2, k1, n1, 0, &back, &back_low, &back_high, &back_p, NULL), NULL);
        assert_true(-1 <= low && low <= difference && difference <= high && high <= 1);
        assert_true(p >= 0 && p <= 1 && fabs(p - back_p) < 1e-12);
        assert_true(difference == -back && fabs(low + back_high) < 1e-14 && fabs(high + back_low) < 1e-14);
        if ((k1 == 0 && k2 == 0) || (k1 == n1 && k2 == n2)) assert_true(p == 1);
    }
}

/* ---- Kaplan-Meier ---------------------------------------------------------------------------------------------- */

/* Remission times of 21 leukaemia patients on 6-MP (Freireich et al. 1963), the textbook example. */
static const struct {
    int64_t events, censored;
    double survival, variance, low, high;
} remission[] = {
    {3, 1, 8.5714285714285714286e-1, 5.8309037900874635569e-3, 6.1971795526598377749e-1, 9.5155174764699702905e-1},
    {1, 0, 8.067226890756302521e-1, 7.5577438093378725687e-3, 5.6314656462223332402e-1, 9.2280901920288045011e-1},
    {0, 1, 8.067226890756302521e-1, 7.5577438093378725687e-3, 5.6314656462223332402e-1, 9.2280901920288045011e-1},
    {1, 1, 7.5294117647058823529e-1, 9.2832556321259761113e-3, 5.0319951079995636443e-1, 8.8936183516926558999e-1},
    {0, 1, 7.5294117647058823529e-1, 9.2832556321259761113e-3, 5.0319951079995636443e-1, 8.8936183516926558999e-1},
    {1, 0, 6.9019607843137254902e-1, 1.1409381797060744072e-2, 4.3161022248618399761e-1, 8.4906596334945081298e-1},
    {1, 0, 6.2745098039215686275e-1, 1.3008284180005463675e-2, 3.6751085598750202011e-1, 8.0491218947184132231e-1},
    {0, 1, 6.2745098039215686275e-1, 1.3008284180005463675e-2, 3.6751085598750202011e-1, 8.0491218947184132231e-1},
    {0, 1, 6.2745098039215686275e-1, 1.3008284180005463675e-2, 3.6751085598750202011e-1, 8.0491218947184132231e-1},
    {0, 1, 6.2745098039215686275e-1, 1.3008284180005463675e-2, 3.6751085598750202011e-1, 8.0491218947184132231e-1},
    {1, 0, 5.3781512605042016807e-1, 1.6443895073270698953e-2, 2.6777893676713498839e-1, 7.4679071763539458942e-1},
    {1, 0, 4.4817927170868347339e-1, 1.8114860231637738488e-2, 1.8805200595923233804e-1, 6.801426284952415122e-1},
    {0, 1, 4.4817927170868347339e-1, 1.8114860231637738488e-2, 1.8805200595923233804e-1, 6.801426284952415122e-1},
    {0, 2, 4.4817927170868347339e-1, 1.8114860231637738488e-2, 1.8805200595923233804e-1, 6.801426284952415122e-1},
    {0, 1, 4.4817927170868347339e-1, 1.8114860231637738488e-2, 1.8805200595923233804e-1, 6.801426284952415122e-1},
    {0, 1, 4.4817927170868347339e-1, 1.8114860231637738488e-2, 1.8805200595923233804e-1, 6.801426284952415122e-1},
};
#define TIMES 16

static void kaplan_meier_by_the_book(void **state)
{
    (void)state;
    int64_t events[TIMES], censored[TIMES];
    double survival[TIMES], variance[TIMES], low[TIMES], high[TIMES];
    patron_error error;
    for (int i = 0; i < TIMES; i++) {
        events[i] = remission[i].events;
        censored[i] = remission[i].censored;
    }
    assert_ok(patron_stats_kaplan_meier(21, events, censored, TIMES, 0, survival, variance, low, high, &error), &error);
    for (int i = 0; i < TIMES; i++) {
        assert_near(survival[i], remission[i].survival, 1e-14);
        assert_near(variance[i], remission[i].variance, 1e-13);
        assert_near(low[i], remission[i].low, 1e-12);
        assert_near(high[i], remission[i].high, 1e-12);
    }
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, TIMES, 0.5), 11); /* the median is 23 weeks */
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, TIMES, 0.25), 5);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, TIMES, 0.75), PATRON_NONE);
    double again[TIMES];
    assert_ok(patron_stats_kaplan_meier(21, events, censored, TIMES, 0.95, again, NULL, NULL, NULL, &error), &error);
    assert_memory_equal(again, survival, sizeof again);
    assert_ok(patron_stats_kaplan_meier(21, events, censored, TIMES, 0.95, NULL, NULL, NULL, NULL, &error), &error);
}

static void events_come_before_censorings(void **state)
{
    (void)state;
    const int64_t events[] = {1, 1}, censored[] = {2, 0};
    double survival[2];
    assert_ok(patron_stats_kaplan_meier(4, events, censored, 2, 0, survival, NULL, NULL, NULL, NULL), NULL);
    assert_near(survival[0], 0.75, 1e-15); /* 1 of 4, and not 1 of 2 */
    assert_true(survival[1] == 0);
}

static void curves_begin_at_one_and_may_end_at_zero(void **state)
{
    (void)state;
    const int64_t events[] = {0, 2, 3, 0}, censored[] = {1, 0, 0, 0};
    double survival[4], variance[4], low[4], high[4];
    assert_ok(patron_stats_kaplan_meier(6, events, censored, 4, 0, survival, variance, low, high, NULL), NULL);
    assert_true(survival[0] == 1 && variance[0] == 0 && low[0] == 1 && high[0] == 1);
    assert_true(low[1] > 0 && low[1] < survival[1] && survival[1] < high[1] && high[1] < 1);
    for (int i = 2; i < 4; i++) assert_true(survival[i] == 0 && variance[i] == 0 && low[i] == 0 && high[i] == 0);
    assert_ok(patron_stats_kaplan_meier(9, events, censored, 4, 0, survival, NULL, NULL, NULL, NULL), NULL);
    assert_near(survival[3], 0.375, 1e-15); /* three stay at risk for ever */
    assert_ok(patron_stats_kaplan_meier(0, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, NULL), NULL);
    const int64_t one[] = {1}, none[] = {0};
    assert_ok(patron_stats_kaplan_meier(INT64_MAX, one, none, 1, 0, survival, variance, low, high, NULL), NULL);
    assert_true(survival[0] <= 1 && low[0] <= survival[0] && survival[0] <= high[0] && isfinite(variance[0]));
}

/* Without censoring S is the share that is left, whatever the number of steps. */
static void random_curves_are_sane(void **state)
{
    (void)state;
    struct rng rng = {43};
    for (int round = 0; round < 500; round++) {
        enum { COUNT = 40 };
        int64_t events[COUNT], censored[COUNT], entered = rng_between(&rng, 0, 50), left;
        bool censoring = rng_chance(&rng, 50);
        for (int i = 0; i < COUNT; i++) {
            events[i] = rng_between(&rng, 0, rng_chance(&rng, 50) ? 0 : 30);
            censored[i] = censoring ? rng_between(&rng, 0, 9) : 0;
            entered += events[i] + censored[i];
        }
        double survival[COUNT], variance[COUNT], low[COUNT], high[COUNT];
        assert_ok(patron_stats_kaplan_meier(entered, events, censored, COUNT, 0.9, survival, variance, low, high, NULL),
                  NULL);
        left = entered;
        long double exact = 1, sum = 0;
        int64_t median = PATRON_NONE;
        for (int i = 0; i < COUNT; i++) {
            if (events[i]) {
                exact *= 1 - (long double)events[i] / (long double)left;
                long double stayed = (long double)(left - events[i]);
                if (stayed > 0) sum += (long double)events[i] / ((long double)left * stayed);
            }
            left -= events[i] + censored[i];
            assert_near(survival[i], (double)exact, 1e-13);
            assert_near(variance[i], (double)(exact * exact * sum), 1e-12);
            assert_true(low[i] >= 0 && low[i] <= survival[i] && survival[i] <= high[i] && high[i] <= 1);
            if (!censoring && entered) assert_near(survival[i], (double)left / (double)entered, 1e-13);
            if (median == PATRON_NONE && exact <= 0.5L + 1e-15L) median = i;
        }
        assert_int_equal(patron_stats_kaplan_meier_quantile(survival, COUNT, 0.5), median);
    }
}

static void impossible_histories_are_refused(void **state)
{
    (void)state;
    const int64_t events[] = {1, 2}, censored[] = {0, 3}, negative[] = {0, -1}, huge[] = {INT64_MAX, INT64_MAX};
    double out[2] = {7, 7};
    patron_error error;
    const struct {
        int64_t entered;
        const int64_t *events, *censored;
        int64_t count;
        double confidence;
        int32_t argument;
    } cases[] = {
        {5, events, censored, 2, 0, 1},         {-1, events, censored, 2, 0, 1}, {6, events, censored, -1, 0, 4},
        {6, NULL, censored, 2, 0, 2},           {6, events, NULL, 2, 0, 3},      {6, negative, censored, 2, 0, 2},
        {6, events, negative, 2, 0, 3},         {6, events, censored, 2, 2, 5},  {INT64_MAX, huge, huge, 2, 0, 1},
        {INT64_MAX, events, huge, 2, 0, 1},     {0, events, censored, 2, 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(patron_stats_kaplan_meier(cases[i].entered, cases[i].events, cases[i].censored, cases[i].count,
                                                   cases[i].confidence, out, out, out, out, &error),
                         PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, cases[i].argument);
    }
    assert_true(out[0] == 7 && out[1] == 7);
}

static void quantiles_of_a_curve(void **state)
{
    (void)state;
    const double survival[] = {1, 0.9, 0.9, 0.7 - 1e-17, 0.5 + 1e-16, 0.5, 0.1};
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, 0), 0);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, 0.1), 1);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, 0.11), 3);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, 0.3), 3);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, 0.5), 4); /* rounding does not move a median */
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, 0.9), 6);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, 0.91), PATRON_NONE);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, 1), PATRON_NONE);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 7, NAN), PATRON_NONE);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, 0, 0.5), PATRON_NONE);
    assert_int_equal(patron_stats_kaplan_meier_quantile(survival, -1, 0.5), PATRON_NONE);
    assert_int_equal(patron_stats_kaplan_meier_quantile(NULL, 7, 0.5), PATRON_NONE);
}

/* ---- quantiles ------------------------------------------------------------------------------------------------- */

static void quantiles_of_integers(void **state)
{
    (void)state;
    static const int64_t values[] = {1, 2, 4, 8, 100};
    static const struct {
        int64_t count, part, whole, numerator;
    } cases[] = {{5, 0, 1, 1},   {5, 1, 1, 100},  {5, 1, 2, 2 * 4}, {5, 1, 4, 4 * 2}, {5, 1, 5, 5 + 4},
                 {4, 1, 2, 6},   {4, 1, 4, 7},    {5, 9, 10, 8 * 4 + 100 * 6},        {1, 1, 2, 2},
                 {2, 1, 3, 4},   {5, 5, 5, 500},  {3, 25, 100, 150}};
    patron_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t numerator = -1;
        assert_ok(patron_stats_quantile(values, cases[i].count, cases[i].part, cases[i].whole, &numerator, &error),
                  &error);
        assert_int_equal(numerator, cases[i].numerator);
    }
}

static void quantiles_are_exact_at_any_size(void **state)
{
    (void)state;
    struct rng rng = {44};
    int64_t fit = 0, overflow = 0;
    for (int round = 0; round < 20000; round++) {
        int64_t values[30], count = rng_between(&rng, 1, 30), top = rng_chance(&rng, 50) ? 1000 : INT64_MAX;
        int64_t whole = rng_chance(&rng, 50) ? rng_between(&rng, 1, 200) : rng_between(&rng, 1, INT64_MAX);
        int64_t part = rng_chance(&rng, 20) ? whole : rng_between(&rng, 0, whole);
        for (int64_t i = 0; i < count; i++) { /* insertion keeps them ascending */
            int64_t value = rng_between(&rng, -top - 1, top), at = i;
            for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
            values[at] = value;
        }
        /* position (count - 1) * part / whole, by long division in small steps */
        int64_t below = 0;
        pt_int128 rest = (pt_int128)(count - 1) * part;
        while (rest >= whole) {
            rest -= whole;
            below++;
        }
        pt_int128 low = values[below], high = values[below < count - 1 ? below + 1 : below];
        pt_int128 expected = low * whole + (high - low) * rest;
        int64_t numerator = 12345;
        patron_error error;
        patron_status status = patron_stats_quantile(values, count, part, whole, &numerator, &error);
        if (expected < INT64_MIN || expected > INT64_MAX) {
            assert_int_equal(status, PATRON_ERROR_OVERFLOW);
            assert_int_equal(numerator, 12345);
            overflow++;
        } else {
            assert_ok(status, &error);
            assert_true(numerator == expected);
            fit++;
        }
    }
    assert_true(fit > 3000 && overflow > 3000);
}

static void quantiles_of_nothing_are_refused(void **state)
{
    (void)state;
    const int64_t values[] = {1, 2};
    int64_t out = 5;
    patron_error error;
    assert_int_equal(patron_stats_quantile(NULL, 2, 1, 2, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_quantile(values, 0, 1, 2, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_quantile(values, -1, 1, 2, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_quantile(values, 2, -1, 2, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_quantile(values, 2, 3, 2, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_quantile(values, 2, 0, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_quantile(values, 2, 1, 2, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(out, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_by_the_book),
        cmocka_unit_test(wilson_always_holds_the_rate),
        cmocka_unit_test(wrong_rates_and_levels_are_refused),
        cmocka_unit_test(differences_by_the_book),
        cmocka_unit_test(differences_are_sane_everywhere),
        cmocka_unit_test(kaplan_meier_by_the_book),
        cmocka_unit_test(events_come_before_censorings),
        cmocka_unit_test(curves_begin_at_one_and_may_end_at_zero),
        cmocka_unit_test(random_curves_are_sane),
        cmocka_unit_test(impossible_histories_are_refused),
        cmocka_unit_test(quantiles_of_a_curve),
        cmocka_unit_test(quantiles_of_integers),
        cmocka_unit_test(quantiles_are_exact_at_any_size),
        cmocka_unit_test(quantiles_of_nothing_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
