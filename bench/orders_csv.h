/* orders_csv.h (bench, tests): reads the two published files that the back-test is run on into columns for the library.
 *   CDNOW          customer_id, date, quantity, amount: a row is an order
 *   Online Retail  InvoiceNo, …, Quantity, InvoiceDate, UnitPrice, CustomerID, …: a row is a line of the invoice; rows
 *                  without a customer are guests; amount = quantity x price in thousandths, exactly
 * Plain or gzip. Which of the two it is, is seen from the header. */
#ifndef BENCH_ORDERS_CSV_H
#define BENCH_ORDERS_CSV_H

#include <patron/book.h>

struct orders_csv {
    int64_t rows;
    int64_t *customer; /* as the file's digits */
    int32_t *day;
    int64_t *amount;
    char *invoice;     /* bytes of the invoice numbers, NULL in CDNOW */
    int64_t *invoice_end; /* [rows + 1] offsets into them */
    uint8_t *known;    /* bitmap: the row has a customer */
    int64_t capacity, invoice_capacity;
};

/* 0, or -1 with a message on stderr. */
int orders_csv_read(const char *path, struct orders_csv *out);
void orders_csv_free(struct orders_csv *orders);

/* A book of all rows; negative totals (credit notes) are refunds. */
patron_status orders_csv_book(const struct orders_csv *orders, patron_book **out, patron_error *error);

/* "2011-09-09" (what follows is ignored) as days since 1970-01-01, or PATRON_NO_DAY. */
int32_t orders_csv_day(const char *text, size_t length);

#endif
