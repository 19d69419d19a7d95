"""Writes a table of an official document as WordprocessingML.

Takes a ``Table``; gives its markup. Rows stay on one page unless their text is long; a cell merged downwards
has a cell of its own in every row it covers, as Word has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from jiheng.errors import RenderError
from jiheng.render.official._blocks import Look, Sheet, Table
from jiheng.render.official._characters import spoken
from jiheng.render.official._docx_parts import CELL_STYLES
from jiheng.render.official._docx_runs import Changes, run_of, twips
from jiheng.render.official._places import Place, header_height, rows_of

MAX_COLUMNS = 63
"""Word's own limit."""
_PADDING = 1
"""Millimetres between a border and the text beside it."""
_EM = 4
"""Millimetres that a character and its share of the line take, rounded up: 10.5 pt are 3.7 mm."""
_LONG = 300
"""Characters from which on a row may be parted by a page break."""
_TALL = 20
"""Lines from which on it may, where the column is narrow: about half a page."""
_LEAST_MM, _MOST_MM = 8, 100
"""Between which the least height of a row lies."""
_HEADER = "<w:tblHeader/>"
_BLANK_PARAGRAPHS = {
    key: f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>' for key, style in CELL_STYLES.items()
}


def table_markup(table: Table, sheet: Sheet, changes: Changes, *, keeps_next: bool) -> str:
    """Return the markup of a table.

    Args:
        table: What is written.
        sheet: Where it stands.
        changes: Numbers the tracked changes of the document.
        keeps_next: Whether the last row goes to the next page with what follows: a signature line never
            stands alone.

    Raises:
        RenderError: It has more columns than Word allows, or its cells do not fit together.
    """
    if len(table.widths) > MAX_COLUMNS:
        reason = f"表有 {len(table.widths)} 列，Word 最多 {MAX_COLUMNS} 列"
        raise RenderError(sheet.name, f"T{table.grid.number}", reason)
    edges = [twips(edge) for edge in accumulate(table.widths, initial=0)]
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    header = header_height(table)
    lines = rows_of(table, sheet)
    heights = _heights(table, len(lines))
    rows = [
        _row(places, table, edges, changes, f"{height}{_HEADER if number <= header else ''}")
        for number, (places, height) in enumerate(zip(lines, heights, strict=True), start=1)
    ]
    if keeps_next:
        rows[-1] = rows[-1].replace("</w:pPr>", "<w:keepNext/></w:pPr>")
    padding = twips(_PADDING)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="{padding}" w:type="dxa"/>'
        f'<w:bottom w:w="20" w:type="dxa"/><w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="0000"/><w:tblCaption w:val="{spoken(sheet.name)}"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _heights(table: Table, rows: int) -> list[str]:
    """Return the least height of each row; vertical text needs its own, as Word would cut it off."""
    least = [_LEAST_MM] * rows
    for cell, look in zip(table.grid.cells, table.looks, strict=True):
        if look.vertical:
            longest = max(map(len, cell.text.split("\n")))
            each = -(-(longest * _EM + 2 * _PADDING) // cell.row_span)
            for row in range(cell.row - 1, cell.row + cell.row_span - 1):
                least[row] = max(least[row], min(each, _MOST_MM))
    return [f'<w:trHeight w:val="{twips(height)}"/>' for height in least]


def _row(places: Sequence[Place], table: Table, edges: Sequence[int], changes: Changes, settings: str) -> str:
    split = "" if any(_is_long(place, table.widths) for place in places) else "<w:cantSplit/>"
    cells = "".join([_cell(place, edges, changes) for place in places])
    return f"<w:tr><w:trPr>{split}{settings}</w:trPr>{cells}</w:tr>"


def _cell(place: Place, edges: Sequence[int], changes: Changes) -> str:
    cell, look, continues = place
    span, first = cell.column_span, cell.column - 1
    width = edges[first + span] - edges[first]
    spread = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    style = look.align, look.strong
    if continues:
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spread}<w:vMerge/></w:tcPr>'
            f"{_BLANK_PARAGRAPHS[style]}</w:tc>"
        )
    merge = '<w:vMerge w:val="restart"/>' if cell.row_span > 1 else ""
    turned = '<w:textDirection w:val="tbRlV"/>' if look.vertical else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spread}{merge}{turned}<w:vAlign w:val="center"/>'
        f"</w:tcPr>{_paragraphs(cell.text, look, changes)}</w:tc>"
    )


def _paragraphs(text: str, look: Look, changes: Changes) -> str:
    """Return a cell's text, a paragraph a line; a change stays one paragraph, to be undone as one."""
    style = look.align, look.strong
    if look.was is not None and look.was != text:
        start = _BLANK_PARAGRAPHS[style].removesuffix("</w:p>")
        return f"{start}{changes.markup(look.was, text)}</w:p>"
    if not text:
        return _BLANK_PARAGRAPHS[style]
    start = _BLANK_PARAGRAPHS[style].removesuffix("</w:p>")
    if "\n" not in text:
        return f"{start}{run_of(text)}</w:p>"
    return "".join([f"{start}{run_of(line)}</w:p>" for line in text.split("\n")])


def _is_long(place: Place, widths: Sequence[int]) -> bool:
    """Whether a cell's text may run on to the next page."""
    cell, look, continues = place
    length = len(cell.text) + len(look.was or "")
    if continues or length <= _TALL:
        return False
    width = sum(widths[cell.column - 1 : cell.column + cell.column_span - 1])
    a_line = max((width - 2 * _PADDING) // _EM, 1)
    lines = length // a_line + cell.text.count("\n")
    return length > _LONG or lines > _TALL
