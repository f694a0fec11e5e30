/* calendar.h (internal): unchecked calendar arithmetic for hot loops. */
#ifndef PT_CALENDAR_H
#define PT_CALENDAR_H

#include <patron/calendar.h>

#include "base.h"

static inline bool pt_is_day(int64_t day) { return day >= PATRON_DAY_MIN && day <= PATRON_DAY_MAX; }

/* A checked calendar as the loops want it. */
typedef struct pt_periods {
    int32_t period, week_start, first_month;
} pt_periods;

patron_status pt_periods_from(const patron_calendar *calendar, int32_t argument, pt_periods *out, patron_error *error);
int32_t pt_period_of(const pt_periods *periods, int32_t day); /* day within the calendar */
int64_t pt_period_first_day(const pt_periods *periods, int64_t index); /* |index| < 2^40; may lie outside it */

/* A local instant: the shop's day and the time within it in the column's own unit, so that same-day orders sort by time
 * (in an hour that clocks repeat, the later one can have the smaller time). False if outside the zone's table or the
 * calendar, or if `unit` is not one of instants. The zone has been checked. */
bool pt_local(const patron_zone *zone, int64_t instant, int32_t unit, int32_t *day, int64_t *within);

#endif
