/* repeat.h (internal): what the counts of patron/repeat.h share: their scratch, and the periods that days lie in. */
#ifndef PT_REPEAT_H
#define PT_REPEAT_H

#include <patron/repeat.h>

#include "book.h"
#include "calendar.h"

#define PT_REPEAT_SPAN (PATRON_DAY_MAX - PATRON_DAY_MIN + 1) /* days of the calendar */
#define PT_REPEAT_BOOK 1 /* positions of the arguments of every count */
#define PT_REPEAT_AS_OF 2
#define PT_REPEAT_OPTIONS 3
#define PT_REPEAT_SELECTION 4
#define PT_REPEAT_FIRST 5
#define PT_REPEAT_CELLS 7

/* ---- arrays of a count ------------------------------------------------------------------------------------------ */

/* One array of the caller's (NULL = not wanted) and its scratch, [group][cell]. */
typedef struct pt_repeat_array {
    int64_t *into;
    int64_t cells;    /* elements of one group */
    int64_t capacity; /* of `into` */
    const char *kind; /* the capacity's name */
    int64_t *scratch;
} pt_repeat_array;

/* CAPACITY error where an array is too small; then one block of zeros for all of them. `cells` is the position of the
 * argument that they came in. On success pt_repeat_release it. */
patron_status pt_repeat_scratch(const patron_allocator *allocator, int64_t groups, pt_repeat_array *arrays,
                                int32_t count, int32_t cells, patron_error *error);

/* Adds all scratch into the caller's arrays, or none of it (OVERFLOW). */
patron_status pt_repeat_commit(int64_t groups, const pt_repeat_array *arrays, int32_t count, int32_t cells,
                               patron_error *error);

void pt_repeat_release(const patron_allocator *allocator, int64_t groups, pt_repeat_array *arrays, int32_t count);

/* The checks that follow those of the options: range, selection, and that there are cells, copied to `known`. */
patron_status pt_repeat_read(const patron_book *book, const patron_selection *selection, int64_t first, int64_t count,
                             const void *cells, void *known, size_t size, patron_selection *out, patron_error *error);

/* Flags beyond `allowed` are an ARGUMENT error. */
patron_status pt_repeat_check_flags(uint64_t flags, uint64_t allowed, int32_t argument, patron_error *error);

/* A number of days of the options: 0 = `standard`, else 1 … PT_REPEAT_SPAN. */
patron_status pt_repeat_read_days(int32_t given, int32_t standard, const char *name, int32_t argument, int32_t *out,
                                  patron_error *error);

/* Sales - refunds of a customer up to as_of, unmatched refunds too; *any tells whether there is a sale or refund. */
int64_t pt_repeat_net(const patron_book *book, int64_t customer, int32_t as_of, bool *any);

/* ---- periods ---------------------------------------------------------------------------------------------------- */

/* The period of a day: looked up in a table for the days of the book, as far as that pays. */
typedef struct pt_repeat_clock {
    pt_periods periods;
    int32_t base, length;
    int32_t *of_day; /* [length] */
} pt_repeat_clock;

/* `orders`: about how many lookups there will be. */
patron_status pt_repeat_clock_begin(const patron_book *book, int32_t as_of, const pt_periods *periods, int64_t orders,
                                    pt_repeat_clock *out, patron_error *error);
void pt_repeat_clock_end(const patron_book *book, pt_repeat_clock *clock);

static inline int32_t pt_repeat_period(const pt_repeat_clock *clock, int32_t day)
{
    int64_t at = (int64_t)day - clock->base;
    return at >= 0 && at < clock->length ? clock->of_day[at] : pt_period_of(&clock->periods, day);
}

/* Options of periods, guests and growth, read and checked. */
typedef struct pt_repeat_plan {
    uint64_t flags;
    pt_periods periods;
    int32_t first;
    int64_t count;
    int32_t active_days;
} pt_repeat_plan;

patron_status pt_repeat_plan_read(const patron_repeat_period_options *given, uint64_t flags, bool growth,
                                  int32_t argument, pt_repeat_plan *out, patron_error *error);

/* The first period that has not ended by as_of. */
int64_t pt_repeat_unfinished(const pt_periods *periods, int32_t as_of);

#endif
