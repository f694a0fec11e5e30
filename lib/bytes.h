/* bytes.h (internal): how rules are saved and loaded. A saved rule is
 *     "PTRN" · u32 kind · u32 version · u32 zero · u64 payload bytes · payload · u64 XXH3 of everything before it
 * all little-endian, doubles as their IEEE 754 bits. Loading never trusts a length: every read is checked, and a reader
 * that has failed stays failed and returns zeros, so a loader may check once at the end of each part. */
#ifndef PT_BYTES_H
#define PT_BYTES_H

#include "base.h"

#define PT_RULE_RFM 1
#define PT_RULE_CHURN 2
#define PT_RULE_REPLENISH 3

/* Writing: with bytes == NULL only counts. Begin writes the head, end the payload's length and the checksum. Beyond the
 * capacity nothing is written, only counted. */
typedef struct pt_writer {
    unsigned char *bytes;
    int64_t capacity, used;
} pt_writer;

void pt_write_begin(pt_writer *writer, void *bytes, int64_t capacity, uint32_t kind, uint32_t version);
void pt_write_u32(pt_writer *writer, uint32_t value);
void pt_write_i64(pt_writer *writer, int64_t value);
void pt_write_double(pt_writer *writer, double value);
void pt_write_i64s(pt_writer *writer, const int64_t *values, int64_t count);
void pt_write_doubles(pt_writer *writer, const double *values, int64_t count);
void pt_write_bytes(pt_writer *writer, const void *bytes, int64_t count);
void pt_write_end(pt_writer *writer);

/* The body of every patron_*_rule_save: `write` writes the payload. Fills *needed (may be NULL) also when bytes is NULL
 * (then that is all); CAPACITY error, whose message says how much is needed, if capacity < needed. On failure nothing
 * is written, not even *needed. Arguments are numbered (rule, bytes, capacity, needed, error). */
typedef void (*pt_rule_payload)(pt_writer *writer, const void *rule);
patron_status pt_rule_save(const void *rule, pt_rule_payload write, uint32_t kind, uint32_t version, void *bytes,
                           int64_t capacity, int64_t *needed, patron_error *error);

typedef struct pt_reader {
    const unsigned char *bytes;
    int64_t left;
    bool failed;
} pt_reader;

/* Checks magic, kind, version, length and checksum; FORMAT error saying which (ARGUMENT for NULL with a count, or a
 * negative count). On success the reader is at the payload. */
patron_status pt_read_begin(pt_reader *reader, const void *bytes, int64_t count, uint32_t kind, uint32_t version,
                            patron_error *error);
uint32_t pt_read_u32(pt_reader *reader);
int64_t pt_read_i64(pt_reader *reader);
double pt_read_double(pt_reader *reader);          /* not finite = failed */
void pt_read_i64s(pt_reader *reader, int64_t *values, int64_t count);
void pt_read_doubles(pt_reader *reader, double *values, int64_t count);
const void *pt_read_bytes(pt_reader *reader, int64_t count); /* borrowed; NULL = failed */
/* A count of elements of `element` >= 1 bytes that the rest can hold; else failed and 0. */
int64_t pt_read_count(pt_reader *reader, int64_t element);
/* FORMAT error if the reader failed or bytes are left over. */
patron_status pt_read_end(const pt_reader *reader, patron_error *error);

#endif
