/* Days to repurchase and to the second purchase: gaps as counts, and their Kaplan-Meier points. */
#include "products.h"

#include <patron/stats.h>

#include "table.h"

/* A gap is counted under cell << 23 | days << 1 | open; no two days of the calendar are 2^22 days apart. */
#define GAP_BITS 23
_Static_assert(PATRON_DAY_MAX - PATRON_DAY_MIN < 1 << (GAP_BITS - 1), "days of a gap fit");

enum { CELL, DAYS, CLOSED, OPEN, COLUMNS };

static const pt_table_column columns[COLUMNS] = {
    {"cell", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
    {"days", PATRON_TYPE_INT32, PATRON_UNIT_NONE},
    {"closed", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
    {"open", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
};

/* ---- gaps ------------------------------------------------------------------------------------------------------- */

typedef struct gatherer {
    pt_products_plan plan;
    pt_products_reader reader;
    pt_tally tally;
    int64_t base; /* first cell of the customer's group */
} gatherer;

static patron_status add_gap(gatherer *g, int64_t row, int32_t days, bool open, patron_error *error)
{
    uint64_t key = (uint64_t)(g->base + row) << GAP_BITS | (uint64_t)days << 1 | open;
    return pt_tally_add(&g->tally, key, error);
}

/* Row ALL: from any purchase to the next. */
static patron_status add_any(gatherer *g, int64_t customer, patron_error *error)
{
    int64_t row = g->plan.items + PATRON_PRODUCTS_ROW_ALL;
    pt_walk walk = pt_walk_begin(g->plan.book, customer, g->plan.as_of, true);
    pt_purchase purchase;
    int32_t last = PATRON_NO_DAY;
    patron_status status = PATRON_OK;
    while (!status && pt_walk_next(&walk, &purchase)) {
        if (last != PATRON_NO_DAY) status = add_gap(g, row, purchase.day - last, false, error);
        last = purchase.day;
    }
    if (!status && last != PATRON_NO_DAY) status = add_gap(g, row, g->plan.as_of - last, true, error);
    return status;
}

static patron_status add_repurchases(gatherer *g, int64_t customer, patron_error *error)
{
    patron_status status = add_any(g, customer, error);
    pt_products_read(&g->reader, customer);
    for (int64_t begin = 0, end; !status && begin < g->reader.count; begin = end) {
        end = pt_products_item_end(&g->reader, begin);
        pt_item_walk walk = {&g->reader, begin, end, true};
        int64_t row = (int64_t)pt_piece_item(&g->reader.piece[begin]);
        int32_t last = PATRON_NO_DAY, day;
        while (!status && pt_item_walk_next(&walk, &day)) {
            if (last != PATRON_NO_DAY) status = add_gap(g, row, day - last, false, error);
            last = day;
        }
        if (!status && last != PATRON_NO_DAY) status = add_gap(g, row, g->plan.as_of - last, true, error);
    }
    return status;
}

static patron_status add_second(gatherer *g, int64_t customer, patron_error *error)
{
    pt_products_buyer buyer;
    pt_products_look_at(&g->plan, customer, &buyer);
    if (!buyer.purchases) return PATRON_OK;
    pt_walk sales = pt_walk_begin(g->plan.book, customer, g->plan.as_of, true);
    pt_purchase purchase;
    if (!pt_walk_next(&sales, &purchase) || purchase.day != buyer.first_day) return PATRON_OK; /* only renewals */
    bool closed = pt_walk_next(&sales, &purchase), any = false;
    int32_t days = (closed ? purchase.day : g->plan.as_of) - buyer.first_day;
    int64_t items = g->plan.items;
    if (!buyer.known) return add_gap(g, items + PATRON_PRODUCTS_ROW_UNKNOWN, days, !closed, error);
    patron_status status = add_gap(g, items + PATRON_PRODUCTS_ROW_ALL, days, !closed, error);
    pt_products_read(&g->reader, customer);
    for (int64_t begin = 0, end; !status && begin < g->reader.count; begin = end) {
        int32_t day;
        end = pt_products_item_end(&g->reader, begin);
        pt_item_walk walk = {&g->reader, begin, end, false};
        if (!pt_item_walk_next(&walk, &day) || day != buyer.first_day) continue;
        any = true;
        status = add_gap(g, (int64_t)pt_piece_item(&g->reader.piece[begin]), days, !closed, error);
    }
    if (!status && !any) status = add_gap(g, items + PATRON_PRODUCTS_ROW_NONE, days, !closed, error);
    return status;
}

static patron_status make_table(const pt_tally *tally, patron_table **out, patron_error *error)
{
    int64_t rows = 0;
    for (int64_t i = 0; i < tally->kept; i++) rows += i == 0 || tally->key[i - 1] >> 1 != tally->key[i] >> 1;
    patron_table *table = pt_table_make(tally->allocator, columns, COLUMNS, rows, error);
    if (!table) return PATRON_ERROR_MEMORY;
    int64_t *cell = pt_table_values(table, CELL), *closed = pt_table_values(table, CLOSED);
    int64_t *open = pt_table_values(table, OPEN), row = -1;
    int32_t *days = pt_table_values(table, DAYS);
    for (int64_t i = 0; i < tally->kept; i++) {
        uint64_t key = tally->key[i];
        if (i == 0 || tally->key[i - 1] >> 1 != key >> 1) {
            row++;
            cell[row] = (int64_t)(key >> GAP_BITS);
            days[row] = (int32_t)(key >> 1 & (((uint64_t)1 << (GAP_BITS - 1)) - 1));
            closed[row] = open[row] = 0;
        }
        *(key & 1 ? &open[row] : &closed[row]) = (int64_t)tally->count[i];
    }
    *out = table;
    return PATRON_OK;
}

patron_status patron_products_gaps(const patron_book *book, int32_t as_of, const patron_products_options *options,
                                   int32_t which, const patron_selection *selection, int64_t first, int64_t count,
                                   patron_table **out, patron_error *error)
{
    gatherer g;
    patron_selection chosen;
    int64_t cells;
    memset(&g, 0, sizeof g);
    patron_status status = pt_products_plan_read(book, as_of, options, 3, &g.plan, error);
    if (status) return status;
    if (which != PATRON_PRODUCTS_GAPS_REPURCHASE && which != PATRON_PRODUCTS_GAPS_SECOND)
        return pt_fail_argument(error, 4, "which is neither REPURCHASE nor SECOND");
    status = pt_check_range(book, first, count, 6, error);
    if (!status) status = pt_selection_read(selection, first, count, 5, &chosen, error);
    if (!status && !out) status = pt_fail_argument(error, 8, "out is NULL");
    if (!status) status = pt_products_cells(&g.plan, chosen.groups, 5, &cells, error);
    if (!status) status = pt_products_reader_open(&g.reader, &g.plan, first, count, false, error);
    if (!status) status = pt_tally_open(&g.tally, &book->allocator, error);
    for (int64_t customer = first; !status && customer < first + count; customer++) {
        int64_t group = pt_selected(&chosen, customer);
        if (group < 0) continue;
        g.base = group * g.plan.rows;
        status = which == PATRON_PRODUCTS_GAPS_SECOND ? add_second(&g, customer, error)
                                                      : add_repurchases(&g, customer, error);
    }
    if (!status) status = pt_tally_flush(&g.tally, error);
    if (!status) status = make_table(&g.tally, out, error);
    pt_tally_close(&g.tally);
    pt_products_reader_close(&g.reader);
    return status;
}

/* ---- quartiles -------------------------------------------------------------------------------------------------- */

typedef struct gap_row {
    int64_t cell, closed, open;
    int32_t days;
} gap_row;

static bool row_before(const gap_row *a, const gap_row *b)
{
    return a->cell != b->cell ? a->cell < b->cell : a->days < b->days;
}

/* The columns of a table that patron_products_gaps made, or false. */
static bool read_columns(const patron_table *table, patron_column *out)
{
    if (patron_table_columns(table) != COLUMNS) return false;
    for (int32_t i = 0; i < COLUMNS; i++) {
        out[i].size = sizeof out[i];
        if (patron_table_find(table, columns[i].name) != i) return false;
        if (patron_table_column(table, i, &out[i], NULL) || out[i].type != columns[i].type) return false;
    }
    return true;
}

/* Copies a table's rows behind `row`. */
static patron_status copy_rows(const patron_table *table, int64_t cells, gap_row *row, patron_error *error)
{
    patron_column column[COLUMNS];
    (void)read_columns(table, column); /* it has been checked */
    for (int64_t i = 0; i < patron_table_rows(table); i++) {
        row[i].cell = ((const int64_t *)column[CELL].values)[i];
        row[i].days = ((const int32_t *)column[DAYS].values)[i];
        row[i].closed = ((const int64_t *)column[CLOSED].values)[i];
        row[i].open = ((const int64_t *)column[OPEN].values)[i];
        if (row[i].cell >= cells)
            return pt_fail_argument(error, 1, "gaps: a table has cell %lld, there are %lld cells",
                                    (long long)row[i].cell, (long long)cells);
    }
    return PATRON_OK;
}

static void merge_rows(const gap_row *from, gap_row *into, int64_t begin, int64_t middle, int64_t end)
{
    int64_t left = begin, right = middle;
    for (int64_t k = begin; k < end; k++)
        into[k] = left < middle && (right == end || !row_before(&from[right], &from[left])) ? from[left++]
                                                                                             : from[right++];
}

/* Sorts rows that are `runs` ascending runs, run r ending at end[r]; the result is in *row. */
static void merge_runs(gap_row **row, gap_row **spare, int64_t *end, int64_t runs)
{
    while (runs > 1) {
        int64_t out = 0, begin = 0;
        for (int64_t r = 0; r < runs; r += 2) {
            int64_t middle = end[r], last = r + 1 < runs ? end[r + 1] : middle;
            merge_rows(*row, *spare, begin, middle, last);
            end[out++] = begin = last;
        }
        gap_row *swap = *row;
        *row = *spare;
        *spare = swap;
        runs = out;
    }
}

/* Adds up rows of the same cell and days. False if a count or a cell's sum leaves int64. */
static bool add_rows(gap_row *row, int64_t *rows)
{
    int64_t kept = 0, entered = 0;
    for (int64_t i = 0; i < *rows; i++) {
        bool same = kept && row[kept - 1].cell == row[i].cell;
        if (!same) entered = 0;
        if (pt_add(entered, row[i].closed, &entered) || pt_add(entered, row[i].open, &entered)) return false;
        if (same && row[kept - 1].days == row[i].days) {
            row[kept - 1].closed += row[i].closed;
            row[kept - 1].open += row[i].open;
        } else {
            row[kept++] = row[i];
        }
    }
    *rows = kept;
    return true;
}

/* What Kaplan-Meier is given and gives, of the cell with the most rows. */
typedef struct curve {
    int64_t capacity;
    int64_t *events, *censored;
    double *survival;
} curve;

static int32_t point(const curve *of, const gap_row *row, int64_t count, double probability)
{
    int64_t at = patron_stats_kaplan_meier_quantile(of->survival, count, probability);
    return at == PATRON_NONE ? PATRON_NO_DAY : row[at].days;
}

/* Cell row[0].cell, of `count` rows. */
static void put_cell(const curve *of, const gap_row *row, int64_t count, const patron_products_quartile_columns *out)
{
    int64_t cell = row[0].cell, closed = 0, open = 0;
    for (int64_t i = 0; i < count; i++) {
        closed += of->events[i] = row[i].closed;
        open += of->censored[i] = row[i].open;
    }
    (void)patron_stats_kaplan_meier(closed + open, of->events, of->censored, count, 0, of->survival, NULL, NULL, NULL,
                                    NULL);
    if (out->closed) out->closed[cell] = closed;
    if (out->open) out->open[cell] = open;
    if (out->day_25) out->day_25[cell] = point(of, row, count, 0.25);
    if (out->day_50) out->day_50[cell] = point(of, row, count, 0.5);
    if (out->day_75) out->day_75[cell] = point(of, row, count, 0.75);
}

static void put_nothing(int64_t cells, const patron_products_quartile_columns *out)
{
    for (int64_t i = 0; i < cells; i++) {
        if (out->closed) out->closed[i] = 0;
        if (out->open) out->open[i] = 0;
        if (out->day_25) out->day_25[i] = PATRON_NO_DAY;
        if (out->day_50) out->day_50[i] = PATRON_NO_DAY;
        if (out->day_75) out->day_75[i] = PATRON_NO_DAY;
    }
}

static patron_status put_cells(const patron_allocator *allocator, const gap_row *row, int64_t rows, int64_t cells,
                               const patron_products_quartile_columns *out, patron_error *error)
{
    curve of = {0};
    patron_status status = PATRON_ERROR_MEMORY;
    for (int64_t begin = 0, end; begin < rows; begin = end) {
        for (end = begin + 1; end < rows && row[end].cell == row[begin].cell;) end++;
        if (end - begin > of.capacity) of.capacity = end - begin;
    }
    of.events = pt_array(allocator, of.capacity, sizeof *of.events, error);
    of.censored = pt_array(allocator, of.capacity, sizeof *of.censored, error);
    of.survival = pt_array(allocator, of.capacity, sizeof *of.survival, error);
    if (!of.events || !of.censored || !of.survival) goto done;
    put_nothing(cells, out);
    for (int64_t begin = 0, end; begin < rows; begin = end) {
        for (end = begin + 1; end < rows && row[end].cell == row[begin].cell;) end++;
        put_cell(&of, row + begin, end - begin, out);
    }
    status = PATRON_OK;
done:
    PT_FREE(allocator, of.events, of.capacity);
    PT_FREE(allocator, of.censored, of.capacity);
    PT_FREE(allocator, of.survival, of.capacity);
    return status;
}

static patron_status check_tables(const patron_table *const *gaps, int64_t tables, int64_t *rows, patron_error *error)
{
    patron_column column[COLUMNS];
    *rows = 0;
    if (tables < 0 || (tables > 0 && !gaps)) return pt_fail_argument(error, 1, "gaps are NULL, or a negative number");
    for (int64_t t = 0; t < tables; t++) {
        if (!read_columns(gaps[t], column))
            return pt_fail_argument(error, 1, "gaps: table %lld is not one of patron_products_gaps", (long long)t);
        *rows += patron_table_rows(gaps[t]);
    }
    return PATRON_OK;
}

patron_status patron_products_quartiles(const patron_table *const *gaps, int64_t tables, int64_t cells,
                                        const patron_allocator *given, const patron_products_quartile_columns *out,
                                        patron_error *error)
{
    patron_allocator allocator;
    patron_products_quartile_columns known;
    gap_row *row = NULL, *spare = NULL;
    int64_t *end = NULL, rows, used = 0;
    patron_status status = check_tables(gaps, tables, &rows, error);
    if (!status && cells < 0) status = pt_fail_argument(error, 3, "cells is negative");
    if (!status) status = pt_allocator_from(given, &allocator, error);
    if (!status && !out) status = pt_fail_argument(error, 5, "out is NULL");
    if (!status) status = pt_read_struct(out, &known, sizeof known, sizeof known, 5, "out", error);
    if (!status && known.capacity < cells)
        status = pt_fail(error, PATRON_ERROR_CAPACITY, 5, -1, -1, "", "the columns hold %lld rows, %lld are needed",
                         (long long)known.capacity, (long long)cells);
    if (status) return status;
    int64_t room = rows, spare_room = tables > 1 ? rows : 0; /* merging swaps the two, so both are as large then */
    row = pt_array(&allocator, room, sizeof *row, error);
    spare = pt_array(&allocator, spare_room, sizeof *spare, error);
    end = pt_array(&allocator, tables, sizeof *end, error);
    if (!row || !spare || !end) status = PATRON_ERROR_MEMORY;
    for (int64_t t = 0; !status && t < tables; t++) {
        status = copy_rows(gaps[t], cells, row + used, error);
        used += patron_table_rows(gaps[t]);
        end[t] = used;
    }
    if (!status) {
        merge_runs(&row, &spare, end, tables);
        if (!add_rows(row, &rows))
            status = pt_fail(error, PATRON_ERROR_OVERFLOW, 1, -1, -1, "", "the gaps of a cell leave int64");
    }
    if (!status) status = put_cells(&allocator, row, rows, cells, &known, error);
    PT_FREE(&allocator, row, room);
    PT_FREE(&allocator, spare, spare_room);
    PT_FREE(&allocator, end, tables);
    return status;
}
