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

/* The output holds these words, wherever its lines break. */
void assert_says(const char *words);

void write_file(const char *name, const char *text);
const char *read_file(const char *name, char *into, size_t capacity); /* one that the program wrote */
bool exists(const char *name);

/* ---- a shop --------------------------------------------------------------------------------------------------- */

/* A CSV file, piece by piece: begin with its header, then write it. */
void csv_begin(const char *header);
void csv_add(const char *format, ...) __attribute__((format(printf, 1, 2)));
void csv_write(const char *name);

/* shop.csv: 40 customers whose first purchase is A (10.00 of 12.50, with a coupon) on 10 January; 30 of them buy B
 * (20.00) 20 days later. 40 others whose first purchase is B (30.00) on 1 February; 10 of them buy A (40.00) 30 days
 * later. So 80 buyers of 120 orders and 2,600.00: 10 of 10.00, 30 of 30.00, 30 of 30.00 and 10 of 70.00. */
void write_shop(void);
void report(const char *flags); /* writes it, and runs on it as of 2024-12-31 */

/* A file of points: 140 earned, 50 bonus, 30 spent, 70 expired and 40 taken back. */
extern const char *const running_points;

/* ---- the rest ------------------------------------------------------------------------------------------------- */

/* The path of a real export; skips the test where it is not there. */
const char *real(const char *name);
void skip_under_valgrind(void);

/* Set up and torn down with cmocka's group. */
int make_directory(void **state);
int remove_directory(void **state);

#endif
