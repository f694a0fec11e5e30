"""Days, zones and as_of."""
import datetime as dt
import zoneinfo

import numpy
import pandas
import pytest

import patron
from patron import _days

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
LATE = dt.datetime(2024, 10, 31, 23, 30, tzinfo=BERLIN)


def first_day(time, **options):
    return patron.Book(customer=[1], time=time, amount=[100], **options).customers("2025-01-01")["first_day"][0]


def test_a_late_order_in_berlin_belongs_to_its_own_day():
    assert first_day([LATE], tz="Europe/Berlin") == dt.date(2024, 10, 31)
    assert first_day([LATE], tz=BERLIN) == dt.date(2024, 10, 31)
    assert first_day([LATE], tz="Asia/Tokyo") == dt.date(2024, 11, 1)
    assert first_day([LATE.isoformat()], tz="Europe/Berlin") == dt.date(2024, 10, 31)
    assert first_day(["2024-10-31T22:30:00Z"], tz="Europe/Berlin") == dt.date(2024, 10, 31)
    assert first_day(["2024-10-31T23:30:00Z"], tz="Europe/Berlin") == dt.date(2024, 11, 1)
    assert first_day([LATE], tz=dt.timezone(dt.timedelta(hours=-5))) == dt.date(2024, 10, 31)


def test_naive_times_show_the_clock_of_the_shop():
    naive = [dt.datetime(2024, 10, 31, 23, 30)]
    for time in (naive, numpy.array(naive, dtype="M8[s]"), pandas.Series(naive), ["2024-10-31 23:30:00"]):
        assert first_day(time) == dt.date(2024, 10, 31)
        assert first_day(time, tz="Europe/Berlin") == dt.date(2024, 10, 31)
        assert first_day(time, tz="Europe/Berlin", input_tz="UTC") == dt.date(2024, 11, 1)


def test_clocks_do_not_mix():
    builder = patron.Builder(tz="Europe/Berlin").add(customer=[1], time=[LATE], amount=[1])
    with pytest.raises(ValueError, match="time is"):
        builder.add(customer=[1], time=["2024-10-31 23:30:00"], amount=[1])
    assert len(builder.add(customer=[1], time=["2024-10-31"], amount=[1])) == 2
    with pytest.raises(ValueError, match="mixes") as caught:
        patron.Book(customer=[1, 2], time=["2024-10-31", "2024-10-31 10:00:00"], amount=[1, 1])
    assert caught.value.row == 1
    with pytest.raises(ValueError, match="mixes"):
        patron.Book(customer=[1, 2], time=[LATE, LATE.replace(tzinfo=None)], amount=[1, 1], tz="UTC")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Africa/Casablanca", "Africa/Cairo",
                                  "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tehran"])
def test_the_table_of_a_zone_is_what_zoneinfo_says(zone):
    info = zoneinfo.ZoneInfo(zone)
    instants, offsets, until = _days.transitions(info)
    assert list(instants) == sorted(set(instants)) and until == 4102444799
    at = 0
    for second in range(instants[0], until, 86400 * 2 + 12345):
        while at + 1 < len(instants) and instants[at + 1] <= second:
            at += 1
        found = (_days.UTC_EPOCH + dt.timedelta(seconds=second)).astimezone(info).utcoffset()
        assert offsets[at] == found.days * 86400 + found.seconds, second
    for instant in instants[1:]:  # changes are found to the second
        before = _days._offset(info, _days.UTC_EPOCH + dt.timedelta(seconds=instant - 1))
        assert before != _days._offset(info, _days.UTC_EPOCH + dt.timedelta(seconds=instant))


@pytest.mark.parametrize("as_of",
                         [dt.date(2024, 3, 31), "2024-03-31", "2024-03-31T12:00:00", pandas.Timestamp("2024-03-31"),
                                   dt.datetime(2024, 3, 31, 23, 59), numpy.datetime64("2024-03-31"),
                                   numpy.datetime64("2024-03-31T10", "ns")])
def test_as_of_in_any_form(six, as_of):
    assert six.totals(as_of) == six.totals("2024-03-31")
    assert six.churn(as_of).as_of == dt.date(2024, 3, 31)


def test_an_aware_as_of_is_seen_in_the_zone_of_the_shop():
    book = patron.Book(customer=[1], time=[LATE], amount=[100], tz="Europe/Berlin")
    assert book.totals(dt.datetime(2024, 10, 31, 22, 59, tzinfo=dt.timezone.utc)).rows_sale == 1
    assert book.totals(dt.datetime(2024, 10, 30, 22, 59, tzinfo=dt.timezone.utc)).rows_after == 1
    with pytest.raises(ValueError, match="tz="):
        patron.Book(customer=[1], time=["2024-01-01"], amount=[100]).totals(LATE)


@pytest.mark.parametrize("as_of,kind", [(None, TypeError), (19800, TypeError), (True, TypeError), ("", ValueError),
                                        ("31.03.2024", ValueError), ("2024-02-30", ValueError),
                                        (pandas.NaT, (ValueError, TypeError)),
                                        (numpy.datetime64("NaT"), (ValueError, TypeError)), (b"2024-01-01", TypeError)])
def test_bad_as_of(six, as_of, kind):
    with pytest.raises(kind) as caught:
        six.totals(as_of)
    assert caught.value.argument == "as_of"


def test_as_of_is_required(six):
    for name in ("totals", "customers", "rfm", "cohorts", "churn", "replenishment", "churn_rule", "rfm_rule",
                 "warnings"):
        with pytest.raises(TypeError):
            getattr(six, name)()


def test_beyond_the_records():
    rows = dict(customer=[1], time=["2024-01-01"], amount=[1])
    with pytest.raises(ValueError) as caught:
        patron.Book(observed_until="2024-02-01", **rows).totals("2024-02-02")
    assert caught.value.status == "range" and caught.value.argument == "as_of"
    assert patron.Book(observed_until="2024-02-01", allow_beyond=True, **rows).totals("2024-02-02").net == 1
    assert patron.Book(observed_from="2024-01-02", **rows).totals("2024-02-02").buyers_unknown_birth == 1


@pytest.mark.parametrize("time",
                         [["2024-13-01"], ["yesterday"], ["2024-1-5"], ["2024-01-05T25:00"], [3.5], [b"x"],
                          [dt.time(1)],
                                  numpy.array([1.5]), numpy.array(["2024-13-01"])])
def test_bad_times_name_their_row(time):
    with pytest.raises((ValueError, TypeError)) as caught:
        patron.Book(customer=[1], time=time, amount=[1])
    assert caught.value.argument == "time" and isinstance(caught.value, patron.PatronError)


def test_nulls_in_time():
    rows = dict(customer=[1, 2, 3], amount=[1, 1, 1])
    for time in (["2024-01-01", None, "2024-01-03"],
                 pandas.to_datetime(pandas.Series(["2024-01-01", None, "2024-01-03"])),
                 numpy.array(["2024-01-01", "NaT", "2024-01-03"], dtype="M8[D]"),
                 [dt.date(2024, 1, 1), pandas.NaT, dt.date(2024, 1, 3)]):
        with pytest.raises(ValueError) as caught:
            patron.Book(time=time, **rows)
        assert (caught.value.argument, caught.value.row) == ("time", 1)
        book = patron.Book(time=time, nulls="skip", **rows)
        assert book.keys().tolist() == [1, 3] and book.skipped == 1


@pytest.mark.parametrize("tz,kind", [("Europe/Atlantis", ValueError), (3, TypeError), ("", ValueError)])
def test_bad_zones(tz, kind):
    with pytest.raises(kind) as caught:
        patron.Builder(tz=tz)
    assert caught.value.argument == "tz"
