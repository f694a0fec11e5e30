/* 07: fit at night, score in a web request. The rules are saved as bytes; the request loads them, builds a book of one
 * customer's own orders and gets the same bits as the nightly run. */
#include "shop.h"

#include <stdlib.h>
#include <string.h>

static void *saved;
static int64_t saved_bytes;

static int nightly(const patron_rows *rows, int32_t as_of, double *rho, patron_error *error)
{
    patron_book *book = NULL;
    patron_churn_rule *rule = NULL;
    patron_churn_columns columns = {.size = sizeof columns, .capacity = 1, .rho = rho};
    int failed = patron_book_build(rows, NULL, &book, error) ||
                 patron_churn_fit(book, as_of, NULL, NULL, &rule, error) ||
                 patron_churn_score(book, as_of, rule, 1, 1, &columns, error) ||
                 patron_churn_rule_save(rule, NULL, 0, &saved_bytes, error);
    if (!failed) {
        saved = malloc((size_t)saved_bytes);
        failed = !saved || patron_churn_rule_save(rule, saved, saved_bytes, NULL, error);
    }
    patron_churn_rule_free(rule);
    patron_book_free(book);
    return failed;
}

static int request(const patron_rows *own, int32_t as_of, int32_t *state, double *rho, patron_error *error)
{
    patron_book *book = NULL;
    patron_churn_rule *rule = NULL;
    patron_churn_columns columns = {.size = sizeof columns, .capacity = 1, .state = state, .rho = rho};
    int failed = patron_churn_rule_load(saved, saved_bytes, NULL, &rule, error) ||
                 patron_book_build(own, NULL, &book, error) ||
                 patron_churn_score(book, as_of, rule, 0, 1, &columns, error);
    patron_churn_rule_free(rule);
    patron_book_free(book);
    return failed;
}

int main(void)
{
    static struct shop shop, one;
    patron_error error = {.code = PATRON_ERROR_MEMORY};
    double nightly_rho = 0, request_rho = 0;
    int32_t state = PATRON_NONE;

    shop_make(&shop);
    shop_make(&one);
    /* The request's own data: the second customer's orders, as they would come from the shop's database. */
    int64_t first = 0, end, second = shop.customer[0] + 1;
    while (shop.customer[first] != second) first++;
    for (end = first; end < shop.count && shop.customer[end] == second;) end++;
    one.rows.count = end - first;
    one.customer_column.first = one.day_column.first = one.amount_column.first = first;
    one.product_column.first = one.quantity_column.first = first;

    int failed = nightly(&shop.rows, SHOP_LAST_DAY, &nightly_rho, &error) ||
                 request(&one.rows, SHOP_LAST_DAY, &state, &request_rho, &error);
    if (!failed)
        printf("rule saved; customer %lld with %lld orders is %s, rho %.3f; the same bits as at night: %s\n",
               (long long)second, (long long)one.rows.count, patron_churn_state_name(state), request_rho,
               memcmp(&nightly_rho, &request_rho, sizeof request_rho) == 0 ? "yes" : "no");

    /* Bytes that were damaged on the way are an error, never a wrong rule. */
    if (!failed) {
        patron_churn_rule *rule = NULL;
        ((unsigned char *)saved)[saved_bytes / 2] ^= 1u;
        patron_status status = patron_churn_rule_load(saved, saved_bytes, NULL, &rule, &error);
        printf("one bit changed: %s\n", patron_status_name(status));
        patron_churn_rule_free(rule);
    }
    free(saved);
    return failed ? shop_failed(&error) : 0;
}
