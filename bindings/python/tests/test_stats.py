"""Statistics, periods and the counts behind a churn rule, against sums done by hand and against each other."""
import datetime as dt
import math
from fractions import Fraction

import pytest
from conftest import AS_OF, build, random_rows
from hypothesis import given
from hypothesis import strategies as some

import patron
from patron import calendar, stats


def test_wilson_by_its_formula():
    z = 1.959963984540054
    for k, n in ((0, 4), (3, 9), (50, 50), (412, 1000)):
        middle, half = k / n + z * z / (2 * n), z * math.sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n))
        found = stats.wilson(k, n)
        assert found.low == pytest.approx((middle - half) / (1 + z * z / n), abs=1e-12)
        assert found.high == pytest.approx((middle + half) / (1 + z * z / n), abs=1e-12)
    assert stats.wilson(0, 0) == stats.Interval(0, 1)
    assert stats.wilson(3, 9, .5).low > stats.wilson(3, 9, .99).low


def test_rate_difference_is_built_from_two_intervals():
    one, two, found = stats.wilson(30, 100), stats.wilson(20, 100), stats.rate_difference(30, 100, 20, 100)
    assert found.difference == pytest.approx(.1)
    assert found.low == pytest.approx(.1 - math.hypot(.3 - one.low, two.high - .2))
    assert found.high == pytest.approx(.1 + math.hypot(one.high - .3, .2 - two.low))
    pooled = .1 / math.sqrt(.25 * .75 * 2 / 100)
    assert found.p_value == pytest.approx(math.erfc(pooled / math.sqrt(2)))
    with pytest.raises(AttributeError):
        found.low = 0


@given(some.lists(some.tuples(some.integers(0, 4), some.integers(0, 4)), max_size=12), some.integers(0, 5))
def test_kaplan_meier_step_by_step(pairs, beyond):
    events, censored = [list(part) for part in zip(*pairs)] or ([], [])
    entered = at_risk = sum(events) + sum(censored) + beyond
    curve, survival, spread = stats.kaplan_meier(entered, events, censored), 1.0, 0.0
    assert len(curve.survival) == len(curve.low) == len(pairs)
    for at, (ended, lost) in enumerate(pairs):
        if at_risk:
            survival *= 1 - ended / at_risk
            spread += ended / (at_risk * (at_risk - ended)) if at_risk > ended else 0
        at_risk -= ended + lost
        assert curve.survival[at] == pytest.approx(survival, abs=1e-12)
        assert curve.variance[at] == pytest.approx(survival**2 * spread, abs=1e-12)
        assert curve.low[at] <= curve.survival[at] <= curve.high[at]
    reached = [at for at, value in enumerate(curve.survival) if 1 - value >= .5 - 1e-12]
    assert curve.quantile(.5) == (reached[0] if reached else None)


@given(some.lists(some.integers(-10**6, 10**6), min_size=1, max_size=30), some.integers(0, 12), some.integers(1, 12))
def test_quantile_is_exact(values, part, whole):
    values.sort()
    part = min(part, whole)
    place = Fraction((len(values) - 1) * part, whole)
    low = values[int(place)]
    high = values[min(int(place) + 1, len(values) - 1)]
    assert stats.quantile(values, part, whole) == low + (high - low) * (place - int(place))


@pytest.mark.parametrize("call,kind", [
    (lambda: stats.wilson(3, 2), ValueError), (lambda: stats.wilson(1.0, 2), TypeError),
    (lambda: stats.wilson(1, 2, 0), ValueError), (lambda: stats.wilson(1, 2, "x"), TypeError),
    (lambda: stats.wilson(1, 2**63), OverflowError), (lambda: stats.rate_difference(1, 0, 1, 1), ValueError),
    (lambda: stats.kaplan_meier(1, [2], [0]), ValueError), (lambda: stats.kaplan_meier(3, [1], []), ValueError),
    (lambda: stats.kaplan_meier(3, "1", [1]), TypeError),
    (lambda: stats.kaplan_meier_quantile([.5, .6], .5), ValueError),
    (lambda: stats.kaplan_meier_quantile([.5], 2), ValueError),
    (lambda: stats.kaplan_meier_quantile(["x"], .5), TypeError), (lambda: stats.quantile([], 1, 2), ValueError),
    (lambda: stats.quantile([2, 1], 1, 2), ValueError), (lambda: stats.quantile([1, 2], 3, 2), ValueError),
    (lambda: stats.quantile([2**61, 2**62], 1, 16), OverflowError),
    (lambda: calendar.period("2024-01-01", "decade"), ValueError),
    (lambda: calendar.period("2024-01-01", week_start=7), ValueError), (lambda: calendar.period(3), TypeError),
    (lambda: calendar.first_day(2**31 - 1), ValueError), (lambda: calendar.first_day("1"), TypeError),
    (lambda: patron.ChurnRule.edge(257), ValueError), (lambda: patron.median_recency(3), TypeError)])
def test_bad_arguments(call, kind):
    with pytest.raises(kind) as caught:
        call()
    assert isinstance(caught.value, patron.PatronError)


@given(some.dates(), some.integers(0, 6), some.integers(1, 12))
def test_periods(day, week_start, first_month):
    for name in calendar.PERIODS:
        settings = dict(week_start=week_start, first_month=first_month)
        index = calendar.period(day, name, **settings)
        first = calendar.first_day(index, name, **settings)
        assert first <= day and calendar.period(first, name, **settings) == index
        if name == "week" and first > dt.date.min:
            assert first.weekday() == week_start and (day - first).days < 7
        if name == "month":
            assert index == (day.year - 1970) * 12 + day.month - 1
        if name == "year" and first > dt.date.min:
            assert (first.month, first.day) == (first_month, 1)
    assert calendar.period("1970-01-01", "week") == 0 == calendar.period("1970-01-01", "day")


def test_a_churn_rule_is_made_from_counts_of_shards():
    book = build(random_rows(51, 700, 90))
    whole = book.churn_gaps(AS_OF)
    cut = len(book) // 3
    parts = [book.churn_gaps(AS_OF, first=0, count=cut), book.churn_gaps(AS_OF, first=cut)]
    assert parts[0] + parts[1] == whole and whole.gaps > 100
    assert sum(whole.second_came) + sum(whole.second_open) > 0
    counted = book.churn_count(AS_OF, whole)
    halves = [book.churn_count(AS_OF, whole, first=0, count=cut), book.churn_count(AS_OF, whole, first=cut)]
    assert halves[0] + halves[1] == counted
    assert sum(map(sum, counted.closed)) == whole.gaps and len(counted.closed) == len(counted.open) == 6
    by_side = book.churn_gaps(AS_OF, group=[number % 2 for number in range(len(book))])
    assert by_side[0] + by_side[1] == whole
    sides = book.churn_count(AS_OF, whole, group=[number % 2 for number in range(len(book))])
    assert sides[0] + sides[1] == counted
    rule = patron.ChurnRule.make(AS_OF, whole, counted, first_day=book.days[0], book_flags=book.flags)
    assert rule.save() == book.churn_rule(AS_OF).save() and rule.cells() == counted
    other = patron.ChurnRule.make(AS_OF, whole, counted, horizon=30, new_days=5, bands=(.9, .6, .3))
    assert other.inspect().horizon == 30 and other.inspect().bands == (.9, .6, .3) and other.inspect().new_days == 5
    edges = [patron.ChurnRule.edge(bin) for bin in range(257)]
    assert edges == sorted(edges) and edges[144] == 2.0
    for wrong in (lambda: book.churn_count(AS_OF, [1, 2]), lambda: patron.ChurnRule.make(AS_OF, counted, counted),
                  lambda: patron.ChurnRule.make(AS_OF, whole, whole), lambda: whole + 1, lambda: counted + whole):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(ValueError):
        patron.ChurnRule.make(AS_OF, patron.ChurnGaps(-1, 5, whole.second_came, whole.second_open), counted)
    for uneven in (patron.ChurnCells(counted.closed[:2], counted.open), patron.ChurnCells((), ())):
        with pytest.raises(ValueError, match="6 rows of 256"):
            patron.ChurnRule.make(AS_OF, whole, uneven)


def test_median_recency():
    scores = build(random_rows(52)).rfm(AS_OF)
    found = patron.median_recency(scores)
    for name in scores.map.names:
        days = sorted(day for day, segment in zip(scores["recency"], scores["segment"]) if segment == name)
        half = len(days) // 2
        assert found[name] == (None if not days else days[half] if len(days) % 2 else (days[half - 1] + days[half]) / 2)


def test_sides_of_a_migration_are_named_by_the_library():
    chosen = patron.RfmMap("six")
    assert chosen.from_names == chosen.names + ("none",) and chosen.to_names == chosen.names + ("refunded",)
