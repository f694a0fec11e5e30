/* From what the library says to what PHP throws. */
#include "php_patron.h"

#include "ext/standard/html.h"

zend_class_entry *pp_ce_exception, *pp_ce_data_exception, *pp_ce_type_exception, *pp_ce_argument_exception,
    *pp_ce_range_exception, *pp_ce_format_exception, *pp_ce_mismatch_exception, *pp_ce_missing_exception,
    *pp_ce_memory_exception;

static zend_class_entry *class_of(patron_status status)
{
    switch (status) {
    case PATRON_ERROR_MEMORY:
    case PATRON_ERROR_LIMIT: return pp_ce_memory_exception;
    case PATRON_ERROR_DATA:
    case PATRON_ERROR_CONFLICT:
    case PATRON_ERROR_OVERFLOW: return pp_ce_data_exception;
    case PATRON_ERROR_RANGE: return pp_ce_range_exception;
    case PATRON_ERROR_FORMAT: return pp_ce_format_exception;
    case PATRON_ERROR_MISMATCH: return pp_ce_mismatch_exception;
    case PATRON_ERROR_MISSING: return pp_ce_missing_exception;
    default: return pp_ce_argument_exception;
    }
}

void pp_camel(const char *snake, char *out, size_t room)
{
    size_t used = 0;
    bool up = false;
    for (; *snake && used + 1 < room; snake++) {
        if (*snake == '_' && used) {
            up = true;
            continue;
        }
        out[used++] = up && *snake >= 'a' && *snake <= 'z' ? (char)(*snake - 'a' + 'A') : *snake;
        up = false;
    }
    out[used] = 0;
}

static void set_text(zend_class_entry *class, zend_object *object, const char *name, const char *value)
{
    if (value && *value) zend_update_property_string(class, object, name, strlen(name), value);
    else zend_update_property_null(class, object, name, strlen(name));
}

static void set_row(zend_class_entry *class, zend_object *object, const char *name, int64_t value)
{
    if (value >= 0) zend_update_property_long(class, object, name, strlen(name), (zend_long)value);
    else zend_update_property_null(class, object, name, strlen(name));
}

/* Texts of rows are quoted by their first bytes: half a character, and what is no UTF-8, becomes '?', so that a message
 * can always be shown and sent as JSON. */
static void make_utf8(char *text)
{
    size_t length = strlen(text), at = 0;
    while (at < length) {
        size_t from = at;
        zend_result status = SUCCESS;
        php_next_utf8_char((const unsigned char *)text, length, &at, &status);
        if (status != SUCCESS) memset(text + from, '?', at - from);
    }
}

static void throw_with(zend_class_entry *class, const char *argument, const char *field, int64_t row, int64_t other_row,
                       const char *given)
{
    char where[160], message[512];
    int used = 0;
    snprintf(message, sizeof message, "%s", given);
    make_utf8(message);
    if (argument && *argument && !strstr(message, argument)) used = snprintf(where, sizeof where, "%.60s", argument);
    if (row >= 0) used += snprintf(where + used, sizeof where - (size_t)used, "%srow " ZEND_LONG_FMT, used ? ", " : "",
                                   (zend_long)row);
    if (other_row >= 0)
        used += snprintf(where + used, sizeof where - (size_t)used, "%sagainst row " ZEND_LONG_FMT, used ? ", " : "",
                         (zend_long)other_row);
    zend_object *object = used ? zend_throw_exception_ex(class, 0, "%s (%s)", message, where)
                               : zend_throw_exception(class, message, 0);
    set_text(class, object, "argument", argument);
    set_text(class, object, "field", field);
    set_row(class, object, "rowIndex", row);
    set_row(class, object, "otherRowIndex", other_row);
}

void pp_throw(patron_status status, const patron_error *error, const char *const *names)
{
    if (EG(exception)) return;
    char argument[64] = "";
    int32_t at = 0;
    while (names && names[at] && at + 1 < error->argument) at++;
    if (names && error->argument > 0 && at + 1 == error->argument && names[at])
        snprintf(argument, sizeof argument, "%s", names[at]);
    if (status == PATRON_ERROR_MEMORY) {
        pp_no_memory();
        return;
    }
    if (!*argument && *error->column) pp_camel(error->column, argument, sizeof argument);
    throw_with(class_of(status), argument, error->column, error->row, error->other_row, error->message);
}

void pp_throw_at(zend_class_entry *class, const char *argument, const char *field, int64_t row, int64_t other_row,
                 const char *format, ...)
{
    char message[400];
    va_list list;
    if (EG(exception)) return;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    throw_with(class, argument, field, row, other_row, message);
}

#define THROW_ABOUT(class)                                                                                             \
    do {                                                                                                               \
        char message[400];                                                                                             \
        va_list list;                                                                                                  \
        if (EG(exception)) return;                                                                                     \
        va_start(list, format);                                                                                        \
        vsnprintf(message, sizeof message, format, list);                                                              \
        va_end(list);                                                                                                  \
        throw_with((class), argument, NULL, -1, -1, message);                                                          \
    } while (0)

void pp_argument_error(const char *argument, const char *format, ...)
{
    THROW_ABOUT(pp_ce_argument_exception);
}

void pp_type_error(const char *argument, const char *format, ...)
{
    THROW_ABOUT(pp_ce_type_exception);
}

void pp_no_memory(void)
{
    if (!EG(exception))
        throw_with(pp_ce_memory_exception, NULL, NULL, -1, -1,
                   "this would pass memory_limit, or the system has no memory left");
}
