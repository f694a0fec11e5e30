#include "churn.h"

#include "sort.h"
#include "table.h"

const char *patron_churn_reason_name(int32_t reason)
{
    static const char *const names[] = {"silence", "ordered", "refunded"};
    return reason >= 0 && reason < (int32_t)(sizeof names / sizeof *names) ? names[reason] : NULL;
}

/* One row of the table to come. */
typedef struct change {
    int64_t net;
    double value, rho, score;
    int32_t customer, from, to, reason, silence;
} change;

typedef struct changes {
    const patron_book *book;
    const patron_churn_rule *rule;
    patron_selection chosen;
    int32_t from_day, to_day;
    uint32_t from_states, to_states;
    change *row;
    pt_index *position, *spare;
} changes;

static bool wanted(uint32_t states, int32_t state) { return states == 0 || (states >> (state + 1) & 1u) != 0; }

/* Purchases up to from_day as to_day sees them, and whether there are later ones. */
static int64_t early_purchases(const changes *at, int64_t customer, bool *later)
{
    pt_walk walk = pt_walk_begin(at->book, customer, at->to_day, true);
    pt_purchase purchase;
    int64_t early = 0;
    *later = false;
    while (!*later && pt_walk_next(&walk, &purchase)) {
        *later = purchase.day > at->from_day;
        early += !*later;
    }
    return early;
}

/* True if the customer's state changed in a way that is asked for. */
static bool compare(const changes *at, pt_churn_bounds *bounds, int64_t customer, change *row)
{
    pt_churn_history before, after;
    pt_churn_view from, to;
    bool later;
    if (pt_selected(&at->chosen, customer) < 0) return false;
    pt_churn_history_read(at->book, customer, at->from_day, &before);
    pt_churn_history_read(at->book, customer, at->to_day, &after);
    pt_churn_assess(at->rule, bounds, &before, at->from_day, false, &from);
    pt_churn_assess(at->rule, bounds, &after, at->to_day, false, &to);
    if (from.state == to.state) return false;
    if (!wanted(at->from_states, from.state) || !wanted(at->to_states, to.state)) return false;
    int64_t early = early_purchases(at, customer, &later);
    row->reason = later ? PATRON_CHURN_REASON_ORDERED
                        : early < before.purchases ? PATRON_CHURN_REASON_REFUNDED : PATRON_CHURN_REASON_SILENCE;
    row->customer = (int32_t)customer;
    row->from = from.state;
    row->to = to.state;
    row->silence = after.purchases > 0 ? at->to_day - after.last : PATRON_NO_DAY;
    row->net = after.purchases > 0 ? pt_churn_net(at->book, customer, at->to_day) : 0;
    row->value = pt_churn_value(&to, row->net);
    row->rho = to.rho;
    row->score = to.score;
    return true;
}

static bool row_before(const void *context, pt_index a, pt_index b)
{
    const changes *at = context;
    const change *left = at->row + a, *right = at->row + b;
    if (left->value > right->value || left->value < right->value) return left->value > right->value;
    if (at->book->customer_keys) return pt_keys_compare(at->book->customer_keys, left->customer, right->customer) < 0;
    return left->customer < right->customer;
}

static patron_status fill_table(const changes *at, int64_t rows, patron_table **out, patron_error *error)
{
    static const pt_table_column columns[] = {
        {"customer", PATRON_TYPE_INT32, PATRON_UNIT_NONE}, {"from_state", PATRON_TYPE_INT32, PATRON_UNIT_NONE},
        {"to_state", PATRON_TYPE_INT32, PATRON_UNIT_NONE}, {"reason", PATRON_TYPE_INT32, PATRON_UNIT_NONE},
        {"silence", PATRON_TYPE_INT32, PATRON_UNIT_NONE},  {"net_365", PATRON_TYPE_INT64, PATRON_UNIT_NONE},
        {"value_at_risk", PATRON_TYPE_FLOAT64, PATRON_UNIT_NONE}, {"rho", PATRON_TYPE_FLOAT64, PATRON_UNIT_NONE},
        {"score", PATRON_TYPE_FLOAT64, PATRON_UNIT_NONE}};
    const int32_t count = (int32_t)(sizeof columns / sizeof *columns);
    patron_table *table = pt_table_make(&at->book->allocator, columns, count, rows, error);
    if (!table) return PATRON_ERROR_MEMORY;
    int32_t *customer = pt_table_values(table, 0), *from = pt_table_values(table, 1), *to = pt_table_values(table, 2);
    int32_t *reason = pt_table_values(table, 3), *silence = pt_table_values(table, 4);
    int64_t *net = pt_table_values(table, 5);
    double *value = pt_table_values(table, 6), *rho = pt_table_values(table, 7), *score = pt_table_values(table, 8);
    for (int64_t i = 0; i < rows; i++) {
        const change *row = at->row + at->position[i];
        customer[i] = row->customer;
        from[i] = row->from;
        to[i] = row->to;
        reason[i] = row->reason;
        silence[i] = row->silence;
        net[i] = row->net;
        value[i] = row->value;
        rho[i] = row->rho;
        score[i] = row->score;
    }
    *out = table;
    return PATRON_OK;
}

/* Two passes, so that the rows take no more memory than they need: the first counts them. */
static patron_status find_changes(changes *at, pt_churn_bounds *bounds, patron_table **out, patron_error *error)
{
    const patron_allocator *allocator = &at->book->allocator;
    patron_status status = PATRON_ERROR_MEMORY;
    int64_t rows = 0, filled = 0;
    change row;
    for (int64_t customer = 0; customer < at->book->customers; customer++) rows += compare(at, bounds, customer, &row);
    at->row = pt_array(allocator, rows, sizeof *at->row, error);
    if (at->row) at->position = pt_array(allocator, rows, sizeof *at->position, error);
    if (at->position) at->spare = pt_array(allocator, rows, sizeof *at->spare, error);
    if (!at->spare) goto done;
    for (int64_t customer = 0; customer < at->book->customers; customer++) {
        if (!compare(at, bounds, customer, &row)) continue;
        at->row[filled] = row;
        at->position[filled] = (pt_index)filled;
        filled++;
    }
    pt_sort(at->position, at->spare, rows, row_before, at);
    status = fill_table(at, rows, out, error);
done:
    PT_FREE(allocator, at->spare, rows);
    PT_FREE(allocator, at->position, rows);
    PT_FREE(allocator, at->row, rows);
    return status;
}

patron_status patron_churn_changes(const patron_book *book, int32_t from_day, int32_t to_day,
                                   const patron_churn_rule *rule, const patron_churn_changes_options *options,
                                   const patron_selection *selection, patron_table **out, patron_error *error)
{
    patron_churn_changes_options known;
    pt_churn_bounds bounds;
    changes at = {.book = book, .rule = rule, .from_day = from_day, .to_day = to_day};
    patron_status status = pt_check_as_of(book, from_day, 2, error);
    if (!status) status = pt_check_as_of(book, to_day, 3, error);
    if (!status) status = pt_churn_check_rule(book, rule, 4, error);
    if (!status)
        status = pt_read_struct(options, &known, sizeof known, sizeof known.size + sizeof known.flags, 5, "options",
                                error);
    if (!status) status = pt_selection_read(selection, 0, book->customers, 6, &at.chosen, error);
    if (status) return status;
    const uint32_t beyond = ~(uint32_t)0 << (PATRON_CHURN_STATES + 1);
    if (from_day >= to_day) return pt_fail_argument(error, 2, "from_day must lie before to_day");
    if (known.flags) return pt_fail_argument(error, 5, "an unknown flag is set");
    if ((known.from_states | known.to_states) & beyond)
        return pt_fail_argument(error, 5, "a bit is set that is no state's");
    if (!out) return pt_fail_argument(error, 7, "out is NULL");
    at.from_states = known.from_states;
    at.to_states = known.to_states;
    status = pt_churn_bounds_begin(&bounds, rule, book->customers, &book->allocator, error);
    if (status) return status;
    status = find_changes(&at, &bounds, out, error);
    pt_churn_bounds_end(&bounds);
    return status;
}
