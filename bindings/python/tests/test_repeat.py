"""Repeat purchases against numbers done by hand."""
import datetime as dt

import pandas
import pytest
from conftest import LATE, adds_up, refused, small_shop

import patron
from patron import stats


def test_repeat(shop):
    table = shop.repeat(LATE, within=[30, 60], bins=3)
    assert table["within"].tolist() == [None, 30, 60]
    assert table["buyers"].tolist() == [3, 3, 2] and table["repeaters"].tolist() == [2, 1, 2]
    assert table["rate"].tolist() == [2 / 3, 1 / 3, 1.0]
    for row in range(3):
        bounds = stats.wilson(table["repeaters"][row], table["buyers"][row])
        assert (table["low"][row], table["high"][row]) == (bounds.low, bounds.high)
    assert (table.one_time, table.purchases, table.orders, table.unknown_birth) == (1, 6, 6, 0)
    assert (table.not_buyers, table.not_buyers_net) == (1, 0)
    assert list(table.bins.rows()) == [(1, 1, 1, 1, 8000), (2, 1, 2, 2, 3800), (3, 1, 3, 3, 8100)]
    totals = shop.totals(LATE)
    assert sum(table.bins["net"]) + table.not_buyers_net == totals.net_customers + totals.net_unmatched == 19900
    adds_up(lambda **given: shop.repeat(LATE, **given), ("buyers", "repeaters"))
    early = shop.repeat("2023-12-31")
    assert early["rate"].tolist() == [None] * 6 and early["low"].tolist() == [None] * 6
    refused(lambda **given: shop.repeat(LATE, **given), [
        (dict(within="30"), TypeError), (dict(within=[]), ValueError), (dict(within=[1.5]), TypeError),
        (dict(within=[-1]), ValueError, "options"), (dict(bins=0), ValueError), (dict(confidence=1), ValueError),
        (dict(confidence="95"), TypeError), (dict(mask=[True]), ValueError)])


def test_renewals_are_purchases_or_not():
    rows = dict(customer=[1, 1, 1], time=["2024-01-01", "2024-01-11", "2024-01-31"], amount=[5, 5, 5],
                kind=["sale", "renewal", "sale"])
    book = patron.Book(**rows)
    assert book.repeat(LATE).purchases == 3 and book.repeat(LATE, renewals=False).purchases == 2
    assert book.repeat_sequence(LATE, sequence=2)["renewals"].tolist() == [0, 1]
    assert book.repeat_sequence(LATE, sequence=2, renewals=False)["renewals"].tolist() == [0, 0]
    assert book.repeat_gaps(LATE, percent=[50])["closed_50"][0] == 30.0
    assert book.repeat_gaps(LATE, percent=[50], renewals=True)["closed_50"][0] == 15.0
    assert book.repeat_times(LATE, sequence=2, percent=[50])["day_50"].tolist() == [10]
    assert book.repeat_times(LATE, sequence=2, percent=[50], renewals=False)["day_50"].tolist() == [30]


def test_sequence(shop):
    table = shop.repeat_sequence(LATE, sequence=4)
    assert table["n"].tolist() == [1, 2, 3, 4]
    assert table["buyers"].tolist() == [3, 2, 1, 0] and table["next"].tolist() == [2, 1, 0, 0]
    assert table["rate"].tolist() == [2 / 3, .5, 0.0, None]
    assert table["sales"].tolist() == [14000, 4300, 2600, 0] and table["net"].tolist() == [13000, 4300, 2600, 0]
    adds_up(lambda **given: shop.repeat_sequence(LATE, **given), ("buyers", "next", "net"))
    refused(lambda **given: shop.repeat_sequence(LATE, **given), [
        (dict(sequence=0), ValueError), (dict(sequence=1), ValueError), (dict(first=9), ValueError)])


def test_times(shop):
    """Days to the second purchase: ann 30, bob 43, cid waits for 45. To the third: ann 61, bob waits 83, cid 45."""
    table = shop.repeat_times(LATE, sequence=3, percent=[25, 50, 75])
    assert list(table.rows()) == [(2, 3, 2, 73, 30, 43, None, 33.25, 36.5, 39.75),
                                  (3, 3, 1, 61, 61, 61, None, 61.0, 61.0, 61.0)]
    curve = table.curve(2)
    assert len(curve) == 1826 and curve["at_risk"][30] == 3 and curve["at_risk"][43] == 2
    wanted = stats.kaplan_meier(3, [1, 1, 0], [0, 0, 1])
    for day, at in ((30, 0), (43, 1), (100, 1)):
        assert curve["share"][day] == 1 - wanted.survival[at]
        assert curve["low"][day] == pytest.approx(1 - wanted.high[at], abs=1e-15)
        assert curve["variance"][day] == wanted.variance[at]
    shares = table.within(29, 30)
    assert shares["n"].tolist() == [2, 2, 3, 3] and shares["days"].tolist() == [29, 30, 29, 30]
    assert shares["share"].tolist() == [0.0, curve["share"][30], 0.0, 0.0]
    for wrong in (lambda: table.curve(9), lambda: table.within(-1), lambda: table.within(5000), table.within):
        with pytest.raises(ValueError):
            wrong()
    assert shop.repeat_times("2023-01-01").curve(2)["share"][9] is None
    adds_up(lambda **given: shop.repeat_times(LATE, **given), ("entered", "closed", "closed_days"))
    refused(lambda **given: shop.repeat_times(LATE, **given), [
        (dict(percent=[0]), ValueError, "percent"), (dict(percent="5"), TypeError), (dict(days=0), ValueError)])


def test_gaps(shop):
    """All gaps: ann 30, 31 and waits 25; bob 43 and waits 40; cid waits 45."""
    table = shop.repeat_gaps(LATE, sequence=2, percent=[50])
    assert list(table.rows()) == [(None, 6, 3, 104, 43, 31.0), (1, 3, 2, 73, 43, 36.5), (2, 2, 1, 31, 31, 31.0)]
    assert sum(table.curve(None)["events"]) == 3
    assert table.curve(1)["share"][30] == pytest.approx(1 / 3)
    frame = table.to_pandas()
    assert frame.after.isna().tolist() == [True, False, False] and frame.day_50.tolist() == [43, 43, 31]


def test_new_and_returning(shop):
    table = shop.new_and_returning(LATE)
    assert table["period"].tolist() == ["2024-01", "2024-02", "2024-03"]
    assert table["state"].tolist() == ["complete"] * 3 and table["last_day"][1] == dt.date(2024, 2, 29)
    got = {name: table[name].tolist() for name in table.columns}
    assert (got["buyers"], got["new_buyers"], got["returning_buyers"]) == ([2, 3, 1], [2, 1, 0], [0, 2, 1])
    assert got["net"] == [5000, 13300, 1600]
    assert (got["first_net"], got["later_net"]) == ([5000, 9000, -1000], [0, 4300, 2600])
    assert (got["new_net"], got["returning_net"]) == ([5000, 9000, 0], [0, 4300, 1600])
    assert (got["guest_orders"], got["guest_net"]) == ([0, 0, 1], [0, 0, 1500])
    assert sum(got["net"]) + sum(got["guest_net"]) == shop.totals(LATE).net
    by_order = shop.new_and_returning(LATE, refunds="order")
    assert by_order["net"].tolist() == [5000, 12300, 2600]
    weeks = shop.new_and_returning("2024-02-06", period="week", since="2024-01-29", until="2024-02-12")
    assert weeks["state"].tolist() == ["complete", "partial", "future"]
    assert weeks["first_day"][0] == dt.date(2024, 1, 29)
    _, parts = adds_up(lambda **given: shop.new_and_returning(LATE, **given), ("buyers", "net", "first_net", "refunds"))
    assert "guest_net" not in parts["even"]
    refused(lambda **given: shop.new_and_returning(LATE, **given), [
        (dict(period="fortnight"), ValueError), (dict(refunds="never"), ValueError),
        (dict(until="2023-01-01"), ValueError), (dict(since=3), TypeError)])


def test_growth(shop):
    table = shop.growth(LATE, active_days=30)
    got = {name: table[name].tolist() for name in table.columns}
    assert (got["opening"], got["closing"]) == ([0, 2, 3], [2, 3, 1])
    assert (got["new_buyers"], got["reactivated"], got["lapsed"]) == ([2, 1, 0], [0, 0, 0], [0, 0, 2])
    assert got["retention"] == [None, 1.0, 1 / 3] and got["kept"] == [None, 1.0, 1 / 3]
    bounds = stats.wilson(1, 3)
    assert (got["kept_low"][2], got["kept_high"][2]) == (bounds.low, bounds.high)
    assert (got["bought_again"], got["bought_observed"]) == ([2, 1, 0], [2, 3, 0])
    assert got["again_rate"] == [1.0, 1 / 3, None]
    adds_up(lambda **given: shop.growth(LATE, **given), ("opening", "closing", "new_buyers", "lapsed", "bought"))
    frame = table.to_pandas()
    assert frame.retention.isna().tolist() == [True, False, False]
    refused(lambda **given: shop.growth(LATE, **given), [(dict(active_days=0), ValueError)])


def test_season(shop):
    table = shop.season(LATE, repeat_days=40)
    rows = {row["month"]: row for row in map(table.row, range(12))}
    assert (rows[1]["buyers"], rows[1]["observed"], rows[1]["within"], rows[1]["rate"]) == (2, 2, 1, .5)
    assert (rows[1]["within_purchases"], rows[1]["within_net"]) == (3, 7500)
    assert (rows[2]["observed"], rows[2]["within"], rows[3]["rate"]) == (1, 0, None)
    assert table.again[1, 2] == table.second[1, 2] == 1 and table.again[2, 3] == 0
    frame = table.months.to_pandas()
    cell = frame[(frame.born == 1) & (frame.month == 2)].iloc[0]
    assert (cell.observed, cell.again, cell.again_rate) == (2, 1, .5) and len(frame) == 144
    adds_up(lambda **given: shop.season(LATE, **given), ("buyers", "observed", "within_net"))
    refused(lambda **given: shop.season(LATE, **given), [(dict(repeat_days=-1), ValueError)])


def test_windows(shop):
    spans = {"new year": [("2024-01-01", "2024-01-10")], "valentine": [("2024-02-01", "2024-02-20")],
             "march": [("2024-03-01", LATE)]}
    table = shop.windows(LATE, spans)
    found = {(row[0], row[1]): row[2:5] for row in table.rows()}
    assert found["new year", "valentine"] == (2, 2, 1.0) and found["new year", "march"] == (2, 1, .5)
    assert found["valentine", "march"] == (3, 1, 1 / 3) and found["march", "valentine"] == (0, 0, None)
    assert list(table.bought.rows()) == [("new year", 2, 2), ("valentine", 3, 3), ("march", 1, 1)]
    only = shop.windows(LATE, spans, first_only=True)
    assert {(row[0], row[1]): row[2:4] for row in only.rows()}["valentine", "march"] == (1, 0)
    adds_up(lambda **given: shop.windows(LATE, spans, **given), ("base", "back"))
    refused(lambda **given: shop.windows(LATE, **given), [
        (dict(windows=[("a", "b")]), TypeError), (dict(windows={}), ValueError), (dict(windows={"a": []}), ValueError),
        (dict(windows={"a": ["2024-01-01"]}), ValueError), (dict(windows={1: []}), TypeError),
        (dict(windows={"a": [("2024-02-01", "2024-01-01")]}), ValueError, "options")])


def test_anniversaries(shop):
    table = shop.anniversaries("2025-01-01", days=7)
    assert list(table.rows()) == [
        ("ann", dt.date(2024, 1, 5), dt.date(2025, 1, 5), 1, 3, dt.date(2024, 3, 6)),
        ("bob", dt.date(2024, 1, 8), dt.date(2025, 1, 8), 1, 2, dt.date(2024, 2, 20))]
    assert len(shop.anniversaries("2025-01-01", days=7, mask=[True, False, True, True])) == 1
    assert table.unknown_birth == 0 and table.to_pandas().anniversary_day.dtype.kind == "M"
    known = small_shop(observed_from="2024-01-07").anniversaries("2025-01-01", days=7)
    assert known["customer"].tolist() == ["bob"] and known.unknown_birth == 1
    refused(lambda **given: shop.anniversaries("2025-01-01", **given), [(dict(days=0), ValueError)])


def test_tables_of_rates_convert(shop):
    table = shop.repeat_sequence(LATE, sequence=4)
    frame = table.to_pandas()
    assert frame.rate.isna().tolist() == [False] * 3 + [True] and frame.rate.dtype == float
    assert isinstance(frame, pandas.DataFrame) and frame.buyers.sum() == 6
    assert table["rate"].to_numpy()[3] != table["rate"].to_numpy()[3]
    assert "-" in repr(table).splitlines()[4].split()


def test_rates_go_out_as_arrow(shop):
    """Undefined rates are nulls of the stream."""
    pytest.importorskip("polars")
    table = shop.repeat_sequence(LATE, sequence=4)
    rate = table.to_polars()["rate"]
    assert rate.to_list() == table["rate"].tolist() and rate.null_count() == 1
