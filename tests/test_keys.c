/* Keys: dictionaries, and crafted collisions. This program holds its own copy of the two sources that hash, with a
 * hash of one bit: every key collides with half of all the others. Probes are counted, never timed. */
#define PATRON_TEST_WEAK_HASH
#include "../lib/keys.c"
#include "../lib/numbers.c"

#include "book.h"
#include "check_book.h"

/* A row is looked up at most twice while rows are numbered (the second time after its table grew), a key at most once
 * each time a table grows (tables double, so twice in all), twice to make the index; finds cost one more each. */
#define PROBES_PER_ROW (8 * PT_PROBES_MAX)

static void weak_hash_is_in_use(void **state)
{
    (void)state;
    assert_true(pt_hash_integer(2) == pt_hash_integer(4));
    assert_true(pt_hash_integer(2) != pt_hash_integer(3));
}

/* `rows` keys of about `distinct` different ones: all must be told apart, and the probes be bounded. */
static void crafted(int64_t rows, int64_t distinct, int32_t type, int32_t threads)
{
    struct rng rng = {(uint64_t)rows + (uint64_t)distinct};
    struct shop shop;
    shop_begin(&shop);
    for (int64_t i = 0; i < rows; i++) {
        /* far apart, so that no array indexed by key will do; all even: one slot for all of them */
        int64_t key = rng_between(&rng, 0, distinct - 1) * INT64_C(1000000007) * 2;
        shop_add(&shop, shop_sale(key, i % 100, 1 + i));
    }
    struct shop_form form = {.key_type = type, .threads = threads};
    pt_keys_test_probes = 0;
    patron_book *book = shop_book(&shop, &form);
    assert_that(threads > 1 || pt_keys_test_probes <= PROBES_PER_ROW * rows, "%lld probes for %lld rows",
                (long long)pt_keys_test_probes, (long long)rows);

    int64_t *sum = calloc((size_t)distinct, sizeof *sum);
    int64_t *keys = calloc((size_t)distinct + 1, sizeof *keys);
    int32_t *numbers = calloc((size_t)distinct + 1, sizeof *numbers);
    assert_true(sum && keys && numbers);
    int64_t seen = 0;
    for (int64_t i = 0; i < rows; i++) {
        int64_t which = shop.row[i].customer / (INT64_C(1000000007) * 2);
        if (!sum[which]) keys[seen++] = shop.row[i].customer; /* in order of first appearance */
        sum[which] += shop.row[i].amount;
    }
    assert_int_equal(patron_book_customers(book), seen);
    keys[seen] = -2; /* a stranger of the same hash */
    struct shop_input *input = calloc(1, sizeof *input);
    assert_non_null(input);
    const patron_column *column = shop_column(input, keys, seen + 1, type, 0, 0, false);
    patron_error error;
    pt_keys_test_probes = 0;
    assert_ok(patron_book_find(book, column, seen + 1, numbers, &error), &error);
    assert_that(pt_keys_test_probes <= PT_PROBES_MAX * (seen + 1), "%lld probes for %lld look-ups",
                (long long)pt_keys_test_probes, (long long)seen);
    for (int64_t i = 0; i < seen; i++) {
        assert_int_equal(numbers[i], i);
        int64_t money = 0;
        for (int64_t k = book->order_first[i]; k < (int64_t)book->order_first[i + 1]; k++) money += book->amount[k];
        assert_true(money == sum[keys[i] / (INT64_C(1000000007) * 2)]);
    }
    assert_int_equal(numbers[seen], PATRON_NONE);
    shop_input_free(input);
    free(sum);
    free(keys);
    free(numbers);
    patron_book_free(book);
    shop_end(&shop);
}

/* Keys that ascend, or that lie close together, are numbered without a hash: not one slot is looked at. */
static void plain_keys_are_not_hashed(void **state)
{
    enum { ROWS = 1000 };
    int64_t keys[2][ROWS];
    uint64_t present[(ROWS + 63) / 64];
    pt_index numbers[ROWS];
    patron_allocator allocator;
    patron_error error;
    (void)state;
    memset(present, 0xff, sizeof present);
    assert_ok(pt_allocator_from(NULL, &allocator, &error), &error);
    for (int i = 0; i < ROWS; i++) {
        keys[0][i] = i / 3 * INT64_C(1000000007); /* ascending */
        keys[1][i] = i * 7 % 500;                 /* narrow, each of 500 keys twice */
    }
    for (int which = 0; which < 2; which++) {
        pt_row_keys rows = {.rows = ROWS, .integers = keys[which], .present = present};
        pt_keys *dictionary = NULL;
        pt_keys_test_probes = 0;
        assert_ok(pt_number_rows(&allocator, 1, &rows, NULL, numbers, &dictionary, &error), &error);
        assert_int_equal(pt_keys_test_probes, 0);
        assert_int_equal(pt_keys_count(dictionary), which ? 500 : 334);
        for (int i = 0; i < ROWS; i++) assert_int_equal(numbers[i], which ? i % 500 : i / 3);
        pt_keys_free(&allocator, dictionary);
    }
}

static void crafted_collisions(void **state)
{
    (void)state;
    static const int32_t types[] = {PATRON_TYPE_INT64, PATRON_TYPE_STRING};
    for (int t = 0; t < 2; t++) {
        crafted(40, 10, types[t], 1);
        crafted(300, PT_PROBES_MAX - 1, types[t], 1);
        crafted(300, PT_PROBES_MAX, types[t], 1);
        crafted(3000, PT_PROBES_MAX + 1, types[t], 1);
        crafted(5000, 3000, types[t], 1);
        if (getenv("PATRON_VALGRIND")) continue;
        crafted(150000, 70000, types[t], 1);
        crafted(150000, 300, types[t], 3);
        crafted(20000, 20000, types[t], 2);
    }
}

/* Orders, products, shops, labels, guests and aliases go through the same tables. */
static void each_against_oracle(void *context, const patron_book *book, const char *variant)
{
    check_book(context, book, false, variant);
}

static void random_shops_with_collisions(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 91, profile);
        for_each_variant(&shop, 91, each_against_oracle, &shop);
        shop_end(&shop);
    }
}

/* ---- dictionaries ------------------------------------------------------------------------------------------------ */

static pt_keys *dictionary(const int64_t *values, int64_t count, int32_t type, pt_index *numbers)
{
    static patron_allocator allocator;
    patron_error error;
    assert_ok(pt_allocator_from(NULL, &allocator, &error), &error);
    struct shop_input *input = calloc(1, sizeof *input);
    assert_non_null(input);
    const patron_column *column = shop_column(input, values, count, type, 0, 1, false);
    patron_column read;
    pt_keys *keys = NULL;
    assert_ok(pt_column_read(column, count, 1, "customer", &read, &error), &error);
    assert_ok(pt_keys_from_column(&allocator, &read, count, "customer", numbers, &keys, &error), &error);
    shop_input_free(input);
    return keys;
}

static void free_dictionary(pt_keys *keys)
{
    patron_allocator allocator;
    assert_int_equal(pt_allocator_from(NULL, &allocator, NULL), PATRON_OK);
    pt_keys_free(&allocator, keys);
}

static void numbers_by_first_appearance(void **state)
{
    (void)state;
    const int64_t values[] = {7, SHOP_NULL, -3, 7, 700000000000, -3, 8, SHOP_NULL, 0};
    const pt_index want[] = {0, PT_INDEX_NONE, 1, 0, 2, 1, 3, PT_INDEX_NONE, 4};
    const int64_t distinct[] = {7, -3, 700000000000, 8, 0};
    for (int strings = 0; strings < 2; strings++) {
        pt_index numbers[9];
        pt_keys *keys = dictionary(values, 9, strings ? PATRON_TYPE_STRING : PATRON_TYPE_INT64, numbers);
        assert_memory_equal(numbers, want, sizeof want);
        assert_int_equal(pt_keys_count(keys), 5);
        assert_int_equal(pt_keys_are_strings(keys), strings);
        for (int64_t i = 0; i < 5; i++) {
            char text[SHOP_TEXT];
            shop_key_text(distinct[i], text);
            assert_int_equal(strings ? pt_keys_find_string(keys, text, (int64_t)strlen(text))
                                     : pt_keys_find_integer(keys, distinct[i]), i);
            for (int64_t j = 0; j < 5; j++) {
                int order = pt_keys_compare(keys, i, j);
                assert_int_equal((order > 0) - (order < 0), (distinct[i] > distinct[j]) - (distinct[i] < distinct[j]));
            }
        }
        assert_int_equal(strings ? pt_keys_find_string(keys, "7", 1) : pt_keys_find_integer(keys, 9), -1);
        assert_true(pt_keys_bytes(keys) > 0);
        free_dictionary(keys);
    }
    assert_int_equal(pt_keys_bytes(NULL), 0);
    pt_keys *none = dictionary(values, 0, PATRON_TYPE_INT64, NULL);
    assert_int_equal(pt_keys_count(none), 0);
    assert_int_equal(pt_keys_find_integer(none, 7), -1);
    free_dictionary(none);
}

/* A prefix comes before what it begins; bytes compare unsigned. */
static void strings_compare_as_bytes(void **state)
{
    (void)state;
    static const char bytes[] = "aab\xc3\xa9z";
    const int32_t offsets[] = {0, 0, 1, 3, 5, 6}; /* "" "a" "ab" "é" "z" */
    patron_column column = {sizeof column, PATRON_TYPE_STRING, 0, bytes, offsets, NULL, 0};
    patron_allocator allocator;
    patron_error error;
    pt_keys *keys = NULL;
    assert_ok(pt_allocator_from(NULL, &allocator, &error), &error);
    assert_ok(pt_keys_from_column(&allocator, &column, 5, "tag", NULL, &keys, &error), &error);
    static const int sorted[] = {0, 1, 2, 4, 3};
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
            int order = pt_keys_compare(keys, sorted[i], sorted[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    assert_int_equal(pt_keys_find_string(keys, "", 0), 0);
    assert_int_equal(pt_keys_find_string(keys, "ab", 2), 2);
    assert_int_equal(pt_keys_find_string(keys, "ac", 2), -1);
    pt_keys_free(&allocator, keys);
}

struct making {
    patron_allocator allocator;
    patron_column column;
    int64_t count;
    pt_keys *keys;
};

static patron_status make_keys(void *context, patron_error *error)
{
    struct making *making = context;
    return pt_keys_from_column(&making->allocator, &making->column, making->count, "order", NULL, &making->keys, error);
}

static void free_keys(void *context)
{
    struct making *making = context;
    pt_keys_free(&making->allocator, making->keys);
}

/* Also on the ways that only crowded tables take. */
static void allocations(void **state)
{
    (void)state;
    int64_t values[400];
    for (int i = 0; i < 400; i++) values[i] = (int64_t)((i * 7919) % 400) * INT64_C(4000000018);
    static const int32_t types[] = {PATRON_TYPE_INT64, PATRON_TYPE_STRING};
    for (int t = 0; t < 2; t++)
        for (int64_t count = 4; count <= 400; count += 396) {
            struct counting counting;
            struct making making;
            counting_begin(&counting);
            memset(&making, 0, sizeof making);
            making.allocator = counting.allocator;
            making.count = count;
            struct shop_input *input = calloc(1, sizeof *input);
            assert_non_null(input);
            making.column = *shop_column(input, values, count, types[t], 0, 0, false);
            struct test_memory output = {&making.keys, sizeof making.keys};
            assert_true(each_allocation_fails(&counting, make_keys, free_keys, &making, &output, 1) > 3);
            shop_input_free(input);
            counting_end(&counting);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weak_hash_is_in_use),
        cmocka_unit_test(numbers_by_first_appearance),
        cmocka_unit_test(strings_compare_as_bytes),
        cmocka_unit_test(plain_keys_are_not_hashed),
        cmocka_unit_test(crafted_collisions),
        cmocka_unit_test(random_shops_with_collisions),
        cmocka_unit_test(allocations),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
