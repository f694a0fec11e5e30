"""Coupons, discounts and mailings, against numbers done by hand."""
import pytest
from conftest import LATE, adds_up, refused, small_shop

from patron import stats

ARMS = {"ann": "card", "bob": "none", "cid": "card", "eve": "card", "fay": "none"}
SENT = dict(sent="2024-03-01", days=14, holdout="none")


def test_promotions(shop):
    table = shop.promotions(LATE, "coupon", repeat_days=40)
    assert table["coupon"].tolist() == ["MAY"]
    row = table.row(0)
    assert [row[name] for name in ("orders", "net", "sales", "discount", "discounted")] == [3, 11800, 12800, 1700, 3]
    assert [row[name] for name in ("buyers", "returned", "returned_rate", "buyers_net")] == [2, 1, .5, 11800]
    assert row["returned_low"] == stats.wilson(1, 2).low
    assert [row[name] for name in ("new_buyers", "new_repeaters", "new_repeat_rate", "new_net")] == [2, 1, .5, 11800]
    assert [row[name] for name in ("new_observed", "new_within", "new_within_rate")] == [2, 0, 0.0]
    assert (table.none["orders"], table.none["net"], table.all["orders"], table.all["net"]) == (3, 8100, 6, 19900)
    assert shop.promotions(LATE, "coupon")["new_within_rate"].tolist() == [None]
    assert shop.promotions(LATE, "coupon", window_days=31)["orders"].tolist() == [0]
    assert "discount" not in small_shop("discount").promotions(LATE, "coupon")
    _, parts = adds_up(lambda **given: shop.promotions(LATE, "coupon", **given), ("orders", "net", "buyers"))
    assert parts["even"]["net"].tolist() == [8000]
    assert table.to_pandas().coupon.tolist() == ["MAY"]
    refused(lambda **given: shop.promotions(LATE, **{"label": "coupon", **given}), [
        (dict(label="campaign"), ValueError), (dict(label=3), ValueError), (dict(repeat_days=0), ValueError)])


def test_discount_depth(shop):
    """First purchases: ann without, bob 500 of 2500, cid 1000 of 10000."""
    table = shop.discount_depth(LATE, edges=[2000], repeat_days=40)
    got = {name: table[name].tolist() for name in table.columns}
    assert got["band"] == ["no discount", "below 20%", "20% and more"]
    assert (got["buyers"], got["repeaters"], got["repeat_rate"]) == ([1, 1, 1], [1, 0, 1], [1.0, 0.0, 1.0])
    assert (got["observed"], got["within"]) == ([1, 1, 1], [1, 0, 0])
    assert (got["first_net"], got["later_net"]) == ([3000, 8000, 2000], [5100, 0, 1800])
    assert (got["later_orders"], got["later_discounted"]) == ([2, 0, 1], [0, 0, 1])
    assert got["later_discounted_rate"] == [0.0, None, 1.0]
    assert (got["orders"], got["orders_rate"]) == ([3, 2, 1], [3 / 6, 2 / 6, 1 / 6])
    assert (got["orders_net"], got["orders_discount"]) == ([8100, 9800, 2000], [0, 1200, 500])
    assert len(shop.discount_depth(LATE)) == 6
    adds_up(lambda **given: shop.discount_depth(LATE, **given), ("buyers", "orders", "orders_net"))
    assert table.to_pandas().later_discounted_rate.isna().tolist() == [False, True, False]
    refused(lambda **given: shop.discount_depth(LATE, **given), [
        (dict(edges=[]), ValueError), (dict(edges=[5, 5]), ValueError), (dict(edges="x"), TypeError)])
    with pytest.raises(ValueError, match="discount"):
        small_shop("discount").discount_depth(LATE)


def test_mailing(shop):
    table = shop.mailing(LATE, ARMS, **SENT)
    assert table["arm"].tolist() == ["none", "card"]
    got = {name: table[name].tolist() for name in table.columns}
    assert (got["recipients"], got["responders"], got["unobserved"]) == ([2, 3], [0, 1], [0, 0])  # so do eve and fay
    assert (got["orders"], got["net"], got["rate"]) == ([0, 1], [0, 2600], [0.0, 1 / 3])
    found = table.compare(adjust="none")
    wanted = stats.rate_difference(1, 3, 0, 2)
    row = found.row(1)
    assert (row["difference"], row["p_value"], row["p_adjusted"]) == (wanted.difference, wanted.p_value, wanted.p_value)
    assert (row["difference_low"], row["difference_high"]) == (wanted.low, wanted.high)
    assert row["net"] == pytest.approx(2600 / 3) and row["incremental"] == pytest.approx(2600)
    assert found["difference"][0] is found["net_p_value"][0] is None and found["rate"][0] == 0
    assert found.to_pandas().difference.isna().tolist() == [True, False]
    late = shop.mailing("2024-03-10", ARMS, **SENT)
    assert late["unobserved"].tolist() == [2, 3] and late["rate"].tolist() == [None, None]
    assert late.compare()["difference"].tolist() == [None, None]
    listed = shop.mailing(LATE, ["card", "none", "card", None], **SENT)
    assert listed["recipients"].tolist() == [1, 2]
    assert listed.compare()["difference"][1] == .5 and listed.compare()["net_difference"][1] is None  # one alone
    parts = shop.mailing(LATE, ARMS, group=["a", "b", "b", None], **SENT)
    assert [part["recipients"].tolist() for part in parts.values()] == [[0, 1], [1, 1]]
    assert [part["net"].tolist() for part in parts.values()] == [[0, 2600], [0, 0]]
    assert shop.mailing(LATE, ARMS, mask=[True, True, False, True], **SENT)["recipients"].tolist() == [1, 1]
    own = shop.mailing(LATE, ARMS, days=14, holdout="none", sent={
        "ann": "2024-03-07", "bob": "2024-03-01", "cid": "2024-03-01", "eve": "2024-03-30", "fay": None})
    assert (own["responders"].tolist(), own["unobserved"].tolist()) == ([0, 0], [0, 1])
    three = shop.mailing(LATE, {**ARMS, "cid": "call"}, **SENT).compare(adjust="holm")
    assert three["arm"].tolist() == ["none", "card", "call"] and three["p_adjusted"][1] == 2 * three["p_value"][1] < 1
    refused(lambda **given: shop.mailing(LATE, **{"arms": ARMS, **SENT, **given}), [
        (dict(arms={"ann": "none"}), ValueError), (dict(arms=["card"]), ValueError), (dict(days=0), ValueError),
        (dict(holdout=None), TypeError), (dict(sent="soon"), ValueError), (dict(arms={1: "card"}), ValueError, "keys"),
        (dict(sent=["2024-03-01"] * 4), TypeError)])
    with pytest.raises(ValueError, match="adjust"):
        table.compare(adjust="bonferroni")


def test_adjust():
    assert stats.adjust([.01, .04, .03]) == (.03, .06, .06) and stats.adjust([]) == ()
    assert stats.adjust([.01, .04, .03], "benjamini_hochberg") == (.03, .04, .04)
    assert stats.adjust([.01, .04], "none") == (.01, .04)
    refused(lambda **given: stats.adjust(**{"p_values": [.5], **given}), [
        (dict(p_values=["x"]), TypeError), (dict(p_values=[1.5]), ValueError), (dict(method="x"), ValueError)])
