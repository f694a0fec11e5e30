/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 4f19034785108582f65fcedc44ef435903805a61 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Patron_version, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Patron_abi_version, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_Patron_memory_usage arginfo_Patron_abi_version

#define arginfo_Patron_live_handles arginfo_Patron_abi_version

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_Patron_migration, 0, 2, Patron\\Matrix|Patron\\Groups, 0)
	ZEND_ARG_OBJ_INFO(0, before, Patron\\RfmTable, 0)
	ZEND_ARG_OBJ_INFO(0, after, Patron\\RfmTable, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_Patron_median_recency, 0, 1, Patron\\Matrix, 0)
	ZEND_ARG_OBJ_INFO(0, scores, Patron\\RfmTable, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Patron_state_name, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, token, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, language, IS_STRING, 0, "\'en\'")
ZEND_END_ARG_INFO()

#define arginfo_Patron_segment_name arginfo_Patron_state_name

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_Patron_payback, 0, 2, Patron\\Table, 0)
	ZEND_ARG_OBJ_INFO(0, cohorts, Patron\\Cohorts, 0)
	ZEND_ARG_TYPE_INFO(0, costs, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, of, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Patron_Row___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Row_toArray, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Row_jsonSerialize arginfo_class_Patron_Row_toArray

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_ChurnRow_reason, 0, 0, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, language, IS_STRING, 0, "\'en\'")
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Table___construct arginfo_class_Patron_Row___construct

#define arginfo_class_Patron_Table_count arginfo_Patron_abi_version

#define arginfo_class_Patron_Table_columns arginfo_class_Patron_Row_toArray

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Table_column, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Table_packed, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Table_packedFormat arginfo_class_Patron_Table_packed

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Table_row, 0, 1, Patron\\Row, 0)
	ZEND_ARG_TYPE_INFO(0, index, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Table_getIterator, 0, 0, Iterator, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Table_jsonSerialize arginfo_class_Patron_Row_toArray

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_RfmTable_rule, 0, 0, Patron\\RfmRule, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_RfmTable_row, 0, 1, Patron\\RfmRow, 0)
	ZEND_ARG_TYPE_INFO(0, index, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_RfmTable_map, 0, 0, Patron\\RfmMap, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ChurnTable_rule, 0, 0, Patron\\ChurnRule, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ChurnTable_row, 0, 1, Patron\\ChurnRow, 0)
	ZEND_ARG_TYPE_INFO(0, index, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_ChurnTable_reason, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, index, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, language, IS_STRING, 0, "\'en\'")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ChurnTable_entered, 0, 2, Patron\\Table, 0)
	ZEND_ARG_TYPE_MASK(0, states, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
	ZEND_ARG_OBJ_TYPE_MASK(0, since, DateTimeInterface, MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_ChurnTable_left arginfo_class_Patron_ChurnTable_entered

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ReplenishmentTable_rule, 0, 0, Patron\\ReplenishmentRule, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ReplenishmentTable_row, 0, 1, Patron\\ReplenishmentRow, 0)
	ZEND_ARG_TYPE_INFO(0, index, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Matrix___construct arginfo_class_Patron_Row___construct

#define arginfo_class_Patron_Matrix_count arginfo_Patron_abi_version

#define arginfo_class_Patron_Matrix_rows arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_Matrix_columns arginfo_class_Patron_Row_toArray

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_Patron_Matrix_get, 0, 2, MAY_BE_LONG|MAY_BE_DOUBLE|MAY_BE_STRING|MAY_BE_NULL)
	ZEND_ARG_TYPE_MASK(0, row, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_MASK(0, column, MAY_BE_LONG|MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Matrix_row, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_MASK(0, row, MAY_BE_LONG|MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Matrix_toArray arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_Matrix_getIterator arginfo_class_Patron_Table_getIterator

#define arginfo_class_Patron_Matrix_jsonSerialize arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_Groups___construct arginfo_class_Patron_Row___construct

#define arginfo_class_Patron_Groups_count arginfo_Patron_abi_version

#define arginfo_class_Patron_Groups_labels arginfo_class_Patron_Row_toArray

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Groups_get, 0, 1, IS_MIXED, 0)
	ZEND_ARG_TYPE_MASK(0, label, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_BOOL, NULL)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Groups_getIterator arginfo_class_Patron_Table_getIterator

#define arginfo_class_Patron_Record___construct arginfo_class_Patron_Row___construct

#define arginfo_class_Patron_Record_toArray arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_Record_jsonSerialize arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_RfmRule___construct arginfo_class_Patron_Row___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_RfmRule_load, 0, 1, Patron\\RfmRule, 0)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_RfmRule_save arginfo_Patron_version

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_RfmRule_inspect, 0, 0, Patron\\RfmInfo, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_ChurnRule___construct arginfo_class_Patron_Row___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ChurnRule_load, 0, 1, Patron\\ChurnRule, 0)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ChurnRule_make, 0, 3, Patron\\ChurnRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO(0, gaps, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, cells, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, second, IS_ARRAY, 1, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, firstDay, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, flags, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, horizon, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, newDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, bands, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_ChurnRule_save arginfo_Patron_version

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ChurnRule_inspect, 0, 0, Patron\\ChurnInfo, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_ChurnRule_cells arginfo_class_Patron_Row_toArray

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_ChurnRule_edge, 0, 1, IS_DOUBLE, 0)
	ZEND_ARG_TYPE_INFO(0, bin, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_ReplenishmentRule___construct arginfo_class_Patron_Row___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ReplenishmentRule_load, 0, 1, Patron\\ReplenishmentRule, 0)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_ReplenishmentRule_save arginfo_Patron_version

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ReplenishmentRule_inspect, 0, 0, Patron\\ReplenishmentParameters, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_ReplenishmentRule_items, 0, 0, Patron\\Table, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Patron_RfmMap___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, preset, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, bins, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, cells, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, names, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_RfmMap_names arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_RfmMap_fromNames arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_RfmMap_toNames arginfo_class_Patron_Row_toArray

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_RfmMap_cells, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, bins, IS_LONG, 0, "5")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Patron_Builder___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, scale, IS_LONG, 1, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, inputTimezone, DateTimeZone, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, timezone, DateTimeZone, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, timeUnit, Patron\\TimeUnit, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, guestKeys, IS_ARRAY, 0, "[0, \'\']")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, nulls, Patron\\\116ulls, 0, "Patron\\Nulls::Raise")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, negative, Patron\\\116egative, 0, "Patron\\Negative::Raise")
	ZEND_ARG_OBJ_TYPE_MASK(0, observedFrom, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, observedUntil, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, allowBeyond, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, quantityScale, IS_LONG, 0, "1")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, alias, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, since, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, zeroOrders, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, countByOrder, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, keepOrderIds, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, dropKeys, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, findDuplicates, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, threads, IS_LONG, 0, "1")
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Builder_count arginfo_Patron_abi_version

#define arginfo_class_Patron_Builder_skipped arginfo_Patron_abi_version

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Builder_addColumns, 0, 3, IS_STATIC, 0)
	ZEND_ARG_TYPE_INFO(0, customer, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, time, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, amount, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, order, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, shop, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, product, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, category, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, quantity, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, discount, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, cost, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, kind, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, labels, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, lineLabels, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, kinds, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Builder_addPacked, 0, 3, IS_STATIC, 0)
	ZEND_ARG_TYPE_MASK(0, customer, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
	ZEND_ARG_TYPE_INFO(0, time, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, amount, IS_STRING, 0)
	ZEND_ARG_TYPE_MASK(0, order, MAY_BE_STRING|MAY_BE_ARRAY|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, shop, MAY_BE_STRING|MAY_BE_ARRAY|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, product, MAY_BE_STRING|MAY_BE_ARRAY|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, category, MAY_BE_STRING|MAY_BE_ARRAY|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, quantity, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, discount, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, cost, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, kind, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, labels, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, lineLabels, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, kinds, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Builder_addRows, 0, 4, IS_STATIC, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, rows, Traversable, MAY_BE_ARRAY, NULL)
	ZEND_ARG_TYPE_MASK(0, customer, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_MASK(0, time, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_MASK(0, amount, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_MASK(0, order, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, shop, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, product, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, category, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, quantity, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, discount, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, cost, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, kind, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, labels, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, lineLabels, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, kinds, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Builder_add, 0, 3, IS_STATIC, 0)
	ZEND_ARG_TYPE_MASK(0, customer, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, NULL)
	ZEND_ARG_OBJ_TYPE_MASK(0, time, DateTimeInterface, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, NULL)
	ZEND_ARG_TYPE_MASK(0, amount, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, NULL)
	ZEND_ARG_TYPE_MASK(0, order, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, shop, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, product, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, category, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, quantity, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, discount, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, cost, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, kind, Patron\\Kind, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, labels, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, lineLabels, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, kinds, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Builder_merge, 0, 1, IS_STATIC, 0)
	ZEND_ARG_OBJ_INFO(0, other, Patron\\Builder, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Builder_addBook, 0, 1, IS_STATIC, 0)
	ZEND_ARG_OBJ_INFO(0, book, Patron\\Book, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, forget, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Builder_book, 0, 0, Patron\\Book, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Book___construct arginfo_class_Patron_Row___construct

#define arginfo_class_Patron_Book_count arginfo_Patron_abi_version

#define arginfo_class_Patron_Book_orders arginfo_Patron_abi_version

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_firstDay, 0, 0, DateTimeImmutable, 1)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Book_lastDay arginfo_class_Patron_Book_firstDay

#define arginfo_class_Patron_Book_memory arginfo_Patron_abi_version

#define arginfo_class_Patron_Book_flags arginfo_Patron_abi_version

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Book_keys, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, what, IS_STRING, 0, "\'customer\'")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Book_find, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, keys, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_totals, 0, 1, Patron\\Totals, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Book_warnings, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_customers, 0, 1, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, columns, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_customersCount, 0, 1, Patron\\CustomerCounts|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, repeatDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_rfmRule, 0, 1, Patron\\RfmRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, bins, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, monetary, Patron\\Monetary, 0, "Patron\\Monetary::Net")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, recencyMethod, Patron\\RfmMethod, 0, "Patron\\RfmMethod::Default")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, frequencyMethod, Patron\\RfmMethod, 0, "Patron\\RfmMethod::Default")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, monetaryMethod, Patron\\RfmMethod, 0, "Patron\\RfmMethod::Default")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, recencyCuts, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, frequencyCuts, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, monetaryCuts, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, currencyUnit, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, caps, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, threads, IS_LONG, 0, "1")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_rfm, 0, 1, Patron\\RfmTable, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, rule, Patron\\RfmRule, 1, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, map, Patron\\RfmMap, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_rfmCount, 0, 2, Patron\\Matrix|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, rule, Patron\\RfmRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, map, Patron\\RfmMap, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_rfmMigration, 0, 4, Patron\\Matrix|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, before, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, ruleBefore, Patron\\RfmRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, after, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, ruleAfter, Patron\\RfmRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, map, Patron\\RfmMap, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_rfmMoves, 0, 4, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, before, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, ruleBefore, Patron\\RfmRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, after, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, ruleAfter, Patron\\RfmRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, map, Patron\\RfmMap, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_cohorts, 0, 1, Patron\\Cohorts|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, by, IS_STRING, 0, "\'period\'")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, period, Patron\\Period, 0, "Patron\\Period::Month")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, periods, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, brackets, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, sequence, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, refundDay, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, keys, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, limit, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, edges, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_churnRule, 0, 1, Patron\\ChurnRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, method, Patron\\ChurnMethod, 0, "Patron\\ChurnMethod::Km")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, horizon, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, newDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, bands, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, threads, IS_LONG, 0, "1")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_churn, 0, 1, Patron\\ChurnTable, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, rule, Patron\\ChurnRule, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, columns, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_churnStates, 0, 2, Patron\\Matrix|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, rule, Patron\\ChurnRule, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_churnChanges, 0, 3, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, fromDay, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_TYPE_MASK(0, toDay, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, rule, Patron\\ChurnRule, 0)
	ZEND_ARG_TYPE_MASK(0, fromStates, MAY_BE_STRING|MAY_BE_ARRAY|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, toStates, MAY_BE_STRING|MAY_BE_ARRAY|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Book_churnGaps, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Book_churnCount, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO(0, gaps, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_replenishmentRule, 0, 1, Patron\\ReplenishmentRule, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_replenishment, 0, 1, Patron\\ReplenishmentTable, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, rule, Patron\\ReplenishmentRule, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, within, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, horizon, IS_LONG, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, gate, Patron\\ChurnTable, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, states, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, unsuppressed, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_replenishmentCount, 0, 2, Patron\\Matrix|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, rule, Patron\\ReplenishmentRule, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, within, IS_LONG, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, gate, Patron\\ChurnTable, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_repeat, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, within, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, bins, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, renewals, _IS_BOOL, 0, "true")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_repeatSequence, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, sequence, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, renewals, _IS_BOOL, 0, "true")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_repeatTimes, 0, 1, Patron\\Waits|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, sequence, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, days, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, percent, IS_ARRAY, 0, "[25, 50, 75]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, renewals, _IS_BOOL, 0, "true")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_repeatGaps, 0, 1, Patron\\Waits|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, sequence, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, days, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, percent, IS_ARRAY, 0, "[25, 50, 75]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, renewals, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_newAndReturning, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, period, Patron\\Period, 0, "Patron\\Period::Month")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
	ZEND_ARG_OBJ_TYPE_MASK(0, since, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, until, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, refunds, Patron\\Refunds, 0, "Patron\\Refunds::Day")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_growth, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, period, Patron\\Period, 0, "Patron\\Period::Month")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
	ZEND_ARG_OBJ_TYPE_MASK(0, since, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, until, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, activeDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_season, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, repeatDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_windows, 0, 2, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO(0, windows, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstOnly, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_anniversaries, 0, 1, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, days, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_valueConcentration, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, shares, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_orderValues, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, quantiles, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, thresholds, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, sales, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, guests, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_lifetimeValue, 0, 1, Patron\\Record|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, years, IS_DOUBLE, 0, "3.0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, margin, IS_DOUBLE, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_revenueTree, 0, 3, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO(0, before, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, after, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_promotions, 0, 2, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO(0, label, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, repeatDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_discountDepth, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, edges, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, repeatDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_mailing, 0, 5, Patron\\Mailing|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO(0, arms, IS_ARRAY, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, sent, DateTimeInterface, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
	ZEND_ARG_TYPE_INFO(0, days, IS_LONG, 0)
	ZEND_ARG_TYPE_MASK(0, holdout, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_heroes, 0, 1, Patron\\Record, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, churn, Patron\\ChurnTable, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_classes, 0, 1, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, churn, Patron\\ChurnTable, 1, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, before, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_yearOverYear, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_stages, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, churn, Patron\\ChurnTable, 1, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, before, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_churnSigns, 0, 1, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_churnSignCount, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, horizon, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_products, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, repeatDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_firstProducts, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, repeatDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_productGaps, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, which, Patron\\ProductGaps, 0, "Patron\\ProductGaps::Repurchase")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_expected, 0, 1, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, horizon, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_pairs, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, basket, Patron\\Basket, 0, "Patron\\Basket::Order")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, maxItems, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, minCount, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, top, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, byLift, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, guests, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_transitions, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, maxItems, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, minCount, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, top, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, byLift, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_overIndex, 0, 2, Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO(0, group, IS_ARRAY, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, level, Patron\\Level, 0, "Patron\\Level::Product")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_loyaltyEvents, 0, 0, Patron\\Table, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_ledger, 0, 0, Patron\\Ledger, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, rules, IS_ARRAY, 0, "[[1, 100]]")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, expiry, Patron\\Expiry, 0, "Patron\\Expiry::Never")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, expiryCount, IS_LONG, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, period, Patron\\Period, 0, "Patron\\Period::Month")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, debt, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, roundOnce, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_tiers, 0, 2, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, tiers, Patron\\Tiers, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, ledger, Patron\\Ledger, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Book_tiersCount, 0, 2, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, tiers, Patron\\Tiers, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, ledger, Patron\\Ledger, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, within, IS_LONG, 0, "30")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Book_tierChanges, 0, 3, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, earlier, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO(0, tiers, Patron\\Tiers, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, ledger, Patron\\Ledger, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Cohorts___construct arginfo_class_Patron_Row___construct

#define arginfo_class_Patron_Cohorts_rows arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_Cohorts_columns arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_Cohorts_names arginfo_class_Patron_Row_toArray

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Cohorts_sizes, 0, 0, Patron\\Matrix, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Cohorts_outside, 0, 0, Patron\\CohortsOutside, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Cohorts_matrix, 0, 1, Patron\\Matrix, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, n, IS_LONG, 0, "2")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, cumulative, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Cohorts_curve, 0, 0, Patron\\Curve, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, kind, Patron\\CurveKind, 0, "Patron\\CurveKind::In")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, n, IS_LONG, 0, "2")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, of, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Curve___construct arginfo_class_Patron_Row___construct

#define arginfo_class_Patron_Curve_rate arginfo_class_Patron_Cohorts_sizes

#define arginfo_class_Patron_Curve_low arginfo_class_Patron_Cohorts_sizes

#define arginfo_class_Patron_Curve_high arginfo_class_Patron_Cohorts_sizes

#define arginfo_class_Patron_Curve_part arginfo_class_Patron_Cohorts_sizes

#define arginfo_class_Patron_Curve_whole arginfo_class_Patron_Cohorts_sizes

#define arginfo_class_Patron_Curve_state arginfo_class_Patron_Cohorts_sizes

#define arginfo_class_Patron_Curve_mean arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_Stats___construct arginfo_class_Patron_Row___construct

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Stats_wilson, 0, 2, Patron\\Interval, 0)
	ZEND_ARG_TYPE_INFO(0, k, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, n, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Stats_rateDifference, 0, 4, Patron\\RateDifference, 0)
	ZEND_ARG_TYPE_INFO(0, k1, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, n1, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, k2, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, n2, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Stats_kaplanMeier, 0, 3, Patron\\Table, 0)
	ZEND_ARG_TYPE_INFO(0, entered, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, events, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, censored, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Stats_kaplanMeierQuantile, 0, 2, IS_LONG, 1)
	ZEND_ARG_TYPE_INFO(0, survival, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, probability, IS_DOUBLE, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Stats_quantile, 0, 3, Patron\\Quantile, 0)
	ZEND_ARG_TYPE_INFO(0, ascending, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, part, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, whole, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Stats_adjust, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, pValues, IS_ARRAY, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, method, Patron\\Adjustment, 0, "Patron\\Adjustment::Holm")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Patron_Calendar___construct, 0, 0, 1)
	ZEND_ARG_OBJ_INFO(0, period, Patron\\Period, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Patron_Calendar_period, 0, 1, IS_LONG, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, day, DateTimeInterface, MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Calendar_firstDay, 0, 1, DateTimeImmutable, 0)
	ZEND_ARG_TYPE_INFO(0, index, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Waits_curve, 0, 1, Patron\\Table, 0)
	ZEND_ARG_TYPE_INFO(0, n, IS_LONG, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Waits_within, 0, 0, Patron\\Table, 0)
	ZEND_ARG_VARIADIC_TYPE_INFO(0, days, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Mailing_compare, 0, 0, Patron\\Table, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, adjust, Patron\\Adjustment, 0, "Patron\\Adjustment::Holm")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Patron_Ledger___construct, 0, 0, 4)
	ZEND_ARG_TYPE_INFO(0, customer, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, time, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, kind, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, amount, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, order, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, event, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, rule, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, num, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, den, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, expires, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, restore, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, kinds, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, rules, IS_ARRAY, 0, "[[1, 100]]")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, expiry, Patron\\Expiry, 0, "Patron\\Expiry::Never")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, expiryCount, IS_LONG, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, period, Patron\\Period, 0, "Patron\\Period::Month")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, debt, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, sortEvents, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, roundOnce, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, renewBySpend, _IS_BOOL, 0, "false")
	ZEND_ARG_OBJ_TYPE_MASK(0, timezone, DateTimeZone, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, timeUnit, Patron\\TimeUnit, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Ledger_fromRows, 0, 5, Patron\\Ledger, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, rows, Traversable, MAY_BE_ARRAY, NULL)
	ZEND_ARG_TYPE_MASK(0, customer, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_MASK(0, time, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_MASK(0, kind, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_MASK(0, amount, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_MASK(0, order, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, event, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, rule, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, num, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, den, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, expires, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_MASK(0, restore, MAY_BE_LONG|MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, kinds, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, rules, IS_ARRAY, 0, "[[1, 100]]")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, expiry, Patron\\Expiry, 0, "Patron\\Expiry::Never")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, expiryCount, IS_LONG, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, period, Patron\\Period, 0, "Patron\\Period::Month")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, debt, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, sortEvents, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, roundOnce, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, renewBySpend, _IS_BOOL, 0, "false")
	ZEND_ARG_OBJ_TYPE_MASK(0, timezone, DateTimeZone, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, timeUnit, Patron\\TimeUnit, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Ledger_count arginfo_Patron_abi_version

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Ledger_info, 0, 0, Patron\\Record, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Ledger_keys arginfo_class_Patron_Row_toArray

#define arginfo_class_Patron_Ledger_find arginfo_class_Patron_Book_find

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Ledger_balances, 0, 1, Patron\\Table, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, within, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, columns, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Ledger_liability, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, pointValue, IS_ARRAY, 0, "[1, 1]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, within, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Patron_Ledger_vintages, 0, 1, Patron\\Table|Patron\\Groups, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, period, Patron\\Period, 0, "Patron\\Period::Month")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
	ZEND_ARG_OBJ_TYPE_MASK(0, since, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, until, DateTimeInterface, MAY_BE_STRING|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, confidence, IS_DOUBLE, 0, "0.95")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, mask, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_ARRAY, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, first, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, count, IS_LONG, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Patron_Ledger_history, 0, 2, Patron\\Table, 0)
	ZEND_ARG_TYPE_MASK(0, customer, MAY_BE_LONG|MAY_BE_STRING, NULL)
	ZEND_ARG_OBJ_TYPE_MASK(0, asOf, DateTimeInterface, MAY_BE_STRING, NULL)
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Ledger_lots arginfo_class_Patron_Ledger_history

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Patron_Tiers___construct, 0, 0, 1)
	ZEND_ARG_TYPE_INFO(0, thresholds, IS_ARRAY, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, by, Patron\\TierBy, 0, "Patron\\TierBy::Net")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, window, Patron\\TierWindow, 0, "Patron\\TierWindow::Lifetime")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, windowDays, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, graceDays, IS_LONG, 0, "0")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, period, Patron\\Period, 0, "Patron\\Period::Year")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weekStart, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, firstMonth, IS_LONG, 0, "1")
ZEND_END_ARG_INFO()

#define arginfo_class_Patron_Tiers_names arginfo_class_Patron_Row_toArray


ZEND_FUNCTION(Patron_version);
ZEND_FUNCTION(Patron_abi_version);
ZEND_FUNCTION(Patron_memory_usage);
ZEND_FUNCTION(Patron_live_handles);
ZEND_FUNCTION(Patron_migration);
ZEND_FUNCTION(Patron_median_recency);
ZEND_FUNCTION(Patron_state_name);
ZEND_FUNCTION(Patron_segment_name);
ZEND_FUNCTION(Patron_payback);
ZEND_METHOD(Patron_Row, __construct);
ZEND_METHOD(Patron_Row, toArray);
ZEND_METHOD(Patron_Row, jsonSerialize);
ZEND_METHOD(Patron_ChurnRow, reason);
ZEND_METHOD(Patron_Table, __construct);
ZEND_METHOD(Patron_Table, count);
ZEND_METHOD(Patron_Table, columns);
ZEND_METHOD(Patron_Table, column);
ZEND_METHOD(Patron_Table, packed);
ZEND_METHOD(Patron_Table, packedFormat);
ZEND_METHOD(Patron_Table, row);
ZEND_METHOD(Patron_Table, getIterator);
ZEND_METHOD(Patron_Table, jsonSerialize);
ZEND_METHOD(Patron_RfmTable, rule);
ZEND_METHOD(Patron_RfmTable, row);
ZEND_METHOD(Patron_RfmTable, map);
ZEND_METHOD(Patron_ChurnTable, rule);
ZEND_METHOD(Patron_ChurnTable, row);
ZEND_METHOD(Patron_ChurnTable, reason);
ZEND_METHOD(Patron_ChurnTable, entered);
ZEND_METHOD(Patron_ChurnTable, left);
ZEND_METHOD(Patron_ReplenishmentTable, rule);
ZEND_METHOD(Patron_ReplenishmentTable, row);
ZEND_METHOD(Patron_Matrix, __construct);
ZEND_METHOD(Patron_Matrix, count);
ZEND_METHOD(Patron_Matrix, rows);
ZEND_METHOD(Patron_Matrix, columns);
ZEND_METHOD(Patron_Matrix, get);
ZEND_METHOD(Patron_Matrix, row);
ZEND_METHOD(Patron_Matrix, toArray);
ZEND_METHOD(Patron_Matrix, getIterator);
ZEND_METHOD(Patron_Matrix, jsonSerialize);
ZEND_METHOD(Patron_Groups, __construct);
ZEND_METHOD(Patron_Groups, count);
ZEND_METHOD(Patron_Groups, labels);
ZEND_METHOD(Patron_Groups, get);
ZEND_METHOD(Patron_Groups, getIterator);
ZEND_METHOD(Patron_Record, __construct);
ZEND_METHOD(Patron_Record, toArray);
ZEND_METHOD(Patron_Record, jsonSerialize);
ZEND_METHOD(Patron_RfmRule, __construct);
ZEND_METHOD(Patron_RfmRule, load);
ZEND_METHOD(Patron_RfmRule, save);
ZEND_METHOD(Patron_RfmRule, inspect);
ZEND_METHOD(Patron_ChurnRule, __construct);
ZEND_METHOD(Patron_ChurnRule, load);
ZEND_METHOD(Patron_ChurnRule, make);
ZEND_METHOD(Patron_ChurnRule, save);
ZEND_METHOD(Patron_ChurnRule, inspect);
ZEND_METHOD(Patron_ChurnRule, cells);
ZEND_METHOD(Patron_ChurnRule, edge);
ZEND_METHOD(Patron_ReplenishmentRule, __construct);
ZEND_METHOD(Patron_ReplenishmentRule, load);
ZEND_METHOD(Patron_ReplenishmentRule, save);
ZEND_METHOD(Patron_ReplenishmentRule, inspect);
ZEND_METHOD(Patron_ReplenishmentRule, items);
ZEND_METHOD(Patron_RfmMap, __construct);
ZEND_METHOD(Patron_RfmMap, names);
ZEND_METHOD(Patron_RfmMap, fromNames);
ZEND_METHOD(Patron_RfmMap, toNames);
ZEND_METHOD(Patron_RfmMap, cells);
ZEND_METHOD(Patron_Builder, __construct);
ZEND_METHOD(Patron_Builder, count);
ZEND_METHOD(Patron_Builder, skipped);
ZEND_METHOD(Patron_Builder, addColumns);
ZEND_METHOD(Patron_Builder, addPacked);
ZEND_METHOD(Patron_Builder, addRows);
ZEND_METHOD(Patron_Builder, add);
ZEND_METHOD(Patron_Builder, merge);
ZEND_METHOD(Patron_Builder, addBook);
ZEND_METHOD(Patron_Builder, book);
ZEND_METHOD(Patron_Book, __construct);
ZEND_METHOD(Patron_Book, count);
ZEND_METHOD(Patron_Book, orders);
ZEND_METHOD(Patron_Book, firstDay);
ZEND_METHOD(Patron_Book, lastDay);
ZEND_METHOD(Patron_Book, memory);
ZEND_METHOD(Patron_Book, flags);
ZEND_METHOD(Patron_Book, keys);
ZEND_METHOD(Patron_Book, find);
ZEND_METHOD(Patron_Book, totals);
ZEND_METHOD(Patron_Book, warnings);
ZEND_METHOD(Patron_Book, customers);
ZEND_METHOD(Patron_Book, customersCount);
ZEND_METHOD(Patron_Book, rfmRule);
ZEND_METHOD(Patron_Book, rfm);
ZEND_METHOD(Patron_Book, rfmCount);
ZEND_METHOD(Patron_Book, rfmMigration);
ZEND_METHOD(Patron_Book, rfmMoves);
ZEND_METHOD(Patron_Book, cohorts);
ZEND_METHOD(Patron_Book, churnRule);
ZEND_METHOD(Patron_Book, churn);
ZEND_METHOD(Patron_Book, churnStates);
ZEND_METHOD(Patron_Book, churnChanges);
ZEND_METHOD(Patron_Book, churnGaps);
ZEND_METHOD(Patron_Book, churnCount);
ZEND_METHOD(Patron_Book, replenishmentRule);
ZEND_METHOD(Patron_Book, replenishment);
ZEND_METHOD(Patron_Book, replenishmentCount);
ZEND_METHOD(Patron_Book, repeat);
ZEND_METHOD(Patron_Book, repeatSequence);
ZEND_METHOD(Patron_Book, repeatTimes);
ZEND_METHOD(Patron_Book, repeatGaps);
ZEND_METHOD(Patron_Book, newAndReturning);
ZEND_METHOD(Patron_Book, growth);
ZEND_METHOD(Patron_Book, season);
ZEND_METHOD(Patron_Book, windows);
ZEND_METHOD(Patron_Book, anniversaries);
ZEND_METHOD(Patron_Book, valueConcentration);
ZEND_METHOD(Patron_Book, orderValues);
ZEND_METHOD(Patron_Book, lifetimeValue);
ZEND_METHOD(Patron_Book, revenueTree);
ZEND_METHOD(Patron_Book, promotions);
ZEND_METHOD(Patron_Book, discountDepth);
ZEND_METHOD(Patron_Book, mailing);
ZEND_METHOD(Patron_Book, heroes);
ZEND_METHOD(Patron_Book, classes);
ZEND_METHOD(Patron_Book, yearOverYear);
ZEND_METHOD(Patron_Book, stages);
ZEND_METHOD(Patron_Book, churnSigns);
ZEND_METHOD(Patron_Book, churnSignCount);
ZEND_METHOD(Patron_Book, products);
ZEND_METHOD(Patron_Book, firstProducts);
ZEND_METHOD(Patron_Book, productGaps);
ZEND_METHOD(Patron_Book, expected);
ZEND_METHOD(Patron_Book, pairs);
ZEND_METHOD(Patron_Book, transitions);
ZEND_METHOD(Patron_Book, overIndex);
ZEND_METHOD(Patron_Book, loyaltyEvents);
ZEND_METHOD(Patron_Book, ledger);
ZEND_METHOD(Patron_Book, tiers);
ZEND_METHOD(Patron_Book, tiersCount);
ZEND_METHOD(Patron_Book, tierChanges);
ZEND_METHOD(Patron_Cohorts, __construct);
ZEND_METHOD(Patron_Cohorts, rows);
ZEND_METHOD(Patron_Cohorts, columns);
ZEND_METHOD(Patron_Cohorts, names);
ZEND_METHOD(Patron_Cohorts, sizes);
ZEND_METHOD(Patron_Cohorts, outside);
ZEND_METHOD(Patron_Cohorts, matrix);
ZEND_METHOD(Patron_Cohorts, curve);
ZEND_METHOD(Patron_Curve, __construct);
ZEND_METHOD(Patron_Curve, rate);
ZEND_METHOD(Patron_Curve, low);
ZEND_METHOD(Patron_Curve, high);
ZEND_METHOD(Patron_Curve, part);
ZEND_METHOD(Patron_Curve, whole);
ZEND_METHOD(Patron_Curve, state);
ZEND_METHOD(Patron_Curve, mean);
ZEND_METHOD(Patron_Stats, __construct);
ZEND_METHOD(Patron_Stats, wilson);
ZEND_METHOD(Patron_Stats, rateDifference);
ZEND_METHOD(Patron_Stats, kaplanMeier);
ZEND_METHOD(Patron_Stats, kaplanMeierQuantile);
ZEND_METHOD(Patron_Stats, quantile);
ZEND_METHOD(Patron_Stats, adjust);
ZEND_METHOD(Patron_Calendar, __construct);
ZEND_METHOD(Patron_Calendar, period);
ZEND_METHOD(Patron_Calendar, firstDay);
ZEND_METHOD(Patron_Waits, curve);
ZEND_METHOD(Patron_Waits, within);
ZEND_METHOD(Patron_Mailing, compare);
ZEND_METHOD(Patron_Ledger, __construct);
ZEND_METHOD(Patron_Ledger, fromRows);
ZEND_METHOD(Patron_Ledger, count);
ZEND_METHOD(Patron_Ledger, info);
ZEND_METHOD(Patron_Ledger, keys);
ZEND_METHOD(Patron_Ledger, find);
ZEND_METHOD(Patron_Ledger, balances);
ZEND_METHOD(Patron_Ledger, liability);
ZEND_METHOD(Patron_Ledger, vintages);
ZEND_METHOD(Patron_Ledger, history);
ZEND_METHOD(Patron_Ledger, lots);
ZEND_METHOD(Patron_Tiers, __construct);
ZEND_METHOD(Patron_Tiers, names);


static const zend_function_entry ext_functions[] = {
	ZEND_NS_FALIAS("Patron", version, Patron_version, arginfo_Patron_version)
	ZEND_NS_FALIAS("Patron", abi_version, Patron_abi_version, arginfo_Patron_abi_version)
	ZEND_NS_FALIAS("Patron", memory_usage, Patron_memory_usage, arginfo_Patron_memory_usage)
	ZEND_NS_FALIAS("Patron", live_handles, Patron_live_handles, arginfo_Patron_live_handles)
	ZEND_NS_FALIAS("Patron", migration, Patron_migration, arginfo_Patron_migration)
	ZEND_NS_FALIAS("Patron", median_recency, Patron_median_recency, arginfo_Patron_median_recency)
	ZEND_NS_FALIAS("Patron", state_name, Patron_state_name, arginfo_Patron_state_name)
	ZEND_NS_FALIAS("Patron", segment_name, Patron_segment_name, arginfo_Patron_segment_name)
	ZEND_NS_FALIAS("Patron", payback, Patron_payback, arginfo_Patron_payback)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Kind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_TimeUnit_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Period_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_CurveKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_RfmMethod_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Monetary_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ChurnMethod_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Level_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Negative_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Nulls_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Adjustment_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Basket_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Refunds_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ProductGaps_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_LoyaltyKind_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Expiry_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_TierBy_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_TierWindow_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Exception_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_DataException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_TypeException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ArgumentException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_RangeException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_FormatException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_MismatchException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_MissingException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_MemoryException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Row_methods[] = {
	ZEND_ME(Patron_Row, __construct, arginfo_class_Patron_Row___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Row, toArray, arginfo_class_Patron_Row_toArray, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Row, jsonSerialize, arginfo_class_Patron_Row_jsonSerialize, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_CustomerRow_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_RfmRow_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ReplenishmentRow_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ChurnRow_methods[] = {
	ZEND_ME(Patron_ChurnRow, reason, arginfo_class_Patron_ChurnRow_reason, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Table_methods[] = {
	ZEND_ME(Patron_Table, __construct, arginfo_class_Patron_Table___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Table, count, arginfo_class_Patron_Table_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Table, columns, arginfo_class_Patron_Table_columns, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Table, column, arginfo_class_Patron_Table_column, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Table, packed, arginfo_class_Patron_Table_packed, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Table, packedFormat, arginfo_class_Patron_Table_packedFormat, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Table, row, arginfo_class_Patron_Table_row, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Table, getIterator, arginfo_class_Patron_Table_getIterator, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Table, jsonSerialize, arginfo_class_Patron_Table_jsonSerialize, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_RfmTable_methods[] = {
	ZEND_ME(Patron_RfmTable, rule, arginfo_class_Patron_RfmTable_rule, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_RfmTable, row, arginfo_class_Patron_RfmTable_row, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_RfmTable, map, arginfo_class_Patron_RfmTable_map, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ChurnTable_methods[] = {
	ZEND_ME(Patron_ChurnTable, rule, arginfo_class_Patron_ChurnTable_rule, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ChurnTable, row, arginfo_class_Patron_ChurnTable_row, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ChurnTable, reason, arginfo_class_Patron_ChurnTable_reason, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ChurnTable, entered, arginfo_class_Patron_ChurnTable_entered, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ChurnTable, left, arginfo_class_Patron_ChurnTable_left, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ReplenishmentTable_methods[] = {
	ZEND_ME(Patron_ReplenishmentTable, rule, arginfo_class_Patron_ReplenishmentTable_rule, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ReplenishmentTable, row, arginfo_class_Patron_ReplenishmentTable_row, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Matrix_methods[] = {
	ZEND_ME(Patron_Matrix, __construct, arginfo_class_Patron_Matrix___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Matrix, count, arginfo_class_Patron_Matrix_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Matrix, rows, arginfo_class_Patron_Matrix_rows, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Matrix, columns, arginfo_class_Patron_Matrix_columns, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Matrix, get, arginfo_class_Patron_Matrix_get, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Matrix, row, arginfo_class_Patron_Matrix_row, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Matrix, toArray, arginfo_class_Patron_Matrix_toArray, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Matrix, getIterator, arginfo_class_Patron_Matrix_getIterator, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Matrix, jsonSerialize, arginfo_class_Patron_Matrix_jsonSerialize, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Groups_methods[] = {
	ZEND_ME(Patron_Groups, __construct, arginfo_class_Patron_Groups___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Groups, count, arginfo_class_Patron_Groups_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Groups, labels, arginfo_class_Patron_Groups_labels, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Groups, get, arginfo_class_Patron_Groups_get, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Groups, getIterator, arginfo_class_Patron_Groups_getIterator, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Record_methods[] = {
	ZEND_ME(Patron_Record, __construct, arginfo_class_Patron_Record___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Record, toArray, arginfo_class_Patron_Record_toArray, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Record, jsonSerialize, arginfo_class_Patron_Record_jsonSerialize, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Totals_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_CustomerCounts_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_RfmInfo_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ChurnInfo_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ReplenishmentParameters_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Interval_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_RateDifference_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Quantile_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_CohortsOutside_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Patron_RfmRule_methods[] = {
	ZEND_ME(Patron_RfmRule, __construct, arginfo_class_Patron_RfmRule___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_RfmRule, load, arginfo_class_Patron_RfmRule_load, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_RfmRule, save, arginfo_class_Patron_RfmRule_save, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_RfmRule, inspect, arginfo_class_Patron_RfmRule_inspect, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ChurnRule_methods[] = {
	ZEND_ME(Patron_ChurnRule, __construct, arginfo_class_Patron_ChurnRule___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_ChurnRule, load, arginfo_class_Patron_ChurnRule_load, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_ChurnRule, make, arginfo_class_Patron_ChurnRule_make, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_ChurnRule, save, arginfo_class_Patron_ChurnRule_save, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ChurnRule, inspect, arginfo_class_Patron_ChurnRule_inspect, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ChurnRule, cells, arginfo_class_Patron_ChurnRule_cells, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ChurnRule, edge, arginfo_class_Patron_ChurnRule_edge, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_ReplenishmentRule_methods[] = {
	ZEND_ME(Patron_ReplenishmentRule, __construct, arginfo_class_Patron_ReplenishmentRule___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_ReplenishmentRule, load, arginfo_class_Patron_ReplenishmentRule_load, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_ReplenishmentRule, save, arginfo_class_Patron_ReplenishmentRule_save, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ReplenishmentRule, inspect, arginfo_class_Patron_ReplenishmentRule_inspect, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_ReplenishmentRule, items, arginfo_class_Patron_ReplenishmentRule_items, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_RfmMap_methods[] = {
	ZEND_ME(Patron_RfmMap, __construct, arginfo_class_Patron_RfmMap___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_RfmMap, names, arginfo_class_Patron_RfmMap_names, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_RfmMap, fromNames, arginfo_class_Patron_RfmMap_fromNames, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_RfmMap, toNames, arginfo_class_Patron_RfmMap_toNames, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_RfmMap, cells, arginfo_class_Patron_RfmMap_cells, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Builder_methods[] = {
	ZEND_ME(Patron_Builder, __construct, arginfo_class_Patron_Builder___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, count, arginfo_class_Patron_Builder_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, skipped, arginfo_class_Patron_Builder_skipped, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, addColumns, arginfo_class_Patron_Builder_addColumns, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, addPacked, arginfo_class_Patron_Builder_addPacked, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, addRows, arginfo_class_Patron_Builder_addRows, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, add, arginfo_class_Patron_Builder_add, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, merge, arginfo_class_Patron_Builder_merge, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, addBook, arginfo_class_Patron_Builder_addBook, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Builder, book, arginfo_class_Patron_Builder_book, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Book_methods[] = {
	ZEND_ME(Patron_Book, __construct, arginfo_class_Patron_Book___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Book, count, arginfo_class_Patron_Book_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, orders, arginfo_class_Patron_Book_orders, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, firstDay, arginfo_class_Patron_Book_firstDay, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, lastDay, arginfo_class_Patron_Book_lastDay, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, memory, arginfo_class_Patron_Book_memory, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, flags, arginfo_class_Patron_Book_flags, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, keys, arginfo_class_Patron_Book_keys, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, find, arginfo_class_Patron_Book_find, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, totals, arginfo_class_Patron_Book_totals, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, warnings, arginfo_class_Patron_Book_warnings, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, customers, arginfo_class_Patron_Book_customers, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, customersCount, arginfo_class_Patron_Book_customersCount, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, rfmRule, arginfo_class_Patron_Book_rfmRule, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, rfm, arginfo_class_Patron_Book_rfm, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, rfmCount, arginfo_class_Patron_Book_rfmCount, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, rfmMigration, arginfo_class_Patron_Book_rfmMigration, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, rfmMoves, arginfo_class_Patron_Book_rfmMoves, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, cohorts, arginfo_class_Patron_Book_cohorts, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, churnRule, arginfo_class_Patron_Book_churnRule, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, churn, arginfo_class_Patron_Book_churn, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, churnStates, arginfo_class_Patron_Book_churnStates, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, churnChanges, arginfo_class_Patron_Book_churnChanges, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, churnGaps, arginfo_class_Patron_Book_churnGaps, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, churnCount, arginfo_class_Patron_Book_churnCount, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, replenishmentRule, arginfo_class_Patron_Book_replenishmentRule, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, replenishment, arginfo_class_Patron_Book_replenishment, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, replenishmentCount, arginfo_class_Patron_Book_replenishmentCount, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, repeat, arginfo_class_Patron_Book_repeat, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, repeatSequence, arginfo_class_Patron_Book_repeatSequence, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, repeatTimes, arginfo_class_Patron_Book_repeatTimes, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, repeatGaps, arginfo_class_Patron_Book_repeatGaps, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, newAndReturning, arginfo_class_Patron_Book_newAndReturning, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, growth, arginfo_class_Patron_Book_growth, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, season, arginfo_class_Patron_Book_season, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, windows, arginfo_class_Patron_Book_windows, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, anniversaries, arginfo_class_Patron_Book_anniversaries, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, valueConcentration, arginfo_class_Patron_Book_valueConcentration, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, orderValues, arginfo_class_Patron_Book_orderValues, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, lifetimeValue, arginfo_class_Patron_Book_lifetimeValue, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, revenueTree, arginfo_class_Patron_Book_revenueTree, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, promotions, arginfo_class_Patron_Book_promotions, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, discountDepth, arginfo_class_Patron_Book_discountDepth, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, mailing, arginfo_class_Patron_Book_mailing, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, heroes, arginfo_class_Patron_Book_heroes, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, classes, arginfo_class_Patron_Book_classes, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, yearOverYear, arginfo_class_Patron_Book_yearOverYear, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, stages, arginfo_class_Patron_Book_stages, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, churnSigns, arginfo_class_Patron_Book_churnSigns, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, churnSignCount, arginfo_class_Patron_Book_churnSignCount, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, products, arginfo_class_Patron_Book_products, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, firstProducts, arginfo_class_Patron_Book_firstProducts, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, productGaps, arginfo_class_Patron_Book_productGaps, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, expected, arginfo_class_Patron_Book_expected, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, pairs, arginfo_class_Patron_Book_pairs, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, transitions, arginfo_class_Patron_Book_transitions, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, overIndex, arginfo_class_Patron_Book_overIndex, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, loyaltyEvents, arginfo_class_Patron_Book_loyaltyEvents, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, ledger, arginfo_class_Patron_Book_ledger, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, tiers, arginfo_class_Patron_Book_tiers, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, tiersCount, arginfo_class_Patron_Book_tiersCount, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Book, tierChanges, arginfo_class_Patron_Book_tierChanges, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Cohorts_methods[] = {
	ZEND_ME(Patron_Cohorts, __construct, arginfo_class_Patron_Cohorts___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Cohorts, rows, arginfo_class_Patron_Cohorts_rows, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Cohorts, columns, arginfo_class_Patron_Cohorts_columns, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Cohorts, names, arginfo_class_Patron_Cohorts_names, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Cohorts, sizes, arginfo_class_Patron_Cohorts_sizes, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Cohorts, outside, arginfo_class_Patron_Cohorts_outside, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Cohorts, matrix, arginfo_class_Patron_Cohorts_matrix, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Cohorts, curve, arginfo_class_Patron_Cohorts_curve, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Curve_methods[] = {
	ZEND_ME(Patron_Curve, __construct, arginfo_class_Patron_Curve___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Curve, rate, arginfo_class_Patron_Curve_rate, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Curve, low, arginfo_class_Patron_Curve_low, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Curve, high, arginfo_class_Patron_Curve_high, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Curve, part, arginfo_class_Patron_Curve_part, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Curve, whole, arginfo_class_Patron_Curve_whole, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Curve, state, arginfo_class_Patron_Curve_state, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Curve, mean, arginfo_class_Patron_Curve_mean, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Stats_methods[] = {
	ZEND_ME(Patron_Stats, __construct, arginfo_class_Patron_Stats___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Patron_Stats, wilson, arginfo_class_Patron_Stats_wilson, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_Stats, rateDifference, arginfo_class_Patron_Stats_rateDifference, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_Stats, kaplanMeier, arginfo_class_Patron_Stats_kaplanMeier, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_Stats, kaplanMeierQuantile, arginfo_class_Patron_Stats_kaplanMeierQuantile, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_Stats, quantile, arginfo_class_Patron_Stats_quantile, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_Stats, adjust, arginfo_class_Patron_Stats_adjust, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Calendar_methods[] = {
	ZEND_ME(Patron_Calendar, __construct, arginfo_class_Patron_Calendar___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Calendar, period, arginfo_class_Patron_Calendar_period, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Calendar, firstDay, arginfo_class_Patron_Calendar_firstDay, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Waits_methods[] = {
	ZEND_ME(Patron_Waits, curve, arginfo_class_Patron_Waits_curve, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Waits, within, arginfo_class_Patron_Waits_within, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Mailing_methods[] = {
	ZEND_ME(Patron_Mailing, compare, arginfo_class_Patron_Mailing_compare, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Ledger_methods[] = {
	ZEND_ME(Patron_Ledger, __construct, arginfo_class_Patron_Ledger___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, fromRows, arginfo_class_Patron_Ledger_fromRows, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Patron_Ledger, count, arginfo_class_Patron_Ledger_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, info, arginfo_class_Patron_Ledger_info, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, keys, arginfo_class_Patron_Ledger_keys, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, find, arginfo_class_Patron_Ledger_find, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, balances, arginfo_class_Patron_Ledger_balances, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, liability, arginfo_class_Patron_Ledger_liability, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, vintages, arginfo_class_Patron_Ledger_vintages, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, history, arginfo_class_Patron_Ledger_history, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Ledger, lots, arginfo_class_Patron_Ledger_lots, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Patron_Tiers_methods[] = {
	ZEND_ME(Patron_Tiers, __construct, arginfo_class_Patron_Tiers___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Patron_Tiers, names, arginfo_class_Patron_Tiers_names, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Patron_Kind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Kind", IS_LONG, class_Patron_Kind_methods);

	zval enum_case_Sale_value;
	ZVAL_LONG(&enum_case_Sale_value, 0);
	zend_enum_add_case_cstr(class_entry, "Sale", &enum_case_Sale_value);

	zval enum_case_Renewal_value;
	ZVAL_LONG(&enum_case_Renewal_value, 1);
	zend_enum_add_case_cstr(class_entry, "Renewal", &enum_case_Renewal_value);

	zval enum_case_Refund_value;
	ZVAL_LONG(&enum_case_Refund_value, 2);
	zend_enum_add_case_cstr(class_entry, "Refund", &enum_case_Refund_value);

	zval enum_case_Ignored_value;
	ZVAL_LONG(&enum_case_Ignored_value, 3);
	zend_enum_add_case_cstr(class_entry, "Ignored", &enum_case_Ignored_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_TimeUnit(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\TimeUnit", IS_STRING, class_Patron_TimeUnit_methods);

	zval enum_case_Day_value;
	zend_string *enum_case_Day_value_str = zend_string_init("D", strlen("D"), 1);
	ZVAL_STR(&enum_case_Day_value, enum_case_Day_value_str);
	zend_enum_add_case_cstr(class_entry, "Day", &enum_case_Day_value);

	zval enum_case_Second_value;
	zend_string *enum_case_Second_value_str = zend_string_init("s", strlen("s"), 1);
	ZVAL_STR(&enum_case_Second_value, enum_case_Second_value_str);
	zend_enum_add_case_cstr(class_entry, "Second", &enum_case_Second_value);

	zval enum_case_Millisecond_value;
	zend_string *enum_case_Millisecond_value_str = zend_string_init("ms", strlen("ms"), 1);
	ZVAL_STR(&enum_case_Millisecond_value, enum_case_Millisecond_value_str);
	zend_enum_add_case_cstr(class_entry, "Millisecond", &enum_case_Millisecond_value);

	zval enum_case_Microsecond_value;
	zend_string *enum_case_Microsecond_value_str = zend_string_init("us", strlen("us"), 1);
	ZVAL_STR(&enum_case_Microsecond_value, enum_case_Microsecond_value_str);
	zend_enum_add_case_cstr(class_entry, "Microsecond", &enum_case_Microsecond_value);

	zval enum_case_Nanosecond_value;
	zend_string *enum_case_Nanosecond_value_str = zend_string_init("ns", strlen("ns"), 1);
	ZVAL_STR(&enum_case_Nanosecond_value, enum_case_Nanosecond_value_str);
	zend_enum_add_case_cstr(class_entry, "Nanosecond", &enum_case_Nanosecond_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Period(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Period", IS_STRING, class_Patron_Period_methods);

	zval enum_case_Day_value;
	zend_string *enum_case_Day_value_str = zend_string_init("day", strlen("day"), 1);
	ZVAL_STR(&enum_case_Day_value, enum_case_Day_value_str);
	zend_enum_add_case_cstr(class_entry, "Day", &enum_case_Day_value);

	zval enum_case_Week_value;
	zend_string *enum_case_Week_value_str = zend_string_init("week", strlen("week"), 1);
	ZVAL_STR(&enum_case_Week_value, enum_case_Week_value_str);
	zend_enum_add_case_cstr(class_entry, "Week", &enum_case_Week_value);

	zval enum_case_Month_value;
	zend_string *enum_case_Month_value_str = zend_string_init("month", strlen("month"), 1);
	ZVAL_STR(&enum_case_Month_value, enum_case_Month_value_str);
	zend_enum_add_case_cstr(class_entry, "Month", &enum_case_Month_value);

	zval enum_case_Quarter_value;
	zend_string *enum_case_Quarter_value_str = zend_string_init("quarter", strlen("quarter"), 1);
	ZVAL_STR(&enum_case_Quarter_value, enum_case_Quarter_value_str);
	zend_enum_add_case_cstr(class_entry, "Quarter", &enum_case_Quarter_value);

	zval enum_case_Year_value;
	zend_string *enum_case_Year_value_str = zend_string_init("year", strlen("year"), 1);
	ZVAL_STR(&enum_case_Year_value, enum_case_Year_value_str);
	zend_enum_add_case_cstr(class_entry, "Year", &enum_case_Year_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_CurveKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\CurveKind", IS_STRING, class_Patron_CurveKind_methods);

	zval enum_case_In_value;
	zend_string *enum_case_In_value_str = zend_string_init("in", strlen("in"), 1);
	ZVAL_STR(&enum_case_In_value, enum_case_In_value_str);
	zend_enum_add_case_cstr(class_entry, "In", &enum_case_In_value);

	zval enum_case_Later_value;
	zend_string *enum_case_Later_value_str = zend_string_init("later", strlen("later"), 1);
	ZVAL_STR(&enum_case_Later_value, enum_case_Later_value_str);
	zend_enum_add_case_cstr(class_entry, "Later", &enum_case_Later_value);

	zval enum_case_By_value;
	zend_string *enum_case_By_value_str = zend_string_init("by", strlen("by"), 1);
	ZVAL_STR(&enum_case_By_value, enum_case_By_value_str);
	zend_enum_add_case_cstr(class_entry, "By", &enum_case_By_value);

	zval enum_case_Value_value;
	zend_string *enum_case_Value_value_str = zend_string_init("value", strlen("value"), 1);
	ZVAL_STR(&enum_case_Value_value, enum_case_Value_value_str);
	zend_enum_add_case_cstr(class_entry, "Value", &enum_case_Value_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_RfmMethod(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\RfmMethod", IS_STRING, class_Patron_RfmMethod_methods);

	zval enum_case_Default_value;
	zend_string *enum_case_Default_value_str = zend_string_init("default", strlen("default"), 1);
	ZVAL_STR(&enum_case_Default_value, enum_case_Default_value_str);
	zend_enum_add_case_cstr(class_entry, "Default", &enum_case_Default_value);

	zval enum_case_Quantile_value;
	zend_string *enum_case_Quantile_value_str = zend_string_init("quantile", strlen("quantile"), 1);
	ZVAL_STR(&enum_case_Quantile_value, enum_case_Quantile_value_str);
	zend_enum_add_case_cstr(class_entry, "Quantile", &enum_case_Quantile_value);

	zval enum_case_Cuts_value;
	zend_string *enum_case_Cuts_value_str = zend_string_init("cuts", strlen("cuts"), 1);
	ZVAL_STR(&enum_case_Cuts_value, enum_case_Cuts_value_str);
	zend_enum_add_case_cstr(class_entry, "Cuts", &enum_case_Cuts_value);

	zval enum_case_Ntile_value;
	zend_string *enum_case_Ntile_value_str = zend_string_init("ntile", strlen("ntile"), 1);
	ZVAL_STR(&enum_case_Ntile_value, enum_case_Ntile_value_str);
	zend_enum_add_case_cstr(class_entry, "Ntile", &enum_case_Ntile_value);

	zval enum_case_RRfm_value;
	zend_string *enum_case_RRfm_value_str = zend_string_init("r_rfm", strlen("r_rfm"), 1);
	ZVAL_STR(&enum_case_RRfm_value, enum_case_RRfm_value_str);
	zend_enum_add_case_cstr(class_entry, "RRfm", &enum_case_RRfm_value);

	zval enum_case_Qcut_value;
	zend_string *enum_case_Qcut_value_str = zend_string_init("qcut", strlen("qcut"), 1);
	ZVAL_STR(&enum_case_Qcut_value, enum_case_Qcut_value_str);
	zend_enum_add_case_cstr(class_entry, "Qcut", &enum_case_Qcut_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Monetary(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Monetary", IS_STRING, class_Patron_Monetary_methods);

	zval enum_case_Net_value;
	zend_string *enum_case_Net_value_str = zend_string_init("net", strlen("net"), 1);
	ZVAL_STR(&enum_case_Net_value, enum_case_Net_value_str);
	zend_enum_add_case_cstr(class_entry, "Net", &enum_case_Net_value);

	zval enum_case_Mean_value;
	zend_string *enum_case_Mean_value_str = zend_string_init("mean", strlen("mean"), 1);
	ZVAL_STR(&enum_case_Mean_value, enum_case_Mean_value_str);
	zend_enum_add_case_cstr(class_entry, "Mean", &enum_case_Mean_value);

	zval enum_case_Margin_value;
	zend_string *enum_case_Margin_value_str = zend_string_init("margin", strlen("margin"), 1);
	ZVAL_STR(&enum_case_Margin_value, enum_case_Margin_value_str);
	zend_enum_add_case_cstr(class_entry, "Margin", &enum_case_Margin_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_ChurnMethod(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\ChurnMethod", IS_STRING, class_Patron_ChurnMethod_methods);

	zval enum_case_Km_value;
	zend_string *enum_case_Km_value_str = zend_string_init("km", strlen("km"), 1);
	ZVAL_STR(&enum_case_Km_value, enum_case_Km_value_str);
	zend_enum_add_case_cstr(class_entry, "Km", &enum_case_Km_value);

	zval enum_case_Model_value;
	zend_string *enum_case_Model_value_str = zend_string_init("model", strlen("model"), 1);
	ZVAL_STR(&enum_case_Model_value, enum_case_Model_value_str);
	zend_enum_add_case_cstr(class_entry, "Model", &enum_case_Model_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Level(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Level", IS_STRING, class_Patron_Level_methods);

	zval enum_case_Product_value;
	zend_string *enum_case_Product_value_str = zend_string_init("product", strlen("product"), 1);
	ZVAL_STR(&enum_case_Product_value, enum_case_Product_value_str);
	zend_enum_add_case_cstr(class_entry, "Product", &enum_case_Product_value);

	zval enum_case_Category_value;
	zend_string *enum_case_Category_value_str = zend_string_init("category", strlen("category"), 1);
	ZVAL_STR(&enum_case_Category_value, enum_case_Category_value_str);
	zend_enum_add_case_cstr(class_entry, "Category", &enum_case_Category_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Negative(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Negative", IS_STRING, class_Patron_Negative_methods);

	zval enum_case_Raise_value;
	zend_string *enum_case_Raise_value_str = zend_string_init("raise", strlen("raise"), 1);
	ZVAL_STR(&enum_case_Raise_value, enum_case_Raise_value_str);
	zend_enum_add_case_cstr(class_entry, "Raise", &enum_case_Raise_value);

	zval enum_case_Refund_value;
	zend_string *enum_case_Refund_value_str = zend_string_init("refund", strlen("refund"), 1);
	ZVAL_STR(&enum_case_Refund_value, enum_case_Refund_value_str);
	zend_enum_add_case_cstr(class_entry, "Refund", &enum_case_Refund_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Nulls(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Nulls", IS_STRING, class_Patron_Nulls_methods);

	zval enum_case_Raise_value;
	zend_string *enum_case_Raise_value_str = zend_string_init("raise", strlen("raise"), 1);
	ZVAL_STR(&enum_case_Raise_value, enum_case_Raise_value_str);
	zend_enum_add_case_cstr(class_entry, "Raise", &enum_case_Raise_value);

	zval enum_case_Skip_value;
	zend_string *enum_case_Skip_value_str = zend_string_init("skip", strlen("skip"), 1);
	ZVAL_STR(&enum_case_Skip_value, enum_case_Skip_value_str);
	zend_enum_add_case_cstr(class_entry, "Skip", &enum_case_Skip_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Adjustment(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Adjustment", IS_STRING, class_Patron_Adjustment_methods);

	zval enum_case_None_value;
	zend_string *enum_case_None_value_str = zend_string_init("none", strlen("none"), 1);
	ZVAL_STR(&enum_case_None_value, enum_case_None_value_str);
	zend_enum_add_case_cstr(class_entry, "None", &enum_case_None_value);

	zval enum_case_Holm_value;
	zend_string *enum_case_Holm_value_str = zend_string_init("holm", strlen("holm"), 1);
	ZVAL_STR(&enum_case_Holm_value, enum_case_Holm_value_str);
	zend_enum_add_case_cstr(class_entry, "Holm", &enum_case_Holm_value);

	zval enum_case_BenjaminiHochberg_value;
	zend_string *enum_case_BenjaminiHochberg_value_str = zend_string_init("benjamini_hochberg", strlen("benjamini_hochberg"), 1);
	ZVAL_STR(&enum_case_BenjaminiHochberg_value, enum_case_BenjaminiHochberg_value_str);
	zend_enum_add_case_cstr(class_entry, "BenjaminiHochberg", &enum_case_BenjaminiHochberg_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Basket(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Basket", IS_STRING, class_Patron_Basket_methods);

	zval enum_case_Order_value;
	zend_string *enum_case_Order_value_str = zend_string_init("order", strlen("order"), 1);
	ZVAL_STR(&enum_case_Order_value, enum_case_Order_value_str);
	zend_enum_add_case_cstr(class_entry, "Order", &enum_case_Order_value);

	zval enum_case_Purchase_value;
	zend_string *enum_case_Purchase_value_str = zend_string_init("purchase", strlen("purchase"), 1);
	ZVAL_STR(&enum_case_Purchase_value, enum_case_Purchase_value_str);
	zend_enum_add_case_cstr(class_entry, "Purchase", &enum_case_Purchase_value);

	zval enum_case_History_value;
	zend_string *enum_case_History_value_str = zend_string_init("history", strlen("history"), 1);
	ZVAL_STR(&enum_case_History_value, enum_case_History_value_str);
	zend_enum_add_case_cstr(class_entry, "History", &enum_case_History_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Refunds(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Refunds", IS_STRING, class_Patron_Refunds_methods);

	zval enum_case_Day_value;
	zend_string *enum_case_Day_value_str = zend_string_init("day", strlen("day"), 1);
	ZVAL_STR(&enum_case_Day_value, enum_case_Day_value_str);
	zend_enum_add_case_cstr(class_entry, "Day", &enum_case_Day_value);

	zval enum_case_Order_value;
	zend_string *enum_case_Order_value_str = zend_string_init("order", strlen("order"), 1);
	ZVAL_STR(&enum_case_Order_value, enum_case_Order_value_str);
	zend_enum_add_case_cstr(class_entry, "Order", &enum_case_Order_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_ProductGaps(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\ProductGaps", IS_STRING, class_Patron_ProductGaps_methods);

	zval enum_case_Repurchase_value;
	zend_string *enum_case_Repurchase_value_str = zend_string_init("repurchase", strlen("repurchase"), 1);
	ZVAL_STR(&enum_case_Repurchase_value, enum_case_Repurchase_value_str);
	zend_enum_add_case_cstr(class_entry, "Repurchase", &enum_case_Repurchase_value);

	zval enum_case_Second_value;
	zend_string *enum_case_Second_value_str = zend_string_init("second", strlen("second"), 1);
	ZVAL_STR(&enum_case_Second_value, enum_case_Second_value_str);
	zend_enum_add_case_cstr(class_entry, "Second", &enum_case_Second_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_LoyaltyKind(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\LoyaltyKind", IS_STRING, class_Patron_LoyaltyKind_methods);

	zval enum_case_Earn_value;
	zend_string *enum_case_Earn_value_str = zend_string_init("earn", strlen("earn"), 1);
	ZVAL_STR(&enum_case_Earn_value, enum_case_Earn_value_str);
	zend_enum_add_case_cstr(class_entry, "Earn", &enum_case_Earn_value);

	zval enum_case_Bonus_value;
	zend_string *enum_case_Bonus_value_str = zend_string_init("bonus", strlen("bonus"), 1);
	ZVAL_STR(&enum_case_Bonus_value, enum_case_Bonus_value_str);
	zend_enum_add_case_cstr(class_entry, "Bonus", &enum_case_Bonus_value);

	zval enum_case_Spend_value;
	zend_string *enum_case_Spend_value_str = zend_string_init("spend", strlen("spend"), 1);
	ZVAL_STR(&enum_case_Spend_value, enum_case_Spend_value_str);
	zend_enum_add_case_cstr(class_entry, "Spend", &enum_case_Spend_value);

	zval enum_case_Refund_value;
	zend_string *enum_case_Refund_value_str = zend_string_init("refund", strlen("refund"), 1);
	ZVAL_STR(&enum_case_Refund_value, enum_case_Refund_value_str);
	zend_enum_add_case_cstr(class_entry, "Refund", &enum_case_Refund_value);

	zval enum_case_Reversal_value;
	zend_string *enum_case_Reversal_value_str = zend_string_init("reversal", strlen("reversal"), 1);
	ZVAL_STR(&enum_case_Reversal_value, enum_case_Reversal_value_str);
	zend_enum_add_case_cstr(class_entry, "Reversal", &enum_case_Reversal_value);

	zval enum_case_Expire_value;
	zend_string *enum_case_Expire_value_str = zend_string_init("expire", strlen("expire"), 1);
	ZVAL_STR(&enum_case_Expire_value, enum_case_Expire_value_str);
	zend_enum_add_case_cstr(class_entry, "Expire", &enum_case_Expire_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Expiry(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\Expiry", IS_STRING, class_Patron_Expiry_methods);

	zval enum_case_Never_value;
	zend_string *enum_case_Never_value_str = zend_string_init("never", strlen("never"), 1);
	ZVAL_STR(&enum_case_Never_value, enum_case_Never_value_str);
	zend_enum_add_case_cstr(class_entry, "Never", &enum_case_Never_value);

	zval enum_case_After_value;
	zend_string *enum_case_After_value_str = zend_string_init("after", strlen("after"), 1);
	ZVAL_STR(&enum_case_After_value, enum_case_After_value_str);
	zend_enum_add_case_cstr(class_entry, "After", &enum_case_After_value);

	zval enum_case_Period_value;
	zend_string *enum_case_Period_value_str = zend_string_init("period", strlen("period"), 1);
	ZVAL_STR(&enum_case_Period_value, enum_case_Period_value_str);
	zend_enum_add_case_cstr(class_entry, "Period", &enum_case_Period_value);

	zval enum_case_Activity_value;
	zend_string *enum_case_Activity_value_str = zend_string_init("activity", strlen("activity"), 1);
	ZVAL_STR(&enum_case_Activity_value, enum_case_Activity_value_str);
	zend_enum_add_case_cstr(class_entry, "Activity", &enum_case_Activity_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_TierBy(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\TierBy", IS_STRING, class_Patron_TierBy_methods);

	zval enum_case_Net_value;
	zend_string *enum_case_Net_value_str = zend_string_init("net", strlen("net"), 1);
	ZVAL_STR(&enum_case_Net_value, enum_case_Net_value_str);
	zend_enum_add_case_cstr(class_entry, "Net", &enum_case_Net_value);

	zval enum_case_Orders_value;
	zend_string *enum_case_Orders_value_str = zend_string_init("orders", strlen("orders"), 1);
	ZVAL_STR(&enum_case_Orders_value, enum_case_Orders_value_str);
	zend_enum_add_case_cstr(class_entry, "Orders", &enum_case_Orders_value);

	zval enum_case_Points_value;
	zend_string *enum_case_Points_value_str = zend_string_init("points", strlen("points"), 1);
	ZVAL_STR(&enum_case_Points_value, enum_case_Points_value_str);
	zend_enum_add_case_cstr(class_entry, "Points", &enum_case_Points_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_TierWindow(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Patron\\TierWindow", IS_STRING, class_Patron_TierWindow_methods);

	zval enum_case_Lifetime_value;
	zend_string *enum_case_Lifetime_value_str = zend_string_init("lifetime", strlen("lifetime"), 1);
	ZVAL_STR(&enum_case_Lifetime_value, enum_case_Lifetime_value_str);
	zend_enum_add_case_cstr(class_entry, "Lifetime", &enum_case_Lifetime_value);

	zval enum_case_Period_value;
	zend_string *enum_case_Period_value_str = zend_string_init("period", strlen("period"), 1);
	ZVAL_STR(&enum_case_Period_value, enum_case_Period_value_str);
	zend_enum_add_case_cstr(class_entry, "Period", &enum_case_Period_value);

	zval enum_case_Rolling_value;
	zend_string *enum_case_Rolling_value_str = zend_string_init("rolling", strlen("rolling"), 1);
	ZVAL_STR(&enum_case_Rolling_value, enum_case_Rolling_value_str);
	zend_enum_add_case_cstr(class_entry, "Rolling", &enum_case_Rolling_value);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Exception(zend_class_entry *class_entry_Throwable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Exception", class_Patron_Exception_methods);
	class_entry = zend_register_internal_interface(&ce);
	zend_class_implements(class_entry, 1, class_entry_Throwable);

	return class_entry;
}

static zend_class_entry *register_class_Patron_DataException(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_Patron_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "DataException", class_Patron_DataException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	zend_class_implements(class_entry, 1, class_entry_Patron_Exception);

	zval property_argument_default_value;
	ZVAL_UNDEF(&property_argument_default_value);
	zend_string *property_argument_name = zend_string_init("argument", sizeof("argument") - 1, 1);
	zend_declare_typed_property(class_entry, property_argument_name, &property_argument_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_argument_name);

	zval property_field_default_value;
	ZVAL_UNDEF(&property_field_default_value);
	zend_string *property_field_name = zend_string_init("field", sizeof("field") - 1, 1);
	zend_declare_typed_property(class_entry, property_field_name, &property_field_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_field_name);

	zval property_rowIndex_default_value;
	ZVAL_UNDEF(&property_rowIndex_default_value);
	zend_string *property_rowIndex_name = zend_string_init("rowIndex", sizeof("rowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_rowIndex_name, &property_rowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rowIndex_name);

	zval property_otherRowIndex_default_value;
	ZVAL_UNDEF(&property_otherRowIndex_default_value);
	zend_string *property_otherRowIndex_name = zend_string_init("otherRowIndex", sizeof("otherRowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_otherRowIndex_name, &property_otherRowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_otherRowIndex_name);

	return class_entry;
}

static zend_class_entry *register_class_Patron_TypeException(zend_class_entry *class_entry_TypeError, zend_class_entry *class_entry_Patron_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "TypeException", class_Patron_TypeException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_TypeError);
	zend_class_implements(class_entry, 1, class_entry_Patron_Exception);

	zval property_argument_default_value;
	ZVAL_UNDEF(&property_argument_default_value);
	zend_string *property_argument_name = zend_string_init("argument", sizeof("argument") - 1, 1);
	zend_declare_typed_property(class_entry, property_argument_name, &property_argument_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_argument_name);

	zval property_field_default_value;
	ZVAL_UNDEF(&property_field_default_value);
	zend_string *property_field_name = zend_string_init("field", sizeof("field") - 1, 1);
	zend_declare_typed_property(class_entry, property_field_name, &property_field_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_field_name);

	zval property_rowIndex_default_value;
	ZVAL_UNDEF(&property_rowIndex_default_value);
	zend_string *property_rowIndex_name = zend_string_init("rowIndex", sizeof("rowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_rowIndex_name, &property_rowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rowIndex_name);

	zval property_otherRowIndex_default_value;
	ZVAL_UNDEF(&property_otherRowIndex_default_value);
	zend_string *property_otherRowIndex_name = zend_string_init("otherRowIndex", sizeof("otherRowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_otherRowIndex_name, &property_otherRowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_otherRowIndex_name);

	return class_entry;
}

static zend_class_entry *register_class_Patron_ArgumentException(zend_class_entry *class_entry_ValueError, zend_class_entry *class_entry_Patron_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ArgumentException", class_Patron_ArgumentException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_ValueError);
	zend_class_implements(class_entry, 1, class_entry_Patron_Exception);

	zval property_argument_default_value;
	ZVAL_UNDEF(&property_argument_default_value);
	zend_string *property_argument_name = zend_string_init("argument", sizeof("argument") - 1, 1);
	zend_declare_typed_property(class_entry, property_argument_name, &property_argument_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_argument_name);

	zval property_field_default_value;
	ZVAL_UNDEF(&property_field_default_value);
	zend_string *property_field_name = zend_string_init("field", sizeof("field") - 1, 1);
	zend_declare_typed_property(class_entry, property_field_name, &property_field_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_field_name);

	zval property_rowIndex_default_value;
	ZVAL_UNDEF(&property_rowIndex_default_value);
	zend_string *property_rowIndex_name = zend_string_init("rowIndex", sizeof("rowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_rowIndex_name, &property_rowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rowIndex_name);

	zval property_otherRowIndex_default_value;
	ZVAL_UNDEF(&property_otherRowIndex_default_value);
	zend_string *property_otherRowIndex_name = zend_string_init("otherRowIndex", sizeof("otherRowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_otherRowIndex_name, &property_otherRowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_otherRowIndex_name);

	return class_entry;
}

static zend_class_entry *register_class_Patron_RangeException(zend_class_entry *class_entry_RangeException, zend_class_entry *class_entry_Patron_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "RangeException", class_Patron_RangeException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RangeException);
	zend_class_implements(class_entry, 1, class_entry_Patron_Exception);

	zval property_argument_default_value;
	ZVAL_UNDEF(&property_argument_default_value);
	zend_string *property_argument_name = zend_string_init("argument", sizeof("argument") - 1, 1);
	zend_declare_typed_property(class_entry, property_argument_name, &property_argument_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_argument_name);

	zval property_field_default_value;
	ZVAL_UNDEF(&property_field_default_value);
	zend_string *property_field_name = zend_string_init("field", sizeof("field") - 1, 1);
	zend_declare_typed_property(class_entry, property_field_name, &property_field_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_field_name);

	zval property_rowIndex_default_value;
	ZVAL_UNDEF(&property_rowIndex_default_value);
	zend_string *property_rowIndex_name = zend_string_init("rowIndex", sizeof("rowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_rowIndex_name, &property_rowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rowIndex_name);

	zval property_otherRowIndex_default_value;
	ZVAL_UNDEF(&property_otherRowIndex_default_value);
	zend_string *property_otherRowIndex_name = zend_string_init("otherRowIndex", sizeof("otherRowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_otherRowIndex_name, &property_otherRowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_otherRowIndex_name);

	return class_entry;
}

static zend_class_entry *register_class_Patron_FormatException(zend_class_entry *class_entry_UnexpectedValueException, zend_class_entry *class_entry_Patron_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "FormatException", class_Patron_FormatException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_UnexpectedValueException);
	zend_class_implements(class_entry, 1, class_entry_Patron_Exception);

	zval property_argument_default_value;
	ZVAL_UNDEF(&property_argument_default_value);
	zend_string *property_argument_name = zend_string_init("argument", sizeof("argument") - 1, 1);
	zend_declare_typed_property(class_entry, property_argument_name, &property_argument_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_argument_name);

	zval property_field_default_value;
	ZVAL_UNDEF(&property_field_default_value);
	zend_string *property_field_name = zend_string_init("field", sizeof("field") - 1, 1);
	zend_declare_typed_property(class_entry, property_field_name, &property_field_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_field_name);

	zval property_rowIndex_default_value;
	ZVAL_UNDEF(&property_rowIndex_default_value);
	zend_string *property_rowIndex_name = zend_string_init("rowIndex", sizeof("rowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_rowIndex_name, &property_rowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rowIndex_name);

	zval property_otherRowIndex_default_value;
	ZVAL_UNDEF(&property_otherRowIndex_default_value);
	zend_string *property_otherRowIndex_name = zend_string_init("otherRowIndex", sizeof("otherRowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_otherRowIndex_name, &property_otherRowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_otherRowIndex_name);

	return class_entry;
}

static zend_class_entry *register_class_Patron_MismatchException(zend_class_entry *class_entry_LogicException, zend_class_entry *class_entry_Patron_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "MismatchException", class_Patron_MismatchException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_LogicException);
	zend_class_implements(class_entry, 1, class_entry_Patron_Exception);

	zval property_argument_default_value;
	ZVAL_UNDEF(&property_argument_default_value);
	zend_string *property_argument_name = zend_string_init("argument", sizeof("argument") - 1, 1);
	zend_declare_typed_property(class_entry, property_argument_name, &property_argument_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_argument_name);

	zval property_field_default_value;
	ZVAL_UNDEF(&property_field_default_value);
	zend_string *property_field_name = zend_string_init("field", sizeof("field") - 1, 1);
	zend_declare_typed_property(class_entry, property_field_name, &property_field_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_field_name);

	zval property_rowIndex_default_value;
	ZVAL_UNDEF(&property_rowIndex_default_value);
	zend_string *property_rowIndex_name = zend_string_init("rowIndex", sizeof("rowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_rowIndex_name, &property_rowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rowIndex_name);

	zval property_otherRowIndex_default_value;
	ZVAL_UNDEF(&property_otherRowIndex_default_value);
	zend_string *property_otherRowIndex_name = zend_string_init("otherRowIndex", sizeof("otherRowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_otherRowIndex_name, &property_otherRowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_otherRowIndex_name);

	return class_entry;
}

static zend_class_entry *register_class_Patron_MissingException(zend_class_entry *class_entry_LogicException, zend_class_entry *class_entry_Patron_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "MissingException", class_Patron_MissingException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_LogicException);
	zend_class_implements(class_entry, 1, class_entry_Patron_Exception);

	zval property_argument_default_value;
	ZVAL_UNDEF(&property_argument_default_value);
	zend_string *property_argument_name = zend_string_init("argument", sizeof("argument") - 1, 1);
	zend_declare_typed_property(class_entry, property_argument_name, &property_argument_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_argument_name);

	zval property_field_default_value;
	ZVAL_UNDEF(&property_field_default_value);
	zend_string *property_field_name = zend_string_init("field", sizeof("field") - 1, 1);
	zend_declare_typed_property(class_entry, property_field_name, &property_field_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_field_name);

	zval property_rowIndex_default_value;
	ZVAL_UNDEF(&property_rowIndex_default_value);
	zend_string *property_rowIndex_name = zend_string_init("rowIndex", sizeof("rowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_rowIndex_name, &property_rowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rowIndex_name);

	zval property_otherRowIndex_default_value;
	ZVAL_UNDEF(&property_otherRowIndex_default_value);
	zend_string *property_otherRowIndex_name = zend_string_init("otherRowIndex", sizeof("otherRowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_otherRowIndex_name, &property_otherRowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_otherRowIndex_name);

	return class_entry;
}

static zend_class_entry *register_class_Patron_MemoryException(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_Patron_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "MemoryException", class_Patron_MemoryException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	zend_class_implements(class_entry, 1, class_entry_Patron_Exception);

	zval property_argument_default_value;
	ZVAL_UNDEF(&property_argument_default_value);
	zend_string *property_argument_name = zend_string_init("argument", sizeof("argument") - 1, 1);
	zend_declare_typed_property(class_entry, property_argument_name, &property_argument_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_argument_name);

	zval property_field_default_value;
	ZVAL_UNDEF(&property_field_default_value);
	zend_string *property_field_name = zend_string_init("field", sizeof("field") - 1, 1);
	zend_declare_typed_property(class_entry, property_field_name, &property_field_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_field_name);

	zval property_rowIndex_default_value;
	ZVAL_UNDEF(&property_rowIndex_default_value);
	zend_string *property_rowIndex_name = zend_string_init("rowIndex", sizeof("rowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_rowIndex_name, &property_rowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_rowIndex_name);

	zval property_otherRowIndex_default_value;
	ZVAL_UNDEF(&property_otherRowIndex_default_value);
	zend_string *property_otherRowIndex_name = zend_string_init("otherRowIndex", sizeof("otherRowIndex") - 1, 1);
	zend_declare_typed_property(class_entry, property_otherRowIndex_name, &property_otherRowIndex_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_otherRowIndex_name);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Row(zend_class_entry *class_entry_JsonSerializable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Row", class_Patron_Row_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 1, class_entry_JsonSerializable);

	return class_entry;
}

static zend_class_entry *register_class_Patron_CustomerRow(zend_class_entry *class_entry_Patron_Row)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "CustomerRow", class_Patron_CustomerRow_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Row);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_RfmRow(zend_class_entry *class_entry_Patron_Row)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "RfmRow", class_Patron_RfmRow_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Row);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_ReplenishmentRow(zend_class_entry *class_entry_Patron_Row)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ReplenishmentRow", class_Patron_ReplenishmentRow_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Row);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_ChurnRow(zend_class_entry *class_entry_Patron_Row)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ChurnRow", class_Patron_ChurnRow_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Row);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Table(zend_class_entry *class_entry_Countable, zend_class_entry *class_entry_IteratorAggregate, zend_class_entry *class_entry_JsonSerializable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Table", class_Patron_Table_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 3, class_entry_Countable, class_entry_IteratorAggregate, class_entry_JsonSerializable);

	return class_entry;
}

static zend_class_entry *register_class_Patron_RfmTable(zend_class_entry *class_entry_Patron_Table)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "RfmTable", class_Patron_RfmTable_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Table);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_ChurnTable(zend_class_entry *class_entry_Patron_Table)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ChurnTable", class_Patron_ChurnTable_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Table);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_ReplenishmentTable(zend_class_entry *class_entry_Patron_Table)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ReplenishmentTable", class_Patron_ReplenishmentTable_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Table);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Matrix(zend_class_entry *class_entry_Countable, zend_class_entry *class_entry_IteratorAggregate, zend_class_entry *class_entry_JsonSerializable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Matrix", class_Patron_Matrix_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 3, class_entry_Countable, class_entry_IteratorAggregate, class_entry_JsonSerializable);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Groups(zend_class_entry *class_entry_Countable, zend_class_entry *class_entry_IteratorAggregate)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Groups", class_Patron_Groups_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 2, class_entry_Countable, class_entry_IteratorAggregate);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Record(zend_class_entry *class_entry_JsonSerializable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Record", class_Patron_Record_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 1, class_entry_JsonSerializable);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Totals(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Totals", class_Patron_Totals_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_CustomerCounts(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "CustomerCounts", class_Patron_CustomerCounts_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_RfmInfo(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "RfmInfo", class_Patron_RfmInfo_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_ChurnInfo(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ChurnInfo", class_Patron_ChurnInfo_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_ReplenishmentParameters(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ReplenishmentParameters", class_Patron_ReplenishmentParameters_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Interval(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Interval", class_Patron_Interval_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_RateDifference(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "RateDifference", class_Patron_RateDifference_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Quantile(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Quantile", class_Patron_Quantile_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_CohortsOutside(zend_class_entry *class_entry_Patron_Record)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "CohortsOutside", class_Patron_CohortsOutside_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Record);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_RfmRule(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "RfmRule", class_Patron_RfmRule_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_ChurnRule(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ChurnRule", class_Patron_ChurnRule_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_ReplenishmentRule(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "ReplenishmentRule", class_Patron_ReplenishmentRule_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_RfmMap(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "RfmMap", class_Patron_RfmMap_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Builder(zend_class_entry *class_entry_Countable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Builder", class_Patron_Builder_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 1, class_entry_Countable);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Book(zend_class_entry *class_entry_Countable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Book", class_Patron_Book_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 1, class_entry_Countable);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Cohorts(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Cohorts", class_Patron_Cohorts_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Curve(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Curve", class_Patron_Curve_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Stats(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Stats", class_Patron_Stats_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Calendar(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Calendar", class_Patron_Calendar_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Waits(zend_class_entry *class_entry_Patron_Table)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Waits", class_Patron_Waits_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Table);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Mailing(zend_class_entry *class_entry_Patron_Table)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Mailing", class_Patron_Mailing_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Patron_Table);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Patron_Ledger(zend_class_entry *class_entry_Countable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Ledger", class_Patron_Ledger_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 1, class_entry_Countable);

	return class_entry;
}

static zend_class_entry *register_class_Patron_Tiers(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Patron", "Tiers", class_Patron_Tiers_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}
