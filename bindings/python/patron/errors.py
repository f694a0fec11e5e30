"""Exceptions. Each is a PatronError and the built-in exception that Python users expect."""
from __future__ import annotations

from typing import Any, Mapping, Optional

from . import _api


class PatronError(Exception):
    """Anything that patron refuses.

    Attributes
    ----------
    argument : str or None
        The argument that is wrong, as the method names it ("amount", "as_of").
    column : str or None
        The caller's own name of that column, where columns were given by name.
    row : int or None
        The wrong row, counted from 0; in a `Builder` from its first row.
    other_row : int or None
        The row that it contradicts.
    status : str
        "data", "argument", "conflict", "range", ...: the C library's name of what happened.
    """

    argument: Optional[str]
    column: Optional[str]
    row: Optional[int]
    other_row: Optional[int]
    status: str

    def __init__(self, message: str, *, argument: Optional[str] = None, row: Optional[int] = None,
                 column: Optional[str] = None, other_row: Optional[int] = None, status: str = "argument") -> None:
        super().__init__(message)
        self.message, self.argument, self.row, self.column = message, argument, row, column
        self.other_row, self.status = other_row, status

    def __str__(self) -> str:
        where = [] if self.argument is None or self.argument in self.message else [self.argument]
        if self.column is not None and self.column != self.argument:
            where.append("column " + repr(self.column))
        if self.row is not None:
            where.append("row " + str(self.row))
        if self.other_row is not None:
            where.append("against row " + str(self.other_row))
        return self.message + (" (" + ", ".join(where) + ")" if where else "")


class PatronValueError(PatronError, ValueError):
    """A value, option, day or rule that is wrong."""


class PatronTypeError(PatronError, TypeError):
    """An object of a type that is not taken; nothing is guessed."""


class PatronOverflowError(PatronError, OverflowError):
    """A number or a sum that does not fit 64 bits."""


class PatronMemoryError(PatronError, MemoryError):
    """The library could not allocate."""


_CLASSES = {_api.constants["PATRON_ERROR_MEMORY"]: PatronMemoryError,
            _api.constants["PATRON_ERROR_OVERFLOW"]: PatronOverflowError}
_NAMES = {_api.constants[name]: name[len("PATRON_ERROR_"):].lower() for name in _api.constants
          if name.startswith("PATRON_ERROR_")}


_OPTIONS = {field for name in _api.structs if name.endswith("_options") for field, _ in _api.fields_of(name)}
_RENAMED = {"bytes": "data", "stream": "rows", "alias_from": "alias", "alias_to": "alias", "since_customer": "since",
            "since_day": "since", "guest_keys": "guest"}
_ADVICE = {"time is null": "; nulls='skip' leaves such rows out and counts them",
           "amount is null": "; nulls='skip' leaves such rows out and counts them",
           "kind is null": "; nulls='skip' leaves such rows out and counts them",
           "total is negative": "; give its rows the kind refund, or say negative='refund'",
           "is not one of the words for kinds": "; say with kinds= what each status is: sale, renewal, refund, ignored"}


def error_from(function: str, status: int, error: Any, columns: Optional[Mapping[str, str]] = None) -> PatronError:
    """The exception for a failed call. `columns` gives the caller's names of roles."""
    role = error.column.decode("utf-8") or None
    argument = role
    message = error.message.decode("utf-8")
    if argument is None and error.argument > 0:
        listed = _api.functions[function]["arguments"]
        argument = listed[error.argument - 1]["name"] if error.argument <= len(listed) else None
    if argument == "options":
        message = message[len("options: "):] if message.startswith("options: ") else message
        word = message.split(" ")[0].rstrip(":")
        argument = word if word in _OPTIONS else argument
    for sign, advice in _ADVICE.items():
        if function.startswith("patron_builder_") and sign in message:
            message += advice
    if argument in _RENAMED:
        message, role = message.replace(argument, _RENAMED[argument]), None
        argument = _RENAMED[argument]
    made = _CLASSES.get(status, PatronValueError)(
        message, argument=argument, row=error.row if error.row >= 0 else None,
        column=(columns or {}).get(role or "", role), other_row=error.other_row if error.other_row >= 0 else None,
        status=_NAMES.get(status, "unknown"))
    return made
