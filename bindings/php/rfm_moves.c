/* rfm_moves.c: from which segment to which, between two days; and what a result says of its segments. */
#include "php_patron.h"
#include "results.h"

/* Two days, each with its rule, of one book and map. */
typedef struct {
    const pp_book *book;
    pp_map *map;
    int32_t before, after;
    void *rule_before, *rule_after;
} pair;

typedef struct {
    zval from, to;
    const int64_t *cells;
    int64_t side;
} counted;

static bool make_matrix(zval *out, void *context, int64_t group)
{
    counted *this = context;
    pp_matrix *matrix = pp_matrix_make(out, PP_INT64, false, &this->from, &this->to);
    if (!matrix) return false;
    memcpy(matrix->ints, this->cells + group * this->side * this->side,
           (size_t)(this->side * this->side) * sizeof *matrix->ints);
    return true;
}

/* Matrix|Groups of customers by from and to. */
static void count_moves(zval *out, const pair *days, HashTable *mask, HashTable *group, int64_t from, int64_t many)
{
    pp_selection selection;
    patron_error error;
    counted context = {.side = patron_rfm_map_segments(&days->map->c) + 1};
    if (!pp_selection_read(&selection, mask, group, pp_customers(days->book))) return;
    int64_t count = selection.groups * context.side * context.side;
    int64_t *cells = pp_allocate_zero((size_t)count * sizeof *cells);
    context.cells = cells;
    if (!cells) {
        pp_no_memory();
    } else {
        patron_status status =
            patron_rfm_migration(days->book->book, days->before, days->rule_before, days->after, days->rule_after,
                                 &days->map->c, pp_selection_c(&selection), from, many, cells, count, &error);
        pp_map_from(days->map, &context.from);
        pp_map_to(days->map, &context.to);
        if (status)
            pp_throw(status, &error,
                     PP_NAMES("", "before", "ruleBefore", "after", "ruleAfter", "map", "group", "first", "count", ""));
        else
            pp_by_group(out, &selection, make_matrix, &context);
        zval_ptr_dtor(&context.from);
        zval_ptr_dtor(&context.to);
    }
    pp_release(cells, (size_t)count * sizeof *cells);
    pp_selection_free(&selection);
}

ZEND_METHOD(Patron_Book, rfmMigration)
{
    zval *before, *after, *rule_before, *rule_after, map;
    zend_object *own = NULL;
    zend_string *preset = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(4, 9)
        Z_PARAM_ZVAL(before)
        Z_PARAM_OBJECT_OF_CLASS(rule_before, pp_ce_rfm_rule)
        Z_PARAM_ZVAL(after)
        Z_PARAM_OBJECT_OF_CLASS(rule_after, pp_ce_rfm_rule)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_STR_OR_NULL(own, pp_ce_rfm_map, preset)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    pair days = {.book = pp_this_book(ZEND_THIS),
                 .rule_before = pp_rule_in(rule_before),
                 .rule_after = pp_rule_in(rule_after)};
    int64_t from, many;
    if (!pp_day(before, days.book->zone, "before", &days.before) ||
        !pp_day(after, days.book->zone, "after", &days.after) ||
        !pp_range(pp_customers(days.book), first, count, no_count, &from, &many) || !pp_map_read(&map, own, preset))
        RETURN_THROWS();
    days.map = pp_map_of(Z_OBJ(map));
    count_moves(return_value, &days, mask, group, from, many);
    zval_ptr_dtor(&map);
}

/* ---- customer by customer ---------------------------------------------------------------------------------------- */

#define MOVE(member) PP_FIELD(patron_rfm_moves, member, PP_TOKEN)
static const pp_field moves[] = {MOVE(from), MOVE(to), PP_END};

ZEND_METHOD(Patron_Book, rfmMoves)
{
    zval *before, *after, *rule_before, *rule_after, map, names;
    zend_object *own = NULL;
    zend_string *preset = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(4, 7)
        Z_PARAM_ZVAL(before)
        Z_PARAM_OBJECT_OF_CLASS(rule_before, pp_ce_rfm_rule)
        Z_PARAM_ZVAL(after)
        Z_PARAM_OBJECT_OF_CLASS(rule_after, pp_ce_rfm_rule)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS_OR_STR_OR_NULL(own, pp_ce_rfm_map, preset)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    pair days = {.book = pp_this_book(ZEND_THIS),
                 .rule_before = pp_rule_in(rule_before),
                 .rule_after = pp_rule_in(rule_after)};
    patron_rfm_moves out;
    patron_error error;
    int64_t from, many;
    if (!pp_day(before, days.book->zone, "before", &days.before) ||
        !pp_day(after, days.book->zone, "after", &days.after) ||
        !pp_range(pp_customers(days.book), first, count, no_count, &from, &many) || !pp_map_read(&map, own, preset))
        RETURN_THROWS();
    days.map = pp_map_of(Z_OBJ(map));
    pp_table *table = pp_score_begin(return_value, pp_ce_table, pp_ce_row, ZEND_THIS, moves, NULL, NULL, from, many,
                                     &out, sizeof out);
    if (table) {
        pp_map_from(days.map, &names);
        pp_column_names(pp_table_find(table, "from"), Z_ARRVAL(names));
        zval_ptr_dtor(&names);
        pp_map_to(days.map, &names);
        pp_column_names(pp_table_find(table, "to"), Z_ARRVAL(names));
        zval_ptr_dtor(&names);
        patron_status status = patron_rfm_migrate(days.book->book, days.before, days.rule_before, days.after,
                                                  days.rule_after, &days.map->c, from, many, &out, &error);
        pp_score_end(return_value, status, &error,
                     PP_NAMES("", "before", "ruleBefore", "after", "ruleAfter", "map", "first", "count", ""));
    }
    zval_ptr_dtor(&map);
}

/* ---- between two results ----------------------------------------------------------------------------------------- */

/* A table that Book::rfm made; NULL thrown. */
static pp_table *result(zval *given, const char *argument)
{
    pp_table *table = pp_table_of(Z_OBJ_P(given));
    if (Z_TYPE(table->rule) == IS_OBJECT && Z_TYPE(table->map) == IS_OBJECT) return table;
    pp_type_error(argument, "%s must be a result of Book::rfm", argument);
    return NULL;
}

static bool same_map(const pp_map *one, const pp_map *other)
{
    if (one->c.preset != other->c.preset) return false;
    if (one->c.preset != PATRON_RFM_MAP_OWN) return true;
    return one->cell_bytes == other->cell_bytes && memcmp(one->cells, other->cells, one->cell_bytes) == 0 &&
           zend_is_identical((zval *)&one->names, (zval *)&other->names);
}

ZEND_FUNCTION(Patron_migration)
{
    zval *before, *after;
    HashTable *mask = NULL, *group = NULL;
    ZEND_PARSE_PARAMETERS_START(2, 4)
        Z_PARAM_OBJECT_OF_CLASS(before, pp_ce_rfm_table)
        Z_PARAM_OBJECT_OF_CLASS(after, pp_ce_rfm_table)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
    ZEND_PARSE_PARAMETERS_END();
    pp_table *one = result(before, "before"), *other = one ? result(after, "after") : NULL;
    if (!other) RETURN_THROWS();
    pair days = {.book = pp_book_of(Z_OBJ(other->book)),
                 .map = pp_map_of(Z_OBJ(other->map)),
                 .before = one->as_of,
                 .after = other->as_of,
                 .rule_before = pp_rule_in(&one->rule),
                 .rule_after = pp_rule_in(&other->rule)};
    if (Z_OBJ(one->book) != Z_OBJ(other->book) || !same_map(pp_map_of(Z_OBJ(one->map)), days.map)) {
        pp_argument_error("before", "before and after must be of one book and one map");
        RETURN_THROWS();
    }
    count_moves(return_value, &days, mask, group, 0, pp_customers(days.book));
}

/* ---- of one result ----------------------------------------------------------------------------------------------- */

ZEND_FUNCTION(Patron_median_recency)
{
    zval *scores, columns;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_OBJECT_OF_CLASS(scores, pp_ce_rfm_table)
    ZEND_PARSE_PARAMETERS_END();
    pp_table *table = result(scores, "scores");
    if (!table) RETURN_THROWS();
    const pp_column *segment = pp_table_find(table, "segment"), *recency = pp_table_find(table, "recency");
    if (!segment || !recency) {
        pp_argument_error("scores", "scores has no segments");
        RETURN_THROWS();
    }
    pp_map *map = pp_map_of(Z_OBJ(table->map));
    int64_t segments = patron_rfm_map_segments(&map->c);
    size_t bytes = (size_t)segments * sizeof(int64_t);
    int64_t *twice = pp_allocate_zero(bytes);
    if (!twice) {
        pp_no_memory();
        RETURN_THROWS();
    }
    patron_status status = patron_rfm_median_recency(segment->values, recency->values, table->rows, segments,
                                                     pp_allocator(), twice, &error);
    if (status) pp_throw(status, &error, PP_NAMES("scores", "scores", "", "", "", ""));
    array_init_size(&columns, 1);
    add_next_index_string(&columns, "medianRecency");
    pp_matrix *medians = status ? NULL : pp_matrix_make(return_value, PP_DOUBLE, true, &map->names, &columns);
    zval_ptr_dtor(&columns);
    for (int64_t at = 0; medians && at < segments; at++) {
        if (twice[at] == PATRON_NONE) medians->hollow[at] = 1;
        else medians->doubles[at] = (double)twice[at] / 2;
    }
    pp_release(twice, bytes);
}
