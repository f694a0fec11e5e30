/* Repeat purchase, order sequence, and month by month who is new, who returns and who is lost. */
#include "measuring.h"

const int32_t answer_repeat_days[REPEAT_DAYS] = {30, 60, 90, 180, 365};

static int64_t *numbers(struct measuring *in, int64_t count)
{
    return arena_array(in->out->arena, count, sizeof(int64_t));
}

/* ---- repeat and sequence ----------------------------------------------------------------------------------------- */

static patron_status count_sequence(struct measuring *in)
{
    struct report_repeat *r = &in->out->repeat;
    patron_repeat_sequence_options options = {
        .size = sizeof options, .flags = PATRON_REPEAT_WITHOUT_RENEWALS, .sequence = REPEAT_SEQUENCE};
    patron_repeat_sequence_cells cells = {.size = sizeof cells, .capacity = REPEAT_SEQUENCE, .group_capacity = 1};
    cells.buyers = r->reached;
    cells.next = r->next;
    cells.net = r->net;
    return patron_repeat_sequence(in->book, in->out->as_of, &options, NULL, 0, in->customers, &cells, &in->error);
}

static patron_status count_gaps(struct measuring *in)
{
    struct report_repeat *r = &in->out->repeat;
    patron_repeat_sequence_options options = {.size = sizeof options, .sequence = REPEAT_SEQUENCE};
    patron_repeat_shape shape = {.size = sizeof shape};
    patron_status status = patron_repeat_shape_of(&options, 1, &shape, &in->error);
    if (status) return status;
    patron_repeat_time_cells cells = {
        .size = sizeof cells, .capacity = shape.gap_cells, .row_capacity = shape.gap_rows, .group_capacity = 1};
    cells.events = numbers(in, shape.gap_cells);
    cells.censored = numbers(in, shape.gap_cells);
    cells.entered = r->entered;
    cells.closed = r->closed;
    status = patron_repeat_gaps(in->book, in->out->as_of, &options, NULL, 0, in->customers, &cells, &in->error);
    if (status) return status;
    patron_repeat_days days = {
        .size = sizeof days, .capacity = shape.gap_rows * REPEAT_POINTS, .row_capacity = shape.gap_rows};
    days.closed_hundredths = r->closed_hundredths;
    days.day = r->day;
    return patron_repeat_points(shape.gap_rows, shape.columns, cells.events, cells.censored, NULL, 0, &days,
                                &in->error);
}

patron_status measure_repeat(struct measuring *in)
{
    struct report_repeat *r = &in->out->repeat;
    patron_repeat_options options = {.size = sizeof options, .within = answer_repeat_days, .within_count = REPEAT_DAYS};
    patron_repeat_cells cells = {.size = sizeof cells, .group_capacity = 1, .within_capacity = REPEAT_DAYS};
    cells.buyers = &r->buyers;
    cells.one_time = &r->one_time;
    cells.repeaters = &r->repeaters;
    cells.purchases = &r->purchases;
    cells.unknown_birth = &r->unknown_birth;
    cells.observed = r->observed;
    cells.within = r->within;
    patron_status status =
        patron_repeat_count(in->book, in->out->as_of, &options, NULL, 0, in->customers, &cells, &in->error);
    if (!status) status = count_sequence(in);
    return status ? status : count_gaps(in);
}

/* ---- months ------------------------------------------------------------------------------------------------------ */

static patron_status count_periods(struct measuring *in, const patron_repeat_period_options *options)
{
    struct report_months *m = &in->out->months;
    patron_repeat_period_cells cells = {.size = sizeof cells, .capacity = m->count, .group_capacity = 1};
    cells.buyers = m->buyers = numbers(in, m->count);
    cells.new_buyers = m->new_buyers = numbers(in, m->count);
    cells.returning_buyers = m->returning_buyers = numbers(in, m->count);
    cells.new_net = m->new_net = numbers(in, m->count);
    cells.returning_net = m->returning_net = numbers(in, m->count);
    cells.unmatched_net = m->unmatched_net = numbers(in, m->count);
    patron_status status =
        patron_repeat_periods(in->book, in->out->as_of, options, NULL, 0, in->customers, &cells, &in->error);
    if (status) return status;
    patron_repeat_guest_cells guests = {.size = sizeof guests, .capacity = m->count};
    guests.net = m->guest_net = numbers(in, m->count);
    return patron_repeat_guests(in->book, in->out->as_of, options, &guests, &in->error);
}

static patron_status count_growth(struct measuring *in, const patron_repeat_period_options *options)
{
    struct report_months *m = &in->out->months;
    patron_repeat_growth_cells cells = {.size = sizeof cells, .capacity = m->count, .group_capacity = 1};
    cells.opening = m->opening = numbers(in, m->count);
    cells.new_buyers = m->born = numbers(in, m->count);
    cells.reactivated = m->reactivated = numbers(in, m->count);
    cells.lapsed = m->lapsed = numbers(in, m->count);
    cells.closing = m->closing = numbers(in, m->count);
    cells.bought_observed = m->bought_observed = numbers(in, m->count);
    cells.bought_again = m->bought_again = numbers(in, m->count);
    patron_status status =
        patron_repeat_growth(in->book, in->out->as_of, options, NULL, 0, in->customers, &cells, &in->error);
    if (status) return status;
    patron_repeat_kept kept = {.size = sizeof kept, .capacity = m->count};
    kept.retention = m->retention = arena_array(in->out->arena, m->count, sizeof *m->retention);
    return patron_repeat_retention(m->count, m->opening, m->born, m->lapsed, m->closing, 0, &kept, &in->error);
}

patron_status measure_months(struct measuring *in)
{
    struct report_months *m = &in->out->months;
    patron_status status =
        patron_repeat_periods_of_book(in->book, in->out->as_of, NULL, &m->first, &m->count, &in->error);
    if (status) return status;
    patron_repeat_period_options options = {.size = sizeof options, .period_count = m->count, .first_period = m->first};
    m->state = arena_array(in->out->arena, m->count, sizeof *m->state);
    status = patron_repeat_period_days(&options, in->out->as_of, NULL, NULL, m->state, &in->error);
    if (!status) status = count_periods(in, &options);
    return status ? status : count_growth(in, &options);
}
