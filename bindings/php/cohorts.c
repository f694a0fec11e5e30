/* cohorts.c: buyers born together, followed over time: counting. */
#include "php_patron.h"
#include "cohorts.h"

#define CELL(member, ...) PP_FIELD(patron_cohorts_cells, member, PP_INT64, .which = __VA_ARGS__)
#define COST .needs = 1u << PP_COST
const pp_field pp_cohorts_fields[PP_COHORTS_FIELDS + 1] = {
    CELL(eligible, PP_COHORTS_CELLS),
    CELL(active, PP_COHORTS_CELLS),
    CELL(active_eligible, PP_COHORTS_CELLS),
    CELL(later, PP_COHORTS_CELLS),
    CELL(later_eligible, PP_COHORTS_CELLS),
    CELL(purchases, PP_COHORTS_CELLS),
    CELL(orders, PP_COHORTS_CELLS),
    CELL(renewals, PP_COHORTS_CELLS),
    CELL(sales, PP_COHORTS_CELLS),
    CELL(refunds, PP_COHORTS_CELLS),
    CELL(net, PP_COHORTS_CELLS),
    CELL(margin, PP_COHORTS_CELLS, COST),
    CELL(units, PP_COHORTS_CELLS, .needs = 1u << PP_QUANTITY),
    CELL(discount, PP_COHORTS_CELLS, .needs = 1u << PP_DISCOUNT),
    CELL(net_eligible, PP_COHORTS_CELLS),
    CELL(net_to, PP_COHORTS_CELLS),
    CELL(margin_to, PP_COHORTS_CELLS, COST),
    CELL(buyers, PP_COHORTS_ROWS),
    CELL(repeat_in_0, PP_COHORTS_ROWS),
    CELL(unmatched, PP_COHORTS_ROWS),
    CELL(nth, PP_COHORTS_SEQUENCE),
    CELL(nth_by, PP_COHORTS_SEQUENCE),
    CELL(nth_net, PP_COHORTS_SEQUENCE),
    CELL(unknown_birth, PP_COHORTS_GROUPS),
    CELL(unknown_birth_net, PP_COHORTS_GROUPS),
    CELL(not_buyers, PP_COHORTS_GROUPS),
    CELL(not_buyers_net, PP_COHORTS_GROUPS),
    PP_END,
};

/* ---- axis -------------------------------------------------------------------------------------------------------- */

/* What a method was given for the rows. */
typedef struct {
    zend_string *by;
    HashTable *keys, *edges;
    const patron_calendar *calendar;
    int32_t limit;
} rows_given;

/* PATRON_COHORTS_BY_* and which keys of the book that is; 0 thrown. */
static int32_t by_of(const pp_book *book, const zend_string *by, int32_t *which)
{
    static const struct {
        const char *name;
        int32_t by, which;
    } known[] = {{"period", PATRON_COHORTS_BY_PERIOD, -1},
                 {"product", PATRON_COHORTS_BY_PRODUCT, PATRON_KEYS_PRODUCT},
                 {"category", PATRON_COHORTS_BY_CATEGORY, PATRON_KEYS_CATEGORY},
                 {"depth", PATRON_COHORTS_BY_DEPTH, -1}};
    for (size_t at = 0; at < sizeof known / sizeof *known; at++) {
        if (strcmp(ZSTR_VAL(by), known[at].name)) continue;
        *which = known[at].which;
        return known[at].by;
    }
    int32_t label = strlen(ZSTR_VAL(by)) == ZSTR_LEN(by) ? patron_book_label(book->book, ZSTR_VAL(by)) : -1;
    *which = PATRON_KEYS_LABEL + label;
    if (label >= 0) return PATRON_COHORTS_BY_LABEL;
    pp_argument_error("by", "by '%s' is none of period, product, category, depth and no label of the book",
                      ZSTR_VAL(by));
    return 0;
}

static const char *const axis_options[] = {"by", "keys", "limit", "edges", NULL};

/* An axis of listed keys. */
static bool axis_of_keys(const pp_book *book, const rows_given *given, int32_t which,
                         patron_cohorts_axis_options *options, patron_cohorts_axis **out)
{
    patron_column known = {.size = sizeof known};
    pp_keys keys;
    pp_option_room room;
    patron_error error;
    int64_t count;
    if (which < 0) {
        pp_argument_error("keys", "keys do not go with by '%s'", ZSTR_VAL(given->by));
        return false;
    }
    patron_status status = patron_book_keys(book->book, which, &known, &count, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "by", "", ""));
        return false;
    }
    memset(&keys, 0, sizeof keys);
    if (!pp_keys_of_kind(given->keys, "keys", known.type == PATRON_TYPE_STRING64, &keys)) return false;
    options->keys = &keys.column;
    options->key_count = keys.count;
    options->allocator = pp_allocator();
    status = patron_cohorts_axis_make(options, out, &error);
    if (status) pp_throw(status, &error, PP_NAMES(*pp_option(&error, axis_options, &room) ? room.name : "keys", ""));
    pp_keys_free(&keys);
    return !status;
}

static bool axis_make(const pp_book *book, int32_t day, const rows_given *given, patron_cohorts_axis **out)
{
    patron_cohorts_axis_options options = {.size = sizeof options, .limit = given->limit};
    pp_option_room room;
    patron_error error;
    int32_t which, *edges = NULL;
    options.by = by_of(book, given->by, &which);
    if (!options.by) return false;
    if (options.by == PATRON_COHORTS_BY_LABEL) options.label = ZSTR_VAL(given->by);
    if (options.by == PATRON_COHORTS_BY_PERIOD) options.calendar = given->calendar;
    if (given->edges && !pp_int32_list(given->edges, "edges", &edges, &options.edge_count)) return false;
    options.edges = edges;
    bool made;
    if (given->edges && options.edge_count == 0) {
        pp_argument_error("edges", "edges must not be empty");
        made = false;
    } else if (given->keys) {
        made = axis_of_keys(book, given, which, &options, out);
    } else {
        patron_status status = patron_cohorts_axis_of_book(book->book, day, &options, out, &error);
        if (status) pp_throw(status, &error, PP_NAMES("", "asOf", pp_option(&error, axis_options, &room), "", ""));
        made = !status;
    }
    pp_release(edges, (size_t)options.edge_count * sizeof *edges);
    return made;
}

/* ---- cells ------------------------------------------------------------------------------------------------------- */

static int64_t size_of(const pp_field *field, const patron_cohorts_shape *shape)
{
    switch (field->which) {
    case PP_COHORTS_ROWS:
        return shape->row_cells;
    case PP_COHORTS_SEQUENCE:
        return shape->sequence_cells;
    case PP_COHORTS_GROUPS:
        return shape->groups;
    default:
        return shape->cells;
    }
}

static bool is_there(const pp_field *field, const pp_book *book)
{
    return !(field->needs & ~book->roles);
}

static pp_cohorts_data *data_new(const pp_book *book, const patron_cohorts_shape *shape, patron_cohorts_cells *out)
{
    pp_cohorts_data *data = ecalloc(1, sizeof *data);
    data->references = 1;
    data->row_count = shape->rows;
    data->column_count = shape->columns;
    data->nth = shape->nth;
    data->groups = shape->groups;
    data->listed = shape->rows - PATRON_COHORTS_ROWS_MORE;
    for (const pp_field *field = pp_cohorts_fields; field->name; field++)
        if (is_there(field, book)) data->bytes += (size_t)size_of(field, shape) * sizeof(int64_t);
    data->block = pp_allocate_zero(data->bytes);
    if (!data->block) {
        efree(data);
        pp_no_memory();
        return NULL;
    }
    *out = (patron_cohorts_cells){.size = sizeof *out,
                                  .capacity = shape->cells,
                                  .row_capacity = shape->row_cells,
                                  .sequence_capacity = shape->sequence_cells,
                                  .group_capacity = shape->groups};
    int64_t *at = data->block;
    for (int32_t field = 0; field < PP_COHORTS_FIELDS; field++) {
        if (!is_there(&pp_cohorts_fields[field], book)) continue;
        data->held[field] = at;
        *(int64_t **)(void *)((char *)out + pp_cohorts_fields[field].offset) = at;
        at += size_of(&pp_cohorts_fields[field], shape);
    }
    pp_handle_made();
    return data;
}

static void data_drop(pp_cohorts_data *data)
{
    if (--data->references) return;
    pp_release(data->block, data->bytes);
    zval_ptr_dtor(&data->rows);
    zval_ptr_dtor(&data->columns);
    efree(data);
    pp_handle_freed();
}

/* ---- objects ----------------------------------------------------------------------------------------------------- */

static zend_object_handlers cohorts_handlers;

static zend_object *cohorts_create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(pp_cohorts), &cohorts_handlers);
}

static void cohorts_free(zend_object *object)
{
    if (pp_cohorts_of(object)->data) data_drop(pp_cohorts_of(object)->data);
    zend_object_std_dtor(object);
}

void pp_cohorts_init(void)
{
    pp_handlers(&cohorts_handlers, XtOffsetOf(pp_cohorts, std), cohorts_free);
    pp_ce_cohorts->create_object = cohorts_create;
}

static bool make_cohorts(zval *out, void *context, int64_t group)
{
    pp_cohorts_data *data = context;
    ZVAL_OBJ(out, cohorts_create(pp_ce_cohorts));
    pp_cohorts *made = pp_cohorts_of(Z_OBJ_P(out));
    made->data = data;
    made->group = group;
    data->references++;
    return true;
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

static const char *const options_of[] = {"window_days", "periods", "brackets", "sequence", NULL};

/* Counts along an axis and gives Cohorts|Groups. */
static void count_along(zval *out, const pp_book *book, int32_t day, const patron_cohorts_axis *axis,
                        const patron_cohorts_options *options, const pp_selection *selection, int64_t from,
                        int64_t many, const patron_calendar *calendar)
{
    patron_cohorts_shape shape = {.size = sizeof shape};
    patron_cohorts_cells cells;
    pp_option_room room;
    patron_error error;
    patron_status status = patron_cohorts_shape_of(axis, options, selection->groups, &shape, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("by", pp_option(&error, options_of, &room), "group", "", ""));
        return;
    }
    pp_cohorts_data *data = data_new(book, &shape, &cells);
    if (!data) return;
    pp_cohorts_rows(axis, calendar, &data->rows);
    pp_cohorts_columns(shape.columns - 1, options->brackets, options->bracket_count, &data->columns);
    status =
        patron_cohorts_count(book->book, day, axis, options, pp_selection_c(selection), from, many, &cells, &error);
    if (status)
        pp_throw(status, &error,
                 PP_NAMES("", "asOf", "by", pp_option(&error, options_of, &room), "group", "first", "count", "", ""));
    else
        pp_by_group(out, selection, make_cohorts, data);
    data_drop(data);
}

/* The options besides brackets. */
static bool read_options(zend_long window, bool no_window, zend_long periods, bool no_periods, zend_long sequence,
                         bool no_sequence, patron_cohorts_options *out)
{
    return pp_positive(window, no_window, "windowDays", &out->window_days) &&
           pp_positive(periods, no_periods, "periods", &out->periods) &&
           pp_positive(sequence, no_sequence, "sequence", &out->sequence);
}

ZEND_METHOD(Patron_Book, cohorts)
{
    zval *as_of;
    zend_object *period = NULL;
    zend_long week_start = 0, first_month = 1, window = 0, periods = 0, sequence = 0, limit = 0, first = 0, count = 0;
    bool no_window = true, no_periods = true, no_sequence = true, no_limit = true, no_count = true, refund_day = false;
    HashTable *brackets = NULL, *mask = NULL, *group = NULL;
    rows_given rows = {.by = NULL};
    ZEND_PARSE_PARAMETERS_START(1, 17)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR(rows.by)
        Z_PARAM_OBJ_OF_CLASS(period, pp_ce_period)
        Z_PARAM_LONG(week_start)
        Z_PARAM_LONG(first_month)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_LONG_OR_NULL(periods, no_periods)
        Z_PARAM_ARRAY_HT_OR_NULL(brackets)
        Z_PARAM_LONG_OR_NULL(sequence, no_sequence)
        Z_PARAM_BOOL(refund_day)
        Z_PARAM_ARRAY_HT_OR_NULL(rows.keys)
        Z_PARAM_LONG_OR_NULL(limit, no_limit)
        Z_PARAM_ARRAY_HT_OR_NULL(rows.edges)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_cohorts_options options = {.size = sizeof options, .flags = refund_day ? PATRON_COHORTS_REFUND_DAY : 0};
    patron_calendar calendar;
    patron_cohorts_axis *axis = NULL;
    pp_selection selection;
    int64_t from, many, bracket_count = 0;
    int32_t day, *bracket = NULL;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) ||
        !pp_calendar_read(period, week_start, first_month, &calendar) ||
        !read_options(window, no_window, periods, no_periods, sequence, no_sequence, &options) ||
        !pp_positive(limit, no_limit, "limit", &rows.limit) ||
        !pp_selection_read(&selection, mask, group, pp_customers(book)))
        RETURN_THROWS();
    rows.by = rows.by ? zend_string_copy(rows.by) : zend_string_init("period", 6, 0);
    rows.calendar = &calendar;
    options.calendar = no_window ? &calendar : NULL;
    if (brackets && pp_int32_list(brackets, "brackets", &bracket, &bracket_count)) {
        options.brackets = bracket;
        options.bracket_count = (int32_t)bracket_count;
        if (bracket_count == 0) pp_argument_error("brackets", "brackets must not be empty");
    }
    if (!EG(exception) && axis_make(book, day, &rows, &axis))
        count_along(return_value, book, day, axis, &options, &selection, from, many, &calendar);
    patron_cohorts_axis_free(axis);
    pp_release(bracket, (size_t)bracket_count * sizeof *bracket);
    zend_string_release(rows.by);
    pp_selection_free(&selection);
}
