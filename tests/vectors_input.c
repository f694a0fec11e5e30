#include "vectors_input.h"

/* ---- memory ------------------------------------------------------------------------------------------------------ */

struct vector_block {
    struct vector_block *before;
    max_align_t first;
};

void *vector_take(struct vector_memory *memory, int64_t count, size_t element)
{
    struct vector_block *block = calloc(1, sizeof *block + (size_t)count * element);
    assert_non_null(block);
    block->before = memory->last;
    memory->last = block;
    return &block->first;
}

void vector_forget(struct vector_memory *memory)
{
    while (memory->last) {
        struct vector_block *block = memory->last;
        memory->last = block->before;
        free(block);
    }
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

const char *vector_text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

int64_t vector_number(const json_t *object, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(object, name);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static int32_t digits(const char *text, int count)
{
    int32_t number = 0;
    for (int i = 0; i < count; i++) {
        assert_true(text[i] >= '0' && text[i] <= '9');
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

int32_t vector_day(const char *text)
{
    int32_t day = 0;
    assert_non_null(text);
    assert_true(strlen(text) >= 10);
    assert_ok(patron_calendar_day(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2), &day, NULL), NULL);
    return day;
}

int32_t vector_day_of(const json_t *object, const char *name) { return vector_day(vector_text(object, name)); }

void vector_day_text(int32_t day, char text[16])
{
    int32_t year = 0, month = 0, of_month = 0;
    assert_ok(patron_calendar_date(day, &year, &month, &of_month, NULL), NULL);
    assert_in_range(snprintf(text, 16, "%04d-%02d-%02d", (int)year, (int)month, (int)of_month), 10, 15);
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

static patron_column *new_column(struct vector_memory *memory, int32_t type, int32_t unit, const void *values)
{
    patron_column *column = vector_take(memory, 1, sizeof *column);
    *column = (patron_column){.size = sizeof *column, .type = type, .unit = unit, .values = values};
    return column;
}

static void set_valid(struct vector_memory *memory, const json_t *list, patron_column *column)
{
    int64_t count = (int64_t)json_array_size(list);
    uint8_t *valid = vector_take(memory, count / 8 + 1, 1);
    for (int64_t i = 0; i < count; i++)
        if (!json_is_null(json_array_get(list, (size_t)i))) valid[i / 8] |= (uint8_t)(1u << (i % 8));
    column->valid = valid;
}

static bool has_texts(const json_t *list, bool if_empty)
{
    size_t at;
    const json_t *value;
    json_array_foreach (list, at, value)
        if (!json_is_null(value)) return json_is_string(value);
    return if_empty;
}

int64_t *vector_int64(struct vector_memory *memory, const json_t *list)
{
    int64_t *values = vector_take(memory, (int64_t)json_array_size(list) + 1, sizeof *values);
    size_t at;
    const json_t *value;
    json_array_foreach (list, at, value) {
        assert_true(json_is_integer(value) || json_is_null(value));
        values[at] = json_integer_value(value);
    }
    return values;
}

int32_t *vector_int32(struct vector_memory *memory, const json_t *list)
{
    int64_t *wide = vector_int64(memory, list);
    int32_t *values = vector_take(memory, (int64_t)json_array_size(list) + 1, sizeof *values);
    for (size_t i = 0; i < json_array_size(list); i++) values[i] = (int32_t)wide[i];
    return values;
}

static patron_column *texts(struct vector_memory *memory, const json_t *list)
{
    size_t at, bytes = 0;
    const json_t *value;
    json_array_foreach (list, at, value) bytes += json_string_length(value);
    char *joined = vector_take(memory, (int64_t)bytes + 1, 1);
    int32_t *offsets = vector_take(memory, (int64_t)json_array_size(list) + 1, sizeof *offsets);
    json_array_foreach (list, at, value) {
        size_t length = json_string_length(value);
        if (length) memcpy(joined + offsets[at], json_string_value(value), length);
        offsets[at + 1] = offsets[at] + (int32_t)length;
    }
    patron_column *column = new_column(memory, PATRON_TYPE_STRING, 0, joined);
    column->offsets = offsets;
    return column;
}

patron_column *vector_keys(struct vector_memory *memory, const json_t *list, bool texts_if_empty)
{
    patron_column *column = has_texts(list, texts_if_empty)
                                ? texts(memory, list)
                                : new_column(memory, PATRON_TYPE_INT64, 0, vector_int64(memory, list));
    set_valid(memory, list, column);
    return column;
}

/* "1234.5" at scale 2 is 123450. */
static int64_t minor_units(const char *text, int64_t scale)
{
    bool negative = *text == '-', behind = false;
    int64_t number = 0, places = 0;
    for (text += negative; *text; text++) {
        if (*text == '.') {
            behind = true;
            continue;
        }
        number = number * 10 + digits(text, 1);
        places += behind;
    }
    assert_true(places <= scale);
    for (; places < scale; places++) number *= 10;
    return negative ? -number : number;
}

static patron_column *money(struct vector_memory *memory, const json_t *list, int64_t scale)
{
    if (!has_texts(list, false)) return vector_keys(memory, list, false);
    int64_t *values = vector_take(memory, (int64_t)json_array_size(list) + 1, sizeof *values);
    size_t at;
    const json_t *value;
    json_array_foreach (list, at, value)
        if (json_is_string(value)) values[at] = minor_units(json_string_value(value), scale);
    patron_column *column = new_column(memory, PATRON_TYPE_INT64, 0, values);
    set_valid(memory, list, column);
    return column;
}

/* Days, or seconds since 1970 of "2024-10-31T22:59:59Z" and of "2024-10-31 22:59:59". */
static patron_column *times(struct vector_memory *memory, const json_t *list)
{
    int64_t *values = vector_take(memory, (int64_t)json_array_size(list) + 1, sizeof *values);
    bool days = true;
    size_t at;
    const json_t *value;
    json_array_foreach (list, at, value) {
        const char *text = json_string_value(value);
        if (!text) continue;
        values[at] = vector_day(text);
        if (strlen(text) == 10) continue;
        days = false;
        values[at] = values[at] * 86400 + digits(text + 11, 2) * 3600;
        values[at] += digits(text + 14, 2) * 60 + digits(text + 17, 2);
    }
    patron_column *column = new_column(memory, PATRON_TYPE_INT64, days ? PATRON_UNIT_DAY : PATRON_UNIT_SECOND, values);
    set_valid(memory, list, column);
    return column;
}

static int64_t kind_of(const char *status, const json_t *kinds)
{
    static const char *const names[] = {"sale", "renewal", "refund", "ignored"};
    const char *name = kinds ? vector_text(kinds, status) : status;
    for (int64_t kind = 0; kind < 4; kind++)
        if (name && !strcmp(name, names[kind])) return kind;
    fail_msg("no kind %s", status);
    return 0;
}

static patron_column *kinds(struct vector_memory *memory, const json_t *list, const json_t *known)
{
    int64_t *values = vector_take(memory, (int64_t)json_array_size(list) + 1, sizeof *values);
    size_t at;
    const json_t *value;
    json_array_foreach (list, at, value)
        if (json_is_string(value)) values[at] = kind_of(json_string_value(value), known);
    patron_column *column = new_column(memory, PATRON_TYPE_INT64, 0, values);
    set_valid(memory, list, column);
    return column;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static void add_labels(struct vector_memory *memory, const json_t *given, int32_t level, const patron_label **labels,
                       int32_t *count)
{
    const char *name;
    json_t *list;
    json_object_foreach ((json_t *)(uintptr_t)given, name, list) {
        patron_label *label = vector_take(memory, 1, sizeof *label);
        *label = (patron_label){sizeof *label, name, vector_keys(memory, list, true), level, 0};
        labels[(*count)++] = label;
    }
}

static void set_rows(struct vector_memory *memory, const json_t *vector, patron_rows *rows)
{
    const json_t *given = json_object_get(vector, "rows"), *options = json_object_get(vector, "options");
    int64_t scale = vector_number(options, "scale", 0);
    struct {
        const char *name;
        const patron_column **column;
        bool texts;
    } keys[] = {{"customer", &rows->customer, false},   {"order", &rows->order, false},
                {"shop", &rows->shop, true},            {"product", &rows->product, true},
                {"category", &rows->category, true},    {"quantity", &rows->quantity, false}},
      sums[] = {{"amount", &rows->amount, false}, {"discount", &rows->discount, false}, {"cost", &rows->cost, false}};
    *rows = (patron_rows){.size = sizeof *rows};
    rows->count = (int64_t)json_array_size(json_object_get(given, "customer"));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *list = json_object_get(given, keys[i].name);
        if (list) *keys[i].column = vector_keys(memory, list, keys[i].texts);
    }
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        const json_t *list = json_object_get(given, sums[i].name);
        if (list) *sums[i].column = money(memory, list, scale);
    }
    rows->time = times(memory, json_object_get(given, "time"));
    if (json_object_get(given, "kind"))
        rows->kind = kinds(memory, json_object_get(given, "kind"), json_object_get(options, "kinds"));
    const patron_label **labels = vector_take(memory, 16, sizeof *labels);
    add_labels(memory, json_object_get(vector, "labels"), PATRON_LABEL_ORDER, labels, &rows->label_count);
    add_labels(memory, json_object_get(vector, "line_labels"), PATRON_LABEL_LINE, labels, &rows->label_count);
    rows->labels = labels;
}

/* ---- options ----------------------------------------------------------------------------------------------------- */

static void set_zone(struct vector_memory *memory, const json_t *vector, patron_book_options *options)
{
    const json_t *given = json_object_get(vector, "zone");
    patron_zone *zone = vector_take(memory, 1, sizeof *zone);
    int64_t *always = vector_take(memory, 1, sizeof *always);
    *always = INT64_MIN;
    *zone = (patron_zone){sizeof *zone, 1, always, vector_take(memory, 1, sizeof(int32_t)), INT64_MAX};
    if (given) {
        zone->count = (int64_t)json_array_size(json_object_get(given, "instants"));
        zone->instant = vector_int64(memory, json_object_get(given, "instants"));
        zone->offset = vector_int32(memory, json_object_get(given, "offsets"));
        zone->valid_until = vector_number(given, "valid_until", 0);
    }
    options->zone = zone; /* the shop's own clock is read as if it were UTC */
}

/* Guest keys of the customers' kind: 0 or "" where none are given. */
static void set_guests(struct vector_memory *memory, const json_t *given, bool are_texts, patron_book_options *options)
{
    json_t *all = json_object_get(given, "guest") ? json_deep_copy(json_object_get(given, "guest"))
                                                  : json_pack("[i,s]", 0, "");
    for (size_t i = json_array_size(all); i-- > 0;) {
        const json_t *key = json_array_get(all, i);
        if (are_texts ? !json_is_string(key) : !json_is_integer(key)) json_array_remove(all, i);
    }
    options->guest_count = (int64_t)json_array_size(all);
    if (options->guest_count) options->guest_keys = vector_keys(memory, all, are_texts);
    json_decref(all);
}

/* The `which`-th values of a list of pairs. */
static json_t *halves(const json_t *pairs, size_t which)
{
    json_t *list = json_array();
    size_t at;
    const json_t *pair;
    json_array_foreach (pairs, at, pair) json_array_append(list, json_array_get(pair, which));
    return list;
}

static void set_pairs(struct vector_memory *memory, const json_t *given, patron_book_options *options)
{
    const json_t *alias = json_object_get(given, "alias"), *since = json_object_get(given, "since");
    if (alias) {
        json_t *from = halves(alias, 0), *to = halves(alias, 1);
        options->alias_count = (int64_t)json_array_size(from);
        options->alias_from = vector_keys(memory, from, true);
        options->alias_to = vector_keys(memory, to, true);
        json_decref(from);
        json_decref(to);
    }
    if (since) {
        json_t *who = halves(since, 0), *day = halves(since, 1);
        options->since_count = (int64_t)json_array_size(who);
        options->since_customer = vector_keys(memory, who, true);
        options->since_day = times(memory, day);
        json_decref(who);
        json_decref(day);
    }
}

static void set_options(struct vector_memory *memory, const json_t *vector, bool text_keys,
                        patron_book_options *options)
{
    static const struct {
        const char *name;
        uint64_t flag;
    } flags[] = {{"zero_orders", PATRON_BOOK_ZERO_ORDERS},         {"count_by_order", PATRON_BOOK_COUNT_BY_ORDER},
                 {"find_duplicates", PATRON_BOOK_FIND_DUPLICATES}, {"allow_beyond", PATRON_BOOK_ALLOW_BEYOND}};
    const json_t *given = json_object_get(vector, "options");
    *options = (patron_book_options){.size = sizeof *options};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (json_is_true(json_object_get(given, flags[i].name))) options->flags |= flags[i].flag;
    const char *negative = vector_text(given, "negative");
    if (negative && !strcmp(negative, "refund")) options->flags |= PATRON_BOOK_NEGATIVE_IS_REFUND;
    if (vector_text(given, "observed_from")) {
        options->flags |= PATRON_BOOK_OBSERVED_FROM;
        options->observed_from = vector_day_of(given, "observed_from");
    }
    if (vector_text(given, "observed_until")) {
        options->flags |= PATRON_BOOK_OBSERVED_UNTIL;
        options->observed_until = vector_day_of(given, "observed_until");
    }
    options->quantity_scale = vector_number(given, "quantity_scale", 0);
    set_zone(memory, vector, options);
    set_guests(memory, given, text_keys, options);
    set_pairs(memory, given, options);
}

patron_status vector_book(struct vector_memory *memory, const json_t *vector, patron_book **out, patron_error *error)
{
    patron_rows rows;
    patron_book_options options;
    set_rows(memory, vector, &rows);
    set_options(memory, vector, rows.customer->type == PATRON_TYPE_STRING, &options);
    return patron_book_build(&rows, &options, out, error);
}

/* ---- selections and bytes ---------------------------------------------------------------------------------------- */

const patron_selection *vector_select(struct vector_memory *memory, const json_t *options, struct vector_selection *out)
{
    const json_t *mask = json_object_get(options, "mask"), *group = json_object_get(options, "group"), *value;
    size_t at;
    *out = (struct vector_selection){.groups = 1, .grouped = group != NULL};
    if (!mask && !group) return NULL;
    out->selection.size = sizeof out->selection;
    if (mask) {
        uint8_t *in = vector_take(memory, (int64_t)json_array_size(mask) + 1, 1);
        json_array_foreach (mask, at, value) in[at] = json_is_true(value);
        out->selection.mask = in;
    }
    if (group) {
        int32_t *of = vector_take(memory, (int64_t)json_array_size(group) + 1, sizeof *of);
        out->groups = 0;
        json_array_foreach (group, at, value) {
            of[at] = PATRON_NONE;
            if (!json_is_string(value)) continue;
            int32_t number = 0;
            while (number < out->groups && strcmp(out->label[number], json_string_value(value))) number++;
            assert_true(number < VECTOR_GROUPS);
            if (number == out->groups) out->label[out->groups++] = json_string_value(value);
            of[at] = number;
        }
        out->selection.group = of;
        out->selection.groups = out->groups;
    }
    return &out->selection;
}

uint8_t *vector_bytes(struct vector_memory *memory, const json_t *lines, int64_t *count)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t *bytes = vector_take(memory, (int64_t)json_array_size(lines) * 96 + 1, 1);
    uint32_t held = 0;
    int bits = 0;
    size_t at;
    const json_t *line;
    *count = 0;
    json_array_foreach (lines, at, line)
        for (const char *text = json_string_value(line); *text && *text != '='; text++) {
            const char *letter = strchr(letters, *text);
            assert_non_null(letter);
            held = held << 6 | (uint32_t)(letter - letters);
            bits += 6;
            if (bits < 8) continue;
            bits -= 8;
            bytes[(*count)++] = (uint8_t)(held >> bits);
        }
    return bytes;
}
