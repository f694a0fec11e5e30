/* Which child of an Arrow schema plays which role, and whether its format can. */
#include "arrow.h"

#include <inttypes.h>

/* ---- formats ----------------------------------------------------------------------------------------------------- */

/* A decimal number at *at, which moves behind it; false if there is none or it has more than three digits. */
static bool read_number(const char **at, int32_t *out)
{
    bool negative = **at == '-';
    int32_t value = 0, digits = 0;
    if (negative) ++*at;
    for (; **at >= '0' && **at <= '9'; ++*at, digits++) {
        if (digits == 3) return false;
        value = value * 10 + (**at - '0');
    }
    *out = negative ? -value : value;
    return digits > 0;
}

#define SCALE_MAX 38 /* decimals of 128 bits have at most 38 digits */

static bool read_decimal(const char *text, pt_arrow_format *out)
{
    int32_t precision = 0, bits = 128;
    const char *at = text + 2;
    if (!read_number(&at, &precision) || *at++ != ',' || !read_number(&at, &out->scale)) return false;
    if (*at == ',' && (++at, !read_number(&at, &bits))) return false;
    out->form = PT_ARROW_DECIMAL;
    return *at == '\0' && bits == 128 && precision >= 1 && precision <= SCALE_MAX && out->scale >= -SCALE_MAX &&
           out->scale <= SCALE_MAX;
}

static bool read_time(const char *text, pt_arrow_format *out)
{
    static const char letters[] = "smun";
    out->form = PT_ARROW_INTEGER;
    out->type = PATRON_TYPE_INT64;
    if (text[1] == 'd') { /* tdD, tdm */
        out->time = text[2] == 'D' ? PT_ARROW_DAYS : PT_ARROW_MILLISECONDS;
        if (text[2] == 'D') out->type = PATRON_TYPE_INT32;
        return (text[2] == 'D' || text[2] == 'm') && !text[3];
    }
    const char *letter = text[1] == 's' && text[2] ? strchr(letters, text[2]) : NULL;
    if (!letter || text[3] != ':') return false;
    out->time = PT_ARROW_TIMESTAMP;
    out->unit = PATRON_UNIT_SECOND + (int32_t)(letter - letters);
    out->zoned = text[4] != '\0';
    return true;
}

bool pt_arrow_read_format(const char *text, pt_arrow_format *out)
{
    static const char integers[] = "csilCSIL";
    static const int32_t types[] = {PATRON_TYPE_INT8,  PATRON_TYPE_INT16,  PATRON_TYPE_INT32,  PATRON_TYPE_INT64,
                                    PATRON_TYPE_UINT8, PATRON_TYPE_UINT16, PATRON_TYPE_UINT32, PATRON_TYPE_UINT64};
    memset(out, 0, sizeof *out);
    if (!text || !text[0]) return false;
    if (text[0] == 'd' && text[1] == ':') return read_decimal(text, out);
    if (text[0] == 't') return read_time(text, out);
    if (text[0] == 'v') {
        out->form = PT_ARROW_VIEW;
        return text[1] == 'u' && !text[2];
    }
    if (text[1]) return false;
    const char *integer = strchr(integers, text[0]);
    if (integer) {
        out->form = PT_ARROW_INTEGER;
        out->type = types[integer - integers];
        return true;
    }
    switch (text[0]) {
    case 'f': out->form = PT_ARROW_FLOAT32; return true;
    case 'g': out->form = PT_ARROW_FLOAT64; return true;
    case 'n': out->form = PT_ARROW_NULL; return true;
    case 'u':
    case 'U':
        out->form = PT_ARROW_STRING;
        out->type = text[0] == 'u' ? PATRON_TYPE_STRING : PATRON_TYPE_STRING64;
        return true;
    default: return false;
    }
}

/* ---- what the caller asks for ------------------------------------------------------------------------------------ */

static patron_status read_labels(const patron_arrow_columns *known, int32_t argument, pt_arrow_plan *plan,
                                 const char **name, patron_error *error)
{
    if (known->label_count < 0 || known->label_count > PT_LABELS_MAX)
        return pt_fail_argument(error, argument, "label_count is %d, at most %d are allowed", (int)known->label_count,
                                PT_LABELS_MAX);
    if (known->label_count && !known->labels) return pt_fail_argument(error, argument, "labels is NULL");
    plan->label_count = known->label_count;
    for (int32_t i = 0; i < known->label_count; i++) {
        patron_arrow_label label;
        if (!known->labels[i]) return pt_fail_argument(error, argument, "label %d is NULL", (int)i);
        patron_status status = pt_read_struct(known->labels[i], &label, sizeof label, sizeof label, argument, "label", error);
        if (status) return status;
        if (label.reserved) return pt_fail_argument(error, argument, "label %d: reserved is not 0", (int)i);
        if (!label.name || !label.column) return pt_fail_argument(error, argument, "label %d lacks a name or a column", (int)i);
        patron_label *out = &plan->label[i];
        *out = (patron_label){.size = sizeof *out, .name = label.name, .level = label.level};
        name[PT_LABELS + i] = label.column;
    }
    return PATRON_OK;
}

static patron_status read_words(const patron_arrow_columns *known, int32_t argument, pt_arrow_plan *plan,
                                patron_error *error)
{
    if (known->kind_count < 0 || known->kind_count > PT_ARROW_WORDS_MAX)
        return pt_fail_argument(error, argument, "kind_count is %" PRId64 ", at most %d are allowed", known->kind_count,
                                PT_ARROW_WORDS_MAX);
    if (!known->kind_count) return PATRON_OK;
    if (!known->kind_words || !known->kind_values)
        return pt_fail_argument(error, argument, "kind_words or kind_values is NULL");
    if (!known->kind) return pt_fail_argument(error, argument, "kind_words need a column kind");
    for (int64_t i = 0; i < known->kind_count; i++) {
        const char *word = known->kind_words[i];
        int64_t length = word ? (int64_t)strlen(word) : -1;
        int32_t kind = known->kind_values[i];
        if (kind < PATRON_KIND_SALE || kind > PATRON_KIND_IGNORED)
            return pt_fail_argument(error, argument, "kind_values[%" PRId64 "] is %" PRId32 ", which is not a kind", i, kind);
        if (pt_arrow_kind(plan, word, length) != PATRON_NONE)
            return pt_fail_argument(error, argument, "kind_words has %.60s twice", word ? word : "null");
        plan->word[i] = word;
        plan->length[i] = length;
        plan->kind[i] = kind;
        plan->words = i + 1;
    }
    return PATRON_OK;
}

int32_t pt_arrow_kind(const pt_arrow_plan *plan, const char *word, int64_t length)
{
    for (int64_t i = 0; i < plan->words; i++)
        if (plan->length[i] == length && (length <= 0 || memcmp(plan->word[i], word, (size_t)length) == 0))
            return plan->kind[i];
    return PATRON_NONE;
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

static patron_status fail_format(const pt_arrow_column *column, const char *format, const char *why, patron_error *error)
{
    return pt_fail(error, PATRON_ERROR_ARGUMENT, 2, -1, -1, column->title, "%s: column %.60s has the format %.40s: %s",
                   column->title, column->name, format ? format : "NULL", why);
}

/* The child of that name. */
static patron_status find_child(const struct ArrowSchema *schema, int32_t argument, pt_arrow_column *column,
                                patron_error *error)
{
    column->child = -1;
    for (int64_t i = 0; i < schema->n_children; i++) {
        const char *name = schema->children[i] ? schema->children[i]->name : NULL;
        if (strcmp(name ? name : "", column->name) != 0) continue;
        if (column->child >= 0)
            return pt_fail(error, PATRON_ERROR_ARGUMENT, argument, -1, -1, column->title,
                           "%s: there are two columns %.100s", column->title, column->name);
        column->child = i;
    }
    if (column->child >= 0) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_ARGUMENT, argument, -1, -1, column->title, "%s: there is no column %.100s",
                   column->title, column->name);
}

static bool is_money(int32_t role) { return role == PT_AMOUNT || role == PT_DISCOUNT || role == PT_COST; }

static bool is_key(int32_t role) { return role != PT_TIME && role != PT_AMOUNT && (role < PT_QUANTITY || role >= PT_LABELS); }

/* Why this role cannot have this format, or NULL. */
static const char *refusal(const pt_arrow_column *column, const pt_arrow_plan *plan, bool decimals, bool has_zone)
{
    const pt_arrow_format *format = &column->format;
    int32_t role = column->role, form = format->form;
    bool text = form == PT_ARROW_STRING || form == PT_ARROW_VIEW;
    bool fraction = form == PT_ARROW_FLOAT32 || form == PT_ARROW_FLOAT64 || form == PT_ARROW_DECIMAL;
    if (role == PT_TIME) {
        if (!format->time) return "times must be dates or timestamps";
        return format->zoned && !has_zone ? "instants need options.zone" : NULL;
    }
    if (format->time) return "only the time can be a date or a timestamp";
    if (form == PT_ARROW_NULL && (role == PT_AMOUNT || role == PT_KIND)) return "every value would be null";
    if (role == PT_KIND) {
        if (fraction) return "kinds are integers or words";
        return text && !plan->words ? "kinds that are words need kind_words" : NULL;
    }
    if (text && !is_key(role)) return "numbers are needed";
    return fraction && is_money(role) && !decimals ? "money that is not in minor units needs decimals" : NULL;
}

/* By what doubles and decimals are multiplied. */
static void set_factor(pt_arrow_column *column, int64_t factor)
{
    pt_int128 times = factor, over = 1;
    column->whole = is_key(column->role);
    column->factor = (double)factor;
    for (int32_t s = column->format.scale; s > 0; s--) { /* as much of 10 as they share is left out */
        pt_int128 rest = 10;
        if (times % 2 == 0) times /= 2, rest /= 2;
        if (times % 5 == 0) times /= 5, rest /= 5;
        over *= rest;
    }
    for (int32_t s = column->format.scale; s < 0 && times; s++) times = times > INT64_MAX / 10 ? 0 : times * 10;
    column->times = times;
    column->over = over;
}

static const char *const titles[PT_LABELS] = {"customer", "time",     "amount",   "order",    "shop", "product",
                                              "category", "quantity", "discount", "cost",     "kind"};

static patron_status plan_column(const struct ArrowSchema *schema, int32_t argument, const pt_arrow_plan *plan,
                                 const pt_schema *before, bool decimals, bool has_zone, pt_arrow_column *column,
                                 patron_error *error)
{
    patron_status status = find_child(schema, argument, column, error);
    if (status) return status;
    const struct ArrowSchema *child = schema->children[column->child];
    if (!pt_arrow_read_format(child->format, &column->format))
        return fail_format(column, child->format, "it is not taken", error);
    if (child->dictionary) {
        column->index = column->format.type;
        if (column->format.form != PT_ARROW_INTEGER || column->format.time)
            return fail_format(column, child->format, "dictionary indices must be integers", error);
        child = child->dictionary;
        if (child->dictionary || !pt_arrow_read_format(child->format, &column->format))
            return fail_format(column, child->format, "it is not taken in a dictionary", error);
    }
    const char *why = refusal(column, plan, decimals, has_zone);
    if (why) return fail_format(column, child->format, why, error);
    column->strings = column->format.form == PT_ARROW_STRING || column->format.form == PT_ARROW_VIEW;
    if (column->role == PT_KIND) column->strings = false;
    if (column->format.form == PT_ARROW_NULL) column->strings = before->known && before->strings[column->role];
    return PATRON_OK;
}

static patron_status check_schema(const struct ArrowSchema *schema, patron_error *error)
{
    if (!schema->format || strcmp(schema->format, "+s") != 0)
        return pt_fail_argument(error, 2, "a struct (+s) of columns is needed, the format is %.40s",
                                schema->format ? schema->format : "NULL");
    if (schema->n_children < 0 || (schema->n_children && !schema->children))
        return pt_fail_argument(error, 2, "the schema contradicts itself: %" PRId64 " children", schema->n_children);
    for (int64_t i = 0; i < schema->n_children; i++)
        if (!schema->children[i]) return pt_fail_argument(error, 2, "child %" PRId64 " of the schema is NULL", i);
    return PATRON_OK;
}

patron_status pt_arrow_plan_make(const struct ArrowSchema *schema, const patron_arrow_columns *columns,
                                 int32_t argument, const pt_schema *before, int64_t quantity_scale, bool has_zone,
                                 pt_arrow_plan *out, patron_error *error)
{
    const uint64_t flags = PATRON_ARROW_DECIMALS | PATRON_ARROW_SKIP_NULLS;
    patron_arrow_columns known;
    memset(out, 0, sizeof *out);
    if (!columns) return pt_fail_argument(error, argument, "columns is NULL");
    patron_status status = pt_read_struct(columns, &known, sizeof known, sizeof known, argument, "columns", error);
    if (status) return status;
    bool decimals = known.flags & PATRON_ARROW_DECIMALS;
    if (known.flags & ~flags) return pt_fail_argument(error, argument, "columns: an unknown flag is set");
    if (known.decimals < 0 || known.decimals > 18 || (known.decimals && !decimals))
        return pt_fail_argument(error, argument, "columns: decimals must be 0..18, with its flag");
    const char *name[PT_ROLES] = {known.customer, known.time,     known.amount,   known.order, known.shop, known.product,
                                  known.category, known.quantity, known.discount, known.cost,  known.kind};
    out->skip = known.flags & PATRON_ARROW_SKIP_NULLS;
    if ((status = read_labels(&known, argument, out, name, error))) return status;
    if ((status = read_words(&known, argument, out, error))) return status;
    if ((status = check_schema(schema, error))) return status;
    out->children = schema->n_children;
    int64_t minor = 1;
    for (int32_t i = 0; i < known.decimals; i++) minor *= 10;
    for (int32_t role = 0; role < PT_LABELS + out->label_count; role++) {
        pt_arrow_column *column = &out->column[out->count];
        if (!name[role] && role <= PT_AMOUNT)
            return pt_fail(error, PATRON_ERROR_ARGUMENT, argument, -1, -1, titles[role], "column %s is missing", titles[role]);
        if (!name[role]) continue;
        column->role = role;
        column->title = role < PT_LABELS ? titles[role] : out->label[role - PT_LABELS].name;
        column->name = name[role];
        status = plan_column(schema, argument, out, before, decimals, has_zone, column, error);
        if (status) return status;
        set_factor(column, is_money(role) ? minor : role == PT_QUANTITY ? quantity_scale : 1);
        out->count++;
    }
    return PATRON_OK;
}
