/* fuzz_rules: bytes as saved rules. Loading gives an error or a valid rule: one that scores a book without a crash, an
 * overflow or a number that is not one, and that is saved as the bytes it came from. The first byte says which kind of
 * rule; with its high bit the rest is the payload and gets a right head and checksum, so that what lies behind them is
 * tried too. */
#include "fuzz.h"

#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define ROWS 240
#define DAY 19600

static struct {
    int64_t customer[ROWS], amount[ROWS];
    int32_t day[ROWS], product[ROWS];
    patron_book *book;
    void *saved[3];
    int64_t bytes[3];
} fixed;

/* A book of twenty customers with some rhythm, and the rules that are fitted on it. */
static void begin(void)
{
    if (fixed.book) return;
    for (int i = 0; i < ROWS; i++) {
        fixed.customer[i] = i % 20;
        fixed.amount[i] = 100 + i * 37 % 900;
        fixed.day[i] = 19000 + i / 20 * (20 + i % 20) + i % 7;
        fixed.product[i] = i % 3;
    }
    patron_column customers = {.size = sizeof customers, .type = PATRON_TYPE_INT64, .values = fixed.customer};
    patron_column amounts = {.size = sizeof amounts, .type = PATRON_TYPE_INT64, .values = fixed.amount};
    patron_column products = {.size = sizeof products, .type = PATRON_TYPE_INT32, .values = fixed.product};
    patron_column days = {.size = sizeof days, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = fixed.day};
    patron_rows rows = {.size = sizeof rows, .count = ROWS, .customer = &customers, .time = &days, .amount = &amounts,
                        .product = &products};
    patron_rfm_rule *rfm = NULL;
    patron_churn_rule *churn = NULL;
    patron_replenish_rule *replenish = NULL;
    FUZZ_DEMAND(!patron_book_build(&rows, NULL, &fixed.book, NULL));
    FUZZ_DEMAND(!patron_rfm_fit(fixed.book, DAY, NULL, NULL, &rfm, NULL));
    FUZZ_DEMAND(!patron_churn_fit(fixed.book, DAY, NULL, NULL, &churn, NULL));
    FUZZ_DEMAND(!patron_replenish_fit(fixed.book, DAY, NULL, &replenish, NULL));
    FUZZ_DEMAND(!patron_rfm_rule_save(rfm, NULL, 0, &fixed.bytes[0], NULL));
    FUZZ_DEMAND(!patron_churn_rule_save(churn, NULL, 0, &fixed.bytes[1], NULL));
    FUZZ_DEMAND(!patron_replenish_rule_save(replenish, NULL, 0, &fixed.bytes[2], NULL));
    for (int i = 0; i < 3; i++) {
        fixed.saved[i] = malloc((size_t)fixed.bytes[i]);
        FUZZ_DEMAND(fixed.saved[i] != NULL);
    }
    FUZZ_DEMAND(!patron_rfm_rule_save(rfm, fixed.saved[0], fixed.bytes[0], NULL, NULL));
    FUZZ_DEMAND(!patron_churn_rule_save(churn, fixed.saved[1], fixed.bytes[1], NULL, NULL));
    FUZZ_DEMAND(!patron_replenish_rule_save(replenish, fixed.saved[2], fixed.bytes[2], NULL, NULL));
    patron_rfm_rule_free(rfm);
    patron_churn_rule_free(churn);
    patron_replenish_rule_free(replenish);
}

size_t fuzz_seed(uint64_t which, uint8_t *bytes, size_t capacity)
{
    begin();
    if (which >= 6) return 0;
    size_t kind = which % 3, all = (size_t)fixed.bytes[kind], head = which < 3 ? 24 : 0, tail = which < 3 ? 8 : 0;
    FUZZ_DEMAND(all + 1 <= capacity);
    bytes[0] = (uint8_t)(kind | (which < 3 ? 0x80 : 0));
    memcpy(bytes + 1, (const uint8_t *)fixed.saved[kind] + head, all - head - tail);
    return 1 + all - head - tail;
}

/* What save gives for a loaded rule must be the bytes that were loaded. */
static void demand_same(const uint8_t *rule, size_t size, const void *again, int64_t needed)
{
    FUZZ_DEMAND(needed == (int64_t)size && memcmp(rule, again, size) == 0);
}

static void try_rfm(const uint8_t *bytes, size_t size, void *again)
{
    patron_rfm_rule *rule = NULL;
    int32_t r[20], f[20], m[20], segment[20];
    patron_rfm_columns out = {.size = sizeof out, .capacity = 20, .r = r, .f = f, .m = m};
    patron_rfm_info info = {.size = sizeof info};
    int64_t needed = 0;
    if (patron_rfm_rule_load(bytes, (int64_t)size, NULL, &rule, NULL)) return;
    FUZZ_DEMAND(!patron_rfm_rule_inspect(rule, &info, NULL));
    if (info.bins == 5) out.segment = segment;
    if (!patron_rfm_score(fixed.book, DAY, rule, NULL, 0, 20, &out, NULL))
        for (int i = 0; i < 20; i++)
            FUZZ_DEMAND(r[i] >= 1 && r[i] <= info.bins && f[i] >= 1 && f[i] <= info.bins && m[i] >= 1 &&
                        m[i] <= info.bins);
    FUZZ_DEMAND(!patron_rfm_rule_save(rule, again, (int64_t)size, &needed, NULL));
    demand_same(bytes, size, again, needed);
    patron_rfm_rule_free(rule);
}

static void try_churn(const uint8_t *bytes, size_t size, void *again)
{
    patron_churn_rule *rule = NULL;
    int32_t state[20], next_day[20];
    double score[20], rho[20], risk[20];
    patron_churn_columns out = {.size = sizeof out, .capacity = 20, .state = state, .score = score, .rho = rho,
                                .next_day = next_day, .value_at_risk = risk};
    int64_t needed = 0;
    if (patron_churn_rule_load(bytes, (int64_t)size, NULL, &rule, NULL)) return;
    if (!patron_churn_score(fixed.book, DAY, rule, 0, 20, &out, NULL))
        for (int i = 0; i < 20; i++)
            FUZZ_DEMAND(state[i] >= 0 && state[i] < PATRON_CHURN_STATES && score[i] >= 0 && score[i] <= 1 &&
                        rho[i] >= 0 && isfinite(rho[i]) && isfinite(risk[i]));
    FUZZ_DEMAND(!patron_churn_rule_save(rule, again, (int64_t)size, &needed, NULL));
    demand_same(bytes, size, again, needed);
    patron_churn_rule_free(rule);
}

static void try_replenish(const uint8_t *bytes, size_t size, void *again)
{
    patron_replenish_rule *rule = NULL;
    patron_table *due = NULL;
    int64_t needed = 0;
    if (patron_replenish_rule_load(bytes, (int64_t)size, NULL, &rule, NULL)) return;
    if (!patron_replenish_due(fixed.book, DAY, rule, NULL, 0, 20, &due, NULL)) {
        for (int32_t c = 0; c < patron_table_columns(due); c++) {
            patron_column column = {.size = sizeof column};
            FUZZ_DEMAND(!patron_table_column(due, c, &column, NULL));
            for (int64_t i = 0; column.type == PATRON_TYPE_FLOAT64 && i < patron_table_rows(due); i++) {
                double value = ((const double *)column.values)[i];
                FUZZ_DEMAND(value >= 0 && value <= 1);
            }
        }
        patron_table_free(due);
    }
    FUZZ_DEMAND(!patron_replenish_rule_save(rule, again, (int64_t)size, &needed, NULL));
    demand_same(bytes, size, again, needed);
    patron_replenish_rule_free(rule);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    begin();
    if (size < 1) return 0;
    static void (*const try_kind[])(const uint8_t *, size_t, void *) = {try_rfm, try_churn, try_replenish};
    size_t kind = (data[0] & 0x7F) % 3, payload = size - 1, whole = data[0] & 0x80 ? payload + 32 : payload;
    uint8_t *bytes = malloc(whole + 1), *again = malloc(whole + 1);
    FUZZ_DEMAND(bytes && again);
    if (data[0] & 0x80) {
        uint64_t length = payload, checksum;
        memcpy(bytes, fixed.saved[kind], 16);
        memcpy(bytes + 16, &length, 8);
        memcpy(bytes + 24, data + 1, payload);
        checksum = XXH3_64bits(bytes, 24 + payload);
        memcpy(bytes + 24 + payload, &checksum, 8);
    } else {
        memcpy(bytes, data + 1, payload);
    }
    try_kind[kind](bytes, whole, again);
    free(bytes);
    free(again);
    return 0;
}
