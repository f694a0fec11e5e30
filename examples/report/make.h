/* make.h: from gathered rows to a book: what the whole file decides, orders' totals and refunds, and the build. */
#ifndef REPORT_MAKE_H
#define REPORT_MAKE_H

#include "gather.h"

/* What was made of the rows, for the notes. */
struct made {
    int64_t rows_given; /* rows of the files; those beyond were made */
    int32_t decimals, quantity_decimals;
    int64_t *amount, *quantity, *discount, *cost; /* [rows], NULL = none */
    int64_t rounded;         /* amounts that rounding changed */
    int comma;               /* 1 = decimal comma, 0 = point, -1 = no decimals seen */
    bool open_numbers;       /* some numbers alone did not tell ("1,234") */
    int date_order;          /* WHEN_DMY or WHEN_MDY where days and months had to be told apart, else 0 */
    int64_t guests;
    bool zone_used, zone_idle; /* --tz was needed; --tz was given and there was nothing to convert */
    int64_t lines_beyond;    /* orders whose total is not that of their lines */
    int64_t repeated_totals; /* rows whose order's total was counted in another row */
    int64_t refunds_partial, refunds_whole; /* made of a refunded column; of the status alone */
    bool made_orders;        /* order ids are row numbers */
};

/* Each returns 0, or 1 with a sentence in gather->message. */
int make_numbers(struct gather *gather, const struct csv_source *source, struct made *made);
int make_orders(struct gather *gather, struct made *made);
int make_book(struct gather *gather, struct made *made, patron_book **book);

/* The sentences of report_input.notes, and its columns. */
void make_notes(const struct gather *gather, const struct made *made, const struct csv_source *source,
                struct report_input *input);

#endif
