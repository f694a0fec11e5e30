"""The vectors that C, Python and PHP share (tests/vectors): every call, exact results to the bit, the models' doubles
within 1e-12."""
import functools
import subprocess
import sys

import pytest
import vector_calls as calls

import patron

FILES = sorted(calls.VECTORS.glob("*.json"))
VECTORS = {(path.stem, vector["name"]): vector for path in FILES for vector in calls.load(path)
           if "python" in vector.get("only", ("python",))}


def marked(entries):
    return [pytest.param(*entry, id="-".join(str(part).replace(" ", "_") for part in entry)) for entry in entries]


def agree(expected, found):
    assert calls.differs(expected, found) is None, calls.differs(expected, found)


@functools.lru_cache(maxsize=None)
def opened(file, name):
    """The book and rules of a vector. A rule whose bytes the vector has is the one loaded from them."""
    vector = VECTORS[file, name]
    book, rules = calls.book_of(vector), {}
    for rule_name, rule in vector.get("rules", {}).items():
        rules[rule_name] = calls.RULES[rule["kind"]].load(calls.unpacked(rule["saved"])) if "saved" in rule else \
            calls.fit(book, rule)
    return book, rules


def test_all_files_are_there():
    assert len(FILES) >= 17
    assert len(VECTORS) >= 75


def test_files_are_up_to_date():
    """They are what the shops, the naive computation and the library give."""
    run = subprocess.run([sys.executable, str(calls.ROOT / "tools" / "vectors.py"), "--check"], capture_output=True,
                         text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("file, name, at", marked(
    (*key, at) for key, vector in VECTORS.items() for at in range(len(vector.get("calls", ())))))
def test_call(file, name, at):
    book, rules = opened(file, name)
    call = VECTORS[file, name]["calls"][at]
    agree(call["expect"], calls.run(book, call, rules))


@pytest.mark.parametrize("file, name, rule_name", marked(
    (*key, rule) for key, vector in VECTORS.items() for rule in vector.get("rules", ())))
def test_rule(file, name, rule_name):
    """Fitted, a rule holds what it must and is the vector's bytes; loaded from them it is the same."""
    rule = VECTORS[file, name]["rules"][rule_name]
    kind = calls.RULES[rule["kind"]]
    if "as_of" in rule:
        fitted = calls.fit(opened(file, name)[0], rule)
        agree(rule["facts"], calls.facts(rule["kind"], fitted))
        assert kind.load(fitted.save()).save() == fitted.save()
    if "saved" in rule:
        saved = calls.unpacked(rule["saved"])
        loaded = kind.load(saved)
        assert loaded.save() == saved
        if "as_of" in rule:
            agree(rule["facts"], calls.facts(rule["kind"], loaded))
            if rule["kind"] == "replenishment":  # doubles: the last bits may be another machine's
                assert len(fitted.save()) == len(saved)
            else:
                assert fitted.save() == saved


@pytest.mark.parametrize("file, name", marked(key for key, vector in VECTORS.items() if "expect" in vector))
def test_refused(file, name):
    """A shop that must not build."""
    vector = VECTORS[file, name]
    with pytest.raises(patron.PatronError) as problem:
        calls.book_of(vector)
    agree(vector["expect"], calls.error_of(problem.value))
