/* The replay of one customer's events: what loyalty.h says about how points move. */
#include "loyalty.h"

/* ---- scratch ----------------------------------------------------------------------------------------------------- */

/* Most nodes and pieces that an event of a customer can take. Of the three pieces of a spend only the last is a part of
 * a lot; a refund parts what comes back, the debt that it pays, the order's lot, and one more of what it takes. */
#define NODES_SPEND 1
#define NODES_REFUND 4
#define PIECES_SPEND 3

static void look_at(const patron_loyalty_ledger *ledger, int64_t customer, pt_points *most)
{
    int64_t nodes = 1, lots = 0, takens = 0, orders = 0;
    for (int64_t i = ledger->first[customer]; i < (int64_t)ledger->first[customer + 1]; i++) {
        bool grants = ledger->kind[i] == PATRON_LOYALTY_EARN || ledger->kind[i] == PATRON_LOYALTY_BONUS;
        bool ordered = ledger->order[i] != PT_INDEX_NONE;
        lots += grants;
        takens += ledger->kind[i] == PATRON_LOYALTY_SPEND && ordered ? PIECES_SPEND : 0;
        nodes += grants ? 1 : ledger->kind[i] == PATRON_LOYALTY_REFUND ? NODES_REFUND : NODES_SPEND;
        if (ordered && (int64_t)ledger->order[i] >= orders) orders = (int64_t)ledger->order[i] + 1;
    }
    if (nodes > most->node_capacity) most->node_capacity = nodes;
    if (lots > most->lot_capacity) most->lot_capacity = lots;
    if (takens > most->taken_capacity) most->taken_capacity = takens;
    if (orders > most->order_capacity) most->order_capacity = orders;
}

patron_status pt_points_open(const patron_loyalty_ledger *ledger, int64_t first, int64_t count, pt_points *out,
                             patron_error *error)
{
    const patron_allocator *allocator = &ledger->allocator;
    memset(out, 0, sizeof *out);
    out->ledger = ledger;
    out->node_capacity = 1;
    for (int64_t customer = first; customer < first + count; customer++) look_at(ledger, customer, out);
    if (out->node_capacity > UINT32_MAX)
        return pt_fail(error, PATRON_ERROR_LIMIT, 0, -1, -1, "", "a customer has more events than can be replayed");
    out->forest.node = pt_zero_array(allocator, out->node_capacity, sizeof *out->forest.node, error);
    if (out->forest.node) out->lot = pt_array(allocator, out->lot_capacity, sizeof *out->lot, error);
    if (out->lot) out->order = pt_zero_array(allocator, out->order_capacity, sizeof *out->order, error);
    if (out->order) out->taken = pt_array(allocator, out->taken_capacity, sizeof *out->taken, error);
    if (out->taken) {
        out->forest.lot = out->lot;
        return PATRON_OK;
    }
    pt_points_close(out);
    return PATRON_ERROR_MEMORY;
}

void pt_points_close(pt_points *points)
{
    if (!points->ledger) return;
    const patron_allocator *allocator = &points->ledger->allocator;
    PT_FREE(allocator, points->forest.node, points->node_capacity);
    PT_FREE(allocator, points->lot, points->lot_capacity);
    PT_FREE(allocator, points->order, points->order_capacity);
    PT_FREE(allocator, points->taken, points->taken_capacity);
}

/* ---- movements --------------------------------------------------------------------------------------------------- */

/* No sum overflows: the build of the ledger has checked the sum of all points that events can move. */
static void move(pt_points *points, int32_t day, int64_t event, int32_t reason, int64_t amount)
{
    bool comes = reason == PATRON_LOYALTY_REASON_EARNED || reason == PATRON_LOYALTY_REASON_BONUS ||
                 reason == PATRON_LOYALTY_REASON_RESTORED;
    bool missing = reason == PATRON_LOYALTY_REASON_SHORTFALL;
    if (!amount) return;
    points->total[reason] += amount;
    if (!points->emit) return;
    pt_points_move made = {day, reason, event, missing ? 0 : comes ? amount : -amount, missing ? amount : 0};
    points->emit(points->context, &made);
}

/* ---- expiry ------------------------------------------------------------------------------------------------------ */

static void note_expired(void *context, const pt_points_node *node)
{
    pt_points *points = context;
    points->lot[node->lot].expired += node->points;
}

/* These points are gone; how many. Every node comes here at most once. */
static int64_t let_expire(pt_points *points, uint32_t tree)
{
    pt_points_walk(&points->forest, tree, note_expired, points);
    return pt_points_sum(&points->forest, tree);
}

/* Lets go what was good up to a day before `day`, one movement for each such day. */
static void expire_before(pt_points *points, int32_t day)
{
    for (;;) {
        int64_t own = points->own ? pt_points_first_day(&points->forest, points->own) : INT64_MAX;
        int64_t renewed = points->renewed ? points->clock : INT64_MAX, last = own < renewed ? own : renewed, sum = 0;
        uint32_t gone;
        if (last >= day) return;
        if (own == last) {
            pt_points_cut(&points->forest, points->own, (int32_t)last + 1, 0, &gone, &points->own);
            sum += let_expire(points, gone);
        }
        if (renewed == last) {
            sum += let_expire(points, points->renewed);
            points->renewed = 0;
        }
        move(points, (int32_t)last + 1, -1, PATRON_LOYALTY_REASON_EXPIRED, sum);
    }
}

/* Activity sets the clock; if it had run out (its points are gone by now), it begins anew. */
static void renew(pt_points *points, int32_t day)
{
    if (!points->ledger->activity_days) return;
    points->run += points->clock < day;
    points->clock = (int64_t)day + points->ledger->activity_days;
}

/* ---- taking ------------------------------------------------------------------------------------------------------ */

static void keep_taken(pt_points *points, pt_points_order *order, uint32_t tree, bool renewed)
{
    if (!order || !tree) return;
    pt_points_taken fresh = {tree, renewed, points->run, order->top};
    points->taken[points->takens] = fresh;
    order->top = points->takens++;
}

static int64_t take_from(pt_points *points, uint32_t *tree, bool renewed, int64_t wanted, pt_points_order *order)
{
    int64_t sum = pt_points_sum(&points->forest, *tree), taking = wanted < sum ? wanted : sum;
    uint32_t taken;
    if (!taking) return 0;
    pt_points_take(&points->forest, *tree, taking, &taken, tree);
    keep_taken(points, order, taken, renewed);
    return taking;
}

/* Takes points, not more than there are, from the lots that expire soonest. What is taken for an order is remembered.
 * */
static void take(pt_points *points, int64_t wanted, pt_points_order *order)
{
    uint32_t sooner = points->own, later = 0;
    if (points->renewed)
        pt_points_cut(&points->forest, points->own, (int32_t)points->clock + 1, 0, &sooner, &later);
    wanted -= take_from(points, &sooner, false, wanted, order);
    wanted -= take_from(points, &points->renewed, true, wanted, order);
    (void)take_from(points, &later, false, wanted, order);
    points->own = pt_points_append(&points->forest, sooner, later);
}

/* Takes what is there; the rest is a debt or missing. Returns what was taken, the debt included. */
static int64_t take_or_owe(pt_points *points, int64_t wanted, int32_t day, int64_t event)
{
    int64_t held = pt_points_held(points), taking = wanted < held ? wanted : held, rest = wanted - taking;
    take(points, taking, NULL);
    if (!(points->ledger->flags & PATRON_LOYALTY_DEBT)) {
        move(points, day, event, PATRON_LOYALTY_REASON_SHORTFALL, rest);
        return taking;
    }
    points->debt += rest;
    return wanted;
}

/* ---- events ------------------------------------------------------------------------------------------------------ */

static void grant(pt_points *points, int64_t event, int32_t day)
{
    const patron_loyalty_ledger *ledger = points->ledger;
    int64_t granted = ledger->points[event], paid = points->debt < granted ? points->debt : granted;
    bool earned = ledger->kind[event] == PATRON_LOYALTY_EARN;
    renew(points, day);
    if (!granted) return;
    uint32_t lot = (uint32_t)points->lots++;
    pt_points_lot fresh = {event, (int32_t)ledger->other[event], 0, 0};
    points->lot[lot] = fresh;
    if (earned && ledger->order[event] != PT_INDEX_NONE) points->order[ledger->order[event]].lot = lot;
    move(points, day, event, earned ? PATRON_LOYALTY_REASON_EARNED : PATRON_LOYALTY_REASON_BONUS, granted);
    points->debt -= paid;
    if (granted == paid) return;
    uint32_t leaf = pt_points_leaf(&points->forest, lot, granted - paid), before, from;
    if (fresh.last_day == PT_LOYALTY_RENEWED) {
        points->renewed = pt_points_append(&points->forest, points->renewed, leaf);
        return;
    }
    pt_points_cut(&points->forest, points->own, fresh.last_day, lot, &before, &from);
    points->own = pt_points_append(&points->forest, pt_points_append(&points->forest, before, leaf), from);
}

static bool spend(pt_points *points, int64_t event, int32_t day)
{
    const patron_loyalty_ledger *ledger = points->ledger;
    bool removes = ledger->kind[event] == PATRON_LOYALTY_EXPIRE;
    pt_index order = removes ? PT_INDEX_NONE : ledger->order[event];
    if (ledger->points[event] > pt_points_held(points)) return false;
    take(points, ledger->points[event], order == PT_INDEX_NONE ? NULL : &points->order[order]);
    if (!removes && (ledger->flags & PATRON_LOYALTY_RENEW_BY_SPEND)) renew(points, day);
    move(points, day, event, removes ? PATRON_LOYALTY_REASON_REMOVED : PATRON_LOYALTY_REASON_SPENT,
         ledger->points[event]);
    return true;
}

/* Points that come back to lots that are still good, the last ones first: a debt is paid before. */
static void return_good(pt_points *points, uint32_t tree, uint32_t *into)
{
    int64_t sum = pt_points_sum(&points->forest, tree), paid = points->debt < sum ? points->debt : sum;
    uint32_t payment = 0;
    if (paid) pt_points_take(&points->forest, tree, sum - paid, &tree, &payment);
    points->debt -= paid;
    *into = pt_points_unite(&points->forest, *into, tree);
}

/* Gives back what a spend took; returns how many of these points have expired meanwhile. */
static int64_t return_piece(pt_points *points, uint32_t tree, const pt_points_taken *piece, int32_t day)
{
    uint32_t gone = 0;
    if (piece->renewed) {
        if (piece->run != points->run || points->clock < day) return let_expire(points, tree);
        return_good(points, tree, &points->renewed);
        return 0;
    }
    pt_points_cut(&points->forest, tree, day, 0, &gone, &tree);
    return_good(points, tree, &points->own);
    return let_expire(points, gone);
}

static void restore(pt_points *points, pt_points_order *order, int64_t wanted, int32_t day, int64_t event)
{
    int64_t gone = 0;
    move(points, day, event, PATRON_LOYALTY_REASON_RESTORED, wanted);
    while (wanted) {
        pt_points_taken *piece = &points->taken[order->top];
        int64_t sum = pt_points_sum(&points->forest, piece->tree);
        uint32_t tree = piece->tree;
        if (sum > wanted) {
            pt_points_take(&points->forest, tree, sum - wanted, &piece->tree, &tree);
            sum = wanted;
        } else {
            order->top = piece->below;
        }
        wanted -= sum;
        gone += return_piece(points, tree, piece, day);
    }
    points->expired_at_return += gone;
    move(points, day, event, PATRON_LOYALTY_REASON_EXPIRED, gone);
}

/* Takes points off one lot, where they still are; returns how many. */
static int64_t take_from_lot(pt_points *points, int64_t lot, int64_t wanted)
{
    int32_t last_day = points->lot[lot].last_day;
    uint32_t *tree = last_day == PT_LOYALTY_RENEWED ? &points->renewed : &points->own, before, mine, behind, taken;
    pt_points_cut(&points->forest, *tree, last_day, lot, &before, &mine);
    pt_points_cut(&points->forest, mine, last_day, lot + 1, &mine, &behind);
    int64_t sum = pt_points_sum(&points->forest, mine), taking = wanted < sum ? wanted : sum;
    pt_points_take(&points->forest, mine, taking, &taken, &mine);
    *tree = pt_points_append(&points->forest, pt_points_append(&points->forest, before, mine), behind);
    return taking;
}

static void refund(pt_points *points, int64_t event, int32_t day)
{
    const patron_loyalty_ledger *ledger = points->ledger;
    pt_points_order *order = &points->order[ledger->order[event]];
    int64_t wanted = ledger->points[event], taken = 0;
    restore(points, order, ledger->other[event], day, event);
    if (order->lot >= 0) {
        pt_points_lot *lot = &points->lot[order->lot];
        taken = take_from_lot(points, order->lot, wanted);
        wanted -= taken;
        int64_t left = lot->expired - lot->excused, excused = wanted < left ? wanted : left;
        lot->excused += excused;
        wanted -= excused;
    }
    taken += take_or_owe(points, wanted, day, event);
    move(points, day, event, PATRON_LOYALTY_REASON_TAKEN_BACK, taken);
}

static bool apply(pt_points *points, int64_t event)
{
    int32_t day = points->ledger->day[event];
    expire_before(points, day);
    switch (points->ledger->kind[event]) {
    case PATRON_LOYALTY_EARN:
    case PATRON_LOYALTY_BONUS: grant(points, event, day); return true;
    case PATRON_LOYALTY_REFUND: refund(points, event, day); return true;
    case PATRON_LOYALTY_REVERSAL:
        move(points, day, event, PATRON_LOYALTY_REASON_REVERSED,
             take_or_owe(points, points->ledger->points[event], day, event));
        return true;
    default: return spend(points, event, day); /* SPEND and EXPIRE */
    }
}

bool pt_points_replay(pt_points *points, int64_t customer, int32_t as_of)
{
    const patron_loyalty_ledger *ledger = points->ledger;
    int64_t end = ledger->first[customer + 1];
    points->replays++;
    points->forest.used = 0;
    points->lots = points->takens = 0;
    points->own = points->renewed = 0;
    points->clock = INT64_MIN;
    points->run = points->debt = points->expired_at_return = 0;
    memset(points->total, 0, sizeof points->total);
    for (points->next = ledger->first[customer]; points->next < end; points->next++) {
        if (ledger->day[points->next] > as_of) break;
        pt_index order = ledger->order[points->next];
        if (order != PT_INDEX_NONE && points->order[order].replay != points->replays) {
            pt_points_order fresh = {points->replays, -1, -1};
            points->order[order] = fresh;
        }
        if (!apply(points, points->next)) return false;
    }
    expire_before(points, as_of);
    return true;
}
