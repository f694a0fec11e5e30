/* check_book.h (tests): a book, as it lies in memory and as its functions answer, against the naive assembler. */
#ifndef TEST_CHECK_BOOK_H
#define TEST_CHECK_BOOK_H

#include "oracle_book.h"

/* Asserts that the book holds what the oracle says of the shop: customers, orders, lines, refunds, labels, since days,
 * purchases at several as_of days, totals at several as_of days. The shop's rows must be in the order in which the
 * book got them where `numbered` is true (then customer numbers are checked too). */
void check_book(const struct shop *shop, const patron_book *book, bool numbered, const char *what);

/* Only the totals, at one as_of. `erased`: guests' rows and money may lie under ERASED instead of GUEST. */
void check_totals(const struct shop *shop, const patron_book *book, int32_t as_of, bool erased, const char *what);

/* Asserts the identities that hold between the totals of any book. */
void check_reconciled(const patron_totals *totals, const char *what);

#endif
