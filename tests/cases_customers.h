/* cases_customers.h (tests): columns and cells of patron/customers.h turned into the oracle's rows, field by field. */
#ifndef TEST_CASES_CUSTOMERS_H
#define TEST_CASES_CUSTOMERS_H

#include "oracle_customers.h"

#include <patron/customers.h>

/* ---- columns as rows ------------------------------------------------------------------------------------------- */

/* Every column by name; `needs` is the book's column without which it is MISSING. */
#define NEEDS_NOTHING 0u
#define INT32_COLUMNS(X) \
    X(state, NEEDS_NOTHING) X(birth_known, NEEDS_NOTHING) X(first_day, NEEDS_NOTHING) X(last_day, NEEDS_NOTHING) \
    X(days_since, NEEDS_NOTHING) X(tenure, NEEDS_NOTHING) X(gap_median_twice, NEEDS_NOTHING) X(last_gap, NEEDS_NOTHING)
#define INT64_COLUMNS(X) \
    X(orders, NEEDS_NOTHING) X(renewal_orders, NEEDS_NOTHING) X(purchases, NEEDS_NOTHING) \
    X(renewal_purchases, NEEDS_NOTHING) X(sales, NEEDS_NOTHING) X(refunds, NEEDS_NOTHING) X(net, NEEDS_NOTHING) \
    X(sales_counted, NEEDS_NOTHING) X(net_counted, NEEDS_NOTHING) X(units, SHOP_QUANTITY) \
    X(units_returned, SHOP_QUANTITY | SHOP_PRODUCT) X(discount, SHOP_DISCOUNT) X(discounted_orders, SHOP_DISCOUNT) \
    X(cost, SHOP_COST) \
    X(margin, SHOP_COST) X(gaps, NEEDS_NOTHING) X(gap_sum, NEEDS_NOTHING) X(recent_orders, NEEDS_NOTHING) \
    X(recent_net, NEEDS_NOTHING) X(earlier_orders, NEEDS_NOTHING) X(earlier_net, NEEDS_NOTHING)
#define ALL_COLUMNS(X) INT32_COLUMNS(X) INT64_COLUMNS(X)

/* Columns of a score with memory behind those that a shop's book can fill. */
struct filled {
    patron_customers_columns columns;
    int64_t rows;
    uint32_t has;
};

static void filled_begin(struct filled *filled, int64_t rows, uint32_t has)
{
    memset(filled, 0, sizeof *filled);
    filled->columns.size = sizeof filled->columns;
    filled->columns.capacity = rows;
    filled->rows = rows;
    filled->has = has;
#define X(name, needs) \
    if ((has & (needs)) == (needs)) { \
        size_t bytes = ((size_t)rows + 1) * sizeof *filled->columns.name; \
        filled->columns.name = malloc(bytes); \
        assert_non_null(filled->columns.name); \
        memset(filled->columns.name, 0x5A, bytes); \
    }
    ALL_COLUMNS(X)
#undef X
}

static void filled_end(struct filled *filled)
{
#define X(name, needs) free(filled->columns.name);
    ALL_COLUMNS(X)
#undef X
}

/* Row i; columns that are not there stay what `row` has. */
static void filled_row(const struct filled *filled, int64_t i, struct oracle_customers_row *row)
{
#define X(name, needs) \
    if (filled->columns.name) row->name = filled->columns.name[i];
    ALL_COLUMNS(X)
#undef X
}

static void assert_rows_equal(const struct oracle_customers_row *found, const struct oracle_customers_row *expected,
                              const char *what, int64_t key)
{
#define X(name, needs) \
    assert_that(found->name == expected->name, "%s, customer %lld: " #name " is %lld, not %lld", what, (long long)key, \
                (long long)found->name, (long long)expected->name);
    ALL_COLUMNS(X)
#undef X
}

static void score(const patron_book *book, int32_t as_of, int32_t window, int64_t first, struct filled *filled)
{
    patron_customers_options options = {sizeof options, 0, window, 0};
    patron_error error;
    assert_ok(patron_customers_score(book, as_of, window ? &options : NULL, first, filled->rows, &filled->columns,
                                     &error), &error);
}

/* ---- counts as rows -------------------------------------------------------------------------------------------- */

#define COUNTS(X) \
    X(customers) X(buyers) X(buyers_unknown_birth) X(one_time_buyers) X(repeaters) X(orders) X(renewal_orders) \
    X(purchases) X(sales) X(refunds) X(net) X(net_counted) X(repeat_observed) X(repeat_within) X(recent_buyers) \
    X(recent_new) X(recent_returning) X(recent_unknown) X(recent_repeat) X(recent_orders) X(recent_net) \
    X(recent_net_counted) X(recent_net_returning) X(earlier_buyers) X(kept_buyers) X(earlier_orders) X(earlier_net)
#define X(name) +1
enum { COUNT_ARRAYS = 0 COUNTS(X) };
#undef X
#define GROUPS_MAX 5

struct cells {
    struct oracle_customers_counts group[GROUPS_MAX]; /* read back into rows */
    int64_t array[COUNT_ARRAYS][GROUPS_MAX];
    patron_customers_counts counts;
};

static void cells_begin(struct cells *cells, int64_t groups, int64_t start)
{
    int k = 0;
    memset(cells, 0, sizeof *cells);
    cells->counts.size = sizeof cells->counts;
    cells->counts.capacity = groups;
    for (int a = 0; a < COUNT_ARRAYS; a++)
        for (int g = 0; g < GROUPS_MAX; g++) cells->array[a][g] = start;
#define X(name) cells->counts.name = cells->array[k++];
    COUNTS(X)
#undef X
}

static void cells_read(struct cells *cells)
{
    for (int g = 0; g < GROUPS_MAX; g++) {
#define X(name) cells->group[g].name = cells->counts.name[g];
        COUNTS(X)
#undef X
    }
}

static void assert_counts_equal(const struct oracle_customers_counts *found,
                                const struct oracle_customers_counts *expected, const char *what)
{
#define X(name) \
    assert_that(found->name == expected->name, "%s: " #name " is %lld, not %lld", what, (long long)found->name, \
                (long long)expected->name);
    COUNTS(X)
#undef X
}

#endif
