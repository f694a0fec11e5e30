/* fuzz_loyalty: bytes as events with options. Building gives an error that names an event, or a ledger in which every
 * point is accounted for, and that a second delivery of the same events, in batches, does not change. */
#include "fuzz.h"

#include <stdbool.h>

#define EVENTS_MAX 200
#define CUSTOMERS_MAX (2 * EVENTS_MAX)

struct events {
    int64_t count;
    int64_t customer[EVENTS_MAX], amount[EVENTS_MAX], order[EVENTS_MAX], num[EVENTS_MAX], den[EVENTS_MAX];
    int64_t restore[EVENTS_MAX], event[EVENTS_MAX];
    int32_t day[EVENTS_MAX], rule[EVENTS_MAX], expires[EVENTS_MAX], end[EVENTS_MAX + 1];
    int8_t kind[EVENTS_MAX];
    uint8_t valid[EVENTS_MAX / 8 + 1];
    char text[4 * EVENTS_MAX + 4];
    patron_column column[11];
    patron_loyalty_events events;
};

static patron_column column(int32_t type, const void *values)
{
    patron_column column = {.size = sizeof column, .type = type, .values = values};
    return column;
}

/* Small numbers mostly, so that events meet each other; sometimes any number at all. */
static int64_t number(struct fuzz_bytes *bytes, uint64_t below)
{
    uint64_t first = fuzz_take(bytes, 1);
    return first == 255 ? (int64_t)fuzz_take(bytes, 8) : (int64_t)(first % below);
}

static void make(struct events *e, struct fuzz_bytes *bytes, uint64_t columns)
{
    int32_t day = 19000;
    memset(e, 0, sizeof *e);
    while (bytes->left && e->count < EVENTS_MAX) {
        int64_t i = e->count++;
        uint64_t what = fuzz_take(bytes, 1);
        day += (int32_t)(what >> 6);
        e->customer[i] = number(bytes, 3);
        e->day[i] = what == 77 ? (int32_t)number(bytes, 200) : day;
        e->kind[i] = (int8_t)(what & 0x3F) < 40 ? (int8_t)((what & 0x3F) % 6) : PATRON_LOYALTY_EARN;
        if (what == 78) e->kind[i] = 9;
        e->amount[i] = number(bytes, e->kind[i] == PATRON_LOYALTY_EARN ? 250 : 12);
        e->order[i] = e->kind[i] == PATRON_LOYALTY_EARN ? i / 2 * 2 : number(bytes, 20);
        e->num[i] = (int64_t)(what % 5);
        e->den[i] = what == 79 ? 0 : 1 + (int64_t)(what % 3);
        e->rule[i] = (int32_t)(what % 2);
        e->expires[i] = e->day[i] + (int32_t)(what % 30) - (what == 80);
        e->restore[i] = (int64_t)(what % 3);
        e->event[i] = i - (what == 81);
        if (what % 7) e->valid[i / 8] |= (uint8_t)(1u << i % 8);
        int written = snprintf(e->text + e->end[i], 4, "%d", (int)(e->customer[i] & 0xFF));
        if (what == 82) e->text[e->end[i]] = (char)0xC3; /* not UTF-8 by itself */
        e->end[i + 1] = e->end[i] + written;
    }
    const int32_t i64 = PATRON_TYPE_INT64, i32 = PATRON_TYPE_INT32;
    e->column[0] = columns & 1 ? column(PATRON_TYPE_STRING, e->text) : column(i64, e->customer);
    e->column[0].offsets = columns & 1 ? e->end : NULL;
    e->column[1] = column(i32, e->day);
    e->column[1].unit = PATRON_UNIT_DAY;
    e->column[2] = column(PATRON_TYPE_INT8, e->kind);
    e->column[3] = column(i64, e->amount);
    e->column[4] = column(i64, e->order);
    e->column[5] = column(i64, e->event);
    e->column[6] = column(i32, e->rule);
    e->column[7] = column(i64, e->num);
    e->column[8] = column(i64, e->den);
    e->column[9] = column(i32, e->expires);
    e->column[9].unit = PATRON_UNIT_DAY;
    e->column[10] = column(i64, e->restore);
    for (int i = 6; i < 11; i++) e->column[i].valid = e->valid;
    if (columns & 2) e->column[0].valid = e->valid;
    patron_column *c = e->column;
    e->events = (patron_loyalty_events){
        sizeof e->events, e->count, &c[0], &c[1], &c[2], &c[3], columns & 4 ? &c[4] : NULL, &c[5],
        columns & 8 ? &c[6] : NULL, columns & 16 ? &c[7] : NULL, columns & 16 ? &c[8] : NULL,
        columns & 32 ? &c[9] : NULL, columns & 64 ? &c[10] : NULL};
}

/* The same events, in two batches, and the first of them once more. */
static patron_status build_again(const struct events *e, const patron_loyalty_options *options, int64_t cut,
                                 patron_loyalty_ledger **out)
{
    patron_loyalty_events batch[3] = {e->events, e->events, e->events};
    patron_column shifted[11];
    const patron_column **const moved[] = {&batch[1].customer, &batch[1].time, &batch[1].kind,    &batch[1].amount,
                                           &batch[1].order,    &batch[1].event, &batch[1].rule,   &batch[1].num,
                                           &batch[1].den,      &batch[1].expires, &batch[1].restore};
    const patron_loyalty_events *batches[3] = {&batch[0], &batch[1], &batch[2]};
    batch[0].count = batch[2].count = cut;
    batch[1].count = e->count - cut;
    for (int i = 0; i < 11; i++) {
        if (!*moved[i]) continue;
        shifted[i] = **moved[i];
        shifted[i].first = cut;
        *moved[i] = &shifted[i];
    }
    return patron_loyalty_build(batches, 3, options, out, NULL);
}

static void demand_accounts(const patron_loyalty_ledger *ledger, const patron_loyalty_ledger *again, int32_t as_of)
{
    static int64_t a[10][CUSTOMERS_MAX], b[10][CUSTOMERS_MAX];
    patron_loyalty_info info = {.size = sizeof info}, other = {.size = sizeof other};
    FUZZ_DEMAND(!patron_loyalty_inspect(ledger, &info, NULL) && !patron_loyalty_inspect(again, &other, NULL));
    FUZZ_DEMAND(info.customers == other.customers && info.replayed == other.replayed);
    patron_loyalty_columns one = {sizeof one, CUSTOMERS_MAX, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9],
                                  NULL, NULL, NULL};
    patron_loyalty_columns two = {sizeof two, CUSTOMERS_MAX, b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
                                  NULL, NULL, NULL};
    FUZZ_DEMAND(!patron_loyalty_score(ledger, as_of, NULL, 0, info.customers, &one, NULL));
    FUZZ_DEMAND(!patron_loyalty_score(again, as_of, NULL, 0, info.customers, &two, NULL));
    for (int64_t i = 0; i < info.customers; i++) {
        patron_table *table = NULL;
        patron_column points = {.size = sizeof points};
        int64_t sum = 0;
        for (int k = 0; k < 10; k++) FUZZ_DEMAND(a[k][i] == b[k][i] && (k == 0 || a[k][i] >= 0));
        FUZZ_DEMAND(a[0][i] == a[1][i] + a[2][i] + a[4][i] - a[3][i] - a[5][i] - a[6][i]);
        FUZZ_DEMAND(a[7][i] ? a[0][i] == -a[7][i] : a[0][i] >= 0);
        FUZZ_DEMAND(a[4][i] <= a[3][i] && a[9][i] <= (a[0][i] > 0 ? a[0][i] : 0));
        FUZZ_DEMAND(!patron_loyalty_lots(ledger, i, as_of, &table, NULL));
        FUZZ_DEMAND(!patron_table_column(table, patron_table_find(table, "points"), &points, NULL));
        for (int64_t k = 0; k < patron_table_rows(table); k++) {
            FUZZ_DEMAND(((const int64_t *)points.values)[k] > 0);
            sum += ((const int64_t *)points.values)[k];
        }
        FUZZ_DEMAND(sum - a[7][i] == a[0][i]);
        patron_table_free(table);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct events events;
    static const int64_t rule_points[] = {1, 5}, rule_per[] = {10, 7};
    struct fuzz_bytes bytes = {data, size};
    uint64_t columns = fuzz_take(&bytes, 1), flags = fuzz_take(&bytes, 1), count = fuzz_take(&bytes, 1);
    patron_loyalty_options options = {.size = sizeof options, .flags = flags & 0xF, .expiry = (int32_t)(flags >> 4 & 3),
                                      .rule_count = 2, .rule_points = rule_points, .rule_per = rule_per};
    patron_loyalty_ledger *ledger = NULL, *again = NULL;
    patron_error error;
    if (options.expiry) options.expiry_count = (int32_t)(count % 16);
    make(&events, &bytes, columns);
    const patron_loyalty_events *batches[] = {&events.events};
    patron_status status = patron_loyalty_build(batches, 1, &options, &ledger, &error);
    if (status) {
        FUZZ_DEMAND(ledger == NULL && error.code == status && error.row >= -1 && error.row < events.count);
        FUZZ_DEMAND(error.row >= 0 || status == PATRON_ERROR_ARGUMENT);
        return 0;
    }
    FUZZ_DEMAND(!build_again(&events, &options, events.count ? (int64_t)count % events.count : 0, &again));
    for (int32_t as_of = 18990; as_of <= 19260; as_of += 45) demand_accounts(ledger, again, as_of);
    patron_loyalty_free(ledger);
    patron_loyalty_free(again);
    return 0;
}

/* Programmes that build: many earnings, few spends. */
size_t fuzz_seed(uint64_t which, uint8_t *bytes, size_t capacity)
{
    uint64_t state = which * 77 + 5;
    if (which >= 32 || capacity < 512) return 0;
    bytes[0] = (uint8_t)(which % 3 ? 4 + 32 * (which & 1) : 4);
    bytes[1] = (uint8_t)(which * 13);
    bytes[2] = (uint8_t)(3 + which);
    for (int i = 3; i < 300; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = (uint8_t)((state >> 33) % 250);
        if (i % 3 == 0 && which % 2) bytes[i] = (uint8_t)(bytes[i] & 0xC0); /* every event an EARN */
    }
    return 300;
}
