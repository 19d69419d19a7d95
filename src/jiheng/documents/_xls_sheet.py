"""Reads the records of one worksheet of an ``.xls`` workbook into one grid, cells as displayed.

Takes the workbook's stream with what its sheets share; fills a grid of the assembly.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from jiheng.documents._assembly import Assembly
from jiheng.documents._biff import BOF, EOF, TextReader, records
from jiheng.documents._sheet import Merge, Position, SheetLayout
from jiheng.documents._xlsx_format import BUILT_IN, GENERAL, show_number, show_text

MAX_COLUMN = 256

_NUMBER, _RK, _MANY_RK, _FORMULA, _STRING = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0207
_LABEL, _RICH_LABEL, _SHARED_LABEL, _BOOLEAN_OR_ERROR, _MERGED = 0x0204, 0x00D6, 0x00FD, 0x0205, 0x00E5

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_RESULT_IS_NO_NUMBER = b"\xff\xff"
_TEXT_RESULT, _BLANK_RESULT = 0, 3
_RK_HUNDREDTH, _RK_INTEGER = 1, 2
_VALUE_AT = 6
"""Row, column and style stand before a cell's value."""
_CELL = struct.Struct("<HHH")
_DOUBLE = struct.Struct("<d")
_U16 = struct.Struct("<H")
_RANGE = struct.Struct("<HHHH")

_Value = str | Decimal | None


@dataclass(slots=True)
class Book:
    """What sheets share."""

    stream: bytes
    code_page: str = ""
    """The encoding of texts before Excel 97; "" since."""
    since_1904: bool = False
    strings: list[str] = field(default_factory=list)
    code_by_number: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    styles: list[int] = field(default_factory=list)
    """The number of each cell style's format."""

    def format_code(self, style: int) -> str:
        """Return the number format of a cell style."""
        number = self.styles[style] if style < len(self.styles) else 0
        return self.code_by_number.get(number, GENERAL)

    def text(self, start: int, end: int, length_bytes: int = 2) -> str:
        """Return the text that begins at ``start``."""
        return TextReader([self.stream[start:end]], self.code_page).text(length_bytes)


class SheetReader:
    """Reads one sheet into one grid."""

    def __init__(self, book: Book, assembly: Assembly, number: int) -> None:
        self._book = book
        self._layout = SheetLayout(assembly, number)
        self._merges: list[Merge] = []
        self._awaiting: tuple[Position, int] | None = None  # a formula whose text comes in the next record
        self._readers: dict[int, Callable[[int, int, Position], _Value]] = {
            _NUMBER: lambda start, _, position: self._number(start, position),
            _RK: lambda start, _end, _position: rk_number(book.stream, start),
            _FORMULA: self._formula,
            _LABEL: lambda start, end, _: book.text(start, end),
            _RICH_LABEL: lambda start, end, _: book.text(start, end),
            _SHARED_LABEL: lambda start, _, position: self._shared(start, position),
            _BOOLEAN_OR_ERROR: lambda start, _, position: self._boolean_or_error(start, position),
        }

    def read(self, title: str, start: int, stop: int) -> None:
        """Read the cells and merged ranges of the substream at ``start`` and close the grid."""
        depth = 0
        for kind, begin, end in records(self._book.stream, start, stop):
            if kind == BOF:
                depth += 1
            elif kind == EOF:
                depth -= 1
                if depth <= 0:
                    break
            elif depth == 1:  # deeper are charts
                self._record(kind, begin, end)
        self._layout.close(title, self._merges)

    def _record(self, kind: int, start: int, end: int) -> None:
        stream = self._book.stream
        if kind in self._readers:
            row, column, style = _CELL.unpack_from(stream, start)
            position = (row + 1, column + 1)
            self._awaiting = None
            value = self._readers[kind](start + _VALUE_AT, end, position)
            if kind == _FORMULA and value is None:
                self._awaiting = position, style
            self._write(position, style, value)
        elif kind == _STRING and self._awaiting:
            self._write(*self._awaiting, self._book.text(start, end))
        elif kind == _MANY_RK:
            row, column = struct.unpack_from("<HH", stream, start)
            for count, at in enumerate(range(start + 4, end - _VALUE_AT - 1, _VALUE_AT), 1):
                self._write(
                    (row + 1, column + count), _U16.unpack_from(stream, at)[0], rk_number(stream, at + 2)
                )
        elif kind == _MERGED:
            for at in range(start + 2, end - _RANGE.size + 1, _RANGE.size):
                top, bottom, left, right = _RANGE.unpack_from(stream, at)
                if top <= bottom and left <= right:
                    self._merges.append(Merge(top + 1, left + 1, bottom + 1, right + 1))

    def _number(self, start: int, position: Position) -> Decimal | None:
        """Return the number Excel has in mind: the stored double, to its 15 significant digits."""
        value = _DOUBLE.unpack_from(self._book.stream, start)[0]
        if not math.isfinite(value):
            self._layout.problem("unreadable_cell", str(value), position)
            return None
        return Decimal(f"{value:.15g}")

    def _formula(self, start: int, _: int, position: Position) -> _Value:
        """Return a formula's stored result; None where it is a text, which comes in the next record."""
        stream = self._book.stream
        if stream[start + 6 : start + 8] != _RESULT_IS_NO_NUMBER:
            return self._number(start, position)
        if stream[start] == _TEXT_RESULT:
            return None
        if stream[start] == _BLANK_RESULT:
            return ""
        return self._truth_or_error(stream[start + 2], position, is_error=stream[start] != 1)

    def _boolean_or_error(self, start: int, position: Position) -> str:
        value, is_error = self._book.stream[start : start + 2]
        return self._truth_or_error(value, position, is_error=bool(is_error))

    def _truth_or_error(self, value: int, position: Position, *, is_error: bool) -> str:
        if not is_error:
            return "TRUE" if value else "FALSE"
        text = _ERRORS.get(value, f"#{value}")
        self._layout.problem("cell_error", text, position)
        return text

    def _shared(self, start: int, position: Position) -> str | None:
        index = int.from_bytes(self._book.stream[start : start + 4], "little")
        if index < len(self._book.strings):
            return self._book.strings[index]
        self._layout.problem("unreadable_cell", str(index), position)
        return None

    def _write(self, position: Position, style: int, value: _Value) -> None:
        """Write a cell as its number format shows it."""
        if value is None or position[1] > MAX_COLUMN:
            return
        code = self._book.format_code(style)
        if isinstance(value, Decimal):
            text = show_number(code, value, since_1904=self._book.since_1904)
            if not text.strip():  # ``;;;`` hides every value, ``0;-0;`` hides zeros
                general = show_number(GENERAL, value)
                self._layout.problem("hidden_text", general, position)
                text = general if value else ""
        else:
            text = value if code == GENERAL else show_text(code, value)
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text := text.strip():
            self._layout.texts[position] = text


def rk_number(stream: bytes, start: int) -> Decimal:
    """Return a number packed into four bytes: an integer or the upper half of a double, or its hundredth."""
    raw = int.from_bytes(stream[start : start + 4], "little")
    if raw & _RK_INTEGER:
        number = Decimal((raw ^ 0x80000000) - 0x80000000 >> 2)
    else:
        value = _DOUBLE.unpack(struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))[0]
        number = Decimal(f"{value:.15g}") if math.isfinite(value) else Decimal(0)
    return number.scaleb(-2) if raw & _RK_HUNDREDTH else number
