"""The few statistics that every measure shares, as pure functions of counts."""
from __future__ import annotations

import ctypes
from array import array
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Optional, Sequence, Tuple

from . import _api
from ._library import call, lib
from ._measure import big_number, choice
from .errors import PatronTypeError, PatronValueError

ADJUSTMENTS = {name.lower(): _api.constants["PATRON_STATS_" + value] for name, value in (
    ("HOLM", "HOLM"), ("BENJAMINI_HOCHBERG", "BENJAMINI_HOCHBERG"), ("NONE", "UNADJUSTED"))}


@dataclass(frozen=True)
class Interval:
    """A confidence interval."""

    low: float
    high: float


@dataclass(frozen=True)
class RateDifference:
    """The difference of two rates, its interval, and the two-sided p value of the pooled z test."""

    difference: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True)
class KaplanMeier:
    """A survival curve: one entry a time in each of `survival`, `variance` (Greenwood's), `low` and `high`."""

    survival: Tuple[float, ...]
    variance: Tuple[float, ...]
    low: Tuple[float, ...]
    high: Tuple[float, ...]

    def quantile(self, probability: float) -> Optional[int]:
        """The first entry at which so many have ended; None if the curve does not reach it."""
        return kaplan_meier_quantile(self.survival, probability)


def _numbers(argument: str, values: Any) -> Tuple[Any, int]:
    """Whole numbers as a C array."""
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise PatronTypeError(argument + " must be a list of whole numbers", argument=argument)
    held = [big_number(argument, value) for value in (values.tolist() if hasattr(values, "tolist") else values)]
    return (ctypes.c_int64 * max(1, len(held)))(*held), len(held)


def wilson(k: int, n: int, confidence: float = 0.95) -> Interval:
    """The Wilson score interval of the rate k / n.

    Examples
    --------
    >>> from patron import stats
    >>> stats.wilson(0, 10)
    Interval(low=0.0, high=0.27753279986288915)
    """
    low, high = ctypes.c_double(), ctypes.c_double()
    call("patron_stats_wilson", big_number("k", k), big_number("n", n), _confidence(confidence), ctypes.byref(low),
         ctypes.byref(high))
    return Interval(low.value, high.value)


def rate_difference(k1: int, n1: int, k2: int, n2: int, confidence: float = 0.95) -> RateDifference:
    """The difference of the rates k1 / n1 and k2 / n2, with Newcombe's interval.

    Examples
    --------
    >>> from patron import stats
    >>> found = stats.rate_difference(30, 100, 20, 100)
    >>> round(found.difference, 3), round(found.low, 3), round(found.high, 3), round(found.p_value, 3)
    (0.1, -0.02, 0.217, 0.102)
    """
    out = [ctypes.c_double() for _ in range(4)]
    call("patron_stats_rate_difference", big_number("k1", k1), big_number("n1", n1), big_number("k2", k2),
         big_number("n2", n2), _confidence(confidence), *[ctypes.byref(one) for one in out])
    return RateDifference(*[one.value for one in out])


def kaplan_meier(entered: int, events: Sequence[int], censored: Sequence[int], confidence: float = 0.95) -> KaplanMeier:
    """Kaplan-Meier survival from counts: one entry a distinct time, ascending.

    Parameters
    ----------
    entered : int
        At risk before the first time; all who leave, or more.
    events, censored : list of int
        How many ended, and were lost to observation, at each time; events come first.

    Examples
    --------
    >>> from patron import stats
    >>> curve = stats.kaplan_meier(10, [2, 0, 4], [0, 2, 0])
    >>> [round(value, 3) for value in curve.survival], curve.quantile(.5), curve.quantile(.9)
    ([0.8, 0.8, 0.267], 2, None)
    """
    ended, count = _numbers("events", events)
    lost, others = _numbers("censored", censored)
    if others != count:
        raise PatronValueError("censored has {0} entries, events has {1}".format(others, count), argument="censored")
    out = [(ctypes.c_double * max(1, count))() for _ in range(4)]
    call("patron_stats_kaplan_meier", big_number("entered", entered), ended, lost, count, _confidence(confidence), *out)
    return KaplanMeier(*[tuple(values[:count]) for values in out])


def kaplan_meier_quantile(survival: Sequence[float], probability: float) -> Optional[int]:
    """The first entry of a survival curve at which so many have ended; None if it does not come so far."""
    try:
        held = array("d", survival)
        level = float(probability)
    except (TypeError, ValueError):
        raise PatronTypeError("survival must be numbers, and probability one", argument="survival") from None
    if not 0 <= level <= 1:
        raise PatronValueError("probability must be 0 ... 1", argument="probability")
    if any(after > before for before, after in zip(held, held[1:])) or any(not 0 <= one <= 1 for one in held):
        raise PatronValueError("survival must fall, from 1 to 0", argument="survival")
    values = (ctypes.c_double * max(1, len(held)))(*held)
    found = int(lib.patron_stats_kaplan_meier_quantile(values, len(held), level))
    return None if found < 0 else found


def quantile(ascending: Sequence[int], part: int, whole: int) -> Fraction:
    """The quantile of ascending whole numbers at the probability part / whole (Hyndman and Fan's type 7), exactly.

    Examples
    --------
    >>> from patron import stats
    >>> stats.quantile([1, 2, 4, 8], 1, 4)
    Fraction(7, 4)
    """
    values, count = _numbers("ascending", ascending)
    if any(values[at] > values[at + 1] for at in range(count - 1)):
        raise PatronValueError("the numbers must ascend", argument="ascending")
    numerator, below = ctypes.c_int64(), big_number("whole", whole)
    call("patron_stats_quantile", values, count, big_number("part", part), below, ctypes.byref(numerator))
    return Fraction(numerator.value, below)


def adjust(p_values: Sequence[float], method: str = "holm") -> Tuple[float, ...]:
    """Adjusts a table of p values for how many they are.

    Parameters
    ----------
    p_values : list of float
    method : {"holm", "benjamini_hochberg", "none"}
        Holm: the chance of any false claim in the table. Benjamini-Hochberg: the share of false claims among all.

    Examples
    --------
    >>> from patron import stats
    >>> stats.adjust([.01, .04, .03])
    (0.03, 0.06, 0.06)
    >>> stats.adjust([.01, .04, .03], "benjamini_hochberg")
    (0.03, 0.04, 0.04)
    """
    number = choice("method", method, ADJUSTMENTS)
    try:
        held = array("d", p_values)
    except TypeError:
        raise PatronTypeError("p_values must be numbers", argument="p_values") from None
    values, out = (ctypes.c_double * max(1, len(held)))(*held), (ctypes.c_double * max(1, len(held)))()
    call("patron_stats_adjust", number, values, len(held), None, out)
    return tuple(out[:len(held)])


def _confidence(value: Any) -> float:
    """The library takes 0 for the default; a caller who gives it means it, and is wrong."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PatronTypeError("confidence must be a number, not " + type(value).__name__, argument="confidence")
    if not 0 < value < 1:
        raise PatronValueError("confidence must lie between 0 and 1", argument="confidence")
    return float(value)


