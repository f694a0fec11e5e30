"""Columns for the library, from what the caller gave. Exact or an exception: nothing is clamped, rounded or guessed."""
from __future__ import annotations

import ctypes
import operator
from array import array
from decimal import Decimal
from itertools import accumulate
from typing import Any, Callable, List, Mapping, Optional, Sequence, Tuple

from . import _api
from ._flat import Flat
from ._source import Source, is_missing
from .errors import PatronError, PatronOverflowError, PatronTypeError, PatronValueError

_C = _api.constants
_INTS = {("i", 1): _C["PATRON_TYPE_INT8"], ("i", 2): _C["PATRON_TYPE_INT16"], ("i", 4): _C["PATRON_TYPE_INT32"],
         ("i", 8): _C["PATRON_TYPE_INT64"], ("u", 1): _C["PATRON_TYPE_UINT8"], ("u", 2): _C["PATRON_TYPE_UINT16"],
         ("u", 4): _C["PATRON_TYPE_UINT32"], ("u", 8): _C["PATRON_TYPE_UINT64"]}
_FLOAT_LIMIT = 2.0**40  # minor units: below it a double still holds thousandths of one


class Column:
    """A patron_column and what keeps its memory alive. nulls: rows that are null."""

    __slots__ = ("struct", "count", "keep", "nulls", "text")

    def __init__(self, type_: int, count: int, address: Optional[int], keep: Any, *, offsets: Optional[int] = None,
                 nulls: Sequence[int] = (), unit: int = 0) -> None:
        bits = null_bits(count, nulls)
        self.struct = _api.make("patron_column", type=type_, unit=unit, values=address, offsets=offsets)
        if bits is not None:
            held = (ctypes.c_uint8 * len(bits)).from_buffer(bits)
            self.struct.valid = ctypes.cast(held, ctypes.POINTER(ctypes.c_uint8))
            keep = (keep, held)
        self.count, self.keep, self.nulls = count, keep, nulls
        self.text = type_ in (_C["PATRON_TYPE_STRING"], _C["PATRON_TYPE_STRING64"])


def null_bits(count: int, nulls: Sequence[int]) -> Optional[bytearray]:
    """Which of `count` rows are not null, a bit a row; None where none is null."""
    if not nulls:
        return None
    bits = bytearray(b"\xff") * ((count + 7) // 8)
    for row in nulls:
        bits[row >> 3] &= ~(1 << (row & 7)) & 0xFF
    return bits


def from_ints(values: "array[int]", nulls: Sequence[int] = (), unit: int = 0) -> Column:
    """A column over an array("q")."""
    return Column(_C["PATRON_TYPE_INT64"], len(values), values.buffer_info()[0] if values else None, values,
                  nulls=nulls, unit=unit)


def from_texts(encoded: List[bytes], nulls: Sequence[int] = ()) -> Column:
    """A column over UTF-8 texts."""
    joined, offsets = b"".join(encoded), array("q", [0])
    offsets.extend(accumulate(map(len, encoded)))
    address = ctypes.cast(ctypes.c_char_p(joined), ctypes.c_void_p).value
    return Column(_C["PATRON_TYPE_STRING64"], len(encoded), address, (joined, offsets),
                  offsets=offsets.buffer_info()[0], nulls=nulls)


def _from_flat(flat: Flat, nulls: Optional[Sequence[int]], unit: int = 0) -> Column:
    return Column(_INTS[flat.kind, flat.itemsize], flat.count, flat.address, flat.keep, nulls=nulls or (), unit=unit)


def refuse(source: Source, message: str, row: Optional[int] = None,
           kind: Callable[..., PatronError] = PatronValueError) -> PatronError:
    """The exception about a column of the caller."""
    return kind(message, argument=source.argument, column=source.column, row=row, status="data")


def _wrong_type(source: Source, value: Any, row: int, wanted: str) -> PatronError:
    advice = " (make texts Decimal)" if isinstance(value, str) and source.argument in MONEY else ""
    return refuse(source, "{0} must be {1}, not {2}{3}".format(source.argument, wanted, type(value).__name__, advice),
                  row, PatronTypeError)


# ---- whole numbers and keys -----------------------------------------------------------------------------------------


def _whole(source: Source, value: Any, row: int, wanted: str) -> int:
    """A whole number of any type that is one; doubles and decimals where they are whole."""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        raise _wrong_type(source, value, row, wanted)
    if isinstance(value, (float, Decimal)):
        if value != value or value in (float("inf"), float("-inf")) or value != int(value):
            raise refuse(source, "{0} {1} is not a whole number".format(source.argument, value), row)
        if isinstance(value, float) and abs(value) > 2.0**53:
            raise refuse(source, "{0} {1!r}: a double holds whole numbers up to 2^53 only".format(
                source.argument, value), row)
        return int(value)
    try:
        return operator.index(value)
    except TypeError:
        raise _wrong_type(source, value, row, wanted) from None


def _int_list(source: Source, values: List[Any], wanted: str) -> Column:
    if set(map(type, values)) <= {int}:
        try:
            return from_ints(array("q", values))
        except OverflowError:
            pass
    held, nulls = array("q", bytes(8 * len(values))), []
    for row, value in enumerate(values):
        if is_missing(value):
            nulls.append(row)
            continue
        try:
            held[row] = _whole(source, value, row, wanted)
        except OverflowError:
            raise refuse(source, "{0} {1} does not fit 64 bits".format(source.argument, value), row,
                         PatronOverflowError) from None
    return from_ints(held, nulls)


def _float_flat(source: Source, flat: Flat) -> Column:
    """Doubles that are whole numbers (pandas' ids with gaps); NaN is null."""
    if flat.numpy is None:
        return _int_list(source, flat.tolist(), "whole numbers")
    import numpy

    values = flat.numpy.astype(numpy.float64, copy=False)
    nulls = numpy.isnan(values)
    filled = numpy.where(nulls, 0.0, values)
    wrong = (numpy.abs(filled) > 2.0**53) | (numpy.floor(filled) != filled)
    if wrong.any():
        row = int(numpy.argmax(wrong))
        _whole(source, float(filled[row]), row, "whole numbers")
    held = filled.astype(numpy.int64)
    return Column(_C["PATRON_TYPE_INT64"], len(held), int(held.ctypes.data), held,
                  nulls=sorted(set(numpy.flatnonzero(nulls).tolist()) | set(source.missing or ())))


def whole(source: Source, wanted: str = "whole numbers") -> Column:
    """A column of whole numbers."""
    flat = source.flat
    if flat is not None and flat.kind in "iu":
        return _from_flat(flat, source.missing)
    if flat is not None and flat.kind == "f":
        return _float_flat(source, flat)
    if flat is not None:
        raise refuse(source, "{0} must be {1}, not {2}".format(
            source.argument, wanted, "truth values" if flat.kind == "b" else "dates"), None, PatronTypeError)
    return _int_list(source, source.objects(), wanted)


def _texts(source: Source, values: List[Any]) -> Tuple[List[bytes], List[int]]:
    encoded, nulls = [], []
    for row, value in enumerate(values):
        if isinstance(value, str):
            try:
                encoded.append(value.encode("utf-8"))
            except UnicodeEncodeError:
                raise refuse(source, source.argument + " is a text that UTF-8 cannot write", row) from None
        elif is_missing(value):
            encoded.append(b"")
            nulls.append(row)
        else:
            raise _wrong_type(source, value, row, "texts, as the first one is")
    return encoded, nulls


def key(source: Source) -> Column:
    """A column of keys: whole numbers or texts, nulls allowed."""
    if source.codes is not None:
        return _coded_key(source, source.codes, source.categories or [])
    if source.items is not None:
        first = next((value for value in source.items if not is_missing(value)), None)
        if isinstance(first, str):
            return from_texts(*_texts(source, source.items))
    return whole(source, "whole numbers or texts")


def _coded_key(source: Source, codes: List[int], categories: List[Any]) -> Column:
    nulls = [row for row, code in enumerate(codes) if code < 0]
    used = set(codes)
    text = bool(categories) and isinstance(categories[next((code for code in codes if code >= 0), 0)], str)
    known = [value if at in used else "" if text else 0 for at, value in enumerate(categories)]
    try:
        if text:
            encoded = _texts(source, known)[0] + [b""]  # code -1 is the last
            return from_texts([encoded[code] for code in codes], nulls)
        numbers = list(_int_list(source, known, "whole numbers or texts").keep) + [0]
        return from_ints(array("q", [numbers[code] for code in codes]), nulls)
    except PatronError as problem:
        if problem.row is not None:  # so far the category's place
            problem.row = codes.index(problem.row)
        raise


# ---- money ----------------------------------------------------------------------------------------------------------


def _decimal(source: Source, value: Decimal, row: int, scale: int) -> int:
    """Minor units of a decimal, exactly, whatever the context's precision is."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise refuse(source, "{0} is {1}".format(source.argument, value), row)
    number, shift = int("".join(map(str, digits)) or "0"), exponent + scale
    if number and shift < 0:
        rest = 1 if -shift > len(digits) else number % 10**-shift
        if rest:
            raise refuse(source, "{0} {1} has more than {2} decimals: round it, or give a larger scale=".format(
                source.argument, value, scale), row)
        number //= 10**-shift
    elif number:
        if shift + len(digits) > 20:
            raise refuse(source, "{0} {1} does not fit 64 bits".format(source.argument, value), row,
                         PatronOverflowError)
        number *= 10**shift
    return -number if sign else number


def _double(source: Source, value: float, row: int, scale: int) -> int:
    """Minor units of a double, if it is within 1/1000 of a whole number of them."""
    scaled = value * 10.0**scale
    if not abs(scaled) < _FLOAT_LIMIT:
        raise refuse(source, "{0} {1!r} is too large for a double to hold its minor units; give Decimal or whole minor "
                     "units".format(source.argument, value), row)
    nearest = round(scaled)
    if abs(scaled - nearest) > 0.001:
        raise refuse(source, "{0} {1!r} has more than {2} decimals: round it, or give a larger scale=".format(
            source.argument, value, scale), row)
    return nearest


MONEY = ("amount", "discount", "cost")


def needs_scale(argument: str, column: Optional[str], what: str) -> PatronError:
    """The exception about money that is not in minor units, in a builder that does not know the currency."""
    return PatronTypeError("{0} is {1}: say with scale= how many decimals the currency has (2 for euros and cents), or "
                           "give whole minor units".format(argument, what), argument=argument, column=column,
                           status="data")


def _scale_for(source: Source, scale: Optional[int], what: str) -> int:
    if scale is None:
        raise needs_scale(source.argument, source.column, what)
    return scale


def money(source: Source, scale: Optional[int]) -> Column:
    """Money in minor units: whole numbers as they are, Decimal and doubles by `scale`."""
    flat = source.flat
    if flat is not None and flat.kind == "f" and flat.count:
        return _money_floats(source, flat, _scale_for(source, scale, "a column of floats"))
    if flat is not None:
        return whole(source, "whole minor units")
    values = source.objects()
    if set(map(type, values)) <= {int}:
        return _int_list(source, values, "whole minor units or Decimal")
    kinds = {Decimal if isinstance(value, Decimal) else float if isinstance(value, float) else int
             for value in values if not is_missing(value) and not (isinstance(value, Decimal) and value.is_nan())}
    if not kinds - {int}:
        return _int_list(source, [None if isinstance(value, Decimal) else value for value in values],
                         "whole minor units or Decimal")
    if len(kinds) > 1:
        raise _mixed(source, values)
    exact = _scale_for(source, scale, "Decimal" if Decimal in kinds else "floats")
    minor: List[Optional[int]] = []
    for row, value in enumerate(values):
        null = is_missing(value) or (isinstance(value, Decimal) and value.is_nan())
        minor.append(None if null else _decimal(source, value, row, exact) if isinstance(value, Decimal) else
                     _double(source, value, row, exact))
    return _int_list(source, minor, "money")


def _mixed(source: Source, values: List[Any]) -> PatronError:
    """The exception about money of several types: the first row whose type is not that of the rows before."""
    names: List[str] = []
    for row, value in enumerate(values):
        if is_missing(value) or (isinstance(value, Decimal) and value.is_nan()):
            continue
        if isinstance(value, (bool, str)):
            return _wrong_type(source, value, row, "whole minor units or Decimal")
        names.append("Decimal" if isinstance(value, Decimal) else "floats" if isinstance(value, float)
                     else "whole minor units")
        if names[0] != names[-1]:
            break
    return refuse(source, "{0} mixes {1} and {2}: make all of it one of them".format(
        source.argument, names[0], names[-1]), row, PatronTypeError)


def _money_floats(source: Source, flat: Flat, scale: int) -> Column:
    if flat.numpy is None:
        return _int_list(source, [None if is_missing(value) else _double(source, value, row, scale)
                                  for row, value in enumerate(flat.tolist())], "money")
    import numpy

    values = flat.numpy.astype(numpy.float64, copy=False)
    nulls = numpy.isnan(values)
    scaled = numpy.where(nulls, 0.0, values) * 10.0**scale
    nearest = numpy.rint(scaled)
    with numpy.errstate(invalid="ignore"):
        wrong = ~(numpy.abs(scaled) < _FLOAT_LIMIT) | (numpy.abs(scaled - nearest) > 0.001)
    if wrong.any():
        row = int(numpy.argmax(wrong))
        _double(source, float(values[row]), row, scale)
    held = nearest.astype(numpy.int64)
    return Column(_C["PATRON_TYPE_INT64"], len(held), int(held.ctypes.data), held,
                  nulls=sorted(set(numpy.flatnonzero(nulls).tolist()) | set(source.missing or ())))


# ---- kinds ----------------------------------------------------------------------------------------------------------

KINDS = {"sale": _C["PATRON_KIND_SALE"], "renewal": _C["PATRON_KIND_RENEWAL"], "refund": _C["PATRON_KIND_REFUND"],
         "ignored": _C["PATRON_KIND_IGNORED"]}


def kind(source: Source, kinds: Optional[Mapping[Any, str]]) -> Column:
    """Kinds of rows: by the caller's table of statuses, else by patron's own names or numbers."""
    table: Mapping[Any, int] = KINDS
    values = source.objects() if kinds is not None or source.flat is None else []
    if kinds is not None:
        table = {status: _kind_number(name) for status, name in kinds.items()}
    elif not any(isinstance(value, str) for value in values):
        return whole(source, "kinds")
    held, nulls = array("q", bytes(8 * len(values))), []
    for row, value in enumerate(values):
        status = None if is_missing(value) else value
        found = table.get(status)
        if found is None and status is None:
            nulls.append(row)
        elif found is None:
            raise refuse(source, "the status {0!r} is not in kinds; give it one of {1}".format(
                status, ", ".join(KINDS)), row)
        else:
            held[row] = found
    return from_ints(held, nulls)


def _kind_number(name: Any) -> int:
    if name not in KINDS:
        raise PatronValueError("kinds: {0!r} is none of {1}".format(name, ", ".join(KINDS)), argument="kinds")
    return int(KINDS[name])
