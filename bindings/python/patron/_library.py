"""Finds and loads the library, calls its functions, and turns their failures into exceptions."""
from __future__ import annotations

import ctypes
import os
import pathlib
from typing import Any, List, Optional

from . import _api
from .errors import PatronTypeError, PatronValueError, error_from

SONAME = "libpatron.so.0"


def candidates() -> List[str]:
    """Where the library may be, the first that counts first. PATRON_LIBRARY wins outright."""
    named = os.environ.get("PATRON_LIBRARY")
    if named:
        if not os.path.isabs(named):
            raise ImportError("patron: PATRON_LIBRARY must be an absolute path, not " + repr(named))
        return [named]
    inside = pathlib.Path(__file__).resolve().parent / SONAME
    return [str(inside), SONAME]


def _load() -> Any:
    tried = []
    for place in candidates():
        if os.path.isabs(place) and not os.path.exists(place):
            tried.append(place + " (no such file)")
            continue
        try:
            library = ctypes.CDLL(place)  # CDLL gives up the interpreter's lock during every call
        except OSError as problem:
            tried.append(place + " (" + str(problem) + ")")
            continue
        check(library, place)
        try:
            _api.bind(library)
        except AttributeError as problem:
            raise ImportError("patron: " + place + " is not the library that this package was made for: "
                              + str(problem)) from None
        return library
    raise ImportError("patron: the library was not found; tried " + ", ".join(tried)
                      + ". Set PATRON_LIBRARY to its absolute path.")


def check(library: Any, place: str) -> None:
    """Refuses a library of another ABI version than api.json's."""
    wanted = _api.api["abi_version"]
    try:
        found = library.patron_abi_version()
    except AttributeError:
        raise ImportError("patron: " + place + " is not libpatron") from None
    if found != wanted:
        raise ImportError("patron: {0} has ABI version {1}, this package needs {2}".format(place, found, wanted))


lib = _load()


_Error = _api.structs["patron_error"]


def call(name: str, *arguments: Any, columns: Optional[Any] = None) -> None:
    """Calls a function that returns a status, with an error struct behind its arguments; raises what it says."""
    error = _Error()
    status = getattr(lib, name)(*arguments, ctypes.byref(error))
    if status:
        raise error_from(name, status, error, columns)


def a_text(argument: str, value: Any) -> str:
    """An argument that must be a text."""
    if not isinstance(value, str):
        raise PatronTypeError("{0} must be a text, not {1}".format(argument, type(value).__name__), argument=argument)
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise PatronValueError("{0} {1!r} has a character that no name has".format(argument, value), argument=argument)
    return value


def text(name: str, *arguments: Any) -> Optional[str]:
    """A function that returns a name, as str or None."""
    found = getattr(lib, name)(*arguments)
    return None if found is None else str(found.decode("utf-8"))
