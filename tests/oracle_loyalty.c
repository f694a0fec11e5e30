#include "oracle_loyalty.h"

/* ---- earning ----------------------------------------------------------------------------------------------------- */

int64_t oracle_earned(const struct oracle_programme *programme, const struct oracle_event *event, int64_t amount)
{
    int64_t rule = event->rule == SHOP_NULL ? 0 : event->rule;
    int64_t points = programme->rules ? programme->points[rule] : 1,
            per = programme->rules ? programme->per[rule] : 100;
    int64_t num = event->num == SHOP_NULL ? 1 : event->num, den = event->den == SHOP_NULL ? 1 : event->den;
    if (programme->flags & PATRON_LOYALTY_ROUND_ONCE) return amount * points * num / (per * den);
    return amount / per * points * num / den;
}

static int64_t period_of(const patron_calendar *calendar, int64_t day)
{
    int32_t index;
    assert_int_equal(patron_calendar_period(calendar, (int32_t)day, &index, NULL), PATRON_OK);
    return index;
}

/* The last day of a new lot; INT64_MAX = never. */
static int64_t last_day(const struct oracle_programme *programme, const struct oracle_event *event, bool *renewed)
{
    int64_t last = event->day;
    *renewed = false;
    if (event->expires != SHOP_NULL) return event->expires;
    *renewed = programme->expiry == PATRON_LOYALTY_EXPIRY_ACTIVITY;
    if (programme->expiry == PATRON_LOYALTY_EXPIRY_NEVER) return INT64_MAX;
    if (programme->expiry != PATRON_LOYALTY_EXPIRY_PERIOD) return last + programme->expiry_count;
    while (period_of(&programme->calendar, last + 1) <=
           period_of(&programme->calendar, event->day) + programme->expiry_count)
        last++;
    return last;
}

/* ---- replay ------------------------------------------------------------------------------------------------------ */

/* What came of an order so far. */
struct order {
    int64_t id;
    int64_t earn;     /* the event that earned it, -1 = none */
    int64_t lot;      /* -1 = none */
    int64_t refunded, taken, spent, restored;
    int64_t *stack;   /* the lot of every point spent on it and not given back */
    int64_t depth;
};

struct replay {
    const struct oracle_programme *programme;
    const struct oracle_event *event;
    struct oracle_points *out;
    struct order *order;
    int64_t orders;
};

static struct order *order_of(struct replay *at, int64_t id)
{
    for (int64_t i = 0; i < at->orders; i++)
        if (at->order[i].id == id) return &at->order[i];
    struct order fresh = {.id = id, .earn = -1, .lot = -1};
    at->order[at->orders] = fresh;
    return &at->order[at->orders++];
}

static void note(struct replay *at, int64_t day, int64_t row, int64_t reason, int64_t points, int64_t missing)
{
    struct oracle_points *out = at->out;
    if (!points && !missing) return;
    out->balance += points;
    out->move = realloc(out->move, (size_t)(out->moves + 1) * sizeof *out->move);
    struct oracle_move move = {day, row, reason, points, out->balance, missing};
    out->move[out->moves++] = move;
}

static void expire_on(struct replay *at, int64_t day)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < at->out->lots; i++) {
        struct oracle_lot *lot = &at->out->lot[i];
        if (lot->last >= day) continue;
        sum += lot->left;
        lot->expired += lot->left;
        lot->left = 0;
    }
    at->out->expired += sum;
    note(at, day, -1, PATRON_LOYALTY_REASON_EXPIRED, -sum, 0);
}

static void activity(struct replay *at, int64_t day)
{
    if (at->programme->expiry != PATRON_LOYALTY_EXPIRY_ACTIVITY) return;
    for (int64_t i = 0; i < at->out->lots; i++)
        if (at->out->lot[i].renewed && at->out->lot[i].last >= day)
            at->out->lot[i].last = day + at->programme->expiry_count;
}

static bool sooner(const struct oracle_lot *a, const struct oracle_lot *b)
{
    if (a->last != b->last) return a->last < b->last;
    if (a->renewed != b->renewed) return b->renewed;
    return false; /* lots lie in the order of events */
}

/* Takes one point; the lot that it came from, or -1. */
static int64_t take_one(struct replay *at)
{
    int64_t best = -1;
    for (int64_t i = 0; i < at->out->lots; i++)
        if (at->out->lot[i].left > 0 && (best < 0 || sooner(&at->out->lot[i], &at->out->lot[best]))) best = i;
    if (best >= 0) at->out->lot[best].left--;
    return best;
}

static int64_t held(const struct replay *at)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < at->out->lots; i++) sum += at->out->lot[i].left;
    return sum;
}

static int64_t take_or_owe(struct replay *at, int64_t wanted, int64_t day, int64_t row)
{
    int64_t taken = 0;
    while (taken < wanted && take_one(at) >= 0) taken++;
    if (at->programme->flags & PATRON_LOYALTY_DEBT) {
        at->out->debt += wanted - taken;
        return wanted;
    }
    at->out->shortfall += wanted - taken;
    note(at, day, row, PATRON_LOYALTY_REASON_SHORTFALL, 0, wanted - taken);
    return taken;
}

static void grant(struct replay *at, int64_t row)
{
    const struct oracle_event *event = &at->event[row];
    bool earned = event->kind == PATRON_LOYALTY_EARN;
    int64_t points = earned ? oracle_earned(at->programme, event, event->amount) : event->amount;
    int64_t paid = points < at->out->debt ? points : at->out->debt;
    struct oracle_lot lot = {.row = row, .day = event->day, .granted = points, .left = points - paid};
    activity(at, event->day);
    lot.last = last_day(at->programme, event, &lot.renewed);
    at->out->debt -= paid;
    if (earned) at->out->earned += points;
    else at->out->bonus += points;
    if (earned && event->order != SHOP_NULL) {
        struct order *order = order_of(at, event->order);
        order->earn = row;
        order->lot = points ? at->out->lots : -1;
    }
    note(at, event->day, row, earned ? PATRON_LOYALTY_REASON_EARNED : PATRON_LOYALTY_REASON_BONUS, points, 0);
    if (points) at->out->lot[at->out->lots++] = lot;
}

static bool spend(struct replay *at, int64_t row)
{
    const struct oracle_event *event = &at->event[row];
    bool removes = event->kind == PATRON_LOYALTY_EXPIRE;
    if (event->amount > held(at)) return false;
    struct order *order = !removes && event->order != SHOP_NULL ? order_of(at, event->order) : NULL;
    if (order) order->stack = realloc(order->stack, (size_t)(order->depth + event->amount + 1) * sizeof *order->stack);
    for (int64_t i = 0; i < event->amount; i++) {
        int64_t lot = take_one(at);
        if (order) order->stack[order->depth++] = lot;
    }
    if (order) order->spent += event->amount;
    if (!removes && (at->programme->flags & PATRON_LOYALTY_RENEW_BY_SPEND)) activity(at, event->day);
    if (removes) at->out->expired += event->amount;
    else at->out->spent += event->amount;
    note(at, event->day, row, removes ? PATRON_LOYALTY_REASON_REMOVED : PATRON_LOYALTY_REASON_SPENT, -event->amount, 0);
    return true;
}

static void give_back(struct replay *at, struct order *order, int64_t points, int64_t row)
{
    int64_t day = at->event[row].day, late = 0;
    order->restored += points;
    at->out->restored += points;
    note(at, day, row, PATRON_LOYALTY_REASON_RESTORED, points, 0);
    for (; points; points--) {
        struct oracle_lot *lot = &at->out->lot[order->stack[--order->depth]];
        if (lot->last < day) {
            late++;
            lot->expired++;
        } else if (at->out->debt) {
            at->out->debt--;
        } else {
            lot->left++;
        }
    }
    at->out->expired += late;
    note(at, day, row, PATRON_LOYALTY_REASON_EXPIRED, -late, 0);
}

static void refund(struct replay *at, int64_t row)
{
    const struct oracle_event *event = &at->event[row];
    struct order *order = order_of(at, event->order);
    int64_t amount = order->earn >= 0 ? at->event[order->earn].amount : 0, back, taken = 0, wanted = 0;
    order->refunded += event->amount < 0 ? -event->amount : event->amount;
    if (order->refunded > amount) order->refunded = amount;
    back = (amount ? order->spent * order->refunded / amount : order->spent) - order->restored;
    if (event->restore != SHOP_NULL) back = event->restore;
    give_back(at, order, back > 0 ? back : 0, row);
    if (order->earn >= 0) {
        const struct oracle_event *earn = &at->event[order->earn];
        wanted = oracle_earned(at->programme, earn, amount) -
                 oracle_earned(at->programme, earn, amount - order->refunded) - order->taken;
        order->taken += wanted;
    }
    if (order->lot >= 0) {
        struct oracle_lot *lot = &at->out->lot[order->lot];
        for (; wanted && lot->left; wanted--, taken++) lot->left--;
        for (; wanted && lot->excused < lot->expired; wanted--) lot->excused++;
    }
    taken += take_or_owe(at, wanted, event->day, row);
    at->out->taken += taken;
    note(at, event->day, row, PATRON_LOYALTY_REASON_TAKEN_BACK, -taken, 0);
}

static bool apply(struct replay *at, int64_t row)
{
    const struct oracle_event *event = &at->event[row];
    int64_t taken;
    at->out->last_event = event->day;
    switch (event->kind) {
    case PATRON_LOYALTY_EARN:
    case PATRON_LOYALTY_BONUS: grant(at, row); return true;
    case PATRON_LOYALTY_REFUND: refund(at, row); return true;
    case PATRON_LOYALTY_REVERSAL:
        taken = take_or_owe(at, event->amount, event->day, row);
        at->out->taken += taken;
        note(at, event->day, row, PATRON_LOYALTY_REASON_REVERSED, -taken, 0);
        return true;
    default: return spend(at, row);
    }
}

/* Whose event it is: a refund may leave its customer out. SHOP_NULL = a guest's. */
static int64_t owner(const struct oracle_event *event, int64_t count, int64_t row)
{
    if (event[row].customer != SHOP_NULL || event[row].kind != PATRON_LOYALTY_REFUND) return event[row].customer;
    for (int64_t i = 0; i < count; i++)
        if (event[i].order == event[row].order && event[i].customer != SHOP_NULL &&
            (event[i].kind == PATRON_LOYALTY_EARN || event[i].kind == PATRON_LOYALTY_SPEND))
            return event[i].customer;
    return SHOP_NULL;
}

static bool repeats(const struct oracle_event *event, int64_t row)
{
    for (int64_t i = 0; i < row && event[row].event != SHOP_NULL; i++)
        if (event[i].event == event[row].event) return true;
    return false;
}

void oracle_points(const struct oracle_event *event, int64_t count, int64_t customer,
                   const struct oracle_programme *programme, int64_t as_of, int64_t order, struct oracle_points *out)
{
    struct replay at = {programme, event, out, calloc((size_t)count + 1, sizeof(struct order)), 0};
    int64_t first = INT64_MAX;
    memset(out, 0, sizeof *out);
    out->last_event = PATRON_NO_DAY;
    out->bad_row = -1;
    out->lot = calloc((size_t)count + 1, sizeof *out->lot);
    for (int64_t i = 0; i < count; i++)
        if (event[i].day < first) first = event[i].day;
    for (int64_t day = first; day <= as_of && count; day++) {
        expire_on(&at, day);
        for (int64_t i = 0; i < count && out->bad_row < 0; i++)
            if (event[i].day == day && owner(event, count, i) == customer && !repeats(event, i) && !apply(&at, i))
                out->bad_row = i;
    }
    for (int64_t i = 0; i < at.orders; i++) {
        if (at.order[i].id == order) out->order_left = at.order[i].spent - at.order[i].restored;
        free(at.order[i].stack);
    }
    free(at.order);
}

void oracle_points_free(struct oracle_points *points)
{
    free(points->lot);
    free(points->move);
}

/* ---- tiers ------------------------------------------------------------------------------------------------------- */

/* A customer's deeds, each on its day, as seen at as_of. */
struct deeds {
    int64_t day[512], value[512], count;
};

static void add(struct deeds *deeds, int64_t day, int64_t value)
{
    assert_true(deeds->count < 512);
    deeds->day[deeds->count] = day;
    deeds->value[deeds->count++] = value;
}

static void point_deeds(const struct oracle_event *event, int64_t count, int64_t customer,
                        const struct oracle_programme *programme, int64_t as_of, struct deeds *deeds)
{
    for (int64_t i = 0; i < count; i++) {
        if (event[i].day > as_of || owner(event, count, i) != customer || repeats(event, i)) continue;
        if (event[i].kind == PATRON_LOYALTY_BONUS) add(deeds, event[i].day, event[i].amount);
        if (event[i].kind == PATRON_LOYALTY_REVERSAL) add(deeds, event[i].day, -event[i].amount);
        if (event[i].kind != PATRON_LOYALTY_EARN) continue;
        int64_t kept = event[i].amount;
        for (int64_t k = 0; k < count && event[i].order != SHOP_NULL; k++)
            if (event[k].kind == PATRON_LOYALTY_REFUND && event[k].order == event[i].order && event[k].day <= as_of &&
                !repeats(event, k))
                kept -= event[k].amount < 0 ? -event[k].amount : event[k].amount;
        add(deeds, event[i].day, oracle_earned(programme, &event[i], kept > 0 ? kept : 0));
    }
}

static void order_deeds(const struct oracle_customer *customer, int32_t as_of, int32_t by, struct deeds *deeds)
{
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        add(deeds, order->day, by == PATRON_LOYALTY_BY_NET ? order->amount - order->refunded : order->counts);
    }
    for (int64_t i = 0; i < customer->looses && by == PATRON_LOYALTY_BY_NET; i++)
        if (customer->loose[i].day <= as_of) add(deeds, customer->loose[i].day, -customer->loose[i].amount);
}

static int64_t value_on(const struct deeds *deeds, const patron_loyalty_tiers *tiers, int64_t day)
{
    static const patron_calendar years = {sizeof years, PATRON_PERIOD_YEAR, 0, 0, 0};
    const patron_calendar *calendar = tiers->calendar ? tiers->calendar : &years;
    int64_t sum = 0, days = tiers->window_days ? tiers->window_days : 365;
    for (int64_t i = 0; i < deeds->count; i++) {
        bool in = deeds->day[i] <= day;
        if (tiers->window == PATRON_LOYALTY_PERIOD && in)
            in = period_of(calendar, deeds->day[i]) == period_of(calendar, day);
        if (tiers->window == PATRON_LOYALTY_ROLLING) in = in && deeds->day[i] > day - days;
        sum += in ? deeds->value[i] : 0;
    }
    return sum;
}

static int64_t tier_on(const struct deeds *deeds, const patron_loyalty_tiers *tiers, int64_t day)
{
    int64_t tier = PATRON_NONE, value = value_on(deeds, tiers, day);
    for (int32_t t = 0; t < tiers->tier_count; t++)
        if (value >= tiers->thresholds[t]) tier = t;
    return tier;
}

static int64_t held_on(const struct deeds *deeds, const patron_loyalty_tiers *tiers, int64_t day)
{
    int64_t best = PATRON_NONE;
    for (int64_t u = day - tiers->grace_days; u <= day; u++)
        if (tier_on(deeds, tiers, u) > best) best = tier_on(deeds, tiers, u);
    return best;
}

void oracle_tier(const struct oracle_book *book, const struct oracle_customer *customer,
                 const struct oracle_event *event, int64_t count, const struct oracle_programme *programme,
                 const patron_loyalty_tiers *tiers, struct oracle_tier *out)
{
    static struct deeds deeds;
    struct oracle_tier none = {false, PATRON_NONE, PATRON_NONE, 0, PATRON_NONE, PATRON_NO_DAY, PATRON_NONE};
    int64_t as_of = book->as_of, far = 1200; /* no window and grace of the tests is longer together */
    *out = none;
    deeds.count = 0;
    out->buyer = customer->is_buyer;
    if (!out->buyer) return;
    if (tiers->by == PATRON_LOYALTY_BY_POINTS) point_deeds(event, count, customer->key, programme, as_of, &deeds);
    else order_deeds(customer, book->as_of, tiers->by, &deeds);
    out->value = value_on(&deeds, tiers, as_of);
    out->by_value = tier_on(&deeds, tiers, as_of);
    out->tier = held_on(&deeds, tiers, as_of);
    if (out->tier + 1 < tiers->tier_count) out->gap = tiers->thresholds[out->tier + 1] - out->value;
    if (out->tier == PATRON_NONE) return;
    /* Each later day, the days on which the threshold is reached being known up to it. */
    int64_t last = PATRON_NO_DAY;
    for (int64_t u = as_of - tiers->grace_days; u <= as_of + far; u++) {
        if (value_on(&deeds, tiers, u) >= tiers->thresholds[out->tier]) last = u;
        if (u < as_of || u - last <= tiers->grace_days) continue;
        out->until = u - 1;
        out->keep_gap = tiers->thresholds[out->tier] - value_on(&deeds, tiers, u);
        return;
    }
}
