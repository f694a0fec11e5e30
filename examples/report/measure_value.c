/* What customers are worth, where a change of revenue comes from, stages, year over year, and leading indicators. */
#include "measuring.h"

#include <string.h>

/* ---- value ------------------------------------------------------------------------------------------------------- */

static patron_status measure_concentration(struct measuring *in)
{
    struct report_value *v = &in->out->value;
    patron_value_concentration_columns top = {.size = sizeof top, .capacity = 1};
    patron_value_orders_columns orders = {.size = sizeof orders, .capacity = 1};
    patron_value_orders_options options = {.size = sizeof options, .window_days = 365};
    top.buyers = &v->buyers;
    top.net = &v->net;
    top.negative = &v->negative;
    top.gini = &v->gini;
    top.top_buyers = v->top_buyers;
    top.top_net = v->top_net;
    top.top_share = v->top_share;
    top.top_multiple = v->top_multiple;
    patron_status status = patron_value_concentration(in->book, in->out->as_of, NULL, NULL, &top, &in->error);
    if (status) return status;
    orders.orders = &v->orders;
    orders.value = &v->order_value;
    orders.quantile = v->quantile;
    return patron_value_orders(in->book, in->out->as_of, &options, NULL, &orders, &in->error);
}

static patron_status measure_lifetime(struct measuring *in)
{
    int64_t orders = 0, first = 0, net = 0, days = 0, cost = 0;
    bool has_cost = in->out->input->has_cost;
    patron_value_counts counts = {.size = sizeof counts, .capacity = 1};
    counts.orders = &orders;
    counts.first_orders = &first;
    counts.net_counted = &net;
    counts.exposure_days = &days;
    if (has_cost) counts.cost = &cost;
    patron_status status = patron_value_count(in->book, in->out->as_of, NULL, 0, in->customers, &counts, &in->error);
    if (status) return status;
    in->out->value.lifetime.size = sizeof in->out->value.lifetime;
    if (has_cost && (cost < 0 || cost >= net)) has_cost = false; /* no margin that could be */
    return patron_value_lifetime_of(orders, first, net, days, has_cost ? cost : PATRON_NONE, 0, 0,
                                    &in->out->value.lifetime, &in->error);
}

/* The 365 days up to the day against the 365 days before them. */
static patron_status measure_tree(struct measuring *in)
{
    struct report_value *v = &in->out->value;
    int32_t as_of = in->out->as_of, from = as_of - 364, earlier = from - 365;
    if (!in->out->whole_year_ago) return PATRON_OK;
    patron_status status = patron_value_tree_count(in->book, as_of, earlier, from - 1, NULL, 0, in->customers,
                                                   v->before, PATRON_VALUE_TREE_CELLS, &in->error);
    if (!status)
        status = patron_value_tree_count(in->book, as_of, from, as_of, NULL, 0, in->customers, v->after,
                                         PATRON_VALUE_TREE_CELLS, &in->error);
    if (!status) status = patron_value_guests(in->book, as_of, earlier, from - 1, NULL, &v->guests_before, &in->error);
    if (!status) status = patron_value_guests(in->book, as_of, from, as_of, NULL, &v->guests_after, &in->error);
    v->tree.size = sizeof v->tree;
    return status ? status : patron_value_tree_of(v->before, v->after, &v->tree, &in->error);
}

patron_status measure_value(struct measuring *in)
{
    patron_status status = measure_concentration(in);
    if (!status) status = measure_lifetime(in);
    return status ? status : measure_tree(in);
}

/* ---- stages ------------------------------------------------------------------------------------------------------ */

/* Churn states and heroes of an earlier day, by today's rule. */
static patron_status heroes_before(struct measuring *in, int32_t *churn, patron_customers_heroes *heroes)
{
    int32_t then = in->out->as_of - ANSWER_HORIZON;
    patron_churn_columns columns = {.size = sizeof columns, .capacity = in->customers, .state = churn};
    patron_status status =
        patron_churn_score(in->book, then, in->out->churn_rule, 0, in->customers, &columns, &in->error);
    return status ? status : patron_customers_heroes_fit(in->book, then, churn, NULL, NULL, heroes, &in->error);
}

static void count_into(struct report_stages *s, patron_customers_class_counts *counts)
{
    counts->year = s->year;
    counts->year_net = s->year_net;
    counts->year_partial = s->year_partial;
    counts->stage = s->stage;
    counts->stage_net = s->stage_net;
    counts->activity = s->activity;
    counts->activity_net = s->activity_net;
    if (s->has_before) counts->was_hero = s->was_hero;
}

patron_status measure_stages(struct measuring *in)
{
    struct report_results *out = in->out;
    struct report_stages *s = &out->stages;
    struct report_customers *c = &out->customer;
    patron_customers_heroes before = {.size = sizeof before};
    patron_customers_class_inputs inputs = {.size = sizeof inputs, .churn = c->churn, .heroes = &s->heroes};
    patron_customers_class_counts counts = {.size = sizeof counts, .capacity = 1};
    int32_t *churn = arena_array(out->arena, in->customers, sizeof *churn);
    c->hero = arena_array(out->arena, in->customers, sizeof *c->hero);
    c->stage = arena_array(out->arena, in->customers, sizeof *c->stage);
    c->year = arena_array(out->arena, in->customers, sizeof *c->year);
    s->heroes.size = sizeof s->heroes;
    s->has_before = out->as_of - ANSWER_HORIZON >= out->first_day && out->first_day != PATRON_NO_DAY;
    patron_status status =
        patron_customers_heroes_fit(in->book, out->as_of, c->churn, NULL, NULL, &s->heroes, &in->error);
    if (!status && s->has_before) status = heroes_before(in, churn, &before);
    if (status) return status;
    if (s->has_before) {
        inputs.churn_before = churn;
        inputs.heroes_before = &before;
    }
    patron_customers_class_columns columns = {.size = sizeof columns, .capacity = in->customers};
    columns.stage = c->stage;
    columns.year = c->year;
    if (s->has_before) columns.was_hero = c->hero;
    status = patron_customers_classes(in->book, out->as_of, &inputs, NULL, 0, in->customers, &columns, &in->error);
    if (status) return status;
    count_into(s, &counts);
    return patron_customers_class_count(in->book, out->as_of, &inputs, NULL, NULL, 0, in->customers, &counts,
                                        &in->error);
}

/* ---- leading indicators ------------------------------------------------------------------------------------------ */

patron_status measure_signs(struct measuring *in)
{
    struct report_signs *s = &in->out->signs;
    double p[PATRON_CHURN_SIGNS];
    int32_t sign[PATRON_CHURN_SIGNS];
    int64_t count = 0;
    patron_churn_sign_counts counts = {.size = sizeof counts, .capacity = (int64_t)PATRON_CHURN_SIGNS * 2};
    for (int32_t i = 0; i < PATRON_CHURN_SIGNS; i++) s->p_value[i] = 2;
    if (in->out->as_of - ANSWER_HORIZON < PATRON_DAY_MIN) return PATRON_OK;
    counts.customers = &s->customers[0][0];
    counts.gone = &s->gone[0][0];
    patron_status status =
        patron_churn_sign_count(in->book, in->out->as_of, ANSWER_HORIZON, NULL, 0, in->customers, &counts, &in->error);
    for (int32_t i = 0; i < PATRON_CHURN_SIGNS && !status; i++) {
        if (s->customers[i][0] < ANSWER_SMALL || s->customers[i][1] < ANSWER_SMALL) continue;
        status = patron_stats_rate_difference(s->gone[i][1], s->customers[i][1], s->gone[i][0], s->customers[i][0], 0,
                                              &s->difference[i], &s->low[i], &s->high[i], &p[count], &in->error);
        sign[count++] = i;
    }
    if (!status) status = patron_stats_adjust(PATRON_STATS_HOLM, p, count, NULL, p, &in->error);
    for (int64_t i = 0; i < count && !status; i++) s->p_value[sign[i]] = p[i];
    return status;
}
