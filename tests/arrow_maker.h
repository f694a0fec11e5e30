/* arrow_maker.h (tests): a producer of Arrow streams made of cells, with every liberty that the specification gives one, and
 * none of the library's code. Every buffer is a block of its own of exactly the bytes that it needs. */
#ifndef TEST_ARROW_MAKER_H
#define TEST_ARROW_MAKER_H

#include "support.h"

#include <patron/arrow.h>

struct maker_cell {
    bool null;
    int64_t number, high; /* high: the upper half of a decimal, where `wide` */
    bool wide;
    double real;
    const char *bytes;    /* borrowed */
    int64_t length;
};

struct maker_column {
    const char *name, *format;
    const char *index;            /* format of dictionary indices; NULL = no dictionary */
    const struct maker_cell *cell; /* [rows] */
};

#define MAKER_COLUMNS 24

struct maker {
    int count;
    struct maker_column column[MAKER_COLUMNS];
    int64_t rows;
    /* liberties */
    int64_t offset, parent_offset, extra; /* rubbish before (of the child's, of the parent's offset) and behind */
    int64_t chunk;                        /* rows a batch at most, 0 = all in one; each batch takes 1 … chunk */
    bool empties;                         /* batches without rows in between */
    bool parent_bits;                     /* the struct has validity bits: row i of the stream is null where null_row[i] */
    const uint8_t *null_row;
    bool no_null_count;                   /* null_count -1 */
    bool value_nulls;                     /* null cells of dictionaries are null values instead of null indices */
    uint64_t seed;
    /* failures */
    int fail_schema;                      /* errno of get_schema */
    int64_t fail_batch;                   /* the batch (from 1) whose get_next fails with fail_code; 0 = none */
    int fail_code;
    const char *message;                  /* may be NULL */
    void (*spoil)(struct ArrowArray *batch, int64_t number); /* changes a batch before it is handed out (see below) */
    /* counters */
    int64_t live, made, batches;          /* structs not yet released, ever made; batches asked for */
    int64_t position;
    struct rng rng;
};

void maker_begin(struct maker *maker, int64_t rows);
void maker_add(struct maker *maker, const char *name, const char *format, const char *index, const struct maker_cell *cell);

/* A stream from the first row on; the maker must outlive it. May be called again when all is released. */
void maker_stream(struct maker *maker, struct ArrowArrayStream *out);
/* Schema, and all rows as one batch. */
void maker_array(struct maker *maker, struct ArrowSchema *schema, struct ArrowArray *array);

/* Makes sure that every struct ever handed out was released exactly once. */
void maker_check(const struct maker *maker);

#endif
