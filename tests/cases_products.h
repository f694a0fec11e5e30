/* cases_products.h (tests): cells of patron/products.h with memory behind them, and rows of them as the oracle's. */
#ifndef TEST_CASES_PRODUCTS_H
#define TEST_CASES_PRODUCTS_H

#include "oracle_products.h"

#include <patron/table.h>

#define ALL_COUNTS(X) \
    X(buyers) X(new_buyers) X(existing_buyers) X(unknown_buyers) X(repurchasers) X(again_observed) X(again_within) \
    X(orders) X(purchases) X(sold) X(returned) X(sales) X(refunds) \
    X(recent_buyers) X(recent_new) X(recent_unknown) X(recent_orders) X(recent_units) X(recent_squares) X(recent_net)
#define ALL_FIRST(X) \
    X(buyers) X(repeaters) X(repeat_observed) X(repeat_within) X(loyal) X(orders) X(purchases) X(net)

/* Cells of the table and of the first products: `groups` groups of `rows` rows. */
struct product_cells {
    patron_products_counts counts;
    patron_products_first_counts first;
    int64_t rows, cells;
};

static inline void product_cells_begin(struct product_cells *cells, const patron_book *book, int level, int64_t groups,
                                       int64_t start)
{
    int64_t items;
    assert_ok(patron_products_items(book, level, &items, NULL), NULL);
    memset(cells, 0, sizeof *cells);
    cells->rows = items + PATRON_PRODUCTS_ROWS;
    cells->cells = groups * cells->rows;
    cells->counts.size = sizeof cells->counts;
    cells->first.size = sizeof cells->first;
    cells->counts.capacity = cells->first.capacity = cells->cells;
#define X(name) \
    cells->counts.name = malloc((size_t)cells->cells * sizeof *cells->counts.name); \
    for (int64_t i = 0; i < cells->cells; i++) cells->counts.name[i] = start;
    ALL_COUNTS(X)
#undef X
#define X(name) \
    cells->first.name = malloc((size_t)cells->cells * sizeof *cells->first.name); \
    for (int64_t i = 0; i < cells->cells; i++) cells->first.name[i] = start;
    ALL_FIRST(X)
#undef X
}

static inline void product_cells_end(struct product_cells *cells)
{
#define X(name) free(cells->counts.name);
    ALL_COUNTS(X)
#undef X
#define X(name) free(cells->first.name);
    ALL_FIRST(X)
#undef X
}

static inline void assert_cells_equal(const struct product_cells *a, const struct product_cells *b)
{
#define X(name) assert_memory_equal(a->counts.name, b->counts.name, (size_t)a->cells * sizeof *a->counts.name);
    ALL_COUNTS(X)
#undef X
#define X(name) assert_memory_equal(a->first.name, b->first.name, (size_t)a->cells * sizeof *a->first.name);
    ALL_FIRST(X)
#undef X
}

static inline int keys_of(int level)
{
    return level == PATRON_PRODUCTS_CATEGORY ? PATRON_KEYS_CATEGORY : PATRON_KEYS_PRODUCT;
}

/* The oracle's name of row `row` of a book with `rows` rows. */
static inline struct oracle_target target_of(const patron_book *book, int level, int64_t row, int64_t rows)
{
    int64_t items = rows - PATRON_PRODUCTS_ROWS;
    struct oracle_target item = {true, row < items ? shop_key(book, keys_of(level), row) : 0};
    struct oracle_target other = {false, row - items};
    return row < items ? item : other;
}

static inline bool has_level(const struct shop *shop, int level)
{
    if (!(shop->columns & SHOP_PRODUCT)) return false;
    return level == PATRON_PRODUCTS_PRODUCT || (shop->columns & SHOP_CATEGORY);
}

/* Takes the quantities away. */
static inline void without_quantities(struct shop *shop)
{
    for (int64_t i = 0; i < shop->rows; i++) shop->row[i].quantity = SHOP_NULL;
    shop->columns &= ~SHOP_QUANTITY;
}

/* The k-th of many shops with products: profiles, flags, with and without quantities. */
static inline void product_shop(struct shop *shop, int64_t k)
{
    static const int profiles[] = {SHOP_LINES, SHOP_CONSUMABLES, SHOP_MIXED, SHOP_NEGATIVE};
    shop_random(shop, (uint64_t)(9000 + k), profiles[k % 4]);
    if (k / 4 % 3 == 1) shop->flags ^= PATRON_BOOK_COUNT_BY_ORDER;
    if (k / 4 % 3 == 2) shop->flags ^= PATRON_BOOK_ZERO_ORDERS;
    if (k % 5 == 4) without_quantities(shop);
}

static inline const void *values_of(const patron_table *table, const char *name)
{
    patron_column column = {.size = sizeof column};
    int32_t at = patron_table_find(table, name);
    assert_that(at >= 0, "no column %s", name);
    assert_ok(patron_table_column(table, at, &column, NULL), NULL);
    return column.values;
}

#endif
