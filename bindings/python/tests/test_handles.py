"""What is made is freed, closing is safe, and threads do not wait for each other."""
import gc
import os
import resource
import threading

import numpy
import pytest
from conftest import AS_OF, build, every_table, everything, random_rows

import patron


def live():
    gc.collect()
    return patron.live_handles()


def test_everything_goes():
    before = live()
    rows = random_rows(1)
    for _ in range(3):
        book = build(rows)
        everything(book)
        patron.migration(book.rfm(AS_OF), book.rfm("2023-12-31")).moves.to_dict()
        with pytest.raises(ValueError):
            patron.Book(customer=[1], time=["2024-01-01"], amount=[-1])
    assert live() > before
    del book
    assert live() == before


def test_closing():
    before = live()
    with build(random_rows(1)) as book:
        rule, keys = book.churn_rule(AS_OF), book.keys()
        wanted = keys.tolist()
    assert book.closed and repr(book) == "Book(closed)"
    for use in (lambda: len(book), lambda: book.totals(AS_OF), book.keys, lambda: book.churn(AS_OF, rule=rule)):
        with pytest.raises(ValueError, match="closed"):
            use()
    assert keys.tolist() == wanted and live() == before + 2  # the keys are still shown
    book.close()
    del keys
    assert live() == before + 1
    rule.close()
    assert live() == before
    with pytest.raises(ValueError, match="closed"):
        rule.save()
    builder = patron.Builder()
    builder.close()
    with pytest.raises(ValueError, match="closed"):
        builder.add(customer=[1], time=["2024-01-01"], amount=[1])


def test_columns_outlive_their_table_and_book():
    book = build(random_rows(2))
    facts = book.customers(AS_OF)
    view, wanted = numpy.asarray(facts["net"]), facts["net"].tolist()
    keys, names = facts["customer"], facts["customer"].tolist()
    del book, facts
    gc.collect()
    assert view.tolist() == wanted and keys.tolist() == names


def test_memory_does_not_grow():
    rows = random_rows(3, 60, 10)

    def cycle(times):
        for at in range(times):
            book = build(rows)
            book.churn(AS_OF).rule.save()
            book.replenishment(AS_OF)
            book.rfm(AS_OF).__arrow_c_stream__()
            book.cohorts(AS_OF)
            if at % 10 == 0:
                every_table(book)
            with pytest.raises(ValueError):
                patron.Book(customer=[1, 2], time=["2024-01-01"] * 2, amount=[1, 2], discount=[1, -1])

    cycle(30)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cycle(20000 if os.environ.get("PATRON_SOAK") else 150)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2048  # kB


def rows_of_all(book):
    return {name: repr(list(table.rows())) for name, table in every_table(book).items()}


def test_every_table_converts():
    tables = every_table(build(random_rows(6)))
    assert [name for name, table in tables.items() if not len(table)] in ([], ["anniversaries"])
    for name, table in tables.items():
        frame = table.to_pandas()
        assert frame.columns.tolist() == table.columns and len(frame) == len(table), name
        assert {len(values) for values in table.to_numpy().values()} == {len(table)}, name
        assert repr(table).endswith("columns]") and table.__arrow_c_stream__(), name
        for column in table.columns:
            if table[column].kind == "float64":
                missing = [value is None for value in table[column]]
                assert frame[column].isna().tolist() == missing, (name, column)


@pytest.mark.parametrize("rows", ["none", "guests", "one"])
def test_shops_with_next_to_nothing(rows):
    """No rate out of nobody: every one is None where there is no whole, and never NaN or a crash."""
    made = {name: values[:1] if rows != "none" else [] for name, values in random_rows(8).items()}
    if rows != "none":
        made["customer"] = [None] if rows == "guests" else [7]
    book = build(made)
    for name, table in every_table(book).items():
        for column in table.columns:
            for value in table[column]:
                assert value is None or not isinstance(value, float) or 0 <= abs(value) < 1e12, (name, column)
    assert book.repeat(AS_OF)["rate"].tolist()[0] == (0.0 if rows == "one" else None)


def test_a_closed_book_says_so():
    book = build(random_rows(7))
    book.close()
    tiers = patron.Tiers({"a": 1})
    for measure, more in (("repeat", ()), ("growth", ()), ("windows", ({},)), ("products", ()), ("pairs", ()),
                          ("promotions", ("coupon",)), ("stages", ()), ("churn_signs", ()), ("tiers", (tiers,)),
                          ("lifetime_value", ()), ("anniversaries", ())):
        with pytest.raises(ValueError, match="closed"):
            getattr(book, measure)(AS_OF, *more)


def test_eight_threads_on_one_book():
    book = build(random_rows(4))
    wanted, tables = everything(book), rows_of_all(book)
    found, failures = [], []

    def measure():
        try:
            found.append(everything(book) == wanted and rows_of_all(book) == tables)
        except Exception as problem:  # a thread must tell
            failures.append(problem)

    threads = [threading.Thread(target=measure) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and found == [True] * 8


def test_errors_of_threads_do_not_mix():
    book, wrong = build(random_rows(5)), []

    def fail(day):
        for _ in range(200):
            try:
                book.customers(AS_OF, first=day)
                wrong.append(day)
            except ValueError as problem:
                if str(day) not in str(problem):
                    wrong.append(str(problem))

    threads = [threading.Thread(target=fail, args=(1000 + at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
