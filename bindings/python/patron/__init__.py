"""patron: a shop's orders in, who comes back, who slips away and what each customer needs next out.

`Book` takes the orders; its methods are the measures. Every measure takes the day it is about (`as_of`), money is in
minor units, and nothing is ever clamped, rounded or guessed: what is not exact raises a `PatronError`.
"""
from . import calendar, stats
from ._churn import ChurnCells, ChurnGaps, ChurnInfo, ChurnRule, ChurnTable
from ._classes import Heroes
from ._cohorts import Cohorts, Curve
from ._handle import live_handles
from ._library import lib as _lib
from ._promotions import Mailing
from ._repeat import Waits
from ._replenishment import ReplenishmentParameters, ReplenishmentRule
from ._rfm import RfmInfo, RfmMap, RfmRule, median_recency, migration
from ._value import Lifetime, payback
from .book import Book, Totals
from .builder import Builder
from .errors import PatronError, PatronMemoryError, PatronOverflowError, PatronTypeError, PatronValueError
from .loyalty import Ledger, LedgerInfo, Tiers
from .matrix import Matrix
from .table import Column, Table
from .words import churn_reason, segment_name, state_name

__version__: str = _lib.patron_version().decode("ascii")

abi_version: int = _lib.patron_abi_version()

__all__ = [
    "Book", "Builder", "ChurnCells", "ChurnGaps", "ChurnInfo", "ChurnRule", "ChurnTable", "Cohorts", "Column",
    "Curve", "Heroes", "Ledger", "LedgerInfo", "Lifetime", "Mailing", "Matrix", "PatronError", "PatronMemoryError",
    "PatronOverflowError", "PatronTypeError", "PatronValueError", "ReplenishmentParameters", "ReplenishmentRule",
    "RfmInfo", "RfmMap", "RfmRule", "Table", "Tiers", "Totals", "Waits", "abi_version", "calendar", "churn_reason",
    "live_handles", "median_recency", "migration", "payback", "segment_name", "state_name", "stats",
]
