"""What the tests share: the package of the source tree, a small shop and random shops."""
import pathlib
import random
import sys
import tempfile

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

SCRATCH = tempfile.TemporaryDirectory(prefix="patron-tests-")  # nothing is written into the checkout
set_hypothesis_home_dir(SCRATCH.name)
hypothesis.settings.register_profile("house", database=None, deadline=None)
hypothesis.settings.load_profile("house")

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
if "patron" not in sys.modules:
    sys.path.insert(0, str(HERE.parent))

CUSTOMERS = ["ann", "bob", "ann", "cid", "bob", "ann"]
DAYS = ["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20", "2024-03-06"]
CENTS = [2500, 1800, 2700, 9900, 1800, 2500]


def random_rows(seed, count=400, customers=60):
    """Rows with guests, refunds, renewals, ignored rows, products and coupons; every column is a list."""
    draw = random.Random(seed)
    rows = {name: [] for name in ("customer", "day", "amount", "order", "product", "category", "quantity", "discount",
                                  "kind", "coupon")}
    for number in range(count):
        product = draw.randrange(8)
        rows["customer"].append(draw.choice([None, 0] + [draw.randrange(1, customers)] * 18))
        rows["day"].append(19000 + draw.randrange(700))
        rows["amount"].append(draw.randrange(100, 9000))
        rows["order"].append(number + 1)
        rows["product"].append("p%d" % product)
        rows["category"].append("c%d" % (product // 3))
        rows["quantity"].append(draw.randrange(1, 4))
        rows["discount"].append(draw.choice([0, 0, 100, 500]))
        rows["kind"].append(draw.choice([0] * 12 + [1, 3]))
        rows["coupon"].append(draw.choice([None, "MAY", "BF"]))
    for _ in range(count // 12):  # refunds of known orders
        at = draw.randrange(count)
        if rows["kind"][at] != 0:
            continue
        for name in rows:
            rows[name].append(rows[name][at])
        rows["day"][-1] += draw.randrange(30)
        rows["amount"][-1] = draw.choice([rows["amount"][at], rows["amount"][at] // 2])
        rows["kind"][-1], rows["discount"][-1] = 2, 0
    return rows


NAMES = dict(customer="customer", time="day", amount="amount", order="order", product="product", category="category",
             quantity="quantity", discount="discount", kind="kind", labels={"coupon": "coupon"})
AS_OF = "2023-12-01"


def build(rows, **options):
    import patron

    return patron.Book(rows, **{**NAMES, "time_unit": "D", **options})


def everything(book, as_of=AS_OF):
    """All measures of a book as plain data by key: equal for equal books, whatever their customers' numbers."""
    rfm, churn, facts = book.rfm(as_of), book.churn(as_of), book.customers(as_of)
    due = book.replenishment(as_of)
    by_key = lambda table: dict(sorted(((row[0], row[1:]) for row in table.rows()), key=repr))
    cohorts = book.cohorts(as_of)
    return {"totals": book.totals(as_of), "facts": by_key(facts), "rfm": by_key(rfm), "churn": by_key(churn),
            "due": sorted(map(repr, due.rows())), "cohorts": {name: cohorts[name].to_dict() for name in cohorts.names},
            "coupons": book.cohorts(as_of, by="coupon")["net"].to_dict(), "rules": (rfm.rule.save(), churn.rule.save())}


def every_table(book, as_of=AS_OF):
    """All other measures of a book, by name."""
    import patron

    arms = ["a" if at % 2 else "b" for at in range(len(book))]
    before, after = ("2023-06-01", "2023-06-30"), ("2023-07-01", "2023-07-31")
    sent = {key: "a" if key % 2 else "b" for key in range(1, 60)}
    gaps, due = book.repeat_gaps(as_of, days=400), book.mailing(as_of, sent, sent="2023-09-01", days=30, holdout="b")
    paid = {label: 5000 for label in book.cohorts(as_of).rows[:1]}
    tables = {"repeat": book.repeat(as_of), "sequence": book.repeat_sequence(as_of), "curve": gaps.curve(None),
              "times": book.repeat_times(as_of, days=400), "gaps": gaps, "new": book.new_and_returning(as_of),
              "growth": book.growth(as_of), "season": book.season(as_of), "compare": due.compare(), "mailing": due,
              "windows": book.windows(as_of, {"before": [before], "after": [after]}),
              "anniversaries": book.anniversaries(as_of), "concentration": book.value_concentration(as_of),
              "orders": book.order_values(as_of), "tree": book.revenue_tree(as_of, before, after),
              "payback": patron.payback(book.cohorts(as_of), paid), "depth": book.discount_depth(as_of),
              "promotions": book.promotions(as_of, "coupon"), "products": book.products(as_of),
              "first": book.first_products(as_of), "product_gaps": book.product_gaps(as_of),
              "pairs": book.pairs(as_of, basket="history"), "transitions": book.transitions(as_of),
              "expected": book.expected(as_of), "over": book.over_index(as_of, arms).get("a", book.products(as_of)),
              "classes": book.classes(as_of), "years": book.year_over_year(as_of), "stages": book.stages(as_of),
              "signs": book.churn_signs(as_of), "sign_count": book.churn_sign_count(as_of)}
    tiers, ledger = patron.Tiers({"one": 10000, "two": 50000}, window="rolling"), book.ledger()
    tables.update(tiers=book.tiers(as_of, tiers), tier_count=book.tiers_count(as_of, tiers),
                  tier_changes=book.tier_changes("2023-06-01", as_of, tiers), points=ledger.balances(as_of),
                  liability=ledger.liability(as_of), vintages=ledger.vintages(as_of),
                  events=book.loyalty_events())
    if len(book):
        tables.update(history=ledger.history(book.keys()[0], as_of), lots=ledger.lots(book.keys()[0], as_of))
    return tables


@pytest.fixture
def six():
    import patron

    return patron.Book({"customer": CUSTOMERS, "day": DAYS, "cents": CENTS}, customer="customer", time="day",
                       amount="cents")


# A shop whose measures can be done by hand. dan's order is given back in full, cid's in part; order 7 is a guest's.
SHOP = {
    "order": [1, 2, 3, 4, 5, 6, 6, 7, 8, 4, 8],
    "customer": ["ann", "bob", "ann", "cid", "bob", "ann", "ann", None, "dan", "cid", "dan"],
    "day": ["2024-01-05", "2024-01-08", "2024-02-04", "2024-02-15", "2024-02-20", "2024-03-06", "2024-03-06",
            "2024-03-10", "2024-03-15", "2024-03-01", "2024-03-18"],
    "cents": [3000, 2000, 2500, 9000, 1800, 1600, 1000, 1500, 4000, 1000, 4000],
    "product": ["tea", "pot", "tea", "pot", "tea", "tea", "cup", "cup", "tea", None, "tea"],
    "category": ["food", "ware", "food", "ware", "food", "food", "ware", "ware", "food", None, "food"],
    "quantity": [2, 1, 1, 1, 1, 1, 2, 1, 1, 0, 1],
    "discount": [0, 500, 0, 1000, 200, 0, 0, 0, 0, 0, 0],
    "cost": [1500, 1000, 1250, 4500, 900, 800, 500, 750, 2000, 0, 0],
    "coupon": [None, "MAY", None, "MAY", "MAY", None, None, None, None, "MAY", None],
    "kind": ["sale"] * 9 + ["refund"] * 2,
}
LATE = "2024-03-31"


@pytest.fixture(scope="session")
def shop():
    return small_shop()


def small_shop(*without, **options):
    import patron

    names = dict(customer="customer", time="day", amount="cents", order="order", product="product",
                 category="category", quantity="quantity", discount="discount", cost="cost", kind="kind")
    given = {role: name for role, name in names.items() if role not in without}
    return patron.Book(SHOP, labels={"coupon": "coupon"}, **{**given, **options})


def adds_up(measure, names=None):
    """A mask, and the groups that it is made of, of the small shop: counts of the groups are those of the mask."""
    mask, group = [True, True, True, False], ["even", "odd", "even", None]
    whole, parts = measure(mask=mask), measure(group=group)
    assert list(parts) == ["even", "odd"]
    for name in names or whole.columns:
        values = [part[name].tolist() for part in (whole, parts["even"], parts["odd"])]
        assert values[0] == [one + two for one, two in zip(values[1], values[2])], name
    return whole, parts


def refused(measure, cases):
    """Every case is an argument, the exception and, where it is not the argument itself, the argument named."""
    for options, kind, *named in cases:
        import patron

        with pytest.raises(kind) as caught:
            measure(**options)
        assert isinstance(caught.value, patron.PatronError), options
        assert caught.value.argument == (named[0] if named else next(iter(options))), (options, caught.value.argument)
