/* report_reading.h (tests): reads files with the input half of patron-report and looks at what comes out. */
#ifndef TEST_REPORT_READING_H
#define TEST_REPORT_READING_H

#include "support.h"

#include "../examples/report/input.h"

struct reading {
    struct report_flags flags;
    struct report_input input;
    patron_totals totals; /* at the last day of the files */
    char message[2000];
    int failed;
};

/* A folder of the test's own: set up and torn down with cmocka's group. */
extern char reading_folder[64];
int reading_begin(void **state);
int reading_end(void **state);
const char *reading_path(const char *name); /* a few calls long */
void reading_write(const char *name, const char *text);
void reading_write_bytes(const char *name, const char *bytes, size_t length);

/* Reads with a command line of words parted by blanks: "FILE --flag value". */
void reading_line(struct reading *result, const char *line);
void reading_text(struct reading *result, const char *text, const char *flags); /* a file of this text */
void reading_own(struct reading *result, const char *name, const char *flags);  /* a file of tests/data; must be read */
void reading_done(struct reading *result);

/* The text is refused, and the message holds `part`. */
void reading_refused(const char *text, const char *flags, const char *part);

bool reading_notes(const struct report_input *input, const char *part);              /* a note holds it */
const char *reading_used(const struct report_input *input, enum report_role role);   /* its columns, or "" */
void reading_key(const patron_book *book, int32_t which, int32_t number, char out[64]);
int32_t reading_day(int32_t year, int32_t month, int32_t date);

void assert_reading(const struct reading *result); /* that it was read */
void assert_reading_keys(const patron_book *book, const char *const *keys, int32_t count);
void assert_reading_days(const struct reading *result, int32_t first, int32_t last);

#endif
