"""Who is slipping away, and why."""
from __future__ import annotations

import ctypes
import dataclasses
from typing import Any, Dict, Iterable, Optional, Sequence, Tuple, Union

from . import _api, words
from ._customers import Measures, texts
from ._days import date_of, day_of
from ._library import call, lib
from ._measure import (Rule, Selection, big_number, choice, columns_of, listed, outputs, positive, record, rule_of,
                       tokens, whole_number)
from .errors import PatronError, PatronTypeError, PatronValueError
from .matrix import Matrix, cells
from .table import Column, Table

_C = _api.constants
STATES = tokens("patron_churn_state_name", _C["PATRON_CHURN_STATES"])
REASONS = tokens("patron_churn_reason_name", 3)
METHODS = {"km": _C["PATRON_CHURN_METHOD_KM"], "model": _C["PATRON_CHURN_METHOD_MODEL"]}
_METHOD_NAMES = ("", "km", "model")

ChurnInfo, _info = record("ChurnInfo", "patron_churn_info", "A churn rule's settings, and what its table holds.",
                          ("as_of",))


GROUPS, BINS = _C["PATRON_CHURN_GROUPS"], _C["PATRON_CHURN_BINS"]
_SECOND_DAYS = _C["PATRON_CHURN_SECOND_DAYS"]


@dataclasses.dataclass(frozen=True)
class ChurnGaps:
    """The first of two counts from which a churn rule is made; those of ranges, books or shards add up.

    `gaps` closed gaps of `days` days in all; `second_came` and `second_open` by the days from the first purchase
    (0 ... 365, and later) the buyers who came a second time and those who have not yet.
    """

    gaps: int
    days: int
    second_came: Tuple[int, ...]
    second_open: Tuple[int, ...]

    def __add__(self, other: "ChurnGaps") -> "ChurnGaps":
        if not isinstance(other, ChurnGaps):
            return NotImplemented
        return ChurnGaps(self.gaps + other.gaps, self.days + other.days, _sum(self.second_came, other.second_came),
                         _sum(self.second_open, other.second_open))

    def _gaps(self) -> Any:
        return _int64s("gaps", (self.gaps, self.days))


@dataclasses.dataclass(frozen=True)
class ChurnCells:
    """A churn table: closed and open gaps by purchase number (1 ... 5, and more) and bin of their length, measured by
    the customer's own (`ChurnRule.edge` gives the bins' edges). Those of ranges, books or shards add up."""

    closed: Tuple[Tuple[int, ...], ...]
    open: Tuple[Tuple[int, ...], ...]

    def __add__(self, other: "ChurnCells") -> "ChurnCells":
        if not isinstance(other, ChurnCells):
            return NotImplemented
        return ChurnCells(*[tuple(_sum(one, two) for one, two in zip(mine, its))
                            for mine, its in ((self.closed, other.closed), (self.open, other.open))])


def _sum(one: Tuple[int, ...], two: Tuple[int, ...]) -> Tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, two))


def _int64s(argument: str, numbers: Sequence[int]) -> Any:
    return (ctypes.c_int64 * len(numbers))(*[big_number(argument, number) for number in numbers])


def _cells_of(values: Any, start: int = 0) -> ChurnCells:
    rows = [tuple(values[start + at * BINS:start + (at + 1) * BINS]) for at in range(2 * GROUPS)]
    return ChurnCells(tuple(rows[:GROUPS]), tuple(rows[GROUPS:]))


class ChurnRule(Rule):
    """The churn table of a shop; scores any book of it, also of a single customer. From `Book.churn_rule` or `load`."""

    _free, _prefix = "patron_churn_rule_free", "patron_churn_rule"

    def inspect(self) -> Any:
        """Settings and counts as a `ChurnInfo`."""
        out = _api.make("patron_churn_info")
        call("patron_churn_rule_inspect", self._open(), ctypes.byref(out))
        return _info(out)

    def cells(self) -> ChurnCells:
        """The table itself."""
        held = cells(_C["PATRON_CHURN_CELLS"])
        call("patron_churn_rule_cells", self._open(), held)
        return _cells_of(held)

    @staticmethod
    def edge(bin: int) -> float:
        """The lower edge of a bin of `ChurnCells`, in the customer's own gaps; of bin 256 the end of the last one.

        Examples
        --------
        >>> import patron
        >>> patron.ChurnRule.edge(0), patron.ChurnRule.edge(128), patron.ChurnRule.edge(256)
        (0.0, 1.0, 256.0)
        """
        number = whole_number("bin", bin)
        if not 0 <= number <= BINS:
            raise PatronValueError("bin must be 0 ... {0}".format(BINS), argument="bin")
        return float(lib.patron_churn_edge(number))

    @classmethod
    def make(cls, as_of: Any, gaps: ChurnGaps, counted: ChurnCells, *, first_day: Any = None, book_flags: int = 0,
             method: str = "km", horizon: Optional[int] = None, new_days: Optional[int] = None,
             bands: Optional[Sequence[float]] = None) -> "ChurnRule":
        """A rule from counts, for a shop whose orders are in many books: the one that `Book.churn_rule` fits from all.

        Parameters
        ----------
        as_of : date, datetime or ISO text
            Of the counts.
        gaps : ChurnGaps
            The sum of `Book.churn_gaps` over all books.
        counted : ChurnCells
            The sum of `Book.churn_count` over all books, each with those gaps.
        first_day : date or ISO text, optional
            First day of the shop's records: the first of all `Book.days`, or observed_from.
        book_flags : int
            `Book.flags` of the books.
        method, horizon, new_days, bands : optional
            As of `Book.churn_rule`.
        """
        if not isinstance(gaps, ChurnGaps):
            raise PatronTypeError("gaps must be ChurnGaps, not " + type(gaps).__name__, argument="gaps")
        if not isinstance(counted, ChurnCells):
            raise PatronTypeError("counted must be ChurnCells, not " + type(counted).__name__, argument="counted")
        if [len(gaps.second_came), len(gaps.second_open)] != [_SECOND_DAYS] * 2:
            raise PatronValueError("gaps must have {0} days each".format(_SECOND_DAYS), argument="gaps")
        rows = (*counted.closed, *counted.open)
        if [len(counted.closed), len(counted.open)] != [GROUPS] * 2 or {len(row) for row in rows} != {BINS}:
            raise PatronValueError("counted must have {0} rows of {1}".format(GROUPS, BINS), argument="counted")
        second = _int64s("gaps", (*gaps.second_came, *gaps.second_open))
        held, shop = _int64s("counted", [number for row in rows for number in row]), gaps._gaps()
        kind = ctypes.POINTER(ctypes.c_int64)
        counts = _api.make("patron_churn_counts", book_flags=big_number("book_flags", book_flags),
                           as_of=day_of(as_of, "as_of"),
                           first_day=_C["PATRON_NO_DAY"] if first_day is None else day_of(first_day, "first_day"),
                           gaps=ctypes.cast(shop, kind), second=ctypes.cast(second, kind),
                           cells=ctypes.cast(held, kind))
        options, pointer = _options(method, horizon, new_days, bands), ctypes.c_void_p()
        call("patron_churn_rule_make", ctypes.byref(counts), ctypes.byref(options), None, ctypes.byref(pointer))
        made: ChurnRule = cls._from(pointer)
        return made


def _options(method: str, horizon: Optional[int], new_days: Optional[int], bands: Optional[Sequence[float]]) -> Any:
    options = _api.make("patron_churn_options", method=choice("method", method, METHODS),
                        horizon=positive("horizon", horizon))
    if new_days is not None:
        options.flags, options.new_days = _C["PATRON_CHURN_NEW_DAYS"], whole_number("new_days", new_days)
    if bands is not None:
        given = listed("bands", bands)
        if len(given) != 3 or not all(isinstance(band, (int, float)) and abs(band) <= 1 for band in given):
            raise PatronValueError("bands must be three numbers from 0 to 1", argument="bands")
        options.bands = tuple(float(band) for band in given)
    return options


class ChurnTable(Table):
    """A `Table` of churn states, which can say why."""

    def reason(self, row: int, language: str = "en") -> str:
        """Why a customer has its state, as a sentence in English ("en") or German ("de")."""
        return words.churn_reason(self.row(row), language)

    def reasons(self, language: str = "en") -> Column:
        """The sentences of all rows."""
        return texts("reason", [self.reason(row, language).encode("utf-8") for row in range(len(self))])

    def entered(self, *states: str, since: Any) -> Table:
        """Who is in one of the states and was in none of them on the earlier day `since`, by the same rule."""
        return _moved(self, states, since, "to_states")

    def left(self, *states: str, since: Any) -> Table:
        """Who was in one of the states on the earlier day `since` and is in none of them any more."""
        return _moved(self, states, since, "from_states")


def _moved(table: ChurnTable, states: Sequence[str], since: Any, which: str) -> Table:
    if not states:
        raise PatronValueError("name at least one state", argument="states")
    others = [name for name in (None,) + STATES if name not in states]
    chosen = {which: states, "from_states" if which == "to_states" else "to_states": others}
    try:
        found: Table = table.book.churn_changes(since, table.as_of, rule=table.rule, **chosen)
    except PatronError as problem:
        problem.argument = {"from_day": "since", "to_states": "states", "from_states": "states"}.get(
            problem.argument or "", problem.argument)
        problem.message = problem.message.replace("from_day", "since").replace("to_day", "the table's day").replace(
            "to_states", "states")
        raise
    return found


class ChurnMeasures(Measures):
    """Churn states."""

    def churn_rule(self, as_of: Any, *, method: str = "km", horizon: Optional[int] = None,
                   new_days: Optional[int] = None, bands: Optional[Sequence[float]] = None, threads: int = 1,
                   mask: Optional[Iterable[Any]] = None) -> ChurnRule:
        """Fits the churn table of the whole book at `as_of`.

        Parameters
        ----------
        horizon : int, optional
            Days of `score` (90).
        new_days : int, optional
            Days for which a one-time buyer is new.
        bands : three floats, optional
            Least rho of on_track, slowing and slipping (.8, .5, .2).

        Returns
        -------
        ChurnRule
        """
        core, selection = self._open(), Selection(len(self), mask, None)
        options, pointer = _options(method, horizon, new_days, bands), ctypes.c_void_p()
        options.threads = whole_number("threads", threads)
        call("patron_churn_fit", core, self._day(as_of), ctypes.byref(options), selection.pointer,
             ctypes.byref(pointer))
        made: ChurnRule = ChurnRule._from(pointer)
        return made

    def churn_gaps(self, as_of: Any, *, mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None,
                   first: int = 0, count: Optional[int] = None) -> Any:
        """The first of two counts from which `ChurnRule.make` makes a rule: for orders in many books, or by group.

        Returns
        -------
        ChurnGaps
            With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> gaps = book.churn_gaps("2024-03-31")
        >>> gaps.gaps, gaps.days
        (3, 104)
        >>> rule = patron.ChurnRule.make("2024-03-31", gaps, book.churn_count("2024-03-31", gaps),
        ...                              first_day=book.days[0])
        >>> rule.save() == book.churn_rule("2024-03-31").save()
        True
        """
        core, (start, many), selection = self._open(), self._range(first, count), Selection(len(self), mask, group)
        gaps = cells(selection.groups * _C["PATRON_CHURN_GAPS"])
        second = cells(selection.groups * _C["PATRON_CHURN_SECOND"])
        call("patron_churn_gaps", core, self._day(as_of), selection.pointer, start, many, gaps, second)

        def made(at: int) -> ChurnGaps:
            base = at * 2 * _SECOND_DAYS
            return ChurnGaps(gaps[2 * at], gaps[2 * at + 1], tuple(second[base:base + _SECOND_DAYS]),
                             tuple(second[base + _SECOND_DAYS:base + 2 * _SECOND_DAYS]))

        return selection.result(made)

    def churn_count(self, as_of: Any, shop_gaps: ChurnGaps, *, mask: Optional[Iterable[Any]] = None,
                    group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """The second count, given the sum of the first over the whole shop.

        Returns
        -------
        ChurnCells
            With `group` a dict of them.
        """
        if not isinstance(shop_gaps, ChurnGaps):
            raise PatronTypeError("shop_gaps must be ChurnGaps, not " + type(shop_gaps).__name__, argument="shop_gaps")
        core, (start, many), selection = self._open(), self._range(first, count), Selection(len(self), mask, group)
        size = _C["PATRON_CHURN_CELLS"]
        held = cells(selection.groups * size)
        call("patron_churn_count", core, self._day(as_of), shop_gaps._gaps(), selection.pointer, start, many, held)
        return selection.result(lambda at: _cells_of(held, at * size))

    def churn(self, as_of: Any, *, rule: Optional[ChurnRule] = None, columns: Optional[Sequence[str]] = None,
              first: int = 0, count: Optional[int] = None, **options: Any) -> ChurnTable:
        """The churn state of every customer, one row a customer.

        Parameters
        ----------
        as_of : date, datetime or ISO text
        rule : ChurnRule, optional
            By default this book's at `as_of`, fitted with **options as in `churn_rule`.
        columns : list of str, optional

        Returns
        -------
        ChurnTable
            Columns as patron_churn_columns: state, rho, silence, next_day, value_at_risk, ... State None: no buyer.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> states = book.churn("2024-03-31")
        >>> list(states["state"]), list(states["silence"])
        (['on_track', 'on_track', 'one_time_open'], [25, 40, 45])
        >>> states.reason(2)[:64]
        'Bought once, 45 days ago. Of 1 such customers 84 % ordered again'
        """
        core, (start, many) = self._open(), self._range(first, count)
        self._allocatable(start, many)
        if rule is not None and options:
            raise PatronTypeError("options belong to the fit of a rule: give rule= or options", argument="rule")
        rule = self.churn_rule(as_of, **options) if rule is None else rule
        held_rule, day = rule_of(rule, ChurnRule), self._day(as_of)
        out, held = outputs("patron_churn_columns", many, columns)
        call("patron_churn_score", core, day, held_rule, start, many, ctypes.byref(out))
        names: Dict[str, Sequence[str]] = {"state": STATES, "next_state": STATES, "method": _METHOD_NAMES}
        return ChurnTable([self._customers(core, start, many)] + columns_of(held, names, ("cases",)), rule=rule,
                          as_of=date_of(day), book=self)

    def churn_states(self, as_of: Any, *, rule: ChurnRule, mask: Optional[Iterable[Any]] = None,
                     group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """Buyers, trailing net and value at risk by state.

        Returns
        -------
        Matrix
            A row a state; with `group` a dict of them.
        """
        core, (start, many), selection = self._open(), self._range(first, count), Selection(len(self), mask, group)
        size = len(STATES)
        held = [cells(selection.groups * size) for _ in range(3)]
        call("patron_churn_states", core, self._day(as_of), rule_of(rule, ChurnRule), selection.pointer, start, many,
             *held)
        return selection.result(lambda at: Matrix(
            list(zip(*[values[at * size:(at + 1) * size] for values in held])), STATES,
            ["buyers", "net_365", "value_at_risk"], row_name="state", column_name="count"))

    def churn_changes(self, from_day: Any, to_day: Any, *, rule: ChurnRule,
                      from_states: Optional[Iterable[Optional[str]]] = None,
                      to_states: Optional[Iterable[Optional[str]]] = None,
                      mask: Optional[Iterable[Any]] = None) -> Table:
        """Whose state changed between two days, by one rule: largest value at risk first.

        Parameters
        ----------
        from_day, to_day : date, datetime or ISO text
        from_states, to_states : list, optional
            Only changes out of, or into, these; None in them is "no state".

        Returns
        -------
        Table
            customer, from_state, to_state, reason ("silence", "ordered", "refunded"), silence, net_365, value_at_risk,
            rho, score.
        """
        core, selection = self._open(), Selection(len(self), mask, None)
        options = _api.make("patron_churn_changes_options", from_states=_bits("from_states", from_states),
                            to_states=_bits("to_states", to_states))
        pointer = ctypes.c_void_p()
        call("patron_churn_changes", core, self._day(from_day, "from_day"), self._day(to_day, "to_day"),
             rule_of(rule, ChurnRule), ctypes.byref(options), selection.pointer, ctypes.byref(pointer))
        return self._table(pointer, {"from_state": STATES, "to_state": STATES, "reason": REASONS},
                           {"customer": _C["PATRON_KEYS_CUSTOMER"]})


def _bits(argument: str, states: Union[str, Iterable[Optional[str]], None]) -> int:
    bits = 0
    for state in [states] if isinstance(states, str) else () if states is None else listed(argument, states):
        if state is not None and state not in STATES:
            raise PatronValueError("{0}: {1!r} is none of {2}".format(argument, state, ", ".join(STATES)),
                                   argument=argument)
        bits |= 1 << (0 if state is None else STATES.index(state) + 1)
    return bits
