/* Numbers written as text. Nothing here depends on the locale or on an INI setting. */
#include "builder.h"

size_t pb_write_number(zend_long value, char out[PB_NUMBER])
{
    char reversed[PB_NUMBER];
    size_t length = 0, at = 0;
    zend_ulong left = value < 0 ? 0 - (zend_ulong)value : (zend_ulong)value;
    do reversed[length++] = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0) out[at++] = '-';
    while (length) out[at++] = reversed[--length];
    return at;
}

bool pb_read_number(const char *text, size_t length, int64_t *out)
{
    size_t at = length && text[0] == '-';
    if (length == at || length > 20) return false;
    if (text[at] == '0' && length != 1) return false; /* "007", "-0" */
    int64_t value = 0;
    for (; at < length; at++) {
        if (text[at] < '0' || text[at] > '9') return false;
        int32_t digit = text[at] - '0';
        if (__builtin_mul_overflow(value, 10, &value)) return false;
        if (__builtin_sub_overflow(value, digit, &value)) return false; /* downwards: INT64_MIN has no positive */
    }
    if (text[0] != '-' && value == INT64_MIN) return false;
    *out = text[0] == '-' ? value : -value;
    return true;
}

__extension__ typedef __int128 wide;

int pb_read_decimal(const char *text, size_t length, int64_t units, int64_t *out)
{
    bool negative = length && text[0] == '-', point = false;
    size_t at = length && (text[0] == '-' || text[0] == '+'), digits = 0, end = length, decimals = 0;
    bool large = false;
    wide value = 0;
    const char *dot = at < length ? memchr(text + at, '.', length - at) : NULL;
    if (dot)
        while (end > (size_t)(dot - text) + 2 && text[end - 1] == '0') end--; /* zeros that say nothing */
    for (; at < end; at++) {
        if (text[at] == '.' && !point) {
            point = true;
            if (at + 1 == length) return PB_DECIMAL_BAD;
            continue;
        }
        if (text[at] < '0' || text[at] > '9') return PB_DECIMAL_BAD;
        digits++;
        decimals += point;
        large = large || value > ((wide)1 << 120);
        if (!large) value = value * 10 + (text[at] - '0');
    }
    if (!digits) return PB_DECIMAL_BAD;
    if (large) return PB_DECIMAL_LARGE;
    for (size_t i = 0; i < decimals && value; i++) /* value * units / 10^decimals, one prime after the other */
        for (int prime = 2; prime <= 5; prime += 3) {
            if (units % prime == 0) units /= prime;
            else if (value % prime == 0) value /= prime;
            else return PB_DECIMAL_INEXACT;
        }
    if (__builtin_mul_overflow(value, (wide)units, &value)) return PB_DECIMAL_LARGE;
    if (negative) value = -value;
    if (value < INT64_MIN || value > INT64_MAX) return PB_DECIMAL_LARGE;
    *out = (int64_t)value;
    return 0;
}

/* Bytes of one character that is more than one byte long; 0 if it is none. */
static size_t character(const unsigned char *text, size_t left)
{
    unsigned char lead = text[0];
    size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || left < length) return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80) return 0;
    if (lead == 0xe0 && text[1] < 0xa0) return 0; /* could be shorter */
    if (lead == 0xed && text[1] > 0x9f) return 0; /* a surrogate */
    if (lead == 0xf0 && text[1] < 0x90) return 0;
    if (lead == 0xf4 && text[1] > 0x8f) return 0; /* beyond U+10FFFF */
    return length;
}

bool pb_is_utf8(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t at = 0; at < length;) {
        if (bytes[at] < 0x80) {
            at++;
            continue;
        }
        size_t step = character(bytes + at, length - at);
        if (!step) return false;
        at += step;
    }
    return true;
}
