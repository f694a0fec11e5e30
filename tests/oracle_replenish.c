#include "oracle_replenish.h"

#include <math.h>

#include <patron/replenish.h>

/* ---- pairs ------------------------------------------------------------------------------------------------------ */

struct pairs {
    struct oracle_pair *pair;
    int64_t count;
};

static int64_t category_of(const struct shop *shop, int64_t product)
{
    for (int64_t i = 0; i < shop->rows; i++)
        if (shop->row[i].product == product && shop->row[i].category != SHOP_NULL) return shop->row[i].category;
    return SHOP_NULL;
}

static struct oracle_pair *find_pair(struct pairs *pairs, int64_t customer, int64_t item)
{
    for (int64_t i = 0; i < pairs->count; i++)
        if (pairs->pair[i].customer == customer && pairs->pair[i].item == item) return &pairs->pair[i];
    pairs->pair = realloc(pairs->pair, (size_t)(pairs->count + 1) * sizeof *pairs->pair);
    struct oracle_pair fresh = {.customer = customer, .item = item, .category = SHOP_NULL};
    pairs->pair[pairs->count] = fresh;
    return &pairs->pair[pairs->count++];
}

/* A list of purchases of single orders and products, before days are put together. */
struct bit {
    int64_t product;
    int32_t day;
    int64_t left, bought, amount;
};

static void add_purchase(struct pairs *pairs, int64_t customer, int64_t item, int64_t category, const struct bit *bit)
{
    struct oracle_pair *pair = find_pair(pairs, customer, item);
    pair->category = category;
    pair->bought += bit->bought;
    pair->amount += bit->amount;
    int64_t at = 0;
    while (at < pair->purchases && pair->day[at] < bit->day) at++;
    if (at < pair->purchases && pair->day[at] == bit->day) {
        pair->quantity[at] += bit->left;
        return;
    }
    size_t room = (size_t)pair->purchases + 1;
    pair->day = realloc(pair->day, room * sizeof *pair->day);
    pair->quantity = realloc(pair->quantity, room * sizeof *pair->quantity);
    for (int64_t i = pair->purchases; i > at; i--) {
        pair->day[i] = pair->day[i - 1];
        pair->quantity[i] = pair->quantity[i - 1];
    }
    pair->day[at] = bit->day;
    pair->quantity[at] = bit->left;
    pair->purchases++;
}

/* What is left of one product of one order. */
static struct bit bit_of(const struct shop *shop, const struct oracle_order *order, int64_t product, int32_t as_of)
{
    bool counted = (shop->columns & SHOP_QUANTITY) != 0, returned = false;
    struct bit bit = {product, order->day, 0, 0, 0};
    int64_t money = 0;
    for (int64_t l = 0; l < order->lines; l++) {
        if (order->line[l].product != product) continue;
        bit.bought += counted ? order->line[l].quantity : 1;
        bit.amount += order->line[l].amount;
    }
    bit.left = bit.bought;
    for (int64_t r = 0; r < order->refunds; r++) {
        const struct oracle_refund *refund = &order->refund[r];
        if (refund->day > as_of || refund->product != product) continue;
        if (counted) bit.left -= refund->quantity;
        money += refund->amount;
    }
    if (!counted) returned = money > 0 && money >= bit.amount;
    if (returned) bit.left = 0;
    return bit;
}

/* Bits of one day are one purchase before loose refunds take units off it. */
static int64_t join_day(struct bit *bits, int64_t count, const struct bit *more)
{
    for (int64_t i = 0; i < count; i++) {
        if (bits[i].product != more->product || bits[i].day != more->day) continue;
        bits[i].left += more->left;
        bits[i].bought += more->bought;
        bits[i].amount += more->amount;
        return count;
    }
    bits[count] = *more;
    return count + 1;
}

/* Takes a refund of an unknown order off the latest purchases before it, unit by unit's worth. */
static void take_off(struct bit *bits, int64_t count, const struct oracle_refund *refund)
{
    int64_t quantity = refund->quantity;
    while (quantity > 0) {
        struct bit *latest = NULL;
        for (int64_t i = 0; i < count; i++)
            if (bits[i].product == refund->product && bits[i].day <= refund->day && bits[i].left > 0 &&
                (!latest || bits[i].day > latest->day))
                latest = &bits[i];
        if (!latest) return;
        int64_t taken = latest->left < quantity ? latest->left : quantity;
        latest->left -= taken;
        quantity -= taken;
    }
}

static void customer_pairs(const struct shop *shop, const struct oracle_customer *customer, int32_t as_of, int level,
                           struct pairs *pairs)
{
    int64_t count = 0, room = 1;
    for (int64_t o = 0; o < customer->orders; o++) room += customer->order[o].lines;
    struct bit *bits = calloc((size_t)room, sizeof *bits);
    for (int64_t o = 0; o < customer->orders; o++) {
        const struct oracle_order *order = &customer->order[o];
        if (!order->counts || order->renewal) continue;
        for (int64_t l = 0; l < order->lines; l++) {
            bool seen = order->line[l].product == SHOP_NULL;
            for (int64_t k = 0; k < l; k++) seen = seen || order->line[k].product == order->line[l].product;
            if (seen) continue;
            struct bit bit = bit_of(shop, order, order->line[l].product, as_of);
            if (bit.left > 0) count = join_day(bits, count, &bit);
        }
    }
    /* by day; lines of negative orders too */
    for (int64_t r = 0; (shop->columns & SHOP_QUANTITY) && r < customer->looses; r++)
        if (customer->loose[r].day <= as_of && customer->loose[r].product != SHOP_NULL)
            take_off(bits, count, &customer->loose[r]);
    for (int64_t i = 0; i < count; i++) {
        int64_t category = category_of(shop, bits[i].product);
        if (bits[i].left <= 0) continue;
        if (level == PATRON_REPLENISH_PRODUCT) add_purchase(pairs, customer->key, bits[i].product, category, &bits[i]);
        else if (category != SHOP_NULL) add_purchase(pairs, customer->key, category, SHOP_NULL, &bits[i]);
    }
    free(bits);
}

static struct pairs find_pairs(const struct shop *shop, int32_t as_of, int level)
{
    struct pairs pairs = {NULL, 0};
    struct oracle_book *book = oracle_book(shop, as_of);
    for (int64_t c = 0; c < book->customers; c++) customer_pairs(shop, &book->customer[c], as_of, level, &pairs);
    oracle_book_free(book);
    return pairs;
}

static void free_pairs(struct pairs *pairs)
{
    for (int64_t i = 0; i < pairs->count; i++) {
        free(pairs->pair[i].day);
        free(pairs->pair[i].quantity);
    }
    free(pairs->pair);
}

/* ---- numbers of one pair ---------------------------------------------------------------------------------------- */

static double ln_gap(const struct oracle_pair *pair, int64_t j)
{
    return log((double)(pair->day[j + 1] - pair->day[j]));
}

static double ln_quantity(const struct oracle_pair *pair, int64_t j) { return log((double)pair->quantity[j]); }

/* Mean of z over the gaps. */
static double mean_z(const struct oracle_pair *pair, double theta, double log_quantity)
{
    double sum = 0;
    for (int64_t j = 0; j + 1 < pair->purchases; j++)
        sum += ln_gap(pair, j) - theta * (ln_quantity(pair, j) - log_quantity);
    return sum / (double)(pair->purchases - 1);
}

static double weight(const struct oracle_rule *rule, const struct oracle_pair *pair)
{
    return 1 / (rule->between_pairs + rule->within / (double)(pair->purchases - 1));
}

static double normal(double x) { return 0.5 * erfc(-x / sqrt(2)); }

static double survival(double mean, double deviation, double days)
{
    return days > 0 ? normal((mean - log(days)) / deviation) : 1;
}

static int class_of(int64_t n) { return n < 6 ? (int)n - 1 : 5; }

/* ---- fit -------------------------------------------------------------------------------------------------------- */

const struct oracle_item *oracle_replenish_item(const struct oracle_rule *rule, int64_t key)
{
    for (int64_t i = 0; i < rule->items; i++)
        if (rule->item[i].key == key) return &rule->item[i];
    return NULL;
}

static struct oracle_category *find_category(const struct oracle_rule *rule, int64_t key)
{
    for (int64_t i = 0; i < rule->categories; i++)
        if (rule->category[i].key == key) return &rule->category[i];
    return NULL;
}

static void list_items(struct oracle_rule *rule, const struct pairs *pairs)
{
    rule->item = calloc((size_t)pairs->count + 1, sizeof *rule->item);
    rule->category = calloc((size_t)pairs->count + 1, sizeof *rule->category);
    for (int64_t i = 0; i < pairs->count; i++) {
        const struct oracle_pair *pair = &pairs->pair[i];
        struct oracle_item *item = (struct oracle_item *)oracle_replenish_item(rule, pair->item);
        if (!item) {
            item = &rule->item[rule->items++];
            item->key = pair->item;
            item->category = pair->category;
        }
        if (!find_category(rule, pair->category)) rule->category[rule->categories++].key = pair->category;
        item->purchases += pair->purchases;
        item->buyers++;
        item->repeaters += pair->purchases > 1;
        item->gaps += pair->purchases - 1;
        find_category(rule, pair->category)->gaps += pair->purchases - 1;
        for (int64_t j = 0; j < pair->purchases; j++) item->log_quantity += ln_quantity(pair, j);
        rule->pairs++;
        rule->purchases += pair->purchases;
        rule->gaps += pair->purchases - 1;
    }
    for (int64_t i = 0; i < rule->items; i++) rule->item[i].log_quantity /= (double)rule->item[i].purchases;
}

static void fit_theta(struct oracle_rule *rule, const struct pairs *pairs)
{
    double sqq = 0, sqg = 0, rss = 0, squares = 0;
    int64_t gaps = 0, used = 0;
    for (int round = 0; round < 3; round++) {
        for (int64_t i = 0; i < pairs->count; i++) {
            const struct oracle_pair *pair = &pairs->pair[i];
            int64_t n = pair->purchases - 1;
            double mq = 0, mg = 0;
            if (n < 2) continue;
            for (int64_t j = 0; j < n; j++) {
                mq += ln_quantity(pair, j) / (double)n;
                mg += ln_gap(pair, j) / (double)n;
            }
            for (int64_t j = 0; j < n; j++) {
                double q = ln_quantity(pair, j) - mq, g = ln_gap(pair, j) - mg;
                if (round == 0) sqq += q * q, sqg += q * g;
                if (round == 1) rss += (g - rule->theta_raw * q) * (g - rule->theta_raw * q);
                if (round == 2) squares += (g - rule->theta * q) * (g - rule->theta * q);
            }
            if (round == 0) gaps += n, used++;
        }
        bool varies = sqq > 1e-10 && gaps - used - 1 > 0;
        if (round == 0 && varies) rule->theta_raw = sqg / sqq;
        if (round == 1 && varies) {
            double raw = rule->theta_raw, se2 = rss / ((double)(gaps - used - 1) * sqq);
            rule->theta_se = sqrt(se2);
            if (raw != 0) rule->theta = fmin(1, fmax(0, raw * raw * raw / (raw * raw + se2)));
        }
    }
    rule->within = gaps > used ? fmax(0.01, squares / (double)(gaps - used)) : 0.65;
}

static void fit_between_pairs(struct oracle_rule *rule, const struct pairs *pairs)
{
    double squares = 0, shares = 0;
    int64_t used = 0, items = 0;
    for (int64_t i = 0; i < rule->items; i++) {
        const struct oracle_item *item = &rule->item[i];
        double mean = 0;
        if (!item->repeaters) continue;
        items++;
        for (int round = 0; round < 2; round++) {
            for (int64_t p = 0; p < pairs->count; p++) {
                const struct oracle_pair *pair = &pairs->pair[p];
                if (pair->item != item->key || pair->purchases < 2) continue;
                double z = mean_z(pair, rule->theta, item->log_quantity);
                if (round == 0) {
                    mean += z / (double)item->repeaters;
                } else {
                    squares += (z - mean) * (z - mean);
                    shares += 1 / (double)(pair->purchases - 1);
                    used++;
                }
            }
        }
    }
    rule->between_pairs = 0.2;
    if (used > items)
        rule->between_pairs = squares / (double)(used - items) - rule->within * shares / (double)used;
    rule->between_pairs = fmax(0.02, rule->between_pairs);
}

/* Weighted variance with k / (k - groups) degrees of freedom less 1 / mean weight. value, weight and group of k means.
 * */
static double between(const double *value, const double *weights, const int64_t *group, int64_t k, double least)
{
    double squares = 0, total = 0;
    int64_t groups = 0;
    for (int64_t i = 0; i < k; i++) {
        double sum = 0, sum_weight = 0;
        bool first = true;
        for (int64_t j = 0; j < k; j++) {
            if (group[j] != group[i]) continue;
            if (j < i) first = false;
            sum += weights[j] * value[j];
            sum_weight += weights[j];
        }
        groups += first;
        squares += weights[i] * (value[i] - sum / sum_weight) * (value[i] - sum / sum_weight);
        total += weights[i];
    }
    if (k <= groups) return least;
    return fmax(least, squares / total * (double)k / (double)(k - groups) - (double)k / total);
}

static void fit_means(struct oracle_rule *rule, const struct pairs *pairs)
{
    size_t room = (size_t)(rule->items + 1);
    double *raw = calloc(room, sizeof *raw), *w = calloc(room, sizeof *w);
    double *used_raw = calloc(room, sizeof *raw), *used_w = calloc(room, sizeof *w);
    double *group_raw = calloc(room, sizeof *raw), *group_v = calloc(room, sizeof *w);
    int64_t *group = calloc(room, sizeof *group), used = 0, groups = 0;
    for (int64_t i = 0; i < rule->items; i++) {
        const struct oracle_item *item = &rule->item[i];
        for (int64_t p = 0; p < pairs->count; p++) {
            const struct oracle_pair *pair = &pairs->pair[p];
            if (pair->item != item->key || pair->purchases < 2) continue;
            w[i] += weight(rule, pair);
            raw[i] += weight(rule, pair) * mean_z(pair, rule->theta, item->log_quantity);
        }
        if (w[i] <= 0) continue;
        raw[i] /= w[i];
        used_raw[used] = raw[i];
        used_w[used] = w[i];
        group[used++] = find_category(rule, item->category) - rule->category;
    }
    rule->between_items = between(used_raw, used_w, group, used, 0.005);

    for (int64_t g = 0; g < rule->categories; g++) {
        double v = 0, vm = 0;
        for (int64_t i = 0; i < used; i++) {
            if (group[i] != g) continue;
            v += 1 / (rule->between_items + 1 / used_w[i]);
            vm += used_raw[i] / (rule->between_items + 1 / used_w[i]);
        }
        if (v <= 0) continue;
        group_raw[groups] = vm / v;
        group_v[groups++] = v;
    }
    int64_t *one = calloc(room, sizeof *one);
    rule->between_categories = between(group_raw, group_v, one, groups, 0.005);
    double top = 0, top_weight = 0;
    for (int64_t g = 0; g < groups; g++) {
        top += group_raw[g] / (rule->between_categories + 1 / group_v[g]);
        top_weight += 1 / (rule->between_categories + 1 / group_v[g]);
    }
    rule->mean = groups ? top / top_weight : log(30);
    for (int64_t g = 0, next = 0; g < rule->categories; g++) {
        bool has = false;
        for (int64_t i = 0; i < used; i++) has = has || group[i] == g;
        rule->category[g].mean = rule->mean;
        if (!has) continue;
        rule->category[g].mean = (group_v[next] * group_raw[next] + rule->mean / rule->between_categories) /
                                 (group_v[next] + 1 / rule->between_categories);
        next++;
    }
    for (int64_t i = 0; i < rule->items; i++)
        rule->item[i].mean = (w[i] * raw[i] + find_category(rule, rule->item[i].category)->mean / rule->between_items) /
                             (w[i] + 1 / rule->between_items);
    free(raw), free(w), free(used_raw), free(used_w), free(group_raw), free(group_v), free(group), free(one);
}

/* Σw and Σwr of a customer; returns the number of items with gaps. */
static int64_t residuals(const struct oracle_rule *rule, const struct pairs *pairs, int64_t customer, double *w,
                         double *wr)
{
    int64_t items = 0;
    *w = *wr = 0;
    for (int64_t p = 0; p < pairs->count; p++) {
        const struct oracle_pair *pair = &pairs->pair[p];
        const struct oracle_item *item = oracle_replenish_item(rule, pair->item);
        if (pair->customer != customer || pair->purchases < 2) continue;
        double mean = rule->mean, theta = rule->theta, quantity = 0;
        if (item) {
            mean = item->mean;
            quantity = item->log_quantity;
        } else {
            const struct oracle_category *category = find_category(rule, pair->category);
            theta = 0;
            if (category) mean = category->mean;
        }
        *w += weight(rule, pair);
        *wr += weight(rule, pair) * (mean_z(pair, theta, quantity) - mean);
        items++;
    }
    return items;
}

static void fit_customers(struct oracle_rule *rule, const struct pairs *pairs)
{
    size_t room = (size_t)pairs->count + 1;
    double *value = calloc(room, sizeof *value), *weights = calloc(room, sizeof *weights);
    int64_t *group = calloc(room, sizeof *group), count = 0;
    for (int64_t p = 0; p < pairs->count; p++) {
        double w, wr;
        bool first = true;
        for (int64_t k = 0; k < p; k++) first = first && pairs->pair[k].customer != pairs->pair[p].customer;
        if (!first || residuals(rule, pairs, pairs->pair[p].customer, &w, &wr) < 2) continue;
        value[count] = wr / w;
        weights[count++] = w;
    }
    rule->between_customers = between(value, weights, group, count, 0.01);
    free(value), free(weights), free(group);
}

/* Survival of a pair's open gap at its item's mean. */
static double open_survival(const struct oracle_rule *rule, const struct oracle_pair *pair, int32_t as_of)
{
    const struct oracle_item *item = oracle_replenish_item(rule, pair->item);
    const struct oracle_category *category = find_category(rule, pair->category);
    double mean = item ? item->mean : category ? category->mean : rule->mean;
    if (item) mean += rule->theta * (ln_quantity(pair, pair->purchases - 1) - item->log_quantity);
    return survival(mean, sqrt(rule->between_pairs + rule->within), as_of - pair->day[pair->purchases - 1]);
}

static void fit_pi(struct oracle_rule *rule, const struct pairs *pairs, int32_t as_of)
{
    double sum = 0, all = 0, *s = calloc((size_t)pairs->count + 1, sizeof *s);
    for (int64_t p = 0; p < pairs->count; p++) s[p] = open_survival(rule, &pairs->pair[p], as_of);
    for (int c = 0; c < 6; c++) {
        double pi = 0.5, n = 0, w = 0;
        for (int64_t step = 0; step < 2000000; step++) {
            n = w = 0;
            for (int64_t p = 0; p < pairs->count; p++) {
                for (int64_t k = 1; k < pairs->pair[p].purchases; k++) {
                    if (class_of(k) != c) continue;
                    n += 1;
                    w += 1;
                }
                if (class_of(pairs->pair[p].purchases) != c) continue;
                n += 1;
                w += pi * s[p] / (pi * s[p] + 1 - pi);
            }
            double next = (w + 1) / (n + 2);
            bool still = fabs(next - pi) < 1e-15;
            pi = next;
            if (still) break;
        }
        rule->pi[c] = pi;
        sum += pi * n;
        all += n;
    }
    rule->pi_mean = all > 0 ? sum / all : 0.5;
    free(s);
}

/* Odds multiplier over the pairs of an item, or of a customer (the other SHOP_NULL). */
static double odds_of(const struct oracle_rule *rule, const struct pairs *pairs, int64_t item, int64_t customer,
                      int32_t as_of)
{
    double w = 0, pis = 0;
    for (int64_t p = 0; p < pairs->count; p++) {
        const struct oracle_pair *pair = &pairs->pair[p];
        if (item != SHOP_NULL ? pair->item != item : pair->customer != customer) continue;
        double pi = rule->pi[class_of(pair->purchases)], s = open_survival(rule, pair, as_of);
        for (int64_t k = 1; k <= pair->purchases; k++) pis += rule->pi[class_of(k)];
        w += (double)(pair->purchases - 1) + pi * s / (pi * s + 1 - pi);
    }
    return (w + 20 * rule->pi_mean) / (pis + 20 * rule->pi_mean);
}

struct oracle_rule *oracle_replenish_fit(const struct shop *shop, int32_t as_of, int level)
{
    struct oracle_rule *rule = calloc(1, sizeof *rule);
    struct pairs pairs = find_pairs(shop, as_of, level);
    rule->level = level;
    list_items(rule, &pairs);
    fit_theta(rule, &pairs);
    fit_between_pairs(rule, &pairs);
    fit_means(rule, &pairs);
    fit_customers(rule, &pairs);
    fit_pi(rule, &pairs, as_of);
    for (int64_t i = 0; i < rule->items; i++)
        rule->item[i].odds = odds_of(rule, &pairs, rule->item[i].key, SHOP_NULL, as_of);
    free_pairs(&pairs);
    return rule;
}

void oracle_replenish_free(struct oracle_rule *rule)
{
    free(rule->item);
    free(rule->category);
    free(rule);
}

/* ---- score ------------------------------------------------------------------------------------------------------ */

static double quantile(double p)
{
    double low = -40, high = 40;
    for (int i = 0; i < 200; i++) {
        double middle = (low + high) / 2;
        if (normal(middle) < p) low = middle;
        else high = middle;
    }
    return low;
}

static void find_level(const struct oracle_rule *rule, const struct oracle_pair *pair, struct oracle_due *due)
{
    const struct oracle_item *item = oracle_replenish_item(rule, pair->item);
    const struct oracle_category *category = find_category(rule, item ? item->category : pair->category);
    int64_t key = item ? item->category : pair->category;
    double own = (double)(pair->purchases - 1) / rule->within, prior = 1 / rule->between_pairs;
    bool products = rule->level == PATRON_REPLENISH_PRODUCT;
    due->level = PATRON_REPLENISH_BY_SHOP;
    due->evidence = rule->gaps;
    if (products && key != SHOP_NULL && category && category->gaps >= 30) {
        due->level = PATRON_REPLENISH_BY_CATEGORY;
        due->evidence = category->gaps;
    }
    if (item && item->gaps >= 30) {
        due->level = products ? PATRON_REPLENISH_BY_PRODUCT : PATRON_REPLENISH_BY_CATEGORY;
        due->evidence = item->gaps;
    }
    if (own >= prior) {
        due->level = PATRON_REPLENISH_BY_OWN;
        due->evidence = pair->purchases - 1;
    }
}

static void find_quantity(const struct oracle_pair *pair, struct oracle_due *due)
{
    int64_t sum = 0, n = pair->purchases;
    for (int64_t j = 0; j < n; j++) sum += pair->quantity[j];
    due->expected_quantity = sum / n + (2 * (sum % n) >= n);
    int64_t value = due->expected_quantity * pair->amount; /* small shops */
    if (value > 0) due->expected_amount = value / pair->bought + (2 * (value % pair->bought) >= pair->bought);
}

static void score(const struct oracle_rule *rule, const struct pairs *pairs, const struct oracle_pair *pair,
                  int32_t as_of, int horizon, struct oracle_due *due)
{
    const struct oracle_item *item = oracle_replenish_item(rule, pair->item);
    const struct oracle_category *category = find_category(rule, pair->category);
    double mean = item ? item->mean : category ? category->mean : rule->mean, theta = item ? rule->theta : 0, w, wr;
    double log_quantity = item ? item->log_quantity : 0, gaps = (double)(pair->purchases - 1), e = 0;
    int64_t last = pair->purchases - 1, silent = as_of - pair->day[last];
    due->customer = pair->customer;
    due->item = pair->item;
    due->purchases = pair->purchases;
    due->buyers = item ? item->buyers : 0;
    due->last_day = pair->day[last];
    due->last_quantity = pair->quantity[last];
    for (int64_t p = 0; p < pairs->count; p++) {
        const struct oracle_pair *other = &pairs->pair[p];
        if (other->customer == pair->customer && other->category == pair->category && pair->category != SHOP_NULL &&
            other->day[other->purchases - 1] > due->last_day)
            due->category_bought = true;
    }
    find_level(rule, pair, due);
    find_quantity(pair, due);
    if (residuals(rule, pairs, pair->customer, &w, &wr) > 1) e = wr / (w + 1 / rule->between_customers);
    double pi = rule->pi[class_of(pair->purchases)];
    double odds = pi / (1 - pi) * (item ? item->odds : 1) * odds_of(rule, pairs, SHOP_NULL, pair->customer, as_of);
    pi = odds / (1 + odds);
    due->estimate = pair->purchases > 1 ||
                    (pi >= 0.3 && item && item->repeaters >= 10 && due->level != PATRON_REPLENISH_BY_SHOP);

    double precision = 1 / rule->between_pairs + gaps / rule->within;
    double z = gaps > 0 ? mean_z(pair, theta, log_quantity) : 0;
    double mu = ((mean + e) / rule->between_pairs + gaps * z / rule->within) / precision;
    mu += theta * (ln_quantity(pair, last) - log_quantity);
    double sd = sqrt(1 / precision + rule->within);
    double s = survival(mu, sd, (double)silent), later = survival(mu, sd, (double)(silent + horizon));
    due->due = exp(mu + sd * quantile(0.5));
    due->from = exp(mu + sd * quantile(0.25));
    due->to = exp(mu + sd * quantile(0.75));
    due->expected = s > 1e-12 ? exp(mu - sd * quantile(0.5 * s)) : -1; /* upper half of what is left */
    due->pi = pi;
    due->still = pi * s / (pi * s + 1 - pi);
    due->chance = pi * (s - later) / (pi * s + 1 - pi);
}

struct oracle_due *oracle_replenish_due(const struct shop *shop, int32_t as_of, const struct oracle_rule *rule,
                                        int horizon, int64_t *count)
{
    struct pairs pairs = find_pairs(shop, as_of, rule->level);
    struct oracle_due *due = calloc((size_t)pairs.count + 1, sizeof *due);
    for (int64_t p = 0; p < pairs.count; p++) score(rule, &pairs, &pairs.pair[p], as_of, horizon, &due[p]);
    *count = pairs.count;
    free_pairs(&pairs);
    return due;
}
