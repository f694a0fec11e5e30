/* periods.c: new against returning, and growth accounting, by period. */
#include "php_patron.h"
#include "draft.h"

/* ---- which periods ----------------------------------------------------------------------------------------------- */

typedef struct {
    patron_calendar calendar;
    patron_repeat_period_options options; /* points to the calendar */
    pp_asked asked;
} listed;

static bool period_of(const listed *this, zval *given, const char *argument, int32_t *index)
{
    int32_t day;
    patron_error error;
    if (!pp_day(given, this->asked.book->zone, argument, &day)) return false;
    patron_status status = patron_calendar_period(&this->calendar, day, index, &error);
    if (status) pp_throw(status, &error, PP_NAMES("period", argument, ""));
    return !status;
}

/* Those of the book, or from one day's to another's. */
static bool read_periods(listed *this, zval *since, zval *until)
{
    int32_t first, last;
    int64_t count;
    patron_error error;
    patron_status status = patron_repeat_periods_of_book(this->asked.book->book, this->asked.day, &this->calendar,
                                                         &first, &count, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "asOf", "period", "", ""));
        return false;
    }
    last = (int32_t)(first + count - 1);
    if ((since && !period_of(this, since, "since", &first)) || (until && !period_of(this, until, "until", &last)))
        return false;
    if (last < first) {
        pp_argument_error("until", "until lies before the first period");
        return false;
    }
    this->options.size = sizeof this->options;
    this->options.calendar = &this->calendar;
    this->options.first_period = first;
    this->options.period_count = (int64_t)last - first + 1;
    return true;
}

/* Labels, days and states of the listed periods. */
static void add_periods(pp_draft *draft, const listed *this)
{
    zval labels;
    patron_error error;
    int64_t rows = this->options.period_count;
    if (!pp_room((size_t)rows * 64)) {
        draft->failed = true;
        return;
    }
    array_init(&labels);
    for (int64_t at = 0; at < rows; at++)
        add_next_index_str(&labels, pp_period_label(&this->calendar, (int32_t)(this->options.first_period + at)));
    pp_draft_texts(draft, "period", &labels);
    zval_ptr_dtor(&labels);
    int32_t *first = pp_draft_add(draft, "first_day", PP_DAY), *last = pp_draft_add(draft, "last_day", PP_DAY),
            *state = pp_draft_add(draft, "state", PP_TOKEN);
    if (draft->failed) return;
    pp_column_tokens(&draft->table->columns[draft->table->count - 1], patron_repeat_state_name);
    patron_status status = patron_repeat_period_days(&this->options, this->asked.day, first, last, state, &error);
    if (status) pp_throw(status, &error, PP_NAMES("until", "asOf", "", "", "", ""));
}

/* ---- new and returning ------------------------------------------------------------------------------------------- */

enum { GROUPS, PERIODS };
#define CELL(member) PP_ARRAY(patron_repeat_period_cells, member, PERIODS)
static const pp_array period_arrays[] = {
    CELL(buyers),       CELL(new_buyers),    CELL(returning_buyers), CELL(returning_unknown), CELL(repeat_buyers),
    CELL(purchases),    CELL(orders),        CELL(sales),            CELL(refunds),           CELL(net),
    CELL(unmatched_net), CELL(first_orders), CELL(first_net),        CELL(later_orders),      CELL(later_net),
    CELL(new_orders),   CELL(new_net),       CELL(returning_orders), CELL(returning_net),     CELL(unborn_net),
    PP_ARRAY(patron_repeat_period_cells, unknown_birth, GROUPS),
    PP_ARRAYS_END,
};
#undef CELL
static const char *const period_names[] = {
    "buyers",        "new_buyers",   "returning_buyers", "returning_unknown", "repeat_buyers",
    "purchases",     "orders",       "sales",            "refunds",           "net",
    "unmatched_net", "first_orders", "first_net",        "later_orders",      "later_net",
    "new_orders",    "new_net",      "returning_orders", "returning_net",     "unborn_net",
};

#define CELL(member) PP_ARRAY(patron_repeat_guest_cells, member, PERIODS)
static const pp_array guest_arrays[] = {CELL(orders), CELL(sales), CELL(refunds), CELL(net), PP_ARRAYS_END};
#undef CELL

typedef struct {
    const listed *of;
    const patron_repeat_period_cells *cells;
    const patron_repeat_guest_cells *guests; /* NULL: not of the whole book */
} new_returning;

static bool make_new_returning(zval *out, void *context, int64_t group)
{
    const new_returning *this = context;
    const listed *of = this->of;
    int64_t rows = of->options.period_count;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, of->asked.this, of->asked.day, rows);
    add_periods(&draft, of);
    for (size_t at = 0; at < sizeof period_names / sizeof *period_names; at++) {
        int64_t *const *cells = (int64_t *const *)(const void *)((const char *)this->cells + period_arrays[at].offset);
        pp_draft_counts(&draft, period_names[at], *cells + group * rows);
    }
    if (this->guests) {
        pp_draft_counts(&draft, "guest_orders", this->guests->orders);
        pp_draft_counts(&draft, "guest_sales", this->guests->sales);
        pp_draft_counts(&draft, "guest_refunds", this->guests->refunds);
        pp_draft_counts(&draft, "guest_net", this->guests->net);
    }
    pp_table_fact_long(draft.table, "unknown_birth", this->cells->unknown_birth[group]);
    return pp_draft_end(&draft);
}

/* Of the whole book the guests too, then the tables. */
static void answer_new_returning(new_returning *this, zval *out)
{
    const listed *of = this->of;
    int64_t rows = of->options.period_count;
    patron_repeat_guest_cells guests = {.size = sizeof guests, .capacity = rows};
    pp_cells cells = {.width = {[PERIODS] = rows}};
    patron_error error;
    if (!pp_asked_all(&of->asked)) {
        pp_by_group(out, &of->asked.selection, make_new_returning, this);
        return;
    }
    if (!pp_cells_begin(&cells, guest_arrays, 1, 0, &guests)) return;
    patron_status status = patron_repeat_guests(of->asked.book->book, of->asked.day, &of->options, &guests, &error);
    this->guests = &guests;
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "", "", ""));
    else make_new_returning(out, this, 0);
    pp_cells_end(&cells);
}

ZEND_METHOD(Patron_Book, newAndReturning)
{
    zval *as_of, *since = NULL, *until = NULL;
    zend_object *period = NULL, *refunds = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long week_start = 0, first_month = 1, first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 11)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(period, pp_ce_period)
        Z_PARAM_LONG(week_start)
        Z_PARAM_LONG(first_month)
        Z_PARAM_ZVAL_OR_NULL(since)
        Z_PARAM_ZVAL_OR_NULL(until)
        Z_PARAM_OBJ_OF_CLASS(refunds, pp_ce_refunds)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    listed of = {.options = {.flags = 0}};
    patron_error error;
    if (!pp_calendar_read(period, week_start, first_month, &of.calendar) ||
        !pp_ask(&of.asked, ZEND_THIS, as_of, 0.5, mask, group, first, count, no_count))
        RETURN_THROWS();
    if (refunds && pp_case_index(refunds)) of.options.flags = PATRON_REPEAT_REFUND_ORDER;
    if (read_periods(&of, since, until)) {
        int64_t groups = of.asked.selection.groups, rows = of.options.period_count;
        patron_repeat_period_cells counted = {
            .size = sizeof counted, .capacity = groups * rows, .group_capacity = groups};
        pp_cells cells = {.width = {[GROUPS] = 1, [PERIODS] = rows}};
        new_returning this = {.of = &of, .cells = &counted};
        if (pp_cells_begin(&cells, period_arrays, groups, of.asked.book->roles, &counted)) {
            patron_status status =
                patron_repeat_periods(of.asked.book->book, of.asked.day, &of.options,
                                      pp_selection_c(&of.asked.selection), of.asked.from, of.asked.many, &counted,
                                      &error);
            if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "until", "group", "first", "count", ""));
            else answer_new_returning(&this, return_value);
            pp_cells_end(&cells);
        }
    }
    pp_asked_free(&of.asked);
}

/* ---- growth ------------------------------------------------------------------------------------------------------ */

#define CELL(member) PP_ARRAY(patron_repeat_growth_cells, member, PERIODS)
static const pp_array growth_arrays[] = {
    CELL(opening), CELL(new_buyers), CELL(reactivated), CELL(reactivated_unknown), CELL(lapsed),
    CELL(closing), CELL(passing),    CELL(bought),      CELL(bought_observed),     CELL(bought_again),
    PP_ARRAY(patron_repeat_growth_cells, unknown_birth, GROUPS),
    PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    const listed *of;
    const patron_repeat_growth_cells *cells;
} growing;

/* Columns of who stayed. */
static void add_kept(pp_draft *draft, const patron_repeat_growth_cells *cells, int64_t at, double confidence)
{
    static const char *const names[] = {"retention", "kept", "kept_low", "kept_high"};
    int64_t rows = draft->table->rows;
    double *columns[4];
    for (int each = 0; each < 4; each++) {
        columns[each] = pp_draft_add(draft, names[each], PP_DOUBLE);
        if (columns[each]) draft->table->columns[draft->table->count - 1].none = true;
    }
    if (draft->failed) return;
    patron_repeat_kept out = {.size = sizeof out,
                              .capacity = rows,
                              .retention = columns[0],
                              .kept = columns[1],
                              .low = columns[2],
                              .high = columns[3]};
    patron_error error;
    patron_status status =
        patron_repeat_retention(rows, cells->opening + at, cells->new_buyers + at, cells->lapsed + at,
                                cells->closing + at, confidence, &out, &error);
    if (status) pp_throw(status, &error, NULL);
    for (int64_t row = 0; row < rows; row++)
        for (int each = 0; each < 4; each++)
            if (!cells->opening[at + row]) columns[each][row] = ZEND_NAN;
}

static bool make_growth(zval *out, void *context, int64_t group)
{
    const growing *this = context;
    const listed *of = this->of;
    const patron_repeat_growth_cells *cells = this->cells;
    int64_t rows = of->options.period_count, at = group * rows;
    double confidence = of->asked.confidence;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, of->asked.this, of->asked.day, rows);
    add_periods(&draft, of);
    pp_draft_counts(&draft, "opening", cells->opening + at);
    pp_draft_counts(&draft, "new_buyers", cells->new_buyers + at);
    pp_draft_counts(&draft, "reactivated", cells->reactivated + at);
    pp_draft_counts(&draft, "reactivated_unknown", cells->reactivated_unknown + at);
    pp_draft_counts(&draft, "lapsed", cells->lapsed + at);
    pp_draft_counts(&draft, "closing", cells->closing + at);
    pp_draft_counts(&draft, "passing", cells->passing + at);
    add_kept(&draft, cells, at, confidence);
    pp_draft_counts(&draft, "bought", cells->bought + at);
    pp_draft_counts(&draft, "bought_observed", cells->bought_observed + at);
    pp_draft_counts(&draft, "bought_again", cells->bought_again + at);
    pp_draft_rates(&draft, "again", cells->bought_again + at, cells->bought_observed + at, confidence);
    pp_table_fact_long(draft.table, "unknown_birth", cells->unknown_birth[group]);
    return pp_draft_end(&draft);
}

ZEND_METHOD(Patron_Book, growth)
{
    zval *as_of, *since = NULL, *until = NULL;
    zend_object *period = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long week_start = 0, first_month = 1, active = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_active = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 12)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(period, pp_ce_period)
        Z_PARAM_LONG(week_start)
        Z_PARAM_LONG(first_month)
        Z_PARAM_ZVAL_OR_NULL(since)
        Z_PARAM_ZVAL_OR_NULL(until)
        Z_PARAM_LONG_OR_NULL(active, no_active)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    listed of = {.options = {.flags = 0}};
    patron_error error;
    if (!pp_calendar_read(period, week_start, first_month, &of.calendar) ||
        !pp_positive(active, no_active, "activeDays", &of.options.active_days) ||
        !pp_ask(&of.asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    if (read_periods(&of, since, until)) {
        int64_t groups = of.asked.selection.groups, rows = of.options.period_count;
        patron_repeat_growth_cells counted = {
            .size = sizeof counted, .capacity = groups * rows, .group_capacity = groups};
        pp_cells cells = {.width = {[GROUPS] = 1, [PERIODS] = rows}};
        growing this = {.of = &of, .cells = &counted};
        if (pp_cells_begin(&cells, growth_arrays, groups, of.asked.book->roles, &counted)) {
            patron_status status = patron_repeat_growth(of.asked.book->book, of.asked.day, &of.options,
                                                        pp_selection_c(&of.asked.selection), of.asked.from,
                                                        of.asked.many, &counted, &error);
            if (status)
                pp_throw(status, &error,
                         PP_NAMES("", "asOf",
                                  *pp_option_as(&error, PP_PAIRS("active_days", "activeDays")) ? "activeDays" : "until",
                                  "group", "first", "count", ""));
            else pp_by_group(return_value, &of.asked.selection, make_growth, &this);
            pp_cells_end(&cells);
        }
    }
    pp_asked_free(&of.asked);
}
