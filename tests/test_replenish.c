/* Replenishment: against the naive oracle, and in every form of the input. */
#include "check_replenish.h"

/* ---- against the oracle ----------------------------------------------------------------------------------------- */

static void check_shop(const struct shop *shop)
{
    patron_book *book = shop_book(shop, NULL);
    for (int which = 0; which < SHOP_AS_OF; which++) {
        int32_t as_of = shop_as_of(shop, which);
        patron_replenish_rule *rule = due_fit(book, as_of);
        for (int32_t level = 0; level < ((shop->columns & SHOP_CATEGORY) ? 2 : 1); level++) {
            struct oracle_rule *oracle = oracle_replenish_fit(shop, as_of, level);
            check_parameters(oracle, rule, shop->name);
            check_items(oracle, rule);
            check_due(shop, book, as_of, rule, oracle);
            check_due(shop, book, shop_as_of(shop, SHOP_AS_OF - 1), rule, oracle);
            oracle_replenish_free(oracle);
        }
        patron_replenish_rule_free(rule);
    }
    patron_book_free(book);
}

static uint64_t seeds(void) { return test_soak() ? 100 : getenv("PATRON_VALGRIND") ? 1 : 8; }

static void random_shops(void **state)
{
    (void)state;
    static const int profiles[] = {SHOP_LINES, SHOP_CONSUMABLES, SHOP_MIXED, SHOP_RENEWALS, SHOP_ZEROES, SHOP_NEGATIVE};
    int64_t checked = 0;
    for (size_t p = 0; p < sizeof profiles / sizeof *profiles; p++)
        for (uint64_t seed = 0; seed < seeds(); seed++) {
            struct shop shop;
            shop_random(&shop, seed, profiles[p]);
            shop.flags |= PATRON_BOOK_ALLOW_BEYOND;
            if (seed % 3 == 1) shop.columns &= ~SHOP_QUANTITY;
            for (int64_t i = 0; seed % 3 == 1 && i < shop.rows; i++) shop.row[i].quantity = SHOP_NULL;
            if (shop.columns & SHOP_PRODUCT) check_shop(&shop), checked++;
            shop_end(&shop);
        }
    assert_true(checked >= 3 * (int64_t)seeds());
}

static void large_shops(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= (test_soak() ? 20 : 2); seed++) {
        struct shop shop;
        due_shop(&shop, seed, 40);
        patron_book *book = shop_book(&shop, NULL);
        int64_t levels[4] = {0}, states[PATRON_REPLENISH_STATES] = {0}, firsts = 0;
        for (int32_t as_of = DAY_ZERO + 170; as_of <= DAY_ZERO + 470; as_of += 150) {
            patron_replenish_rule *rule = due_fit(book, as_of);
            for (int32_t level = 0; level < 2; level++) {
                struct oracle_rule *oracle = oracle_replenish_fit(&shop, as_of, level);
                check_parameters(oracle, rule, shop.name);
                check_items(oracle, rule);
                check_due(&shop, book, as_of, rule, oracle);
                check_due(&shop, book, as_of + 40, rule, oracle);
                oracle_replenish_free(oracle);
            }
            patron_table *table = due_table(book, as_of, rule, NULL);
            for (int64_t i = 0; i < patron_table_rows(table); i++) {
                levels[due_integer(table, LEVEL, i)]++;
                states[due_integer(table, STATE, i)]++;
                if (due_integer(table, STATE, i) == PATRON_REPLENISH_NO_ESTIMATE) continue;
                firsts += due_integer(table, PURCHASES, i) == 1;
            }
            patron_table_free(table);
            patron_replenish_rule_free(rule);
        }
        /* What the shop is for: first purchases with an estimate, every state, estimates from item and own gaps. */
        assert_true(firsts > 0 && levels[PATRON_REPLENISH_BY_OWN] > 0 && levels[PATRON_REPLENISH_BY_PRODUCT] > 0);
        for (int i = 0; i < PATRON_REPLENISH_STATES; i++)
            assert_that(states[i] > 0, "no pair is %s", patron_replenish_state_name(i));
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* A rule of one shop scores another, whose products it partly does not know, or which has no categories. */
static void rule_for_another_shop(void **state)
{
    (void)state;
    struct shop one, other;
    due_shop(&one, 5, 30);
    due_shop(&other, 6, 25);
    for (int64_t i = 0; i < other.rows; i++) {
        struct shop_row *row = &other.row[i];
        if (row->product == 101) row->product = 9001;                    /* known category */
        if (row->product == 104) row->product = 50, row->category = 77;  /* unknown one */
        if (row->product == 106 && row->customer % 2) row->product = 60; /* none */
    }
    patron_book *book = shop_book(&one, NULL), *second = shop_book(&other, NULL);
    int32_t as_of = DAY_ZERO + 300;
    patron_replenish_rule *rule = due_fit(book, as_of);
    for (int32_t level = 0; level < 2; level++) {
        struct oracle_rule *oracle = oracle_replenish_fit(&one, as_of, level);
        check_due(&other, second, as_of + 30, rule, oracle);
        oracle_replenish_free(oracle);
    }
    /* Without the category column the known products score as before, but nothing is suppressed. */
    patron_table *with = due_table(second, as_of, rule, NULL);
    other.columns &= ~SHOP_CATEGORY;
    for (int64_t i = 0; i < other.rows; i++) other.row[i].category = SHOP_NULL;
    patron_book *bare = shop_book(&other, NULL);
    patron_table *without = due_table(bare, as_of, rule, NULL);
    assert_int_equal(patron_table_rows(with), patron_table_rows(without));
    for (int64_t i = 0; i < patron_table_rows(without); i++) assert_int_equal(due_integer(without, SUPPRESSED, i), 0);
    patron_error error;
    patron_replenish_options options = due_options(PATRON_REPLENISH_CATEGORY);
    patron_table *none = NULL;
    assert_int_equal(patron_replenish_due(bare, as_of, rule, &options, 0, 1, &none, &error), PATRON_ERROR_MISSING);
    assert_null(none);
    patron_table_free(with);
    patron_table_free(without);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    patron_book_free(second);
    patron_book_free(bare);
    shop_end(&one);
    shop_end(&other);
}

/* ---- every form of the input ------------------------------------------------------------------------------------ */

struct forms {
    int32_t as_of, level;
    const patron_book *book;
    const patron_replenish_rule *rule;
    const patron_table *table;
};

static void each_same_bits(void *context, const patron_book *book, const char *variant)
{
    const struct forms *forms = context;
    patron_replenish_rule *rule = due_fit(book, forms->as_of);
    patron_replenish_parameters a = {.size = sizeof a}, b = {.size = sizeof b};
    assert_ok(patron_replenish_rule_parameters(forms->rule, forms->level, &a, NULL), NULL);
    assert_ok(patron_replenish_rule_parameters(rule, forms->level, &b, NULL), NULL);
    assert_that(!memcmp(&a, &b, sizeof a), "%s: parameters differ", variant);
    patron_replenish_options options = due_options(forms->level);
    patron_table *table = due_table(book, forms->as_of, rule, &options);
    assert_int_equal(patron_table_rows(table), patron_table_rows(forms->table));
    int32_t which = forms->level ? PATRON_KEYS_CATEGORY : PATRON_KEYS_PRODUCT;
    for (int64_t i = 0, at = 0; i < patron_table_rows(table); i++, at++) {
        int64_t customer = due_integer(table, CUSTOMER, i), key = shop_key(book, PATRON_KEYS_CUSTOMER, customer);
        if (!i || customer != due_integer(table, CUSTOMER, i - 1))
            at = due_begin(forms->table, shop_number(forms->book, PATRON_KEYS_CUSTOMER, key));
        assert_true(at < patron_table_rows(forms->table));
        assert_int_equal(shop_key(book, which, due_integer(table, ITEM, i)),
                         shop_key(forms->book, which, due_integer(forms->table, ITEM, at)));
        assert_that(due_same(table, i, forms->table, at, STATE), "%s: row %lld", variant, (long long)i);
    }
    patron_table_free(table);
    patron_replenish_rule_free(rule);
}

static void check_forms(const struct shop *shop, int32_t as_of, uint64_t seed)
{
    patron_book *book = shop_book(shop, NULL);
    patron_replenish_rule *rule = due_fit(book, as_of);
    for (int32_t level = 0; level < ((shop->columns & SHOP_CATEGORY) ? 2 : 1); level++) {
        patron_replenish_options options = due_options(level);
        patron_table *table = due_table(book, as_of, rule, &options);
        struct forms forms = {as_of, level, book, rule, table};
        for_each_variant(shop, seed, each_same_bits, &forms);
        patron_table_free(table);
    }
    patron_replenish_rule_free(rule);
    patron_book_free(book);
}

static void every_form(void **state)
{
    (void)state;
    struct shop shop;
    for (uint64_t seed = 30; seed < 30 + seeds(); seed++) {
        shop_random(&shop, seed, seed % 2 ? SHOP_CONSUMABLES : SHOP_LINES);
        check_forms(&shop, shop_as_of(&shop, 3), seed);
        shop_end(&shop);
    }
    due_shop(&shop, 7, 12);
    check_forms(&shop, DAY_ZERO + 350, 7);
    shop_end(&shop);
}

static void edge_shops(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        check_shop(&shop);
        check_forms(&shop, shop_as_of(&shop, 4), 3);
        shop_end(&shop);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_shops),
        cmocka_unit_test(edge_shops),
        cmocka_unit_test(large_shops),
        cmocka_unit_test(rule_for_another_shop),
        cmocka_unit_test(every_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
