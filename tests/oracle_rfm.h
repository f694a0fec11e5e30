/* oracle_rfm.h (tests): RFM as definitions section 4 says it, with plain loops over all pairs. Every value is a
 * fraction that rises from worst to best (recency: minus the days). */
#ifndef TEST_ORACLE_RFM_H
#define TEST_ORACLE_RFM_H

#include "oracle_book.h"

#include <patron/rfm.h>

struct oracle_rfm_options {
    int32_t bins; /* as given to the library: 0 = 5 */
    int32_t window_days, monetary;
    int32_t method[3];
    const int64_t *cuts[3];
    int64_t unit;
    bool caps_given;
    int32_t caps[4];
};

struct oracle_rfm_value {
    int64_t numerator, denominator;
};

struct oracle_rfm_customer {
    int64_t key;
    bool buyer;
    struct oracle_rfm_value value[3];
    int64_t orders, purchases, net, net_counted; /* all history */
};

/* A fit remembers the whole population with its scores (recency's without caps). */
struct oracle_rfm {
    struct oracle_rfm_options options;
    int32_t bins;
    int64_t population;
    struct oracle_rfm_customer *member;
    int32_t (*score)[3];
    int64_t gaps;
    int32_t caps[4];
    int64_t frequency_cut[10]; /* of the default method: c_2 is [0] */
};

/* Values of every customer of the book, in its order. Free with free(). */
struct oracle_rfm_customer *oracle_rfm_values(const struct oracle_book *book, const struct oracle_rfm_options *options);

/* `in` (NULL = all): whether customer i of the book is in the population. */
struct oracle_rfm *oracle_rfm_fit(const struct oracle_book *book, const struct oracle_rfm_options *options,
                                  const bool *in);
void oracle_rfm_free(struct oracle_rfm *fit);

/* The score of any customer: that of the best member who is no better than he is, 1 without one; then the caps. */
int32_t oracle_rfm_score(const struct oracle_rfm *fit, const struct oracle_rfm_customer *customer, int dimension);

/* Cut k: the value of the worst member who scores above k (without caps); false = there is none. */
bool oracle_rfm_cut(const struct oracle_rfm *fit, int dimension, int32_t k, struct oracle_rfm_value *out);

int oracle_rfm_compare(struct oracle_rfm_value a, struct oracle_rfm_value b);

#endif
