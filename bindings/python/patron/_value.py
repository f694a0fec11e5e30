"""What customers are worth: concentration, order values, lifetime value, payback, and where revenue comes from."""
from __future__ import annotations

import ctypes
import dataclasses
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from . import _api
from ._cohorts import Cohorts
from ._counts import Cells, hollow, int32s, int64s, pointer_to, rates
from ._customers import Measures, texts
from ._days import date_of
from ._library import call
from ._measure import Selection, big_number, columns_of, outputs, positive, tokens
from .errors import PatronTypeError, PatronValueError
from .stats import _confidence
from .table import Column, Table, ints

_C = _api.constants
PAYBACK = ("",) + tokens("patron_value_payback_name", 4)[1:]
_SHARES = (100, 500, 1000, 2000, 5000)
_QUANTILES = (1000, 2500, 5000, 7500, 9000)
_PARTS = ("new", "returning", "uncounted", "unmatched")
_CELLS = _C["PATRON_VALUE_TREE_CELLS"]


@dataclasses.dataclass(frozen=True)
class Lifetime:
    """Sums over buyers, and the simple lifetime value that is made of them; money in minor units.

    `aov` times `frequency` (orders a year and buyer) times years times `margin` is `value`; `value_new` is what a new
    customer brings: the first order, and `repeat_frequency` orders a year. `cost` is None for a book without costs: the
    result is then revenue. Rates are None where there is no order or no time.
    """

    buyers: int
    orders: int
    first_orders: int
    net_counted: int
    exposure_days: int
    cost: Optional[int]
    years: float
    margin: float
    aov: Optional[float]
    frequency: Optional[float]
    repeat_frequency: Optional[float]
    value: Optional[float]
    value_new: Optional[float]


class ValueMeasures(Measures):
    """Value."""

    def value_concentration(self, as_of: Any, *, shares: Optional[Sequence[int]] = None,
                            window_days: Optional[int] = None, mask: Optional[Iterable[Any]] = None,
                            group: Optional[Iterable[Any]] = None) -> Any:
        """How much of the net the best buyers bring.

        Parameters
        ----------
        shares : list of int, optional
            Of the buyers, in ten-thousandths (100, 500, 1000, 2000, 5000: 1 %, 5 %, 10 %, 20 %, 50 %).
        window_days : int, optional
            Net of the last so many days only.

        Returns
        -------
        Table
            top (the share of the buyers), buyers, net, share (of all net), multiple (of the average buyer),
            rest_multiple (of the average of the others). ``table.gini``, ``buyers``, ``net``, ``negative`` and
            ``negative_net`` (buyers with a net below 0) are of everyone. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.value_concentration("2024-03-31", shares=[2000, 5000])
        >>> table
        top  buyers    net   share  multiple  rest_multiple
        0.2       1   9900   0.467     1.401          1.752
        0.5       2  17600  0.8302     1.245          2.444
        [2 rows x 6 columns]
        >>> round(table.gini, 4)
        0.1981
        """
        core, day, selection = self._open(), self._day(as_of), Selection(len(self), mask, group)
        tops = int32s("shares", _SHARES if shares is None else shares)
        options = _api.make("patron_value_concentration_options", window_days=positive("window_days", window_days),
                            share_count=len(tops), shares=pointer_to(tops))
        struct = "patron_value_concentration_columns"
        out, held = outputs(struct, selection.groups * len(tops))
        out.capacity = selection.groups
        call("patron_value_concentration", core, day, ctypes.byref(options), selection.pointer, ctypes.byref(out))
        size = len(tops)

        def made(at: int) -> Table:
            facts = {name: held[name][at] for name in ("buyers", "net", "negative", "negative_net")}
            part = {name: held["top_" + name][at * size:(at + 1) * size]
                    for name in ("buyers", "net", "share", "multiple")}
            rest = held["rest_multiple"][at * size:(at + 1) * size]
            defined = [facts["net"] > 0] * size
            return Table([Column("top", "float64", (ctypes.c_double * size)(*[one / 10000 for one in tops])),
                          ints("buyers", int64s(part["buyers"])), ints("net", int64s(part["net"])),
                          hollow("share", part["share"], defined), hollow("multiple", part["multiple"], defined),
                          hollow("rest_multiple", rest, rest)],
                         gini=held["gini"][at] if facts["net"] - facts["negative_net"] > 0 else None,
                         as_of=date_of(day), **facts)

        return selection.result(made)

    def order_values(self, as_of: Any, *, quantiles: Optional[Sequence[int]] = None,
                     thresholds: Sequence[int] = (), window_days: Optional[int] = None, sales: bool = False,
                     guests: bool = False, confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
                     group: Optional[Iterable[Any]] = None) -> Any:
        """The values of orders: their mean, quantiles, and how many lie below a threshold.

        Parameters
        ----------
        quantiles : list of int, optional
            In ten-thousandths (1000, 2500, 5000, 7500, 9000).
        thresholds : list of int, optional
            Minor units: from where on shipping is free, ...
        window_days : int, optional
            Orders of the last so many days only.
        sales : bool
            Amounts before refunds, in place of net.
        guests : bool
            Guests' orders too; only without mask and group.

        Returns
        -------
        Table
            quantile (0.5 is the median) and value in minor units. ``table.thresholds`` is a Table of threshold, orders,
            below, rate, low, high and below_value; ``table.orders``, ``table.value`` their sum and ``table.aov``
            their mean are of all. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.order_values("2024-03-31", quantiles=[2500, 5000], thresholds=[2500])
        >>> list(table.rows()), table.orders, round(table.aov, 2)
        ([(0.25, 1975.0), (0.5, 2500.0)], 6, 3533.33)
        >>> table.thresholds.row(0)["below"], table.thresholds.row(0)["below_value"]
        (2, 3600)
        """
        core, day, selection = self._open(), self._day(as_of), Selection(len(self), mask, group)
        points = int32s("quantiles", _QUANTILES if quantiles is None else quantiles)
        marks = int64s([big_number("thresholds", one) for one in thresholds])
        level, size, many = _confidence(confidence), len(points), len(marks)
        options = _api.make("patron_value_orders_options", window_days=positive("window_days", window_days),
                            quantile_count=size, quantiles=pointer_to(points), threshold_count=many,
                            flags=(_C["PATRON_VALUE_SALES"] if sales else 0)
                            | (_C["PATRON_VALUE_WITH_GUESTS"] if guests else 0))
        if many:
            options.thresholds = pointer_to(marks)
        out, held = outputs("patron_value_orders_columns", selection.groups * max(size, many, 1))
        out.capacity = selection.groups
        call("patron_value_orders", core, day, ctypes.byref(options), selection.pointer, ctypes.byref(out))

        def made(at: int) -> Table:
            orders, value = held["orders"][at], held["value"][at]
            found = held["quantile"][at * size:(at + 1) * size]
            below, whole = held["below"][at * many:(at + 1) * many], [orders] * many
            table = Table([ints("threshold", marks), ints("orders", int64s(whole)), ints("below", int64s(below))]
                          + rates("", below, whole, level)
                          + [ints("below_value", int64s(held["below_value"][at * many:(at + 1) * many]))])
            return Table([Column("quantile", "float64", (ctypes.c_double * size)(*[one / 10000 for one in points])),
                          hollow("value", [one / 10000 for one in found], [orders] * size)],
                         orders=orders, value=value, aov=value / orders if orders else None, thresholds=table,
                         as_of=date_of(day))

        return selection.result(made)

    def lifetime_value(self, as_of: Any, *, years: float = 3.0, margin: Optional[float] = None,
                       mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                       count: Optional[int] = None) -> Any:
        """The usual simple lifetime value: order value times frequency times years times margin.

        Parameters
        ----------
        years : float
        margin : float, optional
            Share of net that is left after costs; by default from the book's costs, or 1 (revenue) without.

        Returns
        -------
        Lifetime
            A frozen dataclass with all it is made of; with `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> found = book.lifetime_value("2024-03-31", years=1, margin=.5)
        >>> found.orders, found.exposure_days, round(found.value), round(found.value_new)
        (6, 214, 18079, 10806)
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection = Selection(len(self), mask, group)
        length, share = _number("years", years), 0.0 if margin is None else _number("margin", margin)
        known = "cost" in self._roles
        cells = Cells("patron_value_counts", selection.groups, {"capacity": 1}, without=() if known else ("cost",))
        call("patron_value_count", core, day, selection.pointer, start, many, cells.pointer)

        def made(at: int) -> Lifetime:
            sums = cells.numbers(cells.held, at)
            out = _api.make("patron_value_lifetime")
            call("patron_value_lifetime_of", sums["orders"], sums["first_orders"], sums["net_counted"],
                 sums["exposure_days"], sums["cost"] if known else _C["PATRON_NONE"], length, share, ctypes.byref(out))
            timed = bool(sums["orders"] and sums["exposure_days"])
            return Lifetime(cost=sums.pop("cost", None), years=length, margin=out.margin,
                            aov=out.aov if sums["orders"] else None, frequency=out.frequency if timed else None,
                            repeat_frequency=out.repeat_frequency if timed else None,
                            value=out.value if timed else None, value_new=out.value_new if timed else None, **sums)

        return selection.result(made)

    def revenue_tree(self, as_of: Any, before: Tuple[Any, Any], after: Tuple[Any, Any], *,
                     mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                     count: Optional[int] = None) -> Any:
        """Where a change of net between two periods comes from: buyers, orders a buyer, value an order.

        Parameters
        ----------
        before, after : pair of dates
            First and last day of each period; both are seen at the end of `as_of`.

        Returns
        -------
        Table
            A row a part: new, returning, uncounted (orders refunded in full), unmatched (refunds without order), and of
            the whole book guests. buyers, orders and net before and after, change, and for new and returning the
            effects by_buyers, by_frequency and by_value, which add up to the change. ``table.change`` is the sum.
            With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> tree = book.revenue_tree("2024-03-31", ("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"))
        >>> list(zip(tree["part"], tree["net_before"], tree["net_after"], tree["change"]))[:2]
        [('new', 4300, 9900, 5600), ('returning', 0, 4500, 4500)]
        >>> tree.change
        10100
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection = Selection(len(self), mask, group)
        spans = [self._span(name, span) for name, span in (("before", before), ("after", after))]
        whole = selection.struct is None and (start, many) == (0, len(self))
        found, others = [], []
        for begin, end in spans:
            cells = (ctypes.c_int64 * (selection.groups * _CELLS))()
            call("patron_value_tree_count", core, day, begin, end, selection.pointer, start, many, cells, len(cells))
            found.append(cells)
            orders, net = ctypes.c_int64(), ctypes.c_int64()
            if whole:
                call("patron_value_guests", core, day, begin, end, ctypes.byref(orders), ctypes.byref(net))
            others.append((orders.value, net.value))

        def made(at: int) -> Table:
            sides = [(ctypes.c_int64 * _CELLS)(*cells[at * _CELLS:(at + 1) * _CELLS]) for cells in found]
            out = _api.make("patron_value_tree")
            call("patron_value_tree_of", *sides, ctypes.byref(out))
            none, rows = _C["PATRON_NONE"], 5 if whole else 4
            columns: List[Column] = [texts("part", [part.encode("ascii") for part in (_PARTS + ("guests",))[:rows]])]
            for name, side, guest in zip(("before", "after"), sides, others):
                for key, values in (("buyers", [*side[0:2], none, none, none]),
                                    ("orders", [*side[2:4], none, none, guest[0]]),
                                    ("net", [*side[4:8], guest[1]])):
                    columns.append(ints(key + "_" + name, int64s(values[:rows]), undefined=key != "net"))
            change = [out.new_change, out.returning_change, out.uncounted_change, out.unmatched_change,
                      others[1][1] - others[0][1]][:rows]
            columns.append(ints("change", int64s(change)))
            for key in ("buyers", "frequency", "value"):
                effects = [getattr(out, "new_" + key), getattr(out, "returning_" + key), 0.0, 0.0, 0.0][:rows]
                columns.append(hollow("by_" + key, effects, [True, True, False, False, False]))
            return Table(columns, change=sum(change), as_of=date_of(day))

        return selection.result(made)

    def _span(self, argument: str, span: Any) -> Tuple[int, int]:
        if isinstance(span, str) or not hasattr(span, "__len__") or len(span) != 2:
            raise PatronTypeError(argument + " must be a pair of first and last day", argument=argument)
        begin, end = self._day(span[0], argument), self._day(span[1], argument)
        if end < begin:
            raise PatronValueError(argument + " ends before it begins", argument=argument)
        return begin, end


def _number(argument: str, value: Any) -> float:
    """A number that must be more than 0: the library takes 0 as "the default"."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PatronTypeError("{0} must be a number, not {1}".format(argument, type(value).__name__), argument=argument)
    if not value > 0:
        raise PatronValueError(argument + " must be more than 0", argument=argument)
    return float(value)


def payback(cohorts: Cohorts, costs: Mapping[Any, int], *, of: Optional[str] = None) -> Table:
    """What cohorts brought against what winning them cost: LTV:CAC, and when they paid back.

    Parameters
    ----------
    cohorts : Cohorts
        Of `Book.cohorts`: by period, campaign, channel, ...
    costs : dict
        Minor units by cohort: the whole spend for the buyers of that row. Rows without costs are left out.
    of : {"margin_to", "net_to"}, optional
        What they brought: margin where the book has costs of goods, else net.

    Returns
    -------
    Table
        cohort, buyers, cost, state ("paid", "open", "empty"), payback (the first complete column in which the costs are
        covered), column (the last complete one), cac (cost a buyer), ltv (value a buyer in `column`), ratio (ltv to
        cac).

    Examples
    --------
    >>> import patron
    >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
    ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20", "2024-03-06"],
    ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
    >>> patron.payback(book.cohorts("2024-03-31", periods=3), {"2024-01": 8000, "2024-02": 12000})
     cohort  buyers   cost  state  payback  column    cac   ltv  ratio
    2024-01       2   8000   paid        1       2   4000  5650  1.413
    2024-02       1  12000   open        -       1  12000  9900  0.825
    [2 rows x 9 columns]
    """
    if not isinstance(cohorts, Cohorts):
        raise PatronTypeError("cohorts must be a result of Book.cohorts", argument="cohorts")
    if not isinstance(costs, Mapping):
        raise PatronTypeError("costs must be a dict by cohort", argument="costs")
    name = ("margin_to" if "margin_to" in cohorts.names else "net_to") if of is None else of
    if name not in ("margin_to", "net_to") or name not in cohorts.names:
        raise PatronValueError("of {0!r} is none of these cohorts' margin_to, net_to".format(of), argument="of")
    unknown = [label for label in costs if label not in cohorts.rows]
    if unknown:
        raise PatronValueError("costs: there is no cohort {0!r}".format(unknown[0]), argument="costs")
    rows, width = [row for row in cohorts.rows if row in costs], len(cohorts.columns)
    value, eligible = cohorts[name], cohorts["eligible"]
    buyers = int64s([cohorts.buyers[row] for row in rows])
    cost = int64s([big_number("costs", costs[row]) for row in rows])
    flat = [int64s([one for row in rows for one in matrix.row(row)]) for matrix in (eligible, value)]
    out, held = outputs("patron_value_payback_columns", len(rows))
    call("patron_value_payback", len(rows), width, buyers, *flat, cost, ctypes.byref(out))
    plain = all(label.isdigit() for label in cohorts.columns[:-1])
    numbers: Dict[str, Sequence[str]] = {"state": PAYBACK}
    if not plain:
        numbers.update(payback=cohorts.columns, column=cohorts.columns)
    columns = {column.name: column for column in columns_of(held, numbers)}
    columns["cac"] = hollow("cac", held["cac"], buyers)
    columns["ltv"] = hollow("ltv", held["ltv"], [at >= 0 for at in held["column"]])
    columns["ratio"] = hollow("ratio", held["ratio"], [many and spent and at >= 0 for many, spent, at in
                                                       zip(buyers, cost, held["column"])])
    return Table([texts("cohort", [str(row).encode("utf-8") for row in rows]), ints("buyers", buyers),
                  ints("cost", cost)] + list(columns.values()), of=name)
