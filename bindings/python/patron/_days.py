"""Days, instants and zones."""
from __future__ import annotations

import ctypes
import datetime as dt
import re
from array import array
from functools import lru_cache
from typing import Any, List, Optional, Tuple

from . import _api
from .errors import PatronTypeError, PatronValueError

EPOCH = dt.date(1970, 1, 1).toordinal()
UTC_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
NO_DAY = _api.constants["PATRON_NO_DAY"]
UNITS = {"D": _api.constants["PATRON_UNIT_DAY"], "s": _api.constants["PATRON_UNIT_SECOND"],
         "ms": _api.constants["PATRON_UNIT_MILLISECOND"], "us": _api.constants["PATRON_UNIT_MICROSECOND"],
         "ns": _api.constants["PATRON_UNIT_NANOSECOND"]}


def date_of(day: int) -> Optional[dt.date]:
    """The date of a civil day; None for an undefined one."""
    return None if day == NO_DAY else dt.date.fromordinal(day + EPOCH)


def parse(text: str) -> dt.date:
    """An ISO date or timestamp: a date where it has no time, else a datetime."""
    if len(text) > 26 and re.search(r"[.,]\d{6}\d*[1-9]", text):
        raise ValueError("finer than microseconds")
    if len(text) == 10:
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)


def day_of(value: Any, argument: str, zone: Optional[dt.tzinfo] = None) -> int:
    """The civil day that a date, datetime, ISO text or datetime64 names. Aware ones are seen in the shop's zone."""
    if type(value).__name__ == "datetime64":
        value = value.astype("datetime64[us]").item() if value == value else None
    if isinstance(value, str):
        try:
            value = parse(value)
        except ValueError:
            raise PatronValueError("{0} {1!r} is not an ISO date (2024-03-31)".format(argument, value),
                                   argument=argument) from None
    if isinstance(value, dt.datetime):
        if value != value:
            raise PatronValueError(argument + " is not a date", argument=argument)
        if value.tzinfo is not None:
            if zone is None:
                raise PatronValueError(argument + " has a zone but the book has none (tz=)", argument=argument)
            value = value.astimezone(zone)
        return value.toordinal() - EPOCH
    if isinstance(value, dt.date):
        return value.toordinal() - EPOCH
    raise PatronTypeError("{0} must be a date, datetime or ISO text, not {1}".format(argument, type(value).__name__),
                          argument=argument)


# ---- zones ----------------------------------------------------------------------------------------------------------

ZONE_FROM = dt.datetime(1900, 1, 1, tzinfo=dt.timezone.utc)
ZONE_UNTIL = dt.datetime(2100, 1, 1, tzinfo=dt.timezone.utc)
_STEP = dt.timedelta(days=7)
_SECOND = dt.timedelta(seconds=1)


def zone_of(tz: Any) -> Optional[dt.tzinfo]:
    """The tzinfo of a zone's name; a tzinfo as it is."""
    if tz is None or isinstance(tz, dt.tzinfo):
        return tz
    if not isinstance(tz, str):
        raise PatronTypeError("tz must be a zone's name or a tzinfo, not " + type(tz).__name__, argument="tz")
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(tz)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise PatronValueError("tz: there is no zone {0!r}".format(tz), argument="tz") from None


def _offset(zone: dt.tzinfo, instant: dt.datetime) -> int:
    found = instant.astimezone(zone).utcoffset()
    assert found is not None
    if found.microseconds:
        raise PatronValueError("tz: an offset is no whole number of seconds", argument="tz")
    return found.days * 86400 + found.seconds


@lru_cache(maxsize=64)
def transitions(zone: dt.tzinfo) -> Tuple["array[int]", "array[int]", int]:
    """The zone from 1900 to 2099 as instants (UTC seconds), offsets, and the last valid second. A change that is taken
    back within seven days is not seen; no zone has had one."""
    instants, offsets = array("q"), array("i")
    if isinstance(zone, dt.timezone):
        return array("q", [-2**63]), array("i", [_offset(zone, UTC_EPOCH)]), 2**63 - 1
    at = ZONE_FROM
    known = _offset(zone, at)
    instants.append((at - UTC_EPOCH) // _SECOND)
    offsets.append(known)
    while at < ZONE_UNTIL:
        then = min(at + _STEP, ZONE_UNTIL)
        found = _offset(zone, then)
        low = at
        while found != known:  # every change between low and then, in order
            left, right = low, then
            while right - left > _SECOND:
                middle = left + (right - left) // 2 // _SECOND * _SECOND
                if _offset(zone, middle) == known:
                    left = middle
                else:
                    right = middle
            known, low = _offset(zone, right), right
            instants.append((right - UTC_EPOCH) // _SECOND)
            offsets.append(known)
        at = then
    return instants, offsets, (ZONE_UNTIL - UTC_EPOCH) // _SECOND - 1


@lru_cache(maxsize=64)  # the library only reads it
def zone_struct(zone: dt.tzinfo) -> Tuple[Any, Any]:
    """A patron_zone and what keeps it alive."""
    instants, offsets, until = transitions(zone)
    held_instants = (ctypes.c_int64 * len(instants)).from_buffer(instants)
    held_offsets = (ctypes.c_int32 * len(offsets)).from_buffer(offsets)
    made = _api.make("patron_zone", count=len(instants), valid_until=until,
                     instant=ctypes.cast(held_instants, ctypes.POINTER(ctypes.c_int64)),
                     offset=ctypes.cast(held_offsets, ctypes.POINTER(ctypes.c_int32)))
    return made, (held_instants, held_offsets)


def microseconds(value: dt.datetime) -> int:
    """Microseconds since the epoch; a naive datetime is taken as UTC."""
    aware = value if value.tzinfo is not None else value.replace(tzinfo=dt.timezone.utc)
    return (aware - UTC_EPOCH) // dt.timedelta(microseconds=1)


def date_list(days: Any) -> List[Optional[dt.date]]:
    """Dates of civil days."""
    return [date_of(day) for day in days]
