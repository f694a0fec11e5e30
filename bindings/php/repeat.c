/* repeat.c: who came back, and how often the n-th purchase leads to the next one. */
#include "php_patron.h"
#include "draft.h"

/* ---- repeat rate ------------------------------------------------------------------------------------------------- */

enum { GROUPS, WITHIN, BINS };
#define CELL(member, width) PP_ARRAY(patron_repeat_cells, member, width)
static const pp_array repeat_arrays[] = {
    CELL(buyers, GROUPS),        CELL(one_time, GROUPS),          CELL(repeaters, GROUPS),
    CELL(purchases, GROUPS),     CELL(orders, GROUPS),            CELL(unknown_birth, GROUPS),
    CELL(unknown_repeaters, GROUPS), CELL(not_buyers, GROUPS),    CELL(not_buyers_net, GROUPS),
    CELL(observed, WITHIN),      CELL(within, WITHIN),            CELL(bin_buyers, BINS),
    CELL(bin_purchases, BINS),   CELL(bin_orders, BINS),          CELL(bin_net, BINS),
    PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    const pp_asked *asked;
    const patron_repeat_cells *cells;
    const int32_t *days; /* the first one is PATRON_NONE: ever */
    int64_t *part, *whole;
    int64_t rows, bins;
} repeat;

static bool make_bins(const repeat *this, int64_t group, zval *out)
{
    const patron_repeat_cells *cells = this->cells;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, NULL, PATRON_NO_DAY, this->bins);
    pp_draft_series(&draft, "purchases", 1);
    pp_draft_counts(&draft, "buyers", cells->bin_buyers + group * this->bins);
    pp_draft_counts(&draft, "all_purchases", cells->bin_purchases + group * this->bins);
    pp_draft_counts(&draft, "orders", cells->bin_orders + group * this->bins);
    pp_draft_counts(&draft, "net", cells->bin_net + group * this->bins);
    return pp_draft_end(&draft);
}

static bool make_repeat(zval *out, void *context, int64_t group)
{
    const repeat *this = context;
    const patron_repeat_cells *cells = this->cells;
    int64_t days = this->rows - 1;
    zval bins;
    pp_draft draft;
    this->whole[0] = cells->buyers[group];
    this->part[0] = cells->repeaters[group];
    memcpy(this->whole + 1, cells->observed + group * days, (size_t)days * sizeof *this->whole);
    memcpy(this->part + 1, cells->within + group * days, (size_t)days * sizeof *this->part);
    if (!make_bins(this, group, &bins)) {
        ZVAL_NULL(out);
        return false;
    }
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, this->rows);
    pp_draft_numbers(&draft, "within", this->days);
    pp_draft_counts(&draft, "buyers", this->whole);
    pp_draft_counts(&draft, "repeaters", this->part);
    pp_draft_rates(&draft, "", this->part, this->whole, this->asked->confidence);
    pp_table_fact(draft.table, "bins", &bins);
    pp_table_fact_long(draft.table, "buyers", cells->buyers[group]);
    pp_table_fact_long(draft.table, "one_time", cells->one_time[group]);
    pp_table_fact_long(draft.table, "repeaters", cells->repeaters[group]);
    pp_table_fact_long(draft.table, "purchases", cells->purchases[group]);
    pp_table_fact_long(draft.table, "orders", cells->orders[group]);
    pp_table_fact_long(draft.table, "unknown_birth", cells->unknown_birth[group]);
    pp_table_fact_long(draft.table, "unknown_repeaters", cells->unknown_repeaters[group]);
    pp_table_fact_long(draft.table, "not_buyers", cells->not_buyers[group]);
    pp_table_fact_long(draft.table, "not_buyers_net", cells->not_buyers_net[group]);
    return pp_draft_end(&draft);
}

/* Counts, with room for the rows of a table. */
static void answer_repeat(repeat *this, const patron_repeat_options *options, zval *out)
{
    pp_asked *asked = (pp_asked *)this->asked;
    int64_t groups = asked->selection.groups, days = options->within_count;
    patron_repeat_cells counted = {.size = sizeof counted,
                                   .group_capacity = groups,
                                   .within_capacity = groups * days,
                                   .bin_capacity = groups * this->bins};
    pp_cells cells = {.width = {[GROUPS] = 1, [WITHIN] = days, [BINS] = this->bins}};
    size_t bytes = (size_t)this->rows * sizeof(int64_t);
    patron_error error;
    this->cells = &counted;
    this->part = pp_allocate(2 * bytes);
    if (!this->part) {
        pp_no_memory();
        return;
    }
    this->whole = this->part + this->rows;
    if (pp_cells_begin(&cells, repeat_arrays, groups, asked->book->roles, &counted)) {
        patron_status status =
            patron_repeat_count(asked->book->book, asked->day, options, pp_selection_c(&asked->selection), asked->from,
                                asked->many, &counted, &error);
        if (status)
            pp_throw(status, &error,
                     PP_NAMES("", "asOf",
                              pp_option_as(&error, PP_PAIRS("within", "within", "within_count", "within", "bins",
                                                            "bins")),
                              "group", "first", "count", ""));
        else pp_by_group(out, &asked->selection, make_repeat, this);
        pp_cells_end(&cells);
    }
    pp_release(this->part, 2 * bytes);
}

/* The wanted days, PATRON_NONE before them; release *count + 1 of them. NULL thrown. */
static int32_t *read_within(HashTable *list, int64_t *count)
{
    static const int32_t usual[] = {30, 60, 90, 180, 365};
    int32_t *given = NULL;
    *count = sizeof usual / sizeof *usual;
    if (list && !pp_int32_list(list, "within", &given, count)) return NULL;
    if (list && !*count) {
        pp_argument_error("within", "within must not be empty");
        return NULL;
    }
    int32_t *made = pp_allocate(((size_t)*count + 1) * sizeof *made);
    if (made) {
        made[0] = PATRON_NONE;
        memcpy(made + 1, list ? given : usual, (size_t)*count * sizeof *made);
    } else {
        pp_no_memory();
    }
    pp_release(given, (size_t)*count * sizeof *given);
    return made;
}

ZEND_METHOD(Patron_Book, repeat)
{
    zval *as_of;
    HashTable *list = NULL, *mask = NULL, *group = NULL;
    zend_long bins = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_bins = true, no_count = true, renewals = true;
    ZEND_PARSE_PARAMETERS_START(1, 9)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(list)
        Z_PARAM_LONG_OR_NULL(bins, no_bins)
        Z_PARAM_BOOL(renewals)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_repeat_options options = {.size = sizeof options, .flags = renewals ? 0 : PATRON_REPEAT_WITHOUT_RENEWALS};
    pp_asked asked;
    int64_t many;
    if (!pp_positive(bins, no_bins, "bins", &options.bins)) RETURN_THROWS();
    int32_t *days = read_within(list, &many);
    if (!days) RETURN_THROWS();
    if (pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count)) {
        int32_t held = options.bins ? options.bins : 10;
        repeat this = {.asked = &asked, .days = days, .rows = many + 1};
        this.bins = held > PATRON_REPEAT_BINS_MAX ? PATRON_REPEAT_BINS_MAX : held;
        options.within = days + 1;
        options.within_count = (int32_t)(many > INT32_MAX ? INT32_MAX : many);
        answer_repeat(&this, &options, return_value);
        pp_asked_free(&asked);
    }
    pp_release(days, ((size_t)many + 1) * sizeof *days);
}

/* ---- sequence ---------------------------------------------------------------------------------------------------- */

#define SEQUENCE 1
#define CELL(member, width) PP_ARRAY(patron_repeat_sequence_cells, member, width)
static const pp_array sequence_arrays[] = {
    CELL(buyers, SEQUENCE), CELL(next, SEQUENCE),  CELL(renewals, SEQUENCE),      CELL(orders, SEQUENCE),
    CELL(sales, SEQUENCE),  CELL(net, SEQUENCE),   CELL(unknown_birth, GROUPS),   PP_ARRAYS_END,
};

typedef struct {
    const pp_asked *asked;
    const patron_repeat_sequence_cells *cells;
    int64_t rows;
} sequence;

static bool make_sequence(zval *out, void *context, int64_t group)
{
    const sequence *this = context;
    const patron_repeat_sequence_cells *cells = this->cells;
    int64_t at = group * this->rows;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, this->rows);
    pp_draft_series(&draft, "n", 1);
    pp_draft_counts(&draft, "buyers", cells->buyers + at);
    pp_draft_counts(&draft, "next", cells->next + at);
    pp_draft_rates(&draft, "", cells->next + at, cells->buyers + at, this->asked->confidence);
    pp_draft_counts(&draft, "renewals", cells->renewals + at);
    pp_draft_counts(&draft, "orders", cells->orders + at);
    pp_draft_counts(&draft, "sales", cells->sales + at);
    pp_draft_counts(&draft, "net", cells->net + at);
    pp_table_fact_long(draft.table, "unknown_birth", cells->unknown_birth[group]);
    return pp_draft_end(&draft);
}

ZEND_METHOD(Patron_Book, repeatSequence)
{
    zval *as_of;
    HashTable *mask = NULL, *group = NULL;
    zend_long longest = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_longest = true, no_count = true, renewals = true;
    ZEND_PARSE_PARAMETERS_START(1, 8)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(longest, no_longest)
        Z_PARAM_BOOL(renewals)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_repeat_sequence_options options = {.size = sizeof options,
                                              .flags = renewals ? 0 : PATRON_REPEAT_WITHOUT_RENEWALS};
    patron_repeat_shape shape = {.size = sizeof shape};
    pp_asked asked;
    patron_error error;
    if (!pp_positive(longest, no_longest, "sequence", &options.sequence) ||
        !pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    patron_status status = patron_repeat_shape_of(&options, asked.selection.groups, &shape, &error);
    if (status) pp_throw(status, &error, PP_NAMES("sequence", "group", ""));
    patron_repeat_sequence_cells counted = {
        .size = sizeof counted, .capacity = shape.sequence_cells, .group_capacity = asked.selection.groups};
    sequence this = {.asked = &asked, .cells = &counted, .rows = shape.sequence};
    pp_cells cells = {.width = {[GROUPS] = 1, [SEQUENCE] = shape.sequence}};
    if (!status && pp_cells_begin(&cells, sequence_arrays, asked.selection.groups, asked.book->roles, &counted)) {
        status = patron_repeat_sequence(asked.book->book, asked.day, &options, pp_selection_c(&asked.selection),
                                        asked.from, asked.many, &counted, &error);
        if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "sequence", "group", "first", "count", ""));
        else pp_by_group(return_value, &asked.selection, make_sequence, &this);
        pp_cells_end(&cells);
    }
    pp_asked_free(&asked);
}
