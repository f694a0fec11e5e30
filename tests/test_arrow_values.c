/* Arrow values one by one: what is exact is taken, what is not is an error with its row; formats, columns and arrays that
 * cannot be are refused. */
#include "arrow_maker.h"

#include "builder.h"

#include <math.h>

/* ---- three columns, one of them of interest ---------------------------------------------------------------------- */

#define ROWS 6

static const struct maker_cell customers[ROWS] = {{.number = 1}, {.number = 2}, {.number = 3}, {.number = 1}, {.number = 2}, {.number = 3}};
static const struct maker_cell days[ROWS] = {{.number = 100}, {.number = 101}, {.number = 102}, {.number = 103}, {.number = 104}, {.number = 105}};
static const struct maker_cell amounts[ROWS] = {{.number = 500}, {.number = 501}, {.number = 502}, {.number = 503}, {.number = 504}, {.number = 505}};

struct one {
    struct maker maker;
    patron_arrow_columns columns;
    patron_book_options options;
    patron_error error;
    patron_status status;
    int64_t rows;            /* in the builder afterwards */
    int64_t value[ROWS];     /* of the role of interest */
    int64_t within[ROWS];
    uint8_t present[ROWS];
    bool strings;
};

static void one_begin(struct one *one)
{
    memset(one, 0, sizeof *one);
    maker_begin(&one->maker, ROWS);
    maker_add(&one->maker, "customer", "l", NULL, customers);
    maker_add(&one->maker, "time", "tdD", NULL, days);
    maker_add(&one->maker, "amount", "l", NULL, amounts);
    one->columns = (patron_arrow_columns){.size = sizeof one->columns, .customer = "customer", .time = "time", .amount = "amount"};
    one->options.size = sizeof one->options;
}

/* Adds the rows to a new builder and reads back the column of a role. */
static patron_status one_run(struct one *one, int32_t role)
{
    patron_builder *builder = NULL;
    struct ArrowArrayStream stream;
    assert_int_equal(patron_builder_open(&one->options, &builder, NULL), PATRON_OK);
    maker_stream(&one->maker, &stream);
    memset(&one->error, 0, sizeof one->error);
    one->status = patron_builder_add_arrow(builder, &stream, &one->columns, NULL, &one->error);
    maker_check(&one->maker);
    one->rows = patron_builder_rows(builder);
    assert_int_equal(one->error.code, one->status);
    if (!one->status) {
        const pt_batch *batch = builder->rowset.batch[0];
        one->strings = pt_is_string(&batch->column[role]);
        if (!one->strings)
            assert_int_equal(pt_column_integers(&batch->column[role], 0, batch->count, 0, "", one->value, one->present, NULL), PATRON_OK);
        if (batch->replay.within) memcpy(one->within, batch->replay.within, (size_t)batch->count * sizeof *one->within);
    } else {
        assert_int_equal(one->rows, 0);
    }
    patron_builder_free(builder);
    return one->status;
}

/* The column `position` (0 customer, 1 time, 2 amount) in another form. */
static patron_status run_as(struct one *one, int position, const char *format, const char *index, const struct maker_cell *cell)
{
    static const int32_t roles[] = {PT_CUSTOMER, PT_TIME, PT_AMOUNT};
    one->maker.column[position].format = format;
    one->maker.column[position].index = index;
    one->maker.column[position].cell = cell;
    return one_run(one, roles[position]);
}

/* One more column. */
static patron_status run_with(struct one *one, int32_t role, const char *name, const char *format, const struct maker_cell *cell)
{
    one->maker.count = 3;
    maker_add(&one->maker, name, format, NULL, cell);
    return one_run(one, role);
}

/* A cell of interest in row 4 of rows that are good. */
static void set_row(struct maker_cell cell[ROWS], struct maker_cell good, struct maker_cell odd)
{
    for (int i = 0; i < ROWS; i++) cell[i] = good;
    cell[4] = odd;
}

#define BAD INT64_MIN

/* ---- doubles ----------------------------------------------------------------------------------------------------- */

static void doubles_as_money(void **state)
{
    (void)state;
    static const struct {
        double value;
        int32_t decimals;
        int64_t expected;
    } cases[] = {
        {19.99, 2, 1999}, {-0.01, 2, -1}, {0, 2, 0}, {-0.0, 2, 0}, {1e9 + 0.07, 2, 100000000007}, {10.001, 2, BAD},
        {10.000009, 2, 1000}, {9.999991, 2, 1000}, {10.00002, 2, BAD}, {9.99998, 2, BAD}, {-10.000009, 2, -1000},
        {-10.00002, 2, BAD}, {10995116277.75, 2, INT64_C(1099511627775)}, {10995116277.76, 2, BAD}, {-10995116277.76, 2, BAD},
        {3, 0, 3}, {3.5, 0, BAD}, {1099511627775.0, 0, INT64_C(1099511627775)}, {1099511627776.0, 0, BAD}, {1e300, 2, BAD},
        {INFINITY, 2, BAD}, {-INFINITY, 2, BAD}, {0.000000000000000123, 18, 123}, {1.2345, 3, BAD}, {0.125, 3, 125},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct one one;
        struct maker_cell cell[ROWS];
        one_begin(&one);
        set_row(cell, (struct maker_cell){.real = 0}, (struct maker_cell){.real = cases[i].value});
        one.columns.flags = PATRON_ARROW_DECIMALS;
        one.columns.decimals = cases[i].decimals;
        one.maker.offset = 3;
        run_as(&one, 2, "g", i % 2 ? "s" : NULL, cell);
        if (cases[i].expected != BAD) {
            assert_ok(one.status, &one.error);
            assert_int_equal(one.value[4], cases[i].expected);
        } else {
            assert_that(one.status == PATRON_ERROR_DATA, "%.17g", cases[i].value);
            assert_int_equal(one.error.row, 4);
            assert_string_equal(one.error.column, "amount");
        }
    }
    struct one one;
    struct maker_cell cell[ROWS];
    one_begin(&one);
    set_row(cell, (struct maker_cell){.real = 1}, (struct maker_cell){.real = (double)NAN});
    assert_int_equal(run_as(&one, 2, "g", NULL, cell), PATRON_ERROR_ARGUMENT); /* no decimals stated */
    assert_non_null(strstr(one.error.message, "decimals"));
    one.columns.flags = PATRON_ARROW_DECIMALS;
    assert_int_equal(run_as(&one, 2, "g", NULL, cell), PATRON_ERROR_DATA); /* NaN is null, and the amount must not be */
    assert_int_equal(one.error.row, 4);
    one.columns.decimals = 2;
    set_row(cell, (struct maker_cell){.real = 1}, (struct maker_cell){.real = 12.34});
    assert_ok(run_as(&one, 2, "f", NULL, cell), &one.error);
    assert_int_equal(one.value[4], 1234);
    cell[4].real = 1234.56;
    assert_int_equal(run_as(&one, 2, "f", NULL, cell), PATRON_ERROR_DATA);

    /* quantities are pieces; null is 0 there */
    one_begin(&one);
    one.options.quantity_scale = 1000;
    one.columns.quantity = "q";
    set_row(cell, (struct maker_cell){.real = (double)NAN}, (struct maker_cell){.real = 0.25});
    assert_ok(run_with(&one, PT_QUANTITY, "q", "g", cell), &one.error);
    assert_int_equal(one.value[4], 250);
    assert_int_equal(one.present[3], 0);
    cell[4].real = 0.2501;
    assert_int_equal(run_with(&one, PT_QUANTITY, "q", "g", cell), PATRON_ERROR_DATA);
    assert_string_equal(one.error.column, "quantity");
}

static void doubles_as_keys(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        double value;
        int64_t expected;
    } cases[] = {
        {"g", 7, 7}, {"g", -7, -7}, {"g", 0.5, BAD}, {"g", 9007199254740992.0, INT64_C(9007199254740992)},
        {"g", -9007199254740992.0, INT64_C(-9007199254740992)}, {"g", 9007199254740994.0, BAD}, {"g", INFINITY, BAD},
        {"g", 1e-9, BAD}, {"f", 16777216, 16777216}, {"f", 16777218, BAD}, {"f", -16777218, BAD}, {"f", 2.25, BAD},
        {"g", 9007199254740991.0, INT64_C(9007199254740991)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct one one;
        struct maker_cell cell[ROWS];
        one_begin(&one);
        set_row(cell, (struct maker_cell){.real = (double)NAN}, (struct maker_cell){.real = cases[i].value});
        run_as(&one, 0, cases[i].format, i % 2 ? "C" : NULL, cell);
        if (cases[i].expected != BAD) {
            assert_ok(one.status, &one.error);
            assert_int_equal(one.value[4], cases[i].expected);
            assert_int_equal(one.present[4], 1);
            assert_int_equal(one.present[3], 0);
        } else {
            assert_that(one.status == PATRON_ERROR_DATA, "%.17g", cases[i].value);
            assert_int_equal(one.error.row, 4);
        }
    }
}

/* ---- decimals and integers --------------------------------------------------------------------------------------- */

static void decimals(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        int64_t low, high; /* of the 128 bits; high 0 or -1 by sign unless wide */
        bool wide;
        int position;      /* 0 customer, 2 amount with two decimals */
        int64_t expected;
    } cases[] = {
        {"d:10,3", 12340, 0, false, 2, 1234}, {"d:10,3", 12345, 0, false, 2, BAD}, {"d:10,3", -12340, 0, false, 2, -1234},
        {"d:10,0,128", 12, 0, false, 2, 1200}, {"d:10,-2", 12, 0, false, 2, 120000}, {"d:10,2", INT64_MAX, 0, false, 2, INT64_MAX},
        {"d:10,2", INT64_MIN + 1, 0, false, 2, INT64_MIN + 1}, {"d:10,1", INT64_MAX, 0, false, 2, BAD}, {"d:38,-38", 1, 0, false, 2, BAD},
        {"d:38,-38", 0, 0, false, 2, 0}, {"d:38,38", 0, 0, false, 2, 0}, {"d:38,38", 1, 0, false, 2, BAD},
        {"d:38,2", 0, 1, true, 2, BAD}, {"d:38,2", 0, -1, true, 2, BAD},
        {"d:38,20", 7766279631452241920, 5, true, 0, 1}, /* 10^20 */
        {"d:38,20", 7766279631452241921, 5, true, 0, BAD}, {"d:38,0", INT64_MAX, 0, false, 0, INT64_MAX},
        {"d:38,0", INT64_MIN, 0, true, 0, BAD}, {"d:20,2", 250, 0, false, 0, BAD}, {"d:20,2", 300, 0, false, 0, 3},
        {"d:38,36", INT64_C(0xf436a000000000), INT64_C(0x785ee10d5da46d9), true, 2, 1000}, /* 10 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct one one;
        struct maker_cell cell[ROWS];
        one_begin(&one);
        set_row(cell, (struct maker_cell){.number = 0},
                (struct maker_cell){.number = cases[i].low, .high = cases[i].high, .wide = cases[i].wide});
        one.columns.flags = PATRON_ARROW_DECIMALS;
        one.columns.decimals = 2;
        run_as(&one, cases[i].position, cases[i].format, NULL, cell);
        if (cases[i].expected != BAD) {
            assert_ok(one.status, &one.error);
            assert_that(one.value[4] == cases[i].expected, "case %zu: %lld", i, (long long)one.value[4]);
        } else {
            assert_that(one.status == PATRON_ERROR_DATA, "case %zu", i);
            assert_int_equal(one.error.row, 4);
        }
    }
    struct one one;
    one_begin(&one);
    assert_int_equal(run_as(&one, 2, "d:10,2", NULL, amounts), PATRON_ERROR_ARGUMENT);

    /* quantities: the builder's scale, whatever it shares with the decimal's */
    struct maker_cell cell[ROWS];
    set_row(cell, (struct maker_cell){.number = 0}, (struct maker_cell){.number = 125});
    one.maker.column[2].format = "l";
    one.options.quantity_scale = 12;
    one.columns.quantity = "q";
    assert_int_equal(run_with(&one, PT_QUANTITY, "q", "d:9,2", cell), PATRON_OK);
    assert_int_equal(one.value[4], 15);
    cell[4].number = 126;
    assert_int_equal(run_with(&one, PT_QUANTITY, "q", "d:9,2", cell), PATRON_ERROR_DATA);
}

static void integers(void **state)
{
    (void)state;
    struct one one;
    struct maker_cell cell[ROWS];
    one_begin(&one);
    set_row(cell, (struct maker_cell){.number = 9}, (struct maker_cell){.number = -1}); /* as uint64: its greatest */
    assert_int_equal(run_as(&one, 0, "L", NULL, cell), PATRON_ERROR_DATA);
    assert_int_equal(one.error.row, 4);
    assert_non_null(strstr(one.error.message, "18446744073709551615"));
    assert_int_equal(run_as(&one, 0, "L", "i", cell), PATRON_ERROR_DATA);
    cell[4].null = true;
    assert_ok(run_as(&one, 0, "L", NULL, cell), &one.error);
    assert_int_equal(one.present[4], 0);
    assert_ok(run_as(&one, 0, "I", "L", cell), &one.error);
    assert_int_equal(one.value[3], 9);

    /* null columns: of integers, or of strings where the builder holds strings */
    one_begin(&one);
    one.columns.order = "o";
    assert_ok(run_with(&one, PT_ORDER, "o", "n", customers), &one.error);
    assert_false(one.strings);
    for (int i = 0; i < ROWS; i++) assert_int_equal(one.present[i], 0);
    patron_builder *builder = NULL;
    struct ArrowArrayStream stream;
    const struct maker_cell texts[ROWS] = {{.bytes = "a", .length = 1}, {.bytes = "b", .length = 1}, {.bytes = "", .length = 0},
                                           {.bytes = "twelve bytes", .length = 12}, {.bytes = "thirteen byte", .length = 13}, {.null = true}};
    assert_int_equal(patron_builder_open(&one.options, &builder, NULL), PATRON_OK);
    static const char *const formats[] = {"vu", "n", "u", "n"};
    for (int i = 0; i < 4; i++) {
        one.maker.count = 3;
        maker_add(&one.maker, "o", formats[i], NULL, texts);
        maker_stream(&one.maker, &stream);
        assert_ok(patron_builder_add_arrow(builder, &stream, &one.columns, NULL, &one.error), &one.error);
    }
    assert_int_equal(patron_builder_rows(builder), 4 * ROWS);
    one.maker.count = 3;
    maker_add(&one.maker, "o", "i", NULL, customers);
    maker_stream(&one.maker, &stream);
    assert_int_equal(patron_builder_add_arrow(builder, &stream, &one.columns, NULL, &one.error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(one.error.argument, 3);
    patron_builder_free(builder);
    maker_check(&one.maker);
}

/* ---- times ------------------------------------------------------------------------------------------------------- */

static void times(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        int64_t value;
        int64_t day, within; /* day BAD: an error */
        patron_status status;
    } cases[] = {
        {"tdD", -1, -1, 0, 0}, {"tdm", 86400000, 1, 0, 0}, {"tdm", -86400000, -1, 0, 0}, {"tdm", 86400001, BAD, 0, PATRON_ERROR_DATA},
        {"tss:", 86399, 0, INT64_C(86399000000000), 0}, {"tss:", -1, -1, INT64_C(86399000000000), 0},
        {"tsm:", 86400001, 1, 1000000, 0}, {"tsu:", -1, -1, INT64_C(86399999999000), 0}, {"tsn:", 86400000000001, 1, 1, 0},
        {"tsn:", INT64_MIN, -106752, 763145224192, 0}, {"tss:", INT64_MIN, BAD, 0, PATRON_ERROR_RANGE},
        {"tss:", INT64_C(253402300800), BAD, 0, PATRON_ERROR_RANGE}, {"tdD", PATRON_DAY_MAX + 1, BAD, 0, PATRON_ERROR_RANGE},
        {"tdm", INT64_MAX / 86400000 * 86400000, BAD, 0, PATRON_ERROR_RANGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int dictionary = 0; dictionary < 2; dictionary++) {
            struct one one;
            struct maker_cell cell[ROWS];
            one_begin(&one);
            set_row(cell, (struct maker_cell){.number = 0}, (struct maker_cell){.number = cases[i].value});
            run_as(&one, 1, cases[i].format, dictionary ? "S" : NULL, cell);
            assert_that(one.status == cases[i].status, "case %zu: %s", i, one.error.message);
            if (one.status) {
                assert_int_equal(one.error.row, 4);
                assert_string_equal(one.error.column, "time");
                continue;
            }
            assert_int_equal(one.value[4], cases[i].day);
            assert_that(one.within[4] == cases[i].within, "case %zu: %lld", i, (long long)one.within[4]);
        }
}

/* ---- kinds ------------------------------------------------------------------------------------------------------- */

static void kinds(void **state)
{
    (void)state;
    static const char *const words[] = {"paid", "back", NULL, "-12"};
    static const int32_t values[] = {PATRON_KIND_SALE, PATRON_KIND_REFUND, PATRON_KIND_IGNORED, PATRON_KIND_RENEWAL};
    struct maker_cell cell[ROWS] = {{.bytes = "paid", .length = 4}, {.null = true}, {.bytes = "back", .length = 4},
                                    {.bytes = "-12", .length = 3}, {.bytes = "paid", .length = 4}, {.bytes = "paid", .length = 4}};
    const int64_t expected[ROWS] = {0, 3, 2, 1, 0, 0};
    struct one one;
    one_begin(&one);
    one.columns.kind = "k";
    one.columns.kind_words = words;
    one.columns.kind_values = values;
    one.columns.kind_count = 4;
    assert_ok(run_with(&one, PT_KIND, "k", "u", cell), &one.error);
    assert_memory_equal(one.value, expected, sizeof expected);
    assert_ok(run_with(&one, PT_KIND, "k", "vu", cell), &one.error);
    assert_memory_equal(one.value, expected, sizeof expected);
    one.columns.flags = PATRON_ARROW_SKIP_NULLS; /* a null that means something is not left out */
    assert_ok(run_with(&one, PT_KIND, "k", "U", cell), &one.error);
    assert_int_equal(one.rows, ROWS);
    one.columns.flags = 0;
    cell[4] = (struct maker_cell){.bytes = "pai", .length = 3};
    assert_int_equal(run_with(&one, PT_KIND, "k", "u", cell), PATRON_ERROR_DATA);
    assert_int_equal(one.error.row, 4);
    assert_string_equal(one.error.column, "kind");
    assert_non_null(strstr(one.error.message, "pai is not"));
    cell[4] = (struct maker_cell){.bytes = "\xff\xff", .length = 2};
    assert_int_equal(run_with(&one, PT_KIND, "k", "u", cell), PATRON_ERROR_DATA);
    for (int i = 0; i < ROWS; i++) cell[i] = (struct maker_cell){.number = -12};
    assert_ok(run_with(&one, PT_KIND, "k", "c", cell), &one.error); /* integers as they are written */
    assert_int_equal(one.value[5], PATRON_KIND_RENEWAL);
    cell[4].number = INT64_MIN;
    assert_int_equal(run_with(&one, PT_KIND, "k", "l", cell), PATRON_ERROR_DATA);
    assert_non_null(strstr(one.error.message, "-9223372036854775808"));
    one.columns.kind_count = 2; /* without a word for it null is an error */
    cell[4] = (struct maker_cell){.null = true};
    for (int i = 0; i < ROWS; i++) cell[i].bytes = "paid", cell[i].length = 4;
    assert_int_equal(run_with(&one, PT_KIND, "k", "u", cell), PATRON_ERROR_DATA);
    assert_int_equal(one.error.row, 4);

    /* integers are kinds without words, words are none */
    one.columns.kind_words = NULL;
    one.columns.kind_values = NULL;
    one.columns.kind_count = 0;
    assert_int_equal(run_with(&one, PT_KIND, "k", "u", cell), PATRON_ERROR_ARGUMENT);
    set_row(cell, (struct maker_cell){.number = 0}, (struct maker_cell){.number = 3});
    assert_ok(run_with(&one, PT_KIND, "k", "C", cell), &one.error);
    assert_int_equal(one.value[4], 3);
    cell[4].number = 4;
    assert_int_equal(run_with(&one, PT_KIND, "k", "C", cell), PATRON_ERROR_DATA);
}

/* ---- formats ----------------------------------------------------------------------------------------------------- */

/* Columns that nobody asks for may be anything, and have any name. */
static void other_columns(void **state)
{
    (void)state;
    struct one one;
    one_begin(&one);
    maker_add(&one.maker, "flag", "b", NULL, customers);
    maker_add(&one.maker, "", "n", NULL, customers);
    maker_add(&one.maker, "", "vu", "i", customers);
    assert_ok(one_run(&one, PT_CUSTOMER), &one.error);
    assert_int_equal(one.rows, ROWS);
    assert_int_equal(one.value[5], 3);
}

static void refused_formats(void **state)
{
    (void)state;
    static const struct {
        int position;
        const char *format;
    } cases[] = {
        {0, "b"}, {0, "e"}, {0, "z"}, {0, "Z"}, {0, "vz"}, {0, "v"}, {0, "w:16"}, {0, "+l"}, {0, "+s"}, {0, "+r"}, {0, "d:10"},
        {0, "d:10,2,256"}, {0, "d:,2"}, {0, "d:39,0"}, {0, "d:0,0"}, {0, "d:38,39"}, {0, "d:38,-39"}, {0, "d:38,2x"},
        {0, "d:1234,2"}, {0, "d:12,2,"}, {0, "ll"}, {0, ""}, {0, "tdD"}, {0, "tss:"}, {0, "x"},
        {1, "l"}, {1, "i"}, {1, "u"}, {1, "g"}, {1, "tss"}, {1, "tsx:"}, {1, "ts"}, {1, "td"}, {1, "tdX"}, {1, "tdDx"},
        {1, "tDs"}, {1, "tiM"}, {1, "ttu"}, {1, "t"}, {1, "n"}, {1, "tss:UTC"}, {2, "u"}, {2, "vu"}, {2, "tdD"}, {2, "b"}, {2, "n"},
        {2, "g"}, {2, "f"}, {2, "d:10,2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int dictionary = 0; dictionary < 2; dictionary++) {
            struct one one;
            one_begin(&one);
            one.maker.column[cases[i].position].format = cases[i].format;
            one.maker.column[cases[i].position].index = dictionary ? "i" : NULL;
            one.maker.rows = 0; /* it is the schema that is refused */
            assert_that(one_run(&one, 0) == PATRON_ERROR_ARGUMENT, "format %s", cases[i].format);
            assert_int_equal(one.error.argument, 2);
            assert_string_equal(one.error.column, one.maker.column[cases[i].position].name);
            assert_non_null(strstr(one.error.message, one.maker.column[cases[i].position].name));
            assert_non_null(strstr(one.error.message, cases[i].format));
        }
    struct one one;
    one_begin(&one);
    assert_int_equal(run_as(&one, 0, "u", "g", customers), PATRON_ERROR_ARGUMENT);
    assert_non_null(strstr(one.error.message, "indices"));
    one_begin(&one);
    assert_int_equal(run_as(&one, 0, "l", "tdD", customers), PATRON_ERROR_ARGUMENT);
    one_begin(&one);
    one.columns.kind = "k";
    assert_int_equal(run_with(&one, PT_KIND, "k", "g", customers), PATRON_ERROR_ARGUMENT);
    assert_int_equal(run_with(&one, PT_KIND, "k", "b", customers), PATRON_ERROR_ARGUMENT);
    assert_int_equal(run_with(&one, PT_KIND, "k", "n", customers), PATRON_ERROR_ARGUMENT);
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

#define EXPECT_ARGUMENT(change, number)                                       \
    do {                                                                      \
        struct one one;                                                       \
        one_begin(&one);                                                      \
        patron_arrow_columns *c = &one.columns;                               \
        (void)c;                                                              \
        change;                                                               \
        assert_that(one_run(&one, 0) == PATRON_ERROR_ARGUMENT, "%s", #change); \
        assert_int_equal(one.error.argument, number);                         \
    } while (0)

static void wrong_columns(void **state)
{
    (void)state;
    static const char *const words[] = {"a", "b", "a", NULL, NULL};
    static const int32_t values[] = {0, 1, 2, 3, 9};
    const patron_arrow_label good = {sizeof good, "l", "amount", PATRON_LABEL_ORDER, 0};
    patron_arrow_label no_name = good, no_column = good, bad_level = good, reserved = good, lost = good, small = good;
    no_name.name = NULL;
    no_column.column = NULL;
    bad_level.level = 9;
    reserved.reserved = 1;
    lost.column = "lost";
    small.size = 8;
    const patron_arrow_label *const label[] = {&no_name, &no_column, &bad_level, &reserved, &lost, &small, NULL};
    EXPECT_ARGUMENT(c->size = 8, 3);
    EXPECT_ARGUMENT(c->flags = 4, 3);
    EXPECT_ARGUMENT(c->decimals = 2, 3);
    EXPECT_ARGUMENT((c->flags = PATRON_ARROW_DECIMALS, c->decimals = 19), 3);
    EXPECT_ARGUMENT((c->flags = PATRON_ARROW_DECIMALS, c->decimals = -1), 3);
    EXPECT_ARGUMENT(c->customer = NULL, 3);
    EXPECT_ARGUMENT(c->time = NULL, 3);
    EXPECT_ARGUMENT(c->amount = NULL, 3);
    EXPECT_ARGUMENT(c->product = "lost", 3);
    EXPECT_ARGUMENT(c->shop = "customer", 3); /* a shop needs an order */
    EXPECT_ARGUMENT(maker_add(&one.maker, "time", "l", NULL, days), 3);
    EXPECT_ARGUMENT(c->label_count = -1, 3);
    EXPECT_ARGUMENT(c->label_count = 65, 3);
    EXPECT_ARGUMENT(c->label_count = 1, 3);
    for (int i = 0; i < 7; i++) EXPECT_ARGUMENT((c->label_count = 1, c->labels = &label[i]), 3);
    EXPECT_ARGUMENT(c->kind_count = -1, 3);
    EXPECT_ARGUMENT(c->kind_count = 257, 3);
    EXPECT_ARGUMENT((c->kind_count = 1, c->kind = "amount"), 3);
    EXPECT_ARGUMENT((c->kind_count = 1, c->kind = "amount", c->kind_words = words), 3);
    EXPECT_ARGUMENT((c->kind_count = 1, c->kind_words = words, c->kind_values = values), 3);
    EXPECT_ARGUMENT((c->kind_count = 3, c->kind = "amount", c->kind_words = words, c->kind_values = values), 3);
    EXPECT_ARGUMENT((c->kind_count = 2, c->kind = "amount", c->kind_words = words + 3, c->kind_values = values), 3);
    EXPECT_ARGUMENT((c->kind_count = 2, c->kind = "amount", c->kind_words = words, c->kind_values = values + 3), 3);
    EXPECT_ARGUMENT(one.maker.count = 0, 3); /* a struct of nothing has no customer */
}

/* ---- arrays ------------------------------------------------------------------------------------------------------ */

static struct ArrowArray *of(struct ArrowArray *batch, int i) { return batch->children[i]; }
static void negative_length(struct ArrowArray *b, int64_t n) { (void)n; b->length = -1; }
static void huge_length(struct ArrowArray *b, int64_t n) { (void)n; b->length = INT64_MAX / 80; }
static void endless_length(struct ArrowArray *b, int64_t n) { (void)n; b->length = INT64_MAX; }
static void negative_offset(struct ArrowArray *b, int64_t n) { (void)n; b->offset = -1; }
static void far_offset(struct ArrowArray *b, int64_t n) { (void)n; b->offset = INT64_MAX; }
static void longer(struct ArrowArray *b, int64_t n) { (void)n; b->length++; }
static void further(struct ArrowArray *b, int64_t n) { (void)n; b->offset++; }
static void many_nulls(struct ArrowArray *b, int64_t n) { (void)n; b->null_count = ROWS + 1; }
static void few_nulls(struct ArrowArray *b, int64_t n) { (void)n; b->null_count = -2; }
static void null_struct(struct ArrowArray *b, int64_t n) { (void)n; b->null_count = 1; }
static void no_buffers(struct ArrowArray *b, int64_t n) { (void)n; b->n_buffers = 0; }
static void null_buffers(struct ArrowArray *b, int64_t n) { (void)n; b->buffers = NULL; }
static void few_children(struct ArrowArray *b, int64_t n) { (void)n; b->n_children = 2; }
static void null_children(struct ArrowArray *b, int64_t n) { (void)n; b->children = NULL; }
static void null_child(struct ArrowArray *b, int64_t n) { (void)n; b->children[1] = NULL; }
static void short_child(struct ArrowArray *b, int64_t n) { (void)n; of(b, 1)->length--; }
static void negative_child(struct ArrowArray *b, int64_t n) { (void)n; of(b, 1)->length = -5; }
static void child_offset(struct ArrowArray *b, int64_t n) { (void)n; of(b, 2)->offset = -5; }
static void child_buffers(struct ArrowArray *b, int64_t n) { (void)n; of(b, 2)->n_buffers = 1; }
static void child_nulls(struct ArrowArray *b, int64_t n) { (void)n; of(b, 2)->null_count = 1, of(b, 2)->buffers[0] = NULL; }
static void child_values(struct ArrowArray *b, int64_t n) { (void)n; of(b, 0)->buffers[1] = NULL; }
static void child_unaligned(struct ArrowArray *b, int64_t n) { (void)n; of(b, 0)->buffers[1] = (const char *)of(b, 0)->buffers[1] + 1; }
static void child_dictionary(struct ArrowArray *b, int64_t n) { (void)n; of(b, 0)->dictionary = of(b, 1); }
static void lost_dictionary(struct ArrowArray *b, int64_t n) { (void)n; of(b, 0)->dictionary = NULL; }
static void short_dictionary(struct ArrowArray *b, int64_t n) { (void)n; of(b, 0)->dictionary->length = 1; }
static void last_offset(struct ArrowArray *b, int64_t n)
{
    (void)n;
    ((int32_t *)(uintptr_t)of(b, 0)->buffers[1])[of(b, 0)->offset + of(b, 0)->length] = -1;
}
static void falling_offset(struct ArrowArray *b, int64_t n) { (void)n; ((int32_t *)(uintptr_t)of(b, 0)->buffers[1])[2] = 0; }
static void far_string(struct ArrowArray *b, int64_t n) { (void)n; ((int32_t *)(uintptr_t)of(b, 0)->buffers[1])[2] = 1 << 30; }
static void no_bytes(struct ArrowArray *b, int64_t n) { (void)n; of(b, 0)->buffers[2] = NULL; }
static int32_t *view(struct ArrowArray *b) { return (int32_t *)(uintptr_t)of(b, 0)->buffers[1] + 4 * 4; } /* of row 4 */
static void view_part(struct ArrowArray *b, int64_t n) { (void)n; view(b)[2] = 3; }
static void view_before(struct ArrowArray *b, int64_t n) { (void)n; view(b)[2] = -1; }
static void view_offset(struct ArrowArray *b, int64_t n) { (void)n; view(b)[3] = 1; }
static void view_negative(struct ArrowArray *b, int64_t n) { (void)n; view(b)[3] = -1; }
static void view_length(struct ArrowArray *b, int64_t n) { (void)n; view(b)[0] = -1; }
static void view_long(struct ArrowArray *b, int64_t n) { (void)n; view(b)[0] = INT32_MAX; }
static void view_lost(struct ArrowArray *b, int64_t n) { (void)n; of(b, 0)->buffers[2 + view(b)[2]] = NULL; }
static void view_sizes(struct ArrowArray *b, int64_t n) { (void)n; of(b, 0)->buffers[of(b, 0)->n_buffers - 1] = NULL; }
static void view_size(struct ArrowArray *b, int64_t n)
{
    (void)n;
    *(int64_t *)(uintptr_t)of(b, 0)->buffers[of(b, 0)->n_buffers - 1] = -1;
}

static void spoilt_arrays(void **state)
{
    (void)state;
    static const struct {
        void (*spoil)(struct ArrowArray *batch, int64_t number);
        const char *format, *index; /* of the customers; NULL = l */
        patron_status status;
    } cases[] = {
        {negative_length, NULL, NULL, PATRON_ERROR_ARGUMENT}, {huge_length, NULL, NULL, PATRON_ERROR_LIMIT},
        {endless_length, NULL, NULL, PATRON_ERROR_ARGUMENT},  {negative_offset, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {far_offset, NULL, NULL, PATRON_ERROR_ARGUMENT},      {longer, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {further, NULL, NULL, PATRON_ERROR_ARGUMENT},         {many_nulls, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {few_nulls, NULL, NULL, PATRON_ERROR_ARGUMENT},       {null_struct, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {no_buffers, NULL, NULL, PATRON_ERROR_ARGUMENT},      {null_buffers, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {few_children, NULL, NULL, PATRON_ERROR_ARGUMENT},    {null_children, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {null_child, NULL, NULL, PATRON_ERROR_ARGUMENT},      {short_child, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {negative_child, NULL, NULL, PATRON_ERROR_ARGUMENT},  {child_offset, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {child_buffers, NULL, NULL, PATRON_ERROR_ARGUMENT},   {child_nulls, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {child_values, NULL, NULL, PATRON_ERROR_ARGUMENT},    {child_unaligned, NULL, NULL, PATRON_ERROR_ARGUMENT},
        {child_dictionary, NULL, NULL, PATRON_ERROR_ARGUMENT}, {lost_dictionary, "l", "i", PATRON_ERROR_ARGUMENT},
        {short_dictionary, "l", "i", PATRON_ERROR_DATA},      {last_offset, "u", NULL, PATRON_ERROR_ARGUMENT},
        {falling_offset, "u", NULL, PATRON_ERROR_DATA},       {far_string, "u", NULL, PATRON_ERROR_DATA},
        {no_bytes, "u", NULL, PATRON_ERROR_ARGUMENT},         {view_part, "vu", NULL, PATRON_ERROR_DATA},
        {view_before, "vu", NULL, PATRON_ERROR_DATA},         {view_offset, "vu", NULL, PATRON_ERROR_DATA},
        {view_negative, "vu", NULL, PATRON_ERROR_DATA},       {view_length, "vu", NULL, PATRON_ERROR_DATA},
        {view_long, "vu", NULL, PATRON_ERROR_DATA},           {view_lost, "vu", NULL, PATRON_ERROR_DATA},
        {view_sizes, "vu", NULL, PATRON_ERROR_ARGUMENT},      {view_size, "vu", NULL, PATRON_ERROR_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int bits = 0; bits < 2; bits++) { /* with validity of the struct strings take the slow way */
            struct one one;
            struct maker_cell cell[ROWS];
            one_begin(&one);
            set_row(cell, (struct maker_cell){.number = 5, .bytes = "a", .length = 1},
                    (struct maker_cell){.number = 6, .bytes = "a string of 23 bytes ...", .length = 23});
            one.maker.parent_bits = bits;
            one.maker.spoil = cases[i].spoil;
            if (bits && cases[i].spoil == null_struct) continue; /* there it is true */
            run_as(&one, 0, cases[i].format ? cases[i].format : "l", cases[i].index, cell);
            assert_that(one.status == cases[i].status, "case %zu, bits %d: status %d, %s", i, bits, (int)one.status, one.error.message);
            if (one.status == PATRON_ERROR_DATA) assert_true(one.error.row >= 0 && one.error.row < ROWS);
        }
    struct one one;
    struct maker_cell cell[ROWS];
    static const char *const formats[] = {"u", "U", "vu"};
    set_row(cell, (struct maker_cell){.bytes = "fine", .length = 4}, (struct maker_cell){.bytes = "\xc3", .length = 1});
    for (int i = 0; i < 6; i++) {
        one_begin(&one);
        assert_int_equal(run_as(&one, 0, formats[i % 3], i < 3 ? NULL : "i", cell), PATRON_ERROR_DATA);
        assert_int_equal(one.error.row, 4);
        assert_non_null(strstr(one.error.message, "UTF-8"));
    }

    /* of a single batch the array is argument 3 */
    patron_builder *builder = NULL;
    struct ArrowSchema schema;
    struct ArrowArray array;
    one_begin(&one);
    one.maker.spoil = longer;
    assert_int_equal(patron_builder_open(NULL, &builder, NULL), PATRON_OK);
    maker_array(&one.maker, &schema, &array);
    assert_int_equal(patron_builder_add_arrow_array(builder, &schema, &array, &one.columns, NULL, &one.error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(one.error.argument, 3);

    /* schemas that are no structs, or lack a child */
    maker_array(&one.maker, &schema, &array);
    schema.format = "i";
    assert_int_equal(patron_builder_add_arrow_array(builder, &schema, &array, &one.columns, NULL, &one.error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(one.error.argument, 2);
    assert_non_null(strstr(one.error.message, "struct"));
    maker_array(&one.maker, &schema, &array);
    schema.format = NULL;
    assert_int_equal(patron_builder_add_arrow_array(builder, &schema, &array, &one.columns, NULL, &one.error), PATRON_ERROR_ARGUMENT);
    maker_check(&one.maker);
    patron_builder_free(builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubles_as_money), cmocka_unit_test(doubles_as_keys), cmocka_unit_test(decimals),
        cmocka_unit_test(integers),         cmocka_unit_test(times),           cmocka_unit_test(kinds),
        cmocka_unit_test(other_columns),    cmocka_unit_test(refused_formats), cmocka_unit_test(wrong_columns),
        cmocka_unit_test(spoilt_arrays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
