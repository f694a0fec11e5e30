#include "gather_row.h"

#include "decimal.h"
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAY(gather, english, german_text) ((gather)->german ? (german_text) : (english))

/* A row before it is appended: all of it is checked first. */
struct candidate {
    int kind;
    int64_t time;
    struct when when; /* when.layout 0: as the row before */
    struct decimal number[NUMBERS];
    int shows[NUMBERS];
    bool present[NUMBERS];
    int64_t refunded_time;
    struct report_text customer, order, own, product, name; /* bytes NULL = none */
    int guest; /* GUEST_* */
    bool goes_on, fallback, by_parent;
};

enum { GUEST_NOT, GUEST_EMPTY, GUEST_ZERO, GUEST_NULL, GUEST_FLAG };

/* ---- fields ---------------------------------------------------------------------------------------------------- */

static struct report_text field(const struct gather *gather, const struct csv_row *row, int32_t column)
{
    int32_t at = gather->place[column];
    return (struct report_text){csv_field(row, at), csv_length(row, at)};
}

/* The first of a role's columns that is not empty; an empty text if there is none. *column says which. */
static struct report_text first_field(const struct gather *gather, const struct csv_row *row, enum report_role role,
                                      int32_t *column)
{
    struct report_text text = {"", 0};
    if (column) *column = gather->map.count[role] ? gather->map.column[role][0] : -1;
    for (int32_t i = 0; i < gather->map.count[role]; i++) {
        text = field(gather, row, gather->map.column[role][i]);
        if (!text.length) continue;
        if (column) *column = gather->map.column[role][i];
        break;
    }
    return text;
}

/* A value for a message: at most 40 bytes, whole characters, on one line. */
static const char *shown(struct report_text text, char out[48])
{
    size_t length = text.length > 40 ? 40 : (size_t)text.length;
    while (length < (size_t)text.length && length > 0 && ((unsigned char)text.bytes[length] & 0xC0u) == 0x80u) length--;
    for (size_t i = 0; i < length; i++) out[i] = (unsigned char)text.bytes[i] < ' ' ? ' ' : text.bytes[i];
    (void)snprintf(out + length, 48 - length, "%s", length < (size_t)text.length ? "..." : "");
    return out;
}

static bool is_word(struct report_text text, const char *small)
{
    size_t length = strlen(small);
    if (text.length != (int64_t)length) return false;
    for (size_t i = 0; i < length; i++) {
        char c = text.bytes[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != small[i]) return false;
    }
    return true;
}

/* false, 0, no, null and nothing are no. */
static bool is_yes(struct report_text text)
{
    static const char *const no[] = {"", "0", "false", "no", "n", "f", "null", "nein", "\\n"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (is_word(text, no[i])) return false;
    return true;
}

/* ---- time ------------------------------------------------------------------------------------------------------ */

/* Weeks of a panel count from Monday 2001-01-01: week 53 begins on 31 December, as in the edible grocery panel. */
#define WEEK_ONE INT64_C(11323)

static bool read_week(struct report_text text, int64_t *out)
{
    int64_t week = 0;
    if (text.length < 1 || text.length > 5) return false;
    for (int64_t i = 0; i < text.length; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
        week = week * 10 + (text.bytes[i] - '0');
    }
    *out = (WEEK_ONE + 7 * (week - 1)) * 86400;
    return week >= 1;
}

static bool naive_is_utc(const struct gather *gather)
{
    return gather->flags->times == REPORT_TIMES_UTC || (gather->flags->times == REPORT_TIMES_DETECT && gather->map.utc);
}

/* With a zone, instants are kept as UTC and cut into days later; without, the clock on the wall is what counts. */
static int64_t seconds_of(const struct gather *gather, const struct when *when)
{
    int64_t wall = (int64_t)when->day * 86400 + when->second;
    return gather->flags->zone && when->has_offset ? wall - when->offset : wall;
}

static bool read_time(struct gather *gather, const struct csv_row *row, struct candidate *out)
{
    int32_t column;
    char text[48];
    struct report_text given = first_field(gather, row, ROLE_TIME, &column);
    if (!given.length && out->goes_on) {
        out->time = gather->time[gather->rows - 1];
        return true;
    }
    if (gather->map.weeks) {
        if (read_week(given, &out->time)) return true;
        return gather_bad(gather, row, column, SAY(gather, "'%s' is not a week", "'%s' ist keine Woche"),
                          shown(given, text));
    }
    if (!when_read(given.bytes, given.length, gather->flags->date_format, &out->when))
        return gather_bad(gather, row, column,
                          SAY(gather, "'%s' is not a date or time", "'%s' ist kein Datum und keine Zeit"),
                          shown(given, text));
    if (out->when.has_time && !out->when.has_offset && naive_is_utc(gather)) out->when.has_offset = true;
    out->time = seconds_of(gather, &out->when);
    return true;
}

static void note_time(struct gather *gather, const struct candidate *row)
{
    const struct when *when = &row->when;
    int64_t at = gather->rows;
    int32_t other = 0;
    if (row->goes_on && when->layout == 0 && gather->other) other = gather->other[at - 1];
    if (when->layout == WHEN_DAY_OR_MONTH) {
        other = when->other - when->day;
        if (gather->open_date < 0) gather->open_date = at;
        if (!gather->other) {
            gather->other_capacity = gather->time_capacity > 256 ? gather->time_capacity : 256;
            gather->other = store_allocate((size_t)gather->other_capacity * sizeof *gather->other);
        }
    }
    if (gather->other) {
        STORE_GROW(gather->other, at, gather->other_capacity);
        gather->other[at] = other;
    }
    if (when->layout == WHEN_ONLY_DMY && gather->shows_dmy < 0) gather->shows_dmy = at;
    if (when->layout == WHEN_ONLY_MDY && gather->shows_mdy < 0) gather->shows_mdy = at;
    if (!when->layout) return;
    gather->any_time |= when->has_time;
    if (when->has_offset && gather->first_offset < 0) gather->first_offset = at;
    if (!when->has_offset && gather->first_naive < 0) gather->first_naive = at;
}

/* ---- numbers --------------------------------------------------------------------------------------------------- */

static const enum report_role number_roles[NUMBER_DISCOUNT] = {ROLE_AMOUNT,   ROLE_ORDER_TOTAL, ROLE_PRICE,
                                                               ROLE_QUANTITY, ROLE_COST,        ROLE_REFUNDED};

static bool needed(const struct gather *gather, int which)
{
    if (which == NUMBER_AMOUNT) return !gather->numbers[NUMBER_TOTAL].used;
    if (which == NUMBER_TOTAL) return !gather->map.count[ROLE_ORDER];
    if (which == NUMBER_PRICE) return !gather->numbers[NUMBER_TOTAL].used;
    return which == NUMBER_QUANTITY && gather->numbers[NUMBER_PRICE].used && !gather->numbers[NUMBER_TOTAL].used;
}

static bool read_number(struct gather *gather, const struct csv_row *row, int which, struct candidate *out)
{
    enum report_role role = which < NUMBER_DISCOUNT ? number_roles[which] : ROLE_DISCOUNT;
    int32_t column = gather->map.column[role][which < NUMBER_DISCOUNT ? 0 : which - NUMBER_DISCOUNT];
    struct report_text given = field(gather, row, column);
    char text[48];
    if (given.length == 0 && !needed(gather, which)) return true;
    int round = gather->flags->round >= 0 ? gather->flags->round : gather->map.round;
    bool piece = which == NUMBER_QUANTITY;
    int wrong = decimal_read(given.bytes, given.length, gather->flags->decimals, piece ? 0 : 2, piece ? -1 : round,
                             &out->number[which], &out->shows[which]);
    if (wrong == DECIMAL_LONG && round < 0 && !memchr(given.bytes, '.', (size_t)given.length) &&
        !memchr(given.bytes, ',', (size_t)given.length))
        return gather_bad(
            gather, row, column,
            SAY(gather, "'%s' is too large to be kept exactly", "'%s' ist zu groß, um es genau zu halten"),
            shown(given, text));
    if (wrong == DECIMAL_LONG)
        return gather_bad(gather, row, column,
                          SAY(gather, "'%s' has more digits than can be kept exactly; --round 2 drops the last ones",
                              "'%s' hat mehr Stellen, als sich genau halten lassen; --round 2 lässt die letzten weg"),
                          shown(given, text));
    if (wrong && piece)
        return gather_bad(gather, row, column, SAY(gather, "'%s' is not a quantity", "'%s' ist keine Menge"),
                          shown(given, text));
    if (wrong)
        return gather_bad(gather, row, column, SAY(gather, "'%s' is not an amount", "'%s' ist kein Betrag"),
                          shown(given, text));
    out->present[which] = true;
    return true;
}

static void append_number(struct gather *gather, int which, const struct candidate *row)
{
    struct numbers *numbers = &gather->numbers[which];
    int64_t at = gather->rows;
    STORE_GROW(numbers->digits, at, numbers->capacity);
    STORE_GROW(numbers->code, at, numbers->code_capacity);
    numbers->digits[at] = row->present[which] ? row->number[which].digits : 0;
    numbers->code[at] = NUMBER_ABSENT;
    if (!row->present[which]) return;
    numbers->code[at] = (uint8_t)(row->number[which].scale | row->number[which].form << 5);
    if (row->shows[which] == DECIMAL_SHOWS_POINT && gather->shows_point < 0) gather->shows_point = at;
    if (row->shows[which] == DECIMAL_SHOWS_COMMA && gather->shows_comma < 0) gather->shows_comma = at;
    if (row->number[which].form == DECIMAL_POINT_OR_THOUSANDS && gather->open_point < 0) gather->open_point = at;
    if (row->number[which].form == DECIMAL_COMMA_OR_THOUSANDS && gather->open_comma < 0) gather->open_comma = at;
    if (which >= NUMBER_DISCOUNT && row->number[which].digits < 0) gather->negative_discounts++;
}

/* ---- kind ------------------------------------------------------------------------------------------------------ */

static int status_kind(struct gather *gather, struct report_text text)
{
    int32_t number = dictionary_number(&gather->statuses, text.bytes, text.length);
    if (number >= gather->status_capacity) {
        int64_t before = gather->status_capacity;
        gather->status = store_more(gather->status, &gather->status_capacity, number + 1, sizeof *gather->status);
        memset(gather->status + before, 0, (size_t)(gather->status_capacity - before) * sizeof *gather->status);
    }
    if (gather->status[number].rows++ == 0)
        gather->status[number].status = status_of(gather->map.words, gather->flags->kinds, text.bytes, text.length);
    return gather->status[number].status;
}

static void read_kind(struct gather *gather, const struct csv_row *row, struct candidate *out)
{
    struct report_text parent = first_field(gather, row, ROLE_PARENT, NULL);
    bool negative = (out->present[NUMBER_AMOUNT] && out->number[NUMBER_AMOUNT].digits < 0) ||
                    (out->present[NUMBER_TOTAL] && out->number[NUMBER_TOTAL].digits < 0);
    out->kind = STATUS_SALE;
    if (gather->map.count[ROLE_STATUS]) {
        struct report_text status = first_field(gather, row, ROLE_STATUS, NULL);
        out->kind = !status.length && out->goes_on ? gather->kind[gather->rows - 1] : status_kind(gather, status);
    } else if (out->goes_on) {
        out->kind = gather->kind[gather->rows - 1];
    }
    if (negative && gather->map.refunds_may_have_rows && out->kind != STATUS_IGNORED &&
        gather->flags->negative == REPORT_NEGATIVE_DETECT) {
        out->kind = STATUS_REFUND;
        gather->negative_rows++;
    }
    if (negative && is_yes(parent)) {
        out->kind = STATUS_REFUND;
        out->own = out->order;
        out->order = parent;
        out->by_parent = true;
    }
}

/* Cancelled orders and tests are left out whatever their status says. */
static void read_cancelled(struct gather *gather, const struct csv_row *row, struct candidate *out)
{
    if (gather->map.count[ROLE_CANCELLED] && is_yes(first_field(gather, row, ROLE_CANCELLED, NULL))) {
        out->kind = STATUS_IGNORED;
        gather->cancelled++;
    } else if (gather->map.count[ROLE_TEST] && is_yes(first_field(gather, row, ROLE_TEST, NULL))) {
        out->kind = STATUS_IGNORED;
        gather->tests++;
    }
}

/* ---- customers and orders -------------------------------------------------------------------------------------- */

static int guest_of(const struct gather *gather, struct report_text text)
{
    if (text.length == 0) return GUEST_EMPTY;
    if (text.length == 1 && text.bytes[0] == '0') return GUEST_ZERO;
    if (is_word(text, "null") || is_word(text, "\\n")) return GUEST_NULL;
    for (int i = 0; i < gather->flags->guest_count; i++)
        if ((int64_t)strlen(gather->flags->guests[i]) == text.length &&
            memcmp(gather->flags->guests[i], text.bytes, (size_t)text.length) == 0)
            return GUEST_FLAG;
    return GUEST_NOT;
}

static void read_customer(const struct gather *gather, const struct csv_row *row, struct candidate *out)
{
    int first = GUEST_EMPTY;
    for (int32_t i = 0; i < gather->map.count[ROLE_CUSTOMER]; i++) {
        struct report_text text = field(gather, row, gather->map.column[ROLE_CUSTOMER][i]);
        int guest = guest_of(gather, text);
        if (i == 0) first = guest;
        if (guest) continue;
        out->customer = text;
        out->fallback = i > 0;
        return;
    }
    out->guest = first;
}

/* Whether an order of the row before goes on in this one. */
static bool goes_on(const struct gather *gather, struct report_text order)
{
    int64_t last = gather->last_carry;
    if (!gather->map.carry || last < 0 || last != gather->rows - 1 || gather->orders.number[last] < 0) return false;
    const struct report_text *text = &gather->orders.dictionary.text[gather->orders.number[last]];
    return order.length == text->length && memcmp(order.bytes, text->bytes, (size_t)order.length) == 0;
}

/* One currency a book. True if the row is to be left out, or the file is wrong. */
static bool leave_out_currency(struct gather *gather, const struct csv_row *row, struct report_text order)
{
    const char *only = gather->flags->only_currency;
    struct report_text currency = first_field(gather, row, ROLE_CURRENCY, NULL);
    if (!currency.length)
        return gather->map.carry && gather->skipped_length && gather->skipped_length == order.length &&
               memcmp(gather->skipped_order, order.bytes, (size_t)order.length) == 0;
    gather->skipped_length = 0;
    if (only &&
        ((int64_t)strlen(only) != currency.length || memcmp(only, currency.bytes, (size_t)currency.length) != 0)) {
        STORE_GROW(gather->skipped_order, order.length, gather->skipped_capacity);
        memcpy(gather->skipped_order, order.bytes, (size_t)order.length);
        gather->skipped_length = order.length;
        return true;
    }
    if (dictionary_number(&gather->currencies, currency.bytes, currency.length) == 0) return false;
    char text[48], first[48];
    gather_wrong(
        gather,
        SAY(gather,
            "%s line %lld: the currency is '%s', before it was '%s'; --only-currency %s reads the orders of one",
            "%s Zeile %lld: die Währung ist '%s', davor war sie '%s'; --only-currency %s liest die Bestellungen einer"),
        csv_name(gather->flags->files[gather->file]), (long long)row->line, shown(currency, text),
        shown(gather->currencies.text[0], first), first);
    return true;
}

static bool read_refunded_time(struct gather *gather, const struct csv_row *row, struct candidate *out)
{
    int32_t column;
    char text[48];
    struct report_text given = first_field(gather, row, ROLE_REFUNDED_TIME, &column);
    struct when when;
    out->refunded_time = INT64_MIN;
    if (!is_yes(given)) return true;
    if (!when_read(given.bytes, given.length, gather->flags->date_format, &when) || when.layout == WHEN_DAY_OR_MONTH)
        return gather_bad(gather, row, column,
                          SAY(gather, "'%s' is not a date or time that can be told without --date-format",
                              "'%s' ist kein Datum, das sich ohne --date-format lesen lässt"),
                          shown(given, text));
    if (when.has_time && !when.has_offset && naive_is_utc(gather)) when.has_offset = true;
    out->refunded_time = seconds_of(gather, &when);
    return true;
}

/* ---- appending ------------------------------------------------------------------------------------------------- */

static void append_text(struct texts *texts, int64_t at, struct report_text text)
{
    if (!texts->used) return;
    STORE_GROW(texts->number, at, texts->capacity);
    texts->number[at] = text.length ? dictionary_number(&texts->dictionary, text.bytes, text.length) : -1;
}

static void append_key(struct keys *keys, struct report_text text)
{
    if (text.length) keys_add(keys, text.bytes, text.length);
    else keys_add_null(keys);
}

static void append_product(struct gather *gather, const struct candidate *row)
{
    int64_t before = gather->product.dictionary.count, at = gather->rows;
    append_text(&gather->product, at, row->product);
    int32_t number = gather->product.number[at];
    if (number < 0) return;
    if (gather->product.dictionary.count > before) {
        STORE_GROW(gather->product_name, number, gather->product_name_capacity);
        gather->product_name[number] = (struct report_text){"", 0};
    }
    struct report_text *name = &gather->product_name[number];
    if (!row->name.length ||
        (name->length == row->name.length && memcmp(name->bytes, row->name.bytes, (size_t)name->length) == 0))
        return;
    /* The first name stays: later ones are often remarks ("damaged", "found"). */
    if (!name->length)
        *name = (struct report_text){arena_text(gather->arena, row->name.bytes, row->name.length), row->name.length};
}

static void append(struct gather *gather, const struct csv_row *row, const struct candidate *made)
{
    int64_t at = gather->rows;
    static const enum report_role labels[LABELS] = {ROLE_COUPON, ROLE_CAMPAIGN, ROLE_CHANNEL, ROLE_COUNTRY};
    STORE_GROW(gather->line, at, gather->line_capacity);
    STORE_GROW(gather->kind, at, gather->kind_capacity);
    STORE_GROW(gather->time, at, gather->time_capacity);
    gather->line[at] = row->line > UINT32_MAX ? UINT32_MAX : (uint32_t)row->line;
    gather->kind[at] = (uint8_t)made->kind;
    gather->time[at] = made->time;
    note_time(gather, made);
    for (int i = 0; i < NUMBERS; i++)
        if (gather->numbers[i].used) append_number(gather, i, made);
    if (made->goes_on && !made->customer.length) keys_add_copy(&gather->customer, at - 1);
    else append_key(&gather->customer, made->customer);
    if (gather->map.count[ROLE_ORDER]) append_key(&gather->order, made->order);
    append_text(&gather->orders, at, made->order);
    if (gather->map.count[ROLE_PARENT] && gather->orders.used) {
        STORE_GROW(gather->own, at, gather->own_capacity);
        gather->own[at] =
            made->own.length ? dictionary_number(&gather->orders.dictionary, made->own.bytes, made->own.length) : -1;
    }
    if (gather->map.count[ROLE_SHOP]) append_key(&gather->shop, first_field(gather, row, ROLE_SHOP, NULL));
    if (gather->product.used) append_product(gather, made);
    if (gather->category.used) append_text(&gather->category, at, first_field(gather, row, ROLE_CATEGORY, NULL));
    for (int i = 0; i < LABELS; i++)
        if (gather->labels[i].used) append_text(&gather->labels[i], at, first_field(gather, row, labels[i], NULL));
    if (gather->map.count[ROLE_REFUNDED_TIME]) {
        STORE_GROW(gather->refunded_time, at, gather->refunded_capacity);
        gather->refunded_time[at] = made->refunded_time;
    }
    int64_t *guests[] = {NULL, &gather->guests_empty, &gather->guests_zero, &gather->guests_null, &gather->guests_flag};
    if (made->guest && !made->goes_on) ++*guests[made->guest];
    gather->fallbacks += made->fallback;
    gather->by_parent += made->by_parent;
    gather->carried += made->goes_on;
    gather->last_carry = at;
    gather->rows++;
}

void gather_row(struct gather *gather, const struct csv_row *row)
{
    struct candidate made;
    memset(&made, 0, sizeof made);
    gather->read++;
    if (row->count != gather->fields) {
        (void)gather_bad(gather, row, -1, SAY(gather, "%d columns instead of %d", "%d Spalten statt %d"),
                         (int)row->count, (int)gather->fields);
        return;
    }
    if (row->not_utf8 >= 0) {
        (void)gather_bad(gather, row, -1,
                         SAY(gather, "the text is not UTF-8; say what it is, as in --encoding windows-1252",
                             "der Text ist kein UTF-8; die Kodierung nennen, etwa --encoding windows-1252"));
        return;
    }
    made.order = first_field(gather, row, ROLE_ORDER, NULL);
    if (gather->map.count[ROLE_CURRENCY] && leave_out_currency(gather, row, made.order)) {
        gather->other_currency++;
        return;
    }
    made.goes_on = goes_on(gather, made.order);
    if (!read_time(gather, row, &made)) return;
    for (int i = 0; i < NUMBERS; i++)
        if (gather->numbers[i].used && !read_number(gather, row, i, &made)) return;
    if (gather->map.count[ROLE_REFUNDED_TIME] && !read_refunded_time(gather, row, &made)) return;
    read_kind(gather, row, &made);
    read_cancelled(gather, row, &made);
    read_customer(gather, row, &made);
    if (gather->product.used) made.product = first_field(gather, row, ROLE_PRODUCT, NULL);
    if (gather->map.no_product && recognise_in(gather->map.no_product, made.product)) {
        (void)dictionary_number(&gather->no_products, made.product.bytes, made.product.length);
        made.product.length = 0;
        gather->no_product++;
    }
    if (gather->map.count[ROLE_PRODUCT_NAME]) made.name = first_field(gather, row, ROLE_PRODUCT_NAME, NULL);
    append(gather, row, &made);
}
