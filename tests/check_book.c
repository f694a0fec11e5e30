#include "check_book.h"

#include "book.h"

/* ---- totals ------------------------------------------------------------------------------------------------------ */

#define SAME_TOTAL(field) \
    assert_that(got.field == want->field, "%s, %s, as_of %d: " #field " is %lld, not %lld", shop->name, what, \
                (int)as_of, (long long)got.field, (long long)want->field)

void check_reconciled(const patron_totals *totals, const char *what)
{
    assert_that(totals->rows == totals->rows_sale + totals->rows_renewal + totals->rows_refund + totals->rows_ignored +
                                    totals->rows_after, "%s: rows", what);
    assert_that(totals->orders == totals->orders_counted + totals->orders_zero + totals->orders_refunded, "%s: orders",
                what);
    assert_that(totals->net == totals->sales - totals->refunds, "%s: net", what);
    assert_that(totals->net == totals->net_customers + totals->net_guests + totals->net_unmatched, "%s: net by whom",
                what);
    assert_that(totals->rows_ignored == totals->excluded_rows[PATRON_EXCLUDED_IGNORED] +
                                            totals->excluded_rows[PATRON_EXCLUDED_IGNORED_REFUND], "%s: ignored", what);
    assert_that(totals->net_guests == totals->excluded_money[PATRON_EXCLUDED_GUEST] +
                                          totals->excluded_money[PATRON_EXCLUDED_ERASED], "%s: guests' money", what);
    assert_that(totals->buyers <= totals->customers && totals->purchases >= totals->buyers, "%s: buyers", what);
    assert_that(totals->net_unmatched <= 0, "%s: unmatched", what);
}

void check_totals(const struct shop *shop, const patron_book *book, int32_t as_of, bool erased, const char *what)
{
    struct oracle_book *oracle = oracle_book(shop, as_of);
    const patron_totals *want = &oracle->totals;
    patron_totals got;
    patron_error error;
    memset(&got, 0, sizeof got);
    got.size = sizeof got;
    assert_ok(patron_book_totals(book, as_of, &got, &error), &error);
    check_reconciled(&got, what);
    SAME_TOTAL(rows);
    SAME_TOTAL(rows_sale);
    SAME_TOTAL(rows_renewal);
    SAME_TOTAL(rows_refund);
    SAME_TOTAL(rows_ignored);
    SAME_TOTAL(rows_after);
    SAME_TOTAL(orders);
    SAME_TOTAL(orders_counted);
    SAME_TOTAL(orders_zero);
    SAME_TOTAL(orders_refunded);
    SAME_TOTAL(orders_renewal);
    SAME_TOTAL(purchases);
    SAME_TOTAL(customers);
    SAME_TOTAL(buyers);
    SAME_TOTAL(buyers_unknown_birth);
    SAME_TOTAL(sales);
    SAME_TOTAL(refunds);
    SAME_TOTAL(net);
    SAME_TOTAL(net_customers);
    SAME_TOTAL(net_guests);
    SAME_TOTAL(net_unmatched);
    SAME_TOTAL(net_counted);
    SAME_TOTAL(refunds_unmatched);
    SAME_TOTAL(refunds_over);
    if (shop->flags & PATRON_BOOK_FIND_DUPLICATES) {
        SAME_TOTAL(duplicate_rows);
        SAME_TOTAL(duplicate_money);
    } else if (!(patron_book_flags(book) & PATRON_BOOK_FIND_DUPLICATES)) {
        assert_int_equal(got.duplicate_rows, PATRON_NONE);
        assert_int_equal(got.duplicate_money, 0);
    }
    for (int reason = 0; reason < PATRON_EXCLUDED_REASONS; reason++) {
        if (erased && reason >= PATRON_EXCLUDED_GUEST) continue;
        SAME_TOTAL(excluded_rows[reason]);
        SAME_TOTAL(excluded_money[reason]);
    }
    int guest = PATRON_EXCLUDED_GUEST, gone = PATRON_EXCLUDED_ERASED;
    assert_true(got.excluded_rows[guest] + got.excluded_rows[gone] == want->excluded_rows[guest]);
    assert_true(got.excluded_money[guest] + got.excluded_money[gone] == want->excluded_money[guest]);
    oracle_book_free(oracle);
}

/* ---- what hangs on an order -------------------------------------------------------------------------------------- */

/* Things that come as a set are compared sorted by all their numbers. */
struct thing {
    int64_t number[4];
};

static int by_numbers(const void *left, const void *right)
{
    const struct thing *a = left, *b = right;
    for (int i = 0; i < 4; i++)
        if (a->number[i] != b->number[i]) return a->number[i] < b->number[i] ? -1 : 1;
    return 0;
}

static void same_things(struct thing *a, struct thing *b, int64_t count, const char *shop, const char *what,
                        const char *of)
{
    qsort(a, (size_t)count, sizeof *a, by_numbers);
    qsort(b, (size_t)count, sizeof *b, by_numbers);
    for (int64_t i = 0; i < count; i++)
        assert_that(by_numbers(&a[i], &b[i]) == 0, "%s, %s: a %s is %lld %lld %lld %lld, not %lld %lld %lld %lld", shop,
                    what,
                    of, (long long)a[i].number[0], (long long)a[i].number[1], (long long)a[i].number[2],
                    (long long)a[i].number[3], (long long)b[i].number[0], (long long)b[i].number[1],
                    (long long)b[i].number[2], (long long)b[i].number[3]);
}

static struct thing *things(int64_t count)
{
    struct thing *made = calloc((size_t)count + 1, sizeof *made);
    assert_non_null(made);
    return made;
}

/* The shop's key behind a number of the book; PT_INDEX_NONE is no key. */
static int64_t key_of(const patron_book *book, int32_t which, pt_index number)
{
    return number == PT_INDEX_NONE ? SHOP_NULL : shop_key(book, which, number);
}

static int64_t product_of(const patron_book *book, const pt_index *products, int64_t i)
{
    return products ? key_of(book, PATRON_KEYS_PRODUCT, products[i]) : SHOP_NULL;
}

static void check_refunds(const struct shop *shop, const patron_book *book, const pt_refunds *refunds, int64_t first,
                          int64_t end, const struct oracle_refund *want, int64_t count, const char *what)
{
    assert_int_equal(refunds->quantity != NULL,
                     refunds->count > 0 && (shop->columns & SHOP_PRODUCT) && (shop->columns & SHOP_QUANTITY));
    assert_that(end - first == count, "%s, %s: %lld refunds, not %lld", shop->name, what, (long long)(end - first),
                (long long)count);
    struct thing *a = things(count), *b = things(count);
    for (int64_t i = 0; i < count; i++) {
        int64_t at = first + i;
        bool sorted = i == 0 || refunds->day[at] > refunds->day[at - 1] ||
                      (refunds->day[at] == refunds->day[at - 1] && refunds->amount[at] >= refunds->amount[at - 1]);
        assert_that(sorted, "%s, %s: refunds are not sorted by day and amount", shop->name, what);
        struct thing got = {{refunds->day[at], refunds->amount[at], product_of(book, refunds->product, at),
                             refunds->quantity ? refunds->quantity[at] : 0}};
        /* units come off a product, so without products they are not kept */
        int64_t quantity = refunds->quantity ? want[i].quantity : 0;
        struct thing wanted = {{want[i].day, want[i].amount, want[i].product, quantity}};
        a[i] = got;
        b[i] = wanted;
    }
    same_things(a, b, count, shop->name, what, "refund");
    free(a);
    free(b);
}

static const pt_label *label_of(const patron_book *book, const char *name, int32_t *which)
{
    int32_t position = patron_book_label(book, name);
    assert_true(position >= 0 && position < book->label_count);
    *which = PATRON_KEYS_LABEL + position;
    return &book->labels[position];
}

/* A line without product and label is in its order's sums only. */
static bool says_something(const struct oracle_line *line)
{
    return line->product != SHOP_NULL || line->tag != SHOP_NULL;
}

static void check_lines(const struct shop *shop, const patron_book *book, int64_t i, const struct oracle_order *want,
                        const char *what)
{
    if (!(shop->columns & (SHOP_PRODUCT | SHOP_TAG))) {
        assert_null(book->line_first);
        return;
    }
    int32_t tags = 0;
    const pt_label *tag = shop->columns & SHOP_TAG ? label_of(book, "tag", &tags) : NULL;
    int64_t first = book->line_first[i], count = (int64_t)book->line_first[i + 1] - first, kept = 0;
    for (int64_t k = 0; k < want->lines; k++) kept += says_something(&want->line[k]);
    assert_that(count == kept, "%s, %s: %lld lines, not %lld", shop->name, what, (long long)count, (long long)kept);
    struct thing *a = things(count), *b = things(count);
    for (int64_t k = 0; k < count; k++) {
        int64_t at = first + k;
        struct thing got = {{product_of(book, book->line_product, at), book->line_amount[at],
                             book->line_quantity ? book->line_quantity[at] : 0,
                             tag ? key_of(book, tags, tag->code[at]) : SHOP_NULL}};
        a[k] = got;
    }
    for (int64_t k = 0, next = 0; k < want->lines; k++) {
        const struct oracle_line *line = &want->line[k];
        struct thing wanted = {{line->product, line->amount, book->line_quantity ? line->quantity : 0, line->tag}};
        if (says_something(line)) b[next++] = wanted;
    }
    same_things(a, b, count, shop->name, what, "line");
    free(a);
    free(b);
}

#define SAME_ORDER(got, want_field) \
    assert_that((int64_t)(got) == (int64_t)want->want_field, \
                "%s, %s: order %lld (customer %lld, day %d, amount %lld): " #want_field " is %lld, not %lld", \
                shop->name, what, (long long)want->id, (long long)want->customer, (int)want->day, \
                (long long)want->amount, (long long)(got), (long long)want->want_field)

static void check_order(const struct shop *shop, const patron_book *book, int64_t i, const struct oracle_order *want,
                        const char *what)
{
    SAME_ORDER(book->day[i], day);
    SAME_ORDER(book->amount[i], amount);
    SAME_ORDER(pt_bit(book->renewal, i), renewal);
    SAME_ORDER(book->rows ? book->rows[i] : 1, lines);
    assert_int_equal(book->discount != NULL, (shop->columns & SHOP_DISCOUNT) != 0);
    assert_int_equal(book->cost != NULL, (shop->columns & SHOP_COST) != 0);
    assert_int_equal(book->quantity != NULL, (shop->columns & SHOP_QUANTITY) != 0);
    SAME_ORDER(book->discount ? book->discount[i] : 0, discount);
    SAME_ORDER(book->cost ? book->cost[i] : 0, cost);
    SAME_ORDER(book->quantity ? book->quantity[i] : 0, quantity);
    if (shop->columns & SHOP_COUPON) {
        int32_t which;
        const pt_label *coupon = label_of(book, "coupon", &which);
        assert_int_equal(coupon->level, PATRON_LABEL_ORDER);
        SAME_ORDER(key_of(book, which, coupon->code[i]), coupon);
    }
    check_lines(shop, book, i, want, what);
    int64_t first = book->refund_first ? book->refund_first[i] : 0;
    int64_t end = book->refund_first ? book->refund_first[i + 1] : 0;
    check_refunds(shop, book, &book->refunds, first, end, want->refund, want->refunds, what);
}

/* ---- customers --------------------------------------------------------------------------------------------------- */

static void check_group(const struct shop *shop, const patron_book *book, int64_t group,
                        const struct oracle_customer *want,
                        const char *what)
{
    int64_t first = book->order_first[group], end = book->order_first[group + 1];
    assert_that(end - first == want->orders + want->laters, "%s, %s: customer %lld has %lld orders, not %lld",
                shop->name,
                what, (long long)want->key, (long long)(end - first), (long long)(want->orders + want->laters));
    for (int64_t i = first; i < end; i++) {
        int64_t k = i - first;
        check_order(shop, book, i, k < want->orders ? &want->order[k] : &want->later[k - want->orders], what);
    }
    int64_t loose = book->loose_first ? book->loose_first[group] : 0;
    int64_t loose_end = book->loose_first ? book->loose_first[group + 1] : 0;
    check_refunds(shop, book, &book->loose, loose, loose_end, want->loose, want->looses, what);
}

static void check_walk(const struct shop *shop, const patron_book *book, int64_t number, int32_t as_of, bool sales_only,
                       const struct oracle_purchase *want, int64_t count, const char *what)
{
    pt_walk walk = pt_walk_begin(book, number, as_of, sales_only);
    pt_purchase got;
    int64_t n = 0;
    for (; pt_walk_next(&walk, &got); n++) {
        assert_that(n < count, "%s, %s: a purchase too many on day %d", shop->name, what, (int)got.day);
        assert_that(got.day == want[n].day && got.orders == want[n].orders && got.sales == want[n].sales &&
                        got.net == want[n].net && got.renewal == want[n].renewal,
                    "%s, %s: purchase %lld on day %d differs", shop->name, what, (long long)n, (int)got.day);
    }
    assert_that(n == count, "%s, %s: %lld purchases, not %lld", shop->name, what, (long long)n, (long long)count);
}

static void check_as_of(const struct shop *shop, const patron_book *book, int32_t as_of, const char *what)
{
    struct oracle_book *oracle = oracle_book(shop, as_of);
    for (int64_t i = 0; i < oracle->customers; i++) {
        const struct oracle_customer *want = &oracle->customer[i];
        int32_t number = shop_customer(book, want->key);
        if (number < 0) continue;
        check_walk(shop, book, number, as_of, false, want->purchase, want->purchases, what);
        check_walk(shop, book, number, as_of, true, want->sales_purchase, want->sales_purchases, what);
        assert_int_equal(pt_orders_until(book, number, as_of) - (int64_t)book->order_first[number], want->orders);
        if (want->is_buyer)
            assert_that(pt_birth_known(book, number, want->purchase[0].day) == want->birth_known,
                        "%s, %s: birth of %lld", shop->name, what, (long long)want->key);
    }
    oracle_book_free(oracle);
}

void check_book(const struct shop *shop, const patron_book *book, bool numbered, const char *what)
{
    struct oracle_book *oracle = oracle_book(shop, PATRON_DAY_MAX);
    int32_t first, last;
    int64_t found = 0;
    assert_int_equal(patron_book_orders(book), oracle->orders);
    patron_book_days(book, &first, &last);
    assert_int_equal(first, oracle->first_day);
    assert_int_equal(last, oracle->last_day);
    patron_book_days(book, NULL, NULL);
    for (int64_t i = 0; i < oracle->customers; i++) {
        const struct oracle_customer *want = &oracle->customer[i];
        int32_t number = shop_customer(book, want->key);
        found += number >= 0;
        /* who is known from ignored rows alone is forgotten by a book that was made from a book */
        if (number < 0 && !numbered && want->orders + want->laters + want->looses == 0) continue;
        assert_that(number >= 0, "%s, %s: customer %lld is missing", shop->name, what, (long long)want->key);
        if (numbered) assert_int_equal(number, i);
        check_group(shop, book, number, want, what);
    }
    assert_that(patron_book_customers(book) == found, "%s, %s: %lld customers, not %lld", shop->name, what,
                (long long)patron_book_customers(book), (long long)found);
    check_group(shop, book, found, &oracle->guests, what);
    for (int which = 0; which < SHOP_AS_OF; which++) {
        check_totals(shop, book, shop_as_of(shop, which), false, what);
        check_as_of(shop, book, shop_as_of(shop, which), what);
    }
    oracle_book_free(oracle);
}
