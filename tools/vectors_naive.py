"""What a vector's exact measures must be, computed naively: plain loops over dicts, written from the definitions
(docs/explanation/definitions.md and the public headers), never from the library's code. tools/vectors.py compares it
with what the library gives."""
import bisect
import datetime as dt
import decimal
import fractions
import math
import statistics
import zoneinfo

KINDS = ("sale", "renewal", "refund", "ignored")
MONEY = ("amount", "discount", "cost")
EPOCH = dt.date(1970, 1, 1)
ALWAYS = -10**9  # a day before every other


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
        number = lambda order: (order.when, order.id is not None, _ranked(order.id), order.amount, order.position)
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


def _ranked(order_id):
    return 0 if order_id is None else order_id.encode("utf-8") if isinstance(order_id, str) else order_id


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


def _gaps(customer):
    days = [purchase.day for purchase in customer.sales_purchases]
    return [late - early for early, late in zip(days, days[1:])]


def customer_row(book, customer, window):
    as_of, counted, gaps = book.as_of, customer.counted, _gaps(customer)
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


def _by_group(customers_of, options, make):
    found = {label: make(who) for label, who in selected(customers_of, options).items()}
    return found[None] if "group" not in options else found


def customers_count(shop, call):
    book, options = shop.at(call["as_of"]), call.get("options", {})
    window, repeat = options.get("window_days", 365), options.get("repeat_days", 365)
    return _by_group(book.customers, options, lambda who: _counted(book, who, window, repeat))


# ---- RFM -------------------------------------------------------------------------------------------------------------


def quantile(ascending, part, whole):
    """Type 7, as a fraction."""
    at = fractions.Fraction((len(ascending) - 1) * part, whole)
    low = math.floor(at)
    rest = at - low
    return ascending[low] * (1 - rest) + (ascending[low + 1] * rest if rest else 0)


class Rfm:
    """The population of a fit, and its scores. Values are the natural ones; `better` turns days round."""

    def __init__(self, shop, rule):
        options = rule.get("options", {})
        self.shop, self.book = shop, shop.at(rule["as_of"])
        self.bins, self.window = options.get("bins", 5), options.get("window_days", 0)
        self.monetary = options.get("monetary", "net")
        self.methods = [options.get(name + "_method", "default") for name in ("recency", "frequency", "monetary")]
        self.given = [options.get(name + "_cuts") for name in ("recency", "frequency", "monetary")]
        self.unit = options.get("currency_unit", 1)
        mask = options.get("mask") or [True] * len(self.book.customers)
        self.members = [one for one, is_in in zip(self.book.customers, mask) if is_in and one.is_buyer]
        self.caps, self.gaps = [0] * 4, None
        if self.methods[0] == "default":
            self._find_caps([one for one, is_in in zip(self.book.customers, mask) if is_in], options.get("caps"))
        self.values = [self.value(self.book, one) for one in self.members]
        if self.methods[1] == "default":
            self.given[1] = self._frequency_cuts()
        self.scores = [[self._member_score(d, at) for at in range(len(self.members))] for d in range(3)]

    def _find_caps(self, who, given):
        if given is not None:
            self.caps = list(given)
            return
        gaps = sorted(gap for one in who for gap in _gaps(one))
        self.gaps, self.caps = len(gaps), [90, 180, 365, 730]
        if len(gaps) >= 100:
            marks = [quantile(gaps, 75, 100), quantile(gaps, 90, 100), quantile(gaps, 975, 1000)]
            self.caps = [max(1, math.floor(mark)) for mark in marks + [2 * marks[2]]]

    def value(self, book, customer):
        low = book.as_of - self.window + 1 if self.window else ALWAYS
        frequency = sum(purchase.day >= low for purchase in customer.purchases)
        money = sum(order.net for order in customer.orders if order.day >= low)
        money -= sum(refund.amount for refund in customer.loose if refund.day >= low)
        if self.monetary == "margin":
            money -= sum(order.cost for order in customer.orders if order.day >= low)
        pair = (money, 1)
        if self.monetary == "mean":
            pair = (money, frequency) if frequency else (0, 1)
        return book.as_of - customer.purchases[-1].day, frequency, pair

    def better(self, d, value):
        """A number that is larger for a better value."""
        return -value[0] if d == 0 else value[1] if d == 1 else fractions.Fraction(*value[2])

    def _frequency_cuts(self):
        repeaters = sorted(value[1] for value in self.values if value[1] >= 2)
        cuts = [2]
        for k in range(3, self.bins + 1):
            mark = math.ceil(quantile(repeaters, k - 2, self.bins - 1)) if repeaters else 0
            cuts.append(max(cuts[-1] + 1, mark))
        return cuts

    def _by_cuts(self, d, mine):
        cuts = [-cut for cut in self.given[d]] if d == 0 else self.given[d]
        return 1 + sum(mine >= cut for cut in cuts)

    def _member_score(self, d, at):
        all_values = [self.better(d, value) for value in self.values]
        mine, method, n, bins = all_values[at], self.methods[d], len(self.values), self.bins
        if self.given[d] is not None:
            return self._by_cuts(d, mine)
        if method == "ntile":
            key = lambda one: one.key.encode("utf-8") if isinstance(one.key, str) else one.key
            rank = sum(value < mine or (value == mine and key(one) < key(self.members[at]))
                       for value, one in zip(all_values, self.members))
            sizes = [n // bins + (b < n % bins) for b in range(bins)]
            return next(b + 1 for b in range(bins) if rank < sum(sizes[:b + 1]))
        if method in ("r_rfm", "qcut"):
            natural = sorted(-value if d == 0 else value for value in all_values)
            return self._published(d, method, natural, -mine if d == 0 else mine)
        below, equal = sum(value < mine for value in all_values), sum(value == mine for value in all_values)
        return min(bins, 1 + bins * (2 * below + equal) // (2 * n))

    def _published(self, d, method, natural, mine):
        """R's rfm 0.3 and pandas' qcut; days are cut as they are and counted from the other side."""
        bins = self.bins
        if method == "r_rfm":
            unit = self.unit if d == 2 else 1
            uppers = [quantile(natural, k, bins) + unit for k in range(1, bins)]
            at = 1 + max([k for k in range(1, bins) if mine >= uppers[k - 1]] or [0])
        else:
            edges = sorted(set(quantile(natural, k, bins) for k in range(bins + 1)))
            bins = max(1, len(edges) - 1)
            at = 1 + sum(mine > edge for edge in edges[1:-1])
        return bins + 1 - at if d == 0 else at

    def uncapped(self, d, book, customer):
        """The score of anyone: that of the best member who is not better."""
        value = self.better(d, self.value(book, customer))
        if self.given[d] is not None:
            return self._by_cuts(d, value)
        key = lambda one: one.key.encode("utf-8") if isinstance(one.key, str) else one.key
        score = 1
        for at, member in enumerate(self.members):
            mine = self.better(d, self.values[at])
            if mine > value or (mine == value and self.methods[d] == "ntile" and key(member) > key(customer)):
                continue
            score = max(score, self.scores[d][at])
        return score

    def _allows(self, score, days):
        of_five = -(-score * 5 // self.bins)
        cap = 0 if of_five == 1 else self.caps[5 - of_five]
        return not cap or days <= cap

    def score(self, d, book, customer):
        score = self.uncapped(d, book, customer)
        if d == 0 and self.methods[0] == "default":
            days = self.value(book, customer)[0]
            while score > 1 and not self._allows(score, days):
                score -= 1
        return score

    def facts(self):
        cuts = []
        for d in range(3):
            if self.given[d] is not None:
                cuts.append([[cut, 1] if d == 2 else cut for cut in self.given[d]])
                continue
            worst = []
            for k in range(1, self.bins):
                above = [self.better(d, value) for value, score in zip(self.values, self.scores[d]) if score > k]
                worst.append(min(above) if above else None)
            natural = (lambda cut: -cut, lambda cut: cut, lambda cut: [cut.numerator, cut.denominator])[d]
            cuts.append([None if cut is None else natural(cut) for cut in worst])
        return {"bins": self.bins, "window_days": self.window, "monetary": self.monetary, "methods": self.methods,
                "caps": self.caps, "population": len(self.members), "gaps": self.gaps,
                "recency": self._capped(cuts[0]), "recency_uncapped": cuts[0], "frequency": cuts[1],
                "monetary_cuts": cuts[2]}

    def _capped(self, cuts):
        """Cut k: the most days that score above k, when each score s = k + 1 ... bins is held by its own cap too."""
        if self.methods[0] != "default":
            return cuts
        made = []
        for k in range(1, self.bins):
            days = [-1]
            for s in range(k + 1, self.bins + 1):
                cap = self.caps[5 - -(-s * 5 // self.bins)] if -(-s * 5 // self.bins) > 1 else 0
                if cuts[s - 2] is not None:
                    days.append(min(cuts[s - 2], cap) if cap else cuts[s - 2])
            made.append(max(days) if max(days) >= 0 else None)
        return made


SIX = ("champions", "loyal", "promising", "needs_attention", "at_risk", "lost")


def six(r, f, m, bins):
    """The preset of six segments, from the words of the header."""
    high = f + m >= bins + 2
    if 3 * (2 * r - 1) > 4 * bins:
        return SIX[0] if high else SIX[2]
    if 3 * (2 * r - 1) < 2 * bins:
        return SIX[4] if high else SIX[5]
    return SIX[1] if high else SIX[3]


def segments_of(name, fit, maps):
    """The names of a map and a function from scores to a segment. `maps`: (names, cells) of presets."""
    if name == "six":
        return SIX, lambda r, f, m: six(r, f, m, fit.bins)
    names, cells = maps[name]
    return names, lambda r, f, m: names[cells[((r - 1) * 5 + f - 1) * 5 + m - 1]]


def _segment(fit, book, customer, named):
    return named(*[fit.score(d, book, customer) for d in range(3)])


def rfm(shop, call, rules, maps):
    fit, book = Rfm(shop, rules[call["rule"]]), shop.at(call["as_of"])
    names = ("customer", "recency", "frequency", "monetary_numerator", "monetary_denominator", "r", "f", "m", "cell",
             "segment")
    chosen = call.get("options", {}).get("map", "default" if fit.bins == 5 else None)
    made = {name: [] for name in names if name != "segment" or chosen}
    named = segments_of(chosen, fit, maps)[1] if chosen else None
    for customer in book.customers:
        row = [customer.key, None, None, 0, 0] + [None] * 5
        if customer.is_buyer:
            recency, frequency, money = fit.value(book, customer)
            r, f, m = [fit.score(d, book, customer) for d in range(3)]
            row = [customer.key, recency, frequency, *money, r, f, m, ((r - 1) * fit.bins + f - 1) * fit.bins + m - 1,
                   named(r, f, m) if named else None]
        for name, value in zip(names, row):
            if name in made:
                made[name].append(value)
    return made


def rfm_count(shop, call, rules, maps):
    fit, book, options = Rfm(shop, rules[call["rule"]]), shop.at(call["as_of"]), call.get("options", {})
    names, named = segments_of(options.get("map", "default"), fit, maps)

    def count(who):
        made = {"segment": list(names)}
        made.update({name: [0] * len(names) for name in ("buyers", "orders", "purchases", "net", "net_counted")})
        for customer in who:
            if customer.is_buyer:
                at = names.index(_segment(fit, book, customer, named))
                for name, value in (("buyers", 1), ("orders", len(customer.counted)), ("net", customer.net),
                                    ("purchases", len(customer.purchases)),
                                    ("net_counted", sum(order.net for order in customer.counted))):
                    made[name][at] += value
        return made

    return _by_group(book.customers, options, count)


def migration(shop, call, rules, maps):
    options = call.get("options", {})
    sides = []
    for day, rule in ((call["before"], call["rule_before"]), (call["after"], call["rule_after"])):
        fit, book = Rfm(shop, rules[rule]), shop.at(day)
        names, named = segments_of(options.get("map", "default"), fit, maps)
        sides.append([_segment(fit, book, one, named) if one.is_buyer else None for one in book.customers])
    from_names, to_names = list(names) + ["none"], list(names) + ["refunded"]
    moves = [(None, None) if early is None and late is None else (early or "none", late or "refunded")
             for early, late in zip(*sides)]
    numbers = range(len(moves))

    def cells(who):
        made = [[0] * len(to_names) for _ in from_names]
        for at in who:
            if moves[at][0] is not None:
                made[from_names.index(moves[at][0])][to_names.index(moves[at][1])] += 1
        return {"from": from_names, "to": to_names, "customers": made}

    return {"cells": _by_group(numbers, options, cells),
            "moves": {"customer": [one.key for one in book.customers], "from": [early for early, _ in moves],
                      "to": [late for _, late in moves]}}


# ---- cohorts ---------------------------------------------------------------------------------------------------------


class Clock:
    """Periods as their first days, in order: an index is a position."""

    def __init__(self, period, week_start, first_month):
        self.period, self.week_start, self.first_month = period, week_start, first_month

    def first(self, day):
        """The first day of the period that holds a day."""
        date = EPOCH + dt.timedelta(days=day)
        if self.period == "day":
            return date
        if self.period == "week":
            return date - dt.timedelta(days=(date.weekday() - self.week_start) % 7)
        many = {"month": 1, "quarter": 3, "year": 12}[self.period]
        back = (date.month - self.first_month) % many
        month = date.year * 12 + date.month - 1 - back
        return dt.date(month // 12, month % 12 + 1, 1)

    def next(self, first):
        """The first day of the period behind the one that begins on `first`."""
        if self.period in ("day", "week"):
            return first + dt.timedelta(days=1 if self.period == "day" else 7)
        month = first.year * 12 + first.month - 1 + {"month": 1, "quarter": 3, "year": 12}[self.period]
        return dt.date(month // 12, month % 12 + 1, 1)

    def between(self, early, late):
        """How many periods one day lies behind another, step by step."""
        at, goal, steps = self.first(early), self.first(late), 0
        while at < goal:
            at, steps = self.next(at), steps + 1
        return steps

    def last_day(self, birth, k):
        """The last day of the k-th period behind that of a birth."""
        at = self.first(birth)
        for _ in range(k + 1):
            at = self.next(at)
        return (at - EPOCH).days - 1

    def label(self, first):
        if self.period == "year":
            return first.isoformat()[:4 if self.first_month == 1 else 7]
        return first.isoformat()[:7] if self.period in ("month", "quarter") else first.isoformat()


class Cohorts:
    """The rows and columns of a call, and its counts by plain walks over everything that each buyer did."""

    def __init__(self, shop, call):
        self.shop, self.book, options = shop, shop.at(call["as_of"]), call.get("options", {})
        self.options, self.by = options, options.get("by", "period")
        self.clock = Clock(options.get("period", "month"), options.get("week_start", 0), options.get("first_month", 1))
        self.window, self.refund_day = options.get("window_days"), bool(options.get("refund_day"))
        self.sequence = options.get("sequence", 2)
        brackets = options.get("brackets")
        self.starts = [0] + list(brackets) if brackets else list(range(options.get("periods", 13) + 1))
        self.births = [one for one in self.book.customers if one.is_buyer and one.known]
        self.listed = self._listed()
        self.rows = self.labels + ["(other)", "(none)", "(all)"]

    def column_labels(self):
        starts = self.starts
        if "brackets" not in self.options:
            return [str(k) for k in starts[:-1]] + ["beyond"]
        spans = [str(low) if high == low + 1 else "{0}-{1}".format(low, high - 1)
                 for low, high in zip(starts, starts[1:])]
        return spans + ["{0}+".format(starts[-1])]

    # ---- rows

    def _listed(self):
        options = self.options
        if self.by == "period":
            firsts = sorted(self.clock.first(one.purchases[0].day) for one in self.births)
            made = firsts[:1]
            while made and made[-1] < firsts[-1]:
                made.append(self.clock.next(made[-1]))
            self.labels = [self.clock.label(first) for first in made]
            return made
        if self.by == "depth":
            edges = options.get("edges", [1000, 2000, 3000, 5000])
            marks = ["{0:g}%".format(edge / 100) for edge in edges]
            self.labels = ["no discount", "below " + marks[0]] + \
                ["{0} to {1}".format(*pair) for pair in zip(marks, marks[1:])] + [marks[-1] + " and more"]
            return list(range(len(edges) + 2))
        if "keys" in options:
            self.labels = list(options["keys"])
            return self.labels
        counts = {}
        for one in self.births:
            for key in self._keys(one):
                counts[key] = counts.get(key, 0) + 1
        ranked = sorted(counts, key=lambda key: (-counts[key], _ranked(key)))
        self.labels = ranked[:options.get("limit", len(ranked))]
        return self.labels

    def _keys(self, one):
        """The labels, products or categories of a first purchase."""
        found = []
        for order in one.counted:
            if order.day != one.purchases[0].day:
                continue
            for line in order.lines:
                if self.by not in ("product", "category"):
                    found.append(line.labels[self.by])
                elif line.product is not None and not self._given_back(order, line.product):
                    found.append(line.product if self.by == "product" else self.shop.categories.get(line.product))
        return list(dict.fromkeys(key for key in found if key is not None))

    def _given_back(self, order, product):
        if "quantity" not in self.shop.columns:
            return False
        sold = sum(line.quantity for line in order.lines if line.product == product)
        back = sum(refund.quantity for refund in order.refunds if refund.product == product)
        return 0 < back and back >= sold

    def _rows_of(self, one):
        many = len(self.labels)
        if self.by == "period":
            first = self.clock.first(one.purchases[0].day)
            found = [self.listed.index(first)] if first in self.listed else [many]
        elif self.by == "depth":
            orders = [order for order in one.counted if order.day == one.purchases[0].day]
            discount = sum(order.discount for order in orders)
            listed = discount + sum(order.amount for order in orders)
            edges = self.options.get("edges", [1000, 2000, 3000, 5000])
            found = [0 if discount == 0 else
                     1 + bisect.bisect_right(edges, fractions.Fraction(10000 * discount, listed))]
        else:
            keys = self._keys(one)
            found = sorted({self.labels.index(key) if key in self.labels else many for key in keys}) or [many + 1]
        return found + [many + 2]

    # ---- columns

    def _column(self, birth, day):
        k = 0 if day < birth else (day - birth) // self.window if self.window else self.clock.between(birth, day)
        return max(at for at, start in enumerate(self.starts) if k >= start)

    def _eligible(self, birth, column):
        if column == len(self.starts) - 1:
            return False
        last = self.starts[column + 1] - 1
        end = birth + (last + 1) * self.window - 1 if self.window else self.clock.last_day(birth, last)
        return end <= self.book.as_of

    # ---- counts

    CELLS = ("eligible", "active", "active_eligible", "later", "later_eligible", "purchases", "orders", "renewals",
             "sales", "refunds", "net", "margin", "units", "discount", "net_eligible", "net_to", "margin_to")
    LACKING = {"margin": "cost", "margin_to": "cost", "units": "quantity", "discount": "discount"}

    def count(self, who):
        columns, rows = len(self.starts), len(self.rows)
        grid = lambda: [[0] * columns for _ in range(rows)]
        made = {"rows": self.rows, "columns": self.column_labels()}
        made.update({name: [0] * rows for name in ("buyers", "repeat_in_0", "unmatched")})
        made.update({name: 0 for name in ("unknown_birth", "unknown_birth_net", "not_buyers", "not_buyers_net")})
        made.update({name: grid() for name in self.CELLS if self.LACKING.get(name) is None
                     or self.LACKING[name] in self.shop.columns})
        nth = {name: [grid() for _ in range(self.sequence - 1)] for name in ("nth", "nth_by", "nth_net")}
        for one in who:
            if one.is_buyer and one.known:
                self._add(made, nth, one)
            elif one.is_customer:
                name = "unknown_birth" if one.is_buyer else "not_buyers"
                made[name] += 1
                made[name + "_net"] += one.net
        made.update(nth)
        return made

    def _did(self, one):
        """Per column what a buyer did."""
        birth, did = one.purchases[0].day, [dict.fromkeys(self.CELLS, 0) for _ in self.starts]
        at = lambda day: did[self._column(birth, day)]
        for purchase in one.purchases:
            at(purchase.day)["purchases"] += 1
        for order in one.orders:
            cell = at(order.day)
            for name, value in (("orders", order.counts), ("renewals", order.counts and order.renewal),
                                ("sales", order.amount), ("units", order.quantity), ("discount", order.discount),
                                ("margin", -order.cost)):
                cell[name] += int(value)
            for refund in order.refunds:
                cell = at(refund.day if self.refund_day else order.day)
                cell["refunds"] += refund.amount
                cell["units"] -= refund.quantity if refund.product is not None else 0
        for refund in one.loose if self.refund_day else ():
            at(refund.day)["refunds"] += refund.amount
        for cell in did:
            cell["net"] = cell["sales"] - cell["refunds"]
            cell["margin"] += cell["net"]
            cell["active"] = int(cell["purchases"] > 0)
        for column, cell in enumerate(did):
            eligible = self._eligible(birth, column)
            cell["later"] = int(any(each["active"] for each in did[column:]))
            cell["eligible"] = int(eligible)
            if eligible:
                cell["active_eligible"], cell["later_eligible"] = cell["active"], cell["later"]
                cell["net_eligible"] = cell["net"]
                cell["net_to"] = sum(each["net"] for each in did[:column + 1])
                cell["margin_to"] = sum(each["margin"] for each in did[:column + 1])
        return did

    def _add(self, made, nth, one):
        birth, did = one.purchases[0].day, self._did(one)
        columns = [self._column(birth, purchase.day) for purchase in one.purchases]
        for row in self._rows_of(one):
            made["buyers"][row] += 1
            made["repeat_in_0"][row] += len(columns) >= 2 and columns[1] == 0
            made["unmatched"][row] += 0 if self.refund_day else one.unmatched
            for name in self.CELLS:
                for column, cell in enumerate(did):
                    if name in made:
                        made[name][row][column] += cell[name]
            for n in range(2, min(self.sequence, len(columns)) + 1):
                purchase, column = one.purchases[n - 1], columns[n - 1]
                nth["nth"][n - 2][row][column] += 1
                nth["nth_net"][n - 2][row][column] += sum(order.net for order in purchase.orders)
                for later in range(column, len(self.starts)):
                    nth["nth_by"][n - 2][row][later] += self._eligible(birth, later)

    # ---- curves

    PARTS = {"in": "active_eligible", "later": "later_eligible", "by": "nth_by", "value": "net_to"}

    def curve(self, made, kind):
        parts = made["nth_by"][0] if kind == "by" else made[self.PARTS[kind]]
        cells = [[self._cell(kind, made["buyers"][row], made["eligible"][row][column], parts[row][column], column)
                  for column in range(len(self.starts))] for row in range(len(self.rows))]
        found = {name: [[cell[at] for cell in row] for row in cells]
                 for at, name in enumerate(("state", "part", "whole", "rate", "low", "high"))}
        if kind != "later":
            listed = range(len(self.labels))
            found["mean"] = []
            for column in range(len(self.starts)):
                full = [row for row in listed if cells[row][column][0] == "complete"]
                whole = sum(made["eligible"][row][column] for row in full)
                part = sum(parts[row][column] for row in full)
                found["mean"].append(part / whole if whole else None)
        return found

    def _cell(self, kind, buyers, eligible, part, column):
        last = column == len(self.starts) - 1
        state = "empty" if not buyers else "complete" if eligible == buyers else "partial" if eligible else "future"
        if buyers and (last or (kind == "later" and eligible)):
            state = "open"
        if not eligible:
            return state, None, eligible, None, None, None
        low, high = wilson(part, eligible) if kind != "value" else (None, None)
        return state, part, eligible, part / eligible, low, high


def wilson(k, n, confidence=0.95):
    z = statistics.NormalDist().inv_cdf((1 + confidence) / 2)
    middle, spread = k + z * z / 2, z * math.sqrt(k * (n - k) / n + z * z / 4)
    low, high = (middle - spread) / (n + z * z), (middle + spread) / (n + z * z)
    return 0.0 if k == 0 else low, 1.0 if k == n else high


def cohorts(shop, call):
    asked = Cohorts(shop, call)

    def make(who):
        made = asked.count(who)
        made["curves"] = {kind: asked.curve(made, kind) for kind in call.get("curves", ())}
        return made

    return _by_group(asked.book.customers, asked.options, make)


# ---- all of it -------------------------------------------------------------------------------------------------------

ALONE = {"totals": totals, "customers": customers, "customers_count": customers_count, "cohorts": cohorts}
BY_RULE = {"rfm": rfm, "rfm_count": rfm_count, "migration": migration}


def is_model(call):
    """Whether a call's answer is the library's alone."""
    rfm_fit = call["call"] == "fit" and call["kind"] == "rfm"
    return call["call"] not in ALONE and call["call"] not in BY_RULE and not rfm_fit


def answer(vector, call, maps):
    """What a call must give, or None where only the library says (churn and replenishment are models)."""
    shop = Shop(vector)
    if call["call"] in ALONE:
        return ALONE[call["call"]](shop, call)
    if call["call"] in BY_RULE:
        return BY_RULE[call["call"]](shop, call, vector["rules"], maps)
    if call["call"] == "fit" and call["kind"] == "rfm":
        return Rfm(shop, call).facts()
    return None


def rule_facts(vector, rule):
    """What an RFM rule must hold."""
    return Rfm(Shop(vector), rule).facts() if rule["kind"] == "rfm" else None
