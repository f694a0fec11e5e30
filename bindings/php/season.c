/* season.c: months of birth, named windows, anniversaries. */
#include "php_patron.h"
#include "draft.h"

enum { GROUPS, ROWS, MATRIX };

/* ---- season ------------------------------------------------------------------------------------------------------ */

#define CELL(member, width) PP_ARRAY(patron_repeat_season_cells, member, width)
static const pp_array season_arrays[] = {
    CELL(buyers, ROWS),           CELL(repeaters, ROWS),  CELL(observed, ROWS), CELL(within, ROWS),
    CELL(within_purchases, ROWS), CELL(within_net, ROWS), CELL(second, MATRIX), CELL(again, MATRIX),
    CELL(unknown_birth, GROUPS),  PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    const pp_asked *asked;
    const patron_repeat_season_cells *cells;
} seasonal;

/* Month of birth x month of return: a Matrix. */
static bool make_months(zval *out, const int64_t *cells)
{
    zval rows, columns;
    array_init(&rows);
    array_init(&columns);
    for (int month = 1; month <= 12; month++) {
        add_next_index_long(&rows, month);
        add_next_index_str(&columns, zend_long_to_str(month));
    }
    pp_matrix *matrix = pp_matrix_make(out, PP_INT64, false, &rows, &columns);
    if (matrix) memcpy(matrix->ints, cells, 144 * sizeof *cells);
    zval_ptr_dtor(&rows);
    zval_ptr_dtor(&columns);
    return matrix;
}

static void add_months(pp_draft *draft, const char *name, const int64_t *cells)
{
    zval months;
    if (!draft->failed && make_months(&months, cells)) pp_table_fact(draft->table, name, &months);
    else draft->failed = true;
}

/* The same as rows, with rates. */
static bool make_returns(const seasonal *this, int64_t group, zval *out)
{
    const patron_repeat_season_cells *cells = this->cells;
    int32_t born[144], month[144];
    int64_t whole[144];
    pp_draft draft;
    for (int at = 0; at < 144; at++) {
        born[at] = at / 12 + 1;
        month[at] = at % 12 + 1;
        whole[at] = cells->observed[group * 12 + at / 12];
    }
    pp_draft_begin(&draft, out, pp_ce_table, NULL, PATRON_NO_DAY, 144);
    pp_draft_numbers(&draft, "born", born);
    pp_draft_numbers(&draft, "month", month);
    pp_draft_counts(&draft, "observed", whole);
    pp_draft_counts(&draft, "second", cells->second + group * 144);
    pp_draft_rates(&draft, "second", cells->second + group * 144, whole, this->asked->confidence);
    pp_draft_counts(&draft, "again", cells->again + group * 144);
    pp_draft_rates(&draft, "again", cells->again + group * 144, whole, this->asked->confidence);
    return pp_draft_end(&draft);
}

static bool make_season(zval *out, void *context, int64_t group)
{
    const seasonal *this = context;
    const patron_repeat_season_cells *cells = this->cells;
    int64_t at = group * 12;
    zval returns;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, 12);
    pp_draft_series(&draft, "month", 1);
    pp_draft_counts(&draft, "buyers", cells->buyers + at);
    pp_draft_counts(&draft, "repeaters", cells->repeaters + at);
    pp_draft_counts(&draft, "observed", cells->observed + at);
    pp_draft_counts(&draft, "within", cells->within + at);
    pp_draft_rates(&draft, "", cells->within + at, cells->observed + at, this->asked->confidence);
    pp_draft_counts(&draft, "within_purchases", cells->within_purchases + at);
    pp_draft_counts(&draft, "within_net", cells->within_net + at);
    if (make_returns(this, group, &returns)) pp_table_fact(draft.table, "months", &returns);
    else draft.failed = true;
    add_months(&draft, "second", cells->second + group * 144);
    add_months(&draft, "again", cells->again + group * 144);
    pp_table_fact_long(draft.table, "unknown_birth", cells->unknown_birth[group]);
    return pp_draft_end(&draft);
}

ZEND_METHOD(Patron_Book, season)
{
    zval *as_of;
    HashTable *mask = NULL, *group = NULL;
    zend_long repeat = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_repeat = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(repeat, no_repeat)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_repeat_season_options options = {.size = sizeof options};
    pp_asked asked;
    patron_error error;
    if (!pp_positive(repeat, no_repeat, "repeatDays", &options.repeat_days) ||
        !pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    int64_t groups = asked.selection.groups;
    patron_repeat_season_cells counted = {.size = sizeof counted,
                                          .capacity = groups * 12,
                                          .matrix_capacity = groups * 144,
                                          .group_capacity = groups};
    pp_cells cells = {.width = {[GROUPS] = 1, [ROWS] = 12, [MATRIX] = 144}};
    seasonal this = {.asked = &asked, .cells = &counted};
    if (pp_cells_begin(&cells, season_arrays, groups, asked.book->roles, &counted)) {
        patron_status status = patron_repeat_season(asked.book->book, asked.day, &options,
                                                    pp_selection_c(&asked.selection), asked.from, asked.many, &counted,
                                                    &error);
        if (status)
            pp_throw(status, &error,
                     PP_NAMES("", "asOf", pp_option_as(&error, PP_PAIRS("repeat_days", "repeatDays")), "group", "first",
                              "count", ""));
        else pp_by_group(return_value, &asked.selection, make_season, &this);
        pp_cells_end(&cells);
    }
    pp_asked_free(&asked);
}

/* ---- windows ----------------------------------------------------------------------------------------------------- */

#define CELL(member, width) PP_ARRAY(patron_repeat_window_cells, member, width)
static const pp_array window_arrays[] = {
    CELL(base, MATRIX), CELL(back, MATRIX),          CELL(buyers, ROWS),
    CELL(bought, ROWS), CELL(unknown_birth, GROUPS), PP_ARRAYS_END,
};
#undef CELL

/* The windows that a caller gave. */
typedef struct {
    zval names; /* list of strings */
    int32_t count, occurrences;
    int32_t *name, *first, *last; /* one block of PATRON_REPEAT_OCCURRENCES_MAX each */
} windows;
#define WINDOW_BYTES (3 * PATRON_REPEAT_OCCURRENCES_MAX * sizeof(int32_t))

typedef struct {
    const pp_asked *asked;
    const patron_repeat_window_cells *cells;
    const windows *of;
} windowed;

static void windows_free(windows *this)
{
    pp_release(this->name, WINDOW_BYTES);
    zval_ptr_dtor(&this->names);
}

/* [first day, last day] */
static bool add_occurrence(windows *this, const pp_zone *zone, zval *pair)
{
    ZVAL_DEREF(pair);
    zval *first = Z_TYPE_P(pair) == IS_ARRAY ? zend_hash_index_find(Z_ARRVAL_P(pair), 0) : NULL;
    zval *last = first ? zend_hash_index_find(Z_ARRVAL_P(pair), 1) : NULL;
    if (!last || zend_hash_num_elements(Z_ARRVAL_P(pair)) != 2) {
        pp_argument_error("windows", "windows: each window needs a list of pairs [first day, last day]");
        return false;
    }
    if (this->occurrences == PATRON_REPEAT_OCCURRENCES_MAX) {
        pp_argument_error("windows", "windows: more than %d occurrences", PATRON_REPEAT_OCCURRENCES_MAX);
        return false;
    }
    int32_t at = this->occurrences++;
    this->name[at] = this->count;
    return pp_day(first, zone, "windows", &this->first[at]) && pp_day(last, zone, "windows", &this->last[at]);
}

static bool windows_read(windows *this, const pp_zone *zone, HashTable *given)
{
    zend_ulong number;
    zend_string *name;
    zval *pairs, *pair;
    array_init(&this->names);
    this->count = this->occurrences = 0;
    this->name = pp_allocate(WINDOW_BYTES);
    if (!this->name) {
        pp_no_memory();
        return false;
    }
    this->first = this->name + PATRON_REPEAT_OCCURRENCES_MAX;
    this->last = this->first + PATRON_REPEAT_OCCURRENCES_MAX;
    ZEND_HASH_FOREACH_KEY_VAL(given, number, name, pairs)
    {
        ZVAL_DEREF(pairs);
        if (Z_TYPE_P(pairs) != IS_ARRAY || !zend_hash_num_elements(Z_ARRVAL_P(pairs))) {
            pp_argument_error("windows", "windows: each window needs a list of pairs [first day, last day]");
            return false;
        }
        ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(pairs), pair)
        {
            if (!add_occurrence(this, zone, pair)) return false;
        }
        ZEND_HASH_FOREACH_END();
        add_next_index_str(&this->names, name ? zend_string_copy(name) : zend_long_to_str((zend_long)number));
        this->count++;
    }
    ZEND_HASH_FOREACH_END();
    if (!this->count) pp_argument_error("windows", "windows must name at least one window");
    return this->count;
}

/* A text column of names by number. */
static void add_names(pp_draft *draft, const char *title, const windows *of, int64_t each)
{
    int32_t *held = pp_draft_add(draft, title, PP_TOKEN);
    if (!held) return;
    for (int64_t row = 0; row < draft->table->rows; row++) held[row] = (int32_t)(row / each % of->count);
    pp_column_names(&draft->table->columns[draft->table->count - 1], Z_ARRVAL(of->names));
}

static bool make_windows(zval *out, void *context, int64_t group)
{
    const windowed *this = context;
    const patron_repeat_window_cells *cells = this->cells;
    int64_t side = this->of->count, at = group * side * side;
    zval bought;
    pp_draft draft;
    pp_draft_begin(&draft, &bought, pp_ce_table, NULL, PATRON_NO_DAY, side);
    add_names(&draft, "window", this->of, 1);
    pp_draft_counts(&draft, "buyers", cells->buyers + group * side);
    pp_draft_counts(&draft, "bought", cells->bought + group * side);
    if (!pp_draft_end(&draft)) {
        ZVAL_NULL(out);
        return false;
    }
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, side * side);
    add_names(&draft, "bought_in", this->of, side);
    add_names(&draft, "back_in", this->of, 1);
    pp_draft_counts(&draft, "base", cells->base + at);
    pp_draft_counts(&draft, "back", cells->back + at);
    pp_draft_rates(&draft, "", cells->back + at, cells->base + at, this->asked->confidence);
    pp_table_fact(draft.table, "bought", &bought);
    pp_table_fact_long(draft.table, "unknown_birth", cells->unknown_birth[group]);
    return pp_draft_end(&draft);
}

static void answer_windows(const pp_asked *asked, const windows *of, bool first_only, zval *out)
{
    int64_t groups = asked->selection.groups, side = of->count;
    patron_repeat_window_options options = {.size = sizeof options,
                                            .flags = first_only ? PATRON_REPEAT_FIRST_ONLY : 0,
                                            .names = of->count,
                                            .occurrences = of->occurrences,
                                            .name = of->name,
                                            .first_day = of->first,
                                            .last_day = of->last};
    patron_repeat_window_cells counted = {.size = sizeof counted,
                                          .capacity = groups * side * side,
                                          .name_capacity = groups * side,
                                          .group_capacity = groups};
    pp_cells cells = {.width = {[GROUPS] = 1, [ROWS] = side, [MATRIX] = side * side}};
    windowed this = {.asked = asked, .cells = &counted, .of = of};
    patron_error error;
    if (!pp_cells_begin(&cells, window_arrays, groups, asked->book->roles, &counted)) return;
    patron_status status = patron_repeat_windows(asked->book->book, asked->day, &options,
                                                 pp_selection_c(&asked->selection), asked->from, asked->many, &counted,
                                                 &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "windows", "group", "first", "count", ""));
    else pp_by_group(out, &asked->selection, make_windows, &this);
    pp_cells_end(&cells);
}

ZEND_METHOD(Patron_Book, windows)
{
    zval *as_of;
    HashTable *given, *mask = NULL, *group = NULL;
    zend_long first = 0, count = 0;
    double confidence = 0.95;
    bool no_count = true, first_only = false;
    ZEND_PARSE_PARAMETERS_START(2, 8)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_ARRAY_HT(given)
        Z_PARAM_OPTIONAL
        Z_PARAM_BOOL(first_only)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    windows of;
    pp_asked asked;
    if (windows_read(&of, pp_this_book(ZEND_THIS)->zone, given) &&
        pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count)) {
        answer_windows(&asked, &of, first_only, return_value);
        pp_asked_free(&asked);
    }
    windows_free(&of);
}

/* ---- anniversaries ----------------------------------------------------------------------------------------------- */

static const pp_field anniversary_fields[] = {
    {.name = "customer", .kind = PP_KEYED, .which = PATRON_KEYS_CUSTOMER},
    PP_END,
};

ZEND_METHOD(Patron_Book, anniversaries)
{
    zval *as_of;
    HashTable *mask = NULL;
    zend_long days = 0;
    bool no_days = true;
    ZEND_PARSE_PARAMETERS_START(1, 3)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(days, no_days)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
    ZEND_PARSE_PARAMETERS_END();
    patron_repeat_anniversary_options options = {.size = sizeof options};
    pp_asked asked;
    patron_table *found;
    patron_error error;
    int64_t unknown;
    if (!pp_positive(days, no_days, "days", &options.days) ||
        !pp_ask(&asked, ZEND_THIS, as_of, 0.5, mask, NULL, 0, 0, true))
        RETURN_THROWS();
    patron_status status = patron_repeat_anniversaries(asked.book->book, asked.day, &options,
                                                       pp_selection_c(&asked.selection), &unknown, &found, &error);
    pp_asked_free(&asked);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "asOf", "days", "mask", "", ""));
        RETURN_THROWS();
    }
    pp_table *table = pp_table_new(return_value, pp_ce_table, pp_ce_row, ZEND_THIS, patron_table_rows(found));
    table->as_of = asked.day;
    pp_table_take(table, found, anniversary_fields);
    pp_table_fact_long(table, "unknown_birth", unknown);
}
