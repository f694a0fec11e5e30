/* promotions.h (internal): what the sources of the promotions room share.
 *   promotions.c        labels          promotions_mailing.c  recipients against hold-out
 *   promotions_depth.c  discount depth */
#ifndef PT_PROMOTIONS_H
#define PT_PROMOTIONS_H

#include <patron/promotions.h>

#include "base.h"
#include "book.h"

#define PT_PROMOTIONS_DAYS_MAX (PATRON_DAY_MAX - PATRON_DAY_MIN + 1)
#define PT_PROMOTIONS_REPEAT_DAYS 90

/* ARGUMENT unless 0 <= days <= PT_PROMOTIONS_DAYS_MAX; `otherwise` stands for 0. */
patron_status pt_promotions_days(int32_t days, int32_t otherwise, int32_t argument, const char *name, int32_t *out,
                                 patron_error *error);

/* Adds scratch [array][cell] into `count` arrays of `cells` cells each (NULL = not wanted): checks all, then commits.
 */
patron_status pt_promotions_commit(int64_t *const *arrays, int count, const int64_t *scratch, int64_t cells,
                                   int32_t argument, patron_error *error);

#endif
