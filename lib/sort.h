/* sort.h (internal): a stable sort of positions, and a sort of numbers. */
#ifndef PT_SORT_H
#define PT_SORT_H

#include "base.h"

/* Whether the thing at position a belongs strictly before the thing at position b. */
typedef bool (*pt_before)(const void *context, pt_index a, pt_index b);

/* Sorts `count` positions; equal ones keep their order. `spare` has room for as many. Merge sort: O(n log n) whatever the
 * input, O(n) where it is sorted. */
void pt_sort(pt_index *positions, pt_index *spare, int64_t count, pt_before before, const void *context);

/* Sorts numbers, ascending; `spare` has room for as many. By digits: O(8 count), a digit that all share is skipped. */
void pt_sort_numbers(int64_t *numbers, int64_t *spare, int64_t count);

#endif
