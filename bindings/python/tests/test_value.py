"""What customers are worth, against numbers done by hand."""
import math

import pytest
from conftest import LATE, adds_up, refused, small_shop

import patron
from patron import stats

JANUARY, FEBRUARY, MARCH = ("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31")


def test_concentration(shop):
    """Nets: ann 8100, cid 8000, bob 3800."""
    table = shop.value_concentration(LATE, shares=[2000, 5000, 10000])
    assert table["top"].tolist() == [.2, .5, 1.0] and table["buyers"].tolist() == [1, 2, 3]
    assert table["net"].tolist() == [8100, 16100, 19900]
    assert table["share"].tolist() == pytest.approx([8100 / 19900, 16100 / 19900, 1.0], rel=1e-15)
    assert table["multiple"][0] == pytest.approx(8100 / (19900 / 3), rel=1e-15)
    assert table["rest_multiple"].tolist() == [pytest.approx(8100 / 5900), pytest.approx(8050 / 3800), None]
    assert table.gini == pytest.approx(2 * 44100 / (3 * 19900) - 4 / 3) and (table.buyers, table.negative) == (3, 0)
    recent = shop.value_concentration(LATE, shares=[5000], window_days=31)
    assert (recent.net, recent["net"].tolist(), recent.buyers) == (2600, [2600], 3)
    early = shop.value_concentration("2023-01-01")
    assert early["share"].tolist() == [None] * 5 and early.gini is None
    parts = shop.value_concentration(LATE, group=["a", "b", "b", None])
    assert {name: part.net for name, part in parts.items()} == {"a": 8100, "b": 11800}
    assert shop.value_concentration(LATE, mask=[False, True, True, True]).net == 11800
    assert table.to_pandas().rest_multiple.isna().tolist() == [False, False, True]
    refused(lambda **given: shop.value_concentration(LATE, **given), [
        (dict(shares=[0]), ValueError, "options"), (dict(shares=[]), ValueError), (dict(window_days=0), ValueError)])


def test_order_values(shop):
    """1800, 2000, 2500, 2600, 3000, 8000; a guest's 1500; cid's was 9000 before the refund."""
    table = shop.order_values(LATE, quantiles=[0, 2500, 5000, 10000], thresholds=[2500, 10000])
    assert table["quantile"].tolist() == [0.0, .25, .5, 1.0] and table["value"].tolist() == [1800, 2125, 2550, 8000]
    assert (table.orders, table.value, table.aov) == (6, 19900, 19900 / 6)
    rows = table.thresholds
    assert rows["below"].tolist() == [2, 6] and rows["below_value"].tolist() == [3800, 19900]
    assert rows["orders"].tolist() == [6, 6] and rows["rate"].tolist() == [2 / 6, 1.0]
    assert rows["low"][0] == stats.wilson(2, 6).low
    assert shop.order_values(LATE, sales=True, quantiles=[10000])["value"].tolist() == [9000]
    guests = shop.order_values(LATE, guests=True, quantiles=[0])
    assert (guests.orders, guests["value"].tolist()) == (7, [1500])
    assert shop.order_values(LATE, window_days=31).orders == 1
    early = shop.order_values("2023-01-01", thresholds=[5])
    assert early["value"].tolist() == [None] * 5 and early.aov is None and early.thresholds["rate"].tolist() == [None]
    parts = shop.order_values(LATE, quantiles=[5000], group=["a", "b", "b", None])
    assert (parts["a"].orders, parts["a"]["value"][0], parts["b"]["value"][0]) == (3, 2600, 2000)
    refused(lambda **given: shop.order_values(LATE, **given), [
        (dict(quantiles=[10001]), ValueError, "options"), (dict(thresholds=["x"]), TypeError),
        (dict(guests=True, mask=[True] * 4), ValueError, "options")])


def test_lifetime_value(shop):
    found = shop.lifetime_value(LATE, years=2)
    assert (found.buyers, found.orders, found.first_orders, found.net_counted) == (3, 6, 3, 19900)
    assert (found.exposure_days, found.cost) == (86 + 83 + 45, 10450)
    margin, aov, yearly = (19900 - 10450) / 19900, 19900 / 6, 365 / 214
    assert found.margin == pytest.approx(margin) and found.aov == pytest.approx(aov)
    assert found.frequency == pytest.approx(6 * yearly) and found.repeat_frequency == pytest.approx(3 * yearly)
    assert found.value == pytest.approx(aov * 6 * yearly * 2 * margin)
    assert found.value_new == pytest.approx(aov * (1 + 3 * yearly * 2) * margin)
    revenue = small_shop("cost").lifetime_value(LATE)
    assert revenue.cost is None and revenue.margin == 1 and revenue.years == 3
    nobody = shop.lifetime_value("2023-01-01")
    assert nobody.buyers == 0 and nobody.aov is nobody.value is None
    parts = shop.lifetime_value(LATE, group=["a", "b", "b", None])
    assert parts["a"].orders + parts["b"].orders == shop.lifetime_value(LATE, mask=[1, 1, 1, 0]).orders == 6
    with pytest.raises(AttributeError):
        found.orders = 1
    refused(lambda **given: shop.lifetime_value(LATE, **given), [
        (dict(years=0), ValueError), (dict(years="3"), TypeError), (dict(margin=-1.0), ValueError),
        (dict(margin=2.0), ValueError)])


def test_revenue_tree(shop):
    tree = shop.revenue_tree(LATE, JANUARY, FEBRUARY)
    rows = {row["part"]: row for row in map(tree.row, range(len(tree)))}
    assert list(rows) == ["new", "returning", "uncounted", "unmatched", "guests"]
    assert [rows["new"][name] for name in ("buyers_before", "orders_before", "net_before")] == [2, 2, 5000]
    assert [rows["new"][name] for name in ("buyers_after", "orders_after", "net_after", "change")] == [1, 1, 8000, 3000]
    mean = 3000 / math.log(8000 / 5000)
    assert rows["new"]["by_buyers"] == pytest.approx(mean * math.log(1 / 2)) and rows["new"]["by_frequency"] == 0
    assert rows["new"]["by_value"] == pytest.approx(mean * math.log(8000 / 2500))
    assert rows["returning"]["by_buyers"] == rows["returning"]["change"] == 4300 and tree.change == 7300
    assert rows["uncounted"]["by_value"] is None and rows["unmatched"]["buyers_after"] is None
    march = shop.revenue_tree(LATE, FEBRUARY, MARCH)
    assert march["net_after"].tolist() == [0, 2600, 0, 0, 1500] and march.change == 4100 - 12300
    parts = shop.revenue_tree(LATE, JANUARY, FEBRUARY, group=["a", "b", "b", None])
    assert len(parts["a"]) == 4 and parts["a"].change + parts["b"].change == 7300
    refused(lambda **given: shop.revenue_tree(LATE, **{"before": JANUARY, "after": FEBRUARY, **given}), [
        (dict(before=("2024-02-01", "2024-01-01")), ValueError), (dict(after="2024-01"), TypeError),
        (dict(after=("2024-05-01", "2024-06-01")), ValueError, "to")])


def test_payback(shop):
    cohorts = shop.cohorts(LATE, periods=3)
    table = patron.payback(cohorts, {"2024-02": 9000, "2024-01": 3000}, of="net_to")
    rows = {row["cohort"]: row for row in map(table.row, range(2))}
    january = rows["2024-01"]  # 5000, with February 9300, with March 11900
    assert (january["buyers"], january["cost"], january["state"], january["payback"]) == (2, 3000, "paid", 0)
    assert (january["column"], january["cac"], january["ltv"], january["ratio"]) == (2, 1500, 5950, 11900 / 3000)
    assert (rows["2024-02"]["state"], rows["2024-02"]["payback"], rows["2024-02"]["column"]) == ("open", None, 1)
    assert patron.payback(cohorts, {"2024-01": 0})["ratio"].tolist() == [None]
    assert patron.payback(cohorts, {"2024-01": 5}).of == "margin_to"
    wide = patron.payback(shop.cohorts(LATE, brackets=[1, 3]), {"2024-01": 9000}, of="net_to")
    assert wide["payback"].tolist() == wide["column"].tolist() == ["1-2"]
    assert len(table.to_pandas()) == 2
    refused(lambda **given: patron.payback(**{"cohorts": cohorts, "costs": {}, **given}), [
        (dict(cohorts=3), TypeError), (dict(costs=[1]), TypeError), (dict(costs={"2025-01": 5}), ValueError),
        (dict(costs={"2024-01": -5}), ValueError, "cost"), (dict(costs={"2024-01": 5.5}), TypeError),
        (dict(of="sales"), ValueError)])
