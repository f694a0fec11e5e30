"""Classes of customers: year over year, the stages of their life, and who is or was a hero."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

from . import _api
from ._churn import STATES as CHURN_STATES
from ._churn import ChurnMeasures
from ._counts import Cells, pointer_to, rates
from ._customers import texts
from ._days import date_of
from ._library import call
from ._measure import Selection, columns_of, outputs, positive, record, tokens
from .errors import PatronTypeError, PatronValueError
from .stats import _confidence
from .table import Column, Table

_C = _api.constants
YEARS = tokens("patron_customers_year_name", _C["PATRON_CUSTOMERS_YEARS"])
STAGES = tokens("patron_customers_stage_name", _C["PATRON_CUSTOMERS_STAGES"])
ACTIVITIES = tokens("patron_customers_activity_name", _C["PATRON_CUSTOMERS_ACTIVITIES"])
_BEFORE = 90

Heroes, _heroes = record("Heroes", "patron_customers_heroes", """Who is a hero on a day: the top tenth by net of the
    buyers who are neither inactive nor fading (`rest` of them), with three purchases or more and `cut` or more.""",
                         ("as_of",))
_Inputs = Tuple[Any, Any, Any, List[Any]]


class ClassMeasures(ChurnMeasures):
    """Classes of customers."""

    def _states(self, argument: str, churn: Any, day: int) -> Any:
        """The column of churn states of the whole book on a day."""
        states = churn["state"] if isinstance(churn, Table) and "state" in churn else None
        if states is None or states.tokens != CHURN_STATES or len(states) != len(self):
            raise PatronTypeError(argument + " must be the whole book's Book.churn", argument=argument)
        if churn._facts.get("as_of") != date_of(day):
            raise PatronValueError("{0} must be of {1}".format(argument, date_of(day)), argument=argument)
        return states._values

    def _year(self, window_days: Optional[int]) -> Any:
        return _api.make("patron_customers_options", window_days=positive("window_days", window_days))

    def _fitted(self, day: int, states: Any, options: Any, selection: Selection) -> Any:
        out = _api.make("patron_customers_heroes")
        call("patron_customers_heroes_fit", self._open(), day, states, ctypes.byref(options), selection.pointer,
             ctypes.byref(out))
        return out

    def heroes(self, as_of: Any, *, churn: Optional[Table] = None, window_days: Optional[int] = None,
               mask: Optional[Iterable[Any]] = None) -> Any:
        """What makes a hero at `as_of`.

        Parameters
        ----------
        churn : Table, optional
            The whole book's `churn` at `as_of`; by default made with its own rule.
        window_days : int, optional
            Net of the last so many days (365).

        Returns
        -------
        Heroes
            A frozen dataclass: as_of, window_days, rest, heroes, cut.
        """
        day = self._day(as_of)
        table = self.churn(as_of, columns=["state"]) if churn is None else churn
        return _heroes(self._fitted(day, self._states("churn", table, day), self._year(window_days),
                                    Selection(len(self), mask, None)))

    def _inputs(self, day: int, churn: Optional[Table], before: Any, options: Any) -> _Inputs:
        """The inputs of classes: churn states and heroes at as_of and on the earlier day."""
        table = self.churn(date_of(day), columns=["state"]) if churn is None else churn
        states, everyone = self._states("churn", table, day), Selection(len(self), None, None)
        earlier = day - _BEFORE if before is None else self._day(before, "before")
        if earlier >= day:
            raise PatronValueError("before must be an earlier day than as_of", argument="before")
        old = self.churn(date_of(earlier), rule=table._facts.get("rule"), columns=["state"])
        were = self._states("before", old, earlier)
        heroes = self._fitted(day, states, options, everyone)
        past = self._fitted(earlier, were, options, everyone)
        made = _api.make("patron_customers_class_inputs", churn=pointer_to(states), churn_before=pointer_to(were),
                         heroes=ctypes.pointer(heroes), heroes_before=ctypes.pointer(past))
        return made, heroes, past, [table, old]

    def classes(self, as_of: Any, *, churn: Optional[Table] = None, before: Any = None,
                window_days: Optional[int] = None, first: int = 0, count: Optional[int] = None) -> Table:
        """The classes of every customer, one row a customer.

        Parameters
        ----------
        churn : Table, optional
            The whole book's `churn` at `as_of`; by default made with its own rule.
        before : date or ISO text, optional
            Of was_hero: 90 days earlier.
        window_days : int, optional
            Of the two windows that year compares, and of the heroes' net (365).

        Returns
        -------
        Table
            customer, year ("new", "returned", "lapsed", "inactive", "more", "less", "same"), partial_base (1: known
            for less than both windows), stage ("inactive", "fading", "hero", "active"), activity ("new", "loyal",
            "passive"), was_hero. None for who is no buyer. ``table.heroes`` and ``table.heroes_before`` say what made a
            hero.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.classes("2024-03-31", before="2024-02-29", window_days=40)
        >>> list(zip(table["customer"], table["year"], table["stage"], table["activity"]))
        [('ann', 'same', 'hero', 'loyal'), ('bob', 'lapsed', 'active', 'loyal'), ('cid', 'lapsed', 'active', 'passive')]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        self._allocatable(start, many)
        options = self._year(window_days)
        inputs, heroes, past, keep = self._inputs(day, churn, before, options)
        out, held = outputs("patron_customers_class_columns", many)
        call("patron_customers_classes", core, day, ctypes.byref(inputs), ctypes.byref(options), start, many,
             ctypes.byref(out))
        names: Dict[str, Sequence[str]] = {"year": YEARS, "stage": STAGES, "activity": ACTIVITIES}
        return Table([self._customers(core, start, many)] + columns_of(held, names), as_of=date_of(day),
                     heroes=_heroes(heroes), heroes_before=_heroes(past), churn=keep[0], before=date_of(past.as_of))

    def year_over_year(self, as_of: Any, *, window_days: Optional[int] = None, confidence: float = 0.95,
                       mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                       count: Optional[int] = None) -> Any:
        """Buyers by what they did in the last window against the one before it: new, returned, more, less, lapsed, ...

        Parameters
        ----------
        window_days : int, optional
            Length of each window (365).

        Returns
        -------
        Table
            year, buyers, rate (of all buyers), low, high, net (of the last window), partial (buyers known for less than
            both windows). With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.year_over_year("2024-03-31", window_days=40)
        >>> [(year, many) for year, many in zip(table["year"], table["buyers"]) if many]
        [('lapsed', 2), ('same', 1)]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level, options = Selection(len(self), mask, group), _confidence(confidence), self._year(window_days)
        cells = _class_cells(selection, ("year", "year_net", "year_partial"))
        call("patron_customers_class_count", core, day, None, ctypes.byref(options), selection.pointer, start, many,
             cells.pointer)

        def made(at: int) -> Table:
            return Table(_class_columns("year", YEARS, cells, at, level)
                         + [Column("partial", "int64", cells.part("year_partial", at))], as_of=date_of(day))

        return selection.result(made)

    def stages(self, as_of: Any, *, churn: Optional[Table] = None, before: Any = None,
               window_days: Optional[int] = None, confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
               group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """Buyers by the stage of their life: heroes, active, fading and inactive ones.

        Parameters
        ----------
        churn, before, window_days : optional
            As in `classes`.

        Returns
        -------
        Table
            stage, buyers, rate (of all buyers), low, high, net (of the window), was_hero (of these buyers, those who
            were heroes `before`). ``table.activity`` is the same Table of new, loyal and passive ones;
            ``table.heroes`` says what made a hero. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.stages("2024-03-31")
        >>> [(stage, many) for stage, many in zip(table["stage"], table["buyers"]) if many], table.heroes.cut
        ([('active', 3)], 9900)
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level, options = Selection(len(self), mask, group), _confidence(confidence), self._year(window_days)
        inputs, heroes, past, keep = self._inputs(day, churn, before, options)
        cells = _class_cells(selection, ("stage", "stage_net", "activity", "activity_net", "was_hero"))
        call("patron_customers_class_count", core, day, ctypes.byref(inputs), ctypes.byref(options), selection.pointer,
             start, many, cells.pointer)

        def made(at: int) -> Table:
            return Table(_class_columns("stage", STAGES, cells, at, level)
                         + [Column("was_hero", "int64", cells.part("was_hero", at))],
                         activity=Table(_class_columns("activity", ACTIVITIES, cells, at, level)), as_of=date_of(day),
                         heroes=_heroes(heroes), heroes_before=_heroes(past), churn=keep[0],
                         before=date_of(past.as_of))

        return selection.result(made)


def _class_cells(selection: Selection, names: Sequence[str]) -> Cells:
    widths = {"year": len(YEARS), "stage": len(STAGES), "activity": len(ACTIVITIES)}
    made = Cells("patron_customers_class_counts", selection.groups, {"capacity": 1}, without=[
        name for name, _ in _api.fields_of("patron_customers_class_counts")])
    for name in names:
        made.add(name, widths["stage" if name == "was_hero" else name.split("_")[0]], selection.groups)
    return made


def _class_columns(name: str, classes: Sequence[str], cells: Cells, at: int, level: float) -> List[Column]:
    buyers = cells.part(name, at)
    return [texts(name, [one.encode("ascii") for one in classes]), Column("buyers", "int64", buyers)] + \
        rates("", buyers, [sum(buyers)] * len(buyers), level) + [Column("net", "int64", cells.part(name + "_net", at))]
