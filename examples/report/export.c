#include "export.h"

#include "sheet.h"
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the tables -------------------------------------------------------------------------------------------------- */

static void write_totals(struct exporting *in, struct sheet *sheet)
{
    const patron_totals *t = &in->results->totals;
    const struct {
        const char *name;
        int64_t value;
        bool money;
    } lines[] = {{"rows", t->rows, false},
                 {"rows_sale", t->rows_sale, false},
                 {"rows_renewal", t->rows_renewal, false},
                 {"rows_refund", t->rows_refund, false},
                 {"rows_ignored", t->rows_ignored, false},
                 {"rows_after", t->rows_after, false},
                 {"orders", t->orders, false},
                 {"orders_counted", t->orders_counted, false},
                 {"orders_zero", t->orders_zero, false},
                 {"orders_refunded", t->orders_refunded, false},
                 {"orders_renewal", t->orders_renewal, false},
                 {"purchases", t->purchases, false},
                 {"customers", t->customers, false},
                 {"buyers", t->buyers, false},
                 {"refunds_unmatched", t->refunds_unmatched, false},
                 {"refunds_over", t->refunds_over, false},
                 {"sales", t->sales, true},
                 {"refunds", t->refunds, true},
                 {"net", t->net, true},
                 {"net_customers", t->net_customers, true},
                 {"net_guests", t->net_guests, true},
                 {"net_unmatched", t->net_unmatched, true},
                 {"net_counted", t->net_counted, true},
                 {"rows_guest", t->excluded_rows[PATRON_EXCLUDED_GUEST], false},
                 {"money_guest", t->excluded_money[PATRON_EXCLUDED_GUEST], true},
                 {"money_ignored", t->excluded_money[PATRON_EXCLUDED_IGNORED], true}};
    HEADER(sheet, "measure", "value");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cell_text(sheet, lines[i].name);
        if (lines[i].money) cell_money(in, sheet, lines[i].value);
        else cell_number(sheet, lines[i].value);
        end_line(sheet);
    }
}

static void write_figures_line(struct exporting *in, struct sheet *sheet, const struct report_figures *f)
{
    cell_day(sheet, f->as_of);
    cell_number(sheet, f->customers);
    cell_number(sheet, f->buyers);
    cell_number(sheet, f->repeaters);
    cell_number(sheet, f->orders);
    cell_money(in, sheet, f->net);
    cell_number(sheet, f->repeat_within);
    cell_number(sheet, f->repeat_observed);
    cell_number(sheet, f->recent_buyers);
    cell_number(sheet, f->recent_returning);
    cell_number(sheet, f->recent_orders);
    cell_money(in, sheet, f->recent_net);
    cell_money(in, sheet, f->recent_net_counted);
    end_line(sheet);
}

static void write_figures(struct exporting *in, struct sheet *sheet)
{
    HEADER(sheet, "as_of", "customers", "buyers", "repeaters", "orders", "net", "repeat_within_365",
           "repeat_observed_365", "buyers_365", "returning_365", "orders_365", "net_365", "net_counted_365");
    write_figures_line(in, sheet, &in->results->now);
    if (in->results->has_year_ago) write_figures_line(in, sheet, &in->results->year_ago);
}

static void write_list(struct exporting *in, struct sheet *sheet, const struct report_list *list)
{
    const struct report_results *r = in->results;
    HEADER(sheet, "customer", "state", "silence_days", "net_365", "value_at_risk", "rho", "reason");
    for (int64_t i = 0; i < list->count; i++) {
        int32_t customer = list->customer[i];
        cell_text(sheet, section_key(r, customer));
        cell_text(sheet, patron_churn_state_name(r->customer.churn[customer]));
        cell_number(sheet, r->customer.silence[customer]);
        cell_money(in, sheet, r->customer.net_365[customer]);
        cell_money(in, sheet, in_units(r->customer.value_at_risk[customer]));
        cell_real(sheet, r->customer.rho[customer]);
        cell_text(sheet, section_reason(&in->text, r, customer));
        end_line(sheet);
    }
}

static void write_slipping(struct exporting *in, struct sheet *sheet) { write_list(in, sheet, &in->results->slipping); }
static void write_quiet(struct exporting *in, struct sheet *sheet) { write_list(in, sheet, &in->results->quiet); }

static void write_due_table(struct exporting *in, struct sheet *sheet, const struct report_due *list)
{
    const patron_table *table = list->table;
    HEADER(sheet, "customer", "product", "state", "last_day", "due_day", "window_from", "window_to", "expected_day",
           "purchases", "expected_amount", "chance_30_days", "level", "evidence");
    if (!table) return;
    const int32_t *customer = report_values(table, "customer"), *state = report_values(table, "state"),
                  *level = report_values(table, "level");
    const int32_t *last = report_values(table, "last_day"), *due = report_values(table, "due_day"),
                  *from = report_values(table, "window_from");
    const int32_t *to = report_values(table, "window_to"), *expected = report_values(table, "expected_day");
    const int64_t *product = report_values(table, "product"), *purchases = report_values(table, "purchases");
    const int64_t *amount = report_values(table, "expected_amount"), *evidence = report_values(table, "evidence");
    const double *chance = report_values(table, "chance");
    for (int64_t k = 0; k < list->rows; k++) {
        int64_t i = list->row[k];
        cell_text(sheet, section_key(in->results, customer[i]));
        cell_text(sheet, section_product(in->results, product[i]));
        cell_text(sheet, patron_replenish_state_name(state[i]));
        cell_day(sheet, last[i]);
        cell_day(sheet, due[i]);
        cell_day(sheet, from[i]);
        cell_day(sheet, to[i]);
        cell_day(sheet, expected[i]);
        cell_number(sheet, purchases[i]);
        cell_money(in, sheet, amount[i]);
        cell_real(sheet, chance[i]);
        cell_text(sheet, patron_replenish_level_name(level[i]));
        cell_number(sheet, evidence[i]);
        end_line(sheet);
    }
}

static void write_due(struct exporting *in, struct sheet *sheet) { write_due_table(in, sheet, &in->results->due); }
static void write_late(struct exporting *in, struct sheet *sheet) { write_due_table(in, sheet, &in->results->late); }

static void write_segments(struct exporting *in, struct sheet *sheet)
{
    const struct report_segments *s = &in->results->segment;
    HEADER(sheet, "segment", "buyers", "orders", "net", "net_counted", "median_days_since_last");
    for (int32_t i = 0; i < s->count; i++) {
        cell_text(sheet, patron_rfm_map_name(NULL, i));
        cell_number(sheet, s->buyers[i]);
        cell_number(sheet, s->orders[i]);
        cell_money(in, sheet, s->net[i]);
        cell_money(in, sheet, s->net_counted[i]);
        if (s->twice_median_recency[i] < 0) cell_empty(sheet);
        else cell_real(sheet, (double)s->twice_median_recency[i] / 2);
        end_line(sheet);
    }
}

static void write_cuts(struct exporting *in, struct sheet *sheet)
{
    const patron_rfm_info *rfm = &in->results->rfm;
    HEADER(sheet, "score_above", "days_since_last_at_most", "purchases_at_least", "net_at_least");
    for (int32_t k = 1; k < rfm->bins; k++) {
        cell_number(sheet, k);
        cell_count(sheet, rfm->recency[k - 1]);
        cell_count(sheet, rfm->frequency[k - 1]);
        if (rfm->monetary_denominator[k - 1] == 1) cell_money(in, sheet, rfm->monetary_numerator[k - 1]);
        else cell_empty(sheet);
        end_line(sheet);
    }
}

static void write_cohorts(struct exporting *in, struct sheet *sheet)
{
    const struct report_cohorts *c = &in->results->cohorts;
    int64_t wide = c->columns + 1;
    HEADER(sheet, "cohort", "buyers", "k", "state", "active", "rate", "repeat_by", "net");
    for (int64_t row = 0; row < c->rows; row++)
        for (int64_t k = 0; k < c->columns; k++) {
            int64_t i = row * wide + k;
            int32_t day = PATRON_NO_DAY;
            bool seen = c->state[i] == PATRON_COHORTS_COMPLETE || c->state[i] == PATRON_COHORTS_PARTIAL;
            (void)patron_calendar_first_day(NULL, c->first_period + (int32_t)row, &day, NULL);
            cell_day(sheet, day);
            cell_number(sheet, c->buyers[row]);
            cell_number(sheet, k);
            cell_text(sheet, patron_cohorts_state_name(c->state[i]));
            cell_number(sheet, c->active[i]);
            if (seen) cell_real(sheet, c->rate[i]);
            else cell_empty(sheet);
            if (seen) cell_real(sheet, c->repeat_rate[i]);
            else cell_empty(sheet);
            cell_money(in, sheet, c->net[i]);
            end_line(sheet);
        }
}

static void write_states(struct exporting *in, struct sheet *sheet)
{
    const struct report_churn *c = &in->results->churn;
    HEADER(sheet, "state", "buyers", "net_365", "value_at_risk");
    for (int32_t state = 0; state < PATRON_CHURN_STATES; state++) {
        cell_text(sheet, patron_churn_state_name(state));
        cell_number(sheet, c->buyers[state]);
        cell_money(in, sheet, c->net_365[state]);
        cell_money(in, sheet, c->value_at_risk[state]);
        end_line(sheet);
    }
    cell_text(sheet, "none"); /* only renewals, or no counted order: so that the sum is the net of all customers */
    cell_number(sheet, c->other_buyers);
    cell_money(in, sheet, c->other_net_365);
    cell_money(in, sheet, 0);
    end_line(sheet);
}

static void write_customer(struct exporting *in, struct sheet *sheet, int32_t i)
{
    const struct report_customers *c = &in->results->customer;
    cell_text(sheet, section_key(in->results, i));
    cell_text(sheet, patron_customers_state_name(c->state[i]));
    cell_number(sheet, c->orders[i]);
    cell_number(sheet, c->purchases[i]);
    cell_day(sheet, c->first_day[i]);
    cell_day(sheet, c->last_day[i]);
    cell_count(sheet, c->days_since[i]);
    cell_count(sheet, c->last_gap[i]);
    cell_money(in, sheet, c->sales[i]);
    cell_money(in, sheet, c->refunds[i]);
    cell_money(in, sheet, c->net[i]);
    cell_money(in, sheet, c->recent_net[i]);
    cell_count(sheet, c->r[i]);
    cell_count(sheet, c->f[i]);
    cell_count(sheet, c->m[i]);
    cell_text(sheet, c->segment[i] < 0 ? "" : patron_rfm_map_name(NULL, c->segment[i]));
    bool state = c->churn[i] >= 0;
    cell_text(sheet, state ? patron_churn_state_name(c->churn[i]) : "");
    if (state) cell_real(sheet, c->score[i]);
    else cell_empty(sheet);
    if (state) cell_real(sheet, c->rho[i]);
    else cell_empty(sheet);
    cell_day(sheet, c->next_day[i]);
    cell_money(in, sheet, in_units(c->value_at_risk[i]));
    cell_number(sheet, c->due_items[i]);
    cell_number(sheet, c->hero[i]);
    cell_text(sheet, c->stage[i] < 0 ? "" : patron_customers_stage_name(c->stage[i]));
    cell_text(sheet, c->year[i] < 0 ? "" : patron_customers_year_name(c->year[i]));
    cell_text(sheet, state ? section_reason(&in->text, in->results, i) : "");
    end_line(sheet);
}

static void write_customers(struct exporting *in, struct sheet *sheet)
{
    HEADER(sheet, "customer", "state", "orders", "purchases", "first_day", "last_day", "days_since_last", "last_gap",
           "sales", "refunds", "net", "net_365", "r", "f", "m", "segment", "churn_state", "chance_90_days", "rho",
           "next_state_day", "value_at_risk", "due_in_7_days", "was_hero", "stage", "year", "reason");
    for (int64_t i = 0; i < in->results->customer.count; i++)
        if (in->results->customer.state[i] != PATRON_CUSTOMERS_ABSENT) write_customer(in, sheet, (int32_t)i);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static const struct sheet_of sheets[] = {
    {"totals.csv", write_totals},         {"key_figures.csv", write_figures}, {"newly_slipping.csv", write_slipping},
    {"due_in_7_days.csv", write_due},     {"late.csv", write_late},           {"heroes_going_quiet.csv", write_quiet},
    {"rfm_segments.csv", write_segments}, {"rfm_cuts.csv", write_cuts},       {"cohorts.csv", write_cohorts},
    {"churn_states.csv", write_states},   {"customers.csv", write_customers}};

#define SHEETS (sizeof sheets / sizeof *sheets)

static size_t sheet_count(void) { return SHEETS + answer_sheet_count; }

static const struct sheet_of *sheet_at(size_t i) { return i < SHEETS ? &sheets[i] : &answer_sheets[i - SHEETS]; }

static const char *path_of(const struct exporting *in, size_t i, const char *suffix)
{
    return arena_format(in->results->arena, "%s/%s%s", in->flags->out, sheet_at(i)->name, suffix);
}

static int failed(const struct exporting *in, const char *path, char *message, size_t capacity)
{
    (void)snprintf(message, capacity,
                   in->flags->language == REPORT_GERMAN ? "%s: nicht zu schreiben: %s" : "%s: cannot be written: %s",
                   path, strerror(errno));
    for (size_t i = 0; i < sheet_count(); i++) (void)remove(path_of(in, i, ".part"));
    return 1;
}

int report_export(const struct report_flags *flags, const struct report_results *results, char *message,
                  size_t capacity)
{
    struct exporting in = {flags, results, section_text(flags, results->input, results->arena)};
    if (mkdir(flags->out, 0777) && errno != EEXIST) return failed(&in, flags->out, message, capacity);
    for (size_t i = 0; i < sheet_count(); i++) {
        struct sheet sheet = {fopen(path_of(&in, i, ".part"), "wb"), false};
        if (!sheet.file) return failed(&in, path_of(&in, i, ""), message, capacity);
        sheet_at(i)->write(&in, &sheet);
        bool broken = ferror(sheet.file) != 0;
        if (fclose(sheet.file) || broken) return failed(&in, path_of(&in, i, ""), message, capacity);
    }
    for (size_t i = 0; i < sheet_count(); i++)
        if (rename(path_of(&in, i, ".part"), path_of(&in, i, "")))
            return failed(&in, path_of(&in, i, ""), message, capacity);
    return 0;
}
