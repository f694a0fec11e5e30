"""The C API as ctypes, made from api.json when the package is imported: structs, prototypes and constants."""
from __future__ import annotations

import ctypes
import json
import pathlib
from functools import lru_cache
from typing import Any, Dict, List, Tuple, Union

_HERE = pathlib.Path(__file__).resolve().parent
_PLACES = (_HERE / "api.json", _HERE.parent.parent / "api.json")  # an installed package; the source tree

SCALARS: Dict[str, Any] = {
    "char": ctypes.c_char, "double": ctypes.c_double, "size_t": ctypes.c_size_t,
    "int8_t": ctypes.c_int8, "int16_t": ctypes.c_int16, "int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64,
    "uint8_t": ctypes.c_uint8, "uint16_t": ctypes.c_uint16, "uint32_t": ctypes.c_uint32, "uint64_t": ctypes.c_uint64,
    "int": ctypes.c_int,
}


def _read() -> Dict[str, Any]:
    for place in _PLACES:
        if place.exists():
            found: Dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
            return found
    raise ImportError("patron: api.json is missing; looked at " + ", ".join(str(place) for place in _PLACES))


api = _read()
constants: Dict[str, Any] = api["constants"]
functions: Dict[str, Any] = api["functions"]
structs: Dict[str, Any] = {}

for _name, _meaning in api["types"].items():
    SCALARS[_name] = SCALARS[_meaning]


def ctype(text: Union[str, Dict[str, Any]]) -> Any:
    """The ctypes type of a C type as api.json writes it. Handles (opaque structs) and void are addresses."""
    if isinstance(text, dict):
        return ctypes.CFUNCTYPE(ctype(text["returns"]), *[ctype(part["type"]) for part in text["arguments"]])
    words = text.replace("const", " ")
    stars = words.count("*")
    base = words.replace("*", " ").replace("struct ", " ").strip()
    found: Any
    if base == "char" and stars:
        found, stars = ctypes.c_char_p, stars - 1
    elif base in SCALARS:
        found = SCALARS[base]
    elif base in structs:
        found = structs[base]
    elif stars:  # void and opaque structs
        found, stars = ctypes.c_void_p, stars - 1
    else:
        return None
    for _ in range(stars):
        found = ctypes.POINTER(found)
    return found


def _make_structs() -> None:
    described = {name: fields for name, fields in api["structs"].items() if fields is not None}
    for name in described:
        structs[name] = type(name, (ctypes.Structure,), {})
    for name, fields in described.items():
        members: List[Any] = []
        for field in fields:
            kind = ctype(field["type"])
            members.append((field["name"], kind * field["length"] if "length" in field else kind))
        structs[name]._fields_ = members


_make_structs()


_SIZES = {name: ctypes.sizeof(kind) for name, kind in structs.items()
          if getattr(kind, "_fields_", None) and kind._fields_[0][0] == "size"}


def make(struct: str, /, **fields: Any) -> Any:
    """A struct, zeroed, with `size` set where it has one, and the given fields."""
    made = structs[struct]()
    if struct in _SIZES:
        made.size = _SIZES[struct]
    for key, value in fields.items():
        setattr(made, key, value)
    return made


@lru_cache(maxsize=None)
def fields_of(name: str) -> Tuple[Any, ...]:
    """Name and C type of a struct's fields, in order."""
    return tuple((field["name"], field["type"]) for field in api["structs"][name])


def bind(library: Any) -> None:
    """Gives every function of the loaded library its prototype."""
    for name, function in functions.items():
        bound = getattr(library, name)
        bound.restype = ctype(function["returns"])
        bound.argtypes = [ctype(argument["type"]) for argument in function["arguments"]]
