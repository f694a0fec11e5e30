/* vectors_calls.h (tests): the calls of the shared vectors. */
#ifndef TEST_VECTORS_CALLS_H
#define TEST_VECTORS_CALLS_H

#include "vectors_compare.h"

#include <patron/churn.h>
#include <patron/cohorts.h>
#include <patron/customers.h>
#include <patron/replenish.h>
#include <patron/rfm.h>

#define VECTOR_RULES 16

struct vector_rule {
    const char *name;
    patron_rfm_rule *rfm; /* one of the three */
    patron_churn_rule *churn;
    patron_replenish_rule *replenish;
};

/* A vector while it is run. */
struct vector_run {
    const json_t *vector;
    patron_book *book;
    int64_t customers;
    struct vector_memory memory; /* of one call */
    struct vector_rule rule[VECTOR_RULES];
    int rules;
};

/* Runs a call and compares what it gives. */
void vector_call(struct vector_run *run, const json_t *call);

/* Makes the rules of a vector: fitted, compared with their facts and bytes, loaded from them. */
void vector_open_rules(struct vector_run *run);
void vector_close_rules(struct vector_run *run);
const struct vector_rule *vector_find_rule(const struct vector_run *run, const char *name);

/* Fits a rule of a kind ("rfm", "churn", "replenishment") with a call's or rule's as_of and options. */
patron_status vector_fit(struct vector_run *run, const json_t *call, const char *kind, struct vector_rule *out,
                         patron_error *error);
patron_status vector_load(const char *kind, const void *bytes, int64_t count, struct vector_rule *out,
                          patron_error *error);
void vector_free_rule(struct vector_rule *rule);
/* Compares what a rule holds. */
void vector_is_rule(const json_t *facts, const struct vector_rule *rule);

/* Ends a call that failed or was to fail: true where it was to fail and did, as it should. */
bool vector_failed(const json_t *expect, patron_status status, const patron_error *error);

/* A choice given by name. */
int32_t vector_choice(const json_t *options, const char *name, const char *const *choices, int32_t otherwise);

/* What `group` of an aggregate must give. */
const json_t *vector_of_group(const json_t *expect, const struct vector_selection *selection, int64_t group);

/* Repeat purchases, value and promotions, in vectors_counts.c: false for a call that is none of them. */
bool vector_counts(struct vector_run *run, const char *name, const json_t *call, const json_t *expect);

/* cohorts; in vectors_cohorts.c. */
void vector_cohorts(struct vector_run *run, const json_t *call, const json_t *expect);

#endif
