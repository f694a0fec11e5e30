/* The rules of the shared vectors: fits, what they hold, and their bytes. */
#include "vectors_calls.h"

static const char *const methods[] = {"default", "quantile", "cuts", "ntile", "r_rfm", "qcut", NULL};
static const char *const monetary[] = {"net", "mean", "margin", NULL};

int32_t vector_choice(const json_t *options, const char *name, const char *const *choices, int32_t otherwise)
{
    const char *text = vector_text(options, name);
    for (int32_t i = 0; text && choices[i]; i++)
        if (!strcmp(choices[i], text)) return i;
    if (text) fail_msg("%s: no %s %s", vector_where(), name, text);
    return otherwise;
}

/* ---- fits -------------------------------------------------------------------------------------------------------- */

static const int64_t *cuts_of(struct vector_run *run, const json_t *options, const char *name)
{
    const json_t *list = json_object_get(options, name);
    return list ? vector_int64(&run->memory, list) : NULL;
}

static patron_status fit_rfm(struct vector_run *run, int32_t as_of, const json_t *given, patron_rfm_rule **out,
                             patron_error *error)
{
    const json_t *caps = json_object_get(given, "caps");
    struct vector_selection held;
    patron_rfm_options options = {.size = sizeof options};
    options.bins = (int32_t)vector_number(given, "bins", 0);
    options.window_days = (int32_t)vector_number(given, "window_days", 0);
    options.monetary = vector_choice(given, "monetary", monetary, 0);
    options.recency_method = vector_choice(given, "recency_method", methods, 0);
    options.frequency_method = vector_choice(given, "frequency_method", methods, 0);
    options.monetary_method = vector_choice(given, "monetary_method", methods, 0);
    options.recency_cuts = cuts_of(run, given, "recency_cuts");
    options.frequency_cuts = cuts_of(run, given, "frequency_cuts");
    options.monetary_cuts = cuts_of(run, given, "monetary_cuts");
    options.currency_unit = vector_number(given, "currency_unit", 0);
    if (caps) {
        options.flags = PATRON_RFM_CAPS_GIVEN;
        memcpy(options.caps, vector_int32(&run->memory, caps), sizeof options.caps);
    }
    return patron_rfm_fit(run->book, as_of, &options, vector_select(&run->memory, given, &held), out, error);
}

static patron_status fit_churn(struct vector_run *run, int32_t as_of, const json_t *given, patron_churn_rule **out,
                               patron_error *error)
{
    struct vector_selection held;
    patron_churn_options options = {.size = sizeof options};
    options.horizon = (int32_t)vector_number(given, "horizon", 0);
    if (json_object_get(given, "new_days")) {
        options.flags = PATRON_CHURN_NEW_DAYS;
        options.new_days = (int32_t)vector_number(given, "new_days", 0);
    }
    for (size_t i = 0; i < json_array_size(json_object_get(given, "bands")); i++)
        options.bands[i] = json_number_value(json_array_get(json_object_get(given, "bands"), i));
    return patron_churn_fit(run->book, as_of, &options, vector_select(&run->memory, given, &held), out, error);
}

patron_status vector_fit(struct vector_run *run, const json_t *call, const char *kind, struct vector_rule *out,
                         patron_error *error)
{
    const json_t *options = json_object_get(call, "options");
    int32_t as_of = vector_day_of(call, "as_of");
    if (!strcmp(kind, "rfm")) return fit_rfm(run, as_of, options, &out->rfm, error);
    if (!strcmp(kind, "churn")) return fit_churn(run, as_of, options, &out->churn, error);
    assert_string_equal(kind, "replenishment");
    return patron_replenish_fit(run->book, as_of, NULL, &out->replenish, error);
}

/* ---- bytes ------------------------------------------------------------------------------------------------------- */

patron_status vector_load(const char *kind, const void *bytes, int64_t count, struct vector_rule *out,
                          patron_error *error)
{
    if (!strcmp(kind, "rfm")) return patron_rfm_rule_load(bytes, count, NULL, &out->rfm, error);
    if (!strcmp(kind, "churn")) return patron_churn_rule_load(bytes, count, NULL, &out->churn, error);
    assert_string_equal(kind, "replenishment");
    return patron_replenish_rule_load(bytes, count, NULL, &out->replenish, error);
}

void vector_free_rule(struct vector_rule *rule)
{
    patron_rfm_rule_free(rule->rfm);
    patron_churn_rule_free(rule->churn);
    patron_replenish_rule_free(rule->replenish);
    *rule = (struct vector_rule){0};
}

static patron_status save(const struct vector_rule *rule, void *bytes, int64_t capacity, int64_t *needed)
{
    if (rule->rfm) return patron_rfm_rule_save(rule->rfm, bytes, capacity, needed, NULL);
    if (rule->churn) return patron_churn_rule_save(rule->churn, bytes, capacity, needed, NULL);
    return patron_replenish_rule_save(rule->replenish, bytes, capacity, needed, NULL);
}

static void is_saved_as(struct vector_run *run, const struct vector_rule *rule, const uint8_t *bytes, int64_t count,
                        bool to_the_bit)
{
    int64_t needed = 0;
    assert_ok(save(rule, NULL, 0, &needed), NULL);
    assert_that(needed == count, "%s: saved in %lld bytes, not %lld", vector_where(), (long long)needed,
                (long long)count);
    uint8_t *mine = vector_take(&run->memory, needed, 1);
    assert_ok(save(rule, mine, needed, &needed), NULL);
    assert_that(!to_the_bit || !memcmp(mine, bytes, (size_t)count), "%s: saved as other bytes", vector_where());
}

/* ---- facts ------------------------------------------------------------------------------------------------------- */

static void are_methods(const json_t *want, const patron_rfm_info *info)
{
    const int32_t found[] = {info->recency_method, info->frequency_method, info->monetary_method};
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(json_string_value(json_array_get(want, i)), methods[found[i]]);
}

static void is_rfm(const json_t *facts, const patron_rfm_rule *rule)
{
    patron_rfm_info info = {.size = sizeof info};
    assert_ok(patron_rfm_rule_inspect(rule, &info, NULL), NULL);
    static const struct vector_field fields[] = {
        {"bins", offsetof(patron_rfm_info, bins), VECTOR_INT32, NULL},
        {"window_days", offsetof(patron_rfm_info, window_days), VECTOR_INT32, NULL},
        {"caps", offsetof(patron_rfm_info, caps), VECTOR_INT32, NULL},
        {"population", offsetof(patron_rfm_info, population), VECTOR_INT64, NULL},
        {"gaps", offsetof(patron_rfm_info, gaps), VECTOR_INT64_OR, NULL},
        {"recency", offsetof(patron_rfm_info, recency), VECTOR_INT64_OR, NULL},
        {"recency_uncapped", offsetof(patron_rfm_info, recency_uncapped), VECTOR_INT64_OR, NULL},
        {"frequency", offsetof(patron_rfm_info, frequency), VECTOR_INT64_OR, NULL},
        {NULL, 0, 0, NULL}};
    assert_int_equal(vector_are_members(facts, fields, &info), 8);
    assert_string_equal(vector_text(facts, "monetary"), monetary[info.monetary]);
    are_methods(json_object_get(facts, "methods"), &info);
    assert_int_equal(json_array_size(json_object_get(facts, "recency")), info.bins - 1);
    const json_t *cuts = json_object_get(facts, "monetary_cuts"), *cut;
    size_t at;
    assert_int_equal(json_array_size(cuts), info.bins - 1);
    json_array_foreach (cuts, at, cut) {
        assert_int_equal(json_is_null(cut), info.monetary_denominator[at] == 0);
        if (json_is_null(cut)) continue;
        vector_is_int64(json_array_get(cut, 0), info.monetary_numerator[at], "monetary_numerator", (int64_t)at);
        vector_is_int64(json_array_get(cut, 1), info.monetary_denominator[at], "monetary_denominator", (int64_t)at);
    }
}

static void is_churn(const json_t *facts, const patron_churn_rule *rule)
{
    patron_churn_info info = {.size = sizeof info};
    assert_ok(patron_churn_rule_inspect(rule, &info, NULL), NULL);
    static const struct vector_field fields[] = {
        {"horizon", offsetof(patron_churn_info, horizon), VECTOR_INT32, NULL},
        {"new_days", offsetof(patron_churn_info, new_days), VECTOR_INT32, NULL},
        {"bands", offsetof(patron_churn_info, bands), VECTOR_DOUBLE, NULL},
        {"gaps", offsetof(patron_churn_info, gaps), VECTOR_INT64, NULL},
        {"gap_days", offsetof(patron_churn_info, gap_days), VECTOR_INT64, NULL},
        {"mean_gap", offsetof(patron_churn_info, mean_gap), VECTOR_DOUBLE, NULL},
        {"closed", offsetof(patron_churn_info, closed), VECTOR_INT64, NULL},
        {"open", offsetof(patron_churn_info, open), VECTOR_INT64, NULL},
        {"cases", offsetof(patron_churn_info, cases), VECTOR_INT64, NULL},
        {"support", offsetof(patron_churn_info, support), VECTOR_DOUBLE, NULL},
        {NULL, 0, 0, NULL}};
    assert_int_equal(vector_are_members(facts, fields, &info), json_object_size(facts));
}

static void is_replenish(const json_t *facts, const patron_replenish_rule *rule)
{
#define INTEGER(member) {#member, offsetof(patron_replenish_parameters, member), VECTOR_INT64, NULL}
#define NUMBER(member) {#member, offsetof(patron_replenish_parameters, member), VECTOR_DOUBLE, NULL}
    static const struct vector_field fields[] = {
        INTEGER(items), INTEGER(purchases), INTEGER(pairs), INTEGER(gaps), NUMBER(theta), NUMBER(theta_raw),
        NUMBER(theta_se), NUMBER(variance_within), NUMBER(variance_pairs), NUMBER(variance_items),
        NUMBER(variance_categories), NUMBER(variance_customers), NUMBER(mean), NUMBER(pi), NUMBER(pi_mean),
        {NULL, 0, 0, NULL}}, none[] = {{NULL, 0, 0, NULL}};
#undef INTEGER
#undef NUMBER
    const json_t *parameters = json_object_get(facts, "parameters"), *items = json_object_get(facts, "items");
    patron_replenish_parameters found = {.size = sizeof found};
    patron_table *table = NULL;
    assert_ok(patron_replenish_rule_parameters(rule, PATRON_REPLENISH_PRODUCT, &found, NULL), NULL);
    assert_int_equal(vector_are_members(parameters, fields, &found), json_object_size(parameters));
    assert_ok(patron_replenish_rule_items(rule, PATRON_REPLENISH_PRODUCT, &table, NULL), NULL);
    assert_int_equal(vector_is_table(items, table, none), json_object_size(items) - 1);
    patron_column keys = {.size = sizeof keys};
    assert_ok(patron_table_column(table, patron_table_find(table, "key"), &keys, NULL), NULL);
    vector_is_column_of_keys(json_object_get(items, "key"), &keys, patron_table_rows(table), "key");
    patron_table_free(table);
}

void vector_is_rule(const json_t *facts, const struct vector_rule *rule)
{
    if (rule->rfm) is_rfm(facts, rule->rfm);
    else if (rule->churn) is_churn(facts, rule->churn);
    else is_replenish(facts, rule->replenish);
}

/* ---- the rules of a vector --------------------------------------------------------------------------------------- */

static void open_rule(struct vector_run *run, const json_t *given, struct vector_rule *out)
{
    const json_t *saved = json_object_get(given, "saved"), *facts = json_object_get(given, "facts");
    const char *kind = vector_text(given, "kind");
    patron_error error;
    if (vector_text(given, "as_of")) {
        assert_ok(vector_fit(run, given, kind, out, &error), &error);
        vector_is_rule(facts, out);
    }
    if (!saved) return;
    int64_t count = 0;
    const uint8_t *bytes = vector_bytes(&run->memory, saved, &count);
    struct vector_rule loaded = {0};
    assert_ok(vector_load(kind, bytes, count, &loaded, &error), &error);
    is_saved_as(run, &loaded, bytes, count, true);
    if (facts) { /* the doubles of replenishment may have other last bits on another machine */
        is_saved_as(run, out, bytes, count, strcmp(kind, "replenishment") != 0);
        vector_is_rule(facts, &loaded);
    }
    vector_free_rule(out);
    *out = loaded;
}

void vector_open_rules(struct vector_run *run)
{
    const json_t *given = json_object_get(run->vector, "rules");
    const char *name;
    json_t *rule;
    json_object_foreach ((json_t *)(uintptr_t)given, name, rule) {
        assert_true(run->rules < VECTOR_RULES);
        vector_place("%s, rule %s", vector_text(run->vector, "name"), name);
        struct vector_rule *out = &run->rule[run->rules++];
        open_rule(run, rule, out);
        out->name = name;
        vector_forget(&run->memory);
    }
}

void vector_close_rules(struct vector_run *run)
{
    for (int i = 0; i < run->rules; i++) vector_free_rule(&run->rule[i]);
    run->rules = 0;
}

const struct vector_rule *vector_find_rule(const struct vector_run *run, const char *name)
{
    for (int i = 0; name && i < run->rules; i++)
        if (!strcmp(run->rule[i].name, name)) return &run->rule[i];
    fail_msg("%s: there is no rule %s", vector_where(), name ? name : "without a name");
    return NULL;
}
