/* 13: points and tiers. The ledger is replayed from events: orders earn, rewards spend, points expire after a year. */
#include "shop.h"

static void print_history(const patron_loyalty_ledger *ledger, int32_t customer, patron_error *error)
{
    patron_table *table = NULL;
    if (patron_loyalty_history(ledger, customer, SHOP_LAST_DAY, &table, error)) return;
    patron_column day = {.size = sizeof day}, reason = day, points = day, balance = day;
    if (patron_table_column(table, patron_table_find(table, "day"), &day, error) == PATRON_OK &&
        patron_table_column(table, patron_table_find(table, "reason"), &reason, error) == PATRON_OK &&
        patron_table_column(table, patron_table_find(table, "points"), &points, error) == PATRON_OK &&
        patron_table_column(table, patron_table_find(table, "balance"), &balance, error) == PATRON_OK)
        for (int64_t i = 0; i < patron_table_rows(table); i++) {
            char text[16];
            printf("%s  %-8s  %+5lld  %7lld\n", shop_date(((const int32_t *)day.values)[i], text),
                   patron_loyalty_reason_name(((const int32_t *)reason.values)[i]),
                   (long long)((const int64_t *)points.values)[i], (long long)((const int64_t *)balance.values)[i]);
        }
    patron_table_free(table);
}

/* A point for every 10 cents, good for a year; every customer's second order carries a bonus and its fifth is paid
 * with 120 points. */
static int print_points(const struct shop *shop, patron_error *error)
{
    enum { ROOM = SHOP_CAPACITY * 2 };
    static int64_t customer[ROOM], amount[ROOM];
    static int32_t day[ROOM], kind[ROOM];
    int64_t n = 0, of_customer = 0;
    for (int64_t i = 0; i < shop->count; i++) {
        of_customer = i && shop->customer[i] == shop->customer[i - 1] ? of_customer + 1 : 1;
        for (int64_t more = 0; more < 1 + (of_customer == 2 || of_customer == 5); more++, n++) {
            customer[n] = shop->customer[i];
            day[n] = shop->day[i];
            kind[n] = !more ? PATRON_LOYALTY_EARN : of_customer == 2 ? PATRON_LOYALTY_BONUS : PATRON_LOYALTY_SPEND;
            amount[n] = !more ? shop->amount[i] : of_customer == 2 ? 100 : 120;
        }
    }
    patron_column customers = {.size = sizeof customers, .type = PATRON_TYPE_INT64, .values = customer};
    patron_column amounts = customers;
    amounts.values = amount;
    patron_column kinds = {.size = sizeof kinds, .type = PATRON_TYPE_INT32, .values = kind};
    patron_column days = {.size = sizeof days, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = day};
    patron_loyalty_events events = {.size = sizeof events, .count = n, .customer = &customers, .time = &days,
                                    .kind = &kinds, .amount = &amounts};
    const int64_t points[] = {1}, per[] = {10};
    patron_loyalty_options options = {.size = sizeof options, .expiry = PATRON_LOYALTY_EXPIRY_AFTER,
                                      .expiry_count = 365, .rule_count = 1, .rule_points = points, .rule_per = per};
    patron_loyalty_ledger *ledger = NULL;
    int64_t issued = 0, spent = 0, expired = 0, outstanding = 0, expiring = 0, who = 0, cents = 0, all = 0;
    patron_loyalty_counts counts = {.size = sizeof counts, .capacity = 1, .issued = &issued, .spent = &spent,
                                    .expired = &expired, .outstanding = &outstanding, .expiring = &expiring,
                                    .expiring_customers = &who};
    patron_column keys = {.size = sizeof keys};
    int failed = patron_loyalty_build((const patron_loyalty_events *const[]){&events}, 1, &options, &ledger, error) ||
                 patron_loyalty_keys(ledger, &keys, &all, error) ||
                 patron_loyalty_count(ledger, SHOP_LAST_DAY, NULL, NULL, 0, all, &counts, error) ||
                 patron_loyalty_value(outstanding, 1, 1, &cents, NULL, error);
    if (!failed) {
        printf("issued %lld = spent %lld + expired %lld + outstanding %lld; at 1 cent a point %.2f is owed\n",
               (long long)issued, (long long)spent, (long long)expired, (long long)outstanding, (double)cents / 100);
        printf("breakage so far %.1f %% of what was issued; %lld points of %lld customers expire within 30 days\n\n",
               100.0 * (double)expired / (double)issued, (long long)expiring, (long long)who);
        print_history(ledger, 2, error);
    }
    patron_loyalty_free(ledger);
    return failed;
}

/* Silver and gold by the net of the last 365 days, kept for 30 days after the last day above the threshold. */
static int print_tiers(const patron_book *book, patron_error *error)
{
    static const char *const name[] = {"(none)", "silver", "gold"};
    const int64_t thresholds[] = {5000, 10000};
    int64_t buyers[3] = {0}, grace[3] = {0}, lapsing[3] = {0};
    patron_loyalty_tiers tiers = {.size = sizeof tiers, .by = PATRON_LOYALTY_BY_NET, .window = PATRON_LOYALTY_ROLLING,
                                  .grace_days = 30, .tier_count = 2, .within = 30, .thresholds = thresholds};
    patron_loyalty_tier_counts counts = {.size = sizeof counts, .capacity = 3, .buyers = buyers, .in_grace = grace,
                                         .lapsing = lapsing};
    if (patron_loyalty_tiers_count(book, NULL, SHOP_LAST_DAY, &tiers, NULL, 0, patron_book_customers(book), &counts,
                                   error))
        return 1;
    printf("\ntier    buyers  in grace  fall within 30 days\n");
    for (int t = 0; t < 3; t++)
        printf("%-6s  %6lld  %8lld  %19lld\n", name[t], (long long)buyers[t], (long long)grace[t],
               (long long)lapsing[t]);
    return 0;
}

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_error error;
    shop_make(&shop);
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) || print_points(&shop, &error) ||
                 print_tiers(book, &error);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
