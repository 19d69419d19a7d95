"""Official document → workbook: a worksheet a sheet, its lines above and below its table.

A figure that is printed as a plain number or percentage is a number with the format that prints it so; all
other text stays text, whatever it begins with.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, count

import xlsxwriter  # type: ignore[import-untyped]  # the library ships no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # the library ships no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the library ships no types

from jiheng.documents import Cell
from jiheng.errors import RenderError
from jiheng.render.official._blocks import Align, Line, Look, OfficialDocument, Sheet, Style, Table

Face = dict[str, str | int | float | bool]

_CREATED = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""One date for all files: the same document gives the same bytes, and no clock is asked."""
_MOST_TEXT = 32_767
_NAME_LENGTH = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
_NUMBER = re.compile(r"(?:0|[1-9]\d{0,12})(?:\.(\d{1,6}))?(%?)")
_MILLIMETRES_A_CHARACTER = 2.0
"""Of Excel's column width, in its default type."""
_LINE_POINTS = {Style.TITLE: 30.0, Style.BODY: 24.0}
_ROW_POINTS = 15.0
_TALLEST = 409
_SIZES = {
    Style.ATTACHMENT: ("黑体", 16, "left"),
    Style.TITLE: ("方正小标宋简体", 18, "center"),
    Style.SUBTITLE: ("楷体_GB2312", 14, "center"),
    Style.ADDRESSEE: ("仿宋_GB2312", 14, "left"),
    Style.HEADING_1: ("黑体", 14, "left"),
    Style.HEADING_2: ("楷体_GB2312", 14, "left"),
    Style.BODY: ("仿宋_GB2312", 14, "left"),
    Style.NOTE: ("仿宋_GB2312", 10.5, "left"),
    Style.SIGNATURE: ("仿宋_GB2312", 11, "left"),
    Style.SEAL: ("仿宋_GB2312", 14, "right"),
}
_ALIGN = {Align.CENTER: "center", Align.START: "left", Align.END: "right"}


def write_xlsx(document: OfficialDocument) -> bytes:
    """Return the document as a workbook; the same document gives the same bytes.

    Raises:
        RenderError: A text is longer than a cell can hold.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": document.title, "created": _CREATED.replace(tzinfo=None)})
    pen = _Pen(book)
    for sheet in document.sheets:
        pen.sheet(sheet)
    book.close()
    return target.getvalue()


@dataclass(slots=True)
class _Pen:
    book: xlsxwriter.Workbook
    names: set[str] = field(default_factory=set)
    faces: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def sheet(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(self._name(sheet.name))
        tables = [block for block in sheet.blocks if isinstance(block, Table)]
        widths = max((table.widths for table in tables), key=len, default=(156,))
        for column, width in enumerate(widths):
            page.set_column(column, column, width / _MILLIMETRES_A_CHARACTER)
        _set_up(page, landscape=sheet.landscape)
        row = 0
        for block in sheet.blocks:
            if isinstance(block, Line):
                self._line(page, block, row, widths)
                if block.new_page and row:
                    page.set_h_pagebreaks([row])
                row += 1
            else:
                row = self._table(page, block, row)

    def _name(self, wanted: str) -> str:
        plain = _NO_NAME.sub("_", wanted)
        numbered = (f"{plain[: _NAME_LENGTH - 6]}（{n}）" for n in count(2))
        name = next(one for one in chain((plain[:_NAME_LENGTH],), numbered) if one.lower() not in self.names)
        self.names.add(name.lower())
        return name

    def _line(self, page: Worksheet, line: Line, row: int, widths: tuple[int, ...]) -> None:
        font, size, align = _SIZES[line.style]
        face: Face = {"font_name": font, "font_size": size, "align": align, "text_wrap": True}
        if line.style is Style.BODY:
            face["indent"] = 2
        _set_height(page, row, _lines(line.text, sum(widths), size), _LINE_POINTS.get(line.style, size * 1.4))
        if len(widths) > 1:
            page.merge_range(row, 0, row, len(widths) - 1, "", self._face(face))
        self._write(page, (row, 0), line.text, line.was, face)

    def _table(self, page: Worksheet, table: Table, top: int) -> int:
        heights: dict[int, float] = {}
        for cell, look in zip(table.grid.cells, table.looks, strict=True):
            first, left = top + cell.row - 1, cell.column - 1
            last, right = first + cell.row_span - 1, left + cell.column_span - 1
            face = _cell_face(look.align, vertical=look.vertical, strong=look.strong)
            if (first, left) != (last, right):
                page.merge_range(first, left, last, right, "", self._face(face))
            self._cell(page, (first, left), cell, look, face)
            rows = range(first, last + 1)
            need = (
                len(cell.text)
                if look.vertical
                else _lines(cell.text, sum(table.widths[left : right + 1]), 10.5)
            )
            spare = max(0, need - sum(heights.get(row, 1) for row in rows))
            for row in rows:
                heights[row] = heights.get(row, 1) + spare / cell.row_span
        for row, lines in heights.items():
            _set_height(page, row, lines, _ROW_POINTS)
        if table.repeated_rows:
            page.repeat_rows(top + min(table.repeated_rows) - 1, top + max(table.repeated_rows) - 1)
        return top + max((cell.row + cell.row_span - 1 for cell in table.grid.cells), default=0)

    def _cell(self, page: Worksheet, at: tuple[int, int], cell: Cell, look: Look, face: Face) -> None:
        if look.was is None and (found := _NUMBER.fullmatch(cell.text)):
            number = float(cell.text.removesuffix("%")) / (100 if found[2] else 1)
            digits = f"0.{'0' * len(found[1])}" if found[1] else "0"
            page.write_number(*at, number, self._face({**face, "num_format": digits + found[2]}))
        elif cell.text or look.was:
            self._write(page, at, cell.text, look.was, face)
        else:
            page.write_blank(*at, None, self._face(face))

    def _write(self, page: Worksheet, at: tuple[int, int], text: str, was: str | None, face: Face) -> None:
        if len(text) + len(was or "") > _MOST_TEXT:
            where = xlsxwriter.utility.xl_rowcol_to_cell(*at)
            raise RenderError(
                page.get_name(), where, f"文字有 {len(text):,} 个字，单元格最多 {_MOST_TEXT:,} 个"
            )
        if was and text:
            old = self._face({"font_strikeout": True, "font_color": "#B42318"})
            new = self._face({"underline": 1, "font_color": "#0B6B3A"})
            page.write_rich_string(*at, old, was, new, text, self._face(face))
        elif was:
            page.write_string(*at, was, self._face({**face, "font_strikeout": True, "font_color": "#B42318"}))
        else:
            page.write_string(*at, text, self._face(face))

    def _face(self, face: Face) -> Format:
        key = tuple(sorted(face.items()))
        if key not in self.faces:
            self.faces[key] = self.book.add_format({"valign": "vcenter", **face})
        return self.faces[key]


def _set_up(page: Worksheet, *, landscape: bool) -> None:
    page.set_paper(9)
    if landscape:
        page.set_landscape()
    page.set_margins(left=0.7, right=0.6, top=0.8, bottom=0.7)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.set_footer("&C&10— &P —")
    page.hide_gridlines(2)


@cache
def _cell_face(align: Align, *, vertical: bool, strong: bool) -> Face:
    face: Face = {
        "font_name": "黑体" if strong else "仿宋_GB2312",
        "font_size": 10.5,
        "align": _ALIGN[align],
        "text_wrap": True,
        "border": 1,
    }
    # The library makes of 270 the format's word for characters one below the other.
    return face | {"rotation": 270} if vertical else face


def _lines(text: str, millimetres: float, points: float) -> int:
    """Return how many lines a text takes in a width, Chinese characters being as wide as they are high."""
    a_line = max(1, int(millimetres / (points * 0.353) * 2) - 1)
    if 2 * len(text) <= a_line and "\n" not in text:
        return 1
    total = 0
    for part in text.split("\n"):
        # What one byte holds is half as wide as a Chinese character.
        width = 2 * len(part) - len(part.encode("latin-1", "ignore"))
        total += max(1, math.ceil(width / a_line))
    return total


def _set_height(page: Worksheet, row: int, lines: float, points: float) -> None:
    page.set_row(row, min(_TALLEST, max(1.0, lines) * points + 4))
