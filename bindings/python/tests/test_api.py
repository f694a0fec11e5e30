"""The ctypes layer against the headers, the library and the layout that the C tests fix."""
import ctypes
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
from conftest import HERE, ROOT

import patron
from patron import _api, _library


def test_api_json_is_what_the_headers_say():
    subprocess.run([sys.executable, str(ROOT / "tools" / "api.py"), "--check"], check=True, stdout=subprocess.DEVNULL)


def test_every_exported_function_is_bound():
    place = _library.candidates()[0]
    listed = subprocess.run(["nm", "-D", "--defined-only", place], check=True, capture_output=True, text=True).stdout
    exported = set(re.findall(r" T (patron_\w+)", listed))
    assert exported == set(_api.functions)
    for name, described in _api.functions.items():
        bound = getattr(_library.lib, name)
        assert len(bound.argtypes) == len(described["arguments"]), name
        assert None not in bound.argtypes, name
        assert (bound.restype is None) == (described["returns"] == "void"), name


NAMES = json.loads((ROOT / "bindings" / "names.json").read_text(encoding="utf-8"))


def test_every_function_has_a_name_here_or_a_reason():
    assert set(NAMES) == set(_api.functions)
    subprocess.run([sys.executable, str(ROOT / "tools" / "names.py"), "--check"], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("name", sorted({entry["python"] for entry in NAMES.values() if entry["python"]}))
def test_names_in_python_exist(name):
    found = patron
    for part in name.split("."):
        assert hasattr(found, part) or part in getattr(found, "__annotations__", {}), name
        found = getattr(found, part, None)
    assert name.startswith("_") or name.split(".")[0] in patron.__all__


def test_every_function_is_used_or_there_is_a_reason():
    """Each function of the library is called by the package; where it is not, names.json says why."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (HERE.parent / "patron").glob("*.py"))
    prefixes = re.findall(r'_free, _prefix = "\w+", "(\w+)"', sources)
    used = {name for name in _api.functions if re.search(r"\b" + name + r"\b", sources)}
    used |= {prefix + end for prefix in prefixes for end in ("_save", "_load")}
    unused = set(_api.functions) - used
    assert len(prefixes) == 3 and {name for name in unused if not NAMES[name].get("why")} == set()


def test_structs_have_the_layout_of_c():
    text = (ROOT / "tests" / "abi" / "layout.c").read_text(encoding="utf-8")
    seen = 0
    for struct, field, offset, size in re.findall(
            r"offsetof\((patron_\w+), (\w+)\) == (\d+) && sizeof\([^)]*\)0\)->\w+\) == (\d+)", text):
        described = getattr(_api.structs[struct], field)
        assert (described.offset, described.size) == (int(offset), int(size)), struct + "." + field
        seen += 1
    assert seen > 300
    for struct, size in re.findall(r"sizeof\((patron_\w+)\) == (\d+)", text):
        if struct in _api.structs:
            assert ctypes.sizeof(_api.structs[struct]) == int(size), struct


def test_constants_are_those_of_c():
    text = (ROOT / "tests" / "abi" / "layout.c").read_text(encoding="utf-8")
    found = re.findall(r'_Static_assert\((PATRON_\w+) == (-?[\dx]+[a-fA-F\d]*)(?:u|LL)*(?: - 1)?, ', text)
    assert len(found) > 100
    for name, value in found:
        wanted = int(value, 0)
        assert _api.constants[name] == wanted or _api.constants[name] == wanted - 1, name


def run(code, **environment):
    kept = {key: value for key, value in os.environ.items() if key != "PATRON_LIBRARY"}
    return subprocess.run([sys.executable, "-B", "-c", code], cwd=str(HERE.parent), env={**kept, **environment},
                          capture_output=True, text=True)


def test_a_library_that_is_not_there_says_where_it_was_looked_for():
    failed = run("import patron", PATRON_LIBRARY="/nowhere/libpatron.so.0")
    assert failed.returncode and "ImportError" in failed.stderr
    assert "/nowhere/libpatron.so.0 (no such file)" in failed.stderr
    assert "libpatron.so.0 (libpatron" not in failed.stderr  # nothing else was tried


def test_without_the_variable_package_and_soname_are_tried():
    code = "import patron._library as l; print(l.candidates())"
    failed = run(code)
    text = failed.stdout + failed.stderr
    assert os.path.join("patron", "libpatron.so.0") in text and "libpatron.so.0" in text


def test_a_relative_path_is_refused():
    failed = run("import patron", PATRON_LIBRARY="libpatron.so.0")
    assert "must be an absolute path" in failed.stderr


def test_another_library_is_refused():
    maps = (line.split()[-1] for line in pathlib.Path("/proc/self/maps").read_text().splitlines())
    other = next(path for path in maps if "/libc.so" in path or "/libc-" in path)
    failed = run("import patron", PATRON_LIBRARY=other)
    assert "is not libpatron" in failed.stderr


def test_another_abi_version_is_refused():
    class Older:
        @staticmethod
        def patron_abi_version():
            return _api.api["abi_version"] + 1

    with pytest.raises(ImportError, match="ABI version"):
        _library.check(Older, "here")


def test_error_is_256_bytes():
    assert ctypes.sizeof(_api.structs["patron_error"]) == 256
