/* fuzz.h: what a fuzz target defines, and how it takes values out of its bytes. */
#ifndef FUZZ_H
#define FUZZ_H

#include <patron.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The target: any bytes must be safe. Called by libFuzzer, or by replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An input to begin from: fills bytes (at most capacity) and returns how many; `which` counts up, 0 = no such seed. */
size_t fuzz_seed(uint64_t which, uint8_t *bytes, size_t capacity);

/* What must hold, whatever the bytes were. */
#define FUZZ_DEMAND(condition)                                                                  \
    do {                                                                                        \
        if (!(condition)) {                                                                     \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);       \
            abort();                                                                            \
        }                                                                                       \
    } while (0)

struct fuzz_bytes {
    const uint8_t *data;
    size_t left;
};

/* The next `count` (1 … 8) bytes as a number, little-endian; zeros where they have run out. */
static inline uint64_t fuzz_take(struct fuzz_bytes *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count && bytes->left; i++, bytes->left--) value |= (uint64_t)*bytes->data++ << (8 * i);
    return value;
}

#endif
