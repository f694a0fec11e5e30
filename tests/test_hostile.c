/* Another thread changes borrowed arrays while a book is built: the answer may be anything, but no access leaves the
 * arrays and no book is inconsistent. (Run under AddressSanitizer; there is a race by design, so not under
 * ThreadSanitizer.) */
#include <stdatomic.h>

#include "book.h"
#include "check_book.h"

#define ROWS 3000

/* The columns: everything there is, so that every reader is met. Strings of one length, so that any offset that is a
 * multiple of it is as good as another. */
struct columns {
    int64_t integer[12][ROWS];
    int32_t offset[ROWS + 1];
    int64_t wide_offset[ROWS + 1];
    char text[ROWS * 4];
    uint8_t valid[ROWS / 8 + 1];
    int64_t zone_instant[4];
    int32_t zone_offset[4];
    int64_t list[3][16]; /* guests, aliases, since days */
};

struct attack {
    struct columns *columns;
    _Atomic int32_t stop;
    uint64_t seed;
};

static void set(int64_t *cell, int64_t value) { *(volatile int64_t *)cell = value; }

static void fill(struct columns *columns, struct rng *rng)
{
    for (int c = 0; c < 12; c++)
        for (int i = 0; i < ROWS; i++) columns->integer[c][i] = rng_between(rng, 0, c == 1 ? 700 : 90);
    for (int i = 0; i < ROWS; i++) columns->integer[1][i] = 1600000000 + rng_between(rng, 0, 60000000);
    for (int i = 0; i < ROWS; i++) columns->integer[10][i] = rng_between(rng, 0, 3);
    for (int i = 0; i <= ROWS; i++) columns->offset[i] = i * 4, columns->wide_offset[i] = i * 4;
    for (int i = 0; i < ROWS * 4; i++) columns->text[i] = (char)rng_between(rng, 'a', 'd');
    for (int i = 0; i < ROWS / 8 + 1; i++) columns->valid[i] = (uint8_t)rng_next(rng);
    static const int64_t instants[] = {0, 1610000000, 1620000000, 1650000000};
    for (int i = 0; i < 4; i++) columns->zone_instant[i] = instants[i], columns->zone_offset[i] = 3600 * (i % 2);
    for (int i = 0; i < 16; i++) columns->list[0][i] = i, columns->list[1][i] = i + 40, columns->list[2][i] = 18000 + i;
}

/* Values of every size; offsets only such as stay within the text (the library cannot know its length). */
static void *change(void *argument)
{
    struct attack *attack = argument;
    struct columns *columns = attack->columns;
    struct rng rng = {attack->seed};
    static const int64_t values[] = {0, 1, -1, INT64_MIN, INT64_MAX, 1 << 20, -5, 20000, INT64_C(1) << 40};
    while (!atomic_load_explicit(&attack->stop, memory_order_relaxed)) {
        int i = (int)rng_between(&rng, 0, ROWS - 1);
        int64_t before;
        switch (rng_between(&rng, 0, 6)) {
        case 0:
        case 1: { /* for a moment only, so that many builds get far */
            int64_t *cell = &columns->integer[rng_between(&rng, 0, 11)][i];
            before = *(volatile int64_t *)cell;
            set(cell, rng_chance(&rng, 90) ? before + 1 : values[rng_between(&rng, 0, 8)]);
            set(cell, before);
            break;
        }
        case 2: { /* strings move, also backwards and over each other */
            volatile int32_t *cell = &columns->offset[i];
            *cell = (int32_t)rng_between(&rng, 0, ROWS) * 4;
            *cell = i * 4;
            break;
        }
        case 3:
            set(&columns->wide_offset[i], rng_chance(&rng, 80) ? rng_between(&rng, 0, ROWS) * 4 : -4);
            set(&columns->wide_offset[i], i * 4);
            break;
        case 4: *(volatile char *)&columns->text[i] = (char)rng_between(&rng, 'a', 'd'); break;
        case 5: *(volatile uint8_t *)&columns->valid[i / 8] ^= (uint8_t)(1u << (i & 7)); break;
        default: {
            int64_t *cell = &columns->list[i % 3][i % 16];
            before = *(volatile int64_t *)cell;
            set(cell, before ^ 64);
            set(cell, before);
            if (i % 7) break;
            int at = i % 4; /* the zone's table */
            before = columns->zone_instant[at];
            set(&columns->zone_instant[at], values[i % 9]);
            set(&columns->zone_instant[at], before);
            *(volatile int32_t *)&columns->zone_offset[at] = i % 2 ? INT32_MAX : INT32_MIN;
            *(volatile int32_t *)&columns->zone_offset[at] = 3600;
        }
        }
    }
    return NULL;
}

struct call {
    patron_column integer[12], string, wide, guest, alias_from, alias_to, since, since_day;
    patron_label label[2];
    const patron_label *labels[2];
    patron_rows rows;
    patron_book_options options;
    patron_zone zone;
};

static patron_column column_of(int32_t type, int32_t unit, const void *values, const void *offsets,
                               const uint8_t *valid)
{
    patron_column column = {sizeof column, type, unit, values, offsets, valid, 0};
    return column;
}

/* Strings where `strings` has the role's bit: customer 1, order 2, product 4, label 8. */
static void prepare(struct call *call, struct columns *columns, unsigned strings, uint64_t flags, int32_t threads)
{
    memset(call, 0, sizeof *call);
    for (int c = 0; c < 12; c++)
        call->integer[c] = column_of(PATRON_TYPE_INT64, c == 1 ? PATRON_UNIT_SECOND : 0, columns->integer[c], NULL,
                                     c == 1 || c == 2 || c == 10 ? NULL : columns->valid);
    call->string = column_of(PATRON_TYPE_STRING, 0, columns->text, columns->offset, columns->valid);
    call->wide = column_of(PATRON_TYPE_STRING64, 0, columns->text, columns->wide_offset, NULL);
    call->guest = column_of(PATRON_TYPE_INT64, 0, columns->list[0], NULL, NULL);
    call->alias_from = column_of(PATRON_TYPE_INT64, 0, columns->list[0], NULL, NULL);
    call->alias_to = column_of(PATRON_TYPE_INT64, 0, columns->list[1], NULL, NULL);
    call->since_day = column_of(PATRON_TYPE_INT64, PATRON_UNIT_DAY, columns->list[2], NULL, NULL);
    patron_rows *rows = &call->rows;
    rows->size = sizeof *rows;
    rows->count = ROWS;
    rows->customer = strings & 1 ? &call->string : &call->integer[0];
    rows->time = &call->integer[1];
    rows->amount = &call->integer[2];
    rows->order = strings & 2 ? &call->wide : &call->integer[3];
    rows->shop = strings & 4 ? &call->string : NULL;
    rows->product = strings & 4 ? &call->wide : &call->integer[5];
    rows->quantity = &call->integer[7];
    rows->discount = &call->integer[8];
    rows->cost = &call->integer[9];
    rows->kind = &call->integer[10];
    patron_label label = {sizeof label, "tag", strings & 8 ? &call->string : &call->integer[11], PATRON_LABEL_LINE, 0};
    call->label[0] = label;
    call->labels[0] = &call->label[0];
    rows->labels = call->labels;
    rows->label_count = 1;
    /* every row an order of its own in most calls, or whole builds would nearly always end in a conflict */
    if (strings & 16) rows->order = rows->shop = NULL;
    patron_zone zone = {sizeof zone, 4, columns->zone_instant, columns->zone_offset, INT64_C(4000000000)};
    call->zone = zone;
    call->options.size = sizeof call->options;
    call->options.zone = &call->zone;
    call->options.flags = flags;
    call->options.threads = threads;
    if (!(strings & 1)) {
        call->options.guest_keys = &call->guest;
        call->options.guest_count = 3;
        call->options.alias_from = &call->alias_from;
        call->options.alias_to = &call->alias_to;
        call->options.alias_count = 16;
        call->options.since_customer = &call->alias_to;
        call->options.since_day = &call->since_day;
        call->options.since_count = 16;
    }
}

/* What any book must be, whatever was read. */
static void consistent(const patron_book *book)
{
    patron_totals totals = {.size = sizeof totals};
    patron_error error;
    int64_t groups = patron_book_customers(book) + 1;
    assert_int_equal(book->order_first[0], 0);
    assert_int_equal(book->order_first[groups], patron_book_orders(book));
    for (int64_t g = 0; g < groups; g++) {
        assert_true(book->order_first[g] <= book->order_first[g + 1]);
        for (int64_t i = book->order_first[g] + 1; i < (int64_t)book->order_first[g + 1]; i++)
            assert_true(book->day[i - 1] <= book->day[i]);
    }
    for (int64_t i = 0; i < book->orders; i++) assert_true(book->amount[i] >= 0);
    for (int64_t i = 0; i < book->lines; i++)
        assert_true(book->line_product[i] == PT_INDEX_NONE || book->line_product[i] < pt_keys_count(book->products));
    for (int which = 0; which < 3; which++) {
        int32_t as_of = 18500 + which * 400;
        assert_ok(patron_book_totals(book, as_of, &totals, &error), &error);
        check_reconciled(&totals, "hostile");
    }
    assert_int_equal(totals.rows, ROWS);
}

/* Answers that a changing shop may get. */
static bool may_be(patron_status status)
{
    return status == PATRON_OK || status == PATRON_ERROR_DATA || status == PATRON_ERROR_CONFLICT ||
           status == PATRON_ERROR_OVERFLOW || status == PATRON_ERROR_RANGE || status == PATRON_ERROR_ARGUMENT;
}

static patron_status through_builder(const struct call *call, patron_book **book, patron_error *error)
{
    patron_builder *builder = NULL;
    patron_status status = patron_builder_open(&call->options, &builder, error);
    if (status) return status;
    status = patron_builder_add(builder, &call->rows, error);
    if (!status) status = patron_builder_finish(builder, book, error);
    patron_builder_free(builder);
    return status;
}

static void attacked(void **state)
{
    (void)state;
    struct columns *columns = calloc(1, sizeof *columns);
    assert_non_null(columns);
    struct rng rng = {12};
    fill(columns, &rng);
    struct attack attack = {.columns = columns, .seed = 99};
    struct counting counting;
    counting_begin(&counting);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, change, &attack), 0);
    int rounds = test_soak() ? 20000 : 300, good = 0, bad = 0;
    for (int round = 0; round < rounds; round++) {
        struct call call;
        patron_book *book = NULL;
        patron_error error;
        uint64_t flags = round % 3 == 0 ? PATRON_BOOK_FIND_DUPLICATES : round % 3 == 1 ? PATRON_BOOK_KEEP_ORDER_IDS : 0;
        if (round % 2) flags |= PATRON_BOOK_NEGATIVE_IS_REFUND;
        prepare(&call, columns, (unsigned)(round % 64 < 40 ? 16 + round % 16 : round % 16), flags, round % 5 ? 1 : 3);
        call.options.allocator = &counting.allocator;
        patron_status status = round % 4 == 3 ? through_builder(&call, &book, &error)
                                              : patron_book_build(&call.rows, &call.options, &book, &error);
        assert_that(may_be(status), "status %d: %s", (int)status, error.message);
        if (status) {
            bad++;
            assert_null(book);
            assert_true(error.row >= -1 && error.row < ROWS);
            continue;
        }
        good++;
        consistent(book);
        patron_column keys = call.rows.customer == &call.string ? call.string : call.integer[0];
        int32_t numbers[ROWS];
        status = patron_book_find(book, &keys, ROWS, numbers, &error); /* these keys change too */
        assert_true(status == PATRON_OK || status == PATRON_ERROR_DATA);
        for (int i = 0; i < ROWS && !status; i++)
            assert_true(numbers[i] >= -1 && numbers[i] < patron_book_customers(book));
        patron_book_free(book);
    }
    atomic_store(&attack.stop, 1);
    assert_int_equal(pthread_join(thread, NULL), 0);
    counting_end(&counting);
    free(columns);
    (void)printf("%d books, %d errors\n", good, bad);
    assert_true(good > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(attacked)};
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
