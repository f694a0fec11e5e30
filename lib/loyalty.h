/* loyalty.h (internal): the ledger's layout, the trees that points lie in, and the replay of one customer's events. */
#ifndef PT_LOYALTY_H
#define PT_LOYALTY_H

#include <patron/loyalty.h>

#include "base.h"
#include "calendar.h"
#include "keys.h"

#define PT_LOYALTY_DAYS_MAX (PATRON_DAY_MAX - PATRON_DAY_MIN + 1)
#define PT_LOYALTY_NEVER INT32_MAX   /* last day of points that do not expire */
#define PT_LOYALTY_RENEWED INT32_MIN /* last day of points that activity renews: the customer's clock */

/* ---- the ledger ------------------------------------------------------------------------------------------------- */

/* Events lie grouped by customer in the order of their replay, with everything resolved into points. */
struct patron_loyalty_ledger {
    patron_allocator allocator;
    uint64_t flags;
    int32_t activity_days;   /* > 0 with EXPIRY_ACTIVITY, else 0 */
    pt_keys *keys;           /* of customers */
    int64_t customers;
    pt_index *first;         /* [customers + 1] */
    int64_t count;
    int32_t *day;            /* [count], never falls within a customer */
    uint8_t *kind;           /* [count] */
    int64_t *points;         /* [count]: granted, spent, taken back or away, expired */
    int64_t *other;          /* [count]: last day of a grant (or NEVER, RENEWED); points that a REFUND gives back */
    pt_index *order;         /* [count]: order number within the customer; PT_INDEX_NONE = none */
    pt_index *row;           /* [count]: in the batches given */
    patron_loyalty_info info;
};

/* RANGE error for a bad day or range, ARGUMENT for a NULL ledger (always argument 1). */
patron_status pt_loyalty_check_as_of(const patron_loyalty_ledger *ledger, int32_t as_of, int32_t argument,
                                     patron_error *error);
patron_status pt_loyalty_check_range(const patron_loyalty_ledger *ledger, int64_t first, int64_t count,
                                     int32_t argument, patron_error *error);

/* ---- trees of points (loyalty_lots.c) ---------------------------------------------------------------------------- */

/* Points of one lot that lie together. A lot's points can lie in several nodes, after some were spent or came back. */
typedef struct pt_points_node {
    uint32_t left, right; /* 0 = none */
    uint32_t lot;         /* number among the customer's lots, in the order of events */
    int32_t height;
    int64_t points;       /* > 0 */
    int64_t sum;          /* of the whole subtree */
} pt_points_node;

typedef struct pt_points_lot {
    int64_t event;    /* of the ledger */
    int32_t last_day; /* or NEVER, RENEWED */
    int64_t expired;  /* of its points */
    int64_t excused;  /* ... of these, what a refund would have taken back */
} pt_points_lot;

/* A balanced tree by (last day, lot): the root's number, 0 = empty. Everything is O(log nodes) unless it says
 * otherwise, also in depth, and none of it allocates: nodes come from an array that is large enough. */
typedef struct pt_points_forest {
    pt_points_node *node; /* node[0] is the empty tree */
    uint32_t used;
    const pt_points_lot *lot;
} pt_points_forest;

static inline int64_t pt_points_sum(const pt_points_forest *forest, uint32_t tree) { return forest->node[tree].sum; }

uint32_t pt_points_leaf(pt_points_forest *forest, uint32_t lot, int64_t points);
/* Everything of a lies before everything of b. */
uint32_t pt_points_append(pt_points_forest *forest, uint32_t a, uint32_t b);
/* Any two trees. O(log) times the stretches into which one cuts the other. */
uint32_t pt_points_unite(pt_points_forest *forest, uint32_t a, uint32_t b);
/* Cuts a tree: *before holds what lies before (last_day, lot). */
void pt_points_cut(pt_points_forest *forest, uint32_t tree, int32_t last_day, int64_t lot, uint32_t *before,
                   uint32_t *from);
/* Cuts a tree: *before holds its first `points` points, 0 <= points <= sum. Takes at most one new node. */
void pt_points_take(pt_points_forest *forest, uint32_t tree, int64_t points, uint32_t *before, uint32_t *rest);
/* Points that lie before (last_day, 0). */
int64_t pt_points_before(const pt_points_forest *forest, uint32_t tree, int64_t last_day);
/* The first last day; the tree is not empty. */
int32_t pt_points_first_day(const pt_points_forest *forest, uint32_t tree);
/* Every node in order. O(nodes). */
typedef void (*pt_points_visit)(void *context, const pt_points_node *node);
void pt_points_walk(const pt_points_forest *forest, uint32_t tree, pt_points_visit visit, void *context);

/* ---- replay (loyalty_replay.c) --------------------------------------------------------------------------------- */

/* What a spend took for an order, to be given back. */
typedef struct pt_points_taken {
    uint32_t tree;
    int32_t renewed;
    int64_t run;   /* of the clock, where renewed */
    int64_t below; /* what the order's spends took before, -1 = nothing */
} pt_points_taken;

typedef struct pt_points_order {
    int64_t replay; /* that has met it: what it says of another one is old */
    int64_t lot;    /* -1 = none */
    int64_t top;    /* the last pt_points_taken, -1 = none */
} pt_points_order;

typedef struct pt_points_move {
    int32_t day, reason;
    int64_t event; /* of the ledger; -1 = none */
    int64_t points, missing;
} pt_points_move;

/* The state of one customer, with scratch for the largest customer of a range. */
typedef struct pt_points {
    const patron_loyalty_ledger *ledger;
    pt_points_forest forest;
    int64_t node_capacity, lot_capacity, order_capacity, taken_capacity;
    pt_points_lot *lot;
    pt_points_order *order;
    pt_points_taken *taken;
    int64_t replays;       /* counts them */
    int64_t lots, takens;
    uint32_t own, renewed; /* trees: lots with a last day of their own or none; lots that activity renews */
    int64_t clock;         /* last day of the renewed ones; INT64_MIN = never ran */
    int64_t run;           /* counts up whenever the clock begins anew */
    int64_t debt;
    int64_t total[PATRON_LOYALTY_REASONS]; /* points by reason, >= 0; SHORTFALL: what is missing */
    int64_t expired_at_return; /* the part of EXPIRED that was given back too late */
    int64_t next;          /* the event behind the last one replayed */
    void (*emit)(void *context, const pt_points_move *move); /* NULL = not wanted */
    void *context;
} pt_points;

/* Scratch for the customers of a range. LIMIT error where one customer has too many events. */
patron_status pt_points_open(const patron_loyalty_ledger *ledger, int64_t first, int64_t count, pt_points *out,
                             patron_error *error);
void pt_points_close(pt_points *points);

/* Replays the events of a customer dated <= as_of, and lets expire what has expired by then. False where a spend (or
 * EXPIRE) is beyond the balance: event `next` (which a ledger that was built never has). */
bool pt_points_replay(pt_points *points, int64_t customer, int32_t as_of);

static inline int64_t pt_points_held(const pt_points *points)
{
    return pt_points_sum(&points->forest, points->own) + pt_points_sum(&points->forest, points->renewed);
}

/* ---- rows of events (loyalty_rows.c) --------------------------------------------------------------------------- */

#define PT_LOYALTY_DROPPED 255 /* kind of a row that is left out */

/* What every event has, in one piece: the build reads it in the order of customers, which is any order in memory. */
typedef struct pt_loyalty_row {
    int64_t time;   /* as given: what rows of one customer are ordered by */
    int64_t amount;
    int32_t day;
    pt_index order; /* PT_INDEX_NONE = null; first the number of the id, later that within the customer */
    uint8_t kind;   /* or PT_LOYALTY_DROPPED */
} pt_loyalty_row;

/* Everything read, once, into the library's memory. Arrays of columns that no batch has are NULL. */
typedef struct pt_loyalty_rows {
    int64_t count;
    pt_loyalty_row *row;
    pt_index *customer;  /* PT_INDEX_NONE = null; likewise below */
    pt_index *id;
    int32_t *rule, *num, *den; /* never null: defaults are filled in */
    int32_t *expires;    /* PATRON_NO_DAY = null */
    int64_t *restore;    /* -1 = null */
    int64_t orders;      /* distinct ids */
    pt_keys *customers, *ids; /* ids are only counted */
} pt_loyalty_rows;

typedef struct pt_loyalty_settings {
    patron_allocator allocator;
    uint64_t flags;
    int32_t expiry, expiry_count;
    pt_periods periods;
    int32_t rules;                  /* >= 1 */
    int64_t *points, *per;          /* [rules], our own */
    bool has_zone;
    patron_zone zone;
} pt_loyalty_settings;

/* On failure too, what was made must be freed. */
patron_status pt_loyalty_options_read(const patron_loyalty_options *given, pt_loyalty_settings *out,
                                      patron_error *error);
void pt_loyalty_options_free(pt_loyalty_settings *settings);

patron_status pt_loyalty_rows_read(const patron_loyalty_events *const *events, int32_t batches,
                                   const pt_loyalty_settings *settings, pt_loyalty_rows *out, patron_error *error);
void pt_loyalty_rows_free(const patron_allocator *allocator, pt_loyalty_rows *rows);

#endif
