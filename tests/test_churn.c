/* Churn against its oracle, in every form that must not matter. */
#include "cases_churn.h"

#include <math.h>

/* ---- names, edges, bins ------------------------------------------------------------------------------------------- */

static void test_names(void **state)
{
    (void)state;
    const char *states[] = {"new",     "one_time_open", "one_time_lost", "on_track",
                            "slowing", "slipping",      "lost",          "unknown"};
    for (int32_t i = 0; i < PATRON_CHURN_STATES; i++) assert_string_equal(patron_churn_state_name(i), states[i]);
    assert_null(patron_churn_state_name(PATRON_NONE));
    assert_null(patron_churn_state_name(PATRON_CHURN_STATES));
    assert_string_equal(patron_churn_reason_name(PATRON_CHURN_REASON_SILENCE), "silence");
    assert_string_equal(patron_churn_reason_name(PATRON_CHURN_REASON_ORDERED), "ordered");
    assert_string_equal(patron_churn_reason_name(PATRON_CHURN_REASON_REFUNDED), "refunded");
    assert_null(patron_churn_reason_name(-1));
    assert_null(patron_churn_reason_name(3));
}

/* value *= factor, in base 2^32; the number stays within its limbs. */
#define LIMBS 32
static void times(uint32_t *value, uint64_t factor)
{
    pt_uint128 carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (pt_uint128)value[i] * factor;
        value[i] = (uint32_t)carry;
        carry >>= 32;
    }
    assert_true(carry == 0);
}

/* Whether number < 2^53 * 2^(power / 16), in integers: number^16 < 2^(848 + power). */
static bool power_is_below(uint64_t number, int power)
{
    uint32_t left[LIMBS] = {1}, right[LIMBS] = {0};
    for (int i = 0; i < 16; i++) times(left, number);
    right[(848 + power) / 32] = 1u << (848 + power) % 32;
    for (int i = LIMBS - 1; i >= 0; i--)
        if (left[i] != right[i]) return left[i] < right[i];
    return false;
}

/* Edge i is the double nearest to 2^((i - 128) / 16): half a step to either side lie numbers whose sixteenth powers are
 * below and above 2^(i - 128). */
static void test_edges(void **state)
{
    (void)state;
    for (int32_t i = 1; i <= PATRON_CHURN_BINS; i++) {
        int exponent;
        uint64_t mantissa = (uint64_t)ldexp(frexp(patron_churn_edge(i), &exponent), 53); /* of 53 bits */
        assert_int_equal(exponent, (i >> 4) - 8 + 1);
        assert_that(power_is_below(2 * mantissa - 1, i & 15), "edge %d is too large", (int)i);
        assert_that(!power_is_below(2 * mantissa + 1, i & 15), "edge %d is too small", (int)i);
    }
    const int32_t none[] = {0, -1, INT32_MIN, PATRON_CHURN_BINS + 1, INT32_MAX};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_true(patron_churn_edge(none[i]) == 0);
}

/* With n gaps of `days` days in all, u = silence * n / days: numbers next to an edge, on both sides of it. An edge is
 * mantissa * 2^(exponent - 53), so that everything is compared in integers. */
static void test_bins_next_to_edges(void **state)
{
    (void)state;
    struct rng rng = {5};
    for (int32_t i = 1; i < PATRON_CHURN_BINS; i++) {
        int exponent;
        pt_int128 mantissa = (pt_int128)ldexp(frexp(patron_churn_edge(i), &exponent), 53);
        for (int trial = 0; trial < 60; trial++) {
            int64_t silence = rng_between(&rng, 1, 2000000), gaps = rng_between(&rng, 1, (int64_t)1 << (trial / 2));
            pt_int128 left = ((pt_int128)silence * gaps) << (53 - exponent);
            for (int64_t days = (int64_t)(left / mantissa) - 1, end = days + 3; days <= end; days++) {
                if (days < 1) continue;
                pt_int128 right = mantissa * days;
                pt_churn_scale scale = pt_churn_scale_of(gaps, days, 1, 0);
                int32_t bin = pt_churn_bin(&scale, silence), side = pt_churn_side(&scale, silence, i);
                assert_that(side == (left > right) - (left < right), "edge %d: side of %lld x %lld / %lld", (int)i,
                            (long long)silence, (long long)gaps, (long long)days);
                assert_that((bin >= i) == (left >= right), "edge %d: %lld x %lld / %lld is in bin %d", (int)i,
                            (long long)silence, (long long)gaps, (long long)days, (int)bin);
            }
        }
    }
}

static void test_bins_far_out(void **state)
{
    (void)state;
    const int64_t most = PT_CHURN_MOST;
    pt_churn_scale slow = pt_churn_scale_of(most, most * PT_CHURN_SPAN, 1, PT_CHURN_SPAN); /* the longest scale */
    assert_int_equal(pt_churn_bin(&slow, 0), 0);
    assert_int_equal(pt_churn_bin(&slow, 1), 0);
    assert_int_equal(pt_churn_bin(&slow, PT_CHURN_SPAN), 128 - 16); /* half of it */
    assert_int_equal(pt_churn_side(&slow, PT_CHURN_SPAN, 128 - 16), 0);
    pt_churn_scale fast = pt_churn_scale_of(most, 1, (int64_t)1 << 32, 0); /* the shortest */
    assert_int_equal(pt_churn_bin(&fast, 0), 0);
    assert_int_equal(pt_churn_bin(&fast, 1), PATRON_CHURN_BINS - 1);
    assert_int_equal(pt_churn_bin(&fast, PT_CHURN_SPAN), PATRON_CHURN_BINS - 1);
    assert_int_equal(pt_churn_side(&fast, PT_CHURN_SPAN, PATRON_CHURN_BINS), 1);
    pt_churn_scale one = pt_churn_scale_of(1, 1, 1, 0); /* every power of two is an edge */
    for (int32_t octave = 0; octave < 8; octave++) assert_int_equal(pt_churn_bin(&one, 1 << octave), 128 + 16 * octave);
    assert_int_equal(pt_churn_side(&one, 256, PATRON_CHURN_BINS), 0);
    assert_int_equal(pt_churn_side(&one, 255, PATRON_CHURN_BINS), -1);
    assert_int_equal(pt_churn_bin(&one, 256), PATRON_CHURN_BINS - 1);
}

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

static int32_t first_day_of(const struct shop *shop, const patron_book *book)
{
    int32_t first;
    patron_book_days(book, &first, NULL);
    bool observed = (patron_book_flags(book) & PATRON_BOOK_OBSERVED_FROM) != 0 && shop->observed_from > first;
    return observed ? shop->observed_from : first;
}

static bool near(double a, double b) { return fabs(a - b) <= 1e-10 * (1 + fabs(b)); }

static void check_rule(const patron_churn_rule *rule, const struct oracle_churn *oracle, int32_t as_of, const char *what)
{
    patron_churn_info info = {.size = sizeof info};
    patron_error error;
    int64_t cells[PATRON_CHURN_CELLS];
    assert_ok(patron_churn_rule_inspect(rule, &info, &error), &error);
    assert_ok(patron_churn_rule_cells(rule, cells, &error), &error);
    assert_that(memcmp(cells, oracle->cells, sizeof cells) == 0, "%s: cells", what);
    assert_that(info.gaps == oracle->gaps && info.gap_days == oracle->gap_days, "%s: %lld gaps of %lld days, oracle %lld, %lld",
                what, (long long)info.gaps, (long long)info.gap_days, (long long)oracle->gaps, (long long)oracle->gap_days);
    assert_that(info.new_days == oracle->new_days, "%s: new_days %d, oracle %d", what, (int)info.new_days, (int)oracle->new_days);
    assert_int_equal(info.method, PATRON_CHURN_METHOD_KM);
    assert_int_equal(info.as_of, as_of);
    assert_int_equal(info.horizon, oracle->horizon);
    assert_true(near(info.mean_gap, oracle->gaps ? (double)oracle->gap_days / (double)oracle->gaps : 0));
    for (int g = 0; g < PATRON_CHURN_GROUPS; g++) {
        int64_t closed = 0, open = 0;
        for (int b = 0; b < PATRON_CHURN_BINS; b++) closed += oracle->cells[0][g][b], open += oracle->cells[1][g][b];
        assert_that(info.closed[g] == closed && info.open[g] == open, "%s: spells of group %d", what, g + 1);
        assert_that(!oracle->known || info.cases[g] >= closed + open, "%s: cases of group %d", what, g + 1);
    }
}

static void check_row(const struct churn_columns *c, int64_t at, const struct oracle_churn_row *row, bool next, const char *what)
{
    assert_that(c->purchases[at] == row->purchases && c->last_day[at] == row->last_day && c->silence[at] == row->silence &&
                    c->net[at] == row->net_365,
                "%s: history, net %lld, oracle %lld", what, (long long)c->net[at], (long long)row->net_365);
    assert_that(c->method[at] == (row->state == PATRON_NONE ? PATRON_NONE : PATRON_CHURN_METHOD_KM), "%s: method", what);
    assert_that(c->horizon[at] == row->horizon && c->cases[at] == row->cases && c->flags[at] == row->flags,
                "%s: h %d, %lld cases, flags %d; oracle %d, %lld, %d", what, (int)c->horizon[at], (long long)c->cases[at],
                (int)c->flags[at], (int)row->horizon, (long long)row->cases, (int)row->flags);
    assert_that(near(c->scale[at], row->scale) && near(c->ratio[at], row->ratio), "%s: scale %.17g, ratio %.17g", what,
                c->scale[at], c->ratio[at]);
    assert_that(near(c->score[at], row->score) && near(c->p_now[at], row->p_now) && near(c->p_start[at], row->p_start) &&
                    near(c->rho[at], row->rho),
                "%s: score %.15g p %.15g of %.15g rho %.15g; oracle %.15g %.15g %.15g %.15g", what, c->score[at], c->p_now[at],
                c->p_start[at], c->rho[at], row->score, row->p_now, row->p_start, row->rho);
    assert_that(near(c->value[at], row->value_at_risk), "%s: value %.15g, oracle %.15g", what, c->value[at], row->value_at_risk);
    assert_that(c->state[at] == row->state || row->close, "%s: state %d, oracle %d at rho %.15g", what, (int)c->state[at],
                (int)row->state, row->rho);
    if (!next || row->close || row->next_close) return;
    assert_that(c->next_silence[at] == row->next_silence && c->next_state[at] == row->next_state,
                "%s: from day %d next is %d on day %d, oracle %d on %d", what, (int)row->silence, (int)c->next_state[at],
                (int)c->next_silence[at], (int)row->next_state, (int)row->next_silence);
    int32_t day = row->next_silence == PATRON_NO_DAY ? PATRON_NO_DAY : row->last_day + row->next_silence;
    assert_that(c->next_day[at] == day, "%s: next day %d", what, (int)c->next_day[at]);
}

/* Sums of the rows by state, as patron_churn_states gives them. */
static void check_states(const patron_book *book, int32_t as_of, const patron_churn_rule *rule, const struct churn_columns *c,
                         const char *what)
{
    int64_t buyers[PATRON_CHURN_STATES] = {0}, net[PATRON_CHURN_STATES] = {0}, value[PATRON_CHURN_STATES] = {0};
    int64_t wanted[3][PATRON_CHURN_STATES] = {{0}};
    patron_error error;
    assert_ok(patron_churn_states(book, as_of, rule, NULL, 0, c->count, buyers, net, value, &error), &error);
    for (int64_t i = 0; i < c->count; i++) {
        if (c->state[i] < 0) continue;
        wanted[0][c->state[i]]++;
        wanted[1][c->state[i]] += c->net[i];
        wanted[2][c->state[i]] += (int64_t)floor(c->value[i] + .5);
    }
    assert_that(memcmp(buyers, wanted[0], sizeof buyers) == 0, "%s: buyers by state", what);
    assert_that(memcmp(net, wanted[1], sizeof net) == 0, "%s: net by state", what);
    assert_that(memcmp(value, wanted[2], sizeof value) == 0, "%s: value at risk by state", what);
}

/* Fits and scores on a day, and scores a later day by the same rule. */
static void check_shop(const struct shop *shop, const patron_book *book, int32_t as_of, int32_t later, int32_t horizon,
                       bool next, const char *what)
{
    struct oracle_churn oracle;
    const patron_churn_options options = {.size = sizeof options, .horizon = horizon};
    struct oracle_book *assembled = oracle_book(shop, as_of);
    patron_churn_rule *rule = churn_fit(book, as_of, &options);
    oracle_churn_fit(assembled, NULL, horizon ? horizon : 90, -1, first_day_of(shop, book), &oracle);
    check_rule(rule, &oracle, as_of, what);
    for (int which = 0; which < 2; which++) {
        int32_t day = which ? later : as_of;
        struct churn_columns c;
        if (which) {
            oracle_book_free(assembled);
            assembled = oracle_book(shop, day);
        }
        churn_score(book, day, rule, &c);
        for (int64_t i = 0; i < assembled->customers; i++) {
            struct oracle_churn_row row;
            char name[200];
            (void)snprintf(name, sizeof name, "%s, scored on %d, customer %lld", what, (int)day, (long long)i);
            oracle_churn_score(&oracle, assembled->customer + i, day, next && i % 7 == 0, &row);
            check_row(&c, shop_customer(book, assembled->customer[i].key), &row, next && i % 7 == 0, name);
        }
        check_states(book, day, rule, &c, what);
        churn_columns_end(&c);
    }
    patron_churn_rule_free(rule);
    oracle_book_free(assembled);
}

static void test_random_shops(void **state)
{
    (void)state;
    const uint64_t seeds = (uint64_t)test_some(1, 4, 60);
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        for (uint64_t seed = 1; seed <= seeds; seed++) {
            struct shop shop;
            char what[120];
            shop_random(&shop, seed, profile);
            if (seed % 3 == 0) shop.flags |= PATRON_BOOK_COUNT_BY_ORDER;
            if (seed % 4 == 0) shop.flags |= PATRON_BOOK_ZERO_ORDERS;
            patron_book *book = shop_book(&shop, NULL);
            for (int which = 0; which < SHOP_AS_OF; which++) {
                int32_t as_of = shop_as_of(&shop, which);
                (void)snprintf(what, sizeof what, "%s, as of %d", shop.name, (int)as_of);
                check_shop(&shop, book, as_of, as_of + 45, which % 2 ? 0 : 30, seed == 1, what);
            }
            patron_book_free(book);
            shop_end(&shop);
        }
    }
}

static void test_edge_shops(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        patron_book *book = shop_book(&shop, NULL);
        for (int which = 0; which < SHOP_AS_OF; which++)
            check_shop(&shop, book, shop_as_of(&shop, which), shop_as_of(&shop, which) + 400, 0, true, shop.name);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* Large enough that every group has a table of its own. */
static void test_large_shops(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= (uint64_t)test_some(1, 3, 12); seed++) {
        struct shop shop;
        churn_shop(&shop, seed, seed == 2 ? 2300 : test_some(250, 500, 500));
        patron_book *book = shop_book(&shop, NULL);
        check_shop(&shop, book, CHURN_SHOP_LAST, CHURN_SHOP_LAST + 300, 0, true, shop.name);
        check_shop(&shop, book, CHURN_SHOP_LAST - 300, CHURN_SHOP_LAST - 100, 60, true, shop.name);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- in every form that must not matter ---------------------------------------------------------------------------- */

struct reference {
    const patron_book *book;
    struct churn_columns c;
    unsigned char *bytes;
    int64_t count;
    int32_t as_of;
};

static void same_bits(void *context, const patron_book *book, const char *variant)
{
    struct reference *reference = context;
    const struct churn_columns *old = &reference->c;
    for (int32_t threads = 0; threads <= 7; threads += threads == 0 ? 2 : 5) {
        const patron_churn_options options = {.size = sizeof options, .threads = threads};
        patron_churn_rule *rule = churn_fit(book, reference->as_of, &options);
        int64_t count;
        unsigned char *bytes = churn_bytes(rule, &count);
        assert_int_equal(count, reference->count);
        assert_that(memcmp(bytes, reference->bytes, (size_t)count) == 0, "%s, %d threads: the rule", variant, (int)threads);
        struct churn_columns c;
        churn_score(book, reference->as_of, rule, &c);
        assert_joined(reference->book, old->state, book, c.state, 4, variant);
        assert_joined(reference->book, old->rho, book, c.rho, 8, variant);
        assert_joined(reference->book, old->score, book, c.score, 8, variant);
        assert_joined(reference->book, old->p_now, book, c.p_now, 8, variant);
        assert_joined(reference->book, old->p_start, book, c.p_start, 8, variant);
        assert_joined(reference->book, old->scale, book, c.scale, 8, variant);
        assert_joined(reference->book, old->value, book, c.value, 8, variant);
        assert_joined(reference->book, old->cases, book, c.cases, 8, variant);
        assert_joined(reference->book, old->next_day, book, c.next_day, 4, variant);
        assert_joined(reference->book, old->next_state, book, c.next_state, 4, variant);
        churn_columns_end(&c);
        free(bytes);
        patron_churn_rule_free(rule);
    }
}

static void check_variants(struct shop *shop, int32_t as_of)
{
    struct reference reference = {.book = shop_book(shop, NULL), .as_of = as_of};
    patron_churn_rule *rule = churn_fit(reference.book, as_of, NULL);
    reference.bytes = churn_bytes(rule, &reference.count);
    churn_score(reference.book, as_of, rule, &reference.c);
    for_each_variant(shop, 31, same_bits, &reference);
    churn_columns_end(&reference.c);
    free(reference.bytes);
    patron_churn_rule_free(rule);
    patron_book_free((patron_book *)reference.book);
}

static void test_variants(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile += (int)test_some(5, 1, 1)) {
        struct shop shop;
        shop_random(&shop, 40, profile);
        check_variants(&shop, shop_as_of(&shop, 3));
        shop_end(&shop);
    }
    struct shop shop;
    churn_shop(&shop, 9, 300);
    check_variants(&shop, CHURN_SHOP_LAST - 50);
    shop_end(&shop);
}

/* Ranges, with and without the bounds that only large ones use, give the same bits; so do counts of ranges, summed. */
static void test_ranges(void **state)
{
    (void)state;
    struct shop shop;
    churn_shop(&shop, 4, 2600);
    patron_book *book = shop_book(&shop, NULL);
    const int64_t n = patron_book_customers(book);
    const int32_t as_of = CHURN_SHOP_LAST - 60;
    patron_error error;
    patron_churn_rule *rule = churn_fit(book, as_of, NULL);
    struct churn_columns whole, parts;
    churn_score(book, as_of, rule, &whole);
    int64_t all[3][PATRON_CHURN_STATES] = {{0}}, sum[3][PATRON_CHURN_STATES] = {{0}};
    int64_t gaps[PATRON_CHURN_GAPS] = {0}, second[PATRON_CHURN_SECOND] = {0}, cells[PATRON_CHURN_CELLS] = {0};
    assert_ok(patron_churn_states(book, as_of, rule, NULL, 0, n, all[0], all[1], all[2], &error), &error);
    for (int64_t first = 0, count; first < n; first += count) {
        count = first % 5 == 0 ? 377 : 41;
        if (first + count > n) count = n - first;
        churn_columns_begin(&parts, count);
        assert_ok(patron_churn_score(book, as_of, rule, first, count, &parts.out, &error), &error);
        for (int64_t i = 0; i < count; i++) {
            int64_t k = first + i;
            assert_that(parts.state[i] == whole.state[k] && parts.next_silence[i] == whole.next_silence[k] &&
                            parts.next_state[i] == whole.next_state[k] && memcmp(parts.rho + i, whole.rho + k, 8) == 0 &&
                            memcmp(parts.score + i, whole.score + k, 8) == 0 && memcmp(parts.value + i, whole.value + k, 8) == 0,
                        "customer %lld: rho %.17g in a part, %.17g in the whole; next %d, %d", (long long)k, parts.rho[i],
                        whole.rho[k], (int)parts.next_silence[i], (int)whole.next_silence[k]);
        }
        churn_columns_end(&parts);
        assert_ok(patron_churn_states(book, as_of, rule, NULL, first, count, sum[0], sum[1], sum[2], &error), &error);
        assert_ok(patron_churn_gaps(book, as_of, NULL, first, count, gaps, second, &error), &error);
    }
    assert_memory_equal(all, sum, sizeof all);
    for (int64_t first = 0; first < n; first += 200)
        assert_ok(patron_churn_count(book, as_of, gaps, NULL, first, n - first < 200 ? n - first : 200, cells, &error), &error);
    patron_churn_rule *made;
    const patron_churn_counts counts = {sizeof counts, patron_book_flags(book), as_of, first_day_of(&shop, book), gaps, second,
                                        cells};
    assert_ok(patron_churn_rule_make(&counts, NULL, NULL, &made, &error), &error);
    int64_t size, made_size;
    unsigned char *bytes = churn_bytes(rule, &size), *made_bytes = churn_bytes(made, &made_size);
    assert_int_equal(size, made_size);
    assert_memory_equal(bytes, made_bytes, (size_t)size);
    free(bytes);
    free(made_bytes);
    churn_columns_end(&whole);
    patron_churn_rule_free(made);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- selections --------------------------------------------------------------------------------------------------- */

static void test_selection(void **state)
{
    (void)state;
    struct shop shop;
    churn_shop(&shop, 6, 400);
    patron_book *book = shop_book(&shop, NULL);
    enum { GROUPS = 3 };
    const int64_t n = patron_book_customers(book);
    const int32_t as_of = CHURN_SHOP_LAST - 80;
    struct rng rng = {2};
    uint8_t *mask = malloc((size_t)n);
    int32_t *group = malloc((size_t)n * sizeof *group);
    bool *in = malloc((size_t)n * sizeof *in), *one = malloc((size_t)n * sizeof *one);
    assert_true(mask && group && in && one);
    struct oracle_book *assembled = oracle_book(&shop, as_of);
    for (int64_t i = 0; i < n; i++) {
        mask[i] = rng_chance(&rng, 80);
        group[i] = (int32_t)rng_between(&rng, -1, GROUPS - 1);
        in[i] = mask[i] && group[i] >= 0;
    }
    const patron_selection selection = {sizeof selection, mask, group, GROUPS};
    patron_error error;
    patron_churn_rule *rule;
    struct oracle_churn oracle;
    assert_ok(patron_churn_fit(book, as_of, NULL, &selection, &rule, &error), &error);
    oracle_churn_fit(assembled, in, 90, -1, first_day_of(&shop, book), &oracle);
    check_rule(rule, &oracle, as_of, "a fit of some");
    /* Counts by group: the oracle's of each group alone, on the scale of all of them. */
    int64_t gaps[GROUPS][PATRON_CHURN_GAPS] = {{0}}, second[GROUPS][PATRON_CHURN_SECOND] = {{0}};
    int64_t *cells = calloc(GROUPS * PATRON_CHURN_CELLS, sizeof *cells), total[PATRON_CHURN_CELLS] = {0};
    int64_t buyers[GROUPS][PATRON_CHURN_STATES] = {{0}}, net[GROUPS][PATRON_CHURN_STATES] = {{0}};
    int64_t values[GROUPS][PATRON_CHURN_STATES] = {{0}};
    const int64_t shop_gaps[PATRON_CHURN_GAPS] = {oracle.gaps, oracle.gap_days};
    assert_non_null(cells);
    assert_ok(patron_churn_gaps(book, as_of, &selection, 0, n, gaps[0], second[0], &error), &error);
    assert_ok(patron_churn_count(book, as_of, shop_gaps, &selection, 0, n, cells, &error), &error);
    assert_ok(patron_churn_states(book, as_of, rule, &selection, 0, n, buyers[0], net[0], values[0], &error), &error);
    struct churn_columns c;
    churn_score(book, as_of, rule, &c);
    for (int32_t g = 0; g < GROUPS; g++) {
        struct oracle_churn alone;
        int64_t wanted[2][PATRON_CHURN_STATES] = {{0}};
        for (int64_t i = 0; i < n; i++) {
            one[i] = in[i] && group[i] == g;
            if (!one[i] || c.state[i] < 0) continue;
            wanted[0][c.state[i]]++;
            wanted[1][c.state[i]] += c.net[i];
        }
        oracle_churn_fit(assembled, one, 90, -1, first_day_of(&shop, book), &alone);
        assert_true(gaps[g][0] == alone.gaps && gaps[g][1] == alone.gap_days);
        assert_memory_equal(second[g], alone.second, sizeof second[g]);
        assert_memory_equal(buyers[g], wanted[0], sizeof buyers[g]);
        assert_memory_equal(net[g], wanted[1], sizeof net[g]);
        for (int64_t i = 0; i < PATRON_CHURN_CELLS; i++) total[i] += cells[g * PATRON_CHURN_CELLS + i];
    }
    assert_memory_equal(total, oracle.cells, sizeof total);
    churn_columns_end(&c);
    free(cells);
    free(mask);
    free(group);
    free(in);
    free(one);
    patron_churn_rule_free(rule);
    oracle_book_free(assembled);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- silence ------------------------------------------------------------------------------------------------------ */

/* Every silence of customers of every group: ρ never rises and is no more than P(h | t) / P(h | 0) of any t so far; the
 * next state is the state on that day, and the day before still has the old one. */
static void check_silence(const patron_churn_rule *rule, int64_t purchases, int32_t span)
{
    const int32_t last = 20000;
    const pt_churn_history history = {purchases, last - span, last};
    pt_churn_bounds none = {{0, NULL, NULL, NULL}, NULL, NULL};
    pt_churn_view before, view;
    double least = 2;
    pt_churn_assess(rule, &none, &history, last, true, &before);
    assert_true(before.rho == 1);
    for (int32_t day = 1; day <= 3700; day++) {
        pt_churn_assess(rule, &none, &history, last + day, day % 5 == 0 || day > 3645, &view);
        assert_that(view.rho <= before.rho && view.rho >= 0, "%lld purchases in %d days: rho rises on day %d",
                    (long long)purchases, (int)span, (int)day);
        assert_true(view.score >= 0 && view.score <= 1 && view.p_now >= 0 && view.p_now <= 1 && view.p_start > 0);
        if (view.p_now / view.p_start < least) least = view.p_now / view.p_start;
        assert_that(view.rho <= least * (1 + 1e-12), "%lld purchases in %d days: rho is above the least so far on day %d",
                    (long long)purchases, (int)span, (int)day);
        assert_true(view.state == before.state || view.state > before.state);
        if (before.next_silence != PATRON_NO_DAY && day < before.next_silence) {
            assert_int_equal(view.state, before.state);
        } else if (day == before.next_silence) {
            assert_int_equal(view.state, before.next_state);
            assert_int_not_equal(view.state, before.state);
        } else if (day <= 3650) {
            assert_int_equal(view.state, before.state);
        }
        if (day % 5 == 0 || day > 3645 || view.state != before.state) {
            pt_churn_assess(rule, &none, &history, last + day, true, &view);
            before = view;
        } else {
            before.rho = view.rho;
        }
    }
    assert_true(before.next_silence == PATRON_NO_DAY && before.next_state == PATRON_NONE);
}

static void test_silence(void **state)
{
    (void)state;
    const int32_t spans[] = {0, 3, 20, 90, 400, 2000}, counts = (int32_t)test_some(2, 6, 6);
    for (uint64_t seed = 1; seed <= (uint64_t)test_some(1, 2, 8); seed++) {
        struct shop shop;
        churn_shop(&shop, seed + 20, seed == 1 ? 900 : 14);
        patron_book *book = shop_book(&shop, NULL);
        patron_churn_rule *rule = churn_fit(book, CHURN_SHOP_LAST, NULL);
        for (int64_t purchases = 1; purchases <= 8; purchases++)
            for (int32_t i = 0; i < (purchases == 1 ? 1 : counts); i++)
                check_silence(rule, purchases, spans[i]);
        patron_churn_rule_free(rule);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- enter and leave ------------------------------------------------------------------------------------------------ */

static const void *column_of(const patron_table *table, const char *name)
{
    patron_column column = {.size = sizeof column};
    patron_error error;
    assert_ok(patron_table_column(table, patron_table_find(table, name), &column, &error), &error);
    return column.values;
}

/* Purchases dated in (after, upto] as seen on `as_of`. */
static int64_t purchases_in(const struct oracle_customer *customer, int32_t after, int32_t upto)
{
    int64_t count = 0;
    for (int64_t i = 0; i < customer->sales_purchases; i++)
        count += customer->sales_purchase[i].day > after && customer->sales_purchase[i].day <= upto;
    return count;
}

static void check_changes(const struct shop *shop, const patron_book *book, int32_t from_day, int32_t to_day)
{
    patron_churn_rule *rule = churn_fit(book, to_day, NULL);
    struct oracle_book *before = oracle_book(shop, from_day), *after = oracle_book(shop, to_day);
    struct churn_columns old, new;
    patron_table *table;
    patron_error error;
    churn_score(book, from_day, rule, &old);
    churn_score(book, to_day, rule, &new);
    assert_ok(patron_churn_changes(book, from_day, to_day, rule, NULL, NULL, &table, &error), &error);
    const int32_t *customer = column_of(table, "customer"), *from = column_of(table, "from_state");
    const int32_t *to = column_of(table, "to_state"), *reason = column_of(table, "reason");
    const int32_t *silence = column_of(table, "silence");
    const int64_t *net = column_of(table, "net_365");
    const double *value = column_of(table, "value_at_risk"), *rho = column_of(table, "rho"), *score = column_of(table, "score");
    int64_t rows = patron_table_rows(table), wanted = 0;
    for (int64_t i = 0; i < new.count; i++) wanted += old.state[i] != new.state[i];
    assert_int_equal(rows, wanted);
    for (int64_t i = 0; i < rows; i++) {
        int64_t at = customer[i], key = shop_key(book, PATRON_KEYS_CUSTOMER, at);
        assert_true(from[i] == old.state[at] && to[i] == new.state[at] && from[i] != to[i]);
        assert_true(silence[i] == new.silence[at] && net[i] == new.net[at] && value[i] == new.value[at]);
        assert_true(rho[i] == new.rho[at] && score[i] == new.score[at]);
        assert_true(i == 0 || value[i] < value[i - 1] ||
                    (value[i] == value[i - 1] && key > shop_key(book, PATRON_KEYS_CUSTOMER, customer[i - 1])));
        const struct oracle_customer *then = oracle_find(before, key), *now = oracle_find(after, key);
        bool ordered = purchases_in(now, from_day, to_day) > 0;
        bool refunded = purchases_in(now, INT32_MIN, from_day) < (then ? purchases_in(then, INT32_MIN, from_day) : 0);
        int32_t why = ordered ? PATRON_CHURN_REASON_ORDERED : refunded ? PATRON_CHURN_REASON_REFUNDED : PATRON_CHURN_REASON_SILENCE;
        assert_that(reason[i] == why, "%s: customer %lld changed from %d to %d by %d, not %d", shop->name, (long long)key,
                    (int)from[i], (int)to[i], (int)reason[i], (int)why);
        /* By silence alone a state only gets worse, and stays among those of its number of purchases. */
        if (why != PATRON_CHURN_REASON_SILENCE) continue;
        assert_that(from[i] != PATRON_NONE && to[i] > from[i], "%s: from %d to %d", shop->name, (int)from[i], (int)to[i]);
        assert_true(to[i] == PATRON_CHURN_UNKNOWN || (from[i] <= PATRON_CHURN_ONE_TIME_LOST) == (to[i] <= PATRON_CHURN_ONE_TIME_LOST));
    }
    churn_columns_end(&old);
    churn_columns_end(&new);
    patron_table_free(table);
    oracle_book_free(before);
    oracle_book_free(after);
    patron_churn_rule_free(rule);
}

static void test_changes(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile += (int)test_some(4, 1, 1)) {
        for (uint64_t seed = 1; seed <= (uint64_t)test_some(1, 2, 30); seed++) {
            struct shop shop;
            shop_random(&shop, seed + 70, profile);
            patron_book *book = shop_book(&shop, NULL);
            for (int which = 0; which + 1 < SHOP_AS_OF; which++) {
                int32_t day = shop_as_of(&shop, which);
                check_changes(&shop, book, day, day + 7);
                check_changes(&shop, book, day, day + 91);
            }
            patron_book_free(book);
            shop_end(&shop);
        }
    }
    struct shop shop;
    churn_shop(&shop, 12, 2100);
    patron_book *book = shop_book(&shop, NULL);
    check_changes(&shop, book, CHURN_SHOP_LAST - 200, CHURN_SHOP_LAST - 193);
    check_changes(&shop, book, CHURN_SHOP_LAST - 200, CHURN_SHOP_LAST - 90);
    patron_book_free(book);
    shop_end(&shop);
}

/* Filters take rows out and nothing else; without keys equal values are in the order of their numbers. */
static void test_changes_filters(void **state)
{
    (void)state;
    struct shop shop;
    churn_shop(&shop, 13, 500);
    const struct shop_form form = {.flags = PATRON_BOOK_DROP_KEYS};
    patron_book *book = shop_book(&shop, &form);
    const int32_t day = CHURN_SHOP_LAST - 150;
    const int64_t n = patron_book_customers(book);
    patron_error error;
    patron_churn_rule *rule = churn_fit(book, day, NULL);
    patron_table *all, *some;
    uint8_t *mask = malloc((size_t)n);
    assert_non_null(mask);
    for (int64_t i = 0; i < n; i++) mask[i] = i % 4 != 0;
    const patron_selection selection = {sizeof selection, mask, NULL, 0};
    const patron_churn_changes_options options = {
        sizeof options, 0, 1u | 1u << (PATRON_CHURN_ON_TRACK + 1) | 1u << (PATRON_CHURN_NEW + 1),
        1u << (PATRON_CHURN_SLOWING + 1) | 1u << (PATRON_CHURN_NEW + 1)};
    assert_ok(patron_churn_changes(book, day - 30, day, rule, NULL, NULL, &all, &error), &error);
    assert_ok(patron_churn_changes(book, day - 30, day, rule, &options, &selection, &some, &error), &error);
    const int32_t *customer = column_of(all, "customer"), *from = column_of(all, "from_state"), *to = column_of(all, "to_state");
    const int32_t *chosen = column_of(some, "customer");
    const double *value = column_of(all, "value_at_risk");
    int64_t found = 0;
    for (int64_t i = 0; i < patron_table_rows(all); i++) {
        assert_true(i == 0 || value[i] < value[i - 1] || (value[i] == value[i - 1] && customer[i] > customer[i - 1]));
        bool is_from = from[i] == PATRON_NONE || from[i] == PATRON_CHURN_ON_TRACK || from[i] == PATRON_CHURN_NEW;
        if (!is_from || (to[i] != PATRON_CHURN_SLOWING && to[i] != PATRON_CHURN_NEW) || !mask[customer[i]]) continue;
        assert_true(found < patron_table_rows(some));
        assert_int_equal(chosen[found++], customer[i]);
    }
    assert_int_equal(found, patron_table_rows(some));
    assert_true(found > 5 && found < patron_table_rows(all));
    free(mask);
    patron_table_free(all);
    patron_table_free(some);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),         cmocka_unit_test(test_edges),
        cmocka_unit_test(test_bins_next_to_edges), cmocka_unit_test(test_bins_far_out),
        cmocka_unit_test(test_random_shops),  cmocka_unit_test(test_edge_shops),
        cmocka_unit_test(test_large_shops),   cmocka_unit_test(test_variants),
        cmocka_unit_test(test_ranges),        cmocka_unit_test(test_selection),
        cmocka_unit_test(test_silence),       cmocka_unit_test(test_changes),
        cmocka_unit_test(test_changes_filters),
    };
    return cmocka_run_group_tests_name("churn", tests, NULL, NULL);
}
