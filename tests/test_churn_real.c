/* The churn table on real orders: how well it foretells who orders within 90 days, at cuts whose numbers are known. */
#include "evaluate.h"
#include "orders_csv.h"
#include "support.h"

#include <math.h>

struct expected {
    const char *file, *cut;
    int64_t customers;
    double all, repeaters; /* AUC */
};

static int data_path(const char *file, char *path, size_t size)
{
    const char *data = getenv("PATRON_TEST_DATA");
    if (data) (void)snprintf(path, size, "%s/%s", data, file);
    else (void)snprintf(path, size, "%s/../shared/data/%s", PATRON_SOURCE_ROOT, file);
    FILE *there = fopen(path, "rb");
    if (there) (void)fclose(there);
    return there != NULL;
}

/* Who orders falls from state to state, where a state has the numbers to say so. */
static void check_bands(const struct backtest *result, int32_t from, int32_t to)
{
    double before = 1;
    for (int32_t state = from; state <= to; state++) {
        if (result->state_customers[state] < 20) continue;
        double share = (double)result->state_ordered[state] / (double)result->state_customers[state];
        assert_that(share <= before, "%s: %.3f order, before %.3f", patron_churn_state_name(state), share, before);
        before = share;
    }
}

static void check_cut(const struct expected *expected)
{
    char path[600];
    struct orders_csv orders;
    struct backtest result;
    patron_book *book;
    patron_error error;
    if (!data_path(expected->file, path, sizeof path)) {
        printf("SKIP %s is not there\n", expected->file);
        skip();
    }
    assert_int_equal(orders_csv_read(path, &orders), 0);
    assert_ok(orders_csv_book(&orders, &book, &error), &error);
    assert_ok(evaluate(book, orders_csv_day(expected->cut, 10), 90, &result, &error), &error);
    const struct evaluation *all = result.set, *repeaters = result.set + EVALUATE_REPEATERS;
    const struct evaluation *one_time = result.set + EVALUATE_ONE_TIME;
    assert_that(all->customers == expected->customers, "%s: %lld customers", expected->cut, (long long)all->customers);
    assert_int_equal(all->customers, repeaters->customers + one_time->customers);
    assert_that(fabs(all->auc - expected->all) < .003, "%s: AUC of all %.4f", expected->cut, all->auc);
    assert_that(fabs(repeaters->auc - expected->repeaters) < .003, "%s: AUC of repeaters %.4f", expected->cut, repeaters->auc);
    assert_true(all->auc > all->auc_recency && repeaters->auc > repeaters->auc_recency + .02);
    assert_true(all->brier < all->brier_base && repeaters->brier < repeaters->brier_base);
    assert_that(all->calibration > .75 && all->calibration < 1.35, "%s: sum p / sum y %.3f", expected->cut, all->calibration);
    check_bands(&result, PATRON_CHURN_ON_TRACK, PATRON_CHURN_LOST);
    check_bands(&result, PATRON_CHURN_NEW, PATRON_CHURN_ONE_TIME_LOST);
    patron_book_free(book);
    orders_csv_free(&orders);
}

static void test_cdnow_september(void **state)
{
    (void)state;
    check_cut(&(struct expected){"cdnow/cdnow_master.csv", "1997-09-30", 23500, .771, .723});
}

static void test_cdnow_march(void **state)
{
    (void)state;
    check_cut(&(struct expected){"cdnow/cdnow_master.csv", "1998-03-31", 23502, .838, .770});
}

static void test_online_retail(void **state)
{
    (void)state;
    check_cut(&(struct expected){"online_retail/online_retail.csv.gz", "2011-09-09", 3370, .734, .718});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cdnow_september),
        cmocka_unit_test(test_cdnow_march),
        cmocka_unit_test(test_online_retail),
    };
    return cmocka_run_group_tests_name("churn_real", tests, NULL, NULL);
}
