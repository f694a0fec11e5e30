"""Makes bindings/api.json, the API as data, from the public headers.

    python3 tools/api.py          writes bindings/api.json
    python3 tools/api.py --check  exits 1 if the committed file is not what the headers say
    python3 tools/api.py --print  prints it

    {"abi_version": 1, "version": "0.1.0",
     "constants": {NAME: integer, number or text},
     "types": {scalar typedef: what it is},
     "structs": {NAME: null where it is opaque, else [{"name", "type", "length" of an array field}]},
     "functions": {NAME: {"header", "returns", "arguments": [{"name", "type"}]}}}

A type is written as in C with one blank before the stars: "const patron_column *const *". The type of a field that
points to a function is {"returns", "arguments"}.
"""
import ast
import json
import operator
import pathlib
import re
import sys

import headers

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE = ROOT / "bindings" / "api.json"

KNOWN = {"INT32_MIN": -2**31, "INT32_MAX": 2**31 - 1, "INT64_MIN": -2**63, "INT64_MAX": 2**63 - 1}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.LShift: operator.lshift,
             ast.BitOr: operator.or_}


def value_of(text, constants):
    """The value of a constant's expression: numbers, texts, + - * << |, parentheses and names known before."""
    bare = re.sub(r"\b(0[xX][0-9a-fA-F]+|\d+)[uUlL]+\b", r"\1", text)

    def walk(node):
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return constants[node.id] if node.id in constants else KNOWN[node.id]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -walk(node.operand)
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](walk(node.left), walk(node.right))
        raise ValueError("cannot evaluate " + text)

    return walk(ast.parse(bare.strip(), mode="eval").body)


def split(text):
    """Parts between commas that are not inside parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def typed(base, stars):
    """A type in the one way of writing it that the file has."""
    stars = re.sub(r"\s+", " ", stars.strip()).replace("* ", "*")
    return re.sub(r"\s+", " ", base.strip()) + (" " + stars if stars else "")


def declared(text):
    """Base type, stars, name and array length of one declarator with its type."""
    found = re.fullmatch(r"(.*?[\w])((?:\s*\*\s*(?:const\b)?)*)\s*\b(\w+)\s*(?:\[([^\]]*)\])?", text.strip(), flags=re.S)
    if not found:
        raise ValueError("cannot read the declaration: " + text)
    return found.groups()


def arguments_of(text):
    found = []
    for part in [] if text.strip() in ("", "void") else split(text):
        base, stars, name, _ = declared(part)
        found.append({"name": name, "type": typed(base, stars)})
    return found


def fields_of(body, constants):
    found = []
    for declaration in (part.strip() for part in body.split(";")):
        if not declaration:
            continue
        pointer = re.fullmatch(r"(.+?)\(\*\s*(\w+)\)\s*\((.*)\)", declaration, flags=re.S)
        if pointer:
            returns, stars = re.fullmatch(r"(.*?[\w])\s*(\**)\s*", pointer.group(1), flags=re.S).groups()
            found.append({"name": pointer.group(2), "type": {"returns": typed(returns, stars),
                                                             "arguments": arguments_of(pointer.group(3))}})
            continue
        parts = split(declaration)
        base, stars, name, length = declared(parts[0])
        for part in [parts[0]] + parts[1:]:
            if part is not parts[0]:  # `int32_t *r, *f`: the base type is the first declarator's
                _, stars, name, length = declared(base + " " + part)
            field = {"name": name, "type": typed(base, stars)}
            if length is not None:
                field["length"] = value_of(length, constants)
            found.append(field)
    return found


def read(root=ROOT):
    constants, types, structs, functions = {}, {}, {}, {}
    paths = headers.headers(root)
    everything = [(path, group) for path in paths for group in headers.read(path)[1]]
    for _, group in everything:
        for name, text in re.findall(r"^#define (PATRON_\w+)[ \t]+(\S.*?)[ \t]*$", group.bare, flags=re.M):
            if name != "PATRON_API":
                constants[name] = value_of(text, constants)
    for path, group in everything:
        bare = group.bare
        for name in re.findall(r"^typedef struct (\w+) \1;", bare, flags=re.M):
            structs.setdefault(name, None)
        for body, name in re.findall(r"typedef struct \w+ \{(.*?)\n\}\s*(\w+);", bare, flags=re.S):
            structs[name] = fields_of(body, constants)
        for meaning, name in re.findall(r"^typedef (?!struct)([\w ]+?) (patron_\w+);", bare, flags=re.M):
            types[name] = meaning
        for returns, stars, name, arguments in re.findall(
                r"^PATRON_API\s+([\w ]+?)\s*(\**)\s*\b(patron_\w+)\s*\((.*?)\)\s*;", bare, flags=re.M | re.S):
            functions[name] = {"header": path.name, "returns": typed(returns, stars), "arguments": arguments_of(arguments)}
        missed = set(group.functions) - set(functions)
        if missed:
            raise ValueError("cannot read " + ", ".join(sorted(missed)))
    return {"abi_version": constants["PATRON_ABI_VERSION"], "version": constants["PATRON_VERSION_STRING"],
            "constants": constants, "types": types, "structs": structs, "functions": functions}


def lines(api):
    """JSON with one line a constant, field list and function, so that a change is a line of a diff."""
    out = ["{"]
    for key in ("abi_version", "version"):
        out.append("  " + json.dumps(key) + ": " + json.dumps(api[key]) + ",")
    for key in ("constants", "types", "structs", "functions"):
        out.append("  " + json.dumps(key) + ": {")
        names = list(api[key])
        for name in names:
            out.append("    " + json.dumps(name) + ": " + json.dumps(api[key][name]) + ("," if name != names[-1] else ""))
        out.append("  }" + ("," if key != "functions" else ""))
    return "\n".join(out + ["}"]) + "\n"


def main():
    if sys.argv[1:] not in ([], ["--check"], ["--print"]):
        sys.exit("usage: api.py [--check | --print]")
    text = lines(read())
    assert json.loads(text)
    if sys.argv[1:] == ["--print"]:
        print(text, end="")
    elif sys.argv[1:] == ["--check"]:
        if not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
            sys.exit("bindings/api.json is not what the headers say (run tools/regenerate)")
        print("bindings/api.json agrees with the headers")
    else:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
