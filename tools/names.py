"""Makes docs/reference/names.md, the names in C, Python and PHP side by side, from bindings/names.json.

    python3 tools/names.py          writes the page
    python3 tools/names.py --check  exits 1 if a function has no entry, or the committed page is not what the file says

bindings/names.json has an entry for every function of bindings/api.json:
    "python"   the name in the package `patron`, or null
    "php"      the name or names (", " between them) in the extension, or null
    "why"      where Python has no name, or reaches the same without this function
    "php_why"  the same of PHP
That each name exists is tested by the bindings' own tests.
"""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES, API = ROOT / "bindings" / "names.json", ROOT / "bindings" / "api.json"
PAGE = ROOT / "docs" / "reference" / "names.md"
INTRO = """<!-- Made from bindings/names.json by tools/names.py: change that file, not this page. -->

# Names in C, Python and PHP

What a function of the C library is called in the bindings. Arguments, options and columns keep their names: `as_of` and
`value_at_risk` are the same in Python, and `asOf` and `valueAtRisk` in PHP. Choices go by their last word in small
letters: `PATRON_PERIOD_MONTH` is `"month"` in Python and `Patron\\Period::Month` in PHP; states and segments by what
`patron_*_state_name` and `patron_rfm_map_name` give. A status is an exception: `PatronError` with the class that fits
(`ValueError`, `TypeError`, `OverflowError`, `MemoryError`) in Python, a class that implements `Patron\\Exception` in
PHP.

Python names are those of the package `patron`: `Book.churn` is the method of a `patron.Book`. PHP names are those of the
namespace `Patron`.
"""


def cell(name, reason):
    if name is None:
        return "– " + reason
    shown = ", ".join("`" + part + "`" for part in name.split(", "))
    return shown + (" (" + reason + ")" if reason else "")


def page(names, functions):
    lines, header = [INTRO], None
    for name, entry in names.items():
        if functions[name]["header"] != header:
            header = functions[name]["header"]
            lines += ["", "## " + header[:-2], "", "| C | Python | PHP |", "| --- | --- | --- |"]
        cells = cell(entry["python"], entry.get("why", "")), cell(entry["php"], entry.get("php_why", ""))
        lines.append("| [`{0}`]({1}.md) | {2} | {3} |".format(name, header[:-2], *cells))
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def faults(names, functions):
    """What is wrong with the file."""
    for name in functions:
        if name not in names:
            yield name + " has no entry in bindings/names.json"
    for name, entry in names.items():
        if name not in functions:
            yield name + " is in bindings/names.json, but no function"
        if set(entry) - {"python", "php", "why", "php_why"} or not {"python", "php"} <= set(entry):
            yield name + ": the keys are python, php, why and php_why"
        for language, reason in (("python", "why"), ("php", "php_why")):
            if entry.get(language) is None and not entry.get(reason):
                yield "{0} has no name in {1} and no reason".format(name, language)
    if [name for name in names if name in functions] != [name for name in functions if name in names]:
        yield "the order of bindings/names.json is not that of bindings/api.json"


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit("usage: names.py [--check]")
    names = json.loads(NAMES.read_text(encoding="utf-8"))
    functions = json.loads(API.read_text(encoding="utf-8"))["functions"]
    wrong = list(faults(names, functions))
    if wrong:
        sys.exit("\n".join(wrong))
    text = page(names, functions)
    if not sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit("docs/reference/names.md is not what bindings/names.json says (run tools/regenerate)")
    else:
        print("docs/reference/names.md: {0} functions in three languages".format(len(names)))


if __name__ == "__main__":
    main()
