/* RFM: maps, saved rules, what is refused, and what happens without memory. */
#include "cases_rfm.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* ---- maps -------------------------------------------------------------------------------------------------------- */

static void test_map_files(void **state)
{
    (void)state;
    const char *files[2] = {"segments.csv", "segments_classic.csv"};
    const char *data = getenv("PATRON_TEST_DATA");
    for (int32_t preset = PATRON_RFM_MAP_DEFAULT; preset <= PATRON_RFM_MAP_CLASSIC; preset++) {
        char path[600], line[200];
        patron_rfm_map map = {.size = sizeof map, .preset = preset};
        int32_t cells[125], lines = 0;
        patron_error error;
        if (data) (void)snprintf(path, sizeof path, "%s/../spec/%s", data, files[preset]);
        else (void)snprintf(path, sizeof path, "%s/../shared/spec/%s", PATRON_SOURCE_ROOT, files[preset]);
        FILE *file = fopen(path, "r");
        if (!file) {
            printf("SKIP %s is not there\n", files[preset]);
            skip();
        }
        assert_ok(patron_rfm_map_cells(&map, 5, cells, 125, &error), &error);
        while (fgets(line, sizeof line, file)) {
            if (line[0] < '1' || line[0] > '5') continue;
            char token[64] = {0};
            int length = 0;
            for (const char *c = line + 4; *c && *c != '\n' && *c != '\r'; c++) {
                if (*c == '\'') continue;
                token[length++] = *c == ' ' ? '_' : *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
            }
            int32_t cell = (line[0] - '1') * 25 + (line[1] - '1') * 5 + (line[2] - '1');
            assert_string_equal(patron_rfm_map_name(&map, cells[cell]), token);
            lines++;
        }
        (void)fclose(file);
        assert_int_equal(lines, 125);
    }
}

/* No cell of a higher F and M at equal R lies in a worse segment, worse meaning that the segments' order in the list is
 * later; of SIX also at a higher R. */
static void test_map_order(void **state)
{
    (void)state;
    for (int32_t bins = 2; bins <= 10; bins++) {
        int32_t cells[1000], seen[6] = {0};
        patron_error error;
        assert_ok(patron_rfm_map_cells(&six, bins, cells, 1000, &error), &error);
        assert_int_equal(patron_rfm_map_cells(&six, bins, cells, bins * bins * bins - 1, &error),
                         PATRON_ERROR_CAPACITY);
        assert_ok(patron_rfm_map_cells(&six, bins, NULL, 0, &error), &error);
        /* champions, loyal, promising, needs_attention, at_risk, lost: who buys more is left of who buys less */
        for (int32_t r = 0; r < bins; r++)
            for (int32_t f = 0; f < bins; f++)
                for (int32_t m = 0; m < bins; m++) {
                    int32_t at = cells[(r * bins + f) * bins + m];
                    seen[at]++;
                    if (f + 1 < bins) assert_true(cells[(r * bins + f + 1) * bins + m] <= at);
                    if (m + 1 < bins) assert_true(cells[(r * bins + f) * bins + m + 1] <= at);
                    if (r + 1 < bins) assert_true(cells[((r + 1) * bins + f) * bins + m] <= at);
                    if (f == 0) assert_true(at == 2 || at == 3 || at == 5);
                }
        for (int s = 0; s < 6; s++) assert_true(seen[s] > 0 || (bins == 2 && (s == 1 || s == 3)));
    }
    assert_int_equal(patron_rfm_map_segments(NULL), 11);
    assert_int_equal(patron_rfm_map_segments(&six), 6);
    assert_string_equal(patron_rfm_map_name(NULL, 8), "cant_lose_them");
    assert_string_equal(patron_rfm_map_name(&six, 5), "lost");
    assert_null(patron_rfm_map_name(&six, 6));
    assert_null(patron_rfm_map_name(&six, -1));
}

static void test_own_map(void **state)
{
    (void)state;
    int32_t cells[8] = {0, 0, 0, 0, 1, 1, 1, 2}, back[8];
    const char *names[3] = {"gone", "here", "Bester Kunde ★"};
    patron_rfm_map map = {.size = sizeof map, .preset = PATRON_RFM_MAP_OWN, .bins = 2, .segments = 3, .cells = cells,
                          .names = names};
    patron_error error;
    assert_ok(patron_rfm_map_cells(&map, 2, back, 8, &error), &error);
    assert_memory_equal(cells, back, sizeof cells);
    assert_int_equal(patron_rfm_map_segments(&map), 3);
    assert_ptr_equal(patron_rfm_map_name(&map, 2), names[2]);

    struct shop shop;
    struct oracle_rfm_options options = case_of(3);
    shop_random(&shop, 3, SHOP_PLAIN);
    free_days(&shop);
    patron_book *book = shop_book(&shop, NULL);
    patron_rfm_rule *rule = fit(book, shop_as_of(&shop, 4), &options, NULL);
    struct columns c = score_map(book, shop_as_of(&shop, 4), rule, &map);
    for (int64_t i = 0; i < c.count; i++) assert_int_equal(c.segment[i], c.cell[i] < 0 ? -1 : cells[c.cell[i]]);
    patron_rfm_columns out = columns_out(&c, 0, c.count);
    assert_int_equal(patron_rfm_score(book, 0, rule, NULL, 0, c.count, &out, &error),
                     PATRON_ERROR_ARGUMENT); /* DEFAULT has 5 bins */
    assert_int_equal(error.argument, 4);
    out.segment = NULL;
    assert_ok(patron_rfm_score(book, 0, rule, NULL, 0, c.count, &out, &error), &error);
    columns_end(&c);
    patron_rfm_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);

#define BAD(...)                                                                                 \
    do {                                                                                         \
        patron_rfm_map bad = map;                                                                \
        __VA_ARGS__;                                                                             \
        assert_int_equal(patron_rfm_map_cells(&bad, 2, back, 8, &error), PATRON_ERROR_ARGUMENT); \
        assert_int_equal(error.argument, 1);                                                     \
    } while (0)
    BAD(bad.preset = 4);
    BAD(bad.preset = -1);
    BAD(bad.preset = PATRON_RFM_MAP_SIX);
    BAD(bad.reserved = 1);
    BAD(bad.bins = 3);
    BAD(bad.segments = 0);
    BAD(bad.segments = 2); /* a cell is in segment 2 */
    BAD(bad.segments = 1001);
    BAD(bad.cells = NULL);
    BAD(bad.names = NULL);
    BAD(bad.size = 4);
    BAD(cells[3] = -1);
    assert_int_equal(patron_rfm_map_segments(&map), 0);
    assert_null(patron_rfm_map_name(&map, 0));
    cells[3] = 0;
    BAD(names[1] = "");
    BAD(names[1] = NULL);
    BAD(names[1] = "gone");
    BAD(names[1] = "\xff");
    BAD(names[1] = "0123456789012345678901234567890123456789012345678901234567890123");
#undef BAD
    names[1] = "012345678901234567890123456789012345678901234567890123456789012";
    assert_ok(patron_rfm_map_cells(&map, 2, back, 8, &error), &error);
    assert_int_equal(patron_rfm_map_cells(&map, 1, NULL, 0, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_rfm_map_cells(NULL, 11, NULL, 0, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_rfm_map_cells(NULL, 4, NULL, 0, &error), PATRON_ERROR_ARGUMENT);
    map.bins = 11;
    assert_int_equal(patron_rfm_map_segments(&map), 0);
}

/* ---- rules: save and load ---------------------------------------------------------------------------------------- */

static patron_rfm_rule *load(const unsigned char *bytes, int64_t count)
{
    patron_rfm_rule *rule = NULL;
    patron_error error;
    assert_ok(patron_rfm_rule_load(bytes, count, NULL, &rule, &error), &error);
    return rule;
}

static void sign(unsigned char *bytes, int64_t count)
{
    uint64_t sum = XXH3_64bits(bytes, (size_t)count - 8);
    for (int i = 0; i < 8; i++) bytes[count - 8 + i] = (unsigned char)(sum >> (8 * i));
}

/* Bytes are an error or a rule that scores within its bins and saves as the same bytes. */
static bool check_bytes(const unsigned char *given, int64_t count, const patron_book *book, int32_t as_of)
{
    patron_rfm_rule *rule = (patron_rfm_rule *)&rule;
    patron_error error;
    unsigned char again[8192], *exact = malloc((size_t)count + 1); /* so that a read beyond it is seen */
    memcpy(exact, given, (size_t)count);
    patron_status status = patron_rfm_rule_load(exact, count, NULL, &rule, &error);
    free(exact);
    if (status) {
        assert_int_equal(status, PATRON_ERROR_FORMAT);
        assert_ptr_equal(rule, &rule);
        return false;
    }
    assert_int_equal(save(rule, again, sizeof again), count);
    assert_memory_equal(given, again, (size_t)count);
    patron_rfm_info info = {.size = sizeof info};
    assert_int_equal(patron_rfm_rule_inspect(rule, &info, NULL), PATRON_OK);
    struct columns c = columns_begin(patron_book_customers(book));
    patron_rfm_columns out = columns_out(&c, 0, c.count);
    status = patron_rfm_score(book, as_of, rule, &six, 0, c.count, &out, &error);
    assert_that(!status || status == PATRON_ERROR_MISMATCH || status == PATRON_ERROR_MISSING, "%d", (int)status);
    for (int64_t i = 0; i < c.count && !status; i++)
        assert_true(c.recency[i] == PATRON_NO_DAY ||
                    (c.r[i] >= 1 && c.r[i] <= info.bins && c.f[i] >= 1 && c.f[i] <= info.bins &&
                                                      c.m[i] >= 1 && c.m[i] <= info.bins));
    columns_end(&c);
    patron_rfm_rule_free(rule);
    return true;
}

static void test_rules(void **state)
{
    (void)state;
    const int64_t values[] = {-1, 0, 1, 2, 3, 4, 5, 11, 100, -100, INT32_MAX, (int64_t)1 << 32, INT64_MAX, INT64_MIN,
                              -INT64_MAX};
    struct rng rng = {5};
    int64_t valid = 0, invalid = 0;
    for (int i = 0; i < CASES; i++)
        for (int strings = 0; strings < 2; strings++) {
            struct shop shop;
            struct oracle_rfm_options options = case_of(i);
            struct shop_form form = {.key_type = strings ? PATRON_TYPE_STRING : 0};
            unsigned char bytes[8192], changed[8192];
            patron_error error;
            shop_random(&shop, (uint64_t)(11 + i), SHOP_CONSUMABLES);
            free_days(&shop);
            int32_t as_of = shop_as_of(&shop, 4);
            patron_book *book = shop_book(&shop, &form);
            patron_rfm_rule *rule = fit(book, as_of, &options, NULL);
            struct columns before = score(book, as_of, rule);
            int64_t count = save(rule, NULL, 0), needed = -7;
            memset(bytes, 0x55, sizeof bytes);
            assert_int_equal(patron_rfm_rule_save(rule, bytes, count - 1, &needed, &error), PATRON_ERROR_CAPACITY);
            assert_int_equal(bytes[0], 0x55);
            assert_int_equal(save(rule, bytes, sizeof bytes), count);
            patron_rfm_rule_free(rule);
            rule = load(bytes, count);
            struct columns after = score(book, as_of, rule);
            assert_same_columns(&before, &after, "loaded");
            columns_end(&before);
            columns_end(&after);
            patron_rfm_rule_free(rule);
            /* Cut short anywhere, one bit turned anywhere, every number replaced. */
            for (int64_t n = 0; n < count; n++) assert_false(check_bytes(bytes, n, book, as_of));
            for (int64_t n = 0; n < count; n++) {
                memcpy(changed, bytes, (size_t)count);
                changed[n] ^= (unsigned char)(1 << rng_between(&rng, 0, 7));
                assert_false(check_bytes(changed, count, book, as_of));
                if (n >= count - 8) continue;
                sign(changed, count);
                if (check_bytes(changed, count, book, as_of)) valid++;
                else invalid++;
            }
            for (int64_t n = 24; n + 16 <= count; n += 8)
                for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
                    memcpy(changed, bytes, (size_t)count);
                    for (int b = 0; b < 8; b++) changed[n + b] = (unsigned char)((uint64_t)values[v] >> (8 * b));
                    sign(changed, count);
                    if (check_bytes(changed, count, book, as_of)) valid++;
                    else invalid++;
                }
            patron_book_free(book);
            shop_end(&shop);
        }
    assert_true(valid > 100 && invalid > 100);
}

/* ---- refused ----------------------------------------------------------------------------------------------------- */

static void test_bad_options(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 2, SHOP_PLAIN);
    free_days(&shop);
    patron_book *book = shop_book(&shop, NULL);
    patron_rfm_rule *rule = (patron_rfm_rule *)&rule;
    patron_error error;
    const int64_t rising[4] = {1, 2, 3, 4}, falling[4] = {4, 3, 2, 1}, negative[4] = {-4, -3, -2, -1};
#define BAD(...)                                                                                   \
    do {                                                                                           \
        patron_rfm_options o = {.size = sizeof o};                                                 \
        __VA_ARGS__;                                                                               \
        assert_int_equal(patron_rfm_fit(book, 0, &o, NULL, &rule, &error), PATRON_ERROR_ARGUMENT); \
        assert_int_equal(error.argument, 3);                                                       \
        assert_ptr_equal(rule, &rule);                                                             \
    } while (0)
    BAD(o.size = 8);
    BAD(o.flags = 2);
    BAD(o.bins = 1);
    BAD(o.bins = 11);
    BAD(o.bins = -5);
    BAD(o.window_days = -1);
    BAD(o.monetary = 3);
    BAD(o.monetary = -1);
    BAD(o.recency_method = 6);
    BAD(o.frequency_method = -1);
    BAD(o.monetary_method = 6);
    BAD(o.recency_method = PATRON_RFM_CUTS);
    BAD(o.recency_cuts = falling);
    BAD(o.recency_method = PATRON_RFM_CUTS, o.recency_cuts = rising);
    BAD(o.recency_method = PATRON_RFM_CUTS, o.recency_cuts = negative);
    BAD(o.frequency_method = PATRON_RFM_CUTS, o.frequency_cuts = falling);
    BAD(o.frequency_method = PATRON_RFM_CUTS, o.frequency_cuts = negative);
    BAD(o.monetary_method = PATRON_RFM_CUTS, o.monetary_cuts = falling);
    BAD(o.monetary_method = PATRON_RFM_CUTS, o.frequency_cuts = rising);
    BAD(o.currency_unit = -1);
    BAD(o.caps[0] = 10);
    BAD(o.flags = PATRON_RFM_CAPS_GIVEN, o.caps[2] = -1);
    BAD(o.flags = PATRON_RFM_CAPS_GIVEN, o.recency_method = PATRON_RFM_QUANTILE);
    BAD(o.threads = -1);
    BAD(o.threads = 257);
    BAD(o.reserved = 1);
    BAD(o.monetary = PATRON_RFM_MEAN, o.monetary_method = PATRON_RFM_R_RFM);
#undef BAD
    assert_int_equal(patron_rfm_fit(NULL, 0, NULL, NULL, &rule, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_rfm_fit(book, 0, NULL, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_rfm_fit(book, PATRON_DAY_MAX + 1, NULL, NULL, &rule, &error), PATRON_ERROR_RANGE);
    patron_rfm_options margin = {.size = sizeof margin, .monetary = PATRON_RFM_MARGIN};
    assert_int_equal(patron_rfm_fit(book, 0, &margin, NULL, &rule, &error), PATRON_ERROR_MISSING);
    assert_string_equal(error.column, "cost");
    int32_t group[1000];
    for (int i = 0; i < 1000; i++) group[i] = 5;
    patron_selection selection = {.size = sizeof selection, .group = group, .groups = 2};
    assert_int_equal(patron_rfm_fit(book, 0, NULL, &selection, &rule, &error), PATRON_ERROR_DATA);
    assert_ptr_equal(rule, &rule);
    patron_rfm_rule_free(NULL);
    patron_book_free(book);
    shop_end(&shop);
}

/* Each call with something that does not fit; what it writes to stays as it was. */
static void test_bad_calls(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 2, SHOP_PLAIN);
    free_days(&shop);
    patron_book *book = shop_book(&shop, NULL);
    int64_t n = patron_book_customers(book), cells[200], kept[200];
    int32_t as_of = shop_as_of(&shop, 4), from[1000], to[1000], group[1000];
    struct oracle_rfm_options options = case_of(0), ten = case_of(2);
    patron_rfm_rule *rule = fit(book, as_of, &options, NULL), *rule_ten = fit(book, as_of, &ten, NULL);
    patron_rfm_info info = {.size = 4};
    patron_error error;
    struct columns c = columns_begin(n), clean = columns_begin(n);
    patron_rfm_columns out = columns_out(&c, 0, n), small = columns_out(&c, 0, n - 1), none = out;
    patron_rfm_map bad_map = {.size = sizeof bad_map, .preset = 9};
    none.size = 8;
    for (int i = 0; i < 200; i++) cells[i] = kept[i] = INT64_MAX - 1;
    for (int i = 0; i < 1000; i++) group[i] = i % 3;
#define SCORE(book, as_of, rule, map, first, count, out) \
    patron_rfm_score(book, as_of, rule, map, first, count, out, &error)
    assert_int_equal(SCORE(NULL, as_of, rule, NULL, 0, n, &out), PATRON_ERROR_ARGUMENT);
    assert_int_equal(SCORE(book, PATRON_DAY_MIN - 1, rule, NULL, 0, n, &out), PATRON_ERROR_RANGE);
    assert_int_equal(SCORE(book, as_of, NULL, NULL, 0, n, &out), PATRON_ERROR_ARGUMENT);
    assert_int_equal(SCORE(book, as_of, rule, &bad_map, 0, n, &out), PATRON_ERROR_ARGUMENT);
    assert_int_equal(SCORE(book, as_of, rule, NULL, -1, n, &out), PATRON_ERROR_RANGE);
    assert_int_equal(SCORE(book, as_of, rule, NULL, 1, n, &out), PATRON_ERROR_RANGE);
    assert_int_equal(SCORE(book, as_of, rule, NULL, 0, n, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(SCORE(book, as_of, rule, NULL, 0, n, &none), PATRON_ERROR_ARGUMENT);
    assert_int_equal(SCORE(book, as_of, rule, NULL, 0, n, &small), PATRON_ERROR_CAPACITY);
    assert_same_columns(&c, &clean, "nothing was written");
    patron_rfm_columns nothing = {.size = sizeof nothing, .capacity = n};
    assert_ok(SCORE(book, as_of, rule, NULL, 0, n, &nothing), &error);

    patron_rfm_counts into = {.size = sizeof into, .capacity = 11, .buyers = cells, .net = cells + 100};
    patron_rfm_counts tight = into, wrong = into;
    patron_selection selection = {.size = sizeof selection, .group = group, .groups = 2};
    tight.capacity = 10;
    wrong.size = 8;
#define COUNT(rule, map, selection, first, into) \
    patron_rfm_count(book, as_of, rule, map, selection, first, n, into, &error)
    assert_int_equal(COUNT(NULL, NULL, NULL, 0, &into), PATRON_ERROR_ARGUMENT);
    assert_int_equal(COUNT(rule_ten, NULL, NULL, 0, &into), PATRON_ERROR_ARGUMENT);
    assert_int_equal(COUNT(rule, NULL, NULL, 1, &into), PATRON_ERROR_RANGE);
    assert_int_equal(COUNT(rule, NULL, &selection, 0, &into), PATRON_ERROR_DATA);
    assert_int_equal(COUNT(rule, NULL, NULL, 0, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(COUNT(rule, NULL, NULL, 0, &wrong), PATRON_ERROR_ARGUMENT);
    assert_int_equal(COUNT(rule, NULL, NULL, 0, &tight), PATRON_ERROR_CAPACITY);
    assert_int_equal(COUNT(rule, NULL, NULL, 0, &into), PATRON_ERROR_OVERFLOW);
    assert_memory_equal(cells, kept, sizeof cells);

    patron_rfm_moves moves = {sizeof moves, n, from, to}, few = moves, odd = moves;
    few.capacity = n - 1;
    odd.size = 8;
    memset(from, 7, sizeof from);
    memset(to, 7, sizeof to);
#define MOVE(before, a, after, b, map, first, out) \
    patron_rfm_migrate(book, before, a, after, b, map, first, n, out, &error)
    assert_int_equal(MOVE(as_of, rule, as_of - 1, rule, NULL, 0, &moves), PATRON_ERROR_RANGE);
    assert_int_equal(MOVE(as_of, NULL, as_of, rule, NULL, 0, &moves), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 3);
    assert_int_equal(MOVE(as_of, rule, as_of, NULL, NULL, 0, &moves), PATRON_ERROR_ARGUMENT);
    assert_int_equal(error.argument, 5);
    assert_int_equal(MOVE(as_of, rule, as_of, rule_ten, NULL, 0, &moves), PATRON_ERROR_MISMATCH);
    assert_int_equal(MOVE(as_of, rule, as_of, rule, &bad_map, 0, &moves), PATRON_ERROR_ARGUMENT);
    assert_int_equal(MOVE(as_of, rule, as_of, rule, NULL, 1, &moves), PATRON_ERROR_RANGE);
    assert_int_equal(MOVE(as_of, rule, as_of, rule, NULL, 0, NULL), PATRON_ERROR_ARGUMENT);
    assert_int_equal(MOVE(as_of, rule, as_of, rule, NULL, 0, &odd), PATRON_ERROR_ARGUMENT);
    assert_int_equal(MOVE(as_of, rule, as_of, rule, NULL, 0, &few), PATRON_ERROR_CAPACITY);
    for (int i = 0; i < 1000; i++) assert_true(from[i] == 0x07070707 && to[i] == 0x07070707);
#define MATRIX(after, selection, first, cells, capacity) \
    patron_rfm_migration(book, as_of, rule, after, rule, NULL, selection, first, n, cells, capacity, &error)
    assert_int_equal(MATRIX(as_of - 1, NULL, 0, cells, 144), PATRON_ERROR_RANGE);
    assert_int_equal(MATRIX(as_of, NULL, 1, cells, 144), PATRON_ERROR_RANGE);
    assert_int_equal(MATRIX(as_of, &selection, 0, cells, 500), PATRON_ERROR_DATA);
    assert_int_equal(MATRIX(as_of, NULL, 0, NULL, 144), PATRON_ERROR_ARGUMENT);
    assert_int_equal(MATRIX(as_of, NULL, 0, cells, 143), PATRON_ERROR_CAPACITY);
    assert_int_equal(MATRIX(as_of, NULL, 0, cells, 144), PATRON_ERROR_OVERFLOW);
    assert_memory_equal(cells, kept, sizeof cells);

    assert_int_equal(patron_rfm_rule_inspect(rule, &info, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_rfm_rule_inspect(NULL, &info, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_rfm_rule_save(NULL, NULL, 0, NULL, &error), PATRON_ERROR_ARGUMENT);
    assert_int_equal(patron_rfm_rule_load(cells, 10, NULL, NULL, &error), PATRON_ERROR_ARGUMENT);

    const int32_t segment[3] = {0, 2, PATRON_NONE}, days[3] = {4, 5, PATRON_NO_DAY},
        bad_days[3] = {4, PATRON_NO_DAY, 3};
#define MEDIAN(segment, days, count, segments, out) \
    patron_rfm_median_recency(segment, days, count, segments, NULL, out, &error)
    assert_int_equal(MEDIAN(segment, days, 3, 2, kept), PATRON_ERROR_DATA);
    assert_int_equal(error.row, 1);
    assert_int_equal(MEDIAN(segment, bad_days, 3, 3, kept), PATRON_ERROR_DATA);
    assert_int_equal(MEDIAN(segment, days, -1, 3, kept), PATRON_ERROR_ARGUMENT);
    assert_int_equal(MEDIAN(NULL, days, 3, 3, kept), PATRON_ERROR_ARGUMENT);
    assert_int_equal(MEDIAN(segment, NULL, 3, 3, kept), PATRON_ERROR_ARGUMENT);
    assert_int_equal(MEDIAN(segment, days, 3, 0, kept), PATRON_ERROR_ARGUMENT);
    assert_int_equal(MEDIAN(segment, days, 3, 3, NULL), PATRON_ERROR_ARGUMENT);
    assert_memory_equal(cells, kept, sizeof cells);
    assert_ok(MEDIAN(segment, days, 3, 3, kept), &error);
    assert_true(kept[0] == 8 && kept[1] == PATRON_NONE && kept[2] == 10);
    assert_ok(MEDIAN(NULL, NULL, 0, 1, kept), &error);
    assert_int_equal(kept[0], PATRON_NONE);
    columns_end(&c);
    columns_end(&clean);
    patron_rfm_rule_free(rule);
    patron_rfm_rule_free(rule_ten);
    patron_book_free(book);
    shop_end(&shop);
}

/* Books that a rule does not fit. */
static void test_mismatch(void **state)
{
    (void)state;
    struct shop shop;
    shop_random(&shop, 4, SHOP_PLAIN);
    shop.flags = 0;
    const struct shop_form zero = {.flags = PATRON_BOOK_ZERO_ORDERS}, by_order = {.flags = PATRON_BOOK_COUNT_BY_ORDER};
    const struct shop_form strings = {.key_type = PATRON_TYPE_STRING}, dropped = {.flags = PATRON_BOOK_DROP_KEYS};
    patron_book *book = shop_book(&shop, NULL), *zero_book = shop_book(&shop, &zero),
        *order_book = shop_book(&shop, &by_order);
    patron_book *string_book = shop_book(&shop, &strings), *dropped_book = shop_book(&shop, &dropped);
    struct oracle_rfm_options options = case_of(0), ntile = case_of(5);
    patron_rfm_options ntile_options = library_options(&ntile);
    int32_t as_of = shop_as_of(&shop, 4);
    patron_rfm_rule *rule = fit(book, as_of, &options, NULL), *keyed = fit(book, as_of, &ntile, NULL);
    patron_rfm_rule *text = fit(string_book, as_of, &ntile, NULL), *untouched = NULL;
    struct columns c = columns_begin(patron_book_customers(book));
    patron_rfm_columns out = columns_out(&c, 0, c.count);
    patron_error error;
    assert_int_equal(SCORE(zero_book, as_of, rule, NULL, 0, c.count, &out), PATRON_ERROR_MISMATCH);
    assert_int_equal(SCORE(order_book, as_of, rule, NULL, 0, c.count, &out), PATRON_ERROR_MISMATCH);
    assert_ok(SCORE(string_book, as_of, rule, NULL, 0, c.count, &out), &error);
    assert_ok(SCORE(dropped_book, as_of, rule, NULL, 0, c.count, &out), &error);
    assert_int_equal(SCORE(string_book, as_of, keyed, NULL, 0, c.count, &out), PATRON_ERROR_MISMATCH);
    assert_int_equal(SCORE(book, as_of, text, NULL, 0, c.count, &out), PATRON_ERROR_MISMATCH);
    assert_int_equal(SCORE(dropped_book, as_of, keyed, NULL, 0, c.count, &out), PATRON_ERROR_MISSING);
    assert_int_equal(patron_rfm_fit(dropped_book, as_of, &ntile_options, NULL, &untouched, &error),
                     PATRON_ERROR_MISSING);
    assert_null(untouched);
    columns_end(&c);
    patron_rfm_rule_free(rule);
    patron_rfm_rule_free(keyed);
    patron_rfm_rule_free(text);
    patron_book *books[] = {book, zero_book, order_book, string_book, dropped_book};
    for (int i = 0; i < 5; i++) patron_book_free(books[i]);
    shop_end(&shop);
}

/* Net less cost beyond int64, of one customer among others. */
static void test_margin_overflow(void **state)
{
    (void)state;
    struct shop shop;
    struct oracle_rfm_options options = case_of(13);
    shop_begin(&shop);
    shop.columns = SHOP_COST;
    for (int i = 0; i < 20; i++) {
        struct shop_row row = shop_sale(i, 10, i == 13 ? (int64_t)1 << 62 : 100);
        row.cost = i == 13 ? -((int64_t)1 << 62) : 30;
        shop_add(&shop, row);
    }
    patron_book *book = shop_book(&shop, NULL);
    patron_rfm_options given = library_options(&options);
    patron_rfm_rule *none = NULL;
    patron_error error;
    for (int32_t threads = 1; threads < 8; threads += 3) {
        given.threads = threads;
        assert_int_equal(patron_rfm_fit(book, 20, &given, NULL, &none, &error), PATRON_ERROR_OVERFLOW);
        assert_int_equal(error.row, 13);
        assert_null(none);
    }
    uint8_t mask[20];
    for (int i = 0; i < 20; i++) mask[i] = i != 13;
    patron_selection selection = {.size = sizeof selection, .mask = mask};
    patron_rfm_rule *rule = fit(book, 20, &options, &selection);
    struct columns c = columns_begin(20), clean = columns_begin(20);
    patron_rfm_columns out = columns_out(&c, 0, 20);
    int64_t cells[144] = {0};
    int32_t from[20] = {0}, to[20] = {0};
    patron_rfm_counts into = {.size = sizeof into, .capacity = 11, .buyers = cells};
    patron_rfm_moves moves = {sizeof moves, 20, from, to};
    assert_int_equal(SCORE(book, 20, rule, NULL, 0, 20, &out), PATRON_ERROR_OVERFLOW);
    assert_int_equal(error.row, 13);
    assert_same_columns(&c, &clean, "nothing was written");
    assert_int_equal(patron_rfm_count(book, 20, rule, NULL, NULL, 0, 20, &into, &error), PATRON_ERROR_OVERFLOW);
    assert_int_equal(patron_rfm_migrate(book, 5, rule, 20, rule, NULL, 0, 20, &moves, &error), PATRON_ERROR_OVERFLOW);
    assert_int_equal(patron_rfm_migration(book, 5, rule, 20, rule, NULL, NULL, 0, 20, cells, 144, &error),
                     PATRON_ERROR_OVERFLOW);
    for (int i = 0; i < 144; i++) assert_int_equal(cells[i], 0);
    for (int i = 0; i < 20; i++) assert_true(!from[i] && !to[i]);
    assert_ok(SCORE(book, 20, rule, NULL, 0, 13, &out), &error);
    assert_int_equal(c.numerator[12], 70);
    columns_end(&c);
    columns_end(&clean);
    patron_rfm_rule_free(rule);
    patron_book_free(book);
    shop_end(&shop);
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

struct calls {
    struct counting counting;
    patron_book *book;
    int32_t as_of;
    patron_rfm_options options;
    patron_rfm_rule *rule, *made;
    unsigned char bytes[8192];
    int64_t bytes_count;
    int32_t segment[4], days[4];
    int64_t cells[600], twice[3];
};

static patron_status call_fit(void *context, patron_error *error)
{
    struct calls *calls = context;
    return patron_rfm_fit(calls->book, calls->as_of, &calls->options, NULL, &calls->made, error);
}

static patron_status call_load(void *context, patron_error *error)
{
    struct calls *calls = context;
    return patron_rfm_rule_load(calls->bytes, calls->bytes_count, &calls->counting.allocator, &calls->made, error);
}

static void free_made(void *context) { patron_rfm_rule_free(((struct calls *)context)->made); }

static patron_status call_count(void *context, patron_error *error)
{
    struct calls *calls = context;
    patron_rfm_counts into = {.size = sizeof into, .capacity = 6, .buyers = calls->cells};
    return patron_rfm_count(calls->book, calls->as_of, calls->rule, &six, NULL, 0, patron_book_customers(calls->book),
                            &into, error);
}

static patron_status call_migration(void *context, patron_error *error)
{
    struct calls *calls = context;
    return patron_rfm_migration(calls->book, calls->as_of - 30, calls->rule, calls->as_of, calls->rule, &six, NULL, 0,
                                patron_book_customers(calls->book), calls->cells, 49, error);
}

static patron_status call_median(void *context, patron_error *error)
{
    struct calls *calls = context;
    return patron_rfm_median_recency(calls->segment, calls->days, 4, 3, &calls->counting.allocator, calls->twice,
                                     error);
}

static void test_allocations(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++)
        for (int threads = 0; threads < 3; threads += 2) {
            struct calls calls = {.segment = {0, 2, 0, -1}, .days = {4, 5, 8, 9}};
            struct shop shop;
            struct oracle_rfm_options options = case_of(i);
            counting_begin(&calls.counting);
            struct shop_form form = {.key_type = PATRON_TYPE_STRING, .allocator = &calls.counting.allocator};
            shop_random(&shop, 8, SHOP_CONSUMABLES);
            free_days(&shop);
            calls.book = shop_book(&shop, &form);
            calls.as_of = shop_as_of(&shop, 4);
            calls.options = library_options(&options);
            calls.options.threads = threads;
            const struct test_memory made = {&calls.made, sizeof calls.made}, cells = {calls.cells, sizeof calls.cells};
            const struct test_memory twice = {calls.twice, sizeof calls.twice};
            int64_t fitted = each_allocation_fails(&calls.counting, call_fit, free_made, &calls, &made, 1);
            assert_true(fitted >= 6);
            calls.rule = fit(calls.book, calls.as_of, &options, NULL);
            calls.bytes_count = save(calls.rule, calls.bytes, sizeof calls.bytes);
            int64_t loaded = each_allocation_fails(&calls.counting, call_load, free_made, &calls, &made, 1);
            assert_int_equal(loaded, has_ntile(&options) ? 2 : 1);
            assert_int_equal(each_allocation_fails(&calls.counting, call_median, NULL, &calls, &twice, 1), 2);
            assert_int_equal(calls.twice[0], 12);
            assert_int_equal(each_allocation_fails(&calls.counting, call_count, NULL, &calls, &cells, 1), 1);
            assert_int_equal(each_allocation_fails(&calls.counting, call_migration, NULL, &calls, &cells, 1), 1);
            patron_rfm_rule_free(calls.rule);
            patron_book_free(calls.book);
            counting_end(&calls.counting);
            shop_end(&shop);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map_files),
        cmocka_unit_test(test_map_order),
        cmocka_unit_test(test_own_map),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_bad_calls),
        cmocka_unit_test(test_mismatch),
        cmocka_unit_test(test_margin_overflow),
        cmocka_unit_test(test_allocations),
    };
    return cmocka_run_group_tests_name("rfm_rule", tests, NULL, NULL);
}
