/* Times of rows: dates, clock times, instants. Texts are read in C and checked wholly: 2024-02-30 is an error, never
 * 2024-03-01. */
#include "builder.h"

const char *const pb_form_names[] = {"nothing", "dates", "clock times without a zone", "instants", "whole numbers"};

#define SECOND INT64_C(1000000)

/* ---- texts ------------------------------------------------------------------------------------------------------- */

static bool two(const char *text, size_t length, size_t at, int32_t most, int32_t *out)
{
    if (at + 2 > length || text[at] < '0' || text[at] > '9' || text[at + 1] < '0' || text[at + 1] > '9') return false;
    *out = (text[at] - '0') * 10 + (text[at + 1] - '0');
    return *out <= most;
}

/* ".123456" from `at`: microseconds; finer digits must be zeros. */
static bool fraction(const char *text, size_t length, size_t *at, int64_t *micros)
{
    int64_t scale = SECOND / 10;
    size_t from = ++*at;
    for (; *at < length && text[*at] >= '0' && text[*at] <= '9'; ++*at) {
        if (!scale && text[*at] != '0') return false;
        *micros += (text[*at] - '0') * scale;
        scale /= 10;
    }
    return *at > from && *at - from <= 9;
}

/* "Z", "+02", "+0200", "+02:00" at the end: seconds east. */
static bool offset_of(const char *text, size_t length, size_t at, int64_t *offset)
{
    int32_t hours, minutes = 0;
    *offset = 0;
    if (text[at] == 'Z' || text[at] == 'z') return at + 1 == length;
    if (text[at] != '+' && text[at] != '-') return false;
    if (!two(text, length, at + 1, 23, &hours)) return false;
    size_t next = at + 3;
    if (next < length) {
        next += text[next] == ':';
        if (!two(text, length, next, 59, &minutes)) return false;
        next += 2;
    }
    *offset = (text[at] == '-' ? -1 : 1) * (int64_t)(hours * 3600 + minutes * 60);
    return next == length;
}

/* Y-m-d[(T| )H:i[:s[.u]][zone]]: days, or microseconds of the clock or the instant. PB_NO_TIMES: it is none. */
static int32_t read_text(const char *text, size_t length, int64_t *out)
{
    int32_t day, hour, minute, second = 0;
    int64_t micros = 0, offset = 0;
    if (length < 10 || !pp_day_parse(text, 10, &day)) return PB_NO_TIMES;
    *out = day;
    if (length == 10) return PB_DAYS;
    if ((text[10] != ' ' && text[10] != 'T' && text[10] != 't') || length < 16 || text[13] != ':') return PB_NO_TIMES;
    if (!two(text, length, 11, 23, &hour) || !two(text, length, 14, 59, &minute)) return PB_NO_TIMES;
    size_t at = 16;
    if (at < length && text[at] == ':') {
        if (!two(text, length, 17, 59, &second)) return PB_NO_TIMES;
        at = 19;
        if (at < length && text[at] == '.' && !fraction(text, length, &at, &micros)) return PB_NO_TIMES;
    }
    bool zoned = at < length;
    if (zoned && !offset_of(text, length, at, &offset)) return PB_NO_TIMES;
    *out = ((int64_t)day * 86400 + hour * 3600 + minute * 60 + second - offset) * SECOND + micros;
    return zoned ? PB_INSTANTS : PB_CLOCK;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static bool bad_row(zend_class_entry *class, int64_t row, const char *message)
{
    pp_throw_at(class, "time", "time", row, -1, "%s", message);
    return false;
}

static bool needs_zone(const pp_builder *builder, int64_t row)
{
    if (builder->zone) return true;
    pp_throw_at(pp_ce_argument_exception, "timezone", "time", row, -1,
                "time holds instants: give the Builder the shop's timezone, for the day of an order depends on it");
    return false;
}

/* A whole number, which counts what timeUnit says. */
static bool parse_number(const pp_builder *builder, int64_t number, int64_t row, int32_t *form, int64_t *out)
{
    if (builder->unit == PATRON_UNIT_NONE)
        return bad_row(pp_ce_type_exception, row,
                       "time holds whole numbers: say with the Builder's timeUnit what they count since 1970");
    *out = number;
    *form = builder->unit == PATRON_UNIT_DAY ? PB_DAYS : PB_NUMBERS;
    return *form == PB_DAYS || needs_zone(builder, row);
}

static bool parse_text(const pp_builder *builder, zend_string *text, int64_t row, int32_t *form, int64_t *out)
{
    int64_t number;
    *form = read_text(ZSTR_VAL(text), ZSTR_LEN(text), out);
    if (*form == PB_NO_TIMES && builder->unit && pb_read_number(ZSTR_VAL(text), ZSTR_LEN(text), &number))
        return parse_number(builder, number, row, form, out); /* databases that give all values as text */
    if (*form == PB_NO_TIMES) {
        pp_throw_at(pp_ce_data_exception, "time", "time", row, -1,
                    "time \"%.40s\" is not a time of the form Y-m-d, Y-m-d H:i:s or Y-m-dTH:i:s+00:00", ZSTR_VAL(text));
        return false;
    }
    if (*form == PB_INSTANTS) return needs_zone(builder, row);
    if (*form == PB_DAYS || !builder->input_zone) return true;
    int64_t second = *out / SECOND - (*out % SECOND < 0), instant;
    if (!pb_instant_of_clock(builder->input_zone, second, &instant))
        return bad_row(pp_ce_range_exception, row, "time is outside the years 1900 to 2099 that a zone covers");
    *out = instant * SECOND + (*out - second * SECOND);
    *form = PB_INSTANTS;
    return true;
}

static bool parse_object(const pp_builder *builder, zend_object *object, int64_t row, int64_t *out)
{
    const timelib_time *time = php_date_obj_from_obj(object)->time;
    if (!time) return bad_row(pp_ce_type_exception, row, "time is a date whose constructor was not called");
    if (!needs_zone(builder, row)) return false;
    int64_t instant;
    if (__builtin_mul_overflow((int64_t)time->sse, SECOND, &instant) ||
        __builtin_add_overflow(instant, (int64_t)time->us, out))
        return bad_row(pp_ce_range_exception, row, "time is outside the years 1 to 9999");
    return true;
}

bool pb_form_fits(int32_t *form, int32_t found, int64_t row)
{
    if (*form == PB_NO_TIMES) *form = found;
    if (*form == found) return true;
    pp_throw_at(pp_ce_data_exception, "time", "time", row, -1, "time mixes %s and %s", pb_form_names[*form],
                pb_form_names[found]);
    return false;
}

bool pb_parse_time(const pb_input *in, zval *value, int64_t row, int32_t *form, pb_cell *cell)
{
    const pp_builder *builder = in->builder;
    int32_t found;
    cell->type = PB_INT;
    switch (Z_TYPE_P(value)) {
    case IS_STRING:
        if (!parse_text(builder, Z_STR_P(value), row, &found, &cell->number)) return false;
        return pb_form_fits(form, found, row);
    case IS_LONG:
        if (!parse_number(builder, Z_LVAL_P(value), row, &found, &cell->number)) return false;
        return pb_form_fits(form, found, row);
    case IS_OBJECT:
        if (!instanceof_function(Z_OBJCE_P(value), php_date_get_interface_ce())) break;
        if (!parse_object(builder, Z_OBJ_P(value), row, &cell->number)) return false;
        return pb_form_fits(form, PB_INSTANTS, row);
    case IS_NULL: cell->type = PB_ABSENT; return true;
    default: break;
    }
    pp_throw_at(pp_ce_type_exception, "time", "time", row, -1,
                "time must be a text like 2024-01-31 13:00:00, a DateTimeInterface, or an int with timeUnit; not %s",
                zend_zval_type_name(value));
    return false;
}
