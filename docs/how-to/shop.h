/* shop.h: the example shop for the C programs of these pages: reads shop.csv (of patron-generate) and makes a book. Your
 * own program has its columns from a database instead; what it does with them is what shop_book does. */
#ifndef SHOP_H
#define SHOP_H

#include <patron.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AS_OF 20757 /* 2026-10-31: the last day of the data */

enum { SHOP_ROOM = 50000, SHOP_FIELDS = 13 };

/* A column of texts; an empty one is null. */
struct shop_texts {
    char bytes[SHOP_ROOM * 16];
    int32_t ends[SHOP_ROOM + 1];
    uint8_t valid[SHOP_ROOM / 8];
    patron_column column;
};

static void shop_text(struct shop_texts *texts, int64_t row, const char *text)
{
    size_t length = strlen(text), at = (size_t)texts->ends[row];
    if (at + length > sizeof texts->bytes) exit(1);
    memcpy(texts->bytes + at, text, length);
    texts->ends[row + 1] = (int32_t)(at + length);
    if (length > 0) texts->valid[row / 8] |= (uint8_t)(1u << row % 8);
    patron_column column = {.size = sizeof column, .type = PATRON_TYPE_STRING, .values = texts->bytes,
                            .offsets = texts->ends, .valid = texts->valid};
    texts->column = column;
}

/* Every call of the library goes through this: a failure says what was wrong, and ends the program. */
static inline void check(patron_status status, const patron_error *error)
{
    if (status == PATRON_OK) return;
    fprintf(stderr, "%s: %s (row %lld)\n", patron_status_name(status), error->message, (long long)error->row);
    exit(1);
}

static int32_t day_of(int32_t year, int32_t month, int32_t date)
{
    int32_t day = 0;
    patron_error error;
    check(patron_calendar_day(year, month, date, &day, &error), &error);
    return day;
}

/* A day as text: yyyy-mm-dd. */
static inline const char *text_of(int32_t day, char text[16])
{
    int32_t year = 0, month = 0, date = 0;
    if (patron_calendar_date(day, &year, &month, &date, NULL)) return "-";
    snprintf(text, 16, "%04d-%02d-%02d", (int)year, (int)month, (int)date);
    return text;
}

/* Splits a line of a CSV file in place, at commas outside quotes. */
static void shop_split(char *line, char *field[SHOP_FIELDS])
{
    for (int i = 0; i < SHOP_FIELDS; i++) {
        int quoted = *line == '"';
        field[i] = line + quoted;
        line = strpbrk(field[i], quoted ? "\"" : ",\r\n");
        if (!line) exit(1);
        if (quoted) *line++ = 0;
        *line++ = 0;
    }
}

static int64_t shop_cents(const char *text)
{
    int64_t cents = 0;
    for (const char *at = text; *at; at++)
        if (*at >= '0' && *at <= '9') cents = cents * 10 + (*at - '0');
    return *text == '-' ? -cents : cents;
}

static patron_book *shop_book(void)
{
    static struct shop_texts customer, product, category, coupon, campaign, channel;
    static int64_t order[SHOP_ROOM], quantity[SHOP_ROOM], amount[SHOP_ROOM], discount[SHOP_ROOM], cost[SHOP_ROOM];
    static int32_t day[SHOP_ROOM];
    static int8_t kind[SHOP_ROOM];
    int64_t n = 0;
    char line[512], *field[SHOP_FIELDS];
    FILE *file = fopen("shop.csv", "r");
    if (!file || !fgets(line, sizeof line, file)) {
        fprintf(stderr, "no shop.csv: patron-generate --out shop.csv\n");
        exit(1);
    }
    for (; fgets(line, sizeof line, file); n++) {
        if (n == SHOP_ROOM) {
            fprintf(stderr, "shop.csv has more than %d rows\n", SHOP_ROOM);
            exit(1);
        }
        /* order_id,created_at,customer_id,status,coupon,campaign,channel,sku,product,category,quantity,total,discount */
        int year = 0, month = 0, date = 0;
        shop_split(line, field);
        if (sscanf(field[1], "%d-%d-%d", &year, &month, &date) != 3) exit(1);
        order[n] = atoll(field[0]);
        day[n] = day_of(year, month, date);
        kind[n] = field[3][2] == 'm' ? PATRON_KIND_SALE : field[3][2] == 'n' && field[3][0] == 'r' ? PATRON_KIND_RENEWAL
                  : field[3][0] == 'r' ? PATRON_KIND_REFUND : PATRON_KIND_IGNORED;
        quantity[n] = *field[10] ? atoll(field[10]) : 0;
        amount[n] = shop_cents(field[11]);
        discount[n] = shop_cents(field[12]);
        cost[n] = amount[n] <= 0 ? 0 : *field[7] ? (amount[n] + discount[n]) * 55 / 100 : amount[n];
        shop_text(&customer, n, field[2]);
        shop_text(&coupon, n, field[4]);
        shop_text(&campaign, n, field[5]);
        shop_text(&channel, n, field[6]);
        shop_text(&product, n, field[7]);
        shop_text(&category, n, field[9]);
    }
    fclose(file);

    patron_column orders = {.size = sizeof orders, .type = PATRON_TYPE_INT64, .values = order};
    patron_column quantities = orders, amounts = orders, discounts = orders, costs = orders, days = orders, kinds = orders;
    quantities.values = quantity;
    amounts.values = amount;
    discounts.values = discount;
    costs.values = cost;
    days.values = day;
    days.type = PATRON_TYPE_INT32;
    days.unit = PATRON_UNIT_DAY;
    kinds.values = kind;
    kinds.type = PATRON_TYPE_INT8;
    const patron_label coupons = {.size = sizeof coupons, .name = "coupon", .column = &coupon.column};
    const patron_label campaigns = {.size = sizeof campaigns, .name = "campaign", .column = &campaign.column};
    const patron_label channels = {.size = sizeof channels, .name = "channel", .column = &channel.column};
    const patron_label *const labels[] = {&coupons, &campaigns, &channels};
    patron_rows rows = {.size = sizeof rows, .count = n, .customer = &customer.column, .time = &days,
                        .amount = &amounts, .order = &orders, .product = &product.column,
                        .category = &category.column, .quantity = &quantities, .discount = &discounts,
                        .cost = &costs, .kind = &kinds, .labels = labels, .label_count = 3};
    patron_book *book = NULL;
    patron_error error;
    check(patron_book_build(&rows, NULL, &book, &error), &error);
    return book;
}

/* How many customers, products, … (PATRON_KEYS_*) a book has, and the key of one of them. */
static inline int64_t count_of(const patron_book *book, int32_t which)
{
    patron_column keys = {.size = sizeof keys};
    patron_error error;
    int64_t count = 0;
    check(patron_book_keys(book, which, &keys, &count, &error), &error);
    return count;
}

static inline const char *key_of(const patron_book *book, int32_t which, int64_t number)
{
    static char text[4][64];
    static int turn;
    patron_column keys = {.size = sizeof keys};
    patron_error error;
    check(patron_book_keys(book, which, &keys, NULL, &error), &error);
    const int64_t *at = (const int64_t *)keys.offsets + keys.first + number;
    turn = (turn + 1) % 4;
    snprintf(text[turn], sizeof text[turn], "%.*s", (int)(at[1] - at[0]), (const char *)keys.values + at[0]);
    return text[turn];
}

/* The values of a table's column. */
static inline const void *values_of(const patron_table *table, const char *name)
{
    patron_column column = {.size = sizeof column};
    patron_error error;
    check(patron_table_column(table, patron_table_find(table, name), &column, &error), &error);
    return column.values;
}

/* Rows 0 … count-1 in the order of their values, the largest first; equal ones by their keys, as the other languages. */
static inline void largest(const patron_book *book, int32_t which, const int64_t *values, int64_t count, int64_t *rows)
{
    for (int64_t i = 0; i < count; i++) {
        int64_t at = i;
        for (; at > 0; at--) {
            int64_t before = rows[at - 1];
            if (values[before] > values[i] ||
                (values[before] == values[i] && strcmp(key_of(book, which, before), key_of(book, which, i)) < 0))
                break;
            rows[at] = before;
        }
        rows[at] = i;
    }
}

#endif
