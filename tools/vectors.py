#!/usr/bin/env python3
"""The vectors that C, Python and PHP share (tests/vectors/*.json).

    tools/vectors.py           writes them all
    tools/vectors.py --check   says whether they are up to date, and writes nothing

Shops and calls come from vectors_shops.py. Exact measures are computed by vectors_naive.py and must be what the library
gives, through the Python package; the models' numbers (churn, replenishment) are the library's. The library is
$PATRON_LIBRARY, or that of build/gcc.
"""
import json
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WIDTH = 118


# ---- writing ---------------------------------------------------------------------------------------------------------


def flat(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def filled(parts, indent):
    """Short pieces side by side, in lines of at most WIDTH columns."""
    lines, line = [], ""
    for part in parts:
        if line and indent + len(line) + 1 + len(part) > WIDTH:
            lines.append(line)
            line = ""
        line += (" " if line else "") + part
    return lines + [line]


def is_short(value):
    """Plain values, and the rows of small matrices, are put side by side."""
    plain = isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value)
    return not isinstance(value, (dict, list)) or (plain and len(flat(value)) < WIDTH // 2)


def pretty(value, indent=0, before=0):
    """JSON in lines of at most WIDTH columns where its texts allow: in one line if it fits, lists of plain values
    filled, all else a line an item. `before`: what stands in front of it in its line."""
    text = flat(value)
    if indent + before + len(text) <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return text
    inner, pad = indent + 1, " " * (indent + 1)
    if isinstance(value, dict):
        parts = [flat(key) + ": " + pretty(each, inner, len(flat(key)) + 3) for key, each in value.items()]
        return "{\n" + ",\n".join(pad + part for part in parts) + "\n" + " " * indent + "}"
    if all(is_short(each) for each in value):
        parts = [flat(each) + "," for each in value[:-1]] + [flat(value[-1])]
        return "[\n" + "\n".join(pad + line for line in filled(parts, inner)) + "\n" + " " * indent + "]"
    return "[\n" + ",\n".join(pad + pretty(each, inner, 1) for each in value) + "\n" + " " * indent + "]"


# ---- making ----------------------------------------------------------------------------------------------------------


class Disagreement(Exception):
    """The library and the naive computation, or a stated error, do not agree."""


def agree(where, calls, expected, found):
    """`expected` is stated or naive, `found` the library's."""
    problem = calls.differs(expected, found)
    if problem:
        raise Disagreement("{0}{1}".format(where, problem))


def filled_rules(where, vector, book, calls, naive, done):
    """Rules as the vector says they are, fitted; and what they hold is written into the vector."""
    rules, made = {}, {}
    for name, asked in vector.get("rules", {}).items():
        kind, rule = asked["kind"], dict(asked)
        if "load_from" in rule:
            file, other = rule.pop("load_from")
            rule["saved"] = next(each["rules"][other]["saved"] for each in done[file]
                                 if "saved" in each.get("rules", {}).get(other, ()))
            rules[name] = calls.RULES[kind].load(calls.unpacked(rule["saved"]))
            made[name] = {"kind": kind, "saved": rule["saved"]}
            continue
        rules[name] = calls.fit(book, rule)
        wanted, saved = naive.rule_facts(vector, rule), rules[name].save()
        rule["facts"] = calls.facts(kind, rules[name])
        if wanted is not None:
            agree("{0}, rule {1}: ".format(where, name), calls, wanted, rule["facts"])
        if calls.RULES[kind].load(saved).save() != saved:
            raise Disagreement("{0}, rule {1}: loaded, it is saved otherwise".format(where, name))
        if rule.pop("saved", False):
            rule["saved"] = calls.packed(saved)
        made[name] = rule
    return rules, made


def broken(call, rules, calls):
    """Saved bytes that a call spoils."""
    made = dict(call)
    if "saved_from" in made:
        data = bytearray(rules[made.pop("saved_from")].save())
        if "flip" in made:
            data[made.pop("flip")] ^= 0x10
        cut = made.pop("cut", 0)
        made["saved"] = calls.packed(bytes(data[:len(data) - cut]))
    return made


def finished(file, vector, calls, naive, maps, done):
    """A vector with everything that its calls give."""
    import patron

    where, made = "{0}: {1}".format(file, vector["name"]), dict(vector)
    try:
        book = calls.book_of(vector)
    except patron.PatronError as problem:
        agree(where + ": ", calls, vector.get("expect", "a book"), calls.error_of(problem))
        made.pop("calls")
        return made
    if "expect" in vector:
        raise Disagreement(where + ": builds")
    rules, held = filled_rules(where, vector, book, calls, naive, done)
    if held:
        made["rules"] = held
    made["calls"] = []
    for number, asked in enumerate(vector["calls"]):
        call = broken(asked, rules, calls)
        found = calls.run(book, call, rules)
        wanted = call.get("expect") or naive.answer(vector, call, maps)
        if wanted is not None:
            agree("{0}, call {1} ({2}): ".format(where, number, call["call"]), calls, wanted, found)
        if "error" in found and "expect" not in call:
            raise Disagreement("{0}, call {1}: {2}".format(where, number, found["error"]))
        call["expect"] = found
        made["calls"].append(call)
    return made


def make():
    """All files: name and text; and how many calls there are, and not by the library alone."""
    import patron
    import vector_calls as calls
    import vectors_naive as naive
    import vectors_shops as shops

    maps = {name: (patron.RfmMap(name).names, patron.RfmMap(name).cells(5)) for name in ("default", "classic")}
    done, texts, problems = {}, {}, []
    for file, vectors in shops.files().items():
        done[file] = []
        for vector in vectors:
            try:
                done[file].append(finished(file, vector, calls, naive, maps, done))
            except Disagreement as problem:
                problems.append(str(problem))
        texts[file] = pretty({"format": 1, "vectors": done[file]}) + "\n"
    if problems:
        sys.exit("\n".join(problems))
    made = [call for vectors in done.values() for vector in vectors for call in vector.get("calls", ())]
    models = sum("error" not in call["expect"] and naive.is_model(call) for call in made)
    return texts, (len(made), len(made) - models)


def without_doubles(vectors):
    """Without the bytes that hold doubles, whose last bits may be another machine's."""
    for vector in vectors:
        for rule in vector.get("rules", {}).values():
            if rule["kind"] == "replenishment":
                rule.pop("saved", None)
    return vectors


def is_current(path, text):
    """Whether a file holds what it must, as it must be written; doubles within their tolerance."""
    import vector_calls as calls

    if not path.exists():
        return False
    held = path.read_text(encoding="utf-8")
    if held == text:
        return True
    found, wanted = json.loads(held), json.loads(text)
    same_form = pretty(found) + "\n" == held and found["format"] == wanted["format"]
    return same_form and not calls.differs(without_doubles(wanted["vectors"]), without_doubles(found["vectors"]))


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__.strip())
    os.environ.setdefault("PATRON_LIBRARY", str(ROOT / "build" / "gcc" / "libpatron.so.0"))
    sys.path[:0] = [str(ROOT / "bindings" / "python"), str(ROOT / "bindings" / "python" / "tests"), str(ROOT / "tools")]
    folder, (texts, counted) = ROOT / "tests" / "vectors", make()
    stale = []
    for file, text in texts.items():
        path = folder / file
        if not is_current(path, text):
            stale.append(file)
            if not arguments:
                folder.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    stale += [path.name for path in sorted(folder.glob("*.json")) if path.name not in texts]
    if arguments and stale:
        sys.exit("not up to date: " + ", ".join(stale) + " (run tools/vectors.py)")
    print("{0} files, {1} calls, {2} of them computed naively".format(len(texts), *counted))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main(sys.argv[1:])
