#include "store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- memory ---------------------------------------------------------------------------------------------------- */

static void *checked(void *memory)
{
    if (memory) return memory;
    (void)fputs("patron-report: out of memory\n", stderr);
    exit(1);
}

void *store_allocate(size_t bytes) { return checked(calloc(1, bytes ? bytes : 1)); }

void *store_resize(void *memory, size_t bytes) { return checked(realloc(memory, bytes ? bytes : 1)); }

void *store_more(void *array, int64_t *capacity, int64_t wanted, size_t element)
{
    int64_t room = *capacity > 0 ? *capacity : 256;
    while (room < wanted) room += room / 2;
    *capacity = room;
    return store_resize(array, (size_t)room * element);
}

/* ---- arena ----------------------------------------------------------------------------------------------------- */

#define BLOCK_BYTES 65536

struct block {
    struct block *next;
    size_t used, size;
};

struct report_arena {
    struct block *block;
};

struct report_arena *arena_open(void) { return store_allocate(sizeof(struct report_arena)); }

void arena_free(struct report_arena *arena)
{
    if (!arena) return;
    for (struct block *block = arena->block, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

static char *arena_bytes(struct report_arena *arena, size_t bytes, size_t align)
{
    struct block *block = arena->block;
    size_t start = block ? (block->used + align - 1) & ~(align - 1) : 0;
    if (!block || start + bytes > block->size) {
        size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        struct block *fresh = store_allocate(sizeof *fresh + size);
        fresh->size = size;
        fresh->next = block;
        arena->block = block = fresh;
        start = 0;
    }
    block->used = start + bytes;
    return (char *)(block + 1) + start;
}

void *arena_array(struct report_arena *arena, int64_t count, size_t element)
{
    return arena_bytes(arena, (count > 0 ? (size_t)count : 1) * element, 8);
}

const char *arena_text(struct report_arena *arena, const char *bytes, int64_t length)
{
    char *copy = arena_bytes(arena, (size_t)length + 1, 1);
    if (length) memcpy(copy, bytes, (size_t)length);
    copy[length] = '\0';
    return copy;
}

const char *arena_format(struct report_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) return "";
    char *text = arena_bytes(arena, (size_t)length + 1, 1);
    va_start(arguments, format);
    (void)vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

/* ---- dictionary ------------------------------------------------------------------------------------------------ */

static void dictionary_widen(struct dictionary *dictionary)
{
    dictionary->slots = dictionary->slots ? dictionary->slots * 2 : 64;
    free(dictionary->slot);
    dictionary->slot = store_allocate((size_t)dictionary->slots * sizeof *dictionary->slot);
    uint64_t mask = (uint64_t)dictionary->slots - 1;
    for (int64_t i = 0; i < dictionary->count; i++) {
        uint64_t at = dictionary->hash[i] & mask;
        while (dictionary->slot[at]) at = (at + 1) & mask;
        dictionary->slot[at] = (int32_t)(i + 1);
    }
}

static bool same(const struct report_text *text, const char *bytes, int64_t length)
{
    return text->length == length && memcmp(text->bytes, bytes, (size_t)length) == 0;
}

int32_t dictionary_number(struct dictionary *dictionary, const char *bytes, int64_t length)
{
    if (dictionary->count && same(&dictionary->text[dictionary->last], bytes, length)) return dictionary->last;
    if (dictionary->count * 2 >= dictionary->slots) dictionary_widen(dictionary);
    uint64_t hash = XXH3_64bits(bytes, (size_t)length), mask = (uint64_t)dictionary->slots - 1, at = hash & mask;
    for (; dictionary->slot[at]; at = (at + 1) & mask) {
        int32_t number = dictionary->slot[at] - 1;
        if (dictionary->hash[number] == hash && same(&dictionary->text[number], bytes, length))
            return dictionary->last = number;
    }
    STORE_GROW(dictionary->text, dictionary->count, dictionary->capacity);
    STORE_GROW(dictionary->hash, dictionary->count, dictionary->hash_capacity);
    dictionary->text[dictionary->count].bytes = arena_text(dictionary->arena, bytes, length);
    dictionary->text[dictionary->count].length = length;
    dictionary->hash[dictionary->count] = hash;
    dictionary->last = (int32_t)dictionary->count++;
    dictionary->slot[at] = dictionary->last + 1;
    return dictionary->last;
}

void dictionary_free(struct dictionary *dictionary)
{
    free(dictionary->text);
    free(dictionary->hash);
    free(dictionary->slot);
    memset(dictionary, 0, sizeof *dictionary);
}

/* ---- keys ------------------------------------------------------------------------------------------------------ */

/* Whether a text is the one usual writing of an integer: only then is printing the integer printing the key. */
static bool usual_integer(const char *bytes, int64_t length, int64_t *out)
{
    bool negative = length > 0 && bytes[0] == '-';
    const char *digit = bytes + negative, *end = bytes + length;
    int64_t value = 0;
    if (end - digit < 1 || end - digit > 18) return false;
    if (*digit == '0' && (negative || end - digit > 1)) return false;
    for (; digit < end; digit++) {
        if (*digit < '0' || *digit > '9') return false;
        value = value * 10 + (*digit - '0');
    }
    *out = negative ? -value : value;
    return true;
}

static void append_string(struct keys *keys, int64_t row, const char *bytes, int64_t length)
{
    STORE_GROW(keys->offset, row + 1, keys->offset_capacity);
    int64_t start = keys->offset[row];
    STORE_GROW(keys->bytes, start + length, keys->bytes_capacity);
    if (length) memcpy(keys->bytes + start, bytes, (size_t)length);
    keys->offset[row + 1] = start + length;
}

bool keys_is_null(const struct keys *keys, int64_t row) { return !(keys->valid[row >> 3] >> (row & 7) & 1); }

static void become_strings(struct keys *keys)
{
    keys->strings = true;
    STORE_GROW(keys->offset, keys->count + 1, keys->offset_capacity);
    keys->offset[0] = 0;
    for (int64_t row = 0; row < keys->count; row++) {
        char text[24] = "";
        int length = 0;
        if (!keys_is_null(keys, row)) length = snprintf(text, sizeof text, "%lld", (long long)keys->integer[row]);
        append_string(keys, row, text, length);
    }
    free(keys->integer);
    keys->integer = NULL;
    keys->integer_capacity = 0;
}

static void mark(struct keys *keys, bool present)
{
    int64_t row = keys->count++, byte = row >> 3;
    STORE_GROW(keys->valid, byte, keys->valid_capacity);
    if ((row & 7) == 0) keys->valid[byte] = 0;
    if (present) keys->valid[byte] = (uint8_t)(keys->valid[byte] | 1u << (row & 7));
}

void keys_add(struct keys *keys, const char *bytes, int64_t length)
{
    int64_t value;
    if (!keys->strings && usual_integer(bytes, length, &value)) {
        STORE_GROW(keys->integer, keys->count, keys->integer_capacity);
        keys->integer[keys->count] = value;
    } else {
        if (!keys->strings) become_strings(keys);
        append_string(keys, keys->count, bytes, length);
    }
    mark(keys, true);
}

void keys_add_null(struct keys *keys)
{
    if (keys->strings) {
        append_string(keys, keys->count, "", 0);
    } else {
        STORE_GROW(keys->integer, keys->count, keys->integer_capacity);
        keys->integer[keys->count] = 0;
    }
    mark(keys, false);
}

void keys_add_copy(struct keys *keys, int64_t row)
{
    if (keys_is_null(keys, row)) {
        keys_add_null(keys);
    } else if (keys->strings) {
        /* The bytes may move while they are appended to themselves: make the room first. */
        int64_t length = keys->offset[row + 1] - keys->offset[row];
        STORE_GROW(keys->bytes, keys->offset[keys->count] + length, keys->bytes_capacity);
        append_string(keys, keys->count, keys->bytes + keys->offset[row], length);
        mark(keys, true);
    } else {
        STORE_GROW(keys->integer, keys->count, keys->integer_capacity);
        keys->integer[keys->count] = keys->integer[row];
        mark(keys, true);
    }
}

void keys_column(const struct keys *keys, patron_column *out)
{
    memset(out, 0, sizeof *out);
    out->size = sizeof *out;
    out->type = keys->strings ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT64;
    out->values = keys->strings ? (const void *)keys->bytes : (const void *)keys->integer;
    out->offsets = keys->offset;
    out->valid = keys->valid;
}

void keys_free(struct keys *keys)
{
    free(keys->integer);
    free(keys->offset);
    free(keys->bytes);
    free(keys->valid);
    memset(keys, 0, sizeof *keys);
}
