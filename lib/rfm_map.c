#include "columns.h"
#include "rfm.h"

/* ---- presets ----------------------------------------------------------------------------------------------------- */

#define NAMES 11

static const char *const names[NAMES] = {"champions", "loyal", "potential_loyalist", "new",
                                         "promising", "needs_attention", "about_to_sleep", "at_risk",
                                         "cant_lose_them", "hibernating", "lost"};

/* The letter of each name above. A line below is one score of R from 1 to 5, a group of five one of F, a letter one of
 * M. */
static const char letters[NAMES + 1] = "CLPNOWSRXHD";

#define CELLS5 125

static const char default_cells[CELLS5 + 1] = "DDDDD" "DDRRR" "DRRRR" "RRRXX" "RRRXX"
                                              "HHHHH" "HHRRR" "HRRRR" "RRRXX" "RRRXX"
                                              "SSSSS" "SSWWW" "SWWWL" "WWWLL" "WWLLL"
                                              "NNOOO" "PPPPP" "PPPLL" "LLLLC" "LLLCC"
                                              "NNOOO" "PPPPP" "PPPLL" "LLLCC" "LLLCC";

static const char classic_cells[CELLS5 + 1] = "DDXXX" "DHHRR" "DHRRR" "DRRXR" "DRRXX"
                                              "HHSXX" "SHHRR" "SHHRR" "SRRRR" "SRRRR"
                                              "NSOOO" "SHPWW" "SHPWL" "PPWLL" "PPPLL"
                                              "NNOOO" "NNPOO" "PPPWL" "PPWLC" "PPPCC"
                                              "NNOOO" "OOOOO" "PPPWW" "PPLCC" "PPPCC";

#define SIX_NAMES 6

static const char *const six_names[SIX_NAMES] = {"champions", "loyal", "promising", "needs_attention", "at_risk",
                                                 "lost"};

/* [third of R, from the bottom][F + M above the middle] */
static const int32_t six_segment[3][2] = {{5, 4}, {3, 1}, {2, 0}};

static int32_t six_of(int32_t bins, int32_t r, int32_t f, int32_t m)
{
    int32_t third = 3 * (2 * r - 1) > 4 * bins ? 2 : 3 * (2 * r - 1) < 2 * bins ? 0 : 1;
    return six_segment[third][f + m >= bins + 2];
}

static void fill_six(pt_rfm_cells *out)
{
    int32_t cell = 0;
    for (int32_t r = 1; r <= out->bins; r++)
        for (int32_t f = 1; f <= out->bins; f++)
            for (int32_t m = 1; m <= out->bins; m++) out->segment[cell++] = six_of(out->bins, r, f, m);
    out->segments = SIX_NAMES;
}

static void fill_letters(pt_rfm_cells *out, const char *cells)
{
    for (int32_t i = 0; i < CELLS5; i++) out->segment[i] = (int32_t)(strchr(letters, cells[i]) - letters);
    out->segments = NAMES;
}

/* ---- own maps ---------------------------------------------------------------------------------------------------- */

static patron_status fill_own(const patron_rfm_map *map, int32_t argument, pt_rfm_cells *out, patron_error *error)
{
    if (map->bins != out->bins)
        return pt_fail_argument(error, argument, "the map has %d bins, %d are needed", (int)map->bins, (int)out->bins);
    if (map->segments < 1 || map->segments > PT_RFM_CELLS_MAX)
        return pt_fail_argument(error, argument, "the map has %d segments, not 1 to %d", (int)map->segments,
                                PT_RFM_CELLS_MAX);
    if (!map->cells || !map->names) return pt_fail_argument(error, argument, "the map lacks its cells or its names");
    int32_t cells = out->bins * out->bins * out->bins;
    for (int32_t i = 0; i < cells; i++) {
        int32_t segment = map->cells[i];
        if (segment < 0 || segment >= map->segments)
            return pt_fail_argument(error, argument, "cell %d of the map is in segment %d of %d", (int)i, (int)segment,
                                    (int)map->segments);
        out->segment[i] = segment;
    }
    out->segments = map->segments;
    return PATRON_OK;
}

#define NAME_MAX_BYTES 63

static patron_status check_names(const patron_rfm_map *map, int32_t argument, patron_error *error)
{
    for (int32_t i = 0; i < map->segments; i++) {
        const char *name = map->names[i];
        int64_t length = 0;
        while (name && length <= NAME_MAX_BYTES && name[length]) length++;
        if (length < 1 || length > NAME_MAX_BYTES || !pt_is_utf8(name, length))
            return pt_fail_argument(error, argument, "the name of segment %d is not 1 to %d bytes of UTF-8", (int)i,
                                    NAME_MAX_BYTES);
        for (int32_t j = 0; j < i; j++)
            if (!strcmp(name, map->names[j]))
                return pt_fail_argument(error, argument, "segments %d and %d have the same name", (int)j, (int)i);
    }
    return PATRON_OK;
}

/* ---- maps of any kind -------------------------------------------------------------------------------------------- */

static patron_status read_map(const patron_rfm_map *given, int32_t argument, patron_rfm_map *out, patron_error *error)
{
    patron_status status = pt_read_struct(given, out, sizeof *out, offsetof(patron_rfm_map, bins), argument, "map",
                                          error);
    if (status) return status;
    if (out->preset < PATRON_RFM_MAP_DEFAULT || out->preset > PATRON_RFM_MAP_OWN || out->reserved)
        return pt_fail_argument(error, argument, "the map's preset or a reserved field is unknown");
    if (out->preset != PATRON_RFM_MAP_OWN && (out->bins || out->segments || out->cells || out->names))
        return pt_fail_argument(error, argument, "a preset map has no bins, segments, cells or names of its own");
    return PATRON_OK;
}

patron_status pt_rfm_cells_from(const patron_rfm_map *given, int32_t bins, int32_t argument, pt_rfm_cells *out,
                                patron_error *error)
{
    patron_rfm_map map;
    patron_status status = read_map(given, argument, &map, error);
    if (status) return status;
    out->bins = bins;
    if (map.preset == PATRON_RFM_MAP_OWN) return fill_own(&map, argument, out, error);
    if (map.preset == PATRON_RFM_MAP_SIX) {
        fill_six(out);
        return PATRON_OK;
    }
    if (bins != 5)
        return pt_fail_argument(error, argument, "this map is for 5 bins, not %d: use MAP_SIX or an own one",
                                (int)bins);
    fill_letters(out, map.preset == PATRON_RFM_MAP_DEFAULT ? default_cells : classic_cells);
    return PATRON_OK;
}

patron_status patron_rfm_map_cells(const patron_rfm_map *given, int32_t bins, int32_t *cells, int64_t capacity,
                                   patron_error *error)
{
    pt_rfm_cells filled;
    patron_rfm_map map;
    if (bins < 2 || bins > PATRON_RFM_BINS_MAX)
        return pt_fail_argument(error, 2, "bins is %d, not 2 to %d", (int)bins, PATRON_RFM_BINS_MAX);
    patron_status status = pt_rfm_cells_from(given, bins, 1, &filled, error);
    if (!status) status = read_map(given, 1, &map, error);
    if (!status && map.preset == PATRON_RFM_MAP_OWN) status = check_names(&map, 1, error);
    if (status || !cells) return status;
    int32_t count = bins * bins * bins;
    if (capacity < count)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 4, -1, -1, "", "the map has %d cells, the array %lld", (int)count,
                       (long long)capacity);
    memcpy(cells, filled.segment, (size_t)count * sizeof *cells);
    return PATRON_OK;
}

int64_t patron_rfm_map_segments(const patron_rfm_map *given)
{
    pt_rfm_cells cells;
    patron_rfm_map map;
    if (read_map(given, 0, &map, NULL)) return 0;
    if (map.preset == PATRON_RFM_MAP_SIX) return SIX_NAMES;
    if (map.preset != PATRON_RFM_MAP_OWN) return NAMES;
    if (map.bins < 2 || map.bins > PATRON_RFM_BINS_MAX) return 0;
    cells.bins = map.bins;
    return fill_own(&map, 0, &cells, NULL) ? 0 : cells.segments;
}

const char *patron_rfm_map_name(const patron_rfm_map *given, int32_t segment)
{
    patron_rfm_map map;
    if (segment < 0 || segment >= patron_rfm_map_segments(given) || read_map(given, 0, &map, NULL)) return NULL;
    if (map.preset == PATRON_RFM_MAP_OWN) return map.names[segment];
    return map.preset == PATRON_RFM_MAP_SIX ? six_names[segment] : names[segment];
}

static const char *end_name(const patron_rfm_map *map, int32_t segment, const char *end)
{
    int64_t segments = patron_rfm_map_segments(map);
    return segments && segment == segments ? end : patron_rfm_map_name(map, segment);
}

const char *patron_rfm_from_name(const patron_rfm_map *map, int32_t from) { return end_name(map, from, "none"); }

const char *patron_rfm_to_name(const patron_rfm_map *map, int32_t to) { return end_name(map, to, "refunded"); }
