"""What the caller gave for a column, taken apart: flat memory, categories with codes, or a list of objects."""
from __future__ import annotations

import sys
from typing import Any, List, Optional

from ._flat import Flat, flat_of, from_numpy
from .errors import PatronTypeError


class Source:
    """Exactly one of flat, codes (with categories) and items is set.

    missing : rows that are null beside what flat says, or None
    aware : instants with a zone, so UTC (flat memory of a pandas column)
    """

    __slots__ = ("argument", "column", "flat", "codes", "categories", "items", "missing", "aware")

    def __init__(self, argument: str, column: Optional[str], *, flat: Optional[Flat] = None,
                 codes: Optional[List[int]] = None, categories: Optional[List[Any]] = None,
                 items: Optional[List[Any]] = None, missing: Optional[List[int]] = None, aware: bool = False) -> None:
        self.argument, self.column, self.flat, self.codes = argument, column, flat, codes
        self.categories, self.items, self.missing, self.aware = categories, items, missing, aware
        if flat is not None and flat.kind in "OUS":
            self.flat, self.items = None, flat.tolist()

    def __len__(self) -> int:
        if self.flat is not None:
            return self.flat.count
        return len(self.codes if self.codes is not None else self.items or [])

    def objects(self) -> List[Any]:
        """The column as Python objects, None where it is null."""
        if self.codes is not None:
            known = self.categories or []
            return [None if code < 0 else known[code] for code in self.codes]
        if self.items is not None:
            return self.items
        assert self.flat is not None
        found = self.flat.tolist()
        for row in self.missing or ():
            found[row] = None
        return found


def is_missing(value: Any) -> bool:
    """None, NaN, and what pandas writes for a null."""
    if value is None or isinstance(value, float):
        return value is None or value != value
    return type(value).__name__ in ("NAType", "NaTType")


def _is_pandas(value: Any) -> bool:
    return "pandas" in sys.modules and type(value).__module__.split(".")[0] == "pandas" and hasattr(value, "dtype") \
        and hasattr(value, "to_numpy")


def arrow_of(value: Any) -> Any:
    """What speaks Arrow for a column: a pandas column's pyarrow array if that is what it is made of. None for others
    of pandas, and for numbers, which are taken as they lie in memory."""
    if not _is_pandas(value):
        return value
    dtype = value.dtype
    arrow = type(dtype).__name__ == "ArrowDtype" and not (getattr(dtype, "kind", "O") in "iuf"
                                                          and hasattr(dtype, "numpy_dtype"))
    texts = type(dtype).__name__ == "StringDtype" and str(getattr(dtype, "storage", "")).startswith("pyarrow")
    held = getattr(value, "array", value)
    return held.__arrow_array__() if (arrow or texts) and hasattr(held, "__arrow_array__") else None


def _from_pandas(value: Any, argument: str, column: Optional[str]) -> Source:
    import numpy

    dtype, name = value.dtype, type(value.dtype).__name__
    if name == "CategoricalDtype":
        held = value.array if hasattr(value, "array") else value
        return Source(argument, column, codes=held.codes.tolist(), categories=list(dtype.categories))
    if name == "DatetimeTZDtype":
        held = value.dt if hasattr(value, "dt") else value
        instants = held.tz_convert("UTC")
        instants = (instants.dt if hasattr(instants, "dt") else instants).tz_localize(None)
        return Source(argument, column, flat=from_numpy(instants.to_numpy(), argument), aware=True)
    if isinstance(dtype, numpy.dtype):
        return Source(argument, column, flat=from_numpy(value.to_numpy(), argument))
    kind = getattr(dtype, "kind", "O")
    if kind in "iuf" and hasattr(dtype, "numpy_dtype"):  # nullable, and Arrow-backed numbers
        nulls = numpy.asarray(value.isna())
        plain = numpy.dtype(dtype.numpy_dtype)
        held = value.to_numpy(dtype=plain, na_value=0) if nulls.any() else value.to_numpy(dtype=plain)
        return Source(argument, column, flat=from_numpy(held, argument), missing=numpy.flatnonzero(nulls).tolist())
    if kind == "b":
        raise PatronTypeError(argument + " is a column of truth values", argument=argument, column=column)
    return Source(argument, column, items=value.to_numpy(dtype=object).tolist() if kind != "M" else list(value))


def _from_masked(value: Any, argument: str, column: Optional[str]) -> Source:
    import numpy

    if value.dtype.kind == "M":
        return Source(argument, column, flat=from_numpy(value.filled(numpy.datetime64("NaT")), argument))
    if value.dtype.kind not in "iuf":
        return Source(argument, column, items=value.tolist())
    masked: Any = numpy.ma
    hidden = numpy.flatnonzero(masked.getmaskarray(value)).tolist()
    return Source(argument, column, flat=from_numpy(value.filled(0), argument), missing=hidden)


def source_of(value: Any, argument: str, column: Optional[str] = None) -> Source:
    """Takes apart what the caller gave. TypeError for what is no column."""
    if value is None or isinstance(value, (str, bytes, bytearray, dict, set, frozenset)):
        raise PatronTypeError("{0} must be a column, not {1}".format(argument, type(value).__name__),
                              argument=argument, column=column)
    if _is_pandas(value):
        return _from_pandas(value, argument, column)
    if type(value).__module__ == "patron.table" and hasattr(value, "tolist"):  # a result: names, not their numbers
        return Source(argument, column, items=value.tolist())
    if type(value).__name__ == "MaskedArray":
        return _from_masked(value, argument, column)
    if isinstance(value, (list, tuple)):
        return Source(argument, column, items=list(value) if isinstance(value, tuple) else value)
    flat = flat_of(value, argument)
    if flat is not None:
        return Source(argument, column, flat=flat)
    if hasattr(value, "to_pylist"):  # pyarrow
        return Source(argument, column, items=value.to_pylist())
    if hasattr(value, "to_list"):  # polars
        return Source(argument, column, items=value.to_list())
    if hasattr(value, "__iter__"):
        return Source(argument, column, items=list(value))
    raise PatronTypeError("{0} must be a column, not {1}".format(argument, type(value).__name__), argument=argument,
                          column=column)
