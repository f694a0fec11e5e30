#include "decimal.h"
#include "gather_row.h"
#include "make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

#define SAY(gather, english, german_text) ((gather)->german ? (german_text) : (english))

/* ---- 1,234 and 1.234 ------------------------------------------------------------------------------------------- */

static int fail(struct gather *gather, int64_t row, const char *english, const char *german)
{
    gather_wrong(gather, "%s: %s", gather_place(gather, row), SAY(gather, english, german));
    return 1;
}

/* Decides from all that was seen whether the comma is the decimal sign. */
static int decide(struct gather *gather, const struct csv_source *source, struct made *made)
{
    bool point = gather->shows_point >= 0, comma = gather->shows_comma >= 0;
    bool open = gather->open_point >= 0 || gather->open_comma >= 0;
    made->open_numbers = open;
    made->comma = comma ? 1 : point ? 0 : -1;
    if (point && comma) {
        const char *other = gather_place(gather, gather->shows_point);
        gather_wrong(
            gather,
            SAY(gather,
                "%s: a number has a decimal comma, in %s one has a decimal point; say --decimals point or comma",
                "%s: eine Zahl hat ein Dezimalkomma, in %s hat eine einen Dezimalpunkt; --decimals point oder comma "
                "nennen"),
            gather_place(gather, gather->shows_comma), other);
        return 1;
    }
    if (!open || point || comma) return 0;
    if (gather->open_comma >= 0)
        return fail(
            gather, gather->open_comma,
            "a number like 1,234 may be one and a bit or a thousand; say --decimals point or --decimals comma",
            "eine Zahl wie 1,234 kann gut eins oder über tausend sein; --decimals point oder --decimals comma nennen");
    if (source->delimiter == ';')
        return fail(
            gather, gather->open_point,
            "a number like 1.234 may be one and a bit or a thousand; say --decimals point or --decimals comma",
            "eine Zahl wie 1.234 kann gut eins oder über tausend sein; --decimals point oder --decimals comma nennen");
    made->comma = 0;
    return 0;
}

static void settle(struct gather *gather, const struct made *made)
{
    for (int which = 0; which < NUMBERS; which++) {
        struct numbers *numbers = &gather->numbers[which];
        for (int64_t row = 0; numbers->used && row < gather->rows; row++) {
            uint8_t code = numbers->code[row];
            if (code == NUMBER_ABSENT || NUMBER_FORM(code) == DECIMAL_PLAIN) continue;
            bool decimal = (NUMBER_FORM(code) == DECIMAL_COMMA_OR_THOUSANDS) == (made->comma == 1);
            int32_t scale = decimal ? NUMBER_SCALE(code) : 0, keep = which == NUMBER_QUANTITY ? 0 : 2;
            for (; scale > keep && numbers->digits[row] % 10 == 0; scale--) numbers->digits[row] /= 10;
            numbers->code[row] = (uint8_t)scale;
        }
    }
}

/* ---- quantity x price ------------------------------------------------------------------------------------------ */

static int overflow(struct gather *gather, int64_t row, enum report_role role)
{
    gather_wrong(gather, SAY(gather, "%s, column %s: the number does not fit into 63 bits at the decimals of this file",
                             "%s, Spalte %s: die Zahl passt mit den Nachkommastellen dieser Datei nicht in 63 Bit"),
                 gather_place(gather, row), gather_columns(gather, role, " + "));
    return 1;
}

static int multiply(struct gather *gather)
{
    struct numbers *price = &gather->numbers[NUMBER_PRICE], *quantity = &gather->numbers[NUMBER_QUANTITY];
    for (int64_t row = 0; row < gather->rows; row++) {
        if (price->code[row] == NUMBER_ABSENT || quantity->code[row] == NUMBER_ABSENT) {
            price->code[row] = NUMBER_ABSENT;
            price->digits[row] = 0;
            continue;
        }
        wide product = (wide)price->digits[row] * quantity->digits[row];
        int32_t scale = NUMBER_SCALE(price->code[row]) + NUMBER_SCALE(quantity->code[row]);
        for (; scale > 2 && product % 10 == 0; scale--) product /= 10;
        if (product > INT64_MAX || product < -INT64_MAX || scale > 31) return overflow(gather, row, ROLE_PRICE);
        price->digits[row] = (int64_t)product;
        price->code[row] = (uint8_t)scale;
    }
    return 0;
}

/* ---- one scale for all amounts --------------------------------------------------------------------------------- */

static int32_t most_decimals(const struct gather *gather, const struct numbers *numbers)
{
    int32_t most = 0;
    for (int64_t row = 0; numbers->used && row < gather->rows; row++) {
        if (numbers->code[row] == NUMBER_ABSENT || numbers->digits[row] == 0) continue;
        int32_t scale = NUMBER_SCALE(numbers->code[row]);
        if (scale > most) most = scale;
    }
    return most;
}

static int rescale(struct gather *gather, int which, enum report_role role, int32_t decimals, struct made *made)
{
    struct numbers *numbers = &gather->numbers[which];
    for (int64_t row = 0; numbers->used && row < gather->rows; row++) {
        if (numbers->code[row] == NUMBER_ABSENT) continue;
        int32_t scale = NUMBER_SCALE(numbers->code[row]);
        int64_t value = numbers->digits[row];
        if (scale <= decimals) {
            if (decimal_scale(value, decimals - scale, &value)) return overflow(gather, row, role);
        } else {
            value = decimal_round(value, scale - decimals);
            int64_t back = 0;
            if (decimal_scale(value, scale - decimals, &back) || back != numbers->digits[row]) made->rounded++;
        }
        numbers->digits[row] = value;
        numbers->code[row] = (uint8_t)decimals;
    }
    return 0;
}

static const enum report_role roles[NUMBERS] = {ROLE_AMOUNT,   ROLE_ORDER_TOTAL, ROLE_PRICE,    ROLE_QUANTITY,
                                                ROLE_COST,     ROLE_REFUNDED,    ROLE_DISCOUNT, ROLE_DISCOUNT,
                                                ROLE_DISCOUNT, ROLE_DISCOUNT};

/* Discounts are written with and without a minus: what was saved is their sum without it. */
static int add_discounts(struct gather *gather)
{
    struct numbers *first = &gather->numbers[NUMBER_DISCOUNT];
    for (int which = NUMBER_DISCOUNT; which < NUMBERS; which++) {
        const struct numbers *numbers = &gather->numbers[which];
        for (int64_t row = 0; numbers->used && row < gather->rows; row++) {
            int64_t value = numbers->digits[row] < 0 ? -numbers->digits[row] : numbers->digits[row];
            if (which == NUMBER_DISCOUNT) first->digits[row] = value;
            else if (__builtin_add_overflow(first->digits[row], value, &first->digits[row]))
                return overflow(gather, row, ROLE_DISCOUNT);
        }
    }
    return 0;
}

/* Without a column of amounts every row is worth 1. */
static void count_rows(struct gather *gather)
{
    struct numbers *numbers = &gather->numbers[NUMBER_AMOUNT];
    for (int64_t row = 0; row < gather->rows; row++) {
        STORE_GROW(numbers->digits, row, numbers->capacity);
        numbers->digits[row] = 1;
    }
    numbers->used = true;
}

int make_numbers(struct gather *gather, const struct csv_source *source, struct made *made)
{
    int round = gather->flags->round >= 0 ? gather->flags->round : gather->map.round;
    struct numbers *numbers = gather->numbers;
    if (decide(gather, source, made)) return 1;
    settle(gather, made);
    if (numbers[NUMBER_PRICE].used && multiply(gather)) return 1;
    for (int which = 0; which < NUMBERS; which++) {
        int32_t most = most_decimals(gather, &numbers[which]);
        int32_t *decimals = which == NUMBER_QUANTITY ? &made->quantity_decimals : &made->decimals;
        if (most > *decimals) *decimals = most;
    }
    if (round >= 0 && made->decimals > round) made->decimals = round;
    for (int which = 0; which < NUMBERS; which++)
        if (rescale(gather, which, roles[which], which == NUMBER_QUANTITY ? made->quantity_decimals : made->decimals,
                    made))
            return 1;
    if (numbers[NUMBER_DISCOUNT].used && add_discounts(gather)) return 1;
    if (!numbers[NUMBER_AMOUNT].used && !numbers[NUMBER_PRICE].used && !numbers[NUMBER_TOTAL].used) count_rows(gather);
    return 0;
}
