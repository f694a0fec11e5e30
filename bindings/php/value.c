/* value.c: concentration, order values, lifetime value. */
#include "php_patron.h"
#include "draft.h"

/* ---- concentration ----------------------------------------------------------------------------------------------- */

/* Ten-thousandths from a list, or the usual ones; release *count of them if *given. NULL thrown. */
static const int32_t *read_parts(HashTable *list, const char *argument, const int32_t *usual, int64_t *count,
                                 int32_t **given)
{
    *given = NULL;
    if (!list) return usual;
    if (!pp_int32_list(list, argument, given, count)) return NULL;
    if (!*count) pp_argument_error(argument, "%s must not be empty", argument);
    return *given;
}

/* A column of shares: 1000 of ten thousand is 0.1. */
static void add_parts(pp_draft *draft, const char *name, const int32_t *parts)
{
    double *held = pp_draft_add(draft, name, PP_DOUBLE);
    for (int64_t row = 0; held && row < draft->table->rows; row++) held[row] = (double)parts[row] / 10000;
}

enum { GROUPS, SHARES };
#define CELL(member, width) PP_ARRAY(patron_value_concentration_columns, member, width)
static const pp_array concentration_arrays[] = {
    CELL(buyers, GROUPS),      CELL(net, GROUPS),         CELL(negative, GROUPS),  CELL(negative_net, GROUPS),
    CELL(top_buyers, SHARES),  CELL(top_net, SHARES),     PP_ARRAYS_END,
};
/* Doubles, of the same width as int64. */
static const pp_array concentration_reals[] = {
    CELL(gini, GROUPS), CELL(top_share, SHARES), CELL(top_multiple, SHARES), CELL(rest_multiple, SHARES), PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    const pp_asked *asked;
    const patron_value_concentration_columns *found;
    const int32_t *shares;
    int64_t rows;
} concentration;

/* A column of doubles that are null where `known` is 0. */
static void add_known(pp_draft *draft, const char *name, const double *values, bool known)
{
    pp_draft_reals(draft, name, values, NULL);
    if (draft->failed || known) return;
    pp_column *column = &draft->table->columns[draft->table->count - 1];
    column->none = true;
    for (int64_t row = 0; row < draft->table->rows; row++) ((double *)column->owned)[row] = ZEND_NAN;
}

static bool make_concentration(zval *out, void *context, int64_t group)
{
    const concentration *this = context;
    const patron_value_concentration_columns *found = this->found;
    int64_t at = group * this->rows, net = found->net[group];
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, this->rows);
    add_parts(&draft, "top", this->shares);
    pp_draft_counts(&draft, "buyers", found->top_buyers + at);
    pp_draft_counts(&draft, "net", found->top_net + at);
    add_known(&draft, "share", found->top_share + at, net > 0);
    add_known(&draft, "multiple", found->top_multiple + at, net > 0);
    pp_draft_reals(&draft, "rest_multiple", found->rest_multiple + at, NULL);
    pp_column *rest = draft.failed ? NULL : &draft.table->columns[draft.table->count - 1];
    if (rest) rest->none = true;
    for (int64_t row = 0; rest && row < this->rows; row++)
        if (found->rest_multiple[at + row] == 0) ((double *)rest->owned)[row] = ZEND_NAN;
    pp_table_fact_real(draft.table, "gini", found->gini[group], net - found->negative_net[group] > 0);
    pp_table_fact_long(draft.table, "buyers", found->buyers[group]);
    pp_table_fact_long(draft.table, "net", net);
    pp_table_fact_long(draft.table, "negative", found->negative[group]);
    pp_table_fact_long(draft.table, "negative_net", found->negative_net[group]);
    return pp_draft_end(&draft);
}

static void answer_concentration(concentration *this, const patron_value_concentration_options *options, zval *out)
{
    const pp_asked *asked = this->asked;
    int64_t groups = asked->selection.groups;
    patron_value_concentration_columns found = {.size = sizeof found, .capacity = groups};
    pp_cells cells = {.width = {[GROUPS] = 1, [SHARES] = this->rows}}, reals = cells;
    patron_error error;
    this->found = &found;
    if (!pp_cells_begin(&cells, concentration_arrays, groups, 0, &found)) return;
    if (pp_cells_begin(&reals, concentration_reals, groups, 0, &found)) {
        patron_status status = patron_value_concentration(asked->book->book, asked->day, options,
                                                          pp_selection_c(&asked->selection), &found, &error);
        if (status)
            pp_throw(status, &error,
                     PP_NAMES("", "asOf",
                              pp_option_as(&error, PP_PAIRS("share", "shares", "share_count", "shares", "window_days",
                                                            "windowDays")),
                              "group", ""));
        else pp_by_group(out, &asked->selection, make_concentration, this);
        pp_cells_end(&reals);
    }
    pp_cells_end(&cells);
}

ZEND_METHOD(Patron_Book, valueConcentration)
{
    static const int32_t usual[] = {100, 500, 1000, 2000, 5000};
    zval *as_of;
    HashTable *list = NULL, *mask = NULL, *group = NULL;
    zend_long window = 0;
    bool no_window = true;
    ZEND_PARSE_PARAMETERS_START(1, 5)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(list)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
    ZEND_PARSE_PARAMETERS_END();
    patron_value_concentration_options options = {.size = sizeof options};
    pp_asked asked;
    int32_t *given;
    int64_t count = sizeof usual / sizeof *usual;
    const int32_t *shares = read_parts(list, "shares", usual, &count, &given);
    if (!shares) RETURN_THROWS();
    if (pp_positive(window, no_window, "windowDays", &options.window_days) &&
        pp_ask(&asked, ZEND_THIS, as_of, 0.5, mask, group, 0, 0, true)) {
        concentration this = {.asked = &asked, .shares = shares, .rows = count};
        options.shares = shares;
        options.share_count = (int32_t)(count > INT32_MAX ? INT32_MAX : count);
        answer_concentration(&this, &options, return_value);
        pp_asked_free(&asked);
    }
    pp_release(given, (size_t)count * sizeof *given);
}

/* ---- order values ------------------------------------------------------------------------------------------------ */

enum { QUANTILES = 1, THRESHOLDS };
#define CELL(member, width) PP_ARRAY(patron_value_orders_columns, member, width)
static const pp_array order_arrays[] = {
    CELL(orders, GROUPS),    CELL(value, GROUPS),           CELL(quantile, QUANTILES),
    CELL(below, THRESHOLDS), CELL(below_value, THRESHOLDS), PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    const pp_asked *asked;
    const patron_value_orders_columns *found;
    const int32_t *quantiles;
    const int64_t *thresholds;
    int64_t rows, marks;
} order_values;

static bool make_thresholds(const order_values *this, int64_t group, zval *out)
{
    const patron_value_orders_columns *found = this->found;
    int64_t at = group * this->marks, whole[100];
    pp_draft draft;
    for (int64_t mark = 0; mark < this->marks; mark++) whole[mark] = found->orders[group];
    pp_draft_begin(&draft, out, pp_ce_table, NULL, PATRON_NO_DAY, this->marks);
    static const int64_t none;
    pp_draft_counts(&draft, "threshold", this->thresholds ? this->thresholds : &none);
    pp_draft_counts(&draft, "orders", whole);
    pp_draft_counts(&draft, "below", found->below + at);
    pp_draft_rates(&draft, "", found->below + at, whole, this->asked->confidence);
    pp_draft_counts(&draft, "below_value", found->below_value + at);
    return pp_draft_end(&draft);
}

static bool make_order_values(zval *out, void *context, int64_t group)
{
    const order_values *this = context;
    const patron_value_orders_columns *found = this->found;
    int64_t orders = found->orders[group], value = found->value[group];
    zval thresholds;
    pp_draft draft;
    if (!make_thresholds(this, group, &thresholds)) {
        ZVAL_NULL(out);
        return false;
    }
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, this->rows);
    add_parts(&draft, "quantile", this->quantiles);
    double *values = pp_draft_add(&draft, "value", PP_DOUBLE);
    if (values) draft.table->columns[draft.table->count - 1].none = true;
    for (int64_t row = 0; values && row < this->rows; row++)
        values[row] = orders ? (double)found->quantile[group * this->rows + row] / 10000 : ZEND_NAN;
    pp_table_fact_long(draft.table, "orders", orders);
    pp_table_fact_long(draft.table, "value", value);
    pp_table_fact_real(draft.table, "aov", orders ? (double)value / (double)orders : 0, orders);
    pp_table_fact(draft.table, "thresholds", &thresholds);
    return pp_draft_end(&draft);
}

static void answer_order_values(order_values *this, const patron_value_orders_options *options, zval *out)
{
    const pp_asked *asked = this->asked;
    int64_t groups = asked->selection.groups;
    patron_value_orders_columns found = {.size = sizeof found, .capacity = groups};
    pp_cells cells = {.width = {[GROUPS] = 1, [QUANTILES] = this->rows, [THRESHOLDS] = this->marks}};
    patron_error error;
    this->found = &found;
    if (!pp_cells_begin(&cells, order_arrays, groups, 0, &found)) return;
    patron_status status = patron_value_orders(asked->book->book, asked->day, options,
                                               pp_selection_c(&asked->selection), &found, &error);
    if (status)
        pp_throw(status, &error,
                 PP_NAMES("", "asOf",
                          pp_option_as(&error, PP_PAIRS("quantile", "quantiles", "quantile_count", "quantiles",
                                                        "threshold_count", "thresholds", "window_days", "windowDays",
                                                        "guests", "guests")),
                          "group", ""));
    else pp_by_group(out, &asked->selection, make_order_values, this);
    pp_cells_end(&cells);
}

ZEND_METHOD(Patron_Book, orderValues)
{
    static const int32_t usual[] = {1000, 2500, 5000, 7500, 9000};
    zval *as_of;
    HashTable *list = NULL, *marks = NULL, *mask = NULL, *group = NULL;
    zend_long window = 0;
    double confidence = 0.95;
    bool no_window = true, sales = false, guests = false;
    ZEND_PARSE_PARAMETERS_START(1, 9)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(list)
        Z_PARAM_ARRAY_HT(marks)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_BOOL(sales)
        Z_PARAM_BOOL(guests)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
    ZEND_PARSE_PARAMETERS_END();
    patron_value_orders_options options = {.size = sizeof options};
    pp_asked asked;
    int32_t *given;
    int64_t *thresholds = NULL, count = sizeof usual / sizeof *usual, many = 0;
    if (sales) options.flags |= PATRON_VALUE_SALES;
    if (guests) options.flags |= PATRON_VALUE_WITH_GUESTS;
    const int32_t *quantiles = read_parts(list, "quantiles", usual, &count, &given);
    if (!quantiles) RETURN_THROWS();
    if (pp_positive(window, no_window, "windowDays", &options.window_days) &&
        (!marks || pp_int64_list(marks, "thresholds", &thresholds, &many)) &&
        pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, 0, 0, true)) {
        order_values this = {
            .asked = &asked, .quantiles = quantiles, .thresholds = thresholds, .rows = count, .marks = many};
        options.quantiles = quantiles;
        options.quantile_count = (int32_t)(count > INT32_MAX ? INT32_MAX : count);
        options.thresholds = thresholds;
        options.threshold_count = many;
        answer_order_values(&this, &options, return_value);
        pp_asked_free(&asked);
    }
    pp_release(thresholds, thresholds ? (size_t)many * sizeof *thresholds : 0);
    pp_release(given, (size_t)count * sizeof *given);
}

/* ---- lifetime value ---------------------------------------------------------------------------------------------- */

#define CELL(member, ...) PP_ARRAY(patron_value_counts, member, GROUPS, __VA_ARGS__)
static const pp_array value_arrays[] = {
    CELL(buyers, .needs = 0),        CELL(orders, .needs = 0),        CELL(first_orders, .needs = 0),
    CELL(net_counted, .needs = 0),   CELL(exposure_days, .needs = 0), CELL(cost, .needs = 1u << PP_COST),
    PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    const patron_value_counts *counts;
    double years, margin;
} lifetime;

static void add_real(zval *values, const char *name, double value, bool known)
{
    if (known) add_assoc_double(values, name, value);
    else add_assoc_null(values, name);
}

static bool make_lifetime(zval *out, void *context, int64_t group)
{
    const lifetime *this = context;
    const patron_value_counts *counts = this->counts;
    patron_value_lifetime found = {.size = sizeof found};
    int64_t orders = counts->orders[group], days = counts->exposure_days[group];
    patron_error error;
    zval values;
    patron_status status = patron_value_lifetime_of(orders, counts->first_orders[group], counts->net_counted[group],
                                                    days, counts->cost ? counts->cost[group] : PATRON_NONE, this->years,
                                                    this->margin, &found, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "", "", "", "", "years", "margin", ""));
        ZVAL_NULL(out);
        return false;
    }
    array_init(&values);
    add_assoc_long(&values, "buyers", counts->buyers[group]);
    add_assoc_long(&values, "orders", orders);
    add_assoc_long(&values, "firstOrders", counts->first_orders[group]);
    add_assoc_long(&values, "netCounted", counts->net_counted[group]);
    add_assoc_long(&values, "exposureDays", days);
    if (counts->cost) add_assoc_long(&values, "cost", counts->cost[group]);
    else add_assoc_null(&values, "cost");
    add_assoc_double(&values, "years", this->years);
    add_assoc_double(&values, "margin", found.margin);
    add_real(&values, "aov", found.aov, orders);
    add_real(&values, "frequency", found.frequency, orders && days);
    add_real(&values, "repeatFrequency", found.repeat_frequency, orders && days);
    add_real(&values, "value", found.value, orders && days);
    add_real(&values, "valueNew", found.value_new, orders && days);
    pp_record_make(out, pp_ce_record, &values);
    return true;
}

/* The library takes 0 as "the default". */
static bool more_than_zero(double value, const char *argument)
{
    if (value > 0) return true;
    pp_argument_error(argument, "%s must be more than 0", argument);
    return false;
}

ZEND_METHOD(Patron_Book, lifetimeValue)
{
    zval *as_of;
    HashTable *mask = NULL, *group = NULL;
    zend_long first = 0, count = 0;
    lifetime this = {.years = 3};
    bool no_margin = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_DOUBLE(this.years)
        Z_PARAM_DOUBLE_OR_NULL(this.margin, no_margin)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    pp_asked asked;
    patron_error error;
    if (no_margin) this.margin = 0;
    if (!more_than_zero(this.years, "years") || (!no_margin && !more_than_zero(this.margin, "margin")) ||
        !pp_ask(&asked, ZEND_THIS, as_of, 0.5, mask, group, first, count, no_count))
        RETURN_THROWS();
    patron_value_counts counted = {.size = sizeof counted, .capacity = asked.selection.groups};
    pp_cells cells = {.width = {[GROUPS] = 1}};
    this.counts = &counted;
    if (pp_cells_begin(&cells, value_arrays, asked.selection.groups, asked.book->roles, &counted)) {
        patron_status status = patron_value_count(asked.book->book, asked.day, pp_selection_c(&asked.selection),
                                                  asked.from, asked.many, &counted, &error);
        if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "group", "first", "count", ""));
        else pp_by_group(return_value, &asked.selection, make_lifetime, &this);
        pp_cells_end(&cells);
    }
    pp_asked_free(&asked);
}
