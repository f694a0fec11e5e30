/* add(): one row. Rows gather in the last pending batch and are handed over some thousand at a time; so everything that can
 * be wrong with a row is looked for here. */
#include "builder.h"

typedef struct row_in {
    pb_input in;
    const pb_schema *schema;
    pb_batch *batch; /* that the row goes to */
    int32_t form;
    pb_cell cells[PB_COLUMNS];
} row_in;

/* ---- which columns ----------------------------------------------------------------------------------------------------- */

/* Labels of a row after the first one: those that it does not name are null. */
static bool find_labels(const pb_schema *schema, HashTable *list, int32_t level, zval *sources[])
{
    zend_string *key;
    zend_ulong index;
    zval *value;
    if (!list) return true;
    ZEND_HASH_FOREACH_KEY_VAL(list, index, key, value)
    {
        char name[32] = "";
        if (key && ZSTR_LEN(key) < sizeof name) memcpy(name, ZSTR_VAL(key), ZSTR_LEN(key));
        if (!key) pb_write_number((zend_long)index, name);
        int32_t at = pb_label(schema, name, level);
        if (at < 0) {
            pp_throw_at(pp_ce_argument_exception, level ? "lineLabels" : "labels", name, -1, -1,
                        "the rows before had no label \"%s\" there", name);
            return false;
        }
        ZVAL_DEREF(value);
        sources[PP_ROLES + at] = value;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* The first row says which columns there are; in later ones what is not given is null. */
static bool find_columns(pp_builder *builder, zval *const roles[PP_ROLES], HashTable *labels, HashTable *line_labels,
                         pb_schema *made, const pb_schema **schema, zval *sources[PB_COLUMNS])
{
    if (!builder->settled) {
        if (!pb_plan(builder, roles, labels, line_labels, made, sources)) return false;
        made->roles |= 1u << PP_CUSTOMER | 1u << PP_TIME | 1u << PP_AMOUNT | 1u << PP_KIND;
        if (!made->type[PP_CUSTOMER]) made->type[PP_CUSTOMER] = PB_UNKNOWN;
        made->type[PP_TIME] = made->type[PP_AMOUNT] = made->type[PP_KIND] = PB_INT;
        *schema = made;
        for (int32_t i = PP_CUSTOMER; i <= PP_AMOUNT; i++) sources[i] = roles[i];
        return true;
    }
    *schema = &builder->schema;
    for (int32_t i = 0; i < PP_ROLES; i++) {
        sources[i] = roles[i] && Z_TYPE_P(roles[i]) != IS_NULL ? roles[i] : NULL;
        if (!sources[i] || i == PP_KIND || ((*schema)->roles >> i & 1)) continue;
        pp_throw_at(pp_ce_argument_exception, pp_role_names[i], pp_role_names[i], 0, -1,
                    "%s is given here, but the rows before had none", pp_role_names[i]);
        return false;
    }
    memset(sources + PP_ROLES, 0, (size_t)(*schema)->labels * sizeof *sources);
    return find_labels(*schema, labels, PATRON_LABEL_ORDER, sources) &&
           find_labels(*schema, line_labels, PATRON_LABEL_LINE, sources);
}

/* ---- values ------------------------------------------------------------------------------------------------------------ */

static bool has(const row_in *row, int32_t column)
{
    return column >= PP_ROLES || column == PP_KIND || (row->schema->roles >> column & 1);
}

static bool parse(row_in *row, int32_t column, zval *value)
{
    pb_cell *cell = &row->cells[column];
    const pb_schema *schema = row->schema;
    switch (column) {
    case PP_TIME: return pb_parse_time(&row->in, value, 0, &row->form, cell);
    case PP_AMOUNT:
    case PP_DISCOUNT:
    case PP_COST: return pb_parse_money(&row->in, value, schema, column, 0, cell);
    case PP_QUANTITY: return pb_parse_quantity(&row->in, value, schema, column, 0, cell);
    case PP_KIND: return pb_parse_kind(&row->in, value, 0, cell);
    default: return pb_parse_key(&row->in, value, schema, column, schema->type[column], 0, cell);
    }
}

static bool parse_all(row_in *row, zval *const sources[])
{
    for (int32_t i = 0; i < pb_columns(row->schema); i++) {
        if (!has(row, i)) continue;
        row->cells[i].type = PB_ABSENT;
        if (sources[i] && !parse(row, i, sources[i])) return false;
    }
    if (row->cells[PP_KIND].type == PB_ABSENT) { /* not given: a sale */
        row->cells[PP_KIND].type = PB_INT;
        row->cells[PP_KIND].number = PATRON_KIND_SALE;
    }
    return true;
}

static bool check(const row_in *row)
{
    const pp_builder *builder = row->in.builder;
    int64_t time = row->cells[PP_TIME].number;
    int32_t day, unit = row->form == PB_NUMBERS ? builder->unit : PATRON_UNIT_MICROSECOND;
    if (row->form == PB_DAYS ? time < PATRON_DAY_MIN || time > PATRON_DAY_MAX
                             : row->form != PB_CLOCK && patron_calendar_local_day(&builder->zone->c, time, unit, &day, NULL)) {
        pp_throw_at(pp_ce_range_exception, "time", "time", 0, -1, "time is outside %s",
                    row->form == PB_DAYS ? "the years 1 to 9999" : "the years 1900 to 2099 that a zone covers");
        return false;
    }
    const pb_cell *discount = &row->cells[PP_DISCOUNT];
    if (has(row, PP_DISCOUNT) && discount->type && discount->number < 0 && row->cells[PP_KIND].number <= PATRON_KIND_RENEWAL) {
        pp_throw_at(pp_ce_data_exception, "discount", "discount", 0, -1, "discount " ZEND_LONG_FMT " is negative",
                    (zend_long)discount->number);
        return false;
    }
    for (int32_t i = 0; i < pb_columns(row->schema); i++) {
        const pb_cell *cell = &row->cells[i];
        if (!pb_is_key(i) || !has(row, i) || cell->type != PB_TEXT || pb_is_utf8(cell->text, cell->length)) continue;
        pp_throw_at(pp_ce_data_exception, pb_argument(row->schema, i), pb_field(row->schema, i), 0, -1, "%s: not valid UTF-8",
                    pb_field(row->schema, i));
        return false;
    }
    return true;
}

/* ---- where it goes ------------------------------------------------------------------------------------------------------ */

/* The last pending batch, or a new one in `incoming`. */
static bool find_batch(row_in *row)
{
    pp_builder *builder = row->in.builder;
    pb_batch *last = builder->last;
    if (last && last->open && last->form == row->form) {
        row->batch = last;
        return pb_batch_reserve(last, last->count + 1);
    }
    pb_schema schema = *row->schema;
    schema.roles |= 1u << PP_KIND;
    schema.type[PP_KIND] = PB_INT;
    row->batch = builder->incoming = pb_batch_new(&schema, builder->core ? PB_ADD_ROWS : 16);
    if (!row->batch) return false;
    row->batch->open = true;
    row->batch->form = row->form;
    return true;
}

static bool store(row_in *row)
{
    pb_batch *batch = row->batch;
    for (int32_t i = 0; i < pb_columns(&batch->schema); i++)
        if (has(row, i) && !pb_store(batch, i, batch->count, &row->cells[i])) return false;
    batch->count++;
    batch->source++;
    return true;
}

static bool types_changed(const pp_builder *builder, const pb_batch *batch)
{
    return !builder->settled || !builder->clock || memcmp(builder->schema.type, batch->schema.type, sizeof batch->schema.type);
}

static void took(pp_builder *builder, pb_batch *batch)
{
    if (batch == builder->incoming) {
        if (builder->last) builder->last->next = batch;
        else builder->first = batch;
        builder->last = batch;
        builder->incoming = NULL;
    }
    builder->waiting++;
    if (types_changed(builder, batch)) pb_accept(builder, batch, 1, 1);
    else builder->given++;
}

/* Hands over what has gathered. What the library refuses (memory) takes the row back. */
static bool hand_over(pp_builder *builder, pb_batch *batch)
{
    if (batch->count < PB_ADD_ROWS || !pb_all_known(&batch->schema)) return true;
    if (pb_flush(builder, &batch->schema)) return true;
    batch->count--;
    batch->source--;
    builder->waiting--;
    builder->given--;
    return false;
}

static bool add_row(row_in *row, zval *const sources[])
{
    pp_builder *builder = row->in.builder;
    if (!parse_all(row, sources)) return false;
    for (int32_t i = PP_TIME; i <= PP_AMOUNT; i++) {
        if (row->cells[i].type != PB_ABSENT) continue;
        if (!builder->skip_nulls) {
            pb_null_error(row->schema, i, 0);
            return false;
        }
        return pb_skip_one(builder);
    }
    if (!check(row) || !pb_forms_agree(builder, row->form)) return false;
    if (!find_batch(row)) return false;
    if (!store(row)) {
        pb_drop_incoming(builder);
        return false;
    }
    took(builder, row->batch);
    return hand_over(builder, row->batch);
}

ZEND_METHOD(Patron_Builder, add)
{
    zval *given[PP_ROLES] = {NULL}, *sources[PB_COLUMNS];
    HashTable *labels = NULL, *line_labels = NULL, *kinds = NULL;
    ZEND_PARSE_PARAMETERS_START(3, 14)
        Z_PARAM_ZVAL(given[PP_CUSTOMER])
        Z_PARAM_ZVAL(given[PP_TIME])
        Z_PARAM_ZVAL(given[PP_AMOUNT])
        Z_PARAM_OPTIONAL
        Z_PARAM_ZVAL(given[PP_ORDER])
        Z_PARAM_ZVAL(given[PP_SHOP])
        Z_PARAM_ZVAL(given[PP_PRODUCT])
        Z_PARAM_ZVAL(given[PP_CATEGORY])
        Z_PARAM_ZVAL(given[PP_QUANTITY])
        Z_PARAM_ZVAL(given[PP_DISCOUNT])
        Z_PARAM_ZVAL(given[PP_COST])
        Z_PARAM_ZVAL(given[PP_KIND])
        Z_PARAM_ARRAY_HT(labels)
        Z_PARAM_ARRAY_HT(line_labels)
        Z_PARAM_ARRAY_HT(kinds)
    ZEND_PARSE_PARAMETERS_END();
    pp_builder *builder = pb_this(ZEND_THIS);
    pb_schema made;
    row_in row;
    if (!builder) RETURN_THROWS();
    row.in = (pb_input){builder, kinds};
    row.form = PB_NO_TIMES;
    if (!find_columns(builder, given, labels, line_labels, &made, &row.schema, sources)) RETURN_THROWS();
    if (!add_row(&row, sources)) RETURN_THROWS();
    RETURN_COPY(ZEND_THIS);
}
