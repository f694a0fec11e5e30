/* Days, zones and periods against a walk over every day of the calendar; clocks put forward and back; every int64. */
#define _DEFAULT_SOURCE /* tm_gmtoff, setenv */
#include "support.h"

#include "calendar.h"

#include <time.h>
#include <unistd.h>

/* ---- a naive calendar ------------------------------------------------------------------------------------------ */

struct date {
    int32_t year, month, day;
};

static bool is_leap(int32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static int32_t days_in(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

static void next_day(struct date *date)
{
    if (++date->day <= days_in(date->year, date->month)) return;
    date->day = 1;
    if (++date->month <= 12) return;
    date->month = 1;
    date->year++;
}

/* By counting years and months. */
static int32_t naive_day(int32_t year, int32_t month, int32_t day)
{
    int32_t total = 0;
    for (int32_t y = 1970; y < year; y++) total += is_leap(y) ? 366 : 365;
    for (int32_t y = year; y < 1970; y++) total -= is_leap(y) ? 366 : 365;
    for (int32_t m = 1; m < month; m++) total += days_in(year, m);
    return total + day - 1;
}

/* ---- days ------------------------------------------------------------------------------------------------------ */

static void every_day_of_the_calendar(void **state)
{
    (void)state;
    struct date date = {1, 1, 1};
    int64_t wrong = 0;
    int32_t weekday = 0; /* 0001-01-01 was a Monday */
    for (int32_t day = PATRON_DAY_MIN; day <= PATRON_DAY_MAX; day++, next_day(&date), weekday = (weekday + 1) % 7) {
        int32_t year = 0, month = 0, of_month = 0, back = 0;
        wrong += patron_calendar_date(day, &year, &month, &of_month, NULL) != PATRON_OK;
        wrong += year != date.year || month != date.month || of_month != date.day;
        wrong += patron_calendar_day(date.year, date.month, date.day, &back, NULL) != PATRON_OK || back != day;
        wrong += patron_calendar_weekday(day) != weekday;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(date.year, 10000); /* the walk ended on 9999-12-31 */
    assert_int_equal(date.month * 100 + date.day, 101);
    assert_int_equal(naive_day(1970, 1, 1), 0);
    assert_int_equal(patron_calendar_weekday(0), 3); /* a Thursday */
}

static void days_that_do_not_exist(void **state)
{
    (void)state;
    static const struct {
        int32_t year, month, day, argument;
    } cases[] = {{0, 1, 1, 1},     {10000, 1, 1, 1}, {-1, 1, 1, 1},     {INT32_MIN, 1, 1, 1}, {INT32_MAX, 12, 31, 1},
                 {2000, 0, 1, 2},  {2000, 13, 1, 2}, {2000, -5, 1, 2},  {2000, INT32_MAX, 1, 2},
                 {2000, 1, 0, 3},  {2000, 1, 32, 3}, {1900, 2, 29, 3},  {2000, 2, 30, 3},     {2023, 2, 29, 3},
                 {2023, 4, 31, 3}, {2023, 6, -1, 3}, {2023, 12, 32, 3}, {9999, 12, 32, 3},    {2023, 1, INT32_MIN, 3}};
    patron_error error;
    int32_t out = 77;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(patron_calendar_day(cases[i].year, cases[i].month, cases[i].day, &out, &error),
                         PATRON_ERROR_RANGE);
        assert_int_equal(error.argument, cases[i].argument);
    }
    assert_int_equal(out, 77);
    assert_int_equal(patron_calendar_day(2000, 1, 1, NULL, &error), PATRON_ERROR_ARGUMENT);
    static const int32_t outside[] = {PATRON_DAY_MIN - 1, PATRON_DAY_MAX + 1, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        assert_int_equal(patron_calendar_date(outside[i], &out, &out, &out, &error), PATRON_ERROR_RANGE);
        assert_int_equal(patron_calendar_weekday(outside[i]), PATRON_NONE);
        assert_int_equal(patron_calendar_period(NULL, outside[i], &out, &error), PATRON_ERROR_RANGE);
    }
    assert_int_equal(out, 77);
    int32_t year = 0;
    assert_ok(patron_calendar_date(0, &year, NULL, NULL, &error), &error);
    assert_int_equal(year, 1970);
    assert_ok(patron_calendar_date(0, NULL, NULL, NULL, &error), &error);
}

/* ---- periods --------------------------------------------------------------------------------------------------- */

/* The periods of one calendar along the walk: the index goes up by one where a period begins. */
struct walk {
    patron_calendar calendar;
    pt_periods periods;
    int64_t index, begun; /* begun: first day of the current period, if it lies in the calendar */
    bool whole;           /* the current period began within the calendar */
};

static bool begins_period(const patron_calendar *calendar, const struct date *date, int32_t weekday)
{
    int32_t first = calendar->first_month ? calendar->first_month : 1;
    switch (calendar->period) {
    case PATRON_PERIOD_DAY: return true;
    case PATRON_PERIOD_WEEK: return weekday == calendar->week_start;
    case PATRON_PERIOD_QUARTER: return date->day == 1 && (date->month - first + 12) % 3 == 0;
    case PATRON_PERIOD_YEAR: return date->day == 1 && date->month == first;
    default: return date->day == 1;
    }
}

#define WALKS (3 + 7 + 13 + 13)

static int make_walks(struct walk *walks)
{
    int count = 0;
    for (int32_t period = 0; period <= PATRON_PERIOD_YEAR; period++)
        for (int32_t week = 0; week <= (period == PATRON_PERIOD_WEEK ? 6 : 0); week++)
            for (int32_t month = 0; month <= (period >= PATRON_PERIOD_QUARTER ? 12 : 0); month++) {
                struct walk *walk = &walks[count++];
                memset(walk, 0, sizeof *walk);
                walk->calendar = (patron_calendar){sizeof walk->calendar, period, week, month, 0};
                assert_ok(pt_periods_from(&walk->calendar, 1, &walk->periods, NULL), NULL);
            }
    return count;
}

static void every_period_of_the_calendar(void **state)
{
    (void)state;
    static struct walk walks[WALKS];
    int count = make_walks(walks);
    assert_int_equal(count, WALKS);
    struct date date = {1, 1, 1};
    int32_t weekday = 0;
    int64_t wrong = 0, begun = 0;
    for (int w = 0; w < count; w++) walks[w].index = pt_period_of(&walks[w].periods, PATRON_DAY_MIN);
    for (int32_t day = PATRON_DAY_MIN; day <= PATRON_DAY_MAX; day++, next_day(&date), weekday = (weekday + 1) % 7)
        for (int w = 0; w < count; w++) {
            struct walk *walk = &walks[w];
            bool begins = begins_period(&walk->calendar, &date, weekday);
            if (!begins && date.day > 1 && date.day < 28 && day % 97) continue; /* nothing happens inside a month */
            if (begins && day > PATRON_DAY_MIN) walk->index++;
            if (begins) walk->begun = day;
            walk->whole |= begins;
            wrong += pt_period_of(&walk->periods, day) != walk->index;
            if (walk->whole) wrong += pt_period_first_day(&walk->periods, walk->index) != walk->begun;
            if (day == 0) wrong += walk->index != 0;
            if (begins && day % 13 == 0) {
                int32_t index = 0, first = 0;
                wrong += patron_calendar_period(&walk->calendar, day, &index, NULL) || index != walk->index;
                wrong += patron_calendar_first_day(&walk->calendar, index, &first, NULL) || first != walk->begun;
                begun++;
            }
        }
    assert_int_equal(wrong, 0);
    assert_true(begun > 100000);
}

static void the_first_and_the_last_period(void **state)
{
    (void)state;
    static struct walk walks[WALKS];
    int count = make_walks(walks);
    for (int w = 0; w < count; w++) {
        const patron_calendar *calendar = &walks[w].calendar;
        int32_t low = 0, high = 0, day = 55;
        patron_error error;
        assert_ok(patron_calendar_period(calendar, PATRON_DAY_MIN, &low, &error), &error);
        assert_ok(patron_calendar_period(calendar, PATRON_DAY_MAX, &high, &error), &error);
        assert_int_equal(patron_calendar_first_day(calendar, low - 1, &day, &error), PATRON_ERROR_RANGE);
        assert_int_equal(patron_calendar_first_day(calendar, high + 1, &day, &error), PATRON_ERROR_RANGE);
        assert_int_equal(patron_calendar_first_day(calendar, INT32_MIN, &day, &error), PATRON_ERROR_RANGE);
        assert_int_equal(patron_calendar_first_day(calendar, INT32_MAX, &day, &error), PATRON_ERROR_RANGE);
        assert_int_equal(day, 55);
        assert_ok(patron_calendar_first_day(calendar, low, &day, &error), &error);
        assert_int_equal(day, PATRON_DAY_MIN);
        assert_ok(patron_calendar_first_day(calendar, high, &day, &error), &error);
        assert_true(day <= PATRON_DAY_MAX);
    }
}

static void periods_by_hand(void **state)
{
    (void)state;
    static const struct {
        int32_t period, week_start, first_month, year, month, day, index, first_year, first_month_of, first_day;
    } cases[] = {
        {0, 0, 0, 1970, 1, 31, 0, 1970, 1, 1},
        {PATRON_PERIOD_MONTH, 0, 0, 1969, 12, 31, -1, 1969, 12, 1},
        {PATRON_PERIOD_MONTH, 0, 0, 2024, 2, 29, 54 * 12 + 1, 2024, 2, 1},
        {PATRON_PERIOD_WEEK, 0, 0, 1970, 1, 4, 0, 1969, 12, 29},
        {PATRON_PERIOD_WEEK, 0, 0, 1970, 1, 5, 1, 1970, 1, 5},
        {PATRON_PERIOD_WEEK, 6, 0, 1970, 1, 4, 1, 1970, 1, 4},
        {PATRON_PERIOD_WEEK, 3, 0, 1970, 1, 1, 0, 1970, 1, 1},
        {PATRON_PERIOD_WEEK, 4, 0, 1970, 1, 1, 0, 1969, 12, 26},
        {PATRON_PERIOD_QUARTER, 0, 1, 1970, 4, 1, 1, 1970, 4, 1},
        {PATRON_PERIOD_QUARTER, 0, 2, 1970, 1, 31, 0, 1969, 11, 1},
        {PATRON_PERIOD_QUARTER, 0, 11, 1970, 2, 1, 1, 1970, 2, 1},
        {PATRON_PERIOD_YEAR, 0, 4, 1970, 1, 1, 0, 1969, 4, 1},
        {PATRON_PERIOD_YEAR, 0, 4, 2024, 3, 31, 54, 2023, 4, 1},
        {PATRON_PERIOD_YEAR, 0, 0, 2024, 12, 31, 54, 2024, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        patron_calendar calendar = {sizeof calendar, cases[i].period, cases[i].week_start, cases[i].first_month, 0};
        int32_t index = 99, first = 99;
        patron_error error;
        assert_ok(patron_calendar_check(&calendar, &error), &error);
        assert_ok(patron_calendar_period(&calendar, naive_day(cases[i].year, cases[i].month, cases[i].day), &index,
                                         &error), &error);
        assert_int_equal(index, cases[i].index);
        assert_ok(patron_calendar_first_day(&calendar, index, &first, &error), &error);
        assert_int_equal(first, naive_day(cases[i].first_year, cases[i].first_month_of, cases[i].first_day));
    }
}

static void bad_calendars_are_refused(void **state)
{
    (void)state;
    const size_t size = sizeof(patron_calendar);
    const patron_calendar bad[] = {{size - 1, 0, 0, 0, 0}, {size, -1, 0, 0, 0}, {size, 6, 0, 0, 0}, {size, 2, 7, 0, 0},
                                   {size, 2, -1, 0, 0},    {size, 5, 0, 13, 0}, {size, 5, 0, -1, 0},
                                   {size, 0, 0, 0, 1}};
    int32_t out = 4;
    patron_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(patron_calendar_check(&bad[i], &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(patron_calendar_period(&bad[i], 0, &out, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 1);
        assert_int_equal(patron_calendar_first_day(&bad[i], 0, &out, &error), PATRON_ERROR_ARGUMENT);
    }
    assert_int_equal(patron_calendar_period(NULL, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_calendar_first_day(NULL, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(out, 4);
    assert_ok(patron_calendar_check(NULL, &error), &error);
}

/* ---- zones ----------------------------------------------------------------------------------------------------- */

#define LINES 400

struct table {
    const char *name;
    int64_t count;
    int64_t instant[LINES];
    int32_t offset[LINES];
    int64_t until;
};

static patron_zone zone_of(const struct table *table)
{
    patron_zone zone = {sizeof zone, table->count, table->instant, table->offset, table->until};
    return zone;
}

static int64_t utc(int32_t year, int32_t month, int32_t day, int32_t hour, int32_t minute)
{
    return (int64_t)naive_day(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

/* The local second of an instant: the last line that is not later, searched from the end. */
static int64_t naive_local(const struct table *table, int64_t second)
{
    int64_t i = table->count - 1;
    while (table->instant[i] > second) i--;
    return second + table->offset[i];
}

/* From the rules of the four zones in 2011 and 2021, as published by their governments. */
static void known_tables(struct table tables[4])
{
    tables[0] = (struct table){"Europe/Berlin", 3,
                               {utc(2021, 1, 1, 0, 0), utc(2021, 3, 28, 1, 0), utc(2021, 10, 31, 1, 0)},
                               {3600, 7200, 3600}, utc(2022, 1, 1, 0, 0)};
    tables[1] = (struct table){"America/New_York", 3,
                               {utc(2021, 1, 1, 0, 0), utc(2021, 3, 14, 7, 0), utc(2021, 11, 7, 6, 0)},
                               {-18000, -14400, -18000}, utc(2022, 1, 1, 0, 0)};
    tables[2] = (struct table){"Australia/Lord_Howe", 3,
                               {utc(2021, 1, 1, 0, 0), utc(2021, 4, 3, 15, 0), utc(2021, 10, 2, 15, 30)},
                               {39600, 37800, 39600}, utc(2022, 1, 1, 0, 0)};
    tables[3] = (struct table){"Pacific/Apia", 4,
                               {utc(2011, 1, 1, 0, 0), utc(2011, 4, 2, 14, 0), utc(2011, 9, 24, 14, 0),
                                utc(2011, 12, 30, 10, 0)},
                               {-36000, -39600, -36000, 50400}, utc(2012, 2, 1, 0, 0)};
}

static void check_instant(const struct table *table, int64_t second, int64_t *wrong)
{
    static const int64_t scale[] = {1, 1000, 1000000, 1000000000};
    patron_zone zone = zone_of(table);
    int64_t local = naive_local(table, second), within = 0;
    int64_t day = local / 86400 - (local % 86400 < 0), rest = local - day * 86400;
    for (int32_t unit = PATRON_UNIT_SECOND; unit <= PATRON_UNIT_NANOSECOND; unit++) {
        int64_t one = scale[unit - PATRON_UNIT_SECOND];
        int32_t found = 0, public_day = 0;
        *wrong += !pt_local(&zone, second * one, unit, &found, &within) || found != day || within != rest * one;
        *wrong += !pt_local(&zone, second * one + (one - 1), unit, &found, &within) || found != day ||
                  within != rest * one + (one - 1);
        *wrong += patron_calendar_local_day(&zone, second * one, unit, &public_day, NULL) || public_day != day;
    }
}

/* Every half hour of a table's span, and every second around its transitions. */
static void check_table(const struct table *table)
{
    int64_t wrong = 0, checked = 0;
    patron_zone zone = zone_of(table);
    patron_error error;
    assert_ok(patron_calendar_check_zone(&zone, &error), &error);
    for (int64_t i = 0; i < table->count; i++) {
        int64_t from = table->instant[i] - 3 * 86400, to = table->instant[i] + 3 * 86400;
        if (from < table->instant[0]) from = table->instant[0];
        if (to > table->until) to = table->until;
        for (int64_t second = from; second <= to; second += 1800, checked++) check_instant(table, second, &wrong);
        for (int64_t second = table->instant[i] - 2; second < table->instant[i] + 3; second++)
            if (second >= table->instant[0] && second <= table->until) check_instant(table, second, &wrong);
    }
    assert_that(wrong == 0, "%s: %lld wrong", table->name, (long long)wrong);
    assert_true(checked > 144);
}

static void clocks_forward_and_back(void **state)
{
    (void)state;
    struct table tables[4];
    known_tables(tables);
    for (int t = 0; t < 4; t++) check_table(&tables[t]);
}

/* How many half hours of the table's span fall on a civil day. */
static int half_hours_of(const struct table *table, int32_t year, int32_t month, int32_t day)
{
    patron_zone zone = zone_of(table);
    int32_t wanted = naive_day(year, month, day), count = 0, found;
    int64_t from = utc(year, month, day, 0, 0) - 3 * 86400, to = from + 6 * 86400;
    for (int64_t second = from; second < to; second += 1800) {
        assert_ok(patron_calendar_local_day(&zone, second, PATRON_UNIT_SECOND, &found, NULL), NULL);
        count += found == wanted;
    }
    return count;
}

static void days_have_the_hours_they_had(void **state)
{
    (void)state;
    struct table tables[4];
    known_tables(tables);
    assert_int_equal(half_hours_of(&tables[0], 2021, 3, 27), 48);
    assert_int_equal(half_hours_of(&tables[0], 2021, 3, 28), 46);
    assert_int_equal(half_hours_of(&tables[0], 2021, 10, 31), 50);
    assert_int_equal(half_hours_of(&tables[1], 2021, 3, 14), 46);
    assert_int_equal(half_hours_of(&tables[1], 2021, 11, 7), 50);
    assert_int_equal(half_hours_of(&tables[2], 2021, 4, 4), 49);
    assert_int_equal(half_hours_of(&tables[2], 2021, 10, 3), 47);
    assert_int_equal(half_hours_of(&tables[3], 2011, 12, 29), 48);
    assert_int_equal(half_hours_of(&tables[3], 2011, 12, 30), 0); /* Apia had no such day */
    assert_int_equal(half_hours_of(&tables[3], 2011, 12, 31), 48);
}

static void a_late_order_belongs_to_its_month(void **state)
{
    (void)state;
    struct table tables[4];
    known_tables(tables);
    static const struct {
        int table;
        int32_t utc_year, utc_month, utc_day, hour, minute, year, month, day;
    } cases[] = {
        {0, 2021, 10, 31, 22, 59, 2021, 10, 31}, {0, 2021, 10, 31, 23, 0, 2021, 11, 1},
        {0, 2021, 3, 31, 21, 59, 2021, 3, 31},   {0, 2021, 3, 31, 22, 0, 2021, 4, 1},
        {1, 2021, 3, 1, 4, 59, 2021, 2, 28},     {1, 2021, 3, 1, 5, 0, 2021, 3, 1},
        {1, 2021, 12, 1, 4, 59, 2021, 11, 30},   {1, 2021, 8, 1, 4, 0, 2021, 8, 1},
        {2, 2021, 1, 31, 12, 59, 2021, 1, 31},   {2, 2021, 1, 31, 13, 0, 2021, 2, 1},
        {2, 2021, 6, 30, 13, 29, 2021, 6, 30},   {2, 2021, 6, 30, 13, 30, 2021, 7, 1},
        {3, 2011, 12, 30, 9, 59, 2011, 12, 29},  {3, 2011, 12, 30, 10, 0, 2011, 12, 31},
        {3, 2011, 12, 31, 9, 59, 2011, 12, 31},  {3, 2011, 12, 31, 10, 0, 2012, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        patron_zone zone = zone_of(&tables[cases[i].table]);
        int64_t at = utc(cases[i].utc_year, cases[i].utc_month, cases[i].utc_day, cases[i].hour, cases[i].minute);
        int32_t day = 0, index = 0;
        patron_error error;
        assert_ok(patron_calendar_local_day(&zone, at * 1000, PATRON_UNIT_MILLISECOND, &day, &error), &error);
        assert_int_equal(day, naive_day(cases[i].year, cases[i].month, cases[i].day));
        assert_ok(patron_calendar_period(NULL, day, &index, &error), &error);
        assert_int_equal(index, (cases[i].year - 1970) * 12 + cases[i].month - 1);
    }
}

/* ---- the system's zones ---------------------------------------------------------------------------------------- */

static int32_t system_offset(int64_t second)
{
    time_t at = (time_t)second;
    struct tm parts;
    assert_non_null(localtime_r(&at, &parts));
    return (int32_t)parts.tm_gmtoff;
}

/* 1970 … 2037 as localtime says: look every six hours, then halve to the second of the change. */
static void system_table(struct table *table)
{
    const int64_t from = 0, to = utc(2037, 1, 1, 0, 0);
    table->count = 1;
    table->instant[0] = from;
    table->offset[0] = system_offset(from);
    table->until = to;
    for (int64_t second = from; second < to; second += 6 * 3600) {
        int32_t before = table->offset[table->count - 1], after = system_offset(second + 6 * 3600);
        if (after == before) continue;
        int64_t low = second, high = second + 6 * 3600;
        while (high - low > 1) {
            int64_t middle = (low + high) / 2;
            if (system_offset(middle) == before)
                low = middle;
            else
                high = middle;
        }
        assert_true(table->count < LINES);
        table->instant[table->count] = high;
        table->offset[table->count++] = after;
    }
}

static void compare_with_system(const patron_zone *zone, int64_t second)
{
    time_t at = (time_t)second;
    struct tm parts;
    int32_t day = 0;
    int64_t within = 0;
    if (second < zone->instant[0]) return;
    assert_non_null(localtime_r(&at, &parts));
    assert_true(pt_local(zone, second, PATRON_UNIT_SECOND, &day, &within));
    assert_int_equal(day, naive_day(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday));
    assert_int_equal(within, parts.tm_hour * 3600 + parts.tm_min * 60 + parts.tm_sec);
}

static void zones_of_the_system(void **state)
{
    (void)state;
    static const char *const names[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"};
    static struct table table;
    int seen = 0;
    for (int n = 0; n < 4; n++) {
        char path[128];
        (void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", names[n]);
        if (access(path, R_OK) != 0) continue;
        seen++;
        assert_int_equal(setenv("TZ", names[n], 1), 0);
        tzset();
        table.name = names[n];
        system_table(&table);
        assert_true(table.count > 20);
        patron_zone zone = zone_of(&table);
        patron_error error;
        assert_ok(patron_calendar_check_zone(&zone, &error), &error);
        for (int64_t i = 1; i < table.count; i++) { /* every hour of the days around every change, and its seconds */
            for (int64_t hour = -50; hour <= 50; hour++) compare_with_system(&zone, table.instant[i] + hour * 3600);
            for (int64_t second = -2; second <= 2; second++) compare_with_system(&zone, table.instant[i] + second);
        }
    }
    (void)unsetenv("TZ");
    tzset();
    if (!seen) {
        print_message("SKIP zones of the system: no zone database\n");
        skip();
    }
}

/* ---- limits ---------------------------------------------------------------------------------------------------- */

/* With 128 bits, where nothing overflows. */
static bool wide_local(const patron_zone *zone, int64_t instant, int64_t scale, int32_t *day, int64_t *within)
{
    pt_int128 second = instant / scale - (instant % scale < 0), start = 0;
    if (second < zone->instant[0] || second > zone->valid_until) return false;
    int64_t i = zone->count - 1;
    while (zone->instant[i] > second) i--;
    pt_int128 local = second + zone->offset[i], civil = local / 86400 - (local % 86400 < 0);
    if (civil < PATRON_DAY_MIN || civil > PATRON_DAY_MAX) return false;
    start = civil * 86400 * scale;
    *day = (int32_t)civil;
    *within = (int64_t)((pt_int128)instant + (pt_int128)zone->offset[i] * scale - start);
    return true;
}

static void every_instant_is_safe(void **state)
{
    (void)state;
    static const int64_t scale[] = {1, 1000, 1000000, 1000000000};
    static const int64_t lines[] = {INT64_MIN, -62135596800 - 5, 0, 1000000, 253402300799, INT64_MAX - 1};
    static const int32_t offsets[] = {-93600, 93600, -93600, 93600, 93600, -93600};
    const patron_zone zones[] = {{sizeof(patron_zone), 1, lines, offsets, INT64_MAX},
                                 {sizeof(patron_zone), 1, lines, offsets + 1, INT64_MAX},
                                 {sizeof(patron_zone), 6, lines, offsets, INT64_MAX},
                                 {sizeof(patron_zone), 2, lines + 2, offsets, 2000000},
                                 {sizeof(patron_zone), 1, lines + 5, offsets, INT64_MAX}};
    static const int64_t anchors[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT64_MAX, -62135596800, 253402300800, 0,
                                      1000000, 2000000, 86400, -86400};
    struct rng rng = {15};
    int64_t inside = 0, wrong = 0;
    for (int round = 0; round < 400000; round++) {
        const patron_zone *zone = &zones[rng_between(&rng, 0, 4)];
        int unit = (int)rng_between(&rng, 0, 3);
        int64_t anchor = anchors[rng_between(&rng, 0, 10)], instant;
        if (__builtin_mul_overflow(anchor, scale[unit], &instant)) instant = anchor;
        int64_t step = rng_between(&rng, -100000, 100000) * (rng_chance(&rng, 50) ? scale[unit] : 1);
        if (rng_chance(&rng, 90) && __builtin_add_overflow(instant, step, &instant))
            instant = (int64_t)rng_next(&rng);
        int32_t day = 1, expected_day = 1;
        int64_t within = 2, expected_within = 2;
        bool expected = wide_local(zone, instant, scale[unit], &expected_day, &expected_within);
        wrong += pt_local(zone, instant, PATRON_UNIT_SECOND + unit, &day, &within) != expected;
        wrong += day != expected_day || within != expected_within;
        inside += expected;
    }
    assert_int_equal(wrong, 0);
    assert_true(inside > 50000 && inside < 350000);
}

static void instants_outside_the_table(void **state)
{
    (void)state;
    const int64_t instant[] = {1000, 2000};
    const int32_t offset[] = {0, 3600};
    patron_zone zone = {sizeof zone, 2, instant, offset, 3000};
    int32_t day = 7;
    int64_t within = 8;
    patron_error error;
    assert_int_equal(patron_calendar_local_day(&zone, 999, PATRON_UNIT_SECOND, &day, &error), PATRON_ERROR_RANGE);
    assert_int_equal(error.argument, 2);
    assert_int_equal(patron_calendar_local_day(&zone, 999999, PATRON_UNIT_MILLISECOND, &day, &error),
                     PATRON_ERROR_RANGE);
    assert_int_equal(patron_calendar_local_day(&zone, 3001, PATRON_UNIT_SECOND, &day, &error), PATRON_ERROR_RANGE);
    assert_int_equal(patron_calendar_local_day(&zone, 3001000, PATRON_UNIT_MILLISECOND, &day, &error),
                     PATRON_ERROR_RANGE);
    assert_false(pt_local(&zone, 1000, PATRON_UNIT_DAY, &day, &within));
    assert_int_equal(patron_calendar_local_day(&zone, 1000, PATRON_UNIT_DAY, &day, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_calendar_local_day(&zone, 1000, 9, &day, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_calendar_local_day(&zone, 1000, PATRON_UNIT_SECOND, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_calendar_local_day(NULL, 1000, PATRON_UNIT_SECOND, &day, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(day, 7);
    assert_int_equal(within, 8);
    assert_ok(patron_calendar_local_day(&zone, 3000999, PATRON_UNIT_MILLISECOND, &day, &error),
              &error); /* to the end */
    assert_ok(patron_calendar_local_day(&zone, 1000, PATRON_UNIT_SECOND, &day, &error), &error);
    assert_int_equal(day, 0);
}

static void bad_zones_are_refused(void **state)
{
    (void)state;
    const int64_t good[] = {0, 10, 20}, equal[] = {0, 10, 10}, falling[] = {0, 10, 5};
    const int32_t offset[] = {0, 93600, -93600}, high[] = {0, 93601, 0}, low[] = {0, 0, -93601};
    const int32_t least[] = {INT32_MIN, 0, 0};
    const size_t size = sizeof(patron_zone);
    const patron_zone fine = {size, 3, good, offset, 20};
    const patron_zone bad[] = {
        {size - 1, 3, good, offset, 20}, {size, 0, good, offset, 20},   {size, -1, good, offset, 20},
        {size, 3, NULL, offset, 20},     {size, 3, good, NULL, 20},     {size, 3, equal, offset, 20},
        {size, 3, falling, offset, 20},  {size, 3, good, high, 20},     {size, 3, good, low, 20},
        {size, 3, good, least, 20},      {size, 3, good, offset, 19},   {size, 1, good, offset, -1},
    };
    patron_error error;
    assert_ok(patron_calendar_check_zone(&fine, &error), &error);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(patron_calendar_check_zone(&bad[i], &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 1);
    }
    assert_int_equal(patron_calendar_check_zone(NULL, &error), PATRON_ERROR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_the_calendar),   cmocka_unit_test(days_that_do_not_exist),
        cmocka_unit_test(every_period_of_the_calendar), cmocka_unit_test(the_first_and_the_last_period),
        cmocka_unit_test(periods_by_hand),             cmocka_unit_test(bad_calendars_are_refused),
        cmocka_unit_test(clocks_forward_and_back),     cmocka_unit_test(days_have_the_hours_they_had),
        cmocka_unit_test(a_late_order_belongs_to_its_month), cmocka_unit_test(zones_of_the_system),
        cmocka_unit_test(every_instant_is_safe),       cmocka_unit_test(instants_outside_the_table),
        cmocka_unit_test(bad_zones_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
