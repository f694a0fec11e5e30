/* From slots to the book's order: partitioned by customer, so that each partition's piece of the book stays in cache, then
 * grouped and sorted within the partition. No pointer per order, no allocation per customer. */
#include "build.h"
#include "failure.h"
#include "parallel.h"
#include "sort.h"

#define CHUNK (INT64_C(1) << 18)     /* slots of one task of the first two passes */
#define PARTITION (INT64_C(1) << 16) /* orders aimed at per partition */
#define PARTITIONS_MAX 1024
#define FEW 40 /* orders of one customer up to which insertion beats merging */

typedef struct entry {
    int64_t amount;
    int32_t day;
    pt_index group; /* later, within the partition: the slot */
} entry;

typedef struct grouping {
    pt_build *build;
    int64_t groups;     /* customers and guests */
    int32_t shift;      /* groups per partition = 1 << shift */
    int64_t partitions, chunks;
    int64_t *next;      /* [chunks][partitions] */
    int64_t *begin;     /* [partitions + 1] */
    entry *entries;
    pt_index *slot;     /* [entries], where something hangs on orders */
    bool wants_source;
    pt_failure failure;
} grouping;

/* The group of a slot, or -1 where it is no order. */
static inline int64_t group_of(const grouping *job, int64_t slot)
{
    const pt_slots *slots = &job->build->slots;
    if (!pt_slot_is_order(slots, slot)) return -1;
    pt_index customer = slots->customer[slot];
    return customer == PT_INDEX_NONE ? job->groups - 1 : (int64_t)customer;
}

static int64_t chunk_end(const grouping *job, int64_t chunk)
{
    int64_t end = (chunk + 1) * CHUNK;
    return end < job->build->slots.count ? end : job->build->slots.count;
}

static void count_chunk(void *context, int64_t chunk)
{
    grouping *job = context;
    int64_t *counts = job->next + chunk * job->partitions;
    for (int64_t slot = chunk * CHUNK; slot < chunk_end(job, chunk); slot++) {
        int64_t group = group_of(job, slot);
        if (group >= 0) counts[group >> job->shift]++;
    }
}

static void place_chunk(void *context, int64_t chunk)
{
    grouping *job = context;
    const pt_slots *slots = &job->build->slots;
    int64_t *next = job->next + chunk * job->partitions;
    for (int64_t slot = chunk * CHUNK; slot < chunk_end(job, chunk); slot++) {
        int64_t group = group_of(job, slot);
        if (group < 0) continue;
        int64_t at = next[group >> job->shift]++;
        entry fresh = {slots->amount[slot], slots->day[slot], (pt_index)group};
        job->entries[at] = fresh;
        if (job->wants_source) job->slot[at] = (pt_index)slot;
    }
}

static int64_t lay_out(grouping *job)
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
    return position;
}

/* ---- the order within a customer ----------------------------------------------------------------------------------- */

/* Compares the ids of two orders: without id first, then integers by value or strings by bytes. */
static int compare_ids(const pt_build *build, int64_t a, int64_t b)
{
    const pt_slots *slots = &build->slots;
    int64_t known = build->order_ids ? pt_keys_count(build->order_ids) : 0;
    int64_t a_id = slots->id ? slots->id[a] : a, b_id = slots->id ? slots->id[b] : b;
    bool a_has = a_id < known, b_has = b_id < known;
    if (!a_has || !b_has) return a_has - b_has;
    return pt_keys_compare(build->order_ids, a_id, b_id);
}

/* Time, order id, amount, position. Slots are known wherever more than day and amount can decide. */
static bool entry_is_before(const pt_build *build, bool with_slots, const entry *a, const entry *b)
{
    const pt_slots *slots = &build->slots;
    if (a->day != b->day) return a->day < b->day;
    if (!with_slots) return a->amount < b->amount;
    int64_t one = a->group, other = b->group;
    if (slots->within && slots->within[one] != slots->within[other]) return slots->within[one] < slots->within[other];
    int ids = compare_ids(build, one, other);
    if (ids) return ids < 0;
    if (a->amount != b->amount) return a->amount < b->amount;
    return pt_slot_row(slots, one) < pt_slot_row(slots, other);
}

typedef struct sorting {
    const pt_build *build;
    bool with_slots;
    const entry *first;
} sorting;

static bool position_is_before(const void *context, pt_index a, pt_index b)
{
    const sorting *in = context;
    return entry_is_before(in->build, in->with_slots, &in->first[a], &in->first[b]);
}

static bool is_sorted(const grouping *job, const entry *first, int64_t count)
{
    for (int64_t i = 1; i < count; i++)
        if (entry_is_before(job->build, job->wants_source, &first[i], &first[i - 1])) return false;
    return true;
}

static patron_status sort_many(const grouping *job, entry *first, int64_t count, patron_error *error)
{
    const patron_allocator *allocator = job->build->allocator;
    sorting in = {job->build, job->wants_source, first};
    patron_status status = PATRON_ERROR_MEMORY;
    entry *sorted = NULL;
    pt_index *spare = NULL, *positions = pt_array(allocator, count, sizeof *positions, error);
    if (!positions || !(spare = pt_array(allocator, count, sizeof *spare, error))) goto done;
    for (int64_t i = 0; i < count; i++) positions[i] = (pt_index)i;
    pt_sort(positions, spare, count, position_is_before, &in);
    PT_FREE(allocator, spare, count);
    if (!(sorted = pt_array(allocator, count, sizeof *sorted, error))) goto done;
    for (int64_t i = 0; i < count; i++) sorted[i] = first[positions[i]];
    memcpy(first, sorted, (size_t)count * sizeof *first);
    status = PATRON_OK;
done:
    PT_FREE(allocator, positions, count);
    PT_FREE(allocator, spare, count);
    PT_FREE(allocator, sorted, count);
    return status;
}

static patron_status sort_customer(const grouping *job, entry *first, int64_t count, patron_error *error)
{
    if (is_sorted(job, first, count)) return PATRON_OK;
    if (count > FEW) return sort_many(job, first, count, error);
    for (int64_t i = 1; i < count; i++) {
        entry moving = first[i];
        int64_t hole = i;
        for (; hole > 0 && entry_is_before(job->build, job->wants_source, &moving, &first[hole - 1]); hole--)
            first[hole] = first[hole - 1];
        first[hole] = moving;
    }
    return PATRON_OK;
}

/* ---- a partition --------------------------------------------------------------------------------------------------- */

/* Writes order_first of the partition's groups, and leaves in next[] where each group's orders begin in `gathered`. */
static void count_groups(const grouping *job, int64_t partition, int64_t first_group, int64_t groups, int64_t *next)
{
    const entry *from = job->entries + job->begin[partition];
    int64_t count = job->begin[partition + 1] - job->begin[partition], position = 0;
    memset(next, 0, (size_t)groups * sizeof *next);
    for (int64_t i = 0; i < count; i++) next[from[i].group - first_group]++;
    for (int64_t g = 0; g < groups; g++) {
        int64_t orders = next[g];
        next[g] = position;
        job->build->book->order_first[first_group + g] = (pt_index)(job->begin[partition] + position);
        position += orders;
    }
}

static void write_orders(const grouping *job, int64_t partition, const entry *gathered)
{
    patron_book *book = job->build->book;
    int64_t begin = job->begin[partition], count = job->begin[partition + 1] - begin;
    for (int64_t i = 0; i < count; i++) {
        book->day[begin + i] = gathered[i].day;
        book->amount[begin + i] = gathered[i].amount;
    }
    for (int64_t i = 0; i < count && job->wants_source; i++) job->build->source[begin + i] = gathered[i].group;
}

static void group_partition(void *context, int64_t partition)
{
    grouping *job = context;
    const patron_allocator *allocator = job->build->allocator;
    const entry *from = job->entries + job->begin[partition];
    int64_t count = job->begin[partition + 1] - job->begin[partition], first_group = partition << job->shift;
    int64_t groups = job->groups - first_group < INT64_C(1) << job->shift ? job->groups - first_group
                                                                           : INT64_C(1) << job->shift;
    patron_error error;
    patron_status status = PATRON_ERROR_MEMORY;
    entry *gathered = NULL;
    int64_t *next = NULL;
    if (groups <= 0 || pt_failure_is(&job->failure)) return;
    if (!(next = pt_array(allocator, groups, sizeof *next, &error))) goto done;
    if (!(gathered = pt_array(allocator, count, sizeof *gathered, &error))) goto done;
    count_groups(job, partition, first_group, groups, next);
    for (int64_t i = 0; i < count; i++) {
        entry *into = &gathered[next[from[i].group - first_group]++];
        *into = from[i];
        into->group = job->wants_source ? job->slot[job->begin[partition] + i] : 0;
    }
    status = PATRON_OK;
    for (int64_t g = 0, begin = 0; g < groups && !status; begin = next[g++])
        status = sort_customer(job, gathered + begin, next[g] - begin, &error);
    if (!status) write_orders(job, partition, gathered);
done:
    if (status) pt_failure_set(&job->failure, partition, status, &error);
    PT_FREE(allocator, next, groups);
    PT_FREE(allocator, gathered, count);
}

/* ---- all together --------------------------------------------------------------------------------------------------- */

static bool something_hangs_on_orders(const pt_build *build)
{
    const pt_slots *slots = &build->slots;
    bool hangs = slots->within || build->order_ids || slots->state || slots->rows || slots->discount || slots->cost ||
                 slots->quantity || build->lines.slot || build->refunds.count;
    return hangs || build->rowset->schema.label_count;
}

patron_status pt_build_groups(pt_build *build, patron_error *error)
{
    const patron_allocator *allocator = build->allocator;
    patron_book *book = build->book;
    grouping job = {.build = build, .groups = book->customers + 1, .wants_source = something_hangs_on_orders(build)};
    int64_t slots = build->slots.count, placed = 0;
    patron_status status = PATRON_ERROR_MEMORY;
    pt_failure_begin(&job.failure);
    int64_t wanted = slots / PARTITION + 1;
    if (wanted > PARTITIONS_MAX) wanted = PARTITIONS_MAX;
    while ((job.groups - 1) >> job.shift >= wanted) job.shift++;
    job.partitions = ((job.groups - 1) >> job.shift) + 1;
    job.chunks = (slots + CHUNK - 1) / CHUNK;
    if (!(job.next = pt_zero_array(allocator, job.chunks * job.partitions, sizeof *job.next, error))) goto done;
    if (!(job.begin = pt_array(allocator, job.partitions + 1, sizeof *job.begin, error))) goto done;
    if (!(job.entries = pt_array(allocator, slots, sizeof *job.entries, error))) goto done;
    if (job.wants_source && !(job.slot = pt_array(allocator, slots, sizeof *job.slot, error))) goto done;
    pt_parallel(build->settings->threads, job.chunks, count_chunk, &job);
    placed = lay_out(&job);
    pt_parallel(build->settings->threads, job.chunks, place_chunk, &job);
    if (!job.wants_source) pt_slots_free(build); /* nothing of them is needed any more */

    book->orders = placed;
    if (!(book->order_first = pt_array(allocator, job.groups + 1, sizeof *book->order_first, error))) goto done;
    if (!(book->day = pt_array(allocator, placed, sizeof *book->day, error))) goto done;
    if (!(book->amount = pt_array(allocator, placed, sizeof *book->amount, error))) goto done;
    if (job.wants_source && !(build->source = pt_array(allocator, placed, sizeof *build->source, error))) goto done;
    book->order_first[job.groups] = (pt_index)placed;
    pt_parallel(build->settings->threads, job.partitions, group_partition, &job);
    status = pt_failure_end(&job.failure, error);
done:
    PT_FREE(allocator, job.next, job.chunks * job.partitions);
    PT_FREE(allocator, job.begin, job.partitions + 1);
    PT_FREE(allocator, job.entries, slots);
    PT_FREE(allocator, job.slot, slots);
    return status;
}
