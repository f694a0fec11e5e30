/* Replenishment on real orders: parameters near published ones, dates and windows that hold on what came later. */
#include "support.h"

#include <csv.h>
#include <math.h>
#include <zlib.h>

#include <patron/calendar.h>
#include <patron/replenish.h>

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct purchase {
    int64_t customer, product, day;
};

/* Rows of a shop and the text of its product keys. */
struct shop_file {
    int64_t *customer, *amount, *quantity, *order, *category;
    int32_t *day;
    int8_t *kind;
    uint8_t *known; /* validity of customers */
    int64_t *offset;
    char *text;
    int64_t rows, capacity, bytes, text_capacity;
    int64_t weight[256]; /* of a sku */
    void (*take)(struct shop_file *file, char field[][64], int count);
    char field[16][64];
    int fields;
    int64_t lines;
};

static void on_field(void *bytes, size_t length, void *context)
{
    struct shop_file *file = context;
    if (file->fields >= 16) return;
    size_t kept = length < 63 ? length : 63;
    if (kept) memcpy(file->field[file->fields], bytes, kept);
    file->field[file->fields++][kept] = '\0';
}

static void on_row(int end, void *context)
{
    struct shop_file *file = context;
    (void)end;
    if (file->lines++ > 0) file->take(file, file->field, file->fields);
    file->fields = 0;
}

static void grow(struct shop_file *file)
{
    if (file->rows == file->capacity) {
        size_t n = (size_t)(file->capacity = file->capacity ? 2 * file->capacity : 65536);
        file->customer = realloc(file->customer, n * 8);
        file->amount = realloc(file->amount, n * 8);
        file->quantity = realloc(file->quantity, n * 8);
        file->order = realloc(file->order, n * 8);
        file->category = realloc(file->category, n * 8);
        file->day = realloc(file->day, n * 4);
        file->kind = realloc(file->kind, n);
        file->known = realloc(file->known, n / 8);
        file->offset = realloc(file->offset, (n + 1) * 8);
        if (!file->rows) file->offset[0] = 0;
    }
    if (file->bytes + 64 > file->text_capacity)
        file->text = realloc(file->text, (size_t)(file->text_capacity = 2 * file->text_capacity + 65536));
}

static void add(struct shop_file *file, int64_t customer, int32_t day, int64_t order, const char *product,
                int64_t quantity, int64_t amount, int kind)
{
    grow(file);
    int64_t i = file->rows++;
    file->customer[i] = customer;
    file->day[i] = day;
    file->order[i] = order;
    file->quantity[i] = quantity;
    file->amount[i] = amount;
    file->kind[i] = (int8_t)kind;
    file->category[i] = 1;
    if (i % 8 == 0) file->known[i / 8] = 0;
    if (customer >= 0) file->known[i / 8] |= (uint8_t)(1 << i % 8);
    memcpy(file->text + file->bytes, product, strlen(product));
    file->bytes += (int64_t)strlen(product);
    file->offset[i + 1] = file->bytes;
}

/* InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country */
static void take_online_retail(struct shop_file *file, char field[][64], int count)
{
    int year, month, day;
    int32_t civil;
    if (count < 8 || sscanf(field[4], "%d-%d-%d", &year, &month, &day) != 3) return;
    assert_ok(patron_calendar_day(year, month, day, &civil, NULL), NULL);
    int64_t quantity = atoll(field[3]), amount = llround((double)quantity * atof(field[5]) * 100);
    bool credit = field[0][0] == 'C';
    int kind = credit ? PATRON_KIND_REFUND : quantity > 0 && amount >= 0 ? PATRON_KIND_SALE : PATRON_KIND_IGNORED;
    int64_t order = atoll(field[0] + (field[0][0] > '9')) + (credit ? 100000000 : 0);
    add(file, field[6][0] ? atoll(field[6]) : -1, civil, order, field[1], llabs(quantity), llabs(amount), kind);
}

/* panel_id,trans_id,week,sku_id,units,price,brand; weeks become days */
static void take_skus(struct shop_file *file, char field[][64], int count)
{
    if (count < 7) return;
    int64_t units = atoll(field[4]);
    add(file, atoll(field[0]), (int32_t)(7 * atoll(field[2])), atoll(field[1]), field[3], units,
        llround((double)units * atof(field[5]) * 100), PATRON_KIND_SALE);
}

static void take_grams(struct shop_file *file, char field[][64], int count)
{
    if (count < 7) return;
    add(file, atoll(field[0]), (int32_t)(7 * atoll(field[2])), atoll(field[1]), "all",
        atoll(field[4]) * file->weight[atoll(field[3]) & 255], 100, PATRON_KIND_SALE);
}

static void take_weights(struct shop_file *file, char field[][64], int count)
{
    if (count >= 2) file->weight[atoll(field[0]) & 255] = atoll(field[1]);
}

static bool read_file(struct shop_file *file, const char *name, void (*take)(struct shop_file *, char[][64], int))
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
    file->lines = file->fields = 0;
    for (int length; (length = gzread(in, buffer, sizeof buffer)) > 0;)
        assert_int_equal(csv_parse(&parser, buffer, (size_t)length, on_field, on_row, file), (size_t)length);
    csv_fini(&parser, on_field, on_row, file);
    csv_free(&parser);
    gzclose(in);
    return true;
}

static patron_book *book_of(const struct shop_file *file, bool categories)
{
    patron_column customer = {sizeof customer, PATRON_TYPE_INT64, 0, file->customer, NULL, file->known, 0};
    patron_column time = {sizeof time, PATRON_TYPE_INT32, PATRON_UNIT_DAY, file->day, NULL, NULL, 0};
    patron_column amount = {sizeof amount, PATRON_TYPE_INT64, 0, file->amount, NULL, NULL, 0};
    patron_column order = {sizeof order, PATRON_TYPE_INT64, 0, file->order, NULL, NULL, 0};
    patron_column product = {sizeof product, PATRON_TYPE_STRING64, 0, file->text, file->offset, NULL, 0};
    patron_column category = {sizeof category, PATRON_TYPE_INT64, 0, file->category, NULL, NULL, 0};
    patron_column quantity = {sizeof quantity, PATRON_TYPE_INT64, 0, file->quantity, NULL, NULL, 0};
    patron_column kind = {sizeof kind, PATRON_TYPE_INT8, 0, file->kind, NULL, NULL, 0};
    patron_rows rows = {.size = sizeof rows, .count = file->rows, .customer = &customer, .time = &time,
                        .amount = &amount, .order = &order, .product = &product, .quantity = &quantity, .kind = &kind};
    if (categories) rows.category = &category;
    patron_book *book = NULL;
    patron_error error = {0};
    assert_ok(patron_book_build(&rows, NULL, &book, &error), &error);
    return book;
}

static void free_file(struct shop_file *file)
{
    free(file->customer), free(file->amount), free(file->quantity), free(file->order), free(file->category);
    free(file->day), free(file->kind), free(file->known), free(file->offset), free(file->text);
}

/* ---- what came later -------------------------------------------------------------------------------------------- */

static const void *values(const patron_table *table, const char *name)
{
    patron_column column = {.size = sizeof column};
    assert_ok(patron_table_column(table, patron_table_find(table, name), &column, NULL), NULL);
    return column.values;
}

static int by_purchase(const void *a, const void *b)
{
    const struct purchase *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    if (x->product != y->product) return x->product < y->product ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

struct guess {
    double score;
    int64_t came;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const struct guess *)a)->score, y = ((const struct guess *)b)->score;
    return (x > y) - (x < y);
}

/* P(the score of one that came > of one that did not), ties count half. Sorts the guesses. */
static double auc_of(struct guess *guess, int64_t count)
{
    double ranks = 0, came = 0;
    qsort(guess, (size_t)count, sizeof *guess, by_score);
    for (int64_t i = 0, end; i < count; i = end) {
        double here = 0;
        for (end = i; end < count && guess[end].score == guess[i].score; end++) here += (double)guess[end].came;
        ranks += here * ((double)(i + end - 1) / 2 + 1);
        came += here;
    }
    return (ranks - came * (came + 1) / 2) / (came * ((double)count - came));
}

static int by_real(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Every purchase by the book's own numbers: the due list at each day that has one would say the same, more slowly. */
static struct purchase *purchases_of(const struct shop_file *file, const patron_book *book, int64_t *count)
{
    struct purchase *all = calloc((size_t)file->rows, sizeof *all);
    patron_column keys = {.size = sizeof keys};
    int64_t products, next = 0;
    assert_ok(patron_book_keys(book, PATRON_KEYS_PRODUCT, &keys, &products, NULL), NULL);
    const int64_t *offsets = keys.offsets;
    /* Products are numbered in order of first appearance in the rows, so a hash of their text finds them. */
    int64_t slots = 1 << 16, *slot = malloc((size_t)slots * sizeof *slot);
    for (int64_t i = 0; i < slots; i++) slot[i] = -1;
    for (int64_t i = 0; i < file->rows; i++) {
        const char *text = file->text + file->offset[i];
        int64_t length = file->offset[i + 1] - file->offset[i], customer = file->customer[i];
        uint64_t hash = 1469598103934665603u;
        for (int64_t k = 0; k < length; k++) hash = (hash ^ (unsigned char)text[k]) * 1099511628211u;
        int64_t at = (int64_t)(hash >> 40) & (slots - 1);
        while (slot[at] >= 0 && (offsets[slot[at] + 1] - offsets[slot[at]] != length ||
                                 memcmp((const char *)keys.values + offsets[slot[at]], text, (size_t)length) != 0))
            at = (at + 1) & (slots - 1);
        if (slot[at] < 0) {
            int64_t number = 0;
            for (; number < products; number++)
                if (offsets[number + 1] - offsets[number] == length &&
                    !memcmp((const char *)keys.values + offsets[number], text, (size_t)length)) break;
            slot[at] = number;
        }
        if (customer < 0 || file->kind[i] != PATRON_KIND_SALE || file->amount[i] <= 0) continue;
        struct purchase one = {customer, slot[at], file->day[i]};
        all[next++] = one;
    }
    free(slot);
    qsort(all, (size_t)next, sizeof *all, by_purchase);
    *count = next;
    return all;
}

static const struct purchase *lower(const struct purchase *all, int64_t count, struct purchase wanted)
{
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (by_purchase(&all[middle], &wanted) < 0) low = middle + 1;
        else high = middle;
    }
    return &all[low];
}

struct result {
    double error, own_error, item_error;    /* mean absolute days: expected_day, own mean, item's median gap */
    double covered;                         /* share of gaps begun shortly before the cut that closed in their window */
    double chance, bought;                  /* Σ of both within 30 days, over all pairs */
    double auc, auc_purchases;              /* of the chance; of the number of purchases */
    int64_t dates, windows;
};

/* Median closed gap of each product up to the cut. */
static double *item_medians(const struct purchase *all, int64_t count, int64_t products, int32_t cut)
{
    double *median = calloc((size_t)products, sizeof *median), *gap = malloc((size_t)count * sizeof *gap);
    for (int64_t p = 0; p < products; p++) median[p] = 30;
    int64_t *next = calloc((size_t)products + 1, sizeof *next), *begin = calloc((size_t)products + 1, sizeof *begin);
    for (int round = 0; round < 2; round++) {
        for (int64_t i = 1; i < count; i++) {
            const struct purchase *a = &all[i - 1], *b = &all[i];
            if (a->customer != b->customer || a->product != b->product || a->day == b->day || b->day > cut) continue;
            if (round) gap[next[b->product]++] = (double)(b->day - a->day);
            else begin[b->product + 1]++;
        }
        for (int64_t p = 0; !round && p < products; p++) next[p] = begin[p + 1] += begin[p];
        for (int64_t p = 0; !round && p < products; p++) next[p] = begin[p];
    }
    for (int64_t p = 0; p < products; p++) {
        int64_t n = begin[p + 1] - begin[p];
        qsort(gap + begin[p], (size_t)n, sizeof *gap, by_real);
        if (n) median[p] = (gap[begin[p] + (n - 1) / 2] + gap[begin[p] + n / 2]) / 2;
    }
    free(gap), free(next), free(begin);
    return median;
}

/* Fits at the cut and looks at what the same pairs did later: dates and windows of pairs with two closed gaps or more.
 * */
static struct result look_back(const struct shop_file *file, const patron_book *book, int32_t cut)
{
    struct result result = {0};
    patron_replenish_rule *rule = NULL;
    patron_table *table = NULL;
    int64_t count, customers = patron_book_customers(book), products, number;
    assert_ok(patron_replenish_fit(book, cut, NULL, &rule, NULL), NULL);
    assert_ok(patron_replenish_due(book, cut, rule, NULL, 0, customers, &table, NULL), NULL);
    struct purchase *all = purchases_of(file, book, &count);
    patron_column keys = {.size = sizeof keys};
    assert_ok(patron_book_keys(book, PATRON_KEYS_PRODUCT, &keys, &products, NULL), NULL);
    assert_ok(patron_book_keys(book, PATRON_KEYS_CUSTOMER, &keys, &number, NULL), NULL);
    double *median = item_medians(all, count, products, cut);
    const int32_t *customer = values(table, "customer"), *last = values(table, "last_day");
    const int32_t *from = values(table, "window_from"), *to = values(table, "window_to");
    const int32_t *expected = values(table, "expected_day");
    const int64_t *product = values(table, "product"), *purchases = values(table, "purchases");
    const double *chance = values(table, "chance");
    struct guess *by_chance = calloc((size_t)patron_table_rows(table) + 1, sizeof *by_chance);
    struct guess *by_purchases = calloc((size_t)patron_table_rows(table) + 1, sizeof *by_purchases);
    for (int64_t i = 0; i < patron_table_rows(table); i++) {
        struct purchase key = {((const int64_t *)keys.values)[customer[i]], product[i], INT32_MIN};
        const struct purchase *begin = lower(all, count, key);
        key.day = (int64_t)cut + 1;
        const struct purchase *later = lower(all, count, key);
        bool again = later < all + count && later->customer == key.customer && later->product == key.product;
        by_chance[i].score = chance[i];
        by_purchases[i].score = (double)purchases[i];
        by_chance[i].came = by_purchases[i].came = again && later->day <= cut + 30;
        result.chance += chance[i];
        result.bought += (double)by_chance[i].came;
        if (purchases[i] < 3 || !again) continue;
        if (last[i] > cut - 14) {
            result.windows++;
            result.covered += later->day >= from[i] && later->day <= to[i];
        }
        if (expected[i] == PATRON_NO_DAY) continue;
        double own = (double)(last[i] - begin->day) / (double)(purchases[i] - 1);
        result.dates++;
        result.error += fabs((double)(later->day - expected[i]));
        result.own_error += fabs((double)later->day - fmax(cut + 1, last[i] + own));
        result.item_error += fabs((double)later->day - fmax(cut + 1, last[i] + median[product[i]]));
    }
    double dates = (double)(result.dates ? result.dates : 1);
    result.error /= dates;
    result.own_error /= dates;
    result.item_error /= dates;
    if (result.windows) result.covered /= (double)result.windows;
    result.auc = auc_of(by_chance, patron_table_rows(table));
    result.auc_purchases = auc_of(by_purchases, patron_table_rows(table));
    free(by_chance);
    free(by_purchases);
    free(all);
    free(median);
    patron_table_free(table);
    patron_replenish_rule_free(rule);
    return result;
}

static void print_parameters(const char *name, const patron_replenish_parameters *p)
{
    print_message("%s: theta %.3f (raw %.3f, se %.3f), variances %.3f %.3f %.3f %.3f %.3f, mean %.1f days\n", name,
                  p->theta, p->theta_raw, p->theta_se, p->variance_within, p->variance_pairs, p->variance_items,
                  p->variance_categories, p->variance_customers, exp(p->mean));
    print_message("%s: pi %.3f %.3f %.3f %.3f %.3f %.3f, %lld steps, %lld pairs, %lld gaps\n", name, p->pi[0], p->pi[1],
                  p->pi[2], p->pi[3], p->pi[4], p->pi[5], (long long)p->steps, (long long)p->pairs, (long long)p->gaps);
}

static void print_result(const char *name, const struct result *r)
{
    print_message("%s: dates off by %.1f days (own mean %.1f, item median %.1f; %lld pairs), 50 %% window holds %.3f "
                  "of %lld; bought within 30 days %.0f, foretold %.0f, AUC %.3f (of purchases %.3f)\n", name, r->error,
                  r->own_error, r->item_error, (long long)r->dates, r->covered, (long long)r->windows, r->bought,
                  r->chance, r->auc, r->auc_purchases);
}

static patron_replenish_parameters parameters_of(const patron_book *book, int32_t as_of, int32_t level)
{
    patron_replenish_parameters p = {.size = sizeof p};
    patron_replenish_rule *rule = NULL;
    assert_ok(patron_replenish_fit(book, as_of, NULL, &rule, NULL), NULL);
    assert_ok(patron_replenish_rule_parameters(rule, level, &p, NULL), NULL);
    patron_replenish_rule_free(rule);
    return p;
}

#define assert_within(value, low, high) \
    assert_that((value) >= (low) && (value) <= (high), "%s is %.4f", #value, (double)(value))

static void online_retail(void **state)
{
    (void)state;
    struct shop_file file = {0};
    if (!read_file(&file, "online_retail/online_retail.csv.gz", take_online_retail)) skip();
    patron_book *book = book_of(&file, false);
    int32_t last;
    patron_book_days(book, NULL, &last);
    patron_replenish_parameters p = parameters_of(book, last - 91, PATRON_REPLENISH_PRODUCT);
    print_parameters("online_retail", &p);
    assert_within(p.theta, 0.11, 0.13);
    static const double pi[6] = {.27, .57, .76, .86, .90, .98};
    for (int c = 0; c < 6; c++) assert_within(p.pi[c], pi[c] - 0.07, pi[c] + 0.07);
    struct result r = look_back(&file, book, last - 91);
    print_result("online_retail", &r);
    assert_true(r.dates > 1000 && r.windows > 500);
    assert_within(r.error / r.own_error, 0, 0.85);
    assert_within(r.error / r.item_error, 0, 1);
    assert_within(r.chance / r.bought, 0.8, 1.2);
    assert_within(r.auc, 0.71, 0.73); /* published: .718 on all pairs */
    assert_true(r.auc >= r.auc_purchases + 0.03);
    r = look_back(&file, book, last - 182); /* long enough for windows to close */
    print_result("online_retail", &r);
    assert_within(r.covered, 0.45, 0.62);
    patron_book_free(book);
    free_file(&file);
}

static void edible_grocery(void **state)
{
    (void)state;
    struct shop_file skus = {0}, grams = {0};
    if (!read_file(&skus, "edible_grocery/edible_grocery.csv", take_skus)) skip();
    if (!read_file(&grams, "edible_grocery/sku_weight.csv", take_weights)) skip();
    assert_true(read_file(&grams, "edible_grocery/edible_grocery.csv", take_grams));
    patron_book *book = book_of(&skus, true), *one = book_of(&grams, false);
    patron_replenish_parameters p = parameters_of(book, 7 * 104, PATRON_REPLENISH_PRODUCT);
    print_parameters("edible, sku", &p);
    assert_within(p.theta, 0.32, 0.40);
    struct result r = look_back(&skus, book, 7 * 78);
    print_result("edible, sku", &r);
    assert_within(r.covered, 0.45, 0.62);
    assert_within(r.chance / r.bought, 0.8, 1.2);
    assert_within(r.error / r.own_error, 0, 0.85);
    assert_within(r.error / r.item_error, 0, 1);
    p = parameters_of(book, 7 * 104, PATRON_REPLENISH_CATEGORY);
    print_parameters("edible, category in units", &p);
    for (int c = 1; c < 6; c++) assert_within(p.pi[c], 0.9, 1);
    p = parameters_of(one, 7 * 104, PATRON_REPLENISH_PRODUCT);
    print_parameters("edible, category in grams", &p);
    assert_within(p.theta, 0.16, 0.24);
    r = look_back(&grams, one, 7 * 78);
    print_result("edible, category in grams", &r);
    assert_within(r.error / r.own_error, 0, 0.85);
    assert_within(r.error / r.item_error, 0, 1);
    assert_within(r.covered, 0.45, 0.62);
    assert_within(r.chance / r.bought, 0.8, 1.2);
    assert_within(r.auc, 0.65, 0.68); /* published: .665 at 28 days */
    patron_book_free(book);
    patron_book_free(one);
    free_file(&skus);
    free_file(&grams);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(online_retail),
        cmocka_unit_test(edible_grocery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
