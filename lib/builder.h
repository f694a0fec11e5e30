/* builder.h (internal): a builder, and the replay of a book into it. */
#ifndef PT_BUILDER_H
#define PT_BUILDER_H

#include "rows.h"
#include "settings.h"

struct patron_builder {
    pt_settings settings;
    pt_rowset rowset;
};

/* Room for `more` batches. */
patron_status pt_rowset_reserve(const patron_allocator *allocator, pt_rowset *rowset, int64_t more, patron_error *error);

/* A book's orders and refunds as one owned batch of rows from first_row on, with the schema they have. forget[customer] != 0
 * (NULL = nobody) turns that customer's rows into guests'. *out is NULL for a book without any. */
patron_status pt_replay_book(const patron_allocator *allocator, const patron_book *book, const uint8_t *forget,
                             int64_t first_row, pt_schema *schema, pt_batch **out, patron_error *error);

#endif
