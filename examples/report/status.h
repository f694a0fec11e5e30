/* status.h: what the words of a status column mean. */
#ifndef REPORT_STATUS_H
#define REPORT_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first four are PATRON_KIND_*. REFUNDED is an order that was sold and wholly given back: a sale, and a refund of
 * what the files say was refunded, or of all of it. */
#define STATUS_SALE 0
#define STATUS_RENEWAL 1
#define STATUS_REFUND 2
#define STATUS_IGNORED 3
#define STATUS_REFUNDED 4
#define STATUS_UNKNOWN 5

/* Whose words. */
enum status_words { WORDS_COMMON, WORDS_WOOCOMMERCE, WORDS_SHOPIFY, WORDS_MAGENTO, WORDS_SHOPWARE };

/* STATUS_* of a word. `kinds` is --kinds or NULL: it wins over the built-in words; its word * is every other one. Case,
 * blanks, hyphens and WooCommerce's "wc-" do not matter. */
int status_of(enum status_words words, const char *kinds, const char *bytes, int64_t length);

/* Checks --kinds: 0, or 1 with a sentence. */
int status_check(const char *kinds, char *message, size_t capacity, bool german);

const char *status_name(int status);

#endif
