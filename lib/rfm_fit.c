#include "failure.h"
#include "parallel.h"
#include "rfm.h"
#include "sort.h"

/* ---- options ----------------------------------------------------------------------------------------------------- */

static const char *const dimension_names[PT_RFM_DIMENSIONS] = {"recency", "frequency", "monetary"};

static patron_status read_cuts(int dimension, const int64_t *given, int32_t bins, pt_rfm_ratio *cut,
                               patron_error *error)
{
    const char *name = dimension_names[dimension];
    bool recency = dimension == PT_RFM_RECENCY;
    if (!given) return pt_fail_argument(error, 3, "%s_cuts is NULL", name);
    for (int32_t k = 0; k < bins - 1; k++) {
        int64_t value = given[k];
        if (value < 0 && dimension != PT_RFM_MONETARY)
            return pt_fail_argument(error, 3, "%s_cuts[%d] is negative", name, (int)k);
        pt_rfm_ratio next = {recency ? -value : value, 1};
        if (k && next.numerator < cut[k - 1].numerator)
            return pt_fail_argument(error, 3, "%s_cuts[%d] must not be %s than the one before", name, (int)k,
                                    recency ? "more" : "less");
        cut[k] = next;
    }
    return PATRON_OK;
}

static patron_status check_numbers(const patron_rfm_options *options, patron_error *error)
{
    if (options->flags & ~(uint64_t)PATRON_RFM_CAPS_GIVEN) return pt_fail_argument(error, 3, "options: unknown flag");
    if (options->bins && (options->bins < 2 || options->bins > PATRON_RFM_BINS_MAX))
        return pt_fail_argument(error, 3, "bins is %d, not 2 to %d", (int)options->bins, PATRON_RFM_BINS_MAX);
    if (options->window_days < 0) return pt_fail_argument(error, 3, "window_days is negative");
    if (options->monetary < PATRON_RFM_NET || options->monetary > PATRON_RFM_MARGIN)
        return pt_fail_argument(error, 3, "monetary is %d, which is no PATRON_RFM_ one", (int)options->monetary);
    if (options->currency_unit < 0) return pt_fail_argument(error, 3, "currency_unit is negative");
    if (options->threads < 0 || options->threads > PT_THREADS_MAX)
        return pt_fail_argument(error, 3, "threads is %d, not 0 to %d", (int)options->threads, PT_THREADS_MAX);
    if (options->reserved) return pt_fail_argument(error, 3, "a reserved field is not 0");
    return PATRON_OK;
}

static patron_status check_caps(const patron_rfm_options *options, patron_error *error)
{
    bool given = (options->flags & PATRON_RFM_CAPS_GIVEN) != 0;
    if (given && options->recency_method != PATRON_RFM_DEFAULT)
        return pt_fail_argument(error, 3, "caps go with the recency_method DEFAULT only");
    for (int i = 0; i < 4; i++) {
        if (options->caps[i] < 0) return pt_fail_argument(error, 3, "caps[%d] is negative", i);
        if (options->caps[i] && !given) return pt_fail_argument(error, 3, "caps are set without the flag CAPS_GIVEN");
    }
    return PATRON_OK;
}

/* Checks the options and puts into the rule what it keeps of them. */
static patron_status read_options(const patron_rfm_options *given, patron_rfm_options *options, patron_rfm_rule *rule,
                                  patron_error *error)
{
    patron_status status = pt_read_struct(given, options, sizeof *options, offsetof(patron_rfm_options, bins), 3,
                                          "options", error);
    if (!status) status = check_numbers(options, error);
    if (!status) status = check_caps(options, error);
    if (status) return status;
    const int32_t method[] = {options->recency_method, options->frequency_method, options->monetary_method};
    const int64_t *const cuts[] = {options->recency_cuts, options->frequency_cuts, options->monetary_cuts};
    rule->bins = options->bins ? options->bins : 5;
    rule->window_days = options->window_days;
    rule->monetary = options->monetary;
    rule->currency_unit = options->currency_unit ? options->currency_unit : 1;
    memcpy(rule->method, method, sizeof method);
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++) {
        if (method[d] < PATRON_RFM_DEFAULT || method[d] > PATRON_RFM_QCUT)
            return pt_fail_argument(error, 3, "%s_method is %d, which is no PATRON_RFM_ one", dimension_names[d],
                                    (int)method[d]);
        if (cuts[d] && method[d] != PATRON_RFM_CUTS)
            return pt_fail_argument(error, 3, "%s_cuts are given without the method CUTS", dimension_names[d]);
        if (method[d] == PATRON_RFM_CUTS && (status = read_cuts(d, cuts[d], rule->bins, rule->cut[d], error)))
            return status;
    }
    if (method[PT_RFM_MONETARY] == PATRON_RFM_R_RFM && options->monetary == PATRON_RFM_MEAN)
        return pt_fail_argument(error, 3, "R_RFM cuts sums, not means");
    return PATRON_OK;
}

/* ---- the population ---------------------------------------------------------------------------------------------- */

#define GAP_CELLS_MAX ((int64_t)1 << 22) /* of all threads' gap counts together, beyond the first thread's */

typedef struct pt_fit {
    const patron_book *book;
    pt_rfm_view view;
    patron_selection selection;
    patron_rfm_rule *rule;
    int64_t customers, population;
    int32_t *recency;    /* [customers], then the first `population`; PATRON_NO_DAY = not in the population */
    pt_index *frequency;
    int64_t *money;
    pt_index *number;    /* customer numbers of the population; NULL unless a method is NTILE */
    int64_t tasks, gap_days;
    int64_t *gaps;       /* [tasks][gap_days]; NULL = not wanted */
    pt_failure failure;
} pt_fit;

/* The first customer of a task: each has about as many orders. */
static int64_t task_begin(const pt_fit *fit, int64_t task)
{
    if (task >= fit->tasks) return fit->customers;
    int64_t orders = fit->book->order_first[fit->customers];
    int64_t wanted = (int64_t)((pt_int128)orders * task / fit->tasks), low = 0, high = fit->customers;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if ((int64_t)fit->book->order_first[middle] >= wanted) high = middle;
        else low = middle + 1;
    }
    return task ? low : 0;
}

static void measure_task(void *context, int64_t task)
{
    pt_fit *fit = context;
    int64_t *gaps = fit->gaps ? fit->gaps + task * fit->gap_days : NULL;
    int64_t end = task_begin(fit, task + 1);
    for (int64_t c = task_begin(fit, task); c < end; c++) {
        pt_rfm_values values;
        fit->recency[c] = PATRON_NO_DAY;
        if (pt_selected(&fit->selection, c) < 0) continue;
        int found = pt_rfm_measure(&fit->view, c, gaps, &values);
        if (found == PT_RFM_OVERFLOW) {
            patron_error error;
            pt_failure_set(&fit->failure, task, pt_rfm_overflow(c, &error), &error);
            return;
        }
        if (found != PT_RFM_BUYER) continue;
        fit->recency[c] = (int32_t)-values.value[PT_RFM_RECENCY].numerator;
        fit->frequency[c] = (pt_index)values.value[PT_RFM_FREQUENCY].numerator;
        fit->money[c] = values.value[PT_RFM_MONETARY].numerator;
    }
}

static void gather_population(pt_fit *fit)
{
    int64_t p = 0;
    for (int64_t c = 0; c < fit->customers; c++) {
        if (fit->recency[c] == PATRON_NO_DAY) continue;
        fit->recency[p] = fit->recency[c];
        fit->frequency[p] = fit->frequency[c];
        fit->money[p] = fit->money[c];
        if (fit->number) fit->number[p] = (pt_index)c;
        p++;
    }
    fit->population = p;
    fit->rule->population = p;
}

static pt_rfm_ratio value_of(const pt_fit *fit, int dimension, int64_t p)
{
    pt_rfm_ratio value = {fit->money[p], 1};
    if (dimension == PT_RFM_RECENCY) value.numerator = -(int64_t)fit->recency[p];
    if (dimension == PT_RFM_FREQUENCY) value.numerator = (int64_t)fit->frequency[p];
    if (dimension == PT_RFM_MONETARY && fit->rule->monetary == PATRON_RFM_MEAN && fit->frequency[p])
        value.denominator = (int64_t)fit->frequency[p];
    return value;
}

static int32_t words_of(const patron_rfm_rule *rule, int dimension)
{
    return dimension == PT_RFM_MONETARY && rule->monetary == PATRON_RFM_MEAN ? 2 : 1;
}

/* ---- caps -------------------------------------------------------------------------------------------------------- */

/* The type-7 quantile of the counted gaps at part / whole, times `whole`. */
static int64_t gap_quantile(const int64_t *gaps, int64_t days, int64_t total, int64_t part, int64_t whole)
{
    int64_t h = (total - 1) * part, at = h / whole, rest = h % whole, below = 0, low = -1, high = -1;
    for (int64_t d = 0; d < days && high < 0; d++) {
        below += gaps[d];
        if (low < 0 && below > at) low = d;
        if (below > at + (rest > 0)) high = d;
    }
    return low * (whole - rest) + high * rest;
}

static void set_caps(pt_fit *fit)
{
    static const int32_t fixed[4] = {90, 180, 365, 730};
    /* q75, q90, q97.5 and twice q97.5 */
    static const int64_t part[4] = {3, 9, 39, 39}, whole[4] = {4, 10, 40, 40}, times[4] = {1, 1, 1, 2};
    patron_rfm_rule *rule = fit->rule;
    int64_t total = 0;
    for (int64_t t = 1; t < fit->tasks; t++)
        for (int64_t d = 0; d < fit->gap_days; d++) fit->gaps[d] += fit->gaps[t * fit->gap_days + d];
    for (int64_t d = 0; d < fit->gap_days; d++) total += fit->gaps[d];
    rule->gaps = total;
    memcpy(rule->caps, fixed, sizeof fixed);
    for (int i = 0; total >= PT_RFM_GAPS_LEAST && i < 4; i++) {
        int64_t cap = gap_quantile(fit->gaps, fit->gap_days, total, part[i], whole[i]) * times[i] / whole[i];
        rule->caps[i] = cap > 1 ? (int32_t)cap : 1; /* 0 would mean off */
    }
}

/* ---- cuts -------------------------------------------------------------------------------------------------------- */

static bool encodes_to(const pt_fit *fit, int dimension, int64_t p, const uint64_t *key)
{
    uint64_t own[2];
    int32_t words = words_of(fit->rule, dimension);
    pt_rfm_encode(value_of(fit, dimension, p), words, own);
    return own[0] == key[0] && (words == 1 || own[1] == key[1]);
}

static pt_rfm_ratio in_lowest_terms(pt_rfm_ratio ratio)
{
    int64_t common = pt_rfm_common(ratio);
    pt_rfm_ratio lowest = {ratio.numerator / common, ratio.denominator / common};
    return lowest;
}

/* Turns positions of cuts into the values there. Means are looked up in the population and reduced, so that of several
 * equal ones (10 / 2, 5 / 1) it does not matter which is found. */
static void take_cuts(const pt_fit *fit, int dimension, const pt_rfm_sorted *sorted, const int64_t *at)
{
    pt_rfm_ratio *cut = fit->rule->cut[dimension];
    int32_t cuts = fit->rule->bins - 1;
    if (sorted->words == 1) {
        for (int32_t k = 0; k < cuts && at[k] < sorted->count; k++) {
            cut[k].numerator = (int64_t)(sorted->keys[at[k]] ^ (uint64_t)1 << 63);
            cut[k].denominator = 1;
        }
        return;
    }
    for (int64_t p = 0; p < fit->population; p++)
        for (int32_t k = 0; k < cuts && at[k] < sorted->count; k++)
            if (!cut[k].denominator && encodes_to(fit, dimension, p, sorted->keys + 2 * at[k]))
                cut[k] = in_lowest_terms(value_of(fit, dimension, p));
}

/* ---- keys of NTILE ----------------------------------------------------------------------------------------------- */

static bool key_before(const void *context, pt_index a, pt_index b) { return pt_keys_compare(context, a, b) < 0; }

/* Finds the customer at each cut's position when equal values are in order of their keys: only the customers whose
 * value equals a cut need sorting. */
static void find_keys(const pt_fit *fit, int dimension, const pt_rfm_sorted *sorted, const int64_t *at,
                      pt_index *members, pt_index *spare, int64_t *customer)
{
    int64_t group = -1; /* position of the first value of the group in `members` */
    for (int32_t k = 0; k < fit->rule->bins - 1 && at[k] < sorted->count; k++) {
        const uint64_t *key = sorted->keys + at[k] * sorted->words;
        int64_t first = at[k];
        for (int64_t low = 0; low < first;) {
            int64_t middle = low + (first - low) / 2;
            if (!memcmp(sorted->keys + middle * sorted->words, key, (size_t)sorted->words * sizeof *key))
                first = middle;
            else low = middle + 1;
        }
        if (first != group) {
            int64_t count = 0;
            for (int64_t p = 0; p < fit->population; p++)
                if (encodes_to(fit, dimension, p, key)) members[count++] = fit->number[p];
            pt_sort(members, spare, count, key_before, fit->book->customer_keys);
            group = first;
        }
        customer[k] = (int64_t)members[at[k] - first];
    }
}

/* Copies the string keys of these customers into the rule (-1 = none). */
static patron_status keep_strings(patron_rfm_rule *rule, const patron_column *column,
                                  int64_t customer[PT_RFM_DIMENSIONS][PATRON_RFM_CUTS_MAX], patron_error *error)
{
    const int64_t *offsets = (const int64_t *)column->offsets + column->first;
    int64_t total = 0;
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++)
        for (int32_t k = 0; k < PATRON_RFM_CUTS_MAX; k++) {
            pt_rfm_key *key = &rule->key[d][k];
            int64_t c = customer[d][k];
            if (c < 0) continue;
            key->start = total;
            key->length = offsets[c + 1] - offsets[c];
            total += key->length;
        }
    if (!(rule->key_bytes = pt_array(&rule->allocator, total, 1, error))) return PATRON_ERROR_MEMORY;
    rule->key_bytes_count = total;
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++)
        for (int32_t k = 0; k < PATRON_RFM_CUTS_MAX; k++) {
            const pt_rfm_key *key = &rule->key[d][k];
            const char *from = column->values;
            if (key->length)
                memcpy(rule->key_bytes + key->start, from + offsets[customer[d][k]], (size_t)key->length);
        }
    return PATRON_OK;
}

static patron_status keep_keys(const pt_fit *fit, int64_t customer[PT_RFM_DIMENSIONS][PATRON_RFM_CUTS_MAX],
                               patron_error *error)
{
    patron_rfm_rule *rule = fit->rule;
    patron_column column = {0};
    if (rule->keys == PT_RFM_KEYS_NONE) return PATRON_OK;
    pt_keys_column(fit->book->customer_keys, &column);
    if (rule->keys == PT_RFM_KEYS_STRINGS) return keep_strings(rule, &column, customer, error);
    const int64_t *values = column.values;
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++)
        for (int32_t k = 0; k < PATRON_RFM_CUTS_MAX; k++)
            if (customer[d][k] >= 0) rule->key[d][k].integer = values[column.first + customer[d][k]];
    return PATRON_OK;
}

/* ---- the fit ----------------------------------------------------------------------------------------------------- */

static patron_status cut_dimensions(pt_fit *fit, patron_error *error)
{
    const patron_allocator *allocator = &fit->rule->allocator;
    patron_rfm_rule *rule = fit->rule;
    int64_t customer[PT_RFM_DIMENSIONS][PATRON_RFM_CUTS_MAX], at[PATRON_RFM_CUTS_MAX];
    int32_t most = words_of(rule, PT_RFM_MONETARY);
    int64_t n = fit->population;
    pt_index *members = NULL, *spare_members = NULL;
    uint64_t *keys = pt_array(allocator, n * most, sizeof *keys, error);
    uint64_t *spare = keys ? pt_array(allocator, n * most, sizeof *spare, error) : NULL;
    patron_status status = PATRON_ERROR_MEMORY;
    if (!keys || !spare) goto done;
    if (rule->keys && !(members = pt_array(allocator, n, sizeof *members, error))) goto done;
    if (rule->keys && !(spare_members = pt_array(allocator, n, sizeof *spare_members, error))) goto done;
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++) {
        for (int32_t k = 0; k < PATRON_RFM_CUTS_MAX; k++) customer[d][k] = -1;
        if (rule->method[d] == PATRON_RFM_CUTS) continue;
        int32_t words = words_of(rule, d);
        for (int64_t p = 0; p < n; p++) pt_rfm_encode(value_of(fit, d, p), words, keys + p * words);
        pt_rfm_sorted sorted = {n, words, pt_rfm_radix(keys, spare, n, words)};
        if (d == PT_RFM_FREQUENCY && rule->method[d] == PATRON_RFM_DEFAULT) {
            pt_rfm_frequency_cuts(&sorted, rule->bins, rule->cut[d]);
            continue;
        }
        pt_rfm_cut_positions(&sorted, d, rule->method[d], rule->bins,
                             d == PT_RFM_MONETARY ? rule->currency_unit : 1, at);
        take_cuts(fit, d, &sorted, at);
        if (rule->method[d] == PATRON_RFM_NTILE) find_keys(fit, d, &sorted, at, members, spare_members, customer[d]);
    }
    pt_rfm_apply_caps(rule);
    status = keep_keys(fit, customer, error);
done:
    PT_FREE(allocator, spare_members, n);
    PT_FREE(allocator, members, n);
    PT_FREE(allocator, spare, n * most);
    PT_FREE(allocator, keys, n * most);
    return status;
}

static patron_status measure_population(pt_fit *fit, int32_t threads, bool own_caps, patron_error *error)
{
    const patron_book *book = fit->book;
    fit->tasks = threads > 1 ? threads : 1;
    if (own_caps) {
        fit->gap_days = book->last_day > book->first_day ? (int64_t)book->last_day - book->first_day + 1 : 1;
        int64_t most = GAP_CELLS_MAX / fit->gap_days;
        if (fit->tasks > most) fit->tasks = most > 1 ? most : 1;
        fit->gaps = pt_zero_array(&book->allocator, fit->tasks * fit->gap_days, sizeof *fit->gaps, error);
        if (!fit->gaps) return PATRON_ERROR_MEMORY;
    }
    pt_parallel(threads, fit->tasks, measure_task, fit);
    patron_status status = pt_failure_end(&fit->failure, error);
    if (status) return status;
    gather_population(fit);
    if (own_caps) set_caps(fit);
    return PATRON_OK;
}

/* What a rule needs of the book. */
static patron_status check_book(const patron_book *book, patron_rfm_rule *rule, patron_error *error)
{
    bool ntile = false;
    for (int d = 0; d < PT_RFM_DIMENSIONS; d++) ntile = ntile || rule->method[d] == PATRON_RFM_NTILE;
    rule->book_flags = book->flags & PT_RFM_BOOK_FLAGS;
    rule->keys = ntile ? pt_rfm_keys_of(book) : PT_RFM_KEYS_NONE;
    if (ntile && rule->keys == PT_RFM_KEYS_NONE)
        return pt_fail(error, PATRON_ERROR_MISSING, 3, -1, -1, "customer", "NTILE needs a book with customer keys");
    return pt_rfm_check_rule(book, rule, 3, error);
}

patron_status patron_rfm_fit(const patron_book *book, int32_t as_of, const patron_rfm_options *given,
                             const patron_selection *selection, patron_rfm_rule **out, patron_error *error)
{
    patron_rfm_options options;
    patron_rfm_rule read = {0};
    pt_fit fit = {0};
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = read_options(given, &options, &read, error);
    if (!status) status = check_book(book, &read, error);
    if (!status) status = pt_selection_read(selection, 0, book->customers, 4, &fit.selection, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 5, "out is NULL");
    bool caps_given = (options.flags & PATRON_RFM_CAPS_GIVEN) != 0;
    read.allocator = book->allocator;
    read.as_of = as_of;
    read.gaps = PATRON_NONE;
    if (caps_given) memcpy(read.caps, options.caps, sizeof read.caps);
    fit.book = book;
    fit.view = pt_rfm_view_of(book, as_of, read.window_days, read.monetary);
    fit.customers = book->customers;
    pt_failure_begin(&fit.failure);
    status = PATRON_ERROR_MEMORY;
    if (!(fit.rule = pt_array(&book->allocator, 1, sizeof read, error))) goto done;
    *fit.rule = read;
    if (!(fit.recency = pt_array(&book->allocator, fit.customers, sizeof *fit.recency, error)) ||
        !(fit.frequency = pt_array(&book->allocator, fit.customers, sizeof *fit.frequency, error)) ||
        !(fit.money = pt_array(&book->allocator, fit.customers, sizeof *fit.money, error)) ||
        (read.keys && !(fit.number = pt_array(&book->allocator, fit.customers, sizeof *fit.number, error))))
        goto done;
    status = measure_population(&fit, options.threads, read.method[PT_RFM_RECENCY] == PATRON_RFM_DEFAULT && !caps_given,
                                error);
    if (!status) status = cut_dimensions(&fit, error);
done:
    PT_FREE(&book->allocator, fit.gaps, fit.tasks * fit.gap_days);
    PT_FREE(&book->allocator, fit.number, fit.customers);
    PT_FREE(&book->allocator, fit.money, fit.customers);
    PT_FREE(&book->allocator, fit.frequency, fit.customers);
    PT_FREE(&book->allocator, fit.recency, fit.customers);
    if (status) patron_rfm_rule_free(fit.rule);
    else *out = fit.rule;
    return status;
}
