"""Writes lib/patron.map and tests/abi/layout.c from the public headers.

    python3 tools/symbols.py map        prints the version map with every declared function
    python3 tools/symbols.py probe      prints a C program that prints tests/abi/layout.c
"""
import pathlib
import sys

import headers

ROOT = pathlib.Path(__file__).resolve().parent.parent

HEAD = """/* Every public constant, size and offset, as numbers: a change of any of them does not compile. Made by tools/regenerate;
 * until 1.0 it may be made anew with a line in CHANGELOG.md, from 1.0 on it only grows. */
#include <patron.h>

_Static_assert(sizeof(void *) == 8, "these are the numbers of a 64-bit machine");
"""

PROBE = """#include <patron.h>
#include <stdio.h>

static void text(const char *text) { fputs(text, stdout); }
static void whole(const char *name, long long value)
{
    if (value < -0x7fffffffffffffffLL) printf("_Static_assert(%s == -0x7fffffffffffffffLL - 1, \\"%s\\");\\n", name, name);
    else printf("_Static_assert(%s == %lld, \\"%s\\");\\n", name, value, name);
}
static void natural(const char *name, unsigned long long value)
{
    printf("_Static_assert(%s == %lluu, \\"%s\\");\\n", name, value, name);
}
static void real(const char *name, double value)
{
    printf("_Static_assert(%s >= %.17g && %s <= %.17g, \\"%s\\");\\n", name, value, name, value, name);
}
static void field(const char *type, const char *name, size_t offset, size_t size)
{
    printf("_Static_assert(offsetof(%s, %s) == %zu && sizeof(((%s *)0)->%s) == %zu, \\"%s.%s\\");\\n", type, name, offset,
           type, name, size, type, name);
}
#define SHOW(name)                                                                                                     \\
    _Generic((name), unsigned: natural, unsigned long: natural, unsigned long long: natural, double: real,              \\
             default: whole)(#name, name)

int main(void)
{
"""


def version_map():
    names = sorted({name for path in headers.headers(ROOT) for group in headers.read(path)[1]
                    for name in group.functions})
    print("PATRON_0 {\n    global:\n" + "".join("        " + name + ";\n" for name in names) + "    local:\n        *;\n};")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", '\\n"\n    "') + '"'


def probe():
    out = [PROBE, "    text(" + quoted(HEAD) + ");\n"]
    for path in headers.headers(ROOT):
        out.append('    text("\\n/* patron/' + path.name + ' */\\n");\n')
        for group in headers.read(path)[1]:
            for name in group.constants:
                if not name.startswith("PATRON_VERSION_"):
                    out.append("    SHOW(" + name + ");\n")
            for name in group.types:
                if "typedef struct " + name + " " + name not in group.text:
                    out.append('    printf("_Static_assert(sizeof(' + name + ') == %zu, \\"' + name
                               + '\\");\\n", sizeof(' + name + "));\n")
            for name, fields in group.structs:
                for field in fields:
                    out.append('    field("{0}", "{1}", offsetof({0}, {1}), sizeof((({0} *)0)->{1}));\n'.format(name, field))
    out.append("    return 0;\n}\n")
    print("".join(out), end="")


def main():
    actions = {"map": version_map, "probe": probe}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit("usage: symbols.py map|probe")
    actions[sys.argv[1]]()


if __name__ == "__main__":
    main()
