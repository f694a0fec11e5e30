/* measuring.h: the steps of report_measure. */
#ifndef REPORT_MEASURING_H
#define REPORT_MEASURING_H

#include "measure.h"
#include "store.h"

/* A call of the library that failed ends the measuring; `error` says why. A step that found something wrong itself
 * writes its sentence into `message` and returns a failure. */
struct measuring {
    const struct report_flags *flags;
    struct report_results *out;
    const patron_book *book;
    int64_t customers;
    int32_t threads;
    patron_error error;
    char *message; /* of `capacity` bytes, empty so far */
    size_t capacity;
};

patron_status measure_repeat(struct measuring *in);
patron_status measure_months(struct measuring *in);
patron_status measure_products(struct measuring *in);
patron_status measure_promotions(struct measuring *in);
patron_status measure_value(struct measuring *in);
patron_status measure_stages(struct measuring *in); /* also marks the heroes of 90 days ago */
patron_status measure_signs(struct measuring *in);
patron_status measure_points(struct measuring *in);

#endif
