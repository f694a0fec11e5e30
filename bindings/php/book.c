/* Book: what it is, not what it measures. */
#include "builder.h"
#include "results.h"

static zend_object_handlers handlers;

static zend_object *create(zend_class_entry *class)
{
    pp_handle_made();
    return pp_object_new(class, sizeof(pp_book), &handlers);
}

static void destroy(zend_object *object)
{
    pp_book *book = pp_book_of(object);
    patron_book_free(book->book);
    book->book = NULL;
    pp_zone_drop(book->zone);
    book->zone = NULL;
    if (book->schema) efree(book->schema);
    book->schema = NULL;
    pp_handle_freed();
    zend_object_std_dtor(object);
}

void pp_book_init(void)
{
    pp_handlers(&handlers, XtOffsetOf(pp_book, std), destroy);
    pp_ce_book->create_object = create;
}

void pp_book_make(zval *out, patron_book *made, pp_zone *zone, uint32_t roles, bool text_keys)
{
    object_init_ex(out, pp_ce_book);
    pp_book *book = pp_book_of(Z_OBJ_P(out));
    book->book = made;
    book->zone = pp_zone_keep(zone);
    book->roles = roles;
    book->text_keys = text_keys;
    book->scale = -1;
}

ZEND_METHOD(Patron_Book, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Patron_Book, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)pp_customers(pp_this_book(ZEND_THIS)));
}

ZEND_METHOD(Patron_Book, orders)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)patron_book_orders(pp_this_book(ZEND_THIS)->book));
}

ZEND_METHOD(Patron_Book, firstDay)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_book *book = pp_this_book(ZEND_THIS);
    int32_t day;
    patron_book_days(book->book, &day, NULL);
    pp_date(day, book->zone, return_value);
}

ZEND_METHOD(Patron_Book, lastDay)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_book *book = pp_this_book(ZEND_THIS);
    int32_t day;
    patron_book_days(book->book, NULL, &day);
    pp_date(day, book->zone, return_value);
}

ZEND_METHOD(Patron_Book, memory)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)patron_book_bytes(pp_this_book(ZEND_THIS)->book));
}

ZEND_METHOD(Patron_Book, flags)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)patron_book_flags(pp_this_book(ZEND_THIS)->book));
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static int32_t keys_named(const pp_book *book, const char *what)
{
    if (!strcmp(what, "customer")) return PATRON_KEYS_CUSTOMER;
    if (!strcmp(what, "product")) return PATRON_KEYS_PRODUCT;
    if (!strcmp(what, "category")) return PATRON_KEYS_CATEGORY;
    int32_t label = patron_book_label(book->book, what);
    return label < 0 ? -1 : PATRON_KEYS_LABEL + label;
}

ZEND_METHOD(Patron_Book, keys)
{
    zend_string *what = NULL;
    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR(what)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    int32_t which = what ? keys_named(book, ZSTR_VAL(what)) : PATRON_KEYS_CUSTOMER;
    patron_column keys = {.size = sizeof keys};
    patron_error error;
    int64_t count;
    if (which < 0) {
        pp_argument_error("what", "what: \"%.60s\" is neither customer, product, category nor a label of the book",
                          ZSTR_VAL(what));
        RETURN_THROWS();
    }
    patron_status status = patron_book_keys(book->book, which, &keys, &count, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "what"));
        RETURN_THROWS();
    }
    const int64_t *offsets = keys.type == PATRON_TYPE_STRING64 ? keys.offsets : NULL;
    size_t bytes = (size_t)count * sizeof(zval) + (offsets ? (size_t)offsets[count] + (size_t)count * 32 : 0);
    if (!pp_room(bytes)) {
        pp_no_memory();
        RETURN_THROWS();
    }
    pp_key_array(&keys, count, return_value);
}

ZEND_METHOD(Patron_Book, find)
{
    HashTable *list;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ARRAY_HT(list)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    pp_keys keys;
    patron_error error;
    if (!pp_keys_of_kind(list, "keys", book->text_keys, &keys)) RETURN_THROWS();
    size_t bytes = (size_t)keys.count * sizeof(int32_t);
    int32_t *numbers = pp_allocate(bytes);
    if (!numbers || !pp_room((size_t)keys.count * sizeof(zval))) {
        pp_no_memory();
    } else {
        patron_status status = patron_book_find(book->book, &keys.column, keys.count, numbers, &error);
        if (status) pp_throw(status, &error, PP_NAMES("keys", "keys", "keys"));
    }
    if (!EG(exception)) {
        array_init_size(return_value, (uint32_t)keys.count);
        zend_hash_real_init_packed(Z_ARRVAL_P(return_value));
        for (int64_t i = 0; i < keys.count; i++) {
            zval number;
            if (numbers[i] < 0) ZVAL_NULL(&number);
            else ZVAL_LONG(&number, numbers[i]);
            zend_hash_next_index_insert_new(Z_ARRVAL_P(return_value), &number);
        }
    }
    pp_release(numbers, bytes);
    pp_keys_free(&keys);
}

/* ---- totals ------------------------------------------------------------------------------------------------------ */

#define TOTAL(member) PP_FIELD(patron_totals, member, PP_INT64)

static const pp_field total_fields[] = {
    TOTAL(rows), TOTAL(rows_sale), TOTAL(rows_renewal), TOTAL(rows_refund), TOTAL(rows_ignored), TOTAL(rows_after),
    TOTAL(orders), TOTAL(orders_counted), TOTAL(orders_zero), TOTAL(orders_refunded), TOTAL(orders_renewal),
    TOTAL(purchases), TOTAL(customers), TOTAL(buyers), TOTAL(buyers_unknown_birth), TOTAL(sales), TOTAL(refunds),
    TOTAL(net), TOTAL(net_customers), TOTAL(net_guests), TOTAL(net_unmatched), TOTAL(net_counted),
    TOTAL(refunds_unmatched), TOTAL(refunds_over), TOTAL(duplicate_rows), TOTAL(duplicate_money),
    PP_FIELD(patron_totals, excluded_rows, PP_INT64, .length = PATRON_EXCLUDED_REASONS),
    PP_FIELD(patron_totals, excluded_money, PP_INT64, .length = PATRON_EXCLUDED_REASONS), PP_END};

/* An array of exclusions by reason in place of the list. */
static void name_reasons(zval *values, const char *name, const int64_t *by_reason)
{
    static const char *const reasons[PATRON_EXCLUDED_REASONS] = {"ignored", "ignored_refund", "guest", "erased"};
    zval named;
    array_init(&named);
    for (int i = 0; i < PATRON_EXCLUDED_REASONS; i++) add_assoc_long(&named, reasons[i], (zend_long)by_reason[i]);
    add_assoc_zval(values, name, &named);
}

static bool as_of_argument(INTERNAL_FUNCTION_PARAMETERS, const pp_book *book, int32_t *as_of)
{
    zval *day;
    (void)return_value;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ZVAL(day)
    ZEND_PARSE_PARAMETERS_END_EX(return false);
    return pp_day(day, book->zone, "asOf", as_of);
}

ZEND_METHOD(Patron_Book, totals)
{
    const pp_book *book = pp_this_book(ZEND_THIS);
    int32_t as_of;
    patron_totals totals = {.size = sizeof totals};
    patron_error error;
    if (!as_of_argument(INTERNAL_FUNCTION_PARAM_PASSTHRU, book, &as_of)) RETURN_THROWS();
    patron_status status = patron_book_totals(book->book, as_of, &totals, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "asOf"));
        RETURN_THROWS();
    }
    zval values;
    pp_values_of(&values, total_fields, &totals, book->zone);
    name_reasons(&values, "excludedRows", totals.excluded_rows);
    name_reasons(&values, "excludedMoney", totals.excluded_money);
    pp_record_make(return_value, pp_ce_totals, &values);
}

ZEND_METHOD(Patron_Book, warnings)
{
    static const char *const names[] = {"first_period", "gap_at_end", "no_sales"};
    const pp_book *book = pp_this_book(ZEND_THIS);
    int32_t as_of;
    uint64_t warnings;
    patron_error error;
    if (!as_of_argument(INTERNAL_FUNCTION_PARAM_PASSTHRU, book, &as_of)) RETURN_THROWS();
    patron_status status = patron_book_warnings(book->book, as_of, &warnings, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "asOf"));
        RETURN_THROWS();
    }
    array_init(return_value);
    for (int bit = 0; bit < 3; bit++)
        if (warnings >> bit & 1) add_next_index_string(return_value, names[bit]);
}
