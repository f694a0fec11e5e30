"""Which products are bought, bought again, bought first, bought together, and by whom."""
from __future__ import annotations

import bisect
import ctypes
from typing import Any, Dict, Iterable, List, Optional, Tuple

from . import _api
from ._counts import Cells, hollow, int64s, listed, picked, rates
from ._customers import Measures, columns_in
from ._days import date_of
from ._handle import Core
from ._library import call
from ._measure import Selection, big_number, choice, outputs, positive
from .errors import PatronValueError
from .stats import _confidence
from .table import Column, Table, ints

_C = _api.constants
LEVELS = {"product": _C["PATRON_PRODUCTS_PRODUCT"], "category": _C["PATRON_PRODUCTS_CATEGORY"]}
KEYS = {"product": _C["PATRON_KEYS_PRODUCT"], "category": _C["PATRON_KEYS_CATEGORY"]}
BASKETS = {name: _C["PATRON_PRODUCTS_IN_" + name.upper()] for name in ("order", "purchase", "history")}
GAPS = {"repurchase": _C["PATRON_PRODUCTS_GAPS_REPURCHASE"], "second": _C["PATRON_PRODUCTS_GAPS_SECOND"]}
_ROWS = _C["PATRON_PRODUCTS_ROWS"]
_OF_GUESTS = ("orders", "sold", "returned", "sales", "refunds", "recent_orders", "recent_units", "recent_squares",
              "recent_net")
_COUNTED = ("group", "a", "b", "from", "to")


def _others(items: int, *names: str) -> Dict[str, int]:
    """Rows behind the items, by the names of facts."""
    return {name: items + _C["PATRON_PRODUCTS_ROW_" + name.upper()] for name in names}


class ProductMeasures(Measures):
    """Products and categories."""

    def _items(self, core: Core, level: str) -> int:
        items = ctypes.c_int64()
        call("patron_products_items", core, choice("level", level, LEVELS), ctypes.byref(items))
        return items.value

    def products(self, as_of: Any, *, level: str = "product", window_days: Optional[int] = None,
                 repeat_days: Optional[int] = None, confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
                 group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """The product table: buyers, whether they bought it first or later, and whether they bought it again.

        Parameters
        ----------
        level : {"product", "category"}
        window_days : int, optional
            Of the recent_ columns (365).
        repeat_days : int, optional
            "Bought it again within so many days" (365).

        Returns
        -------
        Table
            A row a product, most buyers first: buyers, new_buyers (whose first purchase held it; new_rate is their
            share), existing_buyers, unknown_buyers, repurchasers with rate, again_observed and again_within with rate,
            orders, purchases, sold, returned, sales, refunds, recent_..., first_day, last_day (of anyone's orders).
            ``table.none`` is what has no product, ``table.rest`` refunds that name none, ``table.all`` everything once;
            ``table.guests`` a Table of the guests' orders, None with mask, group or range. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    product=["tea", "tea", "tea", "pot", "tea", "tea"])
        >>> table = book.products("2024-03-31")
        >>> list(zip(table["product"], table["buyers"], table["repurchasers"], table["repurchase_rate"]))
        [('tea', 2, 2, 1.0), ('pot', 1, 0, 0.0)]
        >>> table.all["sales"]
        21200
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, at_level = Selection(len(self), mask, group), _confidence(confidence)
        items, options = self._items(core, level), self._product_options(level, window_days, repeat_days)
        cells = self._counted(core, day, options, selection, start, many, items)
        guests: Optional[Cells] = None
        if selection.struct is None and (start, many) == (0, len(self)):
            guests = self._guests(core, day, options, items)
        out, days = outputs("patron_products_days_columns", items)
        call("patron_products_days", core, day, ctypes.byref(options), ctypes.byref(out))
        key = KEYS[level]

        def made(at: int) -> Table:
            part = {name: cells.part(name, at) for name in cells.held}
            columns = cells.columns(("buyers", "new_buyers"), at)
            columns += rates("new", part["new_buyers"], part["buyers"], at_level)
            columns += cells.columns(("existing_buyers", "unknown_buyers", "repurchasers"), at)
            columns += rates("repurchase", part["repurchasers"], part["buyers"], at_level)
            columns += cells.columns(("again_observed", "again_within"), at)
            columns += rates("again", part["again_within"], part["again_observed"], at_level)
            columns += cells.columns(("orders", "purchases", "sold", "returned", "sales", "refunds", "recent_buyers",
                                      "recent_new", "recent_unknown", "recent_orders", "recent_units",
                                      "recent_net"), at)
            nothing = [_C["PATRON_NO_DAY"]] * _ROWS
            columns += [ints(name, (ctypes.c_int32 * (items + _ROWS))(*days[name], *nothing), day=True)
                        for name in ("first_day", "last_day")]
            other = None if guests is None else listed(
                self, level, key, guests.columns(_OF_GUESTS, 0), items, _others(items, "none", "rest", "all"),
                guests.part("orders", 0))
            return listed(self, level, key, columns, items, _others(items, "none", "rest", "all"), part["buyers"],
                          as_of=date_of(day), guests=other)

        return selection.result(made)

    def _product_options(self, level: str, window_days: Optional[int], repeat_days: Optional[int]) -> Any:
        return _api.make("patron_products_options", level=choice("level", level, LEVELS),
                         window_days=positive("window_days", window_days),
                         repeat_days=positive("repeat_days", repeat_days))

    def _counted(self, core: Core, day: int, options: Any, selection: Selection, start: int, many: int, items: int,
                 without: Iterable[str] = ()) -> Cells:
        cells = Cells("patron_products_counts", selection.groups, {"capacity": items + _ROWS}, without=without)
        call("patron_products_count", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)
        return cells

    def _guests(self, core: Core, day: int, options: Any, items: int) -> Cells:
        names = {name for name, _ in _api.fields_of("patron_products_counts")}
        cells = Cells("patron_products_counts", 1, {"capacity": items + _ROWS}, without=names - set(_OF_GUESTS))
        call("patron_products_guests", core, day, ctypes.byref(options), cells.pointer)
        return cells

    def first_products(self, as_of: Any, *, level: str = "product", repeat_days: Optional[int] = None,
                       confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
                       group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """Which products bring customers who come back: buyers by what their first purchase held.

        Parameters
        ----------
        level : {"product", "category"}
        repeat_days : int, optional
            "Came back within so many days" (365).

        Returns
        -------
        Table
            A row a product, most buyers first: buyers, repeaters with rate, repeat_observed and repeat_within with
            rate, loyal (three purchases or more) with rate, orders, purchases, net. ``table.none``, ``table.all`` and
            ``table.unknown`` (of unknown birth, in no row) are dicts. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    product=["tea", "tea", "tea", "pot", "tea", "tea"])
        >>> table = book.first_products("2024-03-31")
        >>> list(zip(table["product"], table["buyers"], table["repeaters"], table["loyal"], table["net"]))
        [('tea', 2, 2, 1, 11300), ('pot', 1, 0, 0, 9900)]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, at_level = Selection(len(self), mask, group), _confidence(confidence)
        items, options = self._items(core, level), self._product_options(level, None, repeat_days)
        cells = Cells("patron_products_first_counts", selection.groups, {"capacity": items + _ROWS})
        call("patron_products_first", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)

        def made(at: int) -> Table:
            part = {name: cells.part(name, at) for name in cells.held}
            columns = cells.columns(("buyers", "repeaters"), at)
            columns += rates("repeat", part["repeaters"], part["buyers"], at_level)
            columns += cells.columns(("repeat_observed", "repeat_within"), at)
            columns += rates("within", part["repeat_within"], part["repeat_observed"], at_level)
            columns += cells.columns(("loyal",), at) + rates("loyal", part["loyal"], part["buyers"], at_level)
            columns += cells.columns(("orders", "purchases", "net"), at)
            return listed(self, level, KEYS[level], columns, items, _others(items, "none", "all", "unknown"),
                          part["buyers"], as_of=date_of(day))

        return selection.result(made)

    def product_gaps(self, as_of: Any, *, which: str = "repurchase", level: str = "product",
                     mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                     count: Optional[int] = None) -> Any:
        """Days until a product is bought again, or from a first purchase with it to the second purchase.

        Parameters
        ----------
        which : {"repurchase", "second"}
        level : {"product", "category"}

        Returns
        -------
        Table
            A row a product, most closed gaps first: closed and open gaps, and by Kaplan-Meier the first day at which
            25, 50 and 75 % have purchased again (None: not reached). ``table.all`` is of any purchase, ``table.none``
            of those without product. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    product=["tea", "tea", "tea", "pot", "tea", "tea"])
        >>> book.product_gaps("2024-03-31")
        product  closed  open  day_25  day_50  day_75
            tea       3     2      30      31      43
            pot       0     1       -       -       -
        [2 rows x 6 columns]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, items = Selection(len(self), mask, group), self._items(core, level)
        options, pointer, rows = self._product_options(level, None, None), ctypes.c_void_p(), items + _ROWS
        call("patron_products_gaps", core, day, ctypes.byref(options), choice("which", which, GAPS), selection.pointer,
             start, many, ctypes.byref(pointer))
        table = Core(pointer.value or 0, "patron_table_free")
        tables = (ctypes.c_void_p * 1)(table.address)
        out, held = outputs("patron_products_quartile_columns", selection.groups * rows)
        call("patron_products_quartiles", tables, 1, selection.groups * rows, None, ctypes.byref(out))

        def made(at: int) -> Table:
            columns = [ints(name, (values._type_ * rows)(*values[at * rows:(at + 1) * rows]))
                       for name, values in held.items()]
            return listed(self, level, KEYS[level], columns, items, _others(items, "none", "all"), columns[0]._values,
                          as_of=date_of(day))

        return selection.result(made)

    def expected(self, as_of: Any, *, level: str = "product", horizon: Optional[int] = None,
                 window_days: Optional[int] = None, confidence: float = 0.95,
                 mask: Optional[Iterable[Any]] = None) -> Table:
        """Units of each product in the next days, if it sells as in the last ones: no season, no trend.

        Parameters
        ----------
        level : {"product", "category"}
        horizon : int, optional
            The next so many days (30).
        window_days : int, optional
            The last so many days (365).
        mask : sequence of bool, optional
            Only what these customers buy; without it guests count too.

        Returns
        -------
        Table
            A row a product, most units first: units (of the window), orders, expected, low, high (its prediction
            interval), first_day. Units are pieces.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    product=["tea", "tea", "tea", "pot", "tea", "tea"])
        >>> table = book.expected("2024-03-31", horizon=30, window_days=60)
        >>> list(zip(table["product"], table["units"], table["expected"]))
        [('tea', 3.0, 1.5), ('pot', 1.0, 0.6521739130434783)]
        """
        core, day, selection = self._open(), self._day(as_of), Selection(len(self), mask, None)
        items, options = self._items(core, level), self._product_options(level, window_days, None)
        names = {name for name, _ in _api.fields_of("patron_products_counts")}
        wanted = {"recent_units", "recent_squares", "recent_orders"}
        cells = self._counted(core, day, options, selection, 0, len(self), items, names - wanted)
        if selection.struct is None:
            call("patron_products_guests", core, day, ctypes.byref(options), cells.pointer)
        out, days = outputs("patron_products_days_columns", items)
        call("patron_products_days", core, day, ctypes.byref(options), ctypes.byref(out))
        rule = _api.make("patron_products_expected_options", as_of=day, window_days=options.window_days,
                         horizon=positive("horizon", horizon), quantity_scale=self._quantity_scale,
                         confidence=_confidence(confidence))
        found = [(ctypes.c_double * items)() for _ in range(3)]
        units, squares = cells.held["recent_units"], cells.held["recent_squares"]
        call("patron_products_expected", units, squares, days["first_day"], items, ctypes.byref(rule), *found)
        scale = self._quantity_scale
        columns = [Column("units", "float64", (ctypes.c_double * items)(*[one / scale for one in units[:items]])),
                   ints("orders", int64s(cells.held["recent_orders"][:items]))]
        columns += [Column(name, "float64", values) for name, values in zip(("expected", "low", "high"), found)]
        columns.append(ints("first_day", days["first_day"], day=True))
        return listed(self, level, KEYS[level], columns, items, {}, units[:items], as_of=date_of(day))

    # ---- together ---------------------------------------------------------------------------------------------------

    def _pairs(self, function: str, as_of: Any, level: str, basket: int, max_items: Optional[int],
               min_count: Optional[int], top: Optional[int], flags: int, selection: Selection) -> Tuple[Any, Any, int]:
        core, day = self._open(), self._day(as_of)
        options = _api.make("patron_products_pairs_options", level=choice("level", level, LEVELS), basket=basket,
                            max_items=_more("max_items", max_items), min_count=_more("min_count", min_count),
                            top=_more("top", top), flags=flags)
        out, held = outputs("patron_products_baskets", selection.groups)
        pointer = ctypes.c_void_p()
        call(function, core, day, ctypes.byref(options), selection.pointer, ctypes.byref(out), ctypes.byref(pointer))
        return {column.name: column for column in columns_in(Core(pointer.value or 0, "patron_table_free"), {})}, \
            held, day

    def pairs(self, as_of: Any, *, level: str = "product", basket: str = "order", max_items: Optional[int] = None,
              min_count: Optional[int] = None, top: Optional[int] = None, by_lift: bool = False, guests: bool = False,
              confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
              group: Optional[Iterable[Any]] = None) -> Any:
        """Which products are bought together.

        Parameters
        ----------
        basket : {"order", "purchase", "history"}
            Together in an order, on a day, or ever by one buyer.
        max_items : int, optional
            Baskets with more items are left out (100).
        min_count : int, optional
            Pairs that occur less often are left out (2).
        top : int, optional
            Rows at most (100).
        by_lift : bool
            Largest lift first, instead of most frequent.
        guests : bool
            Guests' orders too; only with basket="order".

        Returns
        -------
        Table
            a, b, count, a_count, b_count, baskets, support, a_to_b (of the baskets with a those with b) and b_to_a,
            each with low and high, lift. ``table.baskets``, ``table.left_out`` and ``table.empty`` say what it rests
            on. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=[1, 1, 2, 2, 3, 3], order=[1, 1, 2, 2, 3, 3],
        ...                    time=["2024-01-05", "2024-01-05", "2024-02-04", "2024-02-04", "2024-02-20",
        ...                          "2024-02-20"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    product=["tea", "pot", "tea", "pot", "tea", "cup"])
        >>> table = book.pairs("2024-03-31")
        >>> table.row(0)["a"], table.row(0)["b"], table.row(0)["count"], table.row(0)["a_to_b"], table.baskets
        ('pot', 'tea', 2, 1.0, 3)
        """
        selection, at_level = Selection(len(self), mask, group), _confidence(confidence)
        flags = (_C["PATRON_PRODUCTS_WITH_GUESTS"] if guests else 0) | (_C["PATRON_PRODUCTS_BY_LIFT"] if by_lift else 0)
        found, held, day = self._pairs("patron_products_pairs", as_of, level, choice("basket", basket, BASKETS),
                                       max_items, min_count, top, flags, selection)

        def made(at: int) -> Table:
            table = self._of_group(found, ("a", "b"), level, at)
            for name, whole in (("a_to_b", "a_count"), ("b_to_a", "b_count")):
                bounds = rates(name, table["count"]._values, table[whole]._values, at_level)[1:]
                table._columns.update({column.name: column for column in bounds})
            order = ["a", "b", "count", "a_count", "b_count", "baskets", "support", "a_to_b", "a_to_b_low",
                     "a_to_b_high", "b_to_a", "b_to_a_low", "b_to_a_high", "lift"]
            return Table([table[name] for name in order], as_of=date_of(day),
                         **{name: values[at] for name, values in held.items()})

        return selection.result(made)

    def transitions(self, as_of: Any, *, level: str = "product", max_items: Optional[int] = None,
                    min_count: Optional[int] = None, top: Optional[int] = None, by_lift: bool = False,
                    mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None) -> Any:
        """Which product follows which from a purchase to the customer's next one.

        Parameters
        ----------
        max_items, min_count, top, by_lift : optional
            As in `pairs`.

        Returns
        -------
        Table
            from, to, count, from_count, to_count, steps, share (of the steps with `from` before those with `to` after),
            share_low, share_high, lift. ``table.baskets`` (steps), ``left_out`` and ``empty`` as of `pairs`. With
            `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    product=["pot", "pot", "tea", "pot", "tea", "tea"])
        >>> table = book.transitions("2024-03-31", min_count=1)
        >>> list(zip(table["from"], table["to"], table["count"], table["share"]))
        [('pot', 'tea', 2, 1.0), ('tea', 'tea', 1, 1.0)]
        """
        selection = Selection(len(self), mask, group)
        found, held, day = self._pairs("patron_products_transitions", as_of, level, 0, max_items, min_count, top,
                                       _C["PATRON_PRODUCTS_BY_LIFT"] if by_lift else 0, selection)
        order = ["from", "to", "count", "from_count", "to_count", "steps", "share", "share_low", "share_high", "lift"]

        def made(at: int) -> Table:
            table = self._of_group(found, ("from", "to"), level, at)
            return Table([table[name] for name in order], as_of=date_of(day),
                         **{name: values[at] for name, values in held.items()})

        return selection.result(made)

    def _of_group(self, found: Dict[str, Column], names: Tuple[str, str], level: str, at: int) -> Table:
        """The rows of a group, which lie together, with keys in place of numbers."""
        core, groups = self._open(), found["group"]._values
        rows = range(bisect.bisect_left(groups, at), bisect.bisect_right(groups, at))
        columns: List[Column] = [self._gathered(name, KEYS[level], [found[name]._values[row] for row in rows], core)
                                 for name in names]
        return Table(columns + [picked(column, rows) for column in found.values()
                                if column.name not in _COUNTED and not column.name.endswith("_key")])

    def over_index(self, as_of: Any, group: Iterable[Any], *, level: str = "product", confidence: float = 0.95,
                   mask: Optional[Iterable[Any]] = None) -> Any:
        """How much more often the buyers of a group have a product than all buyers.

        Parameters
        ----------
        group : sequence
            One value a customer of the book: segments, states, cohorts, ... None is in no group, but among all.
        level : {"product", "category"}

        Returns
        -------
        dict
            By group a Table, most of the group's buyers first: buyers (of n in the group), buyers_all (of n_all), index
            (1: as often as all), low, high. None for a group without buyers.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    product=["tea", "tea", "tea", "pot", "tea", "tea"])
        >>> table = book.over_index("2024-03-31", ["often", "often", "once"])["often"]
        >>> list(zip(table["product"], table["buyers"], table["n"], table["buyers_all"], table["index"]))
        [('tea', 2, 2, 2, 1.5), ('pot', 0, 2, 1, 0.0)]
        """
        core, day, at_level = self._open(), self._day(as_of), _confidence(confidence)
        selection, everyone = Selection(len(self), mask, group), Selection(len(self), mask, None)
        items, options = self._items(core, level), self._product_options(level, None, None)
        names = {name for name, _ in _api.fields_of("patron_products_counts")} - {"buyers"}
        parts = self._counted(core, day, options, selection, 0, len(self), items, names)
        whole = self._counted(core, day, options, everyone, 0, len(self), items, names).held["buyers"]
        row_all = items + _C["PATRON_PRODUCTS_ROW_ALL"]

        def made(at: int) -> Table:
            buyers = parts.part("buyers", at)
            out, size = [(ctypes.c_double * items)() for _ in range(3)], buyers[row_all]
            if size:
                call("patron_products_over_index", buyers, size, whole, whole[row_all], items, at_level, *out)
            columns = [ints(name, int64s(values)) for name, values in (
                ("buyers", buyers[:items]), ("n", [size] * items), ("buyers_all", whole[:items]),
                ("n_all", [whole[row_all]] * items))]
            columns += [hollow(name, values, [size] * items) for name, values in zip(("index", "low", "high"), out)]
            return listed(self, level, KEYS[level], columns, items, {}, buyers, as_of=date_of(day))

        return selection.result(made)


def _more(argument: str, value: Any) -> int:
    """An option for which the library takes 0 as "the default", of 64 bits."""
    if value is None:
        return 0
    number = big_number(argument, value)
    if number <= 0:
        raise PatronValueError(argument + " must be 1 or more", argument=argument)
    return number
