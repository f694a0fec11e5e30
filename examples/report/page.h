/* page.h: headings, paragraphs and aligned tables on a page of text. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "text.h"

#include <stdio.h>

void page_heading(FILE *out, const char *title);

/* A paragraph, wrapped at 100 columns, `indent` spaces before its first line and two more before the others. */
void page_paragraph(FILE *out, int indent, const char *sentence);

/* A table that is collected, then printed with its columns as wide as they need be. */
#define PAGE_COLUMNS_MAX 20

struct page_table {
    struct report_arena *arena;
    int columns;
    bool left[PAGE_COLUMNS_MAX]; /* aligned to the left */
    bool cut[PAGE_COLUMNS_MAX];  /* may be cut with … so that the table fits 100 columns */
    const char **cell;           /* rows of `columns`; the first one is the header */
    int64_t cells, capacity;
};

/* One letter a column: 'l' left, 'r' right, 'c' left and cut where the table is too wide. */
void page_table_begin(struct page_table *table, struct report_arena *arena, const char *alignment);
void page_cell(struct page_table *table, const char *text); /* row by row, from left to right; NULL = empty */
void page_table_print(struct page_table *table, FILE *out); /* and frees it */

#endif
