"""Columns that speak Arrow, each on its own: taken from the producers' own memory, and what is null keeps its row."""
import ctypes
import datetime as dt
import gc
from array import array

import pytest
from conftest import NAMES, build, everything, random_rows
from hypothesis import given, settings
from hypothesis import strategies as some

import patron
from patron import _feed, _rows
from patron._source import source_of

FORMATS = {"i": ctypes.c_int32, "l": ctypes.c_int64, "c": ctypes.c_int8, "g": ctypes.c_double, "f": ctypes.c_float,
           "tdD": ctypes.c_int32, "tss:": ctypes.c_int64, "tsu:UTC": ctypes.c_int64, "L": ctypes.c_uint64}
live = {}  # structs not yet released, with what their buffers are
held = {}  # structs in capsules that are alive


def releasing(kind):
    def run(address):
        live.pop(address)
        kind.from_address(address).release = _feed.Release()

    return _feed.Release(run)


RELEASE = {kind: releasing(kind) for kind in (_feed.Schema, _feed.Array, _feed.Stream)}
dying = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))


def dropping(name):
    def run(capsule):
        struct = held.pop(dying(capsule, name))[0]
        if struct.release:
            struct.release(ctypes.addressof(struct))

    return ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(run)


DROP = {name: dropping(name) for name in (b"arrow_array_stream", b"arrow_schema", b"arrow_array")}


def capsule(struct, name, keep=None):
    held[ctypes.addressof(struct)] = (struct, keep)
    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return new(ctypes.addressof(struct), name, ctypes.cast(DROP[name], ctypes.c_void_p))


class Producer:
    """Arrays of one column made here byte by byte, with an offset in front of each; a stream, or one array."""

    def __init__(self, form, chunks, words=None, fail_at=None, schema_fails=False):
        self.form, self.chunks, self.words, self.asked = form, chunks, words, 0
        self.fail_at, self.schema_fails, self.keep = fail_at, schema_fails, []
        self.addresses = []

    def schema(self, out):
        struct = _feed.Schema(format=self.form.encode(), name=b"whatever", flags=2, release=RELEASE[_feed.Schema])
        if self.words is not None:
            struct.dictionary = ctypes.pointer(_feed.Schema(format=b"u", release=RELEASE[_feed.Schema]))
        self.put(struct, out)

    def put(self, struct, out):
        live[out] = (struct, self.keep)
        ctypes.memmove(out, ctypes.addressof(struct), ctypes.sizeof(struct))

    def buffers(self, values, form, offset):
        bits = bytearray(b"\xff" * ((offset + len(values)) // 8 + 1))
        for row, value in enumerate(values):
            if value is None:
                bits[(offset + row) // 8] &= ~(1 << (offset + row) % 8)
        bits = (ctypes.c_uint8 * len(bits)).from_buffer(bits)
        if form == "n":
            return []
        if form in ("u", "U"):
            encoded = [b"skip"] * offset + [(value or "").encode() for value in values]
            scalar = ctypes.c_int32 if form == "u" else ctypes.c_int64
            offsets, end = (scalar * (len(encoded) + 1))(), 0
            for row, word in enumerate(encoded):
                end += len(word)
                offsets[row + 1] = end
            return [bits, offsets, ctypes.create_string_buffer(b"".join(encoded) + b" ")]
        return [bits, (FORMATS[form] * (offset + len(values)))(*[0] * offset, *[value or 0 for value in values])]

    def struct(self, values, form, offset=3, counted=True):
        parts = self.buffers(values, form, offset)
        places = (ctypes.c_void_p * max(1, len(parts)))(*[ctypes.addressof(part) for part in parts])
        self.keep += [parts, places]
        if parts:
            self.addresses.append(ctypes.addressof(parts[-1]))
        return _feed.Array(length=len(values), offset=offset if parts else 0, n_buffers=len(parts), buffers=places,
                           null_count=sum(value is None for value in values) if counted else -1,
                           release=RELEASE[_feed.Array])

    def array(self, values, out):
        if self.words is None:
            struct = self.struct(values, self.form, counted=len(self.keep) % 2 == 0)
        else:
            struct = self.struct([None if value is None else self.words.index(value) for value in values], self.form)
            struct.dictionary = ctypes.pointer(self.struct(self.words, "u"))
        self.put(struct, out)


class Streamed(Producer):
    def __arrow_c_stream__(self, requested_schema=None):
        self.asked += 1
        left, message = list(self.chunks), ctypes.create_string_buffer(b"the disk is gone")

        def schema(_, out):
            self.schema(out)
            return 5 if self.schema_fails and live.pop(out) else 0

        def following(_, out):
            if self.fail_at is not None and len(self.chunks) - len(left) == self.fail_at:
                return 5
            if left:
                self.array(left.pop(0), out)
            else:
                ctypes.memset(out, 0, ctypes.sizeof(_feed.Array))
            return 0

        stream = _feed.Stream(_feed._Get(schema), _feed._Get(following),
                              _feed._Tell(lambda _: ctypes.addressof(message)), RELEASE[_feed.Stream])
        live[ctypes.addressof(stream)] = message
        return capsule(stream, b"arrow_array_stream", self)


class Arrayed(Producer):
    def __arrow_c_array__(self, requested_schema=None):
        self.asked += 1
        schema, array = _feed.Schema(), _feed.Array()
        self.schema(ctypes.addressof(schema))
        self.array([value for chunk in self.chunks for value in chunk], ctypes.addressof(array))
        return capsule(schema, b"arrow_schema"), capsule(array, b"arrow_array")


KINDS = {"customer": "l", "day": "tdD", "amount": "i", "order": "L", "product": "u", "category": "U", "quantity": "c",
         "discount": "l", "kind": "i", "coupon": "u"}


def cut(values, cuts):
    edges = [0, *sorted(min(at, len(values)) for at in cuts), len(values)]
    return [values[start:end] for start, end in zip(edges, edges[1:])]


def nothing_left():
    gc.collect()
    assert not live and not held


@settings(max_examples=25, deadline=None)
@given(some.integers(0, 10**6), some.sets(some.sampled_from(sorted(KINDS))),
       some.lists(some.lists(some.integers(0, 130), max_size=4), min_size=10, max_size=10),
       some.sampled_from([Streamed, Arrayed]))
def test_any_columns_in_any_chunks_are_the_same_book(seed, chosen, cuts, kind):
    rows = random_rows(seed, 120, 20)
    mixed = {name: kind(KINDS[name], cut(values, places)) if name in chosen else values
             for (name, values), places in zip(rows.items(), cuts)}
    book = build(mixed)
    assert everything(book) == everything(build(rows))
    assert all(mixed[name].asked == 1 for name in chosen)
    del book, mixed
    nothing_left()


@pytest.mark.parametrize("kind", [Streamed, Arrayed])
def test_what_is_promised_is_borrowed(kind):
    made = kind("l", [[1, 2, None], [4, 5]] if kind is Streamed else [[1, 2, None, 4, 5]])
    single = _feed.single_of(made, "customer")
    assert [array.buffers[1] for array in single.arrays] == made.addresses and single.count == 5
    other = _feed.single_of(Streamed("u", [["a"], ["b", "c", "d", "e"]]), "product")
    feed = _feed.Feed({"customer": single, "product": other}, 5)
    taken = []
    while True:
        batch = _feed.Array()
        assert feed._following(ctypes.addressof(batch)) == 0
        if not batch.release:
            break
        child = batch.children[0].contents
        taken.append((batch.length, child.buffers[1], child.offset))
    one = made.addresses
    assert taken == ([(1, one[0], 3), (2, one[0], 4), (2, one[1], 3)] if kind is Streamed else
                     [(1, one[0], 3), (4, one[0], 4)])
    del single, other, feed, made
    nothing_left()


def test_no_list_is_made_of_them(monkeypatch):
    rows = random_rows(61, 100, 20)
    lists = []
    monkeypatch.setattr(_rows, "source_of", lambda value, argument, *name: lists.append(argument) or
                        source_of(value, argument, *name))
    book = build({name: Streamed(KINDS[name], [values]) for name, values in rows.items()})
    assert lists == ["guest"]  # the option
    assert everything(book) == everything(build(rows))


def test_dictionaries_and_words():
    rows = random_rows(62, 100, 20)
    words = sorted(set(rows["product"]))
    status = [{0: "ok", 1: "sub", 2: "back", 3: "void"}[kind] for kind in rows["kind"]]
    meaning = {"ok": "sale", "sub": "renewal", "back": "refund", "void": "ignored"}
    for kinds in (Streamed("u", [status]), status, Arrayed("c", [status], sorted(set(status)))):
        product = Streamed("c", cut(rows["product"], [17]), words)
        book = patron.Book({**rows, "product": product, "kind": kinds}, **NAMES, time_unit="D", kinds=meaning)
        assert everything(book) == everything(build(rows))


@pytest.mark.parametrize("form,unit,factor", [("l", "s", 86400), ("l", "us", 86400 * 10**6), ("i", "D", 1),
                                              ("tss:", None, 86400), ("tsu:UTC", None, 86400 * 10**6)])
def test_times(form, unit, factor):
    rows = random_rows(63, 100, 20)
    times = Streamed(form, [[day * factor for day in rows["day"]]])
    book = patron.Book({**rows, "day": times}, **NAMES, time_unit=unit, tz="UTC")
    assert everything(book) == everything(build(rows))
    mixed = patron.Book({**rows, "day": [day * factor for day in rows["day"]],
                         "amount": Arrayed("l", [rows["amount"]])}, **NAMES,
                        time_unit=unit or ("s" if form == "tss:" else "us"), tz="UTC")
    assert everything(mixed) == everything(build(rows))


def test_datetimes_among_arrow_columns():
    rows = dict(customer=[1, 2, 1], amount=[5, 6, 7])
    naive = [dt.datetime(2024, 1, 1, 23), dt.datetime(2024, 1, 2), dt.datetime(2024, 1, 5)]
    aware = [at.replace(tzinfo=dt.timezone.utc) for at in naive]
    for time, more in ((naive, dict(tz="Europe/Berlin")), (aware, dict(tz="Europe/Berlin")), (naive, {}),
                       (naive, dict(tz="Europe/Berlin", input_tz="UTC"))):
        wanted = patron.Book(time=time, **rows, **more).customers("2024-02-01").to_dict()
        builder = patron.Builder(**more)
        for part in (slice(0, 1), slice(1, 3)):
            builder.add(customer=Arrayed("l", [rows["customer"][part]]), time=time[part], amount=rows["amount"][part])
        assert builder.book().customers("2024-02-01").to_dict() == wanted


def test_clocks_do_not_mix_unseen():
    naive = dict(customer=[1], time=[dt.datetime(2024, 1, 1, 23)], amount=[1])
    instants = dict(customer=[1], time=Arrayed("tss:UTC".replace("tss", "tsu"), [[1704150000000000]]), amount=[1])
    builder = patron.Builder(tz="Europe/Berlin").add(**naive)
    with pytest.raises(ValueError, match="the shop's own clock"):
        builder.add(**instants)
    assert len(builder) == 1
    with pytest.raises(ValueError, match="tz="):
        patron.Book(**instants)


@pytest.mark.parametrize("alone", [True, False])
def test_rows_left_out_are_still_counted(alone):
    """A conflict found when the book is made names the caller's rows, whatever was left out before them."""
    days = [dt.date(2024, 1, 1), None, None, dt.date(2024, 1, 2), dt.date(2024, 1, 3), dt.date(2024, 1, 4)]
    columns = dict(customer=("l", [1, 1, 1, 2, 3, 1]), amount=("g", [1.0, 1.0, 1.0, None, float("nan"), 1.0]),
                   order=("l", [1, 2, 3, 4, 5, 6]))
    number = [None if day is None else (day - dt.date(1970, 1, 1)).days for day in days]
    builder = patron.Builder(nulls="skip", scale=2)
    for _ in range(2):
        given = {name: Streamed(form, cut(values, [2, 4])) for name, (form, values) in columns.items()}
        builder.add(time=Streamed("tdD", cut(number, [3])), **given) if alone else \
            builder.add(Framed(**given, time=Streamed("tdD", cut(number, [2, 4]))), time="time",
                        **{name: name for name in columns})
        columns["order"] = ("l", [11, 12, 13, 14, 15, 1])
        columns["customer"] = ("l", [1, 1, 1, 2, 3, 9])
    assert (builder.skipped, len(builder)) == (8, 4)
    with pytest.raises(ValueError) as caught:
        builder.book()
    assert caught.value.status == "conflict" and {caught.value.row, caught.value.other_row} == {0, 11}
    del builder, given, caught
    nothing_left()


class Framed:
    """A frame of such columns, which all have the same chunks."""

    def __init__(self, **columns):
        self.columns = columns

    def __arrow_c_stream__(self, requested_schema=None):
        singles = {name: _feed.single_of(column, name) for name, column in self.columns.items()}
        feed = _feed.Feed(singles, next(iter(singles.values())).count)
        return capsule(feed._made.stream, b"arrow_array_stream", feed)


class Batched(Framed):
    """One record batch: a schema and an array."""

    def __getattribute__(self, name):
        if name == "__arrow_c_stream__":
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    def __arrow_c_array__(self, requested_schema=None):
        singles = {name: _feed.single_of(column, name) for name, column in self.columns.items()}
        feed = _feed.Feed(singles, next(iter(singles.values())).count)
        schema, array = _feed.Schema(), _feed.Array()
        assert not feed._schema(ctypes.addressof(schema)) and not feed._following(ctypes.addressof(array))
        return capsule(schema, b"arrow_schema", feed), capsule(array, b"arrow_array", feed)


def test_a_record_batch_is_a_frame():
    rows = random_rows(64, 100, 20)
    made = Batched(**{name: Arrayed(KINDS[name], [values]) for name, values in rows.items()})
    assert not hasattr(made, "__arrow_c_stream__")
    assert everything(patron.Book(made, **NAMES)) == everything(build(rows))
    days = [19000, None, 19001]
    batch = Batched(c=Arrayed("l", [[1, 1, 2]]), t=Arrayed("tdD", [days]), a=Arrayed("l", [[1, 2, 3]]),
                    o=Arrayed("l", [[1, 2, 1]]))
    with pytest.raises(ValueError) as caught:
        patron.Book(batch, customer="c", time="t", amount="a", order="o", nulls="skip")
    assert {caught.value.row, caught.value.other_row} == {0, 2}


class Table(Framed):
    """A frame that gives its columns too."""

    def __getitem__(self, name):
        return self.columns[name]


def test_times_that_are_texts_or_numbers_are_read_column_by_column():
    rows = random_rows(66, 100, 20)
    texts = [(dt.date(1970, 1, 1) + dt.timedelta(days=day)).isoformat() for day in rows["day"]]
    made = {name: Arrayed(KINDS[name], [values]) for name, values in rows.items() if name != "day"}

    class Texts(Arrayed):
        def to_pylist(self):
            return self.chunks[0]

    for day, more in ((Texts("u", [texts]), {}), (Arrayed("i", [rows["day"]]), dict(time_unit="D")),
                      (Arrayed("l", [[day * 86400 for day in rows["day"]]]), dict(time_unit="s", tz="UTC"))):
        assert everything(patron.Book(Table(**made, day=day), **NAMES, **more)) == everything(build(rows))
    with pytest.raises(ValueError, match="dates or timestamps"):
        patron.Book(Framed(**made, day=Arrayed("i", [rows["day"]])), **NAMES, time_unit="D")


@pytest.mark.parametrize("frame", [True, False])
def test_types_are_refused_as_those_of_other_columns(frame):
    for form, values, match in (("b", [], "truth values"), ("g", [1.5, 2.0], "scale="), ("d:9,2", [], "scale=")):
        amount = Streamed(form, [values]) if values else Streamed(form, [])
        columns = dict(c=Arrayed("l", [[1, 2]]), t=Arrayed("tdD", [[1, 2]]), a=amount)
        if not values and not frame:
            continue
        with pytest.raises(TypeError, match=match) as caught:
            patron.Book(Framed(**columns) if frame else Table(**columns).columns, customer="c", time="t", amount="a")
        assert (caught.value.argument, caught.value.column) == ("amount", "a")


def test_nulls_in_dictionaries_and_of_the_type_null():
    empty = _feed.single_of(Streamed("n", [[None, None]]), "product")
    assert [_feed.null_rows(empty.schema, array) for array in empty.arrays] == [{0, 1}]
    coded = _feed.single_of(Arrayed("c", [["a", None, "b", None, "a"]], ["b", None, "a"]), "product")
    assert [_feed.null_rows(coded.schema, array) for array in coded.arrays] == [{1, 3}]
    halves = _feed.single_of(Arrayed("f", [[1.5, float("nan"), None]]), "amount")
    assert [_feed.null_rows(halves.schema, array) for array in halves.arrays] == [{1, 2}]
    book = patron.Book(customer=[1, 2], time=["2024-01-01"] * 2, amount=Arrayed("l", [[1, 2]]),
                       product=Streamed("n", [[None, None]]), labels={"coupon": [None, None]})
    assert book.keys("coupon").tolist() == []


def test_lists_without_a_value_hold_what_the_arrow_columns_before_them_held():
    more = dict(customer=[1, 2], time=["2024-01-01"] * 2, amount=[1, 2])
    for product, coupon in (([7, 8], ["a", "b"]), (["x", "y"], [3, None])):
        form = {int: "l", str: "u"}
        builder = patron.Builder().add(product=Streamed(form[type(product[0])], [product]),
                                       labels={"coupon": Streamed(form[type(coupon[0])], [coupon])}, **more)
        builder.add(product=[None, None], labels={"coupon": [None, None]}, **more)
        builder.add(product=Streamed("n", [[None, None]]), labels={"coupon": [None, None]}, **more)
        book = builder.book()
        assert book.keys("product").tolist() == product
        assert book.keys("coupon").tolist() == [key for key in coupon if key is not None]


def test_days_of_any_width_among_arrow_columns():
    rows = random_rows(65, 100, 20)
    for day in (array("q", rows["day"]), array("i", rows["day"]), array("H", rows["day"]),
                [dt.date(1970, 1, 1) + dt.timedelta(days=number) for number in rows["day"]]):
        book = build({**rows, "day": day, "amount": Arrayed("l", [rows["amount"]])})
        assert everything(book) == everything(build(rows))
    with pytest.raises(OverflowError) as caught:
        patron.Book(customer=[1, 2], time=array("q", [1, 2**40]), amount=Arrayed("l", [[1, 2]]), time_unit="D")
    assert caught.value.row == 1
    skipping = patron.Book(customer=[1, 2, 3], time=[None, dt.date(2024, 1, 1), None], amount=Arrayed("l", [[1, 2, 3]]),
                           nulls="skip")
    assert (skipping.skipped, skipping.totals("2024-01-02").net) == (2, 2)


def test_what_is_wrong_with_them():
    good = dict(customer=[1, 2], time=["2024-01-01"] * 2, amount=[1, 2])
    for wrong, kind, row in ((dict(amount=Arrayed("l", [[1, None]])), ValueError, 1),
                             (dict(amount=Streamed("g", [[1.0], [2.005]])), ValueError, 1),
                             (dict(customer=Streamed("l", [[1, 2, 3]])), ValueError, None),
                             (dict(customer=Streamed("l", [[1], [2]], fail_at=1)), ValueError, None),
                             (dict(customer=Streamed("l", [[1], [2]], schema_fails=True)), ValueError, None),
                             (dict(customer=Streamed("+s", [])), TypeError, None),
                             (dict(time=Streamed("u", [["2024-01-01", "x"]])), TypeError, None)):
        builder = patron.Builder(scale=2).add(**good)
        with pytest.raises(kind) as caught:
            builder.add(**{**good, **wrong})
        assert isinstance(caught.value, patron.PatronError)
        assert caught.value.row == (None if row is None else row + 2), wrong
        assert len(builder) == 2
    with pytest.raises(ValueError, match="the disk is gone"):
        patron.Book(**{**good, "amount": Streamed("l", [[1], [2]], fail_at=1)})
    with pytest.raises(ValueError, match="the disk is gone"):
        patron.Book(**{**good, "amount": Streamed("l", [[1], [2]], schema_fails=True)})
    empty = patron.Book(customer=Streamed("l", []), time=Streamed("tdD", [[]]), amount=[])
    assert len(empty) == 0
    del caught, builder, wrong
    nothing_left()


def test_an_exception_in_a_stream_of_our_own_is_an_error_of_the_library():
    feed = _feed.Feed({"customer": _feed.single_of(Arrayed("l", [[1]]), "customer")}, 1)
    feed._following = None
    feed._made = _feed.Made(feed._schema, lambda out: 1 // 0, lambda: None, lambda: None)
    stream, array = feed._made.stream, _feed.Array()
    assert stream.get_next(feed._made.address, ctypes.addressof(array)) == 5
    assert "ZeroDivisionError" in _feed.last_error(stream, feed._made.address)
