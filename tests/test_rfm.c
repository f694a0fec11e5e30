/* RFM against its oracle: scores, summary and migration, in every form that must not matter. */
#include "cases_rfm.h"

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

static void check_info(const patron_rfm_rule *rule, const struct oracle_rfm *oracle, int32_t as_of, const char *what)
{
    patron_rfm_info info = {.size = sizeof info};
    patron_error error;
    assert_ok(patron_rfm_rule_inspect(rule, &info, &error), &error);
    assert_that(info.bins == oracle->bins && info.as_of == as_of && info.population == oracle->population, "%s", what);
    assert_that(info.window_days == oracle->options.window_days && info.monetary == oracle->options.monetary, "%s",
                what);
    assert_that(info.recency_method == oracle->options.method[0] &&
                info.frequency_method == oracle->options.method[1] &&
                    info.monetary_method == oracle->options.method[2],
                "%s", what);
    assert_that(info.gaps == oracle->gaps, "%s: gaps %lld, oracle %lld", what, (long long)info.gaps,
                (long long)oracle->gaps);
    for (int i = 0; i < 4; i++)
        assert_that(info.caps[i] == oracle->caps[i], "%s: cap %d is %d", what, i, (int)info.caps[i]);
    for (int32_t k = 1; k <= PATRON_RFM_CUTS_MAX; k++) {
        struct oracle_rfm_value cut[3];
        bool is[3];
        for (int d = 0; d < 3; d++) is[d] = k < oracle->bins && oracle_rfm_cut(oracle, d, k, &cut[d]);
        assert_that(info.recency_uncapped[k - 1] == (is[0] ? -cut[0].numerator : PATRON_NONE), "%s: recency cut %d",
                    what, (int)k);
        assert_that(info.frequency[k - 1] == (is[1] ? cut[1].numerator : PATRON_NONE), "%s: frequency cut %d is %lld",
                    what,
                    (int)k, (long long)info.frequency[k - 1]);
        struct oracle_rfm_value money = {info.monetary_numerator[k - 1], info.monetary_denominator[k - 1]};
        assert_that(is[2] ? money.denominator > 0 && !oracle_rfm_compare(money, cut[2]) : !money.denominator &&
                    !money.numerator,
                    "%s: monetary cut %d", what, (int)k);
    }
}

static void check_scores(const struct columns *c, const patron_book *book, const struct oracle_rfm *oracle,
                         const struct oracle_rfm_customer *all, int64_t count, const char *what)
{
    int32_t cells[1000];
    patron_error error;
    assert_ok(patron_rfm_map_cells(&six, oracle->bins, cells, 1000, &error), &error);
    assert_int_equal(c->count, count);
    for (int64_t i = 0; i < count; i++) {
        int32_t at = shop_customer(book, all[i].key);
        assert_that(at >= 0, "%s: customer %lld is missing", what, (long long)all[i].key);
        if (!all[i].buyer) {
            assert_that(c->recency[at] == PATRON_NO_DAY && c->frequency[at] == PATRON_NONE && !c->numerator[at] &&
                            !c->denominator[at] && c->r[at] == PATRON_NONE && c->f[at] == PATRON_NONE &&
                            c->m[at] == PATRON_NONE && c->cell[at] == PATRON_NONE && c->segment[at] == PATRON_NONE,
                        "%s: customer %lld is no buyer", what, (long long)i);
            continue;
        }
        assert_that(c->recency[at] == -all[i].value[0].numerator && c->frequency[at] == all[i].value[1].numerator &&
                        c->numerator[at] == all[i].value[2].numerator &&
                            c->denominator[at] == all[i].value[2].denominator,
                    "%s: values of customer %lld: %d %lld %lld/%lld", what, (long long)i, (int)c->recency[at],
                    (long long)c->frequency[at], (long long)c->numerator[at], (long long)c->denominator[at]);
        int32_t wanted[3];
        for (int d = 0; d < 3; d++) wanted[d] = oracle_rfm_score(oracle, &all[i], d);
        assert_that(c->r[at] == wanted[0] && c->f[at] == wanted[1] && c->m[at] == wanted[2],
                    "%s: scores of customer %lld: %d %d %d, oracle %d %d %d", what, (long long)i, (int)c->r[at],
                        (int)c->f[at],
                    (int)c->m[at], (int)wanted[0], (int)wanted[1], (int)wanted[2]);
        int32_t cell = ((wanted[0] - 1) * oracle->bins + wanted[1] - 1) * oracle->bins + wanted[2] - 1;
        assert_that(c->cell[at] == cell && c->segment[at] == cells[cell], "%s: cell of customer %lld", what,
                    (long long)i);
    }
}

/* Equal values score the same but for NTILE; a better value never less. */
static void check_order(const struct columns *c, const patron_book *book, const struct oracle_rfm_customer *all,
                        const struct oracle_rfm_options *options, const char *what)
{
    const int32_t *score_of[3] = {c->r, c->f, c->m};
    int32_t at[1000];
    for (int64_t i = 0; i < c->count; i++) at[i] = shop_customer(book, all[i].key);
    for (int d = 0; d < 3; d++)
        for (int64_t i = 0; i < c->count; i++)
            for (int64_t j = 0; j < c->count; j++) {
                if (!all[i].buyer || !all[j].buyer) continue;
                int order = oracle_rfm_compare(all[i].value[d], all[j].value[d]);
                int32_t a = score_of[d][at[i]], b = score_of[d][at[j]];
                bool equal = a == b || options->method[d] == PATRON_RFM_NTILE;
                assert_that(order ? order > 0 || a <= b : equal,
                            "%s: dimension %d of %lld and %lld", what, d, (long long)i, (long long)j);
            }
}

static void check_case(const struct shop *shop, const patron_book *book, int32_t as_of, const struct shop *other,
                       const patron_book *other_book, const struct oracle_rfm_options *options, const bool *in,
                           const char *what)
{
    struct oracle_book *seen = oracle_book(shop, as_of);
    struct oracle_rfm *oracle = oracle_rfm_fit(seen, options, in);
    struct oracle_rfm_customer *all = oracle_rfm_values(seen, options);
    uint8_t mask[1000];
    patron_selection selection = {.size = sizeof selection, .mask = mask};
    for (int64_t i = 0; i < seen->customers; i++) mask[shop_customer(book, all[i].key)] = !in || in[i];
    patron_rfm_rule *rule = fit(book, as_of, options, in ? &selection : NULL);
    struct columns c = score(book, as_of, rule);
    check_info(rule, oracle, as_of, what);
    check_scores(&c, book, oracle, all, seen->customers, what);
    check_order(&c, book, all, options, what);
    columns_end(&c);
    free(all);
    if (other) { /* the same rule on another book, and a later day */
        int32_t later = as_of < PATRON_DAY_MAX - 40 ? as_of + 40 : as_of;
        struct oracle_book *other_seen = oracle_book(other, later);
        all = oracle_rfm_values(other_seen, options);
        c = score(other_book, later, rule);
        check_scores(&c, other_book, oracle, all, other_seen->customers, what);
        columns_end(&c);
        free(all);
        oracle_book_free(other_seen);
    }
    patron_rfm_rule_free(rule);
    oracle_rfm_free(oracle);
    oracle_book_free(seen);
}

static const uint64_t counting_flags = PATRON_BOOK_ZERO_ORDERS | PATRON_BOOK_COUNT_BY_ORDER;

static void test_oracle(void **state)
{
    (void)state;
    int seeds = (int)test_some(1, 3, 40);
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int seed = 0; seed < seeds; seed++) {
            struct shop shop, other;
            shop_random(&shop, (uint64_t)(100 + seed), profile);
            free_days(&shop);
            shop_random(&other, (uint64_t)(900 + seed), profile);
            free_days(&other);
            if (seed == 1) shop.flags ^= PATRON_BOOK_COUNT_BY_ORDER;
            other.flags = (other.flags & ~counting_flags) | (shop.flags & counting_flags);
            patron_book *book = shop_book(&shop, NULL), *other_book = shop_book(&other, NULL);
            bool in[1000];
            for (int i = 0; i < 1000; i++) in[i] = i % 3 != 1;
            assert_in_range(patron_book_customers(book), 0, 1000);
            for (int when = 0; when < SHOP_AS_OF; when += 1 + (seed + profile) % 2)
                for (int i = 0; i < CASES; i += (int)test_some(3, 1, 1)) {
                    struct oracle_rfm_options options = case_of(i);
                    char what[160];
                    if (needs_cost(&options) && !(shop.columns & other.columns & SHOP_COST)) continue;
                    (void)snprintf(what, sizeof what, "%s, day %d, case %d", shop.name, when, i);
                    check_case(&shop, book, shop_as_of(&shop, when), &other, other_book, &options,
                               (i + when) % 4 == 3 ? in : NULL, what);
                }
            patron_book_free(other_book);
            patron_book_free(book);
            shop_end(&other);
            shop_end(&shop);
        }
}

static void test_edges(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        free_days(&shop);
        patron_book *book = shop_book(&shop, NULL);
        for (int when = 0; when < SHOP_AS_OF; when++)
            for (int i = 0; i < CASES; i += (int)test_some(5, 1, 1)) {
                struct oracle_rfm_options options = case_of(i);
                char what[160];
                if (needs_cost(&options)) continue;
                (void)snprintf(what, sizeof what, "%s, day %d, case %d", shop.name, when, i);
                check_case(&shop, book, shop_as_of(&shop, when), &shop, book, &options, NULL, what);
            }
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

/* Customer i buys days[i], …: one order a day, the last on day 1000 - recency. */
static void add_buyer(struct shop *shop, int64_t customer, int64_t purchases, int32_t recency, int32_t gap,
                      int64_t amount)
{
    for (int64_t p = purchases - 1; p >= 0; p--) shop_add(shop, shop_sale(customer, 1000 - recency - p * gap, amount));
}

static void test_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    /* Six one-time buyers, then repeaters with 2, 2, 3, 4, 9 purchases; days since 0, 10, …, 100. */
    const int64_t purchases[11] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 9};
    for (int i = 0; i < 11; i++) add_buyer(&shop, i, purchases[i], 10 * i, 20, 100);
    patron_book *book = shop_book(&shop, NULL);
    struct oracle_rfm_options options = case_of(0);
    patron_rfm_rule *rule = fit(book, 1000, &options, NULL);
    struct columns c = score(book, 1000, rule);
    patron_rfm_info info = {.size = sizeof info};
    assert_int_equal(patron_rfm_rule_inspect(rule, &info, NULL), PATRON_OK);
    /* Mid-rank of 11: 1 + floor(5 (2 worse + 1) / 22); the oldest (100 days, worse = 0) to the newest (worse = 10). */
    const int32_t by_rank[11] = {1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5};
    for (int i = 0; i < 11; i++) {
        int32_t wanted = by_rank[10 - i];
        if (wanted == 5 && 10 * i > 90) wanted = 4; /* the cap of few gaps; nobody is beyond it here */
        assert_int_equal(c.r[i], wanted);
    }
    assert_int_equal(info.gaps, 1 + 1 + 2 + 3 + 8);
    assert_int_equal(info.caps[0], 90);
    assert_int_equal(info.caps[3], 730);
    /* Repeaters 2 2 3 4 9: type-7 at 1/4, 2/4, 3/4 is 2, 3, 4, so c = 2, 3, 4, 5. */
    const int32_t f[11] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5};
    for (int i = 0; i < 11; i++) assert_int_equal(c.f[i], f[i]);
    for (int k = 0; k < 4; k++) assert_int_equal(info.frequency[k], k + 2);
    /* Cut k of recency: ranks 2, 4, 7, 9 of the above are the first of their score: 80, 60, 30, 10 days. */
    const int64_t cuts[4] = {80, 60, 30, 10};
    for (int k = 0; k < 4; k++) assert_int_equal(info.recency[k], cuts[k]);
    assert_int_equal(info.recency[4], PATRON_NONE);
    /* Money: six with 100 (mid-rank 1 + floor(5 * 6 / 22) = 2), 200 twice (3 + …: 1 + floor(5 * 14 / 22) = 4), then 4,
     * 5, 5. */
    const int32_t m[11] = {2, 2, 2, 2, 2, 2, 4, 4, 4, 5, 5};
    for (int i = 0; i < 11; i++) assert_int_equal(c.m[i], m[i]);
    assert_int_equal(info.monetary_numerator[0], 100); /* score 1 is empty but cut 1 is where score 2 begins */
    assert_int_equal(info.monetary_numerator[1], 200); /* score 3 is empty: cut 2 is the next one */
    assert_int_equal(info.monetary_numerator[2], 200);
    assert_int_equal(info.monetary_numerator[3], 400);
    columns_end(&c);
    patron_rfm_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* A shop in which everyone left long ago: without caps the least silent would score 5. */
static void test_caps(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    for (int i = 0; i < 30; i++) add_buyer(&shop, i, 6, 0, 10 + i, 100); /* 150 gaps of 10 … 39 days */
    patron_book *book = shop_book(&shop, NULL);
    struct oracle_rfm_options options = case_of(0);
    patron_rfm_info info = {.size = sizeof info};
    const int32_t days[6] = {31, 32, 36, 37, 39, 79};
    const int32_t scores[6] = {3, 3, 3, 3, 3, 1};
    for (int i = 0; i < 6; i++) {
        patron_rfm_rule *rule = fit(book, 1000 + days[i], &options, NULL);
        struct columns c = score(book, 1000 + days[i], rule);
        assert_int_equal(patron_rfm_rule_inspect(rule, &info, NULL), PATRON_OK);
        assert_int_equal(info.gaps, 150);
        assert_int_equal(info.caps[0], 32); /* 5 gaps of each length: q75 at rank 111.75 = 32 */
        assert_int_equal(info.caps[1], 36); /* 134.1 */
        assert_int_equal(info.caps[2], 39); /* 145.275 */
        assert_int_equal(info.caps[3], 78);
        for (int64_t k = 0; k < c.count; k++) assert_int_equal(c.r[k], scores[i]); /* all equal: mid-rank 3 */
        columns_end(&c);
        patron_rfm_rule_free(rule);
    }
    /* Given caps: only score 2 is capped, so whoever scored 3 without caps keeps it. */
    options.caps_given = true;
    options.caps[3] = 20;
    patron_rfm_rule *rule = fit(book, 1030, &options, NULL);
    assert_int_equal(patron_rfm_rule_inspect(rule, &info, NULL), PATRON_OK);
    assert_int_equal(info.recency[0], 30);
    assert_int_equal(info.recency[1], 30);
    assert_int_equal(info.recency[2], PATRON_NONE);
    assert_int_equal(info.gaps, PATRON_NONE);
    assert_int_equal(info.caps[3], 20);
    patron_rfm_rule_free(rule);
    /* All of them: the cut is the cap, a day that nobody was seen at. */
    options.caps[0] = 5, options.caps[1] = 15, options.caps[2] = 18;
    rule = fit(book, 1030, &options, NULL);
    assert_int_equal(patron_rfm_rule_inspect(rule, &info, NULL), PATRON_OK);
    assert_int_equal(info.recency[0], 20);
    assert_int_equal(info.recency[1], 18);
    assert_int_equal(info.recency_uncapped[0], 30);
    patron_rfm_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* Where every order is a purchase gaps can be of 0 days, and a cap of 0 would mean none. */
static void test_caps_of_a_day(void **state)
{
    (void)state;
    struct shop shop;
    struct oracle_rfm_options options = case_of(0);
    patron_rfm_info info = {.size = sizeof info};
    shop_begin(&shop);
    shop.flags = PATRON_BOOK_COUNT_BY_ORDER;
    for (int i = 0; i < 180; i++) shop_add(&shop, shop_sale(i % 60, 1000, 100 + i));
    patron_book *book = shop_book(&shop, NULL);
    patron_rfm_rule *rule = fit(book, 1001, &options, NULL);
    assert_int_equal(patron_rfm_rule_inspect(rule, &info, NULL), PATRON_OK);
    assert_int_equal(info.gaps, 120);
    for (int i = 0; i < 4; i++) assert_int_equal(info.caps[i], 1);
    assert_int_equal(info.recency[1], 1);
    patron_rfm_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* NTILE breaks ties by key: integers by value, strings by bytes, a prefix before what it begins. */
static void test_ties(void **state)
{
    (void)state;
    const char text[] = "aab\xc3\xa4" "aaaaa"; /* aa, b, ä, aaaa, a */
    const int32_t offset[6] = {0, 2, 3, 5, 9, 10}, day[5] = {10, 10, 10, 10, 10};
    const int64_t amount[5] = {7, 7, 7, 7, 7}, integer[5] = {-1, 5, INT64_MAX, INT64_MIN, 0};
    const int32_t wanted[2][5] = {{2, 4, 5, 1, 3}, {2, 4, 5, 3, 1}};
    const struct oracle_rfm_options options = {5, 0, 0, {PATRON_RFM_NTILE, 0, PATRON_RFM_NTILE}, {0}, 0, false, {0}};
    const patron_column time = {.size = sizeof time, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = day};
    const patron_column money = {.size = sizeof money, .type = PATRON_TYPE_INT64, .values = amount};
    for (int strings = 0; strings < 2; strings++) {
        patron_column key = {.size = sizeof key, .type = PATRON_TYPE_INT64, .values = integer};
        if (strings) key.type = PATRON_TYPE_STRING, key.values = text, key.offsets = offset;
        const patron_rows rows = {.size = sizeof rows, .count = 5, .customer = &key, .time = &time, .amount = &money};
        patron_book *book = NULL;
        patron_rfm_rule *loaded = NULL;
        patron_error error;
        unsigned char bytes[1000];
        assert_ok(patron_book_build(&rows, NULL, &book, &error), &error);
        patron_rfm_rule *rule = fit(book, 20, &options, NULL);
        assert_ok(patron_rfm_rule_load(bytes, save(rule, bytes, sizeof bytes), NULL, &loaded, &error), &error);
        struct columns a = score(book, 20, rule), b = score(book, 20, loaded);
        assert_same_columns(&a, &b, "loaded");
        assert_int_equal(a.count, 5);
        assert_memory_equal(a.r, wanted[strings], sizeof wanted[strings]);
        assert_memory_equal(a.m, wanted[strings], sizeof wanted[strings]);
        columns_end(&a);
        columns_end(&b);
        patron_rfm_rule_free(rule);
        patron_rfm_rule_free(loaded);
        patron_book_free(book);
    }
}

/* Means that differ in the 19th digit, and equal ones written differently. */
static void test_means(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    const int64_t large = (int64_t)1 << 58;
    shop_add(&shop, shop_sale(0, 10, large));     /* one purchase */
    shop_add(&shop, shop_sale(1, 10, large));     /* two: mean large + 1/2 */
    shop_add(&shop, shop_sale(1, 11, large + 1));
    shop_add(&shop, shop_sale(2, 10, large));     /* three: large + 1/3 */
    shop_add(&shop, shop_sale(2, 11, large));
    shop_add(&shop, shop_sale(2, 12, large + 1));
    shop_add(&shop, shop_sale(3, 10, large));     /* two: mean large */
    shop_add(&shop, shop_sale(3, 11, large));
    struct oracle_rfm_options options = {5, 0, PATRON_RFM_MEAN, {1, 1, 1}, {0}, 0, false, {0}};
    patron_book *book = shop_book(&shop, NULL);
    patron_rfm_rule *rule = fit(book, 20, &options, NULL);
    struct columns c = score(book, 20, rule);
    const int32_t m[4] = {2, 5, 4, 2};
    for (int i = 0; i < 4; i++) assert_int_equal(c.m[i], m[i]);
    patron_rfm_info info = {.size = sizeof info};
    assert_int_equal(patron_rfm_rule_inspect(rule, &info, NULL), PATRON_OK);
    assert_true(info.monetary_numerator[0] == large && info.monetary_denominator[0] == 1); /* in lowest terms */
    assert_true(info.monetary_numerator[2] == 3 * large + 1 && info.monetary_denominator[2] == 3);
    assert_true(info.monetary_numerator[3] == 2 * large + 1 && info.monetary_denominator[3] == 2);
    columns_end(&c);
    patron_rfm_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- same bits in every form ------------------------------------------------------------------------------------- */

struct reference {
    const struct shop *shop;
    struct oracle_rfm_options options;
    int32_t as_of;
    patron_book *book;
    struct columns columns;
    unsigned char bytes[8192];
    int64_t bytes_count;
};

static void check_ranges(const patron_book *book, int32_t as_of, const patron_rfm_rule *rule,
                         const struct columns *whole)
{
    struct columns parts = columns_begin(whole->count);
    patron_error error;
    for (int64_t at = 0, step = 1; at < whole->count; at += step, step = step * 2 + 1) {
        if (step > whole->count - at) step = whole->count - at;
        patron_rfm_columns out = columns_out(&parts, at, step);
        assert_ok(patron_rfm_score(book, as_of, rule, &six, at, step, &out, &error), &error);
    }
    assert_same_columns(whole, &parts, "ranges");
    columns_end(&parts);
}

static void check_variant(void *context, const patron_book *book, const char *variant)
{
    struct reference *reference = context;
    for (int32_t threads = 0; threads <= 7; threads += threads == 2 ? 5 : 1) {
        patron_rfm_options options = library_options(&reference->options);
        patron_rfm_rule *rule = NULL;
        patron_error error;
        unsigned char bytes[8192];
        options.threads = threads;
        assert_ok(patron_rfm_fit(book, reference->as_of, &options, NULL, &rule, &error), &error);
        struct columns c = score(book, reference->as_of, rule);
        const struct columns *r = &reference->columns;
        assert_joined(book, c.recency, reference->book, r->recency, 4, variant);
        assert_joined(book, c.frequency, reference->book, r->frequency, 8, variant);
        assert_joined(book, c.numerator, reference->book, r->numerator, 8, variant);
        assert_joined(book, c.denominator, reference->book, r->denominator, 8, variant);
        assert_joined(book, c.r, reference->book, r->r, 4, variant);
        assert_joined(book, c.f, reference->book, r->f, 4, variant);
        assert_joined(book, c.m, reference->book, r->m, 4, variant);
        assert_joined(book, c.segment, reference->book, r->segment, 4, variant);
        int64_t count = save(rule, bytes, sizeof bytes);
        if (!has_ntile(&reference->options))
            assert_that(count == reference->bytes_count && !memcmp(bytes, reference->bytes, (size_t)count),
                        "%s: the rule differs", variant);
        if (threads == 0) check_ranges(book, reference->as_of, rule, &c);
        columns_end(&c);
        patron_rfm_rule_free(rule);
    }
}

static void test_variants(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile += (int)test_some(4, 1, 1))
        for (int i = profile % 2; i < CASES; i += (int)test_some(9, 3, 1)) {
            struct shop shop;
            struct reference reference = {.shop = &shop, .options = case_of(i)};
            shop_random(&shop, (uint64_t)(40 + i), profile);
            free_days(&shop);
            if (!needs_cost(&reference.options) || (shop.columns & SHOP_COST)) {
                reference.as_of = shop_as_of(&shop, 3 + i % 3);
                reference.book = shop_book(&shop, NULL);
                patron_rfm_rule *rule = fit(reference.book, reference.as_of, &reference.options, NULL);
                reference.columns = score(reference.book, reference.as_of, rule);
                reference.bytes_count = save(rule, reference.bytes, sizeof reference.bytes);
                for_each_variant(&shop, (uint64_t)i, check_variant, &reference);
                columns_end(&reference.columns);
                patron_rfm_rule_free(rule);
                patron_book_free(reference.book);
            }
            shop_end(&shop);
        }
}

/* ---- counts ------------------------------------------------------------------------------------------------------ */

#define S6 6

struct sums {
    int64_t buyers[3 * S6], orders[3 * S6], purchases[3 * S6], net[3 * S6], net_counted[3 * S6];
};

static patron_rfm_counts counts_into(struct sums *sums)
{
    patron_rfm_counts into = {sizeof into, 3 * S6, sums->buyers, sums->orders, sums->purchases, sums->net,
                              sums->net_counted};
    return into;
}

static void test_counts(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        struct oracle_rfm_options options = case_of(profile % 2 ? 3 : 6);
        shop_random(&shop, 7, profile);
        free_days(&shop);
        int32_t as_of = shop_as_of(&shop, 3 + profile % 3);
        patron_book *book = shop_book(&shop, NULL);
        struct oracle_book *seen = oracle_book(&shop, as_of);
        struct oracle_rfm_customer *all = oracle_rfm_values(seen, &options);
        patron_rfm_rule *rule = fit(book, as_of, &options, NULL);
        struct columns c = score(book, as_of, rule);
        int64_t n = patron_book_customers(book);
        uint8_t mask[1000];
        int32_t group[1000];
        struct sums wanted, whole, parts, everyone;
        struct sums *const all_sums[4] = {&wanted, &whole, &parts, &everyone};
        for (int i = 0; i < 4; i++) memset(all_sums[i], 0, sizeof wanted);
        for (int64_t i = 0; i < n; i++) {
            int32_t at = shop_customer(book, all[i].key);
            mask[at] = i % 5 != 2;
            group[at] = (int32_t)(i * 7 % 4) - 1;
            if (!mask[at] || group[at] < 0 || !all[i].buyer) continue;
            int64_t cell = group[at] * S6 + c.segment[at];
            wanted.buyers[cell]++;
            wanted.orders[cell] += all[i].orders;
            wanted.purchases[cell] += all[i].purchases;
            wanted.net[cell] += all[i].net;
            wanted.net_counted[cell] += all[i].net_counted;
        }
        patron_selection selection = {sizeof selection, mask, group, 3};
        patron_rfm_counts into = counts_into(&whole), part = counts_into(&parts);
        patron_error error;
        assert_ok(patron_rfm_count(book, as_of, rule, &six, &selection, 0, n, &into, &error), &error);
        assert_memory_equal(&whole, &wanted, sizeof wanted);
        for (int64_t at = 0; at < n; at += 4)
            assert_ok(patron_rfm_count(book, as_of, rule, &six, &selection, at, n - at < 4 ? n - at : 4, &part, &error),
                      &error);
        assert_memory_equal(&parts, &wanted, sizeof wanted);

        /* Everyone: the buyers' share of the totals. */
        patron_totals totals = {.size = sizeof totals};
        int64_t sum[5] = {0}, others = 0;
        into = counts_into(&everyone);
        assert_ok(patron_rfm_count(book, as_of, rule, &six, NULL, 0, n, &into, &error), &error);
        assert_ok(patron_book_totals(book, as_of, &totals, &error), &error);
        for (int s = 0; s < S6; s++) {
            sum[0] += everyone.buyers[s];
            sum[1] += everyone.purchases[s];
            sum[2] += everyone.net[s];
        }
        for (int64_t i = 0; i < n; i++) others += all[i].buyer ? 0 : seen->customer[i].net;
        assert_int_equal(sum[0], totals.buyers);
        assert_int_equal(sum[1], totals.purchases);
        assert_int_equal(sum[2] + others, totals.net_customers + totals.net_unmatched);

        /* Medians. */
        int64_t twice[S6];
        assert_ok(patron_rfm_median_recency(c.segment, c.recency, n, S6, NULL, twice, &error), &error);
        for (int32_t s = 0; s < S6; s++) {
            int64_t in = 0, found = PATRON_NONE;
            for (int64_t i = 0; i < n; i++) in += c.segment[i] == s;
            for (int64_t i = 0, low = -1, high = -1; i < n && in; i++) {
                int64_t below = 0, equal = 0;
                if (c.segment[i] != s) continue;
                for (int64_t j = 0; j < n; j++) {
                    below += c.segment[j] == s && c.recency[j] < c.recency[i];
                    equal += c.segment[j] == s && c.recency[j] == c.recency[i];
                }
                if (below <= (in - 1) / 2 && (in - 1) / 2 < below + equal) low = c.recency[i];
                if (below <= in / 2 && in / 2 < below + equal) high = c.recency[i];
                if (low >= 0 && high >= 0) found = low + high;
            }
            assert_int_equal(twice[s], found);
        }
        columns_end(&c);
        patron_rfm_rule_free(rule);
        free(all);
        oracle_book_free(seen);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- migration --------------------------------------------------------------------------------------------------- */

static void test_migration(void **state)
{
    (void)state;
    int64_t refunded = 0, fresh = 0;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int when = 1; when < 5; when++) {
            struct shop shop;
            struct oracle_rfm_options options = case_of(when % 2 ? 0 : 5);
            shop_random(&shop, (uint64_t)(60 + when), profile);
            free_days(&shop);
            int32_t before = shop_as_of(&shop, when), after = shop_as_of(&shop, when + 1);
            patron_book *book = shop_book(&shop, NULL);
            int64_t n = patron_book_customers(book);
            patron_rfm_rule *rule_before = fit(book, before, &options, NULL),
                *rule_after = fit(book, after, &options, NULL);
            struct columns a = score_map(book, before, rule_before, NULL), b = score_map(book, after, rule_after, NULL);
            int32_t from[1000], to[1000];
            int64_t wanted[2 * 144] = {0}, whole[2 * 144] = {0}, parts[2 * 144] = {0};
            int32_t group[1000];
            patron_rfm_moves out = {sizeof out, n, from, to};
            patron_error error;
            assert_ok(patron_rfm_migrate(book, before, rule_before, after, rule_after, NULL, 0, n, &out, &error),
                      &error);
            for (int64_t i = 0; i < n; i++) {
                bool was = a.segment[i] >= 0, is = b.segment[i] >= 0;
                assert_int_equal(from[i], was ? a.segment[i] : is ? 11 : PATRON_NONE);
                assert_int_equal(to[i], is ? b.segment[i] : was ? 11 : PATRON_NONE);
                group[i] = (int32_t)(i % 2);
                if (!was && !is) continue;
                wanted[group[i] * 144 + from[i] * 12 + to[i]]++;
                refunded += was && !is;
                fresh += is && !was;
            }
            patron_selection selection = {.size = sizeof selection, .group = group, .groups = 2};
            assert_ok(patron_rfm_migration(book, before, rule_before, after, rule_after, NULL, &selection, 0, n, whole,
                                           288,
                                           &error), &error);
            assert_memory_equal(whole, wanted, sizeof wanted);
            for (int64_t at = 0; at < n; at += 3)
                assert_ok(patron_rfm_migration(book, before, rule_before, after, rule_after, NULL, &selection, at,
                                               n - at < 3 ? n - at : 3, parts, 288, &error), &error);
            assert_memory_equal(parts, wanted, sizeof wanted);
            columns_end(&a);
            columns_end(&b);
            patron_rfm_rule_free(rule_before);
            patron_rfm_rule_free(rule_after);
            patron_book_free(book);
            shop_end(&shop);
        }
    assert_true(refunded > 0 && fresh > 0);
    assert_string_equal(patron_rfm_from_name(NULL, 11), "none");
    assert_string_equal(patron_rfm_to_name(NULL, 11), "refunded");
    assert_string_equal(patron_rfm_to_name(NULL, 0), "champions");
    assert_null(patron_rfm_from_name(NULL, 12));
    assert_null(patron_rfm_to_name(NULL, -1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oracle),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_caps_of_a_day),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_variants),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_migration),
    };
    return cmocka_run_group_tests_name("rfm", tests, NULL, NULL);
}
