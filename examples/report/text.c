#include "text.h"

#include "store.h"

#include <patron.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

/* digits / 10^decimals with separators; `digits` is without sign. */
static const char *write_number(const struct text *text, bool negative, uint64_t digits, int32_t decimals)
{
    char plain[32], out[64];
    int length = snprintf(plain, sizeof plain, "%0*llu", (int)decimals + 1, (unsigned long long)digits);
    int whole = length - (int)decimals, at = 0;
    if (negative && digits) out[at++] = '-';
    for (int i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0) out[at++] = text->german ? '.' : ',';
        out[at++] = plain[i];
    }
    if (decimals) out[at++] = text->german ? ',' : '.';
    for (int i = whole; i < length; i++) out[at++] = plain[i];
    return arena_text(text->arena, out, at);
}

static uint64_t size_of(int64_t number) { return number < 0 ? 0 - (uint64_t)number : (uint64_t)number; }

const char *text_number(const struct text *text, int64_t number)
{
    return write_number(text, number < 0, size_of(number), 0);
}

/* part / whole in units of 10^-decimals, rounded half away from zero; the amount has from_decimals. */
static uint64_t round_to(uint64_t part, uint64_t whole, int32_t from_decimals, int32_t decimals)
{
    __extension__ typedef unsigned __int128 wide;
    wide numerator = part, denominator = whole;
    for (int32_t i = from_decimals; i < decimals; i++) numerator *= 10;
    for (int32_t i = decimals; i < from_decimals; i++) denominator *= 10;
    return (uint64_t)((numerator * 2 + denominator) / (denominator * 2));
}

const char *text_money(const struct text *text, int64_t amount) { return text_money_of(text, amount, 1); }

const char *text_money_of(const struct text *text, int64_t amount, int64_t by)
{
    if (by <= 0) return "–";
    return write_number(text, amount < 0, round_to(size_of(amount), (uint64_t)by, text->decimals, text->money_decimals),
                        text->money_decimals);
}

const char *text_exact(const struct text *text, int64_t amount)
{
    int32_t decimals = text->decimals > text->money_decimals ? text->decimals : text->money_decimals;
    return write_number(text, amount < 0, round_to(size_of(amount), 1, text->decimals, decimals), decimals);
}

const char *text_real(const struct text *text, double number, int decimals)
{
    double scaled = round(fabs(number) * pow(10, decimals));
    return write_number(text, number < 0, scaled < 9e18 ? (uint64_t)scaled : 0, decimals);
}

const char *text_percent(const struct text *text, double rate, int decimals)
{
    return arena_format(text->arena, "%s %%", text_real(text, rate * 100, decimals));
}

const char *text_share(const struct text *text, int64_t part, int64_t whole)
{
    return whole > 0 ? text_percent(text, (double)part / (double)whole, 1) : "–";
}

const char *text_interval(const struct text *text, int64_t part, int64_t whole)
{
    double low, high;
    if (whole <= 0 || patron_stats_wilson(part, whole, 0, &low, &high, NULL)) return "–";
    return arena_format(text->arena, "%s – %s", text_real(text, low * 100, 1), text_percent(text, high, 1));
}

/* ---- days -------------------------------------------------------------------------------------------------------- */

const char *text_day(const struct text *text, int32_t day)
{
    int32_t y, m, d;
    if (patron_calendar_date(day, &y, &m, &d, NULL)) return "–";
    return text->german ? arena_format(text->arena, "%02d.%02d.%04d", (int)d, (int)m, (int)y)
                        : arena_format(text->arena, "%04d-%02d-%02d", (int)y, (int)m, (int)d);
}

const char *text_day_of_year(const struct text *text, int32_t day)
{
    int32_t y, m, d;
    if (patron_calendar_date(day, &y, &m, &d, NULL)) return "–";
    return text->german ? arena_format(text->arena, "%02d.%02d.", (int)d, (int)m)
                        : arena_format(text->arena, "%02d-%02d", (int)m, (int)d);
}

const char *text_month(const struct text *text, int32_t period)
{
    int32_t day, y, m;
    if (patron_calendar_first_day(NULL, period, &day, NULL) || patron_calendar_date(day, &y, &m, NULL, NULL))
        return "–";
    return text->german ? arena_format(text->arena, "%02d.%04d", (int)m, (int)y)
                        : arena_format(text->arena, "%04d-%02d", (int)y, (int)m);
}

const char *text_days(const struct text *text, int64_t days)
{
    const char *word = days == 1 ? SAY(text, "day", "Tag") : SAY(text, "days", "Tage");
    return arena_format(text->arena, "%s %s", text_number(text, days), word);
}

const char *text_ago(const struct text *text, int64_t days)
{
    const char *word = days == 1 ? SAY(text, "day", "Tag") : SAY(text, "days", "Tagen");
    return arena_format(text->arena, "%s %s", text_number(text, days), word);
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

struct name {
    const char *token, *english, *german;
};

static const struct name names[] = {
    {"champions", "Champions", "Champions"},
    {"loyal", "Loyal", "Treue Kunden"},
    {"potential_loyalist", "Potential Loyalist", "Bald treue Kunden"},
    {"new", "New", "Neukunden"},
    {"promising", "Promising", "Vielversprechende"},
    {"needs_attention", "Needs Attention", "Brauchen Aufmerksamkeit"},
    {"about_to_sleep", "About To Sleep", "Vor dem Einschlafen"},
    {"at_risk", "At Risk", "Gefährdete"},
    {"cant_lose_them", "Can't Lose Them", "Nicht zu verlieren"},
    {"hibernating", "Hibernating", "Schlafende"},
    {"lost", "Lost", "Verlorene"},
    {"one_time_open", "one-time, open", "Einmalkäufer, offen"},
    {"one_time_lost", "one-time, lost", "Einmalkäufer, verloren"},
    {"on_track", "on track", "im Takt"},
    {"slowing", "slowing", "nachlassend"},
    {"slipping", "slipping", "abwandernd"},
    {"unknown", "unknown", "unbekannt"},
    {"no_estimate", "no estimate", "ohne Schätzung"},
    {"not_due", "not due", "nicht fällig"},
    {"due_soon", "due soon", "bald fällig"},
    {"due", "due", "fällig"},
    {"late", "late", "überfällig"},
    {"lapsed", "lapsed", "verfallen"},
};

static const char *name_of(const struct text *text, const char *token)
{
    if (!token) return "–";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].token, token) == 0) return SAY(text, names[i].english, names[i].german);
    return token;
}

const char *text_segment(const struct text *text, int32_t segment)
{
    return name_of(text, patron_rfm_map_name(NULL, segment));
}

/* Two states share their tokens with segments, but not the words. */
const char *text_churn(const struct text *text, int32_t state)
{
    if (state == PATRON_CHURN_NEW) return SAY(text, "new", "neu");
    if (state == PATRON_CHURN_LOST) return SAY(text, "lost", "verloren");
    return name_of(text, patron_churn_state_name(state));
}

const char *text_due(const struct text *text, int32_t state)
{
    return name_of(text, patron_replenish_state_name(state));
}
