/* Products that bring customers back: the first one, those bought again, those bought together. */
#include "sections.h"

#include "store.h"

#define LISTED 10

static void say(const struct report_page *page, const char *sentence) { page_paragraph(page->out, 2, sentence); }

/* What all products together say of a first purchase with this one; only where chance is a poor explanation. */
static const char *against_rest(const struct text *text, const struct report_items *list, const struct report_item *row)
{
    if (row->p_value >= 0.05) return "";
    return row->part * list->whole > list->part * row->whole ? SAY(text, "more often", "öfter")
                                                             : SAY(text, "less often", "seltener");
}

static void say_hidden(const struct report_page *page, const struct report_items *list)
{
    const struct text *text = &page->text;
    if (list->count > LISTED)
        say(page, arena_format(text->arena, SAY(text, "... and %s more products", "... und %s weitere Produkte"),
                               text_number(text, list->count - LISTED)));
    if (list->hidden)
        say(page, arena_format(text->arena,
                               SAY(text, "Products that are not listed, as n is below %s and too few to tell: %s.",
                                   "Produkte, die fehlen, weil n unter %s liegt und nichts aussagt: %s."),
                               text_number(text, ANSWER_SMALL), text_number(text, list->hidden)));
}

static void print_first(const struct report_page *page)
{
    const struct report_items *list = &page->results->products.first;
    const struct text *text = &page->text;
    struct page_table table;
    page_table_begin(&table, text->arena, "crrrrrl");
    section_cells(&table, 7, SAY(text, "first bought", "zuerst gekauft"), SAY(text, "n", "n"),
                  SAY(text, "back", "wieder da"), SAY(text, "rate", "Quote"),
                  SAY(text, "95 % interval", "95-%-Intervall"), SAY(text, "net per buyer", "Umsatz je Käufer"),
                  SAY(text, "than the rest", "als die übrigen"));
    for (int64_t i = 0; i < list->count && i < LISTED; i++) {
        const struct report_item *row = &list->row[i];
        section_cells(&table, 7, section_product(page->results, row->item), text_number(text, row->whole),
                      text_number(text, row->part), text_share(text, row->part, row->whole),
                      text_interval(text, row->part, row->whole), text_money_of(text, row->net, row->buyers),
                      against_rest(text, list, row));
    }
    section_cells(&table, 7, SAY(text, "any product", "gleich welches"), text_number(text, list->whole),
                  text_number(text, list->part), text_share(text, list->part, list->whole),
                  text_interval(text, list->part, list->whole), "", "");
    page_table_print(&table, page->out);
    say_hidden(page, list);
    say(page,
        arena_format(text->arena,
                     SAY(text,
                         "Of buyers whose first purchase held the product and was %s ago or more: how many bought "
                         "anything again within %s. Sorted by the lower end of the interval. More or less often: "
                         "hardly by chance (5 %%, with so many products compared); it need not be the product's "
                         "doing.",
                         "Von Käufern, deren erster Kauf das Produkt enthielt und mindestens %s her ist: wie viele "
                         "binnen %s wieder irgendetwas kauften. Geordnet nach dem unteren Ende des Intervalls. "
                         "Öfter oder seltener: kaum Zufall (5 %%, bei so vielen Vergleichen); es muss nicht am "
                         "Produkt liegen."),
                     text_days(text, ANSWER_BACK), text_ago(text, ANSWER_BACK)));
    if (list->unknown_birth)
        say(page, arena_format(text->arena,
                               SAY(text, "%s buyers may have bought before the records begin and are left out.",
                                   "%s Käufer kauften vielleicht schon vor Beginn der Daten und fehlen hier."),
                               text_number(text, list->unknown_birth)));
}

static const char *day_of(const struct text *text, int32_t day)
{
    return day == PATRON_NO_DAY ? "–" : text_number(text, day);
}

static void print_again(const struct report_page *page)
{
    const struct report_items *list = &page->results->products.again;
    const struct text *text = &page->text;
    struct page_table table;
    fputc('\n', page->out);
    page_table_begin(&table, text->arena, "crrrrrrr");
    section_cells(&table, 8, SAY(text, "bought again", "wieder gekauft"), SAY(text, "n", "n"),
                  SAY(text, "again", "wieder"), SAY(text, "rate", "Quote"),
                  SAY(text, "95 % interval", "95-%-Intervall"), SAY(text, "25 % by day", "25 % bis Tag"), "50 %",
                  "75 %");
    for (int64_t i = 0; i < list->count && i < LISTED; i++) {
        const struct report_item *row = &list->row[i];
        section_cells(&table, 8, section_product(page->results, row->item), text_number(text, row->whole),
                      text_number(text, row->part), text_share(text, row->part, row->whole),
                      text_interval(text, row->part, row->whole), day_of(text, row->day[0]), day_of(text, row->day[1]),
                      day_of(text, row->day[2]));
    }
    page_table_print(&table, page->out);
    say_hidden(page, list);
    say(page,
        SAY(text,
            "Of all buyers of the product: how many bought it again on another day. The days count from one "
            "purchase of it to the next, those still waiting taken into account (– is not reached), subscriptions "
            "left out.",
            "Von allen Käufern des Produkts: wie viele es an einem anderen Tag wieder kauften. Die Tage zählen von "
            "einem Kauf des Produkts bis zum nächsten und berücksichtigen, wer noch wartet (– ist nicht erreicht), "
            "ohne Abos."));
}

static void print_pairs(const struct report_page *page)
{
    const struct report_products *p = &page->results->products;
    const struct text *text = &page->text;
    int64_t rows = patron_table_rows(p->pairs);
    const double *lift = report_values(p->pairs, "lift");
    while (rows > 0 && lift[rows - 1] <= 1) rows--; /* by lift, the highest first */
    const int64_t *a = report_values(p->pairs, "a"), *b = report_values(p->pairs, "b"),
                  *count = report_values(p->pairs, "count");
    const double *a_to_b = report_values(p->pairs, "a_to_b"), *b_to_a = report_values(p->pairs, "b_to_a");
    struct page_table table;
    fputc('\n', page->out);
    if (!rows) {
        say(page, arena_format(text->arena,
                               SAY(text,
                                   "No two products were bought together in %s orders or more and more often than by "
                                   "chance (of %s orders).",
                                   "Keine zwei Produkte wurden in mindestens %s Bestellungen und öfter als zufällig "
                                   "zusammen gekauft (von %s Bestellungen)."),
                               text_number(text, p->least), text_number(text, p->baskets)));
        return;
    }
    page_table_begin(&table, text->arena, "ccrrrr");
    section_cells(&table, 6, SAY(text, "bought together", "zusammen gekauft"), SAY(text, "with", "mit"),
                  SAY(text, "orders", "Bestellungen"), SAY(text, "1st has 2nd", "1. hat 2."),
                  SAY(text, "2nd has 1st", "2. hat 1."), SAY(text, "than by chance", "als zufällig"));
    for (int64_t i = 0; i < rows && i < LISTED; i++)
        section_cells(&table, 6, section_product(page->results, a[i]), section_product(page->results, b[i]),
                      text_number(text, count[i]), text_percent(text, a_to_b[i], 1), text_percent(text, b_to_a[i], 1),
                      arena_format(text->arena, "%s ×", text_real(text, lift[i], 1)));
    page_table_print(&table, page->out);
    say(page, arena_format(
                  text->arena,
                  SAY(text,
                      "Of %s orders of customers with products; pairs in %s of them or more, the furthest above "
                      "chance first. Left out: %s orders of more than 100 products.",
                      "Von %s Bestellungen von Kunden mit Produkten; Paare in mindestens %s davon, die am "
                      "weitesten über dem Zufall zuerst. Ohne %s Bestellungen mit mehr als 100 Produkten."),
                  text_number(text, p->baskets), text_number(text, p->least), text_number(text, p->baskets_left_out)));
}

void section_products(const struct report_page *page)
{
    const struct text *text = &page->text;
    page_heading(page->out, SAY(text, "Products that bring customers back", "Produkte, die Kunden zurückbringen"));
    if (!page->results->products.measured) {
        say(page, SAY(text, "A product column would show it: name it with --product.",
                      "Das zeigt eine Produktspalte: Nenne sie mit --product."));
        return;
    }
    if (section_nobody(page, page->results->now.buyers)) return;
    print_first(page);
    print_again(page);
    print_pairs(page);
}
