/* products: seconds and most bytes of each measure of products on a synthetic shop. By default 2 million orders of
 * 400,000 customers with 30,000 products, 1 to 5 lines an order; half of the lines are of popular products.
 *
 *     products [ORDERS [CUSTOMERS [PRODUCTS]]]
 *
 * Wall-clock and processor seconds; bytes are what the call itself held at most, beside the book. */
#include <patron.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FIRST_DAY 19358 /* 2023-01-01 */
#define DAYS 700
#define AS_OF (FIRST_DAY + DAYS)

/* ---- measuring -------------------------------------------------------------------------------------------------- */

static struct {
    size_t live, peak, before;
    double wall, processor;
} meter;

static void *take(void *context, size_t bytes)
{
    (void)context;
    meter.live += bytes;
    if (meter.live > meter.peak) meter.peak = meter.live;
    return malloc(bytes);
}

static void give(void *context, void *memory, size_t bytes)
{
    (void)context;
    meter.live -= bytes;
    free(memory);
}

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void begin(void)
{
    meter.before = meter.peak = meter.live;
    meter.wall = seconds(CLOCK_MONOTONIC);
    meter.processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static void end(const char *what, patron_status status, const patron_error *error, const char *note, int64_t number)
{
    double wall = seconds(CLOCK_MONOTONIC) - meter.wall;
    double processor = seconds(CLOCK_PROCESS_CPUTIME_ID) - meter.processor, most = (double)(meter.peak - meter.before);
    if (status) {
        fprintf(stderr, "products: %s: %s\n", what, error->message);
        exit(1);
    }
    printf("%-34s  %7.3f  %9.3f  %8.1f  %s %lld\n", what, wall, processor, most / 1e6, note, (long long)number);
    fflush(stdout);
}

static void *room(int64_t count, size_t element)
{
    void *memory = calloc((size_t)(count > 0 ? count : 1), element);
    if (!memory) {
        fputs("products: no memory\n", stderr);
        exit(1);
    }
    return memory;
}

/* ---- the shop --------------------------------------------------------------------------------------------------- */

static uint64_t dice(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static patron_book *make_book(int64_t orders, int64_t customers, int64_t products)
{
    uint64_t state = 1;
    int64_t capacity = 5 * orders, lines = 0;
    int64_t *column[6];
    int32_t *day = room(capacity, sizeof *day);
    for (int k = 0; k < 6; k++) column[k] = room(capacity, sizeof *column[k]);
    for (int64_t i = 0; i < orders; i++) {
        int64_t customer = (int64_t)(dice(&state) % (uint64_t)customers), many = 1 + (int64_t)(dice(&state) % 5);
        int32_t when = FIRST_DAY + (int32_t)(dice(&state) % DAYS);
        for (int64_t l = 0; l < many; l++, lines++) {
            uint64_t popular = dice(&state) % (uint64_t)products;
            popular = popular * popular / (uint64_t)products * popular / (uint64_t)products; /* small ones sell best */
            column[0][lines] = customer;
            column[1][lines] = i;
            column[2][lines] = (int64_t)(dice(&state) % 2 ? popular : dice(&state) % (uint64_t)products);
            column[3][lines] = column[2][lines] % 200;
            column[4][lines] = 1 + (int64_t)(dice(&state) % 3);
            column[5][lines] = 100 + (int64_t)(dice(&state) % 5000);
            day[lines] = when;
        }
    }
    patron_column in[6], time = {sizeof time, PATRON_TYPE_INT32, PATRON_UNIT_DAY, day, NULL, NULL, 0};
    for (int k = 0; k < 6; k++) in[k] = (patron_column){sizeof in[k], PATRON_TYPE_INT64, 0, column[k], NULL, NULL, 0};
    patron_rows rows = {.size = sizeof rows, .count = lines, .customer = &in[0], .order = &in[1], .product = &in[2],
                        .category = &in[3], .quantity = &in[4], .amount = &in[5], .time = &time};
    patron_allocator allocator = {sizeof allocator, NULL, take, give};
    patron_book_options options = {.size = sizeof options, .allocator = &allocator};
    patron_book *book = NULL;
    patron_error error;
    begin();
    patron_status status = patron_book_build(&rows, &options, &book, &error);
    end("build", status, &error, "lines", lines);
    for (int k = 0; k < 6; k++) free(column[k]);
    free(day);
    return book;
}

/* ---- measures --------------------------------------------------------------------------------------------------- */

static void time_counts(const patron_book *book, int64_t customers)
{
    int64_t items;
    patron_error error;
    (void)patron_products_items(book, PATRON_PRODUCTS_PRODUCT, &items, NULL);
    int64_t cells = items + PATRON_PRODUCTS_ROWS, *array[28];
    for (int k = 0; k < 28; k++) array[k] = room(cells, sizeof *array[k]);
    int64_t **a = array;
    patron_products_counts counts = {sizeof counts, cells, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9],
                                     a[10], a[11], a[12], a[13], a[14], a[15], a[16], a[17], a[18], a[19]};
    patron_products_first_counts first = {sizeof first, cells, a[20], a[21], a[22], a[23], a[24], a[25], a[26], a[27]};
    begin();
    patron_status status = patron_products_count(book, AS_OF, NULL, NULL, 0, customers, &counts, &error);
    end("product table", status, &error, "items", items);
    begin();
    status = patron_products_first(book, AS_OF, NULL, NULL, 0, customers, &first, &error);
    end("first products", status, &error, "items", items);
    for (int k = 0; k < 28; k++) free(array[k]);
}

static void time_gaps(const patron_book *book, int64_t customers)
{
    patron_error error;
    int64_t items;
    (void)patron_products_items(book, PATRON_PRODUCTS_PRODUCT, &items, NULL);
    int64_t cells = items + PATRON_PRODUCTS_ROWS;
    int32_t *median = room(cells, sizeof *median);
    patron_products_quartile_columns out = {.size = sizeof out, .capacity = cells, .day_50 = median};
    for (int32_t which = 0; which < 2; which++) {
        patron_table *table = NULL;
        begin();
        patron_status status = patron_products_gaps(book, AS_OF, NULL, which, NULL, 0, customers, &table, &error);
        end(which ? "days to second purchase" : "days to repurchase", status, &error, "rows", patron_table_rows(table));
        const patron_table *one = table;
        patron_allocator allocator = {sizeof allocator, NULL, take, give};
        begin();
        status = patron_products_quartiles(&one, 1, cells, &allocator, &out, &error);
        end("  quartiles", status, &error, "cells", cells);
        patron_table_free(table);
    }
    free(median);
}

static void time_pairs(const patron_book *book)
{
    static const char *const names[] = {"pairs in an order", "pairs in a purchase", "pairs in a history",
                                        "transitions"};
    patron_error error;
    for (int32_t level = 0; level < 2; level++)
        for (int32_t k = 0; k < 4; k++) {
            char name[64];
            patron_products_pairs_options options = {.size = sizeof options, .level = level, .basket = k % 3};
            patron_table *table = NULL;
            snprintf(name, sizeof name, "%s%s", names[k], level ? " (categories)" : "");
            begin();
            patron_status status = (k < 3 ? patron_products_pairs : patron_products_transitions)(
                book, AS_OF, &options, NULL, NULL, &table, &error);
            end(name, status, &error, "rows", patron_table_rows(table));
            patron_table_free(table);
        }
}

int main(int argc, char **argv)
{
    int64_t orders = argc > 1 ? atoll(argv[1]) : 2000000, customers = argc > 2 ? atoll(argv[2]) : 400000;
    int64_t products = argc > 3 ? atoll(argv[3]) : 30000;
    if (orders < 1 || customers < 1 || products < 1) {
        fputs("products [ORDERS [CUSTOMERS [PRODUCTS]]]\n", stderr);
        return 2;
    }
    printf("%lld orders, %lld customers, %lld products\n", (long long)orders, (long long)customers,
           (long long)products);
    printf("%-34s  %7s  %9s  %8s\n", "", "seconds", "processor", "MB");
    patron_book *book = make_book(orders, customers, products);
    time_counts(book, patron_book_customers(book));
    time_gaps(book, patron_book_customers(book));
    time_pairs(book);
    patron_book_free(book);
    return 0;
}
