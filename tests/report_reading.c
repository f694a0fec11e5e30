/* mkdtemp is POSIX. */
#define _POSIX_C_SOURCE 200809L

#include "report_reading.h"

void reading_line(struct reading *result, const char *line)
{
    char *words[40] = {(char *)"patron-report"}, copy[2000];
    int count = 1;
    memset(result, 0, sizeof *result);
    (void)snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) words[count++] = word;
    assert_int_equal(report_flags_parse(count, words, &result->flags, result->message, sizeof result->message), 0);
    result->failed = report_input_read(&result->flags, NULL, &result->input, result->message, sizeof result->message);
    /* The words die with this function; what is kept of the flags is freed here. */
    report_flags_free(&result->flags);
    if (result->failed) {
        assert_null(result->input.book);
        assert_null(result->input.arena);
        return;
    }
    patron_error error;
    int32_t last = 0;
    result->totals.size = sizeof result->totals;
    patron_book_days(result->input.book, NULL, &last);
    if (last != PATRON_NO_DAY) assert_ok(patron_book_totals(result->input.book, last, &result->totals, &error), &error);
}

void reading_done(struct reading *result) { report_input_free(&result->input); }

void assert_reading(const struct reading *result) { assert_that(!result->failed, "%s", result->message); }

char reading_folder[64];

const char *reading_path(const char *name)
{
    static char path[4][160];
    static int turn;
    char *out = path[turn = (turn + 1) % 4];
    (void)snprintf(out, 160, "%s/%s", reading_folder, name);
    return out;
}

void reading_write_bytes(const char *name, const char *bytes, size_t length)
{
    FILE *file = fopen(reading_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

void reading_write(const char *name, const char *text) { reading_write_bytes(name, text, strlen(text)); }

void reading_text(struct reading *result, const char *text, const char *flags)
{
    char line[1200];
    reading_write("t.csv", text);
    (void)snprintf(line, sizeof line, "%s %s", reading_path("t.csv"), flags);
    reading_line(result, line);
}

/* The text is reading_refused, and the message holds what it should. */
void reading_refused(const char *text, const char *flags, const char *part)
{
    struct reading result;
    reading_text(&result, text, flags);
    assert_that(result.failed, "read, but should be reading_refused for: %s", part);
    assert_that(strstr(result.message, part) != NULL, "'%s' lacks '%s'", result.message, part);
}

bool reading_notes(const struct report_input *input, const char *part)
{
    for (int64_t i = 0; i < input->note_count; i++)
        if (strstr(input->notes[i], part)) return true;
    return false;
}

const char *reading_used(const struct report_input *input, enum report_role role)
{
    for (int64_t i = 0; i < input->used_count; i++)
        if (input->used[i].role == role) return input->used[i].columns;
    return "";
}

void reading_key(const patron_book *book, int32_t which, int32_t number, char out[64])
{
    patron_column keys = {.size = sizeof keys};
    int64_t count = 0;
    patron_error error;
    assert_ok(patron_book_keys(book, which, &keys, &count, &error), &error);
    assert_true(number < count);
    if (keys.type == PATRON_TYPE_INT64) {
        (void)snprintf(out, 64, "%lld", (long long)((const int64_t *)keys.values)[keys.first + number]);
    } else {
        const int64_t *offset = (const int64_t *)keys.offsets + keys.first + number;
        (void)snprintf(out, 64, "%.*s", (int)(offset[1] - offset[0]), (const char *)keys.values + offset[0]);
    }
}

void assert_reading_keys(const patron_book *book, const char *const *keys, int32_t count)
{
    assert_int_equal(patron_book_customers(book), count);
    for (int32_t i = 0; i < count; i++) {
        char text[64];
        reading_key(book, PATRON_KEYS_CUSTOMER, i, text);
        assert_string_equal(text, keys[i]);
    }
}

void reading_own(struct reading *result, const char *name, const char *flags)
{
    char line[600];
    (void)snprintf(line, sizeof line, "%s/tests/data/%s %s", PATRON_SOURCE_ROOT, name, flags);
    reading_line(result, line);
    assert_reading(result);
}

int32_t reading_day(int32_t year, int32_t month, int32_t date)
{
    int32_t day = 0;
    assert_int_equal(patron_calendar_day(year, month, date, &day, NULL), PATRON_OK);
    return day;
}

void assert_reading_days(const struct reading *result, int32_t first, int32_t last)
{
    int32_t a, b;
    patron_book_days(result->input.book, &a, &b);
    assert_int_equal(a, first);
    assert_int_equal(b, last);
}

int reading_begin(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    (void)snprintf(reading_folder, sizeof reading_folder, "%s/patron_input_XXXXXX",
                   base && strlen(base) < 40 ? base : "/tmp");
    return mkdtemp(reading_folder) == NULL;
}

int reading_end(void **state)
{
    static const char *const names[] = {"t.csv", "a.csv", "b.csv", "c.csv", "d.csv", "cut.csv.gz"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) (void)remove(reading_path(names[i]));
    return remove(reading_folder);
}

