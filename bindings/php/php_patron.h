/* php_patron.h: what the files of the extension share.
 *
 *     patron.c      module, classes, functions         book.c        Book: what is not a measure
 *     exceptions.c  library error -> exception         builder*.c    rows in
 *     memory.c      the counted allocator              values.c      days, zones, keys, lists of numbers
 *     results.h     tables, matrices, records, rules   the rest      one measure a file
 *
 * Every function that returns bool returns false with an exception pending. */
#ifndef PHP_PATRON_H
#define PHP_PATRON_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php.h"

#include "Zend/zend_enum.h"
#include "Zend/zend_exceptions.h"
#include "Zend/zend_interfaces.h"
#include "ext/date/php_date.h"

#include <patron.h>

#define PHP_PATRON_VERSION PATRON_VERSION_STRING

extern zend_module_entry patron_module_entry;
#define phpext_patron_ptr &patron_module_entry

typedef struct pp_memory pp_memory;
struct pp_zone_cache;

ZEND_BEGIN_MODULE_GLOBALS(patron)
    pp_memory *memory; /* counts what handles hold; lives as long as the thread */
    struct pp_zone_cache *zones; /* tables of zones seen before */
    zval utc;          /* DateTimeZone, made when first needed in a request */
ZEND_END_MODULE_GLOBALS(patron)

ZEND_EXTERN_MODULE_GLOBALS(patron)
#define PATRON_G(field) ZEND_MODULE_GLOBALS_ACCESSOR(patron, field)

#if defined(ZTS) && defined(COMPILE_DL_PATRON)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

/* ---- ints among arguments ---------------------------------------------------------------------------------------- */

/* Whether PHP would cut a fraction off to make an int (1.5 or "1.5", for which it only warns). */
static inline bool pp_has_fraction(zval *value)
{
    zend_long number;
    double real = 0;
    if (Z_TYPE_P(value) == IS_DOUBLE) real = Z_DVAL_P(value);
    else if (Z_TYPE_P(value) != IS_STRING || is_numeric_str_function(Z_STR_P(value), &number, &real) != IS_DOUBLE)
        return false;
    return real < 0x1p63 && real >= -0x1p63 && (double)(zend_long)real != real;
}

static zend_always_inline bool pp_parse_arg_long(zval *value, zend_long *out, bool *is_null, bool null_allowed,
                                                 uint32_t number)
{
    if (Z_TYPE_P(value) != IS_LONG && pp_has_fraction(value)) return false;
    return zend_parse_arg_long(value, out, is_null, null_allowed, number);
}

static zend_always_inline bool pp_parse_arg_str_or_long(zval *value, zend_string **text, zend_long *out, bool *is_null,
                                                        bool null_allowed, uint32_t number)
{
    if (Z_TYPE_P(value) == IS_DOUBLE && pp_has_fraction(value)) return false;
    return zend_parse_arg_str_or_long(value, text, out, is_null, null_allowed, number);
}

/* Z_PARAM_LONG and the like call these: a fraction is a TypeError that names the argument. */
#define zend_parse_arg_long pp_parse_arg_long
#define zend_parse_arg_str_or_long pp_parse_arg_str_or_long

/* ---- memory ------------------------------------------------------------------------------------------------------ */

/* Counts every byte and refuses what would bring PHP's own memory and the handles' together past memory_limit. Give it
 * wherever the library takes an allocator. Thread-safe. Never NULL. */
const patron_allocator *pp_allocator(void);

/* Counted memory outside PHP's heap, for columns of results. NULL: refused (then pp_no_memory()). bytes may be 0. */
void *pp_allocate(size_t bytes);
void *pp_allocate_zero(size_t bytes);
void pp_release(void *memory, size_t bytes); /* the same bytes; NULL allowed */
void *pp_resize(void *memory, size_t before, size_t after); /* NULL: refused, memory is as it was */

/* Whether PHP's own heap may grow by so many bytes without reaching memory_limit (which PHP makes a fatal error). */
bool pp_room(size_t bytes);
bool pp_room_again(size_t bytes); /* for one of many requests, that together are more than the heap has idle */

int64_t pp_memory_held(void);
int64_t pp_handles(void);
void pp_handle_made(void); /* once an object that holds library memory: builder, book, rule, table ... */
void pp_handle_freed(void);

void pp_memory_open(pp_memory **memory); /* for the module's globals */
void pp_memory_close(pp_memory *memory);

/* ---- exceptions -------------------------------------------------------------------------------------------------- */

extern zend_class_entry *pp_ce_exception, *pp_ce_data_exception, *pp_ce_type_exception, *pp_ce_argument_exception,
    *pp_ce_range_exception, *pp_ce_format_exception, *pp_ce_mismatch_exception, *pp_ce_missing_exception,
    *pp_ce_memory_exception;

/* Throws what a library call returned. names[i] is the PHP name of the library function's argument i + 1, "" for one
 * that PHP's method does not have; the list ends with NULL. Use PP_NAMES. Where the library names a column, this is
 * `field` (as the library says) and, in camelCase, the argument if names has none. */
void pp_throw(patron_status status, const patron_error *error, const char *const *names);
#define PP_NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Throws with everything given: argument and field may be NULL, row and other_row -1. */
void pp_throw_at(zend_class_entry *class, const char *argument, const char *field, int64_t row, int64_t other_row,
                 const char *format, ...) ZEND_ATTRIBUTE_FORMAT(printf, 6, 7);

/* ArgumentException and TypeException about one argument. The message should begin with the argument's name. */
void pp_argument_error(const char *argument, const char *format, ...) ZEND_ATTRIBUTE_FORMAT(printf, 2, 3);
void pp_type_error(const char *argument, const char *format, ...) ZEND_ATTRIBUTE_FORMAT(printf, 2, 3);
void pp_no_memory(void); /* MemoryException */

/* A snake_case name in camelCase, into `out` of at least `room` bytes. */
void pp_camel(const char *snake, char *out, size_t room);

/* ---- zones and days ---------------------------------------------------------------------------------------------- */

/* A zone and its table, shared by counting. */
typedef struct pp_zone {
    uint32_t references;
    patron_zone c;     /* points to the two arrays below */
    int64_t *instant;
    int32_t *offset;
    zval timezone;     /* a DateTimeZone of its own */
} pp_zone;

void pp_zones_close(struct pp_zone_cache *cache); /* with the module's globals */

/* From a DateTimeZone or a name; *out = NULL for null. */
bool pp_zone_read(zval *value, const char *argument, pp_zone **out);
pp_zone *pp_zone_keep(pp_zone *zone); /* NULL allowed */
void pp_zone_drop(pp_zone *zone);     /* NULL allowed */

/* A day argument: 'Y-m-d', or a DateTimeInterface seen in the zone (its own date without one). */
bool pp_day(zval *value, const pp_zone *zone, const char *argument, int32_t *day);

/* 'Y-m-d' of exactly ten bytes. */
bool pp_day_parse(const char *text, size_t length, int32_t *day);

/* Days out; null for PATRON_NO_DAY. zone may be NULL: UTC. */
void pp_date(int32_t day, const pp_zone *zone, zval *out); /* DateTimeImmutable at midnight */
void pp_date_text(int32_t day, zval *out);                 /* 'Y-m-d' */

/* ---- choices ----------------------------------------------------------------------------------------------------- */

extern zend_class_entry *pp_ce_kind, *pp_ce_time_unit, *pp_ce_period, *pp_ce_curve_kind, *pp_ce_rfm_method,
    *pp_ce_monetary, *pp_ce_churn_method, *pp_ce_level, *pp_ce_negative, *pp_ce_nulls;

/* The value of an enum's case. */
zend_long pp_case_int(zend_object *object);
const char *pp_case_text(zend_object *object);

/* The position of a case among its enum's, counted from 0 in the order of the stub. */
int32_t pp_case_index(zend_object *object);

/* ---- keys and lists ---------------------------------------------------------------------------------------------- */

/* Element `index` of a borrowed column of INT64 or STRING64 (patron_book_keys, patron_table_column): int or string. */
void pp_key(const patron_column *keys, int64_t index, zval *out);
void pp_key_array(const patron_column *keys, int64_t count, zval *out); /* the whole column as a list */

/* Keys from a PHP list. `text` says which kind the book's keys are: what is given in the other kind is converted where
 * that is exact and canonical ("123" and 123), and is null in the column where it is not (no such key can be there).
 * pp_keys_read is for one that must be of one kind; *text is the kind of the first non-null key. */
typedef struct pp_keys {
    patron_column column;
    int64_t count;
    bool text;
    void *values, *offsets, *valid; /* owned */
    size_t value_bytes, offset_bytes, valid_bytes;
} pp_keys;

bool pp_keys_of_kind(HashTable *list, const char *argument, bool text, pp_keys *out);
void pp_keys_free(pp_keys *keys); /* a zeroed one too */

/* Whole numbers from a PHP list. Release with pp_release(*out, *count * sizeof **out). An empty list gives NULL. */
bool pp_int64_list(HashTable *list, const char *argument, int64_t **out, int64_t *count);
bool pp_int32_list(HashTable *list, const char *argument, int32_t **out, int64_t *count);

/* An int argument that must fit an int32 ... */
bool pp_int32(zend_long value, const char *argument, int32_t *out);
/* ... and an optional one for which the library takes 0 as "the default": 1 or more. */
bool pp_positive(zend_long value, bool is_null, const char *argument, int32_t *out);

/* ---- selections -------------------------------------------------------------------------------------------------- */

typedef struct pp_selection {
    patron_selection c;
    int64_t customers;
    int64_t groups; /* 1 without $group; with it the labels, or 1 if there are none */
    bool grouped;
    zval labels;    /* a list in order of first appearance: int, string or bool; undef without $group */
} pp_selection;

/* mask and group may be NULL. Needs pp_selection_free afterwards only if it returned true. */
bool pp_selection_read(pp_selection *selection, HashTable *mask, HashTable *group, int64_t customers);
void pp_selection_free(pp_selection *selection);
static inline const patron_selection *pp_selection_c(const pp_selection *selection)
{
    return selection->c.mask || selection->c.group ? &selection->c : NULL;
}

/* $first and $count of a book's customers; the library checks nothing less. */
bool pp_range(int64_t customers, zend_long first, zend_long count, bool count_is_null, int64_t *from, int64_t *many);

/* ---- objects ----------------------------------------------------------------------------------------------------- */

extern zend_class_entry *pp_ce_row, *pp_ce_churn_row, *pp_ce_table, *pp_ce_rfm_table, *pp_ce_churn_table,
    *pp_ce_replenishment_table, *pp_ce_matrix, *pp_ce_groups, *pp_ce_record, *pp_ce_rfm_rule, *pp_ce_churn_rule,
    *pp_ce_replenishment_rule, *pp_ce_rfm_map, *pp_ce_builder, *pp_ce_book, *pp_ce_cohorts, *pp_ce_curve, *pp_ce_stats,
    *pp_ce_calendar;

/* type##_of(zend_object *) for a struct whose last member is `zend_object std`. */
#define PP_OBJECT(type)                                                                                                \
    static inline type *type##_of(zend_object *object)                                                                 \
    {                                                                                                                  \
        return (type *)(void *)((char *)object - XtOffsetOf(type, std));                                               \
    }

/* A zeroed object of `size` bytes (its zend_object the last member), for create_object. */
zend_object *pp_object_new(zend_class_entry *class, size_t size, const zend_object_handlers *handlers);

/* Handlers of a class whose struct has its zend_object at `offset`: no clone, `free` for its memory (it must end with
 * zend_object_std_dtor). */
void pp_handlers(zend_object_handlers *handlers, size_t offset, void (*free)(zend_object *));

/* Which columns the rows had (PP_ROLE_LABEL: labels were possible). */
enum {
    PP_CUSTOMER, PP_TIME, PP_AMOUNT, PP_ORDER, PP_SHOP, PP_PRODUCT, PP_CATEGORY, PP_QUANTITY, PP_DISCOUNT, PP_COST,
    PP_KIND, PP_ROLES
};
extern const char *const pp_role_names[PP_ROLES]; /* "customer", ... */
#define PP_HAS(book, role) (((book)->roles >> (role)) & 1u)

struct pb_schema;

typedef struct pp_book {
    patron_book *book; /* NULL only in an object that nobody made */
    pp_zone *zone;     /* NULL = none */
    uint32_t roles;    /* bits 1 << PP_CUSTOMER ... */
    bool text_keys;    /* customers' keys are strings */
    int32_t scale;     /* decimals of its money; -1 = not said */
    int64_t quantity_scale; /* quantity units a piece, 0 = 1 */
    struct pb_schema *schema; /* what its columns hold (builder.h); NULL: it was made of no rows */
    zend_object std;
} pp_book;
PP_OBJECT(pp_book)

/* $this of a Book's method. */
static inline pp_book *pp_this_book(zval *this)
{
    return pp_book_of(Z_OBJ_P(this));
}

/* Number of customers, for ranges and selections. */
static inline int64_t pp_customers(const pp_book *book)
{
    return patron_book_customers(book->book);
}

/* Called once after all classes are registered: create_object and handlers of a file's classes. */
void pp_builder_init(void); /* builder.c */
void pp_book_init(void);    /* book.c */
void pp_results_init(void); /* table.c: every class of results.h */
void pp_measures_init(void); /* rules, maps, cohorts, curves, calendar */

/* A new Book object that owns the book (also when it returns false, out of memory cannot happen). */
void pp_book_make(zval *out, patron_book *book, pp_zone *zone, uint32_t roles, bool text_keys);

#endif
