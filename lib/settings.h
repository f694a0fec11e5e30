/* settings.h (internal): book options as checked by the library, borrowed for one call or owned by a builder. */
#ifndef PT_SETTINGS_H
#define PT_SETTINGS_H

#include <patron/book.h>

#include "base.h"

typedef struct pt_settings {
    patron_allocator allocator;
    uint64_t flags;
    int32_t threads;                       /* >= 1 */
    int32_t observed_from, observed_until; /* PATRON_NO_DAY = not set */
    int64_t quantity_scale;                /* >= 1 */
    bool owned, has_zone;
    patron_zone zone;
    patron_column guest, alias_from, alias_to, since_customer, since_day; /* type 0 = none */
    int64_t guest_count, alias_count, since_count;
} pt_settings;

/* Checks the options (NULL = defaults). Everything they point to stays borrowed. */
patron_status pt_settings_read(const patron_book_options *options, int32_t argument, pt_settings *out,
                               patron_error *error);

/* Copies what is borrowed. On failure the settings are as they were. */
patron_status pt_settings_own(pt_settings *settings, patron_error *error);

void pt_settings_free(pt_settings *settings);

#endif
