#include "oracle_churn.h"

#include <math.h>

/* ---- bins ------------------------------------------------------------------------------------------------------ */

static long double edge_of(int i)
{
    static long double edge[257]; /* 2^((i - 128) / 16), as a double */
    if (edge[i] == 0) edge[i] = (long double)(double)exp2l((i - 128) / 16.0L);
    return edge[i];
}

/* clamp(floor(16 log2 u) + 128, 0, 255) of u = days * number * gaps / (gap_days + span * gaps): the edges up to u. */
static int bin_of(const struct oracle_churn *rule, int64_t days, int64_t number, int64_t span)
{
    int64_t p = days * number * rule->gaps, q = rule->gap_days + span * rule->gaps;
    int bin = 0;
    while (bin < 255 && (long double)p >= edge_of(bin + 1) * (long double)q) bin++;
    return bin;
}

static int group_of(int64_t number) { return number >= 6 ? 5 : (int)number - 1; }

/* ---- counts ---------------------------------------------------------------------------------------------------- */

static void count_gaps(struct oracle_churn *out, const struct oracle_customer *customer, int32_t as_of)
{
    const struct oracle_purchase *purchase = customer->sales_purchase;
    int64_t n = customer->sales_purchases;
    for (int64_t j = 1; j < n; j++) {
        out->gaps++;
        out->gap_days += purchase[j].day - purchase[j - 1].day;
    }
    if (n == 0) return;
    int64_t days = (n > 1 ? purchase[1].day : as_of) - purchase[0].day;
    out->second[n == 1][days > 365 ? 366 : days]++;
}

static void count_cells(struct oracle_churn *out, const struct oracle_customer *customer, int32_t as_of)
{
    const struct oracle_purchase *purchase = customer->sales_purchase;
    int64_t n = customer->sales_purchases;
    for (int64_t j = 1; j <= n; j++) {
        int64_t span = 0, gap = (j < n ? purchase[j].day : as_of) - purchase[j - 1].day;
        for (int64_t i = 1; i < j; i++) span += purchase[i].day - purchase[i - 1].day;
        out->cells[j == n][group_of(j)][bin_of(out, gap, j, span)]++;
    }
}

/* Kaplan-Meier of the second purchase: S after `last` days. */
static long double second_survival(const struct oracle_churn *rule, int last)
{
    long double s = 1;
    for (int day = 0; day <= last; day++) {
        int64_t at_risk = 0;
        for (int later = day; later < PATRON_CHURN_SECOND_DAYS; later++)
            at_risk += rule->second[0][later] + rule->second[1][later];
        if (at_risk > 0) s *= 1 - (long double)rule->second[0][day] / (long double)at_risk;
    }
    return s;
}

static int32_t new_days_of(const struct oracle_churn *rule)
{
    long double within = 1 - second_survival(rule, 365);
    if (within <= 0) return 30;
    for (int day = 0; day <= 365; day++) {
        if (1 - second_survival(rule, day) < within / 2 * (1 - 1e-12L)) continue;
        return day < 14 ? 14 : day > 90 ? 90 : day;
    }
    return 90;
}

void oracle_churn_fit(const struct oracle_book *book, const bool *in, int32_t horizon, int32_t new_days,
                      int32_t first_day, struct oracle_churn *out)
{
    int64_t closed = 0;
    memset(out, 0, sizeof *out);
    for (int64_t i = 0; i < book->customers; i++) {
        const struct oracle_customer *customer = book->customer + i;
        if ((!in || in[i]) && customer->is_buyer && customer->birth_known) count_gaps(out, customer, book->as_of);
    }
    for (int64_t i = 0; i < book->customers && out->gap_days > 0; i++) {
        const struct oracle_customer *customer = book->customer + i;
        if ((!in || in[i]) && customer->is_buyer && customer->birth_known) count_cells(out, customer, book->as_of);
    }
    for (int g = 0; g < PATRON_CHURN_GROUPS; g++)
        for (int b = 0; b < PATRON_CHURN_BINS; b++) closed += out->cells[0][g][b];
    out->known = closed > 0;
    out->horizon = horizon;
    out->bands[0] = .8;
    out->bands[1] = .5;
    out->bands[2] = .2;
    bool young = first_day == PATRON_NO_DAY || book->as_of - first_day < 365;
    out->new_days = new_days >= 0 ? new_days : young ? 30 : new_days_of(out);
}

/* ---- curves ---------------------------------------------------------------------------------------------------- */

struct curve {
    int64_t closed[256], open[256], at_risk[257];
    long double step[256], before[256]; /* ln(1 - hazard), and the sum of those of earlier bins */
    long double end, log_end, beta;
    int last;
    bool pooled, few;
};

static int64_t closed_in(const struct oracle_churn *rule, int from, int to)
{
    int64_t sum = 0;
    for (int g = from; g <= to; g++)
        for (int b = 0; b < 256; b++) sum += rule->cells[0][g][b];
    return sum;
}

/* The bin of u: the last whose lower edge is not above it. */
static int place_of(long double u)
{
    int low = 0, high = 256;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (u >= edge_of(middle)) low = middle;
        else high = middle;
    }
    return low;
}

/* ln S(u) by bins alone. */
static long double table_log(const struct curve *curve, long double u)
{
    int b = place_of(u);
    long double low = b ? edge_of(b) : 0, high = edge_of(b + 1), sum = curve->before[b];
    return sum + (u >= high ? curve->step[b] : curve->step[b] * (u - low) / (high - low));
}

/* At risk at the start of the bin that holds u. */
static int64_t at_risk_of(const struct curve *curve, long double u) { return curve->at_risk[place_of(u)]; }

static long double step_of(int64_t at_risk, int64_t closed, int64_t open)
{
    long double n = (long double)at_risk, e = (long double)closed;
    if (closed == 0) return 0;
    long double hazard = e / fmaxl(n - (long double)open / 2, e);
    return log1pl(-(hazard < 1 ? hazard : n / (n + .5L)));
}

static void make_curve(const struct oracle_churn *rule, int group, struct curve *out)
{
    int from = group, to = group;
    memset(out, 0, sizeof *out);
    if (closed_in(rule, group, group) < 20) {
        out->pooled = true;
        from = group == 0 || closed_in(rule, 1, 5) < 20 ? 0 : 1;
        to = 5;
    }
    for (int b = 255; b >= 0; b--) {
        for (int g = from; g <= to; g++) {
            out->closed[b] += rule->cells[0][g][b];
            out->open[b] += rule->cells[1][g][b];
        }
        out->at_risk[b] = out->at_risk[b + 1] + out->closed[b] + out->open[b];
        out->step[b] = step_of(out->at_risk[b], out->closed[b], out->open[b]);
    }
    for (int b = 1; b < 256; b++) out->before[b] = out->before[b - 1] + out->step[b - 1];
    out->few = out->at_risk[0] < 20;
    for (int b = 0; b < 256; b++)
        if (out->at_risk[b] >= (out->few ? 1 : 20)) out->last = b + 1;
    out->end = edge_of(out->last);
    out->log_end = table_log(out, out->end);
    long double half = out->end / 2, least_fall = 1 / (2 * (long double)at_risk_of(out, half));
    out->beta = fmaxl(table_log(out, half) - out->log_end, least_fall) / logl(2);
}

static long double log_survival(const struct curve *curve, long double u)
{
    if (u <= curve->end) return table_log(curve, u);
    return curve->log_end - curve->beta * logl(u / curve->end);
}

/* ---- chances --------------------------------------------------------------------------------------------------- */

static long double scale_of(const struct oracle_churn *rule, int64_t number, int64_t span)
{
    return ((long double)rule->gap_days / (long double)rule->gaps + (long double)span) / (long double)number;
}

int32_t oracle_churn_horizon(const struct oracle_churn *rule, int64_t number, int64_t span)
{
    int64_t weight = rule->gaps * number, three = 3 * (rule->gap_days + span * rule->gaps), h = 0;
    while (h * weight < three) h++; /* ceil(3 s) */
    if (h < 7) h = 7;
    return h < rule->horizon ? (int32_t)h : rule->horizon;
}

/* P where the floor is that of n at risk (n < 0: no floor). */
static long double chance(const struct curve *curve, long double t, long double ahead, int64_t n)
{
    long double p = -expm1l(log_survival(curve, t + ahead) - log_survival(curve, t));
    if (n < 0) return p;
    return fmaxl(p, .5L / ((long double)n + 1));
}

/* n of the floor at t: u* belongs to the bin below it. */
static int64_t floor_of(const struct curve *curve, long double t)
{
    if (t > curve->end) return -1;
    return t >= curve->end ? curve->at_risk[curve->last - 1] : at_risk_of(curve, t);
}

double oracle_churn_chance(const struct oracle_churn *rule, int64_t number, int64_t span, double silence, int32_t ahead)
{
    struct curve curve;
    make_curve(rule, group_of(number), &curve);
    long double s = scale_of(rule, number, span), t = silence / s;
    return (double)chance(&curve, t, ahead / s, floor_of(&curve, t));
}

/* The least P so far: at t, at every edge up to t (seen from the left) and at every edge minus a up to t. */
static long double least(const struct curve *curve, long double t, int64_t floor, long double a)
{
    long double p = chance(curve, t, a, floor);
    p = fminl(p, chance(curve, 0, a, curve->at_risk[0]));
    for (int i = 1; i <= curve->last; i++) {
        if (edge_of(i) <= t) p = fminl(p, chance(curve, edge_of(i), a, curve->at_risk[i - 1]));
        long double before = edge_of(i) - a;
        if (before > 0 && before <= t) p = fminl(p, chance(curve, before, a, at_risk_of(curve, before)));
    }
    return p;
}

/* ---- one customer ---------------------------------------------------------------------------------------------- */

struct one {
    const struct oracle_churn *rule;
    struct curve curve;
    int64_t number, span;
    long double s, a;
};

static bool is_close(const struct oracle_churn *rule, long double rho)
{
    bool close = false;
    for (int i = 0; i < 3; i++) close = close || fabsl(rho - rule->bands[i]) < 1e-9L;
    return close;
}

/* The exact bin decides the floor, as rounding must not. */
static int64_t floor_on(const struct one *one, int32_t day)
{
    long double t = day / one->s;
    int bin = bin_of(one->rule, day, one->number, one->span);
    if (fabsl(t - one->curve.end) < 1e-15L * one->curve.end) return one->curve.at_risk[one->curve.last - 1];
    return t > one->curve.end ? -1 : one->curve.at_risk[bin];
}

static long double rho_on(const struct one *one, int32_t day)
{
    long double start = chance(&one->curve, 0, one->a, one->curve.at_risk[0]);
    return least(&one->curve, day / one->s, floor_on(one, day), one->a) / start;
}

static int32_t state_on(const struct one *one, int32_t day, long double rho)
{
    if (one->number == 1 && day <= one->rule->new_days) return PATRON_CHURN_NEW;
    if (!one->rule->known) return PATRON_CHURN_UNKNOWN;
    if (one->number == 1) return rho >= one->rule->bands[2] ? PATRON_CHURN_ONE_TIME_OPEN : PATRON_CHURN_ONE_TIME_LOST;
    return rho >= one->rule->bands[0]   ? PATRON_CHURN_ON_TRACK
           : rho >= one->rule->bands[1] ? PATRON_CHURN_SLOWING
           : rho >= one->rule->bands[2] ? PATRON_CHURN_SLIPPING
                                        : PATRON_CHURN_LOST;
}

/* ρ never rises, so the first worse day is found by halving. */
static void find_next(const struct one *one, struct oracle_churn_row *out)
{
    int32_t low = out->silence, high = 3651;
    if (low >= 3650) return;
    while (high - low > 1) {
        int32_t day = low + (high - low) / 2;
        if (state_on(one, day, one->rule->known ? rho_on(one, day) : 0) == out->state) low = day;
        else high = day;
    }
    if (one->rule->known)
        out->next_close = is_close(one->rule, rho_on(one, low)) || is_close(one->rule, rho_on(one, high));
    if (high > 3650) return;
    out->next_silence = high;
    out->next_state = state_on(one, high, one->rule->known ? rho_on(one, high) : 0);
}

static int64_t net_of(const struct oracle_customer *customer, int32_t as_of)
{
    int64_t net = 0;
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = customer->order + i;
        if (order->day >= as_of - 364) net += order->amount - oracle_refunded(order->refund, order->refunds, as_of);
    }
    net -= oracle_refunded(customer->loose, customer->looses, as_of);
    return net + oracle_refunded(customer->loose, customer->looses, as_of - 365);
}

void oracle_churn_score(const struct oracle_churn *rule, const struct oracle_customer *customer, int32_t as_of,
                        bool next, struct oracle_churn_row *out)
{
    int64_t n = customer->sales_purchases;
    memset(out, 0, sizeof *out);
    out->state = PATRON_NONE;
    out->horizon = out->silence = out->last_day = out->next_silence = PATRON_NO_DAY;
    out->next_state = PATRON_NONE;
    out->cases = PATRON_NONE;
    if (n == 0) return;
    struct one one = {.rule = rule, .number = n};
    one.span = customer->sales_purchase[n - 1].day - customer->sales_purchase[0].day;
    out->purchases = n;
    out->last_day = customer->sales_purchase[n - 1].day;
    out->silence = as_of - out->last_day;
    out->net_365 = net_of(customer, as_of);
    if (rule->known) {
        make_curve(rule, group_of(n), &one.curve);
        out->horizon = oracle_churn_horizon(rule, n, one.span);
        one.s = scale_of(rule, n, one.span);
        one.a = out->horizon / one.s;
        long double t = out->silence / one.s, rho = rho_on(&one, out->silence);
        int64_t floor = floor_on(&one, out->silence);
        out->scale = (double)one.s;
        out->ratio = (double)t;
        out->score = (double)chance(&one.curve, t, rule->horizon / one.s, floor);
        out->p_now = (double)chance(&one.curve, t, one.a, floor);
        out->p_start = (double)chance(&one.curve, 0, one.a, one.curve.at_risk[0]);
        out->rho = (double)rho;
        out->cases = floor >= 0 ? floor : one.curve.at_risk[bin_of(rule, out->silence, n, one.span)];
        out->flags = (floor < 0 ? PATRON_CHURN_EXTRAPOLATED : 0) | (one.curve.pooled ? PATRON_CHURN_POOLED : 0) |
                     (one.curve.few ? PATRON_CHURN_FEW_CASES : 0);
        out->close = is_close(rule, rho);
        out->value_at_risk = (1 - out->rho) * (double)out->net_365;
    }
    out->state = state_on(&one, out->silence, out->rho);
    if (next) find_next(&one, out);
}
