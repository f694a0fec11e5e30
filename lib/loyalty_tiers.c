/* Tiers of a programme. A customer's standing is a sum over a window that moves with the day; it changes only where
 * something enters the window or leaves it, so a customer costs one pass over the orders (or events), never over days.
 * */
#include "loyalty.h"

#include "book.h"
#include "table.h"

#define TIERS_MAX 64
#define FOR_EVER INT64_MAX

/* ---- what is asked ----------------------------------------------------------------------------------------------- */

typedef struct item {
    int32_t day;
    int64_t value;
} item;

typedef struct standing {
    const patron_book *book;
    const patron_loyalty_ledger *ledger; /* NULL unless by points */
    const patron_column *keys;           /* of the book's customers; NULL unless by points */
    int32_t as_of, by, window, tiers, within;
    int64_t window_days, grace;
    int64_t threshold[TIERS_MAX];
    pt_periods periods;
    item *items;        /* of one customer, by day */
    int64_t *item_of;   /* by points: the item of each of the customer's orders, -1 = none */
    int64_t capacity;
    int64_t count;
} standing;

typedef struct facts {
    bool buyer;
    int32_t tier, by_value;
    int64_t value, until, keep_gap; /* until: FOR_EVER = for ever */
} facts;

static patron_status check_options(const patron_loyalty_tiers *tiers, int32_t argument, patron_error *error)
{
    if (tiers->flags) return pt_fail_argument(error, argument, "tiers: an unknown flag is set");
    if (tiers->by < 0 || tiers->by > PATRON_LOYALTY_BY_POINTS)
        return pt_fail_argument(error, argument, "tiers: by %d is unknown", (int)tiers->by);
    if (tiers->window < 0 || tiers->window > PATRON_LOYALTY_ROLLING)
        return pt_fail_argument(error, argument, "tiers: window %d is unknown", (int)tiers->window);
    if (tiers->window_days < 0 || tiers->window_days > PT_LOYALTY_DAYS_MAX ||
        (tiers->window_days && tiers->window != PATRON_LOYALTY_ROLLING))
        return pt_fail_argument(error, argument, "tiers: window_days is %d", (int)tiers->window_days);
    if (tiers->calendar && tiers->window != PATRON_LOYALTY_PERIOD)
        return pt_fail_argument(error, argument, "tiers: a calendar is for the window PERIOD only");
    if (tiers->grace_days < 0 || tiers->grace_days > PT_LOYALTY_DAYS_MAX)
        return pt_fail_argument(error, argument, "tiers: grace_days is %d", (int)tiers->grace_days);
    if (tiers->within < 0 || tiers->within > PT_LOYALTY_DAYS_MAX)
        return pt_fail_argument(error, argument, "tiers: within is %d", (int)tiers->within);
    if (tiers->tier_count < 1 || tiers->tier_count > TIERS_MAX)
        return pt_fail_argument(error, argument, "tiers: tier_count %d is outside 1..%d", (int)tiers->tier_count,
                                TIERS_MAX);
    if (!tiers->thresholds) return pt_fail_argument(error, argument, "tiers: thresholds is NULL");
    return PATRON_OK;
}

static patron_status read_options(const patron_loyalty_tiers *given, int32_t argument, standing *out,
                                  patron_error *error)
{
    static const patron_calendar years = {sizeof years, PATRON_PERIOD_YEAR, 0, 0, 0};
    patron_loyalty_tiers tiers;
    if (!given) return pt_fail_argument(error, argument, "tiers is NULL");
    patron_status status = pt_read_struct(given, &tiers, sizeof tiers, sizeof tiers, argument, "tiers", error);
    if (!status) status = check_options(&tiers, argument, error);
    if (!status) status = pt_periods_from(tiers.calendar ? tiers.calendar : &years, argument, &out->periods, error);
    if (status) return status;
    memcpy(out->threshold, tiers.thresholds, (size_t)tiers.tier_count * sizeof *out->threshold);
    for (int32_t t = 0; t < tiers.tier_count; t++)
        if (out->threshold[t] < 0 || (t && out->threshold[t] <= out->threshold[t - 1]))
            return pt_fail_argument(error, argument, "tiers: threshold %d is negative or not above the last", (int)t);
    out->by = tiers.by;
    out->window = tiers.window;
    out->window_days = tiers.window_days ? tiers.window_days : 365;
    out->grace = tiers.grace_days;
    out->tiers = tiers.tier_count;
    out->within = tiers.within;
    return PATRON_OK;
}

/* ---- what a customer has done ---------------------------------------------------------------------------------- */

static int64_t items_at_most(const standing *s, int64_t customer)
{
    const patron_book *book = s->book;
    int64_t orders = (int64_t)book->order_first[customer + 1] - (int64_t)book->order_first[customer];
    if (s->by == PATRON_LOYALTY_BY_NET && book->loose_first)
        orders += (int64_t)book->loose_first[customer + 1] - (int64_t)book->loose_first[customer];
    return orders;
}

static void add_item(standing *s, int32_t day, int64_t value)
{
    if (!value) return;
    s->items[s->count].day = day;
    s->items[s->count++].value = value;
}

/* Orders, merged with the refunds that hang on no order; true if one of them counts. */
static bool collect_orders(standing *s, int64_t customer)
{
    const patron_book *book = s->book;
    int64_t loose = book->loose_first ? book->loose_first[customer] : 0;
    int64_t loose_end = book->loose_first && s->by == PATRON_LOYALTY_BY_NET ? book->loose_first[customer + 1] : loose;
    bool buyer = false;
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > s->as_of) break;
        int64_t refunded = pt_refunded(book, i, s->as_of);
        bool counts = pt_counts(book, i, refunded);
        buyer = buyer || counts;
        if (s->by == PATRON_LOYALTY_BY_POINTS) continue;
        for (; loose < loose_end && book->loose.day[loose] < book->day[i]; loose++)
            add_item(s, book->loose.day[loose], -book->loose.amount[loose]);
        add_item(s, book->day[i], s->by == PATRON_LOYALTY_BY_NET ? book->amount[i] - refunded : counts);
    }
    for (; loose < loose_end && book->loose.day[loose] <= s->as_of; loose++)
        add_item(s, book->loose.day[loose], -book->loose.amount[loose]);
    return buyer;
}

static int64_t number_in_ledger(const standing *s, int64_t customer)
{
    if (!s->ledger->customers) return -1;
    if (!pt_keys_are_strings(s->ledger->keys))
        return pt_keys_find_integer(s->ledger->keys, ((const int64_t *)s->keys->values)[customer]);
    const int64_t *offsets = (const int64_t *)s->keys->offsets + customer;
    return pt_keys_find_string(s->ledger->keys, (const char *)s->keys->values + offsets[0], offsets[1] - offsets[0]);
}

/* Points issued, less what refunds took back of them; refunds point at the item of their order. */
static void collect_points(standing *s, int64_t customer)
{
    const patron_loyalty_ledger *ledger = s->ledger;
    int64_t number = number_in_ledger(s, customer);
    if (number < 0) return;
    for (int64_t i = ledger->first[number]; i < (int64_t)ledger->first[number + 1] && ledger->day[i] <= s->as_of; i++) {
        pt_index order = ledger->order[i];
        uint8_t kind = ledger->kind[i];
        int64_t sign = kind == PATRON_LOYALTY_REVERSAL ? -1 : 1;
        if (kind == PATRON_LOYALTY_REFUND && ledger->points[i]) s->items[s->item_of[order]].value -= ledger->points[i];
        if (kind == PATRON_LOYALTY_EARN && order != PT_INDEX_NONE) s->item_of[order] = s->count;
        if (kind == PATRON_LOYALTY_EARN || kind == PATRON_LOYALTY_BONUS || kind == PATRON_LOYALTY_REVERSAL)
            add_item(s, ledger->day[i], sign * ledger->points[i]);
    }
}

/* ---- the moving window ----------------------------------------------------------------------------------------- */

/* The first day on which something of `day` is in the window no more. */
static int64_t leaves(const standing *s, int32_t day)
{
    if (s->window == PATRON_LOYALTY_LIFETIME) return FOR_EVER;
    if (s->window == PATRON_LOYALTY_ROLLING) return (int64_t)day + s->window_days;
    return pt_period_first_day(&s->periods, (int64_t)pt_period_of(&s->periods, day) + 1);
}

/* Walks over the days from `from` on, stretch by stretch of equal value; later things leave later. */
typedef struct stretches {
    const standing *s;
    int64_t entered, left; /* items */
    int64_t from, to;      /* the stretch: both included; to FOR_EVER = it does not end */
    int64_t value;
} stretches;

static void settle(stretches *at)
{
    const standing *s = at->s;
    while (at->entered < s->count && s->items[at->entered].day <= at->from) at->value += s->items[at->entered++].value;
    while (at->left < at->entered && leaves(s, s->items[at->left].day) <= at->from)
        at->value -= s->items[at->left++].value;
    int64_t next = at->left < at->entered ? leaves(s, s->items[at->left].day) : FOR_EVER;
    if (at->entered < s->count && s->items[at->entered].day < next) next = s->items[at->entered].day;
    at->to = next == FOR_EVER ? FOR_EVER : next - 1;
}

static stretches walk_from(const standing *s, int64_t day)
{
    stretches at = {s, 0, 0, day, 0, 0};
    settle(&at);
    return at;
}

static bool walk_on(stretches *at)
{
    if (at->to == FOR_EVER) return false;
    at->from = at->to + 1;
    settle(at);
    return true;
}

static int64_t value_on(const standing *s, int64_t day) { return walk_from(s, day).value; }

static int32_t tier_of(const standing *s, int64_t value)
{
    int32_t tier = PATRON_NONE;
    while (tier + 1 < s->tiers && s->threshold[tier + 1] <= value) tier++;
    return tier;
}

/* The last day on which a tier that is held at as_of is held, if nothing more happens. */
static int64_t held_until(const standing *s, int64_t threshold)
{
    int64_t last = (int64_t)s->as_of - s->grace; /* the threshold was reached then or later */
    stretches at = walk_from(s, last);
    do {
        if (at.value < threshold) continue;
        if (at.from > s->as_of && at.from > last + s->grace + 1) break; /* too late: it was lost in between */
        if (at.to == FOR_EVER) return FOR_EVER;
        last = at.to;
    } while (walk_on(&at));
    return last + s->grace;
}

/* What is missing to a threshold, held at INT64_MAX. */
static int64_t gap_to(int64_t threshold, int64_t value)
{
    int64_t gap;
    return pt_subtract(threshold, value, &gap) ? INT64_MAX : gap;
}

/* Everything about one customer. */
static void look_at(standing *s, int64_t customer, facts *out)
{
    int64_t best = INT64_MIN;
    s->count = 0;
    out->buyer = collect_orders(s, customer);
    out->tier = out->by_value = PATRON_NONE;
    out->value = 0;
    out->until = FOR_EVER;
    out->keep_gap = PATRON_NONE;
    if (!out->buyer) return;
    if (s->by == PATRON_LOYALTY_BY_POINTS) collect_points(s, customer);
    stretches at = walk_from(s, (int64_t)s->as_of - s->grace);
    do {
        if (at.from > s->as_of) break;
        if (at.value > best) best = at.value;
        out->value = at.value;
    } while (walk_on(&at));
    out->by_value = tier_of(s, out->value);
    out->tier = tier_of(s, best);
    if (out->tier == PATRON_NONE) return;
    int64_t threshold = s->threshold[out->tier];
    out->until = held_until(s, threshold);
    if (out->until != FOR_EVER) out->keep_gap = gap_to(threshold, value_on(s, out->until + 1));
}

/* ---- opening --------------------------------------------------------------------------------------------------- */

static patron_status open_points(standing *s, patron_column *keys, patron_error *error)
{
    if (!s->ledger) return pt_fail_argument(error, 2, "ledger is NULL: tiers by points need one");
    if (!s->book->customer_keys)
        return pt_fail(error, PATRON_ERROR_MISSING, 1, -1, -1, "", "the book was built without customer keys");
    pt_keys_column(s->book->customer_keys, keys);
    s->keys = keys;
    if (!pt_keys_agree(s->book->customer_keys, s->ledger->keys))
        return pt_fail(error, PATRON_ERROR_MISMATCH, 2, -1, -1, "", "the keys of book and ledger are not of one kind");
    return PATRON_OK;
}

static int64_t most_items(const standing *s, int64_t first, int64_t count)
{
    int64_t most = 0;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t items = items_at_most(s, customer), number = s->keys ? number_in_ledger(s, customer) : -1;
        if (number >= 0) items = (int64_t)s->ledger->first[number + 1] - (int64_t)s->ledger->first[number];
        if (items > most) most = items;
    }
    return most;
}

/* Everything that the calls have in common. Arguments are numbered (book, ledger, as_of …, tiers): `days` of as_of. */
static patron_status open_standing(const patron_book *book, const patron_loyalty_ledger *ledger, int32_t as_of,
                                   int32_t days, const patron_loyalty_tiers *tiers, patron_column *keys, standing *out,
                                   patron_error *error)
{
    memset(out, 0, sizeof *out);
    patron_status status = pt_check_as_of(book, as_of, 2 + days, error);
    if (!status) status = read_options(tiers, 3 + days, out, error);
    if (status) return status;
    out->book = book;
    out->as_of = as_of;
    if (out->by != PATRON_LOYALTY_BY_POINTS) return PATRON_OK;
    out->ledger = ledger;
    return open_points(out, keys, error);
}

static patron_status take_scratch(standing *s, int64_t first, int64_t count, patron_error *error)
{
    const patron_allocator *allocator = &s->book->allocator;
    s->capacity = most_items(s, first, count);
    s->items = pt_array(allocator, s->capacity, sizeof *s->items, error);
    if (s->items) s->item_of = pt_array(allocator, s->capacity, sizeof *s->item_of, error);
    if (s->item_of) return PATRON_OK;
    PT_FREE(allocator, s->items, s->capacity);
    return PATRON_ERROR_MEMORY;
}

static void release_scratch(standing *s)
{
    PT_FREE(&s->book->allocator, s->items, s->capacity);
    PT_FREE(&s->book->allocator, s->item_of, s->capacity);
}

/* ---- score ----------------------------------------------------------------------------------------------------- */

#define PUT(column, value) \
    do { \
        if (out->column) out->column[i] = (value); \
    } while (0)

static int32_t until_of(const facts *found)
{
    if (found->tier == PATRON_NONE || found->until == FOR_EVER) return PATRON_NO_DAY;
    return found->until > PATRON_DAY_MAX ? PATRON_DAY_MAX : (int32_t)found->until;
}

static void put(const standing *s, const patron_loyalty_tier_columns *out, int64_t i, const facts *found)
{
    bool above = found->buyer && found->tier + 1 < s->tiers;
    PUT(tier, found->tier);
    PUT(by_value, found->by_value);
    PUT(value, found->value);
    PUT(gap, above ? gap_to(s->threshold[found->tier + 1], found->value) : PATRON_NONE);
    PUT(until, until_of(found));
    PUT(keep_gap, found->keep_gap);
}

patron_status patron_loyalty_tiers_score(const patron_book *book, const patron_loyalty_ledger *ledger, int32_t as_of,
                                         const patron_loyalty_tiers *tiers, int64_t first, int64_t count,
                                         const patron_loyalty_tier_columns *out, patron_error *error)
{
    standing s;
    patron_loyalty_tier_columns columns;
    patron_column keys;
    patron_status status = open_standing(book, ledger, as_of, 1, tiers, &keys, &s, error);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status && !out) status = pt_fail_argument(error, 7, "out is NULL");
    if (!status) status = pt_read_struct(out, &columns, sizeof columns, sizeof columns, 7, "out", error);
    if (status) return status;
    if (columns.capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "the columns hold %lld rows, %lld are needed",
                       (long long)columns.capacity, (long long)count);
    status = take_scratch(&s, first, count, error);
    if (status) return status;
    for (int64_t i = 0; i < count; i++) {
        facts found;
        look_at(&s, first + i, &found);
        put(&s, &columns, i, &found);
    }
    release_scratch(&s);
    return PATRON_OK;
}

/* ---- count ----------------------------------------------------------------------------------------------------- */

enum { BUYERS, VALUE, IN_GRACE, LAPSING, ARRAYS };

static void add_customer(const standing *s, const facts *found, int64_t *cells, int64_t cell)
{
    int64_t until = found->tier == PATRON_NONE ? FOR_EVER : found->until;
    cells += found->tier + 1;
    cells[BUYERS * cell]++;
    cells[VALUE * cell] += found->value;
    cells[IN_GRACE * cell] += found->by_value < found->tier;
    cells[LAPSING * cell] += until <= (int64_t)s->as_of + s->within;
}

static patron_status commit(const patron_loyalty_tier_counts *into, const int64_t *scratch, int64_t cells,
                            patron_error *error)
{
    int64_t *const array[ARRAYS] = {into->buyers, into->value, into->in_grace, into->lapsing};
    for (int i = 0; i < ARRAYS; i++)
        if (!pt_can_add(array[i], scratch + i * cells, cells))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 8, -1, -1, "", "a cell would leave int64");
    for (int i = 0; i < ARRAYS; i++) pt_commit(array[i], scratch + i * cells, cells);
    return PATRON_OK;
}

patron_status patron_loyalty_tiers_count(const patron_book *book, const patron_loyalty_ledger *ledger, int32_t as_of,
                                         const patron_loyalty_tiers *tiers, const patron_selection *given,
                                         int64_t first, int64_t count, const patron_loyalty_tier_counts *into,
                                         patron_error *error)
{
    standing s;
    patron_selection selection;
    patron_loyalty_tier_counts known;
    patron_column keys;
    int64_t cells;
    patron_status status = open_standing(book, ledger, as_of, 1, tiers, &keys, &s, error);
    if (!status) status = pt_check_range(book, first, count, 6, error);
    if (!status) status = pt_selection_read(given, first, count, 5, &selection, error);
    if (!status && !into) status = pt_fail_argument(error, 8, "into is NULL");
    if (!status) status = pt_read_struct(into, &known, sizeof known, sizeof known, 8, "into", error);
    if (status) return status;
    if (pt_multiply(selection.groups, s.tiers + 1, &cells) || known.capacity < cells)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 8, -1, -1, "", "%lld groups need %d cells each",
                       (long long)selection.groups, (int)s.tiers + 1);
    int64_t *scratch = pt_zero_array(&book->allocator, cells, ARRAYS * sizeof *scratch, error);
    if (!scratch) return PATRON_ERROR_MEMORY;
    status = take_scratch(&s, first, count, error);
    if (status) goto done;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selection, customer);
        facts found;
        if (group < 0) continue;
        look_at(&s, customer, &found);
        if (found.buyer) add_customer(&s, &found, scratch + group * (s.tiers + 1), cells);
    }
    release_scratch(&s);
    status = commit(&known, scratch, cells, error);
done:
    pt_release(&book->allocator, scratch, cells, ARRAYS * sizeof *scratch);
    return status;
}

/* ---- changes --------------------------------------------------------------------------------------------------- */

typedef struct change_list {
    int64_t count;
    int32_t *customer, *from_tier, *to_tier; /* NULL on the first pass, which only counts */
    int64_t *from_value, *to_value;
} change_list;

static void list_changes(standing *s, int32_t earlier, int32_t as_of, int64_t first, int64_t count, change_list *list)
{
    list->count = 0;
    for (int64_t customer = first; customer < first + count; customer++) {
        facts before, after;
        s->as_of = earlier;
        look_at(s, customer, &before);
        s->as_of = as_of;
        look_at(s, customer, &after);
        if (before.tier == after.tier) continue;
        int64_t i = list->count++;
        if (!list->customer) continue;
        list->customer[i] = (int32_t)customer;
        list->from_tier[i] = before.tier;
        list->to_tier[i] = after.tier;
        list->from_value[i] = before.value;
        list->to_value[i] = after.value;
    }
}

patron_status patron_loyalty_tiers_changes(const patron_book *book, const patron_loyalty_ledger *ledger,
                                           int32_t earlier, int32_t as_of, const patron_loyalty_tiers *tiers,
                                           int64_t first, int64_t count, patron_table **out, patron_error *error)
{
    static const pt_table_column columns[] = {
        {"customer", PATRON_TYPE_INT32, PATRON_UNIT_NONE},   {"from_tier", PATRON_TYPE_INT32, PATRON_UNIT_NONE},
        {"to_tier", PATRON_TYPE_INT32, PATRON_UNIT_NONE},    {"from_value", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
        {"to_value", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
    };
    standing s;
    patron_column keys;
    change_list list = {0};
    patron_status status = open_standing(book, ledger, as_of, 2, tiers, &keys, &s, error);
    if (!status) status = pt_check_as_of(book, earlier, 3, error);
    if (!status && earlier > as_of)
        status = pt_fail(error, PATRON_ERROR_RANGE, 3, -1, -1, "", "the earlier day is after as_of");
    if (!status) status = pt_check_range(book, first, count, 6, error);
    if (!status && !out) status = pt_fail_argument(error, 8, "out is NULL");
    if (!status) status = take_scratch(&s, first, count, error);
    if (status) return status;
    list_changes(&s, earlier, as_of, first, count, &list);
    patron_table *table =
        pt_table_make(&book->allocator, columns, (int32_t)(sizeof columns / sizeof *columns), list.count, error);
    if (table) {
        list.customer = pt_table_values(table, 0);
        list.from_tier = pt_table_values(table, 1);
        list.to_tier = pt_table_values(table, 2);
        list.from_value = pt_table_values(table, 3);
        list.to_value = pt_table_values(table, 4);
        list_changes(&s, earlier, as_of, first, count, &list);
        *out = table;
    }
    release_scratch(&s);
    return table ? PATRON_OK : PATRON_ERROR_MEMORY;
}
