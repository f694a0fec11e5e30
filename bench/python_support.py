"""What the benchmarks of the Python package share: the package of the source tree, a shop, and a table of results.

They are run by hand, with PATRON_LIBRARY as the absolute path of a built library (default: build/gcc of the checkout).
"""
import argparse
import os
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bindings" / "python"))
os.environ.setdefault("PATRON_LIBRARY", str(ROOT / "build" / "gcc" / "libpatron.so.0"))
AS_OF = "2024-06-30"
AS_OF_DAY = 19904


def quick(about):
    """Whether the small run is wanted."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that it works")
    return parser.parse_args().quick


def shop(orders, customers, seed=1):
    """Columns of a random shop as lists: whole cents, days since 1970-01-01."""
    draw = random.Random(seed)
    return {"customer": [int(customers * draw.random() ** 2) + 1 for _ in range(orders)],
            "day": [AS_OF_DAY - draw.randrange(900) for _ in range(orders)],
            "amount": [draw.randrange(100, 20000) for _ in range(orders)],
            "product": ["p%d" % draw.randrange(40) for _ in range(orders)]}


NAMES = {"customer": "customer", "time": "day", "amount": "amount", "product": "product"}


def table(title, lines):
    """One table: names to the left, numbers to the right."""
    print(title)
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        print("  {0:<{1}}  {2:>14}".format(name, width, value))
    return 0
