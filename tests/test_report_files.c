/* How patron-report reads files that are wrong, and one shop written in many ways. */
#include "report_reading.h"

#include <zlib.h>

#define DAY(year, month, day) reading_day((year), (month), (day))

/* ---- wrong files ----------------------------------------------------------------------------------------------- */

static void bad_rows_are_named(void **state)
{
    (void)state;
    reading_refused("customer,date,total\n1,2024-01-01,5\n2,2024-01-02,abc\n", "",
            "t.csv line 3, column total: 'abc' is not an amount");
    reading_refused("customer,date,total\n1,2024-01-01,\n", "", "line 2, column total: '' is not an amount");
    reading_refused("customer,date,total\n1,2024-02-30,5\n", "",
                    "line 2, column date: '2024-02-30' is not a date or time");
    reading_refused("customer,date,total\n1,2024-02-30,5\n", "--lang de",
                    "Zeile 2, Spalte date: '2024-02-30' ist kein Datum");
    reading_refused("customer,date,total\n1,2024-02-03\n", "", "line 2: 2 columns instead of 3");
    reading_refused("customer,date,total\n1,2024-02-03,1,2\n", "", "line 2: 4 columns instead of 3");
    reading_refused("customer,date,total,quantity\n1,2024-02-03,1,two\n", "",
                    "column quantity: 'two' is not a quantity");
    reading_refused("customer,date,total\n\"a\nb\nc\",2024-01-01,5\n\n\r\n2,2024-01-02,x\n", "",
                    "line 7, column total");
    reading_refused("customer,date,total\r1,2024-01-01,5\r2,2024-01-02,x\r", "", "line 3, column total");
    reading_refused("customer,date,total\r\n1,2024-01-01,5\r\n2,2024-01-02,x", "", "line 3, column total");
    reading_refused("customer,date,total\n1,2024-01-01,99999999999999999999\n", "", "is too large to be kept exactly");
    reading_refused("customer,date,total\n1,2024-01-01,9000000000000000000\n2,2024-01-01,0.01\n", "",
            "line 2, column total: the number");
    reading_refused("customer,date,price,quantity\n1,2024-01-01,900000000000,99999999999\n", "",
            "line 2, column price: the number");
    reading_refused("customer,date,total\n1,2024-01-01,9000000000000000000\n2,2024-01-01,9000000000000000000\n", "",
                    "line 3");
    reading_refused("customer,date,total\n\xFF,2024-01-01,5\n", "", "line 2: the text is not UTF-8");
    reading_refused("customer,date,total\n1,2024-01-01,-5\n", "", "line 2, column total");
    reading_refused("customer,date,total\n1,2024-01-01,-5\n", "", "--negative refund");
    reading_refused("customer,order,date,total\n1,A,2024-01-01,5\n\n2,A,2024-01-02,5\n", "", "t.csv line");
    reading_refused("order,customer,date,grand_total\nA,1,2024-01-01,5\nA,1,2024-01-01,6\n", "",
            "line 3, column grand_total: order A has");
    reading_refused("order,customer,date,grand_total\nA,1,2024-01-01,\n", "",
            "line 2, column grand_total: order A has no total");
}

static void wrong_files_are_named(void **state)
{
    char line[400];
    struct reading result;
    (void)state;
    reading_refused("", "", "t.csv is empty");
    reading_refused("customer,date,total\n", "", "has no rows");
    reading_refused("name,street\nx,y\n", "", "name it with --customer. Its columns are: name, street");
    reading_refused("customer,amount\n1,2\n", "", "--time");
    reading_refused("customer,date,colour\n1,2024-01-01,red\n", "", "--amount -");
    reading_refused("customer,date,total\n1,2024-01-01,5\n", "--amount Umsatz",
                    "--amount: the file has no column 'Umsatz'");
    reading_refused("customer,date,total\n1,2024-01-01,\"5\n2,2024-01-01,6\n", "",
                    "line 2: the row that begins here has quotes that are not closed");
    reading_refused("PK\3\4rest of a spreadsheet", "", "spreadsheet");
    reading_refused("customer,date,total\n1,2024-01-01,5\n", "--encoding no-such", "'no-such' is not known");
    reading_refused("customer,date,total,status\n1,2024-01-01,5,paid\n1,2024-01-01,5,odd\n1,2024-01-01,5,odd\n", "",
            "'odd'? (2)");
    reading_refused("customer,date,total,status\n1,2024-01-01,5,odd\n", "--lang de", "die hier nichts bedeuten");
    reading_refused("customer,date,total,currency\n1,2024-01-01,5,EUR\n1,2024-01-01,5,USD\n", "",
            "line 3: the currency is 'USD'");
    reading_write_bytes("t.csv", "a\0b,c\n", 6);
    (void)snprintf(line, sizeof line, "%s", reading_path("t.csv"));
    reading_line(&result, line);
    assert_true(result.failed && strstr(result.message, "zero bytes"));
    (void)snprintf(line, sizeof line, "%s", reading_path("not-there.csv"));
    reading_line(&result, line);
    assert_true(result.failed && strstr(result.message, "not-there.csv: No such file"));
    reading_line(&result, reading_folder);
    assert_true(result.failed && strstr(result.message, "directory"));
}

static void ambiguous_files_ask(void **state)
{
    struct reading result;
    (void)state;
    reading_refused("customer,date,total\n1,01/02/2024,5\n2,03/04/2024,6\n", "", "line 2, column date: no date tells");
    reading_refused("customer,date,total\n1,13/02/2024,5\n2,03/14/2024,6\n", "",
                    "line 2: the day comes before the month, in ");
    reading_refused("customer;date;total\n1;2024-01-01;1,234\n", "", "line 2: a number like 1,234");
    reading_refused("customer;date;total\n1;2024-01-01;1.234\n", "", "line 2: a number like 1.234");
    reading_refused("customer;date;total\n1;2024-01-01;12,50\n1;2024-01-01;12.50\n", "", "has a decimal comma, in ");
    reading_refused("customer,created,total\n1,2024-01-01 10:00,1\n2,2024-01-01 10:00Z,1\n",
            "--time created --tz Europe/Berlin", "a time without an offset");
    /* One row that can only be read in one way decides for all. */
    reading_text(&result, "customer,date,total\n1,01/02/2024,5\n2,13/02/2024,6\n", "");
    assert_reading(&result);
    assert_reading_days(&result, DAY(2024, 2, 1), DAY(2024, 2, 13));
    reading_done(&result);
    reading_text(&result, "customer,date,total\n1,01/02/2024 5:00,5\n2,02/13/2024 6:00,6\n", "");
    assert_reading(&result);
    assert_reading_days(&result, DAY(2024, 1, 2), DAY(2024, 2, 13));
    assert_true(reading_notes(&result.input, "month before the day"));
    reading_done(&result);
    reading_text(&result, "customer,date,total\n1,01/02/2024,5\n", "--date-format DD/MM/YYYY");
    assert_reading(&result);
    assert_reading_days(&result, DAY(2024, 2, 1), DAY(2024, 2, 1));
    reading_done(&result);
    reading_text(&result, "customer;date;total\n1;2024-01-01;1.234\n2;2024-01-01;0,5\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 12340 + 5);
    reading_done(&result);
    reading_text(&result, "customer,date,total\n1,2024-01-01,\"1,234\"\n2,2024-01-01,0.50\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 123400 + 50);
    reading_done(&result);
    reading_text(&result, "customer,date,total\n1,2024-01-01,1.234\n", "");
    assert_reading(&result);
    assert_int_equal(result.input.amount_decimals, 3);
    reading_done(&result);
}

static void bad_rows_can_be_left_out(void **state)
{
    char text[4000] = "customer,date,total\n";
    struct reading result;
    (void)state;
    for (int i = 0; i < 60; i++) {
        size_t length = strlen(text);
        (void)snprintf(text + length, sizeof text - length, i % 2 ? "%d,2024-01-01,5\n" : "%d,2024-01-01,x%d\n", i, i);
    }
    reading_text(&result, text, "--skip-bad");
    assert_reading(&result);
    assert_int_equal(result.input.rows_read, 60);
    assert_int_equal(result.input.rows_bad, 30);
    assert_int_equal(result.input.bad_listed, REPORT_BAD_LISTED);
    assert_int_equal(result.totals.rows, 30);
    assert_non_null(strstr(result.input.bad[1].message, "t.csv line 4, column total: 'x2' is not an amount"));
    reading_done(&result);
    reading_refused("customer,date,total\n1,x,5\n", "--skip-bad", "has no rows");
}

/* ---- one shop, many ways of writing ---------------------------------------------------------------------------- */

struct order {
    int customer, day, cents, quantity;
};

#define ORDERS 400

struct writing {
    char delimiter;
    const char *end;
    bool quoted, comma, bom, gzip, turned, german_dates, utf16, two_files;
};

static void append_field(char *out, size_t *used, const char *text, const struct writing *way)
{
    *used += (size_t)sprintf(out + *used, way->quoted ? "\"%s\"" : "%s", text);
}

static void append_row(char *out, size_t *used, const char *const fields[4], const struct writing *way)
{
    for (int i = 0; i < 4; i++) {
        append_field(out, used, fields[way->turned ? 3 - i : i], way);
        if (i < 3) out[(*used)++] = way->delimiter;
    }
    *used += (size_t)sprintf(out + *used, "%s", way->end);
}

static size_t write_shop(char *out, const struct order *orders, int count, const struct writing *way)
{
    static const char *const header[4] = {"customer", "date", "total", "quantity"};
    size_t used = way->bom ? (size_t)sprintf(out, "\xEF\xBB\xBF") : 0;
    append_row(out, &used, header, way);
    for (int i = 0; i < count; i++) {
        char customer[16], date[16], total[16], quantity[16];
        int32_t year, month, day;
        assert_int_equal(patron_calendar_date(orders[i].day, &year, &month, &day, NULL), PATRON_OK);
        (void)snprintf(customer, sizeof customer, "k%03d", orders[i].customer % 1000);
        (void)snprintf(date, sizeof date, way->german_dates ? "%02d.%02d.%04d" : "%04d-%02d-%02d",
                       way->german_dates ? day % 100 : year % 10000, month % 100,
                       way->german_dates ? year % 10000 : day % 100);
        (void)snprintf(total, sizeof total, "%d%c%02d", orders[i].cents / 100, way->comma ? ',' : '.',
                       orders[i].cents % 100);
        (void)snprintf(quantity, sizeof quantity, "%d", orders[i].quantity);
        const char *const fields[4] = {orders[i].customer ? customer : "", date, total, quantity};
        append_row(out, &used, fields, way);
    }
    return used;
}

static void save_shop(const char *name, const char *text, size_t length, const struct writing *way)
{
    char *wide = NULL;
    if (way->utf16) {
        wide = malloc(2 * length + 2);
        assert_non_null(wide);
        wide[0] = '\xFF';
        wide[1] = '\xFE';
        for (size_t i = 0; i < length; i++) {
            wide[2 + 2 * i] = text[i];
            wide[3 + 2 * i] = '\0';
        }
        length = 2 * length + 2;
        text = wide;
    }
    if (way->gzip) {
        gzFile file = gzopen(reading_path(name), "wb");
        assert_non_null(file);
        assert_int_equal(gzwrite(file, text, (unsigned)length), (int)length);
        assert_int_equal(gzclose(file), Z_OK);
    } else {
        reading_write_bytes(name, text, length);
    }
    free(wide);
}

static void every_writing_gives_the_same_book(void **state)
{
    static const struct writing ways[] = {
        {.delimiter = ',', .end = "\n"},
        {.delimiter = ',', .end = "\r\n", .quoted = true},
        {.delimiter = ';', .end = "\n", .comma = true, .bom = true, .german_dates = true},
        {.delimiter = '\t', .end = "\r", .turned = true},
        {.delimiter = '|', .end = "\n", .gzip = true, .quoted = true},
        {.delimiter = '\t', .end = "\r\n", .utf16 = true},
        {.delimiter = ';', .end = "\r\n", .utf16 = true, .gzip = true, .comma = true, .quoted = true},
        {.delimiter = ',', .end = "\n\n", .two_files = true, .turned = true},
    };
    struct order orders[ORDERS];
    struct rng rng = {23};
    char *text = malloc(65536);
    (void)state;
    assert_non_null(text);
    int64_t sum = 0, guests = 0;
    for (int i = 0; i < ORDERS; i++) {
        orders[i] = (struct order){(int)rng_between(&rng, 0, 90), (int)rng_between(&rng, 19000, 19800),
                                   (int)rng_between(&rng, 1, 500000), (int)rng_between(&rng, 1, 9)};
        sum += orders[i].cents;
        guests += orders[i].customer == 0;
    }
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        int first = ways[w].two_files ? 150 : ORDERS;
        char line[500];
        struct reading result;
        save_shop("a.csv", text, write_shop(text, orders, first, &ways[w]), &ways[w]);
        struct writing other = ways[w];
        other.turned = !other.turned; /* a second file may have the columns in another order */
        if (first < ORDERS) save_shop("b.csv", text, write_shop(text, orders + first, ORDERS - first, &other), &other);
        (void)snprintf(line, sizeof line, "%s %s", reading_path("a.csv"), first < ORDERS ? reading_path("b.csv") : "");
        reading_line(&result, line);
        assert_reading(&result);
        assert_that(result.totals.sales == sum && result.input.rows_guest == guests && result.totals.rows == ORDERS,
                    "way %d: %lld", (int)w, (long long)result.totals.sales);
        int32_t customers = 0;
        for (int i = 0; i < ORDERS; i++) {
            char expected[16], key[64];
            bool before = orders[i].customer == 0;
            for (int k = 0; k < i && !before; k++) before = orders[k].customer == orders[i].customer;
            if (before) continue;
            (void)snprintf(expected, sizeof expected, "k%03d", orders[i].customer % 1000);
            reading_key(result.input.book, PATRON_KEYS_CUSTOMER, customers++, key);
            assert_string_equal(key, expected);
        }
        assert_int_equal(result.totals.customers, customers);
        reading_done(&result);
    }
    free(text);
}

static void several_files_need_the_same_columns(void **state)
{
    char line[500];
    struct reading result;
    (void)state;
    reading_write("a.csv", "customer,date,total\n1,2024-01-01,5\n");
    reading_write("b.csv", "customer,date,sum\n1,2024-01-01,5\n");
    reading_write("c.csv", "customer,date\n1,2024-01-01\n");
    reading_write("d.csv", "customer,date,total\n\n1,2024-01-01,x\n");
    (void)snprintf(line, sizeof line, "%s %s", reading_path("a.csv"), reading_path("b.csv"));
    reading_line(&result, line);
    assert_true(result.failed && strstr(result.message, "b.csv has no column 'total' as "));
    (void)snprintf(line, sizeof line, "%s %s", reading_path("a.csv"), reading_path("c.csv"));
    reading_line(&result, line);
    assert_true(result.failed && strstr(result.message, "c.csv has 2 columns"));
    (void)snprintf(line, sizeof line, "%s %s", reading_path("a.csv"), reading_path("d.csv"));
    reading_line(&result, line);
    assert_true(result.failed && strstr(result.message, "d.csv line 3, column total"));
}

static void a_cut_gzip_file_is_refused(void **state)
{
    char line[300], bytes[4096];
    struct reading result;
    (void)state;
    gzFile file = gzopen(reading_path("cut.csv.gz"), "wb");
    assert_non_null(file);
    assert_true(gzprintf(file, "customer,date,total\n") > 0);
    struct rng rng = {3};
    for (int i = 0; i < 2000; i++)
        assert_true(gzprintf(file, "%lld,2024-01-01,%lld\n", (long long)rng_between(&rng, 1, 99999),
                             (long long)rng_between(&rng, 1, 9999)) > 0);
    assert_int_equal(gzclose(file), Z_OK);
    FILE *whole = fopen(reading_path("cut.csv.gz"), "rb");
    assert_non_null(whole);
    size_t length = fread(bytes, 1, sizeof bytes, whole);
    (void)fclose(whole);
    assert_int_equal(length, sizeof bytes);
    reading_write_bytes("cut.csv.gz", bytes, length);
    (void)snprintf(line, sizeof line, "%s --skip-bad", reading_path("cut.csv.gz"));
    reading_line(&result, line);
    assert_true(result.failed);
    assert_that(strstr(result.message, "cut off") != NULL, "%s", result.message);
}

/* ---- odd corners ----------------------------------------------------------------------------------------------- */

static void corners_are_refused(void **state)
{
    (void)state;
    reading_refused("\xD0\xCF\x11\xE0 old spreadsheet", "", "old spreadsheet");
    reading_refused("%PDF-1.4", "", "PDF");
    reading_refused("customer,date,tot\xE4l\n1,2024-01-01,5\n", "", "line 1: the text is not UTF-8");
    reading_refused("customer,date,total\n\xC3\x28,2024-01-01,5\n", "--encoding utf-8", "not in the encoding given");
    reading_refused("customer,date,total\n1,2024-01-01,5\xC3", "--encoding utf-8", "ends inside a character");
    reading_refused("panel_id,trans_id,week,sku_id,units,price\n1,1,x,1,1,1\n", "", "column week: 'x' is not a week");
    reading_refused("panel_id,trans_id,week,sku_id,units,price\n1,1,0,1,1,1\n", "", "'0' is not a week");
    reading_refused("customer,date,total,d1,d2\n1,2024-01-01,5,9000000000000000000,9000000000000000000\n",
                    "--discount d1,d2", "line 2, column d1 + d2");
    reading_refused("order,customer,date,line_total,grand_total\nA,1,2024-01-01,9000000000000000000,1\n"
                    "A,1,2024-01-01,9000000000000000000,1\n",
                    "", "order A does not fit");
    reading_refused(
        "order,customer,date,line_total,grand_total\nA,1,2024-01-01,-9000000000000000000,9000000000000000000\n", "",
        "order A does not fit");
    reading_refused("order,customer,date,total,refunded_amount,refunded_at\nA,1,2024-01-01,5,1,01/02/2024\n", "",
                    "column refunded_at: '01/02/2024'");
    reading_refused("order,customer,date,grand_total,status\nA,1,2024-01-01,5,paid\nA,1,2024-01-01,,refund\n", "",
                    "line 3, column grand_total: there is no total");
    reading_refused("order,customer,date,grand_total\nA,1,2024-01-01,5\nA,2,2024-01-01,5\n", "", "(see ");
    reading_refused("customer,date,total\n1,2024-01-01,5\n", "--customer customer,date,total,customer,date",
                    "too many columns");
}

static void corners_are_read(void **state)
{
    struct reading result;
    (void)state;
    reading_text(&result,
                 "customer,date,total,is_test,shop,order\n1,2024-01-01,5,true,a,1\n1,2024-01-01,6,0,b,1\n2,2024-01-01,"
                 "7,no,c,1\n",
                 "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 13); /* order 1 of another shop is another order */
    assert_true(reading_notes(&result.input, "Left out as tests (is_test): 1 row."));
    assert_string_equal(reading_used(&result.input, ROLE_SHOP), "shop");
    reading_done(&result);
    /* A price without quantities is the amount. */
    reading_text(&result, "customer,date,price\n1,2024-01-01,5\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 5);
    assert_string_equal(reading_used(&result.input, ROLE_AMOUNT), "price");
    reading_done(&result);
    /* Of two amounts the one that was named is taken. */
    reading_text(&result, "order,customer,date,amount,grand_total\nA,1,2024-01-01,5,9\n", "--amount amount");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 5);
    reading_done(&result);
    reading_text(&result, "order,customer,date,amount,grand_total\nA,1,2024-01-01,5,9\n", "--order-total grand_total");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 9);
    reading_done(&result);
    reading_text(&result, "order,customer,date,price,amount,quantity\nA,1,2024-01-01,5,9,2\n", "--price price");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 10);
    reading_done(&result);
    /* Without order ids a total of orders cannot be told from its lines: the lines count. */
    reading_text(&result, "customer,date,line_total,grand_total\n1,2024-01-01,5,9\n1,2024-01-01,4,9\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 9);
    reading_done(&result);
    reading_text(&result, "customer,date,grand_total,price,quantity\n1,2024-01-01,9,2,2\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 9);
    reading_done(&result);
    /* Refund rows have totals of their own. */
    reading_text(
        &result,
        "order,customer,date,line_total,grand_total,status\nA,1,2024-01-01,5,9,paid\nA,1,2024-01-05,,3,refund\n", "");
    assert_reading(&result);
    assert_int_equal(result.totals.net, 9 - 3);
    reading_done(&result);
    /* Made rows have their order's date, also where days and months had to be told apart. */
    reading_text(&result, "order,customer,date,grand_total,refunded_amount\nA,1,03/04/2024,9,3\nB,1,04/13/2024,9,0\n",
                 "");
    assert_reading(&result);
    assert_reading_days(&result, DAY(2024, 3, 4), DAY(2024, 4, 13));
    assert_int_equal(result.totals.refunds, 3);
    reading_done(&result);
    reading_text(&result, "customer#date#total\n1#2024-01-01#5\n", "--delimiter #");
    assert_reading(&result);
    assert_string_equal(result.input.format, "'#', UTF-8");
    reading_done(&result);
    reading_text(&result, "customer,date,total\n'a,b',2024-01-01,5\n\n", "--quote '");
    assert_reading(&result);
    char key[64];
    reading_key(result.input.book, PATRON_KEYS_CUSTOMER, 0, key);
    assert_string_equal(key, "a,b");
    reading_done(&result);
    /* A line of an order may leave out everything that its first line said. */
    reading_text(
        &result,
        "Name,Email,Financial Status,Created at,Total,Currency,Lineitem name,Lineitem quantity,Lineitem price\n"
        "#1,a@b.c,paid,2024-03-05,30,EUR,Tea,2,10\n#1,,,,,,Cup,1,8\n#2,d@e.f,paid,2024-03-06,5,USD,Tea,1,5\n"
        "#2,,,,,,Cup,0,8\n",
        "--only-currency EUR");
    assert_reading(&result);
    assert_int_equal(result.totals.sales, 30);
    assert_int_equal(result.totals.orders, 1);
    assert_true(reading_notes(&result.input, "Left out as not in EUR: 2 rows."));
    reading_done(&result);
}

/* A character may lie across the border of two blocks of the file. */
static void long_files_are_converted(void **state)
{
    const size_t rows = 60000;
    char *text = malloc(64 + rows * 32);
    struct reading result;
    char line[300];
    (void)state;
    assert_non_null(text);
    size_t used = (size_t)sprintf(text, "customer,date,total\n");
    for (size_t i = 0; i < rows; i++)
        used += (size_t)sprintf(text + used, "\xC3\xA9\xE2\x82\xAC%d,2024-01-01,5\n", (int)(i % 7));
    reading_write_bytes("t.csv", text, used);
    (void)snprintf(line, sizeof line, "%s --encoding utf-8", reading_path("t.csv"));
    reading_line(&result, line);
    assert_reading(&result);
    assert_int_equal(result.totals.customers, 7);
    assert_int_equal(result.totals.sales, 5 * (int64_t)rows);
    reading_done(&result);
    free(text);
}

/* Any bytes are read or refused with a sentence; sanitizers watch. */
static void any_bytes_are_read_or_refused(void **state)
{
    static const char *const names[] = {"woocommerce_orders",
                                        "woocommerce_lines",
                                        "woocommerce_table",
                                        "shopify_orders",
                                        "magento_orders",
                                        "shopware_orders",
                                        "german"};
    static const char signs[] = ",;\"\n\r\t'-.0123456789:/ \xFF\xC3\0eE€";
    struct rng rng = {41};
    char line[300];
    int64_t read = 0, refused = 0;
    (void)state;
    for (int round = 0; round < 700; round++) {
        char path[500], bytes[4096];
        struct reading result;
        (void)snprintf(path, sizeof path, "%s/tests/data/%s.csv", PATRON_SOURCE_ROOT, names[round % 7]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t length = fread(bytes, 1, sizeof bytes, file);
        (void)fclose(file);
        if (rng_chance(&rng, 20)) length = (size_t)rng_between(&rng, 0, (int64_t)length);
        for (int64_t i = rng_between(&rng, 0, 6); i > 0 && length; i--)
            bytes[rng_between(&rng, 0, (int64_t)length - 1)] = signs[rng_between(&rng, 0, (int64_t)sizeof signs - 2)];
        reading_write_bytes("t.csv", bytes, length);
        (void)snprintf(line, sizeof line, "%s %s %s", reading_path("t.csv"),
                       round & 1 ? "--skip-bad --kinds *=sale" : "--kinds *=refunded",
                       round & 2 ? "--tz Europe/Berlin" : "--negative refund");
        reading_line(&result, line);
        assert_true(result.failed ? *result.message != '\0' : result.input.book != NULL);
        read += !result.failed;
        refused += result.failed;
        reading_done(&result);
    }
    assert_true(read > 100 && refused > 100);
}

static int64_t progress_bytes, progress_calls;

static void on_progress(void *context, int64_t done_bytes, int64_t total_bytes, int64_t rows)
{
    (void)context;
    assert_true(done_bytes >= progress_bytes && done_bytes <= total_bytes && rows >= 0);
    progress_bytes = done_bytes;
    progress_calls++;
}

static void progress_reaches_the_end(void **state)
{
    struct report_flags flags;
    struct report_input input;
    struct report_progress progress = {NULL, on_progress};
    char message[400], path[300];
    (void)state;
    (void)snprintf(path, sizeof path, "%s/tests/data/german.csv", PATRON_SOURCE_ROOT);
    char *words[] = {(char *)"report", path, path};
    progress_bytes = progress_calls = 0;
    assert_int_equal(report_flags_parse(3, words, &flags, message, sizeof message), 0);
    /* The same file twice: its orders are found under the same customers again, so nothing conflicts. */
    assert_int_equal(report_input_read(&flags, &progress, &input, message, sizeof message), 0);
    assert_true(progress_calls >= 3 && progress_bytes > 0);
    assert_int_equal(input.rows_read, 8);
    report_input_free(&input);
    assert_null(input.book);
    report_input_free(&input);
    report_flags_free(&flags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_rows_are_named),
        cmocka_unit_test(wrong_files_are_named),
        cmocka_unit_test(ambiguous_files_ask),
        cmocka_unit_test(bad_rows_can_be_left_out),
        cmocka_unit_test(every_writing_gives_the_same_book),
        cmocka_unit_test(several_files_need_the_same_columns),
        cmocka_unit_test(a_cut_gzip_file_is_refused),
        cmocka_unit_test(corners_are_refused),
        cmocka_unit_test(corners_are_read),
        cmocka_unit_test(long_files_are_converted),
        cmocka_unit_test(any_bytes_are_read_or_refused),
        cmocka_unit_test(progress_reaches_the_end),
    };
    return cmocka_run_group_tests(tests, reading_begin, reading_end);
}
