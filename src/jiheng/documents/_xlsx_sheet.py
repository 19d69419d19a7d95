"""Reads one worksheet: cells as displayed, merged ranges as spans, addresses as in Excel.

Takes the root of a sheet's XML; fills one grid of the assembly (see ``_sheet``).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from jiheng.documents._archive import Package
from jiheng.documents._assembly import Assembly
from jiheng.documents._sheet import Merge, Position, SheetLayout
from jiheng.documents._xlsx_format import GENERAL, show_number, show_text
from jiheng.documents._xlsx_scan import RawCell, scan

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_MAX_INDEX_DIGITS = 9
_UTF_8_NAMES = frozenset({"UTF-8", "ASCII", "US-ASCII"})
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?")
_SHORT = re.compile(r"0|-?(?:[1-9][0-9]{0,8}|0(?=\.))(?:\.[0-9]{0,4}[1-9])?")
"""A number within 15 digits that already stands as General shows it; nearly all figures are of this kind."""
_ISO_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9:]{5,8})(?:\.[0-9]*)?Z?)?")


@dataclass(frozen=True, slots=True)
class Book:
    """What sheets share."""

    namespace: str
    strings: list[str]
    formats: list[str]
    since_1904: bool


def string_text(element: etree._Element, namespace: str) -> str:
    """Return the text of a shared or inline string: plain or rich, without phonetic readings, as escaped."""
    pieces: list[str] = []
    text_tag, run_tag = f"{namespace}t", f"{namespace}r"
    for child in element:
        tag = child.tag
        if tag == text_tag:
            pieces.append(child.text or "")
        elif tag == run_tag:
            pieces.extend(text.text or "" for text in child.iterchildren(text_tag))
    return "".join(pieces)


def unescaped(text: str) -> str:
    """Undo ``_x000D_`` escapes; every line end becomes a line feed."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class SheetReader:
    """Reads one sheet into one grid."""

    def __init__(self, book: Book, assembly: Assembly, number: int) -> None:
        self._book = book
        self._assembly = assembly
        self._number = number
        self._layout = SheetLayout(assembly, number)
        self._codes: dict[str, str] = {}
        names = (f"{book.namespace}{word}" for word in ("row", "c", "v", "f", "is"))
        self._row_tag, self._cell_tag, self._value_tag, self._formula_tag, self._inline_tag = names

    def read(self, package: Package, part: str, title: str) -> None:
        """Read the sheet's cells and merged ranges and close its grid.

        Raises:
            DocumentError: The part is missing or damaged.
        """
        namespace = self._book.namespace
        xml = package.part(part)
        root = self._scanned(package, part, xml)
        if root is None:
            root = package.parse(part, xml)
            for sheet_data in root.iterchildren(f"{namespace}sheetData"):
                self._rows(sheet_data)
        references = [element.get("ref", "") for element in root.iter(f"{namespace}mergeCell")]
        merges = [merge for reference in references if (merge := self._merge(reference))]
        self._layout.close(title, merges)

    def _scanned(self, package: Package, part: str, xml: bytes) -> etree._Element | None:
        """Read the cells without a tree and return what stands around them; None where the tree is needed."""
        scanned = scan(xml)
        if scanned is None:
            return None
        rest, cells = scanned
        root = package.parse(part, rest)
        encoding = root.getroottree().docinfo.encoding or "UTF-8"
        positions = [_position(cell.reference) for cell in cells]
        is_usual = (
            encoding.upper() in _UTF_8_NAMES and len(root.findall(f"{self._book.namespace}sheetData")) == 1
        )
        if not is_usual or None in positions:
            return None
        texts = self._layout.texts
        for position, cell in zip(positions, cells, strict=True):
            if position is not None and (text := self._shown(cell, position).strip()):
                texts[position] = text
        return root

    def _rows(self, sheet_data: etree._Element) -> None:
        row = 0
        for row_element in sheet_data.iterchildren(self._row_tag):
            written = row_element.get("r", "")
            known = written.isdecimal() and len(written) <= _MAX_INDEX_DIGITS
            row = (int(written) if known else 0) or row + 1
            column = 0
            for element in row_element.iterchildren(self._cell_tag):
                position = _position(element.get("r", "")) or (row, column + 1)
                row, column = position
                if len(element) and row <= MAX_ROW and column <= MAX_COLUMN:
                    self._write(position, self._text(element, position))

    def _write(self, position: Position, text: str) -> None:
        if stripped := text.strip():
            self._layout.texts[position] = stripped

    def _text(self, cell: etree._Element, position: Position) -> str:
        """Return what a cell of the tree displays."""
        value, formula, inline = "", None, ""
        for child in cell:
            tag = child.tag
            if tag == self._value_tag:
                value = child.text or ""
            elif tag == self._formula_tag:
                formula = child
            elif tag == self._inline_tag:
                inline = string_text(child, self._book.namespace)
        kind = cell.get("t", "n")
        if not value and formula is not None and kind != "str":
            self._layout.problem("formula_without_value", f"={formula.text or ''}", position)
            return ""
        if not value and not inline:
            return ""  # neither an error nor a format makes text of nothing
        return self._shown(RawCell("", cell.get("s", ""), kind, value, inline), position)

    def _shown(self, cell: RawCell, position: Position) -> str:
        """Return what a cell displays."""
        _, style, kind, value, inline = cell
        code = self._codes.get(style)
        if code is None:
            code = self._codes[style] = self._code(style)
        if kind == "n" or (kind == "d" and not _ISO_DATE.fullmatch(value)):
            return self._number_text(value, code, position)
        text = self._plain_text(kind, value, inline, position)
        return show_text(code, text) if code != GENERAL and kind in {"s", "str", "inlineStr"} else text

    def _plain_text(self, kind: str, value: str, inline: str, position: Position) -> str:
        if kind == "inlineStr":
            return unescaped(inline)
        if kind == "s":
            return self._shared(value, position)
        if kind == "b":
            return {"1": "TRUE", "true": "TRUE"}.get(value, "FALSE")
        if kind == "e":
            self._layout.problem("cell_error", value, position)
        if kind == "d" and (date := _ISO_DATE.fullmatch(value)):
            return f"{date[1]} {date[2]}" if date[2] else date[1]
        return unescaped(value)

    def _shared(self, value: str, position: Position) -> str:
        index = int(value) if value.isdecimal() and len(value) <= _MAX_INDEX_DIGITS else -1
        if 0 <= index < len(self._book.strings):
            return self._book.strings[index]
        self._layout.problem("unreadable_cell", value, position)
        return ""

    def _number_text(self, value: str, code: str, position: Position) -> str:
        stripped = value.strip()
        if not _NUMBER.fullmatch(stripped):
            self._layout.problem("unreadable_cell", value, position)
            return value
        if code == GENERAL and _SHORT.fullmatch(stripped):
            return stripped
        number = _exact(stripped)
        text = show_number(code, number, since_1904=self._book.since_1904)
        if not text.strip():  # ``;;;`` hides every value, ``0;-0;`` hides zeros
            general = show_number(GENERAL, number)
            self._layout.problem("hidden_text", general, position)
            return general if number else ""
        return text

    def _code(self, style: str) -> str:
        formats = self._book.formats
        index = int(style) if style.isdecimal() and len(style) <= _MAX_INDEX_DIGITS else 0
        return formats[index] if index < len(formats) else GENERAL

    def _merge(self, reference: str) -> Merge | None:
        first, _, last = reference.partition(":")
        start, end = _position(first), _position(last or first)
        if start is None or end is None or start > end or start[1] > end[1]:
            self._assembly.problem("merge_ignored", reference, f"T{self._number}")
            return None
        return Merge(*start, *end)


def _exact(text: str) -> Decimal:
    """Return the number Excel has in mind: the stored double, to its 15 significant digits."""
    number = float(text)
    return Decimal(text) if math.isinf(number) else Decimal(f"{number:.15g}")


@lru_cache(maxsize=1 << 15)  # the sheets of a workbook use the same addresses
def _position(reference: str) -> Position | None:
    """Return row and column of ``E12``; None where it is no address of a sheet."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None
