#include "cases_loyalty.h"

struct oracle_event event_of(int64_t customer, int64_t day, int64_t kind, int64_t amount, int64_t order)
{
    struct oracle_event event = {customer,  day,       kind,      amount,    order,    SHOP_NULL,
                                 SHOP_NULL, SHOP_NULL, SHOP_NULL, SHOP_NULL, SHOP_NULL};
    return event;
}

void add_event(struct events *events, struct oracle_event event)
{
    assert_true(events->count < EVENTS_MAX);
    events->row[events->count++] = event;
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

#define FIELDS 11

/* The first row of an event that is delivered again. */
static int64_t first_of(const struct events *events, int64_t row)
{
    for (int64_t i = 0; i < row && events->row[row].event != SHOP_NULL; i++)
        if (events->row[i].event == events->row[row].event) return i;
    return row;
}

static const patron_column *one_column(struct shop_input *owner, const struct events *events, int64_t from,
                                       int64_t count, int field, const struct events_form *form)
{
    const struct oracle_event *row = events->row + from;
    int64_t value[EVENTS_MAX];
    bool any = field < 4;
    for (int64_t i = 0; i < count; i++) {
        memcpy(&value[i], (const char *)&row[i] + (size_t)field * sizeof *value, sizeof *value);
        any = any || value[i] != SHOP_NULL;
        if (field == 1 && form->seconds) value[i] = value[i] * 86400 - 3600 + first_of(events, from + i);
    }
    bool key = field == 0 || field == 4 || field == 5, days = field == 9 || (field == 1 && !form->seconds);
    if (!any && !form->valid) return NULL; /* a column of nulls may be left out */
    return shop_column(owner, value, count, key ? form->key_type : field == 1 ? 0 : form->value_type,
                       days ? PATRON_UNIT_DAY : field == 1 ? PATRON_UNIT_SECOND : 0, form->first, form->valid);
}

struct events_input *events_input(const struct events *events, const struct oracle_programme *programme,
                                  const struct events_form *given)
{
    static const struct events_form plain = {0};
    const struct events_form *form = given ? given : &plain;
    struct events_input *input = calloc(1, sizeof *input);
    struct shop nobody;
    shop_begin(&nobody);
    input->batch_count = form->batches ? form->batches : 1;
    for (int32_t b = 0; b < input->batch_count; b++) {
        int64_t from = events->count * b / input->batch_count, end = events->count * (b + 1) / input->batch_count;
        const patron_column *column[FIELDS];
        input->owner[b] = shop_input(&nobody, NULL);
        for (int field = 0; field < FIELDS; field++)
            column[field] = one_column(input->owner[b], events, from, end - from, field, form);
        patron_loyalty_events batch = {sizeof batch, end - from, column[0], column[1], column[2], column[3], column[4],
                                       column[5], column[6], column[7], column[8], column[9], column[10]};
        input->batch[b] = batch;
        input->batches[b] = &input->batch[b];
    }
    shop_end(&nobody);
    input->zone_instant = INT64_MIN;
    input->zone_offset = 3600;
    input->zone = (patron_zone){sizeof input->zone, 1, &input->zone_instant, &input->zone_offset, INT64_MAX};
    input->options = (patron_loyalty_options){
        .size = sizeof input->options,
        .flags = programme->flags,
        .expiry = programme->expiry,
        .expiry_count = programme->expiry_count,
        .calendar = programme->expiry == PATRON_LOYALTY_EXPIRY_PERIOD ? &programme->calendar : NULL,
        .rule_count = programme->rules,
        .rule_points = programme->points,
        .rule_per = programme->per,
        .zone = form->seconds ? &input->zone : NULL,
        .allocator = form->allocator,
    };
    return input;
}

void events_input_free(struct events_input *input)
{
    for (int32_t b = 0; b < BATCHES_MAX; b++)
        if (input->owner[b]) shop_input_free(input->owner[b]);
    free(input);
}

patron_status ledger_try(const struct events *events, const struct oracle_programme *programme,
                         const struct events_form *form, patron_loyalty_ledger **out, patron_error *error)
{
    struct events_input *input = events_input(events, programme, form);
    patron_status status = patron_loyalty_build(input->batches, input->batch_count, &input->options, out, error);
    events_input_free(input);
    return status;
}

patron_loyalty_ledger *ledger_of(const struct events *events, const struct oracle_programme *programme,
                                 const struct events_form *form)
{
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    assert_ok(ledger_try(events, programme, form, &ledger, &error), &error);
    assert_non_null(ledger);
    return ledger;
}

int64_t ledger_key(const patron_loyalty_ledger *ledger, int64_t number)
{
    patron_column column = {.size = sizeof column};
    patron_error error;
    int64_t count;
    assert_ok(patron_loyalty_keys(ledger, &column, &count, &error), &error);
    assert_true(number >= 0 && number < count);
    if (column.type == PATRON_TYPE_INT64) return ((const int64_t *)column.values)[number];
    const int64_t *offsets = column.offsets;
    return shop_key_from_text((const char *)column.values + offsets[number], offsets[number + 1] - offsets[number]);
}

int32_t ledger_customer(const patron_loyalty_ledger *ledger, int64_t key)
{
    patron_column kind = {.size = sizeof kind}, one = {.size = sizeof one};
    patron_error error;
    int32_t number = 77;
    char text[SHOP_TEXT];
    assert_ok(patron_loyalty_keys(ledger, &kind, NULL, &error), &error);
    shop_key_text(key, text);
    int64_t offsets[2] = {0, (int64_t)strlen(text)};
    one.type = kind.type;
    one.values = kind.type == PATRON_TYPE_INT64 ? (const void *)&key : (const void *)text;
    one.offsets = kind.type == PATRON_TYPE_INT64 ? NULL : offsets;
    assert_ok(patron_loyalty_find(ledger, &one, 1, &number, &error), &error);
    return number;
}

/* ---- random events ----------------------------------------------------------------------------------------------- */

void random_programme(struct rng *rng, struct oracle_programme *out)
{
    memset(out, 0, sizeof *out);
    out->calendar.size = sizeof out->calendar;
    out->flags = (uint64_t)rng_between(rng, 0, 15) & ~(uint64_t)PATRON_LOYALTY_SORT_EVENTS;
    out->expiry = (int32_t)rng_between(rng, 0, 3);
    if (out->expiry == PATRON_LOYALTY_EXPIRY_AFTER) out->expiry_count = (int32_t)rng_between(rng, 0, 25);
    if (out->expiry == PATRON_LOYALTY_EXPIRY_ACTIVITY) out->expiry_count = (int32_t)rng_between(rng, 1, 12);
    if (out->expiry == PATRON_LOYALTY_EXPIRY_PERIOD) {
        out->expiry_count = (int32_t)rng_between(rng, 0, 2);
        out->calendar.period = (int32_t)rng_between(rng, PATRON_PERIOD_DAY, PATRON_PERIOD_MONTH);
        out->calendar.week_start = (int32_t)rng_between(rng, 0, 6);
    }
    out->rules = (int)rng_between(rng, 0, 3);
    for (int i = 0; i < out->rules; i++) {
        out->points[i] = rng_between(rng, 0, 4);
        out->per[i] = rng_between(rng, 40, 300);
    }
}

/* What is known while events are made up. */
struct making {
    struct rng *rng;
    const struct oracle_programme *programme;
    struct events *out;
    int64_t day, next_order;
    struct {
        int64_t id, customer; /* SHOP_NULL = a guest */
        bool earned, refunded;
    } order[EVENTS_MAX];
    int64_t orders;
};

static int64_t some_order(struct making *at, int64_t customer)
{
    int64_t from = at->orders ? rng_between(at->rng, 0, at->orders - 1) : 0;
    for (int64_t i = 0; i < at->orders; i++)
        if (at->order[(from + i) % at->orders].customer == customer) return (from + i) % at->orders;
    return -1;
}

static int64_t new_order(struct making *at, int64_t customer)
{
    at->order[at->orders].id = at->next_order += rng_between(at->rng, 1, 3);
    at->order[at->orders].customer = customer;
    at->order[at->orders].earned = at->order[at->orders].refunded = false;
    return at->orders++;
}

static struct oracle_points seen(const struct making *at, int64_t customer, int64_t order)
{
    struct oracle_points points;
    oracle_points(at->out->row, at->out->count, customer, at->programme, at->day, order, &points);
    oracle_points_free(&points);
    return points;
}

static void make_earn(struct making *at, int64_t customer, struct oracle_event *event)
{
    int64_t order = rng_chance(at->rng, 85) ? some_order(at, customer) : -1;
    if (order < 0 || at->order[order].earned || at->order[order].refunded) order = new_order(at, customer);
    at->order[order].earned = true;
    event->order = at->order[order].id;
    if (customer != SHOP_NULL && rng_chance(at->rng, 10)) event->order = SHOP_NULL;
    event->amount = rng_between(at->rng, 0, 2500);
    if (at->programme->rules && rng_chance(at->rng, 70))
        event->rule = rng_between(at->rng, 0, at->programme->rules - 1);
    if (rng_chance(at->rng, 30)) event->num = rng_between(at->rng, 0, 5);
    if (rng_chance(at->rng, 30)) event->den = rng_between(at->rng, 1, 4);
}

static void make_spend(struct making *at, int64_t customer, struct oracle_event *event)
{
    int64_t order = rng_chance(at->rng, 60) ? some_order(at, customer) : new_order(at, customer);
    int64_t balance = seen(at, customer, SHOP_NULL).balance;
    event->amount = balance > 0 ? rng_between(at->rng, 0, rng_chance(at->rng, 30) ? balance : (balance + 1) / 2) : 0;
    if (order >= 0 && rng_chance(at->rng, 80)) event->order = at->order[order].id;
    /* An order of which nobody hears again: it must not be refunded. */
    else if (order >= 0 && !at->order[order].earned) at->order[order].customer = INT64_MAX;
}

static bool make_refund(struct making *at, int64_t customer, struct oracle_event *event)
{
    int64_t order = some_order(at, customer);
    if (order < 0) return false;
    bool named = false;
    for (int64_t i = 0; i < at->out->count; i++)
        named =
            named || (at->out->row[i].order == at->order[order].id &&
                      (at->out->row[i].kind == PATRON_LOYALTY_EARN || at->out->row[i].kind == PATRON_LOYALTY_SPEND));
    if (!named) return false;
    at->order[order].refunded = true;
    event->order = at->order[order].id;
    event->amount = rng_chance(at->rng, 30) ? 5000 : rng_between(at->rng, 0, 2000);
    if (rng_chance(at->rng, 30)) event->amount = -event->amount;
    if (rng_chance(at->rng, 30)) event->customer = SHOP_NULL;
    if (rng_chance(at->rng, 25)) event->restore = rng_between(at->rng, 0, seen(at, customer, event->order).order_left);
    return true;
}

static bool make_event(struct making *at, int64_t customer, struct oracle_event *event)
{
    int64_t dice = rng_between(at->rng, 0, 99);
    int64_t kind = dice < 34 ? PATRON_LOYALTY_EARN : dice < 46 ? PATRON_LOYALTY_BONUS : dice < 68 ? PATRON_LOYALTY_SPEND
                 : dice < 88 ? PATRON_LOYALTY_REFUND : dice < 95 ? PATRON_LOYALTY_REVERSAL : PATRON_LOYALTY_EXPIRE;
    *event = event_of(customer, at->day, kind, 0, SHOP_NULL);
    if (customer == SHOP_NULL && kind != PATRON_LOYALTY_EARN && kind != PATRON_LOYALTY_REFUND) return false;
    if (kind == PATRON_LOYALTY_EARN) make_earn(at, customer, event);
    if (kind == PATRON_LOYALTY_SPEND) make_spend(at, customer, event);
    if (kind == PATRON_LOYALTY_REFUND && !make_refund(at, customer, event)) return false;
    if (kind == PATRON_LOYALTY_BONUS) event->amount = rng_between(at->rng, 0, 20);
    if (kind == PATRON_LOYALTY_REVERSAL) event->amount = rng_between(at->rng, 0, 25);
    if (kind == PATRON_LOYALTY_EXPIRE) {
        int64_t balance = seen(at, customer, SHOP_NULL).balance;
        event->amount = balance > 0 ? rng_between(at->rng, 0, balance) : 0;
    }
    if (kind <= PATRON_LOYALTY_BONUS && rng_chance(at->rng, 15)) event->expires = at->day + rng_between(at->rng, 0, 30);
    return true;
}

void random_events(struct rng *rng, const struct oracle_programme *programme, int64_t count, int64_t customers,
                   struct events *out)
{
    struct making at = {.rng = rng, .programme = programme, .out = out, .day = 100};
    out->count = 0;
    while (out->count < count) {
        struct oracle_event event;
        int64_t customer = rng_chance(rng, 5) ? SHOP_NULL : 3 * rng_between(rng, 1, customers) - 4;
        if (rng_chance(rng, 50)) at.day += rng_between(rng, 0, 5);
        if (out->count && rng_chance(rng, 8)) { /* delivered once more */
            event = out->row[rng_between(rng, 0, out->count - 1)];
            if (event.event == SHOP_NULL) continue;
        } else {
            if (!make_event(&at, customer, &event)) continue;
            if (rng_chance(rng, 50)) event.event = 7000 - 3 * out->count;
        }
        add_event(out, event);
    }
}

void shuffle_days(struct rng *rng, struct events *events)
{
    static struct events sorted;
    uint64_t seed = rng_next(rng), rank[EVENTS_MAX];
    for (int64_t i = 0; i < events->count; i++) {
        struct rng day = {seed + (uint64_t)events->row[i].day};
        rank[i] = rng_next(&day);
    }
    sorted.count = 0;
    while (sorted.count < events->count) { /* by rank, stable */
        int64_t least = -1;
        for (int64_t i = 0; i < events->count; i++)
            if (rank[i] != UINT64_MAX && (least < 0 || rank[i] < rank[least])) least = i;
        add_event(&sorted, events->row[least]);
        rank[least] = UINT64_MAX;
    }
    *events = sorted;
}

/* Whose events must keep their order: all that may belong together (a null customer belongs to everyone). */
static bool may_swap(const struct oracle_event *a, const struct oracle_event *b)
{
    return a->customer != b->customer && a->customer != SHOP_NULL && b->customer != SHOP_NULL;
}

void mix_customers(struct rng *rng, struct events *events)
{
    for (int64_t k = 0; k < 20 * events->count; k++) {
        int64_t i = rng_between(rng, 0, events->count - 1);
        if (i + 1 >= events->count || !may_swap(&events->row[i], &events->row[i + 1])) continue;
        struct oracle_event event = events->row[i];
        events->row[i] = events->row[i + 1];
        events->row[i + 1] = event;
    }
}

/* ---- scores ------------------------------------------------------------------------------------------------------ */

void scores_begin(struct scores *scores, int64_t rows)
{
    scores->rows = rows;
    scores->columns = (patron_loyalty_columns){.size = sizeof scores->columns, .capacity = rows};
#define X(type, name)                                               \
    scores->name = malloc((size_t)(rows + 1) * sizeof *scores->name); \
    memset(scores->name, 0x5A, (size_t)(rows + 1) * sizeof *scores->name); \
    scores->columns.name = scores->name;
    SCORE_COLUMNS(X)
#undef X
}

void scores_end(struct scores *scores)
{
#define X(type, name) free(scores->name);
    SCORE_COLUMNS(X)
#undef X
}
