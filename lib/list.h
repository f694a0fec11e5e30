/* list.h (internal): an array that grows by doubling, for things whose number only the pass itself shows. */
#ifndef PT_LIST_H
#define PT_LIST_H

#include "base.h"

typedef struct pt_list {
    void *items;
    int64_t count, capacity;
    size_t element;
} pt_list;

static inline void pt_list_free(const patron_allocator *allocator, pt_list *list)
{
    pt_release(allocator, list->items, list->capacity, list->element);
    list->items = NULL;
    list->count = list->capacity = 0;
}

/* Room for one more item at the end, which the caller fills; NULL and a MEMORY error if there is none. */
static inline void *pt_list_push(const patron_allocator *allocator, pt_list *list, patron_error *error)
{
    if (list->count == list->capacity) {
        int64_t capacity = list->capacity ? list->capacity * 2 : 64;
        void *larger = pt_array(allocator, capacity, list->element, error);
        if (!larger) return NULL;
        if (list->count) memcpy(larger, list->items, (size_t)list->count * list->element);
        pt_release(allocator, list->items, list->capacity, list->element);
        list->items = larger;
        list->capacity = capacity;
    }
    return (char *)list->items + (size_t)list->count++ * list->element;
}

#endif
