/* cohorts.h: what the files of cohorts share. */
#ifndef PATRON_PHP_COHORTS_H
#define PATRON_PHP_COHORTS_H

#include "results.h"

/* Which array of patron_cohorts_cells a field is, by its size: pp_field.which. */
enum { PP_COHORTS_CELLS, PP_COHORTS_ROWS, PP_COHORTS_SEQUENCE, PP_COHORTS_GROUPS };

#define PP_COHORTS_FIELDS 27
extern const pp_field pp_cohorts_fields[PP_COHORTS_FIELDS + 1];

/* What one call counted, for all groups; shared by their Cohorts. */
typedef struct pp_cohorts_data {
    uint32_t references;
    zval rows, columns; /* labels */
    int64_t row_count, column_count, listed, nth, groups;
    int64_t *held[PP_COHORTS_FIELDS]; /* NULL: the book has no such numbers */
    int64_t *block;
    size_t bytes;
} pp_cohorts_data;

typedef struct pp_cohorts {
    pp_cohorts_data *data;
    int64_t group;
    zend_object std;
} pp_cohorts;
PP_OBJECT(pp_cohorts)

/* Labels of rows and columns, as lists. */
void pp_cohorts_rows(const patron_cohorts_axis *axis, const patron_calendar *calendar, zval *out);
void pp_cohorts_columns(int64_t columns, const int32_t *brackets, int32_t bracket_count, zval *out);

/* The number of a count by its camelCase name, among those of [row][column] only; -1 where there is none. */
int32_t pp_cohorts_find(const pp_cohorts *cohorts, const char *name);

/* The cells of a count for this group, and of the n-th purchase where it has one; NULL thrown (`n`). */
const int64_t *pp_cohorts_at(const pp_cohorts *cohorts, int32_t field, zend_long n);

/* By the C name, which is there: rows of this group. */
const int64_t *pp_cohorts_buyers(const pp_cohorts *cohorts);

#endif
