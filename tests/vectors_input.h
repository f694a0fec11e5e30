/* vectors_input.h (tests): the shared vectors of tests/vectors in C: memory that lives as long as a vector, and a
 * vector's rows and options as the library takes them. */
#ifndef TEST_VECTORS_INPUT_H
#define TEST_VECTORS_INPUT_H

#include "support.h"

#include <jansson.h>

/* Blocks that are freed together. */
struct vector_memory {
    struct vector_block *last;
};

void *vector_take(struct vector_memory *memory, int64_t count, size_t element); /* zeroed, never NULL */
void vector_forget(struct vector_memory *memory);

/* Fields of objects; a missing one is NULL, or the number `otherwise`. */
const char *vector_text(const json_t *object, const char *name);
int64_t vector_number(const json_t *object, const char *name, int64_t otherwise);

/* The civil day of "2024-03-31". */
int32_t vector_day(const char *text);
int32_t vector_day_of(const json_t *object, const char *name);
/* And back. */
void vector_day_text(int32_t day, char text[16]);

/* A column of keys; without a single value it holds texts, or numbers. */
patron_column *vector_keys(struct vector_memory *memory, const json_t *list, bool texts_if_empty);

/* A list of whole numbers. */
int64_t *vector_int64(struct vector_memory *memory, const json_t *list);
int32_t *vector_int32(struct vector_memory *memory, const json_t *list);

/* Builds the book of a vector. */
patron_status vector_book(struct vector_memory *memory, const json_t *vector, patron_book **out, patron_error *error);

/* mask and group of a call's options; NULL where there are neither. labels: the groups' names by number. */
#define VECTOR_GROUPS 8
struct vector_selection {
    patron_selection selection;
    const char *label[VECTOR_GROUPS];
    int64_t groups; /* 1 without a group column */
    bool grouped;
};
const patron_selection *vector_select(struct vector_memory *memory, const json_t *options,
                                      struct vector_selection *out);

/* Bytes from lines of base64. */
uint8_t *vector_bytes(struct vector_memory *memory, const json_t *lines, int64_t *count);

#endif
