"""Real shops against straight sums: Complete Journey's campaigns and coupons by SQL, Online Retail's months by pandas.
The data lies in $PATRON_TEST_DATA, or beside the source tree in ../shared/data; without it these tests are skipped."""
import csv
import gzip
import os
import pathlib
import sqlite3

import pandas
import pytest
from conftest import ROOT

import patron

DATA = pathlib.Path(os.environ.get("PATRON_TEST_DATA") or ROOT.parent / "shared" / "data")


def needs(name):
    place = DATA / name
    if not place.is_dir():
        pytest.skip("SKIP: no {0} in $PATRON_TEST_DATA".format(name))
    return place


# ---- Complete Journey -----------------------------------------------------------------------------------------------


def read(database, table, place):
    opened = gzip.open(place, "rt") if place.suffix == ".gz" else open(place)
    with opened as lines:
        rows = csv.reader(lines)
        head = next(rows)
        database.execute("CREATE TABLE {0} ({1})".format(table, ", ".join(head)))
        database.executemany("INSERT INTO {0} VALUES ({1})".format(table, ", ".join("?" * len(head))), rows)


# A redemption belongs to all of the household's baskets of its day; the sample has torn them apart.
LINES = """
CREATE TABLE line AS
SELECT CAST(household_id AS INTEGER) AS household, basket_id AS basket, date(transaction_timestamp) AS day,
       CAST(ROUND(sales_value * 100) AS INTEGER) AS cents,
       CAST(ROUND(retail_disc * 100) + ROUND(coupon_disc * 100) + ROUND(coupon_match_disc * 100) AS INTEGER) AS saved
FROM tx;
CREATE TABLE used AS
SELECT DISTINCT line.household, basket, day, coupon_upc AS coupon, campaign_id AS campaign
FROM line JOIN red ON CAST(red.household_id AS INTEGER) = line.household AND redemption_date = day;
CREATE TABLE orders AS
SELECT household, basket, CAST(julianday(day) AS INTEGER) AS day, SUM(cents) AS net, SUM(saved) AS saved
FROM line GROUP BY basket HAVING SUM(cents) > 0;
CREATE INDEX by_household ON orders (household, day);
CREATE TABLE whole AS
SELECT household, SUM(net) AS net, MIN(day) AS born, COUNT(DISTINCT day) AS purchases,
       (SELECT MIN(day) FROM orders AS later WHERE later.household = orders.household
        AND later.day > (SELECT MIN(day) FROM orders AS first WHERE first.household = orders.household)) AS second
FROM orders GROUP BY household;
"""

TABLE = """
WITH labelled AS (SELECT DISTINCT used.{0} AS value, orders.* FROM used JOIN orders ON orders.basket = used.basket),
     first AS (SELECT value, household, MIN(day) AS day FROM labelled GROUP BY value, household),
     born AS (SELECT DISTINCT labelled.value, whole.* FROM labelled JOIN whole ON whole.household = labelled.household
              AND whole.born = labelled.day)
SELECT value, COUNT(*), SUM(net), SUM(net), SUM(saved), SUM(saved > 0), COUNT(DISTINCT household),
       (SELECT COUNT(*) FROM first WHERE first.value = labelled.value
        AND EXISTS (SELECT 1 FROM orders WHERE orders.household = first.household AND orders.day > first.day)),
       (SELECT SUM(whole.net) FROM first JOIN whole ON whole.household = first.household
        WHERE first.value = labelled.value),
       (SELECT COUNT(*) FROM born WHERE born.value = labelled.value),
       (SELECT COUNT(*) FROM born WHERE born.value = labelled.value AND purchases > 1),
       (SELECT COUNT(*) FROM born WHERE born.value = labelled.value AND born.born + 90 <= {1}),
       (SELECT COUNT(*) FROM born WHERE born.value = labelled.value AND born.born + 90 <= {1}
        AND second - born.born <= 90),
       (SELECT COALESCE(SUM(net), 0) FROM born WHERE born.value = labelled.value)
FROM labelled GROUP BY value ORDER BY COUNT(*) DESC, value
"""

COLUMNS = ("orders", "net", "sales", "discount", "discounted", "buyers", "returned", "buyers_net", "new_buyers",
           "new_repeaters", "new_observed", "new_within", "new_net")


@pytest.fixture(scope="module")
def journey():
    place, database = needs("complete_journey"), sqlite3.connect(":memory:")
    read(database, "tx", place / "transactions_sample.csv.gz")
    read(database, "red", place / "coupon_redemptions.csv")
    database.executescript(LINES)
    lines = database.execute("SELECT household, day, basket, cents, saved, NULL, NULL FROM line").fetchall()
    lines += database.execute("SELECT household, day, basket, 0, 0, coupon, campaign FROM used").fetchall()
    household, day, basket, cents, saved, coupon, campaign = map(list, zip(*lines))
    return database, patron.Book(customer=household, time=day, order=basket, amount=cents, discount=saved,
                                 line_labels={"coupon": coupon, "campaign": campaign})


@pytest.mark.parametrize("label", ["campaign", "coupon"])
def test_promotions_of_complete_journey(journey, label):
    database, book = journey
    as_of = database.execute("SELECT CAST(julianday('2017-12-31') AS INTEGER)").fetchone()[0]
    wanted = database.execute(TABLE.format(label, as_of)).fetchall()
    table = book.promotions("2017-12-31", label)
    found = list(zip(table[label], *[table[name] for name in COLUMNS]))
    assert len(wanted) == {"campaign": 24, "coupon": 432}[label]
    assert found[:len(wanted)] == wanted
    assert not any(table["orders"].tolist()[len(wanted):])  # redeemed with orders that do not count
    orders, net, saved = database.execute("SELECT COUNT(*), SUM(net), SUM(saved) FROM orders").fetchone()
    assert (table.all["orders"], table.all["net"], table.all["discount"]) == (orders, net, saved)
    without = "SELECT COUNT(*), SUM(net) FROM orders WHERE basket NOT IN (SELECT basket FROM used)"
    assert (table.none["orders"], table.none["net"]) == database.execute(without).fetchone()


def test_discounts_of_complete_journey(journey):
    database, book = journey
    found = book.discount_depth("2017-12-31", edges=[1000, 2000])
    wanted = database.execute("""
        SELECT CASE WHEN saved <= 0 THEN 0 WHEN 10 * saved < net + saved THEN 1
               WHEN 5 * saved < net + saved THEN 2 ELSE 3 END AS band, COUNT(*), SUM(net), SUM(saved)
        FROM orders GROUP BY band ORDER BY band""").fetchall()
    assert list(zip(found["orders"], found["orders_net"], found["orders_discount"])) == [row[1:] for row in wanted]
    assert sum(found["buyers"]) == database.execute("SELECT COUNT(*) FROM whole").fetchone()[0]


# ---- CDNOW ----------------------------------------------------------------------------------------------------------


def test_cdnow():
    """The sample with its zero orders: the numbers of a straight computation, and Kaplan-Meier's beside what closed."""
    frame = pandas.read_csv(needs("cdnow") / "cdnow_sample.csv")
    book = patron.Book(frame, customer="sample_id", time="date", amount="amount", scale=2, zero_orders=True)
    as_of = "1998-06-30"
    assert book.repeat(as_of)["rate"][0] == pytest.approx(.4832, abs=5e-5)
    rates = book.repeat_sequence(as_of)["rate"].tolist()
    assert rates[:3] == pytest.approx([.4832, .6462, .7160], abs=5e-5)
    shares = book.repeat_times(as_of, sequence=2).within(30, 90, 365)
    assert shares["share"].tolist() == pytest.approx([.1739, .2915, .4557], abs=5e-5)
    gaps = book.repeat_gaps(as_of, percent=[50])
    assert (gaps["closed_50"][0], gaps["day_50"][0]) == (34.0, 93)
    value = book.value_concentration(as_of, shares=[1000])
    assert value.gini == pytest.approx(.6309, abs=5e-5) and value["multiple"][0] == pytest.approx(5.074, abs=5e-4)


# ---- Online Retail --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def retail():
    frame = pandas.read_csv(needs("online_retail") / "online_retail.csv.gz", parse_dates=["InvoiceDate"],
                            usecols=["InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"],
                            dtype={"InvoiceNo": str, "CustomerID": str})
    frame["mils"] = (frame.Quantity * (frame.UnitPrice * 1000).round().astype("int64")).astype("int64")
    frame["kind"] = ["refund" if number.startswith("C") else "sale" for number in frame.InvoiceNo]
    book = patron.Book(frame, customer="CustomerID", time="InvoiceDate", order="InvoiceNo", amount="mils", kind="kind",
                       negative="refund")
    return frame, book


def test_months_of_online_retail(retail):
    """New + returning + guests + unmatched refunds are the net of each month, to the mil."""
    frame, book = retail
    table = book.new_and_returning("2011-12-09")
    straight = frame.groupby(frame.InvoiceDate.to_numpy().astype("datetime64[M]").astype(int)).mils.sum()
    got = {name: table[name].tolist() for name in table.columns}
    assert [patron.calendar.period(day) for day in got["first_day"]] == list(straight.index)
    assert got["state"] == ["complete"] * 12 + ["partial"]
    for new, returning in (("new_net", "returning_net"), ("first_net", "later_net")):
        whole = [sum(parts) for parts in zip(got[new], got[returning], got["unmatched_net"], got["guest_net"])]
        assert whole == straight.tolist()
    assert [a + b for a, b in zip(got["net"], got["guest_net"])] == straight.tolist()
    assert sum(straight) == book.totals("2011-12-09").net == 9747747934
    assert [a + b for a, b in zip(got["new_buyers"], got["returning_buyers"])] == got["buyers"]
    assert sum(got["new_buyers"]) == book.totals("2011-12-09").buyers


def test_growth_of_online_retail(retail):
    _, book = retail
    for period in ("week", "month", "quarter"):
        table = book.growth("2011-12-09", period=period, active_days=90)
        rows = [table.row(at) for at in range(len(table))]
        for row, after in zip(rows, rows[1:] + [None]):
            assert row["opening"] + row["new_buyers"] + row["reactivated"] - row["lapsed"] == row["closing"]
            assert after is None or after["opening"] == row["closing"]
            assert row["kept"] is None or row["kept_low"] <= row["kept"] <= row["kept_high"]
        assert sum(row["closing"] > 0 for row in rows) == len(rows)
    assert sum(row["new_buyers"] + row["passing"] for row in rows) >= book.totals("2011-12-09").buyers
