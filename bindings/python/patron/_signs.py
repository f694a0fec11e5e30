"""Leading indicators: signs that a customer may not come back, and what they were worth."""
from __future__ import annotations

import ctypes
from typing import Any, Iterable, List, Optional

from . import _api
from ._counts import Cells, hollow, int64s, rates
from ._customers import Measures, texts
from ._days import date_of
from ._library import call
from ._measure import Selection, outputs, positive, tokens
from .stats import _confidence, adjust, rate_difference
from .table import Table, ints

_C = _api.constants
SIGNS = tokens("patron_churn_sign_name", _C["PATRON_CHURN_SIGNS"])


class SignMeasures(Measures):
    """Leading indicators of churn."""

    def churn_signs(self, as_of: Any, *, first: int = 0, count: Optional[int] = None) -> Table:
        """The signs that each customer shows of not coming back, one row a customer.

        Returns
        -------
        Table
            customer, and 1 or 0 for gap_widening (the last gap is longer than 1.5 times the mean before), value_falling
            (the last purchase brought less than 0.75 of the mean before), last_refunded, discount_only; None where it
            cannot be judged.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> book.churn_signs("2024-03-31")
        customer  gap_widening  value_falling  last_refunded  discount_only
             ann             0              0              0              -
             bob             -              -              0              -
             cid             -              -              0              -
        [3 rows x 5 columns]
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        self._allocatable(start, many)
        out, held = outputs("patron_churn_sign_columns", many)
        call("patron_churn_signs", core, day, start, many, ctypes.byref(out))
        none, both = _C["PATRON_NONE"], list(zip(held["signs"], held["known"]))
        return Table([self._customers(core, start, many)] + [
            ints(name, (ctypes.c_int32 * many)(*[shown >> bit & 1 if known >> bit & 1 else none
                                                 for shown, known in both])) for bit, name in enumerate(SIGNS)],
                     as_of=date_of(day))

    def churn_sign_count(self, as_of: Any, *, horizon: Optional[int] = None, confidence: float = 0.95,
                         mask: Optional[Iterable[Any]] = None, group: Optional[Iterable[Any]] = None, first: int = 0,
                         count: Optional[int] = None) -> Any:
        """What the signs were worth: of the buyers some days ago, how many with each sign did not come back since.

        Parameters
        ----------
        horizon : int, optional
            How many days ago (90): signs are those of that day.

        Returns
        -------
        Table
            sign; customers_with and gone_with (no purchase since) with rate, the same of those without it; difference
            of the rates with low, high, p_value and p_adjusted (Holm); None where one of both is nobody. With `group` a
            dict of them.

        Examples
        --------
        >>> import patron
        >>> book = patron.Book(customer=["ann", "bob", "ann", "cid", "bob", "ann"],
        ...                    time=["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20",
        ...                          "2024-03-06"],
        ...                    amount=[2500, 1800, 2700, 9900, 1800, 2500])
        >>> table = book.churn_sign_count("2024-03-31", horizon=30)
        >>> table["sign"][2], table["customers_without"][2], table["gone_without"][2]
        ('last_refunded', 3, 2)
        """
        core, (start, many), day = self._open(), self._range(first, count), self._day(as_of)
        selection, level = Selection(len(self), mask, group), _confidence(confidence)
        size = len(SIGNS)
        cells = Cells("patron_churn_sign_counts", selection.groups, {"capacity": 2 * size})
        call("patron_churn_sign_count", core, day, positive("horizon", horizon), selection.pointer, start, many,
             cells.pointer)

        def made(at: int) -> Table:
            part = {name: cells.part(name, at)[:] for name in ("customers", "gone")}
            columns = [texts("sign", [name.encode("ascii") for name in SIGNS])]
            for side, name in ((1, "with"), (0, "without")):
                customers, gone = part["customers"][side::2], part["gone"][side::2]
                columns += [ints("customers_" + name, int64s(customers)), ints("gone_" + name, int64s(gone))]
                columns += rates("gone_" + name, gone, customers, level)
            sides = [(part["gone"][at + 1], part["customers"][at + 1], part["gone"][at], part["customers"][at])
                     for at in range(0, 2 * size, 2)]
            both = [shown > 0 and others > 0 for _, shown, _, others in sides]
            found = [rate_difference(*side, level) if known else None for side, known in zip(sides, both)]
            adjusted = iter(adjust([one.p_value for one in found if one is not None]))
            last: List[float] = [next(adjusted) if known else 0.0 for known in both]
            for name in ("difference", "low", "high", "p_value"):
                columns.append(hollow(name, [getattr(one, name, 0.0) for one in found], both))
            return Table(columns + [hollow("p_adjusted", last, both)], as_of=date_of(day))

        return selection.result(made)
