/* The builder: batches, merging, books that grow, and that failures change nothing. */
#include "book.h"
#include "check_book.h"

static patron_builder *open_builder(const struct shop_input *input)
{
    patron_builder *builder = NULL;
    patron_error error;
    assert_ok(patron_builder_open(&input->options, &builder, &error), &error);
    assert_int_equal(patron_builder_rows(builder), 0);
    return builder;
}

static void add(patron_builder *builder, const struct shop_input *input, int64_t from, int64_t end)
{
    struct shop_slice slice;
    patron_error error;
    int64_t before = patron_builder_rows(builder);
    shop_slice(&slice, input, from, end - from);
    assert_ok(patron_builder_add(builder, &slice.rows, &error), &error);
    assert_int_equal(patron_builder_rows(builder), before + end - from);
    memset(&slice, 0xee, sizeof slice); /* nothing of it may be kept */
}

static patron_book *finish(patron_builder *builder)
{
    patron_book *book = NULL;
    patron_error error;
    assert_ok(patron_builder_finish(builder, &book, &error), &error);
    assert_int_equal(patron_builder_rows(builder), 0);
    return book;
}

/* ---- batches ----------------------------------------------------------------------------------------------------- */

/* The builder owns copies: the columns and options may be gone before finish. It can be used again afterwards. */
static void batches_are_copied(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 21, profile);
        struct shop_form form = {.key_type = profile % 2 ? PATRON_TYPE_STRING : 0, .first = 2};
        struct shop_input *input = shop_input(&shop, &form);
        patron_builder *builder = open_builder(input);
        int64_t at = 0;
        struct rng rng = {3};
        while (at < shop.rows) {
            int64_t end = at + rng_between(&rng, 0, 40);
            if (end > shop.rows) end = shop.rows;
            add(builder, input, at, end);
            at = end;
        }
        for (int i = 0; i < input->owned_count; i++) memset(input->owned[i], 0xee, 1);
        shop_input_free(input);
        patron_book *book = finish(builder);
        check_book(&shop, book, true, "copied batches");
        patron_book_free(book);

        /* and once more with the same options, other widths */
        struct shop_form wide = {.key_type = profile % 2 ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT32};
        input = shop_input(&shop, &wide);
        add(builder, input, 0, shop.rows / 2);
        shop_input_free(input);
        input = shop_input(&shop, &form);
        add(builder, input, shop.rows / 2, shop.rows);
        shop_input_free(input);
        book = finish(builder);
        check_book(&shop, book, true, "mixed widths");
        patron_book_free(book);
        patron_builder_free(builder);
        shop_end(&shop);
    }
}

static void empty_builder(void **state)
{
    (void)state;
    patron_builder *builder = NULL;
    patron_error error;
    assert_ok(patron_builder_open(NULL, &builder, &error), &error);
    patron_book *book = finish(builder);
    assert_int_equal(patron_book_customers(book), 0);
    assert_int_equal(patron_book_orders(book), 0);
    int32_t first = 1, last = 1;
    patron_book_days(book, &first, &last);
    assert_int_equal(first, PATRON_NO_DAY);
    assert_int_equal(last, PATRON_NO_DAY);
    patron_totals totals = {.size = sizeof totals}, zero = {.size = sizeof zero};
    assert_ok(patron_book_totals(book, 0, &totals, &error), &error);
    zero.duplicate_rows = PATRON_NONE;
    assert_memory_equal(&totals, &zero, sizeof zero);
    patron_book_free(book);
    patron_builder_free(builder);
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

/* A batch that fails is not taken at all, and row numbers count from the builder's first row. */
static void failed_add(void **state)
{
    (void)state;
    struct shop shop, bad;
    shop_random(&shop, 5, SHOP_LINES);
    struct shop_input *input = shop_input(&shop, NULL);
    shop_copy(&bad, &shop);
    int64_t half = shop.rows / 2;
    bad.row[half + 1].time = PATRON_DAY_MAX + 1;
    struct shop_input *wrong = shop_input(&bad, NULL);
    patron_builder *builder = open_builder(input);
    add(builder, input, 0, half);
    struct shop_slice slice;
    patron_error error;
    shop_slice(&slice, wrong, half, shop.rows - half);
    assert_int_equal(patron_builder_add(builder, &slice.rows, &error), PATRON_ERROR_RANGE);
    assert_int_equal(error.row, half + 1);
    assert_string_equal(error.column, "time");
    assert_int_equal(patron_builder_rows(builder), half);

    /* other columns than the first batch's */
    shop_slice(&slice, input, half, shop.rows - half);
    slice.rows.discount = NULL;
    assert_int_equal(patron_builder_add(builder, &slice.rows, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    shop_slice(&slice, input, half, shop.rows - half);
    slice.rows.shop = NULL;
    assert_int_equal(patron_builder_add(builder, &slice.rows, &error), PATRON_ERROR_ARGUMENT);
    shop_slice(&slice, input, half, shop.rows - half);
    slice.rows.label_count = 1;
    assert_int_equal(patron_builder_add(builder, &slice.rows, &error), PATRON_ERROR_ARGUMENT);
    shop_slice(&slice, input, half, shop.rows - half);
    slice.label[1].name = "other";
    assert_int_equal(patron_builder_add(builder, &slice.rows, &error), PATRON_ERROR_ARGUMENT);
    shop_slice(&slice, input, half, shop.rows - half);
    slice.label[0].level = PATRON_LABEL_LINE;
    assert_int_equal(patron_builder_add(builder, &slice.rows, &error), PATRON_ERROR_ARGUMENT);
    struct shop_form strings = {.key_type = PATRON_TYPE_STRING};
    struct shop_input *texts = shop_input(&shop, &strings);
    shop_slice(&slice, texts, half, shop.rows - half);
    assert_int_equal(patron_builder_add(builder, &slice.rows, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_builder_rows(builder), half);

    add(builder, input, half, shop.rows);
    patron_book *book = finish(builder);
    check_book(&shop, book, true, "after failed batches");
    patron_book_free(book);

    /* A first batch that fails decides nothing: strings after integers are as good then. */
    assert_int_equal(patron_builder_add(builder, &wrong->rows, &error), PATRON_ERROR_RANGE);
    patron_builder_free(builder);
    builder = open_builder(texts);
    assert_int_equal(patron_builder_add(builder, &wrong->rows, &error), PATRON_ERROR_RANGE);
    add(builder, texts, 0, shop.rows);
    book = finish(builder);
    check_book(&shop, book, true, "strings after a failed first batch");
    patron_book_free(book);
    patron_builder_free(builder);
    shop_input_free(texts);
    shop_input_free(wrong);
    shop_input_free(input);
    shop_end(&bad);
    shop_end(&shop);
}

/* A finish that fails leaves the builder as it was: the same failure again, and nothing lost. */
static void failed_finish(void **state)
{
    (void)state;
    struct shop shop;
    shop_begin(&shop);
    shop.columns = SHOP_ORDER;
    for (int i = 0; i < 10; i++) {
        struct shop_row row = shop_sale(i, i, i);
        row.order = i;
        shop_add(&shop, row);
    }
    shop.row[9].order = 2;
    struct shop_input *input = shop_input(&shop, NULL);
    patron_builder *builder = open_builder(input), *other = open_builder(input);
    add(builder, input, 0, 6);
    add(builder, input, 6, 10);
    for (int again = 0; again < 3; again++) {
        patron_book *book = (patron_book *)&shop;
        patron_error error;
        assert_int_equal(patron_builder_finish(builder, &book, &error), PATRON_ERROR_CONFLICT);
        assert_ptr_equal(book, &shop);
        assert_int_equal(error.row + error.other_row, 11);
        assert_int_equal(patron_builder_rows(builder), 10);
        assert_int_equal(patron_builder_finish(builder, NULL, &error), PATRON_ERROR_ARGUMENT);
    }
    /* still whole: merged into another builder it fails there, with rows counted from that one's first */
    add(other, input, 3, 5);
    patron_error error;
    assert_ok(patron_builder_merge(other, builder, &error), &error);
    assert_int_equal(patron_builder_rows(other), 12);
    assert_int_equal(patron_builder_rows(builder), 0);
    patron_book *book = NULL;
    assert_int_equal(patron_builder_finish(other, &book, &error), PATRON_ERROR_CONFLICT);
    assert_int_equal(error.row + error.other_row, 2 + 2 + 2 + 9);
    patron_builder_free(other);
    book = finish(builder); /* empty and open */
    assert_int_equal(patron_book_orders(book), 0);
    patron_book_free(book);
    patron_builder_free(builder);
    shop_input_free(input);
    shop_end(&shop);
}

/* ---- merge ------------------------------------------------------------------------------------------------------- */

static void merge(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 31, profile);
        struct shop_input *input = shop_input(&shop, NULL);
        patron_builder *builders[3] = {open_builder(input), open_builder(input), open_builder(input)};
        patron_error error;
        int64_t third = shop.rows / 3;
        add(builders[0], input, 0, third);
        add(builders[1], input, third, 2 * third);
        add(builders[2], input, 2 * third, shop.rows - 1);
        add(builders[2], input, shop.rows - 1, shop.rows);
        assert_ok(patron_builder_merge(builders[1], builders[2], &error), &error);
        assert_ok(patron_builder_merge(builders[0], builders[1], &error), &error);
        assert_int_equal(patron_builder_rows(builders[0]), shop.rows);
        assert_int_equal(patron_builder_rows(builders[1]), 0);
        assert_int_equal(patron_builder_rows(builders[2]), 0);
        patron_book *book = finish(builders[0]);
        check_book(&shop, book, true, "merged");
        patron_book_free(book);
        /* the emptied ones are open, and may be merged into when they have nothing */
        add(builders[2], input, 0, shop.rows);
        assert_ok(patron_builder_merge(builders[1], builders[2], &error), &error);
        assert_ok(patron_builder_merge(builders[1], builders[2], &error), &error); /* nothing to move */
        book = finish(builders[1]);
        check_book(&shop, book, true, "merged into an empty one");
        patron_book_free(book);
        for (int i = 0; i < 3; i++) patron_builder_free(builders[i]);
        shop_input_free(input);
        shop_end(&shop);
    }
}

static void merge_refused(void **state)
{
    (void)state;
    struct shop shop, without;
    shop_random(&shop, 8, SHOP_LINES);
    shop_copy(&without, &shop);
    without.columns &= ~SHOP_COST;
    for (int64_t i = 0; i < without.rows; i++) without.row[i].cost = SHOP_NULL;
    struct shop_input *input = shop_input(&shop, NULL), *less = shop_input(&without, NULL);
    patron_builder *a = open_builder(input), *b = open_builder(less);
    patron_error error;
    add(a, input, 0, shop.rows);
    add(b, less, 0, shop.rows);
    patron_status status = patron_builder_merge(a, b, &error);
    assert_true(status == PATRON_ERROR_ARGUMENT || status == PATRON_ERROR_MISMATCH);
    assert_int_equal(patron_builder_rows(a), shop.rows);
    assert_int_equal(patron_builder_rows(b), shop.rows);
    assert_int_equal(patron_builder_merge(a, a, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_builder_merge(a, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_builder_merge(NULL, a, &error), PATRON_ERROR_ARGUMENT);
    patron_book *book = finish(a);
    check_book(&shop, book, true, "after a refused merge");
    patron_book_free(book);
    book = finish(b);
    check_book(&without, book, true, "after a refused merge");
    patron_book_free(book);
    patron_builder_free(a);
    patron_builder_free(b);
    shop_input_free(input);
    shop_input_free(less);
    shop_end(&shop);
    shop_end(&without);
}

/* ---- books that grow --------------------------------------------------------------------------------------------- */

static bool has_same_time(const struct shop_row *a, const struct shop_row *b)
{
    return a->order != SHOP_NULL && a->order == b->order && a->shop == b->shop;
}

/* Cuts a shop in two so that every order is whole: rows of one (shop, order) go to the same side (they follow the
 * first). */
static int64_t cut_whole(struct shop *shop)
{
    struct shop cut;
    shop_copy(&cut, shop);
    int64_t half = shop->rows / 2, n = 0;
    for (int side = 0; side < 2; side++)
        for (int64_t i = 0; i < shop->rows; i++) {
            int64_t first = i;
            for (int64_t j = 0; j < i; j++)
                if (has_same_time(&shop->row[i], &shop->row[j])) {
                    first = j;
                    break;
                }
            if ((first >= half) == (side == 1)) cut.row[n++] = shop->row[i];
        }
    assert_int_equal(n, shop->rows);
    int64_t in_first = 0;
    for (int64_t i = 0; i < shop->rows; i++) {
        int64_t first = i;
        for (int64_t j = 0; j < i; j++)
            if (has_same_time(&shop->row[i], &shop->row[j])) {
                first = j;
                break;
            }
        in_first += first < half;
    }
    memcpy(shop->row, cut.row, sizeof *cut.row * (size_t)shop->rows);
    shop_end(&cut);
    return in_first;
}

static void part(struct shop *out, const struct shop *shop, int64_t from, int64_t end)
{
    *out = *shop;
    out->row = shop->row + from;
    out->rows = end - from;
}

/* A book of the first half, added to a builder before the second half's rows: as the whole. */
static void grow(void **state)
{
    (void)state;
    uint64_t seeds = test_soak() ? 60 : 4;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (uint64_t seed = 40; seed < 40 + seeds; seed++) {
            struct shop shop, old, fresh;
            shop_random(&shop, seed, profile);
            if (shop.columns & SHOP_ORDER) shop.flags |= PATRON_BOOK_KEEP_ORDER_IDS;
            int64_t half = cut_whole(&shop);
            part(&old, &shop, 0, half);
            part(&fresh, &shop, half, shop.rows);
            struct shop_form form = {.key_type = seed % 2 ? PATRON_TYPE_STRING : 0};
            patron_book *first = shop_book(&old, &form), *book;
            struct shop_input *input = shop_input(&fresh, &form);
            patron_error error;
            for (int order = 0; order < 2; order++) { /* the old book first, or behind the new rows */
                patron_builder *builder = open_builder(input);
                if (order) add(builder, input, 0, fresh.rows);
                assert_ok(patron_builder_add_book(builder, first, NULL, 0, &error), &error);
                if (!order) add(builder, input, 0, fresh.rows);
                book = finish(builder);
                /* rows that follow others in position: those of the old book come first only where they were added
                 * first */
                /* (of a day's instants a book keeps only their sequence, so new ones do not fall between old ones) */
                if (!order && shop.unit == PATRON_UNIT_DAY) check_book(&shop, book, false, "grown");
                for (int which = 0; which < SHOP_AS_OF; which++)
                    check_totals(&shop, book, shop_as_of(&shop, which), false, "grown");
                patron_book_free(book);
                patron_builder_free(builder);
            }
            patron_book_free(first);
            shop_input_free(input);
            shop_end(&shop);
        }
}

/* Books of many generations stay what they are. */
static void grow_again_and_again(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 77, profile);
        if (shop.columns & SHOP_ORDER) shop.flags |= PATRON_BOOK_KEEP_ORDER_IDS;
        struct shop_input *input = shop_input(&shop, NULL);
        patron_book *book = shop_book(&shop, NULL);
        patron_error error;
        for (int generation = 0; generation < 4; generation++) {
            patron_builder *builder = open_builder(input);
            assert_ok(patron_builder_add_book(builder, book, NULL, 0, &error), &error);
            patron_book_free(book);
            book = finish(builder);
            check_book(&shop, book, false, "a later generation");
            patron_builder_free(builder);
        }
        patron_book_free(book);
        shop_input_free(input);
        shop_end(&shop);
    }
}

/* Orders of the forgotten become guests': the shop is as if their keys were guest keys. */
static void forget(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (int strings = 0; strings < 2; strings++) {
            struct shop shop;
            shop_random(&shop, 51, profile);
            if (shop.columns & SHOP_ORDER) shop.flags |= PATRON_BOOK_KEEP_ORDER_IDS;
            struct shop_form form = {.key_type = strings ? PATRON_TYPE_STRING : 0};
            patron_book *book = shop_book(&shop, &form);
            int64_t gone[3] = {shop_key(book, 0, 0), 987654, SHOP_NULL};
            if (patron_book_customers(book) > 3) gone[2] = shop_key(book, 0, 3);
            struct shop_input *input = shop_input(&shop, &form);
            const patron_column *list = shop_column(input, gone, 3, form.key_type, 0, 2, false);
            patron_builder *builder = open_builder(input);
            patron_error error;
            patron_totals before = {.size = sizeof before}, after = {.size = sizeof after};
            assert_ok(patron_builder_add_book(builder, book, list, 3, &error), &error);
            patron_book *less = finish(builder);
            for (int which = 0; which < SHOP_AS_OF; which++) {
                int32_t as_of = shop_as_of(&shop, which);
                assert_ok(patron_book_totals(book, as_of, &before, &error), &error);
                assert_ok(patron_book_totals(less, as_of, &after, &error), &error);
                check_reconciled(&after, shop.name);
                assert_int_equal(after.rows, before.rows);
                assert_int_equal(after.net, before.net);
                assert_int_equal(after.sales, before.sales);
                assert_int_equal(after.orders_counted, before.orders_counted);
                assert_int_equal(after.orders_refunded, before.orders_refunded);
                assert_int_equal(after.rows_refund, before.rows_refund);
                assert_int_equal(after.excluded_rows[PATRON_EXCLUDED_GUEST],
                                 before.excluded_rows[PATRON_EXCLUDED_GUEST]);
                assert_int_equal(after.excluded_money[PATRON_EXCLUDED_GUEST],
                                 before.excluded_money[PATRON_EXCLUDED_GUEST]);
            }
            assert_int_equal(after.excluded_money[PATRON_EXCLUDED_ERASED], after.net_guests - before.net_guests);
            assert_true(after.excluded_rows[PATRON_EXCLUDED_ERASED] > 0);
            assert_int_equal(shop_customer(less, gone[0]), PATRON_NONE);
            struct shop guests;
            shop_copy(&guests, &shop);
            for (int i = 0; i < 3; i++) guests.guest[guests.guests++] = gone[i];
            for (int which = 0; which < SHOP_AS_OF; which++)
                check_totals(&guests, less, shop_as_of(&shop, which), true, "forgotten");
            struct oracle_book *oracle = oracle_book(&guests, PATRON_DAY_MAX);
            int64_t known = 0; /* who is known from ignored rows alone is forgotten by a book that was made from a book */
            for (int64_t i = 0; i < oracle->customers; i++) {
                const struct oracle_customer *one = &oracle->customer[i];
                known += one->orders + one->laters + one->looses > 0;
            }
            assert_int_equal(patron_book_customers(less), known);
            oracle_book_free(oracle);
            /* erased stays erased in the next generation */
            assert_ok(patron_builder_add_book(builder, less, NULL, 0, &error), &error);
            patron_book *again = finish(builder);
            patron_totals later = {.size = sizeof later};
            assert_ok(patron_book_totals(again, shop_as_of(&shop, SHOP_AS_OF - 1), &later, &error), &error);
            assert_memory_equal(&later, &after, sizeof later);
            patron_book_free(again);
            patron_book_free(less);
            patron_book_free(book);
            patron_builder_free(builder);
            shop_input_free(input);
            shop_end(&guests);
            shop_end(&shop);
        }
}

static void add_book_refused(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 61, SHOP_LINES);
    struct shop_form plain = {.flags = 0}, keep = {.flags = PATRON_BOOK_KEEP_ORDER_IDS},
                     drop = {.flags = PATRON_BOOK_KEEP_ORDER_IDS | PATRON_BOOK_DROP_KEYS},
                     texts = {.key_type = PATRON_TYPE_STRING, .flags = PATRON_BOOK_KEEP_ORDER_IDS};
    struct shop_input *input = shop_input(&shop, &keep);
    patron_builder *builder = open_builder(input);
    add(builder, input, 0, 5);
    patron_error error;
    patron_book *book = shop_book(&shop, &plain);
    assert_int_equal(patron_builder_add_book(builder, book, NULL, 0, &error), PATRON_ERROR_MISMATCH); /* no order ids */
    patron_book_free(book);
    book = shop_book(&shop, &drop);
    patron_status status = patron_builder_add_book(builder, book, NULL, 0, &error);
    assert_true(status == PATRON_ERROR_MISMATCH || status == PATRON_ERROR_MISSING);
    patron_book_free(book);
    book = shop_book(&shop, &texts);
    status = patron_builder_add_book(builder, book, NULL, 0, &error); /* the builder's keys are integers */
    assert_true(status == PATRON_ERROR_MISMATCH || status == PATRON_ERROR_ARGUMENT);
    patron_book_free(book);
    struct shop scaled;
    shop_copy(&scaled, &shop);
    scaled.quantity_scale = 1000;
    book = shop_book(&scaled, &keep);
    status = patron_builder_add_book(builder, book, NULL, 0, &error);
    assert_true(status == PATRON_ERROR_MISMATCH);
    patron_book_free(book);
    shop_end(&scaled);
    assert_int_equal(patron_builder_add_book(builder, NULL, NULL, 0, &error), PATRON_ERROR_ARGUMENT);
    book = shop_book(&shop, &keep);
    assert_int_equal(patron_builder_add_book(NULL, book, NULL, 0, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_builder_add_book(builder, book, NULL, 1, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_builder_add_book(builder, book, input->rows.customer, -1, &error), PATRON_ERROR_ARGUMENT);
    struct shop_input *strings = shop_input(&shop, &texts);
    assert_int_equal(patron_builder_add_book(builder, book, strings->rows.customer, 3, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_builder_rows(builder), 5);
    patron_book_free(book);
    book = finish(builder);
    struct shop five;
    part(&five, &shop, 0, 5);
    check_book(&five, book, true, "after refused books");
    patron_book_free(book);
    patron_builder_free(builder);
    shop_input_free(strings);
    shop_input_free(input);
    shop_end(&shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches_are_copied), cmocka_unit_test(empty_builder),
        cmocka_unit_test(failed_add),         cmocka_unit_test(failed_finish),
        cmocka_unit_test(merge),              cmocka_unit_test(merge_refused),
        cmocka_unit_test(grow),               cmocka_unit_test(grow_again_and_again),
        cmocka_unit_test(forget),             cmocka_unit_test(add_book_refused),
    };
    return cmocka_run_group_tests_name("builder", tests, NULL, NULL);
}
