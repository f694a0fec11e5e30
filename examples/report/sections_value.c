/* What customers are worth, and where a change of revenue comes from. */
#include "sections.h"

#include "store.h"

static void say(const struct report_page *page, const char *sentence) { page_paragraph(page->out, 2, sentence); }

/* A computed amount, in units of the book. */
static const char *amount(const struct text *text, double units)
{
    for (int32_t i = 0; i < text->decimals; i++) units /= 10;
    return text_real(text, units, text->money_decimals);
}

/* ---- concentration and order values ------------------------------------------------------------------------------ */

static void print_concentration(const struct report_page *page)
{
    static const char *const shares[VALUE_SHARES] = {"1 %", "5 %", "10 %", "20 %", "50 %"};
    const struct report_value *v = &page->results->value;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "lrrrr");
    section_cells(&table, 5, SAY(text, "best buyers", "beste Käufer"), SAY(text, "number", "Anzahl"),
                  SAY(text, "net", "Umsatz"), SAY(text, "share of net", "Anteil am Umsatz"),
                  SAY(text, "times the mean", "mal der Schnitt"));
    for (int i = 0; i < VALUE_SHARES; i++)
        section_cells(&table, 5, shares[i], text_number(text, v->top_buyers[i]), text_money(text, v->top_net[i]),
                      text_percent(text, v->top_share[i], 1), text_real(text, v->top_multiple[i], 1));
    section_cells(&table, 5, SAY(text, "all", "alle"), text_number(text, v->buyers), text_money(text, v->net),
                  text_share(text, v->net, v->net), text_real(text, 1, 1));
    page_table_print(&table, page->out);
    say(page, arena_format(
                  text->arena,
                  SAY(text,
                      "Of all %s buyers, by all they have brought so far. A buyer of the best tenth is worth %s "
                      "times the mean. Gini %s (0: all alike, 1: one has everything).",
                      "Von allen %s Käufern, nach allem, was sie bisher brachten. Ein Käufer des besten Zehntels "
                      "ist %s-mal so viel wert wie der Schnitt. Gini %s (0: alle gleich, 1: einer hat alles)."),
                  text_number(text, v->buyers), text_real(text, v->top_multiple[2], 1), text_real(text, v->gini, 3)));
}

/* A quantile is given in 10000ths. */
static const char *quantile(const struct text *text, int64_t value) { return text_money_of(text, value, 10000); }

static void print_orders(const struct report_page *page)
{
    const struct report_value *v = &page->results->value;
    const struct text *text = &page->text;
    if (v->orders)
        say(page,
            arena_format(
                text->arena,
                SAY(text,
                    "Order values, of %s orders in 365 days: the mean is %s, a half are below %s; 10 %% are below "
                    "%s, 25 %% below %s, 75 %% below %s and 90 %% below %s.",
                    "Bestellwerte, von %s Bestellungen in 365 Tagen: im Mittel %s, die Hälfte liegt unter %s; 10 "
                    "%% unter %s, 25 %% unter %s, 75 %% unter %s und 90 %% unter %s."),
                text_number(text, v->orders), text_money_of(text, v->order_value, v->orders),
                quantile(text, v->quantile[2]), quantile(text, v->quantile[0]), quantile(text, v->quantile[1]),
                quantile(text, v->quantile[3]), quantile(text, v->quantile[4])));
}

static const char *margin_of(const struct report_page *page)
{
    const struct text *text = &page->text;
    double margin = page->results->value.lifetime.margin;
    if (margin < 1)
        return arena_format(text->arena, SAY(text, "%s of it margin", "davon %s Marge"), text_percent(text, margin, 1));
    if (page->results->input->has_cost)
        return SAY(text, "revenue and not profit (the costs tell no margin)",
                   "Umsatz und nicht Gewinn (die Kosten ergeben keine Marge)");
    return SAY(text, "revenue and not profit (--cost would show the margin)",
               "Umsatz und nicht Gewinn (--cost zeigt die Marge)");
}

static void print_lifetime(const struct report_page *page)
{
    const patron_value_lifetime *l = &page->results->value.lifetime;
    const struct report_value *v = &page->results->value;
    const struct text *text = &page->text;
    if (l->aov <= 0) return;
    say(page, arena_format(
                  text->arena,
                  SAY(text,
                      "A new customer brings roughly %s in three years if things stay as they are and all customers "
                      "are alike: an order of %s, then %s further ones a year, %s. Of all %s buyers.",
                      "Ein neuer Kunde bringt in drei Jahren ungefähr %s, wenn alles bleibt, wie es ist, und alle "
                      "Kunden gleich sind: eine Bestellung zu %s, dann %s weitere im Jahr, %s. Von allen %s Käufern."),
                  amount(text, l->value_new), amount(text, l->aov), text_real(text, l->repeat_frequency, 2),
                  margin_of(page),
                  text_number(text, v->buyers)));
}

/* ---- revenue tree ------------------------------------------------------------------------------------------------ */

/* Buyers, orders a buyer and net an order of one branch, before and after. */
static void print_branch(const struct text *text, struct page_table *table, const struct report_value *v, int branch,
                         const char *name, const double effects[3])
{
    const int64_t *b = v->before, *a = v->after;
    int buyers = PATRON_VALUE_NEW_BUYERS + branch, orders = PATRON_VALUE_NEW_ORDERS + branch,
        net = PATRON_VALUE_NEW_NET + branch;
    section_cells(table, 4, name, text_money(text, b[net]), text_money(text, a[net]),
                  text_money(text, a[net] - b[net]));
    section_cells(table, 4, SAY(text, "  buyers", "  Käufer"), text_number(text, b[buyers]),
                  text_number(text, a[buyers]), amount(text, effects[0]));
    section_cells(table, 4, SAY(text, "  orders per buyer", "  Bestellungen je Käufer"),
                  b[buyers] ? text_real(text, (double)b[orders] / (double)b[buyers], 2) : "–",
                  a[buyers] ? text_real(text, (double)a[orders] / (double)a[buyers], 2) : "–",
                  amount(text, effects[1]));
    section_cells(table, 4, SAY(text, "  net per order", "  Umsatz je Bestellung"),
                  text_money_of(text, b[net], b[orders]), text_money_of(text, a[net], a[orders]),
                  amount(text, effects[2]));
}

static int64_t other_net(const int64_t *cells)
{
    return cells[PATRON_VALUE_UNCOUNTED_NET] + cells[PATRON_VALUE_UNMATCHED_NET];
}

static int64_t all_net(const int64_t *cells, int64_t guests)
{
    return cells[PATRON_VALUE_NEW_NET] + cells[PATRON_VALUE_RETURNING_NET] + other_net(cells) + guests;
}

static void print_tree(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct report_value *v = &r->value;
    const struct text *text = &page->text;
    const double new_effects[] = {v->tree.new_buyers, v->tree.new_frequency, v->tree.new_value};
    const double returning_effects[] = {v->tree.returning_buyers, v->tree.returning_frequency, v->tree.returning_value};
    int64_t before = all_net(v->before, v->guests_before), after = all_net(v->after, v->guests_after);
    struct page_table table;
    fputc('\n', page->out);
    if (!r->whole_year_ago) {
        say(page, SAY(text, "Records of two whole years would show where revenue grew or shrank.",
                      "Daten zweier ganzer Jahre zeigen, woher mehr oder weniger Umsatz kam."));
        return;
    }
    page_table_begin(&table, text->arena, "lrrr");
    section_cells(&table, 4, SAY(text, "365 days up to", "365 Tage bis"), text_day(text, r->as_of - 365),
                  text_day(text, r->as_of), SAY(text, "makes", "macht"));
    print_branch(text, &table, v, 0, SAY(text, "new buyers", "neue Käufer"), new_effects);
    print_branch(text, &table, v, 1, SAY(text, "returning buyers", "alte Käufer"), returning_effects);
    section_cells(&table, 4, SAY(text, "guests", "Gäste"), text_money(text, v->guests_before),
                  text_money(text, v->guests_after), text_money(text, v->guests_after - v->guests_before));
    section_cells(&table, 4,
                  SAY(text, "refunds without order, or beyond it", "Erstattungen ohne Bestellung, über sie hinaus"),
                  text_money(text, other_net(v->before)), text_money(text, other_net(v->after)),
                  text_money(text, other_net(v->after) - other_net(v->before)));
    section_cells(&table, 4, SAY(text, "net", "Umsatz"), text_money(text, before), text_money(text, after),
                  text_money(text, after - before));
    page_table_print(&table, page->out);
    say(page, SAY(text,
                  "What each change of buyers, orders per buyer and net per order makes of the change of net. New: the "
                  "first purchase lies in these 365 days; the year before counts as new whom the records do not show "
                  "earlier.",
                  "Was jede Änderung von Käufern, Bestellungen je Käufer und Umsatz je Bestellung am Umsatz ausmacht. "
                  "Neu: der erste Kauf liegt in diesen 365 Tagen; im Jahr davor gilt als neu, wen die Daten nicht "
                  "früher zeigen."));
}

void section_value(const struct report_page *page)
{
    const struct text *text = &page->text;
    page_heading(page->out, SAY(text, "What customers are worth", "Was Kunden wert sind"));
    if (section_nobody(page, page->results->value.buyers)) return;
    print_concentration(page);
    print_orders(page);
    print_lifetime(page);
    print_tree(page);
}
