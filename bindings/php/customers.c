/* customers.c: facts of every customer, and their sums. */
#include "php_patron.h"
#include "results.h"

#define QUANTITY .needs = 1u << PP_QUANTITY
#define DISCOUNT .needs = 1u << PP_DISCOUNT
#define COST .needs = 1u << PP_COST

#define SCORE(member, ...) PP_FIELD(patron_customers_columns, member, __VA_ARGS__)
static const pp_field score[] = {
    SCORE(state, PP_TOKEN, .token = patron_customers_state_name),
    SCORE(birth_known, PP_INT32),
    SCORE(orders, PP_INT64),
    SCORE(renewal_orders, PP_INT64),
    SCORE(purchases, PP_INT64),
    SCORE(renewal_purchases, PP_INT64),
    SCORE(first_day, PP_DAY),
    SCORE(last_day, PP_DAY),
    SCORE(days_since, PP_INT32),
    SCORE(tenure, PP_INT32),
    SCORE(sales, PP_INT64),
    SCORE(refunds, PP_INT64),
    SCORE(net, PP_INT64),
    SCORE(sales_counted, PP_INT64),
    SCORE(net_counted, PP_INT64),
    SCORE(units, PP_INT64, QUANTITY),
    SCORE(units_returned, PP_INT64, .needs = 1u << PP_QUANTITY | 1u << PP_PRODUCT),
    SCORE(discount, PP_INT64, DISCOUNT),
    SCORE(discounted_orders, PP_INT64, DISCOUNT),
    SCORE(cost, PP_INT64, COST),
    SCORE(margin, PP_INT64, COST),
    SCORE(gaps, PP_INT64),
    SCORE(gap_sum, PP_INT64),
    SCORE(gap_median_twice, PP_INT32),
    SCORE(last_gap, PP_INT32),
    SCORE(recent_orders, PP_INT64),
    SCORE(recent_net, PP_INT64),
    SCORE(earlier_orders, PP_INT64),
    SCORE(earlier_net, PP_INT64),
    PP_END,
};

ZEND_METHOD(Patron_Book, customers)
{
    zval *as_of;
    HashTable *wanted = NULL;
    zend_long window = 0, first = 0, count = 0;
    bool no_window = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 5)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_ARRAY_HT_OR_NULL(wanted)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_customers_options options = {.size = sizeof options};
    patron_customers_columns out;
    patron_error error;
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_positive(window, no_window, "windowDays", &options.window_days) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many))
        RETURN_THROWS();
    pp_table *table = pp_score_begin(return_value, pp_ce_table, pp_ce_customer_row, ZEND_THIS, score, wanted, NULL,
                                     from, many, &out, sizeof out);
    if (!table) RETURN_THROWS();
    table->as_of = day;
    patron_status status = patron_customers_score(book->book, day, &options, from, many, &out, &error);
    pp_score_end(return_value, status, &error, PP_NAMES("", "asOf", "windowDays", "first", "count", "columns"));
}

/* ---- sums -------------------------------------------------------------------------------------------------------- */

#define COUNT(member) PP_FIELD(patron_customers_counts, member, PP_INT64)
static const pp_field counted[] = {
    COUNT(customers),         COUNT(buyers),          COUNT(buyers_unknown_birth),
    COUNT(one_time_buyers),   COUNT(repeaters),       COUNT(orders),
    COUNT(renewal_orders),    COUNT(purchases),       COUNT(sales),
    COUNT(refunds),           COUNT(net),             COUNT(net_counted),
    COUNT(repeat_observed),   COUNT(repeat_within),   COUNT(recent_buyers),
    COUNT(recent_new),        COUNT(recent_returning), COUNT(recent_unknown),
    COUNT(recent_repeat),     COUNT(recent_orders),   COUNT(recent_net),
    COUNT(recent_net_counted), COUNT(recent_net_returning), COUNT(earlier_buyers),
    COUNT(kept_buyers),       COUNT(earlier_orders),  COUNT(earlier_net),
    PP_END,
};

static const char *const options_of[] = {"window_days", "repeat_days", NULL};

ZEND_METHOD(Patron_Book, customersCount)
{
    zval *as_of;
    HashTable *mask = NULL, *group = NULL;
    zend_long window = 0, repeat = 0, first = 0, count = 0;
    bool no_window = true, no_repeat = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_LONG_OR_NULL(repeat, no_repeat)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_customers_options options = {.size = sizeof options};
    patron_customers_counts out;
    pp_selection selection;
    pp_counts counts;
    pp_option_room room;
    patron_error error;
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_positive(window, no_window, "windowDays", &options.window_days) ||
        !pp_positive(repeat, no_repeat, "repeatDays", &options.repeat_days) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) ||
        !pp_selection_read(&selection, mask, group, pp_customers(book)))
        RETURN_THROWS();
    if (pp_counts_begin(&counts, counted, &selection, 1, &out, sizeof out)) {
        patron_status status = patron_customers_count(book->book, day, &options, pp_selection_c(&selection), from, many,
                                                      &out, &error);
        if (status)
            pp_throw(status, &error,
                     PP_NAMES("", "asOf", pp_option(&error, options_of, &room), "group", "first", "count", ""));
        else
            pp_counts_records(&counts, &selection, pp_ce_customer_counts, return_value);
        pp_counts_end(&counts);
    }
    pp_selection_free(&selection);
}
