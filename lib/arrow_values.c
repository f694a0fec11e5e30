/* Values of Arrow arrays into columns of the library's own: every value is read once, then checked, then used. */
#include "arrow.h"

#include <inttypes.h>

/* ---- where the values are ---------------------------------------------------------------------------------------- */

/* `volatile` keeps the compiler from reading the producer's memory a second time. */
static bool bit_of(const uint8_t *bits, int64_t i) { return ((const volatile uint8_t *)bits)[i >> 3] >> (i & 7) & 1; }

#define GATHER(from_type)                                                                  \
    do {                                                                                   \
        const volatile from_type *from = values;                                           \
        for (int64_t i = 0; i < count; i++) out[i] = present[i] ? (int64_t)from[place[i]] : 0; \
    } while (0)

/* Integers at their places, 0 where there is none. */
static void gather(int32_t type, const void *values, const int64_t *place, const uint8_t *present, int64_t count,
                   int64_t *out)
{
    switch (type) {
    case PATRON_TYPE_INT8: GATHER(int8_t); break;
    case PATRON_TYPE_INT16: GATHER(int16_t); break;
    case PATRON_TYPE_INT32: GATHER(int32_t); break;
    case PATRON_TYPE_INT64: GATHER(int64_t); break;
    case PATRON_TYPE_UINT8: GATHER(uint8_t); break;
    case PATRON_TYPE_UINT16: GATHER(uint16_t); break;
    case PATRON_TYPE_UINT32: GATHER(uint32_t); break;
    default: GATHER(uint64_t); break;
    }
}

static int64_t number_of(const pt_arrow_rows *rows, int64_t i) { return rows->base + pt_arrow_row(rows, i); }

/* From rows to places in the dictionary. */
static patron_status look_up(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                             pt_arrow_work *work, patron_error *error)
{
    const pt_arrow_values *values = &view->values;
    const pt_arrow_column *column = view->column;
    gather(column->index, view->index.values, work->place, work->present, count, work->index);
    for (int64_t i = 0; i < count; i++) {
        int64_t at = work->index[i];
        if (!work->present[i]) continue;
        if (at < 0 || at >= values->count)
            return pt_fail_row(error, number_of(rows, start + i), column->title,
                               "%s: index %" PRId64 " is not in the dictionary of %" PRId64, column->title, at, values->count);
        work->place[i] = values->first + at;
        if (values->valid) work->present[i] = bit_of(values->valid, work->place[i]);
    }
    return PATRON_OK;
}

/* place[i] and present[i] of a block's rows. */
static patron_status find_places(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                                 pt_arrow_work *work, patron_error *error)
{
    const pt_arrow_values *own = view->column->index ? &view->index : &view->values;
    bool null = view->column->format.form == PT_ARROW_NULL;
    memset(work->present, null ? 0 : 1, (size_t)count);
    for (int64_t i = 0; i < count; i++) work->place[i] = own->first + pt_arrow_row(rows, start + i);
    if (null) return PATRON_OK;
    if (own->valid)
        for (int64_t i = 0; i < count; i++) work->present[i] = bit_of(own->valid, work->place[i]);
    if (view->batch_valid)
        for (int64_t i = 0; i < count; i++)
            work->present[i] &= (uint8_t)bit_of(view->batch_valid, view->batch_first + pt_arrow_row(rows, start + i));
    return view->column->index ? look_up(view, rows, start, count, work, error) : PATRON_OK;
}

/* ---- doubles and decimals ---------------------------------------------------------------------------------------- */

static double double_at(const pt_arrow_view *view, int64_t place)
{
    return view->column->format.form == PT_ARROW_FLOAT32 ? (double)((const volatile float *)view->values.values)[place]
                                                         : ((const volatile double *)view->values.values)[place];
}

static bool is_double(const pt_arrow_view *view)
{
    return view->column->format.form == PT_ARROW_FLOAT32 || view->column->format.form == PT_ARROW_FLOAT64;
}

#define MONEY_MAX 1099511627776.0 /* 2^40: above it doubles are too coarse for a 1000th, be it of the smallest unit */
#define OFF_BY 0.001

/* False if the double is not near enough to an integer. */
static bool round_double(const pt_arrow_column *column, double value, int64_t *out)
{
    double most = !column->whole ? MONEY_MAX : column->format.form == PT_ARROW_FLOAT32 ? 16777216.0 : 9007199254740992.0;
    double scaled = value * column->factor;
    if (!(scaled > -most && scaled < most) && !(column->whole && (scaled == most || scaled == -most))) return false;
    double half = column->whole ? 0 : scaled < 0 ? -0.5 : 0.5; /* at 2^53 half a unit more would be another number */
    *out = (int64_t)(scaled + half);
    double off = scaled - (double)*out;
    return column->whole ? off == 0 : off <= OFF_BY && off >= -OFF_BY;
}

static patron_status read_doubles(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                                  pt_arrow_work *work, patron_error *error)
{
    const pt_arrow_column *column = view->column;
    for (int64_t i = 0; i < count; i++) {
        double value = work->present[i] ? double_at(view, work->place[i]) : 0;
        work->present[i] &= value == value; /* NaN is null */
        work->value[i] = 0;
        if (work->present[i] && !round_double(column, value, &work->value[i]))
            return pt_fail_row(error, number_of(rows, start + i), column->title,
                               column->whole ? "%s: %.17g is not a whole number that a double holds exactly"
                                             : "%s: %.17g is not exact in the smallest unit, or too large",
                               column->title, value);
    }
    return PATRON_OK;
}

/* False if the decimal is not an integer of the wanted unit that int64 holds. */
static bool scale_decimal(const pt_arrow_column *column, uint64_t low, int64_t high, int64_t *out)
{
    pt_int128 value = (pt_int128)(((pt_uint128)(uint64_t)high << 64) | low), quotient;
    *out = 0;
    if (value == 0) return true;
    if (high == (int64_t)low >> 63 && column->over <= INT64_MAX) { /* both in 64 bits: much faster */
        int64_t small = (int64_t)low, over = (int64_t)column->over;
        if (small % over) return false;
        quotient = small / over;
    } else {
        if (value % column->over) return false;
        quotient = value / column->over;
    }
    if (!column->times || quotient > INT64_MAX || quotient < INT64_MIN) return false;
    pt_int128 product = quotient * column->times; /* both within 64 bits */
    *out = (int64_t)product;
    return product <= INT64_MAX && product >= INT64_MIN;
}

static patron_status read_decimals(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                                   pt_arrow_work *work, patron_error *error)
{
    const volatile uint64_t *words = view->values.values;
    for (int64_t i = 0; i < count; i++) {
        work->value[i] = 0;
        if (!work->present[i]) continue;
        uint64_t low = words[2 * work->place[i]], high = words[2 * work->place[i] + 1];
        if (!scale_decimal(view->column, low, (int64_t)high, &work->value[i]))
            return pt_fail_row(error, number_of(rows, start + i), view->column->title,
                               "%s: the decimal is not a whole number of the smallest unit, or too large",
                               view->column->title);
    }
    return PATRON_OK;
}

/* ---- integers and times ------------------------------------------------------------------------------------------ */

static patron_status read_integers(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                                   pt_arrow_work *work, patron_error *error)
{
    const pt_arrow_column *column = view->column;
    gather(column->format.type, view->values.values, work->place, work->present, count, work->value);
    for (int64_t i = 0; i < count && column->format.type == PATRON_TYPE_UINT64; i++)
        if (work->value[i] < 0) /* beyond int64: wrapped around */
            return pt_fail_row(error, number_of(rows, start + i), column->title, "%s: %" PRIu64 " does not fit into int64",
                               column->title, (uint64_t)work->value[i]);
    return PATRON_OK;
}

#define DAY_MILLISECONDS INT64_C(86400000)

/* date64 and wall clocks become days, these with the nanoseconds since midnight in within[]. */
static patron_status split_times(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                                 pt_arrow_work *work, patron_error *error)
{
    static const int64_t per_day[] = {0, 0, 86400, DAY_MILLISECONDS, INT64_C(86400000000), INT64_C(86400000000000)};
    const pt_arrow_format *format = &view->column->format;
    bool stamp = format->time == PT_ARROW_TIMESTAMP;
    int64_t length = stamp ? per_day[format->unit] : DAY_MILLISECONDS;
    int64_t nanoseconds = per_day[PATRON_UNIT_NANOSECOND] / length;
    for (int64_t i = 0; i < count; i++) {
        int64_t day = pt_floor_divide(work->value[i], length), rest = work->value[i] % length;
        if (rest < 0) rest += length;
        if (!stamp && rest)
            return pt_fail_row(error, number_of(rows, start + i), "time",
                               "date of %" PRId64 " ms is not at the beginning of a day", work->value[i]);
        if (!pt_is_day(day))
            return pt_fail(error, PATRON_ERROR_RANGE, 0, number_of(rows, start + i), -1, "time",
                           "day %" PRId64 " is outside the years 1..9999", day);
        work->value[i] = day;
        work->within[i] = rest * nanoseconds;
    }
    return PATRON_OK;
}

static bool is_split(const pt_arrow_view *view)
{
    const pt_arrow_format *format = &view->column->format;
    return format->time == PT_ARROW_MILLISECONDS || (format->time == PT_ARROW_TIMESTAMP && !format->zoned);
}

/* ---- strings ----------------------------------------------------------------------------------------------------- */

static bool string_at(const pt_arrow_values *in, int32_t type, int64_t place, const char **bytes, int64_t *length)
{
    int64_t from, to;
    if (type == PATRON_TYPE_STRING) {
        const volatile int32_t *offsets = (const int32_t *)in->offsets + place;
        from = offsets[0];
        to = offsets[1];
    } else {
        const volatile int64_t *offsets = (const int64_t *)in->offsets + place;
        from = offsets[0];
        to = offsets[1];
    }
    if (from < 0 || to < from || to > in->end) return false;
    *length = to - from;
    *bytes = *length ? (const char *)in->values + from : "";
    return true;
}

#define VIEW_BYTES 16
#define VIEW_INLINE 12 /* strings up to so many bytes stand in the view itself */

static bool string_view_at(const pt_arrow_values *in, int64_t place, const char **bytes, int64_t *length)
{
    const volatile int32_t *view = (const int32_t *)in->values + place * (VIEW_BYTES / 4);
    int64_t many = view[0];
    if (many < 0) return false;
    *length = many;
    *bytes = (const char *)in->values + place * VIEW_BYTES + 4;
    if (many <= VIEW_INLINE) return true;
    int64_t part = view[2], offset = view[3];
    if (part < 0 || part >= in->part_count || offset < 0 || offset > in->sizes[part] - many || !in->parts[part]) return false;
    *bytes = (const char *)in->parts[part] + offset;
    return true;
}

/* bytes[i] and length[i] of a block's strings, in the producer's memory. */
static patron_status read_strings(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                                  pt_arrow_work *work, patron_error *error)
{
    const pt_arrow_column *column = view->column;
    for (int64_t i = 0; i < count; i++) {
        bool good = true;
        work->bytes[i] = "";
        work->length[i] = 0;
        if (work->present[i])
            good = column->format.form == PT_ARROW_VIEW
                       ? string_view_at(&view->values, work->place[i], &work->bytes[i], &work->length[i])
                       : string_at(&view->values, column->format.type, work->place[i], &work->bytes[i], &work->length[i]);
        if (!good)
            return pt_fail_row(error, number_of(rows, start + i), column->title,
                               "%s: the string's offsets fall, are negative or leave their buffer", column->title);
    }
    return PATRON_OK;
}

/* ---- kinds ------------------------------------------------------------------------------------------------------- */

static int64_t write_integer(int64_t value, char out[24])
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char *at = out + 24;
    do *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0) *--at = '-';
    int64_t length = out + 24 - at;
    memmove(out, at, (size_t)length);
    return length;
}

/* Words to kinds; null only where a word says so. */
static patron_status read_kinds(const pt_arrow_plan *plan, const pt_arrow_view *view, const pt_arrow_rows *rows,
                                int64_t start, int64_t count, pt_arrow_work *work, patron_error *error)
{
    bool words = view->column->format.form != PT_ARROW_INTEGER;
    patron_status status = words ? read_strings(view, rows, start, count, work, error)
                                 : read_integers(view, rows, start, count, work, error);
    for (int64_t i = 0; i < count && !status; i++) {
        char text[24];
        const char *word = words ? work->bytes[i] : text;
        int64_t length = !work->present[i] ? -1 : words ? work->length[i] : write_integer(work->value[i], text);
        int32_t kind = pt_arrow_kind(plan, word, length);
        if (kind == PATRON_NONE && length < 0) continue; /* a null that the check of rows will name */
        if (kind == PATRON_NONE) {
            bool shown = pt_is_utf8(word, length);
            return pt_fail_row(error, number_of(rows, start + i), "kind", "kind: %.*s is not one of the words for kinds",
                               shown ? (int)(length > 100 ? 100 : length) : 6, shown ? word : "a word");
        }
        work->value[i] = kind;
        work->present[i] = 1;
    }
    return status;
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

patron_status pt_arrow_presence(const pt_arrow_view *view, const pt_arrow_rows *rows, int64_t start, int64_t count,
                                pt_arrow_work *work, patron_error *error)
{
    patron_status status = find_places(view, rows, start, count, work, error);
    for (int64_t i = 0; i < count && !status && is_double(view); i++)
        if (work->present[i]) {
            double value = double_at(view, work->place[i]);
            work->present[i] = value == value;
        }
    return status;
}

/* Whether the array is laid out as a column of columns.h. */
static bool is_plain(const pt_arrow_plan *plan, const pt_arrow_view *view, const pt_arrow_rows *rows)
{
    const pt_arrow_format *format = &view->column->format;
    if (rows->take || !rows->count || view->column->index || view->batch_valid || is_split(view)) return false;
    if (view->column->role == PT_KIND && plan->words) return false;
    return format->form == PT_ARROW_STRING || (format->form == PT_ARROW_INTEGER && format->type != PATRON_TYPE_UINT64);
}

static int32_t unit_of(const pt_arrow_view *view)
{
    const pt_arrow_format *format = &view->column->format;
    return !format->time ? PATRON_UNIT_NONE : format->zoned ? format->unit : PATRON_UNIT_DAY;
}

static patron_status copy_plain(const patron_allocator *allocator, const pt_arrow_view *view, const pt_arrow_rows *rows,
                                patron_column *out, patron_error *error)
{
    patron_column from = {.size = sizeof from, .type = view->column->format.type, .unit = unit_of(view)};
    from.values = view->values.values;
    from.offsets = view->values.offsets;
    from.valid = view->values.valid;
    from.first = view->values.first;
    return pt_column_copy(allocator, &from, rows->count, rows->base, view->column->title, out, error);
}

/* present[] of a block into bits; says whether all were there. */
static bool set_bits(uint8_t *bits, int64_t start, int64_t count, const uint8_t *present)
{
    bool all = true;
    for (int64_t i = 0; i < count; i++) {
        all &= present[i];
        bits[(start + i) >> 3] |= (uint8_t)(present[i] << ((start + i) & 7));
    }
    return all;
}

static void store(void *values, int32_t type, int64_t start, int64_t count, const int64_t *from)
{
    if (type == PATRON_TYPE_INT64) memcpy((int64_t *)values + start, from, (size_t)count * sizeof *from);
    for (int64_t i = 0; i < count && type == PATRON_TYPE_INT32; i++) ((int32_t *)values)[start + i] = (int32_t)from[i];
    for (int64_t i = 0; i < count && type == PATRON_TYPE_INT8; i++) ((int8_t *)values)[start + i] = (int8_t)from[i];
}

static patron_status read_numbers(const pt_arrow_plan *plan, const pt_arrow_view *view, const pt_arrow_rows *rows,
                                  int64_t start, int64_t count, pt_arrow_work *work, patron_error *error)
{
    patron_status status = find_places(view, rows, start, count, work, error);
    if (status) return status;
    if (view->column->role == PT_KIND && plan->words) return read_kinds(plan, view, rows, start, count, work, error);
    switch (view->column->format.form) {
    case PT_ARROW_FLOAT32:
    case PT_ARROW_FLOAT64: return read_doubles(view, rows, start, count, work, error);
    case PT_ARROW_DECIMAL: return read_decimals(view, rows, start, count, work, error);
    case PT_ARROW_NULL: memset(work->value, 0, (size_t)count * sizeof *work->value); return PATRON_OK;
    default: status = read_integers(view, rows, start, count, work, error);
    }
    if (!status && is_split(view)) status = split_times(view, rows, start, count, work, error);
    return status;
}

/* Integers of the narrowest type that certainly holds them. The bits of `out` are there already. */
static patron_status convert_numbers(const patron_allocator *allocator, const pt_arrow_plan *plan,
                                     const pt_arrow_view *view, const pt_arrow_rows *rows, pt_arrow_work *work,
                                     uint8_t *bits, bool *all, patron_column *out, int64_t *within, patron_error *error)
{
    out->type = view->column->role == PT_KIND && plan->words                 ? PATRON_TYPE_INT8
                : view->column->role == PT_TIME && unit_of(view) == PATRON_UNIT_DAY ? PATRON_TYPE_INT32
                                                                             : PATRON_TYPE_INT64;
    out->unit = unit_of(view);
    size_t width = out->type == PATRON_TYPE_INT8 ? 1 : out->type == PATRON_TYPE_INT32 ? 4 : 8;
    void *values = pt_array(allocator, rows->count, width, error);
    if (!values) return PATRON_ERROR_MEMORY;
    out->values = values;
    patron_status status = PATRON_OK;
    for (int64_t start = 0; start < rows->count && !status; start += PT_BLOCK) {
        int64_t count = rows->count - start < PT_BLOCK ? rows->count - start : PT_BLOCK;
        status = read_numbers(plan, view, rows, start, count, work, error);
        if (status) break;
        *all &= set_bits(bits, start, count, work->present);
        store(values, out->type, start, count, work->value);
        if (within) memcpy(within + start, work->within, (size_t)count * sizeof *within);
    }
    return status;
}

/* A first pass fixes lengths and places, a second one copies and checks the copy. */
static patron_status convert_strings(const patron_allocator *allocator, const pt_arrow_view *view,
                                     const pt_arrow_rows *rows, pt_arrow_work *work, uint8_t *bits, bool *all,
                                     patron_column *out, patron_error *error)
{
    const pt_arrow_column *column = view->column;
    char *copy = NULL;
    out->type = PATRON_TYPE_STRING64;
    int64_t *offsets = pt_zero_array(allocator, rows->count + 1, sizeof *offsets, error);
    if (!offsets) return PATRON_ERROR_MEMORY;
    out->offsets = offsets;
    patron_status status = PATRON_ERROR_MEMORY;
    const char **where = pt_array(allocator, rows->count, sizeof *where, error);
    if (!where) return status;
    for (int64_t start = 0; start < rows->count; start += PT_BLOCK) {
        int64_t count = rows->count - start < PT_BLOCK ? rows->count - start : PT_BLOCK;
        status = find_places(view, rows, start, count, work, error);
        if (!status) status = read_strings(view, rows, start, count, work, error);
        if (status) goto done;
        *all &= set_bits(bits, start, count, work->present);
        for (int64_t i = 0; i < count; i++) {
            where[start + i] = work->bytes[i];
            if (pt_add(offsets[start + i], work->length[i], &offsets[start + i + 1])) {
                status = pt_fail(error, PATRON_ERROR_MEMORY, 0, -1, -1, column->title, "%s: no memory for the strings", column->title);
                goto done;
            }
        }
    }
    status = PATRON_ERROR_MEMORY;
    if (!(copy = pt_array(allocator, offsets[rows->count], 1, error))) goto done;
    out->values = copy;
    status = PATRON_OK;
    for (int64_t i = 0; i < rows->count && !status; i++) {
        int64_t length = offsets[i + 1] - offsets[i];
        if (!length) continue;
        memcpy(copy + offsets[i], where[i], (size_t)length);
        if (!pt_is_utf8(copy + offsets[i], length))
            status = pt_fail_row(error, number_of(rows, i), column->title, "%s: not valid UTF-8", column->title);
    }
done:
    PT_FREE(allocator, where, rows->count);
    return status;
}

patron_status pt_arrow_convert(const patron_allocator *allocator, const pt_arrow_plan *plan, const pt_arrow_view *view,
                               const pt_arrow_rows *rows, pt_arrow_work *work, patron_column *out, int64_t **within,
                               patron_error *error)
{
    if (is_plain(plan, view, rows)) return copy_plain(allocator, view, rows, out, error);
    patron_column made = {.size = sizeof made};
    bool all = true, wall = is_split(view) && view->column->format.time == PT_ARROW_TIMESTAMP;
    int64_t *inside = NULL;
    patron_status status = PATRON_ERROR_MEMORY;
    uint8_t *bits = pt_zero_array(allocator, (rows->count + 7) / 8, 1, error);
    if (!bits) return status;
    if (wall && !(inside = pt_array(allocator, rows->count, sizeof *inside, error))) goto done;
    status = view->column->strings
                 ? convert_strings(allocator, view, rows, work, bits, &all, &made, error)
                 : convert_numbers(allocator, plan, view, rows, work, bits, &all, &made, inside, error);
    if (!status && !all) {
        made.valid = bits;
        bits = NULL;
    }
done:
    if (status) {
        PT_FREE(allocator, inside, rows->count);
        if (made.type) pt_column_free(allocator, &made, rows->count);
    } else {
        *out = made;
        *within = inside;
    }
    PT_FREE(allocator, bits, (rows->count + 7) / 8);
    return status;
}
