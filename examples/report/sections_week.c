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

/* ---- reasons ------------------------------------------------------------------------------------------------------- */

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
        first = arena_format(text->arena, SAY(text, "Ordered %s times, about every %s days; silent for %s (%s times as long).",
                                              "Hat %s-mal bestellt, etwa alle %s Tage; seit %s still (%s-mal so lang)."),
                             text_number(text, c->churn_purchases[customer]), text_real(text, c->scale[customer], 0),
                             text_ago(text, c->silence[customer]),
                             text_real(text, c->ratio[customer], 1));
    if (c->churn_flags[customer] & PATRON_CHURN_EXTRAPOLATED)
        return arena_format(text->arena, "%s %s", first, SAY(text, "Silent longer than almost anyone who came back.",
                                                             "Länger still als fast alle, die wiederkamen."));
    if (c->churn_purchases[customer] == 1)
        return arena_format(text->arena, SAY(text, "%s Of %s such customers %s ordered again within %s; right after the order it was %s.",
                                             "%s Von %s solchen Kunden bestellten %s in %s wieder; direkt nach der Bestellung waren es %s."),
                            first, cases, now, horizon, start);
    return arena_format(text->arena, SAY(text, "%s Of %s comparable cases %s ordered again within %s; right after an order it was %s.",
                                         "%s Von %s vergleichbaren Fällen bestellten %s in %s wieder; direkt nach einer Bestellung waren es %s."),
                        first, cases, now, horizon, start);
}

/* ---- lists --------------------------------------------------------------------------------------------------------- */

static void print_heading(const struct report_page *page, const char *title, int64_t count, const char *what, int64_t money,
                          const char *of_what)
{
    const struct text *text = &page->text;
    fprintf(page->out, "\n  %s: %s %s, %s %s%s%s\n", title, text_number(text, count), what, text_money(text, money),
            text->currency, text->currency[0] ? " " : "", of_what);
}

static void print_customers(const struct report_page *page, const struct report_list *list)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    for (int64_t i = 0; i < list->count && i < LISTED; i++) {
        int32_t customer = list->customer[i];
        page_paragraph(page->out, 4, arena_format(text->arena, "%s: %s %s. %s", section_key(r, customer),
                                                  text_money(text, r->customer.net_365[customer]),
                                                  SAY(text, "in 365 days", "in 365 Tagen"),
                                                  section_reason(text, r, customer)));
    }
    if (list->count > LISTED)
        page_paragraph(page->out, 4, arena_format(text->arena, SAY(text, "... and %s more", "... und %s weitere"),
                                                  text_number(text, list->count - LISTED)));
}

static const void *values_of(const patron_table *table, const char *name)
{
    patron_column found = {.size = sizeof found};
    int32_t i = patron_table_find(table, name);
    return i < 0 || patron_table_column(table, i, &found, NULL) ? NULL : found.values;
}

static void print_due(const struct report_page *page, const struct report_due *list)
{
    const patron_table *due = list->table;
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    const int32_t *customer = values_of(due, "customer"), *last = values_of(due, "last_day");
    const int32_t *day = values_of(due, "due_day"), *from = values_of(due, "window_from"), *to = values_of(due, "window_to");
    const int64_t *product = values_of(due, "product");
    const double *chance = values_of(due, "chance");
    struct page_table table;
    if (!list->rows) return;
    page_table_begin(&table, text->arena, "lllllr");
    page_cell(&table, SAY(text, "customer", "Kunde"));
    page_cell(&table, SAY(text, "product", "Produkt"));
    page_cell(&table, SAY(text, "last bought", "zuletzt"));
    page_cell(&table, SAY(text, "due", "fällig"));
    page_cell(&table, SAY(text, "window", "Zeitraum"));
    page_cell(&table, SAY(text, "30 days", "30 Tage"));
    for (int64_t k = 0; k < list->rows && k < LISTED; k++) {
        int64_t i = list->row[k];
        page_cell(&table, section_key(r, customer[i]));
        page_cell(&table, section_product(r, product[i]));
        page_cell(&table, text_day(text, last[i]));
        page_cell(&table, text_day(text, day[i]));
        page_cell(&table, arena_format(text->arena, "%s – %s", text_day(text, from[i]), text_day(text, to[i])));
        page_cell(&table, text_percent(text, chance[i], 0));
    }
    page_table_print(&table, page->out);
    if (list->rows > LISTED)
        page_paragraph(page->out, 4, arena_format(text->arena, SAY(text, "... and %s more", "... und %s weitere"),
                                                  text_number(text, list->rows - LISTED)));
}

void section_this_week(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    const char *people = SAY(text, "customers", "Kunden"), *year = SAY(text, "net in 365 days", "netto in 365 Tagen");
    const char *expected = SAY(text, "if all of them buy", "wenn alle kaufen");
    page_heading(page->out, SAY(text, "This week", "Diese Woche"));
    fprintf(page->out, "  %s", SAY(text, "The longest lists are cut; --out writes all of them.",
                                   "Lange Listen sind gekürzt; --out schreibt sie ganz."));
    fputc('\n', page->out);
    print_heading(page, SAY(text, "Newly slipping (since 7 days ago)", "Neu entgleitend (seit 7 Tagen)"), r->slipping.count, people,
                  r->slipping.money, year);
    print_customers(page, &r->slipping);
    if (r->due.table) {
        print_heading(page, SAY(text, "Due within 7 days", "In 7 Tagen fällig"), r->due.customers, people, r->due.money, expected);
        print_due(page, &r->due);
        print_heading(page, SAY(text, "Late", "Überfällig"), r->late.customers, people, r->late.money, expected);
        print_due(page, &r->late);
    } else {
        page_paragraph(page->out, 2, SAY(text, "Due and late need a product column.", "Fällig und überfällig brauchen eine Produktspalte."));
    }
    print_heading(page, SAY(text, "Heroes going quiet (top tenth 90 days ago, slowing or slipping now)",
                            "Stille Stars (vor 90 Tagen im besten Zehntel, jetzt langsamer oder entgleitend)"),
                  r->quiet.count, people, r->quiet.money, year);
    print_customers(page, &r->quiet);
}
