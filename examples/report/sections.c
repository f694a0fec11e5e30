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
    page_table_begin(&table, text->arena, "ll");
    page_cell(&table, SAY(text, "format", "Format"));
    page_cell(&table, input->recogniser[0] ? format(page, "%s (%s)", input->recogniser, input->format) : input->format);
    for (int64_t i = 0; i < input->used_count; i++) {
        page_cell(&table, report_role_name(input->used[i].role));
        page_cell(&table, input->used[i].columns);
    }
    page_table_print(&table, page->out);
    for (int64_t i = 0; i < input->note_count; i++) page_paragraph(page->out, 2, input->notes[i]);
}

/* ---- the day, and what looks wrong --------------------------------------------------------------------------------- */

static void print_bad_rows(const struct report_page *page)
{
    const struct report_input *input = page->results->input;
    const struct text *text = &page->text;
    if (!input->rows_bad) return;
    page_paragraph(page->out, 2, format(page, SAY(text, "Left out %s rows that are wrong (--skip-bad):%s",
                                                  "%s fehlerhafte Zeilen ausgelassen (--skip-bad):%s"),
                                        text_number(text, input->rows_bad), ""));
    for (int64_t i = 0; i < input->bad_listed; i++) page_paragraph(page->out, 4, input->bad[i].message);
    if (input->rows_bad > input->bad_listed)
        page_paragraph(page->out, 4, format(page, SAY(text, "... and %s more%s", "... und %s weitere%s"),
                                            text_number(text, input->rows_bad - input->bad_listed), ""));
}

void section_day_and_warnings(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    page_heading(page->out, format(page, SAY(text, "As of %s%s", "Stichtag %s%s"), text_day(text, r->as_of),
                                   page->flags->has_as_of ? "" : SAY(text, " (the last day in the file)",
                                                                     " (der letzte Tag in der Datei)")));
    if (r->first_day != PATRON_NO_DAY)
        page_paragraph(page->out, 2, format(page, SAY(text, "Orders and refunds from %s to %s.",
                                                      "Bestellungen und Erstattungen vom %s bis zum %s."),
                                            text_day(text, r->first_day), text_day(text, r->last_day)));
    if (r->warnings & PATRON_WARNING_NO_SALES)
        page_paragraph(page->out, 2, SAY(text, "Warning: no order counts up to this day.",
                                         "Warnung: Bis zu diesem Tag zählt keine Bestellung."));
    if (r->warnings & PATRON_WARNING_GAP_AT_END)
        page_paragraph(page->out, 2, SAY(text, "Warning: the last days have no orders, for longer than ever before. If the export "
                                               "ends earlier, give --as-of: a gap at the end makes customers look lost.",
                                         "Warnung: Die letzten Tage haben keine Bestellungen, länger als je zuvor. Endet der Export "
                                         "früher, gib --as-of an: Eine Lücke am Ende lässt Kunden verloren aussehen."));
    if (r->warnings & PATRON_WARNING_FIRST_PERIOD)
        page_paragraph(page->out, 2, SAY(text, "Warning: the first month has many more new customers than the next three. Older customers "
                                               "look new there; --observed-from DAY leaves them out of cohorts.",
                                         "Warnung: Der erste Monat hat viel mehr neue Kunden als die drei danach. Ältere Kunden sehen "
                                         "dort neu aus; --observed-from TAG lässt sie aus den Kohorten."));
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

static void excluded_line(const struct report_page *page, struct page_table *table, const char *label, int32_t reason)
{
    const patron_totals *totals = &page->results->totals;
    if (!totals->excluded_rows[reason]) return;
    line(table, label, text_number(&page->text, totals->excluded_rows[reason]),
         text_exact(&page->text, totals->excluded_money[reason]));
}

static void print_rows(const struct report_page *page)
{
    const patron_totals *totals = &page->results->totals;
    const struct report_input *input = page->results->input;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "lrr");
    line(&table, SAY(text, "rows", "Zeilen"), SAY(text, "count", "Anzahl"), NULL);
    rows_line(text, &table, SAY(text, "in the files", "in den Dateien"), input->rows_read);
    rows_line(text, &table, SAY(text, "left out as wrong", "als fehlerhaft ausgelassen"), input->rows_bad);
    rows_line(text, &table, SAY(text, "made (refunded totals, order totals)", "ergänzt (Erstattungs-, Bestellsummen)"), input->rows_made);
    rows_line(text, &table, SAY(text, "of sales", "Verkäufe"), totals->rows_sale);
    rows_line(text, &table, SAY(text, "of renewals", "Abo-Verlängerungen"), totals->rows_renewal);
    rows_line(text, &table, SAY(text, "of refunds", "Erstattungen"), totals->rows_refund);
    rows_line(text, &table, SAY(text, "ignored (cancelled, failed, test)", "ignoriert (storniert, fehlgeschlagen, Test)"), totals->rows_ignored);
    rows_line(text, &table, SAY(text, "after the day of the report", "nach dem Stichtag"), totals->rows_after);
    if (totals->duplicate_rows != PATRON_NONE)
        line(&table, SAY(text, "equal to an earlier row (kept)", "gleich einer früheren Zeile (behalten)"),
             text_number(text, totals->duplicate_rows), text_exact(text, totals->duplicate_money));
    page_table_print(&table, page->out);
}

static void print_orders(const struct report_page *page)
{
    const patron_totals *totals = &page->results->totals;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "lrr");
    line(&table, SAY(text, "orders", "Bestellungen"), text_number(text, totals->orders), NULL);
    line(&table, SAY(text, "  counted", "  gezählt"), text_number(text, totals->orders_counted), text_exact(text, totals->net_counted));
    line(&table, SAY(text, "  of zero value", "  ohne Wert"), text_number(text, totals->orders_zero), NULL);
    line(&table, SAY(text, "  refunded in full", "  ganz erstattet"), text_number(text, totals->orders_refunded), NULL);
    line(&table, SAY(text, "refunds without a known order", "Erstattungen ohne bekannte Bestellung"),
         text_number(text, totals->refunds_unmatched), NULL);
    line(&table, SAY(text, "customers", "Kunden"), text_number(text, totals->customers), NULL);
    line(&table, SAY(text, "  buyers (with a counted order)", "  Käufer (mit gezählter Bestellung)"), text_number(text, totals->buyers), NULL);
    page_table_print(&table, page->out);
}

void section_reconciliation(const struct report_page *page)
{
    const patron_totals *totals = &page->results->totals;
    const struct text *text = &page->text;
    struct page_table table;
    page_heading(page->out, SAY(text, "Reconciliation", "Abstimmung"));
    print_rows(page);
    fputc('\n', page->out);
    print_orders(page);
    fputc('\n', page->out);
    page_table_begin(&table, text->arena, "lrr");
    line(&table, SAY(text, "money", "Geld"), NULL, text->currency);
    line(&table, SAY(text, "sales", "Verkäufe"), NULL, text_exact(text, totals->sales));
    line(&table, SAY(text, "- refunds", "- Erstattungen"), NULL, text_exact(text, totals->refunds));
    line(&table, SAY(text, "= net", "= netto"), NULL, text_exact(text, totals->net));
    line(&table, SAY(text, "  of customers", "  von Kunden"), NULL, text_exact(text, totals->net_customers));
    line(&table, SAY(text, "  of guests", "  von Gästen"), NULL, text_exact(text, totals->net_guests));
    line(&table, SAY(text, "  refunds without a known order", "  Erstattungen ohne bekannte Bestellung"), NULL,
         text_exact(text, totals->net_unmatched));
    excluded_line(page, &table, SAY(text, "rows of guests (in no customer measure)", "Zeilen von Gästen (in keiner Kundenkennzahl)"),
                  PATRON_EXCLUDED_GUEST);
    excluded_line(page, &table, SAY(text, "rows ignored (in no total)", "ignorierte Zeilen (in keiner Summe)"), PATRON_EXCLUDED_IGNORED);
    excluded_line(page, &table, SAY(text, "refunds of ignored orders (in no total)", "Erstattungen ignorierter Bestellungen (in keiner Summe)"),
                  PATRON_EXCLUDED_IGNORED_REFUND);
    page_table_print(&table, page->out);
    bool agrees = totals->net == totals->net_customers + totals->net_guests + totals->net_unmatched;
    page_paragraph(page->out, 2, agrees ? SAY(text, "sales - refunds = net = customers + guests + refunds without order: agrees.",
                                              "Verkäufe - Erstattungen = netto = Kunden + Gäste + Erstattungen ohne Bestellung: stimmt.")
                                        : SAY(text, "The sums do NOT agree.", "Die Summen stimmen NICHT."));
}

/* ---- key figures --------------------------------------------------------------------------------------------------- */

static void figure(const struct report_page *page, struct page_table *table, const char *label,
                   const char *(*value)(const struct text *, const struct report_figures *))
{
    const struct report_results *r = page->results;
    page_cell(table, label);
    page_cell(table, value(&page->text, &r->now));
    page_cell(table, r->has_year_ago ? value(&page->text, &r->year_ago) : "–");
}

static const char *buyers(const struct text *text, const struct report_figures *f) { return text_number(text, f->buyers); }
static const char *recent_buyers(const struct text *text, const struct report_figures *f) { return text_number(text, f->recent_buyers); }
static const char *recent_net(const struct text *text, const struct report_figures *f) { return text_money(text, f->recent_net); }
static const char *per_buyer(const struct text *text, const struct report_figures *f) { return text_money_of(text, f->recent_net, f->recent_buyers); }
static const char *returning(const struct text *text, const struct report_figures *f) { return text_share(text, f->recent_returning, f->recent_buyers); }
static const char *repeat_ever(const struct text *text, const struct report_figures *f) { return text_share(text, f->repeaters, f->buyers); }

static const char *aov(const struct text *text, const struct report_figures *f)
{
    return text_money_of(text, f->recent_net_counted, f->recent_orders);
}

static const char *orders_per_buyer(const struct text *text, const struct report_figures *f)
{
    return f->recent_buyers ? text_real(text, (double)f->recent_orders / (double)f->recent_buyers, 2) : "–";
}

static const char *repeat_rate(const struct text *text, const struct report_figures *f)
{
    if (!f->repeat_observed) return "–";
    double low, high;
    if (patron_stats_wilson(f->repeat_within, f->repeat_observed, 0, &low, &high, NULL)) return "–";
    return arena_format(text->arena, "%s (%s: %s – %s, n = %s)", text_share(text, f->repeat_within, f->repeat_observed), "95 %",
                        text_percent(text, low, 1), text_percent(text, high, 1), text_number(text, f->repeat_observed));
}

void section_key_figures(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    struct page_table table;
    page_heading(page->out, SAY(text, "Key figures", "Kennzahlen"));
    page_table_begin(&table, text->arena, "lrr");
    page_cell(&table, "");
    page_cell(&table, text_day(text, r->as_of));
    page_cell(&table, SAY(text, "a year before", "ein Jahr zuvor"));
    figure(page, &table, SAY(text, "buyers ever", "Käufer je"), buyers);
    figure(page, &table, SAY(text, "  with two purchases or more", "  mit zwei Käufen oder mehr"), repeat_ever);
    figure(page, &table, SAY(text, "second purchase within 365 days", "zweiter Kauf in 365 Tagen"), repeat_rate);
    figure(page, &table, SAY(text, "last 365 days: buyers", "letzte 365 Tage: Käufer"), recent_buyers);
    figure(page, &table, SAY(text, "  who had bought before them", "  die schon vorher gekauft hatten"), returning);
    figure(page, &table, SAY(text, "  orders per buyer", "  Bestellungen je Käufer"), orders_per_buyer);
    figure(page, &table, SAY(text, "  average order value (AOV)", "  mittlerer Bestellwert (AOV)"), aov);
    figure(page, &table, SAY(text, "  net per buyer", "  netto je Käufer"), per_buyer);
    figure(page, &table, SAY(text, "  net of customers", "  netto der Kunden"), recent_net);
    page_table_print(&table, page->out);
    page_paragraph(page->out, 2, SAY(text, "Second purchase within 365 days: of those who first bought at least 365 days before the day.",
                                     "Zweiter Kauf in 365 Tagen: von denen, die mindestens 365 Tage vor dem Tag zuerst kauften."));
    if (r->has_year_ago && !r->whole_year_ago)
        page_paragraph(page->out, 2, arena_format(text->arena, SAY(text, "The year before is not whole: the records begin on %s.",
                                                                   "Das Jahr zuvor ist nicht ganz: Die Daten beginnen am %s."),
                                                  text_day(text, r->first_day)));
    if (!r->has_year_ago)
        page_paragraph(page->out, 2, SAY(text, "The records do not reach further back than a year before this day.",
                                         "Die Daten reichen nicht weiter als ein Jahr vor diesen Tag zurück."));
}
