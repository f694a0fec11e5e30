#include "evaluate.h"

#include <stdlib.h>
#include <string.h>

struct outcome {
    double score;
    int32_t silence, purchases, state;
    int32_t ordered;
};

/* ---- AUC ------------------------------------------------------------------------------------------------------- */

struct ranked {
    double value;
    int32_t ordered;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    return (left->value > right->value) - (left->value < right->value);
}

/* By mid-ranks (Mann & Whitney 1947). */
static double auc_of(struct ranked *items, int64_t count)
{
    double ranks = 0;
    int64_t ordered = 0;
    qsort(items, (size_t)count, sizeof *items, by_value);
    for (int64_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && !(items[end].value > items[i].value); end++) {}
        for (int64_t k = i; k < end; k++) {
            ranks += items[k].ordered ? (double)(i + end + 1) / 2 : 0;
            ordered += items[k].ordered;
        }
    }
    double others = (double)(count - ordered), pairs = (double)ordered * others;
    return pairs > 0 ? (ranks - (double)ordered * ((double)ordered + 1) / 2) / pairs : 0.5;
}

/* ---- one set of customers -------------------------------------------------------------------------------------- */

static int is_in(const struct outcome *outcome, int set)
{
    if (outcome->purchases < 1) return 0;
    return set == EVALUATE_ALL || (outcome->purchases > 1) == (set == EVALUATE_REPEATERS);
}

static void evaluate_set(const struct outcome *outcomes, int64_t count, int set, struct ranked *spare,
                         struct evaluation *out)
{
    double scores = 0, squares = 0;
    int64_t n = 0;
    memset(out, 0, sizeof *out);
    for (int64_t i = 0; i < count; i++) {
        if (!is_in(outcomes + i, set)) continue;
        double miss = outcomes[i].score - outcomes[i].ordered;
        spare[n].value = outcomes[i].score;
        spare[n++].ordered = outcomes[i].ordered;
        out->ordered += outcomes[i].ordered;
        scores += outcomes[i].score;
        squares += miss * miss;
    }
    out->customers = n;
    if (n == 0) return;
    out->auc = auc_of(spare, n);
    n = 0;
    for (int64_t i = 0; i < count; i++) {
        if (!is_in(outcomes + i, set)) continue;
        spare[n].value = -outcomes[i].silence;
        spare[n++].ordered = outcomes[i].ordered;
    }
    out->auc_recency = auc_of(spare, n);
    double share = (double)out->ordered / (double)n;
    out->brier = squares / (double)n;
    out->brier_base = share * (1 - share);
    out->calibration = out->ordered ? scores / (double)out->ordered : 0;
}

/* ---- the back-test --------------------------------------------------------------------------------------------- */

struct work {
    double *score;
    int32_t *silence, *state, *last;
    int64_t *purchases;
    struct outcome *outcome;
    struct ranked *spare;
};

static int work_begin(struct work *work, size_t n)
{
    n = n ? n : 1;
    work->score = malloc(n * sizeof *work->score);
    work->silence = malloc(n * sizeof *work->silence);
    work->state = malloc(n * sizeof *work->state);
    work->last = malloc(n * sizeof *work->last);
    work->purchases = malloc(n * sizeof *work->purchases);
    work->outcome = malloc(n * sizeof *work->outcome);
    work->spare = malloc(n * sizeof *work->spare);
    return work->score && work->silence && work->state && work->last && work->purchases && work->outcome && work->spare;
}

static void work_end(struct work *work)
{
    free(work->score);
    free(work->silence);
    free(work->state);
    free(work->last);
    free(work->purchases);
    free(work->outcome);
    free(work->spare);
}

/* Scores at the cut, and the last purchase as it is seen at the end of the horizon. */
static patron_status score_both(const patron_book *book, int32_t cut, int32_t horizon, struct work *work,
                                patron_error *error)
{
    const int64_t n = patron_book_customers(book);
    const patron_churn_options options = {.size = sizeof options, .horizon = horizon};
    const patron_churn_columns now = {.size = sizeof now, .capacity = n, .score = work->score, .silence = work->silence,
                                      .state = work->state, .purchases = work->purchases};
    const patron_churn_columns then = {.size = sizeof then, .capacity = n, .last_day = work->last};
    patron_churn_rule *rule;
    patron_status status = patron_churn_fit(book, cut, &options, NULL, &rule, error);
    if (status) return status;
    status = patron_churn_score(book, cut, rule, 0, n, &now, error);
    if (!status) status = patron_churn_score(book, cut + horizon, rule, 0, n, &then, error);
    patron_churn_rule_free(rule);
    return status;
}

patron_status evaluate(const patron_book *book, int32_t cut, int32_t horizon, struct backtest *out,
                       patron_error *error)
{
    const int64_t n = patron_book_customers(book);
    struct work work;
    patron_status status = PATRON_ERROR_MEMORY;
    memset(out, 0, sizeof *out);
    if (work_begin(&work, (size_t)n)) status = score_both(book, cut, horizon, &work, error);
    for (int64_t i = 0; !status && i < n; i++) {
        int32_t ordered = work.last[i] != PATRON_NO_DAY && work.last[i] > cut;
        work.outcome[i] = (struct outcome){work.score[i], work.silence[i], (int32_t)work.purchases[i], work.state[i],
                                           ordered};
        if (work.state[i] == PATRON_NONE) continue;
        out->state_customers[work.state[i]]++;
        out->state_ordered[work.state[i]] += ordered;
    }
    for (int set = 0; !status && set < EVALUATE_SETS; set++)
        evaluate_set(work.outcome, n, set, work.spare, out->set + set);
    work_end(&work);
    return status;
}
