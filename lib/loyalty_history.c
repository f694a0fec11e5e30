/* Tables: the movements of a customer's points, the lots they lie in, and a book's orders as events. */
#include "loyalty.h"

#include "book.h"
#include "sort.h"
#include "table.h"

/* ---- movements --------------------------------------------------------------------------------------------------- */

typedef struct listing {
    const patron_loyalty_ledger *ledger;
    int64_t count, balance;
    int32_t *day, *reason; /* NULL on the first pass, which only counts */
    int64_t *event, *points, *after, *missing;
} listing;

static void list_move(void *context, const pt_points_move *move)
{
    listing *list = context;
    int64_t i = list->count++;
    list->balance += move->points;
    if (!list->day) return;
    list->day[i] = move->day;
    list->event[i] = move->event < 0 ? PATRON_NONE : (int64_t)list->ledger->row[move->event];
    list->reason[i] = move->reason;
    list->points[i] = move->points;
    list->after[i] = list->balance;
    list->missing[i] = move->missing;
}

static patron_status check(const patron_loyalty_ledger *ledger, int64_t customer, int32_t as_of, const void *out,
                           patron_error *error)
{
    patron_status status = pt_loyalty_check_as_of(ledger, as_of, 3, error);
    if (status) return status;
    if (customer < 0 || customer >= ledger->customers)
        return pt_fail(error, PATRON_ERROR_RANGE, 2, -1, -1, "", "there is no customer %lld in a ledger of %lld",
                       (long long)customer, (long long)ledger->customers);
    return out ? PATRON_OK : pt_fail_argument(error, 4, "out is NULL");
}

patron_status patron_loyalty_history(const patron_loyalty_ledger *ledger, int64_t customer, int32_t as_of,
                                     patron_table **out, patron_error *error)
{
    static const pt_table_column columns[] = {
        {"day", PATRON_TYPE_INT32, PATRON_UNIT_DAY},      {"event", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
        {"reason", PATRON_TYPE_INT32, PATRON_UNIT_NONE},  {"points", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
        {"balance", PATRON_TYPE_INT64, PATRON_UNIT_NONE}, {"missing", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
    };
    listing list = {.ledger = ledger};
    pt_points points;
    patron_status status = check(ledger, customer, as_of, out, error);
    if (!status) status = pt_points_open(ledger, customer, 1, &points, error);
    if (status) return status;
    points.emit = list_move;
    points.context = &list;
    (void)pt_points_replay(&points, customer, as_of);
    patron_table *table =
        pt_table_make(&ledger->allocator, columns, (int32_t)(sizeof columns / sizeof *columns), list.count, error);
    if (table) {
        list.day = pt_table_values(table, 0);
        list.event = pt_table_values(table, 1);
        list.reason = pt_table_values(table, 2);
        list.points = pt_table_values(table, 3);
        list.after = pt_table_values(table, 4);
        list.missing = pt_table_values(table, 5);
        list.count = list.balance = 0;
        (void)pt_points_replay(&points, customer, as_of);
        *out = table;
    }
    pt_points_close(&points);
    return table ? PATRON_OK : PATRON_ERROR_MEMORY;
}

/* ---- lots -------------------------------------------------------------------------------------------------------- */

typedef struct lot_list {
    const pt_points *points;
    int64_t count, last; /* the lot of the last row: a lot's nodes follow each other */
    int64_t *event, *amount;
    int32_t *earned_day, *expiry, *renewed;
} lot_list;

static void list_node(void *context, const pt_points_node *node)
{
    lot_list *list = context;
    const pt_points_lot *lot = &list->points->lot[node->lot];
    bool again = list->count > 0 && list->last == (int64_t)node->lot, renewed = lot->last_day == PT_LOYALTY_RENEWED;
    if (!again) list->count++;
    list->last = node->lot;
    if (!list->event) return;
    int64_t i = list->count - 1, last_day = renewed ? list->points->clock : lot->last_day;
    if (!again) {
        list->event[i] = list->points->ledger->row[lot->event];
        list->earned_day[i] = list->points->ledger->day[lot->event];
        list->expiry[i] = last_day == PT_LOYALTY_NEVER ? PATRON_NO_DAY : (int32_t)last_day;
        list->renewed[i] = renewed;
        list->amount[i] = 0;
    }
    list->amount[i] += node->points;
}

static void list_lots(lot_list *list, uint32_t sooner, uint32_t later)
{
    const pt_points_forest *forest = &list->points->forest;
    list->count = 0;
    pt_points_walk(forest, sooner, list_node, list);
    pt_points_walk(forest, list->points->renewed, list_node, list);
    pt_points_walk(forest, later, list_node, list);
}

patron_status patron_loyalty_lots(const patron_loyalty_ledger *ledger, int64_t customer, int32_t as_of,
                                  patron_table **out, patron_error *error)
{
    static const pt_table_column columns[] = {
        {"event", PATRON_TYPE_INT64, PATRON_UNIT_NONE},   {"earned_day", PATRON_TYPE_INT32, PATRON_UNIT_DAY},
        {"expiry", PATRON_TYPE_INT32, PATRON_UNIT_DAY},   {"renewed", PATRON_TYPE_INT32, PATRON_UNIT_NONE},
        {"points", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
    };
    pt_points points;
    lot_list list = {.points = &points};
    uint32_t sooner, later = 0;
    patron_status status = check(ledger, customer, as_of, out, error);
    if (!status) status = pt_points_open(ledger, customer, 1, &points, error);
    if (status) return status;
    (void)pt_points_replay(&points, customer, as_of);
    sooner = points.own;
    if (points.renewed) pt_points_cut(&points.forest, points.own, (int32_t)points.clock + 1, 0, &sooner, &later);
    list_lots(&list, sooner, later);
    patron_table *table =
        pt_table_make(&ledger->allocator, columns, (int32_t)(sizeof columns / sizeof *columns), list.count, error);
    if (table) {
        list.event = pt_table_values(table, 0);
        list.earned_day = pt_table_values(table, 1);
        list.expiry = pt_table_values(table, 2);
        list.renewed = pt_table_values(table, 3);
        list.amount = pt_table_values(table, 4);
        list_lots(&list, sooner, later);
        *out = table;
    }
    pt_points_close(&points);
    return table ? PATRON_OK : PATRON_ERROR_MEMORY;
}

/* ---- a book's orders as events --------------------------------------------------------------------------------- */

typedef struct book_events {
    const patron_book *book;
    int64_t count;
    int32_t *customer, *day, *kind;
    int64_t *order, *amount;
    pt_index *position, *spare;
} book_events;

static patron_status open_events(const patron_book *book, book_events *out, patron_error *error)
{
    const patron_allocator *allocator = &book->allocator;
    *out = (book_events){.book = book};
    int64_t orders = book->order_first[book->customers];
    out->count = orders + (book->refund_first ? (int64_t)book->refund_first[orders] : 0);
    if (!(out->customer = pt_array(allocator, out->count, sizeof *out->customer, error))) return PATRON_ERROR_MEMORY;
    if (!(out->day = pt_array(allocator, out->count, sizeof *out->day, error))) return PATRON_ERROR_MEMORY;
    if (!(out->kind = pt_array(allocator, out->count, sizeof *out->kind, error))) return PATRON_ERROR_MEMORY;
    if (!(out->order = pt_array(allocator, out->count, sizeof *out->order, error))) return PATRON_ERROR_MEMORY;
    if (!(out->amount = pt_array(allocator, out->count, sizeof *out->amount, error))) return PATRON_ERROR_MEMORY;
    if (!(out->position = pt_array(allocator, out->count, sizeof *out->position, error))) return PATRON_ERROR_MEMORY;
    out->spare = pt_array(allocator, out->count, sizeof *out->spare, error);
    return out->spare ? PATRON_OK : PATRON_ERROR_MEMORY;
}

static void close_events(book_events *events)
{
    const patron_allocator *allocator = &events->book->allocator;
    PT_FREE(allocator, events->customer, events->count);
    PT_FREE(allocator, events->day, events->count);
    PT_FREE(allocator, events->kind, events->count);
    PT_FREE(allocator, events->order, events->count);
    PT_FREE(allocator, events->amount, events->count);
    PT_FREE(allocator, events->position, events->count);
    PT_FREE(allocator, events->spare, events->count);
}

static int64_t put_event(book_events *events, int64_t i, int64_t customer, int32_t day, int32_t kind, int64_t order,
                         int64_t amount)
{
    events->customer[i] = (int32_t)customer;
    events->day[i] = day;
    events->kind[i] = kind;
    events->order[i] = order;
    events->amount[i] = amount;
    events->position[i] = (pt_index)i;
    return i + 1;
}

static bool is_earlier(const void *context, pt_index a, pt_index b)
{
    const int32_t *day = context;
    return day[a] < day[b];
}

/* Every order with its refunds behind it, then sorted by day; returns how many events there are. */
static int64_t put_events(book_events *events)
{
    const patron_book *book = events->book;
    int64_t next = 0;
    for (int64_t customer = 0; customer < book->customers; customer++) {
        int64_t begin = next;
        for (int64_t order = book->order_first[customer]; order < (int64_t)book->order_first[customer + 1]; order++) {
            next = put_event(events, next, customer, book->day[order], PATRON_LOYALTY_EARN, order, book->amount[order]);
            if (!book->refund_first) continue;
            for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++)
                if (book->refunds.amount[r]) /* others give back units alone */
                    next = put_event(events, next, customer, book->refunds.day[r], PATRON_LOYALTY_REFUND, order,
                                     book->refunds.amount[r]);
        }
        pt_sort(events->position + begin, events->spare, next - begin, is_earlier, events->day);
    }
    return next;
}

static patron_status put_keys(const book_events *events, patron_table *table, int64_t rows, patron_error *error)
{
    const pt_keys *keys = events->book->customer_keys;
    patron_column column;
    pt_keys_column(keys, &column);
    if (!pt_keys_are_strings(keys)) {
        int64_t *values = pt_table_values(table, 0);
        const int64_t *key = column.values;
        for (int64_t i = 0; i < rows; i++) values[i] = key[events->customer[events->position[i]]];
        return PATRON_OK;
    }
    int32_t *element = pt_array(&events->book->allocator, rows, sizeof *element, error);
    if (!element) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < rows; i++) element[i] = events->customer[events->position[i]];
    patron_status status = pt_table_set_strings(table, 0, &column, element, error);
    PT_FREE(&events->book->allocator, element, rows);
    return status;
}

static patron_status make_events(const book_events *events, int64_t rows, patron_table **out, patron_error *error)
{
    bool strings = pt_keys_are_strings(events->book->customer_keys);
    const pt_table_column columns[] = {
        {"customer", strings ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT64, PATRON_UNIT_NONE},
        {"time", PATRON_TYPE_INT32, PATRON_UNIT_DAY},
        {"kind", PATRON_TYPE_INT32, PATRON_UNIT_NONE},
        {"amount", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
        {"order", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
    };
    patron_table *table =
        pt_table_make(&events->book->allocator, columns, (int32_t)(sizeof columns / sizeof *columns), rows, error);
    if (!table) return PATRON_ERROR_MEMORY;
    int32_t *day = pt_table_values(table, 1), *kind = pt_table_values(table, 2);
    int64_t *amount = pt_table_values(table, 3), *order = pt_table_values(table, 4);
    for (int64_t i = 0; i < rows; i++) {
        pt_index at = events->position[i];
        day[i] = events->day[at];
        kind[i] = events->kind[at];
        amount[i] = events->amount[at];
        order[i] = events->order[at];
    }
    patron_status status = put_keys(events, table, rows, error);
    if (status) patron_table_free(table);
    else *out = table;
    return status;
}

patron_status patron_loyalty_book_events(const patron_book *book, patron_table **out, patron_error *error)
{
    book_events events;
    if (!book) return pt_fail_argument(error, 1, "book is NULL");
    if (!out) return pt_fail_argument(error, 2, "out is NULL");
    if (!book->customer_keys)
        return pt_fail(error, PATRON_ERROR_MISSING, 1, -1, -1, "", "the book was built without customer keys");
    patron_status status = open_events(book, &events, error);
    if (!status) status = make_events(&events, put_events(&events), out, error);
    close_events(&events);
    return status;
}
