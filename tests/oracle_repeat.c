#include "oracle_repeat.h"

/* ---- results ---------------------------------------------------------------------------------------------------- */

static struct oracle_repeat *result_of(const int64_t *cells, int arrays, int64_t groups)
{
    struct oracle_repeat *result = calloc(1, sizeof *result);
    assert_non_null(result);
    result->arrays = arrays;
    for (int i = 0; i < arrays; i++) {
        result->cells[i] = cells[i];
        result->array[i] = calloc((size_t)(groups * cells[i]) + 1, sizeof *result->array[i]);
        assert_non_null(result->array[i]);
    }
    return result;
}

void oracle_repeat_free(struct oracle_repeat *repeat)
{
    for (int i = 0; i < repeat->arrays; i++) free(repeat->array[i]);
    free(repeat);
}

#define ADD(which, cell, value) (result->array[which][group * result->cells[which] + (cell)] += (value))

/* ---- buyers ----------------------------------------------------------------------------------------------------- */

bool oracle_repeat_known(const struct shop *shop, const struct oracle_customer *customer, int32_t day)
{
    if (!(shop->flags & PATRON_BOOK_OBSERVED_FROM)) return true;
    if (day < shop->observed_from) return false;
    for (int64_t i = 0; i < shop->sinces; i++) {
        if (oracle_canonical(shop, shop->since_customer[i]) != customer->key) continue;
        if (shop->since_day[i] == SHOP_NULL) continue;
        if (shop->since_day[i] < shop->observed_from) return false;
    }
    return true;
}

/* Purchases with or without renewals. */
static const struct oracle_purchase *purchases_of(const struct oracle_customer *customer, bool sales_only,
                                                  int64_t *count)
{
    *count = sales_only ? customer->sales_purchases : customer->purchases;
    return sales_only ? customer->sales_purchase : customer->purchase;
}

static void count(const struct oracle_repeat_question *q, const struct shop *shop, const struct oracle_book *book,
                  const struct oracle_customer *customer, int64_t group, struct oracle_repeat *result)
{
    int64_t n, bin;
    const struct oracle_purchase *purchase = purchases_of(customer, q->other_renewals, &n);
    if (n == 0) {
        ADD(7, 0, customer->is_customer);
        ADD(8, 0, customer->net);
        return;
    }
    bool known = oracle_repeat_known(shop, customer, purchase[0].day);
    ADD(0, 0, 1);
    ADD(1, 0, n == 1);
    ADD(2, 0, n >= 2);
    ADD(3, 0, n);
    for (bin = 0; bin + 1 < q->bins && bin + 1 < n;) bin++;
    for (int64_t i = 0; i < n; i++) {
        ADD(4, 0, purchase[i].orders);
        ADD(13, bin, purchase[i].orders);
    }
    ADD(5, 0, !known);
    ADD(6, 0, !known && n >= 2);
    for (int64_t w = 0; w < q->within_count; w++) {
        if (!known || (int64_t)purchase[0].day + q->within[w] > book->as_of) continue;
        ADD(9, w, 1);
        ADD(10, w, n >= 2 && (int64_t)purchase[0].day + q->within[w] >= purchase[1].day);
    }
    ADD(11, bin, 1);
    ADD(12, bin, n);
    ADD(14, bin, customer->net);
}

static void sequence(const struct oracle_repeat_question *q, const struct shop *shop,
                     const struct oracle_customer *customer, int64_t group, struct oracle_repeat *result)
{
    int64_t n;
    const struct oracle_purchase *purchase = purchases_of(customer, q->other_renewals, &n);
    if (n > 0 && !oracle_repeat_known(shop, customer, purchase[0].day)) {
        ADD(6, 0, 1);
        return;
    }
    for (int64_t i = 0; i < q->sequence && i < n; i++) {
        ADD(0, i, 1);
        ADD(1, i, n > i + 1);
        ADD(2, i, purchase[i].renewal);
        ADD(3, i, purchase[i].orders);
        ADD(4, i, purchase[i].sales);
        ADD(5, i, purchase[i].net);
    }
}

/* One wait, ended or not. */
static void wait(const struct oracle_repeat_question *q, int64_t row, int64_t days, bool ended, int64_t group,
                 struct oracle_repeat *result)
{
    int64_t column = days > q->days ? q->days + 1 : days;
    ADD(ended ? 0 : 1, row * (q->days + 2) + column, 1);
    ADD(2, row, 1);
    ADD(3, row, ended);
    ADD(4, row, ended ? days : 0);
}

static void times(const struct oracle_repeat_question *q, const struct shop *shop, const struct oracle_book *book,
                  const struct oracle_customer *customer, int64_t group, struct oracle_repeat *result)
{
    int64_t n;
    const struct oracle_purchase *purchase = purchases_of(customer, q->other_renewals, &n);
    if (n == 0) return;
    bool known = oracle_repeat_known(shop, customer, purchase[0].day);
    ADD(5, 0, !known);
    for (int64_t i = 2; known && i <= q->sequence; i++) {
        bool reached = n >= i;
        wait(q, i - 2, (reached ? purchase[i - 1].day : book->as_of) - purchase[0].day, reached, group, result);
    }
}

static void gaps(const struct oracle_repeat_question *q, const struct shop *shop, const struct oracle_book *book,
                 const struct oracle_customer *customer, int64_t group, struct oracle_repeat *result)
{
    int64_t n;
    const struct oracle_purchase *purchase = purchases_of(customer, !q->other_renewals, &n);
    if (n == 0) return;
    bool known = oracle_repeat_known(shop, customer, purchase[0].day);
    ADD(5, 0, !known);
    for (int64_t i = 1; i <= n; i++) {
        int64_t days = (i < n ? purchase[i].day : book->as_of) - purchase[i - 1].day;
        wait(q, 0, days, i < n, group, result);
        if (known && i <= q->sequence) wait(q, i, days, i < n, group, result);
    }
}

/* ---- periods ---------------------------------------------------------------------------------------------------- */

/* The cell of a day, or -1. */
static int64_t cell_of(const struct oracle_repeat_question *q, int32_t day)
{
    int64_t at = oracle_period(&q->calendar, day) - q->first_period;
    return at >= 0 && at < q->period_count ? at : -1;
}

static bool bought_in(const struct oracle_customer *customer, int64_t from, int64_t to)
{
    for (int64_t i = 0; i < customer->purchases; i++)
        if (customer->purchase[i].day >= from && customer->purchase[i].day <= to) return true;
    return false;
}

static bool bought_in_period(const struct oracle_repeat_question *q, const struct oracle_customer *customer,
                             int64_t period, int64_t from)
{
    for (int64_t i = from; i < customer->purchases; i++)
        if (oracle_period(&q->calendar, customer->purchase[i].day) == period) return true;
    return false;
}

struct money {
    bool first, unborn; /* the order is one of the first purchase, or before the birth */
    bool none, known;   /* no birth, a known one */
    int32_t birth;
};

static void put_money(const struct oracle_repeat_question *q, int32_t day, const struct money *m, int64_t money,
                      int64_t group, struct oracle_repeat *result)
{
    int64_t cell = cell_of(q, day);
    if (cell < 0) return;
    bool is_new = m->none ||
                  (m->known && oracle_period(&q->calendar, day) <= oracle_period(&q->calendar, m->birth));
    ADD(9, cell, money);
    ADD(m->first ? 12 : 14, cell, money);
    ADD(is_new ? 16 : 18, cell, money);
    ADD(19, cell, m->unborn ? money : 0);
}

static void periods(const struct oracle_repeat_question *q, const struct shop *shop, const struct oracle_book *book,
                    const struct oracle_customer *customer, int64_t group, struct oracle_repeat *result)
{
    bool none = customer->purchases == 0;
    int32_t birth = none ? 0 : customer->purchase[0].day;
    bool known = !none && oracle_repeat_known(shop, customer, birth);
    ADD(20, 0, !none && !known);
    for (int64_t p = 0; p < q->period_count; p++) {
        int64_t period = q->first_period + p;
        bool born = known && oracle_period(&q->calendar, birth) == period;
        if (!bought_in_period(q, customer, period, 0)) continue;
        ADD(0, p, 1);
        ADD(1, p, born);
        ADD(2, p, !born);
        ADD(3, p, !known);
        ADD(4, p, bought_in_period(q, customer, period, 1));
    }
    for (int64_t i = 0; i < customer->purchases; i++)
        if (cell_of(q, customer->purchase[i].day) >= 0) ADD(5, cell_of(q, customer->purchase[i].day), 1);
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        struct money m = {none || (known && order->day <= birth), none || (known && order->day < birth), none, known,
                          birth};
        int64_t cell = cell_of(q, order->day);
        put_money(q, order->day, &m, order->amount, group, result);
        if (cell >= 0) {
            bool is_new = known && oracle_period(&q->calendar, order->day) == oracle_period(&q->calendar, birth);
            ADD(7, cell, order->amount);
            ADD(6, cell, order->counts);
            ADD(m.first ? 11 : 13, cell, order->counts);
            ADD(is_new ? 15 : 17, cell, order->counts);
        }
        for (int64_t r = 0; r < order->refunds; r++) {
            const struct oracle_refund *refund = &order->refund[r];
            int32_t day = q->refund_order ? order->day : refund->day;
            if (refund->day > book->as_of) continue;
            put_money(q, day, &m, -refund->amount, group, result);
            if (cell_of(q, day) >= 0) ADD(8, cell_of(q, day), refund->amount);
        }
    }
    for (int64_t i = 0; i < customer->looses; i++) {
        const struct oracle_refund *refund = &customer->loose[i];
        int64_t cell = cell_of(q, refund->day);
        if (refund->day > book->as_of || cell < 0) continue;
        ADD(8, cell, refund->amount);
        ADD(9, cell, -refund->amount);
        ADD(10, cell, -refund->amount);
    }
}

void oracle_repeat_guests(const struct oracle_book *book, const struct oracle_repeat_question *q, int64_t *const out[4])
{
    const struct oracle_customer *guests = &book->guests;
    for (int64_t p = 0; p < q->period_count; p++) {
        for (int64_t i = 0; i < guests->orders; i++) {
            const struct oracle_order *order = &guests->order[i];
            bool here = cell_of(q, order->day) == p;
            out[0][p] += here && order->counts;
            out[1][p] += here ? order->amount : 0;
            for (int64_t r = 0; r < order->refunds; r++) {
                if (order->refund[r].day > book->as_of) continue;
                here = cell_of(q, q->refund_order ? order->day : order->refund[r].day) == p;
                out[2][p] += here ? order->refund[r].amount : 0;
            }
        }
        for (int64_t i = 0; i < guests->looses; i++)
            if (guests->loose[i].day <= book->as_of && cell_of(q, guests->loose[i].day) == p)
                out[2][p] += guests->loose[i].amount;
        out[3][p] = out[1][p] - out[2][p];
    }
}

/* First and last days of the periods first_period ... first_period + period_count, found by walking over all days. */
static void days_of_periods(const struct oracle_repeat_question *q, const struct oracle_book *book, int32_t *first,
                            int32_t *last)
{
    for (int64_t p = 0; p <= q->period_count; p++) first[p] = last[p] = PATRON_NO_DAY;
    int64_t low = book->first_day, high = book->last_day;
    if (low == PATRON_NO_DAY) low = high = book->as_of;
    if (book->as_of < low) low = book->as_of;
    if (book->as_of > high) high = book->as_of;
    for (int64_t day = low - 1200; day <= high + 1200; day++) {
        int64_t p = oracle_period(&q->calendar, (int32_t)day) - q->first_period;
        if (p < 0 || p > q->period_count) continue;
        if (first[p] == PATRON_NO_DAY) first[p] = (int32_t)day;
        last[p] = (int32_t)day;
    }
    for (int64_t p = 0; p <= q->period_count; p++) assert_true(first[p] > low - 1200 && last[p] < high + 1200);
}

static bool active_at(const struct oracle_repeat_question *q, const struct oracle_customer *customer, int64_t day)
{
    return bought_in(customer, day - q->active_days + 1, day);
}

static void growth(const struct oracle_repeat_question *q, const struct shop *shop, const struct oracle_book *book,
                   const struct oracle_customer *customer, int64_t group, const int32_t *first, const int32_t *last,
                   struct oracle_repeat *result)
{
    if (customer->purchases == 0) return;
    int32_t birth = customer->purchase[0].day;
    bool known = oracle_repeat_known(shop, customer, birth);
    ADD(10, 0, !known);
    for (int64_t p = 0; p < q->period_count && first[p] <= book->as_of; p++) {
        int32_t end = last[p] < book->as_of ? last[p] : book->as_of;
        bool opening = active_at(q, customer, (int64_t)first[p] - 1), closing = active_at(q, customer, end);
        bool bought = bought_in(customer, first[p], end), born = known && birth >= first[p] && birth <= end;
        ADD(0, p, opening);
        ADD(1, p, closing && !opening && born);
        ADD(2, p, closing && !opening && !born);
        ADD(3, p, closing && !opening && !known);
        ADD(4, p, opening && !closing);
        ADD(5, p, closing);
        ADD(6, p, bought && !opening && !closing);
        ADD(7, p, bought);
        if (last[p + 1] > book->as_of) continue;
        ADD(8, p, bought);
        ADD(9, p, bought && bought_in(customer, first[p + 1], last[p + 1]));
    }
}

/* ---- season and windows ----------------------------------------------------------------------------------------- */

static int64_t month_of(int32_t day)
{
    static const struct oracle_calendar months = {PATRON_PERIOD_MONTH, 0, 1};
    return ((oracle_period(&months, day) % 12) + 12) % 12;
}

static void season(const struct oracle_repeat_question *q, const struct shop *shop, const struct oracle_book *book,
                   const struct oracle_customer *customer, int64_t group, struct oracle_repeat *result)
{
    const struct oracle_purchase *purchase = customer->purchase;
    bool again[12] = {false};
    if (customer->purchases == 0) return;
    if (!oracle_repeat_known(shop, customer, purchase[0].day)) {
        ADD(8, 0, 1);
        return;
    }
    int64_t m = month_of(purchase[0].day), until = purchase[0].day + q->repeat_days;
    ADD(0, m, 1);
    ADD(1, m, customer->purchases >= 2);
    if (until > book->as_of) return;
    ADD(2, m, 1);
    for (int64_t i = 0; i < customer->purchases; i++) {
        if (purchase[i].day > until) continue;
        ADD(4, m, 1);
        ADD(5, m, purchase[i].net);
        if (i == 0) continue;
        again[month_of(purchase[i].day)] = true;
        if (i > 1) continue;
        ADD(3, m, 1);
        ADD(6, m * 12 + month_of(purchase[i].day), 1);
    }
    for (int64_t r = 0; r < 12; r++) ADD(7, m * 12 + r, again[r]);
}

static void windows(const struct oracle_repeat_question *q, const struct shop *shop, const struct oracle_book *book,
                    const struct oracle_customer *customer, int64_t group, struct oracle_repeat *result)
{
    if (customer->purchases == 0) return;
    int32_t birth = customer->purchase[0].day;
    bool known = oracle_repeat_known(shop, customer, birth);
    ADD(4, 0, !known);
    if (q->first_only && !known) return;
    for (int64_t name = 0; name < q->names; name++) {
        bool any = false;
        for (int64_t a = 0; a < q->occurrences; a++) {
            if (q->name[a] != name || !bought_in(customer, q->first_day[a], q->last_day[a])) continue;
            if (q->first_only && (birth < q->first_day[a] || birth > q->last_day[a])) continue;
            any = true;
            ADD(3, name, 1);
            for (int64_t other = 0; other < q->names; other++) {
                int64_t next = -1;
                for (int64_t b = 0; b < q->occurrences; b++)
                    if (q->name[b] == other && q->first_day[b] > q->last_day[a] &&
                        (next < 0 || q->first_day[b] < q->first_day[next]))
                        next = b;
                if (next < 0 || q->last_day[next] > book->as_of) continue;
                ADD(0, name * q->names + other, 1);
                ADD(1, name * q->names + other, bought_in(customer, q->first_day[next], q->last_day[next]));
            }
        }
        ADD(2, name, any);
    }
}

/* ---- all of them ------------------------------------------------------------------------------------------------ */

static struct oracle_repeat *empty_result(int measure, const struct oracle_repeat_question *q)
{
    int64_t rows = measure == REPEAT_TIMES ? q->sequence - 1 : q->sequence + 1, columns = q->days + 2;
    int64_t w = q->within_count, b = q->bins, p = q->period_count, n = q->names, cells[REPEAT_ARRAYS];
    int arrays = 0;
#define TIMES(count, size) \
    for (int i_ = 0; i_ < (count); i_++) cells[arrays++] = (size)
    switch (measure) {
    case REPEAT_COUNT:
        TIMES(9, 1);
        TIMES(2, w);
        TIMES(4, b);
        break;
    case REPEAT_SEQUENCE: TIMES(6, q->sequence); break;
    case REPEAT_TIMES:
    case REPEAT_GAPS:
        TIMES(2, rows * columns);
        TIMES(3, rows);
        break;
    case REPEAT_PERIODS: TIMES(20, p); break;
    case REPEAT_GROWTH: TIMES(10, p); break;
    case REPEAT_SEASON:
        TIMES(6, 12);
        TIMES(2, 144);
        break;
    default:
        TIMES(2, n * n);
        TIMES(2, n);
    }
    if (measure != REPEAT_COUNT) TIMES(1, 1);
#undef TIMES
    return result_of(cells, arrays, q->groups);
}

struct oracle_repeat *oracle_repeat(int measure, const struct shop *shop, const struct oracle_book *book,
                                    const struct oracle_repeat_question *q)
{
    struct oracle_repeat *result = empty_result(measure, q);
    int32_t *first = calloc((size_t)q->period_count + 1, sizeof *first);
    int32_t *last = calloc((size_t)q->period_count + 1, sizeof *last);
    assert_true(first && last);
    if (measure == REPEAT_GROWTH) days_of_periods(q, book, first, last);
    for (int64_t i = 0; i < book->customers; i++) {
        const struct oracle_customer *customer = &book->customer[i];
        int64_t group = q->group ? q->group[i] : 0;
        if ((q->mask && !q->mask[i]) || group < 0) continue;
        switch (measure) {
        case REPEAT_COUNT: count(q, shop, book, customer, group, result); break;
        case REPEAT_SEQUENCE: sequence(q, shop, customer, group, result); break;
        case REPEAT_TIMES: times(q, shop, book, customer, group, result); break;
        case REPEAT_GAPS: gaps(q, shop, book, customer, group, result); break;
        case REPEAT_PERIODS: periods(q, shop, book, customer, group, result); break;
        case REPEAT_GROWTH: growth(q, shop, book, customer, group, first, last, result); break;
        case REPEAT_SEASON: season(q, shop, book, customer, group, result); break;
        default: windows(q, shop, book, customer, group, result);
        }
    }
    free(first);
    free(last);
    return result;
}

/* ---- anniversaries ---------------------------------------------------------------------------------------------- */

/* Month index and day of the month, by walking back to the month's first day. */
static int64_t date_of(int32_t day, int64_t *of_month)
{
    static const struct oracle_calendar months = {PATRON_PERIOD_MONTH, 0, 1};
    int64_t month = oracle_period(&months, day);
    *of_month = 1;
    while (*of_month < 31 && oracle_period(&months, day - (int32_t)*of_month) == month) ++*of_month;
    return month;
}

int32_t oracle_repeat_anniversary(int32_t first, int32_t as_of, int32_t days, int32_t *years)
{
    int64_t first_day, first_month = date_of(first, &first_day);
    for (int32_t day = as_of; day <= as_of + days; day++) {
        int64_t here_day, here = date_of(day, &here_day), next_day;
        if (here <= first_month || (here - first_month) % 12 != 0) continue;
        bool last_of_february = first_day == 29 && ((here % 12) + 12) % 12 == 1 && here_day == 28 &&
                                date_of(day + 1, &next_day) != here;
        if (here_day != first_day && !last_of_february) continue;
        *years = (int32_t)((here - first_month) / 12);
        return day;
    }
    return PATRON_NO_DAY;
}
