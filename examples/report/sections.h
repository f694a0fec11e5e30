/* sections.h: the printed report, section by section in the order in which they are printed. */
#ifndef REPORT_SECTIONS_H
#define REPORT_SECTIONS_H

#include "measure.h"
#include "page.h"
#include "text.h"

struct report_page {
    FILE *out;
    const struct report_flags *flags;
    const struct report_results *results;
    struct text text;
};

void section_columns(const struct report_page *page);
void section_day_and_warnings(const struct report_page *page);
void section_reconciliation(const struct report_page *page);
void section_key_figures(const struct report_page *page);
void section_this_week(const struct report_page *page);
void section_rfm(const struct report_page *page);
void section_cohorts(const struct report_page *page);
void section_churn(const struct report_page *page);
void section_signs(const struct report_page *page);
void section_stages(const struct report_page *page);
void section_repeat(const struct report_page *page);
void section_sequence(const struct report_page *page);
void section_products(const struct report_page *page);
void section_promotions(const struct report_page *page);
void section_value(const struct report_page *page);
void section_points(const struct report_page *page);

/* True, with a sentence, where there are no buyers. */
bool section_nobody(const struct report_page *page, int64_t buyers);

/* Several cells of a row: section_cells(&table, 3, "a", "b", "c"). */
void section_cells(struct page_table *table, int count, ...);

/* The texts for money of a report on `input` in the language of the flags. */
struct text section_text(const struct report_flags *flags, const struct report_input *input,
                         struct report_arena *arena);

/* A customer's key exactly as given. */
const char *section_key(const struct report_results *results, int32_t customer);

/* The name of a product by its number in the book: "KEY name", or the key alone. */
const char *section_product(const struct report_results *results, int64_t product);

/* A value of label i by its number in the book; a customer of the ledger of points. */
const char *section_label(const struct report_results *results, int32_t label, int64_t value);
const char *section_ledger_key(const struct report_results *results, int64_t customer);

/* Why a customer is in its churn state: a sentence of numbers. */
const char *section_reason(const struct text *text, const struct report_results *results, int32_t customer);

#endif
