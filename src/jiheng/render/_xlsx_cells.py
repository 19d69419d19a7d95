"""What every sheet of the workbook shares: text that stays text, formats, colours, the page on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import xlsxwriter  # type: ignore[import-untyped]  # the library ships no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # the library ships no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the library ships no types

from jiheng.audit import Severity

Style = dict[str, str | int | bool]

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""What a sheet can hold."""
_MOST_TEXT = 32_700
"""A cell holds 32,767 characters; the rest is for saying that it was cut."""
_LINE_POINTS = 13.5
_TALLEST = 408
"""A row can be 409 points high."""
_WIDE = 0x2E80
"""From this character on, text is as a rule two columns wide."""

# What a program reading the sheet takes for the beginning of a formula, also once it is saved as CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "\uff20")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")

# Light enough to read black text on a print without colour; the word and the shape say the same.
SEVERITY_FILLS = {Severity.ERROR: "#F8CBC4", Severity.WARNING: "#FCE9B8", Severity.INFO: "#DCE8F4"}
HEAD: Style = {"bold": True, "bg_color": "#DDE3E9", "align": "center", "border": 1}
LINK: Style = {"font_color": "#0B4F8A", "underline": 1}
_BASIC: Style = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True}


@dataclass(slots=True)
class Book:
    """A workbook being written, with each look made once."""

    book: xlsxwriter.Workbook
    _formats: dict[tuple[tuple[str, str | int | bool], ...], Format] = field(default_factory=dict)

    def style(self, style: Style) -> Format:
        """Return the format of a look."""
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({**_BASIC, **style})
        return self._formats[key]

    def sheet(self, name: str, widths: tuple[float, ...]) -> Worksheet:
        """Add a sheet set up for A4 on its long side, as wide as the page."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.style({}))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&9{name}&C&9第 &P 页，共 &N 页")
        # Figures are shown as printed, so they are text; Excel would mark every one of them.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        return sheet

    def text(self, sheet: Worksheet, at: tuple[int, int], text: str, style: Style) -> None:
        """Write text that stays text, whatever it begins with, and however often it is edited."""
        sheet.write_string(*at, fitted(text), self.style(self._quoted(text, style)))

    def spread(self, sheet: Worksheet, area: tuple[int, int, int, int], text: str, style: Style) -> None:
        """Write text over an area, merged where it is more than one cell."""
        first, left, last, right = area
        if (first, left) != (last, right):
            # Merging writes by guess what a text is; the text itself is written after it.
            sheet.merge_range(*area, "", self.style(self._quoted(text, style)))
        self.text(sheet, (first, left), text, style)

    def link(self, sheet: Worksheet, at: tuple[int, int], target: str, text: str, style: Style) -> None:
        """Write text that leads to a place in the workbook: ``'原表'!C12``."""
        look = {**self._quoted(text, style), **LINK}
        sheet.write_url(*at, f"internal:{target}", self.style(look), "x", "转到该处")
        sheet.write_string(*at, fitted(text), self.style(look))

    def row(self, sheet: Worksheet, number: int, texts: tuple[str, ...], style: Style) -> None:
        """Write a row of texts from the first column on."""
        for column, text in enumerate(texts):
            self.text(sheet, (number, column), text, style)

    @staticmethod
    def _quoted(text: str, style: Style) -> Style:
        return {**style, "quote_prefix": True} if text.startswith(_FORMULA_STARTS) else style


def fitted(text: str) -> str:
    """Return text as a cell can hold it; what is cut is said."""
    clean = _NO_XML.sub("\ufffd", text)
    if len(clean) <= _MOST_TEXT:
        return clean
    return f"{clean[:_MOST_TEXT]}……（共 {len(clean)} 字，以下略）"


def height(*cells: tuple[str, float]) -> float:
    """Return how high a row has to be for texts in columns of a width; Excel measures no merged cells."""
    most = max((_lines(text, width) for text, width in cells), default=1)
    return min(_TALLEST, max(1, most) * _LINE_POINTS + 2)


def _lines(text: str, width: float) -> int:
    room = max(2, int(width))
    return sum(-(-max(1, units(line)) // room) for line in text.split("\n"))


def units(text: str) -> int:
    """Return how wide text is, in widths of a digit."""
    return sum(1 + (ord(character) >= _WIDE) for character in text)
