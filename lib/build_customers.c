/* Whose the rows are: customers' numbers, guests, merged accounts, and since when the shop knows them. */
#include "build.h"

typedef struct customer_lists {
    pt_keys *guests, *from, *to;
    pt_index *from_number, *to_number; /* [alias_count] */
    pt_index *target;                  /* [keys of from]: key of `to` */
} customer_lists;

static patron_status check_kind(const pt_build *build, const patron_column *column, const char *role,
                                patron_error *error)
{
    if (pt_is_string(column) == build->rowset->schema.strings[PT_CUSTOMER]) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_ARGUMENT, 0, -1, -1, role, "%s must be of the customer column's kind", role);
}

static patron_status list_keys(const pt_build *build, const patron_column *column, int64_t count, const char *role,
                               pt_index *numbers, pt_keys **out, patron_error *error)
{
    if (!count) return PATRON_OK;
    patron_status status = check_kind(build, column, role, error);
    return status ? status : pt_keys_from_column(build->allocator, column, count, role, numbers, out, error);
}

/* The alias (a key of `from`) that key i of `to` is itself, or -1 where it is an account that stays. */
static int64_t alias_of(const customer_lists *lists, pt_index i)
{
    patron_column column;
    pt_keys_column(lists->to, &column);
    const int64_t *offsets = column.offsets;
    if (!pt_keys_are_strings(lists->to)) return pt_keys_find_integer(lists->from, ((const int64_t *)column.values)[i]);
    return pt_keys_find_string(lists->from, (const char *)column.values + offsets[i], offsets[i + 1] - offsets[i]);
}

static patron_status read_aliases(customer_lists *lists, int64_t count, patron_error *error)
{
    memset(lists->target, 0xff, (size_t)pt_keys_count(lists->from) * sizeof *lists->target);
    for (int64_t i = 0; i < count; i++) {
        pt_index from = lists->from_number[i], to = lists->to_number[i];
        if (from == PT_INDEX_NONE || to == PT_INDEX_NONE)
            return pt_fail(error, PATRON_ERROR_DATA, 0, i, -1, from == PT_INDEX_NONE ? "alias_from" : "alias_to",
                           "an alias is null");
        if (lists->target[from] != PT_INDEX_NONE && lists->target[from] != to)
            return pt_fail(error, PATRON_ERROR_CONFLICT, 0, i, -1, "alias_from", "this account has two aliases");
        lists->target[from] = to;
    }
    return PATRON_OK;
}

/* Gives every alias the account at the end of its chain. Each alias is walked over twice: on the way to the end of its
 * chain, or to a part of it that is known, and again to be told. */
static patron_status follow_aliases(const pt_build *build, customer_lists *lists, int64_t count, patron_error *error)
{
    enum { NEW, ON_THE_WAY, KNOWN };
    patron_status status = read_aliases(lists, count, error);
    if (status) return status;
    int64_t keys = pt_keys_count(lists->from);
    uint8_t *state = pt_zero_array(build->allocator, keys, 1, error);
    if (!state) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < count && !status; i++) {
        int64_t alias = lists->from_number[i], next = alias;
        pt_index last = lists->target[alias];
        while (next >= 0 && state[next] == NEW) {
            state[next] = ON_THE_WAY;
            last = lists->target[next];
            int64_t after = alias_of(lists, last);
            next = after == next ? -1 : after; /* an alias of itself stays */
        }
        if (next >= 0 && state[next] == ON_THE_WAY)
            status = pt_fail(error, PATRON_ERROR_CONFLICT, 0, i, -1, "alias_to", "aliases lead in a circle");
        if (next >= 0) last = lists->target[next];
        while (!status && alias >= 0 && state[alias] == ON_THE_WAY) {
            int64_t after = alias_of(lists, lists->target[alias]);
            state[alias] = KNOWN;
            lists->target[alias] = last;
            alias = after == alias ? -1 : after;
        }
    }
    PT_FREE(build->allocator, state, keys);
    return status;
}

static patron_status make_lists(const pt_build *build, customer_lists *lists, patron_error *error)
{
    const pt_settings *settings = build->settings;
    const patron_allocator *allocator = build->allocator;
    int64_t count = settings->alias_count;
    patron_status status = list_keys(build, &settings->guest, settings->guest_count, "guest_keys", NULL,
                                     &lists->guests, error);
    if (status || !count) return status;
    if (!(lists->from_number = pt_array(allocator, count, sizeof *lists->from_number, error)) ||
        !(lists->to_number = pt_array(allocator, count, sizeof *lists->to_number, error)) ||
        !(lists->target = pt_array(allocator, count, sizeof *lists->target, error)))
        return PATRON_ERROR_MEMORY;
    status = list_keys(build, &settings->alias_from, count, "alias_from", lists->from_number, &lists->from, error);
    if (!status) status = list_keys(build, &settings->alias_to, count, "alias_to", lists->to_number, &lists->to, error);
    if (!status) status = follow_aliases(build, lists, count, error);
    return status;
}

static void free_lists(const pt_build *build, customer_lists *lists)
{
    int64_t count = build->settings->alias_count;
    pt_keys_free(build->allocator, lists->guests);
    pt_keys_free(build->allocator, lists->from);
    pt_keys_free(build->allocator, lists->to);
    PT_FREE(build->allocator, lists->from_number, count);
    PT_FREE(build->allocator, lists->to_number, count);
    PT_FREE(build->allocator, lists->target, count);
}

/* The number of the customer with the key at position i, -1 = none. */
static int64_t find_customer(const patron_book *book, const pt_row_keys *keys, int64_t i)
{
    if (!(keys->present[i >> 6] >> (i & 63) & 1)) return -1;
    return keys->strings ? pt_keys_find_string(book->customer_keys, keys->bytes[i], keys->lengths[i])
                         : pt_keys_find_integer(book->customer_keys, keys->integers[i]);
}

/* Since when the shop knows each customer: of merged accounts and of keys given twice, the earliest day. */
static patron_status assign_since(pt_build *build, const pt_key_rules *rules, patron_error *error)
{
    const pt_settings *settings = build->settings;
    const patron_column *customer = &settings->since_customer;
    patron_book *book = build->book;
    int64_t count = settings->since_count;
    if (!count) return PATRON_OK;
    patron_status status = check_kind(build, customer, "since_customer", error);
    if (status) return status;
    pt_segment segment = {customer, count, 0, pt_is_string(customer) ? pt_column_end(customer, count) : 0};
    pt_row_keys keys = {0};
    status = pt_row_keys_read(build->allocator, 1, &segment, 1, count, rules, "since_customer", &keys, error);
    if (status) return status;
    status = PATRON_ERROR_MEMORY;
    int64_t *days = pt_array(build->allocator, count, sizeof *days, error);
    uint8_t *present = pt_array(build->allocator, count, sizeof *present, error);
    if (!days || !present) goto done;
    if (!(book->since = pt_array(build->allocator, book->customers, sizeof *book->since, error))) goto done;
    for (int64_t i = 0; i < book->customers; i++) book->since[i] = PATRON_NO_DAY;
    status = pt_column_integers(&settings->since_day, 0, count, 0, "since_day", days, present, error);
    for (int64_t i = 0; i < count && !status; i++) {
        if (present[i] && !pt_is_day(days[i])) {
            status = pt_fail(error, PATRON_ERROR_RANGE, 0, i, -1, "since_day", "day %lld is outside the years 1..9999",
                             (long long)days[i]);
            break;
        }
        int64_t number = present[i] ? find_customer(book, &keys, i) : -1;
        if (number < 0) continue;
        int32_t *since = &book->since[number], day = (int32_t)days[i];
        if (*since == PATRON_NO_DAY || day < *since) *since = day;
    }
done:
    PT_FREE(build->allocator, days, count);
    PT_FREE(build->allocator, present, count);
    pt_row_keys_free(build->allocator, &keys);
    return status;
}

patron_status pt_number_customers(pt_build *build, patron_error *error)
{
    customer_lists lists = {0};
    patron_book *book = build->book;
    patron_status status = make_lists(build, &lists, error);
    pt_key_rules rules = {lists.from, lists.to, lists.target, lists.guests};
    if (!status) status = pt_number_role(build, PT_CUSTOMER, "customer", &rules, &book->customer_keys, error);
    if (!status) book->customers = pt_keys_count(book->customer_keys);
    if (!status && book->customers > PT_CUSTOMERS_MAX)
        status = pt_fail(error, PATRON_ERROR_LIMIT, 0, -1, -1, "customer",
                         "%lld customers are more than a book can hold (%lld)", (long long)book->customers,
                         (long long)PT_CUSTOMERS_MAX);
    if (!status) status = pt_keys_index(build->allocator, book->customer_keys, error);
    if (!status) status = assign_since(build, &rules, error);
    free_lists(build, &lists);
    return status;
}
