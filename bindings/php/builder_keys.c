/* Keys, money, quantities and kinds of rows. */
#include "builder.h"

/* ---- errors ------------------------------------------------------------------------------------------------------ */

static bool wrong_type(const pb_schema *schema, int32_t column, int64_t row, const char *wanted, zval *value)
{
    pp_throw_at(pp_ce_type_exception, pb_argument(schema, column), pb_field(schema, column), row, -1, "%s %s, not %s",
                pb_field(schema, column), wanted, zend_zval_type_name(value));
    return false;
}

void pb_null_error(const pb_schema *schema, int32_t column, int64_t row)
{
    pp_throw_at(pp_ce_data_exception, pb_argument(schema, column), pb_field(schema, column), row, -1, "%s is null",
                pb_field(schema, column));
}

/* ---- money and quantities ---------------------------------------------------------------------------------------- */

static bool decimal(zval *value, int64_t units, const char *what, const pb_schema *schema, int32_t column, int64_t row,
                    pb_cell *cell)
{
    const char *field = pb_field(schema, column), *why = NULL;
    switch (pb_read_decimal(Z_STRVAL_P(value), Z_STRLEN_P(value), units, &cell->number)) {
    case 0: return true;
    case PB_DECIMAL_BAD: why = "is not a decimal number like -12.50"; break;
    case PB_DECIMAL_LARGE: why = "does not fit 64 bits"; break;
    default:
        pp_throw_at(pp_ce_data_exception, pb_argument(schema, column), field, row, -1,
                    "%s \"%.40s\" has more decimals than %s allows", field, Z_STRVAL_P(value), what);
        return false;
    }
    pp_throw_at(pp_ce_data_exception, pb_argument(schema, column), field, row, -1, "%s \"%.40s\" %s", field,
                Z_STRVAL_P(value), why);
    return false;
}

bool pb_parse_money(const pb_input *in, zval *value, const pb_schema *schema, int32_t column, int64_t row,
                    pb_cell *cell)
{
    cell->type = PB_INT;
    switch (Z_TYPE_P(value)) {
    case IS_LONG: cell->number = Z_LVAL_P(value); return true;
    case IS_STRING:
        if (in->builder->scale >= 0) return decimal(value, in->builder->money_units, "scale", schema, column, row,
                                                    cell);
        pp_throw_at(pp_ce_argument_exception, "scale", pb_field(schema, column), row, -1,
                    "%s is given as text: say with the Builder's scale how many decimals the currency has",
                    pb_field(schema, column));
        return false;
    case IS_NULL: cell->type = PB_ABSENT; return true;
    case IS_DOUBLE:
        return wrong_type(schema, column, row,
                          "must be exact: give a decimal string (with the Builder's scale) or an int of minor units",
                              value);
    default: return wrong_type(schema, column, row, "must be an int of minor units or a decimal string", value);
    }
}

bool pb_parse_quantity(const pb_input *in, zval *value, const pb_schema *schema, int32_t column, int64_t row,
                       pb_cell *cell)
{
    cell->type = PB_INT;
    switch (Z_TYPE_P(value)) {
    case IS_LONG: cell->number = Z_LVAL_P(value); return true;
    case IS_STRING: return decimal(value, in->builder->quantity_units, "quantityScale", schema, column, row, cell);
    case IS_NULL: cell->type = PB_ABSENT; return true;
    default:
        return wrong_type(schema, column, row, "must be an int of 1/quantityScale pieces or a decimal string of pieces",
                          value);
    }
}

/* ---- kinds ------------------------------------------------------------------------------------------------------- */

static bool is_kind(zval *value)
{
    return Z_TYPE_P(value) == IS_OBJECT && Z_OBJCE_P(value) == pp_ce_kind;
}

bool pb_kinds_read(HashTable *kinds)
{
    zval *value;
    ZEND_HASH_FOREACH_VAL(kinds, value)
    {
        ZVAL_DEREF(value);
        if (is_kind(value)) continue;
        pp_type_error("kinds", "kinds must map statuses to cases of Patron\\Kind, not to %s",
                      zend_zval_type_name(value));
        return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static bool unlisted(zval *value, int64_t row, bool listed)
{
    char number[PB_NUMBER + 1] = "";
    if (Z_TYPE_P(value) == IS_LONG) number[pb_write_number(Z_LVAL_P(value), number)] = 0;
    pp_throw_at(pp_ce_data_exception, "kind", "kind", row, -1, listed ? "status \"%.60s\" is not in kinds"
                : "\"%.60s\" is not the value of a kind: say with kinds what the shop's statuses mean",
                Z_TYPE_P(value) == IS_LONG ? number : Z_STRVAL_P(value));
    return false;
}

bool pb_parse_kind(const pb_input *in, zval *value, int64_t row, pb_cell *cell)
{
    bool listed = in->kinds && zend_hash_num_elements(in->kinds);
    zval *found = NULL;
    cell->type = PB_INT;
    switch (Z_TYPE_P(value)) {
    case IS_NULL: cell->type = PB_ABSENT; return true;
    case IS_OBJECT:
        if (!is_kind(value)) break;
        cell->number = pp_case_int(Z_OBJ_P(value));
        return true;
    case IS_LONG:
        if (!listed) {
            cell->number = Z_LVAL_P(value);
            if (cell->number >= PATRON_KIND_SALE && cell->number <= PATRON_KIND_IGNORED) return true;
            return unlisted(value, row, false);
        }
        found = zend_hash_index_find(in->kinds, (zend_ulong)Z_LVAL_P(value));
        break;
    case IS_STRING:
        if (listed) found = zend_symtable_find(in->kinds, Z_STR_P(value));
        break;
    default: break;
    }
    if (found) ZVAL_DEREF(found);
    if (found && is_kind(found)) {
        cell->number = pp_case_int(Z_OBJ_P(found));
        return true;
    }
    if (Z_TYPE_P(value) == IS_LONG || Z_TYPE_P(value) == IS_STRING) return unlisted(value, row, listed);
    pp_throw_at(pp_ce_type_exception, "kind", "kind", row, -1, "kind must be a status or a Patron\\Kind, not %s",
                zend_zval_type_name(value));
    return false;
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

/* Whether a key means "guest", in either way of writing a number. */
static bool is_guest(const pp_builder *builder, const pb_cell *cell)
{
    int64_t number = cell->number, other;
    bool numeric = cell->type == PB_INT || pb_read_number(cell->text, cell->length, &number);
    zval *guest;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL(builder->guests), guest)
    {
        if (Z_TYPE_P(guest) == IS_LONG) {
            if (numeric && Z_LVAL_P(guest) == number) return true;
        } else if (numeric) {
            if (pb_read_number(Z_STRVAL_P(guest), Z_STRLEN_P(guest), &other) && other == number) return true;
        } else if (Z_STRLEN_P(guest) == cell->length && !memcmp(Z_STRVAL_P(guest), cell->text, cell->length)) {
            return true;
        }
    }
    ZEND_HASH_FOREACH_END();
    return false;
}

bool pb_parse_key(const pb_input *in, zval *value, const pb_schema *schema, int32_t column, uint8_t type, int64_t row,
                  pb_cell *cell)
{
    const pp_builder *builder = in->builder;
    if (Z_TYPE_P(value) == IS_LONG) {
        cell->type = PB_INT;
        cell->number = Z_LVAL_P(value);
    } else if (Z_TYPE_P(value) == IS_STRING) {
        cell->type = PB_TEXT;
        cell->text = Z_STRVAL_P(value);
        cell->length = Z_STRLEN_P(value);
    } else if (Z_TYPE_P(value) == IS_NULL) {
        cell->type = PB_ABSENT;
        return true;
    } else {
        return wrong_type(schema, column, row, "must be an int, a string or null", value);
    }
    if (cell->type == type) return true;
    if (type == PB_UNKNOWN) { /* a guest says nothing about what customers' keys are */
        bool aliased = zend_hash_num_elements(Z_ARRVAL(builder->alias_from)) > 0;
        if (column == PP_CUSTOMER && !aliased && is_guest(builder, cell)) cell->type = PB_ABSENT;
        return true;
    }
    if (type == PB_TEXT) {
        cell->text = cell->written;
        cell->length = pb_write_number(cell->number, cell->written);
        cell->type = PB_TEXT;
        return true;
    }
    if (pb_read_number(cell->text, cell->length, &cell->number)) {
        cell->type = PB_INT;
        return true;
    }
    if (column == PP_CUSTOMER && is_guest(builder, cell)) {
        cell->type = PB_ABSENT;
        return true;
    }
    pp_throw_at(pp_ce_data_exception, pb_argument(schema, column), pb_field(schema, column), row, -1,
                "%s \"%.60s\" is text, but the first key of the column was an int", pb_field(schema, column),
                    cell->text);
    return false;
}

bool pb_parse(const pb_input *in, zval *value, pb_batch *batch, int32_t column, int64_t row, int32_t *form,
              pb_cell *cell)
{
    switch (column) {
    case PP_TIME: return pb_parse_time(in, value, row, form, cell);
    case PP_AMOUNT:
    case PP_DISCOUNT:
    case PP_COST: return pb_parse_money(in, value, &batch->schema, column, row, cell);
    case PP_QUANTITY: return pb_parse_quantity(in, value, &batch->schema, column, row, cell);
    case PP_KIND: return pb_parse_kind(in, value, row, cell);
    default: return pb_parse_key(in, value, &batch->schema, column, batch->schema.type[column], row, cell);
    }
}
