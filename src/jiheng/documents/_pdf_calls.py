"""PDFium's functions that are called for each character and each object of a page, bound to be quick to call.

Takes addresses as plain integers, or pointers prepared once; gives what PDFium gives. Does not know pages.

A function that declares its arguments turns each of them at every call, which takes longer than what PDFium
does. Without a declaration C integers and ready pointers are passed on as they are, in half the time, so what
is called most takes those and nothing else; ``map`` feeds them without a Python frame.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable
from itertools import repeat

from pypdfium2 import raw

_Address, _Integer = ctypes.c_void_p, ctypes.c_int

pointer = _Address.from_param
"""Prepares an address to be passed to a function without declared arguments."""

_CHUNK = 4096
"""Boxes of characters taken at a time; few pages have more characters."""

_BOX_BYTES = 16


def _function(name: str, result: type | None, *arguments: type) -> Callable[..., int]:
    address = ctypes.cast(getattr(raw, name), _Address).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


object_type = _function("FPDFPageObj_GetType", _Integer, _Address)
inner_object_at = _function("FPDFFormObj_GetObject", _Address, _Address, ctypes.c_ulong)

object_at = _function("FPDFPage_GetObject", _Address)
points_of = _function("FPDFPath_CountSegments", _Integer)
draw_mode_of = _function("FPDFPath_GetDrawMode", _Integer)
bounds_of = _function("FPDFPageObj_GetBounds", _Integer)
char_code = _function("FPDFText_GetUnicode", ctypes.c_uint)
char_angle: Callable[..., float] = _function("FPDFText_GetCharAngle", ctypes.c_float)
_char_box = _function("FPDFText_GetLooseCharBox", None)
"""These from ``object_at`` on take C integers and prepared pointers only."""


class Numbers:
    """A few numbers PDFium writes to, and the pointers to each."""

    def __init__(self, kind: type[ctypes.c_int | ctypes.c_float], count: int) -> None:
        self.values = (kind * count)()
        self.pointers = [ctypes.byref(self.values, ctypes.sizeof(kind) * place) for place in range(count)]


class CharBoxes:
    """Takes the boxes of a page's characters: left, top, right and bottom of each, one after another."""

    def __init__(self) -> None:
        self._buffer = (ctypes.c_char * (_BOX_BYTES * _CHUNK))()
        self._pointers: list[object] = []

    def read(self, page: object, count: int) -> array[float]:
        """Return four numbers for each of the characters of a text page given by its prepared pointer."""
        for place in range(len(self._pointers), min(count, _CHUNK)):
            self._pointers.append(ctypes.byref(self._buffer, _BOX_BYTES * place))
        sides = array("f")
        for start in range(0, count, _CHUNK):
            end = min(start + _CHUNK, count)
            ctypes.memset(self._buffer, 0, ctypes.sizeof(self._buffer))
            deque(map(_char_box, repeat(page), range(start, end), self._pointers), maxlen=0)
            sides.frombytes(memoryview(self._buffer)[: _BOX_BYTES * (end - start)])
        return sides
