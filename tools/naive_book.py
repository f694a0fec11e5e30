"""What a shop is at the end of a day, and the facts of its customers, naively: plain loops over dicts, written from the
definitions (docs/explanation/definitions.md and the public headers), never from the library's code."""
import datetime as dt
import decimal
import statistics
import zoneinfo

KINDS = ("sale", "renewal", "refund", "ignored")
MONEY = ("amount", "discount", "cost")
EPOCH = dt.date(1970, 1, 1)


def day_of(text):
    return (dt.date.fromisoformat(text) - EPOCH).days


def iso(day):
    return None if day is None else (EPOCH + dt.timedelta(days=day)).isoformat()


class Bag(dict):
    """A dict whose keys are attributes too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


# ---- rows and orders -------------------------------------------------------------------------------------------------


def _time(value, options):
    """(what sorts, the shop's day) of a time."""
    if len(value) == 10:
        day = day_of(value)
        return day, day
    zone = zoneinfo.ZoneInfo(options["tz"]) if "tz" in options else None
    instant = dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if instant.tzinfo is None and options.get("input_tz") == "UTC":
        instant = instant.replace(tzinfo=dt.timezone.utc)
    if instant.tzinfo is None:
        return instant, (instant.date() - EPOCH).days
    return instant, (instant.astimezone(zone).date() - EPOCH).days


def _minor(value, options):
    if not isinstance(value, str):
        return value
    return int(decimal.Decimal(value).scaleb(options["scale"]).to_integral_exact())


class Shop:
    """The rows of a vector, its orders, and its customers as seen at the end of a day."""

    def __init__(self, vector):
        self.options = options = vector.get("options", {})
        self.columns = set(vector["rows"])
        labels = {**vector.get("labels", {}), **vector.get("line_labels", {})}
        self.order_labels = set(vector.get("labels", {}))
        self.alias = dict((old, new) for old, new in options.get("alias", ()))
        self.guests = [key for key in options.get("guest", (0, "")) if key is not None]
        self.rows = []
        for at in range(len(vector["rows"]["customer"])):
            row = Bag({role: values[at] for role, values in vector["rows"].items()})
            for role in ("order", "shop", "product", "category", "quantity", "discount", "cost"):
                row.setdefault(role, None)
            row.at, row.raw = at, tuple(row.items())
            row.labels = {name: values[at] for name, values in labels.items()}
            row.raw += tuple(row.labels.items())
            row.when, row.day = _time(row.time, options)
            for role in MONEY:
                row[role] = _minor(row[role], options) or 0
            row.quantity = row.quantity or 0
            kinds = options.get("kinds", {name: name for name in KINDS})
            row.kind = kinds[row["kind"]] if "kind" in row else "sale"
            row.who = self.canonical(row.customer)
            self.rows.append(row)
        self.numbered = []
        for row in self.rows:
            if row.who is not None and row.who not in self.numbered:
                self.numbered.append(row.who)
        self.categories = {}
        for row in self.rows:
            if row.category is not None:
                self.categories[row.product] = row.category

    def canonical(self, key):
        while key in self.alias:
            key = self.alias[key]
        return None if key in self.guests else key

    def flag(self, name):
        return bool(self.options.get(name))

    def drafts(self):
        """Rows by (shop, order id); a row without an id is alone."""
        held = {}
        for row in self.rows:
            name = ("row", row.at) if row.order is None else ("order", row.shop, row.order)
            held.setdefault(name, []).append(row)
        return list(held.values())

    def at(self, as_of):
        return Book(self, day_of(as_of))


def _refund(row, day):
    return Bag(day=day, amount=abs(row.amount), product=row.product, quantity=abs(row.quantity), row=row.at)


class Book:
    """A shop at the end of a day."""

    def __init__(self, shop, as_of):
        self.shop, self.as_of = shop, as_of
        self.totals = _no_totals()
        self.customers = [self._customer(key) for key in shop.numbered]
        self._by_key = {customer.key: customer for customer in self.customers}
        self.guests = self._customer(None)
        for draft in shop.drafts():
            self._add(draft)
        for customer in self.customers + [self.guests]:
            self._finish(customer)
        seen = set()
        for row in shop.rows:
            if row.raw in seen:
                self.totals["duplicate_rows"] += 1
                self.totals["duplicate_money"] += row.amount
            seen.add(row.raw)
        if not shop.flag("find_duplicates"):
            self.totals["duplicate_rows"], self.totals["duplicate_money"] = -1, 0

    @staticmethod
    def _customer(key):
        return Bag(key=key, orders=[], loose=[])

    def _whose(self, key):
        return self.guests if key is None else self._by_key[key]

    def _add(self, draft):
        sales = [row for row in draft if row.kind in ("sale", "renewal")]
        refunds = [row for row in draft if row.kind == "refund"]
        ignored = [row for row in draft if row.kind == "ignored"]
        known = [row.who for row in draft if row.who is not None]
        who, total = known[-1] if known else None, sum(row.amount for row in sales)
        is_order = bool(sales) and total >= 0
        first = min(sales, key=lambda row: row.when) if sales else None
        self._count_rows(draft, sales, is_order, first, who, bool(ignored) and not sales)
        if is_order:
            self._add_order(sales, refunds, first, who, total)
        elif sales:  # a negative total: a refund of its money, and of the units of its negative lines
            loose = self._whose(who).loose
            loose.append(Bag(day=first.day, amount=-total, product=None, quantity=0, row=sales[0].at))
            loose += [Bag(day=first.day, amount=0, product=row.product, quantity=-row.quantity, row=row.at)
                      for row in sales if row.product is not None and row.quantity < 0]
            loose += [_refund(row, row.day) for row in refunds]
        elif not ignored:
            for row in refunds:
                self._whose(row.who).loose.append(_refund(row, row.day))

    def _add_order(self, sales, refunds, first, who, total):
        order = Bag(when=first.when, day=first.day, id=first.order, position=min(row.at for row in sales), amount=total,
                    renewal=all(row.kind == "renewal" for row in sales), lines=sales,
                    discount=sum(row.discount for row in sales), cost=sum(row.cost for row in sales),
                    quantity=sum(row.quantity for row in sales))
        order.all_refunds = [_refund(row, max(row.day, first.day)) for row in refunds]
        order.refunds = [refund for refund in order.all_refunds if refund.day <= self.as_of]
        order.refunded = sum(refund.amount for refund in order.refunds)
        order.net = order.amount - order.refunded
        order.counts = order.refunded < order.amount if order.amount > 0 else self.shop.flag("zero_orders")
        if order.day <= self.as_of:
            self._whose(who).orders.append(order)

    def _count_rows(self, draft, sales, is_order, first, who, ignored_with_it):
        totals, negative_seen = self.totals, False
        renewal = bool(sales) and all(row.kind == "renewal" for row in sales)
        for row in draft:
            refund, is_sale = row.kind == "refund", row.kind in ("sale", "renewal")
            money = -abs(row.amount) if refund else row.amount
            day = row.day
            if is_sale or (refund and is_order and day < first.day):
                day = first.day
            totals["rows"] += 1
            if day > self.as_of:
                totals["rows_after"] += 1
                continue
            if row.kind == "ignored" or (refund and ignored_with_it):
                reason = "ignored_refund" if refund else "ignored"
                totals["rows_ignored"] += 1
                totals["excluded_rows"][reason] += 1
                totals["excluded_money"][reason] += money
                continue
            kind = "refund" if refund or not is_order else "renewal" if renewal else "sale"
            totals["rows_" + kind] += 1
            if not is_order and (refund or not negative_seen):
                totals["refunds_unmatched"] += 1
                negative_seen = negative_seen or not refund
            if (who if sales else row.who) is None:
                totals["excluded_rows"]["guest"] += 1
                totals["excluded_money"]["guest"] += money

    def _finish(self, customer):
        as_of = self.as_of
        number = lambda order: (order.when, order.id is not None, ranked_key(order.id), order.amount, order.position)
        customer.orders.sort(key=number)
        customer.loose = [refund for refund in customer.loose if refund.day <= as_of]
        customer.counted = [order for order in customer.orders if order.counts]
        customer.purchases = self._purchases(customer.counted)
        customer.sales_purchases = self._purchases([order for order in customer.counted if not order.renewal])
        customer.sales = sum(order.amount for order in customer.orders)
        customer.unmatched = sum(refund.amount for refund in customer.loose)
        customer.refunds = sum(order.refunded for order in customer.orders) + customer.unmatched
        customer.net = customer.sales - customer.refunds
        customer.is_customer = bool(customer.orders or customer.loose)
        customer.is_buyer = bool(customer.counted)
        customer.known = self._birth_known(customer)
        self._add_totals(customer)

    def _purchases(self, orders):
        made = []
        for order in orders:
            if made and made[-1].day == order.day and not self.shop.flag("count_by_order"):
                made[-1].orders.append(order)
            else:
                made.append(Bag(day=order.day, orders=[order]))
        return made

    def _birth_known(self, customer):
        options = self.shop.options
        if "observed_from" not in options:
            return True
        start = day_of(options["observed_from"])
        since = [day_of(day) for key, day in options.get("since", ())
                 if day is not None and self.shop.canonical(key) == customer.key]
        if customer.purchases and customer.purchases[0].day < start:
            return False
        return not any(day < start for day in since)

    def _add_totals(self, customer):
        totals = self.totals
        totals["orders"] += len(customer.orders)
        totals["orders_counted"] += len(customer.counted)
        totals["orders_zero"] += sum(not order.counts and order.amount == 0 for order in customer.orders)
        totals["orders_refunded"] += sum(not order.counts and order.amount > 0 for order in customer.orders)
        totals["orders_renewal"] += sum(order.renewal for order in customer.counted)
        totals["sales"] += customer.sales
        totals["refunds"] += customer.refunds
        totals["net"] += customer.net
        totals["net_counted"] += sum(order.net for order in customer.counted)
        totals["refunds_over"] += sum(order.refunded > order.amount for order in customer.orders)
        if customer.key is None:
            totals["net_guests"] += customer.net
            return
        totals["net_unmatched"] -= customer.unmatched
        totals["net_customers"] += customer.net + customer.unmatched
        totals["purchases"] += len(customer.purchases)
        totals["customers"] += customer.is_customer
        totals["buyers"] += customer.is_buyer
        totals["buyers_unknown_birth"] += customer.is_buyer and not customer.known

    def buyers(self):
        return [customer for customer in self.customers if customer.is_buyer]


def ranked_key(key):
    """What keys are sorted by: whole numbers by value, texts by their bytes."""
    return 0 if key is None else key.encode("utf-8") if isinstance(key, str) else key


TOTALS = ("rows", "rows_sale", "rows_renewal", "rows_refund", "rows_ignored", "rows_after", "orders", "orders_counted",
          "orders_zero", "orders_refunded", "orders_renewal", "purchases", "customers", "buyers",
          "buyers_unknown_birth", "sales", "refunds", "net", "net_customers", "net_guests", "net_unmatched",
          "net_counted", "refunds_unmatched", "refunds_over", "duplicate_rows", "duplicate_money", "excluded_rows",
          "excluded_money")


def _no_totals():
    made = {name: 0 for name in TOTALS}
    for name in ("excluded_rows", "excluded_money"):
        made[name] = {reason: 0 for reason in ("ignored", "ignored_refund", "guest", "erased")}
    return made


def totals(shop, call):
    return shop.at(call["as_of"]).totals


# ---- customers -------------------------------------------------------------------------------------------------------


def _window(customer, low, high):
    """Counted orders, net and net of counted orders of the days low ... high."""
    inside = [order for order in customer.orders if low <= order.day <= high]
    loose = sum(refund.amount for refund in customer.loose if low <= refund.day <= high)
    return (sum(order.counts for order in inside), sum(order.net for order in inside) - loose,
            sum(order.net for order in inside if order.counts))


def gaps_of(customer):
    days = [purchase.day for purchase in customer.sales_purchases]
    return [late - early for early, late in zip(days, days[1:])]


def customer_row(book, customer, window):
    as_of, counted, gaps = book.as_of, customer.counted, gaps_of(customer)
    days = [purchase.day for purchase in customer.purchases]
    discount = sum(order.discount for order in customer.orders)
    cost = sum(order.cost for order in customer.orders)
    recent = _window(customer, as_of - window + 1, as_of)
    earlier = _window(customer, as_of - 2 * window + 1, as_of - window)
    renewal = [all(order.renewal for order in purchase.orders) for purchase in customer.purchases]
    return {
        "customer": customer.key,
        "state": "buyer" if customer.is_buyer else "no_buyer" if customer.is_customer else "absent",
        "birth_known": int(customer.known) if customer.is_buyer else None, "orders": len(counted),
        "renewal_orders": sum(order.renewal for order in counted), "purchases": len(days),
        "renewal_purchases": sum(renewal), "first_day": iso(days[0]) if days else None,
        "last_day": iso(days[-1]) if days else None, "days_since": as_of - days[-1] if days else None,
        "tenure": as_of - days[0] if days else None, "sales": customer.sales, "refunds": customer.refunds,
        "net": customer.net, "sales_counted": sum(order.amount for order in counted),
        "net_counted": sum(order.net for order in counted), "units": sum(order.quantity for order in counted),
        "units_returned": sum(refund.quantity for order in counted for refund in order.refunds
                              if refund.product is not None),
        "discount": discount, "discounted_orders": sum(order.discount > 0 for order in counted), "cost": cost,
        "margin": customer.net - cost, "gaps": len(gaps), "gap_sum": sum(gaps),
        "gap_median_twice": int(2 * statistics.median(gaps)) if gaps else None,
        "last_gap": gaps[-1] if gaps else None, "recent_orders": recent[0], "recent_net": recent[1],
        "earlier_orders": earlier[0], "earlier_net": earlier[1]}


NEEDS = {"units": {"quantity"}, "units_returned": {"quantity", "product"}, "discount": {"discount"},
         "discounted_orders": {"discount"}, "cost": {"cost"}, "margin": {"cost"}}


def customers(shop, call):
    book, window = shop.at(call["as_of"]), call.get("options", {}).get("window_days", 365)
    rows = [customer_row(book, customer, window) for customer in book.customers]
    names = list(customer_row(book, book.guests, window))
    return {name: [row[name] for row in rows] for name in names if NEEDS.get(name, set()) <= shop.columns}


COUNTS = ("customers", "buyers", "buyers_unknown_birth", "one_time_buyers", "repeaters", "orders", "renewal_orders",
          "purchases", "sales", "refunds", "net", "net_counted", "repeat_observed", "repeat_within", "recent_buyers",
          "recent_new", "recent_returning", "recent_unknown", "recent_repeat", "recent_orders", "recent_net",
          "recent_net_counted", "recent_net_returning", "earlier_buyers", "kept_buyers", "earlier_orders",
          "earlier_net")


def _counted(book, who, window, repeat):
    made = dict.fromkeys(COUNTS, 0)

    def add(name, value):
        made[name] += int(value)

    for customer in who:
        row = customer_row(book, customer, window)
        days = [purchase.day for purchase in customer.purchases]
        low = book.as_of - window + 1
        recent, before = any(day >= low for day in days), any(day < low for day in days)
        earlier = any(low - window <= day < low for day in days)
        observed = customer.is_buyer and customer.known and row["tenure"] >= repeat
        add("customers", customer.is_customer)
        add("buyers", customer.is_buyer)
        add("buyers_unknown_birth", customer.is_buyer and not customer.known)
        add("one_time_buyers", len(days) == 1)
        add("repeaters", len(days) >= 2)
        for name in ("orders", "renewal_orders", "purchases", "sales", "refunds", "net", "net_counted"):
            add(name, row[name])
        add("repeat_observed", observed)
        add("repeat_within", observed and len(days) >= 2 and days[1] - days[0] <= repeat)
        add("recent_buyers", recent)
        add("recent_new", recent and not before and customer.known)
        add("recent_returning", recent and before)
        add("recent_unknown", recent and not before and not customer.known)
        add("recent_repeat", recent and len(days) >= 2)
        add("recent_orders", row["recent_orders"])
        add("recent_net", row["recent_net"])
        add("recent_net_counted", _window(customer, low, book.as_of)[2])
        add("recent_net_returning", row["recent_net"] if recent and before else 0)
        add("earlier_buyers", earlier)
        add("kept_buyers", earlier and recent)
        add("earlier_orders", row["earlier_orders"])
        add("earlier_net", row["earlier_net"])
    return made


def selected(customers_of, options):
    """(group label, its customers) pairs, or one pair of None."""
    mask = options.get("mask") or [True] * len(customers_of)
    group = options.get("group")
    chosen = [customer for customer, is_in in zip(customers_of, mask) if is_in]
    if group is None:
        return {None: chosen}
    labels = list(dict.fromkeys(label for label in group if label is not None))
    return {label: [customer for customer, mine, is_in in zip(customers_of, group, mask) if is_in and mine == label]
            for label in labels}


def by_group(customers_of, options, make):
    found = {label: make(who) for label, who in selected(customers_of, options).items()}
    return found[None] if "group" not in options else found


def customers_count(shop, call):
    book, options = shop.at(call["as_of"]), call.get("options", {})
    window, repeat = options.get("window_days", 365), options.get("repeat_days", 365)
    return by_group(book.customers, options, lambda who: _counted(book, who, window, repeat))
