"""Memory of this process before and after 1,000 cycles that build a book of 20,000 orders, its churn states and RFM
scores, and free them.

    python3 bench/python_memory.py [--quick]
"""
import gc
import os
import sys
import time

from python_support import AS_OF, NAMES, quick, shop, table

import numpy

import patron


def resident():
    """kB of this process in memory."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def main():
    small = quick("memory of build-and-free cycles")
    count, cycles = (1000, 50) if small else (20000, 1000)
    names = {role: name for role, name in NAMES.items() if role != "product"}
    made = shop(count, count // 5)
    rows = {name: numpy.array(made[name]) for name in names.values()}

    def cycle():
        book = patron.Book(rows, **names, time_unit="D")
        assert len(book.churn(AS_OF)) == len(book.rfm(AS_OF)) == len(book)

    for _ in range(10):
        cycle()
    gc.collect()
    alive, before, begin = patron.live_handles(), resident(), time.perf_counter()
    middle = before
    for number in range(cycles):
        cycle()
        if number == cycles // 2:
            middle = resident()
    taken = time.perf_counter() - begin
    gc.collect()
    after = resident()
    assert patron.live_handles() == alive == 0
    lines = [("orders in a book", "{0:,}".format(count)), ("resident after 10 cycles (kB)", "{0:,}".format(before)),
             ("after {0:,} more".format(cycles // 2), "{0:,}".format(middle)),
             ("after {0:,} more".format(cycles), "{0:,}".format(after)),
             ("growth (kB)", "{0:,}".format(after - before)), ("objects of the library alive", "0"),
             ("ms a cycle", "{0:.2f}".format(1000 * taken / cycles))]
    return table("build a book, churn states and RFM scores, and free them", lines)


if __name__ == "__main__":
    sys.exit(main())
