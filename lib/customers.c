#include <patron/customers.h>

#include "book.h"

#define DAYS_MAX (PATRON_DAY_MAX - PATRON_DAY_MIN + 1)

const char *patron_customers_state_name(int32_t state)
{
    static const char *const names[PATRON_CUSTOMERS_STATES] = {"absent", "no_buyer", "buyer"};
    return state >= 0 && state < PATRON_CUSTOMERS_STATES ? names[state] : NULL;
}

/* ---- what to look at ------------------------------------------------------------------------------------------- */

/* A book and a day with the options read; columns that are not wanted are NULL. */
typedef struct look {
    const patron_book *book;
    int32_t as_of;
    int32_t recent_from, earlier_from; /* first days of the two windows */
    int32_t repeat_days;
    const int64_t *discount, *cost, *quantity; /* per order */
    bool returns;                              /* quantities given back are wanted */
} look;

static patron_status view_from(const patron_book *book, int32_t as_of, const patron_customers_options *given, look *out,
                               patron_error *error)
{
    patron_customers_options options;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_read_struct(given, &options, sizeof options, sizeof options, 3, "options", error);
    if (status) return status;
    if (options.flags) return pt_fail_argument(error, 3, "options: unknown flags");
    if (options.window_days < 0 || options.window_days > DAYS_MAX)
        return pt_fail_argument(error, 3, "options: window_days %d is outside 1..%d", (int)options.window_days,
                                DAYS_MAX);
    if (options.repeat_days < 0 || options.repeat_days > DAYS_MAX)
        return pt_fail_argument(error, 3, "options: repeat_days %d is outside 1..%d", (int)options.repeat_days,
                                DAYS_MAX);
    int32_t window = options.window_days ? options.window_days : 365;
    *out = (look){.book = book, .as_of = as_of};
    out->recent_from = as_of - window + 1;
    out->earlier_from = out->recent_from - window;
    out->repeat_days = options.repeat_days ? options.repeat_days : 365;
    return PATRON_OK;
}

/* ---- one customer ---------------------------------------------------------------------------------------------- */

/* Where a day lies. */
#define RECENT 0
#define EARLIER 1
#define BEFORE 2
#define WINDOWS 3

typedef struct facts {
    int32_t state;
    bool birth_known;
    int64_t orders, renewal_orders, purchases, renewal_purchases;
    int32_t first_day, second_day, last_day; /* of purchases; PATRON_NO_DAY = there is none */
    int64_t sales, refunds, sales_counted, net_counted;
    int64_t units, units_returned, discount, discounted_orders, cost;
    int64_t gaps, gap_sum;
    int32_t last_gap;
    int64_t window_orders[WINDOWS], window_net[WINDOWS], window_net_counted[WINDOWS];
    bool bought[WINDOWS]; /* a purchase lies there */
} facts;

/* Where the walk over a customer's orders is. */
typedef struct place {
    bool only_renewals;     /* the current purchase so far */
    int32_t last_sale_day;  /* of the last counted order that is no renewal; PATRON_NO_DAY = none */
    int32_t *gap;           /* list of gaps, NULL = not wanted */
} place;

static int window_of(const look *view, int32_t day)
{
    return day >= view->recent_from ? RECENT : day >= view->earlier_from ? EARLIER : BEFORE;
}

/* Purchases: an order on a new day, or any order with COUNT_BY_ORDER, begins one. */
static void add_to_purchases(const look *view, int32_t day, bool renewal, place *at, facts *out)
{
    if (out->purchases == 0 || day != out->last_day || (view->book->flags & PATRON_BOOK_COUNT_BY_ORDER)) {
        if (out->purchases == 0) out->first_day = day;
        if (out->purchases == 1) out->second_day = day;
        out->renewal_purchases += out->purchases > 0 && at->only_renewals;
        out->purchases++;
        out->last_day = day;
        at->only_renewals = true;
    }
    at->only_renewals = at->only_renewals && renewal;
}

/* Gaps: the same, as if renewals did not exist. */
static void add_to_gaps(const look *view, int32_t day, place *at, facts *out)
{
    bool first = at->last_sale_day == PATRON_NO_DAY;
    if (!first && (day != at->last_sale_day || (view->book->flags & PATRON_BOOK_COUNT_BY_ORDER))) {
        out->last_gap = day - at->last_sale_day;
        out->gap_sum += out->last_gap;
        if (at->gap) at->gap[out->gaps] = out->last_gap;
        out->gaps++;
    }
    at->last_sale_day = day;
}

static int64_t units_returned(const patron_book *book, int64_t order, int32_t as_of)
{
    int64_t sum = 0;
    if (!book->refund_first || !book->refunds.quantity) return 0;
    for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++)
        if (book->refunds.day[r] <= as_of) sum += book->refunds.quantity[r];
    return sum;
}

static void add_counted(const look *view, int64_t order, int64_t refunded, int window, place *at, facts *out)
{
    const patron_book *book = view->book;
    bool renewal = pt_bit(book->renewal, order);
    int64_t net = book->amount[order] - refunded;
    out->orders++;
    out->renewal_orders += renewal;
    out->sales_counted += book->amount[order];
    out->net_counted += net;
    out->window_orders[window]++;
    out->window_net_counted[window] += net;
    out->bought[window] = true;
    if (view->discount) out->discounted_orders += view->discount[order] > 0;
    if (view->quantity) out->units += view->quantity[order];
    if (view->returns) out->units_returned += units_returned(book, order, view->as_of);
    add_to_purchases(view, book->day[order], renewal, at, out);
    if (!renewal) add_to_gaps(view, book->day[order], at, out);
}

static void add_unmatched(const look *view, int64_t customer, facts *out)
{
    const patron_book *book = view->book;
    if (!book->loose_first) return;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++) {
        if (book->loose.day[r] > view->as_of) break;
        out->refunds += book->loose.amount[r];
        out->window_net[window_of(view, book->loose.day[r])] -= book->loose.amount[r];
        if (out->state == PATRON_CUSTOMERS_ABSENT) out->state = PATRON_CUSTOMERS_NO_BUYER;
    }
}

/* Everything about one customer. `gap` has room for as many gaps as the customer has orders, or is NULL. No sum
 * overflows: the build of the book has checked the sums of all absolute values. */
static void look_at(const look *view, int64_t customer, int32_t *gap, facts *out)
{
    const patron_book *book = view->book;
    place at = {false, PATRON_NO_DAY, gap};
    memset(out, 0, sizeof *out);
    out->first_day = out->second_day = out->last_day = out->last_gap = PATRON_NO_DAY;
    int64_t end = book->order_first[customer + 1];
    for (int64_t order = book->order_first[customer]; order < end && book->day[order] <= view->as_of; order++) {
        int64_t refunded = pt_refunded(book, order, view->as_of);
        int window = window_of(view, book->day[order]);
        out->state = PATRON_CUSTOMERS_NO_BUYER;
        out->sales += book->amount[order];
        out->refunds += refunded;
        out->window_net[window] += book->amount[order] - refunded;
        if (view->discount) out->discount += view->discount[order];
        if (view->cost) out->cost += view->cost[order];
        if (pt_counts(book, order, refunded)) add_counted(view, order, refunded, window, &at, out);
    }
    add_unmatched(view, customer, out);
    if (!out->orders) return;
    out->state = PATRON_CUSTOMERS_BUYER;
    out->renewal_purchases += at.only_renewals;
    out->birth_known = pt_birth_known(book, customer, out->first_day);
}

/* ---- median of gaps -------------------------------------------------------------------------------------------- */

/* Ascending. Runs of 16 by insertion, then merges: O(n log n). `spare` has room for as many. */
static void sort_gaps(int32_t *gap, int32_t *spare, int64_t count)
{
    const int64_t run = 16;
    for (int64_t i = 1; i < count; i++) {
        int32_t value = gap[i];
        int64_t at = i, begin = i / run * run;
        for (; at > begin && gap[at - 1] > value; at--) gap[at] = gap[at - 1];
        gap[at] = value;
    }
    int32_t *from = gap, *to = spare;
    for (int64_t width = run; width < count; width *= 2) {
        for (int64_t begin = 0; begin < count; begin += 2 * width) {
            int64_t middle = begin + width < count ? begin + width : count;
            int64_t end = middle + width < count ? middle + width : count;
            for (int64_t a = begin, b = middle, k = begin; k < end; k++)
                to[k] = a < middle && (b == end || from[a] <= from[b]) ? from[a++] : from[b++];
        }
        int32_t *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != gap) memcpy(gap, from, (size_t)count * sizeof *gap);
}

static int32_t twice_the_median(int32_t *gap, int32_t *spare, int64_t count)
{
    if (count == 0) return PATRON_NONE;
    sort_gaps(gap, spare, count);
    return gap[(count - 1) / 2] + gap[count / 2];
}

/* ---- score ----------------------------------------------------------------------------------------------------- */

static patron_status fail_missing(const char *column, patron_error *error)
{
    return pt_fail(error, PATRON_ERROR_MISSING, 6, -1, -1, column, "the book has no %s column", column);
}

/* Looks only at the columns that are wanted. */
static patron_status want_columns(const patron_customers_columns *out, look *view, patron_error *error)
{
    const patron_book *book = view->book;
    if ((out->units || out->units_returned) && !book->quantity) return fail_missing("quantity", error);
    if (out->units_returned && !book->products) return fail_missing("product", error);
    if ((out->discount || out->discounted_orders) && !book->discount) return fail_missing("discount", error);
    if ((out->cost || out->margin) && !book->cost) return fail_missing("cost", error);
    if (out->units) view->quantity = book->quantity;
    if (out->discount || out->discounted_orders) view->discount = book->discount;
    if (out->cost || out->margin) view->cost = book->cost;
    view->returns = out->units_returned != NULL;
    return PATRON_OK;
}

/* Each of net and cost fits int64, but their difference need not: found before anything is written. */
static patron_status check_margins(const look *view, int64_t first, int64_t count, patron_error *error)
{
    for (int64_t customer = first; customer < first + count; customer++) {
        facts found;
        int64_t margin;
        look_at(view, customer, NULL, &found);
        if (pt_subtract(found.sales - found.refunds, found.cost, &margin))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 6, customer, -1, "cost",
                           "the margin of customer %lld does not fit into int64", (long long)customer);
    }
    return PATRON_OK;
}

static int64_t most_orders(const patron_book *book, int64_t first, int64_t count)
{
    int64_t most = 0;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t orders = (int64_t)book->order_first[customer + 1] - (int64_t)book->order_first[customer];
        if (orders > most) most = orders;
    }
    return most;
}

#define PUT(column, value) \
    do { \
        if (out->column) out->column[i] = (value); \
    } while (0)

static void put_days(const patron_customers_columns *out, int64_t i, const look *view, const facts *found)
{
    bool buyer = found->state == PATRON_CUSTOMERS_BUYER;
    PUT(state, found->state);
    PUT(birth_known, buyer ? found->birth_known : PATRON_NONE);
    PUT(first_day, found->first_day);
    PUT(last_day, found->last_day);
    PUT(days_since, buyer ? view->as_of - found->last_day : PATRON_NO_DAY);
    PUT(tenure, buyer ? view->as_of - found->first_day : PATRON_NO_DAY);
    PUT(gaps, found->gaps);
    PUT(gap_sum, found->gap_sum);
    PUT(last_gap, found->last_gap);
}

static void put_counts_and_money(const patron_customers_columns *out, int64_t i, const facts *found)
{
    int64_t net = found->sales - found->refunds;
    PUT(orders, found->orders);
    PUT(renewal_orders, found->renewal_orders);
    PUT(purchases, found->purchases);
    PUT(renewal_purchases, found->renewal_purchases);
    PUT(sales, found->sales);
    PUT(refunds, found->refunds);
    PUT(net, net);
    PUT(sales_counted, found->sales_counted);
    PUT(net_counted, found->net_counted);
    PUT(units, found->units);
    PUT(units_returned, found->units_returned);
    PUT(discount, found->discount);
    PUT(discounted_orders, found->discounted_orders);
    PUT(cost, found->cost);
    PUT(margin, net - found->cost);
    PUT(recent_orders, found->window_orders[RECENT]);
    PUT(recent_net, found->window_net[RECENT]);
    PUT(earlier_orders, found->window_orders[EARLIER]);
    PUT(earlier_net, found->window_net[EARLIER]);
}

patron_status patron_customers_score(const patron_book *book, int32_t as_of, const patron_customers_options *options,
                                     int64_t first, int64_t count, const patron_customers_columns *given,
                                     patron_error *error)
{
    look view;
    patron_customers_columns columns, *out = &columns;
    int32_t *gap = NULL, *spare = NULL;
    int64_t room = 0;
    patron_status status = view_from(book, as_of, options, &view, error);
    if (!status) status = pt_check_range(book, first, count, 4, error);
    if (!status && !given) status = pt_fail_argument(error, 6, "out is NULL");
    if (!status) status = pt_read_struct(given, out, sizeof *out, sizeof *out, 6, "out", error);
    if (status) return status;
    if (out->capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 6, -1, -1, "", "the columns hold %lld rows, %lld are needed",
                       (long long)out->capacity, (long long)count);
    status = want_columns(out, &view, error);
    if (!status && out->margin) status = check_margins(&view, first, count, error);
    if (status) return status;
    if (out->gap_median_twice) {
        room = most_orders(book, first, count);
        gap = pt_array(&book->allocator, room, sizeof *gap, error);
        if (gap) spare = pt_array(&book->allocator, room, sizeof *spare, error);
        if (!spare) status = PATRON_ERROR_MEMORY;
    }
    for (int64_t i = 0; i < count && !status; i++) {
        facts found;
        look_at(&view, first + i, gap, &found);
        put_days(out, i, &view, &found);
        put_counts_and_money(out, i, &found);
        PUT(gap_median_twice, twice_the_median(gap, spare, found.gaps));
    }
    PT_FREE(&book->allocator, gap, room);
    PT_FREE(&book->allocator, spare, room);
    return status;
}

/* ---- count ----------------------------------------------------------------------------------------------------- */

/* The arrays of patron_customers_counts. */
#define CELLS(X) \
    X(customers) X(buyers) X(buyers_unknown_birth) X(one_time_buyers) X(repeaters) \
    X(orders) X(renewal_orders) X(purchases) X(sales) X(refunds) X(net) X(net_counted) \
    X(repeat_observed) X(repeat_within) \
    X(recent_buyers) X(recent_new) X(recent_returning) X(recent_unknown) X(recent_repeat) \
    X(recent_orders) X(recent_net) X(recent_net_counted) X(recent_net_returning) \
    X(earlier_buyers) X(kept_buyers) X(earlier_orders) X(earlier_net)

/* One group's sums. */
typedef struct sums {
#define X(name) int64_t name;
    CELLS(X)
#undef X
} sums;

#define X(name) +1
#define CELL_COUNT (0 CELLS(X))
_Static_assert(sizeof(sums) == CELL_COUNT * sizeof(int64_t), "sums are read as an array");
_Static_assert(sizeof(patron_customers_counts) == sizeof(size_t) + sizeof(int64_t) + CELL_COUNT * sizeof(int64_t *),
               "every array of the header is in CELLS");
enum { CELLS_IN_ALL = CELL_COUNT };
#undef X

static void add_purchases(const look *view, const facts *found, sums *into)
{
    int32_t age = view->as_of - found->first_day;
    into->buyers++;
    into->buyers_unknown_birth += !found->birth_known;
    into->one_time_buyers += found->purchases == 1;
    into->repeaters += found->purchases > 1;
    if (found->birth_known && age >= view->repeat_days) {
        into->repeat_observed++;
        into->repeat_within += found->purchases > 1 && found->second_day - found->first_day <= view->repeat_days;
    }
    into->earlier_buyers += found->bought[EARLIER];
    into->kept_buyers += found->bought[EARLIER] && found->bought[RECENT];
    if (!found->bought[RECENT]) return;
    bool returning = found->first_day < view->recent_from;
    into->recent_buyers++;
    into->recent_returning += returning;
    into->recent_new += !returning && found->birth_known;
    into->recent_unknown += !returning && !found->birth_known;
    into->recent_repeat += found->purchases > 1;
    if (returning) into->recent_net_returning += found->window_net[RECENT];
}

static void add_customer(const look *view, const facts *found, sums *into)
{
    into->customers += found->state != PATRON_CUSTOMERS_ABSENT;
    into->orders += found->orders;
    into->renewal_orders += found->renewal_orders;
    into->purchases += found->purchases;
    into->sales += found->sales;
    into->refunds += found->refunds;
    into->net += found->sales - found->refunds;
    into->net_counted += found->net_counted;
    into->recent_orders += found->window_orders[RECENT];
    into->recent_net += found->window_net[RECENT];
    into->recent_net_counted += found->window_net_counted[RECENT];
    into->earlier_orders += found->window_orders[EARLIER];
    into->earlier_net += found->window_net[EARLIER];
    if (found->state == PATRON_CUSTOMERS_BUYER) add_purchases(view, found, into);
}

/* Adds the sums to the caller's cells: every addition is checked first. */
static patron_status commit(const patron_customers_counts *into, const sums *scratch, int64_t groups,
                            patron_error *error)
{
    int64_t *const cell[] = {
#define X(name) into->name,
        CELLS(X)
#undef X
    };
    for (int commits = 0; commits < 2; commits++) /* first only looks */
        for (int k = 0; k < CELLS_IN_ALL; k++)
            for (int64_t group = 0; cell[k] && group < groups; group++) {
                int64_t sum, term;
                memcpy(&term, (const char *)&scratch[group] + (size_t)k * sizeof term, sizeof term);
                if (pt_add(cell[k][group], term, &sum))
                    return pt_fail(error, PATRON_ERROR_OVERFLOW, 7, -1, -1, "",
                                   "a cell of group %lld would leave int64", (long long)group);
                if (commits) cell[k][group] = sum;
            }
    return PATRON_OK;
}

patron_status patron_customers_count(const patron_book *book, int32_t as_of, const patron_customers_options *options,
                                     const patron_selection *given, int64_t first, int64_t count,
                                     const patron_customers_counts *into, patron_error *error)
{
    look view;
    patron_selection selection;
    patron_customers_counts cells;
    patron_status status = view_from(book, as_of, options, &view, error);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status) status = pt_selection_read(given, first, count, 4, &selection, error);
    if (!status && !into) status = pt_fail_argument(error, 7, "into is NULL");
    if (!status) status = pt_read_struct(into, &cells, sizeof cells, sizeof cells, 7, "into", error);
    if (status) return status;
    if (cells.capacity < selection.groups)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "the arrays hold %lld groups, %lld are needed",
                       (long long)cells.capacity, (long long)selection.groups);
    sums *scratch = pt_zero_array(&book->allocator, selection.groups, sizeof *scratch, error);
    if (!scratch) return PATRON_ERROR_MEMORY;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selection, customer);
        facts found;
        if (group < 0) continue;
        look_at(&view, customer, NULL, &found);
        add_customer(&view, &found, &scratch[group]);
    }
    status = commit(&cells, scratch, selection.groups, error);
    PT_FREE(&book->allocator, scratch, selection.groups);
    return status;
}
