/* Builder: its options, its columns, and what it becomes. */
#include "builder.h"

static zend_object_handlers handlers;

static zend_object *create(zend_class_entry *class)
{
    zend_object *object = pp_object_new(class, sizeof(pp_builder), &handlers);
    pp_builder *builder = pp_builder_of(object);
    ZVAL_UNDEF(&builder->guests);
    ZVAL_UNDEF(&builder->alias_from);
    ZVAL_UNDEF(&builder->alias_to);
    ZVAL_UNDEF(&builder->since_keys);
    pp_handle_made();
    return object;
}

static void destroy(zend_object *object)
{
    pp_builder *builder = pp_builder_of(object);
    pb_reset(builder);
    pp_zone_drop(builder->zone);
    pp_zone_drop(builder->input_zone);
    zval_ptr_dtor(&builder->guests);
    zval_ptr_dtor(&builder->alias_from);
    zval_ptr_dtor(&builder->alias_to);
    zval_ptr_dtor(&builder->since_keys);
    if (builder->since_days) efree(builder->since_days);
    pp_handle_freed();
    zend_object_std_dtor(object);
}

void pp_builder_init(void)
{
    pp_handlers(&handlers, XtOffsetOf(pp_builder, std), destroy);
    pp_ce_builder->create_object = create;
}

pp_builder *pb_this(zval *this)
{
    pp_builder *builder = pp_builder_of(Z_OBJ_P(this));
    if (!builder->made) {
        pp_argument_error("this", "this Builder's constructor did not succeed");
        return NULL;
    }
    if (!builder->busy) return builder;
    pp_argument_error("this", "this Builder is in the middle of addRows()");
    return NULL;
}

/* ---- options ----------------------------------------------------------------------------------------------------- */

/* A list of ints and strings of our own, nulls left out. */
static bool own_keys(HashTable *list, const char *argument, zval *out)
{
    zval *value;
    zend_long at = 0;
    array_init(out);
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) != IS_LONG && Z_TYPE_P(value) != IS_STRING && Z_TYPE_P(value) != IS_NULL) {
            pp_throw_at(pp_ce_type_exception, argument, NULL, at, -1, "%s must hold ints and strings, not %s", argument,
                        zend_zval_type_name(value));
            return false;
        }
        at++;
        if (Z_TYPE_P(value) == IS_NULL) continue;
        Z_TRY_ADDREF_P(value);
        zend_hash_next_index_insert_new(Z_ARRVAL_P(out), value);
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* One of the two values of a pair. */
static zval *of_pair(zval *pair, uint32_t which)
{
    uint32_t at = 0;
    zval *value;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(pair), value)
    {
        ZVAL_DEREF(value);
        if (at++ == which) return value;
    }
    ZEND_HASH_FOREACH_END();
    return NULL;
}

static zval *pair_at(zval *pair, const char *argument, zend_long at)
{
    ZVAL_DEREF(pair);
    if (Z_TYPE_P(pair) == IS_ARRAY && zend_hash_num_elements(Z_ARRVAL_P(pair)) == 2) {
        zval *key = of_pair(pair, 0);
        if (Z_TYPE_P(key) == IS_LONG || Z_TYPE_P(key) == IS_STRING) return pair;
    }
    pp_throw_at(pp_ce_type_exception, argument, NULL, at, -1,
                "%s must hold pairs that begin with a customer's key (int or string)",
                argument);
    return NULL;
}

static void append(zval *list, zval *value)
{
    Z_TRY_ADDREF_P(value);
    zend_hash_next_index_insert_new(Z_ARRVAL_P(list), value);
}

static bool own_alias(pp_builder *builder, HashTable *pairs)
{
    zend_long at = 0;
    zval *pair;
    array_init(&builder->alias_from);
    array_init(&builder->alias_to);
    ZEND_HASH_FOREACH_VAL(pairs, pair)
    {
        if (!(pair = pair_at(pair, "alias", at))) return false;
        zval *to = of_pair(pair, 1);
        if (Z_TYPE_P(to) != IS_LONG && Z_TYPE_P(to) != IS_STRING) {
            pp_throw_at(pp_ce_type_exception, "alias", NULL, at, -1, "alias must hold pairs of keys (int or string)");
            return false;
        }
        append(&builder->alias_from, of_pair(pair, 0));
        append(&builder->alias_to, to);
        at++;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* A pair's day. What is none is told with its row, unlike pp_day, which the rest is left to. */
static bool since_day(zval *day, const pp_zone *zone, zend_long row, int32_t *out)
{
    if (Z_TYPE_P(day) == IS_STRING && !pp_day_parse(Z_STRVAL_P(day), Z_STRLEN_P(day), out)) {
        pp_throw_at(pp_ce_argument_exception, "since", NULL, row, -1, "since \"%.40s\" is not a day of the form Y-m-d",
                    Z_STRVAL_P(day));
        return false;
    }
    if (Z_TYPE_P(day) != IS_STRING && Z_TYPE_P(day) != IS_OBJECT) {
        pp_throw_at(pp_ce_type_exception, "since", NULL, row, -1,
                    "since must be a day as Y-m-d or a DateTimeInterface, not %s", zend_zval_type_name(day));
        return false;
    }
    return pp_day(day, zone, "since", out);
}

static bool own_since(pp_builder *builder, HashTable *pairs)
{
    zend_long at = 0, row = 0;
    zval *pair;
    array_init(&builder->since_keys);
    builder->since_days = safe_emalloc(zend_hash_num_elements(pairs), sizeof *builder->since_days, 1);
    ZEND_HASH_FOREACH_VAL(pairs, pair)
    {
        if (!(pair = pair_at(pair, "since", row))) return false;
        zval *day = of_pair(pair, 1);
        zend_long this_row = row++;
        if (Z_TYPE_P(day) == IS_NULL) continue; /* not known */
        if (!since_day(day, builder->zone, this_row, &builder->since_days[at])) return false;
        append(&builder->since_keys, of_pair(pair, 0));
        at++;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static bool read_scales(pp_builder *builder, zend_long scale, bool no_scale, zend_long quantity, zend_long threads)
{
    if (!no_scale && (scale < 0 || scale > 18)) {
        pp_argument_error("scale", "scale must be 0 to 18");
        return false;
    }
    if (quantity < 1) {
        pp_argument_error("quantityScale", "quantityScale must be 1 or more");
        return false;
    }
    if (threads < 1 || threads > 256) {
        pp_argument_error("threads", "threads must be 1 to 256");
        return false;
    }
    builder->scale = no_scale ? -1 : (int32_t)scale;
    builder->money_units = 1;
    for (zend_long i = 0; i < scale; i++) builder->money_units *= 10;
    builder->quantity_units = quantity;
    builder->threads = (int32_t)threads;
    return true;
}

static bool read_zones(pp_builder *builder, zval *input_zone, zval *zone)
{
    if (!pp_zone_read(zone, "timezone", &builder->zone)) return false;
    if (!pp_zone_read(input_zone, "inputTimezone", &builder->input_zone)) return false;
    if (!builder->input_zone || builder->zone) return true;
    pp_argument_error("timezone", "inputTimezone needs timezone: the zone whose days the shop counts");
    return false;
}

static bool read_observed(pp_builder *builder, zval *value, const char *argument, uint64_t flag, int32_t *day)
{
    if (!value) return true;
    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) == IS_NULL) return true;
    builder->flags |= flag;
    return pp_day(value, builder->zone, argument, day);
}

static int32_t unit_of(zend_object *unit)
{
    static const int32_t units[] = {PATRON_UNIT_DAY, PATRON_UNIT_SECOND, PATRON_UNIT_MILLISECOND,
                                    PATRON_UNIT_MICROSECOND, PATRON_UNIT_NANOSECOND};
    return unit ? units[pp_case_index(unit)] : PATRON_UNIT_NONE;
}

ZEND_METHOD(Patron_Builder, __construct)
{
    zend_long scale = 0, quantity = 1, threads = 1;
    zval *input_zone = NULL, *zone = NULL, *from = NULL, *until = NULL;
    zend_object *unit = NULL, *nulls = NULL, *negative = NULL;
    HashTable *guests = NULL, *alias = NULL, *since = NULL;
    bool no_scale = true, beyond = false, zero = false, by_order = false, ids = false, drop = false, twice = false;
    ZEND_PARSE_PARAMETERS_START(0, 19)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(scale, no_scale)
        Z_PARAM_ZVAL(input_zone)
        Z_PARAM_ZVAL(zone)
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(unit, pp_ce_time_unit)
        Z_PARAM_ARRAY_HT(guests)
        Z_PARAM_OBJ_OF_CLASS(nulls, pp_ce_nulls)
        Z_PARAM_OBJ_OF_CLASS(negative, pp_ce_negative)
        Z_PARAM_ZVAL(from)
        Z_PARAM_ZVAL(until)
        Z_PARAM_BOOL(beyond)
        Z_PARAM_LONG(quantity)
        Z_PARAM_ARRAY_HT(alias)
        Z_PARAM_ARRAY_HT(since)
        Z_PARAM_BOOL(zero)
        Z_PARAM_BOOL(by_order)
        Z_PARAM_BOOL(ids)
        Z_PARAM_BOOL(drop)
        Z_PARAM_BOOL(twice)
        Z_PARAM_LONG(threads)
    ZEND_PARSE_PARAMETERS_END();

    pp_builder *builder = pp_builder_of(Z_OBJ_P(ZEND_THIS));
    if (Z_TYPE(builder->guests) != IS_UNDEF) {
        pp_argument_error("this", "this Builder has been constructed before");
        RETURN_THROWS();
    }
    const HashTable *none = &zend_empty_array;
    builder->unit = unit_of(unit);
    builder->skip_nulls = nulls && pp_case_index(nulls) == 1;
    builder->flags = (negative && pp_case_index(negative) == 1 ? PATRON_BOOK_NEGATIVE_IS_REFUND : 0) |
                     (beyond ? PATRON_BOOK_ALLOW_BEYOND : 0) | (zero ? PATRON_BOOK_ZERO_ORDERS : 0) |
                     (by_order ? PATRON_BOOK_COUNT_BY_ORDER : 0) | (ids ? PATRON_BOOK_KEEP_ORDER_IDS : 0) |
                     (drop ? PATRON_BOOK_DROP_KEYS : 0) | (twice ? PATRON_BOOK_FIND_DUPLICATES : 0);
    if (guests) {
        if (!own_keys(guests, "guestKeys", &builder->guests)) RETURN_THROWS();
    } else { /* [0, ''] */
        array_init(&builder->guests);
        add_next_index_long(&builder->guests, 0);
        add_next_index_str(&builder->guests, ZSTR_EMPTY_ALLOC());
    }
    if (!read_scales(builder, scale, no_scale, quantity, threads)) RETURN_THROWS();
    if (!read_zones(builder, input_zone, zone)) RETURN_THROWS();
    if (!read_observed(builder, from, "observedFrom", PATRON_BOOK_OBSERVED_FROM, &builder->observed_from))
        RETURN_THROWS();
    if (!read_observed(builder, until, "observedUntil", PATRON_BOOK_OBSERVED_UNTIL, &builder->observed_until))
        RETURN_THROWS();
    if (!own_alias(builder, alias ? alias : (HashTable *)(uintptr_t)none)) RETURN_THROWS();
    if (!own_since(builder, since ? since : (HashTable *)(uintptr_t)none)) RETURN_THROWS();
    builder->made = true;
}

/* ---- counts ------------------------------------------------------------------------------------------------------ */

ZEND_METHOD(Patron_Builder, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_builder *builder = pp_builder_of(Z_OBJ_P(ZEND_THIS));
    int64_t inside = builder->core ? patron_builder_rows(builder->core) : 0;
    RETURN_LONG((zend_long)(inside + builder->waiting));
}

ZEND_METHOD(Patron_Builder, skipped)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)pp_builder_of(Z_OBJ_P(ZEND_THIS))->skipped_count);
}

/* ---- joining ----------------------------------------------------------------------------------------------------- */

/* Kinds of keys that both have; false (thrown) where their columns differ. */
static bool join_schemas(const pb_schema *a, const pb_schema *b, const char *argument, pb_schema *out)
{
    const uint32_t kind = 1u << PP_KIND;
    *out = *a;
    if ((a->roles | kind) != (b->roles | kind) || a->labels != b->labels ||
        memcmp(a->name, b->name, sizeof a->name) || memcmp(a->level, b->level, sizeof a->level)) {
        pp_argument_error(argument, "%s has other columns than the rows before", argument);
        return false;
    }
    out->roles |= b->roles;
    for (int32_t i = 0; i < pb_columns(out); i++) {
        if (out->type[i] == PB_UNKNOWN || out->type[i] == PB_ABSENT) out->type[i] = b->type[i];
        if (b->type[i] == PB_UNKNOWN || b->type[i] == PB_ABSENT || b->type[i] == out->type[i]) continue;
        pp_argument_error(argument, "%s has keys of another kind (ints or strings) in column %s", argument,
                          pb_field(a, i));
        return false;
    }
    return true;
}

/* Minor units of one scale are not those of another; -1 is not said, where all money was given as ints. */
static bool same_scale(const pp_builder *builder, int32_t scale, const char *argument)
{
    if (builder->scale < 0 || scale < 0 || builder->scale == scale) return true;
    pp_throw_at(pp_ce_mismatch_exception, argument, NULL, -1, -1, "%s has money of scale %d, this builder's is %d",
                argument, (int)scale, (int)builder->scale);
    return false;
}

/* Keeps room for `more` rows left out. */
static bool join_skipped(pp_builder *builder, const pp_builder *other)
{
    int64_t room = builder->skipped_count + other->skipped_count;
    if (!other->skipped_count) return true;
    int64_t *skipped = pp_resize(builder->skipped, (size_t)builder->skipped_room * sizeof *skipped,
                                 (size_t)room * sizeof *skipped);
    if (!skipped) {
        pp_no_memory();
        return false;
    }
    for (int64_t i = 0; i < other->skipped_count; i++)
        skipped[builder->skipped_count + i] = builder->given + other->skipped[i];
    builder->skipped = skipped;
    builder->skipped_room = room;
    return true;
}

static bool join_cores(pp_builder *builder, pp_builder *other, const pb_schema *schema)
{
    patron_error error;
    bool clock = builder->clock == PB_CLOCK || other->clock == PB_CLOCK;
    if (!pb_flush(other, schema)) return false;
    if (!other->core) return true;
    if (!pb_flush(builder, schema)) return false;
    if (!pb_core_ready(builder, schema->type[PP_CUSTOMER] == PB_TEXT, clock)) return false;
    patron_status status = patron_builder_merge(builder->core, other->core, &error);
    if (!status) return true;
    pp_throw(status, &error, PP_NAMES("", "other"));
    return false;
}

static bool join(pp_builder *builder, pp_builder *other)
{
    pb_schema schema = other->schema;
    if (builder->settled && !join_schemas(&builder->schema, &other->schema, "other", &schema)) return false;
    if (builder->clock && other->clock && builder->clock != other->clock) {
        pp_argument_error("other", "other's times are %s, those of the rows before are %s", pb_form_names[other->clock],
                          pb_form_names[builder->clock]);
        return false;
    }
    if (other->clock == PB_INSTANTS && !builder->zone) {
        pp_argument_error("other", "other holds instants: give this Builder the shop's timezone");
        return false;
    }
    if (builder->quantity_units != other->quantity_units) {
        pp_throw_at(pp_ce_mismatch_exception, "other", NULL, -1, -1, "the builders differ in quantityScale");
        return false;
    }
    if (!same_scale(builder, other->scale, "other")) return false;
    if (!join_skipped(builder, other)) return false;
    bool wait = !builder->core && !other->core && !pb_all_known(&schema);
    if (!wait && !join_cores(builder, other, &schema)) return false;
    if (wait && other->first) {
        if (builder->last) builder->last->next = other->first;
        else builder->first = other->first;
        builder->last = other->last;
        builder->last->open = false;
        other->first = other->last = NULL;
    }
    builder->waiting += other->waiting;
    builder->given += other->given;
    builder->skipped_count += other->skipped_count;
    builder->schema = schema;
    builder->known = builder->settled = builder->fixed = true;
    if (!builder->clock) builder->clock = other->clock;
    other->waiting = 0;
    pb_reset(other);
    return true;
}

ZEND_METHOD(Patron_Builder, merge)
{
    zend_object *object;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_OBJ_OF_CLASS(object, pp_ce_builder)
    ZEND_PARSE_PARAMETERS_END();
    pp_builder *builder = pb_this(ZEND_THIS), *other = pp_builder_of(object);
    if (!builder) RETURN_THROWS();
    if (other == builder || !other->made || other->busy) {
        const char *why = other == builder ? "other is this builder itself" : "other is in the middle of addRows()";
        pp_argument_error("other", "%s", why);
        RETURN_THROWS();
    }
    if (other->settled && !join(builder, other)) RETURN_THROWS();
    RETURN_COPY(ZEND_THIS);
}

ZEND_METHOD(Patron_Builder, addBook)
{
    zend_object *object;
    HashTable *forget = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_OBJ_OF_CLASS(object, pp_ce_book)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT(forget)
    ZEND_PARSE_PARAMETERS_END();
    pp_builder *builder = pb_this(ZEND_THIS);
    if (!builder) RETURN_THROWS();
    const pp_book *book = pp_book_of(object);
    const pb_schema *had = book->schema;
    pb_schema schema;
    pp_keys keys = {0};
    patron_error error;
    if (!same_scale(builder, book->scale, "book")) RETURN_THROWS();
    if (had) schema = *had;
    if (had && builder->settled && !join_schemas(&builder->schema, had, "book", &schema)) RETURN_THROWS();
    if (forget && !pp_keys_of_kind(forget, "forget", book->text_keys, &keys)) RETURN_THROWS();
    bool good = (!had || !builder->first || pb_flush(builder, &schema)) &&
                pb_core_ready(builder, book->text_keys, builder->clock == PB_CLOCK);
    if (good) {
        int64_t before = patron_builder_rows(builder->core);
        patron_status status = patron_builder_add_book(builder->core, book->book, &keys.column, keys.count, &error);
        if (status) {
            pp_throw(status, &error, PP_NAMES("", "book", "forget", "forget"));
        } else if (had && patron_builder_rows(builder->core) > before) {
            builder->schema = schema;
            builder->known = builder->settled = builder->fixed = true;
            builder->given += patron_builder_rows(builder->core) - before;
        }
        good = !status;
    }
    pp_keys_free(&keys);
    if (!good) RETURN_THROWS();
    RETURN_COPY(ZEND_THIS);
}

/* ---- the book ---------------------------------------------------------------------------------------------------- */

/* Whether keys of an empty builder's options are texts. */
static bool texts_in_options(const pp_builder *builder)
{
    const zval *lists[] = {&builder->alias_from, &builder->alias_to, &builder->since_keys};
    int64_t number;
    zval *key;
    for (int i = 0; i < 3; i++) {
        ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(lists[i]), key)
        {
            if (Z_TYPE_P(key) == IS_STRING && !pb_read_number(Z_STRVAL_P(key), Z_STRLEN_P(key), &number)) return true;
        }
        ZEND_HASH_FOREACH_END();
    }
    return false;
}

ZEND_METHOD(Patron_Builder, book)
{
    ZEND_PARSE_PARAMETERS_NONE();
    pp_builder *builder = pb_this(ZEND_THIS);
    patron_book *book;
    patron_error error;
    if (!builder) RETURN_THROWS();
    if (builder->schema.type[PP_CUSTOMER] < PB_INT && texts_in_options(builder))
        builder->schema.type[PP_CUSTOMER] = PB_TEXT;
    bool text = builder->schema.type[PP_CUSTOMER] == PB_TEXT;
    if (!pb_flush(builder, &builder->schema)) RETURN_THROWS();
    if (!pb_core_ready(builder, text, builder->clock == PB_CLOCK)) RETURN_THROWS();
    if (builder->known && !builder->settled && !pb_core_add_empty(builder)) RETURN_THROWS();
    patron_status status = patron_builder_finish(builder->core, &book, &error);
    if (status) {
        if (error.row >= 0) error.row = pb_row_behind(builder->skipped, builder->skipped_count, error.row);
        if (error.other_row >= 0)
            error.other_row = pb_row_behind(builder->skipped, builder->skipped_count, error.other_row);
        pb_throw(&builder->schema, status, &error);
        RETURN_THROWS();
    }
    pp_book_make(return_value, book, builder->zone, builder->schema.roles, text);
    pp_book_of(Z_OBJ_P(return_value))->scale = builder->scale;
    pp_book_of(Z_OBJ_P(return_value))->quantity_scale = builder->quantity_units;
    pp_book_of(Z_OBJ_P(return_value))->schema = builder->known ? emalloc(sizeof builder->schema) : NULL;
    if (builder->known) memcpy(pp_book_of(Z_OBJ_P(return_value))->schema, &builder->schema, sizeof builder->schema);
    pb_reset(builder);
}
