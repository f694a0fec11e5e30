/* sheet.h: cells of a CSV file: commas, UTF-8, a point as decimal sign, days as YYYY-MM-DD. */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include "sections.h"

/* A file is written as NAME.part and renamed when all of them are complete. */
struct sheet {
    FILE *file;
    bool begun; /* the line has a cell already */
};

struct exporting {
    const struct report_flags *flags;
    const struct report_results *results;
    struct text text; /* for reasons, in the report's language */
};

void cell_empty(struct sheet *sheet);
void cell_text(struct sheet *sheet, const char *text);
void cell_number(struct sheet *sheet, int64_t number);
void cell_count(struct sheet *sheet, int64_t number); /* empty where it is undefined (< 0) */
void cell_real(struct sheet *sheet, double number);
void cell_day(struct sheet *sheet, int32_t day);      /* empty where it is none */
void cell_money(const struct exporting *in, struct sheet *sheet, int64_t amount); /* all decimals of the file */
void cell_rate(struct sheet *sheet, int64_t part, int64_t whole); /* rate, low, high; all empty where whole is 0 */
void end_line(struct sheet *sheet);
void header_of(struct sheet *sheet, const char *const *names, size_t count);

/* A computed amount to the nearest unit, halves up as patron_churn_states rounds them. */
int64_t in_units(double amount);

#define HEADER(sheet, ...)                                                \
    do {                                                                  \
        static const char *const names_[] = {__VA_ARGS__};                \
        header_of((sheet), names_, sizeof names_ / sizeof *names_);       \
    } while (0)

/* The tables of export_answers.c. */
struct sheet_of {
    const char *name;
    void (*write)(struct exporting *, struct sheet *);
};
extern const struct sheet_of answer_sheets[];
extern const size_t answer_sheet_count;

#endif
