/* csvfile.h: rows of a CSV file, plain or gzip, as UTF-8 with the line that each began on. By libcsv, zlib, iconv. */
#ifndef REPORT_CSVFILE_H
#define REPORT_CSVFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One row. Field i is the `csv_length(row, i)` bytes from csv_field(row, i), ended by a zero byte. */
struct csv_row {
    int64_t line;         /* where it begins, 1 = the first line of the file */
    int32_t count;        /* fields */
    int32_t not_utf8;     /* the first field that is not UTF-8, or -1 */
    const char *bytes;
    const int64_t *start; /* count + 1 */
};

static inline const char *csv_field(const struct csv_row *row, int32_t i) { return row->bytes + row->start[i]; }
static inline int64_t csv_length(const struct csv_row *row, int32_t i) { return row->start[i + 1] - row->start[i] - 1; }

struct csv_source {
    const char *path;      /* "-" = standard input */
    char delimiter;        /* 0 = find out from the first line; holds what was found afterwards */
    char quote;
    bool german;           /* the language of the message */
    const char *encoding;  /* NULL = UTF-8, or UTF-16 where the file begins with its mark */
    void *context;
    bool (*row)(void *context, const struct csv_row *row);                     /* false = stop */
    void (*block)(void *context, int64_t done_bytes, int64_t total_bytes);     /* after each block; NULL allowed */
    const uint8_t *keep; /* per field: 0 = its text is not needed and comes empty; NULL = all are; `row` may set it */
    int32_t keep_count;

    bool gzip, utf16;      /* what was found */
};

/* Reads a file to its end or until `row` returns false. 0, or 1 with a sentence in `message`. Empty lines are skipped.
 * Blanks around a field without quotes are no part of it; within quotes they are. */
int csv_read(struct csv_source *source, char *message, size_t capacity);

/* Bytes of a file as it lies on disk, 0 if not known. */
int64_t csv_bytes(const char *path);

/* How messages name a file. */
const char *csv_name(const char *path);

#endif
