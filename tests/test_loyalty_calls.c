/* The ledger's calls: every error names what is wrong and leaves its outputs alone; every allocation may fail. */
#include "cases_loyalty.h"

static const struct oracle_programme simple = {.flags = 0, .rules = 1, .points = {1}, .per = {100}};

/* ---- flaws in the events ----------------------------------------------------------------------------------------- */

/* Orders 1 … 3 of two customers, a guest's order 7, some spends and refunds; builds. */
static void good_events(struct events *out)
{
    out->count = 0;
    add_event(out, event_of(1, 100, PATRON_LOYALTY_EARN, 5000, 1));            /* 0: 50 */
    add_event(out, event_of(2, 101, PATRON_LOYALTY_EARN, 3000, 2));            /* 1: 30 */
    add_event(out, event_of(SHOP_NULL, 101, PATRON_LOYALTY_EARN, 900, 7));     /* 2 */
    add_event(out, event_of(1, 105, PATRON_LOYALTY_SPEND, 20, 3));             /* 3: 30 left */
    add_event(out, event_of(1, 106, PATRON_LOYALTY_EARN, 1000, 3));            /* 4: 40 */
    add_event(out, event_of(2, 107, PATRON_LOYALTY_BONUS, 5, SHOP_NULL));      /* 5: 35 */
    add_event(out, event_of(SHOP_NULL, 108, PATRON_LOYALTY_REFUND, 900, 7));   /* 6 */
    add_event(out, event_of(SHOP_NULL, 109, PATRON_LOYALTY_REFUND, 500, 3));   /* 7: 10 come back, 5 go: 45 */
    add_event(out, event_of(2, 110, PATRON_LOYALTY_REVERSAL, 5, SHOP_NULL));   /* 8: 30 */
    add_event(out, event_of(1, 111, PATRON_LOYALTY_EXPIRE, 5, SHOP_NULL));     /* 9: 40 */
}

static void expect_failure(const struct events *events, const struct oracle_programme *programme, patron_status status,
                           int64_t row, int64_t other_row, const char *column)
{
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    patron_status found = ledger_try(events, programme, NULL, &ledger, &error);
    assert_that(found == status && error.code == status, "%s, expected %s: %s", patron_status_name(found),
                patron_status_name(status), error.message);
    assert_that(error.row == row && error.other_row == other_row && !strcmp(error.column, column),
                "row %lld, other row %lld, column %s: %s", (long long)error.row, (long long)error.other_row,
                error.column, error.message);
    assert_null(ledger);
    assert_int_equal(ledger_try(events, programme, NULL, &ledger, NULL), status);
}

static void each_flaw_names_its_event(void **state)
{
    (void)state;
    static struct events good, bad;
    good_events(&good);
    patron_loyalty_ledger *ledger = ledger_of(&good, &simple, NULL);
    patron_loyalty_info info = {.size = sizeof info};
    patron_error error;
    assert_ok(patron_loyalty_inspect(ledger, &info, &error), &error);
    assert_true(info.events == 10 && info.replayed == 8 && info.guests == 2 && info.repeated == 0 &&
                info.customers == 2 && info.orders == 3 && info.first_day == 100 && info.last_day == 111);
    patron_loyalty_free(ledger);
#define FLAW(change, status, row_, other, column) \
    do {                                          \
        bad = good;                               \
        change;                                   \
        expect_failure(&bad, &simple, (status), (row_), (other), (column)); \
    } while (0)
    FLAW(bad.row[7].order = 99, PATRON_ERROR_DATA, 7, -1, "order");                /* an unknown order */
    FLAW(bad.row[7].order = SHOP_NULL, PATRON_ERROR_DATA, 7, -1, "order");
    FLAW(bad.row[4].day = 104, PATRON_ERROR_DATA, 4, 3, "time");                   /* out of order */
    FLAW(bad.row[3].amount = 51, PATRON_ERROR_DATA, 3, -1, "amount");              /* beyond the balance */
    FLAW(bad.row[9].amount = 46, PATRON_ERROR_DATA, 9, -1, "amount");
    FLAW(bad.row[3].amount = -1, PATRON_ERROR_DATA, 3, -1, "amount");
    FLAW(bad.row[3].kind = 6, PATRON_ERROR_DATA, 3, -1, "kind");
    FLAW(bad.row[3].kind = -1, PATRON_ERROR_DATA, 3, -1, "kind");
    FLAW(bad.row[3].customer = SHOP_NULL, PATRON_ERROR_DATA, 3, -1, "customer");
    FLAW(bad.row[5].customer = SHOP_NULL, PATRON_ERROR_DATA, 5, -1, "customer");
    FLAW(bad.row[8].customer = SHOP_NULL, PATRON_ERROR_DATA, 8, -1, "customer");
    FLAW(bad.row[9].customer = SHOP_NULL, PATRON_ERROR_DATA, 9, -1, "customer");
    FLAW(bad.row[4].order = 1, PATRON_ERROR_CONFLICT, 4, 0, "order");              /* earned twice */
    FLAW(bad.row[4].customer = 2, PATRON_ERROR_CONFLICT, 3, 4, "order");           /* under two customers */
    FLAW(bad.row[7].customer = 2, PATRON_ERROR_CONFLICT, 7, 4, "order");
    FLAW(bad.row[3].order = 7, PATRON_ERROR_CONFLICT, 3, 2, "order");              /* a guest's */
    FLAW(bad.row[6].customer = 1, PATRON_ERROR_CONFLICT, 6, 2, "order");
    FLAW((bad.row[3].event = 4, bad.row[5].event = 4), PATRON_ERROR_CONFLICT, 5, 3, "event");
    FLAW(bad.row[7].restore = 21, PATRON_ERROR_DATA, 7, -1, "restore");
    FLAW(bad.row[7].restore = -1, PATRON_ERROR_DATA, 7, -1, "restore");
    FLAW(bad.row[4].rule = 1, PATRON_ERROR_DATA, 4, -1, "rule");
    FLAW(bad.row[4].rule = -1, PATRON_ERROR_DATA, 4, -1, "rule");
    FLAW(bad.row[4].num = -1, PATRON_ERROR_DATA, 4, -1, "num");
    FLAW(bad.row[4].num = 1000000001, PATRON_ERROR_DATA, 4, -1, "num");
    FLAW(bad.row[4].den = 0, PATRON_ERROR_DATA, 4, -1, "den");
    FLAW(bad.row[4].expires = 105, PATRON_ERROR_DATA, 4, -1, "expires");
    FLAW(bad.row[4].expires = PATRON_DAY_MAX + 1, PATRON_ERROR_DATA, 4, -1, "expires");
    FLAW(bad.row[4].day = PATRON_DAY_MAX + 1, PATRON_ERROR_RANGE, 4, -1, "time");
#undef FLAW
}

static void refunds_before_orders_are_out_of_order(void **state)
{
    (void)state;
    static struct events events;
    events.count = 0; /* refunded, then earned */
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_REFUND, 10, 1));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_EARN, 100, 1));
    expect_failure(&events, &simple, PATRON_ERROR_DATA, 0, -1, "order");
    events.count = 0; /* paid with points, refunded, then earned */
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_BONUS, 10, SHOP_NULL));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_SPEND, 10, 1));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_REFUND, 0, 1));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_EARN, 100, 1));
    expect_failure(&events, &simple, PATRON_ERROR_DATA, 3, 2, "order");
    events.count = 3; /* without the last: everything comes back */
    patron_loyalty_ledger *ledger = ledger_of(&events, &simple, NULL);
    struct scores scores;
    patron_error error;
    scores_begin(&scores, 1);
    assert_ok(patron_loyalty_score(ledger, 100, NULL, 0, 1, &scores.columns, &error), &error);
    assert_int_equal(scores.balance[0], 10);
    assert_int_equal(scores.restored[0], 10);
    scores_end(&scores);
    patron_loyalty_free(ledger);
    struct oracle_programme sorted = simple; /* with SORT_EVENTS the time decides, not the row */
    sorted.flags = PATRON_LOYALTY_SORT_EVENTS;
    events.count = 0;
    add_event(&events, event_of(1, 101, PATRON_LOYALTY_REFUND, 10000, 1));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_EARN, 10000, 1));
    patron_loyalty_free(ledger_of(&events, &sorted, NULL));
    events.row[0].day = 99;
    expect_failure(&events, &sorted, PATRON_ERROR_DATA, 0, -1, "order");
}

static void the_balance_is_in_the_message(void **state)
{
    (void)state;
    static struct events events;
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    events.count = 0;
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_EARN, 1300, 1));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_SPEND, 14, SHOP_NULL));
    assert_int_equal(ledger_try(&events, &simple, NULL, &ledger, &error), PATRON_ERROR_DATA);
    assert_string_equal(error.message, "spend of 14 points, the balance is 13");
    struct oracle_programme debt = simple;
    debt.flags = PATRON_LOYALTY_DEBT;
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_EXPIRE, 1, SHOP_NULL));
    events.row[1].kind = PATRON_LOYALTY_REVERSAL;
    assert_int_equal(ledger_try(&events, &debt, NULL, &ledger, &error), PATRON_ERROR_DATA);
    assert_string_equal(error.message, "expire of 1 points, the balance is -1");
    assert_null(ledger);
}

static void sums_that_do_not_fit(void **state)
{
    (void)state;
    static struct events events;
    struct oracle_programme big = {.rules = 1, .points = {1000000000}, .per = {1}};
    events.count = 0; /* the points of one event */
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_EARN, INT64_MAX, 1));
    expect_failure(&events, &big, PATRON_ERROR_OVERFLOW, 0, -1, "amount");
    big.flags = PATRON_LOYALTY_ROUND_ONCE;
    events.row[0].num = 1000000000;
    expect_failure(&events, &big, PATRON_ERROR_OVERFLOW, 0, -1, "amount");
    events.row[0].den = 1000000000;
    events.row[0].amount = INT64_MAX / 1000000000;
    patron_loyalty_free(ledger_of(&events, &big, NULL));
    events.count = 0; /* the sum of all points, of different customers too */
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_BONUS, INT64_MAX, SHOP_NULL));
    patron_loyalty_free(ledger_of(&events, &simple, NULL));
    add_event(&events, event_of(2, 100, PATRON_LOYALTY_BONUS, 1, SHOP_NULL));
    expect_failure(&events, &simple, PATRON_ERROR_OVERFLOW, 1, -1, "amount");
    events.count = 0; /* what two spends of one order have taken */
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_SPEND, INT64_MAX, 1));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_SPEND, 1, 1));
    expect_failure(&events, &simple, PATRON_ERROR_OVERFLOW, 1, -1, "amount");
    events.count = 0; /* a refund's |amount| */
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_EARN, 500, 1));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_REFUND, INT64_MIN + 1, 1));
    add_event(&events, event_of(1, 100, PATRON_LOYALTY_REFUND, INT64_MAX, 1));
    patron_loyalty_ledger *ledger = ledger_of(&events, &simple, NULL);
    patron_loyalty_free(ledger);
}

/* ---- calls ------------------------------------------------------------------------------------------------------- */

static patron_status build(struct events_input *input, patron_loyalty_ledger **out, patron_error *error)
{
    return patron_loyalty_build(input->batches, input->batch_count, &input->options, out, error);
}

static void bad_columns_are_refused(void **state)
{
    (void)state;
    static struct events events;
    static const struct events_form forms[] = {{.batches = 2, .valid = true},
                                               {.batches = 2, .valid = true, .seconds = true}};
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    struct events_input *input;
    good_events(&events);
#define REFUSED(form, change, status, argument_)                     \
    do {                                                             \
        input = events_input(&events, &simple, &forms[form]);        \
        patron_column changed = *input->batch[1].time;               \
        change;                                                      \
        assert_int_equal(build(input, &ledger, &error), (status));   \
        assert_int_equal(error.argument, (argument_));               \
        assert_null(ledger);                                         \
        (void)changed;                                               \
        events_input_free(input);                                    \
    } while (0)
    REFUSED(0, input->batch[1].customer = NULL, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, input->batch[1].time = NULL, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, input->batch[1].kind = NULL, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, input->batch[1].amount = NULL, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, input->batch[1].size = 8, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, input->batch[1].count = -1, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, input->batches[1] = NULL, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, input->batch_count = -1; input->batches[0] = NULL, PATRON_ERROR_ARGUMENT, 2);
    REFUSED(0, input->batch[1].expires = input->batch[1].amount, PATRON_ERROR_ARGUMENT, 1); /* not days */
    REFUSED(0, changed.size = 4; input->batch[1].expires = &changed, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, changed.type = PATRON_TYPE_FLOAT64; input->batch[1].expires = &changed, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, changed.type = PATRON_TYPE_STRING; input->batch[1].expires = &changed, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, changed.unit = PATRON_UNIT_SECOND; input->batch[1].time = &changed, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(0, changed.unit = 0; changed.type = PATRON_TYPE_STRING64; changed.offsets = changed.values;
            input->batch[1].customer = &changed, PATRON_ERROR_ARGUMENT, 1);
    REFUSED(1, input->options.zone = NULL, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(1, input->zone_offset = 999999, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(1, input->zone.valid_until = 86400 * 105; input->zone_instant = 0, PATRON_ERROR_RANGE, 0);
    REFUSED(0, input->options.size = 4, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.flags = 0x10, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.reserved = 1, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.expiry = 4, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.expiry = -1, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.expiry_count = 1, PATRON_ERROR_ARGUMENT, 3); /* NEVER takes none */
    REFUSED(0, input->options.expiry = PATRON_LOYALTY_EXPIRY_ACTIVITY, PATRON_ERROR_ARGUMENT, 3); /* 0 days */
    REFUSED(0, input->options.expiry = PATRON_LOYALTY_EXPIRY_AFTER; input->options.expiry_count = 3652060,
            PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.calendar = &simple.calendar, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.rule_count = -1, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.rule_count = 65537, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.rule_points = NULL, PATRON_ERROR_ARGUMENT, 3);
    REFUSED(0, input->options.rule_per = NULL, PATRON_ERROR_ARGUMENT, 3);
    struct oracle_programme programme = simple;
    static const int64_t bad[][2] = {{-1, 1}, {1000000001, 1}, {1, 0}, {1, 1000000001}};
    for (size_t i = 0; i < 4; i++) {
        programme.points[0] = bad[i][0];
        programme.per[0] = bad[i][1];
        assert_int_equal(ledger_try(&events, &programme, NULL, &ledger, &error), PATRON_ERROR_ARGUMENT);
        assert_int_equal(error.argument, 3);
    }
    patron_calendar calendar = {sizeof calendar, 9, 0, 0, 0};
    REFUSED(0, input->options.expiry = PATRON_LOYALTY_EXPIRY_PERIOD; input->options.calendar = &calendar,
            PATRON_ERROR_ARGUMENT, 3);
    patron_allocator half = {sizeof half, NULL, NULL, NULL};
    REFUSED(0, input->options.allocator = &half, PATRON_ERROR_ARGUMENT, 3);
#undef REFUSED
    input = events_input(&events, &simple, NULL);
    assert_int_equal(patron_loyalty_build(input->batches, 1, &input->options, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 4);
    assert_int_equal(patron_loyalty_build(NULL, 1, NULL, &ledger, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    events_input_free(input);
}

/* Nulls in the columns that must have none, and unsigned numbers beyond int64. */
static void values_that_cannot_be_read(void **state)
{
    (void)state;
    static const char *const names[] = {"time", "kind", "amount"};
    int64_t customer[2] = {1, 1}, amount[2] = {5, 5};
    int32_t day[2] = {100, 101}, kind[2] = {PATRON_LOYALTY_BONUS, PATRON_LOYALTY_BONUS};
    uint64_t huge[2] = {5, UINT64_C(1) << 63};
    uint8_t valid = 1;
    for (int which = 0; which < 4; which++) {
        patron_column c = {.size = sizeof c, .type = PATRON_TYPE_INT64, .values = customer};
        patron_column t = {.size = sizeof t, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = day};
        patron_column k = {.size = sizeof k, .type = PATRON_TYPE_INT32, .values = kind};
        patron_column a = {.size = sizeof a, .type = PATRON_TYPE_INT64, .values = amount};
        patron_column *columns[] = {&t, &k, &a};
        patron_loyalty_events events = {.size = sizeof events, .count = 2, .customer = &c, .time = &t, .kind = &k,
                                        .amount = &a};
        const patron_loyalty_events *batches[] = {&events};
        patron_loyalty_ledger *ledger = NULL;
        patron_error error;
        if (which < 3) columns[which]->valid = &valid;
        if (which == 3) a.type = PATRON_TYPE_UINT64;
        if (which == 3) a.values = huge;
        assert_int_equal(patron_loyalty_build(batches, 1, NULL, &ledger, &error), PATRON_ERROR_DATA);
        assert_int_equal(error.row, 1);
        assert_string_equal(error.column, which < 3 ? names[which] : "amount");
    }
    int64_t smallest[2] = {100, INT64_MIN}; /* has no absolute value */
    int32_t kinds[2] = {PATRON_LOYALTY_EARN, PATRON_LOYALTY_REFUND};
    patron_column c = {.size = sizeof c, .type = PATRON_TYPE_INT64, .values = customer};
    patron_column t = {.size = sizeof t, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = day};
    patron_column k = {.size = sizeof k, .type = PATRON_TYPE_INT32, .values = kinds};
    patron_column a = {.size = sizeof a, .type = PATRON_TYPE_INT64, .values = smallest};
    patron_loyalty_events events = {
        .size = sizeof events, .count = 2, .customer = &c, .time = &t, .kind = &k, .amount = &a, .order = &c};
    const patron_loyalty_events *batches[] = {&events};
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    assert_int_equal(patron_loyalty_build(batches, 1, NULL, &ledger, &error), PATRON_ERROR_OVERFLOW);
    assert_int_equal(error.row, 1);
    smallest[1] = -50;
    assert_ok(patron_loyalty_build(batches, 1, NULL, &ledger, &error), &error);
    patron_loyalty_free(ledger);
}

#define EXPECT(call, status, argument_)               \
    do {                                              \
        assert_int_equal((call), (status));           \
        assert_int_equal(error.code, (status));       \
        assert_int_equal(error.argument, (argument_)); \
    } while (0)

static void bad_calls_leave_their_outputs_alone(void **state)
{
    (void)state;
    static struct events events;
    patron_error error;
    good_events(&events);
    patron_loyalty_ledger *ledger = ledger_of(&events, &simple, NULL);
    int64_t balance[2] = {-7, -7}, cells[8] = {-7, -7, -7, -7, -7, -7, -7, -7};
    const int64_t marks[8] = {-7, -7, -7, -7, -7, -7, -7, -7};
    patron_loyalty_columns columns = {.size = sizeof columns, .capacity = 2, .balance = balance};
    patron_loyalty_counts counts = {.size = sizeof counts, .capacity = 2, .outstanding = cells};
    patron_loyalty_vintages vintages = {.size = sizeof vintages, .capacity = 8, .issued = cells};
    patron_loyalty_view view = {.size = sizeof view};
    int32_t groups[2] = {0, 2}, numbers[2] = {-7, -7};
    patron_selection selection = {sizeof selection, NULL, groups, 2};
    patron_calendar calendar = {sizeof calendar, 7, 0, 0, 0};
    patron_table *table = NULL;
    const int32_t A = PATRON_ERROR_ARGUMENT, R = PATRON_ERROR_RANGE;

    EXPECT(patron_loyalty_score(NULL, 100, NULL, 0, 2, &columns, &error), A, 1);
    EXPECT(patron_loyalty_score(ledger, PATRON_DAY_MAX + 1, NULL, 0, 2, &columns, &error), R, 2);
    EXPECT(patron_loyalty_score(ledger, 100, NULL, 1, 2, &columns, &error), R, 4);
    EXPECT(patron_loyalty_score(ledger, 100, NULL, -1, 2, &columns, &error), R, 4);
    EXPECT(patron_loyalty_score(ledger, 100, NULL, 0, -1, &columns, &error), R, 4);
    EXPECT(patron_loyalty_score(ledger, 100, NULL, 0, 2, NULL, &error), A, 6);
    columns.capacity = 1;
    EXPECT(patron_loyalty_score(ledger, 100, NULL, 0, 2, &columns, &error), PATRON_ERROR_CAPACITY, 6);
    columns.size = 8;
    EXPECT(patron_loyalty_score(ledger, 100, NULL, 0, 2, &columns, &error), A, 6);
    view.flags = 2;
    EXPECT(patron_loyalty_count(ledger, 100, &view, NULL, 0, 2, &counts, &error), A, 3);
    view.flags = 0;
    view.within = -1;
    EXPECT(patron_loyalty_count(ledger, 100, &view, NULL, 0, 2, &counts, &error), A, 3);
    view.within = 0;
    view.reserved = 1;
    EXPECT(patron_loyalty_count(ledger, 100, &view, NULL, 0, 2, &counts, &error), A, 3);
    view.size = 3;
    EXPECT(patron_loyalty_count(ledger, 100, &view, NULL, 0, 2, &counts, &error), A, 3);
    EXPECT(patron_loyalty_count(ledger, 100, NULL, &selection, 0, 2, &counts, &error), PATRON_ERROR_DATA, 4);
    assert_int_equal(error.row, 1);
    groups[1] = 1;
    EXPECT(patron_loyalty_count(ledger, 100, NULL, &selection, 1, 2, &counts, &error), R, 5);
    EXPECT(patron_loyalty_count(ledger, 100, NULL, &selection, 0, 2, NULL, &error), A, 7);
    counts.capacity = 1;
    EXPECT(patron_loyalty_count(ledger, 100, NULL, &selection, 0, 2, &counts, &error), PATRON_ERROR_CAPACITY, 7);
    counts.size = 8;
    EXPECT(patron_loyalty_count(ledger, 100, NULL, &selection, 0, 2, &counts, &error), A, 7);
    EXPECT(patron_loyalty_vintage_count(NULL, 100, NULL, 0, 4, NULL, 0, 2, &vintages, &error), A, 1);
    EXPECT(patron_loyalty_vintage_count(ledger, 100, &calendar, 0, 4, NULL, 0, 2, &vintages, &error), A, 3);
    EXPECT(patron_loyalty_vintage_count(ledger, 100, NULL, 0, -1, NULL, 0, 2, &vintages, &error), A, 5);
    EXPECT(patron_loyalty_vintage_count(ledger, 100, NULL, 0, 4, NULL, 0, 3, &vintages, &error), R, 7);
    EXPECT(patron_loyalty_vintage_count(ledger, 100, NULL, 0, 4, NULL, 0, 2, NULL, &error), A, 9);
    EXPECT(patron_loyalty_vintage_count(ledger, 100, NULL, 0, 5, &selection, 0, 2, &vintages, &error),
           PATRON_ERROR_CAPACITY, 9);
    EXPECT(patron_loyalty_vintage_count(ledger, 100, NULL, 0, INT64_MAX, &selection, 0, 2, &vintages, &error),
           PATRON_ERROR_CAPACITY, 9);
    groups[0] = 3;
    EXPECT(patron_loyalty_vintage_count(ledger, 100, NULL, 0, 4, &selection, 0, 2, &vintages, &error),
           PATRON_ERROR_DATA, 6);
    EXPECT(patron_loyalty_history(NULL, 0, 100, &table, &error), A, 1);
    EXPECT(patron_loyalty_history(ledger, 2, 100, &table, &error), R, 2);
    EXPECT(patron_loyalty_history(ledger, -1, 100, &table, &error), R, 2);
    EXPECT(patron_loyalty_history(ledger, 0, PATRON_NO_DAY, &table, &error), R, 3);
    EXPECT(patron_loyalty_history(ledger, 0, 100, NULL, &error), A, 4);
    EXPECT(patron_loyalty_lots(NULL, 0, 100, &table, &error), A, 1);
    EXPECT(patron_loyalty_lots(ledger, 2, 100, &table, &error), R, 2);
    EXPECT(patron_loyalty_lots(ledger, 0, 100, NULL, &error), A, 4);
    patron_loyalty_info info = {.size = 8};
    EXPECT(patron_loyalty_inspect(NULL, &info, &error), A, 1);
    EXPECT(patron_loyalty_inspect(ledger, &info, &error), A, 2);
    patron_column keys = {.size = 2};
    EXPECT(patron_loyalty_keys(NULL, &keys, NULL, &error), A, 1);
    EXPECT(patron_loyalty_keys(ledger, &keys, NULL, &error), A, 2);
    int32_t offsets[2] = {0, 1};
    int64_t key[2] = {2, 55};
    uint64_t beyond[1] = {UINT64_MAX};
    keys = (patron_column){.size = sizeof keys, .type = PATRON_TYPE_STRING, .values = "x", .offsets = offsets};
    EXPECT(patron_loyalty_find(NULL, &keys, 1, numbers, &error), A, 1);
    EXPECT(patron_loyalty_find(ledger, NULL, 1, numbers, &error), A, 2);
    EXPECT(patron_loyalty_find(ledger, &keys, 1, numbers, &error), A, 2);
    keys = (patron_column){.size = sizeof keys, .type = PATRON_TYPE_INT64, .values = key};
    EXPECT(patron_loyalty_find(ledger, &keys, 2, NULL, &error), A, 4);
    keys.type = PATRON_TYPE_UINT64;
    keys.values = beyond;
    assert_int_equal(patron_loyalty_find(ledger, &keys, 1, numbers, &error), PATRON_ERROR_DATA);
    assert_true(numbers[0] == -7 && numbers[1] == -7);
    assert_null(table);
    assert_memory_equal(balance, marks, sizeof balance);
    assert_memory_equal(cells, marks, sizeof cells);
    keys = (patron_column){.size = sizeof keys, .type = PATRON_TYPE_INT64, .values = key};
    assert_ok(patron_loyalty_find(ledger, &keys, 2, numbers, &error), &error);
    assert_true(numbers[0] == 1 && numbers[1] == PATRON_NONE);
    patron_loyalty_free(ledger);
    patron_loyalty_free(NULL);
}

/* A cell that would leave int64: every cell stays as it was. */
static void cells_that_would_overflow(void **state)
{
    (void)state;
    static struct events events;
    patron_error error;
    good_events(&events);
    patron_loyalty_ledger *ledger = ledger_of(&events, &simple, NULL);
    int64_t issued[2] = {3, INT64_MAX}, spent[2] = {4, 5};
    int32_t groups[2] = {0, 1};
    patron_selection selection = {sizeof selection, NULL, groups, 2};
    patron_loyalty_counts counts = {.size = sizeof counts, .capacity = 2, .issued = issued, .spent = spent};
    assert_int_equal(patron_loyalty_count(ledger, 120, NULL, &selection, 0, 2, &counts, &error), PATRON_ERROR_OVERFLOW);
    assert_true(issued[0] == 3 && spent[0] == 4 && spent[1] == 5);
    patron_loyalty_vintages vintages = {.size = sizeof vintages, .capacity = 2, .lots = spent, .issued = issued};
    patron_calendar years = {sizeof years, PATRON_PERIOD_YEAR, 0, 0, 0};
    assert_int_equal(patron_loyalty_vintage_count(ledger, 120, &years, 0, 1, &selection, 0, 2, &vintages, &error),
                     PATRON_ERROR_OVERFLOW);
    assert_true(issued[0] == 3 && spent[0] == 4 && spent[1] == 5);
    issued[1] = 0;
    assert_ok(patron_loyalty_count(ledger, 120, NULL, &selection, 0, 2, &counts, &error), &error);
    assert_true(issued[0] == 63 && issued[1] == 35 && spent[0] == 24 && spent[1] == 5);
    patron_loyalty_free(ledger);
}

/* ---- edges ------------------------------------------------------------------------------------------------------- */

static void nothing_at_all(void **state)
{
    (void)state;
    static struct events events;
    patron_error error;
    static const struct events_form batches = {.batches = 3, .valid = true};
    events.count = 0;
    for (int which = 0; which < 4; which++) {
        patron_loyalty_ledger *ledger = NULL;
        if (which == 0) assert_ok(patron_loyalty_build(NULL, 0, NULL, &ledger, &error), &error);
        if (which == 1) ledger = ledger_of(&events, &simple, NULL);
        if (which == 2) ledger = ledger_of(&events, &simple, &batches);
        if (which == 3) { /* guests alone */
            add_event(&events, event_of(SHOP_NULL, 5, PATRON_LOYALTY_EARN, 100, 1));
            add_event(&events, event_of(SHOP_NULL, 5, PATRON_LOYALTY_SPEND, 100, 1));
            ledger = ledger_of(&events, &simple, NULL);
        }
        patron_loyalty_info info = {.size = sizeof info};
        patron_column keys = {.size = sizeof keys}, wanted = {.size = sizeof wanted, .type = PATRON_TYPE_INT64};
        int64_t count = 5, key = 1, cell = 4;
        int32_t number = 9;
        wanted.values = &key;
        assert_ok(patron_loyalty_inspect(ledger, &info, &error), &error);
        assert_true(info.customers == 0 && info.replayed == 0 && info.first_day == PATRON_NO_DAY &&
                    info.last_day == PATRON_NO_DAY && info.guests == (which == 3 ? 2 : 0));
        assert_ok(patron_loyalty_keys(ledger, &keys, &count, &error), &error);
        assert_int_equal(count, 0);
        assert_ok(patron_loyalty_find(ledger, &wanted, 1, &number, &error), &error);
        assert_int_equal(number, PATRON_NONE);
        patron_loyalty_counts counts = {.size = sizeof counts, .capacity = 1, .issued = &cell};
        assert_ok(patron_loyalty_count(ledger, 100, NULL, NULL, 0, 0, &counts, &error), &error);
        patron_loyalty_columns columns = {.size = sizeof columns};
        assert_ok(patron_loyalty_score(ledger, 100, NULL, 0, 0, &columns, &error), &error);
        assert_int_equal(cell, 4);
        patron_loyalty_free(ledger);
    }
}

/* Days at the ends of the calendar: points that would expire beyond it never do. */
static void ends_of_the_calendar(void **state)
{
    (void)state;
    static struct events events;
    static const struct oracle_programme programmes[] = {
        {.expiry = PATRON_LOYALTY_EXPIRY_AFTER, .expiry_count = 3652059},
        {.expiry = PATRON_LOYALTY_EXPIRY_PERIOD,
         .expiry_count = 3652059,
         .calendar = {sizeof(patron_calendar), 5, 0, 0, 0}},
        {.expiry = PATRON_LOYALTY_EXPIRY_ACTIVITY, .expiry_count = 3652059},
    };
    for (size_t p = 0; p < 3; p++) {
        events.count = 0;
        add_event(&events, event_of(1, PATRON_DAY_MIN, PATRON_LOYALTY_BONUS, 5, SHOP_NULL));
        add_event(&events, event_of(1, PATRON_DAY_MAX, PATRON_LOYALTY_BONUS, 7, SHOP_NULL));
        add_event(&events, event_of(1, PATRON_DAY_MAX, PATRON_LOYALTY_BONUS, 9, SHOP_NULL));
        events.row[2].expires = PATRON_DAY_MAX;
        patron_loyalty_ledger *ledger = ledger_of(&events, &programmes[p], NULL);
        struct scores scores;
        patron_error error;
        scores_begin(&scores, 1);
        assert_ok(patron_loyalty_score(ledger, PATRON_DAY_MIN, NULL, 0, 1, &scores.columns, &error), &error);
        assert_int_equal(scores.balance[0], 5);
        patron_loyalty_view view = {sizeof view, 0, 3652059, 0};
        assert_ok(patron_loyalty_score(ledger, PATRON_DAY_MAX, &view, 0, 1, &scores.columns, &error), &error);
        assert_int_equal(scores.balance[0], 21);
        assert_int_equal(scores.next_expiry[0], PATRON_DAY_MAX);
        assert_int_equal(scores.next_points[0], 9);
        assert_int_equal(scores.expiring[0], p == 2 ? 21 : 9);
        scores_end(&scores);
        patron_loyalty_free(ledger);
    }
}

/* Where clocks go back over midnight, an event's day is not before that of the customer's event before it. */
static void clocks_that_go_back_over_midnight(void **state)
{
    (void)state;
    const int64_t change = 1000 * 86400 + 1800; /* half past midnight in the old offset, half past eleven in the new */
    int64_t instant[2] = {INT64_MIN, change}, customer[3] = {1, 1, 2}, amount[3] = {5, 6, 7};
    int64_t time[3] = {change - 1, change, change};
    int32_t offset[2] = {0, -3600}, kind[3] = {PATRON_LOYALTY_BONUS, PATRON_LOYALTY_BONUS, PATRON_LOYALTY_BONUS};
    patron_zone zone = {sizeof zone, 2, instant, offset, INT64_MAX};
    patron_column c = {.size = sizeof c, .type = PATRON_TYPE_INT64, .values = customer};
    patron_column t = {.size = sizeof t, .type = PATRON_TYPE_INT64, .unit = PATRON_UNIT_SECOND, .values = time};
    patron_column k = {.size = sizeof k, .type = PATRON_TYPE_INT32, .values = kind};
    patron_column a = {.size = sizeof a, .type = PATRON_TYPE_INT64, .values = amount};
    patron_loyalty_events events = {
        .size = sizeof events, .count = 3, .customer = &c, .time = &t, .kind = &k, .amount = &a};
    const patron_loyalty_events *batches[] = {&events};
    patron_loyalty_options options = {.size = sizeof options, .zone = &zone};
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    int64_t balance[2];
    patron_loyalty_columns columns = {.size = sizeof columns, .capacity = 2, .balance = balance};
    assert_ok(patron_loyalty_build(batches, 1, &options, &ledger, &error), &error);
    assert_ok(patron_loyalty_score(ledger, 999, NULL, 0, 2, &columns, &error), &error);
    assert_true(balance[0] == 0 && balance[1] == 7);
    assert_ok(patron_loyalty_score(ledger, 1000, NULL, 0, 2, &columns, &error), &error);
    assert_true(balance[0] == 11 && balance[1] == 7);
    patron_loyalty_free(ledger);
}

/* ---- allocations ------------------------------------------------------------------------------------------------- */

struct call {
    struct events_input *input;
    patron_loyalty_ledger *ledger;
    struct scores *scores;
    int64_t *cells;
    patron_table *table;
    int32_t numbers[2];
};

static patron_status call_build(void *context, patron_error *error)
{
    struct call *call = context;
    call->ledger = NULL;
    patron_status status = build(call->input, &call->ledger, error);
    assert_true(!status == (call->ledger != NULL));
    return status;
}

static void free_ledger(void *context) { patron_loyalty_free(((struct call *)context)->ledger); }

static patron_status call_score(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_loyalty_score(call->ledger, 120, NULL, 0, call->scores->rows, &call->scores->columns, error);
}

static patron_status call_count(void *context, patron_error *error)
{
    struct call *call = context;
    patron_loyalty_counts counts = {
        .size = sizeof counts, .capacity = 1, .issued = call->cells, .spent = call->cells + 1};
    for (int i = 0; i < 2; i++) /* the pattern is no number to add to */
        assert_int_equal(call->cells[i], (int64_t)UINT64_C(0xA5A5A5A5A5A5A5A5));
    return patron_loyalty_count(call->ledger, 120, NULL, NULL, 0, call->scores->rows, &counts, error);
}

static patron_status call_vintages(void *context, patron_error *error)
{
    struct call *call = context;
    patron_loyalty_vintages vintages = {.size = sizeof vintages, .capacity = 2, .issued = call->cells};
    return patron_loyalty_vintage_count(call->ledger, 120, NULL, 3, 2, NULL, 0, call->scores->rows, &vintages, error);
}

static patron_status call_history(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_loyalty_history(call->ledger, 0, 120, &call->table, error);
}

static patron_status call_lots(void *context, patron_error *error)
{
    struct call *call = context;
    return patron_loyalty_lots(call->ledger, 0, 120, &call->table, error);
}

static patron_status call_find(void *context, patron_error *error)
{
    struct call *call = context;
    patron_column keys = {.size = sizeof keys};
    assert_ok(patron_loyalty_keys(call->ledger, &keys, NULL, error), error);
    return patron_loyalty_find(call->ledger, &keys, 2, call->numbers, error);
}

static void free_table(void *context) { patron_table_free(((struct call *)context)->table); }

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static struct events events;
    struct counting counting;
    struct scores scores;
    int64_t cells[2];
    struct rng rng = {8};
    counting_begin(&counting);
    struct oracle_programme programme = {.flags = PATRON_LOYALTY_SORT_EVENTS, .expiry = PATRON_LOYALTY_EXPIRY_AFTER,
                                         .expiry_count = 9, .rules = 1, .points = {3}, .per = {50}};
    random_events(&rng, &programme, 60, 4, &events);
    shuffle_days(&rng, &events);
    for (int strings = 0; strings < 2; strings++) {
        struct events_form form = {.allocator = &counting.allocator, .batches = 2, .valid = true,
                                   .key_type = strings ? PATRON_TYPE_STRING : 0};
        struct call call = {.input = events_input(&events, &programme, &form), .scores = &scores, .cells = cells};
        assert_true(each_allocation_fails(&counting, call_build, free_ledger, &call, NULL, 0) > 20);
        patron_error error;
        assert_ok(call_build(&call, &error), &error);
        patron_loyalty_info info = {.size = sizeof info};
        assert_ok(patron_loyalty_inspect(call.ledger, &info, &error), &error);
        assert_int_equal(info.bytes, counting.bytes);
        scores_begin(&scores, info.customers);
        struct test_memory outputs[16];
        int count = 0;
#define X(type, name) outputs[count++] = (struct test_memory){scores.name, (size_t)scores.rows * sizeof *scores.name};
        SCORE_COLUMNS(X)
#undef X
        assert_int_equal(each_allocation_fails(&counting, call_score, NULL, &call, outputs, count), 4);
        struct test_memory output = {cells, sizeof cells}, number = {call.numbers, sizeof call.numbers};
        struct test_memory table = {&call.table, sizeof call.table};
        assert_int_equal(each_allocation_fails(&counting, call_count, NULL, &call, &output, 1), 5);
        assert_int_equal(each_allocation_fails(&counting, call_vintages, NULL, &call, &output, 1), 5);
        assert_true(each_allocation_fails(&counting, call_history, free_table, &call, &table, 1) > 8);
        assert_true(each_allocation_fails(&counting, call_lots, free_table, &call, &table, 1) > 8);
        assert_int_equal(each_allocation_fails(&counting, call_find, NULL, &call, &number, 1), 1);
        scores_end(&scores);
        patron_loyalty_free(call.ledger);
        events_input_free(call.input);
    }
    counting_end(&counting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_flaw_names_its_event),
        cmocka_unit_test(refunds_before_orders_are_out_of_order),
        cmocka_unit_test(the_balance_is_in_the_message),
        cmocka_unit_test(sums_that_do_not_fit),
        cmocka_unit_test(bad_columns_are_refused),
        cmocka_unit_test(values_that_cannot_be_read),
        cmocka_unit_test(bad_calls_leave_their_outputs_alone),
        cmocka_unit_test(cells_that_would_overflow),
        cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(ends_of_the_calendar),
        cmocka_unit_test(clocks_that_go_back_over_midnight),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
