#include "build.h"

#include "numbers.h"

/* ---- numbers of keys ---------------------------------------------------------------------------------------------- */

/* Numbers the rows by the keys of one role; *out gets the dictionary. */
static patron_status number_role(pt_build *build, int32_t role, const char *name, const pt_key_rules *rules,
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

/* ---- customers: guests and merged accounts ------------------------------------------------------------------------ */

typedef struct customer_lists {
    pt_keys *guests, *from, *to;
    pt_index *from_number, *to_number; /* [alias_count] */
    pt_index *target;                  /* [keys of from]: key of `to` */
} customer_lists;

static patron_status check_kind(const pt_build *build, const patron_column *column, const char *role,
                                patron_error *error)
{
    if (pt_is_string(column) == build->rowset->schema.strings[PT_CUSTOMER]) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_ARGUMENT, 0, -1, -1, role, "%s must be of the customer column's kind", role);
}

static patron_status list_keys(const pt_build *build, const patron_column *column, int64_t count, const char *role,
                               pt_index *numbers, pt_keys **out, patron_error *error)
{
    if (!count) return PATRON_OK;
    patron_status status = check_kind(build, column, role, error);
    return status ? status : pt_keys_from_column(build->allocator, column, count, role, numbers, out, error);
}

/* The alias (a key of `from`) that key i of `to` is itself, or -1 where it is an account that stays. */
static int64_t alias_of(const customer_lists *lists, pt_index i)
{
    patron_column column;
    pt_keys_column(lists->to, &column);
    const int64_t *offsets = column.offsets;
    if (!pt_keys_are_strings(lists->to)) return pt_keys_find_integer(lists->from, ((const int64_t *)column.values)[i]);
    return pt_keys_find_string(lists->from, (const char *)column.values + offsets[i], offsets[i + 1] - offsets[i]);
}

static patron_status read_aliases(customer_lists *lists, int64_t count, patron_error *error)
{
    memset(lists->target, 0xff, (size_t)pt_keys_count(lists->from) * sizeof *lists->target);
    for (int64_t i = 0; i < count; i++) {
        pt_index from = lists->from_number[i], to = lists->to_number[i];
        if (from == PT_INDEX_NONE || to == PT_INDEX_NONE)
            return pt_fail(error, PATRON_ERROR_DATA, 0, i, -1, from == PT_INDEX_NONE ? "alias_from" : "alias_to",
                           "an alias is null");
        if (lists->target[from] != PT_INDEX_NONE && lists->target[from] != to)
            return pt_fail(error, PATRON_ERROR_CONFLICT, 0, i, -1, "alias_from", "this account has two aliases");
        lists->target[from] = to;
    }
    return PATRON_OK;
}

/* Gives every alias the account at the end of its chain. Each alias is walked over twice: on the way to the end of its
 * chain, or to a part of it that is known, and again to be told. */
static patron_status follow_aliases(const pt_build *build, customer_lists *lists, int64_t count, patron_error *error)
{
    enum { NEW, ON_THE_WAY, KNOWN };
    patron_status status = read_aliases(lists, count, error);
    if (status) return status;
    int64_t keys = pt_keys_count(lists->from);
    uint8_t *state = pt_zero_array(build->allocator, keys, 1, error);
    if (!state) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < count && !status; i++) {
        int64_t alias = lists->from_number[i], next = alias;
        pt_index last = lists->target[alias];
        while (next >= 0 && state[next] == NEW) {
            state[next] = ON_THE_WAY;
            last = lists->target[next];
            int64_t after = alias_of(lists, last);
            next = after == next ? -1 : after; /* an alias of itself stays */
        }
        if (next >= 0 && state[next] == ON_THE_WAY)
            status = pt_fail(error, PATRON_ERROR_CONFLICT, 0, i, -1, "alias_to", "aliases lead in a circle");
        if (next >= 0) last = lists->target[next];
        while (!status && alias >= 0 && state[alias] == ON_THE_WAY) {
            int64_t after = alias_of(lists, lists->target[alias]);
            state[alias] = KNOWN;
            lists->target[alias] = last;
            alias = after == alias ? -1 : after;
        }
    }
    PT_FREE(build->allocator, state, keys);
    return status;
}

static patron_status make_lists(const pt_build *build, customer_lists *lists, patron_error *error)
{
    const pt_settings *settings = build->settings;
    const patron_allocator *allocator = build->allocator;
    int64_t count = settings->alias_count;
    patron_status status = list_keys(build, &settings->guest, settings->guest_count, "guest_keys", NULL,
                                     &lists->guests, error);
    if (status || !count) return status;
    if (!(lists->from_number = pt_array(allocator, count, sizeof *lists->from_number, error)) ||
        !(lists->to_number = pt_array(allocator, count, sizeof *lists->to_number, error)) ||
        !(lists->target = pt_array(allocator, count, sizeof *lists->target, error)))
        return PATRON_ERROR_MEMORY;
    status = list_keys(build, &settings->alias_from, count, "alias_from", lists->from_number, &lists->from, error);
    if (!status) status = list_keys(build, &settings->alias_to, count, "alias_to", lists->to_number, &lists->to, error);
    if (!status) status = follow_aliases(build, lists, count, error);
    return status;
}

static void free_lists(const pt_build *build, customer_lists *lists)
{
    int64_t count = build->settings->alias_count;
    pt_keys_free(build->allocator, lists->guests);
    pt_keys_free(build->allocator, lists->from);
    pt_keys_free(build->allocator, lists->to);
    PT_FREE(build->allocator, lists->from_number, count);
    PT_FREE(build->allocator, lists->to_number, count);
    PT_FREE(build->allocator, lists->target, count);
}

/* The number of the customer with the key at position i, -1 = none. */
static int64_t find_customer(const patron_book *book, const pt_row_keys *keys, int64_t i)
{
    if (!(keys->present[i >> 6] >> (i & 63) & 1)) return -1;
    return keys->strings ? pt_keys_find_string(book->customer_keys, keys->bytes[i], keys->lengths[i])
                         : pt_keys_find_integer(book->customer_keys, keys->integers[i]);
}

/* Since when the shop knows each customer: of merged accounts and of keys given twice, the earliest day. */
static patron_status assign_since(pt_build *build, const pt_key_rules *rules, patron_error *error)
{
    const pt_settings *settings = build->settings;
    const patron_column *customer = &settings->since_customer;
    patron_book *book = build->book;
    int64_t count = settings->since_count;
    if (!count) return PATRON_OK;
    patron_status status = check_kind(build, customer, "since_customer", error);
    if (status) return status;
    pt_segment segment = {customer, count, 0, pt_is_string(customer) ? pt_column_end(customer, count) : 0};
    pt_row_keys keys = {0};
    status = pt_row_keys_read(build->allocator, 1, &segment, 1, count, rules, "since_customer", &keys, error);
    if (status) return status;
    status = PATRON_ERROR_MEMORY;
    int64_t *days = pt_array(build->allocator, count, sizeof *days, error);
    uint8_t *present = pt_array(build->allocator, count, sizeof *present, error);
    if (!days || !present) goto done;
    if (!(book->since = pt_array(build->allocator, book->customers, sizeof *book->since, error))) goto done;
    for (int64_t i = 0; i < book->customers; i++) book->since[i] = PATRON_NO_DAY;
    status = pt_column_integers(&settings->since_day, 0, count, 0, "since_day", days, present, error);
    for (int64_t i = 0; i < count && !status; i++) {
        if (present[i] && !pt_is_day(days[i])) {
            status = pt_fail(error, PATRON_ERROR_RANGE, 0, i, -1, "since_day", "day %lld is outside the years 1..9999",
                             (long long)days[i]);
            break;
        }
        int64_t number = present[i] ? find_customer(book, &keys, i) : -1;
        if (number < 0) continue;
        int32_t *since = &book->since[number], day = (int32_t)days[i];
        if (*since == PATRON_NO_DAY || day < *since) *since = day;
    }
done:
    PT_FREE(build->allocator, days, count);
    PT_FREE(build->allocator, present, count);
    pt_row_keys_free(build->allocator, &keys);
    return status;
}

static patron_status number_customers(pt_build *build, patron_error *error)
{
    customer_lists lists = {0};
    patron_book *book = build->book;
    patron_status status = make_lists(build, &lists, error);
    pt_key_rules rules = {lists.from, lists.to, lists.target, lists.guests};
    if (!status) status = number_role(build, PT_CUSTOMER, "customer", &rules, &book->customer_keys, error);
    if (!status) book->customers = pt_keys_count(book->customer_keys);
    if (!status && book->customers > PT_CUSTOMERS_MAX)
        status = pt_fail(error, PATRON_ERROR_LIMIT, 0, -1, -1, "customer",
                         "%lld customers are more than a book can hold (%lld)", (long long)book->customers,
                         (long long)PT_CUSTOMERS_MAX);
    if (!status) status = pt_keys_index(build->allocator, book->customer_keys, error);
    if (!status) status = assign_since(build, &rules, error);
    free_lists(build, &lists);
    return status;
}

/* ---- orders ------------------------------------------------------------------------------------------------------- */

/* With a shop column an order is the pair (shop, order id): numbers them by the pair of their numbers. */
static patron_status number_pairs(pt_build *build, patron_error *error)
{
    pt_row_keys pairs = {0};
    pt_keys *unused = NULL;
    const patron_allocator *allocator = build->allocator;
    patron_status status = number_role(build, PT_SHOP, "shop", NULL, &build->shops, error);
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
    patron_status status = number_role(build, PT_ORDER, "order", NULL, &build->order_ids, error);
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
    if (has[PT_PRODUCT]) status = number_role(build, PT_PRODUCT, "product", NULL, &book->products, error);
    if (!status && has[PT_PRODUCT]) status = pt_keys_index(build->allocator, book->products, error);
    if (status || !has[PT_PRODUCT] || !has[PT_CATEGORY]) return status;
    status = number_role(build, PT_CATEGORY, "category", NULL, &book->categories, error);
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
        patron_status status = number_role(build, PT_LABELS + i, schema->name[i], NULL, &book->labels[i].values, error);
        if (!status) status = pt_keys_index(build->allocator, book->labels[i].values, error);
        if (status) return status;
    }
    return PATRON_OK;
}

/* ---- duplicates ----------------------------------------------------------------------------------------------------- */

/* The number of a row's order id, apart from its slot; -1 = none. */
static int64_t order_id_of_row(const pt_build *build, int64_t row)
{
    pt_index id = build->row_order_id ? build->row_order_id[row] : build->number[PT_ORDER][row];
    return (int64_t)id < pt_keys_count(build->order_ids) ? (int64_t)id : -1;
}

#define RECORD_NUMBERS 7 /* of a row's record, beside its keys */

/* A row's numbers and keys in one record of bytes. */
static void write_record(const pt_build *build, const pt_block *block, int64_t i, int64_t row, int64_t *cell)
{
    int64_t own[RECORD_NUMBERS] = {block->amount[i],   block->day[i],      block->within[i], block->kind[i],
                                   block->quantity[i], block->discount[i], block->cost[i]};
    memcpy(cell, own, sizeof own);
    cell += RECORD_NUMBERS;
    for (int32_t role = 0; role < PT_ROLES; role++)
        if (build->number[role])
            *cell++ = role == PT_ORDER ? order_id_of_row(build, row) : (int64_t)build->number[role][row];
}

static patron_status write_records(const pt_build *build, int32_t width, int64_t *record, pt_row_keys *keys,
                                   patron_error *error)
{
    const pt_rowset *rowset = build->rowset;
    patron_status status = PATRON_OK;
    pt_block *block = pt_array(build->allocator, 1, sizeof *block, error);
    if (!block) return PATRON_ERROR_MEMORY;
    for (int64_t b = 0; b < rowset->batch_count && !status; b++) {
        const pt_batch *batch = rowset->batch[b];
        for (int64_t start = 0; start < batch->count && !status; start += PT_BLOCK) {
            int64_t count = batch->count - start < PT_BLOCK ? batch->count - start : PT_BLOCK;
            status = pt_batch_block(batch, build->zone, start, count, block, error);
            for (int64_t i = 0; i < count && !status; i++) {
                int64_t row = batch->first_row + start + i;
                write_record(build, block, i, row, record + row * width);
                keys->bytes[row] = (const char *)(record + row * width);
                keys->lengths[row] = (uint32_t)((size_t)width * sizeof *record);
            }
        }
    }
    PT_FREE(build->allocator, block, 1);
    return status;
}

/* Rows that equal an earlier one in every column: equal records get equal numbers. */
static patron_status find_duplicates(pt_build *build, patron_error *error)
{
    const patron_allocator *allocator = build->allocator;
    patron_book *book = build->book;
    pt_row_keys keys = {.rows = build->rows, .strings = true};
    patron_status status = PATRON_ERROR_MEMORY;
    pt_keys *distinct = NULL;
    pt_index *same = NULL;
    int32_t width = RECORD_NUMBERS;
    for (int32_t role = 0; role < PT_ROLES; role++) width += build->number[role] != NULL;
    int64_t cells = build->rows * width, words = (keys.rows + 63) / 64;
    int64_t *record = pt_array(allocator, cells, sizeof *record, error);
    if (!record) goto done;
    if (!(keys.bytes = pt_array(allocator, keys.rows, sizeof *keys.bytes, error))) goto done;
    if (!(keys.lengths = pt_array(allocator, keys.rows, sizeof *keys.lengths, error))) goto done;
    if (!(keys.present = pt_array(allocator, words, sizeof *keys.present, error))) goto done;
    if (!(same = pt_array(allocator, keys.rows, sizeof *same, error))) goto done;
    memset(keys.present, 0xff, (size_t)words * sizeof *keys.present);
    status = write_records(build, width, record, &keys, error);
    if (!status) status = pt_number_rows(allocator, build->settings->threads, &keys, NULL, same, &distinct, error);
    if (status) goto done;
    book->duplicate_rows = 0;
    for (int64_t row = 0, seen = 0; row < keys.rows; row++) {
        if (same[row] == (pt_index)seen) {
            seen++;
            continue;
        }
        book->duplicate_rows++;
        /* Wraps only where the sum of |amount| leaves int64 too, which pt_build_rows then refuses. */
        book->duplicate_money = (int64_t)((uint64_t)book->duplicate_money + (uint64_t)record[row * width]);
    }
done:
    PT_FREE(allocator, record, cells);
    PT_FREE(allocator, same, keys.rows);
    pt_row_keys_free(allocator, &keys);
    pt_keys_free(allocator, distinct);
    return status;
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
    patron_status status = number_customers(build, error);
    if (!status) status = number_orders(build, error);
    if (!status) status = number_products(build, error);
    if (!status) status = number_labels(build, error);
    if (!status && (build->settings->flags & PATRON_BOOK_FIND_DUPLICATES)) status = find_duplicates(build, error);
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
