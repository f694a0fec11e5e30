"""Objects of the library: freed once, by close(), by `with`, or when nothing refers to them any more."""
from __future__ import annotations

import weakref
from typing import Any, Callable, Optional, Set

from ._library import lib
from .errors import PatronTypeError, PatronValueError

_alive: Set[int] = set()  # a set changes in one step: no lock that a finalizer could wait for


def live_handles() -> int:
    """How many objects of the library are alive in this process."""
    return len(_alive)


def _release(free: Callable[[int], None], address: int) -> None:
    _alive.discard(address)
    free(address)


class Core:
    """Owns one address. Whoever works with it holds the core, so that closing cannot free what is in use."""

    __slots__ = ("address", "__weakref__")

    def __init__(self, address: int, free: str) -> None:
        self.address = address
        _alive.add(address)
        weakref.finalize(self, _release, getattr(lib, free), address)

    @property
    def _as_parameter_(self) -> int:
        return self.address

    def __deepcopy__(self, _: Any) -> "Core":
        return self  # one owner: a copy of a handle shares it

    def __reduce__(self) -> Any:
        raise PatronTypeError("an object of the library cannot be pickled: save the rule, or send the rows, and "
                              "measure there")


class Handle:
    """What books, builders, rules and axes have in common."""

    _free = ""
    _core: Optional[Core]

    def _own(self, pointer: Any) -> None:
        self._core = Core(pointer.value, self._free)

    def _open(self) -> Core:
        core = self._core
        if core is None:
            raise PatronValueError("this " + type(self).__name__ + " is closed", argument="self")
        return core

    @property
    def closed(self) -> bool:
        """True after close()."""
        return self._core is None

    def close(self) -> None:
        """Gives the object up. Its memory goes at once, or when the last table that shows its keys goes."""
        self._core = None

    def __enter__(self) -> Any:
        self._open()
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
