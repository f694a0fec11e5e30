/* Repeat purchase of a small shop with options of any value: an error and untouched cells, or numbers that hold together.
 * The bytes are the shop's rows, then the options of each call. */
#include "fuzz.h"

#include <stdbool.h>

#define ROWS 40
#define CELLS 4096
#define OCCURRENCES 8

static int64_t cells[8][CELLS];

static void clear(void) { memset(cells, 0, sizeof cells); }

/* Mostly small, sometimes anything. */
static int32_t number(struct fuzz_bytes *bytes)
{
    uint64_t way = fuzz_take(bytes, 1);
    if (way > 250) return (int32_t)(uint32_t)fuzz_take(bytes, 4);
    return (int32_t)way % 32 - 2;
}

static int32_t day_of(struct fuzz_bytes *bytes)
{
    uint64_t way = fuzz_take(bytes, 1);
    if (way == 255) return PATRON_DAY_MAX - (int32_t)(fuzz_take(bytes, 1) & 7);
    if (way == 254) return PATRON_DAY_MIN + (int32_t)(fuzz_take(bytes, 1) & 7);
    return (int32_t)way * 3 - 100;
}

static patron_book *shop_of(struct fuzz_bytes *bytes)
{
    int64_t customer[ROWS], amount[ROWS];
    int32_t day[ROWS], kind[ROWS];
    for (int i = 0; i < ROWS; i++) {
        customer[i] = (int64_t)(fuzz_take(bytes, 1) & 7);
        day[i] = day_of(bytes);
        amount[i] = (int64_t)(fuzz_take(bytes, 1) & 15);
        kind[i] = (int32_t)(fuzz_take(bytes, 1) & 3);
        if (kind[i] == PATRON_KIND_REFUND) amount[i] = -amount[i];
    }
    const int64_t guest = 0;
    const patron_column key = {sizeof key, PATRON_TYPE_INT64, 0, customer, NULL, NULL, 0};
    const patron_column time = {sizeof time, PATRON_TYPE_INT32, PATRON_UNIT_DAY, day, NULL, NULL, 0};
    const patron_column money = {sizeof money, PATRON_TYPE_INT64, 0, amount, NULL, NULL, 0};
    const patron_column kinds = {sizeof kinds, PATRON_TYPE_INT32, 0, kind, NULL, NULL, 0};
    const patron_column guests = {sizeof guests, PATRON_TYPE_INT64, 0, &guest, NULL, NULL, 0};
    const patron_rows rows = {.size = sizeof rows, .count = ROWS, .customer = &key, .time = &time, .amount = &money,
                              .kind = &kinds};
    const patron_book_options options = {.size = sizeof options, .guest_keys = &guests, .guest_count = 1,
                                         .flags = fuzz_take(bytes, 1) & (PATRON_BOOK_ZERO_ORDERS |
                                                                         PATRON_BOOK_COUNT_BY_ORDER |
                                                                         PATRON_BOOK_OBSERVED_FROM),
                                         .observed_from = (int32_t)fuzz_take(bytes, 1)};
    patron_book *book = NULL;
    FUZZ_DEMAND(patron_book_build(&rows, &options, &book, NULL) == PATRON_OK);
    return book;
}

/* After a failure nothing has changed. */
static bool good(patron_status status)
{
    for (int a = 0; status && a < 8; a++)
        for (int i = 0; i < CELLS; i++) FUZZ_DEMAND(cells[a][i] == 0);
    return status == PATRON_OK;
}

static void try_count(const patron_book *book, int32_t as_of, struct fuzz_bytes *bytes)
{
    int32_t within[4];
    for (int i = 0; i < 4; i++) within[i] = number(bytes);
    const patron_repeat_options options = {sizeof options, fuzz_take(bytes, 1) & 3, within, 4, number(bytes)};
    const patron_repeat_cells out = {.size = sizeof out, .group_capacity = 1, .within_capacity = 4,
                                     .bin_capacity = CELLS, .buyers = cells[0], .one_time = cells[1],
                                     .repeaters = cells[2], .observed = cells[3], .within = cells[4],
                                     .bin_buyers = cells[5], .bin_net = cells[6], .not_buyers_net = cells[7]};
    patron_totals totals = {.size = sizeof totals};
    clear();
    if (!good(patron_repeat_count(book, as_of, &options, NULL, 0, patron_book_customers(book), &out, NULL))) return;
    int64_t buyers = 0, net = cells[7][0];
    for (int i = 0; i < CELLS; i++) {
        buyers += cells[5][i];
        net += cells[6][i];
    }
    FUZZ_DEMAND(cells[0][0] == cells[1][0] + cells[2][0] && buyers == cells[0][0]);
    for (int i = 0; i < 4; i++) FUZZ_DEMAND(cells[4][i] <= cells[3][i] && cells[3][i] <= buyers);
    FUZZ_DEMAND(patron_book_totals(book, as_of, &totals, NULL) == PATRON_OK);
    FUZZ_DEMAND(net == totals.net_customers + totals.net_unmatched);
}

static void try_times(const patron_book *book, int32_t as_of, struct fuzz_bytes *bytes)
{
    static double share[CELLS], low[CELLS], high[CELLS];
    static int32_t day[CELLS];
    const patron_repeat_sequence_options options = {sizeof options, fuzz_take(bytes, 1) & 3, number(bytes),
                                                    number(bytes)};
    const patron_repeat_time_cells out = {.size = sizeof out, .capacity = CELLS, .row_capacity = CELLS,
                                          .events = cells[0], .censored = cells[1], .entered = cells[2],
                                          .closed = cells[3]};
    const patron_repeat_shares curve = {.size = sizeof curve, .capacity = CELLS, .share = share, .low = low,
                                        .high = high};
    const patron_repeat_days points = {.size = sizeof points, .capacity = CELLS, .day = day,
                                       .closed_hundredths = cells[7]};
    patron_repeat_shape shape = {.size = sizeof shape};
    bool from_first = fuzz_take(bytes, 1) & 1;
    int64_t n = patron_book_customers(book);
    clear();
    patron_status status = from_first ? patron_repeat_times(book, as_of, &options, NULL, 0, n, &out, NULL)
                                      : patron_repeat_gaps(book, as_of, &options, NULL, 0, n, &out, NULL);
    if (!good(status)) return;
    FUZZ_DEMAND(patron_repeat_shape_of(&options, 1, &shape, NULL) == PATRON_OK);
    int64_t rows = from_first ? shape.time_rows : shape.gap_rows;
    FUZZ_DEMAND(patron_repeat_curve(rows, shape.columns, cells[0], cells[1], 0, &curve, NULL) == PATRON_OK);
    if (patron_repeat_points(rows, shape.columns, cells[0], cells[1], NULL, 0, &points, NULL)) return;
    for (int64_t row = 0; row < rows; row++) {
        FUZZ_DEMAND(cells[3][row] <= cells[2][row]);
        for (int64_t d = 0, before = -1; d < shape.columns - 1; before = d++) {
            int64_t at = row * (shape.columns - 1) + d;
            FUZZ_DEMAND(low[at] >= 0 && low[at] <= share[at] + 1e-9 && share[at] <= high[at] + 1e-9 && high[at] <= 1);
            FUZZ_DEMAND(before < 0 || share[at - 1] <= share[at]);
        }
        for (int p = 1; p < 3; p++) {
            int32_t earlier = day[row * 3 + p - 1], later = day[row * 3 + p];
            FUZZ_DEMAND(later == PATRON_NO_DAY || (earlier != PATRON_NO_DAY && earlier <= later));
        }
    }
}

static void try_periods(const patron_book *book, int32_t as_of, struct fuzz_bytes *bytes)
{
    const patron_calendar calendar = {sizeof calendar, number(bytes), number(bytes), number(bytes), 0};
    patron_repeat_period_options options = {sizeof options, 0, &calendar, number(bytes), number(bytes), number(bytes)};
    const patron_repeat_growth_cells growth = {.size = sizeof growth, .capacity = CELLS, .opening = cells[0],
                                               .new_buyers = cells[1], .reactivated = cells[2], .lapsed = cells[3],
                                               .closing = cells[4], .passing = cells[5], .bought_observed = cells[6],
                                               .bought_again = cells[7]};
    const patron_repeat_period_cells periods = {.size = sizeof periods, .capacity = CELLS, .net = cells[0],
                                                .first_net = cells[1], .later_net = cells[2], .new_net = cells[3],
                                                .returning_net = cells[4], .unmatched_net = cells[5],
                                                .buyers = cells[6], .new_buyers = cells[7]};
    int64_t n = patron_book_customers(book);
    clear();
    if (good(patron_repeat_growth(book, as_of, &options, NULL, 0, n, &growth, NULL)))
        for (int64_t p = 0; p < options.period_count; p++) {
            FUZZ_DEMAND(cells[0][p] + cells[1][p] + cells[2][p] - cells[3][p] == cells[4][p]);
            FUZZ_DEMAND(cells[4][p] >= 0 && cells[4][p] <= n && cells[5][p] >= 0 && cells[7][p] <= cells[6][p]);
        }
    clear();
    options.active_days = 0;
    options.flags = fuzz_take(bytes, 1) & PATRON_REPEAT_REFUND_ORDER;
    if (good(patron_repeat_periods(book, as_of, &options, NULL, 0, n, &periods, NULL)))
        for (int64_t p = 0; p < options.period_count; p++) {
            FUZZ_DEMAND(cells[0][p] == cells[1][p] + cells[2][p] + cells[5][p]);
            FUZZ_DEMAND(cells[0][p] == cells[3][p] + cells[4][p] + cells[5][p]);
            FUZZ_DEMAND(cells[7][p] >= 0 && cells[7][p] <= cells[6][p]);
        }
}

static void try_windows(const patron_book *book, int32_t as_of, struct fuzz_bytes *bytes)
{
    int32_t name[OCCURRENCES], first[OCCURRENCES], last[OCCURRENCES];
    for (int i = 0; i < OCCURRENCES; i++) {
        name[i] = (int32_t)(fuzz_take(bytes, 1) & 7);
        first[i] = day_of(bytes);
        last[i] = fuzz_take(bytes, 1) & 1 ? day_of(bytes) : first[i];
    }
    const patron_repeat_window_options options = {sizeof options, fuzz_take(bytes, 1) & PATRON_REPEAT_FIRST_ONLY,
                                                  number(bytes), number(bytes) & 7, name, first, last};
    const patron_repeat_window_cells out = {.size = sizeof out, .capacity = CELLS, .name_capacity = CELLS,
                                            .base = cells[0], .back = cells[1], .buyers = cells[2],
                                            .bought = cells[3]};
    clear();
    if (!good(patron_repeat_windows(book, as_of, &options, NULL, 0, patron_book_customers(book), &out, NULL))) return;
    for (int64_t a = 0; a < options.names; a++) {
        FUZZ_DEMAND(cells[2][a] <= cells[3][a]);
        for (int64_t b = 0; b < options.names; b++) {
            FUZZ_DEMAND(cells[1][a * options.names + b] <= cells[0][a * options.names + b]);
            FUZZ_DEMAND(cells[0][a * options.names + b] <= cells[3][a]);
        }
    }
}

static void try_season(const patron_book *book, int32_t as_of, struct fuzz_bytes *bytes)
{
    const patron_repeat_season_options options = {sizeof options, 0, number(bytes), 0};
    const patron_repeat_anniversary_options list = {sizeof list, 0, number(bytes), 0};
    const patron_repeat_season_cells out = {.size = sizeof out, .capacity = CELLS, .matrix_capacity = CELLS,
                                            .buyers = cells[0], .observed = cells[1], .within = cells[2],
                                            .second = cells[3], .again = cells[4]};
    patron_table *table = NULL;
    clear();
    if (good(patron_repeat_season(book, as_of, &options, NULL, 0, patron_book_customers(book), &out, NULL)))
        for (int64_t m = 0; m < 12; m++) {
            int64_t second = 0;
            for (int64_t r = 0; r < 12; r++) {
                second += cells[3][m * 12 + r];
                FUZZ_DEMAND(cells[3][m * 12 + r] <= cells[4][m * 12 + r] && cells[4][m * 12 + r] <= cells[1][m]);
            }
            FUZZ_DEMAND(second == cells[2][m] && cells[2][m] <= cells[1][m] && cells[1][m] <= cells[0][m]);
        }
    if (patron_repeat_anniversaries(book, as_of, &list, NULL, NULL, &table, NULL) == PATRON_OK) {
        patron_column day = {.size = sizeof day};
        FUZZ_DEMAND(patron_table_column(table, 2, &day, NULL) == PATRON_OK);
        for (int64_t i = 0; i < patron_table_rows(table); i++)
            FUZZ_DEMAND(((const int32_t *)day.values)[i] >= as_of && ((const int32_t *)day.values)[i] <= PATRON_DAY_MAX);
    }
    patron_table_free(table);
}

size_t fuzz_seed(uint64_t which, uint8_t *bytes, size_t capacity)
{
    if (which > 3 || capacity < 400) return 0;
    for (size_t i = 0; i < 400; i++) bytes[i] = (uint8_t)(i * (7 + 2 * which) + i * i % 11);
    return 400;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t count)
{
    struct fuzz_bytes bytes = {data, count};
    patron_book *book = shop_of(&bytes);
    int32_t as_of = day_of(&bytes);
    try_count(book, as_of, &bytes);
    try_times(book, as_of, &bytes);
    try_periods(book, as_of, &bytes);
    try_windows(book, as_of, &bytes);
    try_season(book, as_of, &bytes);
    patron_book_free(book);
    return 0;
}
