/* backtest: how well the churn table foretells who orders.
 *     backtest [--horizon DAYS] FILE CUT…
 * FILE is CDNOW's or Online Retail's (orders_csv.h), CUT a date: the rule is fitted on the orders up to it, the outcome
 * is a purchase within the next DAYS (90). Prints a table of each cut. */
#include "evaluate.h"
#include "orders_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const set_names[EVALUATE_SETS] = {"all", "repeaters", "one-time"};

static void print_sets(const struct backtest *result)
{
    printf("  %-10s %9s %8s %8s %8s %8s %8s %8s %8s\n", "customers", "n", "ordered", "AUC", "recency", "Brier",
           "base", "skill", "sum p/y");
    for (int set = 0; set < EVALUATE_SETS; set++) {
        const struct evaluation *row = result->set + set;
        double skill = row->brier_base > 0 ? 1 - row->brier / row->brier_base : 0;
        printf("  %-10s %9lld %8.3f %8.4f %8.4f %8.4f %8.4f %8.3f %8.2f\n", set_names[set], (long long)row->customers,
               row->customers ? (double)row->ordered / (double)row->customers : 0, row->auc, row->auc_recency,
               row->brier, row->brier_base, skill, row->calibration);
    }
}

static void print_states(const struct backtest *result)
{
    printf("  %-14s %9s %8s\n", "state", "n", "ordered");
    for (int32_t state = 0; state < PATRON_CHURN_STATES; state++) {
        int64_t n = result->state_customers[state];
        if (n) printf("  %-14s %9lld %8.3f\n", patron_churn_state_name(state), (long long)n,
                      (double)result->state_ordered[state] / (double)n);
    }
}

static int run(const patron_book *book, const char *text, int32_t horizon)
{
    struct backtest result;
    patron_error error;
    int32_t cut = orders_csv_day(text, strlen(text));
    if (cut == PATRON_NO_DAY) {
        fprintf(stderr, "%s is not a date\n", text);
        return 1;
    }
    if (evaluate(book, cut, horizon, &result, &error)) {
        fprintf(stderr, "%s: %s\n", text, error.message);
        return 1;
    }
    printf("cut %s, horizon %d days\n", text, (int)horizon);
    print_sets(&result);
    print_states(&result);
    return 0;
}

int main(int count, char **words)
{
    struct orders_csv orders;
    patron_book *book = NULL;
    patron_error error;
    int32_t horizon = 90;
    int at = 1, failed = 0;
    if (count > 2 && strcmp(words[1], "--horizon") == 0) {
        horizon = (int32_t)strtol(words[2], NULL, 10);
        at = 3;
    }
    if (count < at + 2 || horizon < 1) {
        fputs("usage: backtest [--horizon DAYS] FILE CUT…\n", stderr);
        return 2;
    }
    if (orders_csv_read(words[at], &orders)) return 1;
    if (orders_csv_book(&orders, &book, &error)) {
        fprintf(stderr, "%s: row %lld: %s\n", words[at], (long long)error.row, error.message);
        failed = 1;
    }
    for (int i = at + 1; !failed && i < count; i++) failed = run(book, words[i], horizon);
    patron_book_free(book);
    orders_csv_free(&orders);
    return failed;
}
