"""What coupons, campaigns and discounts are followed by, and what a mailing did."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from . import _api
from ._counts import Cells, hollow, int32s, int64s, listed, pointer_to, rates
from ._customers import Measures, texts
from ._days import date_of
from ._library import call, lib
from ._measure import Selection, _aligned, choice, outputs, positive
from ._rows import keys_of
from .errors import PatronTypeError, PatronValueError
from .stats import ADJUSTMENTS, _confidence
from .table import Column, Table, ints

_C = _api.constants
_EDGES = (1000, 2000, 3000, 5000)
_FROM_DISCOUNTS = ("discount", "discounted")


def bands_of(edges: Sequence[int]) -> List[str]:
    """The names of the bands between edges of discount depth, in ten-thousandths."""
    marks = ["{0:g}%".format(edge / 100) for edge in edges]
    return ["no discount", "below " + marks[0]] + ["{0} to {1}".format(*pair) for pair in zip(marks, marks[1:])] + [
        marks[-1] + " and more"]


class Mailing(Table):
    """A `Table` of what each arm of a mailing did; `compare` says what of it was the mailing's doing."""

    _counts: Dict[str, Any]

    def compare(self, *, adjust: str = "holm", confidence: float = 0.95) -> Table:
        """Each variant against the hold-out.

        Parameters
        ----------
        adjust : {"holm", "benjamini_hochberg", "none"}
            How p values are adjusted for the number of variants.

        Returns
        -------
        Table
            arm, recipients, responders, rate, low, high; difference of rates with its interval, p_value and p_adjusted;
            net (a recipient), net_difference with interval, net_p_value and net_p_adjusted; incremental (what the
            variant brought, minor units). Differences are None for the hold-out, and those of the net where there are
            fewer than two recipients on a side.
        """
        level, method = _confidence(confidence), choice("adjust", adjust, ADJUSTMENTS)
        names = self["arm"].tolist()
        response = _api.make("patron_promotions_response", capacity=len(names), **{
            name: pointer_to(values) for name, values in self._counts.items()})
        out, held = outputs("patron_promotions_effects", len(names))
        call("patron_promotions_compare", len(names), ctypes.byref(response), level, method, None, ctypes.byref(out))
        recipients, responders = self._counts["recipients"], self._counts["responders"]
        compared, nets = [[at > 0 and min(many, recipients[0]) >= least for at, many in enumerate(recipients)]
                          for least in (1, 2)]
        columns = [self["arm"], ints("recipients", recipients), ints("responders", responders)]
        for name, values in held.items():
            defined = recipients if name in ("rate", "low", "high", "net") else \
                nets if name.startswith(("net_", "incremental")) else compared
            columns.append(hollow(name, values, defined))
        return Table(columns, adjust=adjust)


class PromotionMeasures(Measures):
    """Promotions."""

    def promotions(self, as_of: Any, label: str, *, repeat_days: Optional[int] = None,
                   window_days: Optional[int] = None, confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
                   group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """What each coupon, campaign or channel brought, and whether its new customers came back.

        Parameters
        ----------
        label : str
            The name of a label of the book.
        repeat_days : int, optional
            "Came back within so many days" (90).
        window_days : int, optional
            Orders of the last so many days only.

        Returns
        -------
        Table
            A row a value, most orders first: its key (named as the label), orders, net, sales, discount, discounted,
            buyers, returned (of buyers, after their first purchase with it) with rate, buyers_net, new_buyers (whose
            first purchase had it), new_repeaters with rate, new_observed and new_within with rate, new_net.
            ``table.none`` are orders without a value, ``table.all`` every order once, as dicts. With `group` a dict.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    labels={"coupon": ["MAY", None, None, "MAY", "BF", None]})
        >>> table = book.promotions("2024-03-31", "coupon")
        >>> list(zip(table["coupon"], table["orders"], table["net"], table["new_buyers"], table["new_repeaters"]))
        [('MAY', 2, 12400, 2, 1), ('BF', 1, 1800, 0, 0)]
        >>> table.none["orders"], table.all["net"]
        (3, 21200)
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        position = lib.patron_book_label(core, label.encode("utf-8")) if isinstance(label, str) else -1
        if position < 0:
            raise PatronValueError("the book has no label {0!r}".format(label), argument="label")
        which = _C["PATRON_KEYS_LABEL"] + position
        values = self._keys(which)[1]
        rows = values + _C["PATRON_PROMOTIONS_ROWS_MORE"]
        options = _api.make("patron_promotions_options", repeat_days=positive("repeat_days", repeat_days),
                            window_days=positive("window_days", window_days))
        cells = Cells("patron_promotions_counts", selection.groups, {"capacity": rows},
                      without=() if "discount" in self._roles else _FROM_DISCOUNTS)
        call("patron_promotions_count", core, day, position, ctypes.byref(options), selection.pointer, start, many,
             cells.pointer)

        def made(at: int) -> Table:
            columns = cells.columns(("orders", "net", "sales", "discount", "discounted", "buyers", "returned"), at)
            columns += rates("returned", cells.part("returned", at), cells.part("buyers", at), level)
            columns += cells.columns(("buyers_net", "new_buyers", "new_repeaters"), at)
            columns += rates("new_repeat", cells.part("new_repeaters", at), cells.part("new_buyers", at), level)
            columns += cells.columns(("new_observed", "new_within"), at)
            columns += rates("new_within", cells.part("new_within", at), cells.part("new_observed", at), level)
            columns += cells.columns(("new_net",), at)
            others = {"none": values + _C["PATRON_PROMOTIONS_ROW_NONE"],
                      "all": values + _C["PATRON_PROMOTIONS_ROW_ALL"]}
            return listed(self, label, which, columns, values, others, cells.part("orders", at), as_of=date_of(day))

        return selection.result(made)

    def discount_depth(self, as_of: Any, *, edges: Optional[Sequence[int]] = None,
                       repeat_days: Optional[int] = None, confidence: float = 0.95,
                       mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                       count: Optional[int] = None) -> Any:
        """Do deep discounts bring customers who stay? By the discount of the first purchase; the book needs discounts.

        Parameters
        ----------
        edges : list of int, optional
            Where bands begin, in ten-thousandths (1000, 2000, 3000, 5000).
        repeat_days : int, optional
            "Came back within so many days" (90).

        Returns
        -------
        Table
            band, buyers, repeaters with rate, observed and within with rate, first_net, later_orders and
            later_discounted with rate, later_net; and of all orders by their own band orders, orders_share with its
            interval, orders_net, orders_discount. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500], discount=[0, 200, 0, 9900, 0, 500])
        >>> table = book.discount_depth("2024-03-31", edges=[2000])
        >>> list(zip(table["band"], table["buyers"], table["repeaters"], table["orders"]))
        [('no discount', 1, 1, 3), ('below 20%', 1, 1, 2), ('20% and more', 1, 0, 1)]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        marks = int32s("edges", _EDGES if edges is None else edges)
        options = _api.make("patron_promotions_depth_options", repeat_days=positive("repeat_days", repeat_days),
                            edge_count=len(marks), edges=pointer_to(marks))
        cells = Cells("patron_promotions_depth_counts", selection.groups, {"capacity": len(marks) + 2})
        call("patron_promotions_depth", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)

        def made(at: int) -> Table:
            part = {name: cells.part(name, at)[:] for name in cells.held}
            columns: List[Column] = [texts("band", [band.encode("ascii") for band in bands_of(marks[:])])]
            columns += cells.columns(("buyers", "repeaters"), at)
            columns += rates("repeat", part["repeaters"], part["buyers"], level)
            columns += cells.columns(("observed", "within"), at)
            columns += rates("within", part["within"], part["observed"], level)
            columns += cells.columns(("first_net", "later_orders", "later_discounted"), at)
            columns += rates("later_discounted", part["later_discounted"], part["later_orders"], level)
            columns += cells.columns(("later_net", "orders"), at)
            columns += rates("orders", part["orders"], [sum(part["orders"])] * len(part["orders"]), level)
            return Table(columns + cells.columns(("orders_net", "orders_discount"), at), as_of=date_of(day))

        return selection.result(made)

    def mailing(self, as_of: Any, arms: Any, *, sent: Any, days: int, holdout: Any, confidence: float = 0.95,
                mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                count: Optional[int] = None) -> Any:
        """What the recipients of a mailing did in the days after it, by variant, against a hold-out drawn by lot.

        Parameters
        ----------
        arms : dict or sequence
            Who got what: arms by customer key (whoever is not in the book answered nothing and counts as recipient),
            or one value a customer of the book. None: not in it.
        sent : date, or as `arms`
            Day 0 of everybody, or each one's own.
        days : int
            Responses count from day 0 to so many days later.
        holdout
            The arm that got nothing.
        mask, group : sequence, optional
            As everywhere; then only customers of the book count.

        Returns
        -------
        Mailing
            A `Table`: arm (the hold-out first), recipients (whose days have all been observed), unobserved, responders,
            rate, low, high, orders, net. ``table.compare()`` gives differences with p values. With `group` a dict of
            them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> arms = {"ann": "card", "bob": "none", "dora": "card", "eve": "none"}
        >>> sent = book.mailing("2024-03-31", arms, sent="2024-03-01", days=14, holdout="none")
        >>> list(zip(sent["arm"], sent["recipients"], sent["responders"], sent["net"]))
        [('none', 2, 0, 0), ('card', 2, 1, 2500)]
        >>> sent.compare()["incremental"][1]
        2500.0
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        level, names = _confidence(confidence), [holdout]
        length, selection = positive("days", days), Selection(len(self), mask, group)
        if holdout is None or holdout != holdout:
            raise PatronTypeError("holdout must name an arm", argument="holdout")
        known, strangers = self._by_customer("arms", arms)
        if isinstance(sent, Mapping) or (hasattr(sent, "__iter__") and not isinstance(sent, str)):
            dates, others = self._by_customer("sent", sent)
            if isinstance(arms, Mapping) and not isinstance(sent, Mapping) and strangers:
                raise PatronTypeError("sent must be a date or a dict, as arms names customers that are not in the book",
                                      argument="sent")
            single = _C["PATRON_NO_DAY"]
        else:
            dates, others, single = [None] * len(self), {}, self._day(sent, "sent")
        numbers = {holdout: 0}
        for arm in (*known, *strangers.values()):
            if not (arm is None or arm != arm) and arm not in numbers:
                numbers[arm] = len(names)
                names.append(arm)
        if len(names) < 2:
            raise PatronValueError("arms must name a variant besides the hold-out", argument="arms")
        own = [single if when is None or when != when else self._day(when, "sent") for when in dates]
        held_arms = (ctypes.c_int32 * max(1, len(known)))(*[numbers.get(arm, _C["PATRON_NONE"]) for arm in known])
        held_days = (ctypes.c_int32 * max(1, len(own)))(*own)
        mailing = _api.make("patron_promotions_mailing", arm=pointer_to(held_arms), arms=len(names), days=length,
                            sent_day=single, sent_days=pointer_to(held_days))
        if selection.struct is not None:
            mailing.selection = ctypes.pointer(selection.struct)
        cells = Cells("patron_promotions_response", selection.groups, {"capacity": len(names)}, without=["net_square"])
        cells.add("net_square", 4 * len(names), selection.groups)
        call("patron_promotions_respond", core, day, ctypes.byref(mailing), start, many, cells.pointer)
        for key, arm in strangers.items() if selection.struct is None else ():
            when = self._day(others[key], "sent") if others.get(key) is not None else single
            if arm in numbers and when != _C["PATRON_NO_DAY"]:
                cells.held["recipients" if when + length <= day else "unobserved"][numbers[arm]] += 1

        def made(at: int) -> Mailing:
            table = Mailing([texts("arm", [str(name).encode("utf-8") for name in names])]
                            + cells.columns(("recipients", "unobserved", "responders"), at)
                            + rates("", cells.part("responders", at), cells.part("recipients", at), level)
                            + cells.columns(("orders", "net"), at), as_of=date_of(day))
            table._counts = {name: cells.part(name, at) for name in ("recipients", "responders", "net", "net_square")}
            return table

        return selection.result(made)

    def _by_customer(self, argument: str, values: Any) -> Tuple[List[Any], Dict[Any, Any]]:
        """Values by customer number, and those of keys that the book does not know."""
        if not isinstance(values, Mapping):
            return _aligned(argument, values, len(self)), {}
        found: List[Any] = [None] * len(self)
        if not values:
            return found, {}
        column = keys_of(list(values), argument)
        numbers = (ctypes.c_int32 * column.count)()
        call("patron_book_find", self._open(), ctypes.byref(column.struct), column.count, numbers)
        strangers = {}
        for number, (key, value) in zip(numbers, values.items()):
            if number < 0:
                strangers[key] = value
            else:
                found[number] = value
        return found, strangers
