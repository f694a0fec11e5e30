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
