/* From slots to the book's order: partitioned by customer, so that each partition's piece of the book stays in cache, then
 * grouped and sorted within the partition. No pointer per order, no allocation per customer. */
#include "build.h"
#include "failure.h"
#include "parallel.h"

#define CHUNK (INT64_C(1) << 18)     /* slots of one task of the first two passes */
#define PARTITION (INT64_C(1) << 16) /* orders aimed at per partition */
#define PARTITIONS_MAX 1024
#define FEW 40 /* orders of one customer up to which insertion beats a heap */

typedef struct entry {
    int64_t amount;
    int32_t day;
    pt_index group;
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

/* An order on its way to its place. */
typedef struct moving {
    int64_t amount;
    int32_t day;
    pt_index slot; /* where something hangs on orders */
} moving;

static inline moving load(const grouping *job, int64_t i)
{
    const patron_book *book = job->build->book;
    moving order = {book->amount[i], book->day[i], job->wants_source ? job->build->source[i] : 0};
    return order;
}

static inline void store(const grouping *job, int64_t i, moving order)
{
    patron_book *book = job->build->book;
    book->amount[i] = order.amount;
    book->day[i] = order.day;
    if (job->wants_source) job->build->source[i] = order.slot;
}

/* Time, order id, amount, position. Where nothing hangs on orders, equal day and amount make equal orders. */
static inline bool is_before(const grouping *job, moving a, moving b)
{
    const pt_slots *slots = &job->build->slots;
    if (a.day != b.day) return a.day < b.day;
    if (!job->wants_source) return a.amount < b.amount;
    if (slots->within && slots->within[a.slot] != slots->within[b.slot]) return slots->within[a.slot] < slots->within[b.slot];
    int ids = compare_ids(job->build, a.slot, b.slot);
    if (ids) return ids < 0;
    if (a.amount != b.amount) return a.amount < b.amount;
    return pt_slot_row(slots, a.slot) < pt_slot_row(slots, b.slot);
}

static bool is_sorted(const grouping *job, int64_t begin, int64_t end)
{
    for (int64_t i = begin + 1; i < end; i++)
        if (is_before(job, load(job, i), load(job, i - 1))) return false;
    return true;
}

/* Lets the order at `hole` sink in the heap of [begin, end), whose largest order is at begin. */
static void sink(const grouping *job, int64_t begin, int64_t end, int64_t hole, moving order)
{
    for (int64_t child = 2 * hole + 1; begin + child < end; child = 2 * hole + 1) {
        if (begin + child + 1 < end && is_before(job, load(job, begin + child), load(job, begin + child + 1))) child++;
        moving larger = load(job, begin + child);
        if (!is_before(job, order, larger)) break;
        store(job, begin + hole, larger);
        hole = child;
    }
    store(job, begin + hole, order);
}

/* The order within a customer is total (time, order id, amount, position), so a sort need not be stable, and a heap needs no memory. */
static void sort_many(const grouping *job, int64_t begin, int64_t end)
{
    for (int64_t i = (end - begin) / 2 - 1; i >= 0; i--) sink(job, begin, end, i, load(job, begin + i));
    for (int64_t last = end - 1; last > begin; last--) {
        moving order = load(job, last);
        store(job, last, load(job, begin));
        sink(job, begin, last, 0, order);
    }
}

static void sort_customer(const grouping *job, int64_t begin, int64_t end)
{
    if (is_sorted(job, begin, end)) return;
    if (end - begin > FEW) {
        sort_many(job, begin, end);
        return;
    }
    for (int64_t i = begin + 1; i < end; i++) {
        moving order = load(job, i);
        int64_t hole = i;
        for (; hole > begin && is_before(job, order, load(job, hole - 1)); hole--) store(job, hole, load(job, hole - 1));
        store(job, hole, order);
    }
}

/* ---- a partition --------------------------------------------------------------------------------------------------- */

/* Writes order_first of the partition's groups, and where each group's orders begin into next[]. */
static void count_groups(const grouping *job, int64_t partition, int64_t first_group, int64_t groups, int64_t *next)
{
    int64_t position = job->begin[partition];
    memset(next, 0, (size_t)groups * sizeof *next);
    for (int64_t i = job->begin[partition]; i < job->begin[partition + 1]; i++) next[job->entries[i].group - first_group]++;
    for (int64_t g = 0; g < groups; g++) {
        int64_t orders = next[g];
        next[g] = position;
        job->build->book->order_first[first_group + g] = (pt_index)position;
        position += orders;
    }
}

static void group_partition(void *context, int64_t partition)
{
    grouping *job = context;
    const patron_allocator *allocator = job->build->allocator;
    int64_t first_group = partition << job->shift, most = INT64_C(1) << job->shift;
    int64_t groups = job->groups - first_group < most ? job->groups - first_group : most;
    patron_error error;
    if (groups <= 0 || pt_failure_before(&job->failure, partition)) return;
    int64_t *next = pt_array(allocator, groups, sizeof *next, &error);
    if (!next) {
        pt_failure_set(&job->failure, partition, PATRON_ERROR_MEMORY, &error);
        return;
    }
    count_groups(job, partition, first_group, groups, next);
    for (int64_t i = job->begin[partition]; i < job->begin[partition + 1]; i++) {
        const entry *from = &job->entries[i];
        moving order = {from->amount, from->day, job->wants_source ? job->slot[i] : 0};
        store(job, next[from->group - first_group]++, order);
    }
    for (int64_t g = 0, begin = job->begin[partition]; g < groups; begin = next[g++]) sort_customer(job, begin, next[g]);
    PT_FREE(allocator, next, groups);
}

/* ---- all together --------------------------------------------------------------------------------------------------- */

static bool something_hangs_on_orders(const pt_build *build)
{
    const pt_slots *slots = &build->slots;
    bool hangs = slots->within || build->order_ids || slots->state || slots->rows || slots->discount || slots->cost ||
                 slots->quantity || build->lines.slot || build->refunds.count;
    return hangs || build->rowset->schema.label_count;
}

/* Where every slot is an order, the slots' days and amounts, which have been read, become the book's: memory that is warm. */
static void take_over(pt_build *build)
{
    build->book->day = build->slots.day;
    build->book->amount = build->slots.amount;
    build->slots.day = NULL;
    build->slots.amount = NULL;
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
    book->orders = placed;
    if (placed == slots) take_over(build);
    if (!job.wants_source) pt_slots_free(build); /* nothing of them is needed any more */
    if (!(book->order_first = pt_array(allocator, job.groups + 1, sizeof *book->order_first, error))) goto done;
    if (!book->day && !(book->day = pt_array(allocator, placed, sizeof *book->day, error))) goto done;
    if (!book->amount && !(book->amount = pt_array(allocator, placed, sizeof *book->amount, error))) goto done;
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
