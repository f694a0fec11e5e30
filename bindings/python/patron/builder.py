"""Rows in, batch by batch, and a book out."""
from __future__ import annotations

import ctypes
import datetime as dt
from bisect import bisect_right
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from . import _api, _arrow
from ._days import day_of, zone_of, zone_struct
from ._feed import Feed
from ._handle import Handle
from ._library import a_text, call, lib
from ._measure import positive, whole_number
from ._rows import REQUIRED, ROLES, Batch, batch_of, days_of, keys_of, mapping
from ._source import is_missing
from .errors import PatronError, PatronTypeError, PatronValueError

_C = _api.constants
GUESTS: Tuple[Any, ...] = (None, 0, "")
_OWN_CLOCK = "the shop's own clock"
_FLAGS = {"zero_orders": "ZERO_ORDERS", "count_by_order": "COUNT_BY_ORDER", "keep_order_ids": "KEEP_ORDER_IDS",
          "drop_keys": "DROP_KEYS", "find_duplicates": "FIND_DUPLICATES", "allow_beyond": "ALLOW_BEYOND"}


class Settings:
    """The options of a builder, checked and kept until the first rows show what their keys are."""

    def __init__(self, *, scale: Optional[int], tz: Any, input_tz: Optional[str], time_unit: Optional[str],
                 kinds: Optional[Mapping[Any, str]], guest: Iterable[Any], nulls: str, negative: str,
                 observed_from: Any, observed_until: Any, quantity_scale: int, alias: Optional[Mapping[Any, Any]],
                 since: Optional[Mapping[Any, Any]], threads: int, **flags: bool) -> None:
        if nulls not in ("raise", "skip"):
            raise PatronValueError("nulls must be 'raise' or 'skip'", argument="nulls")
        if negative not in ("raise", "refund"):
            raise PatronValueError("negative must be 'raise' or 'refund'", argument="negative")
        if input_tz not in (None, "UTC"):
            raise PatronValueError("input_tz must be None (the shop's own clock) or 'UTC'; for another zone give "
                                   "datetimes with a zone", argument="input_tz")
        if scale is not None and not 0 <= whole_number("scale", scale) <= 18:
            raise PatronValueError("scale must be 0 ... 18", argument="scale")
        if isinstance(guest, (str, bytes)) or not hasattr(guest, "__iter__"):
            raise PatronTypeError("guest must be a list of keys", argument="guest")
        self.scale, self.zone, self.input_tz, self.time_unit = scale, zone_of(tz), input_tz, time_unit
        self.kinds = None if kinds is None else mapping("kinds", kinds)
        self.guest, self.nulls = [key for key in guest if not is_missing(key)], nulls
        self.alias, self.since = mapping("alias", alias), mapping("since", since)
        self.quantity_scale, self.threads = positive("quantity_scale", quantity_scale), whole_number("threads", threads)
        self.flags = _C["PATRON_BOOK_NEGATIVE_IS_REFUND"] if negative == "refund" else 0
        for name, is_set in flags.items():
            if name not in _FLAGS:
                raise PatronTypeError("there is no option " + repr(name), argument=name)
            if type(is_set).__name__ not in ("bool", "bool_"):
                raise PatronTypeError("{0} must be True or False, not {1!r}".format(name, is_set), argument=name)
            self.flags |= _C["PATRON_BOOK_" + _FLAGS[name]] if is_set else 0
        self.observed_from = self._day("observed_from", observed_from)
        self.observed_until = self._day("observed_until", observed_until)

    def _day(self, argument: str, value: Any) -> int:
        if value is None:
            return 0
        self.flags |= _C["PATRON_BOOK_" + argument.upper()]
        return day_of(value, argument, self.zone)

    def struct(self, text: bool, zoned: bool) -> Tuple[Any, List[Any]]:
        """patron_book_options for keys that are texts or whole numbers, and what keeps it alive."""
        keep: List[Any] = []
        options = _api.make("patron_book_options", flags=self.flags, threads=self.threads,
                            observed_from=self.observed_from, observed_until=self.observed_until,
                            quantity_scale=self.quantity_scale)
        zone = self.zone if zoned and self.zone is not None else dt.timezone.utc
        made, held = zone_struct(zone)
        options.zone = ctypes.pointer(made)
        keep += [made, held]
        guests = [key for key in self.guest if isinstance(key, str) == text]
        if guests:
            options.guest_keys, options.guest_count = self._column(keys_of(guests, "guest"), keep), len(guests)
        if self.alias:
            options.alias_from = self._column(keys_of(list(self.alias), "alias"), keep)
            options.alias_to = self._column(keys_of(list(self.alias.values()), "alias"), keep)
            options.alias_count = len(self.alias)
        if self.since:
            options.since_customer = self._column(keys_of(list(self.since), "since"), keep)
            options.since_day = self._column(days_of(list(self.since.values()), "since"), keep)
            options.since_count = len(self.since)
        return options, keep

    @staticmethod
    def _column(column: Any, keep: List[Any]) -> Any:
        keep.append(column)
        return ctypes.pointer(column.struct)


class Builder(Handle):
    """Takes batches of rows and makes a `Book`.

    Parameters
    ----------
    scale : int, optional
        Decimals of the currency (2 for euros and cents). Needed for money given as Decimal or float; whole numbers are
        minor units always. A float must be within 1/1000 of a minor unit and below 2**40 of them.
    tz : str or tzinfo, optional
        The shop's zone ("Europe/Berlin"): where a day begins for instants.
    input_tz : {None, "UTC"}
        What clock datetimes without a zone show: the shop's own (None), or UTC.
    time_unit : {"D", "s", "ms", "us", "ns"}, optional
        What whole numbers in the time column count since 1970; never guessed.
    kinds : dict, optional
        From the shop's statuses to "sale", "renewal", "refund", "ignored". A status that is not listed is an error.
    guest : list
        Customer keys that mean "guest"; null always does. Of texts and whole numbers those count that the customer
        column holds.
    nulls : {"raise", "skip"}
        Rows whose time, amount or kind is null: an error naming the row, or left out and counted (`skipped`).
    negative : {"raise", "refund"}
        An order with a negative total: an error, or a refund.
    observed_from, observed_until : date or ISO text, optional
        First and last day of the shop's complete records.
    quantity_scale : int
        Quantity units in a piece.
    alias : dict, optional
        Merged accounts: from the old key to the one it is counted as.
    since : dict, optional
        Since when the shop knows a customer, by key.
    threads : int
        Threads that build the book.
    **flags : bool
        zero_orders, count_by_order, keep_order_ids, drop_keys, find_duplicates, allow_beyond: as in the C library.

    Examples
    --------
    >>> import patron
    >>> builder = patron.Builder()
    >>> _ = builder.add(customer=[1, 2], time=["2024-01-05", "2024-01-08"], amount=[2500, 1800])
    >>> _ = builder.add(customer=[1], time=["2024-02-01"], amount=[2700])
    >>> len(builder)
    3
    >>> builder.book().totals("2024-02-29").net
    7000
    """

    _free = "patron_builder_free"

    def __init__(self, *, scale: Optional[int] = None, tz: Any = None, input_tz: Optional[str] = None,
                 time_unit: Optional[str] = None, kinds: Optional[Mapping[Any, str]] = None,
                 guest: Iterable[Any] = GUESTS, nulls: str = "raise", negative: str = "raise",
                 observed_from: Any = None, observed_until: Any = None, quantity_scale: int = 1,
                 alias: Optional[Mapping[Any, Any]] = None, since: Optional[Mapping[Any, Any]] = None, threads: int = 1,
                 **flags: bool) -> None:
        self._settings = Settings(
            scale=scale, tz=tz, input_tz=input_tz, time_unit=time_unit, kinds=kinds, guest=guest, nulls=nulls,
            negative=negative, observed_from=observed_from, observed_until=observed_until,
            quantity_scale=quantity_scale, alias=alias, since=since, threads=threads, **flags)
        self._core = None
        self._done = False
        self._reset()

    def _reset(self) -> None:
        self._clock: Optional[str] = None  # what the times are: instants, or a clock without zone
        self._roles: Set[str] = set()
        self._empty: Optional[Batch] = None  # a batch without rows has columns all the same
        self._texts: Dict[str, bool] = {}  # which key columns hold texts
        self._kept: List[Tuple[int, int, Optional[List[int]]]] = []  # batches: first row, the caller's, left out
        self._given = 0
        self._text = self._zoned = False
        self.skipped = 0

    @property
    def closed(self) -> bool:
        """True after close()."""
        return self._done

    def close(self) -> None:
        """Gives up the rows taken so far."""
        self._done, self._core = True, None

    def _open(self) -> Any:
        if self._done:
            raise PatronValueError("this Builder is closed", argument="self")
        return self._core

    def __len__(self) -> int:
        core = self._open()
        return 0 if core is None else int(lib.patron_builder_rows(core))

    def _prepare(self, text: bool, zoned: bool) -> Any:
        """Opens the library's builder, now that it is known what keys are and what clock the times show."""
        options, keep = self._settings.struct(text, zoned)
        self._text, self._zoned = text, zoned and self._settings.zone is not None
        pointer = ctypes.c_void_p()
        call("patron_builder_open", ctypes.byref(options), ctypes.byref(pointer))
        del keep
        self._own(pointer)
        return self._core

    def add(self, rows: Any = None, *, customer: Any = None, time: Any = None, amount: Any = None, order: Any = None,
            shop: Any = None, product: Any = None, category: Any = None, quantity: Any = None, discount: Any = None,
            cost: Any = None, kind: Any = None, labels: Optional[Mapping[str, Any]] = None,
            line_labels: Optional[Mapping[str, Any]] = None) -> "Builder":
        """Appends a batch: all of it, or on an exception nothing.

        Parameters
        ----------
        rows : DataFrame or mapping, optional
            Where columns are named: ``customer="customer_id"`` is then ``rows["customer_id"]``.
        customer, time, amount : str or column
            Required. A name, or the column itself: a list, array, NumPy or Arrow array, Series, ...
        order, shop, product, category, quantity, discount, cost, kind : str or column, optional
            See `Book`.
        labels, line_labels : dict, optional
            Names of labels and their columns; one value an order, or one a line.

        Returns
        -------
        Builder
            Itself.
        """
        self._open()
        settings, labels, line_labels = self._settings, mapping("labels", labels), mapping("line_labels", line_labels)
        for name in [*labels, *line_labels]:
            a_text("labels", name)
        given = {"customer": customer, "time": time, "amount": amount, "order": order, "shop": shop, "product": product,
                 "category": category, "quantity": quantity, "discount": discount, "cost": cost, "kind": kind}
        if _arrow.is_stream(rows, [*given.values(), *labels.values(), *line_labels.values()]):
            incoming = _arrow.Incoming(rows)
            if _arrow.has_times(incoming, time) or not _arrow.has_columns(rows):
                return self._add_stream(incoming, given, labels, line_labels)
            del incoming  # times to be read here: column by column
        try:
            batch = batch_of(rows, given, labels, line_labels, settings.kinds, settings.scale, settings.time_unit)
        except PatronError as problem:
            if problem.row is not None:
                problem.row += self._given
            raise
        if batch.singles:
            return self._add_together(batch)
        texts = dict(self._texts)
        batch.settle(texts)
        clock = self._clock_of(batch)
        total = batch.count
        if total == 0 and self._core is not None:
            return self
        skipped = batch.skip_nulls() if settings.nulls == "skip" else 0
        core = self._core or self._prepare(batch.columns["customer"].text, clock != _OWN_CLOCK)
        struct, keep = batch.struct()
        first = len(self)
        try:
            call("patron_builder_add", core, ctypes.byref(struct), columns=batch.names)
        except PatronError as problem:
            problem.row = self._callers(problem.row, [(first, self._given, batch.left_out)])
            if first == 0:
                self._core = None  # the next batch may have other keys
            raise
        del keep
        if total == 0:  # the next batch may have other keys
            self._core, self._empty = None, batch
            return self
        self._kept.append((first, self._given, batch.left_out))
        self._given += total
        self._texts = texts
        self._clock, self.skipped = clock, self.skipped + skipped
        self._roles |= set(batch.columns) | {"label"}
        return self

    def _add_arrow(self, incoming: Any, given: Mapping[str, Optional[str]], labels: Mapping[str, str],
                   line_labels: Mapping[str, str], names: Mapping[str, str], kinds: Optional[Mapping[Any, str]]) \
            -> "Builder":
        """Appends columns that speak Arrow: a whole frame, or columns of their own."""
        settings, first = self._settings, len(self)
        _arrow.check_time(incoming, given["time"] or "", settings.zone, settings.input_tz,
                          _OWN_CLOCK if self._core is not None and not self._zoned and self._clock else None)
        skip = settings.nulls == "skip"
        columns, keep = _arrow.columns_struct(incoming, given, labels, line_labels, kinds, settings.scale, skip,
                                              names)
        kind = given.get("kind")
        wanted = [name for name in (given["time"], given["amount"], None if kinds and None in kinds else kind)
                  if name is not None]
        core = self._core or self._prepare(incoming.is_text(given["customer"]), True)
        try:
            skipped, left_out = incoming.add(core, columns, wanted if skip else [], names)
        except PatronError as problem:
            if problem.row is not None:
                problem.row += self._given - first
            if first == 0:
                self._core = None
            raise
        del keep
        if not skipped:
            left_out = []
        elif left_out is not None and len(left_out) != skipped:
            left_out = None
        for role, name in [*given.items(), *[("label " + label, name) for label, name in
                                             [*labels.items(), *line_labels.items()]]]:
            if name is not None and incoming.formats[name] != "n":
                self._texts.setdefault(role, incoming.is_text(name))
        self._kept.append((first, self._given, left_out))
        self._given += len(self) - first + skipped
        self.skipped += skipped
        self._roles |= {role for role, name in given.items() if name is not None} | {"label"}
        return self

    def _add_stream(self, incoming: Any, given: Dict[str, Any], labels: Dict[str, str], line_labels: Dict[str, str]) \
            -> "Builder":
        """Appends a whole frame."""
        for role in REQUIRED:
            if given[role] is None:
                raise PatronTypeError(role + " is required", argument=role)
        names = {role: name for role, name in {**given, **labels, **line_labels}.items() if name is not None}
        return self._add_arrow(incoming, given, labels, line_labels, names, self._settings.kinds)

    def _add_together(self, batch: Batch) -> "Builder":
        """Appends columns of which some speak Arrow."""
        settings = self._settings
        instants = batch.instants and (batch.zoned or settings.input_tz == "UTC")
        if instants:
            self._clock_of(batch)
        columns = batch.together(instants)
        given = {role: role if role in columns else None for role in ROLES}
        labels, line_labels = [{key[2:]: key for key in columns if key.startswith(level)} for level in ("0 ", "1 ")]
        return self._add_arrow(_arrow.Together(Feed(columns, batch.count)), given, labels, line_labels, batch.names,
                               settings.kinds if "kind" in batch.singles else None)

    def _clock_of(self, batch: Batch) -> Optional[str]:
        clock = self._clock
        if batch.instants:
            instants = batch.zoned or self._settings.input_tz == "UTC"
            clock = "instants" if instants else _OWN_CLOCK
            if instants and self._settings.zone is None:
                raise PatronValueError("time holds instants: give the shop's zone (tz=)", argument="time",
                                       column=batch.names.get("time"))
            before = self._clock or ("days in a book with a zone" if self._core is not None and self._zoned else clock)
            if before != clock and not (instants and self._zoned):
                raise PatronValueError("time is {0}, that of the rows before is {1}".format(clock, before),
                                       argument="time", column=batch.names.get("time"))
        return clock

    def _callers(self, row: Optional[int], batches: Sequence[Tuple[int, int, Optional[List[int]]]] = ()) \
            -> Optional[int]:
        """The row as the caller counts: rows left out for a null included."""
        for first, given, left_out in [] if row is None else reversed([*self._kept, *batches]):
            assert row is not None
            if row >= first:
                if left_out is None:
                    return None
                kept_before = [place - at for at, place in enumerate(left_out)]
                return given + row - first + bisect_right(kept_before, row - first)
        return row

    def __copy__(self) -> "Builder":
        raise PatronTypeError("a Builder cannot be copied; its rows may be given to two builders")

    def __deepcopy__(self, _: Any) -> "Builder":
        return self.__copy__()

    def __reduce__(self) -> Any:
        raise PatronTypeError("a Builder cannot be pickled; send the rows")

    def __repr__(self) -> str:
        return "Builder(closed)" if self.closed else "Builder({0} rows)".format(len(self))

    def merge(self, other: "Builder") -> "Builder":
        """Moves all rows of another builder behind these; the other is empty afterwards."""
        if not isinstance(other, Builder):
            raise PatronTypeError("other must be a Builder", argument="other")
        self._open()
        source = other._open()
        if source is None or other is self:
            if other is self:
                raise PatronValueError("a builder cannot be merged with itself", argument="other")
            return self
        if self._core is not None and self._zoned != other._zoned and (self._clock or other._clock):
            raise PatronValueError("time is {0} here and {1} there".format(
                self._clock or "days", other._clock or "days"), argument="other")
        if self._core is None:
            self._prepare(other._text, other._zoned)
        first = len(self)
        call("patron_builder_merge", self._core, source)
        self._kept += [(first + start, self._given + given, kept) for start, given, kept in other._kept]
        self._given += other._given
        self._clock, self.skipped = self._clock or other._clock, self.skipped + other.skipped
        self._roles |= other._roles
        self._texts.update(other._texts)
        other._reset()
        return self

    def add_book(self, book: Any, forget: Any = None) -> "Builder":
        """Appends everything a book holds. Orders of the customers in `forget` become guests' orders."""
        from .book import Book

        if not isinstance(book, Book):
            raise PatronTypeError("book must be a Book", argument="book")
        self._open()
        core = self._core or self._prepare(book._text_keys, True)
        keys = None if forget is None else keys_of(list(forget), "forget")
        count = 0 if keys is None else keys.count
        first, before = len(self), self._given
        call("patron_builder_add_book", core, book._open(), None if keys is None else ctypes.byref(keys.struct), count)
        self._given += len(self) - first
        self._kept.append((first, before, []))
        self._roles |= book._roles
        return self

    def book(self) -> Any:
        """Makes the book. The builder is empty afterwards; on an exception it is as it was."""
        from .book import Book

        self._open()
        texts = any(isinstance(key, str) for key in list(self._settings.alias) + list(self._settings.since))
        core = self._core or self._prepare(texts, True)
        if self._empty is not None and len(self) == 0:
            struct, keep = self._empty.struct()
            call("patron_builder_add", core, ctypes.byref(struct))
            self._roles |= set(self._empty.columns) | {"label"}
            del keep
        pointer = ctypes.c_void_p()
        try:
            call("patron_builder_finish", core, ctypes.byref(pointer))
        except PatronError as problem:
            problem.row, problem.other_row = self._callers(problem.row), self._callers(problem.other_row)
            raise
        made = Book._from(pointer, self._settings.zone, self._roles, self._settings.quantity_scale)
        self._core = None
        self._reset()
        return made
