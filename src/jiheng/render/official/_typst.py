"""An official document as the typesetter's template takes it: plain data, in which no text can be code.

Takes an ``OfficialDocument`` and the faces; gives JSON. What is repeated, what may part and what is short is
decided here, so that the template only draws.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

import msgspec

from jiheng.render.official._blocks import Line, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._characters import printable
from jiheng.render.official._fonts import Face
from jiheng.render.official._page import page_of
from jiheng.render.official._places import Place, header_height, rows_of

_LEVELS: Final = {Style.TITLE: 1, Style.HEADING_1: 2, Style.HEADING_2: 3}
_EM = 3.75
"""Millimetres of a character of 10.5 pt and its share of the line."""
_PADDING = 2
_TALL = 30
"""Lines from which on a row may be parted by a page break: two thirds of a page, which others can fill."""
_NARROW = re.compile(r"[!-~]{1,3}|.", re.DOTALL)
"""What stands on one line of vertical text: a character, or a short figure."""


def typeset_data(document: OfficialDocument, faces: Mapping[str, Face]) -> str:
    """Return the JSON of a document for the template.

    Raises:
        RenderError: A table is too wide for its paper, or its cells do not fit together.
    """
    outline = Outline()
    sheets: list[object] = [_sheet(sheet, outline) for sheet in document.sheets]
    names = (plain(one).strip() for one in (document.title, *(sheet.name for sheet in document.sheets)))
    data: dict[str, object] = {
        # Readers announce a document by its title, so it is never without one.
        "title": next((name for name in names if name), "公文"),
        "faces": {name: asdict(face) for name, face in faces.items()},
        "sheets": sheets,
    }
    return msgspec.json.encode(data).decode()


def plain(text: str) -> str:
    """Return a text as it is set: no control or format characters, other line ends as line feeds."""
    if text.isascii() and text.isprintable():
        return text
    text = printable(text).replace("\u2028", "\n").replace("\u2029", "\n").replace("\t", "    ")
    return text if text.isprintable() else "".join(c for c in text if unicodedata.category(c) != "Cf")


class Outline:
    """Gives headings their levels: the first is 1, and none is more than one deeper than the one before."""

    def __init__(self) -> None:
        """Start above the first heading."""
        self._last = 0

    def level(self, wanted: int) -> int:
        """Return the level of the next heading."""
        self._last = min(wanted, self._last + 1)
        return self._last


def _sheet(sheet: Sheet, outline: Outline) -> object:
    texts = [block for block in sheet.blocks if isinstance(block, Line) and plain(block.text).strip()]
    # The sheet's bookmark leads to its title, or to its first line where it has none.
    head = next((line for line in texts if line.style is Style.TITLE), texts[0] if texts else None)
    blocks: list[object] = []
    before: Style | None = None
    for block in sheet.blocks:
        if isinstance(block, Table):
            blocks.append(_table(block, sheet))
            before = None
        else:
            first_seal = block.style is Style.SEAL and before is not Style.SEAL
            name = plain(sheet.name).strip() if block is head else ""
            blocks.append(_line(block, name, outline, first_seal=first_seal))
            before = block.style
    return {"page": asdict(page_of(sheet)), "blocks": blocks}


def _line(line: Line, name: str, outline: Outline, *, first_seal: bool) -> object:
    text = plain(line.text)
    wanted = 1 if name else _LEVELS.get(line.style, 0) if text.strip() else 0
    return {
        "kind": "line",
        "style": line.style.value,
        "text": text,
        "was": None if line.was is None else plain(line.was),
        "level": outline.level(wanted) if wanted else 0,
        "bookmark": name or " ".join(text.split()),
        "first_seal": first_seal,
        "new_page": line.new_page,
    }


def _table(table: Table, sheet: Sheet) -> object:
    rows = [_row(places, table.widths) for places in rows_of(table, sheet)]
    repeated = header_height(table)
    # A table without a row to repeat still has its labels named as such, for those who listen to it.
    header = repeated or _label_rows(table, len(rows))
    return {
        "kind": "table",
        "widths": list(table.widths),
        "repeated": repeated > 0,
        "header": [cell for row in rows[:header] for cell in row],
        "rest": [cell for row in rows[header:] for cell in row],
    }


def _label_rows(table: Table, height: int) -> int:
    """Return 1 where the first row is all labels that end with it, else 0."""
    first = [(cell, look) for cell, look in zip(table.grid.cells, table.looks, strict=True) if cell.row == 1]
    return int(height > 1 and all(look.strong and cell.row_span == 1 for cell, look in first))


def _row(places: Sequence[Place], widths: Sequence[int]) -> list[object]:
    began = [place for place in places if not place.continues]
    parted = any(_is_long(place, widths) for place in began)
    return [_cell(place, widths, parted=parted or place.cell.row_span > 1) for place in began]


def _cell(place: Place, widths: Sequence[int], *, parted: bool) -> object:
    cell, look, _ = place
    text = plain(cell.text)
    return {
        "rows": cell.row_span,
        "columns": cell.column_span,
        "text": text,
        "was": None if look.was is None else plain(look.was),
        "vertical": _NARROW.findall(text) if look.vertical and look.was is None else None,
        "align": look.align.value,
        "strong": look.strong,
        "parted": parted,
        "short": _lines(place, widths) == 1,
    }


def _lines(place: Place, widths: Sequence[int]) -> int:
    """Return about how many lines the text of a cell takes."""
    cell, look, _ = place
    if look.vertical:
        return len(cell.text)
    width = sum(widths[cell.column - 1 : cell.column + cell.column_span - 1])
    a_line = max((width - _PADDING) / _EM, 1)
    texts = (look.was or "") + cell.text
    return sum(int(_ems(line) / a_line) + 1 for line in texts.split("\n"))


def _ems(text: str) -> float:
    """Return the width of a line in characters; Latin ones take half the room."""
    return len(text) if not text.isascii() else len(text) / 2


def _is_long(place: Place, widths: Sequence[int]) -> bool:
    """Whether a cell's text may run on to the next page."""
    return _lines(place, widths) > _TALL
