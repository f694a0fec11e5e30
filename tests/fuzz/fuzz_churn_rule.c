/* Loads a churn rule from any bytes: an error, or a rule with which every customer of a small shop scores within bounds
 * and which saves to the bytes it was loaded from. An even first byte: the rest is the rule. An odd one: the rest
 * overwrites the payload of a good rule under a right checksum, so that the checks behind it are reached. */
#include "fuzz.h"

#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define ROWS 60
#define HEAD 24 /* bytes before the payload */
#define ROOM 32768

static patron_book *small_book(void)
{
    int64_t customer[ROWS], amount[ROWS];
    int32_t day[ROWS];
    for (int i = 0; i < ROWS; i++) {
        customer[i] = i * i % 17;
        day[i] = i * 37 % 400 + (i == 5 ? -700000 : 0);
        amount[i] = 100 + i;
    }
    const patron_column key = {sizeof key, PATRON_TYPE_INT64, 0, customer, NULL, NULL, 0};
    const patron_column time = {sizeof time, PATRON_TYPE_INT32, PATRON_UNIT_DAY, day, NULL, NULL, 0};
    const patron_column money = {sizeof money, PATRON_TYPE_INT64, 0, amount, NULL, NULL, 0};
    const patron_rows rows = {.size = sizeof rows, .count = ROWS, .customer = &key, .time = &time, .amount = &money};
    patron_book *book = NULL;
    FUZZ_DEMAND(patron_book_build(&rows, NULL, &book, NULL) == PATRON_OK);
    return book;
}

static int is_share(double value) { return value >= 0 && value <= 1; }

static void check_scores(const patron_book *book, const patron_churn_rule *rule, int32_t as_of)
{
    double score[ROWS], rho[ROWS], now[ROWS], start[ROWS], scale[ROWS], ratio[ROWS], value[ROWS];
    int32_t state[ROWS], next[ROWS], silence[ROWS];
    const patron_churn_columns out = {.size = sizeof out, .capacity = ROWS, .state = state, .score = score, .rho = rho,
                                      .p_now = now, .p_start = start, .scale = scale, .ratio = ratio,
                                      .silence = silence, .next_silence = next, .value_at_risk = value};
    int64_t n = patron_book_customers(book);
    if (patron_churn_score(book, as_of, rule, 0, n, &out, NULL) != PATRON_OK) return; /* a rule of another way to count */
    for (int64_t i = 0; i < n; i++) {
        FUZZ_DEMAND(state[i] >= PATRON_NONE && state[i] < PATRON_CHURN_STATES);
        FUZZ_DEMAND(is_share(score[i]) && is_share(rho[i]) && is_share(now[i]) && is_share(start[i]));
        FUZZ_DEMAND(isfinite(scale[i]) && isfinite(ratio[i]) && isfinite(value[i]));
        FUZZ_DEMAND(next[i] == PATRON_NO_DAY || (next[i] > silence[i] && next[i] <= 3650));
    }
}

static void try_rule(const uint8_t *bytes, int64_t count)
{
    static uint8_t again[ROOM];
    patron_churn_rule *rule = NULL;
    patron_error error;
    int64_t needed = 0;
    patron_status status = patron_churn_rule_load(bytes, count, NULL, &rule, &error);
    if (status) {
        FUZZ_DEMAND(status == PATRON_ERROR_FORMAT && error.code == status && rule == NULL);
        return;
    }
    FUZZ_DEMAND(patron_churn_rule_save(rule, again, ROOM, &needed, NULL) == PATRON_OK);
    FUZZ_DEMAND(needed == count && memcmp(again, bytes, (size_t)count) == 0);
    patron_book *book = small_book();
    const int32_t days[] = {0, 300, 420, 4000, PATRON_DAY_MAX};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) check_scores(book, rule, days[i]);
    patron_book_free(book);
    patron_churn_rule_free(rule);
}

/* A good rule whose payload's beginning and end are overwritten. */
static int64_t good_rule(uint8_t *bytes, const uint8_t *data, size_t count)
{
    patron_churn_rule *rule = NULL;
    patron_book *book = small_book();
    int64_t size = 0;
    FUZZ_DEMAND(patron_churn_fit(book, 420, NULL, NULL, &rule, NULL) == PATRON_OK);
    FUZZ_DEMAND(patron_churn_rule_save(rule, bytes, ROOM, &size, NULL) == PATRON_OK);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    size_t payload = (size_t)size - HEAD - 8, skip = count > 0 ? data[0] / 32 * 8u : 0;
    size_t room = payload - skip, used = count < room ? count : room;
    if (used) memcpy(bytes + HEAD + skip, data, used);
    uint64_t checksum = XXH3_64bits(bytes, (size_t)size - 8);
    for (int i = 0; i < 8; i++) bytes[size - 8 + i] = (uint8_t)(checksum >> (8 * i));
    return size;
}

size_t fuzz_seed(uint64_t which, uint8_t *bytes, size_t capacity)
{
    static uint8_t rule[ROOM];
    size_t count = (size_t)good_rule(rule, NULL, 0);
    if (which > 1 || count + 1 > capacity) return 0;
    bytes[0] = (uint8_t)which;
    if (which == 0) memcpy(bytes + 1, rule, count);
    else memcpy(bytes + 1, rule + HEAD, count - HEAD);
    return which == 0 ? count + 1 : count - HEAD + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count)
{
    static uint8_t bytes[ROOM];
    if (count == 0) return 0;
    if (data[0] % 2 == 0) try_rule(data + 1, (int64_t)count - 1);
    else try_rule(bytes, good_rule(bytes, data + 1, count - 1));
    return 0;
}
