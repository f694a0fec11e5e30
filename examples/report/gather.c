#include "gather.h"

#include "gather_row.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAY(gather, english, german_text) ((gather)->german ? (german_text) : (english))

/* ---- names for messages ---------------------------------------------------------------------------------------- */

static int file_of(const struct gather *gather, int64_t row)
{
    int file = gather->file;
    while (file > 0 && gather->first_row[file] > row) file--;
    return file;
}

const char *gather_place(const struct gather *gather, int64_t row)
{
    return arena_format(gather->arena, SAY(gather, "%s line %u", "%s Zeile %u"),
                        csv_name(gather->flags->files[file_of(gather, row)]), gather->line[row]);
}

const char *gather_columns(const struct gather *gather, enum report_role role, const char *between)
{
    const char *text = "";
    for (int32_t i = 0; i < gather->map.count[role]; i++) {
        const struct report_text *name = &gather->header[gather->map.column[role][i]];
        text = arena_format(gather->arena, "%s%s%.*s", text, i ? between : "", (int)name->length, name->bytes);
    }
    return text;
}

void gather_wrong(struct gather *gather, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(gather->message, gather->capacity, format, arguments);
    va_end(arguments);
    gather->failed = true;
}

bool gather_bad(struct gather *gather, const struct csv_row *row, int32_t column, const char *format, ...)
{
    char what[512], where[160] = "";
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (column >= 0)
        (void)snprintf(where, sizeof where, SAY(gather, ", column %.*s", ", Spalte %.*s"),
                       (int)(gather->header[column].length > 100 ? 100 : gather->header[column].length),
                       gather->header[column].bytes);
    if (!gather->flags->skip_bad) {
        gather_wrong(gather, SAY(gather, "%s line %lld%s: %s", "%s Zeile %lld%s: %s"),
                     csv_name(gather->flags->files[gather->file]), (long long)row->line, where, what);
        return false;
    }
    gather->bad++;
    if (gather->bad_listed < REPORT_BAD_LISTED)
        gather->bad_list[gather->bad_listed++].message =
            arena_format(gather->arena, SAY(gather, "%s line %lld%s: %s", "%s Zeile %lld%s: %s"),
                         csv_name(gather->flags->files[gather->file]), (long long)row->line, where, what);
    return false;
}

/* ---- headers --------------------------------------------------------------------------------------------------- */

static void take_header(struct gather *gather, const struct csv_row *row)
{
    gather->fields = row->count;
    gather->header = arena_array(gather->arena, row->count, sizeof *gather->header);
    for (int32_t i = 0; i < row->count; i++) {
        gather->header[i].length = csv_length(row, i);
        gather->header[i].bytes = arena_text(gather->arena, csv_field(row, i), csv_length(row, i));
    }
}

/* A later file may have the columns in another order, but must have the same. */
static bool match_header(struct gather *gather, const struct csv_row *row)
{
    const char *file = csv_name(gather->flags->files[gather->file]), *first = csv_name(gather->flags->files[0]);
    if (row->count != gather->fields) {
        gather_wrong(gather,
                     SAY(gather, "%s has %d columns, %s has %d: only files with the same columns can be read together",
                         "%s hat %d Spalten, %s hat %d: nur Dateien mit gleichen Spalten lassen sich gemeinsam lesen"),
                     file, (int)row->count, first, (int)gather->fields);
        return false;
    }
    for (int32_t i = 0; i < gather->fields; i++) {
        const struct report_text *name = &gather->header[i];
        int32_t at = i;
        for (int32_t k = 0; k < row->count; k++, at = (at + 1) % row->count)
            if (csv_length(row, at) == name->length &&
                memcmp(csv_field(row, at), name->bytes, (size_t)name->length) == 0)
                break;
        if (csv_length(row, at) != name->length || memcmp(csv_field(row, at), name->bytes, (size_t)name->length) != 0) {
            gather_wrong(gather,
                         SAY(gather, "%s has no column '%.*s' as %s has it", "%s hat keine Spalte '%.*s' wie %s"), file,
                         (int)name->length, name->bytes, first);
            return false;
        }
        gather->place[i] = at;
    }
    return true;
}

static void use_columns(struct gather *gather)
{
    static const enum report_role roles[] = {ROLE_AMOUNT,   ROLE_ORDER_TOTAL, ROLE_PRICE,
                                             ROLE_QUANTITY, ROLE_COST,        ROLE_REFUNDED};
    static const enum report_role labels[] = {ROLE_COUPON, ROLE_CAMPAIGN, ROLE_CHANNEL, ROLE_COUNTRY};
    const struct mapping *map = &gather->map;
    for (int i = 0; i < NUMBER_DISCOUNT; i++) gather->numbers[i].used = map->count[roles[i]] > 0;
    for (int i = 0; i < map->count[ROLE_DISCOUNT]; i++) gather->numbers[NUMBER_DISCOUNT + i].used = true;
    gather->orders.used = map->count[ROLE_ORDER] &&
                          (map->count[ROLE_ORDER_TOTAL] || map->count[ROLE_REFUNDED] || map->count[ROLE_STATUS]);
    gather->product.used = map->count[ROLE_PRODUCT] > 0;
    gather->category.used = map->count[ROLE_CATEGORY] > 0;
    for (int i = 0; i < LABELS; i++) gather->labels[i].used = map->count[labels[i]] > 0;
    gather->orders.dictionary.arena = gather->product.dictionary.arena = gather->category.dictionary.arena =
        gather->arena;
    for (int i = 0; i < LABELS; i++) gather->labels[i].dictionary.arena = gather->arena;
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

struct reading {
    struct gather *gather;
    struct csv_source *source;
    uint8_t *keep;
    bool header_seen;
};

/* What is missing, and what there is. */
static void explain_header(struct gather *gather, const char *why)
{
    const char *list = "";
    for (int32_t i = 0; i < gather->fields && strlen(list) < 600; i++)
        list =
            arena_format(gather->arena, "%s%s%.*s", list, i ? ", " : "",
                         (int)(gather->header[i].length > 60 ? 60 : gather->header[i].length), gather->header[i].bytes);
    gather_wrong(gather, SAY(gather, "%s: %s. Its columns are: %s", "%s: %s. Die Spalten sind: %s"),
                 csv_name(gather->flags->files[gather->file]), why, list);
}

static bool on_header(struct reading *reading, const struct csv_row *row)
{
    struct gather *gather = reading->gather;
    if (row->not_utf8 >= 0) {
        gather_wrong(gather,
                     SAY(gather, "%s line %lld: the text is not UTF-8; say what it is, as in --encoding windows-1252",
                         "%s Zeile %lld: der Text ist kein UTF-8; die Kodierung nennen, etwa --encoding windows-1252"),
                     csv_name(gather->flags->files[gather->file]), (long long)row->line);
        return false;
    }
    if (!gather->header) {
        take_header(gather, row);
        char why[512];
        if (recognise(gather->flags, gather->header, gather->fields, &gather->map, why, sizeof why)) {
            explain_header(gather, why);
            return false;
        }
        use_columns(gather);
        gather->place = arena_array(gather->arena, gather->fields, sizeof *gather->place);
    }
    if (!match_header(gather, row)) return false;
    reading->keep = arena_array(gather->arena, gather->fields, 1);
    for (int role = 0; role < ROLES; role++)
        for (int32_t i = 0; i < gather->map.count[role]; i++)
            reading->keep[gather->place[gather->map.column[role][i]]] = 1;
    reading->source->keep = reading->keep;
    reading->source->keep_count = gather->fields;
    return true;
}

static bool on_row(void *context, const struct csv_row *row)
{
    struct reading *reading = context;
    if (reading->header_seen) {
        gather_row(reading->gather, row);
        return !reading->gather->failed;
    }
    reading->header_seen = true;
    return on_header(reading, row);
}

static void on_block(void *context, int64_t done, int64_t total)
{
    struct gather *gather = ((struct reading *)context)->gather;
    (void)total;
    if (gather->progress && gather->progress->step)
        gather->progress->step(gather->progress->context, gather->done_before + done, gather->total, gather->read);
}

int gather_files(const struct report_flags *flags, const struct report_progress *progress, struct report_arena *arena,
                 struct gather *gather, struct csv_source *source, char *message, size_t capacity)
{
    memset(gather, 0, sizeof *gather);
    gather->flags = flags;
    gather->arena = arena;
    gather->german = flags->language == REPORT_GERMAN;
    gather->message = message;
    gather->capacity = capacity;
    gather->progress = progress;
    gather->statuses.arena = gather->currencies.arena = gather->no_products.arena = arena;
    gather->bad_list = arena_array(arena, REPORT_BAD_LISTED, sizeof *gather->bad_list);
    gather->first_row = arena_array(arena, flags->file_count, sizeof *gather->first_row);
    gather->shows_point = gather->shows_comma = gather->open_point = gather->open_comma = -1;
    gather->shows_dmy = gather->shows_mdy = gather->open_date = gather->first_offset = gather->first_naive = -1;
    gather->last_carry = -1;
    for (int i = 0; i < flags->file_count; i++) gather->total += csv_bytes(flags->files[i]);
    for (gather->file = 0; gather->file < flags->file_count && !gather->failed; gather->file++) {
        struct reading reading = {.gather = gather, .source = source};
        gather->first_row[gather->file] = gather->rows;
        gather->last_carry = -1;
        *source = (struct csv_source){.path = flags->files[gather->file],
                                      .delimiter = flags->delimiter,
                                      .quote = flags->quote,
                                      .encoding = flags->encoding,
                                      .german = gather->german,
                                      .context = &reading,
                                      .row = on_row,
                                      .block = on_block};
        if (csv_read(source, message, capacity)) gather->failed = true;
        if (!gather->failed && !reading.header_seen)
            gather_wrong(gather, SAY(gather, "%s is empty", "%s ist leer"), csv_name(source->path));
        gather->done_before += csv_bytes(source->path);
        if (gather->failed) break;
    }
    if (gather->file == flags->file_count) gather->file--;
    return gather->failed;
}

static void texts_free(struct texts *texts)
{
    dictionary_free(&texts->dictionary);
    free(texts->number);
    texts->number = NULL;
}

void gather_free(struct gather *gather)
{
    free(gather->line);
    free(gather->kind);
    free(gather->time);
    free(gather->other);
    free(gather->refunded_time);
    free(gather->product_name);
    free(gather->status);
    free(gather->own);
    dictionary_free(&gather->no_products);
    free(gather->skipped_order);
    for (int i = 0; i < NUMBERS; i++) {
        free(gather->numbers[i].digits);
        free(gather->numbers[i].code);
    }
    keys_free(&gather->customer);
    keys_free(&gather->order);
    keys_free(&gather->shop);
    texts_free(&gather->orders);
    texts_free(&gather->product);
    texts_free(&gather->category);
    for (int i = 0; i < LABELS; i++) texts_free(&gather->labels[i]);
    dictionary_free(&gather->statuses);
    dictionary_free(&gather->currencies);
    memset(gather, 0, sizeof *gather);
}
