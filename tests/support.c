#include "support.h"

/* ---- random numbers --------------------------------------------------------------------------------------------- */

uint64_t rng_next(struct rng *rng)
{
    uint64_t z = (rng->state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

int64_t rng_between(struct rng *rng, int64_t low, int64_t high)
{
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;
    uint64_t drawn = rng_next(rng);
    return (int64_t)((uint64_t)low + (span ? drawn % span : drawn));
}

bool rng_chance(struct rng *rng, int32_t percent) { return rng_between(rng, 0, 99) < percent; }

bool test_soak(void)
{
    const char *set = getenv("PATRON_SOAK");
    return set && *set && strcmp(set, "0") != 0;
}

int64_t test_some(int64_t few, int64_t usual, int64_t many)
{
    return test_soak() ? many : getenv("PATRON_VALGRIND") ? few : usual;
}

void test_assert(bool condition, const char *text, const char *file, int line, const char *format, ...)
{
    if (condition) return;
    va_list arguments;
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
    _assert_true(0, text, file, line);
}

void test_ok(patron_status status, const patron_error *error, const char *file, int line)
{
    if (status == PATRON_OK) return;
    if (error)
        (void)fprintf(stderr, "%s: argument %d, row %lld, other row %lld, column \"%s\": %s\n",
                      patron_status_name(status),
                      (int)error->argument, (long long)error->row, (long long)error->other_row, error->column,
                      error->message);
    _assert_true(0, "status == PATRON_OK", file, line);
}

/* ---- allocator -------------------------------------------------------------------------------------------------- */

#define HEAD 16 /* before every block: its bytes and a mark */
#define MARK UINT64_C(0x7061747269636961)

static void *counting_allocate(void *context, size_t bytes)
{
    struct counting *counting = context;
    unsigned char *memory = NULL;
    pthread_mutex_lock(&counting->lock);
    counting->calls++;
    bool fail = counting->fail_at > 0 && (counting->fail_on ? counting->calls >= counting->fail_at
                                                            : counting->calls == counting->fail_at);
    if (fail) {
        counting->failed++;
    } else if ((memory = malloc(bytes + HEAD))) {
        uint64_t head[2] = {bytes, MARK};
        memcpy(memory, head, HEAD);
        memset(memory + HEAD, 0xC3, bytes < 4096 ? bytes : 4096); /* not zero: what is read must have been written */
        counting->blocks++;
        counting->bytes += (int64_t)bytes;
        if (counting->bytes > counting->peak) counting->peak = counting->bytes;
    }
    pthread_mutex_unlock(&counting->lock);
    return memory ? memory + HEAD : NULL;
}

static void counting_release(void *context, void *memory, size_t bytes)
{
    struct counting *counting = context;
    uint64_t head[2];
    if (!memory) return;
    memcpy(head, (unsigned char *)memory - HEAD, HEAD);
    if (head[1] != MARK || head[0] != bytes) {
        (void)fprintf(stderr, "release of %zu bytes, allocated were %llu\n", bytes, (unsigned long long)head[0]);
        abort();
    }
    pthread_mutex_lock(&counting->lock);
    counting->blocks--;
    counting->bytes -= (int64_t)bytes;
    pthread_mutex_unlock(&counting->lock);
    head[1] = 0;
    memcpy((unsigned char *)memory - HEAD, head, HEAD);
    free((unsigned char *)memory - HEAD);
}

void counting_begin(struct counting *counting)
{
    memset(counting, 0, sizeof *counting);
    pthread_mutex_init(&counting->lock, NULL);
    counting->allocator.size = sizeof counting->allocator;
    counting->allocator.context = counting;
    counting->allocator.allocate = counting_allocate;
    counting->allocator.release = counting_release;
}

void counting_end(struct counting *counting)
{
    assert_int_equal(counting->blocks, 0);
    assert_int_equal(counting->bytes, 0);
    pthread_mutex_destroy(&counting->lock);
}

static void check_untouched(const struct test_memory *outputs, int count, int64_t n, bool on)
{
    for (int i = 0; i < count; i++)
        for (size_t b = 0; b < outputs[i].bytes; b++)
            assert_that(((const unsigned char *)outputs[i].memory)[b] == 0xA5,
                        "output %d, byte %zu was written although allocation %lld failed (%s)", i, b, (long long)n,
                        on ? "and every later one" : "once");
}

int64_t each_allocation_fails(struct counting *counting, patron_status (*call)(void *context, patron_error *error),
                              void (*release)(void *context), void *context, const struct test_memory *outputs,
                              int output_count)
{
    int64_t good_calls = 0;
    for (int on = 0; on < 2; on++) {
        for (int64_t n = 1;; n++) {
            int64_t blocks = counting->blocks, bytes = counting->bytes;
            patron_error error;
            memset(&error, 0, sizeof error);
            for (int i = 0; i < output_count; i++) memset(outputs[i].memory, 0xA5, outputs[i].bytes);
            counting->calls = counting->failed = 0;
            counting->fail_at = n;
            counting->fail_on = on != 0;
            patron_status status = call(context, &error);
            int64_t failed = counting->failed;
            counting->fail_at = 0;
            if (failed == 0) {
                assert_ok(status, &error);
                good_calls = counting->calls;
                if (release) release(context);
                assert_int_equal(counting->blocks, blocks);
                assert_int_equal(counting->bytes, bytes);
                break;
            }
            assert_that(status == PATRON_ERROR_MEMORY, "allocation %lld failed (%s): status %d, %s", (long long)n,
                        on ? "and every later one" : "once", (int)status, error.message);
            assert_int_equal(error.code, PATRON_ERROR_MEMORY);
            assert_that(counting->blocks == blocks && counting->bytes == bytes,
                        "allocation %lld failed (%s): %lld blocks leak", (long long)n,
                        on ? "and every later one" : "once", (long long)(counting->blocks - blocks));
            check_untouched(outputs, output_count, n, on != 0);
        }
    }
    return good_calls;
}

/* ---- columns ---------------------------------------------------------------------------------------------------- */

static bool fits(int32_t type, int64_t value)
{
    switch (type) {
    case PATRON_TYPE_INT8: return value >= INT8_MIN && value <= INT8_MAX;
    case PATRON_TYPE_INT16: return value >= INT16_MIN && value <= INT16_MAX;
    case PATRON_TYPE_INT32: return value >= INT32_MIN && value <= INT32_MAX;
    case PATRON_TYPE_UINT8: return value >= 0 && value <= UINT8_MAX;
    case PATRON_TYPE_UINT16: return value >= 0 && value <= UINT16_MAX;
    case PATRON_TYPE_UINT32: return value >= 0 && value <= (int64_t)UINT32_MAX;
    case PATRON_TYPE_UINT64: return value >= 0;
    default: return true;
    }
}

static size_t width(int32_t type)
{
    switch (type) {
    case PATRON_TYPE_INT8:
    case PATRON_TYPE_UINT8: return 1;
    case PATRON_TYPE_INT16:
    case PATRON_TYPE_UINT16: return 2;
    case PATRON_TYPE_INT32:
    case PATRON_TYPE_UINT32: return 4;
    default: return 8;
    }
}

static void store(int32_t type, void *at, int64_t value)
{
    int8_t v1 = (int8_t)value;
    int16_t v2 = (int16_t)value;
    int32_t v4 = (int32_t)value;
    const void *from[] = {NULL, &v1, &v2, NULL, &v4, NULL, NULL, NULL, &value};
    memcpy(at, from[width(type)], width(type));
}

static void *own(struct shop_input *input, size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);
    assert_non_null(memory);
    assert_true(input->owned_count < 3 * SHOP_COLUMNS);
    input->owned[input->owned_count++] = memory;
    memset(memory, 0xA5, bytes);
    return memory;
}

/* Bytes begin at 5, so that an offset taken as a count shows; a null's slot holds bytes that are no UTF-8. */
static void fill_strings(struct shop_input *input, patron_column *column, const int64_t *values, int64_t count)
{
    size_t step = column->type == PATRON_TYPE_STRING ? sizeof(int32_t) : sizeof(int64_t);
    char *bytes = own(input, (size_t)count * SHOP_TEXT + 5);
    char *offsets = own(input, (size_t)(column->first + count + 1) * step);
    int64_t used = 5;
    for (int64_t i = 0; i <= count; i++) {
        int32_t narrow = (int32_t)used;
        memcpy(offsets + (size_t)(column->first + i) * step, step == 4 ? (void *)&narrow : (void *)&used, step);
        if (i == count) break;
        char text[SHOP_TEXT] = "\xff\xfe";
        if (values[i] != SHOP_NULL) shop_key_text(values[i], text);
        memcpy(bytes + used, text, strlen(text));
        used += (int64_t)strlen(text);
    }
    column->values = bytes;
    column->offsets = offsets;
}

const patron_column *shop_column(struct shop_input *input, const int64_t *values, int64_t count, int32_t type,
                                 int32_t unit, int64_t first, bool valid)
{
    assert_true(input->columns < SHOP_COLUMNS);
    patron_column *column = &input->column[input->columns++];
    memset(column, 0, sizeof *column);
    column->size = sizeof *column;
    column->type = type ? type : PATRON_TYPE_INT64;
    column->unit = unit;
    column->first = first;
    for (int64_t i = 0; i < count; i++) {
        if (values[i] == SHOP_NULL) valid = true;
        else if (!fits(column->type, values[i])) column->type = PATRON_TYPE_INT64;
    }
    if (column->type == PATRON_TYPE_STRING || column->type == PATRON_TYPE_STRING64) {
        fill_strings(input, column, values, count);
    } else {
        char *memory = own(input, (size_t)(first + count) * width(column->type));
        for (int64_t i = 0; i < count; i++)
            if (values[i] != SHOP_NULL)
                store(column->type, memory + (size_t)(first + i) * width(column->type), values[i]);
        column->values = memory;
    }
    if (valid) {
        uint8_t *bits = own(input, (size_t)(first + count) / 8 + 1);
        for (int64_t i = 0; i < count; i++) {
            int64_t at = first + i;
            uint8_t bit = (uint8_t)(1u << (at & 7));
            bits[at >> 3] = (uint8_t)(values[i] == SHOP_NULL ? bits[at >> 3] & ~bit : bits[at >> 3] | bit);
        }
        column->valid = bits;
    }
    return column;
}

/* ---- shops in the library's form -------------------------------------------------------------------------------- */

static const patron_column *field_column(struct shop_input *input, const struct shop *shop, size_t field, int32_t type,
                                         int32_t unit, const struct shop_form *form)
{
    int64_t *values = malloc(sizeof *values * (size_t)(shop->rows + 1));
    assert_non_null(values);
    for (int64_t i = 0; i < shop->rows; i++) memcpy(&values[i], (const char *)&shop->row[i] + field, sizeof *values);
    const patron_column *column = shop_column(input, values, shop->rows, type, unit, form->first, form->valid);
    free(values);
    return column;
}

#define FIELD(name, type, unit) field_column(input, shop, offsetof(struct shop_row, name), (type), (unit), form)

static void add_label(struct shop_input *input, const char *name, int32_t level, const patron_column *column)
{
    patron_label *label = &input->label[input->rows.label_count];
    label->size = sizeof *label;
    label->name = name;
    label->level = level;
    label->column = column;
    input->labels[input->rows.label_count++] = label;
    input->rows.labels = input->labels;
}

static void fill_rows(struct shop_input *input, const struct shop *shop, const struct shop_form *form)
{
    patron_rows *rows = &input->rows;
    int32_t key = form->key_type, value = form->value_type;
    rows->size = sizeof *rows;
    rows->count = shop->rows;
    rows->customer = FIELD(customer, key, 0);
    rows->time = FIELD(time, form->time_type, shop->unit ? shop->unit : PATRON_UNIT_DAY);
    rows->amount = FIELD(amount, value, 0);
    if (shop->columns & SHOP_ORDER) rows->order = FIELD(order, key, 0);
    if (shop->columns & SHOP_SHOP) rows->shop = FIELD(shop, key, 0);
    if (shop->columns & SHOP_PRODUCT) rows->product = FIELD(product, key, 0);
    if (shop->columns & SHOP_CATEGORY) rows->category = FIELD(category, key, 0);
    if (shop->columns & SHOP_QUANTITY) rows->quantity = FIELD(quantity, value, 0);
    if (shop->columns & SHOP_DISCOUNT) rows->discount = FIELD(discount, value, 0);
    if (shop->columns & SHOP_COST) rows->cost = FIELD(cost, value, 0);
    if (shop->columns & SHOP_KIND) rows->kind = FIELD(kind, value, 0);
    if (shop->columns & SHOP_COUPON) add_label(input, "coupon", PATRON_LABEL_ORDER, FIELD(coupon, key, 0));
    if (shop->columns & SHOP_TAG) add_label(input, "tag", PATRON_LABEL_LINE, FIELD(tag, key, 0));
}

/* Option columns are integers or strings as the keys are, but of full width. */
static void fill_options(struct shop_input *input, const struct shop *shop, const struct shop_form *form)
{
    patron_book_options *options = &input->options;
    int32_t key = form->key_type == PATRON_TYPE_STRING || form->key_type == PATRON_TYPE_STRING64 ? form->key_type : 0;
    options->size = sizeof *options;
    options->flags = shop->flags | form->flags;
    options->threads = form->threads;
    options->observed_from = shop->observed_from;
    options->observed_until = shop->observed_until;
    options->quantity_scale = shop->quantity_scale;
    options->allocator = form->allocator;
    if (shop->zones) {
        patron_zone zone = {sizeof zone, shop->zones, shop->zone_instant, shop->zone_offset, shop->zone_until};
        input->zone = zone;
        options->zone = &input->zone;
    }
    if (shop->guests) options->guest_keys = shop_column(input, shop->guest, shop->guests, key, 0, form->first, false);
    if (shop->aliases) {
        options->alias_from = shop_column(input, shop->alias_from, shop->aliases, key, 0, form->first, false);
        options->alias_to = shop_column(input, shop->alias_to, shop->aliases, key, 0, 0, form->valid);
    }
    if (shop->sinces) {
        options->since_customer = shop_column(input, shop->since_customer, shop->sinces, key, 0, form->first, false);
        options->since_day = shop_column(input, shop->since_day, shop->sinces, 0, PATRON_UNIT_DAY, form->first, false);
    }
    options->guest_count = shop->guests;
    options->alias_count = shop->aliases;
    options->since_count = shop->sinces;
}

struct shop_input *shop_input(const struct shop *shop, const struct shop_form *form)
{
    static const struct shop_form plain;
    struct shop_input *input = calloc(1, sizeof *input);
    assert_non_null(input);
    fill_rows(input, shop, form ? form : &plain);
    fill_options(input, shop, form ? form : &plain);
    return input;
}

void shop_input_free(struct shop_input *input)
{
    if (!input) return;
    for (int i = 0; i < input->owned_count; i++) free(input->owned[i]);
    free(input);
}

static const patron_column *slice_column(struct shop_slice *slice, int *used, const patron_column *column, int64_t from)
{
    if (!column) return NULL;
    patron_column *moved = &slice->column[(*used)++];
    *moved = *column;
    moved->first += from;
    return moved;
}

void shop_slice(struct shop_slice *slice, const struct shop_input *input, int64_t from, int64_t count)
{
    const patron_rows *rows = &input->rows;
    int used = 0;
    slice->rows = *rows;
    slice->rows.count = count;
    slice->rows.customer = slice_column(slice, &used, rows->customer, from);
    slice->rows.time = slice_column(slice, &used, rows->time, from);
    slice->rows.amount = slice_column(slice, &used, rows->amount, from);
    slice->rows.order = slice_column(slice, &used, rows->order, from);
    slice->rows.shop = slice_column(slice, &used, rows->shop, from);
    slice->rows.product = slice_column(slice, &used, rows->product, from);
    slice->rows.category = slice_column(slice, &used, rows->category, from);
    slice->rows.quantity = slice_column(slice, &used, rows->quantity, from);
    slice->rows.discount = slice_column(slice, &used, rows->discount, from);
    slice->rows.cost = slice_column(slice, &used, rows->cost, from);
    slice->rows.kind = slice_column(slice, &used, rows->kind, from);
    for (int32_t i = 0; i < rows->label_count; i++) {
        slice->label[i] = *rows->labels[i];
        slice->label[i].column = slice_column(slice, &used, rows->labels[i]->column, from);
        slice->labels[i] = &slice->label[i];
    }
    slice->rows.labels = rows->label_count ? slice->labels : NULL;
}

static patron_status try_builder(const struct shop_input *input, int64_t batches, patron_book **out,
                                 patron_error *error)
{
    patron_builder *builder = NULL;
    patron_status status = patron_builder_open(&input->options, &builder, error);
    for (int64_t b = 0; b < batches && !status; b++) {
        struct shop_slice slice;
        int64_t from = input->rows.count * b / batches, end = input->rows.count * (b + 1) / batches;
        shop_slice(&slice, input, from, end - from);
        status = patron_builder_add(builder, &slice.rows, error);
    }
    if (!status) status = patron_builder_finish(builder, out, error);
    patron_builder_free(builder);
    return status;
}

patron_status shop_try(const struct shop *shop, const struct shop_form *form, patron_book **out, patron_error *error)
{
    struct shop_input *input = shop_input(shop, form);
    patron_status status = form && form->batches > 0 ? try_builder(input, form->batches, out, error)
                                                     : patron_book_build(&input->rows, &input->options, out, error);
    shop_input_free(input);
    return status;
}

patron_book *shop_book(const struct shop *shop, const struct shop_form *form)
{
    patron_book *book = NULL;
    patron_error error;
    patron_status status = shop_try(shop, form, &book, &error);
    if (status) (void)fprintf(stderr, "shop %s: ", shop->name);
    assert_ok(status, &error);
    assert_non_null(book);
    return book;
}

/* ---- keys ------------------------------------------------------------------------------------------------------- */

/* Negative numbers before the others since '-' < 'A'; the digits of the others are counted by a letter first. */
#define KEY_PREFIX "K\xc3\xbcnde \xe2\x82\xac"

void shop_key_text(int64_t key, char text[SHOP_TEXT])
{
    char digits[32];
    if (key < 0) {
        (void)snprintf(text, SHOP_TEXT, KEY_PREFIX "-%019llu",
                       (unsigned long long)((uint64_t)key - (uint64_t)INT64_MIN));
        return;
    }
    int length = snprintf(digits, sizeof digits, "%lld", (long long)key);
    (void)snprintf(text, SHOP_TEXT, KEY_PREFIX "%c%s", 'A' + length, digits);
}

int64_t shop_key_from_text(const char *text, int64_t length)
{
    char copy[SHOP_TEXT] = "";
    size_t prefix = strlen(KEY_PREFIX);
    assert_true(length > (int64_t)prefix + 1 && length < SHOP_TEXT);
    memcpy(copy, text, (size_t)length);
    uint64_t value = strtoull(copy + prefix + 1, NULL, 10);
    return (int64_t)(copy[prefix] == '-' ? value + (uint64_t)INT64_MIN : value);
}

static int64_t column_key(const patron_column *column, int64_t i)
{
    int64_t at = column->first + i;
    if (column->type == PATRON_TYPE_INT64) return ((const int64_t *)column->values)[at];
    assert_int_equal(column->type, PATRON_TYPE_STRING64);
    const int64_t *offsets = column->offsets;
    return shop_key_from_text((const char *)column->values + offsets[at], offsets[at + 1] - offsets[at]);
}

int64_t shop_key(const patron_book *book, int32_t which, int64_t number)
{
    patron_column column = {0};
    patron_error error;
    int64_t count;
    column.size = sizeof column;
    assert_ok(patron_book_keys(book, which, &column, &count, &error), &error);
    assert_true(number >= 0 && number < count);
    return column_key(&column, number);
}

int64_t shop_number(const patron_book *book, int32_t which, int64_t key)
{
    patron_column column = {0};
    patron_error error;
    int64_t count;
    column.size = sizeof column;
    assert_ok(patron_book_keys(book, which, &column, &count, &error), &error);
    for (int64_t i = 0; i < count; i++)
        if (column_key(&column, i) == key) return i;
    return -1;
}

int32_t shop_customer(const patron_book *book, int64_t key)
{
    patron_column kind = {0}, one = {0};
    patron_error error;
    int64_t count;
    int32_t number = 77;
    char text[SHOP_TEXT];
    kind.size = one.size = sizeof kind;
    assert_ok(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &kind, &count, &error), &error);
    shop_key_text(key, text);
    int64_t offsets[2] = {0, (int64_t)strlen(text)};
    one.type = kind.type;
    one.values = kind.type == PATRON_TYPE_INT64 ? (const void *)&key : (const void *)text;
    one.offsets = kind.type == PATRON_TYPE_INT64 ? NULL : offsets;
    assert_ok(patron_book_find(book, &one, 1, &number, &error), &error);
    return number;
}

/* ---- variants --------------------------------------------------------------------------------------------------- */

void for_each_variant(const struct shop *shop, uint64_t seed, shop_each each, void *context)
{
    static const struct {
        const char *name;
        struct shop_form form;
        bool permuted;
    } variants[] = {
        {"as it is", {.threads = 0}, false},
        {"permuted", {.threads = 1}, true},
        {"string keys", {.key_type = PATRON_TYPE_STRING}, false},
        {"long string keys, permuted", {.key_type = PATRON_TYPE_STRING64, .first = 3}, true},
        {"narrow columns with offset",
         {PATRON_TYPE_INT16, PATRON_TYPE_INT32, PATRON_TYPE_INT32, 13, true, 0, 1, 0, NULL}, false},
        {"unsigned keys", {.key_type = PATRON_TYPE_UINT32, .value_type = PATRON_TYPE_INT16, .first = 1}, false},
        {"one batch through a builder", {.batches = 1}, false},
        {"five batches", {.batches = 5, .threads = 2}, true},
        {"2 threads", {.threads = 2}, false},
        {"7 threads", {.threads = 7}, false},
        {"string keys, permuted, three batches, 7 threads", {PATRON_TYPE_STRING, 0, 0, 5, true, 3, 7, 0, NULL}, true},
    };
    for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
        struct shop copy;
        shop_copy(&copy, shop);
        if (variants[v].permuted) shop_permute(&copy, seed + v);
        patron_book *book = shop_book(&copy, &variants[v].form);
        each(context, book, variants[v].name);
        patron_book_free(book);
        shop_end(&copy);
    }
}

void assert_joined(const patron_book *book, const void *column, const patron_book *other_book, const void *other_column,
                   size_t element, const char *what)
{
    int64_t customers = patron_book_customers(book);
    assert_int_equal(customers, patron_book_customers(other_book));
    for (int64_t i = 0; i < customers; i++) {
        int64_t key = shop_key(book, PATRON_KEYS_CUSTOMER, i);
        int64_t j = shop_customer(other_book, key);
        assert_that(j >= 0, "%s: customer %lld is missing", what, (long long)key);
        const char *one = (const char *)column + (size_t)i * element;
        const char *other = (const char *)other_column + (size_t)j * element;
        assert_that(!memcmp(one, other, element), "%s: customer %lld differs", what, (long long)key);
    }
}
