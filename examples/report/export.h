/* export.h: the report's tables and one line a customer as CSV files: comma, UTF-8, amounts with all their decimals, days as
 * YYYY-MM-DD, tokens in English whatever the language of the report. */
#ifndef REPORT_EXPORT_H
#define REPORT_EXPORT_H

#include "measure.h"

/* Writes all files into the directory, which is made if it is not there. 0, or 1 with a sentence in `message`; then none of
 * the files has been touched. */
int report_export(const struct report_flags *flags, const struct report_results *results, char *message, size_t capacity);

#endif
