/* Corners of the book where several rules meet: units of credit notes, merged accounts and since days, books added again and
 * again, orders whose lines come in two parts, errors that do not depend on threads. */
#include "book.h"
#include "check_book.h"

static struct shop_row order_row(int64_t customer, int64_t day, int64_t amount, int64_t order, int64_t kind)
{
    struct shop_row row = shop_sale(customer, day, amount);
    row.order = order;
    row.kind = kind;
    return row;
}

static patron_totals totals_of(const patron_book *book, int32_t as_of)
{
    patron_totals totals = {.size = sizeof totals};
    patron_error error;
    assert_ok(patron_book_totals(book, as_of, &totals, &error), &error);
    check_reconciled(&totals, "totals");
    return totals;
}

/* A book of `book` added `times` times, which is freed; NULL and the status where that fails. */
static patron_book *add_again(const struct shop *shop, patron_book *book, int times, patron_status *status,
                              patron_error *error)
{
    struct shop_input *input = shop_input(shop, NULL);
    patron_builder *builder = NULL;
    patron_book *out = NULL;
    assert_ok(patron_builder_open(&input->options, &builder, error), error);
    for (int i = 0; i < times; i++) assert_ok(patron_builder_add_book(builder, book, NULL, 0, error), error);
    *status = patron_builder_finish(builder, &out, error);
    patron_builder_free(builder);
    shop_input_free(input);
    patron_book_free(book);
    return out;
}

/* ---- credit notes ------------------------------------------------------------------------------------------------- */

static void credit_notes_give_back_units(void **state)
{
    (void)state;
    struct shop shop;
    patron_error error;
    patron_status status;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_PRODUCT | SHOP_QUANTITY;
    shop.flags = PATRON_BOOK_NEGATIVE_IS_REFUND | PATRON_BOOK_KEEP_ORDER_IDS;
    const int64_t product[] = {70, 71, SHOP_NULL, 72, 70}, quantity[] = {-2, -1, -1, 3, 0};
    shop_add(&shop, order_row(1, 100, 900, 1, PATRON_KIND_SALE));
    for (int i = 0; i < 5; i++) {
        struct shop_row row = order_row(1, 110, i == 3 ? 30 : -100, 2, PATRON_KIND_SALE);
        row.product = product[i];
        row.quantity = quantity[i];
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    for (int generation = 0; generation < 3; generation++) {
        check_book(&shop, book, generation == 0, "credit note");
        assert_int_equal(book->loose.count, 3); /* the money, 2 of product 70, 1 of product 71 */
        assert_int_equal(book->loose.amount[0], 0);
        assert_int_equal(book->loose.rows[0], 0);
        assert_int_equal(book->loose.amount[2], 370);
        assert_int_equal(book->loose.rows[2], 5);
        patron_totals totals = totals_of(book, 110);
        assert_int_equal(totals.rows_refund, 5);
        assert_int_equal(totals.refunds_unmatched, 1);
        assert_int_equal(totals.net_unmatched, -370);
        book = add_again(&shop, book, 1, &status, &error);
        assert_ok(status, &error);
    }
    patron_book_free(book);

    /* forgotten: the units are erased with the money */
    book = shop_book(&shop, NULL);
    struct shop_input *input = shop_input(&shop, NULL);
    const int64_t gone[] = {1};
    patron_builder *builder = NULL;
    assert_ok(patron_builder_open(&input->options, &builder, &error), &error);
    assert_ok(patron_builder_add_book(builder, book, shop_column(input, gone, 1, 0, 0, 0, false), 1, &error), &error);
    patron_book_free(book);
    assert_ok(patron_builder_finish(builder, &book, &error), &error);
    assert_int_equal(totals_of(book, 110).excluded_rows[PATRON_EXCLUDED_ERASED], 6);
    for (int i = 0; i < 3; i++) assert_true(pt_bit(book->loose_erased, i));
    patron_book_free(book);
    patron_builder_free(builder);
    shop_input_free(input);
    shop_end(&shop);
}

/* ---- since days ----------------------------------------------------------------------------------------------------- */

static void since_follows_aliases(void **state)
{
    (void)state;
    for (int strings = 0; strings < 2; strings++) {
        struct shop shop;
        struct shop_form form = {.key_type = strings ? PATRON_TYPE_STRING64 : 0};
        shop_begin(&shop);
        shop.flags = PATRON_BOOK_OBSERVED_FROM;
        shop.observed_from = 100;
        shop.alias_from[0] = 11, shop.alias_to[0] = 12;
        shop.alias_from[1] = 12, shop.alias_to[1] = 1;
        shop.aliases = 2;
        const int64_t known[] = {11, 2, 1, 3, 4, 2, SHOP_NULL, 99}, day[] = {50, 150, 120, 130, SHOP_NULL, 140, 10, 10};
        for (int i = 0; i < 8; i++) shop.since_customer[i] = known[i], shop.since_day[i] = day[i];
        shop.sinces = 8;
        for (int i = 1; i <= 4; i++) shop_add(&shop, shop_sale(i, 150, 10));
        patron_book *book = shop_book(&shop, &form);
        check_book(&shop, book, true, "since");
        assert_int_equal(book->since[shop_customer(book, 1)], 50); /* of the merged account */
        assert_int_equal(book->since[shop_customer(book, 2)], 140);
        assert_int_equal(book->since[shop_customer(book, 3)], 130);
        assert_int_equal(book->since[shop_customer(book, 4)], PATRON_NO_DAY);
        assert_int_equal(totals_of(book, 150).buyers_unknown_birth, 1);
        patron_book_free(book);
        shop_end(&shop);
    }
}

/* ---- duplicates ----------------------------------------------------------------------------------------------------- */

static void duplicates_differ_by_category(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_PRODUCT | SHOP_CATEGORY;
    shop.flags = PATRON_BOOK_FIND_DUPLICATES;
    const int64_t category[] = {5, 6, SHOP_NULL, 6};
    for (int i = 0; i < 4; i++) {
        struct shop_row row = shop_sale(1, 100, 10);
        row.category = category[i];
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    check_book(&shop, book, true, "duplicates");
    assert_int_equal(totals_of(book, 100).duplicate_rows, 1);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- books added again and again ------------------------------------------------------------------------------------ */

static void doubled_until_it_does_not_fit(void **state)
{
    (void)state;
    /* what doubles, and the error in the end: rows of one order, money of ignored rows, ignored rows */
    const struct {
        int64_t amount, kind, most;
        patron_status status;
    } cases[] = {{0, PATRON_KIND_SALE, (int64_t)PT_INDEX_NONE, PATRON_ERROR_LIMIT},
                 {INT64_C(1) << 40, PATRON_KIND_IGNORED, INT64_MAX, PATRON_ERROR_OVERFLOW},
                 {0, PATRON_KIND_IGNORED, INT64_MAX / 2, PATRON_ERROR_LIMIT}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct shop shop;
        patron_error error;
        patron_status status = PATRON_OK;
        shop_begin(&shop);
        shop.columns = SHOP_ORDER | SHOP_KIND;
        shop.flags = PATRON_BOOK_KEEP_ORDER_IDS;
        shop_add(&shop, order_row(1, 100, cases[i].amount, 7, cases[i].kind));
        patron_book *book = shop_book(&shop, NULL);
        int64_t rows = 1;
        for (int generation = 0; generation < 70; generation++) {
            book = add_again(&shop, book, 2, &status, &error);
            if (status) break;
            rows *= 2;
            assert_int_equal(totals_of(book, 100).rows, rows);
            assert_true(totals_of(book, 100).excluded_money[0] == (i == 1 ? rows << 40 : 0));
        }
        assert_null(book);
        assert_int_equal(status, cases[i].status);
        assert_int_equal(error.code, status);
        assert_true(rows > cases[i].most / 2 >> (i == 1 ? 40 : 0));
        shop_end(&shop);
    }
}

/* A builder may hold nothing but what a book had left out; merging moves that too. */
static void ignored_rows_alone_are_merged(void **state)
{
    (void)state;
    struct shop shop;
    patron_error error;
    shop_begin(&shop);
    shop.columns = SHOP_KIND;
    struct shop_row row = shop_sale(1, 100, 25);
    row.kind = PATRON_KIND_IGNORED;
    shop_add(&shop, row);
    patron_book *ignored = shop_book(&shop, NULL), *book = NULL;
    struct shop_input *input = shop_input(&shop, NULL);
    for (int with_rows = 0; with_rows < 2; with_rows++) {
        patron_builder *one = NULL, *other = NULL;
        assert_ok(patron_builder_open(&input->options, &one, &error), &error);
        assert_ok(patron_builder_open(&input->options, &other, &error), &error);
        if (with_rows) assert_ok(patron_builder_add(one, &input->rows, &error), &error);
        assert_ok(patron_builder_add_book(other, ignored, NULL, 0, &error), &error);
        assert_ok(patron_builder_merge(one, other, &error), &error);
        assert_ok(patron_builder_finish(one, &book, &error), &error);
        assert_int_equal(totals_of(book, 100).rows_ignored, 1 + with_rows);
        assert_int_equal(totals_of(book, 100).excluded_money[PATRON_EXCLUDED_IGNORED], 25 * (1 + with_rows));
        patron_book_free(book);
        assert_ok(patron_builder_finish(other, &book, &error), &error); /* nothing stayed behind */
        assert_int_equal(totals_of(book, 100).rows, 0);
        patron_book_free(book);
        patron_builder_free(one);
        patron_builder_free(other);
    }
    patron_book_free(ignored);
    shop_input_free(input);
    shop_end(&shop);
}

/* ---- a book that grows by parts of orders --------------------------------------------------------------------------- */

static bool of_one_order(const struct shop_row *a, const struct shop_row *b)
{
    return a->order != SHOP_NULL && a->order == b->order && a->shop == b->shop;
}

/* Whether the header promises that a row may be where it is, with rows [0, half) in the old book. */
static bool is_promised(const struct shop *shop, int64_t half, int64_t i)
{
    const struct shop_row *row = &shop->row[i];
    if (row->kind != PATRON_KIND_REFUND) return true;
    bool known = false, ignored = false;
    for (int64_t k = 0; k < shop->rows; k++) {
        if (!of_one_order(row, &shop->row[k])) continue;
        bool sale = shop->row[k].kind == PATRON_KIND_SALE || shop->row[k].kind == PATRON_KIND_RENEWAL;
        if (sale && shop->row[k].time > row->time) return false; /* dated before (a line of) its order */
        if (sale && k < half) known = true;
        if (sale && k >= half && i < half) ignored = true; /* its order may come only later */
        if (shop->row[k].kind == PATRON_KIND_IGNORED && (k < half) != (i < half)) ignored = true;
    }
    return known || !ignored;
}

static void orders_grow(void **state)
{
    (void)state;
    static const int profiles[] = {SHOP_REFUNDS, SHOP_LINES, SHOP_GUESTS, SHOP_RENEWALS, SHOP_CONSUMABLES, SHOP_MIXED};
    int64_t split = 0;
    uint64_t seeds = test_soak() ? 100 : 6;
    for (size_t p = 0; p < sizeof profiles / sizeof *profiles; p++)
        for (uint64_t seed = 1; seed <= seeds; seed++) {
            struct shop shop, all;
            patron_error error;
            shop_random(&shop, seed, profiles[p]);
            shop_permute(&shop, seed); /* lines of an order come apart */
            shop.flags &= ~(uint64_t)(PATRON_BOOK_NEGATIVE_IS_REFUND | PATRON_BOOK_FIND_DUPLICATES);
            if (shop.columns & SHOP_ORDER) shop.flags |= PATRON_BOOK_KEEP_ORDER_IDS;
            int64_t half = shop.rows / 2, kept_half = 0;
            for (int64_t i = 0; i < shop.rows; i++) {
                shop.row[i].time = shop_day(&shop, shop.row[i].time);
                if (shop.row[i].kind <= PATRON_KIND_RENEWAL && shop.row[i].amount < 0) shop.row[i].amount = 1;
                /* ties of time, id and amount are told apart by position, which may differ */
            }
            shop.unit = PATRON_UNIT_DAY;
            shop.zones = 0;
            shop_copy(&all, &shop);
            all.rows = 0;
            for (int64_t i = 0; i < shop.rows; i++) {
                if (!is_promised(&shop, half, i)) continue;
                all.row[all.rows++] = shop.row[i];
                kept_half += i < half;
            }
            for (int64_t i = 0; i < kept_half; i++)
                for (int64_t k = kept_half; k < all.rows; k++) split += of_one_order(&all.row[i], &all.row[k]);
            struct shop old = all;
            old.rows = kept_half;
            patron_book *book = shop_book(&old, NULL);
            struct shop_input *input = shop_input(&all, NULL);
            struct shop_slice slice;
            patron_builder *builder = NULL;
            shop_slice(&slice, input, kept_half, all.rows - kept_half);
            assert_ok(patron_builder_open(&input->options, &builder, &error), &error);
            assert_ok(patron_builder_add_book(builder, book, NULL, 0, &error), &error);
            assert_ok(patron_builder_add(builder, &slice.rows, &error), &error);
            patron_book_free(book);
            assert_ok(patron_builder_finish(builder, &book, &error), &error);
            check_book(&all, book, false, "grown by parts of orders");
            patron_book_free(book);
            patron_builder_free(builder);
            shop_input_free(input);
            shop_end(&all);
            shop_end(&shop);
        }
    assert_true(split > 100);
}

/* ---- errors --------------------------------------------------------------------------------------------------------- */

/* The first wrong row is named, whatever the threads. */
static void errors_do_not_depend_on_threads(void **state)
{
    (void)state;
    const int64_t rows = 400000, bad[] = {333333, 199999, 140000};
    char *text = malloc((size_t)rows);
    int32_t *offsets = malloc(sizeof *offsets * (size_t)(rows + 1)), *days = calloc((size_t)rows, sizeof *days);
    assert_true(text && offsets && days);
    for (int64_t i = 0; i <= rows; i++) offsets[i] = (int32_t)i;
    for (int64_t i = 0; i < rows; i++) text[i] = (char)('a' + i % 26);
    for (int i = 0; i < 3; i++) text[bad[i]] = (char)0xff;
    patron_column customer = {.size = sizeof customer, .type = PATRON_TYPE_STRING, .values = text, .offsets = offsets};
    patron_column time = {.size = sizeof time, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = days};
    patron_column amount = {.size = sizeof amount, .type = PATRON_TYPE_INT32, .values = days};
    patron_rows given = {.size = sizeof given, .count = rows, .customer = &customer, .time = &time, .amount = &amount};
    for (int again = 0; again < 5; again++)
        for (int32_t threads = 1; threads <= 7; threads += 3) {
            patron_book_options options = {.size = sizeof options, .threads = threads};
            patron_book *book = NULL;
            patron_error error;
            assert_int_equal(patron_book_build(&given, &options, &book, &error), PATRON_ERROR_DATA);
            assert_int_equal(error.row, 140000);
            assert_string_equal(error.column, "customer");
            assert_int_equal(patron_book_build(&given, &options, &book, NULL), PATRON_ERROR_DATA);
            assert_null(book);
        }
    free(text);
    free(offsets);
    free(days);
}

/* A builder names the column as a build does. */
static void columns_are_named(void **state)
{
    (void)state;
    const int64_t keys[] = {1, 2}, days[] = {100, 101};
    const uint64_t large[] = {5, UINT64_MAX};
    patron_column key = {.size = sizeof key, .type = PATRON_TYPE_INT64, .values = keys};
    patron_column time = {.size = sizeof time, .type = PATRON_TYPE_INT64, .unit = PATRON_UNIT_DAY, .values = days};
    patron_column wide = {.size = sizeof wide, .type = PATRON_TYPE_UINT64, .values = large};
    patron_label label = {.size = sizeof label, .name = "campaign", .column = &key, .level = PATRON_LABEL_ORDER};
    const patron_label *labels[] = {&label};
    patron_rows rows = {.size = sizeof rows, .count = 2, .customer = &key, .time = &time, .amount = &key,
                        .labels = labels, .label_count = 1};
    const char *names[] = {"amount", "campaign", "customer"};
    for (int i = 0; i < 3; i++) {
        patron_builder *builder = NULL;
        patron_book *book = NULL;
        patron_error error;
        rows.amount = i == 0 ? &wide : &key;
        label.column = i == 1 ? &wide : &key;
        rows.customer = i == 2 ? &wide : &key;
        assert_int_equal(patron_book_build(&rows, NULL, &book, &error), PATRON_ERROR_DATA);
        assert_string_equal(error.column, names[i]);
        assert_ok(patron_builder_open(NULL, &builder, &error), &error);
        assert_int_equal(patron_builder_add(builder, &rows, &error), PATRON_ERROR_DATA);
        assert_string_equal(error.column, names[i]);
        assert_int_equal(error.row, 1);
        /* more rows than can be counted, behind others */
        rows.amount = rows.customer = label.column = &key;
        assert_ok(patron_builder_add(builder, &rows, &error), &error);
        rows.count = INT64_MAX;
        assert_int_equal(patron_builder_add(builder, &rows, &error), PATRON_ERROR_LIMIT);
        rows.count = 2;
        assert_int_equal(patron_builder_rows(builder), 2);
        patron_builder_free(builder);
    }
}

/* The other row of a conflict of labels is one that has the other value. */
static void label_conflict_names_its_row(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_COUPON | SHOP_KIND;
    const int64_t coupon[] = {9, SHOP_NULL, 4, 9}, kind[] = {PATRON_KIND_IGNORED, 0, 0, 0};
    for (int i = 0; i < 4; i++) {
        struct shop_row row = order_row(1, 100, 10, 5, kind[i]);
        row.coupon = coupon[i];
        shop_add(&shop, row);
    }
    patron_book *book = NULL;
    patron_error error;
    assert_int_equal(shop_try(&shop, NULL, &book, &error), PATRON_ERROR_CONFLICT);
    assert_int_equal(error.row, 3);
    assert_int_equal(error.other_row, 2);
    assert_string_equal(error.column, "coupon");
    shop_end(&shop);
}

/* ---- selections ----------------------------------------------------------------------------------------------------- */

/* What another thread writes into a selection after it was checked is no group. */
static void a_changed_selection_leaves_out(void **state)
{
    (void)state;
    uint8_t mask[] = {1, 0, 1, 1, 1};
    int32_t group[] = {0, 1, 1, -1, 1};
    patron_selection given = {.size = sizeof given, .mask = mask, .group = group, .groups = 2}, read;
    patron_error error;
    assert_ok(pt_selection_read(&given, 0, 5, 1, &read, &error), &error);
    const int64_t want[] = {0, -1, 1, -1, 1};
    for (int i = 0; i < 5; i++) assert_int_equal(pt_selected(&read, i), want[i]);
    group[0] = 2, group[2] = INT32_MAX, group[4] = INT32_MIN;
    for (int i = 0; i < 5; i++) assert_int_equal(pt_selected(&read, i), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credit_notes_give_back_units),
        cmocka_unit_test(since_follows_aliases),
        cmocka_unit_test(duplicates_differ_by_category),
        cmocka_unit_test(doubled_until_it_does_not_fit),
        cmocka_unit_test(ignored_rows_alone_are_merged),
        cmocka_unit_test(orders_grow),
        cmocka_unit_test(errors_do_not_depend_on_threads),
        cmocka_unit_test(columns_are_named),
        cmocka_unit_test(label_conflict_names_its_row),
        cmocka_unit_test(a_changed_selection_leaves_out),
    };
    return cmocka_run_group_tests_name("book_review", tests, NULL, NULL);
}
