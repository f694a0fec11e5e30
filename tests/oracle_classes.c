#include "oracle_classes.h"

enum { NEW, ONE_TIME_OPEN, ONE_TIME_LOST, ON_TRACK, SLOWING, SLIPPING, LOST };

static struct oracle_customers_row row_of(const struct oracle_book *book, int64_t customer, int32_t window)
{
    struct oracle_customers_row row;
    oracle_customers_row(book, &book->customer[customer], window, &row);
    return row;
}

static bool in_the_rest(int32_t churn) { return churn != ONE_TIME_LOST && churn != LOST && churn != SLIPPING; }

static int descending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x > y ? -1 : x < y;
}

struct oracle_heroes oracle_heroes(const struct oracle_book *book, const int32_t *churn, const bool *in, int32_t window)
{
    struct oracle_heroes heroes = {0, 0, 0};
    int64_t *net = malloc(((size_t)book->customers + 1) * sizeof *net);
    assert_non_null(net);
    for (int64_t i = 0; i < book->customers; i++)
        if ((!in || in[i]) && book->customer[i].is_buyer && in_the_rest(churn[i]))
            net[heroes.rest++] = row_of(book, i, window).recent_net;
    qsort(net, (size_t)heroes.rest, sizeof *net, descending);
    if (heroes.rest > 0) heroes.cut = net[(heroes.rest + 9) / 10 - 1];
    for (int64_t i = 0; i < book->customers; i++)
        if (!in || in[i]) heroes.heroes += oracle_is_hero(book, i, churn[i], window, &heroes);
    free(net);
    return heroes;
}

bool oracle_is_hero(const struct oracle_book *book, int64_t customer, int32_t churn, int32_t window,
                    const struct oracle_heroes *heroes)
{
    if (!book->customer[customer].is_buyer || !in_the_rest(churn)) return false;
    struct oracle_customers_row row = row_of(book, customer, window);
    return row.purchases >= 3 && row.recent_net >= heroes->cut && row.recent_net > 0;
}

static bool bought_between(const struct oracle_customer *customer, int64_t from, int64_t to)
{
    for (int64_t i = 0; i < customer->orders; i++)
        if (customer->order[i].counts && customer->order[i].day >= from && customer->order[i].day <= to) return true;
    return false;
}

static int32_t year_of(const struct oracle_book *book, int64_t at, int32_t window)
{
    const struct oracle_customer *customer = &book->customer[at];
    struct oracle_customers_row row = row_of(book, at, window);
    int64_t end = book->as_of;
    bool recent = bought_between(customer, end - window + 1, end);
    bool earlier = bought_between(customer, end - 2 * (int64_t)window + 1, end - window);
    if (row.birth_known && row.first_day > end - window) return 0;
    if (recent && !earlier) return 1;
    if (!recent && earlier) return 2;
    if (!recent && !earlier) return 3;
    long double now = row.recent_net, before = row.earlier_net; /* the tests' amounts are far below 2^53 */
    if (now * 10 > before * 11) return 4;
    if (now * 10 < before * 9) return 5;
    return 6;
}

struct oracle_classes oracle_classes(const struct oracle_book *book, int64_t customer, int32_t churn, int32_t window,
                                     const struct oracle_heroes *heroes, int32_t known_from, int32_t observed_from)
{
    struct oracle_classes classes = {-1, -1, -1, -1};
    if (!book->customer[customer].is_buyer) return classes;
    struct oracle_customers_row row = row_of(book, customer, window);
    int64_t known = row.first_day;
    if (known_from != PATRON_NO_DAY && known_from < known) known = known_from;
    if (observed_from != PATRON_NO_DAY && observed_from > known) known = observed_from;
    classes.year = year_of(book, customer, window);
    classes.partial_base = book->as_of - known + 1 < 2 * (int64_t)window;
    if (churn == LOST || churn == ONE_TIME_LOST) classes.stage = 0;
    else if (churn == SLIPPING) classes.stage = 1;
    else classes.stage = oracle_is_hero(book, customer, churn, window, heroes) ? 2 : 3;
    if (churn == NEW) classes.activity = 0;
    else classes.activity = row.purchases >= 2 && churn != SLIPPING && churn != LOST ? 1 : 2;
    return classes;
}
