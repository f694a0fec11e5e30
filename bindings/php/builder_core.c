/* From batches to the library's builder, which is opened when the first rows show what keys and clocks they have. */
#include "builder.h"

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static bool fits(zval *key, bool text)
{
    int64_t number;
    return text || Z_TYPE_P(key) == IS_LONG || pb_read_number(Z_STRVAL_P(key), Z_STRLEN_P(key), &number);
}

typedef struct lists {
    pp_keys guests, from, to, since;
    int32_t *days;
    size_t day_bytes;
    patron_column day_column;
} lists;

static void free_lists(lists *made)
{
    pp_keys_free(&made->guests);
    pp_keys_free(&made->from);
    pp_keys_free(&made->to);
    pp_keys_free(&made->since);
    pp_release(made->days, made->day_bytes);
}

/* Of two parallel lists the pairs whose first can be a key of this kind: of one that no row has, none can be meant. */
static bool keep_pairs(zval *first, zval *second, bool text, zval *kept_first, zval *kept_second)
{
    uint32_t at = 0;
    zval *key;
    array_init(kept_first);
    array_init(kept_second);
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(first), key)
    {
        zval *other = second ? zend_hash_index_find(Z_ARRVAL_P(second), at) : NULL;
        at++;
        if (!fits(key, text)) continue;
        if (other && !fits(other, text)) {
            pp_argument_error("alias", "alias: \"%.60s\" cannot be a customer's key, for those are ints",
                              Z_STRVAL_P(other));
            return false;
        }
        Z_TRY_ADDREF_P(key);
        zend_hash_next_index_insert_new(Z_ARRVAL_P(kept_first), key);
        if (!other) continue;
        Z_TRY_ADDREF_P(other);
        zend_hash_next_index_insert_new(Z_ARRVAL_P(kept_second), other);
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static bool make_pairs(const pp_builder *builder, bool text, zval *first, zval *second, const char *argument,
                       pp_keys *first_out, pp_keys *second_out)
{
    zval a, b;
    (void)builder;
    bool good = keep_pairs(first, second, text, &a, &b) && pp_keys_of_kind(Z_ARRVAL(a), argument, text, first_out) &&
                (!second || pp_keys_of_kind(Z_ARRVAL(b), argument, text, second_out));
    zval_ptr_dtor(&a);
    zval_ptr_dtor(&b);
    return good;
}

static bool make_since(const pp_builder *builder, bool text, lists *out)
{
    zval *key;
    uint32_t at = 0, kept = 0;
    if (!make_pairs(builder, text, (zval *)(uintptr_t)&builder->since_keys, NULL, "since", &out->since, NULL))
        return false;
    out->day_bytes = (size_t)out->since.count * sizeof *out->days;
    out->days = pp_allocate(out->day_bytes);
    if (!out->days) {
        pp_no_memory();
        return false;
    }
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL(builder->since_keys), key)
    {
        if (fits(key, text)) out->days[kept++] = builder->since_days[at];
        at++;
    }
    ZEND_HASH_FOREACH_END();
    out->day_column = (patron_column){.size = sizeof out->day_column, .type = PATRON_TYPE_INT32,
                                      .unit = PATRON_UNIT_DAY, .values = out->days};
    return true;
}

static bool make_lists(const pp_builder *builder, bool text, lists *out)
{
    memset(out, 0, sizeof *out);
    pp_builder *own = (pp_builder *)(uintptr_t)builder;
    if (make_pairs(builder, text, &own->guests, NULL, "guestKeys", &out->guests, NULL) &&
        make_pairs(builder, text, &own->alias_from, &own->alias_to, "alias", &out->from, &out->to) &&
        make_since(builder, text, out))
        return true;
    free_lists(out);
    return false;
}

static const int64_t utc_instant[] = {INT64_MIN};
static const int32_t utc_offset[] = {0};

static bool core_open(const pp_builder *builder, bool text, bool clock, patron_builder **out)
{
    static const patron_zone utc = {sizeof utc, 1, utc_instant, utc_offset, INT64_MAX};
    lists made;
    if (!make_lists(builder, text, &made)) return false;
    patron_book_options options = {.size = sizeof options,
                                   .flags = builder->flags, .threads = builder->threads,
                                   .observed_from = builder->observed_from, .observed_until = builder->observed_until,
                                   .quantity_scale = builder->quantity_units,
                                   .zone = builder->zone && !clock ? &builder->zone->c : &utc,
                                   .guest_keys = &made.guests.column, .guest_count = made.guests.count,
                                   .alias_from = &made.from.column, .alias_to = &made.to.column,
                                   .alias_count = made.from.count, .since_customer = &made.since.column,
                                   .since_day = &made.day_column, .since_count = made.since.count,
                                   .allocator = pp_allocator()};
    patron_error error;
    patron_status status = patron_builder_open(&options, out, &error);
    free_lists(&made);
    if (status) pp_throw(status, &error, PP_NAMES("", ""));
    return !status;
}

bool pb_core_ready(pp_builder *builder, bool text, bool clock)
{
    patron_builder *core;
    patron_error error;
    if (builder->core && builder->core_clock == clock) return true;
    if (!core_open(builder, text, clock, &core)) return false;
    if (builder->core) { /* all rows so far are days: they mean the same by every clock */
        patron_status status = patron_builder_merge(core, builder->core, &error);
        if (status) {
            patron_builder_free(core);
            pp_throw(status, &error, PP_NAMES("", ""));
            return false;
        }
        patron_builder_free(builder->core);
    }
    builder->core = core;
    builder->core_clock = clock;
    return true;
}

/* ---- handing over ------------------------------------------------------------------------------------------------ */

typedef struct handed {
    patron_rows rows;
    patron_column columns[PB_COLUMNS];
    patron_label labels[PB_LABELS];
    const patron_label *label_pointers[PB_LABELS];
    void *zeros; /* stands in for columns of nulls alone */
    size_t zero_bytes;
} handed;

static int32_t unit_of(const pp_builder *builder, int32_t form)
{
    if (form == PB_DAYS || form == PB_NO_TIMES) return PATRON_UNIT_DAY;
    return form == PB_NUMBERS ? builder->unit : PATRON_UNIT_MICROSECOND;
}

/* Zeros stand in for columns of nulls alone. */
static bool add_zeros(handed *out, int64_t count)
{
    if (out->zeros) return true;
    out->zero_bytes = ((size_t)count + 1) * sizeof(int64_t);
    out->zeros = pp_allocate_zero(out->zero_bytes);
    return out->zeros != NULL;
}

/* A batch's column; one that it does not have, but rows of other batches, is null. */
static bool describe_column(const pp_builder *builder, const pb_batch *batch, const pb_schema *types, int32_t i,
                            handed *out)
{
    patron_column *column = &out->columns[i];
    const pb_column *from = i < pb_columns(&batch->schema) ? &batch->columns[i] : NULL;
    uint8_t type = from && batch->schema.type[i] != PB_ABSENT ? batch->schema.type[i] : PB_UNKNOWN;
    column->size = sizeof *column;
    column->type = (type == PB_UNKNOWN ? types->type[i] : type) == PB_TEXT ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT64;
    column->unit = i == PP_TIME ? unit_of(builder, batch->form) : PATRON_UNIT_NONE;
    if (type != PB_UNKNOWN) {
        column->valid = from->valid;
        column->offsets = from->offsets;
        column->values = type == PB_TEXT ? from->bytes : from->borrowed ? from->borrowed : from->values;
        if (column->values) return true;
    }
    if (!add_zeros(out, batch->count)) return false;
    column->values = out->zeros;
    if (type != PB_UNKNOWN) return true;
    column->valid = out->zeros;
    column->offsets = column->type == PATRON_TYPE_STRING64 ? out->zeros : NULL;
    return true;
}

static bool describe(const pp_builder *builder, const pb_batch *batch, const pb_schema *types, handed *out)
{
    memset(out, 0, sizeof *out);
    const patron_column **roles[PP_ROLES] = {
        &out->rows.customer, &out->rows.time,     &out->rows.amount,   &out->rows.order, &out->rows.shop,
            &out->rows.product,
        &out->rows.category, &out->rows.quantity, &out->rows.discount, &out->rows.cost,  &out->rows.kind};
    for (int32_t i = 0; i < pb_columns(types); i++) {
        bool kindless = i == PP_KIND && !(batch->schema.roles >> PP_KIND & 1); /* all are sales */
        if (i < PP_ROLES && (kindless || !((types->roles | batch->schema.roles) >> i & 1))) continue;
        if (!describe_column(builder, batch, types, i, out)) return false;
        if (i < PP_ROLES) *roles[i] = &out->columns[i];
    }
    for (int32_t i = 0; i < types->labels; i++) {
        out->labels[i] = (patron_label){.size = sizeof out->labels[i], .name = types->name[i],
                                        .column = &out->columns[PP_ROLES + i], .level = types->level[i]};
        out->label_pointers[i] = &out->labels[i];
    }
    out->rows.size = sizeof out->rows;
    out->rows.count = batch->count;
    out->rows.labels = out->label_pointers;
    out->rows.label_count = types->labels;
    return true;
}

/* The library names the column; PHP's argument is called the same, but for labels. */
void pb_throw(const pb_schema *schema, patron_status status, patron_error *error)
{
    const char *argument = "";
    for (int32_t i = 0; i < pb_columns(schema) && *error->column; i++)
        if (!strcmp(pb_field(schema, i), error->column)) argument = pb_argument(schema, i);
    if (!strncmp(error->column, "alias_", 6)) argument = "alias";
    if (!strncmp(error->column, "since_", 6)) argument = "since";
    error->argument = 1;
    pp_throw(status, error, PP_NAMES(argument));
}

/* Gives one batch to the library, which copies it. Errors count rows as the batch's caller does. */
static bool hand_over(pp_builder *builder, const pb_batch *batch, const pb_schema *types)
{
    handed given;
    patron_error error;
    bool opened = !builder->core, clock = batch->form == PB_CLOCK || builder->clock == PB_CLOCK;
    if (!pb_core_ready(builder, types->type[PP_CUSTOMER] == PB_TEXT, clock)) return false;
    if (!describe(builder, batch, types, &given)) {
        pp_no_memory();
        return false;
    }
    int64_t before = patron_builder_rows(builder->core);
    patron_status status = patron_builder_add(builder->core, &given.rows, &error);
    pp_release(given.zeros, given.zero_bytes);
    if (!status) return true;
    if (error.row >= 0) error.row = pb_row_behind(batch->skipped, batch->skipped_count, error.row - before);
    if (opened) {
        patron_builder_free(builder->core);
        builder->core = NULL;
    }
    pb_throw(types, status, &error);
    return false;
}

bool pb_all_known(const pb_schema *types)
{
    for (int32_t i = 0; i < pb_columns(types); i++)
        if (types->type[i] == PB_UNKNOWN) return false;
    return true;
}

bool pb_flush(pp_builder *builder, const pb_schema *types)
{
    while (builder->first) {
        pb_batch *batch = builder->first;
        if (batch->count && !hand_over(builder, batch, types)) return false;
        builder->waiting -= batch->count;
        builder->first = batch->next;
        if (!builder->first) builder->last = NULL;
        pb_batch_free(batch);
        for (int32_t i = 0; i < pb_columns(types); i++) /* now the library has them so */
            if (builder->schema.type[i] == PB_UNKNOWN)
                builder->schema.type[i] = types->type[i] == PB_UNKNOWN ? PB_INT : types->type[i];
    }
    return true;
}

bool pb_core_add_empty(pp_builder *builder)
{
    pb_batch *batch = builder->incoming = pb_batch_new(&builder->schema, 0);
    bool good = batch && hand_over(builder, batch, &builder->schema);
    pb_drop_incoming(builder);
    return good;
}

/* ---- taking ------------------------------------------------------------------------------------------------------ */

static int32_t clock_of(int32_t form)
{
    return form == PB_NUMBERS ? PB_INSTANTS : form == PB_DAYS ? PB_NO_TIMES : form;
}

bool pb_forms_agree(const pp_builder *builder, int32_t form)
{
    int32_t clock = clock_of(form);
    if (clock == PB_NO_TIMES || builder->clock == PB_NO_TIMES || builder->clock == clock) return true;
    pp_throw_at(pp_ce_argument_exception, "time", "time", -1, -1,
                "time holds %s, that of the rows before %s: give the Builder the inputTimezone that clock times "
                "show",
                pb_form_names[clock], pb_form_names[builder->clock]);
    return false;
}

static bool bad_time(const pb_batch *batch, int64_t row)
{
    pp_throw_at(pp_ce_range_exception, "time", "time", pb_row_behind(batch->skipped, batch->skipped_count, row), -1,
                "time is outside %s",
                batch->form == PB_DAYS ? "the years 1 to 9999" : "the years 1900 to 2099 that a zone covers");
    return false;
}

bool pb_check_rows(const pp_builder *builder, const pb_batch *batch, int64_t from)
{
    const pb_column *columns = batch->columns;
    const int64_t *times = columns[PP_TIME].borrowed ? columns[PP_TIME].borrowed : columns[PP_TIME].values;
    const int64_t *discounts = columns[PP_DISCOUNT].borrowed ? columns[PP_DISCOUNT].borrowed
        : columns[PP_DISCOUNT].values;
    const int64_t *kinds = columns[PP_KIND].borrowed ? columns[PP_KIND].borrowed : columns[PP_KIND].values;
    int32_t day, unit = unit_of(builder, batch->form);
    bool zoned = batch->form == PB_INSTANTS || batch->form == PB_NUMBERS;
    for (int64_t row = from; row < batch->count; row++) {
        if (batch->form == PB_DAYS && (times[row] < PATRON_DAY_MIN || times[row] > PATRON_DAY_MAX))
            return bad_time(batch, row);
        if (zoned && patron_calendar_local_day(&builder->zone->c, times[row], unit, &day, NULL))
            return bad_time(batch, row);
        if (kinds && (kinds[row] < PATRON_KIND_SALE || kinds[row] > PATRON_KIND_IGNORED)) {
            pp_throw_at(pp_ce_data_exception, "kind", "kind", pb_row_behind(batch->skipped, batch->skipped_count, row),
                        -1, ZEND_LONG_FMT " is not a kind", (zend_long)kinds[row]);
            return false;
        }
        if (discounts && discounts[row] < 0 && (!kinds || kinds[row] <= PATRON_KIND_RENEWAL)) {
            pp_throw_at(pp_ce_data_exception, "discount", "discount",
                        pb_row_behind(batch->skipped, batch->skipped_count, row), -1,
                            "discount " ZEND_LONG_FMT " is negative", (zend_long)discounts[row]);
            return false;
        }
    }
    for (int32_t i = 0; i < pb_columns(&batch->schema); i++) {
        if (batch->schema.type[i] != PB_TEXT) continue;
        for (int64_t row = from; row < batch->count; row++) {
            const int64_t *offset = &columns[i].offsets[row];
            if (pb_is_utf8(columns[i].bytes + offset[0], (size_t)(offset[1] - offset[0]))) continue;
            const char *field = pb_field(&batch->schema, i);
            pp_throw_at(pp_ce_data_exception, pb_argument(&batch->schema, i), field,
                        pb_row_behind(batch->skipped, batch->skipped_count, row), -1, "%s: not valid UTF-8", field);
            return false;
        }
    }
    return true;
}

void pb_accept(pp_builder *builder, const pb_batch *batch, int64_t rows, int64_t given)
{
    uint32_t roles = builder->known ? builder->schema.roles : 0;
    builder->schema = batch->schema;
    builder->schema.roles |= roles;
    builder->known = true;
    builder->settled = builder->settled || rows > 0;
    if (rows > 0 && clock_of(batch->form)) builder->clock = clock_of(batch->form);
    builder->given += given;
}

/* Room for the batch's rows that were left out, so that noting them cannot fail. */
static bool reserve_skipped(pp_builder *builder, int64_t more)
{
    if (builder->skipped_count + more <= builder->skipped_room) return true;
    int64_t room = builder->skipped_room * 2 > builder->skipped_count + more ? builder->skipped_room * 2
                                                                            : builder->skipped_count + more;
    int64_t *skipped = pp_resize(builder->skipped, (size_t)builder->skipped_room * sizeof *skipped,
                                 (size_t)room * sizeof *skipped);
    if (!skipped) {
        pp_no_memory();
        return false;
    }
    builder->skipped = skipped;
    builder->skipped_room = room;
    return true;
}

bool pb_skip_one(pp_builder *builder)
{
    if (!reserve_skipped(builder, 1)) return false;
    builder->skipped[builder->skipped_count++] = builder->given++;
    return true;
}

bool pb_take(pp_builder *builder)
{
    pb_batch *batch = builder->incoming;
    bool wait = batch->count && !pb_all_known(&batch->schema), good = false;
    if (batch->count && !pb_forms_agree(builder, batch->form)) goto done;
    if (!reserve_skipped(builder, batch->skipped_count)) goto done;
    if ((wait || builder->first) && !pb_check_rows(builder, batch, 0)) goto done;
    if (wait && !pb_batch_own(batch)) goto done;
    if (!wait && batch->count) {
        if (!pb_flush(builder, &batch->schema)) goto done;
        if (!hand_over(builder, batch, &batch->schema)) goto done;
    }
    for (int64_t i = 0; i < batch->skipped_count; i++)
        builder->skipped[builder->skipped_count++] = builder->given + batch->skipped[i];
    pb_accept(builder, batch, batch->count, batch->source);
    if (batch->count) builder->fixed = true;
    if (wait) {
        builder->waiting += batch->count;
        if (builder->last) builder->last->next = batch;
        else builder->first = batch;
        builder->last = batch;
        builder->incoming = NULL;
    }
    good = true;
done:
    pb_drop_incoming(builder);
    return good;
}

void pb_drop_incoming(pp_builder *builder)
{
    pb_batch_free(builder->incoming);
    builder->incoming = NULL;
}

void pb_reset(pp_builder *builder)
{
    patron_builder_free(builder->core);
    builder->core = NULL;
    while (builder->first) {
        pb_batch *next = builder->first->next;
        pb_batch_free(builder->first);
        builder->first = next;
    }
    builder->last = NULL;
    pb_drop_incoming(builder);
    pp_release(builder->skipped, (size_t)builder->skipped_room * sizeof *builder->skipped);
    builder->skipped = NULL;
    builder->skipped_count = builder->skipped_room = 0;
    builder->waiting = builder->given = 0;
    builder->clock = PB_NO_TIMES;
    builder->known = builder->settled = builder->fixed = false;
    builder->core_clock = false;
    memset(&builder->schema, 0, sizeof builder->schema);
}
