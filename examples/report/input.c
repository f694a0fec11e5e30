#include "input.h"

#include "make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAY(gather, english, german_text) ((gather)->german ? (german_text) : (english))

/* A status that nobody told us about is an error that shows them all. */
static int check_statuses(struct gather *gather)
{
    const char *list = "";
    bool unknown = false;
    for (int64_t i = 0; i < gather->statuses.count; i++) {
        const struct report_text *word = &gather->statuses.text[i];
        bool strange = gather->status[i].status == STATUS_UNKNOWN;
        unknown |= strange;
        if (i == 30) list = arena_format(gather->arena, "%s, ...", list);
        if (i >= 30) continue;
        list = arena_format(gather->arena, "%s%s'%.*s'%s%s%s (%lld)", list, i ? ", " : "",
                            (int)(word->length > 40 ? 40 : word->length), word->bytes, strange ? "" : " = ",
                            strange ? "" : status_name(gather->status[i].status), strange ? "?" : "",
                            (long long)gather->status[i].rows);
    }
    if (!unknown) return 0;
    (void)snprintf(
        gather->message, gather->capacity,
        SAY(gather,
            "column %s has words that mean nothing here: %s; say what they are, as in --kinds '%s=sale', or leave "
            "the column out with --status -",
            "Spalte %s hat Wörter, die hier nichts bedeuten: %s; ihren Sinn nennen, etwa --kinds '%s=sale', oder die "
            "Spalte mit --status - weglassen"),
        gather_columns(gather, ROLE_STATUS, " or "), list, SAY(gather, "word", "wort"));
    return 1;
}

static struct report_names names_of(struct report_arena *arena, const struct texts *texts)
{
    struct report_names names = {texts->used ? texts->dictionary.count : 0, NULL};
    struct report_text *text = arena_array(arena, names.count, sizeof *text);
    if (names.count) memcpy(text, texts->dictionary.text, (size_t)names.count * sizeof *text);
    names.text = text;
    return names;
}

static void name_products(const struct gather *gather, struct report_input *input)
{
    struct report_text *text = arena_array(gather->arena, input->products.count, sizeof *text);
    if (input->products.count) memcpy(text, gather->product_name, (size_t)input->products.count * sizeof *text);
    input->product_names.count = input->products.count;
    input->product_names.text = text;
}

static void describe(const struct gather *gather, const struct made *made, struct report_input *input)
{
    static const char *const labels[LABELS] = {"coupon", "campaign", "channel", "country"};
    const struct mapping *map = &gather->map;
    input->amount_decimals = made->decimals;
    input->has_amount = map->count[ROLE_AMOUNT] || map->count[ROLE_PRICE] || map->count[ROLE_ORDER_TOTAL];
    if (gather->currencies.count)
        (void)snprintf(input->currency, sizeof input->currency, "%.7s", gather->currencies.text[0].bytes);
    input->quantity_decimals = made->quantity_decimals;
    input->has_quantity = made->quantity != NULL;
    input->has_discount = made->discount != NULL;
    input->has_cost = made->cost != NULL;
    input->has_order = map->count[ROLE_ORDER] > 0;
    input->has_product = gather->product.used;
    input->has_category = gather->category.used;
    input->recogniser = map->name;
    input->rows_read = gather->read;
    input->rows_bad = gather->bad;
    input->bad = gather->bad_list;
    input->bad_listed = gather->bad_listed;
    input->rows_other_currency = gather->other_currency;
    input->rows_made = gather->rows - made->rows_given;
    input->rows_guest = made->guests;
    input->products = names_of(gather->arena, &gather->product);
    input->categories = names_of(gather->arena, &gather->category);
    name_products(gather, input);
    for (int i = 0; i < LABELS; i++) {
        if (!gather->labels[i].used) continue;
        input->label[input->label_count] = labels[i];
        input->labels[input->label_count++] = names_of(gather->arena, &gather->labels[i]);
    }
}

int report_input_read(const struct report_flags *flags, const struct report_progress *progress,
                      struct report_input *input, char *message, size_t capacity)
{
    struct gather gather;
    struct made made;
    struct csv_source source;
    memset(input, 0, sizeof *input);
    memset(&made, 0, sizeof made);
    struct report_arena *arena = arena_open();
    int failed = gather_files(flags, progress, arena, &gather, &source, message, capacity);
    if (!failed) failed = check_statuses(&gather);
    if (!failed && gather.rows == 0) {
        (void)snprintf(message, capacity,
                       SAY(&gather, "%s has no rows that can be read", "%s hat keine lesbaren Zeilen"),
                       csv_name(flags->files[0]));
        failed = 1;
    }
    if (!failed) failed = make_numbers(&gather, &source, &made);
    if (!failed) failed = make_orders(&gather, &made);
    if (!failed) failed = make_book(&gather, &made, &input->book);
    if (!failed) {
        input->arena = arena;
        describe(&gather, &made, input);
        make_notes(&gather, &made, &source, input);
        if (progress && progress->step) progress->step(progress->context, gather.total, gather.total, gather.read);
    }
    gather_free(&gather);
    if (failed) arena_free(arena);
    return failed;
}

void report_input_free(struct report_input *input)
{
    patron_book_free(input->book);
    arena_free(input->arena);
    memset(input, 0, sizeof *input);
}
