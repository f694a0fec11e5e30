"""The specification's example: refunds, guests, coupon cohorts and two dates, on a pandas and on a polars frame."""
import datetime as dt
import random

import pytest

import patron


def orders():
    draw = random.Random(5)
    rows = {name: [] for name in ("customer_id", "ordered_at", "total", "order_no", "sku", "cat", "qty", "rabatt",
                                  "status",
                                  "coupon_code", "utm_source")}
    berlin = dt.timezone(dt.timedelta(hours=1))

    def add(*values):
        for name, value in zip(rows, values):
            rows[name].append(value)

    number = 0
    for customer in [None, 0] + list(range(1, 121)):
        at = dt.datetime(2023, 1, 2, 9, tzinfo=berlin) + dt.timedelta(days=draw.randrange(1200))
        pace, product = draw.choice([14, 30, 60, 400]), draw.randrange(6)
        while at.year < 2026 or at.month < 11:
            number += 1
            cents = draw.randrange(500, 9000)
            row = [customer, at, cents / 100, number, "sku%d" % product, "cat%d" % (product // 2), draw.randrange(1, 3),
                   draw.choice([0.0, 1.5]), draw.choice(["completed"] * 9 + ["cancelled"]),
                   draw.choice(["", "MAY", "BF"]) or None,
                   draw.choice(["mail", "ads"])]
            add(*row)
            if row[8] == "completed" and draw.random() < .05:
                add(customer, at + dt.timedelta(days=3), cents / 100, number, *row[4:6], row[6], 0.0, "refunded",
                    *row[9:])
            at += dt.timedelta(days=1 + int(draw.expovariate(1 / pace)))
            if draw.random() < .1:
                break
    return rows


def example(rows, tmp_path):
    book = patron.Book(rows, customer="customer_id", time="ordered_at", amount="total", order="order_no", product="sku",
                       category="cat", quantity="qty", discount="rabatt", kind="status",
                       kinds={"completed": "sale", "refunded": "refund", "cancelled": "ignored"},
                       guest=[None, 0, ""], labels={"coupon": "coupon_code", "channel": "utm_source"},
                       tz="Europe/Berlin", scale=2, observed_from="2023-01-01")
    totals = book.totals(as_of="2026-10-31")
    rfm = book.rfm(as_of="2026-10-31")
    later = book.rfm(as_of="2026-11-30", rule=rfm.rule)
    moved = patron.migration(rfm, book.rfm(as_of="2026-11-30"))
    curve = book.cohorts(by="coupon", period="month", as_of="2026-10-31").curve("by")
    slipping = book.churn(as_of="2026-11-01").to_pandas().query("state == 'slipping'")
    due = book.replenishment(as_of="2026-11-01", within=7)
    place = tmp_path / "churn.rule"
    place.write_bytes(book.churn_rule(as_of="2026-11-01").save())
    again = book.churn(as_of="2026-11-01", rule=patron.ChurnRule.load(place.read_bytes()))
    assert list(again.rows()) == list(book.churn(as_of="2026-11-01").rows())
    return {"totals": totals, "rfm": list(rfm.rows()), "later": list(later.rows()), "moved": moved.to_dict(),
            "curve": curve.to_frame().fillna(-1).to_dict(),
            "slipping": slipping.astype(object).where(slipping.notna(), None).to_dict(),
            "due": list(due.rows()), "entered": list(again.entered("slipping", since="2026-10-01").rows())}


def check(found, rows):
    totals = found["totals"]
    assert totals.rows == len(rows["total"]) and totals.rows_refund > 0 and totals.excluded_rows["ignored"] > 0
    assert totals.excluded_rows["guest"] > 0 and totals.sales - totals.refunds == totals.net
    until = dt.datetime(2026, 10, 31, 23, tzinfo=dt.timezone.utc)
    sold = sum(round(total * 100) for total, status, at in zip(rows["total"], rows["status"], rows["ordered_at"])
               if status == "completed" and at < until)
    assert totals.sales == sold
    assert sum(sum(row.values()) for row in found["moved"].values()) > 50
    assert set(found["curve"]["0"]) == {"MAY", "BF", "(other)", "(none)", "(all)"}
    assert found["due"] and found["slipping"]["customer"]


def test_with_pandas(tmp_path):
    import pandas

    rows = orders()
    found = example(pandas.DataFrame(rows), tmp_path)
    check(found, rows)
    assert found == example(rows, tmp_path)


def test_with_polars(tmp_path):
    polars = pytest.importorskip("polars")
    rows = orders()
    found = example(polars.DataFrame(rows), tmp_path)
    check(found, rows)
    assert found == example(rows, tmp_path)
