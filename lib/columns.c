#include "columns.h"

#include <inttypes.h>

/* ---- the struct ------------------------------------------------------------------------------------------------ */

/* Bytes of an element of `values`, or of `offsets` for strings; 0 = not a type of an input column. */
static int64_t width_of(int32_t type)
{
    switch (type) {
    case PATRON_TYPE_INT8:
    case PATRON_TYPE_UINT8: return 1;
    case PATRON_TYPE_INT16:
    case PATRON_TYPE_UINT16: return 2;
    case PATRON_TYPE_INT32:
    case PATRON_TYPE_UINT32:
    case PATRON_TYPE_STRING: return 4;
    case PATRON_TYPE_INT64:
    case PATRON_TYPE_UINT64:
    case PATRON_TYPE_STRING64: return 8;
    default: return 0;
    }
}

static patron_status fail_column(patron_error *error, int32_t argument, const char *role, const char *message)
{
    return pt_fail(error, PATRON_ERROR_ARGUMENT, argument, -1, -1, role, "column %s: %s", role, message);
}

static bool is_time(const char *role) { return !strcmp(role, "time") || !strcmp(role, "since_day"); }

static patron_status check_unit(const patron_column *column, int32_t argument, const char *role, patron_error *error)
{
    if (column->unit < PATRON_UNIT_NONE || column->unit > PATRON_UNIT_NANOSECOND)
        return fail_column(error, argument, role, "unknown unit");
    if (!is_time(role))
        return column->unit == PATRON_UNIT_NONE ? PATRON_OK
                                                : fail_column(error, argument, role, "only time columns have a unit");
    if (column->unit == PATRON_UNIT_NONE) return fail_column(error, argument, role, "a time column needs a unit");
    return pt_is_string(column) ? fail_column(error, argument, role, "times must be integers") : PATRON_OK;
}

patron_status pt_column_read(const patron_column *given, int64_t count, int32_t argument, const char *role,
                             patron_column *out, patron_error *error)
{
    patron_column column;
    if (!given) return fail_column(error, argument, role, "it is NULL");
    patron_status status = pt_read_struct(given, &column, sizeof column, sizeof column, argument, role, error);
    if (status) return status;
    int64_t width = width_of(column.type);
    if (column.type == PATRON_TYPE_FLOAT64)
        return fail_column(error, argument, role, "doubles are not taken; money is an integer of minor units");
    if (!width) return fail_column(error, argument, role, "unknown type");
    if ((status = check_unit(&column, argument, role, error))) return status;
    if (count < 0) return fail_column(error, argument, role, "the number of elements is negative");
    if (column.first < 0) return fail_column(error, argument, role, "first is negative");
    /* element first + count (strings have one offset more than elements) must have an address */
    if (count > PTRDIFF_MAX / width - 1 || column.first > PTRDIFF_MAX / width - 1 - count)
        return fail_column(error, argument, role, "first + count is out of range");
    const void *array = pt_is_string(&column) ? column.offsets : column.values;
    if (count > 0 && !array)
        return fail_column(error, argument, role, pt_is_string(&column) ? "offsets is NULL" : "values is NULL");
    if (count > 0 && (uintptr_t)array % (uintptr_t)width)
        return fail_column(error, argument, role, "the array is not aligned for its type");
    *out = column;
    return PATRON_OK;
}

/* ---- validity -------------------------------------------------------------------------------------------------- */

static void read_validity(const patron_column *column, int64_t start, int64_t count, uint8_t *present)
{
    if (!column->valid) {
        memset(present, 1, (size_t)count);
        return;
    }
    const volatile uint8_t *valid = column->valid;
    int64_t bit = column->first + start, i = 0;
    while (i < count) { /* byte by byte: all of it but for the first and the last */
        uint32_t byte = (uint32_t)valid[bit >> 3] >> (bit & 7);
        int64_t bits = 8 - (bit & 7);
        if (bits == 8 && count - i >= 8) {
            for (int k = 0; k < 8; k++) present[i + k] = (uint8_t)(byte >> k & 1);
        } else {
            if (bits > count - i) bits = count - i;
            for (int k = 0; k < (int)bits; k++) present[i + k] = (uint8_t)(byte >> k & 1);
        }
        i += bits;
        bit += bits;
    }
}

/* ---- integers -------------------------------------------------------------------------------------------------- */

/* One load an element: `volatile` keeps the compiler from reading the caller's memory a second time. */
#define COPY_INTEGERS(type)                                                                  \
    do {                                                                                     \
        const volatile type *from = (const type *)column->values + column->first + start;    \
        for (int64_t i = 0; i < count; i++) values[i] = (int64_t)from[i];                    \
    } while (0)

patron_status pt_column_integers(const patron_column *column, int64_t start, int64_t count, int64_t row_base,
                                 const char *role, int64_t *values, uint8_t *present, patron_error *error)
{
    if (count <= 0) return PATRON_OK;
    switch (column->type) {
    case PATRON_TYPE_INT8: COPY_INTEGERS(int8_t); break;
    case PATRON_TYPE_INT16: COPY_INTEGERS(int16_t); break;
    case PATRON_TYPE_INT32: COPY_INTEGERS(int32_t); break;
    case PATRON_TYPE_INT64: COPY_INTEGERS(int64_t); break;
    case PATRON_TYPE_UINT8: COPY_INTEGERS(uint8_t); break;
    case PATRON_TYPE_UINT16: COPY_INTEGERS(uint16_t); break;
    case PATRON_TYPE_UINT32: COPY_INTEGERS(uint32_t); break;
    case PATRON_TYPE_UINT64: COPY_INTEGERS(uint64_t); break;
    default: return fail_column(error, 0, role, "integers are needed");
    }
    read_validity(column, start, count, present);
    if (column->valid)
        for (int64_t i = 0; i < count; i++) values[i] &= -(int64_t)present[i];
    if (column->type == PATRON_TYPE_UINT64)
        for (int64_t i = 0; i < count; i++)
            if (values[i] < 0) /* beyond int64: wrapped around */
                return pt_fail_row(error, row_base + i, role, "%s: %" PRIu64 " does not fit into int64", role,
                                   (uint64_t)values[i]);
    return PATRON_OK;
}

/* ---- strings --------------------------------------------------------------------------------------------------- */

/* Bytes of the UTF-8 character at `at` (Unicode 15, table 3-7), of which `left` >= 1 bytes remain; 0 = not one. */
static int64_t character(const volatile unsigned char *at, int64_t left)
{
    unsigned char lead = at[0];
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    int64_t bytes = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (left < bytes) return 0;
    unsigned char second = at[1];
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;   /* no overlong forms */
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; /* no surrogates, nothing above U+10FFFF */
    if (second < low || second > high) return 0;
    for (int64_t i = 2; i < bytes; i++)
        if ((at[i] & 0xC0u) != 0x80u) return 0;
    return bytes;
}

bool pt_is_utf8(const char *bytes, int64_t length)
{
    int64_t i = 0;
    while (i < length) {
        uint64_t eight;
        if (length - i >= 8) {
            memcpy(&eight, bytes + i, 8);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                i += 8;
                continue;
            }
        }
        int64_t step = character((const unsigned char *)bytes + i, length - i);
        if (!step) return false;
        i += step;
    }
    return true;
}

#define COPY_OFFSETS(type)                                                                    \
    do {                                                                                      \
        const volatile type *from = (const type *)column->offsets + column->first + start;    \
        for (int64_t i = 0; i <= count; i++) offsets[i] = (int64_t)from[i];                   \
    } while (0)

/* The first of `count` strings whose offsets are wrong, or -1. */
static int64_t bad_offset(const int64_t *offsets, int64_t count, int64_t end)
{
    bool bad = offsets[0] < 0 || offsets[count] > end;
    for (int64_t i = 0; i < count; i++) bad |= offsets[i + 1] < offsets[i];
    if (!bad) return -1; /* ascending between 0 and end */
    for (int64_t i = 0; i < count; i++)
        if (offsets[i] < 0 || offsets[i + 1] < offsets[i] || offsets[i + 1] > end) return i;
    return -1;
}

patron_status pt_column_strings(const patron_column *column, int64_t end, int64_t start, int64_t count,
                                int64_t row_base, const char *role, const char **bytes, int64_t *length,
                                uint8_t *present, patron_error *error)
{
    static const char empty[1] = "";
    int64_t offsets[PT_BLOCK + 1];
    offsets[0] = offsets[count] = 0;
    if (count <= 0) return PATRON_OK;
    switch (column->type) {
    case PATRON_TYPE_STRING: COPY_OFFSETS(int32_t); break;
    case PATRON_TYPE_STRING64: COPY_OFFSETS(int64_t); break;
    default: return fail_column(error, 0, role, "strings are needed");
    }
    int64_t bad = bad_offset(offsets, count, end);
    if (bad >= 0)
        return pt_fail_row(error, row_base + bad, role,
                           "%s: string offsets %" PRId64 ", %" PRId64 " fall, are negative or pass the end, %" PRId64,
                           role, offsets[bad], offsets[bad + 1], end);
    if (!column->values && offsets[0] < offsets[count])
        return fail_column(error, 0, role, "values is NULL, but not every string is empty");
    read_validity(column, start, count, present);
    const char *base = column->values ? column->values : empty;
    if (!column->values) memset(offsets, 0, sizeof offsets); /* NULL has no bytes to point behind */
    for (int64_t i = 0; i < count; i++) {
        bytes[i] = base + offsets[i];
        length[i] = (offsets[i + 1] - offsets[i]) & -(int64_t)present[i];
    }
    for (int64_t i = 0; i < count; i++)
        if (!pt_is_utf8(bytes[i], length[i]))
            return pt_fail_row(error, row_base + i, role, "%s: not valid UTF-8", role);
    return PATRON_OK;
}

int64_t pt_column_end(const patron_column *column, int64_t count)
{
    if (count <= 0) return 0;
    int64_t last = column->first + count;
    return column->type == PATRON_TYPE_STRING ? ((const volatile int32_t *)column->offsets)[last]
                                              : ((const volatile int64_t *)column->offsets)[last];
}
