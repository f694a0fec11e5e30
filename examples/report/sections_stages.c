/* Stages in the life of a customer, year over year, and signs that one may not come back. */
#include "sections.h"

#include "store.h"

static void say(const struct report_page *page, const char *sentence) { page_paragraph(page->out, 2, sentence); }

/* ---- stages ------------------------------------------------------------------------------------------------------ */

static int64_t sum_of(const int64_t *values, int count)
{
    int64_t sum = 0;
    for (int i = 0; i < count; i++) sum += values[i];
    return sum;
}

static void print_classes(const struct report_page *page, const char *title, const char *const *names,
                          const int64_t *buyers, const int64_t *net, const int *order, int count)
{
    const struct text *text = &page->text;
    int64_t all = sum_of(buyers, count), money = sum_of(net, count);
    struct page_table table;
    page_table_begin(&table, text->arena, "lrrrr");
    section_cells(&table, 5, title, SAY(text, "buyers", "Käufer"), SAY(text, "share", "Anteil"),
                  SAY(text, "net in 365 days", "Umsatz in 365 Tagen"), SAY(text, "of net", "am Umsatz"));
    for (int k = 0; k < count; k++) {
        int i = order[k];
        section_cells(&table, 5, names[i], text_number(text, buyers[i]), text_share(text, buyers[i], all),
                      text_money(text, net[i]), text_share(text, net[i], money));
    }
    page_table_print(&table, page->out);
}

static void print_stages(const struct report_page *page)
{
    static const int order[] = {PATRON_CUSTOMERS_STAGE_HERO, PATRON_CUSTOMERS_STAGE_ACTIVE,
                                PATRON_CUSTOMERS_STAGE_FADING, PATRON_CUSTOMERS_STAGE_INACTIVE};
    const struct report_stages *s = &page->results->stages;
    const struct text *text = &page->text;
    const char *names[PATRON_CUSTOMERS_STAGES] = {[PATRON_CUSTOMERS_STAGE_INACTIVE] = SAY(text, "inactive", "inaktiv"),
                                                  [PATRON_CUSTOMERS_STAGE_FADING] = SAY(text, "fading", "verblassend"),
                                                  [PATRON_CUSTOMERS_STAGE_HERO] = SAY(text, "heroes", "beste Kunden"),
                                                  [PATRON_CUSTOMERS_STAGE_ACTIVE] = SAY(text, "active", "aktiv")};
    int64_t were = sum_of(s->was_hero, PATRON_CUSTOMERS_STAGES);
    print_classes(page, SAY(text, "stage", "Stadium"), names, s->stage, s->stage_net, order, PATRON_CUSTOMERS_STAGES);
    say(page,
        arena_format(text->arena,
                     SAY(text,
                         "Of all buyers. Inactive: lost; fading: slipping (see churn states); heroes: of the others "
                         "the tenth with the most net in 365 days (from %s on), with 3 purchases or more.",
                         "Von allen Käufern. Inaktiv: verloren; verblassend: abwandernd (siehe Abwanderung); beste "
                         "Kunden: von den übrigen das Zehntel mit dem meisten Umsatz in 365 Tagen (ab %s), mit "
                         "mindestens 3 Käufen."),
                     text_money(text, s->heroes.cut)));
    if (were)
        say(page,
            arena_format(text->arena,
                         SAY(text, "Of the %s heroes of %s ago %s still are, %s are active, %s fading, %s inactive.",
                             "Von den %s besten Kunden vor %s sind es %s noch, %s sind aktiv, %s verblassen, %s "
                             "sind inaktiv."),
                         text_number(text, were), text_ago(text, ANSWER_HORIZON),
                         text_number(text, s->was_hero[PATRON_CUSTOMERS_STAGE_HERO]),
                         text_number(text, s->was_hero[PATRON_CUSTOMERS_STAGE_ACTIVE]),
                         text_number(text, s->was_hero[PATRON_CUSTOMERS_STAGE_FADING]),
                         text_number(text, s->was_hero[PATRON_CUSTOMERS_STAGE_INACTIVE])));
    say(page,
        arena_format(text->arena,
                     SAY(text,
                         "Or in three: %s new, %s loyal (two purchases or more, neither slipping nor lost), "
                         "%s passive.",
                         "Oder in dreien: %s neu, %s treu (zwei Käufe oder mehr, weder abwandernd noch verloren), "
                         "%s passiv."),
                     text_number(text, s->activity[PATRON_CUSTOMERS_ACTIVITY_NEW]),
                     text_number(text, s->activity[PATRON_CUSTOMERS_ACTIVITY_LOYAL]),
                     text_number(text, s->activity[PATRON_CUSTOMERS_ACTIVITY_PASSIVE])));
}

static void print_years(const struct report_page *page)
{
    static const int order[] = {PATRON_CUSTOMERS_YEAR_NEW,      PATRON_CUSTOMERS_YEAR_MORE,
                                PATRON_CUSTOMERS_YEAR_SAME,     PATRON_CUSTOMERS_YEAR_LESS,
                                PATRON_CUSTOMERS_YEAR_RETURNED, PATRON_CUSTOMERS_YEAR_LAPSED,
                                PATRON_CUSTOMERS_YEAR_INACTIVE};
    const struct report_stages *s = &page->results->stages;
    const struct text *text = &page->text;
    const char *names[PATRON_CUSTOMERS_YEARS] = {
        [PATRON_CUSTOMERS_YEAR_NEW] = SAY(text, "new", "neu"),
        [PATRON_CUSTOMERS_YEAR_RETURNED] = SAY(text, "back after a year without", "zurück nach einem Jahr ohne"),
        [PATRON_CUSTOMERS_YEAR_LAPSED] = SAY(text, "bought only the year before", "kauften nur im Jahr davor"),
        [PATRON_CUSTOMERS_YEAR_INACTIVE] = SAY(text, "in neither year", "in keinem der Jahre"),
        [PATRON_CUSTOMERS_YEAR_MORE] = SAY(text, "spent over 10 % more", "über 10 % mehr"),
        [PATRON_CUSTOMERS_YEAR_LESS] = SAY(text, "spent over 10 % less", "über 10 % weniger"),
        [PATRON_CUSTOMERS_YEAR_SAME] = SAY(text, "spent about the same", "etwa gleich viel")};
    fputc('\n', page->out);
    print_classes(page, SAY(text, "these 365 days against the 365 before", "diese 365 Tage gegen die 365 davor"), names,
                  s->year, s->year_net, order, PATRON_CUSTOMERS_YEARS);
    int64_t partial = s->year_partial[PATRON_CUSTOMERS_YEAR_MORE] + s->year_partial[PATRON_CUSTOMERS_YEAR_LESS] +
                      s->year_partial[PATRON_CUSTOMERS_YEAR_SAME];
    if (partial)
        say(page,
            arena_format(text->arena,
                         SAY(text,
                             "%s of those with more, less or the same came only during the year before, so that it "
                             "was not a whole year: more is no wonder.",
                             "%s von denen mit mehr, weniger oder gleich viel kamen erst im Laufe des Jahres davor; "
                             "es war kein ganzes, mehr ist also kein Wunder."),
                         text_number(text, partial)));
}

void section_stages(const struct report_page *page)
{
    const struct text *text = &page->text;
    page_heading(page->out, SAY(text, "Stages, and year over year", "Stadien, und Jahr gegen Jahr"));
    if (section_nobody(page, page->results->now.buyers)) return;
    print_stages(page);
    if (page->results->has_year_ago) {
        print_years(page);
        return;
    }
    say(page, SAY(text, "Year over year would need records of more than a year.",
                  "Für Jahr gegen Jahr fehlen Daten von mehr als einem Jahr."));
}

/* ---- leading indicators ------------------------------------------------------------------------------------------ */

static const char *gone_of(const struct text *text, int64_t gone, int64_t whole)
{
    return whole < ANSWER_SMALL ? SAY(text, "too few", "zu wenige") : text_share(text, gone, whole);
}

static const char *sign_name(const struct text *text, int32_t sign)
{
    switch (sign) {
    case PATRON_CHURN_SIGN_GAP_WIDENING:
        return SAY(text, "last gap 1.5 × the usual", "letzte Pause 1,5-mal so lang");
    case PATRON_CHURN_SIGN_VALUE_FALLING:
        return SAY(text, "last purchase 1/4 smaller", "letzter Kauf 1/4 kleiner");
    case PATRON_CHURN_SIGN_LAST_REFUNDED:
        return SAY(text, "last purchase refunded", "letzter Kauf erstattet");
    default:
        return SAY(text, "only ever on discount", "immer nur mit Rabatt");
    }
}

static void print_sign(const struct report_page *page, struct page_table *table, int32_t i)
{
    const struct report_signs *s = &page->results->signs;
    const struct text *text = &page->text;
    bool compared = s->p_value[i] <= 1;
    section_cells(table, 7, sign_name(text, i), text_number(text, s->customers[i][1]),
                  gone_of(text, s->gone[i][1], s->customers[i][1]), text_number(text, s->customers[i][0]),
                  gone_of(text, s->gone[i][0], s->customers[i][0]),
                  compared ? arena_format(text->arena, "%s – %s", text_real(text, s->low[i] * 100, 1),
                                          text_real(text, s->high[i] * 100, 1))
                           : "–",
                  !compared               ? ""
                  : s->p_value[i] >= 0.05 ? SAY(text, "unclear", "unklar")
                  : s->difference[i] > 0  ? SAY(text, "a warning", "Warnung")
                                          : SAY(text, "rather not", "eher nicht"));
}

void section_signs(const struct report_page *page)
{
    const struct report_results *r = page->results;
    const struct text *text = &page->text;
    struct page_table table;
    page_heading(page->out, SAY(text, "Leading indicators: signs that a customer may not come back",
                                "Vorzeichen, dass ein Kunde nicht wiederkommt"));
    if (r->first_day == PATRON_NO_DAY || r->as_of - ANSWER_HORIZON < r->first_day) {
        say(page, arena_format(text->arena,
                               SAY(text, "Records of more than %s would show it.", "Das zeigen Daten von mehr als %s."),
                               text_ago(text, ANSWER_HORIZON)));
        return;
    }
    page_table_begin(&table, text->arena, "lrrrrrl");
    section_cells(&table, 7, SAY(text, "sign", "Zeichen"), SAY(text, "with it: n", "mit: n"), SAY(text, "away", "weg"),
                  SAY(text, "without: n", "ohne: n"), SAY(text, "away", "weg"), SAY(text, "points more", "Punkte mehr"),
                  SAY(text, "verdict", "Urteil"));
    for (int32_t i = 0; i < PATRON_CHURN_SIGNS; i++)
        if (i != PATRON_CHURN_SIGN_DISCOUNT_ONLY || r->input->has_discount) print_sign(page, &table, i);
    page_table_print(&table, page->out);
    say(page,
        arena_format(text->arena,
                     SAY(text,
                         "n: buyers of %s (%s before the day) of whom the sign can be judged: gap and size, against "
                         "the mean of those before, need three purchases. Away: no purchase in the %s since. "
                         "Points more: 95 %% interval of the difference; a verdict takes into account that several "
                         "signs are tried.",
                         "n: Käufer vom %s (%s vor dem Stichtag), bei denen das Zeichen zu beurteilen ist: Pause "
                         "und Größe, gemessen am Mittel derer davor, brauchen drei Käufe. Weg: kein Kauf in den %s "
                         "seither. Punkte mehr: 95-%%-Intervall des Unterschieds; das Urteil berücksichtigt, dass "
                         "mehrere Zeichen geprüft werden."),
                     text_day(text, r->as_of - ANSWER_HORIZON), text_days(text, ANSWER_HORIZON),
                     text_ago(text, ANSWER_HORIZON)));
    if (!r->input->has_discount)
        say(page, SAY(text, "A discount column (--discount) would show who only ever buys on discount.",
                      "Eine Rabattspalte (--discount) zeigt, wer immer nur mit Rabatt kauft."));
}
