/* What a book refuses: bad options and columns, bad rows, contradictions, sums that do not fit, too much. */
#include "book.h"
#include "check_book.h"

/* Expects a failure to build (through build and through a builder, 1 and 7 threads) and that nothing was written.
 * Rows of errors are compared where >= -1; -2 = any. */
static void refused(const struct shop *shop, patron_status want, int64_t row, int64_t other_row, const char *column)
{
    for (int form_of = 0; form_of < 6; form_of++) {
        struct shop_form form = {.batches = form_of % 3, .threads = form_of == 0 ? 1 : form_of, .first = form_of,
                                 .key_type = form_of > 3 ? PATRON_TYPE_STRING : 0};
        struct counting counting;
        counting_begin(&counting);
        form.allocator = &counting.allocator;
        patron_book *book = (patron_book *)&form;
        patron_error error;
        memset(&error, 0, sizeof error);
        patron_status status = shop_try(shop, &form, &book, &error);
        assert_that(status == want, "form %d: status %d, not %d: %s", form_of, (int)status, (int)want, error.message);
        assert_int_equal(error.code, want);
        assert_ptr_equal(book, &form);
        assert_true(error.message[0] != 0);
        if (row > -2)
            assert_that(error.row == row, "form %d: row %lld: %s", form_of, (long long)error.row, error.message);
        if (other_row > -2)
            assert_that(error.other_row == other_row, "form %d: other row %lld: %s", form_of,
                        (long long)error.other_row, error.message);
        if (column) assert_string_equal(error.column, column);
        counting_end(&counting);
        assert_int_equal(shop_try(shop, NULL, &book, NULL), want); /* without an error struct */
    }
}

/* A shop of plain rows, `rows` of them, with every column that is named. */
static void plain(struct shop *shop, int64_t rows, uint32_t columns)
{
    shop_begin(shop);
    shop->columns = columns;
    for (int64_t i = 0; i < rows; i++) {
        struct shop_row row = shop_sale(i % 7, 100 + i, 10 + i);
        if (columns & SHOP_ORDER) row.order = i;
        if (columns & SHOP_PRODUCT) row.product = i % 5;
        shop_add(shop, row);
    }
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static void bad_values(void **state)
{
    (void)state;
    struct shop shop;
    plain(&shop, 20, SHOP_KIND | SHOP_DISCOUNT);
    static const struct { size_t field; int64_t value; patron_status status; const char *column; } bad[] = {
        {offsetof(struct shop_row, time), SHOP_NULL, PATRON_ERROR_DATA, "time"},
        {offsetof(struct shop_row, amount), SHOP_NULL, PATRON_ERROR_DATA, "amount"},
        {offsetof(struct shop_row, kind), SHOP_NULL, PATRON_ERROR_DATA, "kind"},
        {offsetof(struct shop_row, kind), 4, PATRON_ERROR_DATA, "kind"},
        {offsetof(struct shop_row, kind), -1, PATRON_ERROR_DATA, "kind"},
        {offsetof(struct shop_row, kind), INT64_C(1) << 32, PATRON_ERROR_DATA, "kind"},
        {offsetof(struct shop_row, discount), -1, PATRON_ERROR_DATA, "discount"},
        {offsetof(struct shop_row, time), PATRON_DAY_MIN - 1, PATRON_ERROR_RANGE, "time"},
        {offsetof(struct shop_row, time), PATRON_DAY_MAX + 1, PATRON_ERROR_RANGE, "time"},
        {offsetof(struct shop_row, time), INT64_MAX, PATRON_ERROR_RANGE, "time"},
        {offsetof(struct shop_row, amount), -5, PATRON_ERROR_DATA, "amount"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (int64_t row = 0; row < 20; row += 19) {
            struct shop copy;
            shop_copy(&copy, &shop);
            memcpy((char *)&copy.row[row] + bad[i].field, &bad[i].value, sizeof(int64_t));
            refused(&copy, bad[i].status, row, -1, bad[i].column);
            shop_end(&copy);
        }
    shop.row[0].time = PATRON_DAY_MIN;
    shop.row[1].time = PATRON_DAY_MAX;
    patron_book *book = shop_book(&shop, NULL);
    check_book(&shop, book, true, "first and last day");
    patron_book_free(book);
    shop_end(&shop);
}

static void instants_outside_the_zone(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        struct shop shop;
        shop_begin(&shop);
        shop.unit = PATRON_UNIT_SECOND;
        shop_zone_berlin(&shop);
        shop_add(&shop, shop_sale(1, shop.zone_instant[0], 5));
        shop_add(&shop, shop_sale(1, shop.zone_until, 5));
        patron_book *book = shop_book(&shop, NULL);
        check_book(&shop, book, true, "edges of the zone");
        patron_book_free(book);
        if (late) shop.row[1].time++;
        else shop.row[0].time--;
        refused(&shop, PATRON_ERROR_RANGE, late, -1, "time");
        shop.zones = 0;
        refused(&shop, PATRON_ERROR_ARGUMENT, -1, -1, NULL);
        shop_end(&shop);
    }
}

static void bad_utf8(void **state)
{
    (void)state;
    static const char *const texts[] = {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\x80"};
    int64_t days[] = {1, 2, 3};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int wide = 0; wide < 2; wide++) {
            char bytes[32];
            int64_t length = (int64_t)strlen(texts[i]);
            (void)snprintf(bytes, sizeof bytes, "ok%sok", texts[i]);
            int64_t offsets[] = {0, 2, 2 + length, 4 + length};
            int32_t narrow[] = {0, 2, (int32_t)(2 + length), (int32_t)(4 + length)};
            patron_column key = {sizeof key, wide ? PATRON_TYPE_STRING64 : PATRON_TYPE_STRING, 0, bytes,
                                 wide ? (void *)offsets : (void *)narrow, NULL, 0};
            patron_column number = {sizeof number, PATRON_TYPE_INT64, 0, days, NULL, NULL, 0};
            patron_column time = {sizeof time, PATRON_TYPE_INT64, PATRON_UNIT_DAY, days, NULL, NULL, 0};
            patron_label label = {sizeof label, "channel", &key, PATRON_LABEL_LINE, 0};
            const patron_label *labels[] = {&label};
            for (int role = 0; role < 6; role++) {
                patron_rows rows = {0};
                rows.size = sizeof rows;
                rows.count = 3;
                rows.customer = role == 0 ? &key : &number;
                rows.time = &time;
                rows.amount = &number;
                if (role == 1) rows.order = &key;
                if (role == 2) rows.product = &key;
                if (role == 3) rows.product = &number, rows.category = &key;
                if (role == 4) rows.order = &number, rows.shop = &key;
                if (role == 5) rows.labels = labels, rows.label_count = 1;
                static const char *const names[] = {"customer", "order", "product", "category", "shop", "channel"};
                patron_book *book = NULL;
                patron_error error;
                assert_int_equal(patron_book_build(&rows, NULL, &book, &error), PATRON_ERROR_DATA);
                assert_int_equal(error.row, 1);
                assert_string_equal(error.column, names[role]);
                assert_null(book);
                patron_builder *builder = NULL;
                assert_ok(patron_builder_open(NULL, &builder, &error), &error);
                assert_int_equal(patron_builder_add(builder, &rows, &error), PATRON_ERROR_DATA);
                assert_int_equal(error.row, 1);
                assert_int_equal(patron_builder_rows(builder), 0);
                patron_builder_free(builder);
            }
        }
}

static void bad_offsets(void **state)
{
    (void)state;
    static const int32_t tables[][4] = {{-1, 1, 2, 3}, {0, 2, 1, 3}, {0, 4, 4, 3}, {0, 0, 0, -1}, {3, 0, 0, 0}};
    int64_t days[] = {1, 2, 3};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        patron_column key = {sizeof key, PATRON_TYPE_STRING, 0, "abcdef", tables[i], NULL, 0};
        patron_column number = {sizeof number, PATRON_TYPE_INT64, 0, days, NULL, NULL, 0};
        patron_column time = {sizeof time, PATRON_TYPE_INT64, PATRON_UNIT_DAY, days, NULL, NULL, 0};
        patron_rows rows = {0};
        rows.size = sizeof rows;
        rows.count = 3;
        rows.customer = &key;
        rows.time = &time;
        rows.amount = &number;
        patron_book *book = NULL;
        patron_error error;
        assert_int_equal(patron_book_build(&rows, NULL, &book, &error), PATRON_ERROR_DATA);
        assert_string_equal(error.column, "customer");
        assert_in_range(error.row, 0, 2);
        assert_null(book);
    }
}

static void unsigned_beyond(void **state)
{
    (void)state;
    uint64_t keys[] = {1, UINT64_C(1) << 63, 3};
    int64_t days[] = {1, 2, 3};
    patron_column key = {sizeof key, PATRON_TYPE_UINT64, 0, keys, NULL, NULL, 0};
    patron_column number = {sizeof number, PATRON_TYPE_INT64, 0, days, NULL, NULL, 0};
    patron_column time = {sizeof time, PATRON_TYPE_INT64, PATRON_UNIT_DAY, days, NULL, NULL, 0};
    patron_rows rows = {0};
    rows.size = sizeof rows;
    rows.count = 3;
    rows.time = &time;
    for (int role = 0; role < 2; role++) {
        rows.customer = role ? &number : &key;
        rows.amount = role ? &key : &number;
        patron_book *book = NULL;
        patron_error error;
        assert_int_equal(patron_book_build(&rows, NULL, &book, &error), PATRON_ERROR_DATA);
        assert_int_equal(error.row, 1);
        assert_string_equal(error.column, role ? "amount" : "customer");
    }
}

/* ---- contradictions ---------------------------------------------------------------------------------------------- */

/* refused() with two rows in either order: which of them is `row` is not promised. */
static void conflict(const struct shop *shop, int64_t a, int64_t b, const char *column)
{
    patron_book *book = NULL;
    patron_error error;
    refused(shop, PATRON_ERROR_CONFLICT, -2, -2, column);
    for (int threads = 1; threads < 8; threads += 3) {
        struct shop_form form = {.threads = threads};
        assert_int_equal(shop_try(shop, &form, &book, &error), PATRON_ERROR_CONFLICT);
        bool named = (error.row == a && error.other_row == b) || (error.row == b && error.other_row == a);
        assert_that(named, "rows %lld and %lld: %s", (long long)error.row, (long long)error.other_row, error.message);
    }
}

static void order_under_two_customers(void **state)
{
    (void)state;
    struct shop shop;
    plain(&shop, 50, SHOP_ORDER | SHOP_KIND);
    shop.row[40].order = 11; /* row 11 is customer 4's, row 40 customer 5's */
    conflict(&shop, 11, 40, "order");
    shop.row[40].kind = PATRON_KIND_REFUND;
    conflict(&shop, 11, 40, "order");
    shop.row[40].customer = SHOP_NULL; /* a refund takes its order's customer */
    patron_book *book = shop_book(&shop, NULL);
    check_book(&shop, book, true, "a refund without customer");
    patron_book_free(book);
    shop.row[40].kind = PATRON_KIND_SALE; /* a guest's and a customer's */
    conflict(&shop, 11, 40, "order");
    shop.row[40].customer = 5;
    shop.alias_from[0] = 5, shop.alias_to[0] = 4;
    shop.aliases = 1; /* merged accounts are one customer */
    book = shop_book(&shop, NULL);
    check_book(&shop, book, true, "one customer by alias");
    patron_book_free(book);
    shop.aliases = 0;
    shop.columns |= SHOP_SHOP; /* the same id in another shop is another order */
    for (int i = 0; i < 50; i++) shop.row[i].shop = i == 40;
    book = shop_book(&shop, NULL);
    check_book(&shop, book, true, "another shop");
    patron_book_free(book);
    shop_end(&shop);
}

static void product_in_two_categories(void **state)
{
    (void)state;
    struct shop shop;
    plain(&shop, 60, SHOP_PRODUCT | SHOP_CATEGORY);
    shop.row[3].category = 70;
    shop.row[8].category = 70;
    patron_book *book = shop_book(&shop, NULL); /* rows 3 and 8 are product 3; nulls say nothing */
    check_book(&shop, book, true, "one category");
    assert_int_equal(shop_key(book, PATRON_KEYS_CATEGORY, book->product_category[3]), 70);
    assert_int_equal(book->product_category[2], PT_INDEX_NONE);
    patron_book_free(book);
    shop.row[58].category = 71;
    patron_error error;
    refused(&shop, PATRON_ERROR_CONFLICT, -2, -2, "category");
    assert_int_equal(shop_try(&shop, NULL, &book, &error), PATRON_ERROR_CONFLICT);
    int64_t low = error.row < error.other_row ? error.row : error.other_row;
    int64_t high = error.row < error.other_row ? error.other_row : error.row;
    assert_true((low == 3 || low == 8) && high == 58);
    shop.row[58].product = SHOP_NULL; /* a category without product contradicts nothing */
    book = shop_book(&shop, NULL);
    patron_book_free(book);
    shop_end(&shop);
}

static void label_of_an_order(void **state)
{
    (void)state;
    struct shop shop;
    plain(&shop, 30, SHOP_ORDER | SHOP_COUPON | SHOP_TAG);
    for (int i = 5; i < 30; i += 7) shop.row[i].order = 1000, shop.row[i].tag = i; /* customer 5's, four lines */
    shop.row[12].coupon = 3;
    shop.row[26].coupon = 3;
    patron_book *book = shop_book(&shop, NULL);
    check_book(&shop, book, true, "one coupon");
    patron_book_free(book);
    shop.row[26].coupon = 4;
    conflict(&shop, 12, 26, "coupon");
    shop_end(&shop);
}

/* ---- sums at the limits ------------------------------------------------------------------------------------------ */

static void sums_at_the_limit(void **state)
{
    (void)state;
    static const size_t fields[] = {offsetof(struct shop_row, amount), offsetof(struct shop_row, discount),
                                    offsetof(struct shop_row, cost), offsetof(struct shop_row, quantity)};
    static const char *const names[] = {"amount", "discount", "cost", "quantity"};
    for (int f = 0; f < 4; f++)
        for (int sign = 0; sign < 2; sign++) {
            if (sign && f == 1) continue; /* discounts are never negative */
            struct shop shop;
            plain(&shop, 10, SHOP_ORDER | SHOP_KIND | SHOP_DISCOUNT | SHOP_COST | SHOP_QUANTITY);
            for (int i = 0; i < 10; i++) memset((char *)&shop.row[i] + fields[f], 0, sizeof(int64_t));
            if (sign && f == 0)
                for (int i = 0; i < 10; i++) shop.row[i].kind = PATRON_KIND_REFUND;
            int64_t part[] = {INT64_MAX - 10, 7, 3, 1};
            static const int at[] = {2, 5, 7, 8};
            for (int i = 0; i < 4; i++) {
                int64_t value = sign ? -part[i] : part[i];
                memcpy((char *)&shop.row[at[i]] + fields[f], &value, sizeof value);
                if (i < 2) continue;
                if (i == 2) {
                    patron_book *book = shop_book(&shop, NULL);
                    check_book(&shop, book, true, "the largest sum");
                    patron_book_free(book);
                } else {
                    refused(&shop, PATRON_ERROR_OVERFLOW, -2, -1, names[f]);
                    patron_book *book = NULL;
                    patron_error error;
                    assert_int_equal(shop_try(&shop, NULL, &book, &error), PATRON_ERROR_OVERFLOW);
                    assert_that(error.row == 8, "%s: row %lld", names[f], (long long)error.row);
                }
            }
            shop_end(&shop);
        }
}

/* |INT64_MIN| does not fit by itself. (A shop cannot hold it: it is SHOP_NULL there.) */
static void least_integer(void **state)
{
    (void)state;
    int64_t days[] = {1, 2, 3}, least[] = {1, INT64_MIN, 1}, zeros[] = {0, 0, 0}, refunds[] = {2, 2, 2};
    patron_column number = {sizeof number, PATRON_TYPE_INT64, 0, days, NULL, NULL, 0};
    patron_column time = {sizeof time, PATRON_TYPE_INT64, PATRON_UNIT_DAY, days, NULL, NULL, 0};
    patron_column bad = {sizeof bad, PATRON_TYPE_INT64, 0, least, NULL, NULL, 0};
    patron_column zero = {sizeof zero, PATRON_TYPE_INT64, 0, zeros, NULL, NULL, 0};
    patron_column kind = {sizeof kind, PATRON_TYPE_INT64, 0, refunds, NULL, NULL, 0};
    for (int role = 0; role < 4; role++) {
        patron_rows rows = {0};
        rows.size = sizeof rows;
        rows.count = 3;
        rows.customer = &number;
        rows.time = &time;
        rows.amount = role == 0 ? &bad : &zero;
        if (role == 0) rows.kind = &kind;
        if (role == 1) rows.quantity = &bad;
        if (role == 2) rows.cost = &bad;
        if (role == 3) rows.discount = &bad;
        patron_book *book = NULL;
        patron_error error;
        patron_status want = role == 3 ? PATRON_ERROR_DATA : PATRON_ERROR_OVERFLOW;
        assert_int_equal(patron_book_build(&rows, NULL, &book, &error), want);
        assert_int_equal(error.row, 1);
        assert_null(book);
    }
    /* as a key it is as good as any other */
    patron_rows rows = {0};
    rows.size = sizeof rows;
    rows.count = 3;
    rows.customer = &bad;
    rows.time = &time;
    rows.amount = &number;
    patron_book *book = NULL;
    patron_error error;
    int32_t numbers[3];
    assert_ok(patron_book_build(&rows, NULL, &book, &error), &error);
    assert_int_equal(patron_book_customers(book), 2);
    assert_ok(patron_book_find(book, &bad, 3, numbers, &error), &error);
    assert_true(numbers[0] == 0 && numbers[1] == 1 && numbers[2] == 0);
    patron_book_free(book);
}

/* ---- options ----------------------------------------------------------------------------------------------------- */

/* Wrong by itself (build and open refuse), or only beside the rows (build and finish do). */
static void options_refused(const patron_rows *rows, const patron_book_options *options, bool by_itself,
                            patron_status want, const char *why)
{
    patron_book *book = NULL;
    patron_builder *builder = NULL;
    patron_error error;
    memset(&error, 0, sizeof error);
    patron_status status = patron_book_build(rows, options, &book, &error);
    assert_that(status == want, "%s: status %d: %s", why, (int)status, error.message);
    if (by_itself) assert_that(error.argument == 2, "%s: argument %d: %s", why, (int)error.argument, error.message);
    assert_null(book);
    assert_int_equal(patron_book_build(rows, options, &book, NULL), want);
    memset(&error, 0, sizeof error);
    status = patron_builder_open(options, &builder, &error);
    if (by_itself) {
        assert_that(status == want, "%s: builder: status %d: %s", why, (int)status, error.message);
        assert_that(error.argument == 1, "%s: builder: argument %d: %s", why, (int)error.argument, error.message);
        assert_null(builder);
        return;
    }
    assert_ok(status, &error);
    assert_ok(patron_builder_add(builder, rows, &error), &error);
    status = patron_builder_finish(builder, &book, &error);
    assert_that(status == want, "%s: finish: status %d: %s", why, (int)status, error.message);
    assert_int_equal(patron_builder_rows(builder), rows->count);
    assert_null(book);
    patron_builder_free(builder);
}

static void bad_options(void **state)
{
    (void)state;
    struct shop shop;
    plain(&shop, 10, 0);
    struct shop_input *input = shop_input(&shop, NULL);
    static const int64_t numbers[] = {1, 2, 3}, chain[] = {2, 3, 1}, nulls[] = {1, SHOP_NULL, 3};
    static const int64_t equal[] = {5, 5, 5}, others[] = {7, 8, 9}, never[] = {1, 2, PATRON_DAY_MIN - 1};
    const patron_column *keys = shop_column(input, numbers, 3, 0, 0, 0, false);
    const patron_column *texts = shop_column(input, numbers, 3, PATRON_TYPE_STRING, 0, 0, false);
    const patron_column *cycle = shop_column(input, chain, 3, 0, 0, 0, false);
    const patron_column *holes = shop_column(input, nulls, 3, 0, 0, 0, false);
    const patron_column *days = shop_column(input, numbers, 3, 0, PATRON_UNIT_DAY, 0, false);
    const patron_column *seconds = shop_column(input, numbers, 3, 0, PATRON_UNIT_SECOND, 0, false);
    const patron_column *same = shop_column(input, equal, 3, 0, 0, 0, false);
    const patron_column *fixed = shop_column(input, others, 3, 0, 0, 0, false);
    const patron_column *far = shop_column(input, never, 3, 0, PATRON_UNIT_DAY, 0, false);
    const patron_book_options good = input->options;
    patron_book_options options;
    patron_zone zone = {sizeof zone, 0, numbers, NULL, 5};
    patron_allocator allocator = {sizeof allocator, NULL, NULL, NULL};
#define REFUSED(change)                                                                \
    do {                                                                               \
        options = good;                                                                \
        change;                                                                        \
        options_refused(&input->rows, &options, true, PATRON_ERROR_ARGUMENT, #change); \
    } while (0)
#define REFUSED_LATER(status, change)                                     \
    do {                                                                  \
        options = good;                                                   \
        change;                                                           \
        options_refused(&input->rows, &options, false, status, #change); \
    } while (0)
    REFUSED(options.size = 8);
    REFUSED(options.flags = 0x200);
    REFUSED(options.flags = UINT64_C(1) << 63);
    REFUSED(options.threads = -1);
    REFUSED(options.threads = 257);
    REFUSED(options.reserved = 1);
    REFUSED(options.quantity_scale = -1);
    REFUSED(options.guest_count = -1);
    REFUSED(options.guest_count = 1);
    REFUSED(options.alias_count = 1);
    REFUSED((options.alias_count = 3, options.alias_from = keys));
    REFUSED((options.since_count = 3, options.since_customer = keys));
    REFUSED((options.since_count = 3, options.since_customer = keys, options.since_day = keys));
    REFUSED((options.since_count = 3, options.since_customer = keys, options.since_day = seconds));
    REFUSED((options.zone = &zone));
    REFUSED((options.allocator = &allocator));
    REFUSED((options.guest_count = 3, options.guest_keys = days));
    REFUSED((options.alias_count = 3, options.alias_from = keys, options.alias_to = seconds));
    options = good;
    options.flags = PATRON_BOOK_OBSERVED_FROM;
    options.observed_from = PATRON_DAY_MAX + 1;
    options_refused(&input->rows, &options, true, PATRON_ERROR_RANGE, "observed_from");
    options.flags = PATRON_BOOK_OBSERVED_UNTIL;
    options.observed_until = PATRON_NO_DAY;
    options_refused(&input->rows, &options, true, PATRON_ERROR_RANGE, "observed_until");

    /* What only shows beside the rows: kinds of keys, circles, nulls. */
    REFUSED_LATER(PATRON_ERROR_ARGUMENT, (options.guest_keys = texts, options.guest_count = 3));
    REFUSED_LATER(PATRON_ERROR_ARGUMENT,
                  (options.alias_count = 3, options.alias_from = keys, options.alias_to = texts));
    REFUSED_LATER(PATRON_ERROR_ARGUMENT,
                  (options.alias_count = 3, options.alias_from = texts, options.alias_to = keys));
    REFUSED_LATER(PATRON_ERROR_ARGUMENT,
                  (options.since_count = 3, options.since_customer = texts, options.since_day = days));
    REFUSED_LATER(PATRON_ERROR_CONFLICT,
                  (options.alias_count = 3, options.alias_from = keys, options.alias_to = cycle));
    REFUSED_LATER(PATRON_ERROR_CONFLICT, (options.alias_count = 3, options.alias_from = same, options.alias_to = keys));
    REFUSED_LATER(PATRON_ERROR_DATA, (options.alias_count = 3, options.alias_from = holes, options.alias_to = fixed));
    REFUSED_LATER(PATRON_ERROR_DATA, (options.alias_count = 3, options.alias_from = keys, options.alias_to = holes));
    REFUSED_LATER(PATRON_ERROR_RANGE,
                  (options.since_count = 3, options.since_customer = keys, options.since_day = far));

    /* An array that is not counted may be there. */
    options = good;
    options.alias_from = keys;
    options.alias_to = cycle;
    options.since_customer = keys;
    options.since_day = days;
    options.guest_keys = keys;
    patron_book *book = NULL;
    patron_error error;
    assert_ok(patron_book_build(&input->rows, &options, &book, &error), &error);
    assert_int_equal(patron_book_customers(book), 7);
    patron_book_free(book);

    /* A longer struct is taken if its tail is zero. */
    struct {
        patron_book_options known;
        int64_t future;
    } longer = {good, 0};
    longer.known.size = sizeof longer;
    book = NULL;
    assert_ok(patron_book_build(&input->rows, &longer.known, &book, &error), &error);
    patron_book_free(book);
    longer.future = 1;
    options_refused(&input->rows, &longer.known, true, PATRON_ERROR_ARGUMENT, "tail");
    shop_input_free(input);
    shop_end(&shop);
}

/* ---- rows and columns as structs --------------------------------------------------------------------------------- */

static void rows_refused(const patron_rows *rows, const char *why)
{
    patron_book *book = NULL;
    patron_builder *builder = NULL;
    patron_error error;
    patron_status status = patron_book_build(rows, NULL, &book, &error);
    assert_that(status == PATRON_ERROR_ARGUMENT && error.argument == 1, "%s: status %d, argument %d, %s", why,
                (int)status, (int)error.argument, error.message);
    assert_null(book);
    assert_ok(patron_builder_open(NULL, &builder, &error), &error);
    status = patron_builder_add(builder, rows, &error);
    assert_that(status == PATRON_ERROR_ARGUMENT && error.argument == 2, "%s: builder: status %d, %s", why, (int)status,
                error.message);
    assert_int_equal(patron_builder_rows(builder), 0);
    patron_builder_free(builder);
}

static void bad_rows(void **state)
{
    (void)state;
    struct shop shop;
    plain(&shop, 10, SHOP_ORDER | SHOP_COUPON | SHOP_TAG | SHOP_SHOP);
    struct shop_input *input = shop_input(&shop, NULL);
    const patron_rows good = input->rows;
    patron_rows rows;
    patron_label label;
    const patron_label *two[] = {&label, input->labels[1]}, *none[] = {NULL, NULL};
#define BAD_ROWS(change)        \
    do {                        \
        rows = good;            \
        change;                 \
        rows_refused(&rows, #change); \
    } while (0)
    rows_refused(NULL, "NULL");
    BAD_ROWS(rows.size = 16);
    BAD_ROWS(rows.count = -1);
    BAD_ROWS(rows.reserved = 1);
    BAD_ROWS(rows.customer = NULL);
    BAD_ROWS(rows.time = NULL);
    BAD_ROWS(rows.amount = NULL);
    BAD_ROWS(rows.order = NULL); /* shops without order ids */
    BAD_ROWS(rows.label_count = -1);
    BAD_ROWS(rows.label_count = 65);
    BAD_ROWS(rows.labels = NULL);
    BAD_ROWS(rows.labels = none);
    static const char *const names[] = {NULL, "", "01234567890123456789012345678901", "tag", "\xff"};
    for (int i = 0; i < 5; i++) {
        label = *input->labels[0];
        label.name = names[i];
        BAD_ROWS(rows.labels = two);
    }
    label = *input->labels[0];
    BAD_ROWS((rows.labels = two, label.level = 2));
    label = *input->labels[0];
    BAD_ROWS((rows.labels = two, label.reserved = 2));
    label = *input->labels[0];
    BAD_ROWS((rows.labels = two, label.size = 8));
    label = *input->labels[0];
    BAD_ROWS((rows.labels = two, label.column = NULL));
    struct {
        patron_rows known;
        int64_t future;
    } longer = {good, 1};
    longer.known.size = sizeof longer;
    rows_refused(&longer.known, "tail");

    patron_column column;
#define BAD_COLUMN(role, change)                          \
    do {                                                  \
        rows = good;                                      \
        column = *good.role;                              \
        rows.role = &column;                              \
        change;                                           \
        rows_refused(&rows, #role ": " #change);          \
    } while (0)
    BAD_COLUMN(customer, column.size = 4);
    BAD_COLUMN(customer, column.type = 0);
    BAD_COLUMN(customer, column.type = PATRON_TYPE_FLOAT64);
    BAD_COLUMN(amount, column.type = PATRON_TYPE_FLOAT64);
    BAD_COLUMN(amount, column.type = 12);
    BAD_COLUMN(customer, column.unit = PATRON_UNIT_DAY);
    BAD_COLUMN(amount, column.unit = PATRON_UNIT_SECOND);
    BAD_COLUMN(time, column.unit = PATRON_UNIT_NONE);
    BAD_COLUMN(time, column.unit = 6);
    BAD_COLUMN(customer, column.values = NULL);
    BAD_COLUMN(order, column.first = -1);
    BAD_COLUMN(shop, column.first = INT64_MAX);
    static const int32_t offsets[11];
    BAD_COLUMN(amount, (column.type = PATRON_TYPE_STRING, column.values = "", column.offsets = offsets));
    BAD_COLUMN(time, (column.type = PATRON_TYPE_STRING64, column.values = "", column.offsets = good.amount->values));
    BAD_COLUMN(customer, (column.type = PATRON_TYPE_STRING, column.values = "", column.offsets = NULL));
    shop_input_free(input);
    shop_end(&shop);
}

static void null_handles(void **state)
{
    (void)state;
    struct shop shop;
    plain(&shop, 3, 0);
    struct shop_input *input = shop_input(&shop, NULL);
    patron_error error;
    patron_totals totals = {.size = sizeof totals};
    uint64_t warnings = 1;
    patron_column column = {.size = sizeof column};
    int64_t count = 1;
    int32_t number = 1;
    assert_int_equal(patron_book_build(&input->rows, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    assert_int_equal(patron_builder_open(NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_builder_add(NULL, &input->rows, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_book_totals(NULL, 0, &totals, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    assert_int_equal(patron_book_warnings(NULL, 0, &warnings, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_book_find(NULL, &input->column[0], 1, &number, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_book_keys(NULL, 0, &column, &count, &error), PATRON_ERROR_ARGUMENT);
    patron_book *book = shop_book(&shop, NULL);
    assert_int_equal(patron_book_totals(book, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    totals.size = 8;
    assert_int_equal(patron_book_totals(book, 0, &totals, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_book_warnings(book, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_book_find(book, &input->column[0], 1, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_book_keys(book, 0, NULL, &count, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_book_keys(book, 0, &column, NULL, &error), PATRON_OK); /* the count is not wanted */
    patron_book_free(book);
    patron_book_free(NULL);
    patron_builder_free(NULL);
    shop_input_free(input);
    shop_end(&shop);
}

/* ---- what every measure checks ----------------------------------------------------------------------------------- */

static void ranges_and_selections(void **state)
{
    (void)state;
    struct shop shop;
    plain(&shop, 20, 0);
    patron_book *book = shop_book(&shop, NULL); /* 7 customers */
    patron_error error;
    static const int64_t good[][2] = {{0, 7}, {0, 0}, {7, 0}, {3, 4}};
    static const int64_t bad[][2] = {{-1, 2}, {0, -1}, {0, 8}, {7, 1}, {8, 0}, {1, INT64_MAX}, {INT64_MAX, 1}};
    for (int i = 0; i < 4; i++) assert_int_equal(pt_check_range(book, good[i][0], good[i][1], 4, &error), PATRON_OK);
    for (int i = 0; i < 7; i++) {
        assert_int_equal(pt_check_range(book, bad[i][0], bad[i][1], 4, &error), PATRON_ERROR_RANGE);
        assert_int_equal(error.argument, 4);
    }

    const uint8_t mask[7] = {1, 1, 0, 1, 1, 1, 1};
    int32_t group[7] = {0, 1, 2, PATRON_NONE, 1, 3, 0};
    patron_selection selection = {sizeof selection, mask, group, 3}, out;
    assert_ok(pt_selection_read(NULL, 0, 7, 3, &out, &error), &error);
    assert_true(!out.mask && !out.group && out.groups == 1);
    assert_int_equal(pt_selected(&out, 2), 0);
    assert_ok(pt_selection_read(&selection, 0, 5, 3, &out, &error), &error); /* customer 5 is not in the range */
    assert_int_equal(out.groups, 3);
    assert_int_equal(pt_selected(&out, 1), 1);
    assert_int_equal(pt_selected(&out, 2), -1); /* by the mask */
    assert_int_equal(pt_selected(&out, 3), -1); /* in no group */
    assert_int_equal(pt_selection_read(&selection, 0, 7, 3, &out, &error), PATRON_ERROR_DATA);
    assert_int_equal(error.row, 5);
    group[5] = -2;
    assert_int_equal(pt_selection_read(&selection, 4, 3, 3, &out, &error), PATRON_ERROR_DATA);
    group[5] = 0;
    selection.groups = 0;
    assert_int_equal(pt_selection_read(&selection, 0, 7, 3, &out, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    selection.groups = -1;
    selection.group = NULL;
    assert_int_equal(pt_selection_read(&selection, 0, 7, 3, &out, &error), PATRON_ERROR_ARGUMENT);
    selection.groups = 2;
    assert_int_equal(pt_selection_read(&selection, 0, 7, 3, &out, &error), PATRON_ERROR_ARGUMENT);
    selection.groups = 0;
    assert_ok(pt_selection_read(&selection, 0, 7, 3, &out, &error), &error);
    assert_int_equal(out.groups, 1);
    selection.size = 8;
    assert_int_equal(pt_selection_read(&selection, 0, 7, 3, &out, &error), PATRON_ERROR_ARGUMENT);
    patron_book_free(book);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_values),
        cmocka_unit_test(instants_outside_the_zone),
        cmocka_unit_test(bad_utf8),
        cmocka_unit_test(bad_offsets),
        cmocka_unit_test(unsigned_beyond),
        cmocka_unit_test(order_under_two_customers),
        cmocka_unit_test(product_in_two_categories),
        cmocka_unit_test(label_of_an_order),
        cmocka_unit_test(sums_at_the_limit),
        cmocka_unit_test(least_integer),
        cmocka_unit_test(bad_options),
        cmocka_unit_test(bad_rows),
        cmocka_unit_test(null_handles),
        cmocka_unit_test(ranges_and_selections),
    };
    return cmocka_run_group_tests_name("book_errors", tests, NULL, NULL);
}
