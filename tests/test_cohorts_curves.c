#include <patron/stats.h>

#include "result_cohorts.h"

/* ---- curves ------------------------------------------------------------------------------------------------------ */

#define ROWS 4
#define COLUMNS 4
static const int64_t buyers[ROWS] = {10, 8, 5, 0};
static const int64_t eligible[ROWS * COLUMNS] = {10, 10, 6, 0, 8, 8, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0};
static const int64_t part[ROWS * COLUMNS] = {10, 4, 3, 0, 8, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0};

static void test_curve(void **state)
{
    (void)state;
    int32_t states[ROWS * COLUMNS];
    int64_t parts[ROWS * COLUMNS], wholes[ROWS * COLUMNS];
    double rate[ROWS * COLUMNS], low[ROWS * COLUMNS], high[ROWS * COLUMNS], expected_low, expected_high;
    patron_cohorts_rates out = {sizeof out, ROWS * COLUMNS, states, parts, wholes, rate, low, high};
    patron_error error;
    static const int32_t in[ROWS * COLUMNS] = {1, 1, 2, 4, 1, 1, 3, 4, 1, 3, 3, 4, 5, 5, 5, 5};
    static const int32_t later[ROWS * COLUMNS] = {4, 4, 4, 4, 4, 4, 3, 4, 4, 3, 3, 4, 5, 5, 5, 5};
    for (int32_t curve = PATRON_COHORTS_CURVE_IN; curve <= PATRON_COHORTS_CURVE_VALUE; curve++)
        for (int c = 0; c < 2; c++) {
            double confidence = c ? 0.8 : 0;
            assert_ok(patron_cohorts_curve(curve, ROWS, COLUMNS, buyers, eligible, part, confidence, &out, &error),
                      &error);
            for (int i = 0; i < ROWS * COLUMNS; i++) {
                assert_int_equal(states[i], curve == PATRON_COHORTS_CURVE_LATER ? later[i] : in[i]);
                assert_int_equal(wholes[i], eligible[i]);
                assert_int_equal(parts[i], eligible[i] ? part[i] : PATRON_NONE);
                assert_true(rate[i] == (eligible[i] ? (double)part[i] / (double)eligible[i] : 0));
                expected_low = expected_high = 0;
                if (eligible[i] && curve != PATRON_COHORTS_CURVE_VALUE)
                    assert_ok(patron_stats_wilson(part[i], eligible[i], confidence, &expected_low, &expected_high,
                                                  &error),
                              &error);
                assert_true(low[i] == expected_low && high[i] == expected_high);
            }
        }
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_COMPLETE), "complete");
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_PARTIAL), "partial");
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_FUTURE), "future");
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_OPEN), "open");
    assert_string_equal(patron_cohorts_state_name(PATRON_COHORTS_EMPTY), "empty");
    assert_null(patron_cohorts_state_name(0));
    assert_null(patron_cohorts_state_name(6));
    assert_null(patron_cohorts_state_name(INT32_MIN));
}

static void test_mean(void **state)
{
    (void)state;
    int32_t states[COLUMNS];
    int64_t parts[COLUMNS], wholes[COLUMNS];
    double rate[COLUMNS], high[COLUMNS], low, expected;
    patron_cohorts_rates out = {sizeof out, COLUMNS, states, parts, wholes, rate, NULL, high};
    patron_error error;
    assert_ok(patron_cohorts_mean(PATRON_COHORTS_CURVE_BY, ROWS, COLUMNS, buyers, eligible, part, 0, &out, &error),
              &error);
    assert_row(parts, (int64_t[]){23, 4, PATRON_NONE, PATRON_NONE}, 4, "part");
    assert_row(wholes, (int64_t[]){23, 18, 0, 0}, 4, "whole"); /* the partial cell of column 2 is not in it */
    assert_memory_equal(states, ((int32_t[]){1, 1, 3, 4}), sizeof states);
    assert_ok(patron_stats_wilson(4, 18, 0, &low, &expected, &error), &error);
    assert_true(rate[0] == 1 && rate[1] == 4.0 / 18.0 && rate[2] == 0 && high[1] == expected);
    assert_ok(patron_cohorts_mean(PATRON_COHORTS_CURVE_IN, 1, COLUMNS, buyers + 3, eligible + 12, part + 12, 0, &out,
                                  &error),
              &error);
    assert_memory_equal(states, ((int32_t[]){5, 5, 5, 5}), sizeof states);
    static const int64_t two[] = {1, 1}, full[] = {1, 0, 1, 0}, much[] = {INT64_MAX, 0, 1, 0};
    assert_int_equal(patron_cohorts_mean(PATRON_COHORTS_CURVE_VALUE, 2, 2, two, full, much, 0, &out, &error),
                     PATRON_ERROR_OVERFLOW);
    assert_int_equal(patron_cohorts_mean(PATRON_COHORTS_CURVE_LATER, 2, 2, two, full, full, 0, &out, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_mean(0, 2, 2, two, full, full, 0, &out, &error), PATRON_ERROR_ARGUMENT);
    out.capacity = 1;
    assert_int_equal(patron_cohorts_mean(PATRON_COHORTS_CURVE_IN, 2, 2, two, full, full, 0, &out, &error),
                     PATRON_ERROR_CAPACITY);
}

static void expect_curve(int32_t curve, int64_t rows, int64_t columns, const int64_t *size, const int64_t *whole,
                         const int64_t *numerator, double confidence, int64_t capacity, patron_status expected)
{
    int32_t states[4] = {77, 77, 77, 77};
    patron_cohorts_rates out = {.size = sizeof out, .capacity = capacity, .state = states};
    patron_error error = {0};
    assert_int_equal(patron_cohorts_curve(curve, rows, columns, size, whole, numerator, confidence, &out, &error),
                     expected);
    assert_int_equal(error.code, expected);
    if (expected) assert_int_equal(states[0], 77);
}

static void test_curve_errors(void **state)
{
    (void)state;
    static const int64_t size[] = {2}, whole[] = {2, 0}, more[] = {3, 0}, negative[] = {-1, 0};
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, whole, 0, 2, PATRON_OK);
    expect_curve(PATRON_COHORTS_CURVE_IN, 0, 2, NULL, NULL, NULL, 0, 2, PATRON_OK);
    expect_curve(0, 1, 2, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(5, 1, 2, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, -1, 2, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 1, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, INT64_MAX, 2, size, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, NULL, whole, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, NULL, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, NULL, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, more, whole, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, negative, negative, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, more, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, negative, 0, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_VALUE, 1, 2, size, whole, negative, 0, 2, PATRON_OK);
    expect_curve(PATRON_COHORTS_CURVE_VALUE, 1, 2, size, whole, more, 0, 2, PATRON_OK);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, whole, 1.5, 2, PATRON_ERROR_ARGUMENT);
    expect_curve(PATRON_COHORTS_CURVE_IN, 1, 2, size, whole, whole, 0, 1, PATRON_ERROR_CAPACITY);
    assert_int_equal(patron_cohorts_curve(1, 1, 2, size, whole, whole, 0, NULL, NULL), PATRON_ERROR_ARGUMENT);
    patron_cohorts_rates small = {.size = 8};
    assert_int_equal(patron_cohorts_curve(1, 1, 2, size, whole, whole, 0, &small, NULL), PATRON_ERROR_ARGUMENT);
}

static void test_cumulate(void **state)
{
    (void)state;
    int64_t values[6] = {1, 2, -5, 10, 0, 7}, out[6] = {0};
    patron_error error;
    assert_ok(patron_cohorts_cumulate(values, 2, 3, out, &error), &error);
    assert_row(out, (int64_t[]){1, 3, -2, 10, 10, 17}, 6, "cumulated");
    assert_ok(patron_cohorts_cumulate(values, 2, 3, values, &error), &error);
    assert_row(values, out, 6, "in place");
    assert_ok(patron_cohorts_cumulate(NULL, 0, 3, NULL, &error), &error);
    int64_t huge[2] = {INT64_MAX, 1};
    assert_int_equal(patron_cohorts_cumulate(huge, 1, 2, huge, &error), PATRON_ERROR_OVERFLOW);
    assert_true(huge[0] == INT64_MAX && huge[1] == 1);
    assert_ok(patron_cohorts_cumulate(huge, 2, 1, out, &error), &error); /* two rows: nothing is summed */
    assert_int_equal(patron_cohorts_cumulate(huge, -1, 2, out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_cumulate(huge, 1, -2, out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_cumulate(huge, INT64_MAX, 2, out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_cumulate(NULL, 1, 2, out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_cohorts_cumulate(huge, 1, 2, NULL, &error), PATRON_ERROR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curve),
        cmocka_unit_test(test_mean),
        cmocka_unit_test(test_curve_errors),
        cmocka_unit_test(test_cumulate),
    };
    return cmocka_run_group_tests_name("cohorts_curves", tests, NULL, NULL);
}
