"""Buyers born together, followed over time."""
from __future__ import annotations

import ctypes
import datetime as dt
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

from . import _api
from ._customers import Measures
from ._days import EPOCH
from ._handle import Core
from ._library import call, lib
from ._measure import Selection, choice, listed, outputs, positive, tokens, whole_number
from ._rows import keys_of
from .calendar import PERIODS, calendar_of
from .errors import PatronValueError
from .matrix import Matrix, shaped
from .table import borrowed

_C = _api.constants
BY = {name.lower(): _C["PATRON_COHORTS_BY_" + name] for name in ("PERIOD", "PRODUCT", "CATEGORY", "DEPTH")}
CURVES = {name.lower(): _C["PATRON_COHORTS_CURVE_" + name] for name in ("IN", "LATER", "BY", "VALUE")}
STATES = ("",) + tokens("patron_cohorts_state_name", 6)[1:]
_PARTS = {"in": "active_eligible", "later": "later_eligible", "by": "nth_by", "value": "net_to"}
_NEEDS = {"margin": "cost", "margin_to": "cost", "units": "quantity", "discount": "discount"}
_ROWS = ("buyers", "repeat_in_0", "unmatched")
_GROUPS = ("unknown_birth", "unknown_birth_net", "not_buyers", "not_buyers_net")
_SEQUENCE = ("nth", "nth_by", "nth_net")


class Curve:
    """Rates of cohorts: each of `rate`, `low`, `high`, `part`, `whole` and `state` is a `Matrix`; None where there is
    no rate yet. `mean` is the mean row over the complete cells, by column."""

    mean: Dict[Any, Optional[float]]
    rate: Matrix
    low: Matrix
    high: Matrix
    part: Matrix
    whole: Matrix
    state: Matrix

    def __init__(self, kind: str, parts: Dict[str, Matrix], mean: Dict[Any, Optional[float]]) -> None:
        self.kind, self.mean, self._parts = kind, mean, parts

    def __getattr__(self, name: str) -> Matrix:
        parts: Dict[str, Matrix] = self.__dict__.get("_parts", {})
        if name not in parts:
            raise AttributeError("Curve has no attribute {0!r}".format(name))
        return parts[name]

    def to_frame(self) -> Any:
        """A pandas DataFrame of the rates; NaN where there is none yet."""
        return self._parts["rate"].to_frame()

    def __repr__(self) -> str:
        return repr(self._parts["rate"])


class Cohorts:
    """Counts of cohorts by time since the first purchase.

    ``cohorts["net"]`` is a `Matrix` of one count (`names` lists them), ``cohorts.buyers`` the sizes by cohort,
    `curve` gives rates. Rows are the listed cohorts, then "(other)", "(none)" and "(all)".
    """

    rows: List[Any]
    columns: List[str]

    def __init__(self, rows: List[Any], columns: List[str], listed: int, by: str, held: Dict[str, Any], group: int,
                 sequence: int) -> None:
        self.rows, self.columns, self.listed, self.by = rows, columns, listed, by
        self._held, self._group, self._sequence = held, group, sequence
        self.names = [name for name in held if name not in _ROWS + _GROUPS]

    def _row_values(self, name: str) -> List[int]:
        many = len(self.rows)
        values: List[int] = self._held[name][self._group * many:(self._group + 1) * many]
        return values

    def __getattr__(self, name: str) -> Any:
        held = self.__dict__.get("_held", {})
        if name in _ROWS and name in held:
            return dict(zip(self.rows, self._row_values(name)))
        if name in _GROUPS and name in held:
            return held[name][self._group]
        raise AttributeError("Cohorts has no attribute {0!r}".format(name))

    def _start(self, name: str, n: int) -> int:
        size = len(self.rows) * len(self.columns)
        if name not in _SEQUENCE:
            return self._group * size
        if not 2 <= n <= self._sequence + 1:
            raise PatronValueError("n must be 2 ... {0} (sequence=)".format(self._sequence + 1), argument="n")
        return (self._group * self._sequence + n - 2) * size

    def __getitem__(self, name: str) -> Matrix:
        return self.matrix(name)

    def matrix(self, name: str, n: int = 2, cumulative: bool = False) -> Matrix:
        """A count as a `Matrix`; `n` says which purchase for nth, nth_by and nth_net."""
        if name not in self.names:
            raise KeyError("no count {0!r}; there are {1}".format(name, ", ".join(self.names)))
        rows, columns, start = len(self.rows), len(self.columns), self._start(name, n)
        values = (ctypes.c_int64 * (rows * columns))(*self._held[name][start:start + rows * columns])
        if cumulative:
            call("patron_cohorts_cumulate", values, rows, columns, values)
        return Matrix(shaped(values, rows, columns), self.rows, self.columns, row_name=self.by, column_name="k")

    def curve(self, kind: str = "in", *, n: int = 2, of: Optional[str] = None, confidence: float = 0.95) -> Curve:
        """Rates with their Wilson intervals.

        Parameters
        ----------
        kind : {"in", "later", "by", "value"}
            Active in k; active in k or later; n-th purchase by k; money by k a buyer.
        n : int
            For "by".
        of : {"net_to", "net_eligible", "margin_to"}, optional
            For "value".
        """
        number, name = choice("kind", kind, CURVES), _PARTS[kind] if of is None else of
        money = {"net_to", "net_eligible", "margin_to"} & set(self.names)
        if of is not None and (kind != "value" or of not in money):
            raise PatronValueError("of {0!r} does not go with the curve {1!r}".format(of, kind), argument="of")
        rows, columns, size = len(self.rows), len(self.columns), len(self.rows) * len(self.columns)
        buyers = (ctypes.c_int64 * rows)(*self._row_values("buyers"))
        start = self._start("eligible", 2)
        eligible = (ctypes.c_int64 * size)(*self._held["eligible"][start:start + size])
        start = self._start(name, n)
        part = (ctypes.c_int64 * size)(*self._held[name][start:start + size])
        out, held = outputs("patron_cohorts_rates", size)
        call("patron_cohorts_curve", number, rows, columns, buyers, eligible, part, confidence, ctypes.byref(out))
        defined = [whole > 0 for whole in held["whole"]]
        values = {"state": [STATES[state] for state in held["state"]], "whole": held["whole"][:]}
        for each in ("part", "rate", "low", "high"):
            keep = each in ("part", "rate") or kind != "value"
            values[each] = [value if known and keep else None for value, known in zip(held[each], defined)]
        parts = {each: Matrix(shaped(flat, rows, columns), self.rows, self.columns, row_name=self.by, column_name="k")
                 for each, flat in values.items()}
        return Curve(kind, parts, self._mean(number, kind, columns, buyers, eligible, part, confidence))

    def _mean(self, number: int, kind: str, columns: int, buyers: Any, eligible: Any, part: Any, confidence: float) \
            -> Dict[Any, Optional[float]]:
        if kind == "later":
            return {}
        out, held = outputs("patron_cohorts_rates", columns)
        call("patron_cohorts_mean", number, self.listed, columns, buyers, eligible, part, confidence, ctypes.byref(out))
        return {label: rate if whole > 0 else None
                for label, rate, whole in zip(self.columns, held["rate"], held["whole"])}

    def __repr__(self) -> str:
        return "Cohorts(by {0}: {1} listed, {2} columns)".format(self.by, self.listed, len(self.columns))


class CohortMeasures(Measures):
    """Cohorts."""

    def cohorts(self, as_of: Any, *, by: str = "period", period: str = "month", week_start: int = 0,
                first_month: int = 1, window_days: Optional[int] = None, periods: Optional[int] = None,
                brackets: Optional[Sequence[int]] = None, sequence: Optional[int] = None, refund_day: bool = False,
                keys: Optional[Iterable[Any]] = None, limit: Optional[int] = None,
                edges: Optional[Sequence[int]] = None, mask: Optional[Iterable[Any]] = None,
                group: Optional[Iterable[Any]] = None, first: int = 0,
                count: Optional[int] = None) -> Any:
        """Buyers by their first purchase, and what they did in the time since.

        Parameters
        ----------
        by : str
            "period", "product", "category", "depth" (of the discount), or the name of a label of the book.
        period : {"day", "week", "month", "quarter", "year"}
            Of the first purchase, and of k.
        window_days : int, optional
            k counts windows of so many days instead of periods.
        periods : int, optional
            Columns k = 0 ... periods - 1 (13), then one for everything beyond.
        brackets : list of int, optional
            In place of periods: where columns begin, from 1 on.
        sequence : int, optional
            Count the 2nd ... sequence-th purchase.
        keys, limit : optional
            Which keys to list, or at most how many; by default all, most buyers first.
        edges : list of int, optional
            Of depths, in ten-thousandths.

        Returns
        -------
        Cohorts
            With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> cohorts = book.cohorts("2024-03-31", periods=3)
        >>> cohorts.buyers["2024-01"], cohorts["net"]["2024-01", "1"]
        (2, 4500)
        >>> cohorts.curve("in")
        period   0      1    2  beyond
        2024-01  1      1  0.5
        2024-02  1      0
        (other)
        (none)
        (all)    1  0.667  0.5
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection = Selection(len(self), mask, group)
        calendar = calendar_of(period, week_start, first_month)
        axis = _axis(core, day, by, calendar, keys, limit, edges)
        options = _api.make("patron_cohorts_options", window_days=positive("window_days", window_days),
                            periods=positive("periods", periods), sequence=positive("sequence", sequence),
                            flags=_C["PATRON_COHORTS_REFUND_DAY"] if refund_day else 0)
        options.calendar = ctypes.pointer(calendar)
        if window_days is not None:
            options.calendar = None
        if brackets is not None:
            brackets = listed("brackets", brackets)
            held_brackets = (ctypes.c_int32 * len(brackets))(*[whole_number("brackets", one) for one in brackets])
            options.brackets = ctypes.cast(held_brackets, ctypes.POINTER(ctypes.c_int32))
            options.bracket_count = len(brackets)
        shape = _api.make("patron_cohorts_shape")
        call("patron_cohorts_shape_of", axis, ctypes.byref(options), selection.groups, ctypes.byref(shape))
        out, held = _cells(shape, [name for name, role in _NEEDS.items() if role not in self._roles])
        call("patron_cohorts_count", core, day, axis, ctypes.byref(options), selection.pointer, start, many,
             ctypes.byref(out))
        rows, columns = _row_labels(axis, calendar), _column_labels(shape.columns - 1, brackets)
        return selection.result(lambda at: Cohorts(rows, columns, len(rows) - 3, by, held, at, shape.nth))


def _axis(core: Core, day: int, by: str, calendar: Any, keys: Optional[Iterable[Any]], limit: Optional[int],
          edges: Optional[Sequence[int]]) -> Core:
    options = _api.make("patron_cohorts_axis_options", limit=positive("limit", limit),
                        by=BY.get(str(by), _C["PATRON_COHORTS_BY_LABEL"]))
    if not isinstance(by, str) or by not in BY:
        if not isinstance(by, str) or lib.patron_book_label(core, by.encode("utf-8")) < 0:
            raise PatronValueError("by {0!r} is none of {1} and no label of the book".format(by, ", ".join(BY)),
                                   argument="by")
        options.label = by.encode("utf-8")
    if by == "period":
        options.calendar = ctypes.pointer(calendar)
    if edges is not None:
        edges = listed("edges", edges)
        held = (ctypes.c_int32 * len(edges))(*[whole_number("edges", edge) for edge in edges])
        options.edges, options.edge_count = ctypes.cast(held, ctypes.POINTER(ctypes.c_int32)), len(edges)
    pointer = ctypes.c_void_p()
    if keys is not None:
        column = keys_of(listed("keys", keys), "keys")
        options.keys, options.key_count = ctypes.pointer(column.struct), column.count
        call("patron_cohorts_axis_make", ctypes.byref(options), ctypes.byref(pointer))
    else:
        call("patron_cohorts_axis_of_book", core, day, ctypes.byref(options), ctypes.byref(pointer))
    return Core(pointer.value or 0, "patron_cohorts_axis_free")


def _cells(shape: Any, without: Sequence[str]) -> Tuple[Any, Dict[str, Any]]:
    out = _api.make("patron_cohorts_cells", capacity=shape.cells, row_capacity=shape.row_cells,
                    sequence_capacity=shape.sequence_cells, group_capacity=shape.groups)
    held: Dict[str, Any] = {}
    for name, kind in _api.fields_of("patron_cohorts_cells"):
        if kind != "int64_t *" or name in without:
            continue
        size = shape.row_cells if name in _ROWS else shape.groups if name in _GROUPS else \
            shape.sequence_cells if name in _SEQUENCE else shape.cells
        held[name] = (ctypes.c_int64 * size)()
        setattr(out, name, ctypes.cast(held[name], ctypes.POINTER(ctypes.c_int64)))
    return out, held


def _row_labels(axis: Core, calendar: Any) -> List[Any]:
    by, listed = lib.patron_cohorts_axis_by(axis), lib.patron_cohorts_axis_listed(axis)
    if by == BY["period"]:
        rows: List[Any] = [_period(calendar, lib.patron_cohorts_axis_first_period(axis) + at) for at in range(listed)]
    elif by == BY["depth"]:
        count = ctypes.c_int64()
        edges = lib.patron_cohorts_axis_edges(axis, ctypes.byref(count))
        marks = ["{0:g}%".format(edges[at] / 100) for at in range(count.value)]
        rows = ["no discount", "below " + marks[0]] + ["{0} to {1}".format(*pair) for pair in zip(marks, marks[1:])]
        rows.append(marks[-1] + " and more")
    else:
        struct, count = _api.make("patron_column"), ctypes.c_int64()
        call("patron_cohorts_axis_keys", axis, ctypes.byref(struct), ctypes.byref(count))
        rows = borrowed("key", struct, count.value, axis).tolist()
    return rows + ["(other)", "(none)", "(all)"]


def _period(calendar: Any, index: int) -> str:
    """A period by its first day: 2024-01 for months and quarters, 2024 for years that begin in January."""
    first = ctypes.c_int32()
    call("patron_calendar_first_day", ctypes.byref(calendar), index, ctypes.byref(first))
    day = dt.date.fromordinal(first.value + EPOCH)
    if calendar.period == PERIODS["year"]:
        return day.isoformat()[:4] if calendar.first_month == 1 else day.isoformat()[:7]
    return day.isoformat()[:7] if calendar.period in (PERIODS["month"], PERIODS["quarter"]) else day.isoformat()


def _column_labels(columns: int, brackets: Optional[Sequence[int]]) -> List[str]:
    if brackets is None:
        return [str(k) for k in range(columns)] + ["beyond"]
    spans = ["0"] + [str(low) if high - low == 1 else "{0}-{1}".format(low, high - 1)
                     for low, high in zip(brackets, brackets[1:])]
    return spans + ["{0}+".format(brackets[-1])]
