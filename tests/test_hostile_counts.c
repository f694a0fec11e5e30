/* Another thread changes the arrays that a call borrows (who is chosen, in which group, churn states, arms of a
 * mailing, edges and occurrences) while measures count: the answer may be anything, but no access leaves the arrays
 * and nothing leaks. (Run under AddressSanitizer; there is a race by design, so not under ThreadSanitizer.) */
#include <stdatomic.h>

#include "support.h"

#include <patron/churn.h>
#include <patron/cohorts.h>
#include <patron/customers.h>
#include <patron/products.h>
#include <patron/promotions.h>
#include <patron/repeat.h>
#include <patron/value.h>

#define GROUPS 5
#define LIST 8

/* Exactly as large as said, so that any access beyond is seen. */
struct borrowed {
    int64_t customers;
    int32_t *group, *churn, *churn_before, *arm, *sent;
    uint8_t *mask;
    int32_t *list; /* [LIST] of days, edges, shares, quantiles: 100, 200, … */
    int32_t *name; /* [LIST] of window names: 0 … 3 */
    int64_t *threshold;
};

struct attack {
    struct borrowed *arrays;
    _Atomic int32_t stop;
};

static void *room_for(int64_t count, size_t element)
{
    void *made = calloc((size_t)count, element);
    assert_non_null(made);
    return made;
}

static void for_a_moment(int32_t *cell, int32_t value)
{
    int32_t before = *(volatile int32_t *)cell;
    *(volatile int32_t *)cell = value;
    *(volatile int32_t *)cell = before;
}

static void *change(void *argument)
{
    struct attack *attack = argument;
    struct borrowed *b = attack->arrays;
    struct rng rng = {77};
    static const int32_t values[] = {0, 1, GROUPS - 1, GROUPS, -1, -2, INT32_MAX, INT32_MIN, 7, 1 << 20};
    int32_t *const arrays[] = {b->group, b->churn, b->churn_before, b->arm, b->sent};
    while (!atomic_load_explicit(&attack->stop, memory_order_relaxed)) {
        int64_t i = rng_between(&rng, 0, b->customers - 1);
        int32_t value = values[rng_between(&rng, 0, 9)];
        for_a_moment(&arrays[rng_between(&rng, 0, 4)][i], value);
        *(volatile int32_t *)&b->group[i] = (int32_t)rng_between(&rng, -1, GROUPS - 1); /* and such as may be */
        *(volatile uint8_t *)&b->mask[i] ^= 1;
        if (i % 16 == 0) for_a_moment(&b->list[i / 16 % LIST], value);
        if (i % 16 == 1) for_a_moment(&b->name[i / 16 % LIST], value);
        if (i % 16 == 2) *(volatile int64_t *)&b->threshold[i / 16 % LIST] = value;
    }
    return NULL;
}

static void borrowed_begin(struct borrowed *b, int64_t customers, int32_t as_of)
{
    b->customers = customers;
    b->group = room_for(customers, sizeof *b->group);
    b->churn = room_for(customers, sizeof *b->churn);
    b->churn_before = room_for(customers, sizeof *b->churn_before);
    b->arm = room_for(customers, sizeof *b->arm);
    b->sent = room_for(customers, sizeof *b->sent);
    b->mask = room_for(customers, 1);
    b->list = room_for(LIST, sizeof *b->list);
    b->name = room_for(LIST, sizeof *b->name);
    b->threshold = room_for(LIST, sizeof *b->threshold);
    for (int64_t i = 0; i < customers; i++) {
        b->group[i] = (int32_t)(i % GROUPS);
        b->churn[i] = b->churn_before[i] = (int32_t)(i % PATRON_CHURN_STATES);
        b->arm[i] = (int32_t)(i % 3);
        b->sent[i] = as_of - (int32_t)(i % 50);
        b->mask[i] = i % 3 != 0;
    }
    for (int32_t i = 0; i < LIST; i++) {
        b->list[i] = 100 * (i + 1);
        b->name[i] = i % 4;
        b->threshold[i] = 1000 * i;
    }
}

static void borrowed_end(struct borrowed *b)
{
    free(b->group);
    free(b->churn);
    free(b->churn_before);
    free(b->arm);
    free(b->sent);
    free(b->mask);
    free(b->list);
    free(b->name);
    free(b->threshold);
}

/* What arrays that change may be answered with. */
static void may_be(patron_status status, const patron_error *error)
{
    assert_that(status == PATRON_OK || status == PATRON_ERROR_DATA || status == PATRON_ERROR_ARGUMENT,
                "status %d: %s", (int)status, error->message);
}

struct target {
    const patron_book *book;
    struct borrowed *arrays;
    patron_selection selection;
    int64_t n;
    int32_t as_of;
};

static void value_and_classes(const struct target *t)
{
    struct borrowed *b = t->arrays;
    int64_t *cells = room_for(GROUPS * LIST, sizeof *cells), *more = room_for(GROUPS * LIST, sizeof *more);
    double *share = room_for(GROUPS * LIST, sizeof *share);
    patron_error error;
    patron_value_concentration_options top = {sizeof top, 0, 0, LIST, b->list};
    patron_value_concentration_columns found = {.size = sizeof found, .capacity = GROUPS, .top_net = cells,
                                                .top_share = share};
    may_be(patron_value_concentration(t->book, t->as_of, &top, &t->selection, &found, &error), &error);
    patron_value_orders_options orders = {sizeof orders, 0, 0, LIST, b->list, b->threshold, LIST};
    patron_value_orders_columns values = {.size = sizeof values, .capacity = GROUPS, .quantile = cells, .below = more};
    may_be(patron_value_orders(t->book, t->as_of, &orders, &t->selection, &values, &error), &error);
    patron_value_counts counts = {.size = sizeof counts, .capacity = GROUPS, .buyers = cells, .orders = more};
    may_be(patron_value_count(t->book, t->as_of, &t->selection, 0, t->n, &counts, &error), &error);
    may_be(patron_value_tree_count(t->book, t->as_of, t->as_of - 300, t->as_of, &t->selection, 0, t->n, cells,
                                   GROUPS * LIST, &error), &error);
    patron_customers_heroes heroes = {.size = sizeof heroes}, before = heroes;
    patron_status status = patron_customers_heroes_fit(t->book, t->as_of, b->churn, NULL, &t->selection, &heroes,
                                                       &error);
    may_be(status, &error);
    if (!status)
        status = patron_customers_heroes_fit(t->book, t->as_of - 90, b->churn_before, NULL, &t->selection, &before,
                                             &error);
    may_be(status, &error);
    if (!status) {
        int64_t *stage = room_for(GROUPS * PATRON_CUSTOMERS_STAGES, sizeof *stage);
        patron_customers_class_inputs inputs = {sizeof inputs, b->churn, &heroes, b->churn_before, &before};
        patron_customers_class_counts into = {.size = sizeof into, .capacity = GROUPS, .year = cells, .stage = stage,
                                              .activity = more};
        may_be(patron_customers_class_count(t->book, t->as_of, &inputs, NULL, &t->selection, 0, t->n, &into, &error),
               &error);
        free(stage);
    }
    patron_churn_sign_counts signs = {.size = sizeof signs, .capacity = GROUPS * LIST, .customers = cells,
                                      .gone = more};
    may_be(patron_churn_sign_count(t->book, t->as_of, 30, &t->selection, 0, t->n, &signs, &error), &error);
    free(cells);
    free(more);
    free(share);
}

static void promotions(const struct target *t)
{
    struct borrowed *b = t->arrays;
    patron_column column = {.size = sizeof column};
    int64_t values;
    patron_error error;
    assert_ok(patron_book_keys(t->book, PATRON_KEYS_LABEL, &column, &values, &error), &error);
    int64_t rows = GROUPS * (values + PATRON_PROMOTIONS_ROWS_MORE), bands = GROUPS * (LIST + 2);
    int64_t *cells = room_for(rows, sizeof *cells), *depths = room_for(bands, sizeof *depths);
    int64_t *arms = room_for(GROUPS * 3, sizeof *arms), *squares = room_for(GROUPS * 12, sizeof *squares);
    patron_promotions_counts counts = {.size = sizeof counts, .capacity = rows, .new_buyers = cells};
    may_be(patron_promotions_count(t->book, t->as_of, 0, NULL, &t->selection, 0, t->n, &counts, &error), &error);
    patron_promotions_depth_options edges = {sizeof edges, 0, 0, LIST, b->list};
    patron_promotions_depth_counts depth = {.size = sizeof depth, .capacity = bands, .buyers = depths};
    may_be(patron_promotions_depth(t->book, t->as_of, &edges, &t->selection, 0, t->n, &depth, &error), &error);
    patron_promotions_mailing mailing = {sizeof mailing, b->arm, 3, 0, b->sent, 20, 0, &t->selection};
    patron_promotions_response response = {.size = sizeof response, .capacity = GROUPS * 3, .net = arms,
                                           .net_square = squares};
    may_be(patron_promotions_respond(t->book, t->as_of, &mailing, 0, t->n, &response, &error), &error);
    free(cells);
    free(depths);
    free(arms);
    free(squares);
}

static void products(const struct target *t)
{
    int64_t items;
    patron_error error;
    assert_ok(patron_products_items(t->book, PATRON_PRODUCTS_PRODUCT, &items, &error), &error);
    int64_t rows = GROUPS * (items + PATRON_PRODUCTS_ROWS), *cells = room_for(rows, sizeof *cells);
    int64_t *baskets = room_for(GROUPS, sizeof *baskets);
    patron_products_counts counts = {.size = sizeof counts, .capacity = rows, .buyers = cells};
    may_be(patron_products_count(t->book, t->as_of, NULL, &t->selection, 0, t->n, &counts, &error), &error);
    patron_products_first_counts born = {.size = sizeof born, .capacity = rows, .buyers = cells};
    may_be(patron_products_first(t->book, t->as_of, NULL, &t->selection, 0, t->n, &born, &error), &error);
    const patron_products_baskets seen = {.size = sizeof seen, .capacity = GROUPS, .baskets = baskets};
    for (int which = 0; which < 4; which++) {
        patron_table *table = NULL;
        patron_products_pairs_options options = {.size = sizeof options, .min_count = 1,
                                                 .basket = which == 1 ? PATRON_PRODUCTS_IN_HISTORY : 0};
        patron_status status =
            which < 2 ? patron_products_pairs(t->book, t->as_of, &options, &t->selection, &seen, &table, &error)
            : which == 2
                ? patron_products_transitions(t->book, t->as_of, &options, &t->selection, &seen, &table, &error)
                : patron_products_gaps(t->book, t->as_of, NULL, PATRON_PRODUCTS_GAPS_REPURCHASE, &t->selection, 0, t->n,
                                       &table, &error);
        may_be(status, &error);
        assert_true((status == PATRON_OK) == (table != NULL));
        patron_table_free(table);
    }
    free(cells);
    free(baskets);
}

static void repeat(const struct target *t)
{
    struct borrowed *b = t->arrays;
    patron_error error;
    patron_repeat_options within = {.size = sizeof within, .within = b->list, .within_count = LIST};
    int64_t *cells = room_for(GROUPS * LIST, sizeof *cells);
    patron_repeat_cells counts = {.size = sizeof counts, .within_capacity = GROUPS * LIST, .within = cells};
    may_be(patron_repeat_count(t->book, t->as_of, &within, &t->selection, 0, t->n, &counts, &error), &error);
    int64_t *matrix = room_for(GROUPS * 16, sizeof *matrix), *many = room_for(GROUPS * 4, sizeof *many);
    int32_t last[LIST];
    for (int i = 0; i < LIST; i++) last[i] = PATRON_DAY_MAX - LIST + i; /* of one name they overlap, or change */
    patron_repeat_window_options windows = {.size = sizeof windows, .names = 4, .occurrences = LIST, .name = b->name,
                                            .first_day = b->list, .last_day = last};
    for (int apart = 0; apart < 2; apart++) {
        for (int i = 0; apart && i < LIST; i++) last[i] = 100 * (i + 1) + 50;
        patron_repeat_window_cells back = {.size = sizeof back, .capacity = GROUPS * 16, .name_capacity = GROUPS * 4,
                                           .back = matrix, .buyers = many};
        may_be(patron_repeat_windows(t->book, t->as_of, &windows, &t->selection, 0, t->n, &back, &error), &error);
    }
    patron_table *table = NULL;
    may_be(patron_repeat_anniversaries(t->book, t->as_of, NULL, &t->selection, NULL, &table, &error), &error);
    patron_table_free(table);
    free(cells);
    free(matrix);
    free(many);
}

static void attacked(void **state)
{
    (void)state;
    struct shop shop;
    struct counting counting;
    counting_begin(&counting);
    shop_random(&shop, 12000, SHOP_LINES);
    struct rng rng = {5};
    int64_t rows = shop.rows;
    for (int64_t i = 0; i < 1500; i++) { /* more customers, each with some rows of the shop */
        struct shop_row row = shop.row[rng_between(&rng, 0, rows - 1)];
        row.customer = 5000 + rng_between(&rng, 0, 250);
        row.order = 100000 + i;
        row.kind = 0;
        if (row.amount < 0) row.amount = -row.amount;
        shop_add(&shop, row);
    }
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    struct borrowed arrays;
    int32_t as_of = shop_as_of(&shop, 4);
    borrowed_begin(&arrays, patron_book_customers(book), as_of);
    struct target target = {book, &arrays, {sizeof target.selection, arrays.mask, arrays.group, GROUPS},
                            arrays.customers, as_of};
    struct attack attack = {.arrays = &arrays};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, change, &attack), 0);
    int64_t rounds = test_some(5, 100, 5000), blocks = counting.blocks;
    for (int64_t round = 0; round < rounds; round++) {
        value_and_classes(&target);
        promotions(&target);
        products(&target);
        repeat(&target);
        assert_int_equal(counting.blocks, blocks);
    }
    atomic_store(&attack.stop, 1);
    assert_int_equal(pthread_join(thread, NULL), 0);
    borrowed_end(&arrays);
    patron_book_free(book);
    shop_end(&shop);
    counting_end(&counting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(attacked)};
    return cmocka_run_group_tests_name("hostile_counts", tests, NULL, NULL);
}
