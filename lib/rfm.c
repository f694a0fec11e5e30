#include "rfm.h"

/* ---- values of one customer -------------------------------------------------------------------------------------- */

pt_rfm_view pt_rfm_view_of(const patron_book *book, int32_t as_of, int32_t window_days, int32_t monetary)
{
    int64_t from = window_days ? (int64_t)as_of - window_days + 1 : PATRON_DAY_MIN;
    pt_rfm_view view = {book, as_of, from < PATRON_DAY_MIN ? PATRON_DAY_MIN : (int32_t)from, monetary};
    return view;
}

/* Unmatched refunds of a customer: all of them, and those of the window. */
static void take_loose(const pt_rfm_view *view, int64_t customer, int64_t *net, int64_t *net_window)
{
    const patron_book *book = view->book;
    if (!book->loose_first) return;
    for (int64_t i = book->loose_first[customer]; i < (int64_t)book->loose_first[customer + 1]; i++) {
        if (book->loose.day[i] > view->as_of) break;
        *net -= book->loose.amount[i];
        if (book->loose.day[i] >= view->from) *net_window -= book->loose.amount[i];
    }
}

int pt_rfm_measure(const pt_rfm_view *view, int64_t customer, int64_t *gaps, pt_rfm_values *out)
{
    const patron_book *book = view->book;
    bool by_order = (book->flags & PATRON_BOOK_COUNT_BY_ORDER) != 0;
    int64_t orders = 0, purchases = 0, frequency = 0, net = 0, net_counted = 0, net_window = 0, cost = 0;
    int32_t last = PATRON_NO_DAY, last_sale = PATRON_NO_DAY;
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        int32_t day = book->day[i];
        if (day > view->as_of) break;
        int64_t refunded = pt_refunded(book, i, view->as_of), kept = book->amount[i] - refunded;
        bool inside = day >= view->from;
        net += kept;
        if (inside) net_window += kept;
        if (inside && book->cost) cost += book->cost[i];
        if (!pt_counts(book, i, refunded)) continue;
        orders++;
        net_counted += kept;
        if (day != last || by_order) {
            purchases++;
            frequency += inside;
        }
        last = day;
        if (!gaps || pt_bit(book->renewal, i)) continue;
        if (last_sale != PATRON_NO_DAY && (day != last_sale || by_order)) gaps[day - last_sale]++;
        last_sale = day;
    }
    if (!orders) return PT_RFM_NO_BUYER;
    take_loose(view, customer, &net, &net_window);
    int64_t money = net_window;
    if (view->monetary == PATRON_RFM_MARGIN && pt_subtract(net_window, cost, &money)) return PT_RFM_OVERFLOW;
    pt_rfm_values values = {
        {{-((int64_t)view->as_of - last), 1},
         {frequency, 1},
         {money, view->monetary == PATRON_RFM_MEAN && frequency > 1 ? frequency : 1}},
        orders, purchases, net, net_counted,
    };
    if (view->monetary == PATRON_RFM_MEAN && !frequency) values.value[PT_RFM_MONETARY].numerator = 0;
    *out = values;
    return PT_RFM_BUYER;
}

patron_status pt_rfm_overflow(int64_t customer, patron_error *error)
{
    return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, customer, -1, "cost", "the customer's net less cost leaves int64");
}

/* ---- scores ------------------------------------------------------------------------------------------------------ */

/* Whether the customer's key comes before that of an NTILE cut. */
static bool key_before(const patron_rfm_rule *rule, const pt_keys *keys, int64_t customer, const pt_rfm_key *cut)
{
    patron_column column = {0};
    pt_keys_column(keys, &column);
    if (rule->keys == PT_RFM_KEYS_INTEGERS) {
        const int64_t *values = column.values;
        return values[column.first + customer] < cut->integer;
    }
    const int64_t *offsets = (const int64_t *)column.offsets + column.first + customer;
    int64_t length = offsets[1] - offsets[0], common = length < cut->length ? length : cut->length;
    int order = common ? memcmp((const char *)column.values + offsets[0], rule->key_bytes + cut->start,
                                (size_t)common) : 0;
    return order < 0 || (order == 0 && length < cut->length);
}

static int32_t score_of(const patron_rfm_rule *rule, const pt_keys *keys, int64_t customer, int dimension,
                        pt_rfm_ratio value)
{
    const pt_rfm_ratio *cut = dimension == PT_RFM_RECENCY ? rule->capped : rule->cut[dimension];
    bool ties = rule->method[dimension] == PATRON_RFM_NTILE;
    int32_t score = 1;
    for (; score < rule->bins; score++) {
        pt_rfm_ratio next = cut[score - 1];
        if (!next.denominator) break;
        int order = pt_rfm_compare(value, next);
        if (order < 0 || (order == 0 && ties && key_before(rule, keys, customer, &rule->key[dimension][score - 1])))
            break;
    }
    return score;
}

void pt_rfm_scores(const patron_rfm_rule *rule, const pt_keys *keys, int64_t customer, const pt_rfm_values *values,
                   int32_t score[PT_RFM_DIMENSIONS])
{
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++) score[d] = score_of(rule, keys, customer, d, values->value[d]);
}

int32_t pt_rfm_keys_of(const patron_book *book)
{
    if (!book->customer_keys) return PT_RFM_KEYS_NONE;
    return pt_keys_are_strings(book->customer_keys) ? PT_RFM_KEYS_STRINGS : PT_RFM_KEYS_INTEGERS;
}

patron_status pt_rfm_check_rule(const patron_book *book, const patron_rfm_rule *rule, int32_t argument,
                                patron_error *error)
{
    if (!rule) return pt_fail_argument(error, argument, "the rule is NULL");
    if ((book->flags & PT_RFM_BOOK_FLAGS) != rule->book_flags)
        return pt_fail(error, PATRON_ERROR_MISMATCH, argument, -1, -1, "",
                       "the rule was fitted on a book that counts zero orders or purchases otherwise");
    if (rule->monetary == PATRON_RFM_MARGIN && !book->cost)
        return pt_fail(error, PATRON_ERROR_MISSING, argument, -1, -1, "cost", "the rule needs a book with costs");
    if (rule->keys == PT_RFM_KEYS_NONE) return PATRON_OK;
    int32_t keys = pt_rfm_keys_of(book);
    if (keys == PT_RFM_KEYS_NONE)
        return pt_fail(error, PATRON_ERROR_MISSING, argument, -1, -1, "customer",
                       "NTILE needs a book with customer keys");
    if (keys != rule->keys && book->customers)
        return pt_fail(error, PATRON_ERROR_MISMATCH, argument, -1, -1, "customer",
                       "the rule's NTILE cuts hold %s keys, the book has %s ones",
                       rule->keys == PT_RFM_KEYS_STRINGS ? "string" : "integer",
                       keys == PT_RFM_KEYS_STRINGS ? "string" : "integer");
    return PATRON_OK;
}

/* ---- the score function ------------------------------------------------------------------------------------------ */

static void put_nothing(const patron_rfm_columns *out, int64_t i)
{
    if (out->recency) out->recency[i] = PATRON_NO_DAY;
    if (out->frequency) out->frequency[i] = PATRON_NONE;
    if (out->monetary_numerator) out->monetary_numerator[i] = 0;
    if (out->monetary_denominator) out->monetary_denominator[i] = 0;
    int32_t *const scores[] = {out->r, out->f, out->m, out->cell, out->segment};
    for (size_t c = 0; c < sizeof scores / sizeof *scores; c++)
        if (scores[c]) scores[c][i] = PATRON_NONE;
}

static void put(const patron_rfm_columns *out, int64_t i, const pt_rfm_values *values, const int32_t *score,
                int32_t bins, const pt_rfm_cells *cells)
{
    int32_t cell = pt_rfm_cell(bins, score);
    if (out->recency) out->recency[i] = (int32_t)-values->value[PT_RFM_RECENCY].numerator;
    if (out->frequency) out->frequency[i] = values->value[PT_RFM_FREQUENCY].numerator;
    if (out->monetary_numerator) out->monetary_numerator[i] = values->value[PT_RFM_MONETARY].numerator;
    if (out->monetary_denominator) out->monetary_denominator[i] = values->value[PT_RFM_MONETARY].denominator;
    if (out->r) out->r[i] = score[PT_RFM_RECENCY];
    if (out->f) out->f[i] = score[PT_RFM_FREQUENCY];
    if (out->m) out->m[i] = score[PT_RFM_MONETARY];
    if (out->cell) out->cell[i] = cell;
    if (out->segment) out->segment[i] = cells->segment[cell];
}

/* Only a margin can overflow, and then before anything is written. */
static patron_status check_margins(const pt_rfm_view *view, int64_t first, int64_t count, patron_error *error)
{
    pt_rfm_values values;
    for (int64_t i = 0; view->monetary == PATRON_RFM_MARGIN && i < count; i++)
        if (pt_rfm_measure(view, first + i, NULL, &values) == PT_RFM_OVERFLOW) return pt_rfm_overflow(first + i, error);
    return PATRON_OK;
}

patron_status patron_rfm_score(const patron_book *book, int32_t as_of, const patron_rfm_rule *rule,
                               const patron_rfm_map *map, int64_t first, int64_t count, const patron_rfm_columns *out,
                               patron_error *error)
{
    patron_rfm_columns to;
    pt_rfm_cells cells;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_rfm_check_rule(book, rule, 3, error);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status) status = pt_check_out_struct(out, offsetof(patron_rfm_columns, recency), 7, "columns", error);
    if (!status)
        status = pt_read_struct(out, &to, sizeof to, offsetof(patron_rfm_columns, recency), 7, "columns", error);
    if (status) return status;
    if (to.capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "the columns hold %lld rows, %lld are needed",
                       (long long)to.capacity, (long long)count);
    if (map || to.segment) status = pt_rfm_cells_from(map, rule->bins, 4, &cells, error);
    if (status) return status;
    pt_rfm_view view = pt_rfm_view_of(book, as_of, rule->window_days, rule->monetary);
    if ((status = check_margins(&view, first, count, error))) return status;
    for (int64_t i = 0; i < count; i++) {
        pt_rfm_values values;
        int32_t score[PT_RFM_DIMENSIONS];
        if (pt_rfm_measure(&view, first + i, NULL, &values) != PT_RFM_BUYER) {
            put_nothing(&to, i);
            continue;
        }
        pt_rfm_scores(rule, book->customer_keys, first + i, &values, score);
        put(&to, i, &values, score, rule->bins, &cells);
    }
    return PATRON_OK;
}
