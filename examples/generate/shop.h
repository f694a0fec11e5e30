/* shop.h: an example shop's orders of two years, the same bytes for the same seed on every machine: integers only. */
#ifndef GENERATE_SHOP_H
#define GENERATE_SHOP_H

#include <stddef.h>
#include <stdint.h>

/* Days since 1970-01-01: the shop opens, and the last day of the export. */
#define SHOP_FIRST_DAY 20028 /* 2024-11-01 */
#define SHOP_LAST_DAY 20757  /* 2026-10-31 */

/* ---- random numbers -------------------------------------------------------------------------------------------- */

struct dice {
    uint64_t state;
};

void dice_begin(struct dice *dice, uint64_t seed, uint64_t stream); /* every stream of a seed is another sequence */
int32_t dice_below(struct dice *dice, int32_t limit);               /* 0 .. limit - 1 */
int32_t dice_between(struct dice *dice, int32_t low, int32_t high); /* both included */
int dice_chance(struct dice *dice, int32_t per_mille);
int32_t dice_about(struct dice *dice, int32_t middle, int32_t percent); /* middle +- percent, the middle likelier */

/* ---- goods ----------------------------------------------------------------------------------------------------- */

struct product {
    const char *sku, *name, *category;
    int32_t cents;
    int32_t days; /* how long one piece lasts, 0 = it is not used up */
};

extern const struct product shop_products[];
extern const int32_t shop_product_count;
extern const int32_t shop_consumables; /* the first so many are used up */
#define SHOP_COFFEE 0                  /* the product of subscriptions */
#define SHOP_NO_PRODUCT (-1)           /* a line for shipping */

/* ---- orders ---------------------------------------------------------------------------------------------------- */

enum shop_status { SHOP_COMPLETED, SHOP_RENEWAL, SHOP_REFUND, SHOP_CANCELLED };

struct shop_line {
    int64_t order;    /* which order of the shop's list */
    int32_t product;
    int32_t quantity;
    int32_t cents;    /* charged, negative for a refund */
    int32_t discount; /* cents */
};

struct shop_order {
    int64_t minute;   /* since 1970-01-01 00:00 */
    int64_t first_line, lines;
    int64_t of;       /* a refund: the order; else its own place */
    int32_t customer; /* 1, 2, ...; 0 = guest */
    int32_t status;   /* enum shop_status */
    int32_t coupon, campaign, channel; /* positions in the lists below, 0 = none */
    int32_t number;   /* order number; a refund has its order's */
};

extern const char *const shop_coupons[];
extern const char *const shop_campaigns[];
extern const char *const shop_channels[];

struct shop {
    struct shop_order *orders;
    struct shop_line *lines;
    int64_t order_count, order_room, line_count, line_room;
};

/* Makes the orders of `customers` customers (and some guests), sorted by time. 0, or 1 if there is no memory. */
int shop_make(struct shop *shop, int32_t customers, uint64_t seed);
void shop_free(struct shop *shop);

/* Gives the CSV text piece by piece. */
void shop_print(const struct shop *shop, void (*print)(void *context, const char *text, size_t length), void *context);

#endif
