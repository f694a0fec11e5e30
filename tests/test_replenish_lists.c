/* Replenishment: by hand on small shops; ranges, counts and what the due list can leave out. */
#include "check_replenish.h"

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

/* Purchases of the first customer's product 1, as one line: "n last_day last_quantity expected_quantity
 * expected_amount". */
static void check_purchases(const struct shop *shop, int32_t day, const char *expected)
{
    patron_book *book = shop_book(shop, NULL);
    patron_replenish_rule *rule = due_fit(book, DAY_ZERO + day);
    patron_table *table = due_table(book, DAY_ZERO + day, rule, NULL);
    char text[128] = "none";
    for (int64_t i = 0; i < patron_table_rows(table); i++)
        if (shop_key(book, PATRON_KEYS_PRODUCT, due_integer(table, ITEM, i)) == 1 &&
            due_integer(table, CUSTOMER, i) == 0)
            (void)snprintf(text, sizeof text, "%lld %lld %lld %lld %lld", (long long)due_integer(table, PURCHASES, i),
                           (long long)due_integer(table, LAST_DAY, i) - DAY_ZERO, (long long)due_integer(table,
                                                                                                         LAST_QUANTITY,
                                                                                                             i),
                           (long long)due_integer(table, EXPECTED_QUANTITY, i), (long long)due_integer(table,
                                                                                                       EXPECTED_AMOUNT,
                                                                                                           i));
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
    /* order unknown: 2 off the latest purchase, 1 off the one before */
    shop_add(&shop, back(line(7, 50, 900, 1, 1), 50, 3));
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
    patron_replenish_rule *rule = due_fit(book, DAY_ZERO + 214);
    patron_replenish_parameters p = {.size = sizeof p};
    assert_ok(patron_replenish_rule_parameters(rule, 0, &p, NULL), NULL);
    assert_true(p.theta == 0 && p.theta_se == 0 && p.theta_raw == 0);   /* nothing varies */
    assert_true(p.variance_within == 0.01 && p.variance_pairs == 0.02); /* the floors */
    assert_true(fabs(p.mean - log(30)) < 1e-9);
    int64_t previous = -1, seen = 0;
    double chance = 0;
    for (int32_t day = 210; day < 700; day++) {
        patron_table *table = due_table(book, DAY_ZERO + day, rule, NULL);
        assert_int_equal(patron_table_rows(table), 6);
        assert_int_equal(due_integer(table, CUSTOMER, 0), 0);
        assert_int_equal(due_integer(table, LAST_DAY, 0), DAY_ZERO + 210);
        assert_int_equal(due_integer(table, DUE_DAY, 0), DAY_ZERO + 240);
        assert_int_equal(due_integer(table, WINDOW_FROM, 0), DAY_ZERO + 238); /* 30 · exp(−.6745 · .107) = 27.9 */
        assert_int_equal(due_integer(table, WINDOW_TO, 0), DAY_ZERO + 242);   /* 32.2 */
        int64_t now = due_integer(table, STATE, 0), expected_day = due_integer(table, EXPECTED_DAY, 0);
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
        assert_int_equal(due_integer(table, LEVEL, 0), PATRON_REPLENISH_BY_OWN);
        assert_int_equal(due_integer(table, EVIDENCE, 0), 7);
        assert_int_equal(due_integer(table, STATE, 5), PATRON_REPLENISH_NO_ESTIMATE);
        assert_true(due_real(table, PI, 5) > 0 && due_real(table, PI, 5) < 1); /* the chance is there all the same */
        chance = due_real(table, CHANCE, 0);
        assert_true(chance >= 0 && chance < 1 && due_real(table, STILL, 0) <= due_real(table, PI, 0));
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
        patron_replenish_rule *rule = due_fit(book, as_of);
        patron_table *table = due_table(book, as_of, rule, NULL);
        for (int64_t i = 0; i < patron_table_rows(table); i++) {
            for (int32_t c = DUE_DAY; c <= EXPECTED_DAY; c++)
                assert_true(due_integer(table, c, i) == PATRON_NO_DAY || due_integer(table, c, i) <= PATRON_DAY_MAX);
            if (as_of == PATRON_DAY_MAX) assert_int_equal(due_integer(table, EXPECTED_DAY, i), PATRON_NO_DAY);
            if (due_integer(table, STATE, i)) assert_int_equal(due_integer(table, WINDOW_TO, i), PATRON_DAY_MAX);
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
    patron_replenish_rule *rule = due_fit(book, DAY_ZERO + 40);
    patron_table *table = due_table(book, DAY_ZERO + 40, rule, NULL);
    assert_int_equal(patron_table_rows(table), 6);
    for (int64_t i = 0; i < 6; i++) {
        int64_t product = shop_key(book, PATRON_KEYS_PRODUCT, due_integer(table, ITEM, i));
        bool first = due_integer(table, CUSTOMER, i) == 0 && product == 1;
        assert_int_equal(due_integer(table, SUPPRESSED, i), first ? PATRON_REPLENISH_CATEGORY_BOUGHT : 0);
    }
    patron_table_free(table);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
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

/* Quantities and amounts at the limits of int64. */
static void large_numbers(void **state)
{
    (void)state;
    struct shop shop;
    small_shop(&shop);
    static const int64_t quantities[] = {1, INT64_MAX / 4, INT64_MAX / 4 - 1, 2, INT64_MAX / 2 - 3};
    static const int64_t amounts[] = {INT64_MAX / 8, INT64_MAX / 4, INT64_MAX / 8, 3, INT64_MAX / 2 - 3};
    for (int64_t i = 0; i < 5; i++) {
        struct shop_row row = line(i / 3, 10 * i, i, 1, 1);
        row.quantity = quantities[i];
        row.amount = amounts[i];
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    patron_replenish_rule *rule = due_fit(book, DAY_ZERO + 60);
    patron_table *table = due_table(book, DAY_ZERO + 60, rule, NULL);
    struct cells cells = {.pairs = {0}};
    patron_replenish_counts into = counts_of(&cells);
    int64_t units = 0, amount = 0;
    assert_ok(patron_replenish_count(book, DAY_ZERO + 60, rule, NULL, NULL, 0, 2, &into, NULL), NULL);
    for (int i = 0; i < PATRON_REPLENISH_STATES; i++) units += cells.units[i], amount += cells.amount[i];
    assert_int_equal(patron_table_rows(table), 2);
    assert_int_equal(due_integer(table, EXPECTED_QUANTITY, 0), (2 * (INT64_MAX / 4) + 1) / 3);
    assert_int_equal(due_integer(table, EXPECTED_QUANTITY, 1), (INT64_MAX / 2 - 1 + 1) / 2);
    assert_int_equal(units, due_integer(table, EXPECTED_QUANTITY, 0) + due_integer(table, EXPECTED_QUANTITY, 1));
    assert_int_equal(amount, due_integer(table, EXPECTED_AMOUNT, 0) + due_integer(table, EXPECTED_AMOUNT, 1));
    assert_true(amount > INT64_MAX / 3);
    patron_table_free(table);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- ranges and counts ------------------------------------------------------------------------------------------ */

static void ranges(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 9, 30);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 280;
    patron_replenish_rule *rule = due_fit(book, as_of);
    patron_table *whole = due_table(book, as_of, rule, NULL);
    int64_t customers = patron_book_customers(book);
    for (int64_t step = 1; step < 12; step += 5) {
        int64_t at = 0;
        for (int64_t first = 0; first < customers; first += step) {
            patron_table *part = NULL;
            int64_t count = customers - first < step ? customers - first : step;
            assert_ok(patron_replenish_due(book, as_of, rule, NULL, first, count, &part, NULL), NULL);
            for (int64_t i = 0; i < patron_table_rows(part); i++) assert_true(due_same(whole, at++, part, i, CUSTOMER));
            patron_table_free(part);
        }
        assert_int_equal(at, patron_table_rows(whole));
    }
    patron_table_free(whole);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* Several threads score ranges of one book by one rule. */
struct worker {
    const patron_book *book;
    const patron_replenish_rule *rule;
    int32_t as_of;
    int64_t first, count;
    patron_table *table;
    patron_status status;
};

static void *score_range(void *given)
{
    struct worker *worker = given;
    worker->status = patron_replenish_due(worker->book, worker->as_of, worker->rule, NULL, worker->first, worker->count,
                                          &worker->table, NULL);
    return NULL;
}

static void threads(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 18, 28);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 310;
    patron_replenish_rule *rule = due_fit(book, as_of);
    patron_table *whole = due_table(book, as_of, rule, NULL);
    int64_t customers = patron_book_customers(book), at = 0;
    struct worker worker[7];
    pthread_t thread[7];
    for (int64_t i = 0; i < 7; i++) {
        int64_t first = customers * i / 7, end = customers * (i + 1) / 7;
        struct worker one = {book, rule, as_of, first, end - first, NULL, 0};
        worker[i] = one;
        assert_int_equal(pthread_create(&thread[i], NULL, score_range, &worker[i]), 0);
    }
    for (int64_t i = 0; i < 7; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_int_equal(worker[i].status, PATRON_OK);
        for (int64_t k = 0; k < patron_table_rows(worker[i].table); k++)
            assert_true(due_same(whole, at++, worker[i].table, k, CUSTOMER));
        patron_table_free(worker[i].table);
    }
    assert_int_equal(at, patron_table_rows(whole));
    patron_table_free(whole);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* The same cells from the due list. */
static void cells_of(const patron_table *table, const patron_selection *selection, int32_t as_of, int32_t within,
                     struct cells *cells)
{
    int64_t last_customer[PATRON_REPLENISH_CELLS];
    for (int i = 0; i < PATRON_REPLENISH_CELLS; i++) last_customer[i] = -1;
    for (int64_t i = 0; i < patron_table_rows(table); i++) {
        int64_t customer = due_integer(table, CUSTOMER, i), day = due_integer(table, DUE_DAY, i);
        if (!selection->mask[customer] || selection->group[customer] < 0) continue;
        for (int cell = 0; cell < PATRON_REPLENISH_CELLS; cell++) {
            bool in = cell == PATRON_REPLENISH_CELL_WITHIN ? day >= as_of && day <= as_of + within
                                                           : due_integer(table, STATE, i) == cell;
            int64_t at = selection->group[customer] * PATRON_REPLENISH_CELLS + cell;
            if (!in) continue;
            if (due_integer(table, SUPPRESSED, i)) {
                cells->suppressed[at]++;
                continue;
            }
            cells->pairs[at]++;
            cells->customers[at] += last_customer[cell] != customer;
            last_customer[cell] = customer;
            cells->units[at] += due_integer(table, EXPECTED_QUANTITY, i);
            cells->amount[at] += due_integer(table, EXPECTED_AMOUNT, i);
        }
    }
}

static void counts(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 11, 33);
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
    patron_replenish_rule *rule = due_fit(book, as_of);
    for (int32_t level = 0; level < 2; level++) {
        patron_replenish_options options = due_options(level);
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
        patron_table *table = due_table(book, as_of, rule, &options);
        for (int64_t i = 0; i < patron_table_rows(table); i++) {
            int64_t value = gate[due_integer(table, CUSTOMER, i)];
            assert_int_equal((due_integer(table, SUPPRESSED, i) & PATRON_REPLENISH_CUSTOMER_LOST) != 0,
                             value == 16 || value == 48);
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
    assert_int_equal(patron_replenish_count(book, as_of, rule, NULL, NULL, 0, customers, &into, &error),
                     PATRON_ERROR_OVERFLOW);
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
    assert_int_equal(patron_replenish_count(book, as_of, rule, NULL, &selection, 0, customers, &into, &error),
                     PATRON_ERROR_DATA);
    assert_memory_equal(&full, &cells, sizeof cells);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

static void filters(void **state)
{
    (void)state;
    struct shop shop;
    due_shop(&shop, 12, 25);
    patron_book *book = shop_book(&shop, NULL);
    int32_t as_of = DAY_ZERO + 260;
    patron_replenish_rule *rule = due_fit(book, as_of);
    patron_table *all = due_table(book, as_of, rule, NULL);
    for (uint64_t states = 0; states < 64; states += 7)
        for (uint64_t flags = 0; flags < 4; flags++) {
            patron_replenish_options options = due_options(PATRON_REPLENISH_PRODUCT);
            options.states = states;
            options.flags = flags;
            patron_table *some = due_table(book, as_of, rule, &options);
            int64_t at = 0;
            for (int64_t i = 0; i < patron_table_rows(all); i++) {
                int64_t day = due_integer(all, DUE_DAY, i);
                if (states && !(states >> due_integer(all, STATE, i) & 1)) continue;
                if ((flags & PATRON_REPLENISH_ONLY_WITHIN) && (day < as_of || day > as_of + 7)) continue;
                if ((flags & PATRON_REPLENISH_ONLY_UNSUPPRESSED) && due_integer(all, SUPPRESSED, i)) continue;
                assert_true(at < patron_table_rows(some));
                assert_int_equal(due_integer(all, CUSTOMER, i), due_integer(some, CUSTOMER, at));
                assert_int_equal(due_integer(all, ITEM, i), due_integer(some, ITEM, at));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_states),
        cmocka_unit_test(what_is_a_purchase),
        cmocka_unit_test(states_in_time),
        cmocka_unit_test(days_at_the_end_of_time),
        cmocka_unit_test(substitutes),
        cmocka_unit_test(large_numbers),
        cmocka_unit_test(threads),
        cmocka_unit_test(ranges),
        cmocka_unit_test(counts),
        cmocka_unit_test(filters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
