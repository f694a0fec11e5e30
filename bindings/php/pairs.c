/* pairs.c: which products are bought together, and which follows which. */
#include "php_patron.h"
#include "draft.h"
#include "products.h"

typedef struct {
    const pp_asked *asked;
    const patron_table *found;
    int32_t level;
    const patron_products_baskets *baskets;
    bool steps; /* transitions, not pairs */
} together;

static const void *values_of(const patron_table *found, const char *name)
{
    patron_column column = {.size = sizeof column};
    patron_table_column(found, patron_table_find(found, name), &column, NULL);
    return (const int64_t *)column.values + column.first;
}

/* A column of keys of the numbers in the table's rows of this group. */
static void add_keys(pp_draft *draft, const together *this, const char *name, const int64_t *rows)
{
    const int64_t *numbers = values_of(this->found, name);
    size_t bytes = (size_t)draft->table->rows * sizeof *numbers;
    int64_t *held = draft->failed ? NULL : pp_allocate(bytes);
    if (!held) {
        draft->failed = true;
        return;
    }
    for (int64_t row = 0; row < draft->table->rows; row++) held[row] = numbers[rows[row]];
    pp_table_add_keyed(draft->table, name, pp_level_keys[this->level], held, true, 0);
    pp_column *column = &draft->table->columns[draft->table->count - 1];
    column->owned = held;
    column->bytes = bytes;
}

static void add_counts(pp_draft *draft, const together *this, const char *name)
{
    pp_draft_counts(draft, name, values_of(this->found, name));
}

static void add_reals(pp_draft *draft, const together *this, const char *name)
{
    pp_draft_reals(draft, name, values_of(this->found, name), NULL);
}

/* The bounds of count / whole, as low and high behind the rate that the library gave. */
static void add_bounds(pp_draft *draft, const together *this, const char *rate, const char *whole)
{
    char name[32];
    add_reals(draft, this, rate);
    int64_t rows = draft->table->rows;
    snprintf(name, sizeof name, "%s_low", rate);
    double *low = pp_draft_add(draft, name, PP_DOUBLE);
    snprintf(name, sizeof name, "%s_high", rate);
    double *high = pp_draft_add(draft, name, PP_DOUBLE);
    const int64_t *part = values_of(this->found, "count"), *all = values_of(this->found, whole);
    for (int64_t row = 0; !draft->failed && row < rows; row++)
        if (patron_stats_wilson(part[draft->order[row]], all[draft->order[row]], this->asked->confidence, &low[row],
                                &high[row], NULL))
            draft->failed = true;
}

static void add_pairs(pp_draft *draft, const together *this)
{
    add_keys(draft, this, "a", draft->order);
    add_keys(draft, this, "b", draft->order);
    add_counts(draft, this, "count");
    add_counts(draft, this, "a_count");
    add_counts(draft, this, "b_count");
    add_counts(draft, this, "baskets");
    add_reals(draft, this, "support");
    add_bounds(draft, this, "a_to_b", "a_count");
    add_bounds(draft, this, "b_to_a", "b_count");
    add_reals(draft, this, "lift");
}

static void add_steps(pp_draft *draft, const together *this)
{
    add_keys(draft, this, "from", draft->order);
    add_keys(draft, this, "to", draft->order);
    add_counts(draft, this, "count");
    add_counts(draft, this, "from_count");
    add_counts(draft, this, "to_count");
    add_counts(draft, this, "steps");
    add_reals(draft, this, "share");
    add_reals(draft, this, "share_low");
    add_reals(draft, this, "share_high");
    add_reals(draft, this, "lift");
}

static bool make_together(zval *out, void *context, int64_t group)
{
    const together *this = context;
    const int64_t *groups = values_of(this->found, "group");
    int64_t all = patron_table_rows(this->found), count = 0;
    size_t bytes = (size_t)all * sizeof(int64_t);
    int64_t *rows = pp_allocate(bytes);
    pp_draft draft;
    if (!rows) {
        pp_no_memory();
        ZVAL_NULL(out);
        return false;
    }
    for (int64_t row = 0; row < all; row++)
        if (groups[row] == group) rows[count++] = row;
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, count);
    draft.order = rows;
    if (this->steps) add_steps(&draft, this);
    else add_pairs(&draft, this);
    pp_table_fact_long(draft.table, "baskets", this->baskets->baskets[group]);
    pp_table_fact_long(draft.table, "left_out", this->baskets->left_out[group]);
    pp_table_fact_long(draft.table, "empty", this->baskets->empty[group]);
    bool good = pp_draft_end(&draft);
    pp_release(rows, bytes);
    return good;
}

static const pp_array basket_arrays[] = {
    PP_ARRAY(patron_products_baskets, baskets, 0),
    PP_ARRAY(patron_products_baskets, left_out, 0),
    PP_ARRAY(patron_products_baskets, empty, 0),
    PP_ARRAYS_END,
};

static void answer_together(together *this, const patron_products_pairs_options *options, zval *out)
{
    const pp_asked *asked = this->asked;
    int64_t groups = asked->selection.groups;
    patron_products_baskets baskets = {.size = sizeof baskets, .capacity = groups};
    pp_cells cells = {.width = {1}};
    patron_table *found;
    patron_error error;
    this->level = options->level;
    this->baskets = &baskets;
    if (!pp_cells_begin(&cells, basket_arrays, groups, 0, &baskets)) return;
    patron_status status = (this->steps ? patron_products_transitions : patron_products_pairs)(
        asked->book->book, asked->day, options, pp_selection_c(&asked->selection), &baskets, &found, &error);
    if (status) {
        pp_throw(status, &error,
                 PP_NAMES("", "asOf",
                          pp_option_as(&error, PP_PAIRS("level", "level", "basket", "basket", "max_items", "maxItems",
                                                        "min_count", "minCount", "top", "top", "guests", "guests")),
                          "group", "", ""));
    } else {
        this->found = found;
        pp_by_group(out, &asked->selection, make_together, this);
        patron_table_free(found);
    }
    pp_cells_end(&cells);
}

/* An option for which the library takes 0 as "the default". */
static bool read_more(zend_long value, bool is_null, const char *argument, int64_t *out)
{
    *out = is_null ? 0 : value;
    if (is_null || value > 0) return true;
    pp_argument_error(argument, "%s must be 1 or more", argument);
    return false;
}

ZEND_METHOD(Patron_Book, pairs)
{
    zval *as_of;
    zend_object *level = NULL, *basket = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long most = 0, least = 0, top = 0;
    double confidence = 0.95;
    bool no_most = true, no_least = true, no_top = true, by_lift = false, guests = false;
    ZEND_PARSE_PARAMETERS_START(1, 11)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_OBJ_OF_CLASS(basket, pp_ce_basket)
        Z_PARAM_LONG_OR_NULL(most, no_most)
        Z_PARAM_LONG_OR_NULL(least, no_least)
        Z_PARAM_LONG_OR_NULL(top, no_top)
        Z_PARAM_BOOL(by_lift)
        Z_PARAM_BOOL(guests)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
    ZEND_PARSE_PARAMETERS_END();
    patron_products_pairs_options options = {.size = sizeof options, .level = pp_level_of(level)};
    pp_asked asked;
    together this = {.asked = &asked};
    if (basket) options.basket = pp_case_index(basket);
    if (guests) options.flags |= PATRON_PRODUCTS_WITH_GUESTS;
    if (by_lift) options.flags |= PATRON_PRODUCTS_BY_LIFT;
    if (!read_more(most, no_most, "maxItems", &options.max_items) ||
        !read_more(least, no_least, "minCount", &options.min_count) || !read_more(top, no_top, "top", &options.top) ||
        !pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, 0, 0, true))
        RETURN_THROWS();
    answer_together(&this, &options, return_value);
    pp_asked_free(&asked);
}

ZEND_METHOD(Patron_Book, transitions)
{
    zval *as_of;
    zend_object *level = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long most = 0, least = 0, top = 0;
    bool no_most = true, no_least = true, no_top = true, by_lift = false;
    ZEND_PARSE_PARAMETERS_START(1, 8)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_LONG_OR_NULL(most, no_most)
        Z_PARAM_LONG_OR_NULL(least, no_least)
        Z_PARAM_LONG_OR_NULL(top, no_top)
        Z_PARAM_BOOL(by_lift)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
    ZEND_PARSE_PARAMETERS_END();
    patron_products_pairs_options options = {.size = sizeof options, .level = pp_level_of(level)};
    pp_asked asked;
    together this = {.asked = &asked, .steps = true};
    if (by_lift) options.flags |= PATRON_PRODUCTS_BY_LIFT;
    if (!read_more(most, no_most, "maxItems", &options.max_items) ||
        !read_more(least, no_least, "minCount", &options.min_count) || !read_more(top, no_top, "top", &options.top) ||
        !pp_ask(&asked, ZEND_THIS, as_of, 0.5, mask, group, 0, 0, true))
        RETURN_THROWS();
    answer_together(&this, &options, return_value);
    pp_asked_free(&asked);
}
