#include "points.h"

#include "csvfile.h"
#include "decimal.h"
#include "store.h"
#include "when.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAY(file, english, in_german) ((file)->german ? (in_german) : (english))
#define DAY_SECONDS 86400

enum { CUSTOMER, TIME, KIND, AMOUNT, ORDER, EVENT, EXPIRES, RESTORE, COLUMNS };

/* What a column may be called, by small letters and digits; the first name is the one in messages. */
static const char *const column_names[COLUMNS] = {"customer|customerid|email|kunde|kundennummer",
                                                  "time|date|day|createdat|datum|zeit",
                                                  "kind|type|event|art",
                                                  "amount|points|value|betrag|punkte",
                                                  "order|orderid|ordernumber|bestellung",
                                                  "id|eventid|ereignis",
                                                  "expires|expiresat|validuntil|verfall",
                                                  "restore"};

/* A column of whole numbers that may be empty. */
struct sparse {
    int64_t *value;
    uint8_t *valid;
    int64_t capacity, valid_capacity;
};

struct points_file {
    const struct report_flags *flags;
    const struct points_rule *rule;
    bool german;
    int32_t column[COLUMNS]; /* of the file, -1 = none */
    bool header_seen, failed;
    int64_t rows;
    struct keys customer, order, event;
    int64_t *time, *amount, *line;
    int32_t *kind;
    int64_t time_capacity, amount_capacity, line_capacity, kind_capacity;
    struct sparse expires, restore;
    char *message;
    size_t capacity;
};

/* ---- messages ---------------------------------------------------------------------------------------------------- */

static bool wrong(struct points_file *file, int64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool wrong(struct points_file *file, int64_t line, const char *format, ...)
{
    char what[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (line > 0)
        (void)snprintf(file->message, file->capacity, SAY(file, "%s line %lld: %s", "%s Zeile %lld: %s"),
                       csv_name(file->flags->points), (long long)line, what);
    else (void)snprintf(file->message, file->capacity, "%s: %s", csv_name(file->flags->points), what);
    file->failed = true;
    return false;
}

/* ---- header ------------------------------------------------------------------------------------------------------ */

/* Whether a header's name is one of a list's, by its small letters and digits. */
static bool is_called(const char *names, const char *bytes, int64_t length)
{
    char name[64];
    size_t used = 0;
    for (int64_t i = 0; i < length && used < sizeof name - 1; i++) {
        char c = bytes[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name[used++] = c;
    }
    for (; *names; names += strcspn(names, "|"), names += *names == '|')
        if (used && strcspn(names, "|") == used && memcmp(names, name, used) == 0) return true;
    return false;
}

static bool on_header(struct points_file *file, const struct csv_row *row)
{
    for (int c = 0; c < COLUMNS; c++) {
        file->column[c] = -1;
        for (int32_t i = row->count; i-- > 0;)
            if (is_called(column_names[c], csv_field(row, i), csv_length(row, i))) file->column[c] = i;
    }
    if (file->column[KIND] == file->column[EVENT]) file->column[EVENT] = -1;
    for (int c = 0; c <= AMOUNT; c++)
        if (file->column[c] < 0)
            return wrong(file, 0,
                         SAY(file, "there is no column %.*s; points need customer, time, kind and amount",
                             "es fehlt die Spalte %.*s; Punkte brauchen customer, time, kind und amount"),
                         (int)strcspn(column_names[c], "|"), column_names[c]);
    return true;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

bool points_money(const char *bytes, int64_t length, int sign, int32_t decimals, int64_t *out)
{
    struct decimal number;
    int shows;
    if (decimal_read(bytes, length, sign == REPORT_DECIMALS_DETECT ? REPORT_DECIMALS_POINT : sign, 0, -1, &number,
                     &shows))
        return false;
    return number.scale <= decimals && !decimal_scale(number.digits, decimals - number.scale, out);
}

static const char *field(const struct points_file *file, const struct csv_row *row, int column, int64_t *length)
{
    int32_t at = file->column[column];
    *length = at >= 0 && at < row->count ? csv_length(row, at) : 0;
    return *length ? csv_field(row, at) : "";
}

static bool take_time(struct points_file *file, const struct csv_row *row)
{
    struct when when;
    int64_t length;
    const char *bytes = field(file, row, TIME, &length);
    if (!when_read(bytes, length, file->flags->date_format, &when) || when.layout == WHEN_DAY_OR_MONTH)
        return wrong(file, row->line,
                     SAY(file, "'%.*s' is not a day like 2026-10-31", "'%.*s' ist kein Tag wie 2026-10-31"),
                     (int)length, bytes);
    STORE_GROW(file->time, file->rows, file->time_capacity);
    file->time[file->rows] = (int64_t)when.day * DAY_SECONDS + (when.second < DAY_SECONDS ? when.second : 86399);
    return true;
}

static bool take_kind(struct points_file *file, const struct csv_row *row)
{
    int64_t length;
    const char *bytes = field(file, row, KIND, &length);
    STORE_GROW(file->kind, file->rows, file->kind_capacity);
    for (int32_t kind = 0; kind < PATRON_LOYALTY_KINDS; kind++)
        if (is_called(patron_loyalty_kind_name(kind), bytes, length)) return file->kind[file->rows] = kind, true;
    return wrong(file, row->line,
                 SAY(file, "'%.*s' is not earn, bonus, spend, refund, reversal or expire",
                     "'%.*s' ist nicht earn, bonus, spend, refund, reversal oder expire"),
                 (int)length, bytes);
}

/* Money for what an order earned and what a refund gave back; points else. */
static bool take_amount(struct points_file *file, const struct csv_row *row)
{
    int64_t length, amount;
    const char *bytes = field(file, row, AMOUNT, &length);
    int32_t kind = file->kind[file->rows];
    bool money = kind == PATRON_LOYALTY_EARN || kind == PATRON_LOYALTY_REFUND;
    if (!points_money(bytes, length, file->flags->decimals, money ? file->rule->decimals : 0, &amount))
        return wrong(
            file, row->line,
            money ? SAY(file, "'%.*s' is not an amount of money (a decimal comma needs --decimals comma)",
                        "'%.*s' ist kein Geldbetrag (ein Dezimalkomma braucht --decimals comma)")
                  : SAY(file, "'%.*s' is not a whole number of points", "'%.*s' ist keine ganze Zahl von Punkten"),
            (int)length, bytes);
    STORE_GROW(file->amount, file->rows, file->amount_capacity);
    file->amount[file->rows] = amount;
    return true;
}

static void put_sparse(struct sparse *column, int64_t row, bool present, int64_t value)
{
    STORE_GROW(column->value, row, column->capacity);
    STORE_GROW(column->valid, row / 8, column->valid_capacity);
    if (row % 8 == 0) column->valid[row / 8] = 0;
    column->value[row] = value;
    if (present) column->valid[row / 8] |= (uint8_t)(1u << (row % 8));
}

static bool take_optional(struct points_file *file, const struct csv_row *row)
{
    struct when when = {0};
    int64_t length, restore = 0;
    const char *bytes = field(file, row, EXPIRES, &length);
    if (length && (!when_read(bytes, length, file->flags->date_format, &when) || when.layout == WHEN_DAY_OR_MONTH))
        return wrong(file, row->line,
                     SAY(file, "'%.*s' is not a day like 2026-10-31", "'%.*s' ist kein Tag wie 2026-10-31"),
                     (int)length, bytes);
    put_sparse(&file->expires, file->rows, length > 0, when.day);
    bytes = field(file, row, RESTORE, &length);
    if (length && !points_money(bytes, length, file->flags->decimals, 0, &restore))
        return wrong(file, row->line,
                     SAY(file, "'%.*s' is not a whole number of points", "'%.*s' ist keine ganze Zahl von Punkten"),
                     (int)length, bytes);
    put_sparse(&file->restore, file->rows, length > 0, restore);
    return true;
}

static void take_key(struct points_file *file, const struct csv_row *row, int column, struct keys *keys)
{
    int64_t length;
    const char *bytes = field(file, row, column, &length);
    if (length) keys_add(keys, bytes, length);
    else keys_add_null(keys);
}

static bool on_row(void *context, const struct csv_row *row)
{
    struct points_file *file = context;
    if (row->not_utf8 >= 0)
        return wrong(file, row->line, "%s",
                     SAY(file, "the text is not UTF-8; say what it is with --encoding",
                         "der Text ist kein UTF-8; die Kodierung mit --encoding nennen"));
    if (!file->header_seen) return file->header_seen = true, on_header(file, row);
    if (!take_time(file, row) || !take_kind(file, row) || !take_amount(file, row) || !take_optional(file, row))
        return false;
    take_key(file, row, CUSTOMER, &file->customer);
    take_key(file, row, ORDER, &file->order);
    take_key(file, row, EVENT, &file->event);
    STORE_GROW(file->line, file->rows, file->line_capacity);
    file->line[file->rows++] = row->line;
    return true;
}

/* ---- ledger ------------------------------------------------------------------------------------------------------ */

static patron_column column_of(int32_t type, int32_t unit, const void *values, const uint8_t *valid)
{
    return (patron_column){.size = sizeof(patron_column), .type = type, .unit = unit, .values = values, .valid = valid};
}

static int build(struct points_file *file, patron_loyalty_ledger **ledger)
{
    static const int64_t instant = INT64_MIN, one = 1;
    static const int32_t offset = 0; /* times are the clock on the wall, as written */
    patron_zone zone = {
        .size = sizeof zone, .count = 1, .instant = &instant, .offset = &offset, .valid_until = INT64_MAX};
    patron_column customer = {.size = sizeof customer}, order = {.size = sizeof order}, event = {.size = sizeof event};
    keys_column(&file->customer, &customer);
    keys_column(&file->order, &order);
    keys_column(&file->event, &event);
    int32_t *days = store_allocate((size_t)(file->rows + 1) * sizeof *days);
    for (int64_t i = 0; i < file->rows; i++) days[i] = (int32_t)file->expires.value[i];
    patron_column time = column_of(PATRON_TYPE_INT64, PATRON_UNIT_SECOND, file->time, NULL);
    patron_column kind = column_of(PATRON_TYPE_INT32, PATRON_UNIT_NONE, file->kind, NULL);
    patron_column amount = column_of(PATRON_TYPE_INT64, PATRON_UNIT_NONE, file->amount, NULL);
    patron_column expires = column_of(PATRON_TYPE_INT32, PATRON_UNIT_DAY, days, file->expires.valid);
    patron_column restore = column_of(PATRON_TYPE_INT64, PATRON_UNIT_NONE, file->restore.value, file->restore.valid);
    patron_loyalty_events events = {.size = sizeof events,
                                    .count = file->rows,
                                    .customer = &customer,
                                    .time = &time,
                                    .kind = &kind,
                                    .amount = &amount,
                                    .order = &order,
                                    .expires = &expires,
                                    .restore = &restore};
    if (file->column[EVENT] >= 0) events.event = &event;
    const patron_loyalty_events *batch = &events;
    patron_loyalty_options options = {.size = sizeof options,
                                      .flags = PATRON_LOYALTY_SORT_EVENTS,
                                      .rule_count = 1,
                                      .rule_points = &one,
                                      .rule_per = &file->rule->per,
                                      .zone = &zone};
    if (file->rule->days >= 0) {
        options.expiry = PATRON_LOYALTY_EXPIRY_AFTER;
        options.expiry_count = file->rule->days;
    }
    patron_error error;
    patron_status status = patron_loyalty_build(&batch, 1, &options, ledger, &error);
    free(days);
    if (!status) return 0;
    (void)wrong(file, error.row >= 0 && error.row < file->rows ? file->line[error.row] : 0, "%s", error.message);
    return 1;
}

int points_read(const struct report_flags *flags, const struct points_rule *rule, patron_loyalty_ledger **ledger,
                char *message, size_t capacity)
{
    struct points_file file = {.flags = flags, .rule = rule, .german = flags->language == REPORT_GERMAN};
    struct csv_source source = {.path = flags->points,
                                .quote = flags->quote,
                                .encoding = flags->encoding,
                                .german = file.german,
                                .context = &file,
                                .row = on_row};
    file.message = message;
    file.capacity = capacity;
    int failed = csv_read(&source, message, capacity) || file.failed;
    if (!failed && !file.rows) failed = !wrong(&file, 0, "%s", SAY(&file, "it has no rows", "keine Zeilen"));
    if (!failed) failed = build(&file, ledger);
    keys_free(&file.customer);
    keys_free(&file.order);
    keys_free(&file.event);
    free(file.time);
    free(file.amount);
    free(file.line);
    free(file.kind);
    free(file.expires.value);
    free(file.expires.valid);
    free(file.restore.value);
    free(file.restore.valid);
    return failed;
}
