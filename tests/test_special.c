/* The normal distribution against values computed with 60 digits, and sums of doubles in any order. */
#include "support.h"

#include "special.h"
#include "sums.h"

#include <float.h>
#include <math.h>

struct value {
    double x, y;
};

static bool near(double found, double expected, double relative)
{
    return fabs(found - expected) <= relative * fabs(expected) || found == expected;
}

static void check(const char *what, double (*function)(double), const struct value *values, size_t count,
                  double relative)
{
    for (size_t i = 0; i < count; i++)
        assert_that(near(function(values[i].x), values[i].y, relative), "%s(%.17g) = %.17g, not %.17g", what,
                    values[i].x, function(values[i].x), values[i].y);
}

static void the_normal_distribution(void **state)
{
    (void)state;
    static const struct value values[] = {
        {-30, 4.9067139271481870595e-198}, {-20, 2.7536241186062336951e-89}, {-8, 6.2209605742717841235e-16},
        {-5, 2.8665157187919391167e-7},    {-3.25, 5.7702504239076704292e-4}, {-1, 1.5865525393145705141e-1},
        {-0.5, 3.0853753872598689636e-1},  {0, 0.5},                          {0.5, 6.9146246127401310364e-1},
        {1, 8.4134474606854294859e-1},     {2, 9.772498680518207928e-1},      {5, 9.9999971334842812081e-1},
        {8, 9.999999999999993779e-1},      {40, 1},
    };
    check("normal", pt_normal, values, sizeof values / sizeof *values, 2e-13);
    assert_true(pt_normal(-40) >= 0 && pt_normal(-40) < 1e-300);
}

static void the_logarithm_of_the_upper_tail(void **state)
{
    (void)state;
    static const struct value values[] = {
        {-8, -6.2209605742717860585e-16},   {-1.0625, -1.5549001850998807737e-1},  {-1, -1.7275377902344988953e-1},
        {-0.5, -3.6894641528865639307e-1},  {0, -6.9314718055994530942e-1},        {1, -1.8410216450092635058},
        {5, -1.5064998393988725736e+1},     {20, -2.0391715537109726394e+2},
        {29.9990234375, -4.5429191507751004649e+2},
        {30, -4.5432124395634319711e+2},    {30.5, -4.6946273732291211439e+2},     {38, -7.265572160188201301e+2},
        {50, -1.2548313611394199013e+3},    {1000, -5.0000782669481218431e+5},     {1e6, -5.0000000001473444909e+11},
    };
    check("log upper", pt_normal_log_upper, values, sizeof values / sizeof *values, 1e-14);
    double before = pt_normal_log_upper(-20);
    assert_true(before <= 0 && before > -1e-80);
    for (double x = -20; x < 60; x += 0.0078125) { /* falls everywhere, over both seams */
        double now = pt_normal_log_upper(x);
        assert_true(now <= before && isfinite(now));
        before = now;
    }
}

static void the_inverse(void **state)
{
    (void)state;
    static const struct value values[] = {
        {1e-300, -3.7047096299361199237e+1}, {1e-100, -2.1273453560965324294e+1}, {1e-20, -9.2623400897984075796},
        {1e-9, -5.9978070150076868614},      {1e-5, -4.2648907939228246102},      {0.001, -3.0902323061678135354},
        {0.0242, -1.9738394633131992721},    {0.0243, -1.9720841590292884753},    {0.025, -1.9599639845400542118},
        {0.1, -1.2815515655446004353},       {0.25, -6.744897501960817432e-1},    {0.3, -5.2440051270804081597e-1},
        {0.4, -2.5334710313579974132e-1},    {0.4999999999, -2.5066284820303539022e-10}, {0.5, 0},
        {0.500001, 2.5066282747057051991e-6}, {0.6, 2.5334710313579974132e-1},    {0.75, 6.744897501960817432e-1},
        {0.8, 8.416212335729143638e-1},      {0.975, 1.9599639845400538556},      {0.99, 2.3263478740408407676},
        {0.999999, 4.7534243088170877657},
    };
    check("quantile", pt_normal_quantile, values, sizeof values / sizeof *values, 1e-14);
    double before = -INFINITY;
    for (double p = 0x1p-1074; p < 1; p = p < 0.001 ? p * 1.03125 + 0x1p-1074 : p + 0.00048828125) {
        double x = pt_normal_quantile(p);
        assert_true(isfinite(x) && x >= before);
        assert_true(p < 1e-300 || near(pt_normal(x), p, 1e-11));
        assert_true(p < 0x1p-53 || pt_normal_quantile(1 - p) == -pt_normal_quantile(1 - (1 - p)));
        before = x;
    }
    assert_true(isfinite(pt_normal_quantile(1 - DBL_EPSILON / 2)) && pt_normal_quantile(1 - DBL_EPSILON / 2) > 8);
}

/* ---- sums ------------------------------------------------------------------------------------------------------ */

#define TERMS 2000

static void sums_do_not_depend_on_the_order(void **state)
{
    (void)state;
    struct rng rng = {31};
    double terms[TERMS];
    for (int round = 0; round < 50; round++) {
        pt_int128 exact = 0; /* in units of 2^-60 */
        pt_sum forward = {0}, backward = {0}, halves[2] = {{0}, {0}};
        for (int i = 0; i < TERMS; i++) {
            int64_t units = rng_between(&rng, -(1 << 30), 1 << 30), shift = rng_between(&rng, 0, 70);
            terms[i] = ldexp((double)units, (int)shift - 60);
            exact += (pt_int128)units * ((pt_int128)1 << shift);
            pt_sum_add(&forward, terms[i]);
            pt_sum_add(&halves[rng_between(&rng, 0, 1)], terms[i]);
        }
        for (int i = TERMS - 1; i >= 0; i--) pt_sum_add(&backward, terms[i]);
        pt_sum_join(&halves[1], &halves[0]);
        double first = pt_sum_value(&forward), second = pt_sum_value(&backward), third = pt_sum_value(&halves[1]);
        assert_memory_equal(&first, &second, sizeof first);
        assert_memory_equal(&first, &third, sizeof first);
        double expected = (double)exact * 0x1p-60;
        assert_true(fabs(first - expected) <= TERMS * 0x1p-41 + fabs(expected) * 0x1p-51);
    }
}

static void terms_are_rounded_to_the_grid_and_bounded(void **state)
{
    (void)state;
    static const struct value cases[] = {{1, 1}, {-1, -1}, {0.5, 0.5}, {-0.25, -0.25}, {0x1p-40, 0x1p-40},
                                         {0x1p-42, 0}, {-0x1p-42, 0}, {0x1.8p-41, 0x1p-40}, {1 - 0x1p-50, 1},
                                         {0x1p60, 0x1p60}, {-0x1p60, -0x1p60}, {1e300, 0x1p60}, {-1e300, -0x1p60},
                                         {123456789.125, 123456789.125}, {-123456789.125, -123456789.125}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pt_sum sum = {0};
        pt_sum_add(&sum, cases[i].x);
        assert_that(pt_sum_value(&sum) == cases[i].y, "%.17g became %.17g", cases[i].x, pt_sum_value(&sum));
    }
    pt_sum many = {0};
    for (int i = 0; i < 1000; i++) pt_sum_add(&many, 1e300);
    assert_true(pt_sum_value(&many) == 1000 * 0x1p60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_normal_distribution), cmocka_unit_test(the_logarithm_of_the_upper_tail),
        cmocka_unit_test(the_inverse),             cmocka_unit_test(sums_do_not_depend_on_the_order),
        cmocka_unit_test(terms_are_rounded_to_the_grid_and_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
