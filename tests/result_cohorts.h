/* result_cohorts.h (tests): a result of patron_cohorts_count that can be walked array by array. */
#ifndef TEST_RESULT_COHORTS_H
#define TEST_RESULT_COHORTS_H

#include <patron/cohorts.h>

#include "oracle_cohorts.h"

/* Options in place. */
#define AXIS(...) (&(patron_cohorts_axis_options){.size = sizeof(patron_cohorts_axis_options), __VA_ARGS__})
#define OPTIONS(...) (&(patron_cohorts_options){.size = sizeof(patron_cohorts_options), __VA_ARGS__})

_Static_assert(sizeof(patron_cohorts_cells) ==
                   sizeof(size_t) + 4 * sizeof(int64_t) + COHORTS_ARRAYS * sizeof(int64_t *),
               "the oracle's arrays are those of the struct");

#define LIBRARY_UNITS 12 /* positions of the arrays that need a column of the book */
#define LIBRARY_MARGIN 11
#define LIBRARY_DISCOUNT 13
#define LIBRARY_MARGIN_TO 16
#define LIBRARY_NET 10
#define LIBRARY_UNMATCHED (COHORTS_CELL_ARRAYS + 2)
#define LIBRARY_GROUPS (COHORTS_ARRAYS - COHORTS_GROUP_ARRAYS)

struct result {
    patron_cohorts_shape shape;
    patron_cohorts_cells cells;
    int64_t count[COHORTS_ARRAYS];
    int64_t *array[COHORTS_ARRAYS];
};

static inline void put_pointers(struct result *result)
{
    memcpy(&result->cells.eligible, result->array, sizeof result->array);
}

static inline void result_begin(struct result *result, const patron_cohorts_axis *axis,
                                const patron_cohorts_options *options,
                         int64_t groups)
{
    patron_error error;
    memset(result, 0, sizeof *result);
    result->shape.size = sizeof result->shape;
    assert_ok(patron_cohorts_shape_of(axis, options, groups, &result->shape, &error), &error);
    result->cells.size = sizeof result->cells;
    result->cells.capacity = result->shape.cells;
    result->cells.row_capacity = result->shape.row_cells;
    result->cells.sequence_capacity = result->shape.sequence_cells;
    result->cells.group_capacity = groups;
    for (int a = 0; a < COHORTS_ARRAYS; a++) {
        result->count[a] = a < COHORTS_CELL_ARRAYS ? result->shape.cells
                           : a < COHORTS_CELL_ARRAYS + COHORTS_ROW_ARRAYS ? result->shape.row_cells
                           : a < LIBRARY_GROUPS ? result->shape.sequence_cells : groups;
        result->array[a] = calloc((size_t)result->count[a] + 1, sizeof(int64_t));
        assert_non_null(result->array[a]);
    }
    put_pointers(result);
}

static inline void result_end(struct result *result)
{
    for (int a = 0; a < COHORTS_ARRAYS; a++) free(result->array[a]);
}

/* Does not ask for what the book lacks. */
static inline void result_without(struct result *result, uint32_t columns)
{
    if (!(columns & SHOP_COST)) result->cells.margin = result->cells.margin_to = NULL;
    if (!(columns & SHOP_QUANTITY)) result->cells.units = NULL;
    if (!(columns & SHOP_DISCOUNT)) result->cells.discount = NULL;
}

static inline bool has_array(uint32_t columns, int array)
{
    if (array == LIBRARY_MARGIN || array == LIBRARY_MARGIN_TO) return (columns & SHOP_COST) != 0;
    if (array == LIBRARY_UNITS) return (columns & SHOP_QUANTITY) != 0;
    if (array == LIBRARY_DISCOUNT) return (columns & SHOP_DISCOUNT) != 0;
    return true;
}

static const char *const array_names[COHORTS_ARRAYS] = {
    "eligible", "active", "active_eligible", "later", "later_eligible", "purchases", "orders", "renewals", "sales",
    "refunds", "net", "margin", "units", "discount", "net_eligible", "net_to", "margin_to", "buyers", "repeat_in_0",
    "unmatched", "nth", "nth_by", "nth_net", "unknown_birth", "unknown_birth_net", "not_buyers", "not_buyers_net"};

static inline void assert_same_result(const struct result *a, const struct result *b, uint32_t columns,
                                      const char *what)
{
    for (int i = 0; i < COHORTS_ARRAYS; i++) {
        assert_that(a->count[i] == b->count[i], "%s: %s: shape", what, array_names[i]);
        if (has_array(columns, i))
            assert_that(!memcmp(a->array[i], b->array[i], (size_t)a->count[i] * sizeof(int64_t)), "%s: %s differs",
                        what, array_names[i]);
    }
}

/* Counts everyone in one call. */
static inline void count_all(struct result *result, const patron_book *book, int32_t as_of,
                             const patron_cohorts_axis *axis,
                      const patron_cohorts_options *options, uint32_t columns)
{
    patron_error error;
    result_begin(result, axis, options, 1);
    result_without(result, columns);
    assert_ok(patron_cohorts_count(book, as_of, axis, options, NULL, 0, patron_book_customers(book), &result->cells,
                                   &error),
              &error);
}

static inline void assert_row(const int64_t *found, const int64_t *expected, int64_t count, const char *what)
{
    for (int64_t i = 0; i < count; i++)
        assert_that(found[i] == expected[i], "%s[%lld] is %lld, %lld expected", what, (long long)i, (long long)found[i],
                    (long long)expected[i]);
}

#endif
