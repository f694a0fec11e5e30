/* rfm.c: recency, frequency and monetary value: fit, scores, their summary and migration. */
#include "php_patron.h"
#include "results.h"

/* ---- rule -------------------------------------------------------------------------------------------------------- */

#define INFO(member, ...) PP_FIELD(patron_rfm_info, member, __VA_ARGS__)
#define CUTS .length = PATRON_RFM_CUTS_MAX
static const pp_field info[] = {
    INFO(book_flags, PP_UINT64),
    INFO(bins, PP_INT32),
    INFO(as_of, PP_DAY),
    INFO(window_days, PP_INT32),
    INFO(monetary, PP_INT32),
    INFO(recency_method, PP_INT32),
    INFO(frequency_method, PP_INT32),
    INFO(monetary_method, PP_INT32),
    INFO(caps, PP_INT32, .length = 4),
    INFO(currency_unit, PP_INT64),
    INFO(population, PP_INT64),
    INFO(gaps, PP_INT64),
    INFO(recency, PP_INT64, CUTS),
    INFO(recency_uncapped, PP_INT64, CUTS),
    INFO(frequency, PP_INT64, CUTS),
    INFO(monetary_numerator, PP_INT64, CUTS),
    INFO(monetary_denominator, PP_INT64, CUTS),
    PP_END,
};

ZEND_METHOD(Patron_RfmRule, inspect)
{
    patron_rfm_info found = {.size = sizeof found};
    patron_error error;
    ZEND_PARSE_PARAMETERS_NONE();
    patron_status status = patron_rfm_rule_inspect(pp_rule_in(ZEND_THIS), &found, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", ""));
        RETURN_THROWS();
    }
    pp_record_of(return_value, pp_ce_rfm_info, info, &found, NULL);
}

/* What Book::rfmRule was given besides options. */
typedef struct {
    HashTable *cuts[3], *caps, *mask;
    int64_t *held[3];
    int64_t count[3];
} fitting;

static const char *const cut_names[] = {"recencyCuts", "frequencyCuts", "monetaryCuts"};

static bool read_cuts(fitting *given, patron_rfm_options *options)
{
    const int64_t **const into[] = {&options->recency_cuts, &options->frequency_cuts, &options->monetary_cuts};
    int64_t needed = (options->bins ? options->bins : 5) - 1;
    for (int at = 0; at < 3; at++) {
        if (!given->cuts[at]) continue;
        if (!pp_int64_list(given->cuts[at], cut_names[at], &given->held[at], &given->count[at])) return false;
        if (given->count[at] != needed) {
            pp_argument_error(cut_names[at], "%s must be %" PRId64 " numbers", cut_names[at], needed);
            return false;
        }
        *into[at] = given->held[at];
    }
    return true;
}

static bool read_caps(const fitting *given, patron_rfm_options *options)
{
    int32_t *caps = NULL;
    int64_t count = 0;
    if (!given->caps) return true;
    if (!pp_int32_list(given->caps, "caps", &caps, &count)) return false;
    if (count == 4) memcpy(options->caps, caps, sizeof options->caps);
    else pp_argument_error("caps", "caps must be 4 numbers of days");
    pp_release(caps, (size_t)count * sizeof *caps);
    options->flags = PATRON_RFM_CAPS_GIVEN;
    return count == 4;
}

static const char *const options_of[] = {"bins",          "window_days",   "monetary",     "recency_method",
                                         "frequency_method", "monetary_method", "recency_cuts", "frequency_cuts",
                                         "monetary_cuts", "currency_unit", "caps",         "threads", NULL};

/* Fits with these options; the names say which argument of the method is wrong. */
static bool fit(const pp_book *book, int32_t day, const patron_rfm_options *options, HashTable *mask, zval *out)
{
    pp_selection selection;
    patron_rfm_rule *rule;
    pp_option_room room;
    patron_error error;
    if (!pp_selection_read(&selection, mask, NULL, pp_customers(book))) return false;
    patron_status status = patron_rfm_fit(book->book, day, options, pp_selection_c(&selection), &rule, &error);
    pp_selection_free(&selection);
    const char *option = status ? pp_option(&error, options_of, &room) : "";
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", option, "mask", ""));
    else pp_rule_make(out, pp_ce_rfm_rule, rule);
    return !status;
}

ZEND_METHOD(Patron_Book, rfmRule)
{
    zval *as_of;
    zend_long bins = 0, window = 0, unit = 0, threads = 1;
    bool no_bins = true, no_window = true, no_unit = true;
    zend_object *monetary = NULL, *recency = NULL, *frequency = NULL, *money = NULL;
    fitting given = {.caps = NULL};
    ZEND_PARSE_PARAMETERS_START(1, 14)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(bins, no_bins)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_OBJ_OF_CLASS(monetary, pp_ce_monetary)
        Z_PARAM_OBJ_OF_CLASS(recency, pp_ce_rfm_method)
        Z_PARAM_OBJ_OF_CLASS(frequency, pp_ce_rfm_method)
        Z_PARAM_OBJ_OF_CLASS(money, pp_ce_rfm_method)
        Z_PARAM_ARRAY_HT_OR_NULL(given.cuts[0])
        Z_PARAM_ARRAY_HT_OR_NULL(given.cuts[1])
        Z_PARAM_ARRAY_HT_OR_NULL(given.cuts[2])
        Z_PARAM_LONG_OR_NULL(unit, no_unit)
        Z_PARAM_ARRAY_HT_OR_NULL(given.caps)
        Z_PARAM_LONG(threads)
        Z_PARAM_ARRAY_HT_OR_NULL(given.mask)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_rfm_options options = {.size = sizeof options};
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) || !pp_positive(bins, no_bins, "bins", &options.bins) ||
        !pp_positive(window, no_window, "windowDays", &options.window_days) ||
        !pp_int32(threads, "threads", &options.threads))
        RETURN_THROWS();
    if (!no_unit && unit <= 0) {
        pp_argument_error("currencyUnit", "currencyUnit must be 1 or more");
        RETURN_THROWS();
    }
    options.currency_unit = unit;
    options.monetary = monetary ? pp_case_index(monetary) : PATRON_RFM_NET;
    options.recency_method = recency ? pp_case_index(recency) : PATRON_RFM_DEFAULT;
    options.frequency_method = frequency ? pp_case_index(frequency) : PATRON_RFM_DEFAULT;
    options.monetary_method = money ? pp_case_index(money) : PATRON_RFM_DEFAULT;
    if (read_cuts(&given, &options) && read_caps(&given, &options)) fit(book, day, &options, given.mask, return_value);
    for (int at = 0; at < 3; at++) pp_release(given.held[at], (size_t)given.count[at] * sizeof *given.held[at]);
}

/* ---- scores ------------------------------------------------------------------------------------------------------ */

#define SCORE(member, ...) PP_FIELD(patron_rfm_columns, member, __VA_ARGS__)
static const pp_field score[] = {
    SCORE(recency, PP_INT32),
    SCORE(frequency, PP_INT64, .none = true),
    SCORE(monetary_numerator, PP_INT64),
    SCORE(monetary_denominator, PP_INT64),
    SCORE(r, PP_INT32),
    SCORE(f, PP_INT32),
    SCORE(m, PP_INT32),
    SCORE(cell, PP_INT32),
    SCORE(segment, PP_TOKEN),
    PP_END,
};

static int32_t bins_of(zval *rule)
{
    patron_rfm_info found = {.size = sizeof found};
    return patron_rfm_rule_inspect(pp_rule_in(rule), &found, NULL) ? 0 : found.bins;
}

/* Scores with a rule and a map that table keeps. The default map has segments for five bins only. */
static void score_rfm(zval *return_value, zval *this, int32_t day, zval *rule, zval *map, bool standard, int64_t from,
                      int64_t many)
{
    patron_rfm_columns out;
    patron_error error;
    const char *without = !standard || bins_of(rule) == 5 ? NULL : "segment";
    pp_table *table = pp_score_begin(return_value, pp_ce_rfm_table, pp_ce_rfm_row, this, score, NULL, without, from,
                                     many, &out, sizeof out);
    if (!table) return;
    ZVAL_COPY(&table->rule, rule);
    ZVAL_COPY(&table->map, map);
    table->as_of = day;
    pp_map *segments = pp_map_of(Z_OBJ_P(map));
    if (!without) pp_column_names(pp_table_find(table, "segment"), Z_ARRVAL(segments->names));
    patron_status status = patron_rfm_score(pp_this_book(this)->book, day, pp_rule_in(rule),
                                            without ? NULL : &segments->c, from, many, &out, &error);
    pp_score_end(return_value, status, &error, PP_NAMES("", "asOf", "rule", "map", "first", "count", ""));
}

ZEND_METHOD(Patron_Book, rfm)
{
    zval *as_of, *rule = NULL, fitted, map;
    zend_object *own = NULL;
    zend_string *preset = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 5)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(rule, pp_ce_rfm_rule)
        Z_PARAM_OBJ_OF_CLASS_OR_STR_OR_NULL(own, pp_ce_rfm_map, preset)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_rfm_options options = {.size = sizeof options};
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) || !pp_map_read(&map, own, preset))
        RETURN_THROWS();
    ZVAL_UNDEF(&fitted);
    if (!rule && fit(book, day, &options, NULL, &fitted)) rule = &fitted;
    if (rule) score_rfm(return_value, ZEND_THIS, day, rule, &map, !own && !preset, from, many);
    zval_ptr_dtor(&fitted);
    zval_ptr_dtor(&map);
}

ZEND_METHOD(Patron_RfmTable, rule)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&pp_table_of(Z_OBJ_P(ZEND_THIS))->rule);
}

ZEND_METHOD(Patron_RfmTable, map)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&pp_table_of(Z_OBJ_P(ZEND_THIS))->map);
}

/* ---- summary ----------------------------------------------------------------------------------------------------- */

#define COUNT(member) PP_FIELD(patron_rfm_counts, member, PP_INT64)
static const pp_field counted[] = {
    COUNT(buyers), COUNT(orders), COUNT(purchases), COUNT(net), COUNT(net_counted), PP_END,
};

ZEND_METHOD(Patron_Book, rfmCount)
{
    zval *as_of, *rule, map;
    zend_object *own = NULL;
    zend_string *preset = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(2, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OBJECT_OF_CLASS(rule, pp_ce_rfm_rule)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_STR_OR_NULL(own, pp_ce_rfm_map, preset)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_rfm_counts out;
    pp_selection selection;
    pp_counts counts;
    patron_error error;
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) || !pp_map_read(&map, own, preset))
        RETURN_THROWS();
    pp_map *segments = pp_map_of(Z_OBJ(map));
    if (pp_selection_read(&selection, mask, group, pp_customers(book))) {
        if (pp_counts_begin(&counts, counted, &selection, patron_rfm_map_segments(&segments->c), &out, sizeof out)) {
            patron_status status = patron_rfm_count(book->book, day, pp_rule_in(rule), &segments->c,
                                                    pp_selection_c(&selection), from, many, &out, &error);
            if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "rule", "map", "group", "first", "count", ""));
            else pp_counts_matrices(&counts, &selection, &segments->names, return_value);
            pp_counts_end(&counts);
        }
        pp_selection_free(&selection);
    }
    zval_ptr_dtor(&map);
}
