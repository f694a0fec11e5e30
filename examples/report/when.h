/* when.h: dates and times as exports write them, and shop zones from the system's zone database. */
#ifndef REPORT_WHEN_H
#define REPORT_WHEN_H

#include "store.h"

/* How the date is written. DAY_OR_MONTH: 01/02/2024, which the rest of the file decides. */
#define WHEN_YMD 1          /* 2024-02-01, 2024/02/01, 20240201 */
#define WHEN_DMY 2          /* 01.02.2024, or told */
#define WHEN_MDY 3          /* February 1, 2024, or told */
#define WHEN_DAY_OR_MONTH 4 /* 01/02/2024, 01-02-2024: both are dates */
#define WHEN_ONLY_DMY 5     /* 13/02/2024: shows that days come first */
#define WHEN_ONLY_MDY 6     /* 02/13/2024 */
#define WHEN_NUMBER 7       /* Unix seconds or milliseconds: an instant */

struct when {
    int32_t layout; /* WHEN_* */
    int32_t day;    /* civil day; DAY_OR_MONTH: the one with the day first */
    int32_t other;  /* DAY_OR_MONTH: the one with the month first */
    int32_t second; /* of the day as written, 0 .. 86400 */
    bool has_time;  /* false: the text is a date alone */
    bool has_offset;
    int32_t offset; /* seconds east of UTC */
};

/* Reads a date or a date with time. `format` is NULL or one of when_formats. False if the text is none. */
bool when_read(const char *bytes, int64_t length, const char *format, struct when *out);

/* Whether --date-format knows a word, and all words that it knows, joined by ", ". */
bool when_format_known(const char *format);
extern const char *const when_formats;

/* A zone as the library takes it, from the system's zone database by its name, with every change of offset from a day
 * before `first` to a day after `last` (UTC seconds). False if the system does not know the name. */
bool when_zone(const char *name, int64_t first, int64_t last, struct report_arena *arena, patron_zone *out);
bool when_zone_known(const char *name);

#endif
