/* The best pairs of a group, and the tables of pairs and transitions. */
#include <patron/stats.h>

#include "products.h"
#include "table.h"

/* ---- the best --------------------------------------------------------------------------------------------------- */

/* Whether a comes before b; of different pairs one always does. */
static bool better(const pt_products_run *run, const pt_products_pair *a, const pt_products_pair *b)
{
    if (run->flags & PATRON_PRODUCTS_BY_LIFT) { /* of one group: baskets are the same; every count is below 2^32 */
        pt_uint128 lift_a = (pt_uint128)(uint64_t)a->count * (uint64_t)b->a_count * (uint64_t)b->b_count;
        pt_uint128 lift_b = (pt_uint128)(uint64_t)b->count * (uint64_t)a->a_count * (uint64_t)a->b_count;
        if (lift_a != lift_b) return lift_a > lift_b;
    }
    if (a->count != b->count) return a->count > b->count;
    return a->a != b->a ? a->a < b->a : a->b < b->b;
}

static void swap(pt_products_pair *a, pt_products_pair *b)
{
    pt_products_pair kept = *a;
    *a = *b;
    *b = kept;
}

/* A heap with the worst pair at its root. */
static void sift_up(const pt_products_run *run, pt_products_pair *heap, int64_t at)
{
    for (int64_t parent; at > 0 && better(run, &heap[parent = (at - 1) / 2], &heap[at]); at = parent)
        swap(&heap[parent], &heap[at]);
}

static void sift_down(const pt_products_run *run, pt_products_pair *heap, int64_t count)
{
    for (int64_t at = 0, child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && better(run, &heap[child], &heap[child + 1])) child++;
        if (!better(run, &heap[at], &heap[child])) return;
        swap(&heap[at], &heap[child]);
    }
}

patron_status pt_products_run_take(pt_products_run *run, int64_t group, patron_error *error)
{
    uint64_t items = (uint64_t)run->plan.items;
    int64_t base = run->found.count;
    for (int64_t i = 0; i < run->tally.kept; i++) {
        if ((int64_t)run->tally.count[i] < run->min_count) continue;
        pt_products_pair pair = {.group = group, .count = (int64_t)run->tally.count[i]};
        pair.baskets = run->baskets[group];
        pair.a = (pt_index)(run->tally.key[i] / items);
        pair.b = (pt_index)(run->tally.key[i] % items);
        pair.a_count = (int64_t)run->a_count[pair.a];
        pair.b_count = (int64_t)run->b_count[pair.b];
        if (run->found.count - base < run->top) {
            pt_products_pair *room = pt_list_push(run->tally.allocator, &run->found, error);
            if (!room) return PATRON_ERROR_MEMORY;
            *room = pair;
            sift_up(run, (pt_products_pair *)run->found.items + base, run->found.count - base - 1);
            continue;
        }
        pt_products_pair *heap = (pt_products_pair *)run->found.items + base;
        if (!better(run, &pair, heap)) continue;
        *heap = pair;
        sift_down(run, heap, run->found.count - base);
    }
    if (run->found.count == base) return PATRON_OK;
    pt_products_pair *heap = (pt_products_pair *)run->found.items + base;
    for (int64_t left = run->found.count - base - 1; left > 0; left--) { /* the worst goes last */
        swap(&heap[0], &heap[left]);
        sift_down(run, heap, left);
    }
    return PATRON_OK;
}

/* ---- tables ----------------------------------------------------------------------------------------------------- */

enum { GROUP, A, B, A_KEY, B_KEY, COUNT, A_COUNT, B_COUNT, BASKETS, FIRST_RATE, COLUMNS = FIRST_RATE + 4 };

static const char *const pair_names[COLUMNS] = {"group", "a", "b", "a_key", "b_key", "count", "a_count", "b_count",
                                                "baskets", "support", "a_to_b", "b_to_a", "lift"};
static const char *const step_names[COLUMNS] = {"group", "from", "to", "from_key", "to_key", "count", "from_count",
                                                "to_count", "steps", "share", "share_low", "share_high", "lift"};

static void put_counts(const pt_products_run *run, patron_table *table)
{
    const pt_products_pair *found = run->found.items;
    int64_t *group = pt_table_values(table, GROUP), *a = pt_table_values(table, A), *b = pt_table_values(table, B);
    int64_t *count = pt_table_values(table, COUNT), *a_count = pt_table_values(table, A_COUNT);
    int64_t *b_count = pt_table_values(table, B_COUNT), *baskets = pt_table_values(table, BASKETS);
    for (int64_t i = 0; i < run->found.count; i++) {
        group[i] = found[i].group;
        a[i] = (int64_t)run->item[found[i].a];
        b[i] = (int64_t)run->item[found[i].b];
        count[i] = found[i].count;
        a_count[i] = found[i].a_count;
        b_count[i] = found[i].b_count;
        baskets[i] = found[i].baskets;
    }
}

static void put_rates(const pt_products_run *run, patron_table *table)
{
    const pt_products_pair *found = run->found.items;
    double *rate[4];
    for (int k = 0; k < 4; k++) rate[k] = pt_table_values(table, FIRST_RATE + k);
    for (int64_t i = 0; i < run->found.count; i++) {
        double count = (double)found[i].count, a = (double)found[i].a_count, b = (double)found[i].b_count;
        double baskets = (double)found[i].baskets;
        rate[3][i] = count * baskets / (a * b);
        if (run->transitions) {
            rate[0][i] = count / a;
            (void)patron_stats_wilson(found[i].count, found[i].a_count, 0, &rate[1][i], &rate[2][i], NULL);
        } else {
            rate[0][i] = count / baskets;
            rate[1][i] = count / a;
            rate[2][i] = count / b;
        }
    }
}

static patron_status put_keys(const pt_products_run *run, patron_table *table, int32_t column, bool second,
                              patron_error *error)
{
    const pt_products_pair *found = run->found.items;
    const patron_allocator *allocator = &run->plan.book->allocator;
    int64_t count = run->found.count;
    patron_column keys = {.size = sizeof keys};
    pt_keys_column(pt_products_keys(&run->plan), &keys);
    if (keys.type == PATRON_TYPE_INT64) {
        int64_t *into = pt_table_values(table, column);
        for (int64_t i = 0; i < count; i++)
            into[i] = ((const int64_t *)keys.values)[run->item[second ? found[i].b : found[i].a]];
        return PATRON_OK;
    }
    int32_t *element = pt_array(allocator, count, sizeof *element, error);
    if (!element) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < count; i++) element[i] = (int32_t)run->item[second ? found[i].b : found[i].a];
    patron_status status = pt_table_set_strings(table, column, &keys, element, error);
    PT_FREE(allocator, element, count);
    return status;
}

patron_table *pt_products_run_table(const pt_products_run *run, patron_error *error)
{
    pt_table_column columns[COLUMNS];
    int32_t key_type = pt_keys_are_strings(pt_products_keys(&run->plan)) ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT64;
    for (int i = 0; i < COLUMNS; i++) {
        columns[i].name = run->transitions ? step_names[i] : pair_names[i];
        columns[i].type = i < FIRST_RATE ? PATRON_TYPE_INT64 : PATRON_TYPE_FLOAT64;
        if (i == A_KEY || i == B_KEY) columns[i].type = key_type;
        columns[i].unit = PATRON_UNIT_NONE;
    }
    patron_table *table = pt_table_make(&run->plan.book->allocator, columns, COLUMNS, run->found.count, error);
    if (!table) return NULL;
    put_counts(run, table);
    put_rates(run, table);
    if (!put_keys(run, table, A_KEY, false, error) && !put_keys(run, table, B_KEY, true, error)) return table;
    patron_table_free(table);
    return NULL;
}
