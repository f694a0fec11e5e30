/* churn.h: what the files of churn share. */
#ifndef PATRON_PHP_CHURN_H
#define PATRON_PHP_CHURN_H

#include "results.h"

/* Columns of patron_churn_score. */
extern const pp_field pp_churn_fields[];

const char *pp_churn_method_name(int32_t method);

/* Fits a rule at a day into `out`. */
bool pp_churn_fit(const pp_book *book, int32_t day, const patron_churn_options *options, HashTable *mask, zval *out);

#endif
