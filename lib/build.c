#include "build.h"

/* ---- numbers of keys ---------------------------------------------------------------------------------------------- */

/* Numbers the rows by the keys of one role; *out gets the dictionary. */
patron_status pt_number_role(pt_build *build, int32_t role, const char *name, const pt_key_rules *rules,
                             pt_keys **out, patron_error *error)
{
    const pt_rowset *rowset = build->rowset;
    pt_row_keys keys = {0};
    patron_status status = PATRON_ERROR_MEMORY;
    pt_segment *segments = pt_array(build->allocator, rowset->batch_count, sizeof *segments, error);
    if (!segments) return status;
    for (int64_t i = 0; i < rowset->batch_count; i++) {
        const pt_batch *batch = rowset->batch[i];
        pt_segment segment = {&batch->column[role], batch->count, batch->first_row, batch->end[role]};
        segments[i] = segment;
    }
    status = pt_row_keys_read(build->allocator, build->settings->threads, segments, rowset->batch_count, build->rows,
                              rules, name, &keys, error);
    PT_FREE(build->allocator, segments, rowset->batch_count);
    if (status) return status;
    status = PATRON_ERROR_MEMORY;
    build->number[role] = pt_array(build->allocator, build->rows, sizeof *build->number[role], error);
    if (build->number[role])
        status = pt_number_rows(build->allocator, build->settings->threads, &keys, rules ? rules->excluded : NULL,
                                build->number[role], out, error);
    if (role == PT_CUSTOMER && !build->rowset->schema.has[PT_ORDER]) { /* as many as slots, as wide: warm memory */
        build->slots.amount = keys.integers;
        keys.integers = NULL;
        build->slots.count = build->rows;
    }
    pt_row_keys_free(build->allocator, &keys);
    return status;
}

/* ---- orders ------------------------------------------------------------------------------------------------------- */

/* With a shop column an order is the pair (shop, order id): numbers them by the pair of their numbers. */
static patron_status number_pairs(pt_build *build, patron_error *error)
{
    pt_row_keys pairs = {0};
    pt_keys *unused = NULL;
    const patron_allocator *allocator = build->allocator;
    patron_status status = pt_number_role(build, PT_SHOP, "shop", NULL, &build->shops, error);
    if (status) return status;
    status = PATRON_ERROR_MEMORY;
    pairs.rows = build->rows;
    build->row_order_id = build->number[PT_ORDER];
    build->number[PT_ORDER] = NULL;
    if (!(build->number[PT_ORDER] = pt_array(allocator, build->rows, sizeof *build->number[PT_ORDER], error))) return status;
    if (!(pairs.integers = pt_array(allocator, build->rows, sizeof *pairs.integers, error))) goto done;
    if (!(pairs.present = pt_zero_array(allocator, (build->rows + 63) / 64, sizeof *pairs.present, error))) goto done;
    for (int64_t row = 0; row < build->rows; row++) {
        pt_index order = build->row_order_id[row], shop = build->number[PT_SHOP][row];
        uint64_t present = order != PT_INDEX_NONE;
        pairs.integers[row] = (int64_t)((uint64_t)shop << 32 | order);
        pairs.present[row >> 6] |= present << (row & 63);
    }
    status = pt_number_rows(allocator, build->settings->threads, &pairs, NULL, build->number[PT_ORDER], &unused, error);
    if (!status) build->slots.count = pt_keys_count(unused);
done:
    pt_keys_free(allocator, unused);
    pt_row_keys_free(allocator, &pairs);
    return status;
}

/* Slots of the orders; a row without an order id is an order of its own, behind those with one. */
static patron_status number_orders(pt_build *build, patron_error *error)
{
    const bool *has = build->rowset->schema.has;
    if (!has[PT_ORDER]) {
        build->slots.count = build->rows;
        return PATRON_OK;
    }
    patron_status status = pt_number_role(build, PT_ORDER, "order", NULL, &build->order_ids, error);
    if (status) return status;
    build->slots.count = pt_keys_count(build->order_ids);
    if (has[PT_SHOP]) status = number_pairs(build, error);
    pt_index *slot = build->number[PT_ORDER];
    for (int64_t row = 0; row < build->rows && !status; row++)
        if (slot[row] == PT_INDEX_NONE) slot[row] = (pt_index)build->slots.count++;
    return status;
}

/* ---- products, categories, labels --------------------------------------------------------------------------------- */

static int64_t row_of_pair(const pt_build *build, pt_index product, pt_index category)
{
    for (int64_t row = 0; row < build->rows; row++)
        if (build->number[PT_PRODUCT][row] == product && build->number[PT_CATEGORY][row] == category) return row;
    return -1;
}

/* One category a product; rows without one say nothing. */
static patron_status assign_categories(pt_build *build, patron_error *error)
{
    patron_book *book = build->book;
    int64_t products = pt_keys_count(book->products);
    book->product_category = pt_array(build->allocator, products, sizeof *book->product_category, error);
    if (!book->product_category) return PATRON_ERROR_MEMORY;
    memset(book->product_category, 0xff, (size_t)products * sizeof *book->product_category);
    for (int64_t row = 0; row < build->rows; row++) {
        pt_index product = build->number[PT_PRODUCT][row], category = build->number[PT_CATEGORY][row];
        if (product == PT_INDEX_NONE || category == PT_INDEX_NONE) continue;
        pt_index *known = &book->product_category[product];
        if (*known != PT_INDEX_NONE && *known != category)
            return pt_fail(error, PATRON_ERROR_CONFLICT, 0, row, row_of_pair(build, product, *known), "category",
                           "this product is in another category too");
        *known = category;
    }
    return PATRON_OK;
}

static patron_status number_products(pt_build *build, patron_error *error)
{
    patron_book *book = build->book;
    const bool *has = build->rowset->schema.has;
    patron_status status = PATRON_OK;
    if (has[PT_PRODUCT]) status = pt_number_role(build, PT_PRODUCT, "product", NULL, &book->products, error);
    if (!status && has[PT_PRODUCT]) status = pt_keys_index(build->allocator, book->products, error);
    if (status || !has[PT_PRODUCT] || !has[PT_CATEGORY]) return status;
    status = pt_number_role(build, PT_CATEGORY, "category", NULL, &book->categories, error);
    if (!status) status = pt_keys_index(build->allocator, book->categories, error);
    return status ? status : assign_categories(build, error);
}

static patron_status number_labels(pt_build *build, patron_error *error)
{
    const pt_schema *schema = &build->rowset->schema;
    patron_book *book = build->book;
    if (!schema->label_count) return PATRON_OK;
    book->labels = pt_zero_array(build->allocator, schema->label_count, sizeof *book->labels, error);
    if (!book->labels) return PATRON_ERROR_MEMORY;
    book->label_count = schema->label_count;
    for (int32_t i = 0; i < schema->label_count; i++) {
        memcpy(book->labels[i].name, schema->name[i], sizeof book->labels[i].name);
        book->labels[i].level = schema->level[i];
        patron_status status = pt_number_role(build, PT_LABELS + i, schema->name[i], NULL, &book->labels[i].values, error);
        if (!status) status = pt_keys_index(build->allocator, book->labels[i].values, error);
        if (status) return status;
    }
    return PATRON_OK;
}

/* ---- what the book knows beside its orders -------------------------------------------------------------------------- */

static void note_days(patron_book *book)
{
    book->first_day = book->last_day = PATRON_NO_DAY;
    const int32_t *const days[] = {book->day, book->refunds.day, book->loose.day};
    const int64_t counts[] = {book->orders, book->refunds.count, book->loose.count};
    for (int k = 0; k < 3; k++)
        for (int64_t i = 0; i < counts[k]; i++) {
            if (book->first_day == PATRON_NO_DAY || days[k][i] < book->first_day) book->first_day = days[k][i];
            if (days[k][i] > book->last_day) book->last_day = days[k][i];
        }
}

/* ---- all together --------------------------------------------------------------------------------------------------- */

static void build_free(pt_build *build)
{
    const patron_allocator *allocator = build->allocator;
    for (int32_t role = 0; role < PT_ROLES; role++) PT_FREE(allocator, build->number[role], build->rows);
    PT_FREE(allocator, build->row_order_id, build->rows);
    pt_keys_free(allocator, build->order_ids);
    pt_keys_free(allocator, build->shops);
    pt_slots_free(build);
    pt_lines_free(build);
    pt_list_free(allocator, &build->refunds);
    pt_list_free(allocator, &build->ignored);
    if (build->book) PT_FREE(allocator, build->source, build->book->orders);
}

static patron_status number_everything(pt_build *build, patron_error *error)
{
    patron_status status = pt_number_customers(build, error);
    if (!status) status = number_orders(build, error);
    if (!status) status = number_products(build, error);
    if (!status) status = number_labels(build, error);
    if (!status && (build->settings->flags & PATRON_BOOK_FIND_DUPLICATES)) status = pt_find_duplicates(build, error);
    PT_FREE(build->allocator, build->number[PT_CATEGORY], build->rows); /* the book has each product's */
    return status;
}

/* A builder without rows has no columns either: an empty book. */
static patron_status empty_book(pt_build *build, patron_error *error)
{
    patron_book *book = build->book;
    if (!(book->customer_keys = pt_keys_make(build->allocator, false, 0, 0, error))) return PATRON_ERROR_MEMORY;
    patron_status status = pt_keys_index(build->allocator, book->customer_keys, error);
    if (status) return status;
    if (build->settings->flags & PATRON_BOOK_FIND_DUPLICATES) book->duplicate_rows = 0;
    return PATRON_OK;
}

patron_status pt_build_book(const pt_settings *settings, const pt_rowset *rowset, patron_book **out, patron_error *error)
{
    pt_build build = {.settings = settings, .allocator = &settings->allocator, .rowset = rowset, .rows = rowset->rows};
    build.zone = settings->has_zone ? &settings->zone : NULL;
    build.refunds.element = sizeof(pt_refund);
    build.ignored.element = sizeof(pt_ignored);
    for (int64_t i = 0; i < rowset->batch_count; i++)
        build.replayed = build.replayed || rowset->batch[i]->replay.weight;
    patron_book *book = pt_zero_array(build.allocator, 1, sizeof *book, error);
    if (!book) return PATRON_ERROR_MEMORY;
    build.book = book;
    book->allocator = settings->allocator;
    book->flags = settings->flags;
    book->observed_from = settings->observed_from;
    book->observed_until = settings->observed_until;
    book->quantity_scale = settings->quantity_scale;
    book->duplicate_rows = PATRON_NONE;
    patron_status status = rowset->schema.known ? number_everything(&build, error) : empty_book(&build, error);
    if (!status && rowset->schema.known) status = pt_build_rows(&build, error);
    book->had_instants = build.slots.within != NULL;
    book->had_order = rowset->schema.has[PT_ORDER];
    if (!status) status = pt_build_groups(&build, error);
    if (!status) status = pt_build_details(&build, error);
    build_free(&build);
    if (status) {
        patron_book_free(book);
        return status;
    }
    if (settings->flags & PATRON_BOOK_DROP_KEYS) {
        pt_keys_free(&book->allocator, book->customer_keys);
        book->customer_keys = NULL;
    }
    note_days(book);
    *out = book;
    return PATRON_OK;
}
