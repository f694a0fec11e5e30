/* oracle_loyalty.h (tests): points and tiers the slow way, from the definitions and the public header alone: point by
 * point and day by day, without trees, windows that move, or anything resolved beforehand. */
#ifndef TEST_ORACLE_LOYALTY_H
#define TEST_ORACLE_LOYALTY_H

#include "oracle_book.h"

#include <patron/loyalty.h>

/* SHOP_NULL = null. */
struct oracle_event {
    int64_t customer, day, kind, amount, order, event, rule, num, den, expires, restore;
};

struct oracle_programme {
    uint64_t flags; /* PATRON_LOYALTY_* */
    int32_t expiry, expiry_count;
    patron_calendar calendar;
    int rules;      /* 0 = the default one */
    int64_t points[4], per[4];
};

struct oracle_lot {
    int64_t row, day, last; /* last day; INT64_MAX = never */
    bool renewed;
    int64_t granted, left, expired, excused;
};

struct oracle_move {
    int64_t day, row, reason, points, balance, missing;
};

/* One customer's points at the end of a day. */
struct oracle_points {
    int64_t balance, earned, bonus, spent, restored, expired, taken, debt, shortfall;
    int64_t order_left; /* points spent on the order that was asked for, and not given back */
    int64_t last_event; /* PATRON_NO_DAY = none */
    int64_t bad_row;    /* a spend or EXPIRE beyond the balance, -1 = none: nothing behind it was replayed */
    struct oracle_lot *lot;
    int64_t lots;
    struct oracle_move *move;
    int64_t moves;
};

/* Replays the events of a customer in the order that the programme says. The events must be ones that build, but for
 * spends beyond the balance. `order` is one to be told the spent points of (SHOP_NULL = none). */
void oracle_points(const struct oracle_event *event, int64_t count, int64_t customer,
                   const struct oracle_programme *programme, int64_t as_of, int64_t order, struct oracle_points *out);
void oracle_points_free(struct oracle_points *points);

int64_t oracle_earned(const struct oracle_programme *programme, const struct oracle_event *event, int64_t amount);

struct oracle_tier {
    bool buyer;
    int64_t tier, by_value, value, gap, until, keep_gap; /* undefined values as in the header */
};

/* The standing of a customer of a book. `event` and `programme` are only read for tiers by points (NULL else). */
void oracle_tier(const struct oracle_book *book, const struct oracle_customer *customer,
                 const struct oracle_event *event, int64_t count, const struct oracle_programme *programme,
                 const patron_loyalty_tiers *tiers, struct oracle_tier *out);

#endif
