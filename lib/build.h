/* build.h (internal): the steps from rows to a book.
 *
 *   numbers   every row's customer, order, product, category and label get dense numbers            (build.c, build_customers.c)
 *   rows      one pass over the rows adds them up into slots, one an order; refunds and lines apart  (build_rows.c)
 *   groups    slots are partitioned by customer and sorted within each: the order of the book        (build_groups.c)
 *   details   everything that hangs on an order is brought into that order                          (build_details.c)
 */
#ifndef PT_BUILD_H
#define PT_BUILD_H

#include "book.h"
#include "list.h"
#include "numbers.h"
#include "rows.h"
#include "settings.h"

/* What rows have made of a slot. A slot with neither SALE nor RENEWAL is no order. */
#define PT_SLOT_SALE 1u
#define PT_SLOT_RENEWAL 2u
#define PT_SLOT_IGNORED 4u
#define PT_SLOT_ERASED 8u
#define PT_SLOT_NEGATIVE 16u /* was an order of negative total: now a refund of its customer */

/* More of something than numbers of rows can count. */
static inline patron_status pt_fail_limit(patron_error *error, const char *what)
{
    return pt_fail(error, PATRON_ERROR_LIMIT, 0, -1, -1, "", "there are more %s than a book can hold (%lld)", what,
                   (long long)PT_ROWS_MAX);
}

/* One slot per distinct order id and one per row without; without order column the slots are the rows. Arrays that a shop
 * does not need are NULL. */
typedef struct pt_slots {
    int64_t count;
    pt_index *customer;  /* PT_INDEX_NONE = guest */
    int32_t *day;
    int64_t *within;     /* time within the day */
    int64_t *amount;
    uint8_t *state;      /* NULL = all are sales */
    pt_index *first_row; /* NULL = slot number */
    pt_index *rows;      /* NULL = 1 each */
    pt_index *id;        /* number of the order id; NULL = slot number while below order_ids' count */
    pt_index *shop;
    int64_t *discount, *cost, *quantity;
    pt_index *label[PT_LABELS_MAX]; /* order-level ones */
} pt_slots;

/* A line with a product or a line-level label. */
typedef struct pt_lines {
    int64_t count, capacity;
    pt_index *slot, *product;
    int64_t *amount, *quantity;
    pt_index *label[PT_LABELS_MAX]; /* line-level ones */
} pt_lines;

typedef struct pt_refund {
    int64_t amount, quantity;
    pt_index slot;     /* PT_INDEX_NONE = without order */
    pt_index customer; /* PT_INDEX_NONE = guest */
    pt_index product, row, rows;
    int32_t day;
    bool erased;
} pt_refund;

typedef struct pt_build {
    const pt_settings *settings;
    const patron_allocator *allocator;
    const pt_rowset *rowset;
    const patron_zone *zone; /* NULL = none */
    patron_book *book;       /* being filled */
    int64_t rows;
    pt_index *number[PT_ROLES]; /* [rows] of key columns; ORDER becomes slot numbers */
    pt_index *row_order_id;     /* [rows], with shops: the order id's number beside the slot's */
    pt_keys *order_ids, *shops;
    bool replayed;
    pt_slots slots;
    pt_lines lines;
    pt_list refunds;         /* of pt_refund */
    pt_list ignored;         /* of pt_ignored */
    pt_index *source;        /* [book->orders]: slot of each order; NULL if nothing hangs on orders */
} pt_build;

static inline bool pt_slot_is_order(const pt_slots *slots, int64_t slot)
{
    return !slots->state || (slots->state[slot] & (PT_SLOT_SALE | PT_SLOT_RENEWAL));
}

static inline int64_t pt_slot_row(const pt_slots *slots, int64_t slot)
{
    return slots->first_row ? slots->first_row[slot] : slot;
}

/* Numbers the rows by the keys of one role, into build->number[role]; *out gets the dictionary. */
patron_status pt_number_role(pt_build *build, int32_t role, const char *name, const pt_key_rules *rules,
                             pt_keys **out, patron_error *error);

patron_status pt_number_customers(pt_build *build, patron_error *error);
patron_status pt_find_duplicates(pt_build *build, patron_error *error);
patron_status pt_build_rows(pt_build *build, patron_error *error);
patron_status pt_build_groups(pt_build *build, patron_error *error);
patron_status pt_build_details(pt_build *build, patron_error *error);
void pt_slots_free(pt_build *build);
void pt_lines_free(pt_build *build);

/* The whole way. */
patron_status pt_build_book(const pt_settings *settings, const pt_rowset *rowset, patron_book **out, patron_error *error);

#endif
