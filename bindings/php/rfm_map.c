/* rfm_map.c: RfmMap: from scores to segments. */
#include "php_patron.h"
#include "results.h"

static zend_object_handlers map_handlers;

static zend_object *map_create(zend_class_entry *class)
{
    zend_object *object = pp_object_new(class, sizeof(pp_map), &map_handlers);
    pp_map_of(object)->c.size = sizeof(patron_rfm_map);
    return object;
}

static void map_free(zend_object *object)
{
    pp_map *map = pp_map_of(object);
    pp_release(map->cells, map->cell_bytes);
    if (map->name_pointers) efree(map->name_pointers);
    zval_ptr_dtor(&map->names);
    zend_object_std_dtor(object);
}

/* The names of a map that is complete, as a list. */
static void list_names(pp_map *map)
{
    int64_t count = patron_rfm_map_segments(&map->c);
    array_init_size(&map->names, (uint32_t)count);
    for (int32_t at = 0; at < count; at++) add_next_index_string(&map->names, patron_rfm_map_name(&map->c, at));
}

static bool preset_of(pp_map *map, const zend_string *name, const char *argument)
{
    static const char *const presets[] = {"default", "classic", "six"};
    for (int32_t at = 0; at < 3; at++) {
        if (!zend_string_equals_cstr(name, presets[at], strlen(presets[at]))) continue;
        map->c.preset = at;
        list_names(map);
        return true;
    }
    pp_argument_error(argument, "%s '%s' is none of default, classic, six", argument, ZSTR_VAL(name));
    return false;
}

bool pp_map_read(zval *out, zend_object *object, zend_string *preset)
{
    if (object) {
        if (Z_TYPE(pp_map_of(object)->names) == IS_ARRAY) {
            ZVAL_OBJ_COPY(out, object);
            return true;
        }
        pp_argument_error("map", "map was never constructed");
        return false;
    }
    zend_string *standard = preset ? zend_string_copy(preset) : zend_string_init("default", 7, 0);
    ZVAL_OBJ(out, map_create(pp_ce_rfm_map));
    bool found = preset_of(pp_map_of(Z_OBJ_P(out)), standard, "map");
    zend_string_release(standard);
    if (!found) zval_ptr_dtor(out);
    return found;
}

/* ---- a map of one's own ------------------------------------------------------------------------------------------ */

/* Copies the names: a list of strings without NUL bytes. */
static bool read_names(pp_map *map, HashTable *names, zval *held)
{
    zval *name;
    array_init_size(held, zend_hash_num_elements(names));
    ZEND_HASH_FOREACH_VAL(names, name)
    {
        ZVAL_DEREF(name);
        if (Z_TYPE_P(name) != IS_STRING) {
            pp_type_error("names", "names must be strings, not %s", zend_zval_type_name(name));
            return false;
        }
        if (strlen(Z_STRVAL_P(name)) != Z_STRLEN_P(name)) {
            pp_argument_error("names", "names must not hold NUL bytes");
            return false;
        }
        Z_TRY_ADDREF_P(name);
        add_next_index_zval(held, name);
    }
    ZEND_HASH_FOREACH_END();
    uint32_t count = zend_hash_num_elements(Z_ARRVAL_P(held)), at = 0;
    map->name_pointers = safe_emalloc(count + 1, sizeof *map->name_pointers, 0);
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(held), name)
    {
        map->name_pointers[at++] = Z_STRVAL_P(name);
    }
    ZEND_HASH_FOREACH_END();
    map->c.segments = (int32_t)count;
    map->c.names = map->name_pointers;
    return true;
}

static bool read_cells(pp_map *map, HashTable *cells)
{
    int64_t count, needed = (int64_t)map->c.bins * map->c.bins * map->c.bins;
    if (!pp_int32_list(cells, "cells", &map->cells, &count)) return false;
    map->cell_bytes = (size_t)count * sizeof *map->cells;
    map->c.cells = map->cells;
    if (map->c.bins < 2 || map->c.bins > PATRON_RFM_BINS_MAX || count == needed) return true; /* or the library says */
    pp_argument_error("cells", "cells has %" PRId64 " entries, %d bins need %" PRId64, count, (int)map->c.bins, needed);
    return false;
}

static bool read_own(pp_map *map, zend_long bins, HashTable *cells, HashTable *names)
{
    zval held;
    patron_error error;
    map->c.preset = PATRON_RFM_MAP_OWN;
    if (!pp_int32(bins, "bins", &map->c.bins) || !read_cells(map, cells)) return false;
    if (!read_names(map, names, &held)) {
        zval_ptr_dtor(&held);
        return false;
    }
    patron_status status = patron_rfm_map_cells(&map->c, map->c.bins, NULL, 0, &error);
    if (status) {
        zval_ptr_dtor(&held);
        pp_throw(status, &error, PP_NAMES(strstr(error.message, "name") ? "names" : "cells", "bins", "", ""));
        return false;
    }
    ZVAL_COPY_VALUE(&map->names, &held);
    return true;
}

ZEND_METHOD(Patron_RfmMap, __construct)
{
    zend_string *preset = NULL;
    zend_long bins = 0;
    bool no_bins = true;
    HashTable *cells = NULL, *names = NULL;
    ZEND_PARSE_PARAMETERS_START(0, 4)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR_OR_NULL(preset)
        Z_PARAM_LONG_OR_NULL(bins, no_bins)
        Z_PARAM_ARRAY_HT_OR_NULL(cells)
        Z_PARAM_ARRAY_HT_OR_NULL(names)
    ZEND_PARSE_PARAMETERS_END();
    pp_map *map = pp_map_of(Z_OBJ_P(ZEND_THIS));
    if (Z_TYPE(map->names) == IS_ARRAY || map->c.preset) {
        zend_throw_error(NULL, "This map has been constructed already");
        RETURN_THROWS();
    }
    if (no_bins && !cells && !names) {
        zend_string *standard = preset ? zend_string_copy(preset) : zend_string_init("default", 7, 0);
        preset_of(map, standard, "preset");
        zend_string_release(standard);
        return;
    }
    if (preset || no_bins || !cells || !names) {
        pp_argument_error(preset ? "preset" : no_bins ? "bins" : cells ? "names" : "cells",
                          "a map of one's own needs bins, cells and names, and no preset");
        RETURN_THROWS();
    }
    read_own(map, bins, cells, names);
}

/* The map of a method; NULL thrown. */
static pp_map *this_map(zval *this)
{
    pp_map *map = pp_map_of(Z_OBJ_P(this));
    if (Z_TYPE(map->names) == IS_ARRAY) return map;
    zend_throw_error(NULL, "This map was never constructed");
    return NULL;
}

ZEND_METHOD(Patron_RfmMap, names)
{
    ZEND_PARSE_PARAMETERS_NONE();
    pp_map *map = this_map(ZEND_THIS);
    if (!map) RETURN_THROWS();
    RETURN_COPY(&map->names);
}

/* Every name that the library has for a number from 0 on. */
static void all_names(const patron_rfm_map *map, const char *(*name)(const patron_rfm_map *, int32_t), zval *out)
{
    array_init(out);
    for (int32_t at = 0; name(map, at); at++) add_next_index_string(out, name(map, at));
}

void pp_map_from(const pp_map *map, zval *out)
{
    all_names(&map->c, patron_rfm_from_name, out);
}

void pp_map_to(const pp_map *map, zval *out)
{
    all_names(&map->c, patron_rfm_to_name, out);
}

ZEND_METHOD(Patron_RfmMap, fromNames)
{
    ZEND_PARSE_PARAMETERS_NONE();
    pp_map *map = this_map(ZEND_THIS);
    if (!map) RETURN_THROWS();
    pp_map_from(map, return_value);
}

ZEND_METHOD(Patron_RfmMap, toNames)
{
    ZEND_PARSE_PARAMETERS_NONE();
    pp_map *map = this_map(ZEND_THIS);
    if (!map) RETURN_THROWS();
    pp_map_to(map, return_value);
}

ZEND_METHOD(Patron_RfmMap, cells)
{
    zend_long bins = 5;
    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(bins)
    ZEND_PARSE_PARAMETERS_END();
    int32_t many, found[PATRON_RFM_BINS_MAX * PATRON_RFM_BINS_MAX * PATRON_RFM_BINS_MAX];
    patron_error error;
    pp_map *map = this_map(ZEND_THIS);
    if (!map || !pp_int32(bins, "bins", &many)) RETURN_THROWS();
    patron_status status = patron_rfm_map_cells(&map->c, many, found, sizeof found / sizeof *found, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("bins", "bins", "", ""));
        RETURN_THROWS();
    }
    array_init_size(return_value, (uint32_t)(many * many * many));
    for (int32_t at = 0; at < many * many * many; at++) add_next_index_long(return_value, found[at]);
}

void pp_map_init(void)
{
    pp_handlers(&map_handlers, XtOffsetOf(pp_map, std), map_free);
    pp_ce_rfm_map->create_object = map_create;
}
