"""The book: all of a shop's orders, from which every measure is made."""
from __future__ import annotations

import ctypes
import datetime as dt
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, Optional, Set, Tuple

from . import _api
from ._classes import ClassMeasures
from ._cohorts import CohortMeasures
from ._customers import CustomerMeasures
from ._days import date_of
from ._library import a_text, call, lib
from ._measure import record
from ._products import ProductMeasures
from ._promotions import PromotionMeasures
from ._repeat import RepeatMeasures
from ._replenishment import ReplenishmentMeasures
from ._rfm import RfmMeasures
from ._rows import keys_of
from ._signs import SignMeasures
from ._value import ValueMeasures
from .builder import GUESTS, Builder
from .errors import PatronValueError
from .loyalty import TierMeasures
from .table import Column, borrowed

_C = _api.constants
_REASONS = ("ignored", "ignored_refund", "guest", "erased")

Totals, _totals = record("Totals", "patron_totals", """What reconciles with the shop's own report; money in minor units.

    sales - refunds == net == net_customers + net_guests + net_unmatched. excluded_rows and excluded_money are dicts by
    reason: ignored, ignored_refund, guest, erased.""")

WARNINGS = {_C["PATRON_WARNING_FIRST_PERIOD"]: "first_period", _C["PATRON_WARNING_GAP_AT_END"]: "gap_at_end",
            _C["PATRON_WARNING_NO_SALES"]: "no_sales"}


class Book(CustomerMeasures, RfmMeasures, CohortMeasures, ReplenishmentMeasures, RepeatMeasures,
           ValueMeasures, PromotionMeasures, ProductMeasures, ClassMeasures, SignMeasures, TierMeasures):
    """All of a shop's orders. Immutable; any number of threads may measure it at once.

    Parameters
    ----------
    rows : DataFrame or mapping, optional
        Where columns are named: ``customer="customer_id"`` is then ``rows["customer_id"]``.
    customer : str or column
        Whole numbers or texts; null is a guest, and so are the keys in `guest`.
    time : str or column
        Dates, datetimes or ISO texts. Datetimes without a zone show the shop's own clock (see `input_tz`).
    amount : str or column
        What was charged after discounts. Whole numbers are minor units; Decimal and float need `scale`.
    order : str or column, optional
        Order ids: rows with the same one are lines of one order. Without it every row is an order.
    shop, product, category : str or column, optional
        Whole numbers or texts.
    quantity, discount, cost : str or column, optional
        Units; money saved (>= 0); money.
    kind : str or column, optional
        Statuses, which `kinds` maps to "sale", "renewal", "refund" or "ignored".
    labels, line_labels : dict, optional
        Label names and their columns (coupon, channel, country, ...): one value an order, or one a line.
    **options
        As of `Builder`: scale, tz, kinds, guest, nulls, observed_from, ...

    Examples
    --------
    >>> import patron
    >>> rows = {"customer": ["ann", "bob", "ann", "cid", "bob", "ann"],
    ...         "day": ["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20", "2024-03-06"],
    ...         "cents": [2500, 1800, 2700, 9900, 1800, 2500]}
    >>> book = patron.Book(rows, customer="customer", time="day", amount="cents")
    >>> book
    Book(3 customers, 6 orders, 2024-01-05 to 2024-03-06)
    >>> totals = book.totals("2024-03-31")
    >>> totals.orders_counted, totals.buyers, totals.net
    (6, 3, 21200)
    """

    _free = "patron_book_free"

    def __init__(self, rows: Any = None, *, customer: Any = None, time: Any = None, amount: Any = None,
                 order: Any = None, shop: Any = None, product: Any = None, category: Any = None, quantity: Any = None,
                 discount: Any = None, cost: Any = None, kind: Any = None, labels: Optional[Mapping[str, Any]] = None,
                 line_labels: Optional[Mapping[str, Any]] = None, guest: Iterable[Any] = GUESTS,
                 **options: Any) -> None:
        if options.get("kinds") is not None and kind is None:
            raise PatronValueError("kinds is given, but not the column that it is about (kind=)", argument="kind")
        with Builder(guest=guest, **options) as builder:
            builder.add(rows, customer=customer, time=time, amount=amount, order=order, shop=shop, product=product,
                        category=category, quantity=quantity, discount=discount, cost=cost, kind=kind, labels=labels,
                        line_labels=line_labels)
            skipped, made = builder.skipped, builder.book()
        self._core, self._zone, self._roles, self.skipped = made._core, made._zone, made._roles, skipped
        self._quantity_scale = made._quantity_scale

    @classmethod
    def _from(cls, pointer: Any, zone: Optional[dt.tzinfo], roles: Set[str], quantity_scale: int) -> "Book":
        made = cls.__new__(cls)
        made._own(pointer)
        made._zone, made._roles, made.skipped = zone, frozenset(roles), 0
        made._quantity_scale = quantity_scale or 1
        return made

    _zone: Optional[dt.tzinfo]
    _roles: FrozenSet[str]
    _quantity_scale: int
    skipped: int  #: rows left out for a null, with nulls="skip"

    def __len__(self) -> int:
        """Customers in the book, at any date."""
        return int(lib.patron_book_customers(self._open()))

    @property
    def orders(self) -> int:
        """Orders in the book at any date, guests' too."""
        return int(lib.patron_book_orders(self._open()))

    @property
    def days(self) -> Tuple[Optional[dt.date], Optional[dt.date]]:
        """First and last day with a sale, renewal or refund."""
        first, last = ctypes.c_int32(), ctypes.c_int32()
        lib.patron_book_days(self._open(), ctypes.byref(first), ctypes.byref(last))
        return date_of(first.value), date_of(last.value)

    @property
    def memory(self) -> int:
        """Bytes that the book holds."""
        return int(lib.patron_book_bytes(self._open()))

    @property
    def flags(self) -> int:
        """The PATRON_BOOK_ flags it was built with."""
        return int(lib.patron_book_flags(self._open()))

    def _keys(self, which: int) -> Tuple[Any, int]:
        struct, count = _api.make("patron_column"), ctypes.c_int64()
        call("patron_book_keys", self._open(), which, ctypes.byref(struct), ctypes.byref(count))
        return struct, count.value

    @property
    def _text_keys(self) -> bool:
        try:
            return bool(self._keys(_C["PATRON_KEYS_CUSTOMER"])[0].type == _C["PATRON_TYPE_STRING64"])
        except PatronValueError:
            return False

    def keys(self, what: str = "customer") -> Column:
        """The keys of customers, products, categories or a label's values, in the order of their numbers.

        Parameters
        ----------
        what : str
            "customer", "product", "category" or the name of a label.
        """
        core = self._open()
        number = {"customer": _C["PATRON_KEYS_CUSTOMER"], "product": _C["PATRON_KEYS_PRODUCT"],
                  "category": _C["PATRON_KEYS_CATEGORY"]}.get(a_text("what", what))
        if number is None:
            position = lib.patron_book_label(core, what.encode("utf-8"))
            if position < 0:
                raise PatronValueError("the book has no label {0!r}".format(what), argument="what")
            number = _C["PATRON_KEYS_LABEL"] + position
        struct, count = self._keys(number)
        return borrowed(what, struct, count, core)

    def find(self, keys: Any) -> List[Optional[int]]:
        """The numbers of customers (rows of every score); None for a key that the book does not know.

        Examples
        --------
        >>> import patron
        >>> patron.Book(customer=[7, 9], time=["2024-01-05", "2024-01-08"], amount=[2500, 1800]).find([9, 8])
        [1, None]
        """
        column = keys_of(keys, "keys")
        numbers = (ctypes.c_int32 * column.count)()
        call("patron_book_find", self._open(), ctypes.byref(column.struct), column.count, numbers)
        return [None if number < 0 else number for number in numbers]

    def totals(self, as_of: Any) -> Any:
        """What reconciles with the shop's own report at the end of `as_of`.

        Returns
        -------
        Totals
            A frozen dataclass: rows, orders, customers and money, with what was left out and why.
        """
        out = _api.make("patron_totals")
        call("patron_book_totals", self._open(), self._day(as_of), ctypes.byref(out))
        return _totals(out, excluded_rows=_by_reason(out.excluded_rows), excluded_money=_by_reason(out.excluded_money))

    def warnings(self, as_of: Any) -> FrozenSet[str]:
        """What looks wrong with the data: "first_period", "gap_at_end", "no_sales"."""
        bits = ctypes.c_uint64()
        call("patron_book_warnings", self._open(), self._day(as_of), ctypes.byref(bits))
        return frozenset(name for bit, name in WARNINGS.items() if bits.value & bit)

    def __repr__(self) -> str:
        if self.closed:
            return "Book(closed)"
        first, last = self.days
        return "Book({0} customers, {1} orders, {2} to {3})".format(len(self), self.orders, first, last)


def _by_reason(values: Any) -> Dict[str, int]:
    return dict(zip(_REASONS, values))
