/* Coupons, campaigns, channels, countries and discounts: whom they bring, and whether those come back. */
#include "sections.h"

#include "store.h"

#include <string.h>

#define LISTED 8

static void say(const struct report_page *page, const char *sentence) { page_paragraph(page->out, 2, sentence); }

/* A rate of few buyers is not printed: its n stands beside it. */
static const char *rate_of(const struct text *text, int64_t part, int64_t whole)
{
    return whole < ANSWER_SMALL ? SAY(text, "too few", "zu wenige") : text_share(text, part, whole);
}

static const char *interval_of(const struct text *text, int64_t part, int64_t whole)
{
    return whole < ANSWER_SMALL ? "" : text_interval(text, part, whole);
}

static void print_row(const struct text *text, struct page_table *table, const struct report_label *label, int64_t row,
                      const char *name)
{
    section_cells(table, 9, name, text_number(text, label->orders[row]),
                  text_money_of(text, label->net[row], label->orders[row]), text_number(text, label->buyers[row]),
                  text_number(text, label->new_buyers[row]), text_number(text, label->observed[row]),
                  rate_of(text, label->within[row], label->observed[row]),
                  interval_of(text, label->within[row], label->observed[row]),
                  text_money_of(text, label->new_net[row], label->new_buyers[row]));
}

static const char *label_name(const struct text *text, const char *label)
{
    static const char *const names[][3] = {{"coupon", "coupon", "Gutschein"},
                                           {"campaign", "campaign", "Kampagne"},
                                           {"channel", "channel", "Kanal"},
                                           {"country", "country", "Land"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], label) == 0) return SAY(text, names[i][1], names[i][2]);
    return label;
}

const char *section_label(const struct report_results *results, int32_t label, int64_t value)
{
    patron_column keys = {.size = sizeof keys};
    if (patron_book_keys(results->input->book, PATRON_KEYS_LABEL + label, &keys, NULL, NULL)) return "–";
    const struct report_text *text = &results->input->labels[label].text[((const int64_t *)keys.values)[value]];
    return arena_text(results->arena, text->bytes, text->length);
}

static void print_label(const struct report_page *page, int32_t i)
{
    const struct report_label *label = &page->results->promotions.label[i];
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "crrrrrrrr");
    section_cells(&table, 9, label_name(text, page->results->input->label[i]), SAY(text, "orders", "Bestell."), "AOV",
                  SAY(text, "buyers", "Käufer"), SAY(text, "new", "neue"), "n", SAY(text, "back", "wieder da"),
                  SAY(text, "95 % interval", "95-%-Intervall"), SAY(text, "net per new", "Umsatz/neu"));
    for (int64_t k = 0; k < label->values && k < LISTED; k++)
        print_row(text, &table, label, label->order[k], section_label(page->results, i, label->order[k]));
    if (label->orders[label->values + PATRON_PROMOTIONS_ROW_NONE])
        print_row(text, &table, label, label->values + PATRON_PROMOTIONS_ROW_NONE, SAY(text, "none", "ohne"));
    print_row(text, &table, label, label->values + PATRON_PROMOTIONS_ROW_ALL, SAY(text, "all", "alle"));
    page_table_print(&table, page->out);
    if (label->values > LISTED)
        say(page, arena_format(text->arena,
                               SAY(text, "... and %s more, of fewer new buyers; --out writes all of them",
                                   "... und %s weitere mit weniger neuen Käufern; --out schreibt alle"),
                               text_number(text, label->values - LISTED)));
    fputc('\n', page->out);
}

static void print_depth(const struct report_page *page)
{
    static const char *const bands[DEPTH_BANDS] = {"0 %", "< 10 %", "10 – 20 %", "20 – 30 %", "30 – 50 %", "≥ 50 %"};
    const struct report_depth *d = &page->results->promotions.depth;
    const struct text *text = &page->text;
    int64_t orders = 0;
    struct page_table table;
    for (int i = 0; i < DEPTH_BANDS; i++) orders += d->orders[i];
    page_table_begin(&table, text->arena, "lrrrrrrr");
    section_cells(&table, 8, SAY(text, "discount", "Rabatt"), SAY(text, "of orders", "Bestell."),
                  SAY(text, "new buyers", "neue"), SAY(text, "n", "n"), SAY(text, "back", "wieder da"),
                  SAY(text, "95 % interval", "95-%-Intervall"), SAY(text, "later net each", "später je Kopf"),
                  SAY(text, "later on discount", "davon Rabatt"));
    for (int i = 0; i < DEPTH_BANDS; i++) {
        if (!d->orders[i] && !d->buyers[i]) continue;
        section_cells(&table, 8, bands[i], text_share(text, d->orders[i], orders), text_number(text, d->buyers[i]),
                      text_number(text, d->observed[i]), rate_of(text, d->within[i], d->observed[i]),
                      interval_of(text, d->within[i], d->observed[i]),
                      text_money_of(text, d->later_net[i], d->buyers[i]),
                      text_share(text, d->later_discounted[i], d->later_orders[i]));
    }
    page_table_print(&table, page->out);
    say(page, SAY(text,
                  "New buyers by the discount of their first purchase, as part of its list price; later: their orders "
                  "after it, and how many of those had a discount.",
                  "Neue Käufer nach dem Rabatt ihres ersten Kaufs, gemessen am Listenpreis; später: ihre Bestellungen "
                  "danach, und wie viele davon Rabatt hatten."));
}

/* One line for the columns that the file does not have. */
static void say_missing(const struct report_page *page)
{
    static const char *const labels[] = {"coupon", "campaign", "channel", "country"};
    const struct report_input *input = page->results->input;
    const struct text *text = &page->text;
    const char *list = "";
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (patron_book_label(input->book, labels[i]) == PATRON_NONE)
            list = arena_format(text->arena, "%s%s--%s", list, *list ? ", " : "", labels[i]);
    if (!input->has_discount) list = arena_format(text->arena, "%s%s--discount", list, *list ? ", " : "");
    if (*list)
        say(page,
            arena_format(text->arena,
                         SAY(text, "More would be shown by columns for %s.", "Mehr zeigen Spalten für %s."), list));
}

void section_promotions(const struct report_page *page)
{
    const struct report_input *input = page->results->input;
    const struct text *text = &page->text;
    page_heading(page->out, SAY(text, "Coupons, campaigns and discounts", "Gutscheine, Kampagnen und Rabatte"));
    if (section_nobody(page, page->results->now.buyers)) return;
    for (int32_t i = 0; i < input->label_count; i++) print_label(page, i);
    if (input->label_count)
        say(page,
            arena_format(text->arena,
                         SAY(text,
                             "Buyers: had it in any order; new: in the first purchase. "
                             "Back: of the n whose first purchase was %s ago "
                             "or more, those with a second one within %s. Net per new: all they have brought so far. "
                             "An order may stand in several rows. Who uses a coupon differs from who does not: only "
                             "a hold-out drawn by lot shows what the coupon did.",
                             "Käufer: hatten es in einer Bestellung; neue: im ersten Kauf. "
                             "Wieder da: von den n, deren erster Kauf "
                             "mindestens %s her ist, die mit einem zweiten binnen %s. Umsatz/neu: alles, was "
                             "sie bisher brachten. Eine Bestellung kann in mehreren Zeilen stehen. Wer einen "
                             "Gutschein nutzt, ist anders als wer nicht: Was der Gutschein bewirkt, zeigt erst eine "
                             "ausgeloste Vergleichsgruppe."),
                         text_days(text, ANSWER_BACK), text_ago(text, ANSWER_BACK)));
    if (input->has_discount) {
        if (input->label_count) fputc('\n', page->out);
        print_depth(page);
    }
    if (page->results->totals.buyers_unknown_birth)
        say(page, arena_format(text->arena,
                               SAY(text, "%s buyers may have bought before the records begin: they are never new.",
                                   "%s Käufer kauften vielleicht schon vor Beginn der Daten: Sie sind nirgends neu."),
                               text_number(text, page->results->totals.buyers_unknown_birth)));
    say_missing(page);
}
