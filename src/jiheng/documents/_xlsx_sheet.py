"""Reads one worksheet: cells as displayed, merged ranges as spans, addresses as in Excel.

Takes the root of a sheet's XML; fills one grid of the assembly. Rows and columns keep their numbers in the
sheet, so ``T2R12C5`` is cell E12 of the second sheet. Blank cells are given for the whole rectangle around
what is written, unless the sheet is so sparse that this would cost memory out of proportion to its content.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import Cell
from jiheng.documents._xlsx_format import GENERAL, show_number, show_text

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
MAX_MERGED_ROWS = 1000
MAX_MERGED_COLUMNS = 256
"""How far a merged range may reach beyond what is written: whole-column merges are no content."""
MAX_MERGED_POSITIONS = 1_000_000
"""Positions that are looked at for all merged ranges of a sheet together."""
DENSE_POSITIONS = 50_000
"""Up to this size the rectangle is always filled with blank cells."""
DENSE_SHARE = 20
"""Beyond it, only where at least one cell in this many is written."""

_MAX_INDEX_DIGITS = 9
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?")
_ISO_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9:]{5,8})(?:\.[0-9]*)?Z?)?")

_Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Book:
    """What sheets share."""

    namespace: str
    strings: list[str]
    formats: list[str]
    since_1904: bool


@dataclass(frozen=True, slots=True)
class _Merge:
    top: int
    left: int
    bottom: int
    right: int

    def positions(self) -> Iterator[_Position]:
        return (
            (row, column)
            for row in range(self.top, self.bottom + 1)
            for column in range(self.left, self.right + 1)
        )


def string_text(element: etree._Element, namespace: str) -> str:
    """Return the text of a shared or inline string: plain or rich, without phonetic readings."""
    pieces: list[str] = []
    for child in element:
        if child.tag == f"{namespace}t":
            pieces.append(child.text or "")
        elif child.tag == f"{namespace}r":
            pieces.extend(text.text or "" for text in child.iterchildren(f"{namespace}t"))
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
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
        self._texts: dict[_Position, str] = {}
        names = (f"{book.namespace}{word}" for word in ("row", "c", "v", "f", "is"))
        self._row_tag, self._cell_tag, self._value_tag, self._formula_tag, self._inline_tag = names

    def read(self, root: etree._Element, title: str) -> None:
        """Read the sheet's cells and merged ranges and close its grid."""
        namespace = self._book.namespace
        for sheet_data in root.iterchildren(f"{namespace}sheetData"):
            self._rows(sheet_data)
        references = [element.get("ref", "") for element in root.iter(f"{namespace}mergeCell")]
        merges = [merge for reference in references if (merge := self._merge(reference))]
        self._assembly.close_grid(self._number, self._cells(merges), title=title)

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
                if not len(element) or row > MAX_ROW or column > MAX_COLUMN:
                    continue
                text = self._text(element, position).strip()
                if text:
                    self._texts[position] = text

    def _text(self, cell: etree._Element, position: _Position) -> str:
        """Return what a cell displays."""
        value, formula, inline = "", None, ""
        for child in cell:
            if child.tag == self._value_tag:
                value = child.text or ""
            elif child.tag == self._formula_tag:
                formula = child
            elif child.tag == self._inline_tag:
                inline = string_text(child, self._book.namespace)
        kind = cell.get("t", "n")
        if not value and formula is not None and kind != "str":
            self._problem("formula_without_value", f"={formula.text or ''}", position)
            return ""
        code = self._code(cell.get("s", ""))
        if kind == "n" or (kind == "d" and not _ISO_DATE.fullmatch(value)):
            return self._number_text(value, code, position) if value else ""
        text = self._plain_text(kind, value, inline, position)
        return show_text(code, text) if code != GENERAL and kind in {"s", "str", "inlineStr"} else text

    def _plain_text(self, kind: str, value: str, inline: str, position: _Position) -> str:
        if kind == "inlineStr":
            return inline
        if kind == "s":
            return self._shared(value, position) if value else ""
        if kind == "b":
            return {"1": "TRUE", "true": "TRUE", "": ""}.get(value, "FALSE")
        if kind == "e":
            self._problem("cell_error", value, position)
        if kind == "d" and (date := _ISO_DATE.fullmatch(value)):
            return f"{date[1]} {date[2]}" if date[2] else date[1]
        return _unescaped(value)

    def _shared(self, value: str, position: _Position) -> str:
        index = int(value) if value.isdecimal() and len(value) <= _MAX_INDEX_DIGITS else -1
        if 0 <= index < len(self._book.strings):
            return self._book.strings[index]
        self._problem("unreadable_cell", value, position)
        return ""

    def _number_text(self, value: str, code: str, position: _Position) -> str:
        stripped = value.strip()
        if not _NUMBER.fullmatch(stripped):
            self._problem("unreadable_cell", value, position)
            return value
        number = _exact(stripped)
        text = show_number(code, number, since_1904=self._book.since_1904)
        if not text.strip():  # ``;;;`` hides every value, ``0;-0;`` hides zeros
            general = show_number(GENERAL, number)
            self._problem("hidden_text", general, position)
            return general if number else ""
        return text

    def _code(self, style: str) -> str:
        formats = self._book.formats
        index = int(style) if style.isdecimal() and len(style) <= _MAX_INDEX_DIGITS else 0
        return formats[index] if index < len(formats) else GENERAL

    def _merge(self, reference: str) -> _Merge | None:
        first, _, last = reference.partition(":")
        start, end = _position(first), _position(last or first)
        if start is None or end is None or start > end or start[1] > end[1]:
            self._assembly.problem("merge_ignored", reference, f"T{self._number}")
            return None
        return _Merge(*start, *end)

    def _cells(self, merges: list[_Merge]) -> list[Cell]:
        """Return the anchors: what is written, with its spans, and the blank cells between."""
        texts = self._texts
        if not texts:
            return []
        reach = [
            (min(m.bottom, m.top + MAX_MERGED_ROWS - 1), min(m.right, m.left + MAX_MERGED_COLUMNS - 1))
            for m in merges
            if (m.top, m.left) in texts
        ]
        top, left = min(row for row, _ in texts), min(column for _, column in texts)
        bottom = max(row for row, _ in [*texts, *reach])
        right = max(column for _, column in [*texts, *reach])
        anchors, covered = self._spans(merges, _Merge(top, left, bottom, right))
        area = (bottom - top + 1) * (right - left + 1)
        if area <= max(DENSE_POSITIONS, DENSE_SHARE * (len(texts) + len(covered))):
            positions: list[_Position] = list(_Merge(top, left, bottom, right).positions())
        else:
            self._assembly.problem("sparse_sheet", "内容过于分散，空白单元格未全部列出。", f"T{self._number}")
            positions = sorted({*texts, *anchors})
        return [
            Cell(*position, texts.get(position, ""), *anchors.get(position, (1, 1)))
            for position in positions
            if position not in covered
        ]

    def _spans(self, merges: list[_Merge], box: _Merge) -> tuple[dict[_Position, _Position], set[_Position]]:
        """Return the spans of anchors, and the positions that merged ranges cover beside their anchors."""
        anchors: dict[_Position, _Position] = {}
        covered: set[_Position] = set()
        total = 0
        for merge in merges:
            bottom, right = min(merge.bottom, box.bottom), min(merge.right, box.right)
            clipped = _Merge(merge.top, merge.left, bottom, right)
            if merge.top < box.top or merge.left < box.left or merge.top > bottom or merge.left > right:
                continue  # a blank range beside what is written
            total += (bottom - merge.top + 1) * (right - merge.left + 1)
            if total > MAX_MERGED_POSITIONS or any(p in covered or p in anchors for p in clipped.positions()):
                where = f"T{self._number}R{merge.top}C{merge.left}"
                self._assembly.problem("merge_ignored", "合并区域过大或互相重叠，按未合并读取。", where)
                continue
            anchor = (merge.top, merge.left)
            anchors[anchor] = (bottom - merge.top + 1, right - merge.left + 1)
            for position in clipped.positions():
                if position != anchor:
                    covered.add(position)
                    if position in self._texts:
                        self._problem("covered_text", self._texts[position], anchor)
        return anchors, covered

    def _problem(self, code: str, text: str, position: _Position) -> None:
        self._assembly.problem(code, text, f"T{self._number}R{position[0]}C{position[1]}")


def _exact(text: str) -> Decimal:
    """Return the number Excel has in mind: the stored double, to its 15 significant digits."""
    number = float(text)
    return Decimal(text) if math.isinf(number) else Decimal(f"{number:.15g}")


@lru_cache(maxsize=1 << 15)  # the sheets of a workbook use the same addresses
def _position(reference: str) -> _Position | None:
    """Return row and column of ``E12``; None where it is no address of a sheet."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None
