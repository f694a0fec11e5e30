/* tiers.c: Tiers: who has earned what in a programme of points, orders or money. */
#include "php_patron.h"
#include "ledger.h"

#define MOST 64

typedef struct {
    patron_loyalty_tiers c; /* points to the two below; size 0 before the constructor */
    patron_calendar calendar;
    int64_t thresholds[MOST];
    zval names; /* list of strings */
    zend_object std;
} tiers;
PP_OBJECT(tiers)

static zend_object_handlers handlers;

static zend_object *create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(tiers), &handlers);
}

static void destroy(zend_object *object)
{
    zval_ptr_dtor(&tiers_of(object)->names);
    zend_object_std_dtor(object);
}

void pp_tiers_init(void)
{
    pp_handlers(&handlers, XtOffsetOf(tiers, std), destroy);
    pp_ce_tiers->create_object = create;
}

static bool read_thresholds(tiers *this, HashTable *given)
{
    zend_ulong number;
    zend_string *name;
    zval *value, names;
    int32_t count = 0;
    if (!zend_hash_num_elements(given) || zend_hash_num_elements(given) > MOST) {
        pp_argument_error("thresholds", "thresholds must name 1 ... %d tiers", MOST);
        return false;
    }
    array_init(&names);
    ZEND_HASH_FOREACH_KEY_VAL(given, number, name, value)
    {
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) != IS_LONG) {
            pp_type_error("thresholds", "thresholds must be whole numbers, not %s", zend_zval_type_name(value));
        } else if (Z_LVAL_P(value) < 0 || (count && Z_LVAL_P(value) <= this->thresholds[count - 1])) {
            pp_argument_error("thresholds", "thresholds must rise from 0 or more");
        } else {
            this->thresholds[count++] = Z_LVAL_P(value);
            add_next_index_str(&names, name ? zend_string_copy(name) : zend_long_to_str((zend_long)number));
            continue;
        }
        zval_ptr_dtor(&names);
        return false;
    }
    ZEND_HASH_FOREACH_END();
    ZVAL_COPY_VALUE(&this->names, &names);
    this->c.tier_count = count;
    return true;
}

ZEND_METHOD(Patron_Tiers, __construct)
{
    HashTable *thresholds;
    zend_object *by = NULL, *window = NULL, *period = NULL;
    zend_long days = 0, grace = 0, week_start = 0, first_month = 1;
    bool no_days = true;
    ZEND_PARSE_PARAMETERS_START(1, 8)
        Z_PARAM_ARRAY_HT(thresholds)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(by, pp_ce_tier_by)
        Z_PARAM_OBJ_OF_CLASS(window, pp_ce_tier_window)
        Z_PARAM_LONG_OR_NULL(days, no_days)
        Z_PARAM_LONG(grace)
        Z_PARAM_OBJ_OF_CLASS(period, pp_ce_period)
        Z_PARAM_LONG(week_start)
        Z_PARAM_LONG(first_month)
    ZEND_PARSE_PARAMETERS_END();
    tiers *this = tiers_of(Z_OBJ_P(ZEND_THIS));
    if (this->c.size) {
        zend_throw_error(NULL, "These tiers have been constructed already");
        RETURN_THROWS();
    }
    if (!pp_calendar_read(period, week_start, first_month, &this->calendar) ||
        !pp_positive(days, no_days, "windowDays", &this->c.window_days) ||
        !pp_int32(grace, "graceDays", &this->c.grace_days) || !read_thresholds(this, thresholds))
        RETURN_THROWS();
    if (!period) this->calendar.period = PATRON_PERIOD_YEAR;
    if (by) this->c.by = pp_case_index(by);
    if (window) this->c.window = pp_case_index(window);
    this->c.thresholds = this->thresholds;
    if (this->c.window == PATRON_LOYALTY_PERIOD) this->c.calendar = &this->calendar;
    this->c.size = sizeof this->c;
}

ZEND_METHOD(Patron_Tiers, names)
{
    ZEND_PARSE_PARAMETERS_NONE();
    if (Z_ISUNDEF(tiers_of(Z_OBJ_P(ZEND_THIS))->names)) RETURN_EMPTY_ARRAY();
    RETURN_COPY(&tiers_of(Z_OBJ_P(ZEND_THIS))->names);
}

static const tiers *tiers_in(zend_object *object)
{
    const tiers *found = tiers_of(object);
    if (found->c.size) return found;
    zend_throw_error(NULL, "These tiers were never constructed");
    return NULL;
}

/* ---- who is in which --------------------------------------------------------------------------------------------- */

#define NAMES(...) PP_NAMES("", "ledger", __VA_ARGS__)

/* A column's numbers are tiers. */
static void name_tiers(const pp_table *table, const char *column, const tiers *of)
{
    pp_column *found = pp_table_find(table, column);
    if (!found) return;
    found->kind = PP_TOKEN;
    pp_column_names(found, Z_ARRVAL(of->names));
}

#define SCORE(member, ...) PP_FIELD(patron_loyalty_tier_columns, member, __VA_ARGS__)
static const pp_field score[] = {
    SCORE(tier, PP_INT32),           SCORE(by_value, PP_INT32), SCORE(value, PP_INT64),
    SCORE(gap, PP_INT64, .none = true), SCORE(until, PP_DAY),   SCORE(keep_gap, PP_INT64, .none = true),
    PP_END,
};

ZEND_METHOD(Patron_Book, tiers)
{
    zval *as_of;
    zend_object *given, *ledger = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(2, 5)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OBJ_OF_CLASS(given, pp_ce_tiers)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(ledger, pp_ce_ledger)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const tiers *of = tiers_in(given);
    const patron_loyalty_ledger *points;
    patron_loyalty_tier_columns out;
    patron_error error;
    pp_asked asked;
    if (!of || !pl_ledger_in(ledger, &points) ||
        !pp_ask(&asked, ZEND_THIS, as_of, 0.5, NULL, NULL, first, count, no_count))
        RETURN_THROWS();
    pp_table *table = pp_score_begin(return_value, pp_ce_table, pp_ce_row, ZEND_THIS, score, NULL, NULL, asked.from,
                                     asked.many, &out, sizeof out);
    if (!table) RETURN_THROWS();
    zval fact;
    table->as_of = asked.day;
    ZVAL_OBJ_COPY(&fact, given);
    pp_table_fact(table, "tiers", &fact);
    name_tiers(table, "tier", of);
    name_tiers(table, "byValue", of);
    patron_status status = patron_loyalty_tiers_score(asked.book->book, points, asked.day, &of->c, asked.from,
                                                      asked.many, &out, &error);
    pp_score_end(return_value, status, &error, NAMES("asOf", "tiers", "first", "count", ""));
}

#define CELL(member) PP_ARRAY(patron_loyalty_tier_counts, member, 0)
static const pp_array arrays[] = {CELL(buyers), CELL(value), CELL(in_grace), CELL(lapsing), PP_ARRAYS_END};

typedef struct {
    const pp_asked *asked;
    const patron_loyalty_tier_counts *counts;
    zend_object *given;
    int64_t rows;
} counted;

static bool make_tiers(zval *out, void *context, int64_t group)
{
    const counted *this = context;
    const patron_loyalty_tier_counts *counts = this->counts;
    int64_t at = group * this->rows, whole[MOST + 1], all = 0;
    zval fact;
    pp_draft draft;
    for (int64_t row = 0; row < this->rows; row++) all += counts->buyers[at + row];
    for (int64_t row = 0; row < this->rows; row++) whole[row] = all;
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, this->rows);
    pp_draft_series(&draft, "tier", PATRON_NONE);
    name_tiers(draft.table, "tier", tiers_of(this->given));
    pp_draft_counts(&draft, "buyers", counts->buyers + at);
    pp_draft_rates(&draft, "", counts->buyers + at, whole, this->asked->confidence);
    pp_draft_counts(&draft, "value", counts->value + at);
    pp_draft_counts(&draft, "in_grace", counts->in_grace + at);
    pp_draft_counts(&draft, "lapsing", counts->lapsing + at);
    ZVAL_OBJ_COPY(&fact, this->given);
    pp_table_fact(draft.table, "tiers", &fact);
    return pp_draft_end(&draft);
}

ZEND_METHOD(Patron_Book, tiersCount)
{
    zval *as_of;
    zend_object *given, *ledger = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long within = 30, first = 0, count = 0;
    double confidence = 0.95;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(2, 9)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OBJ_OF_CLASS(given, pp_ce_tiers)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(ledger, pp_ce_ledger)
        Z_PARAM_LONG(within)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const tiers *of = tiers_in(given);
    const patron_loyalty_ledger *points;
    patron_error error;
    pp_asked asked;
    if (!of || !pl_ledger_in(ledger, &points)) RETURN_THROWS();
    patron_loyalty_tiers rules = of->c;
    if (!pp_int32(within, "within", &rules.within) ||
        !pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    int64_t groups = asked.selection.groups, rows = rules.tier_count + 1;
    patron_loyalty_tier_counts counts = {.size = sizeof counts, .capacity = groups * rows};
    counted this = {.asked = &asked, .counts = &counts, .given = given, .rows = rows};
    pp_cells cells = {.width = {rows}};
    if (pp_cells_begin(&cells, arrays, groups, 0, &counts)) {
        patron_status status = patron_loyalty_tiers_count(asked.book->book, points, asked.day, &rules,
                                                          pp_selection_c(&asked.selection), asked.from, asked.many,
                                                          &counts, &error);
        const char *about = status ? pp_option_as(&error, PP_PAIRS("within", "within")) : "";
        if (status) pp_throw(status, &error, NAMES("asOf", *about ? about : "tiers", "group", "first", "count", ""));
        else pp_by_group(return_value, &asked.selection, make_tiers, &this);
        pp_cells_end(&cells);
    }
    pp_asked_free(&asked);
}

static const pp_field change_fields[] = {
    {.name = "customer", .kind = PP_KEYED, .which = PATRON_KEYS_CUSTOMER},
    PP_END,
};

ZEND_METHOD(Patron_Book, tierChanges)
{
    zval *earlier, *as_of;
    zend_object *given, *ledger = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(3, 6)
        Z_PARAM_ZVAL(earlier)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OBJ_OF_CLASS(given, pp_ce_tiers)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(ledger, pp_ce_ledger)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const tiers *of = tiers_in(given);
    const patron_loyalty_ledger *points;
    patron_table *found;
    patron_error error;
    pp_asked asked;
    int32_t before;
    if (!of || !pl_ledger_in(ledger, &points) ||
        !pp_day(earlier, pp_this_book(ZEND_THIS)->zone, "earlier", &before) ||
        !pp_ask(&asked, ZEND_THIS, as_of, 0.5, NULL, NULL, first, count, no_count))
        RETURN_THROWS();
    patron_status status = patron_loyalty_tiers_changes(asked.book->book, points, before, asked.day, &of->c, asked.from,
                                                        asked.many, &found, &error);
    if (status) {
        pp_throw(status, &error, NAMES("earlier", "asOf", "tiers", "first", "count", ""));
        RETURN_THROWS();
    }
    pp_table *table = pp_table_new(return_value, pp_ce_table, pp_ce_row, ZEND_THIS, patron_table_rows(found));
    table->as_of = asked.day;
    pp_table_take(table, found, change_fields);
    name_tiers(table, "fromTier", of);
    name_tiers(table, "toTier", of);
    zval fact;
    pp_date(before, asked.book->zone, &fact);
    pp_table_fact(table, "earlier", &fact);
}
