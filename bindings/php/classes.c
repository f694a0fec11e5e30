/* classes.c: year over year, the stages of a customer's life, and who is or was a hero. */
#include "php_patron.h"
#include "churn.h"
#include "draft.h"

#define DAYS_BEFORE 90

/* ---- what classes are made of ------------------------------------------------------------------------------------ */

#define HERO(member, kind) PP_FIELD(patron_customers_heroes, member, kind)
static const pp_field heroes_fields[] = {
    HERO(as_of, PP_DAY), HERO(window_days, PP_INT32), HERO(rest, PP_INT64),
    HERO(heroes, PP_INT64), HERO(cut, PP_INT64), PP_END,
};

typedef struct {
    zval *this;
    const pp_book *book;
    int32_t day;
    patron_customers_options options;
    zval churn;              /* a ChurnTable of the whole book at `day` */
    const int32_t *states;
    int32_t *before;         /* states of the earlier day, owned */
    int64_t customers;
    patron_customers_heroes heroes, heroes_before;
} inputs;

/* The states of a whole book's churn on a day; NULL thrown. */
static const int32_t *states_of(const inputs *this, zval *churn)
{
    const pp_table *table = pp_table_of(Z_OBJ_P(churn));
    const pp_column *states = pp_table_find(table, "state");
    if (!states || Z_OBJ(table->book) != Z_OBJ_P(this->this) || table->rows != this->customers) {
        pp_type_error("churn", "churn must be the whole book's Book::churn, with its states");
        return NULL;
    }
    if (table->as_of != this->day) {
        pp_argument_error("churn", "churn must be of the same day as asOf");
        return NULL;
    }
    return states->values;
}

/* Book::churn of the day with its own rule, states only. */
static bool own_churn(inputs *this, zval *as_of)
{
    zend_function *method = zend_hash_str_find_ptr(&pp_ce_book->function_table, "churn", strlen("churn"));
    zval arguments[3], name;
    ZVAL_COPY_VALUE(&arguments[0], as_of);
    ZVAL_NULL(&arguments[1]);
    array_init(&arguments[2]);
    ZVAL_STRING(&name, "state");
    add_next_index_zval(&arguments[2], &name);
    ZVAL_UNDEF(&this->churn);
    zend_call_known_function(method, Z_OBJ_P(this->this), pp_ce_book, &this->churn, 3, arguments, NULL);
    zval_ptr_dtor(&arguments[2]);
    return Z_TYPE(this->churn) == IS_OBJECT && !EG(exception);
}

static bool fit_heroes(const inputs *this, int32_t day, const int32_t *states, const pp_selection *selection,
                       patron_customers_heroes *out)
{
    patron_error error;
    *out = (patron_customers_heroes){.size = sizeof *out};
    patron_status status = patron_customers_heroes_fit(this->book->book, day, states, &this->options,
                                                       selection ? pp_selection_c(selection) : NULL, out, &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "churn", "windowDays", "mask", ""));
    return !status;
}

/* Reads day, window and churn. Needs inputs_end whatever it returns. */
static bool inputs_begin(inputs *this, zval *book, zval *as_of, zval *churn, zend_long window, bool no_window)
{
    memset(this, 0, sizeof *this);
    this->this = book;
    this->book = pp_this_book(book);
    this->customers = pp_customers(this->book);
    this->options.size = sizeof this->options;
    if (!pp_day(as_of, this->book->zone, "asOf", &this->day) ||
        !pp_positive(window, no_window, "windowDays", &this->options.window_days))
        return false;
    if (churn) ZVAL_COPY(&this->churn, churn);
    else if (!own_churn(this, as_of)) return false;
    this->states = states_of(this, &this->churn);
    return this->states;
}

static size_t before_bytes(const inputs *this)
{
    return (size_t)this->customers * sizeof *this->before;
}

static void inputs_end(inputs *this)
{
    pp_release(this->before, before_bytes(this));
    zval_ptr_dtor(&this->churn);
}

/* The earlier day, by the rule of the churn of asOf. */
static bool inputs_before(inputs *this, zval *given, int32_t *day)
{
    patron_churn_columns out = {.size = sizeof out, .capacity = this->customers};
    patron_error error;
    *day = this->day - DAYS_BEFORE;
    if (given && !pp_day(given, this->book->zone, "before", day)) return false;
    if (*day >= this->day) {
        pp_argument_error("before", "before must be an earlier day than asOf");
        return false;
    }
    this->before = pp_allocate(before_bytes(this));
    if (!this->before) {
        pp_no_memory();
        return false;
    }
    out.state = this->before;
    pp_table *table = pp_table_of(Z_OBJ(this->churn));
    patron_status status = patron_churn_score(this->book->book, *day, pp_rule_in(&table->rule), 0, this->customers,
                                              &out, &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "before", "churn", "", "", ""));
    return !status && fit_heroes(this, this->day, this->states, NULL, &this->heroes) &&
           fit_heroes(this, *day, this->before, NULL, &this->heroes_before);
}

static patron_customers_class_inputs inputs_c(const inputs *this)
{
    return (patron_customers_class_inputs){.size = sizeof(patron_customers_class_inputs),
                                           .churn = this->states,
                                           .heroes = &this->heroes,
                                           .churn_before = this->before,
                                           .heroes_before = &this->heroes_before};
}

static void add_facts(pp_table *table, const inputs *this)
{
    zval fact;
    pp_record_of(&fact, pp_ce_record, heroes_fields, &this->heroes, this->book->zone);
    pp_table_fact(table, "heroes", &fact);
    pp_record_of(&fact, pp_ce_record, heroes_fields, &this->heroes_before, this->book->zone);
    pp_table_fact(table, "heroes_before", &fact);
    ZVAL_COPY(&fact, &this->churn);
    pp_table_fact(table, "churn", &fact);
    pp_date(this->heroes_before.as_of, this->book->zone, &fact);
    pp_table_fact(table, "before", &fact);
}

/* ---- heroes ------------------------------------------------------------------------------------------------------ */

ZEND_METHOD(Patron_Book, heroes)
{
    zval *as_of, *churn = NULL;
    HashTable *mask = NULL;
    zend_long window = 0;
    bool no_window = true;
    ZEND_PARSE_PARAMETERS_START(1, 4)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(churn, pp_ce_churn_table)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
    ZEND_PARSE_PARAMETERS_END();
    inputs this;
    pp_selection selection;
    if (inputs_begin(&this, ZEND_THIS, as_of, churn, window, no_window) &&
        pp_selection_read(&selection, mask, NULL, this.customers)) {
        if (fit_heroes(&this, this.day, this.states, &selection, &this.heroes))
            pp_record_of(return_value, pp_ce_record, heroes_fields, &this.heroes, this.book->zone);
        pp_selection_free(&selection);
    }
    inputs_end(&this);
}

/* ---- classes of every customer ----------------------------------------------------------------------------------- */

#define SCORE(member, ...) PP_FIELD(patron_customers_class_columns, member, __VA_ARGS__)
static const pp_field score[] = {
    SCORE(year, PP_TOKEN, .token = patron_customers_year_name),
    SCORE(partial_base, PP_INT32),
    SCORE(stage, PP_TOKEN, .token = patron_customers_stage_name),
    SCORE(activity, PP_TOKEN, .token = patron_customers_activity_name),
    SCORE(was_hero, PP_INT32),
    PP_END,
};

ZEND_METHOD(Patron_Book, classes)
{
    zval *as_of, *churn = NULL, *before = NULL;
    zend_long window = 0, first = 0, count = 0;
    bool no_window = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 6)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(churn, pp_ce_churn_table)
        Z_PARAM_ZVAL_OR_NULL(before)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_customers_class_columns out;
    patron_error error;
    inputs this;
    int64_t from, many;
    int32_t earlier;
    if (!pp_range(pp_customers(pp_this_book(ZEND_THIS)), first, count, no_count, &from, &many)) RETURN_THROWS();
    if (inputs_begin(&this, ZEND_THIS, as_of, churn, window, no_window) && inputs_before(&this, before, &earlier)) {
        patron_customers_class_inputs given = inputs_c(&this);
        pp_table *table = pp_score_begin(return_value, pp_ce_table, pp_ce_row, ZEND_THIS, score, NULL, NULL, from, many,
                                         &out, sizeof out);
        if (table) {
            table->as_of = this.day;
            add_facts(table, &this);
            patron_status status = patron_customers_classes(this.book->book, this.day, &given, &this.options, from,
                                                            many, &out, &error);
            pp_score_end(return_value, status, &error,
                         PP_NAMES("", "asOf", "churn", "windowDays", "first", "count", ""));
        }
    }
    inputs_end(&this);
}

/* ---- counts ------------------------------------------------------------------------------------------------------ */

enum { YEARS, STAGES, ACTIVITIES };
#define CELL(member, width) PP_ARRAY(patron_customers_class_counts, member, width)
static const pp_array year_arrays[] = {
    CELL(year, YEARS), CELL(year_net, YEARS), CELL(year_partial, YEARS), PP_ARRAYS_END,
};
static const pp_array stage_arrays[] = {
    CELL(stage, STAGES),      CELL(stage_net, STAGES), CELL(activity, ACTIVITIES), CELL(activity_net, ACTIVITIES),
    CELL(was_hero, STAGES),   PP_ARRAYS_END,
};
#undef CELL
#define WIDTHS                                                                                                         \
    {                                                                                                                  \
        PATRON_CUSTOMERS_YEARS, PATRON_CUSTOMERS_STAGES, PATRON_CUSTOMERS_ACTIVITIES                                   \
    }

typedef struct {
    const pp_asked *asked;
    const patron_customers_class_counts *counts;
    const inputs *inputs;
} counted;

/* class, buyers, rate of all buyers, net */
static void add_classes(pp_draft *draft, const char *name, pp_token token, const int64_t *buyers, const int64_t *net,
                        double confidence)
{
    int64_t whole[PATRON_CUSTOMERS_YEARS], all = 0;
    int32_t numbers[PATRON_CUSTOMERS_YEARS];
    for (int64_t at = 0; at < draft->table->rows; at++) all += buyers[at];
    for (int64_t at = 0; at < draft->table->rows; at++) {
        whole[at] = all;
        numbers[at] = (int32_t)at;
    }
    pp_draft_states(draft, name, numbers, token);
    pp_draft_counts(draft, "buyers", buyers);
    pp_draft_rates(draft, "", buyers, whole, confidence);
    pp_draft_counts(draft, "net", net);
}

static bool make_years(zval *out, void *context, int64_t group)
{
    const counted *this = context;
    int64_t at = group * PATRON_CUSTOMERS_YEARS;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, PATRON_CUSTOMERS_YEARS);
    add_classes(&draft, "year", patron_customers_year_name, this->counts->year + at, this->counts->year_net + at,
                this->asked->confidence);
    pp_draft_counts(&draft, "partial", this->counts->year_partial + at);
    return pp_draft_end(&draft);
}

ZEND_METHOD(Patron_Book, yearOverYear)
{
    zval *as_of;
    HashTable *mask = NULL, *group = NULL;
    zend_long window = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_window = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_customers_options options = {.size = sizeof options};
    pp_asked asked;
    patron_error error;
    if (!pp_positive(window, no_window, "windowDays", &options.window_days) ||
        !pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    patron_customers_class_counts counts = {.size = sizeof counts, .capacity = asked.selection.groups};
    counted this = {.asked = &asked, .counts = &counts};
    pp_cells cells = {.width = WIDTHS};
    if (pp_cells_begin(&cells, year_arrays, asked.selection.groups, 0, &counts)) {
        patron_status status = patron_customers_class_count(asked.book->book, asked.day, NULL, &options,
                                                            pp_selection_c(&asked.selection), asked.from, asked.many,
                                                            &counts, &error);
        if (status)
            pp_throw(status, &error, PP_NAMES("", "asOf", "", "windowDays", "group", "first", "count", ""));
        else pp_by_group(return_value, &asked.selection, make_years, &this);
        pp_cells_end(&cells);
    }
    pp_asked_free(&asked);
}

static bool make_stages(zval *out, void *context, int64_t group)
{
    const counted *this = context;
    const patron_customers_class_counts *counts = this->counts;
    int64_t stage = group * PATRON_CUSTOMERS_STAGES, activity = group * PATRON_CUSTOMERS_ACTIVITIES;
    double confidence = this->asked->confidence;
    zval activities;
    pp_draft draft;
    pp_draft_begin(&draft, &activities, pp_ce_table, NULL, PATRON_NO_DAY, PATRON_CUSTOMERS_ACTIVITIES);
    add_classes(&draft, "activity", patron_customers_activity_name, counts->activity + activity,
                counts->activity_net + activity, confidence);
    if (!pp_draft_end(&draft)) {
        ZVAL_NULL(out);
        return false;
    }
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, PATRON_CUSTOMERS_STAGES);
    add_classes(&draft, "stage", patron_customers_stage_name, counts->stage + stage, counts->stage_net + stage,
                confidence);
    pp_draft_counts(&draft, "was_hero", counts->was_hero + stage);
    pp_table_fact(draft.table, "activity", &activities);
    add_facts(draft.table, this->inputs);
    return pp_draft_end(&draft);
}

static void answer_stages(const pp_asked *asked, const inputs *of, zval *out)
{
    patron_customers_class_inputs given = inputs_c(of);
    patron_customers_class_counts counts = {.size = sizeof counts, .capacity = asked->selection.groups};
    counted this = {.asked = asked, .counts = &counts, .inputs = of};
    pp_cells cells = {.width = WIDTHS};
    patron_error error;
    if (!pp_cells_begin(&cells, stage_arrays, asked->selection.groups, 0, &counts)) return;
    patron_status status = patron_customers_class_count(asked->book->book, asked->day, &given, &of->options,
                                                        pp_selection_c(&asked->selection), asked->from, asked->many,
                                                        &counts, &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "churn", "windowDays", "group", "first", "count", ""));
    else pp_by_group(out, &asked->selection, make_stages, &this);
    pp_cells_end(&cells);
}

ZEND_METHOD(Patron_Book, stages)
{
    zval *as_of, *churn = NULL, *before = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long window = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_window = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 9)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(churn, pp_ce_churn_table)
        Z_PARAM_ZVAL_OR_NULL(before)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    pp_asked asked;
    inputs this;
    int32_t earlier;
    if (!pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count)) RETURN_THROWS();
    if (inputs_begin(&this, ZEND_THIS, as_of, churn, window, no_window) && inputs_before(&this, before, &earlier))
        answer_stages(&asked, &this, return_value);
    inputs_end(&this);
    pp_asked_free(&asked);
}
