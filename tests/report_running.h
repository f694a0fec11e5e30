/* report_running.h (tests): runs patron-report as a user does, and looks at what it prints and writes. */
#ifndef TEST_REPORT_RUNNING_H
#define TEST_REPORT_RUNNING_H

#include "support.h"

#include <string.h>

extern char running_folder[]; /* where the program runs and may write */
extern char output[1 << 20];  /* what it printed */

/* Runs `patron-report ARGUMENTS 2>&1` from the folder into `output`; the exit status. */
int run(const char *arguments, ...) __attribute__((format(printf, 1, 2)));

#define assert_prints(text)                                                         \
    do {                                                                            \
        if (!strstr(output, (text))) fail_msg("no \"%s\" in:\n%s", (text), output); \
    } while (0)

#define assert_prints_not(text)                                                 \
    do {                                                                        \
        if (strstr(output, (text))) fail_msg("\"%s\" in:\n%s", (text), output); \
    } while (0)

/* A line of the output begins with these words, whatever the blanks between them. */
void assert_row(const char *words);

void write_file(const char *name, const char *text);
const char *read_file(const char *name, char *into, size_t capacity); /* one that the program wrote */
bool exists(const char *name);

/* The path of a real export; skips the test where it is not there. */
const char *real(const char *name);
void skip_under_valgrind(void);

/* Set up and torn down with cmocka's group. */
int make_directory(void **state);
int remove_directory(void **state);

#endif
