#include "oracle_products.h"

/* ---- which order holds what ------------------------------------------------------------------------------------- */

static int64_t category_of(const struct shop *shop, int64_t product)
{
    for (int64_t i = 0; i < shop->rows; i++)
        if (shop->row[i].product == product && shop->row[i].category != SHOP_NULL) return shop->row[i].category;
    return SHOP_NULL;
}

/* The item of a product, SHOP_NULL = none. */
static int64_t item_of(const struct oracle_products *of, int64_t product)
{
    if (product == SHOP_NULL || of->level == PATRON_PRODUCTS_PRODUCT) return product;
    return category_of(of->shop, product);
}

static bool has_quantities(const struct oracle_products *of) { return (of->shop->columns & SHOP_QUANTITY) != 0; }

/* One product of one order. */
struct part {
    int64_t product;
    int64_t sold, returned, left;
    bool held;
};

struct parts {
    struct part *part;
    int64_t count;
};

static struct part part_of(const struct oracle_products *of, const struct oracle_order *order, int64_t product)
{
    struct part part = {product, 0, 0, 0, false};
    int64_t amount = 0, given = 0, lines = 0;
    for (int64_t l = 0; l < order->lines; l++) {
        if (order->line[l].product != product) continue;
        lines++;
        part.sold += has_quantities(of) ? order->line[l].quantity : 1;
        amount += order->line[l].amount;
    }
    for (int64_t r = 0; r < order->refunds; r++) {
        if (order->refund[r].day > of->book->as_of || order->refund[r].product != product) continue;
        part.returned += has_quantities(of) ? order->refund[r].quantity : 0;
        given += order->refund[r].amount;
    }
    if (!has_quantities(of) && given > 0 && given >= amount) part.returned = part.sold;
    bool gone = has_quantities(of) ? part.returned > 0 && part.returned >= part.sold : part.returned > 0;
    part.left = part.sold - part.returned;
    part.held = lines > 0 && !gone && part.sold >= 0;
    return part;
}

/* The products that an order's lines or refunds name. */
static struct parts parts_of(const struct oracle_products *of, const struct oracle_order *order)
{
    struct parts parts = {calloc((size_t)(order->lines + order->refunds) + 1, sizeof *parts.part), 0};
    for (int64_t i = 0; order->counts && i < order->lines + order->refunds; i++) {
        int64_t product = i < order->lines ? order->line[i].product : order->refund[i - order->lines].product;
        bool seen = product == SHOP_NULL;
        for (int64_t k = 0; k < parts.count; k++) seen = seen || parts.part[k].product == product;
        if (!seen) parts.part[parts.count++] = part_of(of, order, product);
    }
    return parts;
}

/* Takes an unmatched refund off the latest orders. */
static void take_off(const struct oracle_customer *customer, struct parts *parts, const struct oracle_refund *refund)
{
    int64_t back = refund->quantity;
    for (int64_t o = customer->orders - 1; o >= 0 && back > 0; o--) {
        if (customer->order[o].day > refund->day) continue;
        for (int64_t k = 0; k < parts[o].count; k++) {
            struct part *part = &parts[o].part[k];
            if (part->product != refund->product || !part->held || part->left <= 0) continue;
            int64_t taken = part->left < back ? part->left : back;
            part->left -= taken;
            back -= taken;
            if (part->left == 0) part->held = false;
        }
    }
}

/* Parts of all orders of a customer. */
static struct parts *customer_parts(const struct oracle_products *of, const struct oracle_customer *customer,
                                    bool guests)
{
    struct parts *parts = calloc((size_t)customer->orders + 1, sizeof *parts);
    for (int64_t o = 0; o < customer->orders; o++) parts[o] = parts_of(of, &customer->order[o]);
    for (int64_t r = 0; !guests && has_quantities(of) && r < customer->looses; r++)
        if (customer->loose[r].day <= of->book->as_of && customer->loose[r].product != SHOP_NULL)
            take_off(customer, parts, &customer->loose[r]);
    return parts;
}

static void free_parts(struct parts *parts, int64_t orders)
{
    for (int64_t o = 0; o < orders; o++) free(parts[o].part);
    free(parts);
}

/* Whether an order holds an item; SHOP_NULL = any item. */
static bool holds(const struct oracle_products *of, const struct parts *parts, int64_t item)
{
    for (int64_t k = 0; k < parts->count; k++) {
        int64_t one = item_of(of, parts->part[k].product);
        if (parts->part[k].held && one != SHOP_NULL && (item == SHOP_NULL || one == item)) return true;
    }
    return false;
}

/* Whether an order belongs to the row's orders. */
static bool belongs(const struct oracle_products *of, struct oracle_target target, const struct oracle_order *order,
                    const struct parts *parts)
{
    if (!order->counts) return false;
    if (target.is_item) return holds(of, parts, target.item);
    if (target.item == PATRON_PRODUCTS_ROW_ALL) return true;
    return target.item == PATRON_PRODUCTS_ROW_NONE && !holds(of, parts, SHOP_NULL);
}

/* Whether the money and units of a line, or of a refund, are the row's. */
static bool is_of(const struct oracle_products *of, struct oracle_target target, int64_t product, bool refund)
{
    int64_t item = item_of(of, product);
    if (target.is_item) return item != SHOP_NULL && item == target.item;
    if (target.item == PATRON_PRODUCTS_ROW_ALL) return true;
    if (target.item == PATRON_PRODUCTS_ROW_REST) return refund && product == SHOP_NULL;
    if (target.item == PATRON_PRODUCTS_ROW_NONE) return item == SHOP_NULL && !(refund && product == SHOP_NULL);
    return false;
}

/* ---- the table -------------------------------------------------------------------------------------------------- */

static void add_order(const struct oracle_products *of, struct oracle_target target, const struct oracle_order *order,
                      const struct parts *parts, struct oracle_products_row *out)
{
    bool recent = order->day > of->book->as_of - of->window;
    int64_t sold = 0, returned = 0;
    for (int64_t l = 0; l < order->lines; l++) {
        if (!is_of(of, target, order->line[l].product, false)) continue;
        out->sales += order->line[l].amount;
        if (recent) out->recent_net += order->line[l].amount;
        sold += has_quantities(of) ? order->line[l].quantity : 1;
    }
    for (int64_t r = 0; r < order->refunds; r++) {
        if (order->refund[r].day > of->book->as_of || !is_of(of, target, order->refund[r].product, true)) continue;
        out->refunds += order->refund[r].amount;
        if (recent) out->recent_net -= order->refund[r].amount;
        if (has_quantities(of)) returned += order->refund[r].quantity;
    }
    for (int64_t k = 0; !has_quantities(of) && k < parts->count; k++)
        if (is_of(of, target, parts->part[k].product, false)) returned += parts->part[k].returned;
    if (order->counts) {
        out->sold += sold;
        out->returned += returned;
        if (recent) out->recent_units += sold - returned;
        if (recent && target.is_item) out->recent_squares += (sold - returned) * (sold - returned);
    }
    if (!belongs(of, target, order, parts)) return;
    out->orders++;
    out->recent_orders += recent;
}

static void add_loose(const struct oracle_products *of, struct oracle_target target,
                      const struct oracle_customer *customer, struct oracle_products_row *out)
{
    for (int64_t r = 0; r < customer->looses; r++) {
        const struct oracle_refund *refund = &customer->loose[r];
        if (refund->day > of->book->as_of || !is_of(of, target, refund->product, true)) continue;
        bool recent = refund->day > of->book->as_of - of->window;
        out->refunds += refund->amount;
        if (recent) out->recent_net -= refund->amount;
        if (!has_quantities(of)) continue;
        out->returned += refund->quantity;
        if (recent) out->recent_units -= refund->quantity;
    }
}

/* Days of the purchases that belong to the row; of NONE: all, of who holds nothing. */
static int64_t days_of(const struct oracle_products *of, struct oracle_target target,
                       const struct oracle_customer *customer, const struct parts *parts, bool sales_only,
                       int32_t *days)
{
    int64_t count = 0, purchases = sales_only ? customer->sales_purchases : customer->purchases;
    for (int64_t p = 0; p < purchases; p++) {
        const struct oracle_purchase *one = sales_only ? &customer->sales_purchase[p] : &customer->purchase[p];
        bool in = false;
        for (int64_t o = one->first; o < one->end; o++)
            if (!sales_only || !customer->order[o].renewal)
                in = in || belongs(of, target, &customer->order[o], &parts[o]);
        if (in) days[count++] = one->day;
    }
    return count;
}

static void add_buyer(const struct oracle_products *of, const struct oracle_customer *customer, const int32_t *days,
                      int64_t count, struct oracle_products_row *out)
{
    int32_t from = of->book->as_of - of->window + 1, first = customer->purchase[0].day;
    if (!count) return;
    out->buyers++;
    if (days[0] != first) out->existing_buyers++;
    else if (customer->birth_known) out->new_buyers++;
    else out->unknown_buyers++;
    out->repurchasers += count >= 2;
    if (of->book->as_of >= days[0] + of->repeat) {
        out->again_observed++;
        out->again_within += count >= 2 && days[1] <= days[0] + of->repeat;
    }
    out->recent_buyers += days[count - 1] >= from;
    if (days[0] != first || first < from) return;
    if (customer->birth_known) out->recent_new++;
    else out->recent_unknown++;
}

static void add_customer(const struct oracle_products *of, struct oracle_target target,
                         const struct oracle_customer *customer, bool guests, struct oracle_products_row *out)
{
    struct parts *parts = customer_parts(of, customer, guests);
    int32_t *days = calloc((size_t)customer->orders + 1, sizeof *days);
    bool nothing = true;
    for (int64_t o = 0; o < customer->orders; o++) {
        add_order(of, target, &customer->order[o], &parts[o], out);
        nothing = nothing && !holds(of, &parts[o], SHOP_NULL);
    }
    add_loose(of, target, customer, out);
    if (!guests && customer->purchases) {
        int64_t count = 0, held = 0;
        if (!target.is_item && target.item == PATRON_PRODUCTS_ROW_NONE) {
            struct oracle_target all = {false, PATRON_PRODUCTS_ROW_ALL};
            for (int64_t p = 0; p < customer->purchases; p++) {
                bool any = false;
                for (int64_t o = customer->purchase[p].first; o < customer->purchase[p].end; o++)
                    any = any || holds(of, &parts[o], SHOP_NULL);
                held += any;
            }
            out->purchases += customer->purchases - held;
            if (nothing) count = days_of(of, all, customer, parts, false, days);
        } else {
            count = days_of(of, target, customer, parts, false, days);
            out->purchases += count;
        }
        add_buyer(of, customer, days, count, out);
    }
    free(days);
    free_parts(parts, customer->orders);
}

static bool is_wanted(const struct oracle_products *of, int64_t i) { return !of->group || of->group[i] == of->wanted; }

void oracle_products_row(const struct oracle_products *of, struct oracle_target target, bool guests,
                         struct oracle_products_row *out)
{
    memset(out, 0, sizeof *out);
    if (guests) add_customer(of, target, &of->book->guests, true, out);
    for (int64_t i = 0; !guests && i < of->book->customers; i++)
        if (is_wanted(of, i)) add_customer(of, target, &of->book->customer[i], false, out);
}

/* ---- first products --------------------------------------------------------------------------------------------- */

/* Whether the first day of a buyer is the row's. */
static bool begins(const struct oracle_products *of, struct oracle_target target,
                   const struct oracle_customer *customer, const struct parts *parts)
{
    bool item = false, any = false;
    if (!target.is_item && target.item == PATRON_PRODUCTS_ROW_UNKNOWN) return !customer->birth_known;
    if (!customer->birth_known) return false;
    for (int64_t o = 0; o < customer->orders; o++) {
        if (customer->order[o].day != customer->purchase[0].day) continue;
        any = any || holds(of, &parts[o], SHOP_NULL);
        item = item || (target.is_item && holds(of, &parts[o], target.item));
    }
    if (target.is_item) return item;
    return target.item == PATRON_PRODUCTS_ROW_ALL || (target.item == PATRON_PRODUCTS_ROW_NONE && !any);
}

void oracle_products_first(const struct oracle_products *of, struct oracle_target target,
                           struct oracle_products_first *out)
{
    memset(out, 0, sizeof *out);
    for (int64_t i = 0; i < of->book->customers; i++) {
        const struct oracle_customer *customer = &of->book->customer[i];
        if (!is_wanted(of, i) || !customer->purchases) continue;
        struct parts *parts = customer_parts(of, customer, false);
        if (begins(of, target, customer, parts)) {
            int32_t first = customer->purchase[0].day;
            out->buyers++;
            out->repeaters += customer->purchases >= 2;
            out->loyal += customer->purchases >= 3;
            out->orders += customer->counted;
            out->purchases += customer->purchases;
            out->net += customer->net;
            if (of->book->as_of >= first + of->repeat) {
                out->repeat_observed++;
                out->repeat_within += customer->purchases >= 2 && customer->purchase[1].day <= first + of->repeat;
            }
        }
        free_parts(parts, customer->orders);
    }
}

/* ---- gaps ------------------------------------------------------------------------------------------------------- */

static void count_gap(int64_t *into, int64_t days, int64_t most)
{
    assert_true(days >= 0 && days < most);
    into[days]++;
}

void oracle_products_gaps(const struct oracle_products *of, struct oracle_target target, int which, int64_t *closed,
                          int64_t *open, int64_t most)
{
    for (int64_t i = 0; i < of->book->customers; i++) {
        const struct oracle_customer *customer = &of->book->customer[i];
        if (!is_wanted(of, i) || !customer->sales_purchases) continue;
        struct parts *parts = customer_parts(of, customer, false);
        int32_t *days = calloc((size_t)customer->orders + 1, sizeof *days);
        struct oracle_target all = {false, PATRON_PRODUCTS_ROW_ALL};
        bool second = which == PATRON_PRODUCTS_GAPS_SECOND, is_all = !target.is_item && target.item == all.item;
        int64_t count = second || is_all      ? days_of(of, all, customer, parts, true, days)
                        : target.is_item ? days_of(of, target, customer, parts, true, days)
                                              : 0;
        if (second && (days[0] != customer->purchase[0].day || !begins(of, target, customer, parts))) count = 0;
        if (second && count > 2) count = 2;
        for (int64_t k = 1; k < count; k++) count_gap(closed, days[k] - days[k - 1], most);
        if (count && !(second && count == 2)) count_gap(open, of->book->as_of - days[count - 1], most);
        free(days);
        free_parts(parts, customer->orders);
    }
}

int32_t oracle_products_quartile(const int64_t *closed, const int64_t *open, int64_t most, int part)
{
    int64_t risk = 0;
    double survival = 1;
    for (int64_t d = 0; d < most; d++) risk += closed[d] + open[d];
    for (int64_t d = 0; d < most; d++) {
        if (closed[d]) survival *= (double)(risk - closed[d]) / (double)risk;
        if (closed[d] && 1 - survival >= 0.25 * part - 1e-12) return (int32_t)d;
        risk -= closed[d] + open[d];
    }
    return PATRON_NO_DAY;
}

/* ---- baskets ---------------------------------------------------------------------------------------------------- */

struct basket {
    bool in[ORACLE_ITEMS];
    int64_t items;
};

static void put_order(const struct oracle_products *of, const struct oracle_baskets *out, const struct parts *parts,
                      struct basket *basket)
{
    for (int64_t k = 0; k < out->items; k++)
        if (!basket->in[k] && holds(of, parts, out->item[k])) {
            basket->in[k] = true;
            basket->items++;
        }
}

static void count_basket(const struct basket *basket, int64_t max_items, struct oracle_baskets *out)
{
    if (!basket->items) {
        out->empty++;
        return;
    }
    if (basket->items > max_items) {
        out->left_out++;
        return;
    }
    out->baskets++;
    for (int64_t a = 0; a < out->items; a++) {
        out->a_count[a] += basket->in[a];
        out->b_count[a] += basket->in[a];
        for (int64_t b = a + 1; b < out->items; b++) out->both[a][b] += basket->in[a] && basket->in[b];
    }
}

void oracle_products_pairs(const struct oracle_products *of, int basket, bool guests, int64_t max_items,
                           struct oracle_baskets *out)
{
    for (int64_t i = 0; i < of->book->customers + guests; i++) {
        bool guest = i == of->book->customers;
        const struct oracle_customer *customer = guest ? &of->book->guests : &of->book->customer[i];
        if (guest ? of->wanted != 0 : !is_wanted(of, i)) continue;
        struct parts *parts = customer_parts(of, customer, guest);
        struct basket whole = {{false}, 0};
        for (int64_t o = 0; o < customer->orders; o++) {
            struct basket one = {{false}, 0};
            if (!customer->order[o].counts) continue;
            put_order(of, out, &parts[o], &one);
            put_order(of, out, &parts[o], &whole);
            if (basket == PATRON_PRODUCTS_IN_ORDER) count_basket(&one, max_items, out);
        }
        for (int64_t p = 0; basket == PATRON_PRODUCTS_IN_PURCHASE && p < customer->purchases; p++) {
            struct basket one = {{false}, 0};
            for (int64_t o = customer->purchase[p].first; o < customer->purchase[p].end; o++)
                put_order(of, out, &parts[o], &one);
            count_basket(&one, max_items, out);
        }
        if (basket == PATRON_PRODUCTS_IN_HISTORY && customer->purchases) count_basket(&whole, max_items, out);
        free_parts(parts, customer->orders);
    }
}

void oracle_products_transitions(const struct oracle_products *of, int64_t max_items, struct oracle_baskets *out)
{
    for (int64_t i = 0; i < of->book->customers; i++) {
        const struct oracle_customer *customer = &of->book->customer[i];
        if (!is_wanted(of, i)) continue;
        struct parts *parts = customer_parts(of, customer, false);
        struct basket before = {{false}, 0};
        for (int64_t p = 0; p < customer->sales_purchases; p++) {
            struct basket one = {{false}, 0};
            for (int64_t o = customer->sales_purchase[p].first; o < customer->sales_purchase[p].end; o++)
                if (!customer->order[o].renewal) put_order(of, out, &parts[o], &one);
            if (p && (before.items > max_items || one.items > max_items)) {
                out->left_out++;
            } else if (p && (!before.items || !one.items)) {
                out->empty++;
            } else if (p) {
                out->baskets++;
                for (int64_t a = 0; a < out->items; a++) {
                    out->a_count[a] += before.in[a];
                    out->b_count[a] += one.in[a];
                    for (int64_t b = 0; b < out->items; b++) out->both[a][b] += before.in[a] && one.in[b];
                }
            }
            before = one;
        }
        free_parts(parts, customer->orders);
    }
}
