/* calendar.c: Calendar: how days are cut into periods. */
#include "php_patron.h"
#include "results.h"

typedef struct {
    patron_calendar c; /* period 0 only before the constructor */
    zend_object std;
} calendar;
PP_OBJECT(calendar)

static zend_object_handlers calendar_handlers;

static zend_object *calendar_create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(calendar), &calendar_handlers);
}

ZEND_METHOD(Patron_Calendar, __construct)
{
    zend_object *period;
    zend_long week_start = 0, first_month = 1;
    ZEND_PARSE_PARAMETERS_START(1, 3)
        Z_PARAM_OBJ_OF_CLASS(period, pp_ce_period)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(week_start)
        Z_PARAM_LONG(first_month)
    ZEND_PARSE_PARAMETERS_END();
    calendar *this = calendar_of(Z_OBJ_P(ZEND_THIS));
    if (this->c.period) {
        zend_throw_error(NULL, "This calendar has been constructed already");
        RETURN_THROWS();
    }
    if (pp_calendar_read(period, week_start, first_month, &this->c)) return;
    memset(&this->c, 0, sizeof this->c);
}

bool pp_calendar_read(zend_object *period, zend_long week_start, zend_long first_month, patron_calendar *out)
{
    memset(out, 0, sizeof *out);
    out->size = sizeof *out;
    out->period = period ? pp_case_index(period) + PATRON_PERIOD_DAY : PATRON_PERIOD_MONTH;
    if (week_start < 0 || week_start > 6) {
        pp_argument_error("weekStart", "weekStart must be 0 (Monday) ... 6");
        return false;
    }
    if (first_month < 1 || first_month > 12) {
        pp_argument_error("firstMonth", "firstMonth must be 1 ... 12");
        return false;
    }
    out->week_start = (int32_t)week_start;
    out->first_month = (int32_t)first_month;
    return true;
}

static const patron_calendar *this_calendar(zval *this)
{
    calendar *found = calendar_of(Z_OBJ_P(this));
    if (found->c.period) return &found->c;
    zend_throw_error(NULL, "This calendar was never constructed");
    return NULL;
}

ZEND_METHOD(Patron_Calendar, period)
{
    zval *day;
    int32_t civil, index;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ZVAL(day)
    ZEND_PARSE_PARAMETERS_END();
    const patron_calendar *of = this_calendar(ZEND_THIS);
    if (!of || !pp_day(day, NULL, "day", &civil)) RETURN_THROWS();
    patron_status status = patron_calendar_period(of, civil, &index, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "day", "", ""));
        RETURN_THROWS();
    }
    RETURN_LONG(index);
}

ZEND_METHOD(Patron_Calendar, firstDay)
{
    zend_long given;
    int32_t index, civil;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG(given)
    ZEND_PARSE_PARAMETERS_END();
    const patron_calendar *of = this_calendar(ZEND_THIS);
    if (!of || !pp_int32(given, "index", &index)) RETURN_THROWS();
    patron_status status = patron_calendar_first_day(of, index, &civil, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "index", "", ""));
        RETURN_THROWS();
    }
    pp_date(civil, NULL, return_value);
}

void pp_calendar_init(void)
{
    pp_handlers(&calendar_handlers, XtOffsetOf(calendar, std), zend_object_std_dtor);
    pp_ce_calendar->create_object = calendar_create;
}
