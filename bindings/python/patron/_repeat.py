"""Who buys again, when, and who stays."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from . import _api
from ._cohorts import _period
from ._counts import Cells, hollow, int32s, int64s, pointer_to, rates
from ._customers import Measures, texts
from ._days import date_of
from ._handle import Core
from ._library import call
from ._measure import Selection, choice, columns_of, outputs, positive, tokens, whole_number
from .calendar import calendar_of
from .errors import PatronTypeError, PatronValueError
from .matrix import Matrix, shaped
from .stats import _confidence
from .table import Column, Table, ints

_C = _api.constants
PERIOD_STATES = ("",) + tokens("patron_repeat_state_name", 4)[1:]
REFUNDS = {"day": 0, "order": _C["PATRON_REPEAT_REFUND_ORDER"]}
_MONTHS = list(range(1, 13))
_SUMS = ("buyers", "one_time", "repeaters", "purchases", "orders", "unknown_birth", "unknown_repeaters", "not_buyers",
         "not_buyers_net")


class Waits(Table):
    """A `Table` of how long buyers take to purchase again: a row a purchase number, with its points. Also the curves
    that they are read from."""

    _events: Any
    _censored: Any
    _days: int
    _at: float

    def _row(self, n: Optional[int]) -> int:
        numbers = next(iter(self._columns.values())).tolist()
        if n not in numbers:
            raise PatronValueError("there is no row {0!r}; there are {1}".format(n, numbers), argument="n")
        return numbers.index(n)

    def _shares(self, row: int) -> Tuple[Any, Dict[str, Any], Any, Any]:
        width = self._days + 2
        events, censored = [(ctypes.c_int64 * width)(*values[row * width:(row + 1) * width])
                            for values in (self._events, self._censored)]
        out, held = outputs("patron_repeat_shares", width - 1)
        call("patron_repeat_curve", 1, width, events, censored, self._at, ctypes.byref(out))
        return any(events) or any(censored), held, events, censored

    def curve(self, n: Optional[int]) -> Table:
        """The Kaplan-Meier curve of a row: which share has purchased after so many days or fewer, with its interval.

        Parameters
        ----------
        n : int or None
            As in the table's first column.

        Returns
        -------
        Table
            day, events, censored, at_risk, share, variance, low, high.
        """
        known, held, events, censored = self._shares(self._row(n))
        count = self._days + 1
        columns = [ints("day", (ctypes.c_int32 * count)(*range(count))), ints("events", int64s(events[:count])),
                   ints("censored", int64s(censored[:count])), ints("at_risk", held["at_risk"])]
        return Table(columns + [hollow(name, held[name], [known] * count)
                                for name in ("share", "variance", "low", "high")], n=n)

    def within(self, *days: int) -> Table:
        """Which share of everyone has purchased after so many days or fewer, by Kaplan-Meier, of every row.

        Returns
        -------
        Table
            The purchase number, days, at_risk (who was still waiting before that day), share, low, high.
        """
        wanted = [whole_number("days", day) for day in days]
        if not wanted or min(wanted) < 0 or max(wanted) > self._days:
            raise PatronValueError("days must be 0 ... {0}".format(self._days), argument="days")
        numbers, found = next(iter(self._columns.values())), []
        for row in range(len(numbers)):
            known, held, _, _ = self._shares(row)
            found += [(numbers._values[row], day, held["at_risk"][day], held["share"][day], held["low"][day],
                       held["high"][day], known) for day in wanted]
        lists = list(zip(*found))
        size = len(found)
        return Table([ints(numbers.name, (ctypes.c_int32 * size)(*lists[0])), ints("days", (ctypes.c_int32 * size)(
            *lists[1])), ints("at_risk", int64s(lists[2]))] + [hollow(name, lists[3 + at], lists[6]) for at, name in
                                                               enumerate(("share", "low", "high"))])


class RepeatMeasures(Measures):
    """Repeat purchases."""

    def repeat(self, as_of: Any, *, within: Optional[Sequence[int]] = None, bins: Optional[int] = None,
               renewals: bool = True, confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
               group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """How many buyers came back, ever and within so many days of their first purchase.

        Parameters
        ----------
        within : list of int, optional
            Days (30, 60, 90, 180, 365).
        bins : int, optional
            Of `table.bins`: 1, 2, ..., so many purchases or more (10).
        renewals : bool
            False: renewals of subscriptions are no purchases.

        Returns
        -------
        Table
            within (None: ever), buyers (eligible: for a number of days only those of known birth whose first purchase
            was so long ago), repeaters, rate, low, high. ``table.bins`` is a Table of buyers, purchases, orders and net
            by the number of purchases; ``table.buyers``, ``one_time``, ``unknown_birth``, ``not_buyers``, ... are sums.
            With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> book.repeat("2024-03-31", within=[30, 60])
        within  buyers  repeaters    rate      low    high
             -       3          2  0.6667   0.2077  0.9385
            30       3          1  0.3333  0.06149  0.7923
            60       2          2       1   0.3424       1
        [3 rows x 6 columns]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        days = int32s("within", (30, 60, 90, 180, 365) if within is None else within)
        held_bins = positive("bins", bins) or 10
        options = _api.make("patron_repeat_options", bins=held_bins, within=pointer_to(days), within_count=len(days),
                            flags=0 if renewals else _C["PATRON_REPEAT_WITHOUT_RENEWALS"])
        cells = Cells("patron_repeat_cells", selection.groups,
                      {"group_capacity": 1, "within_capacity": len(days), "bin_capacity": min(held_bins, 65535)},
                      {"observed": "within_capacity", "within": "within_capacity", "bin_buyers": "bin_capacity",
                       "bin_purchases": "bin_capacity", "bin_orders": "bin_capacity", "bin_net": "bin_capacity"})
        call("patron_repeat_count", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)

        def made(at: int) -> Table:
            sums = cells.numbers(_SUMS, at)
            whole = [sums["buyers"]] + cells.part("observed", at)[:]
            part = [sums["repeaters"]] + cells.part("within", at)[:]
            numbers = (ctypes.c_int32 * len(whole))(_C["PATRON_NONE"], *days)
            binned = Table([ints("purchases", (ctypes.c_int32 * held_bins)(*range(1, held_bins + 1)))] + [
                Column(name, "int64", cells.part("bin_" + key, at)) for name, key in (
                    ("buyers", "buyers"), ("all_purchases", "purchases"), ("orders", "orders"), ("net", "net"))])
            return Table([ints("within", numbers), ints("buyers", int64s(whole)), ints("repeaters", int64s(part))]
                         + rates("", part, whole, level), bins=binned, as_of=date_of(day), **sums)

        return selection.result(made)

    def repeat_sequence(self, as_of: Any, *, sequence: Optional[int] = None, renewals: bool = True,
                        confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
                        group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """How often the n-th purchase leads to the next one.

        Parameters
        ----------
        sequence : int, optional
            The largest n (10).
        renewals : bool
            False: renewals of subscriptions are no purchases.

        Returns
        -------
        Table
            n, buyers (of known birth, with n purchases or more), next (with n + 1), rate, low, high, renewals, orders,
            sales and net of the n-th purchases. ``table.unknown_birth`` are in no row. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.repeat_sequence("2024-03-31", sequence=3)
        >>> list(zip(table["n"], table["buyers"], table["next"], table["net"]))
        [(1, 3, 2, 14200), (2, 2, 1, 4500), (3, 1, 0, 2500)]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        options, shape = _sequence(sequence, None, 0 if renewals else _C["PATRON_REPEAT_WITHOUT_RENEWALS"],
                                   selection.groups)
        cells = Cells("patron_repeat_sequence_cells", selection.groups,
                      {"capacity": shape.sequence, "group_capacity": 1}, {"unknown_birth": "group_capacity"})
        call("patron_repeat_sequence", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)

        def made(at: int) -> Table:
            numbers = ints("n", (ctypes.c_int32 * shape.sequence)(*range(1, shape.sequence + 1)))
            return Table([numbers] + cells.columns(("buyers", "next"), at)
                         + rates("", cells.part("next", at), cells.part("buyers", at), level)
                         + cells.columns(("renewals", "orders", "sales", "net"), at),
                         unknown_birth=cells.number("unknown_birth", at), as_of=date_of(day))

        return selection.result(made)

    def repeat_times(self, as_of: Any, *, sequence: Optional[int] = None, days: Optional[int] = None,
                     percent: Sequence[int] = (25, 50, 75), renewals: bool = True, confidence: float = 0.95,
                     mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                     count: Optional[int] = None) -> Any:
        """Days from the first purchase to the n-th, by Kaplan-Meier: who has not come yet counts too.

        Parameters
        ----------
        sequence : int, optional
            The largest n (10).
        days : int, optional
            Days are told apart up to so many (1825).
        percent : list of int
            The points to show.

        Returns
        -------
        Waits
            A `Table`: n, entered (everyone of known birth), closed (who came), closed_days (their sum), and for each
            percentage the first day on which so many of all have come (``day_50``, None: not reached) and the days of
            those who came (``closed_50``). ``table.curve(n)`` and ``table.within(30, 90)`` give shares with intervals.
            With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.repeat_times("2024-03-31", sequence=3, percent=[50])
        >>> table
        n  entered  closed  closed_days  day_50  closed_50
        2        3       2           73      43       36.5
        3        3       1           61      61         61
        [2 rows x 6 columns]
        >>> list(table.within(30, 60)["share"])[:2]
        [0.33333333333333337, 0.6666666666666667]
        """
        return self._waits("patron_repeat_times", as_of, "n", sequence, days, percent,
                           0 if renewals else _C["PATRON_REPEAT_WITHOUT_RENEWALS"], confidence, mask, group, first,
                           count)

    def repeat_gaps(self, as_of: Any, *, sequence: Optional[int] = None, days: Optional[int] = None,
                    percent: Sequence[int] = (25, 50, 75), renewals: bool = False, confidence: float = 0.95,
                    mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                    count: Optional[int] = None) -> Any:
        """Days from a purchase to the next one, by Kaplan-Meier: time between orders, and when to write after order n.

        Parameters
        ----------
        sequence, days, percent : optional
            As in `repeat_times`.
        renewals : bool
            True: renewals of subscriptions are purchases.

        Returns
        -------
        Waits
            As of `repeat_times`; the first column `after` says after which purchase, None is all gaps of all buyers.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> book.repeat_gaps("2024-03-31", sequence=2, percent=[50])
        after  entered  closed  closed_days  day_50  closed_50
            -        6       3          104      43         31
            1        3       2           73      43       36.5
            2        2       1           31      31         31
        [3 rows x 6 columns]
        """
        return self._waits("patron_repeat_gaps", as_of, "after", sequence, days, percent,
                           _C["PATRON_REPEAT_WITH_RENEWALS"] if renewals else 0, confidence, mask, group, first, count)

    def _waits(self, function: str, as_of: Any, name: str, sequence: Optional[int], days: Optional[int],
               percent: Sequence[int], flags: int, confidence: float, mask: Optional[Iterable[Any]],
               group: Optional[Iterable[Any]], first: int, count: Optional[int]) -> Any:
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        points = int32s("percent", percent)
        options, shape = _sequence(sequence, days, flags, selection.groups)
        rows, width = shape.time_rows if name == "n" else shape.gap_rows, shape.columns
        cells = Cells("patron_repeat_time_cells", selection.groups,
                      {"capacity": rows * width, "row_capacity": rows, "group_capacity": 1},
                      {"entered": "row_capacity", "closed": "row_capacity", "closed_days": "row_capacity",
                       "unknown_birth": "group_capacity"})
        call(function, core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)

        def made(at: int) -> Waits:
            events, censored, size = cells.part("events", at), cells.part("censored", at), rows * len(points)
            out = _api.make("patron_repeat_days", capacity=size, row_capacity=rows)
            closed, reached = (ctypes.c_int64 * size)(), (ctypes.c_int32 * size)()
            out.closed_hundredths, out.day = closed, reached
            call("patron_repeat_points", rows, width, events, censored, points, len(points), ctypes.byref(out))
            numbers = range(2, rows + 2) if name == "n" else (_C["PATRON_NONE"], *range(1, rows))
            columns = [ints(name, (ctypes.c_int32 * rows)(*numbers))]
            columns += cells.columns(("entered", "closed", "closed_days"), at)
            for which, each in enumerate(points):
                columns.append(ints("day_{0}".format(each), (ctypes.c_int32 * rows)(*reached[which::len(points)])))
            for which, each in enumerate(points):
                found = closed[which::len(points)]
                columns.append(hollow("closed_{0}".format(each), [one / 100 for one in found],
                                      [one != _C["PATRON_NONE"] for one in found]))
            table = Waits(columns, unknown_birth=cells.number("unknown_birth", at), as_of=date_of(day))
            table._events, table._censored, table._days, table._at = events, censored, width - 2, level
            return table

        return selection.result(made)

    # ---- periods ----------------------------------------------------------------------------------------------------

    def _periods(self, core: Core, day: int, calendar: Any, since: Any, until: Any) -> Any:
        """Options with the listed periods: those of the book, or from one day's to another's."""
        begin, many, found = ctypes.c_int32(), ctypes.c_int64(), ctypes.c_int32()
        call("patron_repeat_periods_of_book", core, day, ctypes.byref(calendar), ctypes.byref(begin),
             ctypes.byref(many))
        end = begin.value + many.value - 1
        if since is not None:
            call("patron_calendar_period", ctypes.byref(calendar), self._day(since, "since"), ctypes.byref(begin))
        if until is not None:
            call("patron_calendar_period", ctypes.byref(calendar), self._day(until, "until"), ctypes.byref(found))
            end = found.value
        if end < begin.value:
            raise PatronValueError("until lies before the first period", argument="until")
        options = _api.make("patron_repeat_period_options", first_period=begin.value,
                            period_count=end - begin.value + 1)
        options.calendar = ctypes.pointer(calendar)
        return options

    def new_and_returning(self, as_of: Any, *, period: str = "month", week_start: int = 0, first_month: int = 1,
                          since: Any = None, until: Any = None, refunds: str = "day",
                          mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                          count: Optional[int] = None) -> Any:
        """New against returning buyers, orders and net by period, in the two usual definitions side by side.

        Parameters
        ----------
        period : {"day", "week", "month", "quarter", "year"}
        since, until : date or ISO text, optional
            Which periods: from the one of `since` to the one of `until`; by default all of the book.
        refunds : {"day", "order"}
            In which period a refund lies: of its own day, or of its order's.

        Returns
        -------
        Table
            period, first_day, last_day, state ("complete", "partial", "future"), and counts as
            patron_repeat_period_cells: net = first_net + later_net + unmatched_net (by purchase) = new_net +
            returning_net + unmatched_net (by customer). Of the whole book also guest_orders, guest_sales,
            guest_refunds, guest_net: net + guest_net is the shop's net of the period. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.new_and_returning("2024-03-31")
        >>> list(zip(table["period"], table["new_buyers"], table["returning_buyers"], table["net"]))
        [('2024-01', 2, 0, 4300), ('2024-02', 1, 2, 14400), ('2024-03', 0, 1, 2500)]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, calendar = Selection(len(self), mask, group), calendar_of(period, week_start, first_month)
        options = self._periods(core, day, calendar, since, until)
        options.flags, width = choice("refunds", refunds, REFUNDS), options.period_count
        cells = Cells("patron_repeat_period_cells", selection.groups, {"capacity": width, "group_capacity": 1},
                      {"unknown_birth": "group_capacity"})
        call("patron_repeat_periods", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)
        guests: List[Column] = []
        if selection.struct is None and (start, many) == (0, len(self)):
            held = Cells("patron_repeat_guest_cells", 1, {"capacity": width})
            call("patron_repeat_guests", core, day, ctypes.byref(options), held.pointer)
            guests = [Column("guest_" + name, "int64", held.held[name]) for name in held.held]
        names = [name for name in cells.held if name != "unknown_birth"]
        return selection.result(lambda at: Table(
            _period_columns(options, calendar, day) + cells.columns(names, at) + guests,
            unknown_birth=cells.number("unknown_birth", at), as_of=date_of(day)))

    def growth(self, as_of: Any, *, period: str = "month", week_start: int = 0, first_month: int = 1, since: Any = None,
               until: Any = None, active_days: Optional[int] = None, confidence: float = 0.95,
               mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
               count: Optional[int] = None) -> Any:
        """Growth accounting: how the number of active buyers changed in each period, and who stayed.

        Parameters
        ----------
        period, since, until : optional
            As in `new_and_returning`.
        active_days : int, optional
            A buyer is active with a purchase in the last so many days (365).

        Returns
        -------
        Table
            period, first_day, last_day, state; opening + new_buyers + reactivated - lapsed = closing; retention is
            (closing - new_buyers) / opening; kept is the share of opening that never left, with low and high; again
            that of the period's buyers who bought in the next one too (month to month). With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.growth("2024-03-31", active_days=30)
        >>> for name in ("opening", "new_buyers", "reactivated", "lapsed", "closing", "bought_again"):
        ...     print(name, list(table[name]))
        opening [0, 2, 3]
        new_buyers [2, 1, 0]
        reactivated [0, 0, 0]
        lapsed [0, 0, 2]
        closing [2, 3, 1]
        bought_again [2, 1, 0]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, calendar = Selection(len(self), mask, group), calendar_of(period, week_start, first_month)
        options, level = self._periods(core, day, calendar, since, until), _confidence(confidence)
        options.active_days, width = positive("active_days", active_days), options.period_count
        cells = Cells("patron_repeat_growth_cells", selection.groups, {"capacity": width, "group_capacity": 1},
                      {"unknown_birth": "group_capacity"})
        call("patron_repeat_growth", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)

        def made(at: int) -> Table:
            out, held = outputs("patron_repeat_kept", width)
            parts = [cells.part(name, at) for name in ("opening", "new_buyers", "lapsed", "closing")]
            call("patron_repeat_retention", width, *parts, level, ctypes.byref(out))
            columns = _period_columns(options, calendar, day) + cells.columns(
                ("opening", "new_buyers", "reactivated", "reactivated_unknown", "lapsed", "closing", "passing"), at)
            columns += [hollow(name, held[key], parts[0]) for name, key in (
                ("retention", "retention"), ("kept", "kept"), ("kept_low", "low"), ("kept_high", "high"))]
            columns += cells.columns(("bought", "bought_observed", "bought_again"), at)
            columns += rates("again", cells.part("bought_again", at), cells.part("bought_observed", at), level)
            return Table(columns, unknown_birth=cells.number("unknown_birth", at), as_of=date_of(day))

        return selection.result(made)

    # ---- seasons, windows, anniversaries ----------------------------------------------------------------------------

    def season(self, as_of: Any, *, repeat_days: Optional[int] = None, confidence: float = 0.95,
               mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
               count: Optional[int] = None) -> Any:
        """Buyers by the calendar month of their first purchase, years taken together: who comes back, and when.

        Parameters
        ----------
        repeat_days : int, optional
            How long to watch each buyer (365); only who has been a buyer so long is `observed`.

        Returns
        -------
        Table
            month (1 is January), buyers, repeaters, observed, within, rate, low, high, within_purchases, within_net.
            ``table.months`` has a row for each month of birth and month of return: second (whose second purchase lies
            in it) and again (with any later purchase in it) of observed, with rates. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.season("2024-03-31", repeat_days=40)
        >>> list(zip(table["month"], table["buyers"], table["observed"], table["within"]))[:2]
        [(1, 2, 2, 1), (2, 1, 1, 0)]
        >>> table.again[1, 2]
        1
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        options = _api.make("patron_repeat_season_options", repeat_days=positive("repeat_days", repeat_days))
        cells = Cells("patron_repeat_season_cells", selection.groups,
                      {"capacity": 12, "matrix_capacity": 144, "group_capacity": 1},
                      {"second": "matrix_capacity", "again": "matrix_capacity", "unknown_birth": "group_capacity"})
        call("patron_repeat_season", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)

        def made(at: int) -> Table:
            observed = cells.part("observed", at)
            whole = [observed[row // 12] for row in range(144)]
            months = [ints(name, (ctypes.c_int32 * 144)(*numbers)) for name, numbers in (
                ("born", [row // 12 + 1 for row in range(144)]), ("month", [row % 12 + 1 for row in range(144)]))]
            months.append(ints("observed", int64s(whole)))
            matrices = {}
            for name in ("second", "again"):
                part = cells.part(name, at)
                months += [ints(name, part)] + rates(name, part, whole, level)
                matrices[name] = Matrix(shaped(part, 12, 12), _MONTHS, _MONTHS, row_name="born", column_name="month")
            return Table([ints("month", (ctypes.c_int32 * 12)(*_MONTHS))]
                         + cells.columns(("buyers", "repeaters", "observed", "within"), at)
                         + rates("", cells.part("within", at), observed, level)
                         + cells.columns(("within_purchases", "within_net"), at), months=Table(months),
                         unknown_birth=cells.number("unknown_birth", at), as_of=date_of(day), **matrices)

        return selection.result(made)

    def windows(self, as_of: Any, windows: Mapping[str, Sequence[Tuple[Any, Any]]], *, first_only: bool = False,
                confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
                group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """Who bought in one window and came back in the next occurrence of another: Christmas, Mother's Day, ...

        Parameters
        ----------
        windows : dict
            Names and when they occurred: ``{"christmas": [("2023-12-01", "2023-12-26"), ...], ...}``.
        first_only : bool
            Only buyers whose first purchase lies in the first window.

        Returns
        -------
        Table
            bought_in, back_in, base (buyers and occurrences whose next window has ended: the eligible), back, rate,
            low, high. ``table.bought`` is a Table by window of buyers and of buyer-occurrences. With `group` a dict.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.windows("2024-03-31", {"new year": [("2024-01-01", "2024-01-10")],
        ...                                     "valentine": [("2024-02-01", "2024-02-14")]})
        >>> table.row(1)["back"], table.row(1)["base"]
        (1, 2)
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        names, owner, begins, ends = self._occurrences(windows)
        options = _api.make("patron_repeat_window_options", names=len(names), occurrences=len(owner),
                            flags=_C["PATRON_REPEAT_FIRST_ONLY"] if first_only else 0)
        held = [(ctypes.c_int32 * len(owner))(*values) for values in (owner, begins, ends)]
        options.name, options.first_day, options.last_day = held
        side = len(names)
        cells = Cells("patron_repeat_window_cells", selection.groups,
                      {"capacity": side * side, "name_capacity": side, "group_capacity": 1},
                      {"buyers": "name_capacity", "bought": "name_capacity", "unknown_birth": "group_capacity"})
        call("patron_repeat_windows", core, day, ctypes.byref(options), selection.pointer, start, many, cells.pointer)
        encoded = [name.encode("utf-8") for name in names]

        def made(at: int) -> Table:
            pairs = [(one, two) for one in encoded for two in encoded]
            bought = Table([texts("window", encoded)] + cells.columns(("buyers", "bought"), at))
            return Table([texts("bought_in", [one for one, _ in pairs]), texts("back_in", [two for _, two in pairs])]
                         + cells.columns(("base", "back"), at)
                         + rates("", cells.part("back", at), cells.part("base", at), level), bought=bought,
                         unknown_birth=cells.number("unknown_birth", at), as_of=date_of(day))

        return selection.result(made)

    def _occurrences(self, windows: Any) -> Tuple[List[str], List[int], List[int], List[int]]:
        if not isinstance(windows, Mapping):
            raise PatronTypeError("windows must be a dict of names and their days", argument="windows")
        owner, begins, ends = [], [], []
        for at, (name, spans) in enumerate(windows.items()):
            if not isinstance(name, str):
                raise PatronTypeError("a window's name must be a text", argument="windows")
            for span in spans:
                if isinstance(span, str) or len(span) != 2:
                    raise PatronValueError("the window {0!r} needs pairs of first and last day".format(name),
                                           argument="windows")
                owner.append(at)
                begins.append(self._day(span[0], "windows"))
                ends.append(self._day(span[1], "windows"))
        if len(set(owner)) < max(1, len(windows)):
            raise PatronValueError("every window needs an occurrence", argument="windows")
        return list(windows), owner, begins, ends

    def anniversaries(self, as_of: Any, *, days: Optional[int] = None, mask: Optional[Iterable[Any]] = None) -> Table:
        """The buyers whose first purchase has its anniversary from `as_of` to so many days later.

        Parameters
        ----------
        days : int, optional
            30 by default.

        Returns
        -------
        Table
            customer, first_day, anniversary_day, years, purchases, last_day; soonest first.
            ``table.unknown_birth`` buyers are left out.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.anniversaries("2025-01-01", days=6)
        >>> list(zip(table["customer"], map(str, table["anniversary_day"]), table["years"]))
        [('ann', '2025-01-05', 1)]
        """
        core, day, selection = self._open(), self._day(as_of), Selection(len(self), mask, None)
        options = _api.make("patron_repeat_anniversary_options", days=positive("days", days))
        unknown, pointer = ctypes.c_int64(), ctypes.c_void_p()
        call("patron_repeat_anniversaries", core, day, ctypes.byref(options), selection.pointer, ctypes.byref(unknown),
             ctypes.byref(pointer))
        return self._table(pointer, {}, {"customer": _C["PATRON_KEYS_CUSTOMER"]}, unknown_birth=unknown.value,
                           as_of=date_of(day))


def _sequence(sequence: Optional[int], days: Optional[int], flags: int, groups: int) -> Tuple[Any, Any]:
    options = _api.make("patron_repeat_sequence_options", flags=flags, sequence=positive("sequence", sequence),
                        days=positive("days", days))
    shape = _api.make("patron_repeat_shape")
    call("patron_repeat_shape_of", ctypes.byref(options), groups, ctypes.byref(shape))
    return options, shape


def _period_columns(options: Any, calendar: Any, day: int) -> List[Column]:
    """Labels, days and states of the listed periods."""
    count = options.period_count
    held = {name: (ctypes.c_int32 * count)() for name in ("first_day", "last_day", "state")}
    call("patron_repeat_period_days", ctypes.byref(options), day, *held.values())
    labels = [_period(calendar, options.first_period + at).encode("utf-8") for at in range(count)]
    return [texts("period", labels)] + columns_of(held, {"state": PERIOD_STATES})
