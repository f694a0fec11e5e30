/* How patron-report reads single values: numbers, dates, zones, words, keys, and its own command line. */
#include "support.h"

#include "../examples/report/decimal.h"
#include "../examples/report/status.h"
#include "../examples/report/store.h"
#include "../examples/report/when.h"

/* ---- numbers --------------------------------------------------------------------------------------------------- */

struct number_case {
    const char *text;
    int decimals; /* what is known of the file */
    int64_t digits;
    int32_t scale, form;
    int shows;
};

#define P DECIMAL_PLAIN
#define D REPORT_DECIMALS_DETECT

static const struct number_case numbers[] = {
    {"0", D, 0, 0, P, 0},
    {"12", D, 12, 0, P, 0},
    {"-7", D, -7, 0, P, 0},
    {"+7", D, 7, 0, P, 0},
    {"12.5", D, 125, 1, P, DECIMAL_SHOWS_POINT},
    {"12.50", D, 1250, 2, P, DECIMAL_SHOWS_POINT},
    {"12.5000", D, 1250, 2, P, DECIMAL_SHOWS_POINT},
    {"12.5010", D, 12501, 3, P, DECIMAL_SHOWS_POINT},
    {".5", D, 5, 1, P, DECIMAL_SHOWS_POINT},
    {"-.25", D, -25, 2, P, DECIMAL_SHOWS_POINT},
    {"0.001", D, 1, 3, P, DECIMAL_SHOWS_POINT},
    {"1234.567", D, 1234567, 3, P, DECIMAL_SHOWS_POINT},
    {"1.234", D, 1234, 3, DECIMAL_POINT_OR_THOUSANDS, 0},
    {"1.234", REPORT_DECIMALS_POINT, 1234, 3, P, DECIMAL_SHOWS_NOTHING},
    {"1.234", REPORT_DECIMALS_COMMA, 1234, 0, P, DECIMAL_SHOWS_COMMA},
    {"1,234", D, 1234, 3, DECIMAL_COMMA_OR_THOUSANDS, 0},
    {"1,234", REPORT_DECIMALS_POINT, 1234, 0, P, DECIMAL_SHOWS_POINT},
    {"1,234", REPORT_DECIMALS_COMMA, 1234, 3, P, DECIMAL_SHOWS_COMMA},
    {"0,123", D, 123, 3, P, DECIMAL_SHOWS_COMMA},
    {"12,5", D, 125, 1, P, DECIMAL_SHOWS_COMMA},
    {"1234,567", D, 1234567, 3, P, DECIMAL_SHOWS_COMMA},
    {"1.234,56", D, 123456, 2, P, DECIMAL_SHOWS_COMMA},
    {"1,234.56", D, 123456, 2, P, DECIMAL_SHOWS_POINT},
    {"1.234.567", D, 1234567, 0, P, DECIMAL_SHOWS_COMMA},
    {"1,234,567", D, 1234567, 0, P, DECIMAL_SHOWS_POINT},
    {"1,234,567.8", D, 12345678, 1, P, DECIMAL_SHOWS_POINT},
    {"1 234,50", D, 123450, 2, P, DECIMAL_SHOWS_COMMA},
    {"1'234.50", D, 123450, 2, P, DECIMAL_SHOWS_POINT},
    {"1\xE2\x80\x99"
     "234.50",
     D, 123450, 2, P, DECIMAL_SHOWS_POINT},
    {"1\xC2\xA0"
     "234",
     D, 1234, 0, P, 0},
    {"$12.50", D, 1250, 2, P, DECIMAL_SHOWS_POINT},
    {"-$12.50", D, -1250, 2, P, DECIMAL_SHOWS_POINT},
    {"$-12.50", D, -1250, 2, P, DECIMAL_SHOWS_POINT},
    {"12,50 €", D, 1250, 2, P, DECIMAL_SHOWS_COMMA},
    {"€ 12,50", D, 1250, 2, P, DECIMAL_SHOWS_COMMA},
    {"EUR 12.50", D, 1250, 2, P, DECIMAL_SHOWS_POINT},
    {"12.50 USD", D, 1250, 2, P, DECIMAL_SHOWS_POINT},
    {"12.50-", D, -1250, 2, P, DECIMAL_SHOWS_POINT},
    {"(12.50)", D, -1250, 2, P, DECIMAL_SHOWS_POINT},
    {"\xE2\x88\x92"
     "3",
     D, -3, 0, P, 0},
    {"999999999999999999", D, INT64_C(999999999999999999), 0, P, 0},
    {"9223372036854775807", D, INT64_MAX, 0, P, 0},
    {"0.0000000000000004440892", D, 4440892, 22, P, DECIMAL_SHOWS_POINT},
};

static void numbers_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct number_case *given = &numbers[i];
        struct decimal out;
        int shows = -1,
            wrong = decimal_read(given->text, (int64_t)strlen(given->text), given->decimals, 2, -1, &out, &shows);
        assert_that(wrong == DECIMAL_OK, "'%s': %d", given->text, wrong);
        assert_that(out.digits == given->digits && out.scale == given->scale && out.form == given->form,
                    "'%s' is %lld / 10^%d, form %d", given->text, (long long)out.digits, out.scale, out.form);
        assert_that(shows == given->shows || given->decimals != D, "'%s' shows %d", given->text, shows);
    }
}

static void nonsense_is_no_number(void **state)
{
    static const char *const texts[] = {
        "",     "abc",       "-",   "12.", "1.2.3", "12,34,56", "1,23.4",    "1.23,4", "--1",   "1 2",
        "1,,2", "1.234.56",  "12a", "a12", "0x10",  "1e5",      "$",         "EUR",    "12 50", "1,234.567.8",
        "()",   "12.3456.7", "NaN", "inf", "$$1",   "1-2",      "1.234 567", ",5",     "12,",   "1\n2"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct decimal out;
        int shows, wrong = decimal_read(texts[i], (int64_t)strlen(texts[i]), D, 2, -1, &out, &shows);
        assert_that(wrong == DECIMAL_WRONG, "'%s': %d, %lld", texts[i], wrong, (long long)out.digits);
    }
}

static void long_numbers_are_told(void **state)
{
    struct decimal out;
    int shows;
    (void)state;
    assert_int_equal(decimal_read("9223372036854775808", 19, D, 2, -1, &out, &shows), DECIMAL_LONG);
    assert_int_equal(decimal_read("12.34567890123456789012", 23, D, 2, -1, &out, &shows), DECIMAL_LONG);
    /* Rounding makes the last decimals needless, but never the whole part. */
    assert_int_equal(decimal_read("12.34567890123456789012", 23, D, 2, 2, &out, &shows), DECIMAL_OK);
    assert_int_equal(decimal_round(out.digits, out.scale - 2), 1235);
    assert_int_equal(decimal_read("9223372036854775808.5", 21, D, 2, 2, &out, &shows), DECIMAL_LONG);
    /* Zeros that say nothing do not count. */
    assert_int_equal(decimal_read("12.500000000000000000000000000000000000000", 42, D, 2, -1, &out, &shows),
                     DECIMAL_OK);
    assert_int_equal(out.digits, 1250);
}

static void scaling_and_rounding(void **state)
{
    int64_t value;
    (void)state;
    assert_false(decimal_scale(INT64_C(-12), 3, &value));
    assert_int_equal(value, -12000);
    assert_false(decimal_scale(0, 40, &value));
    assert_int_equal(value, 0);
    assert_true(decimal_scale(1, 19, &value));
    assert_true(decimal_scale(INT64_MAX / 10 + 1, 1, &value));
    static const int64_t cases[][3] = {{14, 1, 1},  {15, 1, 2},    {-15, 1, -2}, {-14, 1, -1},
                                       {5, 0, 5},   {499, 3, 0},   {500, 3, 1},  {INT64_MAX, 18, 9},
                                       {-500, 3, -1}, {INT64_MAX, 19, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(decimal_round(cases[i][0], (int32_t)cases[i][1]), cases[i][2]);
}

/* Every number of cents, written in every way, is read as itself. */
static void every_writing_is_the_same_number(void **state)
{
    struct rng rng = {17};
    (void)state;
    for (int i = 0; i < 20000; i++) {
        int64_t cents = rng_between(&rng, 0, rng_chance(&rng, 50) ? 99999 : INT64_C(99999999999));
        int64_t whole = cents / 100;
        char plain[64], grouped[64], point[96], comma[96];
        (void)snprintf(plain, sizeof plain, "%lld", (long long)whole);
        size_t used = 0, length = strlen(plain);
        for (size_t k = 0; k < length; k++) {
            if (k && (length - k) % 3 == 0) grouped[used++] = '?';
            grouped[used++] = plain[k];
        }
        grouped[used] = '\0';
        (void)snprintf(point, sizeof point, "%s.%02d", grouped, (int)(cents % 100));
        (void)snprintf(comma, sizeof comma, "%s,%02d", grouped, (int)(cents % 100));
        for (size_t k = 0; point[k]; k++)
            if (point[k] == '?') point[k] = ',';
        for (size_t k = 0; comma[k]; k++)
            if (comma[k] == '?') comma[k] = '.';
        struct decimal out;
        int shows;
        assert_int_equal(decimal_read(point, (int64_t)strlen(point), D, 2, -1, &out, &shows), DECIMAL_OK);
        assert_true(out.digits == cents && out.scale == 2 && out.form == P && shows == DECIMAL_SHOWS_POINT);
        assert_int_equal(decimal_read(comma, (int64_t)strlen(comma), D, 2, -1, &out, &shows), DECIMAL_OK);
        assert_true(out.digits == cents && out.scale == 2 && out.form == P && shows == DECIMAL_SHOWS_COMMA);
    }
}

/* ---- dates ----------------------------------------------------------------------------------------------------- */

struct when_case {
    const char *text, *format;
    int32_t layout, day, other, second;
    bool has_time, has_offset;
    int32_t offset;
};

#define FEB1 19754 /* 2024-02-01 */
#define JAN2 19724 /* 2024-01-02 */

static const struct when_case dates[] = {
    {"2024-02-01", NULL, WHEN_YMD, FEB1, 0, 0, false, false, 0},
    {"2024/2/1", NULL, WHEN_YMD, FEB1, 0, 0, false, false, 0},
    {"20240201", NULL, WHEN_YMD, FEB1, 0, 0, false, false, 0},
    {"2024-02-01 08:26:00", NULL, WHEN_YMD, FEB1, 0, 30360, true, false, 0},
    {"2024-02-01T08:26:00Z", NULL, WHEN_YMD, FEB1, 0, 30360, true, true, 0},
    {"2024-02-01T08:26:00.123456+02:00", NULL, WHEN_YMD, FEB1, 0, 30360, true, true, 7200},
    {"2024-02-01 08:26:00 -0330", NULL, WHEN_YMD, FEB1, 0, 30360, true, true, -12600},
    {"2024-02-01 08:26:00 UTC", NULL, WHEN_YMD, FEB1, 0, 30360, true, true, 0},
    {"2024-02-01 8:26", NULL, WHEN_YMD, FEB1, 0, 30360, true, false, 0},
    {"2024-02-01 23:59:60", NULL, WHEN_YMD, FEB1, 0, 86400, true, false, 0},
    {"01.02.2024", NULL, WHEN_DMY, FEB1, 0, 0, false, false, 0},
    {"1.2.2024 8:26", NULL, WHEN_DMY, FEB1, 0, 30360, true, false, 0},
    {"01/02/2024", NULL, WHEN_DAY_OR_MONTH, FEB1, JAN2, 0, false, false, 0},
    {"1-2-2024 08:26", NULL, WHEN_DAY_OR_MONTH, FEB1, JAN2, 30360, true, false, 0},
    {"13/02/2024", NULL, WHEN_ONLY_DMY, FEB1 + 12, 0, 0, false, false, 0},
    {"02/13/2024 1:05 PM", NULL, WHEN_ONLY_MDY, FEB1 + 12, 0, 47100, true, false, 0},
    {"01/02/2024", "DD/MM/YYYY", WHEN_DMY, FEB1, 0, 0, false, false, 0},
    {"01/02/2024", "MM/DD/YYYY", WHEN_MDY, JAN2, 0, 0, false, false, 0},
    {"1/2/24", "DD/MM/YY", WHEN_DMY, FEB1, 0, 0, false, false, 0},
    {"1/2/24 12:00 AM", "MM/DD/YY", WHEN_MDY, JAN2, 0, 0, true, false, 0},
    {"1.2.99", "DD.MM.YY", WHEN_DMY, 10623, 0, 0, false, false, 0},
    {"Feb 1, 2024 8:26:00 AM", NULL, WHEN_MDY, FEB1, 0, 30360, true, false, 0},
    {"1 February 2024", NULL, WHEN_DMY, FEB1, 0, 0, false, false, 0},
    {"1706775960", "unix", WHEN_NUMBER, FEB1, 0, 30360, true, true, 0},
    {"1706775960123", "unix-ms", WHEN_NUMBER, FEB1, 0, 30360, true, true, 0},
    {"-1", "unix", WHEN_NUMBER, -1, 0, 86399, true, true, 0},
};

static void dates_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const struct when_case *given = &dates[i];
        struct when out;
        assert_that(when_read(given->text, (int64_t)strlen(given->text), given->format, &out), "'%s'", given->text);
        assert_that(out.layout == given->layout && out.day == given->day && out.second == given->second,
                    "'%s': layout %d, day %d, second %d", given->text, out.layout, out.day, out.second);
        assert_that(out.has_time == given->has_time && out.has_offset == given->has_offset &&
                        out.offset == given->offset,
                    "'%s'", given->text);
        if (given->other) assert_that(out.other == given->other, "'%s': %d", given->text, out.other);
    }
}

static void nonsense_is_no_date(void **state)
{
    static const char *const texts[] = {"",
                                        "2024-02-30",
                                        "2023-02-29",
                                        "2024-13-01",
                                        "0000-01-01",
                                        "31/31/2024",
                                        "30/02/2024",
                                        "2024-02-01x",
                                        "2024-02-01 25:00",
                                        "2024-02-01 08",
                                        "1/2/24",
                                        "2024-02",
                                        "2024-02-01 08:60",
                                        "2024-02-01 08:00 +9x",
                                        "yesterday",
                                        "1706775960",
                                        "2024-02/01",
                                        "Foo 1, 2024",
                                        "13:00 PM",
                                        "20241301",
                                        "1.2.",
                                        "2024-02-01 13:00 PM"};
    struct when out;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_that(!when_read(texts[i], (int64_t)strlen(texts[i]), NULL, &out), "'%s'", texts[i]);
    assert_false(when_read("01.02.2024", 10, "YYYY-MM-DD", &out));
    assert_false(when_read("2024-02-01", 10, "DD/MM/YYYY", &out));
    assert_false(when_read("x", 1, "unix", &out));
    assert_false(when_format_known("YYYY"));
    assert_true(when_format_known("unix-ms"));
}

/* ---- zones ----------------------------------------------------------------------------------------------------- */

static void zones_come_from_the_system(void **state)
{
    if (!when_zone_known("Europe/Berlin")) skip();
    struct report_arena *arena = arena_open();
    patron_zone zone;
    int32_t day = 0;
    (void)state;
    assert_true(when_zone("Europe/Berlin", INT64_C(1704067200), INT64_C(1735689600), arena, &zone)); /* 2024 */
    assert_int_equal(patron_calendar_check_zone(&zone, NULL), PATRON_OK);
    assert_int_equal(zone.count, 3);
    assert_int_equal(zone.instant[1], INT64_C(1711846800)); /* 2024-03-31 01:00 UTC */
    assert_int_equal(zone.offset[1], 7200);
    assert_int_equal(zone.instant[2], INT64_C(1729990800)); /* 2024-10-27 01:00 UTC */
    assert_int_equal(zone.offset[2], 3600);
    assert_int_equal(patron_calendar_local_day(&zone, INT64_C(1730415600), PATRON_UNIT_SECOND, &day, NULL), PATRON_OK);
    assert_int_equal(day, 20028); /* 2024-10-31 23:00 UTC is 1 November there */
    /* The rules go on beyond any table of the database. */
    assert_true(when_zone("Europe/Berlin", INT64_C(4102444800), INT64_C(4133980800), arena, &zone)); /* 2100 */
    assert_int_equal(zone.count, 3);
    /* Samoa left out 30 December 2011. */
    assert_true(when_zone("Pacific/Apia", INT64_C(1325000000), INT64_C(1326000000), arena, &zone));
    assert_int_equal(zone.offset[zone.count - 1] - zone.offset[0], 86400);
    assert_false(when_zone("Europe/Nowhere", 0, 1, arena, &zone));
    assert_false(when_zone_known("../../etc/passwd"));
    assert_false(when_zone_known(""));
    assert_false(when_zone_known("/etc/localtime"));
    assert_true(when_zone_known("UTC"));
    arena_free(arena);
}

/* ---- words, keys, dictionaries --------------------------------------------------------------------------------- */

static int status(enum status_words words, const char *kinds, const char *text)
{
    return status_of(words, kinds, text, (int64_t)strlen(text));
}

static void words_have_meanings(void **state)
{
    char message[200] = "";
    (void)state;
    assert_int_equal(status(WORDS_COMMON, NULL, "Completed"), STATUS_SALE);
    assert_int_equal(status(WORDS_WOOCOMMERCE, NULL, "wc-on-hold"), STATUS_SALE);
    assert_int_equal(status(WORDS_WOOCOMMERCE, NULL, "Pending payment"), STATUS_IGNORED);
    assert_int_equal(status(WORDS_SHOPIFY, NULL, "pending"), STATUS_SALE);
    assert_int_equal(status(WORDS_MAGENTO, NULL, "closed"), STATUS_REFUNDED);
    assert_int_equal(status(WORDS_SHOPWARE, NULL, "in_progress"), STATUS_SALE);
    assert_int_equal(status(WORDS_COMMON, NULL, "closed"), STATUS_UNKNOWN);
    assert_int_equal(status(WORDS_COMMON, NULL, "on-hold"), STATUS_UNKNOWN);
    assert_int_equal(status(WORDS_SHOPIFY, NULL, "Gutschrift"), STATUS_REFUND);
    assert_int_equal(status(WORDS_COMMON, NULL, ""), STATUS_UNKNOWN);
    assert_int_equal(status(WORDS_COMMON, "=sale", ""), STATUS_SALE);
    assert_int_equal(status(WORDS_COMMON, "completed=ignored,odd one=renewal,*=refund", "completed"), STATUS_IGNORED);
    assert_int_equal(status(WORDS_COMMON, "completed=ignored,odd one=renewal,*=refund", "Odd-One"), STATUS_RENEWAL);
    assert_int_equal(status(WORDS_COMMON, "completed=ignored,odd one=renewal,*=refund", "anything"), STATUS_REFUND);
    assert_int_equal(status(WORDS_COMMON, "*=ignored", "paid"), STATUS_SALE);
    assert_int_equal(status_check("a=sale,b=refunded,*=ignored", message, sizeof message, false), 0);
    assert_int_equal(status_check("a=sale,b", message, sizeof message, false), 1);
    assert_non_null(strstr(message, "'b'"));
    assert_int_equal(status_check("a=sold", message, sizeof message, true), 1);
}

static void keys_stay_as_given(void **state)
{
    (void)state;
    for (int strings = 0; strings < 2; strings++) {
        struct keys keys = {0};
        struct rng rng = {5};
        char(*given)[24] = calloc(3000, sizeof *given);
        assert_non_null(given);
        for (int i = 0; i < 3000; i++) {
            if (rng_chance(&rng, 10)) {
                keys_add_null(&keys);
                (void)strcpy(given[i], "null");
                continue;
            }
            if (i > 10 && rng_chance(&rng, 10)) {
                int64_t from = rng_between(&rng, 0, i - 1);
                keys_add_copy(&keys, from);
                (void)strcpy(given[i], given[from]);
                continue;
            }
            (void)snprintf(given[i], sizeof given[i], strings && i > 1500 && i % 3 == 0 ? "%06lld" : "%lld",
                           (long long)rng_between(&rng, -50, 999999));
            keys_add(&keys, given[i], (int64_t)strlen(given[i]));
        }
        patron_column column;
        keys_column(&keys, &column);
        assert_int_equal(keys.strings, strings);
        assert_int_equal(column.type, strings ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT64);
        for (int i = 0; i < 3000; i++) {
            char text[32] = "null";
            if (!keys_is_null(&keys, i) && strings)
                (void)snprintf(text, sizeof text, "%.*s", (int)(keys.offset[i + 1] - keys.offset[i]),
                               keys.bytes + keys.offset[i]);
            else if (!keys_is_null(&keys, i))
                (void)snprintf(text, sizeof text, "%lld", (long long)keys.integer[i]);
            assert_string_equal(text, given[i]);
        }
        free(given);
        keys_free(&keys);
    }
    static const char *const not_integers[] = {"00001", "+1", "-0", "1 ", "", "1234567890123456789", "-", "1.0"};
    for (size_t i = 0; i < sizeof not_integers / sizeof *not_integers; i++) {
        struct keys keys = {0};
        keys_add(&keys, not_integers[i], (int64_t)strlen(not_integers[i]));
        assert_that(keys.strings, "'%s'", not_integers[i]);
        keys_free(&keys);
    }
}

static void a_dictionary_numbers_by_appearance(void **state)
{
    struct report_arena *arena = arena_open();
    struct dictionary dictionary = {.arena = arena};
    char text[32];
    (void)state;
    for (int round = 0; round < 2; round++)
        for (int32_t i = 0; i < 20000; i++) {
            int length = snprintf(text, sizeof text, "word %d", (int)i);
            assert_int_equal(dictionary_number(&dictionary, text, length), i);
        }
    assert_int_equal(dictionary.count, 20000);
    assert_int_equal(dictionary_number(&dictionary, "", 0), 20000);
    assert_int_equal(dictionary_number(&dictionary, "", 0), 20000);
    dictionary_free(&dictionary);
    arena_free(arena);
}

/* ---- the command line ------------------------------------------------------------------------------------------ */

static int parse(struct report_flags *flags, char *message, int count, char **arguments)
{
    message[0] = '\0';
    return report_flags_parse(count, arguments, flags, message, 400);
}

#define PARSE(flags, message, ...)                                                                                     \
    parse((flags), (message), (int)(sizeof((char *[]){"report", __VA_ARGS__}) / sizeof(char *)),                       \
          (char *[]){"report", __VA_ARGS__})

static void flags_are_read(void **state)
{
    struct report_flags flags;
    char message[400];
    (void)state;
    assert_int_equal(PARSE(&flags, message, "a.csv", "--as-of", "2024-02-01", "--lang=de", "--out", "dir", "--threads",
                           "2", "--skip-bad", "--zero-orders", "--count-by", "order", "--delimiter", "tab", "--quote",
                           "'", "--decimals", "comma", "--round", "3", "--date-format", "DD/MM/YYYY", "--times", "utc",
                           "--negative", "error", "--kinds", "x=sale", "--guest", "none", "--guest", "n/a",
                           "--customer", "Kunde", "--order-total=Summe", "--refunded-time", "-", "--only-currency",
                           "EUR", "--encoding", "latin1", "--observed-from", "2023-01-01", "--quiet", "--duplicates",
                           "b.csv", "--", "--c.csv"),
                     0);
    assert_int_equal(flags.file_count, 3);
    assert_string_equal(flags.files[2], "--c.csv");
    assert_true(flags.has_as_of && flags.as_of == FEB1 && flags.has_observed_from && flags.observed_from == 19358);
    assert_true(flags.language == REPORT_GERMAN && flags.threads == 2 && flags.skip_bad && flags.zero_orders &&
                flags.quiet);
    assert_true(flags.count_by_order && flags.delimiter == '\t' && flags.quote == '\'' && flags.round == 3 &&
                flags.duplicates);
    assert_true(flags.decimals == REPORT_DECIMALS_COMMA && flags.times == REPORT_TIMES_UTC);
    assert_true(flags.negative == REPORT_NEGATIVE_ERROR && flags.guest_count == 2);
    assert_string_equal(flags.column[ROLE_CUSTOMER], "Kunde");
    assert_string_equal(flags.column[ROLE_ORDER_TOTAL], "Summe");
    assert_string_equal(flags.column[ROLE_REFUNDED_TIME], "-");
    assert_null(flags.column[ROLE_AMOUNT]);
    assert_string_equal(flags.only_currency, "EUR");
    assert_string_equal(flags.out, "dir");
    report_flags_free(&flags);
    assert_int_equal(PARSE(&flags, message, "-h"), 0);
    assert_true(flags.help);
    report_flags_free(&flags);
    assert_int_equal(PARSE(&flags, message, "--version"), 0);
    assert_true(flags.version && flags.threads == 1 && flags.round == -1 && flags.quote == '"' && !flags.delimiter);
    report_flags_free(&flags);
    assert_int_equal(PARSE(&flags, message, "-"), 0);
    assert_string_equal(flags.files[0], "-");
    report_flags_free(&flags);
}

static void wrong_flags_are_told(void **state)
{
    static char *const cases[][3] = {
        {"--nothing", "x", "--nothing"},       {"-x", "a.csv", "-x"},           {"--as-of", "tomorrow", "--as-of"},
        {"--threads", "0", "1 to 256"},        {"--threads", "2x", "--threads"}, {"--lang", "fr", "en or de"},
        {"--delimiter", ";;", "one sign"},     {"--quote", "", "one sign"},     {"--decimals", "dot", "point or comma"},
        {"--round", "19", "0 to 18"},          {"--date-format", "Y", "unix-ms"}, {"--tz", "Mars/Base", "Mars/Base"},
        {"--times", "gmt", "local or utc"},    {"--negative", "no", "refund or error"}, {"--kinds", "x", "--kinds"},
        {"--count-by", "week", "order or day"}, {"--out", "", "--out"},
        {"--observed-from", "2024-02-30", "--observed-from"}};
    struct report_flags flags;
    char message[400];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_that(PARSE(&flags, message, cases[i][0], cases[i][1], "a.csv") == 1, "%s %s", cases[i][0], cases[i][1]);
        assert_that(strstr(message, cases[i][2]) != NULL, "%s %s: %s", cases[i][0], cases[i][1], message);
        report_flags_free(&flags);
    }
    assert_int_equal(PARSE(&flags, message, "a.csv", "--out"), 1);
    assert_non_null(strstr(message, "needs a value"));
    report_flags_free(&flags);
    assert_int_equal(PARSE(&flags, message, "--quiet"), 1);
    assert_non_null(strstr(message, "no file"));
    report_flags_free(&flags);
}

static void check_help(const char *help)
{
    for (int role = 0; role < ROLES; role++) {
        char flag[40];
        (void)snprintf(flag, sizeof flag, "--%s", report_role_name((enum report_role)role));
        assert_that(strstr(help, flag) != NULL, "%s", flag);
    }
    for (const char *line = help; *line; line += strcspn(line, "\n") + 1)
        assert_that(strcspn(line, "\n") <= 110, "%.40s", line);
    for (const char *format = when_formats; *format;) {
        char word[16];
        size_t length = strcspn(format, ",");
        (void)snprintf(word, sizeof word, "%.*s", (int)length, format);
        assert_that(strstr(help, word) != NULL, "%s", word);
        format += length;
        while (*format == ',' || *format == ' ') format++;
    }
}

/* In German it says all that it says in English. */
static void the_help_names_every_flag(void **state)
{
    const char *english = report_flags_help(REPORT_ENGLISH), *german = report_flags_help(REPORT_GERMAN);
    (void)state;
    check_help(english);
    check_help(german);
    for (const char *at = strstr(english, "--"); at; at = strstr(at + 2, "--")) {
        char flag[32];
        (void)snprintf(flag, sizeof flag, "%.*s", (int)(2 + strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-")), at);
        assert_that(strstr(german, flag) != NULL, "%s", flag);
    }
}

/* The language is known before the first message, wherever its flag stands. */
static void messages_are_in_the_language(void **state)
{
    struct report_flags flags;
    char message[256];
    (void)state;
    assert_int_equal(PARSE(&flags, message, "--threads", "x", "a.csv", "--lang", "de"), 1);
    assert_non_null(strstr(message, "eine ganze Zahl von 1 bis 256"));
    report_flags_free(&flags);
    assert_int_equal(PARSE(&flags, message, "--lang=de", "--none"), 1);
    assert_non_null(strstr(message, "gibt es nicht"));
    report_flags_free(&flags);
    assert_int_equal(PARSE(&flags, message, "--lang=de", "--kinds", "x", "a.csv"), 1);
    assert_non_null(strstr(message, "braucht ="));
    report_flags_free(&flags);
    assert_int_equal(PARSE(&flags, message, "--none", "--", "--lang=de"), 1);
    assert_non_null(strstr(message, "there is no flag"));
    report_flags_free(&flags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(nonsense_is_no_number),
        cmocka_unit_test(long_numbers_are_told),
        cmocka_unit_test(scaling_and_rounding),
        cmocka_unit_test(every_writing_is_the_same_number),
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(nonsense_is_no_date),
        cmocka_unit_test(zones_come_from_the_system),
        cmocka_unit_test(words_have_meanings),
        cmocka_unit_test(keys_stay_as_given),
        cmocka_unit_test(a_dictionary_numbers_by_appearance),
        cmocka_unit_test(flags_are_read),
        cmocka_unit_test(wrong_flags_are_told),
        cmocka_unit_test(the_help_names_every_flag),
        cmocka_unit_test(messages_are_in_the_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
