#include "recognise.h"

#include "known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ----------------------------------------------------------------------------------------------------- */

#define NAME_MAX_BYTES 96

/* The end of a name without a currency in brackets behind it: "Total (EUR)", "Betrag (€)". */
static int64_t before_currency(const char *bytes, int64_t length)
{
    int64_t open = length - 1, letters = 0, signs = 0;
    if (length < 4 || bytes[length - 1] != ')') return length;
    while (open > 0 && bytes[open] != '(') open--;
    for (int64_t i = open + 1; i < length - 1; i++) {
        letters += bytes[i] >= 'A' && bytes[i] <= 'Z';
        signs += (unsigned char)bytes[i] >= 0x80 || bytes[i] == '$';
    }
    int64_t inside = length - open - 2;
    return open > 0 && ((letters == 3 && inside == 3) || (signs == inside && inside > 0 && inside <= 3)) ? open
                                                                                                         : length;
}

/* Small letters, digits and bytes beyond ASCII (Ä to Þ made small). */
static void squeeze(const char *bytes, int64_t length, char *out)
{
    int used = 0;
    length = before_currency(bytes, length);
    for (int64_t i = 0; i < length && used < NAME_MAX_BYTES - 1; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 'A' && c <= 'Z') c = (unsigned char)(c - 'A' + 'a');
        if (c >= 0x80 && c <= 0x9E && i > 0 && (unsigned char)bytes[i - 1] == 0xC3) c = (unsigned char)(c + 0x20);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) out[used++] = (char)c;
    }
    out[used] = '\0';
}

struct header {
    const struct report_text *text;
    char (*name)[NAME_MAX_BYTES];
    int32_t count;
};

static int32_t find(const struct header *header, const char *name, size_t length)
{
    for (int32_t i = 0; i < header->count; i++)
        if (strlen(header->name[i]) == length && memcmp(header->name[i], name, length) == 0) return i;
    return -1;
}

bool recognise_in(const char *list, struct report_text text)
{
    char word[NAME_MAX_BYTES];
    squeeze(text.bytes, text.length, word);
    size_t length = strlen(word);
    for (; list && *list; list += strcspn(list, ","), list += *list == ',')
        if (length && strcspn(list, ",") == length && memcmp(list, word, length) == 0) return true;
    return false;
}

/* Takes the first alternative of a list that the header has; the columns and their number. */
static int32_t take(const struct header *header, const char *list, int32_t *columns)
{
    while (list && *list) {
        size_t whole = strcspn(list, "|");
        const char *end = list + whole;
        int32_t count = 0;
        for (const char *at = list; at < end;) {
            size_t length = strcspn(at, ",|");
            int32_t column = find(header, at, length);
            if (column < 0 && count == 0) break;
            if (column >= 0 && count < MAPPED_MAX) columns[count++] = column;
            at += length;
            if (at < end) at++;
        }
        if (count) return count;
        list = *end ? end + 1 : end;
    }
    return 0;
}

static bool has_all(const struct header *header, const char *must)
{
    while (*must) {
        size_t length = strcspn(must, ",");
        char part[128];
        int32_t columns[MAPPED_MAX];
        (void)snprintf(part, sizeof part, "%.*s", (int)length, must);
        if (!take(header, part, columns)) return false;
        must += length;
        if (*must) must++;
    }
    return true;
}

/* ---- flags ----------------------------------------------------------------------------------------------------- */

/* A name as the user wrote it: exactly, else by letters and digits. */
static int32_t find_given(const struct header *header, const char *name, size_t length)
{
    char squeezed[NAME_MAX_BYTES];
    for (int32_t i = 0; i < header->count; i++)
        if (header->text[i].length == (int64_t)length && memcmp(header->text[i].bytes, name, length) == 0) return i;
    squeeze(name, (int64_t)length, squeezed);
    return *squeezed ? find(header, squeezed, strlen(squeezed)) : -1;
}

static int take_given(const struct header *header, bool german, enum report_role role, const char *given,
                      struct mapping *mapping, char *message, size_t capacity)
{
    int32_t whole = find_given(header, given, strlen(given));
    mapping->count[role] = 0;
    if (strcmp(given, "-") == 0) return 0;
    if (whole >= 0) {
        mapping->column[role][mapping->count[role]++] = whole;
        return 0;
    }
    for (const char *at = given; *at;) {
        size_t length = strcspn(at, ",");
        int32_t column = find_given(header, at, length);
        if (column < 0 || mapping->count[role] == MAPPED_MAX) {
            (void)snprintf(message, capacity,
                           column >= 0 ? (german ? "--%s: zu viele Spalten (%.*s)" : "--%s: too many columns (%.*s)")
                           : german    ? "--%s: die Datei hat keine Spalte '%.*s'"
                                       : "--%s: the file has no column '%.*s'",
                           report_role_name(role), (int)length, at);
            return 1;
        }
        mapping->column[role][mapping->count[role]++] = column;
        at += length;
        if (*at) at++;
    }
    return 0;
}

/* ---- all of it ------------------------------------------------------------------------------------------------- */

static const struct known *find_export(const struct header *header)
{
    for (int i = 0; i < known_exports; i++)
        if ((!known_export[i].fields || known_export[i].fields == header->count) &&
            has_all(header, known_export[i].must))
            return &known_export[i];
    return NULL;
}

static bool is_used(const struct mapping *mapping, int32_t column)
{
    for (int role = 0; role < ROLES; role++)
        for (int32_t i = 0; i < mapping->count[role]; i++)
            if (mapping->column[role][i] == column) return true;
    return false;
}

/* The first of the common names of a role whose column has no other role yet. */
static void take_common(const struct header *header, enum report_role role, struct mapping *mapping)
{
    const char *list = known_names[role];
    while (list && *list) {
        size_t length = strcspn(list, "|");
        int32_t column = find(header, list, length);
        if (column >= 0 && !is_used(mapping, column)) {
            mapping->column[role][0] = column;
            mapping->count[role] = 1;
            return;
        }
        list += length;
        if (*list) list++;
    }
}

static void drop(const struct report_flags *flags, enum report_role role, struct mapping *mapping)
{
    if (!flags->column[role]) mapping->count[role] = 0;
}

/* There are several ways to say what was charged: one is kept; a line's amount and its order's total stand together. */
static void choose_amount(const struct report_flags *flags, const struct header *header, struct mapping *mapping)
{
    if (mapping->count[ROLE_AMOUNT] && mapping->count[ROLE_ORDER_TOTAL]) {
        int32_t columns[MAPPED_MAX];
        bool told = flags->column[ROLE_AMOUNT] || flags->column[ROLE_ORDER_TOTAL];
        bool line = take(header, known_line_amounts, columns) && columns[0] == mapping->column[ROLE_AMOUNT][0];
        if (told && flags->column[ROLE_AMOUNT]) drop(flags, ROLE_ORDER_TOTAL, mapping);
        else if (told || (!line && !*mapping->name)) drop(flags, told ? ROLE_AMOUNT : ROLE_ORDER_TOTAL, mapping);
    }
    if (mapping->count[ROLE_AMOUNT] && !mapping->count[ROLE_ORDER]) mapping->count[ROLE_ORDER_TOTAL] = 0;
    if (mapping->count[ROLE_AMOUNT]) {
        if (flags->column[ROLE_PRICE] && !flags->column[ROLE_AMOUNT]) mapping->count[ROLE_AMOUNT] = 0;
        else mapping->count[ROLE_PRICE] = 0;
    }
    if (mapping->count[ROLE_PRICE] && !mapping->count[ROLE_QUANTITY]) {
        if (!mapping->count[ROLE_ORDER_TOTAL]) {
            mapping->count[ROLE_AMOUNT] = 1;
            mapping->column[ROLE_AMOUNT][0] = mapping->column[ROLE_PRICE][0];
        }
        mapping->count[ROLE_PRICE] = 0;
    }
    if (mapping->count[ROLE_PRICE] && mapping->count[ROLE_ORDER_TOTAL] && !mapping->count[ROLE_ORDER])
        drop(flags, ROLE_PRICE, mapping);
}

static int require(const struct report_flags *flags, const struct mapping *mapping, char *message, size_t capacity)
{
    const char *what = NULL;
    bool amount = mapping->count[ROLE_AMOUNT] || mapping->count[ROLE_ORDER_TOTAL] || mapping->count[ROLE_PRICE];
    bool events = strcmp(mapping->name, "event log") == 0 ||
                  (flags->column[ROLE_AMOUNT] && strcmp(flags->column[ROLE_AMOUNT], "-") == 0);
    bool german = flags->language == REPORT_GERMAN;
    if (!mapping->count[ROLE_CUSTOMER])
        what = german ? "keine Spalte mit Kunden erkannt; bitte mit --customer nennen"
                      : "no column of customers was recognised: name it with --customer";
    else if (!mapping->count[ROLE_TIME])
        what = german ? "keine Spalte mit Tagen oder Zeiten erkannt; bitte mit --time nennen"
                      : "no column of days or times was recognised: name it with --time";
    else if (!amount && !events)
        what =
            german
                ? "keine Spalte mit Beträgen erkannt; bitte mit --amount nennen, oder --amount - zählt jede Zeile als 1"
                : "no column of amounts was recognised: name it with --amount, or say --amount - to count every "
                  "row as 1";
    if (what) (void)snprintf(message, capacity, "%s", what);
    return what != NULL;
}

int recognise(const struct report_flags *flags, const struct report_text *text, int32_t count, struct mapping *mapping,
              char *message, size_t capacity)
{
    struct header header = {text, store_allocate((size_t)count * NAME_MAX_BYTES), count};
    for (int32_t i = 0; i < count; i++) squeeze(text[i].bytes, text[i].length, header.name[i]);
    const struct known *known = find_export(&header);
    memset(mapping, 0, sizeof *mapping);
    mapping->name = known ? known->name : "";
    mapping->round = known && known->round ? known->round : -1;
    if (known) {
        mapping->words = known->words;
        mapping->carry = known->carry;
        mapping->utc = known->utc;
        mapping->negative_refund = known->negative_refund;
        mapping->weeks = known->weeks && !flags->column[ROLE_TIME];
        for (size_t i = 0; i < sizeof known->role / sizeof *known->role && known->role[i].names; i++)
            mapping->count[known->role[i].role] =
                take(&header, known->role[i].names, mapping->column[known->role[i].role]);
        mapping->refunds_have_rows = known->refunds_have_rows && mapping->count[ROLE_PARENT];
        mapping->refunds_may_have_rows = known->refunds_have_rows && !mapping->count[ROLE_PARENT];
        mapping->no_product = known->no_product;
    }
    int failed = 0;
    for (int role = 0; role < ROLES && !failed; role++)
        if (flags->column[role])
            failed = take_given(&header, flags->language == REPORT_GERMAN, (enum report_role)role, flags->column[role],
                                mapping, message, capacity);
    for (int role = 0; role < ROLES && !known; role++)
        if (!flags->column[role]) take_common(&header, (enum report_role)role, mapping);
    if (!mapping->count[ROLE_ORDER]) mapping->count[ROLE_SHOP] = 0; /* an order is its shop and its id */
    if (!failed) choose_amount(flags, &header, mapping);
    if (!failed) failed = require(flags, mapping, message, capacity);
    free(header.name);
    return failed;
}
