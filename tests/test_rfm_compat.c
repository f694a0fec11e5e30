/* The compatibility modes against published tables: the R package rfm 0.3 and RFM-analysis (pandas quartiles). Reads
 * PATRON_TEST_DATA (default: ../shared/data beside the source) and skips what is not there. */
#include "support.h"

#include <patron/calendar.h>
#include <patron/rfm.h>

/* ---- reading ----------------------------------------------------------------------------------------------------- */

#define FIELDS 12

struct file {
    char *text;
    char *(*field)[FIELDS]; /* one line each, the header left out */
    int64_t lines;
};

/* These files have no quotes. */
static bool read_file(const char *name, struct file *out)
{
    const char *data = getenv("PATRON_TEST_DATA");
    char path[600];
    (void)snprintf(path, sizeof path, "%s/%s", data ? data : PATRON_SOURCE_ROOT "/../shared/data", name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        printf("SKIP %s is not there\n", name);
        return false;
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long bytes = ftell(file);
    assert_true(bytes > 0 && fseek(file, 0, SEEK_SET) == 0);
    out->text = malloc((size_t)bytes + 1);
    assert_int_equal(fread(out->text, 1, (size_t)bytes, file), (size_t)bytes);
    (void)fclose(file);
    out->text[bytes] = '\0';
    int64_t lines = 0;
    for (const char *c = out->text; *c; c++) lines += *c == '\n';
    out->field = calloc((size_t)lines + 1, sizeof *out->field);
    out->lines = -1; /* the header */
    for (char *line = out->text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (end > line && end[-1] == '\r') end[-1] = '\0';
        int count = 0;
        for (char *at = line; at && out->lines >= 0; count++) {
            assert_true(count < FIELDS);
            out->field[out->lines][count] = at;
            if ((at = strchr(at, ','))) *at++ = '\0';
        }
        out->lines++;
    }
    return true;
}

static void free_file(struct file *file)
{
    free(file->text);
    free(file->field);
}

static int64_t number(const char *text)
{
    char *end;
    long long value = strtoll(text, &end, 10);
    assert_that(*text && !*end, "%s", text);
    return value;
}

static int32_t day(const char *text)
{
    int32_t found = 0;
    patron_error error;
    assert_int_equal(strlen(text), 10);
    const int32_t year = atoi(text), month = atoi(text + 5), of_month = atoi(text + 8);
    assert_ok(patron_calendar_day(year, month, of_month, &found, &error), &error);
    return found;
}

/* ---- books with string keys -------------------------------------------------------------------------------------- */

struct rows {
    char *text;
    int64_t *offset, *amount;
    int32_t *day;
    int64_t count, used;
};

static struct rows rows_begin(int64_t capacity)
{
    struct rows rows = {.text = malloc((size_t)capacity * 64), .offset = calloc((size_t)capacity + 1, 8)};
    rows.amount = calloc((size_t)capacity, 8);
    rows.day = calloc((size_t)capacity, 4);
    return rows;
}

static void rows_add(struct rows *rows, const char *customer, int32_t on, int64_t amount)
{
    size_t length = strlen(customer);
    assert_true(length < 64);
    memcpy(rows->text + rows->used, customer, length);
    rows->used += (int64_t)length;
    rows->day[rows->count] = on;
    rows->amount[rows->count++] = amount;
    rows->offset[rows->count] = rows->used;
}

/* Every row is an order, and every order counts by itself, as in these tables. */
static patron_book *rows_book(struct rows *rows)
{
    const patron_column customer = {.size = sizeof customer, .type = PATRON_TYPE_STRING64, .values = rows->text,
                                    .offsets = rows->offset};
    const patron_column time = {.size = sizeof time, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY,
                                .values = rows->day};
    const patron_column amount = {.size = sizeof amount, .type = PATRON_TYPE_INT64, .values = rows->amount};
    const patron_rows given = {.size = sizeof given, .count = rows->count, .customer = &customer, .time = &time,
                               .amount = &amount};
    const patron_book_options options = {.size = sizeof options,
                                         .flags = PATRON_BOOK_COUNT_BY_ORDER | PATRON_BOOK_ZERO_ORDERS};
    patron_book *book = NULL;
    patron_error error;
    assert_ok(patron_book_build(&given, &options, &book, &error), &error);
    free(rows->text);
    free(rows->offset);
    free(rows->amount);
    free(rows->day);
    return book;
}

static int32_t find(const patron_book *book, const char *key)
{
    const int64_t offsets[2] = {0, (int64_t)strlen(key)};
    const patron_column column = {.size = sizeof column, .type = PATRON_TYPE_STRING64, .values = key,
                                  .offsets = offsets};
    int32_t number_of = PATRON_NONE;
    patron_error error;
    assert_ok(patron_book_find(book, &column, 1, &number_of, &error), &error);
    assert_that(number_of >= 0, "%s is not in the book", key);
    return number_of;
}

struct scored {
    patron_book *book;
    patron_rfm_rule *rule;
    int32_t as_of;
    int64_t count;
    int32_t *recency, *r, *f, *m;
    int64_t *frequency, *money;
};

static struct scored score(patron_book *book, int32_t as_of, int32_t bins, int32_t method)
{
    struct scored scored = {.book = book, .as_of = as_of, .count = patron_book_customers(book)};
    size_t n = (size_t)scored.count;
    patron_rfm_options options = {.size = sizeof options, .bins = bins, .recency_method = method,
                                  .frequency_method = method, .monetary_method = method};
    patron_error error;
    assert_ok(patron_rfm_fit(book, as_of, &options, NULL, &scored.rule, &error), &error);
    scored.recency = calloc(n, 4);
    scored.r = calloc(n, 4);
    scored.f = calloc(n, 4);
    scored.m = calloc(n, 4);
    scored.frequency = calloc(n, 8);
    scored.money = calloc(n, 8);
    const patron_rfm_columns out = {.size = sizeof out, .capacity = scored.count, .recency = scored.recency,
                                    .frequency = scored.frequency, .monetary_numerator = scored.money,
                                    .r = scored.r, .f = scored.f, .m = scored.m};
    assert_ok(patron_rfm_score(book, as_of, scored.rule, NULL, 0, scored.count, &out, &error), &error);
    return scored;
}

static void scored_end(struct scored *scored)
{
    void *all[] = {scored->recency, scored->r, scored->f, scored->m, scored->frequency, scored->money};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    patron_rfm_rule_free(scored->rule);
    patron_book_free(scored->book);
}

/* ---- the R package rfm ------------------------------------------------------------------------------------------- */

/* Its segments as a map of our own: the cells that its table names, everything else "Others". */
static void check_segments(const struct scored *scored, const struct file *expected, const struct file *summary)
{
    const char *names[FIELDS];
    int32_t cells[125], others = 0;
    for (int64_t s = 0; s < summary->lines; s++) {
        names[s] = summary->field[s][0];
        if (!strcmp(names[s], "Others")) others = (int32_t)s;
    }
    for (int i = 0; i < 125; i++) cells[i] = others;
    for (int64_t i = 0; i < expected->lines; i++) {
        char *const *line = expected->field[i];
        int64_t cell = (number(line[5]) - 1) * 25 + (number(line[6]) - 1) * 5 + number(line[7]) - 1;
        for (int32_t s = 0; s < (int32_t)summary->lines; s++)
            if (!strcmp(names[s], line[9])) cells[cell] = s;
    }
    const patron_rfm_map map = {.size = sizeof map, .preset = PATRON_RFM_MAP_OWN, .bins = 5,
                                .segments = (int32_t)summary->lines, .cells = cells, .names = names};
    int64_t buyers[FIELDS] = {0}, orders[FIELDS] = {0}, net[FIELDS] = {0};
    const patron_rfm_counts into = {.size = sizeof into, .capacity = FIELDS, .buyers = buyers, .orders = orders,
                                    .net = net};
    patron_error error;
    assert_ok(patron_rfm_map_cells(&map, 5, NULL, 0, &error), &error);
    assert_ok(patron_rfm_count(scored->book, scored->as_of, scored->rule, &map, NULL, 0, scored->count, &into, &error),
              &error);
    for (int64_t s = 0; s < summary->lines; s++) {
        assert_int_equal(buyers[s], number(summary->field[s][1]));
        assert_int_equal(orders[s], number(summary->field[s][2]));
        assert_int_equal(net[s], number(summary->field[s][3]));
    }
}

static void test_rfm_orders(void **state)
{
    (void)state;
    struct file orders, expected, summary;
    if (!read_file("rfm_pkg/rfm_data_orders.csv", &orders)) skip();
    assert_true(read_file("rfm_pkg/expected_rfm_orders_2006-12-31.csv", &expected));
    assert_true(read_file("rfm_pkg/expected_segment_summary.csv", &summary));
    struct rows rows = rows_begin(orders.lines);
    for (int64_t i = 0; i < orders.lines; i++)
        rows_add(&rows, orders.field[i][0], day(orders.field[i][1]), number(orders.field[i][2]));
    struct scored scored = score(rows_book(&rows), day("2006-12-31"), 5, PATRON_RFM_R_RFM);
    assert_int_equal(orders.lines, 4906);
    assert_int_equal(expected.lines, 995);
    assert_int_equal(scored.count, 995);
    for (int64_t i = 0; i < expected.lines; i++) {
        char *const *line = expected.field[i];
        int32_t c = find(scored.book, line[0]);
        assert_that(scored.frequency[c] == number(line[2]) && scored.money[c] == number(line[3]) &&
                        scored.recency[c] == number(line[4]) && scored.r[c] == number(line[5]) &&
                        scored.f[c] == number(line[6]) && scored.m[c] == number(line[7]),
                    "%s: %d %lld %lld scored %d %d %d", line[0], (int)scored.recency[c], (long long)scored.frequency[c],
                    (long long)scored.money[c], (int)scored.r[c], (int)scored.f[c], (int)scored.m[c]);
    }
    check_segments(&scored, &expected, &summary);
    scored_end(&scored);
    free_file(&orders);
    free_file(&expected);
    free_file(&summary);
}

/* ---- a table of customers ---------------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

/* The package's bins of one column, by its description: 5 times the type-7 quantile plus 1 unit is where the next bin
 * begins. */
static void package_bins(const int64_t *value, int64_t count, int64_t upper_times_5[4])
{
    int64_t *sorted = malloc((size_t)count * sizeof *sorted);
    memcpy(sorted, value, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, ascending);
    for (int64_t k = 1; k <= 4; k++) {
        int64_t h = (count - 1) * k, at = h / 5, rest = h % 5;
        upper_times_5[k - 1] = sorted[at] * (5 - rest) + (rest ? sorted[at + 1] * rest : 0) + 5;
    }
    free(sorted);
}

static int64_t bin_of(int64_t value, const int64_t upper_times_5[4])
{
    int64_t bin = 1;
    for (int k = 0; k < 4; k++) bin += 5 * value >= upper_times_5[k];
    return bin;
}

/* One line a customer, with revenue, number of orders and last visit: as so many orders, of which the last carries the
 * rest of the money. The file has no scores, so they are worked out here. */
static void test_rfm_customers(void **state)
{
    (void)state;
    struct file file;
    if (!read_file("rfm_pkg/rfm_data_customer.csv", &file)) skip();
    int64_t n = file.lines, total = 0, upper[3][4];
    int64_t *value[3];
    for (int d = 0; d < 3; d++) value[d] = calloc((size_t)n, sizeof **value);
    for (int64_t i = 0; i < n; i++) total += number(file.field[i][3]);
    struct rows rows = rows_begin(total);
    for (int64_t i = 0; i < n; i++) {
        char *const *line = file.field[i];
        int64_t orders = number(line[3]), revenue = number(line[1]);
        for (int64_t o = 1; o < orders; o++) rows_add(&rows, line[0], day(line[2]), 1);
        rows_add(&rows, line[0], day(line[2]), revenue - (orders - 1));
        value[0][i] = number(line[4]);
        value[1][i] = orders;
        value[2][i] = revenue;
    }
    for (int d = 0; d < 3; d++) package_bins(value[d], n, upper[d]);
    struct scored scored = score(rows_book(&rows), day("2007-01-01"), 5, PATRON_RFM_R_RFM);
    int64_t shift = value[0][0] - scored.recency[find(scored.book,
                                                      file.field[0][0])]; /* the file's own day of analysis */
    assert_int_equal(scored.count, 39999);
    assert_int_equal(n, 39999);
    for (int64_t i = 0; i < n; i++) {
        int32_t c = find(scored.book, file.field[i][0]);
        assert_that(scored.recency[c] + shift == value[0][i] && scored.frequency[c] == value[1][i] &&
                    scored.money[c] == value[2][i],
                    "%s: values", file.field[i][0]);
        assert_that(scored.r[c] == 6 - bin_of(value[0][i], upper[0]) && scored.f[c] == bin_of(value[1][i], upper[1]) &&
                        scored.m[c] == bin_of(value[2][i], upper[2]),
                    "%s: scored %d %d %d", file.field[i][0], (int)scored.r[c], (int)scored.f[c], (int)scored.m[c]);
    }
    scored_end(&scored);
    for (int d = 0; d < 3; d++) free(value[d]);
    free_file(&file);
}

/* ---- quartiles of pandas ----------------------------------------------------------------------------------------- */

static void test_quartiles(void **state)
{
    (void)state;
    struct file orders, expected;
    if (!read_file("rfm_correia/sample_orders.csv", &orders)) skip();
    assert_true(read_file("rfm_correia/expected_rfm_table.csv", &expected));
    struct rows rows = rows_begin(orders.lines);
    for (int64_t i = 0; i < orders.lines; i++)
        rows_add(&rows, orders.field[i][2], day(orders.field[i][0]), number(orders.field[i][3]));
    struct scored scored = score(rows_book(&rows), day("2014-12-31"), 4, PATRON_RFM_QCUT);
    assert_int_equal(orders.lines, 5009);
    assert_int_equal(expected.lines, 793);
    assert_int_equal(scored.count, 793);
    for (int64_t i = 0; i < expected.lines; i++) {
        char *const *line = expected.field[i];
        int32_t c = find(scored.book, line[0]);
        /* Its quartile 1 is the best, our score 4. */
        assert_that(scored.frequency[c] == number(line[1]) && scored.recency[c] == number(line[2]) &&
                        scored.money[c] == number(line[3]) && scored.r[c] == 5 - number(line[4]) &&
                        scored.f[c] == 5 - number(line[5]) && scored.m[c] == 5 - number(line[6]),
                    "%s: %d %lld %lld scored %d %d %d", line[0], (int)scored.recency[c], (long long)scored.frequency[c],
                    (long long)scored.money[c], (int)scored.r[c], (int)scored.f[c], (int)scored.m[c]);
    }
    scored_end(&scored);
    free_file(&orders);
    free_file(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfm_orders),
        cmocka_unit_test(test_rfm_customers),
        cmocka_unit_test(test_quartiles),
    };
    return cmocka_run_group_tests_name("rfm_compat", tests, NULL, NULL);
}
