/* From rows of events to a ledger: repeated events left out, orders given their customers, everything grouped by
 * customer, turned into points, and replayed once to the end. */
#include "loyalty.h"

#include "sort.h"

/* Who names an order in the rows. */
typedef struct order_names {
    pt_index earned_row; /* its EARN, PT_INDEX_NONE = none; likewise below */
    pt_index named_row;  /* the first EARN or SPEND that names it */
    pt_index customer;   /* NONE = a guest, or not named */
} order_names;

/* What is known of an order while its customer's events are turned into points. */
typedef struct order_facts {
    bool met;                       /* some event has named it */
    int64_t earned_row, refund_row; /* the EARN and the first REFUND that have been met, -1 = none */
    int64_t refunded, taken, spent, restored;
} order_facts;

typedef struct building {
    pt_loyalty_settings settings;
    pt_loyalty_rows rows;
    int64_t orders;         /* order ids */
    order_names *order;     /* [orders] */
    pt_index *orders_of;    /* [customers]: orders of each */
    order_facts *facts;     /* of the orders of one customer */
    int64_t customers;
    int64_t most;           /* events of the customer with most */
    pt_index *position;     /* [rows.count]: rows grouped by customer */
    patron_loyalty_ledger *ledger;
    int64_t moved;          /* sum of all points so far */
} building;

/* ---- repeated events --------------------------------------------------------------------------------------------- */

static bool same_row(const pt_loyalty_rows *rows, int64_t a, int64_t b)
{
    const pt_loyalty_row *x = &rows->row[a], *y = &rows->row[b];
    if (rows->customer[a] != rows->customer[b] || x->time != y->time || x->kind != y->kind) return false;
    if (x->amount != y->amount || x->order != y->order) return false;
    return (!rows->rule || rows->rule[a] == rows->rule[b]) && (!rows->num || rows->num[a] == rows->num[b]) &&
           (!rows->den || rows->den[a] == rows->den[b]) && (!rows->expires || rows->expires[a] == rows->expires[b]) &&
           (!rows->restore || rows->restore[a] == rows->restore[b]);
}

static patron_status drop_repeated(building *job, patron_error *error)
{
    pt_loyalty_rows *rows = &job->rows;
    patron_status status = PATRON_OK;
    if (!rows->id) return status;
    int64_t ids = pt_keys_count(rows->ids), next = 0;
    pt_index *first = pt_array(&job->settings.allocator, ids, sizeof *first, error);
    if (!first) return PATRON_ERROR_MEMORY;
    for (int64_t row = 0; row < rows->count && !status; row++) { /* ids are numbered in order of first appearance */
        pt_index id = rows->id[row];
        if (id == PT_INDEX_NONE) continue;
        if ((int64_t)id == next) {
            first[next++] = (pt_index)row;
        } else if (same_row(rows, first[id], row)) {
            continue;
        } else {
            status = pt_fail(error, PATRON_ERROR_CONFLICT, 0, row, first[id], "event",
                             "two events have one id and are not equal");
        }
    }
    next = 0;
    for (int64_t row = 0; row < rows->count && !status; row++) {
        if (rows->id[row] == PT_INDEX_NONE) continue;
        if ((int64_t)rows->id[row] == next) {
            next++;
            continue;
        }
        rows->row[row].kind = PT_LOYALTY_DROPPED;
        job->ledger->info.repeated++;
    }
    PT_FREE(&job->settings.allocator, first, ids);
    return status;
}

/* ---- whose order it is ------------------------------------------------------------------------------------------- */

static order_names *order_of(const building *job, int64_t row)
{
    pt_index order = job->rows.row[row].order;
    return order == PT_INDEX_NONE ? NULL : &job->order[order];
}

static patron_status name_earned(building *job, patron_error *error)
{
    for (int64_t row = 0; row < job->rows.count; row++) {
        if (job->rows.row[row].kind != PATRON_LOYALTY_EARN) continue;
        order_names *order = order_of(job, row);
        if (!order) continue;
        if (order->earned_row != PT_INDEX_NONE)
            return pt_fail(error, PATRON_ERROR_CONFLICT, 0, row, order->earned_row, "order",
                           "an order is earned twice");
        order->earned_row = order->named_row = (pt_index)row;
        order->customer = job->rows.customer[row];
    }
    return PATRON_OK;
}

/* The customer of a SPEND or REFUND must be its order's. */
static patron_status check_customer(const building *job, int64_t row, const order_names *order, patron_error *error)
{
    if (job->rows.customer[row] == order->customer) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_CONFLICT, 0, row, order->named_row, "order", "an order is under two customers");
}

static patron_status name_spent(building *job, patron_error *error)
{
    for (int64_t row = 0; row < job->rows.count; row++) {
        if (job->rows.row[row].kind != PATRON_LOYALTY_SPEND) continue;
        order_names *order = order_of(job, row);
        bool nobody = job->rows.customer[row] == PT_INDEX_NONE;
        if (nobody && !(order && order->named_row != PT_INDEX_NONE && order->customer == PT_INDEX_NONE))
            return pt_fail_row(error, row, "customer", "the customer of a spend is null");
        if (!order) continue;
        if (order->named_row == PT_INDEX_NONE) {
            order->named_row = (pt_index)row;
            order->customer = job->rows.customer[row];
        }
        patron_status status = check_customer(job, row, order, error);
        if (status) return status;
    }
    return PATRON_OK;
}

static patron_status name_refunds(building *job, patron_error *error)
{
    for (int64_t row = 0; row < job->rows.count; row++) {
        if (job->rows.row[row].kind != PATRON_LOYALTY_REFUND) continue;
        const order_names *order = order_of(job, row);
        if (!order) return pt_fail_row(error, row, "order", "the order of a refund is null");
        if (order->named_row == PT_INDEX_NONE)
            return pt_fail_row(error, row, "order", "a refund of an unknown order: no event earns or pays it");
        if (job->rows.customer[row] == PT_INDEX_NONE) job->rows.customer[row] = order->customer;
        patron_status status = check_customer(job, row, order, error);
        if (status) return status;
    }
    return PATRON_OK;
}

/* Guests have no points: their orders' events are left out. */
static patron_status drop_guests(building *job, patron_error *error)
{
    for (int64_t row = 0; row < job->rows.count; row++) {
        uint8_t kind = job->rows.row[row].kind;
        if (kind == PT_LOYALTY_DROPPED || job->rows.customer[row] != PT_INDEX_NONE) continue;
        if (kind != PATRON_LOYALTY_EARN && kind != PATRON_LOYALTY_SPEND && kind != PATRON_LOYALTY_REFUND)
            return pt_fail_row(error, row, "customer", "the customer of a %s is null", patron_loyalty_kind_name(kind));
        job->rows.row[row].kind = PT_LOYALTY_DROPPED;
        job->ledger->info.guests++;
    }
    return PATRON_OK;
}

/* Orders get numbers within their customer, now that rows still lie in the order in which ids were numbered: later they
 * are read by customer, and every look at something of an order's id would be one anywhere in memory. */
static patron_status number_orders(building *job, patron_error *error)
{
    const patron_allocator *allocator = &job->settings.allocator;
    job->customers = job->rows.customers ? pt_keys_count(job->rows.customers) : 0;
    pt_index *number = pt_array(allocator, job->orders, sizeof *number, error);
    job->orders_of = pt_zero_array(allocator, job->customers, sizeof *job->orders_of, error);
    if (!number || !job->orders_of) {
        PT_FREE(allocator, number, job->orders);
        return PATRON_ERROR_MEMORY;
    }
    memset(number, 0xff, (size_t)job->orders * sizeof *number); /* PT_INDEX_NONE everywhere */
    for (int64_t row = 0; row < job->rows.count; row++) {
        pt_loyalty_row *event = &job->rows.row[row];
        bool looks = event->kind == PATRON_LOYALTY_EARN || event->kind == PATRON_LOYALTY_SPEND ||
                     event->kind == PATRON_LOYALTY_REFUND;
        if (event->order == PT_INDEX_NONE) continue;
        if (looks && number[event->order] == PT_INDEX_NONE) {
            number[event->order] = job->orders_of[job->rows.customer[row]]++;
            job->ledger->info.orders++;
        }
        event->order = looks ? number[event->order] : PT_INDEX_NONE;
    }
    PT_FREE(allocator, number, job->orders);
    return PATRON_OK;
}

static patron_status name_orders(building *job, patron_error *error)
{
    job->orders = job->rows.orders;
    job->order = pt_array(&job->settings.allocator, job->orders, sizeof *job->order, error);
    if (!job->order) return PATRON_ERROR_MEMORY;
    memset(job->order, 0xff, (size_t)job->orders * sizeof *job->order); /* PT_INDEX_NONE everywhere */
    patron_status status = name_earned(job, error);
    if (!status) status = name_spent(job, error);
    if (!status) status = name_refunds(job, error);
    if (!status) status = drop_guests(job, error);
    return status ? status : number_orders(job, error);
}

/* ---- grouping ---------------------------------------------------------------------------------------------------- */

static bool is_earlier(const void *context, pt_index a, pt_index b)
{
    const pt_loyalty_row *row = context;
    return row[a].time < row[b].time;
}

static patron_status sort_customer(building *job, int64_t first, int64_t end, pt_index *spare, patron_error *error)
{
    for (int64_t i = first + 1; i < end; i++) {
        pt_index before = job->position[i - 1], row = job->position[i];
        if (!is_earlier(job->rows.row, row, before)) continue;
        if (!(job->settings.flags & PATRON_LOYALTY_SORT_EVENTS))
            return pt_fail(error, PATRON_ERROR_DATA, 0, row, before, "time",
                           "an event out of order: it is earlier than the customer's event before it");
        pt_sort(job->position + first, spare, end - first, is_earlier, job->rows.row);
        break;
    }
    return PATRON_OK;
}

static patron_status group(building *job, patron_error *error)
{
    patron_loyalty_ledger *ledger = job->ledger;
    const patron_allocator *allocator = &job->settings.allocator;
    ledger->keys = job->rows.customers;
    job->rows.customers = NULL;
    ledger->customers = ledger->keys ? pt_keys_count(ledger->keys) : 0;
    ledger->first = pt_zero_array(allocator, ledger->customers + 1, sizeof *ledger->first, error);
    if (!ledger->first) return PATRON_ERROR_MEMORY;
    job->position = pt_array(allocator, job->rows.count, sizeof *job->position, error);
    if (!job->position) return PATRON_ERROR_MEMORY;
    for (int64_t row = 0; row < job->rows.count; row++)
        if (job->rows.row[row].kind != PT_LOYALTY_DROPPED) ledger->first[job->rows.customer[row] + 1]++;
    for (int64_t customer = 0; customer < ledger->customers; customer++) {
        int64_t own = ledger->first[customer + 1];
        if (own > job->most) job->most = own;
        ledger->first[customer + 1] = (pt_index)(ledger->first[customer] + own);
    }
    ledger->count = ledger->first[ledger->customers];
    for (int64_t row = 0; row < job->rows.count; row++) /* first[c] runs to the end of c, and is put back below */
        if (job->rows.row[row].kind != PT_LOYALTY_DROPPED)
            job->position[ledger->first[job->rows.customer[row]]++] = (pt_index)row;
    for (int64_t customer = ledger->customers; customer > 0; customer--)
        ledger->first[customer] = ledger->first[customer - 1];
    ledger->first[0] = 0;
    pt_index *spare = pt_array(allocator, job->most, sizeof *spare, error);
    patron_status status = spare ? PATRON_OK : PATRON_ERROR_MEMORY;
    for (int64_t customer = 0; customer < ledger->customers && !status; customer++)
        status = sort_customer(job, ledger->first[customer], ledger->first[customer + 1], spare, error);
    PT_FREE(allocator, spare, job->most);
    return status;
}

/* ---- from amounts to points -------------------------------------------------------------------------------------- */

/* earned(amount) by the rule of an EARN; false if it does not fit. */
static bool earned(const building *job, int64_t row, int64_t amount, int64_t *out)
{
    const pt_loyalty_rows *rows = &job->rows;
    int32_t rule = rows->rule ? rows->rule[row] : 0;
    int64_t num = rows->num ? rows->num[row] : 1, den = rows->den ? rows->den[row] : 1, per = job->settings.per[rule];
    pt_int128 points = (pt_int128)job->settings.points[rule] * num; /* < 2^60 */
    if (job->settings.flags & PATRON_LOYALTY_ROUND_ONCE) points = points * amount / ((pt_int128)per * den);
    else points = points * (amount / per) / den;
    *out = (int64_t)points;
    return points <= INT64_MAX;
}

static patron_status fail_points(int64_t row, patron_error *error)
{
    return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, row, -1, "amount", "the points do not fit into int64");
}

static int64_t last_day(const building *job, int64_t row, int32_t day)
{
    const pt_loyalty_settings *settings = &job->settings;
    if (job->rows.expires && job->rows.expires[row] != PATRON_NO_DAY) return job->rows.expires[row];
    int64_t last;
    switch (settings->expiry) {
    case PATRON_LOYALTY_EXPIRY_NEVER: return PT_LOYALTY_NEVER;
    case PATRON_LOYALTY_EXPIRY_ACTIVITY: return PT_LOYALTY_RENEWED;
    case PATRON_LOYALTY_EXPIRY_AFTER: last = (int64_t)day + settings->expiry_count; break;
    default:
        last = pt_period_first_day(&settings->periods,
                                   (int64_t)pt_period_of(&settings->periods, day) + settings->expiry_count + 1) - 1;
    }
    return last > PATRON_DAY_MAX ? PT_LOYALTY_NEVER : last;
}

static patron_status resolve_refund(const building *job, int64_t row, order_facts *order, int64_t *points,
                                    int64_t *back, patron_error *error)
{
    int64_t amount = order->earned_row >= 0 ? job->rows.row[order->earned_row].amount : 0, target = order->spent;
    int64_t all, rest, given = job->rows.restore ? job->rows.restore[row] : -1, left = order->spent - order->restored;
    if (order->refund_row < 0) order->refund_row = row;
    if (job->rows.row[row].amount >= amount - order->refunded) order->refunded = amount;
    else order->refunded += job->rows.row[row].amount;
    *points = 0;
    if (order->earned_row >= 0) {
        if (!earned(job, order->earned_row, amount, &all) ||
            !earned(job, order->earned_row, amount - order->refunded, &rest))
            return fail_points(row, error);
        *points = all - rest - order->taken;
        order->taken += *points;
    }
    if (amount > 0) target = (int64_t)((pt_int128)order->spent * order->refunded / amount);
    *back = target > order->restored ? target - order->restored : 0;
    if (given > left)
        return pt_fail_row(error, row, "restore", "%lld points to give back, %lld spent on the order are left",
                           (long long)given, (long long)left);
    if (given >= 0) *back = given;
    order->restored += *back;
    return PATRON_OK;
}

/* `order` is NULL where the event has none; of a REFUND it is known. */
static patron_status resolve(const building *job, int64_t row, int32_t day, order_facts *order, int64_t *points,
                             int64_t *other, patron_error *error)
{
    *points = job->rows.row[row].amount;
    *other = 0;
    switch (job->rows.row[row].kind) {
    case PATRON_LOYALTY_EARN:
        *other = last_day(job, row, day);
        if (order && order->refund_row >= 0)
            return pt_fail(error, PATRON_ERROR_DATA, 0, row, order->refund_row, "order",
                           "an event out of order: the order was refunded before it was earned");
        if (order) order->earned_row = row;
        return earned(job, row, job->rows.row[row].amount, points) ? PATRON_OK : fail_points(row, error);
    case PATRON_LOYALTY_BONUS: *other = last_day(job, row, day); return PATRON_OK;
    case PATRON_LOYALTY_SPEND:
        /* If this overflows, so does the sum of all points, which is looked at next. */
        if (order && pt_add(order->spent, *points, &order->spent)) return fail_points(row, error);
        return PATRON_OK;
    case PATRON_LOYALTY_REFUND: return resolve_refund(job, row, order, points, other, error);
    default: return PATRON_OK;
    }
}

/* What is known of an event's order; a REFUND of one that no event before it has named is an error. */
static patron_status meet_order(const building *job, int64_t row, order_facts **out, patron_error *error)
{
    const pt_loyalty_row *event = &job->rows.row[row];
    *out = event->order == PT_INDEX_NONE ? NULL : &job->facts[event->order];
    if (!*out) return PATRON_OK;
    if (event->kind == PATRON_LOYALTY_REFUND && !(*out)->met)
        return pt_fail_row(error, row, "order", "an event out of order: a refund before the order that it refunds");
    (*out)->met = true;
    return PATRON_OK;
}

static patron_status add_event(building *job, int64_t i, int32_t *day, patron_error *error)
{
    patron_loyalty_ledger *ledger = job->ledger;
    int64_t row = job->position[i], back;
    uint8_t kind = job->rows.row[row].kind;
    if (job->rows.row[row].day > *day) *day = job->rows.row[row].day; /* it stays where clocks go back over midnight */
    order_facts *order;
    patron_status status = meet_order(job, row, &order, error);
    if (status) return status;
    status = resolve(job, row, *day, order, &ledger->points[i], &ledger->other[i], error);
    if (status) return status;
    ledger->day[i] = *day;
    ledger->kind[i] = kind;
    ledger->order[i] = job->rows.row[row].order;
    ledger->row[i] = (pt_index)row;
    back = kind == PATRON_LOYALTY_REFUND ? ledger->other[i] : 0;
    if (pt_add(job->moved, ledger->points[i], &job->moved) || pt_add(job->moved, back, &job->moved))
        return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, row, -1, "amount",
                       "the sum of all points does not fit into int64");
    return PATRON_OK;
}

#define AHEAD 24 /* events whose row is asked for beforehand: it lies anywhere */

static patron_status fill(building *job, patron_error *error)
{
    static const order_facts fresh = {.earned_row = -1, .refund_row = -1};
    patron_loyalty_ledger *ledger = job->ledger;
    const patron_allocator *allocator = &ledger->allocator;
    patron_status status = PATRON_OK;
    if (!(job->facts = pt_array(allocator, job->most, sizeof *job->facts, error))) return PATRON_ERROR_MEMORY;
    if (!(ledger->day = pt_array(allocator, ledger->count, sizeof *ledger->day, error))) return PATRON_ERROR_MEMORY;
    if (!(ledger->kind = pt_array(allocator, ledger->count, sizeof *ledger->kind, error))) return PATRON_ERROR_MEMORY;
    ledger->points = pt_array(allocator, ledger->count, sizeof *ledger->points, error);
    if (!ledger->points) return PATRON_ERROR_MEMORY;
    if (!(ledger->other = pt_array(allocator, ledger->count, sizeof *ledger->other, error))) return PATRON_ERROR_MEMORY;
    if (!(ledger->order = pt_array(allocator, ledger->count, sizeof *ledger->order, error))) return PATRON_ERROR_MEMORY;
    if (!(ledger->row = pt_array(allocator, ledger->count, sizeof *ledger->row, error))) return PATRON_ERROR_MEMORY;
    for (int64_t customer = 0; customer < ledger->customers; customer++) {
        int32_t day = PATRON_NO_DAY;
        for (int64_t order = 0; order < (int64_t)job->orders_of[customer]; order++) job->facts[order] = fresh;
        for (int64_t i = ledger->first[customer]; i < (int64_t)ledger->first[customer + 1] && !status; i++) {
            if (i + AHEAD < ledger->count) __builtin_prefetch(&job->rows.row[job->position[i + AHEAD]]);
            status = add_event(job, i, &day, error);
        }
        if (status) return status;
    }
    return PATRON_OK;
}

/* ---- the replay that checks -------------------------------------------------------------------------------------- */

static patron_status check_replay(const building *job, patron_error *error)
{
    const patron_loyalty_ledger *ledger = job->ledger;
    pt_points points;
    patron_status status = pt_points_open(ledger, 0, ledger->customers, &points, error);
    for (int64_t customer = 0; customer < ledger->customers && !status; customer++) {
        if (pt_points_replay(&points, customer, PATRON_DAY_MAX)) continue;
        int64_t event = points.next, held = points.debt ? -points.debt : pt_points_held(&points);
        status = pt_fail_row(error, ledger->row[event], "amount", "%s of %lld points, the balance is %lld",
                             patron_loyalty_kind_name(ledger->kind[event]), (long long)ledger->points[event],
                             (long long)held);
    }
    pt_points_close(&points);
    return status;
}

static void complete_info(building *job)
{
    patron_loyalty_ledger *ledger = job->ledger;
    patron_loyalty_info *info = &ledger->info;
    info->size = sizeof *info;
    info->events = job->rows.count;
    info->replayed = ledger->count;
    info->customers = ledger->customers;
    info->first_day = info->last_day = PATRON_NO_DAY;
    for (int64_t i = 0; i < ledger->count; i++) {
        if (i == 0 || ledger->day[i] < info->first_day) info->first_day = ledger->day[i];
        if (ledger->day[i] > info->last_day) info->last_day = ledger->day[i];
    }
    int64_t an_event = (int64_t)(sizeof *ledger->day + sizeof *ledger->kind + sizeof *ledger->points +
                                 sizeof *ledger->other + sizeof *ledger->order + sizeof *ledger->row);
    info->bytes = (int64_t)sizeof *ledger + (ledger->customers + 1) * (int64_t)sizeof *ledger->first +
                  ledger->count * an_event + pt_keys_bytes(ledger->keys);
}

/* What only the build needs is released as soon as it is not needed any more. */
static void release(building *job)
{
    PT_FREE(&job->settings.allocator, job->position, job->rows.count);
    PT_FREE(&job->settings.allocator, job->order, job->orders);
    PT_FREE(&job->settings.allocator, job->orders_of, job->customers);
    PT_FREE(&job->settings.allocator, job->facts, job->most);
    int64_t count = job->rows.count;
    pt_loyalty_rows_free(&job->settings.allocator, &job->rows);
    job->rows.count = count;
}

patron_status patron_loyalty_build(const patron_loyalty_events *const *events, int32_t batches,
                                   const patron_loyalty_options *options, patron_loyalty_ledger **out,
                                   patron_error *error)
{
    building job;
    memset(&job, 0, sizeof job);
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    patron_status status = pt_loyalty_options_read(options, &job.settings, error);
    if (status) goto done;
    status = pt_loyalty_rows_read(events, batches, &job.settings, &job.rows, error);
    if (status) goto done;
    status = PATRON_ERROR_MEMORY;
    if (!(job.ledger = pt_zero_array(&job.settings.allocator, 1, sizeof *job.ledger, error))) goto done;
    job.ledger->allocator = job.settings.allocator;
    job.ledger->flags = job.settings.flags;
    if (job.settings.expiry == PATRON_LOYALTY_EXPIRY_ACTIVITY) job.ledger->activity_days = job.settings.expiry_count;
    status = drop_repeated(&job, error);
    if (!status) status = name_orders(&job, error);
    if (!status) status = group(&job, error);
    if (!status) status = fill(&job, error);
    release(&job);
    if (!status) status = check_replay(&job, error);
    if (!status && job.ledger->keys) status = pt_keys_index(&job.settings.allocator, job.ledger->keys, error);
    if (status) goto done;
    complete_info(&job);
    *out = job.ledger;
    job.ledger = NULL;
done:
    release(&job);
    pt_loyalty_options_free(&job.settings);
    patron_loyalty_free(job.ledger);
    return status;
}
