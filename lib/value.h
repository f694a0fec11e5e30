/* value.h (internal): what the sources of the value room share.
 *   value.c        simple lifetime value, payback     value_concentration.c  shares of the top, Gini
 *   value_tree.c   where a change comes from          value_orders.c         order values */
#ifndef PT_VALUE_H
#define PT_VALUE_H

#include <patron/value.h>

#include "base.h"
#include "book.h"

/* Turns members into the position of each group's first value; returns how many there are in all. */
int64_t pt_value_starts(int64_t *members, int64_t groups);

/* ARGUMENT unless 0 <= window_days; *from is the first day that is looked at. */
patron_status pt_value_window(int32_t as_of, int32_t window_days, int32_t *from, patron_error *error);

#endif
