"""What the counting measures share: cells by group, rates with their intervals, and tables of listed things."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence

from . import _api
from ._customers import Measures
from ._library import call
from ._measure import SCALAR_OF, outputs, whole_number
from .errors import PatronTypeError, PatronValueError
from .table import Column, Table, ints

_NAN = float("nan")


class Cells:
    """A struct of counts over zeroed arrays.

    `widths` are the elements a group of each field that is a capacity; `of` says by which one an array goes where it is
    not the first. Arrays in `without` are not wanted.
    """

    def __init__(self, struct: str, groups: int, widths: Mapping[str, int], of: Optional[Mapping[str, str]] = None,
                 without: Iterable[str] = ()) -> None:
        self.struct = _api.make(struct, **{name: groups * width for name, width in widths.items()})
        self.pointer = ctypes.byref(self.struct)
        self.held: Dict[str, Any] = {}
        self._width: Dict[str, int] = {}
        first, of = next(iter(widths)), of or {}
        for name, kind in _api.fields_of(struct):
            if kind in SCALAR_OF and name not in without:
                self.add(name, widths[of.get(name, first)], groups)

    def add(self, name: str, width: int, groups: int) -> None:
        """An array of `width` elements a group."""
        self._width[name] = width
        self.held[name] = (ctypes.c_int64 * (groups * width))()
        setattr(self.struct, name, self.held[name])

    def part(self, name: str, group: int) -> Any:
        """The array of one group."""
        width, whole = self._width[name], self.held[name]
        return (whole._type_ * width)(*whole[group * width:(group + 1) * width])

    def number(self, name: str, group: int) -> int:
        """The number of one group, of an array with one a group."""
        return int(self.held[name][group])

    def numbers(self, names: Iterable[str], group: int) -> Dict[str, int]:
        """Numbers of one group by name, of those that are wanted."""
        return {name: self.number(name, group) for name in names if name in self.held}

    def columns(self, names: Iterable[str], group: int) -> List[Column]:
        """Columns of one group, of those that are wanted."""
        return [ints(name, self.part(name, group)) for name in names if name in self.held]


def int64s(values: Sequence[int]) -> Any:
    """A C array of whole numbers."""
    return (ctypes.c_int64 * len(values))(*values)


def int32s(argument: str, values: Any) -> Any:
    """A C array of whole numbers that a caller gave."""
    if isinstance(values, (str, bytes, dict)) or not hasattr(values, "__iter__"):
        raise PatronTypeError(argument + " must be a list of whole numbers", argument=argument)
    held = [whole_number(argument, value) for value in values]
    if not held:
        raise PatronValueError(argument + " must not be empty", argument=argument)
    return (ctypes.c_int32 * len(held))(*held)


def pointer_to(values: Any) -> Any:
    """The address of a C array's elements; the array must be kept."""
    return ctypes.cast(values, ctypes.POINTER(values._type_))


def hollow(name: str, values: Iterable[float], defined: Iterable[Any]) -> Column:
    """A column of doubles, undefined where `defined` is not true."""
    held = [value if known else _NAN for value, known in zip(values, defined)]
    return ints(name, (ctypes.c_double * len(held))(*held), undefined=True)


def rates(prefix: str, part: Sequence[int], whole: Sequence[int], confidence: float) -> List[Column]:
    """rate, low and high of part / whole with Wilson's interval; undefined where there is no whole."""
    count = len(whole)
    out, held = outputs("patron_repeat_rates", count, ("rate", "low", "high"))
    call("patron_repeat_rate", count, int64s(part[:]), int64s(whole[:]), confidence, ctypes.byref(out))
    start = prefix + "_" if prefix else ""
    return [hollow(start + name, held[name], whole) for name in ("rate", "low", "high")]


def picked(column: Column, rows: Sequence[int]) -> Column:
    """Some rows of a column of numbers."""
    values = column._values
    return Column(column.name, column.kind, (values._type_ * len(rows))(*[values[row] for row in rows]), day=column.day,
                  tokens=column.tokens, undefined=column.undefined)


def listed(book: Measures, name: str, which: int, columns: Sequence[Column], items: int, others: Mapping[str, int],
           by: Sequence[int], **facts: Any) -> Table:
    """A Table with a row a key, those with most `by` first, equal ones by key; `others` are rows that become dicts."""
    core = book._open()
    keys: List[Any] = book._gathered(name, which, range(items), core).tolist()
    rows = sorted(range(items), key=lambda at: (-by[at], keys[at]))
    for fact, row in others.items():
        facts[fact] = {column.name: column[row] for column in columns}
    return Table([book._gathered(name, which, rows, core)] + [picked(column, rows) for column in columns], **facts)
