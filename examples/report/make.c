#include "make.h"

#include "gather_row.h"
#include "when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAY(gather, english, german_text) ((gather)->german ? (german_text) : (english))

/* ---- times ----------------------------------------------------------------------------------------------------- */

/* 01/02/2024: one date that can only be one of the two decides for all. */
static int decide_dates(struct gather *gather, struct made *made)
{
    bool dmy = gather->shows_dmy >= 0, mdy = gather->shows_mdy >= 0;
    if (dmy && mdy) {
        const char *other = gather_place(gather, gather->shows_mdy);
        gather_wrong(gather,
                     SAY(gather, "%s: the day comes before the month, in %s behind it; say --date-format",
                         "%s: der Tag steht vor dem Monat, in %s dahinter; --date-format nennen"),
                     gather_place(gather, gather->shows_dmy), other);
        return 1;
    }
    if (gather->open_date >= 0 && !dmy && !mdy) {
        gather_wrong(
            gather,
            SAY(gather,
                "%s, column %s: no date tells whether days or months come first; say --date-format DD/MM/YYYY or "
                "MM/DD/YYYY",
                "%s, Spalte %s: kein Datum sagt, ob erst Tag oder Monat kommt; --date-format DD/MM/YYYY oder "
                "MM/DD/YYYY "
                "nennen"),
            gather_place(gather, gather->open_date), gather_columns(gather, ROLE_TIME, " or "));
        return 1;
    }
    if (gather->other && mdy)
        for (int64_t row = 0; row < gather->rows; row++) gather->time[row] += (int64_t)gather->other[row] * 86400;
    made->date_order = mdy ? WHEN_MDY : dmy ? WHEN_DMY : 0;
    return 0;
}

static int32_t *days_of(const struct gather *gather)
{
    int32_t *days = store_allocate((size_t)gather->rows * sizeof *days);
    for (int64_t row = 0; row < gather->rows; row++) {
        int64_t time = gather->time[row];
        days[row] = (int32_t)(time / 86400 - (time % 86400 < 0));
    }
    return days;
}

/* The clock on the wall is an instant of a zone without offset: its days are the days as written, in the order of the
 * times. */
static void wall_zone(patron_zone *zone)
{
    static const int64_t begin[] = {(int64_t)PATRON_DAY_MIN * 86400};
    static const int32_t none[] = {0};
    memset(zone, 0, sizeof *zone);
    zone->size = sizeof *zone;
    zone->count = 1;
    zone->instant = begin;
    zone->offset = none;
    zone->valid_until = ((int64_t)PATRON_DAY_MAX + 1) * 86400 - 1;
}

static int find_zone(struct gather *gather, struct made *made, patron_zone *zone)
{
    wall_zone(zone);
    if (!gather->flags->zone) return 0;
    if (gather->first_offset < 0) {
        made->zone_idle = true;
        return 0;
    }
    if (gather->first_naive >= 0) {
        const char *other = gather_place(gather, gather->first_offset);
        gather_wrong(gather,
                     SAY(gather, "%s: a time without an offset from UTC, in %s there is one: --tz cannot convert both",
                         "%s: eine Zeit ohne Abstand zu UTC, in %s eine mit: --tz kann nicht beide umrechnen"),
                     gather_place(gather, gather->first_naive), other);
        return 1;
    }
    int64_t first = gather->time[0], last = gather->time[0];
    for (int64_t row = 1; row < gather->rows; row++) {
        if (gather->time[row] < first) first = gather->time[row];
        if (gather->time[row] > last) last = gather->time[row];
    }
    made->zone_used = true;
    if (when_zone(gather->flags->zone, first, last, gather->arena, zone)) return 0;
    gather_wrong(gather,
                 SAY(gather, "--tz: this system knows no zone '%s'", "--tz: dieses System kennt keine Zone '%s'"),
                 gather->flags->zone);
    return 1;
}

/* ---- the book -------------------------------------------------------------------------------------------------- */

static patron_column column_of(int32_t type, int32_t unit, const void *values)
{
    patron_column column;
    memset(&column, 0, sizeof column);
    column.size = sizeof column;
    column.type = type;
    column.unit = unit;
    column.values = values;
    return column;
}

/* A column of numbers of texts: -1 is null. */
static uint8_t *present_bits(const struct gather *gather, const struct texts *texts)
{
    uint8_t *bits = store_allocate((size_t)(gather->rows / 8 + 1));
    for (int64_t row = 0; row < gather->rows; row++)
        if (texts->number[row] >= 0) bits[row >> 3] = (uint8_t)(bits[row >> 3] | 1u << (row & 7));
    return bits;
}

static enum report_role role_named(const char *column)
{
    for (int role = 0; role < ROLES; role++)
        if (strcmp(report_role_name((enum report_role)role), column) == 0) return (enum report_role)role;
    return strcmp(column, "kind") == 0 ? ROLE_STATUS : ROLES;
}

/* What the library says of a row, in words of the shop. */
static const char *said(const struct gather *gather, enum report_role role, const patron_error *error)
{
    if (error->code == PATRON_ERROR_OVERFLOW)
        return SAY(gather, "the sum of all amounts up to this row is too large to be kept exactly",
                   "die Summe aller Beträge bis zu dieser Zeile ist zu groß, um sie genau zu halten");
    if (error->code == PATRON_ERROR_CONFLICT && role == ROLE_ORDER)
        return SAY(gather, "this order id is also used by another customer",
                   "diese Bestellnummer gehört auch zu einem anderen Kunden");
    if (error->code == PATRON_ERROR_CONFLICT && role == ROLE_CATEGORY)
        return SAY(gather, "this product is in another category too; --category - leaves the column out",
                   "dieses Produkt steht auch in einer anderen Kategorie; --category - lässt die Spalte weg");
    return error->message;
}

/* The library counts rows; people count lines of files. */
static void explain(struct gather *gather, const struct made *made, const patron_error *error)
{
    enum report_role role = role_named(error->column);
    const char *place = "", *column = "", *other = "", *hint = "", *what = said(gather, role, error);
    if (role == ROLE_AMOUNT && !gather->map.count[role])
        role = gather->map.count[ROLE_ORDER_TOTAL] ? ROLE_ORDER_TOTAL : ROLE_PRICE;
    if (error->row >= 0 && error->row < gather->rows) place = gather_place(gather, error->row);
    if (error->other_row >= 0 && error->other_row < gather->rows)
        other = arena_format(gather->arena, SAY(gather, " (see %s)", " (siehe %s)"),
                             gather_place(gather, error->other_row));
    if (*place && role < ROLES && gather->map.count[role])
        column =
            arena_format(gather->arena, SAY(gather, ", column %s", ", Spalte %s"), gather_columns(gather, role, " + "));
    if (role_named(error->column) == ROLE_AMOUNT && error->code == PATRON_ERROR_DATA && *place &&
        made->amount[error->row] < 0) {
        what = SAY(gather, "the total of this order is negative", "die Summe dieser Bestellung ist negativ");
        hint = SAY(gather, "; --negative refund takes orders of negative total as refunds",
                   "; mit --negative refund gelten Bestellungen mit negativer Summe als Erstattungen");
    }
    gather_wrong(gather, "%s%s%s%s%s%s", place, column, *place ? ": " : "", what, other, hint);
}

struct columns {
    patron_column customer, time, amount, order, shop, product, category, quantity, discount, cost, kind, label[LABELS];
    patron_label labels[LABELS];
    const patron_label *label_list[LABELS];
    uint8_t *product_bits, *category_bits, *label_bits[LABELS];
    int32_t *days;
};

static const patron_column *texts_column(const struct gather *gather, const struct texts *texts, patron_column *column,
                                         uint8_t **bits)
{
    if (!texts->used) return NULL;
    *column = column_of(PATRON_TYPE_INT32, PATRON_UNIT_NONE, texts->number);
    column->valid = *bits = present_bits(gather, texts);
    return column;
}

static const patron_column *numbers_column(const int64_t *values, patron_column *column)
{
    if (!values) return NULL;
    *column = column_of(PATRON_TYPE_INT64, PATRON_UNIT_NONE, values);
    return column;
}

static void fill_rows(const struct gather *gather, const struct made *made, struct columns *columns, patron_rows *rows)
{
    static const char *const names[LABELS] = {"coupon", "campaign", "channel", "country"};
    memset(rows, 0, sizeof *rows);
    rows->size = sizeof *rows;
    rows->count = gather->rows;
    keys_column(&gather->customer, &columns->customer);
    rows->customer = &columns->customer;
    if (gather->any_time) {
        columns->time = column_of(PATRON_TYPE_INT64, PATRON_UNIT_SECOND, gather->time);
    } else {
        columns->days = days_of(gather);
        columns->time = column_of(PATRON_TYPE_INT32, PATRON_UNIT_DAY, columns->days);
    }
    rows->time = &columns->time;
    rows->amount = numbers_column(made->amount, &columns->amount);
    rows->quantity = numbers_column(made->quantity, &columns->quantity);
    rows->discount = numbers_column(made->discount, &columns->discount);
    rows->cost = numbers_column(made->cost, &columns->cost);
    if (gather->order.count) {
        keys_column(&gather->order, &columns->order);
        rows->order = &columns->order;
    }
    if (gather->shop.count) {
        keys_column(&gather->shop, &columns->shop);
        rows->shop = &columns->shop;
    }
    rows->product = texts_column(gather, &gather->product, &columns->product, &columns->product_bits);
    rows->category = texts_column(gather, &gather->category, &columns->category, &columns->category_bits);
    columns->kind = column_of(PATRON_TYPE_UINT8, PATRON_UNIT_NONE, gather->kind);
    rows->kind = &columns->kind;
    rows->labels = columns->label_list;
    for (int i = 0; i < LABELS; i++) {
        patron_label *label = &columns->labels[rows->label_count];
        if (!gather->labels[i].used) continue;
        memset(label, 0, sizeof *label);
        label->size = sizeof *label;
        label->name = names[i];
        label->column = texts_column(gather, &gather->labels[i], &columns->label[i], &columns->label_bits[i]);
        label->level = PATRON_LABEL_LINE;
        columns->label_list[rows->label_count++] = label;
    }
}

static uint64_t book_flags(const struct gather *gather)
{
    const struct report_flags *flags = gather->flags;
    uint64_t bits = 0;
    if (flags->negative == REPORT_NEGATIVE_REFUND ||
        (flags->negative == REPORT_NEGATIVE_DETECT && gather->map.negative_refund))
        bits |= PATRON_BOOK_NEGATIVE_IS_REFUND;
    if (flags->zero_orders) bits |= PATRON_BOOK_ZERO_ORDERS;
    if (flags->count_by_order) bits |= PATRON_BOOK_COUNT_BY_ORDER;
    if (flags->duplicates) bits |= PATRON_BOOK_FIND_DUPLICATES;
    if (flags->has_observed_from) bits |= PATRON_BOOK_OBSERVED_FROM;
    return bits;
}

int make_book(struct gather *gather, struct made *made, patron_book **book)
{
    patron_zone zone;
    patron_rows rows;
    patron_error error;
    patron_book_options options;
    if (decide_dates(gather, made) || find_zone(gather, made, &zone)) return 1;
    struct columns *columns = store_allocate(sizeof *columns);
    fill_rows(gather, made, columns, &rows);
    for (int64_t row = 0; row < gather->rows; row++) made->guests += keys_is_null(&gather->customer, row);
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.flags = book_flags(gather);
    options.threads = gather->flags->threads;
    options.observed_from = gather->flags->observed_from;
    options.quantity_scale = 1;
    for (int32_t i = 0; i < made->quantity_decimals; i++) options.quantity_scale *= 10;
    options.zone = &zone;
    patron_status status = patron_book_build(&rows, &options, book, &error);
    if (status) explain(gather, made, &error);
    free(columns->days);
    free(columns->product_bits);
    free(columns->category_bits);
    for (int i = 0; i < LABELS; i++) free(columns->label_bits[i]);
    free(columns);
    return status != PATRON_OK;
}
