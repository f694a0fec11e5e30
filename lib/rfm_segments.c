#include "rfm.h"

/* ---- what both functions over segments need ---------------------------------------------------------------------- */

/* A day and the rule that looks from it. */
typedef struct pt_rfm_look {
    pt_rfm_view view;
    const patron_rfm_rule *rule;
} pt_rfm_look;

static patron_status look_from(const patron_book *book, int32_t as_of, const patron_rfm_rule *rule, int32_t argument,
                               pt_rfm_look *out, patron_error *error)
{
    patron_status status = pt_check_as_of(book, as_of, argument, error);
    if (!status) status = pt_rfm_check_rule(book, rule, argument + 1, error);
    if (status) return status;
    out->view = pt_rfm_view_of(book, as_of, rule->window_days, rule->monetary);
    out->rule = rule;
    return PATRON_OK;
}

/* The segment of a customer, PATRON_NONE for no buyer, or INT32_MIN where the margin overflows. */
static int32_t segment_of(const pt_rfm_look *look, const pt_rfm_cells *cells, int64_t customer, pt_rfm_values *values)
{
    int32_t score[PT_RFM_DIMENSIONS];
    int found = pt_rfm_measure(&look->view, customer, NULL, values);
    if (found != PT_RFM_BUYER) return found == PT_RFM_OVERFLOW ? INT32_MIN : PATRON_NONE;
    pt_rfm_scores(look->rule, look->view.book->customer_keys, customer, values, score);
    return cells->segment[pt_rfm_cell(cells->bins, score)];
}

static patron_status sum_overflow(int32_t argument, patron_error *error)
{
    return pt_fail(error, PATRON_ERROR_OVERFLOW, argument, -1, -1, "", "a cell would leave int64");
}

/* Cells for `groups` groups, checked against the capacity. */
static patron_status count_cells(int64_t groups, int64_t each, int64_t capacity, int32_t argument, int64_t *cells,
                                 patron_error *error)
{
    if (pt_multiply(groups, each, cells) || *cells > capacity)
        return pt_fail(error, PATRON_ERROR_CAPACITY, argument, -1, -1, "",
                       "the arrays hold %lld cells, %lld groups of %lld are needed", (long long)capacity,
                       (long long)groups, (long long)each);
    return PATRON_OK;
}

/* ---- summary ----------------------------------------------------------------------------------------------------- */

#define ARRAYS 5

static patron_status sum_segments(const pt_rfm_look *look, const pt_rfm_cells *cells, const patron_selection *selection,
                                  int64_t first, int64_t count, int64_t *const scratch[ARRAYS], patron_error *error)
{
    for (int64_t c = first; c < first + count; c++) {
        pt_rfm_values values;
        int64_t group = pt_selected(selection, c);
        if (group < 0 || group >= selection->groups) continue;
        int32_t segment = segment_of(look, cells, c, &values);
        if (segment == INT32_MIN) return pt_rfm_overflow(c, error);
        if (segment < 0) continue;
        const int64_t terms[ARRAYS] = {1, values.orders, values.purchases, values.net, values.net_counted};
        int64_t cell = group * cells->segments + segment;
        for (int a = 0; a < ARRAYS; a++) scratch[a][cell] += terms[a];
    }
    return PATRON_OK;
}

patron_status patron_rfm_count(const patron_book *book, int32_t as_of, const patron_rfm_rule *rule,
                               const patron_rfm_map *map, const patron_selection *given, int64_t first, int64_t count,
                               const patron_rfm_counts *given_into, patron_error *error)
{
    patron_rfm_counts into;
    patron_selection selection;
    pt_rfm_look look;
    pt_rfm_cells cells;
    int64_t total = 0;
    patron_status status = look_from(book, as_of, rule, 2, &look, error);
    if (!status) status = pt_rfm_cells_from(map, rule->bins, 4, &cells, error);
    if (!status) status = pt_check_range(book, first, count, 6, error);
    if (!status) status = pt_selection_read(given, first, count, 5, &selection, error);
    if (!status) status = pt_check_out_struct(given_into, offsetof(patron_rfm_counts, buyers), 8, "counts", error);
    if (!status)
        status = pt_read_struct(given_into, &into, sizeof into, offsetof(patron_rfm_counts, buyers), 8, "counts",
                                error);
    if (!status) status = count_cells(selection.groups, cells.segments, into.capacity, 8, &total, error);
    if (status) return status;
    int64_t *block = pt_zero_array(&book->allocator, total, ARRAYS * sizeof *block, error);
    if (!block) return PATRON_ERROR_MEMORY;
    int64_t *const scratch[ARRAYS] = {block, block + total, block + 2 * total, block + 3 * total, block + 4 * total};
    int64_t *const arrays[ARRAYS] = {into.buyers, into.orders, into.purchases, into.net, into.net_counted};
    status = sum_segments(&look, &cells, &selection, first, count, scratch, error);
    for (int a = 0; a < ARRAYS && !status; a++)
        if (!pt_can_add(arrays[a], scratch[a], total)) status = sum_overflow(8, error);
    for (int a = 0; a < ARRAYS && !status; a++) pt_commit(arrays[a], scratch[a], total);
    pt_release(&book->allocator, block, total, ARRAYS * sizeof *block);
    return status;
}

/* ---- medians ----------------------------------------------------------------------------------------------------- */

static patron_status check_medians(const int32_t *segment, const int32_t *recency, int64_t count, int64_t segments,
                                   const int64_t *twice_median, patron_error *error)
{
    if (count < 0) return pt_fail_argument(error, 3, "the number of rows is negative");
    if (count && (!segment || !recency)) return pt_fail_argument(error, segment ? 2 : 1, "a column is NULL");
    if (segments < 1 || segments > PT_RFM_CELLS_MAX)
        return pt_fail_argument(error, 4, "segments is %lld, not 1 to %d", (long long)segments, PT_RFM_CELLS_MAX);
    if (!twice_median) return pt_fail_argument(error, 6, "twice_median is NULL");
    return PATRON_OK;
}

/* Rows with a segment as segment · 2^32 + days. */
static patron_status gather_days(const int32_t *segment, const int32_t *recency, int64_t count, int64_t segments,
                                 uint64_t *keys, int64_t *rows, patron_error *error)
{
    *rows = 0;
    for (int64_t i = 0; i < count; i++) {
        int32_t at = segment[i], days = recency[i];
        if (at == PATRON_NONE) continue;
        if (at < 0 || at >= segments)
            return pt_fail_row(error, i, "segment", "segment %d is not one of %lld", (int)at, (long long)segments);
        if (days < 0) return pt_fail_row(error, i, "recency", "%d is not a number of days", (int)days);
        keys[(*rows)++] = (uint64_t)at << 32 | (uint32_t)days;
    }
    return PATRON_OK;
}

patron_status patron_rfm_median_recency(const int32_t *segment, const int32_t *recency, int64_t count, int64_t segments,
                                        const patron_allocator *given, int64_t *twice_median, patron_error *error)
{
    patron_allocator allocator;
    int64_t rows = 0;
    patron_status status = check_medians(segment, recency, count, segments, twice_median, error);
    if (!status) status = pt_allocator_from(given, &allocator, error);
    if (status) return status;
    uint64_t *keys = pt_array(&allocator, count, sizeof *keys, error);
    uint64_t *spare = keys ? pt_array(&allocator, count, sizeof *spare, error) : NULL;
    status = PATRON_ERROR_MEMORY;
    if (!keys || !spare || (status = gather_days(segment, recency, count, segments, keys, &rows, error))) goto done;
    const uint64_t *sorted = pt_rfm_radix(keys, spare, rows, 1);
    for (int64_t s = 0, begin = 0, end; s < segments; s++, begin = end) {
        end = begin;
        while (end < rows && sorted[end] >> 32 == (uint64_t)s) end++;
        int64_t n = end - begin;
        twice_median[s] = n ? (int64_t)(uint32_t)sorted[begin + (n - 1) / 2] + (int64_t)(uint32_t)sorted[begin + n / 2]
                            : PATRON_NONE;
    }
done:
    PT_FREE(&allocator, spare, count);
    PT_FREE(&allocator, keys, count);
    return status;
}

/* ---- migration --------------------------------------------------------------------------------------------------- */

typedef struct pt_rfm_journey {
    pt_rfm_look before, after;
    pt_rfm_cells cells;
} pt_rfm_journey;

static patron_status journey_between(const patron_book *book, int32_t before, const patron_rfm_rule *rule_before,
                                     int32_t after, const patron_rfm_rule *rule_after, const patron_rfm_map *map,
                                     pt_rfm_journey *out, patron_error *error)
{
    patron_status status = look_from(book, before, rule_before, 2, &out->before, error);
    if (!status) status = look_from(book, after, rule_after, 4, &out->after, error);
    if (status) return status;
    if (before > after)
        return pt_fail(error, PATRON_ERROR_RANGE, 4, -1, -1, "", "the second day is before the first");
    if (rule_before->bins != rule_after->bins)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 5, -1, -1, "", "the rules have %d and %d bins",
                       (int)rule_before->bins, (int)rule_after->bins);
    return pt_rfm_cells_from(map, rule_before->bins, 6, &out->cells, error);
}

/* Both segments of a customer; `segments` = none or refunded. False where a margin overflows. */
static bool travel(const pt_rfm_journey *journey, int64_t customer, int32_t *from, int32_t *to)
{
    pt_rfm_values values;
    int32_t end = journey->cells.segments;
    *from = segment_of(&journey->before, &journey->cells, customer, &values);
    *to = segment_of(&journey->after, &journey->cells, customer, &values);
    if (*from == INT32_MIN || *to == INT32_MIN) return false;
    if (*from == PATRON_NONE && *to == PATRON_NONE) return true;
    if (*from == PATRON_NONE) *from = end;
    if (*to == PATRON_NONE) *to = end;
    return true;
}

patron_status patron_rfm_migrate(const patron_book *book, int32_t before, const patron_rfm_rule *rule_before,
                                 int32_t after, const patron_rfm_rule *rule_after, const patron_rfm_map *map,
                                 int64_t first, int64_t count, const patron_rfm_moves *given, patron_error *error)
{
    pt_rfm_journey journey;
    patron_rfm_moves out;
    int32_t from, to;
    patron_status status = journey_between(book, before, rule_before, after, rule_after, map, &journey, error);
    if (!status) status = pt_check_range(book, first, count, 7, error);
    if (!status) status = pt_check_out_struct(given, offsetof(patron_rfm_moves, from), 9, "moves", error);
    if (!status) status = pt_read_struct(given, &out, sizeof out, offsetof(patron_rfm_moves, from), 9, "moves", error);
    if (status) return status;
    if (out.capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 9, -1, -1, "", "the columns hold %lld rows, %lld are needed",
                       (long long)out.capacity, (long long)count);
    /* Margins can overflow: look before anything is written. */
    bool margin = rule_before->monetary == PATRON_RFM_MARGIN || rule_after->monetary == PATRON_RFM_MARGIN;
    for (int64_t i = 0; margin && i < count; i++)
        if (!travel(&journey, first + i, &from, &to)) return pt_rfm_overflow(first + i, error);
    for (int64_t i = 0; i < count; i++) {
        (void)travel(&journey, first + i, &from, &to);
        if (out.from) out.from[i] = from;
        if (out.to) out.to[i] = to;
    }
    return PATRON_OK;
}

patron_status patron_rfm_migration(const patron_book *book, int32_t before, const patron_rfm_rule *rule_before,
                                   int32_t after, const patron_rfm_rule *rule_after, const patron_rfm_map *map,
                                   const patron_selection *given, int64_t first, int64_t count, int64_t *customers,
                                   int64_t capacity, patron_error *error)
{
    pt_rfm_journey journey;
    patron_selection selection;
    int64_t total = 0;
    patron_status status = journey_between(book, before, rule_before, after, rule_after, map, &journey, error);
    if (!status) status = pt_check_range(book, first, count, 8, error);
    if (!status) status = pt_selection_read(given, first, count, 7, &selection, error);
    if (status) return status;
    if (!customers) return pt_fail_argument(error, 10, "customers is NULL");
    int64_t side = journey.cells.segments + 1;
    if ((status = count_cells(selection.groups, side * side, capacity, 11, &total, error))) return status;
    int64_t *scratch = pt_zero_array(&book->allocator, total, sizeof *scratch, error);
    if (!scratch) return PATRON_ERROR_MEMORY;
    for (int64_t c = first; c < first + count && !status; c++) {
        int32_t from, to;
        int64_t group = pt_selected(&selection, c);
        if (group < 0 || group >= selection.groups) continue;
        if (!travel(&journey, c, &from, &to)) status = pt_rfm_overflow(c, error);
        else if (from >= 0) scratch[(group * side + from) * side + to]++;
    }
    if (!status && !pt_can_add(customers, scratch, total)) status = sum_overflow(10, error);
    if (!status) pt_commit(customers, scratch, total);
    PT_FREE(&book->allocator, scratch, total);
    return status;
}
