#include "page.h"

#include "store.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 100

/* Columns that a text takes on the screen: its characters, as UTF-8. */
static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++) width += ((unsigned char)*text & 0xC0u) != 0x80u;
    return width;
}

static void spaces(FILE *out, int count) { fprintf(out, "%*s", count > 0 ? count : 0, ""); }

void page_heading(FILE *out, const char *title)
{
    fprintf(out, "\n%s\n", title);
    for (int i = width_of(title); i > 0; i--) fputc('-', out);
    fputc('\n', out);
}

void page_paragraph(FILE *out, int indent, const char *sentence)
{
    int used = indent;
    spaces(out, indent);
    while (*sentence) {
        size_t length = strcspn(sentence, " ");
        char word[1024];
        (void)snprintf(word, sizeof word, "%.*s", (int)length, sentence);
        int width = width_of(word);
        if (used > indent + 2 && used + 1 + width > WIDTH) {
            fputc('\n', out);
            spaces(out, indent + 2);
            used = indent + 2;
        } else if (used > indent) {
            fputc(' ', out);
            used++;
        }
        (void)fwrite(sentence, 1, length, out);
        used += width;
        sentence += length + strspn(sentence + length, " ");
    }
    fputc('\n', out);
}

void page_table_begin(struct page_table *table, struct report_arena *arena, const char *alignment)
{
    memset(table, 0, sizeof *table);
    table->arena = arena;
    for (; alignment[table->columns]; table->columns++) table->left[table->columns] = alignment[table->columns] == 'l';
}

void page_cell(struct page_table *table, const char *text)
{
    STORE_GROW(table->cell, table->cells, table->capacity);
    table->cell[table->cells++] = text ? text : "";
}

void page_table_print(struct page_table *table, FILE *out)
{
    int width[PAGE_COLUMNS_MAX] = {0};
    for (int64_t i = 0; i < table->cells; i++) {
        int one = width_of(table->cell[i]), column = (int)(i % table->columns);
        if (one > width[column]) width[column] = one;
    }
    for (int64_t i = 0; i < table->cells; i++) {
        int column = (int)(i % table->columns), left = width[column] - width_of(table->cell[i]);
        bool last = column == table->columns - 1;
        spaces(out, 2);
        if (!table->left[column]) spaces(out, left);
        fputs(table->cell[i], out);
        if (table->left[column] && !last) spaces(out, left);
        if (last) fputc('\n', out);
    }
    free(table->cell);
    table->cell = NULL;
    table->cells = table->capacity = 0;
}
