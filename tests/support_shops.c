#include "support.h"

/* Makers and transformations of shops. */

/* ---- shops ------------------------------------------------------------------------------------------------------ */

void shop_begin(struct shop *shop) { memset(shop, 0, sizeof *shop); }

void shop_end(struct shop *shop)
{
    free(shop->row);
    shop->row = NULL;
}

void shop_copy(struct shop *to, const struct shop *from)
{
    *to = *from;
    to->capacity = from->rows + 1;
    to->row = malloc(sizeof *to->row * (size_t)to->capacity);
    assert_non_null(to->row);
    if (from->rows) memcpy(to->row, from->row, sizeof *to->row * (size_t)from->rows);
}

void shop_add(struct shop *shop, struct shop_row row)
{
    if (shop->rows == shop->capacity) {
        shop->capacity = shop->capacity * 2 + 16;
        shop->row = realloc(shop->row, sizeof *shop->row * (size_t)shop->capacity);
        assert_non_null(shop->row);
    }
    shop->row[shop->rows++] = row;
}

struct shop_row shop_sale(int64_t customer, int64_t time, int64_t amount)
{
    struct shop_row row = {customer, time, amount, SHOP_NULL, SHOP_NULL, SHOP_NULL, SHOP_NULL, SHOP_NULL, SHOP_NULL,
                           SHOP_NULL, SHOP_NULL, SHOP_NULL, PATRON_KIND_SALE};
    return row;
}

/* Days since 1970 by walking the years: slow and plain. */
static int64_t plain_day(int year, int month, int day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = day - 1;
    for (int y = 1970; y < year; y++) days += y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 366 : 365;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (int m = 1; m < month; m++) days += lengths[m - 1] + (m == 2 && leap);
    return days;
}

static int64_t last_sunday(int year, int month)
{
    int64_t day = plain_day(year, month, 31); /* 1970-01-01 was a Thursday: Sundays are 3 modulo 7 */
    while (day % 7 != 3) day--;
    return day;
}

void shop_zone_berlin(struct shop *shop)
{
    shop->zones = 0;
    shop->zone_instant[shop->zones] = plain_day(2009, 12, 31) * 86400;
    shop->zone_offset[shop->zones++] = 3600;
    for (int year = 2010; year <= 2030; year++) {
        shop->zone_instant[shop->zones] = last_sunday(year, 3) * 86400 + 3600;
        shop->zone_offset[shop->zones++] = 7200;
        shop->zone_instant[shop->zones] = last_sunday(year, 10) * 86400 + 3600;
        shop->zone_offset[shop->zones++] = 3600;
    }
    shop->zone_until = plain_day(2031, 1, 1) * 86400;
}

static int64_t per_second(const struct shop *shop)
{
    int64_t scale = 1;
    for (int32_t unit = PATRON_UNIT_SECOND; unit < shop->unit; unit++) scale *= 1000;
    return scale;
}

int32_t shop_day(const struct shop *shop, int64_t time)
{
    if (!shop->unit || shop->unit == PATRON_UNIT_DAY) return (int32_t)time;
    int64_t second = time / per_second(shop), offset = 0;
    if (time % per_second(shop) < 0) second--;
    for (int64_t i = 0; i < shop->zones; i++)
        if (shop->zone_instant[i] <= second) offset = shop->zone_offset[i];
    int64_t local = second + offset, day = local / 86400;
    return (int32_t)(local % 86400 < 0 ? day - 1 : day);
}

void shop_days(const struct shop *shop, int32_t *first, int32_t *last)
{
    *first = 0;
    *last = -1;
    for (int64_t i = 0; i < shop->rows; i++) {
        int32_t day = shop_day(shop, shop->row[i].time);
        if (i == 0 || day < *first) *first = day;
        if (i == 0 || day > *last) *last = day;
    }
}

int32_t shop_as_of(const struct shop *shop, int which)
{
    int32_t first, last;
    shop_days(shop, &first, &last);
    const int32_t days[SHOP_AS_OF] = {first > PATRON_DAY_MIN ? first - 1 : first,
                                      first,
                                      first + (last - first) / 3,
                                      first + (last - first) / 2,
                                      last - (last - first) / 5,
                                      last,
                                      last > PATRON_DAY_MAX - 400 ? PATRON_DAY_MAX : last + 400};
    return days[which];
}

/* What a profile has. */
#define HAS_IDS 0x1u
#define HAS_LINES 0x2u
#define HAS_REFUNDS 0x4u
#define HAS_GUESTS 0x8u
#define HAS_RENEWALS 0x10u
#define HAS_ZEROES 0x20u
#define HAS_TIES 0x40u
#define HAS_NEGATIVE 0x80u
#define HAS_INSTANTS 0x100u
#define HAS_RHYTHM 0x200u
#define HAS_PRODUCTS 0x400u
#define HAS_SINCE 0x800u

#define DAY_ZERO 18993 /* 2022-01-01 */
#define ID_UNKNOWN 800000 /* ids of orders that no row has: only refunds name them */
#define ID_IGNORED 900000 /* ids from here on are of ignored orders */

struct maker {
    struct shop *shop;
    struct rng rng;
    uint32_t has;
    int64_t days, customers, orders; /* span, pool, made so far */
};

static int64_t draw_amount(struct maker *maker)
{
    if ((maker->has & HAS_ZEROES) && rng_chance(&maker->rng, 15)) return 0;
    return (maker->has & HAS_TIES) ? 1000 * rng_between(&maker->rng, 1, 3) : rng_between(&maker->rng, 1, 20000);
}

static int64_t draw_time(struct maker *maker, int64_t day)
{
    if (!(maker->has & HAS_INSTANTS)) return DAY_ZERO + day;
    bool same = (maker->has & HAS_TIES) && rng_chance(&maker->rng, 50);
    int64_t within = same ? 79200 : rng_between(&maker->rng, 0, 86399);
    return ((DAY_ZERO + day) * 86400 + within) * per_second(maker->shop);
}

static void draw_product(struct maker *maker, struct shop_row *row)
{
    if (!(maker->has & HAS_PRODUCTS) || rng_chance(&maker->rng, 10)) return;
    row->product = rng_between(&maker->rng, 1, 9);
    if (rng_chance(&maker->rng, 90)) row->category = row->product % 3;
    if (rng_chance(&maker->rng, 95)) row->quantity = rng_between(&maker->rng, 1, 4);
    row->discount = rng_chance(&maker->rng, 30) ? rng_between(&maker->rng, 0, 900) : SHOP_NULL;
    row->cost = rng_chance(&maker->rng, 90) ? rng_between(&maker->rng, -10, 700) : SHOP_NULL;
    if (rng_chance(&maker->rng, 30)) row->tag = rng_between(&maker->rng, -1, 4);
}

static void add_refund(struct maker *maker, const struct shop_row *line, int64_t total)
{
    struct rng *rng = &maker->rng;
    struct shop_row row = shop_sale(line->customer, line->time, 0);
    int64_t size = rng_between(rng, 1, 4);
    row.kind = PATRON_KIND_REFUND;
    row.order = line->order;
    row.shop = line->shop;
    row.amount = size == 1 ? total : size == 2 ? total + rng_between(rng, 0, 500) : total / (size + 1);
    if (rng_chance(rng, 50)) row.amount = -row.amount;
    int64_t a_day = maker->shop->unit == PATRON_UNIT_DAY ? 1 : 86400 * per_second(maker->shop);
    row.time += rng_between(rng, -20, 90) * a_day;
    if (rng_chance(rng, 30) && row.order != SHOP_NULL) row.customer = SHOP_NULL; /* takes its order's */
    if (rng_chance(rng, 15)) { /* of an order that nobody knows, one customer's */
        int64_t whose = line->customer == SHOP_NULL ? 0 : line->customer + 2, which = rng_between(rng, 0, 3);
        row.order = maker->has & HAS_IDS ? ID_UNKNOWN + whose * 4 + which : SHOP_NULL;
        if (maker->has & HAS_IDS) row.customer = line->customer;
    }
    if (rng_chance(rng, 50)) {
        row.product = line->product;
        row.category = line->category;
        row.quantity = line->quantity == SHOP_NULL ? SHOP_NULL : rng_chance(rng, 50) ? line->quantity : -1;
    }
    shop_add(maker->shop, row);
}

/* Lines of one order; the total is >= 0, or < 0 where negative totals are refunds. */
static void add_order(struct maker *maker, int64_t customer, int64_t day)
{
    struct rng *rng = &maker->rng;
    struct shop_row row = shop_sale(customer, draw_time(maker, day), 0), first = row;
    int64_t lines = (maker->has & HAS_LINES) ? rng_between(rng, 1, 4) : 1, total = 0;
    int64_t id = 1 + maker->orders++, shop = rng_between(rng, 1, 2);
    int64_t coupon = rng_chance(rng, 30) ? rng_between(rng, 10, 13) : SHOP_NULL;
    bool ignored = (maker->has & (HAS_RENEWALS | HAS_REFUNDS)) && rng_chance(rng, 8);
    bool back = (maker->has & HAS_NEGATIVE) && rng_chance(rng, 10); /* a credit note: every line negative */
    bool renewal = (maker->has & HAS_RENEWALS) && rng_chance(rng, 30);
    if (ignored) id += ID_IGNORED;
    if ((maker->has & HAS_TIES) && !ignored) id = (id * 7919) % 100003; /* not in the order of time */
    if (!(maker->has & HAS_IDS) || rng_chance(rng, 10)) id = SHOP_NULL, lines = 1;
    if (maker->shop->columns & SHOP_SHOP) row.shop = rng_chance(rng, 90) ? shop : SHOP_NULL;
    row.order = id;
    for (int64_t i = 0; i < lines; i++) {
        struct shop_row line = row;
        draw_product(maker, &line);
        line.coupon = i == 0 || rng_chance(rng, 50) ? coupon : SHOP_NULL;
        line.amount = draw_amount(maker);
        if ((maker->has & HAS_NEGATIVE) && i > 0 && rng_chance(rng, 40)) line.amount = -(total / 2);
        if ((maker->has & HAS_NEGATIVE) && lines == 1 && rng_chance(rng, 20)) line.amount = -line.amount;
        if ((maker->has & HAS_INSTANTS) && lines > 1)
            line.time += rng_between(rng, 0, 3) * 7200 * per_second(maker->shop);
        if (back && line.amount > 0) line.amount = -line.amount;
        if (back && line.quantity > 0) line.quantity = -line.quantity;
        line.kind = renewal && (i == 0 || rng_chance(rng, 70)) ? PATRON_KIND_RENEWAL : PATRON_KIND_SALE;
        if (ignored) line.kind = PATRON_KIND_IGNORED;
        total += line.amount;
        if (i == 0) first = line;
        shop_add(maker->shop, line);
    }
    if (total < 0 || !(maker->has & HAS_REFUNDS)) return;
    for (int again = 0; again < 3 && rng_chance(rng, 35); again++) add_refund(maker, &first, total);
}

static int64_t draw_customer(struct maker *maker)
{
    struct rng *rng = &maker->rng;
    if (!(maker->has & HAS_GUESTS)) return rng_between(rng, 1, maker->customers);
    int64_t drawn = rng_between(rng, -2, maker->customers); /* 0 and -1 are guest keys */
    return drawn == -2 ? SHOP_NULL : rng_chance(rng, 10) ? rng_between(rng, 1000, 1004) : drawn;
}

static void add_rhythm(struct maker *maker)
{
    struct rng *rng = &maker->rng;
    for (int64_t customer = 1; customer <= maker->customers; customer++) {
        int64_t gap = rng_chance(rng, 40) ? 7 : rng_between(rng, 3, 90), day = rng_between(rng, 0, maker->days / 2);
        int64_t stop = rng_chance(rng, 40) ? rng_between(rng, day, maker->days) : maker->days;
        for (int n = 0; day <= stop && n < 30; n++) {
            add_order(maker, customer, day);
            day += gap + (rng_chance(rng, 60) ? 0 : rng_between(rng, -2, 3));
        }
    }
}

static void draw_options(struct maker *maker)
{
    struct shop *shop = maker->shop;
    struct rng *rng = &maker->rng;
    if (rng_chance(rng, 25)) shop->flags |= PATRON_BOOK_COUNT_BY_ORDER;
    if ((maker->has & HAS_ZEROES) && rng_chance(rng, 50)) shop->flags |= PATRON_BOOK_ZERO_ORDERS;
    if (maker->has & HAS_NEGATIVE) shop->flags |= PATRON_BOOK_NEGATIVE_IS_REFUND;
    if (maker->has & HAS_INSTANTS) {
        shop->unit = (int32_t)rng_between(rng, PATRON_UNIT_SECOND, PATRON_UNIT_NANOSECOND);
        shop_zone_berlin(shop);
    }
    if (maker->has & HAS_GUESTS) {
        /* 1000 -> 1001 -> 3 (a chain), 1002 -> 0 (a guest), 1003 -> 5000 (a key that no row has), 1004 is itself */
        const int64_t from[] = {1000, 1001, 1002, 1003}, to[] = {1001, 3, 0, 5000};
        shop->guest[0] = 0;
        shop->guest[1] = -1;
        shop->guests = 2;
        shop->aliases = 4;
        memcpy(shop->alias_from, from, sizeof from);
        memcpy(shop->alias_to, to, sizeof to);
    }
    if (!(maker->has & HAS_SINCE)) return;
    if (rng_chance(rng, 70)) {
        shop->flags |= PATRON_BOOK_OBSERVED_FROM;
        shop->observed_from = DAY_ZERO + (int32_t)rng_between(rng, 0, 120);
    }
    for (int64_t customer = 4; customer < 20; customer++) {
        shop->since_customer[shop->sinces] = customer * 2;
        shop->since_day[shop->sinces++] = rng_chance(rng, 20) ? SHOP_NULL : DAY_ZERO + rng_between(rng, -400, 300);
    }
}

void shop_random(struct shop *shop, uint64_t seed, int profile)
{
    static const uint32_t features[SHOP_PROFILES] = {
        0, HAS_IDS | HAS_REFUNDS, HAS_GUESTS | HAS_IDS | HAS_REFUNDS, HAS_IDS | HAS_LINES | HAS_PRODUCTS,
        HAS_RENEWALS | HAS_IDS | HAS_LINES, HAS_ZEROES | HAS_IDS | HAS_REFUNDS, HAS_TIES | HAS_IDS, HAS_RHYTHM,
        HAS_RHYTHM | HAS_PRODUCTS | HAS_IDS | HAS_LINES | HAS_REFUNDS, HAS_INSTANTS | HAS_TIES | HAS_IDS | HAS_LINES,
        HAS_NEGATIVE | HAS_IDS | HAS_LINES | HAS_PRODUCTS,
        HAS_IDS | HAS_LINES | HAS_REFUNDS | HAS_GUESTS | HAS_RENEWALS | HAS_ZEROES | HAS_TIES | HAS_NEGATIVE |
            HAS_INSTANTS | HAS_PRODUCTS | HAS_SINCE};
    assert_true(profile >= 0 && profile < SHOP_PROFILES);
    shop_begin(shop);
    struct maker maker = {shop, {seed * 1000003 + (uint64_t)profile}, features[profile], 0, 0, 0};
    shop->unit = PATRON_UNIT_DAY;
    if (maker.has & HAS_IDS) shop->columns |= SHOP_ORDER;
    if (maker.has & (HAS_REFUNDS | HAS_RENEWALS)) shop->columns |= SHOP_KIND;
    if (maker.has & HAS_PRODUCTS)
        shop->columns |= SHOP_PRODUCT | SHOP_CATEGORY | SHOP_QUANTITY | SHOP_DISCOUNT | SHOP_COST | SHOP_TAG;
    if (profile == SHOP_LINES || profile == SHOP_MIXED) shop->columns |= SHOP_SHOP;
    shop->columns |= SHOP_COUPON;
    maker.days = rng_chance(&maker.rng, 20) ? rng_between(&maker.rng, 0, 30) : rng_between(&maker.rng, 200, 800);
    maker.customers = rng_between(&maker.rng, 1, 40);
    draw_options(&maker);
    if (maker.has & HAS_RHYTHM) {
        maker.customers = maker.customers % 14 + 1;
        add_rhythm(&maker);
    } else {
        int64_t orders = rng_between(&maker.rng, 10, 130);
        int64_t grain = (maker.has & HAS_TIES) ? 5 : 1;
        for (int64_t i = 0; i < orders; i++)
            add_order(&maker, draw_customer(&maker), rng_between(&maker.rng, 0, maker.days) / grain * grain);
    }
    (void)snprintf(shop->name, sizeof shop->name, "profile %d, seed %llu", profile, (unsigned long long)seed);
    shop_permute(shop, seed);
}

void shop_edge(struct shop *shop, int kind)
{
    shop_begin(shop);
    shop->unit = PATRON_UNIT_DAY;
    shop->columns = SHOP_KIND | SHOP_COUPON | SHOP_PRODUCT | SHOP_QUANTITY;
    int64_t rows = kind == SHOP_EDGE_EMPTY ? 0 : kind == SHOP_EDGE_ONE_ROW ? 1 : 24;
    for (int64_t i = 0; i < rows; i++) {
        struct shop_row row = shop_sale(i, DAY_ZERO + i * 9, 1000 + i % 5 * 100);
        row.product = i % 3;
        row.quantity = 1 + i % 2;
        row.coupon = i % 4 ? SHOP_NULL : 7;
        if (kind == SHOP_EDGE_ONE_CUSTOMER) row.customer = 42;
        if (kind == SHOP_EDGE_SAME_DAY) row.customer = i % 7, row.time = DAY_ZERO;
        if (kind == SHOP_EDGE_ONLY_REFUNDS) row.kind = PATRON_KIND_REFUND, row.customer = i % 5, row.coupon = SHOP_NULL;
        if (kind == SHOP_EDGE_ONLY_GUESTS) row.customer = SHOP_NULL;
        if (kind == SHOP_EDGE_LATE) row.customer = i % 5, row.time += 40000;
        shop_add(shop, row);
    }
    (void)snprintf(shop->name, sizeof shop->name, "edge %d", kind);
}

/* Rows that only their position tells apart: orders of their own with equal time and amount. */
static bool tie(const struct shop *shop, const struct shop_row *a, const struct shop_row *b)
{
    return a->order == SHOP_NULL && b->order == SHOP_NULL && a->time == b->time && a->amount == b->amount &&
           (shop->aliases || a->customer == b->customer);
}

void shop_permute(struct shop *shop, uint64_t seed)
{
    struct rng rng = {seed ^ UINT64_C(0xD1B54A32D192ED03)};
    int64_t *from = malloc(sizeof *from * (size_t)(shop->rows + 1));
    struct shop copy;
    assert_non_null(from);
    shop_copy(&copy, shop);
    for (int64_t i = 0; i < shop->rows; i++) {
        int64_t j = rng_between(&rng, 0, i);
        from[i] = from[j];
        from[j] = i;
    }
    for (int64_t i = 0; i < shop->rows; i++)
        for (int64_t j = i + 1; j < shop->rows; j++)
            if (from[j] < from[i] && tie(shop, &copy.row[from[i]], &copy.row[from[j]])) {
                int64_t swapped = from[i];
                from[i] = from[j];
                from[j] = swapped;
            }
    for (int64_t i = 0; i < shop->rows; i++) shop->row[i] = copy.row[from[i]];
    shop_end(&copy);
    free(from);
}
