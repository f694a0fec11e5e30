/* Tiers against the slow oracle, in every form that must not matter; and a book's orders as events. */
#include "cases_loyalty.h"

#define TIER_COLUMNS(X) \
    X(int32_t, tier) X(int32_t, by_value) X(int64_t, value) X(int64_t, gap) X(int32_t, until) X(int64_t, keep_gap)

struct standings {
    int64_t rows;
#define X(type, name) type *name;
    TIER_COLUMNS(X)
#undef X
    patron_loyalty_tier_columns columns;
};

static void standings_begin(struct standings *s, int64_t rows)
{
    s->rows = rows;
    s->columns = (patron_loyalty_tier_columns){.size = sizeof s->columns, .capacity = rows};
#define X(type, name)                                        \
    s->name = malloc((size_t)(rows + 1) * sizeof *s->name);  \
    memset(s->name, 0x5A, (size_t)(rows + 1) * sizeof *s->name); \
    s->columns.name = s->name;
    TIER_COLUMNS(X)
#undef X
}

static void standings_end(struct standings *s)
{
#define X(type, name) free(s->name);
    TIER_COLUMNS(X)
#undef X
}

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

static int64_t thresholds[4];
static const patron_calendar quarters = {sizeof quarters, PATRON_PERIOD_QUARTER, 0, 2, 0};

static void random_tiers(struct rng *rng, int32_t by, patron_loyalty_tiers *out)
{
    int64_t step = by == PATRON_LOYALTY_BY_ORDERS ? 2 : by == PATRON_LOYALTY_BY_NET ? 3000 : 30;
    *out = (patron_loyalty_tiers){.size = sizeof *out, .by = by, .thresholds = thresholds};
    out->window = (int32_t)rng_between(rng, 0, 2);
    if (out->window == PATRON_LOYALTY_ROLLING && rng_chance(rng, 80))
        out->window_days = (int32_t)rng_between(rng, 1, 200);
    if (out->window == PATRON_LOYALTY_PERIOD && rng_chance(rng, 60)) out->calendar = &quarters;
    out->grace_days = rng_chance(rng, 40) ? 0 : (int32_t)rng_between(rng, 1, 90);
    out->tier_count = (int32_t)rng_between(rng, 1, 4);
    out->within = (int32_t)rng_between(rng, 0, 60);
    thresholds[0] = rng_between(rng, 0, step);
    for (int t = 1; t < 4; t++) thresholds[t] = thresholds[t - 1] + rng_between(rng, 1, 2 * step);
}

/* Events of the shop's customers (not all of them), with others that the book does not know. */
static void events_for(struct rng *rng, const struct oracle_book *seen, const struct oracle_programme *programme,
                       struct events *out)
{
    random_events(rng, programme, 120, 6, out);
    int32_t first = seen->first_day == PATRON_NO_DAY ? 0 : seen->first_day;
    for (int64_t i = 0; i < out->count; i++) {
        struct oracle_event *event = &out->row[i];
        event->day = first + (event->day - 100) * 2;
        event->expires = SHOP_NULL;
        if (event->customer == SHOP_NULL) continue;
        int64_t which = (event->customer + 4) / 3 - 1; /* 0 … 5 */
        event->customer = which < 5 && which < seen->customers ? seen->customer[which].key : 900000 + which;
    }
}

static void check_tiers(const struct shop *shop, const patron_book *book, int32_t as_of, struct rng *rng)
{
    static struct events events;
    static const struct oracle_programme programme = {.flags = PATRON_LOYALTY_DEBT};
    struct oracle_book *seen = oracle_book(shop, as_of);
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    events_for(rng, seen, &programme, &events);
    ledger = ledger_of(&events, &programme, NULL);
    for (int32_t by = 0; by < 3; by++) {
        struct standings found;
        patron_loyalty_tiers tiers;
        int64_t buyers[5] = {0}, value[5] = {0}, in_grace[5] = {0}, lapsing[5] = {0};
        patron_loyalty_tier_counts counts = {sizeof counts, 5, buyers, value, in_grace, lapsing};
        random_tiers(rng, by, &tiers);
        standings_begin(&found, seen->customers);
        assert_ok(patron_loyalty_tiers_score(book, ledger, as_of, &tiers, 0, seen->customers, &found.columns, &error),
                  &error);
        assert_ok(patron_loyalty_tiers_count(book, ledger, as_of, &tiers, NULL, 0, seen->customers, &counts, &error),
                  &error);
        for (int64_t i = 0; i < seen->customers; i++) {
            struct oracle_tier expected;
            oracle_tier(seen, &seen->customer[i], events.row, events.count, &programme, &tiers, &expected);
#define SAME(field)                                                                                                    \
    assert_that(found.field[i] == expected.field,                                                                      \
                "%s, customer %lld, as_of %d, by %d: " #field " %lld, expected %lld", shop->name,                      \
                (long long)seen->customer[i].key, (int)as_of, (int)by, (long long)found.field[i],                      \
                (long long)expected.field)
            SAME(tier);
            SAME(by_value);
            SAME(value);
            SAME(gap);
            SAME(until);
            SAME(keep_gap);
            if (!expected.buyer) continue;
            assert_true(found.tier[i] >= found.by_value[i]);
            assert_true(found.until[i] == PATRON_NO_DAY || (found.until[i] >= as_of && found.keep_gap[i] > 0));
            int64_t cell = expected.tier + 1;
            buyers[cell]--;
            value[cell] -= expected.value;
            in_grace[cell] -= expected.by_value < expected.tier;
            lapsing[cell] -= expected.until != PATRON_NO_DAY && expected.until <= (int64_t)as_of + tiers.within;
        }
        for (int k = 0; k < 5; k++) assert_true(!buyers[k] && !value[k] && !in_grace[k] && !lapsing[k]);
        standings_end(&found);
    }
    patron_loyalty_free(ledger);
    oracle_book_free(seen);
}

static void random_shops_as_the_oracle_says(void **state)
{
    (void)state;
    int64_t seeds = test_some(1, 2, 60);
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            struct rng rng = {(uint64_t)(seed * 100 + profile)};
            shop_random(&shop, (uint64_t)(6100 + seed), profile);
            patron_book *book = shop_book(&shop, NULL);
            for (int which = 0; which < SHOP_AS_OF; which += (int)test_some(3, 1, 1))
                check_tiers(&shop, book, shop_as_of(&shop, which), &rng);
            patron_book_free(book);
            shop_end(&shop);
        }
}

static void edge_shops_as_the_oracle_says(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        struct rng rng = {(uint64_t)kind};
        shop_edge(&shop, kind);
        patron_book *book = shop_book(&shop, NULL);
        for (int which = 0; which < SHOP_AS_OF; which += 2) check_tiers(&shop, book, shop_as_of(&shop, which), &rng);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

/* Silver from 100, gold from 300, in a rolling year with 30 days of grace. */
static void a_standing_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop_add(&shop, shop_sale(1, 1000, 200));
    shop_add(&shop, shop_sale(1, 1100, 150));
    static const int64_t steps[] = {100, 300};
    patron_loyalty_tiers tiers = {
        .size = sizeof tiers, .window = PATRON_LOYALTY_ROLLING, .grace_days = 30, .tier_count = 2, .thresholds = steps};
    static const struct {
        int32_t as_of, tier, by_value;
        int64_t value, gap;
        int32_t until;
        int64_t keep_gap;
    } expected[] = {
        {999, -1, -1, 0, -1, PATRON_NO_DAY, -1},   {1000, 0, 0, 200, 100, 1394, 100}, {1100, 1, 1, 350, -1, 1394, 150},
        {1364, 1, 1, 350, -1, 1394, 150},          {1394, 1, 0, 150, -1, 1394, 150},  {1395, 0, 0, 150, 150, 1494, 100},
        {1494, 0, -1, 0, 300, 1494, 100},          {1495, -1, -1, 0, 100, PATRON_NO_DAY, -1},
    };
    patron_book *book = shop_book(&shop, NULL);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct standings found;
        patron_error error;
        standings_begin(&found, 1);
        assert_ok(patron_loyalty_tiers_score(book, NULL, expected[i].as_of, &tiers, 0, 1, &found.columns, &error),
                  &error);
#define SAME_AS(field) \
    assert_that(found.field[0] == expected[i].field, "day %d: " #field " %lld", (int)expected[i].as_of, \
                (long long)found.field[0])
        SAME_AS(tier);
        SAME_AS(by_value);
        SAME_AS(value);
        SAME_AS(gap);
        SAME_AS(until);
        SAME_AS(keep_gap);
        standings_end(&found);
    }
    patron_book_free(book);
    shop_end(&shop);
}

/* Values, gaps and days at the ends of their types. */
static void ends_of_the_numbers(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_KIND | SHOP_ORDER;
    shop_add(&shop, shop_sale(1, PATRON_DAY_MAX - 5, 50));
    struct shop_row refund = shop_sale(1, PATRON_DAY_MAX - 3, INT64_MAX - 50);
    refund.kind = PATRON_KIND_REFUND;
    refund.order = 9;
    shop_add(&shop, refund);
    static const int64_t steps[] = {1, INT64_MAX};
    patron_loyalty_tiers tiers = {.size = sizeof tiers, .window = PATRON_LOYALTY_ROLLING, .window_days = 3652059,
                                  .grace_days = 3652059, .tier_count = 2, .thresholds = steps};
    patron_book *book = shop_book(&shop, NULL);
    struct standings found;
    patron_error error;
    standings_begin(&found, 1);
    assert_ok(patron_loyalty_tiers_score(book, NULL, PATRON_DAY_MAX, &tiers, 0, 1, &found.columns, &error), &error);
    assert_int_equal(found.value[0], 100 - INT64_MAX);
    assert_int_equal(found.tier[0], 0);
    assert_int_equal(found.by_value[0], PATRON_NONE);
    assert_int_equal(found.gap[0], INT64_MAX); /* held there */
    assert_int_equal(found.until[0], PATRON_DAY_MAX);
    standings_end(&found);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- changes --------------------------------------------------------------------------------------------------- */

static const void *values_of(const patron_table *table, int32_t column, int32_t type)
{
    patron_column out = {.size = sizeof out};
    patron_error error;
    assert_ok(patron_table_column(table, column, &out, &error), &error);
    assert_int_equal(out.type, type);
    return out.values;
}

static void changes_are_those_of_the_scores(void **state)
{
    (void)state;
    struct rng rng = {12};
    int64_t changed = 0;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 6500, profile);
        patron_book *book = shop_book(&shop, NULL);
        int64_t customers = patron_book_customers(book), next = 0;
        int32_t earlier = shop_as_of(&shop, 3), as_of = shop_as_of(&shop, 5);
        patron_loyalty_tiers tiers;
        struct standings before, after;
        patron_table *table = NULL;
        patron_error error;
        random_tiers(&rng, profile % 2, &tiers);
        if (earlier > as_of) earlier = as_of;
        standings_begin(&before, customers);
        standings_begin(&after, customers);
        assert_ok(patron_loyalty_tiers_score(book, NULL, earlier, &tiers, 0, customers, &before.columns, &error),
                  &error);
        assert_ok(patron_loyalty_tiers_score(book, NULL, as_of, &tiers, 0, customers, &after.columns, &error), &error);
        assert_ok(patron_loyalty_tiers_changes(book, NULL, earlier, as_of, &tiers, 0, customers, &table, &error),
                  &error);
        assert_int_equal(patron_table_columns(table), 5);
        const int32_t *customer = values_of(table, 0, PATRON_TYPE_INT32),
                      *from = values_of(table, 1, PATRON_TYPE_INT32);
        const int32_t *to = values_of(table, 2, PATRON_TYPE_INT32);
        const int64_t *from_value = values_of(table, 3, PATRON_TYPE_INT64),
                      *to_value = values_of(table, 4, PATRON_TYPE_INT64);
        for (int64_t i = 0; i < customers; i++) {
            if (before.tier[i] == after.tier[i]) continue;
            assert_true(next < patron_table_rows(table) && customer[next] == i);
            assert_true(from[next] == before.tier[i] && to[next] == after.tier[i]);
            assert_true(from_value[next] == before.value[i] && to_value[next] == after.value[i]);
            next++;
        }
        assert_int_equal(next, patron_table_rows(table));
        changed += next;
        patron_table_free(table);
        standings_end(&before);
        standings_end(&after);
        patron_book_free(book);
        shop_end(&shop);
    }
    assert_true(changed > 20);
}

/* ---- forms that must not matter -------------------------------------------------------------------------------- */

struct reference {
    const patron_book *book;
    struct standings found;
    int64_t cells[20];
    patron_loyalty_tiers tiers;
    int32_t as_of;
    const patron_loyalty_ledger *ledger[2]; /* of integer keys, of strings */
};

static void score_parts(struct reference *reference, const patron_book *book, struct standings *found,
                        int64_t cells[20])
{
    patron_error error;
    patron_column keys = {.size = sizeof keys};
    int64_t customers = patron_book_customers(book), half = customers / 2;
    uint8_t *mask = calloc((size_t)customers + 1, 1);
    int32_t *group = calloc((size_t)customers + 1, sizeof *group);
    assert_ok(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &keys, NULL, &error), &error);
    const patron_loyalty_ledger *ledger = reference->ledger[keys.type == PATRON_TYPE_STRING64];
    for (int64_t i = 0; i < customers; i++) { /* by key, which every form shares */
        uint64_t key = (uint64_t)shop_key(book, PATRON_KEYS_CUSTOMER, i);
        mask[i] = key % 5 != 0;
        group[i] = (int32_t)(key % 4) - 1;
    }
    patron_selection selection = {sizeof selection, mask, group, 3};
    patron_loyalty_tier_counts counts = {.size = sizeof counts, .capacity = 20, .buyers = cells};
    memset(cells, 0, 20 * sizeof *cells);
    standings_begin(found, customers);
    for (int part = 0; part < 2; part++) {
        int64_t first = part ? half : 0, count = part ? customers - half : half;
        struct standings rows;
        standings_begin(&rows, count);
        assert_ok(patron_loyalty_tiers_score(book, ledger, reference->as_of, &reference->tiers, first, count,
                                             &rows.columns, &error), &error);
#define X(type, name) memcpy(found->name + first, rows.name, (size_t)count * sizeof *rows.name);
        TIER_COLUMNS(X)
#undef X
        standings_end(&rows);
        assert_ok(patron_loyalty_tiers_count(book, ledger, reference->as_of, &reference->tiers, &selection, first,
                                             count, &counts, &error),
                  &error);
    }
    int64_t expected[20] = {0};
    for (int64_t i = 0; i < customers; i++) {
        bool buyer = found->tier[i] >= 0 || found->gap[i] >= 0;
        if (buyer && mask[i] && group[i] >= 0)
            expected[group[i] * (reference->tiers.tier_count + 1) + found->tier[i] + 1]++;
    }
    assert_memory_equal(cells, expected, sizeof expected);
    free(mask);
    free(group);
}

static void compare_variant(void *context, const patron_book *book, const char *variant)
{
    struct reference *reference = context;
    struct standings found;
    int64_t cells[20];
    score_parts(reference, book, &found, cells);
#define X(type, name) assert_joined(reference->book, reference->found.name, book, found.name, sizeof(type), #name);
    TIER_COLUMNS(X)
#undef X
    assert_that(!memcmp(cells, reference->cells, sizeof cells), "%s: other counts", variant);
    standings_end(&found);
}

static void the_form_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    static struct events events;
    static const struct oracle_programme programme = {.flags = 0};
    static const struct events_form strings = {.key_type = PATRON_TYPE_STRING64};
    struct rng rng = {9};
    for (int profile = 0; profile < SHOP_PROFILES; profile += (int)test_some(4, 1, 1)) {
        struct shop shop;
        struct reference reference;
        shop_random(&shop, 6900, profile);
        patron_book *book = shop_book(&shop, NULL);
        reference.book = book;
        reference.as_of = shop_as_of(&shop, 4);
        random_tiers(&rng, profile % 3, &reference.tiers);
        struct oracle_book *seen = oracle_book(&shop, reference.as_of);
        events_for(&rng, seen, &programme, &events);
        oracle_book_free(seen);
        patron_loyalty_ledger *integers = ledger_of(&events, &programme, NULL),
                              *texts = ledger_of(&events, &programme, &strings);
        reference.ledger[0] = integers;
        reference.ledger[1] = texts;
        score_parts(&reference, book, &reference.found, reference.cells);
        for_each_variant(&shop, 4, compare_variant, &reference);
        standings_end(&reference.found);
        patron_loyalty_free(integers);
        patron_loyalty_free(texts);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- a book's orders as events --------------------------------------------------------------------------------- */

static patron_loyalty_ledger *ledger_of_book(const patron_book *book)
{
    static const char *const names[] = {"customer", "time", "kind", "amount", "order"};
    patron_table *table = NULL;
    patron_column column[5] = {{0}};
    patron_loyalty_ledger *ledger = NULL;
    patron_loyalty_options options = {.size = sizeof options, .flags = PATRON_LOYALTY_DEBT};
    patron_error error;
    assert_ok(patron_loyalty_book_events(book, &table, &error), &error);
    assert_int_equal(patron_table_columns(table), 5);
    for (int32_t i = 0; i < 5; i++) {
        column[i].size = sizeof column[i];
        assert_string_equal(patron_table_name(table, i), names[i]);
        assert_ok(patron_table_column(table, i, &column[i], &error), &error);
    }
    patron_loyalty_events events = {.size = sizeof events, .count = patron_table_rows(table), .customer = &column[0],
                                    .time = &column[1], .kind = &column[2], .amount = &column[3], .order = &column[4]};
    const patron_loyalty_events *batches[] = {&events};
    assert_ok(patron_loyalty_build(batches, 1, &options, &ledger, &error), &error);
    patron_table_free(table);
    return ledger;
}

static void compare_books(void *context, const patron_book *book, const char *variant)
{
    const struct oracle_book *seen = context;
    patron_loyalty_ledger *ledger = ledger_of_book(book);
    patron_loyalty_info info = {.size = sizeof info};
    struct scores scores;
    patron_error error;
    int64_t with_orders = 0;
    assert_ok(patron_loyalty_inspect(ledger, &info, &error), &error);
    scores_begin(&scores, info.customers);
    assert_ok(patron_loyalty_score(ledger, seen->as_of, NULL, 0, info.customers, &scores.columns, &error), &error);
    for (int64_t i = 0; i < seen->customers; i++) {
        const struct oracle_customer *customer = &seen->customer[i];
        int32_t number = ledger_customer(ledger, customer->key);
        int64_t earned = 0, kept = 0;
        for (int64_t k = 0; k < customer->orders; k++) {
            int64_t amount = customer->order[k].amount, left = amount - customer->order[k].refunded;
            earned += amount / 100;
            kept += left > 0 ? left / 100 : 0;
        }
        with_orders += customer->orders + customer->laters > 0;
        assert_that((number >= 0) == (customer->orders + customer->laters > 0), "%s: customer %lld", variant,
                    (long long)customer->key);
        if (number < 0) continue;
        assert_int_equal(scores.earned[number], earned);
        assert_int_equal(scores.balance[number], kept);
    }
    assert_int_equal(with_orders, info.customers);
    scores_end(&scores);
    patron_loyalty_free(ledger);
}

static void the_orders_of_a_book_as_events(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile += (int)test_some(4, 1, 1))
        for (int which = 1; which < SHOP_AS_OF; which += 2) {
            struct shop shop;
            shop_random(&shop, 6950, profile);
            struct oracle_book *seen = oracle_book(&shop, shop_as_of(&shop, which));
            for_each_variant(&shop, 4, compare_books, seen);
            oracle_book_free(seen);
            shop_end(&shop);
        }
}

/* ---- calls ----------------------------------------------------------------------------------------------------- */

#define EXPECT(call, status, argument_)                \
    do {                                               \
        assert_int_equal((call), (status));            \
        assert_int_equal(error.code, (status));        \
        assert_int_equal(error.argument, (argument_)); \
    } while (0)

static void bad_options_are_refused(void **state)
{
    (void)state;
    struct shop shop;
    static const int64_t steps[] = {10, 20}, falling[] = {10, 10}, negative[] = {-1, 5};
    static const patron_calendar bad = {sizeof bad, 8, 0, 0, 0};
    patron_error error;
    int32_t tier[64];
    patron_loyalty_tier_columns columns = {.size = sizeof columns, .capacity = 64, .tier = tier};
    patron_loyalty_tiers good = {.size = sizeof good, .tier_count = 2, .thresholds = steps}, tiers;
    shop_random(&shop, 1, SHOP_PLAIN);
    patron_book *book = shop_book(&shop, NULL);
    memset(tier, 0x77, sizeof tier);
#define REFUSED(change)                                                                                         \
    do {                                                                                                        \
        tiers = good;                                                                                           \
        change;                                                                                                 \
        EXPECT(patron_loyalty_tiers_score(book, NULL, 100, &tiers, 0, 1, &columns, &error), PATRON_ERROR_ARGUMENT, 4); \
    } while (0)
    REFUSED(tiers.size = 8);
    REFUSED(tiers.flags = 1);
    REFUSED(tiers.by = 3);
    REFUSED(tiers.by = -1);
    REFUSED(tiers.window = 3);
    REFUSED(tiers.window = -1);
    REFUSED(tiers.window_days = 5); /* only ROLLING has days */
    REFUSED((tiers.window = PATRON_LOYALTY_ROLLING, tiers.window_days = -1));
    REFUSED((tiers.window = PATRON_LOYALTY_ROLLING, tiers.window_days = 3652060));
    REFUSED(tiers.grace_days = -1);
    REFUSED(tiers.grace_days = 3652060);
    REFUSED(tiers.within = -1);
    REFUSED(tiers.within = 3652060);
    REFUSED(tiers.tier_count = 0);
    REFUSED(tiers.tier_count = 65);
    REFUSED(tiers.thresholds = NULL);
    REFUSED(tiers.thresholds = falling);
    REFUSED(tiers.thresholds = negative);
    REFUSED(tiers.calendar = &quarters); /* only PERIOD has one */
    REFUSED((tiers.window = PATRON_LOYALTY_PERIOD, tiers.calendar = &bad));
#undef REFUSED
    EXPECT(patron_loyalty_tiers_score(book, NULL, 100, NULL, 0, 1, &columns, &error), PATRON_ERROR_ARGUMENT, 4);
    EXPECT(patron_loyalty_tiers_score(NULL, NULL, 100, &good, 0, 1, &columns, &error), PATRON_ERROR_ARGUMENT, 1);
    for (int i = 0; i < 64; i++) assert_int_equal(tier[i], 0x77777777);
    patron_book_free(book);
    shop_end(&shop);
}

static void bad_calls_leave_their_outputs_alone(void **state)
{
    (void)state;
    struct shop shop;
    static const int64_t steps[] = {10, 20};
    static struct events events;
    static const struct oracle_programme programme = {.flags = 0};
    patron_error error;
    int32_t tier[512];
    int64_t cells[6] = {1, 2, 3, 4, 5, INT64_MAX};
    const int64_t marks[6] = {1, 2, 3, 4, 5, INT64_MAX};
    patron_loyalty_tier_columns columns = {.size = sizeof columns, .capacity = 512, .tier = tier};
    patron_loyalty_tier_counts counts = {.size = sizeof counts, .capacity = 6, .buyers = cells};
    patron_loyalty_tiers tiers = {.size = sizeof tiers, .tier_count = 2, .thresholds = steps};
    patron_table *table = NULL;
    const int32_t A = PATRON_ERROR_ARGUMENT, R = PATRON_ERROR_RANGE;
    shop_random(&shop, 1, SHOP_PLAIN);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book);
    int32_t end = shop_as_of(&shop, 6), *groups = calloc((size_t)customers, sizeof *groups);
    for (int64_t i = 0; i < customers; i++) groups[i] = 1;
    patron_selection selection = {sizeof selection, NULL, groups, 2};
    memset(tier, 0x77, sizeof tier);
    EXPECT(patron_loyalty_tiers_score(book, NULL, PATRON_NO_DAY, &tiers, 0, 1, &columns, &error), R, 3);
    EXPECT(patron_loyalty_tiers_score(book, NULL, 100, &tiers, customers, 1, &columns, &error), R, 5);
    EXPECT(patron_loyalty_tiers_score(book, NULL, 100, &tiers, 0, 1, NULL, &error), A, 7);
    columns.capacity = 0;
    EXPECT(patron_loyalty_tiers_score(book, NULL, 100, &tiers, 0, 1, &columns, &error), PATRON_ERROR_CAPACITY, 7);
    columns.size = 8;
    EXPECT(patron_loyalty_tiers_score(book, NULL, 100, &tiers, 0, 1, &columns, &error), A, 7);
    columns.size = sizeof columns;
    columns.capacity = 512;
    EXPECT(patron_loyalty_tiers_count(book, NULL, 100, &tiers, &selection, 0, customers + 1, &counts, &error), R, 6);
    EXPECT(patron_loyalty_tiers_count(book, NULL, 100, &tiers, &selection, 0, customers, NULL, &error), A, 8);
    EXPECT(patron_loyalty_tiers_count(book, NULL, 100, NULL, &selection, 0, customers, &counts, &error), A, 4);
    tiers.thresholds = (const int64_t[]){0, INT64_MAX}; /* everyone in cell 1 of group 1: 4 */
    cells[4] = INT64_MAX;
    EXPECT(patron_loyalty_tiers_count(book, NULL, end, &tiers, &selection, 0, customers, &counts, &error),
           PATRON_ERROR_OVERFLOW, 8);
    cells[4] = 5;
    counts.capacity = 5;
    EXPECT(patron_loyalty_tiers_count(book, NULL, end, &tiers, &selection, 0, customers, &counts, &error),
           PATRON_ERROR_CAPACITY, 8);
    counts.size = 8;
    EXPECT(patron_loyalty_tiers_count(book, NULL, end, &tiers, &selection, 0, customers, &counts, &error), A, 8);
    groups[0] = 2;
    EXPECT(patron_loyalty_tiers_count(book, NULL, end, &tiers, &selection, 0, customers, &counts, &error),
           PATRON_ERROR_DATA, 5);
    EXPECT(patron_loyalty_tiers_changes(book, NULL, 101, 100, &tiers, 0, 1, &table, &error), R, 3);
    EXPECT(patron_loyalty_tiers_changes(book, NULL, PATRON_NO_DAY, 100, &tiers, 0, 1, &table, &error), R, 3);
    EXPECT(patron_loyalty_tiers_changes(book, NULL, 100, PATRON_NO_DAY, &tiers, 0, 1, &table, &error), R, 4);
    EXPECT(patron_loyalty_tiers_changes(book, NULL, 100, 100, NULL, 0, 1, &table, &error), A, 5);
    EXPECT(patron_loyalty_tiers_changes(book, NULL, 100, 100, &tiers, 0, customers + 1, &table, &error), R, 6);
    EXPECT(patron_loyalty_tiers_changes(book, NULL, 100, 100, &tiers, 0, 1, NULL, &error), A, 8);
    EXPECT(patron_loyalty_book_events(NULL, &table, &error), A, 1);
    EXPECT(patron_loyalty_book_events(book, NULL, &error), A, 2);
    /* By points: a ledger, keys, and keys of one kind are needed. */
    tiers.by = PATRON_LOYALTY_BY_POINTS;
    EXPECT(patron_loyalty_tiers_score(book, NULL, 100, &tiers, 0, 1, &columns, &error), A, 2);
    events.count = 0;
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_BONUS, 5, SHOP_NULL));
    static const struct events_form strings = {.key_type = PATRON_TYPE_STRING};
    patron_loyalty_ledger *ledger = ledger_of(&events, &programme, &strings);
    EXPECT(patron_loyalty_tiers_score(book, ledger, 100, &tiers, 0, 1, &columns, &error), PATRON_ERROR_MISMATCH, 2);
    struct shop_form form = {.flags = PATRON_BOOK_DROP_KEYS};
    patron_book *nameless = shop_book(&shop, &form);
    EXPECT(patron_loyalty_tiers_score(nameless, ledger, 100, &tiers, 0, 1, &columns, &error), PATRON_ERROR_MISSING, 1);
    EXPECT(patron_loyalty_book_events(nameless, &table, &error), PATRON_ERROR_MISSING, 1);
    assert_null(table);
    assert_memory_equal(cells, marks, sizeof cells);
    for (int i = 0; i < 512; i++) assert_int_equal(tier[i], 0x77777777);
    patron_loyalty_free(ledger);
    patron_book_free(nameless);
    patron_book_free(book);
    free(groups);
    shop_end(&shop);
}

/* ---- allocations ------------------------------------------------------------------------------------------------- */

struct call {
    const patron_book *book;
    const patron_loyalty_ledger *ledger;
    patron_loyalty_tiers tiers;
    int32_t as_of;
    struct standings *found;
    int64_t *cells;
    patron_table *table;
};

static patron_status call_score(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_loyalty_tiers_score(call->book, call->ledger, call->as_of, &call->tiers, 0, call->found->rows,
                                      &call->found->columns, error);
}

static patron_status call_count(void *context, patron_error *error)
{
    struct call *call = context;
    patron_loyalty_tier_counts counts = {.size = sizeof counts, .capacity = 3, .buyers = call->cells};
    return patron_loyalty_tiers_count(call->book, call->ledger, call->as_of, &call->tiers, NULL, 0, call->found->rows,
                                      &counts, error);
}

static patron_status call_changes(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_loyalty_tiers_changes(call->book, call->ledger, call->as_of - 200, call->as_of, &call->tiers, 0,
                                        call->found->rows, &call->table, error);
}

static patron_status call_events(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_loyalty_book_events(call->book, &call->table, error);
}

static void free_table(void *context) { patron_table_free(((struct call *)context)->table); }

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const int64_t steps[] = {1, 40};
    static struct events events;
    static const struct oracle_programme programme = {.flags = 0};
    struct counting counting;
    struct shop shop;
    struct standings found;
    int64_t cells[3];
    struct rng rng = {3};
    counting_begin(&counting);
    shop_random(&shop, 8600, SHOP_MIXED);
    int32_t as_of = shop_as_of(&shop, 4);
    struct oracle_book *seen = oracle_book(&shop, as_of);
    events_for(&rng, seen, &programme, &events);
    oracle_book_free(seen);
    for (int strings = 0; strings < 2; strings++) {
        struct shop_form form = {.allocator = &counting.allocator, .key_type = strings ? PATRON_TYPE_STRING : 0};
        struct events_form events_form = {.key_type = form.key_type};
        patron_book *book = shop_book(&shop, &form);
        patron_loyalty_ledger *ledger = ledger_of(&events, &programme, &events_form);
        standings_begin(&found, patron_book_customers(book));
        struct call call = {.book = book, .ledger = ledger, .as_of = as_of, .found = &found, .cells = cells};
        call.tiers = (patron_loyalty_tiers){.size = sizeof call.tiers, .by = PATRON_LOYALTY_BY_POINTS, .tier_count = 2,
                                            .thresholds = steps};
        struct test_memory outputs[6], output = {cells, sizeof cells}, table = {&call.table, sizeof call.table};
        int count = 0;
#define X(type, name) outputs[count++] = (struct test_memory){found.name, (size_t)found.rows * sizeof *found.name};
        TIER_COLUMNS(X)
#undef X
        assert_int_equal(each_allocation_fails(&counting, call_score, NULL, &call, outputs, count), 2);
        assert_int_equal(each_allocation_fails(&counting, call_count, NULL, &call, &output, 1), 3);
        assert_true(each_allocation_fails(&counting, call_changes, free_table, &call, &table, 1) > 7);
        assert_true(each_allocation_fails(&counting, call_events, free_table, &call, &table, 1) > 12);
        standings_end(&found);
        patron_loyalty_free(ledger);
        patron_book_free(book);
    }
    shop_end(&shop);
    counting_end(&counting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_shops_as_the_oracle_says),
        cmocka_unit_test(edge_shops_as_the_oracle_says),
        cmocka_unit_test(a_standing_by_hand),
        cmocka_unit_test(ends_of_the_numbers),
        cmocka_unit_test(changes_are_those_of_the_scores),
        cmocka_unit_test(the_form_of_the_rows_does_not_matter),
        cmocka_unit_test(the_orders_of_a_book_as_events),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(bad_calls_leave_their_outputs_alone),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
