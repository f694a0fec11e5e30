/* 08: a stream of batches with instants in UTC, through a builder, with a zone; what a bad row looks like; threads. */
#include <patron.h>

#include <stdio.h>

int main(void)
{
    /* Berlin around the end of summer time 2024: two hours ahead of UTC until 27 October 01:00 UTC, then one. */
    static const int64_t change[] = {1711846800, 1729990800};
    static const int32_t offset[] = {7200, 3600};
    patron_zone berlin = {.size = sizeof berlin, .count = 2, .instant = change, .offset = offset,
                          .valid_until = 1743296399};
    patron_book_options options = {.size = sizeof options, .threads = 2, .zone = &berlin};

    /* 31 October, 22:30 UTC is half past eleven in Berlin and still October; an hour later it is November there. */
    static const int64_t time[] = {1730413800, 1730417400, 1730500000, 1730600000};
    static const int64_t customer[] = {7, 8, 7, 9};
    static const int64_t amount[] = {1000, 2000, -500, 3000};
    patron_column times = {.size = sizeof times, .type = PATRON_TYPE_INT64, .unit = PATRON_UNIT_SECOND, .values = time};
    patron_column customers = {.size = sizeof customers, .type = PATRON_TYPE_INT64, .values = customer};
    patron_column amounts = {.size = sizeof amounts, .type = PATRON_TYPE_INT64, .values = amount};
    patron_rows rows = {.size = sizeof rows, .count = 2, .customer = &customers, .time = &times, .amount = &amounts};

    patron_builder *builder = NULL;
    patron_book *book = NULL;
    patron_error error;
    patron_status status = patron_builder_open(&options, &builder, &error);
    if (!status) status = patron_builder_add(builder, &rows, &error);

    /* The next batch: the columns begin at element 2, row numbers of errors go on from the first batch. */
    times.first = customers.first = amounts.first = 2;
    if (!status) {
        patron_status refused = patron_builder_add(builder, &rows, &error);
        if (!refused) refused = patron_builder_finish(builder, &book, &error);
        printf("refused: %s, row %lld: %s\n", patron_status_name(refused), (long long)error.row, error.message);
    }
    patron_builder_free(builder);
    builder = NULL;

    /* In this shop a negative total is a refund. */
    options.flags = PATRON_BOOK_NEGATIVE_IS_REFUND;
    times.first = customers.first = amounts.first = 0;
    rows.count = 4;
    if (!status) status = patron_builder_open(&options, &builder, &error);
    if (!status) status = patron_builder_add(builder, &rows, &error);
    if (!status) status = patron_builder_finish(builder, &book, &error);
    for (int32_t day = 20026; !status && day <= 20030; day += 2) { /* 30 October, 1 and 3 November */
        patron_totals totals = {.size = sizeof totals};
        status = patron_book_totals(book, day + 1, &totals, &error);
        if (!status)
            printf("day %d: %lld customers, net %lld\n", (int)day + 1, (long long)totals.customers,
                   (long long)totals.net);
    }
    patron_book_free(book);
    patron_builder_free(builder);
    if (status) fprintf(stderr, "%s\n", error.message);
    return status ? 1 : 0;
}
