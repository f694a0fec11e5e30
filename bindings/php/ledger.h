/* ledger.h: what the files of points and tiers share. */
#ifndef PATRON_PHP_LEDGER_H
#define PATRON_PHP_LEDGER_H

#include "draft.h"

typedef struct pp_ledger {
    patron_loyalty_ledger *ledger; /* NULL before the constructor */
    pp_zone *zone;                 /* NULL = none */
    zend_object std;
} pp_ledger;
PP_OBJECT(pp_ledger)

/* Columns of events. */
enum {
    PL_CUSTOMER, PL_TIME, PL_KIND, PL_AMOUNT, PL_ORDER, PL_EVENT, PL_RULE, PL_NUM, PL_DEN, PL_EXPIRES, PL_RESTORE,
    PL_COLUMNS
};
extern const char *const pl_names[PL_COLUMNS];

/* How points work: patron_loyalty_options, and what they point to. */
typedef struct pl_program {
    patron_loyalty_options options;
    patron_calendar calendar;
    int64_t *rules; /* owned: points, then per */
    size_t bytes;
    pp_zone *zone;  /* owned */
    int32_t unit;   /* PATRON_UNIT_* of whole numbers in time; NONE = not given */
} pl_program;

/* The options as PHP gives them; NULL or is-null where not given. */
typedef struct pl_given {
    HashTable *rules;
    zend_object *expiry, *period, *unit;
    zval *zone;
    zend_long count, week_start, first_month;
    bool no_count, debt, sort, once, renew;
} pl_given;

/* Needs pl_program_free whatever it returns. */
bool pl_program_read(pl_program *program, const pl_given *given);
void pl_program_free(pl_program *program);

/* Replays lists of events (or NULL) into a ledger object. */
bool pl_build(pp_ledger *into, HashTable *const columns[PL_COLUMNS], HashTable *kinds, pl_program *program);

/* A new Ledger object of a batch. */
bool pl_make(zval *out, const patron_loyalty_events *events, pl_program *program, pp_zone *zone);

/* $this, constructed; NULL thrown. */
const pp_ledger *pl_this(zval *this);
/* The ledger in an argument, NULL where there is none. False: thrown. */
bool pl_ledger_in(zend_object *object, const patron_loyalty_ledger **out);

#endif
