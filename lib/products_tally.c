/* How often each 64-bit key occurs, in memory proportional to the keys that occur. */
#include "products.h"

#define ROOM_LEAST 1024
#define ROOM_USUAL 65536

/* ---- sorting ---------------------------------------------------------------------------------------------------- */

#define FEW 48

static void sort_few(uint64_t *keys, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        uint64_t moving = keys[i];
        int64_t hole = i;
        for (; hole > 0 && moving < keys[hole - 1]; hole--) keys[hole] = keys[hole - 1];
        keys[hole] = moving;
    }
}

/* One pass of a radix sort; false if all keys agree in this byte, when nothing is moved. */
static bool sort_byte(const uint64_t *from, uint64_t *into, int64_t count, int shift)
{
    int64_t place[256] = {0}, sum = 0;
    for (int64_t i = 0; i < count; i++) place[from[i] >> shift & 255]++;
    if (place[from[0] >> shift & 255] == count) return false;
    for (int b = 0; b < 256; b++) {
        int64_t here = place[b];
        place[b] = sum;
        sum += here;
    }
    for (int64_t i = 0; i < count; i++) into[place[from[i] >> shift & 255]++] = from[i];
    return true;
}

void pt_products_sort(uint64_t *keys, uint64_t *spare, int64_t count)
{
    uint64_t differ = 0, *from = keys, *into = spare;
    if (count <= FEW) {
        sort_few(keys, count);
        return;
    }
    for (int64_t i = 1; i < count; i++) differ |= keys[i] ^ keys[0];
    for (int shift = 0; shift < 64 && differ >> shift; shift += 8) {
        if (!sort_byte(from, into, count, shift)) continue;
        uint64_t *swap = from;
        from = into;
        into = swap;
    }
    if (from != keys) memcpy(keys, from, (size_t)count * sizeof *keys);
}

/* ---- tally ------------------------------------------------------------------------------------------------------ */

static patron_status make_room(pt_tally *tally, int64_t room, patron_error *error)
{
    PT_FREE(tally->allocator, tally->gathered, tally->room);
    PT_FREE(tally->allocator, tally->spare, tally->room);
    tally->room = room;
    tally->gathered = pt_array(tally->allocator, room, sizeof *tally->gathered, error);
    tally->spare = pt_array(tally->allocator, room, sizeof *tally->spare, error);
    return tally->gathered && tally->spare ? PATRON_OK : PATRON_ERROR_MEMORY;
}

patron_status pt_tally_open(pt_tally *tally, const patron_allocator *allocator, patron_error *error)
{
    memset(tally, 0, sizeof *tally);
    tally->allocator = allocator;
    patron_status status = make_room(tally, ROOM_LEAST, error);
    if (status) pt_tally_close(tally);
    return status;
}

void pt_tally_clear(pt_tally *tally)
{
    if (!tally->allocator) return;
    PT_FREE(tally->allocator, tally->key, tally->kept);
    PT_FREE(tally->allocator, tally->count, tally->kept);
    tally->kept = tally->used = 0;
}

void pt_tally_close(pt_tally *tally)
{
    if (!tally->allocator) return;
    pt_tally_clear(tally);
    PT_FREE(tally->allocator, tally->gathered, tally->room);
    PT_FREE(tally->allocator, tally->spare, tally->room);
    tally->allocator = NULL;
}

/* Turns sorted keys into different keys and their counts. */
static int64_t count_equal(uint64_t *keys, int64_t count, pt_index *times)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < count; i++) {
        if (kept && keys[kept - 1] == keys[i]) {
            times[kept - 1]++;
            continue;
        }
        keys[kept] = keys[i];
        times[kept++] = 1;
    }
    return kept;
}

static int64_t count_union(const pt_tally *tally, const uint64_t *keys, int64_t count)
{
    int64_t old = 0, fresh = 0, both = 0;
    while (old < tally->kept && fresh < count) {
        uint64_t a = tally->key[old], b = keys[fresh];
        old += a <= b;
        fresh += b <= a;
        both += a == b;
    }
    return tally->kept + count - both;
}

static void merge(const pt_tally *tally, const uint64_t *keys, const pt_index *times, int64_t count, uint64_t *key,
                  pt_index *sum)
{
    int64_t old = 0, fresh = 0;
    for (int64_t out = 0; old < tally->kept || fresh < count; out++) {
        bool takes_old = old < tally->kept && (fresh == count || tally->key[old] <= keys[fresh]);
        bool takes_fresh = fresh < count && (!takes_old || tally->key[old] == keys[fresh]);
        pt_index times_old = takes_old ? tally->count[old] : 0, times_fresh = takes_fresh ? times[fresh] : 0;
        key[out] = takes_old ? tally->key[old] : keys[fresh];
        sum[out] = (pt_index)(times_old + times_fresh);
        old += takes_old;
        fresh += takes_fresh;
    }
}

patron_status pt_tally_flush(pt_tally *tally, patron_error *error)
{
    if (!tally->used) return PATRON_OK;
    pt_products_sort(tally->gathered, tally->spare, tally->used);
    pt_index *times = (pt_index *)(void *)tally->spare; /* its memory is free again */
    int64_t count = count_equal(tally->gathered, tally->used, times);
    int64_t all = count_union(tally, tally->gathered, count);
    uint64_t *key = pt_array(tally->allocator, all, sizeof *key, error);
    pt_index *sum = pt_array(tally->allocator, all, sizeof *sum, error);
    if (!key || !sum) {
        PT_FREE(tally->allocator, key, all);
        PT_FREE(tally->allocator, sum, all);
        return PATRON_ERROR_MEMORY;
    }
    merge(tally, tally->gathered, times, count, key, sum);
    pt_tally_clear(tally);
    tally->key = key;
    tally->count = sum;
    tally->kept = all;
    int64_t room = tally->room;
    bool larger = room < ROOM_USUAL ? all > room / 2 : all / 8 > room;
    return larger ? make_room(tally, 2 * room, error) : PATRON_OK;
}
