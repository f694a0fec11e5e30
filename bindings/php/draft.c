/* draft.c: tables that are put together column by column, with rates and facts. */
#include "php_patron.h"
#include "draft.h"

/* ---- what every measure is asked --------------------------------------------------------------------------------- */

bool pp_confidence(double confidence)
{
    if (confidence > 0 && confidence < 1) return true;
    pp_argument_error("confidence", "confidence must lie between 0 and 1");
    return false;
}

bool pp_ask(pp_asked *asked, zval *this, zval *as_of, double confidence, HashTable *mask, HashTable *group,
            zend_long first, zend_long count, bool no_count)
{
    asked->this = this;
    asked->book = pp_this_book(this);
    asked->confidence = confidence;
    int64_t customers = pp_customers(asked->book);
    return pp_day(as_of, asked->book->zone, "asOf", &asked->day) && pp_confidence(confidence) &&
           pp_range(customers, first, count, no_count, &asked->from, &asked->many) &&
           pp_selection_read(&asked->selection, mask, group, customers);
}

void pp_asked_free(pp_asked *asked)
{
    pp_selection_free(&asked->selection);
}

bool pp_asked_all(const pp_asked *asked)
{
    return !pp_selection_c(&asked->selection) && asked->many == pp_customers(asked->book);
}

const char *pp_option_as(const patron_error *error, const char *const *pairs)
{
    const char *message = error->message, *words = "abcdefghijklmnopqrstuvwxyz_0123456789";
    if (!strncmp(message + strspn(message, words), ": ", 2)) message += strspn(message, words) + 2; /* "options: " */
    size_t length = strspn(message, words);
    for (; *pairs; pairs += 2)
        if (strlen(*pairs) == length && memcmp(*pairs, message, length) == 0) return pairs[1];
    return "";
}

int32_t pp_token_number(const zend_string *text, const char *argument, pp_token token)
{
    for (int32_t at = 0; at == 0 || token(at); at++)
        if (token(at) && zend_string_equals_cstr(text, token(at), strlen(token(at)))) return at;
    pp_argument_error(argument, "%s: there is no '%s'", argument, ZSTR_VAL(text));
    return -1;
}

/* ---- cells ------------------------------------------------------------------------------------------------------- */

static bool is_wanted(const pp_array *array, uint32_t roles)
{
    return !(array->needs & ~roles);
}

bool pp_cells_begin(pp_cells *cells, const pp_array *arrays, int64_t groups, uint32_t roles, void *out)
{
    size_t count = 0, each, start = 0;
    bool large = false;
    for (const pp_array *array = arrays; !array->last; array++) {
        if (!is_wanted(array, roles)) continue;
        large |= __builtin_mul_overflow((size_t)groups, (size_t)cells->width[array->width], &each);
        large |= __builtin_add_overflow(count, each, &count);
    }
    large |= __builtin_mul_overflow(count, sizeof(int64_t), &cells->bytes);
    cells->held = large ? NULL : pp_allocate_zero(cells->bytes);
    if (!cells->held) {
        pp_no_memory();
        return false;
    }
    for (const pp_array *array = arrays; !array->last; array++) {
        if (!is_wanted(array, roles)) continue;
        *(int64_t **)(void *)((char *)out + array->offset) = cells->held + start;
        start += (size_t)groups * (size_t)cells->width[array->width];
    }
    return true;
}

void pp_cells_end(pp_cells *cells)
{
    pp_release(cells->held, cells->bytes);
    cells->held = NULL;
}

/* ---- drafts ------------------------------------------------------------------------------------------------------ */

void pp_draft_begin(pp_draft *draft, zval *out, zend_class_entry *class, zval *book, int32_t day, int64_t rows)
{
    *draft = (pp_draft){.table = pp_table_new(out, class, pp_ce_row, book, rows), .out = out};
    draft->table->as_of = day;
}

static void give_up(pp_draft *draft)
{
    zval_ptr_dtor(draft->out);
    ZVAL_NULL(draft->out);
}

bool pp_draft_end(pp_draft *draft)
{
    if (!draft->failed) return true;
    give_up(draft);
    pp_no_memory();
    return false;
}

bool pp_draft_stop(pp_draft *draft, patron_status status, const patron_error *error)
{
    give_up(draft);
    pp_throw(status, error, NULL);
    return false;
}

void *pp_draft_add(pp_draft *draft, const char *name, pp_kind kind)
{
    size_t bytes;
    void *held = NULL;
    if (!draft->failed && !__builtin_mul_overflow((size_t)draft->table->rows, pp_width(kind), &bytes))
        held = pp_allocate_zero(bytes);
    if (held) pp_table_add(draft->table, name, kind, held, held, bytes);
    else draft->failed = true;
    return held;
}

static pp_column *latest(const pp_draft *draft)
{
    return &draft->table->columns[draft->table->count - 1];
}

static void copy(const pp_draft *draft, void *to, const void *from, size_t width)
{
    size_t rows = (size_t)draft->table->rows;
    if (!draft->order && rows) memcpy(to, from, rows * width);
    for (size_t row = 0; draft->order && row < rows; row++)
        memcpy((char *)to + row * width, (const char *)from + (size_t)draft->order[row] * width, width);
}

/* A column of copies; false where there is none. */
static bool add_copy(pp_draft *draft, const char *name, pp_kind kind, const void *values)
{
    void *held = values ? pp_draft_add(draft, name, kind) : NULL;
    if (held) copy(draft, held, values, pp_width(kind));
    return held;
}

void pp_draft_counts(pp_draft *draft, const char *name, const int64_t *values)
{
    add_copy(draft, name, PP_INT64, values);
}

void pp_draft_perhaps(pp_draft *draft, const char *name, const int64_t *values)
{
    if (add_copy(draft, name, PP_INT64, values)) latest(draft)->none = true;
}

void pp_draft_numbers(pp_draft *draft, const char *name, const int32_t *values)
{
    add_copy(draft, name, PP_INT32, values);
}

void pp_draft_series(pp_draft *draft, const char *name, int32_t first)
{
    int32_t *held = pp_draft_add(draft, name, PP_INT32);
    for (int64_t row = 0; held && row < draft->table->rows; row++) held[row] = first + (int32_t)row;
}

void pp_draft_days(pp_draft *draft, const char *name, const int32_t *values)
{
    add_copy(draft, name, PP_DAY, values);
}

void pp_draft_states(pp_draft *draft, const char *name, const int32_t *values, pp_token token)
{
    if (add_copy(draft, name, PP_TOKEN, values)) pp_column_tokens(latest(draft), token);
}

void pp_draft_texts(pp_draft *draft, const char *name, zval *list)
{
    int32_t *held = pp_draft_add(draft, name, PP_TOKEN);
    if (!held) return;
    for (int64_t row = 0; row < draft->table->rows; row++)
        held[row] = draft->order ? (int32_t)draft->order[row] : (int32_t)row;
    pp_column_names(latest(draft), Z_ARRVAL_P(list));
}

void pp_draft_reals(pp_draft *draft, const char *name, const double *values, const int64_t *whole)
{
    if (!add_copy(draft, name, PP_DOUBLE, values) || !whole) return;
    double *held = latest(draft)->owned;
    latest(draft)->none = true;
    for (int64_t row = 0; row < draft->table->rows; row++)
        if (!whole[draft->order ? draft->order[row] : row]) held[row] = ZEND_NAN;
}

static double *rate_column(pp_draft *draft, const char *prefix, const char *name)
{
    char whole[64];
    snprintf(whole, sizeof whole, "%s%s%s", prefix, *prefix ? "_" : "", name);
    double *held = pp_draft_add(draft, whole, PP_DOUBLE);
    if (held) latest(draft)->none = true;
    return held;
}

void pp_draft_rates(pp_draft *draft, const char *prefix, const int64_t *part, const int64_t *whole, double confidence)
{
    int64_t rows = draft->table->rows;
    patron_repeat_rates out = {.size = sizeof out, .capacity = rows};
    out.rate = rate_column(draft, prefix, "rate");
    out.low = rate_column(draft, prefix, "low");
    out.high = rate_column(draft, prefix, "high");
    size_t bytes = (size_t)rows * sizeof *part;
    int64_t *shown = draft->failed ? NULL : pp_allocate(2 * bytes);
    if (!shown) {
        draft->failed = true;
        return;
    }
    copy(draft, shown, part, sizeof *part);
    copy(draft, shown + rows, whole, sizeof *whole);
    if (patron_repeat_rate(rows, shown, shown + rows, confidence, &out, NULL)) draft->failed = true;
    for (int64_t row = 0; row < rows; row++)
        if (!shown[rows + row]) out.rate[row] = out.low[row] = out.high[row] = ZEND_NAN;
    pp_release(shown, 2 * bytes);
}

void pp_draft_keys(pp_draft *draft, const char *name, int32_t which)
{
    size_t bytes = (size_t)draft->table->rows * sizeof(int64_t);
    int64_t *held = draft->failed || !draft->order ? NULL : pp_allocate(bytes);
    if (draft->order && !held) draft->failed = true;
    if (draft->failed) return;
    if (held) memcpy(held, draft->order, bytes);
    pp_table_add_keyed(draft->table, name, which, held, held, 0);
    latest(draft)->owned = held;
    latest(draft)->bytes = held ? bytes : 0;
}

/* ---- facts ------------------------------------------------------------------------------------------------------- */

void pp_table_fact(pp_table *table, const char *name, zval *value)
{
    char camel[64];
    pp_camel(name, camel, sizeof camel);
    if (Z_ISUNDEF(table->facts)) array_init(&table->facts);
    zend_hash_str_update(Z_ARRVAL(table->facts), camel, strlen(camel), value);
}

void pp_table_fact_long(pp_table *table, const char *name, int64_t value)
{
    zval number;
    ZVAL_LONG(&number, value);
    pp_table_fact(table, name, &number);
}

void pp_table_fact_real(pp_table *table, const char *name, double value, bool defined)
{
    zval number;
    if (defined) ZVAL_DOUBLE(&number, value);
    else ZVAL_NULL(&number);
    pp_table_fact(table, name, &number);
}

bool pp_draft_record(pp_draft *draft, zval *out)
{
    zval values, cell;
    if (!pp_draft_end(draft)) return false;
    array_init(&values);
    for (int32_t at = 0; at < draft->table->count; at++) {
        pp_cell(draft->table, &draft->table->columns[at], 0, false, &cell);
        zend_hash_update(Z_ARRVAL(values), draft->table->columns[at].name, &cell);
    }
    give_up(draft);
    pp_record_make(out, pp_ce_record, &values);
    return true;
}

/* ---- order by count, then key ------------------------------------------------------------------------------------ */

typedef struct {
    patron_column keys; /* type 0: none, numbers stand for themselves */
    const int64_t *by;
} ordering;

static int compare_keys(const patron_column *keys, int64_t a, int64_t b)
{
    if (!keys->type) return a < b ? -1 : a > b;
    const int64_t *values = keys->type == PATRON_TYPE_STRING64 ? keys->offsets : keys->values;
    values += keys->first;
    if (keys->type != PATRON_TYPE_STRING64) return values[a] < values[b] ? -1 : values[a] > values[b];
    const char *text = keys->values;
    size_t first = (size_t)(values[a + 1] - values[a]), second = (size_t)(values[b + 1] - values[b]);
    int found = first && second ? memcmp(text + values[a], text + values[b], first < second ? first : second) : 0;
    return found ? found : first < second ? -1 : first > second;
}

/* a comes behind b. No two are equal. */
static bool behind(const ordering *of, int64_t a, int64_t b)
{
    if (of->by[a] != of->by[b]) return of->by[a] < of->by[b];
    return compare_keys(&of->keys, a, b) > 0;
}

/* Of a heap whose parents come behind their children. */
static void sink(const ordering *of, int64_t *heap, int64_t at, int64_t many)
{
    int64_t moved = heap[at];
    for (int64_t child; (child = 2 * at + 1) < many; at = child) {
        if (child + 1 < many && behind(of, heap[child + 1], heap[child])) child++;
        if (!behind(of, heap[child], moved)) break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

int64_t *pp_order_by(const pp_book *book, int32_t which, const int64_t *by, int64_t many)
{
    ordering of = {.keys = {.size = sizeof of.keys}, .by = by};
    int64_t count, *order = pp_allocate((size_t)many * sizeof *order);
    if (!order) {
        pp_no_memory();
        return NULL;
    }
    if (patron_book_keys(book->book, which, &of.keys, &count, NULL)) of.keys.type = 0;
    for (int64_t at = 0; at < many; at++) order[at] = at;
    for (int64_t at = many / 2; at-- > 0;) sink(&of, order, at, many);
    for (int64_t end = many; end-- > 1;) {
        int64_t last = order[0];
        order[0] = order[end];
        order[end] = last;
        sink(&of, order, 0, end);
    }
    return order;
}

/* ---- tables of keys ---------------------------------------------------------------------------------------------- */

/* One row of the cells as a fact. */
static bool add_other(pp_draft *draft, const pp_listing *listing, const pp_other *other, int64_t group)
{
    zval table, record;
    pp_draft one;
    pp_draft_begin(&one, &table, pp_ce_table, listing->asked->this, PATRON_NO_DAY, 1);
    one.order = &other->row;
    listing->add(&one, listing->context, group);
    if (!pp_draft_record(&one, &record)) return false;
    pp_table_fact(draft->table, other->name, &record);
    return true;
}

bool pp_listing_make(const pp_listing *listing, const int64_t *by, const pp_other *others, int32_t day, int64_t group,
                     zval *out)
{
    int64_t *order = pp_order_by(listing->asked->book, listing->which, by, listing->items);
    pp_draft draft;
    bool good = true;
    if (!order) {
        ZVAL_NULL(out);
        return false;
    }
    pp_draft_begin(&draft, out, pp_ce_table, listing->asked->this, day, listing->items);
    draft.order = order;
    pp_draft_keys(&draft, listing->name, listing->which);
    listing->add(&draft, listing->context, group);
    for (; good && others && others->name; others++) good = add_other(&draft, listing, others, group);
    draft.failed |= !good;
    good = pp_draft_end(&draft);
    pp_release(order, (size_t)listing->items * sizeof *order);
    return good;
}
