#include "replenish.h"

#include "sort.h"
#include "special.h"

#define LEAST_WITHIN 0.01
#define LEAST_PAIRS 0.02
#define LEAST_ITEMS 0.005
#define LEAST_CATEGORIES 0.005
#define LEAST_CUSTOMERS 0.01
#define DEFAULT_WITHIN 0.65 /* where a shop cannot tell: what shops that can have */
#define DEFAULT_PAIRS 0.2
#define DEFAULT_DAYS 30.0
#define STEPS_MAX 60
#define STEP_ENOUGH 1e-12

/* One pair, as little of it as the fit needs again. */
typedef struct fit_pair {
    pt_index item;
    int32_t open;
    int64_t purchases;
    double mean_gap, mean_quantity;
    double last;     /* ln of the last quantity; then the survival of the open gap */
} fit_pair;

/* An item, by its number in the book. */
typedef struct fit_item {
    int64_t purchases, buyers, repeaters, group;
    pt_sum quantity; /* Σ ln quantity */
    pt_sum z;        /* Σ over pairs of the mean of z */
    pt_sum w, wz;    /* weights of pairs, and weighted z */
    pt_sum repeats, pis;
    double log_quantity, raw, weight, mean;
} fit_item;

typedef struct fit_group {
    pt_sum w, wm, v, vm; /* of items: by their weights, and with the variance between items in them */
    int64_t items;
    double raw, weight, mean;
} fit_group;

typedef struct fit {
    const patron_book *book;
    int64_t items, groups, customers, pairs, bound;
    fit_item *item;
    fit_group *group;
    fit_pair *pair;
    int64_t *pair_first; /* [customers + 1] */
    patron_replenish_parameters p;
    pt_sum gg, qg, qq;   /* within pairs of two gaps or more */
    int64_t inner_gaps, inner_pairs;
} fit;

/* ---- reading the pairs ------------------------------------------------------------------------------------------ */

static void take_pair(fit *f, const pt_pair *pair)
{
    fit_item *item = &f->item[pair->item];
    fit_pair kept = {pair->item, pair->open, pair->purchases, pair->mean_gap, pair->mean_quantity, pair->log_last};
    f->pair[f->pairs++] = kept;
    item->purchases += pair->purchases;
    item->buyers++;
    item->repeaters += pair->purchases > 1;
    pt_sum_add(&item->quantity, pair->log_quantity);
    f->p.purchases += pair->purchases;
    f->p.gaps += pair->purchases - 1;
    if (pair->purchases < 3) return;
    f->inner_pairs++;
    f->inner_gaps += pair->purchases - 1;
    pt_sum_add(&f->gg, pair->gg);
    pt_sum_add(&f->qg, pair->qg);
    pt_sum_add(&f->qq, pair->qq);
}

static patron_status read_pairs(fit *f, int32_t as_of, int32_t level, patron_error *error)
{
    pt_pairs pairs;
    patron_status status = pt_pairs_open(&pairs, f->book, as_of, level, 0, f->customers, error);
    if (status) return status;
    for (int64_t c = 0; c < f->customers; c++) {
        int64_t count = pt_pairs_read(&pairs, c);
        f->pair_first[c] = f->pairs;
        for (int64_t i = 0; i < count; i++) take_pair(f, &pairs.pair[i]);
    }
    f->pair_first[f->customers] = f->pairs;
    pt_pairs_close(&pairs);
    f->p.pairs = f->pairs;
    for (int64_t i = 0; i < f->items; i++) {
        fit_item *item = &f->item[i];
        if (!item->purchases) continue;
        item->log_quantity = pt_sum_value(&item->quantity) / (double)item->purchases;
        f->p.items++;
    }
    return PATRON_OK;
}

/* ---- A: the quantity elasticity --------------------------------------------------------------------------------- */

static void fit_theta(fit *f)
{
    double gg = pt_sum_value(&f->gg), qg = pt_sum_value(&f->qg), qq = pt_sum_value(&f->qq);
    int64_t freedom = f->inner_gaps - f->inner_pairs - 1;
    if (qq > 0 && freedom > 0) {
        double raw = qg / qq, rest = gg - raw * qg, variance = (rest > 0 ? rest : 0) / ((double)freedom * qq);
        double theta = raw != 0 ? raw * (raw * raw / (raw * raw + variance)) : 0;
        f->p.theta = theta < 0 ? 0 : theta > 1 ? 1 : theta;
        f->p.theta_raw = raw;
        f->p.theta_se = sqrt(variance);
    }
    double theta = f->p.theta, squares = gg - 2 * theta * qg + theta * theta * qq;
    f->p.variance_within = DEFAULT_WITHIN;
    if (f->inner_gaps > f->inner_pairs) f->p.variance_within = squares / (double)(f->inner_gaps - f->inner_pairs);
    if (f->p.variance_within < LEAST_WITHIN) f->p.variance_within = LEAST_WITHIN;
}

/* ---- B: variances and means ------------------------------------------------------------------------------------- */

/* The mean of z over a pair's gaps. */
static double z_of(const fit *f, const fit_pair *pair)
{
    return pair->mean_gap - f->p.theta * (pair->mean_quantity - f->item[pair->item].log_quantity);
}

static double weight_of(const fit *f, const fit_pair *pair)
{
    return 1 / (f->p.variance_pairs + f->p.variance_within / (double)(pair->purchases - 1));
}

static void fit_variance_pairs(fit *f)
{
    pt_sum squares = {0}, shares = {0};
    int64_t pairs = 0, items = 0;
    for (int64_t i = 0; i < f->pairs; i++)
        if (f->pair[i].purchases > 1) pt_sum_add(&f->item[f->pair[i].item].z, z_of(f, &f->pair[i]));
    for (int64_t i = 0; i < f->items; i++) items += f->item[i].repeaters > 0;
    for (int64_t i = 0; i < f->pairs; i++) {
        const fit_pair *pair = &f->pair[i];
        const fit_item *item = &f->item[pair->item];
        if (pair->purchases < 2) continue;
        double off = z_of(f, pair) - pt_sum_value(&item->z) / (double)item->repeaters;
        pt_sum_add(&squares, off * off);
        pt_sum_add(&shares, 1 / (double)(pair->purchases - 1));
        pairs++;
    }
    f->p.variance_pairs = DEFAULT_PAIRS;
    if (pairs > items)
        f->p.variance_pairs = pt_sum_value(&squares) / (double)(pairs - items) -
                              f->p.variance_within * pt_sum_value(&shares) / (double)pairs;
    if (f->p.variance_pairs < LEAST_PAIRS) f->p.variance_pairs = LEAST_PAIRS;
}

/* Variance between `count` means in `groups` groups from their weighted squares: with as many degrees of freedom as
 * means less groups, what the means' own uncertainty explains taken off. */
static double variance_between(const pt_sum *squares, const pt_sum *weights, int64_t count, int64_t groups,
                               double least)
{
    if (count <= groups) return least;
    double k = (double)count, weight = pt_sum_value(weights);
    double variance = pt_sum_value(squares) / weight * (k / (k - (double)groups)) - k / weight;
    return variance > least ? variance : least;
}

static void fit_items(fit *f)
{
    pt_sum squares = {0}, weights = {0};
    int64_t items = 0, groups = 0;
    for (int64_t i = 0; i < f->pairs; i++) {
        const fit_pair *pair = &f->pair[i];
        if (pair->purchases < 2) continue;
        double w = weight_of(f, pair);
        pt_sum_add(&f->item[pair->item].w, w);
        pt_sum_add(&f->item[pair->item].wz, w * z_of(f, pair));
    }
    for (int64_t i = 0; i < f->items; i++) {
        fit_item *item = &f->item[i];
        if (!item->repeaters) continue;
        item->weight = pt_sum_value(&item->w);
        item->raw = pt_sum_value(&item->wz) / item->weight;
        fit_group *group = &f->group[item->group];
        pt_sum_add(&group->w, item->weight);
        pt_sum_add(&group->wm, item->weight * item->raw);
        group->items++;
        items++;
    }
    for (int64_t g = 0; g < f->groups; g++) groups += f->group[g].items > 0;
    for (int64_t i = 0; i < f->items; i++) {
        const fit_item *item = &f->item[i];
        if (!item->repeaters) continue;
        const fit_group *group = &f->group[item->group];
        double off = item->raw - pt_sum_value(&group->wm) / pt_sum_value(&group->w);
        pt_sum_add(&squares, item->weight * off * off);
        pt_sum_add(&weights, item->weight);
    }
    f->p.variance_items = variance_between(&squares, &weights, items, groups, LEAST_ITEMS);
}

/* Categories and the shop: the same step once more, on the items' raw means. */
static void fit_groups(fit *f)
{
    pt_sum squares = {0}, weights = {0}, weighted = {0}, top = {0}, top_weight = {0};
    int64_t groups = 0;
    for (int64_t i = 0; i < f->items; i++) {
        const fit_item *item = &f->item[i];
        if (!item->repeaters) continue;
        double v = 1 / (f->p.variance_items + 1 / item->weight);
        pt_sum_add(&f->group[item->group].v, v);
        pt_sum_add(&f->group[item->group].vm, v * item->raw);
    }
    for (int64_t g = 0; g < f->groups; g++) {
        fit_group *group = &f->group[g];
        if (!group->items) continue;
        group->weight = pt_sum_value(&group->v);
        group->raw = pt_sum_value(&group->vm) / group->weight;
        pt_sum_add(&weights, group->weight);
        pt_sum_add(&weighted, group->weight * group->raw);
        groups++;
    }
    for (int64_t g = 0; g < f->groups; g++) {
        const fit_group *group = &f->group[g];
        double off = group->items ? group->raw - pt_sum_value(&weighted) / pt_sum_value(&weights) : 0;
        pt_sum_add(&squares, group->weight * off * off);
    }
    double between = f->p.variance_categories = variance_between(&squares, &weights, groups, 1, LEAST_CATEGORIES);
    for (int64_t g = 0; g < f->groups; g++) {
        const fit_group *group = &f->group[g];
        if (!group->items) continue;
        double u = 1 / (between + 1 / group->weight);
        pt_sum_add(&top_weight, u);
        pt_sum_add(&top, u * group->raw);
    }
    f->p.mean = groups ? pt_sum_value(&top) / pt_sum_value(&top_weight) : log(DEFAULT_DAYS);
    for (int64_t g = 0; g < f->groups; g++) {
        fit_group *group = &f->group[g];
        group->mean = (group->weight * group->raw + f->p.mean / between) / (group->weight + 1 / between);
    }
    for (int64_t i = 0; i < f->items; i++) {
        fit_item *item = &f->item[i];
        double prior = 1 / f->p.variance_items;
        item->mean = (item->weight * item->raw + f->group[item->group].mean * prior) / (item->weight + prior);
    }
}

/* Weight and weighted mean of a customer's residuals; false unless two items have gaps. */
static bool customer_residual(const fit *f, int64_t customer, double *weight, double *mean)
{
    pt_sum w = {0}, wr = {0};
    int64_t items = 0;
    for (int64_t i = f->pair_first[customer]; i < f->pair_first[customer + 1]; i++) {
        const fit_pair *pair = &f->pair[i];
        if (pair->purchases < 2) continue;
        double one = weight_of(f, pair);
        pt_sum_add(&w, one);
        pt_sum_add(&wr, one * (z_of(f, pair) - f->item[pair->item].mean));
        items++;
    }
    if (items < 2) return false;
    *weight = pt_sum_value(&w);
    *mean = pt_sum_value(&wr) / *weight;
    return true;
}

static void fit_variance_customers(fit *f)
{
    pt_sum weights = {0}, weighted = {0}, squares = {0};
    int64_t customers = 0;
    double weight, mean;
    for (int64_t c = 0; c < f->customers; c++) {
        if (!customer_residual(f, c, &weight, &mean)) continue;
        pt_sum_add(&weights, weight);
        pt_sum_add(&weighted, weight * mean);
        customers++;
    }
    double all = customers ? pt_sum_value(&weighted) / pt_sum_value(&weights) : 0;
    for (int64_t c = 0; c < f->customers; c++)
        if (customer_residual(f, c, &weight, &mean)) pt_sum_add(&squares, weight * (mean - all) * (mean - all));
    f->p.variance_customers = variance_between(&squares, &weights, customers, 1, LEAST_CUSTOMERS);
}

/* ---- D: the repeat gate ----------------------------------------------------------------------------------------- */

/* Puts the survival of every open gap, at its item's mean, in place of the last quantity. */
static void find_survivals(fit *f)
{
    double deviation = sqrt(f->p.variance_pairs + f->p.variance_within);
    for (int64_t i = 0; i < f->pairs; i++) {
        fit_pair *pair = &f->pair[i];
        const fit_item *item = &f->item[pair->item];
        double mean = item->mean + f->p.theta * (pair->last - item->log_quantity);
        pair->last = pt_replenish_survival(mean, deviation, pair->open);
    }
}

/* The EM map of a class is M(pi) = (closed + Σ pi S / (pi S + 1 - pi) + 1) / (gaps + 2): convex, above pi at 0, below
 * it at 1. So it has one fixed point, and Newton's method for M(pi) - pi = 0 climbs to it from 0 without overshooting.
 * */
static void fit_pi(fit *f)
{
    int64_t closed[PT_REPLENISH_CLASSES] = {0}, gaps[PT_REPLENISH_CLASSES] = {0};
    double *pi = f->p.pi;
    bool moving = true;
    for (int64_t i = 0; i < f->pairs; i++) {
        int64_t n = f->pair[i].purchases;
        for (int c = 0; c < PT_REPLENISH_CLASSES - 1 && c < n - 1; c++) closed[c]++;
        if (n > PT_REPLENISH_CLASSES) closed[PT_REPLENISH_CLASSES - 1] += n - PT_REPLENISH_CLASSES;
        gaps[pt_replenish_class(n)]++;
    }
    for (int c = 0; c < PT_REPLENISH_CLASSES; c++) gaps[c] += closed[c];
    for (int c = 0; c < PT_REPLENISH_CLASSES; c++) pi[c] = ((double)closed[c] + 1) / ((double)gaps[c] + 2);
    for (; moving && f->p.steps < STEPS_MAX; f->p.steps++) {
        pt_sum weights[PT_REPLENISH_CLASSES] = {{0}}, slopes[PT_REPLENISH_CLASSES] = {{0}};
        for (int64_t i = 0; i < f->pairs; i++) {
            int c = pt_replenish_class(f->pair[i].purchases);
            double s = f->pair[i].last, below = pi[c] * s + 1 - pi[c];
            pt_sum_add(&weights[c], pi[c] * s / below);
            pt_sum_add(&slopes[c], s / (below * below));
        }
        moving = false;
        for (int c = 0; c < PT_REPLENISH_CLASSES; c++) {
            double n = (double)gaps[c] + 2;
            double map = ((double)closed[c] + pt_sum_value(&weights[c]) + 1) / n, slope = pt_sum_value(&slopes[c]) / n;
            double step = slope < 1 ? (map - pi[c]) / (1 - slope) : 0;
            moving = moving || fabs(step) > STEP_ENOUGH;
            pi[c] += step;
        }
    }
    double sum = 0, all = 0;
    for (int c = 0; c < PT_REPLENISH_CLASSES; c++) {
        sum += pi[c] * (double)gaps[c];
        all += (double)gaps[c];
    }
    f->p.pi_mean = all > 0 ? sum / all : 0.5;
}

static void fit_odds(fit *f)
{
    for (int64_t i = 0; i < f->pairs; i++) {
        const fit_pair *pair = &f->pair[i];
        fit_item *item = &f->item[pair->item];
        double pi = f->p.pi[pt_replenish_class(pair->purchases)];
        pt_sum_add(&item->repeats, (double)(pair->purchases - 1) + pt_replenish_still(pi / (1 - pi), pair->last));
        pt_sum_add(&item->pis, pt_replenish_sum_pi(f->p.pi, pair->purchases));
    }
}

/* ---- into the rule ---------------------------------------------------------------------------------------------- */

static bool item_before(const void *keys, pt_index a, pt_index b) { return pt_keys_compare(keys, a, b) < 0; }

/* A dictionary of the given numbers of `from`, in that order. */
static pt_keys *keys_of(const patron_allocator *allocator, const pt_keys *from, const pt_index *numbers, int64_t count,
                        patron_error *error)
{
    patron_column column;
    pt_keys_column(from, &column);
    bool strings = pt_keys_are_strings(from);
    const int64_t *integers = column.values, *offsets = column.offsets;
    int64_t bytes = 0;
    for (int64_t i = 0; strings && i < count; i++) bytes += offsets[(int64_t)numbers[i] + 1] - offsets[numbers[i]];
    pt_keys *keys = pt_keys_make(allocator, strings, count, bytes, error);
    if (!keys) return NULL;
    for (int64_t i = 0, at = 0; i < count; i++) {
        if (strings) {
            int64_t begin = offsets[numbers[i]], length = offsets[(int64_t)numbers[i] + 1] - begin;
            if (length) memcpy(pt_keys_text(keys) + at, (const char *)column.values + begin, (size_t)length);
            at += length;
            pt_keys_offsets(keys)[i + 1] = at;
        } else {
            pt_keys_integers(keys)[i] = integers[numbers[i]];
        }
    }
    if (!pt_keys_index(allocator, keys, error)) return keys;
    pt_keys_free(allocator, keys);
    return NULL;
}

static patron_status fill_level(const fit *f, const pt_keys *from, pt_replenish_level *out, patron_error *error)
{
    const patron_allocator *allocator = &f->book->allocator;
    int64_t count = f->p.items, next = 0;
    patron_status status = PATRON_ERROR_MEMORY;
    pt_index *sorted = pt_array(allocator, count, sizeof *sorted, error);
    pt_index *spare = pt_array(allocator, count, sizeof *spare, error);
    if (!sorted || !spare) goto done;
    for (int64_t i = 0; i < f->items; i++)
        if (f->item[i].purchases) sorted[next++] = (pt_index)i;
    pt_sort(sorted, spare, count, item_before, from);
    status = pt_replenish_level_make(allocator, out, count, f->groups, error);
    if (status) goto done;
    status = PATRON_ERROR_MEMORY;
    if (!(out->keys = keys_of(allocator, from, sorted, count, error))) goto done;
    for (int64_t g = 0; g < f->groups; g++) out->group[g].mean = f->group[g].mean;
    for (int64_t i = 0; i < count; i++) {
        const fit_item *item = &f->item[sorted[i]];
        int64_t gaps = item->purchases - item->buyers;
        pt_replenish_item one = {item->group, item->purchases, item->buyers, item->repeaters, gaps, item->mean,
                                 item->log_quantity, pt_replenish_odds(&item->repeats, &item->pis, f->p.pi_mean)};
        out->item[i] = one;
        out->group[item->group].gaps += gaps;
    }
    out->parameters = f->p;
    out->parameters.size = sizeof out->parameters;
    status = PATRON_OK;
done:
    PT_FREE(allocator, sorted, count);
    PT_FREE(allocator, spare, count);
    return status;
}

/* ---- a level ---------------------------------------------------------------------------------------------------- */

/* Each product's group: the item of its category in the category level. A category that nobody bought is not there, but
 * then nobody bought its products either. */
static void find_groups(fit *f, const patron_replenish_rule *rule)
{
    const patron_book *book = f->book;
    const pt_replenish_level *categories = &rule->level[PATRON_REPLENISH_CATEGORY];
    patron_column column;
    for (int64_t i = 0; i < f->items; i++) {
        f->item[i].group = f->groups - 1;
        if (f->groups == 1 || book->product_category[i] == PT_INDEX_NONE) continue;
        int64_t number = book->product_category[i], found;
        pt_keys_column(book->categories, &column);
        if (pt_keys_are_strings(book->categories)) {
            const int64_t *offsets = column.offsets;
            found = pt_keys_find_string(categories->keys, (const char *)column.values + offsets[number],
                                        offsets[number + 1] - offsets[number]);
        } else {
            found = pt_keys_find_integer(categories->keys, ((const int64_t *)column.values)[number]);
        }
        if (found >= 0) f->item[i].group = found;
    }
}

patron_status pt_replenish_fit_level(const patron_book *book, int32_t as_of, int32_t level, patron_replenish_rule *rule,
                                     patron_error *error)
{
    const patron_allocator *allocator = &book->allocator;
    bool products = level == PATRON_REPLENISH_PRODUCT;
    const pt_keys *keys = products ? book->products : book->categories;
    patron_status status = PATRON_ERROR_MEMORY;
    fit f = {0};
    f.book = book;
    f.customers = book->customers;
    f.items = pt_keys_count(keys);
    f.groups = products && rule->levels == 2 ? rule->level[PATRON_REPLENISH_CATEGORY].items + 1 : 1;
    f.bound = pt_pairs_bound(book, as_of);
    f.item = pt_zero_array(allocator, f.items, sizeof *f.item, error);
    f.group = pt_zero_array(allocator, f.groups, sizeof *f.group, error);
    f.pair = pt_array(allocator, f.bound, sizeof *f.pair, error);
    f.pair_first = pt_array(allocator, f.customers + 1, sizeof *f.pair_first, error);
    if (!f.item || !f.group || !f.pair || !f.pair_first) goto done;
    find_groups(&f, rule);
    status = read_pairs(&f, as_of, level, error);
    if (status) goto done;
    fit_theta(&f);
    fit_variance_pairs(&f);
    fit_items(&f);
    fit_groups(&f);
    fit_variance_customers(&f);
    find_survivals(&f);
    fit_pi(&f);
    fit_odds(&f);
    status = fill_level(&f, keys, &rule->level[level], error);
done:
    PT_FREE(allocator, f.item, f.items);
    PT_FREE(allocator, f.group, f.groups);
    PT_FREE(allocator, f.pair, f.bound);
    PT_FREE(allocator, f.pair_first, f.customers + 1);
    return status;
}
