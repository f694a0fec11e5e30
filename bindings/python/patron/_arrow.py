"""The Arrow C stream interface: whole frames in (polars, pyarrow, DuckDB, ...), tables out."""
from __future__ import annotations

import ctypes
import weakref
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from . import _api
from ._columns import KINDS, MONEY, _kind_number, needs_scale
from ._feed import (TEXTS, Array, Feed, Schema, Stream, Watched, capsule_pointer, free, offers, rows_without,
                    schema_of)
from ._library import call
from .errors import PatronTypeError, PatronValueError

_C = _api.constants
_NAME = b"arrow_array_stream"
_capsule_new = ctypes.pythonapi.PyCapsule_New
_capsule_new.restype = ctypes.py_object
_capsule_new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_dying_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi))  # a capsule that is going must not be referred to any more


# ---- in -------------------------------------------------------------------------------------------------------------


class Incoming:
    """A frame that speaks Arrow, asked for once: a stream, or one record batch."""

    def __init__(self, rows: Any) -> None:
        self._batch: Optional[int] = None
        if hasattr(rows, "__arrow_c_stream__"):
            self._capsule = rows.__arrow_c_stream__()
            self.address = int(capsule_pointer(self._capsule, _NAME))
            self._stream = Stream.from_address(self.address)
            self.schema = schema_of(self._stream, self.address, "rows")
            weakref.finalize(self, free, [self.schema])
        else:
            self._capsule = rows.__arrow_c_array__()
            self.address, self._batch = [int(capsule_pointer(part, name)) for part, name in
                                         zip(self._capsule, (b"arrow_schema", b"arrow_array"))]
            self.schema = Schema.from_address(self.address)
        self.formats: Dict[str, str] = {}
        for at in range(self.schema.n_children):
            child = self.schema.children[at].contents
            form = child.dictionary.contents.format if child.dictionary else child.format
            self.formats[(child.name or b"").decode("utf-8")] = form.decode("utf-8")

    def is_text(self, column: str) -> bool:
        """Whether a column holds texts."""
        return self.formats.get(column) in TEXTS

    def add(self, core: Any, columns: Any, wanted: Sequence[str], names: Mapping[str, str]) \
            -> Tuple[int, Optional[List[int]]]:
        """Into the builder with it: how many rows were left out, and which, if some lack a wanted column."""
        skipped, left_out = ctypes.c_int64(), None
        if self._batch is not None:
            if wanted:
                left_out = sorted(rows_without(self.schema, Array.from_address(self._batch), wanted))
            call("patron_builder_add_arrow_array", core, self.address, self._batch, ctypes.byref(columns),
                 ctypes.byref(skipped), columns=names)
            return skipped.value, left_out
        watched = Watched(self._stream, self.address, self.schema, wanted) if wanted else None
        try:
            call("patron_builder_add_arrow", core, watched.address if watched else self.address, ctypes.byref(columns),
                 ctypes.byref(skipped), columns=names)
        finally:
            if watched is not None:
                watched.close()
        return skipped.value, watched.left_out if watched else None


class Together:
    """Columns of which some speak Arrow, each on its own."""

    def __init__(self, feed: Feed) -> None:
        self._feed, self.formats, self.is_text = feed, feed.formats, feed.is_text

    def add(self, core: Any, columns: Any, wanted: Sequence[str], names: Mapping[str, str]) \
            -> Tuple[int, Optional[List[int]]]:
        """As Incoming.add."""
        skipped = ctypes.c_int64()
        left_out = self._feed.left_out(wanted) if wanted else None
        try:
            call("patron_builder_add_arrow", core, self._feed.address, ctypes.byref(columns), ctypes.byref(skipped),
                 columns=names)
        finally:
            self._feed.close()
        return skipped.value, left_out


def is_stream(rows: Any, columns: List[Any]) -> bool:
    """A frame that is no pandas frame, with every column given by name."""
    if rows is None or type(rows).__module__.split(".")[0] == "pandas" or not offers(rows):
        return False
    return all(value is None or isinstance(value, str) for value in columns)


def check_time(incoming: Any, column: str, zone: Any, input_tz: Optional[str], before: Optional[str]) -> None:
    """What the library cannot know: whether the caller said what clock the times show. `before` is the clock of rows
    that were taken as if it had no zone."""
    form = incoming.formats.get(column, "")
    if not form.startswith("ts"):
        return
    if form.endswith(":") and input_tz is not None:
        raise PatronValueError("time has no zone: give it the zone UTC in the frame instead of input_tz=",
                               argument="time", column=column)
    if not form.endswith(":") and zone is None:
        raise PatronValueError("time holds instants: give the shop's zone (tz=)", argument="time", column=column)
    if not form.endswith(":") and before is not None:
        raise PatronValueError("time is instants, that of the rows before is " + before, argument="time", column=column)


def has_columns(rows: Any) -> bool:
    """Whether a frame gives its columns by name."""
    return hasattr(rows, "__getitem__") and "duckdb" not in type(rows).__module__  # there rows[name] is a relation


def has_times(incoming: Any, column: Optional[str]) -> bool:
    """Whether the library can read a frame's times: dates or timestamps, not texts or numbers."""
    return incoming.formats.get(column, "td")[:2] in ("td", "ts")


def _check_type(role: str, form: str, scale: Optional[int], column: Optional[str]) -> None:
    """The same refusals as for columns that do not speak Arrow."""
    if form in TEXTS and role in MONEY + ("quantity", "time"):
        raise PatronTypeError("{0} is a column of texts: make it {1} first".format(
            role, "dates or timestamps" if role == "time" else "Decimal" if role in MONEY else "whole numbers"),
            argument=role, column=column)
    if form == "b":
        raise PatronTypeError(role + " is a column of truth values", argument=role, column=column)
    if role in MONEY and scale is None and (form in ("e", "f", "g") or form.startswith("d:")):
        whole = " without decimals (a HUGEINT of DuckDB is one: cast it to BIGINT)"
        raise needs_scale(role, column, "a column of " + ("floats" if not form.startswith("d:") else "Decimal" + (
            whole if form.split(",")[1] == "0" else "")))


def columns_struct(incoming: Any, given: Mapping[str, Optional[str]], labels: Mapping[str, str],
                   line_labels: Mapping[str, str], kinds: Optional[Mapping[Any, str]], scale: Optional[int],
                   skip: bool, names: Mapping[str, str]) -> Tuple[Any, List[Any]]:
    """patron_arrow_columns, and what keeps it alive."""
    keep: List[Any] = []
    made = _api.make("patron_arrow_columns", flags=_C["PATRON_ARROW_SKIP_NULLS"] if skip else 0)
    for role, name in given.items():
        if name is not None:
            if name not in incoming.formats:
                raise PatronValueError("the rows have no column {0!r} for {1}".format(name, role), argument=role,
                                       column=name)
            _check_type(role, incoming.formats[name], scale, names.get(role))
            setattr(made, role, name.encode("utf-8"))
    if scale is not None:
        made.flags |= _C["PATRON_ARROW_DECIMALS"]
        made.decimals = scale
    label = _api.structs["patron_arrow_label"]
    listed = [_api.make("patron_arrow_label", name=name.encode("utf-8"), column=column.encode("utf-8"), level=level)
              for level, some in enumerate((labels, line_labels)) for name, column in some.items()]
    pointers = (ctypes.POINTER(label) * max(1, len(listed)))(*[ctypes.pointer(one) for one in listed])
    made.labels, made.label_count = ctypes.cast(pointers, ctypes.POINTER(ctypes.POINTER(label))), len(listed)
    keep += [listed, pointers]
    kind = given.get("kind")
    if kind is not None and (kinds is not None or incoming.is_text(kind)):
        table = {status: _kind_number(name) for status, name in kinds.items()} if kinds is not None else KINDS
        words = (ctypes.c_char_p * max(1, len(table)))(*[_word(status) for status in table])
        values = (ctypes.c_int32 * max(1, len(table)))(*table.values())
        made.kind_words = ctypes.cast(words, ctypes.POINTER(ctypes.c_char_p))
        made.kind_values = ctypes.cast(values, ctypes.POINTER(ctypes.c_int32))
        made.kind_count = len(table)
        keep += [words, values]
    return made, keep


def _word(status: Any) -> Optional[bytes]:
    if status is None:
        return None
    if isinstance(status, bool) or not isinstance(status, (str, int)):
        raise PatronTypeError("kinds: a status must be a text or a whole number", argument="kinds")
    return str(status).encode("utf-8")


# ---- out ------------------------------------------------------------------------------------------------------------

_alive: Dict[int, Any] = {}


def _forget(capsule: int) -> None:
    address = _dying_pointer(capsule, _NAME)
    stream = _alive.pop(address, None)
    if stream is not None and stream.release:  # nobody took it
        stream.release(address)


_drop = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(_forget)


def export(columns: List[Any], rows: int) -> Any:
    """A capsule with a stream of copies of the columns (pairs of name, patron_column, flags)."""
    field = _api.structs["patron_arrow_field"]
    made = [_api.make("patron_arrow_field", name=name.encode("utf-8"), column=ctypes.pointer(struct), flags=flags)
            for name, struct, flags in columns]
    pointers = (ctypes.POINTER(field) * max(1, len(made)))(*[ctypes.pointer(one) for one in made])
    stream = Stream()
    call("patron_arrow_export", pointers, len(made), rows, None, ctypes.addressof(stream))
    address = ctypes.addressof(stream)
    _alive[address] = stream
    return _capsule_new(address, _NAME, ctypes.cast(_drop, ctypes.c_void_p))
