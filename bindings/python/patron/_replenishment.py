"""What each customer will soon need again."""
from __future__ import annotations

import ctypes
from typing import Any, Iterable, List, Optional, Tuple

from . import _api
from ._churn import STATES as CHURN_STATES
from ._customers import Measures, columns_in
from ._days import date_of
from ._handle import Core
from ._library import call
from ._measure import Rule, Selection, choice, listed, outputs, positive, record, rule_of, tokens, whole_number
from .errors import PatronTypeError, PatronValueError
from .matrix import Matrix
from .table import Table

_C = _api.constants
STATES = tokens("patron_replenish_state_name", _C["PATRON_REPLENISH_STATES"])
LEVEL_NAMES = tokens("patron_replenish_level_name", 4)
LEVELS = {"product": _C["PATRON_REPLENISH_PRODUCT"], "category": _C["PATRON_REPLENISH_CATEGORY"]}

ReplenishmentParameters, _parameters = record("ReplenishmentParameters", "patron_replenish_parameters",
                                              "The parameters of one level of a rule; variances are of ln days.")


class ReplenishmentRule(Rule):
    """What a shop's gaps teach. From `Book.replenishment_rule` or `load`."""

    _free, _prefix = "patron_replenish_rule_free", "patron_replenish_rule"

    def inspect(self, level: str = "product") -> Any:
        """The parameters of a level as `ReplenishmentParameters`."""
        out = _api.make("patron_replenish_parameters")
        call("patron_replenish_rule_parameters", self._open(), choice("level", level, LEVELS), ctypes.byref(out))
        return _parameters(out)

    def items(self, level: str = "product") -> Table:
        """The items with their typical gaps, in order of key."""
        pointer = ctypes.c_void_p()
        call("patron_replenish_rule_items", self._open(), choice("level", level, LEVELS), ctypes.byref(pointer))
        return Table(columns_in(Core(pointer.value or 0, "patron_table_free"), {}))


class ReplenishmentMeasures(Measures):
    """Replenishment."""

    def replenishment_rule(self, as_of: Any) -> ReplenishmentRule:
        """Fits the gaps of all customers and products at `as_of`; the book needs products."""
        pointer = ctypes.c_void_p()
        call("patron_replenish_fit", self._open(), self._day(as_of), None, ctypes.byref(pointer))
        made: ReplenishmentRule = ReplenishmentRule._from(pointer)
        return made

    def _options(self, level: str, within: Optional[int], horizon: Optional[int], gate: Any) -> Tuple[Any, List[Any]]:
        options = _api.make("patron_replenish_options", level=choice("level", level, LEVELS),
                            horizon=positive("horizon", horizon))
        keep: List[Any] = []
        if within is not None:
            options.flags |= _C["PATRON_REPLENISH_WITHIN_SET"]
            options.within = whole_number("within", within)
        if gate is not None:
            states = gate["state"] if isinstance(gate, Table) and "state" in gate else None
            if states is None or states.tokens != CHURN_STATES or len(states) != len(self):
                raise PatronTypeError("gate must be the whole book's Book.churn", argument="gate")
            keep.append(states)
            options.gate = ctypes.cast(states._values, ctypes.POINTER(ctypes.c_int32))
            options.gate_values = 1 << _C["PATRON_CHURN_LOST"] | 1 << _C["PATRON_CHURN_ONE_TIME_LOST"]
        return options, keep

    def replenishment(self, as_of: Any, *, rule: Optional[ReplenishmentRule] = None, level: str = "product",
                      within: Optional[int] = None, horizon: Optional[int] = None, gate: Optional[Table] = None,
                      states: Optional[Iterable[str]] = None, unsuppressed: bool = False, first: int = 0,
                      count: Optional[int] = None) -> Table:
        """The pairs of customers and products, and when each is due.

        Parameters
        ----------
        rule : ReplenishmentRule, optional
            By default this book's at `as_of`.
        level : {"product", "category"}
        within : int, optional
            Only pairs due from `as_of` to so many days later; by default all pairs.
        horizon : int, optional
            Days of `chance` (30).
        gate : Table, optional
            This book's `churn`: pairs of lost customers get a bit in `suppressed`.
        states : list of str, optional
            Only pairs in these states.
        unsuppressed : bool
            Leave out what should not be acted upon.

        Returns
        -------
        Table
            customer, product (or category), state, due_day, window_from, window_to, chance, ... as of
            patron_replenish_due.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500],
        ...                    product=["tea", "tea", "tea", "pot", "tea", "tea"])
        >>> pairs = book.replenishment("2024-03-31")
        >>> list(zip(pairs["customer"], pairs["product"], pairs["purchases"]))
        [('ann', 'tea', 3), ('bob', 'tea', 2), ('cid', 'pot', 1)]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        options, keep = self._options(level, within, horizon, gate)
        if within is not None:
            options.flags |= _C["PATRON_REPLENISH_ONLY_WITHIN"]
        if unsuppressed:
            options.flags |= _C["PATRON_REPLENISH_ONLY_UNSUPPRESSED"]
        for state in () if states is None else listed("states", states):
            if state not in STATES:
                raise PatronValueError("states: {0!r} is none of {1}".format(state, ", ".join(STATES)),
                                       argument="states")
            options.states |= 1 << STATES.index(state)
        rule = self.replenishment_rule(as_of) if rule is None else rule
        pointer = ctypes.c_void_p()
        call("patron_replenish_due", core, day, rule_of(rule, ReplenishmentRule), ctypes.byref(options), start, many,
             ctypes.byref(pointer))
        del keep
        item = {"product": _C["PATRON_KEYS_PRODUCT"], "category": _C["PATRON_KEYS_CATEGORY"]}[level]
        return self._table(pointer, {"state": STATES, "level": LEVEL_NAMES},
                           {"customer": _C["PATRON_KEYS_CUSTOMER"], level: item}, rule=rule, as_of=date_of(day),
                           book=self)

    def replenishment_count(self, as_of: Any, *, rule: ReplenishmentRule, level: str = "product",
                            within: Optional[int] = None, gate: Optional[Table] = None,
                            mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                            count: Optional[int] = None) -> Any:
        """Pairs, customers, units and amount by state, and of those due within `within` days (7).

        Returns
        -------
        Matrix
            A row a state and one "within"; with `group` a dict of them.
        """
        core, (start, many), selection = self._open(), self._range(first, count), Selection(len(self), mask, group)
        size = _C["PATRON_REPLENISH_CELLS"]
        options, keep = self._options(level, within, None, gate)
        out, held = outputs("patron_replenish_counts", selection.groups * size)
        call("patron_replenish_count", core, self._day(as_of), rule_of(rule, ReplenishmentRule), ctypes.byref(options),
             selection.pointer, start, many, ctypes.byref(out))
        del keep
        return selection.result(lambda at: Matrix(
            list(zip(*[values[at * size:(at + 1) * size] for values in held.values()])), STATES + ("within",),
            list(held), row_name="state", column_name="count"))
