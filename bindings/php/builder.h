/* builder.h: rows on their way into the library's builder.
 *
 *     zval -- parse --> cell -- store --> column of a batch -- take --> pending batches -- flush --> patron_builder
 *
 *   - A batch is a call's rows, or those of many add()s. It is filled beside the builder and taken whole or not at all.
 *     It belongs to the builder object (`incoming`) while it is filled, so that it is freed whatever ends the request.
 *   - The library's builder is opened when rows are flushed, for its options depend on what keys and clocks the rows
 *     have. Rows wait in `pending` while a key column has shown nothing but nulls and guests, so that its kind
 *     is not known.
 *   - Memory is pp_allocate's; PHP's heap is used only for the few values that options hold. */
#ifndef PATRON_BUILDER_H
#define PATRON_BUILDER_H

#include "php_patron.h"

#define PB_LABELS 64
#define PB_COLUMNS (PP_ROLES + PB_LABELS)
#define PB_ADD_ROWS 4096 /* rows of add() that are handed over together */

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

#define PB_NUMBER 24
size_t pb_write_number(zend_long value, char out[PB_NUMBER]); /* its length; not terminated */
bool pb_read_number(const char *text, size_t length, int64_t *out); /* only what pb_write_number writes */

#define PB_DECIMAL_BAD 1     /* not [+-]digits[.digits] */
#define PB_DECIMAL_INEXACT 2 /* more decimals than the scale has */
#define PB_DECIMAL_LARGE 3   /* outside int64 */
int pb_read_decimal(const char *text, size_t length, int64_t units, int64_t *out); /* 0, or one of these */

bool pb_is_utf8(const char *text, size_t length);

/* ---- columns and batches ----------------------------------------------------------------------------------------- */

enum { PB_ABSENT, PB_UNKNOWN, PB_INT, PB_TEXT }; /* what a column holds; unknown: only nulls so far */

/* What columns there are: roles first, then labels. */
typedef struct pb_schema {
    uint32_t roles; /* bits 1 << PP_CUSTOMER ... */
    int32_t labels;
    uint8_t type[PB_COLUMNS];
    uint8_t level[PB_LABELS]; /* PATRON_LABEL_* */
    char name[PB_LABELS][32];
} pb_schema;

static inline int32_t pb_columns(const pb_schema *schema)
{
    return PP_ROLES + schema->labels;
}
static inline bool pb_is_key(int32_t column)
{
    return column == PP_CUSTOMER || (column >= PP_ORDER && column <= PP_CATEGORY) || column >= PP_ROLES;
}
const char *pb_field(const pb_schema *schema, int32_t column);    /* role, or the label's name */
const char *pb_argument(const pb_schema *schema, int32_t column); /* PHP's name of the argument */

typedef struct pb_column {
    int64_t room;     /* rows that the arrays below are for; the bytes have their own */
    int64_t *values;  /* PB_INT */
    int64_t *offsets; /* PB_TEXT, room + 1 */
    char *bytes;
    size_t byte_room;
    uint8_t *valid;       /* NULL: nothing is null */
    const void *borrowed; /* PB_INT: the caller's packed numbers in place of values */
} pb_column;

enum { PB_NO_TIMES, PB_DAYS, PB_CLOCK, PB_INSTANTS, PB_NUMBERS }; /* of a time column: as patron_builder sees it ... */
extern const char *const pb_form_names[];

typedef struct pb_batch {
    struct pb_batch *next;
    int64_t count, room;
    int64_t source;             /* rows looked at, those left out too */
    int64_t *skipped;           /* which of them were left out */
    int64_t skipped_count, skipped_room;
    int32_t form;               /* PB_DAYS ... */
    bool open;                  /* add() may append to it */
    pb_schema schema;
    pb_column columns[];        /* pb_columns(&schema) */
} pb_batch;

/* A value on its way: a null, a number, or bytes. */
typedef struct pb_cell {
    uint8_t type; /* PB_ABSENT = null, PB_INT, PB_TEXT */
    int64_t number;
    const char *text;
    size_t length;
    char written[PB_NUMBER];
} pb_cell;

pb_batch *pb_batch_new(const pb_schema *schema, int64_t room); /* NULL: thrown */
void pb_batch_free(pb_batch *batch);
bool pb_batch_own(pb_batch *batch); /* copies borrowed numbers */
bool pb_batch_reserve(pb_batch *batch, int64_t rows); /* room for so many in all */
bool pb_batch_skip(pb_batch *batch, int64_t row);
/* The caller's row that is the batch's `row`. */
int64_t pb_row_behind(const int64_t *skipped, int64_t count, int64_t row);

/* Puts a value into a column at a row for which there is room; the cell's type must be the column's. */
bool pb_store(pb_batch *batch, int32_t column, int64_t row, const pb_cell *cell);
bool pb_store_null(pb_batch *batch, int32_t column, int64_t row);
bool pb_append_bytes(pb_column *column, const char *text, size_t length, int64_t row);
void pb_column_forget(pb_batch *batch, int32_t column); /* PB_UNKNOWN again */
bool pb_column_become(pb_batch *batch, int32_t column, uint8_t type, int64_t rows); /* from PB_UNKNOWN */

/* ---- the builder ------------------------------------------------------------------------------------------------- */

typedef struct pp_builder {
    patron_builder *core; /* NULL: nothing flushed yet */
    bool core_clock;      /* opened for times of the shop's own clock, which it sees as UTC */
    bool made, busy;
    bool known;           /* schema holds */
    bool settled;         /* rows were taken: later ones must have the schema's columns ... */
    bool fixed;           /* ... and no other; false while all rows came by add() */
    pb_schema schema;
    int32_t clock;        /* PB_NO_TIMES, PB_CLOCK or PB_INSTANTS: what rows so far need */
    int64_t waiting;      /* rows in pending */
    int64_t given;        /* rows that calls have given, with those left out */
    int64_t *skipped;     /* which of those were left out, ascending */
    int64_t skipped_count, skipped_room;
    pb_batch *first, *last; /* pending */
    pb_batch *incoming;     /* being filled */

    int32_t scale; /* -1 = none */
    int64_t money_units, quantity_units;
    int32_t unit; /* PATRON_UNIT_*, NONE = not given */
    bool skip_nulls;
    uint64_t flags;
    int32_t threads, observed_from, observed_until;
    pp_zone *zone, *input_zone;
    zval guests, alias_from, alias_to, since_keys; /* lists of ints and strings */
    int32_t *since_days;
    zend_object std;
} pp_builder;
PP_OBJECT(pp_builder)

/* $this, if it may be changed now. */
pp_builder *pb_this(zval *this);

/* Which columns a call gives, checked against those before. sources[column] is the argument of each column. */
bool pb_plan(const pp_builder *builder, zval *const roles[PP_ROLES], HashTable *labels, HashTable *line_labels,
             pb_schema *schema, zval *sources[PB_COLUMNS]);
/* Labels of a call: each must be there, or becomes a column where columns are not fixed. */
bool pb_plan_labels(HashTable *list, int32_t level, bool fixed, pb_schema *schema, zval *sources[]);
int32_t pb_label(const pb_schema *schema, const char name[32], int32_t level); /* its number, or -1 */

/* Takes builder->incoming, all of it or nothing (it is freed then). */
bool pb_take(pp_builder *builder);
void pb_throw(const pb_schema *schema, patron_status status, patron_error *error);
bool pb_skip_one(pp_builder *builder); /* a row of add() that a null leaves out */
bool pb_forms_agree(const pp_builder *builder, int32_t form); /* thrown where a batch's times do not fit those before */
/* All that can be wrong with a row. */
bool pb_check_rows(const pp_builder *builder, const pb_batch *batch, int64_t from);
void pb_accept(pp_builder *builder, const pb_batch *batch, int64_t rows, int64_t given); /* after these came in */
bool pb_flush(pp_builder *builder, const pb_schema *types); /* all that waits; keys still unknown count as ints */
bool pb_all_known(const pb_schema *types);

bool pb_core_ready(pp_builder *builder, bool text, bool clock); /* opens it, or opens it anew for another clock */
bool pb_core_add_empty(pp_builder *builder); /* a batch without rows, which has columns all the same */
void pb_drop_incoming(pp_builder *builder);
void pb_reset(pp_builder *builder); /* no rows, no columns */

/* ---- parsing ----------------------------------------------------------------------------------------------------- */

typedef struct pb_input {
    pp_builder *builder;
    HashTable *kinds; /* NULL or empty: none */
} pb_input;

bool pb_kinds_read(HashTable *kinds);

/* Each parses a dereferenced value of the caller's row `row`; null gives PB_ABSENT. */
bool pb_parse_money(const pb_input *in, zval *value, const pb_schema *schema, int32_t column, int64_t row,
                    pb_cell *cell);
bool pb_parse_quantity(const pb_input *in, zval *value, const pb_schema *schema, int32_t column, int64_t row,
                       pb_cell *cell);
bool pb_parse_time(const pb_input *in, zval *value, int64_t row, int32_t *form, pb_cell *cell);
bool pb_parse_kind(const pb_input *in, zval *value, int64_t row, pb_cell *cell);
/* `type` is the column's; PB_UNKNOWN is answered by a null or the first key's kind. */
bool pb_parse_key(const pb_input *in, zval *value, const pb_schema *schema, int32_t column, uint8_t type, int64_t row,
                  pb_cell *cell);
bool pb_parse(const pb_input *in, zval *value, pb_batch *batch, int32_t column, int64_t row, int32_t *form,
              pb_cell *cell);
void pb_null_error(const pb_schema *schema, int32_t column, int64_t row);
bool pb_form_fits(int32_t *form, int32_t found, int64_t row);

/* zones.c: the instant at which the zone's clocks show `clock` (seconds); of two the earlier; one that is skipped as if
 * the clock had not been put forward yet. false outside the table. */
bool pb_instant_of_clock(const pp_zone *zone, int64_t clock, int64_t *instant);

#endif
