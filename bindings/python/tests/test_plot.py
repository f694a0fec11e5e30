"""Pictures: what is drawn is what was counted, and the future stays blank."""
from collections import Counter

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
    labels = [[label.get_text() for label in side] for side in (axes.get_yticklabels(), axes.get_xticklabels())]
    assert labels == [[str(row) for row in curve.rate.rows[:image.shape[0]]], curve.rate.columns[:image.shape[1]]]
    for text in axes.texts:  # each cell's words and colour are its rate, where its cohort and k are
        x, y = text.get_position()
        rate = curve.rate[curve.rate.rows[y], curve.rate.columns[x]]
        assert text.get_text().rstrip("*") == "{0:.0f}".format(100 * rate) and image[y, x] == rate
    last = curve.rate.rows[image.shape[0] - 1]
    assert curve.rate[last, "5"] is None and image.mask[-1, -1]  # the youngest cohort has no fifth quarter yet


def test_the_grid_holds_every_buyer(book):
    scores = book.rfm(AS_OF)
    axes = plot.rfm(scores)
    assert sum(map(int, texts(axes))) == sum(1 for r in scores["r"] if r)
    pairs = Counter(zip(scores["r"], scores["f"]))
    for text in axes.texts:
        x, y = text.get_position()
        assert int(text.get_text()) == pairs[x + 1, y + 1] == axes.images[0].get_array()[y, x]


def test_second_orders_fall(book):
    axes = plot.second_order(book.cohorts(AS_OF), language="de")
    heights = list(axes.lines[0].get_ydata())
    assert heights == sorted(heights, reverse=True) and 0 <= heights[-1] <= heights[0] <= 1
    assert axes.get_ylabel() == "ohne zweiten Kauf"
    curve = book.cohorts(AS_OF).curve("by")
    assert heights == [1 - rate for rate in curve.rate.row("(all)") if rate is not None] and len(heights) > 5
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert min(band) == pytest.approx(min(1 - high for high in curve.high.row("(all)") if high is not None))


def test_states(book):
    states = book.churn_states(AS_OF, rule=book.churn_rule(AS_OF))
    axes = plot.churn(states, language="de")
    assert [int(text) for text in texts(axes)] == [states[name, "buyers"] for name in states.rows]
    assert [bar.get_width() for bar in axes.patches] == [states[name, "buyers"] for name in states.rows]
    assert len({bar.get_facecolor() for bar in axes.patches}) == len(states.rows)
    assert "entgleitet" in [label.get_text() for label in axes.get_yticklabels()]


def test_empty_and_wrong(book):
    plot.cohorts(patron.Builder().book().cohorts(AS_OF).curve("in"))
    for draw in (plot.cohorts, plot.rfm, plot.second_order, plot.churn):
        with pytest.raises(TypeError):
            draw(3)
