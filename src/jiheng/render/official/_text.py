r"""Writes an official document as plain text, in the shape of a word processor's own export.

Takes an ``OfficialDocument``; gives UTF-8. A line of the document is a line; a cell is a line behind a tab,
and an empty line ends a row; a cell that continues from above is a blank one. There are no columns, so merges
to the right are not told, nor is a change: the new text stands alone.

The cells come back whole, lines within a cell too. What the shape cannot hold: an empty line within a cell
becomes a line of one space, and a line that begins with a tab gets a space before it; a line break in the
last cell of a row becomes a space where the rows below would make it look like a row broken in two.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.render.official._blocks import Line, OfficialDocument, Sheet, Table
from jiheng.render.official._characters import printable
from jiheng.render.official._places import rows_of

_MARK = "\ufeff"
"""Programs that would guess take a file that begins with it for UTF-8."""


def write_text(document: OfficialDocument) -> bytes:
    """Return the text file of a document.

    Raises:
        RenderError: The cells of a table do not fit together.
    """
    lines = [line for sheet in document.sheets for line in _sheet(sheet)]
    return (_MARK + "\n".join([*lines, ""])).encode()


def _sheet(sheet: Sheet) -> Iterator[str]:
    before: Line | Table | None = None
    for block in sheet.blocks:
        if isinstance(block, Line):
            yield from _paragraph(block.text)
        else:
            # An empty line ends what stands before; behind another table it takes a second one.
            yield ""
            yield from _table(block, sheet)
        before = block
    if isinstance(before, Line):
        yield ""


def _paragraph(text: str) -> Iterator[str]:
    """Yield the lines of a paragraph: no empty one, and none that begins like a cell."""
    for line in printable(text).split("\n"):
        if line.strip():
            yield line.lstrip("\t")


def _table(table: Table, sheet: Sheet) -> Iterator[str]:
    rows = [
        ["" if place.continues else place.cell.text for place in places] for places in rows_of(table, sheet)
    ]
    widths = [len(row) for row in rows]
    for number, row in enumerate(rows):
        if _looks_broken(*widths[number : number + 3]):
            row[-1] = " ".join(_lines(row[-1]))
        for text in row:
            first, *more = _lines(text)
            yield f"\t{first}"
            yield from more
        yield ""


def _lines(text: str) -> list[str]:
    """Return the lines of a cell as they can stand below each other; the first may be blank."""
    first, *more = printable(text).strip("\n").split("\n")
    return [first, *(f" {line}" if not line or line.startswith("\t") else line for line in more)]


def _looks_broken(row: int, first: int = 0, second: int = 0) -> bool:
    """Whether a row that ends in several lines could be half of a row as wide as the one after the next."""
    return second > 0 and row + first == second
