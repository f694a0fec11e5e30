"""Products against numbers done by hand."""
import datetime as dt

import pytest
from conftest import LATE, adds_up, refused, small_shop

from patron import stats


def by_key(table):
    return {row[table.columns[0]]: row for row in map(table.row, range(len(table)))}


def test_products(shop):
    """ann bought tea three times and two cups, bob a pot and tea, cid a pot; a guest a cup; dan gave his tea back."""
    table = shop.products(LATE, repeat_days=30)
    assert table["product"].tolist() == ["pot", "tea", "cup"]  # most buyers first, equal ones by key
    tea, pot, cup = [by_key(table)[name] for name in ("tea", "pot", "cup")]
    assert [tea[name] for name in ("buyers", "new_buyers", "existing_buyers", "new_rate")] == [2, 1, 1, .5]
    assert [tea[name] for name in ("repurchasers", "repurchase_rate")] == [1, .5]
    assert tea["repurchase_high"] == stats.wilson(1, 2).high
    assert [tea[name] for name in ("again_observed", "again_within", "again_rate")] == [2, 1, .5]
    assert [tea[name] for name in ("orders", "purchases", "sold", "returned", "sales", "refunds")] == \
        [4, 4, 5, 0, 12900, 4000]
    assert (tea["first_day"], tea["last_day"]) == (dt.date(2024, 1, 5), dt.date(2024, 3, 6))
    assert (pot["sales"], pot["repurchasers"], cup["sold"], cup["sales"]) == (11000, 0, 2, 1000)
    assert (table.all["sales"], table.all["refunds"], table.rest["refunds"]) == (24900, 5000, 1000)
    totals, guests = shop.totals(LATE), table.guests
    assert table.all["sales"] + guests.all["sales"] == totals.sales == 26400
    assert by_key(guests)["cup"]["orders"] == 1 and table.all["repurchasers"] == 2
    for name in ("sales", "refunds"):
        assert sum(table[name]) + table.none[name] + table.rest[name] == table.all[name]
    ware = by_key(shop.products(LATE, level="category"))["ware"]
    assert (ware["buyers"], ware["orders"], ware["repurchasers"]) == (3, 3, 0)
    parts = shop.products(LATE, group=["even", "odd", "even", None])
    assert parts["even"].guests is None
    assert {name: by_key(part)["tea"]["buyers"] for name, part in parts.items()} == {"even": 1, "odd": 1}
    assert by_key(shop.products(LATE, mask=[True, False, True, True]))["tea"]["orders"] == 3
    assert table.to_pandas().set_index("product").loc["tea", "sold"] == 5
    refused(lambda **given: shop.products(LATE, **given), [
        (dict(level="brand"), ValueError), (dict(window_days=0), ValueError), (dict(repeat_days="x"), TypeError)])
    with pytest.raises(ValueError) as caught:
        small_shop("product", "category").products(LATE)
    assert caught.value.status == "missing"


def test_first_products(shop):
    table = shop.first_products(LATE, repeat_days=45)
    tea, pot, cup = [by_key(table)[name] for name in ("tea", "pot", "cup")]
    assert [tea[name] for name in ("buyers", "repeaters", "repeat_rate", "loyal", "net")] == [1, 1, 1.0, 1, 8100]
    assert [pot[name] for name in ("buyers", "repeaters", "repeat_rate", "loyal", "net")] == [2, 1, .5, 0, 11800]
    assert [pot[name] for name in ("repeat_observed", "repeat_within", "within_rate")] == [2, 1, .5]
    assert cup["repeat_rate"] is None and table.all["buyers"] == 3 and table.unknown["buyers"] == 0
    known = small_shop(observed_from="2024-01-07").first_products(LATE)
    assert known.unknown["buyers"] == 1 and by_key(known)["tea"]["buyers"] == 0
    parts = shop.first_products(LATE, group=["even", "odd", "even", None])
    assert [part.all["net"] for part in parts.values()] == [16100, 3800]
    assert shop.first_products(LATE, mask=[False, True, True, True]).all["buyers"] == 2
    refused(lambda **given: shop.first_products(LATE, **given), [(dict(level=1), ValueError)])


def test_gaps(shop):
    """Tea: ann after 30 and 31 days and open for 25, bob open for 40."""
    rows = by_key(shop.product_gaps(LATE))
    assert list(rows) == ["tea", "cup", "pot"]
    assert list(rows["tea"].values())[1:] == [2, 2, 30, 31, None] and rows["pot"]["open"] == 2
    second = shop.product_gaps(LATE, which="second")
    assert by_key(second)["pot"] == dict(product="pot", closed=1, open=1, day_25=43, day_50=43, day_75=None)
    assert (second.all["closed"], second.all["open"]) == (2, 1)
    parts = shop.product_gaps(LATE, group=["even", "odd", "even", None])
    assert [by_key(part)["tea"]["open"] for part in parts.values()] == [1, 1]
    assert by_key(shop.product_gaps(LATE, mask=[True, False, False, False]))["tea"]["closed"] == 2
    assert shop.product_gaps(LATE).to_pandas().day_50.tolist()[0] == 31
    refused(lambda **given: shop.product_gaps(LATE, **given), [(dict(which="third"), ValueError)])


def test_expected(shop):
    """Three teas in 60 days; two cups and a guest's in the 26 days since the first one."""
    rows = by_key(shop.expected(LATE, horizon=30, window_days=60))
    assert (rows["tea"]["units"], rows["tea"]["orders"], rows["tea"]["expected"]) == (3.0, 3, 1.5)
    assert rows["cup"]["expected"] == pytest.approx(3 / 26 * 30) and rows["pot"]["expected"] == .5
    assert all(row["low"] <= row["expected"] <= row["high"] for row in rows.values())
    assert by_key(shop.expected(LATE, mask=[True, False, False, False]))["cup"]["units"] == 2.0
    half = by_key(small_shop(quantity_scale=2).expected(LATE, horizon=30, window_days=60))
    assert (half["tea"]["units"], half["tea"]["expected"]) == (1.5, .75)
    refused(lambda **given: shop.expected(LATE, **given), [(dict(horizon=0), ValueError),
                                                          (dict(confidence=2), ValueError)])


def test_pairs(shop):
    table = shop.pairs(LATE, min_count=1)
    row = table.row(0)
    assert [row[name] for name in ("a", "b", "count", "a_count", "b_count", "baskets")] == ["cup", "tea", 1, 1, 4, 6]
    assert (row["a_to_b"], row["b_to_a"], row["lift"], row["support"]) == (1.0, .25, 1.5, 1 / 6)
    assert (row["b_to_a_low"], row["b_to_a_high"]) == (stats.wilson(1, 4).low, stats.wilson(1, 4).high)
    assert (table.baskets, table.left_out, table.empty) == (6, 0, 0) and len(shop.pairs(LATE)) == 0
    assert shop.pairs(LATE, min_count=1, guests=True)["a_count"].tolist() == [2]
    ever = shop.pairs(LATE, basket="history", min_count=1)
    assert list(zip(ever["a"], ever["b"])) == [("cup", "tea"), ("pot", "tea")] and ever.baskets == 3
    assert ever["lift"].tolist() == [1.5, .75]
    assert shop.pairs(LATE, basket="history", min_count=1, max_items=1).left_out == 2
    assert len(shop.pairs(LATE, basket="history", min_count=1, top=1, by_lift=True)) == 1
    parts = shop.pairs(LATE, basket="history", min_count=1, group=["even", "odd", "even", None])
    assert [part["a"].tolist() for part in parts.values()] == [["cup"], ["pot"]]
    assert [part.baskets for part in parts.values()] == [2, 1]
    assert len(shop.pairs(LATE, min_count=1, mask=[False, True, True, True])) == 0
    assert len(ever.to_pandas()) == 2
    refused(lambda **given: shop.pairs(LATE, **given), [
        (dict(basket="cart"), ValueError), (dict(top=0), ValueError), (dict(min_count=1.5), TypeError),
        (dict(max_items=10**6), ValueError), (dict(guests=True, basket="history"), ValueError, "options")])


def test_transitions(shop):
    """ann: tea, tea, tea with cups; bob: pot, tea."""
    table = shop.transitions(LATE, min_count=1)
    found = {(row["from"], row["to"]): row for row in map(table.row, range(len(table)))}
    assert set(found) == {("tea", "tea"), ("tea", "cup"), ("pot", "tea")} and table["count"].tolist() == [2, 1, 1]
    row = found["tea", "cup"]
    assert [row[name] for name in ("from_count", "to_count", "steps", "share")] == [2, 1, 3, .5]
    assert (row["share_low"], row["share_high"]) == (stats.wilson(1, 2).low, stats.wilson(1, 2).high)
    assert table.baskets == 3
    parts = shop.transitions(LATE, min_count=1, group=["even", "odd", "even", None])
    assert parts["odd"]["from"].tolist() == ["pot"] and len(parts["even"]) == 2
    assert shop.transitions(LATE, level="category", min_count=1).row(0)["count"] == 2
    refused(lambda **given: shop.transitions(LATE, **given), [(dict(level="x"), ValueError),
                                                             (dict(top=-1), ValueError)])


def test_over_index(shop):
    found = shop.over_index(LATE, ["x", "x", "y", None])
    assert list(found) == ["x", "y"]
    assert by_key(found["x"])["tea"]["index"] == 1.5 == by_key(found["y"])["pot"]["index"]
    row = by_key(found["x"])["cup"]
    assert [row[name] for name in ("buyers", "n", "buyers_all", "n_all")] == [1, 2, 1, 3]
    assert row["low"] < row["index"] <= row["high"]
    everyone = shop.over_index(LATE, ["all"] * 4)["all"]
    assert everyone["index"].tolist() == everyone["low"].tolist() == [1.0] * 3
    nobody = shop.over_index(LATE, [None, None, None, "dan"])["dan"]
    assert nobody["index"].tolist() == [None] * 3
    masked = shop.over_index(LATE, ["x", "x", "y", None], mask=[True, False, True, True])
    assert by_key(masked["x"])["tea"]["n_all"] == 2
    assert found["x"].to_pandas().n.tolist() == [2, 2, 2]
    refused(lambda **given: shop.over_index(LATE, **{"group": ["a"] * 4, **given}), [
        (dict(group=["a"]), ValueError), (dict(level="x"), ValueError)])
