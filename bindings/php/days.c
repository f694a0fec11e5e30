/* Civil days in and out, and the cases of enums. */
#include "php_patron.h"

/* ---- in ---------------------------------------------------------------------------------------------------------- */

static bool digits(const char *text, size_t count, int32_t *out)
{
    int32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

bool pp_day_parse(const char *text, size_t length, int32_t *day)
{
    int32_t year, month, of_month;
    if (length != 10 || text[4] != '-' || text[7] != '-') return false;
    if (!digits(text, 4, &year) || !digits(text + 5, 2, &month) || !digits(text + 8, 2, &of_month)) return false;
    return patron_calendar_day(year, month, of_month, day, NULL) == PATRON_OK;
}

/* The day of a DateTimeInterface; false if it shows none, without an exception. */
static bool day_of_object(zend_object *object, const pp_zone *zone, int32_t *day)
{
    const timelib_time *time = php_date_obj_from_obj(object)->time;
    if (!time) return false;
    if (zone) return patron_calendar_local_day(&zone->c, time->sse, PATRON_UNIT_SECOND, day, NULL) == PATRON_OK;
    if (time->y < 1 || time->y > 9999) return false;
    return patron_calendar_day((int32_t)time->y, (int32_t)time->m, (int32_t)time->d, day, NULL) == PATRON_OK;
}

bool pp_day(zval *value, const pp_zone *zone, const char *argument, int32_t *day)
{
    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) == IS_STRING) {
        if (pp_day_parse(Z_STRVAL_P(value), Z_STRLEN_P(value), day)) return true;
        pp_argument_error(argument, "%s \"%.40s\" is not a day of the form Y-m-d", argument, Z_STRVAL_P(value));
        return false;
    }
    if (Z_TYPE_P(value) == IS_OBJECT && instanceof_function(Z_OBJCE_P(value), php_date_get_interface_ce())) {
        if (day_of_object(Z_OBJ_P(value), zone, day)) return true;
        if (php_date_obj_from_obj(Z_OBJ_P(value))->time)
            pp_throw_at(pp_ce_range_exception, argument, NULL, -1, -1,
                        zone ? "%s is outside the years 1900 to 2099 that a zone covers"
                            : "%s is outside the years 1 to 9999",
                        argument);
        else pp_type_error(argument, "%s is a date whose constructor was not called", argument);
        return false;
    }
    pp_type_error(argument, "%s must be a day as Y-m-d or a DateTimeInterface, not %s", argument,
                  zend_zval_type_name(value));
    return false;
}

/* ---- out --------------------------------------------------------------------------------------------------------- */

static void write_day(int32_t day, char out[24])
{
    int32_t year, month, of_month;
    if (patron_calendar_date(day, &year, &month, &of_month, NULL)) year = month = of_month = 0;
    snprintf(out, 24, "%04d-%02d-%02d", (int)year % 10000, (int)month % 100, (int)of_month % 100);
}

static zval *utc(void)
{
    zval *made = &PATRON_G(utc);
    if (Z_TYPE_P(made) != IS_OBJECT) {
        zval name;
        object_init_ex(made, php_date_get_timezone_ce());
        ZVAL_STRING(&name, "UTC");
        zend_call_known_function(Z_OBJCE_P(made)->constructor, Z_OBJ_P(made), Z_OBJCE_P(made), NULL, 1, &name, NULL);
        zval_ptr_dtor(&name);
    }
    return made;
}

void pp_date(int32_t day, const pp_zone *zone, zval *out)
{
    char text[24];
    if (day == PATRON_NO_DAY) {
        ZVAL_NULL(out);
        return;
    }
    write_day(day, text);
    zval date_zone; /* a copy: the function wants one that it may change */
    ZVAL_COPY_VALUE(&date_zone, zone ? &zone->timezone : utc());
    php_date_instantiate(php_date_get_immutable_ce(), out);
    php_date_initialize(Z_PHPDATE_P(out), text, strlen(text), "!Y-m-d", &date_zone, 0);
}

void pp_date_text(int32_t day, zval *out)
{
    char text[24];
    if (day == PATRON_NO_DAY) {
        ZVAL_NULL(out);
        return;
    }
    write_day(day, text);
    ZVAL_STRING(out, text);
}

/* ---- choices ----------------------------------------------------------------------------------------------------- */

zend_long pp_case_int(zend_object *object)
{
    return Z_LVAL_P(zend_enum_fetch_case_value(object));
}

const char *pp_case_text(zend_object *object)
{
    return Z_STRVAL_P(zend_enum_fetch_case_value(object));
}

int32_t pp_case_index(zend_object *object)
{
    zend_string *name = Z_STR_P(zend_enum_fetch_case_name(object)), *key;
    zend_class_constant *constant;
    int32_t at = 0;
    ZEND_HASH_FOREACH_STR_KEY_PTR(&object->ce->constants_table, key, constant)
    {
        if (!(ZEND_CLASS_CONST_FLAGS(constant) & ZEND_CLASS_CONST_IS_CASE)) continue;
        if (zend_string_equals(key, name)) return at;
        at++;
    }
    ZEND_HASH_FOREACH_END();
    return 0;
}
