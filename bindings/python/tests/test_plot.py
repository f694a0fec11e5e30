"""Pictures: what is drawn is what was counted, and the future stays blank."""
import pytest
from conftest import AS_OF, build, random_rows

import patron

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from patron import plot  # noqa: E402


@pytest.fixture(scope="module")
def book():
    return build(random_rows(41, 600, 80))


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_the_triangle_has_blank_future_cells(book):
    curve = book.cohorts(AS_OF, period="quarter", periods=6).curve("in")
    axes = plot.cohorts(curve)
    shown = [(row, column) for row, values in curve.rate for column, rate in zip(curve.rate.columns, values)
             if rate is not None and row[0] != "("]
    assert len(texts(axes)) == len(shown) < 6 * (len(curve.rate.rows) - 3)
    assert texts(axes)[0] == "100" and any("*" in text for text in texts(axes)) == \
        any(curve.state[cell] == "partial" for cell in shown)
    image = axes.images[0].get_array()
    assert image.mask.sum() == image.size - len(shown)


def test_the_grid_holds_every_buyer(book):
    scores = book.rfm(AS_OF)
    assert sum(map(int, texts(plot.rfm(scores)))) == sum(1 for r in scores["r"] if r)


def test_second_orders_fall(book):
    axes = plot.second_order(book.cohorts(AS_OF), language="de")
    heights = list(axes.lines[0].get_ydata())
    assert heights == sorted(heights, reverse=True) and 0 <= heights[-1] <= heights[0] <= 1
    assert axes.get_ylabel() == "ohne zweiten Kauf"


def test_states(book):
    states = book.churn_states(AS_OF, rule=book.churn_rule(AS_OF))
    axes = plot.churn(states, language="de")
    assert [int(text) for text in texts(axes)] == [states[name, "buyers"] for name in states.rows]
    assert "entgleitet" in [label.get_text() for label in axes.get_yticklabels()]


def test_empty_and_wrong(book):
    plot.cohorts(patron.Builder().book().cohorts(AS_OF).curve("in"))
    for draw in (plot.cohorts, plot.rfm, plot.second_order, plot.churn):
        with pytest.raises(TypeError):
            draw(3)
