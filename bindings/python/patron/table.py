"""Results with one row a customer (or a pair, or a change): named columns that convert to what callers work with."""
from __future__ import annotations

import ctypes
import datetime as dt
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple, Union

from . import _api
from ._arrow import export
from ._columns import from_texts, null_bits
from ._days import EPOCH, NO_DAY, date_of
from .errors import PatronTypeError

NONE = _api.constants["PATRON_NONE"]
_TYPESTR = {"int32": "<i4", "int64": "<i8", "float64": "<f8"}
_KINDS = {_api.constants["PATRON_TYPE_" + kind.upper()]: kind for kind in _TYPESTR}
_CTYPE: Dict[str, Any] = {"int32": ctypes.c_int32, "int64": ctypes.c_int64, "float64": ctypes.c_double}


class Column:
    """A column of a `Table`: a sequence of Python values, None where a value is undefined.

    Days are `datetime.date`, states and segments their names. `numpy.asarray(column)` shows the memory itself, without
    a copy: days as numbers since 1970-01-01, states as their numbers (`tokens` names them), undefined days -2147483648
    and other undefined whole numbers -1, undefined rates NaN. Texts have no such memory.
    """

    __slots__ = ("name", "kind", "day", "tokens", "undefined", "_values", "_offsets", "_keep")

    def __init__(self, name: str, kind: str, values: Any, keep: Any = None, *, day: bool = False,
                 tokens: Optional[Sequence[str]] = None, undefined: bool = False, offsets: Any = None) -> None:
        self.name, self.kind, self.day = name, kind, day
        self.tokens = None if tokens is None else tuple(tokens)
        self.undefined = undefined or kind == "int32"
        self._values, self._offsets, self._keep = values, offsets, keep

    def __len__(self) -> int:
        return len(self._values) if self._offsets is None else len(self._offsets) - 1

    def _all(self, values: List[Any]) -> List[Any]:
        """Python values of what lies in memory."""
        if self.day:
            return [date_of(value) for value in values]
        if not self.undefined and self.tokens is None:
            return values
        if self.kind == "float64":
            return [None if value != value else value for value in values]
        tokens, nothing = self.tokens, (NONE, NO_DAY) if self.kind == "int32" else (NONE,)
        if tokens is not None:
            return [None if value in nothing else tokens[value] for value in values]
        return [None if value in nothing else value for value in values]

    def _text(self, row: int) -> str:
        start, end = self._offsets[row], self._offsets[row + 1]
        return bytes(self._values[start:end]).decode("utf-8")

    def __getitem__(self, row: Union[int, slice]) -> Any:
        if isinstance(row, slice):
            return [self[at] for at in range(*row.indices(len(self)))]
        at = row + len(self) if row < 0 else row
        if not 0 <= at < len(self):
            raise IndexError("row {0} of {1}".format(row, len(self)))
        return self._text(at) if self._offsets is not None else self._all([self._values[at]])[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def tolist(self) -> List[Any]:
        """The values as Python objects."""
        if self._offsets is not None:
            whole, offsets = bytes(self._values), self._offsets[:]
            return [whole[start:end].decode("utf-8") for start, end in zip(offsets, offsets[1:])]
        return self._all(self._values[:])

    @property
    def __array_interface__(self) -> Dict[str, Any]:
        if self._offsets is not None:
            raise AttributeError("a column of texts has no array interface")
        return {"version": 3, "shape": (len(self),), "typestr": _TYPESTR[self.kind],
                "data": (ctypes.addressof(self._values), True)}  # it may be the book's own

    def to_numpy(self) -> Any:
        """A NumPy array: days as datetime64[D] with NaT, names and texts as objects, else the memory itself,
        which nobody can write."""
        import numpy

        if self._offsets is not None or self.tokens is not None:
            return numpy.array(self.tolist() + [None], dtype=object)[:-1]
        raw = numpy.asarray(self)
        if not self.day:
            return raw
        days = raw.astype(numpy.int64).astype("datetime64[D]")
        days[raw == NO_DAY] = numpy.datetime64("NaT")
        return days

    def to_pandas(self) -> Any:
        """A pandas Series: names as categories, days as datetimes, undefined whole numbers as <NA>."""
        import numpy
        import pandas

        if self._offsets is not None:
            return pandas.Series(self.tolist(), name=self.name, dtype=object)
        raw = numpy.asarray(self)
        if self.tokens is not None:
            return pandas.Series(pandas.Categorical.from_codes(numpy.where(raw < 0, -1, raw), categories=self.tokens),
                                 name=self.name)
        if self.day:
            return pandas.Series(_pandas_days(self.to_numpy()), name=self.name)
        if not self.undefined or self.kind == "float64":
            return pandas.Series(raw.copy(), name=self.name)
        mask = (raw == NONE) | (raw == NO_DAY) if self.kind == "int32" else raw == NONE
        return pandas.Series(pandas.arrays.IntegerArray(raw.copy(), mask), name=self.name)

    def _struct(self) -> Tuple[Any, int, Any]:
        """A patron_column of it for export, its flags, and what keeps it alive."""
        if self.tokens is not None:  # states by name
            encoded = [b"" if value is None else value.encode("utf-8") for value in self]
            named = from_texts(encoded, [row for row, value in enumerate(self) if value is None])
            return named.struct, 0, named
        constants, flags = _api.constants, 0
        made = _api.make("patron_column", unit=constants["PATRON_UNIT_DAY"] if self.day else 0,
                         type=constants["PATRON_TYPE_STRING64" if self._offsets is not None
                                        else "PATRON_TYPE_" + self.kind.upper()])
        if self._offsets is not None:
            values = self._values if not isinstance(self._values, bytes) else ctypes.create_string_buffer(self._values)
            made.values, made.offsets = ctypes.addressof(values), ctypes.addressof(self._offsets)
            return made, 0, values
        made.values = ctypes.addressof(self._values)
        if self.kind == "float64":
            return made, 0, _mark(made, [row for row, value in enumerate(self) if value is None], len(self))
        if self.undefined:
            flags = constants["PATRON_ARROW_UNDEFINED_DAY"] if self.kind == "int32" else 0
            flags |= 0 if self.day else constants["PATRON_ARROW_UNDEFINED_NONE"]
        return made, flags, None

    def __copy__(self) -> "Column":
        return self  # nothing changes it

    def __deepcopy__(self, _: Any) -> "Column":
        return self

    def __reduce__(self) -> Any:
        raise PatronTypeError("columns and tables cannot be pickled; their to_pandas(), to_dict() and to_arrow() can")

    def __repr__(self) -> str:
        shown = ", ".join(repr(value) for value in self[:6])
        return "Column({0!r}, [{1}{2}])".format(self.name, shown, ", ..." if len(self) > 6 else "")


def _mark(struct: Any, nulls: Sequence[int], count: int) -> Any:
    """Marks rows as null; what keeps the marks alive."""
    bits = null_bits(count, nulls)
    if bits is None:
        return None
    held = (ctypes.c_uint8 * len(bits)).from_buffer(bits)
    struct.valid = ctypes.cast(held, ctypes.POINTER(ctypes.c_uint8))
    return held


def _pandas_days(days: Any) -> Any:
    import numpy
    import pandas

    if int(pandas.__version__.split(".")[0]) >= 2:
        return days.astype("datetime64[s]")
    known = days[~numpy.isnat(days)]
    if len(known) and (known.max() > numpy.datetime64("2262-04-10") or known.min() < numpy.datetime64("1677-09-22")):
        return days.astype(object)  # nanoseconds do not reach so far
    return days.astype("datetime64[ns]")


def ints(name: str, values: Any, **more: Any) -> Column:
    """A column over a ctypes array."""
    kind = {4: "int32", 8: "int64"}[ctypes.sizeof(values._type_)]
    return Column(name, "float64" if values._type_ is ctypes.c_double else kind, values, values, **more)


def borrowed(name: str, struct: Any, count: int, keep: Any, **more: Any) -> Column:
    """A column over memory that a book or table of the library owns; `keep` keeps that alive."""
    constants = _api.constants
    if struct.type == constants["PATRON_TYPE_STRING64"]:
        offsets = (ctypes.c_int64 * (count + 1)).from_address(struct.offsets + 8 * struct.first)
        values = (ctypes.c_ubyte * offsets[count]).from_address(struct.values) if struct.values else b""
        return Column(name, "text", values, keep, offsets=offsets)
    kind = _KINDS[struct.type]
    held = _CTYPE[kind] * count
    values = held.from_address(struct.values + ctypes.sizeof(_CTYPE[kind]) * struct.first) if count else held()
    return Column(name, kind, values, keep, day=struct.unit == constants["PATRON_UNIT_DAY"], **more)


class Table:
    """Named columns of one length.

    ``table["net"]`` is a `Column`, ``len(table)`` the number of rows, ``table.columns`` the names. Money is in minor
    units. Convert it with `to_dict`, `to_numpy`, `to_pandas`, `to_polars`, `to_arrow`; whatever takes Arrow
    streams takes a table.
    """

    def __init__(self, columns: Sequence[Column], **facts: Any) -> None:
        self._columns = {column.name: column for column in columns}
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._facts:
            raise AttributeError("{0} has no attribute {1!r}".format(type(self).__name__, name))
        return self._facts[name]

    def __copy__(self) -> "Table":
        return self  # nothing changes it

    def __deepcopy__(self, _: Any) -> "Table":
        return self

    def __reduce__(self) -> Any:
        raise PatronTypeError("columns and tables cannot be pickled; their to_pandas(), to_dict() and to_arrow() can")

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()))) if self._columns else 0

    @property
    def columns(self) -> List[str]:
        """The names of the columns."""
        return list(self._columns)

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            raise KeyError("no column {0!r}; there are {1}".format(name, ", ".join(self._columns)))
        return self._columns[name]

    def row(self, at: int) -> Dict[str, Any]:
        """One row as a dict."""
        return {name: column[at] for name, column in self._columns.items()}

    def rows(self) -> Iterator[Tuple[Any, ...]]:
        """The rows as tuples."""
        return zip(*[column.tolist() for column in self._columns.values()])

    def to_dict(self) -> Dict[str, List[Any]]:
        """Lists of Python values by column name."""
        return {name: column.tolist() for name, column in self._columns.items()}

    def to_numpy(self) -> Dict[str, Any]:
        """NumPy arrays by column name; numbers are the table's own memory, which is read-only."""
        return {name: column.to_numpy() for name, column in self._columns.items()}

    def to_pandas(self) -> Any:
        """A pandas DataFrame (a copy)."""
        import pandas

        return pandas.DataFrame({name: column.to_pandas() for name, column in self._columns.items()})

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The table as an Arrow stream of copies: states as texts, days as date32, undefined values as null."""
        made = [(name,) + column._struct() for name, column in self._columns.items()]
        return export([(name, struct, flags) for name, struct, flags, _ in made], len(self))

    def to_arrow(self) -> Any:
        """A pyarrow Table (a copy)."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> Any:
        """A polars DataFrame (a copy)."""
        import polars

        return polars.DataFrame(self)

    def __repr__(self) -> str:
        count = len(self)
        shown = min(count, 10)
        cells = [[name] + [_cell(value) for value in column[:shown]] for name, column in self._columns.items()]
        widths = [max(len(cell) for cell in column) for column in cells]
        lines = ["  ".join(column[at].rjust(width) for column, width in zip(cells, widths)).rstrip()
                 for at in range(shown + 1)]
        if count > shown:
            lines.append("...")
        return "\n".join(lines + ["[{0} rows x {1} columns]".format(count, len(self._columns))])


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if not isinstance(value, float):
        return str(value)
    return "{0:.4g}".format(value) if abs(value) < 1000 else "{0:.0f}".format(value)


assert dt.date.fromordinal(EPOCH) == dt.date(1970, 1, 1)
