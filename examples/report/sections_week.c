/* This week: whom to write to, and why. */
#include "sections.h"

#include "store.h"

#include <patron.h>

#define LISTED 8 /* of each list; all of them are written with --out */

const char *section_key(const struct report_results *results, int32_t customer)
{
    patron_column keys = {.size = sizeof keys};
    if (patron_book_keys(results->input->book, PATRON_KEYS_CUSTOMER, &keys, NULL, NULL)) return "–";
    if (keys.type == PATRON_TYPE_INT64)
        return arena_format(results->arena, "%lld", (long long)((const int64_t *)keys.values)[customer]);
    const int64_t *offset = (const int64_t *)keys.offsets + customer;
    return arena_text(results->arena, (const char *)keys.values + offset[0], offset[1] - offset[0]);
}

const char *section_product(const struct report_results *results, int64_t product)
{
    const struct report_input *input = results->input;
    patron_column keys = {.size = sizeof keys};
    if (patron_book_keys(input->book, PATRON_KEYS_PRODUCT, &keys, NULL, NULL)) return "–";
    int64_t key = ((const int64_t *)keys.values)[product];
    const struct report_text *own = &input->products.text[key];
    const char *sku = arena_text(results->arena, own->bytes, own->length);
    if (key >= input->product_names.count || !input->product_names.text[key].length) return sku;
    const struct report_text *name = &input->product_names.text[key];
    return arena_format(results->arena, "%s %s", sku, arena_text(results->arena, name->bytes, name->length));
}

/* ---- reasons ----------------------------------------------------------------------------------------------------- */

const char *section_reason(const struct text *text, const struct report_results *results, int32_t customer)
{
    const struct report_customers *c = &results->customer;
    const char *now = text_percent(text, c->p_now[customer], 0), *start = text_percent(text, c->p_start[customer], 0);
    const char *cases = text_number(text, c->cases[customer] > 0 ? c->cases[customer] : 0);
    const char *horizon = text_ago(text, c->horizon[customer]);
    const char *first;
    if (c->churn[customer] < 0 || c->churn[customer] == PATRON_CHURN_UNKNOWN) return "";
    if (c->churn_purchases[customer] == 1)
        first = arena_format(text->arena, SAY(text, "Bought once, %s ago.", "Hat einmal gekauft, vor %s."),
                             text_ago(text, c->silence[customer]));
    else
        first = arena_format(text->arena,
                             SAY(text, "Ordered %s times, about every %s days; silent for %s (%s times as long).",
                                 "Hat %s-mal bestellt, etwa alle %s Tage; seit %s keine Bestellung (%s-mal so lange)."),
                             text_number(text, c->churn_purchases[customer]),
                             text_real(text, c->scale[customer], c->scale[customer] < 9.5 ? 1 : 0),
                             text_ago(text, c->silence[customer]), text_real(text, c->ratio[customer], 1));
    if (c->churn_flags[customer] & PATRON_CHURN_EXTRAPOLATED)
        return arena_format(text->arena, "%s %s", first,
                            SAY(text, "Silent longer than almost anyone who came back.",
                                "Das ist länger als bei fast allen, die wiederkamen."));
    if (c->churn_purchases[customer] == 1)
        return arena_format(
            text->arena,
            SAY(text, "%s Of %s such customers %s ordered again within %s; right after the order it was %s.",
                "%s Von %s solchen Kunden bestellten %s binnen %s erneut; direkt nach der Bestellung waren es %s."),
            first, cases, now, horizon, start);
    return arena_format(
        text->arena,
        SAY(text, "%s Of %s comparable cases %s ordered again within %s; right after an order it was %s.",
            "%s Von %s vergleichbaren Fällen führten %s binnen %s zu einer Bestellung; direkt nach einer "
            "Bestellung waren es %s."),
        first, cases, now, horizon, start);
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

static const char *people(const struct text *text, int64_t count)
{
    return arena_format(text->arena, "%s %s", text_number(text, count),
                        count == 1 ? SAY(text, "customer", "Kunde") : SAY(text, "customers", "Kunden"));
}

static const char *amount(const struct text *text, int64_t money)
{
    return arena_format(text->arena, "%s%s%s", text_money(text, money), text->currency[0] ? " " : "", text->currency);
}

static void print_heading(const struct report_page *page, const char *title, const char *whom, const char *money,
                          const char *what)
{
    fputc('\n', page->out);
    page_paragraph(page->out, 2, arena_format(page->text.arena, "%s: %s, %s", title, whom, money));
    if (what) page_paragraph(page->out, 2, arena_format(page->text.arena, "(%s)", what));
}

static void print_more(const struct report_page *page, int64_t count)
{
    const struct text *text = &page->text;
    if (count > LISTED)
        page_paragraph(page->out, 4,
                       arena_format(text->arena, SAY(text, "... and %s more", "... und %s weitere"),
                                    text_number(text, count - LISTED)));
}

static void print_customers(const struct report_page *page, const struct report_list *list)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    for (int64_t i = 0; i < list->count && i < LISTED; i++) {
        int32_t customer = list->customer[i];
        page_paragraph(page->out, 4,
                       arena_format(text->arena, "%s: %s %s. %s", section_key(r, customer),
                                    text_money(text, r->customer.net_365[customer]),
                                    SAY(text, "in 365 days", "in 365 Tagen"), section_reason(text, r, customer)));
    }
    print_more(page, list->count);
}

static void print_due(const struct report_page *page, const struct report_due *list)
{
    const patron_table *due = list->table;
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    const int32_t *customer = report_values(due, "customer"), *last = report_values(due, "last_day");
    const int32_t *day = report_values(due, "due_day"), *from = report_values(due, "window_from"),
                  *to = report_values(due, "window_to");
    const int64_t *product = report_values(due, "product");
    const int64_t *expected = report_values(due, "expected_amount");
    const double *chance = report_values(due, "chance");
    struct page_table table;
    if (!list->rows) return;
    page_table_begin(&table, text->arena, "cclllrr");
    page_cell(&table, SAY(text, "customer", "Kunde"));
    page_cell(&table, SAY(text, "product", "Produkt"));
    page_cell(&table, SAY(text, "last bought", "zuletzt"));
    page_cell(&table, SAY(text, "due", "fällig"));
    page_cell(&table, SAY(text, "window", "Zeitraum"));
    page_cell(&table, SAY(text, "worth", "Wert"));
    page_cell(&table, SAY(text, "30 days", "30 Tage"));
    for (int64_t k = 0; k < list->rows && k < LISTED; k++) {
        int64_t i = list->row[k];
        page_cell(&table, section_key(r, customer[i]));
        page_cell(&table, section_product(r, product[i]));
        page_cell(&table, text_day(text, last[i]));
        page_cell(&table, text_day(text, day[i]));
        page_cell(&table,
                  arena_format(text->arena, "%s – %s", text_day_of_year(text, from[i]), text_day_of_year(text, to[i])));
        page_cell(&table, text_money(text, expected[i]));
        page_cell(&table, text_percent(text, chance[i], 0));
    }
    page_table_print(&table, page->out);
    print_more(page, list->rows);
}

static void print_due_list(const struct report_page *page, const struct report_due *list, const char *title,
                           const char *what)
{
    const struct text *text = &page->text;
    const char *products = list->rows == 1 ? SAY(text, "product", "Produkt") : SAY(text, "products", "Produkte");
    print_heading(page, title,
                  arena_format(text->arena, SAY(text, "%s %s of %s", "%s %s von %s"), text_number(text, list->rows),
                               products, people(text, list->customers)),
                  arena_format(text->arena, SAY(text, "%s if all are bought", "%s, wenn alle gekauft werden"),
                               amount(text, list->money)),
                  list->rows ? what : NULL);
    print_due(page, list);
}

static void print_list(const struct report_page *page, const struct report_list *list, const char *title,
                       const char *what)
{
    const struct text *text = &page->text;
    print_heading(
        page, title, people(text, list->count),
        arena_format(text->arena, SAY(text, "%s net in 365 days", "%s Umsatz in 365 Tagen"), amount(text, list->money)),
        list->count ? what : NULL);
    print_customers(page, list);
}

void section_this_week(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    page_heading(page->out, SAY(text, "This week", "Diese Woche"));
    page_paragraph(page->out, 2,
                   SAY(text,
                       "The most money at stake comes first; lists are cut after 8, --out writes all of them. \"About "
                       "every N days\" is a customer's own "
                       "rhythm, which leans on the shop's while there are few purchases.",
                       "Wo am meisten Geld auf dem Spiel steht, steht oben; Listen enden nach 8, --out schreibt sie "
                       "ganz. „Etwa alle N Tage“ ist der "
                       "eigene Takt eines Kunden; bei wenigen Käufen lehnt er sich an den des Shops an."));
    print_list(page, &r->slipping, SAY(text, "Newly slipping", "Neu abwandernd"),
               SAY(text, "a week ago still on track or slowing; see churn states below",
                   "vor einer Woche noch im Takt oder nachlassend; siehe Abwanderung"));
    if (r->due.table) {
        print_due_list(page, &r->due, SAY(text, "Due within 7 days", "In 7 Tagen fällig"),
                       SAY(text,
                           "by the day due, half of comparable purchases had come again, within the window the middle "
                           "half; 30 days: the "
                           "chance to be bought in that time",
                           "bis zum Tag der Fälligkeit kam die Hälfte vergleichbarer Käufe wieder, im Zeitraum die "
                           "mittlere Hälfte; 30 Tage: die "
                           "Chance, in dieser Zeit gekauft zu werden"));
        print_due_list(page, &r->late, SAY(text, "Late", "Überfällig"),
                       SAY(text, "after the window, but still likely to be bought again; nobody who is lost",
                           "nach dem Zeitraum, aber noch wahrscheinlich; ohne verlorene Kunden"));
    } else {
        fputc('\n', page->out);
        page_paragraph(page->out, 2,
                       SAY(text, "Due and late need a product column.",
                           "Für Fälliges und Überfälliges fehlt eine Produktspalte."));
    }
    print_list(page, &r->quiet, SAY(text, "Heroes going quiet", "Beste Kunden, die still werden"),
               SAY(text,
                   "heroes 90 days ago (the tenth with the most net of 365 days, 3 purchases or more), now slowing or "
                   "slipping",
                   "vor 90 Tagen beste Kunden (das Zehntel mit dem meisten Umsatz in 365 Tagen, mindestens 3 Käufe), "
                   "jetzt nachlassend oder abwandernd"));
}
