/* cases_repeat.h (tests): every count of patron/repeat.h called the same way: a question, and its cells as arrays in
 * the order of the header. */
#ifndef TEST_CASES_REPEAT_H
#define TEST_CASES_REPEAT_H

#include "oracle_repeat.h"

#include <patron/repeat.h>

/* The struct of a count's cells: after the size come the capacities, then the arrays; kinds[a] is the capacity of array
 * a. */
struct layout {
    const char *name;
    size_t size;
    int capacities;
    const char *kinds;
};

static const struct layout layouts[REPEAT_MEASURES] = {
    {"count", sizeof(patron_repeat_cells), 3, "000000000112222"},
    {"sequence", sizeof(patron_repeat_sequence_cells), 2, "0000001"},
    {"times", sizeof(patron_repeat_time_cells), 3, "001112"},
    {"gaps", sizeof(patron_repeat_time_cells), 3, "001112"},
    {"periods", sizeof(patron_repeat_period_cells), 2, "000000000000000000001"},
    {"growth", sizeof(patron_repeat_growth_cells), 2, "00000000001"},
    {"season", sizeof(patron_repeat_season_cells), 3, "00000011" "2"},
    {"windows", sizeof(patron_repeat_window_cells), 3, "00112"},
};

/* Such a struct: its size, its capacities and its arrays, with memory. */
struct cells {
    int measure, arrays;
    int64_t count[REPEAT_ARRAYS]; /* elements of each array */
    int64_t *array[REPEAT_ARRAYS];
    uint64_t words[32]; /* what the library is given */
};

/* Points the struct at the arrays; NULL ones are not wanted. */
static inline void cells_point(struct cells *cells)
{
    const struct layout *layout = &layouts[cells->measure];
    size_t size = layout->size;
    assert_true(size == 8 * (size_t)(1 + layout->capacities + cells->arrays) && size <= sizeof cells->words);
    memset(cells->words, 0, sizeof cells->words);
    memcpy(cells->words, &size, sizeof size);
    for (int a = 0; a < cells->arrays; a++) {
        int kind = layout->kinds[a] - '0';
        memcpy(&cells->words[1 + kind], &cells->count[a], 8);
        memcpy(&cells->words[1 + layout->capacities + a], &cells->array[a], sizeof cells->array[a]);
    }
}

/* Cells that hold `start` everywhere, as large as the oracle's result. */
static inline void cells_begin(struct cells *cells, int measure, const struct oracle_repeat *like, int64_t groups,
                        int64_t start)
{
    memset(cells, 0, sizeof *cells);
    cells->measure = measure;
    cells->arrays = like->arrays;
    assert_int_equal(strlen(layouts[measure].kinds), like->arrays);
    for (int a = 0; a < like->arrays; a++) {
        cells->count[a] = groups * like->cells[a];
        cells->array[a] = malloc((size_t)cells->count[a] * sizeof *cells->array[a] + 1);
        assert_non_null(cells->array[a]);
        for (int64_t i = 0; i < cells->count[a]; i++) cells->array[a][i] = start;
    }
    cells_point(cells);
}

static inline void cells_end(struct cells *cells)
{
    for (int a = 0; a < cells->arrays; a++) free(cells->array[a]);
}

static inline void assert_cells(const struct cells *found, int64_t *const *expected, int64_t start, const char *what)
{
    for (int a = 0; a < found->arrays; a++)
        for (int64_t i = 0; i < found->count[a]; i++)
            assert_that(found->array[a][i] - start == expected[a][i], "%s: %s, array %d, cell %lld: %lld, not %lld",
                        what, layouts[found->measure].name, a, (long long)i, (long long)(found->array[a][i] - start),
                        (long long)expected[a][i]);
}

static inline patron_repeat_sequence_options sequence_options(int measure, const struct oracle_repeat_question *q)
{
    patron_repeat_sequence_options options = {sizeof options, 0, (int32_t)q->sequence, (int32_t)q->days};
    if (q->other_renewals)
        options.flags = measure == REPEAT_GAPS ? PATRON_REPEAT_WITH_RENEWALS : PATRON_REPEAT_WITHOUT_RENEWALS;
    return options;
}

static inline patron_calendar calendar_of(const struct oracle_repeat_question *q)
{
    return (patron_calendar){sizeof(patron_calendar), q->calendar.period, q->calendar.week_start,
                             q->calendar.first_month, 0};
}

/* The library's answer to a question; `given` is the address of cells->words, or something wrong. */
static inline patron_status call_with(int measure, const patron_book *book, int32_t as_of,
                               const struct oracle_repeat_question *q, const patron_selection *selection, int64_t first,
                               int64_t count, const void *given, patron_error *error)
{
    const patron_repeat_sequence_options sequence = sequence_options(measure, q);
    const patron_calendar calendar = calendar_of(q);
    if (measure == REPEAT_COUNT) {
        const patron_repeat_options options = {sizeof options,
                                               q->other_renewals ? PATRON_REPEAT_WITHOUT_RENEWALS : 0, q->within,
                                               (int32_t)q->within_count, (int32_t)q->bins};
        return patron_repeat_count(book, as_of, &options, selection, first, count, given, error);
    }
    if (measure == REPEAT_SEQUENCE)
        return patron_repeat_sequence(book, as_of, &sequence, selection, first, count, given, error);
    if (measure == REPEAT_TIMES)
        return patron_repeat_times(book, as_of, &sequence, selection, first, count, given, error);
    if (measure == REPEAT_GAPS)
        return patron_repeat_gaps(book, as_of, &sequence, selection, first, count, given, error);
    if (measure == REPEAT_SEASON) {
        const patron_repeat_season_options options = {sizeof options, 0, (int32_t)q->repeat_days, 0};
        return patron_repeat_season(book, as_of, &options, selection, first, count, given, error);
    }
    if (measure == REPEAT_WINDOWS) {
        const patron_repeat_window_options options = {sizeof options, q->first_only ? PATRON_REPEAT_FIRST_ONLY : 0,
                                                      (int32_t)q->names, (int32_t)q->occurrences, q->name,
                                                      q->first_day, q->last_day};
        return patron_repeat_windows(book, as_of, &options, selection, first, count, given, error);
    }
    patron_repeat_period_options options = {sizeof options, 0, &calendar, q->period_count, (int32_t)q->first_period, 0};
    if (measure == REPEAT_GROWTH) {
        options.active_days = (int32_t)q->active_days;
        return patron_repeat_growth(book, as_of, &options, selection, first, count, given, error);
    }
    options.flags = q->refund_order ? PATRON_REPEAT_REFUND_ORDER : 0;
    return patron_repeat_periods(book, as_of, &options, selection, first, count, given, error);
}

static inline void call_all(struct cells *cells, const patron_book *book, int32_t as_of,
                     const struct oracle_repeat_question *q, const patron_selection *selection, int64_t first,
                     int64_t count)
{
    patron_error error;
    assert_ok(call_with(cells->measure, book, as_of, q, selection, first, count, cells->words, &error), &error);
}

/* That a call failed, how and at which argument. */
static inline void assert_refused(patron_status found, patron_status status, const patron_error *error,
                                  int32_t argument, const char *what)
{
    assert_that(found == status && error->code == status && error->argument == argument, "%s: %d at %d, not %d at %d",
                what, (int)found, (int)error->argument, (int)status, (int)argument);
}

/* ---- questions -------------------------------------------------------------------------------------------------- */

#define OCCURRENCES 12

/* A question with the memory it points to. */
struct question {
    struct oracle_repeat_question q;
    int32_t within[6], name[OCCURRENCES], first_day[OCCURRENCES], last_day[OCCURRENCES];
};

static inline void draw_windows(struct question *out, struct rng *rng, int32_t low, int32_t high)
{
    struct oracle_repeat_question *q = &out->q;
    int64_t drawn = rng_between(rng, 1, OCCURRENCES);
    q->names = rng_between(rng, 1, drawn);
    for (int64_t tries = 0; tries < 40 && q->occurrences < drawn; tries++) {
        int64_t i = q->occurrences;
        out->name[i] = (int32_t)rng_between(rng, 0, q->names - 1);
        out->first_day[i] = (int32_t)rng_between(rng, low - 60, high + 60);
        out->last_day[i] = out->first_day[i] + (int32_t)rng_between(rng, 0, rng_chance(rng, 50) ? 60 : 3);
        bool overlaps = false;
        for (int64_t j = 0; j < i; j++)
            overlaps = overlaps || (out->name[j] == out->name[i] && out->first_day[j] <= out->last_day[i] &&
                                    out->last_day[j] >= out->first_day[i]);
        q->occurrences += !overlaps;
    }
    if (q->names > q->occurrences) q->names = q->occurrences;
    for (int64_t i = 0; i < q->occurrences; i++) out->name[i] %= (int32_t)q->names;
    for (int64_t i = 0; i < q->occurrences; i++) /* folding names may make occurrences of one name overlap: cut those */
        for (int64_t j = 0; j < i; j++)
            if (out->name[j] == out->name[i] && out->first_day[j] <= out->last_day[i] &&
                out->last_day[j] >= out->first_day[i]) {
                out->first_day[i] = high + 100 + (int32_t)(100 * i);
                out->last_day[i] = out->first_day[i] + 5;
            }
    q->name = out->name;
    q->first_day = out->first_day;
    q->last_day = out->last_day;
    q->first_only = rng_chance(rng, 40);
}

static inline void draw_periods(struct oracle_repeat_question *q, struct rng *rng, int32_t low, int32_t high)
{
    static const int32_t actives[] = {365, 1, 7, 30, 60, 90, 3652059};
    q->calendar.period = (int32_t)rng_between(rng, 1, 5);
    q->calendar.week_start = (int32_t)rng_between(rng, 0, 6);
    q->calendar.first_month = (int32_t)rng_between(rng, 1, 12);
    int64_t first = oracle_period(&q->calendar, low), last = oracle_period(&q->calendar, high);
    if (q->calendar.period == PATRON_PERIOD_DAY && last - first > 60) first = last - rng_between(rng, 0, last - first);
    if (rng_chance(rng, 40)) {
        q->first_period = first;
        q->period_count = last - first + 1;
    } else {
        q->first_period = first + rng_between(rng, -1, (last - first) / 2);
        q->period_count = rng_between(rng, 1, last - q->first_period + 2);
    }
    if (q->calendar.period == PATRON_PERIOD_DAY && q->period_count > 80) q->period_count = 80;
    q->active_days = actives[rng_between(rng, 0, 6)];
    q->refund_order = rng_chance(rng, 40);
}

static inline void draw_question(struct question *out, struct rng *rng, const struct shop *shop)
{
    struct oracle_repeat_question *q = &out->q;
    static const int32_t days[] = {1825, 1, 30, 100, 400};
    int32_t low, high;
    memset(out, 0, sizeof *out);
    shop_days(shop, &low, &high);
    if (high < low) high = low;
    q->groups = 1;
    q->other_renewals = rng_chance(rng, 40);
    q->within_count = rng_between(rng, 1, 6);
    for (int i = 0; i < 6; i++) out->within[i] = (int32_t)rng_between(rng, 0, rng_chance(rng, 50) ? 60 : 500);
    q->within = out->within;
    q->bins = rng_between(rng, 1, 8);
    q->sequence = rng_between(rng, 2, 8);
    q->days = days[rng_between(rng, 0, 4)];
    q->repeat_days = rng_chance(rng, 50) ? 365 : rng_between(rng, 1, 500);
    draw_periods(q, rng, low, high);
    draw_windows(out, rng, low, high);
}

#endif
