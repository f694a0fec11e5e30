"""Measures against sums done by hand, rules and words."""
import datetime as dt
from collections import Counter, defaultdict

import numpy
import pandas
import pytest
from conftest import AS_OF, build, random_rows

import patron
from patron import _api

DAY = (dt.date.fromisoformat(AS_OF) - dt.date(1970, 1, 1)).days


@pytest.fixture(scope="module")
def rows():
    return random_rows(11, 600, 70)


@pytest.fixture(scope="module")
def book(rows):
    return build(rows)


def naive(rows):
    """Counted orders by customer, and net by customer, from the rows alone."""
    amount, day, who, refunded = {}, {}, {}, Counter()
    for at, order in enumerate(rows["order"]):
        if rows["kind"][at] in (0, 1) and rows["day"][at] <= DAY:
            amount[order], day[order], who[order] = rows["amount"][at], rows["day"][at], rows["customer"][at]
    for at, order in enumerate(rows["order"]):
        if rows["kind"][at] == 2 and rows["day"][at] <= DAY and order in amount:
            refunded[order] += rows["amount"][at]
    counted, net = defaultdict(list), Counter()
    for order in amount:
        if who[order]:
            net[who[order]] += amount[order] - refunded[order]
            if refunded[order] < amount[order]:
                counted[who[order]].append(day[order])
    return counted, net, sum(amount.values()) - sum(refunded.values())


def test_facts_and_totals(book, rows):
    counted, net, whole = naive(rows)
    facts = book.customers(AS_OF)
    for row in range(len(facts)):
        found = facts.row(row)
        days = sorted(set(counted[found["customer"]]))
        assert found["orders"] == len(counted[found["customer"]]) and found["purchases"] == len(days)
        assert found["net"] == net[found["customer"]]
        assert found["last_day"] == (dt.date(1970, 1, 1) + dt.timedelta(days=days[-1]) if days else None)
        assert found["state"] == ("buyer" if days else "no_buyer" if found["net"] or found["sales"] else "absent")
    totals = book.totals(AS_OF)
    assert totals.net == whole == totals.net_customers + totals.net_guests + totals.net_unmatched
    assert totals.buyers == sum(1 for days in counted.values() if days) == book.customers_count(AS_OF)["buyers"]
    with pytest.raises(AttributeError):
        totals.net = 3


def test_groups_add_up(book):
    everyone = book.customers_count(AS_OF)
    group = ["a" if at % 3 else None if at % 2 else "b" for at in range(len(book))]
    mask = [value is not None for value in group]
    by_group, masked = book.customers_count(AS_OF, group=group), book.customers_count(AS_OF, mask=numpy.array(mask))
    assert list(by_group) == sorted(by_group, key=group.index)
    assert masked == {name: by_group["a"][name] + by_group["b"][name] for name in everyone}
    rfm, churn = book.rfm_rule(AS_OF), book.churn_rule(AS_OF)
    due = book.replenishment_rule(AS_OF)
    for count in (lambda **s: book.rfm_count(AS_OF, rule=rfm, **s),
                  lambda **s: book.churn_states(AS_OF, rule=churn, **s),
                  lambda **s: book.replenishment_count(AS_OF, rule=due, **s)):
        parts, whole = count(group=group), count(mask=mask)
        assert whole.to_numpy().tolist() == (parts["a"].to_numpy() + parts["b"].to_numpy()).tolist()
    parts, whole = book.cohorts(AS_OF, group=group), book.cohorts(AS_OF, mask=mask)
    for name in whole.names:
        assert whole[name].to_numpy().tolist() == (parts["a"][name].to_numpy() + parts["b"][name].to_numpy()).tolist()
    for wrong, kind in ((dict(mask=[True]), ValueError), (dict(group=["a"]), ValueError), (dict(mask="x"), TypeError),
                        (dict(group=3), TypeError)):
        with pytest.raises(kind):
            book.customers_count(AS_OF, **wrong)


def test_rfm(book):
    scores = book.rfm(AS_OF)
    frame = scores.to_pandas()
    buyers = frame[frame.r.notna()]
    assert set(buyers.r) <= {1, 2, 3, 4, 5} and len(buyers) == book.totals(AS_OF).buyers
    assert (buyers.monetary_denominator == 1).all()
    worse = buyers.sort_values("recency", ascending=False).r.astype(int).tolist()
    assert worse == sorted(worse)
    counts = book.rfm_count(AS_OF, rule=scores.rule)
    assert {name: counts[name, "buyers"] for name in counts.rows if counts[name, "buyers"]} == \
        Counter(name for name in scores["segment"] if name)
    info = scores.rule.inspect()
    assert (info.bins, info.as_of, info.population) == (5, dt.date.fromisoformat(AS_OF), len(buyers))
    seven = book.rfm(AS_OF, bins=7)
    assert "segment" not in seven and max(value for value in seven["r"] if value) == 7
    assert set(book.rfm(AS_OF, bins=7, map="six")["segment"]) <= set(patron.RfmMap("six").names) | {None}
    own = patron.RfmMap(bins=2, cells=[0, 0, 0, 0, 1, 1, 1, 1], names=["away", "here"])
    assert set(book.rfm(AS_OF, bins=2, map=own)["segment"]) == {"away", "here", None} - \
        ({None} if len(buyers) == len(frame) else set())
    cuts = book.rfm(AS_OF, monetary_method="cuts", monetary_cuts=[1000, 5000, 20000, 10**6])
    frame = cuts.to_pandas().dropna(subset=["m"])
    assert (frame.m == 1 + numpy.searchsorted([1000, 5000, 20000, 10**6], frame.monetary_numerator, side="right")).all()


@pytest.mark.parametrize("options,kind",
                         [(dict(bins=1), ValueError), (dict(bins=0), ValueError), (dict(monetary="sum"), ValueError),
                                          (dict(caps=[1]), ValueError), (dict(recency_method="x"), ValueError),
                                          (dict(monetary_cuts=[1]), ValueError), (dict(monetary="margin"), ValueError),
                                          (dict(bins="5"), TypeError), (dict(map="best"), ValueError),
                          (dict(map=3), TypeError),
                                          (dict(rule=3), TypeError), (dict(first=-1), ValueError),
                          (dict(count=10**6), ValueError)])
def test_bad_rfm(book, options, kind):
    with pytest.raises(kind) as caught:
        book.rfm(AS_OF, **options)
    assert isinstance(caught.value, patron.PatronError) and caught.value.argument


def test_migration(book):
    before, after = book.rfm("2023-06-01"), book.rfm(AS_OF)
    matrix = patron.migration(before, after)
    assert matrix.shape == (12, 12) and matrix.rows[-1] == "none" and matrix.columns[-1] == "refunded"
    pairs = Counter((old, new) for old, new in zip(matrix.moves["from"], matrix.moves["to"]) if new)
    counted = {(row, column): matrix[row, column] for row in matrix.rows for column in matrix.columns}
    assert pairs == {cell: count for cell, count in counted.items() if count}
    were = [old for old in matrix.moves["from"] if old not in (None, "none")]
    assert were == [old for old in before["segment"] if old]
    assert patron.migration(before, before).to_numpy().trace() == sum(1 for name in before["segment"] if name)
    with pytest.raises(ValueError, match="one book"):
        patron.migration(before, build(random_rows(1)).rfm(AS_OF))
    with pytest.raises(TypeError):
        patron.migration(before, book.churn(AS_OF))


def test_cohorts(book, rows):
    counted, _, _ = naive(rows)
    births = [dt.date(1970, 1, 1) + dt.timedelta(days=min(days)) for days in counted.values() if days]
    born = Counter(day.isoformat()[:7] for day in births)
    cohorts = book.cohorts(AS_OF, sequence=3)
    assert {row: size for row, size in cohorts.buyers.items() if size and row[0] != "("} == dict(born)
    assert cohorts.buyers["(all)"] == sum(born.values())
    active = cohorts["active"]
    assert [active[row, "0"] for row in cohorts.rows] == list(cohorts.buyers.values())
    rates = cohorts.curve("in")
    for row in cohorts.rows:
        for column in cohorts.columns:
            whole, part = rates.whole[row, column], rates.part[row, column]
            assert rates.rate[row, column] == (part / whole if whole else None)
            assert (rates.state[row, column] in ("future", "open", "empty")) or whole
    by = cohorts.curve("by", n=3)
    assert all(one is None or two is None or two >= one for row in by.part.values for one, two in zip(row, row[1:]))
    value = cohorts.curve("value")
    assert value.low["(all)", "0"] is None and value.part["(all)", "0"] is not None
    assert set(rates.mean) == set(cohorts.columns) and rates.to_frame().shape == (len(cohorts.rows), 14)
    running = cohorts.matrix("net", cumulative=True)
    assert running["(all)", "beyond"] == sum(cohorts["net"].row("(all)"))
    windows = book.cohorts(AS_OF, window_days=30, brackets=[1, 4, 7])
    assert windows.columns == ["0", "1-3", "4-6", "7+"]
    assert book.cohorts(AS_OF, period="quarter").rows[0] == "2022-01"
    assert book.cohorts(AS_OF, by="depth").rows[:2] == ["no discount", "below 10%"]
    assert book.cohorts(AS_OF, by="coupon", keys=["BF"]).rows == ["BF", "(other)", "(none)", "(all)"]
    assert len(book.cohorts(AS_OF, by="product", limit=3).rows) == 6
    assert "margin" not in cohorts.names and isinstance(cohorts.unknown_birth, int)


@pytest.mark.parametrize("options,kind",
                         [(dict(by="nothing"), ValueError), (dict(period="era"), ValueError),
                          (dict(periods=0), ValueError),
                                          (dict(brackets=[2, 1]), ValueError),
                          (dict(week_start=7, period="week"), ValueError),
                                          (dict(by="coupon", keys=["a", "a"]), ValueError), (dict(by=3), ValueError),
                                          (dict(by="depth", edges=[5, 5]), ValueError)])
def test_bad_cohorts(book, options, kind):
    with pytest.raises(kind) as caught:
        book.cohorts(AS_OF, **options)
    assert isinstance(caught.value, patron.PatronError)


def test_churn(book):
    churn = book.churn(AS_OF)
    frame = churn.to_pandas()
    states = book.churn_states(AS_OF, rule=churn.rule)
    assert {row: states[row, "buyers"] for row in states.rows if states[row, "buyers"]} == \
        frame.state.value_counts()[lambda count: count > 0].to_dict()
    slipping = frame.query("state == 'slipping'")
    assert len(slipping) == states["slipping", "buyers"]
    changes = book.churn_changes("2023-11-01", AS_OF, rule=churn.rule)
    old = dict(zip(churn["customer"], book.churn("2023-11-01", rule=churn.rule)["state"]))
    new = dict(zip(churn["customer"], churn["state"]))
    assert {(who, was, now) for who, was, now, *_ in changes.rows()} == {(who, old[who], new[who]) for who in new
                                                                         if old[who] != new[who]}
    entered, left = churn.entered("slipping", "lost", since="2023-11-01"), churn.left("slipping", since="2023-11-01")
    worse = ("slipping", "lost")
    assert set(entered["customer"]) == {who for who in new if new[who] in worse and old[who] not in worse}
    assert set(left["customer"]) == {who for who in new if old[who] == "slipping" and new[who] != "slipping"}
    values = changes["value_at_risk"].tolist()
    assert values == sorted(values, reverse=True)
    with pytest.raises(ValueError, match="MODEL"):
        book.churn(AS_OF, method="model")
    with pytest.raises(ValueError, match="away"):
        book.churn_changes("2023-11-01", AS_OF, rule=churn.rule, to_states=["away"])
    assert book.churn_rule(AS_OF, new_days=0, bands=[.9, .5, .1]).inspect().bands == (.9, .5, .1)


def test_replenishment(book):
    pairs = book.replenishment(AS_OF)
    frame = pairs.to_pandas()
    assert set(frame["product"]) == {"p%d" % number for number in range(8)}
    within = book.replenishment(AS_OF, rule=pairs.rule, within=7)
    until = dt.date.fromisoformat(AS_OF) + dt.timedelta(days=7)
    assert all(dt.date.fromisoformat(AS_OF) <= day <= until for day in within["due_day"])
    count = book.replenishment_count(AS_OF, rule=pairs.rule, within=7)
    due = [bits for state, bits in zip(pairs["state"], pairs["suppressed"]) if state == "due"]
    assert count["due", "pairs"] == due.count(0)
    churn = book.churn(AS_OF)
    gated = book.replenishment(AS_OF, rule=pairs.rule, gate=churn)
    lost = {who for who, state in zip(churn["customer"], churn["state"]) if state in ("lost", "one_time_lost")}
    bit = _api.constants["PATRON_REPLENISH_CUSTOMER_LOST"]
    held = {who for who, bits in zip(gated["customer"], gated["suppressed"]) if bits & bit}
    assert held == lost & set(gated["customer"])
    assert set(book.replenishment(AS_OF, level="category")["category"]) == {"c0", "c1", "c2"}
    assert set(book.replenishment(AS_OF, states=["late", "due"])["state"]) <= {"late", "due"}
    assert pairs.rule.items()["key"].tolist() == sorted("p%d" % number for number in range(8))
    assert pairs.rule.inspect().items == 8
    with pytest.raises(TypeError, match="gate"):
        book.replenishment(AS_OF, gate=within)


def test_rules_are_saved_and_loaded(book, tmp_path):
    for rule, score in ((book.rfm_rule(AS_OF), lambda rule: book.rfm(AS_OF, rule=rule)),
                        (book.churn_rule(AS_OF), lambda rule: book.churn(AS_OF, rule=rule)),
                        (book.replenishment_rule(AS_OF), lambda rule: book.replenishment(AS_OF, rule=rule))):
        place = tmp_path / "rule"
        place.write_bytes(rule.save())
        again = type(rule).load(place.read_bytes())
        assert again.save() == rule.save() and list(score(again).rows()) == list(score(rule).rows())
        for wrong in (b"", b"x", rule.save()[:-1], rule.save() + b"\0", bytes(len(rule.save()))):
            with pytest.raises(ValueError) as caught:
                type(rule).load(wrong)
            assert caught.value.status == "format"
        with pytest.raises(TypeError):
            type(rule).load("text")
        with pytest.raises(TypeError):
            type(rule)()
    with pytest.raises(TypeError, match="rule"):
        book.churn(AS_OF, rule=book.rfm_rule(AS_OF))
    with pytest.raises(ValueError) as caught:
        build(random_rows(1), count_by_order=True).churn(AS_OF, rule=book.churn_rule(AS_OF))
    assert caught.value.status == "mismatch"


def test_tables_convert(book):
    table = book.churn(AS_OF)
    frame, arrays, lists = table.to_pandas(), table.to_numpy(), table.to_dict()
    assert list(frame.columns) == list(arrays) == list(lists) == table.columns
    assert numpy.shares_memory(numpy.asarray(table["net_365"]), arrays["net_365"])
    assert arrays["last_day"].dtype == "M8[D]" and str(frame["silence"].dtype) == "Int32"
    for name in table.columns:
        plain = [None if pandas.isna(value) else value for value in frame[name].tolist()]
        wanted = [pandas.Timestamp(value) if isinstance(value, dt.date) else value for value in lists[name]]
        assert plain == wanted, name
    assert table.row(3) == {name: values[3] for name, values in lists.items()} and table["rho"][-1] == lists["rho"][-1]
    assert table["state"][1:3] == lists["state"][1:3] and "[" in repr(table) and repr(table["state"])
    for wrong in (lambda: table["nothing"], lambda: table["rho"][10**6]):
        with pytest.raises((KeyError, IndexError)):
            wrong()
    with pytest.raises(AttributeError):
        table.nothing


def test_days_beyond_pandas_nanoseconds():
    column = patron.table.ints("due_day", (__import__("ctypes").c_int32 * 3)(0, 2932896, -2**31), day=True)
    assert column.tolist() == [dt.date(1970, 1, 1), dt.date(9999, 12, 31), None]
    assert [None if pandas.isna(value) else value for value in column.to_pandas()][2] is None


def test_words():
    row = dict(state="slipping", cases=412, purchases=5, scale=34.2, silence=96, ratio=2.807, flags=0, p_now=.18,
               horizon=90,
               p_start=.61)
    assert patron.churn_reason(row) == (
        "Ordered 5 times, about every 34 days; silent for 96 days (2.8 times as long). Of 412 comparable cases 18 % "
        "ordered again within 90 days; right after an order it was 61 %.")
    assert patron.churn_reason(row, "de") == (
        "Hat 5-mal bestellt, etwa alle 34 Tage; seit 96 Tagen still (2,8-mal so lang). Von 412 vergleichbaren Fällen "
        "bestellten 18 % in 90 Tagen wieder; direkt nach einer Bestellung waren es 61 %.")
    once = {**row, "purchases": 1, "silence": 1, "cases": 1240}
    assert patron.churn_reason(once).startswith("Bought once, 1 day ago. Of 1,240 such customers 18 %")
    assert patron.churn_reason(once, "de").startswith("Hat einmal gekauft, vor 1 Tag. Von 1.240 solchen Kunden")
    assert patron.churn_reason({**row, "flags": 1}).endswith("Silent longer than almost anyone who came back.")
    assert patron.churn_reason({**row, "state": None}) == "" == patron.churn_reason({**row, "cases": None})
    assert patron.segment_name("cant_lose_them", "de") == "RFM: Nicht zu verlieren"
    with pytest.raises(ValueError):
        patron.state_name("lost", "fr")


def test_every_token_has_words():
    from patron import _churn, _replenishment, words

    assert set(_churn.STATES) | set(_replenishment.STATES) <= set(words.STATES)
    for preset in ("default", "classic", "six"):
        assert set(patron.RfmMap(preset).names) <= set(words.SEGMENTS)
