"""Classes, stages and signs against numbers done by hand."""
import datetime as dt

import pytest
from conftest import AS_OF, LATE, adds_up, build, random_rows, refused

import patron
from patron import stats


def test_year_over_year(shop):
    """Windows of 40 days: ann 2500 and then 2600, bob and cid only in the first."""
    table = shop.year_over_year(LATE, window_days=40)
    found = dict(zip(table["year"], table["buyers"]))
    assert found == dict(new=0, returned=0, lapsed=2, inactive=0, more=0, less=0, same=1)
    row = table.row(table["year"].tolist().index("same"))
    assert (row["rate"], row["net"], row["partial"]) == (1 / 3, 2600, 0)
    assert table["partial"].tolist()[2] == 1  # cid was no buyer yet when the first window began
    assert (row["low"], row["high"]) == (stats.wilson(1, 3).low, stats.wilson(1, 3).high)
    each = shop.classes(LATE, window_days=40)
    assert each["year"].tolist() == ["same", "lapsed", "lapsed", None]
    assert each["partial_base"].tolist() == [0, 0, 1, None]
    assert dict(zip(*[shop.year_over_year(LATE)[name] for name in ("year", "buyers")]))["new"] == 3
    adds_up(lambda **given: shop.year_over_year(LATE, **given), ("buyers", "net", "partial"))
    assert table.to_pandas().buyers.sum() == 3
    refused(lambda **given: shop.year_over_year(LATE, **given), [(dict(window_days=0), ValueError)])


def test_stages(shop):
    """The rest are all three; a tenth of three is one; the net of the last 40 days is ann's 2600."""
    table = shop.stages(LATE, window_days=40, before="2024-03-05")
    assert dict(zip(table["stage"], table["buyers"])) == dict(inactive=0, fading=0, hero=1, active=2)
    assert (table.heroes.rest, table.heroes.heroes, table.heroes.cut) == (3, 1, 2600)
    assert table.heroes.as_of == dt.date(2024, 3, 31) and table.before == dt.date(2024, 3, 5)
    assert dict(zip(table.activity["activity"], table.activity["buyers"])) == dict(new=0, loyal=2, passive=1)
    assert table["was_hero"].tolist() == [0, 0, 0, 0]  # ann had two purchases
    each = shop.classes(LATE, window_days=40, before="2024-03-05")
    assert each["stage"].tolist() == ["hero", "active", "active", None]
    assert each["activity"].tolist() == ["loyal", "loyal", "passive", None] and each.heroes == table.heroes
    assert shop.heroes(LATE, window_days=40) == table.heroes
    later = shop.classes("2024-04-30", window_days=40, before=LATE)
    assert later["was_hero"].tolist() == [1, 0, 0, 0]
    churn = shop.churn(LATE)
    assert shop.classes(LATE, churn=churn, window_days=40)["stage"].tolist() == each["stage"].tolist()
    assert shop.heroes(LATE, window_days=40, mask=[False, True, True, True]).cut == 0
    adds_up(lambda **given: shop.stages(LATE, **given), ("buyers", "net", "was_hero"))
    assert [patron.state_name(name, "de") for name in table["stage"]] == ["inaktiv", "lässt nach", "Held", "aktiv"]
    refused(lambda **given: shop.stages(LATE, **given), [
        (dict(churn=3), TypeError), (dict(churn=shop.churn("2024-02-29")), ValueError), (dict(before=LATE), ValueError),
        (dict(churn=shop.churn(LATE, count=2)), TypeError)])


def test_classes_and_counts_agree():
    book = build(random_rows(51, 600, 80))
    group = ["a" if at % 2 else "b" for at in range(len(book))]
    each, whole = book.classes(AS_OF), book.stages(AS_OF)
    assert whole["was_hero"].tolist() == [sum(1 for stage, was in zip(each["stage"], each["was_hero"])
                                              if stage == name and was) for name in whole["stage"]]
    for name, table in (("stage", whole), ("activity", whole.activity), ("year", book.year_over_year(AS_OF))):
        assert table["buyers"].tolist() == [each[name].tolist().count(one) for one in table[name]]
    parts = book.stages(AS_OF, group=group)
    assert whole["net"].tolist() == [a + b for a, b in zip(parts["a"]["net"], parts["b"]["net"])]
    assert set(whole.activity["activity"]) == {"new", "loyal", "passive"}
    half = book.classes(AS_OF, first=10, count=5)
    assert list(half.rows()) == list(each.rows())[10:15]


def test_signs(shop):
    table = shop.churn_signs(LATE)
    assert table["gap_widening"].tolist() == table["value_falling"].tolist() == [0, None, None, None]
    assert table["last_refunded"].tolist() == [0, 0, 1, None] and table["discount_only"].tolist() == [0, 1, 1, None]
    rows = dict(customer=[1] * 4, time=["2024-01-01", "2024-01-11", "2024-01-21", "2024-02-06"],
                amount=[100, 100, 100, 74])
    shown = patron.Book(**rows).churn_signs(LATE)
    assert (shown["gap_widening"][0], shown["value_falling"][0], shown["discount_only"][0]) == (1, 1, None)
    assert len(shop.churn_signs(LATE, first=1, count=2)) == 2
    assert table.to_pandas().discount_only.isna().sum() == 1
    refused(lambda **given: shop.churn_signs(LATE, **given), [(dict(first=-1), ValueError)])


def test_what_signs_were_worth(shop):
    """On 1 March: bob and cid had bought with discounts only; of all three only ann came back since."""
    table = shop.churn_sign_count(LATE, horizon=30)
    row = table.row(table["sign"].tolist().index("discount_only"))
    wanted = stats.rate_difference(2, 2, 0, 1)
    assert [row[name] for name in ("customers_with", "gone_with", "gone_with_rate")] == [2, 2, 1.0]
    assert [row[name] for name in ("customers_without", "gone_without", "gone_without_rate")] == [1, 0, 0.0]
    assert [row[name] for name in ("difference", "low", "high", "p_value")] == [
        wanted.difference, wanted.low, wanted.high, wanted.p_value]
    assert row["p_adjusted"] == 2 * wanted.p_value and table["difference"].tolist()[:2] == [None, None]
    adds_up(lambda **given: shop.churn_sign_count(LATE, horizon=30, **given),
            ("customers_with", "gone_with", "customers_without", "gone_without"))
    assert table.to_pandas().p_value.isna().sum() == 2
    refused(lambda **given: shop.churn_sign_count(LATE, **given), [(dict(horizon=0), ValueError),
                                                                 (dict(horizon=9999), ValueError)])


def test_every_state_has_words():
    from patron import _classes, _repeat, _signs, _value, loyalty, words

    names = {*_classes.YEARS, *_classes.STAGES, *_classes.ACTIVITIES, *_repeat.PERIOD_STATES, *_signs.SIGNS,
             *_value.PAYBACK, *loyalty.KINDS, *loyalty.REASONS} - {""}
    assert names <= set(words.STATES)
    for name in names:
        assert len(set(words.STATES[name])) == 2 or name in ("bonus",), name
    with pytest.raises(ValueError):
        patron.state_name("hero", "fr")
