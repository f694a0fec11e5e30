/* POSIX, for which strict C must be told. */
#define _POSIX_C_SOURCE 200809L

#include "csvfile.h"

#include "store.h"

#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define BLOCK_BYTES ((size_t)262144)
#define SAY(source, english, in_german) ((source)->german ? (in_german) : (english))
#define FIELD_MAX ((size_t)4194304) /* more than this in one field is a quote that was never closed */

struct reader {
    struct csv_source *source;
    struct csv_parser parser;
    struct csv_row row;
    char *bytes;
    int64_t *start;
    int64_t used, bytes_capacity, start_capacity;
    int64_t line; /* lines ended so far */
    int64_t row_length; /* bytes of the row's fields */
    bool after_return, stop;
};

const char *csv_name(const char *path) { return strcmp(path, "-") == 0 ? "standard input" : path; }

/* ---- fields and rows ------------------------------------------------------------------------------------------- */

static bool is_ascii(const char *bytes, size_t length)
{
    uint64_t word, high = 0;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        memcpy(&word, bytes + i, 8);
        high |= word;
    }
    for (; i < length; i++) high |= (uint64_t)(unsigned char)bytes[i];
    return !(high & UINT64_C(0x8080808080808080));
}

/* Length of the UTF-8 character at bytes[i], 0 if it is not one. */
static size_t character(const unsigned char *bytes, size_t i, size_t length)
{
    unsigned char lead = bytes[i];
    size_t size = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (size == 0 || i + size > length) return 0;
    for (size_t k = 1; k < size; k++)
        if ((bytes[i + k] & 0xC0) != 0x80) return 0;
    if ((lead == 0xE0 && bytes[i + 1] < 0xA0) || (lead == 0xED && bytes[i + 1] > 0x9F)) return 0;
    if ((lead == 0xF0 && bytes[i + 1] < 0x90) || (lead == 0xF4 && bytes[i + 1] > 0x8F)) return 0;
    return size;
}

static bool is_utf8(const char *bytes, size_t length)
{
    if (is_ascii(bytes, length)) return true;
    for (size_t i = 0, size; i < length; i += size)
        if (!(size = character((const unsigned char *)bytes, i, length))) return false;
    return true;
}

/* libcsv reports each field of a row ... */
static void on_field(void *field, size_t length, void *context)
{
    struct reader *reader = context;
    const struct csv_source *source = reader->source;
    const char *text = field;
    if (reader->stop) return;
    if (reader->row.count == 0) {
        reader->row.line = reader->line + 1;
        reader->row.not_utf8 = -1;
        reader->row_length = 0;
        reader->used = 0;
    }
    if (length)
        for (const char *at = text, *end = text + length; (at = memchr(at, '\n', (size_t)(end - at))); at++)
            reader->line++;
    reader->row_length += (int64_t)length;
    bool keep = !source->keep || (reader->row.count < source->keep_count && source->keep[reader->row.count]);
    if (!keep) length = 0;
    STORE_GROW(reader->start, (int64_t)reader->row.count + 1, reader->start_capacity);
    STORE_GROW(reader->bytes, reader->used + (int64_t)length, reader->bytes_capacity);
    if (length) {
        memcpy(reader->bytes + reader->used, text, length);
        if (reader->row.not_utf8 < 0 && !is_utf8(text, length)) reader->row.not_utf8 = reader->row.count;
    }
    reader->start[reader->row.count++] = reader->used;
    reader->used += (int64_t)length;
    reader->bytes[reader->used++] = '\0';
    reader->start[reader->row.count] = reader->used;
}

/* ... and then its end; with CSV_REPALL_NL also the ends of empty lines and the \n of \r\n, so lines are counted. */
static void on_row(int end, void *context)
{
    struct reader *reader = context;
    if (reader->stop) return;
    bool blank = reader->row.count == 0 || (reader->row.count == 1 && reader->row_length == 0);
    if (!blank) {
        reader->row.bytes = reader->bytes;
        reader->row.start = reader->start;
        if (!reader->source->row(reader->source->context, &reader->row)) reader->stop = true;
    }
    if (end == '\r' || (end == '\n' && !(reader->after_return && reader->row.count == 0))) reader->line++;
    reader->after_return = end == '\r';
    reader->row.count = 0;
}

/* ---- the first block ------------------------------------------------------------------------------------------- */

/* The candidate that occurs most often in the first line, outside quotes. */
static char find_delimiter(const char *bytes, size_t length, char quote)
{
    static const char candidates[] = ",;\t|";
    int seen[4] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == quote) quoted = !quoted;
        if (quoted) continue;
        if (bytes[i] == '\n' || bytes[i] == '\r') break;
        const char *which = bytes[i] ? strchr(candidates, bytes[i]) : NULL;
        if (which) seen[which - candidates]++;
    }
    for (int i = 1; i < 4; i++)
        if (seen[i] > seen[best]) best = i;
    return candidates[best];
}

/* A sentence about what the first bytes are if they are not text, else NULL. */
static const char *not_text(const struct csv_source *source, const char *bytes, size_t length)
{
    if (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0)
        return SAY(source, "this is a zip file or a spreadsheet: export it as CSV first",
                   "das ist eine Zip-Datei oder eine Tabellenkalkulation: erst als CSV exportieren");
    if (length >= 4 && memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0)
        return SAY(source, "this is an old spreadsheet: export it as CSV first",
                   "das ist eine alte Tabellenkalkulation: erst als CSV exportieren");
    if (length >= 5 && memcmp(bytes, "%PDF-", 5) == 0)
        return SAY(source, "this is a PDF, not a CSV file", "das ist ein PDF, keine CSV-Datei");
    if (memchr(bytes, '\0', length))
        return SAY(source, "this is not a text file (it holds zero bytes)",
                   "das ist keine Textdatei (sie enthält Nullbytes)");
    return NULL;
}

/* ---- encodings ------------------------------------------------------------------------------------------------- */

struct converter {
    iconv_t iconv;
    char out[4 * BLOCK_BYTES + 64];
    char left[16]; /* bytes of a character that a block cut */
    size_t left_count;
};

/* Converts a block into converter->out; the number of bytes there, or -1. */
static int64_t convert(struct converter *converter, const char *bytes, size_t length, bool last)
{
    char in[BLOCK_BYTES + 16];
    memcpy(in, converter->left, converter->left_count);
    memcpy(in + converter->left_count, bytes, length);
    char *from = in, *to = converter->out;
    size_t from_left = converter->left_count + length, to_left = sizeof converter->out;
    size_t result = iconv(converter->iconv, &from, &from_left, &to, &to_left);
    converter->left_count = 0;
    if (result == (size_t)-1) {
        if (errno != EINVAL || last || from_left > sizeof converter->left) return -1;
        memcpy(converter->left, from, from_left);
        converter->left_count = from_left;
    }
    return to - converter->out;
}

/* Why a file cannot be opened or read. */
static const char *reason(const struct csv_source *source, int number)
{
    if (!source->german) return strerror(number);
    return number == ENOENT   ? "Datei nicht gefunden"
           : number == EACCES ? "keine Leseberechtigung"
           : number == EISDIR ? "das ist ein Verzeichnis"
                              : strerror(number);
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

int64_t csv_bytes(const char *path)
{
    struct stat stat_of;
    if (strcmp(path, "-") == 0 || stat(path, &stat_of) || !S_ISREG(stat_of.st_mode)) return 0;
    return (int64_t)stat_of.st_size;
}

static gzFile open_file(const char *path)
{
    if (strcmp(path, "-") == 0) {
        int copy = dup(0);
        gzFile file = copy < 0 ? NULL : gzdopen(copy, "rb");
        if (!file && copy >= 0) (void)close(copy);
        return file;
    }
    struct stat stat_of;
    if (stat(path, &stat_of) == 0 && S_ISDIR(stat_of.st_mode)) {
        errno = EISDIR;
        return NULL;
    }
    return gzopen(path, "rb");
}

static int fail(const struct reader *reader, char *message, size_t capacity, const char *what)
{
    (void)snprintf(message, capacity, SAY(reader->source, "%s line %lld: %s", "%s Zeile %lld: %s"),
                   csv_name(reader->source->path), (long long)reader->line + 1, what);
    return 1;
}

static int parse(struct reader *reader, const char *bytes, size_t length, char *message, size_t capacity)
{
    if (csv_parse(&reader->parser, bytes, length, on_field, on_row, reader) != length)
        return fail(reader, message, capacity, csv_strerror(csv_error(&reader->parser)));
    if (reader->parser.entry_pos > FIELD_MAX)
        return fail(reader, message, capacity,
                    SAY(reader->source, "a field has more than 4 MB: a quote before it is not closed",
                        "ein Feld hat mehr als 4 MB: davor ist ein Anführungszeichen nicht geschlossen"));
    return 0;
}

/* Length of a first line "sep=;", which spreadsheets write to tell the sign between columns; 0 = there is none. */
static int sign_line(const char *bytes, size_t length)
{
    if (length < 6 || memcmp(bytes, "sep=", 4) != 0) return 0;
    return bytes[5] == '\n' ? 6 : length > 6 && bytes[5] == '\r' && bytes[6] == '\n' ? 7 : 0;
}

/* Takes the first block: marks, kind of file, delimiter. Returns the bytes of a mark to skip, -1 with a message. */
static int begin(struct reader *reader, struct converter *converter, const char *bytes, size_t length, char *message,
                 size_t capacity)
{
    struct csv_source *source = reader->source;
    const unsigned char *mark = (const unsigned char *)bytes;
    const char *encoding = source->encoding;
    int skip = 0, sign;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 && !encoding) skip = 3;
    if (length >= 2 && !encoding && ((mark[0] == 0xFF && mark[1] == 0xFE) || (mark[0] == 0xFE && mark[1] == 0xFF))) {
        source->utf16 = true;
        encoding = "UTF-16";
    }
    if (encoding) {
        converter->iconv = iconv_open("UTF-8", encoding);
        if (converter->iconv == (iconv_t)-1) {
            (void)snprintf(message, capacity,
                           SAY(source, "--encoding: '%s' is not known to this system",
                               "--encoding: '%s' ist diesem System nicht bekannt"),
                           encoding);
            return -1;
        }
    } else {
        const char *wrong = not_text(source, bytes, length);
        if (wrong) {
            (void)snprintf(message, capacity, "%s: %s", csv_name(source->path), wrong);
            return -1;
        }
        sign = sign_line(bytes + skip, length - (size_t)skip);
        if (sign && !source->delimiter) source->delimiter = bytes[skip + 4];
        reader->line += sign > 0;
        skip += sign;
    }
    return skip;
}

static int read_blocks(struct reader *reader, struct converter *converter, gzFile file, char *message, size_t capacity)
{
    struct csv_source *source = reader->source;
    char *block = store_allocate(BLOCK_BYTES);
    int64_t total = csv_bytes(source->path);
    int failed = 0, got;
    bool first = true;
    while (!failed && !reader->stop && (got = gzread(file, block, (unsigned)BLOCK_BYTES)) > 0) {
        const char *bytes = block;
        size_t length = (size_t)got;
        int skip = first ? begin(reader, converter, bytes, length, message, capacity) : 0;
        if (skip < 0) {
            failed = 1;
            break;
        }
        bytes += skip;
        length -= (size_t)skip;
        if (converter->iconv != (iconv_t)-1) {
            int64_t made = convert(converter, bytes, length, false);
            if (made < 0) {
                failed = fail(reader, message, capacity,
                              SAY(source, "here or soon after, the text is not in the encoding given",
                                  "hier oder bald danach hat der Text nicht die angegebene Kodierung"));
                break;
            }
            bytes = converter->out;
            length = (size_t)made;
        }
        if (first && !source->delimiter) source->delimiter = find_delimiter(bytes, length, source->quote);
        if (first) {
            csv_set_delim(&reader->parser, (unsigned char)source->delimiter);
            csv_set_quote(&reader->parser, (unsigned char)source->quote);
        }
        first = false;
        failed = parse(reader, bytes, length, message, capacity);
        if (source->block) source->block(source->context, (int64_t)gzoffset(file), total);
    }
    source->gzip = !gzdirect(file);
    if (!failed && !reader->stop && converter->left_count)
        failed = fail(reader, message, capacity,
                      SAY(source, "the file ends inside a character", "die Datei endet mitten in einem Zeichen"));
    free(block);
    return failed;
}

#define IN_FIELD 2 /* libcsv's state within a field, which its header does not name */

static int end(struct reader *reader, char *message, size_t capacity)
{
    if (reader->parser.pstate == IN_FIELD && reader->parser.quoted) {
        if (reader->row.count) reader->line = reader->row.line - 1;
        return fail(reader, message, capacity,
                    SAY(reader->source, "the row that begins here has quotes that are not closed",
                        "in der Zeile, die hier beginnt, ist ein Anführungszeichen nicht geschlossen"));
    }
    return csv_fini(&reader->parser, on_field, on_row, reader)
               ? fail(reader, message, capacity, csv_strerror(csv_error(&reader->parser)))
               : 0;
}

int csv_read(struct csv_source *source, char *message, size_t capacity)
{
    struct reader reader = {.source = source};
    gzFile file = open_file(source->path);
    if (!file) {
        (void)snprintf(message, capacity, "%s: %s", csv_name(source->path), reason(source, errno ? errno : ENOMEM));
        return 1;
    }
    (void)gzbuffer(file, (unsigned)BLOCK_BYTES);
    struct converter *converter = store_allocate(sizeof *converter);
    converter->iconv = (iconv_t)-1;
    if (csv_init(&reader.parser, CSV_REPALL_NL)) (void)store_resize(NULL, SIZE_MAX);
    int failed = read_blocks(&reader, converter, file, message, capacity);
    if (!failed && !reader.stop) failed = end(&reader, message, capacity);
    if (converter->iconv != (iconv_t)-1) (void)iconv_close(converter->iconv);
    free(converter);
    csv_free(&reader.parser);
    free(reader.bytes);
    free(reader.start);
    int wrong = Z_OK;
    const char *what = gzerror(file, &wrong);
    if (!failed && !reader.stop && wrong != Z_OK && wrong != Z_STREAM_END) {
        (void)snprintf(
            message, capacity, SAY(source, "%s: cannot be read to its end: %s", "%s: nicht bis zum Ende lesbar: %s"),
            csv_name(source->path),
            wrong == Z_ERRNO       ? reason(source, errno)
            : wrong == Z_BUF_ERROR ? SAY(source, "the gzip file is cut off", "die gzip-Datei ist abgeschnitten")
                                   : what);
        failed = 1;
    }
    int closed = gzclose_r(file);
    if (!failed && !reader.stop && closed == Z_BUF_ERROR) {
        (void)snprintf(message, capacity,
                       SAY(source, "%s: the gzip file is cut off", "%s: die gzip-Datei ist abgeschnitten"),
                       csv_name(source->path));
        failed = 1;
    }
    return failed;
}
