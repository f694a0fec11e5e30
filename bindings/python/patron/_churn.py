"""Who is slipping away, and why."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, Iterable, Optional, Sequence, Union

from . import _api, words
from ._customers import Measures, texts
from ._days import date_of
from ._library import call
from ._measure import (Rule, Selection, choice, columns_of, outputs, positive, record, rule_of, tokens, whole_number)
from .errors import PatronTypeError, PatronValueError
from .matrix import Matrix, cells
from .table import Column, Table

_C = _api.constants
STATES = tokens("patron_churn_state_name", _C["PATRON_CHURN_STATES"])
REASONS = tokens("patron_churn_reason_name", 3)
METHODS = {"km": _C["PATRON_CHURN_METHOD_KM"], "model": _C["PATRON_CHURN_METHOD_MODEL"]}
_METHOD_NAMES = ("", "km", "model")

ChurnInfo, _info = record("ChurnInfo", "patron_churn_info", "A churn rule's settings, and what its table holds.",
                          ("as_of",))


class ChurnRule(Rule):
    """The churn table of a shop; scores any book of it, also of a single customer. From `Book.churn_rule` or `load`."""

    _free, _prefix = "patron_churn_rule_free", "patron_churn_rule"

    def inspect(self) -> Any:
        """Settings and counts as a `ChurnInfo`."""
        out = _api.make("patron_churn_info")
        call("patron_churn_rule_inspect", self._open(), ctypes.byref(out))
        return _info(out)


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
    found: Table = table.book.churn_changes(since, table.as_of, rule=table.rule, **chosen)
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
        options = _api.make("patron_churn_options", method=choice("method", method, METHODS),
                            horizon=positive("horizon", horizon), threads=whole_number("threads", threads))
        if new_days is not None:
            options.flags, options.new_days = _C["PATRON_CHURN_NEW_DAYS"], whole_number("new_days", new_days)
        if bands is not None:
            if len(bands) != 3:
                raise PatronValueError("bands must be three numbers", argument="bands")
            options.bands = tuple(float(band) for band in bands)
        pointer = ctypes.c_void_p()
        call("patron_churn_fit", core, self._day(as_of), ctypes.byref(options), selection.pointer,
             ctypes.byref(pointer))
        made: ChurnRule = ChurnRule._from(pointer)
        return made

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
    for state in [states] if isinstance(states, str) else states or ():
        if state is not None and state not in STATES:
            raise PatronValueError("{0}: {1!r} is none of {2}".format(argument, state, ", ".join(STATES)),
                                   argument=argument)
        bits |= 1 << (0 if state is None else STATES.index(state) + 1)
    return bits
