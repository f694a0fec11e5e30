/* fuzz_arrow: buffers of the right lengths with anything in them, formats of any spelling. The rows are taken, all of them, or
 * none; everything is released once; what was taken makes a book or an error. */
#include "fuzz.h"

#include <stdbool.h>

#define ROWS_MAX 40
#define COLUMNS 5
#define PARTS 2

struct side {
    int64_t live;
    int64_t rows, offset, entries;
    char format[COLUMNS][24], index[COLUMNS][4];
    struct ArrowSchema schema[COLUMNS], values[COLUMNS], *children[COLUMNS];
    struct ArrowArray array[COLUMNS], dictionary[COLUMNS], *parts[COLUMNS];
    const void *buffers[COLUMNS][3 + PARTS + 1], *words[COLUMNS][3 + PARTS + 1], *none[1];
    void *block[64];
    int blocks;
};

static void release_schema(struct ArrowSchema *schema)
{
    ((struct side *)schema->private_data)->live--;
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    ((struct side *)array->private_data)->live--;
    array->release = NULL;
}

static void *filled(struct side *side, struct fuzz_bytes *bytes, size_t size, uint64_t way)
{
    unsigned char *memory = malloc(size);
    if (!memory && size) abort();
    side->block[side->blocks++] = memory;
    for (size_t i = 0; i < size; i++) memory[i] = way == 0 ? (unsigned char)fuzz_take(bytes, 1) : way == 1 ? 0 : 0xff;
    return memory;
}

static size_t width_of(const char *format)
{
    static const char widths[] = "c1C1s2S2i4I4l8L8f4g8";
    if (format[0] == 'd' || format[0] == 'v') return 16;
    if (format[0] == 't') return format[1] == 'd' && format[2] == 'D' ? 4 : 8;
    const char *at = format[0] ? strchr(widths, format[0]) : NULL;
    return at ? (size_t)(at[1] - '0') : 8;
}

/* Offsets that mostly ascend, but need not. */
static void offsets(struct side *side, struct fuzz_bytes *bytes, char kind, int64_t count, const void **buffers)
{
    char *text = filled(side, bytes, 128, fuzz_take(bytes, 1) & 1);
    int32_t *narrow = filled(side, bytes, (size_t)(count + 1) * 4, 1);
    int64_t *wide = filled(side, bytes, (size_t)(count + 1) * 8, 1), at = 0;
    for (int64_t i = 0; i <= count; i++) {
        uint64_t step = fuzz_take(bytes, 1);
        wide[i] = step == 255 ? (int64_t)fuzz_take(bytes, 8) : (at = (at + (int64_t)(step & 3)) & 127);
        if (i == count && (wide[i] < 0 || wide[i] > 128)) wide[i] = 128; /* the one that only the producer can vouch for */
        narrow[i] = (int32_t)wide[i];
    }
    buffers[1] = kind == 'u' ? (const void *)narrow : wide;
    buffers[2] = text;
}

static int64_t fill(struct side *side, struct fuzz_bytes *bytes, const char *format, int64_t count, const void **buffers)
{
    buffers[0] = fuzz_take(bytes, 1) & 1 ? filled(side, bytes, (size_t)(count + 7) / 8, 0) : NULL;
    if (format[0] == 'u' || format[0] == 'U') {
        offsets(side, bytes, format[0], count, buffers);
        return 3;
    }
    buffers[1] = filled(side, bytes, (size_t)count * width_of(format), fuzz_take(bytes, 1) % 3);
    if (format[0] != 'v') return 2;
    int64_t *sizes = filled(side, bytes, PARTS * sizeof *sizes, 1);
    for (int i = 0; i < PARTS; i++) {
        sizes[i] = (int64_t)(fuzz_take(bytes, 1) & 63);
        buffers[2 + i] = filled(side, bytes, (size_t)sizes[i], 0);
    }
    buffers[2 + PARTS] = sizes;
    return 3 + PARTS;
}

static void make(struct side *side, struct fuzz_bytes *bytes, const char *const name[COLUMNS])
{
    static const char *const common[] = {"l", "i", "u", "vu", "U", "g", "f", "d:20,2", "tdD", "tsn:", "tsu:UTC", "C", "L", "tdm", "n", "S"};
    static const char *const indices[] = {"c", "C", "s", "I", "l", "L", "i", "u"};
    side->rows = (int64_t)(fuzz_take(bytes, 1) % ROWS_MAX);
    side->offset = (int64_t)(fuzz_take(bytes, 1) % 5);
    side->entries = 1 + (int64_t)(fuzz_take(bytes, 1) % 20);
    for (int i = 0; i < COLUMNS; i++) {
        uint64_t what = fuzz_take(bytes, 1);
        if (what == 255) {
            for (int k = 0; k < 20; k++) side->format[i][k] = (char)fuzz_take(bytes, 1);
        } else if (what & 128) {
            memcpy(side->format[i], i == 1 ? "tdD" : "l", i == 1 ? 3 : 1);
        } else {
            memcpy(side->format[i], common[what & 15], strlen(common[what & 15]));
        }
        bool dictionary = fuzz_take(bytes, 1) % 3 == 0;
        if (dictionary) memcpy(side->index[i], indices[what >> 4 & 7], strlen(indices[what >> 4 & 7]));
        side->schema[i] = (struct ArrowSchema){.format = dictionary ? side->index[i] : side->format[i], .name = name[i]};
        side->values[i] = (struct ArrowSchema){.format = side->format[i]};
        if (dictionary) side->schema[i].dictionary = &side->values[i];
        side->children[i] = &side->schema[i];
        int64_t all = side->offset + side->rows;
        struct ArrowArray *array = &side->array[i];
        *array = (struct ArrowArray){.length = side->rows, .offset = side->offset, .null_count = -1, .buffers = side->buffers[i],
                                     .release = release_array, .private_data = side};
        array->n_buffers = fill(side, bytes, dictionary ? side->index[i] : side->format[i], all, side->buffers[i]);
        if (dictionary) {
            side->dictionary[i] = (struct ArrowArray){.length = side->entries, .null_count = -1, .buffers = side->words[i],
                                                      .release = release_array, .private_data = side};
            side->dictionary[i].n_buffers = fill(side, bytes, side->format[i], side->entries, side->words[i]);
            array->dictionary = &side->dictionary[i];
        }
        side->parts[i] = array;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const name[COLUMNS] = {"customer", "time", "amount", "kind", "product"};
    static const char *const words[] = {"a", "", "0", NULL};
    static const int32_t kinds[] = {0, 1, 2, 3};
    struct fuzz_bytes bytes = {data, size};
    struct side *side = calloc(1, sizeof *side);
    if (!side) abort();
    uint64_t flags = fuzz_take(&bytes, 1);
    make(side, &bytes, name);
    struct ArrowSchema schema = {.format = "+s", .n_children = COLUMNS, .children = side->children, .release = release_schema, .private_data = side};
    struct ArrowArray array = {.length = side->rows, .n_buffers = 1, .n_children = COLUMNS, .buffers = side->none, .children = side->parts,
                               .release = release_array, .private_data = side};
    patron_arrow_columns columns = {.size = sizeof columns, .flags = PATRON_ARROW_DECIMALS | (flags & 2), .decimals = 2,
                                    .customer = name[0], .time = name[1], .amount = name[2],
                                    .kind = flags & 4 ? name[3] : NULL, .product = flags & 8 ? name[4] : NULL};
    if (flags & 4 && flags & 16) {
        columns.kind_words = words;
        columns.kind_values = kinds;
        columns.kind_count = 4;
    }
    const int64_t instant = INT64_MIN;
    const int32_t east = 3600;
    const patron_zone zone = {sizeof zone, 1, &instant, &east, INT64_MAX};
    const patron_book_options options = {.size = sizeof options, .flags = PATRON_BOOK_NEGATIVE_IS_REFUND, .zone = flags & 1 ? &zone : NULL};
    patron_builder *builder = NULL;
    patron_error error;
    int64_t skipped = 0;
    side->live = 2;
    FUZZ_DEMAND(patron_builder_open(&options, &builder, &error) == PATRON_OK);
    patron_status status = patron_builder_add_arrow_array(builder, &schema, &array, &columns, &skipped, &error);
    FUZZ_DEMAND(side->live == 0 && !schema.release && !array.release);
    FUZZ_DEMAND(patron_builder_rows(builder) == (status ? 0 : side->rows - skipped));
    FUZZ_DEMAND(!status || (error.code == status && error.row < side->rows));
    if (!status) {
        patron_book *book = NULL;
        if (patron_builder_finish(builder, &book, &error) == PATRON_OK) patron_book_free(book);
    }
    patron_builder_free(builder);
    for (int i = 0; i < side->blocks; i++) free(side->block[i]);
    free(side);
    return 0;
}

/* Every other seed is small numbers, which are good rows more often. */
size_t fuzz_seed(uint64_t which, uint8_t *bytes, size_t capacity)
{
    uint64_t state = which + 1;
    size_t count = capacity < 2000 ? capacity : 2000;
    if (which >= 16) return 0;
    for (size_t i = 0; i < count; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        bytes[i] = (uint8_t)(state >> 56 & (which % 2 ? 0xff : 0x83));
    }
    return count;
}
