/* Concentration on the published CDNOW sample, zero orders counted: numbers that are known. */
#include "support.h"

#include <patron/value.h>

#include <math.h>

static FILE *open_data(const char *file)
{
    char path[600];
    const char *data = getenv("PATRON_TEST_DATA");
    if (data) (void)snprintf(path, sizeof path, "%s/%s", data, file);
    else (void)snprintf(path, sizeof path, "%s/../shared/data/%s", PATRON_SOURCE_ROOT, file);
    return fopen(path, "rb");
}

static void read_sample(FILE *in, struct shop *shop)
{
    char line[200];
    assert_non_null(fgets(line, sizeof line, in));
    assert_true(strncmp(line, "master_id,sample_id,date,quantity,amount", 40) == 0);
    while (fgets(line, sizeof line, in)) {
        long long customer;
        int year, month, date, units, cents;
        int32_t day;
        assert_int_equal(sscanf(line, "%*[^,],%lld,%d-%d-%d,%*d,%d.%2d", &customer, &year, &month, &date, &units,
                                &cents), 6);
        assert_int_equal(patron_calendar_day(year, month, date, &day, NULL), PATRON_OK);
        shop_add(shop, shop_sale(customer, day, 100 * units + cents));
    }
}

static void cdnow_concentration(void **state)
{
    (void)state;
    FILE *in = open_data("cdnow/cdnow_sample.csv");
    if (!in) {
        printf("SKIP cdnow/cdnow_sample.csv is not there\n");
        skip();
    }
    struct shop shop;
    shop_begin(&shop);
    shop.flags = PATRON_BOOK_ZERO_ORDERS;
    read_sample(in, &shop);
    (void)fclose(in);
    patron_book *book = shop_book(&shop, NULL);
    const int32_t decile = 1000;
    int64_t buyers, net, top_buyers, top_net;
    double gini, share, multiple, rest;
    patron_value_concentration_options options = {sizeof options, 0, 0, 1, &decile};
    patron_value_concentration_columns out = {.size = sizeof out, .capacity = 1, .buyers = &buyers, .net = &net,
                                              .gini = &gini,
        .top_buyers = &top_buyers, .top_net = &top_net, .top_share = &share, .top_multiple = &multiple,
        .rest_multiple = &rest};
    patron_error error;
    int32_t end;
    assert_int_equal(patron_calendar_day(1998, 6, 30, &end, NULL), PATRON_OK);
    assert_ok(patron_value_concentration(book, end, &options, NULL, &out, &error), &error);
    assert_true(buyers == 2357 && net == 24409194 && top_buyers == 236);
    assert_true(fabs(gini - .6309) < 5e-5 && fabs(multiple - 5.074) < 5e-4 && fabs(share - .5081) < 5e-5);
    assert_true(fabs(rest - 9.282) < 5e-4);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cdnow_concentration)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
