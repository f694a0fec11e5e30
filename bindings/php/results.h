/* results.h: what measures give back, and how a measure describes it.
 *
 *     fields (a table of what a C struct holds) ──► score   columns of a Table     pp_score_begin
 *                                               ──► count   Record, Matrix, Groups pp_counts_begin, pp_counts_*
 *                                               ──► info    Record                 pp_record_of
 *     patron_table + fields                     ──►         columns of a Table     pp_table_take
 *
 * Names are those of the C header; PHP's are their camelCase. Columns are computed straight into their memory, which
 * memory.c counts; a value becomes a zval when it is asked for. Makers that return bool or NULL have thrown. */
#ifndef PATRON_RESULTS_H
#define PATRON_RESULTS_H

#include "php_patron.h"

/* Classes of rows and records besides those of php_patron.h. */
extern zend_class_entry *pp_ce_customer_row, *pp_ce_rfm_row, *pp_ce_replenishment_row, *pp_ce_waits,
    *pp_ce_mailing, *pp_ce_ledger, *pp_ce_tiers;
extern zend_class_entry *pp_ce_totals, *pp_ce_customer_counts, *pp_ce_rfm_info, *pp_ce_churn_info,
    *pp_ce_replenishment_parameters, *pp_ce_interval, *pp_ce_rate_difference, *pp_ce_quantile, *pp_ce_cohorts_outside;

/* Enums besides those. */
extern zend_class_entry *pp_ce_adjustment, *pp_ce_basket, *pp_ce_refunds, *pp_ce_product_gaps,
    *pp_ce_loyalty_kind, *pp_ce_expiry, *pp_ce_tier_by, *pp_ce_tier_window;

/* ---- fields ------------------------------------------------------------------------------------------------------ */

typedef enum pp_kind {
    PP_INT32 = 1, /* PATRON_NONE and PATRON_NO_DAY are null */
    PP_INT64,     /* PATRON_NONE is null if the field says `none` */
    PP_UINT64,    /* records only */
    PP_DOUBLE,    /* NaN is null if the field says `none` */
    PP_DAY,       /* int32; null or a date */
    PP_TOKEN,     /* int32; the name that `token` gives, null where it gives none */
    PP_KEYED      /* a number of a customer, product, ... that stands for its key */
} pp_kind;

typedef const char *(*pp_token)(int32_t); /* ends at its first NULL (that of 0 apart) */

typedef struct pp_field {
    const char *name; /* NULL ends a table */
    size_t offset;
    pp_kind kind;
    pp_token token;
    uint32_t needs; /* bits 1 << PP_QUANTITY ... : left out by default of a book without all of them */
    int32_t length; /* records: elements of an array, 0 = one value */
    bool none;
    int32_t which;  /* PP_KEYED: PATRON_KEYS_* */
} pp_field;

#define PP_FIELD(type, member, of_kind, ...)                                                                           \
    {                                                                                                                  \
        .name = #member, .offset = offsetof(type, member), .kind = (of_kind), __VA_ARGS__                              \
    }
#define PP_END {.name = NULL}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

typedef struct pp_column {
    zend_string *name; /* camelCase */
    pp_kind kind;
    bool none;
    bool wide;            /* PP_KEYED: numbers are int64, else int32 */
    const void *values;   /* PP_KEYED: numbers; NULL = `start` + row */
    int64_t start;
    patron_column keys;   /* PP_KEYED: type 0 = the numbers themselves */
    zend_string **tokens; /* PP_TOKEN; elements may be NULL */
    int32_t token_count;
    void *owned;          /* what `values` points to where it is this column's */
    size_t bytes;
} pp_column;

typedef struct pp_table {
    int64_t rows;
    int32_t count, room; /* columns */
    pp_column *columns;
    HashTable index;     /* from name to number of column */
    zend_class_entry *row_class;
    patron_table *held;  /* whose memory columns show; NULL = none */
    pp_zone *zone;
    zval book, rule, map; /* kept alive; undef = none */
    int32_t as_of;
    int64_t first;        /* customer number of row 0, where rows are a range */
    const int32_t *numbers; /* customer numbers of the rows where they are not */
    zval facts;           /* what a table says besides its rows, by name (draft.h); undef = nothing */
    struct pp_waits *waits; /* Waits only (waits.c) */
    zend_object std;
} pp_table;
PP_OBJECT(pp_table)

/* An empty table of a class of tables, its rows of a class of rows. book may be NULL. Counted as a handle. */
pp_table *pp_table_new(zval *out, zend_class_entry *class, zend_class_entry *row_class, zval *book, int64_t rows);

/* Appends a column; its memory is `bytes` of `owned`, which become the table's (or NULL, 0: borrowed). */
pp_column *pp_table_add(pp_table *table, const char *name, pp_kind kind, const void *values, void *owned, size_t bytes);
pp_column *pp_table_find(const pp_table *table, const char *name); /* by camelCase; NULL = none */

pp_column *pp_table_column(const pp_table *table, zend_string *name);
size_t pp_width(pp_kind kind); /* bytes of a value */

/* Appends a column of keys: of the numbers in `values`, or of `start` and those behind it. */
void pp_table_add_keyed(pp_table *table, const char *name, int32_t which, const void *values, bool wide, int64_t start);

void pp_column_tokens(pp_column *column, pp_token token);
void pp_column_names(pp_column *column, HashTable *names); /* a list of strings */

/* Appends columns of `fields` for each row of the table, their memory zeroed, and lets the pointers in `out` show them.
 * `wanted` (NULL = all that the book has numbers for) is a PHP list of names; `without` (NULL allowed) one left out.
 * `out` begins with size and capacity. */
bool pp_table_fields(pp_table *table, const pp_field *fields, HashTable *wanted, const char *without, void *out,
                     size_t out_size);

/* The start of every score: a table of customers first ... with the columns above. */
pp_table *pp_score_begin(zval *out, zend_class_entry *class, zend_class_entry *row_class, zval *book,
                         const pp_field *fields, HashTable *wanted, const char *without, int64_t first, int64_t count,
                         void *columns, size_t columns_size);

/* ... and its end: nothing, or with a status that is none of success the exception in place of the table. */
bool pp_score_end(zval *out, patron_status status, const patron_error *error, const char *const *names);

/* Appends the library's table, which becomes this one's; fields say what its columns are where types do not. */
void pp_table_take(pp_table *table, patron_table *held, const pp_field *fields);

/* waits.c */
void pp_waits_free(struct pp_waits *waits); /* NULL allowed */

/* The customer number of a row. */
int64_t pp_table_customer(const pp_table *table, int64_t row);

bool pp_table_has_row(const pp_table *table, int64_t index);

/* One cell. `plain`: days as texts (for JSON). */
void pp_cell(const pp_table *table, const pp_column *column, int64_t row, bool plain, zval *out);

/* A row object. Its table and number. */
void pp_row_make(zval *out, zend_object *table, int64_t row);
pp_table *pp_row_table(zend_object *row, int64_t *number); /* NULL: an object that nobody made (thrown) */

/* ---- iterating --------------------------------------------------------------------------------------------------- */

/* What foreach walks over. key NULL: numbers from 0. */
typedef struct pp_sequence {
    int64_t (*count)(zval *object);
    void (*value)(zval *object, int64_t at, zval *out);
    void (*key)(zval *object, int64_t at, zval *out);
} pp_sequence;

/* For a class's get_iterator. */
zend_object_iterator *pp_iterate(zend_class_entry *class, zval *object, int by_reference, const pp_sequence *sequence);

/* ---- objects whose properties are values ------------------------------------------------------------------------- */

/* No write, no unset, no reference. The class gives read_property, has_property and get_properties_for (a fresh or
 * shared array of all values), and pp_frozen_iterate as its get_iterator. */
void pp_frozen_handlers(zend_object_handlers *handlers);
zend_object_iterator *pp_frozen_iterate(zend_class_entry *class, zval *object, int by_reference);
void pp_unknown_property(zend_object *object, zend_string *name);
int pp_is_there(zval *value, int how); /* for has_property */

/* An array of values as JSON wants them: DateTimeInterface objects become 'Y-m-d'. */
void pp_plain(const HashTable *values, zval *out);

/* ---- records ----------------------------------------------------------------------------------------------------- */

/* A Record (or a class that extends it) of named values, which become its own; `values` is an array zval. */
void pp_record_make(zval *out, zend_class_entry *class, zval *values);

/* The fields of a filled struct as an array of values by name / as a record. Days are dates in `zone` (NULL: UTC). */
void pp_values_of(zval *out, const pp_field *fields, const void *filled, const pp_zone *zone);
void pp_record_of(zval *out, zend_class_entry *class, const pp_field *fields, const void *filled, const pp_zone *zone);

/* ---- matrices ---------------------------------------------------------------------------------------------------- */

typedef struct pp_matrix {
    int64_t row_count, column_count;
    pp_kind kind; /* PP_INT64, PP_DOUBLE, PP_TOKEN */
    pp_token token;
    union {
        int64_t *ints;
        double *doubles;
        int32_t *states;
        void *cells; /* [row][column], zeroed */
    };
    uint8_t *hollow;    /* 1 = null, one a cell; NULL where no cell can be */
    zval rows, columns; /* lists of labels */
    zend_object std;
} pp_matrix;
PP_OBJECT(pp_matrix)

/* rows and columns are lists (shared, not taken). Fill the cells. */
pp_matrix *pp_matrix_make(zval *out, pp_kind kind, bool hollow, zval *rows, zval *columns);

/* A list of what `token` names, and of `more` behind it (NULL = nothing). */
void pp_token_list(zval *out, pp_token token, const char *more);

/* ---- groups ------------------------------------------------------------------------------------------------------ */

/* Makes the result of group number `group` (0 without groups). */
typedef bool (*pp_make)(zval *out, void *context, int64_t group);

/* One result, or with $group a Groups of them. */
bool pp_by_group(zval *out, const pp_selection *selection, pp_make make, void *context);

/* ---- counts ------------------------------------------------------------------------------------------------------ */

/* Zeroed arrays of int64 for a struct of pointers, [group][cell]. */
typedef struct pp_counts {
    const pp_field *fields;
    int32_t count;
    int64_t groups, cells;
    int64_t *held; /* [field][group][cell] */
    size_t bytes;
} pp_counts;

/* `out` begins with size and capacity. End with pp_counts_end. */
bool pp_counts_begin(pp_counts *counts, const pp_field *fields, const pp_selection *selection, int64_t cells, void *out,
                     size_t out_size);
void pp_counts_end(pp_counts *counts);

/* Record|Groups: one cell a group. */
bool pp_counts_records(const pp_counts *counts, const pp_selection *selection, zend_class_entry *class, zval *out);

/* Matrix|Groups: a row a cell (labels in `rows`), a column a field. */
bool pp_counts_matrices(const pp_counts *counts, const pp_selection *selection, zval *rows, zval *out);

/* ---- rules ------------------------------------------------------------------------------------------------------- */

/* A rule of the library. One layout for all kinds. */
typedef struct pp_rule {
    void *rule;
    zend_object std;
} pp_rule;
PP_OBJECT(pp_rule)

void pp_rule_make(zval *out, zend_class_entry *class, void *rule);

/* The rule in an argument; NULL for an object that nobody made (thrown). */
void *pp_rule_in(zval *object);

/* A map of segments. */
typedef struct pp_map {
    patron_rfm_map c;
    zval names; /* list of strings */
    int32_t *cells;
    size_t cell_bytes;
    const char **name_pointers;
    zend_object std;
} pp_map;
PP_OBJECT(pp_map)

/* A map argument (a preset's name, an RfmMap, or null: the default) as an object that the caller releases. */
bool pp_map_read(zval *out, zend_object *object, zend_string *preset);

/* The names of where customers come from and go to between two days, as a list: the segments' and one more. */
void pp_map_from(const pp_map *map, zval *out);
void pp_map_to(const pp_map *map, zval *out);

/* ---- calendars --------------------------------------------------------------------------------------------------- */

/* period NULL: months. */
bool pp_calendar_read(zend_object *period, zend_long week_start, zend_long first_month, patron_calendar *out);

/* ---- options ----------------------------------------------------------------------------------------------------- */

/* Which option the library's message is about, for PP_NAMES: it begins with the option's C name. `options` lists those
 * that the method has; "" for others. The text is in `room`. */
typedef struct pp_option_room {
    char name[64];
} pp_option_room;
const char *pp_option(const patron_error *error, const char *const *options, pp_option_room *room);

/* ---- classes, once each ------------------------------------------------------------------------------------------ */

void pp_row_init(void);
void pp_record_init(void);
void pp_matrix_init(void);
void pp_groups_init(void);
void pp_rules_init(void);
void pp_map_init(void);
void pp_cohorts_init(void);
void pp_curve_init(void);
void pp_calendar_init(void);
void pp_ledger_init(void);
void pp_tiers_init(void);

/* ---- words ------------------------------------------------------------------------------------------------------- */

/* 0 English, 1 German, -1 thrown. NULL: English. */
int pp_language(const zend_string *language);

typedef struct pp_churn_facts {
    int32_t state, silence, horizon, flags;
    int64_t purchases, cases;
    double scale, ratio, p_now, p_start;
} pp_churn_facts;

/* The reason for a churn state, "" where there is nothing to compare with. */
zend_string *pp_churn_reason(const pp_churn_facts *facts, int german);

#endif
