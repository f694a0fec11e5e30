"""Points and tiers: a ledger replayed from events, what it says on any day, and who is in which tier."""
from __future__ import annotations

import ctypes
import datetime as dt
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from . import _api, _columns, _times
from ._cohorts import _period
from ._counts import Cells, int64s, pointer_to, rates
from ._customers import Measures, columns_in, texts
from ._days import date_of, zone_of, zone_struct
from ._handle import Core
from ._library import call, lib
from ._measure import (Selection, big_number, choice, columns_of, outputs, positive, record, tokens, whole_number)
from ._rows import _column_of, days_of, keys_of
from ._source import is_missing, source_of
from .calendar import calendar_of
from .errors import PatronTypeError, PatronValueError
from .stats import _confidence
from .table import Column, Table, ints

_C = _api.constants
KINDS = tokens("patron_loyalty_kind_name", _C["PATRON_LOYALTY_KINDS"])
REASONS = tokens("patron_loyalty_reason_name", _C["PATRON_LOYALTY_REASONS"])
EXPIRY = {name: _C["PATRON_LOYALTY_EXPIRY_" + name.upper()] for name in ("never", "after", "period", "activity")}
BY = {name: _C["PATRON_LOYALTY_BY_" + name.upper()] for name in ("net", "orders", "points")}
WINDOWS = {name: _C["PATRON_LOYALTY_" + name.upper()] for name in ("lifetime", "period", "rolling")}
ROLES = ("customer", "time", "kind", "amount", "order", "event", "rule", "num", "den", "expires", "restore")
_REQUIRED, _KEY_ROLES = ROLES[:4], ("customer", "order", "event")

LedgerInfo, _info = record("LedgerInfo", "patron_loyalty_info", """What a ledger was made from: events = replayed +
    repeated (their id was seen before) + guests.""", ("first_day", "last_day"))


def _kinds(source: Any, kinds: Optional[Mapping[Any, str]]) -> Any:
    """Kinds of events: by the caller's table of statuses, else by patron's own names or numbers."""
    values = source.objects() if kinds is not None or source.flat is None else []
    if kinds is None and not any(isinstance(value, str) for value in values):
        return _columns.whole(source, "kinds")
    table = {name: name for name in KINDS} if kinds is None else kinds
    numbers: List[Optional[int]] = []
    for row, value in enumerate(values):
        if not is_missing(value) and value not in table:
            raise _columns.refuse(source, "the kind {0!r} is none of {1}".format(value, ", ".join(map(str, table))),
                                  row)
        numbers.append(None if is_missing(value) else choice("kinds", table[value], dict(zip(KINDS, range(9)))))
    return _columns._int_list(source, numbers, "kinds")


class _Batch:
    """A batch of events for the library."""

    def __init__(self, rows: Any, given: Mapping[str, Any], kinds: Optional[Mapping[Any, str]],
                 time_unit: Optional[str]) -> None:
        self.columns: Dict[str, Any] = {}
        self.names: Dict[str, str] = {}
        self.zoned = False
        for role in ROLES:
            value = given.get(role)
            if value is None and rows is not None and role in rows:
                value = role
            if value is None:
                if role in _REQUIRED:
                    raise PatronTypeError(role + " is required", argument=role)
                continue
            value, name = _column_of(rows, value, role)
            if name is not None:
                self.names[role] = name
            source = source_of(value, role, name)
            if role == "time":
                self.columns[role], self.zoned = _times.time(source, time_unit)
            else:
                self.columns[role] = _columns.key(source) if role in _KEY_ROLES else _kinds(source, kinds) \
                    if role == "kind" else days_of(value, role) if role == "expires" else _columns.whole(source)
        self.count = self.columns["customer"].count
        for role, column in self.columns.items():
            if column.count != self.count:
                raise PatronValueError("{0} has {1} rows, customer has {2}".format(role, column.count, self.count),
                                       argument=role, column=self.names.get(role))
        self.struct = _api.make("patron_loyalty_events", count=self.count)
        for role, column in self.columns.items():
            setattr(self.struct, role, ctypes.pointer(column.struct))


class _Program:
    """patron_loyalty_options, and what keeps them alive."""

    def __init__(self, zone: dt.tzinfo, rules: Sequence[Tuple[int, int]], expiry: str, expiry_count: Optional[int],
                 calendar: Any, debt: bool, sort_events: bool, round_once: bool, renew_by_spend: bool) -> None:
        flags = {"DEBT": debt, "SORT_EVENTS": sort_events, "ROUND_ONCE": round_once, "RENEW_BY_SPEND": renew_by_spend}
        pairs = list(rules)
        if not pairs or any(isinstance(pair, int) or len(pair) != 2 for pair in pairs):
            raise PatronValueError("rules must be pairs: points, and for how many minor units", argument="rules")
        self._held = [int64s([big_number("rules", pair[at]) for pair in pairs]) for at in (0, 1)]
        self._calendar = calendar
        self.struct = _api.make(
            "patron_loyalty_options", expiry=choice("expiry", expiry, EXPIRY),
            expiry_count=0 if expiry_count is None else whole_number("expiry_count", expiry_count),
            flags=sum(_C["PATRON_LOYALTY_" + name] for name, is_set in flags.items() if is_set),
            rule_count=len(pairs), rule_points=pointer_to(self._held[0]), rule_per=pointer_to(self._held[1]))
        if expiry != "never" and expiry_count is None:
            raise PatronValueError("expiry {0!r} needs expiry_count".format(expiry), argument="expiry_count")
        made, self._zone = zone_struct(zone)
        self.struct.zone = ctypes.pointer(made)
        if expiry == "period":
            self.struct.calendar = ctypes.pointer(calendar)


class Ledger(Measures):
    """Points, replayed from events. Immutable; any number of threads may ask it at once.

    Parameters
    ----------
    events : DataFrame, mapping or Table, or a list of them, optional
        Where columns are named; a column that is not given is the one of the same name, where there is one.
    customer, time : str or column
        As in `Book`; events of one customer in order of time.
    kind : str or column
        "earn" (an order), "bonus", "spend", "refund" (of an order), "reversal", "expire"; or statuses that `kinds` maps
        to them.
    amount : str or column
        Minor units of "earn" and "refund"; points of all others.
    order, event : str or column, optional
        The order's id, which a refund must name; the event's own id: a repeated one is left out.
    rule, num, den, expires, restore : str or column, optional
        Of an "earn": which of `rules`, a multiplier num / den; the last day on which the points are good; of a
        "refund": points spent on the order that it gives back.
    rules : list of pairs
        Points, and for every how many full minor units: [(1, 100)] is a point a euro.
    expiry : {"never", "after", "period", "activity"}
        `expiry_count` days after the grant; at the end of the expiry_count-th `period` after it; or so many days after
        the customer's last activity.
    debt : bool
        What a refund could not take back is owed, instead of lost.
    sort_events : bool
        Replay in order of time instead of demanding it.
    round_once : bool
        No rounding to full steps before the multiplier.
    renew_by_spend : bool
        Spending is activity too.
    tz, time_unit : optional
        As in `Builder`.

    Examples
    --------
    >>> import patron
    >>> events = {"customer": ["ann", "bob", "ann", "ann", "bob", "ann"],
    ...           "time": ["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20", "2024-03-06"],
    ...           "kind": ["earn", "earn", "bonus", "spend", "refund", "earn"],
    ...           "amount": [2500, 1800, 10, 20, 900, 990], "order": [1, 2, None, None, 2, 3]}
    >>> ledger = patron.Ledger(events, expiry="after", expiry_count=90)
    >>> ledger
    Ledger(2 customers, 6 events, 2024-01-05 to 2024-03-06)
    >>> ledger.balances("2024-03-31", columns=["balance", "earned", "spent", "taken", "expiring", "next_expiry"])
    customer  balance  earned  spent  taken  expiring  next_expiry
         ann       24      34     20      0         5   2024-04-04
         bob        9      18      0      9         9   2024-04-07
    [2 rows x 7 columns]
    """

    _free = "patron_loyalty_free"
    _roles = frozenset()

    def __init__(self, events: Any = None, *, customer: Any = None, time: Any = None, kind: Any = None,
                 amount: Any = None, order: Any = None, event: Any = None, rule: Any = None, num: Any = None,
                 den: Any = None, expires: Any = None, restore: Any = None,
                 kinds: Optional[Mapping[Any, str]] = None, rules: Sequence[Tuple[int, int]] = ((1, 100),),
                 expiry: str = "never", expiry_count: Optional[int] = None, period: str = "month", week_start: int = 0,
                 first_month: int = 1, debt: bool = False, sort_events: bool = False, round_once: bool = False,
                 renew_by_spend: bool = False, tz: Any = None, time_unit: Optional[str] = None) -> None:
        given = dict(zip(ROLES, (customer, time, kind, amount, order, event, rule, num, den, expires, restore)))
        frames, self._zone = list(events) if isinstance(events, (list, tuple)) else [events], zone_of(tz)
        batches = [_Batch(rows, given, kinds, time_unit) for rows in frames]
        zoned = any(batch.zoned for batch in batches)
        if zoned and self._zone is None:
            raise PatronValueError("time has a zone: say with tz= where the shop is", argument="tz")
        zone = self._zone if zoned and self._zone is not None else dt.timezone.utc
        program = _Program(zone, rules, expiry, expiry_count, calendar_of(period, week_start, first_month), debt,
                           sort_events, round_once, renew_by_spend)
        self._build([batch.struct for batch in batches], program, batches[0].names if batches else {})

    def _build(self, structs: List[Any], program: _Program, names: Mapping[str, str]) -> None:
        kind, pointer = ctypes.POINTER(_api.structs["patron_loyalty_events"]), ctypes.c_void_p()
        held = (kind * max(1, len(structs)))(*[ctypes.pointer(struct) for struct in structs])
        call("patron_loyalty_build", held, len(structs), ctypes.byref(program.struct), ctypes.byref(pointer),
             columns=names)
        self._own(pointer)

    def __len__(self) -> int:
        """Customers in the ledger."""
        return int(self.info.customers)

    @property
    def info(self) -> Any:
        """What it was made from, as a `LedgerInfo`."""
        out = _api.make("patron_loyalty_info")
        call("patron_loyalty_inspect", self._open(), ctypes.byref(out))
        return _info(out)

    def _keys(self, which: int) -> Tuple[Any, int]:
        struct, count = _api.make("patron_column"), ctypes.c_int64()
        call("patron_loyalty_keys", self._open(), ctypes.byref(struct), ctypes.byref(count))
        return struct, count.value

    def keys(self) -> Column:
        """The keys of the customers, in the order of their numbers."""
        return self._customers(self._open(), 0, len(self))

    def find(self, keys: Any) -> List[Optional[int]]:
        """The numbers of customers; None for a key that the ledger does not know."""
        column = keys_of(keys, "keys")
        numbers = (ctypes.c_int32 * column.count)()
        call("patron_loyalty_find", self._open(), ctypes.byref(column.struct), column.count, numbers)
        return [None if number < 0 else number for number in numbers]

    def _number(self, customer: Any) -> int:
        found = self.find([customer])[0]
        if found is None:
            raise PatronValueError("the ledger has no customer {0!r}".format(customer), argument="customer")
        return found

    def balances(self, as_of: Any, *, within: Optional[int] = None, columns: Optional[Sequence[str]] = None,
                 first: int = 0, count: Optional[int] = None) -> Table:
        """The points of every customer at the end of `as_of`.

        Parameters
        ----------
        within : int, optional
            Days of `expiring` (30).
        columns : list of str, optional

        Returns
        -------
        Table
            customer, balance = earned + bonus + restored - spent - expired - taken, debt, shortfall, expiring (if
            nothing more happens), next_expiry and next_points, last_event: as patron_loyalty_columns.
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        self._allocatable(start, many)
        out, held = outputs("patron_loyalty_columns", many, columns)
        call("patron_loyalty_score", core, day, ctypes.byref(_view(within)), start, many, ctypes.byref(out))
        return Table([self._customers(core, start, many)] + columns_of(held, {}), as_of=date_of(day))

    def liability(self, as_of: Any, *, point_value: Tuple[int, int] = (1, 1), within: Optional[int] = None,
                  confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
                  group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """Sums over customers: points outstanding and what they are worth, and how many expire.

        Parameters
        ----------
        point_value : pair of int
            num / den minor units a point.
        within : int, optional
            Days of `expiring` (30).

        Returns
        -------
        Table
            One row: customers, holders, debtors, issued, earned, bonus, spent, restored, expired, taken, shortfall,
            outstanding, debt, expiring, expiring_customers; liability (the whole minor units of outstanding) and
            liability_rest (in units of 1 / den); breakage (expired of issued) and fate (expired of the issued points
            that are no more outstanding), each with low and high. With `group` a dict of them.

        Examples
        --------
        >>> import patron
        >>> ledger = patron.Ledger(customer=["ann", "bob", "ann", "ann", "bob", "ann"],
        ...                        time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                              "2024-03-06"],
        ...                        kind=["earn", "earn", "bonus", "spend", "refund", "earn"],
        ...                        amount=[2500, 1800, 10, 20, 900, 990], order=[1, 2, None, None, 2, 3])
        >>> found = ledger.liability("2024-03-31", point_value=(1, 2)).row(0)
        >>> found["issued"], found["outstanding"], found["liability"], found["liability_rest"]
        (62, 33, 16, 1)
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        num, den = _pair("point_value", point_value)
        cells = Cells("patron_loyalty_counts", selection.groups, {"capacity": 1})
        call("patron_loyalty_count", core, day, ctypes.byref(_view(within)), selection.pointer, start, many,
             cells.pointer)

        def made(at: int) -> Table:
            sums, whole, rest = cells.numbers(cells.held, at), ctypes.c_int64(), ctypes.c_int64()
            call("patron_loyalty_value", sums["outstanding"], num, den, ctypes.byref(whole), ctypes.byref(rest))
            columns = cells.columns(cells.held, at)
            columns += [ints("liability", int64s([whole.value])), ints("liability_rest", int64s([rest.value]))]
            for name, of in (("breakage", sums["issued"]), ("fate", sums["issued"] - sums["outstanding"])):
                columns += rates(name, [sums["expired"]], [of], level)
            return Table(columns, as_of=date_of(day))

        return selection.result(made)

    def vintages(self, as_of: Any, *, period: str = "month", week_start: int = 0, first_month: int = 1,
                 since: Any = None, until: Any = None, confidence: float = 0.95,
                 mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                 count: Optional[int] = None) -> Any:
        """What became of the points granted in each period.

        Parameters
        ----------
        period : {"day", "week", "month", "quarter", "year"}
        since, until : date or ISO text, optional
            By default from the first event to `as_of`.

        Returns
        -------
        Table
            period, lots, issued, expired with rate (breakage), low, high, outstanding. With `group` a dict of them.
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        calendar, known = calendar_of(period, week_start, first_month), self.info
        begin = self._day(since if since is not None else known.first_day or as_of, "since")
        found = []
        for each in (begin, day if until is None else self._day(until, "until")):
            index = ctypes.c_int32()
            call("patron_calendar_period", ctypes.byref(calendar), each, ctypes.byref(index))
            found.append(index.value)
        width = max(0, found[1] - found[0] + 1)
        cells = Cells("patron_loyalty_vintages", selection.groups, {"capacity": width})
        call("patron_loyalty_vintage_count", core, day, ctypes.byref(calendar), found[0], width, selection.pointer,
             start, many, cells.pointer)
        labels = [_period(calendar, found[0] + at).encode("utf-8") for at in range(width)]
        return selection.result(lambda at: Table(
            [texts("period", labels)] + cells.columns(("lots", "issued", "expired"), at)
            + rates("", cells.part("expired", at), cells.part("issued", at), level)
            + cells.columns(("outstanding",), at), as_of=date_of(day)))

    def history(self, customer: Any, as_of: Any) -> Table:
        """Every movement of a customer's points up to the end of `as_of`.

        Parameters
        ----------
        customer : key

        Returns
        -------
        Table
            day, event (the row of the event; None for an expiry), reason ("earned", "bonus", "spent", "restored",
            "taken_back", "reversed", "expired", "removed", "shortfall"), points, balance after it, missing.

        Examples
        --------
        >>> import patron
        >>> ledger = patron.Ledger(customer=["ann", "bob", "ann", "ann", "bob", "ann"],
        ...                        time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                              "2024-03-06"],
        ...                        kind=["earn", "earn", "bonus", "spend", "refund", "earn"],
        ...                        amount=[2500, 1800, 10, 20, 900, 990], order=[1, 2, None, None, 2, 3],
        ...                        expiry="after", expiry_count=90)
        >>> ledger.history("ann", "2024-04-30")
               day  event   reason  points  balance  missing
        2024-01-05      0   earned      25       25        0
        2024-02-04      2    bonus      10       35        0
        2024-02-15      3    spent     -20       15        0
        2024-03-06      5   earned       9       24        0
        2024-04-05      -  expired      -5       19        0
        [5 rows x 6 columns]
        """
        pointer = ctypes.c_void_p()
        call("patron_loyalty_history", self._open(), self._number(customer), self._day(as_of), ctypes.byref(pointer))
        return _undefined(Table(columns_in(Core(pointer.value or 0, "patron_table_free"), {"reason": REASONS}),
                                customer=customer), "event")

    def lots(self, customer: Any, as_of: Any) -> Table:
        """The lots that a customer's points lie in, in the order in which they would be spent.

        Returns
        -------
        Table
            event (the row of the grant), earned_day, expiry (None: never), renewed (1: by activity), points.
        """
        pointer = ctypes.c_void_p()
        call("patron_loyalty_lots", self._open(), self._number(customer), self._day(as_of), ctypes.byref(pointer))
        return Table(columns_in(Core(pointer.value or 0, "patron_table_free"), {}), customer=customer)

    def __repr__(self) -> str:
        if self.closed:
            return "Ledger(closed)"
        info = self.info
        return "Ledger({0} customers, {1} events, {2} to {3})".format(info.customers, info.replayed, info.first_day,
                                                                      info.last_day)


def _undefined(table: Table, name: str) -> Table:
    """-1 is none in a column."""
    table._columns[name].undefined = True
    return table


def _view(within: Optional[int]) -> Any:
    if within is None:
        return _api.make("patron_loyalty_view")
    return _api.make("patron_loyalty_view", flags=_C["PATRON_LOYALTY_WITHIN_SET"],
                     within=whole_number("within", within))


def _pair(argument: str, value: Any) -> Tuple[int, int]:
    if isinstance(value, (str, int)) or len(value) != 2:
        raise PatronTypeError(argument + " must be a pair of whole numbers", argument=argument)
    return big_number(argument, value[0]), big_number(argument, value[1])


class Tiers:
    """A programme of tiers: what each is earned by.

    Parameters
    ----------
    thresholds : dict
        Names of the tiers and what is needed for each, lowest first: minor units, orders or points.
    by : {"net", "orders", "points"}
        Points need a `Ledger`.
    window : {"lifetime", "period", "rolling"}
        Everything, from the first day of the calendar `period`, or the last `window_days` days (365).
    grace_days : int
        How long a tier is kept after the last day on which its threshold was reached.
    period : {"day", "week", "month", "quarter", "year"}

    Examples
    --------
    >>> import patron
    >>> patron.Tiers({"silver": 3000, "gold": 7000}, window="rolling", window_days=365)
    Tiers(silver 3000, gold 7000, by net)
    """

    def __init__(self, thresholds: Mapping[str, int], *, by: str = "net", window: str = "lifetime",
                 window_days: Optional[int] = None, grace_days: int = 0, period: str = "year", week_start: int = 0,
                 first_month: int = 1) -> None:
        if not isinstance(thresholds, Mapping) or not all(isinstance(name, str) for name in thresholds):
            raise PatronTypeError("thresholds must be a dict by the tier's name", argument="thresholds")
        self.names, self.by = tuple(thresholds), by
        self._held = int64s([big_number("thresholds", value) for value in thresholds.values()])
        self.struct = _api.make("patron_loyalty_tiers", by=choice("by", by, BY), tier_count=len(self._held),
                                window=choice("window", window, WINDOWS),
                                window_days=positive("window_days", window_days),
                                grace_days=whole_number("grace_days", grace_days), thresholds=pointer_to(self._held))
        if window == "period":
            self._calendar = calendar_of(period, week_start, first_month)
            self.struct.calendar = ctypes.pointer(self._calendar)

    def __repr__(self) -> str:
        return "Tiers({0}, by {1})".format(", ".join("{0} {1}".format(*pair) for pair in zip(self.names, self._held)),
                                           self.by)


def _tiers(value: Any) -> Any:
    if not isinstance(value, Tiers):
        raise PatronTypeError("tiers must be Tiers, not " + type(value).__name__, argument="tiers")
    return value.struct


def _ledger(value: Optional[Ledger]) -> Optional[Core]:
    if value is not None and not isinstance(value, Ledger):
        raise PatronTypeError("ledger must be a Ledger, not " + type(value).__name__, argument="ledger")
    return None if value is None else value._open()


class TierMeasures(Measures):
    """A loyalty programme on a book."""

    def loyalty_events(self) -> Table:
        """The book's orders and refunds as events of a `Ledger`: customer, time, kind, amount, order (its position)."""
        pointer = ctypes.c_void_p()
        call("patron_loyalty_book_events", self._open(), ctypes.byref(pointer))
        return Table(columns_in(Core(pointer.value or 0, "patron_table_free"), {"kind": KINDS}))

    def ledger(self, *, rules: Sequence[Tuple[int, int]] = ((1, 100),), expiry: str = "never",
               expiry_count: Optional[int] = None, period: str = "month", week_start: int = 0, first_month: int = 1,
               debt: bool = False, round_once: bool = False) -> Ledger:
        """A `Ledger` of the book's orders alone: what a programme of points would have given.

        Parameters
        ----------
        rules, expiry, expiry_count, period, debt, round_once : optional
            As in `Ledger`.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> list(book.ledger().balances("2024-03-31")["balance"])
        [77, 36, 99]
        """
        pointer = ctypes.c_void_p()
        call("patron_loyalty_book_events", self._open(), ctypes.byref(pointer))
        table = Core(pointer.value or 0, "patron_table_free")
        struct = _api.make("patron_loyalty_events", count=lib.patron_table_rows(table))
        keep = []
        for at in range(lib.patron_table_columns(table)):
            column = _api.make("patron_column")
            call("patron_table_column", table, at, ctypes.byref(column))
            keep.append(column)
            setattr(struct, lib.patron_table_name(table, at).decode("ascii"), ctypes.pointer(column))
        made: Ledger = Ledger.__new__(Ledger)
        made._zone = self._zone
        calendar = calendar_of(period, week_start, first_month)
        made._build([struct], _Program(dt.timezone.utc, rules, expiry, expiry_count, calendar, debt, False, round_once,
                                       False), {})
        del keep
        return made

    def tiers(self, as_of: Any, tiers: Tiers, *, ledger: Optional[Ledger] = None, first: int = 0,
              count: Optional[int] = None) -> Table:
        """The tier of every customer at the end of `as_of`, one row a customer.

        Parameters
        ----------
        tiers : Tiers
        ledger : Ledger, optional
            For tiers by points.

        Returns
        -------
        Table
            customer, tier (None: below the first), by_value (without the days of grace), value, gap (to the next tier),
            until (the last day on which it is held if nothing more happens), keep_gap (what must come by then).

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> tiers = patron.Tiers({"silver": 3000, "gold": 7000}, window="rolling", window_days=365)
        >>> book.tiers("2024-03-31", tiers)
        customer    tier  by_value  value   gap       until  keep_gap
             ann    gold      gold   7700     -  2025-01-03      1800
             bob  silver    silver   3600  3400  2025-01-06      1200
             cid    gold      gold   9900     -  2025-02-13      7000
        [3 rows x 7 columns]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        self._allocatable(start, many)
        struct, points = _tiers(tiers), _ledger(ledger)
        out, held = outputs("patron_loyalty_tier_columns", many)
        call("patron_loyalty_tiers_score", core, points, day, ctypes.byref(struct), start, many, ctypes.byref(out))
        return Table([self._customers(core, start, many)] + columns_of(
            held, {"tier": tiers.names, "by_value": tiers.names}, ("gap", "keep_gap")), as_of=date_of(day), tiers=tiers)

    def tiers_count(self, as_of: Any, tiers: Tiers, *, ledger: Optional[Ledger] = None, within: int = 30,
                    confidence: float = 0.95, mask: Optional[Iterable[Any]] = None,
                    group: Optional[Iterable[Any]] = None, first: int = 0, count: Optional[int] = None) -> Any:
        """Buyers by tier.

        Parameters
        ----------
        within : int
            Days of `lapsing`.

        Returns
        -------
        Table
            tier (None: without one), buyers, rate (of all buyers), low, high, value, in_grace, lapsing (whose tier ends
            in the next `within` days). With `group` a dict of them.
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level, points = Selection(len(self), mask, group), _confidence(confidence), _ledger(ledger)
        given = _tiers(tiers)
        struct, size = type(given).from_buffer_copy(given), len(tiers.names) + 1
        struct.within = whole_number("within", within)
        cells = Cells("patron_loyalty_tier_counts", selection.groups, {"capacity": size})
        call("patron_loyalty_tiers_count", core, points, day, ctypes.byref(struct), selection.pointer, start, many,
             cells.pointer)

        def made(at: int) -> Table:
            buyers = cells.part("buyers", at)
            return Table([ints("tier", (ctypes.c_int32 * size)(*range(-1, size - 1)), tokens=tiers.names),
                          ints("buyers", buyers)] + rates("", buyers, [sum(buyers)] * size, level)
                         + cells.columns(("value", "in_grace", "lapsing"), at), as_of=date_of(day), tiers=tiers)

        return selection.result(made)

    def tier_changes(self, earlier: Any, as_of: Any, tiers: Tiers, *, ledger: Optional[Ledger] = None, first: int = 0,
                     count: Optional[int] = None) -> Table:
        """Who holds another tier at the end of `as_of` than at the end of `earlier`.

        Returns
        -------
        Table
            customer, from_tier, to_tier (None: without one), from_value, to_value.
        """
        core, (start, many), pointer = self._open(), self._range(first, count), ctypes.c_void_p()
        days = self._day(earlier, "earlier"), self._day(as_of)
        struct, points = _tiers(tiers), _ledger(ledger)
        call("patron_loyalty_tiers_changes", core, points, *days, ctypes.byref(struct), start, many,
             ctypes.byref(pointer))
        return self._table(pointer, {"from_tier": tiers.names, "to_tier": tiers.names},
                           {"customer": _C["PATRON_KEYS_CUSTOMER"]}, as_of=date_of(days[1]), earlier=date_of(days[0]))
