/* From a purchase to the next one: which item follows which. */
#include "products.h"

typedef struct step {
    int64_t from, from_end, to, to_end; /* stretches of run->list */
} step;

static bool often(const pt_index *count, const pt_products_run *run, int64_t i)
{
    return (int64_t)count[pt_products_rank_at(run, i)] >= run->min_count;
}

static patron_status add_pairs(pt_products_run *run, const step *at, patron_error *error)
{
    uint64_t items = (uint64_t)run->plan.items;
    for (int64_t i = at->from; i < at->from_end; i++) {
        if (!often(run->a_count, run, i)) continue;
        for (int64_t j = at->to; j < at->to_end; j++) {
            if (!often(run->b_count, run, j)) continue;
            uint64_t key = pt_products_rank_at(run, i) * items + pt_products_rank_at(run, j);
            patron_status status = pt_tally_add(&run->tally, key, error);
            if (status) return status;
        }
    }
    return PATRON_OK;
}

static void count_step(pt_products_run *run, int64_t group, const step *at)
{
    run->baskets[group]++;
    for (int64_t i = at->from; i < at->from_end; i++) run->a_count[pt_products_rank_at(run, i)]++;
    for (int64_t i = at->to; i < at->to_end; i++) run->b_count[pt_products_rank_at(run, i)]++;
}

static patron_status visit(pt_products_run *run, int64_t group, int64_t baskets, bool pairs, patron_error *error)
{
    patron_status status = PATRON_OK;
    step at = {0, pt_products_basket_end(run, 0, 0), 0, 0};
    for (int64_t n = 1; !status && n < baskets; n++) {
        at.to = at.from_end;
        at.to_end = pt_products_basket_end(run, at.to, n);
        int64_t before = at.from_end - at.from, after = at.to_end - at.to;
        if (before > run->max_items || after > run->max_items) {
            if (!pairs) run->left_out[group]++;
        } else if (!before || !after) {
            if (!pairs) run->empty[group]++;
        } else if (pairs) {
            status = add_pairs(run, &at, error);
        } else {
            count_step(run, group, &at);
        }
        at.from = at.to;
        at.from_end = at.to_end;
    }
    return status;
}

patron_status patron_products_transitions(const patron_book *book, int32_t as_of,
                                          const patron_products_pairs_options *options,
                                          const patron_selection *selection, const patron_products_baskets *baskets,
                                          patron_table **out, patron_error *error)
{
    pt_products_run run;
    memset(&run, 0, sizeof run);
    run.transitions = true;
    return pt_products_run_all(&run, book, as_of, options, selection, baskets, visit, out, error);
}
