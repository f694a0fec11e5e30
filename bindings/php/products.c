/* products.c: which products are bought, bought again and bought first, how soon, and how many will be. */
#include "php_patron.h"
#include "draft.h"
#include "products.h"

const char *const pp_level_names[] = {"product", "category"};
const int32_t pp_level_keys[] = {PATRON_KEYS_PRODUCT, PATRON_KEYS_CATEGORY};

bool pp_items_of(const pp_book *book, int32_t level, int64_t *items)
{
    patron_error error;
    patron_status status = patron_products_items(book->book, level, items, &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "level", ""));
    return !status;
}

int32_t pp_level_of(zend_object *level)
{
    return level ? pp_case_index(level) : PATRON_PRODUCTS_PRODUCT;
}

#define OPTIONS(error)                                                                                                 \
    pp_option_as(error, PP_PAIRS("level", "level", "window_days", "windowDays", "repeat_days", "repeatDays"))

/* What all tables of products are asked. */
typedef struct {
    pp_asked asked;
    patron_products_options options;
    int64_t items, rows;
} shelf;

static bool shelf_begin(shelf *this, zend_object *level)
{
    this->options.size = sizeof this->options;
    this->options.level = pp_level_of(level);
    if (!pp_items_of(this->asked.book, this->options.level, &this->items)) return false;
    this->rows = this->items + PATRON_PRODUCTS_ROWS;
    return true;
}

static pp_listing listing_of(const shelf *this, void (*add)(pp_draft *, const void *, int64_t), const void *context)
{
    return (pp_listing){.asked = &this->asked,
                        .name = pp_level_names[this->options.level],
                        .which = pp_level_keys[this->options.level],
                        .items = this->items,
                        .width = this->rows,
                        .add = add,
                        .context = context};
}

/* First and last day of each row; release 2 * rows of them. NULL thrown. */
static int32_t *read_days(const shelf *this)
{
    size_t bytes = 2 * (size_t)this->rows * sizeof(int32_t);
    int32_t *days = pp_allocate(bytes);
    patron_error error;
    if (!days) {
        pp_no_memory();
        return NULL;
    }
    for (int64_t row = 0; row < 2 * this->rows; row++) days[row] = PATRON_NO_DAY;
    patron_products_days_columns out = {
        .size = sizeof out, .capacity = this->items, .first_day = days, .last_day = days + this->rows};
    patron_status status =
        patron_products_days(this->asked.book->book, this->asked.day, &this->options, &out, &error);
    if (!status) return days;
    pp_throw(status, &error, PP_NAMES("", "asOf", OPTIONS(&error), ""));
    pp_release(days, bytes);
    return NULL;
}

static void release_days(const shelf *this, int32_t *days)
{
    pp_release(days, 2 * (size_t)this->rows * sizeof(int32_t));
}

/* ---- the product table ------------------------------------------------------------------------------------------- */

#define CELL(member) PP_ARRAY(patron_products_counts, member, 0)
static const pp_array product_arrays[] = {
    CELL(buyers),       CELL(new_buyers),   CELL(existing_buyers), CELL(unknown_buyers), CELL(repurchasers),
    CELL(again_observed), CELL(again_within), CELL(orders),        CELL(purchases),      CELL(sold),
    CELL(returned),     CELL(sales),        CELL(refunds),         CELL(recent_buyers),  CELL(recent_new),
    CELL(recent_unknown), CELL(recent_orders), CELL(recent_units), CELL(recent_net),     PP_ARRAYS_END,
};
static const pp_array guest_arrays[] = {
    CELL(orders),  CELL(sold),          CELL(returned),     CELL(sales),          CELL(refunds),
    CELL(recent_orders), CELL(recent_units), CELL(recent_squares), CELL(recent_net), PP_ARRAYS_END,
};
static const pp_array expected_arrays[] = {
    CELL(recent_units), CELL(recent_squares), CELL(recent_orders), PP_ARRAYS_END,
};
static const pp_array buyer_arrays[] = {CELL(buyers), PP_ARRAYS_END};
#undef CELL

/* Counts of everyone or a selection, of the whole range asked for. */
static bool count_products(const shelf *this, const pp_selection *selection, const patron_products_counts *counts)
{
    patron_error error;
    patron_status status = patron_products_count(this->asked.book->book, this->asked.day, &this->options,
                                                 selection ? pp_selection_c(selection) : NULL, this->asked.from,
                                                 this->asked.many, counts, &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", OPTIONS(&error), "group", "first", "count", ""));
    return !status;
}

static bool count_guests(const shelf *this, const patron_products_counts *counts)
{
    patron_error error;
    patron_status status =
        patron_products_guests(this->asked.book->book, this->asked.day, &this->options, counts, &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", OPTIONS(&error), ""));
    return !status;
}

typedef struct {
    const shelf *shelf;
    const patron_products_counts *counts;
    const patron_products_counts *guests; /* NULL: not of the whole book */
    const int32_t *days;
} table_of;

static void add_products(pp_draft *draft, const void *context, int64_t group)
{
    const table_of *this = context;
    const patron_products_counts *counts = this->counts;
    int64_t at = group * this->shelf->rows;
    double confidence = this->shelf->asked.confidence;
    pp_draft_counts(draft, "buyers", counts->buyers + at);
    pp_draft_counts(draft, "new_buyers", counts->new_buyers + at);
    pp_draft_rates(draft, "new", counts->new_buyers + at, counts->buyers + at, confidence);
    pp_draft_counts(draft, "existing_buyers", counts->existing_buyers + at);
    pp_draft_counts(draft, "unknown_buyers", counts->unknown_buyers + at);
    pp_draft_counts(draft, "repurchasers", counts->repurchasers + at);
    pp_draft_rates(draft, "repurchase", counts->repurchasers + at, counts->buyers + at, confidence);
    pp_draft_counts(draft, "again_observed", counts->again_observed + at);
    pp_draft_counts(draft, "again_within", counts->again_within + at);
    pp_draft_rates(draft, "again", counts->again_within + at, counts->again_observed + at, confidence);
    pp_draft_counts(draft, "orders", counts->orders + at);
    pp_draft_counts(draft, "purchases", counts->purchases + at);
    pp_draft_counts(draft, "sold", counts->sold + at);
    pp_draft_counts(draft, "returned", counts->returned + at);
    pp_draft_counts(draft, "sales", counts->sales + at);
    pp_draft_counts(draft, "refunds", counts->refunds + at);
    pp_draft_counts(draft, "recent_buyers", counts->recent_buyers + at);
    pp_draft_counts(draft, "recent_new", counts->recent_new + at);
    pp_draft_counts(draft, "recent_unknown", counts->recent_unknown + at);
    pp_draft_counts(draft, "recent_orders", counts->recent_orders + at);
    pp_draft_counts(draft, "recent_units", counts->recent_units + at);
    pp_draft_counts(draft, "recent_net", counts->recent_net + at);
    pp_draft_days(draft, "first_day", this->days);
    pp_draft_days(draft, "last_day", this->days + this->shelf->rows);
}

static void add_guests(pp_draft *draft, const void *context, int64_t group)
{
    const patron_products_counts *counts = ((const table_of *)context)->guests;
    (void)group;
    pp_draft_counts(draft, "orders", counts->orders);
    pp_draft_counts(draft, "sold", counts->sold);
    pp_draft_counts(draft, "returned", counts->returned);
    pp_draft_counts(draft, "sales", counts->sales);
    pp_draft_counts(draft, "refunds", counts->refunds);
    pp_draft_counts(draft, "recent_orders", counts->recent_orders);
    pp_draft_counts(draft, "recent_units", counts->recent_units);
    pp_draft_counts(draft, "recent_squares", counts->recent_squares);
    pp_draft_counts(draft, "recent_net", counts->recent_net);
}

static bool make_products(zval *out, void *context, int64_t group)
{
    const table_of *this = context;
    const shelf *of = this->shelf;
    const pp_other others[] = {{"none", of->items + PATRON_PRODUCTS_ROW_NONE},
                               {"rest", of->items + PATRON_PRODUCTS_ROW_REST},
                               {"all", of->items + PATRON_PRODUCTS_ROW_ALL},
                               {NULL, 0}};
    pp_listing listing = listing_of(of, add_products, this), guests = listing_of(of, add_guests, this);
    zval guest_table;
    ZVAL_NULL(&guest_table);
    if (this->guests &&
        !pp_listing_make(&guests, this->guests->orders, others, PATRON_NO_DAY, 0, &guest_table)) {
        ZVAL_NULL(out);
        return false;
    }
    if (!pp_listing_make(&listing, this->counts->buyers + group * of->rows, others, of->asked.day, group, out)) {
        zval_ptr_dtor(&guest_table);
        return false;
    }
    pp_table_fact(pp_table_of(Z_OBJ_P(out)), "guests", &guest_table);
    return true;
}

static void answer_products(table_of *this, zval *out)
{
    const shelf *of = this->shelf;
    int64_t groups = of->asked.selection.groups;
    patron_products_counts counts = {.size = sizeof counts, .capacity = groups * of->rows},
                           guests = {.size = sizeof guests, .capacity = of->rows};
    pp_cells cells = {.width = {of->rows}}, guest_cells = cells;
    this->counts = &counts;
    if (!pp_cells_begin(&cells, product_arrays, groups, 0, &counts)) return;
    if (count_products(of, &of->asked.selection, &counts)) {
        if (!pp_asked_all(&of->asked)) {
            pp_by_group(out, &of->asked.selection, make_products, this);
        } else if (pp_cells_begin(&guest_cells, guest_arrays, 1, 0, &guests)) {
            this->guests = &guests;
            if (count_guests(of, &guests)) make_products(out, this, 0);
            pp_cells_end(&guest_cells);
        }
    }
    pp_cells_end(&cells);
}

ZEND_METHOD(Patron_Book, products)
{
    zval *as_of;
    zend_object *level = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long window = 0, repeat = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_window = true, no_repeat = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 9)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_LONG_OR_NULL(repeat, no_repeat)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    shelf of = {.options = {.flags = 0}};
    table_of this = {.shelf = &of};
    if (!pp_positive(window, no_window, "windowDays", &of.options.window_days) ||
        !pp_positive(repeat, no_repeat, "repeatDays", &of.options.repeat_days) ||
        !pp_ask(&of.asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    int32_t *days = shelf_begin(&of, level) ? read_days(&of) : NULL;
    this.days = days;
    if (days) {
        answer_products(&this, return_value);
        release_days(&of, days);
    }
    pp_asked_free(&of.asked);
}

/* ---- first products ---------------------------------------------------------------------------------------------- */

#define CELL(member) PP_ARRAY(patron_products_first_counts, member, 0)
static const pp_array first_arrays[] = {
    CELL(buyers), CELL(repeaters), CELL(repeat_observed), CELL(repeat_within), CELL(loyal),
    CELL(orders), CELL(purchases), CELL(net),             PP_ARRAYS_END,
};
#undef CELL

typedef struct {
    const shelf *shelf;
    const patron_products_first_counts *counts;
} first_of;

static void add_first(pp_draft *draft, const void *context, int64_t group)
{
    const first_of *this = context;
    const patron_products_first_counts *counts = this->counts;
    int64_t at = group * this->shelf->rows;
    double confidence = this->shelf->asked.confidence;
    pp_draft_counts(draft, "buyers", counts->buyers + at);
    pp_draft_counts(draft, "repeaters", counts->repeaters + at);
    pp_draft_rates(draft, "repeat", counts->repeaters + at, counts->buyers + at, confidence);
    pp_draft_counts(draft, "repeat_observed", counts->repeat_observed + at);
    pp_draft_counts(draft, "repeat_within", counts->repeat_within + at);
    pp_draft_rates(draft, "within", counts->repeat_within + at, counts->repeat_observed + at, confidence);
    pp_draft_counts(draft, "loyal", counts->loyal + at);
    pp_draft_rates(draft, "loyal", counts->loyal + at, counts->buyers + at, confidence);
    pp_draft_counts(draft, "orders", counts->orders + at);
    pp_draft_counts(draft, "purchases", counts->purchases + at);
    pp_draft_counts(draft, "net", counts->net + at);
}

static bool make_first(zval *out, void *context, int64_t group)
{
    const first_of *this = context;
    const shelf *of = this->shelf;
    const pp_other others[] = {{"none", of->items + PATRON_PRODUCTS_ROW_NONE},
                               {"all", of->items + PATRON_PRODUCTS_ROW_ALL},
                               {"unknown", of->items + PATRON_PRODUCTS_ROW_UNKNOWN},
                               {NULL, 0}};
    pp_listing listing = listing_of(of, add_first, this);
    return pp_listing_make(&listing, this->counts->buyers + group * of->rows, others, of->asked.day, group, out);
}

ZEND_METHOD(Patron_Book, firstProducts)
{
    zval *as_of;
    zend_object *level = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long repeat = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_repeat = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 8)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_LONG_OR_NULL(repeat, no_repeat)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    shelf of = {.options = {.flags = 0}};
    pp_asked *asked = &of.asked;
    patron_error error;
    if (!pp_positive(repeat, no_repeat, "repeatDays", &of.options.repeat_days) ||
        !pp_ask(asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    if (shelf_begin(&of, level)) {
        int64_t groups = asked->selection.groups;
        patron_products_first_counts counts = {.size = sizeof counts, .capacity = groups * of.rows};
        first_of this = {.shelf = &of, .counts = &counts};
        pp_cells cells = {.width = {of.rows}};
        if (pp_cells_begin(&cells, first_arrays, groups, 0, &counts)) {
            patron_status status =
                patron_products_first(asked->book->book, asked->day, &of.options, pp_selection_c(&asked->selection),
                                      asked->from, asked->many, &counts, &error);
            if (status) pp_throw(status, &error, PP_NAMES("", "asOf", OPTIONS(&error), "group", "first", "count", ""));
            else pp_by_group(return_value, &asked->selection, make_first, &this);
            pp_cells_end(&cells);
        }
    }
    pp_asked_free(asked);
}

/* ---- days until bought again ------------------------------------------------------------------------------------- */

typedef struct {
    const shelf *shelf;
    const patron_products_quartile_columns *found;
} gaps_of;

static void add_gaps(pp_draft *draft, const void *context, int64_t group)
{
    const gaps_of *this = context;
    const patron_products_quartile_columns *found = this->found;
    int64_t at = group * this->shelf->rows;
    pp_draft_counts(draft, "closed", found->closed + at);
    pp_draft_counts(draft, "open", found->open + at);
    pp_draft_numbers(draft, "day_25", found->day_25 + at);
    pp_draft_numbers(draft, "day_50", found->day_50 + at);
    pp_draft_numbers(draft, "day_75", found->day_75 + at);
}

static bool make_gaps(zval *out, void *context, int64_t group)
{
    const gaps_of *this = context;
    const shelf *of = this->shelf;
    const pp_other others[] = {{"none", of->items + PATRON_PRODUCTS_ROW_NONE},
                               {"all", of->items + PATRON_PRODUCTS_ROW_ALL},
                               {NULL, 0}};
    pp_listing listing = listing_of(of, add_gaps, this);
    return pp_listing_make(&listing, this->found->closed + group * of->rows, others, of->asked.day, group, out);
}

/* Points of the gaps that the library found. */
static void answer_gaps(gaps_of *this, const patron_table *gaps, zval *out)
{
    const pp_asked *asked = &this->shelf->asked;
    size_t cells, bytes;
    int64_t *block = NULL;
    patron_error error;
    if (!__builtin_mul_overflow((size_t)asked->selection.groups, (size_t)this->shelf->rows, &cells) &&
        !__builtin_mul_overflow(cells, 2 * sizeof(int64_t) + 3 * sizeof(int32_t), &bytes))
        block = pp_allocate(bytes);
    if (!block) {
        pp_no_memory();
        return;
    }
    int32_t *days = (int32_t *)(void *)(block + 2 * cells);
    patron_products_quartile_columns found = {.size = sizeof found,
                                              .capacity = (int64_t)cells,
                                              .closed = block,
                                              .open = block + cells,
                                              .day_25 = days,
                                              .day_50 = days + cells,
                                              .day_75 = days + 2 * cells};
    this->found = &found;
    patron_status status = patron_products_quartiles(&gaps, 1, (int64_t)cells, pp_allocator(), &found, &error);
    if (status) pp_throw(status, &error, NULL);
    else pp_by_group(out, &asked->selection, make_gaps, this);
    pp_release(block, bytes);
}

ZEND_METHOD(Patron_Book, productGaps)
{
    zval *as_of;
    zend_object *which = NULL, *level = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(which, pp_ce_product_gaps)
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    shelf of = {.options = {.flags = 0}};
    pp_asked *asked = &of.asked;
    patron_table *gaps;
    patron_error error;
    if (!pp_ask(asked, ZEND_THIS, as_of, 0.5, mask, group, first, count, no_count)) RETURN_THROWS();
    if (shelf_begin(&of, level)) {
        gaps_of this = {.shelf = &of};
        patron_status status = patron_products_gaps(asked->book->book, asked->day, &of.options,
                                                    which ? pp_case_index(which) : PATRON_PRODUCTS_GAPS_REPURCHASE,
                                                    pp_selection_c(&asked->selection), asked->from, asked->many, &gaps,
                                                    &error);
        if (status) {
            pp_throw(status, &error,
                     PP_NAMES("", "asOf", OPTIONS(&error), "which", "group", "first", "count", ""));
        } else {
            answer_gaps(&this, gaps, return_value);
            patron_table_free(gaps);
        }
    }
    pp_asked_free(asked);
}

/* ---- how many will be bought ------------------------------------------------------------------------------------- */

typedef struct {
    const patron_products_counts *counts;
    const int32_t *days;
    const double *units, *expected, *low, *high;
} forecast;

static void add_forecast(pp_draft *draft, const void *context, int64_t group)
{
    const forecast *this = context;
    (void)group;
    pp_draft_reals(draft, "units", this->units, NULL);
    pp_draft_counts(draft, "orders", this->counts->recent_orders);
    pp_draft_reals(draft, "expected", this->expected, NULL);
    pp_draft_reals(draft, "low", this->low, NULL);
    pp_draft_reals(draft, "high", this->high, NULL);
    pp_draft_days(draft, "first_day", this->days);
}

static void answer_forecast(const shelf *of, patron_products_expected_options *options, const int32_t *days, zval *out)
{
    size_t items = (size_t)of->items;
    patron_products_counts counts = {.size = sizeof counts, .capacity = of->rows};
    pp_cells cells = {.width = {of->rows}};
    patron_error error;
    if (!pp_cells_begin(&cells, expected_arrays, 1, 0, &counts)) return;
    double *reals = pp_allocate(4 * items * sizeof *reals);
    if (!reals) {
        pp_no_memory();
    } else if (count_products(of, &of->asked.selection, &counts) &&
               (!pp_asked_all(&of->asked) || count_guests(of, &counts))) {
        forecast this = {.counts = &counts, .days = days, .units = reals};
        this.expected = reals + items;
        this.low = reals + 2 * items;
        this.high = reals + 3 * items;
        for (size_t at = 0; at < items; at++)
            reals[at] = (double)counts.recent_units[at] / (double)options->quantity_scale;
        patron_status status =
            patron_products_expected(counts.recent_units, counts.recent_squares, days, of->items, options,
                                     reals + items, reals + 2 * items, reals + 3 * items, &error);
        pp_listing listing = listing_of(of, add_forecast, &this);
        if (status)
            pp_throw(status, &error,
                     PP_NAMES("", "", "", "",
                              pp_option_as(&error, PP_PAIRS("horizon", "horizon", "window_days", "windowDays", "as_of",
                                                            "asOf", "confidence", "confidence")),
                              "", "", ""));
        else pp_listing_make(&listing, counts.recent_units, NULL, of->asked.day, 0, out);
    }
    pp_release(reals, 4 * items * sizeof *reals);
    pp_cells_end(&cells);
}

ZEND_METHOD(Patron_Book, expected)
{
    zval *as_of;
    zend_object *level = NULL;
    HashTable *mask = NULL;
    zend_long horizon = 0, window = 0;
    double confidence = 0.95;
    bool no_horizon = true, no_window = true;
    ZEND_PARSE_PARAMETERS_START(1, 6)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_LONG_OR_NULL(horizon, no_horizon)
        Z_PARAM_LONG_OR_NULL(window, no_window)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
    ZEND_PARSE_PARAMETERS_END();
    shelf of = {.options = {.flags = 0}};
    patron_products_expected_options options = {.size = sizeof options, .confidence = confidence};
    if (!pp_positive(horizon, no_horizon, "horizon", &options.horizon) ||
        !pp_positive(window, no_window, "windowDays", &of.options.window_days) ||
        !pp_ask(&of.asked, ZEND_THIS, as_of, confidence, mask, NULL, 0, 0, true))
        RETURN_THROWS();
    options.as_of = of.asked.day;
    options.window_days = of.options.window_days;
    options.quantity_scale = of.asked.book->quantity_scale ? of.asked.book->quantity_scale : 1;
    int32_t *days = shelf_begin(&of, level) ? read_days(&of) : NULL;
    if (days) {
        answer_forecast(&of, &options, days, return_value);
        release_days(&of, days);
    }
    pp_asked_free(&of.asked);
}

/* ---- over-index -------------------------------------------------------------------------------------------------- */

typedef struct {
    const shelf *shelf;
    const int64_t *parts, *whole;
    int64_t *numbers; /* [2][rows]: n, n_all */
    double *found;    /* [3][rows] */
} index_of;

static void add_index(pp_draft *draft, const void *context, int64_t group)
{
    const index_of *this = context;
    int64_t rows = this->shelf->rows;
    pp_draft_counts(draft, "buyers", this->parts + group * rows);
    pp_draft_counts(draft, "n", this->numbers);
    pp_draft_counts(draft, "buyers_all", this->whole);
    pp_draft_counts(draft, "n_all", this->numbers + rows);
    pp_draft_reals(draft, "index", this->found, this->numbers);
    pp_draft_reals(draft, "low", this->found + rows, this->numbers);
    pp_draft_reals(draft, "high", this->found + 2 * rows, this->numbers);
}

static bool make_index(zval *out, void *context, int64_t group)
{
    const index_of *this = context;
    const shelf *of = this->shelf;
    const int64_t *buyers = this->parts + group * of->rows;
    int64_t all = of->items + PATRON_PRODUCTS_ROW_ALL;
    patron_error error;
    for (int64_t row = 0; row < of->rows; row++) {
        this->numbers[row] = buyers[all];
        this->numbers[of->rows + row] = this->whole[all];
    }
    patron_status status =
        buyers[all] ? patron_products_over_index(buyers, buyers[all], this->whole, this->whole[all], of->items,
                                                 of->asked.confidence, this->found, this->found + of->rows,
                                                 this->found + 2 * of->rows, &error)
                    : PATRON_OK;
    if (status) {
        pp_throw(status, &error, NULL);
        ZVAL_NULL(out);
        return false;
    }
    pp_listing listing = listing_of(of, add_index, this);
    return pp_listing_make(&listing, buyers, NULL, of->asked.day, group, out);
}

/* Everyone whom the mask leaves in, without groups. */
static bool count_everyone(const shelf *of, const patron_products_counts *counts)
{
    pp_selection everyone = of->asked.selection;
    everyone.c.group = NULL;
    everyone.c.groups = 0;
    return count_products(of, &everyone, counts);
}

static void answer_index(const shelf *of, zval *out)
{
    int64_t groups = of->asked.selection.groups;
    patron_products_counts parts = {.size = sizeof parts, .capacity = groups * of->rows},
                           whole = {.size = sizeof whole, .capacity = of->rows};
    pp_cells part_cells = {.width = {of->rows}}, whole_cells = part_cells;
    size_t bytes = 5 * (size_t)of->rows * sizeof(int64_t);
    int64_t *block = pp_allocate_zero(bytes);
    if (!block) {
        pp_no_memory();
        return;
    }
    if (pp_cells_begin(&part_cells, buyer_arrays, groups, 0, &parts)) {
        if (pp_cells_begin(&whole_cells, buyer_arrays, 1, 0, &whole)) {
            if (count_products(of, &of->asked.selection, &parts) && count_everyone(of, &whole)) {
                index_of this = {.shelf = of, .parts = parts.buyers, .whole = whole.buyers, .numbers = block};
                this.found = (double *)(void *)(block + 2 * of->rows);
                pp_by_group(out, &of->asked.selection, make_index, &this);
            }
            pp_cells_end(&whole_cells);
        }
        pp_cells_end(&part_cells);
    }
    pp_release(block, bytes);
}

ZEND_METHOD(Patron_Book, overIndex)
{
    zval *as_of;
    zend_object *level = NULL;
    HashTable *mask = NULL, *group;
    double confidence = 0.95;
    ZEND_PARSE_PARAMETERS_START(2, 5)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_ARRAY_HT(group)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
    ZEND_PARSE_PARAMETERS_END();
    shelf of = {.options = {.flags = 0}};
    if (!pp_ask(&of.asked, ZEND_THIS, as_of, confidence, mask, group, 0, 0, true)) RETURN_THROWS();
    if (shelf_begin(&of, level)) answer_index(&of, return_value);
    pp_asked_free(&of.asked);
}
