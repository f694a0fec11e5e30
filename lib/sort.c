#include "sort.h"

#define RUN 16 /* runs of this length are sorted by insertion */

static void sort_run(pt_index *positions, int64_t count, pt_before before, const void *context)
{
    for (int64_t i = 1; i < count; i++) {
        pt_index moving = positions[i];
        int64_t hole = i;
        for (; hole > 0 && before(context, moving, positions[hole - 1]); hole--) positions[hole] = positions[hole - 1];
        positions[hole] = moving;
    }
}

static void merge(const pt_index *from, pt_index *into, int64_t begin, int64_t middle, int64_t end, pt_before before,
                  const void *context)
{
    int64_t left = begin, right = middle, out = begin;
    if (middle >= end || !before(context, from[middle], from[middle - 1])) {
        memcpy(into + begin, from + begin, (size_t)(end - begin) * sizeof *into);
        return;
    }
    while (left < middle && right < end)
        into[out++] = before(context, from[right], from[left]) ? from[right++] : from[left++];
    while (left < middle) into[out++] = from[left++];
    while (right < end) into[out++] = from[right++];
}

void pt_sort(pt_index *positions, pt_index *spare, int64_t count, pt_before before, const void *context)
{
    for (int64_t i = 0; i < count; i += RUN)
        sort_run(positions + i, count - i < RUN ? count - i : RUN, before, context);
    pt_index *from = positions, *into = spare;
    for (int64_t width = RUN; width < count; width *= 2) {
        for (int64_t i = 0; i < count; i += 2 * width) {
            int64_t middle = i + width < count ? i + width : count;
            int64_t end = i + 2 * width < count ? i + 2 * width : count;
            merge(from, into, i, middle, end, before, context);
        }
        pt_index *swap = from;
        from = into;
        into = swap;
    }
    if (from != positions) memcpy(positions, from, (size_t)count * sizeof *positions);
}

#define DIGITS 256

void pt_sort_numbers(int64_t *numbers, int64_t *spare, int64_t count)
{
    int64_t *from = numbers, *into = spare;
    for (int shift = 0; shift < 64; shift += 8) {
        int64_t start[DIGITS] = {0}, sum = 0;
        /* the sign bit turned, so that negative numbers come first */
#define DIGIT(number) ((((uint64_t)(number) ^ UINT64_C(1) << 63) >> shift) & (DIGITS - 1))
        for (int64_t i = 0; i < count; i++) start[DIGIT(from[i])]++;
        if (count > 0 && start[DIGIT(from[0])] == count) continue;
        for (int digit = 0; digit < DIGITS; digit++) {
            int64_t many = start[digit];
            start[digit] = sum;
            sum += many;
        }
        for (int64_t i = 0; i < count; i++) into[start[DIGIT(from[i])]++] = from[i];
#undef DIGIT
        int64_t *swap = from;
        from = into;
        into = swap;
    }
    if (from != numbers) memcpy(numbers, from, (size_t)count * sizeof *numbers);
}
