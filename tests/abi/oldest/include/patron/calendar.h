/* patron/calendar.h: civil days, shop zones and periods. Proleptic Gregorian calendar; every function is O(1) or a
 * binary search, never a loop over time. All results are exact. */
#ifndef PATRON_CALENDAR_H
#define PATRON_CALENDAR_H

#include <patron/columns.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- days ------------------------------------------------------------------------------------------------------ */

/* The civil day of a date, in days since 1970-01-01. Error RANGE unless 1 <= year <= 9999 and the date exists. */
PATRON_API patron_status patron_calendar_day(int32_t year, int32_t month, int32_t day, int32_t *out,
                                             patron_error *error);

/* The date of a civil day; each of year, month (1..12) and day (1..31) may be NULL. Error RANGE outside
 * PATRON_DAY_MIN..PATRON_DAY_MAX. */
PATRON_API patron_status patron_calendar_date(int32_t civil_day, int32_t *year, int32_t *month, int32_t *day,
                                              patron_error *error);

/* The weekday of a civil day, 0 = Monday … 6 = Sunday; PATRON_NONE outside PATRON_DAY_MIN..PATRON_DAY_MAX. */
PATRON_API int32_t patron_calendar_weekday(int32_t civil_day);

/* ---- zones ----------------------------------------------------------------------------------------------------- */

/* A shop's zone: offset[i] seconds east of UTC are in force from instant[i] (UTC seconds, strictly ascending) to the
 * next instant, the last one up to and including the second valid_until (>= the last instant). Instants before
 * instant[0] or after valid_until are an error. count >= 1; |offset| <= 26 hours. A fixed offset is a table of one
 * line, which may reach from INT64_MIN to INT64_MAX. */
typedef struct patron_zone {
    size_t size;
    int64_t count;
    const int64_t *instant;
    const int32_t *offset;
    int64_t valid_until;
} patron_zone;

/* Checks a zone: ARGUMENT error if a rule above is broken. O(count). */
PATRON_API patron_status patron_calendar_check_zone(const patron_zone *zone, patron_error *error);

/* The shop's civil day of an instant in the given unit (SECOND … NANOSECOND of columns.h). Error RANGE outside the
 * zone's table or the calendar. O(log count). Of the zone, the lines of its table are not checked again. */
PATRON_API patron_status patron_calendar_local_day(const patron_zone *zone, int64_t instant, int32_t unit, int32_t *out,
                                                   patron_error *error);

/* ---- periods --------------------------------------------------------------------------------------------------- */

#define PATRON_PERIOD_DAY 1
#define PATRON_PERIOD_WEEK 2
#define PATRON_PERIOD_MONTH 3
#define PATRON_PERIOD_QUARTER 4
#define PATRON_PERIOD_YEAR 5

/* How days are cut into periods. Zero: months. Weeks begin on `week_start` (0 = Monday, the default, … 6 = Sunday);
 * quarters and years begin in `first_month` (1..12, 0 = January). */
typedef struct patron_calendar {
    size_t size;
    int32_t period;      /* PATRON_PERIOD_*, 0 = MONTH */
    int32_t week_start;  /* 0..6 */
    int32_t first_month; /* 1..12, 0 = 1 */
    int32_t reserved;    /* 0 */
} patron_calendar;

/* Checks the fields above. calendar may be NULL (months). */
PATRON_API patron_status patron_calendar_check(const patron_calendar *calendar, patron_error *error);

/* The index of the period that holds a day: consecutive integers, 0 = the period that holds 1970-01-01 (so days are
 * their own index and months count from January 1970). A quarter or year goes by where it begins: with first_month 4,
 * year 0 is April 1969 … March 1970. The calendar may be NULL (months). Error RANGE outside
 * PATRON_DAY_MIN..PATRON_DAY_MAX, ARGUMENT for a bad calendar. */
PATRON_API patron_status patron_calendar_period(const patron_calendar *calendar, int32_t civil_day, int32_t *index,
                                                patron_error *error);

/* The first day of a period (which may lie before PATRON_DAY_MIN for the first one: then PATRON_DAY_MIN is returned).
 * Its last day is the first day of index + 1, minus 1; of the calendar's last period it is PATRON_DAY_MAX. Error RANGE
 * if the period holds no day of the calendar. */
PATRON_API patron_status patron_calendar_first_day(const patron_calendar *calendar, int32_t index, int32_t *civil_day,
                                                   patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
