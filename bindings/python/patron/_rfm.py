"""Recency, frequency and monetary value: scores, segments, their summary and migration."""
from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple, Union

from . import _api
from ._customers import Measures
from ._days import date_of
from ._library import call, lib, text
from ._measure import (Rule, Selection, big_number, choice, columns_of, listed, outputs, positive, record, rule_of,
                       whole_number)
from .errors import PatronTypeError, PatronValueError
from .matrix import Matrix, cells, shaped
from .table import Table

_C = _api.constants
METHODS = {name.lower(): _C["PATRON_RFM_" + name] for name in ("DEFAULT", "QUANTILE", "CUTS", "NTILE", "R_RFM", "QCUT")}
MONETARY = {name.lower(): _C["PATRON_RFM_" + name] for name in ("NET", "MEAN", "MARGIN")}
PRESETS = {name.lower(): _C["PATRON_RFM_MAP_" + name] for name in ("DEFAULT", "CLASSIC", "SIX")}

RfmInfo, _info = record("RfmInfo", "patron_rfm_info", "What an RFM rule holds: settings, caps and cuts.", ("as_of",))


class RfmRule(Rule):
    """The cuts of an RFM fit; scores any book and day. From `Book.rfm_rule` or `load`."""

    _free, _prefix = "patron_rfm_rule_free", "patron_rfm_rule"

    def inspect(self) -> Any:
        """Settings and cuts as an `RfmInfo`."""
        return _info(self._raw())

    def _raw(self) -> Any:
        out = _api.make("patron_rfm_info")
        call("patron_rfm_rule_inspect", self._open(), ctypes.byref(out))
        return out


class RfmMap:
    """From scores to segments: a preset ("default", "classic", "six") or one's own.

    Parameters
    ----------
    preset : str, optional
    bins, cells, names : optional
        One's own: the segment of every cell ((r - 1) * bins + f - 1) * bins + m - 1, and the segments' names.

    Examples
    --------
    >>> import patron
    >>> patron.RfmMap("six").names
    ('champions', 'loyal', 'promising', 'needs_attention', 'at_risk', 'lost')
    """

    def __init__(self, preset: Optional[str] = None, *, bins: Optional[int] = None,
                 cells: Optional[Sequence[int]] = None, names: Optional[Sequence[str]] = None) -> None:
        self.struct = _api.make("patron_rfm_map")
        if cells is None:
            self.struct.preset = choice("map", preset or "default", PRESETS)
        else:
            if bins is None or names is None or preset is not None:
                raise PatronValueError("a map of one's own needs bins, cells and names", argument="map")
            self.struct.preset, self.struct.bins = _C["PATRON_RFM_MAP_OWN"], whole_number("bins", bins)
            if len(cells) != bins**3:
                raise PatronValueError("cells has {0} entries, {1} bins need {2}".format(len(cells), bins, bins**3),
                                       argument="cells")
            self._cells = (ctypes.c_int32 * len(cells))(*[whole_number("cells", cell) for cell in cells])
            self._names = (ctypes.c_char_p * len(names))(*[name.encode("utf-8") for name in names])
            self.struct.segments = len(names)
            self.struct.cells = ctypes.cast(self._cells, ctypes.POINTER(ctypes.c_int32))
            self.struct.names = ctypes.cast(self._names, ctypes.POINTER(ctypes.c_char_p))
            call("patron_rfm_map_cells", ctypes.byref(self.struct), bins, None, 0)

    @property
    def names(self) -> Tuple[str, ...]:
        """The segments' names, in order."""
        if self._known is None:
            self._known = self._read_names()
        return self._known

    _known: Optional[Tuple[str, ...]] = None

    def _read_names(self) -> Tuple[str, ...]:
        pointer = ctypes.byref(self.struct)
        return tuple(lib.patron_rfm_map_name(pointer, at).decode("utf-8")
                     for at in range(lib.patron_rfm_map_segments(pointer)))

    @property
    def from_names(self) -> Tuple[str, ...]:
        """What a customer may come from in a `migration`: the segments, then "none"."""
        return self._side("patron_rfm_from_name")

    @property
    def to_names(self) -> Tuple[str, ...]:
        """What a customer may go to: the segments, then "refunded"."""
        return self._side("patron_rfm_to_name")

    def _side(self, function: str) -> Tuple[str, ...]:
        pointer = ctypes.byref(self.struct)
        return tuple(text(function, pointer, at) or "" for at in range(len(self.names) + 1))

    def cells(self, bins: int = 5) -> List[int]:
        """The segment of every cell, to look at or to change into a map of one's own."""
        many = whole_number("bins", bins)
        held = (ctypes.c_int32 * (many**3 if 2 <= many <= _C["PATRON_RFM_BINS_MAX"] else 1))()
        call("patron_rfm_map_cells", ctypes.byref(self.struct), many, held, len(held))
        return held[:]


@lru_cache(maxsize=None)
def _preset(name: str) -> RfmMap:
    return RfmMap(name)


def _map_of(value: Union[str, RfmMap]) -> RfmMap:
    if isinstance(value, str):
        return _preset(value)
    if not isinstance(value, RfmMap):
        raise PatronTypeError("map must be a preset's name or an RfmMap", argument="map")
    return value


class RfmMeasures(Measures):
    """Recency, frequency and monetary value."""

    def rfm_rule(self, as_of: Any, *, bins: Optional[int] = None, window_days: Optional[int] = None,
                 monetary: str = "net", recency_method: str = "default", frequency_method: str = "default",
                 monetary_method: str = "default", recency_cuts: Optional[Sequence[int]] = None,
                 frequency_cuts: Optional[Sequence[int]] = None, monetary_cuts: Optional[Sequence[int]] = None,
                 currency_unit: Optional[int] = None, caps: Optional[Sequence[int]] = None, threads: int = 1,
                 mask: Optional[Iterable[Any]] = None) -> RfmRule:
        """Fits the cuts of the buyers at `as_of`.

        Parameters
        ----------
        bins : int, optional
            Scores go from 1 to `bins`: 2 ... 10, 5 by default.
        window_days : int, optional
            Frequency and monetary of the last so many days only.
        monetary : {"net", "mean", "margin"}
        recency_method, frequency_method, monetary_method : {"default", "quantile", "cuts", "ntile", "r_rfm", "qcut"}
        recency_cuts, frequency_cuts, monetary_cuts : list of int, optional
            For "cuts": bins - 1 of them.
        caps : list of 4 int, optional
            Most days since the last purchase for the scores 5, 4, 3, 2; 0 is none.

        Returns
        -------
        RfmRule
        """
        core, selection = self._open(), Selection(len(self), mask, None)
        many = positive("bins", bins)
        options = _api.make(
            "patron_rfm_options", bins=many, window_days=positive("window_days", window_days),
            monetary=choice("monetary", monetary, MONETARY), threads=whole_number("threads", threads),
            recency_method=choice("recency_method", recency_method, METHODS),
            frequency_method=choice("frequency_method", frequency_method, METHODS),
            monetary_method=choice("monetary_method", monetary_method, METHODS),
            currency_unit=positive("currency_unit", currency_unit))
        keep = []
        for name, cuts in (("recency_cuts", recency_cuts), ("frequency_cuts", frequency_cuts),
                           ("monetary_cuts", monetary_cuts)):
            if cuts is not None:
                numbers = [big_number(name, cut) for cut in listed(name, cuts)]
                if len(numbers) != (many or 5) - 1:
                    raise PatronValueError("{0} must be {1} numbers".format(name, (many or 5) - 1), argument=name)
                keep.append((ctypes.c_int64 * len(numbers))(*numbers))
                setattr(options, name, ctypes.cast(keep[-1], ctypes.POINTER(ctypes.c_int64)))
        if caps is not None:
            most = tuple(whole_number("caps", cap) for cap in listed("caps", caps))
            if len(most) != 4:
                raise PatronValueError("caps must be 4 numbers of days", argument="caps")
            options.flags, options.caps = _C["PATRON_RFM_CAPS_GIVEN"], most
        pointer = ctypes.c_void_p()
        call("patron_rfm_fit", core, self._day(as_of), ctypes.byref(options), selection.pointer, ctypes.byref(pointer))
        del keep
        made: RfmRule = RfmRule._from(pointer)
        return made

    def rfm(self, as_of: Any, *, rule: Optional[RfmRule] = None, map: Union[str, RfmMap, None] = None, first: int = 0,
            count: Optional[int] = None, **options: Any) -> Table:
        """RFM scores and segments, one row a customer.

        Parameters
        ----------
        as_of : date, datetime or ISO text
        rule : RfmRule, optional
            Whose cuts; by default this book's at `as_of`, fitted with **options as in `rfm_rule`.
        map : str or RfmMap, optional
            Segments: "default" and "classic" for 5 bins, "six" for any number.

        Returns
        -------
        Table
            recency (days), frequency, monetary_numerator / monetary_denominator (minor units), r, f, m, cell, segment
            (where there is a map for the rule's bins); undefined for who is no buyer. ``table.rule`` scores
            other books and days.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> scores = book.rfm("2024-03-31")
        >>> list(scores["segment"])
        ['potential_loyalist', 'about_to_sleep', 'lost']
        >>> list(book.rfm("2024-04-30", rule=scores.rule)["recency"])
        [55, 70, 75]
        """
        core, (start, many) = self._open(), self._range(first, count)
        self._allocatable(start, many)
        if rule is not None and options:
            raise PatronTypeError("options belong to the fit of a rule: give rule= or options", argument="rule")
        rule = self.rfm_rule(as_of, **options) if rule is None else rule
        held_rule, day = rule_of(rule, RfmRule), self._day(as_of)
        chosen = _map_of("default" if map is None else map)
        without = () if map is not None or rule._raw().bins == 5 else ("segment",)
        out, held = outputs("patron_rfm_columns", many, None, without)
        call("patron_rfm_score", core, day, held_rule, None if without else ctypes.byref(chosen.struct), start, many,
             ctypes.byref(out))
        columns = columns_of(held, {"segment": chosen.names}, ("frequency",))
        return Table([self._customers(core, start, many)] + columns, rule=rule, as_of=date_of(day), book=self,
                     map=chosen)

    def rfm_count(self, as_of: Any, *, rule: RfmRule, map: Union[str, RfmMap] = "default",
                  mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                  count: Optional[int] = None) -> Any:
        """Buyers, orders, purchases and net by segment.

        Returns
        -------
        Matrix
            A row a segment; with `group` a dict of them.
        """
        core, (start, many), chosen = self._open(), self._range(first, count), _map_of(map)
        selection, names = Selection(len(self), mask, group), chosen.names
        out, held = outputs("patron_rfm_counts", selection.groups * len(names))
        call("patron_rfm_count", core, self._day(as_of), rule_of(rule, RfmRule), ctypes.byref(chosen.struct),
             selection.pointer, start, many, ctypes.byref(out))
        size = len(names)
        return selection.result(lambda at: Matrix(
            list(zip(*[values[at * size:(at + 1) * size] for values in held.values()])), names, list(held),
            row_name="segment", column_name="count"))


def migration(before: Table, after: Table, *, mask: Optional[Iterable[Any]] = None,
              group: Optional[Iterable[Any]] = None) -> Any:
    """From which segment to which between two results of `Book.rfm` of one book.

    Parameters
    ----------
    before, after : Table
        Of the same book, `before` the earlier day; each is taken with its own rule.

    Returns
    -------
    Matrix
        Customers by from and to. From "none": no buyer yet; to "refunded": no longer one. ``matrix.moves`` is the
        Table of each customer's from and to. With `group` a dict of them.
    """
    for name, table in (("before", before), ("after", after)):
        facts = table._facts if isinstance(table, Table) else {}
        if "rule" not in facts or not isinstance(facts.get("map"), RfmMap):
            raise PatronTypeError(name + " must be a result of Book.rfm", argument=name)
    book, chosen = after.book, after.map
    if before.book is not book or before.map.names != chosen.names:
        raise PatronValueError("before and after must be of one book and one map", argument="before")
    core, many, pointer = book._open(), len(book), ctypes.byref(chosen.struct)
    days = book._day(before.as_of), rule_of(before.rule, RfmRule), book._day(after.as_of), rule_of(after.rule, RfmRule)
    names, selection = chosen.names, Selection(many, mask, group)
    side = len(names) + 1
    found = cells(selection.groups * side * side)
    call("patron_rfm_migration", core, *days, pointer, selection.pointer, 0, many, found, len(found))
    out, held = outputs("patron_rfm_moves", many)
    call("patron_rfm_migrate", core, *days, pointer, 0, many, ctypes.byref(out))
    from_names, to_names = chosen.from_names, chosen.to_names
    tokens: Dict[str, Sequence[str]] = {"from": from_names, "to": to_names}
    moves = Table([book._customers(core, 0, many)] + columns_of(held, tokens))
    return selection.result(lambda at: Matrix(shaped(found, side, side, at * side * side), from_names, to_names,
                                              row_name="from", column_name="to", moves=moves))


def median_recency(scores: Table) -> Dict[str, Optional[float]]:
    """The median days since the last purchase by segment, None for a segment without customers.

    Parameters
    ----------
    scores : Table
        Of `Book.rfm`, with segments.

    Examples
    --------
    >>> import patron
    >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
    ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
    ...                          "2024-03-06"],
    ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
    >>> {name: days for name, days in patron.median_recency(book.rfm("2024-03-31")).items() if days is not None}
    {'potential_loyalist': 25.0, 'about_to_sleep': 40.0, 'lost': 45.0}
    """
    if not isinstance(scores, Table) or "segment" not in scores or "recency" not in scores:
        raise PatronTypeError("scores must be a result of Book.rfm with segments", argument="scores")
    names = scores["segment"].tokens or ()
    twice = (ctypes.c_int64 * max(1, len(names)))()
    call("patron_rfm_median_recency", scores["segment"]._values, scores["recency"]._values, len(scores), len(names),
         None, twice)
    return {name: None if twice[at] == _C["PATRON_NONE"] else twice[at] / 2 for at, name in enumerate(names)}
