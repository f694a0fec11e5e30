/* Mailings: recipients against hold-out counted by a naive reading, compared by hand and with the textbook's sums, and
 * p values adjusted for how many they are. */
#include "oracle_book.h"

#include <patron/promotions.h>
#include <patron/stats.h>

#include <math.h>

#define GROUPS 2
#define ARMS 3

static int32_t group_of_key(int64_t key) { return (int32_t)((uint64_t)key % (GROUPS + 1)) - 1; }

static int32_t *groups_of(const patron_book *book)
{
    int64_t n = patron_book_customers(book);
    int32_t *group = malloc(((size_t)n + 1) * sizeof *group);
    assert_non_null(group);
    for (int64_t i = 0; i < n; i++) group[i] = group_of_key(shop_key(book, PATRON_KEYS_CUSTOMER, i));
    return group;
}

/* ---- mailings ---------------------------------------------------------------------------------------------------- */

struct response {
    patron_promotions_response counts;
    int64_t array[5][GROUPS * ARMS], square[GROUPS * ARMS * 4];
};

static void response_begin(struct response *response)
{
    memset(response, 0, sizeof *response);
    response->counts = (patron_promotions_response){sizeof response->counts, GROUPS * ARMS, response->array[0],
                                                    response->array[1],
        response->array[2], response->array[3], response->array[4], response->square};
}

/* Means and intervals of the nets against the textbook's two sums. */
static void check_nets(const struct response *response, long double nets[2][ARMS])
{
    double mean[ARMS], difference[ARMS], low[ARMS], high[ARMS], incremental[ARMS];
    patron_promotions_effects out = {.size = sizeof out, .capacity = ARMS, .net = mean, .net_difference = difference,
                                     .net_low = low, .net_high = high, .incremental = incremental};
    patron_error error;
    assert_ok(patron_promotions_compare(ARMS, &response->counts, 0, PATRON_STATS_HOLM, NULL, &out, &error), &error);
    long double average[ARMS], variance[ARMS]; /* the latter of the average */
    for (int a = 0; a < ARMS; a++) {
        long double n = (long double)response->array[0][a];
        average[a] = n > 0 ? nets[0][a] / n : 0;
        variance[a] = n > 1 ? (nets[1][a] - nets[0][a] * average[a]) / (n - 1) / n : 0;
        assert_true(fabsl(average[a] - mean[a]) <= 1e-9L * fmaxl(1, fabsl(average[a])));
        bool compares = a > 0 && n > 1 && response->array[0][0] > 1;
        long double wanted = compares ? average[a] - average[0] : 0;
        long double half = compares ? 1.959963984540054L * sqrtl(fmaxl(0, variance[a] + variance[0])) : 0;
        assert_true(fabsl(wanted - difference[a]) <= 1e-9L * fmaxl(1, fabsl(average[a]) + fabsl(average[0])));
        assert_that(fabsl(wanted - half - low[a]) <= 1e-6L * fmaxl(1, half) &&
                        fabsl(wanted + half - high[a]) <= 1e-6L * fmaxl(1, half),
                    "arm %d: %g … %g, expected %Lg ± %Lg", a, low[a], high[a], wanted, half);
        assert_true(fabsl(wanted * n - incremental[a]) <= 1e-9L * n * fmaxl(1, fabsl(average[a]) + fabsl(average[0])));
    }
}

static void check_mailing(const struct shop *shop, const patron_book *book, const struct oracle_book *seen,
                          int32_t days,
                          bool own_days)
{
    struct response found, expected;
    int64_t n = seen->customers, half = n / 2;
    int32_t *arm = malloc(((size_t)n + 1) * sizeof *arm), *sent = malloc(((size_t)n + 1) * sizeof *sent);
    assert_true(arm && sent);
    response_begin(&found);
    response_begin(&expected);
    long double nets[2][ARMS] = {{0}}; /* Σ and Σ of squares of each arm's nets */
    int32_t *group = groups_of(book);
    uint8_t *mask = malloc((size_t)n + 1);
    assert_non_null(mask);
    const patron_selection selection = {sizeof selection, mask, group, GROUPS};
    const bool grouped = days == 30;
    patron_promotions_mailing mailing = {sizeof mailing, arm, ARMS, seen->as_of - 60, own_days ? sent : NULL, days, 0,
                                         grouped ? &selection : NULL};
    if (!grouped) mailing.size = offsetof(patron_promotions_mailing, selection); /* as it was before */
    for (int64_t i = 0; i < n; i++) {
        const struct oracle_customer *customer = &seen->customer[i];
        int64_t orders = 0, net = 0;
        arm[i] = (int32_t)(i % (ARMS + 1)) - 1;
        sent[i] = i % 11 == 5 ? PATRON_NO_DAY : seen->as_of - (int32_t)(i * 7 % 100);
        int32_t day = own_days ? sent[i] : mailing.sent_day;
        mask[i] = i % 6 != 2;
        if (arm[i] < 0 || day == PATRON_NO_DAY) continue;
        if (grouped && (group[i] < 0 || !mask[i])) continue;
        int64_t at = arm[i] + (grouped ? group[i] * ARMS : 0);
        if (seen->as_of - day < days) {
            expected.array[1][at]++;
            continue;
        }
        for (int64_t k = 0; k < customer->orders; k++)
            if (customer->order[k].counts && customer->order[k].day >= day && customer->order[k].day - day <= days) {
                orders++;
                net += customer->order[k].amount -
                       oracle_refunded(customer->order[k].refund, customer->order[k].refunds, seen->as_of);
            }
        nets[0][arm[i]] += (long double)net;
        nets[1][arm[i]] += (long double)net * (long double)net;
        expected.array[0][at]++;
        expected.array[2][at] += orders > 0;
        expected.array[3][at] += orders;
        expected.array[4][at] += net;
        uint64_t square = (uint64_t)(net * net); /* the shops' nets are below 2^31 */
        expected.square[at * 4] += (int64_t)(square & UINT32_MAX);
        expected.square[at * 4 + 1] += (int64_t)(square >> 32);
    }
    patron_error error;
    assert_ok(patron_promotions_respond(book, seen->as_of, &mailing, 0, half, &found.counts, &error), &error);
    assert_ok(patron_promotions_respond(book, seen->as_of, &mailing, half, n - half, &found.counts, &error), &error);
    assert_that(!memcmp(found.array, expected.array, sizeof found.array), "%s: responses", shop->name);
    assert_memory_equal(found.square, expected.square, sizeof found.square);
    if (!grouped) check_nets(&found, nets);
    free(arm);
    free(sent);
    free(group);
    free(mask);
}

static void check_shop(const struct shop *shop)
{
    patron_book *book = shop_book(shop, NULL);
    for (int which = 0; which < SHOP_AS_OF; which++) {
        struct oracle_book *seen = oracle_book(shop, shop_as_of(shop, which));
        check_mailing(shop, book, seen, which % 2 ? 30 : 60, which % 3 == 0);
        oracle_book_free(seen);
    }
    patron_book_free(book);
}

static void shops_as_the_oracle_says(void **state)
{
    (void)state;
    int64_t seeds = test_some(1, 6, 150);
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, (uint64_t)(11100 + seed), profile);
            if (seed % 2) shop.flags ^= PATRON_BOOK_COUNT_BY_ORDER;
            check_shop(&shop);
            shop_end(&shop);
        }
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        check_shop(&shop);
        shop_end(&shop);
    }
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

#define NEAR(found, expected) \
    assert_that(fabs((found) - (expected)) < 1e-9 * fmax(1, fabs((double)(expected))), "%.17g, expected %.17g", \
                (found), (double)(expected))

static void effects_by_hand(void **state)
{
    (void)state;
    /* hold-out: 10 of 100 bought for 20 each; variant 1: 25 of 100 for 20 each; variant 2 went to nobody */
    int64_t recipients[3] = {100, 100, 0}, responders[3] = {10, 25, 0}, net[3] = {200, 500, 0};
    int64_t square[12] = {4000, 0, 0, 0, 10000, 0, 0, 0, 0, 0, 0, 0};
    double rate[3], low[3], high[3], difference[3], d_low[3], d_high[3], p[3], p_adjusted[3], mean[3],
        net_difference[3], net_low[3], net_high[3], net_p[3], net_adjusted[3], incremental[3];
    patron_promotions_response response = {sizeof response, 3, recipients, NULL, responders, NULL, net, square};
    patron_promotions_effects out = {sizeof out, 3, rate, low, high, difference, d_low, d_high, p, p_adjusted, mean,
        net_difference, net_low, net_high, net_p, net_adjusted, incremental};
    patron_error error;
    assert_ok(patron_promotions_compare(3, &response, 0, PATRON_STATS_HOLM, NULL, &out, &error), &error);
    NEAR(rate[0], .1);
    NEAR(rate[1], .25);
    NEAR(difference[1], .15);
    double d, l, h, expected_p;
    assert_ok(patron_stats_rate_difference(25, 100, 10, 100, .95, &d, &l, &h, &expected_p, &error),
              &error);
    assert_true(d_low[1] == l && d_high[1] == h && p[1] == expected_p && p_adjusted[1] == expected_p);
    NEAR(mean[0], 2);
    NEAR(net_difference[1], 3);
    NEAR(incremental[1], 300);
    /* variances 3600/99 and 7500/99; each over 100 */
    double deviation = sqrt((3600. / 99 + 7500. / 99) / 100);
    NEAR(net_low[1], 3 - 1.959963984540054 * deviation);
    NEAR(net_high[1], 3 + 1.959963984540054 * deviation);
    NEAR(net_p[1], erfc(3 / deviation / sqrt(2)));
    assert_true(difference[0] == 0 && p[0] == 1 && net_p[0] == 1 && incremental[0] == 0);
    assert_true(rate[2] == 0 && low[2] == 0 && high[2] == 1 && difference[2] == 0 && p[2] == 1 && p_adjusted[2] == 1);
    /* three arms that compare: adjusted over two */
    recipients[2] = 100, responders[2] = 11, net[2] = 220, square[8] = 4400;
    assert_ok(patron_promotions_compare(3, &response, .9, PATRON_STATS_BENJAMINI_HOCHBERG, NULL, &out, &error), &error);
    NEAR(p_adjusted[1], 2 * p[1]);
    NEAR(p_adjusted[2], p[2]);
    /* nets so large that their squares leave 128 bits when multiplied: all alike, so that nothing is spread */
    int64_t huge[2] = {INT64_C(1) << 60, INT64_C(1) << 60}, two[2] = {2, 2}, huge_square[8] = {0, 0, 0, 1 << 23, 0, 0,
                                                                                               0, 1 << 23};
    patron_promotions_response large = {sizeof large, 2, two, NULL, two, NULL, huge, huge_square};
    assert_ok(patron_promotions_compare(2, &large, 0, PATRON_STATS_UNADJUSTED, NULL, &out, &error), &error);
    assert_true(net_difference[1] == 0 && net_p[1] == 1 && net_low[1] == 0);
    /* a certain difference */
    int64_t certain[2] = {0, 20}, certain_square[8] = {0, 0, 0, 0, 200, 0, 0, 0};
    patron_promotions_response sure = {sizeof sure, 2, two, NULL, two, NULL, certain, certain_square};
    assert_ok(patron_promotions_compare(2, &sure, 0, PATRON_STATS_UNADJUSTED, NULL, &out, &error), &error);
    assert_true(net_difference[1] == 10 && net_p[1] == 0 && net_low[1] == 10);
    /* one recipient: a rate, but nothing is known of how nets vary, so that nothing is said of their difference */
    for (int which = 0; which < 2; which++) {
        int64_t few[2] = {which ? 1 : 2, which ? 2 : 1}, some[2] = {which, 1}, nets[2] = {which ? 5 : 0, 7};
        int64_t squares[8] = {which ? 25 : 0, 0, 0, 0, 49, 0, 0, 0};
        patron_promotions_response lone = {sizeof lone, 2, few, NULL, some, NULL, nets, squares};
        assert_ok(patron_promotions_compare(2, &lone, 0, PATRON_STATS_HOLM, NULL, &out, &error), &error);
        NEAR(mean[1], which ? 3.5 : 7);
        NEAR(difference[1], which ? -.5 : 1);
        assert_true(p[1] < 1 && p_adjusted[1] == p[1]);
        assert_true(net_difference[1] == 0 && net_low[1] == 0 && net_high[1] == 0 && incremental[1] == 0);
        assert_true(net_p[1] == 1 && net_adjusted[1] == 1);
    }
}

static void adjusted_p_values_by_hand(void **state)
{
    (void)state;
    const double p[5] = {.04, .001, .03, .5, .01};
    const double holm[5] = {.09, .005, .09, .5, .04}, bh[5] = {.05, .005, .05, .5, .025};
    double found[5];
    patron_error error;
    assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, p, 5, NULL, found, &error), &error);
    for (int i = 0; i < 5; i++) NEAR(found[i], holm[i]);
    assert_ok(patron_stats_adjust(PATRON_STATS_BENJAMINI_HOCHBERG, p, 5, NULL, found, &error), &error);
    for (int i = 0; i < 5; i++) NEAR(found[i], bh[i]);
    assert_ok(patron_stats_adjust(PATRON_STATS_UNADJUSTED, p, 5, NULL, found, &error), &error);
    assert_memory_equal(found, p, sizeof p);
    memcpy(found, p, sizeof p); /* in place */
    assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, found, 5, NULL, found, &error), &error);
    NEAR(found[4], .04);
    assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, NULL, 0, NULL, NULL, &error), &error);
    const double ones[3] = {1, .9, .8};
    assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, ones, 3, NULL, found, &error), &error);
    assert_true(found[0] == 1 && found[1] == 1 && found[2] == 1);
    const double bad[2] = {.5, 1.5}, nan[1] = {(double)NAN};
    assert_int_equal(patron_stats_adjust(PATRON_STATS_HOLM, bad, 2, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_true(error.argument == 2 && error.row == 1);
    assert_int_equal(patron_stats_adjust(PATRON_STATS_HOLM, nan, 1, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_adjust(3, p, 5, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_adjust(0, NULL, 5, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_adjust(0, p, -1, NULL, found, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_stats_adjust(0, p, 5, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_true(found[0] == 1);
}

/* By their definitions: Holm's is the largest of p_j times how many are not below it, over those up to p_i; Benjamini
 * and Hochberg's the least of p_j n over how many are not above it, over those from p_i on. Ties, 0 and 1 among them.
 */
static void adjusted_p_values_as_defined(void **state)
{
    (void)state;
    struct rng rng = {17};
    for (int round = 0; round < 300; round++) {
        double p[40], found[2][40], shuffled[40], again[40];
        int n = (int)rng_between(&rng, 1, 40), turn = (int)rng_between(&rng, 0, 39);
        patron_error error;
        for (int i = 0; i < n; i++)
            p[i] = rng_chance(&rng, 30) ? (double)rng_between(&rng, 0, 4) / 4 : (double)rng_between(&rng, 0, 60) / 999;
        assert_ok(patron_stats_adjust(PATRON_STATS_HOLM, p, n, NULL, found[0], &error), &error);
        assert_ok(patron_stats_adjust(PATRON_STATS_BENJAMINI_HOCHBERG, p, n, NULL, found[1], &error), &error);
        for (int i = 0; i < n; i++) {
            double holm = 0, bh = 1;
            for (int j = 0; j < n; j++) {
                int from = 0, to = 0;
                for (int k = 0; k < n; k++) from += p[k] >= p[j], to += p[k] <= p[j];
                if (p[j] <= p[i]) holm = fmax(holm, p[j] * from);
                if (p[j] >= p[i]) bh = fmin(bh, p[j] * n / to);
            }
            NEAR(found[0][i], fmin(1, holm));
            NEAR(found[1][i], bh);
            shuffled[(i + turn) % n] = p[i];
        }
        for (int which = 0; which < 2; which++) { /* the order of the table does not matter to a bit */
            int32_t method = which ? PATRON_STATS_BENJAMINI_HOCHBERG : PATRON_STATS_HOLM;
            assert_ok(patron_stats_adjust(method, shuffled, n, NULL, again, &error), &error);
            for (int i = 0; i < n; i++) assert_true(again[(i + turn) % n] == found[which][i]);
        }
    }
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

struct failing {
    const patron_book *book;
    struct counting *counting;
    struct response *response;
    const patron_promotions_mailing *mailing;
    double *p;
    int32_t as_of;
};

static patron_status fail_mailing(void *context, patron_error *error)
{
    struct failing *c = context;
    return patron_promotions_respond(c->book, c->as_of, c->mailing, 0, patron_book_customers(c->book),
                                     &c->response->counts,
                                     error);
}

static patron_status fail_compare(void *context, patron_error *error)
{
    struct failing *c = context;
    patron_promotions_effects out = {.size = sizeof out, .capacity = ARMS, .p_adjusted = c->p};
    int64_t n[ARMS] = {5, 5, 5}, k[ARMS] = {1, 2, 3}, net[ARMS] = {0}, square[ARMS * 4] = {0};
    patron_promotions_response response = {sizeof response, ARMS, n, NULL, k, NULL, net, square};
    return patron_promotions_compare(ARMS, &response, 0, PATRON_STATS_HOLM, &c->counting->allocator, &out, error);
}

static void allocations_that_fail(void **state)
{
    (void)state;
    struct shop shop;
    struct counting counting;
    struct response response;
    double p[ARMS];
    counting_begin(&counting);
    shop_random(&shop, 11600, SHOP_LINES);
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    int32_t *arm = calloc((size_t)patron_book_customers(book) + 1, sizeof *arm);
    assert_non_null(arm);
    response_begin(&response);
    patron_promotions_mailing mailing = {sizeof mailing, arm, ARMS, 15000, NULL, 30, 0, NULL};
    struct failing call = {book, &counting, &response, &mailing, p, shop_as_of(&shop, 4)};
    const struct test_memory out[] = {{response.array, sizeof response.array}, {p, sizeof p}};
    assert_int_equal(each_allocation_fails(&counting, fail_mailing, NULL, &call, &out[0], 1), 1);
    assert_int_equal(each_allocation_fails(&counting, fail_compare, NULL, &call, &out[1], 1), 4);
    free(arm);
    patron_book_free(book);
    shop_end(&shop);
    counting_end(&counting);
}

#define EXPECT(status, number, call) \
    do { \
        memset(&error, 0, sizeof error); \
        assert_int_equal((call), (status)); \
        assert_int_equal(error.argument, (number)); \
    } while (0)

static void what_is_refused(void **state)
{
    (void)state;
    struct shop shop;
    struct response response;
    patron_error error;
    shop_random(&shop, 11700, SHOP_LINES);
    patron_book *book = shop_book(&shop, NULL);
    int64_t n = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4);
    const patron_selection selection = {.size = sizeof selection, .groups = 2};
    response_begin(&response);
    int32_t *arm = calloc((size_t)n + 1, sizeof *arm), *sent = calloc((size_t)n + 1, sizeof *sent);
    assert_true(arm && sent);
    const patron_promotions_mailing good = {sizeof good, arm, ARMS, as_of - 40, NULL, 30, 0, NULL};
    patron_promotions_mailing m = good;
#define RESPOND(mailing) patron_promotions_respond(book, as_of, (mailing), 0, n, &response.counts, &error)
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(NULL));
    m.arm = NULL;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.arms = 1;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.days = 0;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.reserved = 1;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.selection = &selection;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    m = good, m.size = offsetof(patron_promotions_mailing, selection) - 1;
    EXPECT(PATRON_ERROR_ARGUMENT, 3, RESPOND(&m));
    int32_t *group = calloc((size_t)n + 1, sizeof *group);
    assert_non_null(group);
    patron_selection grouped = {.size = sizeof grouped, .group = group, .groups = GROUPS + 1};
    m = good, m.selection = &grouped; /* there is room for GROUPS */
    EXPECT(PATRON_ERROR_CAPACITY, 6, RESPOND(&m));
    grouped.groups = GROUPS;
    group[n - 1] = GROUPS;
    EXPECT(PATRON_ERROR_DATA, 3, RESPOND(&m));
    assert_true(error.row == n - 1);
    free(group);
    m = good, m.sent_day = PATRON_NO_DAY;
    EXPECT(PATRON_ERROR_RANGE, 3, RESPOND(&m));
    arm[n - 1] = ARMS;
    EXPECT(PATRON_ERROR_DATA, 3, RESPOND(&good));
    assert_true(error.row == n - 1 && !strcmp(error.column, "arm"));
    arm[n - 1] = 0;
    m = good, m.sent_days = sent, sent[0] = PATRON_DAY_MAX + 1;
    EXPECT(PATRON_ERROR_DATA, 3, RESPOND(&m));
    assert_true(error.row == 0 && !strcmp(error.column, "sent_days"));
    EXPECT(PATRON_ERROR_RANGE, 4, patron_promotions_respond(book, as_of, &good, 0, n + 1, &response.counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 6, patron_promotions_respond(book, as_of, &good, 0, n, NULL, &error));
    response.counts.capacity = ARMS - 1;
    EXPECT(PATRON_ERROR_CAPACITY, 6, RESPOND(&good));
    response.counts.capacity = ARMS;
    for (int a = 0; a < 5; a++)
        for (int k = 0; k < ARMS; k++) assert_int_equal(response.array[a][k], 0);
    response.array[0][0] = INT64_MAX;
    EXPECT(PATRON_ERROR_OVERFLOW, 6, RESPOND(&good));
    assert_int_equal(response.array[3][0], 0);
    int64_t two[2] = {2, 2}, three[2] = {3, 3}, squares[8] = {0};
    double rate[2] = {7, 7};
    patron_promotions_effects out = {.size = sizeof out, .capacity = 2, .rate = rate};
    patron_promotions_response counts = {sizeof counts, 2, two, NULL, three, NULL, two, squares};
    EXPECT(PATRON_ERROR_ARGUMENT, 1, patron_promotions_compare(1, &counts, 0, 0, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 2, patron_promotions_compare(2, NULL, 0, 0, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 2, patron_promotions_compare(2, &counts, 0, 0, NULL, &out, &error));
    counts.responders = two;
    counts.net = NULL;
    EXPECT(PATRON_ERROR_ARGUMENT, 2, patron_promotions_compare(2, &counts, 0, 0, NULL, &out, &error));
    counts.net = two;
    EXPECT(PATRON_ERROR_ARGUMENT, 2, patron_promotions_compare(3, &counts, 0, 0, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_promotions_compare(2, &counts, 1, 0, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 4, patron_promotions_compare(2, &counts, 0, 3, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 6, patron_promotions_compare(2, &counts, 0, 0, NULL, NULL, &error));
    out.capacity = 1;
    EXPECT(PATRON_ERROR_CAPACITY, 6, patron_promotions_compare(2, &counts, 0, 0, NULL, &out, &error));
    assert_true(rate[0] == 7 && rate[1] == 7);
    free(arm);
    free(sent);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shops_as_the_oracle_says),  cmocka_unit_test(effects_by_hand),
        cmocka_unit_test(adjusted_p_values_by_hand), cmocka_unit_test(adjusted_p_values_as_defined),
        cmocka_unit_test(allocations_that_fail),     cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
