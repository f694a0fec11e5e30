/* Products on real orders: tables, pairs and transitions against a plain reading of the rows, and against figures that
 * pandas gives for the same file. */
#include "cases_products.h"

#include <csv.h>
#include <math.h>
#include <zlib.h>

#include <patron/calendar.h>

/* ---- reading ----------------------------------------------------------------------------------------------------- */

struct line {
    int64_t customer, order, quantity, amount; /* customer -1 = guest */
    int32_t day;
    int8_t kind;
    char product[16];
};

struct file {
    struct line *line;
    int64_t lines, capacity, rows;
    void (*take)(struct file *file, char field[][64], int count);
    char field[16][64];
    int fields;
};

static void on_field(void *bytes, size_t length, void *context)
{
    struct file *file = context;
    if (file->fields >= 16) return;
    size_t kept = length < 63 ? length : 63;
    if (kept) memcpy(file->field[file->fields], bytes, kept);
    file->field[file->fields++][kept] = '\0';
}

static void on_row(int end, void *context)
{
    struct file *file = context;
    (void)end;
    if (file->rows++ > 0) file->take(file, file->field, file->fields);
    file->fields = 0;
}

static struct line *add(struct file *file, const char *product)
{
    if (file->lines == file->capacity) {
        file->capacity = file->capacity ? 2 * file->capacity : 65536;
        file->line = realloc(file->line, (size_t)file->capacity * sizeof *file->line);
        assert_non_null(file->line);
    }
    struct line *line = &file->line[file->lines++];
    memset(line, 0, sizeof *line);
    (void)snprintf(line->product, sizeof line->product, "%.15s", product);
    return line;
}

/* InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country; "C…" are credit notes of no known
 * order. */
static void take_online_retail(struct file *file, char field[][64], int count)
{
    int year, month, day;
    if (count < 8 || sscanf(field[4], "%d-%d-%d", &year, &month, &day) != 3) return;
    struct line *line = add(file, field[1]);
    assert_ok(patron_calendar_day(year, month, day, &line->day, NULL), NULL);
    int64_t quantity = atoll(field[3]), amount = llround((double)quantity * atof(field[5]) * 100);
    bool credit = field[0][0] == 'C';
    line->kind = credit ? PATRON_KIND_REFUND : quantity > 0 && amount >= 0 ? PATRON_KIND_SALE : PATRON_KIND_IGNORED;
    line->order = atoll(field[0] + (field[0][0] > '9')) + (credit ? 1000000 : 0);
    line->customer = field[6][0] ? atoll(field[6]) : -1;
    line->quantity = llabs(quantity);
    line->amount = llabs(amount);
}

/* panel_id,trans_id,week,sku_id,units,price,brand; weeks become days */
static void take_edible(struct file *file, char field[][64], int count)
{
    if (count < 7) return;
    struct line *line = add(file, field[3]);
    line->customer = atoll(field[0]);
    line->order = atoll(field[1]);
    line->day = (int32_t)(7 * atoll(field[2]));
    line->quantity = atoll(field[4]);
    line->amount = llround((double)line->quantity * atof(field[5]) * 100);
}

static bool read_file(struct file *file, const char *name, void (*take)(struct file *, char[][64], int))
{
    char path[1024], buffer[1 << 16];
    const char *directory = getenv("PATRON_TEST_DATA");
    (void)snprintf(path, sizeof path, "%s/%s", directory ? directory : PATRON_SOURCE_ROOT "/../shared/data", name);
    gzFile in = gzopen(path, "rb");
    if (!in) {
        print_message("SKIP %s is not there\n", name);
        return false;
    }
    struct csv_parser parser;
    csv_init(&parser, 0);
    file->take = take;
    for (int length; (length = gzread(in, buffer, sizeof buffer)) > 0;)
        assert_int_equal(csv_parse(&parser, buffer, (size_t)length, on_field, on_row, file), (size_t)length);
    csv_fini(&parser, on_field, on_row, file);
    csv_free(&parser);
    gzclose(in);
    return true;
}

/* With credits taken off, or ignored. */
static patron_book *book_of(const struct file *file, bool credits)
{
    size_t n = (size_t)file->lines + 1;
    int64_t *number[4];
    for (int k = 0; k < 4; k++) number[k] = calloc(n, sizeof **number);
    int32_t *day = calloc(n, sizeof *day);
    int8_t *kind = calloc(n, 1);
    uint8_t *known = calloc(n / 8 + 1, 1);
    int64_t *offset = calloc(n + 1, sizeof *offset);
    char *text = malloc(n * 16);
    for (int64_t i = 0; i < file->lines; i++) {
        const struct line *line = &file->line[i];
        number[0][i] = line->customer;
        number[1][i] = line->order;
        number[2][i] = line->quantity;
        number[3][i] = line->amount;
        day[i] = line->day;
        kind[i] = line->kind == PATRON_KIND_REFUND && !credits ? PATRON_KIND_IGNORED : line->kind;
        if (line->customer >= 0) known[i / 8] |= (uint8_t)(1 << i % 8);
        size_t length = strlen(line->product);
        memcpy(text + offset[i], line->product, length);
        offset[i + 1] = offset[i] + (int64_t)length;
    }
    patron_column customer = {sizeof customer, PATRON_TYPE_INT64, 0, number[0], NULL, known, 0};
    patron_column order = {sizeof order, PATRON_TYPE_INT64, 0, number[1], NULL, NULL, 0};
    patron_column quantity = {sizeof quantity, PATRON_TYPE_INT64, 0, number[2], NULL, NULL, 0};
    patron_column amount = {sizeof amount, PATRON_TYPE_INT64, 0, number[3], NULL, NULL, 0};
    patron_column time = {sizeof time, PATRON_TYPE_INT32, PATRON_UNIT_DAY, day, NULL, NULL, 0};
    patron_column product = {sizeof product, PATRON_TYPE_STRING64, 0, text, offset, NULL, 0};
    patron_column kinds = {sizeof kinds, PATRON_TYPE_INT8, 0, kind, NULL, NULL, 0};
    patron_rows rows = {.size = sizeof rows, .count = file->lines, .customer = &customer, .time = &time,
                        .amount = &amount, .order = &order, .product = &product, .quantity = &quantity, .kind = &kinds};
    patron_book *book = NULL;
    patron_error error = {0};
    assert_ok(patron_book_build(&rows, NULL, &book, &error), &error);
    for (int k = 0; k < 4; k++) free(number[k]);
    free(day), free(kind), free(known), free(offset), free(text);
    return book;
}

/* The number of a product in the book. */
static int64_t number_of(const patron_book *book, const char *product)
{
    patron_column keys = {.size = sizeof keys};
    int64_t count;
    assert_ok(patron_book_keys(book, PATRON_KEYS_PRODUCT, &keys, &count, NULL), NULL);
    const int64_t *offset = keys.offsets;
    for (int64_t i = 0; i < count; i++)
        if (offset[i + 1] - offset[i] == (int64_t)strlen(product) &&
            !memcmp((const char *)keys.values + offset[i], product, strlen(product)))
            return i;
    return -1;
}

/* ---- Online Retail: the product table ---------------------------------------------------------------------------- */

#define ORDERS_MOST 2000000
#define CUSTOMERS_MOST 20000

struct facts {
    int64_t buyers, orders, repurchasers, sold, sales, refunds;
};

/* Of the sales alone (buyers, orders, repurchasers, sold: of customers), and the money of everyone. */
static struct facts facts_of(const struct file *file, const int64_t *total, const char *product)
{
    struct facts facts = {0};
    uint8_t *order_seen = calloc(ORDERS_MOST, 1), *again = calloc(CUSTOMERS_MOST, 1);
    int32_t *first = calloc(CUSTOMERS_MOST, sizeof *first);
    for (int64_t i = 0; i < file->lines; i++) {
        const struct line *line = &file->line[i];
        if (strcmp(line->product, product) != 0) continue;
        if (line->kind == PATRON_KIND_REFUND) facts.refunds += line->amount;
        if (line->kind != PATRON_KIND_SALE) continue;
        facts.sales += line->amount;
        if (line->customer < 0 || total[line->order] <= 0) continue;
        facts.sold += line->quantity;
        facts.orders += !order_seen[line->order];
        order_seen[line->order] = 1;
        facts.buyers += !first[line->customer];
        if (first[line->customer] && first[line->customer] != line->day) {
            facts.repurchasers += !again[line->customer];
            again[line->customer] = 1;
        }
        if (!first[line->customer]) first[line->customer] = line->day;
    }
    free(order_seen), free(again), free(first);
    return facts;
}

static void check_table(const struct file *file, const patron_book *book, const patron_book *sales, int32_t last)
{
    /* From pandas: distinct customers, invoices, customers with two days, units; net with everyone's credit notes. */
    static const struct {
        const char *product;
        int64_t buyers, orders, repurchasers, sold, net;
    } known[] = {{"85123A", 856, 1978, 405, 36782, 9789450}, {"22423", 881, 1704, 328, 12412, 16476219},
                 {"22720", 640, 1146, 223, 7020, 3741344}, {"POST", 331, 1099, 188, 3120, 6623064}};
    struct product_cells with, guests, without;
    int64_t *total = calloc(ORDERS_MOST, sizeof *total);
    for (int64_t i = 0; i < file->lines; i++)
        if (file->line[i].kind == PATRON_KIND_SALE) total[file->line[i].order] += file->line[i].amount;
    product_cells_begin(&with, book, 0, 1, 0);
    product_cells_begin(&guests, book, 0, 1, 0);
    product_cells_begin(&without, sales, 0, 1, 0);
    int64_t customers = patron_book_customers(book);
    assert_ok(patron_products_count(book, last, NULL, NULL, 0, customers, &with.counts, NULL), NULL);
    assert_ok(patron_products_guests(book, last, NULL, &guests.counts, NULL), NULL);
    assert_ok(patron_products_count(sales, last, NULL, NULL, 0, customers, &without.counts, NULL), NULL);
    assert_ok(patron_products_first(sales, last, NULL, NULL, 0, customers, &without.first, NULL), NULL);
    static const char *const more[] = {"85123A", "22423", "22720", "POST", "84879", "47566", "20725", "M", "DOT"};
    for (size_t k = 0; k < sizeof more / sizeof *more; k++) {
        struct facts facts = facts_of(file, total, more[k]);
        int64_t at = number_of(book, more[k]), bare = number_of(sales, more[k]);
        assert_true(at >= 0 && bare >= 0);
        assert_int_equal(with.counts.sales[at] + guests.counts.sales[at], facts.sales);
        assert_int_equal(with.counts.refunds[at] + guests.counts.refunds[at], facts.refunds);
        assert_int_equal(without.counts.buyers[bare], facts.buyers);
        assert_int_equal(without.counts.orders[bare], facts.orders);
        assert_int_equal(without.counts.repurchasers[bare], facts.repurchasers);
        assert_int_equal(without.counts.sold[bare], facts.sold);
        assert_true(with.counts.buyers[at] <= facts.buyers && with.counts.buyers[at] * 10 >= facts.buyers * 9);
        print_message("%-7s %5lld buyers (%lld before credit notes), repurchased by %lld, net %lld, first by %lld\n",
                      more[k], (long long)with.counts.buyers[at], (long long)facts.buyers,
                      (long long)with.counts.repurchasers[at], (long long)(facts.sales - facts.refunds),
                      (long long)without.first.buyers[bare]);
        if (k >= sizeof known / sizeof *known) continue;
        assert_true(facts.buyers == known[k].buyers && facts.orders == known[k].orders);
        assert_true(facts.repurchasers == known[k].repurchasers && facts.sold == known[k].sold);
        assert_int_equal(facts.sales - facts.refunds, known[k].net);
    }
    patron_totals totals = {.size = sizeof totals};
    int64_t net = 0;
    assert_ok(patron_book_totals(book, last, &totals, NULL), NULL);
    for (int64_t i = 0; i < with.rows - PATRON_PRODUCTS_ROWS + PATRON_PRODUCTS_ROW_ALL; i++)
        net += with.counts.sales[i] - with.counts.refunds[i] + guests.counts.sales[i] - guests.counts.refunds[i];
    assert_int_equal(net, totals.net);
    product_cells_end(&with);
    product_cells_end(&guests);
    product_cells_end(&without);
    free(total);
}

static void check_retail_pairs(const patron_book *sales, int32_t last)
{
    static const struct {
        const char *a, *b;
        int64_t count;
    } known[] = {{"22386", "85099B", 675}, {"22726", "22727", 562}, {"22697", "22699", 553},
                 {"21931", "85099B", 549}, {"20725", "22383", 539}, {"22411", "85099B", 527}};
    patron_products_pairs_options options = {sizeof options, PATRON_PRODUCTS_WITH_GUESTS, 0, 0, 0, 1, INT64_MAX};
    int64_t baskets, left_out;
    patron_products_baskets out = {sizeof out, 1, &baskets, &left_out, NULL};
    patron_table *table = NULL;
    assert_ok(patron_products_pairs(sales, last, &options, NULL, &out, &table, NULL), NULL);
    assert_true(baskets == 19960 - 628 && left_out == 628);
    assert_int_equal(patron_table_rows(table), 1872528);
    const int64_t *a = values_of(table, "a"), *b = values_of(table, "b"), *count = values_of(table, "count");
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        assert_int_equal(a[k], number_of(sales, known[k].a));
        assert_int_equal(b[k], number_of(sales, known[k].b));
        assert_int_equal(count[k], known[k].count);
    }
    patron_table_free(table);
}

static void online_retail(void **state)
{
    (void)state;
    struct file file = {0};
    if (!read_file(&file, "online_retail/online_retail.csv.gz", take_online_retail)) skip();
    patron_book *book = book_of(&file, true), *sales = book_of(&file, false);
    int32_t last;
    patron_book_days(book, NULL, &last);
    check_table(&file, book, sales, last);
    check_retail_pairs(sales, last);
    patron_book_free(book);
    patron_book_free(sales);
    free(file.line);
}

/* ---- a household panel: pairs and transitions -------------------------------------------------------------------- */

#define SKUS 256

static int by_purchase(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

static void edible_grocery(void **state)
{
    (void)state;
    struct file file = {0};
    if (!read_file(&file, "edible_grocery/edible_grocery.csv", take_edible)) skip();
    patron_book *book = book_of(&file, true);
    qsort(file.line, (size_t)file.lines, sizeof *file.line, by_purchase);
    static int64_t both[SKUS][SKUS], step[SKUS][SKUS], one[SKUS], before[SKUS], after[SKUS];
    int64_t purchases = 0, steps = 0, number[SKUS];
    for (int k = 0; k < SKUS; k++) {
        char text[16];
        (void)snprintf(text, sizeof text, "%d", k);
        number[k] = number_of(book, text);
    }
    bool last[SKUS] = {false};
    for (int64_t i = 0, end; i < file.lines; i = end) {
        bool in[SKUS] = {false}, again = i && file.line[i - 1].customer == file.line[i].customer;
        for (end = i; end < file.lines && by_purchase(&file.line[end], &file.line[i]) == 0; end++)
            in[atoi(file.line[end].product)] = true;
        purchases++;
        steps += again;
        for (int a = 0; a < SKUS; a++) {
            one[a] += in[a];
            before[a] += again && last[a];
            after[a] += again && in[a];
            for (int b = 0; b < SKUS; b++) {
                both[a][b] += a != b && in[a] && in[b];
                step[a][b] += again && last[a] && in[b];
            }
        }
        memcpy(last, in, sizeof in);
    }
    for (int turn = 0; turn < 2; turn++) {
        patron_products_pairs_options options = {sizeof options, 0, 0, turn ? 0 : PATRON_PRODUCTS_IN_PURCHASE, 0, 1,
                                                 INT64_MAX};
        patron_table *table = NULL;
        assert_ok((turn ? patron_products_transitions : patron_products_pairs)(book, 7 * 104, &options, NULL, NULL,
                                                                                &table, NULL), NULL);
        const int64_t *a = values_of(table, turn ? "from" : "a"), *b = values_of(table, turn ? "to" : "b");
        const int64_t *count = values_of(table, "count"), *all = values_of(table, turn ? "steps" : "baskets");
        const int64_t *a_count = values_of(table, turn ? "from_count" : "a_count");
        const int64_t *b_count = values_of(table, turn ? "to_count" : "b_count");
        const double *lift = values_of(table, "lift");
        int64_t rows = patron_table_rows(table), expected = 0, sku[SKUS];
        memset(sku, 0, sizeof sku);
        for (int k = 0; k < SKUS; k++)
            if (number[k] >= 0) sku[number[k]] = k;
        for (int x = 0; x < SKUS; x++)
            for (int y = turn ? 0 : x + 1; y < SKUS; y++) expected += (turn ? step[x][y] : both[x][y]) > 0;
        assert_int_equal(rows, expected);
        for (int64_t i = 0; i < rows; i++) {
            int64_t x = sku[a[i]], y = sku[b[i]];
            assert_int_equal(count[i], turn ? step[x][y] : both[x][y]);
            assert_true(i == 0 || count[i - 1] >= count[i]);
            assert_int_equal(a_count[i], turn ? before[x] : one[x]);
            assert_int_equal(b_count[i], turn ? after[y] : one[y]);
            assert_int_equal(all[i], turn ? steps : purchases);
        }
        print_message("%s: %lld rows, first %lld and %lld, %lld of %lld, lift %.2f\n", turn ? "transitions" : "pairs",
                      (long long)rows, (long long)sku[a[0]], (long long)sku[b[0]], (long long)count[0],
                      (long long)all[0], lift[0]);
        patron_table_free(table);
    }
    patron_book_free(book);
    free(file.line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(online_retail),
        cmocka_unit_test(edible_grocery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
