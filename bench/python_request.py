"""Microseconds of a web request in Python: load the night's rules, take one customer's 20 orders, and say its churn
state, what it will soon need, and its segment.

    python3 bench/python_request.py [--quick]
"""
import sys
import time

from python_support import AS_OF, NAMES, quick, shop, table

import patron


def best(work, times):
    """The least mean time of a call in microseconds, of seven runs."""
    found = []
    for _ in range(7):
        begin = time.perf_counter()
        for _ in range(times):
            work()
        found.append((time.perf_counter() - begin) / times)
    return "{0:.1f}".format(1e6 * min(found))


def main():
    small = quick("microseconds of a web request")
    book = patron.Book(shop(2000 if small else 20000, 400 if small else 4000), **NAMES, time_unit="D")
    churn_bytes, rfm_bytes = book.churn_rule(AS_OF).save(), book.rfm_rule(AS_OF).save()
    due_bytes = book.replenishment_rule(AS_OF).save()
    own = {**shop(20, 1), "customer": [1] * 20}
    rules = patron.ChurnRule.load(churn_bytes), patron.RfmRule.load(rfm_bytes), patron.ReplenishmentRule.load(due_bytes)

    def one():
        return patron.Book(own, **NAMES, time_unit="D")

    kept = one()

    def churn(customer, rule):
        return customer.churn(AS_OF, rule=rule).row(0)

    def churn_and_reason(customer, rule):
        return customer.churn(AS_OF, rule=rule).reason(0)

    def segment(customer, rule):
        return customer.rfm(AS_OF, rule=rule)["segment"][0]

    def due(customer, rule):
        return list(customer.replenishment(AS_OF, rule=rule, within=7).rows())

    def request():
        customer = one()
        state = churn(customer, patron.ChurnRule.load(churn_bytes))
        return (state, due(customer, patron.ReplenishmentRule.load(due_bytes)),
                segment(customer, patron.RfmRule.load(rfm_bytes)))

    state, soon, name = request()
    assert state["purchases"] > 1 and state["state"] and name and all(row[0] == 1 for row in soon)
    assert churn_and_reason(kept, rules[0])
    times = 20 if small else 300
    lines = [("load the churn rule", best(lambda: patron.ChurnRule.load(churn_bytes), times)),
             ("load the RFM rule", best(lambda: patron.RfmRule.load(rfm_bytes), times)),
             ("load the replenishment rule", best(lambda: patron.ReplenishmentRule.load(due_bytes), times)),
             ("book of 20 orders, from lists", best(one, times)),
             ("churn state", best(lambda: churn(kept, rules[0]), times)),
             ("churn state with its reason", best(lambda: churn_and_reason(kept, rules[0]), times)),
             ("segment", best(lambda: segment(kept, rules[1]), times)),
             ("due products", best(lambda: due(kept, rules[2]), times)),
             ("the request: rules, book, churn, due, segment", best(request, times))]
    return table("microseconds, Python {0}.{1}".format(*sys.version_info), lines)


if __name__ == "__main__":
    sys.exit(main())
