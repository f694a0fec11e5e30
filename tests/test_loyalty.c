/* The ledger of points: every balance, sum, lot and movement against the slow oracle, and in every form that must not
 * matter. */
#include "cases_loyalty.h"

#include <time.h>

/* ---- against the oracle ------------------------------------------------------------------------------------------ */

struct seen {
    int64_t key;
    struct oracle_points points;
};

static const int64_t *long_column(const patron_table *table, const char *name)
{
    patron_column column = {.size = sizeof column};
    patron_error error;
    assert_ok(patron_table_column(table, patron_table_find(table, name), &column, &error), &error);
    assert_int_equal(column.type, PATRON_TYPE_INT64);
    return column.values;
}

static const int32_t *int_column(const patron_table *table, const char *name, int32_t unit)
{
    patron_column column = {.size = sizeof column};
    patron_error error;
    assert_ok(patron_table_column(table, patron_table_find(table, name), &column, &error), &error);
    assert_int_equal(column.type, PATRON_TYPE_INT32);
    assert_int_equal(column.unit, unit);
    return column.values;
}

static void check_row(const struct scores *found, int64_t i, const struct oracle_points *expected, int64_t as_of,
                      int64_t within, const char *what)
{
    int64_t expiring = 0, next = INT64_MAX, next_points = 0;
    for (int64_t k = 0; k < expected->lots; k++) {
        const struct oracle_lot *lot = &expected->lot[k];
        if (!lot->left || lot->last == INT64_MAX) continue;
        if (lot->last <= as_of + within) expiring += lot->left;
        if (lot->last < next) next_points = 0;
        if (lot->last < next) next = lot->last;
        if (lot->last == next) next_points += lot->left;
    }
#define SAME(name, value) \
    assert_that(found->name[i] == (value), "%s, day %lld: " #name " %lld, expected %lld", what, (long long)as_of, \
                (long long)found->name[i], (long long)(value))
    SAME(balance, expected->balance);
    SAME(earned, expected->earned);
    SAME(bonus, expected->bonus);
    SAME(spent, expected->spent);
    SAME(restored, expected->restored);
    SAME(expired, expected->expired);
    SAME(taken, expected->taken);
    SAME(debt, expected->debt);
    SAME(shortfall, expected->shortfall);
    SAME(expiring, expiring);
    SAME(next_expiry, next == INT64_MAX ? PATRON_NO_DAY : next);
    SAME(next_points, next_points);
    SAME(last_event, expected->last_event);
    assert_int_equal(found->balance[i], found->earned[i] + found->bonus[i] + found->restored[i] - found->spent[i] -
                                            found->expired[i] - found->taken[i]);
    assert_true(found->debt[i] == 0 || found->balance[i] == -found->debt[i]);
}

static void check_history(const patron_loyalty_ledger *ledger, int64_t number, const struct oracle_points *expected,
                          int32_t as_of, const char *what)
{
    patron_table *table = NULL;
    patron_error error;
    assert_ok(patron_loyalty_history(ledger, number, as_of, &table, &error), &error);
    const int32_t *day = int_column(table, "day", PATRON_UNIT_DAY), *reason = int_column(table, "reason", 0);
    const int64_t *event = long_column(table, "event"), *points = long_column(table, "points");
    const int64_t *balance = long_column(table, "balance"), *missing = long_column(table, "missing");
    assert_that(patron_table_rows(table) == expected->moves, "%s, day %d: %lld movements, expected %lld", what,
                (int)as_of, (long long)patron_table_rows(table), (long long)expected->moves);
    for (int64_t i = 0; i < expected->moves; i++) {
        const struct oracle_move *move = &expected->move[i];
        assert_that(day[i] == move->day && reason[i] == move->reason && event[i] == move->row &&
                        points[i] == move->points && balance[i] == move->balance && missing[i] == move->missing,
                    "%s, day %d: movement %lld is %s of %lld on %d, expected %s of %lld on %lld", what, (int)as_of,
                    (long long)i, patron_loyalty_reason_name(reason[i]), (long long)points[i], (int)day[i],
                    patron_loyalty_reason_name((int32_t)move->reason), (long long)move->points, (long long)move->day);
    }
    patron_table_free(table);
}

static void check_lots(const patron_loyalty_ledger *ledger, int64_t number, const struct oracle_points *expected,
                       int32_t as_of, const char *what)
{
    patron_table *table = NULL;
    patron_error error;
    int64_t left = 0, sum = 0;
    assert_ok(patron_loyalty_lots(ledger, number, as_of, &table, &error), &error);
    const int32_t *earned = int_column(table, "earned_day", PATRON_UNIT_DAY),
                  *renewed = int_column(table, "renewed", 0);
    const int32_t *expiry = int_column(table, "expiry", PATRON_UNIT_DAY);
    const int64_t *event = long_column(table, "event"), *points = long_column(table, "points");
    for (int64_t k = 0; k < expected->lots; k++) left += expected->lot[k].left > 0;
    assert_that(patron_table_rows(table) == left, "%s: %lld lots, expected %lld", what,
                (long long)patron_table_rows(table), (long long)left);
    for (int64_t i = 0; i < left; i++) {
        const struct oracle_lot *lot = NULL;
        for (int64_t k = 0; k < expected->lots; k++)
            if (expected->lot[k].row == event[i]) lot = &expected->lot[k];
        assert_non_null(lot);
        assert_true(points[i] == lot->left && earned[i] == lot->day && renewed[i] == lot->renewed);
        assert_true(expiry[i] == (lot->last == INT64_MAX ? PATRON_NO_DAY : lot->last));
        int64_t last = lot->last, before = i && expiry[i - 1] != PATRON_NO_DAY ? expiry[i - 1] : i ? INT64_MAX : 0;
        assert_true(before <= last); /* as they would be spent */
        if (!i || before != last) continue;
        assert_true(renewed[i - 1] <= renewed[i]);
        if (renewed[i - 1] < renewed[i]) continue;
        assert_true(earned[i - 1] < earned[i] || (earned[i - 1] == earned[i] && event[i - 1] < event[i]));
    }
    for (int64_t i = 0; i < left; i++) sum += points[i];
    assert_int_equal(sum - expected->debt, expected->balance);
    patron_table_free(table);
}

static void check_count(const patron_loyalty_ledger *ledger, int32_t as_of, const patron_loyalty_view *view,
                        const struct scores *scores)
{
    int64_t customers = 0, holders = 0, debtors = 0, issued = 0, earned = 0, bonus = 0, spent = 0, restored = 0;
    int64_t expired = 0, taken = 0, shortfall = 0, outstanding = 0, debt = 0, expiring = 0, expiring_customers = 0;
    patron_loyalty_counts into = {sizeof into, 1, &customers, &holders, &debtors, &issued, &earned, &bonus, &spent,
                                  &restored, &expired, &taken, &shortfall, &outstanding, &debt, &expiring,
                                  &expiring_customers};
    patron_error error;
    assert_ok(patron_loyalty_count(ledger, as_of, view, NULL, 0, scores->rows, &into, &error), &error);
    for (int64_t i = 0; i < scores->rows; i++) {
        customers -= scores->last_event[i] != PATRON_NO_DAY;
        holders -= scores->balance[i] > 0;
        debtors -= scores->balance[i] < 0;
        issued -= scores->earned[i] + scores->bonus[i];
        earned -= scores->earned[i];
        bonus -= scores->bonus[i];
        spent -= scores->spent[i];
        restored -= scores->restored[i];
        expired -= scores->expired[i];
        taken -= scores->taken[i];
        shortfall -= scores->shortfall[i];
        outstanding -= scores->balance[i] > 0 ? scores->balance[i] : 0;
        debt -= scores->debt[i];
        expiring -= scores->expiring[i];
        expiring_customers -= scores->expiring[i] > 0;
    }
    assert_true(!customers && !holders && !debtors && !issued && !earned && !bonus && !spent && !restored && !expired &&
                !taken && !shortfall && !outstanding && !debt && !expiring && !expiring_customers);
}

#define PERIODS 60

static void check_vintages(const patron_loyalty_ledger *ledger, const struct seen *seen, int64_t customers,
                           int32_t as_of)
{
    static const patron_calendar weeks = {sizeof weeks, PATRON_PERIOD_WEEK, 2, 0, 0};
    int64_t lots[PERIODS] = {0}, issued[PERIODS] = {0}, expired[PERIODS] = {0}, outstanding[PERIODS] = {0};
    patron_loyalty_vintages into = {sizeof into, PERIODS, lots, issued, expired, outstanding};
    patron_error error;
    int32_t first = 16, period; /* some lots lie before it: in no cell */
    assert_ok(patron_loyalty_vintage_count(ledger, as_of, &weeks, first, PERIODS, NULL, 0, customers, &into, &error),
              &error);
    for (int64_t c = 0; c < customers; c++)
        for (int64_t k = 0; k < seen[c].points.lots; k++) {
            const struct oracle_lot *lot = &seen[c].points.lot[k];
            assert_ok(patron_calendar_period(&weeks, (int32_t)lot->day, &period, &error), &error);
            if (period < first || period >= first + PERIODS) continue;
            lots[period - first]--;
            issued[period - first] -= lot->granted;
            expired[period - first] -= lot->expired;
            outstanding[period - first] -= lot->left;
        }
    for (int i = 0; i < PERIODS; i++) assert_true(!lots[i] && !issued[i] && !expired[i] && !outstanding[i]);
}

/* Everything the ledger says at the end of a day. */
static void check_day(const patron_loyalty_ledger *ledger, const struct events *events,
                      const struct oracle_programme *programme, int32_t as_of, int32_t within, const char *what)
{
    patron_loyalty_info info = {.size = sizeof info};
    patron_loyalty_view view = {sizeof view, PATRON_LOYALTY_WITHIN_SET, within, 0};
    patron_error error;
    struct scores scores;
    assert_ok(patron_loyalty_inspect(ledger, &info, &error), &error);
    struct seen *seen = calloc((size_t)info.customers + 1, sizeof *seen);
    scores_begin(&scores, info.customers);
    assert_ok(patron_loyalty_score(ledger, as_of, &view, 0, info.customers, &scores.columns, &error), &error);
    for (int64_t i = 0; i < info.customers; i++) {
        seen[i].key = ledger_key(ledger, i);
        oracle_points(events->row, events->count, seen[i].key, programme, as_of, SHOP_NULL, &seen[i].points);
        assert_int_equal(seen[i].points.bad_row, -1);
        check_row(&scores, i, &seen[i].points, as_of, within, what);
        check_history(ledger, i, &seen[i].points, as_of, what);
        check_lots(ledger, i, &seen[i].points, as_of, what);
    }
    check_count(ledger, as_of, &view, &scores);
    check_vintages(ledger, seen, info.customers, as_of);
    for (int64_t i = 0; i < info.customers; i++) oracle_points_free(&seen[i].points);
    free(seen);
    scores_end(&scores);
}

static void check_events(const struct events *events, const struct oracle_programme *programme, struct rng *rng,
                         const char *what)
{
    patron_loyalty_ledger *ledger = ledger_of(events, programme, NULL);
    patron_loyalty_info info = {.size = sizeof info};
    patron_error error;
    int64_t last = events->count ? events->row[events->count - 1].day : 100;
    int32_t end = (int32_t)last;
    assert_ok(patron_loyalty_inspect(ledger, &info, &error), &error);
    assert_int_equal(info.events, events->count);
    assert_int_equal(info.replayed + info.repeated + info.guests, events->count);
    for (int k = 0; k < 6; k++) {
        int32_t as_of = k == 0 ? 99 : k == 1 ? end : k == 2 ? end + 150 : (int32_t)rng_between(rng, 100, last + 40);
        check_day(ledger, events, programme, as_of, (int32_t)rng_between(rng, 0, 30), what);
    }
    patron_loyalty_free(ledger);
}

static void random_events_as_the_oracle_says(void **state)
{
    (void)state;
    static struct events events;
    for (int64_t seed = 0; seed < test_some(25, 400, 6000); seed++) {
        struct rng rng = {(uint64_t)seed + 1000};
        struct oracle_programme programme;
        char what[64];
        (void)snprintf(what, sizeof what, "seed %lld", (long long)seed);
        random_programme(&rng, &programme);
        random_events(&rng, &programme, rng_between(&rng, 0, 70), rng_between(&rng, 1, 4), &events);
        check_events(&events, &programme, &rng, what);
        if (seed % 3) continue;
        programme.flags |= PATRON_LOYALTY_SORT_EVENTS;
        shuffle_days(&rng, &events);
        check_events(&events, &programme, &rng, what);
    }
}

/* ---- every short sequence ---------------------------------------------------------------------------------------- */

/* The n-th letter of an alphabet of events; each but the "wait" happens on the day that the letters before have
 * reached. */
#define LETTERS 12

static bool add_letter(struct events *events, int letter, int64_t *day)
{
    static const struct {
        int64_t kind, amount, order;
    } letters[LETTERS - 1] = {
        {PATRON_LOYALTY_EARN, 500, 1},
        {PATRON_LOYALTY_EARN, 300, 2},
        {PATRON_LOYALTY_BONUS, 2, SHOP_NULL},
        {PATRON_LOYALTY_SPEND, 4, 1},
        {PATRON_LOYALTY_SPEND, 3, 2},
        {PATRON_LOYALTY_SPEND, 2, SHOP_NULL},
        {PATRON_LOYALTY_REFUND, 260, 1},
        {PATRON_LOYALTY_REFUND, -300, 2},
        {PATRON_LOYALTY_REVERSAL, 4, SHOP_NULL},
        {PATRON_LOYALTY_EXPIRE, 1, SHOP_NULL},
        {PATRON_LOYALTY_REFUND, 500, 1},
    };
    if (letter == LETTERS - 1) {
        *day += 3;
        return true;
    }
    int64_t kind = letters[letter].kind, order = letters[letter].order;
    bool known = false;
    for (int64_t i = 0; i < events->count; i++) {
        const struct oracle_event *before = &events->row[i];
        if (order == SHOP_NULL || before->order != order) continue;
        known = known || before->kind == PATRON_LOYALTY_EARN || before->kind == PATRON_LOYALTY_SPEND;
        if (kind == PATRON_LOYALTY_EARN && (before->kind == kind || before->kind == PATRON_LOYALTY_REFUND))
            return false;
    }
    if (kind == PATRON_LOYALTY_REFUND && !known) return false;
    add_event(events, event_of(1, *day, kind, letters[letter].amount, order));
    if (letter == 2) events->row[events->count - 1].expires = *day + 4; /* a lot with a day of its own */
    return true;
}

static void check_sequence(const struct events *events, const struct oracle_programme *programme, int32_t as_of)
{
    struct oracle_points expected;
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    patron_loyalty_view view = {sizeof view, PATRON_LOYALTY_WITHIN_SET, 3, 0};
    oracle_points(events->row, events->count, 1, programme, as_of, SHOP_NULL, &expected);
    patron_status status = ledger_try(events, programme, NULL, &ledger, &error);
    if (expected.bad_row >= 0) {
        assert_int_equal(status, PATRON_ERROR_DATA);
        assert_int_equal(error.row, expected.bad_row);
        assert_string_equal(error.column, "amount");
        assert_null(ledger);
    } else {
        struct scores scores;
        assert_ok(status, &error);
        scores_begin(&scores, 1);
        assert_ok(patron_loyalty_score(ledger, as_of, &view, 0, events->count > 0, &scores.columns, &error), &error);
        if (events->count) {
            check_row(&scores, 0, &expected, as_of, 3, "a short sequence");
            check_history(ledger, 0, &expected, as_of, "a short sequence");
            check_lots(ledger, 0, &expected, as_of, "a short sequence");
        }
        scores_end(&scores);
        patron_loyalty_free(ledger);
    }
    oracle_points_free(&expected);
}

static void every_short_sequence(void **state)
{
    (void)state;
    static struct events events;
    static const struct oracle_programme programmes[] = {
        {.flags = PATRON_LOYALTY_DEBT, .expiry = PATRON_LOYALTY_EXPIRY_AFTER, .expiry_count = 4},
        {.flags = 0, .expiry = PATRON_LOYALTY_EXPIRY_ACTIVITY, .expiry_count = 4},
        {.flags = PATRON_LOYALTY_DEBT | PATRON_LOYALTY_RENEW_BY_SPEND, .expiry = PATRON_LOYALTY_EXPIRY_ACTIVITY,
         .expiry_count = 3},
    };
    int64_t length = test_some(3, 4, 5), tried = 0;
    for (int64_t n = 0; n <= length; n++) {
        int64_t sequences = 1;
        for (int64_t k = 0; k < n; k++) sequences *= LETTERS;
        for (int64_t s = 0; s < sequences; s++) {
            int64_t rest = s, day = 100;
            bool possible = true;
            events.count = 0;
            add_event(&events, event_of(1, day, PATRON_LOYALTY_EARN, 400, 9)); /* something to begin with */
            for (int64_t k = 0; k < n && possible; k++, rest /= LETTERS)
                possible = add_letter(&events, (int)(rest % LETTERS), &day);
            if (!possible) continue;
            for (size_t p = 0; p < sizeof programmes / sizeof *programmes; p++)
                check_sequence(&events, &programmes[p], (int32_t)(day + (s & 1 ? 0 : 5)));
            tried++;
        }
    }
    assert_that(tried > test_some(500, 5000, 50000), "%lld sequences", (long long)tried);
}

/* ---- by hand ----------------------------------------------------------------------------------------------------- */

/* 10 points a full euro, twice for a campaign; good for 100 days. */
static void a_customer_by_hand(void **state)
{
    (void)state;
    static struct events events;
    static const struct oracle_programme programme = {.flags = PATRON_LOYALTY_DEBT,
                                                      .expiry = PATRON_LOYALTY_EXPIRY_AFTER,
                                                      .expiry_count = 100,
                                                      .rules = 1,
                                                      .points = {10},
                                                      .per = {100}};
    events.count = 0;
    add_event(&events, event_of(5, 1000, PATRON_LOYALTY_EARN, 2599, 1)); /* 250, good up to 1100 */
    add_event(&events, event_of(5, 1010, PATRON_LOYALTY_EARN, 1050, 2)); /* 200 with the multiplier, up to 1110 */
    events.row[1].num = 2;
    add_event(&events, event_of(5, 1050, PATRON_LOYALTY_SPEND, 300, 3)); /* 250 of the first, 50 of the second lot */
    add_event(&events, event_of(5, 1050, PATRON_LOYALTY_EARN, 900, 3));  /* 90, up to 1150 */
    add_event(&events, event_of(5, 1105, PATRON_LOYALTY_REFUND, 450, 3)); /* half: 150 come back, 50 of them in the
                                                                             second lot, 100 too late; 50 are taken
                                                                             back: earned(900) - earned(450) */
    add_event(&events, event_of(5, 1120, PATRON_LOYALTY_REVERSAL, 60, SHOP_NULL));
    patron_loyalty_ledger *ledger = ledger_of(&events, &programme, NULL);
    static const struct {
        int32_t as_of;
        int64_t balance, spent, restored, expired, taken;
    } expected[] = {
        {999, 0, 0, 0, 0, 0},         {1000, 250, 0, 0, 0, 0},      {1049, 450, 0, 0, 0, 0},
        {1050, 240, 300, 0, 0, 0},    {1104, 240, 300, 0, 0, 0},    {1105, 240, 300, 150, 100, 50},
        {1110, 240, 300, 150, 100, 50}, {1111, 40, 300, 150, 300, 50}, {1120, -20, 300, 150, 300, 110},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct scores scores;
        patron_error error;
        scores_begin(&scores, 1);
        assert_ok(patron_loyalty_score(ledger, expected[i].as_of, NULL, 0, 1, &scores.columns, &error), &error);
        assert_that(scores.balance[0] == expected[i].balance, "day %d: %lld", (int)expected[i].as_of,
                    (long long)scores.balance[0]);
        assert_int_equal(scores.spent[0], expected[i].spent);
        assert_int_equal(scores.restored[0], expected[i].restored);
        assert_int_equal(scores.expired[0], expected[i].expired);
        assert_int_equal(scores.taken[0], expected[i].taken);
        scores_end(&scores);
    }
    patron_loyalty_free(ledger);
}

static void the_worth_of_points(void **state)
{
    (void)state;
    int64_t whole, rest;
    patron_error error;
    assert_ok(patron_loyalty_value(1234, 1, 2, &whole, &rest, &error), &error); /* half a cent a point */
    assert_true(whole == 617 && rest == 0);
    assert_ok(patron_loyalty_value(7, 2, 3, &whole, &rest, &error), &error);
    assert_true(whole == 4 && rest == 2);
    assert_ok(patron_loyalty_value(-7, 2, 3, &whole, &rest, &error), &error);
    assert_true(whole == -5 && rest == 1);
    assert_ok(patron_loyalty_value(INT64_MAX, INT64_MAX, INT64_MAX, &whole, NULL, &error), &error);
    assert_true(whole == INT64_MAX);
    assert_ok(patron_loyalty_value(INT64_MIN, 0, 9, NULL, &rest, &error), &error);
    assert_true(rest == 0);
    assert_int_equal(patron_loyalty_value(INT64_MAX, 2, 1, &whole, &rest, &error), PATRON_ERROR_OVERFLOW);
    assert_int_equal(patron_loyalty_value(INT64_MIN, 3, 2, &whole, &rest, &error), PATRON_ERROR_OVERFLOW);
    assert_int_equal(patron_loyalty_value(1, -1, 1, &whole, &rest, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_int_equal(patron_loyalty_value(1, 1, 0, &whole, &rest, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    assert_true(whole == INT64_MAX && rest == 0); /* as before the failures */
}

static void kinds_and_reasons_have_names(void **state)
{
    (void)state;
    static const char *const kinds[] = {"earn", "bonus", "spend", "refund", "reversal", "expire"};
    static const char *const reasons[] = {"earned",   "bonus",   "spent",   "restored", "taken_back",
                                          "reversed", "expired", "removed", "shortfall"};
    for (int32_t i = 0; i < PATRON_LOYALTY_KINDS; i++) assert_string_equal(patron_loyalty_kind_name(i), kinds[i]);
    for (int32_t i = 0; i < PATRON_LOYALTY_REASONS; i++) assert_string_equal(patron_loyalty_reason_name(i), reasons[i]);
    assert_null(patron_loyalty_kind_name(-1));
    assert_null(patron_loyalty_kind_name(PATRON_LOYALTY_KINDS));
    assert_null(patron_loyalty_reason_name(-1));
    assert_null(patron_loyalty_reason_name(PATRON_LOYALTY_REASONS));
}

/* ---- forms that must not matter -------------------------------------------------------------------------------- */

static void assert_same_scores(const patron_loyalty_ledger *one, const patron_loyalty_ledger *other, int32_t as_of,
                               const char *what)
{
    patron_loyalty_info info = {.size = sizeof info}, other_info = {.size = sizeof other_info};
    struct scores a, b;
    patron_error error;
    assert_ok(patron_loyalty_inspect(one, &info, &error), &error);
    assert_ok(patron_loyalty_inspect(other, &other_info, &error), &error);
    assert_that(info.customers == other_info.customers && info.orders == other_info.orders &&
                    info.replayed == other_info.replayed && info.first_day == other_info.first_day &&
                    info.last_day == other_info.last_day,
                "%s: other totals", what);
    scores_begin(&a, info.customers);
    scores_begin(&b, info.customers);
    assert_ok(patron_loyalty_score(one, as_of, NULL, 0, info.customers, &a.columns, &error), &error);
    assert_ok(patron_loyalty_score(other, as_of, NULL, 0, info.customers, &b.columns, &error), &error);
    for (int64_t i = 0; i < info.customers; i++) {
        int32_t k = ledger_customer(other, ledger_key(one, i));
        assert_true(k >= 0);
#define X(type, name) assert_that(a.name[i] == b.name[k], "%s: " #name " differs", what);
        SCORE_COLUMNS(X)
#undef X
    }
    scores_end(&a);
    scores_end(&b);
}

static void the_form_of_the_events_does_not_matter(void **state)
{
    (void)state;
    static struct events events, mixed;
    static const struct events_form forms[] = {
        {.key_type = PATRON_TYPE_STRING},
        {.key_type = PATRON_TYPE_STRING64, .first = 3, .valid = true, .batches = 3},
        {.key_type = PATRON_TYPE_INT16, .value_type = PATRON_TYPE_INT32, .first = 11, .valid = true},
        {.key_type = PATRON_TYPE_INT32, .value_type = PATRON_TYPE_INT16, .batches = 8},
        {.seconds = true},
        {.seconds = true, .key_type = PATRON_TYPE_STRING, .batches = 2, .valid = true},
    };
    for (int64_t seed = 0; seed < test_some(3, 30, 300); seed++) {
        struct rng rng = {(uint64_t)seed + 77000};
        struct oracle_programme programme;
        random_programme(&rng, &programme);
        random_events(&rng, &programme, 80, 6, &events);
        patron_loyalty_ledger *reference = ledger_of(&events, &programme, NULL);
        int32_t as_of = (int32_t)rng_between(&rng, 100, events.row[79].day + 20);
        for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
            patron_loyalty_ledger *other = ledger_of(&events, &programme, &forms[f]);
            assert_same_scores(reference, other, as_of, "another form");
            patron_loyalty_free(other);
        }
        mixed = events;
        mix_customers(&rng, &mixed);
        patron_loyalty_ledger *other = ledger_of(&mixed, &programme, NULL);
        assert_same_scores(reference, other, as_of, "customers mixed in another way");
        patron_loyalty_free(other);
        patron_loyalty_free(reference);
    }
}

/* Scores of any range are those of the whole, and sums over parts and groups add up. */
static void ranges_and_groups_join(void **state)
{
    (void)state;
    static struct events events;
    struct rng rng = {4};
    for (int round = 0; round < 20; round++) {
        struct oracle_programme programme;
        patron_error error;
        random_programme(&rng, &programme);
        random_events(&rng, &programme, 150, 12, &events);
        patron_loyalty_ledger *ledger = ledger_of(&events, &programme, NULL);
        patron_loyalty_info info = {.size = sizeof info};
        assert_ok(patron_loyalty_inspect(ledger, &info, &error), &error);
        struct scores whole, part;
        int32_t as_of = (int32_t)events.row[140].day;
        int64_t held[3] = {0}, parts[3] = {0}, lots[3][4] = {{0}}, lots_of_parts[3][4] = {{0}};
        uint8_t mask[16];
        int32_t group[16];
        for (int i = 0; i < 16; i++) {
            mask[i] = rng_chance(&rng, 80);
            group[i] = (int32_t)rng_between(&rng, -1, 2);
        }
        patron_selection selection = {sizeof selection, mask, group, 3};
        patron_loyalty_counts counts = {.size = sizeof counts, .capacity = 3, .outstanding = held};
        patron_loyalty_vintages vintages = {.size = sizeof vintages, .capacity = 12, .outstanding = lots[0]};
        patron_calendar years = {sizeof years, PATRON_PERIOD_YEAR, 0, 0, 0};
        scores_begin(&whole, info.customers);
        assert_ok(patron_loyalty_score(ledger, as_of, NULL, 0, info.customers, &whole.columns, &error), &error);
        assert_ok(patron_loyalty_count(ledger, as_of, NULL, &selection, 0, info.customers, &counts, &error), &error);
        assert_ok(patron_loyalty_vintage_count(ledger, as_of, &years, 0, 4, &selection, 0, info.customers, &vintages,
                                               &error), &error);
        counts.outstanding = parts;
        vintages.outstanding = lots_of_parts[0];
        for (int64_t first = 0; first < info.customers;) {
            int64_t count = rng_between(&rng, 0, info.customers - first);
            scores_begin(&part, count);
            assert_ok(patron_loyalty_score(ledger, as_of, NULL, first, count, &part.columns, &error), &error);
#define X(type, name) assert_memory_equal(part.name, whole.name + first, (size_t)count * sizeof *part.name);
            SCORE_COLUMNS(X)
#undef X
            assert_ok(patron_loyalty_count(ledger, as_of, NULL, &selection, first, count, &counts, &error), &error);
            assert_ok(patron_loyalty_vintage_count(ledger, as_of, &years, 0, 4, &selection, first, count, &vintages,
                                                   &error), &error);
            scores_end(&part);
            first += count;
        }
        assert_memory_equal(held, parts, sizeof held);
        assert_memory_equal(lots, lots_of_parts, sizeof lots);
        int64_t expected[3] = {0};
        for (int64_t i = 0; i < info.customers; i++)
            if (mask[i] && group[i] >= 0 && whole.balance[i] > 0) expected[group[i]] += whole.balance[i];
        assert_memory_equal(held, expected, sizeof held);
        for (int g = 0; g < 3; g++) assert_int_equal(lots[g][0] + lots[g][1] + lots[g][2] + lots[g][3], expected[g]);
        scores_end(&whole);
        patron_loyalty_free(ledger);
    }
}

/* Delivering everything twice changes nothing. */
static void a_second_delivery_changes_nothing(void **state)
{
    (void)state;
    static struct events events, twice;
    for (int64_t seed = 0; seed < 20; seed++) {
        struct rng rng = {(uint64_t)seed + 5};
        struct oracle_programme programme;
        patron_loyalty_info info = {.size = sizeof info};
        patron_error error;
        random_programme(&rng, &programme);
        random_events(&rng, &programme, 60, 3, &events);
        int64_t own = 0;
        for (int64_t i = 0; i < events.count; i++)
            if (events.row[i].event == SHOP_NULL) events.row[i].event = 100000 + i;
        twice = events;
        for (int64_t i = 0; i < events.count; i++) add_event(&twice, events.row[i]);
        patron_loyalty_ledger *once = ledger_of(&events, &programme, NULL),
                              *again = ledger_of(&twice, &programme, NULL);
        assert_ok(patron_loyalty_inspect(once, &info, &error), &error);
        own = info.repeated;
        assert_same_scores(once, again, (int32_t)events.row[events.count - 1].day + 3, "delivered twice");
        assert_ok(patron_loyalty_inspect(again, &info, &error), &error);
        assert_int_equal(info.repeated, events.count + own);
        patron_loyalty_free(once);
        patron_loyalty_free(again);
    }
}

/* ---- large ------------------------------------------------------------------------------------------------------- */

/* One customer who spends everything and gets it back, again and again, over many lots: that must not take quadratic
 * time. */
static void spending_and_returning_everything_is_quick(void **state)
{
    (void)state;
    int64_t lots = test_some(2000, 100000, 100000), rounds = lots, count = lots + 2 * rounds;
    int64_t *customer = calloc((size_t)count, 8), *amount = calloc((size_t)count, 8), *order = calloc((size_t)count, 8);
    int32_t *day = calloc((size_t)count, 4), *kind = calloc((size_t)count, 4), *expires = calloc((size_t)count, 4);
    for (int64_t i = 0; i < count; i++) {
        bool lot = i < lots, spend = (i - lots) % 2 == 0;
        day[i] = 100;
        expires[i] = (int32_t)(100 + (i * 7919) % 5000); /* in no order */
        kind[i] = lot ? PATRON_LOYALTY_BONUS : spend ? PATRON_LOYALTY_SPEND : PATRON_LOYALTY_REFUND;
        amount[i] = lot ? 3 : spend ? 3 * lots - 1 : 1;
        order[i] = i - (i - lots) % 2;
    }
    patron_column columns[6] = {{0}};
    const void *values[6] = {customer, day, kind, amount, order, expires};
    for (int i = 0; i < 6; i++) {
        bool narrow = i == 1 || i == 2 || i == 5;
        columns[i] = (patron_column){.size = sizeof columns[i], .type = narrow ? PATRON_TYPE_INT32 : PATRON_TYPE_INT64,
                                     .unit = i == 1 || i == 5 ? PATRON_UNIT_DAY : 0, .values = values[i]};
    }
    patron_loyalty_events events = {.size = sizeof events, .count = count, .customer = &columns[0], .time = &columns[1],
                                    .kind = &columns[2], .amount = &columns[3], .order = &columns[4],
                                    .expires = &columns[5]};
    const patron_loyalty_events *batches[] = {&events};
    patron_loyalty_ledger *ledger = NULL;
    patron_error error;
    struct scores scores;
    clock_t begin = clock();
    assert_ok(patron_loyalty_build(batches, 1, NULL, &ledger, &error), &error);
    scores_begin(&scores, 1);
    assert_ok(patron_loyalty_score(ledger, 101, NULL, 0, 1, &scores.columns, &error), &error);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    assert_int_equal(scores.bonus[0], 3 * lots);
    assert_int_equal(scores.spent[0], scores.restored[0]);
    assert_int_equal(scores.spent[0], rounds * (3 * lots - 1));
    assert_that(seconds < 20, "%.1f seconds for %lld events", seconds, (long long)count); /* quadratic: an hour */
    scores_end(&scores);
    patron_loyalty_free(ledger);
    free(customer);
    free(amount);
    free(order);
    free(day);
    free(kind);
    free(expires);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_events_as_the_oracle_says),
        cmocka_unit_test(every_short_sequence),
        cmocka_unit_test(a_customer_by_hand),
        cmocka_unit_test(the_worth_of_points),
        cmocka_unit_test(kinds_and_reasons_have_names),
        cmocka_unit_test(the_form_of_the_events_does_not_matter),
        cmocka_unit_test(ranges_and_groups_join),
        cmocka_unit_test(a_second_delivery_changes_nothing),
        cmocka_unit_test(spending_and_returning_everything_is_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
