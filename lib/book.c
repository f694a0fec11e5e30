#include "book.h"

#include "build.h"
#include "calendar.h"

/* ---- making and freeing -------------------------------------------------------------------------------------------- */

patron_status patron_book_build(const patron_rows *rows, const patron_book_options *options, patron_book **out,
                                patron_error *error)
{
    pt_settings settings;
    pt_rowset rowset = {0};
    pt_batch *batch = NULL;
    if (!out) return pt_fail_argument(error, 3, "out is NULL");
    patron_status status = pt_settings_read(options, 2, &settings, error);
    if (status) return status;
    status = pt_batch_make(&settings.allocator, rows, 0, 1, &rowset.schema, &batch, error);
    if (status) return status;
    rowset.rows = batch->count;
    rowset.batch_count = 1;
    rowset.batch = &batch;
    status = pt_build_book(&settings, &rowset, out, error);
    pt_batch_free(&settings.allocator, batch);
    return status;
}

static void free_refunds(const patron_allocator *allocator, pt_refunds *refunds)
{
    PT_FREE(allocator, refunds->day, refunds->count);
    PT_FREE(allocator, refunds->amount, refunds->count);
    PT_FREE(allocator, refunds->product, refunds->count);
    PT_FREE(allocator, refunds->quantity, refunds->count);
    PT_FREE(allocator, refunds->rows, refunds->count);
}

void patron_book_free(patron_book *book)
{
    if (!book) return;
    patron_allocator allocator = book->allocator;
    int64_t orders = book->orders, lines = book->lines;
    PT_FREE(&allocator, book->order_first, book->customers + 2);
    pt_keys_free(&allocator, book->customer_keys);
    PT_FREE(&allocator, book->since, book->customers);
    PT_FREE(&allocator, book->day, orders);
    PT_FREE(&allocator, book->amount, orders);
    PT_FREE(&allocator, book->renewal, (orders + 7) / 8);
    PT_FREE(&allocator, book->erased, (orders + 7) / 8);
    PT_FREE(&allocator, book->rows, orders);
    PT_FREE(&allocator, book->discount, orders);
    PT_FREE(&allocator, book->cost, orders);
    PT_FREE(&allocator, book->quantity, orders);
    pt_keys_free(&allocator, book->order_keys);
    PT_FREE(&allocator, book->order_id, orders);
    pt_keys_free(&allocator, book->shop_keys);
    PT_FREE(&allocator, book->shop, orders);
    PT_FREE(&allocator, book->line_first, orders + 1);
    PT_FREE(&allocator, book->line_product, lines);
    PT_FREE(&allocator, book->line_amount, lines);
    PT_FREE(&allocator, book->line_quantity, lines);
    if (book->products) PT_FREE(&allocator, book->product_category, pt_keys_count(book->products));
    pt_keys_free(&allocator, book->products);
    pt_keys_free(&allocator, book->categories);
    for (int32_t i = 0; i < book->label_count; i++) {
        pt_keys_free(&allocator, book->labels[i].values);
        PT_FREE(&allocator, book->labels[i].code, book->labels[i].level == PATRON_LABEL_LINE ? lines : orders);
    }
    PT_FREE(&allocator, book->labels, book->label_count);
    PT_FREE(&allocator, book->refund_first, orders + 1);
    free_refunds(&allocator, &book->refunds);
    PT_FREE(&allocator, book->loose_first, book->customers + 2);
    PT_FREE(&allocator, book->loose_erased, (book->loose.count + 7) / 8);
    free_refunds(&allocator, &book->loose);
    PT_FREE(&allocator, book->ignored, book->ignored_count);
    PT_FREE(&allocator, book, 1);
}

/* ---- what it holds --------------------------------------------------------------------------------------------------- */

int64_t patron_book_customers(const patron_book *book) { return book->customers; }
int64_t patron_book_orders(const patron_book *book) { return book->orders; }
uint64_t patron_book_flags(const patron_book *book) { return book->flags; }

void patron_book_days(const patron_book *book, int32_t *first, int32_t *last)
{
    if (first) *first = book->first_day;
    if (last) *last = book->last_day;
}

static int64_t size_if(const void *array, int64_t count, size_t element)
{
    return array ? (count > 0 ? count : 1) * (int64_t)element : 0;
}

static int64_t refunds_bytes(const pt_refunds *refunds)
{
    return size_if(refunds->day, refunds->count, sizeof *refunds->day) +
           size_if(refunds->amount, refunds->count, sizeof *refunds->amount) +
           size_if(refunds->product, refunds->count, sizeof *refunds->product) +
           size_if(refunds->quantity, refunds->count, sizeof *refunds->quantity) +
           size_if(refunds->rows, refunds->count, sizeof *refunds->rows);
}

int64_t patron_book_bytes(const patron_book *book)
{
    int64_t orders = book->orders, lines = book->lines, bytes = (int64_t)sizeof *book;
    bytes += size_if(book->order_first, book->customers + 2, sizeof *book->order_first);
    bytes += pt_keys_bytes(book->customer_keys) + size_if(book->since, book->customers, sizeof *book->since);
    bytes += size_if(book->day, orders, sizeof *book->day) + size_if(book->amount, orders, sizeof *book->amount);
    bytes += size_if(book->renewal, (orders + 7) / 8, 1) + size_if(book->erased, (orders + 7) / 8, 1);
    bytes += size_if(book->rows, orders, sizeof *book->rows);
    bytes += size_if(book->discount, orders, sizeof *book->discount) + size_if(book->cost, orders, sizeof *book->cost);
    bytes += size_if(book->quantity, orders, sizeof *book->quantity);
    bytes += pt_keys_bytes(book->order_keys) + size_if(book->order_id, orders, sizeof *book->order_id);
    bytes += pt_keys_bytes(book->shop_keys) + size_if(book->shop, orders, sizeof *book->shop);
    bytes += size_if(book->line_first, orders + 1, sizeof *book->line_first);
    bytes += size_if(book->line_product, lines, sizeof *book->line_product);
    bytes += size_if(book->line_amount, lines, sizeof *book->line_amount);
    bytes += size_if(book->line_quantity, lines, sizeof *book->line_quantity);
    if (book->products) bytes += size_if(book->product_category, pt_keys_count(book->products), sizeof(pt_index));
    bytes += pt_keys_bytes(book->products) + pt_keys_bytes(book->categories);
    for (int32_t i = 0; i < book->label_count; i++)
        bytes += pt_keys_bytes(book->labels[i].values) +
                 size_if(book->labels[i].code, book->labels[i].level == PATRON_LABEL_LINE ? lines : orders, sizeof(pt_index));
    bytes += size_if(book->labels, book->label_count, sizeof *book->labels);
    bytes += size_if(book->refund_first, orders + 1, sizeof *book->refund_first) + refunds_bytes(&book->refunds);
    bytes += size_if(book->loose_first, book->customers + 2, sizeof *book->loose_first) + refunds_bytes(&book->loose);
    bytes += size_if(book->loose_erased, (book->loose.count + 7) / 8, 1);
    return bytes + size_if(book->ignored, book->ignored_count, sizeof *book->ignored);
}

/* ---- keys ------------------------------------------------------------------------------------------------------------- */

static patron_status find_block(const pt_keys *keys, const patron_column *column, int64_t end, int64_t start,
                                int64_t count, int32_t *numbers, patron_error *error)
{
    int64_t integers[PT_BLOCK], lengths[PT_BLOCK];
    const char *bytes[PT_BLOCK];
    uint8_t present[PT_BLOCK];
    bool strings = pt_keys_are_strings(keys);
    patron_status status = strings
        ? pt_column_strings(column, end, start, count, start, "keys", bytes, lengths, present, error)
        : pt_column_integers(column, start, count, start, "keys", integers, present, error);
    for (int64_t i = 0; i < count && !status; i++) {
        int64_t found = !present[i] ? -1
                        : strings   ? pt_keys_find_string(keys, bytes[i], lengths[i])
                                    : pt_keys_find_integer(keys, integers[i]);
        numbers[i] = found < 0 ? PATRON_NONE : (int32_t)found;
    }
    return status;
}

patron_status patron_book_find(const patron_book *book, const patron_column *keys, int64_t count, int32_t *numbers,
                               patron_error *error)
{
    patron_column column;
    if (!book) return pt_fail_argument(error, 1, "book is NULL");
    if (!book->customer_keys)
        return pt_fail(error, PATRON_ERROR_MISSING, 1, -1, -1, "", "the book was built without customer keys");
    patron_status status = pt_column_read(keys, count, 2, "keys", &column, error);
    if (status) return status;
    if (count && !numbers) return pt_fail_argument(error, 4, "numbers is NULL");
    if (book->customers && pt_is_string(&column) != pt_keys_are_strings(book->customer_keys))
        return pt_fail_argument(error, 2, "keys are not of the customer column's kind");
    if (!book->customers) {
        for (int64_t i = 0; i < count; i++) numbers[i] = PATRON_NONE;
        return PATRON_OK;
    }
    /* Found into scratch first: an error in a later block must leave the output untouched. */
    int64_t end = pt_is_string(&column) ? pt_column_end(&column, count) : 0;
    int32_t *found = pt_array(&book->allocator, count, sizeof *found, error);
    if (!found) return PATRON_ERROR_MEMORY;
    for (int64_t start = 0; start < count && !status; start += PT_BLOCK)
        status = find_block(book->customer_keys, &column, end, start, count - start < PT_BLOCK ? count - start : PT_BLOCK,
                            found + start, error);
    if (!status && count) memcpy(numbers, found, (size_t)count * sizeof *numbers);
    PT_FREE(&book->allocator, found, count);
    return status;
}

patron_status patron_book_keys(const patron_book *book, int32_t which, patron_column *out, int64_t *count,
                               patron_error *error)
{
    if (!book) return pt_fail_argument(error, 1, "book is NULL");
    const pt_keys *keys = NULL;
    if (which == PATRON_KEYS_CUSTOMER) keys = book->customer_keys;
    else if (which == PATRON_KEYS_PRODUCT) keys = book->products;
    else if (which == PATRON_KEYS_CATEGORY) keys = book->categories;
    else if (which >= PATRON_KEYS_LABEL && which < PATRON_KEYS_LABEL + book->label_count)
        keys = book->labels[which - PATRON_KEYS_LABEL].values;
    else return pt_fail_argument(error, 2, "there are no keys %d", (int)which);
    if (!keys) return pt_fail(error, PATRON_ERROR_MISSING, 2, -1, -1, "", "the book was built without these keys");
    patron_status status = pt_check_out_struct(out, sizeof *out, 3, "out", error);
    if (status) return status;
    patron_column column;
    pt_keys_column(keys, &column);
    pt_write_struct(out, &column, sizeof column);
    if (count) *count = pt_keys_count(keys);
    return PATRON_OK;
}

int32_t patron_book_label(const patron_book *book, const char *name)
{
    for (int32_t i = 0; name && i < book->label_count; i++)
        if (strcmp(book->labels[i].name, name) == 0) return i;
    return PATRON_NONE;
}

/* ---- checks and small questions of the measures ----------------------------------------------------------------------- */

patron_status pt_check_as_of(const patron_book *book, int32_t as_of, int32_t argument, patron_error *error)
{
    if (!book) return pt_fail_argument(error, 1, "book is NULL");
    if (!pt_is_day(as_of))
        return pt_fail(error, PATRON_ERROR_RANGE, argument, -1, -1, "", "as_of %d is outside the years 1..9999", (int)as_of);
    if (book->observed_until != PATRON_NO_DAY && as_of > book->observed_until && !(book->flags & PATRON_BOOK_ALLOW_BEYOND))
        return pt_fail(error, PATRON_ERROR_RANGE, argument, -1, -1, "", "as_of lies %d days beyond observed_until",
                       (int)(as_of - book->observed_until));
    return PATRON_OK;
}

patron_status pt_check_range(const patron_book *book, int64_t first, int64_t count, int32_t argument, patron_error *error)
{
    if (first < 0 || count < 0 || first > book->customers || count > book->customers - first)
        return pt_fail(error, PATRON_ERROR_RANGE, argument, -1, -1, "",
                       "customers %lld and the %lld from there on are not in a book of %lld", (long long)first,
                       (long long)count, (long long)book->customers);
    return PATRON_OK;
}

patron_status pt_selection_read(const patron_selection *given, int64_t first, int64_t count, int32_t argument,
                                patron_selection *out, patron_error *error)
{
    patron_selection known;
    patron_status status = pt_read_struct(given, &known, sizeof known, sizeof known, argument, "selection", error);
    if (status) return status;
    if (known.groups < 0 || (known.group && known.groups < 1) || (!known.group && known.groups > 1))
        return pt_fail_argument(error, argument, "selection: %lld groups do not fit the group array", (long long)known.groups);
    if (!known.groups) known.groups = 1;
    for (int64_t i = first; known.group && i < first + count; i++)
        if (known.group[i] < PATRON_NONE || known.group[i] >= known.groups)
            return pt_fail(error, PATRON_ERROR_DATA, argument, i, -1, "group", "customer %lld is in group %d of %lld",
                           (long long)i, (int)known.group[i], (long long)known.groups);
    *out = known;
    return PATRON_OK;
}

int64_t pt_orders_until(const patron_book *book, int64_t group, int32_t as_of)
{
    int64_t low = book->order_first[group], high = book->order_first[group + 1];
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (book->day[middle] <= as_of) low = middle + 1;
        else high = middle;
    }
    return low;
}

bool pt_birth_known(const patron_book *book, int64_t customer, int32_t first_day)
{
    if (book->observed_from == PATRON_NO_DAY) return true;
    if (first_day < book->observed_from) return false;
    return !book->since || book->since[customer] == PATRON_NO_DAY || book->since[customer] >= book->observed_from;
}
