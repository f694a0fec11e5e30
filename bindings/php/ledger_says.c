/* ledger_says.c: what a Ledger says on a day. */
#include "php_patron.h"
#include "ledger.h"

/* ---- its customers ----------------------------------------------------------------------------------------------- */

static int64_t customers_of(const pp_ledger *ledger, patron_column *keys)
{
    int64_t count = 0;
    keys->size = sizeof *keys;
    patron_loyalty_keys(ledger->ledger, keys, &count, NULL);
    return count;
}

ZEND_METHOD(Patron_Ledger, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_ledger *this = pl_this(ZEND_THIS);
    patron_column keys;
    if (this) RETURN_LONG(customers_of(this, &keys));
}

ZEND_METHOD(Patron_Ledger, keys)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_ledger *this = pl_this(ZEND_THIS);
    patron_column keys;
    if (!this) RETURN_THROWS();
    int64_t count = customers_of(this, &keys);
    const int64_t *offsets = keys.type == PATRON_TYPE_STRING64 ? keys.offsets : NULL;
    if (!pp_room((size_t)count * sizeof(zval) + (offsets ? (size_t)offsets[count] + (size_t)count * 32 : 0))) {
        pp_no_memory();
        RETURN_THROWS();
    }
    pp_key_array(&keys, count, return_value);
}

/* Numbers of keys; release *bytes. NULL thrown. */
static int32_t *find(const pp_ledger *this, HashTable *list, const char *argument, size_t *bytes)
{
    patron_column known;
    patron_error error;
    pp_keys keys;
    customers_of(this, &known);
    if (!pp_keys_of_kind(list, argument, known.type == PATRON_TYPE_STRING64, &keys)) return NULL;
    *bytes = (size_t)keys.count * sizeof(int32_t);
    int32_t *numbers = pp_allocate(*bytes);
    patron_status status =
        numbers ? patron_loyalty_find(this->ledger, &keys.column, keys.count, numbers, &error) : PATRON_OK;
    pp_keys_free(&keys);
    if (!numbers) {
        pp_no_memory();
    } else if (status) {
        pp_throw(status, &error, PP_NAMES("", argument, argument, ""));
        pp_release(numbers, *bytes);
        return NULL;
    }
    return numbers;
}

ZEND_METHOD(Patron_Ledger, find)
{
    HashTable *list;
    size_t bytes;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ARRAY_HT(list)
    ZEND_PARSE_PARAMETERS_END();
    const pp_ledger *this = pl_this(ZEND_THIS);
    if (!this) RETURN_THROWS();
    uint32_t count = zend_hash_num_elements(list);
    if (!pp_room((size_t)count * sizeof(zval))) {
        pp_no_memory();
        RETURN_THROWS();
    }
    int32_t *numbers = find(this, list, "keys", &bytes);
    if (!numbers) RETURN_THROWS();
    array_init_size(return_value, count);
    for (uint32_t at = 0; at < count; at++) {
        if (numbers[at] < 0) add_next_index_null(return_value);
        else add_next_index_long(return_value, numbers[at]);
    }
    pp_release(numbers, bytes);
}

#define INFO(member, kind) PP_FIELD(patron_loyalty_info, member, kind)
static const pp_field info[] = {
    INFO(events, PP_INT64), INFO(replayed, PP_INT64), INFO(repeated, PP_INT64),  INFO(guests, PP_INT64),
    INFO(customers, PP_INT64), INFO(orders, PP_INT64), INFO(bytes, PP_INT64), INFO(first_day, PP_DAY),
    INFO(last_day, PP_DAY), PP_END,
};

static bool inspect(const pp_ledger *this, patron_loyalty_info *out)
{
    patron_error error;
    *out = (patron_loyalty_info){.size = sizeof *out};
    patron_status status = patron_loyalty_inspect(this->ledger, out, &error);
    if (status) pp_throw(status, &error, NULL);
    return !status;
}

ZEND_METHOD(Patron_Ledger, info)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_ledger *this = pl_this(ZEND_THIS);
    patron_loyalty_info found;
    if (this && inspect(this, &found)) pp_record_of(return_value, pp_ce_record, info, &found, this->zone);
}

/* ---- what it is asked -------------------------------------------------------------------------------------------- */

/* A table keeps the ledger whose keys it shows. */
static void attach(pp_table *table, zval *ledger)
{
    ZVAL_COPY(&table->rule, ledger);
    table->zone = pp_zone_keep(pp_ledger_of(Z_OBJ_P(ledger))->zone);
}

/* Like pp_ask, of a ledger. */
static const pp_ledger *ask(pp_asked *asked, zval *this, zval *as_of, double confidence, HashTable *mask,
                            HashTable *group, zend_long first, zend_long count, bool no_count)
{
    const pp_ledger *ledger = pl_this(this);
    patron_column keys;
    if (!ledger) return NULL;
    *asked = (pp_asked){.this = this, .confidence = confidence};
    int64_t customers = customers_of(ledger, &keys);
    bool good = pp_day(as_of, ledger->zone, "asOf", &asked->day) && pp_confidence(confidence) &&
                pp_range(customers, first, count, no_count, &asked->from, &asked->many) &&
                pp_selection_read(&asked->selection, mask, group, customers);
    return good ? ledger : NULL;
}

static bool read_view(zend_long within, bool no_within, patron_loyalty_view *out)
{
    *out = (patron_loyalty_view){.size = sizeof *out};
    if (no_within) return true;
    out->flags = PATRON_LOYALTY_WITHIN_SET;
    return pp_int32(within, "within", &out->within);
}

/* ---- balances ---------------------------------------------------------------------------------------------------- */

#define SCORE(member, kind) PP_FIELD(patron_loyalty_columns, member, kind)
static const pp_field score[] = {
    SCORE(balance, PP_INT64),   SCORE(earned, PP_INT64),      SCORE(bonus, PP_INT64),
    SCORE(spent, PP_INT64),     SCORE(restored, PP_INT64),    SCORE(expired, PP_INT64),
    SCORE(taken, PP_INT64),     SCORE(debt, PP_INT64),        SCORE(shortfall, PP_INT64),
    SCORE(expiring, PP_INT64),  SCORE(next_expiry, PP_DAY),   SCORE(next_points, PP_INT64),
    SCORE(last_event, PP_DAY),  PP_END,
};

ZEND_METHOD(Patron_Ledger, balances)
{
    zval *as_of;
    HashTable *wanted = NULL;
    zend_long within = 0, first = 0, count = 0;
    bool no_within = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 5)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(within, no_within)
        Z_PARAM_ARRAY_HT_OR_NULL(wanted)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_loyalty_columns out;
    patron_loyalty_view view;
    patron_error error;
    pp_asked asked;
    const pp_ledger *this = !read_view(within, no_within, &view)
                                ? NULL
                                : ask(&asked, ZEND_THIS, as_of, 0.5, NULL, NULL, first, count, no_count);
    if (!this) RETURN_THROWS();
    pp_table *table = pp_table_new(return_value, pp_ce_table, pp_ce_row, NULL, asked.many);
    attach(table, ZEND_THIS);
    table->as_of = asked.day;
    pp_column *customer = pp_table_add(table, "customer", PP_KEYED, NULL, NULL, 0);
    customer->start = asked.from;
    customers_of(this, &customer->keys);
    if (!pp_table_fields(table, score, wanted, NULL, &out, sizeof out)) {
        zval_ptr_dtor(return_value);
        ZVAL_NULL(return_value);
        RETURN_THROWS();
    }
    patron_status status =
        patron_loyalty_score(this->ledger, asked.day, &view, asked.from, asked.many, &out, &error);
    pp_score_end(return_value, status, &error, PP_NAMES("", "asOf", "within", "first", "count", "columns"));
}

/* ---- liability --------------------------------------------------------------------------------------------------- */

#define COUNTS(of)                                                                                                     \
    of(customers) of(holders) of(debtors) of(issued) of(earned) of(bonus) of(spent) of(restored) of(expired) of(taken) \
    of(shortfall) of(outstanding) of(debt) of(expiring) of(expiring_customers)
#define ARRAY_OF(member) PP_ARRAY(patron_loyalty_counts, member, 0),
#define NAME_OF(member) #member,
static const pp_array count_arrays[] = {COUNTS(ARRAY_OF) PP_ARRAYS_END};
static const char *const count_names[] = {COUNTS(NAME_OF)};

typedef struct {
    const pp_asked *asked;
    const patron_loyalty_counts *counts;
    int64_t num, den;
} liable;

static bool make_liability(zval *out, void *context, int64_t group)
{
    const liable *this = context;
    const patron_loyalty_counts *counts = this->counts;
    int64_t whole, rest, settled = counts->issued[group] - counts->outstanding[group];
    patron_error error;
    pp_draft draft;
    patron_status status =
        patron_loyalty_value(counts->outstanding[group], this->num, this->den, &whole, &rest, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "pointValue", "pointValue", "", "", ""));
        ZVAL_NULL(out);
        return false;
    }
    pp_draft_begin(&draft, out, pp_ce_table, NULL, this->asked->day, 1);
    attach(draft.table, this->asked->this);
    for (size_t at = 0; at < sizeof count_names / sizeof *count_names; at++) {
        int64_t *const *cells = (int64_t *const *)(const void *)((const char *)counts + count_arrays[at].offset);
        pp_draft_counts(&draft, count_names[at], *cells + group);
    }
    pp_draft_counts(&draft, "liability", &whole);
    pp_draft_counts(&draft, "liability_rest", &rest);
    pp_draft_rates(&draft, "breakage", counts->expired + group, counts->issued + group, this->asked->confidence);
    pp_draft_rates(&draft, "fate", counts->expired + group, &settled, this->asked->confidence);
    return pp_draft_end(&draft);
}

static bool read_pair(HashTable *pair, int64_t *num, int64_t *den)
{
    zval *first = zend_hash_index_find(pair, 0), *second = zend_hash_index_find(pair, 1);
    if (!first || !second || zend_hash_num_elements(pair) != 2 || Z_TYPE_P(first) != IS_LONG ||
        Z_TYPE_P(second) != IS_LONG) {
        pp_type_error("pointValue", "pointValue must be two whole numbers: minor units, and for how many points");
        return false;
    }
    *num = Z_LVAL_P(first);
    *den = Z_LVAL_P(second);
    return true;
}

ZEND_METHOD(Patron_Ledger, liability)
{
    zval *as_of;
    HashTable *pair = NULL, *mask = NULL, *group = NULL;
    zend_long within = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_within = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 8)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT(pair)
        Z_PARAM_LONG_OR_NULL(within, no_within)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_loyalty_view view;
    patron_error error;
    pp_asked asked;
    liable of = {.asked = &asked, .num = 1, .den = 1};
    const pp_ledger *this = (pair && !read_pair(pair, &of.num, &of.den)) || !read_view(within, no_within, &view)
                                ? NULL
                                : ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count);
    if (!this) RETURN_THROWS();
    patron_loyalty_counts counts = {.size = sizeof counts, .capacity = asked.selection.groups};
    pp_cells cells = {.width = {1}};
    of.counts = &counts;
    if (pp_cells_begin(&cells, count_arrays, asked.selection.groups, 0, &counts)) {
        patron_status status = patron_loyalty_count(this->ledger, asked.day, &view, pp_selection_c(&asked.selection),
                                                    asked.from, asked.many, &counts, &error);
        if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "within", "group", "first", "count", ""));
        else pp_by_group(return_value, &asked.selection, make_liability, &of);
        pp_cells_end(&cells);
    }
    pp_asked_free(&asked);
}

/* ---- vintages ---------------------------------------------------------------------------------------------------- */

#define CELL(member) PP_ARRAY(patron_loyalty_vintages, member, 0)
static const pp_array vintage_arrays[] = {CELL(lots), CELL(issued), CELL(expired), CELL(outstanding), PP_ARRAYS_END};

typedef struct {
    const pp_asked *asked;
    const patron_loyalty_vintages *counts;
    patron_calendar calendar;
    int32_t first;
    int64_t periods;
} vintages;

static bool make_vintages(zval *out, void *context, int64_t group)
{
    const vintages *this = context;
    const patron_loyalty_vintages *counts = this->counts;
    int64_t at = group * this->periods;
    zval labels;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, NULL, this->asked->day, this->periods);
    attach(draft.table, this->asked->this);
    draft.failed = !pp_room((size_t)this->periods * 64);
    array_init(&labels);
    for (int64_t row = 0; !draft.failed && row < this->periods; row++)
        add_next_index_str(&labels, pp_period_label(&this->calendar, (int32_t)(this->first + row)));
    pp_draft_texts(&draft, "period", &labels);
    zval_ptr_dtor(&labels);
    pp_draft_counts(&draft, "lots", counts->lots + at);
    pp_draft_counts(&draft, "issued", counts->issued + at);
    pp_draft_counts(&draft, "expired", counts->expired + at);
    pp_draft_rates(&draft, "", counts->expired + at, counts->issued + at, this->asked->confidence);
    pp_draft_counts(&draft, "outstanding", counts->outstanding + at);
    return pp_draft_end(&draft);
}

/* From the first event's period (or since's) to that of asOf (or until's). */
static bool read_periods(vintages *this, const pp_ledger *ledger, zval *since, zval *until)
{
    patron_loyalty_info known;
    patron_error error;
    int32_t begin, end = this->asked->day, last;
    if (!inspect(ledger, &known)) return false;
    begin = known.first_day == PATRON_NO_DAY ? this->asked->day : known.first_day;
    if ((since && !pp_day(since, ledger->zone, "since", &begin)) ||
        (until && !pp_day(until, ledger->zone, "until", &end)))
        return false;
    patron_status status = patron_calendar_period(&this->calendar, begin, &this->first, &error);
    if (!status) status = patron_calendar_period(&this->calendar, end, &last, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "until", "", ""));
        return false;
    }
    this->periods = last < this->first ? 0 : (int64_t)last - this->first + 1;
    return true;
}

ZEND_METHOD(Patron_Ledger, vintages)
{
    zval *as_of, *since = NULL, *until = NULL;
    zend_object *period = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long week_start = 0, first_month = 1, first = 0, count = 0;
    double confidence = 0.95;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 11)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(period, pp_ce_period)
        Z_PARAM_LONG(week_start)
        Z_PARAM_LONG(first_month)
        Z_PARAM_ZVAL_OR_NULL(since)
        Z_PARAM_ZVAL_OR_NULL(until)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    pp_asked asked;
    vintages of = {.asked = &asked};
    patron_error error;
    const pp_ledger *this = !pp_calendar_read(period, week_start, first_month, &of.calendar)
                                ? NULL
                                : ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count);
    if (!this) RETURN_THROWS();
    if (read_periods(&of, this, since, until)) {
        int64_t groups = asked.selection.groups;
        patron_loyalty_vintages counts = {.size = sizeof counts, .capacity = groups * of.periods};
        pp_cells cells = {.width = {of.periods}};
        of.counts = &counts;
        if (pp_cells_begin(&cells, vintage_arrays, groups, 0, &counts)) {
            patron_status status = patron_loyalty_vintage_count(this->ledger, asked.day, &of.calendar, of.first,
                                                                of.periods, pp_selection_c(&asked.selection),
                                                                asked.from, asked.many, &counts, &error);
            if (status)
                pp_throw(status, &error,
                         PP_NAMES("", "asOf", "period", "since", "until", "group", "first", "count", ""));
            else pp_by_group(return_value, &asked.selection, make_vintages, &of);
            pp_cells_end(&cells);
        }
    }
    pp_asked_free(&asked);
}

/* ---- one customer ------------------------------------------------------------------------------------------------ */

static const pp_field history_fields[] = {
    {.name = "reason", .kind = PP_TOKEN, .token = patron_loyalty_reason_name},
    PP_END,
};

static void one_customer(INTERNAL_FUNCTION_PARAMETERS, bool history)
{
    zval *key, *as_of, list;
    size_t bytes;
    int32_t day;
    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_ZVAL(key)
        Z_PARAM_ZVAL(as_of)
    ZEND_PARSE_PARAMETERS_END();
    const pp_ledger *this = pl_this(ZEND_THIS);
    if (!this || !pp_day(as_of, this->zone, "asOf", &day)) RETURN_THROWS();
    array_init(&list);
    Z_TRY_ADDREF_P(key);
    add_next_index_zval(&list, key);
    int32_t *found = find(this, Z_ARRVAL(list), "customer", &bytes);
    zval_ptr_dtor(&list);
    if (!found) RETURN_THROWS();
    int64_t number = found[0];
    pp_release(found, bytes);
    if (number < 0) {
        pp_argument_error("customer", "customer: the ledger has no such customer");
        RETURN_THROWS();
    }
    patron_table *held;
    patron_error error;
    patron_status status = (history ? patron_loyalty_history : patron_loyalty_lots)(this->ledger, number, day, &held,
                                                                                    &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "customer", "asOf", "", ""));
        RETURN_THROWS();
    }
    pp_table *table = pp_table_new(return_value, pp_ce_table, pp_ce_row, NULL, patron_table_rows(held));
    attach(table, ZEND_THIS);
    table->as_of = day;
    pp_table_take(table, held, history_fields);
    pp_column *event = pp_table_find(table, "event");
    if (history && event) event->none = true;
    zval fact;
    ZVAL_COPY(&fact, key);
    pp_table_fact(table, "customer", &fact);
}

ZEND_METHOD(Patron_Ledger, history)
{
    one_customer(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}

ZEND_METHOD(Patron_Ledger, lots)
{
    one_customer(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}
