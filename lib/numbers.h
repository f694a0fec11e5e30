/* numbers.h (internal): gives every row the dense number of its key, in order of first appearance.
 *
 * Keys are read once into library memory; then, by what they look like:
 *   - ascending integers are numbered in one pass, without any table;
 *   - integers within a narrow range go through an array indexed by key;
 *   - everything else is partitioned by hash, so that each partition's small table stays in cache. The first row of every
 *     key is marked in a bitmap, whose rank is the key's number.
 * O(rows) expected; crafted collisions make a partition fall back to sorting, O(rows log rows) at worst. */
#ifndef PT_NUMBERS_H
#define PT_NUMBERS_H

#include "keys.h"

/* A stretch of rows whose keys lie in one column. */
typedef struct pt_segment {
    const patron_column *column;
    int64_t count, first_row;
    int64_t end; /* strings: pt_column_end */
} pt_segment;

/* What happens to keys on their way in; all may be NULL. */
typedef struct pt_key_rules {
    const pt_keys *alias_from; /* key i of it is replaced by key alias_to[i] of alias_keys */
    const pt_keys *alias_keys;
    const pt_index *alias_to;
    const pt_keys *excluded;   /* keys that count as null */
} pt_key_rules;

/* Keys of rows, as the library holds them. */
typedef struct pt_row_keys {
    int64_t rows;
    bool strings;
    int64_t *integers;   /* [rows] */
    const char **bytes;  /* [rows], into the columns */
    uint32_t *lengths;   /* [rows] */
    uint64_t *present;   /* bitmap [rows] */
} pt_row_keys;

/* Reads the segments (which cover rows 0 … rows-1 and agree in being strings or not). Strings stay borrowed. */
patron_status pt_row_keys_read(const patron_allocator *allocator, int32_t threads, const pt_segment *segments,
                               int64_t segment_count, int64_t rows, const pt_key_rules *rules, const char *role,
                               pt_row_keys *out, patron_error *error);
void pt_row_keys_free(const patron_allocator *allocator, pt_row_keys *keys);

/* Numbers the rows: numbers[row], PT_INDEX_NONE for null and excluded keys, and the dictionary (not indexed). */
patron_status pt_number_rows(const patron_allocator *allocator, int32_t threads, const pt_row_keys *keys,
                             const pt_keys *excluded, pt_index *numbers, pt_keys **out, patron_error *error);

#endif
