/* The options of a ledger, checked and copied. */
#include "loyalty.h"

#define FLAGS_KNOWN UINT64_C(0xf)
#define NUMBER_MAX INT64_C(1000000000)
#define RULES_MAX 65536

static patron_status read_rules(const patron_loyalty_options *options, pt_loyalty_settings *out, patron_error *error)
{
    out->rules = options->rule_count ? options->rule_count : 1;
    if (options->rule_count < 0 || options->rule_count > RULES_MAX)
        return pt_fail_argument(error, 3, "options: rule_count %d is outside 0..%d", (int)options->rule_count,
                                RULES_MAX);
    if (options->rule_count && (!options->rule_points || !options->rule_per))
        return pt_fail_argument(error, 3, "options: a rule array is NULL");
    if (!(out->points = pt_array(&out->allocator, out->rules, sizeof *out->points, error))) return PATRON_ERROR_MEMORY;
    if (!(out->per = pt_array(&out->allocator, out->rules, sizeof *out->per, error))) return PATRON_ERROR_MEMORY;
    out->points[0] = 1;
    out->per[0] = 100;
    for (int32_t i = 0; i < options->rule_count; i++) { /* read once, then checked */
        out->points[i] = ((const volatile int64_t *)options->rule_points)[i];
        out->per[i] = ((const volatile int64_t *)options->rule_per)[i];
    }
    for (int32_t i = 0; i < out->rules; i++)
        if (out->points[i] < 0 || out->points[i] > NUMBER_MAX || out->per[i] < 1 || out->per[i] > NUMBER_MAX)
            return pt_fail_argument(error, 3, "options: rule %d: %lld points per %lld minor units", (int)i,
                                    (long long)out->points[i], (long long)out->per[i]);
    return PATRON_OK;
}

static patron_status check_expiry(const patron_loyalty_options *options, patron_error *error)
{
    int32_t least = options->expiry == PATRON_LOYALTY_EXPIRY_ACTIVITY ? 1 : 0;
    int32_t most = options->expiry == PATRON_LOYALTY_EXPIRY_NEVER ? 0 : PT_LOYALTY_DAYS_MAX;
    if (options->expiry < 0 || options->expiry > PATRON_LOYALTY_EXPIRY_ACTIVITY)
        return pt_fail_argument(error, 3, "options: unknown expiry %d", (int)options->expiry);
    if (options->expiry_count < least || options->expiry_count > most)
        return pt_fail_argument(error, 3, "options: expiry_count %d is outside %d..%d", (int)options->expiry_count,
                                (int)least, (int)most);
    if (options->calendar && options->expiry != PATRON_LOYALTY_EXPIRY_PERIOD)
        return pt_fail_argument(error, 3, "options: a calendar is for EXPIRY_PERIOD only");
    return PATRON_OK;
}

static patron_status blame(patron_status status, patron_error *error)
{
    if (status && error) error->argument = 3;
    return status;
}

patron_status pt_loyalty_options_read(const patron_loyalty_options *given, pt_loyalty_settings *out,
                                      patron_error *error)
{
    patron_loyalty_options options;
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, 3, "options", error);
    if (status) return status;
    if (options.flags & ~FLAGS_KNOWN) return pt_fail_argument(error, 3, "options: an unknown flag is set");
    if (options.reserved) return pt_fail_argument(error, 3, "options: reserved is not 0");
    status = check_expiry(&options, error);
    if (!status) status = pt_periods_from(options.calendar, 3, &out->periods, error);
    if (!status) status = blame(pt_allocator_from(options.allocator, &out->allocator, error), error);
    if (!status && options.zone) {
        out->has_zone = true;
        status = pt_read_struct(options.zone, &out->zone, sizeof out->zone, sizeof out->zone, 3, "zone", error);
        if (!status) status = blame(patron_calendar_check_zone(options.zone, error), error);
    }
    out->flags = options.flags;
    out->expiry = options.expiry;
    out->expiry_count = options.expiry_count;
    return status ? status : read_rules(&options, out, error);
}

void pt_loyalty_options_free(pt_loyalty_settings *settings)
{
    PT_FREE(&settings->allocator, settings->points, settings->rules);
    PT_FREE(&settings->allocator, settings->per, settings->rules);
}
