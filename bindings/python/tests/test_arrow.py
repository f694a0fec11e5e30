"""Whole frames by the Arrow stream that they give, and tables as streams: with a producer made here, and the real ones
where they are installed."""
import datetime as dt
import gc
from array import array

import pytest
from conftest import AS_OF, NAMES, build, everything, random_rows

import patron
from patron import _api, _arrow, _columns
from patron._source import source_of


class Frame:
    """A producer: columns of ints, texts or dates exported by the library; a stream can be had once."""

    def __init__(self, **columns):
        self.rows, self.columns, self.asked = 0, [], 0
        for name, values in columns.items():
            first = next((value for value in values if value is not None), 0)
            if isinstance(first, dt.date):
                held = array("i", [0 if value is None else (value - dt.date(1970, 1, 1)).days for value in values])
                made = _columns.Column(_api.constants["PATRON_TYPE_INT32"], len(held), held.buffer_info()[0], held,
                                       nulls=[row for row, value in enumerate(values) if value is None],
                                       unit=_api.constants["PATRON_UNIT_DAY"])
            else:
                made = _columns.key(source_of(values, name))
            self.columns.append((name, made))
            self.rows = len(values)

    def __arrow_c_stream__(self, requested_schema=None):
        self.asked += 1
        return _arrow.export([(name, column.struct, 0) for name, column in self.columns], self.rows)


def dated(rows):
    return {**rows, "day": [dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in rows["day"]]}


def test_a_stream_gives_the_same_book_and_is_asked_for_once():
    rows = random_rows(21)
    frame = Frame(**dated(rows))
    book = patron.Book(frame, **NAMES)
    assert frame.asked == 1 and everything(book) == everything(build(rows))


def test_streams_and_lists_are_batches_of_one_builder():
    rows = dated(random_rows(22))
    halves = [{name: values[start::2] for name, values in rows.items()} for start in (0, 1)]
    builder = patron.Builder().add(Frame(**halves[0]), **NAMES).add(halves[1], **NAMES)
    assert everything(builder.book()) == everything(patron.Book(rows, **NAMES))


def test_text_keys_kinds_and_nulls():
    rows = dict(customer=["a", "b", "", "a"], day=[dt.date(2024, 1, 1), None, dt.date(2024, 1, 3), dt.date(2024, 1, 4)],
                cents=[5, 6, 7, 8], status=["ok", "ok", "ok", "void"])
    given = dict(customer="customer", time="day", amount="cents", kind="status",
                 kinds={"ok": "sale", "void": "ignored"})
    found = patron.Book(Frame(**rows), nulls="skip", **given)
    wanted = patron.Book(rows, nulls="skip", **given)
    assert found.skipped == 1 == wanted.skipped and found.totals("2024-02-01") == wanted.totals("2024-02-01")
    with pytest.raises(ValueError) as caught:
        patron.Book(Frame(**rows), **given)
    assert (caught.value.argument, caught.value.column, caught.value.row) == ("time", "day", 1)
    with pytest.raises(ValueError) as caught:
        patron.Book(Frame(**rows), **{**given, "nulls": "skip", "kinds": {"ok": "sale"}})
    assert caught.value.row == 3
    with pytest.raises(ValueError, match="no column 'nope'"):
        patron.Book(Frame(**rows), **{**given, "amount": "nope"})


def test_a_bad_stream_changes_nothing_and_is_released():
    builder = patron.Builder().add(customer=["a"], time=["2024-01-01"], amount=[5])
    bad = Frame(customer=["b", "c"], day=[dt.date(2024, 1, 1), None], cents=[1, 2])
    with pytest.raises(ValueError) as caught:
        builder.add(bad, customer="customer", time="day", amount="cents")
    assert caught.value.row == 2 and len(builder) == 1
    del caught  # it holds the call
    gc.collect()
    assert not _arrow._alive


def test_a_stream_that_nobody_takes_is_released():
    table = build(random_rows(23)).churn(AS_OF)
    gc.collect()
    before = len(_arrow._alive)
    capsules = [table.__arrow_c_stream__() for _ in range(20)]
    assert len(_arrow._alive) == before + 20
    del capsules
    gc.collect()
    assert len(_arrow._alive) == before


def test_tables_go_out_as_streams():
    book = build(random_rows(24))
    table = book.customers(AS_OF)

    class Again:
        def __arrow_c_stream__(self, requested_schema=None):
            return table.__arrow_c_stream__()

    again = patron.Book(Again(), customer="customer", time="last_day", amount="net", labels={"state": "state"},
                        nulls="skip", negative="refund", zero_orders=True)
    known = [row for row in range(len(table)) if table["last_day"][row] is not None]
    assert again.skipped == len(table) - len(known)
    assert again.keys().tolist() == [table["customer"][row] for row in known]
    assert set(again.keys("state")) == {table["state"][row] for row in known}
    assert again.totals("2030-01-01").net == sum(table["net"][row] for row in known)


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_with_the_real_ones(library):
    module = pytest.importorskip(library)
    rows = random_rows(25)
    made = module.DataFrame(dated(rows)) if library == "polars" else module.table(dated(rows))
    assert everything(patron.Book(made, **NAMES)) == everything(build(rows))
    table = build(rows).churn(AS_OF)
    back = table.to_polars().to_dict(as_series=False) if library == "polars" else table.to_arrow().to_pydict()
    assert back == table.to_dict()
