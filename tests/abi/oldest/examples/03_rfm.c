/* 03: RFM. Fit the cuts on the whole shop, print them in plain numbers, and sum up the segments. */
#include "shop.h"

#define SEGMENTS 11

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_rfm_rule *rule = NULL;
    patron_error error;
    int64_t buyers[SEGMENTS] = {0}, net[SEGMENTS] = {0}, orders[SEGMENTS] = {0}, net_counted[SEGMENTS] = {0};
    patron_rfm_counts counts = {.size = sizeof counts, .capacity = SEGMENTS, .buyers = buyers, .net = net,
                                .orders = orders, .net_counted = net_counted};
    patron_rfm_info info = {.size = sizeof info};

    shop_make(&shop);
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) ||
                 patron_rfm_fit(book, SHOP_LAST_DAY, NULL, NULL, &rule, &error) ||
                 patron_rfm_rule_inspect(rule, &info, &error) ||
                 patron_rfm_count(book, SHOP_LAST_DAY, rule, NULL, NULL, 0, patron_book_customers(book), &counts,
                                  &error);
    if (!failed) {
        printf("score  last purchase at most  purchases at least  net at least\n");
        for (int score = info.bins; score >= 2; score--)
            printf("%5d  %16lld days  %18lld  %12.2f\n", score, (long long)info.recency[score - 2],
                   (long long)info.frequency[score - 2],
                   (double)info.monetary_numerator[score - 2] / (double)info.monetary_denominator[score - 2] / 100);
        int64_t all = 0;
        for (int s = 0; s < SEGMENTS; s++) all += net[s];
        printf("\nRFM segment         buyers  revenue     AOV\n");
        for (int s = 0; s < SEGMENTS; s++)
            if (buyers[s] > 0)
                printf("%-18s  %6lld  %5.1f %%  %6.2f\n", patron_rfm_map_name(NULL, s), (long long)buyers[s],
                       100.0 * (double)net[s] / (double)all, (double)net_counted[s] / (double)orders[s] / 100);
    }
    patron_rfm_rule_free(rule);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
