/* cohorts_labels.c: what the rows and columns of cohorts are called. */
#include "php_patron.h"
#include "cohorts.h"
#include "draft.h"

/* A period by its first day: 2024-01 for months and quarters, 2024 for years that begin in January. */
zend_string *pp_period_label(const patron_calendar *calendar, int32_t index)
{
    int32_t day = 0, year = 0, month = 0, in_month = 0;
    patron_calendar_first_day(calendar, index, &day, NULL);
    patron_calendar_date(day, &year, &month, &in_month, NULL);
    if (calendar->period == PATRON_PERIOD_YEAR && calendar->first_month == 1) return strpprintf(0, "%04d", (int)year);
    if (calendar->period >= PATRON_PERIOD_MONTH) return strpprintf(0, "%04d-%02d", (int)year, (int)month);
    return strpprintf(0, "%04d-%02d-%02d", (int)year, (int)month, (int)in_month);
}

/* A depth in ten-thousandths as percent, without zeros at the end: 10%, 12.5%. */
zend_string *pp_percent(int32_t edge)
{
    if (edge % 100 == 0) return strpprintf(0, "%d%%", (int)(edge / 100));
    if (edge % 10 == 0) return strpprintf(0, "%d.%d%%", (int)(edge / 100), (int)(edge % 100 / 10));
    return strpprintf(0, "%d.%02d%%", (int)(edge / 100), (int)(edge % 100));
}

static void depth_labels(const patron_cohorts_axis *axis, zval *out)
{
    int64_t count = 0;
    const int32_t *edges = patron_cohorts_axis_edges(axis, &count);
    zend_string *before = NULL;
    add_next_index_string(out, "no discount");
    for (int64_t at = 0; at < count; at++) {
        zend_string *mark = pp_percent(edges[at]);
        add_next_index_str(out, before ? strpprintf(0, "%s to %s", ZSTR_VAL(before), ZSTR_VAL(mark))
                                       : strpprintf(0, "below %s", ZSTR_VAL(mark)));
        if (before) zend_string_release(before);
        before = mark;
    }
    if (!before) return;
    add_next_index_str(out, strpprintf(0, "%s and more", ZSTR_VAL(before)));
    zend_string_release(before);
}

void pp_cohorts_rows(const patron_cohorts_axis *axis, const patron_calendar *calendar, zval *out)
{
    int64_t listed = patron_cohorts_axis_listed(axis), count = 0;
    int32_t by = patron_cohorts_axis_by(axis), first = patron_cohorts_axis_first_period(axis);
    patron_column keys = {.size = sizeof keys};
    array_init(out);
    if (by == PATRON_COHORTS_BY_PERIOD) {
        for (int64_t at = 0; at < listed; at++)
            add_next_index_str(out, pp_period_label(calendar, (int32_t)(first + at)));
    } else if (by == PATRON_COHORTS_BY_DEPTH) {
        depth_labels(axis, out);
    } else if (!patron_cohorts_axis_keys(axis, &keys, &count, NULL)) {
        for (int64_t at = 0; at < count; at++) {
            zval key;
            pp_key(&keys, at, &key);
            add_next_index_zval(out, &key);
        }
    }
    add_next_index_string(out, "(other)");
    add_next_index_string(out, "(none)");
    add_next_index_string(out, "(all)");
}

void pp_cohorts_columns(int64_t columns, const int32_t *brackets, int32_t bracket_count, zval *out)
{
    array_init(out);
    if (!brackets) {
        for (int64_t k = 0; k < columns; k++) add_next_index_str(out, zend_long_to_str((zend_long)k));
        add_next_index_string(out, "beyond");
        return;
    }
    add_next_index_string(out, "0");
    for (int32_t at = 0; at + 1 < bracket_count; at++) {
        int low = brackets[at], high = brackets[at + 1] - 1;
        add_next_index_str(out, low == high ? strpprintf(0, "%d", low) : strpprintf(0, "%d-%d", low, high));
    }
    add_next_index_str(out, strpprintf(0, "%d+", (int)brackets[bracket_count - 1]));
}
