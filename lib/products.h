/* products.h (internal): which items the orders of a customer hold, and counting of 64-bit keys. */
#ifndef PT_PRODUCTS_H
#define PT_PRODUCTS_H

#include <patron/products.h>

#include "book.h"
#include "list.h"
#include "sort.h"

#define PT_PRODUCTS_DAYS_MAX (PATRON_DAY_MAX - PATRON_DAY_MIN + 1)

/* ---- what to look at -------------------------------------------------------------------------------------------- */

typedef struct pt_products_plan {
    const patron_book *book;
    int32_t as_of, level;
    int32_t recent_from, repeat_days;
    int64_t items, rows; /* rows = items + PATRON_PRODUCTS_ROWS */
} pt_products_plan;

/* Reads and checks the options of the counts. */
patron_status pt_products_plan_read(const patron_book *book, int32_t as_of, const patron_products_options *given,
                                    int32_t argument, pt_products_plan *out, patron_error *error);

/* The same for a level alone; `argument` is the options'. */
patron_status pt_products_plan_level(const patron_book *book, int32_t as_of, int32_t level, int32_t argument,
                                     pt_products_plan *out, patron_error *error);

/* groups * rows, or a LIMIT error where that is beyond 2^40. */
patron_status pt_products_cells(const pt_products_plan *plan, int64_t groups, int32_t argument, int64_t *cells,
                                patron_error *error);

/* The row of a product's lines and refunds. */
static inline int64_t pt_products_row(const pt_products_plan *plan, pt_index product)
{
    if (product != PT_INDEX_NONE && plan->level == PATRON_PRODUCTS_CATEGORY)
        product = plan->book->product_category[product];
    return product == PT_INDEX_NONE ? plan->items + PATRON_PRODUCTS_ROW_NONE : (int64_t)product;
}

static inline const pt_keys *pt_products_keys(const pt_products_plan *plan)
{
    return plan->level == PATRON_PRODUCTS_CATEGORY ? plan->book->categories : plan->book->products;
}

/* ---- a customer's orders ---------------------------------------------------------------------------------------- */

/* One item in one counted order. */
typedef struct pt_piece {
    uint64_t key;           /* item << 32 | order, counted from the reader's first; item PT_INDEX_NONE = row NONE */
    int64_t sold, returned; /* quantity of the lines, and of the order's refunds */
    int64_t left;           /* what is not given back, unmatched refunds too */
    int64_t amount, given;  /* money, where the book has no quantities */
    pt_index lines;
    bool held;
} pt_piece;

static inline pt_index pt_piece_item(const pt_piece *piece) { return (pt_index)(piece->key >> 32); }

/* Scratch for the largest customer of a range (or the largest order of the guests). */
typedef struct pt_products_reader {
    const pt_products_plan *plan;
    int64_t capacity, order_capacity;
    int64_t first;       /* order that piece orders are counted from */
    int64_t count;
    pt_piece *piece;     /* [count], by (item, order) */
    pt_piece *spare;
    pt_index *stack;
    uint8_t *holds;      /* [orders of the customer]: the order holds an item */
} pt_products_reader;

patron_status pt_products_reader_open(pt_products_reader *reader, const pt_products_plan *plan, int64_t first,
                                      int64_t count, bool guests, patron_error *error);
void pt_products_reader_close(pt_products_reader *reader);

/* Reads the pieces of a customer, or of one order (of a guest). */
void pt_products_read(pt_products_reader *reader, int64_t customer);
void pt_products_read_order(pt_products_reader *reader, int64_t order);

static inline int64_t pt_piece_order(const pt_products_reader *reader, const pt_piece *piece)
{
    return reader->first + (int64_t)(uint32_t)piece->key;
}

/* One past the last piece of the item of piece `begin`. */
static inline int64_t pt_products_item_end(const pt_products_reader *reader, int64_t begin)
{
    int64_t end = begin + 1;
    while (end < reader->count && reader->piece[end].key >> 32 == reader->piece[begin].key >> 32) end++;
    return end;
}

/* A walk over the purchases of a customer that hold an item: days of pieces [next, end), renewals left out if asked. */
typedef struct pt_item_walk {
    const pt_products_reader *reader;
    int64_t next, end;
    bool sales_only;
} pt_item_walk;

bool pt_item_walk_next(pt_item_walk *walk, int32_t *day);

/* The whole of a customer, for row ALL. */
typedef struct pt_products_buyer {
    int64_t orders, purchases; /* counted; 0 = no buyer */
    int32_t first_day, second_day, last_day;
    bool known;                /* birth */
} pt_products_buyer;

void pt_products_look_at(const pt_products_plan *plan, int64_t customer, pt_products_buyer *out);

/* ---- counting keys ---------------------------------------------------------------------------------------------- */

/* Ascending; `spare` has room for as many. O(count) for keys of few bits. */
void pt_products_sort(uint64_t *keys, uint64_t *spare, int64_t count);

/* How often each 64-bit key occurs: keys are gathered, and when there are enough of them sorted, counted and merged
 * into what is there. No hash, so no input is slow; memory is in proportion to the keys that occur: at most 28 bytes
 * each at the moment of a merge, and 1 MB. No key may occur more than PT_INDEX_NONE times. */
typedef struct pt_tally {
    const patron_allocator *allocator;
    uint64_t *key;  /* [kept], ascending */
    pt_index *count;
    int64_t kept;
    uint64_t *gathered, *spare; /* [room] */
    int64_t used, room;
} pt_tally;

patron_status pt_tally_open(pt_tally *tally, const patron_allocator *allocator, patron_error *error);
patron_status pt_tally_flush(pt_tally *tally, patron_error *error); /* key, count and kept hold everything after it */
void pt_tally_clear(pt_tally *tally);
void pt_tally_close(pt_tally *tally);

static inline patron_status pt_tally_add(pt_tally *tally, uint64_t key, patron_error *error)
{
    if (tally->used == tally->room) {
        patron_status status = pt_tally_flush(tally, error);
        if (status) return status;
    }
    tally->gathered[tally->used++] = key;
    return PATRON_OK;
}

/* ---- pairs and transitions -------------------------------------------------------------------------------------- */

typedef struct pt_products_pair {
    int64_t group, count, a_count, b_count, baskets;
    pt_index a, b; /* ranks of items in order of key */
} pt_products_pair;

/* What pairs and transitions share: options, who is in which group, items in order of key, and the pairs found. */
typedef struct pt_products_run {
    pt_products_plan plan;
    uint64_t flags;
    int32_t basket;
    bool transitions;
    int64_t max_items, min_count, top;
    int64_t groups;
    pt_index *member;            /* [customers]: customers by group */
    int64_t *member_end;         /* [groups] */
    pt_index *item, *rank;       /* [items]: items by key, and each item's place among them */
    pt_index *a_count, *b_count; /* [items], by rank, of the group; the same array for pairs */
    int64_t *baskets, *left_out, *empty; /* [groups] */
    pt_products_reader reader;
    pt_index *basket_of;         /* [orders of a customer]: number of its basket, or PT_INDEX_NONE */
    uint64_t *list, *spare;      /* [pieces of a customer]: basket << 32 | rank, ascending, each once */
    int64_t listed;
    pt_tally tally;              /* a * items + b */
    pt_list found;               /* pt_products_pair */
} pt_products_run;

/* Looks at the baskets in run->list, of which there are `baskets`, empty ones too: first counts them and their items;
 * then, with `pairs`, gathers the pairs of items that occur often enough. */
typedef patron_status (*pt_products_visit)(pt_products_run *run, int64_t group, int64_t baskets, bool pairs,
                                           patron_error *error);

/* Everything but what is done with the baskets of a customer. */
patron_status pt_products_run_all(pt_products_run *run, const patron_book *book, int32_t as_of,
                                  const patron_products_pairs_options *options, const patron_selection *selection,
                                  const patron_products_baskets *baskets, pt_products_visit visit, patron_table **out,
                                  patron_error *error);

/* Moves the best pairs of the tally behind those found, best first. */
patron_status pt_products_run_take(pt_products_run *run, int64_t group, patron_error *error);

patron_table *pt_products_run_table(const pt_products_run *run, patron_error *error);

/* One past the last element of run->list that is of basket `basket`, which begins at `begin`. */
static inline int64_t pt_products_basket_end(const pt_products_run *run, int64_t begin, int64_t basket)
{
    while (begin < run->listed && (int64_t)(run->list[begin] >> 32) == basket) begin++;
    return begin;
}

static inline pt_index pt_products_rank_at(const pt_products_run *run, int64_t i) { return (pt_index)run->list[i]; }

#endif
