/* rows.h (internal): batches of rows, borrowed or owned, and reading them block by block with every check that concerns a
 * single row. */
#ifndef PT_ROWS_H
#define PT_ROWS_H

#include <patron/book.h>

#include "calendar.h"
#include "columns.h"
#include "list.h"

/* The columns of a batch by role; label i is column PT_LABELS + i. */
#define PT_CUSTOMER 0
#define PT_TIME 1
#define PT_AMOUNT 2
#define PT_ORDER 3
#define PT_SHOP 4
#define PT_PRODUCT 5
#define PT_CATEGORY 6
#define PT_QUANTITY 7
#define PT_DISCOUNT 8
#define PT_COST 9
#define PT_KIND 10
#define PT_LABELS 11
#define PT_LABELS_MAX 64
#define PT_ROLES (PT_LABELS + PT_LABELS_MAX)

/* Which columns there are; all batches of a builder agree. */
typedef struct pt_schema {
    bool known; /* false until the first batch */
    bool has[PT_ROLES];
    bool strings[PT_ROLES];
    int32_t label_count;
    int32_t level[PT_LABELS_MAX];
    char name[PT_LABELS_MAX][32];
} pt_schema;

/* What a row that was replayed from a book brings beside its columns. */
typedef struct pt_replay {
    pt_index *weight; /* [count]: rows that it stands for */
    int64_t *within;  /* [count]: its rank within the day */
    uint8_t *erased;  /* [count] */
} pt_replay;

typedef struct pt_batch {
    int64_t count, first_row;
    bool owned;              /* the columns' memory is the library's */
    patron_column *column;   /* [PT_LABELS + label_count]; type 0 = absent */
    int64_t *end;            /* [PT_LABELS + label_count]: pt_column_end of string columns */
    int32_t columns;
    pt_replay replay;        /* NULL pointers but in a replayed batch */
} pt_batch;

/* Everything that goes into one book. */
typedef struct pt_rowset {
    pt_schema schema;
    int64_t rows;
    int64_t batch_count, batch_capacity;
    pt_batch **batch;
    pt_list ignored;         /* of pt_ignored: rows that replayed books had left out */
} pt_rowset;

/* A column's role or label, for errors. */
const char *pt_role_name(const pt_schema *schema, int32_t role);

/* Checks the caller's rows against the schema (and fixes it with the first batch), giving borrowed columns. */
patron_status pt_batch_make(const patron_allocator *allocator, const patron_rows *rows, int64_t first_row,
                            int32_t argument, pt_schema *schema, pt_batch **out, patron_error *error);

/* Whether a batch of schema `now` may follow one of schema `before`. Only kinds may be absent in some batches. */
patron_status pt_schema_check(const pt_schema *before, const pt_schema *now, int32_t argument, patron_error *error);

/* Replaces the borrowed columns by copies, every element read once. */
patron_status pt_batch_own(const patron_allocator *allocator, pt_batch *batch, const pt_schema *schema,
                           patron_error *error);

void pt_batch_free(const patron_allocator *allocator, pt_batch *batch);
void pt_rowset_free(const patron_allocator *allocator, pt_rowset *rowset);

/* A copy of one column (values, offsets, validity), for a batch or for options. */
patron_status pt_column_copy(const patron_allocator *allocator, const patron_column *from, int64_t count,
                             int64_t first_row, const char *role, patron_column *out, patron_error *error);
void pt_column_free(const patron_allocator *allocator, patron_column *column, int64_t count);

/* PT_BLOCK rows' numbers, checked. */
typedef struct pt_block {
    int64_t count;
    int32_t day[PT_BLOCK];
    int64_t within[PT_BLOCK]; /* by which orders of one day sort; 0 for DAY columns */
    uint8_t kind[PT_BLOCK];
    int64_t amount[PT_BLOCK], quantity[PT_BLOCK], discount[PT_BLOCK], cost[PT_BLOCK];
} pt_block;

/* Reads rows [start, start + count) of a batch. Absent columns give 0 (kind: SALE). */
patron_status pt_batch_block(const pt_batch *batch, const patron_zone *zone, int64_t start, int64_t count,
                             pt_block *out, patron_error *error);

#endif
