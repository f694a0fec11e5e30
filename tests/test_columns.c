/* Columns: every type, offset and validity; strings and UTF-8; what is refused; arrays that change during the call. */
#include "support.h"

#include "columns.h"

#include <stdatomic.h>

#define ELEMENTS 300

static const struct {
    int32_t type;
    int64_t width, low, high;
} integer_types[] = {
    {PATRON_TYPE_INT8, 1, INT8_MIN, INT8_MAX},    {PATRON_TYPE_INT16, 2, INT16_MIN, INT16_MAX},
    {PATRON_TYPE_INT32, 4, INT32_MIN, INT32_MAX}, {PATRON_TYPE_INT64, 8, INT64_MIN, INT64_MAX},
    {PATRON_TYPE_UINT8, 1, 0, UINT8_MAX},         {PATRON_TYPE_UINT16, 2, 0, UINT16_MAX},
    {PATRON_TYPE_UINT32, 4, 0, UINT32_MAX},       {PATRON_TYPE_UINT64, 8, 0, INT64_MAX},
};

static void put(void *array, int64_t width, int64_t at, int64_t value)
{
    unsigned char bytes[8];
    memcpy(bytes, &value, 8);
    const uint16_t probe = 1;
    bool little = *(const unsigned char *)&probe == 1;
    memcpy((char *)array + at * width, little ? bytes : bytes + 8 - width, (size_t)width);
}

/* ---- integers -------------------------------------------------------------------------------------------------- */

static void integers_come_out_as_they_went_in(void **state)
{
    (void)state;
    struct rng rng = {11};
    for (size_t t = 0; t < sizeof integer_types / sizeof *integer_types; t++)
        for (int round = 0; round < 40; round++) {
            int64_t first = rng_between(&rng, 0, 20), count = rng_between(&rng, 0, ELEMENTS - 20);
            bool nulls = rng_chance(&rng, 50);
            int64_t expected[ELEMENTS], array[ELEMENTS];
            uint8_t valid[ELEMENTS / 8 + 1] = {0};
            bool there[ELEMENTS];
            for (int64_t i = 0; i < ELEMENTS; i++) {
                int64_t low = integer_types[t].low, high = integer_types[t].high;
                expected[i] = rng_chance(&rng, 10) ? low : rng_chance(&rng, 10) ? high : rng_between(&rng, low, high);
                put(array, integer_types[t].width, i, expected[i]);
                there[i] = !nulls || rng_chance(&rng, 70);
                if (there[i]) valid[i / 8] = (uint8_t)(valid[i / 8] | 1 << i % 8);
                if (!there[i] && integer_types[t].type == PATRON_TYPE_UINT64 && rng_chance(&rng, 50))
                    put(array, 8, i, -1); /* what lies under a null is nobody's error */
                if (!there[i]) expected[i] = 0;
            }
            patron_column given = {sizeof given, integer_types[t].type, 0, array, NULL, nulls ? valid : NULL, first};
            patron_column column;
            patron_error error;
            assert_ok(pt_column_read(&given, count, 1, "amount", &column, &error), &error);
            int64_t start = count ? rng_between(&rng, 0, count) : 0, values[ELEMENTS];
            uint8_t present[ELEMENTS];
            memset(values, 0x5A, sizeof values);
            memset(present, 0x5A, sizeof present);
            assert_ok(pt_column_integers(&column, start, count - start, 0, "amount", values, present, &error), &error);
            for (int64_t i = 0; i < count - start; i++) {
                assert_int_equal(present[i], there[first + start + i]);
                assert_true(values[i] == expected[first + start + i]);
            }
            assert_int_equal(values[count - start], 0x5A5A5A5A5A5A5A5A); /* nothing is written behind the end */
            assert_int_equal(present[count - start], 0x5A);
        }
}

static void an_unsigned_number_beyond_int64_is_an_error_with_its_row(void **state)
{
    (void)state;
    const uint64_t array[] = {0, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX};
    patron_column column = {sizeof column, PATRON_TYPE_UINT64, 0, array, NULL, NULL, 0};
    int64_t values[4];
    uint8_t present[4];
    patron_error error;
    assert_ok(pt_column_integers(&column, 0, 2, 0, "customer", values, present, &error), &error);
    assert_int_equal(pt_column_integers(&column, 1, 3, 100, "customer", values, present, &error), PATRON_ERROR_DATA);
    assert_int_equal(error.row, 101);
    assert_string_equal(error.column, "customer");
    assert_non_null(strstr(error.message, "9223372036854775808"));
    column.type = PATRON_TYPE_STRING;
    assert_int_equal(pt_column_integers(&column, 0, 1, 0, "customer", values, present, &error), PATRON_ERROR_ARGUMENT);
}

/* ---- strings --------------------------------------------------------------------------------------------------- */

static void strings_come_out_as_they_went_in(void **state)
{
    (void)state;
    static const char *const words[] = {"", "a", "Ursula", "\xC3\xBC", "gr\xC3\xBC\xC3\x9F\x65 an alle",
                                        "0123456789abcdef",
                                        "\xF0\x9F\x9B\x92\xE2\x82\xAC", "12345678\xC3\xA4"};
    struct rng rng = {12};
    for (int round = 0; round < 60; round++) {
        int32_t small[ELEMENTS + 1];
        int64_t large[ELEMENTS + 1];
        char bytes[ELEMENTS * 20];
        int word[ELEMENTS];
        uint8_t valid[ELEMENTS / 8 + 1] = {0};
        small[0] = (int32_t)(large[0] = rng_between(&rng, 0, 5)); /* need not begin at 0 */
        for (int i = 0; i < ELEMENTS; i++) {
            word[i] = (int)rng_between(&rng, 0, 7);
            int64_t length = (int64_t)strlen(words[word[i]]);
            memcpy(bytes + large[i], words[word[i]], (size_t)length);
            small[i + 1] = (int32_t)(large[i + 1] = large[i] + length);
            if (rng_chance(&rng, 80)) valid[i / 8] = (uint8_t)(valid[i / 8] | 1 << i % 8);
        }
        bool wide = rng_chance(&rng, 50), nulls = rng_chance(&rng, 50);
        int64_t first = rng_between(&rng, 0, 20), count = rng_between(&rng, 1, ELEMENTS - 20);
        patron_column given = {sizeof given, wide ? PATRON_TYPE_STRING64 : PATRON_TYPE_STRING, 0, bytes,
                               wide ? (const void *)large : small, nulls ? valid : NULL, first};
        patron_column column;
        patron_error error;
        assert_ok(pt_column_read(&given, count, 1, "product", &column, &error), &error);
        assert_true(pt_is_string(&column));
        int64_t end = pt_column_end(&column, count);
        assert_int_equal(end, large[first + count]);
        const char *text[ELEMENTS];
        int64_t length[ELEMENTS], start = rng_between(&rng, 0, count);
        uint8_t present[ELEMENTS];
        assert_ok(pt_column_strings(&column, end, start, count - start, 0, "product", text, length, present, &error),
                  &error);
        for (int64_t i = 0; i < count - start; i++) {
            int64_t at = first + start + i;
            bool there = !nulls || valid[at / 8] >> at % 8 & 1;
            assert_int_equal(present[i], there);
            assert_int_equal(length[i], there ? (int64_t)strlen(words[word[at]]) : 0);
            assert_memory_equal(text[i], words[word[at]], (size_t)length[i]);
        }
    }
}

static void only_empty_strings_need_no_bytes(void **state)
{
    (void)state;
    const int32_t empty[] = {0, 0, 0}, odd[] = {4, 4, 4}, full[] = {0, 0, 1};
    patron_column column = {sizeof column, PATRON_TYPE_STRING, 0, NULL, empty, NULL, 0};
    const char *text[2];
    int64_t length[2];
    uint8_t present[2];
    patron_error error;
    assert_ok(pt_column_strings(&column, 0, 0, 2, 0, "order", text, length, present, &error), &error);
    assert_non_null(text[0]);
    assert_int_equal(length[0] + length[1], 0);
    column.offsets = odd;
    assert_ok(pt_column_strings(&column, 4, 0, 2, 0, "order", text, length, present, &error), &error);
    assert_int_equal(length[1], 0);
    column.offsets = full;
    assert_int_equal(pt_column_strings(&column, 1, 0, 2, 0, "order", text, length, present, &error),
                     PATRON_ERROR_ARGUMENT);
    assert_int_equal(pt_column_end(&column, 0), 0);
    column.type = PATRON_TYPE_INT32;
    assert_int_equal(pt_column_strings(&column, 1, 0, 2, 0, "order", text, length, present, &error),
                     PATRON_ERROR_ARGUMENT);
}

static void wrong_offsets_are_an_error_with_their_row(void **state)
{
    (void)state;
    static const struct {
        int64_t offsets[5], end, row;
    } cases[] = {
        {{0, 1, 2, 3, 4}, 4, -1},          {{0, 1, 0, 3, 4}, 4, 1},         {{-1, 1, 2, 3, 4}, 4, 0},
        {{0, 1, 2, 3, 5}, 4, 3},           {{0, 9, 2, 3, 4}, 4, 0},         {{0, 1, 2, 3, 2}, 4, 3},
        {{5, 5, 5, 5, 5}, 4, 0},           {{0, 1, 2, 3, INT64_MAX}, 4, 3}, {{INT64_MIN, 1, 2, 3, 4}, 4, 0},
        {{0, INT64_MIN, 2, 3, 4}, 4, 0},   {{0, 0, 0, 0, 0}, 0, -1},        {{0, 0, 0, 0, -1}, -1, 0},
        {{-5, -4, -3, -2, -1}, -1, 0},
    };
    const char bytes[] = "abcdefgh";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        patron_column column = {sizeof column, PATRON_TYPE_STRING64, 0, bytes, cases[i].offsets, NULL, 0};
        const char *text[4];
        int64_t length[4];
        uint8_t present[4];
        patron_error error;
        patron_status status =
            pt_column_strings(&column, cases[i].end, 0, 4, 50, "customer", text, length, present, &error);
        assert_int_equal(status, cases[i].row < 0 ? PATRON_OK : PATRON_ERROR_DATA);
        if (status) assert_int_equal(error.row, 50 + cases[i].row);
    }
}

/* ---- UTF-8 ----------------------------------------------------------------------------------------------------- */

/* By decoding: the code point must be one, and must need that many bytes. */
static bool naive_utf8(const unsigned char *bytes, int64_t length)
{
    for (int64_t i = 0; i < length;) {
        uint32_t lead = bytes[i], code;
        int64_t need = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
        if (!need || i + need > length) return false;
        code = need == 1 ? lead : lead & (0x7Fu >> need);
        for (int64_t k = 1; k < need; k++) {
            if (bytes[i + k] >> 6 != 2) return false;
            code = code << 6 | (bytes[i + k] & 0x3Fu);
        }
        int64_t least = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        if (least != need || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
        i += need;
    }
    return true;
}

static void utf8_is_what_unicode_says(void **state)
{
    (void)state;
    unsigned char bytes[16] = {0};
    int64_t wrong = 0, valid = 0;
    for (uint32_t code = 0; code < 0x1000000; code++) { /* all of one, two and three bytes */
        bytes[0] = (unsigned char)(code >> 16);
        bytes[1] = (unsigned char)(code >> 8);
        bytes[2] = (unsigned char)code;
        int64_t length = code % 5 == 0 ? 1 : code % 5 == 1 ? 2 : 3;
        bool expected = naive_utf8(bytes, length);
        wrong += pt_is_utf8((const char *)bytes, length) != expected;
        valid += expected;
    }
    assert_int_equal(wrong, 0);
    assert_true(valid > 1000000);
    struct rng rng = {13};
    static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
                                          0xDF, 0xE0, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
    valid = 0;
    for (int i = 0; i < 2000000; i++) {
        int64_t length = rng_between(&rng, 4, 12);
        uint64_t drawn = rng_next(&rng);
        for (int k = 0; k < 12; k++, drawn /= 24) bytes[k] = i % 2 && k > 3 ? 'x' : edges[drawn % 24];
        bool expected = naive_utf8(bytes, length);
        wrong += pt_is_utf8((const char *)bytes, length) != expected;
        valid += expected;
    }
    assert_int_equal(wrong, 0);
    assert_true(valid > 100);
    assert_true(pt_is_utf8("", 0));
}

static void bad_utf8_is_an_error_unless_null(void **state)
{
    (void)state;
    const char bytes[] = "ok\xFF\xFEok";
    const int32_t offsets[] = {0, 2, 4, 6};
    const uint8_t valid[] = {5};
    patron_column column = {sizeof column, PATRON_TYPE_STRING, 0, bytes, offsets, NULL, 0};
    const char *text[3];
    int64_t length[3];
    uint8_t present[3];
    patron_error error;
    assert_int_equal(pt_column_strings(&column, 6, 0, 3, 7, "category", text, length, present, &error),
                     PATRON_ERROR_DATA);
    assert_int_equal(error.row, 8);
    assert_string_equal(error.column, "category");
    column.valid = valid;
    assert_ok(pt_column_strings(&column, 6, 0, 3, 7, "category", text, length, present, &error), &error);
    assert_int_equal(length[1], 0);
    assert_int_equal(length[2], 2);
}

/* ---- what is refused ------------------------------------------------------------------------------------------- */

static void bad_columns_are_refused(void **state)
{
    (void)state;
    _Alignas(16) static const char array[64];
    patron_column out, good = {sizeof good, PATRON_TYPE_INT32, 0, array, NULL, NULL, 0};
    patron_error error;
    assert_ok(pt_column_read(&good, 4, 1, "amount", &out, &error), &error);
    assert_memory_equal(&out, &good, sizeof out);
    const patron_column before = out;
    static const struct {
        size_t size;
        int32_t type, unit;
        int64_t shift, first, count;
        const char *role;
    } cases[] = {
        {0, PATRON_TYPE_INT32, 0, 0, 0, 4, "amount"},
        {sizeof(patron_column) - 1, PATRON_TYPE_INT32, 0, 0, 0, 4, "amount"},
        {sizeof(patron_column), 0, 0, 0, 0, 4, "amount"},
        {sizeof(patron_column), 12, 0, 0, 0, 4, "amount"},
        {sizeof(patron_column), -1, 0, 0, 0, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_FLOAT64, 0, 0, 0, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT32, PATRON_UNIT_DAY, 0, 0, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 6, 0, 0, 4, "time"},
        {sizeof(patron_column), PATRON_TYPE_INT32, -1, 0, 0, 4, "time"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 0, 0, 0, 4, "time"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 0, 0, 0, 4, "since_day"},
        {sizeof(patron_column), PATRON_TYPE_STRING, PATRON_UNIT_DAY, 0, 0, 4, "time"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 0, 1, 0, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT64, 0, 4, 0, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_UINT16, 0, 3, 0, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 0, 0, -1, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 0, 0, 0, -1, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 0, 0, INT64_MAX, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 0, 0, 0, INT64_MAX, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT32, 0, 0, INT64_MAX / 4, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_INT8, 0, 0, INT64_MAX - 3, 4, "amount"},
        {sizeof(patron_column), PATRON_TYPE_STRING, 0, 0, 0, 4, "amount"}, /* without offsets */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        patron_column bad = {cases[i].size, cases[i].type, cases[i].unit, array + cases[i].shift, NULL, NULL,
                             cases[i].first};
        assert_int_equal(pt_column_read(&bad, cases[i].count, 9, cases[i].role, &out, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 9);
        assert_memory_equal(&out, &before, sizeof out);
    }
    patron_column bad = good;
    bad.values = NULL;
    assert_int_equal(pt_column_read(&bad, 4, 2, "amount", &out, &error), PATRON_ERROR_ARGUMENT);
    assert_ok(pt_column_read(&bad, 0, 2, "amount", &out, &error), &error); /* nothing to point at */
    assert_int_equal(pt_column_read(NULL, 4, 2, "amount", &out, &error), PATRON_ERROR_ARGUMENT);
    assert_string_equal(error.column, "amount");
    for (int32_t unit = PATRON_UNIT_DAY; unit <= PATRON_UNIT_NANOSECOND; unit++) {
        good.unit = unit;
        assert_ok(pt_column_read(&good, 4, 1, "time", &out, &error), &error);
    }
}

/* ---- arrays that change during the call -------------------------------------------------------------------------- */

struct changing {
    atomic_bool stop;
    volatile int32_t *offsets;
    volatile char *bytes;
    volatile uint8_t *valid;
    int64_t count, size;
};

static void *change(void *argument)
{
    struct changing *shared = argument;
    struct rng rng = {14};
    while (!atomic_load(&shared->stop)) {
        int64_t at = rng_between(&rng, 0, shared->count);
        int32_t kept = shared->offsets[at];
        shared->offsets[at] = rng_chance(&rng, 50) ? INT32_MAX : (int32_t)rng_between(&rng, -9, shared->size + 9);
        shared->bytes[rng_between(&rng, 0, shared->size - 1)] = (char)rng_next(&rng);
        shared->valid[at / 8] = (uint8_t)rng_next(&rng);
        shared->offsets[at] = kept;
    }
    return NULL;
}

/* Memory safety only (the sanitizers look on): what is found may be anything, but lies within the bytes. */
static void a_column_may_change_while_it_is_read(void **state)
{
    (void)state;
#if defined(__SANITIZE_THREAD__)
    skip(); /* the race is the point */
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
    skip();
#endif
#endif
    enum { COUNT = 500, SIZE = 4000 };
    int32_t *offsets = malloc((COUNT + 1) * sizeof *offsets);
    char *bytes = malloc(SIZE);
    uint8_t *valid = malloc(COUNT / 8 + 1);
    assert_true(offsets && bytes && valid);
    for (int i = 0; i <= COUNT; i++) offsets[i] = i * 8;
    memset(bytes, 'a', SIZE);
    memset(valid, 255, COUNT / 8 + 1);
    struct changing shared = {false, offsets, bytes, valid, COUNT, SIZE};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, change, &shared), 0);
    patron_column column = {sizeof column, PATRON_TYPE_STRING, 0, bytes, offsets, valid, 0};
    int64_t good = 0, bad = 0, outside = 0;
    for (int round = 0; round < 20000; round++) {
        const char *text[COUNT];
        int64_t length[COUNT];
        uint8_t present[COUNT];
        if (pt_column_strings(&column, SIZE, 0, COUNT, 0, "customer", text, length, present, NULL)) {
            bad++;
            continue;
        }
        good++;
        for (int i = 0; i < COUNT; i++)
            outside += text[i] < bytes || length[i] < 0 || text[i] + length[i] > bytes + SIZE || present[i] > 1;
    }
    atomic_store(&shared.stop, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(outside, 0);
    assert_int_equal(good + bad, 20000);
    free(offsets);
    free(bytes);
    free(valid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_come_out_as_they_went_in),
        cmocka_unit_test(an_unsigned_number_beyond_int64_is_an_error_with_its_row),
        cmocka_unit_test(strings_come_out_as_they_went_in),
        cmocka_unit_test(only_empty_strings_need_no_bytes),
        cmocka_unit_test(wrong_offsets_are_an_error_with_their_row),
        cmocka_unit_test(utf8_is_what_unicode_says),
        cmocka_unit_test(bad_utf8_is_an_error_unless_null),
        cmocka_unit_test(bad_columns_are_refused),
        cmocka_unit_test(a_column_may_change_while_it_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
