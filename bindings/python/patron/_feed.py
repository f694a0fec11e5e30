"""Arrow columns that stand alone, as one stream for the library; and which rows of a stream lack what a row must have.

Nothing is copied: the stream's batches are made of the producers' own buffers, cut where any column's chunks end.
"""
from __future__ import annotations

import ctypes
import re
import weakref
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Set, Tuple

from . import _api
from .errors import PatronOverflowError, PatronTypeError, PatronValueError

_C = _api.constants
_STREAM, _SCHEMA, _ARRAY = b"arrow_array_stream", b"arrow_schema", b"arrow_array"
Release: Any = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_Get = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_Tell = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
_EIO = 5
TEXTS = ("u", "U", "vu")  # formats of strings

capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
capsule_pointer.restype = ctypes.c_void_p
capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Schema(ctypes.Structure):
    """ArrowSchema of the specification."""


Schema._fields_ = [("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_void_p),
                   ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
                   ("children", ctypes.POINTER(ctypes.POINTER(Schema))), ("dictionary", ctypes.POINTER(Schema)),
                   ("release", Release), ("private_data", ctypes.c_void_p)]


class Array(ctypes.Structure):
    """ArrowArray of the specification."""


Array._fields_ = [("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
                  ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64),
                  ("buffers", ctypes.POINTER(ctypes.c_void_p)), ("children", ctypes.POINTER(ctypes.POINTER(Array))),
                  ("dictionary", ctypes.POINTER(Array)), ("release", Release), ("private_data", ctypes.c_void_p)]


class Stream(ctypes.Structure):
    """ArrowArrayStream of the specification."""

    _fields_ = [("get_schema", _Get), ("get_next", _Get), ("get_last_error", _Tell), ("release", Release),
                ("private_data", ctypes.c_void_p)]


def _forget_schema(address: int) -> None:
    Schema.from_address(address).release = Release()


def _forget_array(address: int) -> None:
    Array.from_address(address).release = Release()


_schema_gone, _array_gone = Release(_forget_schema), Release(_forget_array)  # structs whose memory is Python's


def free(structs: Sequence[Any]) -> None:
    """Releases what has not been released."""
    for struct in structs:
        if struct.release:
            struct.release(ctypes.addressof(struct))


def last_error(stream: Any, address: int) -> str:
    """What a producer says about its failure."""
    message = stream.get_last_error(address) if stream.get_last_error else None
    return ctypes.string_at(message).decode("utf-8", "replace") if message else "no reason given"


def schema_of(stream: Any, address: int, argument: str) -> Any:
    """A stream's schema, to be released by the caller."""
    schema = Schema()
    if stream.get_schema(address, ctypes.addressof(schema)):
        raise PatronValueError("the schema cannot be had: " + last_error(stream, address), argument=argument)
    return schema


class Single:
    """A column with its arrays, borrowed from the producer and released with this object."""

    def __init__(self, schema: Any, arrays: List[Any], keep: Any = None) -> None:
        self.schema, self.arrays, self.keep = schema, arrays, keep
        self.count = sum(array.length for array in arrays)

    @property
    def format(self) -> str:
        """The format string of the values."""
        schema = self.schema.dictionary.contents if self.schema.dictionary else self.schema
        return str(schema.format.decode("utf-8"))


def offers(value: Any) -> bool:
    """Whether an object speaks Arrow."""
    return hasattr(value, "__arrow_c_stream__") or hasattr(value, "__arrow_c_array__")


def with_format(single: Single, form: bytes) -> Single:
    """The same column, seen as another type of the same width."""
    schema = Schema.from_buffer_copy(single.schema)
    schema.format, schema.release = form, _schema_gone
    return Single(schema, single.arrays, single)


def single_of(value: Any, argument: str, column: Optional[str] = None) -> Single:
    """The column that an object gives, which is asked once."""
    if hasattr(value, "__arrow_c_stream__"):
        capsule = value.__arrow_c_stream__()
        address = int(capsule_pointer(capsule, _STREAM))
        stream = Stream.from_address(address)
        owned = [schema_of(stream, address, argument)]
        made = Single(owned[0], [], capsule)
        weakref.finalize(made, free, owned)
        while True:
            array = Array()
            if stream.get_next(address, ctypes.addressof(array)):
                raise PatronValueError("{0} cannot be read: {1}".format(argument, last_error(stream, address)),
                                       argument=argument, column=column, status="data")
            if not array.release:
                break
            owned.append(array)
            if array.length:
                made.arrays.append(array)
                made.count += array.length
    else:
        pair = value.__arrow_c_array__()
        array = Array.from_address(int(capsule_pointer(pair[1], _ARRAY)))
        schema = Schema.from_address(int(capsule_pointer(pair[0], _SCHEMA)))
        made = Single(schema, [array] if array.length else [], pair)
    if made.schema.format.startswith(b"+"):
        raise PatronTypeError("{0} must be a column, not a frame or nested".format(argument), argument=argument,
                              column=column)
    return made


# ---- own columns as Arrow arrays -------------------------------------------------------------------------------------

_FORMATS = {_C["PATRON_TYPE_" + name]: form for name, form in (
    ("INT8", b"c"), ("INT16", b"s"), ("INT32", b"i"), ("INT64", b"l"), ("UINT8", b"C"), ("UINT16", b"S"),
    ("UINT32", b"I"), ("UINT64", b"L"), ("STRING", b"u"), ("STRING64", b"U"))}
_INSTANTS = {_C["PATRON_UNIT_SECOND"]: b"tss:", _C["PATRON_UNIT_MILLISECOND"]: b"tsm:",
             _C["PATRON_UNIT_MICROSECOND"]: b"tsu:", _C["PATRON_UNIT_NANOSECOND"]: b"tsn:"}


def single_from(column: Any, role: str, instants: bool) -> Single:
    """A column that has been converted for the library; times are `instants` or the shop's own clock."""
    struct, keep, values = column.struct, [column], column.struct.values
    form = _FORMATS[struct.type]
    if len(column.nulls) == column.count:
        form = b"n"
    elif struct.unit == _C["PATRON_UNIT_DAY"]:
        form, values = b"tdD", _converted(column, ctypes.c_int32, keep)
    elif struct.unit:
        form = _INSTANTS[struct.unit] + (b"UTC" if instants else b"")
        values = _converted(column, ctypes.c_int64, keep)
    places = [] if form == b"n" else [ctypes.cast(struct.valid, ctypes.c_void_p).value, values]
    if column.text and places:
        places.insert(1, struct.offsets)
    buffers = (ctypes.c_void_p * max(1, len(places)))(*places)
    schema = Schema(format=form, flags=2, release=_schema_gone)
    array = Array(length=column.count, null_count=len(column.nulls), n_buffers=len(places), buffers=buffers,
                  release=_array_gone)
    return Single(schema, [array] if column.count else [], (keep, buffers, form))


def _converted(column: Any, scalar: Any, keep: List[Any]) -> int:
    """The values as numbers of the width that Arrow has for them: their own memory if they have it."""
    name = next(key for key, kind in _C.items() if key.startswith("PATRON_TYPE_") and kind == column.struct.type)
    own = _api.SCALARS[name[len("PATRON_TYPE_"):].lower() + "_t"]
    if own is scalar:
        return int(column.struct.values)
    numbers = (own * column.count).from_address(column.struct.values)
    limit, nulls, held = 2**(8 * ctypes.sizeof(scalar) - 1), set(column.nulls), (scalar * column.count)()
    keep.append(held)
    if _all_fit(numbers, held):
        return ctypes.addressof(held)
    for row, number in enumerate(numbers):
        if -limit <= number < limit:
            held[row] = number
        elif row not in nulls:
            raise PatronOverflowError("time {0} is out of range".format(number), argument="time", row=row)
    return ctypes.addressof(held)


def _all_fit(numbers: Any, held: Any) -> bool:
    """Copies numbers to another width at once, if NumPy is there and all fit."""
    try:
        import numpy
    except ImportError:
        return False
    wide, narrow = numpy.ctypeslib.as_array(numbers), numpy.ctypeslib.as_array(held)
    narrow[:] = wide.astype(narrow.dtype)
    return bool((narrow == wide).all())


# ---- nulls -----------------------------------------------------------------------------------------------------------

_CODES = {b"c": ctypes.c_int8, b"s": ctypes.c_int16, b"i": ctypes.c_int32, b"l": ctypes.c_int64, b"C": ctypes.c_uint8,
          b"S": ctypes.c_uint16, b"I": ctypes.c_uint32, b"L": ctypes.c_uint64}
_HOLES = re.compile(b"[^\xff]")


def _unset(address: int, first: int, count: int) -> Set[int]:
    """Which of `count` bits from `first` on are 0."""
    begin = first >> 3
    raw = ctypes.string_at(address + begin, ((first + count + 7) >> 3) - begin)
    rows = set()
    for found in _HOLES.finditer(raw):
        for bit in range(8):
            row = 8 * (begin + found.start()) + bit - first
            if not raw[found.start()] >> bit & 1 and 0 <= row < count:
                rows.add(row)
    return rows


def _not_numbers(address: int, first: int, count: int, scalar: Any) -> Iterable[int]:
    values = (scalar * count).from_address(address + first * ctypes.sizeof(scalar))
    try:
        import numpy
    except ImportError:
        return (row for row, value in enumerate(values) if value != value)
    found: List[int] = numpy.flatnonzero(numpy.isnan(numpy.ctypeslib.as_array(values))).tolist()
    return found


def null_rows(schema: Any, array: Any) -> Set[int]:
    """The rows of an array that hold nothing."""
    count, first, form = array.length, array.offset, schema.format
    if form == b"n":
        return set(range(count))
    rows: Set[int] = set()
    if array.null_count and array.n_buffers and array.buffers[0]:
        rows = _unset(array.buffers[0], first, count)
    if schema.dictionary and count:
        empty = null_rows(schema.dictionary.contents, array.dictionary.contents)
        if empty:
            scalar = _CODES[form]
            codes = (scalar * count).from_address(array.buffers[1] + first * ctypes.sizeof(scalar))
            rows |= {row for row, code in enumerate(codes) if row not in rows and code in empty}
    elif form in (b"f", b"g") and count:
        rows.update(_not_numbers(array.buffers[1], first, count, ctypes.c_float if form == b"f" else ctypes.c_double))
    return rows


def rows_without(schema: Any, array: Any, wanted: Sequence[str]) -> Set[int]:
    """The rows of a batch that lack one of the wanted columns."""
    rows = null_rows(Schema(format=b"+s"), array)
    for at in range(min(schema.n_children, array.n_children)):
        child = schema.children[at].contents
        if (child.name or b"").decode("utf-8", "replace") not in wanted:
            continue
        part = Array.from_buffer_copy(array.children[at].contents)  # a struct's offset goes for its children too
        part.offset, part.length = part.offset + array.offset, array.length
        rows |= null_rows(child, part)
    return rows


# ---- streams made here -----------------------------------------------------------------------------------------------


class Made:
    """A stream whose functions are Python's. The library takes it, and releases it before its call returns."""

    def __init__(self, schema: Callable[[int], int], following: Callable[[int], int],
                 failure: Callable[[], Optional[int]], release: Callable[[], None]) -> None:
        self._message: Any = None

        def guarded(function: Callable[[int], int]) -> Callable[[int, int], int]:
            def run(_: int, out: int) -> int:
                try:
                    return function(out)
                except BaseException as problem:  # nothing may pass through C
                    self._message = ctypes.create_string_buffer(repr(problem).encode("utf-8", "replace"))
                    return _EIO
            return run

        def tell(_: int) -> Optional[int]:
            return failure() if self._message is None else ctypes.addressof(self._message)

        def done(address: int) -> None:
            release()
            Stream.from_address(address).release = Release()

        self._callbacks = (_Get(guarded(schema)), _Get(guarded(following)), _Tell(tell), Release(done))
        self.stream = Stream(*self._callbacks)
        self.address = ctypes.addressof(self.stream)


class Feed:
    """Columns as one stream, by name. All have `count` rows."""

    def __init__(self, columns: Dict[str, Single], count: int) -> None:
        self.columns, self.count = columns, count
        self.formats = {name: single.format for name, single in columns.items()}
        self._names = [name.encode("utf-8") for name in columns]
        self._keep: List[Any] = []
        self._batches = iter(self._cut())
        self._made: Optional[Made] = Made(self._schema, self._following, lambda: None, lambda: None)
        self.address = self._made.address

    def close(self) -> None:
        """Lets go of the producers' arrays."""
        self.columns, self._keep, self._batches, self._made = {}, [], iter(()), None

    def is_text(self, column: str) -> bool:
        """Whether a column holds texts."""
        return self.formats[column] in TEXTS

    def left_out(self, wanted: Sequence[str]) -> List[int]:
        """The rows that lack one of the wanted columns."""
        rows: Set[int] = set()
        for name in wanted:
            start = 0
            for array in self.columns[name].arrays:
                rows |= {start + row for row in null_rows(self.columns[name].schema, array)}
                start += array.length
        return sorted(rows)

    def _schema(self, out: int) -> int:
        children = []
        for name, single in zip(self._names, self.columns.values()):
            child = Schema.from_buffer_copy(single.schema)
            child.name, child.release = name, _schema_gone
            children.append(child)
        pointers = (ctypes.POINTER(Schema) * len(children))(*[ctypes.pointer(child) for child in children])
        self._keep += [children, pointers]
        root = Schema(format=b"+s", name=b"", n_children=len(children), children=pointers, release=_schema_gone)
        ctypes.memmove(out, ctypes.addressof(root), ctypes.sizeof(root))
        return 0

    def _cut(self) -> Iterable[List[Tuple[Any, int, int]]]:
        """Batches: of each column an array, where to begin in it, and how many rows."""
        where = [[0, 0] for _ in self.columns]  # array, and row in it
        arrays = [single.arrays for single in self.columns.values()]
        left = self.count
        while left:
            many = min(held[at].length - row for held, (at, row) in zip(arrays, where))
            yield [(held[at], row, many) for held, (at, row) in zip(arrays, where)]
            left -= many
            for held, place in zip(arrays, where):
                place[1] += many
                if place[1] == held[place[0]].length:
                    place[:] = [place[0] + 1, 0]

    def _following(self, out: int) -> int:
        batch = next(self._batches, None)
        root = Array()
        if batch is not None:
            children = []
            for array, start, many in batch:
                child = Array.from_buffer_copy(array)
                child.offset, child.length, child.release = array.offset + start, many, _array_gone
                if many != array.length and array.null_count:
                    child.null_count = -1
                children.append(child)
            pointers = (ctypes.POINTER(Array) * len(children))(*[ctypes.pointer(child) for child in children])
            none = (ctypes.c_void_p * 1)(None)
            self._keep += [children, pointers, none]
            root = Array(length=batch[0][2], n_buffers=1, buffers=none, n_children=len(children), children=pointers,
                         release=_array_gone)
        ctypes.memmove(out, ctypes.addressof(root), ctypes.sizeof(root))
        return 0


class Watched:
    """A stream of the caller's as it is, but with an eye on the rows that lack one of the wanted columns."""

    def __init__(self, stream: Any, address: int, schema: Any, wanted: Sequence[str]) -> None:
        self.left_out: List[int] = []
        rows = 0

        def following(out: int) -> int:
            nonlocal rows
            code = int(stream.get_next(address, out))
            array = Array.from_address(out)
            if not code and array.release:
                self.left_out += sorted(rows + row for row in rows_without(schema, array, wanted))
                rows += array.length
            return code

        def release() -> None:
            stream.release(address)

        self._made: Optional[Made] = Made(lambda out: int(stream.get_schema(address, out)), following,
                                          lambda: stream.get_last_error(address) or None, release)
        self.address = self._made.address

    def close(self) -> None:
        """Lets go of the caller's stream, which has been released."""
        self._made = None
