#include "orders_csv.h"

#include <patron/calendar.h>

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define FIELDS 16
#define SCALE 1000 /* thousandths */

enum { CUSTOMER, DATE, AMOUNT, INVOICE, QUANTITY, PRICE, ROLES };

struct reading {
    struct orders_csv *orders;
    int column[ROLES]; /* where a role's field is; -1 = not in this file */
    int field, lines, failed;
    char *text[ROLES]; /* of the present line */
    size_t length[ROLES];
};

/* ---- fields ---------------------------------------------------------------------------------------------------- */

int32_t orders_csv_day(const char *text, size_t length)
{
    int year, month, date;
    char copy[11] = "";
    int32_t day;
    if (length < 10) return PATRON_NO_DAY;
    memcpy(copy, text, 10);
    if (sscanf(copy, "%4d-%2d-%2d", &year, &month, &date) != 3) return PATRON_NO_DAY;
    return patron_calendar_day(year, month, date, &day, NULL) ? PATRON_NO_DAY : day;
}

/* "-12.5" in thousandths; 0 if that is not exact or not a number. */
static int decimal(const char *text, size_t length, int64_t *out)
{
    int64_t value = 0;
    int places = -1, negative = length > 0 && text[0] == '-';
    for (size_t i = (size_t)negative; i < length; i++) {
        if (text[i] == '.' && places < 0) places = 0;
        else if (text[i] < '0' || text[i] > '9' || value > INT64_MAX / 100000) return 0;
        else if (places >= 3 && text[i] != '0') return 0;
        else if (places < 3) {
            value = value * 10 + (text[i] - '0');
            if (places >= 0) places++;
        }
    }
    for (places = places < 0 ? 0 : places; places < 3; places++) value *= 10;
    *out = negative ? -value : value;
    return length > (size_t)negative;
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

static void *grown(void *memory, int64_t count, size_t element)
{
    void *larger = realloc(memory, (size_t)count * element);
    if (!larger) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return larger;
}

static void make_room(struct orders_csv *orders, size_t invoice)
{
    if (orders->rows == orders->capacity) {
        orders->capacity = orders->capacity ? 2 * orders->capacity : 65536;
        orders->customer = grown(orders->customer, orders->capacity, sizeof *orders->customer);
        orders->day = grown(orders->day, orders->capacity, sizeof *orders->day);
        orders->amount = grown(orders->amount, orders->capacity, sizeof *orders->amount);
        orders->invoice_end = grown(orders->invoice_end, orders->capacity + 1, sizeof *orders->invoice_end);
        orders->known = grown(orders->known, orders->capacity / 8 + 1, 1);
    }
    if (orders->rows == 0) orders->invoice_end[0] = 0;
    int64_t needed = orders->invoice_end[orders->rows] + (int64_t)invoice;
    if (needed > orders->invoice_capacity) {
        orders->invoice_capacity = 2 * needed;
        orders->invoice = grown(orders->invoice, orders->invoice_capacity, 1);
    }
}

static int add_row(struct reading *at)
{
    struct orders_csv *orders = at->orders;
    int64_t amount = 0, quantity = SCALE, customer = 0;
    int lines = at->column[INVOICE] >= 0, is_known = at->length[CUSTOMER] > 0;
    int32_t day = orders_csv_day(at->text[DATE], at->length[DATE]);
    int money = lines ? PRICE : AMOUNT;
    if (day == PATRON_NO_DAY || !decimal(at->text[money], at->length[money], &amount)) return 0;
    if (lines && !decimal(at->text[QUANTITY], at->length[QUANTITY], &quantity)) return 0;
    if (is_known && !decimal(at->text[CUSTOMER], at->length[CUSTOMER], &customer)) return 0;
    size_t invoice = lines ? at->length[INVOICE] : 0;
    make_room(orders, invoice);
    int64_t row = orders->rows++;
    orders->customer[row] = customer / SCALE;
    orders->day[row] = day;
    orders->amount[row] = amount * (quantity / SCALE);
    if (invoice) memcpy(orders->invoice + orders->invoice_end[row], at->text[INVOICE], invoice);
    orders->invoice_end[row + 1] = orders->invoice_end[row] + (int64_t)invoice;
    if (row % 8 == 0) orders->known[row / 8] = 0;
    if (is_known) orders->known[row / 8] = (uint8_t)(orders->known[row / 8] | 1u << row % 8);
    return 1;
}

/* ---- the parser's callbacks ------------------------------------------------------------------------------------ */

static void head_field(struct reading *at, const char *text, size_t length)
{
    static const struct {
        const char *name;
        int role;
    } names[] = {{"customer_id", CUSTOMER}, {"date", DATE}, {"amount", AMOUNT}, {"InvoiceNo", INVOICE},
                 {"Quantity", QUANTITY}, {"InvoiceDate", DATE}, {"UnitPrice", PRICE}, {"CustomerID", CUSTOMER}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == length && memcmp(names[i].name, text, length) == 0)
            at->column[names[i].role] = at->field;
}

static void on_field(void *text, size_t length, void *context)
{
    struct reading *at = context;
    if (at->lines == 0) head_field(at, text ? text : "", length);
    for (int role = 0; at->lines > 0 && role < ROLES; role++) {
        if (at->column[role] != at->field) continue;
        at->text[role] = grown(at->text[role], (int64_t)length + 1, 1);
        if (length) memcpy(at->text[role], text, length);
        at->length[role] = length;
    }
    at->field++;
}

static void on_line(int end, void *context)
{
    struct reading *at = context;
    (void)end;
    if (at->lines == 0) {
        int lines = at->column[INVOICE] >= 0 && at->column[QUANTITY] >= 0 && at->column[PRICE] >= 0;
        at->failed = at->column[CUSTOMER] < 0 || at->column[DATE] < 0 || (!lines && at->column[AMOUNT] < 0);
    } else if (!at->failed && !add_row(at)) {
        fprintf(stderr, "line %d cannot be read\n", at->lines + 1);
        at->failed = 1;
    }
    for (int role = 0; role < ROLES; role++) at->length[role] = 0;
    at->lines++;
    at->field = 0;
}

int orders_csv_read(const char *path, struct orders_csv *out)
{
    struct reading at = {out, {-1, -1, -1, -1, -1, -1}, 0, 0, 0, {NULL}, {0}};
    struct csv_parser parser;
    char buffer[65536];
    int count = 0;
    memset(out, 0, sizeof *out);
    gzFile file = gzopen(path, "rb");
    if (!file || csv_init(&parser, CSV_APPEND_NULL) != 0) {
        fprintf(stderr, "%s cannot be opened\n", path);
        if (file) gzclose(file);
        return -1;
    }
    while (!at.failed && (count = gzread(file, buffer, sizeof buffer)) > 0)
        at.failed |= csv_parse(&parser, buffer, (size_t)count, on_field, on_line, &at) != (size_t)count;
    if (!at.failed && count == 0) at.failed = csv_fini(&parser, on_field, on_line, &at) != 0;
    at.failed |= count < 0 || out->rows == 0;
    csv_free(&parser);
    gzclose(file);
    for (int role = 0; role < ROLES; role++) free(at.text[role]);
    if (at.column[INVOICE] < 0) {
        free(out->invoice);
        out->invoice = NULL;
    }
    if (!at.failed) return 0;
    fprintf(stderr, "%s is not a file of CDNOW's or Online Retail's layout\n", path);
    orders_csv_free(out);
    return -1;
}

void orders_csv_free(struct orders_csv *orders)
{
    free(orders->customer);
    free(orders->day);
    free(orders->amount);
    free(orders->invoice);
    free(orders->invoice_end);
    free(orders->known);
    memset(orders, 0, sizeof *orders);
}

patron_status orders_csv_book(const struct orders_csv *orders, patron_book **out, patron_error *error)
{
    const patron_column customer = {sizeof customer, PATRON_TYPE_INT64, 0, orders->customer, NULL, orders->known, 0};
    const patron_column day = {sizeof day, PATRON_TYPE_INT32, PATRON_UNIT_DAY, orders->day, NULL, NULL, 0};
    const patron_column amount = {sizeof amount, PATRON_TYPE_INT64, 0, orders->amount, NULL, NULL, 0};
    const patron_column invoice = {sizeof invoice, PATRON_TYPE_STRING64, 0, orders->invoice, orders->invoice_end, NULL,
                                   0};
    patron_rows rows = {.size = sizeof rows, .count = orders->rows, .customer = &customer, .time = &day,
                        .amount = &amount};
    const patron_book_options options = {.size = sizeof options, .flags = PATRON_BOOK_NEGATIVE_IS_REFUND};
    if (orders->invoice) rows.order = &invoice;
    return patron_book_build(&rows, &options, out, error);
}
