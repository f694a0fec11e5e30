/* cases_churn.h (tests): what the churn tests share: columns, shops large enough for a table of their own, one call each. */
#ifndef TEST_CASES_CHURN_H
#define TEST_CASES_CHURN_H

#include "oracle_churn.h"

#include "churn.h"

/* All columns of a score, for `count` customers. */
struct churn_columns {
    int64_t count;
    patron_churn_columns out;
    int32_t *state, *method, *horizon, *flags, *last_day, *silence, *next_silence, *next_day, *next_state;
    int64_t *cases, *purchases, *net;
    double *score, *rho, *p_now, *p_start, *scale, *ratio, *value;
    unsigned char *memory;
    size_t bytes;
};

static inline void *churn_piece(struct churn_columns *c, size_t element)
{
    void *at = c->memory + c->bytes;
    c->bytes += ((size_t)c->count * element + 15) & ~(size_t)15;
    return at;
}

static inline void churn_columns_begin(struct churn_columns *c, int64_t count)
{
    memset(c, 0, sizeof *c);
    c->count = count;
    c->memory = malloc((size_t)(count + 2) * 8 * 19);
    assert_non_null(c->memory);
    c->state = churn_piece(c, 4);
    c->method = churn_piece(c, 4);
    c->horizon = churn_piece(c, 4);
    c->flags = churn_piece(c, 4);
    c->last_day = churn_piece(c, 4);
    c->silence = churn_piece(c, 4);
    c->next_silence = churn_piece(c, 4);
    c->next_day = churn_piece(c, 4);
    c->next_state = churn_piece(c, 4);
    c->cases = churn_piece(c, 8);
    c->purchases = churn_piece(c, 8);
    c->net = churn_piece(c, 8);
    c->score = churn_piece(c, 8);
    c->rho = churn_piece(c, 8);
    c->p_now = churn_piece(c, 8);
    c->p_start = churn_piece(c, 8);
    c->scale = churn_piece(c, 8);
    c->ratio = churn_piece(c, 8);
    c->value = churn_piece(c, 8);
    memset(c->memory, 0x5a, c->bytes);
    c->out = (patron_churn_columns){sizeof c->out, count,     c->state,    c->method,       c->score,    c->rho,
                                    c->horizon,    c->p_now,  c->p_start,  c->cases,        c->flags,    c->scale,
                                    c->ratio,      c->purchases, c->last_day, c->silence,   c->next_silence, c->next_day,
                                    c->next_state, c->net,    c->value};
}

static inline void churn_columns_end(struct churn_columns *c) { free(c->memory); }

static inline void churn_score(const patron_book *book, int32_t as_of, const patron_churn_rule *rule, struct churn_columns *c)
{
    patron_error error;
    churn_columns_begin(c, patron_book_customers(book));
    assert_ok(patron_churn_score(book, as_of, rule, 0, c->count, &c->out, &error), &error);
}

static inline patron_churn_rule *churn_fit(const patron_book *book, int32_t as_of, const patron_churn_options *options)
{
    patron_churn_rule *rule = NULL;
    patron_error error;
    assert_ok(patron_churn_fit(book, as_of, options, NULL, &rule, &error), &error);
    return rule;
}

/* A rule as bytes; free(). */
static inline unsigned char *churn_bytes(const patron_churn_rule *rule, int64_t *count)
{
    patron_error error;
    assert_ok(patron_churn_rule_save(rule, NULL, 0, count, &error), &error);
    unsigned char *bytes = malloc((size_t)*count);
    assert_non_null(bytes);
    assert_ok(patron_churn_rule_save(rule, bytes, *count, NULL, &error), &error);
    return bytes;
}

/* A shop of `customers` with rhythms of their own, some of whom stop; every order has an id and some are refunded. */
static inline void churn_shop(struct shop *shop, uint64_t seed, int64_t customers)
{
    struct rng rng = {seed * 977 + 3};
    int64_t order = 1;
    shop_begin(shop);
    shop->columns = SHOP_ORDER | SHOP_KIND;
    (void)snprintf(shop->name, sizeof shop->name, "churn shop %llu", (unsigned long long)seed);
    for (int64_t customer = 1; customer <= customers; customer++) {
        int64_t rhythm = rng_between(&rng, 2, 150), day = 12000 + rng_between(&rng, 0, 700);
        int64_t purchases = rng_chance(&rng, 40) ? 1 : rng_between(&rng, 1, 14);
        for (int64_t j = 0; j < purchases && day < 12800; j++) {
            struct shop_row row = shop_sale(customer * 3 + 7, day, rng_between(&rng, 1, 9000));
            row.order = order++;
            shop_add(shop, row);
            if (rng_chance(&rng, 6)) {
                row.kind = PATRON_KIND_REFUND;
                row.time += rng_between(&rng, 0, 60);
                if (rng_chance(&rng, 40)) row.amount = row.amount / 2 + 1;
                shop_add(shop, row);
            }
            day += rng_chance(&rng, 8) ? 0 : rhythm * rng_between(&rng, 5, 20) / 10;
        }
    }
}

/* Test rng's own seed for as_of days inside a churn_shop. */
#define CHURN_SHOP_FIRST 12000
#define CHURN_SHOP_LAST 12860

#endif
