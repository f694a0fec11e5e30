/* Saving and loading: what is written comes back on any host; every cut and every flipped bit is refused. */
#include "support.h"

#include "bytes.h"

#include <math.h>

#define KIND 7u
#define VERSION 3u

struct rule {
    uint32_t small;
    int64_t number;
    double real;
    int64_t numbers[5];
    double reals[4];
    char text[6];
};

static const struct rule sample = {0xCAFEBABEu,          INT64_MIN, -0.0, {INT64_MAX, INT64_MIN, -1, 0, 1},
                                   {0x1p-1074, -0x1.fffffffffffffp1023, 1.0 / 3, 0}, "abcde"};

static void write_rule(pt_writer *writer, const void *given)
{
    const struct rule *rule = given;
    pt_write_u32(writer, rule->small);
    pt_write_i64(writer, rule->number);
    pt_write_double(writer, rule->real);
    pt_write_i64(writer, 5);
    pt_write_i64s(writer, rule->numbers, 5);
    pt_write_i64(writer, 4);
    pt_write_doubles(writer, rule->reals, 4);
    pt_write_i64(writer, (int64_t)sizeof rule->text);
    pt_write_bytes(writer, rule->text, (int64_t)sizeof rule->text);
    pt_write_bytes(writer, NULL, 0);
}
#define PAYLOAD (4 + 8 + 8 + 8 + 40 + 8 + 32 + 8 + 6)
#define TOTAL (24 + PAYLOAD + 8)

static patron_status load_rule(const void *bytes, int64_t count, struct rule *out, patron_error *error)
{
    struct rule rule;
    pt_reader reader;
    memset(&rule, 0, sizeof rule);
    patron_status status = pt_read_begin(&reader, bytes, count, KIND, VERSION, error);
    if (status) return status;
    rule.small = pt_read_u32(&reader);
    rule.number = pt_read_i64(&reader);
    rule.real = pt_read_double(&reader);
    int64_t numbers = pt_read_count(&reader, 8);
    if (numbers != 5) reader.failed = true;
    pt_read_i64s(&reader, rule.numbers, 5);
    if (pt_read_count(&reader, 8) != 4) reader.failed = true;
    pt_read_doubles(&reader, rule.reals, 4);
    int64_t length = pt_read_count(&reader, 1);
    const void *text = pt_read_bytes(&reader, length);
    if ((status = pt_read_end(&reader, error))) return status;
    assert_int_equal(length, sizeof rule.text);
    memcpy(rule.text, text, sizeof rule.text);
    *out = rule;
    return PATRON_OK;
}

static int64_t save(unsigned char *bytes, int64_t capacity)
{
    int64_t needed = -5;
    patron_error error;
    assert_ok(pt_rule_save(&sample, write_rule, KIND, VERSION, bytes, capacity, &needed, &error), &error);
    return needed;
}

static void rules_come_back_bit_for_bit(void **state)
{
    (void)state;
    unsigned char bytes[TOTAL + 3];
    struct rule loaded;
    patron_error error;
    memset(bytes, 0x5A, sizeof bytes);
    assert_int_equal(save(NULL, 0), TOTAL);
    assert_int_equal(save(bytes, sizeof bytes), TOTAL);
    assert_int_equal(bytes[TOTAL], 0x5A);
    assert_ok(load_rule(bytes, TOTAL, &loaded, &error), &error);
    assert_int_equal(loaded.small, sample.small);
    assert_memory_equal(&loaded.number, &sample.number, sizeof sample.number);
    assert_memory_equal(&loaded.real, &sample.real, sizeof sample.real);
    assert_memory_equal(loaded.numbers, sample.numbers, sizeof sample.numbers);
    assert_memory_equal(loaded.reals, sample.reals, sizeof sample.reals);
    assert_memory_equal(loaded.text, sample.text, sizeof sample.text);
    assert_ok(pt_rule_save(&sample, write_rule, KIND, VERSION, bytes, TOTAL, NULL, &error), &error);
}

static void the_layout_is_fixed(void **state)
{
    (void)state;
    static const unsigned char head[] = {'P', 'T', 'R', 'N', 7, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, PAYLOAD, 0, 0, 0, 0, 0,
                                         0, 0, 0xBE, 0xBA, 0xFE, 0xCA, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0,
                                         0x80, 5, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F};
    unsigned char bytes[TOTAL];
    (void)save(bytes, TOTAL);
    assert_memory_equal(bytes, head, sizeof head);
    /* The checksum of an empty payload, by XXH3 with seed 0 over its 24 bytes: kept here so that it cannot change. */
    pt_writer writer;
    unsigned char empty[32];
    pt_write_begin(&writer, empty, sizeof empty, 1, 1);
    pt_write_end(&writer);
    assert_int_equal(writer.used, 32);
    static const unsigned char checksum[8] = {0xFF, 0x65, 0x52, 0x81, 0x44, 0xBA, 0xE8, 0x68};
    assert_memory_equal(empty + 24, checksum, 8);
}

static void a_short_buffer_is_not_written(void **state)
{
    (void)state;
    for (int64_t capacity = 0; capacity < TOTAL; capacity++) {
        unsigned char bytes[TOTAL], before[TOTAL];
        int64_t needed = -5;
        patron_error error;
        memset(bytes, 0x5A, sizeof bytes);
        memcpy(before, bytes, sizeof bytes);
        assert_int_equal(pt_rule_save(&sample, write_rule, KIND, VERSION, bytes, capacity, &needed, &error),
                         PATRON_ERROR_CAPACITY);
        assert_memory_equal(bytes, before, sizeof bytes);
        assert_int_equal(needed, -5);
        assert_non_null(strstr(error.message, "154"));
        _Static_assert(TOTAL == 154, "the message above");
        pt_writer writer; /* a writer itself stops at its end, too */
        pt_write_begin(&writer, bytes, capacity, KIND, VERSION);
        write_rule(&writer, &sample);
        pt_write_end(&writer);
        assert_int_equal(writer.used, TOTAL);
        assert_memory_equal(bytes + capacity, before + capacity, (size_t)(TOTAL - capacity));
    }
    patron_error error;
    unsigned char bytes[TOTAL];
    assert_int_equal(pt_rule_save(&sample, write_rule, KIND, VERSION, bytes, -1, NULL, &error), PATRON_ERROR_CAPACITY);
    assert_int_equal(pt_rule_save(NULL, write_rule, KIND, VERSION, bytes, TOTAL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
}

/* Loads a copy that is exactly as long as it says, so that a sanitizer sees every byte too far. */
static patron_status load_copy(const unsigned char *bytes, int64_t count, patron_error *error)
{
    unsigned char *copy = malloc(count > 0 ? (size_t)count : 1);
    assert_non_null(copy);
    if (count) memcpy(copy, bytes, (size_t)count);
    struct rule out, before;
    memset(&out, 0x5A, sizeof out);
    memcpy(&before, &out, sizeof out);
    patron_status status = load_rule(copy, count, &out, error);
    if (status) assert_memory_equal(&out, &before, sizeof out);
    free(copy);
    return status;
}

static void every_cut_and_every_flipped_bit_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[TOTAL + 1] = {0};
    patron_error error;
    (void)save(bytes, TOTAL);
    for (int64_t count = 0; count < TOTAL; count++)
        assert_int_equal(load_copy(bytes, count, &error), PATRON_ERROR_FORMAT);
    assert_int_equal(load_copy(bytes, TOTAL + 1, &error), PATRON_ERROR_FORMAT);
    for (int bit = 0; bit < TOTAL * 8; bit++) {
        bytes[bit / 8] = (unsigned char)(bytes[bit / 8] ^ 1 << bit % 8);
        assert_int_equal(load_copy(bytes, TOTAL, &error), PATRON_ERROR_FORMAT);
        assert_int_equal(error.code, PATRON_ERROR_FORMAT);
        bytes[bit / 8] = (unsigned char)(bytes[bit / 8] ^ 1 << bit % 8);
    }
    assert_ok(load_copy(bytes, TOTAL, &error), &error);
    struct rule out;
    assert_int_equal(load_rule(NULL, 0, &out, &error), PATRON_ERROR_FORMAT);
    assert_int_equal(load_rule(NULL, 40, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(load_rule(bytes, -1, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(load_rule(bytes, INT64_MIN, &out, &error), PATRON_ERROR_ARGUMENT);
}

static void rubbish_is_refused(void **state)
{
    (void)state;
    struct rng rng = {21};
    patron_error error;
    for (int round = 0; round < 20000; round++) {
        unsigned char bytes[TOTAL * 2];
        int64_t count = rng_between(&rng, 0, TOTAL * 2);
        (void)save(bytes, TOTAL);
        int64_t from = rng_chance(&rng, 50) ? 0 : rng_between(&rng, 0, TOTAL);
        for (int64_t i = from; i < TOTAL * 2; i++) bytes[i] = (unsigned char)rng_next(&rng);
        if (from >= TOTAL && count == TOTAL) continue;
        assert_int_equal(load_copy(bytes, count, &error), PATRON_ERROR_FORMAT);
    }
}

/* A payload with a good head and checksum around it. */
static int64_t wrap(unsigned char *into, int64_t capacity, const void *payload, int64_t count)
{
    pt_writer writer;
    pt_write_begin(&writer, into, capacity, KIND, VERSION);
    pt_write_bytes(&writer, payload, count);
    pt_write_end(&writer);
    return writer.used;
}

static void a_good_checksum_does_not_make_a_good_rule(void **state)
{
    (void)state;
    unsigned char good[TOTAL], payload[PAYLOAD + 9], bytes[TOTAL + 9];
    patron_error error;
    (void)save(good, TOTAL);
    memset(payload, 0, sizeof payload);
    memcpy(payload, good + 24, PAYLOAD);
    assert_ok(load_copy(bytes, wrap(bytes, sizeof bytes, payload, PAYLOAD), &error), &error);
    for (int64_t count = 0; count < PAYLOAD; count++) /* every cut */
        assert_int_equal(load_copy(bytes, wrap(bytes, sizeof bytes, payload, count), &error), PATRON_ERROR_FORMAT);
    for (int64_t more = 1; more < 9; more++) /* bytes left over */
        assert_int_equal(load_copy(bytes, wrap(bytes, sizeof bytes, payload, PAYLOAD + more), &error),
                         PATRON_ERROR_FORMAT);
    static const int64_t counts[] = {-1, INT64_MIN, INT64_MAX, INT64_MAX / 8, 1 << 20, 6, 4};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        memcpy(payload, good + 24, PAYLOAD);
        for (int k = 0; k < 8; k++) payload[20 + k] = (unsigned char)((uint64_t)counts[i] >> (8 * k));
        assert_int_equal(load_copy(bytes, wrap(bytes, sizeof bytes, payload, PAYLOAD), &error), PATRON_ERROR_FORMAT);
    }
    static const uint64_t not_finite[] = {UINT64_C(0x7FF0000000000000), UINT64_C(0xFFF0000000000000),
                                          UINT64_C(0x7FF8000000000000), UINT64_C(0x7FF0000000000001)};
    for (size_t i = 0; i < sizeof not_finite / sizeof *not_finite; i++) {
        memcpy(payload, good + 24, PAYLOAD);
        for (int k = 0; k < 8; k++) payload[12 + k] = (unsigned char)(not_finite[i] >> (8 * k));
        assert_int_equal(load_copy(bytes, wrap(bytes, sizeof bytes, payload, PAYLOAD), &error), PATRON_ERROR_FORMAT);
    }
}

static void a_reader_that_failed_stays_failed(void **state)
{
    (void)state;
    unsigned char bytes[64];
    const unsigned char payload[12] = {1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0};
    int64_t total = wrap(bytes, sizeof bytes, payload, sizeof payload), numbers[2] = {9, 9};
    pt_reader reader;
    patron_error error;
    assert_ok(pt_read_begin(&reader, bytes, total, KIND, VERSION, &error), &error);
    assert_int_equal(pt_read_u32(&reader), 1);
    assert_null(pt_read_bytes(&reader, -1));
    assert_true(reader.failed);
    assert_int_equal(pt_read_i64(&reader), 0);
    assert_int_equal(pt_read_u32(&reader), 0);
    assert_true(pt_read_double(&reader) == 0);
    pt_read_i64s(&reader, numbers, 2);
    assert_int_equal(numbers[0] | numbers[1], 0);
    assert_int_equal(pt_read_count(&reader, 8), 0);
    assert_null(pt_read_bytes(&reader, 0));
    assert_int_equal(pt_read_end(&reader, &error), PATRON_ERROR_FORMAT);
    assert_ok(pt_read_begin(&reader, bytes, total, KIND, VERSION, &error), &error);
    assert_int_equal(pt_read_end(&reader, &error), PATRON_ERROR_FORMAT); /* left over */
    assert_int_equal(pt_read_begin(&reader, bytes, total, KIND + 1, VERSION, &error), PATRON_ERROR_FORMAT);
    assert_int_equal(pt_read_begin(&reader, bytes, total, KIND, VERSION + 1, &error), PATRON_ERROR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_come_back_bit_for_bit),
        cmocka_unit_test(the_layout_is_fixed),
        cmocka_unit_test(a_short_buffer_is_not_written),
        cmocka_unit_test(every_cut_and_every_flipped_bit_is_refused),
        cmocka_unit_test(rubbish_is_refused),
        cmocka_unit_test(a_good_checksum_does_not_make_a_good_rule),
        cmocka_unit_test(a_reader_that_failed_stays_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
