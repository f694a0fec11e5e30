/* Repeat purchase: every count against the oracle, and in every form that must not matter. */
#include "cases_repeat.h"

#include <patron/customers.h>

/* ---- against the oracle ----------------------------------------------------------------------------------------- */

/* Identities that hold whatever the shop. */
static void check_count(const struct cells *c, const struct oracle_book *seen, const struct oracle_repeat_question *q)
{
    int64_t *const *a = c->array, net = a[8][0], buyers = 0, purchases = 0, orders = 0;
    assert_int_equal(a[0][0], a[1][0] + a[2][0]);
    for (int64_t b = 0; b < q->bins; b++) {
        buyers += a[11][b];
        purchases += a[12][b];
        orders += a[13][b];
        net += a[14][b];
    }
    assert_true(buyers == a[0][0] && purchases == a[3][0] && orders == a[4][0]);
    assert_int_equal(net, seen->totals.net_customers + seen->totals.net_unmatched);
    assert_int_equal(a[0][0] + a[7][0], seen->totals.customers);
    if (q->other_renewals) return;
    assert_int_equal(a[0][0], seen->totals.buyers);
    assert_int_equal(a[3][0], seen->totals.purchases);
    assert_int_equal(a[5][0], seen->totals.buyers_unknown_birth);
}

static void check_sequence(const struct cells *c, const struct oracle_repeat_question *q)
{
    for (int64_t n = 0; n < q->sequence; n++) {
        assert_true(c->array[1][n] <= c->array[0][n]);
        if (n + 1 < q->sequence) assert_int_equal(c->array[1][n], c->array[0][n + 1]);
    }
}

static void check_periods(const struct cells *c, const patron_book *book, const struct oracle_book *seen,
                          const struct oracle_repeat_question *q)
{
    int64_t *const *a = c->array;
    int64_t *guests[4];
    patron_repeat_guest_cells cells = {.size = sizeof cells, .capacity = q->period_count};
    const patron_calendar calendar = calendar_of(q);
    const patron_repeat_period_options options = {sizeof options, q->refund_order ? PATRON_REPEAT_REFUND_ORDER : 0,
                                                  &calendar, q->period_count, (int32_t)q->first_period, 0};
    patron_error error;
    int64_t *expected[4], net = 0, first;
    int32_t begins;
    for (int i = 0; i < 4; i++) {
        guests[i] = calloc((size_t)q->period_count, sizeof *guests[i]);
        expected[i] = calloc((size_t)q->period_count, sizeof *expected[i]);
        assert_true(guests[i] && expected[i]);
    }
    cells.orders = guests[0];
    cells.sales = guests[1];
    cells.refunds = guests[2];
    cells.net = guests[3];
    assert_ok(patron_repeat_guests(book, seen->as_of, &options, &cells, &error), &error);
    oracle_repeat_guests(seen, q, expected);
    for (int i = 0; i < 4; i++)
        assert_memory_equal(guests[i], expected[i], (size_t)q->period_count * sizeof *guests[i]);
    for (int64_t p = 0; p < q->period_count; p++) {
        assert_int_equal(a[0][p], a[1][p] + a[2][p]);
        assert_int_equal(a[6][p], a[11][p] + a[13][p]);
        assert_int_equal(a[6][p], a[15][p] + a[17][p]);
        assert_int_equal(a[9][p], a[7][p] - a[8][p]);
        assert_int_equal(a[9][p], a[12][p] + a[14][p] + a[10][p]);
        assert_int_equal(a[9][p], a[16][p] + a[18][p] + a[10][p]);
        net += a[9][p] + guests[3][p];
    }
    assert_ok(patron_repeat_periods_of_book(book, seen->as_of, &calendar, &begins, &first, &error), &error);
    if (q->first_period <= begins && q->first_period + q->period_count >= begins + first)
        assert_int_equal(net, seen->totals.net); /* all that there is lies in the periods */
    for (int i = 0; i < 4; i++) {
        free(guests[i]);
        free(expected[i]);
    }
}

static void check_growth(const struct cells *c, const struct oracle_book *seen, const struct oracle_repeat_question *q)
{
    int64_t *const *a = c->array;
    for (int64_t p = 0; p < q->period_count; p++) {
        assert_int_equal(a[0][p] + a[1][p] + a[2][p] - a[4][p], a[5][p]);
        if (p > 0 && oracle_period(&q->calendar, seen->as_of) >= q->first_period + p)
            assert_int_equal(a[0][p], a[5][p - 1]);
        assert_true(a[9][p] <= a[8][p] && a[8][p] <= a[7][p]);
    }
}

static void check_season(const struct cells *c)
{
    for (int64_t m = 0; m < 12; m++) {
        int64_t second = 0;
        for (int64_t r = 0; r < 12; r++) second += c->array[6][m * 12 + r];
        assert_int_equal(second, c->array[3][m]);
        assert_true(c->array[3][m] <= c->array[2][m] && c->array[2][m] <= c->array[0][m]);
    }
}

static void check_measure(int measure, const struct shop *shop, const patron_book *book, const struct oracle_book *seen,
                          const struct oracle_repeat_question *q)
{
    struct oracle_repeat *expected = oracle_repeat(measure, shop, seen, q);
    struct cells cells;
    cells_begin(&cells, measure, expected, 1, 0);
    call_all(&cells, book, seen->as_of, q, NULL, 0, seen->customers);
    assert_cells(&cells, expected->array, 0, shop->name);
    if (measure == REPEAT_COUNT) check_count(&cells, seen, q);
    if (measure == REPEAT_SEQUENCE) check_sequence(&cells, q);
    if (measure == REPEAT_PERIODS) check_periods(&cells, book, seen, q);
    if (measure == REPEAT_GROWTH) check_growth(&cells, seen, q);
    if (measure == REPEAT_SEASON) check_season(&cells);
    cells_end(&cells);
    oracle_repeat_free(expected);
}

static void check_shop(const struct shop *shop, struct rng *rng)
{
    patron_book *book = shop_book(shop, NULL);
    for (int which = 0; which < SHOP_AS_OF; which++) {
        struct oracle_book *seen = oracle_book(shop, shop_as_of(shop, which));
        struct question question;
        for (int measure = 0; measure < REPEAT_MEASURES; measure++) {
            draw_question(&question, rng, shop);
            check_measure(measure, shop, book, seen, &question.q);
        }
        oracle_book_free(seen);
    }
    patron_book_free(book);
}

static void random_shops_as_the_oracle_says(void **state)
{
    (void)state;
    struct rng rng = {1};
    int64_t seeds = test_some(1, 8, 200);
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, (uint64_t)(9000 + seed), profile);
            if (seed % 4 == 1) shop.flags ^= PATRON_BOOK_COUNT_BY_ORDER;
            if (seed % 4 == 2) shop.flags ^= PATRON_BOOK_ZERO_ORDERS;
            if (seed % 4 == 3) {
                int32_t low, high;
                shop_days(&shop, &low, &high);
                shop.flags |= PATRON_BOOK_OBSERVED_FROM;
                shop.observed_from = low + (high - low) / 4;
            }
            check_shop(&shop, &rng);
            shop_end(&shop);
        }
}

static void edge_shops_as_the_oracle_says(void **state)
{
    (void)state;
    struct rng rng = {2};
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        check_shop(&shop, &rng);
        shop_end(&shop);
    }
}

/* What two rooms say about the same thing. */
static void agrees_with_customers(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 9300, profile);
        patron_book *book = shop_book(&shop, NULL);
        int64_t customers = patron_book_customers(book), theirs[4] = {0}, ours[4] = {0};
        int32_t as_of = shop_as_of(&shop, 4), within = 90;
        patron_error error;
        const patron_customers_options their_options = {sizeof their_options, 0, 0, within};
        const patron_customers_counts counts = {.size = sizeof counts, .capacity = 1, .buyers = &theirs[0],
                                                .repeaters = &theirs[1], .repeat_observed = &theirs[2],
                                                .repeat_within = &theirs[3]};
        const patron_repeat_options options = {sizeof options, 0, &within, 1, 0};
        const patron_repeat_cells cells = {.size = sizeof cells, .group_capacity = 1, .within_capacity = 1,
                                           .buyers = &ours[0], .repeaters = &ours[1], .observed = &ours[2],
                                           .within = &ours[3]};
        assert_ok(patron_customers_count(book, as_of, &their_options, NULL, 0, customers, &counts, &error), &error);
        assert_ok(patron_repeat_count(book, as_of, &options, NULL, 0, customers, &cells, &error), &error);
        assert_memory_equal(ours, theirs, sizeof ours);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- forms that must not matter --------------------------------------------------------------------------------- */

struct reference {
    int32_t as_of;
    const struct question *question;
    struct oracle_repeat *expected[REPEAT_MEASURES];
};

static void compare_variant(void *context, const patron_book *book, const char *variant)
{
    struct reference *reference = context;
    for (int measure = 0; measure < REPEAT_MEASURES; measure++) {
        struct cells cells;
        cells_begin(&cells, measure, reference->expected[measure], 1, 0);
        call_all(&cells, book, reference->as_of, &reference->question->q, NULL, 0, patron_book_customers(book));
        assert_cells(&cells, reference->expected[measure]->array, 0, variant);
        cells_end(&cells);
    }
}

static void the_form_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    struct rng rng = {3};
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        struct question question;
        shop_random(&shop, 9400, profile);
        struct reference reference = {shop_as_of(&shop, 4), &question, {NULL}};
        struct oracle_book *seen = oracle_book(&shop, reference.as_of);
        draw_question(&question, &rng, &shop);
        for (int measure = 0; measure < REPEAT_MEASURES; measure++)
            reference.expected[measure] = oracle_repeat(measure, &shop, seen, &question.q);
        for_each_variant(&shop, (uint64_t)profile + 3, compare_variant, &reference);
        for (int measure = 0; measure < REPEAT_MEASURES; measure++) oracle_repeat_free(reference.expected[measure]);
        oracle_book_free(seen);
        shop_end(&shop);
    }
}

/* Parts add up to the whole, on top of what was there. */
static void ranges_join(void **state)
{
    (void)state;
    struct rng rng = {4};
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        struct question question;
        shop_random(&shop, 9500, profile);
        patron_book *book = shop_book(&shop, NULL);
        int32_t as_of = shop_as_of(&shop, 4);
        struct oracle_book *seen = oracle_book(&shop, as_of);
        for (int measure = 0; measure < REPEAT_MEASURES; measure++) {
            struct cells cells;
            draw_question(&question, &rng, &shop);
            struct oracle_repeat *expected = oracle_repeat(measure, &shop, seen, &question.q);
            cells_begin(&cells, measure, expected, 1, 1000);
            for (int64_t first = 0; first <= seen->customers;) {
                int64_t count = rng_between(&rng, 0, seen->customers - first);
                call_all(&cells, book, as_of, &question.q, NULL, first, count);
                if (first == seen->customers) break;
                first += count;
            }
            assert_cells(&cells, expected->array, 1000, shop.name);
            cells_end(&cells);
            oracle_repeat_free(expected);
        }
        oracle_book_free(seen);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* An array that is not wanted changes nothing in the others. */
static void arrays_may_be_left_out(void **state)
{
    (void)state;
    struct rng rng = {5};
    struct shop shop;
    shop_random(&shop, 9600, SHOP_MIXED);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = shop_as_of(&shop, 4);
    struct oracle_book *seen = oracle_book(&shop, as_of);
    for (int measure = 0; measure < REPEAT_MEASURES; measure++) {
        struct question question;
        draw_question(&question, &rng, &shop);
        struct oracle_repeat *expected = oracle_repeat(measure, &shop, seen, &question.q);
        for (int only = -1; only < expected->arrays; only++) {
            struct cells cells;
            cells_begin(&cells, measure, expected, 1, 0);
            for (int a = 0; a < cells.arrays; a++)
                if (a != only) memset(&cells.words[1 + layouts[measure].capacities + a], 0, 8);
            for (int k = 0; k < layouts[measure].capacities; k++)
                if (only < 0 || k != layouts[measure].kinds[only] - '0') cells.words[1 + k] = 0;
            call_all(&cells, book, as_of, &question.q, NULL, 0, seen->customers);
            for (int a = 0; a < cells.arrays; a++)
                for (int64_t i = 0; i < cells.count[a]; i++)
                    assert_int_equal(cells.array[a][i], a == only ? expected->array[a][i] : 0);
            cells_end(&cells);
        }
        oracle_repeat_free(expected);
    }
    oracle_book_free(seen);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- groups ----------------------------------------------------------------------------------------------------- */

static void groups_and_masks(void **state)
{
    (void)state;
    struct rng rng = {6};
    for (int64_t round = 0; round < test_some(6, 36, 400); round++) {
        struct shop shop;
        struct question question;
        shop_random(&shop, (uint64_t)(9700 + round), (int)(round % SHOP_PROFILES));
        patron_book *book = shop_book(&shop, NULL);
        int32_t as_of = shop_as_of(&shop, 4);
        struct oracle_book *seen = oracle_book(&shop, as_of);
        uint8_t *mask = malloc((size_t)seen->customers + 1);
        int32_t *group = malloc(((size_t)seen->customers + 1) * sizeof *group);
        assert_true(mask && group);
        for (int measure = 0; measure < REPEAT_MEASURES; measure++) {
            draw_question(&question, &rng, &shop);
            struct oracle_repeat_question *q = &question.q;
            bool grouped = rng_chance(&rng, 80);
            q->groups = grouped ? rng_between(&rng, 1, 4) : 1;
            for (int64_t i = 0; i < seen->customers; i++) {
                mask[i] = rng_chance(&rng, 70) ? (uint8_t)rng_between(&rng, 1, 255) : 0;
                group[i] = (int32_t)rng_between(&rng, -1, q->groups - 1);
            }
            q->mask = rng_chance(&rng, 60) ? mask : NULL;
            q->group = grouped ? group : NULL;
            const patron_selection selection = {sizeof selection, q->mask, q->group, q->groups};
            struct oracle_repeat *expected = oracle_repeat(measure, &shop, seen, q);
            struct cells cells;
            cells_begin(&cells, measure, expected, q->groups, -7);
            call_all(&cells, book, as_of, q, &selection, 0, seen->customers);
            assert_cells(&cells, expected->array, -7, shop.name);
            cells_end(&cells);
            oracle_repeat_free(expected);
        }
        free(mask);
        free(group);
        oracle_book_free(seen);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- memory and threads ----------------------------------------------------------------------------------------- */

struct call {
    patron_book *book;
    int32_t as_of;
    struct question question;
    struct cells cells;
};

static patron_status call_measure(void *context, patron_error *error)
{
    struct call *call = context;
    return call_with(call->cells.measure, call->book, call->as_of, &call->question.q, NULL, 0,
                     patron_book_customers(call->book), call->cells.words, error);
}

static patron_status call_guests(void *context, patron_error *error)
{
    struct call *call = context;
    const patron_repeat_period_options options = {.size = sizeof options, .period_count = 3, .first_period = 600};
    const patron_repeat_guest_cells cells = {.size = sizeof cells, .capacity = 3, .net = call->cells.array[0]};
    return patron_repeat_guests(call->book, call->as_of, &options, &cells, error);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const int64_t allocations[REPEAT_MEASURES] = {1, 1, 1, 1, 2, 2, 2, 13};
    struct counting counting;
    struct shop shop;
    struct rng rng = {7};
    counting_begin(&counting);
    shop_random(&shop, 9800, SHOP_MIXED);
    struct shop_form form = {.allocator = &counting.allocator};
    struct call call = {.book = shop_book(&shop, &form), .as_of = shop_as_of(&shop, 4)};
    struct oracle_book *seen = oracle_book(&shop, call.as_of);
    for (int measure = 0; measure < REPEAT_MEASURES; measure++) {
        struct test_memory outputs[REPEAT_ARRAYS];
        draw_question(&call.question, &rng, &shop);
        struct oracle_repeat *expected = oracle_repeat(measure, &shop, seen, &call.question.q);
        cells_begin(&call.cells, measure, expected, 1, 0);
        for (int a = 0; a < call.cells.arrays; a++)
            outputs[a] = (struct test_memory){call.cells.array[a], (size_t)call.cells.count[a] * sizeof(int64_t)};
        int64_t made = each_allocation_fails(&counting, call_measure, NULL, &call, outputs, call.cells.arrays);
        assert_that(made == allocations[measure], "%s: %lld allocations", layouts[measure].name, (long long)made);
        if (measure == REPEAT_SEASON) {
            outputs[0].bytes = 3 * sizeof(int64_t);
            assert_int_equal(each_allocation_fails(&counting, call_guests, NULL, &call, outputs, 1), 1);
        }
        cells_end(&call.cells);
        oracle_repeat_free(expected);
    }
    oracle_book_free(seen);
    patron_book_free(call.book);
    shop_end(&shop);
    counting_end(&counting);
}

struct worker {
    const patron_book *book;
    int32_t as_of;
    const struct question *question;
    struct oracle_repeat **expected;
    int64_t wrong;
};

static void *work(void *context)
{
    struct worker *worker = context;
    for (int round = 0; round < 5; round++)
        for (int measure = 0; measure < REPEAT_MEASURES; measure++) {
            struct cells cells;
            cells_begin(&cells, measure, worker->expected[measure], 1, 0);
            worker->wrong += call_with(measure, worker->book, worker->as_of, &worker->question->q, NULL, 0,
                                       patron_book_customers(worker->book), cells.words, NULL) != PATRON_OK;
            for (int a = 0; a < cells.arrays; a++)
                worker->wrong += memcmp(cells.array[a], worker->expected[measure]->array[a],
                                        (size_t)cells.count[a] * sizeof(int64_t)) != 0;
            cells_end(&cells);
        }
    return NULL;
}

static void a_book_may_be_shared_by_threads(void **state)
{
    (void)state;
    struct rng rng = {8};
    struct shop shop;
    struct question question;
    struct oracle_repeat *expected[REPEAT_MEASURES];
    shop_random(&shop, 9900, SHOP_MIXED);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = shop_as_of(&shop, 4);
    struct oracle_book *seen = oracle_book(&shop, as_of);
    draw_question(&question, &rng, &shop);
    for (int measure = 0; measure < REPEAT_MEASURES; measure++)
        expected[measure] = oracle_repeat(measure, &shop, seen, &question.q);
    pthread_t thread[7];
    struct worker worker[7];
    for (int i = 0; i < 7; i++) {
        worker[i] = (struct worker){book, as_of, &question, expected, 0};
        assert_int_equal(pthread_create(&thread[i], NULL, work, &worker[i]), 0);
    }
    for (int i = 0; i < 7; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_int_equal(worker[i].wrong, 0);
    }
    for (int measure = 0; measure < REPEAT_MEASURES; measure++) oracle_repeat_free(expected[measure]);
    oracle_book_free(seen);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_shops_as_the_oracle_says),
        cmocka_unit_test(edge_shops_as_the_oracle_says),
        cmocka_unit_test(agrees_with_customers),
        cmocka_unit_test(the_form_of_the_rows_does_not_matter),
        cmocka_unit_test(ranges_join),
        cmocka_unit_test(arrays_may_be_left_out),
        cmocka_unit_test(groups_and_masks),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_book_may_be_shared_by_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
