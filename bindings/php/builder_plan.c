/* Which columns a call gives, and whether they are those of the calls before. */
#include "builder.h"

static bool given(zval *source)
{
    return source && Z_TYPE_P(source) != IS_NULL;
}

static bool label_name(zend_string *key, zend_ulong index, const char *argument, char out[32])
{
    char number[PB_NUMBER];
    const char *text = key ? ZSTR_VAL(key) : number;
    size_t length = key ? ZSTR_LEN(key) : pb_write_number((zend_long)index, number);
    memset(out, 0, 32);
    if (length && length < 32 && !memchr(text, 0, length) && pb_is_utf8(text, length)) {
        memcpy(out, text, length);
        return true;
    }
    pp_argument_error(argument, "%s: a label's name must be 1 to 31 bytes of UTF-8", argument);
    return false;
}

int32_t pb_label(const pb_schema *schema, const char name[32], int32_t level)
{
    for (int32_t i = 0; i < schema->labels; i++)
        if (schema->level[i] == level && memcmp(schema->name[i], name, 32) == 0) return i;
    return -1;
}

static bool new_label(pb_schema *schema, const char name[32], int32_t level)
{
    const char *argument = level == PATRON_LABEL_LINE ? "lineLabels" : "labels";
    if (pb_label(schema, name, !level) >= 0) {
        pp_throw_at(pp_ce_argument_exception, argument, name, -1, -1, "two labels are called \"%s\"", name);
        return false;
    }
    if (schema->labels == PB_LABELS) {
        pp_argument_error(argument, "there are more than %d labels", PB_LABELS);
        return false;
    }
    int32_t at = schema->labels++;
    memcpy(schema->name[at], name, sizeof schema->name[at]);
    schema->level[at] = (uint8_t)level;
    schema->type[PP_ROLES + at] = PB_UNKNOWN;
    return true;
}

bool pb_plan_labels(HashTable *list, int32_t level, bool fixed, pb_schema *schema, zval *sources[])
{
    const char *argument = level == PATRON_LABEL_LINE ? "lineLabels" : "labels";
    zend_string *key;
    zend_ulong index;
    zval *source;
    if (!list) return true;
    ZEND_HASH_FOREACH_KEY_VAL(list, index, key, source)
    {
        char name[32];
        ZVAL_DEREF(source);
        if (!label_name(key, index, argument, name)) return false;
        int32_t at = pb_label(schema, name, level);
        if (at < 0 && fixed) {
            pp_throw_at(pp_ce_argument_exception, argument, name, -1, -1,
                        "%s: the rows before had no label \"%s\" there", argument,
                        name);
            return false;
        }
        if (at < 0) {
            if (!new_label(schema, name, level)) return false;
            at = schema->labels - 1;
        }
        sources[PP_ROLES + at] = source;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static void plan_roles(zval *const roles[PP_ROLES], pb_schema *schema)
{
    memset(schema, 0, sizeof *schema);
    for (int32_t i = 0; i < PP_ROLES; i++) {
        if (!given(roles[i])) continue;
        schema->roles |= 1u << i;
        schema->type[i] = pb_is_key(i) ? PB_UNKNOWN : PB_INT;
    }
}

/* Every column of the rows before is here, and no other; kinds may come and go, for without them all are sales. */
static bool same_roles(zval *const roles[PP_ROLES], pb_schema *schema)
{
    const uint32_t kind = 1u << PP_KIND;
    for (int32_t i = 0; i < PP_ROLES; i++) {
        bool before = schema->roles >> i & 1, now = given(roles[i]);
        if (before == now || i == PP_KIND) continue;
        pp_throw_at(pp_ce_argument_exception, pp_role_names[i], pp_role_names[i], -1, -1,
                    now ? "%s is given here, but the rows before had none"
                        : "%s is missing here, but the rows before had it",
                    pp_role_names[i]);
        return false;
    }
    schema->roles = given(roles[PP_KIND]) ? schema->roles | kind : schema->roles & ~kind;
    schema->type[PP_KIND] = given(roles[PP_KIND]) ? PB_INT : PB_ABSENT;
    return true;
}

bool pb_plan(const pp_builder *builder, zval *const roles[PP_ROLES], HashTable *labels, HashTable *line_labels,
             pb_schema *schema, zval *sources[PB_COLUMNS])
{
    memset(sources, 0, PB_COLUMNS * sizeof *sources);
    if (builder->settled) {
        *schema = builder->schema;
        if (!same_roles(roles, schema)) return false;
    } else {
        plan_roles(roles, schema);
    }
    for (int32_t i = 0; i < PP_ROLES; i++)
        if (schema->roles >> i & 1) sources[i] = roles[i];
    if ((schema->roles >> PP_SHOP & 1) && !(schema->roles >> PP_ORDER & 1)) {
        pp_throw_at(pp_ce_argument_exception, "shop", "shop", -1, -1,
                    "shop needs order: an order is a shop's order number");
        return false;
    }
    if (!pb_plan_labels(labels, PATRON_LABEL_ORDER, builder->settled, schema, sources)) return false;
    if (!pb_plan_labels(line_labels, PATRON_LABEL_LINE, builder->settled, schema, sources)) return false;
    for (int32_t i = 0; i < schema->labels; i++) {
        if (sources[PP_ROLES + i]) continue;
        pp_throw_at(pp_ce_argument_exception, pb_argument(schema, PP_ROLES + i), schema->name[i], -1, -1,
                    "label \"%s\" is missing here, but the rows before had it", schema->name[i]);
        return false;
    }
    return true;
}
