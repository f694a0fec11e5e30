#include "sheet.h"

#include <csv.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void separate(struct sheet *sheet)
{
    if (sheet->begun) fputc(',', sheet->file);
    sheet->begun = true;
}

void cell_empty(struct sheet *sheet) { separate(sheet); }

void cell_text(struct sheet *sheet, const char *text)
{
    separate(sheet);
    csv_fwrite(sheet->file, text, strlen(text));
}

void cell_number(struct sheet *sheet, int64_t number)
{
    separate(sheet);
    fprintf(sheet->file, "%" PRId64, number);
}

void cell_count(struct sheet *sheet, int64_t number)
{
    if (number >= 0) cell_number(sheet, number);
    else separate(sheet);
}

void cell_real(struct sheet *sheet, double number)
{
    separate(sheet);
    fprintf(sheet->file, "%.6f", number);
}

void cell_day(struct sheet *sheet, int32_t day)
{
    int32_t y, m, d;
    separate(sheet);
    if (!patron_calendar_date(day, &y, &m, &d, NULL)) fprintf(sheet->file, "%04d-%02d-%02d", (int)y, (int)m, (int)d);
}

void cell_money(const struct exporting *in, struct sheet *sheet, int64_t amount)
{
    char digits[32];
    int32_t decimals = in->results->input->amount_decimals;
    uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    int length = snprintf(digits, sizeof digits, "%0*" PRIu64, (int)decimals + 1, size);
    separate(sheet);
    fprintf(sheet->file, "%s%.*s", amount < 0 ? "-" : "", length - (int)decimals, digits);
    if (decimals) fprintf(sheet->file, ".%s", digits + length - decimals);
}

void cell_rate(struct sheet *sheet, int64_t part, int64_t whole)
{
    double low, high;
    if (whole <= 0 || patron_stats_wilson(part, whole, 0, &low, &high, NULL)) {
        for (int i = 0; i < 3; i++) separate(sheet);
        return;
    }
    cell_real(sheet, (double)part / (double)whole);
    cell_real(sheet, low);
    cell_real(sheet, high);
}

int64_t in_units(double amount) { return (int64_t)floor(amount + 0.5); }

void end_line(struct sheet *sheet)
{
    fputc('\n', sheet->file);
    sheet->begun = false;
}

void header_of(struct sheet *sheet, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) cell_text(sheet, names[i]);
    end_line(sheet);
}
