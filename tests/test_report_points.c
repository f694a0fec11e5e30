/* patron-report on files of points, on tiers, and on shops with hardly anything in them. */
#include "report_running.h"

/* ---- points and tiers -------------------------------------------------------------------------------------------- */

static void points_balance(void **state)
{
    (void)state;
    write_file("points.csv", running_points);
    report("--sections points --points points.csv --points-worth 0.01 --out points");
    assert_row("earned by orders 140");
    assert_row("+ bonus 50");
    assert_row("- spent 30");
    assert_row("- expired 70");
    assert_row("- taken back 40");
    assert_row("= owed to customers 50\nworth, at 0.01 each 0.50\n");
    assert_row("Customers with a balance: 1 of 2. Of points whose fate is known 50.0 % expired");
    assert_row("Expire within 30 days: 50 points (customers: 1).");
    assert_row("A01 50 2025-01-20");
    assert_row("Tiers need thresholds");
    static char text[4096];
    read_file("points/points_expiring.csv", text, sizeof text);
    assert_string_equal(text,
                        "\"customer\",\"points_expiring_in_30_days\",\"first_good_until\"\n\"A01\",50,2025-01-20\n");
}

static void points_by_the_rule(void **state)
{
    (void)state;
    write_file("points.csv", "Kunde,Datum,Art,Betrag\nA00,2024-11-01,earn,99.99\nA00,2024-11-02,earn,10\n");
    report("--sections points --points points.csv --points-per 10 --points-days 59");
    assert_row("earned by orders 10"); /* 9 and 1 */
    assert_row("- expired 9"); /* they were good until 30 December; the other one is until the day of the report */
    assert_row("Expire within 30 days: 1 points (customers: 1).");
    assert_row("A00 1 2024-12-31");
}

static void wrong_points_are_refused(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {{"customer,time,kind,amount\nA,2024-01-01,bonus,10\nA,2024-01-02,spend,11\n", "bad.csv line 3: "},
                 {"customer,time,kind,amount\nA,2024-01-01,gift,10\n", "bad.csv line 2: 'gift' is not earn, bonus"},
                 {"customer,time,kind,amount\nA,2024-01-01,bonus,1.5\n", "'1.5' is not a whole number of points"},
                 {"customer,time,kind,amount\nA,2024-01-01,earn,1.23456\n", "'1.23456' is not an amount of money"},
                 {"customer,time,kind,amount\nA,sometime,earn,1\n", "'sometime' is not a day"},
                 {"customer,time,kind,amount,expires\nA,2024-01-01,earn,1,never\n", "'never' is not a day"},
                 {"customer,time,kind,amount,restore\nA,2024-01-01,earn,1,x\n", "'x' is not a whole number of points"},
                 {"customer,time,kind,amount,order\nA,2024-01-01,refund,1,o9\n", "bad.csv line 2: "},
                 {"customer,time,kind\nA,2024-01-01,earn\n", "there is no column amount"},
                 {"customer,time,kind,amount\n", "it has no rows"},
                 {"customer,time,kind,amount\nA,2024-01-01,earn,\xff\n", "not UTF-8"}};
    (void)state;
    write_shop();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_file("bad.csv", cases[i].text);
        assert_int_equal(run("shop.csv --points bad.csv --out bad"), 1);
        assert_prints(cases[i].says);
        assert_prints_not("Reconciliation");
        assert_false(exists("bad"));
    }
    assert_int_equal(run("shop.csv --points nowhere.csv"), 1);
    assert_prints("nowhere.csv");
}

/* 10 buyers of 10.00, 60 of 30.00, 10 of 70.00; all that was bought leaves the window in January. */
static void tiers(void **state)
{
    (void)state;
    report("--sections points --tiers base=20,top=50");
    assert_row("top 50.00 10 12.5 % 700.00 10");
    assert_row("base 20.00 60 75.0 % 1,800.00 60");
    assert_row("none 10 12.5 % 100.00");
    assert_says("In the last 30 days 0 rose and 0 fell.");
    report("--sections points --tiers 2 --tiers-by orders");
    assert_row("tier 1 2 40 50.0 % 80 40");
    write_file("points.csv", running_points);
    report("--sections points --tiers 50 --tiers-by points --points points.csv");
    assert_row("tier 1 50 2 2.5 %");
}

static void wrong_flags_are_refused(void **state)
{
    static const char *const flags[] = {"--tiers 50,20",
                                        "--tiers x",
                                        "--tiers ''",
                                        "--tiers 5 --tiers-by points",
                                        "--tiers-by money",
                                        "--sections columns,nothing",
                                        "--sections ''",
                                        "--points points.csv --points-per 0",
                                        "--points points.csv --points-worth x",
                                        "--points-days -1",
                                        "--points ''"};
    (void)state;
    write_shop();
    write_file("points.csv", running_points);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (run("shop.csv %s", flags[i]) != 1) fail_msg("accepted: %s", flags[i]);
        assert_prints("patron-report: --");
    }
}

/* ---- edges --------------------------------------------------------------------------------------------------------- */

/* Every section has something to say of a shop with nothing to count, and nothing of it is a number that is none. */
static void shops_at_the_edge(void **state)
{
    static const char *const shops[] = {
        "customer,date,order_id,amount,sku\n,2024-01-01,1,5,A\n",           /* a guest */
        "customer,date,order_id,amount,sku\na,2024-01-01,1,5,A\n",          /* one order */
        "customer,date,order_id,amount,sku\na,2024-01-01,1,0,A\n",          /* of zero value */
        "customer,date,order_id,amount,status\na,2024-01-01,1,-5,refund\n", /* a refund */
        "customer,date,order_id,amount,status\na,2024-01-01,1,5,renewal\na,2024-02-01,2,5,renewal\n", /* renewals */
        "customer,date,order_id,amount,coupon,discount\na,2024-01-01,1,5,,0\nb,2024-01-01,2,5,,0\n", /* no coupon */
        "customer,date\na,2024-01-01\nb,2024-03-01\na,2025-07-01\n"};                                /* no amounts */
    static const char *const languages[] = {"en", "de"};
    (void)state;
    write_file("points.csv", "customer,time,kind,amount\na,2024-01-01,bonus,5\n");
    for (size_t i = 0; i < sizeof shops / sizeof *shops; i++)
        for (int k = 0; k < 2; k++) {
            write_file("edge.csv", shops[i]);
            if (run("edge.csv --lang %s --points points.csv --tiers 1,2 --out edge %s", languages[k],
                    i == sizeof shops / sizeof *shops - 1 ? "--amount -" : ""))
                fail_msg("shop %zu: %s", i, output);
            assert_prints(k ? "Punkte und Stufen\n" : "Points and tiers\n");
            assert_prints(k ? "Was Kunden wert sind\n" : "What customers are worth\n");
            assert_prints_not("nan");
            assert_prints_not("NICHT");
            assert_prints_not(" NOT ");
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_balance),           cmocka_unit_test(points_by_the_rule),
        cmocka_unit_test(wrong_points_are_refused), cmocka_unit_test(tiers),
        cmocka_unit_test(wrong_flags_are_refused),  cmocka_unit_test(shops_at_the_edge),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
