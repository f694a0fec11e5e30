/* 06: what each customer will soon need again: pairs of customer and product due within seven days. */
#include "shop.h"

/* The values of a column of a table by its name, or NULL. */
static const void *values(const patron_table *table, const char *name)
{
    patron_column column = {.size = sizeof column};
    return patron_table_column(table, patron_table_find(table, name), &column, NULL) ? NULL : column.values;
}

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_replenish_rule *rule = NULL;
    patron_table *due = NULL;
    patron_error error;
    patron_replenish_options options = {.size = sizeof options, .flags = PATRON_REPLENISH_ONLY_WITHIN};
    patron_column customers = {.size = sizeof customers}, products = {.size = sizeof products};

    shop_make(&shop);
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) ||
                 patron_replenish_fit(book, SHOP_LAST_DAY, NULL, &rule, &error) ||
                 patron_replenish_due(book, SHOP_LAST_DAY, rule, &options, 0, patron_book_customers(book), &due,
                                      &error) ||
                 patron_book_keys(book, PATRON_KEYS_CUSTOMER, &customers, NULL, &error) ||
                 patron_book_keys(book, PATRON_KEYS_PRODUCT, &products, NULL, &error);
    if (!failed) {
        const int32_t *customer = values(due, "customer"), *day = values(due, "due_day");
        const int32_t *from = values(due, "window_from"), *to = values(due, "window_to");
        const int64_t *product = values(due, "product"), *quantity = values(due, "expected_quantity");
        const double *chance = values(due, "chance");
        printf("%lld due within 7 days\ncustomer  product  due         window                    units  in 30 days\n",
               (long long)patron_table_rows(due));
        for (int64_t i = 0; i < patron_table_rows(due) && i < 8; i++) {
            char a[16], b[16], c[16];
            int64_t key = ((const int64_t *)products.values)[products.first + product[i]];
            printf("%8lld  %-7s  %s  %s … %s  %5lld  %8.0f %%\n",
                   (long long)((const int64_t *)customers.values)[customers.first + customer[i]], shop_product[key],
                   shop_date(day[i], a), shop_date(from[i], b), shop_date(to[i], c), (long long)quantity[i],
                   100 * chance[i]);
        }
    }
    patron_table_free(due);
    patron_replenish_rule_free(rule);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
