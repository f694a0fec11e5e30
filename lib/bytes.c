#include "bytes.h"

#include <inttypes.h>
#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define HEAD_BYTES 24 /* magic, kind, version, zero, payload bytes */
#define PAYLOAD_AT 16
#define CHECKSUM_BYTES 8

static const char magic[4] = {'P', 'T', 'R', 'N'};

/* ---- little-endian --------------------------------------------------------------------------------------------- */

static void store(unsigned char *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t fetch(const unsigned char *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) value |= (uint64_t)at[i] << (8 * i);
    return value;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

/* Where the next `count` bytes go, or NULL when only counting (or beyond the capacity: then they are only counted). */
static unsigned char *claim(pt_writer *writer, int64_t count)
{
    int64_t at = writer->used;
    writer->used += count;
    return writer->bytes && writer->used <= writer->capacity ? writer->bytes + at : NULL;
}

static void write_number(pt_writer *writer, uint64_t value, int bytes)
{
    unsigned char *at = claim(writer, bytes);
    if (at) store(at, value, bytes);
}

void pt_write_u32(pt_writer *writer, uint32_t value) { write_number(writer, value, 4); }

void pt_write_i64(pt_writer *writer, int64_t value) { write_number(writer, (uint64_t)value, 8); }

void pt_write_double(pt_writer *writer, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    write_number(writer, bits, 8);
}

void pt_write_i64s(pt_writer *writer, const int64_t *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) pt_write_i64(writer, values[i]);
}

void pt_write_doubles(pt_writer *writer, const double *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) pt_write_double(writer, values[i]);
}

void pt_write_bytes(pt_writer *writer, const void *bytes, int64_t count)
{
    unsigned char *at = claim(writer, count);
    if (at && count > 0) memcpy(at, bytes, (size_t)count);
}

void pt_write_begin(pt_writer *writer, void *bytes, int64_t capacity, uint32_t kind, uint32_t version)
{
    writer->bytes = bytes;
    writer->capacity = capacity;
    writer->used = 0;
    pt_write_bytes(writer, magic, sizeof magic);
    pt_write_u32(writer, kind);
    pt_write_u32(writer, version);
    pt_write_u32(writer, 0);
    pt_write_i64(writer, 0); /* the payload's length: known at the end */
}

void pt_write_end(pt_writer *writer)
{
    int64_t used = writer->used;
    unsigned char *at = claim(writer, CHECKSUM_BYTES);
    if (!at) return;
    store(writer->bytes + PAYLOAD_AT, (uint64_t)(used - HEAD_BYTES), 8);
    store(at, XXH3_64bits(writer->bytes, (size_t)used), CHECKSUM_BYTES);
}

patron_status pt_rule_save(const void *rule, pt_rule_payload write, uint32_t kind, uint32_t version, void *bytes,
                           int64_t capacity, int64_t *needed, patron_error *error)
{
    pt_writer writer;
    if (!rule) return pt_fail_argument(error, 1, "the rule is NULL");
    pt_write_begin(&writer, NULL, 0, kind, version);
    write(&writer, rule);
    pt_write_end(&writer);
    int64_t total = writer.used;
    if (bytes && capacity < total)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 3, -1, -1, "", "%" PRId64 " bytes are needed", total);
    if (bytes) {
        pt_write_begin(&writer, bytes, capacity, kind, version);
        write(&writer, rule);
        pt_write_end(&writer);
    }
    if (needed) *needed = total;
    return PATRON_OK;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

static patron_status fail_format(patron_error *error, const char *message)
{
    return pt_fail(error, PATRON_ERROR_FORMAT, 1, -1, -1, "", "%s", message);
}

patron_status pt_read_begin(pt_reader *reader, const void *bytes, int64_t count, uint32_t kind, uint32_t version,
                            patron_error *error)
{
    const unsigned char *at = bytes;
    if (count < 0) return pt_fail_argument(error, 2, "the number of bytes is negative");
    if (!bytes && count > 0) return pt_fail_argument(error, 1, "bytes is NULL");
    if (count < HEAD_BYTES + CHECKSUM_BYTES) return fail_format(error, "too short for a rule");
    if (memcmp(at, magic, sizeof magic) != 0) return fail_format(error, "not a rule of this library");
    if (fetch(at + 4, 4) != kind) return fail_format(error, "a rule of another kind");
    if (fetch(at + 8, 4) != version) return fail_format(error, "a version of the rule that is not known");
    if (fetch(at + 12, 4) != 0) return fail_format(error, "the head of the rule is damaged");
    uint64_t payload = (uint64_t)(count - HEAD_BYTES - CHECKSUM_BYTES);
    if (fetch(at + PAYLOAD_AT, 8) != payload) return fail_format(error, "the rule is cut off, or longer than it says");
    int64_t end = HEAD_BYTES + (int64_t)payload;
    if (fetch(at + end, 8) != XXH3_64bits(at, (size_t)end)) return fail_format(error, "the checksum does not match");
    reader->bytes = at + HEAD_BYTES;
    reader->left = (int64_t)payload;
    reader->failed = false;
    return PATRON_OK;
}

const void *pt_read_bytes(pt_reader *reader, int64_t count)
{
    if (reader->failed || count < 0 || count > reader->left) {
        reader->failed = true;
        return NULL;
    }
    const unsigned char *at = reader->bytes;
    reader->bytes += count;
    reader->left -= count;
    return at;
}

static uint64_t read_number(pt_reader *reader, int bytes)
{
    const unsigned char *at = pt_read_bytes(reader, bytes);
    return at ? fetch(at, bytes) : 0;
}

uint32_t pt_read_u32(pt_reader *reader) { return (uint32_t)read_number(reader, 4); }

int64_t pt_read_i64(pt_reader *reader)
{
    uint64_t bits = read_number(reader, 8);
    int64_t value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double pt_read_double(pt_reader *reader)
{
    uint64_t bits = read_number(reader, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (isfinite(value)) return value;
    reader->failed = true;
    return 0;
}

void pt_read_i64s(pt_reader *reader, int64_t *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) values[i] = pt_read_i64(reader);
}

void pt_read_doubles(pt_reader *reader, double *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) values[i] = pt_read_double(reader);
}

int64_t pt_read_count(pt_reader *reader, int64_t element)
{
    int64_t count = pt_read_i64(reader);
    if (count >= 0 && count <= reader->left / element) return count;
    reader->failed = true;
    return 0;
}

patron_status pt_read_end(const pt_reader *reader, patron_error *error)
{
    if (reader->failed) return fail_format(error, "a value of the rule is missing or not a number");
    if (reader->left) return fail_format(error, "the rule has bytes left over");
    return PATRON_OK;
}
