#include "oracle_customers.h"

/* Counted orders, net of all and of counted orders dated from ... to, refunds of these orders up to as_of taken off;
 * the unmatched refunds of these days come off the first net. */
struct window {
    int64_t orders, net, net_counted;
};

static struct window window_between(const struct oracle_book *book, const struct oracle_customer *customer,
                                    int64_t from, int64_t to)
{
    struct window sum = {0, 0, 0};
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        if (order->day < from || order->day > to) continue;
        int64_t net = order->amount - oracle_refunded(order->refund, order->refunds, book->as_of);
        sum.net += net;
        if (order->counts) {
            sum.orders++;
            sum.net_counted += net;
        }
    }
    for (int64_t i = 0; i < customer->looses; i++)
        if (customer->loose[i].day >= from && customer->loose[i].day <= to) sum.net -= customer->loose[i].amount;
    return sum;
}

static int compare_gaps(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return x < y ? -1 : x > y;
}

static void add_gaps(const struct oracle_customer *customer, struct oracle_customers_row *out)
{
    int64_t count = customer->sales_purchases > 0 ? customer->sales_purchases - 1 : 0;
    int32_t *gap = malloc(((size_t)count + 1) * sizeof *gap);
    assert_non_null(gap);
    for (int64_t i = 0; i < count; i++) {
        gap[i] = customer->sales_purchase[i + 1].day - customer->sales_purchase[i].day;
        out->gap_sum += gap[i];
        out->last_gap = gap[i];
    }
    qsort(gap, (size_t)count, sizeof *gap, compare_gaps);
    out->gaps = count;
    if (count % 2 == 1) out->gap_median_twice = 2 * gap[count / 2];
    if (count > 0 && count % 2 == 0) out->gap_median_twice = gap[count / 2 - 1] + gap[count / 2];
    free(gap);
}

void oracle_customers_row(const struct oracle_book *book, const struct oracle_customer *customer, int32_t window_days,
                          struct oracle_customers_row *out)
{
    memset(out, 0, sizeof *out);
    out->state = customer->is_buyer ? 2 : customer->is_customer ? 1 : 0;
    out->birth_known = customer->is_buyer ? customer->birth_known : PATRON_NONE;
    out->first_day = out->last_day = out->days_since = out->tenure = out->last_gap = PATRON_NO_DAY;
    out->gap_median_twice = PATRON_NONE;
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        int64_t refunded = oracle_refunded(order->refund, order->refunds, book->as_of);
        out->sales += order->amount;
        out->refunds += refunded;
        out->discount += order->discount;
        out->cost += order->cost;
        if (!order->counts) continue;
        out->orders++;
        out->renewal_orders += order->renewal;
        out->sales_counted += order->amount;
        out->net_counted += order->amount - refunded;
        out->units += order->quantity;
        out->discounted_orders += order->discount > 0;
        for (int64_t r = 0; r < order->refunds; r++)
            if (order->refund[r].day <= book->as_of) out->units_returned += order->refund[r].quantity;
    }
    for (int64_t i = 0; i < customer->looses; i++)
        if (customer->loose[i].day <= book->as_of) out->refunds += customer->loose[i].amount;
    out->net = out->sales - out->refunds;
    out->margin = out->net - out->cost;
    out->purchases = customer->purchases;
    for (int64_t i = 0; i < customer->purchases; i++) out->renewal_purchases += customer->purchase[i].renewal;
    if (customer->purchases) {
        out->first_day = customer->purchase[0].day;
        out->last_day = customer->purchase[customer->purchases - 1].day;
        out->days_since = book->as_of - out->last_day;
        out->tenure = book->as_of - out->first_day;
    }
    add_gaps(customer, out);
    int64_t recent_from = (int64_t)book->as_of - window_days + 1;
    struct window recent = window_between(book, customer, recent_from, book->as_of);
    struct window earlier = window_between(book, customer, recent_from - window_days, recent_from - 1);
    out->recent_orders = recent.orders;
    out->recent_net = recent.net;
    out->earlier_orders = earlier.orders;
    out->earlier_net = earlier.net;
}

static bool bought_between(const struct oracle_customer *customer, int64_t from, int64_t to)
{
    for (int64_t i = 0; i < customer->purchases; i++)
        if (customer->purchase[i].day >= from && customer->purchase[i].day <= to) return true;
    return false;
}

void oracle_customers_count(const struct oracle_book *book, const struct oracle_customer *customer, int32_t window_days,
                            int32_t repeat_days, struct oracle_customers_counts *into)
{
    struct oracle_customers_row row;
    oracle_customers_row(book, customer, window_days, &row);
    int64_t recent_from = (int64_t)book->as_of - window_days + 1;
    bool recent = bought_between(customer, recent_from, book->as_of);
    bool earlier = bought_between(customer, recent_from - window_days, recent_from - 1);
    bool before = bought_between(customer, INT64_MIN, recent_from - 1);
    into->customers += customer->is_customer;
    into->buyers += customer->is_buyer;
    into->buyers_unknown_birth += customer->is_buyer && !customer->birth_known;
    into->one_time_buyers += customer->purchases == 1;
    into->repeaters += customer->purchases >= 2;
    into->orders += row.orders;
    into->renewal_orders += row.renewal_orders;
    into->purchases += row.purchases;
    into->sales += row.sales;
    into->refunds += row.refunds;
    into->net += row.net;
    into->net_counted += row.net_counted;
    if (customer->is_buyer && customer->birth_known && row.tenure >= repeat_days) {
        into->repeat_observed++;
        into->repeat_within +=
            customer->purchases >= 2 && customer->purchase[1].day - customer->purchase[0].day <= repeat_days;
    }
    into->recent_buyers += recent;
    into->recent_returning += recent && before;
    into->recent_new += recent && !before && customer->birth_known;
    into->recent_unknown += recent && !before && !customer->birth_known;
    into->recent_repeat += recent && customer->purchases >= 2;
    into->recent_orders += row.recent_orders;
    into->recent_net += row.recent_net;
    into->recent_net_counted += window_between(book, customer, recent_from, book->as_of).net_counted;
    into->recent_net_returning += recent && before ? row.recent_net : 0;
    into->earlier_buyers += earlier;
    into->kept_buyers += earlier && recent;
    into->earlier_orders += row.earlier_orders;
    into->earlier_net += row.earlier_net;
}
