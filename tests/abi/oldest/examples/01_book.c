/* 01: from arrays to a book, and whether it adds up. Two customers, a guest, a refund and a cancelled order. */
#include <patron.h>

#include <stdio.h>

int main(void)
{
    static const char *const keys = "annabobannaannabob";
    static const int32_t key_ends[] = {0, 4, 7, 7, 11, 15, 18}; /* anna, bob, (guest), anna, anna, bob */
    static const uint8_t known[] = {0x3B};                      /* bits 0, 1, 3, 4, 5: the third customer is null */
    static const int32_t day[] = {19723, 19724, 19725, 19730, 19740, 19745};
    static const int64_t amount[] = {4990, 2500, 1200, 3000, 1000, 9900};
    static const int64_t order[] = {101, 102, 103, 104, 101, 105};
    static const int8_t kind[] = {PATRON_KIND_SALE, PATRON_KIND_SALE,   PATRON_KIND_SALE,
                                  PATRON_KIND_SALE, PATRON_KIND_REFUND, PATRON_KIND_IGNORED};

    patron_column customers = {.size = sizeof customers, .type = PATRON_TYPE_STRING, .values = keys,
                               .offsets = key_ends, .valid = known};
    patron_column days = {.size = sizeof days, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = day};
    patron_column amounts = {.size = sizeof amounts, .type = PATRON_TYPE_INT64, .values = amount};
    patron_column orders = {.size = sizeof orders, .type = PATRON_TYPE_INT64, .values = order};
    patron_column kinds = {.size = sizeof kinds, .type = PATRON_TYPE_INT8, .values = kind};
    patron_rows rows = {.size = sizeof rows, .count = 6, .customer = &customers, .time = &days, .amount = &amounts,
                        .order = &orders, .kind = &kinds};
    patron_book *book = NULL;
    patron_error error;

    if (patron_book_build(&rows, NULL, &book, &error)) {
        fprintf(stderr, "row %lld, %s: %s\n", (long long)error.row, error.column, error.message);
        return 1;
    }

    /* The refund of 20 January is not yet in the figures of the 15th. */
    for (int32_t as_of = 19737; as_of <= 19747; as_of += 10) {
        patron_totals totals = {.size = sizeof totals};
        if (patron_book_totals(book, as_of, &totals, &error)) {
            fprintf(stderr, "%s\n", error.message);
            patron_book_free(book);
            return 1;
        }
        int32_t month = 0, of_month = 0;
        (void)patron_calendar_date(as_of, NULL, &month, &of_month, NULL);
        printf("as of 2024-%02d-%02d: %lld orders of %lld buyers; sales %lld - refunds %lld = net %lld"
               " (customers %lld, guests %lld); %lld rows ignored\n",
               (int)month, (int)of_month, (long long)totals.orders_counted, (long long)totals.buyers,
               (long long)totals.sales, (long long)totals.refunds, (long long)totals.net,
               (long long)totals.net_customers, (long long)totals.net_guests, (long long)totals.rows_ignored);
    }
    patron_book_free(book);
    return 0;
}
