/* cases_rfm.h (tests): sets of RFM options, and columns to score into, shared by the programs that test RFM. */
#ifndef TEST_CASES_RFM_H
#define TEST_CASES_RFM_H

#include "oracle_rfm.h"

/* ---- options to try ---------------------------------------------------------------------------------------------- */

static const int64_t recency_cuts[9] = {700, 400, 200, 200, 90, 30, 10, 5, 0};
static const int64_t frequency_cuts[9] = {0, 2, 2, 3, 5, 8, 9, 10, 11};
static const int64_t monetary_cuts[9] = {-500, 0, 0, 900, 2500, 5000, 10000, 20000, 40000};

#define CASES 14

static inline struct oracle_rfm_options case_of(int i)
{
    enum { D = PATRON_RFM_DEFAULT, Q = PATRON_RFM_QUANTILE, C = PATRON_RFM_CUTS, N = PATRON_RFM_NTILE };
    enum { R = PATRON_RFM_R_RFM, P = PATRON_RFM_QCUT, MEAN = PATRON_RFM_MEAN, MARGIN = PATRON_RFM_MARGIN };
    const struct oracle_rfm_options cases[CASES] = {
        {0, 0, 0, {D, D, D}, {0}, 0, false, {0}},
        {0, 0, MEAN, {Q, Q, Q}, {0}, 0, false, {0}},
        {10, 0, MEAN, {D, D, D}, {0}, 0, false, {0}},
        {2, 90, 0, {D, D, D}, {0}, 0, false, {0}},
        {3, 200, MEAN, {D, D, P}, {0}, 0, true, {40, 0, 300, 0}},
        {5, 0, 0, {N, N, N}, {0}, 0, false, {0}},
        {7, 0, MEAN, {N, N, N}, {0}, 0, false, {0}},
        {5, 0, 0, {R, R, R}, {0}, 100, false, {0}},
        {10, 365, 0, {R, R, R}, {0}, 0, false, {0}},
        {4, 0, 0, {P, P, P}, {0}, 0, false, {0}},
        {10, 0, MEAN, {P, P, P}, {0}, 0, false, {0}},
        {10, 0, 0, {C, C, C}, {recency_cuts, frequency_cuts, monetary_cuts}, 0, false, {0}},
        {6, 30, MEAN, {D, N, C}, {NULL, NULL, monetary_cuts}, 0, true, {0, 0, 0, 0}},
        {5, 0, MARGIN, {D, D, D}, {0}, 0, true, {300, 20, 100, 0}},
    };
    return cases[i];
}

static inline patron_rfm_options library_options(const struct oracle_rfm_options *from)
{
    patron_rfm_options options = {
        .size = sizeof options,
        .flags = from->caps_given ? PATRON_RFM_CAPS_GIVEN : 0,
        .bins = from->bins,
        .window_days = from->window_days,
        .monetary = from->monetary,
        .recency_method = from->method[0],
        .frequency_method = from->method[1],
        .monetary_method = from->method[2],
        .recency_cuts = from->cuts[0],
        .frequency_cuts = from->cuts[1],
        .monetary_cuts = from->cuts[2],
        .currency_unit = from->unit,
    };
    memcpy(options.caps, from->caps, sizeof options.caps);
    return options;
}

static inline bool needs_cost(const struct oracle_rfm_options *options)
{
    return options->monetary == PATRON_RFM_MARGIN;
}

static inline bool has_ntile(const struct oracle_rfm_options *options)
{
    for (int d = 0; d < 3; d++)
        if (options->method[d] == PATRON_RFM_NTILE) return true;
    return false;
}

static inline patron_rfm_rule *fit(const patron_book *book, int32_t as_of, const struct oracle_rfm_options *from,
                            const patron_selection *selection)
{
    patron_rfm_options options = library_options(from);
    patron_rfm_rule *rule = NULL;
    patron_error error;
    assert_ok(patron_rfm_fit(book, as_of, &options, selection, &rule, &error), &error);
    return rule;
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

struct columns {
    int64_t count;
    int32_t *recency;
    int64_t *frequency, *numerator, *denominator;
    int32_t *r, *f, *m, *cell, *segment;
};

static inline struct columns columns_begin(int64_t count)
{
    struct columns c = {.count = count};
    size_t n = (size_t)count + 1;
    c.recency = calloc(n, 4);
    c.frequency = calloc(n, 8);
    c.numerator = calloc(n, 8);
    c.denominator = calloc(n, 8);
    c.r = calloc(n, 4);
    c.f = calloc(n, 4);
    c.m = calloc(n, 4);
    c.cell = calloc(n, 4);
    c.segment = calloc(n, 4);
    return c;
}

static inline void columns_end(struct columns *c)
{
    void *all[] = {c->recency, c->frequency, c->numerator, c->denominator, c->r, c->f, c->m, c->cell, c->segment};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

static inline patron_rfm_columns columns_out(const struct columns *c, int64_t at, int64_t count)
{
    patron_rfm_columns out = {sizeof out,        count,     c->recency + at, c->frequency + at, c->numerator + at,
                              c->denominator + at, c->r + at, c->f + at,       c->m + at,         c->cell + at,
                              c->segment + at};
    return out;
}

static const patron_rfm_map six = {.size = sizeof six, .preset = PATRON_RFM_MAP_SIX};

static inline struct columns score_map(const patron_book *book, int32_t as_of, const patron_rfm_rule *rule,
                                       const patron_rfm_map *map)
{
    int64_t count = patron_book_customers(book);
    struct columns c = columns_begin(count);
    patron_rfm_columns out = columns_out(&c, 0, count);
    patron_error error;
    assert_ok(patron_rfm_score(book, as_of, rule, map, 0, count, &out, &error), &error);
    return c;
}

static inline struct columns score(const patron_book *book, int32_t as_of, const patron_rfm_rule *rule)
{
    return score_map(book, as_of, rule, &six);
}

static inline void assert_same_columns(const struct columns *a, const struct columns *b, const char *what)
{
    size_t n = (size_t)a->count;
    assert_that(a->count == b->count && !memcmp(a->recency, b->recency, n * 4) &&
                !memcmp(a->frequency, b->frequency, n * 8) &&
                    !memcmp(a->numerator, b->numerator, n * 8) && !memcmp(a->denominator, b->denominator, n * 8) &&
                    !memcmp(a->r, b->r, n * 4) && !memcmp(a->f, b->f, n * 4) && !memcmp(a->m, b->m, n * 4) &&
                    !memcmp(a->cell, b->cell, n * 4) && !memcmp(a->segment, b->segment, n * 4),
                "%s: columns differ", what);
}

/* RFM looks at observed_until only to refuse a day; these tests look from any. */
static inline void free_days(struct shop *shop) { shop->flags &= ~(uint64_t)PATRON_BOOK_OBSERVED_UNTIL; }

static inline int64_t save(const patron_rfm_rule *rule, unsigned char *bytes, int64_t capacity)
{
    int64_t needed = 0;
    patron_error error;
    assert_ok(patron_rfm_rule_save(rule, bytes, capacity, &needed, &error), &error);
    return needed;
}

#endif
