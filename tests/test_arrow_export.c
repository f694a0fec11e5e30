/* Tables and columns out as Arrow streams, taken apart by a consumer that uses its freedoms. */
#include "arrow_maker.h"

#include "table.h"

#include <errno.h>

/* ---- a consumer -------------------------------------------------------------------------------------------------- */

static const void *buffer(const struct ArrowArray *array, int64_t i) { return array->buffers[i]; }

static bool is_null(const struct ArrowArray *array, int64_t i)
{
    const uint8_t *valid = buffer(array, 0);
    return valid && !(valid[i >> 3] >> (i & 7) & 1);
}

/* What every array of ours is like. */
static void check_array(const struct ArrowArray *array, int64_t rows)
{
    int64_t nulls = 0;
    assert_int_equal(array->length, rows);
    assert_int_equal(array->offset, 0);
    assert_null(array->dictionary);
    assert_non_null(array->release);
    for (int64_t i = 0; i < rows; i++) nulls += is_null(array, i);
    assert_int_equal(array->null_count, nulls);
}

static void check_text(const struct ArrowArray *array, int64_t i, const char *text)
{
    const int64_t *offsets = buffer(array, 1);
    assert_int_equal(offsets[i + 1] - offsets[i], strlen(text));
    assert_memory_equal((const char *)buffer(array, 2) + offsets[i], text, strlen(text));
}

static struct ArrowSchema take_schema(struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    memset(&schema, 0x5a, sizeof schema);
    assert_int_equal(stream->get_schema(stream, &schema), 0);
    assert_string_equal(schema.format, "+s");
    assert_non_null(schema.release);
    return schema;
}

static struct ArrowArray take_batch(struct ArrowArrayStream *stream)
{
    struct ArrowArray batch;
    memset(&batch, 0x5a, sizeof batch);
    assert_int_equal(stream->get_next(stream, &batch), 0);
    return batch;
}

static void check_end(struct ArrowArrayStream *stream)
{
    for (int again = 0; again < 2; again++) {
        struct ArrowArray end = take_batch(stream);
        assert_null(end.release);
    }
}

static void check_child(const struct ArrowSchema *schema, int64_t i, const char *name, const char *format)
{
    assert_true(i < schema->n_children);
    assert_string_equal(schema->children[i]->name, name);
    assert_string_equal(schema->children[i]->format, format);
    assert_int_equal(schema->children[i]->flags, ARROW_FLAG_NULLABLE);
    assert_null(schema->children[i]->metadata);
    assert_null(schema->children[i]->dictionary);
    assert_int_equal(schema->children[i]->n_children, 0);
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static const pt_table_column layout[] = {
    {"customer", PATRON_TYPE_INT32, PATRON_UNIT_NONE}, {"due_day", PATRON_TYPE_INT32, PATRON_UNIT_DAY},
    {"net", PATRON_TYPE_INT64, PATRON_UNIT_NONE},      {"chance", PATRON_TYPE_FLOAT64, PATRON_UNIT_NONE},
    {"product", PATRON_TYPE_STRING64, PATRON_UNIT_NONE},
};
#define COLUMNS 5

static const int64_t word_offsets[] = {0, 5, 5, 9};
static const patron_column dictionary = {sizeof dictionary, PATRON_TYPE_STRING64, 0, "applepear", word_offsets, NULL, 0};
static const char *const word[] = {"apple", "", "pear"};

static patron_table *make_table(const patron_allocator *allocator, int64_t rows)
{
    patron_table *table = pt_table_make(allocator, layout, COLUMNS, rows, NULL);
    int32_t element[100];
    assert_true(table && rows <= 100);
    for (int64_t i = 0; i < rows; i++) {
        ((int32_t *)pt_table_values(table, 0))[i] = i % 5 == 1 ? PATRON_NONE : i % 5 == 2 ? PATRON_NO_DAY : (int32_t)i;
        ((int32_t *)pt_table_values(table, 1))[i] = i % 3 == 1 ? PATRON_NO_DAY : i % 3 == 2 ? -1 : (int32_t)(19000 + i);
        ((int64_t *)pt_table_values(table, 2))[i] = i % 2 ? -1 : i;
        ((double *)pt_table_values(table, 3))[i] = (double)i / 8;
        element[i] = (int32_t)(i % 3);
    }
    assert_int_equal(pt_table_set_strings(table, 4, &dictionary, element, NULL), PATRON_OK);
    return table;
}

static void check_table(const struct ArrowArray *batch, int64_t rows)
{
    assert_int_equal(batch->n_children, COLUMNS);
    assert_int_equal(batch->n_buffers, 1);
    check_array(batch, rows);
    for (int i = 0; i < COLUMNS; i++) {
        check_array(batch->children[i], rows);
        assert_int_equal(batch->children[i]->n_buffers, i == 4 ? 3 : 2);
    }
    for (int64_t i = 0; i < rows; i++) {
        assert_int_equal(is_null(batch->children[0], i), i % 5 == 1 || i % 5 == 2);
        if (!is_null(batch->children[0], i)) assert_int_equal(((const int32_t *)buffer(batch->children[0], 1))[i], i);
        assert_int_equal(is_null(batch->children[1], i), i % 3 == 1);
        if (i % 3 != 1) /* a day may be -1 */
            assert_int_equal(((const int32_t *)buffer(batch->children[1], 1))[i], i % 3 == 2 ? -1 : 19000 + i);
        assert_false(is_null(batch->children[2], i)); /* and money too */
        assert_int_equal(((const int64_t *)buffer(batch->children[2], 1))[i], i % 2 ? -1 : i);
        assert_false(is_null(batch->children[3], i));
        assert_true(((const double *)buffer(batch->children[3], 1))[i] == (double)i / 8);
        assert_false(is_null(batch->children[4], i));
        check_text(batch->children[4], i, word[i % 3]);
    }
}

static void tables(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 7, 8, 9, 100};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct counting counting;
        counting_begin(&counting);
        patron_table *table = make_table(&counting.allocator, sizes[k]);
        struct ArrowArrayStream stream, other, third;
        patron_error error;
        assert_ok(patron_table_export_arrow(table, &stream, &error), &error);
        assert_ok(patron_table_export_arrow(table, &other, &error), &error);
        assert_ok(patron_table_export_arrow(table, &third, &error), &error);
        third.release(&third); /* with its batch untaken */
        assert_null(third.release);
        patron_table_free(table); /* the streams need it no more */

        struct ArrowSchema schema = take_schema(&stream), again = take_schema(&stream);
        static const char *const formats[] = {"i", "tdD", "l", "g", "U"};
        assert_int_equal(schema.n_children, COLUMNS);
        for (int i = 0; i < COLUMNS; i++) check_child(&schema, i, layout[i].name, formats[i]);
        struct ArrowArray batch = take_batch(&stream);
        check_table(&batch, sizes[k]);
        check_end(&stream);
        assert_null(stream.get_last_error(&stream));

        /* a child that was moved out lives on after all the rest, and so does a schema's */
        struct ArrowArray moved = *batch.children[4];
        batch.children[4]->release = NULL;
        struct ArrowSchema kept = *schema.children[2];
        schema.children[2]->release = NULL;
        stream.release(&stream);
        batch.release(&batch);
        schema.release(&schema);
        again.release(&again);
        assert_null(batch.release);
        assert_null(schema.release);
        check_array(&moved, sizes[k]);
        for (int64_t i = 0; i < sizes[k]; i++) check_text(&moved, i, word[i % 3]);
        moved.release(&moved);
        assert_string_equal(kept.name, "net");
        kept.release(&kept);

        /* the second export knows nothing of it */
        batch = take_batch(&other);
        other.release(&other);
        check_table(&batch, sizes[k]);
        batch.release(&batch);
        counting_end(&counting);
    }
}

static void empty_tables(void **state)
{
    (void)state;
    struct counting counting;
    counting_begin(&counting);
    patron_table *table = make_table(&counting.allocator, 0);
    struct ArrowArrayStream stream;
    patron_error error;
    assert_ok(patron_table_export_arrow(table, &stream, &error), &error);
    patron_table_free(table);
    struct ArrowSchema schema = take_schema(&stream);
    check_child(&schema, 4, "product", "U");
    schema.release(&schema);
    check_end(&stream);
    stream.release(&stream);

    /* no columns at all */
    assert_ok(patron_arrow_export(NULL, 0, 3, &counting.allocator, &stream, &error), &error);
    schema = take_schema(&stream);
    assert_int_equal(schema.n_children, 0);
    schema.release(&schema);
    struct ArrowArray batch = take_batch(&stream);
    assert_int_equal(batch.length, 3);
    batch.release(&batch);
    stream.release(&stream);
    counting_end(&counting);

    struct ArrowArrayStream untouched;
    memset(&stream, 0x5a, sizeof stream);
    memset(&untouched, 0x5a, sizeof untouched);
    assert_int_equal(patron_table_export_arrow(NULL, &stream, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    assert_memory_equal(&stream, &untouched, sizeof stream);
    assert_ok(patron_arrow_export(NULL, 0, 0, NULL, &stream, &error), &error);
    check_end(&stream);
    stream.release(&stream);
}

/* ---- columns of every type --------------------------------------------------------------------------------------- */

#define ROWS 10
static const int8_t i8[ROWS + 1] = {9, 1, -1, 3, 4, 5, 6, 7, 8, -1, 10};
static const int16_t i16[ROWS + 1] = {9, 1, -1, 3, 4, 5, 6, 7, 8, -1, 10};
static const int32_t i32[ROWS + 1] = {9, 1, -1, PATRON_NO_DAY, 4, 5, 6, 7, 8, -1, 10};
static const int64_t i64[ROWS + 1] = {9, 1, -1, INT32_MIN, 4, 5, 6, 7, 8, -1, 10};
static const uint8_t u8[ROWS + 1] = {9, 1, 255, 3, 4, 5, 6, 7, 8, 255, 10};
static const uint16_t u16[ROWS + 1] = {9, 1, 65535, 3, 4, 5, 6, 7, 8, 65535, 10};
static const uint32_t u32[ROWS + 1] = {9, 1, UINT32_MAX, 3, 4, 5, 6, 7, 8, UINT32_MAX, 10};
static const uint64_t u64[ROWS + 1] = {9, 1, UINT64_MAX, 3, 4, 5, 6, 7, 8, UINT64_MAX, 10};
static const double f64[ROWS + 1] = {9, 1, -1, 3, 4, 5, 6, 7, 8, -1, 10};
static const int32_t o32[ROWS + 2] = {0, 1, 2, 4, 4, 5, 5, 5, 5, 5, 5, 6};
static const int64_t o64[ROWS + 2] = {0, 1, 2, 4, 4, 5, 5, 5, 5, 5, 5, 6};
static const uint8_t bits[] = {0xdf, 0xff}; /* element 5, row 4, is null */

static const struct {
    int32_t type, unit;
    const void *values, *offsets;
    const char *format;
    size_t width;
    int undefined; /* rows with both flags, besides row 4 of `bits` */
} kinds[] = {
    {PATRON_TYPE_INT8, 0, i8, NULL, "c", 1, 2},      {PATRON_TYPE_INT16, 0, i16, NULL, "s", 2, 2},
    {PATRON_TYPE_INT32, 0, i32, NULL, "i", 4, 3},    {PATRON_TYPE_INT64, 0, i64, NULL, "l", 8, 2},
    {PATRON_TYPE_UINT8, 0, u8, NULL, "C", 1, 0},     {PATRON_TYPE_UINT16, 0, u16, NULL, "S", 2, 0},
    {PATRON_TYPE_UINT32, 0, u32, NULL, "I", 4, 0},   {PATRON_TYPE_UINT64, 0, u64, NULL, "L", 8, 0},
    {PATRON_TYPE_FLOAT64, 0, f64, NULL, "g", 8, 0},  {PATRON_TYPE_STRING, 0, "abcdef", o32, "U", 0, 0},
    {PATRON_TYPE_STRING64, 0, "abcdef", o64, "U", 0, 0},
    {PATRON_TYPE_INT32, PATRON_UNIT_DAY, i32, NULL, "tdD", 4, 3},
    {PATRON_TYPE_INT64, PATRON_UNIT_SECOND, i64, NULL, "tss:UTC", 8, 2},
    {PATRON_TYPE_INT64, PATRON_UNIT_MILLISECOND, i64, NULL, "tsm:UTC", 8, 2},
    {PATRON_TYPE_INT64, PATRON_UNIT_MICROSECOND, i64, NULL, "tsu:UTC", 8, 2},
    {PATRON_TYPE_INT64, PATRON_UNIT_NANOSECOND, i64, NULL, "tsn:UTC", 8, 2},
};
#define KINDS (int)(sizeof kinds / sizeof *kinds)

static void every_type(void **state)
{
    (void)state;
    for (int round = 0; round < 8; round++) {
        struct counting counting;
        patron_column column[KINDS];
        patron_arrow_field field[KINDS];
        const patron_arrow_field *fields[KINDS];
        uint64_t flags = (uint64_t)(round & 3);
        bool with_bits = round >= 4;
        counting_begin(&counting);
        for (int i = 0; i < KINDS; i++) {
            column[i] = (patron_column){sizeof column[i], kinds[i].type, kinds[i].unit, kinds[i].values, kinds[i].offsets,
                                        with_bits ? bits : NULL, 1};
            field[i] = (patron_arrow_field){sizeof field[i], kinds[i].format, &column[i], flags};
            fields[i] = &field[i];
        }
        struct ArrowArrayStream stream;
        patron_error error;
        assert_ok(patron_arrow_export(fields, KINDS, ROWS, &counting.allocator, &stream, &error), &error);
        memset(column, 0, sizeof column);
        struct ArrowSchema schema = take_schema(&stream);
        struct ArrowArray batch = take_batch(&stream);
        stream.release(&stream);
        for (int i = 0; i < KINDS; i++) {
            const struct ArrowArray *array = batch.children[i];
            check_child(&schema, i, kinds[i].format, kinds[i].format);
            check_array(array, ROWS);
            if (flags == (PATRON_ARROW_UNDEFINED_DAY | PATRON_ARROW_UNDEFINED_NONE))
                assert_int_equal(array->null_count, kinds[i].undefined + with_bits);
            if (!flags) assert_int_equal(array->null_count, with_bits);
            if (flags == PATRON_ARROW_UNDEFINED_DAY)
                assert_int_equal(array->null_count, with_bits + (kinds[i].type == PATRON_TYPE_INT32));
            if (with_bits) assert_true(is_null(array, 4));
            if (kinds[i].width) {
                assert_memory_equal(buffer(array, 1), (const char *)kinds[i].values + kinds[i].width, ROWS * kinds[i].width);
                continue;
            }
            check_text(array, 0, "b");
            check_text(array, 1, "cd");
            check_text(array, 3, "e");
            check_text(array, 9, "f");
        }
        batch.release(&batch);
        schema.release(&schema);
        counting_end(&counting);
    }
}

static patron_status export_one(patron_column column, const char *name, uint64_t flags, int64_t rows, patron_error *error)
{
    const patron_arrow_field field = {sizeof field, name, &column, flags};
    const patron_arrow_field *fields[1] = {&field};
    struct ArrowArrayStream stream, before;
    memset(&stream, 0x5a, sizeof stream);
    before = stream;
    patron_status status = patron_arrow_export(fields, 1, rows, NULL, &stream, error);
    if (status) assert_memory_equal(&stream, &before, sizeof stream);
    else stream.release(&stream);
    return status;
}

static void wrong_calls(void **state)
{
    (void)state;
    patron_error error;
    struct ArrowArrayStream stream;
    const patron_column good = {sizeof good, PATRON_TYPE_INT32, 0, i32, NULL, NULL, 0};
    patron_column bad = good;
    assert_ok(export_one(good, "a", 0, ROWS, &error), &error);
    assert_int_equal(export_one(good, NULL, 0, ROWS, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(export_one(good, "\xff", 0, ROWS, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(export_one(good, "a", 4, ROWS, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(export_one(good, "a", 0, -1, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    bad.type = 99;
    assert_int_equal(export_one(bad, "a", 0, ROWS, &error), PATRON_ERROR_ARGUMENT);
    bad = good;
    bad.values = NULL;
    assert_int_equal(export_one(bad, "a", 0, ROWS, &error), PATRON_ERROR_ARGUMENT);
    bad = good;
    bad.unit = PATRON_UNIT_SECOND; /* instants are INT64 */
    assert_int_equal(export_one(bad, "a", 0, ROWS, &error), PATRON_ERROR_ARGUMENT);
    bad = (patron_column){sizeof bad, PATRON_TYPE_INT64, PATRON_UNIT_DAY, i64, NULL, NULL, 0};
    assert_int_equal(export_one(bad, "a", 0, ROWS, &error), PATRON_ERROR_ARGUMENT);
    bad = (patron_column){sizeof bad, PATRON_TYPE_STRING, 0, "a\xff" "bcde", o32, NULL, 0};
    assert_int_equal(export_one(bad, "a", 0, ROWS, &error), PATRON_ERROR_DATA);
    assert_int_equal(error.row, 1);
    const patron_arrow_field *none[1] = {NULL};
    assert_int_equal(patron_arrow_export(none, 1, 0, NULL, &stream, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_arrow_export(NULL, 1, 0, NULL, &stream, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    assert_int_equal(patron_arrow_export(NULL, -1, 0, NULL, &stream, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_int_equal(patron_arrow_export(NULL, 0, 0, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 5);
    const patron_allocator broken = {.size = sizeof broken};
    assert_int_equal(patron_arrow_export(NULL, 0, 0, &broken, &stream, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 4);
}

/* ---- there and back ---------------------------------------------------------------------------------------------- */

/* What the library gives it takes: a table as rows of a builder. */
static void round_trip(void **state)
{
    (void)state;
    struct counting counting;
    counting_begin(&counting);
    patron_error error;
    patron_builder *builder = NULL;
    patron_book *book = NULL;
    patron_column column[3] = {{sizeof *column, PATRON_TYPE_STRING64, 0, "abcdef", o64, bits, 1},
                               {sizeof *column, PATRON_TYPE_INT32, PATRON_UNIT_DAY, NULL, NULL, NULL, 0},
                               {sizeof *column, PATRON_TYPE_INT64, 0, NULL, NULL, NULL, 0}};
    int32_t days[ROWS];
    int64_t amounts[ROWS];
    for (int i = 0; i < ROWS; i++) days[i] = 20000 + i, amounts[i] = i + 1;
    column[1].values = days;
    column[2].values = amounts;
    const patron_arrow_field a = {sizeof a, "who", &column[0], 0}, b = {sizeof b, "when", &column[1], 0},
                             c = {sizeof c, "much", &column[2], 0};
    const patron_arrow_field *fields[3] = {&a, &b, &c};
    const patron_arrow_columns columns = {.size = sizeof columns, .customer = "who", .time = "when", .amount = "much"};
    struct ArrowArrayStream stream;
    patron_book_options options = {.size = sizeof options, .allocator = &counting.allocator};
    assert_ok(patron_arrow_export(fields, 3, ROWS, &counting.allocator, &stream, &error), &error);
    assert_ok(patron_builder_open(&options, &builder, &error), &error);
    assert_ok(patron_builder_add_arrow(builder, &stream, &columns, NULL, &error), &error);
    assert_ok(patron_builder_finish(builder, &book, &error), &error);
    patron_totals totals = {.size = sizeof totals};
    assert_ok(patron_book_totals(book, 30000, &totals, &error), &error);
    assert_int_equal(totals.net, 55);
    assert_int_equal(totals.net_guests, 5); /* row 4 is null */
    assert_int_equal(totals.customers, 5);
    patron_book_free(book);
    patron_builder_free(builder);
    counting_end(&counting);
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

struct job {
    const patron_table *table;
    struct ArrowArrayStream stream;
};

static patron_status run(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_table_export_arrow(job->table, &job->stream, error);
}

static void release(void *context)
{
    struct job *job = context;
    job->stream.release(&job->stream);
}

static void no_memory(void **state)
{
    (void)state;
    struct counting counting;
    counting_begin(&counting);
    struct job job = {.table = make_table(&counting.allocator, 20)};
    struct test_memory output = {&job.stream, sizeof job.stream};
    assert_true(each_allocation_fails(&counting, run, release, &job, &output, 1) > 10);

    /* a schema that fails says so, and the stream goes on */
    struct ArrowSchema schema;
    patron_error error;
    assert_ok(run(&job, &error), &error);
    for (int64_t n = 1;; n++) {
        int64_t blocks = counting.blocks;
        counting.calls = counting.failed = 0;
        counting.fail_at = n;
        int code = job.stream.get_schema(&job.stream, &schema);
        counting.fail_at = 0;
        if (!counting.failed) {
            assert_int_equal(code, 0);
            assert_null(job.stream.get_last_error(&job.stream));
            schema.release(&schema);
            break;
        }
        assert_int_equal(code, ENOMEM);
        assert_non_null(job.stream.get_last_error(&job.stream));
        assert_int_equal(counting.blocks, blocks);
    }
    struct ArrowArray batch = take_batch(&job.stream);
    check_table(&batch, 20);
    batch.release(&batch);
    job.stream.release(&job.stream);
    patron_table_free((patron_table *)(uintptr_t)job.table);
    counting_end(&counting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables),      cmocka_unit_test(empty_tables), cmocka_unit_test(every_type),
        cmocka_unit_test(wrong_calls), cmocka_unit_test(round_trip),   cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
