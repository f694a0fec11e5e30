/* keys.h (internal): from keys (integers or strings) to dense numbers in order of first appearance, and back. */
#ifndef PT_KEYS_H
#define PT_KEYS_H

#include "base.h"
#include "columns.h"

/* An immutable dictionary of distinct keys 0 … count-1. */
typedef struct pt_keys pt_keys;

int64_t pt_keys_count(const pt_keys *keys);
bool pt_keys_are_strings(const pt_keys *keys);

/* Whether the keys of two dictionaries can be compared: both are of one kind, or one is empty (a column that is null in
 * every row has no kind, whatever type it came in). */
bool pt_keys_agree(const pt_keys *a, const pt_keys *b);

/* As a borrowed column (INT64 or STRING64). */
void pt_keys_column(const pt_keys *keys, patron_column *out);

/* The number of a key, or -1. Expected O(1), O(log count) for crafted keys. */
int64_t pt_keys_find_integer(const pt_keys *keys, int64_t key);
int64_t pt_keys_find_string(const pt_keys *keys, const char *bytes, int64_t length);

/* Integers by value, strings by bytes (a prefix before what it begins): negative, 0, positive. */
int pt_keys_compare(const pt_keys *keys, int64_t a, int64_t b);

/* Makes a dictionary of the keys of a column, each key once at its first appearance. Nulls are skipped. `numbers` (may be
 * NULL) gets each element's number, PT_INDEX_NONE for null. The column has been through pt_column_read. */
patron_status pt_keys_from_column(const patron_allocator *allocator, const patron_column *column, int64_t count,
                                  const char *role, pt_index *numbers, pt_keys **out, patron_error *error);

void pt_keys_free(const patron_allocator *allocator, pt_keys *keys);
int64_t pt_keys_bytes(const pt_keys *keys);

/* ---- making dictionaries (numbers.c) ----------------------------------------------------------------------------- */

#define PT_KEY_LENGTH_MAX INT32_MAX /* bytes of a string key */

/* A dictionary of `count` keys to be filled by the caller (integers; or offsets and bytes), without look-up table. */
pt_keys *pt_keys_make(const patron_allocator *allocator, bool strings, int64_t count, int64_t bytes,
                      patron_error *error);
int64_t *pt_keys_integers(pt_keys *keys);
int64_t *pt_keys_offsets(pt_keys *keys);
char *pt_keys_text(pt_keys *keys);

/* Adds the look-up table, without which pt_keys_find_* must not be called. */
patron_status pt_keys_index(const patron_allocator *allocator, pt_keys *keys, patron_error *error);

/* The hash of a key. Keys may be crafted to collide: whoever probes by it must bound the probes and then sort. */
uint64_t pt_hash_integer(int64_t key);
uint64_t pt_hash_string(const char *bytes, int64_t length);

#define PT_PROBES_MAX 96 /* slots looked at before a key counts as crowded */

#ifdef PATRON_TEST_WEAK_HASH
extern int64_t pt_keys_test_probes; /* slots looked at since the program began */
#define PT_COUNT_PROBE() (pt_keys_test_probes++)
#else
#define PT_COUNT_PROBE() ((void)0)
#endif

#endif
