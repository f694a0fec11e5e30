/* oracle_replenish.h (tests): replenishment the naive way, from definitions section 9 and models.md 5.3: lists of
 * purchases, plain loops over everything, plain sums, EM until it stands still. Keys are those of struct shop_row. */
#ifndef TEST_ORACLE_REPLENISH_H
#define TEST_ORACLE_REPLENISH_H

#include "oracle_book.h"

struct oracle_pair {
    int64_t customer, item; /* keys */
    int64_t category;       /* of a product, SHOP_NULL = none; at category level SHOP_NULL */
    int64_t purchases;
    int32_t *day;
    int64_t *quantity;      /* what is left of it */
    int64_t bought, amount; /* Σ over purchases, before anything was given back */
};

struct oracle_item {
    int64_t key, category;
    int64_t purchases, buyers, repeaters, gaps;
    double mean, log_quantity, odds;
};

struct oracle_category {
    int64_t key; /* SHOP_NULL: products without category, or the shop */
    int64_t gaps;
    double mean;
};

struct oracle_rule {
    int level;
    struct oracle_item *item;
    int64_t items;
    struct oracle_category *category;
    int64_t categories;
    int64_t purchases, pairs, gaps;
    double theta, theta_raw, theta_se;
    double within, between_pairs, between_items, between_categories, between_customers;
    double mean, pi[6], pi_mean;
};

struct oracle_due {
    int64_t customer, item;
    int64_t purchases, buyers, evidence;
    int level;
    bool estimate, category_bought;
    int32_t last_day;
    int64_t last_quantity, expected_quantity, expected_amount;
    double due, from, to;      /* days after last_day, not rounded */
    double expected;           /* days after last_day given the silence; < 0 = none */
    double chance, pi, still;
};

struct oracle_rule *oracle_replenish_fit(const struct shop *shop, int32_t as_of, int level);
void oracle_replenish_free(struct oracle_rule *rule);
const struct oracle_item *oracle_replenish_item(const struct oracle_rule *rule, int64_t key);

/* Every pair of the shop at as_of, scored by a rule that may have been fitted to another shop. */
struct oracle_due *oracle_replenish_due(const struct shop *shop, int32_t as_of, const struct oracle_rule *rule,
                                        int horizon, int64_t *count);

#endif
