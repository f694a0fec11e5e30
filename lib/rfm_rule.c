#include "bytes.h"
#include "calendar.h"
#include "rfm.h"

#define VERSION 1

/* ---- caps -------------------------------------------------------------------------------------------------------- */

/* The cap of a score, 0 = none: those of five bins, stretched over any number. */
static int32_t cap_of(const patron_rfm_rule *rule, int32_t score)
{
    int32_t fifth = (5 * score + rule->bins - 1) / rule->bins;
    return fifth > 1 ? rule->caps[5 - fifth] : 0;
}

void pt_rfm_apply_caps(patron_rfm_rule *rule)
{
    /* A customer gets the best score that is not above the uncapped one and whose cap allows it, so that "above k" asks
     * for the easiest of the scores above k. */
    pt_rfm_ratio easiest = {0, 0};
    for (int32_t score = rule->bins; score > 1; score--) {
        pt_rfm_ratio cut = rule->cut[PT_RFM_RECENCY][score - 2];
        int32_t cap = cap_of(rule, score);
        if (cut.denominator && cap && cut.numerator < -(int64_t)cap) cut.numerator = -(int64_t)cap;
        if (cut.denominator && (!easiest.denominator || cut.numerator < easiest.numerator)) easiest = cut;
        rule->capped[score - 2] = easiest;
    }
}

/* ---- free and inspect -------------------------------------------------------------------------------------------- */

void patron_rfm_rule_free(patron_rfm_rule *rule)
{
    if (!rule) return;
    patron_allocator allocator = rule->allocator;
    PT_FREE(&allocator, rule->key_bytes, rule->key_bytes_count);
    pt_release(&allocator, rule, 1, sizeof *rule);
}

static int64_t days_of(pt_rfm_ratio cut) { return cut.denominator ? -cut.numerator : PATRON_NONE; }

patron_status patron_rfm_rule_inspect(const patron_rfm_rule *rule, patron_rfm_info *out, patron_error *error)
{
    if (!rule) return pt_fail_argument(error, 1, "the rule is NULL");
    patron_status status = pt_check_out_struct(out, offsetof(patron_rfm_info, bins), 2, "info", error);
    if (status) return status;
    patron_rfm_info info = {
        .size = sizeof info,
        .book_flags = rule->book_flags,
        .bins = rule->bins,
        .as_of = rule->as_of,
        .window_days = rule->window_days,
        .monetary = rule->monetary,
        .recency_method = rule->method[PT_RFM_RECENCY],
        .frequency_method = rule->method[PT_RFM_FREQUENCY],
        .monetary_method = rule->method[PT_RFM_MONETARY],
        .currency_unit = rule->currency_unit,
        .population = rule->population,
        .gaps = rule->gaps,
    };
    memcpy(info.caps, rule->caps, sizeof info.caps);
    for (int32_t k = 0; k < PATRON_RFM_CUTS_MAX; k++) {
        pt_rfm_ratio frequency = rule->cut[PT_RFM_FREQUENCY][k], money = rule->cut[PT_RFM_MONETARY][k];
        info.recency[k] = days_of(rule->capped[k]);
        info.recency_uncapped[k] = days_of(rule->cut[PT_RFM_RECENCY][k]);
        info.frequency[k] = frequency.denominator ? frequency.numerator : PATRON_NONE;
        info.monetary_numerator[k] = money.numerator;
        info.monetary_denominator[k] = money.denominator;
    }
    pt_write_struct(out, &info, sizeof info);
    return PATRON_OK;
}

/* ---- save -------------------------------------------------------------------------------------------------------- */

/* How many cuts of a dimension exist: those that do not all come last. */
static int32_t cuts_of(const patron_rfm_rule *rule, int dimension)
{
    int32_t count = 0;
    while (count < rule->bins - 1 && rule->cut[dimension][count].denominator) count++;
    return count;
}

static void write_key(pt_writer *writer, const patron_rfm_rule *rule, const pt_rfm_key *key)
{
    if (rule->keys == PT_RFM_KEYS_INTEGERS) {
        pt_write_i64(writer, key->integer);
    } else {
        pt_write_i64(writer, key->length);
        if (key->length) pt_write_bytes(writer, rule->key_bytes + key->start, key->length);
    }
}

static void write_payload(pt_writer *writer, const void *given)
{
    const patron_rfm_rule *rule = given;
    pt_write_i64(writer, (int64_t)rule->book_flags);
    const int32_t numbers[] = {rule->bins, rule->as_of, rule->window_days, rule->monetary, rule->keys};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) pt_write_i64(writer, numbers[i]);
    for (int32_t i = 0; i < 4; i++) pt_write_i64(writer, rule->caps[i]);
    pt_write_i64(writer, rule->currency_unit);
    pt_write_i64(writer, rule->population);
    pt_write_i64(writer, rule->gaps);
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++) {
        int32_t cuts = cuts_of(rule, d);
        pt_write_i64(writer, rule->method[d]);
        pt_write_i64(writer, cuts);
        for (int32_t k = 0; k < cuts; k++) {
            pt_write_i64(writer, rule->cut[d][k].numerator);
            pt_write_i64(writer, rule->cut[d][k].denominator);
            if (rule->method[d] == PATRON_RFM_NTILE) write_key(writer, rule, &rule->key[d][k]);
        }
    }
}

patron_status patron_rfm_rule_save(const patron_rfm_rule *rule, void *bytes, int64_t capacity, int64_t *needed,
                                   patron_error *error)
{
    if (!rule) return pt_fail_argument(error, 1, "the rule is NULL");
    return pt_rule_save(rule, write_payload, PT_RULE_RFM, VERSION, bytes, capacity, needed, error);
}

/* ---- load -------------------------------------------------------------------------------------------------------- */

/* Reads a whole number that must lie in [low, high]; else the reader has failed. */
static int64_t read_within(pt_reader *reader, int64_t low, int64_t high)
{
    int64_t value = pt_read_i64(reader);
    if (value >= low && value <= high) return value;
    reader->failed = true;
    return low;
}

static int32_t read_small(pt_reader *reader, int64_t low, int32_t high)
{
    return (int32_t)read_within(reader, low, high);
}

static void read_key(pt_reader *reader, patron_rfm_rule *rule, pt_rfm_key *key, const unsigned char *base)
{
    if (rule->keys == PT_RFM_KEYS_INTEGERS) {
        key->integer = pt_read_i64(reader);
        return;
    }
    key->length = pt_read_count(reader, 1);
    const unsigned char *bytes = pt_read_bytes(reader, key->length);
    key->start = bytes ? bytes - base : 0; /* in the saved bytes; keep_keys moves it */
}

static int compare_keys(const patron_rfm_rule *rule, const pt_rfm_key *a, const pt_rfm_key *b,
                        const unsigned char *base)
{
    if (rule->keys == PT_RFM_KEYS_INTEGERS) return a->integer < b->integer ? -1 : a->integer > b->integer;
    int64_t common = a->length < b->length ? a->length : b->length;
    int order = common ? memcmp(base + a->start, base + b->start, (size_t)common) : 0;
    return order ? order : a->length < b->length ? -1 : a->length > b->length;
}

static void read_dimension(pt_reader *reader, patron_rfm_rule *rule, int dimension, const unsigned char *base)
{
    int64_t whole_only = dimension == PT_RFM_MONETARY && rule->monetary == PATRON_RFM_MEAN ? UINT32_MAX : 1;
    int64_t low = INT64_MIN, high = INT64_MAX;
    if (dimension == PT_RFM_FREQUENCY) low = 0;
    if (dimension == PT_RFM_RECENCY) high = 0, low = -INT64_MAX;
    int32_t method = read_small(reader, PATRON_RFM_DEFAULT, PATRON_RFM_QCUT);
    int32_t cuts = read_small(reader, 0, rule->bins - 1);
    rule->method[dimension] = method;
    for (int32_t k = 0; k < cuts && !reader->failed; k++) {
        pt_rfm_ratio *cut = &rule->cut[dimension][k];
        pt_rfm_key *key = &rule->key[dimension][k];
        cut->numerator = read_within(reader, low, high);
        cut->denominator = read_within(reader, 1, whole_only);
        if (method == PATRON_RFM_NTILE) {
            if (rule->keys == PT_RFM_KEYS_NONE) reader->failed = true;
            else read_key(reader, rule, key, base);
        }
        if (reader->failed) return;
        int order = k ? pt_rfm_compare(cut[-1], *cut) : -1;
        if (order > 0 || (order == 0 && method == PATRON_RFM_NTILE && compare_keys(rule, key - 1, key, base) >= 0) ||
            pt_rfm_common(*cut) != 1)
            reader->failed = true;
    }
}

static void read_payload(pt_reader *reader, patron_rfm_rule *rule, const unsigned char *base)
{
    rule->book_flags = (uint64_t)read_within(reader, 0, (int64_t)PT_RFM_BOOK_FLAGS);
    if (rule->book_flags & ~(uint64_t)PT_RFM_BOOK_FLAGS) reader->failed = true;
    rule->bins = read_small(reader, 2, PATRON_RFM_BINS_MAX);
    rule->as_of = read_small(reader, PATRON_DAY_MIN, PATRON_DAY_MAX);
    rule->window_days = read_small(reader, 0, INT32_MAX);
    rule->monetary = read_small(reader, PATRON_RFM_NET, PATRON_RFM_MARGIN);
    rule->keys = read_small(reader, PT_RFM_KEYS_NONE, PT_RFM_KEYS_STRINGS);
    for (int32_t i = 0; i < 4; i++) rule->caps[i] = read_small(reader, 0, INT32_MAX);
    rule->currency_unit = read_within(reader, 1, INT64_MAX);
    rule->population = read_within(reader, 0, PT_CUSTOMERS_MAX);
    rule->gaps = read_within(reader, PATRON_NONE, PT_ROWS_MAX);
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++) read_dimension(reader, rule, d, base);
}

/* What must hold between the parts of a rule. */
static bool is_consistent(const patron_rfm_rule *rule)
{
    bool ntile = false, capped = false;
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++) ntile = ntile || rule->method[d] == PATRON_RFM_NTILE;
    for (int i = 0; i < 4; i++) capped = capped || rule->caps[i];
    if (ntile != (rule->keys != PT_RFM_KEYS_NONE)) return false;
    if ((capped || rule->gaps != PATRON_NONE) && rule->method[PT_RFM_RECENCY] != PATRON_RFM_DEFAULT) return false;
    return rule->monetary != PATRON_RFM_MEAN || rule->method[PT_RFM_MONETARY] != PATRON_RFM_R_RFM;
}

/* Copies the string keys of a rule whose keys point into the saved bytes. */
static patron_status keep_keys(patron_rfm_rule *rule, const unsigned char *base, patron_error *error)
{
    if (rule->keys != PT_RFM_KEYS_STRINGS) return PATRON_OK;
    int64_t total = 0;
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++)
        for (int32_t k = 0; k < PATRON_RFM_CUTS_MAX; k++) total += rule->key[d][k].length;
    if (!(rule->key_bytes = pt_array(&rule->allocator, total, 1, error))) return PATRON_ERROR_MEMORY;
    rule->key_bytes_count = total;
    int64_t at = 0;
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++)
        for (int32_t k = 0; k < PATRON_RFM_CUTS_MAX; k++) {
            pt_rfm_key *key = &rule->key[d][k];
            if (key->length) memcpy(rule->key_bytes + at, base + key->start, (size_t)key->length);
            key->start = at;
            at += key->length;
        }
    return PATRON_OK;
}

patron_status patron_rfm_rule_load(const void *bytes, int64_t count, const patron_allocator *given,
                                   patron_rfm_rule **out, patron_error *error)
{
    patron_allocator allocator;
    pt_reader reader;
    patron_rfm_rule read = {0}, *rule = NULL;
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    patron_status status = pt_allocator_from(given, &allocator, error);
    if (!status) status = pt_read_begin(&reader, bytes, count, PT_RULE_RFM, VERSION, error);
    if (status) return status;
    read.allocator = allocator;
    read_payload(&reader, &read, bytes);
    if (!reader.failed && !is_consistent(&read)) reader.failed = true;
    if ((status = pt_read_end(&reader, error))) return status;
    pt_rfm_apply_caps(&read);
    if ((status = keep_keys(&read, bytes, error))) return status;
    if (!(rule = pt_array(&allocator, 1, sizeof *rule, error))) {
        PT_FREE(&allocator, read.key_bytes, read.key_bytes_count);
        return PATRON_ERROR_MEMORY;
    }
    *rule = read;
    *out = rule;
    return PATRON_OK;
}
