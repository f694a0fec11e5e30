/* Status names, errors, option structs, allocation, checked arithmetic and the aggregates' commit. */
#include "support.h"

#include "base.h"

_Static_assert(sizeof(patron_error) == 256, "patron_error is 256 bytes for ever");
_Static_assert(PATRON_ERROR_MISSING == -11 && PATRON_NO_DAY == INT32_MIN && PATRON_NONE == -1, "constants");

static void version_is_that_of_the_headers(void **state)
{
    (void)state;
    char text[32];
    (void)snprintf(text, sizeof text, "%d.%d.%d", PATRON_VERSION_MAJOR, PATRON_VERSION_MINOR, PATRON_VERSION_PATCH);
    assert_string_equal(patron_version(), text);
    assert_string_equal(PATRON_VERSION_STRING, text);
    assert_int_equal(patron_abi_version(), PATRON_ABI_VERSION);
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    static const struct {
        patron_status status;
        const char *name;
    } known[] = {{PATRON_OK, "ok"}, {PATRON_ERROR_MEMORY, "memory"}, {PATRON_ERROR_ARGUMENT, "argument"},
                 {PATRON_ERROR_DATA, "data"}, {PATRON_ERROR_CONFLICT, "conflict"}, {PATRON_ERROR_OVERFLOW, "overflow"},
                 {PATRON_ERROR_LIMIT, "limit"}, {PATRON_ERROR_CAPACITY, "capacity"}, {PATRON_ERROR_RANGE, "range"},
                 {PATRON_ERROR_FORMAT, "format"}, {PATRON_ERROR_MISMATCH, "mismatch"},
                 {PATRON_ERROR_MISSING, "missing"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_string_equal(patron_status_name(known[i].status), known[i].name);
    static const patron_status unknown[] = {1, 2, INT32_MAX, -12, -1000, INT32_MIN};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_string_equal(patron_status_name(unknown[i]), "unknown");
}

/* ---- errors ---------------------------------------------------------------------------------------------------- */

static void an_error_says_where_and_why(void **state)
{
    (void)state;
    patron_error error;
    memset(&error, 0x5A, sizeof error);
    assert_int_equal(pt_fail(&error, PATRON_ERROR_CONFLICT, 3, 17, 4, "order", "order %d twice", 9),
                     PATRON_ERROR_CONFLICT);
    assert_int_equal(error.code, PATRON_ERROR_CONFLICT);
    assert_int_equal(error.argument, 3);
    assert_int_equal(error.row, 17);
    assert_int_equal(error.other_row, 4);
    assert_string_equal(error.column, "order");
    assert_string_equal(error.message, "order 9 twice");
    for (size_t i = strlen(error.message); i < sizeof error.message; i++) assert_int_equal(error.message[i], 0);
    assert_int_equal(pt_fail(NULL, PATRON_ERROR_DATA, 0, 0, 0, "x", "nobody listens"), PATRON_ERROR_DATA);
    assert_int_equal(pt_fail_row(&error, 8, "amount", "null"), PATRON_ERROR_DATA);
    assert_int_equal(error.row, 8);
    assert_int_equal(error.other_row, -1);
    assert_int_equal(error.argument, 0);
    assert_int_equal(pt_fail_argument(&error, 2, "bad"), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_int_equal(error.row, -1);
    assert_string_equal(error.column, "");
}

/* Bytes of whole UTF-8 characters from the start of a text, by the definition of the encoding. */
static size_t whole_characters(const char *text)
{
    size_t at = 0;
    while (text[at]) {
        unsigned char lead = (unsigned char)text[at];
        size_t need = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, have = 1;
        while (have < need && ((unsigned char)text[at + have] & 0xC0) == 0x80) have++;
        if (have < need) return at;
        at += need;
    }
    return at;
}

static void a_long_text_is_cut_between_characters(void **state)
{
    (void)state;
    static const char *const letters[] = {"a", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x9B\x92"};
    for (size_t letter = 0; letter < 4; letter++)
        for (size_t pad = 0; pad < 8; pad++) {
            char text[1024] = "";
            size_t width = strlen(letters[letter]);
            memset(text, 'x', pad);
            for (size_t at = pad; at + width < 600; at += width) memcpy(text + at, letters[letter], width);
            patron_error error;
            (void)pt_fail(&error, PATRON_ERROR_DATA, 0, -1, -1, text, "%s", text);
            size_t length = strlen(error.message);
            assert_true(length < sizeof error.message && length + width >= sizeof error.message);
            assert_int_equal(whole_characters(error.message), length);
            assert_memory_equal(error.message, text, length);
            length = strlen(error.column);
            assert_true(length < sizeof error.column && length + width >= sizeof error.column);
            assert_int_equal(whole_characters(error.column), length);
        }
    patron_error error; /* bytes that are no text at all stay within the buffer, too */
    char stray[300];
    memset(stray, 0x80, sizeof stray);
    stray[sizeof stray - 1] = 0;
    (void)pt_fail(&error, PATRON_ERROR_DATA, 0, -1, -1, "", "%s", stray);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
}

/* ---- structs that grow ------------------------------------------------------------------------------------------- */

struct known {
    size_t size;
    int64_t a, b;
};

static void structs_may_be_shorter_or_longer(void **state)
{
    (void)state;
    struct {
        struct known known;
        unsigned char tail[9];
    } given;
    struct known out;
    patron_error error;
    memset(&given, 0, sizeof given);
    given.known = (struct known){sizeof out, 5, 7};
    assert_ok(pt_read_struct(&given, &out, sizeof out, 16, 1, "thing", &error), &error);
    assert_memory_equal(&out, &given.known, sizeof out);

    memset(&out, 0x5A, sizeof out);
    given.known.size = 16; /* an older caller: what it does not know is zero */
    assert_ok(pt_read_struct(&given, &out, sizeof out, 16, 1, "thing", &error), &error);
    assert_int_equal(out.a, 5);
    assert_int_equal(out.b, 0);

    assert_ok(pt_read_struct(NULL, &out, sizeof out, 16, 1, "thing", &error), &error);
    assert_int_equal(out.a, 0);

    given.known.size = 15;
    assert_int_equal(pt_read_struct(&given, &out, sizeof out, 16, 4, "thing", &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 4);

    given.known.size = sizeof given.known + sizeof given.tail; /* a newer caller */
    assert_ok(pt_read_struct(&given, &out, sizeof out, 16, 1, "thing", &error), &error);
    for (size_t i = 0; i < sizeof given.tail; i++) {
        given.tail[i] = 1;
        assert_int_equal(pt_read_struct(&given, &out, sizeof out, 16, 1, "thing", &error), PATRON_ERROR_ARGUMENT);
        given.tail[i] = 0;
    }
}

static void results_go_into_shorter_and_longer_structs(void **state)
{
    (void)state;
    struct {
        struct known known;
        int64_t tail;
    } into = {{sizeof into, 1, 2}, 3};
    struct known ours = {sizeof ours, 10, 20};
    patron_error error;
    assert_ok(pt_check_out_struct(&into, sizeof ours, 2, "out", &error), &error);
    pt_write_struct(&into, &ours, sizeof ours);
    assert_int_equal(into.known.size, sizeof into);
    assert_int_equal(into.known.a, 10);
    assert_int_equal(into.known.b, 20);
    assert_int_equal(into.tail, 3);

    into.known = (struct known){16, 1, 2};
    assert_ok(pt_check_out_struct(&into, 16, 2, "out", &error), &error);
    pt_write_struct(&into, &ours, sizeof ours);
    assert_int_equal(into.known.size, 16);
    assert_int_equal(into.known.a, 10);
    assert_int_equal(into.known.b, 2);

    assert_int_equal(pt_check_out_struct(&into, 17, 2, "out", &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_int_equal(pt_check_out_struct(NULL, 16, 5, "out", &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 5);
}

/* ---- allocation ------------------------------------------------------------------------------------------------ */

static void an_allocator_is_whole_or_malloc(void **state)
{
    (void)state;
    patron_allocator out;
    patron_error error;
    assert_ok(pt_allocator_from(NULL, &out, &error), &error);
    int64_t *memory = pt_array(&out, 3, sizeof *memory, &error);
    assert_non_null(memory);
    memory[2] = 9;
    pt_release(&out, memory, 3, sizeof *memory);
    pt_release(&out, NULL, 3, sizeof *memory);

    struct counting counting;
    counting_begin(&counting);
    assert_ok(pt_allocator_from(&counting.allocator, &out, &error), &error);
    assert_ptr_equal(out.context, counting.allocator.context);
    patron_allocator half = counting.allocator;
    half.release = NULL;
    assert_int_equal(pt_allocator_from(&half, &out, &error), PATRON_ERROR_ARGUMENT);
    half = counting.allocator;
    half.allocate = NULL;
    assert_int_equal(pt_allocator_from(&half, &out, &error), PATRON_ERROR_ARGUMENT);
    half = counting.allocator;
    half.size = sizeof half - 1;
    assert_int_equal(pt_allocator_from(&half, &out, &error), PATRON_ERROR_ARGUMENT);
    counting_end(&counting);
}

static void arrays_are_counted_zeroed_and_bounded(void **state)
{
    (void)state;
    struct counting counting;
    patron_error error;
    counting_begin(&counting);
    const patron_allocator *allocator = &counting.allocator;
    unsigned char *bytes = pt_zero_array(allocator, 100, 3, &error);
    assert_non_null(bytes);
    for (int i = 0; i < 300; i++) assert_int_equal(bytes[i], 0);
    assert_int_equal(counting.bytes, 300);
    void *empty = pt_array(allocator, 0, 8, &error);
    assert_non_null(empty);
    assert_int_equal(counting.blocks, 2);
    PT_FREE(allocator, bytes, 300);
    assert_null(bytes);
    pt_release(allocator, empty, 0, 8);
    static const int64_t absurd[] = {INT64_MAX, INT64_MAX / 8 + 1, INT64_MAX / 16 + 1};
    for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
        assert_null(pt_array(allocator, absurd[i], 16, &error));
        assert_int_equal(error.code, PATRON_ERROR_MEMORY);
        assert_null(pt_zero_array(allocator, absurd[i], 16, NULL));
    }
    counting.calls = 0;
    counting.fail_at = 1;
    assert_null(pt_array(allocator, 1, 1, &error));
    assert_int_equal(error.code, PATRON_ERROR_MEMORY);
    counting_end(&counting);
}

/* ---- arithmetic ------------------------------------------------------------------------------------------------ */

static void arithmetic_is_checked(void **state)
{
    (void)state;
    int64_t out = 7;
    assert_false(pt_add(INT64_MAX - 1, 1, &out));
    assert_true(out == INT64_MAX);
    assert_true(pt_add(INT64_MAX, 1, &out));
    assert_true(pt_subtract(INT64_MIN, 1, &out));
    assert_false(pt_subtract(INT64_MIN, -1, &out));
    assert_true(out == INT64_MIN + 1);
    assert_true(pt_multiply(INT64_MAX / 2 + 1, 2, &out));
    assert_false(pt_multiply(INT64_MIN, 1, &out));
    assert_true(out == INT64_MIN);
    assert_true(pt_absolute(INT64_MIN, &out));
    assert_false(pt_absolute(-5, &out));
    assert_int_equal(out, 5);
    assert_false(pt_absolute(INT64_MAX, &out));
    assert_true(out == INT64_MAX);
    for (int64_t b = 1; b < 9; b++)
        for (int64_t a = -40; a < 40; a++) {
            int64_t q = pt_floor_divide(a, b);
            assert_true(q * b <= a && a < (q + 1) * b);
        }
    assert_true(pt_floor_divide(INT64_MIN, 1) == INT64_MIN);
    assert_true(pt_floor_divide(INT64_MIN, INT64_MAX) == -2);
}

static void cells_are_added_all_or_none(void **state)
{
    (void)state;
    int64_t into[3] = {INT64_MAX - 5, -5, 0};
    const int64_t good[3] = {5, 5, -1}, bad[3] = {1, 1, INT64_MIN}, low[3] = {6, 0, 0};
    assert_true(pt_can_add(into, good, 3));
    pt_commit(into, good, 3);
    assert_true(into[0] == INT64_MAX && into[1] == 0 && into[2] == -1);
    assert_false(pt_can_add(into, bad, 3));
    assert_false(pt_can_add(into, low, 3));
    assert_true(pt_can_add(NULL, bad, 3));
    pt_commit(NULL, bad, 3);
    assert_true(pt_can_add(into, bad, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_is_that_of_the_headers), cmocka_unit_test(every_status_has_a_name),
        cmocka_unit_test(an_error_says_where_and_why), cmocka_unit_test(a_long_text_is_cut_between_characters),
        cmocka_unit_test(structs_may_be_shorter_or_longer),
        cmocka_unit_test(results_go_into_shorter_and_longer_structs),
        cmocka_unit_test(an_allocator_is_whole_or_malloc), cmocka_unit_test(arrays_are_counted_zeroed_and_bounded),
        cmocka_unit_test(arithmetic_is_checked), cmocka_unit_test(cells_are_added_all_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
