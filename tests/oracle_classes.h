/* oracle_classes.h (tests): year over year, stage and activity of one customer as definitions section 3 says them. */
#ifndef TEST_ORACLE_CLASSES_H
#define TEST_ORACLE_CLASSES_H

#include "oracle_customers.h"

/* churn states are given by the caller, one a customer of the book, as numbers of patron/churn.h. */
struct oracle_heroes {
    int64_t rest, heroes, cut;
};

/* in[i] says whether customer i is in the population (NULL = everyone). */
struct oracle_heroes oracle_heroes(const struct oracle_book *book, const int32_t *churn, const bool *in,
                                   int32_t window);

struct oracle_classes {
    int32_t year, partial_base, stage, activity; /* -1 = no buyer */
};

/* known_from: when the shop knows the customer from (PATRON_NO_DAY = not known); observed_from likewise. */
struct oracle_classes oracle_classes(const struct oracle_book *book, int64_t customer, int32_t churn, int32_t window,
                                     const struct oracle_heroes *heroes, int32_t known_from, int32_t observed_from);

/* Whether the customer is a hero. */
bool oracle_is_hero(const struct oracle_book *book, int64_t customer, int32_t churn, int32_t window,
                    const struct oracle_heroes *heroes);

#endif
