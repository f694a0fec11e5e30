#include "arrow_maker.h"

/* ---- memory ------------------------------------------------------------------------------------------------------ */

#define BLOCKS 40

/* What a struct owns. */
struct owner {
    struct maker *maker;
    struct ArrowArray *child[MAKER_COLUMNS], *dictionary; /* of an array, whose own fields a test may have spoilt */
    int blocks;
    void *block[BLOCKS];
};

static struct owner *owner_of(struct maker *maker)
{
    struct owner *owner = calloc(1, sizeof *owner);
    assert_non_null(owner);
    owner->maker = maker;
    maker->live++;
    maker->made++;
    return owner;
}

/* Exactly so many bytes (none at all: a pointer all the same), for the sanitizers to see a byte too many. */
static void *block(struct owner *owner, size_t bytes)
{
    void *memory = malloc(bytes);
    assert_true(owner->blocks < BLOCKS && (memory || !bytes));
    owner->block[owner->blocks++] = memory;
    if (bytes) memset(memory, 0x5a, bytes);
    return memory;
}

static void disown(struct owner *owner)
{
    for (int i = 0; i < owner->blocks; i++) free(owner->block[i]);
    owner->maker->live--;
    free(owner);
}

/* ---- schemas ----------------------------------------------------------------------------------------------------- */

static void release_schema(struct ArrowSchema *schema)
{
    assert_non_null(schema->release);
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release) schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    if (schema->dictionary) {
        if (schema->dictionary->release) schema->dictionary->release(schema->dictionary);
        free(schema->dictionary);
    }
    disown(schema->private_data);
    schema->release = NULL;
}

static char *copy_text(struct owner *owner, const char *text)
{
    char *copy = block(owner, strlen(text) + 1);
    memcpy(copy, text, strlen(text) + 1);
    return copy;
}

static void make_schema(struct maker *maker, const char *format, const char *name, struct ArrowSchema *out)
{
    struct owner *owner = owner_of(maker);
    memset(out, 0, sizeof *out);
    out->format = copy_text(owner, format);
    out->name = name ? copy_text(owner, name) : NULL;
    out->flags = ARROW_FLAG_NULLABLE;
    out->release = release_schema;
    out->private_data = owner;
}

static void make_schemas(struct maker *maker, struct ArrowSchema *out)
{
    make_schema(maker, "+s", NULL, out);
    out->n_children = maker->count;
    out->children = block(out->private_data, (size_t)maker->count * sizeof *out->children);
    for (int i = 0; i < maker->count; i++) {
        const struct maker_column *column = &maker->column[i];
        struct ArrowSchema *child = out->children[i] = calloc(1, sizeof *child);
        make_schema(maker, column->index ? column->index : column->format, column->name, child);
        if (!column->index) continue;
        child->dictionary = calloc(1, sizeof *child->dictionary);
        make_schema(maker, column->format, NULL, child->dictionary);
    }
}

/* ---- buffers ----------------------------------------------------------------------------------------------------- */

static void release_array(struct ArrowArray *array)
{
    struct owner *owner = array->private_data;
    assert_non_null(array->release);
    for (int i = 0; i <= MAKER_COLUMNS; i++) {
        struct ArrowArray *part = i < MAKER_COLUMNS ? owner->child[i] : owner->dictionary;
        if (part && part->release) part->release(part);
        free(part);
    }
    disown(owner);
    array->release = NULL;
}

static size_t width_of(const char *format)
{
    switch (format[0]) {
    case 'c':
    case 'C': return 1;
    case 's':
    case 'S': return 2;
    case 'i':
    case 'I':
    case 'f': return 4;
    case 'd':
    case 'v': return 16;
    case 't': return format[1] == 'd' && format[2] == 'D' ? 4 : 8;
    default: return 8;
    }
}

static void put_number(char *values, const char *format, int64_t i, const struct maker_cell *cell)
{
    size_t width = width_of(format);
    float narrow = (float)cell->real;
    int64_t halves[2] = {cell->number, cell->wide ? cell->high : cell->number < 0 ? -1 : 0};
    const void *from = format[0] == 'f' ? (const void *)&narrow : format[0] == 'g' ? (const void *)&cell->real
                                                                                 : (const void *)halves;
    memcpy(values + (size_t)i * width, from, width);
}

static void put_strings(struct owner *owner, const char *format, const struct maker_cell *cell, int64_t count,
                        const void **buffers)
{
    size_t width = format[0] == 'u' ? 4 : 8;
    int64_t bytes = 0, lead = 3; /* the first offset need not be 0 */
    for (int64_t i = 0; i < count; i++) bytes += cell[i].null ? 0 : cell[i].length;
    char *offsets = block(owner, (size_t)(count + 1) * width), *text = block(owner, (size_t)(bytes + lead));
    for (int64_t i = 0, at = lead; i <= count; i++) {
        memcpy(offsets + (size_t)i * width, &at, width);
        if (i == count || cell[i].null || !cell[i].length) continue;
        memcpy(text + at, cell[i].bytes, (size_t)cell[i].length);
        at += cell[i].length;
    }
    buffers[1] = offsets;
    buffers[2] = text;
}

#define PARTS 3 /* buffers behind string views */

static void put_views(struct owner *owner, const struct maker_cell *cell, int64_t count, const void **buffers)
{
    int64_t *sizes = block(owner, PARTS * sizeof *sizes), at[PARTS] = {0};
    char *part[PARTS], *views = block(owner, (size_t)count * 16);
    memset(sizes, 0, PARTS * sizeof *sizes);
    for (int64_t i = 0; i < count; i++)
        if (!cell[i].null && cell[i].length > 12) sizes[i % PARTS] += cell[i].length;
    for (int i = 0; i < PARTS; i++) buffers[2 + i] = part[i] = block(owner, (size_t)sizes[i]);
    for (int64_t i = 0; i < count; i++) {
        char *view = views + i * 16;
        int32_t length = (int32_t)cell[i].length, which = (int32_t)(i % PARTS), offset = (int32_t)at[which];
        if (cell[i].null) continue;
        memcpy(view, &length, 4);
        memset(view + 4, 0, 12);
        if (length && length <= 12) memcpy(view + 4, cell[i].bytes, (size_t)length);
        if (length <= 12) continue;
        memcpy(view + 4, cell[i].bytes, 4);
        memcpy(view + 8, &which, 4);
        memcpy(view + 12, &offset, 4);
        memcpy(part[which] + offset, cell[i].bytes, (size_t)length);
        at[which] += length;
    }
    buffers[1] = views;
    buffers[2 + PARTS] = sizes;
}

/* An array of all the cells; the first `offset` of them are before its offset. */
static void make_array(struct maker *maker, const char *format, const struct maker_cell *cell, int64_t count,
                       int64_t offset, struct ArrowArray *out)
{
    struct owner *owner = owner_of(maker);
    int64_t nulls = 0;
    memset(out, 0, sizeof *out);
    out->buffers = block(owner, (3 + PARTS) * sizeof *out->buffers);
    out->buffers[0] = NULL;
    for (int64_t i = 0; i < count; i++) nulls += cell[i].null && i >= offset;
    bool bits = nulls || rng_chance(&maker->rng, 30);
    if (bits && format[0] != 'n') {
        uint8_t *valid = block(owner, (size_t)(count + 7) / 8);
        for (int64_t i = 0; i < count; i++) {
            valid[i >> 3] &= (uint8_t)~(1u << (i & 7));
            valid[i >> 3] |= (uint8_t)((unsigned)!cell[i].null << (i & 7));
        }
        out->buffers[0] = valid;
    }
    out->n_buffers = format[0] == 'n' ? 0 : format[0] == 'v' ? 3 + PARTS : format[0] == 'u' || format[0] == 'U' ? 3 : 2;
    if (format[0] == 'b') {
        out->buffers[1] = block(owner, (size_t)(count + 7) / 8);
    } else if (format[0] == 'v') {
        put_views(owner, cell, count, out->buffers);
    } else if (format[0] == 'u' || format[0] == 'U') {
        put_strings(owner, format, cell, count, out->buffers);
    } else if (format[0] != 'n') {
        char *values = block(owner, (size_t)count * width_of(format));
        for (int64_t i = 0; i < count; i++)
            if (!cell[i].null) put_number(values, format, i, &cell[i]); /* under a null lies rubbish */
        out->buffers[1] = values;
    }
    out->offset = offset;
    out->length = count - offset;
    out->null_count = maker->no_null_count ? -1 : nulls;
    out->release = release_array;
    out->private_data = owner;
}

static bool same_cell(const struct maker_cell *a, const struct maker_cell *b)
{
    if (a->null || b->null) return a->null && b->null;
    return a->number == b->number && memcmp(&a->real, &b->real, sizeof a->real) == 0 && a->length == b->length &&
           (!a->length || memcmp(a->bytes, b->bytes, (size_t)a->length) == 0);
}

/* The distinct cells, in another order each time and with something unused among them, behind indices. */
static void make_dictionary(struct maker *maker, const struct maker_column *column, const struct maker_cell *cell,
                            int64_t count, int64_t offset, struct ArrowArray *out)
{
    const int64_t lead = maker->offset ? 2 : 0;
    struct maker_cell *entry = calloc((size_t)(count + 4), sizeof *entry), *index = calloc((size_t)count + 1, sizeof *index);
    const struct maker_cell odd = {.number = 5, .real = 5, .bytes = "unused", .length = 6};
    int64_t entries = lead, turn = rng_between(&maker->rng, 0, count);
    for (int64_t i = 0; i < lead; i++) entry[i] = odd;
    if (rng_chance(&maker->rng, 50)) entry[entries++] = odd;
    for (int64_t k = 0; k < count; k++) {
        int64_t i = (k + turn) % count, at = lead;
        if (cell[i].null && !maker->value_nulls) {
            index[i].null = true;
            continue;
        }
        while (at < entries && !same_cell(&entry[at], &cell[i])) at++;
        if (at == entries) entry[entries++] = cell[i];
        index[i].number = at - lead;
    }
    make_array(maker, column->index, index, count, offset, out);
    out->dictionary = ((struct owner *)out->private_data)->dictionary = calloc(1, sizeof *out->dictionary);
    make_array(maker, column->format, entry, entries, lead, out->dictionary);
    free(entry);
    free(index);
}

/* ---- batches ----------------------------------------------------------------------------------------------------- */

static void make_batch(struct maker *maker, int64_t from, int64_t count, struct ArrowArray *out)
{
    static const struct maker_cell rubbish = {.number = 77, .real = 1e30, .bytes = "\xff rubbish, and longer", .length = 20};
    int64_t before = maker->offset + maker->parent_offset, all = before + count + maker->extra;
    struct owner *owner = owner_of(maker);
    struct maker_cell *cell = calloc((size_t)all + 1, sizeof *cell);
    memset(out, 0, sizeof *out);
    out->n_children = maker->count;
    out->children = block(owner, (size_t)maker->count * sizeof *out->children);
    for (int k = 0; k < maker->count; k++) {
        const struct maker_column *column = &maker->column[k];
        for (int64_t i = 0; i < all; i++) cell[i] = i < before || i >= before + count ? rubbish : column->cell[from + i - before];
        out->children[k] = owner->child[k] = calloc(1, sizeof *out->children[k]);
        if (column->index) make_dictionary(maker, column, cell, all, maker->offset, out->children[k]);
        else make_array(maker, column->format, cell, all, maker->offset, out->children[k]);
    }
    free(cell);
    out->n_buffers = 1;
    out->buffers = block(owner, sizeof *out->buffers);
    out->buffers[0] = NULL;
    if (maker->parent_bits) {
        int64_t bits = maker->parent_offset + count;
        uint8_t *valid = block(owner, (size_t)(bits + 7) / 8);
        for (int64_t i = 0; i < bits; i++) {
            bool null = i < maker->parent_offset || (maker->null_row && maker->null_row[from + i - maker->parent_offset]);
            valid[i >> 3] &= (uint8_t)~(1u << (i & 7));
            valid[i >> 3] |= (uint8_t)((unsigned)!null << (i & 7));
        }
        out->buffers[0] = valid;
        out->null_count = -1;
    }
    out->offset = maker->parent_offset;
    out->length = count;
    out->release = release_array;
    out->private_data = owner;
}

/* ---- the stream -------------------------------------------------------------------------------------------------- */

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct maker *maker = ((struct owner *)stream->private_data)->maker;
    if (!maker->fail_schema) make_schemas(maker, out);
    return maker->fail_schema;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct maker *maker = ((struct owner *)stream->private_data)->maker;
    int64_t left = maker->rows - maker->position;
    maker->batches++;
    if (maker->fail_batch && maker->batches == maker->fail_batch) return maker->fail_code;
    memset(out, 0, sizeof *out);
    if (maker->empties && rng_chance(&maker->rng, 40)) {
        make_batch(maker, maker->position, 0, out);
        return 0;
    }
    if (!left) return 0;
    int64_t count = maker->chunk ? rng_between(&maker->rng, 1, maker->chunk) : left;
    if (count > left) count = left;
    make_batch(maker, maker->position, count, out);
    maker->position += count;
    if (maker->spoil) maker->spoil(out, maker->batches);
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    return ((struct owner *)stream->private_data)->maker->message;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    assert_non_null(stream->release);
    disown(stream->private_data);
    stream->release = NULL;
}

void maker_begin(struct maker *maker, int64_t rows)
{
    memset(maker, 0, sizeof *maker);
    maker->rows = rows;
}

void maker_add(struct maker *maker, const char *name, const char *format, const char *index, const struct maker_cell *cell)
{
    assert_true(maker->count < MAKER_COLUMNS);
    maker->column[maker->count++] = (struct maker_column){name, format, index, cell};
}

static void restart(struct maker *maker)
{
    maker_check(maker);
    maker->position = maker->batches = 0;
    maker->rng.state = maker->seed + 1;
}

void maker_stream(struct maker *maker, struct ArrowArrayStream *out)
{
    restart(maker);
    *out = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, owner_of(maker)};
}

void maker_array(struct maker *maker, struct ArrowSchema *schema, struct ArrowArray *array)
{
    restart(maker);
    make_schemas(maker, schema);
    make_batch(maker, 0, maker->rows, array);
    if (maker->spoil) maker->spoil(array, 1);
}

void maker_check(const struct maker *maker) { assert_int_equal(maker->live, 0); }
