/* loyalty: seconds of the points ledger and of tiers on a synthetic programme. By default 20 million events of 2
 * million customers over 700 days: 60 % orders, 15 % spends of what is there, 10 % refunds, the rest bonuses.
 *
 *     loyalty [EVENTS [CUSTOMERS]] */
#include <patron.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FIRST_DAY 19358 /* 2023-01-01 */
#define DAYS 700

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static uint64_t dice(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void *take(int64_t count, size_t element)
{
    void *memory = calloc((size_t)(count > 0 ? count : 1), element);
    if (!memory) {
        fputs("loyalty: no memory\n", stderr);
        exit(1);
    }
    return memory;
}

static void check(patron_status status, const patron_error *error)
{
    if (!status) return;
    fprintf(stderr, "loyalty: row %lld: %s\n", (long long)error->row, error->message);
    exit(1);
}

static void tell(const char *what, double since)
{
    printf("%-28s  %9.3f s\n", what, seconds() - since);
    fflush(stdout);
}

struct programme {
    int64_t events, customers;
    int64_t *customer, *amount, *order, *balance, *last;
    int32_t *day;
    int8_t *kind;
};

/* Events in order of time. Points never run out: a spend takes at most half of what was earned and not yet spent, and
 * only half of the points count as there, so that refunds cannot take more. */
static void make(struct programme *p)
{
    uint64_t state = 1;
    for (int64_t i = 0; i < p->events; i++) {
        int64_t customer = (int64_t)(dice(&state) % (uint64_t)p->customers);
        uint64_t what = dice(&state) % 100;
        p->customer[i] = customer;
        p->day[i] = FIRST_DAY + (int32_t)(i * DAYS / p->events);
        p->order[i] = i;
        if (what < 15 && p->balance[customer] > 1) {
            p->kind[i] = PATRON_LOYALTY_SPEND;
            p->amount[i] = p->balance[customer] / 2;
            p->balance[customer] -= p->amount[i];
        } else if (what < 25 && p->last[customer]) {
            p->kind[i] = PATRON_LOYALTY_REFUND;
            p->order[i] = p->last[customer] - 1;
            p->amount[i] = 500;
            p->last[customer] = 0;
        } else if (what < 40) {
            p->kind[i] = PATRON_LOYALTY_BONUS;
            p->amount[i] = 5;
        } else {
            p->kind[i] = PATRON_LOYALTY_EARN;
            p->amount[i] = 1000 + (int64_t)(dice(&state) % 10000);
            p->balance[customer] += (p->amount[i] - 500) / 200;
            p->last[customer] = i + 1;
        }
    }
}

static patron_book *book_of(const struct programme *p)
{
    patron_column customer = {.size = sizeof customer, .type = PATRON_TYPE_INT64, .values = p->customer};
    patron_column day = {.size = sizeof day, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = p->day};
    patron_column amount = {.size = sizeof amount, .type = PATRON_TYPE_INT64, .values = p->amount};
    patron_rows rows = {
        .size = sizeof rows, .count = p->events, .customer = &customer, .time = &day, .amount = &amount};
    patron_book *book = NULL;
    patron_error error;
    check(patron_book_build(&rows, NULL, &book, &error), &error);
    return book;
}

static void measure_tiers(const struct programme *p, const patron_loyalty_ledger *ledger, int32_t as_of)
{
    static const char *const names[] = {"tiers by net", "tiers by orders", "tiers by points"};
    static const int64_t steps[3][3] = {{10000, 50000, 100000}, {2, 5, 10}, {100, 500, 1000}};
    double since = seconds();
    patron_book *book = book_of(p);
    tell("(build the book)", since);
    int64_t customers = patron_book_customers(book);
    int32_t *tier = take(customers, sizeof *tier), *until = take(customers, sizeof *until);
    patron_loyalty_tier_columns out = {.size = sizeof out, .capacity = customers, .tier = tier, .until = until};
    for (int32_t by = 0; by < 3; by++) {
        patron_loyalty_tiers tiers = {.size = sizeof tiers,
                                      .by = by,
                                      .window = PATRON_LOYALTY_ROLLING,
                                      .grace_days = 90,
                                      .tier_count = 3,
                                      .thresholds = steps[by]};
        patron_error error;
        since = seconds();
        check(patron_loyalty_tiers_score(book, ledger, as_of, &tiers, 0, customers, &out, &error), &error);
        tell(names[by], since);
    }
    free(tier);
    free(until);
    patron_book_free(book);
}

static void measure(const struct programme *p, int32_t expiry, int32_t days, const char *name)
{
    patron_column customer = {.size = sizeof customer, .type = PATRON_TYPE_INT64, .values = p->customer};
    patron_column day = {.size = sizeof day, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = p->day};
    patron_column kind = {.size = sizeof kind, .type = PATRON_TYPE_INT8, .values = p->kind};
    patron_column amount = {.size = sizeof amount, .type = PATRON_TYPE_INT64, .values = p->amount};
    patron_column order = {.size = sizeof order, .type = PATRON_TYPE_INT64, .values = p->order};
    patron_loyalty_events events = {.size = sizeof events, .count = p->events, .customer = &customer, .time = &day,
                                    .kind = &kind, .amount = &amount, .order = &order};
    const patron_loyalty_events *batches[] = {&events};
    patron_loyalty_options options = {.size = sizeof options, .expiry = expiry, .expiry_count = days};
    patron_loyalty_ledger *ledger = NULL;
    patron_loyalty_info info = {.size = sizeof info};
    patron_error error;
    int32_t as_of = FIRST_DAY + DAYS - 1;
    printf("%s\n", name);
    double since = seconds();
    check(patron_loyalty_build(batches, 1, &options, &ledger, &error), &error);
    tell("build", since);
    check(patron_loyalty_inspect(ledger, &info, &error), &error);
    int64_t *balance = take(info.customers, sizeof *balance), issued = 0, expired = 0, outstanding = 0, lots[24] = {0};
    patron_loyalty_columns columns = {.size = sizeof columns, .capacity = info.customers, .balance = balance};
    patron_loyalty_counts counts = {.size = sizeof counts, .capacity = 1, .issued = &issued, .expired = &expired,
                                    .outstanding = &outstanding};
    patron_loyalty_vintages vintages = {.size = sizeof vintages, .capacity = 24, .outstanding = lots};
    since = seconds();
    check(patron_loyalty_score(ledger, as_of, NULL, 0, info.customers, &columns, &error), &error);
    tell("score", since);
    since = seconds();
    check(patron_loyalty_count(ledger, as_of, NULL, NULL, 0, info.customers, &counts, &error), &error);
    tell("count", since);
    since = seconds();
    check(patron_loyalty_vintage_count(ledger, as_of, NULL, 636, 24, NULL, 0, info.customers, &vintages, &error),
          &error);
    tell("vintages", since);
    since = seconds();
    check(patron_loyalty_score(ledger, as_of, NULL, info.customers / 2, 1, &columns, &error), &error);
    tell("score of one customer", since);
    printf("%lld events, %lld customers, %lld bytes; issued %lld, expired %lld, outstanding %lld\n",
           (long long)info.replayed, (long long)info.customers, (long long)info.bytes, (long long)issued,
           (long long)expired, (long long)outstanding);
    if (!expiry) measure_tiers(p, ledger, as_of);
    free(balance);
    patron_loyalty_free(ledger);
}

int main(int argc, char **argv)
{
    struct programme p = {.events = argc > 1 ? atoll(argv[1]) : 20000000,
                          .customers = argc > 2 ? atoll(argv[2]) : 2000000};
    if (p.events < 1 || p.customers < 1) {
        fputs("usage: loyalty [EVENTS [CUSTOMERS]]\n", stderr);
        return 2;
    }
    p.customer = take(p.events, sizeof *p.customer);
    p.amount = take(p.events, sizeof *p.amount);
    p.order = take(p.events, sizeof *p.order);
    p.day = take(p.events, sizeof *p.day);
    p.kind = take(p.events, sizeof *p.kind);
    p.balance = take(p.customers, sizeof *p.balance);
    p.last = take(p.customers, sizeof *p.last);
    make(&p);
    measure(&p, PATRON_LOYALTY_EXPIRY_NEVER, 0, "points for ever");
    measure(&p, PATRON_LOYALTY_EXPIRY_AFTER, DAYS, "points that expire");
    measure(&p, PATRON_LOYALTY_EXPIRY_ACTIVITY, DAYS, "points that activity renews");
    free(p.customer);
    free(p.amount);
    free(p.order);
    free(p.day);
    free(p.kind);
    free(p.balance);
    free(p.last);
    return 0;
}
