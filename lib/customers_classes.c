/* Classes of customers: year over year, stage and activity. They are made of a few columns of patron_customers_score,
 * taken some hundred customers at a time, and of churn states that the caller gives. */
#include <patron/customers.h>

#include "book.h"

#define HERO_PURCHASES 3
#define HERO_ONE_IN 10

/* The churn states that matter, by number: rooms do not use each other's headers, so the caller's array is the
 * contract. */
#define CHURN_NEW 0
#define CHURN_ONE_TIME_LOST 2
#define CHURN_SLIPPING 5
#define CHURN_LOST 6
#define CHURN_STATES 8

#define NAME(array, number) \
    ((number) >= 0 && (size_t)(number) < sizeof(array) / sizeof *(array) ? (array)[number] : NULL)

const char *patron_customers_year_name(int32_t year)
{
    static const char *const names[PATRON_CUSTOMERS_YEARS] = {"new",  "returned", "lapsed", "inactive",
                                                              "more", "less",     "same"};
    return NAME(names, year);
}

const char *patron_customers_stage_name(int32_t stage)
{
    static const char *const names[PATRON_CUSTOMERS_STAGES] = {"inactive", "fading", "hero", "active"};
    return NAME(names, stage);
}

const char *patron_customers_activity_name(int32_t activity)
{
    static const char *const names[PATRON_CUSTOMERS_ACTIVITIES] = {"new", "loyal", "passive"};
    return NAME(names, activity);
}

/* ---- churn states of the caller -------------------------------------------------------------------------------- */

/* Another thread may change the array during the call: what is out of range when it is read again is no state. */
static int32_t churn_of(const int32_t *churn, int64_t customer)
{
    int32_t state = churn ? ((const volatile int32_t *)churn)[customer] : PATRON_NONE;
    return state >= 0 && state < CHURN_STATES ? state : PATRON_NONE;
}

static patron_status check_churn(const int32_t *churn, int64_t first, int64_t count, int32_t argument,
                                 patron_error *error)
{
    for (int64_t customer = first; churn && customer < first + count; customer++) {
        int32_t state = ((const volatile int32_t *)churn)[customer];
        if (state < PATRON_NONE || state >= CHURN_STATES)
            return pt_fail(error, PATRON_ERROR_DATA, argument, customer, -1, "churn", "%d is no churn state",
                           (int)state);
    }
    return PATRON_OK;
}

static bool is_rest(int32_t churn)
{
    return churn != CHURN_LOST && churn != CHURN_ONE_TIME_LOST && churn != CHURN_SLIPPING;
}

/* ---- facts, some customers at a time ----------------------------------------------------------------------------- */

#define PART 256

typedef struct facts {
    int32_t state[PART], birth_known[PART], first_day[PART];
    int64_t purchases[PART], recent_orders[PART], recent_net[PART], earlier_orders[PART], earlier_net[PART];
} facts;

/* The facts of customers [first, first + count), count <= PART. Arguments have been checked: nothing fails. */
static void facts_of(const patron_book *book, int32_t as_of, int32_t window_days, int64_t first, int64_t count,
                     facts *out)
{
    const patron_customers_options options = {sizeof options, 0, window_days, 0};
    const patron_customers_columns columns = {.size = sizeof columns, .capacity = PART, .state = out->state,
        .birth_known = out->birth_known, .first_day = out->first_day, .purchases = out->purchases,
        .recent_orders = out->recent_orders, .recent_net = out->recent_net, .earlier_orders = out->earlier_orders,
        .earlier_net = out->earlier_net};
    (void)patron_customers_score(book, as_of, &options, first, count, &columns, NULL);
}

/* ---- heroes ---------------------------------------------------------------------------------------------------- */

/* The `place`-th largest of count numbers (1 = the largest): the largest value that so many reach, by halving the range
 * of values. O(64 count), no memory, no bad case. */
static int64_t largest_at(const int64_t *values, int64_t count, int64_t place)
{
    int64_t low = INT64_MIN, high = INT64_MAX; /* at least `place` values are >= low */
    while (low < high) {
        int64_t middle = (int64_t)((uint64_t)low + ((uint64_t)high - (uint64_t)low + 1) / 2), reach = 0;
        if (low == INT64_MIN && high == INT64_MAX) middle = 0;
        for (int64_t i = 0; i < count; i++) reach += values[i] >= middle;
        if (reach >= place) low = middle;
        else high = middle - 1;
    }
    return low;
}

/* The options' window, as patron_customers_score checks and reads them. */
static patron_status window_of(const patron_book *book, int32_t as_of, const patron_customers_options *given,
                               int32_t argument, int32_t *window_days, patron_error *error)
{
    patron_customers_options options;
    const patron_customers_columns nothing = {.size = sizeof nothing};
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (status) return status;
    status = patron_customers_score(book, as_of, given, 0, 0, &nothing, error);
    if (status && error) error->argument = argument;
    if (!status) status = pt_read_struct(given, &options, sizeof options, sizeof options, argument, "options", error);
    if (!status) *window_days = options.window_days ? options.window_days : 365;
    return status;
}

static bool is_hero(const patron_customers_heroes *heroes, const facts *found, int64_t i, int32_t churn)
{
    return found->state[i] == PATRON_CUSTOMERS_BUYER && is_rest(churn) && found->purchases[i] >= HERO_PURCHASES &&
           found->recent_net[i] > 0 && found->recent_net[i] >= heroes->cut;
}

/* Collects the nets of the rest into `nets`, or with NULL counts the heroes. */
static int64_t walk_rest(const patron_book *book, const patron_customers_heroes *heroes, const int32_t *churn,
                         const patron_selection *selection, int64_t *nets)
{
    facts found;
    int64_t rest = 0, customers = book->customers;
    for (int64_t first = 0; first < customers; first += PART) {
        int64_t count = customers - first < PART ? customers - first : PART;
        facts_of(book, heroes->as_of, heroes->window_days, first, count, &found);
        for (int64_t i = 0; i < count; i++) {
            int32_t state = churn_of(churn, first + i);
            if (found.state[i] != PATRON_CUSTOMERS_BUYER || !is_rest(state)) continue;
            if (pt_selected(selection, first + i) < 0) continue;
            if (nets) nets[rest] = found.recent_net[i];
            if (nets || is_hero(heroes, &found, i, state)) rest++;
        }
    }
    return rest;
}

patron_status patron_customers_heroes_fit(const patron_book *book, int32_t as_of, const int32_t *churn,
                                          const patron_customers_options *options, const patron_selection *given,
                                          patron_customers_heroes *out, patron_error *error)
{
    patron_selection selection;
    patron_customers_heroes heroes = {.as_of = as_of};
    patron_status status = window_of(book, as_of, options, 4, &heroes.window_days, error);
    if (!status && !churn) status = pt_fail_argument(error, 3, "churn is NULL");
    if (!status) status = pt_check_out_struct(out, sizeof heroes.size, 6, "out", error);
    if (!status) status = check_churn(churn, 0, book->customers, 3, error);
    if (!status) status = pt_selection_read(given, 0, book->customers, 5, &selection, error);
    if (status) return status;
    int64_t *nets = pt_array(&book->allocator, book->customers, sizeof *nets, error);
    if (!nets) return PATRON_ERROR_MEMORY;
    heroes.rest = walk_rest(book, &heroes, churn, &selection, nets);
    if (heroes.rest > 0)
        heroes.cut = largest_at(nets, heroes.rest, (heroes.rest + HERO_ONE_IN - 1) / HERO_ONE_IN);
    PT_FREE(&book->allocator, nets, book->customers);
    heroes.heroes = walk_rest(book, &heroes, churn, &selection, NULL);
    pt_write_struct(out, &heroes, sizeof heroes);
    return PATRON_OK;
}

/* ---- classes of one customer ------------------------------------------------------------------------------------- */

static int32_t year_of(const facts *found, int64_t i, int32_t recent_from)
{
    bool recent = found->recent_orders[i] > 0, earlier = found->earlier_orders[i] > 0;
    pt_int128 now = (pt_int128)found->recent_net[i] * 10, then = found->earlier_net[i];
    if (found->first_day[i] >= recent_from && found->birth_known[i] == 1) return PATRON_CUSTOMERS_YEAR_NEW;
    if (recent && !earlier) return PATRON_CUSTOMERS_YEAR_RETURNED;
    if (earlier && !recent) return PATRON_CUSTOMERS_YEAR_LAPSED;
    if (!recent) return PATRON_CUSTOMERS_YEAR_INACTIVE;
    if (now > then * 11) return PATRON_CUSTOMERS_YEAR_MORE;
    return now < then * 9 ? PATRON_CUSTOMERS_YEAR_LESS : PATRON_CUSTOMERS_YEAR_SAME;
}

static bool is_partial(const patron_book *book, int64_t customer, int32_t first_day, int32_t earlier_from)
{
    int32_t known = first_day, since = book->since ? book->since[customer] : PATRON_NO_DAY;
    if (since != PATRON_NO_DAY && since < known) known = since;
    if ((book->flags & PATRON_BOOK_OBSERVED_FROM) && book->observed_from > known) known = book->observed_from;
    return known > earlier_from;
}

static int32_t stage_of(const patron_customers_heroes *heroes, const facts *found, int64_t i, int32_t churn)
{
    if (churn == CHURN_LOST || churn == CHURN_ONE_TIME_LOST) return PATRON_CUSTOMERS_STAGE_INACTIVE;
    if (churn == CHURN_SLIPPING) return PATRON_CUSTOMERS_STAGE_FADING;
    return is_hero(heroes, found, i, churn) ? PATRON_CUSTOMERS_STAGE_HERO : PATRON_CUSTOMERS_STAGE_ACTIVE;
}

static int32_t activity_of(const facts *found, int64_t i, int32_t churn)
{
    if (churn == CHURN_NEW) return PATRON_CUSTOMERS_ACTIVITY_NEW;
    bool loyal = found->purchases[i] >= 2 && churn != CHURN_SLIPPING && churn != CHURN_LOST;
    return loyal ? PATRON_CUSTOMERS_ACTIVITY_LOYAL : PATRON_CUSTOMERS_ACTIVITY_PASSIVE;
}

/* ---- what to look at ------------------------------------------------------------------------------------------- */

typedef struct look {
    const patron_book *book;
    int32_t as_of, window_days;
    const int32_t *churn, *churn_before;
    patron_customers_heroes heroes, heroes_before;
    bool has_heroes, has_before;
} look;

static patron_status heroes_from(const patron_customers_heroes *given, int32_t window_days,
                                 patron_customers_heroes *out, patron_error *error)
{
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, 3, "heroes", error);
    if (status) return status;
    if (out->window_days != window_days)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 3, -1, -1, "", "heroes are of a window of %d days, not %d",
                       (int)out->window_days, (int)window_days);
    return PATRON_OK;
}

static patron_status look_from(const patron_book *book, int32_t as_of, const patron_customers_class_inputs *given,
                               const patron_customers_options *options, int64_t first, int64_t count, look *out,
                               patron_error *error)
{
    patron_customers_class_inputs inputs;
    *out = (look){.book = book, .as_of = as_of};
    patron_status status = window_of(book, as_of, options, 4, &out->window_days, error);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status) status = pt_read_struct(given, &inputs, sizeof inputs, sizeof inputs.size, 3, "inputs", error);
    if (status) return status;
    out->churn = inputs.churn;
    out->churn_before = inputs.churn_before;
    out->has_heroes = inputs.heroes && inputs.churn;
    out->has_before = inputs.heroes_before && inputs.churn_before;
    if (inputs.heroes) status = heroes_from(inputs.heroes, out->window_days, &out->heroes, error);
    if (!status && inputs.heroes_before)
        status = heroes_from(inputs.heroes_before, out->window_days, &out->heroes_before, error);
    if (status) return status;
    if (inputs.heroes && out->heroes.as_of != as_of)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 3, -1, -1, "", "heroes are of another day than as_of");
    if (inputs.heroes_before && out->heroes_before.as_of >= as_of)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 3, -1, -1, "", "heroes_before are of no earlier day than as_of");
    if (inputs.heroes_before) status = pt_check_as_of(book, out->heroes_before.as_of, 3, error);
    if (!status) status = check_churn(inputs.churn, first, count, 3, error);
    if (!status) status = check_churn(inputs.churn_before, first, count, 3, error);
    return status;
}

static patron_status need(bool wanted, bool there, const char *column, const char *input, int32_t argument,
                          patron_error *error)
{
    if (!wanted || there) return PATRON_OK;
    return pt_fail_argument(error, argument, "%s needs %s", column, input);
}

/* The classes of some customers, in arrays of PART. */
typedef struct classes {
    facts found;
    int32_t year[PART], partial_base[PART], stage[PART], activity[PART], was_hero[PART];
} classes;

static void classes_of(const look *view, int64_t first, int64_t count, classes *out)
{
    int32_t recent_from = view->as_of - view->window_days + 1, earlier_from = recent_from - view->window_days;
    if (view->has_before) {
        facts_of(view->book, view->heroes_before.as_of, view->window_days, first, count, &out->found);
        for (int64_t i = 0; i < count; i++)
            out->was_hero[i] = is_hero(&view->heroes_before, &out->found, i, churn_of(view->churn_before, first + i));
    }
    facts_of(view->book, view->as_of, view->window_days, first, count, &out->found);
    for (int64_t i = 0; i < count; i++) {
        int32_t churn = churn_of(view->churn, first + i);
        bool buyer = out->found.state[i] == PATRON_CUSTOMERS_BUYER;
        out->year[i] = buyer ? year_of(&out->found, i, recent_from) : PATRON_NONE;
        out->partial_base[i] = PATRON_NONE;
        if (buyer) out->partial_base[i] = is_partial(view->book, first + i, out->found.first_day[i], earlier_from);
        out->stage[i] = buyer && view->has_heroes ? stage_of(&view->heroes, &out->found, i, churn) : PATRON_NONE;
        out->activity[i] = buyer && view->churn ? activity_of(&out->found, i, churn) : PATRON_NONE;
    }
}

static int64_t part_of(int64_t first, int64_t end) { return end - first < PART ? end - first : PART; }

/* ---- score ----------------------------------------------------------------------------------------------------- */

static void put(int32_t *column, int64_t at, const int32_t *values, int64_t count)
{
    if (column) memcpy(column + at, values, (size_t)count * sizeof *column);
}

patron_status patron_customers_classes(const patron_book *book, int32_t as_of,
                                       const patron_customers_class_inputs *inputs,
                                       const patron_customers_options *options, int64_t first, int64_t count,
                                       const patron_customers_class_columns *given, patron_error *error)
{
    look view;
    classes found;
    patron_customers_class_columns out;
    patron_status status = look_from(book, as_of, inputs, options, first, count, &view, error);
    if (!status && !given) status = pt_fail_argument(error, 7, "out is NULL");
    if (!status) status = pt_read_struct(given, &out, sizeof out, sizeof out, 7, "out", error);
    if (!status) status = need(out.stage, view.has_heroes, "stage", "churn and heroes", 7, error);
    if (!status) status = need(out.activity, view.churn, "activity", "churn", 7, error);
    if (!status) status = need(out.was_hero, view.has_before, "was_hero", "churn_before and heroes_before", 7, error);
    if (status) return status;
    if (out.capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "the columns hold %lld rows, %lld are needed",
                       (long long)out.capacity, (long long)count);
    for (int64_t at = 0; at < count; at += PART) {
        int64_t many = part_of(at, count);
        classes_of(&view, first + at, many, &found);
        put(out.year, at, found.year, many);
        put(out.partial_base, at, found.partial_base, many);
        put(out.stage, at, found.stage, many);
        put(out.activity, at, found.activity, many);
        put(out.was_hero, at, found.was_hero, many);
    }
    return PATRON_OK;
}

/* ---- count ----------------------------------------------------------------------------------------------------- */

/* The arrays of patron_customers_class_counts with their cells a group. */
#define ARRAYS(X) \
    X(year, PATRON_CUSTOMERS_YEARS) X(year_net, PATRON_CUSTOMERS_YEARS) X(year_partial, PATRON_CUSTOMERS_YEARS) \
    X(stage, PATRON_CUSTOMERS_STAGES) X(stage_net, PATRON_CUSTOMERS_STAGES) \
    X(activity, PATRON_CUSTOMERS_ACTIVITIES) X(activity_net, PATRON_CUSTOMERS_ACTIVITIES) \
    X(was_hero, PATRON_CUSTOMERS_STAGES)

/* One group's sums. */
typedef struct sums {
#define X(name, cells) int64_t name[cells];
    ARRAYS(X)
#undef X
} sums;

static void add_customer(const look *view, const classes *found, int64_t i, sums *into)
{
    int64_t net = found->found.recent_net[i];
    int32_t year = found->year[i], stage = found->stage[i], activity = found->activity[i];
    if (year == PATRON_NONE) return;
    into->year[year]++;
    into->year_net[year] += net;
    into->year_partial[year] += found->partial_base[i];
    if (stage != PATRON_NONE) {
        into->stage[stage]++;
        into->stage_net[stage] += net;
        if (view->has_before) into->was_hero[stage] += found->was_hero[i];
    }
    if (activity == PATRON_NONE) return;
    into->activity[activity]++;
    into->activity_net[activity] += net;
}

/* Adds the sums to the caller's cells: every addition is checked first. */
static patron_status commit(const patron_customers_class_counts *into, const sums *scratch, int64_t groups,
                            patron_error *error)
{
    bool fits = true;
    for (int64_t g = 0; fits && g < groups; g++)
#define X(name, cells) \
    if (!pt_can_add(into->name ? into->name + g * (cells) : NULL, scratch[g].name, cells)) fits = false;
    {
        ARRAYS(X)
    }
#undef X
    if (!fits) return pt_fail(error, PATRON_ERROR_OVERFLOW, 8, -1, -1, "", "a cell would leave int64");
    for (int64_t g = 0; g < groups; g++) {
#define X(name, cells) pt_commit(into->name ? into->name + g * (cells) : NULL, scratch[g].name, cells);
        ARRAYS(X)
#undef X
    }
    return PATRON_OK;
}

patron_status patron_customers_class_count(const patron_book *book, int32_t as_of,
                                           const patron_customers_class_inputs *inputs,
                                           const patron_customers_options *options, const patron_selection *given,
                                           int64_t first, int64_t count, const patron_customers_class_counts *into,
                                           patron_error *error)
{
    look view;
    classes found;
    patron_selection selection;
    patron_customers_class_counts cells;
    patron_status status = look_from(book, as_of, inputs, options, first, count, &view, error);
    if (error && status && error->argument == 5) error->argument = 6;
    if (!status) status = pt_selection_read(given, first, count, 5, &selection, error);
    if (!status && !into) status = pt_fail_argument(error, 8, "into is NULL");
    if (!status) status = pt_read_struct(into, &cells, sizeof cells, sizeof cells, 8, "into", error);
    if (!status) status = need(cells.stage || cells.stage_net, view.has_heroes, "stage", "churn and heroes", 8, error);
    if (!status) status = need(cells.activity || cells.activity_net, view.churn, "activity", "churn", 8, error);
    if (!status)
        status = need(cells.was_hero, view.has_heroes && view.has_before, "was_hero", "all four inputs", 8, error);
    if (status) return status;
    if (cells.capacity < selection.groups)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 8, -1, -1, "", "the arrays hold %lld groups, %lld are needed",
                       (long long)cells.capacity, (long long)selection.groups);
    sums *scratch = pt_zero_array(&book->allocator, selection.groups, sizeof *scratch, error);
    if (!scratch) return PATRON_ERROR_MEMORY;
    for (int64_t at = first; at < first + count; at += PART) {
        int64_t many = part_of(at, first + count);
        classes_of(&view, at, many, &found);
        for (int64_t i = 0; i < many; i++) {
            int64_t group = pt_selected(&selection, at + i);
            if (group >= 0) add_customer(&view, &found, i, &scratch[group]);
        }
    }
    status = commit(&cells, scratch, selection.groups, error);
    PT_FREE(&book->allocator, scratch, selection.groups);
    return status;
}
