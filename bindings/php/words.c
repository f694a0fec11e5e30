/* words.c: what people read: names of states and segments, and the reason for a churn state, in English and German. */
#include "php_patron.h"
#include "results.h"
#include "zend_smart_str.h"

typedef struct {
    const char *token;
    const char *in[2]; /* English, German */
} word;

static const word segments[] = {
    {"champions", {"Champions", "Champions"}},
    {"loyal", {"Loyal", "Treue"}},
    {"potential_loyalist", {"Potential Loyalist", "Künftige Treue"}},
    {"new", {"New", "Neue"}},
    {"promising", {"Promising", "Vielversprechende"}},
    {"needs_attention", {"Needs Attention", "Brauchen Aufmerksamkeit"}},
    {"about_to_sleep", {"About To Sleep", "Schlafen bald ein"}},
    {"at_risk", {"At Risk", "Gefährdete"}},
    {"cant_lose_them", {"Can't Lose Them", "Nicht zu verlieren"}},
    {"hibernating", {"Hibernating", "Schlafende"}},
    {"lost", {"Lost", "Verlorene"}},
    {"none", {"None", "Keines"}},
    {"refunded", {"Refunded", "Erstattet"}},
    {NULL, {NULL, NULL}},
};

static const word states[] = {
    {"new", {"new", "neu"}},
    {"one_time_open", {"one-time, open", "Einmalkäufer, offen"}},
    {"one_time_lost", {"one-time, lost", "Einmalkäufer, verloren"}},
    {"on_track", {"on track", "im Takt"}},
    {"slowing", {"slowing", "wird langsamer"}},
    {"slipping", {"slipping", "entgleitet"}},
    {"lost", {"lost", "verloren"}},
    {"unknown", {"unknown", "unbekannt"}},
    {"no_estimate", {"no estimate", "ohne Schätzung"}},
    {"not_due", {"not due", "nicht fällig"}},
    {"due_soon", {"due soon", "bald fällig"}},
    {"due", {"due", "fällig"}},
    {"late", {"late", "überfällig"}},
    {"lapsed", {"lapsed", "verfallen"}},
    {"absent", {"absent", "noch nicht da"}},
    {"no_buyer", {"no buyer", "kein Käufer"}},
    {"buyer", {"buyer", "Käufer"}},
    {"returned", {"returned", "wiedergekommen"}},
    {"inactive", {"inactive", "inaktiv"}},
    {"more", {"more", "mehr"}},
    {"less", {"less", "weniger"}},
    {"same", {"same", "gleich"}},
    {"fading", {"fading", "lässt nach"}},
    {"hero", {"hero", "Held"}},
    {"active", {"active", "aktiv"}},
    {"loyal", {"loyal", "treu"}},
    {"passive", {"passive", "passiv"}},
    {"complete", {"complete", "vollständig"}},
    {"partial", {"partial", "unvollständig"}},
    {"future", {"future", "künftig"}},
    {"paid", {"paid back", "zurückgezahlt"}},
    {"open", {"not yet", "noch offen"}},
    {"empty", {"no buyers", "ohne Käufer"}},
    {"gap_widening", {"gap widening", "Abstand wächst"}},
    {"value_falling", {"value falling", "Bestellwert sinkt"}},
    {"last_refunded", {"last order refunded", "zuletzt erstattet"}},
    {"discount_only", {"only with discount", "nur mit Rabatt"}},
    {"returning", {"returning", "wiederkehrend"}},
    {"uncounted", {"orders refunded in full", "ganz erstattete Bestellungen"}},
    {"unmatched", {"refunds without order", "Erstattungen ohne Bestellung"}},
    {"guests", {"guests", "Gäste"}},
    {"earn", {"order", "Bestellung"}},
    {"bonus", {"bonus", "Bonus"}},
    {"spend", {"spending", "Einlösung"}},
    {"refund", {"refund", "Erstattung"}},
    {"reversal", {"reversal", "Storno"}},
    {"expire", {"expiry", "Verfall"}},
    {"earned", {"earned", "gesammelt"}},
    {"spent", {"spent", "eingelöst"}},
    {"restored", {"given back", "zurückgegeben"}},
    {"taken_back", {"taken back", "zurückgenommen"}},
    {"reversed", {"reversed", "storniert"}},
    {"expired", {"expired", "abgelaufen"}},
    {"removed", {"removed", "entfernt"}},
    {"shortfall", {"shortfall", "Fehlbetrag"}},
    {NULL, {NULL, NULL}},
};

int pp_language(const zend_string *language)
{
    if (!language || zend_string_equals_literal(language, "en")) return 0;
    if (zend_string_equals_literal(language, "de")) return 1;
    pp_argument_error("language", "language must be 'en' or 'de', not '%s'", ZSTR_VAL(language));
    return -1;
}

/* ---- names ------------------------------------------------------------------------------------------------------ */

/* The words of a token; NULL where it has none of its own. */
static const char *words_of(const word *known, const zend_string *token, int german)
{
    for (; known->token; known++)
        if (zend_string_equals_cstr(token, known->token, strlen(known->token))) return known->in[german];
    return NULL;
}

ZEND_FUNCTION(Patron_state_name)
{
    zend_string *token, *language = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(token)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR(language)
    ZEND_PARSE_PARAMETERS_END();
    int german = pp_language(language);
    if (german < 0) RETURN_THROWS();
    const char *found = words_of(states, token, german);
    if (found) RETURN_STRING(found);
    RETURN_STR_COPY(token);
}

ZEND_FUNCTION(Patron_segment_name)
{
    zend_string *token, *language = NULL;
    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_STR(token)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR(language)
    ZEND_PARSE_PARAMETERS_END();
    int german = pp_language(language);
    if (german < 0) RETURN_THROWS();
    const char *found = words_of(segments, token, german);
    RETURN_STR(strpprintf(0, "RFM: %s", found ? found : ZSTR_VAL(token)));
}

/* ---- sentences -------------------------------------------------------------------------------------------------- */

/* A number as the language writes it, rounded from its exact value, whatever the process's locale. */
static zend_string *number(double value, int decimals, int german)
{
    char *plain;
    smart_str out = {0};
    size_t length = spprintf(&plain, 0, "%.*F", decimals, value);
    size_t whole = strcspn(plain, ".");
    size_t sign = plain[0] == '-';
    for (size_t at = 0; at < whole; at++) {
        if (at > sign && (whole - at) % 3 == 0) smart_str_appendc(&out, german ? '.' : ',');
        smart_str_appendc(&out, plain[at]);
    }
    if (whole < length) {
        smart_str_appendc(&out, german ? ',' : '.');
        smart_str_appends(&out, plain + whole + 1);
    }
    smart_str_0(&out);
    efree(plain);
    return out.s;
}

static zend_string *percent(double value, int german)
{
    zend_string *digits = number(100 * value, 0, german);
    zend_string *made = strpprintf(0, "%s %%", ZSTR_VAL(digits));
    zend_string_release(digits);
    return made;
}

static zend_string *days(int32_t value, int german)
{
    zend_string *digits = number(value, 0, german);
    const char *unit = german ? (value == 1 ? "Tag" : "Tagen") : (value == 1 ? "day" : "days");
    zend_string *made = strpprintf(0, "%s %s", ZSTR_VAL(digits), unit);
    zend_string_release(digits);
    return made;
}

/* Fills {0} … {3} of a sentence and releases the parts. */
static void sentence(smart_str *out, const char *text, zend_string *parts[4])
{
    for (; *text; text++) {
        if (*text == '{') {
            smart_str_append(out, parts[text[1] - '0']);
            text += 2;
        } else {
            smart_str_appendc(out, *text);
        }
    }
    for (int at = 0; at < 4; at++)
        if (parts[at]) zend_string_release(parts[at]);
}

static const char *const once[2] = {"Bought once, {0} ago.", "Hat einmal gekauft, vor {0}."};
static const char *const often[2] = {
    "Ordered {0} times, about every {1} days; silent for {2} ({3} times as long).",
    "Hat {0}-mal bestellt, etwa alle {1} Tage; seit {2} still ({3}-mal so lang)."};
static const char *const beyond[2] = {" Silent longer than almost anyone who came back.",
                                      " Länger still als fast alle, die wiederkamen."};
static const char *const such[2] = {
    " Of {0} such customers {1} ordered again within {2}; right after the order it was {3}.",
    " Von {0} solchen Kunden bestellten {1} in {2} wieder; direkt nach der Bestellung waren es {3}."};
static const char *const comparable[2] = {
    " Of {0} comparable cases {1} ordered again within {2}; right after an order it was {3}.",
    " Von {0} vergleichbaren Fällen bestellten {1} in {2} wieder; direkt nach einer Bestellung waren es {3}."};

zend_string *pp_churn_reason(const pp_churn_facts *row, int german)
{
    smart_str out = {0};
    if (row->state < 0 || row->state == PATRON_CHURN_UNKNOWN || row->cases < 0) return ZSTR_EMPTY_ALLOC();
    if (row->purchases == 1) {
        sentence(&out, once[german], (zend_string *[4]){days(row->silence, german)});
    } else {
        sentence(&out, often[german],
                 (zend_string *[4]){number((double)row->purchases, 0, german), number(row->scale, 0, german),
                                    days(row->silence, german), number(row->ratio, 1, german)});
    }
    if (row->flags & PATRON_CHURN_EXTRAPOLATED) {
        smart_str_appends(&out, beyond[german]);
    } else {
        sentence(&out, (row->purchases == 1 ? such : comparable)[german],
                 (zend_string *[4]){number((double)row->cases, 0, german), percent(row->p_now, german),
                                    days(row->horizon, german), percent(row->p_start, german)});
    }
    smart_str_0(&out);
    return out.s;
}
