/* Rows of events: every element of every batch is read once, block by block, with the checks that concern one row
 * alone. */
#include "loyalty.h"

#include "columns.h"
#include "numbers.h"

enum { CUSTOMER, TIME, KIND, AMOUNT, ORDER, EVENT, RULE, NUM, DEN, EXPIRES, RESTORE, ROLES };

static const char *const role_names[ROLES] = {"customer", "time", "kind", "amount",  "order",  "event",
                                              "rule",     "num",  "den",  "expires", "restore"};

#define NUMBER_MAX INT64_C(1000000000) /* of multipliers */

typedef struct batch {
    int64_t first_row, count;
    patron_column column[ROLES]; /* type 0 = absent */
} batch;

typedef struct reading {
    const patron_allocator *allocator;
    const pt_loyalty_settings *settings;
    int64_t batch_count;
    batch *batch;
    bool has[ROLES];     /* in some batch */
    bool strings[ROLES];
    int32_t unit;        /* of time; NONE = not known yet */
    int64_t longest;     /* count of the largest batch */
    char *nothing;       /* a column of nulls for batches without a key column */
    pt_loyalty_rows rows;
} reading;

/* ---- columns ----------------------------------------------------------------------------------------------------- */

static bool is_key(int role) { return role == CUSTOMER || role == ORDER || role == EVENT; }

/* `expires` has a unit as `time` has, but its name is not one that pt_column_read knows for times. */
static patron_status read_days(const patron_column *given, int64_t count, patron_column *out, patron_error *error)
{
    patron_column column;
    patron_status status = pt_read_struct(given, &column, sizeof column, sizeof column, 1, "expires", error);
    if (status) return status;
    if (column.unit != PATRON_UNIT_DAY) return pt_fail_argument(error, 1, "column expires must hold days");
    column.size = sizeof column;
    column.unit = PATRON_UNIT_NONE;
    return pt_column_read(&column, count, 1, "expires", out, error);
}

static patron_status check_time(reading *job, const patron_column *time, patron_error *error)
{
    if (job->unit == PATRON_UNIT_NONE) job->unit = time->unit;
    if (job->unit != time->unit) return pt_fail_argument(error, 1, "the times of two batches have different units");
    if (time->unit != PATRON_UNIT_DAY && !job->settings->has_zone)
        return pt_fail_argument(error, 3, "time holds instants: options.zone is missing");
    return PATRON_OK;
}

static patron_status read_column(reading *job, batch *into, int role, const patron_column *given, patron_error *error)
{
    patron_column *column = &into->column[role];
    if (!given) {
        if (role <= AMOUNT) return pt_fail_argument(error, 1, "column %s is NULL", role_names[role]);
        return PATRON_OK;
    }
    patron_status status = role == EXPIRES ? read_days(given, into->count, column, error)
                                           : pt_column_read(given, into->count, 1, role_names[role], column, error);
    if (!status && role == TIME) status = check_time(job, column, error);
    if (status) return status;
    bool strings = pt_is_string(column);
    if (strings && !is_key(role)) return pt_fail_argument(error, 1, "column %s must be integers", role_names[role]);
    if (job->has[role] && strings != job->strings[role])
        return pt_fail_argument(error, 1, "column %s changes between integers and strings", role_names[role]);
    job->has[role] = true;
    job->strings[role] = strings;
    return PATRON_OK;
}

static patron_status read_batch(reading *job, const patron_loyalty_events *given, batch *into, patron_error *error)
{
    patron_loyalty_events events;
    if (!given) return pt_fail_argument(error, 1, "a batch is NULL");
    patron_status status = pt_read_struct(given, &events, sizeof events, sizeof events, 1, "events", error);
    if (status) return status;
    if (events.count < 0) return pt_fail_argument(error, 1, "events: count is negative");
    into->first_row = job->rows.count;
    if (events.count > PT_ROWS_MAX - into->first_row)
        return pt_fail(error, PATRON_ERROR_LIMIT, 1, -1, -1, "", "more events than a ledger can hold (%lld)",
                       (long long)PT_ROWS_MAX);
    into->count = events.count;
    job->rows.count += events.count;
    if (events.count > job->longest) job->longest = events.count;
    const patron_column *column[ROLES] = {events.customer, events.time, events.kind, events.amount,
                                          events.order,    events.event, events.rule, events.num,
                                          events.den,      events.expires, events.restore};
    for (int role = 0; role < ROLES && !status; role++) status = read_column(job, into, role, column[role], error);
    return status;
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

typedef struct block {
    int64_t first_row, count;
    int64_t value[PT_BLOCK];
    uint8_t present[PT_BLOCK];
} block;

static patron_status put_times(reading *job, const block *b, patron_error *error)
{
    for (int64_t i = 0; i < b->count; i++) {
        int64_t row = b->first_row + i, unused;
        int32_t day;
        if (!b->present[i]) return pt_fail_row(error, row, "time", "time is null");
        if (job->unit == PATRON_UNIT_DAY) {
            if (!pt_is_day(b->value[i]))
                return pt_fail(error, PATRON_ERROR_RANGE, 0, row, -1, "time", "day %lld is outside the years 1..9999",
                               (long long)b->value[i]);
            day = (int32_t)b->value[i];
        } else if (!pt_local(&job->settings->zone, b->value[i], job->unit, &day, &unused)) {
            return pt_fail(error, PATRON_ERROR_RANGE, 0, row, -1, "time", "instant %lld is outside the zone's table",
                           (long long)b->value[i]);
        }
        job->rows.row[row].day = day;
        job->rows.row[row].time = b->value[i];
    }
    return PATRON_OK;
}

static patron_status put_kinds(reading *job, const block *b, patron_error *error)
{
    for (int64_t i = 0; i < b->count; i++) {
        if (!b->present[i]) return pt_fail_row(error, b->first_row + i, "kind", "kind is null");
        if (b->value[i] < 0 || b->value[i] >= PATRON_LOYALTY_KINDS)
            return pt_fail_row(error, b->first_row + i, "kind", "%lld is not a kind", (long long)b->value[i]);
        job->rows.row[b->first_row + i].kind = (uint8_t)b->value[i];
    }
    return PATRON_OK;
}

/* Kinds have been read before. */
static patron_status put_amounts(reading *job, const block *b, patron_error *error)
{
    for (int64_t i = 0; i < b->count; i++) {
        int64_t row = b->first_row + i, amount = b->value[i];
        if (!b->present[i]) return pt_fail_row(error, row, "amount", "amount is null");
        if (job->rows.row[row].kind == PATRON_LOYALTY_REFUND) {
            if (pt_absolute(amount, &amount))
                return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, row, -1, "amount", "the amount has no absolute value");
        } else if (amount < 0) {
            return pt_fail_row(error, row, "amount", "amount %lld is negative", (long long)amount);
        }
        job->rows.row[row].amount = amount;
    }
    return PATRON_OK;
}

/* Bounds and the value of null. The columns of lots and refunds are only looked at in the rows that they are for. */
static patron_status put_small(const reading *job, const block *b, int role, int32_t *out, patron_error *error)
{
    int64_t least = role == DEN ? 1 : role == EXPIRES ? PATRON_DAY_MIN : 0, most = NUMBER_MAX;
    int32_t null = role == RULE ? 0 : role == EXPIRES ? PATRON_NO_DAY : 1;
    if (role == RULE) most = job->settings->rules - 1;
    if (role == EXPIRES) most = PATRON_DAY_MAX;
    for (int64_t i = 0; i < b->count; i++) {
        int64_t row = b->first_row + i;
        uint8_t kind = job->rows.row[row].kind;
        bool looks = kind == PATRON_LOYALTY_EARN || (kind == PATRON_LOYALTY_BONUS && role == EXPIRES);
        out[row] = null;
        if (!looks || !b->present[i]) continue;
        if (b->value[i] < least || b->value[i] > most)
            return pt_fail_row(error, row, role_names[role], "%s %lld is outside %lld..%lld", role_names[role],
                               (long long)b->value[i], (long long)least, (long long)most);
        if (role == EXPIRES && b->value[i] < job->rows.row[row].day)
            return pt_fail_row(error, row, "expires", "the points expire before the day of the event");
        out[row] = (int32_t)b->value[i];
    }
    return PATRON_OK;
}

static patron_status put_restores(const reading *job, const block *b, patron_error *error)
{
    for (int64_t i = 0; i < b->count; i++) {
        int64_t row = b->first_row + i;
        bool given = b->present[i] && job->rows.row[row].kind == PATRON_LOYALTY_REFUND;
        if (given && b->value[i] < 0)
            return pt_fail_row(error, row, "restore", "restore %lld is negative", (long long)b->value[i]);
        job->rows.restore[row] = given ? b->value[i] : -1;
    }
    return PATRON_OK;
}

static patron_status put(reading *job, const block *b, int role, patron_error *error)
{
    switch (role) {
    case TIME: return put_times(job, b, error);
    case KIND: return put_kinds(job, b, error);
    case AMOUNT: return put_amounts(job, b, error);
    case RULE: return put_small(job, b, role, job->rows.rule, error);
    case NUM: return put_small(job, b, role, job->rows.num, error);
    case DEN: return put_small(job, b, role, job->rows.den, error);
    case EXPIRES: return put_small(job, b, role, job->rows.expires, error);
    default: return put_restores(job, b, error);
    }
}

static patron_status read_numbers(reading *job, const batch *from, patron_error *error)
{
    block b;
    for (int64_t start = 0; start < from->count; start += PT_BLOCK)
        for (int role = TIME; role < ROLES; role++) {
            if (!job->has[role] || is_key(role)) continue;
            b.first_row = from->first_row + start;
            b.count = from->count - start < PT_BLOCK ? from->count - start : PT_BLOCK;
            memset(b.present, 0, sizeof b.present);
            patron_status status = PATRON_OK;
            if (from->column[role].type)
                status = pt_column_integers(&from->column[role], start, b.count, b.first_row, role_names[role], b.value,
                                            b.present, error);
            if (!status) status = put(job, &b, role, error);
            if (status) return status;
        }
    return PATRON_OK;
}

static patron_status make_arrays(reading *job, patron_error *error)
{
    pt_loyalty_rows *rows = &job->rows;
    const patron_allocator *allocator = job->allocator;
    int64_t count = rows->count;
    if (!(rows->row = pt_array(allocator, count, sizeof *rows->row, error))) return PATRON_ERROR_MEMORY;
    int32_t **const small[] = {&rows->rule, &rows->num, &rows->den, &rows->expires};
    for (int i = 0; i < 4; i++) {
        if (!job->has[RULE + i]) continue;
        *small[i] = pt_array(allocator, count, sizeof **small[i], error);
        if (!*small[i]) return PATRON_ERROR_MEMORY;
    }
    if (job->has[RESTORE] && !(rows->restore = pt_array(allocator, count, sizeof *rows->restore, error)))
        return PATRON_ERROR_MEMORY;
    return PATRON_OK;
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

/* A column of nulls: of integers of one byte, or of empty strings. */
static patron_column nulls(const reading *job, bool strings)
{
    patron_column column = {.size = sizeof column, .type = strings ? PATRON_TYPE_STRING : PATRON_TYPE_INT8};
    column.values = job->nothing;
    column.offsets = strings ? job->nothing : NULL;
    column.valid = (const uint8_t *)job->nothing;
    return column;
}

static patron_status number(reading *job, int role, pt_index **numbers, pt_keys **out, patron_error *error)
{
    const patron_allocator *allocator = job->allocator;
    patron_column none = nulls(job, job->strings[role]);
    pt_row_keys keys = {0};
    pt_segment *segment = NULL;
    patron_status status = PATRON_ERROR_MEMORY;
    if (!job->has[role]) return PATRON_OK;
    if (!(*numbers = pt_array(allocator, job->rows.count, sizeof **numbers, error))) goto done;
    if (!(segment = pt_array(allocator, job->batch_count, sizeof *segment, error))) goto done;
    for (int64_t i = 0; i < job->batch_count; i++) {
        const batch *from = &job->batch[i];
        const patron_column *column = from->column[role].type ? &from->column[role] : &none;
        int64_t end = pt_is_string(column) ? pt_column_end(column, from->count) : 0;
        pt_segment fresh = {column, from->count, from->first_row, end};
        segment[i] = fresh;
    }
    status = pt_row_keys_read(allocator, 1, segment, job->batch_count, job->rows.count, NULL, role_names[role], &keys,
                              error);
    if (!status) status = pt_number_rows(allocator, 1, &keys, NULL, *numbers, out, error);
    pt_row_keys_free(allocator, &keys);
done:
    PT_FREE(allocator, segment, job->batch_count);
    return status;
}

static patron_status read_orders(reading *job, patron_error *error)
{
    pt_index *order = NULL;
    pt_keys *orders = NULL;
    patron_status status = number(job, ORDER, &order, &orders, error);
    for (int64_t row = 0; row < job->rows.count && !status; row++)
        job->rows.row[row].order = order ? order[row] : PT_INDEX_NONE;
    if (orders) job->rows.orders = pt_keys_count(orders);
    pt_keys_free(job->allocator, orders);
    PT_FREE(job->allocator, order, job->rows.count);
    return status;
}

static patron_status read_keys(reading *job, patron_error *error)
{
    pt_loyalty_rows *rows = &job->rows;
    patron_status status = number(job, CUSTOMER, &rows->customer, &rows->customers, error);
    if (!status) status = read_orders(job, error);
    if (!status) status = number(job, EVENT, &rows->id, &rows->ids, error);
    if (!status && rows->customers && pt_keys_count(rows->customers) > PT_CUSTOMERS_MAX)
        status = pt_fail(error, PATRON_ERROR_LIMIT, 1, -1, -1, "", "more customers than a ledger can hold (%lld)",
                         (long long)PT_CUSTOMERS_MAX);
    return status;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

patron_status pt_loyalty_rows_read(const patron_loyalty_events *const *events, int32_t batches,
                                   const pt_loyalty_settings *settings, pt_loyalty_rows *out, patron_error *error)
{
    reading job = {.allocator = &settings->allocator, .settings = settings};
    patron_status status = PATRON_ERROR_MEMORY;
    if (batches < 0) return pt_fail_argument(error, 2, "batches is negative");
    if (batches && !events) return pt_fail_argument(error, 1, "events is NULL");
    job.batch = pt_zero_array(job.allocator, batches, sizeof *job.batch, error);
    if (!job.batch) return status;
    job.batch_count = batches;
    status = PATRON_OK;
    for (int32_t i = 0; i < batches && !status; i++) status = read_batch(&job, events[i], &job.batch[i], error);
    if (status) goto done;
    status = PATRON_ERROR_MEMORY;
    if (!(job.nothing = pt_zero_array(job.allocator, job.longest + 1, sizeof(int32_t), error))) goto done;
    status = make_arrays(&job, error);
    for (int64_t i = 0; i < batches && !status; i++) status = read_numbers(&job, &job.batch[i], error);
    if (!status) status = read_keys(&job, error);
done:
    pt_release(job.allocator, job.nothing, job.longest + 1, sizeof(int32_t));
    PT_FREE(job.allocator, job.batch, batches);
    if (status) pt_loyalty_rows_free(job.allocator, &job.rows);
    else *out = job.rows;
    return status;
}

void pt_loyalty_rows_free(const patron_allocator *allocator, pt_loyalty_rows *rows)
{
    PT_FREE(allocator, rows->row, rows->count);
    PT_FREE(allocator, rows->customer, rows->count);
    PT_FREE(allocator, rows->id, rows->count);
    PT_FREE(allocator, rows->rule, rows->count);
    PT_FREE(allocator, rows->num, rows->count);
    PT_FREE(allocator, rows->den, rows->count);
    PT_FREE(allocator, rows->expires, rows->count);
    PT_FREE(allocator, rows->restore, rows->count);
    pt_keys_free(allocator, rows->customers);
    pt_keys_free(allocator, rows->ids);
    memset(rows, 0, sizeof *rows);
}
