#include "oracle_book.h"

/* ---- who --------------------------------------------------------------------------------------------------------- */

int64_t oracle_canonical(const struct shop *shop, int64_t customer)
{
    for (int64_t i = 0; i < shop->aliases; i++) /* as many steps as there are aliases: a chain cannot be longer */
        for (int64_t j = 0; j < shop->aliases; j++)
            if (customer != SHOP_NULL && shop->alias_from[j] == customer) {
                customer = shop->alias_to[j];
                break;
            }
    for (int64_t i = 0; i < shop->guests; i++)
        if (shop->guest[i] == customer) return SHOP_NULL;
    return customer;
}

static void *more(void *memory, int64_t count, size_t element)
{
    void *grown = realloc(memory, (size_t)(count + 1) * element);
    assert_non_null(grown);
    return grown;
}

#define PUSH(array, count, value) ((array) = more((array), (count), sizeof *(array)), (array)[(count)++] = (value))

static int64_t or_zero(int64_t value) { return value == SHOP_NULL ? 0 : value; }

static int64_t magnitude(int64_t value) { return value < 0 ? -value : value; }

/* ---- drafts of orders -------------------------------------------------------------------------------------------- */

/* All rows of one (shop, order id), or one row without id. */
struct draft {
    int64_t shop, id, customer;
    int64_t *row;
    int64_t rows;
    int64_t total;          /* of its sale and renewal rows */
    int64_t sales, ignored; /* rows that are sales or renewals; ignored rows */
    int64_t time;           /* earliest sale or renewal row */
};

struct drafts {
    struct draft *draft;
    int64_t count;
};

static bool is_sale(const struct shop_row *row)
{
    return row->kind == PATRON_KIND_SALE || row->kind == PATRON_KIND_RENEWAL;
}

static struct draft *draft_of(struct drafts *drafts, const struct shop_row *row)
{
    for (int64_t i = 0; i < drafts->count && row->order != SHOP_NULL; i++)
        if (drafts->draft[i].id == row->order && drafts->draft[i].shop == row->shop) return &drafts->draft[i];
    struct draft fresh = {row->shop, row->order, SHOP_NULL, NULL, 0, 0, 0, 0, 0};
    PUSH(drafts->draft, drafts->count, fresh);
    return &drafts->draft[drafts->count - 1];
}

static struct drafts collect(const struct shop *shop)
{
    struct drafts drafts = {NULL, 0};
    for (int64_t i = 0; i < shop->rows; i++) {
        const struct shop_row *row = &shop->row[i];
        struct draft *draft = draft_of(&drafts, row);
        int64_t customer = oracle_canonical(shop, row->customer);
        if (customer != SHOP_NULL) draft->customer = customer; /* all agree; a refund row may have none */
        PUSH(draft->row, draft->rows, i);
        draft->ignored += row->kind == PATRON_KIND_IGNORED;
        if (!is_sale(row)) continue;
        if (draft->sales == 0 || row->time < draft->time) draft->time = row->time;
        draft->sales++;
        draft->total += row->amount;
    }
    return drafts;
}

/* ---- sequence ---------------------------------------------------------------------------------------------------- */

static int compare_numbers(int64_t a, int64_t b) { return (a > b) - (a < b); }

/* SHOP_NULL is the least number: an order without id comes before those with one. */
static int by_sequence(const void *left, const void *right)
{
    const struct oracle_order *a = left, *b = right;
    int order = compare_numbers(a->time, b->time);
    if (!order) order = compare_numbers(a->id, b->id);
    if (!order) order = compare_numbers(a->amount, b->amount);
    return order ? order : compare_numbers(a->position, b->position);
}

static int by_day(const void *left, const void *right)
{
    const struct oracle_refund *a = left, *b = right;
    int order = compare_numbers(a->day, b->day);
    if (!order) order = compare_numbers(a->amount, b->amount);
    return order ? order : compare_numbers(a->row, b->row);
}

/* qsort of nothing must not be handed a null pointer. */
static void sort(void *array, int64_t count, size_t element, int (*compare)(const void *, const void *))
{
    if (count > 1) qsort(array, (size_t)count, element, compare);
}

/* ---- from drafts to orders --------------------------------------------------------------------------------------- */

static struct oracle_customer *customer_of(struct oracle_book *book, int64_t key)
{
    if (key == SHOP_NULL) return &book->guests;
    for (int64_t i = 0; i < book->customers; i++)
        if (book->customer[i].key == key) return &book->customer[i];
    struct oracle_customer fresh;
    memset(&fresh, 0, sizeof fresh);
    fresh.key = key;
    PUSH(book->customer, book->customers, fresh);
    return &book->customer[book->customers - 1];
}

static struct oracle_refund refund_of(const struct shop *shop, int64_t row)
{
    const struct shop_row *given = &shop->row[row];
    struct oracle_refund refund = {row, shop_day(shop, given->time), magnitude(given->amount), given->product,
                                   magnitude(or_zero(given->quantity))};
    return refund;
}

static void see_day(struct oracle_book *book, int32_t day)
{
    if (book->first_day == PATRON_NO_DAY || day < book->first_day) book->first_day = day;
    if (book->last_day == PATRON_NO_DAY || day > book->last_day) book->last_day = day;
}

static void add_order_row(const struct shop_row *given, int64_t row, struct oracle_order *order)
{
    struct oracle_line line = {row, given->product, given->category, given->tag, given->amount,
                               or_zero(given->quantity), or_zero(given->discount), or_zero(given->cost)};
    if (order->lines == 0) order->position = row;
    PUSH(order->line, order->lines, line);
    order->amount += line.amount;
    order->discount += line.discount;
    order->cost += line.cost;
    order->quantity += line.quantity;
    if (given->kind != PATRON_KIND_RENEWAL) order->renewal = false;
    if (given->coupon != SHOP_NULL) order->coupon = given->coupon;
}

static void make_order(struct oracle_book *book, const struct shop *shop, const struct draft *draft)
{
    struct oracle_order order;
    memset(&order, 0, sizeof order);
    order.customer = draft->customer;
    order.shop = draft->shop;
    order.id = draft->id;
    order.time = draft->time;
    order.day = shop_day(shop, draft->time);
    order.renewal = true;
    order.coupon = SHOP_NULL;
    see_day(book, order.day);
    for (int64_t i = 0; i < draft->rows; i++) {
        const struct shop_row *given = &shop->row[draft->row[i]];
        if (is_sale(given)) add_order_row(given, draft->row[i], &order);
        if (given->kind != PATRON_KIND_REFUND) continue;
        struct oracle_refund refund = refund_of(shop, draft->row[i]);
        if (refund.day < order.day) refund.day = order.day;
        see_day(book, refund.day);
        PUSH(order.refund, order.refunds, refund);
    }
    sort(order.refund, order.refunds, sizeof *order.refund, by_day);
    order.refunded = oracle_refunded(order.refund, order.refunds, book->as_of);
    order.counts = order.amount > 0 ? order.refunded < order.amount : (shop->flags & PATRON_BOOK_ZERO_ORDERS) != 0;
    struct oracle_customer *customer = customer_of(book, draft->customer);
    if (order.day <= book->as_of) PUSH(customer->order, customer->orders, order);
    else PUSH(customer->later, customer->laters, order);
}

static void push_loose(struct oracle_book *book, int64_t key, struct oracle_refund refund)
{
    struct oracle_customer *customer = customer_of(book, key);
    see_day(book, refund.day);
    PUSH(customer->loose, customer->looses, refund);
    sort(customer->loose, customer->looses, sizeof *customer->loose, by_day);
}

/* Refund rows of an order that the rows do not hold come off their own customer; an order with a negative total is one
 * refund of its money, without product (its lines may have both signs), beside refunds without money of the units of its
 * lines of negative quantity; and the refund rows of it come off its customer too. */
static void make_loose(struct oracle_book *book, const struct shop *shop, const struct draft *draft)
{
    struct oracle_refund whole = {draft->row[0], shop_day(shop, draft->time), -draft->total, SHOP_NULL, 0};
    if (draft->sales > 0) push_loose(book, draft->customer, whole);
    for (int64_t i = 0; i < draft->rows; i++) {
        const struct shop_row *row = &shop->row[draft->row[i]];
        if (is_sale(row) && row->product != SHOP_NULL && or_zero(row->quantity) < 0) {
            struct oracle_refund units = {draft->row[i], whole.day, 0, row->product, -row->quantity};
            push_loose(book, draft->customer, units);
        }
        if (row->kind != PATRON_KIND_REFUND) continue;
        push_loose(book, draft->sales > 0 ? draft->customer : oracle_canonical(shop, row->customer),
                   refund_of(shop, draft->row[i]));
    }
}

/* ---- totals ------------------------------------------------------------------------------------------------------ */

static bool same_row(const struct shop_row *a, const struct shop_row *b)
{
    return memcmp(a, b, sizeof *a) == 0; /* thirteen int64: no padding */
}

static void exclude(patron_totals *totals, int reason, int64_t money)
{
    totals->excluded_rows[reason]++;
    totals->excluded_money[reason] += money;
}

/* Each row of a draft once: on its order's day if it is part of one, on the day from which it acts if it is a refund,
 * else on its own day. The rows of an order with a sale line are sale rows, renewal lines among them. */
static void count_rows(struct oracle_book *book, const struct shop *shop, const struct draft *draft)
{
    patron_totals *totals = &book->totals;
    bool is_order = draft->sales > 0 && draft->total >= 0, is_renewal = true, total_counted = false;
    for (int64_t i = 0; i < draft->rows; i++)
        if (shop->row[draft->row[i]].kind == PATRON_KIND_SALE) is_renewal = false;
    bool ignored_with_it = draft->sales == 0 && draft->ignored > 0;
    int32_t order_day = shop_day(shop, draft->time);
    for (int64_t i = 0; i < draft->rows; i++) {
        const struct shop_row *row = &shop->row[draft->row[i]];
        bool refund = row->kind == PATRON_KIND_REFUND;
        int64_t money = refund ? -magnitude(row->amount) : row->amount;
        int32_t day = shop_day(shop, row->time);
        if (is_sale(row) || (refund && is_order && day < order_day)) day = order_day;
        totals->rows++;
        if (day > book->as_of) {
            totals->rows_after++;
            continue;
        }
        if (row->kind == PATRON_KIND_IGNORED || (refund && ignored_with_it)) {
            totals->rows_ignored++;
            exclude(totals, refund ? PATRON_EXCLUDED_IGNORED_REFUND : PATRON_EXCLUDED_IGNORED, money);
            continue;
        }
        if (refund || !is_order) totals->rows_refund++;
        else if (is_renewal) totals->rows_renewal++;
        else totals->rows_sale++;
        if (refund && !is_order) totals->refunds_unmatched++;
        if (!refund && !is_order && !total_counted) {
            totals->refunds_unmatched++; /* the negative total is one refund, however many rows it has */
            total_counted = true;
        }
        int64_t whose = draft->sales > 0 ? draft->customer : oracle_canonical(shop, row->customer);
        if (whose == SHOP_NULL) exclude(totals, PATRON_EXCLUDED_GUEST, money);
    }
}

static void count_duplicates(patron_totals *totals, const struct shop *shop)
{
    for (int64_t i = 0; i < shop->rows; i++)
        for (int64_t j = 0; j < i; j++) {
            if (!same_row(&shop->row[i], &shop->row[j])) continue;
            totals->duplicate_rows++;
            totals->duplicate_money += shop->row[i].amount;
            break;
        }
}

/* ---- customers --------------------------------------------------------------------------------------------------- */

static void add_purchases(const struct shop *shop, struct oracle_customer *customer, bool sales_only,
                          struct oracle_purchase **list, int64_t *count)
{
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        if (!order->counts || (sales_only && order->renewal)) continue;
        bool joins = *count > 0 && (*list)[*count - 1].day == order->day && !(shop->flags & PATRON_BOOK_COUNT_BY_ORDER);
        if (!joins) {
            struct oracle_purchase fresh = {order->day, i, i, 0, 0, 0, true};
            PUSH(*list, *count, fresh);
        }
        struct oracle_purchase *purchase = &(*list)[*count - 1];
        purchase->end = i + 1;
        purchase->orders++;
        purchase->sales += order->amount;
        purchase->net += order->amount - order->refunded;
        purchase->renewal = purchase->renewal && order->renewal;
    }
}

static bool known_birth(const struct shop *shop, const struct oracle_customer *customer)
{
    if (!(shop->flags & PATRON_BOOK_OBSERVED_FROM)) return true;
    if (customer->purchases > 0 && customer->purchase[0].day < shop->observed_from) return false;
    for (int64_t i = 0; i < shop->sinces; i++)
        if (shop->since_day[i] != SHOP_NULL && shop->since_day[i] < shop->observed_from &&
            oracle_canonical(shop, shop->since_customer[i]) == customer->key)
            return false;
    return true;
}

static void finish_customer(const struct shop *shop, struct oracle_customer *customer, struct oracle_book *book)
{
    patron_totals *totals = &book->totals;
    sort(customer->order, customer->orders, sizeof *customer->order, by_sequence);
    sort(customer->later, customer->laters, sizeof *customer->later, by_sequence);
    for (int64_t i = 0; i < customer->orders; i++) {
        const struct oracle_order *order = &customer->order[i];
        customer->sales += order->amount;
        customer->refunds += order->refunded;
        customer->counted += order->counts;
        totals->orders_counted += order->counts;
        totals->orders_renewal += order->counts && order->renewal;
        totals->orders_zero += !order->counts && order->amount == 0;
        totals->orders_refunded += !order->counts && order->amount > 0;
        totals->net_counted += order->counts ? order->amount - order->refunded : 0;
        totals->refunds_over += order->refunded > order->amount;
    }
    customer->unmatched = oracle_refunded(customer->loose, customer->looses, book->as_of);
    customer->refunds += customer->unmatched;
    customer->net = customer->sales - customer->refunds;
    customer->is_customer = customer->orders > 0;
    for (int64_t i = 0; i < customer->looses; i++)
        if (customer->loose[i].day <= book->as_of) customer->is_customer = true;
    customer->is_buyer = customer->counted > 0;
    add_purchases(shop, customer, false, &customer->purchase, &customer->purchases);
    add_purchases(shop, customer, true, &customer->sales_purchase, &customer->sales_purchases);
    customer->birth_known = known_birth(shop, customer);
    totals->orders += customer->orders;
    totals->sales += customer->sales;
    totals->refunds += customer->refunds;
    totals->net += customer->net;
    book->orders += customer->orders + customer->laters;
    if (customer->key == SHOP_NULL) {
        totals->net_guests += customer->net;
        return;
    }
    totals->net_unmatched -= customer->unmatched;
    totals->net_customers += customer->net + customer->unmatched;
    totals->purchases += customer->purchases;
    totals->customers += customer->is_customer;
    totals->buyers += customer->is_buyer;
    totals->buyers_unknown_birth += customer->is_buyer && !customer->birth_known;
}

/* Numbers go by first appearance in the rows, whatever the kind of the row. */
static void number_customers(struct oracle_book *book, const struct shop *shop)
{
    for (int64_t i = 0; i < shop->rows; i++) (void)customer_of(book, oracle_canonical(shop, shop->row[i].customer));
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

struct oracle_book *oracle_book(const struct shop *shop, int32_t as_of)
{
    struct oracle_book *book = calloc(1, sizeof *book);
    assert_non_null(book);
    book->as_of = as_of;
    book->first_day = book->last_day = PATRON_NO_DAY;
    book->guests.key = SHOP_NULL;
    book->totals.size = sizeof book->totals;
    struct drafts drafts = collect(shop);
    number_customers(book, shop);
    for (int64_t i = 0; i < drafts.count; i++) {
        const struct draft *draft = &drafts.draft[i];
        if (draft->sales > 0 && draft->total >= 0) make_order(book, shop, draft);
        else if (draft->sales > 0 || draft->ignored == 0) make_loose(book, shop, draft);
        count_rows(book, shop, draft);
    }
    for (int64_t i = 0; i < book->customers; i++) finish_customer(shop, &book->customer[i], book);
    finish_customer(shop, &book->guests, book);
    count_duplicates(&book->totals, shop);
    for (int64_t i = 0; i < drafts.count; i++) free(drafts.draft[i].row);
    free(drafts.draft);
    return book;
}

static void free_orders(struct oracle_order *order, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        free(order[i].line);
        free(order[i].refund);
    }
    free(order);
}

static void free_customer(struct oracle_customer *customer)
{
    free_orders(customer->order, customer->orders);
    free_orders(customer->later, customer->laters);
    free(customer->loose);
    free(customer->purchase);
    free(customer->sales_purchase);
}

void oracle_book_free(struct oracle_book *book)
{
    if (!book) return;
    for (int64_t i = 0; i < book->customers; i++) free_customer(&book->customer[i]);
    free_customer(&book->guests);
    free(book->customer);
    free(book);
}

const struct oracle_customer *oracle_find(const struct oracle_book *book, int64_t key)
{
    for (int64_t i = 0; i < book->customers; i++)
        if (book->customer[i].key == key) return &book->customer[i];
    return NULL;
}

int64_t oracle_refunded(const struct oracle_refund *refund, int64_t count, int32_t as_of)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < count; i++)
        if (refund[i].day <= as_of) sum += refund[i].amount;
    return sum;
}
