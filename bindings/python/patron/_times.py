"""The time column. Units come from the type of what is given and are never assumed.

Dates are the shop's civil days. Datetimes with a zone are instants, and need the shop's (tz=). Datetimes without one
are the shop's own clock, whether or not the book has a zone; with input_tz="UTC" they are UTC. Whole numbers of
seconds or less are instants.
"""
from __future__ import annotations

import datetime as dt
from array import array
from typing import Any, Dict, List, Optional, Tuple

from . import _api
from ._columns import _INTS, Column, from_ints, refuse
from ._days import EPOCH, UNITS, microseconds, parse
from ._flat import Flat
from ._source import Source, is_missing
from .errors import PatronOverflowError, PatronTypeError

_SECONDS = {"h": 3600, "m": 60}
_FINER = {"ps": 1000, "fs": 10**6, "as": 10**9}
UNIT_NAMES = {"day": "D", "second": "s", "millisecond": "ms", "microsecond": "us", "nanosecond": "ns"}
NAT = -2**63


def time(source: Source, time_unit: Optional[str]) -> Tuple[Column, bool]:
    """The column, and whether it holds instants that need the shop's zone (aware datetimes, numbers)."""
    flat = source.flat
    if flat is not None and not flat.count:  # of any type
        return from_ints(array("q"), (), UNITS["D"]), False
    if flat is not None and flat.kind == "M":
        return _from_datetime64(source, flat), source.aware
    if flat is not None and flat.kind in "iu":
        unit = _unit(source, time_unit)
        column = Column(_INTS[flat.kind, flat.itemsize], flat.count, flat.address, flat.keep, unit=UNITS[unit],
                        nulls=source.missing or ())
        return column, unit != "D"
    if flat is not None:
        raise refuse(source, "time must be dates, datetimes, ISO texts, or whole numbers with time_unit=", None,
                     PatronTypeError)
    return _from_objects(source, source.objects(), time_unit)


def _unit(source: Source, time_unit: Optional[str]) -> str:
    if time_unit is None:
        raise refuse(source, "time holds whole numbers: say with time_unit= what they count since 1970 "
                     "(D, s, ms, us or ns)", None, PatronTypeError)
    unit = UNIT_NAMES.get(time_unit, time_unit)
    if unit not in UNITS:
        raise refuse(source, "time_unit {0!r} is none of D, s, ms, us, ns".format(time_unit))
    return unit


# ---- datetime64 -----------------------------------------------------------------------------------------------------


def _from_datetime64(source: Source, flat: Flat) -> Column:
    import numpy

    assert flat.numpy is not None
    values, unit = flat.numpy, flat.unit
    if not unit:
        raise refuse(source, "time has the type datetime64 without a unit", None, PatronTypeError)
    nat = numpy.isnat(values)
    nulls = numpy.flatnonzero(nat).tolist() if nat.any() else []
    step, many = numpy.datetime_data(values.dtype)
    numbers = values.view(numpy.int64)
    if step in ("Y", "M", "W"):  # coarser than a day: its first day
        numbers, step, many = values.astype("datetime64[D]").view(numpy.int64), "D", 1
    if step in _SECONDS or many != 1:
        many, step = many * _SECONDS.get(step, 1), "s" if step in _SECONDS else step
        filled = numpy.where(nat, 0, numbers)
        numbers = filled * many
        if (numbers // many != filled).any():
            raise refuse(source, "time does not fit 64 bits", None, PatronOverflowError)
    if step in _FINER:
        filled = numpy.where(nat, 0, numbers)
        rest = filled % _FINER[step]
        if rest.any():
            raise refuse(source, "time is finer than nanoseconds", int(numpy.argmax(rest != 0)))
        numbers, step = filled // _FINER[step], "ns"
    return Column(_INTS["i", 8], len(numbers), int(numbers.ctypes.data), numbers, unit=UNITS[step], nulls=nulls)


# ---- objects --------------------------------------------------------------------------------------------------------


def _from_objects(source: Source, values: List[Any], time_unit: Optional[str]) -> Tuple[Column, bool]:
    nulls: List[int] = []
    first = next((value for value in values if not is_missing(value)), None)
    if hasattr(type(first), "__index__") and type(first).__name__ not in ("bool", "bool_"):
        unit = _unit(source, time_unit)
        from ._columns import whole

        column = whole(Source(source.argument, source.column, items=values))
        column.struct.unit = UNITS[unit]
        return column, unit != "D"
    if type(first).__name__ == "datetime64":
        return _from_datetime64(source, _datetime64_array(source, values)), False
    held = array("q", bytes(8 * len(values)))
    seen: Dict[str, Tuple[str, int]] = {}  # shops repeat their days
    form: Optional[str] = None
    for row, value in enumerate(values):
        if is_missing(value):
            nulls.append(row)
            continue
        if isinstance(value, str):
            known = seen.get(value)
            if known is None:
                known = seen[value] = _number(source, _parsed(source, value, row), row)
        else:
            known = _number(source, value, row)
        if form is None:
            form = known[0]
        elif known[0] != form:
            raise refuse(source, "time mixes {0} and {1}".format(form, known[0]), row)
        held[row] = known[1]
    unit = "D" if form in (None, "dates") else "us"
    return from_ints(held, nulls, UNITS[unit]), form == "datetimes with a zone"


def _datetime64_array(source: Source, values: List[Any]) -> Flat:
    import numpy

    from ._flat import from_numpy

    nothing = numpy.datetime64("NaT", "D")
    for row, value in enumerate(values):
        if not is_missing(value) and type(value).__name__ != "datetime64":
            raise refuse(source, "time mixes datetime64 and " + type(value).__name__, row, PatronTypeError)
    return from_numpy(numpy.array([nothing if is_missing(value) else value for value in values]), "time")


def _parsed(source: Source, text: str, row: int) -> dt.date:
    try:
        return parse(text)
    except ValueError:
        raise refuse(source, "time {0!r} is not an ISO date or timestamp (2024-03-31, 2024-03-31 18:00:00)".format(
            text), row) from None


def _number(source: Source, value: Any, row: int) -> Tuple[str, int]:
    """What form a value has and its number: days or microseconds."""
    if isinstance(value, dt.datetime):
        if getattr(value, "nanosecond", 0):  # a Timestamp of pandas among objects
            raise refuse(source, "time has nanoseconds; give it as datetime64", row)
        return "datetimes with a zone" if value.tzinfo is not None else "datetimes without a zone", microseconds(value)
    if isinstance(value, dt.date):
        return "dates", value.toordinal() - EPOCH
    raise refuse(source, "time must be dates, datetimes or ISO texts, not " + type(value).__name__, row,
                 PatronTypeError)


assert _api.constants["PATRON_UNIT_NONE"] == 0
