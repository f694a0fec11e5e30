/* cohorts.h (internal): what the axis and the counting share. */
#ifndef PT_COHORTS_H
#define PT_COHORTS_H

#include <patron/cohorts.h>

#include "base.h"
#include "book.h"
#include "calendar.h"
#include "keys.h"

struct patron_cohorts_axis {
    patron_allocator allocator;
    int32_t by;
    int32_t first_period;
    int64_t listed;
    pt_periods calendar; /* PERIOD */
    char label[32];      /* LABEL */
    pt_keys *keys;       /* LABEL, PRODUCT, CATEGORY */
    int32_t *edges;      /* DEPTH */
    int64_t edge_count;
};

static inline bool pt_cohorts_by_key(int32_t by)
{
    return by == PATRON_COHORTS_BY_LABEL || by == PATRON_COHORTS_BY_PRODUCT || by == PATRON_COHORTS_BY_CATEGORY;
}

/* ---- first purchases ------------------------------------------------------------------------------------------- */

/* The first counted order of a customer at as_of, or -1. */
int64_t pt_cohorts_birth(const patron_book *book, int64_t customer, int32_t as_of);

/* One past the last order of the day of order `birth`. */
int64_t pt_cohorts_birth_end(const patron_book *book, int64_t customer, int64_t birth);

typedef struct pt_cohorts_units {
    int64_t sold, returned;
} pt_cohorts_units;

/* Reads the keys of first purchases, as the book's numbers. */
typedef struct pt_cohorts_labels {
    const patron_book *book;
    int32_t as_of, by;
    const pt_label *label;   /* LABEL */
    const pt_keys *keys;     /* the book's dictionary */
    pt_cohorts_units *units; /* PRODUCT, CATEGORY: scratch [products], zero between orders; NULL = nothing given back */
} pt_cohorts_labels;

/* MISSING error if the book has no such label, products or categories. */
patron_status pt_cohorts_labels_begin(const patron_book *book, int32_t as_of, int32_t by, const char *label,
                                      pt_cohorts_labels *out, patron_error *error);
void pt_cohorts_labels_end(pt_cohorts_labels *labels);

/* Calls visit for every key of the counted orders among [begin, end), possibly more than once for the same key. */
typedef void (*pt_cohorts_visit)(void *context, pt_index code);
void pt_cohorts_labels_visit(const pt_cohorts_labels *labels, int64_t begin, int64_t end, pt_cohorts_visit visit,
                             void *context);

/* ---- from a book's numbers to rows ------------------------------------------------------------------------------ */

/* Filled as keys are met, so a call about few customers of a large book looks up few keys. */
typedef struct pt_cohorts_map {
    const patron_cohorts_axis *axis;
    patron_column column; /* the book's keys */
    int64_t count;
    const patron_allocator *allocator;
    pt_index *row;        /* [count]: row + 1; 0 = not looked up yet */
} pt_cohorts_map;

/* MISMATCH error if the axis's keys are of another kind than the book's. */
patron_status pt_cohorts_map_begin(const patron_cohorts_axis *axis, const pt_keys *keys,
                                   const patron_allocator *allocator, pt_cohorts_map *out, patron_error *error);
void pt_cohorts_map_end(pt_cohorts_map *map);
int64_t pt_cohorts_map_row(const pt_cohorts_map *map, pt_index code); /* listed = other */

/* The row by PERIOD of a birth in a period, and by DEPTH of the counted orders among [begin, end). */
int64_t pt_cohorts_period_row(const patron_cohorts_axis *axis, int64_t period);
int64_t pt_cohorts_depth_row(const patron_cohorts_axis *axis, const patron_book *book, int32_t as_of, int64_t begin,
                             int64_t end);

/* ---- columns --------------------------------------------------------------------------------------------------- */

/* From days to columns without a division: tables made once a call. */
typedef struct pt_cohorts_clock {
    int32_t window;      /* days of an elapsed window; 0 = calendar periods */
    pt_periods periods;
    int32_t columns;     /* of k: the one beyond is number `columns` */
    int32_t k_end;       /* first k beyond */
    int32_t *of_k;       /* [k_end]: column of k */
    int32_t base;        /* calendar: the day of of_day[0]; windows: 0 */
    int32_t length;
    int32_t *of_day;     /* calendar: period of day base + i; windows: column of i days since birth */
    int64_t tomorrow;    /* as_of + 1, which may lie outside the calendar */
    int64_t tomorrow_period;
} pt_cohorts_clock;

typedef struct pt_cohorts_born {
    int32_t day;
    int64_t period; /* calendar */
} pt_cohorts_born;

static inline int64_t pt_cohorts_clock_period(const pt_cohorts_clock *clock, int32_t day)
{
    int64_t at = (int64_t)day - clock->base;
    return at >= 0 && at < clock->length ? clock->of_day[at] : pt_period_of(&clock->periods, day);
}

static inline int32_t pt_cohorts_clock_column_of_k(const pt_cohorts_clock *clock, int64_t k)
{
    return k >= clock->k_end ? clock->columns : clock->of_k[k];
}

/* The column of a day; before the birth it is column 0. */
static inline int32_t pt_cohorts_clock_column(const pt_cohorts_clock *clock, const pt_cohorts_born *born, int32_t day)
{
    if (day <= born->day) return 0;
    if (!clock->window) return pt_cohorts_clock_column_of_k(clock, pt_cohorts_clock_period(clock, day) - born->period);
    int32_t since = day - born->day;
    return since < clock->length ? clock->of_day[since] : pt_cohorts_clock_column_of_k(clock, since / clock->window);
}

/* How many columns a buyer is eligible for: those before tomorrow's, since a column is observed to its end when
 * tomorrow lies in a later one. */
static inline int32_t pt_cohorts_clock_eligible(const pt_cohorts_clock *clock, const pt_cohorts_born *born)
{
    return pt_cohorts_clock_column_of_k(clock, clock->window ? (clock->tomorrow - born->day) / clock->window
                                                             : clock->tomorrow_period - born->period);
}

/* ---- options --------------------------------------------------------------------------------------------------- */

typedef struct pt_cohorts_plan {
    uint64_t flags;
    pt_periods periods;
    int32_t window;
    int32_t columns; /* of k */
    int32_t k_end;
    const int32_t *brackets; /* the caller's, or NULL */
    int32_t sequence;
} pt_cohorts_plan;

/* Reads and checks options; the arguments' numbers are those in the caller's signature. */
patron_status pt_cohorts_plan_read(const patron_cohorts_axis *axis, const patron_cohorts_options *options,
                                   int32_t axis_argument, int32_t argument, pt_cohorts_plan *out, patron_error *error);

patron_status pt_cohorts_plan_shape(const patron_cohorts_axis *axis, const pt_cohorts_plan *plan, int64_t groups,
                                    int32_t argument, patron_cohorts_shape *out, patron_error *error);

/* Makes the tables for the days of a book up to as_of; `orders` is how many will be looked up. */
patron_status pt_cohorts_clock_begin(const patron_book *book, int32_t as_of, const pt_cohorts_plan *plan,
                                     int64_t orders, pt_cohorts_clock *out, patron_error *error);
void pt_cohorts_clock_end(const patron_book *book, pt_cohorts_clock *clock);

/* Numbers a cell of scratch holds. */
#define PT_COHORTS_CELL 17
#define PT_COHORTS_NTH 4

#endif
