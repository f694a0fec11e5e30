/* measure.c: what the classes of the measures need once. */
#include "php_patron.h"
#include "results.h"

const char *pp_option(const patron_error *error, const char *const *options, pp_option_room *room)
{
    const char *message = strncmp(error->message, "options: ", 9) ? error->message : error->message + 9;
    size_t length = strspn(message, "abcdefghijklmnopqrstuvwxyz_0123456789");
    for (; *options; options++) {
        if (strlen(*options) != length || memcmp(*options, message, length)) continue;
        pp_camel(*options, room->name, sizeof room->name);
        return room->name;
    }
    return "";
}

void pp_measures_init(void)
{
    pp_rules_init();
    pp_map_init();
    pp_cohorts_init();
    pp_curve_init();
    pp_calendar_init();
    pp_ledger_init();
    pp_tiers_init();
}
