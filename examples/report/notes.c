#include "make.h"
#include "text.h"
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
#define NOTE(notes, english, german_text, ...)                                                                         \
    note((notes), (notes)->gather->german ? arena_format((notes)->gather->arena, german_text, __VA_ARGS__)             \
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

/* 1,234 or 1.234 */
static const char *number(const struct notes *notes, int64_t count)
{
    struct text text = {.arena = notes->gather->arena, .german = notes->gather->german};
    return text_number(&text, count);
}

static const char *rows(const struct notes *notes, int64_t count)
{
    const struct gather *gather = notes->gather;
    const char *word = count == 1 ? (gather->german ? "Zeile" : "row") : gather->german ? "Zeilen" : "rows";
    return arena_format(gather->arena, "%s %s", number(notes, count), word);
}

/* ---- amounts --------------------------------------------------------------------------------------------------- */

static void note_amounts(struct notes *notes, const struct made *made)
{
    const struct gather *gather = notes->gather;
    bool lines = has(notes, ROLE_AMOUNT) || has(notes, ROLE_PRICE);
    if (!lines && !has(notes, ROLE_ORDER_TOTAL))
        NOTE_PLAIN(notes, "There is no column of amounts: every row counts 1, and money below means orders.",
                   "Es gibt keine Betragsspalte: Jede Zeile zählt 1, und Geld heißt unten Bestellungen.");
    if (has(notes, ROLE_PRICE))
        NOTE(notes, "The amount of a row is %s × %s.", "Der Betrag einer Zeile ist %s × %s.",
             columns(notes, ROLE_QUANTITY), columns(notes, ROLE_PRICE));
    if (has(notes, ROLE_ORDER_TOTAL) && lines)
        NOTE(notes,
             "An order is worth its %s; what that has beyond the order's lines (shipping, tax, discounts) is a line "
             "without product. Orders with such a rest: %s.",
             "Eine Bestellung ist ihr %s wert; was darin über ihre Positionen hinausgeht (Versand, Steuer, Rabatte), "
             "ist eine Zeile ohne Produkt. Bestellungen mit solch einem Rest: %s.",
             columns(notes, ROLE_ORDER_TOTAL), number(notes, made->lines_beyond));
    else if (made->repeated_totals)
        NOTE(notes, "%s belongs to the whole order and counts once an order; it is repeated in %s.",
             "%s gehört zur ganzen Bestellung und zählt einmal je Bestellung; wiederholt in %s.",
             columns(notes, ROLE_ORDER_TOTAL), rows(notes, made->repeated_totals));
    if (gather->flags->round >= 0 || gather->map.round >= 0)
        NOTE(notes, "Amounts are rounded to %d decimals; values changed by it: %s.",
             "Beträge sind auf %d Nachkommastellen gerundet; dadurch veränderte Werte: %s.", (int)made->decimals,
             number(notes, made->rounded));
    else if (made->decimals > 2)
        NOTE(notes, "Amounts are kept exactly, at %d decimals.",
             "Beträge werden genau gehalten, mit %d Nachkommastellen.", (int)made->decimals);
    if (made->comma == 1 && gather->flags->decimals == REPORT_DECIMALS_DETECT)
        NOTE_PLAIN(notes, "Numbers have a decimal comma.", "Zahlen haben ein Dezimalkomma.");
    else if (made->open_numbers) NOTE_PLAIN(notes, "Numbers have a decimal point.", "Zahlen haben einen Dezimalpunkt.");
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
        NOTE(
            notes,
            "%s counts weeks; week 1 is assumed to begin on Monday 2001-01-01; each row is dated on its week's Monday.",
            "%s zählt Wochen; angenommen ist, dass Woche 1 am Montag, 01.01.2001, beginnt; jede Zeile gilt am Montag "
            "ihrer Woche.",
            columns(notes, ROLE_TIME));
    if (made->date_order)
        NOTE(notes, "Dates have the %s, as %s shows.", "In Datumsangaben steht der %s, wie %s zeigt.",
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

static void note_customers(struct notes *notes)
{
    const struct gather *gather = notes->gather;
    const struct {
        const char *english, *german;
        int64_t rows;
    } guests[] = {{"empty", "leer", gather->guests_empty},
                  {"0", "0", gather->guests_zero},
                  {"null", "null", gather->guests_null},
                  {"--guest", "--guest", gather->guests_flag}};
    const char *list = "";
    for (int i = 0; i < 4; i++)
        if (guests[i].rows)
            list = arena_format(gather->arena, "%s%s%s (%s)", list, *list ? ", " : "",
                                gather->german ? guests[i].german : guests[i].english, number(notes, guests[i].rows));
    if (*list)
        NOTE(notes, "Guests are rows whose customer is %s.", "Gäste sind Zeilen, deren Kunde so lautet: %s.", list);
    if (gather->fallbacks)
        NOTE(notes, "Where the first column of %s is empty or a guest's, the customer is taken from the next: %s.",
             "Wo die erste Spalte von %s leer oder ein Gast ist, kommt der Kunde aus der nächsten: %s.",
             columns(notes, ROLE_CUSTOMER), rows(notes, gather->fallbacks));
    if (gather->carried)
        NOTE(notes, "Lines that go on with the order before them, with its day, customer and status: %s.",
             "Zeilen, die die Bestellung davor fortsetzen, mit deren Tag, Kunde und Status: %s.",
             number(notes, gather->carried));
}

/* E-mail addresses that differ in capitals alone are customers of their own: keys stay as given. */
static void note_capitals(struct notes *notes, const patron_book *book)
{
    patron_column keys = {.size = sizeof keys};
    struct dictionary small = {.arena = notes->gather->arena};
    int64_t capitals = 0, same = 0;
    if (patron_book_keys(book, PATRON_KEYS_CUSTOMER, &keys, NULL, NULL) || keys.type == PATRON_TYPE_INT64) return;
    const int64_t *offset = keys.offsets;
    for (int pass = 0; pass < 2 && (pass == 0 || capitals); pass++)
        for (int64_t i = 0; i < patron_book_customers(book); i++) {
            const char *key = (const char *)keys.values + offset[i];
            char text[256];
            int64_t length = offset[i + 1] - offset[i], before = small.count;
            if (length > (int64_t)sizeof text || !memchr(key, '@', (size_t)length)) continue;
            for (int64_t k = 0; k < length; k++) {
                bool capital = key[k] >= 'A' && key[k] <= 'Z';
                capitals += capital;
                text[k] = (char)(capital ? key[k] - 'A' + 'a' : key[k]);
            }
            if (pass == 0) continue;
            (void)dictionary_number(&small, text, length);
            same += small.count == before;
        }
    dictionary_free(&small);
    if (same)
        NOTE(
            notes,
            "Warning: addresses that differ from another's only in capitals: %s. They count as customers of their own.",
            "Warnung: Adressen, die sich von einer anderen nur in der Großschreibung unterscheiden: %s. Sie zählen als "
            "eigene "
            "Kunden.",
            number(notes, same));
}

static void note_products(struct notes *notes)
{
    const struct gather *gather = notes->gather;
    const char *list = "";
    for (int64_t i = 0; i < gather->no_products.count; i++) {
        const struct report_text *code = &gather->no_products.text[i];
        list = arena_format(gather->arena, "%s%s%.*s", list, *list ? ", " : "",
                            (int)(code->length > 40 ? 40 : code->length), code->bytes);
    }
    if (*list)
        NOTE(notes, "These values of %s are fees and corrections, so lines without product: %s (%s).",
             "Diese Werte von %s sind Gebühren und Korrekturen, also Zeilen ohne Produkt: %s (%s).",
             columns(notes, ROLE_PRODUCT), list, rows(notes, gather->no_product));
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
        list = arena_format(gather->arena, "%s%s%.*s = %s (%s)", list, *list ? ", " : "",
                            (int)(word->length > 40 ? 40 : word->length), word->bytes,
                            gather->german ? german[status] : english[status], number(notes, gather->status[i].rows));
    }
    if (*list) NOTE(notes, "%s: %s.", "%s: %s.", columns(notes, ROLE_STATUS), list);
    if (gather->cancelled)
        NOTE(notes, "Left out because of %s: %s.", "Nicht gezählt wegen %s: %s.", columns(notes, ROLE_CANCELLED),
             rows(notes, gather->cancelled));
    if (gather->tests)
        NOTE(notes, "Left out as tests (%s): %s.", "Nicht gezählt, da Test (%s): %s.", columns(notes, ROLE_TEST),
             rows(notes, gather->tests));
    if (gather->by_parent)
        NOTE(notes, "Rows of negative amount with %s are refunds of that order: %s.",
             "Zeilen mit negativem Betrag und %s sind Erstattungen dieser Bestellung: %s.", columns(notes, ROLE_PARENT),
             number(notes, gather->by_parent));
    if (made->refunds_partial && gather->refunded_time)
        NOTE(
            notes, "Orders with something in %s: %s. It is a refund on the day of %s, else on the order's day.",
            "Bestellungen mit einem Wert in %s: %s. Er gilt als Erstattung am Tag von %s, sonst am Tag der Bestellung.",
            columns(notes, ROLE_REFUNDED), number(notes, made->refunds_partial), columns(notes, ROLE_REFUNDED_TIME));
    else if (made->refunds_partial)
        NOTE(notes,
             "Orders with something in %s: %s. Its day is not in the file, so it is a refund on the order's own day.",
             "Bestellungen mit einem Wert in %s: %s. Der Tag steht nicht in der Datei, daher gilt er als Erstattung am "
             "Tag der Bestellung.",
             columns(notes, ROLE_REFUNDED), number(notes, made->refunds_partial));
    if (made->refunds_whole)
        NOTE(notes, "Orders refunded by their status alone: %s. They are refunded in full, on the order's own day.",
             "Nur nach ihrem Status erstattete Bestellungen: %s. Sie sind ganz erstattet, am Tag der Bestellung.",
             number(notes, made->refunds_whole));
    if (gather->negative_rows)
        NOTE(
            notes,
            "Rows of negative total are refunds: %s. They come off the order whose id they have, else off the "
            "customer.",
            "Zeilen mit negativer Summe sind Erstattungen: %s. Sie gehen von der Bestellung mit ihrer Nummer ab, sonst "
            "vom Kunden.",
            number(notes, gather->negative_rows));
    else if (gather->map.negative_refund && !gather->map.refunds_have_rows && !gather->map.refunds_may_have_rows &&
             gather->flags->negative == REPORT_NEGATIVE_DETECT)
        NOTE_PLAIN(notes, "An order of negative total is a refund to its customer.",
                   "Eine Bestellung mit negativer Summe ist eine Erstattung an ihren Kunden.");
    if (gather->other_currency)
        NOTE(notes, "Left out as not in %s: %s.", "Nicht gezählt, da nicht in %s: %s.", gather->flags->only_currency,
             rows(notes, gather->other_currency));
}

/* ---- columns --------------------------------------------------------------------------------------------------- */

/* A name that the header has twice: which of them was meant, only the user knows. */
static void note_header(struct notes *notes)
{
    const struct gather *gather = notes->gather;
    for (int role = 0; role < ROLES; role++)
        for (int32_t i = 0; i < gather->map.count[role]; i++) {
            const struct report_text *name = &gather->header[gather->map.column[role][i]];
            int32_t same = 0;
            for (int32_t k = 0; k < gather->fields; k++)
                same += gather->header[k].length == name->length &&
                        memcmp(gather->header[k].bytes, name->bytes, (size_t)name->length) == 0;
            if (same > 1)
                NOTE(notes, "Warning: %d columns are called %.*s; the first of them is used.",
                     "Warnung: %d Spalten heißen %.*s; benutzt wird die erste.", (int)same, (int)name->length,
                     name->bytes);
        }
}

static void list_columns(const struct gather *gather, struct report_input *input)
{
    struct report_used *used = arena_array(gather->arena, ROLES, sizeof *used);
    for (int role = 0; role < ROLES; role++) {
        if (!gather->map.count[role]) continue;
        used[input->used_count].role = (enum report_role)role;
        used[input->used_count++].columns = gather_columns(gather, (enum report_role)role,
                                                           role == ROLE_DISCOUNT ? " + "
                                                           : gather->german      ? " oder "
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
                                 source->encoding ? source->encoding
                                 : source->utf16  ? "UTF-16"
                                                  : "UTF-8",
                                 source->gzip ? ", gzip" : "");
}

void make_notes(const struct gather *gather, const struct made *made, const struct csv_source *source,
                struct report_input *input)
{
    struct notes notes = {gather, arena_array(gather->arena, NOTES_MAX, sizeof *notes.text), 0};
    list_columns(gather, input);
    name_format(gather, source, input);
    note_header(&notes);
    note_amounts(&notes, made);
    note_times(&notes, made);
    note_customers(&notes);
    note_capitals(&notes, input->book);
    note_products(&notes);
    note_kinds(&notes, made);
    input->notes = notes.text;
    input->note_count = notes.count;
}
