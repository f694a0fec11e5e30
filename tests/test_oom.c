/* Every allocation of the book and the builder fails, once and from then on: an error, no leak, nothing written. And
 * what a book costs: its bytes by the formula of docs/explanation/memory.md, its peak at build. */
#include "book.h"
#include "check_book.h"

struct job {
    struct shop *shop;
    struct shop_input *input, *rest;
    struct counting counting;
    patron_book *book;       /* output */
    patron_book *old;        /* made beforehand */
    patron_builder *builder; /* output or made beforehand */
    patron_builder *other;
    const patron_column *forget;
    int64_t rows; /* of the builder, before */
};

static void job_begin(struct job *job, struct shop *shop, const struct shop_form *form)
{
    memset(job, 0, sizeof *job);
    counting_begin(&job->counting);
    job->shop = shop;
    job->input = shop_input(shop, form);
    job->input->options.allocator = &job->counting.allocator;
}

static void job_end(struct job *job)
{
    shop_input_free(job->input);
    counting_end(&job->counting);
}

static bool has_keys(const struct job *job) { return !(job->input->options.flags & PATRON_BOOK_DROP_KEYS); }

/* Shops that between them take every way through the build. */
static void each_shop(void (*test)(struct shop *shop, const struct shop_form *form))
{
    static const struct shop_form forms[] = {
        {.threads = 0}, {.key_type = PATRON_TYPE_STRING, .threads = 2, .first = 3},
        {.threads = 3, .flags = PATRON_BOOK_DROP_KEYS}};
    for (int profile = 0; profile < SHOP_PROFILES; profile++) {
        struct shop shop;
        shop_random(&shop, 13, profile);
        if (shop.rows > 70) shop.rows = 70;
        if (shop.columns & SHOP_ORDER) shop.flags |= PATRON_BOOK_KEEP_ORDER_IDS;
        shop.flags |= profile % 2 ? PATRON_BOOK_FIND_DUPLICATES : 0;
        test(&shop, &forms[profile % 3]);
        shop_end(&shop);
    }
    for (int kind = 0; kind < SHOP_EDGES; kind++) {
        struct shop shop;
        shop_edge(&shop, kind);
        test(&shop, &forms[kind % 3]);
        shop_end(&shop);
    }
}

/* ---- build ------------------------------------------------------------------------------------------------------- */

static patron_status build(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_book_build(&job->input->rows, &job->input->options, &job->book, error);
}

static void free_book(void *context)
{
    struct job *job = context;
    patron_book_free(job->book);
}

static void build_of(struct shop *shop, const struct shop_form *form)
{
    struct job job;
    job_begin(&job, shop, form);
    struct test_memory output = {&job.book, sizeof job.book};
    assert_true(each_allocation_fails(&job.counting, build, free_book, &job, &output, 1) > 3);
    job_end(&job);
}

static void book_build(void **state)
{
    (void)state;
    each_shop(build_of);
}

/* Large enough for several partitions and threads; the allocations are few, whatever the rows. */
static void large_build(void **state)
{
    (void)state;
    if (getenv("PATRON_VALGRIND")) skip();
    struct shop shop;
    struct rng rng = {8};
    shop_begin(&shop);
    shop.columns = SHOP_ORDER | SHOP_PRODUCT | SHOP_KIND;
    for (int i = 0; i < 66000; i++) {
        struct shop_row row = shop_sale((int64_t)(rng_next(&rng) >> 2), rng_between(&rng, 0, 700), rng_between(&rng, 0,
                                                                                                               99));
        row.order = (int64_t)(rng_next(&rng) >> 1);
        row.product = rng_between(&rng, 0, 2000);
        shop_add(&shop, row);
    }
    struct shop_form form = {.threads = 2};
    struct job job;
    job_begin(&job, &shop, &form);
    struct test_memory output = {&job.book, sizeof job.book};
    int64_t calls = each_allocation_fails(&job.counting, build, free_book, &job, &output, 1);
    assert_in_range(calls, 10, 400);
    job_end(&job);
    shop_end(&shop);
}

/* ---- builder ----------------------------------------------------------------------------------------------------- */

static patron_status open_it(void *context, patron_error *error)
{
    struct job *job = context;
    return patron_builder_open(&job->input->options, &job->builder, error);
}

static void close_it(void *context)
{
    struct job *job = context;
    patron_builder_free(job->builder);
}

static void open_of(struct shop *shop, const struct shop_form *form)
{
    struct job job;
    job_begin(&job, shop, form);
    struct test_memory output = {&job.builder, sizeof job.builder};
    assert_true(each_allocation_fails(&job.counting, open_it, close_it, &job, &output, 1) > 0);
    job_end(&job);
}

static void builder_open(void **state)
{
    (void)state;
    each_shop(open_of);
}

/* A batch that finds no memory is not taken; the builder stays good. */
static patron_status add_it(void *context, patron_error *error)
{
    struct job *job = context;
    struct shop_slice slice;
    int64_t half = job->shop->rows / 2;
    assert_int_equal(patron_builder_rows(job->builder), half);
    shop_slice(&slice, job->input, half, job->shop->rows - half);
    patron_status status = patron_builder_add(job->builder, &slice.rows, error);
    assert_int_equal(patron_builder_rows(job->builder), status ? half : job->shop->rows);
    return status;
}

/* Puts the builder back to its first half, through a book of everything (checked). */
static void begin_half(void *context)
{
    struct job *job = context;
    struct shop_slice slice;
    patron_error error;
    if (job->builder) {
        if (job->rows == 0) {
            patron_book *book = NULL;
            assert_ok(patron_builder_finish(job->builder, &book, &error), &error);
            if (has_keys(job)) check_book(job->shop, book, true, "after failed batches");
            patron_book_free(book);
        }
        patron_builder_free(job->builder);
    }
    job->builder = NULL;
    assert_ok(patron_builder_open(&job->input->options, &job->builder, &error), &error);
    shop_slice(&slice, job->input, 0, job->shop->rows / 2);
    assert_ok(patron_builder_add(job->builder, &slice.rows, &error), &error);
}

static void add_of(struct shop *shop, const struct shop_form *form)
{
    struct job job;
    job_begin(&job, shop, form);
    begin_half(&job);
    (void)each_allocation_fails(&job.counting, add_it, begin_half, &job, NULL, 0);
    patron_builder_free(job.builder);
    job_end(&job);
}

static void builder_add(void **state)
{
    (void)state;
    each_shop(add_of);
}

static patron_status finish_it(void *context, patron_error *error)
{
    struct job *job = context;
    assert_int_equal(patron_builder_rows(job->builder), job->rows);
    patron_status status = patron_builder_finish(job->builder, &job->book, error);
    assert_int_equal(patron_builder_rows(job->builder), status ? job->rows : 0);
    return status;
}

/* Checks the book and fills the builder again, so that as much is live as before. */
static void fill_again(void *context)
{
    struct job *job = context;
    struct shop_slice slice;
    patron_error error;
    if (job->book) {
        if (has_keys(job)) check_book(job->shop, job->book, true, "a finish that failed before");
        patron_book_free(job->book);
    }
    int64_t half = job->shop->rows / 2;
    patron_builder_free(job->builder);
    assert_ok(patron_builder_open(&job->input->options, &job->builder, &error), &error);
    shop_slice(&slice, job->input, 0, half);
    assert_ok(patron_builder_add(job->builder, &slice.rows, &error), &error);
    shop_slice(&slice, job->input, half, job->shop->rows - half);
    assert_ok(patron_builder_add(job->builder, &slice.rows, &error), &error);
    job->rows = job->shop->rows;
}

static void finish_of(struct shop *shop, const struct shop_form *form)
{
    struct job job;
    job_begin(&job, shop, form);
    fill_again(&job);
    struct test_memory output = {&job.book, sizeof job.book};
    assert_true(each_allocation_fails(&job.counting, finish_it, fill_again, &job, &output, 1) > 3);
    patron_builder_free(job.builder);
    job_end(&job);
}

static void builder_finish(void **state)
{
    (void)state;
    each_shop(finish_of);
}

/* ---- merging and growing ----------------------------------------------------------------------------------------- */

static patron_status merge_it(void *context, patron_error *error)
{
    struct job *job = context;
    int64_t half = job->shop->rows / 2;
    patron_status status = patron_builder_merge(job->builder, job->other, error);
    assert_int_equal(patron_builder_rows(job->builder), status ? half : job->shop->rows);
    assert_int_equal(patron_builder_rows(job->other), status ? job->shop->rows - half : 0);
    return status;
}

static void split_again(void *context)
{
    struct job *job = context;
    struct shop_slice slice;
    patron_error error;
    patron_builder_free(job->builder);
    patron_builder_free(job->other);
    job->builder = job->other = NULL;
    int64_t half = job->shop->rows / 2;
    assert_ok(patron_builder_open(&job->input->options, &job->builder, &error), &error);
    assert_ok(patron_builder_open(&job->input->options, &job->other, &error), &error);
    shop_slice(&slice, job->input, 0, half);
    assert_ok(patron_builder_add(job->builder, &slice.rows, &error), &error);
    shop_slice(&slice, job->input, half, job->shop->rows - half);
    assert_ok(patron_builder_add(job->other, &slice.rows, &error), &error);
}

static void merge_of(struct shop *shop, const struct shop_form *form)
{
    struct job job;
    job_begin(&job, shop, form);
    split_again(&job);
    (void)each_allocation_fails(&job.counting, merge_it, split_again, &job, NULL, 0);
    patron_builder_free(job.builder);
    patron_builder_free(job.other);
    job_end(&job);
}

static void builder_merge(void **state)
{
    (void)state;
    each_shop(merge_of);
}

static patron_status add_book_it(void *context, patron_error *error)
{
    struct job *job = context;
    patron_status status = patron_builder_add_book(job->builder, job->old, job->forget, job->forget ? 2 : 0, error);
    if (status) assert_int_equal(patron_builder_rows(job->builder), 0);
    return status;
}

/* A builder with a batch of no rows: its list of batches exists and would else remain of a call that failed. */
static void open_empty(struct job *job)
{
    struct shop_slice slice;
    patron_error error;
    assert_ok(patron_builder_open(&job->input->options, &job->builder, &error), &error);
    shop_slice(&slice, job->input, 0, 0);
    assert_ok(patron_builder_add(job->builder, &slice.rows, &error), &error);
}

static void empty_again(void *context)
{
    struct job *job = context;
    patron_error error;
    patron_book *book = NULL;
    assert_ok(patron_builder_finish(job->builder, &book, &error), &error);
    for (int which = 0; which < SHOP_AS_OF; which++)
        check_totals(job->shop, book, shop_as_of(job->shop, which), true, "a book added after failures");
    patron_book_free(book);
    patron_builder_free(job->builder);
    open_empty(job);
}

static void add_book_of(struct shop *shop, const struct shop_form *form)
{
    struct job job;
    struct shop_form kept = *form;
    kept.flags = 0;
    shop->flags &= ~(uint64_t)PATRON_BOOK_FIND_DUPLICATES;
    job_begin(&job, shop, &kept);
    job.old = shop_book(shop, &kept); /* not from the counting allocator: it is only read */
    open_empty(&job);
    for (int forgetting = 0; forgetting < 2; forgetting++) {
        if (forgetting && patron_book_customers(job.old) < 2) break;
        if (forgetting) {
            int64_t gone[2] = {shop_key(job.old, 0, 0), shop_key(job.old, 0, 1)};
            job.forget = shop_column(job.input, gone, 2, kept.key_type, 0, 0, false);
            for (int i = 0; i < 2; i++) shop->guest[shop->guests++] = gone[i]; /* what the oracle is to expect */
        }
        (void)each_allocation_fails(&job.counting, add_book_it, empty_again, &job, NULL, 0);
    }
    patron_builder_free(job.builder);
    patron_book_free(job.old);
    job_end(&job);
}

static void builder_add_book(void **state)
{
    (void)state;
    each_shop(add_book_of);
}

/* ---- what a book costs ------------------------------------------------------------------------------------------- */

/* A shop of `rows` rows of `customers` customers with ids far apart; its columns are all that `columns` says. */
static void costly(struct shop *shop, int64_t rows, int64_t customers, uint32_t columns)
{
    struct rng rng = {6};
    shop_begin(shop);
    shop->columns = columns;
    for (int64_t i = 0; i < rows; i++) {
        struct shop_row row = shop_sale((rng_between(&rng, 0, customers - 1) * 7919 + 3) * 1000003, rng_between(&rng, 0,
                                                                                                                700),
                                        rng_between(&rng, 1, 9999));
        if (columns & SHOP_ORDER) row.order = i;
        if (columns & SHOP_PRODUCT) row.product = rng_between(&rng, 0, 20);
        if (columns & SHOP_COUPON) row.coupon = rng_between(&rng, 0, 5);
        if (columns & SHOP_TAG) row.tag = rng_between(&rng, 0, 5);
        shop_add(shop, row);
    }
}

/* The table of docs/explanation/memory.md. A key costs 8 bytes and 8 to 16 more to be found; strings their bytes
 * besides. */
static void bytes_of_a_book(void **state)
{
    (void)state;
    static const uint32_t columns[] = {0, SHOP_DISCOUNT, SHOP_DISCOUNT | SHOP_COST | SHOP_QUANTITY, SHOP_COUPON,
                                       SHOP_ORDER, SHOP_ORDER | SHOP_COST | SHOP_COUPON, SHOP_PRODUCT,
                                       SHOP_PRODUCT | SHOP_QUANTITY | SHOP_TAG, SHOP_TAG | SHOP_ORDER};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        for (int64_t customers = 10; customers <= 10000; customers *= 1000) {
            int64_t rows = 20000;
            uint32_t has = columns[c];
            struct shop shop;
            struct counting counting;
            counting_begin(&counting);
            costly(&shop, rows, customers, has);
            struct shop_form form = {.allocator = &counting.allocator};
            patron_book *book = shop_book(&shop, &form);
            int64_t known = patron_book_customers(book);
            bool lines = has & (SHOP_PRODUCT | SHOP_TAG);
            int64_t order = 12 + 8 * (!!(has & SHOP_DISCOUNT) + !!(has & SHOP_COST) + !!(has & SHOP_QUANTITY)) +
                            4 * !!(has & SHOP_COUPON) + 4 * !!(has & SHOP_ORDER) + 4 * lines;
            int64_t line = lines ? 12 + 8 * !!(has & SHOP_QUANTITY) + 4 * !!(has & SHOP_TAG) : 0;
            int64_t least = rows * order + rows * line + (4 + 8 + 8) * known;
            int64_t most = rows * order + rows * line + (4 + 8 + 16) * known + 2048;
            assert_int_equal(patron_book_bytes(book), counting.bytes);
            assert_that(counting.bytes >= least && counting.bytes <= most,
                        "columns %x, %lld customers: %lld bytes, not %lld to %lld",
                        (unsigned)has, (long long)known, (long long)counting.bytes, (long long)least, (long long)most);
            patron_book_free(book);
            counting_end(&counting);
            shop_end(&shop);
        }
}

static void bytes_of_keys(void **state)
{
    (void)state;
    struct shop shop;
    struct counting counting;
    counting_begin(&counting);
    costly(&shop, 30000, 20000, 0);
    struct shop_form form = {.allocator = &counting.allocator, .key_type = PATRON_TYPE_STRING};
    patron_book *book = shop_book(&shop, &form);
    patron_column column = {.size = sizeof column};
    int64_t known;
    patron_error error;
    assert_ok(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &column, &known, &error), &error);
    int64_t text = ((const int64_t *)column.offsets)[known];
    assert_int_equal(patron_book_bytes(book), counting.bytes);
    assert_true(counting.bytes >= 12 * 30000 + (4 + 8 + 8) * known + text);
    assert_true(counting.bytes <= 12 * 30000 + (4 + 8 + 16) * known + text + 2048);
    patron_book_free(book);
    form.flags = PATRON_BOOK_DROP_KEYS;
    book = shop_book(&shop, &form);
    assert_int_equal(patron_book_bytes(book), counting.bytes);
    assert_true(counting.bytes <= 12 * 30000 + 4 * known + 2048);
    patron_book_free(book);
    counting_end(&counting);
    shop_end(&shop);
}

/* Integer keys, days, one batch: at most twice what a book of so many orders and customers may cost, which is 16
 * bytes an order and 32 a customer, and a little. */
static void peak_of_a_build(void **state)
{
    (void)state;
    static const int64_t sizes[][2] = {{1000, 100},     {100000, 1},      {100000, 10},
                                       {200000, 20000}, {300000, 299999}, {1000000, 100000}};
    int64_t too_much = 0;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int sorted = 0; sorted < 3; sorted++) {
            struct shop shop;
            struct counting counting;
            counting_begin(&counting);
            costly(&shop, sizes[s][0], sizes[s][1], 0);
            for (int64_t i = 0; i < shop.rows && sorted; i++) /* dense: ascending, or in a narrow range */
                shop.row[i].customer = sorted == 1 ? i * sizes[s][1] / shop.rows : (i * 7919) % sizes[s][1];
            struct shop_form form = {.allocator = &counting.allocator};
            struct shop_input *input = shop_input(&shop, &form);
            patron_book *book = NULL;
            patron_error error;
            assert_ok(patron_book_build(&input->rows, &input->options, &book, &error), &error);
            int64_t bound = 2 * (16 * shop.rows + 32 * patron_book_customers(book)) + 65536;
            if (counting.peak > bound) {
                too_much++;
                (void)printf("%lld rows, %lld customers, %s keys: peak %lld (%.1f an order), bound %lld, book %lld\n",
                             (long long)sizes[s][0], (long long)sizes[s][1],
                             sorted == 0 ? "spread" : sorted == 1 ? "ascending" : "narrow", (long long)counting.peak,
                             (double)counting.peak / (double)shop.rows, (long long)bound,
                                 (long long)patron_book_bytes(book));
            }
            patron_book_free(book);
            shop_input_free(input);
            counting_end(&counting);
            shop_end(&shop);
        }
    assert_int_equal(too_much, 0);
}

/* With further columns: at most the book once more, and 24 bytes a row, 4 more for each label. */
static void peak_with_columns(void **state)
{
    (void)state;
    static const uint32_t masks[] = {0, SHOP_ORDER, SHOP_COST | SHOP_DISCOUNT, SHOP_PRODUCT | SHOP_QUANTITY,
                                     SHOP_ORDER | SHOP_PRODUCT | SHOP_QUANTITY | SHOP_COST | SHOP_COUPON | SHOP_TAG};
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++)
        for (int32_t threads = 1; threads <= 2; threads++) {
            struct shop shop;
            struct counting counting;
            counting_begin(&counting);
            costly(&shop, 100000, 10000, masks[m]);
            for (int64_t i = 0; i < shop.rows && (masks[m] & SHOP_ORDER); i++) /* two rows an order */
                if (i % 2) shop.row[i].customer = shop.row[i - 1].customer, shop.row[i].order = shop.row[i - 1].order,
                           shop.row[i].coupon = shop.row[i - 1].coupon;
            struct shop_form form = {.allocator = &counting.allocator, .threads = threads};
            struct shop_input *input = shop_input(&shop, &form);
            patron_book *book = NULL;
            patron_error error;
            assert_ok(patron_book_build(&input->rows, &input->options, &book, &error), &error);
            int64_t labels = !!(masks[m] & SHOP_COUPON) + !!(masks[m] & SHOP_TAG);
            int64_t bound = 2 * patron_book_bytes(book) + (24 + 4 * labels) * shop.rows + 65536;
            assert_that(counting.peak <= bound, "columns %x: peak %lld, bound %lld", (unsigned)masks[m],
                        (long long)counting.peak, (long long)bound);
            patron_book_free(book);
            shop_input_free(input);
            counting_end(&counting);
            shop_end(&shop);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(book_build),       cmocka_unit_test(large_build),    cmocka_unit_test(builder_open),
        cmocka_unit_test(builder_add),      cmocka_unit_test(builder_finish), cmocka_unit_test(builder_merge),
        cmocka_unit_test(builder_add_book), cmocka_unit_test(bytes_of_a_book), cmocka_unit_test(bytes_of_keys),
        cmocka_unit_test(peak_of_a_build),
        cmocka_unit_test(peak_with_columns),
    };
    return cmocka_run_group_tests_name("oom", tests, NULL, NULL);
}
