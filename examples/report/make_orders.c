#include "gather_row.h"
#include "make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAY(gather, english, german_text) ((gather)->german ? (german_text) : (english))

/* What is known of each order of gather->orders. Rows of refunds are no part of it. */
struct orders {
    int64_t count;
    int64_t *first; /* its first row, -1 = it has refunds only */
    int64_t *total; /* of the total column */
    int64_t *sum; /* of its rows' amounts */
    int64_t *refunded;
    uint8_t *has_total;
    uint8_t *has_refunds; /* rows of refunds */
};

static bool is_sale(const struct gather *gather, int64_t row) { return gather->kind[row] != STATUS_REFUND; }

static int fail_order(struct gather *gather, int64_t row, enum report_role role, const char *what)
{
    const struct report_text *text = &gather->orders.dictionary.text[gather->orders.number[row]];
    gather_wrong(gather, SAY(gather, "%s, column %s: order %.*s %s", "%s, Spalte %s: Bestellung %.*s %s"),
                 gather_place(gather, row), gather_columns(gather, role, " + "),
                 (int)(text->length > 60 ? 60 : text->length), text->bytes, what);
    return 1;
}

/* ---- rows of our own ------------------------------------------------------------------------------------------- */

static void more_number(int64_t **array, int64_t *capacity, int64_t row, int64_t value)
{
    STORE_GROW(*array, row, *capacity);
    (*array)[row] = value;
}

static void more_text(struct texts *texts, int64_t row)
{
    if (!texts->used) return;
    STORE_GROW(texts->number, row, texts->capacity);
    texts->number[row] = -1;
}

/* Appends a row without product to the order of row `from`. */
static void add_row(struct gather *gather, struct numbers *amounts, int64_t from, int64_t amount, int kind,
                    int64_t time)
{
    int64_t row = gather->rows;
    STORE_GROW(gather->line, row, gather->line_capacity);
    STORE_GROW(gather->kind, row, gather->kind_capacity);
    STORE_GROW(gather->time, row, gather->time_capacity);
    gather->line[row] = gather->line[from];
    gather->kind[row] = (uint8_t)kind;
    gather->time[row] = time;
    if (gather->other) {
        STORE_GROW(gather->other, row, gather->other_capacity);
        gather->other[row] = time == gather->time[from] ? gather->other[from] : 0;
    }
    more_number(&amounts->digits, &amounts->capacity, row, amount);
    for (int which = 0; which < NUMBERS; which++)
        if (gather->numbers[which].used && &gather->numbers[which] != amounts)
            more_number(&gather->numbers[which].digits, &gather->numbers[which].capacity, row, 0);
    keys_add_copy(&gather->customer, from);
    if (gather->order.count) keys_add_copy(&gather->order, from);
    if (gather->shop.count) keys_add_copy(&gather->shop, from);
    more_text(&gather->product, row);
    more_text(&gather->category, row);
    for (int i = 0; i < LABELS; i++) more_text(&gather->labels[i], row);
    gather->rows++;
}

/* ---- totals ---------------------------------------------------------------------------------------------------- */

static int read_totals(struct gather *gather, struct orders *orders)
{
    const struct numbers *totals = &gather->numbers[NUMBER_TOTAL];
    for (int64_t row = 0; row < gather->rows; row++) {
        int32_t order = gather->orders.number[row];
        if (order < 0 || !is_sale(gather, row)) continue;
        if (orders->first[order] < 0) orders->first[order] = row;
        if (totals->code[row] == NUMBER_ABSENT) continue;
        if (orders->has_total[order] && orders->total[order] != totals->digits[row])
            return fail_order(
                gather, row, ROLE_ORDER_TOTAL,
                SAY(gather, "has another total in an earlier line; if it is a line's amount, name it with --amount",
                    "hat in einer früheren Zeile eine andere Summe; ist es ein Zeilenbetrag, dann mit --amount "
                    "nennen"));
        orders->has_total[order] = 1;
        orders->total[order] = totals->digits[row];
    }
    for (int64_t order = 0; order < orders->count; order++)
        if (orders->first[order] >= 0 && !orders->has_total[order])
            return fail_order(gather, orders->first[order], ROLE_ORDER_TOTAL,
                              SAY(gather, "has no total", "hat keine Summe"));
    return 0;
}

static int missing_total(struct gather *gather, int64_t row)
{
    gather_wrong(gather, SAY(gather, "%s, column %s: there is no total", "%s, Spalte %s: die Summe fehlt"),
                 gather_place(gather, row), gather_columns(gather, ROLE_ORDER_TOTAL, " + "));
    return 1;
}

/* A refund of several rows that repeat its total: it counts in the first of them. */
static void spread_refunds(struct gather *gather, const struct orders *orders, struct numbers *totals)
{
    if (!gather->own) return;
    int64_t *first = store_allocate((size_t)(orders->count + 1) * sizeof *first);
    for (int64_t row = 0; row < gather->rows; row++) {
        int32_t own = gather->own[row];
        if (own < 0) continue;
        if (!first[own]) first[own] = row + 1;
        else if (totals->digits[row] == totals->digits[first[own] - 1]) totals->digits[row] = 0;
    }
    free(first);
}

/* The total of each order in its first row, and 0 in its others. */
static int spread_totals(struct gather *gather, const struct orders *orders, struct made *made)
{
    struct numbers *totals = &gather->numbers[NUMBER_TOTAL], *discounts = &gather->numbers[NUMBER_DISCOUNT];
    for (int64_t row = 0; row < gather->rows; row++) {
        int32_t order = gather->orders.number[row];
        if (order < 0 || !is_sale(gather, row)) {
            if (totals->code[row] == NUMBER_ABSENT) return missing_total(gather, row);
            continue;
        }
        bool first = orders->first[order] == row;
        if (!first && totals->code[row] != NUMBER_ABSENT) made->repeated_totals++;
        totals->digits[row] = first ? orders->total[order] : 0;
        if (!first && discounts->used) discounts->digits[row] = 0;
    }
    return 0;
}

/* Lines have amounts of their own: what the total has beyond them (shipping, tax, a discount of the order) is one more
 * line, so that the order is worth its total. */
static int add_rests(struct gather *gather, struct orders *orders, struct numbers *lines, struct made *made)
{
    const struct numbers *totals = &gather->numbers[NUMBER_TOTAL];
    struct numbers *discounts = &gather->numbers[NUMBER_DISCOUNT];
    int64_t rows = gather->rows;
    for (int64_t row = 0; row < rows; row++) {
        int32_t order = gather->orders.number[row];
        if (order < 0 || !is_sale(gather, row)) {
            if (totals->code[row] == NUMBER_ABSENT) return missing_total(gather, row);
            lines->digits[row] = totals->digits[row];
            continue;
        }
        if (orders->first[order] != row && discounts->used) discounts->digits[row] = 0;
        if (__builtin_add_overflow(orders->sum[order], lines->digits[row], &orders->sum[order]))
            return fail_order(gather, row, ROLE_AMOUNT,
                              SAY(gather, "does not fit into 63 bits", "passt nicht in 63 Bit"));
    }
    for (int64_t order = 0; order < orders->count; order++) {
        int64_t rest, first = orders->first[order];
        if (first < 0) continue;
        if (__builtin_sub_overflow(orders->total[order], orders->sum[order], &rest))
            return fail_order(gather, first, ROLE_ORDER_TOTAL,
                              SAY(gather, "does not fit into 63 bits", "passt nicht in 63 Bit"));
        if (rest == 0) continue;
        add_row(gather, lines, first, rest, gather->kind[first], gather->time[first]);
        gather->orders.number =
            store_more(gather->orders.number, &gather->orders.capacity, gather->rows, sizeof(int32_t));
        gather->orders.number[gather->rows - 1] = (int32_t)order;
        made->lines_beyond++;
    }
    return 0;
}

/* ---- refunds --------------------------------------------------------------------------------------------------- */

static int64_t refund_time(const struct gather *gather, int64_t row)
{
    bool said = gather->refunded_time && gather->refunded_time[row] != INT64_MIN;
    return said ? gather->refunded_time[row] : gather->time[row];
}

/* What was given back of a row's order, by the column; 0 = nothing or not said. */
static int64_t refunded_of(const struct gather *gather, int64_t row)
{
    const struct numbers *refunded = &gather->numbers[NUMBER_REFUNDED];
    if (!refunded->used || refunded->code[row] == NUMBER_ABSENT) return 0;
    return refunded->digits[row] < 0 ? -refunded->digits[row] : refunded->digits[row];
}

static void add_refund(struct gather *gather, struct made *made, struct numbers *amounts, int64_t row, int64_t said,
                       int64_t whole)
{
    if (gather->kind[row] == STATUS_IGNORED) return;
    if (said) made->refunds_partial++;
    else if (gather->kind[row] == STATUS_REFUNDED && whole > 0) made->refunds_whole++;
    else return;
    add_row(gather, amounts, row, said ? said : whole, STATUS_REFUND, refund_time(gather, row));
}

/* The customer of a row and an amount, as one text. */
static const char *customer_and_amount(const struct gather *gather, int64_t row, int64_t amount)
{
    const struct keys *keys = &gather->customer;
    if (keys_is_null(keys, row)) return arena_format(gather->arena, "%lld", (long long)amount);
    if (!keys->strings)
        return arena_format(gather->arena, "%lld %lld", (long long)amount, (long long)keys->integer[row]);
    return arena_format(gather->arena, "%lld %.*s", (long long)amount, (int)(keys->offset[row + 1] - keys->offset[row]),
                        keys->bytes + keys->offset[row]);
}

/* Gives row r the order id of row from[r]. */
static void copy_ids(struct gather *gather, const int64_t *from)
{
    struct keys old = gather->order;
    char text[24];
    memset(&gather->order, 0, sizeof gather->order);
    for (int64_t row = 0; row < gather->rows; row++) {
        int64_t of = from[row];
        if (keys_is_null(&old, of)) keys_add_null(&gather->order);
        else if (old.strings) keys_add(&gather->order, old.bytes + old.offset[of], old.offset[of + 1] - old.offset[of]);
        else keys_add(&gather->order, text, snprintf(text, sizeof text, "%lld", (long long)old.integer[of]));
    }
    keys_free(&old);
}

/* Refunds with ids of their own that do not name their order: one over the whole of it belongs to the order of the same
 * customer whose status is refunded. */
static void match_refunds(struct gather *gather, struct orders *orders, const struct numbers *amounts)
{
    struct dictionary known = {.arena = gather->arena};
    int64_t *row_of = store_allocate((size_t)(gather->rows + orders->count + 1) * sizeof *row_of);
    int64_t *from = store_allocate((size_t)(gather->rows + 1) * sizeof *from);
    bool any = false;
    for (int64_t row = 0; row < gather->rows; row++) {
        from[row] = row;
        if (is_sale(gather, row) || (gather->orders.number[row] >= 0 && orders->first[gather->orders.number[row]] >= 0))
            continue;
        const char *text = customer_and_amount(gather, row, -amounts->digits[row]);
        row_of[dictionary_number(&known, text, (int64_t)strlen(text))] = row + 1;
    }
    for (int64_t order = 0; order < orders->count; order++) {
        int64_t first = orders->first[order];
        if (first < 0 || gather->kind[first] != STATUS_REFUNDED) continue;
        const char *text = customer_and_amount(gather, first, orders->sum[order]);
        int32_t number = dictionary_number(&known, text, (int64_t)strlen(text));
        if (!row_of[number]) continue;
        from[row_of[number] - 1] = first;
        row_of[number] = 0;
        orders->has_refunds[order] = 1;
        any = true;
    }
    if (any) copy_ids(gather, from);
    free(row_of);
    free(from);
    dictionary_free(&known);
}

/* What a column or the status says of refunds is taken where the order has no rows of refunds. */
static int add_refunds(struct gather *gather, struct orders *orders, struct numbers *amounts, struct made *made)
{
    int64_t rows = gather->rows;
    memset(orders->sum, 0, (size_t)orders->count * sizeof *orders->sum);
    for (int64_t row = 0; row < rows; row++) {
        int32_t order = gather->orders.used ? gather->orders.number[row] : -1;
        if (!is_sale(gather, row)) {
            if (order >= 0) orders->has_refunds[order] = 1;
            continue;
        }
        if (order < 0) {
            add_refund(gather, made, amounts, row, refunded_of(gather, row), amounts->digits[row]);
            continue;
        }
        if (orders->first[order] < 0) orders->first[order] = row;
        if (!orders->refunded[order] && row < made->rows_given) orders->refunded[order] = refunded_of(gather, row);
        if (__builtin_add_overflow(orders->sum[order], amounts->digits[row], &orders->sum[order]))
            return fail_order(gather, row, ROLE_AMOUNT,
                              SAY(gather, "does not fit into 63 bits", "passt nicht in 63 Bit"));
    }
    if (gather->negative_rows && gather->orders.used) match_refunds(gather, orders, amounts);
    for (int64_t order = 0; order < orders->count; order++)
        if (orders->first[order] >= 0 && !orders->has_refunds[order])
            add_refund(gather, made, amounts, orders->first[order], orders->refunded[order], orders->sum[order]);
    return 0;
}

static bool any_refunds(const struct gather *gather)
{
    for (int64_t row = 0; row < gather->rows; row++)
        if (gather->kind[row] == STATUS_REFUNDED || refunded_of(gather, row)) return true;
    return false;
}

/* A refund hangs on its order by the order's id: where the file has none, the rows are numbered. */
static void number_orders(struct gather *gather, struct made *made)
{
    char text[24];
    for (int64_t row = 0; row < gather->rows; row++)
        keys_add(&gather->order, text, snprintf(text, sizeof text, "%lld", (long long)row));
    made->made_orders = true;
}

int make_orders(struct gather *gather, struct made *made)
{
    struct numbers *numbers = gather->numbers;
    bool totals = numbers[NUMBER_TOTAL].used, lines = numbers[NUMBER_AMOUNT].used || numbers[NUMBER_PRICE].used;
    struct numbers *amounts = numbers[NUMBER_AMOUNT].used  ? &numbers[NUMBER_AMOUNT]
                              : numbers[NUMBER_PRICE].used ? &numbers[NUMBER_PRICE]
                                                           : &numbers[NUMBER_TOTAL];
    bool refunds = any_refunds(gather);
    struct orders orders = {.count = gather->orders.used ? gather->orders.dictionary.count : 0};
    size_t bytes = (size_t)(orders.count + 1) * sizeof(int64_t);
    int failed = 0;
    made->rows_given = gather->rows;
    orders.first = store_allocate(bytes);
    orders.total = store_allocate(bytes);
    orders.sum = store_allocate(bytes);
    orders.refunded = store_allocate(bytes);
    orders.has_total = store_allocate(bytes);
    orders.has_refunds = store_allocate(bytes);
    for (int64_t i = 0; i < orders.count; i++) orders.first[i] = -1;
    if (totals && gather->orders.used) {
        failed = read_totals(gather, &orders);
        if (!failed) spread_refunds(gather, &orders, &numbers[NUMBER_TOTAL]);
        if (!failed) failed = lines ? add_rests(gather, &orders, amounts, made) : spread_totals(gather, &orders, made);
    }
    if (!failed && refunds && !gather->order.count) number_orders(gather, made);
    if (!failed && refunds) failed = add_refunds(gather, &orders, amounts, made);
    free(orders.first);
    free(orders.total);
    free(orders.sum);
    free(orders.refunded);
    free(orders.has_total);
    free(orders.has_refunds);
    for (int64_t row = 0; row < gather->rows; row++)
        if (gather->kind[row] == STATUS_REFUNDED) gather->kind[row] = STATUS_SALE;
    made->amount = amounts->digits;
    made->quantity = numbers[NUMBER_QUANTITY].used ? numbers[NUMBER_QUANTITY].digits : NULL;
    made->discount = numbers[NUMBER_DISCOUNT].used ? numbers[NUMBER_DISCOUNT].digits : NULL;
    made->cost = numbers[NUMBER_COST].used ? numbers[NUMBER_COST].digits : NULL;
    return failed;
}
