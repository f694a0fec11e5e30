/* Points and tiers: what the programme owes, what expires soon, who is in which tier. */
#include "measuring.h"
#include "points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAY(in, english, in_german) ((in)->flags->language == REPORT_GERMAN ? (in_german) : (english))

static patron_status refuse(struct measuring *in, const char *flag, const char *value, const char *wanted)
{
    (void)snprintf(in->message, in->capacity,
                   SAY(in, "--%s: '%s' is not %s", "--%s: '%s' passt nicht; verlangt ist %s"), flag, value, wanted);
    return PATRON_ERROR_ARGUMENT;
}

/* An amount above 0 that a flag gives, in the units of points. */
static bool money_of(const struct measuring *in, const char *value, int64_t *out)
{
    int32_t decimals = in->out->points.decimals;
    return points_money(value, (int64_t)strlen(value), in->flags->decimals, decimals, out) && *out > 0;
}

#define POINTS_DECIMALS 4 /* at least: orders in whole euros may earn by the cent */

/* ---- points ------------------------------------------------------------------------------------------------------ */

struct soon {
    int64_t customer, points;
    int32_t day;
};

static int compare_soon(const void *a, const void *b)
{
    const struct soon *one = a, *other = b;
    if (one->points != other->points) return one->points < other->points ? 1 : -1;
    return (one->customer > other->customer) - (one->customer < other->customer);
}

/* Whose points expire soon, the most points first. */
static patron_status list_soon(struct measuring *in)
{
    struct report_points *p = &in->out->points;
    struct report_arena *arena = in->out->arena;
    int64_t all = p->info.customers;
    patron_loyalty_view view = {.size = sizeof view, .within = ANSWER_SOON};
    patron_loyalty_columns columns = {.size = sizeof columns, .capacity = all};
    int64_t *expiring = columns.expiring = arena_array(arena, all, sizeof *expiring);
    int32_t *day = columns.next_expiry = arena_array(arena, all, sizeof *day);
    patron_status status = patron_loyalty_score(p->ledger, in->out->as_of, &view, 0, all, &columns, &in->error);
    if (status) return status;
    struct soon *list = arena_array(arena, all, sizeof *list);
    for (int64_t i = 0; i < all; i++)
        if (expiring[i] > 0) list[p->listed++] = (struct soon){i, expiring[i], day[i]};
    qsort(list, (size_t)p->listed, sizeof *list, compare_soon);
    p->customer = arena_array(arena, p->listed, sizeof *p->customer);
    p->soon = arena_array(arena, p->listed, sizeof *p->soon);
    p->soon_day = arena_array(arena, p->listed, sizeof *p->soon_day);
    for (int64_t i = 0; i < p->listed; i++) {
        p->customer[i] = list[i].customer;
        p->soon[i] = list[i].points;
        p->soon_day[i] = list[i].day;
    }
    return PATRON_OK;
}

static patron_status count_points(struct measuring *in)
{
    struct report_points *p = &in->out->points;
    patron_loyalty_view view = {.size = sizeof view, .within = ANSWER_SOON};
    patron_loyalty_counts counts = {.size = sizeof counts, .capacity = 1};
    counts.customers = &p->customers;
    counts.holders = &p->holders;
    counts.issued = &p->issued;
    counts.earned = &p->earned;
    counts.bonus = &p->bonus;
    counts.spent = &p->spent;
    counts.restored = &p->restored;
    counts.expired = &p->expired;
    counts.taken = &p->taken;
    counts.shortfall = &p->shortfall;
    counts.outstanding = &p->outstanding;
    counts.expiring = &p->expiring;
    counts.expiring_customers = &p->expiring_customers;
    return patron_loyalty_count(p->ledger, in->out->as_of, &view, NULL, 0, p->info.customers, &counts, &in->error);
}

static patron_status measure_ledger(struct measuring *in)
{
    struct report_points *p = &in->out->points;
    const struct report_flags *flags = in->flags;
    struct points_rule rule = {.days = flags->points_days};
    int64_t worth = 0;
    rule.decimals = p->decimals =
        in->out->input->amount_decimals > POINTS_DECIMALS ? in->out->input->amount_decimals : POINTS_DECIMALS;
    if (!money_of(in, flags->points_per ? flags->points_per : "1", &rule.per) || rule.per > 1000000000)
        return refuse(in, "points-per", flags->points_per ? flags->points_per : "1",
                      SAY(in, "an amount of money", "ein Geldbetrag"));
    if (flags->points_worth && !money_of(in, flags->points_worth, &worth))
        return refuse(in, "points-worth", flags->points_worth,
                      SAY(in, "an amount of money", "ein Geldbetrag"));
    if (points_read(flags, &rule, &p->ledger, in->message, in->capacity)) return PATRON_ERROR_DATA;
    p->info.size = sizeof p->info;
    patron_status status = patron_loyalty_inspect(p->ledger, &p->info, &in->error);
    if (!status) status = count_points(in);
    if (!status) status = list_soon(in);
    if (!status) status = patron_loyalty_value(p->outstanding, worth, 1, &p->liability, NULL, &in->error);
    p->worth = worth;
    p->has_points = true;
    return status;
}

/* ---- tiers ------------------------------------------------------------------------------------------------------- */

/* "gold=500,platinum=1000" or "500,1000": the thresholds, in the units of what tiers are earned by. */
static patron_status read_thresholds(struct measuring *in, int64_t *thresholds, int32_t *count)
{
    int32_t decimals = in->flags->tiers_by == PATRON_LOYALTY_BY_NET ? in->out->input->amount_decimals : 0;
    for (const char *at = in->flags->tiers; *count < REPORT_TIERS_MAX; at++) {
        size_t length = strcspn(at, ","), name = strcspn(at, "=,");
        const char *number = name < length ? at + name + 1 : at;
        if (!points_money(number, (int64_t)(at + length - number), in->flags->decimals, decimals,
                          &thresholds[*count]) ||
            thresholds[*count] < 0 || (*count && thresholds[*count] <= thresholds[*count - 1]))
            break;
        ++*count;
        at += length;
        if (!*at) return PATRON_OK;
    }
    return refuse(in, "tiers", in->flags->tiers,
                  SAY(in, "a rising list such as silver=200,gold=500", "eine steigende Liste wie Silber=200,Gold=500"));
}

static patron_status count_changes(struct measuring *in, const patron_loyalty_tiers *tiers)
{
    struct report_points *p = &in->out->points;
    patron_table *changes = NULL;
    int32_t earlier = in->out->as_of - ANSWER_SOON;
    if (earlier < PATRON_DAY_MIN) return PATRON_OK;
    patron_status status = patron_loyalty_tiers_changes(in->book, p->ledger, earlier, in->out->as_of, tiers, 0,
                                                        in->customers, &changes, &in->error);
    if (status) return status;
    const int32_t *from = report_values(changes, "from_tier"), *to = report_values(changes, "to_tier");
    for (int64_t i = 0; i < patron_table_rows(changes); i++) {
        p->risen += to[i] > from[i];
        p->fallen += to[i] < from[i];
    }
    patron_table_free(changes);
    return PATRON_OK;
}

static patron_status measure_tiers(struct measuring *in)
{
    struct report_points *p = &in->out->points;
    int64_t thresholds[REPORT_TIERS_MAX];
    patron_loyalty_tiers tiers = {.size = sizeof tiers, .window = PATRON_LOYALTY_ROLLING, .within = ANSWER_SOON};
    tiers.by = in->flags->tiers_by;
    tiers.thresholds = thresholds;
    patron_status status = read_thresholds(in, thresholds, &tiers.tier_count);
    if (status) return status;
    if (tiers.by == PATRON_LOYALTY_BY_POINTS && !p->ledger)
        return refuse(in, "tiers-by", "points", SAY(in, "possible without --points", "eine Punktedatei mit --points"));
    int64_t cells = tiers.tier_count + 1;
    patron_loyalty_tier_counts counts = {.size = sizeof counts, .capacity = cells};
    counts.buyers = p->tier_buyers = arena_array(in->out->arena, cells, sizeof(int64_t));
    counts.value = p->tier_value = arena_array(in->out->arena, cells, sizeof(int64_t));
    counts.in_grace = p->tier_grace = arena_array(in->out->arena, cells, sizeof(int64_t));
    counts.lapsing = p->tier_lapsing = arena_array(in->out->arena, cells, sizeof(int64_t));
    p->tiers = tiers.tier_count;
    p->threshold = arena_array(in->out->arena, cells, sizeof(int64_t));
    memcpy(p->threshold, thresholds, (size_t)tiers.tier_count * sizeof *thresholds);
    status = patron_loyalty_tiers_count(in->book, p->ledger, in->out->as_of, &tiers, NULL, 0, in->customers, &counts,
                                        &in->error);
    p->has_tiers = true;
    return status ? status : count_changes(in, &tiers);
}

patron_status measure_points(struct measuring *in)
{
    patron_status status = PATRON_OK;
    if (in->flags->points) status = measure_ledger(in);
    if (!status && in->flags->tiers) status = measure_tiers(in);
    return status;
}
