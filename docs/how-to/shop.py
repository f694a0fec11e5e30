"""The example shop for the Python programs of these pages: reads shop.csv (of patron-generate) and makes a book."""
import numpy
import pandas

import patron

as_of = "2026-10-31"  # the last day of the data
rows = pandas.read_csv("shop.csv", parse_dates=["created_at"])

# The export has no costs: let goods cost 55 % of the list price, and shipping what it is charged for.
cents = (100 * rows.total).round().astype(int)
listed = cents + (100 * rows.discount).round().astype(int)
rows["cost"] = numpy.where(cents <= 0, 0, numpy.where(rows.sku.isna(), cents, listed * 55 // 100))

book = patron.Book(rows, customer="customer_id", time="created_at", amount="total", order="order_id", product="sku",
                   category="category", quantity="quantity", discount="discount", cost="cost", kind="status",
                   kinds={"completed": "sale", "renewal": "renewal", "refund": "refund", "cancelled": "ignored"},
                   labels={"coupon": "coupon", "campaign": "campaign", "channel": "channel"}, scale=2)
