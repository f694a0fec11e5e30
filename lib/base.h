/* base.h (internal): allocation, errors, option structs and checked arithmetic. Internal names begin with pt_. */
#ifndef PT_BASE_H
#define PT_BASE_H

#include <patron/base.h>

#include <stdbool.h>
#include <string.h>

/* The number of a row, order, customer or key. A test build has 16 bits, to cross the limit with a small input. */
#ifdef PATRON_TEST_INDEX16
typedef uint16_t pt_index;
#define PT_INDEX_NONE UINT16_MAX
#else
typedef uint32_t pt_index;
#define PT_INDEX_NONE UINT32_MAX
#endif
#define PT_ROWS_MAX ((int64_t)PT_INDEX_NONE - 1)      /* 2^32 - 2 */
#define PT_CUSTOMERS_MAX ((int64_t)PT_INDEX_NONE / 2) /* 2^31 - 1 */

__extension__ typedef __int128 pt_int128;
__extension__ typedef unsigned __int128 pt_uint128;

/* ---- allocation ------------------------------------------------------------------------------------------------ */

/* The allocator for `given` (NULL = malloc); ARGUMENT error if a function is missing. */
patron_status pt_allocator_from(const patron_allocator *given, patron_allocator *out, patron_error *error);

/* An array of count elements (count 0 gives a valid pointer too), or NULL and a MEMORY error. `pt_zero_array` is zeroed. */
void *pt_array(const patron_allocator *allocator, int64_t count, size_t element, patron_error *error);
void *pt_zero_array(const patron_allocator *allocator, int64_t count, size_t element, patron_error *error);

/* Releases what pt_array gave for the same count and element; NULL allowed. */
void pt_release(const patron_allocator *allocator, void *memory, int64_t count, size_t element);

/* Releases and sets the pointer to NULL. */
#define PT_FREE(allocator, pointer, count) \
    (pt_release((allocator), (void *)(pointer), (count), sizeof *(pointer)), (pointer) = NULL)

/* ---- errors ---------------------------------------------------------------------------------------------------- */

/* The one writer of errors: fills *error (NULL allowed) and returns `code`. row and other_row: -1 = none. */
patron_status pt_fail(patron_error *error, patron_status code, int32_t argument, int64_t row, int64_t other_row,
                      const char *column, const char *format, ...) __attribute__((format(printf, 7, 8)));

/* The common cases. */
#define pt_fail_argument(error, argument, ...) pt_fail((error), PATRON_ERROR_ARGUMENT, (argument), -1, -1, "", __VA_ARGS__)
#define pt_fail_row(error, row, column, ...) pt_fail((error), PATRON_ERROR_DATA, 0, (row), -1, (column), __VA_ARGS__)

/* ---- option structs -------------------------------------------------------------------------------------------- */

/* Copies a caller's struct that begins with size_t size into `known` (our_size bytes, zero-filled beyond what the caller
 * gave). NULL = all zero. ARGUMENT error for a size below `least` or a tail that we do not know and that is not zero. */
patron_status pt_read_struct(const void *given, void *known, size_t our_size, size_t least, int32_t argument,
                             const char *what, patron_error *error);

/* Writes our result into a caller's struct that begins with its size: the shorter of the two sizes, keeping its size
 * field. ARGUMENT error for a size below `least`. */
patron_status pt_check_out_struct(const void *out, size_t least, int32_t argument, const char *what, patron_error *error);
void pt_write_struct(void *out, const void *ours, size_t our_size);

/* ---- checked arithmetic: true on overflow, as the builtins ------------------------------------------------------ */

static inline bool pt_add(int64_t a, int64_t b, int64_t *out) { return __builtin_add_overflow(a, b, out); }
static inline bool pt_subtract(int64_t a, int64_t b, int64_t *out) { return __builtin_sub_overflow(a, b, out); }
static inline bool pt_multiply(int64_t a, int64_t b, int64_t *out) { return __builtin_mul_overflow(a, b, out); }

/* |a| as it fits: |INT64_MIN| does not, and is an overflow for the caller to name. */
static inline bool pt_absolute(int64_t a, int64_t *out)
{
    if (a == INT64_MIN) return true;
    *out = a < 0 ? -a : a;
    return false;
}

/* Division rounding towards minus infinity; b > 0. */
static inline int64_t pt_floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* ---- aggregates ------------------------------------------------------------------------------------------------ */

/* Adds `count` scratch cells into the caller's: first checks every sum, then commits, so a failure leaves `into`
 * untouched. `into` NULL = not wanted. For several arrays call pt_can_add on all of them first, then pt_commit. */
bool pt_can_add(const int64_t *into, const int64_t *scratch, int64_t count);
void pt_commit(int64_t *into, const int64_t *scratch, int64_t count);

#endif
