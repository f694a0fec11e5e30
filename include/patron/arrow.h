/* patron/arrow.h: rows in and tables out by the Arrow C data and C stream interfaces, which pandas, polars, pyarrow, DuckDB
 * and many others speak. The structs are those of the Arrow specification; nothing else of Arrow is needed.
 *
 * What is taken (`c`, `tdD`, … are the format strings of the specification):
 *   integers    c C s S i I l L    everywhere but as time; as money they are minor units, as quantity units of
 *                                  1/quantity_scale, as kind PATRON_KIND_*
 *   doubles     f g                as money and quantity (`decimals` below), as keys where every value is a whole number of
 *                                  at most 2^53 (float32: 2^24); NaN is null
 *   decimals    d:p,s d:p,s,128    as money, quantity and keys, where the value is exact
 *   strings     u U vu             as keys, labels and kinds
 *   days        tdD tdm            as time: the shop's days
 *   timestamps  tss tsm tsu tsn    as time: with a zone they are instants (the builder needs options.zone, and the
 *                                  timestamp's own zone is of no account); without one they are the shop's wall clock
 *   null        n                  as keys and labels, quantity, discount and cost: every row is null
 *   dictionary  any of these, by indices of any width; each batch may have its own dictionary
 * Anything else (booleans, lists, decimals of 256 bits, half floats, run ends) is an ARGUMENT error that names the column
 * and its format.
 *
 * Trust: the interface carries no lengths of buffers. Whatever can be checked is (number of children and buffers, lengths
 * and offsets against each other, string offsets, views against the sizes of their buffers, dictionary indices, alignment,
 * UTF-8), each value is read once before it is used, but that the buffers are as long as the arrays say is the producer's
 * promise: a producer is code in this process, and must be trusted as such. */
#ifndef PATRON_ARROW_H
#define PATRON_ARROW_H

#include <patron/book.h>
#include <patron/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the structs of the Arrow specification -------------------------------------------------------------------- */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif

/* ---- rows in --------------------------------------------------------------------------------------------------- */

#define PATRON_ARROW_DECIMALS 0x1u   /* `decimals` is set */
#define PATRON_ARROW_SKIP_NULLS 0x2u /* rows whose time, amount or kind is null are left out and counted, not an error */

/* A label of the book, and the column that it comes from. */
typedef struct patron_arrow_label {
    size_t size;
    const char *name;   /* as patron_label.name */
    const char *column;
    int32_t level;      /* PATRON_LABEL_* */
    int32_t reserved;   /* 0 */
} patron_arrow_label;

/* Which column of the stream plays which role of patron_rows, by its name in the stream; NULL = there is none. A name
 * that the stream does not have, or has twice, is an ARGUMENT error.
 * Money as doubles or decimals is in whole currency units and needs `decimals`, the number of decimals of the minor unit
 * (2: euro and cent): minor units = value x 10^decimals. A double must then be within 1/1000 of a whole number below
 * 2^40, a decimal exactly a whole number that int64 holds; else DATA with its row. Doubles and decimals as quantity are
 * pieces: value x quantity_scale of the builder's options must be such a number.
 * With kind_words, kinds are words: word i means kind_values[i], compared byte by byte; integers are compared as they are
 * written in decimal; a word NULL says what null means. Any other word is a DATA error with its row. */
typedef struct patron_arrow_columns {
    size_t size;
    uint64_t flags;     /* PATRON_ARROW_* */
    const char *customer;
    const char *time;
    const char *amount;
    const char *order;
    const char *shop;
    const char *product;
    const char *category;
    const char *quantity;
    const char *discount;
    const char *cost;
    const char *kind;
    const patron_arrow_label *const *labels; /* label_count pointers */
    int32_t label_count;                     /* 0..64 */
    int32_t decimals;                        /* 0..18, with PATRON_ARROW_DECIMALS */
    const char *const *kind_words;           /* kind_count strings; all but NULL differ */
    const int32_t *kind_values;              /* kind_count times PATRON_KIND_* */
    int64_t kind_count;                      /* 0 = kinds are integers, PATRON_KIND_*; at most 256 */
} patron_arrow_columns;

/* Appends all rows of a stream of record batches (structs), or on failure nothing. The stream is moved out of *stream (whose
 * release is NULL afterwards), pulled to its end and always released, also on error; a stream can be read only once. The
 * builder keeps copies, nothing of the stream. *skipped (may be NULL) gets the number of rows left out by SKIP_NULLS.
 * A null batch row (a struct that is null) is null in every column.
 * error->row counts from the builder's first row, rows of this stream that were left out included. Errors: as
 * patron_builder_add; ARGUMENT also for a column that is missing or of a format that its role cannot have, and for
 * arrays that contradict themselves; where the producer fails, DATA with its message (MEMORY where it says ENOMEM).
 * Wall clocks and instants in one builder sort within a day each by its own clock. O(rows), whatever the dictionaries. */
PATRON_API patron_status patron_builder_add_arrow(patron_builder *builder, struct ArrowArrayStream *stream,
                                                  const patron_arrow_columns *columns, int64_t *skipped,
                                                  patron_error *error);

/* The same for one record batch. Both the schema and the array are moved and always released. */
PATRON_API patron_status patron_builder_add_arrow_array(patron_builder *builder, struct ArrowSchema *schema,
                                                        struct ArrowArray *array, const patron_arrow_columns *columns,
                                                        int64_t *skipped, patron_error *error);

/* ---- tables out ------------------------------------------------------------------------------------------------ */

/* Makes *out (whatever it held) a stream of the table's columns: one batch, or none if there are no rows. INT32 → i, days →
 * tdD, INT64 → l, FLOAT64 → g, STRING64 → U. PATRON_NO_DAY becomes null in every INT32 column, and PATRON_NONE in those that
 * are not days (they hold numbers, states and lengths of time, never negative); the other types have no undefined values.
 * The stream holds copies: it may outlive the table, and each export is independent. Memory from the table's allocator.
 * The caller owns the stream and releases it (out->release(out)), and so the arrays taken from it. O(cells). */
PATRON_API patron_status patron_table_export_arrow(const patron_table *table, struct ArrowArrayStream *out,
                                                   patron_error *error);

#define PATRON_ARROW_UNDEFINED_DAY 0x1u  /* PATRON_NO_DAY in an INT32 column becomes null */
#define PATRON_ARROW_UNDEFINED_NONE 0x2u /* PATRON_NONE in an integer column becomes null */

/* A column to be exported. */
typedef struct patron_arrow_field {
    size_t size;
    const char *name;            /* UTF-8 */
    const patron_column *column; /* any type; unit DAY (INT32) → tdD, instants (INT64) → timestamps of zone UTC */
    uint64_t flags;              /* PATRON_ARROW_UNDEFINED_* */
} patron_arrow_field;

/* The same for any columns of `rows` elements, such as those that a score function filled: fields are `count` pointers.
 * Values that their column's `valid` or the field's flags make undefined become null. Everything is copied; memory from
 * `allocator` (NULL = malloc), whose context must outlive the stream and the arrays taken from it. Errors: ARGUMENT, DATA
 * (strings), MEMORY. O(cells). */
PATRON_API patron_status patron_arrow_export(const patron_arrow_field *const *fields, int32_t count, int64_t rows,
                                             const patron_allocator *allocator, struct ArrowArrayStream *out,
                                             patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
