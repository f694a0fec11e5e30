/* The product table and first products: against the oracle, in every form that must not matter, and what is refused. */
#include "cases_products.h"

static const int32_t windows[] = {365, 30, 1, 3652059};

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

static patron_products_options options_of(int level, int32_t window, int32_t repeat)
{
    patron_products_options options = {sizeof options, 0, level, window == 365 ? 0 : window,
                                       repeat == 365 ? 0 : repeat, 0};
    return options;
}

/* Asserts one row of a group. */
static void assert_row(const struct product_cells *cells, int64_t at, const struct oracle_products *of,
                       struct oracle_target target, bool guests)
{
    struct oracle_products_row row;
    struct oracle_products_first first;
    const char *name = of->shop->name;
    oracle_products_row(of, target, guests, &row);
#define X(field) \
    assert_that(cells->counts.field[at] == row.field, \
                "%s, level %d, as of %d, item %d %lld: " #field " is %lld, not %lld", name, of->level, \
                (int)of->book->as_of, target.is_item, (long long)target.item, \
                (long long)cells->counts.field[at], (long long)row.field);
    ALL_COUNTS(X)
#undef X
    if (guests) return;
    oracle_products_first(of, target, &first);
#define X(field) \
    assert_that(cells->first.field[at] == first.field, \
                "%s, level %d, as of %d, item %d %lld: first " #field " is %lld, not %lld", name, of->level, \
                (int)of->book->as_of, target.is_item, (long long)target.item, \
                (long long)cells->first.field[at], (long long)first.field);
    ALL_FIRST(X)
#undef X
}

/* Sums that must hold, whatever the oracle says. */
static void assert_sums(const struct product_cells *cells, const struct product_cells *guests, const patron_book *book,
                        int32_t as_of)
{
    patron_totals totals = {.size = sizeof totals};
    int64_t items = cells->rows - PATRON_PRODUCTS_ROWS, all = items + PATRON_PRODUCTS_ROW_ALL, sum[6] = {0};
    assert_ok(patron_book_totals(book, as_of, &totals, NULL), NULL);
    for (int64_t i = 0; i <= items + PATRON_PRODUCTS_ROW_REST; i++) {
        sum[0] += cells->counts.sales[i];
        sum[1] += cells->counts.refunds[i];
        sum[2] += cells->counts.recent_net[i];
        sum[3] += cells->counts.sold[i] - cells->counts.returned[i];
        sum[4] += guests->counts.sales[i] - guests->counts.refunds[i];
        sum[5] += cells->counts.recent_units[i];
    }
    assert_int_equal(sum[0], cells->counts.sales[all]);
    assert_int_equal(sum[1], cells->counts.refunds[all]);
    assert_int_equal(sum[2], cells->counts.recent_net[all]);
    assert_int_equal(sum[3], cells->counts.sold[all] - cells->counts.returned[all]);
    assert_int_equal(sum[4], totals.net_guests);
    assert_int_equal(sum[5], cells->counts.recent_units[all]);
    assert_int_equal(sum[0] - sum[1], totals.net_customers + totals.net_unmatched);
    assert_int_equal(cells->counts.sales[all] + guests->counts.sales[all], totals.sales);
    assert_int_equal(cells->counts.refunds[all] + guests->counts.refunds[all], totals.refunds);
    assert_int_equal(cells->counts.orders[all] + guests->counts.orders[all], totals.orders_counted);
    assert_int_equal(cells->counts.buyers[all], totals.buyers);
    assert_int_equal(cells->counts.unknown_buyers[all], totals.buyers_unknown_birth);
    assert_int_equal(cells->counts.purchases[all], totals.purchases);
    assert_int_equal(cells->first.buyers[all] + cells->first.buyers[items + PATRON_PRODUCTS_ROW_UNKNOWN],
                     totals.buyers);
    for (int64_t i = 0; i < cells->rows; i++) {
        const patron_products_counts *c = &cells->counts;
        assert_int_equal(c->buyers[i], c->new_buyers[i] + c->existing_buyers[i] + c->unknown_buyers[i]);
        assert_true(c->repurchasers[i] <= c->buyers[i] && c->again_within[i] <= c->again_observed[i]);
        assert_true(c->recent_new[i] + c->recent_unknown[i] <= c->recent_buyers[i]);
        if (i < items) assert_true(c->new_buyers[i] == cells->first.buyers[i]);
    }
}

static void check_shop(const struct shop *shop, int32_t as_of, int32_t window, int32_t repeat)
{
    patron_book *book = shop_book(shop, NULL);
    struct oracle_book *seen = oracle_book(shop, as_of);
    patron_error error;
    for (int level = 0; level < 2; level++) {
        if (!has_level(shop, level)) continue;
        patron_products_options options = options_of(level, window, repeat);
        struct oracle_products of = {shop, seen, level, NULL, 0, window, repeat};
        struct product_cells cells, guests;
        product_cells_begin(&cells, book, level, 1, 0);
        product_cells_begin(&guests, book, level, 1, 0);
        int64_t customers = patron_book_customers(book);
        assert_ok(patron_products_count(book, as_of, &options, NULL, 0, customers, &cells.counts, &error), &error);
        assert_ok(patron_products_first(book, as_of, &options, NULL, 0, customers, &cells.first, &error), &error);
        assert_ok(patron_products_guests(book, as_of, &options, &guests.counts, &error), &error);
        for (int64_t row = 0; row < cells.rows; row++) {
            struct oracle_target target = target_of(book, level, row, cells.rows);
            assert_row(&cells, row, &of, target, false);
            assert_row(&guests, row, &of, target, true);
        }
        assert_sums(&cells, &guests, book, as_of);
        product_cells_end(&cells);
        product_cells_end(&guests);
    }
    oracle_book_free(seen);
    patron_book_free(book);
}

static void random_shops_as_the_oracle_says(void **state)
{
    (void)state;
    struct rng rng = {71};
    for (int64_t k = 0; k < test_some(4, 48, 1200); k++) {
        struct shop shop;
        product_shop(&shop, k);
        assert_true(shop.columns & SHOP_PRODUCT);
        for (int which = 0; which < SHOP_AS_OF; which++)
            check_shop(&shop, shop_as_of(&shop, which), windows[rng_between(&rng, 0, 3)],
                       windows[rng_between(&rng, 0, 3)]);
        shop_end(&shop);
    }
}

static void edge_shops_as_the_oracle_says(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        for (int64_t i = 0; i < shop.rows; i++) shop.row[i].product = i % 4 ? i % 4 : SHOP_NULL;
        shop.columns |= SHOP_PRODUCT;
        for (int which = 0; which < SHOP_AS_OF; which++) check_shop(&shop, shop_as_of(&shop, which), 365, 365);
        shop_end(&shop);
    }
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

static void add_line(struct shop *shop, int64_t customer, int64_t day, int64_t order, int64_t product, int64_t quantity,
                     int64_t amount, int64_t kind)
{
    struct shop_row row = shop_sale(customer, day, amount);
    row.order = order;
    row.product = product;
    row.quantity = quantity;
    row.kind = kind;
    shop_add(shop, row);
}

/* Refunds of every sort: units off an order, money off a product, an order-level refund, a credit note. */
static void a_shop_by_hand(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_PRODUCT | SHOP_QUANTITY | SHOP_KIND;
    add_line(&shop, 1, 100, 1, 7, 2, 2000, PATRON_KIND_SALE);
    add_line(&shop, 1, 100, 1, 8, 1, 500, PATRON_KIND_SALE);
    add_line(&shop, 1, 100, 1, SHOP_NULL, 1, 300, PATRON_KIND_SALE); /* shipping */
    add_line(&shop, 1, 130, 2, 8, 1, 500, PATRON_KIND_SALE);
    add_line(&shop, 1, 150, 2, 8, 1, -500, PATRON_KIND_REFUND);      /* all of its 8: order 2 is gone */
    add_line(&shop, 1, 140, 3, 7, 3, 3000, PATRON_KIND_SALE);
    add_line(&shop, 1, 141, 3, 7, SHOP_NULL, -100, PATRON_KIND_REFUND); /* money off, no unit */
    add_line(&shop, 1, 142, 1, SHOP_NULL, SHOP_NULL, -50, PATRON_KIND_REFUND); /* of the order */
    add_line(&shop, 2, 120, 4, 8, 5, 2500, PATRON_KIND_SALE);
    add_line(&shop, 2, 160, 5, 7, 1, 1000, PATRON_KIND_SALE);
    add_line(&shop, 2, 165, 99, 7, 1, -1000, PATRON_KIND_REFUND);    /* credit note: 5's 7 is back */
    add_line(&shop, SHOP_NULL, 170, 6, 8, 4, 2000, PATRON_KIND_SALE);
    patron_book *book = shop_book(&shop, NULL);
    struct product_cells cells, guests;
    patron_products_options options = options_of(PATRON_PRODUCTS_PRODUCT, 40, 30);
    product_cells_begin(&cells, book, 0, 1, 0);
    product_cells_begin(&guests, book, 0, 1, 0);
    assert_ok(patron_products_count(book, 200, &options, NULL, 0, 2, &cells.counts, NULL), NULL);
    assert_ok(patron_products_first(book, 200, &options, NULL, 0, 2, &cells.first, NULL), NULL);
    assert_ok(patron_products_guests(book, 200, &options, &guests.counts, NULL), NULL);
    const patron_products_counts *c = &cells.counts;
    int64_t seven = shop_number(book, PATRON_KEYS_PRODUCT, 7), eight = shop_number(book, PATRON_KEYS_PRODUCT, 8);
    int64_t none = 2 + PATRON_PRODUCTS_ROW_NONE, rest = 2 + PATRON_PRODUCTS_ROW_REST, all = 2 + PATRON_PRODUCTS_ROW_ALL;
    assert_true(c->buyers[seven] == 1 && c->orders[seven] == 2 && c->repurchasers[seven] == 1);
    assert_true(c->new_buyers[seven] == 1 && c->existing_buyers[seven] == 0);
    assert_true(c->again_observed[seven] == 1 && c->again_within[seven] == 0); /* 40 days later */
    assert_true(c->sold[seven] == 6 && c->returned[seven] == 1);
    assert_true(c->sales[seven] == 6000 && c->refunds[seven] == 1100);
    assert_true(c->buyers[eight] == 2 && c->orders[eight] == 2 && c->repurchasers[eight] == 0);
    assert_true(c->sold[eight] == 6 && c->returned[eight] == 0); /* order 2 does not count */
    assert_true(c->sales[eight] == 3500 && c->refunds[eight] == 500);
    assert_true(c->sales[none] == 300 && c->refunds[none] == 0 && c->buyers[none] == 0);
    assert_true(c->orders[none] == 1 && c->purchases[none] == 1); /* order 5 counts, but holds nothing any more */
    assert_true(c->sales[rest] == 0 && c->refunds[rest] == 50);
    assert_true(c->sales[all] == 9800 && c->refunds[all] == 1650 && c->buyers[all] == 2 && c->orders[all] == 4);
    assert_true(c->recent_units[seven] == -1 && c->recent_net[seven] == -1000); /* 161 … 200: the credit note */
    assert_true(c->recent_orders[seven] == 0 && c->recent_buyers[all] == 0);
    assert_true(guests.counts.orders[eight] == 1 && guests.counts.sales[eight] == 2000);
    assert_true(guests.counts.buyers[eight] == 0);
    assert_true(guests.counts.recent_units[eight] == 4 && guests.counts.recent_squares[eight] == 16);
    assert_true(cells.first.buyers[seven] == 1 && cells.first.buyers[eight] == 2 && cells.first.buyers[all] == 2);
    assert_true(cells.first.repeaters[eight] == 2 && cells.first.net[eight] == 9800 - 1650);
    assert_true(cells.first.net[seven] == 6300 - 650 && cells.first.repeat_within[all] == 0);
    product_cells_end(&cells);
    product_cells_end(&guests);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- forms that must not matter ---------------------------------------------------------------------------------- */

struct reference {
    const patron_book *book;
    struct product_cells cells, guests;
    int level;
    int32_t as_of;
};

static void fill(const patron_book *book, int32_t as_of, int level, struct product_cells *cells,
                 struct product_cells *guests)
{
    patron_products_options options = options_of(level, 90, 180);
    int64_t customers = patron_book_customers(book);
    patron_error error;
    product_cells_begin(cells, book, level, 1, 0);
    product_cells_begin(guests, book, level, 1, 0);
    assert_ok(patron_products_count(book, as_of, &options, NULL, 0, customers, &cells->counts, &error), &error);
    assert_ok(patron_products_first(book, as_of, &options, NULL, 0, customers, &cells->first, &error), &error);
    assert_ok(patron_products_guests(book, as_of, &options, &guests->counts, &error), &error);
}

static void compare_variant(void *context, const patron_book *book, const char *variant)
{
    struct reference *reference = context;
    struct product_cells cells, guests;
    fill(book, reference->as_of, reference->level, &cells, &guests);
    assert_int_equal(cells.rows, reference->cells.rows);
    for (int64_t row = 0; row < cells.rows; row++) {
        int64_t items = cells.rows - PATRON_PRODUCTS_ROWS, at = row;
        int which = keys_of(reference->level);
        if (row < items) at = shop_number(book, which, shop_key(reference->book, which, row));
#define X(name) \
    assert_that(cells.counts.name[at] == reference->cells.counts.name[row], "%s: " #name, variant); \
    assert_that(guests.counts.name[at] == reference->guests.counts.name[row], "%s: guests' " #name, variant);
        ALL_COUNTS(X)
#undef X
#define X(name) assert_that(cells.first.name[at] == reference->cells.first.name[row], "%s: first " #name, variant);
        ALL_FIRST(X)
#undef X
    }
    product_cells_end(&cells);
    product_cells_end(&guests);
}

static void the_form_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    for (int64_t k = 0; k < test_some(2, 12, 60); k++) {
        struct shop shop;
        product_shop(&shop, 100 + k);
        patron_book *book = shop_book(&shop, NULL);
        struct reference reference = {.book = book, .as_of = shop_as_of(&shop, 3 + (int)(k % 3))};
        reference.level = has_level(&shop, 1) ? (int)(k & 1) : 0;
        fill(book, reference.as_of, reference.level, &reference.cells, &reference.guests);
        for_each_variant(&shop, (uint64_t)k + 5, compare_variant, &reference);
        product_cells_end(&reference.cells);
        product_cells_end(&reference.guests);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* Ranges add up to the whole, with groups and a mask; the groups are the oracle's. */
static void ranges_and_groups(void **state)
{
    (void)state;
    struct rng rng = {73};
    for (int64_t k = 0; k < test_some(3, 24, 200); k++) {
        struct shop shop;
        product_shop(&shop, 200 + k);
        patron_book *book = shop_book(&shop, NULL);
        int64_t customers = patron_book_customers(book), groups = rng_between(&rng, 1, 3);
        int32_t as_of = shop_as_of(&shop, 4);
        struct oracle_book *seen = oracle_book(&shop, as_of);
        int32_t *group = malloc(((size_t)customers + 1) * sizeof *group);
        int32_t *chosen = malloc(((size_t)customers + 1) * sizeof *chosen);
        uint8_t *mask = malloc((size_t)customers + 1);
        for (int64_t i = 0; i < customers; i++) {
            group[i] = (int32_t)rng_between(&rng, -1, groups - 1);
            mask[i] = rng_chance(&rng, 80);
            chosen[i] = mask[i] ? group[i] : -1;
        }
        patron_selection selection = {sizeof selection, mask, group, groups};
        struct product_cells whole, parts;
        patron_error error;
        product_cells_begin(&whole, book, 0, groups, 10);
        product_cells_begin(&parts, book, 0, groups, 10);
        assert_ok(patron_products_count(book, as_of, NULL, &selection, 0, customers, &whole.counts, &error), &error);
        assert_ok(patron_products_first(book, as_of, NULL, &selection, 0, customers, &whole.first, &error), &error);
        for (int64_t first = 0, count; first < customers; first += count) {
            count = rng_between(&rng, 0, customers - first);
            assert_ok(patron_products_count(book, as_of, NULL, &selection, first, count, &parts.counts, &error),
                      &error);
            assert_ok(patron_products_first(book, as_of, NULL, &selection, first, count, &parts.first, &error), &error);
        }
        assert_cells_equal(&whole, &parts);
#define X(name) for (int64_t i = 0; i < whole.cells; i++) whole.counts.name[i] -= 10;
        ALL_COUNTS(X)
#undef X
#define X(name) for (int64_t i = 0; i < whole.cells; i++) whole.first.name[i] -= 10;
        ALL_FIRST(X)
#undef X
        for (int64_t g = 0; g < groups; g++)
            for (int64_t row = 0; row < whole.rows; row++) {
                struct oracle_products of = {&shop, seen, 0, chosen, (int32_t)g, 365, 365};
                assert_row(&whole, g * whole.rows + row, &of, target_of(book, 0, row, whole.rows), false);
            }
        product_cells_end(&whole);
        product_cells_end(&parts);
        free(group);
        free(chosen);
        free(mask);
        oracle_book_free(seen);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* An array that is not wanted changes nothing in the others. */
static void arrays_may_be_left_out(void **state)
{
    (void)state;
    struct shop shop;
    product_shop(&shop, 300);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4);
    struct product_cells whole;
    product_cells_begin(&whole, book, 0, 1, 0);
    assert_ok(patron_products_count(book, as_of, NULL, NULL, 0, customers, &whole.counts, NULL), NULL);
    assert_ok(patron_products_first(book, as_of, NULL, NULL, 0, customers, &whole.first, NULL), NULL);
#define X(name) \
    { \
        patron_products_counts one = {.size = sizeof one, .capacity = whole.cells}; \
        one.name = calloc((size_t)whole.cells, sizeof *one.name); \
        assert_ok(patron_products_count(book, as_of, NULL, NULL, 0, customers, &one, NULL), NULL); \
        assert_memory_equal(one.name, whole.counts.name, (size_t)whole.cells * sizeof *one.name); \
        free(one.name); \
    }
    ALL_COUNTS(X)
#undef X
#define X(name) \
    { \
        patron_products_first_counts one = {.size = sizeof one, .capacity = whole.cells}; \
        one.name = calloc((size_t)whole.cells, sizeof *one.name); \
        assert_ok(patron_products_first(book, as_of, NULL, NULL, 0, customers, &one, NULL), NULL); \
        assert_memory_equal(one.name, whole.first.name, (size_t)whole.cells * sizeof *one.name); \
        free(one.name); \
    }
    ALL_FIRST(X)
#undef X
    product_cells_end(&whole);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- days -------------------------------------------------------------------------------------------------------- */

static void first_and_last_days(void **state)
{
    (void)state;
    for (int64_t k = 0; k < 24; k++) {
        struct shop shop;
        product_shop(&shop, 400 + k);
        patron_book *book = shop_book(&shop, NULL);
        int32_t as_of = shop_as_of(&shop, (int)(k % SHOP_AS_OF)), first[64], last[64];
        struct oracle_book *seen = oracle_book(&shop, as_of);
        patron_products_days_columns out = {sizeof out, 64, first, last};
        int64_t items;
        assert_ok(patron_products_items(book, 0, &items, NULL), NULL);
        assert_ok(patron_products_days(book, as_of, NULL, &out, NULL), NULL);
        for (int64_t i = 0; i < items; i++) {
            int64_t key = shop_key(book, PATRON_KEYS_PRODUCT, i);
            int32_t low = PATRON_NO_DAY, high = PATRON_NO_DAY;
            for (int64_t c = 0; c <= seen->customers; c++) {
                const struct oracle_customer *customer = c < seen->customers ? &seen->customer[c] : &seen->guests;
                for (int64_t o = 0; o < customer->orders; o++)
                    for (int64_t l = 0; customer->order[o].counts && l < customer->order[o].lines; l++) {
                        int32_t day = customer->order[o].day;
                        if (customer->order[o].line[l].product != key) continue;
                        if (low == PATRON_NO_DAY || day < low) low = day;
                        if (high == PATRON_NO_DAY || day > high) high = day;
                    }
            }
            assert_true(first[i] == low && last[i] == high);
        }
        out.capacity = items - 1;
        patron_error error;
        assert_int_equal(patron_products_days(book, as_of, NULL, &out, &error), PATRON_ERROR_CAPACITY);
        assert_int_equal(patron_products_days(book, as_of, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 4);
        out = (patron_products_days_columns){sizeof out, 64, NULL, NULL};
        assert_ok(patron_products_days(book, as_of, NULL, &out, &error), &error);
        oracle_book_free(seen);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- what is refused --------------------------------------------------------------------------------------------- */

static void bad_arguments(void **state)
{
    (void)state;
    struct shop shop;
    product_shop(&shop, 500);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4);
    struct product_cells cells, before;
    patron_error error;
    int32_t *group = calloc((size_t)customers, sizeof *group);
    patron_selection selection = {sizeof selection, NULL, group, 1};
    product_cells_begin(&cells, book, 0, 1, 7);
    product_cells_begin(&before, book, 0, 1, 7);
    const size_t size = sizeof(patron_products_options);
    const struct {
        int32_t as_of;
        patron_products_options options;
        int64_t first, count, capacity;
        patron_status status;
        int32_t argument;
    } cases[] = {
        {PATRON_DAY_MAX + 1, {size, 0, 0, 0, 0, 0}, 0, 1, cells.cells, PATRON_ERROR_RANGE, 2},
        {as_of, {size - 1, 0, 0, 0, 0, 0}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 1, 0, 0, 0, 0}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 0, 2, 0, 0, 0}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 0, -1, 0, 0, 0}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 0, 0, -1, 0, 0}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 0, 0, 3652060, 0, 0}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 0, 0, 0, -1, 0}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 0, 0, 0, 3652060, 0}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 0, 0, 0, 0, 1}, 0, 1, cells.cells, PATRON_ERROR_ARGUMENT, 3},
        {as_of, {size, 0, 0, 0, 0, 0}, -1, 1, cells.cells, PATRON_ERROR_RANGE, 5},
        {as_of, {size, 0, 0, 0, 0, 0}, 0, customers + 1, cells.cells, PATRON_ERROR_RANGE, 5},
        {as_of, {size, 0, 0, 0, 0, 0}, 0, 1, cells.cells - 1, PATRON_ERROR_CAPACITY, 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cells.counts.capacity = cells.first.capacity = cases[i].capacity;
        patron_status status = patron_products_count(book, cases[i].as_of, &cases[i].options, &selection,
                                                     cases[i].first, cases[i].count, &cells.counts, &error);
        assert_that(status == cases[i].status && error.argument == cases[i].argument, "case %zu: %d at %d", i,
                    (int)status, (int)error.argument);
        status = patron_products_first(book, cases[i].as_of, &cases[i].options, &selection, cases[i].first,
                                       cases[i].count, &cells.first, &error);
        assert_that(status == cases[i].status && error.argument == cases[i].argument, "first, case %zu", i);
    }
    cells.counts.capacity = cells.first.capacity = cells.cells;
    assert_int_equal(patron_products_count(NULL, 0, NULL, NULL, 0, 0, &cells.counts, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_products_count(book, as_of, NULL, NULL, 0, 1, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 7);
    assert_int_equal(patron_products_first(book, as_of, NULL, NULL, 0, 1, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 7);
    assert_int_equal(patron_products_guests(book, as_of, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 4);
    cells.counts.size = cells.first.size = 8;
    assert_int_equal(patron_products_count(book, as_of, NULL, NULL, 0, 1, &cells.counts, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_products_first(book, as_of, NULL, NULL, 0, 1, &cells.first, &error), PATRON_ERROR_ARGUMENT);
    cells.counts.size = sizeof cells.counts;
    cells.first.size = sizeof cells.first;
    group[0] = 1;
    assert_int_equal(patron_products_count(book, as_of, NULL, &selection, 0, customers, &cells.counts, &error),
                     PATRON_ERROR_DATA);
    assert_int_equal(error.row, 0);
    selection.groups = INT64_C(1) << 50;
    assert_int_equal(patron_products_count(book, as_of, NULL, &selection, 0, 1, &cells.counts, &error),
                     PATRON_ERROR_LIMIT);
    assert_int_equal(patron_products_first(book, as_of, NULL, &selection, 0, 1, &cells.first, &error),
                     PATRON_ERROR_LIMIT);
    int64_t items = 7;
    assert_int_equal(patron_products_items(NULL, 0, &items, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_products_items(book, 2, &items, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_int_equal(patron_products_items(book, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(items, 7);
    assert_cells_equal(&cells, &before);
    product_cells_end(&cells);
    product_cells_end(&before);
    free(group);
    patron_book_free(book);
    shop_end(&shop);
}

static void books_without_products(void **state)
{
    (void)state;
    struct shop shop;
    patron_error error;
    int64_t items;
    shop_random(&shop, 1, SHOP_PLAIN);
    patron_book *book = shop_book(&shop, NULL);
    assert_int_equal(patron_products_items(book, 0, &items, &error), PATRON_ERROR_MISSING);
    assert_string_equal(error.column, "product");
    patron_products_counts none = {.size = sizeof none};
    assert_int_equal(patron_products_count(book, 0, NULL, NULL, 0, 0, &none, &error), PATRON_ERROR_MISSING);
    patron_book_free(book);
    for (int64_t i = 0; i < shop.rows; i++) shop.row[i].product = i % 3;
    shop.columns |= SHOP_PRODUCT;
    book = shop_book(&shop, NULL);
    assert_int_equal(patron_products_items(book, 1, &items, &error), PATRON_ERROR_MISSING);
    assert_string_equal(error.column, "category");
    assert_ok(patron_products_items(book, 0, &items, &error), &error);
    assert_int_equal(items, 3);
    patron_book_free(book);
    shop_end(&shop);
}

/* Every array is checked before any is changed. */
static void overflowing_cells(void **state)
{
    (void)state;
    struct shop shop;
    product_shop(&shop, 501);
    patron_book *book = shop_book(&shop, NULL);
    int64_t customers = patron_book_customers(book);
    int32_t as_of = shop_as_of(&shop, 4);
    struct product_cells fresh;
    patron_error error;
    product_cells_begin(&fresh, book, 0, 1, 0);
    int64_t all = fresh.rows - PATRON_PRODUCTS_ROWS + PATRON_PRODUCTS_ROW_ALL;
    fresh.counts.recent_net[all] = fresh.first.net[all] = INT64_MAX;
    assert_int_equal(patron_products_count(book, as_of, NULL, NULL, 0, customers, &fresh.counts, &error),
                     PATRON_ERROR_OVERFLOW);
    assert_string_equal(error.column, "recent_net");
    assert_int_equal(patron_products_first(book, as_of, NULL, NULL, 0, customers, &fresh.first, &error),
                     PATRON_ERROR_OVERFLOW);
    for (int64_t i = 0; i < fresh.cells; i++) {
        assert_true(fresh.counts.buyers[i] == 0 && fresh.counts.sales[i] == 0 && fresh.first.buyers[i] == 0);
        assert_true(fresh.first.net[i] == (i == all ? INT64_MAX : 0));
    }
    product_cells_end(&fresh);
    patron_book_free(book);
    shop_end(&shop);

    shop_begin(&shop); /* squares beyond int64, and several rows of one large net */
    shop.columns = SHOP_PRODUCT | SHOP_QUANTITY | SHOP_ORDER;
    for (int64_t i = 0; i < 3; i++) add_line(&shop, i, 10, i, 5, INT64_C(1) << 61, INT64_C(1) << 60, 0);
    book = shop_book(&shop, NULL);
    product_cells_begin(&fresh, book, 0, 1, 0);
    assert_int_equal(patron_products_count(book, 20, NULL, NULL, 0, 3, &fresh.counts, &error), PATRON_ERROR_OVERFLOW);
    assert_string_equal(error.column, "recent_squares");
    int64_t *squares = fresh.counts.recent_squares;
    fresh.counts.recent_squares = NULL; /* not wanted: costs nothing */
    assert_ok(patron_products_count(book, 20, NULL, NULL, 0, 3, &fresh.counts, &error), &error);
    assert_int_equal(fresh.counts.sales[0], 3 * (INT64_C(1) << 60));
    fresh.counts.recent_squares = squares;
    product_cells_end(&fresh);
    patron_book_free(book);
    shop_end(&shop);

    shop_begin(&shop);
    shop.columns = SHOP_CATEGORY | SHOP_PRODUCT;
    for (int64_t i = 0; i < 3; i++) { /* three buyers of 2^61 each in row 0: 3 * 2^61 fits, and so does the sum */
        struct shop_row row = shop_sale(i, 10, INT64_C(1) << 61);
        row.product = 1;
        row.category = 2;
        shop_add(&shop, row);
    }
    book = shop_book(&shop, NULL);
    product_cells_begin(&fresh, book, 1, 1, 0);
    patron_products_options options = options_of(1, 365, 365);
    assert_ok(patron_products_first(book, 20, &options, NULL, 0, 3, &fresh.first, &error), &error);
    assert_int_equal(fresh.first.net[0], 3 * (INT64_C(1) << 61));
    product_cells_end(&fresh);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

struct call {
    const patron_book *book;
    int32_t as_of;
    struct product_cells *cells;
};

static patron_status call_count(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_products_count(call->book, call->as_of, NULL, NULL, 0, patron_book_customers(call->book),
                                 &call->cells->counts, error);
}

static patron_status call_first(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_products_first(call->book, call->as_of, NULL, NULL, 0, patron_book_customers(call->book),
                                 &call->cells->first, error);
}

static patron_status call_guests(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_products_guests(call->book, call->as_of, NULL, &call->cells->counts, error);
}

static void allocations_may_fail(void **state)
{
    (void)state;
    struct counting counting;
    struct shop shop;
    struct product_cells cells;
    counting_begin(&counting);
    product_shop(&shop, 502);
    struct shop_form form = {.allocator = &counting.allocator};
    patron_book *book = shop_book(&shop, &form);
    product_cells_begin(&cells, book, 0, 1, 0);
    struct call call = {book, shop_as_of(&shop, 4), &cells};
    size_t bytes = (size_t)cells.cells * sizeof(int64_t);
    /* int64 cells may be filled with any pattern that leaves room for an addition */
    struct test_memory outputs[] = {{cells.counts.buyers, bytes}, {cells.counts.recent_net, bytes}};
    struct test_memory first[] = {{cells.first.buyers, bytes}, {cells.first.net, bytes}};
    assert_true(each_allocation_fails(&counting, call_count, NULL, &call, outputs, 2) > 4);
    assert_true(each_allocation_fails(&counting, call_first, NULL, &call, first, 2) > 4);
    assert_true(each_allocation_fails(&counting, call_guests, NULL, &call, outputs, 2) > 4);
    product_cells_end(&cells);
    patron_book_free(book);
    shop_end(&shop);
    counting_end(&counting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_shops_as_the_oracle_says),
        cmocka_unit_test(edge_shops_as_the_oracle_says),
        cmocka_unit_test(a_shop_by_hand),
        cmocka_unit_test(the_form_of_the_rows_does_not_matter),
        cmocka_unit_test(ranges_and_groups),
        cmocka_unit_test(arrays_may_be_left_out),
        cmocka_unit_test(first_and_last_days),
        cmocka_unit_test(bad_arguments),
        cmocka_unit_test(books_without_products),
        cmocka_unit_test(overflowing_cells),
        cmocka_unit_test(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
