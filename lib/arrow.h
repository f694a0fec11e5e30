/* arrow.h (internal): Arrow arrays as columns of rows.
 *
 *     schema ──► plan (which child plays which role, and its format) ──► views (one batch's arrays, checked)
 *            ──► columns of the library's own, in the form of lib/rows.h
 *
 * A view finds the place of a row's value in the producer's buffers by arithmetic alone, with or without a dictionary, so that
 * a batch costs as much as its rows, however large its dictionaries are. */
#ifndef PT_ARROW_H
#define PT_ARROW_H

#include <patron/arrow.h>

#include "rows.h"

/* ---- formats ----------------------------------------------------------------------------------------------------- */

#define PT_ARROW_INTEGER 1
#define PT_ARROW_FLOAT32 2
#define PT_ARROW_FLOAT64 3
#define PT_ARROW_DECIMAL 4
#define PT_ARROW_STRING 5
#define PT_ARROW_VIEW 6
#define PT_ARROW_NULL 7

#define PT_ARROW_DAYS 1         /* date32 */
#define PT_ARROW_MILLISECONDS 2 /* date64 */
#define PT_ARROW_TIMESTAMP 3

typedef struct pt_arrow_format {
    int32_t form;  /* PT_ARROW_INTEGER … */
    int32_t type;  /* PATRON_TYPE_* of integers (also those of times) and strings */
    int32_t time;  /* PT_ARROW_DAYS …, 0 = not a time */
    int32_t unit;  /* of a timestamp, PATRON_UNIT_* */
    bool zoned;
    int32_t scale; /* of a decimal */
} pt_arrow_format;

/* False for a format that is not taken. */
bool pt_arrow_read_format(const char *text, pt_arrow_format *out);

/* ---- plan -------------------------------------------------------------------------------------------------------- */

typedef struct pt_arrow_column {
    int32_t role;       /* PT_CUSTOMER … PT_LABELS + i */
    const char *title;  /* the role's name, in errors */
    const char *name;   /* the column's, borrowed from the caller */
    int64_t child;
    pt_arrow_format format; /* of the values; where there is a dictionary, of its values */
    int32_t index;      /* PATRON_TYPE_* of dictionary indices, 0 = no dictionary */
    bool strings;       /* what it becomes */
    bool whole;         /* doubles must be whole numbers, as keys are */
    double factor;      /* doubles: integer = value x factor */
    pt_int128 times;    /* decimals: integer = stored / over x times (in lowest terms); times 0 = only 0 fits */
    pt_int128 over;
} pt_arrow_column;

#define PT_ARROW_WORDS_MAX 256

typedef struct pt_arrow_plan {
    int64_t children;
    int32_t count;
    bool skip;
    pt_arrow_column column[PT_ROLES];
    int32_t label_count;
    patron_label label[PT_LABELS_MAX]; /* name and level; columns come with the batch */
    int64_t words;
    const char *word[PT_ARROW_WORDS_MAX];
    int64_t length[PT_ARROW_WORDS_MAX]; /* -1 = null */
    int32_t kind[PT_ARROW_WORDS_MAX];
} pt_arrow_plan;

/* Everything that can be said without a batch. `columns` is argument `argument` of the call, the schema is argument 2.
 * `before` is what the builder holds already. */
patron_status pt_arrow_plan_make(const struct ArrowSchema *schema, const patron_arrow_columns *columns,
                                 int32_t argument, const pt_schema *before, int64_t quantity_scale, bool has_zone,
                                 pt_arrow_plan *out, patron_error *error);

/* ---- views ------------------------------------------------------------------------------------------------------- */

/* The values of one array. */
typedef struct pt_arrow_values {
    int64_t first, count; /* element i is first + i, 0 <= i < count */
    const uint8_t *valid; /* by first + i; NULL = all present */
    const void *values;   /* numbers, bytes of strings, or views */
    const void *offsets;
    int64_t end;          /* strings: the last offset */
    const void *const *parts; /* buffers that views point into, and their sizes */
    const int64_t *sizes;
    int64_t part_count;
} pt_arrow_values;

typedef struct pt_arrow_view {
    const pt_arrow_column *column;
    const uint8_t *batch_valid; /* of the batch's own rows, by batch_first + row; NULL = all present */
    int64_t batch_first;
    pt_arrow_values values;     /* of the dictionary, where there is one */
    pt_arrow_values index;      /* used where there is a dictionary */
} pt_arrow_view;

/* Checks a batch's own fields; then those of one column of it. array NULL: a batch without rows. */
patron_status pt_arrow_check_batch(const struct ArrowArray *array, const pt_arrow_plan *plan, patron_error *error);
patron_status pt_arrow_view_make(const struct ArrowArray *array, const pt_arrow_column *column, pt_arrow_view *out,
                                 patron_error *error);

/* ---- conversion -------------------------------------------------------------------------------------------------- */

/* The rows of a batch that are taken. */
typedef struct pt_arrow_rows {
    int64_t count;
    const int64_t *take; /* [count]: rows of the batch, ascending; NULL = all */
    int64_t base;        /* the first row's number in errors */
} pt_arrow_rows;

static inline int64_t pt_arrow_row(const pt_arrow_rows *rows, int64_t i) { return rows->take ? rows->take[i] : i; }

/* Room for one block; one a call. */
typedef struct pt_arrow_work {
    int64_t place[PT_BLOCK], index[PT_BLOCK], value[PT_BLOCK], within[PT_BLOCK], length[PT_BLOCK];
    const char *bytes[PT_BLOCK];
    uint8_t present[PT_BLOCK];
} pt_arrow_work;

/* present[i] of rows [start, start + count), count <= PT_BLOCK; NaN is not present. */
patron_status pt_arrow_presence(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                                pt_arrow_work *work, patron_error *error);

/* Makes a column that pt_column_free frees. *within (only of the role time) is an array of rows->count for wall clocks. */
patron_status pt_arrow_convert(const patron_allocator *allocator, const pt_arrow_plan *plan, const pt_arrow_view *view,
                               const pt_arrow_rows *rows, pt_arrow_work *work, patron_column *out, int64_t **within,
                               patron_error *error);

/* The kind of a word (length -1 = null), or PATRON_NONE. */
int32_t pt_arrow_kind(const pt_arrow_plan *plan, const char *word, int64_t length);

#endif
