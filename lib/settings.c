#include "settings.h"

#include "calendar.h"
#include "columns.h"
#include "parallel.h"
#include "rows.h"

#define FLAGS_KNOWN UINT64_C(0x1ff)

static patron_status read_column(const patron_column *given, int64_t count, int32_t argument, const char *role,
                                 patron_column *out, patron_error *error)
{
    if (!count) return PATRON_OK;
    patron_status status = pt_column_read(given, count, argument, role, out, error);
    if (!status && out->unit != PATRON_UNIT_NONE && out->unit != PATRON_UNIT_DAY)
        status = pt_fail_argument(error, argument, "%s must hold days", role);
    return status;
}

static patron_status read_lists(const patron_book_options *known, int32_t argument, pt_settings *out,
                                patron_error *error)
{
    if (known->guest_count < 0 || known->alias_count < 0 || known->since_count < 0)
        return pt_fail_argument(error, argument, "options: a count is negative");
    out->guest_count = known->guest_count;
    out->alias_count = known->alias_count;
    out->since_count = known->since_count;
    patron_status status = read_column(known->guest_keys, out->guest_count, argument, "guest_keys", &out->guest, error);
    if (!status) status = read_column(known->alias_from, out->alias_count, argument, "alias_from", &out->alias_from, error);
    if (!status) status = read_column(known->alias_to, out->alias_count, argument, "alias_to", &out->alias_to, error);
    if (!status)
        status = read_column(known->since_customer, out->since_count, argument, "since_customer", &out->since_customer, error);
    if (!status) status = read_column(known->since_day, out->since_count, argument, "since_day", &out->since_day, error);
    return status;
}

static patron_status read_observed(const patron_book_options *known, uint64_t flag, int32_t day, int32_t argument,
                                   const char *name, int32_t *out, patron_error *error)
{
    *out = PATRON_NO_DAY;
    if (!(known->flags & flag)) return PATRON_OK;
    if (!pt_is_day(day))
        return pt_fail(error, PATRON_ERROR_RANGE, argument, -1, -1, "", "%s is not a day of the years 1..9999", name);
    *out = day;
    return PATRON_OK;
}

/* A check of another room does not know which argument of this call it looked at. */
static patron_status blame(patron_status status, int32_t argument, patron_error *error)
{
    if (error) error->argument = argument;
    return status;
}

patron_status pt_settings_read(const patron_book_options *options, int32_t argument, pt_settings *out,
                               patron_error *error)
{
    patron_book_options known;
    pt_settings settings = {0};
    patron_status status = pt_read_struct(options, &known, sizeof known, sizeof known, argument, "options", error);
    if (status) return status;
    if (known.flags & ~FLAGS_KNOWN) return pt_fail_argument(error, argument, "options: an unknown flag is set");
    if (known.reserved) return pt_fail_argument(error, argument, "options: reserved is not 0");
    if (known.threads < 0 || known.threads > PT_THREADS_MAX)
        return pt_fail_argument(error, argument, "options: threads is %d, 0..%d are allowed", (int)known.threads,
                                PT_THREADS_MAX);
    if (known.quantity_scale < 0) return pt_fail_argument(error, argument, "options: quantity_scale is negative");
    settings.flags = known.flags;
    settings.threads = known.threads ? known.threads : 1;
    settings.quantity_scale = known.quantity_scale ? known.quantity_scale : 1;
    status = read_observed(&known, PATRON_BOOK_OBSERVED_FROM, known.observed_from, argument, "observed_from",
                           &settings.observed_from, error);
    if (status) return status;
    status = read_observed(&known, PATRON_BOOK_OBSERVED_UNTIL, known.observed_until, argument, "observed_until",
                           &settings.observed_until, error);
    if (status) return status;
    if (known.zone) {
        status = pt_read_struct(known.zone, &settings.zone, sizeof settings.zone, sizeof settings.zone, argument, "zone", error);
        if (!status) status = patron_calendar_check_zone(known.zone, error);
        if (status) return blame(status, argument, error);
        settings.has_zone = true;
    }
    status = read_lists(&known, argument, &settings, error);
    if (status) return status;
    status = pt_allocator_from(known.allocator, &settings.allocator, error);
    if (status) return blame(status, argument, error);
    *out = settings;
    return PATRON_OK;
}

/* ---- owning ------------------------------------------------------------------------------------------------------ */

typedef struct list {
    patron_column *column;
    int64_t count;
} list;

#define LISTS 5

static void lists_of(pt_settings *settings, list out[LISTS])
{
    list all[LISTS] = {{&settings->guest, settings->guest_count},
                       {&settings->alias_from, settings->alias_count},
                       {&settings->alias_to, settings->alias_count},
                       {&settings->since_customer, settings->since_count},
                       {&settings->since_day, settings->since_count}};
    memcpy(out, all, sizeof all);
}

static patron_status own_zone(pt_settings *settings, patron_error *error)
{
    patron_zone *zone = &settings->zone;
    int64_t *instant = pt_array(&settings->allocator, zone->count, sizeof *instant, error);
    if (!instant) return PATRON_ERROR_MEMORY;
    int32_t *offset = pt_array(&settings->allocator, zone->count, sizeof *offset, error);
    if (!offset) {
        PT_FREE(&settings->allocator, instant, zone->count);
        return PATRON_ERROR_MEMORY;
    }
    memcpy(instant, zone->instant, (size_t)zone->count * sizeof *instant);
    memcpy(offset, zone->offset, (size_t)zone->count * sizeof *offset);
    zone->instant = instant;
    zone->offset = offset;
    return PATRON_OK;
}

patron_status pt_settings_own(pt_settings *settings, patron_error *error)
{
    pt_settings copy = *settings;
    list lists[LISTS];
    patron_status status = PATRON_OK;
    copy.owned = true;
    lists_of(&copy, lists);
    for (int i = 0; i < LISTS; i++) memset(lists[i].column, 0, sizeof *lists[i].column);
    copy.has_zone = false;
    if (settings->has_zone) {
        status = own_zone(&copy, error);
        copy.has_zone = !status;
    }
    list borrowed[LISTS];
    lists_of(settings, borrowed);
    for (int i = 0; i < LISTS && !status; i++)
        if (borrowed[i].count)
            status = pt_column_copy(&copy.allocator, borrowed[i].column, borrowed[i].count, 0, "options", lists[i].column, error);
    if (status) pt_settings_free(&copy);
    else *settings = copy;
    return status;
}

void pt_settings_free(pt_settings *settings)
{
    list lists[LISTS];
    if (!settings->owned) return;
    lists_of(settings, lists);
    for (int i = 0; i < LISTS; i++)
        if (lists[i].column->type) pt_column_free(&settings->allocator, lists[i].column, lists[i].count);
    if (!settings->has_zone) return;
    pt_release(&settings->allocator, (void *)(uintptr_t)settings->zone.instant, settings->zone.count, sizeof(int64_t));
    pt_release(&settings->allocator, (void *)(uintptr_t)settings->zone.offset, settings->zone.count, sizeof(int32_t));
}
