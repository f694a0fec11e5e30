#include "shop.h"

#include <stdlib.h>
#include <string.h>

/* ---- random numbers (splitmix64) -------------------------------------------------------------------------------- */

static uint64_t dice_next(struct dice *dice)
{
    uint64_t z = dice->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

void dice_begin(struct dice *dice, uint64_t seed, uint64_t stream)
{
    dice->state = seed * UINT64_C(0xD1342543DE82EF95) + stream;
    dice->state = dice_next(dice) ^ stream;
}

int32_t dice_below(struct dice *dice, int32_t limit)
{
    return (int32_t)(((dice_next(dice) >> 32) * (uint64_t)limit) >> 32);
}

int32_t dice_between(struct dice *dice, int32_t low, int32_t high) { return low + dice_below(dice, high - low + 1); }

int dice_chance(struct dice *dice, int32_t per_mille) { return dice_below(dice, 1000) < per_mille; }

int32_t dice_about(struct dice *dice, int32_t middle, int32_t percent)
{
    int32_t share = dice_between(dice, -percent, percent) + dice_between(dice, -percent, percent);
    int32_t value = middle + middle * share / 200;
    return value < 1 ? 1 : value;
}

/* ---- the calendar of the shop ---------------------------------------------------------------------------------- */

static int between(int32_t day, int32_t first, int32_t last) { return day >= first && day <= last; }

/* Windows, as days since the shop opened. */
#define SPRING_2025_FIRST 134 /* 2025-03-15 */
#define SPRING_2025_LAST 164  /* 2025-04-14 */
#define SPRING_2026_FIRST 499
#define SPRING_2026_LAST 529
#define YEAR 365
#define XMAS_FIRST 19 /* 20 November */
#define XMAS_LAST 50  /* 21 December */

static int in_spring(int32_t day)
{
    return between(day, SPRING_2025_FIRST, SPRING_2025_LAST)   ? 1
           : between(day, SPRING_2026_FIRST, SPRING_2026_LAST) ? 2
                                                               : 0;
}

static int in_season(int32_t day)
{
    return between(day, XMAS_FIRST, XMAS_LAST) ? 1 : between(day, YEAR + XMAS_FIRST, YEAR + XMAS_LAST) ? 2 : 0;
}

/* How much a day draws new customers: slow opening months, a growing shop, Christmas, the spring campaign. */
static int32_t pull(int32_t day)
{
    int32_t weight = 40 + (day < 180 ? day / 3 : 60) + day / 12;
    if (in_season(day)) weight = weight * 2;
    if (in_spring(day)) weight = weight * 8 / 5;
    return weight;
}

#define DAYS (SHOP_LAST_DAY - SHOP_FIRST_DAY + 1)

/* A customer's first day, the likelier the more it draws. */
static int32_t first_day(struct dice *dice, const int32_t *sums)
{
    int32_t at = dice_below(dice, sums[DAYS - 1]), day = 0;
    for (int32_t step = 512; step > 0; step /= 2)
        if (day + step <= DAYS - 1 && sums[day + step - 1] <= at) day += step;
    return day;
}

/* ---- orders ---------------------------------------------------------------------------------------------------- */

struct customer {
    struct shop *shop;
    struct dice dice;
    int32_t number; /* 0 = guest */
    int32_t channel;
    int32_t orders;
    int failed;
};

static void *more(void *array, int64_t count, int64_t *room, size_t element)
{
    if (count < *room) return array;
    int64_t wanted = *room ? *room * 2 : 4096;
    void *bigger = realloc(array, (size_t)wanted * element);
    if (bigger) *room = wanted;
    return bigger;
}

static struct shop_order *open_order(struct customer *customer, int32_t day, int32_t status)
{
    struct shop *shop = customer->shop;
    struct shop_order *orders = more(shop->orders, shop->order_count, &shop->order_room, sizeof *orders);
    if (!orders) {
        customer->failed = 1;
        return NULL;
    }
    shop->orders = orders;
    struct shop_order *order = &orders[shop->order_count];
    memset(order, 0, sizeof *order);
    order->minute = (int64_t)(SHOP_FIRST_DAY + day) * 1440 + dice_between(&customer->dice, 7 * 60, 23 * 60 - 1);
    order->first_line = shop->line_count;
    order->of = shop->order_count++;
    order->customer = customer->number;
    order->status = status;
    order->channel = customer->channel;
    return order;
}

static void add_line(struct customer *customer, int32_t product, int32_t quantity, int32_t percent, int32_t cents)
{
    struct shop *shop = customer->shop;
    struct shop_line *lines = more(shop->lines, shop->line_count, &shop->line_room, sizeof *lines);
    if (!lines) {
        customer->failed = 1;
        return;
    }
    shop->lines = lines;
    struct shop_line *line = &lines[shop->line_count++];
    int32_t list = product >= 0 ? shop_products[product].cents * quantity : cents;
    line->order = shop->order_count - 1;
    line->product = product;
    line->quantity = quantity;
    line->discount = product >= 0 ? (list * percent + 50) / 100 : 0;
    line->cents = list - line->discount;
    shop->orders[shop->order_count - 1].lines++;
}

static int64_t worth(const struct shop *shop, const struct shop_order *order)
{
    int64_t cents = 0;
    for (int64_t i = 0; i < order->lines; i++) cents += shop->lines[order->first_line + i].cents;
    return cents;
}

/* Coupon and campaign of an order; the discount in percent. `paused`: the customer had been away. */
static int32_t promote(struct customer *customer, struct shop_order *order, int32_t day, int paused)
{
    static const int32_t percents[] = {0, 10, 20, 15};
    struct dice *dice = &customer->dice;
    int spring = in_spring(day), season = in_season(day);
    if (spring && dice_chance(dice, 450)) order->campaign = spring;
    else if (season && dice_chance(dice, 250)) order->campaign = 2 + season;
    else if (customer->orders > 0 && dice_chance(dice, 150)) order->campaign = 5;
    if (order->campaign == spring && spring && dice_chance(dice, 700)) order->coupon = 2;
    else if (customer->orders == 0 && dice_chance(dice, 220)) order->coupon = 1;
    else if (paused && dice_chance(dice, 400)) order->coupon = 3;
    return percents[order->coupon];
}

/* Some orders come back, in part or whole, days later. */
static void maybe_refund(struct customer *customer, int64_t of, int32_t day)
{
    struct shop *shop = customer->shop;
    struct dice *dice = &customer->dice;
    if (!dice_chance(dice, 35)) return;
    int whole = dice_chance(dice, 450);
    int32_t back = day + dice_between(dice, 4, 24);
    if (back >= DAYS) return;
    struct shop_order *refund = open_order(customer, back, SHOP_REFUND);
    if (!refund) return;
    refund->of = of;
    int64_t first = shop->orders[of].first_line, lines = shop->orders[of].lines;
    for (int64_t i = 0; i < (whole ? lines : 1) && !customer->failed; i++) {
        struct shop_line sold = shop->lines[first + i];
        int32_t quantity = whole ? sold.quantity : 1;
        add_line(customer, sold.product, quantity, 0, 0);
        struct shop_line *line = &shop->lines[shop->line_count - 1];
        line->cents = -(whole || !sold.quantity ? sold.cents : sold.cents / sold.quantity);
        line->discount = 0;
    }
}

/* Shipping for small orders, the chance of a cancelled order, and refunds of the others. */
static void close_order(struct customer *customer, int32_t day)
{
    struct shop *shop = customer->shop;
    if (customer->failed) return;
    int64_t at = shop->order_count - 1;
    if (worth(shop, &shop->orders[at]) < 3900) add_line(customer, SHOP_NO_PRODUCT, 0, 0, 490);
    if (customer->failed) return;
    if (dice_chance(&customer->dice, 15)) {
        shop->orders[at].status = SHOP_CANCELLED;
        return;
    }
    customer->orders++;
    maybe_refund(customer, at, day);
}

/* ---- kinds of customers ---------------------------------------------------------------------------------------- */

static int32_t any_product(struct dice *dice, int32_t day)
{
    if (in_season(day) && dice_chance(dice, 450)) return shop_product_count - 1 - dice_below(dice, 3);
    return dice_chance(dice, 500) ? dice_below(dice, shop_consumables)
                                : shop_consumables + dice_below(dice, shop_product_count - shop_consumables);
}

static void one_order(struct customer *customer, int32_t day, int paused)
{
    struct shop_order *order = open_order(customer, day, SHOP_COMPLETED);
    if (!order) return;
    int32_t percent = promote(customer, order, day, paused), lines = 1 + (dice_chance(&customer->dice, 300) ? 1 : 0),
            before = -1;
    for (int32_t i = 0; i < lines; i++) {
        int32_t product = any_product(&customer->dice, day);
        if (product == before) continue;
        add_line(customer, product, dice_chance(&customer->dice, 200) ? 2 : 1, percent, 0);
        before = product;
    }
    close_order(customer, day);
}

/* Buys now and then, sooner at Christmas. */
static void now_and_then(struct customer *customer, int32_t day)
{
    int32_t gap = dice_between(&customer->dice, 60, 170), leave = dice_between(&customer->dice, 100, 300);
    while (day < DAYS && !customer->failed) {
        one_order(customer, day, 0);
        if (dice_chance(&customer->dice, leave)) return;
        day += dice_about(&customer->dice, gap, 60);
        if (day > YEAR + XMAS_LAST && day < YEAR + XMAS_LAST + 40 && dice_chance(&customer->dice, 500))
            day = YEAR + dice_between(&customer->dice, XMAS_FIRST, XMAS_LAST);
    }
}

#define NEEDS_MAX 4

struct need {
    int32_t product;
    int32_t days; /* how long one piece lasts this customer */
    int32_t due;  /* day, since the shop opened */
};

static int32_t choose_needs(struct dice *dice, int32_t day, struct need *needs)
{
    int32_t wanted = dice_between(dice, 1, NEEDS_MAX), count = 0;
    for (int32_t i = 0; i < wanted; i++) {
        int32_t product = dice_below(dice, shop_consumables), known = 0;
        for (int32_t k = 0; k < count; k++) known |= needs[k].product == product;
        if (known) continue;
        needs[count].product = product;
        needs[count].days = dice_about(dice, shop_products[product].days, 40);
        needs[count].due = count == 0 || dice_chance(dice, 330) ? day : day + dice_between(dice, 0, 40);
        count++;
    }
    return count;
}

/* Buys what is used up, each product at its own pace: two pieces last twice as long. */
static void regular(struct customer *customer, int32_t day)
{
    struct dice *dice = &customer->dice;
    struct need needs[NEEDS_MAX];
    int32_t count = choose_needs(dice, day, needs), leave = dice_between(dice, 20, 110), paused = 0;
    int32_t bulk = dice_between(dice, 50, 400);
    while (day < DAYS && !customer->failed) {
        struct shop_order *order = open_order(customer, day, SHOP_COMPLETED);
        if (!order) return;
        int32_t percent = promote(customer, order, day, paused);
        for (int32_t i = 0; i < count; i++) {
            if (needs[i].due > day + 6) continue;
            int32_t quantity = dice_chance(dice, bulk) ? dice_between(dice, 2, 3) : 1;
            add_line(customer, needs[i].product, quantity, percent, 0);
            needs[i].due = day + dice_about(dice, needs[i].days * quantity, 30);
        }
        if (dice_chance(dice, in_season(day) ? 350 : 60)) {
            int32_t extra = shop_consumables + dice_below(dice, shop_product_count - shop_consumables);
            add_line(customer, extra, 1, percent, 0);
        }
        close_order(customer, day);
        if (dice_chance(dice, leave)) return;
        paused = dice_chance(dice, 25);
        int32_t next = INT32_MAX;
        for (int32_t i = 0; i < count; i++)
            if (needs[i].due < next) next = needs[i].due;
        day = next <= day ? day + 1 : next;
        if (paused) day += dice_between(dice, 40, 110);
    }
}

/* Coffee every four weeks until the subscription ends; other orders beside it. */
static void subscriber(struct customer *customer, int32_t day)
{
    struct dice *dice = &customer->dice;
    int32_t quantity = dice_between(dice, 1, 3), leave = dice_between(dice, 20, 90);
    one_order(customer, day, 0);
    day += dice_between(dice, 5, 30);
    while (day < DAYS && !customer->failed) {
        if (!open_order(customer, day, SHOP_RENEWAL)) return;
        add_line(customer, SHOP_COFFEE, quantity * 2, 10, 0);
        customer->orders++;
        if (dice_chance(dice, 150)) one_order(customer, day + dice_between(dice, 1, 20) < DAYS ? day + 1 : day, 0);
        if (dice_chance(dice, leave)) return;
        day += 28;
    }
}

static void live(struct customer *customer, const int32_t *sums)
{
    int32_t day = first_day(&customer->dice, sums), kind = dice_below(&customer->dice, 1000);
    if (in_season(day)) kind = kind * 3 / 4; /* Christmas brings buyers of one gift */
    customer->channel = dice_between(&customer->dice, 1, 5);
    if (customer->number == 0 || kind < 440) one_order(customer, day, 0);
    else if (kind < 600) now_and_then(customer, day);
    else if (kind < 955) regular(customer, day);
    else subscriber(customer, day);
}

/* ---- the shop -------------------------------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    const struct shop_order *left = a, *right = b;
    if (left->minute != right->minute) return left->minute < right->minute ? -1 : 1;
    return left->first_line < right->first_line ? -1 : left->first_line > right->first_line;
}

/* Sorts by time and numbers the orders; a refund is written under its order's number. */
static int finish(struct shop *shop)
{
    int32_t *number = malloc((size_t)(shop->order_count + 1) * sizeof *number), next = 10000;
    if (!number) return 1;
    qsort(shop->orders, (size_t)shop->order_count, sizeof *shop->orders, by_time);
    for (int64_t i = 0; i < shop->order_count; i++)
        if (shop->orders[i].status != SHOP_REFUND) number[shop->orders[i].of] = shop->orders[i].number = ++next;
    for (int64_t i = 0; i < shop->order_count; i++)
        if (shop->orders[i].status == SHOP_REFUND) shop->orders[i].number = number[shop->orders[i].of];
    free(number);
    return 0;
}

int shop_make(struct shop *shop, int32_t customers, uint64_t seed)
{
    int32_t sums[DAYS], guests = customers / 6, failed = 0;
    memset(shop, 0, sizeof *shop);
    for (int32_t day = 0; day < DAYS; day++) sums[day] = pull(day) + (day ? sums[day - 1] : 0);
    for (int32_t i = 1; i <= customers + guests && !failed; i++) {
        struct customer customer = {.shop = shop, .number = i <= customers ? i : 0};
        dice_begin(&customer.dice, seed, (uint64_t)i);
        live(&customer, sums);
        failed = customer.failed;
    }
    if (!failed) failed = finish(shop);
    if (failed) shop_free(shop);
    return failed;
}

void shop_free(struct shop *shop)
{
    free(shop->orders);
    free(shop->lines);
    memset(shop, 0, sizeof *shop);
}
