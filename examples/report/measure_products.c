/* Products that bring customers back: by first product, bought again, bought together. */
#include "measuring.h"

#include <stdlib.h>

static int64_t *cells(struct measuring *in, int64_t count)
{
    return arena_array(in->out->arena, count, sizeof(int64_t));
}

/* By what is certain of the rate, the highest first; then more buyers; then by number. */
static int compare_items(const void *a, const void *b)
{
    const struct report_item *one = a, *other = b;
    if (one->low != other->low) return one->low < other->low ? 1 : -1;
    if (one->whole != other->whole) return one->whole < other->whole ? 1 : -1;
    return (one->item > other->item) - (one->item < other->item);
}

/* Keeps the items with enough buyers, with the lower bound of their rate. */
static patron_status list_items(struct measuring *in, int64_t items, const int64_t *part, const int64_t *whole,
                                const int64_t *buyers, const int64_t *net, struct report_items *out)
{
    out->row = arena_array(in->out->arena, items, sizeof *out->row);
    out->part = part[items + PATRON_PRODUCTS_ROW_ALL];
    out->whole = whole[items + PATRON_PRODUCTS_ROW_ALL];
    for (int64_t i = 0; i < items; i++) {
        if (whole[i] < ANSWER_SMALL) {
            out->hidden += buyers[i] > 0;
            continue;
        }
        struct report_item *row = &out->row[out->count++];
        *row = (struct report_item){
            .item = i, .part = part[i], .whole = whole[i], .buyers = buyers[i], .net = net[i], .p_value = 1};
        patron_status status = patron_stats_wilson(part[i], whole[i], 0, &row->low, NULL, &in->error);
        if (status) return status;
    }
    return PATRON_OK;
}

/* Each first product against all other buyers, with p values for as many comparisons as there are (Benjamini-Hochberg).
 */
static patron_status compare_to_rest(struct measuring *in, struct report_items *list)
{
    double *p = arena_array(in->out->arena, list->count, sizeof *p);
    for (int64_t i = 0; i < list->count; i++) {
        const struct report_item *row = &list->row[i];
        p[i] = 1;
        if (list->whole == row->whole) continue;
        patron_status status =
            patron_stats_rate_difference(row->part, row->whole, list->part - row->part, list->whole - row->whole, 0,
                                         NULL, NULL, NULL, &p[i], &in->error);
        if (status) return status;
    }
    patron_status status = patron_stats_adjust(PATRON_STATS_BENJAMINI_HOCHBERG, p, list->count, NULL, p, &in->error);
    for (int64_t i = 0; i < list->count; i++) list->row[i].p_value = p[i];
    return status;
}

static patron_status measure_first(struct measuring *in, int64_t items)
{
    struct report_items *list = &in->out->products.first;
    int64_t rows = items + PATRON_PRODUCTS_ROWS;
    patron_products_options options = {.size = sizeof options, .repeat_days = ANSWER_BACK};
    patron_products_first_counts counts = {.size = sizeof counts, .capacity = rows};
    counts.buyers = cells(in, rows);
    counts.repeat_observed = cells(in, rows);
    counts.repeat_within = cells(in, rows);
    counts.net = cells(in, rows);
    patron_status status =
        patron_products_first(in->book, in->out->as_of, &options, NULL, 0, in->customers, &counts, &in->error);
    if (!status)
        status = list_items(in, items, counts.repeat_within, counts.repeat_observed, counts.buyers, counts.net, list);
    if (!status) status = compare_to_rest(in, list);
    list->unknown_birth = counts.buyers[items + PATRON_PRODUCTS_ROW_UNKNOWN];
    qsort(list->row, (size_t)list->count, sizeof *list->row, compare_items);
    return status;
}

static patron_status measure_quartiles(struct measuring *in, int64_t rows, struct report_items *list)
{
    patron_table *gaps = NULL;
    patron_products_options options = {.size = sizeof options};
    patron_status status = patron_products_gaps(in->book, in->out->as_of, &options, PATRON_PRODUCTS_GAPS_REPURCHASE,
                                                NULL, 0, in->customers, &gaps, &in->error);
    if (status) return status;
    patron_products_quartile_columns columns = {.size = sizeof columns, .capacity = rows};
    int32_t *day[3];
    for (int i = 0; i < 3; i++) day[i] = arena_array(in->out->arena, rows, sizeof *day[i]);
    columns.day_25 = day[0];
    columns.day_50 = day[1];
    columns.day_75 = day[2];
    status = patron_products_quartiles((const patron_table *const *)&gaps, 1, rows, NULL, &columns, &in->error);
    patron_table_free(gaps);
    for (int64_t i = 0; i < list->count && !status; i++)
        for (int k = 0; k < 3; k++) list->row[i].day[k] = day[k][list->row[i].item];
    return status;
}

static patron_status measure_again(struct measuring *in, int64_t items)
{
    struct report_items *list = &in->out->products.again;
    int64_t rows = items + PATRON_PRODUCTS_ROWS;
    patron_products_options options = {.size = sizeof options};
    patron_products_counts counts = {.size = sizeof counts, .capacity = rows};
    counts.buyers = cells(in, rows);
    counts.repurchasers = cells(in, rows);
    int64_t *sales = counts.sales = cells(in, rows);
    patron_status status =
        patron_products_count(in->book, in->out->as_of, &options, NULL, 0, in->customers, &counts, &in->error);
    if (!status) status = list_items(in, items, counts.repurchasers, counts.buyers, counts.buyers, sales, list);
    if (!status) status = measure_quartiles(in, rows, list);
    qsort(list->row, (size_t)list->count, sizeof *list->row, compare_items);
    return status;
}

static patron_status measure_pairs(struct measuring *in)
{
    struct report_products *p = &in->out->products;
    patron_products_baskets baskets = {.size = sizeof baskets, .capacity = 1};
    patron_products_pairs_options options = {.size = sizeof options, .flags = PATRON_PRODUCTS_BY_LIFT};
    baskets.baskets = &p->baskets;
    baskets.left_out = &p->baskets_left_out;
    options.basket = PATRON_PRODUCTS_IN_ORDER;
    options.min_count = p->least = ANSWER_SMALL;
    options.top = 100;
    return patron_products_pairs(in->book, in->out->as_of, &options, NULL, &baskets, &p->pairs, &in->error);
}

patron_status measure_products(struct measuring *in)
{
    int64_t items = 0;
    if (!in->out->input->has_product) return PATRON_OK;
    patron_status status = patron_products_items(in->book, PATRON_PRODUCTS_PRODUCT, &items, &in->error);
    if (!status) status = measure_first(in, items);
    if (!status) status = measure_again(in, items);
    if (!status) status = measure_pairs(in);
    in->out->products.measured = !status;
    return status;
}
