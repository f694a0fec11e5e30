/* How the file was read, on what day the report looks, whether the sums agree, and the key figures. */
#include "sections.h"

#include "store.h"

#include <string.h>

static const char *format(const struct report_page *page, const char *pattern, const char *a, const char *b)
{
    return arena_format(page->text.arena, pattern, a, b);
}

struct text section_text(const struct report_flags *flags, const struct report_input *input, struct report_arena *arena)
{
    struct text text = {.arena = arena, .german = flags->language == REPORT_GERMAN};
    text.decimals = input->amount_decimals;
    text.money_decimals = input->has_amount ? 2 : 0;
    text.currency = input->currency;
    return text;
}

/* ---- how the file was read ----------------------------------------------------------------------------------------- */

void section_columns(const struct report_page *page)
{
    const struct report_input *input = page->results->input;
    const struct text *text = &page->text;
    struct page_table table;
    page_heading(page->out, SAY(text, "Columns used", "Verwendete Spalten"));
    page_table_begin(&table, text->arena, "lc");
    page_cell(&table, SAY(text, "format", "Format"));
    page_cell(&table, input->recogniser[0] ? format(page, "%s (%s)", input->recogniser, input->format) : input->format);
    for (int64_t i = 0; i < input->used_count; i++) {
        page_cell(&table, format(page, "--%s%s", report_role_name(input->used[i].role), ""));
        page_cell(&table, input->used[i].columns);
    }
    page_table_print(&table, page->out);
    page_paragraph(page->out, 2,
                   SAY(text, "Is a column wrong or missing? Name it with the flag on the left (see --help).",
                       "Falsche oder fehlende Spalten lassen sich mit dem Schalter links nennen (siehe --help)."));
    for (int64_t i = 0; i < input->note_count; i++) page_paragraph(page->out, 2, input->notes[i]);
}

/* ---- the day, and what looks wrong --------------------------------------------------------------------------------- */

static void print_bad_rows(const struct report_page *page)
{
    const struct report_input *input = page->results->input;
    const struct text *text = &page->text;
    if (!input->rows_bad) return;
    page_paragraph(
        page->out, 2,
        format(page,
               SAY(text, "Left out as wrong (--skip-bad): %s %s.", "Als fehlerhaft ausgelassen (--skip-bad): %s %s."),
               text_number(text, input->rows_bad),
               input->rows_bad == 1 ? SAY(text, "row", "Zeile") : SAY(text, "rows", "Zeilen")));
    for (int64_t i = 0; i < input->bad_listed; i++) page_paragraph(page->out, 4, input->bad[i].message);
    if (input->rows_bad > input->bad_listed)
        page_paragraph(page->out, 4,
                       format(page, SAY(text, "... and %s more%s", "... und %s weitere%s"),
                              text_number(text, input->rows_bad - input->bad_listed), ""));
}

void section_day_and_warnings(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    page_heading(page->out, format(page, SAY(text, "As of %s%s", "Stichtag %s%s"), text_day(text, r->as_of),
                                   page->flags->has_as_of ? ""
                                                          : SAY(text, " (the last day with an order or refund)",
                                                                " (der letzte Tag mit Bestellung oder Erstattung)")));
    if (r->first_day != PATRON_NO_DAY)
        page_paragraph(
            page->out, 2,
            format(page,
                   SAY(text, "Orders and refunds from %s to %s.", "Bestellungen und Erstattungen vom %s bis zum %s."),
                   text_day(text, r->first_day), text_day(text, r->last_day)));
    if (r->warnings & PATRON_WARNING_NO_SALES)
        page_paragraph(page->out, 2,
                       SAY(text, "Warning: no order counts up to this day.",
                           "Warnung: Bis zu diesem Tag zählt keine Bestellung."));
    if (r->lonely_last_day)
        page_paragraph(
            page->out, 2,
            SAY(text,
                "Warning: the last day stands alone, after a longer gap than ever before. If its date is "
                "wrong, give --as-of with the last day that is right.",
                "Warnung: Der letzte Tag steht allein, nach einer längeren Lücke als je zuvor. Ist sein Datum "
                "falsch, gib mit --as-of den letzten richtigen Tag an."));
    if (r->warnings & PATRON_WARNING_GAP_AT_END)
        page_paragraph(page->out, 2,
                       SAY(text,
                           "Warning: the last days have no orders, for longer than ever before. If the export "
                           "ends earlier, give --as-of: a gap at the end makes customers look lost.",
                           "Warnung: Die letzten Tage haben keine Bestellungen, länger als je zuvor. Endet der Export "
                           "früher, gib --as-of an: Eine Lücke am Ende lässt Kunden verloren aussehen."));
    if (r->warnings & PATRON_WARNING_FIRST_PERIOD)
        page_paragraph(
            page->out, 2,
            SAY(text,
                "Warning: the first month has many more new customers than the next three. Older customers "
                "look new there; --observed-from DAY leaves them out of cohorts.",
                "Warnung: Der erste Monat hat viel mehr neue Kunden als die drei danach. Ältere Kunden sehen "
                "dort neu aus; --observed-from TAG nimmt sie aus den Kohorten."));
    print_bad_rows(page);
}

/* ---- reconciliation ------------------------------------------------------------------------------------------------ */

static void line(struct page_table *table, const char *label, const char *count, const char *money)
{
    page_cell(table, label);
    page_cell(table, count);
    page_cell(table, money);
}

static void rows_line(const struct text *text, struct page_table *table, const char *label, int64_t rows)
{
    if (rows) line(table, label, text_number(text, rows), NULL);
}

static void print_rows(const struct report_page *page)
{
    const patron_totals *totals = &page->results->totals;
    const struct report_input *input = page->results->input;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "lrr");
    line(&table, SAY(text, "Rows", "Zeilen"), SAY(text, "number", "Anzahl"), NULL);
    rows_line(text, &table, SAY(text, "in the files", "in den Dateien"), input->rows_read);
    rows_line(text, &table, SAY(text, "- left out as wrong", "- als fehlerhaft ausgelassen"), input->rows_bad);
    rows_line(text, &table, SAY(text, "- of other currencies", "- in anderen Währungen"), input->rows_other_currency);
    rows_line(text, &table,
              SAY(text, "+ made from columns of refunds and order totals",
                  "+ ergänzt aus Spalten für Erstattung und Bestellsumme"),
              input->rows_made);
    if (totals->rows != input->rows_read || input->rows_made)
        rows_line(text, &table, SAY(text, "= read", "= gelesen"), totals->rows);
    rows_line(text, &table, SAY(text, "  of sales", "  Verkäufe"), totals->rows_sale);
    rows_line(text, &table, SAY(text, "  of renewals", "  Abo-Verlängerungen"), totals->rows_renewal);
    rows_line(text, &table, SAY(text, "  of refunds", "  Erstattungen"), totals->rows_refund);
    rows_line(text, &table,
              SAY(text, "  ignored (cancelled, failed, test)", "  nicht gezählt (storniert, fehlgeschlagen, Test)"),
              totals->rows_ignored);
    rows_line(text, &table, SAY(text, "  after the day of the report", "  nach dem Stichtag"), totals->rows_after);
    if (totals->duplicate_rows != PATRON_NONE)
        line(&table, SAY(text, "equal to an earlier row (kept)", "gleich einer früheren Zeile (behalten)"),
             text_number(text, totals->duplicate_rows), text_exact(text, totals->duplicate_money));
    page_table_print(&table, page->out);
}

/* Orders with their net, so that the column adds up to the net of the money below. */
static void print_orders(const struct report_page *page)
{
    const patron_totals *totals = &page->results->totals;
    const struct text *text = &page->text;
    struct page_table table;
    int64_t without = totals->refunds_unmatched + totals->refunds_over, rest = totals->net - totals->net_counted;
    page_table_begin(&table, text->arena, "lrr");
    line(&table, SAY(text, "Orders", "Bestellungen"), SAY(text, "number", "Anzahl"), SAY(text, "net", "Umsatz"));
    line(&table, SAY(text, "up to the day", "bis zum Stichtag"), text_number(text, totals->orders), NULL);
    line(&table, SAY(text, "  counted: worth more than their refunds", "  gezählt: mehr wert als ihre Erstattungen"),
         text_number(text, totals->orders_counted), text_exact(text, totals->net_counted));
    line(&table, SAY(text, "  of zero value", "  ohne Wert"), text_number(text, totals->orders_zero), NULL);
    line(&table, SAY(text, "  refunded in full", "  ganz erstattet"), text_number(text, totals->orders_refunded), NULL);
    if (without || rest)
        line(&table,
             SAY(text, "refunds without a known order, or of more than it",
                 "Erstattungen ohne bekannte Bestellung oder über sie hinaus"),
             text_number(text, without), text_exact(text, rest));
    page_table_print(&table, page->out);
}

static void print_money(const struct report_page *page)
{
    const patron_totals *totals = &page->results->totals;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "lr");
    page_cell(&table, SAY(text, "Money", "Geld"));
    page_cell(&table, text->currency);
    const struct {
        const char *label;
        int64_t amount;
        bool always;
    } lines[] = {
        {SAY(text, "sales", "Verkäufe"), totals->sales, true},
        {SAY(text, "- refunds", "- Erstattungen"), totals->refunds, true},
        {SAY(text, "= net", "= Umsatz"), totals->net, true},
        {SAY(text, "  of customers", "  mit Kunden"), totals->net_customers, true},
        {SAY(text, "  of guests", "  mit Gästen"), totals->net_guests, true},
        {SAY(text, "  customers' refunds without a known order", "  Erstattungen an Kunden ohne bekannte Bestellung"),
         totals->net_unmatched, totals->refunds_unmatched > 0}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!lines[i].always) continue;
        page_cell(&table, lines[i].label);
        page_cell(&table, text_exact(text, lines[i].amount));
    }
    page_table_print(&table, page->out);
    bool agrees = totals->net == totals->sales - totals->refunds &&
                  totals->net == totals->net_customers + totals->net_guests + totals->net_unmatched;
    page_paragraph(page->out, 2,
                   agrees ? SAY(text, "Sales - refunds = net = the sum of the lines below it: agrees.",
                                "Verkäufe - Erstattungen = Umsatz = Summe der Zeilen darunter: stimmt.")
                          : SAY(text, "The sums do NOT agree.", "Die Summen stimmen NICHT."));
}

static void excluded_line(const struct report_page *page, struct page_table *table, const char *label, int32_t reason)
{
    const patron_totals *totals = &page->results->totals;
    if (!totals->excluded_rows[reason]) return;
    line(table, label, text_number(&page->text, totals->excluded_rows[reason]),
         text_exact(&page->text, totals->excluded_money[reason]));
}

static void print_excluded(const struct report_page *page)
{
    const patron_totals *totals = &page->results->totals;
    const struct text *text = &page->text;
    struct page_table table;
    int64_t rows = 0;
    for (int32_t reason = 0; reason < PATRON_EXCLUDED_REASONS; reason++) rows += totals->excluded_rows[reason];
    if (!rows) return;
    fputc('\n', page->out);
    page_table_begin(&table, text->arena, "lrr");
    line(&table, SAY(text, "Left out", "Ausgenommen"), SAY(text, "rows", "Zeilen"), text->currency);
    excluded_line(page, &table,
                  SAY(text, "guests: in these totals, in no figure of customers",
                      "Gäste: in diesen Summen, in keiner Kundenzahl"),
                  PATRON_EXCLUDED_GUEST);
    excluded_line(page, &table, SAY(text, "ignored: in no total", "nicht gezählt: in keiner Summe"),
                  PATRON_EXCLUDED_IGNORED);
    excluded_line(page, &table,
                  SAY(text, "refunds of ignored orders: in no total",
                      "Erstattungen nicht gezählter Bestellungen: in keiner Summe"),
                  PATRON_EXCLUDED_IGNORED_REFUND);
    page_table_print(&table, page->out);
}

void section_reconciliation(const struct report_page *page)
{
    const patron_totals *totals = &page->results->totals;
    const struct text *text = &page->text;
    struct page_table table;
    page_heading(page->out, SAY(text, "Reconciliation", "Abstimmung"));
    page_paragraph(page->out, 2,
                   SAY(text, "Compare these totals with the shop's own report: all that follows is made of them.",
                       "Vergleiche diese Summen mit dem Bericht des Shops: Alles Weitere beruht auf ihnen."));
    fputc('\n', page->out);
    print_rows(page);
    fputc('\n', page->out);
    print_orders(page);
    fputc('\n', page->out);
    page_table_begin(&table, text->arena, "lr");
    page_cell(&table, SAY(text, "Customers (without guests)", "Kunden (ohne Gäste)"));
    page_cell(&table, SAY(text, "number", "Anzahl"));
    page_cell(&table, SAY(text, "with an order or refund", "mit Bestellung oder Erstattung"));
    page_cell(&table, text_number(text, totals->customers));
    page_cell(&table, SAY(text, "  buyers: with a counted order", "  Käufer: mit gezählter Bestellung"));
    page_cell(&table, text_number(text, totals->buyers));
    page_table_print(&table, page->out);
    fputc('\n', page->out);
    print_money(page);
    print_excluded(page);
}

/* ---- key figures --------------------------------------------------------------------------------------------------- */

struct figures {
    const struct report_figures *sums;
    int32_t first_day; /* of the records */
};

static void figure(const struct report_page *page, struct page_table *table, const char *label,
                   const char *(*value)(const struct text *, const struct figures *))
{
    const struct report_results *r = page->results;
    struct figures now = {&r->now, r->first_day}, before = {&r->year_ago, r->first_day};
    page_cell(table, label);
    page_cell(table, value ? value(&page->text, &now) : "");
    page_cell(table, !value ? "" : r->has_year_ago ? value(&page->text, &before) : "–");
}

static const char *buyers(const struct text *text, const struct figures *f)
{
    return text_number(text, f->sums->buyers);
}
static const char *recent_buyers(const struct text *text, const struct figures *f)
{
    return text_number(text, f->sums->recent_buyers);
}
static const char *recent_net(const struct text *text, const struct figures *f)
{
    return text_money(text, f->sums->recent_net);
}

static const char *per_buyer(const struct text *text, const struct figures *f)
{
    return text_money_of(text, f->sums->recent_net, f->sums->recent_buyers);
}

/* Records that begin within the window cannot show who had bought before it. */
static const char *returning(const struct text *text, const struct figures *f)
{
    return f->first_day > f->sums->as_of - 365 ? "–"
                                               : text_share(text, f->sums->recent_returning, f->sums->recent_buyers);
}

static const char *repeat_ever(const struct text *text, const struct figures *f)
{
    return text_share(text, f->sums->repeaters, f->sums->buyers);
}

static const char *aov(const struct text *text, const struct figures *f)
{
    return text_money_of(text, f->sums->recent_net_counted, f->sums->recent_orders);
}

static const char *orders_per_buyer(const struct text *text, const struct figures *f)
{
    return f->sums->recent_buyers ? text_real(text, (double)f->sums->recent_orders / (double)f->sums->recent_buyers, 2)
                                  : "–";
}

static const char *repeat_rate(const struct text *text, const struct figures *f)
{
    return text_share(text, f->sums->repeat_within, f->sums->repeat_observed);
}

static const char *repeat_interval(const struct text *text, const struct figures *f)
{
    double low, high;
    if (!f->sums->repeat_observed ||
        patron_stats_wilson(f->sums->repeat_within, f->sums->repeat_observed, 0, &low, &high, NULL))
        return "–";
    return arena_format(text->arena, "%s – %s", text_percent(text, low, 1), text_percent(text, high, 1));
}

static const char *repeat_of(const struct text *text, const struct figures *f)
{
    return text_number(text, f->sums->repeat_observed);
}

static void explain_figures(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    page_paragraph(
        page->out, 2,
        format(page, "%s %s",
               page->flags->count_by_order ? SAY(text, "A purchase is an order.", "Ein Kauf ist eine Bestellung.")
                                           : SAY(text, "A purchase is all orders of a customer on one day.",
                                                 "Ein Kauf sind alle Bestellungen eines Kunden an einem Tag."),
               SAY(text,
                   "Guests are in none of these figures. Net is that of the orders of the 365 days, less refunds.",
                   "Gäste sind in keiner dieser Zahlen. Umsatz ist der der Bestellungen aus den 365 Tagen, abzüglich "
                   "Erstattungen.")));
    if (r->has_year_ago && !r->whole_year_ago)
        page_paragraph(
            page->out, 2,
            format(page,
                   SAY(text, "The 365 days up to a year before are not whole: the records begin on %s.%s",
                       "Die 365 Tage bis ein Jahr zuvor sind nicht vollständig: Die Daten beginnen am %s.%s"),
                   text_day(text, r->first_day), ""));
    if (!r->has_year_ago)
        page_paragraph(page->out, 2,
                       SAY(text, "The records do not reach further back than a year before this day.",
                           "Die Daten reichen nicht weiter als ein Jahr vor diesen Tag zurück."));
}

void section_key_figures(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    struct page_table table;
    page_heading(page->out, SAY(text, "Key figures, and what they were a year before",
                                "Kennzahlen, und wie sie ein Jahr zuvor waren"));
    page_table_begin(&table, text->arena, "lrr");
    page_cell(&table, "");
    page_cell(&table, text_day(text, r->as_of));
    page_cell(&table, text_day(text, r->as_of - 365));
    figure(page, &table, SAY(text, "All buyers so far", "Alle bisherigen Käufer"), buyers);
    figure(page, &table, SAY(text, "  with two purchases or more", "  mit zwei oder mehr Käufen"), repeat_ever);
    figure(page, &table, SAY(text, "In the 365 days up to the day", "In den 365 Tagen bis zum Stichtag"), NULL);
    figure(page, &table, SAY(text, "  buyers", "  Käufer"), recent_buyers);
    figure(page, &table,
           SAY(text, "  returning: bought before these days too", "  wiederkehrend: kauften auch schon davor"),
           returning);
    figure(page, &table, SAY(text, "  orders per buyer", "  Bestellungen je Käufer"), orders_per_buyer);
    figure(page, &table,
           SAY(text, "  average order value (AOV), after refunds", "  mittlerer Bestellwert (AOV), nach Erstattungen"),
           aov);
    figure(page, &table, SAY(text, "  net per buyer", "  Umsatz je Käufer"), per_buyer);
    figure(page, &table, SAY(text, "  net of customers", "  Umsatz mit Kunden"), recent_net);
    figure(page, &table,
           SAY(text, "Second purchase within 365 days of the first", "Zweiter Kauf binnen 365 Tagen nach dem ersten"),
           repeat_rate);
    figure(page, &table,
           SAY(text, "  n: buyers whose first was 365 days ago or more",
               "  n: Käufer, deren erster mindestens 365 Tage her ist"),
           repeat_of);
    figure(page, &table, SAY(text, "  95 % interval", "  95-%-Intervall"), repeat_interval);
    page_table_print(&table, page->out);
    explain_figures(page);
}
