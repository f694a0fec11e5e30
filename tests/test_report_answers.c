/* The sections of patron-report about why customers come back, on shops whose figures can be worked out by hand. */
#include "report_running.h"

#include <stdio.h>

/* ---- repeat and sequence ----------------------------------------------------------------------------------------- */

static void repeat_rates(void **state)
{
    (void)state;
    report("--sections repeat");
    assert_row("within 30 days 40 80 50.0 % 39.3 – 60.7 %");
    assert_row("within 180 days 40 80 50.0 % 39.3 – 60.7 %");
    assert_row("within 365 days 0 0 – –"); /* nobody has been watched for so long */
    assert_row("so far 40 80 50.0 % 39.3 – 60.7 %");
}

static void months_reconcile_and_close(void **state)
{
    (void)state;
    report("--sections repeat");
    assert_row("2024-01 40 40 0 1,000.00 0.00 1,000.00");
    assert_row("2024-02 40 40 0 1,200.00 0.00 1,200.00");
    assert_row("2024-03 10 0 10 0.00 400.00 400.00");
    assert_row("All 3 months together: 2,600.00 net, as in the reconciliation: agrees.");
    assert_row("2024-01 0 40 0 0 40 – 40 0.0 %");
    assert_row("2024-02 40 40 0 0 80 100.0 % 40 25.0 %");
    assert_row("2024-03 80 0 0 0 80 100.0 % 10 0.0 %");
    assert_prints_not("of guests"); /* columns without anything in them are left out */
    assert_prints_not("refunds*");
}

static void order_sequence(void **state)
{
    (void)state;
    report("--sections sequence");
    assert_row("1 80 40 50.0 % 39.3 – 60.7 % 20 30 20"); /* 30 of 80 after 20 days, 40 of 80 after 30 */
    assert_row("2 40 0 0.0 % 0.0 – 8.8 % – – –");
    assert_says(
        "Between any two purchases: 25 % by day 20, 50 % by day – (of 120); the median of the 40 that came is 20.");
    assert_prints_not("\n  3");
}

/* Known to have been customers before: not new, not in the sequence. */
static void unknown_births_are_left_out(void **state)
{
    (void)state;
    report("--observed-from 2024-01-31 --sections repeat,sequence,promotions");
    assert_row("within 30 days 10 40 25.0 %");
    assert_row("so far 40 80 50.0 %");
    assert_row("2024-01 40 0 40 0.00 1,000.00 1,000.00");
    assert_row("1 40 10 25.0 %");
    assert_row("40 buyers may have bought before the records begin and are left out.");
    assert_row("40 buyers may have bought before the records begin: they are never new.");
}

/* ---- products ---------------------------------------------------------------------------------------------------- */

static void first_products(void **state)
{
    (void)state;
    report("--sections products");
    assert_row("A 40 30 75.0 % 59.8 – 85.8 % 25.00 more often");
    assert_row("B 40 10 25.0 % 14.2 – 40.2 % 40.00 less often");
    assert_row("any product 80 40 50.0 % 39.3 – 60.7 %");
}

static void bought_again(void **state)
{
    (void)state;
    csv_begin("order_id,customer_id,date,total,sku");
    for (int i = 0; i < 40; i++)
        csv_add("p%d,C%02d,2024-01-01,5.00,P\nr%d,C%02d,2024-01-0%d,5.00,R\n", i, i, i, i, i < 29 ? 2 : 1);
    for (int i = 0; i < 20; i++) csv_add("q%d,C%02d,2024-01-11,5.00,P\n", i, i);
    for (int i = 0; i < 3; i++) csv_add("s%d,C%02d,2024-01-11,5.00,S\n", i, i);
    csv_write("again.csv");
    assert_int_equal(run("again.csv --as-of 2024-06-30 --sections products"), 0);
    assert_row("P 40 20 50.0 % 35.2 – 64.8 % 10 – –"); /* 20 of 60 gaps closed, 40 open: a third after 10 days */
    assert_row("R 40 0 0.0 % 0.0 – 8.8 % – – –");
    assert_row("Products that are not listed, as n is below 30 and too few to tell: 1.");
    assert_prints_not("\n  S ");
}

static void bought_together(void **state)
{
    (void)state;
    csv_begin("order_id,customer_id,date,total,sku");
    for (int i = 0; i < 40; i++) csv_add("o%d,C%02d,2024-01-01,5.00,P\no%d,C%02d,2024-01-01,7.00,Q\n", i, i, i, i);
    for (int i = 0; i < 60; i++) csv_add("r%d,D%02d,2024-01-01,5.00,R\n", i, i);
    csv_write("pairs.csv");
    assert_int_equal(run("pairs.csv --sections products"), 0);
    assert_row("P Q 40 100.0 % 100.0 % 2.5 ×"); /* 40 x 100 / (40 x 40) */
    assert_row("Of 100 orders of customers with products; pairs in 30 of them or more");
    report("--sections products");
    assert_says(
        "No two products were bought together in 30 orders or more and more often than by chance (of 120 orders).");
}

/* ---- coupons and discounts --------------------------------------------------------------------------------------- */

static void coupons(void **state)
{
    (void)state;
    report("--sections promotions");
    assert_row("HELLO 40 10.00 40 40 40 75.0 % 59.8 – 85.8 % 25.00");
    assert_row("none 80 27.50 70 40 40 25.0 % 14.2 – 40.2 % 40.00");
    assert_row("all 120 21.67 80 80 80 50.0 % 39.3 – 60.7 % 32.50");
    assert_row("More would be shown by columns for --campaign, --channel, --country.");
}

static void few_buyers_have_no_rate(void **state)
{
    (void)state;
    csv_begin("order_id,customer_id,date,total,campaign");
    for (int i = 0; i < 29; i++) csv_add("%d,C%02d,2024-01-01,5.00,spring\n", i, i);
    for (int i = 29; i < 59; i++) csv_add("%d,C%02d,2024-01-01,5.00,summer\n", i, i);
    csv_write("few.csv");
    assert_int_equal(run("few.csv --as-of 2024-06-30 --sections promotions"), 0);
    assert_row("spring 29 5.00 29 29 29 too few 5.00");
    assert_row("summer 30 5.00 30 30 30 0.0 % 0.0 – 11.4 % 5.00");
}

static void discount_depth(void **state)
{
    (void)state;
    report("--sections promotions");
    assert_row("0 % 66.7 % 40 40 25.0 % 14.2 – 40.2 % 10.00 0.0 %");
    assert_row("20 – 30 % 33.3 % 40 40 75.0 % 59.8 – 85.8 % 15.00 0.0 %");
}

/* ---- value ------------------------------------------------------------------------------------------------------- */

static void concentration(void **state)
{
    (void)state;
    report("--sections value");
    assert_row("1 % 1 70.00 2.7 % 2.2");
    assert_row("10 % 8 560.00 21.5 % 2.2");
    assert_row("20 % 16 880.00 33.8 % 1.7");
    assert_row("all 80 2,600.00 100.0 % 1.0");
    assert_prints("Gini 0.202");
    assert_row("Order values, of 120 orders in 365 days: the mean is 21.67, a half are below 20.00; 10 % are below");
    assert_says("brings roughly 56.05 in three years"); /* 21.67 x (1 + 3 x 40 orders / (27,600 / 365 years)) */
    assert_row("Records of two whole years would show where revenue grew or shrank.");
}

static void lifetime_with_costs(void **state)
{
    (void)state;
    write_file("cost.csv", "order_id,customer_id,date,total,cost\n1,a,2023-01-01,100,60\n2,a,2024-01-01,100,60\n");
    assert_int_equal(run("cost.csv --as-of 2024-01-01 --sections value"), 0);
    assert_says("roughly 160.00 in three years"); /* 40 % of 100 x (1 + 3 years x 1 a year) */
    assert_says("40.0 % of it margin");
    write_file("cost.csv", "order_id,customer_id,date,total,cost\n1,a,2023-01-01,100,160\n2,b,2024-01-01,100,60\n");
    assert_int_equal(run("cost.csv --sections value"), 0);
    assert_says("(the costs tell no margin)");
}

static const char *const two_years = "order_id,customer_id,date,total\n"
                                     "1,a,2023-01-01,100\n2,a,2024-06-01,120\n3,b,2023-05-01,100\n4,b,2024-06-02,50\n"
                                     "5,c,2023-06-01,100\n6,c,2024-07-01,100\n7,d,2023-07-01,40\n8,e,2024-03-01,60\n"
                                     "9,,2023-08-01,10\n10,,2024-08-01,25\n";

static void revenue_tree(void **state)
{
    (void)state;
    write_file("years.csv", two_years);
    assert_int_equal(run("years.csv --as-of 2024-12-30 --sections value"), 0);
    assert_row("new buyers 340.00 60.00 -280.00\nbuyers 4 1 -223.78\norders per buyer 1.00 1.00 0.00\n"
               "net per order 85.00 60.00 -56.22\n");
    assert_row("returning buyers 0.00 270.00 270.00\nbuyers 0 3 270.00\n");
    assert_row("guests 10.00 25.00 15.00");
    assert_row("net 350.00 355.00 5.00");
}

/* ---- stages and signs -------------------------------------------------------------------------------------------- */

static void year_over_year(void **state)
{
    (void)state;
    write_file("years.csv", two_years);
    assert_int_equal(run("years.csv --as-of 2024-12-30 --sections stages --out years"), 0);
    assert_row("new 1 20.0 % 60.00 18.2 %");
    assert_row("spent over 10 % more 1 20.0 % 120.00 36.4 %");
    assert_row("spent about the same 1 20.0 % 100.00 30.3 %");
    assert_row("spent over 10 % less 1 20.0 % 50.00 15.2 %");
    assert_row("bought only the year before 1 20.0 % 0.00 0.0 %");
    assert_row("2 of those with more, less or the same came only during the year before"); /* b and c */
    static char text[1 << 14];
    read_file("years/customers.csv", text, sizeof text);
    assert_non_null(strstr(text, "\"was_hero\",\"stage\",\"year\",\"reason\"\n"));
    assert_non_null(strstr(text, ",\"more\","));
    assert_non_null(strstr(text, ",\"lapsed\","));
}

/* Stages add up to the buyers of the key figures, and a young shop is not compared with the year before. */
static void stages_add_up(void **state)
{
    static char text[1 << 14];
    int buyers = 0, one;
    (void)state;
    report("--sections stages --out stages");
    assert_row("Year over year would need records of more than a year.");
    read_file("stages/stages.csv", text, sizeof text);
    static const char *const names[] = {"inactive", "fading", "hero", "active"};
    for (int i = 0; i < 4; i++) {
        char line[64];
        (void)snprintf(line, sizeof line, "\"stage\",\"%s\",", names[i]);
        const char *at = strstr(text, line);
        assert_non_null(at);
        assert_int_equal(sscanf(at + strlen(line), "%d,", &one), 1);
        buyers += one;
    }
    assert_int_equal(buyers, 80);
}

/* Of 40 whose last gap was 50 days after one of 10, 30 stay away; of 40 with gaps of 10 and 10 days, 10 do. */
static void leading_indicators(void **state)
{
    (void)state;
    csv_begin("order_id,customer_id,date,total");
    for (int i = 0; i < 80; i++) {
        csv_add("a%d,C%02d,2024-01-01,10\nb%d,C%02d,2024-01-11,10\n", i, i, i, i);
        csv_add("c%d,C%02d,2024-%s,10\n", i, i, i < 40 ? "03-01" : "01-21");
        if (i >= 30 && i < 70) csv_add("d%d,C%02d,2024-04-10,10\n", i, i);
    }
    csv_write("signs.csv");
    assert_int_equal(run("signs.csv --as-of 2024-06-10 --sections signs"), 0);
    assert_prints("n: buyers of 2024-03-12 (90 days before the day)");
    assert_row("last gap 1.5 × the usual 40 75.0 % 40 25.0 % 28.5 – 65.3 a warning");
    assert_row("last purchase 1/4 smaller 0 too few 80 50.0 % –");
    assert_row("A discount column (--discount) would show who only ever buys on discount.");
    assert_int_equal(run("signs.csv --as-of 2024-02-01 --sections signs"), 0);
    assert_row("Records of more than 90 days would show it.");
}

/* ---- all together ------------------------------------------------------------------------------------------------ */

static void only_the_sections_asked_for(void **state)
{
    (void)state;
    report("");
    assert_prints("Sections: columns, day, reconciliation,");
    assert_prints("Points and tiers\n");
    report("--sections value,day");
    assert_prints("As of 2024-12-31");
    assert_prints("What customers are worth\n");
    assert_prints_not("Sections: ");
    assert_prints_not("Reconciliation");
    assert_prints_not("Repeat purchase");
}

/* A column that is missing is named in a line, and nothing else is printed of it. */
static void missing_columns_are_named(void **state)
{
    (void)state;
    write_file("years.csv", two_years);
    assert_int_equal(run("years.csv --sections products,promotions,points"), 0);
    assert_row("A product column would show it: name it with --product.");
    assert_row("More would be shown by columns for --coupon, --campaign, --channel, --country, --discount.");
    assert_row("Points need a file of them: --points FILE");
    assert_prints_not("95 % interval");
}

static void nobody_buys(void **state)
{
    (void)state;
    write_shop();
    assert_int_equal(run("shop.csv --as-of 2023-12-31"), 0);
    assert_prints("There are no buyers.");
    assert_prints_not("nan");
    assert_prints_not("inf ");
}

static void speaks_german(void **state)
{
    (void)state;
    write_file("points.csv", running_points);
    report("--lang de --points points.csv --points-worth 0.01 --tiers Basis=20,Spitze=50");
    assert_row("Abschnitte: columns, day,");
    assert_row("binnen 30 Tagen 40 80 50,0 % 39,3 – 60,7 %");
    assert_row("01.2024 40 40 0 1.000,00 0,00 1.000,00");
    assert_row("Alle 3 Monate zusammen: 2.600,00 Umsatz, wie in der Abstimmung: stimmt.");
    assert_row("1 80 40 50,0 % 39,3 – 60,7 % 20 30 20");
    assert_row("A 40 30 75,0 % 59,8 – 85,8 % 25,00 öfter");
    assert_row("HELLO 40 10,00 40 40 40 75,0 % 59,8 – 85,8 % 25,00");
    assert_row("20 – 30 % 33,3 % 40 40 75,0 % 59,8 – 85,8 % 15,00 0,0 %");
    assert_row("10 % 8 560,00 21,5 % 2,2");
    assert_row("Für Jahr gegen Jahr fehlen Daten von mehr als einem Jahr.");
    assert_row("= den Kunden geschuldet 50\nwert, zu je 0,01 0,50\n");
    assert_row("Spitze 50,00 10 12,5 % 700,00 10");
    assert_prints("Vorzeichen, dass ein Kunde nicht wiederkommt\n");
    assert_prints("Gutscheine, Kampagnen und Rabatte\n");
    assert_prints_not("first purchase");
    assert_int_equal(run("shop.csv --lang de --points points.csv --sections punkte"), 1);
    assert_prints("verlangt ist columns, day");
}

/* With --out every table is written, sections or not. */
static void tables_are_written(void **state)
{
    static char text[1 << 16];
    (void)state;
    report("--sections day --out tables");
    read_file("tables/repeat.csv", text, sizeof text);
    assert_non_null(strstr(text, "\n30,40,80,0.500000,0.39"));
    assert_non_null(strstr(text, "\n365,0,0,,,\n,40,80,0.500000,"));
    read_file("tables/months.csv", text, sizeof text);
    assert_non_null(
        strstr(text, "\n2024-03-01,\"complete\",10,0,10,0.00,400.00,0.00,0.00,80,0,0,0,80,1.000000,0,10\n"));
    read_file("tables/sequence.csv", text, sizeof text);
    assert_non_null(strstr(text, "\n1,80,40,0.500000,"));
    assert_non_null(strstr(text, ",1600.00,80,40,20,30,,20.000000\n"));
    read_file("tables/first_products.csv", text, sizeof text);
    assert_non_null(strstr(text, "\n\"A\",40,30,0.750000,"));
    read_file("tables/promotions.csv", text, sizeof text);
    assert_non_null(strstr(text, "\n\"coupon\",\"HELLO\",\"value\",40,400.00,40,40,30,40,30,0.750000,"));
    assert_non_null(strstr(text, "\n\"coupon\",,\"all\",120,2600.00,80,80,40,80,40,0.500000,"));
    read_file("tables/discount_depth.csv", text, sizeof text);
    assert_non_null(strstr(text, "\n\"discount\",20,40,40,30,0.750000,"));
    read_file("tables/concentration.csv", text, sizeof text);
    assert_non_null(strstr(text, "\n10,8,560.00,0.215385,2.153846,0.201"));
    static const char *const others[] = {"bought_again",       "bought_together", "revenue_tree",   "stages",
                                         "leading_indicators", "tiers",           "points_expiring"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "tables/%s.csv", others[i]);
        assert_true(exists(name));
    }
}

/* ---- real shops -------------------------------------------------------------------------------------------------- */

/* The sample of CDNOW with orders of zero value: the figures of the papers about it. */
static void cdnow_sample(void **state)
{
    (void)state;
    skip_under_valgrind();
    assert_int_equal(run("%s --zero-orders --sections repeat,sequence,value", real("cdnow/cdnow_sample.csv")), 0);
    assert_row("within 90 days 687 2,357 29.1 %");
    assert_row("so far 1,139 2,357 48.3 %");
    assert_row("1 2,357 1,139 48.3 %");
    assert_row("2 1,139 736 64.6 %");
    assert_row("3 736 527 71.6 %");
    assert_says("50 % by day 93 ");
    assert_says("the median of the 4,339 that came is 34.");
    assert_row("10 % 236 124,015.85 50.8 % 5.1");
    assert_says("Gini 0.631 ");
}

static void online_retail(void **state)
{
    (void)state;
    skip_under_valgrind();
    assert_int_equal(
        run("%s --sections repeat,sequence,products,promotions,value", real("online_retail/online_retail.csv.gz")), 0);
    assert_row("All 13 months together: 9,747,747.934 net, as in the reconciliation: agrees.");
    assert_row("so far 2,790 4,338 64.3 %");
    assert_row("1 4,338 2,790 64.3 %");
    assert_row("all 18,532 480.87 4,338 4,338 "); /* every order and buyer once */
    assert_row("all 4,338 8,310,477.05 100.0 % 1.0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeat_rates),
        cmocka_unit_test(months_reconcile_and_close),
        cmocka_unit_test(order_sequence),
        cmocka_unit_test(unknown_births_are_left_out),
        cmocka_unit_test(first_products),
        cmocka_unit_test(bought_again),
        cmocka_unit_test(bought_together),
        cmocka_unit_test(coupons),
        cmocka_unit_test(few_buyers_have_no_rate),
        cmocka_unit_test(discount_depth),
        cmocka_unit_test(concentration),
        cmocka_unit_test(lifetime_with_costs),
        cmocka_unit_test(revenue_tree),
        cmocka_unit_test(year_over_year),
        cmocka_unit_test(stages_add_up),
        cmocka_unit_test(leading_indicators),
        cmocka_unit_test(only_the_sections_asked_for),
        cmocka_unit_test(missing_columns_are_named),
        cmocka_unit_test(nobody_buys),
        cmocka_unit_test(speaks_german),
        cmocka_unit_test(tables_are_written),
        cmocka_unit_test(cdnow_sample),
        cmocka_unit_test(online_retail),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
