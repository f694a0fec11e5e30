#include "when.h"

#include <string.h>

const char *const when_formats =
    "YYYY-MM-DD, DD.MM.YYYY, DD/MM/YYYY, MM/DD/YYYY, DD.MM.YY, DD/MM/YY, MM/DD/YY, YYYYMMDD, unix, unix-ms";

/* What --date-format asks for; 0 = nothing. */
enum { FREE, YMD, DMY, MDY, DMY_SHORT, MDY_SHORT, COMPACT, UNIX, UNIX_MS, UNKNOWN };

static int asked(const char *format)
{
    static const struct {
        const char *word;
        int asks;
    } table[] = {{"YYYY-MM-DD", YMD},     {"DD.MM.YYYY", DMY},     {"DD/MM/YYYY", DMY},     {"MM/DD/YYYY", MDY},
                 {"DD.MM.YY", DMY_SHORT}, {"DD/MM/YY", DMY_SHORT}, {"MM/DD/YY", MDY_SHORT}, {"YYYYMMDD", COMPACT},
                 {"unix", UNIX},          {"unix-ms", UNIX_MS}};
    if (!format) return FREE;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].word, format) == 0) return table[i].asks;
    return UNKNOWN;
}

bool when_format_known(const char *format) { return asked(format) != UNKNOWN; }

/* ---- pieces of a text ------------------------------------------------------------------------------------------ */

struct scan {
    const char *at, *end;
};

static bool take(struct scan *scan, char c)
{
    if (scan->at == scan->end || *scan->at != c) return false;
    scan->at++;
    return true;
}

static void skip_blanks(struct scan *scan)
{
    while (take(scan, ' ')) {}
}

/* A number of least .. most digits; the count of digits, 0 = none. */
static int take_number(struct scan *scan, int least, int most, int32_t *out)
{
    int digits = 0;
    int32_t value = 0;
    const char *at = scan->at;
    while (at < scan->end && *at >= '0' && *at <= '9' && digits < most) {
        value = value * 10 + (*at++ - '0');
        digits++;
    }
    if (digits < least || (at < scan->end && *at >= '0' && *at <= '9')) return 0;
    scan->at = at;
    *out = value;
    return digits;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

/* A word in small letters at the beginning, not followed by a letter. */
static bool take_word(struct scan *scan, const char *word)
{
    const char *at = scan->at;
    for (; *word; word++, at++)
        if (at == scan->end || lower(*at) != *word) return false;
    if (at < scan->end && lower(*at) >= 'a' && lower(*at) <= 'z') return false;
    scan->at = at;
    return true;
}

/* January … December, whole or by their first three letters. */
static int32_t take_month(struct scan *scan)
{
    static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
    for (int32_t i = 0; i < 12; i++) {
        char brief[4] = {names[i][0], names[i][1], names[i][2], '\0'};
        if (take_word(scan, names[i])) return i + 1;
        if (take_word(scan, brief)) {
            (void)take(scan, '.');
            return i + 1;
        }
    }
    return 0;
}

static bool to_day(int32_t year, int32_t month, int32_t day, int32_t *out)
{
    return patron_calendar_day(year, month, day, out, NULL) == PATRON_OK;
}

/* ---- dates ----------------------------------------------------------------------------------------------------- */

static int32_t whole_year(int32_t year, int digits)
{
    return digits == 4 ? year : year < 70 ? 2000 + year : 1900 + year;
}

/* Two numbers and a year: 01/02/2024. */
static bool two_and_year(struct scan *scan, int32_t first, int asks, struct when *out)
{
    int32_t second, year, dmy = 0, mdy = 0;
    char sign = scan->at < scan->end ? *scan->at : '\0';
    bool brief = asks == DMY_SHORT || asks == MDY_SHORT;
    if (sign != '/' && sign != '-' && sign != '.') return false;
    scan->at++;
    if (!take_number(scan, 1, 2, &second) || !take(scan, sign)) return false;
    int digits = take_number(scan, brief ? 2 : 4, 4, &year);
    if (digits != 4 && digits != (brief ? 2 : 4)) return false;
    year = whole_year(year, digits);
    bool can_dmy = to_day(year, second, first, &dmy), can_mdy = to_day(year, first, second, &mdy);
    if (asks == DMY || asks == DMY_SHORT || (asks == FREE && sign == '.')) can_mdy = false;
    if (asks == MDY || asks == MDY_SHORT) can_dmy = false;
    if (!can_dmy && !can_mdy) return false;
    out->day = can_dmy ? dmy : mdy;
    out->other = can_mdy ? mdy : dmy;
    if (asks != FREE || sign == '.') out->layout = can_dmy ? WHEN_DMY : WHEN_MDY;
    else if (can_dmy && can_mdy) out->layout = WHEN_DAY_OR_MONTH;
    else out->layout = can_dmy ? WHEN_ONLY_DMY : WHEN_ONLY_MDY;
    return true;
}

/* 1 February 2024, February 1, 2024. */
static bool with_month_name(struct scan *scan, struct when *out)
{
    int32_t day = 0, year, month = take_month(scan);
    bool month_first = month > 0;
    if (month_first) skip_blanks(scan);
    if (!take_number(scan, 1, 2, &day)) return false;
    if (!month_first) {
        (void)take(scan, '.');
        skip_blanks(scan);
        month = take_month(scan);
    }
    (void)take(scan, ',');
    skip_blanks(scan);
    if (!take_number(scan, 4, 4, &year) || !to_day(year, month, day, &out->day)) return false;
    (void)take(scan, ',');
    out->layout = month_first ? WHEN_MDY : WHEN_DMY;
    return true;
}

static bool read_date(struct scan *scan, int asks, struct when *out)
{
    struct scan start = *scan;
    int32_t first, month, day;
    int digits = take_number(scan, 1, 8, &first);
    if (digits == 8 && (asks == FREE || asks == COMPACT)) {
        out->layout = WHEN_YMD;
        return to_day(first / 10000, first / 100 % 100, first % 100, &out->day);
    }
    if (digits == 4 && (asks == FREE || asks == YMD) && (take(scan, '-') || take(scan, '/') || take(scan, '.'))) {
        char sign = scan->at[-1];
        out->layout = WHEN_YMD;
        return take_number(scan, 1, 2, &month) && take(scan, sign) && take_number(scan, 1, 2, &day) &&
               to_day(first, month, day, &out->day);
    }
    if ((digits == 1 || digits == 2) && asks != YMD && asks != COMPACT && two_and_year(scan, first, asks, out))
        return true;
    *scan = start;
    return asks == FREE && with_month_name(scan, out);
}

/* ---- times ----------------------------------------------------------------------------------------------------- */

/* Z, UTC, GMT, +02:00, +0200, +02; nothing is fine too. */
static bool read_offset(struct scan *scan, struct when *out)
{
    skip_blanks(scan);
    if (scan->at == scan->end) return true;
    if (take_word(scan, "z") || take_word(scan, "utc") || take_word(scan, "gmt")) {
        out->has_offset = true;
        return true;
    }
    char sign = *scan->at;
    int32_t hours, minutes = 0;
    if (sign != '+' && sign != '-') return false;
    scan->at++;
    struct scan start = *scan;
    if (take_number(scan, 4, 4, &hours)) {
        minutes = hours % 100;
        hours /= 100;
    } else {
        *scan = start;
        if (!take_number(scan, 1, 2, &hours)) return false;
        if (take(scan, ':') && !take_number(scan, 2, 2, &minutes)) return false;
    }
    if (hours > 26 || minutes > 59) return false;
    out->has_offset = true;
    out->offset = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

static bool read_time(struct scan *scan, struct when *out)
{
    int32_t hour, minute, second = 0;
    if (!take_number(scan, 1, 2, &hour) || !take(scan, ':') || !take_number(scan, 2, 2, &minute)) return false;
    if (take(scan, ':') && !take_number(scan, 2, 2, &second)) return false;
    if (take(scan, '.') || take(scan, ','))
        while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9') scan->at++;
    skip_blanks(scan);
    bool am = take_word(scan, "am") || take_word(scan, "a.m."),
         pm = !am && (take_word(scan, "pm") || take_word(scan, "p.m."));
    if ((am || pm) && (hour < 1 || hour > 12)) return false;
    if (am || pm) hour = hour % 12 + (pm ? 12 : 0);
    if (hour > 23 || minute > 59 || second > 60) return false;
    out->second = hour * 3600 + minute * 60 + second;
    out->has_time = true;
    return read_offset(scan, out);
}

/* ---- the usual case: 2024-02-01 08:26:00 ------------------------------------------------------------------------ */

static int32_t pair(const char *at)
{
    unsigned tens = (unsigned)(unsigned char)at[0] - '0', ones = (unsigned)(unsigned char)at[1] - '0';
    return tens > 9 || ones > 9 ? -1 : (int32_t)(tens * 10 + ones);
}

static bool read_usual(const char *at, int64_t length, struct when *out)
{
    if ((length != 10 && length != 19) || at[4] != '-' || at[7] != '-') return false;
    int32_t century = pair(at), year = pair(at + 2), month = pair(at + 5), day = pair(at + 8);
    if (century < 0 || year < 0 || month < 0 || day < 0) return false;
    if (length == 19) {
        int32_t hour = pair(at + 11), minute = pair(at + 14), second = pair(at + 17);
        if ((at[10] != ' ' && at[10] != 'T') || at[13] != ':' || at[16] != ':') return false;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
        out->second = hour * 3600 + minute * 60 + second;
        out->has_time = true;
    }
    out->layout = WHEN_YMD;
    return to_day(century * 100 + year, month, day, &out->day);
}

static bool read_number(struct scan scan, int64_t unit, struct when *out)
{
    int64_t value = 0;
    bool negative = take(&scan, '-');
    if (scan.at == scan.end || scan.end - scan.at > 15) return false;
    for (; scan.at < scan.end && *scan.at >= '0' && *scan.at <= '9'; scan.at++) value = value * 10 + (*scan.at - '0');
    if (take(&scan, '.'))
        while (scan.at < scan.end && *scan.at >= '0' && *scan.at <= '9') scan.at++;
    if (scan.at < scan.end) return false;
    if (negative) value = -value;
    int64_t seconds = value / unit - (value % unit < 0), day = seconds / 86400 - (seconds % 86400 < 0);
    if (day < PATRON_DAY_MIN || day > PATRON_DAY_MAX) return false;
    out->layout = WHEN_NUMBER;
    out->day = (int32_t)day;
    out->second = (int32_t)(seconds - day * 86400);
    out->has_time = out->has_offset = true;
    return true;
}

bool when_read(const char *bytes, int64_t length, const char *format, struct when *out)
{
    int asks = asked(format);
    memset(out, 0, sizeof *out);
    if ((asks == FREE || asks == YMD) && read_usual(bytes, length, out)) return true;
    memset(out, 0, sizeof *out);
    struct scan scan = {bytes, bytes + length};
    skip_blanks(&scan);
    while (scan.end > scan.at && scan.end[-1] == ' ') scan.end--;
    if (asks == UNIX || asks == UNIX_MS) return read_number(scan, asks == UNIX ? 1 : 1000, out);
    if (!read_date(&scan, asks, out)) return false;
    if (scan.at == scan.end) return true;
    if (*scan.at != ' ' && *scan.at != 'T' && *scan.at != 't') return false;
    scan.at++;
    skip_blanks(&scan);
    return read_time(&scan, out) && scan.at == scan.end;
}
