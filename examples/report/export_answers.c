/* The tables of why customers come back. Those that were not measured have a header alone. */
#include "sheet.h"

#include "store.h"

/* ---- repeat ------------------------------------------------------------------------------------------------------ */

static void write_repeat(struct exporting *in, struct sheet *sheet)
{
    const struct report_repeat *r = &in->results->repeat;
    HEADER(sheet, "within_days", "repeaters", "n", "rate", "low", "high");
    for (int i = 0; i <= REPEAT_DAYS; i++) {
        int64_t part = i < REPEAT_DAYS ? r->within[i] : r->repeaters,
                whole = i < REPEAT_DAYS ? r->observed[i] : r->buyers;
        cell_count(sheet, i < REPEAT_DAYS ? answer_repeat_days[i] : PATRON_NONE);
        cell_number(sheet, part);
        cell_number(sheet, whole);
        cell_rate(sheet, part, whole);
        end_line(sheet);
    }
}

static void write_sequence(struct exporting *in, struct sheet *sheet)
{
    const struct report_repeat *r = &in->results->repeat;
    HEADER(sheet, "n", "buyers", "next", "rate", "low", "high", "net", "gaps", "gaps_closed", "day_25", "day_50",
           "day_75", "closed_median_days");
    for (int n = 1; n <= REPEAT_SEQUENCE; n++) {
        cell_number(sheet, n);
        cell_number(sheet, r->reached[n - 1]);
        cell_number(sheet, r->next[n - 1]);
        cell_rate(sheet, r->next[n - 1], r->reached[n - 1]);
        cell_money(in, sheet, r->net[n - 1]);
        cell_number(sheet, r->entered[n]);
        cell_number(sheet, r->closed[n]);
        for (int k = 0; k < REPEAT_POINTS; k++) cell_count(sheet, r->day[n * REPEAT_POINTS + k]);
        int64_t median = r->closed_hundredths[n * REPEAT_POINTS + 1];
        if (median >= 0 && r->closed[n]) cell_real(sheet, (double)median / 100);
        else cell_empty(sheet);
        end_line(sheet);
    }
}

static void write_months(struct exporting *in, struct sheet *sheet)
{
    const struct report_months *m = &in->results->months;
    HEADER(sheet, "month", "state", "buyers", "new_buyers", "returning_buyers", "new_net", "returning_net", "guest_net",
           "unmatched_net", "active_before", "active_new", "active_back", "active_gone", "active_after", "retention",
           "again_next_month", "again_observed");
    for (int64_t i = 0; i < m->count; i++) {
        int32_t day = PATRON_NO_DAY;
        (void)patron_calendar_first_day(NULL, m->first + (int32_t)i, &day, NULL);
        cell_day(sheet, day);
        cell_text(sheet, patron_repeat_state_name(m->state[i]));
        cell_number(sheet, m->buyers[i]);
        cell_number(sheet, m->new_buyers[i]);
        cell_number(sheet, m->returning_buyers[i]);
        cell_money(in, sheet, m->new_net[i]);
        cell_money(in, sheet, m->returning_net[i]);
        cell_money(in, sheet, m->guest_net[i]);
        cell_money(in, sheet, m->unmatched_net[i]);
        cell_number(sheet, m->opening[i]);
        cell_number(sheet, m->born[i]);
        cell_number(sheet, m->reactivated[i]);
        cell_number(sheet, m->lapsed[i]);
        cell_number(sheet, m->closing[i]);
        if (m->opening[i]) cell_real(sheet, m->retention[i]);
        else cell_empty(sheet);
        cell_number(sheet, m->bought_again[i]);
        cell_number(sheet, m->bought_observed[i]);
        end_line(sheet);
    }
}

/* ---- products ---------------------------------------------------------------------------------------------------- */

static void write_first(struct exporting *in, struct sheet *sheet)
{
    const struct report_items *list = &in->results->products.first;
    HEADER(sheet, "product", "n", "back_within_90", "rate", "low", "high", "buyers", "net", "p_adjusted");
    for (int64_t i = 0; i < list->count; i++) {
        const struct report_item *row = &list->row[i];
        cell_text(sheet, section_product(in->results, row->item));
        cell_number(sheet, row->whole);
        cell_number(sheet, row->part);
        cell_rate(sheet, row->part, row->whole);
        cell_number(sheet, row->buyers);
        cell_money(in, sheet, row->net);
        cell_real(sheet, row->p_value);
        end_line(sheet);
    }
}

static void write_again(struct exporting *in, struct sheet *sheet)
{
    const struct report_items *list = &in->results->products.again;
    HEADER(sheet, "product", "buyers", "bought_again", "rate", "low", "high", "day_25", "day_50", "day_75");
    for (int64_t i = 0; i < list->count; i++) {
        const struct report_item *row = &list->row[i];
        cell_text(sheet, section_product(in->results, row->item));
        cell_number(sheet, row->whole);
        cell_number(sheet, row->part);
        cell_rate(sheet, row->part, row->whole);
        for (int k = 0; k < 3; k++) cell_count(sheet, row->day[k]);
        end_line(sheet);
    }
}

static void write_pairs(struct exporting *in, struct sheet *sheet)
{
    const patron_table *pairs = in->results->products.pairs;
    HEADER(sheet, "a", "b", "orders", "a_orders", "b_orders", "all_orders", "a_to_b", "b_to_a", "lift");
    if (!pairs) return;
    const int64_t *a = report_values(pairs, "a"), *b = report_values(pairs, "b"), *n = report_values(pairs, "count");
    const int64_t *n_a = report_values(pairs, "a_count"), *n_b = report_values(pairs, "b_count"),
                  *all = report_values(pairs, "baskets");
    const double *a_to_b = report_values(pairs, "a_to_b"), *b_to_a = report_values(pairs, "b_to_a"),
                 *lift = report_values(pairs, "lift");
    for (int64_t i = 0; i < patron_table_rows(pairs); i++) {
        cell_text(sheet, section_product(in->results, a[i]));
        cell_text(sheet, section_product(in->results, b[i]));
        cell_number(sheet, n[i]);
        cell_number(sheet, n_a[i]);
        cell_number(sheet, n_b[i]);
        cell_number(sheet, all[i]);
        cell_real(sheet, a_to_b[i]);
        cell_real(sheet, b_to_a[i]);
        cell_real(sheet, lift[i]);
        end_line(sheet);
    }
}

/* ---- promotions -------------------------------------------------------------------------------------------------- */

static void write_label_row(struct exporting *in, struct sheet *sheet, int32_t i, int64_t row)
{
    const struct report_label *l = &in->results->promotions.label[i];
    cell_text(sheet, in->results->input->label[i]);
    if (row < l->values) cell_text(sheet, section_label(in->results, i, row));
    else cell_empty(sheet);
    cell_text(sheet, row < l->values ? "value" : row == l->values + PATRON_PROMOTIONS_ROW_NONE ? "none" : "all");
    cell_number(sheet, l->orders[row]);
    cell_money(in, sheet, l->net[row]);
    cell_number(sheet, l->buyers[row]);
    cell_number(sheet, l->new_buyers[row]);
    cell_number(sheet, l->new_repeaters[row]);
    cell_number(sheet, l->observed[row]);
    cell_number(sheet, l->within[row]);
    cell_rate(sheet, l->within[row], l->observed[row]);
    cell_money(in, sheet, l->new_net[row]);
    end_line(sheet);
}

static void write_promotions(struct exporting *in, struct sheet *sheet)
{
    HEADER(sheet, "label", "value", "row", "orders", "net", "buyers", "new_buyers", "new_repeaters", "n",
           "back_within_90", "rate", "low", "high", "new_net");
    for (int32_t i = 0; i < in->results->input->label_count; i++) {
        const struct report_label *l = &in->results->promotions.label[i];
        if (!l->orders) continue;
        for (int64_t k = 0; k < l->values; k++) write_label_row(in, sheet, i, l->order[k]);
        for (int64_t k = 0; k < PATRON_PROMOTIONS_ROWS_MORE; k++) write_label_row(in, sheet, i, l->values + k);
    }
}

static void write_depth(struct exporting *in, struct sheet *sheet)
{
    static const int from[DEPTH_BANDS] = {0, 0, 10, 20, 30, 50};
    const struct report_depth *d = &in->results->promotions.depth;
    HEADER(sheet, "band", "depth_from_percent", "new_buyers", "n", "back_within_90", "rate", "low", "high",
           "later_orders", "later_discounted", "later_net", "orders", "orders_net", "orders_discount");
    for (int i = 0; i < DEPTH_BANDS && in->results->input->has_discount; i++) {
        cell_text(sheet, i ? "discount" : "none");
        cell_number(sheet, from[i]);
        cell_number(sheet, d->buyers[i]);
        cell_number(sheet, d->observed[i]);
        cell_number(sheet, d->within[i]);
        cell_rate(sheet, d->within[i], d->observed[i]);
        cell_number(sheet, d->later_orders[i]);
        cell_number(sheet, d->later_discounted[i]);
        cell_money(in, sheet, d->later_net[i]);
        cell_number(sheet, d->orders[i]);
        cell_money(in, sheet, d->orders_net[i]);
        cell_money(in, sheet, d->orders_discount[i]);
        end_line(sheet);
    }
}

/* ---- value, stages, signs ---------------------------------------------------------------------------------------- */

static void write_concentration(struct exporting *in, struct sheet *sheet)
{
    static const int percent[VALUE_SHARES] = {1, 5, 10, 20, 50};
    const struct report_value *v = &in->results->value;
    HEADER(sheet, "top_percent", "buyers", "net", "share", "times_mean", "gini");
    for (int i = 0; i < VALUE_SHARES; i++) {
        cell_number(sheet, percent[i]);
        cell_number(sheet, v->top_buyers[i]);
        cell_money(in, sheet, v->top_net[i]);
        cell_real(sheet, v->top_share[i]);
        cell_real(sheet, v->top_multiple[i]);
        cell_real(sheet, v->gini);
        end_line(sheet);
    }
}

static void write_tree(struct exporting *in, struct sheet *sheet)
{
    static const char *const names[PATRON_VALUE_TREE_CELLS] = {[PATRON_VALUE_NEW_BUYERS] = "new_buyers",
                                                               [PATRON_VALUE_RETURNING_BUYERS] = "returning_buyers",
                                                               [PATRON_VALUE_NEW_ORDERS] = "new_orders",
                                                               [PATRON_VALUE_RETURNING_ORDERS] = "returning_orders",
                                                               [PATRON_VALUE_NEW_NET] = "new_net",
                                                               [PATRON_VALUE_RETURNING_NET] = "returning_net",
                                                               [PATRON_VALUE_UNCOUNTED_NET] = "uncounted_net",
                                                               [PATRON_VALUE_UNMATCHED_NET] = "unmatched_net"};
    const struct report_value *v = &in->results->value;
    HEADER(sheet, "measure", "before", "after");
    for (int i = 0; i <= PATRON_VALUE_TREE_CELLS && in->results->whole_year_ago; i++) {
        int64_t before = i < PATRON_VALUE_TREE_CELLS ? v->before[i] : v->guests_before;
        int64_t after = i < PATRON_VALUE_TREE_CELLS ? v->after[i] : v->guests_after;
        cell_text(sheet, i < PATRON_VALUE_TREE_CELLS ? names[i] : "guest_net");
        if (i < PATRON_VALUE_NEW_NET) {
            cell_number(sheet, before);
            cell_number(sheet, after);
        } else {
            cell_money(in, sheet, before);
            cell_money(in, sheet, after);
        }
        end_line(sheet);
    }
}

static void write_classes(struct exporting *in, struct sheet *sheet, const char *kind, int count,
                          const char *(*name)(int32_t), const int64_t *buyers, const int64_t *net)
{
    for (int32_t i = 0; i < count; i++) {
        cell_text(sheet, kind);
        cell_text(sheet, name(i));
        cell_number(sheet, buyers[i]);
        cell_money(in, sheet, net[i]);
        end_line(sheet);
    }
}

static void write_stages(struct exporting *in, struct sheet *sheet)
{
    const struct report_stages *s = &in->results->stages;
    HEADER(sheet, "kind", "class", "buyers", "net_365");
    write_classes(in, sheet, "stage", PATRON_CUSTOMERS_STAGES, patron_customers_stage_name, s->stage, s->stage_net);
    write_classes(in, sheet, "year", PATRON_CUSTOMERS_YEARS, patron_customers_year_name, s->year, s->year_net);
    write_classes(in, sheet, "activity", PATRON_CUSTOMERS_ACTIVITIES, patron_customers_activity_name, s->activity,
                  s->activity_net);
}

static void write_signs(struct exporting *in, struct sheet *sheet)
{
    const struct report_signs *s = &in->results->signs;
    HEADER(sheet, "sign", "with_n", "with_gone", "without_n", "without_gone", "difference", "low", "high",
           "p_adjusted");
    for (int32_t i = 0; i < PATRON_CHURN_SIGNS; i++) {
        const double values[] = {s->difference[i], s->low[i], s->high[i], s->p_value[i]};
        cell_text(sheet, patron_churn_sign_name(i));
        for (int with = 1; with >= 0; with--) {
            cell_number(sheet, s->customers[i][with]);
            cell_number(sheet, s->gone[i][with]);
        }
        for (int k = 0; k < 4; k++)
            if (s->p_value[i] > 1) cell_empty(sheet);
            else cell_real(sheet, values[k]);
        end_line(sheet);
    }
}

static void write_tiers(struct exporting *in, struct sheet *sheet)
{
    const struct report_points *p = &in->results->points;
    HEADER(sheet, "tier", "buyers", "falls_in_30_days");
    for (int32_t i = 0; i <= p->tiers && p->has_tiers; i++) {
        cell_number(sheet, i);
        cell_number(sheet, p->tier_buyers[i]);
        cell_number(sheet, p->tier_lapsing[i]);
        end_line(sheet);
    }
}

static void write_expiring(struct exporting *in, struct sheet *sheet)
{
    const struct report_points *p = &in->results->points;
    HEADER(sheet, "customer", "points_expiring_in_30_days", "first_good_until");
    for (int64_t i = 0; i < p->listed; i++) {
        cell_text(sheet, section_ledger_key(in->results, p->customer[i]));
        cell_number(sheet, p->soon[i]);
        cell_day(sheet, p->soon_day[i]);
        end_line(sheet);
    }
}

const struct sheet_of answer_sheets[] = {
    {"repeat.csv", write_repeat},
    {"months.csv", write_months},
    {"sequence.csv", write_sequence},
    {"first_products.csv", write_first},
    {"bought_again.csv", write_again},
    {"bought_together.csv", write_pairs},
    {"promotions.csv", write_promotions},
    {"discount_depth.csv", write_depth},
    {"concentration.csv", write_concentration},
    {"revenue_tree.csv", write_tree},
    {"stages.csv", write_stages},
    {"leading_indicators.csv", write_signs},
    {"tiers.csv", write_tiers},
    {"points_expiring.csv", write_expiring},
};
const size_t answer_sheet_count = sizeof answer_sheets / sizeof *answer_sheets;
