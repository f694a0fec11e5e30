#include "keys.h"

#include "sort.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct pt_keys {
    int64_t count;
    bool strings;
    int64_t *integers;  /* [count] */
    int64_t *offsets;   /* [count + 1] */
    char *text;         /* [text_bytes] */
    int64_t text_bytes;
    pt_index *slots;    /* a power of two of them, at most half full; PT_INDEX_NONE = empty */
    int64_t slot_count;
    pt_index *crowded;  /* keys that found no slot within PT_PROBES_MAX, sorted by key */
    int64_t crowded_count;
};

/* ---- hashing ---------------------------------------------------------------------------------------------------- */

#ifdef PATRON_TEST_WEAK_HASH
int64_t pt_keys_test_probes;
uint64_t pt_hash_integer(int64_t key) { return (uint64_t)key & 1u; }
uint64_t pt_hash_string(const char *bytes, int64_t length) { return length ? (uint64_t)bytes[length - 1] & 1u : 0; }
#else
uint64_t pt_hash_integer(int64_t key) { return XXH3_64bits(&key, sizeof key); }
uint64_t pt_hash_string(const char *bytes, int64_t length) { return XXH3_64bits(bytes, (size_t)length); }
#endif

/* ---- the dictionary --------------------------------------------------------------------------------------------- */

pt_keys *pt_keys_make(const patron_allocator *allocator, bool strings, int64_t count, int64_t bytes, patron_error *error)
{
    pt_keys *keys = pt_zero_array(allocator, 1, sizeof *keys, error);
    if (!keys) return NULL;
    keys->count = count;
    keys->strings = strings;
    keys->text_bytes = bytes;
    if (strings) {
        keys->offsets = pt_array(allocator, count + 1, sizeof *keys->offsets, error);
        keys->text = pt_array(allocator, bytes, 1, error);
        if (keys->offsets) keys->offsets[0] = 0;
    } else {
        keys->integers = pt_array(allocator, count, sizeof *keys->integers, error);
    }
    if (strings ? keys->offsets && keys->text : keys->integers != NULL) return keys;
    pt_keys_free(allocator, keys);
    return NULL;
}

void pt_keys_free(const patron_allocator *allocator, pt_keys *keys)
{
    if (!keys) return;
    pt_release(allocator, keys->integers, keys->count, sizeof *keys->integers);
    pt_release(allocator, keys->offsets, keys->count + 1, sizeof *keys->offsets);
    pt_release(allocator, keys->text, keys->text_bytes, 1);
    pt_release(allocator, keys->slots, keys->slot_count, sizeof *keys->slots);
    pt_release(allocator, keys->crowded, keys->crowded_count, sizeof *keys->crowded);
    pt_release(allocator, keys, 1, sizeof *keys);
}

int64_t pt_keys_count(const pt_keys *keys) { return keys->count; }
bool pt_keys_are_strings(const pt_keys *keys) { return keys->strings; }
bool pt_keys_agree(const pt_keys *a, const pt_keys *b) { return a->strings == b->strings || !a->count || !b->count; }
int64_t *pt_keys_integers(pt_keys *keys) { return keys->integers; }
int64_t *pt_keys_offsets(pt_keys *keys) { return keys->offsets; }
char *pt_keys_text(pt_keys *keys) { return keys->text; }

int64_t pt_keys_bytes(const pt_keys *keys)
{
    if (!keys) return 0;
    int64_t dictionary = keys->strings ? 8 * (keys->count + 1) + keys->text_bytes : 8 * keys->count;
    return (int64_t)sizeof *keys + dictionary + (int64_t)sizeof(pt_index) * (keys->slot_count + keys->crowded_count);
}

void pt_keys_column(const pt_keys *keys, patron_column *out)
{
    patron_column column = {0};
    column.size = sizeof column;
    column.type = keys->strings ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT64;
    column.values = keys->strings ? (const void *)keys->text : (const void *)keys->integers;
    column.offsets = keys->offsets;
    *out = column;
}

static int compare_bytes(const char *a, int64_t a_length, const char *b, int64_t b_length)
{
    int64_t common = a_length < b_length ? a_length : b_length;
    int order = common ? memcmp(a, b, (size_t)common) : 0;
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

int pt_keys_compare(const pt_keys *keys, int64_t a, int64_t b)
{
    if (!keys->strings) return (keys->integers[a] > keys->integers[b]) - (keys->integers[a] < keys->integers[b]);
    return compare_bytes(keys->text + keys->offsets[a], keys->offsets[a + 1] - keys->offsets[a],
                         keys->text + keys->offsets[b], keys->offsets[b + 1] - keys->offsets[b]);
}

/* ---- look-up ---------------------------------------------------------------------------------------------------- */

/* What is looked up: an integer, or a string where bytes is not NULL. */
typedef struct wanted {
    int64_t integer, length;
    const char *bytes;
} wanted;

static int compare_wanted(const pt_keys *keys, const wanted *key, pt_index with)
{
    if (!keys->strings) return (key->integer > keys->integers[with]) - (key->integer < keys->integers[with]);
    return compare_bytes(key->bytes, key->length, keys->text + keys->offsets[with],
                         keys->offsets[with + 1] - keys->offsets[with]);
}

static int64_t find_crowded(const pt_keys *keys, const wanted *key)
{
    int64_t low = 0, high = keys->crowded_count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        int order = compare_wanted(keys, key, keys->crowded[middle]);
        if (order == 0) return keys->crowded[middle];
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return -1;
}

static int64_t find(const pt_keys *keys, uint64_t hash, const wanted *key)
{
    uint64_t mask = (uint64_t)keys->slot_count - 1;
    for (uint64_t probe = 0; probe < PT_PROBES_MAX; probe++) {
        pt_index there = keys->slots[(hash + probe) & mask];
        PT_COUNT_PROBE();
        if (there == PT_INDEX_NONE) return -1;
        if (compare_wanted(keys, key, there) == 0) return there;
    }
    return find_crowded(keys, key);
}

int64_t pt_keys_find_integer(const pt_keys *keys, int64_t key)
{
    wanted wanted_key = {key, 0, NULL};
    return keys->count ? find(keys, pt_hash_integer(key), &wanted_key) : -1;
}

int64_t pt_keys_find_string(const pt_keys *keys, const char *bytes, int64_t length)
{
    wanted wanted_key = {0, length, bytes};
    return keys->count ? find(keys, pt_hash_string(bytes, length), &wanted_key) : -1;
}

static bool key_before(const void *context, pt_index a, pt_index b) { return pt_keys_compare(context, a, b) < 0; }

static uint64_t hash_of(const pt_keys *keys, int64_t i)
{
    if (!keys->strings) return pt_hash_integer(keys->integers[i]);
    return pt_hash_string(keys->text + keys->offsets[i], keys->offsets[i + 1] - keys->offsets[i]);
}

/* Puts key i into a free slot near its hash; false if there is none within the bound. */
static bool place(pt_keys *keys, int64_t i)
{
    uint64_t mask = (uint64_t)keys->slot_count - 1, hash = hash_of(keys, i);
    for (uint64_t probe = 0; probe < PT_PROBES_MAX; probe++) {
        pt_index *slot = &keys->slots[(hash + probe) & mask];
        PT_COUNT_PROBE();
        if (*slot == PT_INDEX_NONE) {
            *slot = (pt_index)i;
            return true;
        }
    }
    return false;
}

static patron_status sort_crowded(const patron_allocator *allocator, pt_keys *keys, const pt_index *crowded,
                                  int64_t count, patron_error *error)
{
    pt_index *sorted = pt_array(allocator, count, sizeof *sorted, error);
    pt_index *spare = pt_array(allocator, count, sizeof *spare, error);
    if (sorted && spare) {
        memcpy(sorted, crowded, (size_t)count * sizeof *sorted);
        pt_sort(sorted, spare, count, key_before, keys);
        keys->crowded = sorted;
        keys->crowded_count = count;
        sorted = NULL;
    }
    bool ok = keys->crowded != NULL;
    PT_FREE(allocator, sorted, count);
    PT_FREE(allocator, spare, count);
    return ok ? PATRON_OK : PATRON_ERROR_MEMORY;
}

patron_status pt_keys_index(const patron_allocator *allocator, pt_keys *keys, patron_error *error)
{
    int64_t slot_count = 2, crowded_count = 0;
    while (slot_count < 2 * keys->count) slot_count *= 2;
    keys->slots = pt_array(allocator, slot_count, sizeof *keys->slots, error);
    if (!keys->slots) return PATRON_ERROR_MEMORY;
    keys->slot_count = slot_count;
    memset(keys->slots, 0xff, (size_t)slot_count * sizeof *keys->slots);
    for (int64_t i = 0; i < keys->count; i++) crowded_count += !place(keys, i);
    if (!crowded_count) return PATRON_OK;

    /* Placing again from an empty table gives the same slots, and now there is an array to keep the crowded ones in. */
    pt_index *crowded = pt_array(allocator, crowded_count, sizeof *crowded, error);
    if (!crowded) return PATRON_ERROR_MEMORY;
    memset(keys->slots, 0xff, (size_t)slot_count * sizeof *keys->slots);
    int64_t next = 0;
    for (int64_t i = 0; i < keys->count; i++)
        if (!place(keys, i)) crowded[next++] = (pt_index)i;
    patron_status status = sort_crowded(allocator, keys, crowded, crowded_count, error);
    PT_FREE(allocator, crowded, crowded_count);
    return status;
}
