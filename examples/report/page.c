#include "page.h"

#include "store.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 100
#define CUT_LEAST 12 /* a column that is cut keeps at least so much */

/* ---- characters -------------------------------------------------------------------------------------------------- */

/* The character at `text` (UTF-8, checked when it was read) and its bytes. */
static uint32_t character(const char *text, int *bytes)
{
    const unsigned char *at = (const unsigned char *)text;
    int more = at[0] < 0xC0 ? 0 : at[0] < 0xE0 ? 1 : at[0] < 0xF0 ? 2 : 3;
    uint32_t code = more == 0 ? at[0] : at[0] & (0x3Fu >> more);
    *bytes = 1;
    for (; more > 0 && (at[*bytes] & 0xC0u) == 0x80u; more--) code = code << 6 | (at[(*bytes)++] & 0x3Fu);
    return code;
}

/* Columns that a character takes on the screen: none for accents of their own, two in East Asian scripts and emoji. */
static int columns_of(uint32_t code)
{
    static const uint32_t wide[][2] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
                                       {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                                       {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if ((code >= 0x300 && code <= 0x36F) || (code >= 0x200B && code <= 0x200F) || code == 0xFEFF) return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (code >= wide[i][0] && code <= wide[i][1]) return 2;
    return 1;
}

static int width_of(const char *text)
{
    int width = 0, bytes;
    for (; *text; text += bytes) width += columns_of(character(text, &bytes));
    return width;
}

/* Bytes of the longest beginning of a text that fits into `width` columns; *used are its columns. */
static size_t fitting(const char *text, int width, int *used)
{
    const char *at = text;
    int bytes;
    *used = 0;
    while (*at) {
        int one = columns_of(character(at, &bytes));
        if (*used + one > width) break;
        *used += one;
        at += bytes;
    }
    return (size_t)(at - text);
}

/* What comes from a file may hold signs that move the cursor: they are printed as blanks. */
static void put(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        fputc(c < ' ' || c == 0x7F ? ' ' : text[i], out);
    }
}

static void spaces(FILE *out, int count) { fprintf(out, "%*s", count > 0 ? count : 0, ""); }

/* ---- headings and paragraphs ------------------------------------------------------------------------------------- */

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
        put(out, sentence, length);
        used += width;
        sentence += length + strspn(sentence + length, " ");
    }
    fputc('\n', out);
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

void page_table_begin(struct page_table *table, struct report_arena *arena, const char *alignment)
{
    memset(table, 0, sizeof *table);
    table->arena = arena;
    for (; alignment[table->columns]; table->columns++) {
        table->left[table->columns] = alignment[table->columns] != 'r';
        table->cut[table->columns] = alignment[table->columns] == 'c';
    }
}

void page_cell(struct page_table *table, const char *text)
{
    STORE_GROW(table->cell, table->cells, table->capacity);
    table->cell[table->cells++] = text ? text : "";
}

/* Cuts columns until the table fits: the last one that may be cut goes first, so that keys stay whole for longest. */
static void fit_columns(const struct page_table *table, int *width)
{
    int all = 0;
    for (int column = 0; column < table->columns; column++) all += 2 + width[column];
    for (int column = table->columns - 1; column >= 0; column--)
        for (; table->cut[column] && width[column] > CUT_LEAST && all > WIDTH; all--) width[column]--;
}

/* A cell in its column; returns the blanks that belong behind it, which only a further cell needs. */
static int print_cell(FILE *out, const char *text, int width, bool left, int before)
{
    int used;
    size_t length = fitting(text, width, &used);
    if (!*text) return before + width;
    if (text[length]) length = fitting(text, width - 1, &used);
    int fill = width - used - (text[length] ? 1 : 0);
    spaces(out, before + (left ? 0 : fill));
    put(out, text, length);
    if (text[length]) fputs("…", out);
    return left ? fill : 0;
}

void page_table_print(struct page_table *table, FILE *out)
{
    int width[PAGE_COLUMNS_MAX] = {0}, before = 0;
    for (int64_t i = 0; i < table->cells; i++) {
        int one = width_of(table->cell[i]), column = (int)(i % table->columns);
        if (one > width[column]) width[column] = one;
    }
    fit_columns(table, width);
    for (int64_t i = 0; i < table->cells; i++) {
        int column = (int)(i % table->columns);
        before = print_cell(out, table->cell[i], width[column], table->left[column], before + 2);
        if (column < table->columns - 1) continue;
        fputc('\n', out);
        before = 0;
    }
    free(table->cell);
    table->cell = NULL;
    table->cells = table->capacity = 0;
}
