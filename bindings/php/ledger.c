/* ledger.c: Ledger: points replayed from events. */
#include "builder.h"

#include "ext/spl/spl_iterators.h"

#include "ledger.h"

const char *const pl_names[PL_COLUMNS] = {"customer", "time", "kind", "amount", "order", "event",
                                          "rule",     "num",  "den",  "expires", "restore"};

/* ---- the object -------------------------------------------------------------------------------------------------- */

static zend_object_handlers handlers;

static zend_object *create(zend_class_entry *class)
{
    pp_handle_made();
    return pp_object_new(class, sizeof(pp_ledger), &handlers);
}

static void destroy(zend_object *object)
{
    pp_ledger *this = pp_ledger_of(object);
    patron_loyalty_free(this->ledger);
    pp_zone_drop(this->zone);
    pp_handle_freed();
    zend_object_std_dtor(object);
}

void pp_ledger_init(void)
{
    pp_handlers(&handlers, XtOffsetOf(pp_ledger, std), destroy);
    pp_ce_ledger->create_object = create;
}

const pp_ledger *pl_this(zval *this)
{
    const pp_ledger *found = pp_ledger_of(Z_OBJ_P(this));
    if (found->ledger) return found;
    zend_throw_error(NULL, "This ledger was never constructed");
    return NULL;
}

bool pl_ledger_in(zend_object *object, const patron_loyalty_ledger **out)
{
    *out = object ? pp_ledger_of(object)->ledger : NULL;
    if (!object || *out) return true;
    zend_throw_error(NULL, "This ledger was never constructed");
    return false;
}

/* ---- how points work --------------------------------------------------------------------------------------------- */

/* Pairs: points, and for how many minor units. */
static bool read_rules(pl_program *program, HashTable *list)
{
    int64_t count = zend_hash_num_elements(list), at = 0;
    zval *pair;
    program->bytes = 2 * (size_t)count * sizeof *program->rules;
    program->rules = pp_allocate(program->bytes);
    if (!program->rules) {
        pp_no_memory();
        return false;
    }
    ZEND_HASH_FOREACH_VAL(list, pair)
    {
        ZVAL_DEREF(pair);
        bool is_list = Z_TYPE_P(pair) == IS_ARRAY && zend_hash_num_elements(Z_ARRVAL_P(pair)) == 2;
        zval *points = is_list ? zend_hash_index_find(Z_ARRVAL_P(pair), 0) : NULL;
        zval *per = is_list ? zend_hash_index_find(Z_ARRVAL_P(pair), 1) : NULL;
        if (!points || !per || Z_TYPE_P(points) != IS_LONG || Z_TYPE_P(per) != IS_LONG) {
            pp_argument_error("rules", "rules must be pairs of whole numbers: points, and for how many minor units");
            return false;
        }
        program->rules[at] = Z_LVAL_P(points);
        program->rules[count + at++] = Z_LVAL_P(per);
    }
    ZEND_HASH_FOREACH_END();
    if (!count) {
        pp_argument_error("rules", "rules must not be empty");
        return false;
    }
    program->options.rule_count = (int32_t)(count > INT32_MAX ? INT32_MAX : count);
    program->options.rule_points = program->rules;
    program->options.rule_per = program->rules + count;
    return true;
}

bool pl_program_read(pl_program *program, const pl_given *given)
{
    static const int32_t units[] = {PATRON_UNIT_DAY, PATRON_UNIT_SECOND, PATRON_UNIT_MILLISECOND,
                                    PATRON_UNIT_MICROSECOND, PATRON_UNIT_NANOSECOND};
    memset(program, 0, sizeof *program);
    patron_loyalty_options *options = &program->options;
    options->size = sizeof *options;
    options->allocator = pp_allocator();
    if (given->debt) options->flags |= PATRON_LOYALTY_DEBT;
    if (given->sort) options->flags |= PATRON_LOYALTY_SORT_EVENTS;
    if (given->once) options->flags |= PATRON_LOYALTY_ROUND_ONCE;
    if (given->renew) options->flags |= PATRON_LOYALTY_RENEW_BY_SPEND;
    options->expiry = given->expiry ? pp_case_index(given->expiry) : PATRON_LOYALTY_EXPIRY_NEVER;
    if (given->unit) program->unit = units[pp_case_index(given->unit)];
    if (options->expiry != PATRON_LOYALTY_EXPIRY_NEVER && given->no_count) {
        pp_argument_error("expiryCount", "expiryCount is needed with this expiry");
        return false;
    }
    if (!given->no_count && !pp_int32(given->count, "expiryCount", &options->expiry_count)) return false;
    if (!pp_calendar_read(given->period, given->week_start, given->first_month, &program->calendar)) return false;
    if (options->expiry == PATRON_LOYALTY_EXPIRY_PERIOD) options->calendar = &program->calendar;
    if (given->zone && !pp_zone_read(given->zone, "timezone", &program->zone)) return false;
    return !given->rules || read_rules(program, given->rules);
}

void pl_program_free(pl_program *program)
{
    pp_release(program->rules, program->bytes);
    pp_zone_drop(program->zone);
}

/* ---- building ---------------------------------------------------------------------------------------------------- */

static void throw_build(patron_status status, const patron_error *error)
{
    const char *about = pp_option_as(error, PP_PAIRS("rule", "rules", "a", "rules", "rule_count", "rules",
                                                     "expiry_count", "expiryCount", "unknown", "expiry"));
    pp_throw(status, error, PP_NAMES("", "", error->argument == 3 ? about : "", ""));
}

static bool replay(pp_ledger *into, const patron_loyalty_events *events, const patron_loyalty_options *options)
{
    patron_error error;
    patron_loyalty_ledger *made;
    patron_status status = patron_loyalty_build(&events, 1, options, &made, &error);
    if (status) throw_build(status, &error);
    else into->ledger = made;
    return !status;
}

bool pl_make(zval *out, const patron_loyalty_events *events, pl_program *program, pp_zone *zone)
{
    object_init_ex(out, pp_ce_ledger);
    pp_ledger *this = pp_ledger_of(Z_OBJ_P(out));
    this->zone = pp_zone_keep(zone);
    if (replay(this, events, &program->options)) return true;
    zval_ptr_dtor(out);
    ZVAL_NULL(out);
    return false;
}

/* A column of whole numbers on its way. */
typedef struct {
    patron_column column;
    int64_t *values;
    uint8_t *valid;
    size_t bytes; /* of values and valid */
} numbers;

typedef struct {
    pl_program *program;
    HashTable *kinds;
    int32_t form; /* of times */
    int64_t count;
    pp_keys keys[PL_COLUMNS];
    numbers ints[PL_COLUMNS];
} batch;

static void batch_free(batch *this)
{
    for (int at = 0; at < PL_COLUMNS; at++) {
        pp_keys_free(&this->keys[at]);
        pp_release(this->ints[at].values, this->ints[at].bytes);
    }
}

/* Any text makes a column of texts. */
static bool has_text(HashTable *list)
{
    zval *value;
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) == IS_STRING) return true;
    }
    ZEND_HASH_FOREACH_END();
    return false;
}

static bool bad_value(int role, zval *value, int64_t row, const char *wanted)
{
    pp_throw_at(pp_ce_type_exception, pl_names[role], pl_names[role], row, -1, "%s must be %s, not %s", pl_names[role],
                wanted, zend_zval_type_name(value));
    return false;
}

/* LoyaltyKind, its name or number, or what the caller's table says. */
static bool parse_kind(const batch *this, zval *value, int64_t row, int64_t *out)
{
    zval *found = value;
    if (this->kinds && zend_hash_num_elements(this->kinds) && Z_TYPE_P(value) != IS_OBJECT) {
        found = Z_TYPE_P(value) == IS_LONG     ? zend_hash_index_find(this->kinds, (zend_ulong)Z_LVAL_P(value))
                : Z_TYPE_P(value) == IS_STRING ? zend_symtable_find(this->kinds, Z_STR_P(value))
                                               : NULL;
        if (found) ZVAL_DEREF(found);
    }
    if (found && Z_TYPE_P(found) == IS_OBJECT && Z_OBJCE_P(found) == pp_ce_loyalty_kind) {
        *out = pp_case_index(Z_OBJ_P(found));
        return true;
    }
    if (found == value && Z_TYPE_P(value) == IS_LONG) {
        *out = Z_LVAL_P(value);
        return true; /* the library knows which there are */
    }
    for (int32_t at = 0; found == value && Z_TYPE_P(value) == IS_STRING && patron_loyalty_kind_name(at); at++) {
        *out = at;
        if (!strcmp(Z_STRVAL_P(value), patron_loyalty_kind_name(at))) return true;
    }
    if (Z_TYPE_P(value) != IS_STRING && Z_TYPE_P(value) != IS_LONG)
        return bad_value(PL_KIND, value, row, "a LoyaltyKind or a status");
    zend_string *text = zval_get_string(value);
    pp_throw_at(pp_ce_data_exception, "kinds", "kind", row, -1, "kind \"%.60s\" is not listed", ZSTR_VAL(text));
    zend_string_release(text);
    return false;
}

static bool parse_one(batch *this, int role, zval *value, int64_t row, int64_t *out)
{
    int32_t day;
    if (role == PL_KIND) return parse_kind(this, value, row, out);
    if (role == PL_EXPIRES) {
        if (!pp_day(value, this->program->zone, "expires", &day)) return false;
        *out = day;
        return true;
    }
    if (role == PL_TIME) {
        pp_builder clock = {.unit = this->program->unit, .zone = this->program->zone};
        pb_input in = {.builder = &clock};
        pb_cell cell;
        if (!pb_parse_time(&in, value, row, &this->form, &cell)) return false;
        *out = cell.number;
        return true;
    }
    if (Z_TYPE_P(value) != IS_LONG) return bad_value(role, value, row, "a whole number");
    *out = Z_LVAL_P(value);
    return true;
}

static bool parse_numbers(batch *this, int role, HashTable *list)
{
    numbers *to = &this->ints[role];
    int64_t row = 0;
    zval *value;
    to->bytes = (size_t)this->count * sizeof *to->values + ((size_t)this->count + 7) / 8;
    to->values = pp_allocate_zero(to->bytes);
    if (!to->values) {
        pp_no_memory();
        return false;
    }
    to->valid = (uint8_t *)(to->values + this->count);
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) != IS_NULL) {
            if (!parse_one(this, role, value, row, &to->values[row])) return false;
            to->valid[row >> 3] |= (uint8_t)(1u << (row & 7));
        }
        row++;
    }
    ZEND_HASH_FOREACH_END();
    to->column = (patron_column){
        .size = sizeof to->column, .type = PATRON_TYPE_INT64, .values = to->values, .valid = to->valid};
    if (role == PL_EXPIRES) to->column.unit = PATRON_UNIT_DAY;
    return true;
}

static int32_t unit_of(const batch *this)
{
    if (this->form == PB_DAYS || this->form == PB_NO_TIMES) return PATRON_UNIT_DAY;
    return this->form == PB_NUMBERS ? this->program->unit : PATRON_UNIT_MICROSECOND;
}

static bool parse_batch(batch *this, HashTable *const columns[PL_COLUMNS])
{
    this->count = zend_hash_num_elements(columns[PL_CUSTOMER]);
    for (int role = 0; role < PL_COLUMNS; role++) {
        if (!columns[role]) continue;
        if ((int64_t)zend_hash_num_elements(columns[role]) != this->count) {
            pp_argument_error(pl_names[role], "%s has %u rows, customer has %" PRId64, pl_names[role],
                              (unsigned)zend_hash_num_elements(columns[role]), this->count);
            return false;
        }
        bool key = role == PL_CUSTOMER || role == PL_ORDER || role == PL_EVENT;
        if (key ? !pp_keys_of_kind(columns[role], pl_names[role], has_text(columns[role]), &this->keys[role])
                : !parse_numbers(this, role, columns[role]))
            return false;
    }
    this->ints[PL_TIME].column.unit = unit_of(this);
    return true;
}

bool pl_build(pp_ledger *into, HashTable *const columns[PL_COLUMNS], HashTable *kinds, pl_program *program)
{
    static const int64_t always = INT64_MIN;
    static const int32_t none;
    const patron_zone utc = {
        .size = sizeof utc, .count = 1, .instant = &always, .offset = &none, .valid_until = INT64_MAX};
    batch this = {.program = program, .kinds = kinds};
    bool good = parse_batch(&this, columns);
    if (good) {
        const patron_column *found[PL_COLUMNS];
        for (int role = 0; role < PL_COLUMNS; role++) {
            bool key = role == PL_CUSTOMER || role == PL_ORDER || role == PL_EVENT;
            found[role] = !columns[role] ? NULL : key ? &this.keys[role].column : &this.ints[role].column;
        }
        patron_loyalty_events events = {.size = sizeof events,
                                        .count = this.count,
                                        .customer = found[PL_CUSTOMER],
                                        .time = found[PL_TIME],
                                        .kind = found[PL_KIND],
                                        .amount = found[PL_AMOUNT],
                                        .order = found[PL_ORDER],
                                        .event = found[PL_EVENT],
                                        .rule = found[PL_RULE],
                                        .num = found[PL_NUM],
                                        .den = found[PL_DEN],
                                        .expires = found[PL_EXPIRES],
                                        .restore = found[PL_RESTORE]};
        program->options.zone = this.form == PB_CLOCK || !program->zone ? &utc : &program->zone->c;
        good = replay(into, &events, &program->options);
        program->options.zone = NULL;
    }
    if (good) into->zone = pp_zone_keep(program->zone);
    batch_free(&this);
    return good;
}

/* ---- constructors ------------------------------------------------------------------------------------------------ */

#define PARSE_PROGRAM(given)                                                                                           \
    Z_PARAM_ARRAY_HT((given).rules)                                                                                    \
    Z_PARAM_OBJ_OF_CLASS((given).expiry, pp_ce_expiry)                                                                 \
    Z_PARAM_LONG_OR_NULL((given).count, (given).no_count)                                                              \
    Z_PARAM_OBJ_OF_CLASS((given).period, pp_ce_period)                                                                 \
    Z_PARAM_LONG((given).week_start)                                                                                   \
    Z_PARAM_LONG((given).first_month)                                                                                  \
    Z_PARAM_BOOL((given).debt)

ZEND_METHOD(Patron_Ledger, __construct)
{
    HashTable *columns[PL_COLUMNS] = {NULL}, *kinds = NULL;
    pl_given given = {.first_month = 1, .no_count = true};
    pl_program program;
    ZEND_PARSE_PARAMETERS_START(4, 24)
        Z_PARAM_ARRAY_HT(columns[PL_CUSTOMER])
        Z_PARAM_ARRAY_HT(columns[PL_TIME])
        Z_PARAM_ARRAY_HT(columns[PL_KIND])
        Z_PARAM_ARRAY_HT(columns[PL_AMOUNT])
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(columns[PL_ORDER])
        Z_PARAM_ARRAY_HT_OR_NULL(columns[PL_EVENT])
        Z_PARAM_ARRAY_HT_OR_NULL(columns[PL_RULE])
        Z_PARAM_ARRAY_HT_OR_NULL(columns[PL_NUM])
        Z_PARAM_ARRAY_HT_OR_NULL(columns[PL_DEN])
        Z_PARAM_ARRAY_HT_OR_NULL(columns[PL_EXPIRES])
        Z_PARAM_ARRAY_HT_OR_NULL(columns[PL_RESTORE])
        Z_PARAM_ARRAY_HT(kinds)
        PARSE_PROGRAM(given)
        Z_PARAM_BOOL(given.sort)
        Z_PARAM_BOOL(given.once)
        Z_PARAM_BOOL(given.renew)
        Z_PARAM_ZVAL_OR_NULL(given.zone)
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(given.unit, pp_ce_time_unit)
    ZEND_PARSE_PARAMETERS_END();
    pp_ledger *this = pp_ledger_of(Z_OBJ_P(ZEND_THIS));
    if (this->ledger) {
        zend_throw_error(NULL, "This ledger has been constructed already");
        RETURN_THROWS();
    }
    if (pl_program_read(&program, &given)) pl_build(this, columns, kinds, &program);
    pl_program_free(&program);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

typedef struct {
    zval *places;           /* [PL_COLUMNS]; undef = no such column */
    zval values[PL_COLUMNS]; /* lists */
    int64_t rows;
} collected;

/* A row's value, as one's own; false thrown. */
static bool value_in(zval *row, zval *place, int role, int64_t number, zval *out)
{
    zval *found = NULL, made;
    ZVAL_UNDEF(&made);
    if (Z_TYPE_P(row) == IS_ARRAY) {
        found = Z_TYPE_P(place) == IS_LONG ? zend_hash_index_find(Z_ARRVAL_P(row), (zend_ulong)Z_LVAL_P(place))
                                           : zend_symtable_find(Z_ARRVAL_P(row), Z_STR_P(place));
    } else {
        zend_string *name = zval_get_string(place);
        zend_object *object = Z_OBJ_P(row);
        if (object->handlers->has_property(object, name, ZEND_PROPERTY_EXISTS, NULL) || object->ce->__get)
            found = object->handlers->read_property(object, name, BP_VAR_R, NULL, &made);
        zend_string_release(name);
    }
    if (found) ZVAL_COPY_DEREF(out, found);
    zval_ptr_dtor(&made);
    if (EG(exception)) {
        if (found) zval_ptr_dtor(out);
        return false;
    }
    if (!found)
        pp_throw_at(pp_ce_data_exception, pl_names[role], pl_names[role], number, -1, "the row has no %s",
                    pl_names[role]);
    return found;
}

static bool collect(collected *this, zval *row)
{
    ZVAL_DEREF(row);
    if (Z_TYPE_P(row) != IS_ARRAY && Z_TYPE_P(row) != IS_OBJECT) {
        pp_throw_at(pp_ce_type_exception, "rows", NULL, this->rows, -1, "a row must be an array or an object, not %s",
                    zend_zval_type_name(row));
        return false;
    }
    if ((this->rows & (this->rows - 1)) == 0 && this->rows >= 1024 &&
        !pp_room((size_t)this->rows * 3 * PL_COLUMNS * sizeof(zval))) {
        pp_no_memory();
        return false;
    }
    for (int role = 0; role < PL_COLUMNS; role++) {
        zval value;
        if (Z_ISUNDEF(this->places[role])) continue;
        if (!value_in(row, &this->places[role], role, this->rows, &value)) return false;
        add_next_index_zval(&this->values[role], &value);
    }
    this->rows++;
    return true;
}

static int collect_next(zend_object_iterator *iterator, void *context)
{
    zval *row = iterator->funcs->get_current_data(iterator), held;
    if (!row || EG(exception)) return ZEND_HASH_APPLY_STOP;
    ZVAL_COPY(&held, row);
    bool good = collect(context, &held);
    zval_ptr_dtor(&held);
    return good ? ZEND_HASH_APPLY_KEEP : ZEND_HASH_APPLY_STOP;
}

static bool collect_all(collected *this, zval *rows)
{
    zval *row;
    if (Z_TYPE_P(rows) == IS_OBJECT) {
        spl_iterator_apply(rows, collect_next, this);
        return !EG(exception);
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(rows), row)
    {
        if (!collect(this, row)) return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

ZEND_METHOD(Patron_Ledger, fromRows)
{
    zval *rows, *places[PL_COLUMNS] = {NULL}, given_places[PL_COLUMNS];
    HashTable *kinds = NULL, *columns[PL_COLUMNS];
    pl_given given = {.first_month = 1, .no_count = true};
    pl_program program;
    ZEND_PARSE_PARAMETERS_START(5, 25)
        Z_PARAM_ITERABLE(rows)
        Z_PARAM_ZVAL(places[PL_CUSTOMER])
        Z_PARAM_ZVAL(places[PL_TIME])
        Z_PARAM_ZVAL(places[PL_KIND])
        Z_PARAM_ZVAL(places[PL_AMOUNT])
        Z_PARAM_OPTIONAL
        Z_PARAM_ZVAL_OR_NULL(places[PL_ORDER])
        Z_PARAM_ZVAL_OR_NULL(places[PL_EVENT])
        Z_PARAM_ZVAL_OR_NULL(places[PL_RULE])
        Z_PARAM_ZVAL_OR_NULL(places[PL_NUM])
        Z_PARAM_ZVAL_OR_NULL(places[PL_DEN])
        Z_PARAM_ZVAL_OR_NULL(places[PL_EXPIRES])
        Z_PARAM_ZVAL_OR_NULL(places[PL_RESTORE])
        Z_PARAM_ARRAY_HT(kinds)
        PARSE_PROGRAM(given)
        Z_PARAM_BOOL(given.sort)
        Z_PARAM_BOOL(given.once)
        Z_PARAM_BOOL(given.renew)
        Z_PARAM_ZVAL_OR_NULL(given.zone)
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(given.unit, pp_ce_time_unit)
    ZEND_PARSE_PARAMETERS_END();
    collected all = {.places = given_places};
    for (int role = 0; role < PL_COLUMNS; role++) {
        ZVAL_UNDEF(&given_places[role]);
        ZVAL_UNDEF(&all.values[role]);
        columns[role] = NULL;
        if (!places[role]) continue;
        if (Z_TYPE_P(places[role]) != IS_LONG && Z_TYPE_P(places[role]) != IS_STRING) {
            pp_type_error(pl_names[role], "%s must say where in a row it is: an int or a string, not %s",
                          pl_names[role], zend_zval_type_name(places[role]));
            RETURN_THROWS();
        }
        ZVAL_COPY_VALUE(&given_places[role], places[role]);
    }
    if (pl_program_read(&program, &given)) {
        for (int role = 0; role < PL_COLUMNS; role++)
            if (places[role]) array_init(&all.values[role]);
        if (collect_all(&all, rows)) {
            for (int role = 0; role < PL_COLUMNS; role++)
                columns[role] = places[role] ? Z_ARRVAL(all.values[role]) : NULL;
            object_init_ex(return_value, pp_ce_ledger);
            if (!pl_build(pp_ledger_of(Z_OBJ_P(return_value)), columns, kinds, &program)) {
                zval_ptr_dtor(return_value);
                ZVAL_NULL(return_value);
            }
        }
        for (int role = 0; role < PL_COLUMNS; role++) zval_ptr_dtor(&all.values[role]);
    }
    pl_program_free(&program);
}

/* ---- of a book --------------------------------------------------------------------------------------------------- */

ZEND_METHOD(Patron_Book, ledger)
{
    pl_given given = {.first_month = 1, .no_count = true};
    pl_program program;
    ZEND_PARSE_PARAMETERS_START(0, 8)
        Z_PARAM_OPTIONAL
        PARSE_PROGRAM(given)
        Z_PARAM_BOOL(given.once)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_table *table;
    patron_error error;
    if (pl_program_read(&program, &given)) {
        patron_status status = patron_loyalty_book_events(book->book, &table, &error);
        if (status) {
            pp_throw(status, &error, NULL);
        } else {
            patron_column found[5];
            const char *const names[] = {"customer", "time", "kind", "amount", "order"};
            for (int at = 0; at < 5; at++) {
                found[at] = (patron_column){.size = sizeof found[at]};
                patron_table_column(table, patron_table_find(table, names[at]), &found[at], NULL);
            }
            patron_loyalty_events events = {.size = sizeof events,
                                            .count = patron_table_rows(table),
                                            .customer = &found[0],
                                            .time = &found[1],
                                            .kind = &found[2],
                                            .amount = &found[3],
                                            .order = &found[4]};
            pl_make(return_value, &events, &program, book->zone);
            patron_table_free(table);
        }
    }
    pl_program_free(&program);
}

static const pp_field event_fields[] = {
    {.name = "kind", .kind = PP_TOKEN, .token = patron_loyalty_kind_name},
    PP_END,
};

ZEND_METHOD(Patron_Book, loyaltyEvents)
{
    ZEND_PARSE_PARAMETERS_NONE();
    patron_table *found;
    patron_error error;
    patron_status status = patron_loyalty_book_events(pp_this_book(ZEND_THIS)->book, &found, &error);
    if (status) {
        pp_throw(status, &error, NULL);
        RETURN_THROWS();
    }
    pp_table *table = pp_table_new(return_value, pp_ce_table, pp_ce_row, ZEND_THIS, patron_table_rows(found));
    pp_table_take(table, found, event_fields);
}
