/* rules.c: RfmRule, ChurnRule, ReplenishmentRule: what a measure has learned from a whole book. */
#include "php_patron.h"
#include "results.h"

/* What differs between kinds of rules. */
typedef struct {
    zend_class_entry **class;
    void (*release)(void *rule);
    patron_status (*load)(const void *bytes, int64_t count, const patron_allocator *allocator, void **out,
                          patron_error *error);
    patron_status (*save)(const void *rule, void *bytes, int64_t capacity, int64_t *needed, patron_error *error);
    zend_object_handlers handlers;
} kind;

#define KIND(name)                                                                                                     \
    static void name##_release(void *rule)                                                                             \
    {                                                                                                                  \
        patron_##name##_rule_free(rule);                                                                               \
    }                                                                                                                  \
    static patron_status name##_load(const void *bytes, int64_t count, const patron_allocator *allocator, void **out,  \
                                     patron_error *error)                                                              \
    {                                                                                                                  \
        patron_##name##_rule *made;                                                                                    \
        patron_status status = patron_##name##_rule_load(bytes, count, allocator, &made, error);                       \
        if (!status) *out = made;                                                                                      \
        return status;                                                                                                 \
    }                                                                                                                  \
    static patron_status name##_save(const void *rule, void *bytes, int64_t capacity, int64_t *needed,                 \
                                     patron_error *error)                                                              \
    {                                                                                                                  \
        return patron_##name##_rule_save(rule, bytes, capacity, needed, error);                                        \
    }
KIND(rfm)
KIND(churn)
KIND(replenish)

static kind kinds[] = {
    {.class = &pp_ce_rfm_rule, .release = rfm_release, .load = rfm_load, .save = rfm_save},
    {.class = &pp_ce_churn_rule, .release = churn_release, .load = churn_load, .save = churn_save},
    {.class = &pp_ce_replenishment_rule, .release = replenish_release, .load = replenish_load, .save = replenish_save},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static kind *kind_of(const zend_class_entry *class)
{
    size_t at = 0;
    while (at < KINDS - 1 && *kinds[at].class != class) at++;
    return &kinds[at];
}

static zend_object *rule_create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(pp_rule), &kind_of(class)->handlers);
}

static void rule_free(zend_object *object)
{
    pp_rule *rule = pp_rule_of(object);
    if (rule->rule) {
        kind_of(object->ce)->release(rule->rule);
        pp_handle_freed();
    }
    zend_object_std_dtor(object);
}

void pp_rule_make(zval *out, zend_class_entry *class, void *rule)
{
    ZVAL_OBJ(out, rule_create(class));
    pp_rule_of(Z_OBJ_P(out))->rule = rule;
    pp_handle_made();
}

void *pp_rule_in(zval *object)
{
    return pp_rule_of(Z_OBJ_P(object))->rule;
}

/* ---- bytes ------------------------------------------------------------------------------------------------------- */

static void load(INTERNAL_FUNCTION_PARAMETERS, zend_class_entry *class)
{
    zend_string *bytes;
    void *rule;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(bytes)
    ZEND_PARSE_PARAMETERS_END();
    patron_status status =
        kind_of(class)->load(ZSTR_VAL(bytes), (int64_t)ZSTR_LEN(bytes), pp_allocator(), &rule, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("bytes", "bytes", ""));
        RETURN_THROWS();
    }
    pp_rule_make(return_value, class, rule);
}

static void save(INTERNAL_FUNCTION_PARAMETERS)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const kind *of = kind_of(Z_OBJCE_P(ZEND_THIS));
    const void *rule = pp_rule_in(ZEND_THIS);
    patron_error error;
    int64_t needed;
    patron_status status = of->save(rule, NULL, 0, &needed, &error);
    if (!status && !pp_room((size_t)needed)) {
        pp_no_memory();
        RETURN_THROWS();
    }
    zend_string *bytes = status ? NULL : zend_string_alloc((size_t)needed, 0);
    if (!status) status = of->save(rule, ZSTR_VAL(bytes), needed, &needed, &error);
    if (status) {
        if (bytes) zend_string_efree(bytes);
        pp_throw(status, &error, PP_NAMES(""));
        RETURN_THROWS();
    }
    ZSTR_VAL(bytes)[needed] = '\0';
    RETURN_STR(bytes);
}

#define BYTES(name, ce)                                                                                                \
    ZEND_METHOD(Patron_##name, __construct)                                                                            \
    {                                                                                                                  \
        ZEND_PARSE_PARAMETERS_NONE();                                                                                  \
    }                                                                                                                  \
    ZEND_METHOD(Patron_##name, load)                                                                                   \
    {                                                                                                                  \
        load(INTERNAL_FUNCTION_PARAM_PASSTHRU, ce);                                                                    \
    }                                                                                                                  \
    ZEND_METHOD(Patron_##name, save)                                                                                   \
    {                                                                                                                  \
        save(INTERNAL_FUNCTION_PARAM_PASSTHRU);                                                                        \
    }
BYTES(RfmRule, pp_ce_rfm_rule)
BYTES(ChurnRule, pp_ce_churn_rule)
BYTES(ReplenishmentRule, pp_ce_replenishment_rule)

void pp_rules_init(void)
{
    for (size_t at = 0; at < KINDS; at++) {
        pp_handlers(&kinds[at].handlers, XtOffsetOf(pp_rule, std), rule_free);
        (*kinds[at].class)->create_object = rule_create;
    }
}
