/* products.h: what the files of products share. */
#ifndef PATRON_PHP_PRODUCTS_H
#define PATRON_PHP_PRODUCTS_H

#include "php_patron.h"

extern const char *const pp_level_names[]; /* of columns of keys, by PATRON_PRODUCTS_PRODUCT ... */
extern const int32_t pp_level_keys[];      /* PATRON_KEYS_* */

int32_t pp_level_of(zend_object *level); /* NULL: products */
bool pp_items_of(const pp_book *book, int32_t level, int64_t *items);

#endif
