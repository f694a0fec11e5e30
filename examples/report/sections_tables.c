/* RFM segments, the cohort triangle and the churn states. */
#include "sections.h"

#include "store.h"

#include <stdarg.h>

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
    page_cell(&table, SAY(text, "R: days since last purchase", "R: Tage seit dem letzten Kauf"));
    page_cell(&table, SAY(text, "F: purchases", "F: Käufe"));
    page_cell(&table, SAY(text, "M: net", "M: Umsatz"));
    for (int32_t score = rfm->bins; score >= 1; score--) {
        page_cell(&table, text_number(text, score));
        if (score == 1) {
            for (int i = 0; i < 3; i++) page_cell(&table, SAY(text, "the rest", "der Rest"));
            break;
        }
        int64_t recency = rfm->recency[score - 2], frequency = rfm->frequency[score - 2];
        bool has_money = rfm->monetary_denominator[score - 2] > 0;
        page_cell(&table, recency < 0
                              ? "–"
                              : arena_format(text->arena, SAY(text, "up to %s", "bis %s"), text_number(text, recency)));
        page_cell(&table, frequency < 0
                              ? "–"
                              : arena_format(text->arena, SAY(text, "from %s", "ab %s"), text_number(text, frequency)));
        page_cell(&table, !has_money ? "–"
                                     : arena_format(text->arena, SAY(text, "from %s", "ab %s"),
                                                    text_money_of(text, rfm->monetary_numerator[score - 2],
                                                                  rfm->monetary_denominator[score - 2])));
    }
    page_table_print(&table, page->out);
}

void section_cells(struct page_table *table, int count, ...)
{
    va_list cells;
    va_start(cells, count);
    for (int i = 0; i < count; i++) page_cell(table, va_arg(cells, const char *));
    va_end(cells);
}

bool section_nobody(const struct report_page *page, int64_t buyers)
{
    const struct text *text = &page->text;
    if (!buyers) page_paragraph(page->out, 2, SAY(text, "There are no buyers.", "Es gibt keine Käufer."));
    return !buyers;
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
    if (section_nobody(page, buyers)) return;
    page_table_begin(&table, text->arena, "lrrrrr");
    page_cell(&table, SAY(text, "segment", "Segment"));
    page_cell(&table, SAY(text, "buyers", "Käufer"));
    page_cell(&table, SAY(text, "share", "Anteil"));
    page_cell(&table, SAY(text, "of net", "am Umsatz"));
    page_cell(&table, "AOV");
    page_cell(&table, SAY(text, "days since last (median)", "Tage seit Kauf (Median)"));
    for (int32_t i = 0; i < s->count; i++) {
        page_cell(&table, arena_format(text->arena, "RFM: %s", text_segment(text, i)));
        page_cell(&table, text_number(text, s->buyers[i]));
        page_cell(&table, text_share(text, s->buyers[i], buyers));
        page_cell(&table, text_share(text, s->net[i], net));
        page_cell(&table, text_money_of(text, s->net_counted[i], s->orders[i]));
        page_cell(&table,
                  s->twice_median_recency[i] < 0 ? "–" : text_real(text, (double)s->twice_median_recency[i] / 2, 0));
    }
    page_cell(&table, SAY(text, "all", "alle"));
    page_cell(&table, text_number(text, buyers));
    page_cell(&table, text_share(text, buyers, buyers));
    page_cell(&table, text_share(text, net, net));
    page_cell(&table, text_money_of(text, counted, orders));
    page_cell(&table, "");
    page_table_print(&table, page->out);
    fputc('\n', page->out);
    print_cuts(page);
    page_paragraph(
        page->out, 2,
        SAY(text,
            "Of all orders up to the day. Each buyer scores 1 to 5 in R, F and M by these cuts; the three scores "
            "make the segment. Where two cuts are equal, the lower score is empty.",
            "Über alle Bestellungen bis zum Stichtag. Jeder Käufer erhält nach diesen Grenzen 1 bis 5 Punkte in R, "
            "F und M; die drei ergeben das Segment. Sind zwei Grenzen gleich, bleibt die untere Punktzahl leer."));
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
    page_heading(page->out, SAY(text, "Cohorts: of each month's new buyers, % who buy in month k after it",
                                "Kohorten: von den neuen Käufern jedes Monats, % die im k-ten Monat danach kaufen"));
    if (section_nobody(page, c->rows)) return;
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
    page_paragraph(
        page->out, 2,
        SAY(text,
            "Month 0 is that of the first purchase. A cell stays empty until its month is over, so that of a month "
            "which has buyers already may be empty at 0. The mean is that of all buyers whose cell is filled.",
            "Monat 0 ist der des ersten Kaufs. Eine Zelle bleibt leer, bis ihr Monat zu Ende ist; darum kann auch ein "
            "Monat, der schon Käufer hat, bei 0 leer sein. Das Mittel ist das aller Käufer mit gefüllter Zelle."));
    if (page->flags->has_observed_from)
        page_paragraph(page->out, 2,
                       arena_format(text->arena,
                                    SAY(text, "Buyers known from before %s are in no cohort.",
                                        "Käufer von vor dem %s sind in keiner Kohorte."),
                                    text_day(text, page->flags->observed_from)));
    if (first)
        page_paragraph(page->out, 2,
                       arena_format(text->arena,
                                    SAY(text, "%s earlier months are in cohorts.csv with --out.",
                                        "%s frühere Monate stehen mit --out in cohorts.csv."),
                                    text_number(text, first)));
}

/* ---- churn --------------------------------------------------------------------------------------------------------- */

static void churn_line(struct page_table *table, const struct text *text, const char *label, const char *count,
                       const char *share, int64_t net, int64_t at_risk)
{
    page_cell(table, label);
    page_cell(table, count);
    page_cell(table, share);
    page_cell(table, text_money(text, net));
    page_cell(table, text_money(text, at_risk));
}

static void explain_churn(const struct report_page *page)
{
    const patron_churn_info *info = &page->results->churn_info;
    const struct text *text = &page->text;
    page_paragraph(page->out, 2,
                   arena_format(text->arena,
                                SAY(text,
                                    "A state compares the chance of a purchase in the customer's next three rhythms (7 "
                                    "to %s days) with what it was right after "
                                    "the last one: on track from %s of it, slowing from %s, slipping from %s, lost "
                                    "below. Bought once: new for %s, then open, or "
                                    "lost below %s. At risk is net × what is missing to 100 %%.",
                                    "Ein Zustand vergleicht die Chance auf einen Kauf in den nächsten drei Takten des "
                                    "Kunden (7 bis %s Tage) mit der direkt nach dem "
                                    "letzten Kauf: im Takt ab %s davon, nachlassend ab %s, abwandernd ab %s, darunter "
                                    "verloren. Einmal gekauft: neu für %s, dann "
                                    "offen, oder verloren unter %s. Gefährdet ist Umsatz × was an 100 %% fehlt."),
                                text_number(text, info->horizon), text_percent(text, info->bands[0], 0),
                                text_percent(text, info->bands[1], 0), text_percent(text, info->bands[2], 0),
                                text_days(text, info->new_days), text_percent(text, info->bands[2], 0)));
    page_paragraph(page->out, 2,
                   arena_format(text->arena,
                                SAY(text,
                                    "Method: KM (a Kaplan–Meier table of silences, each in the customer's own rhythm), "
                                    "H = %s days, fitted on the %s gaps between "
                                    "purchases up to %s, %s in the mean.",
                                    "Methode: KM (eine Kaplan-Meier-Tafel der Pausen, jede im Takt ihres Kunden), H = "
                                    "%s Tage, geschätzt aus den %s Abständen "
                                    "zwischen Käufen bis zum %s, im Mittel %s."),
                                text_number(text, info->horizon), text_number(text, info->gaps),
                                text_day(text, info->as_of), text_days(text, (int64_t)(info->mean_gap + 0.5))));
}

void section_churn(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct report_churn *c = &r->churn;
    const struct text *text = &page->text;
    int64_t buyers = c->other_buyers, net = c->other_net_365, at_risk = 0;
    struct page_table table;
    page_heading(page->out, SAY(text, "Churn states", "Abwanderung"));
    for (int32_t state = 0; state < PATRON_CHURN_STATES; state++) {
        buyers += c->buyers[state];
        net += c->net_365[state];
        at_risk += c->value_at_risk[state];
    }
    if (section_nobody(page, buyers)) return;
    page_table_begin(&table, text->arena, "lrrrr");
    page_cell(&table, SAY(text, "state", "Zustand"));
    page_cell(&table, SAY(text, "buyers", "Käufer"));
    page_cell(&table, SAY(text, "share", "Anteil"));
    page_cell(&table, SAY(text, "net in 365 days", "Umsatz in 365 Tagen"));
    page_cell(&table, SAY(text, "of it at risk", "davon gefährdet"));
    for (int32_t state = 0; state < PATRON_CHURN_STATES; state++)
        if (state != PATRON_CHURN_UNKNOWN || c->buyers[state])
            churn_line(&table, text, text_churn(text, state), text_number(text, c->buyers[state]),
                       text_share(text, c->buyers[state], buyers), c->net_365[state], c->value_at_risk[state]);
    if (c->other_net_365 || c->other_buyers)
        churn_line(&table, text,
                   SAY(text, "none: only renewals, or nothing counted", "ohne: nur Abo, oder nichts gezählt"),
                   text_number(text, c->other_buyers), text_share(text, c->other_buyers, buyers), c->other_net_365, 0);
    churn_line(&table, text, SAY(text, "all", "alle"), text_number(text, buyers), text_share(text, buyers, buyers), net,
               at_risk);
    page_table_print(&table, page->out);
    explain_churn(page);
}
