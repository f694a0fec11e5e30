#include "decimal.h"

#include <string.h>

static const int64_t powers[19] = {1,
                                   10,
                                   100,
                                   1000,
                                   10000,
                                   100000,
                                   1000000,
                                   10000000,
                                   100000000,
                                   1000000000,
                                   INT64_C(10000000000),
                                   INT64_C(100000000000),
                                   INT64_C(1000000000000),
                                   INT64_C(10000000000000),
                                   INT64_C(100000000000000),
                                   INT64_C(1000000000000000),
                                   INT64_C(10000000000000000),
                                   INT64_C(100000000000000000),
                                   INT64_C(1000000000000000000)};

bool decimal_scale(int64_t value, int32_t power, int64_t *out)
{
    if (value == 0) {
        *out = 0;
        return false;
    }
    return power > 18 || __builtin_mul_overflow(value, powers[power], out);
}

int64_t decimal_round(int64_t value, int32_t power)
{
    if (power > 18) return 0;
    int64_t quotient = value / powers[power], rest = value % powers[power];
    if (power == 0 || rest == 0) return quotient;
    if (rest < 0) rest = -rest;
    if (rest >= powers[power] - rest) quotient += value < 0 ? -1 : 1;
    return quotient;
}

/* ---- the usual case: -123.45 ------------------------------------------------------------------------------------ */

static bool read_plain(const char *bytes, int64_t length, int decimals, struct decimal *out, int *shows)
{
    const char *at = bytes, *end = bytes + length, *point = NULL;
    bool negative = at < end && *at == '-';
    at += negative;
    if (at == end || end - at > 18) return false;
    int64_t value = 0;
    const char *first = at;
    for (; at < end; at++) {
        if (*at >= '0' && *at <= '9') {
            value = value * 10 + (*at - '0');
        } else if (*at == '.' && !point) {
            point = at;
        } else {
            return false;
        }
    }
    if (point == end - 1) return false;
    if (point && decimals == REPORT_DECIMALS_COMMA) return false;
    if (point && decimals != REPORT_DECIMALS_POINT) {
        if (end - point == 4 && point - first <= 3 && *first != '0' && point > first) return false;
        *shows = DECIMAL_SHOWS_POINT;
    }
    out->digits = negative ? -value : value;
    out->scale = point ? (int32_t)(end - point - 1) : 0;
    out->form = DECIMAL_PLAIN;
    return true;
}

/* ---- everything else ------------------------------------------------------------------------------------------- */

struct text {
    const char *at, *end;
};

static bool begins(const struct text *text, const char *what)
{
    size_t length = strlen(what);
    return (size_t)(text->end - text->at) >= length && memcmp(text->at, what, length) == 0;
}

static bool ends(const struct text *text, const char *what)
{
    size_t length = strlen(what);
    return (size_t)(text->end - text->at) >= length && memcmp(text->end - length, what, length) == 0;
}

static const char *const blanks[] = {" ", "\t", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", NULL};
static const char *const currencies[] = {"$", "€", "£", "¥", "₹", "zł", "Kč", "kr.", "kr", "Fr.", NULL};

static bool strip(struct text *text, const char *const *list)
{
    for (; *list; list++) {
        if (begins(text, *list)) {
            text->at += strlen(*list);
            return true;
        }
        if (ends(text, *list)) {
            text->end -= strlen(*list);
            return true;
        }
    }
    return false;
}

static bool code_at(const char *bytes)
{
    for (int i = 0; i < 3; i++)
        if (bytes[i] < 'A' || bytes[i] > 'Z') return false;
    return true;
}

/* Takes signs, blanks and currencies off both ends; true if the number is negative. */
static bool strip_all(struct text *text)
{
    bool negative = false, money = false, sign = false, again = true;
    while (again && text->at < text->end) {
        again = strip(text, blanks);
        if (!money && strip(text, currencies)) again = money = true;
        if (!money && text->end - text->at > 3 && (code_at(text->at) || code_at(text->end - 3))) {
            if (code_at(text->at)) text->at += 3;
            else text->end -= 3;
            again = money = true;
        }
        if (sign) continue;
        if (begins(text, "-") || begins(text, "+") || begins(text, "\xE2\x88\x92")) {
            negative = !begins(text, "+");
            text->at += begins(text, "\xE2\x88\x92") ? 3 : 1;
            again = sign = true;
        } else if (ends(text, "-")) {
            negative = again = sign = true;
            text->end--;
        } else if (begins(text, "(") && ends(text, ")")) {
            negative = again = sign = true;
            text->at++;
            text->end--;
        }
    }
    return negative;
}

/* The separators of a number: where each stands, counted in digits. */
struct shape {
    int digits;
    int leading_zero; /* the number begins with 0 */
    int points, commas, spaces, groups_wrong;
    int after;  /* digits behind the last separator */
    int before; /* digits before the first one, -1 = there is none */
    char last;  /* the last one: '.', ',' or ' ' */
};

/* The separator at `at` ('.', ',' or ' ' for any other sign of thousands), its bytes in *size; 0 = none. */
static char separator(const struct text *text, int *size)
{
    *size = 1;
    if (*text->at == '.' || *text->at == ',') return *text->at;
    if (*text->at == '\'') return ' ';
    static const char *const signs[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x99", NULL};
    for (int i = 0; signs[i]; i++) {
        *size = (int)strlen(signs[i]);
        if (begins(text, signs[i])) return ' ';
    }
    return 0;
}

static bool look(struct text text, struct shape *shape)
{
    int since = 0, size;
    memset(shape, 0, sizeof *shape);
    shape->leading_zero = text.at < text.end && *text.at == '0';
    shape->before = -1;
    while (text.at < text.end) {
        if (*text.at >= '0' && *text.at <= '9') {
            shape->digits++;
            since++;
            text.at++;
            continue;
        }
        char which = separator(&text, &size);
        if (!which) return false;
        if (shape->before >= 0 && since != 3) shape->groups_wrong = 1;
        if (shape->before < 0) shape->before = since;
        shape->points += which == '.';
        shape->commas += which == ',';
        shape->spaces += which == ' ';
        shape->last = which;
        since = 0;
        text.at += size;
    }
    shape->after = since;
    return since > 0;
}

/* Which separator is the decimal sign: '.' or ',' or 0 = none; '?' = the text does not tell; '!' = nonsense. */
static char decimal_sign(const struct shape *shape, int decimals, int *shows)
{
    char last = shape->last;
    int after = shape->after, kinds = (shape->points > 0) + (shape->commas > 0) + (shape->spaces > 0);
    *shows = DECIMAL_SHOWS_NOTHING;
    if (kinds == 0) return 0;
    if (kinds > 2 || shape->groups_wrong || shape->before < 1) return '!';
    int count = last == '.' ? shape->points : last == ',' ? shape->commas : shape->spaces;
    bool can_group = after == 3 && shape->before <= 3 && !shape->leading_zero;
    bool can_be_decimal = last != ' ' && count == 1;
    if (kinds == 2 && (!can_be_decimal || shape->before > 3 || shape->leading_zero)) return '!';
    if (kinds == 1 && count > 1) can_be_decimal = false;
    if (can_be_decimal && last == '.' && decimals == REPORT_DECIMALS_COMMA) can_be_decimal = false;
    if (can_be_decimal && last == ',' && decimals == REPORT_DECIMALS_POINT) can_be_decimal = false;
    if (kinds == 2) can_group = false;
    if (last == '.' && decimals == REPORT_DECIMALS_POINT) can_group = false;
    if (last == ',' && decimals == REPORT_DECIMALS_COMMA) can_group = false;
    if (!can_be_decimal && !can_group) return '!';
    if (can_be_decimal && can_group) return '?';
    /* 1.234.567 shows that the point groups, so that the comma is the decimal sign; 12.5 shows the point itself. */
    if (last != ' ') *shows = (last == '.') == can_be_decimal ? DECIMAL_SHOWS_POINT : DECIMAL_SHOWS_COMMA;
    return can_be_decimal ? last : 0;
}

#define SCALE_MAX 31

static bool only_zeros(const char *at, const char *end)
{
    while (at < end && *at == '0') at++;
    return at == end;
}

/* The digits of a text of `decimals` decimals as a number; `drop` >= 0: decimals beyond it need not fit. */
static int digits_of(const struct text *text, int digits, int decimals, int drop, struct decimal *out)
{
    int64_t value = 0;
    int whole = digits - decimals, seen = 0;
    for (const char *at = text->at; at < text->end; at++) {
        if (*at < '0' || *at > '9') continue;
        int64_t more;
        bool full = seen - whole >= SCALE_MAX || __builtin_mul_overflow(value, 10, &more) ||
                    __builtin_add_overflow(more, *at - '0', &more);
        if (full && seen >= whole && only_zeros(at, text->end)) break;
        if (full && (drop < 0 || seen - whole <= drop)) return DECIMAL_LONG;
        if (full) break;
        value = more;
        seen++;
    }
    out->digits = value;
    out->scale = seen - whole;
    return DECIMAL_OK;
}

static void drop_zeros(struct decimal *number, int keep)
{
    while (number->scale > keep && number->digits % 10 == 0) {
        number->digits /= 10;
        number->scale--;
    }
}

int decimal_read(const char *bytes, int64_t length, int decimals, int keep, int round, struct decimal *out, int *shows)
{
    *shows = DECIMAL_SHOWS_NOTHING;
    if (read_plain(bytes, length, decimals, out, shows)) {
        if (out->scale > keep) drop_zeros(out, keep);
        return DECIMAL_OK;
    }
    struct text text = {bytes, bytes + length};
    struct shape shape;
    bool negative = strip_all(&text);
    if (!look(text, &shape)) return DECIMAL_WRONG;
    char sign = decimal_sign(&shape, decimals, shows);
    if (sign == '!') return DECIMAL_WRONG;
    int places = sign == '.' || sign == ',' || sign == '?' ? shape.after : 0;
    int wrong = digits_of(&text, shape.digits, places, round, out);
    if (wrong) return wrong;
    if (negative) out->digits = -out->digits;
    out->form = sign != '?'         ? DECIMAL_PLAIN
                : shape.last == '.' ? DECIMAL_POINT_OR_THOUSANDS
                                    : DECIMAL_COMMA_OR_THOUSANDS;
    if (out->form == DECIMAL_PLAIN) drop_zeros(out, keep);
    return DECIMAL_OK;
}
