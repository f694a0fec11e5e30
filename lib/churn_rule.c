#include "churn.h"

#include "bytes.h"
#include "calendar.h"
#include "parallel.h"

#include <math.h>

#define RULE_VERSION 1
#define DEFAULT_HORIZON 90
#define DEFAULT_NEW_DAYS 30
#define YEAR 365

static const double default_bands[3] = {.8, .5, .2};

/* ---- options --------------------------------------------------------------------------------------------------- */

static bool are_bands(const double *bands)
{
    return bands[0] < 1 && bands[1] < bands[0] && bands[2] < bands[1] && bands[2] > 0;
}

static bool is_horizon(int64_t days) { return days >= 1 && days <= PT_CHURN_LATEST; }

static bool is_new_days(int64_t days) { return days >= 0 && days <= PT_CHURN_LATEST; }

patron_status pt_churn_options_read(const patron_churn_options *given, int32_t argument, patron_churn_options *out,
                                    patron_error *error)
{
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof out->size + sizeof out->flags, argument,
                                          "options", error);
    if (status) return status;
    out->size = sizeof *out;
    if (out->flags & ~(uint64_t)PATRON_CHURN_NEW_DAYS)
        return pt_fail_argument(error, argument, "an unknown flag is set");
    if (out->method == PATRON_CHURN_METHOD_MODEL)
        return pt_fail_argument(error, argument, "method MODEL: this version has only the method KM");
    if (out->method == 0) out->method = PATRON_CHURN_METHOD_KM;
    if (out->method != PATRON_CHURN_METHOD_KM) return pt_fail_argument(error, argument, "unknown method");
    if (out->horizon == 0) out->horizon = DEFAULT_HORIZON;
    if (!is_horizon(out->horizon))
        return pt_fail_argument(error, argument, "horizon must lie in 1 … %d days", PT_CHURN_LATEST);
    if (!is_new_days(out->new_days))
        return pt_fail_argument(error, argument, "new_days must lie in 0 … %d", PT_CHURN_LATEST);
    if (out->threads < 0 || out->threads > PT_THREADS_MAX)
        return pt_fail_argument(error, argument, "threads must lie in 0 … %d", PT_THREADS_MAX);
    if (out->bands[0] == 0 && out->bands[1] == 0 && out->bands[2] == 0)
        memcpy(out->bands, default_bands, sizeof default_bands);
    if (!are_bands(out->bands)) return pt_fail_argument(error, argument, "bands must fall from below 1 to above 0");
    return PATRON_OK;
}

/* ---- new_days -------------------------------------------------------------------------------------------------- */

/* The Kaplan-Meier median of the second purchases that come within a year, held in 14 … 90: the first day by which half
 * of those are in that come by day 365. Products and quotients only, so that every platform finds the same day; the
 * slack lets an exact half be one. */
static int32_t median_second(const int64_t *second)
{
    const int64_t *came = second, *open = second + PATRON_CHURN_SECOND_DAYS;
    double arrived[YEAR + 1], survival = 1;
    int64_t at_risk = 0;
    for (int64_t i = 0; i < PATRON_CHURN_SECOND; i++) at_risk += second[i];
    for (int32_t day = 0; day <= YEAR; day++) {
        if (at_risk > 0) survival *= 1 - (double)came[day] / (double)at_risk;
        at_risk -= came[day] + open[day];
        arrived[day] = 1 - survival;
    }
    if (!(arrived[YEAR] > 0)) return DEFAULT_NEW_DAYS;
    int32_t median = 0;
    while (arrived[median] < arrived[YEAR] / 2 * (1 - 1e-12)) median++;
    return median < 14 ? 14 : median > 90 ? 90 : median;
}

static int32_t default_new_days(const patron_churn_counts *counts)
{
    bool young = counts->first_day == PATRON_NO_DAY || (int64_t)counts->as_of - counts->first_day < YEAR;
    return young || !counts->second ? DEFAULT_NEW_DAYS : median_second(counts->second);
}

/* ---- from counts to curves ------------------------------------------------------------------------------------- */

static int64_t sum_of(const int64_t *cells, int64_t count)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < count; i++) sum += cells[i];
    return sum;
}

static const int64_t *closed_of(const patron_churn_rule *rule, int32_t group)
{
    return rule->cells + group * PATRON_CHURN_BINS;
}

static const int64_t *open_of(const patron_churn_rule *rule, int32_t group)
{
    return rule->cells + (PATRON_CHURN_GROUPS + group) * PATRON_CHURN_BINS;
}

/* The groups [*from, *to) whose spells make up a group's curve. True if they are more than its own. */
static bool pool_of(const patron_churn_rule *rule, int32_t group, int32_t *from, int32_t *to)
{
    *from = group;
    *to = group + 1;
    if (sum_of(closed_of(rule, group), PATRON_CHURN_BINS) >= PT_CHURN_SUPPORT) return false;
    *from = 1;
    *to = PATRON_CHURN_GROUPS;
    if (group == 0) *from = 0;
    if (sum_of(closed_of(rule, 1), (PATRON_CHURN_GROUPS - 1) * PATRON_CHURN_BINS) < PT_CHURN_SUPPORT) *from = 0;
    return true;
}

/* ln(1 - hazard) of a bin. Where all n at risk ended it stays at n / (n + 1/2). */
static double log_survived(int64_t at_risk, int64_t closed, int64_t open)
{
    double n = (double)at_risk, events = (double)closed, exposed = n - (double)open / 2;
    if (closed == 0) return 0;
    if (exposed < events) exposed = events;
    return log1p(-(closed == at_risk ? n / (n + .5) : events / exposed));
}

/* u*, ln S there and the slope of the tail. */
static void derive_tail(const patron_churn_rule *rule, pt_churn_curve *curve)
{
    int64_t least = PT_CHURN_SUPPORT;
    if (curve->at_risk[0] < least) {
        curve->flags |= PATRON_CHURN_FEW_CASES;
        least = 1;
    }
    curve->last = PATRON_CHURN_BINS;
    while (curve->last > 1 && curve->at_risk[curve->last - 1] < least) curve->last--;
    curve->end = rule->edge[curve->last];
    curve->log_end = curve->log_survival[curve->last];
    int32_t half = curve->last > 16 ? curve->last - 16 : 0; /* the bin of u* / 2, which is its lower edge or in bin 0 */
    double log_half = half ? curve->log_survival[half] : curve->slope[0] * (curve->end / 2);
    double fall = log_half - curve->log_end, least_fall = 1 / (2 * (double)curve->at_risk[half]);
    curve->beta = (fall > least_fall ? fall : least_fall) / 0.69314718055994530942;
}

static void derive_curve(const patron_churn_rule *rule, int32_t group, pt_churn_curve *curve)
{
    int32_t from, to;
    curve->flags = pool_of(rule, group, &from, &to) ? PATRON_CHURN_POOLED : 0;
    curve->at_risk[0] = 0;
    for (int32_t g = from; g < to; g++) {
        curve->at_risk[0] += sum_of(closed_of(rule, g), PATRON_CHURN_BINS);
        curve->at_risk[0] += sum_of(open_of(rule, g), PATRON_CHURN_BINS);
    }
    curve->log_survival[0] = 0;
    for (int32_t bin = 0; bin < PATRON_CHURN_BINS; bin++) {
        int64_t closed = 0, open = 0, at_risk = curve->at_risk[bin];
        for (int32_t g = from; g < to; g++) {
            closed += closed_of(rule, g)[bin];
            open += open_of(rule, g)[bin];
        }
        double step = log_survived(at_risk, closed, open);
        curve->at_risk[bin + 1] = at_risk - closed - open;
        curve->log_survival[bin + 1] = curve->log_survival[bin] + step;
        curve->slope[bin] = step / (rule->edge[bin + 1] - rule->edge[bin]);
        curve->most[bin] = log1p(-.5 / ((double)at_risk + 1));
    }
    derive_tail(rule, curve);
}

void pt_churn_derive(patron_churn_rule *rule)
{
    for (int32_t edge = 0; edge <= PATRON_CHURN_BINS; edge++) rule->edge[edge] = patron_churn_edge(edge);
    rule->known = rule->gap_days > 0 && sum_of(rule->cells, PATRON_CHURN_GROUPS * PATRON_CHURN_BINS) > 0;
    memset(rule->curve, 0, sizeof rule->curve);
    for (int32_t group = 0; rule->known && group < PATRON_CHURN_GROUPS; group++)
        derive_curve(rule, group, rule->curve + group);
}

/* ---- make ------------------------------------------------------------------------------------------------------ */

/* Counts up to 2^40, so that sums of them are exact as doubles too. */
static bool are_counts(const int64_t *counts, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (counts[i] < 0 || counts[i] > PT_CHURN_MOST) return false;
    return true;
}

static patron_status check_counts(const patron_churn_counts *counts, patron_error *error)
{
    if (!counts->gaps || !counts->cells) return pt_fail_argument(error, 1, "counts lack their gaps or cells");
    if (!pt_is_day(counts->as_of)) return pt_fail(error, PATRON_ERROR_RANGE, 1, -1, -1, "", "as_of is not a day");
    if (counts->first_day != PATRON_NO_DAY && !pt_is_day(counts->first_day))
        return pt_fail(error, PATRON_ERROR_RANGE, 1, -1, -1, "", "first_day is not a day");
    if (!pt_churn_are_gaps(counts->gaps[0], counts->gaps[1]))
        return pt_fail_argument(error, 1, "gaps are not a number of gaps and their sum in days");
    if (!are_counts(counts->cells, PATRON_CHURN_CELLS) ||
        (counts->second && !are_counts(counts->second, PATRON_CHURN_SECOND)))
        return pt_fail_argument(error, 1, "a count is below 0 or above 2^40");
    return PATRON_OK;
}

patron_status patron_churn_rule_make(const patron_churn_counts *counts, const patron_churn_options *options,
                                     const patron_allocator *allocator, patron_churn_rule **out, patron_error *error)
{
    patron_churn_counts given;
    patron_churn_options known;
    patron_allocator memory;
    if (!counts) return pt_fail_argument(error, 1, "counts is NULL");
    patron_status status = pt_read_struct(counts, &given, sizeof given, sizeof given, 1, "counts", error);
    if (!status) status = check_counts(&given, error);
    if (!status) status = pt_churn_options_read(options, 2, &known, error);
    if (!status) status = pt_allocator_from(allocator, &memory, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    patron_churn_rule *rule = pt_array(&memory, 1, sizeof *rule, error);
    if (!rule) return PATRON_ERROR_MEMORY;
    rule->allocator = memory;
    rule->book_flags = given.book_flags & PT_CHURN_COUNTING;
    rule->method = known.method;
    rule->as_of = given.as_of;
    rule->horizon = known.horizon;
    rule->new_days = known.new_days;
    if (!known.new_days && !(known.flags & PATRON_CHURN_NEW_DAYS)) rule->new_days = default_new_days(&given);
    memcpy(rule->bands, known.bands, sizeof rule->bands);
    rule->gaps = given.gaps[0];
    rule->gap_days = given.gaps[1];
    memcpy(rule->cells, given.cells, sizeof rule->cells);
    pt_churn_derive(rule);
    *out = rule;
    return PATRON_OK;
}

void patron_churn_rule_free(patron_churn_rule *rule)
{
    if (!rule) return;
    patron_allocator allocator = rule->allocator;
    PT_FREE(&allocator, rule, 1);
}

/* ---- save and load --------------------------------------------------------------------------------------------- */

static void write_rule(pt_writer *writer, const void *given)
{
    const patron_churn_rule *rule = given;
    pt_write_i64(writer, (int64_t)rule->book_flags);
    pt_write_i64(writer, rule->method);
    pt_write_i64(writer, rule->as_of);
    pt_write_i64(writer, rule->horizon);
    pt_write_i64(writer, rule->new_days);
    pt_write_doubles(writer, rule->bands, 3);
    pt_write_i64(writer, rule->gaps);
    pt_write_i64(writer, rule->gap_days);
    pt_write_i64s(writer, rule->cells, PATRON_CHURN_CELLS);
}

patron_status patron_churn_rule_save(const patron_churn_rule *rule, void *bytes, int64_t capacity, int64_t *needed,
                                     patron_error *error)
{
    return pt_rule_save(rule, write_rule, PT_RULE_CHURN, RULE_VERSION, bytes, capacity, needed, error);
}

/* Reads the payload; every value that scoring relies on is checked here. */
static patron_status read_rule(pt_reader *reader, patron_churn_rule *rule, patron_error *error)
{
    uint64_t flags = (uint64_t)pt_read_i64(reader);
    int64_t method = pt_read_i64(reader), as_of = pt_read_i64(reader);
    int64_t horizon = pt_read_i64(reader), new_days = pt_read_i64(reader);
    pt_read_doubles(reader, rule->bands, 3);
    rule->gaps = pt_read_i64(reader);
    rule->gap_days = pt_read_i64(reader);
    pt_read_i64s(reader, rule->cells, PATRON_CHURN_CELLS);
    patron_status status = pt_read_end(reader, error);
    if (status) return status;
    if ((flags & ~PT_CHURN_COUNTING) || method != PATRON_CHURN_METHOD_KM || !pt_is_day(as_of) || !is_horizon(horizon) ||
        !is_new_days(new_days) || !are_bands(rule->bands) || !pt_churn_are_gaps(rule->gaps, rule->gap_days) ||
        !are_counts(rule->cells, PATRON_CHURN_CELLS))
        return pt_fail(error, PATRON_ERROR_FORMAT, 1, -1, -1, "", "a value of the churn rule is out of its range");
    rule->book_flags = flags;
    rule->method = (int32_t)method;
    rule->as_of = (int32_t)as_of;
    rule->horizon = (int32_t)horizon;
    rule->new_days = (int32_t)new_days;
    return PATRON_OK;
}

patron_status patron_churn_rule_load(const void *bytes, int64_t count, const patron_allocator *allocator,
                                     patron_churn_rule **out, patron_error *error)
{
    patron_allocator memory;
    pt_reader reader;
    patron_status status = pt_allocator_from(allocator, &memory, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    status = pt_read_begin(&reader, bytes, count, PT_RULE_CHURN, RULE_VERSION, error);
    if (status) return status;
    patron_churn_rule *rule = pt_array(&memory, 1, sizeof *rule, error);
    if (!rule) return PATRON_ERROR_MEMORY;
    rule->allocator = memory;
    status = read_rule(&reader, rule, error);
    if (status) {
        PT_FREE(&memory, rule, 1);
        return status;
    }
    pt_churn_derive(rule);
    *out = rule;
    return PATRON_OK;
}

/* ---- looking inside -------------------------------------------------------------------------------------------- */

patron_status patron_churn_rule_inspect(const patron_churn_rule *rule, patron_churn_info *out, patron_error *error)
{
    patron_churn_info info = {sizeof info, 0, 0, 0, 0, 0, {0}, 0, 0, 0, {0}, {0}, {0}, {0}};
    if (!rule) return pt_fail_argument(error, 1, "the rule is NULL");
    patron_status status = pt_check_out_struct(out, sizeof out->size, 2, "out", error);
    if (status) return status;
    info.book_flags = rule->book_flags;
    info.method = rule->method;
    info.as_of = rule->as_of;
    info.horizon = rule->horizon;
    info.new_days = rule->new_days;
    memcpy(info.bands, rule->bands, sizeof info.bands);
    info.gaps = rule->gaps;
    info.gap_days = rule->gap_days;
    info.mean_gap = rule->gaps ? (double)rule->gap_days / (double)rule->gaps : 0;
    for (int32_t group = 0; group < PATRON_CHURN_GROUPS; group++) {
        info.closed[group] = sum_of(closed_of(rule, group), PATRON_CHURN_BINS);
        info.open[group] = sum_of(open_of(rule, group), PATRON_CHURN_BINS);
        info.cases[group] = rule->curve[group].at_risk[0];
        info.support[group] = rule->curve[group].end;
    }
    pt_write_struct(out, &info, sizeof info);
    return PATRON_OK;
}

patron_status patron_churn_rule_cells(const patron_churn_rule *rule, int64_t *cells, patron_error *error)
{
    if (!rule) return pt_fail_argument(error, 1, "the rule is NULL");
    if (!cells) return pt_fail_argument(error, 2, "cells is NULL");
    memcpy(cells, rule->cells, sizeof rule->cells);
    return PATRON_OK;
}
