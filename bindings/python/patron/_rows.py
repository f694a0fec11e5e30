"""From the caller's columns to patron_rows."""
from __future__ import annotations

import ctypes
from array import array
from typing import Any, Dict, List, Mapping, Optional, Tuple

from . import _api, _columns, _times
from ._columns import MONEY, Column
from ._feed import Single, offers, single_from, single_of, with_format
from ._source import arrow_of, source_of
from .errors import PatronTypeError, PatronValueError

REQUIRED = ("customer", "time", "amount")
KEYS = ("customer", "order", "shop", "product", "category")
ROLES = ("customer", "time", "amount", "order", "shop", "product", "category", "quantity", "discount", "cost", "kind")


class Batch:
    """A batch of rows ready for the library."""

    def __init__(self, columns: Dict[str, Column], labels: List[Tuple[str, Column, int]], names: Dict[str, str],
                 instants: bool, zoned: bool, count: int, singles: Dict[str, Single]) -> None:
        self.columns, self.labels, self.names, self.count = columns, labels, names, count
        self.instants, self.zoned = instants, zoned  # time holds instants; they need the shop's zone
        self.left_out: List[int] = []  # rows without time, amount or kind
        self.singles = singles  # by role, of columns that speak Arrow; labels' begin with their level

    @property
    def everything(self) -> List[Column]:
        return list(self.columns.values()) + [column for _, column, _ in self.labels]

    def struct(self) -> Tuple[Any, Any]:
        """patron_rows, and what keeps it alive."""
        rows = _api.make("patron_rows", count=self.count, label_count=len(self.labels))
        for role, column in self.columns.items():
            setattr(rows, role, ctypes.pointer(column.struct))
        label = _api.structs["patron_label"]
        made = [_api.make("patron_label", name=name.encode("utf-8"), column=ctypes.pointer(column.struct), level=level)
                for name, column, level in self.labels]
        pointers = (ctypes.POINTER(label) * max(1, len(made)))(*[ctypes.pointer(one) for one in made])
        rows.labels = ctypes.cast(pointers, ctypes.POINTER(ctypes.POINTER(label)))
        return rows, (made, pointers, self.columns, self.labels)

    def together(self, instants: bool) -> Dict[str, Single]:
        """All columns as such that speak Arrow."""
        made = {role: single_from(column, role, instants) for role, column in self.columns.items()}
        made.update({label_key(name, level): single_from(column, name, False) for name, column, level in self.labels})
        made.update(self.singles)
        return made

    def settle(self, known: Dict[str, bool]) -> None:
        """Says what key columns without a single value hold: what they held before, else texts (ids: whole numbers).
        `known` says by role whether keys are texts, and learns it."""
        settled = {role: _settled(role, column, known) for role, column in self.columns.items() if role in KEYS}
        self.columns.update(settled)
        self.labels = [(name, _settled("label " + name, column, known), level) for name, column, level in self.labels]

    def skip_nulls(self) -> int:
        """Leaves out rows whose time, amount or kind is null; how many."""
        wrong = {row for role in ("time", "amount", "kind") if role in self.columns for row in self.columns[role].nulls}
        if not wrong:
            return 0
        kept, self.left_out = [row for row in range(self.count) if row not in wrong], sorted(wrong)
        self.columns = {role: _pick(column, kept) for role, column in self.columns.items()}
        self.labels = [(name, _pick(column, kept), level) for name, column, level in self.labels]
        self.count = len(kept)
        return len(wrong)


def _settled(role: str, column: Column, known: Dict[str, bool]) -> Column:
    if len(column.nulls) < column.count:
        known.setdefault(role, column.text)
        return column
    text = known.setdefault(role, role not in ("customer", "order")) if column.count else \
        known.get(role, role not in ("customer", "order"))
    rows = list(range(column.count))
    return _columns.from_texts([b""] * column.count, rows) if text else \
        _columns.from_ints(array("q", bytes(8 * column.count)), rows)


_CODES = {1: "b", 2: "h", 3: "i", 4: "q", 5: "B", 6: "H", 7: "I", 8: "Q"}


def _pick(column: Column, rows: List[int]) -> Column:
    """Some rows of a column, as a copy."""
    null = set(column.nulls)
    nulls = [at for at, row in enumerate(rows) if row in null]
    struct = column.struct
    if column.text:
        joined, offsets = column.keep[0] if isinstance(column.keep[0], tuple) else column.keep
        return _columns.from_texts([joined[offsets[row]:offsets[row + 1]] for row in rows], nulls)
    held = array(_CODES[struct.type])
    scalar = _api.SCALARS[("int" if held.typecode.islower() else "uint") + str(8 * held.itemsize) + "_t"]
    raw = (scalar * column.count).from_address(struct.values or 0)
    held.extend([raw[row] for row in rows])
    return Column(struct.type, len(held), held.buffer_info()[0] if held else None, held, nulls=nulls, unit=struct.unit)


def _column_of(rows: Any, given: Any, role: str) -> Tuple[Any, Optional[str]]:
    """The caller's column of a role, and its name."""
    if not isinstance(given, str) and (rows is None or not _is_name(rows, given)):
        return given, None
    if rows is None:
        raise PatronTypeError("{0} is the name {1!r}, but no rows were given that have names".format(role, given),
                              argument=role)
    if isinstance(rows, (list, tuple, str, bytes)) or not hasattr(rows, "__getitem__") or (
            type(rows).__name__ == "ndarray" and not rows.dtype.names):
        raise _no_frame(rows)
    try:
        found = rows[given]
    except (KeyError, ValueError, IndexError) as problem:
        raise PatronValueError("the rows have no column {0!r} for {1}".format(given, role), argument=role,
                               column=str(given)) from problem
    except Exception as problem:  # other libraries have exceptions of their own for this
        if "NotFound" in type(problem).__name__:
            raise PatronValueError("the rows have no column {0!r} for {1}".format(given, role), argument=role,
                                   column=str(given)) from problem
        if isinstance(problem, TypeError):
            raise _no_frame(rows) from problem
        raise
    if hasattr(found, "columns") and hasattr(found, "iloc"):
        raise PatronValueError("the rows have more than one column {0!r} for {1}".format(given, role), argument=role,
                               column=str(given))
    return found, str(given)


def _no_frame(rows: Any) -> PatronTypeError:
    return PatronTypeError("rows must be a DataFrame or a mapping of columns, not {0}; pandas.DataFrame makes one of "
                           "records, collect() of a lazy frame".format(type(rows).__name__), argument="rows")


def _is_name(rows: Any, given: Any) -> bool:
    """Whole numbers and tuples name columns of a DataFrame too."""
    if isinstance(given, tuple) and all(isinstance(part, (str, int)) for part in given):
        return given in (rows if isinstance(rows, dict) else list(getattr(rows, "columns", ())))
    return isinstance(given, int) and not isinstance(given, bool)


def mapping(argument: str, value: Any) -> Dict[Any, Any]:
    """An argument that must be a mapping, as a dict of our own; empty for None."""
    if value is None:
        return {}
    if not hasattr(value, "keys") or not hasattr(value, "__getitem__"):
        raise PatronTypeError("{0} must be a mapping, not {1}".format(argument, type(value).__name__),
                              argument=argument)
    return dict(value)


def label_key(name: str, level: int) -> str:
    """What a label's column is called beside those of the roles."""
    return "{0} {1}".format(level, name)


_TIMES = {("l", "s"): b"tss:UTC", ("l", "ms"): b"tsm:UTC", ("l", "us"): b"tsu:UTC", ("l", "ns"): b"tsn:UTC",
          ("i", "D"): b"tdD"}


def _single(value: Any, role: str, name: Optional[str], time_unit: Optional[str]) -> Optional[Single]:
    """The column of an object that speaks Arrow, or None for times that the library cannot read."""
    value = arrow_of(value)
    if value is None or not offers(value):
        return None
    made = single_of(value, role, name)
    if role == "time" and made.format[:2] not in ("td", "ts"):
        form = _TIMES.get((made.format, _times.UNIT_NAMES.get(time_unit or "", time_unit or "")))
        if form is None or made.schema.dictionary:
            return None
        made = with_format(made, form)
    return made


def batch_of(rows: Any, given: Mapping[str, Any], labels: Optional[Mapping[str, Any]],
             line_labels: Optional[Mapping[str, Any]], kinds: Optional[Mapping[Any, str]], scale: Optional[int],
             time_unit: Optional[str]) -> Batch:
    """Converts every column. Nothing of the caller's is changed; on an exception nothing has happened."""
    columns: Dict[str, Column] = {}
    names: Dict[str, str] = {}
    singles: Dict[str, Single] = {}
    zoned = False
    for role in ROLES:
        value = given.get(role)
        if value is None:
            if role in REQUIRED:
                raise PatronTypeError(role + " is required", argument=role)
            continue
        value, name = _column_of(rows, value, role)
        if name is not None:
            names[role] = name
        single = _single(value, role, name, time_unit)
        if single is not None and single.count:
            singles[role] = single
            continue
        source = source_of(value if single is None else [], role, name)
        if role in KEYS:
            columns[role] = _columns.key(source)
        elif role in MONEY:
            columns[role] = _columns.money(source, scale)
        elif role == "time":
            columns[role], zoned = _times.time(source, time_unit)
        elif role == "kind":
            columns[role] = _columns.kind(source, kinds)
        else:
            columns[role] = _columns.whole(source, "whole numbers of units")
    made = _labels(rows, labels, 0, names, singles) + _labels(rows, line_labels, 1, names, singles)
    count = singles["customer"].count if "customer" in singles else columns["customer"].count
    counts = [(role, column.count) for role, column in columns.items()]
    counts += [(role, single.count) for role, single in singles.items()]
    for role, many in counts + [(name, column.count) for name, column, _ in made]:
        if many != count:
            raise PatronValueError("{0} has {1} rows, customer has {2}".format(role, many, count), argument=role,
                                   column=names.get(role))
    instants = "time" in columns and columns["time"].struct.unit != _api.constants["PATRON_UNIT_DAY"]
    return Batch(columns, made, names, instants, zoned, count, singles)


def _labels(rows: Any, labels: Optional[Mapping[str, Any]], level: int, names: Dict[str, str],
            singles: Dict[str, Single]) -> List[Tuple[str, Column, int]]:
    made = []
    for label, given in (labels or {}).items():
        value, name = _column_of(rows, given, label)
        if name is not None:
            names[label] = name
        single = _single(value, label, name, None)
        if single is not None and single.count:
            singles[label_key(label, level)] = single
            continue
        made.append((label, _columns.key(source_of(value if single is None else [], label, name)), level))
    return made


def keys_of(values: Any, argument: str) -> Column:
    """A column of customer keys given as an argument."""
    return _columns.key(source_of(values, argument))


def days_of(values: Any, argument: str) -> Column:
    """A column of civil days given as an argument."""
    column, _ = _times.time(source_of(values, argument), None)
    if column.struct.unit != _api.constants["PATRON_UNIT_DAY"]:
        raise PatronTypeError(argument + " must be dates", argument=argument)
    return column
