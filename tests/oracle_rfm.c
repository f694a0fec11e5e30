#include "oracle_rfm.h"

__extension__ typedef __int128 wide;

int oracle_rfm_compare(struct oracle_rfm_value a, struct oracle_rfm_value b)
{
    wide left = (wide)a.numerator * b.denominator, right = (wide)b.numerator * a.denominator;
    return left < right ? -1 : left > right ? 1 : 0;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static int64_t window_money(const struct oracle_customer *customer, int32_t as_of, int64_t from, bool margin)
{
    int64_t money = 0;
    for (int64_t o = 0; o < customer->orders; o++) {
        const struct oracle_order *order = &customer->order[o];
        if (order->day < from) continue;
        money += order->amount - order->refunded;
        if (margin) money -= order->cost;
    }
    for (int64_t r = 0; r < customer->looses; r++)
        if (customer->loose[r].day >= from && customer->loose[r].day <= as_of) money -= customer->loose[r].amount;
    return money;
}

struct oracle_rfm_customer *oracle_rfm_values(const struct oracle_book *book, const struct oracle_rfm_options *options)
{
    struct oracle_rfm_customer *all = calloc((size_t)book->customers + 1, sizeof *all);
    int64_t from = options->window_days ? (int64_t)book->as_of - options->window_days + 1 : INT64_MIN;
    for (int64_t c = 0; c < book->customers; c++) {
        const struct oracle_customer *customer = &book->customer[c];
        struct oracle_rfm_customer *out = &all[c];
        out->key = customer->key;
        out->buyer = customer->is_buyer;
        if (!out->buyer) continue;
        int64_t frequency = 0;
        for (int64_t p = 0; p < customer->purchases; p++) frequency += customer->purchase[p].day >= from;
        int32_t last = customer->purchase[customer->purchases - 1].day;
        int64_t money = window_money(customer, book->as_of, from, options->monetary == PATRON_RFM_MARGIN);
        out->value[0] = (struct oracle_rfm_value){-((int64_t)book->as_of - last), 1};
        out->value[1] = (struct oracle_rfm_value){frequency, 1};
        out->value[2] = (struct oracle_rfm_value){money, 1};
        if (options->monetary == PATRON_RFM_MEAN && frequency > 0) out->value[2].denominator = frequency;
        if (options->monetary == PATRON_RFM_MEAN && frequency == 0) out->value[2].numerator = 0;
        out->orders = customer->counted;
        out->purchases = customer->purchases;
        out->net = customer->net;
        for (int64_t o = 0; o < customer->orders; o++)
            if (customer->order[o].counts) out->net_counted += customer->order[o].amount - customer->order[o].refunded;
    }
    return all;
}

/* ---- caps -------------------------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right ? 1 : 0;
}

/* times * (type-7 quantile at part / whole), rounded down. */
static int64_t quantile_down(const int64_t *sorted, int64_t count, int64_t part, int64_t whole, int64_t times)
{
    int64_t h = (count - 1) * part, at = h / whole, rest = h % whole;
    int64_t sum = sorted[at] * (whole - rest) + (rest ? sorted[at + 1] * rest : 0);
    return times * sum / whole;
}

static void find_caps(const struct oracle_book *book, const bool *in, struct oracle_rfm *fit)
{
    int64_t most = 1, n = 0;
    for (int64_t c = 0; c < book->customers; c++) most += book->customer[c].sales_purchases;
    int64_t *gap = calloc((size_t)most, sizeof *gap);
    for (int64_t c = 0; c < book->customers; c++) {
        const struct oracle_customer *customer = &book->customer[c];
        if (in && !in[c]) continue;
        for (int64_t p = 1; p < customer->sales_purchases; p++)
            gap[n++] = customer->sales_purchase[p].day - customer->sales_purchase[p - 1].day;
    }
    qsort(gap, (size_t)n, sizeof *gap, ascending);
    fit->gaps = n;
    int64_t caps[4] = {90, 180, 365, 730};
    if (n >= 100) {
        caps[0] = quantile_down(gap, n, 75, 100, 1);
        caps[1] = quantile_down(gap, n, 90, 100, 1);
        caps[2] = quantile_down(gap, n, 975, 1000, 1);
        caps[3] = quantile_down(gap, n, 975, 1000, 2);
    }
    for (int i = 0; i < 4; i++) fit->caps[i] = caps[i] < 1 ? 1 : (int32_t)caps[i];
    free(gap);
}

/* ---- scores of the population ------------------------------------------------------------------------------------ */

static int32_t mid_rank(const struct oracle_rfm *fit, int d, int64_t who)
{
    int64_t below = 0, equal = 0, n = fit->population;
    for (int64_t i = 0; i < n; i++) {
        int order = oracle_rfm_compare(fit->member[i].value[d], fit->member[who].value[d]);
        below += order < 0;
        equal += order == 0;
    }
    int64_t score = 1 + fit->bins * (2 * below + equal) / (2 * n);
    return (int32_t)(score > fit->bins ? fit->bins : score);
}

/* In how large a rank (0 = worst) a member lies when equal values are in order of their keys; then dealt like SQL's
 * NTILE. */
static int32_t ntile(const struct oracle_rfm *fit, int d, int64_t who)
{
    int64_t rank = 0, n = fit->population;
    for (int64_t i = 0; i < n; i++) {
        int order = oracle_rfm_compare(fit->member[i].value[d], fit->member[who].value[d]);
        rank += order < 0 || (order == 0 && fit->member[i].key < fit->member[who].key);
    }
    for (int32_t bin = 1;; bin++) {
        int64_t size = n / fit->bins + (bin <= n % fit->bins);
        if (rank < size) return bin;
        rank -= size;
    }
}

/* The natural values (days for recency) in ascending order. */
static struct oracle_rfm_value *natural(const struct oracle_rfm *fit, int d)
{
    struct oracle_rfm_value *value = calloc((size_t)fit->population + 1, sizeof *value);
    for (int64_t i = 0; i < fit->population; i++) {
        struct oracle_rfm_value next = fit->member[i].value[d];
        if (d == 0) next.numerator = -next.numerator;
        int64_t hole = i;
        for (; hole > 0 && oracle_rfm_compare(next, value[hole - 1]) < 0; hole--) value[hole] = value[hole - 1];
        value[hole] = next;
    }
    return value;
}

static struct oracle_rfm_value quantile(const struct oracle_rfm_value *sorted, int64_t count, int64_t part,
                                        int64_t whole)
{
    int64_t h = (count - 1) * part, at = h / whole, rest = h % whole;
    struct oracle_rfm_value a = sorted[at], b = rest ? sorted[at + 1] : sorted[at];
    struct oracle_rfm_value q = {(whole - rest) * a.numerator * b.denominator + rest * b.numerator * a.denominator,
                                 whole * a.denominator * b.denominator};
    return q;
}

/* R's rfm 0.3: bin i is lower <= v < upper; uppers are quantile + unit, the last open. */
static int32_t r_rfm(const struct oracle_rfm *fit, int d, const struct oracle_rfm_value *sorted,
                     struct oracle_rfm_value v)
{
    int64_t unit = d == 2 ? (fit->options.unit ? fit->options.unit : 1) : 1;
    int32_t bin = 1;
    for (int32_t i = 1; i < fit->bins; i++) {
        struct oracle_rfm_value upper = quantile(sorted, fit->population, i, fit->bins);
        upper.numerator += unit * upper.denominator;
        if (oracle_rfm_compare(v, upper) >= 0) bin = i + 1;
    }
    return d == 0 ? fit->bins + 1 - bin : bin;
}

/* pandas' qcut with duplicates dropped: the edges that remain make bins lower < v <= upper. */
static int32_t qcut(const struct oracle_rfm *fit, int d, const struct oracle_rfm_value *sorted,
                    struct oracle_rfm_value v)
{
    struct oracle_rfm_value edge[PATRON_RFM_BINS_MAX + 1];
    int32_t edges = 0;
    for (int32_t i = 0; i <= fit->bins; i++) {
        struct oracle_rfm_value next = quantile(sorted, fit->population, i, fit->bins);
        if (!edges || oracle_rfm_compare(next, edge[edges - 1]) != 0) edge[edges++] = next;
    }
    int32_t bins = edges > 1 ? edges - 1 : 1, bin = 1;
    for (int32_t i = 1; i < edges - 1; i++)
        if (oracle_rfm_compare(v, edge[i]) > 0) bin = i + 1;
    return d == 0 ? bins + 1 - bin : bin;
}

static void find_frequency_cuts(struct oracle_rfm *fit)
{
    int64_t *repeat = calloc((size_t)fit->population + 1, sizeof *repeat), n = 0;
    for (int64_t i = 0; i < fit->population; i++)
        if (fit->member[i].value[1].numerator >= 2) repeat[n++] = fit->member[i].value[1].numerator;
    qsort(repeat, (size_t)n, sizeof *repeat, ascending);
    fit->frequency_cut[0] = 2;
    for (int32_t k = 3; k <= fit->bins; k++) {
        int64_t cut = fit->frequency_cut[k - 3] + 1;
        if (n) {
            int64_t h = (n - 1) * (k - 2), whole = fit->bins - 1, at = h / whole, rest = h % whole;
            int64_t sum = repeat[at] * (whole - rest) + (rest ? repeat[at + 1] * rest : 0);
            int64_t up = sum / whole + (sum % whole > 0);
            if (up > cut) cut = up;
        }
        fit->frequency_cut[k - 2] = cut;
    }
    free(repeat);
}

/* By cuts that do not come from the values' ranks. */
static int32_t by_cuts(const struct oracle_rfm *fit, int d, struct oracle_rfm_value v)
{
    int32_t score = 1;
    for (int32_t k = 1; k < fit->bins; k++) {
        int64_t cut = fit->options.method[d] == PATRON_RFM_CUTS ? fit->options.cuts[d][k - 1]
            : fit->frequency_cut[k - 1];
        struct oracle_rfm_value from = {d == 0 ? -cut : cut, 1};
        score += oracle_rfm_compare(v, from) >= 0;
    }
    return score;
}

static bool has_own_cuts(const struct oracle_rfm *fit, int d)
{
    return fit->options.method[d] == PATRON_RFM_CUTS || (d == 1 && fit->options.method[d] == PATRON_RFM_DEFAULT);
}

struct oracle_rfm *oracle_rfm_fit(const struct oracle_book *book, const struct oracle_rfm_options *options,
                                  const bool *in)
{
    struct oracle_rfm *fit = calloc(1, sizeof *fit);
    struct oracle_rfm_customer *all = oracle_rfm_values(book, options);
    fit->options = *options;
    fit->bins = options->bins ? options->bins : 5;
    fit->member = calloc((size_t)book->customers + 1, sizeof *fit->member);
    for (int64_t c = 0; c < book->customers; c++)
        if (all[c].buyer && (!in || in[c])) fit->member[fit->population++] = all[c];
    free(all);
    fit->score = calloc((size_t)fit->population + 1, sizeof *fit->score);
    fit->gaps = PATRON_NONE;
    if (options->caps_given) memcpy(fit->caps, options->caps, sizeof fit->caps);
    else if (options->method[0] == PATRON_RFM_DEFAULT) find_caps(book, in, fit);
    find_frequency_cuts(fit);
    for (int d = 0; d < 3; d++) {
        struct oracle_rfm_value *sorted = natural(fit, d);
        for (int64_t i = 0; i < fit->population; i++) {
            struct oracle_rfm_value v = fit->member[i].value[d], plain = v;
            if (d == 0) plain.numerator = -plain.numerator;
            int32_t method = options->method[d];
            fit->score[i][d] = has_own_cuts(fit, d)           ? by_cuts(fit, d, v)
                               : method == PATRON_RFM_NTILE ? ntile(fit, d, i)
                               : method == PATRON_RFM_R_RFM ? r_rfm(fit, d, sorted, plain)
                               : method == PATRON_RFM_QCUT  ? qcut(fit, d, sorted, plain)
                                                            : mid_rank(fit, d, i);
        }
        free(sorted);
    }
    return fit;
}

void oracle_rfm_free(struct oracle_rfm *fit)
{
    free(fit->member);
    free(fit->score);
    free(fit);
}

/* ---- scores of anyone -------------------------------------------------------------------------------------------- */

static int32_t capped(const struct oracle_rfm *fit, int32_t score, int64_t days)
{
    for (; score > 1; score--) {
        int32_t of_five = (score * 5 + fit->bins - 1) / fit->bins;
        if (of_five == 1 || !fit->caps[5 - of_five] || days <= fit->caps[5 - of_five]) break;
    }
    return score;
}

int32_t oracle_rfm_score(const struct oracle_rfm *fit, const struct oracle_rfm_customer *customer, int d)
{
    int32_t score = 1;
    if (has_own_cuts(fit, d)) return by_cuts(fit, d, customer->value[d]);
    for (int64_t i = 0; i < fit->population; i++) {
        int order = oracle_rfm_compare(fit->member[i].value[d], customer->value[d]);
        bool ties = fit->options.method[d] == PATRON_RFM_NTILE;
        if (order > 0 || (order == 0 && ties && fit->member[i].key > customer->key)) continue;
        if (fit->score[i][d] > score) score = fit->score[i][d];
    }
    return d == 0 && fit->options.method[0] == PATRON_RFM_DEFAULT ? capped(fit, score, -customer->value[0].numerator)
        : score;
}

bool oracle_rfm_cut(const struct oracle_rfm *fit, int d, int32_t k, struct oracle_rfm_value *out)
{
    bool found = false;
    if (has_own_cuts(fit, d)) {
        int64_t cut = fit->options.method[d] == PATRON_RFM_CUTS ? fit->options.cuts[d][k - 1]
            : fit->frequency_cut[k - 1];
        *out = (struct oracle_rfm_value){d == 0 ? -cut : cut, 1};
        return true;
    }
    for (int64_t i = 0; i < fit->population; i++) {
        if (fit->score[i][d] <= k || (found && oracle_rfm_compare(fit->member[i].value[d], *out) >= 0)) continue;
        *out = fit->member[i].value[d];
        found = true;
    }
    return found;
}
