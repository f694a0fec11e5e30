"""Batches: all or nothing, merged and extended, with the rows as the caller counts them."""
import random

import pytest
from conftest import AS_OF, NAMES, build, everything, random_rows
from hypothesis import given, settings
from hypothesis import strategies as some

import patron

OPTIONS = dict(time_unit="D")


def part(rows, chosen):
    return {name: [values[at] for at in chosen] for name, values in rows.items()}


@settings(max_examples=12, deadline=None)
@given(some.integers(0, 10**6), some.lists(some.integers(0, 400), max_size=5))
def test_any_split_gives_the_same_book(seed, cuts):
    rows = random_rows(seed, 200, 30)
    count = len(rows["day"])
    edges = [0, *sorted(cut % (count + 1) for cut in cuts), count]
    builder = patron.Builder(**OPTIONS)
    for start, end in zip(edges, edges[1:]):
        builder.add(part(rows, range(start, end)), **NAMES)
    assert len(builder) == count
    assert everything(builder.book()) == everything(build(rows))
    assert len(builder) == 0


@settings(max_examples=12, deadline=None)
@given(some.integers(0, 10**6), some.randoms())
def test_the_order_of_rows_does_not_matter(seed, draw):
    rows = random_rows(seed, 150, 20)
    order = list(range(len(rows["day"])))
    draw.shuffle(order)
    assert everything(build(part(rows, order))) == everything(build(rows))


@settings(max_examples=8, deadline=None)
@given(some.integers(0, 10**6), some.integers(0, 100), some.integers(0, 100))
def test_ranges_are_slices_of_the_whole(seed, one, other):
    book = build(random_rows(seed, 200, 30))
    first, end = sorted((one % (len(book) + 1), other % (len(book) + 1)))
    rule, churn_rule = book.rfm_rule(AS_OF), book.churn_rule(AS_OF)
    for whole, piece in ((book.customers(AS_OF), book.customers(AS_OF, first=first, count=end - first)),
                         (book.rfm(AS_OF, rule=rule), book.rfm(AS_OF, rule=rule, first=first, count=end - first)),
                         (book.churn(AS_OF, rule=churn_rule),
                          book.churn(AS_OF, rule=churn_rule, first=first, count=end - first))):
        assert list(piece.rows()) == list(whole.rows())[first:end]
    everyone = book.customers_count(AS_OF)
    pieces = [book.customers_count(AS_OF, first=0, count=first), book.customers_count(AS_OF, first=first)]
    assert everyone == {name: pieces[0][name] + pieces[1][name] for name in everyone}


def test_text_keys_and_whole_numbers_measure_the_same():
    rows = random_rows(5)
    texts = {**rows,
             "customer": [None if key is None else "" if key == 0 else "k%03d" % key for key in rows["customer"]]}
    numbers = build(rows).customers(AS_OF).to_dict()
    named = build(texts).customers(AS_OF).to_dict()
    assert ["k%03d" % key for key in numbers.pop("customer")] == named.pop("customer")
    assert numbers == named


def test_merge_and_threads():
    rows = random_rows(6)
    count = len(rows["day"])
    halves = [patron.Builder(**OPTIONS).add(part(rows, half), **NAMES) for half in (range(0, 250), range(250, count))]
    halves[0].merge(halves[1])
    assert (len(halves[0]), len(halves[1])) == (count, 0)
    assert everything(halves[0].book()) == everything(build(rows)) == everything(build(rows, threads=3))
    empty = patron.Builder(**OPTIONS)
    empty.merge(patron.Builder(**OPTIONS).add(rows, **NAMES))
    assert everything(empty.book()) == everything(build(rows))
    assert len(empty.merge(patron.Builder())) == 0
    with pytest.raises(ValueError):
        empty.merge(empty)
    with pytest.raises(TypeError):
        empty.merge(None)


def test_a_book_grows_and_forgets():
    rows = random_rows(7)
    half = [at for at in range(len(rows["day"]))]
    random.Random(1).shuffle(half)
    first = build(part(rows, half[:200]), keep_order_ids=True, negative="refund")
    grown = patron.Builder(**OPTIONS).add_book(first).add(part(rows, half[200:]), **NAMES)
    assert everything(grown.book())["totals"].rows == len(half)
    known = first.keys().tolist()[:5]
    left = patron.Builder(**OPTIONS).add_book(first, forget=known).book()
    assert not set(known) & set(left.keys())
    before, after = first.totals("2025-01-01"), left.totals("2025-01-01")
    assert before.net == after.net and after.excluded_rows["erased"] > 0


def test_a_bad_batch_changes_nothing():
    builder = patron.Builder(scale=2).add(customer=[1, 2], time=["2024-01-01", "2024-01-02"], amount=[100, 200])
    bad = [dict(amount=[1, None]), dict(amount=[1.0, 2.005]), dict(time=["2024-01-01", "x"]), dict(customer=["a", "b"]),
           dict(kind=["sale", "gift"]), dict(discount=[0, -1]), dict(amount=[2**62, 2**62]), dict(quantity=[1, 1])]
    for wrong in bad:
        with pytest.raises((ValueError, TypeError, OverflowError)) as caught:
            rows = {**dict(customer=[3, 4], time=["2024-01-03"] * 2, amount=[300, 400]), **wrong}
            builder.add(**rows)
            if wrong in ([dict(amount=[2**62, 2**62])]):
                builder.book()
        assert isinstance(caught.value, patron.PatronError)
        if len(builder) != 2:
            builder = patron.Builder(scale=2).add(customer=[1, 2], time=["2024-01-01", "2024-01-02"], amount=[100, 200])
    assert builder.book().totals("2024-02-01").net == 300


def test_rows_are_counted_from_the_first_batch():
    builder = patron.Builder(nulls="skip").add(customer=[1, 1, 2], time=["2024-01-01", None, "2024-01-01"],
                                               amount=[1, 1, 1],
                                               order=[1, 2, 3])
    assert (builder.skipped, len(builder)) == (1, 2)
    for wrong, row in ((dict(amount=[1, 1.5]), 4), (dict(amount=[1, -5]), None), (dict(discount=[1, -1]), None)):
        with pytest.raises((ValueError, TypeError)) as caught:
            builder.add(**{**dict(customer=[5, 5], time=["2024-01-01"] * 2, amount=[1, 1], order=[7, 8]), **wrong})
            builder.book()
        if row is not None and caught.value.row is not None:
            assert caught.value.row == row
    builder = patron.Builder(nulls="skip").add(customer=[1, 1, 2], time=["2024-01-01", None, "2024-01-01"],
                                               amount=[1, 1, 1],
                                               order=[1, 2, 3])
    builder.add(customer=[5], time=["2024-01-01"], amount=[1], order=[3])
    with pytest.raises(ValueError) as caught:
        builder.book()
    assert caught.value.status == "conflict" and {caught.value.row, caught.value.other_row} == {2, 3}
    assert len(builder) == 3  # as it was


def test_the_callers_column_is_named():
    with pytest.raises(ValueError) as caught:
        patron.Book({"k": [1, 2], "t": ["2024-01-01", "2024-01-02"], "rabatt": [0, -1]}, customer="k", time="t",
                    amount="k",
                    discount="rabatt")
    assert (caught.value.argument, caught.value.column, caught.value.row) == ("discount", "rabatt", 1)
    assert "rabatt" in str(caught.value) and "row 1" in str(caught.value)
    with pytest.raises(ValueError, match="no column 'nope'") as caught:
        patron.Book({"k": [1]}, customer="nope", time="k", amount="k")
    assert caught.value.argument == "customer"


def test_kinds():
    rows = dict(customer=[1, 1, 1], time=["2024-01-01"] * 3, amount=[5, 7, 9])
    book = patron.Book(kind=["completed", "wc-sub", "draft"], kinds={"completed": "sale", "wc-sub": "renewal",
                                                                      "draft": "ignored"}, **rows)
    totals = book.totals("2024-02-01")
    assert (totals.net, totals.rows_renewal, totals.rows_ignored, totals.excluded_money["ignored"]) == (12, 1, 1, 9)
    assert patron.Book(kind=[0, 1, 3], **rows).totals("2024-02-01") == totals
    assert patron.Book(kind=["sale", "renewal", "ignored"], **rows).totals("2024-02-01") == totals
    assert patron.Book(kind=[10, None, 30], kinds={10: "sale", None: "renewal", 30: "ignored"}, **rows) \
        .totals("2024-02-01") == totals
    with pytest.raises(ValueError, match="'gift' is not in kinds") as caught:
        patron.Book(kind=["completed", "gift", "draft"], kinds={"completed": "sale", "draft": "ignored"}, **rows)
    assert (caught.value.argument, caught.value.row) == ("kind", 1)
    with pytest.raises(ValueError, match="none of sale"):
        patron.Book(kind=["x"] * 3, kinds={"x": "sold"}, **rows)


@pytest.mark.parametrize("options,kind", [(dict(nulls="drop"), ValueError), (dict(negative="skip"), ValueError),
                                          (dict(quantity_scale=0), ValueError), (dict(threads=-1), ValueError),
                                          (dict(threads=1000), ValueError), (dict(speed=3), TypeError),
                                          (dict(guest="0"), TypeError), (dict(input_tz="Europe/Berlin"), ValueError),
                                          (dict(alias={1: 2, 2: 1}), ValueError), (dict(time_unit="h"), ValueError)])
def test_bad_options(options, kind):
    with pytest.raises(kind) as caught:
        patron.Book(customer=[1, 2], time=[5, 6] if "time_unit" in options else ["2024-01-01"] * 2, amount=[1, 1],
                    **options)
    assert isinstance(caught.value, patron.PatronError)


def test_alias_since_and_flags():
    rows = dict(customer=[1, 2, 3], time=["2024-01-01", "2024-01-05", "2024-01-09"], amount=[1, 2, -3])
    book = patron.Book(alias={2: 1}, since={3: "2020-01-01"}, negative="refund", **rows)
    assert book.keys().tolist() == [1, 3] and book.customers("2024-02-01")["purchases"].tolist() == [2, 0]
    unnamed = patron.Book(negative="refund", drop_keys=True, **rows)
    assert unnamed.customers("2024-02-01")["customer"].tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="negative"):
        patron.Book(**rows)
    twice = dict(customer=[1, 1], time=["2024-01-01"] * 2, amount=[5, 5])
    assert patron.Book(find_duplicates=True, **twice).totals("2024-02-01").duplicate_rows == 1
    assert patron.Book(count_by_order=True, **twice).customers("2024-02-01")["purchases"].tolist() == [2]


def test_a_batch_may_lack_every_value_of_a_column():
    rows = dict(time=["2024-01-01", "2024-01-02"], amount=[1, 2])
    builder = patron.Builder().add(customer=["a", "b"], product=[None, None], labels={"coupon": [None, None]}, **rows)
    builder.add(customer=[None, None], product=["x", "y"], labels={"coupon": ["MAY", None]}, **rows)
    book = builder.add(customer=["a", "c"], product=[None, "x"], labels={"coupon": [float("nan"), None]}, **rows).book()
    assert book.keys().tolist() == ["a", "b", "c"] and book.keys("product").tolist() == ["x", "y"]
    assert book.keys("coupon").tolist() == ["MAY"] and book.totals("2024-02-01").excluded_rows["guest"] == 2


def test_empty():
    for book in (patron.Builder().book(), patron.Book(customer=[], time=[], amount=[])):
        assert len(book) == 0 and book.days == (None, None)
        assert len(book.rfm("2024-01-01")) == len(book.churn("2024-01-01")) == 0
        assert book.warnings("2024-01-01") == {"no_sales"}
        assert book.churn("2024-01-01").to_pandas().empty
    book = patron.Book(customer=[], time=[], amount=[], product=[], discount=[])
    assert len(book.replenishment("2024-01-01")) == 0 and "discount" in book.customers("2024-01-01").columns
