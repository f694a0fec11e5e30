#include "check_replenish.h"

/* ---- reading ---------------------------------------------------------------------------------------------------- */

const char *const due_names[COLUMNS] = {
    "customer",     "product",       "state",             "level",           "suppressed", "evidence",
    "purchases",    "last_day",      "due_day",           "window_from",     "window_to",  "expected_day",
    "last_quantity", "expected_quantity", "expected_amount", "chance",       "pi",         "still_repeating",
};

static patron_column column_of(const patron_table *table, int32_t i)
{
    patron_column column = {.size = sizeof column};
    assert_ok(patron_table_column(table, i, &column, NULL), NULL);
    return column;
}

int64_t due_integer(const patron_table *table, int32_t column, int64_t row)
{
    patron_column c = column_of(table, column);
    return c.type == PATRON_TYPE_INT32 ? ((const int32_t *)c.values)[row] : ((const int64_t *)c.values)[row];
}

double due_real(const patron_table *table, int32_t column, int64_t row)
{
    return ((const double *)column_of(table, column).values)[row];
}

bool due_is_real(int32_t column) { return column >= CHANCE; }

patron_replenish_options due_options(int32_t level)
{
    patron_replenish_options options = {.size = sizeof options, .level = level};
    return options;
}

patron_replenish_rule *due_fit(const patron_book *book, int32_t as_of)
{
    patron_replenish_rule *rule = NULL;
    patron_error error = {0};
    assert_ok(patron_replenish_fit(book, as_of, NULL, &rule, &error), &error);
    return rule;
}

patron_table *due_table(const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
                         const patron_replenish_options *options)
{
    patron_table *table = NULL;
    patron_error error = {0};
    assert_ok(patron_replenish_due(book, as_of, rule, options, 0, patron_book_customers(book), &table, &error), &error);
    return table;
}

static bool close_to(double a, double b) { return fabs(a - b) <= 1e-9 * fmax(1e-3, fmax(fabs(a), fabs(b))); }

#define assert_close(a, b, what) \
    assert_that(close_to((a), (b)), "%s: %.17g, oracle %.17g", (what), (double)(a), (double)(b))

/* A shop with enough gaps that items speak for themselves: products with cycles, quantities that stretch them, people
 * who stop, two categories and products without. */
void due_shop(struct shop *shop, uint64_t seed, int64_t customers)
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

bool due_same(const patron_table *table, int64_t row, const patron_table *other, int64_t other_row, int32_t column)
{
    for (int32_t c = column; c < COLUMNS; c++) {
        double x = due_is_real(c) ? due_real(table, c, row) : 0, y = due_is_real(c) ? due_real(other, c, other_row) : 0;
        if (memcmp(&x, &y, sizeof x) != 0) return false;
        if (!due_is_real(c) && due_integer(table, c, row) != due_integer(other, c, other_row)) return false;
    }
    return true;
}

/* The rows of the first table's customer, where it begins in another one. */
int64_t due_begin(const patron_table *table, int64_t customer)
{
    int64_t i = 0;
    while (i < patron_table_rows(table) && due_integer(table, CUSTOMER, i) != customer) i++;
    return i;
}

int64_t due_save(const patron_replenish_rule *rule, unsigned char **bytes)
{
    int64_t needed = 0;
    assert_ok(patron_replenish_rule_save(rule, NULL, 0, &needed, NULL), NULL);
    *bytes = malloc((size_t)needed);
    patron_error error;
    assert_int_equal(patron_replenish_rule_save(rule, *bytes, needed - 1, NULL, &error), PATRON_ERROR_CAPACITY);
    assert_ok(patron_replenish_rule_save(rule, *bytes, needed, NULL, NULL), NULL);
    return needed;
}

patron_replenish_counts counts_of(struct cells *cells)
{
    patron_replenish_counts counts = {sizeof counts, CELLS, cells->pairs, cells->customers, cells->units, cells->amount,
                                      cells->suppressed};
    return counts;
}

/* ---- against the oracle ----------------------------------------------------------------------------------------- */

void check_parameters(const struct oracle_rule *oracle, const patron_replenish_rule *rule, const char *name)
{
    patron_replenish_parameters p = {.size = sizeof p};
    assert_ok(patron_replenish_rule_parameters(rule, oracle->level, &p, NULL), NULL);
    assert_int_equal(p.items, oracle->items);
    assert_that(p.purchases == oracle->purchases, "%s: %lld purchases, oracle %lld", name, (long long)p.purchases,
                (long long)oracle->purchases);
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

void check_items(const struct oracle_rule *oracle, const patron_replenish_rule *rule)
{
    patron_table *table = NULL;
    assert_ok(patron_replenish_rule_items(rule, oracle->level, &table, NULL), NULL);
    assert_int_equal(patron_table_rows(table), oracle->items);
    assert_string_equal(patron_table_name(table, 0), "key");
    for (int64_t i = 0; i < oracle->items; i++) {
        int64_t key = due_integer(table, 0, i);
        const struct oracle_item *item = oracle_replenish_item(oracle, key);
        assert_non_null(item);
        assert_true(!i || due_integer(table, 0, i - 1) < key);
        assert_int_equal(due_integer(table, 1, i), item->purchases);
        assert_int_equal(due_integer(table, 2, i), item->buyers);
        assert_int_equal(due_integer(table, 3, i), item->repeaters);
        assert_int_equal(due_integer(table, 4, i), item->gaps);
        assert_close(due_real(table, 5, i), exp(item->mean), "typical gap");
        assert_close(due_real(table, 6, i), exp(item->log_quantity), "typical quantity");
        assert_close(due_real(table, 7, i), item->odds, "odds");
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
    if (as_of < due_integer(table, WINDOW_FROM, row)) return PATRON_REPLENISH_NOT_DUE;
    if (as_of < due_integer(table, DUE_DAY, row)) return PATRON_REPLENISH_DUE_SOON;
    if (as_of <= due_integer(table, WINDOW_TO, row)) return PATRON_REPLENISH_DUE;
    return want->still >= 0.5 * want->pi ? PATRON_REPLENISH_LATE : PATRON_REPLENISH_LAPSED;
}

static void check_row(const patron_table *table, int64_t i, const struct oracle_due *want, int32_t as_of)
{
    assert_int_equal(due_integer(table, PURCHASES, i), want->purchases);
    assert_int_equal(due_integer(table, LEVEL, i), want->level);
    assert_int_equal(due_integer(table, EVIDENCE, i), want->evidence);
    assert_int_equal(due_integer(table, SUPPRESSED, i), want->category_bought ? PATRON_REPLENISH_CATEGORY_BOUGHT : 0);
    assert_int_equal(due_integer(table, LAST_DAY, i), want->last_day);
    assert_int_equal(due_integer(table, LAST_QUANTITY, i), want->last_quantity);
    assert_int_equal(due_integer(table, EXPECTED_QUANTITY, i), want->expected_quantity);
    assert_int_equal(due_integer(table, EXPECTED_AMOUNT, i), want->expected_amount);
    assert_close(due_real(table, CHANCE, i), want->chance, "chance");
    assert_close(due_real(table, PI, i), want->pi, "pi");
    assert_close(due_real(table, STILL, i), want->still, "still_repeating");
    assert_int_equal(due_integer(table, STATE, i), expected_state(table, i, as_of, want));
    if (!want->estimate) {
        for (int32_t c = DUE_DAY; c <= EXPECTED_DAY; c++) assert_int_equal(due_integer(table, c, i), PATRON_NO_DAY);
        return;
    }
    check_day(due_integer(table, DUE_DAY, i), want->last_day, want->due, "due_day");
    check_day(due_integer(table, WINDOW_FROM, i), want->last_day, want->from, "window_from");
    check_day(due_integer(table, WINDOW_TO, i), want->last_day, want->to, "window_to");
    if (want->expected < 0) assert_int_equal(due_integer(table, EXPECTED_DAY, i), PATRON_NO_DAY);
    else check_day(due_integer(table, EXPECTED_DAY, i), want->last_day,
                   fmax(want->expected, as_of + 1 - want->last_day), "expected");
}

/* In the order that the header promises. */
static void check_order(const patron_book *book, const patron_table *table, const patron_replenish_rule *rule,
                        int32_t level)
{
    patron_table *items = NULL;
    assert_ok(patron_replenish_rule_items(rule, level, &items, NULL), NULL);
    for (int64_t i = 1; i < patron_table_rows(table); i++) {
        if (due_integer(table, CUSTOMER, i) != due_integer(table, CUSTOMER, i - 1)) {
            assert_true(due_integer(table, CUSTOMER, i) > due_integer(table, CUSTOMER, i - 1));
            continue;
        }
        assert_true(due_real(table, CHANCE, i) <= due_real(table, CHANCE, i - 1));
        if (due_real(table, CHANCE, i) != due_real(table, CHANCE, i - 1)) continue;
        int64_t buyers[2] = {0, 0}, key[2];
        for (int64_t k = 0; k < 2; k++) {
            key[k] = shop_key(book, level ? PATRON_KEYS_CATEGORY : PATRON_KEYS_PRODUCT,
                              due_integer(table, ITEM, i - 1 + k));
            for (int64_t j = 0; j < patron_table_rows(items); j++)
                if (due_integer(items, 0, j) == key[k]) buyers[k] = due_integer(items, 2, j);
        }
        assert_true(buyers[0] > buyers[1] || (buyers[0] == buyers[1] && key[0] < key[1]));
    }
    patron_table_free(items);
}

/* Scores `shop` at as_of by a rule of the library and the same of the oracle. */
void check_due(const struct shop *shop, const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
                      const struct oracle_rule *oracle)
{
    int32_t level = oracle->level, horizon = 1 + as_of % 90 * (as_of % 90 > 0);
    int64_t count;
    struct oracle_due *want = oracle_replenish_due(shop, as_of, oracle, horizon, &count);
    patron_replenish_options options = due_options(level);
    options.horizon = horizon;
    patron_table *table = due_table(book, as_of, rule, &options);
    assert_int_equal(patron_table_columns(table), COLUMNS);
    for (int32_t c = 0; c < COLUMNS; c++)
        assert_string_equal(patron_table_name(table, c), c == ITEM && level ? "category" : due_names[c]);
    assert_that(patron_table_rows(table) == count, "%s, day %d: %lld rows, oracle %lld", shop->name, as_of,
                (long long)patron_table_rows(table), (long long)count);
    for (int64_t i = 0; i < count; i++) {
        int64_t customer = shop_key(book, PATRON_KEYS_CUSTOMER, due_integer(table, CUSTOMER, i));
        int64_t item = shop_key(book, level ? PATRON_KEYS_CATEGORY : PATRON_KEYS_PRODUCT, due_integer(table, ITEM, i));
        int64_t at = 0;
        while (at < count && (want[at].customer != customer || want[at].item != item)) at++;
        assert_that(at < count, "%s: customer %lld, item %lld is no pair", shop->name, (long long)customer,
                    (long long)item);
        check_row(table, i, &want[at], as_of);
    }
    check_order(book, table, rule, level);
    patron_table_free(table);
    free(want);
}
