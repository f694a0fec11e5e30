/* 11: what coupons and discounts are followed by, and what a mailing did against a hold-out. */
#include "shop.h"

static int print_coupons(const patron_book *book, patron_error *error)
{
    enum { ROOM = 2 + PATRON_PROMOTIONS_ROWS_MORE };
    int64_t values = 0, orders[ROOM] = {0}, discount[ROOM] = {0}, born[ROOM] = {0}, observed[ROOM] = {0};
    int64_t within[ROOM] = {0};
    patron_column keys = {.size = sizeof keys};
    patron_promotions_counts counts = {.size = sizeof counts, .capacity = ROOM, .orders = orders, .discount = discount,
                                       .new_buyers = born, .new_observed = observed, .new_within = within};
    int32_t label = patron_book_label(book, "coupon");
    if (patron_book_keys(book, PATRON_KEYS_LABEL + label, &keys, &values, error) ||
        patron_promotions_count(book, SHOP_LAST_DAY, label, NULL, NULL, 0, patron_book_customers(book), &counts, error))
        return 1;
    printf("coupon    orders  discount  new buyers  again within 90 days\n");
    for (int64_t row = 0; row < values + PATRON_PROMOTIONS_ROWS_MORE; row++) {
        const char *name = row == values + PATRON_PROMOTIONS_ROW_NONE ? "(none)"
                           : row == values + PATRON_PROMOTIONS_ROW_ALL ? "(all)"
                           : shop_coupon[((const int64_t *)keys.values)[keys.first + row]];
        double low, high;
        if (patron_stats_wilson(within[row], observed[row], 0, &low, &high, error)) return 1;
        printf("%-8s  %6lld  %8.2f  %10lld  %3lld of %3lld (%.0f to %.0f %%)\n", name, (long long)orders[row],
               (double)discount[row] / 100, (long long)born[row], (long long)within[row], (long long)observed[row],
               100 * low, 100 * high);
    }
    return 0;
}

static int print_depth(const patron_book *book, patron_error *error)
{
    static const char *const band_name[] = {"no discount", "below 15 %", "15 % and more"};
    const int32_t edges[] = {1500};
    int64_t buyers[3] = {0}, repeaters[3] = {0}, later[3] = {0};
    patron_promotions_depth_options options = {.size = sizeof options, .edge_count = 1, .edges = edges};
    patron_promotions_depth_counts counts = {.size = sizeof counts, .capacity = 3, .buyers = buyers,
                                             .repeaters = repeaters, .later_net = later};
    if (patron_promotions_depth(book, SHOP_LAST_DAY, &options, NULL, 0, patron_book_customers(book), &counts, error))
        return 1;
    printf("\nfirst purchase  buyers  came back  later net a buyer\n");
    for (int band = 0; band < 3; band++)
        printf("%-14s  %6lld  %9lld  %17.2f\n", band_name[band], (long long)buyers[band], (long long)repeaters[band],
               (double)later[band] / (double)buyers[band] / 100);
    return 0;
}

/* On 1 September 2024 everyone known got a card, but for a tenth, drawn by lot. */
static int print_mailing(const patron_book *book, patron_error *error)
{
    enum { ARMS = 2 };
    static const char *const name[] = {"hold-out", "card"};
    int32_t arm[SHOP_CUSTOMERS], first_day[SHOP_CUSTOMERS], sent = 19967;
    int64_t recipients[ARMS] = {0}, responders[ARMS] = {0}, net[ARMS] = {0}, square[4 * ARMS] = {0};
    double rate[ARMS], difference[ARMS], low[ARMS], high[ARMS], p_value[ARMS];
    uint32_t lot = 7;
    patron_customers_columns facts = {.size = sizeof facts, .capacity = SHOP_CUSTOMERS, .first_day = first_day};
    if (patron_customers_score(book, sent, NULL, 0, SHOP_CUSTOMERS, &facts, error)) return 1;
    for (int c = 0; c < SHOP_CUSTOMERS; c++)
        arm[c] = first_day[c] == PATRON_NO_DAY ? PATRON_NONE : shop_dice(&lot, 10) > 0;
    patron_promotions_mailing mailing = {.size = sizeof mailing, .arm = arm, .arms = ARMS, .sent_day = sent,
                                         .days = 30};
    patron_promotions_response response = {.size = sizeof response, .capacity = ARMS, .recipients = recipients,
                                           .responders = responders, .net = net, .net_square = square};
    patron_promotions_effects effects = {.size = sizeof effects, .capacity = ARMS, .rate = rate,
                                         .difference = difference, .difference_low = low, .difference_high = high,
                                         .p_value = p_value};
    if (patron_promotions_respond(book, SHOP_LAST_DAY, &mailing, 0, SHOP_CUSTOMERS, &response, error) ||
        patron_promotions_compare(ARMS, &response, 0, PATRON_STATS_HOLM, NULL, &effects, error))
        return 1;
    printf("\narm       recipients  bought in 30 days  difference\n");
    for (int a = 0; a < ARMS; a++) {
        printf("%-8s  %10lld  %3lld (%4.1f %%)", name[a], (long long)recipients[a], (long long)responders[a],
               100 * rate[a]);
        if (a == 0) printf("\n");
        else printf("       %+.1f points (%+.1f to %+.1f), p = %.2f\n", 100 * difference[a], 100 * low[a],
                    100 * high[a], p_value[a]);
    }
    return 0;
}

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_error error;
    shop_make(&shop);
    shop.rows.discount = &shop.discount_column;
    shop.rows.labels = shop.labels;
    shop.rows.label_count = 1;
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) || print_coupons(book, &error) ||
                 print_depth(book, &error) || print_mailing(book, &error);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
