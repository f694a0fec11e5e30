#include "calendar.h"

#include <inttypes.h>

#define SECONDS_A_DAY 86400
#define OFFSET_MAX (26 * 3600)

/* ---- days ------------------------------------------------------------------------------------------------------ */

/* Both ways count in years that begin on 1 March, so that the leap day is the last of its year and the months before
 * it have fixed first days: month m (0 = March) begins on day (153 m + 2) / 5. An era is 400 years = 146,097 days; day
 * 0 of era 0 is 0000-03-01, 719,468 days before 1970-01-01. (The arithmetic is that of H. Hinnant's paper
 * "chrono-compatible low-level date algorithms".) */
#define DAYS_AN_ERA 146097
#define EPOCH_SHIFT 719468

/* The first day of month `month` (0 = January 1970, any number). */
static int64_t day_of_month(int64_t month)
{
    int64_t march = month + 1970 * 12 - 2;
    int64_t year = pt_floor_divide(march, 12), month_of_year = march - year * 12;
    int64_t era = pt_floor_divide(year, 400), year_of_era = year - era * 400;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * month_of_year + 2) / 5;
    return era * DAYS_AN_ERA + day_of_era - EPOCH_SHIFT;
}

typedef struct civil {
    int32_t year, month, day;
} civil;

/* In 32 bits: the calendar's days are far from its limits, and this runs once a row. */
static civil date_of(int32_t civil_day)
{
    int32_t shifted = civil_day + EPOCH_SHIFT; /* >= 306 for 0001-01-01 */
    int32_t era = shifted / DAYS_AN_ERA, day_of_era = shifted % DAYS_AN_ERA;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t march_month = (5 * day_of_year + 2) / 153;
    civil out;
    out.month = march_month < 10 ? march_month + 3 : march_month - 9;
    out.day = day_of_year - (153 * march_month + 2) / 5 + 1;
    out.year = era * 400 + year_of_era + (out.month <= 2);
    return out;
}

static int32_t month_of(int32_t civil_day)
{
    civil date = date_of(civil_day);
    return (date.year - 1970) * 12 + date.month - 1;
}

static patron_status fail_day(patron_error *error, int32_t argument, int32_t civil_day)
{
    return pt_fail(error, PATRON_ERROR_RANGE, argument, -1, -1, "",
                   "day %" PRId32 " is outside 0001-01-01..9999-12-31", civil_day);
}

patron_status patron_calendar_day(int32_t year, int32_t month, int32_t day, int32_t *out, patron_error *error)
{
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    if (year < 1 || year > 9999)
        return pt_fail(error, PATRON_ERROR_RANGE, 1, -1, -1, "", "year %" PRId32 " is outside 1..9999", year);
    if (month < 1 || month > 12)
        return pt_fail(error, PATRON_ERROR_RANGE, 2, -1, -1, "", "month %" PRId32 " is outside 1..12", month);
    int64_t number = ((int64_t)year - 1970) * 12 + month - 1;
    int64_t first = day_of_month(number), next = day_of_month(number + 1);
    if (day < 1 || day > next - first)
        return pt_fail(error, PATRON_ERROR_RANGE, 3, -1, -1, "", "%04" PRId32 "-%02" PRId32 " has no day %" PRId32,
                       year, month, day);
    *out = (int32_t)(first + day - 1);
    return PATRON_OK;
}

patron_status patron_calendar_date(int32_t civil_day, int32_t *year, int32_t *month, int32_t *day, patron_error *error)
{
    if (!pt_is_day(civil_day)) return fail_day(error, 1, civil_day);
    civil date = date_of(civil_day);
    if (year) *year = date.year;
    if (month) *month = date.month;
    if (day) *day = date.day;
    return PATRON_OK;
}

int32_t patron_calendar_weekday(int32_t civil_day)
{
    if (!pt_is_day(civil_day)) return PATRON_NONE;
    return (civil_day - PATRON_DAY_MIN) % 7; /* 0001-01-01 was a Monday */
}

/* ---- zones ----------------------------------------------------------------------------------------------------- */

static patron_status read_zone(const patron_zone *given, patron_zone *out, patron_error *error)
{
    if (!given) return pt_fail_argument(error, 1, "zone is NULL");
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, 1, "zone", error);
    if (status) return status;
    if (out->count < 1)
        return pt_fail_argument(error, 1, "zone: count is %" PRId64 ", at least 1 is needed", out->count);
    if (!out->instant || !out->offset) return pt_fail_argument(error, 1, "zone: instant or offset is NULL");
    return PATRON_OK;
}

patron_status patron_calendar_check_zone(const patron_zone *given, patron_error *error)
{
    patron_zone zone;
    patron_status status = read_zone(given, &zone, error);
    if (status) return status;
    for (int64_t i = 0; i < zone.count; i++) {
        if (i > 0 && zone.instant[i] <= zone.instant[i - 1])
            return pt_fail_argument(error, 1, "zone: instant[%" PRId64 "] is not after the one before it", i);
        if (zone.offset[i] < -OFFSET_MAX || zone.offset[i] > OFFSET_MAX)
            return pt_fail_argument(error, 1, "zone: offset[%" PRId64 "] is %" PRId32 " s, beyond 26 hours", i,
                                    zone.offset[i]);
    }
    if (zone.valid_until < zone.instant[zone.count - 1])
        return pt_fail_argument(error, 1, "zone: valid_until is before the last instant");
    return PATRON_OK;
}

/* Units of an instant in one second; 0 = not an instant's unit. */
static int64_t units_a_second(int32_t unit)
{
    switch (unit) {
    case PATRON_UNIT_SECOND: return 1;
    case PATRON_UNIT_MILLISECOND: return 1000;
    case PATRON_UNIT_MICROSECOND: return 1000000;
    case PATRON_UNIT_NANOSECOND: return 1000000000;
    default: return 0;
    }
}

bool pt_local(const patron_zone *zone, int64_t instant, int32_t unit, int32_t *day, int64_t *within)
{
    int64_t scale = units_a_second(unit);
    if (!scale) return false;
    int64_t seconds = pt_floor_divide(instant, scale), fraction = instant % scale;
    if (fraction < 0) fraction += scale;
    if (seconds < zone->instant[0] || seconds > zone->valid_until) return false;
    /* Far enough from the calendar to be outside it in every zone: also keeps the sums below from overflowing. */
    if (seconds < (int64_t)(PATRON_DAY_MIN - 2) * SECONDS_A_DAY) return false;
    if (seconds > (int64_t)(PATRON_DAY_MAX + 3) * SECONDS_A_DAY) return false;
    int64_t at = 0;
    for (int64_t size = zone->count; size > 1;) { /* the line in force lies in [at, at + size) */
        int64_t half = size / 2;
        at += zone->instant[at + half] <= seconds ? half : 0;
        size -= half;
    }
    int64_t local = seconds + zone->offset[at], civil_day = pt_floor_divide(local, SECONDS_A_DAY);
    if (!pt_is_day(civil_day)) return false;
    *day = (int32_t)civil_day;
    *within = (local - civil_day * SECONDS_A_DAY) * scale + fraction;
    return true;
}

patron_status patron_calendar_local_day(const patron_zone *given, int64_t instant, int32_t unit, int32_t *out,
                                        patron_error *error)
{
    patron_zone zone;
    int32_t day;
    int64_t within;
    patron_status status = read_zone(given, &zone, error);
    if (status) return status;
    if (!units_a_second(unit)) return pt_fail_argument(error, 3, "unit %" PRId32 " is not a unit of instants", unit);
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    if (!pt_local(&zone, instant, unit, &day, &within))
        return pt_fail(error, PATRON_ERROR_RANGE, 2, -1, -1, "",
                       "instant %" PRId64 " is outside the zone's table or the calendar", instant);
    *out = day;
    return PATRON_OK;
}

/* ---- periods --------------------------------------------------------------------------------------------------- */

patron_status pt_periods_from(const patron_calendar *given, int32_t argument, pt_periods *out, patron_error *error)
{
    patron_calendar calendar;
    patron_status status =
        pt_read_struct(given, &calendar, sizeof calendar, sizeof calendar, argument, "calendar", error);
    if (status) return status;
    if (calendar.period < 0 || calendar.period > PATRON_PERIOD_YEAR)
        return pt_fail_argument(error, argument, "calendar: unknown period %" PRId32, calendar.period);
    if (calendar.week_start < 0 || calendar.week_start > 6)
        return pt_fail_argument(error, argument, "calendar: week_start %" PRId32 " is outside 0..6",
                                calendar.week_start);
    if (calendar.first_month < 0 || calendar.first_month > 12)
        return pt_fail_argument(error, argument, "calendar: first_month %" PRId32 " is outside 1..12",
                                calendar.first_month);
    if (calendar.reserved) return pt_fail_argument(error, argument, "calendar: reserved is not 0");
    out->period = calendar.period ? calendar.period : PATRON_PERIOD_MONTH;
    out->week_start = calendar.week_start;
    out->first_month = calendar.first_month ? calendar.first_month : 1;
    return PATRON_OK;
}

patron_status patron_calendar_check(const patron_calendar *calendar, patron_error *error)
{
    pt_periods periods;
    return pt_periods_from(calendar, 1, &periods, error);
}

/* Days by which the week of 1970-01-01, a Thursday, had begun before it. */
static int32_t week_shift(const pt_periods *periods) { return (3 - periods->week_start + 7) % 7; }

/* Months a period has, and by how many months period 0 begins before January 1970. */
static int32_t months_in(const pt_periods *periods)
{
    return periods->period == PATRON_PERIOD_YEAR ? 12 : periods->period == PATRON_PERIOD_QUARTER ? 3 : 1;
}

static int32_t month_shift(const pt_periods *periods)
{
    int32_t months = months_in(periods);
    return (12 - (periods->first_month - 1)) % months;
}

int32_t pt_period_of(const pt_periods *periods, int32_t day)
{
    if (periods->period == PATRON_PERIOD_DAY) return day;
    if (periods->period == PATRON_PERIOD_WEEK) return (int32_t)pt_floor_divide((int64_t)day + week_shift(periods), 7);
    int32_t month = month_of(day);
    if (periods->period == PATRON_PERIOD_MONTH) return month;
    return (int32_t)pt_floor_divide((int64_t)month + month_shift(periods), months_in(periods));
}

int64_t pt_period_first_day(const pt_periods *periods, int64_t index)
{
    if (periods->period == PATRON_PERIOD_DAY) return index;
    if (periods->period == PATRON_PERIOD_WEEK) return index * 7 - week_shift(periods);
    return day_of_month(index * months_in(periods) - month_shift(periods));
}

patron_status patron_calendar_period(const patron_calendar *calendar, int32_t civil_day, int32_t *index,
                                     patron_error *error)
{
    pt_periods periods = {0};
    patron_status status = pt_periods_from(calendar, 1, &periods, error);
    if (status) return status;
    if (!pt_is_day(civil_day)) return fail_day(error, 2, civil_day);
    if (!index) return pt_fail_argument(error, 3, "index is NULL");
    *index = pt_period_of(&periods, civil_day);
    return PATRON_OK;
}

patron_status patron_calendar_first_day(const patron_calendar *calendar, int32_t index, int32_t *civil_day,
                                        patron_error *error)
{
    pt_periods periods = {0};
    patron_status status = pt_periods_from(calendar, 1, &periods, error);
    if (status) return status;
    if (!civil_day) return pt_fail_argument(error, 3, "civil_day is NULL");
    int64_t first = pt_period_first_day(&periods, index), next = pt_period_first_day(&periods, (int64_t)index + 1);
    if (next <= PATRON_DAY_MIN || first > PATRON_DAY_MAX)
        return pt_fail(error, PATRON_ERROR_RANGE, 2, -1, -1, "", "period %" PRId32 " holds no day of the calendar",
                       index);
    *civil_day = first < PATRON_DAY_MIN ? PATRON_DAY_MIN : (int32_t)first;
    return PATRON_OK;
}
