/* replenish.h (internal): from a book to pairs of customer and item, and the model of their gaps. */
#ifndef PT_REPLENISH_H
#define PT_REPLENISH_H

#include <patron/replenish.h>

#include "book.h"
#include "sums.h"

#define PT_REPLENISH_CLASSES 6         /* pi_1 … pi_5 and pi_6 for 6 or more */
#define PT_REPLENISH_PRIOR_GAPS 20.0   /* M: gaps of the mean pi that an odds multiplier is shrunk by */
#define PT_REPLENISH_LEAST_GAPS 30     /* closed gaps from which an item or category speaks for itself */
#define PT_REPLENISH_LEAST_REPEATERS 10
#define PT_REPLENISH_LEAST_PI 0.3

/* ---- rule ------------------------------------------------------------------------------------------------------- */

typedef struct pt_replenish_item {
    int64_t group;     /* its category among the level's groups */
    int64_t purchases, buyers, repeaters;
    int64_t gaps;      /* closed: purchases - buyers */
    double mean;       /* ln days at its mean quantity, shrunk */
    double log_quantity;
    double odds;
} pt_replenish_item;

typedef struct pt_replenish_group {
    int64_t gaps;
    double mean;
} pt_replenish_group;

/* Items in order of key. At product level group g is item g of the category level, and the last group holds the
 * products without category; at category level the last group is the only one. */
typedef struct pt_replenish_level {
    patron_replenish_parameters parameters;
    pt_keys *keys;
    int64_t items, groups;
    pt_replenish_item *item;
    pt_replenish_group *group;
} pt_replenish_level;

struct patron_replenish_rule {
    patron_allocator allocator;
    uint64_t flags;         /* of the book: those that change counting */
    int64_t quantity_scale; /* 0 = the book had no quantities */
    int32_t levels;         /* 2 with categories, else 1 */
    pt_replenish_level level[2];
};

#define PT_REPLENISH_BOOK_FLAGS (PATRON_BOOK_ZERO_ORDERS | PATRON_BOOK_COUNT_BY_ORDER)

static inline int64_t pt_replenish_scale(const patron_book *book)
{
    return book->line_quantity ? book->quantity_scale : 0;
}

/* MISSING unless the book has what `level` (checked) needs. */
patron_status pt_replenish_check_level(const patron_book *book, int32_t level, int32_t argument, patron_error *error);

/* Room for a level's items and groups; on failure what was made is freed with the rule. */
patron_status pt_replenish_level_make(const patron_allocator *allocator, pt_replenish_level *level, int64_t items,
                                      int64_t groups, patron_error *error);

/* ---- pairs ------------------------------------------------------------------------------------------------------ */

/* One item of one customer, at as_of. Logarithms are natural; gaps are closed ones, a gap's quantity is that at its
 * start. */
typedef struct pt_pair {
    pt_index item;        /* number in the book */
    int32_t last_day;
    int32_t open;         /* days from last_day to as_of */
    int64_t purchases;    /* gaps + 1 */
    int64_t last_quantity;
    int64_t quantity;     /* Σ, what was given back taken off */
    int64_t bought, amount; /* Σ before anything was given back */
    double mean_gap;      /* mean ln gap; 0 without gaps, as the next ones */
    double mean_quantity; /* mean ln quantity at the start of the gaps */
    double gg, qg, qq;    /* Σ of squares and products around the means */
    double log_last;      /* ln last_quantity */
    double log_quantity;  /* Σ ln quantity over all purchases */
} pt_pair;

typedef struct pt_bought {
    uint64_t key; /* item << 32 | day - PATRON_DAY_MIN */
    int64_t quantity, bought, amount;
    int64_t given; /* money given back, where the book has no quantities */
} pt_bought;

/* A reader of customers' pairs: scratch for the largest customer of a range. */
typedef struct pt_pairs {
    const patron_book *book;
    int32_t as_of, level;
    int64_t capacity;
    pt_bought *bought, *spare;
    pt_index *stack;
    double *log_gap, *log_quantity;
    pt_pair *pair;
} pt_pairs;

patron_status pt_pairs_open(pt_pairs *pairs, const patron_book *book, int32_t as_of, int32_t level, int64_t first,
                            int64_t count, patron_error *error);
void pt_pairs_close(pt_pairs *pairs);

/* Reads the pairs of a customer into pairs->pair, in order of the items' numbers, and returns how many there are. */
int64_t pt_pairs_read(pt_pairs *pairs, int64_t customer);

/* Lines of the customers' orders dated <= as_of: a bound on their pairs. */
int64_t pt_pairs_bound(const patron_book *book, int32_t as_of);

/* ---- the model -------------------------------------------------------------------------------------------------- */

/* The share of gaps of a normal in ln days that are longer than d days; 1 at d = 0. */
double pt_replenish_survival(double mean, double deviation, int64_t days);

/* Σ of pi_n over the gaps of a pair with `purchases` purchases: closed ones after the 1st … last but one, and the open
 * one. */
double pt_replenish_sum_pi(const double pi[PT_REPLENISH_CLASSES], int64_t purchases);

static inline int pt_replenish_class(int64_t purchases)
{
    return purchases < PT_REPLENISH_CLASSES ? (int)purchases - 1 : PT_REPLENISH_CLASSES - 1;
}

/* P(still a repeater | silent with survival S) where the odds of being one were `odds`. Never NaN: odds is finite. */
static inline double pt_replenish_still(double odds, double survival)
{
    return odds * survival / (odds * survival + 1.0);
}

/* Odds multiplier of an item or customer from Σw and Σπ over its gaps. */
static inline double pt_replenish_odds(const pt_sum *weights, const pt_sum *pis, double pi_mean)
{
    double prior = PT_REPLENISH_PRIOR_GAPS * pi_mean;
    return (pt_sum_value(weights) + prior) / (pt_sum_value(pis) + prior);
}

/* Fits one level of the rule (keys, items, groups, parameters). At product level rule->level[1] is there already if the
 * book has categories. */
patron_status pt_replenish_fit_level(const patron_book *book, int32_t as_of, int32_t level, patron_replenish_rule *rule,
                                     patron_error *error);

#endif
