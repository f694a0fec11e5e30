#include "measuring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEEK 7
#define COHORT_COLUMNS 13 /* months 0 ... 12 after the first purchase */

static void *column(struct measuring *in, size_t element)
{
    return arena_array(in->out->arena, in->customers, element);
}

/* ---- key figures ------------------------------------------------------------------------------------------------- */

static patron_status figures_at(struct measuring *in, int32_t as_of, struct report_figures *out)
{
    patron_customers_counts cells = {.size = sizeof cells, .capacity = 1};
    memset(out, 0, sizeof *out);
    out->as_of = as_of;
    cells.customers = &out->customers;
    cells.buyers = &out->buyers;
    cells.repeaters = &out->repeaters;
    cells.orders = &out->orders;
    cells.net = &out->net;
    cells.net_counted = &out->net_counted;
    cells.repeat_observed = &out->repeat_observed;
    cells.repeat_within = &out->repeat_within;
    cells.recent_buyers = &out->recent_buyers;
    cells.recent_returning = &out->recent_returning;
    cells.recent_orders = &out->recent_orders;
    cells.recent_net = &out->recent_net;
    cells.recent_net_counted = &out->recent_net_counted;
    return patron_customers_count(in->book, as_of, NULL, NULL, 0, in->customers, &cells, &in->error);
}

static patron_status measure_figures(struct measuring *in)
{
    struct report_results *out = in->out;
    uint64_t before = 0;
    patron_status status = patron_book_warnings(in->book, out->as_of, &out->warnings, &in->error);
    out->totals.size = sizeof out->totals;
    if (!status && out->as_of == out->last_day && out->last_day > out->first_day)
        status = patron_book_warnings(in->book, out->as_of - 1, &before, &in->error);
    out->lonely_last_day = (before & PATRON_WARNING_GAP_AT_END) != 0;
    if (!status) status = patron_book_totals(in->book, out->as_of, &out->totals, &in->error);
    if (!status) status = figures_at(in, out->as_of, &out->now);
    out->has_year_ago = out->first_day != PATRON_NO_DAY && out->as_of - 365 > out->first_day;
    out->whole_year_ago = out->has_year_ago && out->as_of - 2 * 365 + 1 >= out->first_day;
    if (!status && out->has_year_ago) status = figures_at(in, out->as_of - 365, &out->year_ago);
    return status;
}

/* ---- customers --------------------------------------------------------------------------------------------------- */

static patron_status measure_customers(struct measuring *in)
{
    struct report_customers *c = &in->out->customer;
    patron_customers_columns columns = {.size = sizeof columns, .capacity = in->customers};
    c->count = in->customers;
    columns.state = c->state = column(in, sizeof *c->state);
    columns.first_day = c->first_day = column(in, sizeof *c->first_day);
    columns.last_day = c->last_day = column(in, sizeof *c->last_day);
    columns.days_since = c->days_since = column(in, sizeof *c->days_since);
    columns.last_gap = c->last_gap = column(in, sizeof *c->last_gap);
    columns.orders = c->orders = column(in, sizeof *c->orders);
    columns.purchases = c->purchases = column(in, sizeof *c->purchases);
    columns.sales = c->sales = column(in, sizeof *c->sales);
    columns.refunds = c->refunds = column(in, sizeof *c->refunds);
    columns.net = c->net = column(in, sizeof *c->net);
    columns.recent_net = c->recent_net = column(in, sizeof *c->recent_net);
    return patron_customers_score(in->book, in->out->as_of, NULL, 0, in->customers, &columns, &in->error);
}

/* ---- RFM --------------------------------------------------------------------------------------------------------- */

static patron_status measure_rfm(struct measuring *in)
{
    struct report_results *out = in->out;
    struct report_customers *c = &out->customer;
    struct report_segments *s = &out->segment;
    patron_rfm_options options = {.size = sizeof options, .threads = in->threads};
    patron_status status = patron_rfm_fit(in->book, out->as_of, &options, NULL, &out->rfm_rule, &in->error);
    if (status) return status;
    out->rfm.size = sizeof out->rfm;
    status = patron_rfm_rule_inspect(out->rfm_rule, &out->rfm, &in->error);
    if (status) return status;
    patron_rfm_columns columns = {.size = sizeof columns, .capacity = in->customers};
    int32_t *recency = columns.recency = column(in, sizeof *recency);
    columns.r = c->r = column(in, sizeof *c->r);
    columns.f = c->f = column(in, sizeof *c->f);
    columns.m = c->m = column(in, sizeof *c->m);
    columns.segment = c->segment = column(in, sizeof *c->segment);
    status = patron_rfm_score(in->book, out->as_of, out->rfm_rule, NULL, 0, in->customers, &columns, &in->error);
    if (status) return status;
    s->count = patron_rfm_map_segments(NULL);
    patron_rfm_counts counts = {.size = sizeof counts, .capacity = s->count};
    counts.buyers = s->buyers = arena_array(out->arena, s->count, sizeof *s->buyers);
    counts.orders = s->orders = arena_array(out->arena, s->count, sizeof *s->orders);
    counts.net = s->net = arena_array(out->arena, s->count, sizeof *s->net);
    counts.net_counted = s->net_counted = arena_array(out->arena, s->count, sizeof *s->net_counted);
    status = patron_rfm_count(in->book, out->as_of, out->rfm_rule, NULL, NULL, 0, in->customers, &counts, &in->error);
    if (status) return status;
    s->twice_median_recency = arena_array(out->arena, s->count, sizeof *s->twice_median_recency);
    return patron_rfm_median_recency(c->segment, recency, in->customers, s->count, NULL, s->twice_median_recency,
                                     &in->error);
}

/* ---- churn ------------------------------------------------------------------------------------------------------- */

/* Customers without a churn state (renewals only, or no counted order): so the states add up to the key figures. */
static void sum_others(struct report_results *out)
{
    const struct report_customers *c = &out->customer;
    for (int64_t i = 0; i < c->count; i++) {
        if (c->churn[i] >= 0) continue;
        out->churn.other_net_365 += c->recent_net[i];
        out->churn.other_buyers += c->state[i] == PATRON_CUSTOMERS_BUYER;
    }
}

static patron_status measure_churn(struct measuring *in)
{
    struct report_results *out = in->out;
    struct report_customers *c = &out->customer;
    patron_churn_options options = {.size = sizeof options, .threads = in->threads};
    patron_status status = patron_churn_fit(in->book, out->as_of, &options, NULL, &out->churn_rule, &in->error);
    if (status) return status;
    out->churn_info.size = sizeof out->churn_info;
    status = patron_churn_rule_inspect(out->churn_rule, &out->churn_info, &in->error);
    if (status) return status;
    patron_churn_columns columns = {.size = sizeof columns, .capacity = in->customers};
    columns.state = c->churn = column(in, sizeof *c->churn);
    columns.score = c->score = column(in, sizeof *c->score);
    columns.rho = c->rho = column(in, sizeof *c->rho);
    columns.horizon = c->horizon = column(in, sizeof *c->horizon);
    columns.p_now = c->p_now = column(in, sizeof *c->p_now);
    columns.p_start = c->p_start = column(in, sizeof *c->p_start);
    columns.cases = c->cases = column(in, sizeof *c->cases);
    columns.flags = c->churn_flags = column(in, sizeof *c->churn_flags);
    columns.scale = c->scale = column(in, sizeof *c->scale);
    columns.ratio = c->ratio = column(in, sizeof *c->ratio);
    columns.purchases = c->churn_purchases = column(in, sizeof *c->churn_purchases);
    columns.silence = c->silence = column(in, sizeof *c->silence);
    columns.next_day = c->next_day = column(in, sizeof *c->next_day);
    columns.net_365 = c->net_365 = column(in, sizeof *c->net_365);
    columns.value_at_risk = c->value_at_risk = column(in, sizeof *c->value_at_risk);
    status = patron_churn_score(in->book, out->as_of, out->churn_rule, 0, in->customers, &columns, &in->error);
    if (status) return status;
    sum_others(out);
    return patron_churn_states(in->book, out->as_of, out->churn_rule, NULL, 0, in->customers, out->churn.buyers,
                               out->churn.net_365, out->churn.value_at_risk, &in->error);
}

/* ---- this week --------------------------------------------------------------------------------------------------- */

const void *report_values(const patron_table *table, const char *name)
{
    patron_column found = {.size = sizeof found};
    int32_t i = patron_table_find(table, name);
    if (i < 0 || patron_table_column(table, i, &found, NULL)) return NULL;
    return found.values;
}

struct ranked {
    double value;
    int64_t number;
};

/* By value, the largest first; equal ones by number. */
static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *one = a, *other = b;
    if (one->value != other->value) return one->value < other->value ? 1 : -1;
    return (one->number > other->number) - (one->number < other->number);
}

static patron_status measure_slipping(struct measuring *in)
{
    struct report_results *out = in->out;
    patron_churn_changes_options options = {.size = sizeof options};
    patron_table *changes = NULL;
    options.from_states = 1u << (PATRON_CHURN_ON_TRACK + 1) | 1u << (PATRON_CHURN_SLOWING + 1);
    options.to_states = 1u << (PATRON_CHURN_SLIPPING + 1);
    if (out->as_of - WEEK < PATRON_DAY_MIN) return PATRON_OK;
    patron_status status = patron_churn_changes(in->book, out->as_of - WEEK, out->as_of, out->churn_rule, &options,
                                                NULL, &changes, &in->error);
    if (status) return status;
    out->slipping.count = patron_table_rows(changes);
    out->slipping.customer = arena_array(out->arena, out->slipping.count, sizeof(int32_t));
    const int32_t *customer = report_values(changes, "customer");
    struct ranked *list = arena_array(out->arena, out->slipping.count, sizeof *list);
    for (int64_t i = 0; i < out->slipping.count; i++) {
        list[i].value = out->customer.value_at_risk[customer[i]];
        list[i].number = i;
        out->slipping.money += out->customer.net_365[customer[i]];
    }
    qsort(list, (size_t)out->slipping.count, sizeof *list, compare_ranked);
    for (int64_t i = 0; i < out->slipping.count; i++) out->slipping.customer[i] = customer[list[i].number];
    patron_table_free(changes);
    return PATRON_OK;
}

static patron_status measure_heroes(struct measuring *in)
{
    struct report_results *out = in->out;
    struct report_customers *c = &out->customer;
    struct ranked *list = column(in, sizeof *list);
    int64_t count = 0;
    c->quiet = column(in, 1);
    for (int64_t i = 0; i < in->customers; i++) {
        c->quiet[i] = c->hero[i] && (c->churn[i] == PATRON_CHURN_SLOWING || c->churn[i] == PATRON_CHURN_SLIPPING);
        if (!c->quiet[i]) continue;
        list[count].value = c->value_at_risk[i];
        list[count++].number = i;
        out->quiet.money += c->net_365[i];
    }
    qsort(list, (size_t)count, sizeof *list, compare_ranked);
    out->quiet.count = count;
    out->quiet.customer = arena_array(out->arena, count, sizeof *out->quiet.customer);
    for (int64_t i = 0; i < count; i++) out->quiet.customer[i] = (int32_t)list[i].number;
    return PATRON_OK;
}

/* Fetches one list of customers and products, and brings it into the order to print. */
static patron_status list_due(struct measuring *in, const patron_replenish_options *options, struct report_due *due,
                              int32_t *items)
{
    struct report_arena *arena = in->out->arena;
    patron_status status = patron_replenish_due(in->book, in->out->as_of, in->out->replenish_rule, options, 0,
                                                in->customers, &due->table, &in->error);
    if (status) return status;
    const int32_t *customer = report_values(due->table, "customer");
    const int64_t *amount = report_values(due->table, "expected_amount");
    const double *chance = report_values(due->table, "chance");
    uint8_t *seen = column(in, 1);
    due->rows = patron_table_rows(due->table);
    due->row = arena_array(arena, due->rows, sizeof *due->row);
    struct ranked *list = arena_array(arena, due->rows, sizeof *list);
    for (int64_t i = 0; i < due->rows; i++) {
        due->customers += !seen[customer[i]];
        seen[customer[i]] = 1;
        due->money += amount[i];
        if (items) items[customer[i]]++;
        list[i].value = chance[i] * (double)amount[i];
        list[i].number = i;
    }
    qsort(list, (size_t)due->rows, sizeof *list, compare_ranked);
    for (int64_t i = 0; i < due->rows; i++) due->row[i] = list[i].number;
    return PATRON_OK;
}

static patron_status measure_replenishment(struct measuring *in)
{
    struct report_results *out = in->out;
    out->customer.due_items = column(in, sizeof *out->customer.due_items);
    if (!out->input->has_product) return PATRON_OK;
    patron_status status = patron_replenish_fit(in->book, out->as_of, NULL, &out->replenish_rule, &in->error);
    if (status) return status;
    patron_replenish_options options = {.size = sizeof options, .within = WEEK};
    options.gate = out->customer.churn;
    options.gate_values = UINT64_C(1) << PATRON_CHURN_LOST | UINT64_C(1) << PATRON_CHURN_ONE_TIME_LOST;
    options.flags = PATRON_REPLENISH_ONLY_WITHIN | PATRON_REPLENISH_ONLY_UNSUPPRESSED;
    status = list_due(in, &options, &out->due, out->customer.due_items);
    if (status) return status;
    options.flags = PATRON_REPLENISH_ONLY_UNSUPPRESSED;
    options.states = UINT64_C(1) << PATRON_REPLENISH_LATE;
    return list_due(in, &options, &out->late, NULL);
}

/* ---- cohorts ----------------------------------------------------------------------------------------------------- */

static patron_status cohort_curves(struct measuring *in, const patron_cohorts_cells *cells)
{
    struct report_results *out = in->out;
    struct report_cohorts *c = &out->cohorts;
    int64_t wide = c->columns + 1, all = c->rows * wide;
    c->buyers = cells->buyers;
    c->active = cells->active;
    c->net = cells->net;
    c->state = arena_array(out->arena, all, sizeof *c->state);
    c->rate = arena_array(out->arena, all, sizeof *c->rate);
    c->mean_state = arena_array(out->arena, wide, sizeof *c->mean_state);
    c->mean_rate = arena_array(out->arena, wide, sizeof *c->mean_rate);
    c->repeat_state = arena_array(out->arena, all, sizeof *c->repeat_state);
    c->repeat_rate = arena_array(out->arena, all, sizeof *c->repeat_rate);
    const int64_t *eligible = cells->eligible;
    patron_cohorts_rates rates = {.size = sizeof rates, .capacity = all, .state = c->state, .rate = c->rate};
    patron_status status = patron_cohorts_curve(PATRON_COHORTS_CURVE_IN, c->rows, wide, c->buyers, eligible,
                                                cells->active_eligible, 0, &rates, &in->error);
    if (status) return status;
    rates.state = c->repeat_state;
    rates.rate = c->repeat_rate;
    status = patron_cohorts_curve(PATRON_COHORTS_CURVE_BY, c->rows, wide, c->buyers, eligible, cells->nth_by, 0, &rates,
                                  &in->error);
    if (status) return status;
    patron_cohorts_rates mean = {.size = sizeof mean, .capacity = wide, .state = c->mean_state, .rate = c->mean_rate};
    return patron_cohorts_mean(PATRON_COHORTS_CURVE_IN, c->rows, wide, c->buyers, eligible, cells->active_eligible, 0,
                               &mean, &in->error);
}

static patron_status measure_cohorts(struct measuring *in)
{
    struct report_results *out = in->out;
    patron_cohorts_axis *axis = NULL;
    patron_cohorts_options options = {.size = sizeof options, .periods = COHORT_COLUMNS};
    patron_cohorts_shape shape = {.size = sizeof shape};
    patron_status status = patron_cohorts_axis_of_book(in->book, out->as_of, NULL, &axis, &in->error);
    if (!status) status = patron_cohorts_shape_of(axis, &options, 1, &shape, &in->error);
    if (status) goto done;
    patron_cohorts_cells cells = {.size = sizeof cells,
                                  .capacity = shape.cells,
                                  .row_capacity = shape.row_cells,
                                  .sequence_capacity = shape.sequence_cells};
    cells.eligible = arena_array(out->arena, shape.cells, sizeof(int64_t));
    cells.active = arena_array(out->arena, shape.cells, sizeof(int64_t));
    cells.active_eligible = arena_array(out->arena, shape.cells, sizeof(int64_t));
    cells.net = arena_array(out->arena, shape.cells, sizeof(int64_t));
    cells.nth_by = arena_array(out->arena, shape.sequence_cells, sizeof(int64_t));
    cells.buyers = arena_array(out->arena, shape.row_cells, sizeof(int64_t));
    status = patron_cohorts_count(in->book, out->as_of, axis, &options, NULL, 0, in->customers, &cells, &in->error);
    if (status) goto done;
    out->cohorts.rows = patron_cohorts_axis_listed(axis);
    out->cohorts.columns = shape.columns - 1;
    out->cohorts.first_period = patron_cohorts_axis_first_period(axis);
    status = cohort_curves(in, &cells);
done:
    patron_cohorts_axis_free(axis);
    return status;
}

/* ---- all together ------------------------------------------------------------------------------------------------ */

#define OF(section) (UINT32_C(1) << SECTION_##section)

int report_measure(const struct report_flags *flags, const struct report_input *input, struct report_results *out,
                   char *message, size_t capacity)
{
    static const struct {
        patron_status (*run)(struct measuring *);
        uint32_t sections; /* only for these, and for the files of --out; 0 = always */
    } steps[] = {{measure_figures, 0},
                 {measure_customers, 0},
                 {measure_rfm, 0},
                 {measure_churn, 0},
                 {measure_slipping, OF(WEEK)},
                 {measure_stages, OF(STAGES) | OF(WEEK)},
                 {measure_heroes, OF(WEEK)},
                 {measure_replenishment, OF(WEEK)},
                 {measure_cohorts, OF(COHORTS)},
                 {measure_repeat, OF(REPEAT) | OF(SEQUENCE)},
                 {measure_months, OF(REPEAT)},
                 {measure_products, OF(PRODUCTS)},
                 {measure_promotions, OF(PROMOTIONS)},
                 {measure_value, OF(VALUE)},
                 {measure_signs, OF(SIGNS)},
                 {measure_points, OF(POINTS)}};
    struct measuring in = {.flags = flags, .out = out, .book = input->book, .threads = flags->threads};
    memset(out, 0, sizeof *out);
    out->input = input;
    out->arena = arena_open();
    in.message = message;
    in.capacity = capacity;
    in.customers = patron_book_customers(input->book);
    message[0] = '\0';
    patron_book_days(input->book, &out->first_day, &out->last_day);
    out->as_of = flags->has_as_of ? flags->as_of : out->last_day;
    if (out->as_of == PATRON_NO_DAY) {
        (void)snprintf(message, capacity, "%s",
                       flags->language == REPORT_GERMAN
                           ? "die Dateien enthalten keinen Verkauf und keine Erstattung; --as-of gibt einen Stichtag an"
                           : "the files hold no sale and no refund; --as-of gives a day to report on");
        return 1;
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].sections && flags->sections && !(steps[i].sections & flags->sections) && !flags->out) continue;
        if (steps[i].run(&in)) {
            if (!message[0]) (void)snprintf(message, capacity, "%s", in.error.message);
            return 1;
        }
    }
    return 0;
}

void report_results_free(struct report_results *results)
{
    patron_rfm_rule_free(results->rfm_rule);
    patron_churn_rule_free(results->churn_rule);
    patron_replenish_rule_free(results->replenish_rule);
    patron_table_free(results->due.table);
    patron_table_free(results->late.table);
    patron_table_free(results->products.pairs);
    patron_loyalty_free(results->points.ledger);
    if (results->arena) arena_free(results->arena);
    memset(results, 0, sizeof *results);
}
