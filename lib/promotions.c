#include "promotions.h"

/* ---- shared ---------------------------------------------------------------------------------------------------- */

patron_status pt_promotions_days(int32_t days, int32_t otherwise, int32_t argument, const char *name, int32_t *out,
                                 patron_error *error)
{
    if (days < 0 || days > PT_PROMOTIONS_DAYS_MAX)
        return pt_fail_argument(error, argument, "options: %s %d is outside 1..%d", name, (int)days,
                                PT_PROMOTIONS_DAYS_MAX);
    *out = days ? days : otherwise;
    return PATRON_OK;
}

patron_status pt_promotions_commit(int64_t *const *arrays, int count, const int64_t *scratch, int64_t cells,
                                   int32_t argument, patron_error *error)
{
    for (int k = 0; k < count; k++)
        if (!pt_can_add(arrays[k], scratch + k * cells, cells))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, argument, -1, -1, "", "a cell would leave int64");
    for (int k = 0; k < count; k++) pt_commit(arrays[k], scratch + k * cells, cells);
    return PATRON_OK;
}

/* ---- labels ---------------------------------------------------------------------------------------------------- */

enum {
    ORDERS, NET, SALES, DISCOUNT, DISCOUNTED, BUYERS, RETURNED, BUYERS_NET, NEW_BUYERS, NEW_REPEATERS, NEW_OBSERVED,
    NEW_WITHIN, NEW_NET, ARRAYS
};

/* What is known of a row while one customer is looked at. */
typedef struct mark {
    int64_t order;    /* 1 + the last order that was added to the row: a value counts once an order */
    int64_t customer; /* 1 + the last customer with an order in the row */
    int64_t purchase; /* the number of that customer's first purchase in the row */
    bool is_first;    /* whether an order of the customer's first day is in the row */
    int64_t touched;  /* list of the rows of this customer */
} mark;

typedef struct tally {
    const patron_book *book;
    const pt_label *label;
    int32_t as_of, from, repeat_days;
    int64_t rows, cells;
    int64_t *scratch; /* [array][group][row] */
    mark *marks;      /* [row] */
    int64_t touched;  /* rows of this customer: marks[0 … touched - 1].touched */
} tally;

/* One customer so far. The labels of the first purchase are those of all counted orders of the first day, with
 * COUNT_BY_ORDER too. */
typedef struct buyer {
    int64_t customer, group, purchases, net;
    int32_t first_day, second_day;
    bool labelled; /* some order of the first day has a value */
} buyer;

static int64_t *cell_of(const tally *t, int array, int64_t group, int64_t row)
{
    return &t->scratch[array * t->cells + group * t->rows + row];
}

static void add_order_to(tally *t, const buyer *who, int64_t order, int64_t net, int64_t row)
{
    const patron_book *book = t->book;
    mark *at = &t->marks[row];
    if (at->order == order + 1) return;
    at->order = order + 1;
    *cell_of(t, ORDERS, who->group, row) += 1;
    *cell_of(t, NET, who->group, row) += net;
    *cell_of(t, SALES, who->group, row) += book->amount[order];
    if (book->discount) {
        *cell_of(t, DISCOUNT, who->group, row) += book->discount[order];
        *cell_of(t, DISCOUNTED, who->group, row) += book->discount[order] > 0;
    }
    if (at->customer == who->customer + 1) return;
    at->customer = who->customer + 1;
    at->purchase = who->purchases;
    at->is_first = book->day[order] == who->first_day;
    t->marks[t->touched++].touched = row;
}

static int64_t row_none(const tally *t) { return t->rows - PATRON_PROMOTIONS_ROWS_MORE + PATRON_PROMOTIONS_ROW_NONE; }

/* True if the order has a value. */
static bool add_order(tally *t, const buyer *who, int64_t order, int64_t net)
{
    const patron_book *book = t->book;
    bool any = false;
    if (t->label->level == PATRON_LABEL_ORDER) {
        any = t->label->code[order] != PT_INDEX_NONE;
        if (any) add_order_to(t, who, order, net, t->label->code[order]);
    } else if (book->line_first) {
        for (int64_t line = book->line_first[order]; line < (int64_t)book->line_first[order + 1]; line++) {
            if (t->label->code[line] == PT_INDEX_NONE) continue;
            any = true;
            add_order_to(t, who, order, net, t->label->code[line]);
        }
    }
    if (!any) add_order_to(t, who, order, net, row_none(t));
    add_order_to(t, who, order, net, t->rows - PATRON_PROMOTIONS_ROWS_MORE + PATRON_PROMOTIONS_ROW_ALL);
    return any;
}

/* What only the whole history shows: who came back, and what all of it is worth. */
static void add_buyer(tally *t, const buyer *who)
{
    bool known = t->touched && pt_birth_known(t->book, who->customer, who->first_day);
    bool observed = (int64_t)who->first_day + t->repeat_days <= t->as_of, second = who->purchases > 1;
    bool within = second && (int64_t)who->second_day - who->first_day <= t->repeat_days;
    for (int64_t i = 0; i < t->touched; i++) {
        int64_t row = t->marks[i].touched;
        bool is_new = known && t->marks[row].is_first && !(who->labelled && row == row_none(t));
        *cell_of(t, BUYERS, who->group, row) += 1;
        *cell_of(t, RETURNED, who->group, row) += who->purchases > t->marks[row].purchase;
        *cell_of(t, BUYERS_NET, who->group, row) += who->net;
        if (!is_new) continue;
        *cell_of(t, NEW_BUYERS, who->group, row) += 1;
        *cell_of(t, NEW_REPEATERS, who->group, row) += second;
        *cell_of(t, NEW_OBSERVED, who->group, row) += observed;
        *cell_of(t, NEW_WITHIN, who->group, row) += observed && within;
        *cell_of(t, NEW_NET, who->group, row) += who->net;
    }
}

static void add_customer(tally *t, int64_t customer, int64_t group)
{
    const patron_book *book = t->book;
    pt_walk walk = pt_walk_begin(book, customer, t->as_of, false);
    pt_purchase purchase = {0};
    buyer who = {customer, group, 0, 0, PATRON_NO_DAY, PATRON_NO_DAY, false};
    t->touched = 0;
    while (pt_walk_next(&walk, &purchase)) {
        if (who.purchases == 0) who.first_day = purchase.day;
        if (who.purchases == 1) who.second_day = purchase.day;
        who.purchases++;
        who.net += purchase.net;
        for (int64_t order = purchase.first; purchase.day >= t->from && order < purchase.end; order++) {
            int64_t refunded = pt_refunded(book, order, t->as_of);
            if (!pt_counts(book, order, refunded)) continue;
            bool labelled = add_order(t, &who, order, book->amount[order] - refunded);
            who.labelled = who.labelled || (labelled && purchase.day == who.first_day);
        }
    }
    add_buyer(t, &who);
}

static patron_status options_from(int32_t as_of, const patron_promotions_options *given, tally *out,
                                  patron_error *error)
{
    patron_promotions_options options;
    int32_t window = 0;
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, 4, "options", error);
    if (!status && options.flags) status = pt_fail_argument(error, 4, "options: unknown flags");
    if (!status)
        status = pt_promotions_days(options.repeat_days, PT_PROMOTIONS_REPEAT_DAYS, 4, "repeat_days",
                                    &out->repeat_days, error);
    if (!status) status = pt_promotions_days(options.window_days, 0, 4, "window_days", &window, error);
    if (!status) out->from = window ? as_of - window + 1 : INT32_MIN; /* fits: both are days of the calendar */
    return status;
}

patron_status patron_promotions_count(const patron_book *book, int32_t as_of, int32_t label,
                                      const patron_promotions_options *options, const patron_selection *given,
                                      int64_t first, int64_t count, const patron_promotions_counts *into,
                                      patron_error *error)
{
    tally t = {.book = book, .as_of = as_of};
    patron_selection selection;
    patron_promotions_counts out;
    int64_t all = 0;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status && (label < 0 || label >= book->label_count))
        status = pt_fail_argument(error, 3, "the book has no label %d", (int)label);
    if (!status) status = options_from(as_of, options, &t, error);
    if (!status) status = pt_check_range(book, first, count, 6, error);
    if (!status) status = pt_selection_read(given, first, count, 5, &selection, error);
    if (!status && !into) status = pt_fail_argument(error, 8, "into is NULL");
    if (!status) status = pt_read_struct(into, &out, sizeof out, sizeof out, 8, "into", error);
    if (status) return status;
    if ((out.discount || out.discounted) && !book->discount)
        return pt_fail(error, PATRON_ERROR_MISSING, 8, -1, -1, "discount", "the book has no discount column");
    t.label = &book->labels[label];
    t.rows = pt_keys_count(t.label->values) + PATRON_PROMOTIONS_ROWS_MORE;
    if (pt_multiply(selection.groups, t.rows, &t.cells) || pt_multiply(t.cells, ARRAYS, &all))
        t.cells = all = INT64_MAX;
    if (out.capacity < t.cells)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 8, -1, -1, "", "the arrays hold %lld cells, %lld are needed",
                       (long long)out.capacity, (long long)t.cells);
    t.scratch = pt_zero_array(&book->allocator, all, sizeof *t.scratch, error);
    t.marks = t.scratch ? pt_zero_array(&book->allocator, t.rows, sizeof *t.marks, error) : NULL;
    if (t.marks) {
        for (int64_t customer = first; customer < first + count; customer++) {
            int64_t group = pt_selected(&selection, customer);
            if (group >= 0) add_customer(&t, customer, group);
        }
        int64_t *const arrays[ARRAYS] = {
            out.orders,   out.net,        out.sales,      out.discount,      out.discounted,   out.buyers,
            out.returned, out.buyers_net, out.new_buyers, out.new_repeaters, out.new_observed, out.new_within,
            out.new_net};
        status = pt_promotions_commit(arrays, ARRAYS, t.scratch, t.cells, 8, error);
    } else {
        status = PATRON_ERROR_MEMORY;
    }
    PT_FREE(&book->allocator, t.scratch, all);
    PT_FREE(&book->allocator, t.marks, t.rows);
    return status;
}
