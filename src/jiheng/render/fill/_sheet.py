"""The cells of one worksheet by their positions, and edits of single cells.

Takes a sheet's XML; notes edits. A cell keeps its style; a text becomes an inline string, so that the
workbook's shared strings stay as they are; a plain number in a cell that is not for text stays a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from jiheng.render.fill._sheet_shift import Shift
from jiheng.render.fill._xml import Element, Source

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,5})?")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_KIND = re.compile(rb"""\s(?:t|vm|cm)\s*=\s*(?:"[^"]*"|'[^']*')""")
_OWN_REFERENCE = re.compile(rb"""(\sr\s*=\s*["'])[A-Z0-9]+(["'])""")
TEXT_FORMAT = "@"
_BASE = 26


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell's style says of its content."""

    code: str = "General"
    locked: bool = True


def column_letters(column: int) -> str:
    """Return ``E`` for 5."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _BASE)
        letters = chr(ord("A") + rest) + letters
    return letters


def position_of(reference: str) -> tuple[int, int] | None:
    """Return row and column of ``E12``."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * _BASE + ord(letter) - ord("A") + 1
    return int(found[2]), column


def number_in(text: str, code: str) -> str:
    """Return a text as the number a cell of this format holds for it; "" where it is to stay a text."""
    if code == TEXT_FORMAT:
        return ""
    if _NUMBER.fullmatch(text):
        return text
    if "%" in code and text.endswith("%") and _NUMBER.fullmatch(text[:-1]):
        return format((Decimal(text[:-1]) / 100).normalize(), "f")
    return ""


class Sheet:
    """A worksheet."""

    def __init__(self, xml: bytes, shift: Shift) -> None:
        self.source = Source(xml)
        self.shift = shift
        self.rows: dict[int, Element] = {}
        self.cells: dict[tuple[int, int], Element] = {}
        self.data: Element | None = self.source.root.find("sheetData")
        for row, element, cells in self._read():
            self.rows[row] = element
            self.cells |= cells

    def _read(self) -> Iterator[tuple[int, Element, dict[tuple[int, int], Element]]]:
        """Yield the rows with their cells, counted as the reader counts."""
        row = 0
        for element in self.data.children if self.data is not None else ():
            if element.local != "row":
                continue
            written = element.get("r")
            row = (int(written) if written.isdecimal() else 0) or row + 1
            number, column = row, 0
            cells: dict[tuple[int, int], Element] = {}
            for cell in element.children:
                if cell.local == "c":
                    row, column = position_of(cell.get("r")) or (row, column + 1)
                    cells[row, column] = cell
            yield number, element, cells

    def style_of(self, row: int, column: int) -> int:
        """Return the index of the style that holds at a position, its cell written or not."""
        cell = self.cells.get((row, column))
        element = self.rows.get(row)
        if cell is None and element is not None and element.get("customFormat") in {"1", "true"}:
            cell = element
        if cell is not None:
            value = cell.get("s")
            return int(value) if value.isdecimal() else 0
        columns = self.source.root.find("cols")
        for entry in columns.children if columns is not None else ():
            if int(entry.get("min", "0")) <= column <= int(entry.get("max", "0")):
                return int(entry.get("style", "0"))
        return 0

    def formula(self, row: int, column: int) -> Element | None:
        """Return the formula of a cell."""
        cell = self.cells.get((row, column))
        return cell.find("f") if cell is not None else None

    def put(self, row: int, column: int, text: str, number: str) -> None:
        """Put a text, or a number, into a cell; of a cell that is not written yet one is made."""
        cell = self.cells.get((row, column))
        if cell is not None:
            tag = _KIND.sub(b"", self.source.start_tag(cell)).rstrip(b"/>").rstrip()
            reference = f"{column_letters(column)}{self.shift.row(row)}".encode()
            tag = _OWN_REFERENCE.sub(rb"\g<1>" + reference + rb"\g<2>", tag)
            self.source.replace(cell, with_content(tag, self.source.prefix(cell), text, number))
            return
        if not text:
            return
        content = self.new_cell(self.shift.row(row), column, self.style_of(row, column), text, number)
        element = self.rows.get(row)
        if element is None:
            self._new_row(row, content)
            return
        behind = min((at for at in self.cells if at[0] == row and at[1] > column), default=None)
        if behind is not None:
            self.source.insert(self.cells[behind].start, content)
        else:
            self.source.append(element, content)

    def new_cell(self, row: int, column: int, style: int, text: str, number: str) -> bytes:
        """Return a cell's bytes."""
        prefix = self.source.prefix(self.source.root)
        styled = f' s="{style}"' if style else ""
        tag = b"<" + prefix + f'c r="{column_letters(column)}{row}"{styled}'.encode()
        return with_content(tag, prefix, text, number)

    def _new_row(self, row: int, content: bytes) -> None:
        prefix = self.source.prefix(self.source.root)
        line = b"<" + prefix + f'row r="{self.shift.row(row)}">'.encode() + content + b"</" + prefix + b"row>"
        following = min((number for number in self.rows if number > row), default=None)
        if following is not None:
            self.source.insert(self.rows[following].start, line)
        elif self.data is not None:
            self.source.append(self.data, line)


def with_content(tag: bytes, prefix: bytes, text: str, number: str) -> bytes:
    """Return a cell from its start tag without the end (``<c r="B7" s="4"``)."""
    close = b"</" + prefix + b"c>"
    if number:
        value = b"<" + prefix + b"v>" + number.encode() + b"</" + prefix + b"v>"
        return tag + b">" + value + close
    if not text:
        return tag + b"/>"
    p = prefix.decode()
    shown = escape(_ESCAPED.sub("_x005F_", text))
    inline = f'<{p}is><{p}t xml:space="preserve">{shown}</{p}t></{p}is>'.encode()
    return tag + b' t="inlineStr">' + inline + close
