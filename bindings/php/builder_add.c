/* add(): one row. Rows gather in pending batches of some thousand, and are handed over when the book is made or whole
 * columns follow; so everything that can be wrong with a row is looked for here. */
#include "builder.h"

typedef struct row_in {
    pb_input in;
    const pb_schema *schema;
    pb_batch *batch; /* that the row goes to */
    int32_t form;
    pb_cell cells[PB_COLUMNS];
} row_in;

/* ---- which columns ----------------------------------------------------------------------------------------------- */

static bool is_given(zval *source)
{
    return source && Z_TYPE_P(source) != IS_NULL;
}

static bool has_labels(const HashTable *labels)
{
    return labels && zend_hash_num_elements(labels);
}

/* The schema with the columns that this row is the first to have. */
static bool widen(const pp_builder *builder, uint32_t missing, HashTable *labels, HashTable *line_labels,
                  pb_schema *made, zval *sources[PB_COLUMNS])
{
    const uint32_t always = 1u << PP_CUSTOMER | 1u << PP_TIME | 1u << PP_AMOUNT | 1u << PP_KIND;
    if (builder->settled) *made = builder->schema;
    else memset(made, 0, sizeof *made);
    for (int32_t i = 0; i < PP_ROLES; i++)
        if ((missing | always) >> i & 1 && !made->type[i]) made->type[i] = pb_is_key(i) ? PB_UNKNOWN : PB_INT;
    made->roles |= missing | always;
    return pb_plan_labels(labels, PATRON_LABEL_ORDER, builder->fixed, made, sources) &&
           pb_plan_labels(line_labels, PATRON_LABEL_LINE, builder->fixed, made, sources);
}

/* What a row does not give is null. Rows may bring new columns as long as there are no others than those of add(). */
static bool find_columns(pp_builder *builder, zval *const roles[PP_ROLES], HashTable *labels, HashTable *line_labels,
                         pb_schema *made, const pb_schema **schema, zval *sources[PB_COLUMNS])
{
    uint32_t before = builder->settled ? builder->schema.roles : 0, missing = 0;
    for (int32_t i = 0; i < PP_ROLES; i++) {
        sources[i] = is_given(roles[i]) ? roles[i] : NULL;
        if (!sources[i] || i == PP_KIND || (before >> i & 1)) continue;
        missing |= 1u << i;
        if (!builder->fixed) continue;
        pp_throw_at(pp_ce_argument_exception, pp_role_names[i], pp_role_names[i], 0, -1,
                    "%s is given here, but the rows before had none", pp_role_names[i]);
        return false;
    }
    memset(sources + PP_ROLES, 0, PB_LABELS * sizeof *sources);
    *schema = &builder->schema;
    if (!builder->settled || missing || has_labels(labels) || has_labels(line_labels)) {
        if (!widen(builder, missing, labels, line_labels, made, sources)) return false;
        if (!builder->settled || missing || made->labels != builder->schema.labels) *schema = made;
    }
    if (((*schema)->roles >> PP_SHOP & 1) && !((*schema)->roles >> PP_ORDER & 1)) {
        pp_throw_at(pp_ce_argument_exception, "shop", "shop", 0, -1,
                    "shop needs order: an order is a shop's order number");
        return false;
    }
    return true;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

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
                             : row->form != PB_CLOCK && patron_calendar_local_day(&builder->zone->c, time, unit, &day,
                                 NULL)) {
        pp_throw_at(pp_ce_range_exception, "time", "time", 0, -1, "time is outside %s",
                    row->form == PB_DAYS ? "the years 1 to 9999" : "the years 1900 to 2099 that a zone covers");
        return false;
    }
    const pb_cell *discount = &row->cells[PP_DISCOUNT];
    if (has(row, PP_DISCOUNT) && discount->type && discount->number < 0 &&
        row->cells[PP_KIND].number <= PATRON_KIND_RENEWAL) {
        pp_throw_at(pp_ce_data_exception, "discount", "discount", 0, -1, "discount " ZEND_LONG_FMT " is negative",
                    (zend_long)discount->number);
        return false;
    }
    for (int32_t i = 0; i < pb_columns(row->schema); i++) {
        const pb_cell *cell = &row->cells[i];
        if (!pb_is_key(i) || !has(row, i) || cell->type != PB_TEXT || pb_is_utf8(cell->text, cell->length)) continue;
        pp_throw_at(pp_ce_data_exception, pb_argument(row->schema, i), pb_field(row->schema, i), 0, -1,
                    "%s: not valid UTF-8", pb_field(row->schema, i));
        return false;
    }
    return true;
}

/* ---- where it goes ----------------------------------------------------------------------------------------------- */

/* The last pending batch, or a new one in `incoming`. */
static bool find_batch(row_in *row)
{
    pp_builder *builder = row->in.builder;
    pb_batch *last = builder->last;
    if (last && last->open && last->form == row->form && last->count < PB_ADD_ROWS && row->schema == &builder->schema) {
        row->batch = last;
        return pb_batch_reserve(last, last->count + 1);
    }
    pb_schema schema = *row->schema;
    schema.roles |= 1u << PP_KIND;
    schema.type[PP_KIND] = PB_INT;
    row->batch = builder->incoming = pb_batch_new(&schema, last ? PB_ADD_ROWS : 16);
    if (!row->batch) return false;
    row->batch->open = true;
    row->batch->form = row->form;
    return true;
}

static bool store(row_in *row)
{
    pb_batch *batch = row->batch;
    uint8_t types[PB_COLUMNS];
    memcpy(types, batch->schema.type, sizeof types);
    for (int32_t i = 0; i < pb_columns(&batch->schema); i++) {
        if (!has(row, i) || pb_store(batch, i, batch->count, &row->cells[i])) continue;
        for (; i >= 0; i--) /* what this row was the first to show is not known */
            if (types[i] != batch->schema.type[i]) pb_column_forget(batch, i);
        return false;
    }
    batch->count++;
    batch->source++;
    return true;
}

static void took(pp_builder *builder, pb_batch *batch)
{
    bool changed = batch == builder->incoming || memcmp(builder->schema.type, batch->schema.type,
                                                        sizeof batch->schema.type);
    if (batch == builder->incoming) {
        if (builder->last) builder->last->next = batch;
        else builder->first = batch;
        builder->last = batch;
        builder->incoming = NULL;
    }
    builder->waiting++;
    if (changed) pb_accept(builder, batch, 1, 1);
    else builder->given++;
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
    return true;
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
