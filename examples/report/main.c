/* patron-report: a shop's export in, the answers of the library out. */
#include "export.h"
#include "measure.h"
#include "sections.h"
#include "store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void show_progress(void *context, int64_t done, int64_t total, int64_t rows)
{
    const struct report_flags *flags = context;
    const char *words = flags->language == REPORT_GERMAN ? "Zeilen gelesen" : "rows read";
    if (total > 0) fprintf(stderr, "\r%3d %%  %lld %s", (int)(100 * done / total), (long long)rows, words);
    else fprintf(stderr, "\r%lld %s", (long long)rows, words);
    if (total > 0 && done >= total) fputc('\n', stderr);
    fflush(stderr);
}

/* What there is, so that a long report can be cut to what is wanted. */
static void print_contents(const struct report_page *page)
{
    const char *list = "";
    for (int i = 0; i < SECTIONS; i++)
        list = arena_format(page->text.arena, "%s%s%s", list, i ? ", " : "",
                            report_section_name((enum report_section)i));
    page_paragraph(page->out, 0,
                   arena_format(page->text.arena,
                                SAY(&page->text, "Sections: %s. With --sections NAME,NAME only these are printed.",
                                    "Abschnitte: %s. Mit --sections NAME,NAME nur diese."),
                                list));
}

static void print_report(const struct report_flags *flags, const struct report_results *results)
{
    static void (*const sections[SECTIONS])(const struct report_page *) = {
        [SECTION_COLUMNS] = section_columns,
        [SECTION_DAY] = section_day_and_warnings,
        [SECTION_RECONCILIATION] = section_reconciliation,
        [SECTION_FIGURES] = section_key_figures,
        [SECTION_WEEK] = section_this_week,
        [SECTION_RFM] = section_rfm,
        [SECTION_COHORTS] = section_cohorts,
        [SECTION_CHURN] = section_churn,
        [SECTION_SIGNS] = section_signs,
        [SECTION_STAGES] = section_stages,
        [SECTION_REPEAT] = section_repeat,
        [SECTION_SEQUENCE] = section_sequence,
        [SECTION_PRODUCTS] = section_products,
        [SECTION_PROMOTIONS] = section_promotions,
        [SECTION_VALUE] = section_value,
        [SECTION_POINTS] = section_points};
    struct report_page page = {stdout, flags, results, section_text(flags, results->input, results->arena)};
    printf("patron-report %s", patron_version());
    for (int i = 0; i < flags->file_count; i++) printf("%s%s", i ? ", " : ": ", flags->files[i]);
    putchar('\n');
    if (!flags->sections) print_contents(&page);
    for (int i = 0; i < SECTIONS; i++)
        if (!flags->sections || (flags->sections >> i & 1)) sections[i](&page);
}

static int run(const struct report_flags *flags, char *message, size_t capacity)
{
    struct report_progress progress = {(void *)(uintptr_t)flags, show_progress};
    struct report_input input = {0};
    struct report_results results = {0};
    int failed =
        report_input_read(flags, flags->quiet || !isatty(STDERR_FILENO) ? NULL : &progress, &input, message, capacity);
    if (!failed) failed = report_measure(flags, &input, &results, message, capacity);
    if (!failed && flags->out) failed = report_export(flags, &results, message, capacity);
    if (!failed) {
        print_report(flags, &results);
        if (fflush(stdout) || ferror(stdout)) {
            (void)snprintf(message, capacity, "%s",
                           flags->language == REPORT_GERMAN ? "die Ausgabe ist nicht zu schreiben"
                                                            : "the output cannot be written");
            failed = 1;
        }
    }
    report_results_free(&results);
    report_input_free(&input);
    return failed;
}

int main(int argc, char **argv)
{
    struct report_flags flags;
    char message[1024] = "";
    int failed = report_flags_parse(argc, argv, &flags, message, sizeof message);
    if (!failed && flags.help) fputs(report_flags_help(flags.language), stdout);
    else if (!failed && flags.version) printf("patron-report %s\n", patron_version());
    else if (!failed) failed = run(&flags, message, sizeof message);
    if (failed) fprintf(stderr, "patron-report: %s\n", message);
    report_flags_free(&flags);
    return failed;
}
