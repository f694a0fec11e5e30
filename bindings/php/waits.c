/* waits.c: how long buyers take to purchase again: repeatTimes, repeatGaps, and the curves that they are read from. */
#include "php_patron.h"
#include "draft.h"

/* What a Waits holds besides its rows: [row][column] of events, then of censored. */
typedef struct pp_waits {
    int64_t *events, *censored;
    int64_t rows, width;
    double confidence;
} pp_waits;

static size_t bytes_of(const pp_waits *waits)
{
    return (size_t)waits->rows * (size_t)waits->width * 2 * sizeof(int64_t);
}

void pp_waits_free(pp_waits *waits)
{
    if (!waits) return;
    pp_release(waits->events, bytes_of(waits));
    pp_release(waits, sizeof *waits);
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

enum { GROUPS, ROWS, CELLS };
#define CELL(member, width) PP_ARRAY(patron_repeat_time_cells, member, width)
static const pp_array arrays[] = {
    CELL(events, CELLS), CELL(censored, CELLS),    CELL(entered, ROWS),
    CELL(closed, ROWS),  CELL(closed_days, ROWS),  CELL(unknown_birth, GROUPS),
    PP_ARRAYS_END,
};

typedef struct {
    const pp_asked *asked;
    const patron_repeat_time_cells *cells;
    bool gaps;
    int64_t rows, width;
    const int32_t *percent;
    int64_t points;
} waiting;

/* The table's own copy of a group's cells. */
static pp_waits *keep_cells(const waiting *this, int64_t group)
{
    pp_waits *kept = pp_allocate_zero(sizeof *kept);
    if (!kept) return NULL;
    kept->rows = this->rows;
    kept->width = this->width;
    kept->confidence = this->asked->confidence;
    size_t half = bytes_of(kept) / 2;
    int64_t cells = this->rows * this->width;
    kept->events = pp_allocate(2 * half);
    if (!kept->events) {
        pp_release(kept, sizeof *kept);
        return NULL;
    }
    kept->censored = kept->events + cells;
    memcpy(kept->events, this->cells->events + group * cells, half);
    memcpy(kept->censored, this->cells->censored + group * cells, half);
    return kept;
}

/* Columns day_50 and closed_50 for each percentage, of values [row][percentage]. */
static void add_points(pp_draft *draft, const waiting *this, const int64_t *closed, const int32_t *reached)
{
    char name[32];
    for (int64_t at = 0; at < this->points; at++) {
        snprintf(name, sizeof name, "day_%d", (int)this->percent[at]);
        int32_t *days = pp_draft_add(draft, name, PP_INT32);
        for (int64_t row = 0; days && row < this->rows; row++) days[row] = reached[row * this->points + at];
    }
    for (int64_t at = 0; at < this->points; at++) {
        snprintf(name, sizeof name, "closed_%d", (int)this->percent[at]);
        double *days = pp_draft_add(draft, name, PP_DOUBLE);
        if (days) draft->table->columns[draft->table->count - 1].none = true;
        for (int64_t row = 0; days && row < this->rows; row++) {
            int64_t hundredths = closed[row * this->points + at];
            days[row] = hundredths == PATRON_NONE ? ZEND_NAN : (double)hundredths / 100;
        }
    }
}

static bool make_waits(zval *out, void *context, int64_t group)
{
    const waiting *this = context;
    const patron_repeat_time_cells *cells = this->cells;
    size_t size = (size_t)this->rows * (size_t)this->points;
    patron_repeat_days points = {.size = sizeof points, .capacity = (int64_t)size, .row_capacity = this->rows};
    patron_error error;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_waits, this->asked->this, this->asked->day, this->rows);
    pp_waits *kept = draft.table->waits = keep_cells(this, group);
    int64_t *closed = pp_allocate(size * sizeof *closed);
    int32_t *reached = pp_allocate(size * sizeof *reached);
    patron_status status = PATRON_OK;
    draft.failed = !kept || !closed || !reached;
    if (!draft.failed) {
        points.closed_hundredths = closed;
        points.day = reached;
        status = patron_repeat_points(this->rows, this->width, kept->events, kept->censored, this->percent,
                                      this->points, &points, &error);
        pp_draft_series(&draft, this->gaps ? "after" : "n", this->gaps ? 0 : 2);
        int32_t *after = this->gaps && !draft.failed ? draft.table->columns[0].owned : NULL;
        if (after) after[0] = PATRON_NONE; /* all gaps */
        pp_draft_counts(&draft, "entered", cells->entered + group * this->rows);
        pp_draft_counts(&draft, "closed", cells->closed + group * this->rows);
        pp_draft_counts(&draft, "closed_days", cells->closed_days + group * this->rows);
        if (!status) add_points(&draft, this, closed, reached);
        pp_table_fact_long(draft.table, "unknown_birth", cells->unknown_birth[group]);
    }
    pp_release(closed, size * sizeof *closed);
    pp_release(reached, size * sizeof *reached);
    if (!status) return pp_draft_end(&draft);
    zval_ptr_dtor(out);
    ZVAL_NULL(out);
    pp_throw(status, &error, PP_NAMES("", "", "", "", "percent", "percent", ""));
    return false;
}

static void count_waits(waiting *this, const patron_repeat_sequence_options *options, zval *out)
{
    const pp_asked *asked = this->asked;
    int64_t groups = asked->selection.groups;
    const char *const *pairs = PP_PAIRS("sequence", "sequence", "days", "days");
    patron_repeat_shape shape = {.size = sizeof shape};
    patron_error error;
    patron_status status = patron_repeat_shape_of(options, groups, &shape, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES(pp_option_as(&error, pairs), "group", ""));
        return;
    }
    this->rows = this->gaps ? shape.gap_rows : shape.time_rows;
    this->width = shape.columns;
    patron_repeat_time_cells counted = {.size = sizeof counted,
                                        .capacity = this->gaps ? shape.gap_cells : shape.time_cells,
                                        .row_capacity = groups * this->rows,
                                        .group_capacity = groups};
    pp_cells cells = {.width = {[GROUPS] = 1, [ROWS] = this->rows, [CELLS] = this->rows * this->width}};
    this->cells = &counted;
    if (!pp_cells_begin(&cells, arrays, groups, asked->book->roles, &counted)) return;
    status = (this->gaps ? patron_repeat_gaps : patron_repeat_times)(asked->book->book, asked->day, options,
                                                                     pp_selection_c(&asked->selection), asked->from,
                                                                     asked->many, &counted, &error);
    if (status)
        pp_throw(status, &error,
                 PP_NAMES("", "asOf", pp_option_as(&error, pairs), "group", "first", "count", ""));
    else pp_by_group(out, &asked->selection, make_waits, this);
    pp_cells_end(&cells);
}

static bool percentages_differ(const int32_t *percent, int64_t count)
{
    bool seen[100] = {false};
    for (int64_t at = 0; at < count; at++) {
        if (percent[at] < 1 || percent[at] > 99 || seen[percent[at]]) {
            pp_throw_at(pp_ce_argument_exception, "percent", NULL, at, -1,
                        "percent must hold different numbers from 1 to 99");
            return false;
        }
        seen[percent[at]] = true;
    }
    return true;
}

static void measure(INTERNAL_FUNCTION_PARAMETERS, bool gaps)
{
    static const int32_t usual[] = {25, 50, 75};
    zval *as_of;
    HashTable *list = NULL, *mask = NULL, *group = NULL;
    zend_long longest = 0, days = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_longest = true, no_days = true, no_count = true, renewals = !gaps;
    ZEND_PARSE_PARAMETERS_START(1, 10)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(longest, no_longest)
        Z_PARAM_LONG_OR_NULL(days, no_days)
        Z_PARAM_ARRAY_HT(list)
        Z_PARAM_BOOL(renewals)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_repeat_sequence_options options = {.size = sizeof options};
    if (gaps && renewals) options.flags = PATRON_REPEAT_WITH_RENEWALS;
    if (!gaps && !renewals) options.flags = PATRON_REPEAT_WITHOUT_RENEWALS;
    pp_asked asked;
    int32_t *given = NULL;
    int64_t points = sizeof usual / sizeof *usual;
    if (!pp_positive(longest, no_longest, "sequence", &options.sequence) ||
        !pp_positive(days, no_days, "days", &options.days) ||
        (list && !pp_int32_list(list, "percent", &given, &points)))
        RETURN_THROWS();
    if (!points) pp_argument_error("percent", "percent must not be empty");
    else if (percentages_differ(given ? given : usual, points) &&
             pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count)) {
        waiting this = {.asked = &asked, .gaps = gaps, .percent = given ? given : usual, .points = points};
        count_waits(&this, &options, return_value);
        pp_asked_free(&asked);
    }
    pp_release(given, (size_t)points * sizeof *given);
}

ZEND_METHOD(Patron_Book, repeatTimes)
{
    measure(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}

ZEND_METHOD(Patron_Book, repeatGaps)
{
    measure(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}

/* ---- curves ------------------------------------------------------------------------------------------------------ */

/* A row's curve, days 0 ... D, in one block. */
typedef struct {
    int64_t days;
    int64_t *at_risk;
    double *share, *variance, *low, *high;
    size_t bytes;
    bool known; /* somebody entered */
} curve;

static bool curve_begin(curve *this, const pp_waits *waits)
{
    this->days = waits->width - 1;
    this->bytes = (size_t)this->days * 5 * 8;
    this->at_risk = pp_allocate(this->bytes);
    if (!this->at_risk) {
        pp_no_memory();
        return false;
    }
    this->share = (double *)(void *)(this->at_risk + this->days);
    this->variance = this->share + this->days;
    this->low = this->variance + this->days;
    this->high = this->low + this->days;
    return true;
}

static bool curve_fill(curve *this, const pp_waits *waits, int64_t row)
{
    const int64_t *events = waits->events + row * waits->width, *censored = waits->censored + row * waits->width;
    patron_repeat_shares out = {.size = sizeof out,
                                .capacity = this->days,
                                .at_risk = this->at_risk,
                                .share = this->share,
                                .variance = this->variance,
                                .low = this->low,
                                .high = this->high};
    patron_error error;
    patron_status status = patron_repeat_curve(1, waits->width, events, censored, waits->confidence, &out, &error);
    if (status) pp_throw(status, &error, NULL);
    this->known = false;
    for (int64_t at = 0; at < waits->width; at++) this->known |= events[at] || censored[at];
    return !status;
}

/* What a Waits of this object holds; NULL: one that nobody made (thrown). */
static const pp_waits *waits_of(const pp_table *table)
{
    if (!table->waits) zend_throw_error(NULL, "This object was never made");
    return table->waits;
}

/* The row of a purchase number (null: all); -1 thrown. */
static int64_t row_of(const pp_table *table, zend_long n, bool is_null)
{
    const int32_t *numbers = table->columns[0].values;
    for (int64_t row = 0; row < table->rows; row++)
        if (is_null ? numbers[row] == PATRON_NONE : numbers[row] == n && n > 0) return row;
    if (is_null) pp_argument_error("n", "n: there is no row null");
    else pp_argument_error("n", "n: there is no row " ZEND_LONG_FMT, n);
    return -1;
}

ZEND_METHOD(Patron_Waits, curve)
{
    zend_long n = 0;
    bool is_null = true;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG_OR_NULL(n, is_null)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = pp_table_of(Z_OBJ_P(ZEND_THIS));
    const pp_waits *waits = waits_of(table);
    int64_t row = waits ? row_of(table, n, is_null) : -1;
    curve found;
    pp_draft draft;
    if (row < 0 || !curve_begin(&found, waits)) RETURN_THROWS();
    if (curve_fill(&found, waits, row)) {
        pp_draft_begin(&draft, return_value, pp_ce_table, NULL, PATRON_NO_DAY, found.days);
        pp_draft_series(&draft, "day", 0);
        pp_draft_counts(&draft, "events", waits->events + row * waits->width);
        pp_draft_counts(&draft, "censored", waits->censored + row * waits->width);
        pp_draft_counts(&draft, "at_risk", found.at_risk);
        const char *const names[] = {"share", "variance", "low", "high"};
        double *const values[] = {found.share, found.variance, found.low, found.high};
        for (int at = 0; at < 4; at++) {
            pp_draft_reals(&draft, names[at], values[at], NULL);
            if (draft.failed || found.known) continue;
            pp_column *column = &draft.table->columns[draft.table->count - 1];
            column->none = true;
            for (int64_t day = 0; day < found.days; day++) ((double *)column->owned)[day] = ZEND_NAN;
        }
        zval number;
        if (is_null) ZVAL_NULL(&number);
        else ZVAL_LONG(&number, n);
        pp_table_fact(draft.table, "n", &number);
        pp_draft_end(&draft);
    }
    pp_release(found.at_risk, found.bytes);
}

/* Days given one by one; release count of them. */
static bool read_days(const pp_waits *waits, zval *given, uint32_t count, int32_t *days)
{
    for (uint32_t at = 0; at < count; at++) {
        if (Z_TYPE(given[at]) != IS_LONG) {
            pp_type_error("days", "days must be whole numbers, not %s", zend_zval_type_name(&given[at]));
            return false;
        }
        if (Z_LVAL(given[at]) < 0 || Z_LVAL(given[at]) > waits->width - 2) {
            pp_argument_error("days", "days must be 0 ... %" PRId64, waits->width - 2);
            return false;
        }
        days[at] = (int32_t)Z_LVAL(given[at]);
    }
    return true;
}

/* A row for each row of the table and each day. */
static void shares_at(const pp_table *table, const int32_t *days, uint32_t count, curve *found, zval *out)
{
    const pp_waits *waits = table->waits;
    const int32_t *numbers = table->columns[0].values;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, NULL, PATRON_NO_DAY, table->rows * count);
    int32_t *number = pp_draft_add(&draft, ZSTR_VAL(table->columns[0].name), PP_INT32);
    int32_t *day = pp_draft_add(&draft, "days", PP_INT32);
    int64_t *at_risk = pp_draft_add(&draft, "at_risk", PP_INT64);
    double *share = pp_draft_add(&draft, "share", PP_DOUBLE), *low = pp_draft_add(&draft, "low", PP_DOUBLE),
           *high = pp_draft_add(&draft, "high", PP_DOUBLE);
    for (int64_t row = 0; !draft.failed && row < table->rows; row++) {
        if (!curve_fill(found, waits, row)) break;
        for (uint32_t at = 0; at < count; at++) {
            int64_t to = row * count + at;
            number[to] = numbers[row];
            day[to] = days[at];
            at_risk[to] = found->at_risk[days[at]];
            share[to] = found->known ? found->share[days[at]] : ZEND_NAN;
            low[to] = found->known ? found->low[days[at]] : ZEND_NAN;
            high[to] = found->known ? found->high[days[at]] : ZEND_NAN;
        }
    }
    for (int32_t at = 3; at < draft.table->count; at++) draft.table->columns[at].none = true;
    pp_draft_end(&draft);
}

ZEND_METHOD(Patron_Waits, within)
{
    zval *given;
    uint32_t count;
    ZEND_PARSE_PARAMETERS_START(1, -1)
        Z_PARAM_VARIADIC('+', given, count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = pp_table_of(Z_OBJ_P(ZEND_THIS));
    const pp_waits *waits = waits_of(table);
    if (!waits) RETURN_THROWS();
    curve found;
    int32_t *days = pp_allocate(count * sizeof *days);
    if (!days) pp_no_memory();
    else if (read_days(waits, given, count, days) && curve_begin(&found, waits)) {
        shares_at(table, days, count, &found, return_value);
        pp_release(found.at_risk, found.bytes);
    }
    pp_release(days, count * sizeof *days);
}
