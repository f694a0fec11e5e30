"""Makes docs/reference from the public headers.

    python3 tools/reference.py          writes the pages
    python3 tools/reference.py --check  exits 1 if a committed page is not what the headers say
"""
import pathlib
import re
import sys

import headers

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
NOTE = "<!-- Made from include/patron/{0}.h by tools/reference.py: change the header, not this page. -->"


def comment_lines(lines):
    """The text of comments without their frame, keeping what is indented."""
    text = "\n".join(lines)
    out = []
    for part in re.findall(r"/\*(.*?)\*/", text, flags=re.S):
        for i, line in enumerate(part.split("\n")):
            out.append(line.strip() if i == 0 else re.sub(r"^ \* ?", "", line).rstrip())
    return out


def escape(text):
    """Text for Markdown; what stands between backticks is code and stays as it is."""
    parts = text.split("`")
    return "`".join(part if i % 2 else re.sub(r"([*<])", r"\\\1", part) for i, part in enumerate(parts))


def markdown(lines):
    """Paragraphs, bullets, and whatever else is indented as it stands."""
    out, mode = [], None
    for line in comment_lines(lines):
        if re.match(r" +- ", line):
            if mode not in ("bullet", None):
                out.append("```" if mode == "block" else "")
            mode = "bullet"
            out.append(escape(line.strip()))
        elif mode == "bullet" and line.startswith("    "):
            out.append("  " + escape(line.strip()))
        elif line.startswith("  ") and line.strip():
            if mode != "block":
                out += ["", "```text"]
            mode = "block"
            out.append(line)
        else:
            if mode == "block":
                out += ["```", ""]
            elif mode == "bullet" and line.strip():
                out.append("")
            mode = None
            out.append(escape(line))
    if mode == "block":
        out.append("```")
    while out and not out[-1].strip():
        out.pop()
    return out


def heading(group):
    names = group.functions or [name for name, _ in group.structs] or group.types
    if names:
        return ", ".join("`" + name + "`" for name in names)
    names = group.constants
    if not names:
        return None
    if len(names) == 1:
        return "`" + names[0] + "`"
    prefix = names[0]
    while any(not name.startswith(prefix) for name in names):
        prefix = prefix[:-1]
    prefix = prefix[:prefix.rindex("_") + 1]
    return "`" + prefix + "…`" if prefix != "PATRON_" else "`" + names[0] + "`, …"


def page(path):
    intro, groups = headers.read(path)
    name = path.stem
    lines = [NOTE.format(name), "", "# patron/" + path.name, ""]
    body = markdown(intro)
    if body:
        title = "patron/" + path.name + ": "
        if body[0].startswith(title):
            body[0] = body[0][len(title):]
            body[0] = body[0][0].upper() + body[0][1:]
        lines += body + [""]
    section = None
    for group in groups:
        if group.section != section:
            section = group.section
            lines += ["## " + section[0].upper() + section[1:], ""]
        title = heading(group)
        if title:
            lines += ["### " + title, ""]
            lines += ["```c"] + [re.sub(r"^PATRON_API ", "", line) for line in group.code] + ["```", ""]
        if group.comment:
            lines += markdown(group.comment) + [""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).rstrip()) + "\n"


def index(paths):
    lines = [NOTE.format("*"), "", "# Reference", "", "One page a header; `patron.h` includes them all.", ""]
    for path in paths:
        groups = headers.read(path)[1]
        names = [name for group in groups for name in group.functions]
        listed = ", ".join("`" + name + "`" for name in names)
        lines.append("- [patron/{0}]({1}.md): {2}".format(path.name, path.stem, listed or "types and constants"))
    return "\n".join(lines) + "\n"


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit("usage: reference.py [--check]")
    paths = headers.headers(ROOT)
    pages = {path.stem + ".md": page(path) for path in paths}
    pages["README.md"] = index(paths)
    there = {path.name for path in PAGES.glob("*.md")} - {"names.md"}  # tools/names.py makes that one
    if sys.argv[1:]:
        stale = sorted(name for name in there | set(pages)
                       if name not in there or name not in pages
                       or (PAGES / name).read_text(encoding="utf-8") != pages[name])
        if stale:
            sys.exit("docs/reference is not what the headers say: " + ", ".join(stale) + " (run tools/regenerate)")
        print("docs/reference: " + str(len(pages)) + " pages agree with the headers")
        return
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in there - set(pages):
        (PAGES / name).unlink()
    for name, text in pages.items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
