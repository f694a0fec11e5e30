/* evaluate.h (bench, tests): how well a churn score foretells who orders. The rule is fitted on what is known at the
 * cut and nothing else, everyone who is a buyer then is scored, and the outcome is a purchase in (cut, cut + horizon].
 */
#ifndef BENCH_EVALUATE_H
#define BENCH_EVALUATE_H

#include <patron/churn.h>

enum { EVALUATE_ALL, EVALUATE_REPEATERS, EVALUATE_ONE_TIME, EVALUATE_SETS };

struct evaluation {
    int64_t customers, ordered;
    double auc;          /* P(score of one who ordered > of one who did not), ties count half */
    double auc_recency;  /* the same of minus the days since the last purchase */
    double brier, brier_base; /* of the score; of the share that ordered, given to everybody */
    double calibration;  /* Σ score / ordered */
};

struct backtest {
    struct evaluation set[EVALUATE_SETS];
    int64_t state_customers[PATRON_CHURN_STATES], state_ordered[PATRON_CHURN_STATES];
};

/* Scores at the cut with a rule fitted at the cut. */
patron_status evaluate(const patron_book *book, int32_t cut, int32_t horizon, struct backtest *out,
                       patron_error *error);

#endif
