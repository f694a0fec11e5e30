/* POSIX, for which strict C must be told. */
#define _POSIX_C_SOURCE 200809L

#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The C library reads the system's zone database (and its rules for the years to come): the changes of a zone are found
 * by asking it for the offset of every day and halving where two days differ. TZ is set for that time only. */

#define DAY 86400

bool when_zone_known(const char *name)
{
    static const char *const folders[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"};
    char path[512];
    if (strcmp(name, "UTC") == 0) return true;
    if (!*name || *name == '/' || *name == ':' || strstr(name, "..")) return false;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        int length = snprintf(path, sizeof path, "%s/%s", folders[i], name);
        if (length > 0 && (size_t)length < sizeof path && access(path, R_OK) == 0) {
            FILE *file = fopen(path, "rb");
            char magic[4] = "";
            bool is = file && fread(magic, 1, 4, file) == 4 && memcmp(magic, "TZif", 4) == 0;
            if (file) (void)fclose(file);
            if (is) return true;
        }
    }
    return false;
}

static int64_t utc_seconds(const struct tm *tm)
{
    int32_t day = 0;
    (void)patron_calendar_day((int32_t)tm->tm_year + 1900, (int32_t)tm->tm_mon + 1, (int32_t)tm->tm_mday, &day, NULL);
    return (int64_t)day * DAY + tm->tm_hour * 3600 + tm->tm_min * 60 + tm->tm_sec;
}

static int32_t offset_at(int64_t instant)
{
    struct tm local;
    time_t time = (time_t)instant;
    if (!localtime_r(&time, &local)) return 0;
    return (int32_t)(utc_seconds(&local) - instant);
}

bool when_zone(const char *name, int64_t first, int64_t last, struct report_arena *arena, patron_zone *out)
{
    if (!when_zone_known(name)) return false;
    const char *before = getenv("TZ");
    char *kept = before ? store_allocate(strlen(before) + 1) : NULL;
    if (kept) strcpy(kept, before);
    (void)setenv("TZ", name, 1);
    tzset();

    int64_t begin = first - 2 * DAY, end = last + 2 * DAY, count = 1, capacity = 16;
    int64_t *instant = store_allocate((size_t)capacity * sizeof *instant), offset_capacity = 16;
    int32_t *offset = store_allocate((size_t)capacity * sizeof *offset);
    instant[0] = begin;
    offset[0] = offset_at(begin);
    for (int64_t day = begin; day < end; day += DAY) {
        int64_t low = day, high = day + DAY;
        int32_t now = offset_at(high);
        if (now == offset[count - 1]) continue;
        while (high - low > 1) {
            int64_t middle = low + (high - low) / 2;
            if (offset_at(middle) == offset[count - 1]) low = middle;
            else high = middle;
        }
        STORE_GROW(instant, count, capacity);
        STORE_GROW(offset, count, offset_capacity);
        instant[count] = high;
        offset[count++] = offset_at(high);
    }

    if (kept) (void)setenv("TZ", kept, 1);
    else (void)unsetenv("TZ");
    tzset();
    free(kept);

    int64_t *instants = arena_array(arena, count, sizeof *instants);
    int32_t *offsets = arena_array(arena, count, sizeof *offsets);
    memcpy(instants, instant, (size_t)count * sizeof *instants);
    memcpy(offsets, offset, (size_t)count * sizeof *offsets);
    free(instant);
    free(offset);
    memset(out, 0, sizeof *out);
    out->size = sizeof *out;
    out->count = count;
    out->instant = instants;
    out->offset = offsets;
    out->valid_until = end;
    return true;
}
