/* The module: classes as the stub says, and what is asked of the whole extension. */
#include "php_patron.h"

#include "ext/json/php_json.h"
#include "ext/spl/spl_exceptions.h"
#include "ext/standard/info.h"

#include "patron_arginfo.h"

ZEND_DECLARE_MODULE_GLOBALS(patron)

zend_class_entry *pp_ce_kind, *pp_ce_time_unit, *pp_ce_period, *pp_ce_curve_kind, *pp_ce_rfm_method, *pp_ce_monetary,
    *pp_ce_churn_method, *pp_ce_level, *pp_ce_negative, *pp_ce_nulls;
zend_class_entry *pp_ce_row, *pp_ce_churn_row, *pp_ce_table, *pp_ce_rfm_table, *pp_ce_churn_table,
    *pp_ce_replenishment_table, *pp_ce_matrix, *pp_ce_groups, *pp_ce_record, *pp_ce_rfm_rule, *pp_ce_churn_rule,
    *pp_ce_replenishment_rule, *pp_ce_rfm_map, *pp_ce_builder, *pp_ce_book, *pp_ce_cohorts, *pp_ce_curve, *pp_ce_stats,
    *pp_ce_calendar;
zend_class_entry *pp_ce_adjustment, *pp_ce_basket, *pp_ce_refunds, *pp_ce_product_gaps, *pp_ce_loyalty_kind,
    *pp_ce_expiry, *pp_ce_tier_by, *pp_ce_tier_window;
zend_class_entry *pp_ce_customer_row, *pp_ce_rfm_row, *pp_ce_replenishment_row, *pp_ce_waits, *pp_ce_mailing,
    *pp_ce_ledger, *pp_ce_tiers;
zend_class_entry *pp_ce_totals, *pp_ce_customer_counts, *pp_ce_rfm_info, *pp_ce_churn_info,
    *pp_ce_replenishment_parameters, *pp_ce_interval, *pp_ce_rate_difference, *pp_ce_quantile, *pp_ce_cohorts_outside;

/* ---- functions --------------------------------------------------------------------------------------------------- */

ZEND_FUNCTION(Patron_version)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_STRING(patron_version());
}

ZEND_FUNCTION(Patron_abi_version)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG(patron_abi_version());
}

ZEND_FUNCTION(Patron_memory_usage)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)pp_memory_held());
}

ZEND_FUNCTION(Patron_live_handles)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG((zend_long)pp_handles());
}

/* ---- objects ----------------------------------------------------------------------------------------------------- */

zend_object *pp_object_new(zend_class_entry *class, size_t size, const zend_object_handlers *handlers)
{
    size_t offset = (size_t)handlers->offset;
    char *made = emalloc(offset + sizeof(zend_object) + zend_object_properties_size(class));
    memset(made, 0, size < offset ? size : offset);
    zend_object *object = (zend_object *)(void *)(made + offset);
    zend_object_std_init(object, class);
    object_properties_init(object, class);
    object->handlers = handlers;
    return object;
}

void pp_handlers(zend_object_handlers *handlers, size_t offset, void (*free)(zend_object *))
{
    memcpy(handlers, zend_get_std_object_handlers(), sizeof *handlers);
    handlers->offset = (int)offset;
    handlers->free_obj = free;
    handlers->clone_obj = NULL;
    handlers->compare = zend_objects_not_comparable;
}

/* ---- the module -------------------------------------------------------------------------------------------------- */

static void register_choices(void)
{
    pp_ce_kind = register_class_Patron_Kind();
    pp_ce_time_unit = register_class_Patron_TimeUnit();
    pp_ce_period = register_class_Patron_Period();
    pp_ce_curve_kind = register_class_Patron_CurveKind();
    pp_ce_rfm_method = register_class_Patron_RfmMethod();
    pp_ce_monetary = register_class_Patron_Monetary();
    pp_ce_churn_method = register_class_Patron_ChurnMethod();
    pp_ce_level = register_class_Patron_Level();
    pp_ce_negative = register_class_Patron_Negative();
    pp_ce_nulls = register_class_Patron_Nulls();
    pp_ce_adjustment = register_class_Patron_Adjustment();
    pp_ce_basket = register_class_Patron_Basket();
    pp_ce_refunds = register_class_Patron_Refunds();
    pp_ce_product_gaps = register_class_Patron_ProductGaps();
    pp_ce_loyalty_kind = register_class_Patron_LoyaltyKind();
    pp_ce_expiry = register_class_Patron_Expiry();
    pp_ce_tier_by = register_class_Patron_TierBy();
    pp_ce_tier_window = register_class_Patron_TierWindow();
}

static void register_exceptions(void)
{
    zend_class_entry *base = pp_ce_exception = register_class_Patron_Exception(zend_ce_throwable);
    pp_ce_data_exception = register_class_Patron_DataException(spl_ce_RuntimeException, base);
    pp_ce_type_exception = register_class_Patron_TypeException(zend_ce_type_error, base);
    pp_ce_argument_exception = register_class_Patron_ArgumentException(zend_ce_value_error, base);
    pp_ce_range_exception = register_class_Patron_RangeException(spl_ce_RangeException, base);
    pp_ce_format_exception = register_class_Patron_FormatException(spl_ce_UnexpectedValueException, base);
    pp_ce_mismatch_exception = register_class_Patron_MismatchException(spl_ce_LogicException, base);
    pp_ce_missing_exception = register_class_Patron_MissingException(spl_ce_LogicException, base);
    pp_ce_memory_exception = register_class_Patron_MemoryException(spl_ce_RuntimeException, base);
}

static void register_results(void)
{
    pp_ce_row = register_class_Patron_Row(php_json_serializable_ce);
    pp_ce_customer_row = register_class_Patron_CustomerRow(pp_ce_row);
    pp_ce_rfm_row = register_class_Patron_RfmRow(pp_ce_row);
    pp_ce_replenishment_row = register_class_Patron_ReplenishmentRow(pp_ce_row);
    pp_ce_churn_row = register_class_Patron_ChurnRow(pp_ce_row);
    pp_ce_table = register_class_Patron_Table(zend_ce_countable, zend_ce_aggregate, php_json_serializable_ce);
    pp_ce_rfm_table = register_class_Patron_RfmTable(pp_ce_table);
    pp_ce_churn_table = register_class_Patron_ChurnTable(pp_ce_table);
    pp_ce_replenishment_table = register_class_Patron_ReplenishmentTable(pp_ce_table);
    pp_ce_waits = register_class_Patron_Waits(pp_ce_table);
    pp_ce_mailing = register_class_Patron_Mailing(pp_ce_table);
    pp_ce_matrix = register_class_Patron_Matrix(zend_ce_countable, zend_ce_aggregate, php_json_serializable_ce);
    pp_ce_groups = register_class_Patron_Groups(zend_ce_countable, zend_ce_aggregate);
    pp_ce_record = register_class_Patron_Record(php_json_serializable_ce);
    pp_ce_totals = register_class_Patron_Totals(pp_ce_record);
    pp_ce_customer_counts = register_class_Patron_CustomerCounts(pp_ce_record);
    pp_ce_rfm_info = register_class_Patron_RfmInfo(pp_ce_record);
    pp_ce_churn_info = register_class_Patron_ChurnInfo(pp_ce_record);
    pp_ce_replenishment_parameters = register_class_Patron_ReplenishmentParameters(pp_ce_record);
    pp_ce_interval = register_class_Patron_Interval(pp_ce_record);
    pp_ce_rate_difference = register_class_Patron_RateDifference(pp_ce_record);
    pp_ce_quantile = register_class_Patron_Quantile(pp_ce_record);
    pp_ce_cohorts_outside = register_class_Patron_CohortsOutside(pp_ce_record);
    pp_ce_rfm_rule = register_class_Patron_RfmRule();
    pp_ce_churn_rule = register_class_Patron_ChurnRule();
    pp_ce_replenishment_rule = register_class_Patron_ReplenishmentRule();
    pp_ce_rfm_map = register_class_Patron_RfmMap();
}

static PHP_MINIT_FUNCTION(patron)
{
    (void)type;
    (void)module_number;
    if (patron_abi_version() != PATRON_ABI_VERSION) {
        zend_error(E_CORE_WARNING, "patron: the library that is loaded has ABI version %d, this extension needs %d",
                   (int)patron_abi_version(), PATRON_ABI_VERSION);
        return FAILURE;
    }
    register_choices();
    register_exceptions();
    register_results();
    pp_ce_builder = register_class_Patron_Builder(zend_ce_countable);
    pp_ce_book = register_class_Patron_Book(zend_ce_countable);
    pp_ce_cohorts = register_class_Patron_Cohorts();
    pp_ce_curve = register_class_Patron_Curve();
    pp_ce_stats = register_class_Patron_Stats();
    pp_ce_calendar = register_class_Patron_Calendar();
    pp_ce_ledger = register_class_Patron_Ledger(zend_ce_countable);
    pp_ce_tiers = register_class_Patron_Tiers();
    pp_builder_init();
    pp_book_init();
    pp_results_init();
    pp_measures_init();
    return SUCCESS;
}

static PHP_RINIT_FUNCTION(patron)
{
    (void)type;
    (void)module_number;
#if defined(ZTS) && defined(COMPILE_DL_PATRON)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    ZVAL_UNDEF(&PATRON_G(utc));
    return SUCCESS;
}

static PHP_RSHUTDOWN_FUNCTION(patron)
{
    (void)type;
    (void)module_number;
    zval_ptr_dtor(&PATRON_G(utc));
    ZVAL_UNDEF(&PATRON_G(utc));
    return SUCCESS;
}

static PHP_MINFO_FUNCTION(patron)
{
    char number[16];
    (void)zend_module;
    snprintf(number, sizeof number, "%d", (int)patron_abi_version());
    php_info_print_table_start();
    php_info_print_table_row(2, "patron", "enabled");
    php_info_print_table_row(2, "Version", PHP_PATRON_VERSION);
    php_info_print_table_row(2, "Library", patron_version());
    php_info_print_table_row(2, "Library ABI", number);
    php_info_print_table_end();
}

/* PHP_GINIT_FUNCTION would name the parameter like the global. */
static void ZEND_MODULE_GLOBALS_CTOR_N(patron)(zend_patron_globals *globals)
{
#if defined(ZTS) && defined(COMPILE_DL_PATRON)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    memset(globals, 0, sizeof *globals);
    pp_memory_open(&globals->memory);
}

static void ZEND_MODULE_GLOBALS_DTOR_N(patron)(zend_patron_globals *globals)
{
    pp_zones_close(globals->zones);
    pp_memory_close(globals->memory);
}

static const zend_module_dep dependencies[] = {ZEND_MOD_REQUIRED("date") ZEND_MOD_REQUIRED("json")
                                                   ZEND_MOD_REQUIRED("spl") ZEND_MOD_END};

zend_module_entry patron_module_entry = {
    STANDARD_MODULE_HEADER_EX,
    NULL,
    dependencies,
    "patron",
    ext_functions,
    PHP_MINIT(patron),
    NULL,
    PHP_RINIT(patron),
    PHP_RSHUTDOWN(patron),
    PHP_MINFO(patron),
    PHP_PATRON_VERSION,
    PHP_MODULE_GLOBALS(patron),
    PHP_GINIT(patron),
    PHP_GSHUTDOWN(patron),
    NULL,
    STANDARD_MODULE_PROPERTIES_EX
};

#ifdef COMPILE_DL_PATRON
#ifdef ZTS
ZEND_TSRMLS_CACHE_DEFINE()
#endif
ZEND_GET_MODULE(patron)
#endif
