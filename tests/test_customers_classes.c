/* Year over year, stages and activity, against the oracle and in every form that must not matter. Churn states are
 * random: the classes take them as they come. */
#include "oracle_classes.h"

#include <patron/churn.h>
#include <patron/customers.h>

#define BEFORE 90
#define GROUPS 3

/* ---- helpers ----------------------------------------------------------------------------------------------------- */

/* A churn state that hangs on the key and the day alone. */
static int32_t churn_of_key(int64_t key, int32_t day)
{
    struct rng rng = {(uint64_t)key * 2654435761u + (uint64_t)(int64_t)day * 40503u + 7};
    return (int32_t)rng_between(&rng, PATRON_NONE, PATRON_CHURN_STATES - 1);
}

static int32_t *churn_of_book(const patron_book *book, int32_t day)
{
    int64_t customers = patron_book_customers(book);
    int32_t *churn = malloc(((size_t)customers + 1) * sizeof *churn);
    assert_non_null(churn);
    for (int64_t i = 0; i < customers; i++) churn[i] = churn_of_key(shop_key(book, PATRON_KEYS_CUSTOMER, i), day);
    return churn;
}

/* Inputs of a day, with what they point to. */
struct inputs {
    patron_customers_class_inputs inputs;
    patron_customers_heroes heroes, heroes_before;
    int32_t *churn, *churn_before;
};

static void inputs_begin(struct inputs *in, const patron_book *book, int32_t as_of,
                         const patron_customers_options *options)
{
    patron_error error;
    in->churn = churn_of_book(book, as_of);
    in->churn_before = churn_of_book(book, as_of - BEFORE);
    in->heroes = in->heroes_before = (patron_customers_heroes){.size = sizeof in->heroes};
    assert_ok(patron_customers_heroes_fit(book, as_of, in->churn, options, NULL, &in->heroes, &error), &error);
    assert_ok(patron_customers_heroes_fit(book, as_of - BEFORE, in->churn_before, options, NULL, &in->heroes_before,
                                          &error),
              &error);
    in->inputs = (patron_customers_class_inputs){sizeof in->inputs, in->churn, &in->heroes, in->churn_before,
                                                 &in->heroes_before};
}

static void inputs_end(struct inputs *in)
{
    free(in->churn);
    free(in->churn_before);
}

struct rows {
    patron_customers_class_columns columns;
    int32_t *value[5];
};

static void rows_begin(struct rows *rows, int64_t count)
{
    for (int k = 0; k < 5; k++) {
        rows->value[k] = malloc(((size_t)count + 1) * sizeof **rows->value);
        assert_non_null(rows->value[k]);
        memset(rows->value[k], 0x5A, ((size_t)count + 1) * sizeof **rows->value);
    }
    rows->columns = (patron_customers_class_columns){sizeof rows->columns, count, rows->value[0], rows->value[1],
                                                     rows->value[2], rows->value[3], rows->value[4]};
}

static void rows_end(struct rows *rows)
{
    for (int k = 0; k < 5; k++) free(rows->value[k]);
}

struct cells {
    patron_customers_class_counts counts;
    int64_t array[8][GROUPS * PATRON_CUSTOMERS_YEARS];
};

static void cells_begin(struct cells *cells, int64_t start)
{
    for (int a = 0; a < 8; a++)
        for (int i = 0; i < GROUPS * PATRON_CUSTOMERS_YEARS; i++) cells->array[a][i] = start;
    cells->counts = (patron_customers_class_counts){sizeof cells->counts, GROUPS, cells->array[0], cells->array[1],
        cells->array[2], cells->array[3], cells->array[4], cells->array[5], cells->array[6], cells->array[7]};
}

static int32_t since_of(const struct shop *shop, int64_t key)
{
    int64_t best = INT64_MAX;
    for (int64_t i = 0; i < shop->sinces; i++)
        if (oracle_canonical(shop, shop->since_customer[i]) == key && shop->since_day[i] != SHOP_NULL &&
            shop->since_day[i] < best)
            best = shop->since_day[i];
    return best == INT64_MAX ? PATRON_NO_DAY : (int32_t)best;
}

static int32_t observed_of(const struct shop *shop)
{
    return shop->flags & PATRON_BOOK_OBSERVED_FROM ? shop->observed_from : PATRON_NO_DAY;
}

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

static void check_heroes(const patron_customers_heroes *found, const struct oracle_heroes *expected, const char *name)
{
    assert_that(found->rest == expected->rest && found->heroes == expected->heroes && found->cut == expected->cut,
                "%s: %lld of %lld, cut %lld; expected %lld of %lld, cut %lld", name, (long long)found->heroes,
                (long long)found->rest, (long long)found->cut, (long long)expected->heroes, (long long)expected->rest,
                (long long)expected->cut);
}

static void check_counts(const patron_book *book, const struct oracle_book *seen, const struct rows *rows,
                         const struct inputs *in, const patron_customers_options *options, int32_t window)
{
    struct cells cells, expected;
    int32_t *group = malloc(((size_t)seen->customers + 1) * sizeof *group);
    uint8_t *mask = malloc((size_t)seen->customers + 1);
    assert_true(group && mask);
    cells_begin(&cells, 10);
    cells_begin(&expected, 10);
    for (int64_t i = 0; i < seen->customers; i++) {
        group[i] = (int32_t)(i % (GROUPS + 1)) - 1;
        mask[i] = i % 5 != 0;
        if (group[i] < 0 || !mask[i] || rows->value[0][i] < 0) continue;
        struct oracle_customers_row row;
        oracle_customers_row(seen, &seen->customer[i], window, &row);
        int64_t year = (int64_t)group[i] * PATRON_CUSTOMERS_YEARS + rows->value[0][i];
        int64_t stage = (int64_t)group[i] * PATRON_CUSTOMERS_STAGES + rows->value[2][i];
        int64_t activity = (int64_t)group[i] * PATRON_CUSTOMERS_ACTIVITIES + rows->value[3][i];
        expected.array[0][year]++;
        expected.array[1][year] += row.recent_net;
        expected.array[2][year] += rows->value[1][i];
        expected.array[3][stage]++;
        expected.array[4][stage] += row.recent_net;
        expected.array[5][activity]++;
        expected.array[6][activity] += row.recent_net;
        expected.array[7][stage] += rows->value[4][i];
    }
    patron_error error;
    patron_selection selection = {sizeof selection, mask, group, GROUPS};
    int64_t half = seen->customers / 3;
    assert_ok(patron_customers_class_count(book, seen->as_of, &in->inputs, options, &selection, 0, half, &cells.counts,
                                           &error), &error);
    assert_ok(patron_customers_class_count(book, seen->as_of, &in->inputs, options, &selection, half,
                                           seen->customers - half, &cells.counts, &error), &error);
    assert_memory_equal(cells.array, expected.array, sizeof cells.array);
    free(group);
    free(mask);
    /* each way of sorting buyers holds every buyer of the totals once, and the same net */
    cells_begin(&cells, 0);
    assert_ok(patron_customers_class_count(book, seen->as_of, &in->inputs, options, NULL, 0, seen->customers,
                                           &cells.counts, &error), &error);
    static const int width[3] = {PATRON_CUSTOMERS_YEARS, PATRON_CUSTOMERS_STAGES, PATRON_CUSTOMERS_ACTIVITIES};
    static const int at[3] = {0, 3, 5};
    int64_t net[3] = {0, 0, 0};
    for (int k = 0; k < 3; k++) {
        int64_t buyers = 0;
        for (int i = 0; i < width[k]; i++) {
            buyers += cells.array[at[k]][i];
            net[k] += cells.array[at[k] + 1][i];
        }
        assert_int_equal(buyers, seen->totals.buyers);
    }
    assert_true(net[0] == net[1] && net[0] == net[2]);
}

static void check_shop_on(const struct shop *shop, const patron_book *book, int32_t as_of, int32_t window)
{
    struct oracle_book *seen = oracle_book(shop, as_of), *before = oracle_book(shop, as_of - BEFORE);
    patron_customers_options options = {sizeof options, 0, window == 365 ? 0 : window, 0};
    struct inputs in;
    struct rows rows;
    patron_error error;
    inputs_begin(&in, book, as_of, &options);
    rows_begin(&rows, seen->customers);
    struct oracle_heroes heroes = oracle_heroes(seen, in.churn, NULL, window);
    struct oracle_heroes heroes_before = oracle_heroes(before, in.churn_before, NULL, window);
    check_heroes(&in.heroes, &heroes, shop->name);
    check_heroes(&in.heroes_before, &heroes_before, shop->name);
    int64_t half = seen->customers / 2; /* any split into ranges */
    struct rows rest = rows;
    for (int k = 0; k < 5; k++) rest.value[k] += half;
    rest.columns = (patron_customers_class_columns){sizeof rest.columns, seen->customers - half, rest.value[0],
                                                    rest.value[1], rest.value[2], rest.value[3], rest.value[4]};
    assert_ok(patron_customers_classes(book, as_of, &in.inputs, &options, 0, half, &rows.columns, &error), &error);
    assert_ok(patron_customers_classes(book, as_of, &in.inputs, &options, half, seen->customers - half, &rest.columns,
                                       &error), &error);
    for (int64_t i = 0; i < seen->customers; i++) {
        struct oracle_classes expected = oracle_classes(seen, i, in.churn[i], window, &heroes,
                                                        since_of(shop, seen->customer[i].key), observed_of(shop));
        bool hero = oracle_is_hero(before, i, in.churn_before[i], window, &heroes_before);
        assert_that(rows.value[0][i] == expected.year && rows.value[1][i] == expected.partial_base &&
                        rows.value[2][i] == expected.stage && rows.value[3][i] == expected.activity &&
                        rows.value[4][i] == hero,
                    "%s, customer %lld: %d %d %d %d %d, expected %d %d %d %d %d", shop->name, (long long)i,
                    rows.value[0][i], rows.value[1][i], rows.value[2][i], rows.value[3][i], rows.value[4][i],
                    expected.year, expected.partial_base, expected.stage, expected.activity, hero);
    }
    check_counts(book, seen, &rows, &in, &options, window);
    rows_end(&rows);
    inputs_end(&in);
    oracle_book_free(seen);
    oracle_book_free(before);
}

static void check_shop(const struct shop *shop)
{
    static const int32_t windows[] = {365, 30, 1, 90};
    patron_book *book = shop_book(shop, NULL);
    for (int which = 1; which < SHOP_AS_OF; which++)
        check_shop_on(shop, book, shop_as_of(shop, which), windows[which % 4]);
    patron_book_free(book);
}

static void shops_as_the_oracle_says(void **state)
{
    (void)state;
    int64_t seeds = test_some(1, 6, 200);
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int64_t seed = 0; seed < seeds; seed++) {
            struct shop shop;
            shop_random(&shop, (uint64_t)(9000 + seed), profile);
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

static const int32_t today = 20000;

/* Customer 1 … 6 of one shop, in order. */
static void every_year_class_by_hand(void **state)
{
    (void)state;
    static const struct {
        int64_t customer, day, amount;
    } rows[] = {
        {1, -10, 100},                               /* new */
        {2, -900, 100}, {2, -5, 100},                /* returned */
        {3, -500, 100},                              /* lapsed */
        {4, -900, 100},                              /* inactive */
        {5, -400, 100}, {5, -364, 111},              /* more: 111 > 110 */
        {6, -729, 100}, {6, 0, 89},                  /* less: 89 < 90 */
        {7, -729, 100}, {7, 0, 110},                 /* same */
        {8, -729, 100}, {8, 0, 90},                  /* same */
    };
    static const int32_t expected[] = {PATRON_CUSTOMERS_YEAR_NEW, PATRON_CUSTOMERS_YEAR_RETURNED,
        PATRON_CUSTOMERS_YEAR_LAPSED, PATRON_CUSTOMERS_YEAR_INACTIVE, PATRON_CUSTOMERS_YEAR_MORE,
        PATRON_CUSTOMERS_YEAR_LESS, PATRON_CUSTOMERS_YEAR_SAME, PATRON_CUSTOMERS_YEAR_SAME};
    static const int32_t partial[] = {1, 0, 1, 0, 1, 0, 0, 0};
    struct shop shop;
    shop_begin(&shop);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        shop_add(&shop, shop_sale(rows[i].customer, today + rows[i].day, rows[i].amount));
    patron_book *book = shop_book(&shop, NULL);
    int32_t year[8], base[8];
    patron_error error;
    patron_customers_class_columns out = {.size = sizeof out, .capacity = 8, .year = year, .partial_base = base};
    assert_ok(patron_customers_classes(book, today, NULL, NULL, 0, 8, &out, &error), &error);
    assert_memory_equal(year, expected, sizeof year);
    assert_memory_equal(base, partial, sizeof base);
    assert_string_equal(patron_customers_year_name(year[1]), "returned");
    patron_book_free(book);
    shop_end(&shop);
}

/* Twenty customers of three purchases and equal churn state, nets 100 … 2000: the two best are heroes, and a third
 * whose net is the same as the second's; the best of all is not where it is slipping. */
static void heroes_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    int32_t churn[21], stage[21];
    shop_begin(&shop);
    for (int64_t c = 0; c < 21; c++)
        for (int64_t k = 0; k < 3; k++)
            shop_add(&shop, shop_sale(c, today - 20 * k, k ? 50 : c == 20 ? 1800 : 100 * c));
    patron_book *book = shop_book(&shop, NULL);
    for (int c = 0; c < 21; c++) churn[c] = PATRON_CHURN_ON_TRACK;
    churn[19] = PATRON_CHURN_SLIPPING;
    churn[0] = PATRON_CHURN_LOST;
    patron_error error;
    patron_customers_heroes heroes = {.size = sizeof heroes};
    assert_ok(patron_customers_heroes_fit(book, today, churn, NULL, NULL, &heroes, &error), &error);
    assert_int_equal(heroes.rest, 19);
    assert_int_equal(heroes.cut, 1900);
    assert_int_equal(heroes.heroes, 2);
    patron_customers_class_inputs in = {.size = sizeof in, .churn = churn, .heroes = &heroes};
    patron_customers_class_columns out = {.size = sizeof out, .capacity = 21, .stage = stage};
    assert_ok(patron_customers_classes(book, today, &in, NULL, 0, 21, &out, &error), &error);
    for (int c = 0; c < 21; c++)
        assert_int_equal(stage[c], c == 0                ? PATRON_CUSTOMERS_STAGE_INACTIVE
                                   : c == 19             ? PATRON_CUSTOMERS_STAGE_FADING
                                   : c == 18 || c == 20 ? PATRON_CUSTOMERS_STAGE_HERO
                                                         : PATRON_CUSTOMERS_STAGE_ACTIVE);
    uint8_t mask[21] = {0}; /* a population of one */
    mask[3] = 1;
    patron_selection selection = {.size = sizeof selection, .mask = mask};
    assert_ok(patron_customers_heroes_fit(book, today, churn, NULL, &selection, &heroes, &error), &error);
    assert_true(heroes.rest == 1 && heroes.cut == 400 && heroes.heroes == 1);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- what must not matter ---------------------------------------------------------------------------------------- */

struct joined {
    const struct shop *shop;
    patron_book *book;
    struct rows rows;
    patron_customers_heroes heroes;
    int32_t as_of;
};

static void classes_of_book(const patron_book *book, int32_t as_of, struct rows *rows, patron_customers_heroes *heroes)
{
    struct inputs in;
    patron_error error;
    inputs_begin(&in, book, as_of, NULL);
    rows_begin(rows, patron_book_customers(book));
    assert_ok(patron_customers_classes(book, as_of, &in.inputs, NULL, 0, patron_book_customers(book), &rows->columns,
                                       &error), &error);
    *heroes = in.heroes;
    inputs_end(&in);
}

static void joins_with(void *context, const patron_book *book, const char *variant)
{
    struct joined *first = context;
    struct rows rows;
    patron_customers_heroes heroes;
    classes_of_book(book, first->as_of, &rows, &heroes);
    assert_memory_equal(&heroes, &first->heroes, sizeof heroes);
    for (int k = 0; k < 5; k++)
        assert_joined(first->book, first->rows.value[k], book, rows.value[k], sizeof **rows.value, variant);
    rows_end(&rows);
}

static void every_form_gives_the_same(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 9300, profile);
        struct joined first = {.shop = &shop, .as_of = shop_as_of(&shop, 4)};
        first.book = shop_book(&shop, NULL);
        classes_of_book(first.book, first.as_of, &first.rows, &first.heroes);
        for_each_variant(&shop, 5, joins_with, &first);
        rows_end(&first.rows);
        patron_book_free(first.book);
        shop_end(&shop);
    }
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

struct failing {
    const patron_book *book;
    const struct inputs *in;
    struct cells *cells;
    patron_customers_heroes *heroes;
    int32_t as_of;
};

static patron_status fit_call(void *context, patron_error *error)
{
    struct failing *call = context;
    return patron_customers_heroes_fit(call->book, call->as_of, call->in->churn, NULL, NULL, call->heroes, error);
}

static patron_status count_call(void *context, patron_error *error)
{
    struct failing *call = context;
    return patron_customers_class_count(call->book, call->as_of, &call->in->inputs, NULL, NULL, 0,
                                        patron_book_customers(call->book), &call->cells->counts, error);
}

static void allocations_that_fail(void **state)
{
    (void)state;
    struct shop shop;
    struct counting counting;
    struct inputs in;
    struct cells cells;
    counting_begin(&counting);
    shop_random(&shop, 9400, SHOP_MIXED);
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    int32_t as_of = shop_as_of(&shop, 3);
    patron_customers_heroes heroes = {.size = sizeof heroes};
    inputs_begin(&in, book, as_of, NULL);
    cells_begin(&cells, 0);
    struct failing call = {book, &in, &cells, &heroes, as_of};
    const struct test_memory heroes_out = {(char *)&heroes + sizeof heroes.size, sizeof heroes - sizeof heroes.size};
    const struct test_memory cells_out = {cells.array, sizeof cells.array};
    assert_true(each_allocation_fails(&counting, fit_call, NULL, &call, &heroes_out, 1) >= 1);
    assert_true(each_allocation_fails(&counting, count_call, NULL, &call, &cells_out, 1) >= 1);
    inputs_end(&in);
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
    struct inputs in;
    struct rows rows;
    struct cells cells;
    patron_error error;
    shop_random(&shop, 9500, SHOP_WEEKLY);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 3);
    inputs_begin(&in, book, as_of, NULL);
    rows_begin(&rows, customers);
    cells_begin(&cells, 3);
    patron_customers_options bad = {sizeof bad, 1, 0, 0}, other = {sizeof other, 0, 30, 0};
    patron_customers_heroes out = {.size = sizeof out};
    EXPECT(PATRON_ERROR_ARGUMENT, 1, patron_customers_heroes_fit(NULL, as_of, in.churn, NULL, NULL, &out, &error));
    EXPECT(PATRON_ERROR_RANGE, 2, patron_customers_heroes_fit(book, PATRON_NO_DAY, in.churn, NULL, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 3, patron_customers_heroes_fit(book, as_of, NULL, NULL, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 4, patron_customers_heroes_fit(book, as_of, in.churn, &bad, NULL, &out, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 6, patron_customers_heroes_fit(book, as_of, in.churn, NULL, NULL, NULL, &error));
    assert_int_equal(out.rest, 0);
    EXPECT(PATRON_ERROR_ARGUMENT, 4,
           patron_customers_classes(book, as_of, &in.inputs, &bad, 0, customers, &rows.columns,
                                                              &error));
    EXPECT(PATRON_ERROR_RANGE, 5, patron_customers_classes(book, as_of, &in.inputs, NULL, 1, customers, &rows.columns,
                                                           &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 7,
           patron_customers_classes(book, as_of, &in.inputs, NULL, 0, customers, NULL, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 7, patron_customers_classes(book, as_of, NULL, NULL, 0, customers, &rows.columns,
                                                              &error)); /* stage without churn */
    EXPECT(PATRON_ERROR_MISMATCH, 3,
           patron_customers_classes(book, as_of, &in.inputs, &other, 0, customers, &rows.columns,
                                                              &error));
    EXPECT(PATRON_ERROR_MISMATCH, 3, patron_customers_classes(book, as_of - 1, &in.inputs, NULL, 0, customers,
                                                              &rows.columns, &error));
    patron_customers_class_inputs swapped = in.inputs;
    swapped.heroes_before = in.inputs.heroes;
    EXPECT(PATRON_ERROR_MISMATCH, 3, patron_customers_classes(book, as_of, &swapped, NULL, 0, customers, &rows.columns,
                                                              &error));
    rows.columns.capacity--;
    EXPECT(PATRON_ERROR_CAPACITY, 7,
           patron_customers_classes(book, as_of, &in.inputs, NULL, 0, customers, &rows.columns,
                                                              &error));
    rows.columns.capacity++;
    in.churn[customers - 1] = PATRON_CHURN_STATES;
    EXPECT(PATRON_ERROR_DATA, 3, patron_customers_classes(book, as_of, &in.inputs, NULL, 0, customers, &rows.columns,
                                                          &error));
    assert_int_equal(error.row, customers - 1);
    EXPECT(PATRON_ERROR_DATA, 3, patron_customers_heroes_fit(book, as_of, in.churn, NULL, NULL, &out, &error));
    in.churn[customers - 1] = PATRON_NONE;
    for (int64_t i = 0; i < customers; i++)
        for (int k = 0; k < 5; k++) assert_int_equal(rows.value[k][i], 0x5A5A5A5A);
    patron_selection selection = {.size = sizeof selection, .groups = 2};
    EXPECT(PATRON_ERROR_ARGUMENT, 5,
           patron_customers_class_count(book, as_of, &in.inputs, NULL, &selection, 0, customers,
                                                                  &cells.counts, &error));
    EXPECT(PATRON_ERROR_RANGE, 6, patron_customers_class_count(book, as_of, &in.inputs, NULL, NULL, -1, customers,
                                                               &cells.counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 8, patron_customers_class_count(book, as_of, NULL, NULL, NULL, 0, customers,
                                                                  &cells.counts, &error));
    EXPECT(PATRON_ERROR_ARGUMENT, 8,
           patron_customers_class_count(book, as_of, &in.inputs, NULL, NULL, 0, customers, NULL,
                                                                  &error));
    cells.counts.capacity = 0;
    EXPECT(PATRON_ERROR_CAPACITY, 8, patron_customers_class_count(book, as_of, &in.inputs, NULL, NULL, 0, customers,
                                                                  &cells.counts, &error));
    cells.counts.capacity = GROUPS;
    for (int a = 0; a < 8; a++)
        for (int i = 0; i < GROUPS * PATRON_CUSTOMERS_YEARS; i++) assert_int_equal(cells.array[a][i], 3);
    for (int i = 0; i < PATRON_CUSTOMERS_YEARS; i++) cells.array[0][i] = INT64_MAX;
    EXPECT(PATRON_ERROR_OVERFLOW, 8, patron_customers_class_count(book, as_of, &in.inputs, NULL, NULL, 0, customers,
                                                                  &cells.counts, &error));
    assert_int_equal(cells.array[3][0] + cells.array[3][3], 6);
    inputs_end(&in);
    rows_end(&rows);
    patron_book_free(book);
    shop_end(&shop);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(patron_customers_stage_name(PATRON_CUSTOMERS_STAGE_HERO), "hero");
    assert_string_equal(patron_customers_activity_name(PATRON_CUSTOMERS_ACTIVITY_PASSIVE), "passive");
    assert_null(patron_customers_year_name(PATRON_CUSTOMERS_YEARS));
    assert_null(patron_customers_stage_name(-1));
    assert_null(patron_customers_activity_name(PATRON_CUSTOMERS_ACTIVITIES));
    /* the states that the classes know by number */
    assert_true(PATRON_CHURN_NEW == 0 && PATRON_CHURN_ONE_TIME_LOST == 2 && PATRON_CHURN_SLIPPING == 5 &&
                PATRON_CHURN_LOST == 6 && PATRON_CHURN_STATES == 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shops_as_the_oracle_says), cmocka_unit_test(every_year_class_by_hand),
        cmocka_unit_test(heroes_by_hand),           cmocka_unit_test(every_form_gives_the_same),
        cmocka_unit_test(allocations_that_fail),    cmocka_unit_test(what_is_refused),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
