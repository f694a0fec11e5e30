"""Points and tiers against numbers done by hand."""
import datetime as dt

import pandas
import pytest
from conftest import LATE, refused

import patron

EVENTS = {"customer": ["ann", "bob", "ann", "ann", "bob", "ann"],
          "time": ["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20", "2024-03-06"],
          "kind": ["earn", "earn", "bonus", "spend", "refund", "earn"],
          "amount": [2500, 1800, 10, 20, 900, 990], "order": [1, 2, None, None, 2, 3]}


@pytest.fixture(scope="module")
def ledger():
    """ann: 25 and 10, of which 20 are spent, and 9. bob: 18, of which 9 are taken back."""
    return patron.Ledger(EVENTS, expiry="after", expiry_count=90)


def test_balances(ledger):
    table = ledger.balances(LATE)
    ann, bob = table.row(0), table.row(1)
    assert [ann[name] for name in ("customer", "balance", "earned", "bonus", "spent")] == ["ann", 24, 34, 10, 20]
    assert [bob[name] for name in ("balance", "earned", "taken", "debt", "shortfall")] == [9, 18, 9, 0, 0]
    assert (ann["expiring"], ann["next_expiry"], ann["next_points"]) == (5, dt.date(2024, 4, 4), 5)
    assert ann["last_event"] == dt.date(2024, 3, 6)
    later = ledger.balances("2024-04-30")
    assert later["expired"].tolist() == [5, 9] and later["balance"].tolist() == [19, 0]
    assert later["next_expiry"].tolist() == [dt.date(2024, 5, 4), None]
    assert ledger.balances(LATE, within=3)["expiring"].tolist() == [0, 0]
    assert ledger.balances("2024-01-06", columns=["balance"], first=1, count=1).to_dict() == \
        {"customer": ["bob"], "balance": [0]}
    frame = later.to_pandas()
    assert frame.next_expiry.isna().tolist() == [False, True]
    refused(lambda **given: ledger.balances(LATE, **given), [
        (dict(within=-1), ValueError, "view"), (dict(columns=["points"]), ValueError), (dict(first=7), ValueError)])


def test_sums(ledger):
    table = ledger.liability("2024-04-30", point_value=(3, 2))
    row = table.row(0)
    assert [row[name] for name in ("customers", "holders", "issued", "expired", "outstanding")] == [2, 1, 62, 14, 19]
    assert (row["liability"], row["liability_rest"]) == (28, 1)  # 19 x 3 / 2
    assert (row["breakage_rate"], row["fate_rate"]) == (14 / 62, 14 / 43)
    assert (row["breakage_low"], row["breakage_high"]) == (patron.stats.wilson(14, 62).low,
                                                          patron.stats.wilson(14, 62).high)
    parts = ledger.liability(LATE, group=["a", "b"])
    assert {name: part["outstanding"].tolist() for name, part in parts.items()} == {"a": [24], "b": [9]}
    assert ledger.liability(LATE, mask=[False, True])["issued"].tolist() == [18]
    assert ledger.liability("2023-01-01")["breakage_rate"].tolist() == [None]
    refused(lambda **given: ledger.liability(LATE, **given), [
        (dict(point_value=2), TypeError), (dict(point_value=(1, 0)), ValueError, "den"), (dict(mask=[1]), ValueError)])


def test_vintages(ledger):
    table = ledger.vintages("2024-04-30")
    assert list(table.rows())[0][:5] == ("2024-01", 2, 43, 14, 14 / 43)
    assert table["outstanding"].tolist() == [0, 10, 9, 0] and table["rate"].tolist()[3] is None
    march = ledger.vintages("2024-04-30", since="2024-03-01", until="2024-03-31")
    assert march["period"].tolist() == ["2024-03"] and march["issued"].tolist() == [9]
    parts = ledger.vintages("2024-04-30", group=["a", "b"])
    assert parts["a"]["issued"].tolist() == [25, 10, 9, 0]
    assert ledger.vintages("2024-04-30", period="quarter", mask=[True, True])["lots"].tolist() == [4, 0]
    refused(lambda **given: ledger.vintages(LATE, **given), [(dict(period="era"), ValueError)])


def test_history_and_lots(ledger):
    table = ledger.history("bob", "2024-04-30")
    assert list(table.rows()) == [
        (dt.date(2024, 1, 8), 1, "earned", 18, 18, 0), (dt.date(2024, 2, 20), 4, "taken_back", -9, 9, 0),
        (dt.date(2024, 4, 8), None, "expired", -9, 0, 0)]
    assert sum(ledger.history("ann", LATE)["points"]) == 24
    assert list(ledger.lots("ann", LATE).rows()) == [
        (0, dt.date(2024, 1, 5), dt.date(2024, 4, 4), 0, 5), (2, dt.date(2024, 2, 4), dt.date(2024, 5, 4), 0, 10),
        (5, dt.date(2024, 3, 6), dt.date(2024, 6, 4), 0, 9)]
    assert table.to_pandas().event.isna().tolist() == [False, False, True]
    with pytest.raises(ValueError, match="no customer 'eve'"):
        ledger.lots("eve", LATE)


def test_the_ledger_itself(ledger):
    assert (len(ledger), ledger.keys().tolist(), ledger.find(["bob", "eve"])) == (2, ["ann", "bob"], [1, None])
    info = ledger.info
    assert (info.events, info.replayed, info.repeated, info.guests, info.orders) == (6, 6, 0, 0, 3)
    assert (info.first_day, info.last_day) == (dt.date(2024, 1, 5), dt.date(2024, 3, 6))
    assert repr(ledger) == "Ledger(2 customers, 6 events, 2024-01-05 to 2024-03-06)"
    with patron.Ledger(EVENTS) as other:
        assert other.balances("2030-01-01")["expired"].tolist() == [0, 0]
    assert other.closed and repr(other) == "Ledger(closed)"
    with pytest.raises(ValueError, match="closed"):
        other.balances(LATE)
    assert len(patron.Ledger([])) == 0


def test_events_come_in_many_ways():
    wanted = list(patron.Ledger(EVENTS).balances(LATE).rows())
    frame = pandas.DataFrame(EVENTS)
    frame["order"] = frame["order"].astype("Int64")
    assert list(patron.Ledger(frame.rename(columns={"kind": "was"}), kind="was").balances(LATE).rows()) == wanted
    halves = [{name: values[part] for name, values in EVENTS.items()} for part in (slice(0, 3), slice(3, 6))]
    assert list(patron.Ledger(halves).balances(LATE).rows()) == wanted
    words = {"earn": "Bestellung", "bonus": "Gutschrift", "spend": "Einlösung", "refund": "Erstattung"}
    german = {**EVENTS, "kind": [words[kind] for kind in EVENTS["kind"]]}
    kinds = {word: kind for kind, word in words.items()}
    assert list(patron.Ledger(german, kinds=kinds).balances(LATE).rows()) == wanted
    numbers = {**EVENTS, "kind": [0, 0, 1, 2, 3, 0]}
    assert list(patron.Ledger(numbers).balances(LATE).rows()) == wanted
    clock = {**EVENTS, "time": [day + "T23:30:00+00:00" for day in EVENTS["time"]]}
    assert patron.Ledger(clock, tz="Europe/Berlin").info.first_day == dt.date(2024, 1, 6)
    twice = {name: values + values[-1:] for name, values in {**EVENTS, "event": list("abcdef")}.items()}
    assert patron.Ledger(twice).info.repeated == 1
    backwards = {name: values[::-1] for name, values in EVENTS.items()}
    assert sorted(patron.Ledger(backwards, sort_events=True).balances(LATE)["balance"]) == [9, 24]


def test_programmes():
    def balance(rows, **options):
        names = ("customer", "time", "kind", "amount", "order")
        return patron.Ledger(dict(zip(names, map(list, zip(*rows)))), **options).balances(LATE)["balance"][0]

    buy, back = ("ann", "2024-01-05", "earn", 2550, 1), ("ann", "2024-02-05", "refund", 2550, 1)
    pay = ("ann", "2024-01-10", "spend", 20, None)
    assert balance([buy]) == 25 and balance([buy], rules=[(3, 500)]) == 15
    assert balance([buy], expiry="after", expiry_count=30) == 0
    assert balance([buy], expiry="period", expiry_count=2, period="month") == 25
    assert balance([buy], expiry="period", expiry_count=1, period="month") == 0
    assert balance([buy, pay], expiry="activity", expiry_count=85) == 0
    assert balance([buy, pay], expiry="activity", expiry_count=85, renew_by_spend=True) == 5
    assert balance([buy, pay, back]) == 0 and balance([buy, pay, back], debt=True) == -20
    doubled = patron.Ledger(customer=["ann"], time=["2024-01-05"], kind=["earn"], amount=[2550], num=[3], den=[2],
                            rule=[1], rules=[(1, 100), (2, 100)])
    assert doubled.balances(LATE)["balance"].tolist() == [75]
    once = patron.Ledger(customer=["ann"], time=["2024-01-05"], kind=["earn"], amount=[2550], num=[2], round_once=True)
    assert once.balances(LATE)["balance"].tolist() == [51]
    own = patron.Ledger(customer=["ann", "ann"], time=["2024-01-05"] * 2, kind=["bonus"] * 2, amount=[5, 7],
                        expires=["2024-02-01", None])
    assert own.balances(LATE)["balance"].tolist() == [7]


@pytest.mark.parametrize("change, row, column", [
    (dict(kind=["earn", "earn", "bonus", "gift", "refund", "earn"]), 3, "kind"),
    (dict(amount=[2500, 1800, 10, 99, 900, 990]), 3, "amount"),
    (dict(amount=[2500, -1, 10, 20, 900, 990]), 1, "amount"),
    (dict(order=[1, 2, None, None, 7, 3]), 4, "order"),
    (dict(customer=["ann", "bob", None, "ann", "bob", "ann"]), 2, "customer"),
    (dict(time=["2024-01-05", "2024-01-08", "2024-01-01", "2024-02-15", "2024-02-20", "2024-03-06"]), 2, "time"),
    (dict(time=["2024-01-05", None] + EVENTS["time"][2:]), 1, "time")])
def test_a_wrong_event_is_named(change, row, column):
    with pytest.raises(ValueError) as caught:
        patron.Ledger({**EVENTS, **change})
    assert (caught.value.row, caught.value.argument) == (row, column)


def test_wrong_programmes():
    refused(lambda **given: patron.Ledger(EVENTS, **given), [
        (dict(rules=[]), ValueError), (dict(rules=[1]), ValueError), (dict(rules=[(1, 0)]), ValueError, "options"),
        (dict(expiry="soon"), ValueError), (dict(expiry="after"), ValueError, "expiry_count"),
        (dict(tz="Mars"), ValueError), (dict(amount=[1.5] * 6), ValueError), (dict(amount="cents"), ValueError),
        (dict(kinds={"earn": "gift"}), ValueError), (dict(amount=[1]), ValueError)])
    with pytest.raises(TypeError, match="customer"):
        patron.Ledger(time=[])
    with pytest.raises(ValueError, match="tz="):
        patron.Ledger({**EVENTS, "time": ["2024-01-05T10:00:00Z"] * 6})


# ---- tiers ----------------------------------------------------------------------------------------------------------


def test_tiers(shop):
    """Orders: ann 3, bob 2, cid 1; dan is no buyer."""
    tiers = patron.Tiers({"two": 2, "three": 3}, by="orders")
    table = shop.tiers(LATE, tiers)
    assert table["tier"].tolist() == ["three", "two", None, None] and table["value"].tolist() == [3, 2, 1, 0]
    assert table["gap"].tolist() == [None, 1, 1, None] and table["until"].tolist() == [None] * 4
    counts = shop.tiers_count(LATE, tiers)
    assert list(zip(counts["tier"], counts["buyers"], counts["value"])) == [
        (None, 1, 1), ("two", 1, 2), ("three", 1, 3)]
    assert counts["rate"].tolist() == [1 / 3] * 3
    assert list(shop.tier_changes("2024-02-29", LATE, tiers).rows()) == [("ann", "two", "three", 2, 3)]
    parts = shop.tiers_count(LATE, tiers, group=["a", "b", "a", None])
    assert [part["buyers"].tolist() for part in parts.values()] == [[1, 0, 1], [0, 1, 0]]
    assert shop.tiers_count(LATE, tiers, mask=[True, False, False, True])["buyers"].tolist() == [0, 0, 1]
    rolling = patron.Tiers({"some": 2500}, window="rolling", window_days=30, grace_days=10)
    found = shop.tiers(LATE, rolling)
    assert (found["value"][0], found["until"][0], found["keep_gap"][0]) == (2600, dt.date(2024, 4, 14), 2500)
    assert shop.tiers_count(LATE, rolling, within=14)["lapsing"].tolist() == [0, 1]
    assert shop.tiers_count(LATE, rolling, within=13)["lapsing"].tolist() == [0, 0]
    year = patron.Tiers({"some": 2500}, window="period")
    assert shop.tiers(LATE, year)["until"].tolist()[0] == dt.date(2024, 12, 31)
    assert table.to_pandas().tier.cat.categories.tolist() == ["two", "three"]
    refused(lambda **given: shop.tiers(LATE, **{"tiers": tiers, **given}), [
        (dict(tiers={"a": 1}), TypeError), (dict(ledger=3), TypeError),
        (dict(tiers=patron.Tiers({"a": 5, "b": 5})), ValueError), (dict(tiers=patron.Tiers({"a": 1}, by="points")),
                                                                  ValueError, "ledger")])
    refused(patron.Tiers, [(dict(thresholds=[1]), TypeError), (dict(thresholds={"a": "b"}), TypeError),
                           (dict(thresholds={"a": 1}, by="luck"), ValueError, "by"),
                           (dict(thresholds={"a": 1}, window="ever"), ValueError, "window")])


def test_points_of_a_book(shop):
    """A point a euro: ann 30 + 25 + 26, bob 20 + 18, cid 90 - 10, dan 40 - 40."""
    made = shop.ledger()
    balances = dict(zip(*[made.balances(LATE)[name] for name in ("customer", "balance")]))
    assert balances == {"ann": 81, "bob": 38, "cid": 80, "dan": 0}
    events = shop.loyalty_events()
    assert set(events["kind"]) == {"earn", "refund"} and len(events) == 9
    again = patron.Ledger(events).balances(LATE)
    assert dict(zip(again["customer"], again["balance"])) == balances
    tiers = patron.Tiers({"gold": 50}, by="points")
    assert shop.tiers(LATE, tiers, ledger=made)["tier"].tolist() == ["gold", None, "gold", None]
    assert shop.tiers_count(LATE, tiers, ledger=made)["buyers"].tolist() == [1, 2]
    assert len(shop.tier_changes("2024-01-31", LATE, tiers, ledger=made)) == 2
    assert list(made.history("cid", LATE)["reason"]) == ["earned", "taken_back"]
