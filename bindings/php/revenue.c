/* revenue.c: where a change of revenue comes from, and what cohorts brought against what winning them cost. */
#include "php_patron.h"
#include "cohorts.h"
#include "draft.h"

/* ---- revenue tree ------------------------------------------------------------------------------------------------ */

#define CELLS PATRON_VALUE_TREE_CELLS

typedef struct {
    int32_t from, to;
    int64_t *cells; /* [group][CELLS] */
    int64_t guest_orders, guest_net;
} span;

typedef struct {
    const pp_asked *asked;
    const span *before, *after;
    bool guests; /* of the whole book */
} tree;

static bool read_span(HashTable *given, const char *argument, const pp_zone *zone, span *out)
{
    zval *first = zend_hash_index_find(given, 0), *last = zend_hash_index_find(given, 1);
    if (!first || !last || zend_hash_num_elements(given) != 2) {
        pp_argument_error(argument, "%s must be a list of a first and a last day", argument);
        return false;
    }
    if (!pp_day(first, zone, argument, &out->from) || !pp_day(last, zone, argument, &out->to)) return false;
    if (out->from <= out->to) return true;
    pp_argument_error(argument, "%s ends before it begins", argument);
    return false;
}

static void add_side(pp_draft *draft, const span *side, int64_t group, const char *when)
{
    const int64_t *cells = side->cells + group * CELLS;
    const int64_t none = PATRON_NONE;
    const int64_t buyers[] = {cells[PATRON_VALUE_NEW_BUYERS], cells[PATRON_VALUE_RETURNING_BUYERS], none, none, none};
    const int64_t orders[] = {cells[PATRON_VALUE_NEW_ORDERS], cells[PATRON_VALUE_RETURNING_ORDERS], none, none,
                              side->guest_orders};
    const int64_t net[] = {cells[PATRON_VALUE_NEW_NET], cells[PATRON_VALUE_RETURNING_NET],
                           cells[PATRON_VALUE_UNCOUNTED_NET], cells[PATRON_VALUE_UNMATCHED_NET], side->guest_net};
    char name[32];
    snprintf(name, sizeof name, "buyers_%s", when);
    pp_draft_perhaps(draft, name, buyers);
    snprintf(name, sizeof name, "orders_%s", when);
    pp_draft_perhaps(draft, name, orders);
    snprintf(name, sizeof name, "net_%s", when);
    pp_draft_counts(draft, name, net);
}

static void add_effect(pp_draft *draft, const char *name, double new_effect, double returning_effect)
{
    static const int64_t known[] = {1, 1, 0, 0, 0};
    const double effects[] = {new_effect, returning_effect, 0, 0, 0};
    pp_draft_reals(draft, name, effects, known);
}

static bool make_tree(zval *out, void *context, int64_t group)
{
    static const char *const parts[] = {"new", "returning", "uncounted", "unmatched", "guests"};
    const tree *this = context;
    patron_value_tree found = {.size = sizeof found};
    patron_error error;
    zval names;
    pp_draft draft;
    int64_t rows = this->guests ? 5 : 4;
    patron_status status = patron_value_tree_of(this->before->cells + group * CELLS, this->after->cells + group * CELLS,
                                                &found, &error);
    int64_t guests = this->after->guest_net, total = found.change;
    if (!status && (__builtin_sub_overflow(guests, this->before->guest_net, &guests) ||
                    (this->guests && __builtin_add_overflow(total, guests, &total)))) {
        pp_throw_at(pp_ce_data_exception, NULL, NULL, -1, -1, "the change does not fit 64 bits");
        ZVAL_NULL(out);
        return false;
    }
    if (status) {
        pp_throw(status, &error, NULL);
        ZVAL_NULL(out);
        return false;
    }
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, rows);
    array_init(&names);
    for (int64_t row = 0; row < rows; row++) add_next_index_string(&names, parts[row]);
    pp_draft_texts(&draft, "part", &names);
    zval_ptr_dtor(&names);
    add_side(&draft, this->before, group, "before");
    add_side(&draft, this->after, group, "after");
    const int64_t change[] = {found.new_change, found.returning_change, found.uncounted_change, found.unmatched_change,
                              guests};
    pp_draft_counts(&draft, "change", change);
    add_effect(&draft, "by_buyers", found.new_buyers, found.returning_buyers);
    add_effect(&draft, "by_frequency", found.new_frequency, found.returning_frequency);
    add_effect(&draft, "by_value", found.new_value, found.returning_value);
    pp_table_fact_long(draft.table, "change", total);
    return pp_draft_end(&draft);
}

static bool count_span(const tree *this, span *side, const char *argument)
{
    const pp_asked *asked = this->asked;
    patron_error error;
    patron_status status = patron_value_tree_count(asked->book->book, asked->day, side->from, side->to,
                                                   pp_selection_c(&asked->selection), asked->from, asked->many,
                                                   side->cells, asked->selection.groups * CELLS, &error);
    if (!status && this->guests)
        status = patron_value_guests(asked->book->book, asked->day, side->from, side->to, &side->guest_orders,
                                     &side->guest_net, &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", argument, argument, "group", "first", "count", "", ""));
    return !status;
}

ZEND_METHOD(Patron_Book, revenueTree)
{
    zval *as_of;
    HashTable *given[2], *mask = NULL, *group = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(3, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_ARRAY_HT(given[0])
        Z_PARAM_ARRAY_HT(given[1])
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    span before = {.from = 0}, after = {.from = 0};
    pp_asked asked;
    if (!read_span(given[0], "before", book->zone, &before) || !read_span(given[1], "after", book->zone, &after) ||
        !pp_ask(&asked, ZEND_THIS, as_of, 0.5, mask, group, first, count, no_count))
        RETURN_THROWS();
    tree this = {.asked = &asked, .before = &before, .after = &after, .guests = pp_asked_all(&asked)};
    size_t bytes = (size_t)asked.selection.groups * CELLS * sizeof(int64_t);
    before.cells = pp_allocate_zero(2 * bytes);
    if (before.cells) {
        after.cells = before.cells + asked.selection.groups * CELLS;
        if (count_span(&this, &before, "before") && count_span(&this, &after, "after"))
            pp_by_group(return_value, &asked.selection, make_tree, &this);
    } else {
        pp_no_memory();
    }
    pp_release(before.cells, 2 * bytes);
    pp_asked_free(&asked);
}

/* ---- payback ----------------------------------------------------------------------------------------------------- */

/* Rows of cohorts that have costs: their numbers, and what the library wants of them. */
typedef struct {
    int64_t count, width;
    int64_t *row, *cost, *buyers; /* [count] */
    int64_t *eligible, *value;    /* [count][width] */
    int64_t *block;
    size_t bytes;
} costed;

static bool costed_begin(costed *this, int64_t most, int64_t width)
{
    size_t cells;
    *this = (costed){.width = width};
    if (__builtin_mul_overflow((size_t)most, 2 * (size_t)width + 3, &cells) ||
        __builtin_mul_overflow(cells, sizeof(int64_t), &this->bytes) || !(this->block = pp_allocate(this->bytes))) {
        pp_no_memory();
        return false;
    }
    this->row = this->block;
    this->cost = this->row + most;
    this->buyers = this->cost + most;
    this->eligible = this->buyers + most;
    this->value = this->eligible + most * width;
    return true;
}

/* The cost of a cohort by its label, as PHP keeps array keys; NULL: none. */
static zval *cost_of(HashTable *costs, zval *label)
{
    if (Z_TYPE_P(label) == IS_LONG) return zend_hash_index_find(costs, (zend_ulong)Z_LVAL_P(label));
    return zend_symtable_find(costs, Z_STR_P(label));
}

static bool read_costs(costed *this, const pp_cohorts *cohorts, int32_t field, HashTable *costs)
{
    const int64_t *buyers = pp_cohorts_buyers(cohorts), *value = pp_cohorts_at(cohorts, field, 2);
    const int64_t *eligible = pp_cohorts_at(cohorts, pp_cohorts_find(cohorts, "eligible"), 2);
    size_t bytes = (size_t)this->width * sizeof *value;
    int64_t row = 0;
    zval *label;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL(cohorts->data->rows), label)
    {
        zval *cost = cost_of(costs, label);
        if (cost) {
            ZVAL_DEREF(cost);
            if (Z_TYPE_P(cost) != IS_LONG) {
                pp_type_error("costs", "costs must be whole minor units, not %s", zend_zval_type_name(cost));
                return false;
            }
            this->row[this->count] = row;
            this->cost[this->count] = Z_LVAL_P(cost);
            this->buyers[this->count] = buyers[row];
            memcpy(this->eligible + this->count * this->width, eligible + row * this->width, bytes);
            memcpy(this->value + this->count * this->width, value + row * this->width, bytes);
            this->count++;
        }
        row++;
    }
    ZEND_HASH_FOREACH_END();
    if (this->count == (int64_t)zend_hash_num_elements(costs)) return true;
    pp_argument_error("costs", "costs: a cohort that is not there");
    return false;
}

/* The number of a column, or where columns are not numbered its label. */
static void add_column_number(pp_draft *draft, const char *name, const int32_t *values, zval *labels)
{
    zval *label;
    bool numbered = true;
    int64_t at = 0, last = (int64_t)zend_hash_num_elements(Z_ARRVAL_P(labels)) - 1;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(labels), label)
    {
        if (at++ < last && strspn(Z_STRVAL_P(label), "0123456789") != Z_STRLEN_P(label)) numbered = false;
    }
    ZEND_HASH_FOREACH_END();
    pp_draft_numbers(draft, name, values);
    if (numbered || draft->failed) return;
    pp_column *column = &draft->table->columns[draft->table->count - 1];
    column->kind = PP_TOKEN;
    pp_column_names(column, Z_ARRVAL_P(labels));
}

static void answer_payback(const costed *this, const pp_cohorts *cohorts, zval *out)
{
    size_t rows = (size_t)this->count, bytes = rows * (2 * sizeof(int32_t) + 3 * sizeof(double) + sizeof(int64_t));
    double *cac = pp_allocate_zero(bytes);
    patron_error error;
    pp_draft draft;
    zval names;
    if (!cac) {
        pp_no_memory();
        return;
    }
    double *ltv = cac + rows, *ratio = ltv + rows;
    int64_t *known = (int64_t *)(void *)(ratio + rows);
    int32_t *payback = (int32_t *)(void *)(known + rows), *column = payback + rows;
    pp_draft_begin(&draft, out, pp_ce_table, NULL, PATRON_NO_DAY, this->count);
    array_init(&names);
    for (size_t at = 0; at < rows; at++) {
        zval *label = zend_hash_index_find(Z_ARRVAL(cohorts->data->rows), (zend_ulong)this->row[at]);
        add_next_index_str(&names, zval_get_string(label));
    }
    pp_draft_texts(&draft, "cohort", &names);
    zval_ptr_dtor(&names);
    pp_draft_counts(&draft, "buyers", this->buyers);
    pp_draft_counts(&draft, "cost", this->cost);
    int32_t *state = pp_draft_add(&draft, "state", PP_TOKEN);
    if (state) pp_column_tokens(&draft.table->columns[draft.table->count - 1], patron_value_payback_name);
    patron_value_payback_columns found = {.size = sizeof found,
                                          .capacity = this->count,
                                          .state = state,
                                          .payback = payback,
                                          .column = column,
                                          .cac = cac,
                                          .ltv = ltv,
                                          .ratio = ratio};
    patron_status status = patron_value_payback(this->count, this->width, this->buyers, this->eligible, this->value,
                                                this->cost, &found, &error);
    if (!status) {
        add_column_number(&draft, "payback", payback, &cohorts->data->columns);
        add_column_number(&draft, "column", column, &cohorts->data->columns);
        pp_draft_reals(&draft, "cac", cac, this->buyers);
        for (size_t at = 0; at < rows; at++) known[at] = column[at] >= 0;
        pp_draft_reals(&draft, "ltv", ltv, known);
        for (size_t at = 0; at < rows; at++) known[at] = known[at] && this->buyers[at] && this->cost[at];
        pp_draft_reals(&draft, "ratio", ratio, known);
        pp_draft_end(&draft);
    } else {
        zval_ptr_dtor(out);
        ZVAL_NULL(out);
        pp_throw(status, &error, PP_NAMES("", "", "", "", "", "costs", ""));
    }
    pp_release(cac, bytes);
}

ZEND_FUNCTION(Patron_payback)
{
    zend_object *object;
    HashTable *costs;
    zend_string *of = NULL;
    ZEND_PARSE_PARAMETERS_START(2, 3)
        Z_PARAM_OBJ_OF_CLASS(object, pp_ce_cohorts)
        Z_PARAM_ARRAY_HT(costs)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR_OR_NULL(of)
    ZEND_PARSE_PARAMETERS_END();
    const pp_cohorts *cohorts = pp_cohorts_of(object);
    costed rows;
    int32_t margin = pp_cohorts_find(cohorts, "marginTo"), net = pp_cohorts_find(cohorts, "netTo");
    int32_t field = margin >= 0 ? margin : net;
    if (of && !zend_string_equals_literal(of, "marginTo")) field = zend_string_equals_literal(of, "netTo") ? net : -1;
    else if (of) field = margin;
    if (field < 0) {
        pp_argument_error("of", "of '%s' is none of these cohorts' marginTo, netTo", of ? ZSTR_VAL(of) : "");
        RETURN_THROWS();
    }
    if (!costed_begin(&rows, cohorts->data->row_count, cohorts->data->column_count)) RETURN_THROWS();
    if (read_costs(&rows, cohorts, field, costs)) {
        answer_payback(&rows, cohorts, return_value);
        if (Z_TYPE_P(return_value) == IS_OBJECT) {
            zval name;
            ZVAL_STRING(&name, field == margin ? "marginTo" : "netTo");
            pp_table_fact(pp_table_of(Z_OBJ_P(return_value)), "of", &name);
        }
    }
    pp_release(rows.block, rows.bytes);
}
