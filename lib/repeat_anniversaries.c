#include "repeat.h"

#include "list.h"
#include "sort.h"
#include "table.h"

#define DAYS_DEFAULT 30

typedef struct row {
    int64_t purchases;
    int32_t customer, first, anniversary, years, last;
} row;

typedef struct finder {
    const patron_book *book;
    int32_t as_of, days;
    int32_t year; /* of as_of */
    int64_t unknown;
    pt_list rows;
    pt_index *position, *spare;
} finder;

/* The month and day of a date in another year; 29 February is 28 February in common years. */
static int32_t day_in(int32_t year, int32_t month, int32_t day)
{
    int32_t out;
    if (patron_calendar_day(year, month, day, &out, NULL)) (void)patron_calendar_day(year, month, 28, &out, NULL);
    return out;
}

/* The next anniversary of a day on or after as_of; false if the calendar ends before it. */
static bool next_of(const finder *f, int32_t first, int32_t *anniversary, int32_t *years)
{
    int32_t year, month, day;
    (void)patron_calendar_date(first, &year, &month, &day, NULL);
    int32_t next = f->year > year ? f->year : year + 1;
    if (next <= 9999 && day_in(next, month, day) < f->as_of) next++;
    if (next > 9999) return false;
    *anniversary = day_in(next, month, day);
    *years = next - year;
    return true;
}

/* True if the customer belongs in the list. */
static bool look_at(finder *f, int64_t customer, row *out)
{
    pt_walk walk = pt_walk_begin(f->book, customer, f->as_of, false);
    pt_purchase purchase;
    if (!pt_walk_next(&walk, &purchase)) return false;
    if (!pt_birth_known(f->book, customer, purchase.day)) {
        f->unknown++;
        return false;
    }
    out->first = purchase.day;
    if (!next_of(f, out->first, &out->anniversary, &out->years)) return false;
    if ((int64_t)out->anniversary - f->as_of > f->days) return false;
    out->customer = (int32_t)customer;
    out->purchases = 0;
    do {
        out->purchases++;
        out->last = purchase.day;
    } while (pt_walk_next(&walk, &purchase));
    return true;
}

static bool row_before(const void *context, pt_index a, pt_index b)
{
    const finder *f = context;
    const row *left = (const row *)f->rows.items + a, *right = (const row *)f->rows.items + b;
    if (left->anniversary != right->anniversary) return left->anniversary < right->anniversary;
    if (f->book->customer_keys) return pt_keys_compare(f->book->customer_keys, left->customer, right->customer) < 0;
    return left->customer < right->customer;
}

static patron_status fill_table(const finder *f, patron_table **out, patron_error *error)
{
    static const pt_table_column columns[] = {
        {"customer", PATRON_TYPE_INT32, PATRON_UNIT_NONE}, {"first_day", PATRON_TYPE_INT32, PATRON_UNIT_DAY},
        {"anniversary_day", PATRON_TYPE_INT32, PATRON_UNIT_DAY}, {"years", PATRON_TYPE_INT32, PATRON_UNIT_NONE},
        {"purchases", PATRON_TYPE_INT64, PATRON_UNIT_NONE}, {"last_day", PATRON_TYPE_INT32, PATRON_UNIT_DAY}};
    const int32_t count = (int32_t)(sizeof columns / sizeof *columns);
    patron_table *table = pt_table_make(&f->book->allocator, columns, count, f->rows.count, error);
    if (!table) return PATRON_ERROR_MEMORY;
    int32_t *customer = pt_table_values(table, 0), *first = pt_table_values(table, 1);
    int32_t *anniversary = pt_table_values(table, 2), *years = pt_table_values(table, 3);
    int64_t *purchases = pt_table_values(table, 4);
    int32_t *last = pt_table_values(table, 5);
    for (int64_t i = 0; i < f->rows.count; i++) {
        const row *from = (const row *)f->rows.items + f->position[i];
        customer[i] = from->customer;
        first[i] = from->first;
        anniversary[i] = from->anniversary;
        years[i] = from->years;
        purchases[i] = from->purchases;
        last[i] = from->last;
    }
    *out = table;
    return PATRON_OK;
}

static patron_status find_rows(finder *f, const patron_selection *selected, patron_error *error)
{
    for (int64_t customer = 0; customer < f->book->customers; customer++) {
        row found, *place;
        if (pt_selected(selected, customer) < 0 || !look_at(f, customer, &found)) continue;
        place = pt_list_push(&f->book->allocator, &f->rows, error);
        if (!place) return PATRON_ERROR_MEMORY;
        *place = found;
    }
    return PATRON_OK;
}

static patron_status sort_rows(finder *f, patron_error *error)
{
    f->position = pt_array(&f->book->allocator, f->rows.count, sizeof *f->position, error);
    if (f->position) f->spare = pt_array(&f->book->allocator, f->rows.count, sizeof *f->spare, error);
    if (!f->spare) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < f->rows.count; i++) f->position[i] = (pt_index)i;
    pt_sort(f->position, f->spare, f->rows.count, row_before, f);
    return PATRON_OK;
}

patron_status patron_repeat_anniversaries(const patron_book *book, int32_t as_of,
                                          const patron_repeat_anniversary_options *given,
                                          const patron_selection *selection, int64_t *unknown_birth, patron_table **out,
                                          patron_error *error)
{
    finder f = {.book = book, .as_of = as_of, .rows = {.element = sizeof(row)}};
    patron_repeat_anniversary_options options;
    patron_selection selected;
    patron_status status = pt_check_as_of(book, as_of, PT_REPEAT_AS_OF, error);
    if (!status)
        status = pt_read_struct(given, &options, sizeof options, sizeof options, PT_REPEAT_OPTIONS, "options", error);
    if (!status) status = pt_repeat_check_flags(options.flags, 0, PT_REPEAT_OPTIONS, error);
    if (!status)
        status = pt_repeat_read_days(options.days, DAYS_DEFAULT, "days", PT_REPEAT_OPTIONS, &f.days, error);
    if (!status && options.reserved)
        status = pt_fail_argument(error, PT_REPEAT_OPTIONS, "options: reserved must be 0");
    if (!status) status = pt_selection_read(selection, 0, book->customers, PT_REPEAT_SELECTION, &selected, error);
    if (!status && !out) status = pt_fail_argument(error, 6, "out is NULL");
    if (status) return status;
    (void)patron_calendar_date(as_of, &f.year, NULL, NULL, NULL);
    status = find_rows(&f, &selected, error);
    if (!status) status = sort_rows(&f, error);
    if (!status) status = fill_table(&f, out, error);
    if (!status && unknown_birth) *unknown_birth = f.unknown;
    PT_FREE(&book->allocator, f.spare, f.rows.count);
    PT_FREE(&book->allocator, f.position, f.rows.count);
    pt_list_free(&book->allocator, &f.rows);
    return status;
}
