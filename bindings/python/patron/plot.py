"""Pictures of results with matplotlib, if it is there: cohort triangle, RFM grid, second orders, churn states.

Every function draws into `axes` (by default new ones) and returns them.
"""
from __future__ import annotations

from typing import Any, Optional

from . import words
from ._cohorts import Cohorts, Curve
from .errors import PatronTypeError
from .matrix import Matrix
from .table import Table

_COLOURS = {"new": "#4c9be8", "one_time_open": "#a9c9ee", "one_time_lost": "#c9c9c9", "on_track": "#2f9e62",
            "slowing": "#d8b93f", "slipping": "#e2803a", "lost": "#9a4a4a", "unknown": "#e6e6e6"}


def _axes(axes: Optional[Any]) -> Any:
    if axes is not None:
        return axes
    import matplotlib.pyplot

    return matplotlib.pyplot.subplots(constrained_layout=True)[1]


def _wanted(value: Any, kind: Any, argument: str) -> None:
    if not isinstance(value, kind):
        raise PatronTypeError("{0} must be a {1}, not {2}".format(argument, kind.__name__, type(value).__name__),
                              argument=argument)


def cohorts(curve: Curve, axes: Optional[Any] = None) -> Any:
    """The cohort triangle as a heat map. Cells of the future stay blank; partial ones carry a star.

    Parameters
    ----------
    curve : Curve
        Of `Cohorts.curve`.
    """
    _wanted(curve, Curve, "curve")
    import numpy

    rates, shown = curve.rate, [at for at, row in enumerate(curve.rate.rows) if str(row)[:1] != "("]
    columns = len(rates.columns) - 1  # the one beyond has no rate
    masked: Any = numpy.ma
    cells = masked.masked_invalid(rates.to_numpy().astype(float)[shown][:, :columns].reshape(len(shown), columns))
    drawn = _axes(axes)
    if cells.size:
        drawn.imshow(cells, aspect="auto", cmap="Blues", vmin=0)
    top = cells.max() if cells.count() else 1
    for y, row in enumerate(shown):
        for x in range(columns):
            rate = rates.values[row][x]
            if rate is not None:
                text = "{0:.0f}".format(100 * rate if curve.kind != "value" else rate / 100)
                star = "*" if curve.state.values[row][x] == "partial" else ""
                drawn.text(x, y, text + star, ha="center", va="center", fontsize=7,
                           color="white" if rate > .6 * float(top) else "black")
    drawn.set_xticks(range(columns), rates.columns[:columns])
    drawn.set_yticks(range(len(shown)), [str(rates.rows[row]) for row in shown])
    drawn.set_xlabel("k")
    return drawn


def second_order(found: Cohorts, axes: Optional[Any] = None, language: str = "en") -> Any:
    """Who has not yet ordered a second time, by k, over all cohorts, with the Wilson interval."""
    _wanted(found, Cohorts, "cohorts")
    curve, drawn = found.curve("by"), _axes(axes)
    points = [(k, rate, curve.low["(all)", k], curve.high["(all)", k]) for k, rate in
              zip(curve.rate.columns, curve.rate.row("(all)")) if rate is not None]
    where = range(len(points))
    drawn.fill_between(where, [1 - point[3] for point in points], [1 - point[2] for point in points], step="post",
                       alpha=.25)
    drawn.step(where, [1 - point[1] for point in points], where="post")
    drawn.set_xticks(where, [point[0] for point in points])
    drawn.set_ylim(0, 1)
    drawn.set_xlabel("k")
    drawn.set_ylabel("ohne zweiten Kauf" if language == "de" else "without a second purchase")
    return drawn


def rfm(scores: Table, axes: Optional[Any] = None) -> Any:
    """Buyers by recency and frequency score as a grid."""
    _wanted(scores, Table, "scores")
    import numpy

    bins = scores.rule.inspect().bins
    grid = numpy.zeros((bins, bins), dtype=int)
    for r, f in zip(scores["r"], scores["f"]):
        if r is not None:
            grid[f - 1, r - 1] += 1
    drawn = _axes(axes)
    drawn.imshow(grid, origin="lower", cmap="Greens")
    for (y, x), count in numpy.ndenumerate(grid):
        drawn.text(x, y, str(count), ha="center", va="center", fontsize=8,
                   color="white" if count > .6 * grid.max() else "black")
    ticks = [str(score) for score in range(1, bins + 1)]
    drawn.set_xticks(range(bins), ticks)
    drawn.set_yticks(range(bins), ticks)
    drawn.set_xlabel("R")
    drawn.set_ylabel("F")
    return drawn


def churn(states: Matrix, axes: Optional[Any] = None, language: str = "en") -> Any:
    """Buyers by churn state as bars, of `Book.churn_states`."""
    _wanted(states, Matrix, "states")
    drawn = _axes(axes)
    counts = [states[name, "buyers"] for name in states.rows]
    drawn.barh(range(len(counts)), counts, color=[_COLOURS.get(name, "#888888") for name in states.rows])
    drawn.set_yticks(range(len(counts)), [words.state_name(name, language) for name in states.rows])
    drawn.invert_yaxis()
    drawn.margins(x=.12)  # room for the numbers
    for y, count in enumerate(counts):
        drawn.text(count, y, " " + words.number(count, 0, language == "de"), va="center", fontsize=8)
    return drawn
