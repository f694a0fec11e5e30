#include "oracle_cohorts.h"

/* ---- time ------------------------------------------------------------------------------------------------------ */

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q * b > a ? q - 1 : q;
}

static int64_t days_in(int64_t year, int64_t month)
{
    static const int64_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Months since January 1970, month by month. */
static int64_t month_of(int32_t day)
{
    int64_t year = 1970, month = 1, index = 0, left = day;
    while (left < 0) {
        index--;
        month--;
        if (month == 0) {
            month = 12;
            year--;
        }
        left += days_in(year, month);
    }
    while (left >= days_in(year, month)) {
        left -= days_in(year, month);
        index++;
        month++;
        if (month == 13) {
            month = 1;
            year++;
        }
    }
    return index;
}

int64_t oracle_period(const struct oracle_calendar *calendar, int32_t day)
{
    int64_t shift = calendar->first_month - 1;
    switch (calendar->period) {
    case PATRON_PERIOD_DAY: return day;
    /* 1970-01-01 was a Thursday: the week that holds it began 3 days before if weeks begin on Monday. */
    case PATRON_PERIOD_WEEK: return floor_div(day + (3 - calendar->week_start + 7) % 7, 7);
    case PATRON_PERIOD_MONTH: return month_of(day);
    case PATRON_PERIOD_QUARTER: return floor_div(month_of(day) - shift, 3) - floor_div(-shift, 3);
    default: return floor_div(month_of(day) - shift, 12) - floor_div(-shift, 12);
    }
}

static int64_t k_of(const struct oracle_cohorts_question *q, int32_t birth, int32_t day)
{
    if (day < birth) return 0;
    if (q->window) return (day - birth) / q->window;
    return oracle_period(&q->calendar, day) - oracle_period(&q->calendar, birth);
}

static int64_t column_of(const struct oracle_cohorts_question *q, int32_t birth, int32_t day)
{
    int64_t k = k_of(q, birth, day), column = 0;
    while (column < q->k_columns && k >= q->end[column]) column++;
    return column;
}

/* Whether the last day of the column is not after as_of. */
static bool is_eligible(const struct oracle_cohorts_question *q, int32_t birth, int64_t column, int32_t as_of)
{
    if (column >= q->k_columns) return false;
    int64_t last_k = q->end[column] - 1;
    if (q->window) return birth + (last_k + 1) * q->window - 1 <= as_of;
    int64_t last_period = oracle_period(&q->calendar, birth) + last_k;
    return oracle_period(&q->calendar, as_of + 1) > last_period; /* no day of it lies after as_of */
}

/* ---- membership ------------------------------------------------------------------------------------------------ */

static int64_t category_of(const struct shop *shop, int64_t product)
{
    for (int64_t i = 0; i < shop->rows; i++)
        if (shop->row[i].product == product && shop->row[i].category != SHOP_NULL) return shop->row[i].category;
    return SHOP_NULL;
}

static bool returned_in_full(const struct shop *shop, const struct oracle_order *order, int64_t product, int32_t as_of)
{
    int64_t sold = 0, returned = 0;
    if (!(shop->columns & SHOP_QUANTITY)) return false;
    for (int64_t i = 0; i < order->lines; i++)
        if (order->line[i].product == product) sold += order->line[i].quantity;
    for (int64_t i = 0; i < order->refunds; i++)
        if (order->refund[i].product == product && order->refund[i].day <= as_of) returned += order->refund[i].quantity;
    return returned > 0 && returned >= sold;
}

static int64_t put_key(int64_t *keys, int64_t count, int64_t capacity, int64_t key)
{
    if (key == SHOP_NULL) return count;
    for (int64_t i = 0; i < count; i++)
        if (keys[i] == key) return count;
    assert_true(count < capacity);
    keys[count] = key;
    return count + 1;
}

int64_t oracle_first_keys(const struct shop *shop, const struct oracle_book *book,
                          const struct oracle_cohorts_question *q, const struct oracle_customer *buyer, int64_t *keys,
                          int64_t capacity)
{
    int64_t count = 0;
    for (int64_t i = 0; i < buyer->orders; i++) {
        const struct oracle_order *order = &buyer->order[i];
        if (!order->counts || order->day != buyer->purchase[0].day) continue;
        if (q->by == PATRON_COHORTS_BY_LABEL && !q->tag) count = put_key(keys, count, capacity, order->coupon);
        for (int64_t l = 0; l < order->lines; l++) {
            int64_t product = order->line[l].product;
            if (q->by == PATRON_COHORTS_BY_LABEL) {
                if (q->tag) count = put_key(keys, count, capacity, order->line[l].tag);
                continue;
            }
            if (product == SHOP_NULL || returned_in_full(shop, order, product, book->as_of)) continue;
            count = put_key(keys, count, capacity,
                            q->by == PATRON_COHORTS_BY_CATEGORY ? category_of(shop, product) : product);
        }
    }
    return count;
}

/* The listed rows and (none), other of a buyer; `in` is [rows]. */
static void find_rows(const struct shop *shop, const struct oracle_book *book, const struct oracle_cohorts_question *q,
                      const struct oracle_customer *buyer, int64_t rows, bool *in)
{
    int64_t listed = rows - 3, birth = buyer->purchase[0].day;
    memset(in, 0, (size_t)rows * sizeof *in);
    in[listed + PATRON_COHORTS_ROW_ALL] = true;
    if (q->by == PATRON_COHORTS_BY_PERIOD) {
        int64_t row = oracle_period(&q->axis, (int32_t)birth) - q->first_period;
        in[row >= 0 && row < listed ? row : listed + PATRON_COHORTS_ROW_OTHER] = true;
    } else if (q->by == PATRON_COHORTS_BY_DEPTH) {
        int64_t amount = 0, discount = 0, band = 0;
        for (int64_t i = 0; i < buyer->orders; i++) {
            if (!buyer->order[i].counts || buyer->order[i].day != birth) continue;
            amount += buyer->order[i].amount;
            discount += buyer->order[i].discount;
        }
        if (discount > 0) {
            band = 1;
            for (int64_t e = 0; e < q->edge_count; e++)
                if (discount * 10000 >= q->edges[e] * (amount + discount)) band = e + 2;
        }
        in[band] = true;
    } else {
        int64_t keys[1024], count = oracle_first_keys(shop, book, q, buyer, keys, 1024);
        if (!count) in[listed + PATRON_COHORTS_ROW_NONE] = true;
        for (int64_t i = 0; i < count; i++) {
            int64_t row = 0;
            while (row < listed && q->keys[row] != keys[i]) row++;
            in[row < listed ? row : listed + PATRON_COHORTS_ROW_OTHER] = true;
        }
    }
}

/* ---- what a buyer did in columns [from, to] --------------------------------------------------------------------- */

struct done {
    int64_t purchases, orders, renewals, sales, refunds, net, cost, units, discount;
};

static void add_refunds(const struct oracle_cohorts_question *q, const struct oracle_refund *refund, int64_t count,
                        int32_t birth, const int32_t *order_day, int32_t as_of, int64_t from, int64_t to,
                        struct done *done)
{
    for (int64_t i = 0; i < count; i++) {
        int64_t column = column_of(q, birth, order_day && !q->refund_day ? *order_day : refund[i].day);
        if (refund[i].day > as_of || column < from || column > to) continue;
        done->refunds += refund[i].amount;
        if (order_day && refund[i].product != SHOP_NULL) done->units -= refund[i].quantity; /* of a known order */
    }
}

static struct done done_in(const struct shop *shop, const struct oracle_book *book,
                           const struct oracle_cohorts_question *q, const struct oracle_customer *buyer, int64_t from,
                           int64_t to)
{
    struct done done = {0};
    int32_t birth = buyer->purchase[0].day;
    for (int64_t i = 0; i < buyer->purchases; i++) {
        int64_t column = column_of(q, birth, buyer->purchase[i].day);
        done.purchases += column >= from && column <= to;
    }
    for (int64_t i = 0; i < buyer->orders; i++) {
        const struct oracle_order *order = &buyer->order[i];
        int64_t column = column_of(q, birth, order->day);
        add_refunds(q, order->refund, order->refunds, birth, &order->day, book->as_of, from, to, &done);
        if (column < from || column > to) continue;
        done.orders += order->counts;
        done.renewals += order->counts && order->renewal;
        done.sales += order->amount;
        done.cost += order->cost;
        done.units += order->quantity;
        done.discount += order->discount;
    }
    if (q->refund_day) add_refunds(q, buyer->loose, buyer->looses, birth, NULL, book->as_of, from, to, &done);
    if (!(shop->columns & SHOP_QUANTITY)) done.units = 0;
    done.net = done.sales - done.refunds;
    return done;
}

/* ---- counting -------------------------------------------------------------------------------------------------- */

static void count_columns(const struct shop *shop, const struct oracle_book *book,
                          const struct oracle_cohorts_question *q, const struct oracle_customer *buyer, int64_t base,
                          struct oracle_cohorts *out)
{
    int32_t birth = buyer->purchase[0].day;
    for (int64_t j = 0; j < out->columns; j++) {
        struct done here = done_in(shop, book, q, buyer, j, j), later = done_in(shop, book, q, buyer, j, out->columns);
        struct done to = done_in(shop, book, q, buyer, 0, j);
        bool eligible = is_eligible(q, birth, j, book->as_of);
        int64_t values[COHORTS_CELL_ARRAYS] = {
            eligible, here.purchases > 0, eligible && here.purchases > 0, later.purchases > 0,
            eligible && later.purchases > 0, here.purchases, here.orders, here.renewals, here.sales, here.refunds,
            here.net, here.net - here.cost, here.units, here.discount, eligible ? here.net : 0, eligible ? to.net : 0,
            eligible ? to.net - to.cost : 0};
        for (int a = 0; a < COHORTS_CELL_ARRAYS; a++) out->array[a][base + j] += values[a];
    }
}

static void count_nth(const struct oracle_book *book, const struct oracle_cohorts_question *q,
                      const struct oracle_customer *buyer, int64_t group, int64_t row, struct oracle_cohorts *out)
{
    int64_t **nth = out->array + COHORTS_CELL_ARRAYS + COHORTS_ROW_ARRAYS;
    int32_t birth = buyer->purchase[0].day;
    for (int64_t n = 2; n <= q->sequence && n <= buyer->purchases; n++) {
        int64_t base = ((group * (q->sequence - 1) + n - 2) * out->rows + row) * out->columns;
        int64_t column = column_of(q, birth, buyer->purchase[n - 1].day);
        nth[0][base + column]++;
        nth[2][base + column] += buyer->purchase[n - 1].net;
        for (int64_t j = 0; j < out->columns; j++)
            nth[1][base + j] += is_eligible(q, birth, j, book->as_of) && column <= j;
    }
}

static void count_customer(const struct shop *shop, const struct oracle_book *book,
                           const struct oracle_cohorts_question *q, const struct oracle_customer *customer,
                           int64_t group, bool *in, struct oracle_cohorts *out)
{
    int64_t **rows = out->array + COHORTS_CELL_ARRAYS, **groups = rows + COHORTS_ROW_ARRAYS + COHORTS_NTH_ARRAYS;
    if (!customer->is_customer) return;
    if (!customer->is_buyer || !customer->birth_known) {
        int which = customer->is_buyer ? 0 : 2;
        groups[which][group]++;
        groups[which + 1][group] += customer->net;
        return;
    }
    find_rows(shop, book, q, customer, out->rows, in);
    for (int64_t row = 0; row < out->rows; row++) {
        if (!in[row]) continue;
        int64_t at = group * out->rows + row;
        rows[0][at]++;
        rows[1][at] += customer->purchases >= 2 && column_of(q, customer->purchase[0].day,
                                                             customer->purchase[1].day) == 0;
        rows[2][at] += q->refund_day ? 0 : customer->unmatched;
        count_columns(shop, book, q, customer, at * out->columns, out);
        count_nth(book, q, customer, group, row, out);
    }
}

struct oracle_cohorts *oracle_cohorts(const struct shop *shop, const struct oracle_book *book,
                                      const struct oracle_cohorts_question *q)
{
    struct oracle_cohorts *out = calloc(1, sizeof *out);
    int64_t groups = q->group ? q->groups : 1;
    assert_non_null(out);
    int64_t listed = q->by == PATRON_COHORTS_BY_PERIOD ? q->period_count
                     : q->by == PATRON_COHORTS_BY_DEPTH ? q->edge_count + 2 : q->key_count;
    out->rows = listed + 3;
    out->columns = q->k_columns + 1;
    for (int a = 0; a < COHORTS_ARRAYS; a++) {
        int64_t cells = groups;
        if (a < COHORTS_CELL_ARRAYS + COHORTS_ROW_ARRAYS + COHORTS_NTH_ARRAYS) cells *= out->rows;
        if (a < COHORTS_CELL_ARRAYS) cells *= out->columns;
        if (a >= COHORTS_CELL_ARRAYS + COHORTS_ROW_ARRAYS && a < COHORTS_ARRAYS - COHORTS_GROUP_ARRAYS)
            cells *= out->columns * (q->sequence - 1);
        out->count[a] = cells;
        out->array[a] = calloc((size_t)cells, sizeof(int64_t));
        assert_non_null(out->array[a]);
    }
    bool *in = calloc((size_t)out->rows, sizeof *in);
    assert_non_null(in);
    for (int64_t i = 0; i < book->customers; i++) {
        int64_t group = q->group ? q->group[i] : 0;
        if ((!q->mask || q->mask[i]) && group >= 0)
            count_customer(shop, book, q, &book->customer[i], group, in, out);
    }
    free(in);
    return out;
}

void oracle_cohorts_free(struct oracle_cohorts *cohorts)
{
    for (int a = 0; a < COHORTS_ARRAYS; a++) free(cohorts->array[a]);
    free(cohorts);
}
