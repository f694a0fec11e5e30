/* gather_row.h: one row of a file into the columns of gather.h. */
#ifndef REPORT_GATHER_ROW_H
#define REPORT_GATHER_ROW_H

#include "gather.h"

/* Takes a row, or counts it as bad, or sets gather->failed with its message. */
void gather_row(struct gather *gather, const struct csv_row *row);

/* Something is wrong with all of the file. */
void gather_wrong(struct gather *gather, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Something is wrong with a row; column is a header position or -1. Always false. */
bool gather_bad(struct gather *gather, const struct csv_row *row, int32_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
