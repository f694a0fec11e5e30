/* The example shop: the same bytes everywhere, and the things in it that the report is to show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../examples/generate/shop.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct text {
    char *bytes;
    size_t length, room;
};

static void append(void *context, const char *bytes, size_t length)
{
    struct text *text = context;
    while (text->length + length > text->room) {
        text->room = text->room ? text->room * 2 : 65536;
        text->bytes = realloc(text->bytes, text->room);
        assert_non_null(text->bytes);
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

static uint64_t hash_of(int32_t customers, uint64_t seed)
{
    struct shop shop;
    struct text text = {NULL, 0, 0};
    assert_int_equal(shop_make(&shop, customers, seed), 0);
    shop_print(&shop, append, &text);
    uint64_t hash = XXH3_64bits(text.bytes, text.length);
    free(text.bytes);
    shop_free(&shop);
    return hash;
}

/* Another value here means that the demo's numbers and the docs made from them have changed. */
static void the_bytes_are_pinned(void **state)
{
    (void)state;
    assert_true(hash_of(5000, 1) == UINT64_C(0x2082EC2DAFB62A2F));
    assert_true(hash_of(1, 0) == UINT64_C(0xC4851F2070E639A8));
}

static void seeds_give_different_shops(void **state)
{
    (void)state;
    assert_true(hash_of(50, 1) != hash_of(50, 2));
    assert_true(hash_of(50, 7) == hash_of(50, 7));
}

static void orders_make_sense(void **state)
{
    struct shop shop;
    int64_t by_status[4] = {0}, guests = 0, coupons = 0, campaigns = 0, discounts = 0, shipping = 0, season = 0,
            rest = 0;
    (void)state;
    assert_int_equal(shop_make(&shop, 5000, 1), 0);
    for (int64_t i = 0; i < shop.order_count; i++) {
        const struct shop_order *order = &shop.orders[i];
        int64_t day = order->minute / 1440 - SHOP_FIRST_DAY;
        assert_true(order->minute / 1440 >= SHOP_FIRST_DAY && order->minute / 1440 <= SHOP_LAST_DAY);
        assert_true(i == 0 || shop.orders[i - 1].minute <= order->minute);
        assert_true(order->lines >= 1 && order->number > 10000);
        by_status[order->status]++;
        guests += order->customer == 0;
        coupons += order->coupon > 0;
        campaigns += order->campaign > 0;
        season += day >= 384 && day <= 415;                     /* Christmas 2025 */
        rest += day >= 420 && day <= 451;                       /* as many days of January 2026 */
        for (int64_t k = 0; k < order->lines; k++) {
            const struct shop_line *line = &shop.lines[order->first_line + k];
            assert_true((line->cents < 0) == (order->status == SHOP_REFUND));
            assert_true(line->discount >= 0 && (line->product == SHOP_NO_PRODUCT || line->quantity >= 1));
            discounts += line->discount > 0;
            shipping += line->product == SHOP_NO_PRODUCT;
        }
    }
    assert_true(by_status[SHOP_COMPLETED] > 15000 && by_status[SHOP_RENEWAL] > 1000 && by_status[SHOP_REFUND] > 300);
    assert_true(by_status[SHOP_CANCELLED] > 150 && guests > 500 && coupons > 500 && campaigns > 1000);
    assert_true(discounts > 1000 && shipping > 1000 && season > rest);
    shop_free(&shop);
}

/* A refund is dated behind its order and gives back no more than it was worth. */
static void refunds_belong_to_orders(void **state)
{
    struct shop shop;
    (void)state;
    assert_int_equal(shop_make(&shop, 2000, 3), 0);
    int64_t *worth = calloc((size_t)shop.order_count + 20000, sizeof *worth),
            *minute = calloc((size_t)shop.order_count + 20000, sizeof *minute);
    assert_non_null(worth);
    assert_non_null(minute);
    int64_t refunds = 0;
    for (int64_t i = 0; i < shop.order_count; i++) {
        const struct shop_order *order = &shop.orders[i];
        if (order->status == SHOP_REFUND) {
            assert_true(minute[order->number] > 0 && minute[order->number] < order->minute);
            refunds++;
        } else {
            assert_int_equal(minute[order->number], 0);
            minute[order->number] = order->minute;
        }
        for (int64_t k = 0; k < order->lines; k++) worth[order->number] += shop.lines[order->first_line + k].cents;
        assert_true(worth[order->number] >= 0);
    }
    assert_true(refunds > 50);
    free(worth);
    free(minute);
    shop_free(&shop);
}

static void dice_are_fair(void **state)
{
    struct dice dice;
    int64_t seen[6] = {0}, sum = 0;
    (void)state;
    dice_begin(&dice, 9, 1);
    for (int i = 0; i < 60000; i++) {
        seen[dice_below(&dice, 6)]++;
        int32_t about = dice_about(&dice, 100, 30);
        assert_true(about >= 70 && about <= 130);
        sum += about;
    }
    for (int i = 0; i < 6; i++) assert_true(seen[i] > 9500 && seen[i] < 10500);
    assert_true(sum > 60000 * INT64_C(99) && sum < 60000 * INT64_C(101));
    assert_int_equal(dice_about(&dice, 1, 0), 1);
    assert_int_equal(dice_between(&dice, 7, 7), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_are_pinned),     cmocka_unit_test(seeds_give_different_shops),
        cmocka_unit_test(orders_make_sense),        cmocka_unit_test(refunds_belong_to_orders),
        cmocka_unit_test(dice_are_fair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
