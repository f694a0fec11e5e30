#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int32_t patron_abi_version(void) { return PATRON_ABI_VERSION; }

const char *patron_version(void) { return PATRON_VERSION_STRING; }

const char *patron_status_name(patron_status status)
{
    static const char *const names[] = {"ok", "memory", "argument", "data", "conflict", "overflow",
                                        "limit", "capacity", "range", "format", "mismatch", "missing"};
    int64_t position = -(int64_t)status;
    return position >= 0 && position < (int64_t)(sizeof names / sizeof *names) ? names[position] : "unknown";
}

/* ---- allocation ------------------------------------------------------------------------------------------------ */

static void *malloc_allocate(void *context, size_t bytes)
{
    (void)context;
    return malloc(bytes);
}

static void malloc_release(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)bytes;
    free(memory);
}

patron_status pt_allocator_from(const patron_allocator *given, patron_allocator *out, patron_error *error)
{
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, 0, "allocator", error);
    if (status) return status;
    if (!given) {
        out->allocate = malloc_allocate;
        out->release = malloc_release;
    } else if (!out->allocate || !out->release) {
        return pt_fail_argument(error, 0, "the allocator lacks a function");
    }
    out->size = sizeof *out;
    return PATRON_OK;
}

void *pt_array(const patron_allocator *allocator, int64_t count, size_t element, patron_error *error)
{
    size_t wanted = count > 0 ? (size_t)count : 1, bytes;
    void *memory = NULL;
    if (!__builtin_mul_overflow(wanted, element, &bytes) && bytes <= PTRDIFF_MAX)
        memory = allocator->allocate(allocator->context, bytes);
    if (!memory)
        (void)pt_fail(error, PATRON_ERROR_MEMORY, 0, -1, -1, "", "no memory for %lld elements of %zu bytes",
                      (long long)count, element);
    return memory;
}

void *pt_zero_array(const patron_allocator *allocator, int64_t count, size_t element, patron_error *error)
{
    void *memory = pt_array(allocator, count, element, error);
    if (memory) memset(memory, 0, (count > 0 ? (size_t)count : 1) * element);
    return memory;
}

void pt_release(const patron_allocator *allocator, void *memory, int64_t count, size_t element)
{
    if (memory) allocator->release(allocator->context, memory, (count > 0 ? (size_t)count : 1) * element);
}

/* ---- errors ---------------------------------------------------------------------------------------------------- */

/* Cuts a text that filled its buffer so that it does not end inside a UTF-8 character. */
static void cut_at_character(char *text, size_t capacity)
{
    size_t length = strlen(text), start = length;
    if (length + 1 < capacity) return;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u) start--;
    if (start == 0 || (unsigned char)text[start - 1] < 0xC0u) return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : 2;
    if (length - (start - 1) < needed) text[start - 1] = '\0';
}

patron_status pt_fail(patron_error *error, patron_status code, int32_t argument, int64_t row, int64_t other_row,
                      const char *column, const char *format, ...)
{
    if (!error) return code;
    memset(error, 0, sizeof *error);
    error->code = code;
    error->argument = argument;
    error->row = row;
    error->other_row = other_row;
    (void)snprintf(error->column, sizeof error->column, "%s", column);
    cut_at_character(error->column, sizeof error->column);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    cut_at_character(error->message, sizeof error->message);
    return code;
}

/* ---- option structs -------------------------------------------------------------------------------------------- */

static size_t size_of(const void *given)
{
    size_t size;
    memcpy(&size, given, sizeof size);
    return size;
}

patron_status pt_read_struct(const void *given, void *known, size_t our_size, size_t least, int32_t argument,
                             const char *what, patron_error *error)
{
    memset(known, 0, our_size);
    if (!given) return PATRON_OK;
    size_t size = size_of(given);
    if (size < least) return pt_fail_argument(error, argument, "%s: size is %zu, at least %zu is needed", what, size, least);
    const unsigned char *bytes = given;
    for (size_t i = our_size; i < size; i++)
        if (bytes[i]) return pt_fail_argument(error, argument, "%s: a field is set that this version does not know", what);
    memcpy(known, given, size < our_size ? size : our_size);
    return PATRON_OK;
}

patron_status pt_check_out_struct(const void *out, size_t least, int32_t argument, const char *what, patron_error *error)
{
    if (!out) return pt_fail_argument(error, argument, "%s is NULL", what);
    if (size_of(out) < least)
        return pt_fail_argument(error, argument, "%s: size is %zu, at least %zu is needed", what, size_of(out), least);
    return PATRON_OK;
}

void pt_write_struct(void *out, const void *ours, size_t our_size)
{
    size_t size = size_of(out), common = size < our_size ? size : our_size;
    memcpy((char *)out + sizeof size, (const char *)ours + sizeof size, common - sizeof size);
}

/* ---- aggregates ------------------------------------------------------------------------------------------------ */

bool pt_can_add(const int64_t *into, const int64_t *scratch, int64_t count)
{
    int64_t sum;
    for (int64_t i = 0; into && i < count; i++)
        if (pt_add(into[i], scratch[i], &sum)) return false;
    return true;
}

void pt_commit(int64_t *into, const int64_t *scratch, int64_t count)
{
    for (int64_t i = 0; into && i < count; i++) into[i] += scratch[i];
}
