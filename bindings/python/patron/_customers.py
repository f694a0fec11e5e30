"""Facts of every customer, and the key figures of a shop."""
from __future__ import annotations

import ctypes
import datetime as dt
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Tuple

from . import _api
from ._days import date_of, day_of
from ._handle import Core, Handle
from ._library import call, lib
from ._measure import Selection, columns_of, outputs, positive, tokens, whole_number
from .errors import PatronValueError
from .table import Column, Table, borrowed, ints

_C = _api.constants
STATES = tokens("patron_customers_state_name", _C["PATRON_CUSTOMERS_STATES"])
_NEEDS = {"units": "quantity", "units_returned": "quantity", "discount": "discount", "discounted_orders": "discount",
          "cost": "cost", "margin": "cost"}


def columns_in(table: Core, names: Mapping[str, Sequence[str]]) -> List[Column]:
    """The columns of one of the library's tables; `names` gives tokens of states."""
    columns, address, struct = [], table.address, _api.make("patron_column")
    get, name_of, rows, out = lib.patron_table_column, lib.patron_table_name, lib.patron_table_rows(address), \
        ctypes.byref(struct)
    for at in range(lib.patron_table_columns(address)):
        get(address, at, out, None)  # cannot fail: the table has this column
        name = name_of(address, at).decode("utf-8")
        columns.append(borrowed(name, struct, rows, table, tokens=names.get(name)))
    return columns


class Measures(Handle):
    """What every group of measures uses of a book."""

    _zone: Optional[dt.tzinfo]
    _roles: FrozenSet[str]
    _quantity_scale: int

    def __len__(self) -> int:
        raise NotImplementedError

    def _keys(self, which: int) -> Tuple[Any, int]:
        raise NotImplementedError

    def _day(self, value: Any, argument: str = "as_of") -> int:
        return day_of(value, argument, self._zone)

    def _range(self, first: int, count: Optional[int]) -> Tuple[int, int]:
        """A range of customers; the library says what is wrong with it."""
        start = whole_number("first", first)
        return start, max(len(self) - start, 0) if count is None else max(whole_number("count", count), -1)

    def _allocatable(self, first: int, count: int) -> None:
        """Nothing is allocated for a range that the book does not have."""
        if first < 0 or count < 0 or first + count > len(self):
            raise PatronValueError("customers {0} ... {1} are not all among the book's {2}".format(
                first, first + count - 1, len(self)), argument="first", status="range")

    def _customers(self, core: Core, first: int, count: int) -> Column:
        """The column of customer keys of a range; numbers where the book has no keys."""
        try:
            struct, _ = self._keys(_C["PATRON_KEYS_CUSTOMER"])
        except PatronValueError as problem:
            if problem.status != "missing":
                raise
            return ints("customer", (ctypes.c_int32 * count)(*range(first, first + count)))
        struct.first += first
        return borrowed("customer", struct, count, core)

    def _gathered(self, name: str, which: int, numbers: Sequence[int], core: Core) -> Column:
        """Keys of customers or products by their numbers."""
        try:
            struct, count = self._keys(which)
        except PatronValueError as problem:
            if problem.status != "missing":
                raise
            return ints(name, (ctypes.c_int64 * len(numbers))(*numbers))
        keys = borrowed(name, struct, count, core)
        if keys.kind != "text":
            return ints(name, (ctypes.c_int64 * len(numbers))(*[keys._values[number] for number in numbers]))
        known: Dict[int, bytes] = {}
        parts: List[bytes] = []
        for number in numbers:
            if number not in known:
                known[number] = bytes(keys._values[keys._offsets[number]:keys._offsets[number + 1]])
            parts.append(known[number])
        return texts(name, parts)

    def _table(self, pointer: Any, names: Dict[str, Sequence[str]], keys: Dict[str, int], **facts: Any) -> Table:
        """A Table of one of the library's tables, which it owns; `keys` says which numbers become keys."""
        core, columns = self._open(), []
        for found in columns_in(Core(pointer.value, "patron_table_free"), names):
            columns.append(self._gathered(found.name, keys[found.name], found._values[:], core) if found.name in keys
                           else found)
        return Table(columns, **facts)



class CustomerMeasures(Measures):
    """Orders, purchases, days, money and gaps of every customer."""

    def customers(self, as_of: Any, *, window_days: Optional[int] = None, columns: Optional[Sequence[str]] = None,
                  first: int = 0, count: Optional[int] = None) -> Table:
        """The facts of every customer at the end of `as_of`, one row a customer.

        Parameters
        ----------
        as_of : date, datetime or ISO text
        window_days : int, optional
            Length of the recent and of the earlier window (365).
        columns : list of str, optional
            Which ones; by default all that the book has numbers for.
        first, count : int, optional
            A range of customer numbers.

        Returns
        -------
        Table
            Columns as patron_customers_columns; money in minor units.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=[1, 2, 1], time=["2024-01-05", "2024-01-08", "2024-02-04"],
        ...                    amount=[2500, 1800, 2700])
        >>> book.customers("2024-02-29", columns=["state", "purchases", "last_day", "net"])
        customer  state  purchases    last_day   net
               1  buyer          2  2024-02-04  5200
               2  buyer          1  2024-01-08  1800
        [2 rows x 5 columns]
        """
        core, (start, many) = self._open(), self._range(first, count)
        self._allocatable(start, many)
        lacking = {name for name, role in _NEEDS.items() if role not in self._roles}
        if "product" not in self._roles:
            lacking.add("units_returned")
        out, held = outputs("patron_customers_columns", many, columns, lacking)
        options = _api.make("patron_customers_options", window_days=positive("window_days", window_days))
        day = self._day(as_of)
        call("patron_customers_score", core, day, ctypes.byref(options), start, many, ctypes.byref(out))
        return Table([self._customers(core, start, many)] + columns_of(held, {"state": STATES}), as_of=date_of(day))

    def customers_count(self, as_of: Any, *, window_days: Optional[int] = None, repeat_days: Optional[int] = None,
                        mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                        count: Optional[int] = None) -> Any:
        """Sums over customers, for key figures: buyers, repeaters, orders, net, the recent window, ...

        Parameters
        ----------
        mask : sequence of bool, optional
            One value a customer: who is in.
        group : sequence, optional
            One value a customer: the result is then a dict by group. None is in no group.

        Returns
        -------
        dict
            From names (as patron_customers_counts) to whole numbers.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=[1, 2, 1], time=["2024-01-05", "2024-01-08", "2024-02-04"],
        ...                    amount=[2500, 1800, 2700])
        >>> figures = book.customers_count("2024-02-29")
        >>> figures["buyers"], figures["repeaters"], figures["net"]
        (2, 1, 7000)
        """
        core, (start, many) = self._open(), self._range(first, count)
        selection = Selection(len(self), mask, group)
        options = _api.make("patron_customers_options", window_days=positive("window_days", window_days),
                            repeat_days=positive("repeat_days", repeat_days))
        out, held = outputs("patron_customers_counts", selection.groups)
        call("patron_customers_count", core, self._day(as_of), ctypes.byref(options), selection.pointer, start, many,
             ctypes.byref(out))
        return selection.result(lambda at: {name: values[at] for name, values in held.items()})


def texts(name: str, parts: Sequence[bytes]) -> Column:
    """A column of texts."""
    joined, offsets, end = b"".join(parts), (ctypes.c_int64 * (len(parts) + 1))(), 0
    for at, part in enumerate(parts):
        end += len(part)
        offsets[at + 1] = end
    return Column(name, "text", joined, None, offsets=offsets)
