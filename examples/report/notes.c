#include "make.h"
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTES_MAX 48

struct notes {
    const struct gather *gather;
    const char **text;
    int64_t count;
};

/* One sentence in the language of the flags; both formats take the same values. */
#define NOTE(notes, english, german_text, ...)                                                              \
    note((notes), (notes)->gather->german ? arena_format((notes)->gather->arena, german_text, __VA_ARGS__) \
                                          : arena_format((notes)->gather->arena, english, __VA_ARGS__))
#define NOTE_PLAIN(notes, english, german_text)                                                                        \
    NOTE(notes, "%s", "%s", (notes)->gather->german ? (german_text) : (english))

static void note(struct notes *notes, const char *text)
{
    if (notes->count < NOTES_MAX) notes->text[notes->count++] = text;
}

static const char *columns(const struct notes *notes, enum report_role role)
{
    return gather_columns(notes->gather, role, notes->gather->german ? " oder " : " or ");
}

static bool has(const struct notes *notes, enum report_role role) { return notes->gather->map.count[role] > 0; }

/* ---- amounts --------------------------------------------------------------------------------------------------- */

static void note_amounts(struct notes *notes, const struct made *made)
{
    const struct gather *gather = notes->gather;
    bool lines = has(notes, ROLE_AMOUNT) || has(notes, ROLE_PRICE);
    if (!lines && !has(notes, ROLE_ORDER_TOTAL))
        NOTE_PLAIN(notes, "There is no column of amounts: every row counts 1, and money below means orders.",
                   "Es gibt keine Betragsspalte: jede Zeile zählt 1, und Geld heißt unten Bestellungen.");
    if (has(notes, ROLE_PRICE))
        NOTE(notes, "The amount of a row is %s x %s.", "Der Betrag einer Zeile ist %s x %s.",
             columns(notes, ROLE_QUANTITY), columns(notes, ROLE_PRICE));
    if (has(notes, ROLE_ORDER_TOTAL) && lines)
        NOTE(notes,
             "An order is worth its %s; what that has beyond the order's lines (shipping, tax, discounts; %lld orders) "
             "is a line "
             "without product.",
             "Eine Bestellung ist ihr %s wert; was darin über ihre Positionen hinausgeht (Versand, Steuer, Rabatte; "
             "%lld "
             "Bestellungen), ist eine Zeile ohne Produkt.",
             columns(notes, ROLE_ORDER_TOTAL), (long long)made->lines_beyond);
    else if (made->repeated_totals)
        NOTE(notes, "%s is an order's and is counted once an order; %lld rows repeat it.",
             "%s gehört zur Bestellung und zählt einmal je Bestellung; %lld Zeilen wiederholen es.",
             columns(notes, ROLE_ORDER_TOTAL), (long long)made->repeated_totals);
    if (gather->flags->round >= 0 || gather->map.round >= 0)
        NOTE(notes, "Amounts are rounded to %d decimals, which changed %lld values.",
             "Beträge sind auf %d Nachkommastellen gerundet, was %lld Werte verändert hat.", (int)made->decimals,
             (long long)made->rounded);
    else if (made->decimals > 2)
        NOTE(notes, "Amounts are kept exactly at %d decimals.",
             "Beträge werden genau mit %d Nachkommastellen gehalten.", (int)made->decimals);
    if (made->comma == 1 && gather->flags->decimals == REPORT_DECIMALS_DETECT)
        NOTE_PLAIN(notes, "Numbers have a decimal comma.", "Zahlen haben ein Dezimalkomma.");
    else if (made->open_numbers)
        NOTE_PLAIN(notes, "Numbers have a decimal point.", "Zahlen haben einen Dezimalpunkt.");
    if (gather->negative_discounts)
        NOTE_PLAIN(notes, "Discounts are written with a minus; it is left out.",
                   "Rabatte stehen mit Minus in der Datei; es wird weggelassen.");
}

/* ---- times ----------------------------------------------------------------------------------------------------- */

static void note_times(struct notes *notes, const struct made *made)
{
    const struct gather *gather = notes->gather;
    const char *zone = gather->flags->zone;
    if (gather->map.weeks)
        NOTE(notes,
             "%s counts weeks; week 1 is taken to begin on Monday 2001-01-01, each row is dated on its week's Monday.",
             "%s zählt Wochen; Woche 1 beginnt angenommen am Montag 2001-01-01, jede Zeile gilt am Montag ihrer Woche.",
             columns(notes, ROLE_TIME));
    if (made->date_order)
        NOTE(notes, "Dates have the %s, as %s shows.", "In Daten steht der %s, wie %s zeigt.",
             gather->german ? (made->date_order == WHEN_DMY ? "Tag vor dem Monat" : "Monat vor dem Tag")
                            : (made->date_order == WHEN_DMY ? "day before the month" : "month before the day"),
             gather_place(gather, made->date_order == WHEN_DMY ? gather->shows_dmy : gather->shows_mdy));
    bool utc = gather->map.utc && gather->flags->times == REPORT_TIMES_DETECT;
    if (made->zone_used)
        NOTE(notes, "Times%s are converted to days in %s by the system's zone database.",
             "Zeiten%s werden mit der Zonendatenbank des Systems in Tage in %s umgerechnet.",
             utc ? (gather->german ? " (in diesem Export UTC)" : " (UTC in this export)") : "", zone);
    else if (made->zone_idle)
        NOTE(notes,
             "--tz %s changes nothing: times without an offset are the shop's own clock (--times utc if they are UTC).",
             "--tz %s ändert nichts: Zeiten ohne Abstand zu UTC sind die Uhr des Shops (--times utc, falls sie UTC "
             "sind).",
             zone);
    else if (gather->first_offset >= 0 && utc)
        NOTE_PLAIN(notes,
                   "Times are UTC in this export and days end at midnight UTC; --tz ZONE gives the shop's own days.",
                   "Zeiten sind in diesem Export UTC, Tage enden um Mitternacht UTC; mit --tz ZONE gelten die Tage des "
                   "Shops.");
    else if (gather->first_offset >= 0)
        NOTE_PLAIN(notes, "Times carry an offset from UTC; days are taken as written. --tz ZONE converts them.",
                   "Zeiten haben einen Abstand zu UTC; Tage gelten wie geschrieben. --tz ZONE rechnet sie um.");
}

/* ---- customers and kinds --------------------------------------------------------------------------------------- */

static void note_customers(struct notes *notes, const struct made *made)
{
    const struct gather *gather = notes->gather;
    const struct {
        const char *english, *german;
        int64_t rows;
    } guests[] = {{"nothing", "nichts", gather->guests_empty},
                  {"0", "0", gather->guests_zero},
                  {"null", "null", gather->guests_null},
                  {"--guest", "--guest", gather->guests_flag}};
    const char *list = "";
    for (int i = 0; i < 4; i++)
        if (guests[i].rows)
            list = arena_format(gather->arena, "%s%s%s (%lld)", list, *list ? ", " : "",
                                gather->german ? guests[i].german : guests[i].english, (long long)guests[i].rows);
    if (gather->fallbacks)
        NOTE(notes, "%lld rows without the first column of %s take their customer from the next.",
             "%lld Zeilen ohne die erste Spalte von %s nehmen den Kunden aus der nächsten.",
             (long long)gather->fallbacks, columns(notes, ROLE_CUSTOMER));
    if (*list)
        NOTE(notes, "Guests are rows whose customer is %s.", "Gäste sind Zeilen, deren Kunde ist: %s.", list);
    (void)made;
    if (gather->carried)
        NOTE(notes,
             "%lld lines belong to the order of the line before and take their day, customer and status from it.",
             "%lld Zeilen gehören zur Bestellung der Zeile davor und nehmen Tag, Kunde und Status von ihr.",
             (long long)gather->carried);
}

static void note_kinds(struct notes *notes, const struct made *made)
{
    static const char *const german[] = {"Verkauf", "Abo-Verlängerung", "Erstattung", "nicht gezählt",
                                         "ganz erstattet"};
    static const char *const english[] = {"sale", "renewal", "refund", "left out", "wholly refunded"};
    const struct gather *gather = notes->gather;
    const char *list = "";
    for (int64_t i = 0; i < gather->statuses.count; i++) {
        int status = gather->status[i].status;
        const struct report_text *word = &gather->statuses.text[i];
        if (status == STATUS_REFUNDED && gather->map.refunds_have_rows) status = STATUS_SALE;
        list = arena_format(gather->arena, "%s%s%.*s = %s (%lld)", list, *list ? ", " : "",
                            (int)(word->length > 40 ? 40 : word->length), word->bytes,
                            gather->german ? german[status] : english[status], (long long)gather->status[i].rows);
    }
    if (*list) NOTE(notes, "%s: %s.", "%s: %s.", columns(notes, ROLE_STATUS), list);
    if (gather->cancelled)
        NOTE(notes, "%lld rows with %s are left out.", "%lld Zeilen mit %s werden nicht gezählt.",
             (long long)gather->cancelled, columns(notes, ROLE_CANCELLED));
    if (gather->tests)
        NOTE(notes, "%lld test rows (%s) are left out.", "%lld Testzeilen (%s) werden nicht gezählt.",
             (long long)gather->tests, columns(notes, ROLE_TEST));
    if (gather->by_parent)
        NOTE(notes, "%lld rows of negative amount with %s are refunds of that order.",
             "%lld Zeilen mit negativem Betrag und %s sind Erstattungen dieser Bestellung.",
             (long long)gather->by_parent, columns(notes, ROLE_PARENT));
    if (made->refunds_partial && gather->refunded_time)
        NOTE(notes, "%lld orders have something in %s: that is a refund on the day of %s, else on the order's day.",
             "%lld Bestellungen haben etwas in %s: das ist eine Erstattung am Tag von %s, sonst am Tag der Bestellung.",
             (long long)made->refunds_partial, columns(notes, ROLE_REFUNDED), columns(notes, ROLE_REFUNDED_TIME));
    else if (made->refunds_partial)
        NOTE(notes,
             "%lld orders have something in %s: as its day is not in the file, it is a refund on the order's day.",
             "%lld Bestellungen haben etwas in %s: da der Tag nicht in der Datei steht, gilt es als Erstattung am Tag "
             "der Bestellung.",
             (long long)made->refunds_partial, columns(notes, ROLE_REFUNDED));
    if (made->refunds_whole)
        NOTE(notes, "%lld orders are refunded by their status alone: all of them, on the order's day.",
             "%lld Bestellungen sind nur nach ihrem Status erstattet: ganz, am Tag der Bestellung.",
             (long long)made->refunds_whole);
    if (gather->map.negative_refund && gather->flags->negative == REPORT_NEGATIVE_DETECT)
        NOTE_PLAIN(notes, "An order of negative total is a refund of its customer.",
                   "Eine Bestellung mit negativer Summe ist eine Erstattung an ihren Kunden.");
    if (gather->other_currency)
        NOTE(notes, "%lld rows of other currencies than %s are left out.",
             "%lld Zeilen in anderen Währungen als %s fehlen.", (long long)gather->other_currency,
             gather->flags->only_currency);
}

/* ---- columns --------------------------------------------------------------------------------------------------- */

static void list_columns(const struct gather *gather, struct report_input *input)
{
    struct report_used *used = arena_array(gather->arena, ROLES, sizeof *used);
    for (int role = 0; role < ROLES; role++) {
        if (!gather->map.count[role]) continue;
        used[input->used_count].role = (enum report_role)role;
        used[input->used_count++].columns = gather_columns(gather, (enum report_role)role, role == ROLE_DISCOUNT ? " + "
                                                                                       : gather->german    ? " oder "
                                                                                                           : " or ");
    }
    input->used = used;
}

static void name_format(const struct gather *gather, const struct csv_source *source, struct report_input *input)
{
    static const char signs[] = ",;\t|";
    static const char *const english[] = {"comma", "semicolon", "tab", "bar"};
    static const char *const german[] = {"Komma", "Semikolon", "Tabulator", "Strich"};
    const char *sign = source->delimiter ? strchr(signs, source->delimiter) : NULL;
    const char *name = !sign            ? arena_format(gather->arena, "'%c'", source->delimiter)
                       : gather->german ? german[sign - signs]
                                        : english[sign - signs];
    input->format = arena_format(gather->arena, "%s, %s%s", name,
                                 source->encoding ? source->encoding : source->utf16 ? "UTF-16" : "UTF-8",
                                 source->gzip ? ", gzip" : "");
}

void make_notes(const struct gather *gather, const struct made *made, const struct csv_source *source,
                struct report_input *input)
{
    struct notes notes = {gather, arena_array(gather->arena, NOTES_MAX, sizeof *notes.text), 0};
    list_columns(gather, input);
    name_format(gather, source, input);
    note_amounts(&notes, made);
    note_times(&notes, made);
    note_customers(&notes, made);
    note_kinds(&notes, made);
    input->notes = notes.text;
    input->note_count = notes.count;
}
