/* patron/base.h: status, error, allocator and version. Every other header builds on this one.
 *
 * Conventions that hold in every header:
 *   - A function that can fail returns a patron_status and takes a patron_error as its last argument (NULL allowed).
 *   - When a function fails, its outputs are untouched and nothing leaks, unless its declaration says otherwise.
 *   - Structs that may grow begin with `size`: set it to sizeof the struct and zero the rest; zero means default.
 *     A longer struct than the library knows is accepted only if the bytes it does not know are all zero.
 *   - Undefined values: days PATRON_NO_DAY; other integers that can be undefined PATRON_NONE (-1); doubles are 0 beside
 *     a state or count that says so. No output is ever NaN or infinite.
 *   - Argument order: book or handle, inputs, options, range, out, error.
 *   - Any function may be called from any thread; handles that are read only (books, rules, tables) may be shared.
 */
#ifndef PATRON_BASE_H
#define PATRON_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(PATRON_STATIC)
#define PATRON_API
#elif defined(__GNUC__)
#define PATRON_API __attribute__((visibility("default")))
#else
#define PATRON_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- status ---------------------------------------------------------------------------------------------------- */

/* 0 is success; every failure is one of the negative numbers below, which never change their meaning. */
typedef int32_t patron_status;

#define PATRON_OK 0
#define PATRON_ERROR_MEMORY (-1)    /* the allocator returned NULL */
#define PATRON_ERROR_ARGUMENT (-2)  /* an argument or option is wrong: `argument` says which, `message` why */
#define PATRON_ERROR_DATA (-3)      /* a row is wrong: `row` and `column` say where */
#define PATRON_ERROR_CONFLICT (-4)  /* two rows contradict each other: `row` and `other_row` */
#define PATRON_ERROR_OVERFLOW (-5)  /* a sum would leave int64: `row` is the first row that does not fit, if known */
#define PATRON_ERROR_LIMIT (-6)     /* more rows or customers than a book can hold */
#define PATRON_ERROR_CAPACITY (-7)  /* an output is too small: `message` says how much is needed */
#define PATRON_ERROR_RANGE (-8)     /* a day, instant or range of customers lies outside what is allowed */
#define PATRON_ERROR_FORMAT (-9)    /* loaded bytes are not a valid rule */
#define PATRON_ERROR_MISMATCH (-10) /* a rule or book was made with other settings than this call needs */
#define PATRON_ERROR_MISSING (-11)  /* the measure needs a column that the book does not have */

/* A short English name of a status ("ok", "memory", "data", ...), "unknown" for any other number. Static storage. */
PATRON_API const char *patron_status_name(patron_status status);

/* ---- error ----------------------------------------------------------------------------------------------------- */

/* Where and why a call failed. Owned by the caller, filled only on failure, 256 bytes for ever. Strings are UTF-8 and
 * always terminated; a text that does not fit is cut at a character boundary. */
typedef struct patron_error {
    int32_t code;      /* the status that was returned */
    int32_t argument;  /* position of the offending argument, 1 = first; 0 = none in particular */
    int64_t row;       /* offending row, counted from 0 in the columns given (in a builder: from its first row); -1 = none */
    int64_t other_row; /* the row that `row` contradicts; -1 = none */
    char column[32];   /* the column's role ("amount", "customer", ...) or "" */
    char message[200]; /* one sentence in English */
} patron_error;

/* ---- allocator ------------------------------------------------------------------------------------------------- */

/* Memory for a book, builder, table or rule. Given once when the object is made and copied into it; `context` must
 * outlive the object. Must be thread-safe where threads > 1 are asked for. Blocks must be aligned as malloc's are.
 *   allocate: returns `bytes` (> 0) bytes or NULL.  release: takes what allocate returned, with the same `bytes`. */
typedef struct patron_allocator {
    size_t size;
    void *context;
    void *(*allocate)(void *context, size_t bytes);
    void (*release)(void *context, void *memory, size_t bytes);
} patron_allocator;

/* ---- shared constants ------------------------------------------------------------------------------------------ */

#define PATRON_NO_DAY INT32_MIN /* an undefined day or number of days */
#define PATRON_NONE (-1)        /* an undefined integer of any other kind */
#define PATRON_DAY_MIN (-719162) /* 0001-01-01, in days since 1970-01-01 */
#define PATRON_DAY_MAX 2932896   /* 9999-12-31 */

/* ---- version --------------------------------------------------------------------------------------------------- */

#define PATRON_VERSION_MAJOR 0
#define PATRON_VERSION_MINOR 1
#define PATRON_VERSION_PATCH 0
#define PATRON_VERSION_STRING "0.1.0"

/* Grows with every change of the ABI until 1.0: a binding demands the number that it was written for. */
#define PATRON_ABI_VERSION 2

/* The ABI version of the library that is loaded (PATRON_ABI_VERSION is that of the headers). */
PATRON_API int32_t patron_abi_version(void);

/* The library's version, "major.minor.patch". Static storage. */
PATRON_API const char *patron_version(void);

#ifdef __cplusplus
}
#endif
#endif
