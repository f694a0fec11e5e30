#include "replenish.h"

#include "special.h"

const char *patron_replenish_state_name(int32_t state)
{
    static const char *const names[] = {"no_estimate", "not_due", "due_soon", "due", "late", "lapsed"};
    return state >= 0 && state < PATRON_REPLENISH_STATES ? names[state] : NULL;
}

const char *patron_replenish_level_name(int32_t level)
{
    static const char *const names[] = {"own", "product", "category", "shop"};
    return level >= 0 && level <= PATRON_REPLENISH_BY_SHOP ? names[level] : NULL;
}

/* ---- the model -------------------------------------------------------------------------------------------------- */

double pt_replenish_survival(double mean, double deviation, int64_t days)
{
    return days > 0 ? pt_normal((mean - log((double)days)) / deviation) : 1.0;
}

double pt_replenish_sum_pi(const double pi[PT_REPLENISH_CLASSES], int64_t purchases)
{
    double sum = 0;
    for (int c = 0; c < PT_REPLENISH_CLASSES - 1 && c < purchases; c++) sum += pi[c];
    if (purchases >= PT_REPLENISH_CLASSES)
        sum += (double)(purchases - PT_REPLENISH_CLASSES + 1) * pi[PT_REPLENISH_CLASSES - 1];
    return sum;
}

/* ---- fit -------------------------------------------------------------------------------------------------------- */

patron_status pt_replenish_check_level(const patron_book *book, int32_t level, int32_t argument, patron_error *error)
{
    if (!book->products)
        return pt_fail(error, PATRON_ERROR_MISSING, argument, -1, -1, "product", "the book has no products");
    if (level == PATRON_REPLENISH_CATEGORY && !(book->categories && book->product_category))
        return pt_fail(error, PATRON_ERROR_MISSING, argument, -1, -1, "category", "the book has no categories");
    return PATRON_OK;
}

patron_status patron_replenish_fit(const patron_book *book, int32_t as_of, const patron_replenish_fit_options *options,
                                   patron_replenish_rule **out, patron_error *error)
{
    patron_replenish_fit_options known;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (status) return status;
    status = pt_read_struct(options, &known, sizeof known, sizeof known, 3, "options", error);
    if (status) return status;
    if (known.flags) return pt_fail_argument(error, 3, "options: a flag that this version does not know");
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    status = pt_replenish_check_level(book, PATRON_REPLENISH_PRODUCT, 1, error);
    if (status) return status;

    patron_replenish_rule *rule = pt_zero_array(&book->allocator, 1, sizeof *rule, error);
    if (!rule) return PATRON_ERROR_MEMORY;
    rule->allocator = book->allocator;
    rule->flags = book->flags & PT_REPLENISH_BOOK_FLAGS;
    rule->quantity_scale = pt_replenish_scale(book);
    rule->levels = book->categories && book->product_category ? 2 : 1;
    /* Categories first: they are the groups of the products. */
    for (int32_t level = rule->levels - 1; !status && level >= 0; level--)
        status = pt_replenish_fit_level(book, as_of, level, rule, error);
    if (status) patron_replenish_rule_free(rule);
    else *out = rule;
    return status;
}
