"""Reads patron's public headers: what is declared, in order, with the comment above it.

The headers keep a strict form (blank line between groups, a comment directly above what it is about), so this is a
reader of that form and not of C. `python3 tools/headers.py functions` prints the declared functions, one a line.
"""
import pathlib
import re
import sys

SECTION = re.compile(r"/\* -{3,} (.+?) -{3,} \*/$")


class Group:
    """One run of lines without a blank line at depth 0: an optional comment and the code below it."""

    def __init__(self, comment, code, section):
        self.comment, self.code, self.section = comment, code, section

    @property
    def text(self):
        return "\n".join(self.code)

    @property
    def bare(self):
        return re.sub(r"/\*.*?\*/", " ", self.text, flags=re.S)

    @property
    def functions(self):
        return re.findall(r"^PATRON_API\b[^;(]*?\b(patron_\w+)\s*\(", self.bare, flags=re.M)

    @property
    def constants(self):
        found = re.findall(r"^#define (PATRON_\w+)[ \t]+\S", self.bare, flags=re.M)
        return [name for name in found if name != "PATRON_API"]

    @property
    def types(self):
        """Typedef names: structs with a body, opaque structs, scalars."""
        names = re.findall(r"^}\s*(patron_\w+);", self.bare, flags=re.M)
        names += re.findall(r"^typedef struct (patron_\w+) \1;", self.bare, flags=re.M)
        names += re.findall(r"^typedef (?!struct)[\w ]+?\b(patron_\w+);", self.bare, flags=re.M)
        names += re.findall(r"^typedef [^;{]*?\(\*(patron_\w+)\)", self.bare, flags=re.M)
        return names

    @property
    def structs(self):
        """Pairs of a struct's name and its fields."""
        found = []
        for body, name in re.findall(r"typedef struct \w+ \{(.*?)\n\}\s*(patron_\w+);", self.bare, flags=re.S):
            fields = []
            for declaration in body.split(";"):
                if not declaration.strip():
                    continue
                pointer = re.search(r"\(\*\s*(\w+)\)\s*\(", declaration)
                if pointer:
                    fields.append(pointer.group(1))
                    continue
                for part in declaration.split(","):
                    fields.append(re.search(r"(\w+)\s*(?:\[[^\]]*\]\s*)*$", part.strip()).group(1))
            found.append((name, fields))
        return found


def comment_end(lines, at):
    while "*/" not in lines[at]:
        at += 1
    return at


def read(path):
    """The header's introduction (its first comment) and its groups."""
    lines = pathlib.Path(path).read_text(encoding="utf-8").split("\n")
    at, intro, groups, section = 0, [], [], None
    if lines[0].startswith("/*"):
        at = comment_end(lines, 0) + 1
        intro = lines[:at]
    guards = ("#ifndef", "#endif", "#include", "#ifdef", "#if ", "#elif", "#else", '}', 'extern "C"')
    comment, code = [], []

    def flush():
        nonlocal comment, code
        kept = [line for line in code if not line.startswith(guards) or line.startswith("} patron_")]
        kept = [line for line in kept if not re.match(r"#define (PATRON_\w*H|PATRON_API\b.*)$", line)]
        if comment or kept:
            groups.append(Group(comment, kept, section))
        comment, code = [], []

    while at < len(lines):
        line = lines[at]
        title = SECTION.match(line)
        if title:
            flush()
            section = title.group(1)
        elif not line.strip():
            flush()
        elif line.startswith("/*"):
            if code:
                flush()
            end = comment_end(lines, at)
            comment += lines[at:end + 1]
            at = end
        else:
            depth = 0
            while True:  # one declaration or directive, with blank lines inside braces
                line = lines[at]
                code.append(line)
                if line.startswith("#") or line.startswith('extern "C"') or line == "}":
                    end = at
                    if "/*" in line and "*/" not in line:
                        end = comment_end(lines, at)
                        code += lines[at + 1:end + 1]
                    at = end
                    break
                bare = re.sub(r"/\*.*?\*/", "", line)
                depth += bare.count("{") - bare.count("}")
                if "/*" in bare:
                    end = comment_end(lines, at)
                    code += lines[at + 1:end + 1]
                    at = end
                    bare = bare[:bare.index("/*")]
                if depth == 0 and bare.rstrip().endswith(";"):
                    break
                at += 1
        at += 1
    flush()
    return intro, groups


def headers(root):
    return sorted((pathlib.Path(root) / "include" / "patron").glob("*.h"))


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[1] != "functions":
        sys.exit("usage: headers.py functions [ROOT]")
    root = sys.argv[2] if len(sys.argv) == 3 else pathlib.Path(__file__).parent.parent
    names = sorted(name for header in headers(root) for group in read(header)[1] for name in group.functions)
    print("\n".join(names))


if __name__ == "__main__":
    main()
