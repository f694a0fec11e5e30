"""Every kind of container gives the same book, and what is promised to be borrowed is not copied."""
import ctypes
import datetime as dt
from array import array
from decimal import Decimal

import numpy
import pandas
import pytest
from conftest import CENTS, CUSTOMERS, DAYS, build, everything, random_rows

import patron
from patron import _columns, _times
from patron._source import source_of

DATES = [dt.date.fromisoformat(day) for day in DAYS]
NUMBERS = [(date - dt.date(1970, 1, 1)).days for date in DATES]
IDS = [7, 8, 7, 9, 8, 7]


def result(customer=IDS, time=DATES, amount=CENTS, **more):
    book = patron.Book(customer=customer, time=time, amount=amount, **more)
    return book.customers("2024-03-31").to_dict(), book.totals("2024-03-31")


WANTED = result()


@pytest.mark.parametrize("make", [tuple, lambda v: array("q", v), lambda v: memoryview(array("i", v)), numpy.array,
                                  lambda v: pandas.Series(v), lambda v: pandas.Index(v), iter,
                                  lambda v: pandas.Series(v, dtype="Int64"),
                                  lambda v: pandas.Series(v, dtype="category"),
                                  lambda v: pandas.Series(v, dtype=object), lambda v: [numpy.int32(x) for x in v],
                                  lambda v: numpy.array(v, dtype=object), lambda v: pandas.Series(v, dtype=float),
                                  lambda v: [float(x) for x in v], lambda v: numpy.array(v, dtype=">i4")])
def test_keys_in_any_container(make):
    assert result(customer=make(IDS)) == WANTED


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
def test_integers_of_every_width(dtype):
    small = [cents // 100 for cents in CENTS]
    assert result(amount=numpy.array(small, dtype=dtype)) == result(amount=small)
    assert result(customer=numpy.array(IDS, dtype=dtype)) == WANTED


@pytest.mark.parametrize("step", [2, 3, -1, -2])
def test_strides(step):
    wide = numpy.zeros(len(IDS) * abs(step), dtype="i8")
    view = wide[::step][:len(IDS)]
    view[:] = CENTS
    assert result(amount=view) == WANTED


def test_buffer_with_a_stride():
    wide = array("q", [value for cents in CENTS for value in (cents, -1)])
    assert result(amount=memoryview(wide)[::2]) == WANTED


@pytest.mark.parametrize("unit", ["h", "m", "s", "ms", "us", "ns", "D", "3h"])
def test_datetime64_of_every_unit(unit):
    assert result(time=numpy.array(DAYS, dtype="M8[D]").astype("M8[%s]" % unit)) == WANTED


@pytest.mark.parametrize("unit,first", [("M", "01"), ("Y", "01-01")])
def test_datetime64_coarser_than_a_day_is_its_first_day(unit, first):
    months = numpy.array(DAYS, dtype="M8[%s]" % unit)
    assert result(time=months) == result(time=[dt.date.fromisoformat(str(day)[:4 if unit == "Y" else 7] + "-" + first)
                                               for day in DAYS])


def test_datetime64_finer_than_nanoseconds_is_refused():
    exact = result(customer=[1, 2], time=numpy.array([10**16, 10**18], dtype="M8[ps]"), amount=[1, 2])
    assert exact == result(customer=[1, 2], time=numpy.array([10**4, 10**6], dtype="M8[s]"), amount=[1, 2])
    times = numpy.array([1, 2], dtype="M8[ps]")
    with pytest.raises(ValueError, match="finer") as caught:
        result(customer=[1, 2], time=times, amount=[1, 2])
    assert caught.value.row == 0


@pytest.mark.parametrize("time", [
    DAYS, DATES, [dt.datetime.combine(date, dt.time(9)) for date in DATES], [day + "T09:00:00" for day in DAYS],
    [day + " 09:00:00.5" for day in DAYS], pandas.Series(DAYS), pandas.to_datetime(pandas.Series(DAYS)),
    pandas.DatetimeIndex(DAYS), list(pandas.to_datetime(pandas.Series(DAYS))), numpy.array(DAYS),
    list(numpy.array(DAYS, dtype="M8[s]"))], ids=lambda v: type(v).__name__)
def test_times_in_any_form(time):
    assert result(time=time) == WANTED


def test_numbers_as_time_need_a_unit():
    assert result(time=NUMBERS, time_unit="D") == WANTED
    assert result(time=numpy.array(NUMBERS, dtype="i4"), time_unit="D") == WANTED
    assert result(time=[number * 86400 for number in NUMBERS], time_unit="s", tz="UTC") == WANTED
    with pytest.raises(TypeError, match="time_unit") as caught:
        result(time=NUMBERS)
    assert caught.value.argument == "time"


def test_aware_times_need_the_zone_of_the_shop():
    aware = pandas.Series(pandas.to_datetime(DAYS)).dt.tz_localize("Europe/Berlin")
    assert result(time=aware, tz="Europe/Berlin") == WANTED
    assert result(time=list(aware), tz="Europe/Berlin") == WANTED
    assert result(time=pandas.DatetimeIndex(aware), tz="Europe/Berlin") == WANTED
    with pytest.raises(ValueError, match="tz="):
        result(time=aware)
    shifted = result(time=aware, tz="UTC")[0]["first_day"]
    assert shifted == [day - dt.timedelta(days=1) for day in WANTED[0]["first_day"]]  # midnight in Berlin


def test_text_keys():
    wanted = result(customer=CUSTOMERS)
    for made in (tuple(CUSTOMERS), numpy.array(CUSTOMERS), pandas.Series(CUSTOMERS),
                 pandas.Series(CUSTOMERS, dtype="string"),
                 pandas.Series(CUSTOMERS, dtype="category"), numpy.array(CUSTOMERS, dtype=object)):
        assert result(customer=made) == wanted
    assert wanted[0]["customer"] == ["ann", "bob", "cid"]


@pytest.mark.parametrize("keys", [[7, None, 7, 9, 0, 7], [7.0, float("nan"), 7.0, 9.0, 0.0, 7.0],
                                  numpy.array([7, numpy.nan, 7, 9, 0, 7]), pandas.Series([7, None, 7, 9, 0, 7]),
                                  pandas.Series([7, None, 7, 9, 0, 7], dtype="Int64"),
                                  pandas.Series([7, None, 7, 9, 0, 7], dtype="category")],
                         ids=lambda v: type(v).__name__)
def test_null_and_nought_are_guests(keys):
    facts, totals = result(customer=keys)
    assert facts["customer"] == [7, 9]
    assert totals.excluded_rows["guest"] == 2 and totals.net_guests == 3600


def test_guests_can_be_named_otherwise():
    assert result(customer=[7, 0, 7, 9, 0, 7], guest=[9])[0]["customer"] == [7, 0]
    assert result(customer=["a", "", "a", "n/a", "b", "a"], guest=[None, 0, "", "n/a"])[0]["customer"] == ["a", "b"]


def address(column):
    return column.struct.values


def test_what_is_promised_is_borrowed():
    ints, times = numpy.arange(5), numpy.arange(5).astype("M8[ms]")
    assert address(_columns.key(source_of(ints, "customer"))) == ints.ctypes.data
    assert address(_columns.money(source_of(ints.astype("i4"), "amount"), 2)) != ints.ctypes.data
    assert address(_columns.key(source_of(pandas.Series(ints, copy=False), "customer"))) == ints.ctypes.data
    assert address(_times.time(source_of(times, "time"), None)[0]) == times.ctypes.data
    assert address(_times.time(source_of(times.astype("M8[D]"), "time"), None)[0])
    series = pandas.Series(pandas.to_datetime(DAYS))
    assert address(_times.time(source_of(series, "time"), None)[0]) == series.to_numpy().ctypes.data
    flat = array("q", [1, 2, 3])
    assert address(_columns.key(source_of(flat, "customer"))) == flat.buffer_info()[0]
    held = (ctypes.c_int64 * 3)(1, 2, 3)
    assert address(_columns.key(source_of(held, "customer"))) == ctypes.addressof(held)
    read_only = memoryview(flat).toreadonly()
    assert address(_columns.key(source_of(read_only, "customer"))) == flat.buffer_info()[0]


def test_masked_arrays_have_nulls():
    hidden = [False, True, False, False, True, False]
    keys = numpy.ma.array([7, 1, 7, 9, 1, 7], mask=hidden)
    for made in (keys, keys.astype(float), keys.astype(object)):
        assert result(customer=made) == result(customer=[7, None, 7, 9, None, 7])
    times = numpy.ma.array(numpy.array(DAYS, dtype="M8[D]"), mask=hidden)
    assert result(time=times, nulls="skip") == result(time=[None if off else day for off, day in zip(hidden, DATES)],
                                                      nulls="skip")
    with pytest.raises(ValueError) as caught:
        result(amount=numpy.ma.array(CENTS, mask=hidden))
    assert caught.value.row == 1


def test_memory_that_is_not_aligned():
    packed = numpy.zeros(len(IDS), dtype=[("flag", "i1"), ("amount", "i8")])
    packed["amount"] = CENTS
    assert result(amount=packed["amount"]) == WANTED
    one = dict(customer=[1], time=DATES[:1])
    assert result(amount=packed[:1]["amount"], **one) == result(amount=CENTS[:1], **one)
    odd = memoryview(b"\0" + array("q", CENTS).tobytes())[1:].cast("q")
    assert result(amount=odd) == WANTED


def test_results_are_columns_too():
    table = patron.Book(customer=CUSTOMERS, time=DAYS, amount=CENTS).customers("2024-02-10")
    book = patron.Book(table, customer="customer", time="last_day", amount="net", labels={"state": "state"},
                       nulls="skip")
    assert book.keys("state").tolist() == ["buyer"] and book.skipped == 1
    assert list(book.customers_count("2024-02-10", group=book.customers("2024-02-10")["state"])) == ["buyer"]


def test_nothing_of_the_callers_is_changed():
    frame = pandas.DataFrame(random_rows(3))
    before = frame.copy(deep=True)
    everything(build(frame))
    pandas.testing.assert_frame_equal(frame, before)


def test_a_frame_and_lists_are_the_same_to_the_bit():
    rows = random_rows(4)
    wanted = everything(build(rows))
    frame = pandas.DataFrame(rows)
    assert everything(build(frame)) == wanted
    assert everything(build(frame.convert_dtypes())) == wanted
    frame["product"] = frame["product"].astype("category")
    assert everything(build(frame.iloc[:, ::-1])) == wanted
    assert everything(build({name: numpy.array(values, dtype=object) for name, values in rows.items()})) == wanted


@pytest.mark.parametrize("bad,kind", [(3, TypeError), ("ab", TypeError), ({1: 2}, TypeError), (b"ab", TypeError),
                                      ([1, "a"], TypeError), (["a", 1], TypeError), ([True, False], TypeError),
                                      ([1.5, 2], ValueError), ([2**63, 1], OverflowError), ([object(), 1], TypeError),
                                      (numpy.array([True, False]), TypeError), (numpy.zeros((2, 2)), TypeError),
                                      (numpy.array([1j, 2]), TypeError), ([[1], [2]], TypeError),
                                      ([1e300, 1], ValueError),
                                      (["\ud800", "a"], ValueError),
                                      (pandas.Series([True, None], dtype="boolean"), TypeError),
                                      (numpy.array([2**63, 1], dtype="u8"), ValueError), ([1], ValueError)])
def test_bad_keys(bad, kind):
    with pytest.raises(kind) as caught:
        patron.Book(customer=bad, time=DATES[:2], amount=[1, 2])
    assert isinstance(caught.value, patron.PatronError)
    assert caught.value.argument in ("customer", "time", "key")


def test_integral_floats_beyond_two_to_the_53_are_refused():
    with pytest.raises(ValueError, match="2.53") as caught:
        patron.Book(customer=numpy.array([1.0, 2.0**54]), time=DATES[:2], amount=[1, 2])
    assert caught.value.row == 1
    assert Decimal(1)  # decimals are whole numbers where they are
    assert patron.Book(customer=[Decimal(4), Decimal(4)], time=DATES[:2], amount=[1, 2]).keys().tolist() == [4]
