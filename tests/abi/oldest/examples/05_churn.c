/* 05: who is slipping away, how many and with how much money, and why the most valuable of them are on the list. */
#include "shop.h"

static void print_reason(int64_t key, int64_t purchases, double scale, int32_t silence, double ratio, int64_t cases,
                         double now, double start, int32_t horizon)
{
    printf("%lld: ordered %lld times, about every %.0f days; silent for %d days (%.1f times as long).\n"
           "      Of %lld comparable cases %.0f %% ordered again within %d days; right after an order it was"
           " %.0f %%.\n",
           (long long)key, (long long)purchases, scale, (int)silence, ratio, (long long)cases, 100 * now, (int)horizon,
           100 * start);
}

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_churn_rule *rule = NULL;
    patron_error error;
    int64_t buyers[PATRON_CHURN_STATES] = {0}, net[PATRON_CHURN_STATES] = {0};
    static int32_t state[SHOP_CUSTOMERS], silence[SHOP_CUSTOMERS], horizon[SHOP_CUSTOMERS];
    static int64_t purchases[SHOP_CUSTOMERS], cases[SHOP_CUSTOMERS];
    static double now[SHOP_CUSTOMERS], start[SHOP_CUSTOMERS], scale[SHOP_CUSTOMERS], ratio[SHOP_CUSTOMERS];
    static double risk[SHOP_CUSTOMERS];
    patron_churn_columns columns = {.size = sizeof columns, .capacity = SHOP_CUSTOMERS, .state = state,
                                    .silence = silence, .horizon = horizon, .purchases = purchases,
                                    .cases = cases, .p_now = now, .p_start = start, .scale = scale, .ratio = ratio, .value_at_risk = risk};
    patron_column keys = {.size = sizeof keys};

    shop_make(&shop);
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) ||
                 patron_churn_fit(book, SHOP_LAST_DAY, NULL, NULL, &rule, &error) ||
                 patron_churn_states(book, SHOP_LAST_DAY, rule, NULL, 0, patron_book_customers(book), buyers, net, NULL,
                                     &error) ||
                 patron_churn_score(book, SHOP_LAST_DAY, rule, 0, patron_book_customers(book), &columns, &error) ||
                 patron_book_keys(book, PATRON_KEYS_CUSTOMER, &keys, NULL, &error);
    for (int s = 0; !failed && s < PATRON_CHURN_STATES; s++)
        printf("%-13s  %3lld buyers, %8.2f in the last 365 days\n", patron_churn_state_name(s), (long long)buyers[s],
               (double)net[s] / 100);

    if (!failed) printf("\nslipping, most value at risk first:\n");
    for (int n = 0; !failed && n < 3; n++) {
        int64_t best = -1;
        for (int64_t c = 0; c < patron_book_customers(book); c++)
            if (state[c] == PATRON_CHURN_SLIPPING && (best < 0 || risk[c] > risk[best])) best = c;
        if (best < 0) break;
        print_reason(((const int64_t *)keys.values)[keys.first + best], purchases[best], scale[best], silence[best],
                     ratio[best], cases[best], now[best], start[best], horizon[best]);
        state[best] = PATRON_NONE;
    }
    patron_churn_rule_free(rule);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
