/* promotions.c: what coupons, campaigns and discounts are followed by. */
#include "php_patron.h"
#include "draft.h"

/* ---- any label --------------------------------------------------------------------------------------------------- */

#define DISCOUNT .needs = 1u << PP_DISCOUNT
#define CELL(member, ...) PP_ARRAY(patron_promotions_counts, member, 0, __VA_ARGS__)
static const pp_array label_arrays[] = {
    CELL(orders, .needs = 0),       CELL(net, .needs = 0),           CELL(sales, .needs = 0),
    CELL(discount, DISCOUNT),       CELL(discounted, DISCOUNT),      CELL(buyers, .needs = 0),
    CELL(returned, .needs = 0),     CELL(buyers_net, .needs = 0),    CELL(new_buyers, .needs = 0),
    CELL(new_repeaters, .needs = 0), CELL(new_observed, .needs = 0), CELL(new_within, .needs = 0),
    CELL(new_net, .needs = 0),      PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    pp_listing listing;
    const patron_promotions_counts *counts;
} labelled;

static void add_label_columns(pp_draft *draft, const void *context, int64_t group)
{
    const labelled *this = context;
    const patron_promotions_counts *counts = this->counts;
    int64_t at = group * this->listing.width;
    double confidence = this->listing.asked->confidence;
    pp_draft_counts(draft, "orders", counts->orders + at);
    pp_draft_counts(draft, "net", counts->net + at);
    pp_draft_counts(draft, "sales", counts->sales + at);
    pp_draft_counts(draft, "discount", counts->discount ? counts->discount + at : NULL);
    pp_draft_counts(draft, "discounted", counts->discounted ? counts->discounted + at : NULL);
    pp_draft_counts(draft, "buyers", counts->buyers + at);
    pp_draft_counts(draft, "returned", counts->returned + at);
    pp_draft_rates(draft, "returned", counts->returned + at, counts->buyers + at, confidence);
    pp_draft_counts(draft, "buyers_net", counts->buyers_net + at);
    pp_draft_counts(draft, "new_buyers", counts->new_buyers + at);
    pp_draft_counts(draft, "new_repeaters", counts->new_repeaters + at);
    pp_draft_rates(draft, "new_repeat", counts->new_repeaters + at, counts->new_buyers + at, confidence);
    pp_draft_counts(draft, "new_observed", counts->new_observed + at);
    pp_draft_counts(draft, "new_within", counts->new_within + at);
    pp_draft_rates(draft, "new_within", counts->new_within + at, counts->new_observed + at, confidence);
    pp_draft_counts(draft, "new_net", counts->new_net + at);
}

static bool make_labelled(zval *out, void *context, int64_t group)
{
    const labelled *this = context;
    int64_t values = this->listing.items;
    const pp_other others[] = {{"none", values + PATRON_PROMOTIONS_ROW_NONE},
                               {"all", values + PATRON_PROMOTIONS_ROW_ALL},
                               {NULL, 0}};
    return pp_listing_make(&this->listing, this->counts->orders + group * this->listing.width, others,
                           this->listing.asked->day, group, out);
}

ZEND_METHOD(Patron_Book, promotions)
{
    zval *as_of;
    zend_string *label;
    HashTable *mask = NULL, *group = NULL;
    zend_long repeat = 0, window = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_repeat = true, no_window = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(2, 9)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_STR(label)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(repeat, no_repeat)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_promotions_options options = {.size = sizeof options};
    patron_column keys = {.size = sizeof keys};
    pp_asked asked;
    patron_error error;
    const patron_book *book = pp_this_book(ZEND_THIS)->book;
    int32_t position =
        strlen(ZSTR_VAL(label)) == ZSTR_LEN(label) ? patron_book_label(book, ZSTR_VAL(label)) : PATRON_NONE;
    int64_t values;
    if (position < 0 || patron_book_keys(book, PATRON_KEYS_LABEL + position, &keys, &values, NULL)) {
        pp_argument_error("label", "the book has no label '%s'", ZSTR_VAL(label));
        RETURN_THROWS();
    }
    if (!pp_positive(repeat, no_repeat, "repeatDays", &options.repeat_days) ||
        !pp_positive(window, no_window, "windowDays", &options.window_days) ||
        !pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    int64_t rows = values + PATRON_PROMOTIONS_ROWS_MORE, groups = asked.selection.groups;
    patron_promotions_counts counted = {.size = sizeof counted, .capacity = groups * rows};
    pp_cells cells = {.width = {rows}};
    labelled this = {.listing = {.asked = &asked,
                                 .name = ZSTR_VAL(label),
                                 .which = PATRON_KEYS_LABEL + position,
                                 .items = values,
                                 .width = rows,
                                 .add = add_label_columns,
                                 .context = &this},
                     .counts = &counted};
    if (pp_cells_begin(&cells, label_arrays, groups, asked.book->roles, &counted)) {
        patron_status status = patron_promotions_count(book, asked.day, position, &options,
                                                       pp_selection_c(&asked.selection), asked.from, asked.many,
                                                       &counted, &error);
        if (status)
            pp_throw(status, &error,
                     PP_NAMES("", "asOf", "label",
                              pp_option_as(&error, PP_PAIRS("repeat_days", "repeatDays", "window_days", "windowDays")),
                              "group", "first", "count", ""));
        else pp_by_group(return_value, &asked.selection, make_labelled, &this);
        pp_cells_end(&cells);
    }
    pp_asked_free(&asked);
}

/* ---- discount depth ---------------------------------------------------------------------------------------------- */

#define CELL(member) PP_ARRAY(patron_promotions_depth_counts, member, 0)
static const pp_array depth_arrays[] = {
    CELL(buyers),       CELL(repeaters),        CELL(observed),  CELL(within), CELL(first_net),
    CELL(later_orders), CELL(later_discounted), CELL(later_net), CELL(orders), CELL(orders_net),
    CELL(orders_discount), PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    const pp_asked *asked;
    const patron_promotions_depth_counts *counts;
    const int32_t *edges;
    int64_t bands;
} depths;

/* The names of the bands. */
static void bands_of(const int32_t *edges, int64_t count, zval *out)
{
    zend_string *before = NULL;
    array_init(out);
    add_next_index_string(out, "no discount");
    for (int64_t at = 0; at < count; at++) {
        zend_string *mark = pp_percent(edges[at]);
        add_next_index_str(out, before ? strpprintf(0, "%s to %s", ZSTR_VAL(before), ZSTR_VAL(mark))
                                       : strpprintf(0, "below %s", ZSTR_VAL(mark)));
        if (before) zend_string_release(before);
        before = mark;
    }
    if (!before) return;
    add_next_index_str(out, strpprintf(0, "%s and more", ZSTR_VAL(before)));
    zend_string_release(before);
}

static bool make_depths(zval *out, void *context, int64_t group)
{
    const depths *this = context;
    const patron_promotions_depth_counts *counts = this->counts;
    int64_t at = group * this->bands, all = 0, whole[PATRON_PROMOTIONS_EDGES_MAX + 2];
    double confidence = this->asked->confidence;
    zval names;
    pp_draft draft;
    for (int64_t band = 0; band < this->bands; band++) all += counts->orders[at + band];
    for (int64_t band = 0; band < this->bands; band++) whole[band] = all;
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, this->bands);
    bands_of(this->edges, this->bands - 2, &names);
    pp_draft_texts(&draft, "band", &names);
    zval_ptr_dtor(&names);
    pp_draft_counts(&draft, "buyers", counts->buyers + at);
    pp_draft_counts(&draft, "repeaters", counts->repeaters + at);
    pp_draft_rates(&draft, "repeat", counts->repeaters + at, counts->buyers + at, confidence);
    pp_draft_counts(&draft, "observed", counts->observed + at);
    pp_draft_counts(&draft, "within", counts->within + at);
    pp_draft_rates(&draft, "within", counts->within + at, counts->observed + at, confidence);
    pp_draft_counts(&draft, "first_net", counts->first_net + at);
    pp_draft_counts(&draft, "later_orders", counts->later_orders + at);
    pp_draft_counts(&draft, "later_discounted", counts->later_discounted + at);
    pp_draft_rates(&draft, "later_discounted", counts->later_discounted + at, counts->later_orders + at, confidence);
    pp_draft_counts(&draft, "later_net", counts->later_net + at);
    pp_draft_counts(&draft, "orders", counts->orders + at);
    pp_draft_rates(&draft, "orders", counts->orders + at, whole, confidence);
    pp_draft_counts(&draft, "orders_net", counts->orders_net + at);
    pp_draft_counts(&draft, "orders_discount", counts->orders_discount + at);
    return pp_draft_end(&draft);
}

static void answer_depths(depths *this, const patron_promotions_depth_options *options, zval *out)
{
    const pp_asked *asked = this->asked;
    int64_t groups = asked->selection.groups;
    patron_promotions_depth_counts counted = {.size = sizeof counted, .capacity = groups * this->bands};
    pp_cells cells = {.width = {this->bands}};
    patron_error error;
    this->counts = &counted;
    if (!pp_cells_begin(&cells, depth_arrays, groups, 0, &counted)) return;
    patron_status status = patron_promotions_depth(asked->book->book, asked->day, options,
                                                   pp_selection_c(&asked->selection), asked->from, asked->many,
                                                   &counted, &error);
    if (status)
        pp_throw(status, &error,
                 PP_NAMES("", "asOf",
                          pp_option_as(&error, PP_PAIRS("edges", "edges", "edge_count", "edges", "repeat_days",
                                                        "repeatDays")),
                          "group", "first", "count", ""));
    else pp_by_group(out, &asked->selection, make_depths, this);
    pp_cells_end(&cells);
}

ZEND_METHOD(Patron_Book, discountDepth)
{
    static const int32_t usual[] = {1000, 2000, 3000, 5000};
    zval *as_of;
    HashTable *list = NULL, *mask = NULL, *group = NULL;
    zend_long repeat = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_repeat = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 8)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(list)
        Z_PARAM_LONG_OR_NULL(repeat, no_repeat)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    patron_promotions_depth_options options = {.size = sizeof options};
    pp_asked asked;
    int32_t *given = NULL;
    int64_t edges = sizeof usual / sizeof *usual;
    if (!pp_positive(repeat, no_repeat, "repeatDays", &options.repeat_days) ||
        (list && !pp_int32_list(list, "edges", &given, &edges)))
        RETURN_THROWS();
    if (!edges || edges > PATRON_PROMOTIONS_EDGES_MAX) {
        pp_argument_error("edges", "edges must hold 1 ... %d numbers", PATRON_PROMOTIONS_EDGES_MAX);
    } else if (pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count)) {
        depths this = {.asked = &asked, .edges = given ? given : usual, .bands = edges + 2};
        options.edges = this.edges;
        options.edge_count = (int32_t)edges;
        answer_depths(&this, &options, return_value);
        pp_asked_free(&asked);
    }
    pp_release(given, (size_t)edges * sizeof *given);
}
