/* fuzz_book: bytes as rows with options. Building gives an error that names a row of the input, or a book whose totals
 * reconcile and that is the same through a builder in batches. */
#include "fuzz.h"

#include <stdbool.h>

#define ROWS_MAX 256

struct rows {
    int64_t count;
    int64_t customer[ROWS_MAX], amount[ROWS_MAX], order[ROWS_MAX], quantity[ROWS_MAX], discount[ROWS_MAX];
    int32_t day[ROWS_MAX], product[ROWS_MAX], end[ROWS_MAX + 1];
    int8_t kind[ROWS_MAX];
    uint8_t valid[ROWS_MAX / 8];
    char text[4 * ROWS_MAX];
    patron_column column[8];
    patron_rows rows;
};

static patron_column column(int32_t type, const void *values)
{
    patron_column column = {.size = sizeof column, .type = type, .values = values};
    return column;
}

/* Small numbers mostly, so that rows meet each other; sometimes any number at all. */
static int64_t number(struct fuzz_bytes *bytes, uint64_t below)
{
    uint64_t first = fuzz_take(bytes, 1);
    return first == 255 ? (int64_t)fuzz_take(bytes, 8) : (int64_t)(first % below);
}

static void make(struct rows *rows, struct fuzz_bytes *bytes, uint64_t columns, bool strings)
{
    memset(rows, 0, sizeof *rows);
    while (bytes->left && rows->count < ROWS_MAX) {
        int64_t i = rows->count++;
        uint64_t what = fuzz_take(bytes, 1);
        rows->customer[i] = number(bytes, 12);
        rows->day[i] = (int32_t)(19000u + (uint64_t)number(bytes, 250));
        rows->amount[i] = number(bytes, 200);
        rows->order[i] = number(bytes, 60);
        rows->product[i] = (int32_t)(what >> 4 & 7);
        rows->quantity[i] = (int64_t)(what >> 4 & 3);
        rows->discount[i] = what == 77 ? (int64_t)((uint64_t)number(bytes, 9) - 1) : (int64_t)(what & 3);
        rows->kind[i] = (int8_t)(what & 0x0F ? PATRON_KIND_SALE : (what >> 4) % 5);
        if (what == 0xF1) rows->amount[i] = (int64_t)(0 - (uint64_t)rows->amount[i]);
        if (what % 9) rows->valid[i / 8] |= (uint8_t)(1u << i % 8);
        int written = snprintf(rows->text + rows->end[i], 4, "%d", (int)(rows->customer[i] & 0xFF));
        if (what == 0xEE) rows->text[rows->end[i]] = (char)0xC3; /* not UTF-8 by itself */
        rows->end[i + 1] = rows->end[i] + written;
    }
    if (strings) rows->column[0] = column(PATRON_TYPE_STRING, rows->text);
    else rows->column[0] = column(PATRON_TYPE_INT64, rows->customer);
    rows->column[0].offsets = strings ? rows->end : NULL;
    rows->column[0].valid = rows->valid;
    rows->column[1] = column(PATRON_TYPE_INT32, rows->day);
    rows->column[1].unit = PATRON_UNIT_DAY;
    rows->column[2] = column(PATRON_TYPE_INT64, rows->amount);
    rows->column[3] = column(PATRON_TYPE_INT64, rows->order);
    rows->column[4] = column(PATRON_TYPE_INT32, rows->product);
    rows->column[5] = column(PATRON_TYPE_INT64, rows->quantity);
    rows->column[6] = column(PATRON_TYPE_INT64, rows->discount);
    rows->column[7] = column(PATRON_TYPE_INT8, rows->kind);
    patron_rows all = {.size = sizeof all, .count = rows->count, .customer = &rows->column[0], .time = &rows->column[1],
                       .amount = &rows->column[2], .order = columns & 1 ? &rows->column[3] : NULL,
                       .product = columns & 2 ? &rows->column[4] : NULL,
                       .quantity = columns & 4 ? &rows->column[5] : NULL,
                       .discount = columns & 8 ? &rows->column[6] : NULL,
                       .kind = columns & 16 ? &rows->column[7] : NULL};
    rows->rows = all;
}

static patron_status build_in_batches(struct rows *rows, const patron_book_options *options, int64_t batch,
                                      patron_book **out)
{
    patron_builder *builder = NULL;
    patron_status status = patron_builder_open(options, &builder, NULL);
    for (int64_t from = 0; !status && from < rows->count; from += batch) {
        for (int i = 0; i < 8; i++) rows->column[i].first = from;
        rows->rows.count = rows->count - from < batch ? rows->count - from : batch;
        status = patron_builder_add(builder, &rows->rows, NULL);
    }
    if (!status) status = patron_builder_finish(builder, out, NULL);
    patron_builder_free(builder);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rows rows;
    struct fuzz_bytes bytes = {data, size};
    uint64_t columns = fuzz_take(&bytes, 1), flags = fuzz_take(&bytes, 1), batch = fuzz_take(&bytes, 1);
    patron_book_options options = {.size = sizeof options, .flags = flags & 0x2F, .threads = columns & 64 ? 2 : 1};
    patron_book *book = NULL, *again = NULL;
    patron_error error;
    make(&rows, &bytes, columns, (columns & 32) != 0);

    patron_status status = patron_book_build(&rows.rows, &options, &book, &error);
    patron_status other = build_in_batches(&rows, &options, (int64_t)batch % 50 + 1, &again);
    FUZZ_DEMAND((status == PATRON_OK) == (other == PATRON_OK));
    if (status) {
        FUZZ_DEMAND(book == NULL && again == NULL && error.code == status && error.row >= -1 && error.row < rows.count);
        return 0;
    }
    FUZZ_DEMAND(patron_book_customers(book) == patron_book_customers(again));
    for (int32_t as_of = 19000; as_of <= 19260; as_of += 65) {
        patron_totals a = {.size = sizeof a}, b = {.size = sizeof b};
        FUZZ_DEMAND(!patron_book_totals(book, as_of, &a, NULL) && !patron_book_totals(again, as_of, &b, NULL));
        FUZZ_DEMAND(memcmp(&a, &b, sizeof a) == 0);
        FUZZ_DEMAND(a.rows == a.rows_sale + a.rows_renewal + a.rows_refund + a.rows_ignored + a.rows_after);
        FUZZ_DEMAND(a.orders == a.orders_counted + a.orders_zero + a.orders_refunded);
        FUZZ_DEMAND(a.sales - a.refunds == a.net && a.net == a.net_customers + a.net_guests + a.net_unmatched);
    }
    patron_book_free(book);
    patron_book_free(again);
    return 0;
}

/* Shops that build: rows of ordinary bytes. */
size_t fuzz_seed(uint64_t which, uint8_t *bytes, size_t capacity)
{
    static const uint8_t flag_choices[] = {0, 1, 3, 5, 8, 0x20};
    uint64_t state = which * 77 + 5;
    if (which >= 24 || capacity < 1024) return 0;
    bytes[0] = (uint8_t)(which * 11);
    bytes[1] = flag_choices[which % 6];
    bytes[2] = (uint8_t)which;
    for (int i = 3; i < 903; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = (uint8_t)((state >> 33) % 250);
    }
    return 903;
}
