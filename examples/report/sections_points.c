/* Points and tiers, where --points and --tiers are given. */
#include "sections.h"

#include "store.h"

#include <string.h>

#define LISTED 8

static void say(const struct report_page *page, const char *sentence) { page_paragraph(page->out, 2, sentence); }

/* ---- points ------------------------------------------------------------------------------------------------------ */

const char *section_ledger_key(const struct report_results *results, int64_t customer)
{
    patron_column keys = {.size = sizeof keys};
    if (patron_loyalty_keys(results->points.ledger, &keys, NULL, NULL)) return "–";
    if (keys.type == PATRON_TYPE_INT64)
        return arena_format(results->arena, "%lld", (long long)((const int64_t *)keys.values)[customer]);
    const int64_t *offset = (const int64_t *)keys.offsets + customer;
    return arena_text(results->arena, (const char *)keys.values + offset[0], offset[1] - offset[0]);
}

/* What a point is worth, without the zeros beyond cents. */
static const char *worth_of(struct text money, int64_t worth)
{
    for (; money.decimals > money.money_decimals && worth % 10 == 0; money.decimals--) worth /= 10;
    return text_exact(&money, worth);
}

static void print_balance(const struct report_page *page)
{
    const struct report_points *p = &page->results->points;
    const struct text *text = &page->text;
    struct text money = page->text;
    money.decimals = p->decimals;
    money.money_decimals = 2;
    struct page_table table;
    page_table_begin(&table, text->arena, "lr");
    section_cells(&table, 2, SAY(text, "points", "Punkte"), SAY(text, "number", "Anzahl"));
    section_cells(&table, 2, SAY(text, "earned by orders", "durch Bestellungen verdient"),
                  text_number(text, p->earned));
    section_cells(&table, 2, SAY(text, "+ bonus", "+ Bonus"), text_number(text, p->bonus));
    section_cells(&table, 2, SAY(text, "+ given back by refunds", "+ durch Erstattungen zurück"),
                  text_number(text, p->restored));
    section_cells(&table, 2, SAY(text, "- spent", "- eingelöst"), text_number(text, p->spent));
    section_cells(&table, 2, SAY(text, "- expired", "- verfallen"), text_number(text, p->expired));
    section_cells(&table, 2, SAY(text, "- taken back", "- zurückgenommen"), text_number(text, p->taken));
    section_cells(&table, 2, SAY(text, "= owed to customers", "= den Kunden geschuldet"),
                  text_number(text, p->outstanding));
    if (page->flags->points_worth)
        section_cells(
            &table, 2,
            arena_format(text->arena, SAY(text, "  worth, at %s each", "  wert, zu je %s"), worth_of(money, p->worth)),
            text_money(&money, p->liability));
    page_table_print(&table, page->out);
    say(page,
        arena_format(text->arena,
                     SAY(text, "Customers with a balance: %s of %s. Of points whose fate is known %s expired (n = %s).",
                         "Kunden mit Guthaben: %s von %s. Von Punkten, deren Schicksal bekannt ist, verfielen %s "
                         "(n = %s)."),
                     text_number(text, p->holders), text_number(text, p->customers),
                     text_share(text, p->expired, p->issued - p->outstanding),
                     text_number(text, p->issued - p->outstanding)));
    if (p->shortfall)
        say(page, arena_format(text->arena,
                               SAY(text, "%s points could not be taken back, as they were spent already.",
                                   "%s Punkte waren nicht zurückzunehmen, weil sie schon eingelöst waren."),
                               text_number(text, p->shortfall)));
}

static void print_soon(const struct report_page *page)
{
    const struct report_points *p = &page->results->points;
    const struct text *text = &page->text;
    struct page_table table;
    say(page,
        arena_format(
            text->arena,
            SAY(text, "Expire within %s: %s points (customers: %s).", "Verfallen binnen %s: %s Punkte (Kunden: %s)."),
            text_ago(text, ANSWER_SOON), text_number(text, p->expiring), text_number(text, p->expiring_customers)));
    if (!p->listed) return;
    page_table_begin(&table, text->arena, "crl");
    section_cells(&table, 3, SAY(text, "customer", "Kunde"), SAY(text, "points", "Punkte"),
                  SAY(text, "first good until", "zuerst gültig bis"));
    for (int64_t i = 0; i < p->listed && i < LISTED; i++)
        section_cells(&table, 3, section_ledger_key(page->results, p->customer[i]), text_number(text, p->soon[i]),
                      text_day(text, p->soon_day[i]));
    page_table_print(&table, page->out);
    if (p->listed > LISTED)
        say(page, arena_format(text->arena, SAY(text, "... and %s more", "... und %s weitere"),
                               text_number(text, p->listed - LISTED)));
}

/* ---- tiers ------------------------------------------------------------------------------------------------------- */

/* The name that --tiers gives tier i, or its number. */
static const char *tier_name(const struct report_page *page, int32_t i)
{
    const char *at = page->flags->tiers;
    for (int32_t k = 0; k < i; k++) at += strcspn(at, ",") + 1;
    size_t length = strcspn(at, ","), name = strcspn(at, "=,");
    if (name < length) return arena_text(page->text.arena, at, (int64_t)name);
    return arena_format(page->text.arena, SAY(&page->text, "tier %d", "Stufe %d"), (int)(i + 1));
}

static const char *in_tier_units(const struct report_page *page, int64_t value)
{
    return page->flags->tiers_by == PATRON_LOYALTY_BY_NET ? text_money(&page->text, value)
                                                          : text_number(&page->text, value);
}

static void print_tiers(const struct report_page *page)
{
    const struct report_points *p = &page->results->points;
    const struct text *text = &page->text;
    const char *by = page->flags->tiers_by == PATRON_LOYALTY_BY_NET      ? SAY(text, "net", "Umsatz")
                     : page->flags->tiers_by == PATRON_LOYALTY_BY_ORDERS ? SAY(text, "orders", "Bestellungen")
                                                                         : SAY(text, "points", "Punkte");
    int64_t all = 0;
    struct page_table table;
    for (int32_t i = 0; i <= p->tiers; i++) all += p->tier_buyers[i];
    page_table_begin(&table, text->arena, "lrrrrr");
    section_cells(&table, 6, SAY(text, "tier", "Stufe"), SAY(text, "from", "ab"), SAY(text, "buyers", "Käufer"),
                  SAY(text, "share", "Anteil"),
                  arena_format(text->arena, SAY(text, "%s in 365 days", "%s in 365 Tagen"), by),
                  SAY(text, "falls in 30 days", "fällt in 30 Tagen"));
    for (int32_t i = p->tiers; i >= 0; i--)
        section_cells(&table, 6, i ? tier_name(page, i - 1) : SAY(text, "none", "keine"),
                      i ? in_tier_units(page, p->threshold[i - 1]) : "", text_number(text, p->tier_buyers[i]),
                      text_share(text, p->tier_buyers[i], all), in_tier_units(page, p->tier_value[i]),
                      i ? text_number(text, p->tier_lapsing[i]) : "");
    page_table_print(&table, page->out);
    say(page, arena_format(
                  text->arena,
                  SAY(text,
                      "Of all buyers, by %s of the last 365 days. In the last %s %s rose and %s fell. Falls: loses "
                      "the tier within 30 days unless something is bought.",
                      "Von allen Käufern; es zählen: %s der letzten 365 Tage. In den letzten %s stiegen %s auf und %s "
                      "ab. Fällt: verliert die Stufe binnen 30 Tagen, wenn nichts gekauft wird."),
                  by, text_ago(text, ANSWER_SOON), text_number(text, p->risen), text_number(text, p->fallen)));
}

void section_points(const struct report_page *page)
{
    const struct report_points *p = &page->results->points;
    const struct text *text = &page->text;
    page_heading(page->out, SAY(text, "Points and tiers", "Punkte und Stufen"));
    if (p->has_points) {
        print_balance(page);
        print_soon(page);
    } else {
        say(page, SAY(text, "Points need a file of them: --points FILE (customer, time, kind, amount, order, expires).",
                      "Für Punkte fehlt ihre Datei: --points DATEI (customer, time, kind, amount, order, expires)."));
    }
    if (p->has_points && p->has_tiers) fputc('\n', page->out);
    if (p->has_tiers) print_tiers(page);
    else
        say(page, SAY(text, "Tiers need thresholds: --tiers silver=200,gold=500.",
                      "Für Stufen fehlen Schwellen: --tiers Silber=200,Gold=500."));
}
