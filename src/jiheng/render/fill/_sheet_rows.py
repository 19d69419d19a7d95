"""New rows of a worksheet, and everything on the sheet that names rows.

Takes a sheet and the rows to be added; notes edits: cells and rows get their new numbers, merged ranges,
formats by condition, checks of input, filters, hyperlinks, page breaks and formulas go with them.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from xml.sax.saxutils import escape

from jiheng.render.fill._plan import AddedRow, Value
from jiheng.render.fill._sheet import Sheet, Style, column_letters, number_in, position_of
from jiheng.render.fill._sheet_shift import Shift
from jiheng.render.fill._xml import Element, Source

_ROW_NUMBER = re.compile(rb"""(\sr\s*=\s*["'])[0-9]+(["'])""")
_REFERENCE = re.compile(rb"""(\sr\s*=\s*["'])([A-Z]+[0-9]+)(["'])""")
_RANGES = frozenset({"ref", "sqref"})
_SINGLE = frozenset({"activeCell", "topLeftCell"})
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2"})
_BEFORE_MERGES = frozenset(
    {
        *("sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter"),
        *("sortState", "dataConsolidate", "customSheetViews"),
    }
)


@dataclass(slots=True)
class Range:
    """A merged range, its edges included."""

    top: int
    left: int
    bottom: int
    right: int
    element: Element | None = None

    @property
    def reference(self) -> str:
        """Return ``B7:C9``."""
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"

    @property
    def is_single(self) -> bool:
        """Whether it covers one cell only."""
        return self.top == self.bottom and self.left == self.right


@dataclass(slots=True)
class RowWriter:
    """Adds rows to one sheet."""

    sheet: Sheet
    styles: Sequence[Style]
    as_text: frozenset[tuple[int, int]]
    """Positions, afterwards, at which a number would be displayed as something else."""
    new_ranges: list[Range] = field(default_factory=list)

    def add(self, rows: Sequence[AddedRow]) -> None:
        """Note the edits for all rows that are added to the sheet."""
        merges = list(_merges(self.sheet.source.root))
        by_row: dict[int, list[AddedRow]] = defaultdict(list)
        for row in rows:
            by_row[row.after.row].append(row)
        grown: dict[int, Range] = {}
        for after, group in by_row.items():
            self._insert(after, group, merges, grown)
        self._renumber()
        self._move_merges(merges, grown)
        move_references(self.sheet.source, self.sheet.shift, own=True)

    def _insert(
        self, after: int, group: Sequence[AddedRow], merges: list[Range], grown: dict[int, Range]
    ) -> None:
        sheet = self.sheet
        columns = sorted({column for row, column in sheet.cells if row == after})
        columns = sorted({*columns, *(column for row in group for column in row.values)})
        lines = [
            self._line(after, sheet.shift.row(after) + number, columns, row)
            for number, row in enumerate(group, 1)
        ]
        like = sheet.rows.get(after)
        if like is not None:
            sheet.source.insert(sheet.source.end(like), b"".join(lines))
        self._merge(after, group, merges, grown)

    def _line(self, after: int, number: int, columns: Sequence[int], row: AddedRow) -> bytes:
        sheet = self.sheet
        cells = [self._cell(after, number, column, row.values.get(column)) for column in columns]
        like = sheet.rows.get(after)
        if like is None:
            return b""
        tag = sheet.source.start_tag(like)
        tag = tag.removesuffix(b"/>").removesuffix(b">").rstrip()
        tag = _ROW_NUMBER.sub(rb"\g<1>" + str(number).encode() + rb"\g<2>", tag)
        return tag + b">" + b"".join(cells) + b"</" + sheet.source.prefix(like) + b"row>"

    def _cell(self, after: int, row: int, column: int, value: Value | None) -> bytes:
        style = self.sheet.style_of(after, column)
        text = value.text if value else ""
        code = self.styles[style].code if style < len(self.styles) else Style().code
        number = "" if (row, column) in self.as_text else number_in(text, code)
        return self.sheet.new_cell(row, column, style, text, number)

    def _merge(
        self, after: int, group: Sequence[AddedRow], merges: list[Range], grown: dict[int, Range]
    ) -> None:
        """Grow the ranges that reach down over the new rows, and merge new cells as those above are."""
        shift = self.sheet.shift
        base = shift.row(after)
        here = {m.left: m for m in merges if m.top <= after <= m.bottom}
        covered = {c for m in here.values() for c in range(m.left, m.right + 1)} - here.keys()
        columns = {c for row in group for c in (*row.values, *row.continued)} | here.keys()
        for column in sorted(columns - covered):
            merge = here.get(column)
            if merge is not None and merge.bottom > after:
                continue  # it grows by itself, as its end moves
            right = merge.right if merge else column
            now = Range(shift.row(merge.top) if merge else base, column, base, right)
            if merge is not None:
                grown[id(merge)] = now
            first = now
            for number, row in enumerate(group, 1):
                if column in row.continued:
                    now.bottom = base + number
                else:
                    if now is not first or merge is None:
                        self.new_ranges.append(now)
                    now = Range(base + number, column, base + number, right)
            if now is not first or merge is None:
                self.new_ranges.append(now)

    def _renumber(self) -> None:
        sheet, source = self.sheet, self.sheet.source
        for row, element in sheet.rows.items():
            moved = sheet.shift.row(row)
            if moved != row:
                tag = _ROW_NUMBER.sub(rb"\g<1>" + str(moved).encode() + rb"\g<2>", source.start_tag(element))
                source.replace_range(element.start, source.open_end(element), tag)
        for (row, column), element in sheet.cells.items():
            moved = sheet.shift.row(row)
            if moved != row and not source.is_replaced(element):
                reference = f"{column_letters(column)}{moved}".encode()
                tag = _REFERENCE.sub(rb"\g<1>" + reference + rb"\g<3>", source.start_tag(element))
                source.replace_range(element.start, source.open_end(element), tag)

    def _move_merges(self, merges: list[Range], grown: dict[int, Range]) -> None:
        source, shift = self.sheet.source, self.sheet.shift
        for merge in merges:
            new = grown.get(id(merge))
            top, bottom = (new.top, new.bottom) if new else (shift.row(merge.top), shift.row(merge.bottom))
            if (top, bottom) != (merge.top, merge.bottom) and merge.element is not None:
                moved = Range(top, merge.left, bottom, merge.right).reference
                replace_attribute(source, merge.element, "ref", moved)
        fresh = [merged for merged in self.new_ranges if not merged.is_single]
        if not fresh:
            return
        prefix = source.prefix(source.root)
        added = b"".join(b"<" + prefix + f'mergeCell ref="{m.reference}"/>'.encode() for m in fresh)
        listed = source.root.find("mergeCells")
        if listed is not None:
            source.append(listed, added)
            if listed.get("count"):
                replace_attribute(source, listed, "count", str(len(listed.children) + len(fresh)))
            return
        before = [child for child in source.root.children if child.local in _BEFORE_MERGES]
        whole = b"<" + prefix + b"mergeCells>" + added + b"</" + prefix + b"mergeCells>"
        source.insert(source.end(before[-1]), whole)


def _merges(root: Element) -> Iterator[Range]:
    listed = root.find("mergeCells")
    for element in listed.children if listed is not None else ():
        first, _, last = element.get("ref").partition(":")
        start, end = position_of(first), position_of(last or first)
        if start and end:
            yield Range(start[0], start[1], end[0], end[1], element)


def replace_attribute(source: Source, element: Element, name: str, value: str) -> None:
    """Note the edit that gives an attribute another value."""
    pattern = re.compile(rb"(\s" + name.encode() + rb"""\s*=\s*)(?:"([^"]*)"|'([^']*)')""")
    found = pattern.search(source.start_tag(element))
    if found is not None:
        at = element.start
        new = escape(value, {'"': "&quot;"}).encode()
        source.replace_range(at + found.end(1), at + found.end(), b'"' + new + b'"')


def move_references(source: Source, shift: Shift, *, own: bool) -> None:
    """Note the edits of all references to rows of a sheet, its rows, cells and merged ranges aside.

    Args:
        source: A worksheet, a chart, or the workbook.
        shift: How the rows move.
        own: Whether the part is the sheet whose rows move.
    """
    for element in source.root.iter():
        if element.local in _FORMULAS or element.local == "definedName":
            _move_text(source, element, partial(shift.formula, own=own))
        if not own or element.local == "mergeCell":
            continue
        if element.local == "sqref":
            _move_text(source, element, shift.range)
        elif element.local == "brk" and element.parent is not None and element.parent.local == "rowBreaks":
            replace_attribute(source, element, "id", str(shift.row(int(element.get("id", "0")))))
        for name in element.attributes.keys() & (_RANGES | _SINGLE):
            old = element.attributes[name]
            is_single = name in _SINGLE or element.local == "hyperlink"
            new = shift.reference(old) if is_single else shift.range(old)
            if new != old:
                replace_attribute(source, element, name, new)


def _move_text(source: Source, element: Element, move: Callable[[str], str]) -> None:
    if element.children or source.is_empty_tag(element):
        return
    start = source.open_end(element)
    text = html.unescape(source.xml[start : element.closing].decode())
    new = move(text)
    if new != text:
        source.replace_range(start, element.closing, escape(new).encode())
