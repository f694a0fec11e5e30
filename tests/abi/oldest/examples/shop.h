/* shop.h: the orders that the examples work on. A coffee shop's 300 customers in 2023 and 2024, made by arithmetic, so
 * that every run has the same: half of them order once; the others buy coffee (every month or so), tea (every two
 * months) or filters, each in a rhythm of their own, and some of them stop. */
#ifndef EXAMPLE_SHOP_H
#define EXAMPLE_SHOP_H

#include <patron.h>

#include <stdio.h>

#define SHOP_FIRST_DAY 19358 /* 2023-01-01 */
#define SHOP_LAST_DAY 20088  /* 2024-12-31 */
#define SHOP_CUSTOMERS 300
#define SHOP_CAPACITY 4000

struct shop {
    int64_t customer[SHOP_CAPACITY];
    int32_t day[SHOP_CAPACITY];
    int64_t amount[SHOP_CAPACITY]; /* cents */
    int32_t product[SHOP_CAPACITY];
    int32_t quantity[SHOP_CAPACITY];
    int64_t discount[SHOP_CAPACITY];          /* cents off the list price, by the coupon */
    int32_t coupon[SHOP_CAPACITY];            /* position in shop_coupon */
    uint8_t has_coupon[SHOP_CAPACITY / 8];    /* bit i: order i has one */
    int64_t count;
    patron_column customer_column, day_column, amount_column, product_column, quantity_column, discount_column,
        coupon_column;
    patron_label coupon_label;
    const patron_label *labels[1];
    patron_rows rows; /* without discounts and coupons, unless a program adds them */
};

static const char *const shop_product[] = {"coffee", "tea", "filters"};
static const char *const shop_coupon[] = {"welcome", "november"};

/* Pseudo-random numbers 0 … below - 1 from a state of the caller's. */
static inline int32_t shop_dice(uint32_t *state, int32_t below)
{
    *state = *state * 1664525u + 1013904223u;
    return (int32_t)((*state >> 16) % (uint32_t)below);
}

static inline void shop_order(struct shop *shop, int64_t customer, int32_t day, int32_t product, int32_t quantity)
{
    static const int64_t price[] = {1250, 890, 490};
    int64_t i = shop->count++;
    shop->customer[i] = customer;
    shop->day[i] = day;
    shop->product[i] = product;
    shop->quantity[i] = quantity;
    shop->amount[i] = price[product] * quantity;

    /* Every third customer begins with a coupon of a fifth; in every November there is one of an eighth for some. */
    int begins = i == 0 || shop->customer[i - 1] != customer;
    int32_t coupon = begins && customer % 3 == 0 ? 0 : (day - SHOP_FIRST_DAY) % 365 / 30 == 10 && customer % 2 ? 1 : -1;
    shop->coupon[i] = coupon;
    shop->discount[i] = coupon == 0 ? shop->amount[i] / 4 : coupon == 1 ? shop->amount[i] / 7 : 0;
    if (coupon >= 0) shop->has_coupon[i / 8] |= (uint8_t)(1 << i % 8);
}

static inline void shop_make(struct shop *shop)
{
    static const int32_t rhythm[] = {28, 55, 90};
    uint32_t state = 42;
    shop->count = 0;
    for (int32_t c = 0; c < SHOP_CUSTOMERS; c++) {
        int32_t day = SHOP_FIRST_DAY + shop_dice(&state, 725), product = shop_dice(&state, 3);
        int32_t own = rhythm[product] * (70 + shop_dice(&state, 60)) / 100; /* this customer's days between orders */
        int32_t orders = shop_dice(&state, 2) ? 1 : 2 + shop_dice(&state, 14);
        for (int32_t n = 0; n < orders && day <= SHOP_LAST_DAY; n++) {
            int32_t quantity = 1 + (shop_dice(&state, 4) == 0);
            shop_order(shop, 1001 + c, day, product, quantity);
            day += own * (75 + shop_dice(&state, 60)) / 100 * (quantity + 2) / 3;
        }
    }
    patron_column column = {.size = sizeof column, .type = PATRON_TYPE_INT64, .values = shop->customer};
    shop->customer_column = column;
    column.values = shop->amount;
    shop->amount_column = column;
    column.values = shop->discount;
    shop->discount_column = column;
    column.type = PATRON_TYPE_INT32;
    column.values = shop->product;
    shop->product_column = column;
    column.values = shop->quantity;
    shop->quantity_column = column;
    column.values = shop->coupon;
    column.valid = shop->has_coupon;
    shop->coupon_column = column;
    patron_label label = {.size = sizeof label, .name = "coupon", .column = &shop->coupon_column};
    shop->coupon_label = label;
    shop->labels[0] = &shop->coupon_label;
    column.valid = NULL;
    column.values = shop->day;
    column.unit = PATRON_UNIT_DAY;
    shop->day_column = column;
    patron_rows rows = {.size = sizeof rows, .count = shop->count, .customer = &shop->customer_column,
                        .time = &shop->day_column, .amount = &shop->amount_column, .product = &shop->product_column,
                        .quantity = &shop->quantity_column};
    shop->rows = rows;
}

/* Prints an error and gives the exit status of a program that met it. */
static inline int shop_failed(const patron_error *error)
{
    fprintf(stderr, "%s: %s\n", patron_status_name(error->code), error->message);
    return 1;
}

/* A day as text: yyyy-mm-dd. */
static inline const char *shop_date(int32_t day, char text[16])
{
    int32_t year = 0, month = 0, of_month = 0;
    if (patron_calendar_date(day, &year, &month, &of_month, NULL)) return "-";
    snprintf(text, 16, "%04d-%02d-%02d", (int)year, (int)month, (int)of_month);
    return text;
}

#endif
