#include "loyalty.h"

#include "columns.h"

/* ---- names ------------------------------------------------------------------------------------------------------- */

const char *patron_loyalty_kind_name(int32_t kind)
{
    static const char *const names[PATRON_LOYALTY_KINDS] = {"earn", "bonus", "spend", "refund", "reversal", "expire"};
    return kind >= 0 && kind < PATRON_LOYALTY_KINDS ? names[kind] : NULL;
}

const char *patron_loyalty_reason_name(int32_t reason)
{
    static const char *const names[PATRON_LOYALTY_REASONS] = {
        "earned", "bonus", "spent", "restored", "taken_back", "reversed", "expired", "removed", "shortfall"};
    return reason >= 0 && reason < PATRON_LOYALTY_REASONS ? names[reason] : NULL;
}

/* ---- the ledger -------------------------------------------------------------------------------------------------- */

void patron_loyalty_free(patron_loyalty_ledger *ledger)
{
    if (!ledger) return;
    patron_allocator allocator = ledger->allocator;
    PT_FREE(&allocator, ledger->first, ledger->customers + 1);
    PT_FREE(&allocator, ledger->day, ledger->count);
    PT_FREE(&allocator, ledger->kind, ledger->count);
    PT_FREE(&allocator, ledger->points, ledger->count);
    PT_FREE(&allocator, ledger->other, ledger->count);
    PT_FREE(&allocator, ledger->order, ledger->count);
    PT_FREE(&allocator, ledger->row, ledger->count);
    pt_keys_free(&allocator, ledger->keys);
    pt_release(&allocator, ledger, 1, sizeof *ledger);
}

patron_status pt_loyalty_check_as_of(const patron_loyalty_ledger *ledger, int32_t as_of, int32_t argument,
                                     patron_error *error)
{
    if (!ledger) return pt_fail_argument(error, 1, "ledger is NULL");
    if (!pt_is_day(as_of))
        return pt_fail(error, PATRON_ERROR_RANGE, argument, -1, -1, "", "as_of %d is outside the years 1..9999",
                       (int)as_of);
    return PATRON_OK;
}

patron_status pt_loyalty_check_range(const patron_loyalty_ledger *ledger, int64_t first, int64_t count,
                                     int32_t argument, patron_error *error)
{
    if (first < 0 || count < 0 || first > ledger->customers || count > ledger->customers - first)
        return pt_fail(error, PATRON_ERROR_RANGE, argument, -1, -1, "",
                       "customers %lld and the %lld from there on are not in a ledger of %lld", (long long)first,
                       (long long)count, (long long)ledger->customers);
    return PATRON_OK;
}

patron_status patron_loyalty_inspect(const patron_loyalty_ledger *ledger, patron_loyalty_info *out, patron_error *error)
{
    if (!ledger) return pt_fail_argument(error, 1, "ledger is NULL");
    patron_status status = pt_check_out_struct(out, sizeof *out, 2, "out", error);
    if (!status) pt_write_struct(out, &ledger->info, sizeof ledger->info);
    return status;
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

patron_status patron_loyalty_keys(const patron_loyalty_ledger *ledger, patron_column *out, int64_t *count,
                                  patron_error *error)
{
    if (!ledger) return pt_fail_argument(error, 1, "ledger is NULL");
    patron_status status = pt_check_out_struct(out, sizeof *out, 2, "out", error);
    if (status) return status;
    patron_column column = {.size = sizeof column, .type = PATRON_TYPE_INT64};
    if (ledger->keys) pt_keys_column(ledger->keys, &column);
    pt_write_struct(out, &column, sizeof column);
    if (count) *count = ledger->customers;
    return PATRON_OK;
}

static patron_status find_block(const pt_keys *keys, const patron_column *column, int64_t end, int64_t start,
                                int64_t count, int32_t *found, patron_error *error)
{
    int64_t integer[PT_BLOCK], length[PT_BLOCK];
    const char *bytes[PT_BLOCK];
    uint8_t present[PT_BLOCK];
    bool strings = pt_is_string(column);
    patron_status status =
        strings ? pt_column_strings(column, end, start, count, start, "keys", bytes, length, present, error)
                : pt_column_integers(column, start, count, start, "keys", integer, present, error);
    for (int64_t i = 0; i < count && !status; i++) {
        int64_t number = -1;
        if (present[i])
            number = strings ? pt_keys_find_string(keys, bytes[i], length[i]) : pt_keys_find_integer(keys, integer[i]);
        found[i] = number < 0 ? PATRON_NONE : (int32_t)number;
    }
    return status;
}

patron_status patron_loyalty_find(const patron_loyalty_ledger *ledger, const patron_column *keys, int64_t count,
                                  int32_t *numbers, patron_error *error)
{
    patron_column column;
    if (!ledger) return pt_fail_argument(error, 1, "ledger is NULL");
    patron_status status = pt_column_read(keys, count, 2, "keys", &column, error);
    if (status) return status;
    if (count && !numbers) return pt_fail_argument(error, 4, "numbers is NULL");
    bool strings = pt_is_string(&column);
    if (ledger->customers && strings != pt_keys_are_strings(ledger->keys))
        return pt_fail_argument(error, 2, "keys are not of the customer column's kind");
    if (!ledger->customers) {
        for (int64_t i = 0; i < count; i++) numbers[i] = PATRON_NONE;
        return PATRON_OK;
    }
    int64_t end = strings ? pt_column_end(&column, count) : 0;
    int32_t *found = pt_array(&ledger->allocator, count, sizeof *found, error); /* an error leaves the output alone */
    if (!found) return PATRON_ERROR_MEMORY;
    for (int64_t start = 0; start < count && !status; start += PT_BLOCK)
        status = find_block(ledger->keys, &column, end, start, count - start < PT_BLOCK ? count - start : PT_BLOCK,
                            found + start, error);
    if (!status && count) memcpy(numbers, found, (size_t)count * sizeof *numbers);
    PT_FREE(&ledger->allocator, found, count);
    return status;
}

/* ---- the worth of points ----------------------------------------------------------------------------------------- */

patron_status patron_loyalty_value(int64_t points, int64_t num, int64_t den, int64_t *whole, int64_t *rest,
                                   patron_error *error)
{
    if (num < 0) return pt_fail_argument(error, 2, "num is negative");
    if (den < 1) return pt_fail_argument(error, 3, "den is less than 1");
    pt_int128 product = (pt_int128)points * num, quotient = product / den, left = product % den;
    if (left < 0) {
        left += den;
        quotient--;
    }
    if (quotient > INT64_MAX || quotient < INT64_MIN)
        return pt_fail(error, PATRON_ERROR_OVERFLOW, 1, -1, -1, "", "the value does not fit into int64");
    if (whole) *whole = (int64_t)quotient;
    if (rest) *rest = (int64_t)left;
    return PATRON_OK;
}
