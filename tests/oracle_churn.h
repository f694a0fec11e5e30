/* oracle_churn.h (tests): churn as definitions section 8 and models 4.4 say it, with plain loops. Counts are integers;
 * curves are long doubles, evaluated bin by bin at every point that is asked for. */
#ifndef TEST_ORACLE_CHURN_H
#define TEST_ORACLE_CHURN_H

#include "oracle_book.h"

#include <patron/churn.h>

struct oracle_churn {
    int64_t gaps, gap_days;
    int64_t second[2][PATRON_CHURN_SECOND_DAYS];               /* [came, open][days] */
    int64_t cells[2][PATRON_CHURN_GROUPS][PATRON_CHURN_BINS];  /* [closed, open][group - 1][bin] */
    int32_t horizon, new_days;
    double bands[3];
    bool known;
};

/* Counts of the customers for whom `in` (NULL = all) is true, then new_days (< 0 = worked out) of a shop whose records
 * begin on first_day. */
void oracle_churn_fit(const struct oracle_book *book, const bool *in, int32_t horizon, int32_t new_days,
                      int32_t first_day, struct oracle_churn *out);

struct oracle_churn_row {
    int32_t state, horizon, flags, silence, last_day, next_silence, next_state;
    int64_t purchases, cases, net_365;
    double score, rho, p_now, p_start, scale, ratio, value_at_risk;
    bool close;      /* ρ is so near a band that rounding decides the state */
    bool next_close; /* and so of the next one */
};

/* With next: also when the state gets worse (slow). */
void oracle_churn_score(const struct oracle_churn *rule, const struct oracle_customer *customer, int32_t as_of,
                        bool next, struct oracle_churn_row *out);

/* P(purchase within `ahead` days | `silence` days) after purchase number `number`, `span` days after the first one;
 * silence need not be whole. */
double oracle_churn_chance(const struct oracle_churn *rule, int64_t number, int64_t span, double silence,
                           int32_t ahead);

/* h of such a customer. */
int32_t oracle_churn_horizon(const struct oracle_churn *rule, int64_t number, int64_t span);

#endif
