/* What coupons, campaigns, channels, countries and discounts are followed by. */
#include "measuring.h"

#include <stdlib.h>

struct place {
    int64_t value, new_buyers, orders;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *one = a, *other = b;
    if (one->new_buyers != other->new_buyers) return one->new_buyers < other->new_buyers ? 1 : -1;
    if (one->orders != other->orders) return one->orders < other->orders ? 1 : -1;
    return (one->value > other->value) - (one->value < other->value);
}

static void sort_values(struct measuring *in, struct report_label *out)
{
    struct place *places = arena_array(in->out->arena, out->values, sizeof *places);
    out->order = arena_array(in->out->arena, out->values, sizeof *out->order);
    for (int64_t i = 0; i < out->values; i++) places[i] = (struct place){i, out->new_buyers[i], out->orders[i]};
    qsort(places, (size_t)out->values, sizeof *places, compare_places);
    for (int64_t i = 0; i < out->values; i++) out->order[i] = places[i].value;
}

static patron_status measure_label(struct measuring *in, int32_t label, struct report_label *out)
{
    patron_column keys = {.size = sizeof keys};
    patron_status status = patron_book_keys(in->book, PATRON_KEYS_LABEL + label, &keys, &out->values, &in->error);
    if (status) return status;
    int64_t rows = out->values + PATRON_PROMOTIONS_ROWS_MORE;
    patron_promotions_options options = {.size = sizeof options, .repeat_days = ANSWER_BACK};
    patron_promotions_counts counts = {.size = sizeof counts, .capacity = rows};
    int64_t **arrays[] = {&counts.orders,        &counts.net,          &counts.buyers,     &counts.new_buyers,
                          &counts.new_repeaters, &counts.new_observed, &counts.new_within, &counts.new_net};
    int64_t **kept[] = {&out->orders,        &out->net,      &out->buyers, &out->new_buyers,
                        &out->new_repeaters, &out->observed, &out->within, &out->new_net};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = *kept[i] = arena_array(in->out->arena, rows, sizeof(int64_t));
    status =
        patron_promotions_count(in->book, in->out->as_of, label, &options, NULL, 0, in->customers, &counts, &in->error);
    if (!status) sort_values(in, out);
    return status;
}

static patron_status measure_depth(struct measuring *in)
{
    struct report_depth *d = &in->out->promotions.depth;
    patron_promotions_depth_options options = {.size = sizeof options, .repeat_days = ANSWER_BACK};
    patron_promotions_depth_counts counts = {.size = sizeof counts, .capacity = DEPTH_BANDS};
    counts.buyers = d->buyers;
    counts.observed = d->observed;
    counts.within = d->within;
    counts.later_orders = d->later_orders;
    counts.later_discounted = d->later_discounted;
    counts.later_net = d->later_net;
    counts.orders = d->orders;
    counts.orders_net = d->orders_net;
    counts.orders_discount = d->orders_discount;
    return patron_promotions_depth(in->book, in->out->as_of, &options, NULL, 0, in->customers, &counts, &in->error);
}

patron_status measure_promotions(struct measuring *in)
{
    const struct report_input *input = in->out->input;
    patron_status status = PATRON_OK;
    for (int32_t i = 0; i < input->label_count && !status; i++)
        status = measure_label(in, i, &in->out->promotions.label[i]);
    if (!status && input->has_discount) status = measure_depth(in);
    return status;
}
