#include "numbers.h"

#include "failure.h"
#include "parallel.h"
#include "sort.h"

#define CHUNK_ROWS (INT64_C(1) << 16)     /* rows of one reading task: whole words of the bitmaps */
#define PARTITION_ROWS (INT64_C(1) << 16) /* aimed at: keys, entries and table then fit in a second-level cache */
#define PARTITION_BITS_MAX 11

static int64_t divide_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

static bool is_present(const pt_row_keys *keys, int64_t row) { return keys->present[row >> 6] >> (row & 63) & 1; }

/* ---- reading ---------------------------------------------------------------------------------------------------- */

typedef struct reading {
    const pt_segment *segments;
    int64_t segment_count;
    const pt_key_rules *rules;
    const char *role;
    pt_row_keys *keys;
    pt_failure failure;
} reading;

static const pt_segment *segment_of(const reading *job, int64_t row)
{
    int64_t low = 0, high = job->segment_count;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (job->segments[middle].first_row <= row) low = middle;
        else high = middle;
    }
    return &job->segments[low];
}

static void mark_present(pt_row_keys *keys, int64_t row, int64_t count, const uint8_t *present)
{
    for (int64_t i = 0; i < count; i++) keys->present[(row + i) >> 6] |= (uint64_t)present[i] << ((row + i) & 63);
}

static patron_status read_integers(const reading *job, const pt_segment *segment, int64_t row, int64_t count,
                                   uint8_t *present, patron_error *error)
{
    const pt_key_rules *rules = job->rules;
    int64_t *out = job->keys->integers + row;
    patron_status status = pt_column_integers(segment->column, row - segment->first_row, count, row, job->role, out,
                                              present, error);
    if (status || !rules || !rules->alias_from) return status;
    for (int64_t i = 0; i < count; i++) {
        int64_t alias = present[i] ? pt_keys_find_integer(rules->alias_from, out[i]) : -1;
        if (alias < 0) continue;
        patron_column to;
        pt_keys_column(rules->alias_keys, &to);
        out[i] = ((const int64_t *)to.values)[rules->alias_to[alias]];
    }
    return PATRON_OK;
}

static patron_status read_strings(const reading *job, const pt_segment *segment, int64_t row, int64_t count,
                                  uint8_t *present, patron_error *error)
{
    const pt_key_rules *rules = job->rules;
    const char **bytes = job->keys->bytes + row;
    int64_t lengths[PT_BLOCK];
    patron_status status = pt_column_strings(segment->column, segment->end, row - segment->first_row, count, row,
                                             job->role, bytes, lengths, present, error);
    if (status) return status;
    for (int64_t i = 0; i < count; i++) {
        if (lengths[i] > PT_KEY_LENGTH_MAX)
            return pt_fail_row(error, row + i, job->role, "a key of %lld bytes is too long", (long long)lengths[i]);
        job->keys->lengths[row + i] = (uint32_t)lengths[i];
        int64_t alias = rules && rules->alias_from && present[i]
                            ? pt_keys_find_string(rules->alias_from, bytes[i], lengths[i]) : -1;
        if (alias < 0) continue;
        patron_column to;
        pt_keys_column(rules->alias_keys, &to);
        const int64_t *offsets = (const int64_t *)to.offsets + rules->alias_to[alias];
        bytes[i] = (const char *)to.values + offsets[0];
        job->keys->lengths[row + i] = (uint32_t)(offsets[1] - offsets[0]);
    }
    return PATRON_OK;
}

static void read_chunk(void *context, int64_t task)
{
    reading *job = context;
    int64_t row = task * CHUNK_ROWS, end = row + CHUNK_ROWS < job->keys->rows ? row + CHUNK_ROWS : job->keys->rows;
    uint8_t present[PT_BLOCK];
    patron_error error;
    patron_status status = PATRON_OK;
    while (row < end && !status && !pt_failure_before(&job->failure, task)) {
        const pt_segment *segment = segment_of(job, row);
        int64_t count = segment->first_row + segment->count - row;
        if (count > end - row) count = end - row;
        if (count > PT_BLOCK) count = PT_BLOCK;
        status = job->keys->strings ? read_strings(job, segment, row, count, present, &error)
                                    : read_integers(job, segment, row, count, present, &error);
        if (!status) mark_present(job->keys, row, count, present);
        row += count;
    }
    if (status) pt_failure_set(&job->failure, task, status, &error);
}

void pt_row_keys_free(const patron_allocator *allocator, pt_row_keys *keys)
{
    PT_FREE(allocator, keys->integers, keys->rows);
    PT_FREE(allocator, keys->bytes, keys->rows);
    PT_FREE(allocator, keys->lengths, keys->rows);
    PT_FREE(allocator, keys->present, divide_up(keys->rows, 64));
}

patron_status pt_row_keys_read(const patron_allocator *allocator, int32_t threads, const pt_segment *segments,
                               int64_t segment_count, int64_t rows, const pt_key_rules *rules, const char *role,
                               pt_row_keys *out, patron_error *error)
{
    pt_row_keys keys = {0};
    keys.rows = rows;
    keys.strings = segment_count > 0 && pt_is_string(segments[0].column);
    patron_status status = PATRON_ERROR_MEMORY;
    reading job = {.segments = segments, .segment_count = segment_count, .rules = rules, .role = role, .keys = &keys};
    pt_failure_begin(&job.failure);
    keys.present = pt_zero_array(allocator, divide_up(rows, 64), sizeof *keys.present, error);
    if (!keys.present) goto done;
    if (keys.strings) {
        keys.bytes = pt_array(allocator, rows, sizeof *keys.bytes, error);
        if (!keys.bytes) goto done;
        keys.lengths = pt_array(allocator, rows, sizeof *keys.lengths, error);
        if (!keys.lengths) goto done;
    } else {
        keys.integers = pt_array(allocator, rows, sizeof *keys.integers, error);
        if (!keys.integers) goto done;
    }
    pt_parallel(threads, divide_up(rows, CHUNK_ROWS), read_chunk, &job);
    status = pt_failure_end(&job.failure, error);
done:
    if (status) pt_row_keys_free(allocator, &keys);
    else *out = keys;
    return status;
}

/* ---- integers that need no hash --------------------------------------------------------------------------------- */

typedef struct shape {
    int64_t present, least, greatest;
    bool ascending;
} shape;

static shape shape_of(const pt_row_keys *keys)
{
    shape found = {0, INT64_MAX, INT64_MIN, true};
    for (int64_t row = 0; row < keys->rows; row++) {
        if (!is_present(keys, row)) continue;
        int64_t key = keys->integers[row];
        if (found.present && key < found.greatest) found.ascending = false;
        if (key < found.least) found.least = key;
        if (key > found.greatest) found.greatest = key;
        found.present++;
    }
    return found;
}

static bool is_excluded(const pt_keys *excluded, int64_t key)
{
    return excluded && pt_keys_find_integer(excluded, key) >= 0;
}

static pt_keys *number_ascending(const patron_allocator *allocator, const pt_row_keys *keys, const pt_keys *excluded,
                                 pt_index *numbers, patron_error *error)
{
    int64_t count = 0, last = 0;
    pt_index current = PT_INDEX_NONE;
    bool any = false;
    for (int64_t row = 0; row < keys->rows; row++) {
        if (!is_present(keys, row)) {
            numbers[row] = PT_INDEX_NONE;
            continue;
        }
        if (!any || keys->integers[row] != last) {
            last = keys->integers[row];
            current = is_excluded(excluded, last) ? PT_INDEX_NONE : (pt_index)count++;
            any = true;
        }
        numbers[row] = current;
    }
    pt_keys *out = pt_keys_make(allocator, false, count, 0, error);
    for (int64_t row = 0; out && row < keys->rows; row++)
        if (numbers[row] != PT_INDEX_NONE) pt_keys_integers(out)[numbers[row]] = keys->integers[row];
    return out;
}

/* An array indexed by key: 0 = not seen, 1 = excluded, else number + 2 (kept in 64 bits less than 2^32 - 1 rows allow). */
static pt_keys *number_narrow(const patron_allocator *allocator, const pt_row_keys *keys, const shape *found,
                              const pt_keys *excluded, pt_index *numbers, patron_error *error)
{
    int64_t width = found->greatest - found->least + 1, count = 0;
    uint32_t *seen = pt_zero_array(allocator, width, sizeof *seen, error);
    if (!seen) return NULL;
    for (int64_t row = 0; row < keys->rows; row++) {
        if (!is_present(keys, row)) {
            numbers[row] = PT_INDEX_NONE;
            continue;
        }
        uint32_t *cell = &seen[keys->integers[row] - found->least];
        if (*cell == 0) *cell = is_excluded(excluded, keys->integers[row]) ? 1 : (uint32_t)(count++ + 2);
        numbers[row] = *cell == 1 ? PT_INDEX_NONE : (pt_index)(*cell - 2);
    }
    pt_keys *out = pt_keys_make(allocator, false, count, 0, error);
    for (int64_t i = 0; out && i < width; i++)
        if (seen[i] > 1) pt_keys_integers(out)[seen[i] - 2] = found->least + i;
    PT_FREE(allocator, seen, width);
    return out;
}

/* ---- partitions by hash ----------------------------------------------------------------------------------------- */

typedef struct entry {
    uint64_t key; /* the integer itself, or the hash of a string */
    pt_index row;
    pt_index local; /* the key's number within its partition */
} entry;

typedef struct hashing {
    const patron_allocator *allocator;
    const pt_row_keys *keys;
    const pt_keys *excluded;
    int32_t bits;
    int64_t partitions, chunks;
    entry *entries;        /* grouped by partition, each in order of rows */
    int64_t *begin;        /* [partitions + 1] */
    int64_t *next;         /* [chunks][partitions]: counts, then where the chunk writes */
    uint16_t *where;       /* [rows]: the partition; PARTITION_NONE = null */
    uint64_t *firsts;      /* bitmap [rows]: rows where a key appears first */
    int64_t *rank;         /* [words]: first rows before each word */
    pt_index *numbers;
    int64_t *distinct;     /* [partitions] */
    pt_keys *out;
    pt_failure failure;
} hashing;

#define PARTITION_NONE UINT16_MAX

static uint64_t hash_of_row(const pt_row_keys *keys, int64_t row)
{
    return keys->strings ? pt_hash_string(keys->bytes[row], keys->lengths[row]) : pt_hash_integer(keys->integers[row]);
}

static uint64_t hash_of_entry(const hashing *job, const entry *e)
{
    return job->keys->strings ? e->key : pt_hash_integer((int64_t)e->key);
}

static int64_t chunk_end(const hashing *job, int64_t chunk)
{
    int64_t end = (chunk + 1) * CHUNK_ROWS;
    return end < job->keys->rows ? end : job->keys->rows;
}

static void count_chunk(void *context, int64_t chunk)
{
    hashing *job = context;
    int64_t *counts = job->next + chunk * job->partitions;
    for (int64_t row = chunk * CHUNK_ROWS; row < chunk_end(job, chunk); row++) {
        job->where[row] = PARTITION_NONE;
        if (!is_present(job->keys, row)) continue;
        uint64_t partition = job->bits ? hash_of_row(job->keys, row) >> (64 - job->bits) : 0;
        job->where[row] = (uint16_t)partition;
        counts[partition]++;
    }
}

static void place_chunk(void *context, int64_t chunk)
{
    hashing *job = context;
    int64_t *next = job->next + chunk * job->partitions;
    for (int64_t row = chunk * CHUNK_ROWS; row < chunk_end(job, chunk); row++) {
        if (job->where[row] == PARTITION_NONE) {
            job->numbers[row] = PT_INDEX_NONE;
            continue;
        }
        entry *e = &job->entries[next[job->where[row]]++];
        e->key = job->keys->strings ? hash_of_row(job->keys, row) : (uint64_t)job->keys->integers[row];
        e->row = (pt_index)row;
    }
}

/* Turns counts[chunk][partition] into where each chunk writes, and fills begin. */
static void lay_out(hashing *job)
{
    int64_t position = 0;
    for (int64_t partition = 0; partition < job->partitions; partition++) {
        job->begin[partition] = position;
        for (int64_t chunk = 0; chunk < job->chunks; chunk++) {
            int64_t *cell = &job->next[chunk * job->partitions + partition], count = *cell;
            *cell = position;
            position += count;
        }
    }
    job->begin[job->partitions] = position;
}

static bool same_key(const hashing *job, const entry *a, const entry *b)
{
    const pt_row_keys *keys = job->keys;
    if (a->key != b->key) return false;
    return !keys->strings || (keys->lengths[a->row] == keys->lengths[b->row] &&
                              memcmp(keys->bytes[a->row], keys->bytes[b->row], keys->lengths[a->row]) == 0);
}

/* A partition's table: at most half full, doubled as keys come. */
typedef struct small_table {
    pt_index *slots; /* local numbers */
    int64_t slot_count;
    pt_index *who;   /* [slot_count / 2]: the entry, counted from the partition's first, where a local number appeared */
    int64_t count;
} small_table;

static void small_table_free(const hashing *job, small_table *table)
{
    PT_FREE(job->allocator, table->slots, table->slot_count);
    PT_FREE(job->allocator, table->who, table->slot_count / 2);
}

static bool small_table_make(const hashing *job, int64_t slot_count, small_table *table, patron_error *error)
{
    memset(table, 0, sizeof *table);
    table->slot_count = slot_count;
    table->slots = pt_array(job->allocator, slot_count, sizeof *table->slots, error);
    if (table->slots) table->who = pt_array(job->allocator, slot_count / 2, sizeof *table->who, error);
    if (table->who) {
        memset(table->slots, 0xff, (size_t)slot_count * sizeof *table->slots);
        return true;
    }
    small_table_free(job, table);
    return false;
}

/* The slot of a key, or of the place where it belongs; NULL if too many others are in the way. */
static pt_index *small_table_slot(const hashing *job, const small_table *table, const entry *first, const entry *key)
{
    uint64_t mask = (uint64_t)table->slot_count - 1, hash = hash_of_entry(job, key);
    for (uint64_t probe = 0; probe < PT_PROBES_MAX; probe++) {
        pt_index *slot = &table->slots[(hash + probe) & mask];
        PT_COUNT_PROBE();
        if (*slot == PT_INDEX_NONE || same_key(job, first + table->who[*slot], key)) return slot;
    }
    return NULL;
}

typedef enum outcome { DONE, CROWDED, NO_MEMORY } outcome;

static outcome small_table_grow(const hashing *job, small_table *table, const entry *first, patron_error *error)
{
    small_table larger;
    if (!small_table_make(job, table->slot_count * 2, &larger, error)) return NO_MEMORY;
    for (int64_t local = 0; local < table->count; local++) {
        pt_index *slot = small_table_slot(job, &larger, first, first + table->who[local]);
        if (!slot) {
            small_table_free(job, &larger);
            return CROWDED;
        }
        *slot = (pt_index)local;
        larger.who[local] = table->who[local];
        larger.count++;
    }
    small_table_free(job, table);
    *table = larger;
    return DONE;
}

static outcome number_by_table(const hashing *job, entry *first, int64_t count, int64_t *distinct, patron_error *error)
{
    small_table table;
    outcome result = DONE;
    if (!small_table_make(job, 1024, &table, error)) return NO_MEMORY;
    for (int64_t i = 0; i < count && result == DONE; i++) {
        pt_index *slot = small_table_slot(job, &table, first, &first[i]);
        if (slot && *slot == PT_INDEX_NONE && table.count == table.slot_count / 2) {
            result = small_table_grow(job, &table, first, error);
            if (result != DONE) break;
            slot = small_table_slot(job, &table, first, &first[i]);
        }
        if (!slot) {
            result = CROWDED;
            break;
        }
        if (*slot == PT_INDEX_NONE) {
            *slot = (pt_index)table.count;
            table.who[table.count++] = (pt_index)i;
        }
        first[i].local = *slot;
    }
    *distinct = table.count;
    small_table_free(job, &table);
    return result;
}

typedef struct crowd {
    const hashing *job;
    const entry *first;
} crowd;

static int compare_entries(const crowd *in, const entry *a, const entry *b)
{
    const pt_row_keys *keys = in->job->keys;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    if (!keys->strings) return 0;
    uint32_t a_length = keys->lengths[a->row], b_length = keys->lengths[b->row];
    int order = memcmp(keys->bytes[a->row], keys->bytes[b->row], a_length < b_length ? a_length : b_length);
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

static bool entry_before(const void *context, pt_index a, pt_index b)
{
    const crowd *in = context;
    return compare_entries(in, &in->first[a], &in->first[b]) < 0;
}

/* The way for a partition full of colliding keys: sort, then number the runs by their first entries. (A leader behind its
 * follower can only come from bytes that another thread changed meanwhile; it then counts as a key of its own.) */
static outcome number_by_sorting(const hashing *job, entry *first, int64_t count, int64_t *distinct,
                                 patron_error *error)
{
    crowd in = {job, first};
    outcome result = NO_MEMORY;
    pt_index *order = pt_array(job->allocator, count, sizeof *order, error);
    pt_index *leader = pt_array(job->allocator, count, sizeof *leader, error);
    if (!order || !leader) goto done;
    for (int64_t i = 0; i < count; i++) order[i] = (pt_index)i;
    pt_sort(order, leader, count, entry_before, &in);
    for (int64_t i = 0; i < count; i++) {
        bool same = i > 0 && compare_entries(&in, &first[order[i - 1]], &first[order[i]]) == 0;
        leader[order[i]] = same ? leader[order[i - 1]] : order[i];
    }
    *distinct = 0;
    for (int64_t i = 0; i < count; i++)
        first[i].local = leader[i] >= (pt_index)i ? (pt_index)(*distinct)++ : first[leader[i]].local;
    result = DONE;
done:
    PT_FREE(job->allocator, order, count);
    PT_FREE(job->allocator, leader, count);
    return result;
}

static bool entry_is_excluded(const hashing *job, const entry *e)
{
    if (!job->excluded) return false;
    if (!job->keys->strings) return pt_keys_find_integer(job->excluded, (int64_t)e->key) >= 0;
    return pt_keys_find_string(job->excluded, job->keys->bytes[e->row], job->keys->lengths[e->row]) >= 0;
}

/* Numbers a partition's keys locally and marks the first row of each. Entries stay in order of rows, so an entry is the
 * first of its key exactly where its local number equals the count of keys so far. */
static void number_partition(void *context, int64_t partition)
{
    hashing *job = context;
    entry *first = job->entries + job->begin[partition];
    int64_t count = job->begin[partition + 1] - job->begin[partition], distinct = 0;
    patron_error error;
    if (!count || pt_failure_before(&job->failure, partition)) return;
    outcome result = number_by_table(job, first, count, &distinct, &error);
    if (result == CROWDED) result = number_by_sorting(job, first, count, &distinct, &error);
    if (result == NO_MEMORY) {
        pt_failure_set(&job->failure, partition, PATRON_ERROR_MEMORY, &error);
        return;
    }
    job->distinct[partition] = distinct;
    int64_t seen = 0;
    for (int64_t i = 0; i < count; i++) {
        if (first[i].local != (pt_index)seen) continue;
        seen++;
        if (entry_is_excluded(job, &first[i])) continue;
        _Atomic uint64_t *word = (_Atomic uint64_t *)&job->firsts[first[i].row >> 6];
        atomic_fetch_or_explicit(word, UINT64_C(1) << (first[i].row & 63), memory_order_relaxed);
    }
}

/* The number of the key that appears first in `row`, or NONE if that row is not marked (its key is excluded). */
static pt_index number_of_first(const hashing *job, int64_t row)
{
    uint64_t word = job->firsts[row >> 6], bit = UINT64_C(1) << (row & 63);
    if (!(word & bit)) return PT_INDEX_NONE;
    return (pt_index)(job->rank[row >> 6] + __builtin_popcountll(word & (bit - 1)));
}

/* Gives every row of a partition its number, and the dictionary its integer keys or the lengths of its strings. */
static void finish_partition(void *context, int64_t partition)
{
    hashing *job = context;
    const entry *first = job->entries + job->begin[partition];
    int64_t count = job->begin[partition + 1] - job->begin[partition], seen = 0;
    patron_error error;
    if (!count || pt_failure_before(&job->failure, partition)) return;
    pt_index *number = pt_array(job->allocator, job->distinct[partition], sizeof *number, &error);
    if (!number) {
        pt_failure_set(&job->failure, partition, PATRON_ERROR_MEMORY, &error);
        return;
    }
    for (int64_t i = 0; i < count; i++) {
        const entry *e = &first[i];
        if (e->local == (pt_index)seen) {
            pt_index fresh = number_of_first(job, e->row);
            number[seen++] = fresh;
            if (fresh != PT_INDEX_NONE && !job->keys->strings) pt_keys_integers(job->out)[fresh] = (int64_t)e->key;
        }
        job->numbers[e->row] = number[e->local];
    }
    PT_FREE(job->allocator, number, job->distinct[partition]);
}

static int64_t rank_firsts(hashing *job, int64_t words)
{
    int64_t count = 0;
    for (int64_t i = 0; i < words; i++) {
        job->rank[i] = count;
        count += __builtin_popcountll(job->firsts[i]);
    }
    return count;
}

/* Calls back for every first row in order, with the key's number. */
#define FOR_EACH_FIRST(job, words, row)                                       \
    for (int64_t word_ = 0; word_ < (words); word_++)                         \
        for (uint64_t left_ = (job)->firsts[word_]; left_; left_ &= left_ - 1) \
            for (int64_t row = word_ * 64 + __builtin_ctzll(left_), once_ = 1; once_; once_ = 0)

static pt_keys *make_dictionary(hashing *job, int64_t words, int64_t count, patron_error *error)
{
    const pt_row_keys *keys = job->keys;
    int64_t bytes = 0, next = 0;
    if (!keys->strings) return pt_keys_make(job->allocator, false, count, 0, error);
    FOR_EACH_FIRST(job, words, row) bytes += keys->lengths[row];
    pt_keys *out = pt_keys_make(job->allocator, true, count, bytes, error);
    if (!out) return NULL;
    int64_t *offsets = pt_keys_offsets(out);
    FOR_EACH_FIRST(job, words, row)
    {
        memcpy(pt_keys_text(out) + offsets[next], keys->bytes[row], keys->lengths[row]);
        offsets[next + 1] = offsets[next] + keys->lengths[row];
        next++;
    }
    return out;
}

static pt_keys *number_hashed(const patron_allocator *allocator, int32_t threads, const pt_row_keys *keys,
                              const pt_keys *excluded, pt_index *numbers, patron_error *error)
{
    int64_t rows = keys->rows, words = divide_up(rows, 64);
    hashing job = {.allocator = allocator, .keys = keys, .excluded = excluded, .numbers = numbers};
    patron_status status = PATRON_ERROR_MEMORY;
    pt_failure_begin(&job.failure);
    while (job.bits < PARTITION_BITS_MAX && rows >> job.bits > PARTITION_ROWS) job.bits++;
    job.partitions = INT64_C(1) << job.bits;
    job.chunks = divide_up(rows, CHUNK_ROWS);
    if (!(job.where = pt_array(allocator, rows, sizeof *job.where, error))) goto done;
    if (!(job.next = pt_zero_array(allocator, job.chunks * job.partitions, sizeof *job.next, error))) goto done;
    if (!(job.begin = pt_array(allocator, job.partitions + 1, sizeof *job.begin, error))) goto done;
    if (!(job.distinct = pt_zero_array(allocator, job.partitions, sizeof *job.distinct, error))) goto done;
    if (!(job.firsts = pt_zero_array(allocator, words, sizeof *job.firsts, error))) goto done;
    if (!(job.rank = pt_array(allocator, words, sizeof *job.rank, error))) goto done;
    if (!(job.entries = pt_array(allocator, rows, sizeof *job.entries, error))) goto done;
    pt_parallel(threads, job.chunks, count_chunk, &job);
    lay_out(&job);
    pt_parallel(threads, job.chunks, place_chunk, &job);
    PT_FREE(allocator, job.where, rows);
    pt_parallel(threads, job.partitions, number_partition, &job);
    status = pt_failure_end(&job.failure, error);
    if (status) goto done;
    job.out = make_dictionary(&job, words, rank_firsts(&job, words), error);
    if (!job.out) goto done;
    pt_parallel(threads, job.partitions, finish_partition, &job);
    status = pt_failure_end(&job.failure, error);
done:
    PT_FREE(allocator, job.where, rows);
    PT_FREE(allocator, job.next, job.chunks * job.partitions);
    PT_FREE(allocator, job.begin, job.partitions + 1);
    PT_FREE(allocator, job.distinct, job.partitions);
    PT_FREE(allocator, job.firsts, words);
    PT_FREE(allocator, job.rank, words);
    PT_FREE(allocator, job.entries, rows);
    if (status) {
        pt_keys_free(allocator, job.out);
        job.out = NULL;
    }
    return job.out;
}

/* ---- all together ----------------------------------------------------------------------------------------------- */

patron_status pt_number_rows(const patron_allocator *allocator, int32_t threads, const pt_row_keys *keys,
                             const pt_keys *excluded, pt_index *numbers, pt_keys **out, patron_error *error)
{
    pt_keys *made = NULL;
    if (keys->strings) {
        made = number_hashed(allocator, threads, keys, excluded, numbers, error);
    } else {
        shape found = shape_of(keys);
        uint64_t width = found.present ? (uint64_t)found.greatest - (uint64_t)found.least : 0;
        if (found.ascending) made = number_ascending(allocator, keys, excluded, numbers, error);
        else if (width < 2 * (uint64_t)keys->rows) made = number_narrow(allocator, keys, &found, excluded, numbers, error);
        else made = number_hashed(allocator, threads, keys, excluded, numbers, error);
    }
    if (!made) return PATRON_ERROR_MEMORY;
    *out = made;
    return PATRON_OK;
}

patron_status pt_keys_from_column(const patron_allocator *allocator, const patron_column *column, int64_t count,
                                  const char *role, pt_index *numbers, pt_keys **out, patron_error *error)
{
    pt_segment segment = {column, count, 0, pt_is_string(column) ? pt_column_end(column, count) : 0};
    pt_row_keys keys = {0};
    pt_keys *made = NULL;
    pt_index *own = NULL;
    if (count > PT_ROWS_MAX)
        return pt_fail(error, PATRON_ERROR_LIMIT, 0, -1, -1, role, "%s: too many keys (%lld)", role, (long long)count);
    patron_status status = pt_row_keys_read(allocator, 1, &segment, 1, count, NULL, role, &keys, error);
    if (status) return status;
    status = PATRON_ERROR_MEMORY;
    own = numbers ? numbers : pt_array(allocator, count, sizeof *own, error);
    if (own) status = pt_number_rows(allocator, 1, &keys, NULL, own, &made, error);
    if (!status) status = pt_keys_index(allocator, made, error);
    if (!numbers) PT_FREE(allocator, own, count);
    pt_row_keys_free(allocator, &keys);
    if (status) pt_keys_free(allocator, made);
    else *out = made;
    return status;
}
