/* Zones: from PHP's own database to the library's table of instants and offsets, for the years 1900 to 2099. */
#include "php_patron.h"

#include "builder.h"

#define FROM INT64_C(-2208988800) /* 1900-01-01 00:00:00 UTC */
#define UNTIL INT64_C(4102444800) /* 2100-01-01 00:00:00 UTC */

static bool call(zval *date_zone, const char *method, uint32_t count, zval *arguments, zval *out)
{
    zend_function *function = zend_hash_str_find_ptr(&php_date_get_timezone_ce()->function_table, method,
                                                     strlen(method));
    ZVAL_UNDEF(out);
    zend_call_known_function(function, Z_OBJ_P(date_zone), Z_OBJCE_P(date_zone), out, count, arguments, NULL);
    return !EG(exception);
}

/* A DateTimeZone of our own: not a subclass, and nobody else's to change. */
static bool make_timezone(zval *name, const char *argument, zval *out)
{
    zend_class_entry *class = php_date_get_timezone_ce();
    object_init_ex(out, class);
    zend_call_known_function(class->constructor, Z_OBJ_P(out), class, NULL, 1, name, NULL);
    if (!EG(exception)) return true;
    zend_clear_exception();
    zval_ptr_dtor(out);
    pp_argument_error(argument, "%s: there is no zone \"%.60s\"", argument, Z_STRVAL_P(name));
    return false;
}

static pp_zone *new_zone(int64_t lines)
{
    pp_zone *zone = ecalloc(1, sizeof *zone);
    zone->references = 1;
    zone->instant = safe_emalloc((size_t)lines, sizeof *zone->instant, 0);
    zone->offset = safe_emalloc((size_t)lines, sizeof *zone->offset, 0);
    zone->c = (patron_zone){.size = sizeof zone->c, .instant = zone->instant, .offset = zone->offset};
    ZVAL_UNDEF(&zone->timezone);
    return zone;
}

/* A zone that is one offset: '+02:00', 'CEST', 'UTC'. */
static pp_zone *fixed_zone(int32_t offset)
{
    pp_zone *zone = new_zone(1);
    zone->instant[0] = INT64_MIN;
    zone->offset[0] = offset;
    zone->c.count = 1;
    zone->c.valid_until = INT64_MAX;
    return zone;
}

static zend_long number_at(HashTable *line, const char *name)
{
    zval *value = zend_hash_str_find(line, name, strlen(name));
    return value && Z_TYPE_P(value) == IS_LONG ? Z_LVAL_P(value) : 0;
}

/* The lines of getTransitions(), the first of which is what holds at FROM; lines that change no offset are left out. */
static pp_zone *zone_of_lines(HashTable *lines)
{
    pp_zone *zone = new_zone((int64_t)zend_hash_num_elements(lines));
    int64_t count = 0;
    zval *line;
    ZEND_HASH_FOREACH_VAL(lines, line)
    {
        if (Z_TYPE_P(line) != IS_ARRAY) continue;
        zend_long at = number_at(Z_ARRVAL_P(line), "ts"), offset = number_at(Z_ARRVAL_P(line), "offset");
        if (count && (at <= zone->instant[count - 1] || offset == zone->offset[count - 1])) continue;
        zone->instant[count] = count ? at : FROM;
        zone->offset[count++] = (int32_t)offset;
    }
    ZEND_HASH_FOREACH_END();
    zone->c.count = count;
    zone->c.valid_until = UNTIL - 1;
    return zone;
}

/* ---- tables that were made before -------------------------------------------------------------------------------- */

#define KEPT 16

/* PHP's database does not change while a thread lives, and asking it for a table takes longer than a small book. */
struct pp_zone_cache {
    int32_t count;
    struct {
        char name[64];
        int64_t lines;
        int64_t *instant;
        int32_t *offset;
    } kept[KEPT];
};

void pp_zones_close(struct pp_zone_cache *cache)
{
    if (!cache) return;
    for (int32_t i = 0; i < cache->count; i++) {
        pefree(cache->kept[i].instant, 1);
        pefree(cache->kept[i].offset, 1);
    }
    pefree(cache, 1);
}

static pp_zone *find_kept(const char *name)
{
    const struct pp_zone_cache *cache = PATRON_G(zones);
    for (int32_t i = 0; cache && i < cache->count; i++) {
        if (strcmp(cache->kept[i].name, name)) continue;
        pp_zone *zone = new_zone(cache->kept[i].lines);
        memcpy(zone->instant, cache->kept[i].instant, (size_t)cache->kept[i].lines * sizeof *zone->instant);
        memcpy(zone->offset, cache->kept[i].offset, (size_t)cache->kept[i].lines * sizeof *zone->offset);
        zone->c.count = cache->kept[i].lines;
        zone->c.valid_until = UNTIL - 1;
        return zone;
    }
    return NULL;
}

static void keep(const char *name, const pp_zone *zone)
{
    if (!PATRON_G(zones)) PATRON_G(zones) = pecalloc(1, sizeof(struct pp_zone_cache), 1);
    struct pp_zone_cache *cache = PATRON_G(zones);
    size_t length = strlen(name), lines = (size_t)zone->c.count;
    if (cache->count == KEPT || length >= sizeof cache->kept[0].name) return;
    int32_t at = cache->count++;
    memcpy(cache->kept[at].name, name, length + 1);
    cache->kept[at].lines = zone->c.count;
    cache->kept[at].instant = safe_pemalloc(lines, sizeof *zone->instant, 0, 1);
    cache->kept[at].offset = safe_pemalloc(lines, sizeof *zone->offset, 0, 1);
    memcpy(cache->kept[at].instant, zone->instant, lines * sizeof *zone->instant);
    memcpy(cache->kept[at].offset, zone->offset, lines * sizeof *zone->offset);
}

/* ---- from PHP ---------------------------------------------------------------------------------------------------- */

static pp_zone *asked_table(zval *date_zone)
{
    zval from_until[2], lines;
    ZVAL_LONG(&from_until[0], FROM);
    ZVAL_LONG(&from_until[1], UNTIL - 1);
    if (!call(date_zone, "gettransitions", 2, from_until, &lines)) return NULL;
    pp_zone *zone = NULL;
    if (Z_TYPE(lines) == IS_ARRAY && zend_hash_num_elements(Z_ARRVAL(lines))) {
        zone = zone_of_lines(Z_ARRVAL(lines));
    } else {
        zval date, offset;
        pp_date(0, NULL, &date);
        if (call(date_zone, "getoffset", 1, &date, &offset)) zone = fixed_zone((int32_t)zval_get_long(&offset));
        zval_ptr_dtor(&date);
    }
    zval_ptr_dtor(&lines);
    return zone;
}

static pp_zone *table_of(zval *date_zone)
{
    zval name;
    if (!call(date_zone, "getname", 0, NULL, &name)) return NULL;
    pp_zone *zone = find_kept(Z_STRVAL(name));
    if (!zone) {
        zone = asked_table(date_zone);
        if (zone && zone->c.valid_until == UNTIL - 1) keep(Z_STRVAL(name), zone);
    }
    zval_ptr_dtor(&name);
    return zone;
}

bool pp_zone_read(zval *value, const char *argument, pp_zone **out)
{
    zval name, date_zone;
    *out = NULL;
    if (!value) return true;
    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) == IS_NULL) return true;
    if (Z_TYPE_P(value) == IS_STRING) {
        ZVAL_COPY(&name, value);
    } else if (Z_TYPE_P(value) == IS_OBJECT && instanceof_function(Z_OBJCE_P(value), php_date_get_timezone_ce())) {
        if (!php_timezone_obj_from_obj(Z_OBJ_P(value))->initialized) {
            pp_type_error(argument, "%s is a DateTimeZone whose constructor was not called", argument);
            return false;
        }
        if (!call(value, "getname", 0, NULL, &name)) return false;
    } else {
        pp_type_error(argument, "%s must be a DateTimeZone or its name, not %s", argument, zend_zval_type_name(value));
        return false;
    }
    bool good = make_timezone(&name, argument, &date_zone);
    zval_ptr_dtor(&name);
    if (!good) return false;
    pp_zone *zone = table_of(&date_zone);
    if (!zone) {
        zval_ptr_dtor(&date_zone);
        return false;
    }
    ZVAL_COPY_VALUE(&zone->timezone, &date_zone);
    patron_error error;
    patron_status status = patron_calendar_check_zone(&zone->c, &error);
    if (status) {
        pp_argument_error(argument, "%s: %s", argument, error.message);
        pp_zone_drop(zone);
        return false;
    }
    *out = zone;
    return true;
}

pp_zone *pp_zone_keep(pp_zone *zone)
{
    if (zone) zone->references++;
    return zone;
}

void pp_zone_drop(pp_zone *zone)
{
    if (!zone || --zone->references) return;
    zval_ptr_dtor(&zone->timezone);
    efree(zone->instant);
    efree(zone->offset);
    efree(zone);
}

/* ---- what a clock shows ------------------------------------------------------------------------------------------ */

/* The line whose offset is in force at an instant; -1 before the first. */
static int64_t line_at(const patron_zone *zone, int64_t second)
{
    int64_t low = -1, high = zone->count;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (zone->instant[middle] <= second) low = middle;
        else high = middle;
    }
    return low;
}

bool pb_instant_of_clock(const pp_zone *zone, int64_t clock, int64_t *instant)
{
    const patron_zone *c = &zone->c;
    if (c->count == 1 && c->instant[0] == INT64_MIN) {
        *instant = clock - c->offset[0];
        return true;
    }
    int64_t at = line_at(c, clock - 26 * 3600);
    if (at < 0) at = 0;
    for (; at < c->count; at++) {
        int64_t here = clock - c->offset[at], end = at + 1 < c->count ? c->instant[at + 1] : c->valid_until + 1;
        if (here >= end) continue; /* shown again, or only, after the next change */
        if (here < c->instant[at]) {
            if (!at) return false;
            here = clock - c->offset[at - 1]; /* skipped: as if the clock had not been put forward yet */
        }
        *instant = here;
        return true;
    }
    return false;
}
