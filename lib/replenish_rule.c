#include "replenish.h"

#include "bytes.h"
#include "columns.h"
#include "table.h"

#define VERSION 1
#define ITEM_BYTES 56       /* group, purchases, buyers, repeaters, mean, ln quantity, odds */
#define GROUP_BYTES 8       /* mean */
#define PARAMETER_DOUBLES 16
#define COUNT_MAX ((int64_t)1 << 32)
#define LOG_MAX 44.0        /* ln of any quantity */
#define MEAN_MAX 1e3
#define VARIANCE_MAX 1e6
#define PI_LEAST 1e-11      /* a class of 2^32 gaps has at least this, and at most 1 less this */
#define ODDS_MAX 1e24

/* ---- making and freeing ----------------------------------------------------------------------------------------- */

patron_status pt_replenish_level_make(const patron_allocator *allocator, pt_replenish_level *level, int64_t items,
                                      int64_t groups, patron_error *error)
{
    level->items = items;
    level->groups = groups;
    level->item = pt_zero_array(allocator, items, sizeof *level->item, error);
    level->group = pt_zero_array(allocator, groups, sizeof *level->group, error);
    return level->item && level->group ? PATRON_OK : PATRON_ERROR_MEMORY;
}

void patron_replenish_rule_free(patron_replenish_rule *rule)
{
    if (!rule) return;
    patron_allocator allocator = rule->allocator;
    for (int32_t i = 0; i < 2; i++) {
        pt_replenish_level *level = &rule->level[i];
        PT_FREE(&allocator, level->item, level->items);
        PT_FREE(&allocator, level->group, level->groups);
        pt_keys_free(&allocator, level->keys);
    }
    PT_FREE(&allocator, rule, 1);
}

/* ---- saving ----------------------------------------------------------------------------------------------------- */

static void write_keys(pt_writer *writer, const pt_keys *keys)
{
    patron_column column;
    int64_t count = pt_keys_count(keys);
    pt_keys_column(keys, &column);
    pt_write_u32(writer, pt_keys_are_strings(keys));
    if (!pt_keys_are_strings(keys)) {
        pt_write_i64s(writer, column.values, count);
        return;
    }
    const int64_t *offsets = column.offsets;
    pt_write_i64s(writer, offsets + 1, count);
    pt_write_bytes(writer, column.values, offsets[count]);
}

/* The doubles of the parameters in their order. */
static void parameters_out(const patron_replenish_parameters *p, double values[PARAMETER_DOUBLES])
{
    const double first[] = {p->theta,          p->theta_raw,      p->theta_se,            p->variance_within,
                            p->variance_pairs, p->variance_items, p->variance_categories, p->variance_customers,
                            p->mean,           p->pi_mean};
    memcpy(values, first, sizeof first);
    memcpy(values + 10, p->pi, sizeof p->pi);
}

static void parameters_in(const double values[PARAMETER_DOUBLES], patron_replenish_parameters *p)
{
    p->theta = values[0];
    p->theta_raw = values[1];
    p->theta_se = values[2];
    p->variance_within = values[3];
    p->variance_pairs = values[4];
    p->variance_items = values[5];
    p->variance_categories = values[6];
    p->variance_customers = values[7];
    p->mean = values[8];
    p->pi_mean = values[9];
    memcpy(p->pi, values + 10, sizeof p->pi);
}

static void write_level(pt_writer *writer, const pt_replenish_level *level)
{
    double values[PARAMETER_DOUBLES];
    parameters_out(&level->parameters, values);
    pt_write_doubles(writer, values, PARAMETER_DOUBLES);
    pt_write_i64(writer, level->parameters.steps);
    pt_write_i64(writer, level->groups);
    for (int64_t g = 0; g < level->groups; g++) pt_write_double(writer, level->group[g].mean);
    pt_write_i64(writer, level->items);
    for (int64_t i = 0; i < level->items; i++) {
        const pt_replenish_item *item = &level->item[i];
        pt_write_i64(writer, item->group);
        pt_write_i64(writer, item->purchases);
        pt_write_i64(writer, item->buyers);
        pt_write_i64(writer, item->repeaters);
        pt_write_double(writer, item->mean);
        pt_write_double(writer, item->log_quantity);
        pt_write_double(writer, item->odds);
    }
    write_keys(writer, level->keys);
}

static void write_rule(pt_writer *writer, const void *given)
{
    const patron_replenish_rule *rule = given;
    pt_write_i64(writer, (int64_t)rule->flags);
    pt_write_i64(writer, rule->quantity_scale);
    pt_write_u32(writer, (uint32_t)rule->levels);
    for (int32_t i = rule->levels - 1; i >= 0; i--) write_level(writer, &rule->level[i]); /* the groups' level first */
}

patron_status patron_replenish_rule_save(const patron_replenish_rule *rule, void *bytes, int64_t capacity,
                                         int64_t *needed, patron_error *error)
{
    return pt_rule_save(rule, write_rule, PT_RULE_REPLENISH, VERSION, bytes, capacity, needed, error);
}

/* ---- loading ---------------------------------------------------------------------------------------------------- */

static patron_status fail_value(patron_error *error, const char *what)
{
    return pt_fail(error, PATRON_ERROR_FORMAT, 1, -1, -1, "", "the rule is damaged: %s", what);
}

static bool within(double value, double least, double most) { return value >= least && value <= most; }

static bool parameters_are_valid(const patron_replenish_parameters *p)
{
    bool valid = within(p->theta, 0, 1) && p->theta_se >= 0 && within(p->mean, -MEAN_MAX, MEAN_MAX) &&
                 within(p->variance_within, 0.01, VARIANCE_MAX) && within(p->variance_pairs, 0.02, VARIANCE_MAX) &&
                 within(p->variance_items, 0.005, VARIANCE_MAX) &&
                 within(p->variance_categories, 0.005, VARIANCE_MAX) &&
                 within(p->variance_customers, 0.01, VARIANCE_MAX) && within(p->pi_mean, PI_LEAST, 1 - PI_LEAST) &&
                 p->steps >= 0 && p->steps <= COUNT_MAX;
    for (int c = 0; c < PT_REPLENISH_CLASSES; c++) valid = valid && within(p->pi[c], PI_LEAST, 1 - PI_LEAST);
    return valid;
}

static bool item_is_valid(const pt_replenish_item *item, int64_t groups)
{
    return item->group >= 0 && item->group < groups && item->purchases >= 1 && item->purchases <= COUNT_MAX &&
           item->buyers >= 1 && item->buyers <= item->purchases && item->repeaters >= 0 &&
           item->repeaters <= item->buyers && item->repeaters <= item->purchases - item->buyers &&
           (item->repeaters > 0) == (item->purchases > item->buyers) && within(item->mean, -MEAN_MAX, MEAN_MAX) &&
           within(item->log_quantity, 0, LOG_MAX) && within(item->odds, 1 / ODDS_MAX, ODDS_MAX);
}

static patron_status read_items(pt_reader *reader, pt_replenish_level *level, patron_error *error)
{
    patron_replenish_parameters *p = &level->parameters;
    for (int64_t g = 0; g < level->groups; g++) {
        level->group[g].mean = pt_read_double(reader);
        if (!within(level->group[g].mean, -MEAN_MAX, MEAN_MAX)) return fail_value(error, "the mean of a category");
    }
    int64_t items = pt_read_i64(reader);
    if (reader->failed || items != level->items) return fail_value(error, "its lengths");
    for (int64_t i = 0; i < items; i++) {
        pt_replenish_item *item = &level->item[i];
        item->group = pt_read_i64(reader);
        item->purchases = pt_read_i64(reader);
        item->buyers = pt_read_i64(reader);
        item->repeaters = pt_read_i64(reader);
        item->mean = pt_read_double(reader);
        item->log_quantity = pt_read_double(reader);
        item->odds = pt_read_double(reader);
        if (!item_is_valid(item, level->groups)) return fail_value(error, "an item");
        item->gaps = item->purchases - item->buyers;
        p->purchases += item->purchases;
        p->pairs += item->buyers;
        p->gaps += item->gaps;
        if (p->purchases > COUNT_MAX) return fail_value(error, "the items have too many purchases");
        level->group[item->group].gaps += item->gaps;
    }
    p->items = items;
    return PATRON_OK;
}

static bool strings_are_valid(const pt_keys *keys, const int64_t *offsets, const char *text, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (!pt_is_utf8(text + offsets[i], offsets[i + 1] - offsets[i])) return false;
    for (int64_t i = 1; i < count; i++)
        if (pt_keys_compare(keys, i - 1, i) >= 0) return false;
    return true;
}

static patron_status read_strings(pt_reader *reader, const patron_allocator *allocator, pt_replenish_level *level,
                                  patron_error *error)
{
    int64_t count = level->items;
    pt_reader ahead = *reader; /* once for the lengths, once for the values */
    int64_t last = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t end = pt_read_i64(&ahead);
        if (ahead.failed || end < last || end - last > PT_KEY_LENGTH_MAX)
            return fail_value(error, "the offsets of its keys");
        last = end;
    }
    if (last > ahead.left) return fail_value(error, "the offsets of its keys");
    if (!(level->keys = pt_keys_make(allocator, true, count, last, error))) return PATRON_ERROR_MEMORY;
    pt_read_i64s(reader, pt_keys_offsets(level->keys) + 1, count);
    const void *text = pt_read_bytes(reader, last);
    if (last) memcpy(pt_keys_text(level->keys), text, (size_t)last);
    if (!strings_are_valid(level->keys, pt_keys_offsets(level->keys), pt_keys_text(level->keys), count))
        return fail_value(error, "its keys are no UTF-8, or not in order");
    return PATRON_OK;
}

static patron_status read_keys(pt_reader *reader, const patron_allocator *allocator, pt_replenish_level *level,
                               patron_error *error)
{
    uint32_t strings = pt_read_u32(reader);
    int64_t count = level->items;
    patron_status status = PATRON_OK;
    if (reader->failed || strings > 1 || count > reader->left / 8) return fail_value(error, "its keys");
    if (strings) {
        status = read_strings(reader, allocator, level, error);
    } else {
        if (!(level->keys = pt_keys_make(allocator, false, count, 0, error))) return PATRON_ERROR_MEMORY;
        pt_read_i64s(reader, pt_keys_integers(level->keys), count);
        for (int64_t i = 1; i < count; i++)
            if (pt_keys_compare(level->keys, i - 1, i) >= 0) return fail_value(error, "its keys are not in order");
    }
    return status ? status : pt_keys_index(allocator, level->keys, error);
}

/* The number of items lies behind the groups: looks ahead, so that both arrays are made at once and neither is larger
 * than the bytes that are there. */
static int64_t peek_items(const pt_reader *reader, int64_t groups)
{
    pt_reader ahead = *reader;
    (void)pt_read_bytes(&ahead, groups * GROUP_BYTES);
    int64_t items = pt_read_count(&ahead, ITEM_BYTES);
    return ahead.failed || items >= PT_ROWS_MAX ? -1 : items;
}

static patron_status read_level(pt_reader *reader, patron_replenish_rule *rule, int32_t which, patron_error *error)
{
    pt_replenish_level *level = &rule->level[which];
    double values[PARAMETER_DOUBLES];
    pt_read_doubles(reader, values, PARAMETER_DOUBLES);
    parameters_in(values, &level->parameters);
    level->parameters.size = sizeof level->parameters;
    level->parameters.steps = pt_read_i64(reader);
    if (reader->failed || !parameters_are_valid(&level->parameters)) return fail_value(error, "its parameters");
    bool grouped = which == PATRON_REPLENISH_PRODUCT && rule->levels == 2;
    int64_t groups = pt_read_count(reader, GROUP_BYTES);
    if (reader->failed || groups != (grouped ? rule->level[PATRON_REPLENISH_CATEGORY].items + 1 : 1))
        return fail_value(error, "the number of categories");
    int64_t items = peek_items(reader, groups);
    if (items < 0) return fail_value(error, "the number of items");
    patron_status status = pt_replenish_level_make(&rule->allocator, level, items, groups, error);
    if (!status) status = read_items(reader, level, error);
    if (!status) status = read_keys(reader, &rule->allocator, level, error);
    return status;
}

patron_status patron_replenish_rule_load(const void *bytes, int64_t count, const patron_allocator *allocator,
                                         patron_replenish_rule **out, patron_error *error)
{
    pt_reader reader;
    patron_allocator known;
    patron_status status = pt_allocator_from(allocator, &known, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    status = pt_read_begin(&reader, bytes, count, PT_RULE_REPLENISH, VERSION, error);
    if (status) return status;
    patron_replenish_rule *rule = pt_zero_array(&known, 1, sizeof *rule, error);
    if (!rule) return PATRON_ERROR_MEMORY;
    rule->allocator = known;
    rule->flags = (uint64_t)pt_read_i64(&reader);
    rule->quantity_scale = pt_read_i64(&reader);
    uint32_t levels = pt_read_u32(&reader);
    if (reader.failed || (rule->flags & ~(uint64_t)PT_REPLENISH_BOOK_FLAGS) || rule->quantity_scale < 0 || levels < 1 ||
        levels > 2)
        status = fail_value(error, "its head");
    else
        rule->levels = (int32_t)levels;
    for (int32_t i = rule->levels - 1; !status && i >= 0; i--) status = read_level(&reader, rule, i, error);
    if (!status) status = pt_read_end(&reader, error);
    if (status) patron_replenish_rule_free(rule);
    else *out = rule;
    return status;
}

/* ---- looking at a rule ------------------------------------------------------------------------------------------ */

static patron_status find_level(const patron_replenish_rule *rule, int32_t which, const pt_replenish_level **out,
                                patron_error *error)
{
    if (!rule) return pt_fail_argument(error, 1, "the rule is NULL");
    if (which != PATRON_REPLENISH_PRODUCT && which != PATRON_REPLENISH_CATEGORY)
        return pt_fail_argument(error, 2, "level is neither PRODUCT nor CATEGORY");
    if (which >= rule->levels)
        return pt_fail(error, PATRON_ERROR_MISSING, 2, -1, -1, "category", "the rule is of a book without categories");
    *out = &rule->level[which];
    return PATRON_OK;
}

patron_status patron_replenish_rule_parameters(const patron_replenish_rule *rule, int32_t which,
                                               patron_replenish_parameters *out, patron_error *error)
{
    const pt_replenish_level *level = NULL;
    patron_status status = find_level(rule, which, &level, error);
    if (!status) status = pt_check_out_struct(out, sizeof *out, 3, "out", error);
    if (!status) pt_write_struct(out, &level->parameters, sizeof level->parameters);
    return status;
}

enum {
    ITEM_KEY, ITEM_PURCHASES, ITEM_BUYERS, ITEM_REPEATERS, ITEM_GAPS, ITEM_GAP, ITEM_QUANTITY, ITEM_ODDS, ITEM_COLUMNS
};

static patron_status fill_keys(const pt_replenish_level *level, const patron_allocator *allocator, patron_table *table,
                               patron_error *error)
{
    patron_column column;
    pt_keys_column(level->keys, &column);
    if (!pt_keys_are_strings(level->keys)) {
        if (level->items)
            memcpy(pt_table_values(table, ITEM_KEY), column.values, (size_t)level->items * sizeof(int64_t));
        return PATRON_OK;
    }
    int32_t *element = pt_array(allocator, level->items, sizeof *element, error);
    if (!element) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < level->items; i++) element[i] = (int32_t)i;
    patron_status status = pt_table_set_strings(table, ITEM_KEY, &column, element, error);
    PT_FREE(allocator, element, level->items);
    return status;
}

patron_status patron_replenish_rule_items(const patron_replenish_rule *rule, int32_t which, patron_table **out,
                                          patron_error *error)
{
    pt_table_column columns[ITEM_COLUMNS] = {
        {"key", PATRON_TYPE_INT64, PATRON_UNIT_NONE},           {"purchases", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
        {"buyers", PATRON_TYPE_INT64, PATRON_UNIT_NONE},        {"repeaters", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
        {"gaps", PATRON_TYPE_INT64, PATRON_UNIT_NONE},          {"typical_gap", PATRON_TYPE_FLOAT64, PATRON_UNIT_NONE},
        {"typical_quantity", PATRON_TYPE_FLOAT64, PATRON_UNIT_NONE}, {"odds", PATRON_TYPE_FLOAT64, PATRON_UNIT_NONE},
    };
    const pt_replenish_level *level = NULL;
    patron_status status = find_level(rule, which, &level, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 3, "out is NULL");
    if (level->items > INT32_MAX)
        return pt_fail(error, PATRON_ERROR_LIMIT, 0, -1, -1, "", "more than 2^31 - 1 items");
    if (pt_keys_are_strings(level->keys)) columns[ITEM_KEY].type = PATRON_TYPE_STRING64;
    patron_table *table = pt_table_make(&rule->allocator, columns, ITEM_COLUMNS, level->items, error);
    if (!table) return PATRON_ERROR_MEMORY;
    status = fill_keys(level, &rule->allocator, table, error);
    int64_t *purchases = pt_table_values(table, ITEM_PURCHASES), *buyers = pt_table_values(table, ITEM_BUYERS);
    int64_t *repeaters = pt_table_values(table, ITEM_REPEATERS), *gaps = pt_table_values(table, ITEM_GAPS);
    double *gap = pt_table_values(table, ITEM_GAP), *quantity = pt_table_values(table, ITEM_QUANTITY);
    double *odds = pt_table_values(table, ITEM_ODDS);
    for (int64_t i = 0; !status && i < level->items; i++) {
        const pt_replenish_item *item = &level->item[i];
        purchases[i] = item->purchases;
        buyers[i] = item->buyers;
        repeaters[i] = item->repeaters;
        gaps[i] = item->gaps;
        gap[i] = fmin(exp(item->mean), (double)(PATRON_DAY_MAX - PATRON_DAY_MIN));
        quantity[i] = exp(item->log_quantity);
        odds[i] = item->odds;
    }
    if (status) patron_table_free(table);
    else *out = table;
    return status;
}
