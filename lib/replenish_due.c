#include "replenish.h"

#include "calendar.h"
#include "sort.h"
#include "special.h"
#include "table.h"

#define WITHIN_DEFAULT 7
#define HORIZON_DEFAULT 30
#define DAYS_MAX 3650
#define QUARTILE 0.67448975019608174320 /* 75 % point of the standard normal */
#define SURVIVAL_LEAST 1e-12
#define FLAGS (PATRON_REPLENISH_ONLY_WITHIN | PATRON_REPLENISH_ONLY_UNSUPPRESSED | PATRON_REPLENISH_WITHIN_SET)

/* What the rule knows of a pair's item. */
typedef struct item_prior {
    const pt_replenish_item *item; /* NULL = not in the rule */
    int64_t group;                 /* PATRON_NONE = not in the rule */
    double mean, odds;
    double theta, log_quantity;    /* theta is 0 where the item's usual quantity is not known */
    double z;                      /* mean of z over the pair's gaps */
} item_prior;

typedef struct scored {
    int32_t customer;
    pt_index item;
    int32_t state, level, suppressed;
    int32_t last_day, due_day, window_from, window_to, expected_day;
    int64_t evidence, purchases, last_quantity, expected_quantity, expected_amount;
    int64_t buyers;
    double chance, pi, still;
} scored;

typedef struct scorer {
    const patron_book *book;
    const patron_replenish_rule *rule;
    const pt_replenish_level *level;
    const pt_keys *keys; /* of the items in the book */
    patron_replenish_options options;
    int32_t as_of;
    pt_pairs pairs;
    item_prior *prior;
    scored *row;
    pt_index *order, *spare;
} scorer;

/* ---- what is asked for ------------------------------------------------------------------------------------------ */

static patron_status read_options(const patron_replenish_options *given, patron_replenish_options *out,
                                  patron_error *error)
{
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, 4, "options", error);
    if (status) return status;
    if (out->flags & ~(uint64_t)FLAGS)
        return pt_fail_argument(error, 4, "options: a flag that this version does not know");
    if (out->level != PATRON_REPLENISH_PRODUCT && out->level != PATRON_REPLENISH_CATEGORY)
        return pt_fail_argument(error, 4, "options: level is neither PRODUCT nor CATEGORY");
    if (out->within < 0 || out->within > DAYS_MAX)
        return pt_fail_argument(error, 4, "options: within is not in 0…3650");
    if (out->horizon < 0 || out->horizon > DAYS_MAX)
        return pt_fail_argument(error, 4, "options: horizon is not in 0…3650");
    if (out->reserved) return pt_fail_argument(error, 4, "options: reserved is not 0");
    if (out->states >> PATRON_REPLENISH_STATES)
        return pt_fail_argument(error, 4, "options: a state that does not exist");
    if (!out->within && !(out->flags & PATRON_REPLENISH_WITHIN_SET)) out->within = WITHIN_DEFAULT;
    if (!out->horizon) out->horizon = HORIZON_DEFAULT;
    if (!out->states) out->states = ((uint64_t)1 << PATRON_REPLENISH_STATES) - 1;
    return PATRON_OK;
}

static patron_status check_match(const patron_book *book, const patron_replenish_rule *rule, int32_t level,
                                 patron_error *error)
{
    const char *what = NULL;
    const pt_keys *categories = book->product_category ? book->categories : NULL;
    if (level >= rule->levels)
        return pt_fail(error, PATRON_ERROR_MISSING, 3, -1, -1, "category", "the rule is of a book without categories");
    if ((book->flags & PT_REPLENISH_BOOK_FLAGS) != rule->flags) what = "flags";
    else if (pt_replenish_scale(book) != rule->quantity_scale) what = "quantities";
    else if (!pt_keys_agree(book->products, rule->level[0].keys))
        what = "kind of product keys";
    else if (rule->levels == 2 && categories && !pt_keys_agree(categories, rule->level[1].keys))
        what = "kind of category keys";
    if (!what) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_MISMATCH, 3, -1, -1, "", "the rule was fitted to a book with other %s", what);
}

static void scorer_close(scorer *s)
{
    const patron_allocator *allocator = &s->book->allocator;
    int64_t capacity = s->pairs.capacity;
    PT_FREE(allocator, s->prior, capacity);
    PT_FREE(allocator, s->row, capacity);
    PT_FREE(allocator, s->order, capacity);
    PT_FREE(allocator, s->spare, capacity);
    pt_pairs_close(&s->pairs);
}

/* Checks every argument and makes the scratch; the options have been read. */
static patron_status scorer_open(scorer *s, const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
                                 int64_t first, int64_t count, int32_t first_argument, patron_error *error)
{
    int32_t level = s->options.level;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (status) return status;
    if (!rule) return pt_fail_argument(error, 3, "the rule is NULL");
    status = pt_check_range(book, first, count, first_argument, error);
    if (!status) status = pt_replenish_check_level(book, level, 1, error);
    if (!status) status = check_match(book, rule, level, error);
    if (!status) status = pt_pairs_open(&s->pairs, book, as_of, level, first, count, error);
    if (status) return status;
    const patron_allocator *allocator = &book->allocator;
    int64_t capacity = s->pairs.capacity;
    s->book = book;
    s->rule = rule;
    s->level = &rule->level[level];
    s->keys = level == PATRON_REPLENISH_PRODUCT ? book->products : book->categories;
    s->as_of = as_of;
    s->prior = pt_array(allocator, capacity, sizeof *s->prior, error);
    s->row = pt_array(allocator, capacity, sizeof *s->row, error);
    s->order = pt_array(allocator, capacity, sizeof *s->order, error);
    s->spare = pt_array(allocator, capacity, sizeof *s->spare, error);
    if (s->prior && s->row && s->order && s->spare) return PATRON_OK;
    scorer_close(s);
    return PATRON_ERROR_MEMORY;
}

/* ---- the rule's view of an item --------------------------------------------------------------------------------- */

/* The number in the rule's dictionary of a key of the book's, or -1. */
static int64_t find_key(const pt_keys *from, int64_t number, const pt_keys *in)
{
    patron_column column;
    pt_keys_column(from, &column);
    if (!pt_keys_are_strings(from)) return pt_keys_find_integer(in, ((const int64_t *)column.values)[number]);
    const int64_t *at = (const int64_t *)column.offsets + number;
    return pt_keys_find_string(in, (const char *)column.values + at[0], at[1] - at[0]);
}

static int64_t find_group(const scorer *s, pt_index item)
{
    const patron_book *book = s->book;
    if (s->level->groups == 1) return 0; /* the shop is the only one */
    if (!book->product_category) return PATRON_NONE;
    if (book->product_category[item] == PT_INDEX_NONE) return s->level->groups - 1; /* those without one */
    return find_key(book->categories, book->product_category[item], s->rule->level[PATRON_REPLENISH_CATEGORY].keys);
}

static item_prior find_prior(const scorer *s, const pt_pair *pair)
{
    const pt_replenish_level *level = s->level;
    item_prior p = {NULL, PATRON_NONE, level->parameters.mean, 1, 0, 0, pair->mean_gap};
    int64_t found = find_key(s->keys, pair->item, level->keys);
    if (found >= 0) {
        p.item = &level->item[found];
        p.group = p.item->group;
        p.mean = p.item->mean;
        p.odds = p.item->odds;
        p.theta = level->parameters.theta;
        p.log_quantity = p.item->log_quantity;
        p.z -= p.theta * (pair->mean_quantity - p.log_quantity);
    } else {
        p.group = find_group(s, pair->item);
        if (p.group >= 0) p.mean = level->group[p.group].mean;
    }
    return p;
}

/* ---- the customer ----------------------------------------------------------------------------------------------- */

/* The customer's own pace: the shrunk mean of what its pairs' gaps are longer than their items'. */
static double find_pace(const scorer *s, int64_t count)
{
    const patron_replenish_parameters *p = &s->level->parameters;
    pt_sum weights = {0}, residuals = {0};
    int64_t items = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t gaps = s->pairs.pair[i].purchases - 1;
        if (!gaps) continue;
        double w = 1 / (p->variance_pairs + p->variance_within / (double)gaps);
        pt_sum_add(&weights, w);
        pt_sum_add(&residuals, w * (s->prior[i].z - s->prior[i].mean));
        items++;
    }
    return items < 2 ? 0 : pt_sum_value(&residuals) / (pt_sum_value(&weights) + 1 / p->variance_customers);
}

static double find_odds(const scorer *s, int64_t count)
{
    const patron_replenish_parameters *p = &s->level->parameters;
    double deviation = sqrt(p->variance_pairs + p->variance_within);
    pt_sum repeats = {0}, pis = {0};
    for (int64_t i = 0; i < count; i++) {
        const pt_pair *pair = &s->pairs.pair[i];
        const item_prior *prior = &s->prior[i];
        double pi = p->pi[pt_replenish_class(pair->purchases)];
        double mean = prior->mean + prior->theta * (pair->log_last - prior->log_quantity);
        double survival = pt_replenish_survival(mean, deviation, pair->open);
        pt_sum_add(&repeats, (double)(pair->purchases - 1) + pt_replenish_still(pi / (1 - pi), survival));
        pt_sum_add(&pis, pt_replenish_sum_pi(p->pi, pair->purchases));
    }
    return pt_replenish_odds(&repeats, &pis, p->pi_mean);
}

/* ---- a pair ----------------------------------------------------------------------------------------------------- */

/* `days` after `day`, to the nearest day and at least one later, held inside the calendar. */
static int32_t day_after(int32_t day, double days)
{
    double most = (double)(PATRON_DAY_MAX - day);
    double whole = days < most ? round(days) : most;
    if (whole < 1) whole = most < 1 ? most : 1;
    return day + (int32_t)whole;
}

static void find_level(const scorer *s, const pt_pair *pair, const item_prior *prior, scored *out)
{
    const patron_replenish_parameters *p = &s->level->parameters;
    int64_t gaps = pair->purchases - 1;
    bool products = s->options.level == PATRON_REPLENISH_PRODUCT;
    out->level = PATRON_REPLENISH_BY_SHOP;
    out->evidence = p->gaps;
    if ((double)gaps / p->variance_within >= 1 / p->variance_pairs) {
        out->level = PATRON_REPLENISH_BY_OWN;
        out->evidence = gaps;
    } else if (prior->item && prior->item->gaps >= PT_REPLENISH_LEAST_GAPS) {
        out->level = products ? PATRON_REPLENISH_BY_PRODUCT : PATRON_REPLENISH_BY_CATEGORY;
        out->evidence = prior->item->gaps;
    } else if (products && s->rule->levels == 2 && prior->group >= 0 && prior->group < s->level->groups - 1 &&
               s->level->group[prior->group].gaps >= PT_REPLENISH_LEAST_GAPS) {
        out->level = PATRON_REPLENISH_BY_CATEGORY;
        out->evidence = s->level->group[prior->group].gaps;
    }
}

/* Expected quantity and what it will cost, rounded half up. Neither is more than the pair's sums: purchases of a unit
 * or more each have a mean, rounded, of at most their sum. */
static void find_quantity(const pt_pair *pair, scored *out)
{
    pt_int128 purchases = pair->purchases, twice = 2 * (pt_int128)pair->quantity;
    out->expected_quantity = (int64_t)((twice + purchases) / (2 * purchases));
    if (pair->amount <= 0) return;
    pt_int128 value = (pt_int128)out->expected_quantity * pair->amount, rest = value % pair->bought;
    value = value / pair->bought + (2 * rest >= pair->bought); /* <= amount, as quantity <= bought */
    out->expected_amount = (int64_t)value;
}

static bool has_estimate(const pt_pair *pair, const item_prior *prior, const scored *row)
{
    if (pair->purchases > 1) return true;
    return row->pi >= PT_REPLENISH_LEAST_PI && prior->item && prior->item->repeaters >= PT_REPLENISH_LEAST_REPEATERS &&
           row->level != PATRON_REPLENISH_BY_SHOP;
}

static void find_state(const scorer *s, scored *row)
{
    if (s->as_of < row->window_from) row->state = PATRON_REPLENISH_NOT_DUE;
    else if (s->as_of < row->due_day) row->state = PATRON_REPLENISH_DUE_SOON;
    else if (s->as_of <= row->window_to) row->state = PATRON_REPLENISH_DUE;
    else row->state = row->still >= row->pi / 2 ? PATRON_REPLENISH_LATE : PATRON_REPLENISH_LAPSED;
}

static scored score_pair(const scorer *s, const pt_pair *pair, const item_prior *prior, double pace,
                         double customer_odds)
{
    const patron_replenish_parameters *p = &s->level->parameters;
    scored row = {0};
    row.item = pair->item;
    row.last_day = pair->last_day;
    row.due_day = row.window_from = row.window_to = row.expected_day = PATRON_NO_DAY;
    row.purchases = pair->purchases;
    row.last_quantity = pair->last_quantity;
    row.buyers = prior->item ? prior->item->buyers : 0;
    find_level(s, pair, prior, &row);
    find_quantity(pair, &row);

    double pi = p->pi[pt_replenish_class(pair->purchases)], odds = pi / (1 - pi) * prior->odds * customer_odds;
    row.pi = odds / (1 + odds);

    double gaps = (double)(pair->purchases - 1), precision = 1 / p->variance_pairs + gaps / p->variance_within;
    double mean = ((prior->mean + pace) / p->variance_pairs + gaps * prior->z / p->variance_within) / precision +
                  prior->theta * (pair->log_last - prior->log_quantity);
    double deviation = sqrt(1 / precision + p->variance_within);
    double silent = pt_replenish_survival(mean, deviation, pair->open);
    double later = pt_replenish_survival(mean, deviation, (int64_t)pair->open + s->options.horizon);
    row.still = pt_replenish_still(odds, silent);
    row.chance = odds * (silent - later) / (odds * silent + 1);
    if (!has_estimate(pair, prior, &row)) return row;
    row.due_day = day_after(pair->last_day, exp(mean));
    row.window_from = day_after(pair->last_day, exp(mean - QUARTILE * deviation));
    row.window_to = day_after(pair->last_day, exp(mean + QUARTILE * deviation));
    if (silent > SURVIVAL_LEAST && s->as_of < PATRON_DAY_MAX) {
        int32_t expected = day_after(pair->last_day, exp(mean - deviation * pt_normal_quantile(silent / 2)));
        row.expected_day = expected > s->as_of ? expected : s->as_of + 1;
    }
    find_state(s, &row);
    return row;
}

/* ---- suppression ------------------------------------------------------------------------------------------------ */

static bool category_before(const void *given, pt_index a, pt_index b)
{
    const scorer *s = given;
    const pt_index *category = s->book->product_category;
    return category[s->row[a].item] < category[s->row[b].item];
}

/* Marks products whose category was bought after them. */
static void mark_substitutes(scorer *s, int64_t count)
{
    const pt_index *category = s->book->product_category;
    if (s->options.level != PATRON_REPLENISH_PRODUCT || !category) return;
    for (int64_t i = 0; i < count; i++) s->order[i] = (pt_index)i;
    pt_sort(s->order, s->spare, count, category_before, s);
    for (int64_t begin = 0, end; begin < count; begin = end) {
        pt_index one = category[s->row[s->order[begin]].item];
        int32_t last = PATRON_NO_DAY;
        for (end = begin; end < count && category[s->row[s->order[end]].item] == one; end++)
            if (s->row[s->order[end]].last_day > last) last = s->row[s->order[end]].last_day;
        for (int64_t i = begin; one != PT_INDEX_NONE && i < end; i++)
            if (s->row[s->order[i]].last_day < last) s->row[s->order[i]].suppressed |= PATRON_REPLENISH_CATEGORY_BOUGHT;
    }
}

static bool is_gated(const scorer *s, int64_t customer)
{
    int32_t value = s->options.gate ? s->options.gate[customer] : PATRON_NONE;
    return value >= 0 && value < 64 && (s->options.gate_values >> value & 1);
}

/* Scores a customer into s->row; returns the number of pairs. */
static int64_t score_customer(scorer *s, int64_t customer)
{
    int64_t count = pt_pairs_read(&s->pairs, customer);
    int32_t suppressed = is_gated(s, customer) ? PATRON_REPLENISH_CUSTOMER_LOST : 0;
    for (int64_t i = 0; i < count; i++) s->prior[i] = find_prior(s, &s->pairs.pair[i]);
    double pace = find_pace(s, count), odds = find_odds(s, count);
    for (int64_t i = 0; i < count; i++) {
        s->row[i] = score_pair(s, &s->pairs.pair[i], &s->prior[i], pace, odds);
        s->row[i].customer = (int32_t)customer;
        s->row[i].suppressed = suppressed;
    }
    mark_substitutes(s, count);
    return count;
}

static bool is_within(const scorer *s, const scored *row)
{
    return row->state != PATRON_REPLENISH_NO_ESTIMATE && row->due_day >= s->as_of &&
           (int64_t)row->due_day <= (int64_t)s->as_of + s->options.within;
}

/* ---- the due list ----------------------------------------------------------------------------------------------- */

/* Rows so far; grows by doubling. */
typedef struct due_rows {
    const patron_allocator *allocator;
    scored *row;
    int64_t count, capacity;
} due_rows;

static patron_status make_room(due_rows *rows, int64_t more, patron_error *error)
{
    if (more <= rows->capacity - rows->count) return PATRON_OK;
    int64_t capacity = rows->capacity * 2 > rows->count + more ? rows->capacity * 2 : rows->count + more;
    scored *larger = pt_array(rows->allocator, capacity, sizeof *larger, error);
    if (!larger) return PATRON_ERROR_MEMORY;
    if (rows->count) memcpy(larger, rows->row, (size_t)rows->count * sizeof *larger);
    PT_FREE(rows->allocator, rows->row, rows->capacity);
    rows->row = larger;
    rows->capacity = capacity;
    return PATRON_OK;
}

static bool due_before(const void *given, pt_index a, pt_index b)
{
    const scorer *s = given;
    const scored *x = &s->row[a], *y = &s->row[b];
    if (x->chance != y->chance) return x->chance > y->chance;
    if (x->buyers != y->buyers) return x->buyers > y->buyers;
    return pt_keys_compare(s->keys, x->item, y->item) < 0;
}

static bool is_wanted(const scorer *s, const scored *row)
{
    if (!(s->options.states >> row->state & 1)) return false;
    if ((s->options.flags & PATRON_REPLENISH_ONLY_UNSUPPRESSED) && row->suppressed) return false;
    return !(s->options.flags & PATRON_REPLENISH_ONLY_WITHIN) || is_within(s, row);
}

static patron_status add_customer(scorer *s, int64_t customer, due_rows *rows, patron_error *error)
{
    int64_t count = score_customer(s, customer), wanted = 0;
    for (int64_t i = 0; i < count; i++)
        if (is_wanted(s, &s->row[i])) s->order[wanted++] = (pt_index)i;
    patron_status status = make_room(rows, wanted, error);
    if (status) return status;
    pt_sort(s->order, s->spare, wanted, due_before, s);
    for (int64_t i = 0; i < wanted; i++) rows->row[rows->count++] = s->row[s->order[i]];
    return PATRON_OK;
}

/* One column of the table from one field of the rows. */
#define FILL(type, column, value)                                       \
    do {                                                                \
        type *values_ = pt_table_values(table, (column));               \
        for (int64_t i = 0; i < count; i++) values_[i] = (type)(value); \
    } while (0)

static patron_table *make_table(const scorer *s, const scored *row, int64_t count, patron_error *error)
{
    const int32_t i32 = PATRON_TYPE_INT32, i64 = PATRON_TYPE_INT64, f64 = PATRON_TYPE_FLOAT64;
    const int32_t none = PATRON_UNIT_NONE, day = PATRON_UNIT_DAY;
    const pt_table_column columns[] = {
        {"customer", i32, none},
        {s->options.level == PATRON_REPLENISH_PRODUCT ? "product" : "category", i64, none},
        {"state", i32, none},
        {"level", i32, none},
        {"suppressed", i32, none},
        {"evidence", i64, none},
        {"purchases", i64, none},
        {"last_day", i32, day},
        {"due_day", i32, day},
        {"window_from", i32, day},
        {"window_to", i32, day},
        {"expected_day", i32, day},
        {"last_quantity", i64, none},
        {"expected_quantity", i64, none},
        {"expected_amount", i64, none},
        {"chance", f64, none},
        {"pi", f64, none},
        {"still_repeating", f64, none},
    };
    patron_table *table = pt_table_make(&s->book->allocator, columns, sizeof columns / sizeof *columns, count, error);
    if (!table) return NULL;
    FILL(int32_t, 0, row[i].customer);
    FILL(int64_t, 1, row[i].item);
    FILL(int32_t, 2, row[i].state);
    FILL(int32_t, 3, row[i].level);
    FILL(int32_t, 4, row[i].suppressed);
    FILL(int64_t, 5, row[i].evidence);
    FILL(int64_t, 6, row[i].purchases);
    FILL(int32_t, 7, row[i].last_day);
    FILL(int32_t, 8, row[i].due_day);
    FILL(int32_t, 9, row[i].window_from);
    FILL(int32_t, 10, row[i].window_to);
    FILL(int32_t, 11, row[i].expected_day);
    FILL(int64_t, 12, row[i].last_quantity);
    FILL(int64_t, 13, row[i].expected_quantity);
    FILL(int64_t, 14, row[i].expected_amount);
    FILL(double, 15, row[i].chance);
    FILL(double, 16, row[i].pi);
    FILL(double, 17, row[i].still);
    return table;
}

patron_status patron_replenish_due(const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
                                   const patron_replenish_options *options, int64_t first, int64_t count,
                                   patron_table **out, patron_error *error)
{
    scorer s = {0};
    patron_status status = read_options(options, &s.options, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 7, "out is NULL");
    status = scorer_open(&s, book, as_of, rule, first, count, 5, error);
    if (status) return status;
    due_rows rows = {&book->allocator, NULL, 0, 0};
    for (int64_t c = first; !status && c < first + count; c++) status = add_customer(&s, c, &rows, error);
    patron_table *table = status ? NULL : make_table(&s, rows.row, rows.count, error);
    if (table) *out = table;
    else if (!status) status = PATRON_ERROR_MEMORY;
    PT_FREE(rows.allocator, rows.row, rows.capacity);
    scorer_close(&s);
    return status;
}

/* ---- count ------------------------------------------------------------------------------------------------------ */

enum { PAIRS, CUSTOMERS, UNITS, AMOUNT, SUPPRESSED, ARRAYS };

/* Sums of expected quantities and amounts are at most those of the lines, which fit int64 (checked when the book was
 * built). */
static void count_pair(const scorer *s, const scored *row, int64_t cells, int64_t at, int64_t *scratch, uint32_t *seen)
{
    const int32_t both[2] = {row->state, PATRON_REPLENISH_CELL_WITHIN};
    for (int i = 0; i < (is_within(s, row) ? 2 : 1); i++) {
        int64_t *cell = scratch + at + both[i];
        if (row->suppressed) {
            cell[SUPPRESSED * cells]++;
            continue;
        }
        cell[PAIRS * cells]++;
        cell[CUSTOMERS * cells] += !(*seen >> both[i] & 1);
        *seen |= (uint32_t)1 << both[i];
        cell[UNITS * cells] += row->expected_quantity;
        cell[AMOUNT * cells] += row->expected_amount;
    }
}

static patron_status commit(const patron_replenish_counts *out, const int64_t *scratch, int64_t cells,
                            patron_error *error)
{
    int64_t *const into[ARRAYS] = {out->pairs, out->customers, out->units, out->amount, out->suppressed};
    for (int i = 0; i < ARRAYS; i++)
        if (!pt_can_add(into[i], scratch + i * cells, cells))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 8, -1, -1, "", "a cell would leave int64");
    for (int i = 0; i < ARRAYS; i++) pt_commit(into[i], scratch + i * cells, cells);
    return PATRON_OK;
}

patron_status patron_replenish_count(const patron_book *book, int32_t as_of, const patron_replenish_rule *rule,
                                     const patron_replenish_options *options, const patron_selection *selection,
                                     int64_t first, int64_t count, const patron_replenish_counts *out,
                                     patron_error *error)
{
    scorer s = {0};
    patron_selection selected;
    patron_replenish_counts into;
    int64_t cells = 0, *scratch = NULL;
    patron_status status = read_options(options, &s.options, error);
    if (status) return status;
    if ((s.options.flags & ~(uint64_t)PATRON_REPLENISH_WITHIN_SET) || (options && options->states))
        return pt_fail_argument(error, 4, "options: states and ONLY_ flags are for the due list");
    if (!out) return pt_fail_argument(error, 8, "out is NULL");
    status = pt_read_struct(out, &into, sizeof into, sizeof into, 8, "out", error);
    if (!status) status = scorer_open(&s, book, as_of, rule, first, count, 6, error);
    if (status) return status;
    status = pt_selection_read(selection, first, count, 5, &selected, error);
    if (status) goto done;
    if (pt_multiply(selected.groups, PATRON_REPLENISH_CELLS, &cells) || into.capacity < cells) {
        status = pt_fail(error, PATRON_ERROR_CAPACITY, 8, -1, -1, "", "%lld groups need %d cells each",
                         (long long)selected.groups, PATRON_REPLENISH_CELLS);
        goto done;
    }
    status = PATRON_ERROR_MEMORY;
    if (!(scratch = pt_zero_array(&book->allocator, cells, ARRAYS * sizeof *scratch, error))) goto done;
    for (int64_t c = first; c < first + count; c++) {
        int64_t group = pt_selected(&selected, c), pairs = group < 0 ? 0 : score_customer(&s, c);
        uint32_t seen = 0;
        for (int64_t i = 0; i < pairs; i++)
            count_pair(&s, &s.row[i], cells, group * PATRON_REPLENISH_CELLS, scratch, &seen);
    }
    status = commit(&into, scratch, cells, error);
done:
    pt_release(&book->allocator, scratch, cells, ARRAYS * sizeof *scratch);
    scorer_close(&s);
    return status;
}
