"""Results with two axes that have names."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, Iterator, List, Sequence, Tuple


class Matrix:
    """Numbers by row and column, with labels for both.

    ``matrix["2024-01", 0]`` takes labels, ``matrix.values`` is a list of rows. None stands where there is no number.
    """

    def __init__(self, values: Sequence[Sequence[Any]], rows: Sequence[Any], columns: Sequence[Any], *,
                 row_name: str = "row", column_name: str = "column", **facts: Any) -> None:
        self.values: List[List[Any]] = [list(row) for row in values]
        self.rows, self.columns = list(rows), list(columns)
        self.row_name, self.column_name = row_name, column_name
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._facts:
            raise AttributeError("{0} has no attribute {1!r}".format(type(self).__name__, name))
        return self._facts[name]

    @property
    def shape(self) -> Tuple[int, int]:
        """Numbers of rows and columns."""
        return len(self.rows), len(self.columns)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: Tuple[Any, Any]) -> Any:
        row, column = at
        if row not in self.rows or column not in self.columns:
            raise KeyError(at)
        return self.values[self.rows.index(row)][self.columns.index(column)]

    def __iter__(self) -> Iterator[Tuple[Any, List[Any]]]:
        return iter(zip(self.rows, self.values))

    def row(self, label: Any) -> List[Any]:
        """The numbers of one row."""
        if label not in self.rows:
            raise KeyError(label)
        return self.values[self.rows.index(label)]

    def to_dict(self) -> Dict[Any, Dict[Any, Any]]:
        """Numbers by row label, then column label."""
        return {row: dict(zip(self.columns, values)) for row, values in self}

    def to_numpy(self) -> Any:
        """A NumPy array: whole numbers, or doubles with NaN where there is no number."""
        import numpy

        hollow = any(value is None for row in self.values for value in row)
        held = numpy.array(self.values, dtype=float if hollow else None)
        return held.reshape(self.shape)

    def to_frame(self) -> Any:
        """A pandas DataFrame with the labels as index and columns."""
        import pandas

        return pandas.DataFrame(self.to_numpy(), index=pandas.Index(self.rows, name=self.row_name),
                                columns=pandas.Index(self.columns, name=self.column_name))

    def __repr__(self) -> str:
        cells = [[self.row_name] + [str(column) for column in self.columns]]
        cells += [[str(row)] + [_cell(value) for value in values] for row, values in self]
        widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
        return "\n".join("  ".join(cell.ljust(width) if at == 0 else cell.rjust(width)
                                   for at, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in cells)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "{0:.3g}".format(value) if isinstance(value, float) else str(value)


def shaped(values: Any, rows: int, columns: int, start: int = 0) -> List[List[Any]]:
    """Rows of a flat ctypes array."""
    return [values[start + row * columns:start + (row + 1) * columns] for row in range(rows)]


def cells(count: int) -> Any:
    """A zeroed array of int64."""
    return (ctypes.c_int64 * count)()
