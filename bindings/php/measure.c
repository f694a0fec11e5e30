/* measure.c: what the classes of the measures need once. */
#include "php_patron.h"
#include "results.h"

void pp_measures_init(void)
{
    pp_rules_init();
    pp_map_init();
    pp_cohorts_init();
    pp_curve_init();
    pp_calendar_init();
}
