#include "report_running.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

char running_folder[] = "/tmp/patron-report-test-XXXXXX";
char output[1 << 20];

static const char *program(void)
{
    const char *path = getenv("PATRON_REPORT");
    return path ? path : PATRON_REPORT;
}

int run(const char *arguments, ...)
{
    char command[4096];
    int used = snprintf(command, sizeof command, "cd %s && %s ", running_folder, program());
    va_list list;
    va_start(list, arguments);
    used += vsnprintf(command + used, sizeof command - (size_t)used, arguments, list);
    va_end(list);
    (void)snprintf(command + used, sizeof command - (size_t)used, " 2>&1");
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t length = fread(output, 1, sizeof output - 1, pipe);
    output[length] = '\0';
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

void write_file(const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", running_folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

const char *read_file(const char *name, char *into, size_t capacity)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", running_folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("%s was not written", path);
    size_t length = fread(into, 1, capacity - 1, file);
    into[length] = '\0';
    (void)fclose(file);
    return into;
}

bool exists(const char *name)
{
    char path[512];
    struct stat info;
    (void)snprintf(path, sizeof path, "%s/%s", running_folder, name);
    return stat(path, &info) == 0;
}

/* Runs of blanks become one. */
static void squeeze(const char *text, char *into)
{
    for (; *text; text++)
        if (*text != ' ' || (into[-1] != ' ' && into[-1] != '\n')) *into++ = *text;
    *into = '\0';
}

void assert_says(const char *words)
{
    static char flat[sizeof output + 2];
    char *into = flat;
    for (const char *at = output; *at; at++)
        if (*at != ' ' && *at != '\n') *into++ = *at;
        else if (into > flat && into[-1] != ' ') *into++ = ' ';
    *into = '\0';
    if (!strstr(flat, words)) fail_msg("no \"%s\" in:\n%s", words, output);
}

void assert_row(const char *words)
{
    static char squeezed[sizeof output + 2];
    char wanted[512];
    squeezed[0] = '\n';
    squeeze(output, squeezed + 1);
    (void)snprintf(wanted, sizeof wanted, "\n%s", words);
    if (!strstr(squeezed, wanted)) fail_msg("no line \"%s\" in:\n%s", words, output);
}

const char *real(const char *name)
{
    static char path[1024];
    const char *folder = getenv("PATRON_TEST_DATA");
    (void)snprintf(path, sizeof path, "%s/%s", folder ? folder : PATRON_SOURCE_ROOT "/../shared/data", name);
    char absolute[4096];
    if (!realpath(path, absolute)) {
        print_message("SKIP: no %s\n", path);
        skip();
    }
    (void)snprintf(path, sizeof path, "%s", absolute);
    return path;
}

void skip_under_valgrind(void)
{
    if (!getenv("PATRON_VALGRIND")) return;
    print_message("SKIP: a large shop, not under valgrind\n");
    skip();
}

int make_directory(void **state)
{
    (void)state;
    return mkdtemp(running_folder) ? 0 : -1;
}

int remove_directory(void **state)
{
    char command[512];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf %s", running_folder);
    return system(command);
}

/* ---- a shop --------------------------------------------------------------------------------------------------- */

static char csv[1 << 16];
static size_t used;

void csv_begin(const char *header) { used = (size_t)snprintf(csv, sizeof csv, "%s\n", header); }

void csv_add(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    used += (size_t)vsnprintf(csv + used, sizeof csv - used, format, list);
    va_end(list);
    assert_true(used < sizeof csv);
}

void csv_write(const char *name) { write_file(name, csv); }

void write_shop(void)
{
    csv_begin("order_id,customer_id,date,total,discount,coupon,sku");
    for (int i = 0; i < 40; i++) csv_add("a%d,A%02d,2024-01-10,10.00,2.50,HELLO,A\n", i, i);
    for (int i = 0; i < 30; i++) csv_add("b%d,A%02d,2024-01-30,20.00,0,,B\n", i, i);
    for (int i = 0; i < 40; i++) csv_add("c%d,B%02d,2024-02-01,30.00,0,,B\n", i, i);
    for (int i = 0; i < 10; i++) csv_add("d%d,B%02d,2024-03-02,40.00,0,,A\n", i, i);
    csv_write("shop.csv");
}

void report(const char *flags)
{
    write_shop();
    assert_int_equal(run("shop.csv --as-of 2024-12-31 %s", flags), 0);
}

const char *const running_points = "customer,time,kind,amount,order,expires\n"
                                   "A00,2024-01-10,earn,100.00,o1,2024-06-30\n"
                                   "A00,2024-02-01,spend,30,o2,\n"
                                   "A01,2024-03-01,bonus,50,,2025-01-20\n"
                                   "A01,2024-03-02,earn,40.50,o3,\n"
                                   "A01,2024-03-05,refund,40.50,o3,\n";
