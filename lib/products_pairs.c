/* Pairs of items in one basket. */
#include "products.h"

static patron_status add_pairs(pt_products_run *run, int64_t begin, int64_t end, patron_error *error)
{
    uint64_t *often = run->spare, items = (uint64_t)run->plan.items;
    int64_t count = 0;
    for (int64_t i = begin; i < end; i++) {
        pt_index rank = pt_products_rank_at(run, i);
        if ((int64_t)run->a_count[rank] >= run->min_count) often[count++] = rank;
    }
    for (int64_t i = 0; i < count; i++)
        for (int64_t j = i + 1; j < count; j++) {
            patron_status status = pt_tally_add(&run->tally, often[i] * items + often[j], error);
            if (status) return status;
        }
    return PATRON_OK;
}

static patron_status visit(pt_products_run *run, int64_t group, int64_t baskets, bool pairs, patron_error *error)
{
    patron_status status = PATRON_OK;
    int64_t filled = 0;
    for (int64_t begin = 0, end; !status && begin < run->listed; begin = end, filled++) {
        end = pt_products_basket_end(run, begin, (int64_t)(run->list[begin] >> 32));
        if (end - begin > run->max_items) {
            if (!pairs) run->left_out[group]++;
        } else if (pairs) {
            status = add_pairs(run, begin, end, error);
        } else {
            run->baskets[group]++;
            for (int64_t i = begin; i < end; i++) run->a_count[pt_products_rank_at(run, i)]++;
        }
    }
    if (!pairs) run->empty[group] += baskets - filled;
    return status;
}

patron_status patron_products_pairs(const patron_book *book, int32_t as_of,
                                    const patron_products_pairs_options *options, const patron_selection *selection,
                                    const patron_products_baskets *baskets, patron_table **out, patron_error *error)
{
    pt_products_run run;
    memset(&run, 0, sizeof run);
    return pt_products_run_all(&run, book, as_of, options, selection, baskets, visit, out, error);
}
