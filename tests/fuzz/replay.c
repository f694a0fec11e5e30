/* replay.c: runs a fuzz target without libFuzzer: on files, or on random and mutated bytes for a number of seconds.
 *     fuzz_<target> FILE …
 *     fuzz_<target> --seconds N [--seed S]
 * The bytes of a run are the same for the same seed; an input that fails is kept in fuzz-failed.bin. */
#include "fuzz.h"

#include <signal.h>
#include <time.h>

#define CAPACITY 65536

/* A target need not have seeds. */
#pragma weak fuzz_seed

static uint8_t input[CAPACITY];
static volatile size_t input_size;

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* Keeps the input of a run that died. The process is lost already, so a plain write is all that matters. */
static void keep(int signal_number)
{
    FILE *file = fopen("fuzz-failed.bin", "wb");
    if (file) {
        fwrite(input, 1, input_size, file);
        fclose(file);
    }
    fprintf(stderr, "the input is in fuzz-failed.bin\n");
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static size_t random_bytes(uint64_t *state)
{
    size_t size = next(state) % (next(state) % 8 ? 512 : 8192);
    for (size_t i = 0; i < size; i++) input[i] = (uint8_t)next(state);
    return size;
}

/* Some changes to a seed: bits, small numbers, edges of integers, pieces cut out or doubled. */
static size_t mutated(uint64_t *state, size_t size)
{
    static const uint64_t edges[] = {0, 1, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0x80000000u, 0x7FFFFFFFFFFFFFFF,
                                     0x8000000000000000u, 0xFFFFFFFFFFFFFFFF, 0x7FF0000000000000, 0x7FF8000000000000};
    uint64_t changes = next(state) % 6;
    for (uint64_t n = 0; n < changes && size > 8; n++) {
        size_t at = next(state) % (size - 8), length = next(state) % (size - at);
        uint64_t edge = edges[next(state) % (sizeof edges / sizeof *edges)];
        switch (next(state) % 6) {
        case 0: input[at] ^= (uint8_t)(1u << next(state) % 8); break;
        case 1: input[at] = (uint8_t)next(state); break;
        case 2: memcpy(input + at, &edge, 1u << next(state) % 4); break;
        case 3: size = at; break;
        case 4:
            memmove(input + at, input + at + length, size - at - length);
            size -= length;
            break;
        default:
            if (size + length > CAPACITY) break;
            memmove(input + at + length, input + at, size - at);
            size += length;
        }
    }
    return size;
}

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return fprintf(stderr, "%s cannot be opened\n", path), 1;
    input_size = fread(input, 1, CAPACITY, file);
    fclose(file);
    return LLVMFuzzerTestOneInput(input, input_size);
}

/* An input of exactly its size on the heap, so that a read beyond it is seen. */
static void run_exactly(void)
{
    uint8_t *exact = malloc(input_size ? input_size : 1);
    if (!exact) abort();
    memcpy(exact, input, input_size);
    (void)LLVMFuzzerTestOneInput(exact, input_size);
    free(exact);
}

int main(int argc, char **argv)
{
    long seconds = 0;
    uint64_t state = 1, runs = 0, seeds = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) seconds = strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) state = strtoull(argv[++i], NULL, 10);
        else if (replay(argv[i])) return 1;
    }
    if (seconds <= 0) return 0;
    signal(SIGABRT, keep);
    signal(SIGSEGV, keep);
    while (fuzz_seed && fuzz_seed(seeds, input, CAPACITY) > 0) seeds++;
    time_t end = time(NULL) + seconds;
    do {
        for (int n = 0; n < 200; n++, runs++) {
            if (seeds == 0 || next(&state) % 4 == 0) input_size = random_bytes(&state);
            else input_size = mutated(&state, fuzz_seed(next(&state) % seeds, input, CAPACITY));
            run_exactly();
        }
    } while (time(NULL) < end);
    printf("%llu runs from %llu seeds\n", (unsigned long long)runs, (unsigned long long)seeds);
    return 0;
}
