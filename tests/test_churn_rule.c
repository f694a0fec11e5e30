/* Churn: a shop worked out by hand, saved rules, what is refused, and what happens without memory. */
#include "cases_churn.h"

#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- by hand ------------------------------------------------------------------------------------------------------ */

/* Five gaps of 5, 10, 20, 10 and 5 days (mean 10), one of them of a subscription order in between that does not count.
 *   customer 1: days 0, 5, 15, 35            s = 10, 7.5, 25/3, 11.25     u = .5, 4/3, 2.4, and 5 open: 4/9
 *   customer 2: days 10, 20 (renewal on 12)  s = 10, 10                   u = 1, and 20 open: 2
 *   customer 3: day 30                       s = 10                       u = 1 open
 *   customer 4: days 1, 6                    s = 10, 7.5                  u = .5, and 34 open: 4.53… */
static void hand_shop(struct shop *shop)
{
    const int64_t sales[][2] = {{1, 0}, {1, 5}, {1, 15}, {1, 35}, {2, 10}, {2, 20}, {3, 30}, {4, 1}, {4, 6}};
    shop_begin(shop);
    shop->columns = SHOP_KIND;
    for (size_t i = 0; i < sizeof sales / sizeof *sales; i++) shop_add(shop, shop_sale(sales[i][0], sales[i][1], 1000));
    struct shop_row renewal = shop_sale(2, 12, 500);
    renewal.kind = PATRON_KIND_RENEWAL;
    shop_add(shop, renewal);
    renewal.customer = 5; /* only a subscription: no churn state */
    shop_add(shop, renewal);
}

static void test_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    hand_shop(&shop);
    patron_book *book = shop_book(&shop, NULL);
    patron_churn_rule *rule = churn_fit(book, 40, NULL);
    patron_churn_info info = {.size = sizeof info};
    patron_error error;
    int64_t cells[2][PATRON_CHURN_GROUPS][PATRON_CHURN_BINS], wanted[2][PATRON_CHURN_GROUPS][PATRON_CHURN_BINS] = {{{0}}};
    assert_ok(patron_churn_rule_inspect(rule, &info, &error), &error);
    assert_int_equal(info.gaps, 5);
    assert_int_equal(info.gap_days, 50);
    assert_true(info.mean_gap == 10);
    assert_int_equal(info.new_days, 30); /* a young shop */
    wanted[0][0][112] = 2; /* u = 1/2, twice: 128 - 16 */
    wanted[0][0][128] = 1; /* u = 1 */
    wanted[1][0][128] = 1; /* customer 3 */
    wanted[0][1][134] = 1; /* 4/3: 16 log2 = 6.64 */
    wanted[0][2][148] = 1; /* 2.4: 20.2 */
    wanted[1][3][109] = 1; /* 4/9: -18.7 */
    wanted[1][1][144] = 1; /* 2 */
    wanted[1][1][162] = 1; /* 34 / 7.5: 34.9 */
    assert_ok(patron_churn_rule_cells(rule, cells[0][0], &error), &error);
    assert_memory_equal(cells, wanted, sizeof cells);
    struct churn_columns c;
    churn_score(book, 40, rule, &c);
    int64_t two = shop_customer(book, 2), three = shop_customer(book, 3), five = shop_customer(book, 5);
    assert_true(c.purchases[two] == 2 && c.last_day[two] == 20 && c.silence[two] == 20 && c.net[two] == 2500);
    assert_true(c.scale[two] == 10 && c.ratio[two] == 2 && c.horizon[two] == 30);
    assert_true(c.flags[two] == (PATRON_CHURN_POOLED | PATRON_CHURN_FEW_CASES));
    assert_true(c.cases[two] == 3); /* of nine spells six ended below u = 2 */
    assert_true(c.state[three] == PATRON_CHURN_NEW && c.next_silence[three] == 31 && c.next_day[three] == 61);
    assert_true(c.state[five] == PATRON_NONE && c.purchases[five] == 0 && c.net[five] == 0 && c.cases[five] == PATRON_NONE);
    /* At risk 9: one censored at 4/9; 2 of 8 end at 1/2; of 6 left at 1 one ends and one is censored: 1 / 5.5. */
    double start = log1p(-2 / 8.0) + log1p(-1 / 5.5) + log1p(-1 / 4.0) + 0 + log1p(-1 / 2.0);
    double u = 3; /* h / s: beyond 2.4 nothing ended; u* is the upper edge of the bin of 4.53 */
    assert_true(fabs(c.p_start[two] - -expm1(start)) < 1e-14);
    assert_true(u < info.support[1] && info.support[1] == patron_churn_edge(163));
    churn_columns_end(&c);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* Second purchases after 20, 20, 40, 60 and 200 days, five customers open for long: half of the half who come by day 365
 * have come by day 40. */
static void test_new_days(void **state)
{
    (void)state;
    static int64_t gaps[PATRON_CHURN_GAPS], second[PATRON_CHURN_SECOND], cells[PATRON_CHURN_CELLS];
    patron_churn_counts counts = {sizeof counts, 0, 1000, 0, gaps, second, cells};
    const struct {
        int32_t first_day;
        int64_t days[5];
        bool with;
        int32_t wanted;
    } cases[] = {
        {0, {20, 20, 40, 60, 200}, true, 40},  {0, {20, 20, 40, 60, 200}, false, 30}, {636, {20, 20, 40, 60, 200}, true, 30},
        {635, {20, 20, 40, 60, 200}, true, 40}, {0, {1, 2, 3, 4, 300}, true, 14},      {0, {20, 91, 92, 300, 365}, true, 90},
        {0, {366, 366, 366, 366, 366}, true, 30}, {PATRON_NO_DAY, {20, 20, 40, 60, 200}, true, 30},
        {0, {30, 30, 50, 50, 50}, true, 50},    {2000, {20, 20, 40, 60, 200}, true, 30}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        patron_churn_rule *rule;
        patron_churn_info info = {.size = sizeof info};
        patron_error error;
        memset(second, 0, sizeof second);
        for (int k = 0; k < 5; k++) second[cases[i].days[k]]++;
        second[PATRON_CHURN_SECOND_DAYS + 366] = 5;
        counts.first_day = cases[i].first_day;
        counts.second = cases[i].with ? second : NULL;
        assert_ok(patron_churn_rule_make(&counts, NULL, NULL, &rule, &error), &error);
        assert_ok(patron_churn_rule_inspect(rule, &info, &error), &error);
        assert_that(info.new_days == cases[i].wanted, "case %d: %d", (int)i, (int)info.new_days);
        patron_churn_rule_free(rule);
    }
}

/* Nothing to compare with: new, then unknown; the horizon and everything that stands on a table are undefined. */
static void test_unknown(void **state)
{
    (void)state;
    struct shop shop;
    struct churn_columns c;
    const patron_churn_options options = {.size = sizeof options, .flags = PATRON_CHURN_NEW_DAYS};
    shop_begin(&shop);
    shop_add(&shop, shop_sale(1, 100, 700));
    shop_add(&shop, shop_sale(2, 130, 900));
    patron_book *book = shop_book(&shop, NULL);
    patron_churn_rule *rule = churn_fit(book, 131, NULL), *at_once = churn_fit(book, 131, &options);
    churn_score(book, 131, rule, &c);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(c.state[i], i ? PATRON_CHURN_NEW : PATRON_CHURN_UNKNOWN);
        assert_true(c.score[i] == 0 && c.rho[i] == 0 && c.scale[i] == 0 && c.value[i] == 0 && c.flags[i] == 0);
        assert_true(c.cases[i] == PATRON_NONE && c.horizon[i] == PATRON_NO_DAY && c.method[i] == PATRON_CHURN_METHOD_KM);
        assert_int_equal(c.next_silence[i], i ? 31 : PATRON_NO_DAY);
        assert_int_equal(c.next_state[i], i ? PATRON_CHURN_UNKNOWN : PATRON_NONE);
        assert_int_equal(c.next_day[i], i ? 161 : PATRON_NO_DAY);
    }
    churn_columns_end(&c);
    churn_score(book, 130, at_once, &c);
    assert_true(c.state[1] == PATRON_CHURN_NEW && c.next_silence[1] == 1); /* new_days = 0: the day of the purchase */
    churn_columns_end(&c);
    patron_churn_rule_free(rule);
    patron_churn_rule_free(at_once);
    patron_book_free(book);
    shop_end(&shop);
}

/* Gaps of no day at all, where orders are purchases: there is no scale. */
static void test_gaps_of_no_days(void **state)
{
    (void)state;
    struct shop shop;
    struct churn_columns c;
    shop_begin(&shop);
    shop.flags = PATRON_BOOK_COUNT_BY_ORDER;
    for (int i = 0; i < 40; i++) shop_add(&shop, shop_sale(i / 4, 50, 700));
    patron_book *book = shop_book(&shop, NULL);
    patron_churn_rule *rule = churn_fit(book, 60, NULL);
    patron_churn_info info = {.size = sizeof info};
    patron_error error;
    assert_ok(patron_churn_rule_inspect(rule, &info, &error), &error);
    assert_true(info.gaps == 30 && info.gap_days == 0 && info.closed[0] == 0);
    churn_score(book, 60, rule, &c);
    for (int64_t i = 0; i < c.count; i++) assert_int_equal(c.state[i], PATRON_CHURN_UNKNOWN);
    churn_columns_end(&c);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* The last days of the calendar: the next day would lie beyond it. */
static void test_end_of_calendar(void **state)
{
    (void)state;
    struct shop shop;
    struct churn_columns c;
    shop_begin(&shop);
    for (int i = 0; i < 30; i++) {
        shop_add(&shop, shop_sale(i, PATRON_DAY_MAX - 60, 700));
        shop_add(&shop, shop_sale(i, PATRON_DAY_MAX - 60 + i, 700));
    }
    shop_add(&shop, shop_sale(99, PATRON_DAY_MIN, 700));
    shop_add(&shop, shop_sale(99, PATRON_DAY_MAX, 700));
    patron_book *book = shop_book(&shop, NULL);
    patron_churn_rule *rule = churn_fit(book, PATRON_DAY_MAX, NULL);
    churn_score(book, PATRON_DAY_MAX, rule, &c);
    bool beyond = false;
    for (int64_t i = 0; i < c.count; i++) {
        assert_true(c.next_day[i] <= PATRON_DAY_MAX);
        beyond = beyond || (c.next_silence[i] != PATRON_NO_DAY && c.next_day[i] == PATRON_NO_DAY);
        assert_true(c.rho[i] >= 0 && c.rho[i] <= 1);
    }
    assert_true(beyond);
    churn_columns_end(&c);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- save and load ------------------------------------------------------------------------------------------------- */

static void test_save_and_load(void **state)
{
    (void)state;
    struct shop shop;
    churn_shop(&shop, 15, 400);
    patron_book *book = shop_book(&shop, NULL);
    const patron_churn_options options = {.size = sizeof options, .horizon = 60, .new_days = 20, .bands = {.7, .4, .1}};
    patron_churn_rule *rule = churn_fit(book, CHURN_SHOP_LAST, &options), *loaded;
    struct churn_columns a, b;
    patron_churn_info info = {.size = sizeof info};
    patron_error error;
    int64_t count, needed = 0;
    unsigned char *bytes = churn_bytes(rule, &count), small[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    assert_true(count < 25000);
    assert_int_equal(patron_churn_rule_save(rule, small, sizeof small, &needed, &error), PATRON_ERROR_CAPACITY);
    assert_memory_equal(small, "\1\2\3\4\5\6\7\10", 8);
    assert_int_equal(patron_churn_rule_save(NULL, small, sizeof small, &needed, &error), PATRON_ERROR_ARGUMENT);
    assert_ok(patron_churn_rule_load(bytes, count, NULL, &loaded, &error), &error);
    assert_ok(patron_churn_rule_inspect(loaded, &info, &error), &error);
    assert_true(info.horizon == 60 && info.new_days == 20 && info.bands[0] == .7 && info.bands[1] == .4 && info.bands[2] == .1);
    churn_score(book, CHURN_SHOP_LAST, rule, &a);
    churn_score(book, CHURN_SHOP_LAST, loaded, &b);
    assert_memory_equal(a.memory, b.memory, a.bytes);
    for (int64_t i = 0; i < a.count; i++)
        if (a.purchases[i] > 1)
            assert_int_equal(a.state[i], a.rho[i] >= .7 ? 3 : a.rho[i] >= .4 ? 4 : a.rho[i] >= .1 ? 5 : 6);
    churn_columns_end(&a);
    churn_columns_end(&b);
    for (int64_t cut = 0; cut < count; cut += cut < 300 ? 1 : 997)
        assert_int_equal(patron_churn_rule_load(bytes, cut, NULL, &loaded, &error), PATRON_ERROR_FORMAT);
    for (int64_t bit = 0; bit < 8 * count; bit += bit < 4000 ? 1 : 1009) {
        bytes[bit / 8] = (unsigned char)(bytes[bit / 8] ^ (1u << bit % 8));
        assert_int_equal(patron_churn_rule_load(bytes, count, NULL, &loaded, &error), PATRON_ERROR_FORMAT);
        bytes[bit / 8] = (unsigned char)(bytes[bit / 8] ^ (1u << bit % 8));
    }
    assert_int_equal(patron_churn_rule_load(bytes, count, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    free(bytes);
    patron_churn_rule_free(NULL);
    patron_churn_rule_free(rule);
    patron_churn_rule_free(loaded);
    patron_book_free(book);
    shop_end(&shop);
}

#define HEAD 24 /* bytes before the payload */

static void put(unsigned char *bytes, int64_t at, uint64_t value)
{
    for (int i = 0; i < 8; i++) bytes[at + i] = (unsigned char)(value >> (8 * i));
}

static void put_double(unsigned char *bytes, int64_t at, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put(bytes, at, bits);
}

static void seal(unsigned char *bytes, int64_t count) { put(bytes, count - 8, XXH3_64bits(bytes, (size_t)count - 8)); }

/* Each field of the payload in turn takes values that are out of its range, under a right checksum. */
static void test_load_checks_values(void **state)
{
    (void)state;
    struct shop shop;
    hand_shop(&shop);
    patron_book *book = shop_book(&shop, NULL);
    patron_churn_rule *rule = churn_fit(book, 40, NULL), *loaded;
    patron_error error;
    int64_t count;
    unsigned char *good = churn_bytes(rule, &count), *bytes = malloc((size_t)count);
    assert_non_null(bytes);
    const struct {
        int64_t field; /* the payload is made of eight-byte fields */
        int64_t value;
        bool valid;
    } cases[] = {
        {0, 1, false},  {0, 8, false},   {0, 6, true},    {1, 0, false},  {1, 2, false},  {2, PATRON_DAY_MIN, true},
        {2, PATRON_DAY_MIN - 1, false},  {2, INT64_MAX, false},           {3, 0, false},  {3, -1, false}, {3, 3650, true},
        {3, 3651, false}, {3, (int64_t)1 << 32 | 90, false},              {4, -1, false}, {4, 0, true},   {4, 3650, true},
        {4, 3651, false}, {8, -1, false}, {8, ((int64_t)1 << 40) + 1, false}, {8, 0, false}, {9, -1, false},
        {9, 5 * PT_CHURN_SPAN, true},    {9, 5 * PT_CHURN_SPAN + 1, false}, {9, 0, true}, {10, -1, false}, {10, 7, true},
        {10, (int64_t)1 << 40, true},    {10, ((int64_t)1 << 40) + 1, false}, {10 + PATRON_CHURN_CELLS - 1, INT64_MIN, false},
        {10 + PATRON_CHURN_CELLS - 1, 5, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memcpy(bytes, good, (size_t)count);
        put(bytes, HEAD + 8 * cases[i].field, (uint64_t)cases[i].value);
        seal(bytes, count);
        patron_status status = patron_churn_rule_load(bytes, count, NULL, &loaded, &error);
        assert_that(status == (cases[i].valid ? PATRON_OK : PATRON_ERROR_FORMAT), "case %d: status %d", (int)i, (int)status);
        if (status) continue;
        struct churn_columns c;
        bool counts = cases[i].field != 0;
        if (counts) {
            churn_score(book, 200, loaded, &c);
            for (int64_t k = 0; k < c.count; k++) assert_true(c.rho[k] >= 0 && c.rho[k] <= 1 && c.score[k] >= 0 && c.score[k] <= 1);
            churn_columns_end(&c);
        }
        patron_churn_rule_free(loaded);
    }
    const double bands[][3] = {{1, .5, .2}, {.8, .8, .2}, {.8, .5, .5}, {.8, .5, 0}, {.8, .5, -.2}, {NAN, .5, .2}, {.8, INFINITY, .2}};
    for (size_t i = 0; i < sizeof bands / sizeof *bands; i++) {
        memcpy(bytes, good, (size_t)count);
        for (int k = 0; k < 3; k++) put_double(bytes, HEAD + 8 * (5 + k), bands[i][k]);
        seal(bytes, count);
        assert_int_equal(patron_churn_rule_load(bytes, count, NULL, &loaded, &error), PATRON_ERROR_FORMAT);
    }
    free(good);
    free(bytes);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* Any counts make a rule that scores every history within its bounds. */
static void test_wild_counts(void **state)
{
    (void)state;
    struct rng rng = {77};
    int64_t gaps[PATRON_CHURN_GAPS], *cells = malloc(PATRON_CHURN_CELLS * sizeof *cells);
    assert_non_null(cells);
    const int rules = test_soak() ? 4000 : 150;
    for (int i = 0; i < rules; i++) {
        int64_t most = (int64_t)1 << rng_between(&rng, 0, 40), dense = rng_between(&rng, 1, 100);
        for (int64_t k = 0; k < PATRON_CHURN_CELLS; k++) cells[k] = rng_between(&rng, 0, 99) < dense ? rng_between(&rng, 0, most) : 0;
        gaps[0] = rng_between(&rng, 1, most);
        gaps[1] = rng_chance(&rng, 50) ? rng_between(&rng, 1, gaps[0] * PT_CHURN_SPAN) : rng_between(&rng, 1, gaps[0]);
        const patron_churn_counts counts = {sizeof counts, 0, 0, PATRON_NO_DAY, gaps, NULL, cells};
        const patron_churn_options options = {.size = sizeof options, .horizon = (int32_t)rng_between(&rng, 1, 3650),
                                              .new_days = (int32_t)rng_between(&rng, 1, 60)};
        patron_churn_rule *rule;
        pt_churn_bounds none = {{0, NULL, NULL, NULL}, NULL, NULL}, bounds;
        patron_error error;
        assert_ok(patron_churn_rule_make(&counts, &options, NULL, &rule, &error), &error);
        assert_ok(pt_churn_bounds_begin(&bounds, rule, 5000, &rule->allocator, &error), &error);
        for (int k = 0; k < 300; k++) {
            int32_t span = (int32_t)rng_between(&rng, 0, (int64_t)1 << rng_between(&rng, 0, 21));
            int64_t purchases = rng_chance(&rng, 30) ? 1 : rng_between(&rng, 1, (int64_t)1 << rng_between(&rng, 0, 31));
            int32_t silence = (int32_t)rng_between(&rng, 0, (int64_t)1 << rng_between(&rng, 0, 20));
            const pt_churn_history history = {purchases, 0, purchases > 1 ? span : 0};
            pt_churn_view view, same;
            pt_churn_assess(rule, &none, &history, history.last + silence, true, &view);
            pt_churn_assess(rule, &bounds, &history, history.last + silence, true, &same);
            assert_that(memcmp(&view.rho, &same.rho, sizeof view.rho) == 0 && view.state == same.state &&
                            view.next_silence == same.next_silence && view.next_state == same.next_state,
                        "rule %d: rho %.17g, with bounds %.17g; next on %d, with bounds %d", i, view.rho, same.rho,
                        (int)view.next_silence, (int)same.next_silence);
            assert_that(view.rho >= 0 && view.rho <= 1 && view.score >= 0 && view.score <= 1 && view.p_now >= 0 &&
                            view.p_now <= 1 && view.p_start > 0 && view.p_start <= 1,
                        "rule %d: rho %g score %g p %g of %g", i, view.rho, view.score, view.p_now, view.p_start);
            assert_true(isfinite(view.scale) && isfinite(view.ratio) && view.horizon >= 1 && view.horizon <= options.horizon);
            assert_true(view.next_silence == PATRON_NO_DAY || (view.next_silence > silence && view.next_silence <= 3650));
        }
        pt_churn_bounds_end(&bounds);
        patron_churn_rule_free(rule);
    }
    free(cells);
}

/* ---- what is refused ------------------------------------------------------------------------------------------------ */

#define refused(call, status, position) \
    do { \
        patron_error refusal = {0}; \
        assert_int_equal(call, status); \
        assert_int_equal(refusal.code, status); \
        assert_int_equal(refusal.argument, position); \
        assert_true(refusal.message[0] != 0); \
    } while (0)

struct bench {
    struct shop shop;
    patron_book *book;
    patron_churn_rule *rule;
    int64_t n;
};

static void bench_begin(struct bench *bench)
{
    hand_shop(&bench->shop);
    bench->shop.flags = PATRON_BOOK_OBSERVED_UNTIL;
    bench->shop.observed_until = 300;
    bench->book = shop_book(&bench->shop, NULL);
    bench->rule = churn_fit(bench->book, 40, NULL);
    bench->n = patron_book_customers(bench->book);
}

static void bench_end(struct bench *bench)
{
    patron_churn_rule_free(bench->rule);
    patron_book_free(bench->book);
    shop_end(&bench->shop);
}

static void test_bad_options(void **state)
{
    (void)state;
    struct bench b;
    bench_begin(&b);
    patron_churn_rule *out = (patron_churn_rule *)&b;
    const patron_churn_options bad[] = {
        {.size = 4},
        {.size = sizeof *bad, .flags = 2},
        {.size = sizeof *bad, .method = PATRON_CHURN_METHOD_MODEL},
        {.size = sizeof *bad, .method = 3},
        {.size = sizeof *bad, .method = -1},
        {.size = sizeof *bad, .horizon = -1},
        {.size = sizeof *bad, .horizon = 3651},
        {.size = sizeof *bad, .new_days = -1},
        {.size = sizeof *bad, .new_days = 3651},
        {.size = sizeof *bad, .threads = -1},
        {.size = sizeof *bad, .threads = 257},
        {.size = sizeof *bad, .bands = {1, .5, .2}},
        {.size = sizeof *bad, .bands = {.8, .8, .2}},
        {.size = sizeof *bad, .bands = {.8, .5, .5}},
        {.size = sizeof *bad, .bands = {.8, .5, 0}},
        {.size = sizeof *bad, .bands = {.8, NAN, .2}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(patron_churn_fit(b.book, 40, &bad[i], NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 3);
    struct {
        patron_churn_options known;
        int64_t more;
    } longer = {{.size = sizeof longer}, 1};
    refused(patron_churn_fit(b.book, 40, &longer.known, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 3);
    patron_error error;
    assert_int_equal(patron_churn_fit(b.book, 40, &bad[2], NULL, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "KM"));
    assert_ptr_equal(out, &b);
    bench_end(&b);
}

static void test_bad_fit(void **state)
{
    (void)state;
    struct bench b;
    bench_begin(&b);
    patron_churn_rule *out = NULL;
    const int32_t groups[] = {0, 0, 7, 0, 0};
    const patron_selection wrong = {sizeof wrong, NULL, groups, 2};
    int64_t gaps[PATRON_CHURN_GAPS] = {0};
    static int64_t cells[PATRON_CHURN_CELLS];
    refused(patron_churn_fit(NULL, 40, NULL, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    refused(patron_churn_fit(b.book, PATRON_DAY_MAX + 1, NULL, NULL, &out, &refusal), PATRON_ERROR_RANGE, 2);
    refused(patron_churn_fit(b.book, 301, NULL, NULL, &out, &refusal), PATRON_ERROR_RANGE, 2);
    refused(patron_churn_fit(b.book, 40, NULL, NULL, NULL, &refusal), PATRON_ERROR_ARGUMENT, 5);
    patron_error error;
    assert_int_equal(patron_churn_fit(b.book, 40, NULL, &wrong, &out, &error), PATRON_ERROR_DATA);
    assert_int_equal(patron_churn_gaps(b.book, 40, &wrong, 0, b.n, gaps, NULL, &error), PATRON_ERROR_DATA);
    assert_int_equal(patron_churn_count(b.book, 40, (int64_t[]){5, 50}, &wrong, 0, b.n, cells, &error), PATRON_ERROR_DATA);
    assert_int_equal(patron_churn_states(b.book, 40, b.rule, &wrong, 0, b.n, cells, NULL, NULL, &error), PATRON_ERROR_DATA);
    refused(patron_churn_gaps(b.book, 301, NULL, 0, b.n, gaps, NULL, &refusal), PATRON_ERROR_RANGE, 2);
    refused(patron_churn_gaps(b.book, 40, NULL, 0, b.n + 1, gaps, NULL, &refusal), PATRON_ERROR_RANGE, 4);
    refused(patron_churn_count(b.book, 40, (int64_t[]){5, 50}, NULL, -1, 1, cells, &refusal), PATRON_ERROR_RANGE, 5);
    refused(patron_churn_count(b.book, 40, NULL, NULL, 0, b.n, cells, &refusal), PATRON_ERROR_ARGUMENT, 3);
    const int64_t wild[][2] = {{-1, 0}, {5, -1}, {((int64_t)1 << 40) + 1, 5}, {1, PT_CHURN_SPAN + 1}, {0, 1}};
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++)
        refused(patron_churn_count(b.book, 40, wild[i], NULL, 0, b.n, cells, &refusal), PATRON_ERROR_ARGUMENT, 3);
    assert_ok(patron_churn_count(b.book, 40, (int64_t[]){0, 0}, NULL, 0, b.n, cells, &error), &error);
    for (int64_t i = 0; i < PATRON_CHURN_CELLS; i++) assert_int_equal(cells[i], 0);
    /* groups beyond memory */
    const patron_selection many = {sizeof many, NULL, (int32_t[]){0, 0, 0, 0, 0}, INT64_MAX};
    assert_int_equal(patron_churn_gaps(b.book, 40, &many, 0, b.n, NULL, NULL, &error), PATRON_ERROR_MEMORY);
    assert_int_equal(patron_churn_states(b.book, 40, b.rule, &many, 0, b.n, NULL, NULL, NULL, &error), PATRON_ERROR_MEMORY);
    assert_null(out);
    bench_end(&b);
}

static void test_bad_counts(void **state)
{
    (void)state;
    static int64_t gaps[PATRON_CHURN_GAPS] = {5, 50}, second[PATRON_CHURN_SECOND], cells[PATRON_CHURN_CELLS];
    const patron_churn_counts good = {sizeof good, 0, 40, 0, gaps, second, cells};
    const patron_allocator lame = {.size = sizeof lame};
    patron_churn_rule *out = NULL;
    patron_churn_counts counts = good;
    refused(patron_churn_rule_make(NULL, NULL, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    refused(patron_churn_rule_make(&good, NULL, NULL, NULL, &refusal), PATRON_ERROR_ARGUMENT, 4);
    refused(patron_churn_rule_make(&good, NULL, &lame, &out, &refusal), PATRON_ERROR_ARGUMENT, 0);
    counts.size = 8;
    refused(patron_churn_rule_make(&counts, NULL, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    counts = good;
    counts.gaps = NULL;
    refused(patron_churn_rule_make(&counts, NULL, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    counts = good;
    counts.cells = NULL;
    refused(patron_churn_rule_make(&counts, NULL, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    counts = good;
    counts.as_of = PATRON_NO_DAY;
    refused(patron_churn_rule_make(&counts, NULL, NULL, &out, &refusal), PATRON_ERROR_RANGE, 1);
    counts = good;
    counts.first_day = PATRON_DAY_MAX + 1;
    refused(patron_churn_rule_make(&counts, NULL, NULL, &out, &refusal), PATRON_ERROR_RANGE, 1);
    gaps[1] = -1;
    refused(patron_churn_rule_make(&good, NULL, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    gaps[1] = 50;
    second[700] = -1;
    refused(patron_churn_rule_make(&good, NULL, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    second[700] = 0;
    cells[3000] = ((int64_t)1 << 40) + 1;
    refused(patron_churn_rule_make(&good, NULL, NULL, &out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    cells[3000] = 0;
    assert_null(out);
    patron_error error;
    assert_int_equal(patron_churn_rule_make(&good, &(patron_churn_options){.size = sizeof(patron_churn_options), .horizon = -2},
                                            NULL, &out, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_churn_rule_load(&good, 8, &lame, &out, &error), PATRON_ERROR_ARGUMENT);
}

static void test_bad_calls(void **state)
{
    (void)state;
    struct bench b;
    bench_begin(&b);
    struct churn_columns c;
    churn_columns_begin(&c, b.n);
    unsigned char *before = malloc(c.bytes);
    assert_non_null(before);
    memcpy(before, c.memory, c.bytes);
    refused(patron_churn_score(NULL, 40, b.rule, 0, b.n, &c.out, &refusal), PATRON_ERROR_ARGUMENT, 1);
    refused(patron_churn_score(b.book, 301, b.rule, 0, b.n, &c.out, &refusal), PATRON_ERROR_RANGE, 2);
    refused(patron_churn_score(b.book, 40, NULL, 0, b.n, &c.out, &refusal), PATRON_ERROR_ARGUMENT, 3);
    refused(patron_churn_score(b.book, 40, b.rule, 1, b.n, &c.out, &refusal), PATRON_ERROR_RANGE, 4);
    refused(patron_churn_score(b.book, 40, b.rule, 0, b.n, NULL, &refusal), PATRON_ERROR_ARGUMENT, 6);
    c.out.capacity = b.n - 1;
    refused(patron_churn_score(b.book, 40, b.rule, 0, b.n, &c.out, &refusal), PATRON_ERROR_CAPACITY, 6);
    c.out.size = 8;
    refused(patron_churn_score(b.book, 40, b.rule, 0, b.n, &c.out, &refusal), PATRON_ERROR_ARGUMENT, 6);
    assert_memory_equal(c.memory, before, c.bytes);
    /* a book that counts otherwise */
    struct shop other_shop;
    hand_shop(&other_shop);
    other_shop.flags = PATRON_BOOK_COUNT_BY_ORDER;
    patron_book *other = shop_book(&other_shop, NULL);
    patron_table *table = NULL;
    int64_t cells[PATRON_CHURN_STATES] = {0};
    c.out.size = sizeof c.out;
    c.out.capacity = b.n;
    refused(patron_churn_score(other, 40, b.rule, 0, b.n, &c.out, &refusal), PATRON_ERROR_MISMATCH, 3);
    refused(patron_churn_states(other, 40, b.rule, NULL, 0, b.n, cells, NULL, NULL, &refusal), PATRON_ERROR_MISMATCH, 3);
    refused(patron_churn_changes(other, 30, 40, b.rule, NULL, NULL, &table, &refusal), PATRON_ERROR_MISMATCH, 4);
    refused(patron_churn_states(b.book, 301, b.rule, NULL, 0, b.n, cells, NULL, NULL, &refusal), PATRON_ERROR_RANGE, 2);
    refused(patron_churn_states(b.book, 40, b.rule, NULL, 0, b.n + 1, cells, NULL, NULL, &refusal), PATRON_ERROR_RANGE, 5);
    refused(patron_churn_changes(b.book, 30, 301, b.rule, NULL, NULL, &table, &refusal), PATRON_ERROR_RANGE, 3);
    refused(patron_churn_changes(b.book, PATRON_NO_DAY, 30, b.rule, NULL, NULL, &table, &refusal), PATRON_ERROR_RANGE, 2);
    refused(patron_churn_changes(b.book, 40, 40, b.rule, NULL, NULL, &table, &refusal), PATRON_ERROR_ARGUMENT, 2);
    refused(patron_churn_changes(b.book, 30, 40, NULL, NULL, NULL, &table, &refusal), PATRON_ERROR_ARGUMENT, 4);
    refused(patron_churn_changes(b.book, 30, 40, b.rule, NULL, NULL, NULL, &refusal), PATRON_ERROR_ARGUMENT, 7);
    const patron_churn_changes_options bad[] = {{.size = 1}, {.size = sizeof *bad, .flags = 1},
                                                {.size = sizeof *bad, .from_states = 1u << 9},
                                                {.size = sizeof *bad, .to_states = 1u << 31}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(patron_churn_changes(b.book, 30, 40, b.rule, &bad[i], NULL, &table, &refusal), PATRON_ERROR_ARGUMENT, 5);
    patron_churn_info info = {.size = 4};
    refused(patron_churn_rule_inspect(NULL, &info, &refusal), PATRON_ERROR_ARGUMENT, 1);
    refused(patron_churn_rule_inspect(b.rule, NULL, &refusal), PATRON_ERROR_ARGUMENT, 2);
    refused(patron_churn_rule_inspect(b.rule, &info, &refusal), PATRON_ERROR_ARGUMENT, 2);
    refused(patron_churn_rule_cells(NULL, cells, &refusal), PATRON_ERROR_ARGUMENT, 1);
    refused(patron_churn_rule_cells(b.rule, NULL, &refusal), PATRON_ERROR_ARGUMENT, 2);
    assert_null(table);
    free(before);
    churn_columns_end(&c);
    patron_book_free(other);
    shop_end(&other_shop);
    bench_end(&b);
}

/* Cells that would leave int64 are an error, and nothing is added to any of them. */
static void test_overflow(void **state)
{
    (void)state;
    struct bench b;
    bench_begin(&b);
    patron_error error;
    int64_t gaps[PATRON_CHURN_GAPS] = {0, INT64_MAX - 49};
    static int64_t second[PATRON_CHURN_SECOND], cells[PATRON_CHURN_CELLS];
    int64_t buyers[PATRON_CHURN_STATES] = {0}, net[PATRON_CHURN_STATES] = {0}, value[PATRON_CHURN_STATES] = {0};
    assert_int_equal(patron_churn_gaps(b.book, 40, NULL, 0, b.n, gaps, second, &error), PATRON_ERROR_OVERFLOW);
    assert_true(gaps[0] == 0 && gaps[1] == INT64_MAX - 49);
    gaps[1] = 0;
    second[10] = INT64_MAX;
    assert_int_equal(patron_churn_gaps(b.book, 40, NULL, 0, b.n, gaps, second, &error), PATRON_ERROR_OVERFLOW);
    assert_true(gaps[0] == 0 && second[5] == 0);
    cells[112] = INT64_MAX - 1;
    assert_int_equal(patron_churn_count(b.book, 40, (int64_t[]){5, 50}, NULL, 0, b.n, cells, &error), PATRON_ERROR_OVERFLOW);
    assert_true(cells[112] == INT64_MAX - 1 && cells[128] == 0);
    for (int which = 0; which < 3; which++) {
        int64_t *full = which == 0 ? buyers : which == 1 ? net : value;
        for (int i = 0; i < PATRON_CHURN_STATES; i++) full[i] = INT64_MAX;
        assert_int_equal(patron_churn_states(b.book, 60, b.rule, NULL, 0, b.n, buyers, net, value, &error),
                         PATRON_ERROR_OVERFLOW);
        for (int i = 0; i < PATRON_CHURN_STATES; i++) full[i] = 0;
    }
    for (int i = 0; i < PATRON_CHURN_STATES; i++) assert_true(buyers[i] == 0 && net[i] == 0 && value[i] == 0);
    bench_end(&b);
}

/* Amounts at the limits of int64: values at risk are held to it. */
static void test_large_money(void **state)
{
    (void)state;
    struct shop shop;
    struct churn_columns c;
    patron_error error;
    int64_t value[PATRON_CHURN_STATES] = {0}, net[PATRON_CHURN_STATES] = {0};
    hand_shop(&shop);
    shop_add(&shop, shop_sale(6, 20, INT64_MAX - 100000));
    shop_add(&shop, shop_sale(7, 20, 1));
    patron_book *book = shop_book(&shop, NULL);
    patron_churn_rule *rule = churn_fit(book, 40, NULL);
    churn_score(book, 385, rule, &c);
    assert_ok(patron_churn_states(book, 384, rule, NULL, 0, c.count, NULL, net, value, &error), &error);
    int64_t at = shop_customer(book, 6);
    assert_true(c.net[at] == 0); /* day 20 lies 365 days back */
    churn_columns_end(&c);
    churn_score(book, 384, rule, &c);
    assert_true(c.net[at] == INT64_MAX - 100000 && c.value[at] > 0 && c.value[at] <= 0x1p63);
    assert_true(net[c.state[at]] >= INT64_MAX - 100000 && value[c.state[at]] > 0);
    churn_columns_end(&c);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- without memory ------------------------------------------------------------------------------------------------- */

struct job {
    struct counting counting;
    patron_book *book;
    patron_churn_rule *rule, *made;
    patron_table *table;
    unsigned char *bytes;
    int64_t count, n;
    struct churn_columns c;
    int64_t gaps[PATRON_CHURN_GAPS], second[PATRON_CHURN_SECOND], cells[PATRON_CHURN_CELLS];
    int32_t threads;
};

static patron_status call_fit(void *context, patron_error *error)
{
    struct job *job = context;
    const patron_churn_options options = {.size = sizeof options, .threads = job->threads};
    return patron_churn_fit(job->book, CHURN_SHOP_LAST, &options, NULL, &job->made, error);
}

static patron_status call_load(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_churn_rule_load(job->bytes, job->count, &job->counting.allocator, &job->made, error);
}

static patron_status call_gaps(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_churn_gaps(job->book, CHURN_SHOP_LAST, NULL, 0, job->n, job->gaps, job->second, error);
}

static patron_status call_count(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_churn_count(job->book, CHURN_SHOP_LAST, (int64_t[]){5, 50}, NULL, 0, job->n, job->cells, error);
}

static patron_status call_score(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_churn_score(job->book, CHURN_SHOP_LAST, job->rule, 0, job->n, &job->c.out, error);
}

static patron_status call_states(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_churn_states(job->book, CHURN_SHOP_LAST, job->rule, NULL, 0, job->n, job->cells, job->cells + 8,
                               job->cells + 16, error);
}

static patron_status call_changes(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_churn_changes(job->book, CHURN_SHOP_LAST - 60, CHURN_SHOP_LAST, job->rule, NULL, NULL, &job->table, error);
}

static void release_made(void *context) { patron_churn_rule_free(((struct job *)context)->made); }

static void release_table(void *context) { patron_table_free(((struct job *)context)->table); }

static void test_allocations(void **state)
{
    (void)state;
    struct job *job = calloc(1, sizeof *job);
    struct shop shop;
    assert_non_null(job);
    churn_shop(&shop, 21, 2200); /* so many that a score makes its bounds */
    counting_begin(&job->counting);
    const struct shop_form form = {.allocator = &job->counting.allocator};
    job->book = shop_book(&shop, &form);
    job->n = patron_book_customers(job->book);
    assert_true(job->n >= 2000);
    job->rule = churn_fit(job->book, CHURN_SHOP_LAST, NULL);
    job->bytes = churn_bytes(job->rule, &job->count);
    churn_columns_begin(&job->c, job->n);
    const struct test_memory made = {&job->made, sizeof job->made}, table = {&job->table, sizeof job->table};
    const struct test_memory columns = {job->c.memory, job->c.bytes}, cells = {job->cells, sizeof job->cells};
    const struct test_memory both[2] = {{job->gaps, sizeof job->gaps}, {job->second, sizeof job->second}};
    for (job->threads = 1; job->threads <= 3; job->threads += 2)
        assert_int_equal(each_allocation_fails(&job->counting, call_fit, release_made, job, &made, 1), 2);
    assert_int_equal(each_allocation_fails(&job->counting, call_load, release_made, job, &made, 1), 1);
    assert_int_equal(each_allocation_fails(&job->counting, call_gaps, NULL, job, both, 2), 2);
    assert_int_equal(each_allocation_fails(&job->counting, call_count, NULL, job, &cells, 1), 1);
    assert_int_equal(each_allocation_fails(&job->counting, call_score, NULL, job, &columns, 1), 2);
    assert_int_equal(each_allocation_fails(&job->counting, call_states, NULL, job, &cells, 1), 3);
    assert_true(each_allocation_fails(&job->counting, call_changes, release_table, job, &table, 1) >= 6);
    churn_columns_end(&job->c);
    free(job->bytes);
    patron_churn_rule_free(job->rule);
    patron_book_free(job->book);
    counting_end(&job->counting);
    shop_end(&shop);
    free(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_new_days),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_gaps_of_no_days),
        cmocka_unit_test(test_end_of_calendar),
        cmocka_unit_test(test_save_and_load),
        cmocka_unit_test(test_load_checks_values),
        cmocka_unit_test(test_wild_counts),
        cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_bad_fit),
        cmocka_unit_test(test_bad_counts),
        cmocka_unit_test(test_bad_calls),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_large_money),
        cmocka_unit_test(test_allocations),
    };
    return cmocka_run_group_tests_name("churn_rule", tests, NULL, NULL);
}
