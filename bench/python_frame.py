"""Seconds from a pandas frame of 5 million orders to RFM scores: patron, and the pandas groupby that gives the same
columns (recency, purchase days, money, and their quintiles by mid-rank). Every column must agree.

    python3 bench/python_frame.py [--quick]
"""
import sys
import time

from python_support import AS_OF, AS_OF_DAY, quick, table

import numpy
import pandas

import patron

METHODS = {name + "_method": "quantile" for name in ("recency", "frequency", "monetary")}


def orders(count, customers):
    draw = numpy.random.default_rng(1)
    days = AS_OF_DAY - draw.integers(0, 1100, count)
    return pandas.DataFrame({"customer": (customers * draw.random(count) ** 2).astype("int64") + 1,
                             "day": days.astype("datetime64[D]").astype("datetime64[ns]"),
                             "amount": draw.integers(100, 20000, count)})


def with_patron(frame, **options):
    book = patron.Book(frame, customer="customer", time="day", amount="amount", **options)
    return book.rfm(AS_OF, **METHODS)


def with_pandas(frame):
    """A day with several orders is one purchase; mid-rank quintiles: 1 + floor(5 (2 worse + equal) / 2N)."""
    as_of = pandas.Timestamp(AS_OF)
    grouped = frame.groupby("customer")
    found = pandas.DataFrame({
        "recency": (as_of - grouped["day"].max()).dt.days,
        "frequency": frame.drop_duplicates(["customer", "day"]).groupby("customer").size(),
        "monetary": grouped["amount"].sum()})
    for score, column, rising in (("r", "recency", False), ("f", "frequency", True), ("m", "monetary", True)):
        twice = (2 * found[column].rank(method="average", ascending=rising) - 1).astype("int64")
        found[score] = numpy.minimum(5, 1 + 5 * twice // (2 * len(found)))
    return found


def best(work, runs):
    taken, result = [], None
    for _ in range(runs):
        begin = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - begin)
    return min(taken), result


def agree(scores, wanted):
    """Every column of every customer, by customer."""
    names = ("customer", "recency", "frequency", "monetary_numerator", "r", "f", "m")
    raw = {name: numpy.asarray(scores[name]) for name in names}
    found = pandas.DataFrame(raw).rename(columns={"monetary_numerator": "monetary"}).set_index("customer").sort_index()
    wanted = wanted.sort_index()
    assert (found.index == wanted.index).all() and (numpy.asarray(scores["monetary_denominator"]) == 1).all()
    for column in wanted:
        assert (found[column].to_numpy() == wanted[column].to_numpy()).all(), column


def main():
    small = quick("seconds from a pandas frame to RFM scores")
    frame = orders(50_000 if small else 5_000_000, 10_000 if small else 1_000_000)
    runs = 1 if small else 3
    mine, scores = best(lambda: with_patron(frame), runs)
    threaded, again = best(lambda: with_patron(frame, threads=2), runs)
    theirs, wanted = best(lambda: with_pandas(frame), runs)
    agree(scores, wanted)
    agree(again, wanted)
    lines = [("orders", "{0:,}".format(len(frame))), ("customers", "{0:,}".format(len(wanted))),
             ("patron, 1 thread (s)", "{0:.2f}".format(mine)), ("patron, 2 threads (s)", "{0:.2f}".format(threaded)),
             ("pandas {0} groupby (s)".format(pandas.__version__), "{0:.2f}".format(theirs)),
             ("pandas / patron, 1 thread", "{0:.1f}".format(theirs / mine)), ("columns that agree", "6 of 6")]
    return table("frame to recency, frequency, monetary and their scores", lines)


if __name__ == "__main__":
    sys.exit(main())
