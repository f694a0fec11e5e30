/* Named window x window: time is cut where any occurrence begins or ends, so that a day's occurrences are found by one
 * binary search. */
#include "repeat.h"
#include "sort.h"

#include <inttypes.h>

enum { BASE, BACK, BUYERS, BOUGHT, UNKNOWN_BIRTH, OCCURRED, ARRAYS };

typedef struct counter {
    const patron_book *book;
    int32_t as_of;
    bool first_only;
    int32_t names, count;    /* count: occurrences */
    int32_t *name, *first, *last; /* [count], copies of the caller's */
    int32_t *next;           /* [count][names]: the next occurrence of a name, -1 = none */
    int32_t *cut;            /* [cuts], ascending: segment s is cut[s] .. cut[s + 1] - 1 */
    int32_t *member_first;   /* [cuts + 1]: the occurrences of segment s are member[member_first[s] ..] */
    int32_t *member;
    int64_t cuts, members;
    int32_t *bought;         /* [count]: occurrences that the customer bought in */
    pt_index *seen;          /* [count], [names]: the customer + 1 that was put there last */
    pt_index *name_seen;
    pt_index *order, *spare; /* [2 * count]: for sorting */
    pt_repeat_array array[ARRAYS];
} counter;

/* ---- options ---------------------------------------------------------------------------------------------------- */

static patron_status read_options(const patron_repeat_window_options *given, patron_repeat_window_options *options,
                                  patron_error *error)
{
    const int32_t at = PT_REPEAT_OPTIONS;
    if (!given) return pt_fail_argument(error, at, "options is NULL");
    patron_status status = pt_read_struct(given, options, sizeof *options, sizeof *options, at, "options", error);
    if (!status) status = pt_repeat_check_flags(options->flags, PATRON_REPEAT_FIRST_ONLY, at, error);
    if (status) return status;
    if (options->occurrences < 1 || options->occurrences > PATRON_REPEAT_OCCURRENCES_MAX)
        return pt_fail_argument(error, at, "options: occurrences %" PRId32 " is outside 1..%d", options->occurrences,
                                PATRON_REPEAT_OCCURRENCES_MAX);
    if (options->names < 1 || options->names > options->occurrences)
        return pt_fail_argument(error, at, "options: names %" PRId32 " is outside 1..%" PRId32, options->names,
                                options->occurrences);
    if (!options->name || !options->first_day || !options->last_day)
        return pt_fail_argument(error, at, "options: name, first_day or last_day is NULL");
    return PATRON_OK;
}

/* Copies the occurrences and checks the copies. */
static patron_status read_occurrences(counter *c, const patron_repeat_window_options *options, patron_error *error)
{
    const int32_t at = PT_REPEAT_OPTIONS;
    for (int32_t i = 0; i < c->count; i++) {
        c->name[i] = options->name[i];
        c->first[i] = options->first_day[i];
        c->last[i] = options->last_day[i];
        if (c->name[i] < 0 || c->name[i] >= c->names)
            return pt_fail_argument(error, at, "options: name[%" PRId32 "] is %" PRId32, i, c->name[i]);
        if (!pt_is_day(c->first[i]) || !pt_is_day(c->last[i]) || c->last[i] < c->first[i])
            return pt_fail_argument(error, at, "options: occurrence %" PRId32 " is %" PRId32 " … %" PRId32, i,
                                    c->first[i], c->last[i]);
    }
    return PATRON_OK;
}

static bool begins_before(const void *context, pt_index a, pt_index b)
{
    const counter *c = context;
    return c->first[a] < c->first[b];
}

/* What comes next after each occurrence; overlaps of one name are an error. `order` holds them by first day. */
static patron_status find_next(counter *c, patron_error *error)
{
    for (int32_t i = 0; i < c->count; i++) {
        int32_t *next = c->next + (int64_t)i * c->names;
        for (int32_t name = 0; name < c->names; name++) next[name] = -1;
        for (int32_t j = c->count - 1; j >= 0; j--) {
            int32_t later = (int32_t)c->order[j];
            if (c->first[later] > c->last[i]) next[c->name[later]] = later;
            else if (later != i && c->name[later] == c->name[i] && c->last[later] >= c->first[i])
                return pt_fail_argument(error, PT_REPEAT_OPTIONS, "options: occurrences %" PRId32 " and %" PRId32
                                        " of one name overlap", i, later);
        }
    }
    return PATRON_OK;
}

/* ---- segments --------------------------------------------------------------------------------------------------- */

/* The cuts, still unsorted: 2 i begins occurrence i, 2 i + 1 comes after its end. */
static int32_t cut_of(const counter *c, pt_index which)
{
    return which % 2 ? c->last[which / 2] + 1 : c->first[which / 2];
}

static bool cut_before(const void *context, pt_index a, pt_index b) { return cut_of(context, a) < cut_of(context, b); }

static void find_cuts(counter *c)
{
    int64_t count = 2 * (int64_t)c->count;
    for (int64_t i = 0; i < count; i++) c->order[i] = (pt_index)i;
    pt_sort(c->order, c->spare, count, cut_before, c);
    for (int64_t i = 0; i < count; i++) {
        int32_t cut = cut_of(c, c->order[i]);
        if (c->cuts == 0 || c->cut[c->cuts - 1] < cut) c->cut[c->cuts++] = cut;
    }
}

/* The last segment that begins on or before a day, -1 = none. */
static int64_t segment_of(const counter *c, int32_t day)
{
    int64_t low = 0, high = c->cuts;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (c->cut[middle] <= day) low = middle + 1;
        else high = middle;
    }
    return low - 1;
}

/* The members of every segment: first how many, then who. */
static patron_status fill_members(counter *c, patron_error *error)
{
    for (int32_t i = 0; i < c->count; i++)
        for (int64_t s = segment_of(c, c->first[i]); c->cut[s] <= c->last[i]; s++) c->member_first[s + 1]++;
    for (int64_t s = 0; s < c->cuts; s++) c->member_first[s + 1] += c->member_first[s];
    c->members = c->member_first[c->cuts];
    c->member = pt_array(&c->book->allocator, c->members, sizeof *c->member, error);
    if (!c->member) return PATRON_ERROR_MEMORY;
    for (int32_t i = c->count - 1; i >= 0; i--)
        for (int64_t s = segment_of(c, c->first[i]); c->cut[s] <= c->last[i]; s++)
            c->member[--c->member_first[s + 1]] = i;
    for (int64_t s = 0; s < c->cuts; s++) c->member_first[s] = c->member_first[s + 1];
    c->member_first[c->cuts] = (int32_t)c->members;
    return PATRON_OK;
}

/* ---- customers -------------------------------------------------------------------------------------------------- */

/* The occurrences that hold a segment's days join those that the customer has bought in. */
static int32_t join(counter *c, int64_t segment, pt_index customer, int32_t bought)
{
    for (int32_t m = c->member_first[segment]; m < c->member_first[segment + 1]; m++) {
        int32_t occurrence = c->member[m];
        if (c->seen[occurrence] == customer) continue;
        c->seen[occurrence] = customer;
        c->bought[bought++] = occurrence;
    }
    return bought;
}

/* The first `from` occurrences are A, all of them B. */
static void count_pairs(counter *c, int64_t group, pt_index customer, int32_t from, int32_t bought)
{
    for (int32_t i = 0; i < from; i++) {
        int32_t a = c->bought[i], name = c->name[a];
        const int32_t *next = c->next + (int64_t)a * c->names;
        int64_t *back = c->array[BACK].scratch + (group * c->names + name) * c->names;
        c->array[OCCURRED].scratch[group * c->count + a]++;
        if (c->name_seen[name] != customer) {
            c->name_seen[name] = customer;
            c->array[BUYERS].scratch[group * c->names + name]++;
        }
        for (int32_t j = 0; j < bought; j++) {
            int32_t b = c->bought[j];
            if (next[c->name[b]] == b && c->last[b] <= c->as_of) back[c->name[b]]++;
        }
    }
}

static void count_customer(counter *c, int64_t group, int64_t customer)
{
    pt_walk walk = pt_walk_begin(c->book, customer, c->as_of, false);
    pt_purchase purchase = {0};
    int32_t bought = 0, from = 0;
    int64_t segment = -2, end = INT64_MIN; /* the segment of the last purchase, and where it ends */
    bool born = false;
    pt_index mark = (pt_index)(customer + 1);
    while (pt_walk_next(&walk, &purchase)) {
        if (!born) {
            bool known = pt_birth_known(c->book, customer, purchase.day);
            c->array[UNKNOWN_BIRTH].scratch[group] += !known;
            if (!known && c->first_only) return;
        }
        if (purchase.day >= end) {
            segment = segment_of(c, purchase.day);
            end = segment + 1 < c->cuts ? c->cut[segment + 1] : INT64_MAX;
            if (segment >= 0 && segment + 1 < c->cuts) bought = join(c, segment, mark, bought);
        }
        if (!born) from = bought;
        born = true;
    }
    count_pairs(c, group, mark, c->first_only ? from : bought, bought);
}

static void finish(counter *c, int64_t groups)
{
    for (int64_t group = 0; group < groups; group++)
        for (int32_t a = 0; a < c->count; a++) {
            int64_t occurred = c->array[OCCURRED].scratch[group * c->count + a], row = group * c->names + c->name[a];
            const int32_t *next = c->next + (int64_t)a * c->names;
            c->array[BOUGHT].scratch[row] += occurred;
            for (int32_t name = 0; name < c->names; name++)
                if (next[name] >= 0 && c->last[next[name]] <= c->as_of)
                    c->array[BASE].scratch[row * c->names + name] += occurred;
        }
}

/* ---- the call --------------------------------------------------------------------------------------------------- */

static void counter_end(counter *c)
{
    const patron_allocator *allocator = &c->book->allocator;
    PT_FREE(allocator, c->spare, 2 * (int64_t)c->count);
    PT_FREE(allocator, c->order, 2 * (int64_t)c->count);
    PT_FREE(allocator, c->name_seen, c->names);
    PT_FREE(allocator, c->seen, c->count);
    PT_FREE(allocator, c->bought, c->count);
    PT_FREE(allocator, c->member, c->members);
    PT_FREE(allocator, c->member_first, 2 * (int64_t)c->count + 1);
    PT_FREE(allocator, c->cut, 2 * (int64_t)c->count);
    PT_FREE(allocator, c->next, (int64_t)c->count * c->names);
    PT_FREE(allocator, c->last, c->count);
    PT_FREE(allocator, c->first, c->count);
    PT_FREE(allocator, c->name, c->count);
}

/* Everything but the scratch cells. On failure what was made is released by counter_end. */
static patron_status counter_begin(counter *c, const patron_repeat_window_options *options, patron_error *error)
{
    const patron_allocator *allocator = &c->book->allocator;
    const int64_t count = c->count;
    c->name = pt_array(allocator, count, sizeof *c->name, error);
    if (c->name) c->first = pt_array(allocator, count, sizeof *c->first, error);
    if (c->first) c->last = pt_array(allocator, count, sizeof *c->last, error);
    if (c->last) c->next = pt_array(allocator, count * c->names, sizeof *c->next, error);
    if (c->next) c->cut = pt_array(allocator, 2 * count, sizeof *c->cut, error);
    if (c->cut) c->member_first = pt_zero_array(allocator, 2 * count + 1, sizeof *c->member_first, error);
    if (c->member_first) c->bought = pt_array(allocator, count, sizeof *c->bought, error);
    if (c->bought) c->seen = pt_zero_array(allocator, count, sizeof *c->seen, error);
    if (c->seen) c->name_seen = pt_zero_array(allocator, c->names, sizeof *c->name_seen, error);
    if (c->name_seen) c->order = pt_array(allocator, 2 * count, sizeof *c->order, error);
    if (c->order) c->spare = pt_array(allocator, 2 * count, sizeof *c->spare, error);
    if (!c->spare) return PATRON_ERROR_MEMORY;
    patron_status status = read_occurrences(c, options, error);
    if (status) return status;
    for (int64_t i = 0; i < count; i++) c->order[i] = (pt_index)i;
    pt_sort(c->order, c->spare, count, begins_before, c);
    status = find_next(c, error);
    if (status) return status;
    find_cuts(c);
    return fill_members(c, error);
}

static void name_arrays(counter *c, const patron_repeat_window_cells *cells)
{
    const int64_t names = c->names;
    c->array[BASE] = (pt_repeat_array){cells->base, names * names, cells->capacity, "capacity", NULL};
    c->array[BACK] = (pt_repeat_array){cells->back, names * names, cells->capacity, "capacity", NULL};
    c->array[BUYERS] = (pt_repeat_array){cells->buyers, names, cells->name_capacity, "name_capacity", NULL};
    c->array[BOUGHT] = (pt_repeat_array){cells->bought, names, cells->name_capacity, "name_capacity", NULL};
    c->array[UNKNOWN_BIRTH] = (pt_repeat_array){cells->unknown_birth, 1, cells->group_capacity, "group_capacity", NULL};
    c->array[OCCURRED] = (pt_repeat_array){NULL, c->count, 0, "", NULL};
}

patron_status patron_repeat_windows(const patron_book *book, int32_t as_of, const patron_repeat_window_options *options,
                                    const patron_selection *selection, int64_t first, int64_t count,
                                    const patron_repeat_window_cells *cells, patron_error *error)
{
    counter c = {.book = book, .as_of = as_of};
    patron_selection selected;
    patron_repeat_window_cells known;
    patron_repeat_window_options read;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status) status = read_options(options, &read, error);
    if (!status)
        status = pt_repeat_read(book, selection, first, count, cells, &known, sizeof known, &selected, error);
    if (status) return status;
    c.first_only = (read.flags & PATRON_REPEAT_FIRST_ONLY) != 0;
    c.names = read.names;
    c.count = read.occurrences;
    name_arrays(&c, &known);
    status = pt_repeat_scratch(&book->allocator, selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
    if (status) return status;
    status = counter_begin(&c, &read, error);
    if (status) goto done;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selected, customer);
        if (group >= 0) count_customer(&c, group, customer);
    }
    finish(&c, selected.groups);
    status = pt_repeat_commit(selected.groups, c.array, ARRAYS, PT_REPEAT_CELLS, error);
done:
    counter_end(&c);
    pt_repeat_release(&book->allocator, selected.groups, c.array, ARRAYS);
    return status;
}
