#include "status.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = {"sale", "renewal", "refund", "ignored", "refunded", "unknown"};

const char *status_name(int status) { return names[status]; }

/* Words in small letters and digits alone. */
struct word {
    const char *word;
    int status;
};

static const struct word woocommerce[] = {
    {"completed", STATUS_SALE},    {"processing", STATUS_SALE},       {"onhold", STATUS_SALE},
    {"refunded", STATUS_REFUNDED}, {"pending", STATUS_IGNORED},       {"pendingpayment", STATUS_IGNORED},
    {"failed", STATUS_IGNORED},    {"cancelled", STATUS_IGNORED},     {"canceled", STATUS_IGNORED},
    {"draft", STATUS_IGNORED},     {"checkoutdraft", STATUS_IGNORED}, {"autodraft", STATUS_IGNORED},
    {"trash", STATUS_IGNORED},     {NULL, 0}};

static const struct word shopify[] = {
    {"paid", STATUS_SALE},       {"partiallypaid", STATUS_SALE},     {"pending", STATUS_SALE},
    {"authorized", STATUS_SALE}, {"partiallyrefunded", STATUS_SALE}, {"refunded", STATUS_REFUNDED},
    {"voided", STATUS_IGNORED},  {"expired", STATUS_IGNORED},        {"unpaid", STATUS_IGNORED},
    {NULL, 0}};

static const struct word magento[] = {
    {"pending", STATUS_SALE},    {"processing", STATUS_SALE},        {"complete", STATUS_SALE},
    {"holded", STATUS_SALE},     {"onhold", STATUS_SALE},            {"closed", STATUS_REFUNDED},
    {"canceled", STATUS_IGNORED}, {"cancelled", STATUS_IGNORED},     {"pendingpayment", STATUS_IGNORED},
    {"fraud", STATUS_IGNORED},   {"paymentreview", STATUS_IGNORED},  {"suspectedfraud", STATUS_IGNORED},
    {NULL, 0}};

static const struct word shopware[] = {
    {"open", STATUS_SALE},           {"inprogress", STATUS_SALE},        {"completed", STATUS_SALE},
    {"done", STATUS_SALE},           {"paid", STATUS_SALE},              {"refundedpartially", STATUS_SALE},
    {"refunded", STATUS_REFUNDED},   {"cancelled", STATUS_IGNORED},      {"canceled", STATUS_IGNORED},
    {"failed", STATUS_IGNORED},      {"offen", STATUS_SALE},             {"inbearbeitung", STATUS_SALE},
    {"abgeschlossen", STATUS_SALE},  {"storniert", STATUS_IGNORED},      {NULL, 0}};

static const struct word common[] = {
    {"completed", STATUS_SALE},      {"complete", STATUS_SALE},       {"processing", STATUS_SALE},
    {"paid", STATUS_SALE},           {"shipped", STATUS_SALE},        {"delivered", STATUS_SALE},
    {"fulfilled", STATUS_SALE},      {"done", STATUS_SALE},           {"sale", STATUS_SALE},
    {"order", STATUS_SALE},          {"purchase", STATUS_SALE},       {"partiallyrefunded", STATUS_SALE},
    {"bezahlt", STATUS_SALE},        {"versendet", STATUS_SALE},      {"versandt", STATUS_SALE},
    {"abgeschlossen", STATUS_SALE},  {"verkauf", STATUS_SALE},        {"bestellung", STATUS_SALE},
    {"renewal", STATUS_RENEWAL},     {"subscription", STATUS_RENEWAL}, {"abo", STATUS_RENEWAL},
    {"refund", STATUS_REFUND},       {"return", STATUS_REFUND},       {"credit", STATUS_REFUND},
    {"creditnote", STATUS_REFUND},   {"erstattung", STATUS_REFUND},   {"gutschrift", STATUS_REFUND},
    {"retoure", STATUS_REFUND},      {"refunded", STATUS_REFUNDED},   {"returned", STATUS_REFUNDED},
    {"erstattet", STATUS_REFUNDED},  {"cancelled", STATUS_IGNORED},   {"canceled", STATUS_IGNORED},
    {"failed", STATUS_IGNORED},      {"void", STATUS_IGNORED},        {"voided", STATUS_IGNORED},
    {"test", STATUS_IGNORED},        {"draft", STATUS_IGNORED},       {"ignored", STATUS_IGNORED},
    {"storniert", STATUS_IGNORED},   {"abgebrochen", STATUS_IGNORED}, {"fehlgeschlagen", STATUS_IGNORED},
    {NULL, 0}};

#define WORD_MAX 64

/* Small letters and digits of a text; bytes beyond ASCII as they are. False if it is too long to be one of ours. */
static bool squeeze(const char *bytes, int64_t length, char *out)
{
    int used = 0;
    if (length > 3 && (memcmp(bytes, "wc-", 3) == 0 || memcmp(bytes, "WC-", 3) == 0)) {
        bytes += 3;
        length -= 3;
    }
    for (int64_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 || c == '*')) continue;
        if (used == WORD_MAX - 1) return false;
        out[used++] = c;
    }
    out[used] = '\0';
    return true;
}

static int find(const struct word *words, const char *word)
{
    for (; words->word; words++)
        if (strcmp(words->word, word) == 0) return words->status;
    return STATUS_UNKNOWN;
}

/* The next "word=kind" of a list: false at its end. */
static bool next_pair(const char **list, const char **word, int64_t *word_length, const char **kind,
                      int64_t *kind_length)
{
    if (!**list) return false;
    size_t length = strcspn(*list, ",");
    const char *end = *list + length, *equals = memchr(*list, '=', length);
    *word = *list;
    *word_length = (equals ? equals : end) - *list;
    *kind = equals ? equals + 1 : end;
    *kind_length = end - *kind;
    *list = *end ? end + 1 : end;
    return true;
}

static int kind_named(const char *bytes, int64_t length)
{
    for (int i = 0; i < STATUS_UNKNOWN; i++)
        if ((int64_t)strlen(names[i]) == length && memcmp(names[i], bytes, (size_t)length) == 0) return i;
    return STATUS_UNKNOWN;
}

int status_of(enum status_words words, const char *kinds, const char *bytes, int64_t length)
{
    static const struct word *const tables[] = {common, woocommerce, shopify, magento, shopware};
    char wanted[WORD_MAX], given[WORD_MAX];
    bool fits = squeeze(bytes, length, wanted);
    int others = STATUS_UNKNOWN;
    const char *word, *kind;
    int64_t word_length, kind_length;
    while (kinds && next_pair(&kinds, &word, &word_length, &kind, &kind_length)) {
        if (!squeeze(word, word_length, given)) continue;
        if (fits && strcmp(given, wanted) == 0) return kind_named(kind, kind_length);
        if (strcmp(given, "*") == 0) others = kind_named(kind, kind_length);
    }
    int status = fits ? find(tables[words], wanted) : STATUS_UNKNOWN;
    if (status == STATUS_UNKNOWN && fits && words != WORDS_COMMON) status = find(common, wanted);
    return status == STATUS_UNKNOWN ? others : status;
}

int status_check(const char *kinds, char *message, size_t capacity, bool german)
{
    const char *word, *kind;
    int64_t word_length, kind_length;
    while (next_pair(&kinds, &word, &word_length, &kind, &kind_length)) {
        if (kind_named(kind, kind_length) != STATUS_UNKNOWN) continue;
        (void)snprintf(
            message, capacity,
            german ? "--kinds: '%.*s' braucht = und eines von sale, renewal, refund, refunded, ignored, etwa 'bezahlt=sale'"
                   : "--kinds: '%.*s' needs = and one of sale, renewal, refund, refunded, ignored, as in 'completed=sale'",
            (int)word_length, word);
        return 1;
    }
    return 0;
}
