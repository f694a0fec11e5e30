/* RFM segments, the cohort triangle and the churn states. */
#include "sections.h"

#include "store.h"

#define COHORTS_LISTED 25 /* the latest months */

/* ---- RFM ----------------------------------------------------------------------------------------------------------- */

/* Cuts from the best score down to the second one: "5: up to 17 days". A score whose cut equals the next one's is empty. */
static void print_cuts(const struct report_page *page)
{
    const patron_rfm_info *rfm = &page->results->rfm;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "llll");
    page_cell(&table, SAY(text, "score", "Punkte"));
    page_cell(&table, SAY(text, "days since last purchase", "Tage seit letztem Kauf"));
    page_cell(&table, SAY(text, "purchases", "Käufe"));
    page_cell(&table, SAY(text, "net", "netto"));
    for (int32_t score = rfm->bins; score >= 1; score--) {
        page_cell(&table, text_number(text, score));
        if (score == 1) {
            for (int i = 0; i < 3; i++) page_cell(&table, SAY(text, "the rest", "der Rest"));
            break;
        }
        int64_t recency = rfm->recency[score - 2], frequency = rfm->frequency[score - 2];
        bool has_money = rfm->monetary_denominator[score - 2] > 0;
        page_cell(&table, recency < 0 ? "–" : arena_format(text->arena, SAY(text, "up to %s", "bis %s"), text_number(text, recency)));
        page_cell(&table, frequency < 0 ? "–" : arena_format(text->arena, SAY(text, "from %s", "ab %s"), text_number(text, frequency)));
        page_cell(&table, !has_money ? "–" : arena_format(text->arena, SAY(text, "from %s", "ab %s"),
                                                          text_money_of(text, rfm->monetary_numerator[score - 2],
                                                                        rfm->monetary_denominator[score - 2])));
    }
    page_table_print(&table, page->out);
}

void section_rfm(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct report_segments *s = &r->segment;
    const struct text *text = &page->text;
    int64_t buyers = 0, net = 0, orders = 0, counted = 0;
    struct page_table table;
    page_heading(page->out, SAY(text, "RFM segments", "RFM-Segmente"));
    for (int64_t i = 0; i < s->count; i++) {
        buyers += s->buyers[i];
        net += s->net[i];
        orders += s->orders[i];
        counted += s->net_counted[i];
    }
    page_table_begin(&table, text->arena, "lrrrrr");
    page_cell(&table, SAY(text, "segment", "Segment"));
    page_cell(&table, SAY(text, "buyers", "Käufer"));
    page_cell(&table, SAY(text, "share", "Anteil"));
    page_cell(&table, SAY(text, "of net", "am Netto"));
    page_cell(&table, "AOV");
    page_cell(&table, SAY(text, "median days since", "Median Tage seit"));
    for (int32_t i = 0; i < s->count; i++) {
        page_cell(&table, arena_format(text->arena, "RFM: %s", text_segment(text, i)));
        page_cell(&table, text_number(text, s->buyers[i]));
        page_cell(&table, text_share(text, s->buyers[i], buyers));
        page_cell(&table, text_share(text, s->net[i], net));
        page_cell(&table, text_money_of(text, s->net_counted[i], s->orders[i]));
        page_cell(&table, s->twice_median_recency[i] < 0 ? "–" : text_real(text, (double)s->twice_median_recency[i] / 2, 0));
    }
    page_cell(&table, SAY(text, "all", "alle"));
    page_cell(&table, text_number(text, buyers));
    page_cell(&table, text_share(text, buyers, buyers));
    page_cell(&table, text_share(text, net, net));
    page_cell(&table, text_money_of(text, counted, orders));
    page_cell(&table, "");
    page_table_print(&table, page->out);
    fprintf(page->out, "\n  %s\n", SAY(text, "Cuts", "Grenzen"));
    print_cuts(page);
}

/* ---- cohorts ------------------------------------------------------------------------------------------------------- */

static const char *cell_of(const struct text *text, int32_t state, double rate)
{
    return state == PATRON_COHORTS_COMPLETE || state == PATRON_COHORTS_PARTIAL ? text_real(text, rate * 100, 0) : "";
}

void section_cohorts(const struct report_page *page)
{
    const struct report_cohorts *c = &page->results->cohorts;
    const struct text *text = &page->text;
    int64_t wide = c->columns + 1, first = c->rows > COHORTS_LISTED ? c->rows - COHORTS_LISTED : 0;
    char alignment[PAGE_COLUMNS_MAX + 1] = "lrr";
    struct page_table table;
    page_heading(page->out, SAY(text, "Cohorts: % of each month's new buyers who buy in month k after",
                                "Kohorten: % der neuen Käufer jedes Monats, die im k-ten Monat danach kaufen"));
    if (!c->rows) return;
    for (int64_t k = 0; k < c->columns; k++) alignment[2 + k] = 'r';
    alignment[2 + c->columns] = '\0';
    page_table_begin(&table, text->arena, alignment);
    page_cell(&table, SAY(text, "month", "Monat"));
    page_cell(&table, SAY(text, "buyers", "Käufer"));
    for (int64_t k = 0; k < c->columns; k++) page_cell(&table, text_number(text, k));
    for (int64_t row = first; row < c->rows; row++) {
        page_cell(&table, text_month(text, c->first_period + (int32_t)row));
        page_cell(&table, text_number(text, c->buyers[row]));
        for (int64_t k = 0; k < c->columns; k++)
            page_cell(&table, cell_of(text, c->state[row * wide + k], c->rate[row * wide + k]));
    }
    page_cell(&table, SAY(text, "mean", "Mittel"));
    page_cell(&table, "");
    for (int64_t k = 0; k < c->columns; k++) page_cell(&table, cell_of(text, c->mean_state[k], c->mean_rate[k]));
    page_table_print(&table, page->out);
    page_paragraph(page->out, 2, SAY(text, "Empty cells lie in the future or in a month that is not over. The mean is over complete cells.",
                                     "Leere Zellen liegen in der Zukunft oder in einem Monat, der nicht zu Ende ist. Das Mittel geht "
                                     "über volle Zellen."));
    if (first)
        page_paragraph(page->out, 2, arena_format(text->arena, SAY(text, "%s earlier months are in cohorts.csv with --out.",
                                                                   "%s frühere Monate stehen mit --out in cohorts.csv."),
                                                  text_number(text, first)));
}

/* ---- churn --------------------------------------------------------------------------------------------------------- */

void section_churn(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct report_churn *c = &r->churn;
    const struct text *text = &page->text;
    int64_t buyers = 0;
    struct page_table table;
    page_heading(page->out, SAY(text, "Churn states", "Abwanderung"));
    for (int32_t state = 0; state < PATRON_CHURN_STATES; state++) buyers += c->buyers[state];
    page_table_begin(&table, text->arena, "lrrrr");
    page_cell(&table, SAY(text, "state", "Zustand"));
    page_cell(&table, SAY(text, "buyers", "Käufer"));
    page_cell(&table, SAY(text, "share", "Anteil"));
    page_cell(&table, SAY(text, "net in 365 days", "netto in 365 Tagen"));
    page_cell(&table, SAY(text, "of it at risk", "davon gefährdet"));
    for (int32_t state = 0; state < PATRON_CHURN_STATES; state++) {
        if (state == PATRON_CHURN_UNKNOWN && !c->buyers[state]) continue;
        page_cell(&table, text_churn(text, state));
        page_cell(&table, text_number(text, c->buyers[state]));
        page_cell(&table, text_share(text, c->buyers[state], buyers));
        page_cell(&table, text_money(text, c->net_365[state]));
        page_cell(&table, text_money(text, c->value_at_risk[state]));
    }
    page_table_print(&table, page->out);
    page_paragraph(page->out, 2, arena_format(text->arena, SAY(text,
        "New: bought once, at most %s days ago. States compare each customer's silence with their own rhythm: %s gaps between "
        "purchases, %s days in the mean.",
        "Neu: einmal gekauft, vor höchstens %s Tagen. Die Zustände messen die Stille jedes Kunden an seinem eigenen Takt: %s Abstände "
        "zwischen Käufen, im Mittel %s Tage."),
        text_number(text, r->churn_info.new_days), text_number(text, r->churn_info.gaps), text_real(text, r->churn_info.mean_gap, 0)));
}
