/* churn_rule.c: the churn table of a shop: fitted, made of what shards counted, looked into. */
#include "php_patron.h"
#include "churn.h"

static const char *const options_of[] = {"method", "horizon", "new_days", "threads", "bands", NULL};
static const char *const counts_of[] = {"gaps", "cells", "second", "as_of", "first_day", "flags", NULL};

bool pp_churn_fit(const pp_book *book, int32_t day, const patron_churn_options *options, HashTable *mask, zval *out)
{
    pp_selection selection;
    patron_churn_rule *rule;
    pp_option_room room;
    patron_error error;
    if (!pp_selection_read(&selection, mask, NULL, pp_customers(book))) return false;
    patron_status status = patron_churn_fit(book->book, day, options, pp_selection_c(&selection), &rule, &error);
    pp_selection_free(&selection);
    const char *option = status ? pp_option(&error, options_of, &room) : "";
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", option, "mask", ""));
    else pp_rule_make(out, pp_ce_churn_rule, rule);
    return !status;
}

/* Three numbers. */
static bool read_bands(HashTable *bands, double out[3])
{
    zval *band;
    int at = 0;
    if (zend_hash_num_elements(bands) != 3) {
        pp_argument_error("bands", "bands must be three numbers");
        return false;
    }
    ZEND_HASH_FOREACH_VAL(bands, band)
    {
        ZVAL_DEREF(band);
        if (Z_TYPE_P(band) != IS_DOUBLE && Z_TYPE_P(band) != IS_LONG) {
            pp_type_error("bands", "bands must be numbers, not %s", zend_zval_type_name(band));
            return false;
        }
        out[at++] = Z_TYPE_P(band) == IS_DOUBLE ? Z_DVAL_P(band) : (double)Z_LVAL_P(band);
    }
    ZEND_HASH_FOREACH_END();
    if (out[0] || out[1] || out[2]) return true;
    pp_argument_error("bands", "bands must fall from below 1 to above 0"); /* three zeros mean the default in C */
    return false;
}

/* horizon, newDays and bands, each with whether it is null. */
static bool read_options(zend_long horizon, bool no_horizon, zend_long new_days, bool no_new_days, HashTable *bands,
                         patron_churn_options *out)
{
    if (!pp_positive(horizon, no_horizon, "horizon", &out->horizon)) return false;
    if (!no_new_days) {
        out->flags = PATRON_CHURN_NEW_DAYS;
        if (!pp_int32(new_days, "newDays", &out->new_days)) return false;
    }
    return !bands || read_bands(bands, out->bands);
}

ZEND_METHOD(Patron_Book, churnRule)
{
    zval *as_of;
    zend_object *method = NULL;
    HashTable *bands = NULL, *mask = NULL;
    zend_long horizon = 0, new_days = 0, threads = 1;
    bool no_horizon = true, no_new_days = true;
    ZEND_PARSE_PARAMETERS_START(1, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(method, pp_ce_churn_method)
        Z_PARAM_LONG_OR_NULL(horizon, no_horizon)
        Z_PARAM_LONG_OR_NULL(new_days, no_new_days)
        Z_PARAM_ARRAY_HT_OR_NULL(bands)
        Z_PARAM_LONG(threads)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_churn_options options = {.size = sizeof options};
    int32_t day;
    options.method = method ? pp_case_index(method) + PATRON_CHURN_METHOD_KM : PATRON_CHURN_METHOD_KM;
    if (!pp_day(as_of, book->zone, "asOf", &day) || !pp_int32(threads, "threads", &options.threads) ||
        !read_options(horizon, no_horizon, new_days, no_new_days, bands, &options))
        RETURN_THROWS();
    pp_churn_fit(book, day, &options, mask, return_value);
}

/* ---- looking into it --------------------------------------------------------------------------------------------- */

#define INFO(member, ...) PP_FIELD(patron_churn_info, member, __VA_ARGS__)
#define GROUPS .length = PATRON_CHURN_GROUPS
static const pp_field info[] = {
    INFO(book_flags, PP_UINT64),
    INFO(method, PP_INT32),
    INFO(as_of, PP_DAY),
    INFO(horizon, PP_INT32),
    INFO(new_days, PP_INT32),
    INFO(bands, PP_DOUBLE, .length = 3),
    INFO(gaps, PP_INT64),
    INFO(gap_days, PP_INT64),
    INFO(mean_gap, PP_DOUBLE),
    INFO(closed, PP_INT64, GROUPS),
    INFO(open, PP_INT64, GROUPS),
    INFO(cases, PP_INT64, GROUPS),
    INFO(support, PP_DOUBLE, GROUPS),
    PP_END,
};

ZEND_METHOD(Patron_ChurnRule, inspect)
{
    patron_churn_info found = {.size = sizeof found};
    patron_error error;
    ZEND_PARSE_PARAMETERS_NONE();
    patron_status status = patron_churn_rule_inspect(pp_rule_in(ZEND_THIS), &found, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", ""));
        RETURN_THROWS();
    }
    pp_record_of(return_value, pp_ce_churn_info, info, &found, NULL);
}

static void list_of(const int64_t *values, int32_t count, zval *out)
{
    array_init_size(out, (uint32_t)count);
    for (int32_t at = 0; at < count; at++) add_next_index_long(out, values[at]);
}

ZEND_METHOD(Patron_ChurnRule, cells)
{
    int64_t cells[PATRON_CHURN_CELLS];
    patron_error error;
    ZEND_PARSE_PARAMETERS_NONE();
    patron_status status = patron_churn_rule_cells(pp_rule_in(ZEND_THIS), cells, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", ""));
        RETURN_THROWS();
    }
    list_of(cells, PATRON_CHURN_CELLS, return_value);
}

ZEND_METHOD(Patron_ChurnRule, edge)
{
    zend_long bin;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG(bin)
    ZEND_PARSE_PARAMETERS_END();
    if (bin < 0 || bin > PATRON_CHURN_BINS) {
        pp_throw_at(pp_ce_range_exception, "bin", NULL, -1, -1, "bin must be 0 ... %d", PATRON_CHURN_BINS);
        RETURN_THROWS();
    }
    RETURN_DOUBLE(patron_churn_edge((int32_t)bin));
}

/* ---- counts of shards -------------------------------------------------------------------------------------------- */

/* A list of exactly so many whole numbers; NULL thrown. Release it. */
static int64_t *numbers(HashTable *list, const char *argument, int64_t needed)
{
    int64_t *found = NULL, count = 0;
    if (!pp_int64_list(list, argument, &found, &count)) return NULL;
    if (count == needed) return found;
    pp_release(found, (size_t)count * sizeof *found);
    pp_argument_error(argument, "%s must be %" PRId64 " numbers, not %" PRId64, argument, needed, count);
    return NULL;
}

static void release(int64_t *list, int64_t count)
{
    if (list) pp_release(list, (size_t)count * sizeof *list);
}

ZEND_METHOD(Patron_ChurnRule, make)
{
    zval *as_of, *first_day = NULL;
    HashTable *gaps, *cells, *second = NULL, *bands = NULL;
    zend_long flags = 0, horizon = 0, new_days = 0;
    bool no_horizon = true, no_new_days = true;
    ZEND_PARSE_PARAMETERS_START(3, 9)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_ARRAY_HT(gaps)
        Z_PARAM_ARRAY_HT(cells)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(second)
        Z_PARAM_ZVAL(first_day)
        Z_PARAM_LONG(flags)
        Z_PARAM_LONG_OR_NULL(horizon, no_horizon)
        Z_PARAM_LONG_OR_NULL(new_days, no_new_days)
        Z_PARAM_ARRAY_HT_OR_NULL(bands)
    ZEND_PARSE_PARAMETERS_END();
    patron_churn_counts counts = {.size = sizeof counts, .first_day = PATRON_NO_DAY, .book_flags = (uint64_t)flags};
    patron_churn_options options = {.size = sizeof options};
    patron_churn_rule *rule;
    pp_option_room room, other;
    patron_error error;
    if (!pp_day(as_of, NULL, "asOf", &counts.as_of) ||
        (first_day && Z_TYPE_P(first_day) != IS_NULL && !pp_day(first_day, NULL, "firstDay", &counts.first_day)) ||
        !read_options(horizon, no_horizon, new_days, no_new_days, bands, &options))
        RETURN_THROWS();
    if (flags < 0) {
        pp_argument_error("flags", "flags must be what Book::flags() gave");
        RETURN_THROWS();
    }
    int64_t *held_gaps = numbers(gaps, "gaps", PATRON_CHURN_GAPS);
    int64_t *held_cells = held_gaps ? numbers(cells, "cells", PATRON_CHURN_CELLS) : NULL;
    int64_t *held_second = held_cells && second ? numbers(second, "second", PATRON_CHURN_SECOND) : NULL;
    counts.gaps = held_gaps;
    counts.cells = held_cells;
    counts.second = held_second;
    if (!EG(exception)) {
        patron_status status = patron_churn_rule_make(&counts, &options, pp_allocator(), &rule, &error);
        if (status)
            pp_throw(status, &error,
                     PP_NAMES(pp_option(&error, counts_of, &room), pp_option(&error, options_of, &other), "", ""));
        else
            pp_rule_make(return_value, pp_ce_churn_rule, rule);
    }
    release(held_gaps, PATRON_CHURN_GAPS);
    release(held_cells, PATRON_CHURN_CELLS);
    release(held_second, PATRON_CHURN_SECOND);
}

ZEND_METHOD(Patron_Book, churnGaps)
{
    zval *as_of;
    HashTable *mask = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 4)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    int64_t gaps[PATRON_CHURN_GAPS] = {0}, from, many;
    pp_selection selection;
    patron_error error;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) ||
        !pp_selection_read(&selection, mask, NULL, pp_customers(book)))
        RETURN_THROWS();
    patron_status status =
        patron_churn_gaps(book->book, day, pp_selection_c(&selection), from, many, gaps, NULL, &error);
    pp_selection_free(&selection);
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "mask", "first", "count", "", ""));
    else list_of(gaps, PATRON_CHURN_GAPS, return_value);
}

/* The second pass with the first's other half: cells and second purchases. */
static patron_status count_both(const pp_book *book, int32_t day, const int64_t *gaps, const pp_selection *selection,
                                int64_t from, int64_t many, zval *out, patron_error *error)
{
    int64_t cells[PATRON_CHURN_CELLS] = {0}, second[PATRON_CHURN_SECOND] = {0};
    zval list;
    patron_status status =
        patron_churn_gaps(book->book, day, pp_selection_c(selection), from, many, NULL, second, error);
    if (!status)
        status = patron_churn_count(book->book, day, gaps, pp_selection_c(selection), from, many, cells, error);
    if (status) return status;
    array_init(out);
    list_of(cells, PATRON_CHURN_CELLS, &list);
    add_assoc_zval(out, "cells", &list);
    list_of(second, PATRON_CHURN_SECOND, &list);
    add_assoc_zval(out, "second", &list);
    return PATRON_OK;
}

ZEND_METHOD(Patron_Book, churnCount)
{
    zval *as_of;
    HashTable *gaps, *mask = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(2, 5)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_ARRAY_HT(gaps)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    pp_selection selection;
    patron_error error;
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) ||
        !pp_selection_read(&selection, mask, NULL, pp_customers(book)))
        RETURN_THROWS();
    int64_t *held = numbers(gaps, "gaps", PATRON_CHURN_GAPS);
    if (held) {
        patron_status status = count_both(book, day, held, &selection, from, many, return_value, &error);
        if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "gaps", "mask", "first", "count", "", ""));
    }
    release(held, PATRON_CHURN_GAPS);
    pp_selection_free(&selection);
}
