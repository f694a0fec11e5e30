/* speed: seconds of each measure on a synthetic shop, once for each number of threads. By default 20 million orders of 2 million
 * customers over 700 days, in random order.
 *
 *     speed [ORDERS [CUSTOMERS [THREADS ...]]]
 *
 * Wall-clock and processor seconds are printed: on a machine with other work only the second ones compare. The line "read"
 * is what reading the three columns once costs. */
#include "timing.h"

#include <patron.h>

#include <string.h>

#define FIRST_DAY 19358 /* 2023-01-01 */
#define DAYS 700

/* How the customers' keys look. */
static const char *const shapes[] = {"narrow keys", "sparse keys", "string keys", "ascending keys"};

struct shop {
    int64_t orders, customers;
    int64_t *customer, *amount;
    int32_t *day, *offset;
    char *text;
};

static void end(const char *shape, const char *what, int32_t threads)
{
    printf("%-15s  %-16s  %7d", shape, what, (int)threads);
    print_seconds();
}

static void make_shop(struct shop *shop, int shape)
{
    uint64_t state = 1;
    int64_t used = 0;
    for (int64_t i = 0; i < shop->orders; i++) {
        int64_t number = (int64_t)(dice(&state) % (uint64_t)shop->customers);
        if (shape == 3) number = i * shop->customers / shop->orders;
        shop->customer[i] = shape == 1 ? (int64_t)((uint64_t)number * UINT64_C(0x9e3779b97f4a7c15)) : number;
        shop->day[i] = FIRST_DAY + (int32_t)(dice(&state) % DAYS);
        shop->amount[i] = 100 + (int64_t)(dice(&state) % 10000);
        if (shape != 2) continue;
        shop->offset[i] = (int32_t)used;
        used += sprintf(shop->text + used, "C%08lld", (long long)number);
        shop->offset[i + 1] = (int32_t)used;
    }
}

static int64_t read_once(const struct shop *shop)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < shop->orders; i++) sum += shop->customer[i] ^ shop->amount[i] ^ shop->day[i];
    return sum;
}

static patron_book *build(const struct shop *shop, int shape, int32_t threads)
{
    patron_column customer = {.size = sizeof customer, .type = PATRON_TYPE_INT64, .values = shop->customer};
    patron_column day = {.size = sizeof day, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = shop->day};
    patron_column amount = {.size = sizeof amount, .type = PATRON_TYPE_INT64, .values = shop->amount};
    patron_rows rows = {.size = sizeof rows, .count = shop->orders, .customer = &customer, .time = &day, .amount = &amount};
    patron_book_options options = {.size = sizeof options, .threads = threads};
    patron_book *book = NULL;
    patron_error error;
    if (shape == 2) {
        customer.type = PATRON_TYPE_STRING;
        customer.values = shop->text;
        customer.offsets = shop->offset;
    }
    begin();
    check(patron_book_build(&rows, &options, &book, &error), &error);
    end(shapes[shape], "build", threads);
    return book;
}

static void time_rfm(const patron_book *book, int32_t as_of, int64_t customers, int32_t threads)
{
    patron_rfm_options options = {.size = sizeof options, .threads = threads};
    patron_rfm_columns columns = {.size = sizeof columns, .capacity = customers};
    patron_rfm_rule *rule = NULL;
    patron_error error;
    columns.r = take(customers, sizeof *columns.r);
    columns.f = take(customers, sizeof *columns.f);
    columns.m = take(customers, sizeof *columns.m);
    columns.segment = take(customers, sizeof *columns.segment);
    begin();
    check(patron_rfm_fit(book, as_of, &options, NULL, &rule, &error), &error);
    end("", "RFM fit", threads);
    begin();
    check(patron_rfm_score(book, as_of, rule, NULL, 0, customers, &columns, &error), &error);
    end("", "RFM score", 1);
    patron_rfm_rule_free(rule);
    free(columns.r);
    free(columns.f);
    free(columns.m);
    free(columns.segment);
}

static void time_churn(const patron_book *book, int32_t as_of, int64_t customers, int32_t threads)
{
    patron_churn_options options = {.size = sizeof options, .threads = threads};
    patron_churn_columns columns = {.size = sizeof columns, .capacity = customers};
    patron_churn_rule *rule = NULL;
    patron_error error;
    columns.state = take(customers, sizeof *columns.state);
    columns.score = take(customers, sizeof *columns.score);
    columns.rho = take(customers, sizeof *columns.rho);
    begin();
    check(patron_churn_fit(book, as_of, &options, NULL, &rule, &error), &error);
    end("", "churn fit", threads);
    begin();
    check(patron_churn_score(book, as_of, rule, 0, customers, &columns, &error), &error);
    end("", "churn score", 1);
    patron_churn_rule_free(rule);
    free(columns.state);
    free(columns.score);
    free(columns.rho);
}

static void time_cohorts(const patron_book *book, int32_t as_of, int64_t customers)
{
    patron_cohorts_axis *axis = NULL;
    patron_cohorts_shape shape = {.size = sizeof shape};
    patron_error error;
    begin();
    check(patron_cohorts_axis_of_book(book, as_of, NULL, &axis, &error), &error);
    check(patron_cohorts_shape_of(axis, NULL, 1, &shape, &error), &error);
    patron_cohorts_cells cells = {.size = sizeof cells, .capacity = shape.cells, .row_capacity = shape.row_cells,
                                  .sequence_capacity = shape.sequence_cells};
    cells.eligible = take(shape.cells, sizeof(int64_t));
    cells.active = take(shape.cells, sizeof(int64_t));
    cells.active_eligible = take(shape.cells, sizeof(int64_t));
    cells.net = take(shape.cells, sizeof(int64_t));
    cells.nth_by = take(shape.sequence_cells, sizeof(int64_t));
    cells.buyers = take(shape.row_cells, sizeof(int64_t));
    check(patron_cohorts_count(book, as_of, axis, NULL, NULL, 0, customers, &cells, &error), &error);
    end("", "monthly cohorts", 1);
    free(cells.eligible);
    free(cells.active);
    free(cells.active_eligible);
    free(cells.net);
    free(cells.nth_by);
    free(cells.buyers);
    patron_cohorts_axis_free(axis);
}

static void time_measures(const patron_book *book, int32_t threads)
{
    int32_t as_of;
    int64_t customers = patron_book_customers(book);
    patron_totals totals = {.size = sizeof totals};
    patron_error error;
    patron_book_days(book, NULL, &as_of);
    begin();
    check(patron_book_totals(book, as_of, &totals, &error), &error);
    end("", "totals", 1);
    time_rfm(book, as_of, customers, threads);
    time_cohorts(book, as_of, customers);
    time_churn(book, as_of, customers, threads);
}

int main(int argc, char **argv)
{
    struct shop shop = {.orders = argc > 1 ? atoll(argv[1]) : 20000000, .customers = argc > 2 ? atoll(argv[2]) : 2000000};
    int32_t threads[16] = {1, 2}, count = argc > 3 ? 0 : 2;
    for (int i = 3; i < argc && count < 16; i++) threads[count++] = (int32_t)atoi(argv[i]);
    if (shop.orders < 1 || shop.customers < 1 || shop.orders > 200000000) {
        fputs("speed [ORDERS [CUSTOMERS [THREADS ...]]]\n", stderr);
        return 1;
    }
    shop.customer = take(shop.orders, sizeof *shop.customer);
    shop.amount = take(shop.orders, sizeof *shop.amount);
    shop.day = take(shop.orders, sizeof *shop.day);
    shop.offset = take(shop.orders + 1, sizeof *shop.offset);
    shop.text = take(shop.orders * 10 + 32, 1);
    printf("%lld orders of %lld customers\n%-15s  %-16s  threads  seconds  processor\n", (long long)shop.orders,
           (long long)shop.customers, "keys", "what");
    for (int shape = 0; shape < 4; shape++) {
        make_shop(&shop, shape);
        begin();
        int64_t sum = read_once(&shop);
        end(shapes[shape], sum == 42 ? "read " : "read", 1);
        for (int32_t t = 0; t < count; t++) {
            patron_book *book = build(&shop, shape, threads[t]);
            if (shape == 0) time_measures(book, threads[t]);
            if (shape == 0 && t == 0)
                printf("%-15s  %.2f bytes an order\n", "", (double)patron_book_bytes(book) / (double)shop.orders);
            patron_book_free(book);
        }
    }
    free(shop.customer);
    free(shop.amount);
    free(shop.day);
    free(shop.offset);
    free(shop.text);
    return 0;
}
