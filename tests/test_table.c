/* Tables: made, read back, found by name, refilled; every allocation failing. */
#include "support.h"

#include "table.h"

static const pt_table_column layout[] = {
    {"customer", PATRON_TYPE_INT32, PATRON_UNIT_NONE}, {"due_day", PATRON_TYPE_INT32, PATRON_UNIT_DAY},
    {"net", PATRON_TYPE_INT64, PATRON_UNIT_NONE},      {"chance", PATRON_TYPE_FLOAT64, PATRON_UNIT_NONE},
    {"product", PATRON_TYPE_STRING64, PATRON_UNIT_NONE},
};
#define COLUMNS 5

static const char words[] = "rubbishapplepear\xC3\xA4pfel";
static const int64_t word_offsets[] = {7, 7, 12, 12, 16, 22}; /* one before `first`, then apple, "", pear, äpfel */
static const patron_column dictionary = {sizeof dictionary, PATRON_TYPE_STRING64, 0, words, word_offsets, NULL, 1};
static const char *const expected_words[] = {"apple", "", "pear", "\xC3\xA4pfel"};

static int32_t element_of(int64_t row) { return row % 5 == 4 ? PATRON_NONE : (int32_t)(row % 5); }

static void fill(patron_table *table, int64_t rows)
{
    int32_t *customer = pt_table_values(table, 0), *due = pt_table_values(table, 1);
    int64_t *net = pt_table_values(table, 2);
    double *chance = pt_table_values(table, 3);
    for (int64_t i = 0; i < rows; i++) {
        customer[i] = (int32_t)i;
        due[i] = i % 3 ? (int32_t)(19000 + i) : PATRON_NO_DAY;
        net[i] = i * i - 7;
        chance[i] = (double)i / 8;
    }
}

static patron_status set_words(patron_table *table, int64_t rows, patron_error *error)
{
    int32_t *element = malloc(((size_t)rows + 1) * sizeof *element);
    assert_non_null(element);
    for (int64_t i = 0; i < rows; i++) element[i] = element_of(i);
    patron_status status = pt_table_set_strings(table, 4, &dictionary, element, error);
    free(element);
    return status;
}

static void check(const patron_table *table, int64_t rows)
{
    patron_error error;
    patron_column column[COLUMNS];
    assert_int_equal(patron_table_rows(table), rows);
    assert_int_equal(patron_table_columns(table), COLUMNS);
    for (int32_t i = 0; i < COLUMNS; i++) {
        memset(&column[i], 0x5A, sizeof column[i]);
        column[i].size = sizeof column[i];
        assert_ok(patron_table_column(table, i, &column[i], &error), &error);
        assert_string_equal(patron_table_name(table, i), layout[i].name);
        assert_int_equal(patron_table_find(table, layout[i].name), i);
        assert_int_equal(column[i].type, layout[i].type);
        assert_int_equal(column[i].unit, layout[i].unit);
        assert_null(column[i].valid);
        assert_int_equal(column[i].first, 0);
        assert_non_null(column[i].values);
        assert_int_equal(column[i].offsets != NULL, i == 4);
    }
    const int64_t *offsets = column[4].offsets;
    assert_int_equal(offsets[0], 0);
    for (int64_t i = 0; i < rows; i++) {
        assert_int_equal(((const int32_t *)column[0].values)[i], i);
        assert_int_equal(((const int32_t *)column[1].values)[i], i % 3 ? 19000 + i : PATRON_NO_DAY);
        assert_int_equal(((const int64_t *)column[2].values)[i], i * i - 7);
        assert_true(((const double *)column[3].values)[i] == (double)i / 8);
        const char *word = element_of(i) == PATRON_NONE ? "" : expected_words[element_of(i)];
        assert_int_equal(offsets[i + 1] - offsets[i], strlen(word));
        assert_memory_equal((const char *)column[4].values + offsets[i], word, strlen(word));
    }
}

static void tables_hold_what_was_put_in(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, 1, 5, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct counting counting;
        patron_error error;
        counting_begin(&counting);
        patron_table *table = pt_table_make(&counting.allocator, layout, COLUMNS, sizes[i], &error);
        assert_non_null(table);
        fill(table, sizes[i]);
        for (int twice = 0; twice < 2; twice++) { /* strings may be set again */
            assert_ok(set_words(table, sizes[i], &error), &error);
            check(table, sizes[i]);
        }
        patron_table_free(table);
        counting_end(&counting);
    }
}

static void strings_are_empty_until_they_are_set(void **state)
{
    (void)state;
    patron_allocator allocator;
    assert_ok(pt_allocator_from(NULL, &allocator, NULL), NULL);
    patron_table *table = pt_table_make(&allocator, layout, COLUMNS, 3, NULL);
    assert_non_null(table);
    patron_column column = {.size = sizeof column};
    assert_ok(patron_table_column(table, 4, &column, NULL), NULL);
    assert_non_null(column.values);
    for (int i = 0; i <= 3; i++) assert_int_equal(((const int64_t *)column.offsets)[i], 0);
    patron_table_free(table);
}

static void what_is_not_there(void **state)
{
    (void)state;
    patron_allocator allocator;
    assert_ok(pt_allocator_from(NULL, &allocator, NULL), NULL);
    patron_table *table = pt_table_make(&allocator, layout, COLUMNS, 3, NULL);
    assert_non_null(table);
    fill(table, 3);
    patron_error error;
    patron_column column = {.size = sizeof column, .type = 99};
    static const int32_t missing[] = {-1, COLUMNS, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        assert_null(patron_table_name(table, missing[i]));
        assert_int_equal(patron_table_column(table, missing[i], &column, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 2);
    }
    assert_int_equal(patron_table_find(table, "custome"), PATRON_NONE);
    assert_int_equal(patron_table_find(table, ""), PATRON_NONE);
    assert_int_equal(patron_table_find(table, NULL), PATRON_NONE);
    assert_int_equal(patron_table_column(table, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    column.size = 8;
    assert_int_equal(patron_table_column(table, 0, &column, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(column.type, 99);
    patron_table_free(table);
    assert_int_equal(patron_table_rows(NULL), 0);
    assert_int_equal(patron_table_columns(NULL), 0);
    assert_null(patron_table_name(NULL, 0));
    assert_int_equal(patron_table_find(NULL, "net"), PATRON_NONE);
    assert_int_equal(patron_table_column(NULL, 0, &column, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    patron_table_free(NULL);
}

/* ---- memory ---------------------------------------------------------------------------------------------------- */

struct making {
    struct counting *counting;
    patron_table *table;
};

static patron_status make(void *context, patron_error *error)
{
    struct making *making = context;
    patron_table *table = pt_table_make(&making->counting->allocator, layout, COLUMNS, 20, error);
    if (!table) return PATRON_ERROR_MEMORY;
    fill(table, 20);
    patron_status status = set_words(table, 20, error);
    if (status)
        patron_table_free(table);
    else
        making->table = table;
    return status;
}

static void release(void *context)
{
    struct making *making = context;
    check(making->table, 20);
    patron_table_free(making->table);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counting counting;
    counting_begin(&counting);
    struct making making = {&counting, NULL};
    struct test_memory output = {&making.table, sizeof making.table};
    assert_int_equal(each_allocation_fails(&counting, make, release, &making, &output, 1), 2 + COLUMNS + 2);
    counting_end(&counting);
}

static void a_failed_refill_leaves_the_strings(void **state)
{
    (void)state;
    struct counting counting;
    patron_error error;
    counting_begin(&counting);
    patron_table *table = pt_table_make(&counting.allocator, layout, COLUMNS, 7, &error);
    assert_non_null(table);
    fill(table, 7);
    assert_ok(set_words(table, 7, &error), &error);
    for (int64_t call = 1; call <= 2; call++) {
        counting.calls = 0;
        counting.fail_at = call;
        assert_int_equal(set_words(table, 7, &error), PATRON_ERROR_MEMORY);
        check(table, 7);
    }
    counting.fail_at = 0;
    const int64_t huge[] = {0, INT64_MAX}; /* strings whose bytes no memory holds */
    const int32_t element[7] = {0};
    patron_column absurd = {sizeof absurd, PATRON_TYPE_STRING64, 0, words, huge, NULL, 0};
    assert_int_equal(pt_table_set_strings(table, 4, &absurd, element, &error), PATRON_ERROR_MEMORY);
    assert_string_equal(error.column, "product");
    check(table, 7);
    assert_null(pt_table_make(&counting.allocator, layout, COLUMNS, INT64_MAX, &error));
    assert_null(pt_table_make(&counting.allocator, layout + 4, 1, INT64_MAX, &error));
    assert_int_equal(error.code, PATRON_ERROR_MEMORY);
    patron_table_free(table);
    counting_end(&counting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_hold_what_was_put_in),   cmocka_unit_test(strings_are_empty_until_they_are_set),
        cmocka_unit_test(what_is_not_there),             cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_failed_refill_leaves_the_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
