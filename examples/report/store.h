/* store.h: memory of the report's input: an arena for texts that live as long as the input, arrays that grow, and
 * dictionaries of texts. A program that has no memory left says so and ends: nothing has been written by then. */
#ifndef REPORT_STORE_H
#define REPORT_STORE_H

#include "input.h"

/* ---- memory ---------------------------------------------------------------------------------------------------- */

void *store_allocate(size_t bytes);              /* zeroed */
void *store_resize(void *memory, size_t bytes);  /* as realloc */

/* Makes room for element number `count` of an array: STORE_GROW(array, count, capacity). */
#define STORE_GROW(array, count, capacity) \
    ((count) < (capacity) ? (void)0 : (void)((array) = store_more((array), &(capacity), (count) + 1, sizeof *(array))))
void *store_more(void *array, int64_t *capacity, int64_t wanted, size_t element);

/* ---- arena ----------------------------------------------------------------------------------------------------- */

struct report_arena *arena_open(void);
void arena_free(struct report_arena *arena);
void *arena_array(struct report_arena *arena, int64_t count, size_t element); /* zeroed, aligned */
const char *arena_text(struct report_arena *arena, const char *bytes, int64_t length); /* a copy with a zero byte */
const char *arena_format(struct report_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- dictionary ------------------------------------------------------------------------------------------------ */

/* Distinct texts, numbered 0, 1, 2 ... in order of first appearance. */
struct dictionary {
    struct report_arena *arena; /* holds the texts */
    struct report_text *text;
    uint64_t *hash;
    int64_t count, capacity, hash_capacity;
    int32_t *slot; /* number + 1, 0 = free */
    int64_t slots; /* a power of two, or 0 */
    int32_t last;  /* the number that was given out last */
};

/* The number of a text, which is added where it is new. */
int32_t dictionary_number(struct dictionary *dictionary, const char *bytes, int64_t length);
void dictionary_free(struct dictionary *dictionary); /* the texts stay in the arena */

/* ---- keys ------------------------------------------------------------------------------------------------------ */

/* A column of keys exactly as given: as integers while every key is the usual writing of one (no leading zeros, no
 * plus), as strings from the first key on that is not. Null keys have no bit in `valid`. */
struct keys {
    int64_t count;
    bool strings;
    int64_t *integer;
    int64_t *offset; /* count + 1 */
    char *bytes;
    uint8_t *valid;
    int64_t integer_capacity, offset_capacity, bytes_capacity, valid_capacity;
};

void keys_add(struct keys *keys, const char *bytes, int64_t length);
void keys_add_null(struct keys *keys);
void keys_add_copy(struct keys *keys, int64_t row); /* the key of an earlier row */
bool keys_is_null(const struct keys *keys, int64_t row);
void keys_column(const struct keys *keys, patron_column *out);
void keys_free(struct keys *keys);

#endif
