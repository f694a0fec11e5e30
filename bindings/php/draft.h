/* draft.h: what the measures of repeat.c, value.c, promotions.c, products.c, classes.c, signs.c and ledger*.c share.
 *
 *     arguments ──► pp_asked (day, range, selection) ──► cells (counts by group) ──► the library's count
 *                                                            │
 *                                  drafts: a Table of columns and facts a group ◄──┘ rates with n and interval
 *
 * A Table made here may have facts besides its rows: readonly properties ($table->unknownBirth). */
#ifndef PATRON_DRAFT_H
#define PATRON_DRAFT_H

#include "results.h"

/* ---- what every measure is asked --------------------------------------------------------------------------------- */

typedef struct pp_asked {
    zval *this;
    const pp_book *book;
    int32_t day;
    int64_t from, many;
    double confidence;
    pp_selection selection;
} pp_asked;

/* Needs pp_asked_free afterwards only if it returned true. */
bool pp_ask(pp_asked *asked, zval *this, zval *as_of, double confidence, HashTable *mask, HashTable *group,
            zend_long first, zend_long count, bool no_count);
void pp_asked_free(pp_asked *asked);

/* Neither a selection nor a part of the customers. */
bool pp_asked_all(const pp_asked *asked);

/* 0 < confidence < 1. */
bool pp_confidence(double confidence);

/* Which argument the library's message about options means: pairs of a C name and PHP's, ended by NULL; "" for none. */
const char *pp_option_as(const patron_error *error, const char *const *pairs);
#define PP_PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The number of a token, or -1, thrown. */
int32_t pp_token_number(const zend_string *text, const char *argument, pp_token token);

/* ---- cells ------------------------------------------------------------------------------------------------------- */

#define PP_WIDTHS 4

/* An array of int64 in a struct of pointers: [group][width]. */
typedef struct pp_array {
    size_t offset;
    int32_t width;  /* which of the widths */
    uint32_t needs; /* bits 1 << PP_COST ... : NULL without them */
    bool last;
} pp_array;
#define PP_ARRAY(type, member, of_width, ...)                                                                          \
    {                                                                                                                  \
        .offset = offsetof(type, member), .width = (of_width), __VA_ARGS__                                             \
    }
#define PP_ARRAYS_END {.last = true}

typedef struct pp_cells {
    int64_t *held;
    size_t bytes;
    int64_t width[PP_WIDTHS];
} pp_cells;

/* Zeroed arrays for `out`, whose size and capacities are the caller's; set the widths first. End with pp_cells_end. */
bool pp_cells_begin(pp_cells *cells, const pp_array *arrays, int64_t groups, uint32_t roles, void *out);
void pp_cells_end(pp_cells *cells);

/* ---- drafts ------------------------------------------------------------------------------------------------------ */

typedef struct pp_draft {
    pp_table *table;
    zval *out;
    const int64_t *order; /* which value each row shows; NULL = its own */
    bool failed;          /* no memory: what is added is nothing, pp_draft_end throws */
} pp_draft;

/* book NULL: days are UTC's. day PATRON_NO_DAY: without the fact asOf. */
void pp_draft_begin(pp_draft *draft, zval *out, zend_class_entry *class, zval *book, int32_t day, int64_t rows);
bool pp_draft_end(pp_draft *draft);
bool pp_draft_stop(pp_draft *draft, patron_status status, const patron_error *error); /* gives the table up; false */

/* A zeroed column to fill; NULL: refused. */
void *pp_draft_add(pp_draft *draft, const char *name, pp_kind kind);

/* Columns of values by row, or by `order`. Values may be NULL: no column. */
void pp_draft_counts(pp_draft *draft, const char *name, const int64_t *values);  /* int64 */
void pp_draft_perhaps(pp_draft *draft, const char *name, const int64_t *values); /* PATRON_NONE is null */
void pp_draft_numbers(pp_draft *draft, const char *name, const int32_t *values); /* null where undefined */
void pp_draft_series(pp_draft *draft, const char *name, int32_t first);          /* first, first + 1, ... */
void pp_draft_days(pp_draft *draft, const char *name, const int32_t *values);
void pp_draft_states(pp_draft *draft, const char *name, const int32_t *values, pp_token token);
void pp_draft_texts(pp_draft *draft, const char *name, zval *list);              /* row i shows text i */
void pp_draft_reals(pp_draft *draft, const char *name, const double *values, const int64_t *whole); /* null if !whole */
void pp_draft_rates(pp_draft *draft, const char *prefix, const int64_t *part, const int64_t *whole, double confidence);
void pp_draft_keys(pp_draft *draft, const char *name, int32_t which);            /* of numbers 0 ... or of `order` */

/* Facts. */
void pp_table_fact(pp_table *table, const char *name, zval *value); /* becomes the table's */
void pp_table_fact_long(pp_table *table, const char *name, int64_t value);

void pp_table_fact_real(pp_table *table, const char *name, double value, bool defined); /* else null */

/* The only row of a draft as a Record, which is all that is left of it. */
bool pp_draft_record(pp_draft *draft, zval *out);

/* The numbers 0 ... many - 1 of keys, most `by` first, equal ones by key. Release many * 8 bytes. NULL: thrown. */
int64_t *pp_order_by(const pp_book *book, int32_t which, const int64_t *by, int64_t many);

/* The label of a period, and ten-thousandths as percent (cohorts_labels.c). */
zend_string *pp_period_label(const patron_calendar *calendar, int32_t index);
zend_string *pp_percent(int32_t edge);

/* A table of keys, most `by` first: `add` adds a group's columns by the draft's order, of the rows of `width` cells. */
typedef struct pp_listing {
    const pp_asked *asked;
    const char *name; /* of the column of keys */
    int32_t which;    /* PATRON_KEYS_* */
    int64_t items, width;
    void (*add)(pp_draft *draft, const void *context, int64_t group);
    const void *context;
} pp_listing;

/* Makes it; others are rows behind the items that become Records, by name; ended by NULL. Without asOf: day NO_DAY. */
typedef struct pp_other {
    const char *name;
    int64_t row;
} pp_other;
bool pp_listing_make(const pp_listing *listing, const int64_t *by, const pp_other *others, int32_t day, int64_t group,
                     zval *out);

#endif
