"""RFM naively, from the definitions: rules, scores, sums by segment, migration."""
import fractions
import math

from naive_book import by_group, gaps_of, ranked_key

ALWAYS = -10**9  # a day before every other


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
        gaps = sorted(gap for one in who for gap in gaps_of(one))
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
            key = ranked_key(self.members[at].key)
            rank = sum(value < mine or (value == mine and ranked_key(one.key) < key)
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
        score = 1
        for at, member in enumerate(self.members):
            mine = self.better(d, self.values[at])
            later = self.methods[d] == "ntile" and ranked_key(member.key) > ranked_key(customer.key)
            if mine < value or (mine == value and not later):
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

    return by_group(book.customers, options, count)


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

    return {"cells": by_group(numbers, options, cells),
            "moves": {"customer": [one.key for one in book.customers], "from": [early for early, _ in moves],
                      "to": [late for _, late in moves]}}
