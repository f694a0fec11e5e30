/* patron-generate: orders of an example shop as CSV, the same bytes for the same flags on every machine. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: patron-generate [--customers N] [--seed N] [--out FILE]\n"
    "\n"
    "Writes two years of order lines (2024-11-01 to 2026-10-31) of an example shop: goods that are used up at\n"
    "their own pace, subscriptions, buyers of one gift, refunds, cancelled orders, guests, coupons, a spring\n"
    "campaign and Christmas.\n"
    "\n"
    "  --customers N   1 to 10000000 (default 5000); guests come on top\n"
    "  --seed N        another shop for every number (default 1)\n"
    "  --out FILE      default: standard output\n"
    "  --help\n";

static void print(void *context, const char *text, size_t length) { (void)fwrite(text, 1, length, (FILE *)context); }

static int number(const char *text, unsigned long long low, unsigned long long high, unsigned long long *out)
{
    char *end = NULL;
    *out = strtoull(text, &end, 10);
    return *text < '0' || *text > '9' || *end || *out < low || *out > high;
}

int main(int argc, char **argv)
{
    unsigned long long customers = 5000, seed = 1;
    const char *path = NULL;
    for (int i = 1; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        int wrong = 0;
        if (strcmp(argv[i], "--help") == 0) return fputs(help, stdout) < 0;
        if (strcmp(argv[i], "--customers") == 0) wrong = number(value, 1, 10000000, &customers);
        else if (strcmp(argv[i], "--seed") == 0) wrong = number(value, 0, UINT64_MAX, &seed);
        else if (strcmp(argv[i], "--out") == 0) wrong = !*(path = value);
        else wrong = 1;
        if (wrong) {
            (void)fprintf(stderr, "patron-generate: '%s %s' is not understood; see --help\n", argv[i], value);
            return 1;
        }
    }
    struct shop shop;
    if (shop_make(&shop, (int32_t)customers, (uint64_t)seed)) {
        (void)fputs("patron-generate: out of memory\n", stderr);
        return 1;
    }
    FILE *out = path ? fopen(path, "wb") : stdout;
    if (out) shop_print(&shop, print, out);
    int failed = !out || ferror(out) || (path ? fclose(out) : fflush(out));
    if (failed) perror(path ? path : "patron-generate");
    shop_free(&shop);
    return failed != 0;
}
