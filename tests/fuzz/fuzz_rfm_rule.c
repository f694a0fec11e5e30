/* Any bytes are an error or an RFM rule that scores, counts and saves as itself. The first byte may ask for a good
 * checksum (and head), so that mutated payloads get past it. */
#include <patron/rfm.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

#define HEAD 24
#define CUSTOMERS 12

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(int condition)
{
    if (!condition) abort();
}

/* Small books that every kind of rule can be tried on: integer or string keys, with costs. */
static patron_book *make_book(int strings, uint64_t flags)
{
    static const char text[] = "abbccddddeefggghhhiijjjkl";
    int64_t key[2 * CUSTOMERS], amount[2 * CUSTOMERS], cost[2 * CUSTOMERS];
    int32_t offset[2 * CUSTOMERS + 1], day[2 * CUSTOMERS];
    for (int i = 0; i < 2 * CUSTOMERS; i++) {
        key[i] = i % CUSTOMERS * 1000003 - 5000000;
        amount[i] = 100 + i * 37 % 50;
        cost[i] = i * 11 % 70;
        day[i] = i * 13 % 400;
    }
    for (int i = 0; i <= 2 * CUSTOMERS; i++) offset[i] = i; /* keys of one byte, some of them equal */
    patron_column customer = {.size = sizeof customer, .type = PATRON_TYPE_INT64, .values = key};
    if (strings) {
        customer.type = PATRON_TYPE_STRING;
        customer.values = text;
        customer.offsets = offset;
    }
    const patron_column time = {.size = sizeof time, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = day};
    const patron_column money = {.size = sizeof money, .type = PATRON_TYPE_INT64, .values = amount};
    const patron_column costs = {.size = sizeof costs, .type = PATRON_TYPE_INT64, .values = cost};
    const patron_rows rows = {.size = sizeof rows, .count = 2 * CUSTOMERS, .customer = &customer, .time = &time,
                              .amount = &money, .cost = &costs};
    const patron_book_options options = {.size = sizeof options, .flags = flags};
    patron_book *book = NULL;
    need(patron_book_build(&rows, &options, &book, NULL) == PATRON_OK);
    return book;
}

static void try_rule(const patron_rfm_rule *rule, int strings)
{
    patron_rfm_info info = {.size = sizeof info};
    need(patron_rfm_rule_inspect(rule, &info, NULL) == PATRON_OK);
    patron_book *book = make_book(strings, info.book_flags);
    int64_t n = patron_book_customers(book), cells[49] = {0}, buyers[6] = {0};
    int32_t r[2 * CUSTOMERS], f[2 * CUSTOMERS], m[2 * CUSTOMERS];
    const patron_rfm_map six = {.size = sizeof six, .preset = PATRON_RFM_MAP_SIX};
    const patron_rfm_columns out = {.size = sizeof out, .capacity = 2 * CUSTOMERS, .r = r, .f = f, .m = m};
    const patron_rfm_counts into = {.size = sizeof into, .capacity = 6, .buyers = buyers};
    for (int32_t as_of = 0; as_of <= 1000; as_of += 250) {
        patron_status status = patron_rfm_score(book, as_of, rule, &six, 0, n, &out, NULL);
        need(!status || status == PATRON_ERROR_MISMATCH);
        for (int64_t i = 0; i < n && !status; i++)
            need(r[i] == PATRON_NONE || (r[i] >= 1 && f[i] >= 1 && m[i] >= 1 && r[i] <= info.bins &&
                                         f[i] <= info.bins &&
                                         m[i] <= info.bins));
        need(patron_rfm_count(book, as_of, rule, &six, NULL, 0, n, &into, NULL) == status);
        need(patron_rfm_migration(book, 0, rule, as_of, rule, &six, NULL, 0, n, cells, 49, NULL) == status);
    }
    patron_book_free(book);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    size_t count = size - 1;
    uint8_t *bytes = malloc(count + 1), *again;
    need(bytes != NULL);
    memcpy(bytes, data + 1, count);
    if (data[0] & 1 && count >= HEAD + 8) {
        memcpy(bytes, "PTRN\1\0\0\0\1\0\0\0\0\0\0", 16);
        uint64_t payload = count - HEAD - 8, sum;
        for (int i = 0; i < 8; i++) bytes[16 + i] = (uint8_t)(payload >> (8 * i));
        sum = XXH3_64bits(bytes, count - 8);
        for (int i = 0; i < 8; i++) bytes[count - 8 + (size_t)i] = (uint8_t)(sum >> (8 * i));
    }
    patron_rfm_rule *rule = NULL;
    patron_status status = patron_rfm_rule_load(bytes, (int64_t)count, NULL, &rule, NULL);
    need(status == PATRON_OK || status == PATRON_ERROR_FORMAT);
    if (!status) {
        int64_t needed = 0;
        again = malloc(count + 1);
        need(again && patron_rfm_rule_save(rule, again, (int64_t)count, &needed, NULL) == PATRON_OK);
        need(needed == (int64_t)count && memcmp(bytes, again, count) == 0);
        for (int strings = 0; strings < 2; strings++) try_rule(rule, strings);
        free(again);
        patron_rfm_rule_free(rule);
    }
    free(bytes);
    return 0;
}
