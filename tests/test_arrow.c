/* Streams of Arrow batches into a builder: whatever the producer's liberties, the book is that of the same rows. Producers
 * that fail, rows that are left out, allocations that fail. */
#include "arrow_maker.h"
#include "check_book.h"

#include <errno.h>
#include <math.h>

/* ---- a shop as Arrow columns ------------------------------------------------------------------------------------- */

#define ROLES 13
#define TIME 1
#define AMOUNT 2
#define QUANTITY 7
#define KIND 10

static const char *const names[ROLES] = {"customer_id", "ordered_at", "total", "order_no", "shop", "sku", "cat", "qty",
                                         "rabatt", "cost", "status", "coupon_code", "tag"};
static const uint32_t needs[ROLES] = {0, 0, 0, SHOP_ORDER, SHOP_SHOP, SHOP_PRODUCT, SHOP_CATEGORY, SHOP_QUANTITY,
                                      SHOP_DISCOUNT, SHOP_COST, SHOP_KIND, SHOP_COUPON, SHOP_TAG};
static const char *const words[] = {"completed", "renewal", "r\xc3\xbc" "ckerstattet und zur\xc3\xbc" "ck", "", "4"};
static const int32_t kinds[] = {PATRON_KIND_SALE, PATRON_KIND_RENEWAL, PATRON_KIND_REFUND, PATRON_KIND_IGNORED, 3};

struct arrow_shop {
    struct maker maker;
    patron_arrow_columns columns;
    patron_arrow_label label[2];
    const patron_arrow_label *labels[2];
    struct maker_cell *cell[ROLES];
    char (*text)[SHOP_TEXT];
};

static int64_t field(const struct shop_row *row, int role)
{
    const int64_t all[ROLES] = {row->customer, row->time, row->amount, row->order, row->shop, row->product, row->category,
                                row->quantity, row->discount, row->cost, row->kind, row->coupon, row->tag};
    return all[role];
}

static const char *pick(struct rng *rng, const char *const *list, int count) { return list[rng_between(rng, 0, count - 1)]; }

/* A random integer format that holds the column. */
static const char *integer_format(struct rng *rng, int64_t least, int64_t most)
{
    static const char *const all[] = {"l", "i", "s", "c", "L", "I", "S", "C"};
    static const int64_t low[] = {INT64_MIN, INT32_MIN, INT16_MIN, INT8_MIN, 0, 0, 0, 0};
    static const int64_t high[] = {INT64_MAX, INT32_MAX, INT16_MAX, INT8_MAX, INT64_MAX, UINT32_MAX, UINT16_MAX, UINT8_MAX};
    for (;;) {
        int64_t i = rng_between(rng, 0, 7);
        if (least >= low[i] && most <= high[i]) return all[i];
    }
}

/* Chooses how a column is written and writes it. */
static void encode(struct arrow_shop *out, const struct shop *shop, int role, bool strings, bool wall, struct rng *rng)
{
    static const char *const text_formats[] = {"u", "U", "vu"}, *const index_formats[] = {"s", "S", "i", "I", "l", "L", "c"};
    static const char *const stamps[] = {"tss:", "tsm:", "tsu:", "tsn:"};
    static const char *const zoned[] = {"tss:UTC", "tsm:Europe/Berlin", "tsu:+02:00", "tsn:UTC"};
    struct maker_cell *cell = out->cell[role] = calloc((size_t)shop->rows + 1, sizeof *cell);
    int64_t least = 0, most = 0, scale = shop->quantity_scale ? shop->quantity_scale : 1;
    for (int64_t i = 0; i < shop->rows; i++) {
        int64_t value = field(&shop->row[i], role);
        cell[i].null = value == SHOP_NULL;
        cell[i].number = cell[i].null ? 0 : value;
        cell[i].real = (double)cell[i].number;
        if (cell[i].number < least) least = cell[i].number;
        if (cell[i].number > most) most = cell[i].number;
    }
    const char *format = integer_format(rng, least, most);
    int64_t times = 1, way = rng_between(rng, 0, 3);
    double over = 1;
    bool money = role == AMOUNT || role == 8 || role == 9, is_small = least > -8000 && most < 8000;
    if (role == TIME && shop->unit > PATRON_UNIT_DAY) {
        int32_t unit = shop->unit - PATRON_UNIT_SECOND;
        format = wall ? stamps[unit] : zoned[unit];
    } else if (role == TIME) {
        static const int64_t per_day[] = {86400, 86400000, INT64_C(86400000000), INT64_C(86400000000000)};
        format = way < 2 ? "tdD" : way == 2 ? "tdm" : stamps[(least + most) & 3];
        times = way < 2 ? 1 : way == 2 ? 86400000 : per_day[(least + most) & 3];
    } else if (role == KIND) {
        for (int64_t i = 0; i < shop->rows && way < 3; i++) {
            cell[i].bytes = words[cell[i].number];
            cell[i].length = (int64_t)strlen(cell[i].bytes);
            format = text_formats[way];
        }
        if (way < 3) {
            out->columns.kind_words = words;
            out->columns.kind_values = kinds;
            out->columns.kind_count = 5;
        }
    } else if (money || role == QUANTITY) {
        if (way == 1) format = "g", over = money ? 100 : (double)scale;
        if (way == 1 && is_small && rng_chance(rng, 50)) format = "f";
        if (way == 2 && money) format = "d:15,2";
        if (way == 3 && money) format = "d:30,4,128", times = 100;
        if (way >= 2 && role == QUANTITY && scale == 1) format = "d:20,1", times = 10;
        if (way >= 2 && role == QUANTITY && scale == 1000) format = "d:20,3";
    } else if (strings) {
        for (int64_t i = 0; i < shop->rows; i++) {
            char *text = out->text[i * ROLES + role];
            if (cell[i].null) continue;
            shop_key_text(cell[i].number, text);
            cell[i].bytes = text;
            cell[i].length = (int64_t)strlen(text);
        }
        format = pick(rng, text_formats, 3);
    } else if (way == 1 && least > -(INT64_C(1) << 53) && most < INT64_C(1) << 53) {
        format = least > -(1 << 24) && most < 1 << 24 && rng_chance(rng, 50) ? "f" : "g";
        for (int64_t i = 0; i < shop->rows && rng_chance(rng, 50); i++) /* null as NaN */
            if (cell[i].null) cell[i].null = false, cell[i].real = (double)NAN;
    } else if (way == 2 && least > -1000000000 && most < 1000000000) {
        format = "d:38,5";
        times = 100000;
    }
    for (int64_t i = 0; i < shop->rows; i++) {
        cell[i].number *= times;
        cell[i].real /= over;
    }
    bool few = shop->rows < 90;
    const char *index = rng_chance(rng, 40) ? pick(rng, index_formats, few ? 7 : 6) : NULL;
    maker_add(&out->maker, names[role], format, index, cell);
}

static struct arrow_shop *arrow_shop(const struct shop *shop, bool strings, bool wall, uint64_t seed)
{
    struct arrow_shop *out = calloc(1, sizeof *out);
    struct rng rng = {seed};
    assert_non_null(out);
    maker_begin(&out->maker, shop->rows);
    out->maker.seed = seed;
    out->maker.chunk = rng_chance(&rng, 70) ? rng_between(&rng, 1, rng_chance(&rng, 50) ? 10 : 200) : 0;
    out->maker.empties = rng_chance(&rng, 40);
    out->maker.offset = rng_chance(&rng, 50) ? rng_between(&rng, 1, 11) : 0;
    out->maker.parent_offset = rng_chance(&rng, 40) ? rng_between(&rng, 1, 9) : 0;
    out->maker.extra = rng_chance(&rng, 40) ? 2 : 0;
    out->maker.parent_bits = rng_chance(&rng, 30);
    out->maker.no_null_count = rng_chance(&rng, 50);
    out->maker.value_nulls = rng_chance(&rng, 50);
    out->text = calloc((size_t)shop->rows * ROLES + 1, sizeof *out->text);
    patron_arrow_columns *columns = &out->columns;
    columns->size = sizeof *columns;
    columns->flags = PATRON_ARROW_DECIMALS;
    columns->decimals = 2;
    columns->labels = out->labels;
    const char **roles[11] = {&columns->customer, &columns->time,     &columns->amount,   &columns->order,
                              &columns->shop,     &columns->product,  &columns->category, &columns->quantity,
                              &columns->discount, &columns->cost,     &columns->kind};
    static const char *const label_names[] = {"coupon", "tag"};
    int start = (int)rng_between(&rng, 0, ROLES - 1); /* the columns of a stream may come in any order */
    for (int k = 0; k < ROLES; k++) {
        int role = (start + k) % ROLES;
        if (needs[role] && !(shop->columns & needs[role])) continue;
        encode(out, shop, role, strings, wall, &rng);
        if (role <= KIND) *roles[role] = names[role];
    }
    for (int role = KIND + 1; role < ROLES; role++) {
        if (!(shop->columns & needs[role])) continue;
        patron_arrow_label *label = &out->label[columns->label_count];
        *label = (patron_arrow_label){sizeof *label, label_names[role - KIND - 1], names[role],
                                      role == KIND + 1 ? PATRON_LABEL_ORDER : PATRON_LABEL_LINE, 0};
        out->labels[columns->label_count++] = label;
    }
    return out;
}

static void arrow_shop_free(struct arrow_shop *arrow)
{
    maker_check(&arrow->maker);
    for (int role = 0; role < ROLES; role++) free(arrow->cell[role]);
    free(arrow->text);
    free(arrow);
}

static patron_builder *open_builder(const patron_book_options *options)
{
    patron_builder *builder = NULL;
    patron_error error;
    assert_ok(patron_builder_open(options, &builder, &error), &error);
    return builder;
}

static patron_book *finish(patron_builder *builder)
{
    patron_book *book = NULL;
    patron_error error;
    assert_ok(patron_builder_finish(builder, &book, &error), &error);
    return book;
}

static patron_status add(patron_builder *builder, struct arrow_shop *arrow, int64_t *skipped, patron_error *error)
{
    struct ArrowArrayStream stream;
    maker_stream(&arrow->maker, &stream);
    patron_status status = patron_builder_add_arrow(builder, &stream, &arrow->columns, skipped, error);
    assert_null(stream.release);
    maker_check(&arrow->maker);
    return status;
}

static patron_status add_array(patron_builder *builder, struct arrow_shop *arrow, int64_t *skipped, patron_error *error)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    maker_array(&arrow->maker, &schema, &array);
    patron_status status = patron_builder_add_arrow_array(builder, &schema, &array, &arrow->columns, skipped, error);
    assert_null(schema.release);
    assert_null(array.release);
    maker_check(&arrow->maker);
    return status;
}

/* ---- the same book ----------------------------------------------------------------------------------------------- */

static void compare_keys(const patron_book *a, const patron_book *b, int32_t which, const char *what)
{
    patron_column x = {.size = sizeof x}, y = {.size = sizeof y};
    int64_t count = -1, others = -1;
    patron_status status = patron_book_keys(a, which, &x, &count, NULL);
    assert_that(patron_book_keys(b, which, &y, &others, NULL) == status, "%s: keys %d", what, which);
    if (status) return;
    assert_that(count == others && x.type == y.type, "%s: keys %d", what, which);
    if (x.type == PATRON_TYPE_STRING64) {
        const int64_t *offsets = x.offsets;
        assert_memory_equal(x.offsets, y.offsets, (size_t)(count + 1) * sizeof *offsets);
        if (count) assert_memory_equal(x.values, y.values, (size_t)offsets[count]);
    } else if (count) {
        assert_memory_equal(x.values, y.values, (size_t)count * 8);
    }
}

/* Against the oracle, and against the book of plain columns. */
static void compare(const struct shop *shop, const struct shop_input *input, const patron_book *book, const char *what)
{
    patron_book *plain = NULL;
    patron_error error;
    assert_ok(patron_book_build(&input->rows, &input->options, &plain, &error), &error);
    check_book(shop, book, true, what);
    for (int which = 0; which < SHOP_AS_OF; which++) {
        patron_totals a = {.size = sizeof a}, b = {.size = sizeof b};
        assert_ok(patron_book_totals(plain, shop_as_of(shop, which), &a, &error), &error);
        assert_ok(patron_book_totals(book, shop_as_of(shop, which), &b, &error), &error);
        assert_memory_equal(&a, &b, sizeof a);
    }
    for (int32_t which = PATRON_KEYS_CUSTOMER; which <= PATRON_KEYS_CATEGORY; which++) compare_keys(plain, book, which, what);
    for (int32_t which = 0; which < 2; which++) compare_keys(plain, book, PATRON_KEYS_LABEL + which, what);
    patron_book_free(plain);
}

static void every_liberty(void **state)
{
    (void)state;
    for (int profile = 0; profile < SHOP_PROFILES; profile++)
        for (uint64_t seed = 1; seed <= (test_soak() ? 200 : getenv("PATRON_VALGRIND") ? 3 : 12); seed++) {
            struct shop shop;
            char what[100];
            shop_random(&shop, seed, profile);
            struct shop_form form = {.key_type = seed % 2 ? PATRON_TYPE_STRING : 0};
            struct shop_input *input = shop_input(&shop, &form);
            struct arrow_shop *arrow = arrow_shop(&shop, seed % 2, false, seed * 100 + (uint64_t)profile);
            snprintf(what, sizeof what, "%s as Arrow", shop.name);
            patron_builder *builder = open_builder(&input->options);
            int64_t skipped = 7;
            patron_error error;
            assert_ok((seed % 3 ? add : add_array)(builder, arrow, &skipped, &error), &error);
            assert_int_equal(skipped, 0);
            assert_int_equal(patron_builder_rows(builder), shop.rows);
            patron_book *book = finish(builder);
            compare(&shop, input, book, what);
            patron_book_free(book);
            patron_builder_free(builder);
            arrow_shop_free(arrow);
            shop_input_free(input);
            shop_end(&shop);
        }
}

static void edges(void **state)
{
    (void)state;
    for (int kind = 0; kind < SHOP_EDGES; kind++)
        for (uint64_t seed = 1; seed <= 6; seed++) {
            struct shop shop;
            shop_edge(&shop, kind);
            struct shop_input *input = shop_input(&shop, NULL);
            struct arrow_shop *arrow = arrow_shop(&shop, false, false, seed);
            patron_builder *builder = open_builder(&input->options);
            patron_error error;
            assert_ok(add(builder, arrow, NULL, &error), &error);
            patron_book *book = finish(builder);
            compare(&shop, input, book, "edge");
            patron_book_free(book);
            patron_builder_free(builder);
            arrow_shop_free(arrow);
            shop_input_free(input);
            shop_end(&shop);
        }
}

/* Timestamps without a zone are the shop's wall clock: as instants of a shop at UTC. */
static void wall_clocks(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct shop shop;
        shop_random(&shop, seed, SHOP_INSTANTS);
        shop.zones = 1;
        shop.zone_instant[0] = INT64_MIN;
        shop.zone_offset[0] = 0;
        shop.zone_until = INT64_MAX;
        struct shop_input *input = shop_input(&shop, NULL);
        struct arrow_shop *arrow = arrow_shop(&shop, false, true, seed);
        patron_book_options options = input->options;
        options.zone = NULL;
        patron_builder *builder = open_builder(&options);
        patron_error error;
        assert_ok(add(builder, arrow, NULL, &error), &error);
        patron_book *book = finish(builder);
        compare(&shop, input, book, "wall clock");
        patron_book_free(book);

        /* with a zone they are instants, which need options.zone */
        struct arrow_shop *zoned = arrow_shop(&shop, false, false, seed);
        assert_int_equal(add(builder, zoned, NULL, &error), PATRON_ERROR_ARGUMENT);
        assert_string_equal(error.column, "time");
        assert_non_null(strstr(error.message, "options.zone"));
        patron_builder_free(builder);
        arrow_shop_free(zoned);
        arrow_shop_free(arrow);
        shop_input_free(input);
        shop_end(&shop);
    }
}

/* Arrow batches, plain batches, and again Arrow ones of other formats, in one builder. */
static void among_others(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct shop shop, part;
        shop_random(&shop, seed, SHOP_LINES);
        struct shop_input *input = shop_input(&shop, NULL);
        patron_builder *builder = open_builder(&input->options);
        int64_t third = shop.rows / 3;
        for (int piece = 0; piece < 3; piece++) {
            int64_t from = piece * third, end = piece == 2 ? shop.rows : from + third;
            patron_error error;
            if (piece == 1) {
                struct shop_slice slice;
                shop_slice(&slice, input, from, end - from);
                assert_ok(patron_builder_add(builder, &slice.rows, &error), &error);
                continue;
            }
            shop_copy(&part, &shop);
            memmove(part.row, part.row + from, (size_t)(end - from) * sizeof *part.row);
            part.rows = end - from;
            struct arrow_shop *arrow = arrow_shop(&part, false, false, seed * 7 + (uint64_t)piece);
            assert_ok(add(builder, arrow, NULL, &error), &error);
            arrow_shop_free(arrow);
            shop_end(&part);
        }
        patron_book *book = finish(builder);
        compare(&shop, input, book, "among others");
        patron_book_free(book);
        patron_builder_free(builder);
        shop_input_free(input);
        shop_end(&shop);
    }
}

/* ---- failures ---------------------------------------------------------------------------------------------------- */

/* A builder with rows in it, whatever fails, is as before. */
static void failing_producers(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 3, SHOP_LINES);
    struct shop_input *input = shop_input(&shop, NULL);
    struct arrow_shop *arrow = arrow_shop(&shop, false, false, 5);
    patron_builder *builder = open_builder(&input->options);
    patron_error error;
    arrow->maker.chunk = 10;
    arrow->maker.empties = false;
    arrow->maker.message = "the disk is on fire";
    for (int fail = 1; fail < 8; fail++) {
        arrow->maker.fail_batch = fail;
        arrow->maker.fail_code = fail % 2 ? EIO : ENOMEM;
        int64_t skipped = 99;
        assert_int_equal(add(builder, arrow, &skipped, &error), fail % 2 ? PATRON_ERROR_DATA : PATRON_ERROR_MEMORY);
        assert_int_equal(error.argument, 2);
        assert_int_equal(error.row, -1);
        assert_int_equal(skipped, 99);
        assert_non_null(strstr(error.message, "the disk is on fire"));
        assert_int_equal(patron_builder_rows(builder), 0);
    }
    arrow->maker.message = NULL;
    assert_int_equal(add(builder, arrow, NULL, NULL), PATRON_ERROR_DATA);
    arrow->maker.message = "bad \xff bytes";
    assert_int_equal(add(builder, arrow, NULL, &error), PATRON_ERROR_DATA);
    assert_non_null(strstr(error.message, ": bad "));
    arrow->maker.fail_schema = EINVAL;
    arrow->maker.message = "no schema";
    assert_int_equal(add(builder, arrow, NULL, &error), PATRON_ERROR_DATA);
    assert_non_null(strstr(error.message, "no schema"));
    arrow->maker.fail_schema = 0;
    arrow->maker.fail_batch = 0;

    /* half of the rows, a failure, the other half: nothing of the failure is seen */
    struct shop_slice slice;
    int64_t half = shop.rows / 2;
    shop_slice(&slice, input, 0, half);
    assert_ok(patron_builder_add(builder, &slice.rows, &error), &error);
    arrow->maker.fail_batch = 3;
    assert_int_equal(add(builder, arrow, NULL, &error), PATRON_ERROR_DATA);
    assert_int_equal(patron_builder_rows(builder), half);
    shop_slice(&slice, input, half, shop.rows - half);
    assert_ok(patron_builder_add(builder, &slice.rows, &error), &error);
    patron_book *book = finish(builder);
    check_book(&shop, book, true, "after failing producers");
    patron_book_free(book);
    patron_builder_free(builder);
    arrow_shop_free(arrow);
    shop_input_free(input);
    shop_end(&shop);
}

/* Wrong rows are named by their place behind those that the builder has; released structs are no streams. */
static void wrong_calls(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 3, SHOP_PLAIN);
    struct shop_input *input = shop_input(&shop, NULL);
    patron_builder *builder = open_builder(&input->options);
    patron_error error;
    struct arrow_shop *arrow = arrow_shop(&shop, false, false, 4);
    assert_ok(add(builder, arrow, NULL, &error), &error);
    arrow_shop_free(arrow);
    shop.row[7].time = PATRON_DAY_MAX + INT64_C(1);
    arrow = arrow_shop(&shop, false, false, 1);
    arrow->maker.chunk = 3;
    assert_int_equal(add(builder, arrow, NULL, &error), PATRON_ERROR_RANGE);
    assert_int_equal(error.row, shop.rows + 7);
    assert_string_equal(error.column, "time");

    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray array;
    maker_stream(&arrow->maker, &stream);
    assert_int_equal(patron_builder_add_arrow(NULL, &stream, &arrow->columns, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    assert_null(stream.release);
    assert_int_equal(patron_builder_add_arrow(builder, &stream, &arrow->columns, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    assert_int_equal(patron_builder_add_arrow(builder, NULL, &arrow->columns, NULL, &error), PATRON_ERROR_ARGUMENT);
    maker_stream(&arrow->maker, &stream);
    assert_int_equal(patron_builder_add_arrow(builder, &stream, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    maker_stream(&arrow->maker, &stream);
    stream.get_next = NULL;
    assert_int_equal(patron_builder_add_arrow(builder, &stream, &arrow->columns, NULL, &error), PATRON_ERROR_ARGUMENT);
    maker_array(&arrow->maker, &schema, &array);
    assert_int_equal(patron_builder_add_arrow_array(NULL, &schema, &array, &arrow->columns, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 1);
    maker_check(&arrow->maker);
    maker_array(&arrow->maker, &schema, &array);
    assert_int_equal(patron_builder_add_arrow_array(builder, &schema, NULL, &arrow->columns, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    assert_int_equal(patron_builder_add_arrow_array(builder, &schema, &array, &arrow->columns, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 2);
    maker_check(&arrow->maker);
    assert_int_equal(patron_builder_rows(builder), shop.rows);
    patron_builder_free(builder);
    arrow_shop_free(arrow);
    shop_input_free(input);
    shop_end(&shop);
}

/* Rows without time, amount or kind, and rows whose struct is null. */
static void skipped_rows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct shop shop, kept;
        shop_random(&shop, seed, seed % 2 ? SHOP_MIXED : SHOP_LINES);
        struct arrow_shop *arrow = arrow_shop(&shop, false, false, seed);
        uint8_t *null_row = calloc((size_t)shop.rows + 1, 1);
        struct rng rng = {seed};
        int64_t left = 0;
        shop_copy(&kept, &shop);
        kept.rows = 0;
        for (int64_t i = 0; i < shop.rows; i++) {
            int64_t fate = rng_between(&rng, 0, 20);
            bool kind = fate == 2 && (shop.columns & SHOP_KIND);
            if (fate == 0) arrow->cell[TIME][i].null = true;
            if (fate == 1) arrow->cell[AMOUNT][i].null = true;
            if (kind) arrow->cell[KIND][i].null = true;
            if (fate == 3) null_row[i] = 1;
            if (fate < 2 || kind || fate == 3) left++;
            else kept.row[kept.rows++] = shop.row[i];
        }
        arrow->maker.parent_bits = true;
        arrow->maker.null_row = null_row;
        struct shop_input *input = shop_input(&kept, NULL);
        patron_builder *builder = open_builder(&input->options);
        patron_error error;
        if (left) {
            assert_int_equal(add(builder, arrow, NULL, &error), PATRON_ERROR_DATA);
            assert_true(error.row >= 0 && error.row < shop.rows);
            assert_that(null_row[error.row] || arrow->cell[TIME][error.row].null || arrow->cell[AMOUNT][error.row].null ||
                            arrow->cell[KIND][error.row].null, "row %lld is not null", (long long)error.row);
        }
        arrow->columns.flags |= PATRON_ARROW_SKIP_NULLS;
        int64_t skipped = -5;
        assert_ok(add(builder, arrow, &skipped, &error), &error);
        assert_int_equal(skipped, left);
        assert_int_equal(patron_builder_rows(builder), kept.rows);
        patron_book *book = finish(builder);
        compare(&kept, input, book, "rows left out");
        patron_book_free(book);
        patron_builder_free(builder);
        shop_input_free(input);
        arrow_shop_free(arrow);
        free(null_row);
        shop_end(&kept);
        shop_end(&shop);
    }
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

struct job {
    patron_builder *builder;
    struct arrow_shop *arrow;
    const patron_book_options *options;
    int64_t skipped;
    bool array;
};

/* A builder of its own, which a failure leaves empty. */
static patron_status run(void *context, patron_error *error)
{
    struct job *job = context;
    patron_status status = patron_builder_open(job->options, &job->builder, error);
    if (status) return status;
    status = (job->array ? add_array : add)(job->builder, job->arrow, &job->skipped, error);
    assert_true(status == PATRON_OK || patron_builder_rows(job->builder) == 0);
    if (status) patron_builder_free(job->builder);
    return status;
}

static void close_builder(void *context)
{
    struct job *job = context;
    patron_builder_free(job->builder);
}

static void no_memory(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct shop shop;
        struct counting counting;
        shop_random(&shop, seed, seed % 2 ? SHOP_MIXED : SHOP_LINES);
        if (shop.rows > 60) shop.rows = 60;
        counting_begin(&counting);
        struct shop_input *input = shop_input(&shop, NULL);
        input->options.allocator = &counting.allocator;
        struct job job = {.arrow = arrow_shop(&shop, false, false, seed), .options = &input->options, .array = seed % 3 == 0};
        if (seed % 2) job.arrow->cell[AMOUNT][shop.rows / 2].null = true;
        job.arrow->columns.flags |= PATRON_ARROW_SKIP_NULLS;
        job.arrow->maker.chunk = 25;
        struct test_memory output = {&job.skipped, sizeof job.skipped};
        assert_true(each_allocation_fails(&counting, run, close_builder, &job, &output, 1) > 10);
        arrow_shop_free(job.arrow);
        shop_input_free(input);
        counting_end(&counting);
        shop_end(&shop);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_liberty),     cmocka_unit_test(edges),       cmocka_unit_test(wall_clocks),
        cmocka_unit_test(among_others),      cmocka_unit_test(failing_producers), cmocka_unit_test(wrong_calls),
        cmocka_unit_test(skipped_rows),      cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
