/* cases_loyalty.h (tests): events of a programme as naive rows, and in every form that the library takes. */
#ifndef TEST_CASES_LOYALTY_H
#define TEST_CASES_LOYALTY_H

#include "oracle_loyalty.h"

#define EVENTS_MAX 512
#define BATCHES_MAX 8

struct events {
    struct oracle_event row[EVENTS_MAX];
    int64_t count;
};

/* An event with every optional field null. */
struct oracle_event event_of(int64_t customer, int64_t day, int64_t kind, int64_t amount, int64_t order);
void add_event(struct events *events, struct oracle_event event);

/* How events are handed over; all zero: int64 columns, one batch, days. */
struct events_form {
    int32_t key_type, value_type;
    int64_t first;
    bool valid;
    int32_t batches; /* 0 = 1 */
    bool seconds;    /* instants in a fixed zone; rows of one day in their order */
    const patron_allocator *allocator;
};

/* Columns that own their memory; everything may be changed before use. */
struct events_input {
    patron_loyalty_events batch[BATCHES_MAX];
    const patron_loyalty_events *batches[BATCHES_MAX];
    int32_t batch_count;
    patron_loyalty_options options;
    struct shop_input *owner[BATCHES_MAX];
    patron_zone zone;
    int64_t zone_instant;
    int32_t zone_offset;
};

struct events_input *events_input(const struct events *events, const struct oracle_programme *programme,
                                  const struct events_form *form);
void events_input_free(struct events_input *input);

patron_status ledger_try(const struct events *events, const struct oracle_programme *programme,
                         const struct events_form *form, patron_loyalty_ledger **out, patron_error *error);
patron_loyalty_ledger *ledger_of(const struct events *events, const struct oracle_programme *programme,
                                 const struct events_form *form);

/* The key (as in struct oracle_event) of a ledger's customer, and back (PATRON_NONE = unknown). */
int64_t ledger_key(const patron_loyalty_ledger *ledger, int64_t number);
int32_t ledger_customer(const patron_loyalty_ledger *ledger, int64_t key);

/* A programme of any sort, and events of it that build: every kind, orders earned after they were paid for, guests,
 * events delivered twice, own expiries, refunds of all sizes. Days 100 … about 100 + count. */
void random_programme(struct rng *rng, struct oracle_programme *out);
void random_events(struct rng *rng, const struct oracle_programme *programme, int64_t count, int64_t customers,
                   struct events *out);
/* The same events with their days shuffled (a programme with SORT_EVENTS). */
void shuffle_days(struct rng *rng, struct events *events);
/* Other customers' events go between a customer's, whose own keep their order. */
void mix_customers(struct rng *rng, struct events *events);

/* Every column of a score as int64, by name. */
#define SCORE_COLUMNS(X) \
    X(int64_t, balance) X(int64_t, earned) X(int64_t, bonus) X(int64_t, spent) X(int64_t, restored) \
    X(int64_t, expired) X(int64_t, taken) X(int64_t, debt) X(int64_t, shortfall) X(int64_t, expiring) \
    X(int32_t, next_expiry) X(int64_t, next_points) X(int32_t, last_event)

struct scores {
    int64_t rows;
#define X(type, name) type *name;
    SCORE_COLUMNS(X)
#undef X
    patron_loyalty_columns columns;
};

void scores_begin(struct scores *scores, int64_t rows);
void scores_end(struct scores *scores);

#endif
