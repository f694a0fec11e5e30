/* churn.h (internal): the churn table inside. The formulas are in patron/churn.h.
 *   churn_fit.c      bins, counts, fit          churn_rule.c     from counts to a rule, save and load
 *   churn_curve.c    S, P and ρ of one customer churn.c          score and states
 *   churn_changes.c  enter and leave            churn_signs.c    leading indicators */
#ifndef PT_CHURN_H
#define PT_CHURN_H

#include <patron/churn.h>

#include "base.h"
#include "book.h"

#define PT_CHURN_SPAN ((int64_t)PATRON_DAY_MAX - PATRON_DAY_MIN) /* the longest gap in days */
#define PT_CHURN_MOST ((int64_t)1 << 40)                         /* of any count in a rule */
#define PT_CHURN_SUPPORT 20   /* cases that a group or bin needs to stand on its own */
#define PT_CHURN_LATEST 3650  /* the last silent day that is looked at for the next state */
#define PT_CHURN_COUNTING ((uint64_t)(PATRON_BOOK_ZERO_ORDERS | PATRON_BOOK_COUNT_BY_ORDER))

/* Whether two numbers can be a number of closed gaps and their sum in days. */
static inline bool pt_churn_are_gaps(int64_t gaps, int64_t days)
{
    return gaps >= 0 && gaps <= PT_CHURN_MOST && days >= 0 && days <= gaps * PT_CHURN_SPAN;
}

/* ---- bins ------------------------------------------------------------------------------------------------------ */

/* A scale s = days / weight in exact numbers: days = Σ gaps + (t_j - t_1) · n and weight = n · j of the shop's n closed
 * gaps. days < 2^63, weight < 2^74. */
typedef struct pt_churn_scale {
    int64_t days;
    pt_uint128 weight;
    double inverse; /* 1/s; a few units in the last place */
} pt_churn_scale;

/* The scale after purchase `number` (1 …), `span` days after the first purchase; gap_days >= 1. */
pt_churn_scale pt_churn_scale_of(int64_t gaps, int64_t gap_days, int64_t number, int64_t span);

/* The bin of `silence` days on a scale, exactly. */
int32_t pt_churn_bin(const pt_churn_scale *scale, int64_t silence);

/* The sign of silence / s - edge `edge` (1 … PATRON_CHURN_BINS), exactly. */
int32_t pt_churn_side(const pt_churn_scale *scale, int64_t silence, int32_t edge);

/* The bin of a double; *near says that an edge is so close that rounding may have decided. */
int32_t pt_churn_bin_near(double u, bool *near);

/* ---- one customer's purchases ---------------------------------------------------------------------------------- */

typedef struct pt_churn_history {
    int64_t purchases; /* 0: no churn state */
    int32_t first, last;
} pt_churn_history;

void pt_churn_history_read(const patron_book *book, int64_t customer, int32_t as_of, pt_churn_history *out);

/* Net of the 365 days up to as_of, as recent_net of the customers room. */
int64_t pt_churn_net(const patron_book *book, int64_t customer, int32_t as_of);

/* ---- rule ------------------------------------------------------------------------------------------------------ */

/* ln S of a group, as a polyline up to u* and a power beyond. Index i of the arrays is edge i (0: u = 0) or bin i. */
typedef struct pt_churn_curve {
    int64_t at_risk[PATRON_CHURN_BINS + 1];
    double log_survival[PATRON_CHURN_BINS + 1];
    double slope[PATRON_CHURN_BINS];
    double most[PATRON_CHURN_BINS]; /* ln(1 - least P) in a bin: the floor, as a bound of ln S((d+t)/s) - ln S(d/s) */
    double end;   /* u* = edge `last` */
    double log_end;
    double beta;
    int32_t last; /* 1 … PATRON_CHURN_BINS */
    int32_t flags; /* PATRON_CHURN_POOLED | PATRON_CHURN_FEW_CASES */
} pt_churn_curve;

struct patron_churn_rule {
    patron_allocator allocator;
    uint64_t book_flags;
    int32_t method, as_of, horizon, new_days;
    double bands[3];
    int64_t gaps, gap_days;
    int64_t cells[PATRON_CHURN_CELLS];
    /* made of the above: */
    bool known; /* there is a closed gap to compare with */
    double edge[PATRON_CHURN_BINS + 1];
    pt_churn_curve curve[PATRON_CHURN_GROUPS];
};

/* Fills the lower part of a rule from the upper. Every count is in 0 … PT_CHURN_MOST. */
void pt_churn_derive(patron_churn_rule *rule);

/* What both fit and make check of the options, as argument `argument`; the copy can be given on as options. */
patron_status pt_churn_options_read(const patron_churn_options *given, int32_t argument, patron_churn_options *out,
                                    patron_error *error);

/* ---- assessment of one customer -------------------------------------------------------------------------------- */

/* Upper bounds that make the search for the least P short without changing its result; filled as they are needed. */
typedef struct pt_churn_bounds {
    patron_allocator allocator;
    uint8_t *filled; /* [groups][bins] */
    double *row;     /* [groups][bins][bins + 1] */
} pt_churn_bounds;

/* For `customers` assessments to come; does without (row == NULL) where it does not pay. */
patron_status pt_churn_bounds_begin(pt_churn_bounds *bounds, const patron_churn_rule *rule, int64_t customers,
                                    const patron_allocator *allocator, patron_error *error);
void pt_churn_bounds_end(pt_churn_bounds *bounds);

/* What a rule says of a history `silence` days after its last purchase. */
typedef struct pt_churn_view {
    int32_t state, horizon, flags;
    int64_t cases;
    double score, rho, p_now, p_start, scale, ratio;
    int32_t next_silence, next_state; /* only if asked for */
} pt_churn_view;

void pt_churn_assess(const patron_churn_rule *rule, pt_churn_bounds *bounds, const pt_churn_history *history,
                     int32_t as_of, bool want_next, pt_churn_view *out);

/* (1 - ρ) x net, 0 where ρ is not known. */
double pt_churn_value(const pt_churn_view *view, int64_t net);

/* RANGE, ARGUMENT and MISMATCH as every measure of a rule: the book is argument 1, the rule `argument`. */
patron_status pt_churn_check_rule(const patron_book *book, const patron_churn_rule *rule, int32_t argument,
                                  patron_error *error);

#endif
