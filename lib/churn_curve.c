/* S, P and ρ of one customer. Time is measured in the customer's own scale: t = silence / s, a = h / s.
 *
 * With G(t) = ln S(t + a) - ln S(t), held below the floor's bound inside the support, P(h | t) = 1 - e^G(t): the least
 * P over the silence so far is the largest G. Between two neighbours among the edges e_i and the points e_j - a, G is
 * linear, or convex where t + a lies in the tail; beyond u* it rises. So its largest value up to t lies at such a point
 * or at t itself (at an edge the floor of the bin before it counts: that is the limit from the left). */
#include "churn.h"

#include <math.h>

/* One customer under one curve. */
typedef struct silence {
    const pt_churn_curve *curve;
    const double *edge;
    double inverse;      /* 1/s: days to t */
    double ahead;        /* a */
    double start;        /* G(0) */
    const double *bound; /* bound[i] >= G at every point <= edge i, or NULL */
} silence;

/* ---- G --------------------------------------------------------------------------------------------------------- */

/* ln S(u) for u of bin `bin`, or beyond u*. */
static double log_survival(const silence *at, double u, int32_t bin)
{
    const pt_churn_curve *curve = at->curve;
    if (bin >= curve->last) return u > curve->end ? curve->log_end - curve->beta * log(u / curve->end) : curve->log_end;
    return curve->log_survival[bin] + curve->slope[bin] * (u - at->edge[bin]);
}

static int32_t bin_of(double u)
{
    bool near;
    return pt_churn_bin_near(u, &near);
}

static double lesser(double a, double b) { return a < b ? a : b; }

/* Bin of u, or `last` beyond u*. */
static int32_t place_of(const silence *at, double u)
{
    return u >= at->curve->end ? at->curve->last : bin_of(u);
}

/* ln S(t + ahead) - ln S(t) for t of bin `bin` (>= last: beyond u*), with the floor of that bin. */
static double change(const silence *at, double t, int32_t bin, double ahead)
{
    const pt_churn_curve *curve = at->curve;
    if (bin >= curve->last) return -curve->beta * log1p(ahead / t);
    double later = t + ahead;
    return lesser(log_survival(at, later, place_of(at, later)) - log_survival(at, t, bin), curve->most[bin]);
}

static double chance(double g) { return -expm1(g); }

/* ---- points in ascending order --------------------------------------------------------------------------------- */

/* Where a walk over the edges and the points e_j - a stands: the next edge is `edge`, the next point is e_point - a. */
typedef struct points {
    const silence *at;
    int32_t edge, point;
    double t; /* of the point last met, with its bin (for an edge: the bin before it) */
    int32_t bin;
} points;

/* The points beyond t, which lies in bin `bin` < last. */
static points points_after(const silence *at, double t, int32_t bin)
{
    points walk = {at, bin + 1, place_of(at, t + at->ahead), t, bin};
    while (walk.point <= at->curve->last && at->edge[walk.point] - at->ahead <= t) walk.point++;
    return walk;
}

/* Moves to the next point up to u* and gives its G. */
static bool points_next(points *walk, double *g)
{
    const silence *at = walk->at;
    const pt_churn_curve *curve = at->curve;
    if (walk->edge > curve->last) return false;
    double edge = at->edge[walk->edge];
    walk->bin = walk->edge - 1;
    if (walk->point <= curve->last && at->edge[walk->point] - at->ahead < edge) {
        walk->t = at->edge[walk->point] - at->ahead;
        *g = curve->log_survival[walk->point] - log_survival(at, walk->t, walk->bin);
        walk->point++;
    } else {
        while (walk->point <= curve->last && at->edge[walk->point] - at->ahead <= edge) walk->point++;
        walk->t = edge;
        *g = log_survival(at, edge + at->ahead, walk->point - 1) - curve->log_survival[walk->edge];
        walk->edge++;
    }
    *g = lesser(*g, curve->most[walk->bin]);
    return true;
}

/* ---- bounds ---------------------------------------------------------------------------------------------------- */

#define WORTH 2000          /* customers from which on bounds pay */
#define ROUNDING 1e-12      /* more than two ways of computing one G can differ by */
#define ROW (PATRON_CHURN_BINS + 1)

patron_status pt_churn_bounds_begin(pt_churn_bounds *bounds, const patron_churn_rule *rule, int64_t customers,
                                    const patron_allocator *allocator, patron_error *error)
{
    const int64_t rows = PATRON_CHURN_GROUPS * PATRON_CHURN_BINS;
    memset(bounds, 0, sizeof *bounds);
    bounds->allocator = *allocator;
    if (customers < WORTH || !rule->known) return PATRON_OK;
    bounds->filled = pt_zero_array(allocator, rows, sizeof *bounds->filled, error);
    if (bounds->filled) bounds->row = pt_array(allocator, rows * ROW, sizeof *bounds->row, error);
    if (bounds->row) return PATRON_OK;
    pt_churn_bounds_end(bounds);
    return PATRON_ERROR_MEMORY;
}

void pt_churn_bounds_end(pt_churn_bounds *bounds)
{
    const int64_t rows = PATRON_CHURN_GROUPS * PATRON_CHURN_BINS;
    if (bounds->row) PT_FREE(&bounds->allocator, bounds->row, rows * ROW);
    if (bounds->filled) PT_FREE(&bounds->allocator, bounds->filled, rows);
}

/* The bounds for every `ahead` of bin `bin`: S falls, so G is largest for the smallest of them, its lower edge. */
static const double *bound_of(pt_churn_bounds *bounds, const silence *like, int32_t group, int32_t bin)
{
    int64_t row = (int64_t)group * PATRON_CHURN_BINS + bin;
    double *bound = bounds->row + row * ROW;
    if (bounds->filled[row]) return bound;
    silence at = *like;
    at.ahead = at.edge[bin];
    double g, most = change(&at, 0, 0, at.ahead);
    int32_t filled = 0;
    points walk = points_after(&at, 0, 0);
    while (points_next(&walk, &g)) {
        most = g > most ? g : most;
        while (filled + 1 < walk.edge) bound[++filled] = most + ROUNDING;
    }
    bounds->filled[row] = 1;
    return bound;
}

/* ---- the largest G so far -------------------------------------------------------------------------------------- */

/* The largest G of 0 … t, where t lies in bin `bin`: back from t, until the bound says that the rest is smaller. */
static double worst(const silence *at, double t, int32_t bin)
{
    const pt_churn_curve *curve = at->curve;
    double most = change(at, t, bin, at->ahead);
    int32_t point = place_of(at, t + at->ahead);
    if (at->start > most) most = at->start;
    if (bin >= curve->last) bin = curve->last - 1;
    for (; bin >= 0; bin--) {
        double low = at->edge[bin], g;
        for (; at->edge[point] - at->ahead > low; point--) {
            double here = at->edge[point] - at->ahead;
            if (here > t) continue;
            g = lesser(curve->log_survival[point] - log_survival(at, here, bin), curve->most[bin]);
            if (g > most) most = g;
        }
        if (bin == 0 || (at->bound && at->bound[bin] <= most)) break;
        g = log_survival(at, low + at->ahead, point) - curve->log_survival[bin];
        g = lesser(g, curve->most[bin - 1]);
        if (g > most) most = g;
    }
    return most;
}

/* ---- the next state -------------------------------------------------------------------------------------------- */

/* The least g at which ρ = chance(g) / chance(start) is below the band, less one step: ρ < band <=> g > limit. */
static double limit_of(const silence *at, double band)
{
    double whole = chance(at->start), limit = log1p(-band * whole);
    for (int i = 0; i < 64 && chance(limit) / whole < band; i++) limit = nextafter(limit, -HUGE_VAL);
    for (int i = 0; i < 64 && chance(nextafter(limit, 0)) / whole >= band; i++) limit = nextafter(limit, 0);
    return limit;
}

/* Whether the largest G so far passes the limit on a day: it is known to pass from `reached` on, and not to pass at
 * any point before the day's bin `bin` (last - 1 also where the day lies beyond u*). */
static bool passes(const silence *at, int32_t day, int32_t bin, double reached, double limit)
{
    double t = (double)day * at->inverse;
    if (t >= reached) return true;
    return change(at, t, t > at->curve->end ? at->curve->last : bin, at->ahead) > limit;
}

/* The first day in [from, to] that passes; `to` does, and so does every day after one that does. */
static int32_t first_passing(const silence *at, int32_t from, int32_t to, int32_t bin, double reached, double limit)
{
    while (from < to) {
        int32_t middle = from + (to - from) / 2;
        if (passes(at, middle, bin, reached, limit)) to = middle;
        else from = middle + 1;
    }
    return to;
}

/* The first whole day after t, held just beyond the last that matters. */
static int32_t day_after(const silence *at, double t)
{
    double days = t / at->inverse;
    return days < PT_CHURN_LATEST ? (int32_t)days + 1 : PT_CHURN_LATEST + 1;
}

static int32_t greater_day(int32_t a, int32_t b) { return a > b ? a : b; }

/* The first silent day after `day` (which lies in bin `bin` and does not pass) on which the largest G so far passes the
 * limit; PT_CHURN_LATEST + 1 = none that matters. */
static int32_t next_passing(const silence *at, int32_t day, int32_t bin, double limit)
{
    const pt_churn_curve *curve = at->curve;
    double before = (double)day * at->inverse, g;
    int32_t low = bin;
    while (at->bound && low < curve->last && at->bound[low + 1] <= limit) low++;
    if (low > bin) before = at->edge[low];
    if (low < curve->last) {
        points walk = points_after(at, before, low);
        for (; points_next(&walk, &g); before = walk.t) {
            if (g <= limit) continue;
            int32_t from = greater_day(day + 1, day_after(at, before));
            return first_passing(at, from, greater_day(from, day_after(at, walk.t)), walk.bin, walk.t, limit);
        }
    }
    int32_t from = greater_day(day + 1, day_after(at, curve->end));
    if (from > PT_CHURN_LATEST || !passes(at, PT_CHURN_LATEST, curve->last - 1, HUGE_VAL, limit))
        return PT_CHURN_LATEST + 1;
    return first_passing(at, from, PT_CHURN_LATEST, curve->last - 1, HUGE_VAL, limit);
}

/* ---- assessment ------------------------------------------------------------------------------------------------ */

/* h = min(H, max(7, ceil(3 s))), in integers. */
static int32_t horizon_of(const patron_churn_rule *rule, const pt_churn_scale *scale)
{
    pt_uint128 days = ((pt_uint128)scale->days * 3 + scale->weight - 1) / scale->weight;
    int64_t h = days < 7 ? 7 : days > (pt_uint128)PT_CHURN_LATEST ? PT_CHURN_LATEST : (int64_t)days;
    return h < rule->horizon ? (int32_t)h : rule->horizon;
}

/* The bin of a silence as G takes it: `last` beyond u*, while u* itself belongs to the bin below it. */
static int32_t place_of_day(const silence *at, const pt_churn_scale *scale, int32_t day)
{
    int32_t bin = pt_churn_bin(scale, day), last = at->curve->last;
    if (pt_churn_side(scale, day, last) > 0) return last;
    return bin < last ? bin : last - 1;
}

static double rho_on(const silence *at, const pt_churn_scale *scale, int32_t day)
{
    return chance(worst(at, (double)day * at->inverse, place_of_day(at, scale, day))) / chance(at->start);
}

static int32_t state_of(const patron_churn_rule *rule, int64_t purchases, int32_t day, double rho)
{
    if (purchases == 1 && day <= rule->new_days) return PATRON_CHURN_NEW;
    if (!rule->known) return PATRON_CHURN_UNKNOWN;
    if (purchases == 1) return rho >= rule->bands[2] ? PATRON_CHURN_ONE_TIME_OPEN : PATRON_CHURN_ONE_TIME_LOST;
    for (int32_t band = 0; band < 3; band++)
        if (rho >= rule->bands[band]) return PATRON_CHURN_ON_TRACK + band;
    return PATRON_CHURN_LOST;
}

/* The first day after `day` with a worse state than `state`, without a table to compare with. */
static void next_by_age(const patron_churn_rule *rule, pt_churn_view *out)
{
    if (out->state != PATRON_CHURN_NEW || rule->new_days >= PT_CHURN_LATEST) return;
    out->next_silence = rule->new_days + 1;
    out->next_state = PATRON_CHURN_UNKNOWN;
}

static void next_by_table(const patron_churn_rule *rule, const silence *at, const pt_churn_scale *scale,
                          int64_t purchases, int32_t day, pt_churn_view *out)
{
    int32_t state = out->state, next;
    if (state == PATRON_CHURN_ONE_TIME_LOST || state == PATRON_CHURN_LOST || day >= PT_CHURN_LATEST) return;
    if (state == PATRON_CHURN_NEW) {
        next = rule->new_days + 1;
    } else {
        int32_t band = state == PATRON_CHURN_ONE_TIME_OPEN ? 2 : state - PATRON_CHURN_ON_TRACK;
        next = next_passing(at, day, place_of_day(at, scale, day), limit_of(at, rule->bands[band]));
    }
    /* Rounding can put the day found next to the right one: a day counts only if it is worse when scored itself. */
    for (; next <= PT_CHURN_LATEST; next++) {
        int32_t then = state_of(rule, purchases, next, rho_on(at, scale, next));
        if (then == state) continue;
        out->next_silence = next;
        out->next_state = then;
        return;
    }
}

void pt_churn_assess(const patron_churn_rule *rule, pt_churn_bounds *bounds, const pt_churn_history *history,
                     int32_t as_of, bool want_next, pt_churn_view *out)
{
    static const pt_churn_view nothing = {PATRON_NONE, PATRON_NO_DAY, 0, PATRON_NONE, 0, 0, 0, 0, 0, 0,
                                          PATRON_NO_DAY, PATRON_NONE};
    *out = nothing;
    if (history->purchases == 0) return;
    int32_t day = as_of - history->last;
    if (!rule->known) {
        out->state = state_of(rule, history->purchases, day, 0);
        if (want_next) next_by_age(rule, out);
        return;
    }
    int32_t group = (history->purchases < PATRON_CHURN_GROUPS ? (int32_t)history->purchases : PATRON_CHURN_GROUPS) - 1;
    pt_churn_scale scale = pt_churn_scale_of(rule->gaps, rule->gap_days, history->purchases,
                                             (int64_t)history->last - history->first);
    silence at = {rule->curve + group, rule->edge, scale.inverse, 0, 0, NULL};
    double t = (double)day * at.inverse;
    out->horizon = horizon_of(rule, &scale);
    at.ahead = out->horizon * at.inverse;
    at.start = change(&at, 0, 0, at.ahead);
    if (bounds->row) at.bound = bound_of(bounds, &at, group, bin_of(at.ahead));
    int32_t place = place_of_day(&at, &scale, day);
    out->cases = at.curve->at_risk[place < at.curve->last ? place : pt_churn_bin(&scale, day)];
    out->flags = at.curve->flags | (place < at.curve->last ? 0 : PATRON_CHURN_EXTRAPOLATED);
    out->scale = 1 / at.inverse;
    out->ratio = t;
    out->score = chance(change(&at, t, place, rule->horizon * at.inverse));
    out->p_now = chance(change(&at, t, place, at.ahead));
    out->p_start = chance(at.start);
    out->rho = chance(worst(&at, t, place)) / out->p_start;
    out->state = state_of(rule, history->purchases, day, out->rho);
    if (want_next) next_by_table(rule, &at, &scale, history->purchases, day, out);
}

double pt_churn_value(const pt_churn_view *view, int64_t net)
{
    return view->horizon == PATRON_NO_DAY ? 0 : (1 - view->rho) * (double)net;
}
