/* Who buys again: repeat rates, months, growth, and the way from one order to the next. */
#include "sections.h"

#include "store.h"

#define MONTHS_LISTED 13 /* the latest ones */

static void say(const struct report_page *page, const char *sentence) { page_paragraph(page->out, 2, sentence); }

static void say_unknown(const struct report_page *page, const char *sentence)
{
    int64_t unknown = page->results->totals.buyers_unknown_birth;
    if (unknown) say(page, arena_format(page->text.arena, sentence, text_number(&page->text, unknown)));
}

/* ---- repeat purchase --------------------------------------------------------------------------------------------- */

static void print_rates(const struct report_page *page)
{
    const struct report_repeat *r = &page->results->repeat;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "lrrrr");
    section_cells(&table, 5, SAY(text, "second purchase", "zweiter Kauf"), SAY(text, "buyers", "Käufer"),
                  SAY(text, "of n", "von n"), SAY(text, "rate", "Quote"), SAY(text, "95 % interval", "95-%-Intervall"));
    for (int i = 0; i < REPEAT_DAYS; i++)
        section_cells(
            &table, 5,
            arena_format(text->arena, SAY(text, "within %s", "binnen %s"), text_ago(text, answer_repeat_days[i])),
            text_number(text, r->within[i]), text_number(text, r->observed[i]),
            text_share(text, r->within[i], r->observed[i]), text_interval(text, r->within[i], r->observed[i]));
    section_cells(&table, 5, SAY(text, "so far", "bisher"), text_number(text, r->repeaters),
                  text_number(text, r->buyers), text_share(text, r->repeaters, r->buyers),
                  text_interval(text, r->repeaters, r->buyers));
    page_table_print(&table, page->out);
    say(page, SAY(text,
                  "n: buyers whose first purchase was so many days ago or more, so that all had the same time; \"so "
                  "far\": all buyers.",
                  "n: Käufer, deren erster Kauf mindestens so lange her ist, damit alle gleich viel Zeit hatten; "
                  "„bisher“: alle Käufer."));
}

static const char *month_name(const struct text *text, const struct report_months *m, int64_t i)
{
    return arena_format(text->arena, "%s%s", text_month(text, m->first + (int32_t)i),
                        m->state[i] == PATRON_REPEAT_PARTIAL ? "*" : "");
}

/* The months' nets add up to the net of the reconciliation, or the report says that they do not. */
static void say_sum(const struct report_page *page)
{
    const struct report_months *m = &page->results->months;
    const struct text *text = &page->text;
    int64_t sum = 0;
    for (int64_t i = 0; i < m->count; i++)
        sum += m->new_net[i] + m->returning_net[i] + m->guest_net[i] + m->unmatched_net[i];
    say(page,
        arena_format(text->arena,
                     sum == page->results->totals.net
                         ? SAY(text, "All %s months together: %s net, as in the reconciliation: agrees.",
                               "Alle %s Monate zusammen: %s Umsatz, wie in der Abstimmung: stimmt.")
                         : SAY(text, "All %s months together: %s net. This does NOT agree with the reconciliation.",
                               "Alle %s Monate zusammen: %s Umsatz. Das stimmt NICHT mit der Abstimmung überein."),
                     text_number(text, m->count), text_exact(text, sum)));
}

static bool any(const int64_t *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (values[i]) return true;
    return false;
}

static void print_months(const struct report_page *page)
{
    const struct report_months *m = &page->results->months;
    const struct text *text = &page->text;
    bool guests = any(m->guest_net, m->count), unmatched = any(m->unmatched_net, m->count);
    struct page_table table;
    page_table_begin(&table, text->arena,
                     guests && unmatched   ? "lrrrrrrrr"
                     : guests || unmatched ? "lrrrrrrr"
                                           : "lrrrrrr");
    section_cells(&table, 6, SAY(text, "month", "Monat"), SAY(text, "buyers", "Käufer"), SAY(text, "new", "neue"),
                  SAY(text, "returning", "alte"), SAY(text, "net of new", "Umsatz neue"),
                  SAY(text, "of returning", "alte"));
    if (guests) page_cell(&table, SAY(text, "of guests", "Gäste"));
    if (unmatched) page_cell(&table, SAY(text, "refunds*", "Erstatt.*"));
    page_cell(&table, SAY(text, "all", "alle"));
    for (int64_t i = m->count > MONTHS_LISTED ? m->count - MONTHS_LISTED : 0; i < m->count; i++) {
        section_cells(&table, 6, month_name(text, m, i), text_number(text, m->buyers[i]),
                      text_number(text, m->new_buyers[i]), text_number(text, m->returning_buyers[i]),
                      text_money(text, m->new_net[i]), text_money(text, m->returning_net[i]));
        if (guests) page_cell(&table, text_money(text, m->guest_net[i]));
        if (unmatched) page_cell(&table, text_money(text, m->unmatched_net[i]));
        page_cell(&table,
                  text_money(text, m->new_net[i] + m->returning_net[i] + m->guest_net[i] + m->unmatched_net[i]));
    }
    page_table_print(&table, page->out);
    say(page,
        SAY(text,
            "New: everything of a customer in the month of the first purchase; returning: in later months. Refunds "
            "lie on their own day. A month with * is not over.",
            "Neue: alles von einem Kunden im Monat des ersten Kaufs; alte: in späteren Monaten. Erstattungen "
            "liegen auf ihrem eigenen Tag. Ein Monat mit * läuft noch."));
    if (unmatched)
        say(page, SAY(text, "refunds*: those without a known order.", "Erstatt.*: die ohne bekannte Bestellung."));
    say_sum(page);
}

static void print_growth(const struct report_page *page)
{
    const struct report_months *m = &page->results->months;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "lrrrrrrrr");
    section_cells(&table, 9, SAY(text, "month", "Monat"), SAY(text, "active before", "aktiv davor"),
                  SAY(text, "+ new", "+ neue"), SAY(text, "+ back", "+ zurück"), SAY(text, "- gone", "- weg"),
                  SAY(text, "= after", "= danach"), SAY(text, "retention", "Bindung"), SAY(text, "bought", "kauften"),
                  SAY(text, "again next month", "im Monat darauf"));
    for (int64_t i = m->count > MONTHS_LISTED ? m->count - MONTHS_LISTED : 0; i < m->count; i++)
        section_cells(&table, 9, month_name(text, m, i), text_number(text, m->opening[i]),
                      text_number(text, m->born[i]), text_number(text, m->reactivated[i]),
                      text_number(text, m->lapsed[i]), text_number(text, m->closing[i]),
                      m->opening[i] ? text_percent(text, m->retention[i], 1) : "–", text_number(text, m->buyers[i]),
                      text_share(text, m->bought_again[i], m->bought_observed[i]));
    page_table_print(&table, page->out);
    say(page, SAY(text,
                  "Active: bought in the last 365 days. Retention = (after - new) / before. Again next month: of those "
                  "who bought in the month, empty until the next one is over.",
                  "Aktiv: kaufte in den letzten 365 Tagen. Bindung = (danach - neue) / davor. Im Monat darauf: von "
                  "denen, die im Monat kauften; leer, bis der nächste vorbei ist."));
}

void section_repeat(const struct report_page *page)
{
    const struct text *text = &page->text;
    page_heading(page->out, SAY(text, "Repeat purchase", "Wiederkauf"));
    if (section_nobody(page, page->results->repeat.buyers)) return;
    print_rates(page);
    say_unknown(page,
                SAY(text,
                    "%s buyers may have bought before the records begin: here they are in \"so far\" alone, below "
                    "they are returning and never new.",
                    "%s Käufer kauften vielleicht schon vor Beginn der Daten: Hier stehen sie nur in „bisher“, "
                    "unten sind sie alte und nie neue."));
    fputc('\n', page->out);
    print_months(page);
    fputc('\n', page->out);
    print_growth(page);
}

/* ---- order sequence ---------------------------------------------------------------------------------------------- */

static const char *day_of(const struct text *text, int32_t day)
{
    return day == PATRON_NO_DAY ? "–" : text_number(text, day);
}

/* The time between purchases, whichever they are. */
static void say_any_gap(const struct report_page *page)
{
    const struct report_repeat *r = &page->results->repeat;
    const struct text *text = &page->text;
    if (r->closed_hundredths[1] < 0) return;
    say(page,
        arena_format(text->arena,
                     SAY(text,
                         "Between any two purchases: 25 %% by day %s, 50 %% by day %s (of %s); the median of the %s "
                         "that came is %s.",
                         "Zwischen irgend zwei Käufen: 25 %% bis Tag %s, 50 %% bis Tag %s (von %s); der Median der "
                         "%s, die kamen, ist %s."),
                     day_of(text, r->day[0]), day_of(text, r->day[1]), text_number(text, r->entered[0]),
                     text_number(text, r->closed[0]), text_real(text, (double)r->closed_hundredths[1] / 100, 0)));
}

void section_sequence(const struct report_page *page)
{
    const struct report_repeat *r = &page->results->repeat;
    const struct text *text = &page->text;
    struct page_table table;
    page_heading(page->out, SAY(text, "Order sequence: how one purchase leads to the next, and when to write",
                                "Bestellfolge: wie ein Kauf zum nächsten führt, und wann zu schreiben ist"));
    if (section_nobody(page, r->reached[0])) return;
    page_table_begin(&table, text->arena, "rrrrrrrr");
    section_cells(&table, 8, SAY(text, "after no.", "nach Nr."), SAY(text, "n", "n"),
                  SAY(text, "bought again", "wieder"), SAY(text, "rate", "Quote"),
                  SAY(text, "95 % interval", "95-%-Intervall"), SAY(text, "25 % by day", "25 % bis Tag"),
                  SAY(text, "50 % by day", "50 % bis Tag"), SAY(text, "median of those", "Median dieser"));
    for (int n = 1; n <= REPEAT_SEQUENCE && r->reached[n - 1]; n++) {
        int64_t median = r->closed_hundredths[n * REPEAT_POINTS + 1];
        section_cells(&table, 8, text_number(text, n), text_number(text, r->reached[n - 1]),
                      text_number(text, r->next[n - 1]), text_share(text, r->next[n - 1], r->reached[n - 1]),
                      text_interval(text, r->next[n - 1], r->reached[n - 1]), day_of(text, r->day[n * REPEAT_POINTS]),
                      day_of(text, r->day[n * REPEAT_POINTS + 1]),
                      median < 0 ? "–" : text_real(text, (double)median / 100, 0));
    }
    page_table_print(&table, page->out);
    say(page,
        SAY(text,
            "n: buyers with so many purchases, renewals left out. The days count from one purchase to the next: by "
            "then a quarter, or half, of all n had bought again (Kaplan–Meier: who bought lately is still waiting; "
            "– is not reached). Write a little before the 25 % day; after the 50 % day most who come have come.",
            "n: Käufer mit so vielen Käufen, ohne Abo-Verlängerungen. Die Tage zählen von einem Kauf bis zum "
            "nächsten: Bis dahin hatte ein Viertel, oder die Hälfte, aller n wieder gekauft (Kaplan-Meier: Wer erst "
            "kürzlich kaufte, wartet noch; – ist nicht erreicht). Schreib kurz vor dem 25-%-Tag; nach dem "
            "50-%-Tag ist die Mehrheit derer, die kommen, schon da."));
    say(page, SAY(text, "Median of those: of the buyers who did buy again, and so too short where many still may.",
                  "Median dieser: derer, die schon wieder kauften; zu kurz, solange viele noch kommen können."));
    say_any_gap(page);
    say_unknown(page, SAY(text, "%s buyers may have bought before the records begin and are left out.",
                          "%s Käufer kauften vielleicht schon vor Beginn der Daten und fehlen hier."));
}
