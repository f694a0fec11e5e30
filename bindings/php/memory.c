/* What the handles of a thread hold, outside PHP's heap. PHP's own memory_limit knows nothing of it, and passing that
 * one is a fatal error; so memory that would bring both together past the limit is refused here, and the refusal
 * becomes an exception. */
#include "php_patron.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct pp_memory {
    patron_allocator c;
    _Atomic int64_t held;
    _Atomic int64_t room; /* for handles, as last seen by the owner; other threads cannot ask PHP */
    int64_t handles;
    pthread_t owner;
};

#define CHUNK ((size_t)2 << 20) /* in which PHP's heap grows */

/* How much memory_limit leaves besides PHP's own heap. */
static int64_t limit_less_heap(void)
{
    zend_long limit = PG(memory_limit);
    if (limit <= 0) return INT64_MAX;
    size_t heap = zend_memory_usage(true);
    return heap < (size_t)limit ? (int64_t)((size_t)limit - heap) : 0;
}

/* The same, at least `wanted` if PHP's heap can give that back: it keeps the pages of values that are gone, and gives
 * them up only when it would pass the limit itself. */
static int64_t make_room(int64_t wanted)
{
    int64_t room = limit_less_heap();
    return room >= wanted || !zend_mm_gc(zend_mm_get_heap()) ? room : limit_less_heap();
}

static void *allocate(void *context, size_t bytes)
{
    pp_memory *memory = context;
    if (bytes > (size_t)INT64_MAX / 2) return NULL;
    if (pthread_equal(pthread_self(), memory->owner))
        atomic_store(&memory->room, make_room(atomic_load(&memory->held) + (int64_t)bytes));
    int64_t room = atomic_load(&memory->room);
    int64_t before = atomic_fetch_add(&memory->held, (int64_t)bytes);
    void *made = before <= room && (int64_t)bytes <= room - before ? malloc(bytes) : NULL;
    if (!made) atomic_fetch_sub(&memory->held, (int64_t)bytes);
    return made;
}

static void release(void *context, void *block, size_t bytes)
{
    pp_memory *memory = context;
    atomic_fetch_sub(&memory->held, (int64_t)bytes);
    free(block);
}

void pp_memory_open(pp_memory **out)
{
    pp_memory *memory = pecalloc(1, sizeof *memory, 1);
    memory->c = (patron_allocator){.size = sizeof memory->c, .context = memory, .allocate = allocate,
                                   .release = release};
    memory->owner = pthread_self();
    *out = memory;
}

void pp_memory_close(pp_memory *memory)
{
    pefree(memory, 1);
}

const patron_allocator *pp_allocator(void)
{
    pp_memory *memory = PATRON_G(memory);
    memory->owner = pthread_self(); /* the globals of a forked or handed-over request */
    return &memory->c;
}

void *pp_allocate(size_t bytes)
{
    const patron_allocator *allocator = pp_allocator();
    return allocator->allocate(allocator->context, bytes ? bytes : 1);
}

void *pp_allocate_zero(size_t bytes)
{
    void *made = pp_allocate(bytes);
    return made ? memset(made, 0, bytes ? bytes : 1) : NULL;
}

void pp_release(void *memory, size_t bytes)
{
    const patron_allocator *allocator = &PATRON_G(memory)->c;
    if (memory) allocator->release(allocator->context, memory, bytes ? bytes : 1);
}

/* Not by realloc, which could move the block before the count is known to fit; and both blocks do exist for a while. */
void *pp_resize(void *memory, size_t before, size_t after)
{
    void *made = pp_allocate(after);
    if (!made) return NULL;
    if (memory) memcpy(made, memory, before < after ? before : after);
    pp_release(memory, before);
    return made;
}

bool pp_room(size_t bytes)
{
    if (PG(memory_limit) <= 0) return true;
    size_t idle = zend_memory_usage(true) - zend_memory_usage(false);
    if (bytes < CHUNK / 16 && bytes < idle / 4) return true;
    return pp_room_again(bytes);
}

bool pp_room_again(size_t bytes)
{
    if (PG(memory_limit) <= 0) return true;
    if (bytes > (size_t)PG(memory_limit)) return false;
    int64_t wanted = (int64_t)(bytes + 2 * CHUNK);
    return make_room(wanted + 1) > wanted;
}

int64_t pp_memory_held(void)
{
    return atomic_load(&PATRON_G(memory)->held);
}

int64_t pp_handles(void)
{
    return PATRON_G(memory)->handles;
}

void pp_handle_made(void)
{
    PATRON_G(memory)->handles++;
}

void pp_handle_freed(void)
{
    PATRON_G(memory)->handles--;
}
