"""What the measures share: ranges, selections, score columns, records and rules."""
from __future__ import annotations

import ctypes
import dataclasses
from functools import lru_cache
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple

from . import _api
from ._days import date_of
from ._handle import Core, Handle
from ._library import call, text
from ._source import is_missing
from .errors import PatronOverflowError, PatronTypeError, PatronValueError
from .table import Column, ints

SCALAR_OF: Dict[str, Any] = {"int32_t *": ctypes.c_int32, "int64_t *": ctypes.c_int64, "double *": ctypes.c_double}


def tokens(function: str, count: int) -> Tuple[str, ...]:
    """The names that a *_state_name function gives to 0 … count - 1."""
    return tuple(text(function, at) or "" for at in range(count))


def choice(argument: str, value: Any, choices: Dict[str, int]) -> int:
    """The number of a choice given by name."""
    if not isinstance(value, str) or value not in choices:
        raise PatronValueError("{0} {1!r} is none of {2}".format(argument, value, ", ".join(choices)),
                               argument=argument)
    return choices[value]


def whole_number(argument: str, value: Any) -> int:
    """An argument that must be a whole number which fits an int32."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise PatronTypeError("{0} must be a whole number, not {1}".format(argument, type(value).__name__),
                              argument=argument)
    number = int(value.__index__())
    if not -2**31 <= number < 2**31:
        raise PatronValueError("{0} {1} is out of range".format(argument, number), argument=argument)
    return number


def big_number(argument: str, value: Any) -> int:
    """An argument that must be a whole number which fits an int64."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise PatronTypeError("{0} must be a whole number, not {1}".format(argument, type(value).__name__),
                              argument=argument)
    number = int(value.__index__())
    if not -2**63 <= number < 2**63:
        raise PatronOverflowError("{0} {1} does not fit 64 bits".format(argument, number), argument=argument)
    return number


def listed(argument: str, values: Any) -> List[Any]:
    """An argument that must be a list of something: a text is none of its letters."""
    if isinstance(values, (str, bytes, dict)) or not hasattr(values, "__iter__"):
        raise PatronTypeError("{0} must be a list, not {1}".format(argument, type(values).__name__), argument=argument)
    found: List[Any] = values.tolist() if hasattr(values, "tolist") else list(values)
    return found


def positive(argument: str, value: Any) -> int:
    """An option for which the library takes 0 as "the default": given by a caller it must be more."""
    if value is None:
        return 0
    number = whole_number(argument, value)
    if number <= 0:
        raise PatronValueError("{0} must be 1 or more".format(argument), argument=argument)
    return number


# ---- selections -----------------------------------------------------------------------------------------------------


class Selection:
    """mask and group as the library wants them. Groups may be any values; None is in no group."""

    def __init__(self, customers: int, mask: Optional[Iterable[Any]], group: Optional[Iterable[Any]]) -> None:
        self.labels: Optional[List[Any]] = None
        self.struct: Any = None
        if mask is None and group is None:
            return
        self.struct = _api.make("patron_selection")
        if mask is not None:
            held = bytearray(_truth(value, row) for row, value in enumerate(_aligned("mask", mask, customers))) \
                or bytearray(1)
            self._mask = (ctypes.c_uint8 * len(held)).from_buffer(held)
            self.struct.mask = ctypes.cast(self._mask, ctypes.POINTER(ctypes.c_uint8))
        if group is not None:
            numbers: Dict[Any, int] = {}
            found = [-1 if is_missing(value) else numbers.setdefault(_hashable(value, row), len(numbers))
                     for row, value in enumerate(_aligned("group", group, customers))]
            self.labels = list(numbers)
            self._group = (ctypes.c_int32 * max(1, len(found)))(*found)
            self.struct.group = ctypes.cast(self._group, ctypes.POINTER(ctypes.c_int32))
            self.struct.groups = max(1, len(numbers))

    @property
    def groups(self) -> int:
        return 1 if self.labels is None else max(1, len(self.labels))

    @property
    def pointer(self) -> Any:
        return None if self.struct is None else ctypes.byref(self.struct)

    def result(self, make: Callable[[int], Any]) -> Any:
        """make(0), or with groups a dict of make(number) by group."""
        return make(0) if self.labels is None else {label: make(at) for at, label in enumerate(self.labels)}


def _hashable(value: Any, row: int) -> Any:
    try:
        hash(value)
    except TypeError:
        raise PatronTypeError("group must be names, numbers or None, not " + type(value).__name__, argument="group",
                              row=row) from None
    return value


def _truth(value: Any, row: int) -> bool:
    if type(value).__name__ in ("bool_", "bool") or (not is_missing(value) and value in (0, 1)):
        return bool(value)
    raise PatronTypeError("mask must be True or False, not {0!r}".format(value), argument="mask", row=row)


def _aligned(argument: str, values: Any, customers: int) -> List[Any]:
    if isinstance(values, (str, dict)) or not hasattr(values, "__iter__"):
        raise PatronTypeError("{0} must have one value a customer of the book".format(argument), argument=argument)
    found: List[Any] = values.tolist() if hasattr(values, "tolist") else list(values)
    if len(found) != customers:
        raise PatronValueError("{0} has {1} values, the book has {2} customers".format(argument, len(found), customers),
                               argument=argument)
    return found


# ---- columns out ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=None)
def _out_columns(struct: str) -> Tuple[Tuple[str, Any], ...]:
    """The columns of a struct of outputs, and what they hold."""
    return tuple((name, SCALAR_OF[kind]) for name, kind in _api.fields_of(struct) if kind in SCALAR_OF)


def outputs(struct: str, count: int, wanted: Optional[Sequence[str]] = None, without: Iterable[str] = ()) \
        -> Tuple[Any, Dict[str, Any]]:
    """A struct of column pointers over arrays of `count` elements, and the arrays by name."""
    out = _api.make(struct, capacity=count)
    names = _out_columns(struct)
    if wanted is not None:
        wanted, known = listed("columns", wanted), [name for name, _ in names]
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise PatronValueError("there is no column {0!r}; there are {1}".format(unknown[0], ", ".join(known)),
                                   argument="columns")
    held: Dict[str, Any] = {}
    for name, scalar in names:
        if name in wanted if wanted is not None else name not in without:
            held[name] = (scalar * count)()
            setattr(out, name, held[name])  # its address, kept alive with the struct
    return out, held


DAYS = frozenset(("first_day", "last_day", "next_day", "due_day", "window_from", "window_to", "expected_day",
                  "until", "next_expiry", "last_event"))


def columns_of(held: Dict[str, Any], names: Dict[str, Sequence[str]], undefined: Iterable[str] = ()) -> List[Column]:
    """Result columns over arrays: `names` gives tokens of states, `undefined` the int64 columns where -1 is none."""
    return [ints(name, values, day=name in DAYS, tokens=names.get(name), undefined=name in undefined)
            for name, values in held.items()]


# ---- records --------------------------------------------------------------------------------------------------------


def record(name: str, struct: str, doc: str, days: Iterable[str] = (), without: Iterable[str] = ()) \
        -> Tuple[Any, Callable[..., Any]]:
    """A frozen dataclass with a struct's fields, and the function that makes one from a struct."""
    left_out = {"size", "reserved", *without}
    fields = [field for field, _ in _api.fields_of(struct) if field not in left_out]
    made: Any = dataclasses.make_dataclass(name, fields, frozen=True,
                                          namespace={"__doc__": doc, "__module__": "patron"})

    def convert(filled: Any, **instead: Any) -> Any:
        values: Dict[str, Any] = {}
        for field in fields:
            value = getattr(filled, field)
            values[field] = date_of(value) if field in days else value[:] if hasattr(value, "_length_") else value
        values.update(instead)
        return made(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})

    return made, convert


# ---- rules ----------------------------------------------------------------------------------------------------------


class Rule(Handle):
    """What a measure has learned from a whole book. Small, immutable, saved as bytes; may be shared by threads."""

    _prefix = ""

    def __init__(self) -> None:
        raise PatronTypeError("rules come from a book or from load(): {0} has no constructor".format(
            type(self).__name__))

    @classmethod
    def _from(cls, pointer: Any) -> Any:
        made = cls.__new__(cls)
        made._own(pointer)
        return made

    def save(self) -> bytes:
        """The rule as bytes, for a file or a database."""
        core, needed = self._open(), ctypes.c_int64()
        call(self._prefix + "_save", core, None, 0, ctypes.byref(needed))
        held = (ctypes.c_char * needed.value)()
        call(self._prefix + "_save", core, ctypes.byref(held), needed.value, ctypes.byref(needed))
        return held.raw

    def __reduce__(self) -> Any:
        return type(self).load, (self.save(),)

    def __repr__(self) -> str:
        return "{0}({1})".format(type(self).__name__, "closed" if self.closed else
                                 "{0} bytes".format(len(self.save())))

    @classmethod
    def load(cls, data: bytes) -> Any:
        """A rule from what `save` gave. Any other bytes are a ValueError."""
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise PatronTypeError("data must be bytes, not " + type(data).__name__, argument="data")
        held, pointer = bytes(data), ctypes.c_void_p()
        call(cls._prefix + "_load", held, len(held), None, ctypes.byref(pointer))
        return cls._from(pointer)


def rule_of(rule: Any, kind: Any) -> Core:
    """The address of a rule of the right kind."""
    if not isinstance(rule, kind):
        raise PatronTypeError("rule must be a {0}, not {1}".format(kind.__name__, type(rule).__name__), argument="rule")
    core: Core = rule._open()
    return core
