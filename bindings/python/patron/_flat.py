"""Flat memory in: NumPy arrays, objects with the array interface, and anything with the buffer protocol.

A Flat borrows the caller's memory where it is contiguous and in the machine's byte order; otherwise it is one copy.
"""
from __future__ import annotations

import ctypes
import re
import sys
from typing import Any, List, Optional

from .errors import PatronTypeError


class Flat:
    """One contiguous array: kind is i, u, f, b (bool), M (datetime64), O, U or S as NumPy's typestrings say."""

    __slots__ = ("kind", "itemsize", "unit", "address", "count", "keep", "numpy")

    def __init__(self, kind: str, itemsize: int, count: int, address: int, keep: Any, unit: str = "",
                 numpy: Optional[Any] = None) -> None:
        self.kind, self.itemsize, self.count, self.address = kind, itemsize, count, address
        self.keep, self.unit, self.numpy = keep, unit, numpy

    def tolist(self) -> List[Any]:
        """The elements as Python objects."""
        found: List[Any] = self.keep.tolist()
        return found


class _Buffer(ctypes.Structure):
    """Py_buffer, as the stable ABI has had it since Python 3.3."""

    _fields_ = [("buf", ctypes.c_void_p), ("obj", ctypes.py_object), ("len", ctypes.c_ssize_t),
                ("itemsize", ctypes.c_ssize_t), ("readonly", ctypes.c_int), ("ndim", ctypes.c_int),
                ("format", ctypes.c_char_p), ("shape", ctypes.c_void_p), ("strides", ctypes.c_void_p),
                ("suboffsets", ctypes.c_void_p), ("internal", ctypes.c_void_p)]


def _address_of(view: memoryview) -> int:
    """Where a contiguous view's memory is. The view itself keeps it in place."""
    buffer = _Buffer()
    ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(view), ctypes.byref(buffer), 0)
    address = int(buffer.buf or 0)
    ctypes.pythonapi.PyBuffer_Release(ctypes.byref(buffer))
    return address


_BUFFER_KINDS = {"b": "i", "h": "i", "i": "i", "l": "i", "q": "i", "n": "i", "B": "u", "H": "u", "I": "u", "L": "u",
                 "Q": "u", "N": "u", "d": "f", "f": "f", "?": "b"}


def from_numpy(array: Any, argument: str) -> Flat:
    """A NumPy array of one dimension, of any stride and byte order."""
    import numpy

    if array.ndim != 1:
        raise PatronTypeError("{0} must have one dimension, not {1}".format(argument, array.ndim), argument=argument)
    if array.dtype.kind in "iufMb":
        array = numpy.require(array, array.dtype.newbyteorder("="), ["C", "A"])
    if array.dtype.kind == "T":  # NumPy's own texts
        array = array.astype(object)
    found = re.match(r"[<>|=](\w)(\d*)(?:\[(.*)\])?$", array.dtype.str)
    if not found or array.dtype.kind not in "iufbMOUS":
        raise PatronTypeError("{0} has the type {1}, which is not taken".format(argument, array.dtype),
                              argument=argument)
    return Flat(array.dtype.kind, int(array.dtype.itemsize), len(array), int(array.ctypes.data), array,
                found.group(3) or "", array)


def from_buffer(value: Any, argument: str) -> Flat:
    """array.array, memoryview, bytes and other objects with the buffer protocol."""
    view = memoryview(value)
    if view.ndim != 1:
        raise PatronTypeError("{0} must have one dimension, not {1}".format(argument, view.ndim), argument=argument)
    order, kind = view.format[:-1], _BUFFER_KINDS.get(view.format[-1])
    native = order in ("", "@", "=", "<" if sys.byteorder == "little" else ">")
    if kind is None or not native:
        raise PatronTypeError("{0} is a buffer of the format {1!r}, which is not taken".format(argument, view.format),
                              argument=argument)
    if not view.contiguous:
        if order not in ("", "@"):
            raise PatronTypeError(argument + " is a buffer with strides; give a contiguous one", argument=argument)
        view = memoryview(view.tobytes()).cast(view.format)
    address = _address_of(view) if len(view) else 0
    if address % view.itemsize:  # the library wants numbers where the machine wants them
        view = memoryview(bytearray(view.tobytes())).cast(view.format[-1])
        address = _address_of(view)
    return Flat(kind, view.itemsize, len(view), address, view)


def flat_of(value: Any, argument: str) -> Optional[Flat]:
    """The Flat of an object, or None if it is none."""
    if hasattr(value, "__array_interface__"):
        import numpy  # whoever makes such an object has it, but for our own columns

        return from_numpy(numpy.asarray(value), argument)
    if isinstance(value, (str, bytes, bytearray)):
        return None
    try:
        memoryview(value)
    except TypeError:
        return None
    return from_buffer(value, argument)
