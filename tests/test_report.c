/* patron-report as a user runs it: the program is started, its output, its files and its exit status are looked at. On
 * real exports the figures must be those of the data's own descriptions. */
#include "report_running.h"

#include <stdio.h>

/* The line of totals.csv for a measure must be this one. */
static void assert_total(const char *folder, const char *measure, const char *value)
{
    static char text[1 << 16];
    char name[256], line[256];
    (void)snprintf(name, sizeof name, "%s/totals.csv", folder);
    (void)snprintf(line, sizeof line, "\n\"%s\",%s\n", measure, value);
    read_file(name, text, sizeof text);
    if (!strstr(text, line)) fail_msg("no %s in:\n%s", line, text);
}

/* ---- small shops ------------------------------------------------------------------------------------------------- */

static const char *const small = "order_id,customer_id,date,total\n"
                                 "1,007,2024-01-05,10.00\n"
                                 "2,007,2024-02-05,20.50\n"
                                 "3,\"Müller, Eva\",2024-02-06,5\n"
                                 "4,,2024-02-07,7.25\n"
                                 "5,anna,2024-03-01,1.125\n";

static void prints_sections_in_order(void **state)
{
    static const char *const headings[] = {"Columns used\n",
                                           "As of 2024-03-01 (the last day with an order or refund)\n",
                                           "Reconciliation\n",
                                           "Key figures, ",
                                           "This week\n",
                                           "RFM segments\n",
                                           "Cohorts: ",
                                           "Churn states\n",
                                           "Leading indicators: ",
                                           "Stages, and year over year\n",
                                           "Repeat purchase\n",
                                           "Order sequence: ",
                                           "Products that bring customers back\n",
                                           "Coupons, campaigns and discounts\n",
                                           "What customers are worth\n",
                                           "Points and tiers\n"};
    (void)state;
    write_file("small.csv", small);
    assert_int_equal(run("small.csv"), 0);
    const char *at = output;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        at = strstr(at, headings[i]);
        if (!at) fail_msg("%s is missing or out of order in:\n%s", headings[i], output);
    }
    assert_prints("43.875");
    assert_prints("agrees.");
    assert_prints("exactly, at 3 decimals");
}

static void keys_come_out_as_given(void **state)
{
    static char text[1 << 16];
    (void)state;
    write_file("small.csv", small);
    assert_int_equal(run("small.csv --out keys"), 0);
    read_file("keys/customers.csv", text, sizeof text);
    assert_non_null(strstr(text, "\n\"007\",\"buyer\",2,2,2024-01-05,2024-02-05,25,31,30.500,0.000,30.500,"));
    assert_non_null(strstr(text, "\n\"Müller, Eva\",\"buyer\",1,1,2024-02-06,"));
    assert_non_null(strstr(text, "\n\"anna\",\"buyer\",1,1,2024-03-01,2024-03-01,0,,1.125,"));
    assert_total("keys", "net", "43.875");
    assert_total("keys", "net_guests", "7.250");
    assert_total("keys", "buyers", "3");
}

static void looks_no_further_than_the_day(void **state)
{
    (void)state;
    write_file("small.csv", small);
    assert_int_equal(run("small.csv --as-of 2024-02-05 --out day"), 0);
    assert_prints("As of 2024-02-05\n");
    assert_total("day", "rows", "5");
    assert_total("day", "rows_after", "3");
    assert_total("day", "net", "30.500");
}

static void a_bad_row_writes_nothing(void **state)
{
    (void)state;
    write_file("bad.csv", "order_id,customer_id,date,total\n1,a,2024-01-05,10\n2,b,2024-01-06,ten\n3,c,2024-01-07,3\n");
    assert_int_equal(run("bad.csv --out never"), 1);
    assert_prints("bad.csv line 3");
    assert_prints("total");
    assert_prints("ten");
    assert_prints_not("Reconciliation");
    assert_false(exists("never"));
}

static void skips_bad_rows_when_told(void **state)
{
    (void)state;
    write_file("bad.csv", "order_id,customer_id,date,total\n1,a,2024-01-05,10\n2,b,2024-01-06,ten\n3,c,2024-01-07,3\n");
    assert_int_equal(run("bad.csv --skip-bad --out some"), 0);
    assert_prints("bad.csv line 3");
    assert_prints("Left out as wrong (--skip-bad): 1 row.");
    assert_total("some", "rows", "2");
    assert_total("some", "net", "13");
}

static void speaks_german(void **state)
{
    (void)state;
    write_file("small.csv", small);
    assert_int_equal(run("small.csv --lang de"), 0);
    assert_prints("Abstimmung\n");
    assert_prints("43,875");
    assert_prints("Stichtag 01.03.2024 (der letzte Tag mit Bestellung oder Erstattung)");
    assert_prints_not("Reconciliation");
}

static void reads_standard_input(void **state)
{
    (void)state;
    write_file("small.csv", small);
    assert_int_equal(run("- --as-of 2024-03-01 < small.csv"), 0);
    assert_prints("43.875");
}

static void helps(void **state)
{
    (void)state;
    assert_int_equal(run("--help"), 0);
    assert_prints("--skip-bad");
    assert_int_equal(run("--version"), 0);
    assert_string_equal(output, "patron-report 0.1.0\n");
    assert_int_equal(run("--no-such-flag"), 1);
    assert_int_equal(run("nowhere.csv"), 1);
    assert_prints("nowhere.csv");
}

static void an_empty_file_is_an_error(void **state)
{
    (void)state;
    write_file("empty.csv", "order_id,customer_id,date,total\n");
    assert_int_equal(run("empty.csv --out empty"), 1);
    assert_prints("empty.csv has no rows");
    assert_false(exists("empty"));
}

/* Every order lies after the day: the report has nothing to say, and says so. */
static void everything_after_the_day(void **state)
{
    (void)state;
    write_file("small.csv", small);
    assert_int_equal(run("small.csv --as-of 2023-12-31 --out before"), 0);
    assert_prints("no order counts");
    assert_total("before", "rows_after", "5");
    assert_total("before", "net", "0.000");
}

static void an_unwritable_directory_is_an_error(void **state)
{
    (void)state;
    write_file("small.csv", small);
    assert_int_equal(run("small.csv --out small.csv"), 1);
    assert_prints("cannot be written");
    assert_prints_not("Reconciliation");
}

static void future_cells_are_blank(void **state)
{
    static char text[1 << 16];
    (void)state;
    write_file("small.csv", small);
    assert_int_equal(run("small.csv --as-of 2024-03-31 --out future"), 0);
    read_file("future/cohorts.csv", text, sizeof text);
    assert_non_null(strstr(text, "\n2024-01-01,1,1,\"complete\",1,1.000000,1.000000,20.500\n"));
    assert_non_null(strstr(text, "\n2024-01-01,1,3,\"future\",0,,,0.000\n"));
    assert_non_null(strstr(text, "\n2024-03-01,1,1,\"future\",0,,,0.000\n"));
}

/* ---- real shops -------------------------------------------------------------------------------------------------- */

static void cdnow(void **state)
{
    (void)state;
    skip_under_valgrind();
    assert_int_equal(run("%s --out cdnow", real("cdnow/cdnow_master.csv")), 0);
    assert_prints("2,500,315.63");
    assert_total("cdnow", "rows", "69659");
    assert_total("cdnow", "customers", "23570");
    assert_total("cdnow", "buyers", "23502");
    assert_total("cdnow", "orders_zero", "80");
    assert_total("cdnow", "net", "2500315.63");
    assert_int_equal(run("%s --zero-orders --out cdnow0", real("cdnow/cdnow_master.csv")), 0);
    assert_total("cdnow0", "buyers", "23570");
    assert_total("cdnow0", "net", "2500315.63");
}

static void online_retail(void **state)
{
    (void)state;
    skip_under_valgrind();
    const char *path = real("online_retail/online_retail.csv.gz");
    assert_int_equal(run("%s --out retail", path), 0);
    assert_prints("9,747,747.934");
    assert_prints("agrees.");
    assert_total("retail", "rows", "541909");
    assert_total("retail", "orders", "22062");
    assert_total("retail", "orders_counted", "19960");
    assert_total("retail", "orders_zero", "2102");
    assert_total("retail", "refunds_unmatched", "3838"); /* 3,836 credit notes and 2 negative adjustments */
    assert_total("retail", "customers", "4372");
    assert_total("retail", "buyers", "4338");
    assert_total("retail", "rows_guest", "135080");
    assert_total("retail", "money_guest", "1447682.120");
    assert_total("retail", "net", "9747747.934");
    assert_total("retail", "net_customers", "8911407.904");
    assert_total("retail", "net_guests", "1447682.120");
    assert_total("retail", "net_unmatched", "-611342.090");
    assert_int_equal(run("%s --zero-orders --out retail0", path), 0);
    assert_total("retail0", "buyers", "4339");
    assert_total("retail0", "net", "9747747.934");
}

/* ---- how it looks ------------------------------------------------------------------------------------------------ */

static int columns_of(const char *text, size_t length)
{
    int columns = 0;
    for (size_t i = 0; i < length; i++) columns += ((unsigned char)text[i] & 0xC0u) != 0x80u;
    return columns;
}

/* Sixty customers who buy one product every month, with long names, a sign that would move the cursor, and one who buys
 * far from the others. */
static void write_long_names(const char *name, const char *last)
{
    static char text[1 << 16];
    int used = snprintf(text, sizeof text, "customer,date,order_id,amount,sku,product_name\n");
    for (int customer = 0; customer < 60; customer++)
        for (int month = 1; month <= 4; month++)
            used += snprintf(text + used, sizeof text - (size_t)used,
                             "kundin-%02d@langer-name.de,2025-%02d-%02d,%d-%d,1234.50,ÄÖÜ-%d,"
                             "\"Ein \033[31msehr langer Name mit Umlauten äöü und vielem mehr, Größe %d\"\n",
                             customer, month, customer % 9 + 1, customer, month, customer % 2, customer % 2);
    (void)snprintf(text + used, sizeof text - (size_t)used, "%s", last);
    write_file(name, text);
}

static void lines_fit_the_screen(void **state)
{
    static const char *const languages[] = {"en", "de"};
    (void)state;
    write_long_names("long.csv", "");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(run("long.csv --as-of 2025-04-30 --lang %s", languages[i]), 0);
        assert_prints("@langer-name.de  "); /* whole: it is the product's name that is cut */
        assert_prints("…");
        assert_null(strchr(output, '\033'));
        for (const char *line = output; *line; line += strcspn(line, "\n") + 1) {
            size_t length = strcspn(line, "\n");
            if (columns_of(line, length) > 100 || (length && line[length - 1] == ' '))
                fail_msg("too long: %.*s|", (int)length, line);
        }
    }
}

static void a_day_alone_at_the_end_is_a_warning(void **state)
{
    (void)state;
    write_long_names("late.csv", "x,2099-01-01,x,5.00,A,A\n");
    assert_int_equal(run("late.csv"), 0);
    assert_prints("Warning: the last day stands alone");
    assert_int_equal(run("late.csv --as-of 2025-04-30"), 0);
    assert_prints_not("stands alone");
    assert_int_equal(run("long.csv"), 0);
    assert_prints_not("stands alone");
}

/* The column of a line of a CSV file, as a number without its point. */
static int64_t cell(const char *line, int column)
{
    int64_t digits = 0;
    int sign = 1;
    for (; column > 0; column--) line += strcspn(line, ",") + 1;
    for (; *line && *line != ',' && *line != '\n'; line++) {
        if (*line == '-') sign = -1;
        if (*line >= '0' && *line <= '9') digits = 10 * digits + (*line - '0');
    }
    return sign * digits;
}

/* Refunds within the year of orders before it, renewals alone and refunds alone: the states still add up to the net of
 * customers in 365 days. */
static void states_add_up_to_the_key_figures(void **state)
{
    static char text[1 << 16];
    int64_t sum = 0, customers = 0;
    (void)state;
    write_file("year.csv", "customer,date,order_id,amount,status\n"
                           "a,2023-01-10,1,100.00,sale\na,2024-06-01,2,50.00,sale\na,2024-07-01,1,-30.00,refund\n"
                           "b,2024-05-01,3,20.00,renewal\nc,2024-06-01,99,-7.00,refund\nd,2024-01-01,4,10.00,sale\n"
                           "d,2024-02-01,5,10.00,sale\nd,2024-12-01,5,-10.00,refund\na,2024-12-31,6,1.00,sale\n");
    assert_int_equal(run("year.csv --out year"), 0);
    read_file("year/key_figures.csv", text, sizeof text);
    int64_t net = cell(strchr(text, '\n') + 1, 11);
    assert_int_equal(net, 5000 + 100 + 2000 - 700);
    assert_prints("none: only renewals, or nothing counted");
    assert_prints("Sales - refunds = net = the sum of the lines below it: agrees.");
    read_file("year/churn_states.csv", text, sizeof text);
    for (const char *line = strchr(text, '\n') + 1; *line; line += strcspn(line, "\n") + 1) sum += cell(line, 2);
    read_file("year/customers.csv", text, sizeof text);
    for (const char *line = strchr(text, '\n') + 1; *line; line += strcspn(line, "\n") + 1) customers += cell(line, 11);
    assert_int_equal(sum, net);
    assert_int_equal(customers, net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_fit_the_screen),
        cmocka_unit_test(a_day_alone_at_the_end_is_a_warning),
        cmocka_unit_test(states_add_up_to_the_key_figures),
        cmocka_unit_test(prints_sections_in_order),
        cmocka_unit_test(keys_come_out_as_given),
        cmocka_unit_test(looks_no_further_than_the_day),
        cmocka_unit_test(a_bad_row_writes_nothing),
        cmocka_unit_test(skips_bad_rows_when_told),
        cmocka_unit_test(speaks_german),
        cmocka_unit_test(reads_standard_input),
        cmocka_unit_test(helps),
        cmocka_unit_test(an_empty_file_is_an_error),
        cmocka_unit_test(everything_after_the_day),
        cmocka_unit_test(an_unwritable_directory_is_an_error),
        cmocka_unit_test(future_cells_are_blank),
        cmocka_unit_test(cdnow),
        cmocka_unit_test(online_retail),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
