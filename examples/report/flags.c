#include "flags.h"

#include "decimal.h"
#include "status.h"
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[ROLES] = {
    [ROLE_CUSTOMER] = "customer",   [ROLE_TIME] = "time",
    [ROLE_AMOUNT] = "amount",       [ROLE_ORDER_TOTAL] = "order-total",
    [ROLE_PRICE] = "price",         [ROLE_QUANTITY] = "quantity",
    [ROLE_DISCOUNT] = "discount",   [ROLE_COST] = "cost",
    [ROLE_ORDER] = "order",         [ROLE_SHOP] = "shop",
    [ROLE_PRODUCT] = "product",     [ROLE_PRODUCT_NAME] = "product-name",
    [ROLE_CATEGORY] = "category",   [ROLE_STATUS] = "status",
    [ROLE_REFUNDED] = "refunded",   [ROLE_REFUNDED_TIME] = "refunded-time",
    [ROLE_CANCELLED] = "cancelled", [ROLE_TEST] = "test",
    [ROLE_PARENT] = "parent",       [ROLE_CURRENCY] = "currency",
    [ROLE_COUPON] = "coupon",       [ROLE_CAMPAIGN] = "campaign",
    [ROLE_CHANNEL] = "channel",     [ROLE_COUNTRY] = "country",
};

const char *report_role_name(enum report_role role) { return role_names[role]; }

static const char *const section_names[SECTIONS] = {
    [SECTION_COLUMNS] = "columns",
    [SECTION_DAY] = "day",
    [SECTION_RECONCILIATION] = "reconciliation",
    [SECTION_FIGURES] = "figures",
    [SECTION_WEEK] = "week",
    [SECTION_RFM] = "rfm",
    [SECTION_COHORTS] = "cohorts",
    [SECTION_CHURN] = "churn",
    [SECTION_SIGNS] = "signs",
    [SECTION_STAGES] = "stages",
    [SECTION_REPEAT] = "repeat",
    [SECTION_SEQUENCE] = "sequence",
    [SECTION_PRODUCTS] = "products",
    [SECTION_PROMOTIONS] = "promotions",
    [SECTION_VALUE] = "value",
    [SECTION_POINTS] = "points",
};

const char *report_section_name(enum report_section section) { return section_names[section]; }

const char *report_flags_help(int language)
{
    if (language == REPORT_GERMAN)
        return "Aufruf: patron-report [SCHALTER ...] DATEI ...\n"
               "Zeigt aus dem Bestellexport eines Shops, wer wiederkommt, wer abwandert und was fällig ist.\n"
               "\n"
               "Was gelesen wird:\n"
               "  DATEI ...                 CSV-Dateien mit Bestellungen oder Bestellpositionen, auch gzip, mit "
               "gleichen\n"
               "                            Spalten; - ist die Standardeingabe\n"
               "  --skip-bad                unlesbare Zeilen auslassen, zählen und auflisten\n"
               "\n"
               "Was berichtet wird:\n"
               "  --as-of TAG               der Stichtag, JJJJ-MM-TT (sonst der letzte Tag in den Dateien)\n"
               "  --out ORDNER              jede Tabelle und customers.csv auch in diesen Ordner schreiben\n"
               "  --sections LISTE          nur diese, mit Komma: columns, day, reconciliation, figures, week, rfm,\n"
               "                            cohorts, churn, signs, stages, repeat, sequence, products,\n"
               "                            promotions, value, points\n"
               "  --lang en|de              Sprache des Berichts\n"
               "  --observed-from TAG       erster Tag vollständiger Daten: Kunden von davor sind nicht neu\n"
               "  --zero-orders             Bestellungen mit Betrag 0 zählen mit\n"
               "  --count-by order|day      was ein Kauf ist: eine Bestellung, oder alle Bestellungen eines Tages "
               "(sonst)\n"
               "  --duplicates              Zeilen zählen, die in jeder Spalte gleich sind\n"
               "  --threads N               Zahl der Threads, 1 bis 256 (sonst 1)\n"
               "  --quiet                   kein Fortschritt am Bildschirm\n"
               "\n"
               "Wie die Dateien geschrieben sind (wird erkannt, wenn nichts angegeben ist):\n"
               "  --delimiter Z             Zeichen zwischen Spalten: , ; | oder tab\n"
               "  --quote Z                 Zeichen um Texte (sonst \")\n"
               "  --encoding NAME           wie bei iconv, etwa windows-1252 (sonst UTF-8)\n"
               "  --decimals point|comma    Dezimalpunkt oder Dezimalkomma\n"
               "  --round N                 Beträge auf N Nachkommastellen runden (sonst genau, mit den meisten "
               "Stellen)\n"
               "  --date-format FORMAT      YYYY-MM-DD, DD.MM.YYYY, DD/MM/YYYY, MM/DD/YYYY, DD.MM.YY, DD/MM/YY,\n"
               "                            MM/DD/YY, YYYYMMDD, unix oder unix-ms (Y Jahr, M Monat, D Tag)\n"
               "  --tz ZONE                 Zeitzone des Shops, etwa Europe/Berlin, für Zeiten mit Abstand zu UTC\n"
               "  --times utc|local         was Zeiten ohne Abstand sind: UTC, oder die Uhr des Shops\n"
               "\n"
               "Welche Spalten (wird am Namen erkannt; NAME wie in der Kopfzeile, mehrere mit Komma, - für keine):\n"
               "  --customer NAME           Kunde; in jeder Zeile gilt die erste Spalte, die kein Gast ist\n"
               "  --time NAME               Tag oder Zeit\n"
               "  --amount NAME             Betrag der Zeile; - zählt jede Zeile als 1\n"
               "  --order-total NAME        Betrag der Bestellung, in einer oder allen ihren Zeilen\n"
               "  --price NAME              Preis eines Stücks: der Betrag ist Menge × Preis\n"
               "  --quantity (Menge), --discount (Rabatt; mehrere werden addiert), --cost (Kosten), --order\n"
               "  (Bestellnummer), --shop, --product, --product-name, --category, --status, --refunded (erstatteter\n"
               "  Betrag), --refunded-time, --cancelled (storniert), --test, --parent (Bestellung der Erstattung),\n"
               "  --currency (Währung), --coupon, --campaign, --channel, --country NAME\n"
               "\n"
               "Was sie bedeuten:\n"
               "  --kinds LISTE             Wörter der Statusspalte: bezahlt=sale,Abo=renewal,Retoure=refund,\n"
               "                            storniert=ignored,'zurückgezahlt'=refunded; das Wort * ist jedes andere.\n"
               "                            refund: die Zeile ist eine Erstattung; refunded: eine ganz erstattete "
               "Bestellung\n"
               "  --negative refund|error   was eine Bestellung mit negativer Summe ist: Erstattung oder Fehler\n"
               "  --guest SCHLÜSSEL         ein Kunde, der Gast bedeutet, neben leer, 0 und null (mehrfach möglich)\n"
               "  --only-currency CODE      Zeilen in anderen Währungen auslassen\n"
               "\n"
               "Punkte und Stufen:\n"
               "  --points DATEI            Punkte als CSV: customer, time, kind (earn, bonus, spend, refund,\n"
               "                            reversal, expire), amount (bei earn und refund Geld, sonst Punkte),\n"
               "                            dazu order, id, expires (letzter gültiger Tag), restore, wo vorhanden\n"
               "  --points-per BETRAG       Geld für einen Punkt (sonst 1)\n"
               "  --points-days N           Punkte gelten noch N Tage nach ihrem (sonst immer)\n"
               "  --points-worth BETRAG     was ein Punkt wert ist\n"
               "  --tiers LISTE             Stufen nach den letzten 365 Tagen, Silber=200,Gold=500\n"
               "  --tiers-by WORT           wonach: net (Umsatz; sonst), orders (Bestellungen) oder points (Punkte)\n"
               "\n"
               "  --help, --version\n";
    return "Usage: patron-report [FLAG ...] FILE ...\n"
           "Prints who comes back, who slips away and what is due, from a shop's order export.\n"
           "\n"
           "What to read:\n"
           "  FILE ...                  CSV files of orders or order lines, plain or gzip, with the same columns;\n"
           "                            - is standard input\n"
           "  --skip-bad                leave out rows that cannot be read, count and list them\n"
           "\n"
           "What to report:\n"
           "  --as-of DAY               the day of the report, YYYY-MM-DD (default: the last day in the files)\n"
           "  --out DIR                 write each table and customers.csv into this directory too\n"
           "  --sections LIST           only these, by commas: columns, day, reconciliation, figures, week,\n"
           "                            rfm, cohorts, churn, signs, stages, repeat, sequence, products,\n"
           "                            promotions, value, points\n"
           "  --lang en|de              language of the report\n"
           "  --observed-from DAY       first day of complete records: customers from before it are not new\n"
           "  --zero-orders             orders of amount 0 count\n"
           "  --count-by order|day      what a purchase is: an order, or all orders of a day (default)\n"
           "  --duplicates              count rows that are equal in every column\n"
           "  --threads N               threads to build with, 1 to 256 (default 1)\n"
           "  --quiet                   no progress on the terminal\n"
           "\n"
           "How the files are written (found out where not said):\n"
           "  --delimiter C             sign between columns: , ; | or tab\n"
           "  --quote C                 sign around texts (default \")\n"
           "  --encoding NAME           as iconv names it, such as windows-1252 (default UTF-8)\n"
           "  --decimals point|comma    the decimal sign\n"
           "  --round N                 round amounts to N decimals (default: exact at the most decimals seen)\n"
           "  --date-format FORMAT      YYYY-MM-DD, DD.MM.YYYY, DD/MM/YYYY, MM/DD/YYYY, DD.MM.YY, DD/MM/YY,\n"
           "                            MM/DD/YY, YYYYMMDD, unix or unix-ms\n"
           "  --tz ZONE                 the shop's zone, such as Europe/Berlin, for times that are instants\n"
           "  --times utc|local         what times without an offset are: UTC, or the shop's clock on the wall\n"
           "\n"
           "Which columns (found by their names where not said; NAME as in the header, several by commas,\n"
           "- for none):\n"
           "  --customer NAME           the first that is not a guest counts in each row\n"
           "  --time NAME\n"
           "  --amount NAME             what was charged for the row; - counts every row as 1\n"
           "  --order-total NAME        what was charged for the order, in one or all of its rows\n"
           "  --price NAME              of one unit: the amount is quantity x price\n"
           "  --quantity, --discount (several add up), --cost, --order, --shop, --product, --product-name,\n"
           "  --category, --status, --refunded, --refunded-time, --cancelled, --test, --parent, --currency,\n"
           "  --coupon, --campaign, --channel, --country NAME\n"
           "\n"
           "What they mean:\n"
           "  --kinds LIST              words of the status column: completed=sale,renewed=renewal,returned=refund,\n"
           "                            cancelled=ignored,'given back'=refunded; the word * is every other one.\n"
           "                            refund: the row is money given back; refunded: an order wholly given back\n"
           "  --negative refund|error   what an order of negative total is\n"
           "  --guest KEY               a customer that means guest, besides empty, 0 and null (may be repeated)\n"
           "  --only-currency CODE      leave out rows of other currencies\n"
           "\n"
           "Points and tiers:\n"
           "  --points FILE             points as CSV: customer, time, kind (earn, bonus, spend, refund,\n"
           "                            reversal, expire), amount (money for earn and refund, else points),\n"
           "                            and where there are any order, id, expires (last good day), restore\n"
           "  --points-per AMOUNT       money for one point (default 1)\n"
           "  --points-days N           points are good for N days after theirs (default: for ever)\n"
           "  --points-worth AMOUNT     what a point is worth\n"
           "  --tiers LIST              tiers by the last 365 days: silver=200,gold=500\n"
           "  --tiers-by WORD           by what: net (default), orders or points\n"
           "\n"
           "  --help, --version\n";
}

/* ---- values ---------------------------------------------------------------------------------------------------- */

#define SAY(parse, english, in_german) ((parse)->flags->language == REPORT_GERMAN ? (in_german) : (english))

struct parse {
    struct report_flags *flags;
    char *message;
    size_t capacity;
};

static int wrong(const struct parse *parse, const char *flag, const char *value, const char *wanted)
{
    (void)snprintf(parse->message, parse->capacity,
                   SAY(parse, "--%s: '%s' is not %s", "--%s: '%s' passt nicht; verlangt ist %s"), flag, value, wanted);
    return 1;
}

/* A list of words by |; the position of value, or -1. */
static int position(const char *words, const char *value)
{
    for (int i = 0; *words; i++) {
        size_t length = strcspn(words, "|");
        if (strlen(value) == length && memcmp(words, value, length) == 0) return i;
        words += length;
        if (*words) words++;
    }
    return -1;
}

static int take_choice(const struct parse *parse, const char *flag, const char *value, const char *words,
                       const char *wanted, int *out)
{
    int at = position(words, value);
    if (at < 0) return wrong(parse, flag, value, wanted);
    *out = at;
    return 0;
}

static int take_integer(const struct parse *parse, const char *flag, const char *value, int32_t low, int32_t high,
                        int32_t *out)
{
    char wanted[64], *end = NULL;
    long number = strtol(value, &end, 10);
    (void)snprintf(wanted, sizeof wanted, SAY(parse, "a whole number from %d to %d", "eine ganze Zahl von %d bis %d"),
                   (int)low, (int)high);
    if (!*value || *end || number < low || number > high) return wrong(parse, flag, value, wanted);
    *out = (int32_t)number;
    return 0;
}

static int take_day(const struct parse *parse, const char *flag, const char *value, bool *has, int32_t *out)
{
    struct when when;
    if (!when_read(value, (int64_t)strlen(value), "YYYY-MM-DD", &when) || when.has_time)
        return wrong(parse, flag, value, SAY(parse, "a day like 2026-10-31", "ein Tag wie 2026-10-31"));
    *has = true;
    *out = when.day;
    return 0;
}

/* Names of sections by commas. */
static int take_sections(const struct parse *parse, const char *value)
{
    for (const char *at = value;; at++) {
        size_t length = strcspn(at, ",");
        int section = 0;
        while (section < SECTIONS &&
               (strlen(section_names[section]) != length || memcmp(section_names[section], at, length) != 0))
            section++;
        if (section == SECTIONS)
            return wrong(parse, "sections", value,
                         "columns, day, reconciliation, figures, week, rfm, cohorts, churn, signs, stages, repeat, "
                         "sequence, products, promotions, value, points");
        parse->flags->sections |= UINT32_C(1) << section;
        at += length;
        if (!*at) return 0;
    }
}

/* Points and tiers. */
static int take_points_flag(const struct parse *parse, const char *flag, const char *value, bool *known)
{
    struct report_flags *flags = parse->flags;
    *known = true;
    if (strcmp(flag, "points") == 0)
        return flags->points = value, *value ? 0 : wrong(parse, flag, value, SAY(parse, "a file", "eine Datei"));
    if (strcmp(flag, "points-per") == 0) return flags->points_per = value, 0;
    if (strcmp(flag, "points-worth") == 0) return flags->points_worth = value, 0;
    if (strcmp(flag, "points-days") == 0) return take_integer(parse, flag, value, 0, 36500, &flags->points_days);
    if (strcmp(flag, "tiers") == 0) return flags->tiers = value, 0;
    if (strcmp(flag, "tiers-by") == 0)
        return take_choice(parse, flag, value, "net|orders|points",
                           SAY(parse, "net, orders or points", "net, orders oder points"), &flags->tiers_by);
    *known = false;
    return 0;
}

static int take_sign(const struct parse *parse, const char *flag, const char *value, char *out)
{
    if (strcmp(value, "tab") == 0 || strcmp(value, "\\t") == 0) value = "\t";
    if (strlen(value) != 1 || (unsigned char)*value >= 0x80 || *value == '\n' || *value == '\r')
        return wrong(parse, flag, value, SAY(parse, "one sign", "ein einzelnes Zeichen"));
    *out = *value;
    return 0;
}

/* ---- one flag -------------------------------------------------------------------------------------------------- */

/* Flags without a value: true if it is one. */
static bool take_plain(struct report_flags *flags, const char *flag)
{
    struct {
        const char *name;
        bool *set;
    } table[] = {
        {"help", &flags->help},         {"version", &flags->version},         {"quiet", &flags->quiet},
        {"skip-bad", &flags->skip_bad}, {"zero-orders", &flags->zero_orders}, {"duplicates", &flags->duplicates}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, flag) == 0) return *table[i].set = true;
    return false;
}

static int take_file_flag(const struct parse *parse, const char *flag, const char *value, bool *known)
{
    struct report_flags *flags = parse->flags;
    *known = true;
    if (strcmp(flag, "delimiter") == 0) return take_sign(parse, flag, value, &flags->delimiter);
    if (strcmp(flag, "quote") == 0) return take_sign(parse, flag, value, &flags->quote);
    if (strcmp(flag, "encoding") == 0) return flags->encoding = value, 0;
    if (strcmp(flag, "tz") == 0) {
        flags->zone = value;
        return when_zone_known(value) ? 0
                                      : wrong(parse, flag, value,
                                              SAY(parse, "a zone that this system knows, such as Europe/Berlin",
                                                  "eine Zone, die dieses System kennt, etwa Europe/Berlin"));
    }
    if (strcmp(flag, "date-format") == 0) {
        flags->date_format = value;
        return when_format_known(value) ? 0 : wrong(parse, flag, value, when_formats);
    }
    if (strcmp(flag, "round") == 0) return take_integer(parse, flag, value, 0, 18, &flags->round);
    int choice = 0;
    if (strcmp(flag, "decimals") == 0) {
        if (take_choice(parse, flag, value, "point|comma", SAY(parse, "point or comma", "point oder comma"), &choice))
            return 1;
        flags->decimals = choice == 0 ? REPORT_DECIMALS_POINT : REPORT_DECIMALS_COMMA;
        return 0;
    }
    if (strcmp(flag, "times") == 0) {
        if (take_choice(parse, flag, value, "local|utc", SAY(parse, "local or utc", "local oder utc"), &choice))
            return 1;
        flags->times = choice == 0 ? REPORT_TIMES_LOCAL : REPORT_TIMES_UTC;
        return 0;
    }
    *known = false;
    return 0;
}

static int take_meaning_flag(const struct parse *parse, const char *flag, const char *value, bool *known)
{
    struct report_flags *flags = parse->flags;
    int choice = 0;
    *known = true;
    if (strcmp(flag, "out") == 0)
        return flags->out = value, *value ? 0 : wrong(parse, flag, value, SAY(parse, "a directory", "ein Ordner"));
    if (strcmp(flag, "as-of") == 0) return take_day(parse, flag, value, &flags->has_as_of, &flags->as_of);
    if (strcmp(flag, "observed-from") == 0)
        return take_day(parse, flag, value, &flags->has_observed_from, &flags->observed_from);
    if (strcmp(flag, "sections") == 0) return take_sections(parse, value);
    if (strcmp(flag, "threads") == 0) return take_integer(parse, flag, value, 1, 256, &flags->threads);
    if (strcmp(flag, "lang") == 0)
        return take_choice(parse, flag, value, "en|de", SAY(parse, "en or de", "en oder de"), &flags->language);
    if (strcmp(flag, "kinds") == 0)
        return flags->kinds = value,
               status_check(value, parse->message, parse->capacity, flags->language == REPORT_GERMAN);
    if (strcmp(flag, "only-currency") == 0) return flags->only_currency = value, 0;
    if (strcmp(flag, "guest") == 0) return flags->guests[flags->guest_count++] = value, 0;
    if (strcmp(flag, "count-by") == 0) {
        if (take_choice(parse, flag, value, "day|order", SAY(parse, "order or day", "order oder day"), &choice))
            return 1;
        flags->count_by_order = choice == 1;
        return 0;
    }
    if (strcmp(flag, "negative") == 0) {
        if (take_choice(parse, flag, value, "refund|error", SAY(parse, "refund or error", "refund oder error"),
                        &choice))
            return 1;
        flags->negative = choice == 0 ? REPORT_NEGATIVE_REFUND : REPORT_NEGATIVE_ERROR;
        return 0;
    }
    for (int role = 0; role < ROLES; role++)
        if (strcmp(flag, role_names[role]) == 0) return flags->column[role] = value, 0;
    *known = false;
    return 0;
}

/* "--flag=value", or "--flag" and the next argument. *at moves to the last argument taken. */
static int take_flag(const struct parse *parse, int argc, char **argv, int *at)
{
    const char *text = argv[*at] + 2, *equals = strchr(text, '='), *value;
    char flag[32];
    size_t length = equals ? (size_t)(equals - text) : strlen(text);
    bool known;
    (void)snprintf(flag, sizeof flag, "%.*s", (int)(length < sizeof flag ? length : sizeof flag - 1), text);
    if (!equals && take_plain(parse->flags, flag)) return 0;
    value = equals ? equals + 1 : *at + 1 < argc ? argv[*at + 1] : NULL;
    int failed = take_file_flag(parse, flag, value ? value : "", &known);
    if (!known) failed = take_meaning_flag(parse, flag, value ? value : "", &known);
    if (!known) failed = take_points_flag(parse, flag, value ? value : "", &known);
    if (!known) {
        (void)snprintf(parse->message, parse->capacity,
                       SAY(parse, "there is no flag '%.60s'; --help shows them all",
                           "den Schalter '%.60s' gibt es nicht; --help zeigt alle"),
                       argv[*at]);
        return 1;
    }
    if (!value) {
        (void)snprintf(parse->message, parse->capacity, SAY(parse, "--%s needs a value", "--%s braucht einen Wert"),
                       flag);
        return 1;
    }
    if (!equals) ++*at;
    return failed;
}

/* The language of messages is known before the first of them. */
static int language_of(int argc, char **argv)
{
    bool german = false;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0) german = strcmp(argv[i] + 7, "de") == 0;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) german = strcmp(argv[i + 1], "de") == 0;
    }
    return german ? REPORT_GERMAN : REPORT_ENGLISH;
}

static bool asks_short(const char *argument, char letter)
{
    return argument[0] == '-' && argument[1] == letter && !argument[2];
}

int report_flags_parse(int argc, char **argv, struct report_flags *flags, char *message, size_t capacity)
{
    struct parse parse = {flags, message, capacity};
    bool files_only = false;
    memset(flags, 0, sizeof *flags);
    flags->program = argc > 0 ? argv[0] : "patron-report";
    flags->files = store_allocate((size_t)(argc + 1) * sizeof *flags->files);
    flags->guests = store_allocate((size_t)(argc + 1) * sizeof *flags->guests);
    flags->quote = '"';
    flags->round = -1;
    flags->points_days = -1;
    flags->threads = 1;
    flags->language = language_of(argc, argv);
    for (int i = 1; i < argc; i++) {
        if (!files_only && strcmp(argv[i], "--") == 0) files_only = true;
        else if (!files_only && asks_short(argv[i], 'h')) flags->help = true;
        else if (!files_only && strncmp(argv[i], "--", 2) == 0) {
            if (take_flag(&parse, argc, argv, &i)) return 1;
        } else if (!files_only && argv[i][0] == '-' && argv[i][1]) {
            (void)snprintf(message, capacity,
                           SAY(&parse, "there is no flag '%.60s'; --help shows them all",
                               "den Schalter '%.60s' gibt es nicht; --help zeigt alle"),
                           argv[i]);
            return 1;
        } else {
            flags->files[flags->file_count++] = argv[i];
        }
    }
    if (flags->help || flags->version || flags->file_count) return 0;
    (void)snprintf(message, capacity, "%s",
                   SAY(&parse, "no file is given; --help shows what can be said",
                       "keine Datei angegeben; --help zeigt, was sich angeben lässt"));
    return 1;
}

void report_flags_free(struct report_flags *flags)
{
    free((void *)flags->files);
    free((void *)flags->guests);
    memset(flags, 0, sizeof *flags);
}
