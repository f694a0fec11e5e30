"""The Arrow C stream interface: whole frames in (polars, pyarrow, DuckDB, ...), tables out."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, List, Mapping, Optional, Tuple

from . import _api
from ._columns import KINDS, _kind_number
from ._library import call
from .errors import PatronTypeError, PatronValueError

_C = _api.constants
_NAME = b"arrow_array_stream"
_capsule_new = ctypes.pythonapi.PyCapsule_New
_capsule_new.restype = ctypes.py_object
_capsule_new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = ctypes.c_void_p
_capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
_dying_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi))  # a capsule that is going must not be referred to any more


class _Schema(ctypes.Structure):
    """ArrowSchema of the specification."""


_Release = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_Schema._fields_ = [("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_void_p),
                    ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
                    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))), ("dictionary", ctypes.POINTER(_Schema)),
                    ("release", _Release), ("private_data", ctypes.c_void_p)]


class _Stream(ctypes.Structure):
    """ArrowArrayStream of the specification."""

    _fields_ = [("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
                ("get_next", ctypes.c_void_p), ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)),
                ("release", _Release), ("private_data", ctypes.c_void_p)]


# ---- in -------------------------------------------------------------------------------------------------------------


class Incoming:
    """A stream of the caller's, asked for once."""

    def __init__(self, rows: Any) -> None:
        self._capsule = rows.__arrow_c_stream__()
        self.address = int(_capsule_pointer(self._capsule, _NAME))
        stream = _Stream.from_address(self.address)
        schema = _Schema()
        if stream.get_schema(self.address, ctypes.addressof(schema)):
            message = stream.get_last_error(self.address)
            raise PatronValueError("the rows' schema cannot be had: " + (message or b"").decode("utf-8", "replace"),
                                   argument="rows")
        try:
            self.formats = self._formats(schema)
        finally:
            if schema.release:
                schema.release(ctypes.addressof(schema))

    @staticmethod
    def _formats(schema: _Schema) -> Dict[str, str]:
        found = {}
        for at in range(schema.n_children):
            child = schema.children[at].contents
            form = child.dictionary.contents.format if child.dictionary else child.format
            found[(child.name or b"").decode("utf-8")] = form.decode("utf-8")
        return found

    def is_text(self, column: str) -> bool:
        """Whether a column holds texts."""
        return self.formats.get(column) in ("u", "U", "vu")


def is_stream(rows: Any, columns: List[Any]) -> bool:
    """A frame that is no pandas frame, with every column given by name."""
    if rows is None or type(rows).__module__.split(".")[0] == "pandas" or not hasattr(rows, "__arrow_c_stream__"):
        return False
    return all(value is None or isinstance(value, str) for value in columns)


def check_time(incoming: Incoming, column: str, zone: Any, input_tz: Optional[str]) -> None:
    """What the library cannot know: whether the caller said what clock the times show."""
    form = incoming.formats.get(column, "")
    if not form.startswith("ts"):
        return
    if form.endswith(":") and input_tz is not None:
        raise PatronValueError("time has no zone: give it the zone UTC in the frame instead of input_tz=",
                               argument="time", column=column)
    if not form.endswith(":") and zone is None:
        raise PatronValueError("time holds instants: give the shop's zone (tz=)", argument="time", column=column)


def columns_struct(incoming: Incoming, given: Mapping[str, Optional[str]], labels: Mapping[str, str],
                   line_labels: Mapping[str, str], kinds: Optional[Mapping[Any, str]], scale: Optional[int],
                   skip: bool) -> Tuple[Any, List[Any]]:
    """patron_arrow_columns, and what keeps it alive."""
    keep: List[Any] = []
    made = _api.make("patron_arrow_columns", flags=_C["PATRON_ARROW_SKIP_NULLS"] if skip else 0)
    for role, name in given.items():
        if name is not None:
            if name not in incoming.formats:
                raise PatronValueError("the rows have no column {0!r} for {1}".format(name, role), argument=role,
                                       column=name)
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
    stream = _Stream()
    call("patron_arrow_export", pointers, len(made), rows, None, ctypes.addressof(stream))
    address = ctypes.addressof(stream)
    _alive[address] = stream
    return _capsule_new(address, _NAME, ctypes.cast(_drop, ctypes.c_void_p))
