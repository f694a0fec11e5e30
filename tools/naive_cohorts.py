"""Cohorts naively, from the definitions: plain walks over everything that each buyer did."""
import bisect
import datetime as dt
import fractions
import math
import statistics

from naive_book import EPOCH, by_group, ranked_key


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
        ranked = sorted(counts, key=lambda key: (-counts[key], ranked_key(key)))
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

    return by_group(asked.book.customers, asked.options, make)
