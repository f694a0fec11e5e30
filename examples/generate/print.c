#include "shop.h"

#include <inttypes.h>
#include <stdio.h>

/* Year, month and day of a day since 1970-01-01 (Gregorian calendar; 400 years have 146,097 days). */
static void date_of(int64_t day, int *year, int *month, int *date)
{
    int64_t shifted = day + 719468, era = shifted / 146097, in_era = shifted - era * 146097;
    int64_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100),
            turn = (5 * in_year + 2) / 153;
    *date = (int)(in_year - (153 * turn + 2) / 5 + 1);
    *month = (int)(turn < 10 ? turn + 3 : turn - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static void print_line(const struct shop_order *order, const struct shop_line *line,
                       void (*print)(void *context, const char *text, size_t length), void *context)
{
    static const char *const statuses[] = {"completed", "renewal", "refund", "cancelled"};
    char text[512], customer[16] = "", quantity[16] = "";
    int year, month, date;
    const struct product *product = line->product >= 0 ? &shop_products[line->product] : NULL;
    int32_t cents = line->cents < 0 ? -line->cents : line->cents;
    date_of(order->minute / 1440, &year, &month, &date);
    if (order->customer) (void)snprintf(customer, sizeof customer, "C%05" PRId32, order->customer);
    if (product) (void)snprintf(quantity, sizeof quantity, "%" PRId32, line->quantity);
    int length =
        snprintf(text, sizeof text,
                 "%" PRId32 ",%04d-%02d-%02d %02d:%02d:00,%s,%s,%s,%s,%s,%s,%s%s%s,%s,%s,%s%" PRId32 ".%02" PRId32
                 ",%" PRId32 ".%02" PRId32 "\n",
                 order->number, year, month, date, (int)(order->minute % 1440 / 60), (int)(order->minute % 60),
                 customer, statuses[order->status], shop_coupons[order->coupon], shop_campaigns[order->campaign],
                 shop_channels[order->channel], product ? product->sku : "", product ? "\"" : "",
                 product ? product->name : "Shipping", product ? "\"" : "", product ? product->category : "", quantity,
                 line->cents < 0 ? "-" : "", cents / 100, cents % 100, line->discount / 100, line->discount % 100);
    if (length > 0) print(context, text, (size_t)length);
}

void shop_print(const struct shop *shop, void (*print)(void *context, const char *text, size_t length), void *context)
{
    static const char header[] =
        "order_id,created_at,customer_id,status,coupon,campaign,channel,sku,product,category,quantity,total,discount\n";
    print(context, header, sizeof header - 1);
    for (int64_t i = 0; i < shop->order_count; i++)
        for (int64_t k = 0; k < shop->orders[i].lines; k++)
            print_line(&shop->orders[i], &shop->lines[shop->orders[i].first_line + k], print, context);
}
