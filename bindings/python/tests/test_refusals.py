"""What a caller may do wrong, or do with our objects: each is an exception that says where and what to do, or works."""
import copy
import datetime as dt
import gc
import pickle
from decimal import Decimal

import numpy
import pandas
import pytest
from conftest import AS_OF, CENTS, CUSTOMERS, DAYS, build, everything, random_rows

import patron

FRAME = pandas.DataFrame({"c": CUSTOMERS, "t": DAYS, "a": CENTS})
NAMES = dict(customer="c", time="t", amount="a")


def refused(error, argument, row=None, match=None, **given):
    with pytest.raises(error, match=match) as caught:
        patron.Book(**{**dict(customer=CUSTOMERS, time=DAYS, amount=CENTS), **given})
    assert isinstance(caught.value, patron.PatronError)
    assert (caught.value.argument, caught.value.row) == (argument, row)
    return caught.value


def net(*rows, **given):
    return patron.Book(*rows, **given).totals("2024-12-31").net


# ---- objects ---------------------------------------------------------------------------------------------------------


def test_a_copy_of_a_book_outlives_it_and_pickling_is_refused():
    book = build(random_rows(7))
    wanted = everything(book)
    copies = [copy.copy(book), copy.deepcopy(book), copy.deepcopy({"shop": book})["shop"]]
    for one in (book, book.keys(), book.churn(AS_OF), book.customers(AS_OF)):
        with pytest.raises(patron.PatronTypeError, match="pickled"):
            pickle.dumps(one)
    book.close()
    del book
    gc.collect()
    assert all(everything(one) == wanted for one in copies)


def test_rules_are_pickled_and_copied_as_their_bytes():
    book = build(random_rows(8))
    for rule in (book.churn_rule(AS_OF), book.rfm_rule(AS_OF), book.replenishment_rule(AS_OF)):
        saved = rule.save()
        copies = [pickle.loads(pickle.dumps(rule)), copy.copy(rule), copy.deepcopy(rule)]
        assert repr(rule) == "{0}({1} bytes)".format(type(rule).__name__, len(saved))
        rule.close()
        assert all(one.save() == saved for one in copies) and repr(rule).endswith("(closed)")


def test_tables_are_copied_and_builders_are_not():
    table = build(random_rows(9)).rfm(AS_OF)
    assert list(copy.deepcopy(table).rows()) == list(copy.copy(table).rows()) == list(table.rows())
    assert copy.copy(table["r"]).tolist() == table["r"].tolist()
    builder = patron.Builder()
    assert repr(builder) == "Builder(0 rows)"
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(patron.PatronTypeError):
            attempt(builder)


def test_nobody_can_write_into_a_book():
    book = patron.Book(customer=[1, 2], time=DAYS[:2], amount=CENTS[:2])
    facts = book.customers("2024-12-31")
    for column in (book.keys(), facts["customer"], facts["net"]):
        for view in (numpy.asarray(column), column.to_numpy()):
            with pytest.raises(ValueError, match="read-only"):
                view[0] = 99
    frame = facts.to_pandas()
    frame.loc[0, "net"] = 5  # a copy
    assert book.find([1, 99]) == [0, None] and facts["net"][0] == CENTS[0]


# ---- frames ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [FRAME.to_dict("records"), list(FRAME.itertuples(index=False)), "shop.csv",
                                  numpy.arange(9).reshape(3, 3), object()], ids=lambda rows: type(rows).__name__)
@pytest.mark.parametrize("names", [NAMES, dict(customer=0, time=1, amount=2, time_unit="D")])
def test_rows_that_are_no_frame(rows, names):
    with pytest.raises(patron.PatronTypeError, match="rows must be a DataFrame") as caught:
        patron.Book(rows, **names)
    assert caught.value.argument == "rows"


@pytest.mark.parametrize("twice", ["c", "t", "a"])
def test_a_name_that_two_columns_have(twice):
    frame = pandas.concat([FRAME, FRAME[[twice]]], axis=1)
    with pytest.raises(patron.PatronValueError, match="more than one column '" + twice) as caught:
        patron.Book(frame, **NAMES)
    assert caught.value.column == twice
    unused = pandas.concat([FRAME, FRAME[["a"]].set_axis(["z"], axis=1), FRAME[["a"]].set_axis(["z"], axis=1)], axis=1)
    assert net(unused, **NAMES) == sum(CENTS)


def test_names_of_two_levels_and_odd_indexes():
    deep = FRAME.set_axis(pandas.MultiIndex.from_tuples([("o", "c"), ("o", "t"), ("o", "a")]), axis=1)
    assert net(deep, customer=("o", "c"), time=("o", "t"), amount=("o", "a")) == sum(CENTS)
    assert net(FRAME.set_axis(list("zzyxwv"), axis=0), **NAMES) == sum(CENTS)
    assert net(FRAME[FRAME.a > 2000], **NAMES) == sum(cents for cents in CENTS if cents > 2000)


def test_a_frame_without_rows_of_any_type():
    for dtype in (object, float, "int64"):
        empty = pandas.DataFrame({"c": [], "t": [], "a": []}, dtype=dtype)
        assert len(patron.Book(empty, **NAMES)) == 0


# ---- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option,value", [("kinds", ["sale"]), ("alias", [1]), ("since", "2024"), ("labels", ["a"]),
                                          ("line_labels", "a"), ("scale", 2.0), ("scale", "2"), ("scale", True),
                                          ("zero_orders", "no"), ("drop_keys", 1), ("zero_order", True)])
def test_options_of_the_wrong_type(option, value):
    more = {"kind": [0] * 6} if option == "kinds" else {}
    refused(patron.PatronTypeError, option, **more, **{option: value})


def test_options_out_of_range_are_named():
    refused(patron.PatronValueError, "threads", threads=-1)
    refused(patron.PatronValueError, "alias", alias={"one": "two"}, customer=[1, 2, 1, 3, 2, 1])
    refused(patron.PatronValueError, "kind", kinds={"paid": "sale"}, match="kind=")
    book = build(random_rows(3))
    for argument, call in (("bins", lambda: book.rfm(AS_OF, bins=99)),
                           ("within", lambda: book.replenishment(AS_OF, within=-1)),
                           ("since", lambda: book.churn(AS_OF).entered("slipping", since="2030-01-01")),
                           ("states", lambda: book.churn(AS_OF).entered("sliping", since="2023-01-01")),
                           ("data", lambda: patron.ChurnRule.load(b"nonsense")), ("what", lambda: book.keys(None)),
                           ("what", lambda: book.keys(["coupon"])),
                           ("mask", lambda: book.rfm_count(AS_OF, rule=book.rfm_rule(AS_OF), mask=["no"] * len(book))),
                           ("mask", lambda: book.rfm_count(AS_OF, rule=book.rfm_rule(AS_OF),
                                                           mask=[float("nan")] * len(book)))):
        with pytest.raises(patron.PatronError) as caught:
            call()
        assert caught.value.argument == argument, argument


def test_names_that_c_would_cut_off():
    for name in ("a\0b", "\ud800"):
        refused(patron.PatronValueError, "labels", labels={name: DAYS})
        with pytest.raises(patron.PatronValueError):
            build(random_rows(3)).keys(name)
    refused(patron.PatronTypeError, "labels", labels={1: DAYS})


def test_masks_and_groups():
    book = patron.Book(FRAME, **NAMES)
    missing = pandas.Series(["x", None, "y"], dtype="string")
    assert list(book.customers_count(AS_OF, group=missing)) == ["x", "y"]
    for argument, row, value in (("group", 1, ["x", [], "y"]), ("mask", 2, [True, 0, "yes"]),
                                 ("mask", 1, pandas.Series([True, None, False], dtype="boolean"))):
        with pytest.raises(patron.PatronTypeError) as caught:
            book.customers_count(AS_OF, **{argument: value})
        assert (caught.value.argument, caught.value.row) == (argument, row)


@pytest.mark.parametrize("wrong", [5, "three", [2**70] * 4, [1.5] * 4, [None] * 4, object(), {1: 2}])
def test_lists_among_the_arguments(wrong):
    book = patron.Book(FRAME, **NAMES, labels={"t": "t"})
    rule, cuts = book.churn_rule(AS_OF), {"recency_method": "cuts", "frequency_method": "cuts",
                                          "monetary_method": "cuts"}
    calls = {"columns": lambda: book.customers(AS_OF, columns=wrong), "caps": lambda: book.rfm_rule(AS_OF, caps=wrong),
             "bands": lambda: book.churn_rule(AS_OF, bands=wrong), "edges": lambda: book.cohorts(AS_OF, edges=wrong),
             "brackets": lambda: book.cohorts(AS_OF, brackets=wrong),
             "keys": lambda: book.cohorts(AS_OF, by="t", keys=wrong),
             "from_states": lambda: book.churn_changes("2024-01-31", AS_OF, rule=rule, from_states=wrong),
             "states": lambda: book.replenishment(AS_OF, states=wrong)}
    for name in ("recency_cuts", "frequency_cuts", "monetary_cuts"):
        calls[name] = lambda name=name: book.rfm_rule(AS_OF, **cuts, **{
            **{"recency_cuts": [1, 2, 3, 4], "frequency_cuts": [1, 2, 3, 4], "monetary_cuts": [1, 2, 3, 4]},
            name: wrong})
    for argument, call in calls.items():
        if wrong == [None] * 4 and argument == "from_states":
            continue  # None is a state: in the book no longer, or not yet
        with pytest.raises(patron.PatronError) as caught:
            call()
        assert caught.value.argument == argument, (argument, str(caught.value))


# ---- values ----------------------------------------------------------------------------------------------------------


def test_categories_that_no_row_has_do_not_matter_and_rows_are_rows():
    some = pandas.Categorical([7, 9, 7], categories=[1.5, 7, 9, 8])
    assert patron.Book(customer=some, time=DAYS[:3], amount=CENTS[:3]).keys().tolist() == [7, 9]
    texts = pandas.Categorical(["b", None, "a"], categories=["z", "b", "a"])
    assert patron.Book(customer=texts, time=DAYS[:3], amount=CENTS[:3]).keys().tolist() == ["b", "a"]
    for wrong, kind in ((2.5, patron.PatronValueError), ("x", patron.PatronTypeError)):
        column = pandas.Categorical([7, 7, 9, 7, wrong, 7], categories=[wrong, 7, 9])
        refused(kind, "customer", 4, customer=column)


@pytest.mark.parametrize("values,row", [([1, 2, 3, 4.5, 5, 6], 3), ([None, 2.5, Decimal(1), 1, 1, 1], 2),
                                        ([1, 2, "3.00", 4.5, 5, 6], 2), (["1.00"] * 6, 0)])
def test_money_of_several_types_names_the_row(values, row):
    refused(patron.PatronTypeError, "amount", row, amount=values, scale=2)


def test_what_to_do_is_said():
    refused(patron.PatronValueError, "amount", 0, "round it", amount=[1.005] * 6, scale=2)
    refused(patron.PatronValueError, "amount", 1, "nulls='skip'", amount=[1, None, 3, 4, 5, 6])
    refused(patron.PatronValueError, "time", 0, "nulls='skip'", time=[None] + DAYS[1:])
    refused(patron.PatronValueError, "amount", 2, "negative='refund'", amount=[1, 2, -3, 4, 5, 6])
    refused(patron.PatronOverflowError, "amount", 0, r"1E\+300 does not fit", amount=[Decimal("1e300")] * 6, scale=2)
    refused(patron.PatronValueError, "time", 0, "2024-03-31", time=["2024-1-5"] + DAYS[1:])
    refused(patron.PatronTypeError, "amount", None, "truth values", amount=numpy.array([True] * 6))


def test_times_among_objects():
    numbers = numpy.array([numpy.int64(day) for day in (1, 2, 3, 4, 5, 6)], dtype=object)
    wanted = patron.Book(customer=CUSTOMERS, time=list(range(1, 7)), amount=CENTS, time_unit="D").days
    for column in (numbers, numbers.tolist(), list(numbers)):
        assert patron.Book(customer=CUSTOMERS, time=column, amount=CENTS, time_unit="D").days == wanted
    some = [numpy.datetime64(day) for day in DAYS]
    assert net(customer=CUSTOMERS, time=[None] + some[1:], amount=CENTS, nulls="skip") == sum(CENTS[1:])
    refused(patron.PatronValueError, "time", 2, time=some[:2] + [pandas.NaT] + some[3:])
    refused(patron.PatronTypeError, "time", 1, time=[some[0]] + DAYS[1:])
    clock = [day + "T10:00:00.000000" for day in DAYS]
    refused(patron.PatronValueError, "time", 1, time=[clock[0], clock[1] + "1"] + clock[2:])
    refused(patron.PatronValueError, "time", 1, time=[dt.date(2024, 1, 1), dt.datetime(2024, 1, 1)] * 3)


def test_texts_of_numpy():
    if not hasattr(numpy, "dtypes") or not hasattr(numpy.dtypes, "StringDType"):
        pytest.skip("NumPy before 2 has no StringDType")
    column = numpy.array(CUSTOMERS, dtype=numpy.dtypes.StringDType())
    assert patron.Book(customer=column, time=DAYS, amount=CENTS).keys().tolist() == ["ann", "bob", "cid"]


def test_nothing_of_the_callers_changes():
    frame = pandas.DataFrame({"c": pandas.Series([1, None, 2], dtype="Int64"), "t": pandas.to_datetime(DAYS[:3]),
                              "a": [12.5, float("nan"), 3.0], "k": pandas.Categorical(["x", None, "y"]),
                              "d": numpy.array([1.0, 2.0, 0.5])})
    before = frame.copy(deep=True)
    for place in (frame["a"].to_numpy(), frame["d"].to_numpy()):
        place.flags.writeable = False
    patron.Book(frame, **NAMES, discount="d", labels={"k": "k"}, scale=2, nulls="skip")
    with pytest.raises(ValueError):
        patron.Book(frame, **NAMES, discount="d", labels={"k": "k"}, scale=2)
    pandas.testing.assert_frame_equal(frame, before)
