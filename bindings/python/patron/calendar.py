"""Days, weeks, months, quarters and years as the measures count them."""
from __future__ import annotations

import ctypes
import datetime as dt
from typing import Any

from . import _api
from ._days import date_of, day_of
from ._library import call
from ._measure import choice, whole_number

_C = _api.constants
PERIODS = {name.lower(): _C["PATRON_PERIOD_" + name] for name in ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR")}


def calendar_of(period: str, week_start: int, first_month: int) -> Any:
    """A checked patron_calendar."""
    made = _api.make("patron_calendar", period=choice("period", period, PERIODS),
                     week_start=whole_number("week_start", week_start),
                     first_month=whole_number("first_month", first_month))
    call("patron_calendar_check", ctypes.byref(made))
    return made


def period(day: Any, period: str = "month", *, week_start: int = 0, first_month: int = 1) -> int:
    """The number of the period that holds a day: 0 holds 1970-01-01, the next one is 1.

    Parameters
    ----------
    day : date, datetime or ISO text
    period : {"day", "week", "month", "quarter", "year"}
    week_start : int
        On which day weeks begin, 0 is Monday.
    first_month : int
        In which month quarters and years begin.

    Examples
    --------
    >>> from patron import calendar
    >>> calendar.period("2024-03-15"), calendar.first_day(650)
    (650, datetime.date(2024, 3, 1))
    """
    made, index = calendar_of(period, week_start, first_month), ctypes.c_int32()
    call("patron_calendar_period", ctypes.byref(made), day_of(day, "day"), ctypes.byref(index))
    return index.value


def first_day(index: int, period: str = "month", *, week_start: int = 0, first_month: int = 1) -> dt.date:
    """The first day of a period. The last is the day before the first of index + 1."""
    made, day = calendar_of(period, week_start, first_month), ctypes.c_int32()
    call("patron_calendar_first_day", ctypes.byref(made), whole_number("index", index), ctypes.byref(day))
    found = date_of(day.value)
    assert found is not None
    return found
