"""Money is exact or an error with the row."""
from array import array
from decimal import Decimal, localcontext

import numpy
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import patron
from patron import _columns
from patron._source import source_of


def minor(values, scale=2):
    column = _columns.money(source_of(values, "amount"), scale)
    found = numpy.frombuffer(column.keep if not isinstance(column.keep, tuple) else column.keep[0], dtype="i8")
    return [None if row in set(column.nulls) else int(value) for row, value in enumerate(found)]


@given(some.lists(some.integers(-2**62, 2**62), min_size=1), some.integers(0, 6))
def test_decimals_are_exact(units, scale):
    assert minor([Decimal(unit).scaleb(-scale) if abs(unit) < 10**27 else 0 for unit in units], scale) == units


@given(some.lists(some.integers(-2**39, 2**39), min_size=1), some.integers(0, 4))
def test_floats_that_came_from_minor_units_are_exact(units, scale):
    floats = [unit / 10**scale for unit in units]
    assert minor(floats, scale) == units
    assert minor(numpy.array(floats), scale) == units
    assert minor(array("d", floats), scale) == units
    assert minor(pandas.Series(floats), scale) == units


def test_whole_numbers_are_minor_units_whatever_the_scale():
    assert minor([1234, None, -5], 2) == [1234, None, -5]


@pytest.mark.parametrize("value", [12.345, 12.3412, 0.001, 2.0**40, -2.0**41, float("inf"), float("-inf"), 1e300])
@pytest.mark.parametrize("make", [list, numpy.array, pandas.Series, lambda v: array("d", v)])
def test_floats_that_are_not_minor_units_name_their_row(make, value):
    with pytest.raises(ValueError) as caught:
        patron.Book(customer=[1, 1, 1], time=["2024-01-01"] * 3, amount=make([1.0, value, 2.0]), scale=2)
    assert (caught.value.argument, caught.value.row) == ("amount", 1)


def test_a_thousandth_of_a_minor_unit_is_allowed():
    assert minor([12.340009, 12.339991]) == [1234, 1234]
    with pytest.raises(ValueError):
        minor([12.34002])


@pytest.mark.parametrize("value", ["12.345", "1e30", "Infinity", "1e-40", "0.001"])
def test_decimals_that_are_not_minor_units_name_their_row(value):
    with pytest.raises((ValueError, OverflowError)) as caught:
        patron.Book(customer=[1, 1], time=["2024-01-01"] * 2, amount=[Decimal("1.00"), Decimal(value)], scale=2)
    assert (caught.value.argument, caught.value.row) == ("amount", 1)
    assert isinstance(caught.value, patron.PatronError)


def test_decimals_do_not_depend_on_the_context():
    with localcontext() as context:
        context.prec = 3
        texts = ["123456.78", "1E+3", "1.2300", "0E-30"]
        assert minor([Decimal(text) for text in texts]) == [12345678, 100000, 123, 0]


@pytest.mark.parametrize("values", [[1.5, 2.0], [Decimal("1.5")], numpy.array([1.5])])
def test_without_a_scale_fractions_are_a_type_error(values):
    with pytest.raises(TypeError, match="scale="):
        minor(values, None)


@pytest.mark.parametrize("values", [[1, Decimal("1.5")], [1.5, Decimal("1.5")], [1, 2.5], ["1.5"], [True], [object()]])
def test_mixtures_and_texts_are_type_errors(values):
    with pytest.raises(TypeError):
        minor(values)


def test_nulls_in_money():
    rows = dict(customer=[1, 2], time=["2024-01-01", "2024-01-02"])
    for missing in ([5, None], [5.0, float("nan")], numpy.array([5.0, numpy.nan]), [Decimal(5), Decimal("NaN")],
                    pandas.Series([5, None], dtype="Int64")):
        with pytest.raises(ValueError) as caught:
            patron.Book(amount=missing, scale=2, **rows)
        assert (caught.value.argument, caught.value.row) == ("amount", 1)
        assert len(patron.Book(amount=missing, scale=2, nulls="skip", **rows)) == 1
    assert patron.Book(amount=[5, 5], discount=[1, None], **rows).customers("2024-02-01")["discount"].tolist() == [1, 0]


@pytest.mark.parametrize("scale", [-1, 19, True, 1.5, "2"])
def test_bad_scales(scale):
    with pytest.raises((ValueError, TypeError)):
        patron.Builder(scale=scale)


@settings(max_examples=25)
@given(some.lists(some.tuples(some.integers(1, 5), some.integers(0, 300), some.integers(1, 10**6)), min_size=1))
def test_floats_decimals_and_minor_units_give_one_book(rows):
    who, days, cents = ([row[at] for row in rows] for at in range(3))
    made = [patron.Book(customer=who, time=days, time_unit="D", amount=amount,
                        scale=2).customers("2030-01-01").to_dict()
            for amount in (cents, [Decimal(cent).scaleb(-2) for cent in cents], [cent / 100 for cent in cents])]
    assert made[0] == made[1] == made[2]
