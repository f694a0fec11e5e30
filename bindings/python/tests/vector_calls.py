"""The shared vectors in Python: builds a vector's book, makes its calls, and turns what they give into the plain data
that the vectors hold. tests/vectors/README.md says what stands in a vector."""
import base64
import datetime as dt
import decimal
import json
import pathlib

import patron

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
VECTORS = ROOT / "tests" / "vectors"
MONEY = ("amount", "discount", "cost")
ROLES = ("customer", "time", "amount", "order", "shop", "product", "category", "quantity", "discount", "cost", "kind",
         "coupon", "tag")  # and the labels of the vectors
PAIRS = ("alias", "since")  # lists of pairs: a key of JSON's objects is always a text
RULES = {"rfm": patron.RfmRule, "churn": patron.ChurnRule, "replenishment": patron.ReplenishmentRule}
TOLERANCE = 1e-12


def load(path):
    """The vectors of a file."""
    return json.loads(path.read_text(encoding="utf-8"))["vectors"]


# ---- plain data ------------------------------------------------------------------------------------------------------


def plain(value):
    """A result as JSON has it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def table(held):
    return plain(held.to_dict())


def matrix_columns(matrix):
    """A Matrix of a row a segment or state as columns."""
    columns = {matrix.row_name: list(matrix.rows)}
    columns.update({name: [row[at] for row in matrix.values] for at, name in enumerate(matrix.columns)})
    return plain(columns)


def grouped(result, convert):
    return {group: convert(each) for group, each in result.items()} if isinstance(result, dict) else convert(result)


def differs(expected, found, at=""):
    """Where two pieces of plain data differ, as a text; None where they agree. Whole numbers, texts and null exactly;
    a number that is written with a point or exponent within 1e-12 of itself."""
    if isinstance(expected, dict):
        if not isinstance(found, dict) or list(expected) != list(found):
            return "{0}: {1!r} is not {2!r}".format(at, _keys(found), list(expected))
        pairs = [(expected[key], found[key], "{0}.{1}".format(at, key)) for key in expected]
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(expected) != len(found):
            return "{0}: {1!r} is not {2!r}".format(at, found, expected)
        pairs = [(one, other, "{0}[{1}]".format(at, row)) for row, (one, other) in enumerate(zip(expected, found))]
    elif isinstance(expected, float):
        near = isinstance(found, float) and abs(found - expected) <= TOLERANCE * max(abs(found), abs(expected))
        return None if near else "{0}: {1!r} is not {2!r}".format(at, found, expected)
    else:
        same = type(expected) is type(found) and expected == found
        return None if same else "{0}: {1!r} is not {2!r}".format(at, found, expected)
    return next((where for where in (differs(*pair) for pair in pairs) if where), None)


def _keys(found):
    return list(found) if isinstance(found, dict) else found


# ---- the book --------------------------------------------------------------------------------------------------------


def _column(role, values):
    if role not in MONEY or not any(isinstance(value, str) for value in values):
        return values
    return [None if value is None else decimal.Decimal(value) for value in values]


def book_of(vector):
    """The book of a vector, from its rows and options."""
    rows = {role: _column(role, values) for role, values in vector["rows"].items()}
    options = {name: dict(value) if name in PAIRS else value for name, value in vector.get("options", {}).items()}
    return patron.Book(**rows, labels=vector.get("labels"), line_labels=vector.get("line_labels"), **options)


# ---- rules -----------------------------------------------------------------------------------------------------------


def unpacked(saved):
    return base64.b64decode("".join(saved))


def packed(data):
    """Bytes as lines of base64."""
    text = base64.b64encode(data).decode("ascii")
    return [text[at:at + 96] for at in range(0, len(text), 96)]


def fit(book, rule):
    return getattr(book, rule["kind"] + "_rule")(rule["as_of"], **rule.get("options", {}))


def _name_of(table_of_names, number):
    return next(name for name, value in table_of_names.items() if value == number)


def _rfm_facts(rule):
    from patron._rfm import METHODS, MONETARY

    info, cuts = rule.inspect(), rule.inspect().bins - 1
    days = lambda values: [None if value < 0 else value for value in values[:cuts]]
    return {"bins": info.bins, "window_days": info.window_days, "monetary": _name_of(MONETARY, info.monetary),
            "methods": [_name_of(METHODS, method) for method in (info.recency_method, info.frequency_method,
                                                                 info.monetary_method)],
            "caps": list(info.caps), "population": info.population, "gaps": None if info.gaps < 0 else info.gaps,
            "recency": days(info.recency), "recency_uncapped": days(info.recency_uncapped),
            "frequency": days(info.frequency),
            "monetary_cuts": [[top, bottom] if bottom else None for top, bottom in
                              zip(info.monetary_numerator[:cuts], info.monetary_denominator[:cuts])]}


def _churn_facts(rule):
    info = rule.inspect()
    names = ("horizon", "new_days", "bands", "gaps", "gap_days", "mean_gap", "closed", "open", "cases", "support")
    return {name: plain(getattr(info, name)) for name in names}


def _replenishment_facts(rule):
    facts = {"parameters": {name: plain(getattr(rule.inspect(), name)) for name in (
        "items", "purchases", "pairs", "gaps", "theta", "theta_raw", "theta_se", "variance_within", "variance_pairs",
        "variance_items", "variance_categories", "variance_customers", "mean", "pi", "pi_mean")}}
    facts["items"] = table(rule.items())
    return facts


_FACTS = {"rfm": _rfm_facts, "churn": _churn_facts, "replenishment": _replenishment_facts}


def facts(kind, rule):
    """What a rule holds."""
    return _FACTS[kind](rule)


# ---- calls -----------------------------------------------------------------------------------------------------------


def _totals(book, call, rules, options):
    names = [name for name in type(book.totals(call["as_of"])).__dataclass_fields__]
    found = book.totals(call["as_of"])
    return {name: plain(getattr(found, name)) for name in names}


def _warnings(book, call, rules, options):
    return sorted(book.warnings(call["as_of"]))


def _customers(book, call, rules, options):
    return table(book.customers(call["as_of"], **options))


def _customers_count(book, call, rules, options):
    grouped_by = "group" in options
    found = book.customers_count(call["as_of"], **options)
    return {group: plain(each) for group, each in found.items()} if grouped_by else plain(found)


def _rfm(book, call, rules, options):
    return table(book.rfm(call["as_of"], rule=rules[call["rule"]], **options))


def _rfm_count(book, call, rules, options):
    return grouped(book.rfm_count(call["as_of"], rule=rules[call["rule"]], **options), matrix_columns)


def _migration(book, call, rules, options):
    chosen = {name: options.pop(name) for name in ("map",) if name in options}
    before = book.rfm(call["before"], rule=rules[call["rule_before"]], **chosen)
    after = book.rfm(call["after"], rule=rules[call["rule_after"]], **chosen)
    moves = {}

    def cells(matrix):
        moves.update(table(matrix.moves))
        return {"from": list(matrix.rows), "to": list(matrix.columns), "customers": matrix.values}

    found = grouped(patron.migration(before, after, **options), cells)
    return {"cells": found, "moves": moves}


_ROWS, _GROUPS = ("buyers", "repeat_in_0", "unmatched"), ("unknown_birth", "unknown_birth_net", "not_buyers",
                                                          "not_buyers_net")


def _curve(cohorts, kind):
    found = cohorts.curve(kind)
    parts = {name: getattr(found, name).values for name in ("state", "part", "whole", "rate", "low", "high")}
    if kind != "later":
        parts["mean"] = [found.mean[column] for column in cohorts.columns]
    return parts


def _cohort_cells(cohorts, curves):
    found = {"rows": list(cohorts.rows), "columns": list(cohorts.columns)}
    for name in _ROWS:
        found[name] = [getattr(cohorts, name)[row] for row in cohorts.rows]
    for name in _GROUPS:
        found[name] = getattr(cohorts, name)
    sequence = ("nth", "nth_by", "nth_net")
    for name in cohorts.names:
        found[name] = [cohorts.matrix(name, n).values for n in range(2, cohorts._sequence + 2)] if name in sequence \
            else cohorts[name].values
    found["curves"] = {kind: _curve(cohorts, kind) for kind in curves}
    return found


def _cohorts(book, call, rules, options):
    found = book.cohorts(call["as_of"], **options)
    return grouped(found, lambda cohorts: _cohort_cells(cohorts, call.get("curves", ())))


def _churn(book, call, rules, options):
    found = book.churn(call["as_of"], rule=rules[call["rule"]], **options)
    held = table(found)
    for language in call.get("languages", ()):
        held["reason_" + language] = found.reasons(language).tolist()
    return held


def _churn_states(book, call, rules, options):
    return grouped(book.churn_states(call["as_of"], rule=rules[call["rule"]], **options), matrix_columns)


def _churn_changes(book, call, rules, options):
    return table(book.churn_changes(call["from_day"], call["to_day"], rule=rules[call["rule"]], **options))


def _gate(book, call, rules, options):
    """Options of the replenishment calls: a gate is named by the churn rule that gives it."""
    if "gate" in options:
        options["gate"] = book.churn(call["as_of"], rule=rules[options["gate"]])
    return options


def _replenishment(book, call, rules, options):
    options = _gate(book, call, rules, options)
    return table(book.replenishment(call["as_of"], rule=rules[call["rule"]], **options))


def _replenishment_count(book, call, rules, options):
    options = _gate(book, call, rules, options)
    return grouped(book.replenishment_count(call["as_of"], rule=rules[call["rule"]], **options), matrix_columns)


def _fit(book, call, rules, options):
    return facts(call["kind"], getattr(book, call["kind"] + "_rule")(call["as_of"], **options))


def _map(book, call, rules, options):
    made = patron.RfmMap(call["map"])
    return {"names": list(made.names), "cells": made.cells(call["bins"])}


def _load(book, call, rules, options):
    return facts(call["kind"], RULES[call["kind"]].load(unpacked(call["saved"])))


def _facts(result, names):
    """A Table with facts: numbers, and Tables of their own."""
    found = {"table": table(result)}
    for name in names:
        fact = getattr(result, name)
        found[name] = table(fact) if isinstance(fact, patron.Table) else plain(fact)
    return found


def _measure(name, *names):
    """A measure whose result is a Table with facts; other arguments than options stand in the call."""
    def run(book, call, rules, options):
        more = {key: value for key, value in call.items() if key not in ("call", "as_of", "options", "expect")}
        return grouped(getattr(book, name)(call["as_of"], **more, **options), lambda each: _facts(each, names))

    return run


def _waits(name):
    def run(book, call, rules, options):
        def convert(waits):
            return {**_facts(waits, ("unknown_birth",)), "within": table(waits.within(*call["days"]))}

        return grouped(getattr(book, name)(call["as_of"], **options), convert)

    return run


def _lifetime_value(book, call, rules, options):
    return grouped(book.lifetime_value(call["as_of"], **options), lambda each: plain(vars(each)))


MEASURES = {"repeat": _measure("repeat", "one_time", "purchases", "orders", "unknown_birth", "unknown_repeaters",
                               "not_buyers", "not_buyers_net", "bins"),
            "repeat_sequence": _measure("repeat_sequence", "unknown_birth"), "repeat_times": _waits("repeat_times"),
            "repeat_gaps": _waits("repeat_gaps"),
            "new_and_returning": _measure("new_and_returning", "unknown_birth"),
            "growth": _measure("growth", "unknown_birth"), "lifetime_value": _lifetime_value,
            "value_concentration": _measure("value_concentration", "buyers", "net", "negative", "negative_net", "gini"),
            "order_values": _measure("order_values", "orders", "value", "thresholds"),
            "revenue_tree": _measure("revenue_tree"), "promotions": _measure("promotions", "none", "all"),
            "discount_depth": _measure("discount_depth")}

_CALLS = {"totals": _totals, "warnings": _warnings, "customers": _customers, "customers_count": _customers_count,
          "rfm": _rfm, "rfm_count": _rfm_count, "migration": _migration, "cohorts": _cohorts, "churn": _churn,
          "churn_states": _churn_states, "churn_changes": _churn_changes, "replenishment": _replenishment,
          "replenishment_count": _replenishment_count, "fit": _fit, "load": _load, "map": _map, **MEASURES}


def run(book, call, rules):
    """What a call gives, as plain data; for one that fails, what its error says."""
    try:
        return _CALLS[call["call"]](book, call, rules, dict(call.get("options", {})))
    except patron.PatronError as problem:
        return error_of(problem)


def error_of(problem):
    """An error as vectors hold it: the status, and the role and rows where it names them."""
    found = {"status": problem.status, "column": problem.argument if problem.argument in ROLES else None,
             "row": problem.row, "other_row": problem.other_row}
    return {"error": {name: value for name, value in found.items() if value is not None}}
