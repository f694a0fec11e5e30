"""What a vector's exact measures must be, computed naively (naive_book.py, naive_rfm.py, naive_cohorts.py).
tools/vectors.py compares it with what the library gives."""
from naive_book import Shop, customers, customers_count, totals
from naive_cohorts import cohorts
from naive_rfm import Rfm, migration, rfm, rfm_count

ALONE = {"totals": totals, "customers": customers, "customers_count": customers_count, "cohorts": cohorts}
BY_RULE = {"rfm": rfm, "rfm_count": rfm_count, "migration": migration}


def is_model(call):
    """Whether a call's answer is the library's alone."""
    rfm_fit = call["call"] == "fit" and call["kind"] == "rfm"
    return call["call"] not in ALONE and call["call"] not in BY_RULE and not rfm_fit


def answer(vector, call, maps):
    """What a call must give, or None where only the library says (churn and replenishment are models)."""
    shop = Shop(vector)
    if call["call"] in ALONE:
        return ALONE[call["call"]](shop, call)
    if call["call"] in BY_RULE:
        return BY_RULE[call["call"]](shop, call, vector["rules"], maps)
    if call["call"] == "fit" and call["kind"] == "rfm":
        return Rfm(shop, call).facts()
    return None


def rule_facts(vector, rule):
    """What an RFM rule must hold."""
    return Rfm(Shop(vector), rule).facts() if rule["kind"] == "rfm" else None
