/* Replenishment: against the naive oracle, in every form of the input, by hand on small shops, and through saved rules. */
#include "oracle_replenish.h"

#include <math.h>

#include <patron/replenish.h>

#include "support.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define DAY_ZERO 14000

/* ---- helpers ---------------------------------------------------------------------------------------------------- */

enum {
    CUSTOMER, ITEM, STATE, LEVEL, SUPPRESSED, EVIDENCE, PURCHASES, LAST_DAY, DUE_DAY, WINDOW_FROM, WINDOW_TO, EXPECTED_DAY,
    LAST_QUANTITY, EXPECTED_QUANTITY, EXPECTED_AMOUNT, CHANCE, PI, STILL, COLUMNS
};

static const char *const names[COLUMNS] = {
    "customer", "product", "state", "level", "suppressed", "evidence", "purchases", "last_day", "due_day", "window_from",
    "window_to", "expected_day", "last_quantity", "expected_quantity", "expected_amount", "chance", "pi", "still_repeating",
};

static patron_column column_of(const patron_table *table, int32_t i)
{
    patron_column column = {.size = sizeof column};
    assert_ok(patron_table_column(table, i, &column, NULL), NULL);
    return column;
}

static int64_t integer(const patron_table *table, int32_t column, int64_t row)
{
    patron_column c = column_of(table, column);
    return c.type == PATRON_TYPE_INT32 ? ((const int32_t *)c.values)[row] : ((const int64_t *)c.values)[row];
}

static double real(const patron_table *table, int32_t column, int64_t row)
{
    return ((const double *)column_of(table, column).values)[row];
}

static bool is_real(int32_t column) { return column >= CHANCE; }

static patron_replenish_options options_of(int32_t level)
{
    patron_replenish_options options = {.size = sizeof options, .level = level};
    return options;
}

static patron_replenish_rule *fit(const patron_book *book, int32_t as_of)
{
    patron_replenish_rule *rule = NULL;
    patron_error error = {0};
    assert_ok(patron_replenish_fit(book, as_of, NULL, &rule, &error), &error);
    return rule;
}

static patron_table *due(const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
                         const patron_replenish_options *options)
{
    patron_table *table = NULL;
    patron_error error = {0};
    assert_ok(patron_replenish_due(book, as_of, rule, options, 0, patron_book_customers(book), &table, &error), &error);
    return table;
}

static bool close_to(double a, double b) { return fabs(a - b) <= 1e-9 * fmax(1e-3, fmax(fabs(a), fabs(b))); }

#define assert_close(a, b, what) assert_that(close_to((a), (b)), "%s: %.17g, oracle %.17g", (what), (double)(a), (double)(b))

/* A shop with enough gaps that items speak for themselves: products with cycles, quantities that stretch them, people who
 * stop, two categories and products without. */
static void large_shop(struct shop *shop, uint64_t seed, int64_t customers)
{
    struct rng rng = {seed};
    shop_begin(shop);
    shop->unit = PATRON_UNIT_DAY;
    shop->columns = SHOP_ORDER | SHOP_PRODUCT | SHOP_CATEGORY | SHOP_QUANTITY | SHOP_KIND;
    int64_t order = 0;
    for (int64_t c = 0; c < customers; c++) {
        int64_t pace = rng_between(&rng, 80, 125), stay = rng_between(&rng, 80, 97);
        for (int64_t p = 0; p < 7; p++) {
            if (rng_chance(&rng, 40)) continue;
            int64_t day = DAY_ZERO + rng_between(&rng, 0, 150);
            while (day < DAY_ZERO + 400) {
                struct shop_row row = shop_sale(c, day, rng_between(&rng, 100, 900));
                row.order = order++;
                row.product = 100 + p;
                row.category = p < 3 ? 1 : p < 6 ? 2 : SHOP_NULL;
                row.quantity = rng_between(&rng, 1, 4);
                shop_add(shop, row);
                if (rng_chance(&rng, 6)) {
                    struct shop_row back = row;
                    back.kind = PATRON_KIND_REFUND;
                    back.time += 3;
                    back.amount = row.amount / 2 + 1;
                    back.quantity = rng_between(&rng, 0, row.quantity);
                    if (rng_chance(&rng, 30)) back.order = 1000000 + order; /* unmatched */
                    shop_add(shop, back);
                }
                if (!rng_chance(&rng, (int32_t)stay)) break;
                day += (20 + 12 * p + 3 * row.quantity) * pace / 100 * rng_between(&rng, 60, 150) / 100 + 1;
            }
        }
    }
    (void)snprintf(shop->name, sizeof shop->name, "large, seed %llu", (unsigned long long)seed);
}

/* ---- against the oracle ----------------------------------------------------------------------------------------- */

static void check_parameters(const struct oracle_rule *oracle, const patron_replenish_rule *rule, const char *name)
{
    patron_replenish_parameters p = {.size = sizeof p};
    assert_ok(patron_replenish_rule_parameters(rule, oracle->level, &p, NULL), NULL);
    assert_int_equal(p.items, oracle->items);
    assert_that(p.purchases == oracle->purchases, "%s: %lld purchases, oracle %lld", name, (long long)p.purchases, (long long)oracle->purchases);
    assert_int_equal(p.pairs, oracle->pairs);
    assert_int_equal(p.gaps, oracle->gaps);
    assert_close(p.theta, oracle->theta, "theta");
    assert_close(p.theta_raw, oracle->theta_raw, "theta_raw");
    /* Squares that cancel in a perfect fit leave rounding alone. */
    assert_true(fabs(p.theta_se * p.theta_se - oracle->theta_se * oracle->theta_se) <=
                1e-9 * fmax(0.1, oracle->theta_se * oracle->theta_se));
    assert_close(p.variance_within, oracle->within, "within");
    assert_close(p.variance_pairs, oracle->between_pairs, "pairs");
    assert_close(p.variance_items, oracle->between_items, "items");
    assert_close(p.variance_categories, oracle->between_categories, "categories");
    assert_close(p.variance_customers, oracle->between_customers, "customers");
    assert_close(p.mean, oracle->mean, "mean");
    assert_close(p.pi_mean, oracle->pi_mean, "pi_mean");
    for (int c = 0; c < 6; c++) assert_close(p.pi[c], oracle->pi[c], "pi");
}

static void check_items(const struct oracle_rule *oracle, const patron_replenish_rule *rule)
{
    patron_table *table = NULL;
    assert_ok(patron_replenish_rule_items(rule, oracle->level, &table, NULL), NULL);
    assert_int_equal(patron_table_rows(table), oracle->items);
    assert_string_equal(patron_table_name(table, 0), "key");
    for (int64_t i = 0; i < oracle->items; i++) {
        int64_t key = integer(table, 0, i);
        const struct oracle_item *item = oracle_replenish_item(oracle, key);
        assert_non_null(item);
        assert_true(!i || integer(table, 0, i - 1) < key);
        assert_int_equal(integer(table, 1, i), item->purchases);
        assert_int_equal(integer(table, 2, i), item->buyers);
        assert_int_equal(integer(table, 3, i), item->repeaters);
        assert_int_equal(integer(table, 4, i), item->gaps);
        assert_close(real(table, 5, i), exp(item->mean), "typical gap");
        assert_close(real(table, 6, i), exp(item->log_quantity), "typical quantity");
        assert_close(real(table, 7, i), item->odds, "odds");
    }
    patron_table_free(table);
}

/* A day is the rounded one: within half a day of the unrounded, at least one after. */
static void check_day(int64_t day, int32_t last, double exact, const char *what)
{
    assert_that(fabs((double)(day - last) - fmax(exact, 1)) <= 0.5 + 1e-6, "%s: %lld days, oracle %.9f", what,
                (long long)(day - last), exact);
}

static int expected_state(const patron_table *table, int64_t row, int32_t as_of, const struct oracle_due *want)
{
    if (!want->estimate) return PATRON_REPLENISH_NO_ESTIMATE;
    if (as_of < integer(table, WINDOW_FROM, row)) return PATRON_REPLENISH_NOT_DUE;
    if (as_of < integer(table, DUE_DAY, row)) return PATRON_REPLENISH_DUE_SOON;
    if (as_of <= integer(table, WINDOW_TO, row)) return PATRON_REPLENISH_DUE;
    return want->still >= 0.5 * want->pi ? PATRON_REPLENISH_LATE : PATRON_REPLENISH_LAPSED;
}

static void check_row(const patron_table *table, int64_t i, const struct oracle_due *want, int32_t as_of)
{
    assert_int_equal(integer(table, PURCHASES, i), want->purchases);
    assert_int_equal(integer(table, LEVEL, i), want->level);
    assert_int_equal(integer(table, EVIDENCE, i), want->evidence);
    assert_int_equal(integer(table, SUPPRESSED, i), want->category_bought ? PATRON_REPLENISH_CATEGORY_BOUGHT : 0);
    assert_int_equal(integer(table, LAST_DAY, i), want->last_day);
    assert_int_equal(integer(table, LAST_QUANTITY, i), want->last_quantity);
    assert_int_equal(integer(table, EXPECTED_QUANTITY, i), want->expected_quantity);
    assert_int_equal(integer(table, EXPECTED_AMOUNT, i), want->expected_amount);
    assert_close(real(table, CHANCE, i), want->chance, "chance");
    assert_close(real(table, PI, i), want->pi, "pi");
    assert_close(real(table, STILL, i), want->still, "still_repeating");
    assert_int_equal(integer(table, STATE, i), expected_state(table, i, as_of, want));
    if (!want->estimate) {
        for (int32_t c = DUE_DAY; c <= EXPECTED_DAY; c++) assert_int_equal(integer(table, c, i), PATRON_NO_DAY);
        return;
    }
    check_day(integer(table, DUE_DAY, i), want->last_day, want->due, "due_day");
    check_day(integer(table, WINDOW_FROM, i), want->last_day, want->from, "window_from");
    check_day(integer(table, WINDOW_TO, i), want->last_day, want->to, "window_to");
    if (want->expected < 0) assert_int_equal(integer(table, EXPECTED_DAY, i), PATRON_NO_DAY);
    else check_day(integer(table, EXPECTED_DAY, i), want->last_day, fmax(want->expected, as_of + 1 - want->last_day), "expected");
}

/* In the order that the header promises. */
static void check_order(const patron_book *book, const patron_table *table, const patron_replenish_rule *rule, int32_t level)
{
    patron_table *items = NULL;
    assert_ok(patron_replenish_rule_items(rule, level, &items, NULL), NULL);
    for (int64_t i = 1; i < patron_table_rows(table); i++) {
        if (integer(table, CUSTOMER, i) != integer(table, CUSTOMER, i - 1)) {
            assert_true(integer(table, CUSTOMER, i) > integer(table, CUSTOMER, i - 1));
            continue;
        }
        assert_true(real(table, CHANCE, i) <= real(table, CHANCE, i - 1));
        if (real(table, CHANCE, i) != real(table, CHANCE, i - 1)) continue;
        int64_t buyers[2] = {0, 0}, key[2];
        for (int64_t k = 0; k < 2; k++) {
            key[k] = shop_key(book, level ? PATRON_KEYS_CATEGORY : PATRON_KEYS_PRODUCT, integer(table, ITEM, i - 1 + k));
            for (int64_t j = 0; j < patron_table_rows(items); j++)
                if (integer(items, 0, j) == key[k]) buyers[k] = integer(items, 2, j);
        }
        assert_true(buyers[0] > buyers[1] || (buyers[0] == buyers[1] && key[0] < key[1]));
    }
    patron_table_free(items);
}

/* Scores `shop` at as_of by a rule of the library and the same of the oracle. */
static void check_due(const struct shop *shop, const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
                      const struct oracle_rule *oracle)
{
    int32_t level = oracle->level, horizon = 1 + as_of % 90 * (as_of % 90 > 0);
    int64_t count;
    struct oracle_due *want = oracle_replenish_due(shop, as_of, oracle, horizon, &count);
    patron_replenish_options options = options_of(level);
    options.horizon = horizon;
    patron_table *table = due(book, as_of, rule, &options);
    assert_int_equal(patron_table_columns(table), COLUMNS);
    for (int32_t c = 0; c < COLUMNS; c++)
        assert_string_equal(patron_table_name(table, c), c == ITEM && level ? "category" : names[c]);
    assert_that(patron_table_rows(table) == count, "%s, day %d: %lld rows, oracle %lld", shop->name, as_of, (long long)patron_table_rows(table), (long long)count);
    for (int64_t i = 0; i < count; i++) {
        int64_t customer = shop_key(book, PATRON_KEYS_CUSTOMER, integer(table, CUSTOMER, i));
        int64_t item = shop_key(book, level ? PATRON_KEYS_CATEGORY : PATRON_KEYS_PRODUCT, integer(table, ITEM, i)), at = 0;
        while (at < count && (want[at].customer != customer || want[at].item != item)) at++;
        assert_that(at < count, "%s: customer %lld, item %lld is no pair", shop->name, (long long)customer, (long long)item);
        check_row(table, i, &want[at], as_of);
    }
    check_order(book, table, rule, level);
    patron_table_free(table);
    free(want);
}

static void check_shop(const struct shop *shop)
{
    patron_book *book = shop_book(shop, NULL);
    for (int which = 0; which < SHOP_AS_OF; which++) {
        int32_t as_of = shop_as_of(shop, which);
        patron_replenish_rule *rule = fit(book, as_of);
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
        large_shop(&shop, seed, 40);
        patron_book *book = shop_book(&shop, NULL);
        int64_t levels[4] = {0}, states[PATRON_REPLENISH_STATES] = {0}, firsts = 0;
        for (int32_t as_of = DAY_ZERO + 170; as_of <= DAY_ZERO + 470; as_of += 150) {
            patron_replenish_rule *rule = fit(book, as_of);
            for (int32_t level = 0; level < 2; level++) {
                struct oracle_rule *oracle = oracle_replenish_fit(&shop, as_of, level);
                check_parameters(oracle, rule, shop.name);
                check_items(oracle, rule);
                check_due(&shop, book, as_of, rule, oracle);
                check_due(&shop, book, as_of + 40, rule, oracle);
                oracle_replenish_free(oracle);
            }
            patron_table *table = due(book, as_of, rule, NULL);
            for (int64_t i = 0; i < patron_table_rows(table); i++) {
                levels[integer(table, LEVEL, i)]++;
                states[integer(table, STATE, i)]++;
                firsts += integer(table, PURCHASES, i) == 1 && integer(table, STATE, i) != PATRON_REPLENISH_NO_ESTIMATE;
            }
            patron_table_free(table);
            patron_replenish_rule_free(rule);
        }
        /* What the shop is for: first purchases with an estimate, every state, estimates from item and own gaps. */
        assert_true(firsts > 0 && levels[PATRON_REPLENISH_BY_OWN] > 0 && levels[PATRON_REPLENISH_BY_PRODUCT] > 0);
        for (int i = 0; i < PATRON_REPLENISH_STATES; i++) assert_that(states[i] > 0, "no pair is %s", patron_replenish_state_name(i));
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* A rule of one shop scores another, whose products it partly does not know, or which has no categories. */
static void rule_for_another_shop(void **state)
{
    (void)state;
    struct shop one, other;
    large_shop(&one, 5, 30);
    large_shop(&other, 6, 25);
    for (int64_t i = 0; i < other.rows; i++) {
        if (other.row[i].product == 101) other.row[i].product = 9001;                                  /* known category */
        if (other.row[i].product == 104) other.row[i].product = 50, other.row[i].category = 77;        /* unknown one */
        if (other.row[i].product == 106 && other.row[i].customer % 2) other.row[i].product = 60;       /* none */
    }
    patron_book *book = shop_book(&one, NULL), *second = shop_book(&other, NULL);
    int32_t as_of = DAY_ZERO + 300;
    patron_replenish_rule *rule = fit(book, as_of);
    for (int32_t level = 0; level < 2; level++) {
        struct oracle_rule *oracle = oracle_replenish_fit(&one, as_of, level);
        check_due(&other, second, as_of + 30, rule, oracle);
        oracle_replenish_free(oracle);
    }
    /* Without the category column the known products score as before, but nothing is suppressed. */
    patron_table *with = due(second, as_of, rule, NULL);
    other.columns &= ~SHOP_CATEGORY;
    for (int64_t i = 0; i < other.rows; i++) other.row[i].category = SHOP_NULL;
    patron_book *bare = shop_book(&other, NULL);
    patron_table *without = due(bare, as_of, rule, NULL);
    assert_int_equal(patron_table_rows(with), patron_table_rows(without));
    for (int64_t i = 0; i < patron_table_rows(without); i++) assert_int_equal(integer(without, SUPPRESSED, i), 0);
    patron_error error;
    patron_replenish_options options = options_of(PATRON_REPLENISH_CATEGORY);
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

/* The rows of the first table's customer, where it begins in another one. */
static int64_t begin_of(const patron_table *table, int64_t customer)
{
    int64_t i = 0;
    while (i < patron_table_rows(table) && integer(table, CUSTOMER, i) != customer) i++;
    return i;
}

static void each_same_bits(void *context, const patron_book *book, const char *variant)
{
    const struct forms *forms = context;
    patron_replenish_rule *rule = fit(book, forms->as_of);
    patron_replenish_parameters a = {.size = sizeof a}, b = {.size = sizeof b};
    assert_ok(patron_replenish_rule_parameters(forms->rule, forms->level, &a, NULL), NULL);
    assert_ok(patron_replenish_rule_parameters(rule, forms->level, &b, NULL), NULL);
    assert_that(!memcmp(&a, &b, sizeof a), "%s: parameters differ", variant);
    patron_replenish_options options = options_of(forms->level);
    patron_table *table = due(book, forms->as_of, rule, &options);
    assert_int_equal(patron_table_rows(table), patron_table_rows(forms->table));
    int32_t which = forms->level ? PATRON_KEYS_CATEGORY : PATRON_KEYS_PRODUCT;
    for (int64_t i = 0, at = 0; i < patron_table_rows(table); i++, at++) {
        if (!i || integer(table, CUSTOMER, i) != integer(table, CUSTOMER, i - 1))
            at = begin_of(forms->table, shop_number(forms->book, PATRON_KEYS_CUSTOMER,
                                                    shop_key(book, PATRON_KEYS_CUSTOMER, integer(table, CUSTOMER, i))));
        assert_true(at < patron_table_rows(forms->table));
        assert_int_equal(shop_key(book, which, integer(table, ITEM, i)),
                         shop_key(forms->book, which, integer(forms->table, ITEM, at)));
        for (int32_t c = STATE; c < COLUMNS; c++) {
            double x = is_real(c) ? real(table, c, i) : 0, y = is_real(c) ? real(forms->table, c, at) : 0;
            bool same = is_real(c) ? !memcmp(&x, &y, sizeof x) : integer(table, c, i) == integer(forms->table, c, at);
            assert_that(same, "%s: row %lld, column %s", variant, (long long)i, names[c]);
        }
    }
    patron_table_free(table);
    patron_replenish_rule_free(rule);
}

static void check_forms(const struct shop *shop, int32_t as_of, uint64_t seed)
{
    patron_book *book = shop_book(shop, NULL);
    patron_replenish_rule *rule = fit(book, as_of);
    for (int32_t level = 0; level < ((shop->columns & SHOP_CATEGORY) ? 2 : 1); level++) {
        patron_replenish_options options = options_of(level);
        patron_table *table = due(book, as_of, rule, &options);
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
    large_shop(&shop, 7, 12);
    check_forms(&shop, DAY_ZERO + 350, 7);
    shop_end(&shop);
}

/* Saved bytes do not depend on the order of the rows or the numbers of customers and products. */
static int64_t save(const patron_replenish_rule *rule, unsigned char **bytes)
{
    int64_t needed = 0;
    assert_ok(patron_replenish_rule_save(rule, NULL, 0, &needed, NULL), NULL);
    *bytes = malloc((size_t)needed);
    patron_error error;
    assert_int_equal(patron_replenish_rule_save(rule, *bytes, needed - 1, NULL, &error), PATRON_ERROR_CAPACITY);
    assert_ok(patron_replenish_rule_save(rule, *bytes, needed, NULL, NULL), NULL);
    return needed;
}

static void same_bytes(void **state)
{
    (void)state;
    struct shop shop;
    large_shop(&shop, 8, 20);
    for (int32_t type = PATRON_TYPE_INT64; type <= PATRON_TYPE_STRING; type += PATRON_TYPE_STRING - PATRON_TYPE_INT64) {
        struct shop_form form = {.key_type = type};
        patron_book *book = shop_book(&shop, &form);
        patron_replenish_rule *rule = fit(book, DAY_ZERO + 333);
        unsigned char *bytes, *again;
        int64_t count = save(rule, &bytes);
        for (uint64_t seed = 0; seed < 4; seed++) {
            struct shop copy;
            shop_copy(&copy, &shop);
            shop_permute(&copy, seed);
            patron_book *other = shop_book(&copy, &form);
            patron_replenish_rule *other_rule = fit(other, DAY_ZERO + 333);
            assert_int_equal(save(other_rule, &again), count);
            assert_memory_equal(bytes, again, (size_t)count);
            free(again);
            patron_replenish_rule_free(other_rule);
            patron_book_free(other);
            shop_end(&copy);
        }
        free(bytes);
        patron_replenish_rule_free(rule);
        patron_book_free(book);
    }
    shop_end(&shop);
}

/* ---- ranges, counts, one customer ------------------------------------------------------------------------------- */

static void same_rows(const patron_table *whole, int64_t at, const patron_table *part, bool numbers)
{
    for (int64_t i = 0; i < patron_table_rows(part); i++)
        for (int32_t c = numbers ? 0 : STATE; c < COLUMNS; c++) {
            double x = is_real(c) ? real(whole, c, at + i) : 0, y = is_real(c) ? real(part, c, i) : 0;
            assert_true(is_real(c) ? !memcmp(&x, &y, sizeof x) : integer(whole, c, at + i) == integer(part, c, i));
        }
}

static void ranges(void **state)
{
    (void)state;
    struct shop shop;
    large_shop(&shop, 9, 30);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 280;
    patron_replenish_rule *rule = fit(book, as_of);
    patron_table *whole = due(book, as_of, rule, NULL);
    int64_t customers = patron_book_customers(book);
    for (int64_t step = 1; step < 12; step += 5) {
        int64_t at = 0;
        for (int64_t first = 0; first < customers; first += step) {
            patron_table *part = NULL;
            int64_t count = customers - first < step ? customers - first : step;
            assert_ok(patron_replenish_due(book, as_of, rule, NULL, first, count, &part, NULL), NULL);
            same_rows(whole, at, part, true);
            at += patron_table_rows(part);
            patron_table_free(part);
        }
        assert_int_equal(at, patron_table_rows(whole));
    }
    patron_table_free(whole);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* A web request: a book of one customer's orders, a rule from bytes. */
static void one_customer_alone(void **state)
{
    (void)state;
    struct shop shop;
    large_shop(&shop, 10, 15);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 280;
    patron_replenish_rule *rule = fit(book, as_of), *loaded = NULL;
    unsigned char *bytes;
    int64_t count = save(rule, &bytes);
    assert_ok(patron_replenish_rule_load(bytes, count, NULL, &loaded, NULL), NULL);
    patron_table *whole = due(book, as_of, rule, NULL);
    for (int64_t c = 0; c < patron_book_customers(book); c++) {
        struct shop own;
        shop_copy(&own, &shop);
        own.rows = 0;
        for (int64_t i = shop.rows - 1; i >= 0; i--) /* other numbers of products */
            if (shop.row[i].customer == shop_key(book, PATRON_KEYS_CUSTOMER, c)) shop_add(&own, shop.row[i]);
        patron_book *tiny = shop_book(&own, NULL);
        patron_table *part = due(tiny, as_of, loaded, NULL);
        same_rows(whole, begin_of(whole, c), part, false);
        for (int64_t i = 0; i < patron_table_rows(part); i++)
            assert_int_equal(shop_key(tiny, PATRON_KEYS_PRODUCT, integer(part, ITEM, i)),
                             shop_key(book, PATRON_KEYS_PRODUCT, integer(whole, ITEM, begin_of(whole, c) + i)));
        patron_table_free(part);
        patron_book_free(tiny);
        shop_end(&own);
    }
    patron_table_free(whole);
    free(bytes);
    patron_replenish_rule_free(rule);
    patron_replenish_rule_free(loaded);
    patron_book_free(book);
    shop_end(&shop);
}

#define GROUPS 3
#define CELLS (GROUPS * PATRON_REPLENISH_CELLS)

struct cells {
    int64_t pairs[CELLS], customers[CELLS], units[CELLS], amount[CELLS], suppressed[CELLS];
};

static patron_replenish_counts counts_of(struct cells *cells)
{
    patron_replenish_counts counts = {sizeof counts, CELLS, cells->pairs, cells->customers, cells->units, cells->amount,
                                      cells->suppressed};
    return counts;
}

/* The same cells from the due list. */
static void cells_of(const patron_table *table, const patron_selection *selection, int32_t as_of, int32_t within,
                     struct cells *cells)
{
    int64_t last_customer[PATRON_REPLENISH_CELLS];
    for (int i = 0; i < PATRON_REPLENISH_CELLS; i++) last_customer[i] = -1;
    for (int64_t i = 0; i < patron_table_rows(table); i++) {
        int64_t customer = integer(table, CUSTOMER, i), day = integer(table, DUE_DAY, i);
        if (!selection->mask[customer] || selection->group[customer] < 0) continue;
        for (int cell = 0; cell < PATRON_REPLENISH_CELLS; cell++) {
            bool in = cell == PATRON_REPLENISH_CELL_WITHIN ? day >= as_of && day <= as_of + within
                                                           : integer(table, STATE, i) == cell;
            int64_t at = selection->group[customer] * PATRON_REPLENISH_CELLS + cell;
            if (!in) continue;
            if (integer(table, SUPPRESSED, i)) {
                cells->suppressed[at]++;
                continue;
            }
            cells->pairs[at]++;
            cells->customers[at] += last_customer[cell] != customer;
            last_customer[cell] = customer;
            cells->units[at] += integer(table, EXPECTED_QUANTITY, i);
            cells->amount[at] += integer(table, EXPECTED_AMOUNT, i);
        }
    }
}

static void counts(void **state)
{
    (void)state;
    struct shop shop;
    large_shop(&shop, 11, 33);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 280, group[33], gate[33];
    uint8_t mask[33];
    int64_t customers = patron_book_customers(book);
    assert_true(customers <= 33);
    for (int64_t c = 0; c < customers; c++) {
        group[c] = (int32_t)(c % 4) - 1;
        mask[c] = c % 5 != 0;
        gate[c] = (int32_t)(c % 7) * 16 - 16; /* −16, 0, 16, 32, 48, 64, 80 */
    }
    patron_selection selection = {sizeof selection, mask, group, GROUPS};
    patron_replenish_rule *rule = fit(book, as_of);
    for (int32_t level = 0; level < 2; level++) {
        patron_replenish_options options = options_of(level);
        options.flags = PATRON_REPLENISH_WITHIN_SET;
        options.within = level ? 14 : 0;
        options.gate = gate;
        options.gate_values = (uint64_t)1 << 16 | (uint64_t)1 << 48;
        struct cells whole = {.pairs = {0}}, parts = {.pairs = {0}}, want = {.pairs = {0}};
        patron_replenish_counts into = counts_of(&whole), part = counts_of(&parts);
        assert_ok(patron_replenish_count(book, as_of, rule, &options, &selection, 0, customers, &into, NULL), NULL);
        for (int64_t first = 0; first < customers; first += 4)
            assert_ok(patron_replenish_count(book, as_of, rule, &options, &selection, first,
                                             customers - first < 4 ? customers - first : 4, &part, NULL), NULL);
        assert_memory_equal(&whole, &parts, sizeof whole);
        patron_table *table = due(book, as_of, rule, &options);
        for (int64_t i = 0; i < patron_table_rows(table); i++) {
            int64_t value = gate[integer(table, CUSTOMER, i)];
            assert_int_equal((integer(table, SUPPRESSED, i) & PATRON_REPLENISH_CUSTOMER_LOST) != 0, value == 16 || value == 48);
        }
        cells_of(table, &selection, as_of, options.within, &want);
        assert_memory_equal(&whole, &want, sizeof whole);
        int64_t suppressed = 0, pairs = 0;
        for (int i = 0; i < CELLS; i++) suppressed += want.suppressed[i], pairs += want.pairs[i];
        assert_true(suppressed > 0 && pairs > 0);
        patron_table_free(table);
    }

    /* Not wanted arrays, a cell that would overflow, too few cells. */
    struct cells cells = {.pairs = {0}};
    patron_replenish_counts into = counts_of(&cells);
    patron_error error;
    into.pairs = into.customers = into.units = into.suppressed = NULL;
    assert_ok(patron_replenish_count(book, as_of, rule, NULL, NULL, 0, customers, &into, NULL), NULL);
    int64_t sum = 0;
    for (int i = 0; i < CELLS; i++) sum += cells.amount[i];
    assert_true(sum > 0);
    struct cells full;
    for (int i = 0; i < CELLS; i++) cells.amount[i] = INT64_MAX - 1;
    full = cells;
    assert_int_equal(patron_replenish_count(book, as_of, rule, NULL, NULL, 0, customers, &into, &error), PATRON_ERROR_OVERFLOW);
    assert_memory_equal(&full, &cells, sizeof cells);
    into.capacity = CELLS - 1;
    assert_int_equal(patron_replenish_count(book, as_of, rule, NULL, &selection, 0, customers, &into, &error),
                     PATRON_ERROR_CAPACITY);
    selection.groups = INT64_MAX;
    assert_int_equal(patron_replenish_count(book, as_of, rule, NULL, &selection, 0, customers, &into, &error),
                     PATRON_ERROR_CAPACITY);
    group[3] = GROUPS;
    selection.groups = GROUPS;
    mask[3] = 1;
    into.capacity = CELLS;
    assert_int_equal(patron_replenish_count(book, as_of, rule, NULL, &selection, 0, customers, &into, &error), PATRON_ERROR_DATA);
    assert_memory_equal(&full, &cells, sizeof cells);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

static void filters(void **state)
{
    (void)state;
    struct shop shop;
    large_shop(&shop, 12, 25);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 260;
    patron_replenish_rule *rule = fit(book, as_of);
    patron_table *all = due(book, as_of, rule, NULL);
    for (uint64_t states = 0; states < 64; states += 7)
        for (uint64_t flags = 0; flags < 4; flags++) {
            patron_replenish_options options = options_of(PATRON_REPLENISH_PRODUCT);
            options.states = states;
            options.flags = flags;
            patron_table *some = due(book, as_of, rule, &options);
            int64_t at = 0;
            for (int64_t i = 0; i < patron_table_rows(all); i++) {
                int64_t day = integer(all, DUE_DAY, i);
                if (states && !(states >> integer(all, STATE, i) & 1)) continue;
                if ((flags & PATRON_REPLENISH_ONLY_WITHIN) && (day < as_of || day > as_of + 7)) continue;
                if ((flags & PATRON_REPLENISH_ONLY_UNSUPPRESSED) && integer(all, SUPPRESSED, i)) continue;
                assert_true(at < patron_table_rows(some));
                assert_int_equal(integer(all, CUSTOMER, i), integer(some, CUSTOMER, at));
                assert_int_equal(integer(all, ITEM, i), integer(some, ITEM, at));
                at++;
            }
            assert_int_equal(at, patron_table_rows(some));
            patron_table_free(some);
        }
    patron_table_free(all);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- by hand ---------------------------------------------------------------------------------------------------- */

static struct shop_row line(int64_t customer, int64_t day, int64_t order, int64_t product, int64_t quantity)
{
    struct shop_row row = shop_sale(customer, DAY_ZERO + day, 100 * quantity);
    row.order = order;
    row.product = product;
    row.quantity = quantity;
    return row;
}

static struct shop_row back(struct shop_row row, int64_t day, int64_t quantity)
{
    row.kind = PATRON_KIND_REFUND;
    row.time = DAY_ZERO + day;
    row.quantity = quantity;
    row.amount = 100 * quantity;
    return row;
}

static void small_shop(struct shop *shop)
{
    shop_begin(shop);
    shop->unit = PATRON_UNIT_DAY;
    shop->columns = SHOP_ORDER | SHOP_PRODUCT | SHOP_QUANTITY | SHOP_KIND;
}

/* Purchases of the first customer's product 1, as one line: "n last_day last_quantity expected_quantity expected_amount". */
static void check_purchases(const struct shop *shop, int32_t day, const char *expected)
{
    patron_book *book = shop_book(shop, NULL);
    patron_replenish_rule *rule = fit(book, DAY_ZERO + day);
    patron_table *table = due(book, DAY_ZERO + day, rule, NULL);
    char text[128] = "none";
    for (int64_t i = 0; i < patron_table_rows(table); i++)
        if (shop_key(book, PATRON_KEYS_PRODUCT, integer(table, ITEM, i)) == 1 && integer(table, CUSTOMER, i) == 0)
            (void)snprintf(text, sizeof text, "%lld %lld %lld %lld %lld", (long long)integer(table, PURCHASES, i),
                           (long long)integer(table, LAST_DAY, i) - DAY_ZERO, (long long)integer(table, LAST_QUANTITY, i),
                           (long long)integer(table, EXPECTED_QUANTITY, i), (long long)integer(table, EXPECTED_AMOUNT, i));
    assert_string_equal(text, expected);
    patron_table_free(table);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
}

static void what_is_a_purchase(void **state)
{
    (void)state;
    struct shop shop;
    small_shop(&shop);
    struct shop_row first = line(7, 0, 1, 1, 2);
    shop_add(&shop, first);
    shop_add(&shop, line(7, 0, 2, 1, 3)); /* the same day: one purchase of 5 */
    shop_add(&shop, line(7, 10, 3, 1, 4));
    shop_add(&shop, line(7, 10, 3, 2, 9)); /* another product of the order */
    check_purchases(&shop, 9, "1 0 5 5 500");
    check_purchases(&shop, 10, "2 10 4 5 500"); /* 4.5 is rounded half up */
    shop_add(&shop, back(line(7, 10, 3, 1, 4), 12, 3));
    check_purchases(&shop, 11, "2 10 4 5 500");
    check_purchases(&shop, 12, "2 10 1 3 300"); /* a part came back: price per unit stays */
    shop_add(&shop, back(line(7, 10, 3, 1, 4), 13, 1));
    check_purchases(&shop, 13, "1 0 5 5 500"); /* all of it: no purchase of this product, but order 3 still counts */
    shop_add(&shop, line(7, 20, 4, 1, 2));
    struct shop_row renewal = line(7, 30, 5, 1, 2);
    renewal.kind = PATRON_KIND_RENEWAL;
    shop_add(&shop, renewal);
    check_purchases(&shop, 40, "2 20 2 4 400"); /* 3.5; renewals are left out */
    shop_add(&shop, back(line(7, 50, 900, 1, 1), 50, 3)); /* order unknown: 2 off the latest purchase, 1 off the one before */
    check_purchases(&shop, 50, "1 0 4 4 400");
    check_purchases(&shop, 49, "2 20 2 4 400");
    shop_add(&shop, back(line(7, 50, 901, 1, 1), 51, 50)); /* more than ever bought */
    check_purchases(&shop, 51, "none");
    shop_add(&shop, line(7, 60, 6, 1, 1)); /* later purchases are not touched by it */
    check_purchases(&shop, 60, "1 60 1 1 100");
    shop_end(&shop);

    /* Without quantities a line is a unit and money says whether it came back. */
    small_shop(&shop);
    shop.columns &= ~SHOP_QUANTITY;
    struct shop_row row = shop_sale(7, DAY_ZERO, 300);
    row.order = 1;
    row.product = 1;
    shop_add(&shop, row);
    shop_add(&shop, row); /* two lines */
    row.product = 2;
    shop_add(&shop, row);
    row.product = 1;
    row.kind = PATRON_KIND_REFUND;
    row.amount = 599;
    row.time = DAY_ZERO + 1;
    shop_add(&shop, row);
    check_purchases(&shop, 1, "1 0 2 2 600");
    row.amount = 1;
    row.time = DAY_ZERO + 2;
    shop_add(&shop, row);
    check_purchases(&shop, 2, "none");
    shop_end(&shop);

    /* Free goods, where free orders count. */
    small_shop(&shop);
    shop.flags = PATRON_BOOK_ZERO_ORDERS;
    row = line(7, 0, 1, 1, 2);
    row.amount = 0;
    shop_add(&shop, row);
    check_purchases(&shop, 0, "1 0 2 2 0");
    shop_end(&shop);
}

/* Somebody who buys every 30 days: the window stands still while the states pass by. */
static void states_in_time(void **state)
{
    (void)state;
    struct shop shop;
    small_shop(&shop);
    for (int64_t c = 0; c < 5; c++)
        for (int64_t k = 0; k < 8; k++) shop_add(&shop, line(c, 30 * k + c, 100 * c + k, 1, 1));
    shop_add(&shop, line(9, 0, 5000, 3, 1)); /* once, of a product that nobody bought twice */
    patron_book *book = shop_book(&shop, NULL);
    patron_replenish_rule *rule = fit(book, DAY_ZERO + 214);
    patron_replenish_parameters p = {.size = sizeof p};
    assert_ok(patron_replenish_rule_parameters(rule, 0, &p, NULL), NULL);
    assert_true(p.theta == 0 && p.theta_se == 0 && p.theta_raw == 0);   /* nothing varies */
    assert_true(p.variance_within == 0.01 && p.variance_pairs == 0.02); /* the floors */
    assert_true(fabs(p.mean - log(30)) < 1e-9);
    int64_t previous = -1, seen = 0;
    double chance = 0;
    for (int32_t day = 210; day < 700; day++) {
        patron_table *table = due(book, DAY_ZERO + day, rule, NULL);
        assert_int_equal(patron_table_rows(table), 6);
        assert_int_equal(integer(table, CUSTOMER, 0), 0);
        assert_int_equal(integer(table, LAST_DAY, 0), DAY_ZERO + 210);
        assert_int_equal(integer(table, DUE_DAY, 0), DAY_ZERO + 240);
        assert_int_equal(integer(table, WINDOW_FROM, 0), DAY_ZERO + 238); /* 30 · exp(−.6745 · .107) = 27.9 */
        assert_int_equal(integer(table, WINDOW_TO, 0), DAY_ZERO + 242);   /* 32.2 */
        int64_t now = integer(table, STATE, 0), expected_day = integer(table, EXPECTED_DAY, 0);
        assert_true(now >= previous && now != PATRON_REPLENISH_NO_ESTIMATE);
        int64_t first = now != previous ? day : -1;
        if (now == PATRON_REPLENISH_DUE_SOON && first >= 0) assert_int_equal(day, 238);
        if (now == PATRON_REPLENISH_DUE && first >= 0) assert_int_equal(day, 240);
        if (now == PATRON_REPLENISH_LATE && first >= 0) assert_int_equal(day, 243);
        seen |= 1 << now;
        previous = now;
        assert_true(expected_day == PATRON_NO_DAY || expected_day > DAY_ZERO + day);
        if (day == 210) assert_int_equal(expected_day, DAY_ZERO + 240);
        if (day == 699) assert_int_equal(expected_day, PATRON_NO_DAY);
        assert_int_equal(integer(table, LEVEL, 0), PATRON_REPLENISH_BY_OWN);
        assert_int_equal(integer(table, EVIDENCE, 0), 7);
        assert_int_equal(integer(table, STATE, 5), PATRON_REPLENISH_NO_ESTIMATE);
        assert_true(real(table, CHANCE, 5) == 0 && real(table, PI, 5) == 0);
        chance = real(table, CHANCE, 0);
        assert_true(chance >= 0 && chance < 1 && real(table, STILL, 0) <= real(table, PI, 0));
        patron_table_free(table);
    }
    assert_int_equal(seen, 62); /* every state but no_estimate */
    assert_true(chance < 1e-6);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

static void days_at_the_end_of_time(void **state)
{
    (void)state;
    struct shop shop;
    small_shop(&shop);
    int64_t end = PATRON_DAY_MAX - (int64_t)DAY_ZERO, begin = PATRON_DAY_MIN - (int64_t)DAY_ZERO;
    shop_add(&shop, line(1, begin, 1, 1, 1));
    shop_add(&shop, line(1, end - 1, 2, 1, 1)); /* a gap of the whole calendar */
    shop_add(&shop, line(2, end - 60, 3, 2, 1));
    shop_add(&shop, line(2, end, 4, 2, 1));
    patron_book *book = shop_book(&shop, NULL);
    for (int32_t as_of = PATRON_DAY_MAX - 1; as_of <= PATRON_DAY_MAX; as_of++) {
        patron_replenish_rule *rule = fit(book, as_of);
        patron_table *table = due(book, as_of, rule, NULL);
        for (int64_t i = 0; i < patron_table_rows(table); i++) {
            for (int32_t c = DUE_DAY; c <= EXPECTED_DAY; c++)
                assert_true(integer(table, c, i) == PATRON_NO_DAY || integer(table, c, i) <= PATRON_DAY_MAX);
            if (as_of == PATRON_DAY_MAX) assert_int_equal(integer(table, EXPECTED_DAY, i), PATRON_NO_DAY);
            if (integer(table, STATE, i)) assert_int_equal(integer(table, WINDOW_TO, i), PATRON_DAY_MAX);
        }
        patron_table_free(table);
        patron_replenish_rule_free(rule);
    }
    patron_book_free(book);
    shop_end(&shop);
}

static void substitutes(void **state)
{
    (void)state;
    struct shop shop;
    small_shop(&shop);
    shop.columns |= SHOP_CATEGORY;
    static const int64_t rows[][3] = {{0, 1, 5}, {10, 2, 5}, {10, 3, 6}, {10, 4, SHOP_NULL}, {20, 5, SHOP_NULL}};
    for (int i = 0; i < 5; i++) {
        struct shop_row row = line(1, rows[i][0], i, rows[i][1], 1);
        row.category = rows[i][2];
        shop_add(&shop, row);
    }
    struct shop_row other = line(2, 30, 90, 1, 1); /* somebody else's purchase does not matter */
    other.category = 5;
    shop_add(&shop, other);
    patron_book *book = shop_book(&shop, NULL);
    patron_replenish_rule *rule = fit(book, DAY_ZERO + 40);
    patron_table *table = due(book, DAY_ZERO + 40, rule, NULL);
    assert_int_equal(patron_table_rows(table), 6);
    for (int64_t i = 0; i < 6; i++) {
        bool first = integer(table, CUSTOMER, i) == 0 && shop_key(book, PATRON_KEYS_PRODUCT, integer(table, ITEM, i)) == 1;
        assert_int_equal(integer(table, SUPPRESSED, i), first ? PATRON_REPLENISH_CATEGORY_BOUGHT : 0);
    }
    patron_table_free(table);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
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

static void names_of_states(void **state)
{
    (void)state;
    static const char *const states[] = {"no_estimate", "not_due", "due_soon", "due", "late", "lapsed"};
    static const char *const levels[] = {"own", "product", "category", "shop"};
    for (int32_t i = 0; i < 6; i++) assert_string_equal(patron_replenish_state_name(i), states[i]);
    for (int32_t i = 0; i < 4; i++) assert_string_equal(patron_replenish_level_name(i), levels[i]);
    assert_null(patron_replenish_state_name(-1));
    assert_null(patron_replenish_state_name(6));
    assert_null(patron_replenish_level_name(-1));
    assert_null(patron_replenish_level_name(4));
}

/* ---- rules as bytes --------------------------------------------------------------------------------------------- */

static void seal(unsigned char *bytes, int64_t count)
{
    uint64_t hash = XXH3_64bits(bytes, (size_t)count - 8);
    for (int i = 0; i < 8; i++) bytes[count - 8 + i] = (unsigned char)(hash >> (8 * i));
}

/* Loads bytes; where that works the rule must save to the same bytes and score without a value out of range. */
static bool survives(const unsigned char *bytes, int64_t count, const patron_book *book, int32_t as_of)
{
    patron_replenish_rule *rule = NULL;
    patron_error error = {0};
    patron_status status = patron_replenish_rule_load(bytes, count, NULL, &rule, &error);
    if (status) {
        assert_int_equal(status, PATRON_ERROR_FORMAT);
        assert_int_equal(error.code, PATRON_ERROR_FORMAT);
        assert_null(rule);
        return false;
    }
    unsigned char *again;
    assert_int_equal(save(rule, &again), count);
    assert_memory_equal(again, bytes, (size_t)count);
    free(again);
    patron_table *table = NULL;
    status = patron_replenish_due(book, as_of, rule, NULL, 0, patron_book_customers(book), &table, &error);
    assert_true(status == PATRON_OK || status == PATRON_ERROR_MISMATCH);
    for (int64_t i = 0; i < patron_table_rows(table); i++) {
        for (int32_t c = CHANCE; c < COLUMNS; c++) assert_true(real(table, c, i) >= 0 && real(table, c, i) <= 1);
        for (int32_t c = LAST_DAY; c <= EXPECTED_DAY; c++)
            assert_true(integer(table, c, i) == PATRON_NO_DAY ||
                        (integer(table, c, i) >= PATRON_DAY_MIN && integer(table, c, i) <= PATRON_DAY_MAX));
    }
    patron_table_free(table);
    status = patron_replenish_rule_items(rule, PATRON_REPLENISH_PRODUCT, &table, NULL);
    assert_int_equal(status, PATRON_OK);
    for (int64_t i = 0; i < patron_table_rows(table); i++)
        for (int32_t c = 5; c < 8; c++) assert_true(isfinite(real(table, c, i)) && real(table, c, i) >= 0);
    patron_table_free(table);
    patron_replenish_rule_free(rule);
    return true;
}

static void damaged_bytes(void **state)
{
    (void)state;
    struct shop shop;
    large_shop(&shop, 13, 6);
    int64_t good = 0, bad = 0;
    for (int32_t type = PATRON_TYPE_INT64; type <= PATRON_TYPE_STRING; type += PATRON_TYPE_STRING - PATRON_TYPE_INT64) {
        struct shop_form form = {.key_type = type};
        patron_book *book = shop_book(&shop, &form);
        int32_t as_of = DAY_ZERO + 333;
        patron_replenish_rule *rule = fit(book, as_of);
        unsigned char *bytes;
        int64_t count = save(rule, &bytes);
        unsigned char *copy = malloc((size_t)count + 8);
        assert_true(survives(bytes, count, book, as_of));
        for (int64_t length = 0; length < count; length++) { /* cut off, with and without a head that fits */
            memcpy(copy, bytes, (size_t)length);
            assert_false(survives(copy, length, book, as_of));
            if (length < 40) continue;
            for (int i = 0; i < 8; i++) copy[16 + i] = (unsigned char)((uint64_t)(length - 32) >> (8 * i));
            seal(copy, length);
            assert_false(survives(copy, length, book, as_of));
        }
        static const unsigned char values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
        for (int64_t at = 0; at < count - 8; at++)
            for (int v = 0; v < 5 + 8; v++) {
                memcpy(copy, bytes, (size_t)count);
                copy[at] = v < 5 ? values[v] : (unsigned char)(copy[at] ^ 1u << (v - 5));
                if (copy[at] == bytes[at]) continue;
                assert_false(survives(copy, count, book, as_of)); /* the checksum */
                seal(copy, count);
                if (survives(copy, count, book, as_of)) good++;
                else bad++;
            }
        memcpy(copy, bytes, (size_t)count - 8); /* longer than it needs */
        memset(copy + count - 8, 0, 8);
        for (int i = 0; i < 8; i++) copy[16 + i] = (unsigned char)((uint64_t)(count + 8 - 32) >> (8 * i));
        seal(copy, count + 8);
        assert_false(survives(copy, count + 8, book, as_of));
        free(copy);
        free(bytes);
        patron_replenish_rule_free(rule);
        patron_book_free(book);
    }
    assert_true(good > 0 && bad > good / 10);
    shop_end(&shop);
}

/* Eight bytes at a time: every number of a rule replaced by what a number may be at worst. */
static void extreme_numbers(void **state)
{
    (void)state;
    static const double values[] = {0, -1, 1, 1e-300, 1e300, -1e300, 0.999999999999, 1e-12, 44, 1e3, -1e3, 1e6, 0.01, 1e24, INFINITY};
    static const int64_t integers[] = {1, -1, 2, INT64_MAX, INT64_MIN, (int64_t)1 << 32};
    struct shop shop;
    large_shop(&shop, 14, 8);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 333;
    patron_replenish_rule *rule = fit(book, as_of);
    unsigned char *bytes;
    int64_t count = save(rule, &bytes), good = 0;
    unsigned char *copy = malloc((size_t)count);
    for (int64_t at = 24; at + 8 <= count - 8; at += 4)
        for (size_t v = 0; v < 15 + 6; v++) {
            memcpy(copy, bytes, (size_t)count);
            if (v < 15) memcpy(copy + at, &values[v], 8);
            else memcpy(copy + at, &integers[v - 15], 8);
            seal(copy, count);
            good += survives(copy, count, book, as_of);
        }
    assert_true(good > 0);
    free(copy);
    free(bytes);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- errors ----------------------------------------------------------------------------------------------------- */

#define assert_fails(call, wanted, position)                   \
    do {                                                       \
        memset(&error, 0, sizeof error);                       \
        assert_int_equal((call), (wanted));                    \
        assert_int_equal(error.code, (wanted));                \
        assert_int_equal(error.argument, (position));          \
        assert_true(error.message[0] != '\0');                 \
    } while (0)

static void bad_options(void **state)
{
    (void)state;
    struct shop shop;
    large_shop(&shop, 15, 5);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 200;
    int64_t customers = patron_book_customers(book);
    patron_replenish_rule *rule = fit(book, as_of), *none = NULL;
    patron_table *table = NULL;
    patron_error error;
    patron_replenish_fit_options fit_options = {.size = sizeof fit_options, .flags = 1};
    assert_fails(patron_replenish_fit(NULL, as_of, NULL, &none, &error), PATRON_ERROR_ARGUMENT, 1);
    assert_fails(patron_replenish_fit(book, PATRON_DAY_MAX + 1, NULL, &none, &error), PATRON_ERROR_RANGE, 2);
    assert_fails(patron_replenish_fit(book, as_of, &fit_options, &none, &error), PATRON_ERROR_ARGUMENT, 3);
    fit_options.size = 3;
    assert_fails(patron_replenish_fit(book, as_of, &fit_options, &none, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_fit(book, as_of, NULL, NULL, &error), PATRON_ERROR_ARGUMENT, 4);

    struct {
        patron_replenish_options options;
    } bad[9];
    for (int i = 0; i < 9; i++) bad[i].options = options_of(PATRON_REPLENISH_PRODUCT);
    bad[0].options.size = 8;
    bad[1].options.flags = 8;
    bad[2].options.level = 2;
    bad[3].options.within = -1;
    bad[4].options.within = 3651;
    bad[5].options.horizon = -1;
    bad[6].options.horizon = 3651;
    bad[7].options.reserved = 1;
    bad[8].options.states = 64;
    struct cells cells = {.pairs = {0}};
    patron_replenish_counts into = counts_of(&cells);
    for (int i = 0; i < 9; i++) {
        assert_fails(patron_replenish_due(book, as_of, rule, &bad[i].options, 0, 1, &table, &error), PATRON_ERROR_ARGUMENT, 4);
        assert_fails(patron_replenish_count(book, as_of, rule, &bad[i].options, NULL, 0, 1, &into, &error),
                     PATRON_ERROR_ARGUMENT, 4);
    }
    patron_replenish_options options = options_of(PATRON_REPLENISH_PRODUCT);
    options.states = 1;
    assert_fails(patron_replenish_count(book, as_of, rule, &options, NULL, 0, 1, &into, &error), PATRON_ERROR_ARGUMENT, 4);
    options.states = 0;
    options.flags = PATRON_REPLENISH_ONLY_WITHIN;
    assert_fails(patron_replenish_count(book, as_of, rule, &options, NULL, 0, 1, &into, &error), PATRON_ERROR_ARGUMENT, 4);
    assert_fails(patron_replenish_count(book, as_of, rule, NULL, NULL, 0, 1, NULL, &error), PATRON_ERROR_ARGUMENT, 8);
    into.size = 9;
    assert_fails(patron_replenish_count(book, as_of, rule, NULL, NULL, 0, 1, &into, &error), PATRON_ERROR_ARGUMENT, 8);
    into.size = sizeof into;
    assert_fails(patron_replenish_count(book, as_of, rule, NULL, NULL, 1, customers, &into, &error), PATRON_ERROR_RANGE, 6);
    assert_fails(patron_replenish_due(book, as_of, NULL, NULL, 0, 1, &table, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_due(NULL, as_of, rule, NULL, 0, 1, &table, &error), PATRON_ERROR_ARGUMENT, 1);
    assert_fails(patron_replenish_due(book, PATRON_DAY_MIN - 1, rule, NULL, 0, 1, &table, &error), PATRON_ERROR_RANGE, 2);
    assert_fails(patron_replenish_due(book, as_of, rule, NULL, -1, 1, &table, &error), PATRON_ERROR_RANGE, 5);
    assert_fails(patron_replenish_due(book, as_of, rule, NULL, 0, 1, NULL, &error), PATRON_ERROR_ARGUMENT, 7);
    assert_null(table);
    patron_replenish_parameters p = {.size = sizeof p}, short_one = {.size = 8};
    assert_fails(patron_replenish_rule_parameters(NULL, 0, &p, &error), PATRON_ERROR_ARGUMENT, 1);
    assert_fails(patron_replenish_rule_parameters(rule, 2, &p, &error), PATRON_ERROR_ARGUMENT, 2);
    assert_fails(patron_replenish_rule_parameters(rule, 0, NULL, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_rule_parameters(rule, 0, &short_one, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_rule_items(rule, -1, &table, &error), PATRON_ERROR_ARGUMENT, 2);
    assert_fails(patron_replenish_rule_items(rule, 0, NULL, &error), PATRON_ERROR_ARGUMENT, 3);
    assert_fails(patron_replenish_rule_load("", 0, NULL, NULL, &error), PATRON_ERROR_ARGUMENT, 4);
    patron_allocator half = {.size = sizeof half};
    assert_int_equal(patron_replenish_rule_load("", 0, &half, &none, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_replenish_rule_save(NULL, NULL, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_null(none);
    patron_replenish_rule_free(NULL);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

static void check_mismatch(const struct shop *shop, const struct shop_form *form, const patron_replenish_rule *rule,
                           patron_status wanted, int32_t position)
{
    patron_book *book = shop_book(shop, form);
    patron_table *table = NULL;
    patron_error error;
    assert_fails(patron_replenish_due(book, DAY_ZERO + 200, rule, NULL, 0, 1, &table, &error), wanted, position);
    assert_null(table);
    patron_book_free(book);
}

static void rules_that_do_not_fit(void **state)
{
    (void)state;
    struct shop shop, other;
    large_shop(&shop, 16, 5);
    patron_book *book = shop_book(&shop, NULL);
    patron_replenish_rule *rule = fit(book, DAY_ZERO + 200);
    struct shop_form strings = {.key_type = PATRON_TYPE_STRING}, zeroes = {.flags = PATRON_BOOK_ZERO_ORDERS};
    struct shop_form orders = {.flags = PATRON_BOOK_COUNT_BY_ORDER};
    check_mismatch(&shop, &strings, rule, PATRON_ERROR_MISMATCH, 3);
    check_mismatch(&shop, &zeroes, rule, PATRON_ERROR_MISMATCH, 3);
    check_mismatch(&shop, &orders, rule, PATRON_ERROR_MISMATCH, 3);
    shop_copy(&other, &shop);
    other.quantity_scale = 10;
    check_mismatch(&other, NULL, rule, PATRON_ERROR_MISMATCH, 3);
    other.quantity_scale = 0;
    other.columns &= ~SHOP_QUANTITY;
    for (int64_t i = 0; i < other.rows; i++) other.row[i].quantity = SHOP_NULL;
    check_mismatch(&other, NULL, rule, PATRON_ERROR_MISMATCH, 3);
    other.columns &= ~(SHOP_PRODUCT | SHOP_CATEGORY);
    for (int64_t i = 0; i < other.rows; i++) other.row[i].product = other.row[i].category = SHOP_NULL;
    check_mismatch(&other, NULL, rule, PATRON_ERROR_MISSING, 1);
    patron_book *bare = shop_book(&other, NULL);
    patron_replenish_rule *none = NULL;
    patron_error error;
    assert_fails(patron_replenish_fit(bare, DAY_ZERO, NULL, &none, &error), PATRON_ERROR_MISSING, 1);
    assert_null(none);
    patron_book_free(bare);
    shop_end(&other);

    /* A rule without categories. */
    shop_copy(&other, &shop);
    other.columns &= ~SHOP_CATEGORY;
    for (int64_t i = 0; i < other.rows; i++) other.row[i].category = SHOP_NULL;
    bare = shop_book(&other, NULL);
    patron_replenish_rule *plain = fit(bare, DAY_ZERO + 200);
    patron_replenish_parameters p = {.size = sizeof p};
    patron_table *table = NULL;
    assert_fails(patron_replenish_rule_parameters(plain, 1, &p, &error), PATRON_ERROR_MISSING, 2);
    assert_fails(patron_replenish_rule_items(plain, 1, &table, &error), PATRON_ERROR_MISSING, 2);
    patron_replenish_options options = options_of(PATRON_REPLENISH_CATEGORY);
    assert_fails(patron_replenish_due(book, DAY_ZERO, plain, &options, 0, 1, &table, &error), PATRON_ERROR_MISSING, 3);
    table = due(book, DAY_ZERO + 200, plain, NULL); /* it scores products of a book that has them */
    assert_true(patron_table_rows(table) > 0);
    patron_table_free(table);
    patron_replenish_rule_free(plain);
    patron_replenish_rule_free(rule);
    patron_book_free(bare);
    patron_book_free(book);
    shop_end(&other);
    shop_end(&shop);
}

/* ---- memory ----------------------------------------------------------------------------------------------------- */

struct call {
    const patron_book *book;
    int32_t as_of;
    const patron_replenish_rule *rule;
    const patron_allocator *allocator;
    const unsigned char *bytes;
    int64_t count;
    patron_replenish_rule *made;
    patron_table *table;
    struct cells cells;
};

static patron_status call_fit(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_replenish_fit(call->book, call->as_of, NULL, &call->made, error);
}

static patron_status call_load(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_replenish_rule_load(call->bytes, call->count, call->allocator, &call->made, error);
}

static patron_status call_due(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_replenish_due(call->book, call->as_of, call->rule, NULL, 0, patron_book_customers(call->book),
                                &call->table, error);
}

static patron_status call_items(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_replenish_rule_items(call->rule, PATRON_REPLENISH_PRODUCT, &call->table, error);
}

static patron_status call_count(void *context, patron_error *error)
{
    struct call *call = context;
    patron_replenish_counts into = counts_of(&call->cells);
    return patron_replenish_count(call->book, call->as_of, call->rule, NULL, NULL, 0, patron_book_customers(call->book),
                                  &into, error);
}

static void free_made(void *context) { patron_replenish_rule_free(((struct call *)context)->made); }
static void free_table(void *context) { patron_table_free(((struct call *)context)->table); }

static void allocations_fail(void **state)
{
    (void)state;
    struct shop shop;
    large_shop(&shop, 17, 9);
    for (int32_t type = PATRON_TYPE_INT64; type <= PATRON_TYPE_STRING; type += PATRON_TYPE_STRING - PATRON_TYPE_INT64) {
        struct counting counting;
        counting_begin(&counting);
        struct shop_form form = {.key_type = type, .allocator = &counting.allocator};
        patron_book *book = shop_book(&shop, &form);
        struct call call = {.book = book, .as_of = DAY_ZERO + 250, .allocator = &counting.allocator};
        struct test_memory rule_out = {&call.made, sizeof call.made}, table_out = {&call.table, sizeof call.table};
        struct test_memory cells_out = {&call.cells, sizeof call.cells};
        assert_true(each_allocation_fails(&counting, call_fit, free_made, &call, &rule_out, 1) > 10);
        patron_replenish_rule *rule = fit(book, call.as_of);
        unsigned char *bytes;
        call.count = save(rule, &bytes);
        call.bytes = bytes;
        call.rule = rule;
        assert_true(each_allocation_fails(&counting, call_load, free_made, &call, &rule_out, 1) > 5);
        assert_true(each_allocation_fails(&counting, call_due, free_table, &call, &table_out, 1) > 10);
        assert_true(each_allocation_fails(&counting, call_items, free_table, &call, &table_out, 1) > 5);
        assert_true(each_allocation_fails(&counting, call_count, NULL, &call, &cells_out, 1) > 5);
        free(bytes);
        patron_replenish_rule_free(rule);
        patron_book_free(book);
        counting_end(&counting);
    }
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_states),
        cmocka_unit_test(what_is_a_purchase),
        cmocka_unit_test(states_in_time),
        cmocka_unit_test(days_at_the_end_of_time),
        cmocka_unit_test(substitutes),
        cmocka_unit_test(edge_shops),
        cmocka_unit_test(random_shops),
        cmocka_unit_test(large_shops),
        cmocka_unit_test(rule_for_another_shop),
        cmocka_unit_test(every_form),
        cmocka_unit_test(same_bytes),
        cmocka_unit_test(ranges),
        cmocka_unit_test(one_customer_alone),
        cmocka_unit_test(counts),
        cmocka_unit_test(filters),
        cmocka_unit_test(damaged_bytes),
        cmocka_unit_test(extreme_numbers),
        cmocka_unit_test(bad_options),
        cmocka_unit_test(rules_that_do_not_fit),
        cmocka_unit_test(allocations_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
