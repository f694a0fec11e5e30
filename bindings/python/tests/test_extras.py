"""Containers of libraries that Debian does not have; each equals lists to the bit. Skipped where they are absent."""
import datetime as dt
from decimal import Decimal

import pytest
from conftest import NAMES, build, everything, random_rows

import patron
from patron import _rows


def dated(seed):
    rows = random_rows(seed)
    return {**rows,
            "day": [dt.date(1970, 1, 1) + dt.timedelta(days=day) for day in rows["day"]]}, everything(build(rows))


def columns(rows, convert):
    return {name: convert(values) for name, values in rows.items()}


def test_polars():
    polars = pytest.importorskip("polars")
    rows, wanted = dated(31)
    frame = polars.DataFrame(rows)
    assert everything(patron.Book(frame, **NAMES)) == wanted
    assert everything(patron.Book(polars.concat([frame[:100], frame[100:]], rechunk=False), **NAMES)) == wanted
    for change in (dict(product=polars.Categorical), dict(coupon=polars.Categorical), dict(customer=polars.Int16),
                   dict(amount=polars.UInt32), dict(day=polars.Datetime("ms")), dict(day=polars.Datetime("ns")),
                   dict(customer=polars.Float64)):
        assert everything(patron.Book(frame.cast(change), **NAMES)) == wanted, change
    assert everything(patron.Book(columns(rows, polars.Series), **NAMES)) == wanted
    money = frame.with_columns(polars.Series("amount", [Decimal(cent).scaleb(-2) for cent in rows["amount"]]),
                               polars.col("discount") / 100)
    assert everything(patron.Book(money, scale=2, **NAMES)) == wanted
    zoned = frame.with_columns(polars.col("day").cast(polars.Datetime("us")).dt.replace_time_zone("Europe/Berlin"))
    assert everything(patron.Book(zoned, tz="Europe/Berlin", **NAMES)) == wanted
    with pytest.raises(ValueError, match="tz="):
        patron.Book(zoned, **NAMES)
    with pytest.raises(ValueError) as caught:
        patron.Book(money.with_columns(polars.Series("amount", [1.005] * len(frame))), scale=2, **NAMES)
    assert (caught.value.argument, caught.value.row) == ("amount", 0)


def test_pyarrow():
    pyarrow = pytest.importorskip("pyarrow")
    rows, wanted = dated(32)
    table = pyarrow.table(rows)
    assert everything(patron.Book(table, **NAMES)) == wanted
    assert everything(patron.Book(table.to_reader(), **NAMES)) == wanted
    assert everything(patron.Book(pyarrow.concat_tables([table.slice(0, 77), table.slice(77)]), **NAMES)) == wanted
    for name, kind in (("customer", pyarrow.int32()), ("amount", pyarrow.uint64()), ("day", pyarrow.timestamp("s")),
                       ("day", pyarrow.date64()), ("product", pyarrow.large_string()),
                       ("product", pyarrow.string_view()),
                       ("product", pyarrow.dictionary(pyarrow.int8(), pyarrow.string())), ("kind", pyarrow.int8())):
        at = table.schema.get_field_index(name)
        cast = table[name].dictionary_encode() if pyarrow.types.is_dictionary(kind) else table[name].cast(kind)
        assert everything(patron.Book(table.set_column(at, name, cast), **NAMES)) == wanted, kind
    assert everything(patron.Book(columns(rows, pyarrow.array), **NAMES)) == wanted
    assert everything(patron.Book(columns(rows, lambda values: pyarrow.chunked_array([values])), **NAMES)) == wanted


def test_times_as_texts_or_numbers_in_frames():
    polars, pyarrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    rows, wanted = dated(36)
    texts = {**rows, "day": [day.isoformat() for day in rows["day"]]}
    numbers = {**rows, "day": [int((day - dt.date(1970, 1, 1)).days) * 86400 for day in rows["day"]]}
    for made in (polars.DataFrame(texts), pyarrow.table(texts)):
        assert everything(patron.Book(made, **NAMES)) == wanted
    for made in (polars.DataFrame(numbers), pyarrow.table(numbers)):
        assert everything(patron.Book(made, **NAMES, time_unit="s", tz="UTC")) == wanted


def test_duckdb():
    duckdb = pytest.importorskip("duckdb")
    pyarrow = pytest.importorskip("pyarrow")
    rows, wanted = dated(33)
    source = pyarrow.table(rows)
    relation = duckdb.connect().from_arrow(source)
    assert relation.columns == list(rows)
    assert everything(patron.Book(relation, **NAMES)) == wanted
    churn = patron.Book(source, **NAMES).churn("2023-12-01").to_arrow()
    found = duckdb.connect().from_arrow(churn).filter("state = 'slipping'").fetchall()
    assert len(found) == churn["state"].to_pylist().count("slipping")


def test_arrow_backed_pandas():
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    if int(pandas.__version__.split(".")[0]) < 2:
        pytest.skip("pandas before 2 has no Arrow-backed columns of every type")
    rows, wanted = dated(34)
    frame = pandas.DataFrame(rows).convert_dtypes(dtype_backend="pyarrow")
    assert everything(patron.Book(frame, **NAMES)) == wanted
    times = frame.assign(day=pandas.to_datetime(pandas.Series(rows["day"])).astype("timestamp[us][pyarrow]"))
    assert everything(patron.Book(times, **NAMES)) == wanted
    money = frame.assign(amount=[Decimal(cent).scaleb(-2) for cent in rows["amount"]], discount=frame.discount / 100)
    assert everything(patron.Book(money, scale=2, **NAMES)) == wanted


@pytest.mark.parametrize("library", ["polars", "pyarrow", "pandas"])
def test_single_columns_are_not_made_lists(library, monkeypatch):
    module = pytest.importorskip(library)
    pyarrow = pytest.importorskip("pyarrow")
    if library == "pandas" and int(module.__version__.split(".")[0]) < 2:
        pytest.skip("pandas before 2 has no Arrow-backed columns of every type")
    rows, wanted = dated(35)
    convert = {"polars": lambda values: module.Series(values), "pyarrow": pyarrow.array,
               "pandas": lambda values: module.Series(module.arrays.ArrowExtensionArray(pyarrow.array(values)))}
    convert = convert[library]
    lists, own = [], _rows.source_of
    monkeypatch.setattr(_rows, "source_of", lambda *some: lists.append(own(*some)) or lists[-1])
    assert everything(patron.Book(columns(rows, convert), **NAMES)) == wanted
    made = {source.argument for source in lists if source.items is not None}
    assert not made & {"customer", "time", "product", "category", "coupon"}
